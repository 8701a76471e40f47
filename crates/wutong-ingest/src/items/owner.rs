//! Of which subject the rows of a two-way specification table are, where one sheet holds the tables of several: a column
//! 科目, or tables below each other, each with its title and its header.

use super::table::Columns;
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::layout::is_subject_column;
use crate::subject::Vocabulary;

/// Follows the rows of a sheet from its header on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Owner {
    /// Column of the subject of each row.
    column: Option<usize>,
    /// The subject of the rows that follow.
    current: Option<usize>,
    /// The subject of which the last title spoke; it counts once a header follows.
    titled: Option<usize>,
}

impl Owner {
    /// The subjects below the header at a position, and what the titles above it say.
    pub(crate) fn of(head: &[OwnedRow], position: usize, columns: &Columns, vocabulary: &Vocabulary) -> Self {
        let header = head[position].texts();
        let is_one = |column: &usize| *column != columns.item && is_subject_column(&header[*column]);
        let column = (0..header.len()).find(is_one);
        let current = head[..position].iter().rev().find_map(|row| subject_of_title(row, vocabulary));
        Self { column, current, titled: None }
    }

    /// Remembers a title between the rows.
    pub(crate) fn see(&mut self, row: &dyn Row, vocabulary: &Vocabulary) {
        self.titled = subject_of_title(row, vocabulary).or(self.titled);
    }

    /// A header begins again: the rows below it are of the subject that the last title has named. Whether that is another.
    pub(crate) fn begin(&mut self) -> bool {
        let before = self.current;
        self.current = self.titled.take().or(before);
        self.current != before || self.column.is_some()
    }

    /// The subject of a row, or the column that names none. A blank stands for the subject above it.
    pub(crate) fn of_row(&mut self, row: &dyn Row, vocabulary: &Vocabulary) -> Result<Option<usize>, usize> {
        if let Some(column) = self.column {
            match row.cell(column) {
                Cell::Empty => {}
                cell => self.current = Some(vocabulary.only_one(&cell.shown()).ok_or(column)?),
            }
        }
        Ok(self.current)
    }
}

/// The subject of which a row speaks that says one thing, perhaps merged over its columns.
fn subject_of_title(row: &dyn Row, vocabulary: &Vocabulary) -> Option<usize> {
    let mut texts: Vec<String> = (0..row.width()).map(|column| fold(&row.cell(column).shown())).collect();
    texts.retain(|text| !text.is_empty());
    texts.dedup();
    match texts.as_slice() {
        [only] => vocabulary.only_one(only),
        _ => None,
    }
}
