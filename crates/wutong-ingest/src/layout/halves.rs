//! A table that is printed in halves: the same columns twice or more side by side, each with pupils of its own.

use crate::cell::{Cell, Merge, OwnedRow, Row};
use crate::layout::Layout;

/// Where the halves stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Halves {
    /// First column of the first one.
    start: usize,
    /// Columns from one to the next.
    width: usize,
    /// How many there are.
    pub(crate) n: usize,
}

impl Halves {
    /// The halves of a sheet; `None` unless all columns of the first one stand in each of the others too.
    pub(crate) fn of(layout: &Layout) -> Option<Self> {
        let (left, right) = layout.halves?;
        let header = |column: usize| layout.headers.get(column).map_or("", String::as_str);
        let named = |column: &usize| !header(*column).is_empty();
        let all = 0..layout.headers.len();
        let (start, last) = (all.clone().find(named)?, all.rev().find(named)?);
        let width = right - left;
        let n = (last - start) / width + 1;
        let alike = |column: usize| (1..n).all(|at| header(column + at * width) == header(column));
        (start + width <= right && (start..start + width).all(alike)).then_some(Self { start, width, n })
    }

    /// A row as one of the halves has it.
    pub(crate) fn view<'r>(self, row: &'r dyn Row, at: usize) -> Half<'r> {
        Half { row, offset: at * self.width, end: self.start + self.width }
    }

    /// The first rows as the first half has them.
    pub(crate) fn narrow(self, head: &[OwnedRow]) -> Vec<OwnedRow> {
        head.iter().map(|row| OwnedRow::copy(row.number, &self.view(row, 0))).collect()
    }
}

/// A row of one of the halves.
pub(crate) struct Half<'r> {
    row: &'r dyn Row,
    offset: usize,
    end: usize,
}

impl Row for Half<'_> {
    fn width(&self) -> usize {
        self.row.width().saturating_sub(self.offset).min(self.end)
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        if column < self.end { self.row.cell(column + self.offset) } else { Cell::Empty }
    }

    fn merged(&self, column: usize) -> Option<Merge> {
        if self.offset == 0 { self.row.merged(column) } else { None }
    }
}
