//! Lists below the table, of pupils who were absent or whose papers were not scanned.

use super::ScoreReader;
use super::marks::{beside_status, read_mark};
use crate::cell::{Cell, Row, fold};
use crate::consistency::RowAt;
use crate::error::IngestError;
use crate::feed::Fate;
use crate::flag;
use crate::ids::has_digit;
use crate::mark::Paper;
use crate::pupil::{RowKind, cells, identity_text};
use crate::staging::{BLANK, NO_SITE, RowProblem};
use wutong_model::{ProblemKind, Status, SubjectColumn};

/// Words in the title of a list of pupils who were absent.
const ABSENT: [&str; 3] = ["缺考", "未考", "未参考"];

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
        let has_school = !school.is_empty() || !code.is_empty();
        let site = if has_school { self.staging.site_names.number(&county, &code, &school) } else { NO_SITE };
        let class = self.staging.class_names.number(&class);
        let at = RowAt { sheet: self.position(), row: number, site, class };
        self.staging.notes.push(notes.note(&id, at, said));
        Fate::Kept
    }

    /// Begins a list below the table: of whom it is, and what it says of them.
    pub(super) fn begin_list(&mut self, row: &dyn Row) {
        let vocabulary = self.context.vocabulary;
        let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
        let title = first.map(|cell| fold(&cell.shown())).unwrap_or_default();
        let subjects = flag::subjects(Cell::Text(&title), vocabulary);
        self.sheet.is_closed = true;
        self.sheet.is_of_absent = subjects.is_empty() && ABSENT.iter().any(|word| title.contains(word));
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

    /// Pupils listed below the table have no marks; a row with marks there is no line of a list. One that says of every
    /// subject why there is none is of a pupil like those of the table, if that has not named the pupil already.
    pub(super) fn below_list(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        if self.sheet.judge.judge(&self.sheet.columns, row, None) == RowKind::List {
            self.begin_list(row);
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
        let id = columns.id.and_then(|column| columns.ids.identify(row.cell(column), &mut scratch).ok());
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
        } else if is_absent && has_school && n_subjects > 0 && is_pupil {
            return self.pupil(number, row);
        }
        Ok(Fate::NotData)
    }
}
