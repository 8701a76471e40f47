//! The short way for plain rows: a pupil of the school and class of the row before, with an identifier of letters and
//! digits, and nothing but numbers for marks. Nearly all rows of a large file are such; all others take the long way,
//! which would read these to the same result.

use std::ops::Range;
use std::sync::Mutex;

use wutong_model::{Status, SubjectColumn};

use crate::cell::{Cell, Row};
use crate::consistency::RowAt;
use crate::format::Columns;
use crate::grades::GradeOfRows;
use crate::header::ScoreColumns;
use crate::identity::is_bad_number;
use crate::mark::{Paper, beside_name};
use crate::pupil::gender;
use crate::read::{ALONE, Each};
use crate::staging::{NO_CELL, Staging};

/// What is known of plain rows of a sheet.
#[derive(Debug)]
pub(crate) struct PlainRows {
    /// Columns that name county, school and class, with what they held in the last row that went the long way.
    place: Vec<(usize, Held)>,
    /// Columns of county, code, school and class.
    places: [Option<usize>; 4],
    grade: GradeOfRows,
    id: usize,
    /// The identifier is the first thing that a row says.
    id_leads: bool,
    gender: Option<usize>,
    /// Columns that say something of few pupils.
    flags: Vec<usize>,
    /// The column of names, which may say something of a pupil in brackets.
    name: Option<usize>,
    student_number: Option<usize>,
    width: usize,
    subjects: Vec<Option<usize>>,
    /// School and class of that row.
    at: Option<RowAt>,
    marks: Vec<(i32, Status)>,
    /// How many rows of a table are looked at together.
    reach: usize,
}

/// Fewer rows are not worth several threads.
const SIDE_BY_SIDE: usize = 4096;
/// So many rows of a table are looked at together where most are not plain.
const SHORTEST: usize = 16;

/// Identifier, place and marks of a row.
pub(crate) type PlainRow<'r, 'm> = (&'r str, RowAt, &'m [(i32, Status)]);

/// A cell that was kept.
#[derive(Debug, Default)]
struct Held {
    text: String,
    number: Option<f64>,
}

impl Held {
    fn keep(&mut self, cell: Cell<'_>) {
        self.text.clear();
        self.number = None;
        match cell {
            Cell::Text(text) => self.text.push_str(text),
            Cell::Number(value) => self.number = Some(value),
            Cell::Empty | Cell::Date(_) => {}
        }
    }

    fn is(&self, cell: Cell<'_>) -> bool {
        match cell {
            Cell::Text(text) => *text == *self.text,
            Cell::Number(value) => self.number == Some(value),
            Cell::Empty | Cell::Date(_) => false,
        }
    }
}

impl PlainRows {
    /// `None` for a sheet of which every row wants a look: one row a pupil and subject, blanks that stand for the cell
    /// above, campuses, marks beside those that are analysed, names before anything else.
    pub(crate) fn of(columns: &ScoreColumns) -> Option<Self> {
        let id = columns.id?;
        let places = [columns.county, columns.code, columns.school, columns.class];
        let mut place: Vec<usize> = places.into_iter().flatten().collect();
        let first = place.iter().copied().min().unwrap_or(usize::MAX);
        place.extend(columns.grade.column);
        let is_long = columns.long.is_some() || !columns.carried.is_empty();
        if is_long
            || columns.choice.is_some()
            || columns.campus.is_some()
            || columns.companions.iter().any(Option::is_some)
            || columns.name.is_some_and(|name| name < id.min(first))
        {
            return None;
        }
        Some(Self {
            place: place.into_iter().map(|column| (column, Held::default())).collect(),
            places,
            grade: columns.grade.clone(),
            id,
            id_leads: id < first,
            gender: columns.gender,
            flags: columns.flags.iter().map(|flag| flag.column).chain(columns.beside.iter().copied()).collect(),
            name: columns.name,
            student_number: columns.student_number,
            width: columns.headers.len(),
            subjects: columns.subjects.clone(),
            at: None,
            marks: Vec::with_capacity(columns.subjects.len()),
            reach: usize::MAX,
        })
    }

    /// Learns school and class from a row that went the long way.
    pub(crate) fn learn(&mut self, row: &dyn Row, at: RowAt) {
        for (column, held) in &mut self.place {
            held.keep(row.cell(*column));
        }
        self.at = Some(at);
    }

    /// The identifier of a row.
    fn pupil<'r>(&self, row: &'r impl Row) -> Option<&'r str> {
        if row.width() > self.width {
            return None;
        }
        let is_bad = self.student_number.is_some_and(|column| is_bad_number(row.cell(column)));
        let is_remarked = self.name.is_some_and(|column| beside_name(row.cell(column)).is_some());
        if is_bad || is_remarked || !self.flags.iter().all(|column| row.cell(*column).is_empty()) {
            return None;
        }
        self.identifier(row.cell(self.id))
    }

    fn identifier<'r>(&self, cell: Cell<'r>) -> Option<&'r str> {
        let Cell::Text(id) = cell else { return None };
        let bytes = id.as_bytes();
        // What holds no digit may be a word such as `mean`.
        let is_plain = bytes.iter().all(u8::is_ascii_alphanumeric) && bytes.iter().any(u8::is_ascii_digit);
        (is_plain && (!self.id_leads || id.as_bytes()[0].is_ascii_digit())).then_some(id)
    }

    /// Takes the plain rows of a table from `first` on, which is row `number` of its sheet, up to one that is not; how
    /// many they were.
    pub(crate) fn take(
        &mut self,
        (number, first): (u32, usize),
        rows: &mut Columns,
        (papers, each): (&[Paper], Each<'_>),
        staging: &mut Staging,
    ) -> usize {
        let start = staging.len();
        if rows.width() > self.width {
            return 0;
        }
        let limit = rows.len().min(first.saturating_add(self.reach));
        let mut next = first;
        while next < limit {
            let cell = |column| rows.at(next, column);
            if !self.is_place(cell) && !self.turn(cell, staging) {
                break;
            }
            let Some(at) = self.at else { break };
            let mut end = limit;
            // The class first: what it ends at, the others need not look beyond.
            for (column, _) in self.place.iter().rev() {
                end = next + rows.run(*column, next..end);
            }
            for column in &self.flags {
                end = next + rows.cells(*column, next..end).take_while(|cell| cell.is_empty()).count();
            }
            if let Some(column) = self.name {
                end = next + rows.cells(column, next..end).take_while(|cell| beside_name(*cell).is_none()).count();
            }
            if let Some(column) = self.student_number {
                end = next + rows.cells(column, next..end).take_while(|cell| !is_bad_number(*cell)).count();
            }
            match rows.texts(self.id, next..end).filter(|(text, starts)| are_identifiers(text, starts)) {
                Some((text, starts)) => {
                    staging.ids.extend(text, starts.windows(2).map(|pair| (pair[1] - pair[0]) as usize));
                }
                None => {
                    let ids = rows.cells(self.id, next..end).map_while(|cell| self.identifier(cell));
                    ids.for_each(|id| staging.ids.push(id));
                }
            }
            let known = staging.ids.len();
            staging.sites.resize(known, at.site);
            staging.classes.resize(known, at.class);
            staging.sheets.resize(known, at.sheet);
            next = first + known - start;
            if next < end || next == first {
                break;
            }
        }
        let wanted = staging.ids.len() - start;
        let each = if wanted < SIDE_BY_SIDE { ALONE } else { each };
        let marks: Vec<Mutex<(&mut SubjectColumn, usize)>> =
            staging.marks.iter_mut().map(|marks| Mutex::new((marks, 0))).collect();
        each(marks.len(), &|subject| {
            let Ok(mut of_subject) = marks[subject].lock() else { return };
            let (marks, taken) = &mut *of_subject;
            *taken = self.marks_of(subject, papers[subject], (rows, first..first + wanted), marks);
        });
        let taken = marks.into_iter().map(|of_subject| of_subject.into_inner().map_or(0, |(_, taken)| taken));
        let taken = taken.min().unwrap_or(wanted);
        // Rows behind one that is not plain were looked at for nothing: not many more than those before it.
        self.reach = if first + taken < limit { (2 * taken).max(SHORTEST) } else { self.reach.saturating_mul(2) };
        if first + taken < next {
            // School and class are those of a row further down.
            self.at = None;
        }
        staging.rows.extend((number..).take(taken));
        staging.truncate(start + taken);
        if let Some(column) = self.gender {
            for (row, cell) in (start..).zip(rows.cells(column, first..first + taken)) {
                staging.gender_at(row, gender(cell));
            }
        }
        taken
    }

    /// Appends the marks of a subject in some rows, up to one that holds something else; how many they were.
    fn marks_of(
        &self,
        subject: usize,
        paper: Paper,
        (rows, of_rows): (&Columns, Range<usize>),
        marks: &mut SubjectColumn,
    ) -> usize {
        let start = marks.ticks.len();
        let Some(column) = self.subjects[subject] else {
            marks.ticks.resize(start + of_rows.len(), NO_CELL);
            marks.status.resize(start + of_rows.len(), Status::NotTaken);
            return of_rows.len();
        };
        let numbers = rows.numbers(column, of_rows.clone());
        if !numbers.is_some_and(|numbers| paper.numbers(numbers, marks)) {
            for (ticks, status) in rows.cells(column, of_rows).map_while(|cell| paper.plain(cell)) {
                marks.ticks.push(ticks);
                marks.status.push(status);
            }
        }
        marks.ticks.len() - start
    }

    /// Whether a row goes on with school and class.
    fn is_place<'r>(&self, cell: impl Fn(usize) -> Cell<'r>) -> bool {
        self.at.is_some() && self.place.iter().all(|(column, held)| held.is(cell(*column)))
    }

    /// Turns to the next class or school, where the row is beyond doubt one of a pupil: it goes on with the first thing
    /// that rows say of pupils, and names school and class in plain texts. `false` leaves it to others.
    fn turn<'r>(&mut self, cell: impl Fn(usize) -> Cell<'r>, staging: &mut Staging) -> bool {
        let ([county, code, Some(school), Some(class)], Some(at)) = (self.places, self.at) else { return false };
        if self.grade.column.is_some() {
            return false;
        }
        let leads = self.place.iter().min_by_key(|(column, _)| *column);
        if self.id_leads || !leads.is_some_and(|(column, held)| held.is(cell(*column))) {
            return false;
        }
        let plain = |column: usize| match cell(column) {
            Cell::Text(text) if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Some(text),
            Cell::Text(text) => {
                let is_odd = |c: char| matches!(c, '=' | '.' | char::REPLACEMENT_CHARACTER);
                (!text.contains(is_odd)).then_some(text)
            }
            _ => None,
        };
        let optional = |column: Option<usize>| column.map_or(Some(""), plain);
        let (Some(county), Some(code), Some(school), Some(class)) =
            (optional(county), optional(code), plain(school), plain(class))
        else {
            return false;
        };
        // It may name the class too.
        if school.ends_with('班') || self.grade.other(Cell::Empty, class).is_some() {
            return false;
        }
        let site = staging.site_names.number(county, code, school);
        self.at = Some(RowAt { site, class: staging.class_names.number(class), ..at });
        for (column, held) in &mut self.place {
            held.keep(cell(*column));
        }
        true
    }

    /// Identifier, place and marks of a row; `None` if it is not plain.
    pub(crate) fn read<'r>(
        &mut self,
        number: u32,
        row: &'r impl Row,
        papers: &[Paper],
        staging: &mut Staging,
    ) -> Option<PlainRow<'r, '_>> {
        let id = self.pupil(row)?;
        let cell = |column| row.cell(column);
        if !self.is_place(cell) && !self.turn(cell, staging) {
            return None;
        }
        let at = self.at?;
        self.marks.clear();
        for (column, paper) in self.subjects.iter().zip(papers) {
            self.marks.push(match column {
                None => (NO_CELL, Status::NotTaken),
                Some(column) => paper.plain_in(row, *column)?,
            });
        }
        Some((id, RowAt { row: number, ..at }, &self.marks))
    }
}

/// Whether texts, of which each begins where the one before ends, are all identifiers of letters and digits that begin
/// with a digit. Several bytes are looked at at once.
fn are_identifiers(text: &str, starts: &[i32]) -> bool {
    let bytes = text.as_bytes();
    let is_plain = bytes.iter().fold(true, |all, byte| all & byte.is_ascii_alphanumeric());
    let first = starts.first().copied().unwrap_or(0);
    let begins =
        |pair: &[i32]| pair[0] < pair[1] && usize::try_from(pair[0] - first).is_ok_and(|at| bytes[at].is_ascii_digit());
    is_plain && starts.windows(2).all(begins)
}
