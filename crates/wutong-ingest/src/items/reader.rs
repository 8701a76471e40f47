//! Reads item, option and marking sheets into their staging.

use wutong_model::spec::{IdScope, RawSource, SourceKind, Subject};
use wutong_model::{ExamSpec, Problem, ProblemKind};

use super::answers::is_of_cell;
use super::blueprint;
use super::columns::{self, Found};
use super::index::ItemIndex;
use super::layout::{self, FULL_WORDS, KEY_WORDS};
use super::name::is_word;
use super::ranges;
use super::stage::{ItemSheet, ItemStaging};
use super::subjects;
use super::turned::{Turn, Turned};
use crate::by_name::called;
use crate::cell::{Cell, OwnedRow, Row};
use crate::classes;
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, excerpt};
use crate::format::Sheet;
use crate::header::ScoreColumns;
use crate::identity::cover;
use crate::ids::IdKind;
use crate::layout::{Layout, Setting, class_in, fill, school_in};
use crate::mark::Paper;
use crate::pupil::{RowJudge, RowKind, identity_text};
use crate::subject::Vocabulary;

/// Reads the sheets of one file after another into one staging.
pub(crate) struct ItemReader<'a> {
    spec: &'a ExamSpec,
    names: &'a Vocabulary,
    file: &'a str,
    source: &'a RawSource,
    rows: Rows,
    pub(super) index: Option<ItemIndex>,
    pub(super) paper: Paper,
    /// Paper of each item of the sheet, and whether pupils choose it among others.
    pub(super) papers: Vec<(Paper, bool)>,
    pub(super) found: Found,
    pub(super) sheet: ItemSheet,
    /// The items of other subjects in the same rows.
    others: Vec<OfSubject>,
    /// Headers of the sheets of the current file.
    pub(crate) headers: Vec<Vec<String>>,
    first_row: String,
    any_header: bool,
    /// Rows of all sheets.
    pub(crate) staging: ItemStaging,
}

/// What is read of one subject where a sheet holds several.
struct OfSubject {
    index: Option<ItemIndex>,
    paper: Paper,
    papers: Vec<(Paper, bool)>,
    found: Found,
    sheet: ItemSheet,
}

/// What is remembered from row to row of a sheet.
#[derive(Default)]
struct Rows {
    columns: ScoreColumns,
    judge: RowJudge,
    scratch: [String; 5],
    /// Several lines of header: a repetition of it is told apart by its lines.
    is_stacked: bool,
    /// What the last header below the first one said.
    turn: Option<Turn>,
    /// School and class of all rows, in sheets without identifiers.
    place: [String; 2],
}

impl<'a> ItemReader<'a> {
    /// A reader for items of these subjects.
    pub(crate) fn new(spec: &'a ExamSpec, names: &'a Vocabulary, source: &'a RawSource, staging: ItemStaging) -> Self {
        Self {
            spec,
            names,
            file: "",
            source,
            rows: Rows::default(),
            index: None,
            paper: Paper { decimals: 0, min: 0, full: 0 },
            papers: Vec::new(),
            found: Found::default(),
            sheet: ItemSheet::new("", "", SourceKind::Items),
            others: Vec::new(),
            headers: Vec::new(),
            first_row: String::new(),
            any_header: false,
            staging,
        }
    }

    /// Turns to the next file.
    pub(crate) fn open(&mut self, file: &'a str, source: &'a RawSource) {
        (self.file, self.source) = (file, source);
        self.headers.clear();
        self.first_row.clear();
        self.any_header = false;
    }

    /// Ends the current file.
    ///
    /// # Errors
    /// No sheet had a header.
    pub(crate) fn close(&self) -> Result<(), IngestError> {
        if self.any_header {
            return Ok(());
        }
        let wanted = match self.source.kind {
            SourceKind::Marking => "student_id (考号), item (题号), first_mark (一评)",
            _ => "student_id (考号), item (题1, 1)",
        };
        Err(IngestError::ListColumn {
            file: self.file.to_owned(),
            sheet: String::new(),
            wanted: wanted.to_owned(),
            headers: self.first_row.clone(),
        })
    }

    /// The subject of a sheet: the source's, the exam's only one, or the one after which sheet or file is named.
    fn subject(&self, sheet: &str) -> Option<usize> {
        if let Some(id) = &self.source.subject {
            return self.spec.subject_position(id);
        }
        let stem = self.file.rsplit('/').next().unwrap_or(self.file);
        let named = [sheet, stem].into_iter().find_map(|text| self.names.only_one(text));
        let named = named.filter(|position| *position < self.names.declared);
        named.or((self.spec.subjects.len() == 1).then_some(0))
    }

    /// Puts a problem of the sheet on record.
    pub(super) fn problem(&mut self, row: u32, column: &str, text: String, kind: ProblemKind, expected: String) {
        let problem = Problem {
            place: self.sheet.place(row, column),
            text,
            kind,
            expected,
            school: None,
            subject: is_of_cell(kind).then(|| self.spec.subjects[self.sheet.subject].id.clone()),
        };
        self.sheet.problems.push(problem);
    }
}

fn paper(subject: &Subject) -> Paper {
    Paper { decimals: subject.decimals, min: 0, full: subject.full_ticks }
}

impl Body for ItemReader<'_> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        self.rows = Rows { scratch: std::mem::take(&mut self.rows.scratch), ..Rows::default() };
        self.sheet = ItemSheet::new(self.file, sheet.name, self.source.kind);
        // Who names a sheet means it, hidden or not.
        self.sheet.is_hidden = sheet.is_hidden && self.source.sheet.is_none();
        self.found = Found::default();
        self.others.clear();
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
        let next = ItemSheet::new(self.file, "", self.source.kind);
        let mut sheet = std::mem::replace(&mut self.sheet, next);
        sheet.counts = fed.counts;
        sheet.has_header = fed.has_header;
        if self.first_row.is_empty() {
            self.first_row = fed.first_row;
        }
        self.staging.sheets.push(sheet);
        self.staging.sheets.extend(self.others.drain(..).map(|other| other.sheet));
        Ok(())
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        let Some(layout) = layout::find(head, self.source) else { return Ok(None) };
        let name = self.sheet.sheet.clone();
        let of_sheet = self.subject(&name);
        let at = || (self.file.to_owned(), name.clone());
        let parts = subjects::split(&layout.labels, self.names, of_sheet);
        if parts.is_empty() {
            // A sheet of notes needs no subject.
            let found = columns::find(&layout.labels, self.source, None, Paper { decimals: 0, min: 0, full: i32::MAX });
            if found.items.is_empty() && found.item.is_none() {
                return Ok(None);
            }
            let (file, sheet) = at();
            return Err(IngestError::ItemSubject { file, sheet });
        }
        let of_source = self.source.subject.as_deref().and_then(|id| self.spec.subject_position(id));
        let mut all = Vec::new();
        for (subject, labels) in parts.into_iter().filter(|(subject, _)| of_source.is_none_or(|of| of == *subject)) {
            if let Some(blueprint) = self.staging.blueprints.get_mut(&subject) {
                ranges::split(blueprint, &labels);
            }
            let paper = paper(&self.spec.subjects[subject]);
            // An option without a right one is a gap in the key.
            if self.source.kind != SourceKind::Options {
                self.staging.complete(subject, |index| columns::beyond(&labels, self.source, index, paper));
            }
            let index = self.staging.blueprints.get(&subject).map(blueprint::index);
            let found = columns::find(&labels, self.source, index.as_ref(), paper);
            let is_long = found.item.is_some() && !found.fields.is_empty();
            if !found.items.is_empty() || !found.unknown.is_empty() || is_long {
                all.push((subject, index, paper, found));
            }
        }
        if all.is_empty() {
            return Ok(None);
        }
        self.rows.is_stacked = layout.labels.iter().any(|label| label.stack.len() > 1);
        let identity = layout.identity;
        let has_school = identity.school.is_some() || identity.code.is_some() || self.source.school.is_some();
        // Without identifiers pupils are known by their names.
        if !has_school && identity.id.is_some() && self.spec.raw.pupils.id_unique_within != IdScope::Exam {
            let (file, sheet) = at();
            return Err(IngestError::NoSchoolColumn {
                file,
                sheet,
                row: identity.row,
                headers: excerpt(&identity.headers),
            });
        }
        self.any_header = true;
        self.rows.place = if identity.id.is_none() { self.place(head, layout.last) } else { <[String; 2]>::default() };
        self.headers.push(identity.headers.clone());
        let ids = IdKind::of(head[layout.last + 1..].iter(), identity.id);
        let identity = ScoreColumns { ids, ..identity };
        for (subject, index, paper, found) in all.into_iter().rev() {
            (self.index, self.paper) = (index, paper);
            self.enter(subject, found, identity.clone());
            let next =
                ItemSheet { is_hidden: self.sheet.is_hidden, ..ItemSheet::new(self.file, &name, self.source.kind) };
            self.others.push(OfSubject {
                index: self.index.take(),
                paper: self.paper,
                papers: std::mem::take(&mut self.papers),
                found: std::mem::take(&mut self.found),
                sheet: std::mem::replace(&mut self.sheet, next),
            });
        }
        // The first stands in the reader itself.
        if let Some(mut first) = self.others.pop() {
            self.exchange(&mut first);
        }
        self.others.reverse();
        for other in &mut self.others {
            (other.sheet.is_continued, other.sheet.has_header) = (true, true);
        }
        Ok(Some(layout.last))
    }

    fn headers(&self) -> &[String] {
        &self.rows.columns.headers
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        if let Some(Cell::Text(text)) = first
            && !text.starts_with(|c: char| c.is_ascii_digit())
            && (is_word(text, FULL_WORDS) || is_word(text, KEY_WORDS))
        {
            return Ok(Fate::NotData);
        }
        if !self.rows.is_stacked
            && let Some(turn) = Turn::of(&self.rows.columns.headers, self.rows.columns.id, row)
        {
            self.rows.turn = Some(turn);
            return Ok(Fate::NotData);
        }
        match self.rows.turn.take() {
            None => Ok(self.judged(number, row)),
            Some(Turn::Columns(columns)) => {
                let fate = self.judged(number, &Turned { row, columns: &columns });
                self.rows.turn = Some(Turn::Columns(columns));
                Ok(fate)
            }
            Some(Turn::Other) => {
                self.rows.turn = Some(Turn::Other);
                Ok(self.below_other(number, row))
            }
        }
    }
}

impl ItemReader<'_> {
    fn judged(&mut self, number: u32, row: &dyn Row) -> Fate {
        match self.rows.judge.judge(&self.rows.columns, row, None) {
            RowKind::Pupil => self.pupil(number, row),
            _ => Fate::NotData,
        }
    }

    /// A row below a header of other columns.
    fn below_other(&mut self, number: u32, row: &dyn Row) -> Fate {
        if self.rows.judge.judge(&self.rows.columns, row, None) != RowKind::Pupil {
            return Fate::NotData;
        }
        let text = identity_text(&self.rows.columns, row, self.spec.raw.pupils.key.is_some());
        self.problem(number, "", text, ProblemKind::OtherHeader, String::new());
        Fate::SetAside
    }

    /// School and class of the rows of a sheet without identifiers, as its titles and names tell.
    fn place(&self, head: &[OwnedRow], last: usize) -> [String; 2] {
        let (file, sheet, source) = (self.file, self.sheet.sheet.as_str(), self.source);
        let setting = Setting { file, sheet, is_typed: true, source, vocabulary: self.names };
        let layout = Layout::understand(head, setting).unwrap_or_default();
        let title = |row: &OwnedRow| Some(row.texts().concat()).filter(|title| !title.is_empty());
        let titles = head[..last].iter().filter_map(title);
        let stem = file.rsplit('/').next().unwrap_or(file).to_owned();
        let texts: Vec<String> = std::iter::once(sheet.to_owned()).chain(titles).chain([stem]).collect();
        let told = |inside: fn(&str) -> Option<String>| texts.iter().find_map(|text| inside(text));
        let [school, class] = [layout.school.or_else(|| told(school_in)), layout.class.or_else(|| told(class_in))];
        [school.unwrap_or_default(), class.unwrap_or_default()]
    }

    /// Turns from one subject of a sheet to another.
    fn exchange(&mut self, other: &mut OfSubject) {
        std::mem::swap(&mut self.index, &mut other.index);
        std::mem::swap(&mut self.paper, &mut other.paper);
        std::mem::swap(&mut self.papers, &mut other.papers);
        std::mem::swap(&mut self.found, &mut other.found);
        std::mem::swap(&mut self.sheet, &mut other.sheet);
    }

    /// Records what the header of a sheet says.
    fn enter(&mut self, subject: usize, mut found: Found, identity: crate::header::ScoreColumns) {
        let sheet = &mut self.sheet;
        (sheet.subject, sheet.header, sheet.n_unknown) = (subject, identity.row, found.unknown.len());
        sheet.ignored = std::mem::take(&mut found.ignored);
        let roles = [("id", identity.id), ("name", identity.name), ("county", identity.county)];
        let places = [("school_code", identity.code), ("school", identity.school), ("class", identity.class)];
        for (role, column) in roles.into_iter().chain(places) {
            if let Some(column) = column {
                sheet.columns.insert(role.to_owned(), identity.headers[column].clone());
            }
        }
        for (item, fields) in &mut found.items {
            if let [(_, column)] = fields.as_slice() {
                // With the subject over it, where several stand side by side.
                item.header.clone_from(&identity.headers[*column]);
            }
        }
        sheet.items = found.items.iter().map(|(item, _)| item.clone()).collect();
        if let Some(items) = self.staging.blueprints.get(&subject).map(|blueprint| &blueprint.items) {
            for item in &sheet.items {
                if let Some(known) = item.item.filter(|_| item.header != items[item.item.unwrap_or(0)].id) {
                    sheet.columns.insert(items[known].id.clone(), item.header.clone());
                }
            }
        }
        for header in std::mem::take(&mut found.unknown) {
            let expected = self.nearest(&header);
            self.problem(identity.row, &header, header.clone(), ProblemKind::UnknownItem, expected);
        }
        self.papers = self.sheet.items.iter().map(|item| self.paper_of(item)).collect();
        self.rows.columns = ScoreColumns { header_rows: vec![identity.headers.clone()], ..identity };
        self.rows.judge = RowJudge::new(&self.rows.columns);
        self.found = found;
    }

    /// Takes a row that is of a pupil.
    fn pupil(&mut self, number: u32, row: &dyn Row) -> Fate {
        let mut scratch = std::mem::take(&mut self.rows.scratch);
        let fate = self.identified(number, row, &mut scratch);
        self.rows.scratch = scratch;
        fate
    }

    fn identified(&mut self, number: u32, row: &dyn Row, scratch: &mut [String; 5]) -> Fate {
        let columns = &self.rows.columns;
        if self.rows.judge.is_statistic(columns, row) {
            return Fate::NotData;
        }
        let conceals = self.spec.raw.pupils.key.is_some();
        let cell = |column: Option<usize>| column.map_or(Cell::Empty, |column| row.cell(column));
        let [county, code, school, class, id] = scratch;
        let id_cell = cell(columns.id);
        let person = called(&cell(columns.name).shown());
        let identified = match columns.id {
            Some(_) => columns.ids.identify(id_cell, id),
            None if person.is_empty() => Err(ProblemKind::NoPupilId),
            None => Ok(""),
        };
        let Ok(id) = identified else {
            if self.rows.judge.is_summary(row) {
                return Fate::NotData;
            }
            let lost = matches!(id_cell, Cell::Number(_)) || id_cell.shown().contains("E+");
            let text = identity_text(columns, row, conceals);
            if lost {
                let header = columns.id.map(|column| columns.headers[column].clone()).unwrap_or_default();
                let shown = cover(&id_cell.shown(), conceals).into_owned();
                self.problem(number, &header, shown, ProblemKind::IdLostDigits, String::new());
            } else {
                self.problem(number, "", text, ProblemKind::NoPupilId, String::new());
            }
            return Fate::SetAside;
        };
        let has_extra = row.is_separated() && (columns.headers.len()..row.width()).any(|c| !row.cell(c).is_empty());
        if has_extra {
            let text = identity_text(columns, row, conceals);
            self.problem(number, "", text, ProblemKind::ExtraCells, String::new());
            return Fate::SetAside;
        }
        let code = cell(columns.code).show(code);
        let [place, class_of_all] = self.rows.place.clone();
        let given =
            self.source.school.as_deref().map_or(place, |school| fill(school, self.file, &self.sheet.sheet, school_in));
        let columns = &self.rows.columns;
        let cell = |column: Option<usize>| column.map_or(Cell::Empty, |column| row.cell(column));
        let school = match cell(columns.school).show(school) {
            "" if code.is_empty() => given.as_str(),
            school => school,
        };
        let class = match cell(columns.class).show(class) {
            "" if columns.class.is_none() => class_of_all.as_str(),
            class => class,
        };
        let apart = classes::apart(school, class);
        let (school, class) = apart.as_ref().map_or((school, class), |(school, class)| (school, class));
        let site = self.staging.sites.number(cell(columns.county).show(county), code, school);
        let class = self.staging.classes.number(class);
        let person = columns.id.is_none().then(|| self.staging.persons.number(&person));
        let fate = self.cells_of(number, row, (id, person), (site, class));
        for at in 0..self.others.len() {
            let mut other = self.others.swap_remove(at);
            self.exchange(&mut other);
            // A row that stands for one subject stands: what is wrong for another is a problem of its own.
            self.cells_of(number, row, (id, person), (site, class));
            self.exchange(&mut other);
            self.others.push(other);
            let last = self.others.len() - 1;
            self.others.swap(at, last);
        }
        fate
    }

    fn cells_of(
        &mut self,
        number: u32,
        row: &dyn Row,
        (id, person): (&str, Option<u32>),
        (site, class): (u32, u32),
    ) -> Fate {
        let fate = self.cells(number, row);
        if fate == Fate::Kept {
            let sheet = &mut self.sheet;
            sheet.ids.push(id);
            sheet.persons.extend(person);
            sheet.sites.push(site);
            sheet.classes.push(class);
            sheet.rows.push(number);
        }
        fate
    }

    /// The column of the identifier.
    pub(super) fn id_column(&self) -> Option<usize> {
        self.rows.columns.id
    }

    /// The header of a column.
    pub(super) fn header_of(&self, column: usize) -> String {
        self.rows.columns.headers.get(column).cloned().unwrap_or_default()
    }
}
