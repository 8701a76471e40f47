//! The short way for plain rows: a pupil of the school and class of the row before, with an identifier of letters and
//! digits, and nothing but numbers for marks. Nearly all rows of a large file are such; all others take the long way,
//! which would read these to the same result.

use wutong_model::Status;

use crate::cell::{Cell, Row};
use crate::consistency::RowAt;
use crate::format::Columns;
use crate::header::ScoreColumns;
use crate::mark::Paper;
use crate::pupil::gender;
use crate::staging::{NO_CELL, Staging};

/// What is known of plain rows of a sheet.
#[derive(Debug)]
pub(crate) struct PlainRows {
    /// Columns that name county, school and class, with what they held in the last row that went the long way.
    place: Vec<(usize, Held)>,
    id: usize,
    /// The identifier is the first thing that a row says.
    id_leads: bool,
    gender: Option<usize>,
    width: usize,
    subjects: Vec<Option<usize>>,
    /// School and class of that row.
    at: Option<RowAt>,
    marks: Vec<(i32, Status)>,
}

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
    /// above, marks beside those that are analysed, names before anything else.
    pub(crate) fn of(columns: &ScoreColumns) -> Option<Self> {
        let id = columns.id?;
        let place: Vec<usize> =
            [columns.county, columns.code, columns.school, columns.class].into_iter().flatten().collect();
        let first = place.iter().copied().min().unwrap_or(usize::MAX);
        let is_long = columns.long.is_some() || !columns.carried.is_empty();
        if is_long
            || columns.companions.iter().any(Option::is_some)
            || columns.name.is_some_and(|name| name < id.min(first))
        {
            return None;
        }
        Some(Self {
            place: place.into_iter().map(|column| (column, Held::default())).collect(),
            id,
            id_leads: id < first,
            gender: columns.gender,
            width: columns.headers.len(),
            subjects: columns.subjects.clone(),
            at: None,
            marks: Vec::with_capacity(columns.subjects.len()),
        })
    }

    /// Learns school and class from a row that went the long way.
    pub(crate) fn learn(&mut self, row: &dyn Row, at: RowAt) {
        for (column, held) in &mut self.place {
            held.keep(row.cell(*column));
        }
        self.at = Some(at);
    }

    /// The identifier of a row that goes on with school and class.
    fn pupil<'r>(&self, row: &'r impl Row) -> Option<&'r str> {
        if row.width() > self.width || !self.place.iter().all(|(column, held)| held.is(row.cell(*column))) {
            return None;
        }
        let Cell::Text(id) = row.cell(self.id) else { return None };
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
        papers: &[Paper],
        staging: &mut Staging,
    ) -> usize {
        let Some(at) = self.at else { return 0 };
        let start = staging.len();
        for (row, position) in (number..).zip(first..rows.len()) {
            rows.go_to(position);
            let Some(id) = self.pupil(rows) else { break };
            staging.push(id, RowAt { row, ..at });
            if let Some(column) = self.gender {
                staging.gender(gender(rows.cell(column)));
            }
        }
        let mut taken = staging.len() - start;
        for ((column, paper), marks) in self.subjects.iter().zip(papers).zip(&mut staging.marks) {
            taken = match column {
                None => {
                    marks.ticks.resize(start + taken, NO_CELL);
                    marks.status.resize(start + taken, Status::NotTaken);
                    taken
                }
                Some(column) => {
                    let cells = rows.cells(*column, first..first + taken);
                    let read = cells.map_while(|cell| paper.plain(cell)).map(|(ticks, status)| {
                        marks.status.push(status);
                        ticks
                    });
                    marks.ticks.extend(read);
                    marks.ticks.len() - start
                }
            };
        }
        staging.truncate(start + taken);
        taken
    }

    /// Identifier, place and marks of a row; `None` if it is not plain.
    pub(crate) fn read<'r>(&mut self, number: u32, row: &'r impl Row, papers: &[Paper]) -> Option<PlainRow<'r, '_>> {
        let at = self.at?;
        let id = self.pupil(row)?;
        self.marks.clear();
        for (column, paper) in self.subjects.iter().zip(papers) {
            self.marks.push(match column {
                None => (NO_CELL, Status::NotTaken),
                Some(column) => paper.plain(row.cell(*column))?,
            });
        }
        Some((id, RowAt { row: number, ..at }, &self.marks))
    }
}
