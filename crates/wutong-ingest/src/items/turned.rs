//! A second header in an item sheet: the same columns in another order, or other columns.

use crate::cell::{Cell, Merge, Row, fold};

/// Which column of a later header stands for which column of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Turn {
    /// The same columns: where each of the first header stands now.
    Columns(Vec<Option<usize>>),
    /// Other columns; nothing below it can be read by the first header.
    Other,
}

impl Turn {
    /// What a row says if it is a header, which it is where it holds the header of the identifier; `None` if it is none.
    pub(super) fn of(headers: &[String], id: Option<usize>, row: &dyn Row) -> Option<Self> {
        let id = fold(headers.get(id?)?);
        // Nearly all rows are told apart without a text being made.
        let is_text = |cell: Cell<'_>| matches!(cell, Cell::Text(text) if fold(text) == id);
        if id.is_empty() || !(0..row.width()).any(|column| is_text(row.cell(column))) {
            return None;
        }
        let texts: Vec<String> = (0..row.width()).map(|column| fold(&row.cell(column).shown())).collect();
        let stands = |header: &String| {
            let header = fold(header);
            let mut found = texts.iter().enumerate().filter(|(_, text)| **text == header);
            match (header.is_empty(), found.next(), found.next()) {
                (true, ..) => Some(None),
                (_, Some((column, _)), None) => Some(Some(column)),
                _ => None,
            }
        };
        if headers
            .iter()
            .enumerate()
            .all(|(column, header)| texts.get(column).is_some_and(|text| *text == fold(header)))
        {
            return Some(Self::Columns((0..headers.len()).map(Some).collect()));
        }
        Some(headers.iter().map(stands).collect::<Option<_>>().map_or(Self::Other, Self::Columns))
    }
}

/// A row below a header in another order, as the first header has it.
pub(super) struct Turned<'r> {
    pub(super) row: &'r dyn Row,
    pub(super) columns: &'r [Option<usize>],
}

impl Row for Turned<'_> {
    fn width(&self) -> usize {
        // A stray cell at the end stays one.
        self.row.width().max(self.columns.len())
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match self.columns.get(column) {
            Some(Some(column)) => self.row.cell(*column),
            Some(None) => Cell::Empty,
            None => self.row.cell(column),
        }
    }

    fn is_separated(&self) -> bool {
        self.row.is_separated()
    }

    fn merged(&self, column: usize) -> Option<Merge> {
        self.row.merged(self.columns.get(column).copied().flatten()?)
    }
}
