//! One pass over a file: what its sheets hold and how their columns are filled.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::{RawSource, SourceKind};

use crate::alias::{self, PUPIL_ROLES, ROSTER_ROLES, Role, SCHOOL_ROLES};
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::classes::{self, ClassNumber};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed};
use crate::format::Sheet;
use crate::grades;
use crate::hash::hash_of;
use crate::header::ScoreColumns;
use crate::headings::{Headings, Strays};
use crate::ids::names_statistic;
use crate::items::{BlueprintColumns, Survey, survey};
use crate::layout::{Halves, Layout, Setting, Word, stated_in};
use crate::list::Wide;
use crate::mark::status_of;
use crate::noted::NoteSheet;
use crate::pupil::{RowJudge, RowKind, identifier, is_footer};
use crate::score::{has_extra_cells, place_named, title};
use crate::sketch::items::{ItemSums, Specification};
use crate::sketch::marks::Marks;
use crate::sketch::taken::Taken;
use crate::sketch::whose::Whose;
use crate::sketch::{FileKind, examples, guess, stated};
use crate::subject::{Topic, Vocabulary};
use crate::zeros::{bare, is_number};

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
    pub(super) marks: Marks,
    pub(super) column: usize,
}

impl ScannedSubject {
    fn new(subject: usize, header: String, column: usize) -> Self {
        let (stated, rival, scaled, scaled_column) = (None, None, None, None);
        Self { subject, header, stated, rival, scaled, scaled_column, marks: Marks::default(), column }
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
    /// The halves that its rows stand in.
    halves: Option<Halves>,
    /// Its table stands in two halves side by side, which differ.
    pub(super) is_halved: bool,
    /// Rows that look like those of pupils and are not read.
    pub(super) unread: u64,
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
    /// Unknown columns that hold numbers.
    pub(super) unknown_numeric: Vec<String>,
    /// Texts in mark columns that are no known status, folded.
    pub(super) unknown_words: BTreeMap<String, u64>,
    /// What each row says of whose it is.
    pub(super) pupils: Vec<Whose>,
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
    /// Subjects with columns of which none is known to be the mark, and their headers.
    pub(super) undecided: Vec<(usize, Vec<String>)>,
    /// One row a pupil and item, which is not read.
    pub(super) is_long_items: bool,
    /// The marks that the items of each subject sum up to.
    pub(super) sums: Vec<ItemSums>,
    /// What a two-way specification table says of its paper.
    pub(super) specification: Option<Specification>,
    /// Full marks of subjects that stand beside its table.
    pub(super) stated: Vec<(usize, f64)>,
    /// Pupils by school and class, in a list of them.
    pub(super) listed: BTreeMap<[String; 2], u64>,
    pub(super) counties: BTreeSet<String>,
    /// Header of each role and subject.
    pub(super) named: BTreeMap<String, String>,
    pub(super) columns: BTreeMap<Role, usize>,
    pub(super) unknown: Vec<(usize, String, u64, u64)>,
    /// Words of which a mapping says what they mean, folded.
    known_words: BTreeSet<String>,
    long: Option<usize>,
    long_mark: usize,
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

    fn halves(&self) -> Option<Halves> {
        self.current.halves
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

/// What one row looks like as the header of a list.
struct ListGuess {
    kind: FileKind,
    recognised: usize,
    position: usize,
}

/// The header of a roster, a school list or a specification table among the first rows.
fn guess_list(head: &[OwnedRow]) -> Option<ListGuess> {
    let guess = |(position, row): (usize, &OwnedRow)| {
        let folded: Vec<String> = row.texts().iter().map(|text| fold(text)).filter(|text| !text.is_empty()).collect();
        let count = |tables: &[&[(Role, &'static [&'static str])]], roles: &[Role]| {
            let fits = |text: &&String| alias::role(text, tables).is_some_and(|(role, _)| roles.contains(&role));
            folded.iter().filter(fits).count()
        };
        let ids = count(&[PUPIL_ROLES], &[Role::Id, Role::Name]);
        let schools = count(&[SCHOOL_ROLES], &[Role::School, Role::SchoolCode]);
        let heads = count(&[ROSTER_ROLES], &[Role::Enrolled, Role::Expected]);
        let is_blueprint = BlueprintColumns::find(head, position).is_some();
        let blueprint = folded.iter().filter(|text| alias::blueprint_role(text).is_some()).count();
        let is_wide = || ids == 0 && Wide::of(head, position, [""; 2]).is_some();
        let kind = if schools > 0 && (heads > 0 || is_wide()) {
            FileKind::Roster
        } else if is_blueprint && ids == 0 {
            FileKind::Blueprint
        } else if schools > 0 && ids == 0 && folded.len() >= 2 {
            FileKind::Schools
        } else {
            FileKind::Unknown
        };
        ListGuess { kind, recognised: schools + heads + blueprint, position }
    };
    let guesses = head.iter().enumerate().map(guess).filter(|guess| guess.kind != FileKind::Unknown);
    guesses.max_by_key(|guess| (guess.recognised, std::cmp::Reverse(guess.position)))
}

impl ScannedSheet {
    fn header(&mut self, head: &[OwnedRow], setting: Setting<'_>, headings: &mut Headings) -> Option<usize> {
        setting.sheet.clone_into(&mut self.name);
        self.items = survey(head, setting.vocabulary);
        let list = guess_list(head);
        self.stated = stated::beside(head, setting.vocabulary);
        let mut layout = Layout::understand(head, setting);
        let (whole, mut narrowed) = (head, Vec::new());
        if let Some(halves) = layout.as_ref().and_then(Halves::of) {
            narrowed = halves.narrow(head);
            (layout, self.halves) = (Layout::understand(&narrowed, setting), Some(halves));
        }
        let head = if narrowed.is_empty() { whole } else { narrowed.as_slice() };
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
            let specification = Specification::of(head, list.position, setting);
            let last = list.position + specification.below();
            self.specification = Some(specification);
            return Some(last);
        }
        self.is_long_items = !is_marking && guess::is_long_items(head);
        if self.is_long_items {
            return None;
        }
        if let Some(layout) = &layout {
            self.parts_only = parts_only(layout);
            let headers = |open: &[usize]| open.iter().map(|column| layout.headers[*column].clone()).collect();
            self.undecided = layout.undecided.iter().map(|(subject, open)| (*subject, headers(open))).collect();
        }
        let is_roster = is_marking || list.as_ref().is_some_and(|list| list.kind == FileKind::Roster);
        if let Some(layout) = layout.as_ref().filter(|layout| has_marks(layout) && !is_roster) {
            self.scores(layout, setting.vocabulary);
            self.judged.sample(&head[layout.bottom + 1..]);
            headings.add(whole, layout);
            return Some(layout.bottom);
        }
        let is_list = |list: &ListGuess| !is_marking && (list.kind != FileKind::Schools || self.items.is_none());
        if let Some(list) = list.filter(is_list) {
            self.kind = list.kind;
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
        let Some(items) = &self.items else { return self.pupil_list(layout.as_ref()?) };
        self.kind = items.kinds.first().map_or(FileKind::Items, |kind| item_kind(*kind));
        let last = items.last;
        if self.kind == FileKind::Items {
            self.sums = ItemSums::of(head, last, setting);
            self.roles_of(&head[..=last]);
        }
        Some(last)
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
        if !is_list
            || self.is_total_only
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
        let named = layout.unknown.iter().filter(|column| !layout.headers[**column].is_empty());
        self.unknown = named.map(|column| (*column, layout.headers[*column].clone(), 0, 0)).collect();
    }

    fn scores(&mut self, layout: &Layout, vocabulary: &Vocabulary) {
        self.kind = FileKind::Scores;
        self.is_halved = layout.halves.is_some();
        self.titles = layout.titles.clone();
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
        self.is_carried = !layout.carried.is_empty();
        let subjects = self.subjects.iter().map(|subject| Some(subject.column)).collect();
        self.judged = ScoreColumns { subjects, ..ScoreColumns::identity(layout) };
        self.judge = RowJudge::new(&self.judged);
        self.taken.has_choices = self.judged.choice.is_some();
    }

    /// Goes on under a title between the rows that names the school or class of those below, where no column does; whether
    /// the row is one.
    fn turns_to_another_place(&mut self, row: &dyn Row) -> bool {
        let has = |role| self.columns.contains_key(&role);
        let has_school = has(Role::School) || has(Role::SchoolCode);
        let wanted = [!has_school, !has(Role::Class)];
        if !wanted.contains(&true) {
            return false;
        }
        let Some([school, class]) = place_named(&self.judged, row, wanted) else { return false };
        let names_one = school.is_some() || class.is_some();
        self.has_school |= school.is_some();
        if school.is_some() && school != self.place[0] && wanted[1] {
            self.place[1] = None;
        }
        self.place[0] = school.or(self.place[0].take());
        self.place[1] = class.or(self.place[1].take());
        names_one
    }

    fn row(&mut self, row: &dyn Row, setting: Setting<'_>) -> Fate {
        let vocabulary = setting.vocabulary;
        if self.kind != FileKind::Scores {
            return self.list_row(row);
        }
        if self.is_closed {
            return Fate::NotData;
        }
        if self.turns_to_another_place(row) {
            return Fate::NotData;
        }
        match self.judge.judge(&self.judged, row, Some(setting)) {
            RowKind::Pupil if self.is_under_other => return Fate::SetAside,
            RowKind::Pupil => {}
            RowKind::Header => {
                self.is_under_other = !self.go_by_header(row, setting);
                return Fate::NotData;
            }
            RowKind::NotData => {
                self.stated.extend(title(row).into_iter().flat_map(|text| stated_in(&text, vocabulary)));
                let titled = title(row).and_then(|title| grades::in_text(&title));
                self.judged.grade.of_sheet = titled.or(self.judged.grade.of_sheet);
                return Fate::NotData;
            }
            RowKind::List => {
                self.is_closed = true;
                return Fate::NotData;
            }
        }
        if self.judge.is_statistic(&self.judged, row) {
            return Fate::NotData;
        }
        let text = |role| self.columns.get(&role).map_or(Cell::Empty, |column: &usize| row.cell(*column)).shown();
        let id = text(Role::Id);
        let is_nobody = self.judge.is_summary(row)
            || self.has_id && RowJudge::is_note(&self.judged, row)
            || RowJudge::is_of_group(&self.judged, row)
            || self.long.is_none() && RowJudge::lacks_name(&self.judged, row);
        if id.is_empty() && is_nobody {
            return Fate::NotData;
        }
        let school = [text(Role::SchoolCode), text(Role::School)].concat();
        let [fixed_school, fixed_class] = self.place.clone();
        let school = fixed_school.filter(|_| school.is_empty()).unwrap_or(school);
        let (county, name) = (text(Role::County), text(Role::Name));
        let class =
            fixed_class.filter(|_| !self.columns.contains_key(&Role::Class)).unwrap_or_else(|| text(Role::Class));
        let (school, class) = classes::apart(&school, &class).unwrap_or((school, class));
        self.rows += 1;
        self.made_up += u64::from(examples::is_made_up(&name, &school));
        if !county.is_empty() {
            self.counties.insert(county);
        }
        if let Some(grade) = self.judged.grade.of(self.judged.grade.cell(row), &class) {
            *self.grades.entry(grade).or_default() += 1;
        }
        // Without identifiers a pupil is known by his name.
        if !self.has_id && !name.is_empty() {
            let number = ClassNumber::of(&class).map(|class| class.number.to_string());
            self.keys.push(hash_of(3, &[school.as_str(), number.as_deref().unwrap_or(&class), &name].join("/")));
        }
        // A row that a run sets aside tells nothing of marks.
        let is_known = || !class.is_empty() && !school.is_empty() && RowJudge::names_pupil(&self.judged, row);
        let lacks_id = self.has_id && id.is_empty() && !is_known();
        let has_school = self.columns.contains_key(&Role::School) || self.columns.contains_key(&Role::SchoolCode);
        let lacks_school = has_school && school.is_empty() && !self.is_carried;
        if lacks_id || lacks_school || has_extra_cells(row, self.judged.headers.len()) {
            return Fate::SetAside;
        }
        let mut scratch = String::new();
        let cell = self.columns.get(&Role::Id).map_or(Cell::Empty, |column| row.cell(*column));
        let id = identifier(cell, &mut scratch);
        let key = id.map(key_of);
        if let Some(id) = id {
            let key = key_of(id);
            self.is_long &= id.chars().count() >= FEWEST_DIGITS;
            self.letters[0] |= id.bytes().any(|byte| byte.is_ascii_lowercase());
            self.letters[1] |= id.bytes().any(|byte| byte.is_ascii_uppercase());
            // A long table names a pupil in row after row.
            if self.keys.last() != Some(&key) {
                self.keys.push(key);
            }
            if self.long.is_none() {
                self.pupils.push(Whose::of(hash_of(0, id), [&school, &class, &name]));
            }
        }
        if let Some(column) = self.long {
            self.long_row(key, row, column, vocabulary);
        }
        if self.long.is_none() {
            // A zero in a subject that was not chosen is none.
            let left_out = self.judged.left_out(row, vocabulary);
            let cell = |subject: &ScannedSubject| {
                let cell = row.cell(subject.column);
                let is_none = left_out.contains(&subject.subject) && crate::layout::number(cell) == Some(0.0);
                if is_none { Cell::Empty } else { cell }
            };
            let cells: Vec<Cell<'_>> = self.subjects.iter().map(cell).collect();
            self.taken.row(key, row, (&self.subjects, &cells), self.total);
            for (subject, cell) in self.subjects.iter_mut().zip(cells) {
                word_or_mark(&mut subject.marks, cell, (&self.known_words, &mut self.unknown_words));
            }
        }
        self.count_unknown(row, f64::INFINITY);
        Fate::Kept
    }

    /// Takes zeros of electives for subjects that were not chosen, where all pupils have them alike.
    fn take_zeros_out(&mut self, vocabulary: &Vocabulary) {
        let is_chosen = |subject: &ScannedSubject| {
            let id = vocabulary.id(subject.subject);
            guess::CHOSEN.contains(&id) || guess::LANGUAGES.contains(&id)
        };
        let chosen = self.subjects.iter().take(64).enumerate().filter(|(_, subject)| is_chosen(subject));
        let found = self.taken.without_zeros(chosen.fold(0, |bits, (at, _)| bits | 1 << at));
        for (_, subject) in self.subjects.iter_mut().enumerate().filter(|(at, _)| *at < 64 && found >> at & 1 == 1) {
            subject.marks.without_zeros();
            self.zeroed.push(subject.subject);
        }
    }

    /// Counts the numbers up to a largest in columns that are not understood.
    fn count_unknown(&mut self, row: &dyn Row, largest: f64) {
        for (column, _, numbers, filled) in &mut self.unknown {
            let cell = row.cell(*column);
            *filled += u64::from(!cell.is_empty());
            *numbers += u64::from(crate::layout::number(cell).is_some_and(|number| number <= largest));
        }
    }

    fn long_row(&mut self, key: Option<u64>, row: &dyn Row, column: usize, vocabulary: &Vocabulary) {
        let text = row.cell(column).shown();
        let position = match Word::read(&text, vocabulary) {
            Word::Mark { topic: Some(Topic::Subject(position)), .. } => position,
            // 九年级语文: a subject for those who read it, once the specification calls it so.
            _ => {
                let Some(position) = vocabulary.only_one(&text) else { return };
                self.written.insert(text.clone(), position);
                position
            }
        };
        if self.subjects.iter().all(|subject| subject.subject != position) {
            self.subjects.push(ScannedSubject::new(position, text, column));
        }
        let subject = self.subjects.iter_mut().find(|subject| subject.subject == position);
        if let Some(subject) = subject {
            let words = (&self.known_words, &mut self.unknown_words);
            word_or_mark(&mut subject.marks, row.cell(self.long_mark), words);
        }
        let at = self.subjects.iter().position(|subject| subject.subject == position);
        if let (Some(key), Some(at)) = (key, at) {
            self.taken.long_row(key, at, row.cell(self.long_mark));
        }
    }

    fn list_row(&mut self, row: &dyn Row) -> Fate {
        let county = self.columns.get(&Role::County).map_or(Cell::Empty, |column| row.cell(*column)).shown();
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        if is_footer(&fold(&first.map(Cell::shown).unwrap_or_default())) {
            return Fate::NotData;
        }
        if let Some(specification) = &mut self.specification {
            specification.row(row);
        }
        let text = |role| self.columns.get(&role).map_or(Cell::Empty, |column: &usize| row.cell(*column)).shown();
        let id = text(Role::Id);
        let pupil = if self.columns.contains_key(&Role::Id) { id.clone() } else { text(Role::Name) };
        if !self.sums.is_empty() && !pupil.is_empty() && !names_statistic(&fold(&pupil)) {
            self.sums.iter_mut().for_each(|sums| sums.row(row));
        }
        let class = text(Role::Class);
        if let Some(grade) = grades::of_class(&class).or_else(|| grades::of_class_number(&class)) {
            *self.grades.entry(grade).or_default() += 1;
        }
        if self.kind == FileKind::Pupils {
            let school = Some([text(Role::SchoolCode), text(Role::School)])
                .map(|[code, name]| if name.is_empty() { code } else { name });
            let school =
                school.filter(|school| !school.is_empty()).or_else(|| self.place[0].clone()).unwrap_or_default();
            let (school, class) = classes::apart(&school, &class).unwrap_or((school, class));
            let (placed, class_text) = (school.clone(), class.clone());
            *self.listed.entry([school, class]).or_default() += 1;
            self.count_unknown(row, LARGEST_MARK);
            let cell = self.columns.get(&Role::Id).map_or(Cell::Empty, |column| row.cell(*column));
            if let Some(id) = identifier(cell, &mut String::new()) {
                self.keys.push(key_of(id));
                self.pupils.push(Whose::of(key_of(id), [&placed, &class_text, ""]));
            }
        }
        self.rows += 1;
        if !county.is_empty() {
            self.counties.insert(county);
        }
        Fate::Kept
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

/// An identifier as it is compared with those of other sheets, which may lack its zeros in front.
fn key_of(id: &str) -> u64 {
    if is_number(id) { hash_of(0, bare(id)) } else { hash_of(0, &id.to_ascii_uppercase()) }
}

/// Counts a mark; a text that is neither mark nor known status is remembered.
fn word_or_mark(marks: &mut Marks, cell: Cell<'_>, (known, words): (&BTreeSet<String>, &mut BTreeMap<String, u64>)) {
    /// More different words are free text.
    const MOST: usize = 50;
    if cell.is_empty() {
        marks.blank += 1;
    } else if !marks.add(cell) {
        let folded = fold(&cell.shown());
        marks.texts += 1;
        marks.grades += u64::from(guess::is_grade(&folded));
        if status_of(&folded).is_none() && !known.contains(&folded) && words.len() < MOST {
            *words.entry(folded).or_default() += 1;
        }
    }
}

/// The kind of file of a kind of source of items.
pub(super) fn item_kind(kind: SourceKind) -> FileKind {
    match kind {
        SourceKind::Options => FileKind::Options,
        SourceKind::Marking => FileKind::Marking,
        _ => FileKind::Items,
    }
}
