//! Lists below the table, of pupils who were absent or whose papers were not scanned.

use super::ScoreReader;
use super::marks::{beside_status, read_mark};
use super::unlisted::{Unlisted, is_of_absent};
use crate::alias::Role;
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::consistency::RowAt;
use crate::error::IngestError;
use crate::feed::Fate;
use crate::flag;
use crate::grades;
use crate::header::ScoreColumns;
use crate::ids::has_digit;
use crate::layout::Layout;
use crate::mark::Paper;
use crate::pupil::{RowKind, cells, identity_text};
use crate::staging::{BLANK, NO_CELL, NO_SITE, RowProblem};
use wutong_model::{ProblemKind, Status, SubjectColumn};

/// What the title of a list below the table says of those in it.
#[derive(Debug)]
pub(super) struct Listed {
    status: Status,
    /// The subjects that it names.
    subjects: Vec<usize>,
    title: String,
}

impl ScoreReader<'_> {
    /// A row that cannot be used for where it stands.
    pub(super) fn set_aside(&mut self, number: u32, row: &dyn Row, kind: ProblemKind) -> Fate {
        let text = identity_text(&self.sheet.columns, row, self.context.conceals);
        let (sheet, expected, column) = (self.position(), String::new(), String::new());
        self.staging.problems.push(RowProblem {
            sheet,
            row: number,
            column,
            text,
            kind,
            expected,
            subject: None,
            site: None,
        });
        Fate::SetAside
    }

    /// A row of a pupil of another grade than that of the exam.
    pub(super) fn of_other_grade(&mut self, number: u32, row: &dyn Row) -> Fate {
        let columns = &self.sheet.columns;
        let column = columns.grade.column.filter(|column| !row.cell(*column).is_empty()).or(columns.class);
        let column = column.map(|column| columns.headers[column].clone()).unwrap_or_default();
        let problem = RowProblem {
            row: number,
            column,
            text: identity_text(columns, row, self.context.conceals),
            expected: grades::name(self.context.grade),
            ..RowProblem::of_sheet(self.position(), ProblemKind::OtherGrade)
        };
        self.staging.problems.push(problem);
        Fate::SetAside
    }

    /// A row of a list beside the tables.
    pub(super) fn noted(&mut self, number: u32, row: &dyn Row) -> Fate {
        let columns = &self.sheet.columns;
        let Some(notes) = &self.sheet.notes else { return Fate::NotData };
        if let Some(column) = columns.name.filter(|_| self.context.conceals) {
            self.staging.names.add(row.cell(column));
        }
        let mut scratch = String::new();
        let cell = columns.id.map_or(Cell::Empty, |column| row.cell(column));
        let id = match columns.ids.identify(cell, &mut scratch) {
            Ok(id) => id.to_owned(),
            Err(_) if cells(row) <= 2 => return Fate::NotData,
            Err(kind) => return self.set_aside(number, row, kind),
        };
        let Some(said) = notes.read(columns, row, self.context.vocabulary) else { return Fate::Kept };
        let text = |column: Option<usize>| column.map(|column| row.cell(column).shown()).unwrap_or_default();
        let fixed = |at: usize| columns.place[at].clone().unwrap_or_default();
        let (county, code) = (text(columns.county), text(columns.code));
        let school = Some(text(columns.school)).filter(|school| !school.is_empty() || !code.is_empty());
        let (school, class) = (school.unwrap_or_else(|| fixed(0)), text(columns.class));
        let class = if columns.class.is_none() { fixed(1) } else { class };
        if columns.grade.other(columns.grade.cell(row), &class).is_some() {
            return self.of_other_grade(number, row);
        }
        let has_school = !school.is_empty() || !code.is_empty();
        let site = if has_school { self.staging.site_names.number(&county, &code, &school) } else { NO_SITE };
        let class = self.staging.class_names.number(&class);
        let at = RowAt { sheet: self.position(), row: number, site, class };
        self.staging.notes.push(notes.note(&id, at, said));
        Fate::Kept
    }

    /// Begins a list below the table: of whom it is, and what it says of them.
    pub(super) fn begin_list(&mut self, number: u32, row: &dyn Row) {
        let vocabulary = self.context.vocabulary;
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        let title = first.map(|cell| fold(&cell.shown())).unwrap_or_default();
        let subjects = flag::subjects(Cell::Text(&title), vocabulary);
        self.sheet.is_closed = true;
        let is_of_absent = is_of_absent(&title);
        if is_of_absent {
            let mut list = Unlisted::of(number, &first.map(Cell::shown).unwrap_or_default(), &subjects);
            // 缺考名单： | 甲 | 乙
            (0..row.width())
                .map(|column| row.cell(column))
                .filter(|cell| Some(*cell) != first)
                .for_each(|cell| list.see(number, cell));
            self.sheet.unlisted.push(list);
        }
        self.sheet.is_of_absent = is_of_absent && subjects.is_empty();
        self.sheet.of_list = None;
        self.sheet.listed = flag::status("", Cell::Text(&title)).map(|status| Listed { status, subjects, title });
    }

    /// What a list says of a pupil of the table: a zero or blank in its subjects is none. A list that names no subject is
    /// taken at its word for those alone who have no mark in any; zeros of others may be either.
    fn listed(&mut self, pupil: usize, row: u32) {
        let Some(Listed { status, subjects, title }) = &self.sheet.listed else { return };
        let columns = &self.sheet.columns;
        let all: Vec<usize> = (0..columns.subjects.len()).filter(|at| columns.subjects[*at].is_some()).collect();
        let marks = &mut self.staging.marks;
        let is_mark = |column: &SubjectColumn| column.status[pupil] == Status::Present && column.ticks[pupil] != 0;
        let is_zero = |column: &SubjectColumn| column.status[pupil] == Status::Present && column.ticks[pupil] == 0;
        let sits = all.iter().any(|at| is_mark(&marks[*at]));
        let named = if subjects.is_empty() { &all } else { subjects };
        let (sheet, site) = (self.staging.sheets[pupil], self.staging.sites[pupil]);
        let at = RowAt { sheet, row: self.staging.rows[pupil], site, class: self.staging.classes[pupil] };
        for subject in named.iter().copied().filter(|subject| all.contains(subject)) {
            let column = columns.subjects[subject].map(|column| columns.headers[column].clone()).unwrap_or_default();
            let mark = &mut marks[subject];
            if !subjects.is_empty() && is_mark(mark) {
                self.staging.problems.push(beside_status(at, (column, title.clone()), Some(subject)));
            } else if subjects.is_empty() && sits && is_zero(mark) {
                self.staging.problems.push(RowProblem {
                    sheet,
                    row,
                    column,
                    text: title.clone(),
                    kind: ProblemKind::UnreadStatus,
                    expected: "1".to_owned(),
                    subject: None,
                    site: Some(site),
                });
            } else if is_zero(mark) || mark.ticks[pupil] == BLANK {
                (mark.ticks[pupil], mark.status[pupil]) = (0, *status);
            }
        }
    }

    /// Whether a row below the title of a list is a header of its own; the rows that follow are read by it.
    fn names_columns_of_list(&mut self, number: u32, row: &dyn Row) -> bool {
        let name = self.staging.score_sheets[self.staging.score_sheets.len() - 1].sheet.clone();
        let layout = Layout::understand(&[OwnedRow::copy(number, row)], self.setting(&name));
        let names_pupils = |layout: &Layout| [Role::Id, Role::Name].iter().any(|role| layout.role(*role).is_some());
        let Some(layout) = layout.filter(|layout| names_pupils(layout) && layout.bottom == 0) else { return false };
        self.sheet.of_list = Some(ScoreColumns::identity(&layout));
        true
    }

    /// Enters a pupil of a list of absentees whom the table does not name.
    fn absent(&mut self, number: u32, row: &dyn Row, id: &str) -> Fate {
        let table = &self.sheet.columns;
        let list = self.sheet.of_list.as_ref().unwrap_or(table);
        let text = |column: Option<usize>| column.map(|column| row.cell(column).shown()).unwrap_or_default();
        let or_fixed = |text: String, at: usize| match table.place[at].clone().filter(|_| text.is_empty()) {
            Some(fixed) => fixed,
            None => text,
        };
        let (county, code) = (text(list.county), text(list.code));
        let (school, class) = (or_fixed(text(list.school), 0), or_fixed(text(list.class), 1));
        if table.grade.other(table.grade.cell(row), &class).is_some() {
            return self.of_other_grade(number, row);
        }
        if school.is_empty() && code.is_empty() && (table.names_school() || !self.context.is_by_id) {
            if let Some(list) = self.sheet.unlisted.last_mut() {
                list.one(number);
            }
            return Fate::NotData;
        }
        if let Some(column) = list.name.filter(|_| self.context.conceals) {
            self.staging.names.add(row.cell(column));
        }
        let status = self.sheet.listed.as_ref().map_or(Status::Absent, |listed| listed.status);
        let has_column: Vec<bool> = table.subjects.iter().map(Option::is_some).collect();
        let has_school = table.names_school();
        let site = if has_school { self.staging.site_names.number(&county, &code, &school) } else { NO_SITE };
        let class = self.staging.class_names.number(&class);
        self.staging.push(id, RowAt { sheet: self.position(), row: number, site, class });
        for (marks, has_column) in self.staging.marks.iter_mut().zip(has_column) {
            marks.ticks.push(if has_column { 0 } else { NO_CELL });
            marks.status.push(if has_column { status } else { Status::NotTaken });
        }
        Fate::Kept
    }

    /// Pupils listed below the table have no marks; a row with marks there is no line of a list. One that says of every
    /// subject why there is none is of a pupil like those of the table, if that has not named the pupil already.
    pub(super) fn below_list(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        if self.sheet.judge.judge(&self.sheet.columns, row, None) == RowKind::List {
            self.begin_list(number, row);
            return Ok(Fate::NotData);
        }
        if self.names_columns_of_list(number, row) {
            return Ok(Fate::NotData);
        }
        let columns = &self.sheet.columns;
        let is_mark = |column: &usize| match row.cell(*column) {
            Cell::Number(_) => true,
            Cell::Text(text) => text.trim().parse::<f64>().is_ok(),
            Cell::Empty | Cell::Date(_) => false,
        };
        let subjects = columns.subjects.iter().flatten();
        let (n_marks, n_subjects) = (subjects.clone().filter(|column| is_mark(column)).count(), subjects.count());
        let mut scratch = String::new();
        // Under a header of its own marks are none.
        let of_list = self.sheet.of_list.as_ref();
        let n_marks = if of_list.is_some() { 0 } else { n_marks };
        let id = of_list.map_or(columns.id, |list| list.id);
        let id = id.and_then(|column| columns.ids.identify(row.cell(column), &mut scratch).ok());
        let is_pupil = id.is_some_and(|id| has_digit(id) && !columns.ids.is_strange(id));
        if is_pupil && n_marks > 0 && n_marks * 2 >= n_subjects {
            return Ok(self.set_aside(number, row, ProblemKind::BelowList));
        }
        let says_why = |(column, paper): (&usize, &Paper)| {
            let reading = read_mark(*paper, row.cell(*column), &self.words);
            reading
                .is_ok_and(|(ticks, status)| (ticks != BLANK || self.sheet.is_of_absent) && status != Status::Present)
        };
        let with_papers = columns.subjects.iter().zip(&self.papers);
        let is_absent = with_papers.filter_map(|(column, paper)| Some((column.as_ref()?, paper))).all(says_why);
        let mut places = columns.school.iter().chain(&columns.code).map(|column| row.cell(*column));
        let has_school = columns.place[0].is_some() || places.any(|cell| !cell.is_empty());
        let sheet = self.position();
        let is_of_table =
            |row: &usize, id: &str| self.staging.sheets[*row] == sheet && self.staging.ids.get(*row) == id;
        let known = id.filter(|_| is_pupil).and_then(|id| (0..self.staging.len()).find(|row| is_of_table(row, id)));
        if let Some(pupil) = known {
            self.listed(pupil, number);
        } else if is_pupil && n_marks == 0 && self.sheet.is_of_absent {
            let id = id.map(str::to_owned).unwrap_or_default();
            return Ok(self.absent(number, row, &id));
        } else if !is_pupil && n_marks == 0 {
            let name = self.sheet.of_list.as_ref().map_or(columns.name, |list| list.name);
            let cells: Vec<usize> = match name.filter(|column| !row.cell(*column).is_empty()) {
                Some(name) => vec![name],
                None => (0..row.width()).collect(),
            };
            if let Some(list) = self.sheet.unlisted.last_mut() {
                cells.into_iter().for_each(|column| list.see(number, row.cell(column)));
            }
        } else if is_absent && has_school && n_subjects > 0 && is_pupil {
            return self.pupil(number, row);
        }
        Ok(Fate::NotData)
    }
}
