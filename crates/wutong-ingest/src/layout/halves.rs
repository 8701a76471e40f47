//! A table that is printed in halves: the same columns twice or more side by side, each with pupils of its own.

use std::collections::BTreeSet;

use crate::alias::Role;
use crate::cell::{Cell, Merge, OwnedRow, Row};
use crate::layout::Layout;
use crate::layout::class_names::class_of;

/// The header of the column that says of which class a half is.
const CLASS: &str = "班级";

/// Where the halves stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Halves {
    /// First column of the first one.
    start: usize,
    /// Columns from one to the next.
    width: usize,
    /// How many there are.
    pub(crate) n: usize,
    /// The class that the title above each of them names, where these differ: a column more of its rows.
    classes: Vec<String>,
    /// The number of the row of the header.
    header: u32,
}

impl Halves {
    /// The halves of a sheet; `None` unless all columns of the first one stand in each of the others too.
    pub(crate) fn of(layout: &Layout, head: &[OwnedRow]) -> Option<Self> {
        let (left, right) = layout.halves?;
        let header = |column: usize| layout.headers.get(column).map_or("", String::as_str);
        let named = |column: &usize| !header(*column).is_empty();
        let all = 0..layout.headers.len();
        let (start, last) = (all.clone().find(named)?, all.rev().find(named)?);
        let width = right - left;
        let n = (last - start) / width + 1;
        let alike = |column: usize| (1..n).all(|at| header(column + at * width) == header(column));
        if start + width > right || !(start..start + width).all(alike) {
            return None;
        }
        let halves = Self { start, width, n, classes: Vec::new(), header: layout.row };
        let above = &head[..(layout.bottom + 1).saturating_sub(layout.header_rows.len())];
        let is_open = layout.role(Role::Class).is_none();
        let classes = above.iter().rev().find_map(|row| halves.titles(row)).filter(|_| is_open);
        Some(Self { classes: classes.unwrap_or_default(), ..halves })
    }

    /// The classes that a row above the header names over each of the halves.
    fn titles(&self, row: &OwnedRow) -> Option<Vec<String>> {
        let title = |at: usize| {
            let half = self.view(row, at);
            let texts = (0..half.width()).map(|column| half.cell(column)).filter(|cell| !cell.is_empty());
            let texts: BTreeSet<String> = texts.map(Cell::shown).collect();
            if texts.len() == 1 { texts.first().and_then(|text| class_of(text)) } else { None }
        };
        let found = (0..self.n).map(title).collect::<Option<Vec<String>>>()?;
        (found.iter().collect::<BTreeSet<_>>().len() == self.n).then_some(found)
    }

    /// A row as one of the halves has it.
    pub(crate) fn view<'r>(&'r self, row: &'r dyn Row, at: usize) -> Half<'r> {
        self.half(row, at, self.classes.get(at).map(String::as_str))
    }

    fn half<'r>(&self, row: &'r dyn Row, at: usize, class: Option<&'r str>) -> Half<'r> {
        let (offset, end) = (at * self.width, self.start + self.width);
        let is_blank = || (0..end).all(|column| row.cell(column + offset).is_empty());
        Half { row, offset, end, class: class.filter(|_| !is_blank()) }
    }

    /// The first rows as the first half has them.
    pub(crate) fn narrow(&self, head: &[OwnedRow]) -> Vec<OwnedRow> {
        let narrow = |row: &OwnedRow| {
            let class = self.classes.first().and_then(|class| match row.number.cmp(&self.header) {
                std::cmp::Ordering::Less => None,
                std::cmp::Ordering::Equal => Some(CLASS),
                std::cmp::Ordering::Greater => Some(class.as_str()),
            });
            OwnedRow::copy(row.number, &self.half(row, 0, class))
        };
        head.iter().map(narrow).collect()
    }

    /// Whether a column of a half is none of the table.
    pub(crate) fn is_made(&self, column: usize) -> bool {
        !self.classes.is_empty() && column == self.start + self.width
    }
}

/// A row of one of the halves.
pub(crate) struct Half<'r> {
    row: &'r dyn Row,
    offset: usize,
    end: usize,
    /// What stands in the column behind.
    class: Option<&'r str>,
}

impl Row for Half<'_> {
    fn width(&self) -> usize {
        match self.class {
            Some(_) => self.end + 1,
            None => self.row.width().saturating_sub(self.offset).min(self.end),
        }
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match self.class {
            Some(class) if column == self.end => Cell::Text(class),
            _ if column < self.end => self.row.cell(column + self.offset),
            _ => Cell::Empty,
        }
    }

    fn merged(&self, column: usize) -> Option<Merge> {
        if self.offset == 0 && column < self.end { self.row.merged(column) } else { None }
    }
}
