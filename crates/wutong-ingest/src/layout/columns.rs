//! From the words of a header to the columns of roles, subjects and totals.

use std::collections::BTreeMap;

use crate::alias::Role;
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::flag::{Flag, is_choice};
use crate::items::by_place;
use crate::layout::exams::{self, Exams};
use crate::layout::extra;
use crate::layout::groups::Groups;
use crate::layout::naming::{Named, Naming, as_word};
use crate::layout::pairs::Pairs;
use crate::layout::term::Register;
use crate::layout::window::Window;
use crate::layout::word::{MarkKind, Part, RankScope, Word};
use crate::layout::{Layout, Long, Setting, TopicColumns, file_names, number, place, runs, words};
use crate::subject::{Topic, Vocabulary};

/// The columns of a header.
pub(super) fn assign(
    window: &Window,
    head: &[OwnedRow],
    titles: &[String],
    naming: &Naming,
    setting: Setting<'_>,
) -> Layout {
    let below = &head[window.bottom + 1..];
    let mut work = Work { words: window.words.clone(), named: vec![None; window.words.len()], below, window };
    work.apply(naming);
    work.decide_by_content();
    work.schools_by_content();
    work.ranks_by_content();
    runs::settle(&mut work.words, &window.paths, setting.vocabulary);
    work.items_by_place();
    let exams = work.registers(naming, setting, titles);
    let undecided = work.groups(naming, setting.vocabulary);
    work.fill_topics(setting, titles);
    let leaves: Vec<String> = (0..work.words.len()).map(|column| work.leaf(column)).collect();
    extra::settle(&mut work.words, &leaves, below);
    extra::parts(&mut work.words, below);
    let mut layout =
        Layout { headers: window.paths.iter().map(|texts| texts.join("/")).collect(), ..Layout::default() };
    work.roles(&mut layout);
    work.topics(&mut layout, setting.is_typed);
    Work::without_sums(&mut layout, setting.vocabulary);
    work.rest(&mut layout, setting.vocabulary);
    (layout.undecided, layout.exams) = (undecided, exams);
    let is_settled = |column: usize| work.named[column].is_some() || naming.ignores(&window.paths[column]);
    layout.pairs = Pairs::find(&work.words, &leaves, below, setting.vocabulary, is_settled);
    layout
}

pub(super) struct Work<'a> {
    pub(super) words: Vec<Word>,
    /// What the specification names a column for.
    pub(super) named: Vec<Option<Named>>,
    pub(super) below: &'a [OwnedRow],
    window: &'a Window,
}

/// What stands below a header, in the first rows.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub(super) filled: usize,
    numbers: usize,
    /// Numbers that count something: 1, 2, 3.
    pub(super) counts: usize,
    /// The least number and the greatest.
    range: Option<(f64, f64)>,
}

impl Sample {
    /// Whether it is mostly of numbers, and not all the same.
    fn varies(&self) -> bool {
        self.numbers * 2 > self.filled && self.range.is_some_and(|(least, most)| least < most)
    }
}

impl Work<'_> {
    /// What the specification says comes first.
    fn apply(&mut self, naming: &Naming) {
        let paths = &self.window.paths;
        for (column, texts) in paths.iter().enumerate() {
            if naming.ignores(texts) {
                self.words[column] = Word::Other;
            } else if let Some(named) = naming.of(column, texts, paths) {
                self.words[column] = as_word(named);
                self.named[column] = Some(named);
            } else {
                let is_named = match &self.words[column] {
                    Word::Role(role, _) => naming.names(Named::Role(*role)),
                    Word::Mark { topic: Some(topic), .. } => naming.names(Named::Topic(*topic)),
                    _ => false,
                };
                if is_named {
                    self.words[column] = Word::Other;
                }
            }
        }
    }

    pub(super) fn sample(&self, column: usize) -> Sample {
        let mut sample = Sample::default();
        for cell in self.below.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty()) {
            sample.filled += 1;
            let number = number(cell);
            sample.numbers += usize::from(number.is_some());
            if let Some(number) = number {
                let (least, most) = sample.range.unwrap_or((number, number));
                sample.range = Some((least.min(number), most.max(number)));
            }
            sample.counts += usize::from(number.is_some_and(|number| number >= 1.0 && number.fract() == 0.0));
        }
        sample
    }

    /// Whether a column under a header that nobody knows holds texts, and among them one that says why there is no mark,
    /// or none but such as 正常.
    fn is_of_words(&self, column: usize) -> bool {
        let Sample { filled, numbers, .. } = self.sample(column);
        let cells = || self.below.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty());
        let says = |cell: Cell<'_>| crate::flag::status("", cell).is_some();
        let is_normal = |cell: Cell<'_>| crate::flag::is_normal(cell);
        filled > 0 && numbers == 0 && (cells().any(says) || cells().all(is_normal))
    }

    /// The subject of the marks that a header names, whatever else it says: 语文类型.
    fn subject_of(&self, column: usize, vocabulary: &Vocabulary, layout: &Layout) -> Option<Topic> {
        let leaf = self.leaf(column);
        let (position, ..) = vocabulary.within(&leaf)?;
        let topic = Topic::Subject(position);
        layout.topics.contains_key(&topic).then_some(topic)
    }

    pub(super) fn leaf(&self, column: usize) -> String {
        self.window.paths[column].last().map(|text| fold(text)).unwrap_or_default()
    }

    /// 学校班级, or 班级 without a school beside it, over cells such as 一中3班 names the schools too.
    fn schools_by_content(&mut self) {
        let is_role = |word: &Word, wanted: &[Role]| matches!(word, Word::Role(role, _) if wanted.contains(role));
        if self.words.iter().any(|word| is_role(word, &[Role::School, Role::SchoolCode])) {
            return;
        }
        let names_both = |column: &usize| {
            let cells = || self.below.iter().map(|row| row.cell(*column)).filter(|cell| !cell.is_empty());
            // 理科3班 is of no school.
            let names = |cell: &Cell<'_>| {
                place::school_and_class(&cell.shown()).is_some_and(|(school, _)| place::school_in(&school).is_some())
            };
            self.named[*column].is_none() && cells().filter(names).count() * 2 > cells().count()
        };
        let mut classes = (0..self.words.len()).filter(|column| is_role(&self.words[*column], &[Role::Class]));
        if let Some(column) = classes.find(names_both) {
            self.words[column] = Word::Role(Role::School, 99);
        }
    }

    /// 校名 and 班名 are names in one export and ranks in another.
    fn decide_by_content(&mut self) {
        let has_class = self.words.iter().any(|word| matches!(word, Word::Role(Role::Class, _)));
        for column in 0..self.words.len() {
            if self.named[column].is_some() {
                continue;
            }
            let leaf = self.leaf(column);
            let Sample { filled, numbers, .. } = self.sample(column);
            if leaf.starts_with("校名") && filled > 0 && numbers == filled {
                self.words[column] = Word::Rank { topic: None, scope: RankScope::School };
            } else if leaf == "班名" && filled > 0 && numbers == 0 && !has_class {
                self.words[column] = Word::Role(Role::Class, 99);
            }
        }
    }

    /// What is of an item by what stands beside it: 作文 beside numbered items, 一, 二 and 三 or 听力 and 阅读 that come to
    /// the mark.
    fn items_by_place(&mut self) {
        let may_be = |column: usize| {
            let is_open = match &self.words[column] {
                Word::Role(..) => false,
                Word::Mark { topic: None, kind: MarkKind::Raw, .. } | Word::Unknown => true,
                word => !matches!(word, Word::Flag { .. } | Word::Other),
            };
            is_open && self.named[column].is_none()
        };
        let leaf = |column: usize| if may_be(column) { self.leaf(column) } else { String::new() };
        let leaves: Vec<String> = (0..self.words.len()).map(leaf).collect();
        for column in by_place(&leaves, self.below) {
            self.words[column] = Word::Item;
        }
    }

    /// Which columns of registers are the marks of papers, and which those of the term or of another exam.
    fn registers(&mut self, naming: &Naming, setting: Setting<'_>, titles: &[String]) -> Option<Exams> {
        let is_subject = |word: &Word| matches!(word, Word::Mark { topic: Some(Topic::Subject(_)), .. });
        let has_subjects = self.words.iter().any(is_subject) || self.words.contains(&Word::LongSubject);
        let sheet = self.sheet_topic(setting, titles).filter(|_| !has_subjects);
        let names = std::iter::once(setting.sheet).chain(titles.iter().map(String::as_str));
        let called: Vec<&str> = names.chain(file_names(setting.file)).collect();
        let Self { words, named, below, window } = self;
        let is_settled = |column: usize| named[column].is_some() || naming.ignores(&window.paths[column]);
        let vocabulary = setting.vocabulary;
        Register { paths: &window.paths, below, vocabulary, is_settled: &is_settled, sheet, called: &called }
            .settle(words);
        exams::Columns { paths: &window.paths, vocabulary, is_settled: &is_settled, sheet, called: &called }
            .settle(words)
    }

    /// Which columns under the names of subjects are their marks, and which are parts of them.
    fn groups(&mut self, naming: &Naming, vocabulary: &Vocabulary) -> Vec<(usize, Vec<usize>)> {
        let Self { words, named, below, window } = self;
        let is_settled = |column: usize| named[column].is_some();
        let groups = Groups { window, below, vocabulary, is_settled: &is_settled };
        let mut undecided = groups.settle(words);
        // It may stand elsewhere.
        undecided.retain(|(subject, _)| !naming.names(Named::Topic(Topic::Subject(*subject))));
        undecided
    }

    /// Gives marks, parts and ranks that name no subject the one they belong to.
    fn fill_topics(&mut self, setting: Setting<'_>, titles: &[String]) {
        let is_long = self.words.contains(&Word::LongSubject)
            && !self.words.iter().any(|word| matches!(word, Word::Mark { topic: Some(Topic::Subject(_)), .. }));
        let has_subjects =
            self.words.iter().any(|word| matches!(word, Word::Mark { topic: Some(Topic::Subject(_)), .. }));
        let mut last = None;
        if !has_subjects && !is_long {
            last = self.sheet_topic(setting, titles);
            self.total_is_mark(last);
        }
        let sheet = last;
        // 客观题, 主观题, 数学: parts may stand before the only mark that they can be of.
        let mut named = self.words.iter().filter_map(|word| match word {
            Word::Mark { topic: Some(topic @ Topic::Subject(_)), .. } => Some(*topic),
            _ => None,
        });
        let first = named.next();
        let only = first.filter(|first| named.all(|other| other == *first));
        // 状态 after each subject speaks of that one.
        let flags = self.words.iter().filter_map(|word| match word {
            Word::Flag { topic: None, asks } => Some(asks.clone()),
            _ => None,
        });
        let flags: Vec<String> = flags.collect();
        let is_repeated = |asks: &str| flags.iter().filter(|other| *other == asks).count() > 1;
        for word in &mut self.words {
            match word {
                Word::Flag { topic: topic @ None, asks } if is_repeated(asks) => *topic = last,
                Word::Mark { topic: Some(topic), .. } => last = Some(*topic),
                Word::Mark { topic, kind: MarkKind::Plain, .. } if !is_long && has_subjects => *topic = None,
                Word::Mark { topic, .. } if !is_long => *topic = sheet.or(last),
                Word::Part { topic: topic @ None, .. } => *topic = last.or(only),
                Word::Rank { topic: topic @ None, .. } => *topic = last,
                _ => {}
            }
        }
    }

    /// The subject of a sheet that holds a single one.
    fn sheet_topic(&self, setting: Setting<'_>, titles: &[String]) -> Option<Topic> {
        let named = setting.source.subject.as_deref().and_then(|id| setting.vocabulary.position(id));
        let file = file_names(setting.file);
        let told = || file.iter().find_map(|file| place::subject_of(setting.vocabulary, setting.sheet, titles, file));
        let only = || (setting.vocabulary.declared == 1).then_some(0);
        named.or_else(told).or_else(only).map(Topic::Subject)
    }

    /// Where a sheet of one subject calls its mark the total.
    fn total_is_mark(&mut self, sheet: Option<Topic>) {
        let is_plain =
            |word: &Word| matches!(word, Word::Mark { topic: None, kind: MarkKind::Plain | MarkKind::Raw, .. });
        if sheet.is_none() || self.words.iter().any(is_plain) {
            return;
        }
        for word in &mut self.words {
            match word {
                Word::Mark { topic, .. } | Word::Part { topic, .. } | Word::Rank { topic, .. }
                    if *topic == Some(Topic::Total) =>
                {
                    *topic = sheet;
                }
                _ => {}
            }
        }
    }

    fn roles(&self, layout: &mut Layout) {
        let mut ranks: BTreeMap<Role, (bool, usize)> = BTreeMap::new();
        for (column, word) in self.words.iter().enumerate() {
            let Word::Role(role, rank) = word else { continue };
            // A column that is blank in every row serves nobody.
            let is_blank = !self.below.is_empty() && self.sample(column).filled == 0;
            let key = (is_blank && self.named[column].is_none(), *rank);
            if ranks.get(role).is_none_or(|best| key < *best) {
                ranks.insert(*role, key);
                layout.roles.insert(*role, column);
            }
        }
        // 学籍号 beside 考号: it identifies nobody here, but it can be wrong.
        let is_number = |column: &usize| ["学籍号", "身份证"].iter().any(|word| self.leaf(*column).contains(word));
        let identifies = |column: &usize| matches!(self.words[*column], Word::Role(Role::Id, _));
        let chosen = layout.role(Role::Id);
        let beside = |column: &usize| chosen != Some(*column) && identifies(column) && is_number(column);
        layout.student_number = (0..self.words.len()).find(beside);
    }

    fn topics(&self, layout: &mut Layout, is_typed: bool) {
        let mut marks: BTreeMap<Topic, Vec<(usize, MarkKind)>> = BTreeMap::new();
        // 客观题 over several columns stands over items, none of which is the mark of that part.
        let is_over_items = |column: usize| {
            let paths = &self.window.paths;
            let alike = |other: usize| self.words[other] == self.words[column] && paths[other] == paths[column];
            (0..self.words.len()).filter(|other| alike(*other)).count() > 1
        };
        for (column, word) in self.words.iter().enumerate() {
            let (topic, used) = match word {
                Word::Part { .. } if is_over_items(column) => continue,
                Word::Mark { topic: Some(topic), kind, full_mark } => {
                    let columns = layout.topics.entry(*topic).or_default();
                    // 物理折合(80) says nothing of the paper.
                    if let (Some(full), None) = (full_mark.filter(|_| *kind != MarkKind::Scaled), columns.full_mark) {
                        columns.full_mark = Some((full, column));
                    }
                    marks.entry(*topic).or_default().push((column, *kind));
                    continue;
                }
                Word::Part { topic: Some(topic), part: Part::Objective } => (topic, Part::Objective),
                Word::Part { topic: Some(topic), part: Part::Subjective } => (topic, Part::Subjective),
                Word::Rank { topic: Some(topic), scope } => {
                    layout.topics.entry(*topic).or_default().ranks.push((column, *scope));
                    continue;
                }
                _ => continue,
            };
            let columns = layout.topics.entry(*topic).or_default();
            let slot = if used == Part::Objective { &mut columns.objective } else { &mut columns.subjective };
            slot.get_or_insert(column);
        }
        self.versions(layout, &mut marks);
        self.without_lesser_totals(&mut marks);
        layout.halves = self.halves(&marks);
        for (topic, candidates) in marks {
            let columns = layout.topics.entry(topic).or_default();
            self.settle(columns, &candidates, is_typed);
        }
    }

    /// Identifiers twice under one header, each before marks of the same subjects: a list printed in two halves.
    fn halves(&self, marks: &BTreeMap<Topic, Vec<(usize, MarkKind)>>) -> Option<(usize, usize)> {
        // Other pupils stand beside each other.
        let differ = |a: usize, b: usize| {
            let mut rows = self.below.iter().filter(|row| !row.cell(a).is_empty() && !row.cell(b).is_empty());
            rows.any(|row| fold(&row.cell(a).shown()) != fold(&row.cell(b).shown()))
        };
        let columns_of_marks = || marks.values().flatten().map(|(column, _)| *column);
        let role = |column: &usize| match &self.words[*column] {
            Word::Role(role @ (Role::Id | Role::Name), _) => Some(*role),
            _ => None,
        };
        let columns: Vec<usize> = (0..self.words.len()).filter(|column| role(column).is_some()).collect();
        let pairs = columns.iter().flat_map(|a| columns.iter().map(move |b| (*a, *b)));
        pairs.filter(|(a, b)| a < b && role(a) == role(b) && self.leaf(*a) == self.leaf(*b)).find(|(a, b)| {
            let is_filled = [*a, *b].into_iter().all(|column| self.sample(column).filled > 0);
            let both = |found: &Vec<(usize, MarkKind)>| {
                found.iter().any(|(column, _)| (*a..*b).contains(column)) && found.iter().any(|(column, _)| column > b)
            };
            let beside = columns_of_marks().any(|column| (*a..*b).contains(&column))
                && columns_of_marks().any(|column| column > *b);
            is_filled && beside && (marks.values().all(both) || differ(*a, *b))
        })
    }

    /// 合计 below a name that nobody knows is the sum of what stands there, where another total stands alone.
    fn without_lesser_totals(&self, marks: &mut BTreeMap<Topic, Vec<(usize, MarkKind)>>) {
        let Some(totals) = marks.get_mut(&Topic::Total) else { return };
        let lines = |column: usize| if self.named[column].is_some() { 0 } else { self.window.paths[column].len() };
        let Some(fewest) = totals.iter().map(|(column, _)| lines(*column)).min() else { return };
        totals.retain(|(column, kind)| *kind == MarkKind::Scaled || lines(*column) == fewest);
    }

    /// A subject of which the sheet has one version only is examined in it; of two nobody can say which it is.
    fn versions(&self, layout: &mut Layout, marks: &mut BTreeMap<Topic, Vec<(usize, MarkKind)>>) {
        let mut versions: BTreeMap<Topic, Vec<(usize, Option<f64>)>> = BTreeMap::new();
        for (column, word) in self.words.iter().enumerate() {
            if let Word::Version { topic, full_mark } = word {
                versions.entry(*topic).or_default().push((column, *full_mark));
            }
        }
        for (topic, found) in versions {
            match found.as_slice() {
                [(column, full)] if !marks.contains_key(&topic) => {
                    marks.insert(topic, vec![(*column, MarkKind::Plain)]);
                    layout.topics.entry(topic).or_default().full_mark = full.map(|full| (full, *column));
                }
                several if !marks.contains_key(&topic) => {
                    layout.unknown.extend(several.iter().map(|(column, _)| *column));
                }
                _ => {}
            }
        }
    }

    /// 理综 beside 物理, 化学 and 生物 is their sum.
    fn without_sums(layout: &mut Layout, vocabulary: &Vocabulary) {
        let subject = |topic: &Topic| match topic {
            Topic::Subject(position) => Some(*position),
            Topic::Total => None,
        };
        let all: Vec<usize> = layout.topics.keys().filter_map(subject).collect();
        let is_sum = |whole: usize| all.iter().any(|part| *part != whole && vocabulary.is_part(*part, whole));
        let sums: Vec<usize> =
            all.iter().copied().filter(|whole| *whole >= vocabulary.sums_from && is_sum(*whole)).collect();
        layout.topics.retain(|topic, _| subject(topic).is_none_or(|position| !sums.contains(&position)));
    }

    /// Which of the columns of a topic holds the marks of the paper, and which those made from them.
    fn settle(&self, columns: &mut TopicColumns, candidates: &[(usize, MarkKind)], is_typed: bool) {
        let mut first: BTreeMap<MarkKind, usize> = BTreeMap::new();
        for &(column, kind) in candidates {
            let Some(known) = first.get(&kind).copied() else {
                first.insert(kind, column);
                continue;
            };
            let alike = self.window.paths[known] == self.window.paths[column];
            let is_named = |column: usize| self.named[column].is_some();
            let holds_marks = |column: usize| self.sample(column).numbers > 0;
            if is_typed && alike && candidates_touch(candidates, known, column) || is_named(known) && !is_named(column)
            {
                // One header cell merged over the mark and its ranks.
                continue;
            }
            if !self.below.is_empty() && holds_marks(known) != holds_marks(column) {
                if holds_marks(column) {
                    first.insert(kind, column);
                }
                continue;
            }
            columns.rivals = columns.rivals.or(Some((known, column)));
        }
        let [plain, raw, scaled] =
            [MarkKind::Plain, MarkKind::Raw, MarkKind::Scaled].map(|kind| first.get(&kind).copied());
        let raw = raw.filter(|raw| scaled.is_some() || !plain.is_some_and(|plain| self.is_of_handwriting(*raw, plain)));
        (columns.raw, columns.scaled) = match (plain, raw, scaled) {
            (plain, Some(raw), None) => (Some(raw), plain),
            (_, Some(raw), scaled) => (Some(raw), scaled),
            (Some(plain), None, scaled) => (Some(plain), scaled),
            (None, None, scaled) => (scaled, None),
        };
    }

    /// 卷面 beside marks twice as large is what a pupil gets for the look of the paper.
    fn is_of_handwriting(&self, raw: usize, plain: usize) -> bool {
        let largest = |column: usize| self.below.iter().filter_map(|row| number(row.cell(column))).fold(0.0, f64::max);
        self.leaf(raw).starts_with("卷面") && largest(raw) * 2.0 < largest(plain)
    }

    fn rest(&self, layout: &mut Layout, vocabulary: &Vocabulary) {
        let mark = |kind: MarkKind| {
            self.words.iter().position(
                |word| matches!(word, Word::Mark { topic: None | Some(Topic::Total), kind: of, .. } if *of == kind),
            )
        };
        let subject = self.words.iter().position(|word| *word == Word::LongSubject);
        let has_subjects = layout.topics.keys().any(|topic| matches!(topic, Topic::Subject(_)));
        if let (Some(subject), false) = (subject, has_subjects) {
            let (plain, raw, scaled) = (mark(MarkKind::Plain), mark(MarkKind::Raw), mark(MarkKind::Scaled));
            let scaled = if raw.is_some() { scaled.or(plain) } else { scaled };
            layout.long = raw.or(plain).map(|raw| Long { subject, raw, scaled });
            if layout.long.is_some() {
                layout.topics.clear();
            }
        }
        let is_nameless = |column: usize| {
            matches!(self.words[column], Word::Mark { topic: None, .. }) && self.sample(column).varies()
        };
        if layout.topics.is_empty() && layout.long.is_none() {
            layout.nameless = (0..self.words.len()).find(|column| is_nameless(*column));
        }
        let used: Vec<usize> = used_columns(layout);
        for (column, word) in self.words.iter().enumerate() {
            match word {
                Word::Item => layout.items.push(column),
                Word::Other | Word::Unknown if is_choice(&self.leaf(column)) && layout.choice.is_none() => {
                    layout.choice = Some(column);
                }
                Word::Role(Role::School, _) | Word::Unknown
                    if layout.campus.is_none()
                        && words::CAMPUS.contains(&self.leaf(column).as_str())
                        && layout.role(Role::School) != Some(column) =>
                {
                    layout.campus = Some(column);
                }
                Word::Unknown | Word::Empty | Word::Other if self.is_of_words(column) => {
                    let topic = self.subject_of(column, vocabulary, layout);
                    layout.flags.push(Flag { column, topic, asks: self.leaf(column), is_named: false });
                }
                Word::Unknown => layout.unknown.push(column),
                Word::Flag { topic, asks } => {
                    // Whoever has no total was absent from all of it.
                    let topic = topic.filter(|topic| *topic != Topic::Total);
                    layout.flags.push(Flag { column, topic, asks: asks.clone(), is_named: true });
                }
                _ => {}
            }
            let is_used = used.contains(&column) || [layout.choice, layout.campus].contains(&Some(column));
            if !is_used && !matches!(word, Word::Flag { .. }) && !layout.headers[column].is_empty() {
                layout.ignored.push(column);
            }
        }
    }
}

/// Whether no other mark stands between two columns of one header.
fn candidates_touch(candidates: &[(usize, MarkKind)], known: usize, column: usize) -> bool {
    (known..=column).all(|between| candidates.iter().any(|(candidate, _)| *candidate == between))
}

fn used_columns(layout: &Layout) -> Vec<usize> {
    let topics = layout
        .topics
        .values()
        .flat_map(|columns| [columns.raw, columns.scaled, columns.objective, columns.subjective].into_iter().flatten());
    let long = layout.long.iter().flat_map(|long| [Some(long.subject), Some(long.raw), long.scaled]).flatten();
    layout.roles.values().copied().chain(topics).chain(long).collect()
}
