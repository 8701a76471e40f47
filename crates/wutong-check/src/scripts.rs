//! What the scripts of a paper show beside the marks: items, options and markings, in counts that add up.

use std::collections::BTreeMap;
use std::sync::Arc;

use wutong_model::{ExamSpec, Options};
use wutong_stats::{Accumulate, FrequencyTable};

use crate::SchoolEvidence;

/// The paper that scripts belong to: two papers of one subject are two versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Paper {
    /// Position of the subject in the specification.
    pub subject: usize,
    /// Its items in order.
    pub items: Vec<PaperItem>,
}

/// One item of a paper, as far as it tells papers apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaperItem {
    /// Number.
    pub id: String,
    /// Full mark in ticks, where a file states it.
    pub full_ticks: Option<i32>,
    /// The right options; none for an item that is marked by hand.
    pub key: Options,
}

/// The scripts of one school in one paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scripts {
    /// Pupils with a mark in the subject.
    pub sat: u64,
    /// Of these, pupils of whom no file of items or options holds anything.
    pub without_items: u64,
    /// Answers, one entry an item.
    pub items: Vec<Answers>,
    /// Markings, one entry an item.
    pub markings: Vec<Markings>,
    /// Pupils who answered every item with options, by class and number of right answers.
    pub strings: BTreeMap<(String, usize), Strings>,
}

/// The answers to one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// Pupils to whose paper the item belongs.
    pub n: u64,
    /// Of these, who left it blank.
    pub blank: u64,
    /// Pupils by chosen options, blanks among them.
    pub options: BTreeMap<Options, u64>,
    /// Pupils whose mark of the item is known.
    pub marked: u64,
    /// Sum of these marks, in ticks.
    pub sum: i64,
}

/// The markings of one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markings {
    /// Scripts that were marked.
    pub scripts: u64,
    /// Of these, with the name of a marker.
    pub named: u64,
    /// Of these, marked by two.
    pub double: u64,
    /// Of these, sent to a third marker or to arbitration.
    pub third: u64,
    /// Of scripts that two marks settled: how far these lie apart, in ticks.
    pub settled: FrequencyTable,
    /// First and second marks by marker.
    pub by_marker: BTreeMap<Arc<str>, FrequencyTable>,
}

/// Pupils of a class with the same number of right answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Strings {
    /// How many.
    pub pupils: u64,
    /// Pairs of them whose answers are the same in every item; of a class in two books, pairs inside each.
    pub equal_pairs: u64,
    /// The most of them with the same answers.
    pub largest: u64,
}

/// Pupils by options: for each number of right answers, for each item with a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChosenByScore(pub Vec<Vec<BTreeMap<Options, u64>>>);

fn add<K: Ord + Clone>(own: &mut BTreeMap<K, u64>, more: &BTreeMap<K, u64>) {
    for (key, count) in more {
        *own.entry(key.clone()).or_default() += count;
    }
}

fn add_each<T: Default + Clone>(own: &mut Vec<T>, more: &[T], add: impl Fn(&mut T, &T)) {
    if own.len() < more.len() {
        own.resize(more.len(), T::default());
    }
    own.iter_mut().zip(more).for_each(|(own, more)| add(own, more));
}

impl Scripts {
    /// Adds the scripts of other pupils in the same paper.
    pub fn absorb(&mut self, other: &Self) {
        self.sat += other.sat;
        self.without_items += other.without_items;
        add_each(&mut self.items, &other.items, Answers::absorb);
        add_each(&mut self.markings, &other.markings, Markings::absorb);
        for (key, more) in &other.strings {
            let own = self.strings.entry(key.clone()).or_default();
            own.pupils += more.pupils;
            own.equal_pairs += more.equal_pairs;
            own.largest = own.largest.max(more.largest);
        }
    }
}

impl Answers {
    /// Adds the answers of other pupils.
    pub(crate) fn absorb(&mut self, more: &Self) {
        self.n += more.n;
        self.blank += more.blank;
        self.sum += more.sum;
        self.marked += more.marked;
        add(&mut self.options, &more.options);
    }
}

impl Markings {
    /// Adds the markings of other scripts.
    pub(crate) fn absorb(&mut self, more: &Self) {
        self.scripts += more.scripts;
        self.named += more.named;
        self.double += more.double;
        self.third += more.third;
        self.settled.merge(&more.settled);
        for (marker, marks) in &more.by_marker {
            self.by_marker.entry(marker.clone()).or_default().merge(marks);
        }
    }
}

impl ChosenByScore {
    /// Adds the answers of other pupils.
    pub fn absorb(&mut self, more: &Self) {
        add_each(&mut self.0, &more.0, |own, more| add_each(own, more, add));
    }
}

/// The scripts of one paper, school by school.
#[derive(Debug, Clone)]
pub struct PaperScripts<'a> {
    /// The paper.
    pub paper: &'a Paper,
    /// Answers of all schools by number of right answers.
    pub chosen: &'a ChosenByScore,
    /// Position of the school in the evidence, and its scripts.
    pub schools: Vec<(usize, &'a Scripts)>,
}

impl<'a> PaperScripts<'a> {
    /// The subject of the specification.
    pub(crate) fn subject<'s>(&self, spec: &'s ExamSpec) -> &'s wutong_model::spec::Subject {
        &spec.subjects[self.paper.subject]
    }

    /// Each school with its scripts.
    pub(crate) fn each<'e, 's>(
        &'e self,
        schools: &'e [SchoolEvidence<'s>],
    ) -> impl Iterator<Item = (&'e SchoolEvidence<'s>, &'a Scripts)> {
        self.schools.iter().map(|(school, scripts)| (&schools[*school], *scripts))
    }

    /// The items with a key, by position.
    pub(crate) fn objective(&self) -> impl Iterator<Item = (usize, Options)> {
        let items = self.paper.items.iter().enumerate().filter(|(_, of)| !of.key.is_empty());
        items.map(|(item, of)| (item, of.key))
    }

    /// Whether items or options were read.
    pub(crate) fn has_answers(&self) -> bool {
        self.schools.iter().flat_map(|(_, scripts)| &scripts.items).any(|answers| answers.n > 0)
    }

    /// Whether markings were read.
    pub(crate) fn has_markings(&self) -> bool {
        self.schools.iter().flat_map(|(_, scripts)| &scripts.markings).any(|markings| markings.scripts > 0)
    }

    /// The answers of all schools to one item.
    pub(crate) fn answers(&self, item: usize) -> Answers {
        let mut all = Answers::default();
        self.schools.iter().filter_map(|(_, scripts)| scripts.items.get(item)).for_each(|own| all.absorb(own));
        all
    }

    /// The markings of all schools of one item.
    pub(crate) fn markings(&self, item: usize) -> Markings {
        let mut all = Markings::default();
        self.schools.iter().filter_map(|(_, scripts)| scripts.markings.get(item)).for_each(|own| all.absorb(own));
        all
    }
}

/// Numbers of items in a row: `16、17(2)`.
pub(crate) fn item_list<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    ids.into_iter().collect::<Vec<_>>().join("、")
}
