//! One pass over a file: what its sheets hold and how their columns are filled.

mod rows;
mod school_list;

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::Status;
use wutong_model::spec::{RawSource, SourceKind};

use crate::alias::{self, PUPIL_ROLES, ROSTER_ROLES, Role, SCHOOL_ROLES};
use crate::cell::{OwnedRow, Row, fold};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed};
use crate::format::Sheet;
use crate::header::ScoreColumns;
use crate::headings::{Headings, Strays};
use crate::items::{BlueprintColumns, LongColumns, Survey, survey, upright};
use crate::layout::{Exams, FULL_MARK_ROWS, Layout, Pair, Setting, View, Word};
use crate::list::{Wide, is_bare_number};
use crate::noted::NoteSheet;
use crate::pupil::RowJudge;
use crate::score::title;
use crate::sketch::items::{ItemSums, Specifications};
use crate::sketch::legend::legend_in;
use crate::sketch::marks::Marks;
use crate::sketch::taken::Taken;
use crate::sketch::whose::Whose;
use crate::sketch::{FileKind, guess, stated};
use crate::subject::{Topic, Vocabulary};

/// A number within a class or school has fewer.
const FEWEST_DIGITS: usize = 6;
/// No subject has a larger mark.
const LARGEST_MARK: f64 = 300.0;

/// A column that holds the marks of a subject.
#[derive(Debug)]
pub(super) struct ScannedSubject {
    /// Position in the vocabulary.
    pub(super) subject: usize,
    pub(super) header: String,
    pub(super) stated: Option<f64>,
    /// Header of another column that looks the same.
    pub(super) rival: Option<String>,
    /// Header of the scaled marks beside it.
    pub(super) scaled: Option<String>,
    pub(super) scaled_column: Option<usize>,
    /// The scaled marks, which may be finer than those of the paper.
    pub(super) beside: Marks,
    pub(super) marks: Marks,
    pub(super) column: usize,
}

impl ScannedSubject {
    fn new(subject: usize, header: String, column: usize) -> Self {
        let (stated, rival, scaled, scaled_column) = (None, None, None, None);
        let [beside, marks] = [Marks::default(), Marks::default()];
        Self { subject, header, stated, rival, scaled, scaled_column, beside, marks, column }
    }
}

/// A sheet that has been scanned.
#[derive(Debug, Default)]
pub(super) struct ScannedSheet {
    pub(super) kind: FileKind,
    /// Its name, where the workbook hides it.
    pub(super) hidden: Option<String>,
    /// Its name.
    pub(super) name: String,
    /// How its rows are read, where that is not as they stand.
    pub(super) view: Option<View>,
    /// Its table stands in two halves side by side, which differ.
    pub(super) is_halved: bool,
    /// The order in which a column lists subjects says which marks are of which.
    pub(super) is_by_order: bool,
    /// Rows that look like those of pupils and are not read.
    pub(super) unread: u64,
    /// What it is good for, where it is of schools.
    pub(super) of_schools: ListUse,
    /// It is a roster that says what kind of schools they are.
    pub(super) has_groups: bool,
    /// It gives the right answers of items, and not what these are worth.
    pub(super) is_bare_key: bool,
    /// The header that tells versions of a paper apart: 卷型, A卷答案.
    pub(super) versions: Option<String>,
    /// The items in it, also beside marks.
    pub(super) items: Option<Survey>,
    pub(super) rows: u64,
    /// Rows of pupils who are made up.
    pub(super) made_up: u64,
    /// Titles above its table.
    pub(super) titles: Vec<String>,
    pub(super) has_school: bool,
    pub(super) has_id: bool,
    /// Whether its pupils are named, so that they are known without identifiers.
    pub(super) has_name: bool,
    pub(super) subjects: Vec<ScannedSubject>,
    /// Which of them its pupils have.
    pub(super) taken: Taken,
    /// Subjects of which a zero means that a pupil did not choose them.
    pub(super) zeroed: Vec<usize>,
    /// The column of totals.
    pub(super) total: Option<usize>,
    /// The headers of its columns.
    pub(super) headers: Vec<String>,
    /// Unknown columns that hold numbers.
    pub(super) unknown_numeric: Vec<String>,
    /// Texts in mark columns that are no known status, folded.
    pub(super) unknown_words: BTreeMap<String, u64>,
    /// What each row says of whose it is.
    pub(super) pupils: Vec<Whose>,
    /// School and class of each row, where it has neither identifier nor name.
    pub(super) places: Vec<Whose>,
    /// Hashes of the identifiers as other sheets may write them.
    pub(super) keys: Vec<u64>,
    /// Every identifier is too long to be a number within a class or school.
    pub(super) is_long: bool,
    /// Whether its name, or that of its file, is that of a class.
    pub(super) is_of_class: bool,
    /// Whether identifiers have small letters, and whether they have capitals.
    pub(super) letters: [bool; 2],
    /// How many rows are of classes of a grade.
    pub(super) grades: BTreeMap<u8, u64>,
    /// Texts of a long table that name a subject and more, with the subject.
    pub(super) written: BTreeMap<String, usize>,
    /// Subjects of which objective and subjective marks stand alone.
    pub(super) parts_only: Vec<usize>,
    /// It holds totals of pupils, and marks of no subject.
    pub(super) is_total_only: bool,
    /// The header of marks of pupils of which nothing says the subject.
    pub(super) nameless: Option<String>,
    /// Subjects with columns of which none is known to be the mark, and their headers.
    pub(super) undecided: Vec<(usize, Vec<String>)>,
    /// One row a pupil and item: what the items of a pupil sum up to is not known.
    pub(super) is_long_items: bool,
    /// The marks that the items of each subject sum up to.
    pub(super) sums: Vec<ItemSums>,
    /// Columns of items beside the marks of their subjects.
    pub(super) items_beside: Vec<ItemSums>,
    /// What two-way specification tables say of their papers.
    pub(super) specifications: Option<Specifications>,
    /// Full marks of subjects that stand beside its table.
    pub(super) stated: Vec<(usize, f64)>,
    /// What it says of its signs.
    pub(super) legend: Vec<(String, Status)>,
    /// Pupils by school and class, in a list of them.
    pub(super) listed: BTreeMap<[String; 2], u64>,
    pub(super) counties: BTreeSet<String>,
    /// The exams whose marks stand side by side.
    pub(super) exams: Option<Exams>,
    /// Campuses by school.
    pub(super) campuses: BTreeMap<String, BTreeSet<String>>,
    /// Header of each role and subject.
    pub(super) named: BTreeMap<String, String>,
    pub(super) columns: BTreeMap<Role, usize>,
    pub(super) unknown: Vec<(usize, String, u64, u64)>,
    /// Words of which a mapping says what they mean, folded.
    known_words: BTreeSet<String>,
    long: Option<usize>,
    long_mark: usize,
    /// The subject of the row of a long table that was seen last.
    long_subject: Option<usize>,
    /// The column of full marks.
    full_column: Option<usize>,
    pub(super) judge: RowJudge,
    pub(super) judged: ScoreColumns,
    /// School and class of the rows, where no column names them.
    place: [Option<String>; 2],
    is_closed: bool,
    /// Another header has begun whose columns are not those of the first.
    is_under_other: bool,
    /// A blank school stands for the one above.
    is_carried: bool,
    strays: Strays,
    /// The column of the languages that pupils learn, and how many learn each.
    pub(super) languages: Option<(usize, BTreeMap<String, u64>)>,
    /// Its numbers of pupils are not said to be of those expected.
    pub(super) is_bare: bool,
    /// Its header names pupils and no marks.
    is_list: bool,
}

/// Scans the sheets of one file.
pub(super) struct Scanner<'a> {
    file: &'a str,
    source: &'a RawSource,
    vocabulary: &'a Vocabulary,
    sheet: String,
    is_typed: bool,
    pub(super) sheets: Vec<ScannedSheet>,
    current: ScannedSheet,
    headings: Headings,
}

impl<'a> Scanner<'a> {
    /// A scanner of one file.
    pub(super) fn new(file: &'a str, source: &'a RawSource, vocabulary: &'a Vocabulary) -> Self {
        let (sheet, sheets, current) = (String::new(), Vec::new(), ScannedSheet::default());
        Self { file, source, vocabulary, sheet, is_typed: false, sheets, current, headings: Headings::default() }
    }

    /// The sheet that is being scanned, what it is read with, and the headers so far.
    fn parts(&mut self) -> (&mut ScannedSheet, Setting<'_>, &mut Headings) {
        let setting = Setting {
            file: self.file,
            sheet: &self.sheet,
            is_typed: self.is_typed,
            source: self.source,
            vocabulary: self.vocabulary,
        };
        (&mut self.current, setting, &mut self.headings)
    }

    /// The sheets of the file, judged together.
    pub(super) fn finish(mut self) -> Vec<ScannedSheet> {
        let any_with_id = self.sheets.iter().any(|sheet| sheet.kind == FileKind::Scores && sheet.has_id);
        let unread = |sheet: &&mut ScannedSheet| {
            sheet.kind == FileKind::Unknown || any_with_id && !sheet.has_id && !sheet.has_name
        };
        for sheet in self.sheets.iter_mut().filter(unread) {
            sheet.unread = sheet.strays.of_pupils(self.headings.lengths()).map_or(0, |(rows, _)| rows);
        }
        self.sheets
    }
}

impl Body for Scanner<'_> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        self.current = ScannedSheet::default();
        sheet.name.clone_into(&mut self.sheet);
        self.is_typed = sheet.is_typed;
        self.current.hidden = sheet.is_hidden.then(|| sheet.name.to_owned());
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        self.current.known_words.extend(self.source.status_words.keys().map(|word| fold(word)));
        let (current, setting, headings) = self.parts();
        Ok(current.header(head, setting, headings))
    }

    fn goes_on(&mut self, head: &[OwnedRow]) -> Result<bool, IngestError> {
        let Some(rows) = self.headings.over(head) else { return Ok(false) };
        let hidden = self.current.hidden.take();
        self.current = ScannedSheet { hidden, ..ScannedSheet::default() };
        Ok(self.header(&rows)?.is_some() && self.current.kind == FileKind::Scores)
    }

    fn view(&self) -> Option<View> {
        self.current.view.clone()
    }

    fn stray(&mut self, number: u32, row: &dyn Row) {
        if !self.current.is_list {
            self.current.strays.see(number, row);
        }
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        if self.current.kind == FileKind::Scores && !self.current.has_id {
            self.current.strays.see(number, row);
        }
        let (current, setting, _) = self.parts();
        Ok(current.row(row, setting))
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
        let mut sheet = std::mem::take(&mut self.current);
        // Mostly numbers, yet no known header.
        let numeric = |(_, header, numbers, filled): &(usize, String, u64, u64)| {
            (*numbers > 0 && numbers * 2 > *filled).then(|| header.clone())
        };
        sheet.unknown_numeric = sheet.unknown.iter().filter_map(numeric).collect();
        // Columns of numbers that may be marks make it no list of pupils.
        if sheet.kind == FileKind::Pupils && !sheet.unknown_numeric.is_empty() {
            sheet.kind = FileKind::Unknown;
        }
        sheet.take_zeros_out(self.vocabulary);
        if fed.counts.read > 0 {
            self.sheets.push(sheet);
        }
        Ok(())
    }
}

/// What a table of schools is good for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ListUse {
    /// It says what kind of schools they are, or at least which there are.
    #[default]
    Groups,
    /// It says whom to call, or how many pupils there are, and nothing that schools are grouped by.
    NoGroups,
    /// It sums up marks of another time.
    Summary,
}

/// What one row looks like as the header of a list.
struct ListGuess {
    kind: FileKind,
    of_schools: ListUse,
    /// A roster that says what kind of schools they are.
    has_groups: bool,
    recognised: usize,
    position: usize,
    /// Marks beside what makes it such a list say that it is none.
    is_weak: bool,
}

/// The header of a roster, a school list or a specification table among the first rows.
fn guess_list(head: &[OwnedRow]) -> Option<ListGuess> {
    let across = upright(head).map(|upright| upright.position);
    let guess = |(position, row): (usize, &OwnedRow)| {
        let folded: Vec<String> = row.texts().iter().map(|text| fold(text)).filter(|text| !text.is_empty()).collect();
        let count = |tables: &[&[(Role, &'static [&'static str])]], roles: &[Role]| {
            let fits = |text: &&String| alias::role(text, tables).is_some_and(|(role, _)| roles.contains(&role));
            folded.iter().filter(fits).count()
        };
        let ids = count(&[PUPIL_ROLES], &[Role::Id, Role::Name]);
        let schools = count(&[SCHOOL_ROLES], &[Role::School, Role::SchoolCode]);
        let has_figures = school_list::has_figures_alone(&folded);
        let heads = if has_figures { 0 } else { count(&[ROSTER_ROLES], &[Role::Enrolled, Role::Expected]) };
        let is_blueprint = BlueprintColumns::find(head, position).is_some() || across == Some(position);
        let blueprint = folded.iter().filter(|text| alias::blueprint_role(text).is_some()).count();
        let is_wide = || ids == 0 && Wide::of(head, position, [""; 2]).is_some();
        let classes = count(&[ROSTER_ROLES], &[Role::Class]);
        // Beside means and rates it is the number of those who sat.
        let says_more =
            |text: &String| ["率", "均", "分", "优", "及格", "实考", "缺考"].iter().any(|word| text.contains(word));
        let is_bare = heads == 0 && ids == 0 && classes > 0 && folded.iter().any(|text| is_bare_number(text));
        let is_weak = is_bare && !folded.iter().any(says_more);
        let kind = if schools > 0 && (heads > 0 || is_weak || is_wide()) {
            FileKind::Roster
        } else if is_blueprint && ids == 0 {
            FileKind::Blueprint
        } else if schools > 0 && ids == 0 && folded.len() >= 2 {
            FileKind::Schools
        } else {
            FileKind::Unknown
        };
        let is_list = kind == FileKind::Schools && classes == 0;
        let of_schools = if is_list { school_list::list_use(&folded) } else { ListUse::Groups };
        let has_groups = kind == FileKind::Roster && classes == 0 && heads > 0 && school_list::names_group(&folded);
        ListGuess { kind, of_schools, has_groups, recognised: schools + heads + blueprint, position, is_weak }
    };
    let guesses = head.iter().enumerate().map(guess).filter(|guess| guess.kind != FileKind::Unknown);
    guesses.max_by_key(|guess| (guess.recognised, std::cmp::Reverse(guess.position)))
}

/// The header 题号, 答案 of a table of right answers without full marks.
fn bare_key(head: &[OwnedRow]) -> Option<usize> {
    const ANSWERS: [&str; 5] = ["答案", "标准答案", "正确答案", "参考答案", "选项答案"];
    let is_key = |row: &OwnedRow| {
        let folded: Vec<String> = row.texts().iter().map(|text| fold(text)).collect();
        let has_item =
            folded.iter().any(|text| alias::blueprint_role(text).is_some_and(|(role, _)| role == Role::Item));
        has_item && folded.iter().any(|text| ANSWERS.contains(&text.as_str()))
    };
    head.iter().position(is_key)
}

impl ScannedSheet {
    fn header(&mut self, head: &[OwnedRow], setting: Setting<'_>, headings: &mut Headings) -> Option<usize> {
        setting.sheet.clone_into(&mut self.name);
        self.items = survey(head, setting.vocabulary);
        let list = guess_list(head).filter(|list| !list.is_weak || self.items.is_none());
        if self.items.is_some() || list.as_ref().is_some_and(|list| list.kind == FileKind::Blueprint) {
            self.versions = guess::versions(head);
        }
        self.stated = stated::beside(head, setting.vocabulary);
        self.legend = head.iter().filter_map(|row| title(row)).flat_map(|text| legend_in(&text)).collect();
        let mut layout = Layout::understand(head, setting);
        let (whole, mut viewed) = (head, Vec::new());
        if let Some(view) = layout.as_ref().and_then(|layout| View::of(layout, head, setting)) {
            viewed = view.head(head);
            self.is_by_order = layout.as_ref().is_some_and(|layout| layout.pairs.iter().any(Pair::is_by_order));
            (layout, self.view) = (Layout::understand(&viewed, setting), Some(view));
        }
        let head = if viewed.is_empty() { whole } else { viewed.as_slice() };
        let names_pupils = layout
            .as_ref()
            .is_some_and(|layout| [Role::Id, Role::Name].iter().any(|role| layout.role(*role).is_some()));
        if let Some(layout) = &mut layout {
            headings.find_id(layout, head);
        }
        let has_marks = |layout: &Layout| {
            layout.long.is_some()
                || layout.topics.iter().any(|(topic, columns)| {
                    matches!(topic, Topic::Subject(_)) && (columns.raw.is_some() || columns.scaled.is_some())
                })
        };
        let is_marking = self.items.as_ref().is_some_and(|items| items.kinds.contains(&SourceKind::Marking));
        if let Some(list) = list.as_ref().filter(|list| list.kind == FileKind::Blueprint && !is_marking) {
            self.kind = FileKind::Blueprint;
            let specifications = Specifications::of(head, list.position, setting);
            let last = list.position + specifications.below();
            self.specifications = Some(specifications);
            return Some(last);
        }
        if let Some(long) = LongColumns::find(head).filter(|_| !is_marking) {
            return Some(self.long_items(&long, head, setting.vocabulary));
        }
        if let Some(layout) = &layout {
            self.parts_only = parts_only(layout);
            let headers = |open: &[usize]| open.iter().map(|column| layout.headers[*column].clone()).collect();
            self.undecided = layout.undecided.iter().map(|(subject, open)| (*subject, headers(open))).collect();
        }
        // 学校信息.xlsx is no file of 信息: where no header names a subject, a row a school is no row of marks.
        let is_of_pupils = |layout: &Layout| {
            [Role::Id, Role::Name, Role::Class].iter().any(|role| layout.role(*role).is_some())
                || layout
                    .headers
                    .iter()
                    .flat_map(|header| header.split('/'))
                    .any(|text| matches!(Word::read(text, setting.vocabulary), Word::Mark { .. }))
        };
        let is_of_schools = list.as_ref().is_some_and(|list| list.kind == FileKind::Schools);
        if is_of_schools && layout.as_ref().is_some_and(|layout| !is_of_pupils(layout)) {
            layout = None;
        }
        let is_roster = is_marking || list.as_ref().is_some_and(|list| list.kind == FileKind::Roster && !list.is_weak);
        if let Some(layout) = layout.as_ref().filter(|layout| has_marks(layout) && !is_roster) {
            self.scores(layout, setting.vocabulary);
            self.judged.sample(&head[layout.bottom + 1..]);
            if self.items.is_some() {
                self.items_beside = ItemSums::of(head, layout.bottom, setting);
            }
            headings.add(whole, layout);
            return Some(layout.bottom);
        }
        let is_list = |list: &ListGuess| !is_marking && (list.kind != FileKind::Schools || self.items.is_none());
        if let Some(list) = list.filter(is_list) {
            self.of_schools = list.of_schools;
            self.has_groups = list.has_groups;
            self.kind = if list.of_schools == ListUse::Summary { FileKind::Unknown } else { list.kind };
            self.is_bare = list.is_weak;
            let table = if list.kind == FileKind::Schools { SCHOOL_ROLES } else { PUPIL_ROLES };
            for (column, header) in head[list.position].texts().iter().enumerate() {
                if let Some((role, _)) = alias::role(&fold(header), &[table]) {
                    self.columns.entry(role).or_insert(column);
                }
            }
            return Some(list.position);
        }
        self.is_list = names_pupils;
        let noted = layout.as_ref().filter(|layout| names_pupils && !has_marks(layout));
        if let Some(layout) = noted.filter(|layout| NoteSheet::of(layout, setting).is_some()) {
            // Names alone tell no pupil of the tables.
            let has_id = layout.role(Role::Id).is_some();
            self.kind = if has_id { FileKind::Noted } else { FileKind::Unknown };
            return has_id.then_some(layout.bottom);
        }
        let Some(items) = &self.items else {
            let key = bare_key(head).filter(|_| !names_pupils);
            self.is_bare_key = key.is_some();
            return key.or_else(|| self.pupil_list(layout.as_ref()?));
        };
        self.kind = items.kinds.first().map_or(FileKind::Items, |kind| item_kind(*kind));
        let last = items.last;
        if self.kind == FileKind::Items {
            self.sums = ItemSums::of(head, last, setting);
            self.roles_of(&head[..=last]);
        }
        Some(last)
    }

    /// One row a pupil and item.
    fn long_items(&mut self, columns: &LongColumns, head: &[OwnedRow], vocabulary: &Vocabulary) -> usize {
        let last = columns.position;
        let named = |row: &OwnedRow| vocabulary.only_one(&row.cell(columns.subject?).shown());
        let subjects: BTreeSet<usize> = head[last + 1..].iter().filter_map(named).collect();
        let subjects = subjects.into_iter().collect();
        self.items = Some(Survey { kinds: vec![SourceKind::Items], subjects, last, ..Survey::default() });
        (self.kind, self.is_long_items) = (FileKind::Items, true);
        self.roles_of(&head[last..=last]);
        last
    }

    /// The columns that say who a row is of, by the words of the header alone.
    fn roles_of(&mut self, header: &[OwnedRow]) {
        for row in header {
            for (column, text) in row.texts().iter().enumerate() {
                if let Some((role, _)) = alias::role(&fold(text), &[PUPIL_ROLES]) {
                    self.columns.entry(role).or_insert(column);
                }
            }
        }
    }

    /// A table that says of pupils where they belong and nothing else.
    fn pupil_list(&mut self, layout: &Layout) -> Option<usize> {
        let names_pupils = [Role::Id, Role::Name].iter().any(|role| layout.role(*role).is_some());
        let places = [Role::School, Role::SchoolCode, Role::Class];
        let is_list =
            names_pupils && (layout.school.is_some() || places.iter().any(|role| layout.role(*role).is_some()));
        self.is_total_only = layout.topic(Topic::Total).is_some_and(|total| total.raw.is_some());
        self.nameless = layout.nameless.map(|column| layout.headers[column].clone()).filter(|_| names_pupils);
        if !is_list
            || self.is_total_only
            || self.nameless.is_some()
            || !self.parts_only.is_empty()
            || !self.undecided.is_empty()
            || !layout.items.is_empty()
        {
            return None;
        }
        self.kind = FileKind::Pupils;
        self.columns = layout.roles.clone();
        let is_named = layout.role(Role::Id).is_some() && layout.role(Role::Name).is_some() && layout.school.is_some();
        self.has_school =
            is_named || [Role::School, Role::SchoolCode].iter().any(|role| self.columns.contains_key(role));
        self.place = [layout.school.clone(), layout.class.clone()];
        self.unknown_columns(layout);
        Some(layout.bottom)
    }

    fn unknown_columns(&mut self, layout: &Layout) {
        self.headers.clone_from(&layout.headers);
        let is_full = |column: &usize| {
            FULL_MARK_ROWS.contains(&fold(layout.headers[*column].rsplit('/').next().unwrap_or_default()).as_str())
        };
        self.full_column = layout.unknown.iter().copied().find(is_full);
        let is_open = |column: &&usize| !layout.headers[**column].is_empty() && self.full_column != Some(**column);
        let named = layout.unknown.iter().filter(is_open);
        self.unknown = named.map(|column| (*column, layout.headers[*column].clone(), 0, 0)).collect();
    }

    fn scores(&mut self, layout: &Layout, vocabulary: &Vocabulary) {
        self.kind = FileKind::Scores;
        self.is_halved = layout.halves.is_some();
        self.titles = layout.titles.clone();
        self.exams = layout.exams.clone();
        self.columns = layout.roles.clone();
        self.has_school = self.columns.contains_key(&Role::School)
            || self.columns.contains_key(&Role::SchoolCode)
            || layout.school.is_some();
        self.has_id = self.columns.contains_key(&Role::Id);
        self.is_long = self.has_id;
        self.has_name = self.columns.contains_key(&Role::Name);
        self.long = layout.long.map(|long| long.subject);
        self.long_mark = layout.long.map_or(0, |long| long.raw);
        let header = |column: usize| layout.headers[column].clone();
        for (topic, columns) in &layout.topics {
            let (Topic::Subject(position), Some(column)) = (*topic, columns.raw) else { continue };
            debug_assert!(position < vocabulary.declared, "every known subject is declared to a sketch");
            let mut subject = ScannedSubject::new(position, header(column), column);
            subject.stated = columns.full_mark.map(|(full, _)| full);
            subject.rival = columns.rivals.map(|(_, second)| header(second));
            (subject.scaled, subject.scaled_column) = (columns.scaled.map(header), columns.scaled);
            self.subjects.push(subject);
        }
        self.subjects.sort_by_key(|subject| subject.column);
        self.total =
            layout.topics.iter().find(|(topic, _)| **topic == Topic::Total).and_then(|(_, columns)| columns.raw);
        let roles = [("id", Role::Id), ("county", Role::County), ("school", Role::School), ("class", Role::Class)];
        let named = roles.into_iter().filter_map(|(name, role)| Some((name.to_owned(), header(layout.role(role)?))));
        let subjects = self.subjects.iter().map(|of| (vocabulary.id(of.subject).to_owned(), of.header.clone()));
        self.named = named.chain(subjects).collect();
        self.unknown_columns(layout);
        self.place = [layout.school.clone(), layout.class.clone()];
        self.is_of_class = layout.class.is_some();
        let is_of_language = |header: &String| {
            ["语种", "外语语种", "外语类别", "外语种类", "小语种"]
                .contains(&fold(header.rsplit('/').next().unwrap_or(header)).as_str())
        };
        self.languages = layout.headers.iter().position(is_of_language).map(|column| (column, BTreeMap::new()));
        self.is_carried = !layout.carried.is_empty();
        let subjects = self.subjects.iter().map(|subject| Some(subject.column)).collect();
        let total = layout.topic(Topic::Total).cloned().unwrap_or_default();
        self.judged = ScoreColumns { subjects, total, ..ScoreColumns::identity(layout) };
        self.judge = RowJudge::new(&self.judged);
        self.taken.has_choices = self.judged.choice.is_some();
    }
}

/// Subjects of which a layout has objective and subjective marks and no others.
fn parts_only(layout: &Layout) -> Vec<usize> {
    let alone = layout.topics.iter().filter(|(_, columns)| {
        columns.raw.is_none() && columns.scaled.is_none() && columns.objective.is_some() && columns.subjective.is_some()
    });
    let position = |topic: &Topic| match topic {
        Topic::Subject(position) => Some(*position),
        Topic::Total => None,
    };
    alone.filter_map(|(topic, _)| position(topic)).collect()
}

/// The kind of file of a kind of source of items.
pub(super) fn item_kind(kind: SourceKind) -> FileKind {
    match kind {
        SourceKind::Options => FileKind::Options,
        SourceKind::Marking => FileKind::Marking,
        _ => FileKind::Items,
    }
}
