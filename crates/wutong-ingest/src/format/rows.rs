//! Rows of a worksheet put together from its cells, with the values of merged ranges carried into them.

use std::borrow::Cow;

pub(super) use crate::cell::Merge;
use crate::cell::{Cell, Row};
use crate::error::IngestError;
use crate::feed::HEAD_ROWS;
use crate::format::{Opening, SheetSink};
use crate::trouble::{Damage, Excess};

/// Rows looked at to learn how wide the table really is.
const HEAD: usize = 50;
/// Blank columns between the cells of one table, at the most.
const GAP: usize = 16;
/// Columns that a spreadsheet can have.
pub(super) const MOST_COLUMNS: u32 = 16_384;
/// Rows that a spreadsheet can have.
pub(super) const MOST_ROWS: u32 = 1_048_576;

/// What a cell of a worksheet holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Value<'a> {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A date, as days from 1899-12-30.
    Date(f64),
}

impl Value<'static> {
    /// A truth value, as a spreadsheet shows it.
    pub(super) fn truth(value: bool) -> Self {
        Self::Text(Cow::Borrowed(if value { "TRUE" } else { "FALSE" }))
    }
}

impl Value<'_> {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::text(text),
            Self::Number(value) => Cell::number(*value),
            Self::Date(serial) if serial.is_finite() => Cell::Date(*serial),
            Self::Date(_) => Cell::Empty,
        }
    }
}

struct SheetRow<'r, 'a> {
    number: u32,
    cells: &'r [Value<'a>],
    carried: &'r [Carried<'a>],
    /// Columns whose value is that of a merged range, in order.
    filled: &'r [usize],
}

impl Row for SheetRow<'_, '_> {
    fn width(&self) -> usize {
        self.cells.len()
    }

    fn merged(&self, column: usize) -> Option<Merge> {
        let merge = self.carried.get(column)?.merge.filter(|merge| self.number <= merge.rows.1)?;
        // Some programs merge cells and leave each of them its own value.
        let is_first = merge.rows.0 == self.number && merge.columns.0 as usize == column;
        (is_first || self.filled.binary_search(&column).is_ok()).then_some(merge)
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        self.cells.get(column).map_or(Cell::Empty, Value::cell)
    }
}

/// The value of a merged range in one of its columns.
#[derive(Debug, Clone, Default)]
struct Carried<'a> {
    /// The range; `None` before the first one.
    merge: Option<Merge>,
    value: Value<'a>,
}

/// Puts rows together and hands them to a sink.
///
/// A merged range costs what the table is wide, however large it claims to be: its value is kept once a column, and
/// only for columns that the table uses.
pub(super) struct SheetRows<'a, 's> {
    sheet: &'s str,
    opening: Opening<'s>,
    sink: &'s mut dyn SheetSink,
    row: Vec<Value<'a>>,
    number: u32,
    cells: u64,
    /// Cells handed on, blank ones between others too.
    visited: u64,
    merges: Vec<Merge>,
    next_merge: usize,
    carried: Vec<Carried<'a>>,
    filled: Vec<usize>,
    head: Vec<(u32, Vec<Value<'a>>)>,
    is_settled: bool,
    width: usize,
    /// Width of the rows among which the header stands, or of a wider table below.
    table: usize,
}

impl<'a, 's> SheetRows<'a, 's> {
    /// Begins a sheet whose merged ranges are known as far as they begin above the rows to come.
    pub(super) fn new(
        sheet: &'s str,
        opening: Opening<'s>,
        mut merges: Vec<Merge>,
        sink: &'s mut dyn SheetSink,
    ) -> Result<Self, IngestError> {
        merges.sort_unstable();
        let rows = Self {
            sheet,
            opening,
            sink,
            row: Vec::new(),
            number: 0,
            cells: 0,
            visited: 0,
            merges,
            next_merge: 0,
            carried: Vec::new(),
            filled: Vec::new(),
            head: Vec::new(),
            is_settled: false,
            width: 0,
            table: 0,
        };
        rows.check_merges()?;
        Ok(rows)
    }

    /// Adds a merged range that begins in the current row.
    pub(super) fn merge(&mut self, merge: Merge) -> Result<(), IngestError> {
        self.merges.push(merge);
        self.check_merges()
    }

    /// Counts cells against the limit, blank ones too.
    pub(super) fn count(&mut self, cells: u64) -> Result<(), IngestError> {
        self.cells = self.cells.saturating_add(cells);
        if self.cells <= self.opening.limits.cells {
            return Ok(());
        }
        Err(self.opening.too_large(self.sheet, Excess::Cells, self.cells.to_string(), self.opening.limits.cells))
    }

    /// Takes a cell, counted from 0; the cells of a row come one after the other.
    pub(super) fn cell(&mut self, row: u32, column: u32, value: Value<'a>) -> Result<(), IngestError> {
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(self.opening.broken(self.sheet, Damage::Worksheet, None));
        }
        if row != self.number {
            self.end_row()?;
            self.number = row;
        }
        if value.cell().is_empty() {
            return Ok(());
        }
        // The header stands among the first rows, and a wider table may stand below. What lies far right of all cells
        // belongs to no column, and a row is only as wide as it has to be: one such cell says that it holds something.
        let mut column = column as usize;
        if self.is_settled && column >= self.table {
            if self.row.len() > self.table {
                return Ok(());
            }
            if column < self.table + GAP {
                self.table = column + 1;
            } else {
                column = self.table;
            }
        }
        if self.row.len() <= column {
            self.row.resize(column, Value::Empty);
            self.row.push(value);
            return Ok(());
        }
        // Which of two values is meant, nobody can say.
        if self.row[column] != Value::Empty && self.row[column] != value {
            return Err(self.opening.broken(self.sheet, Damage::Worksheet, None));
        }
        self.row[column] = value;
        Ok(())
    }

    /// Ends the sheet.
    pub(super) fn finish(mut self) -> Result<(), IngestError> {
        self.end_row()?;
        self.settle()
    }

    fn check_merges(&self) -> Result<(), IngestError> {
        let limit = self.opening.limits.merged_ranges;
        if self.merges.len() as u64 <= limit {
            return Ok(());
        }
        Err(self.opening.too_large(self.sheet, Excess::MergedRanges, self.merges.len().to_string(), limit))
    }

    /// Hands on the row that is complete, or keeps it back until the width of the table is known.
    fn end_row(&mut self) -> Result<(), IngestError> {
        if self.row.is_empty() {
            return Ok(());
        }
        if self.is_settled {
            return self.emit();
        }
        self.width = self.width.max(self.row.len());
        if self.head.len() < HEAD_ROWS {
            self.table = self.width;
        }
        self.head.push((self.number, std::mem::take(&mut self.row)));
        if self.head.len() == HEAD { self.settle() } else { Ok(()) }
    }

    fn settle(&mut self) -> Result<(), IngestError> {
        self.is_settled = true;
        let current = std::mem::take(&mut self.row);
        let number = self.number;
        for (number, row) in std::mem::take(&mut self.head) {
            (self.number, self.row) = (number, row);
            self.emit()?;
        }
        (self.number, self.row) = (number, current);
        Ok(())
    }

    fn emit(&mut self) -> Result<(), IngestError> {
        self.begin_merges();
        self.filled.clear();
        for (column, carried) in self.carried.iter().enumerate() {
            let is_over = carried.merge.is_none_or(|merge| self.number > merge.rows.1);
            if is_over || matches!(self.row.get(column), Some(own) if *own != Value::Empty) {
                continue;
            }
            if self.row.len() <= column {
                self.row.resize(column + 1, Value::Empty);
            }
            self.row[column] = carried.value.clone();
            self.filled.push(column);
        }
        self.visited = self.visited.saturating_add(self.row.len() as u64);
        if self.visited > self.opening.limits.cells {
            let (found, limit) = (self.visited.to_string(), self.opening.limits.cells);
            return Err(self.opening.too_large(self.sheet, Excess::Cells, found, limit));
        }
        let row = SheetRow { number: self.number, cells: &self.row, carried: &self.carried, filled: &self.filled };
        self.sink.row(self.number + 1, &row)?;
        self.row.clear();
        Ok(())
    }

    /// Takes up the ranges that begin in this row. Those of rows without cells have no value to carry.
    fn begin_merges(&mut self) {
        while let Some(merge) = self.merges.get(self.next_merge).copied() {
            if merge.rows.0 > self.number {
                return;
            }
            self.next_merge += 1;
            let first = merge.columns.0 as usize;
            let Some(value) = self.row.get(first).filter(|value| **value != Value::Empty) else { continue };
            if merge.rows.0 < self.number || merge.rows.1 < self.number {
                continue;
            }
            let last = (merge.columns.1 as usize).min(self.width.max(self.row.len()) - 1);
            if self.carried.len() <= last {
                self.carried.resize(last + 1, Carried::default());
            }
            let carried = Carried { merge: Some(merge), value: value.clone() };
            self.carried[first..=last].fill(carried);
        }
    }
}
