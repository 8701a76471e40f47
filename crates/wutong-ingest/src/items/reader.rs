//! Reads item, option and marking sheets into their staging.

use wutong_model::spec::{IdScope, RawSource, SourceKind, Subject};
use wutong_model::{ExamSpec, Problem, ProblemKind};

use super::answers::is_of_cell;
use super::blueprint;
use super::chosen::Chosen;
use super::columns::{self, Found};
use super::index::ItemIndex;
use super::joined;
use super::layout::{self, FULL_WORDS, KEY_WORDS};
use super::long::{LongColumns, LongItems, Pupil};
use super::name::is_word;
use super::ranges;
use super::stage::{ItemSheet, ItemStaging};
use super::subjects;
use super::turned::{Turn, Turned};
use crate::by_name::called;
use crate::cell::{Cell, OwnedRow, Row};
use crate::classes;
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, HEAD_ROWS, excerpt};
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
    pub(super) spec: &'a ExamSpec,
    pub(super) names: &'a Vocabulary,
    pub(super) file: &'a str,
    pub(super) source: &'a RawSource,
    rows: Rows,
    pub(super) index: Option<ItemIndex>,
    pub(super) paper: Paper,
    /// Paper of each item of the sheet, and whether pupils choose it among others.
    pub(super) papers: Vec<(Paper, bool)>,
    pub(super) found: Found,
    pub(super) sheet: ItemSheet,
    /// The table where it has one row a pupil and item.
    long: Option<LongItems>,
    /// The items of other subjects in the same rows.
    others: Vec<OfSubject>,
    /// Headers of the sheets of the current file.
    pub(crate) headers: Vec<Vec<String>>,
    first_row: String,
    any_header: bool,
    /// Rows of all sheets.
    pub(crate) staging: ItemStaging,
}

/// Subject, items of its table, paper and columns that a header is found to hold.
pub(super) type OfHeader = (usize, Option<ItemIndex>, Paper, Found);

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
    /// Column of the subject of each row.
    subject: Option<usize>,
    /// Columns that name the items which pupils have chosen.
    chosen: Chosen,
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
            long: None,
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
        (self.found, self.long) = (Found::default(), None);
        self.others.clear();
    }

    fn end(&mut self, mut fed: Fed) -> Result<(), IngestError> {
        if let Some(long) = self.long.take() {
            self.below_each_other(long, &mut fed)?;
        }
        let next = ItemSheet::new(self.file, "", self.source.kind);
        let mut sheet = std::mem::replace(&mut self.sheet, next);
        std::mem::take(&mut self.rows.chosen).settle(&mut sheet);
        sheet.counts = fed.counts;
        sheet.has_header = fed.has_header;
        if self.first_row.is_empty() {
            self.first_row = fed.first_row;
        }
        let mut others: Vec<ItemSheet> = self.others.drain(..).map(|other| other.sheet).collect();
        if self.rows.subject.is_some() {
            // Each subject accounts for its own rows.
            others.retain(|other| !other.rows.is_empty() || !other.problems.is_empty());
            others.sort_by_key(|other| other.subject);
            for other in &mut others {
                other.counts = sheet.counts.split(other.rows.len() as u64);
            }
            sheet.has_header &= !sheet.rows.is_empty();
        }
        self.staging.sheets.push(sheet);
        self.staging.sheets.extend(others);
        Ok(())
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        let long = (self.source.kind == SourceKind::Items).then(|| LongColumns::find(head)).flatten();
        if let Some(columns) = long {
            let position = columns.position;
            self.long = Some(LongItems::new(columns, head));
            return Ok(Some(position));
        }
        let Some(layout) = layout::find(head, self.source) else { return Ok(None) };
        let name = self.sheet.sheet.clone();
        let of_sheet = self.subject(&name);
        let at = || (self.file.to_owned(), name.clone());
        let item = self.item_of_sheet(&name);
        let by_row = subjects::column(&layout.labels).filter(|_| self.source.kind == SourceKind::Marking);
        let parts = match by_row {
            Some(_) => (0..self.names.declared).map(|subject| (subject, layout.labels.clone())).collect(),
            None => subjects::split(&layout.labels, self.names, of_sheet),
        };
        if parts.is_empty() {
            // A sheet of notes needs no subject.
            let found = columns::find(
                &layout.labels,
                (self.source, item.as_deref()),
                None,
                Paper { decimals: 0, min: 0, full: i32::MAX },
            );
            if found.items.is_empty() && found.item.is_none() && found.of_sheet.is_none() {
                return Ok(None);
            }
            let (file, sheet) = at();
            return Err(IngestError::ItemSubject { file, sheet });
        }
        let of_source = self.source.subject.as_deref().and_then(|id| self.spec.subject_position(id));
        let mut all: Vec<OfHeader> = Vec::new();
        for (subject, labels) in parts.into_iter().filter(|(subject, _)| of_source.is_none_or(|of| of == *subject)) {
            let is_first = self.staging.sheets.iter().all(|sheet| sheet.subject != subject || !sheet.has_header);
            if let Some(blueprint) = self.staging.blueprints.get_mut(&subject) {
                ranges::split(blueprint, &labels);
                // What other sheets have found stays where it is.
                if is_first && self.source.kind == SourceKind::Items {
                    joined::gather(blueprint, &labels);
                }
            }
            let paper = paper(&self.spec.subjects[subject]);
            // An option without a right one is a gap in the key.
            if self.source.kind != SourceKind::Options {
                self.staging.complete(subject, |index| columns::beyond(&labels, self.source, index, paper));
            }
            let index = self.staging.blueprints.get(&subject).map(blueprint::index);
            let found = columns::find(&labels, (self.source, item.as_deref()), index.as_ref(), paper);
            let is_long = (found.item.is_some() || found.of_sheet.is_some()) && !found.fields.is_empty();
            if !found.items.is_empty() || !found.unknown.is_empty() || is_long {
                all.push((subject, index, paper, found));
            }
        }
        if all.is_empty() || self.is_of_other_kind(&all, &head[layout.last + 1..]) {
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
        self.rows.subject = by_row;
        if let (SourceKind::Items, [(subject, .., found)]) = (self.source.kind, all.as_mut_slice()) {
            self.rows.chosen = Chosen::of(&layout.labels, self.staging.blueprints.get(subject), found);
        }
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
            (other.sheet.is_continued, other.sheet.has_header) = (by_row.is_none(), true);
        }
        Ok(Some(layout.last))
    }

    fn headers(&self) -> &[String] {
        &self.rows.columns.headers
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        if let Some(long) = &mut self.long {
            if long.row(number, row) {
                return Ok(Fate::Kept);
            }
            let text = excerpt(&OwnedRow::copy(number, row).texts());
            self.problem(number, "", text, ProblemKind::RepeatedPupil, String::new());
            return Ok(Fate::SetAside);
        }
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

    /// Reads a table with one row a pupil and item as the one with a column for each item.
    fn below_each_other(&mut self, long: LongItems, fed: &mut Fed) -> Result<(), IngestError> {
        let (mut head, pupils) = long.wide();
        let problems = std::mem::take(&mut self.sheet.problems);
        head.extend(pupils.iter().take(HEAD_ROWS).map(|pupil| pupil.row.clone()));
        if self.header(&head)?.is_none() {
            fed.counts.disregard();
            return Ok(());
        }
        self.sheet.problems.extend(problems);
        for Pupil { row, lines } in pupils {
            match self.row(row.number, &row)? {
                Fate::Kept => self.sheet.lines.push(lines),
                _ => fed.counts.withdraw(lines),
            }
        }
        Ok(())
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
        if let Some(column) = self.rows.subject {
            return self.cells_of_subject((number, row, column), (id, person), (site, class));
        }
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

    /// Takes a row whose subject stands in one of its cells.
    fn cells_of_subject(
        &mut self,
        (number, row, column): (u32, &dyn Row, usize),
        whose: (&str, Option<u32>),
        place: (u32, u32),
    ) -> Fate {
        let text = row.cell(column).shown();
        let subject = self.names.only_one(&text);
        if subject == Some(self.sheet.subject) {
            return self.cells_of(number, row, whose, place);
        }
        let Some(at) = self.others.iter().position(|other| Some(other.sheet.subject) == subject) else {
            let header = self.header_of(column);
            self.problem(number, &header, text, ProblemKind::UnknownSubject, String::new());
            return Fate::SetAside;
        };
        let mut other = self.others.swap_remove(at);
        self.exchange(&mut other);
        let fate = self.cells_of(number, row, whose, place);
        self.exchange(&mut other);
        self.others.push(other);
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
            self.rows.chosen.row(row, &self.sheet.items);
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
