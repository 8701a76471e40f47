//! What items, options and markings tell the checks, in counts without a pupil.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use wutong_check::{Answers, ChosenByScore, Markings, Paper, PaperItem, Scripts};
use wutong_model::{ItemBook, Options, Response, School, ScoreBook, Status};
use wutong_stats::FrequencyTable;

use crate::parts::{PartTallies, Parts, absorb};
use crate::summary::Summaries;
use crate::workers::Workers;

impl Summaries {
    /// The same summaries with what the items, options and markings of these pupils tell the checks.
    ///
    /// `book` and `items` are those that the summaries were made of.
    #[must_use]
    pub fn with_items(mut self, book: &ScoreBook, items: &[ItemBook], workers: &Workers) -> Self {
        let books: Vec<Source> = items.iter().map(Source::new).collect();
        let tasks: Vec<(usize, usize)> =
            (0..book.schools.len()).flat_map(|school| (0..books.len()).map(move |items| (school, items))).collect();
        let made = workers.map(&tasks, |&(school, items)| books[items].of_school(book, &book.schools[school]));
        let county_of: Vec<&str> =
            book.counties.iter().flat_map(|county| county.schools.clone().map(|_| county.name.as_str())).collect();
        for ((school, items), (scripts, chosen, parts)) in tasks.into_iter().zip(made) {
            let key = (county_of[school], book.schools[school].id.as_str());
            let paper = &books[items].paper;
            if let Ok(at) = self.schools.binary_search_by(|other| (other.county.as_str(), other.id.as_str()).cmp(&key))
            {
                for (name, tallies) in parts {
                    if let Some(class) = self.schools[at].classes.iter_mut().find(|class| class.name == name) {
                        absorb(class.items.entry(paper.subject).or_default(), &tallies);
                    }
                }
                self.schools[at].scripts.entry(paper.clone()).or_default().absorb(&scripts);
            }
            self.papers.entry(paper.clone()).or_default().absorb(&chosen);
        }
        self
    }
}

/// One item book with what is looked up once.
struct Source<'a> {
    items: &'a ItemBook,
    paper: Arc<Paper>,
    /// Items with a key, as the checks count them.
    objective: Vec<(usize, Options)>,
    markers: Vec<Arc<str>>,
    parts: Parts<'a>,
}

impl<'a> Source<'a> {
    fn new(items: &'a ItemBook) -> Self {
        let of_paper = |item: &wutong_model::Item| PaperItem {
            id: item.id.clone(),
            full_ticks: (!item.is_full_inferred).then_some(item.full_ticks),
            key: item.key,
        };
        let paper = Paper { subject: items.subject, items: items.blueprint.items.iter().map(of_paper).collect() };
        let keyed = paper.items.iter().enumerate().filter(|(_, item)| !item.key.is_empty());
        let objective = keyed.map(|(item, of)| (item, of.key)).collect();
        let markers = items.markers.iter().map(|name| Arc::from(name.as_str())).collect();
        Self { items, paper: Arc::new(paper), objective, markers, parts: Parts::new(items) }
    }

    fn of_school(&self, book: &ScoreBook, school: &School) -> (Scripts, ChosenByScore, Vec<(String, PartTallies)>) {
        let classes = &book.classes[school.classes.clone()];
        let rows = classes.iter().map(|class| class.rows.start).min().unwrap_or(0)
            ..classes.iter().map(|class| class.rows.end).max().unwrap_or(0);
        let status = &book.subjects[self.items.subject].status;
        let n_items = self.paper.items.len();
        let mut scripts = Scripts {
            items: (0..n_items).map(|item| self.answers(item, rows.clone())).collect(),
            markings: (0..n_items).map(|item| self.markings(item, rows.clone())).collect(),
            ..Scripts::default()
        };
        for row in rows.filter(|&row| status[row] == Status::Present) {
            scripts.sat += 1;
            scripts.without_items += u64::from(!self.is_seen(row));
        }
        let mut chosen = ChosenByScore::default();
        for class in classes {
            self.strings(&class.name, class.rows.clone(), &mut scripts, &mut chosen);
        }
        let parts = classes.iter().map(|class| (class.name.clone(), self.parts.tallies(class.rows.clone(), status)));
        let parts = parts.filter(|(_, tallies)| !tallies.is_empty()).collect();
        (scripts, chosen, parts)
    }

    /// Whether any file of items or options holds something of a pupil.
    fn is_seen(&self, row: usize) -> bool {
        let marks = self.items.marks.iter().flatten().map(|column| column.responses[row]);
        let options = self.items.options.iter().flatten().map(|column| column.responses[row]);
        marks.chain(options).any(|response| response != Response::Missing)
    }

    fn answers(&self, item: usize, rows: Range<usize>) -> Answers {
        let mut answers = Answers::default();
        let marks = self.items.marks.get(item).and_then(Option::as_ref);
        let options = self.items.options.get(item).and_then(Option::as_ref);
        for row in rows {
            let responses = (marks.map(|column| column.responses[row]), options.map(|column| column.responses[row]));
            // Of two files the one that holds something.
            let response = match responses {
                (Some(Response::Missing), Some(chosen)) => chosen,
                (Some(marked), _) => marked,
                (None, chosen) => chosen.unwrap_or_default(),
            };
            answers.n += u64::from(response.counts());
            answers.blank += u64::from(response == Response::Blank);
            if let Some(column) = marks.filter(|column| column.responses[row].counts()) {
                answers.marked += 1;
                answers.sum += i64::from(column.ticks[row]);
            }
            if let Some(column) = options.filter(|column| column.responses[row].counts()) {
                *answers.options.entry(column.chosen[row]).or_default() += 1;
            }
        }
        answers
    }

    fn markings(&self, item: usize, rows: Range<usize>) -> Markings {
        let mut found = Markings::default();
        let Some(all) = self.items.marking.get(item) else { return found };
        let from = all.partition_point(|marking| (marking.row as usize) < rows.start);
        let own = all[from..].iter().take_while(|marking| (marking.row as usize) < rows.end);
        let mut settled = Vec::new();
        let mut by_marker: BTreeMap<u32, Vec<i32>> = BTreeMap::new();
        for marking in own {
            found.scripts += 1;
            found.named += u64::from(marking.markers.iter().any(Option::is_some));
            for (mark, marker) in marking.marks.iter().zip(marking.markers).take(2) {
                if let (Some(mark), Some(marker)) = (mark, marker) {
                    by_marker.entry(marker).or_default().push(*mark);
                }
            }
            if let [Some(first), Some(second), third] = marking.marks {
                found.double += 1;
                if third.is_some() || marking.arbitration.is_some() {
                    found.third += 1;
                } else {
                    settled.push((first - second).abs());
                }
            }
        }
        found.settled = FrequencyTable::from_marks(&mut settled);
        let table = |(marker, mut marks): (u32, Vec<i32>)| {
            (self.markers[marker as usize].clone(), FrequencyTable::from_marks(&mut marks))
        };
        found.by_marker = by_marker.into_iter().map(table).collect();
        found
    }

    /// Strings of options of a class, of pupils of whom every one is known.
    fn strings(&self, class: &str, rows: Range<usize>, scripts: &mut Scripts, chosen: &mut ChosenByScore) {
        if self.objective.is_empty() {
            return;
        }
        let answer = |row: usize, item: usize| {
            let column = self.items.options.get(item)?.as_ref()?;
            column.responses[row].counts().then(|| column.chosen[row])
        };
        let mut strings: Vec<(usize, Vec<Options>)> = Vec::new();
        for row in rows {
            let string: Option<Vec<Options>> = self.objective.iter().map(|&(item, _)| answer(row, item)).collect();
            let Some(string) = string else { continue };
            let right = string.iter().zip(&self.objective).filter(|(given, (_, key))| *given == key).count();
            strings.push((right, string));
        }
        strings.sort_unstable();
        let n_items = self.objective.len();
        chosen.0.resize(chosen.0.len().max(n_items + 1), vec![BTreeMap::new(); n_items]);
        for of_score in strings.chunk_by(|a, b| a.0 == b.0) {
            let right = of_score[0].0;
            let own = scripts.strings.entry((class.to_owned(), right)).or_default();
            for equal in of_score.chunk_by(|a, b| a.1 == b.1) {
                let n = equal.len() as u64;
                own.pupils += n;
                own.equal_pairs += n * (n - 1) / 2;
                own.largest = own.largest.max(n);
                for (counts, &options) in chosen.0[right].iter_mut().zip(&equal[0].1) {
                    *counts.entry(options).or_default() += n;
                }
            }
        }
    }
}
