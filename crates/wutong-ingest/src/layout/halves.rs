//! A table that is printed in halves: the same columns twice or more side by side, each with pupils of its own.

use std::collections::BTreeSet;

use wutong_model::spec::RawSource;

use crate::alias::Role;
use crate::cell::{Cell, Merge, OwnedRow, Row};
use crate::layout::Layout;
use crate::layout::class_names::class_of;
use crate::layout::place::school_in;

/// The headers of the columns that say of which school and class a half is.
const SCHOOL: &str = "学校";
const CLASS: &str = "班级";

/// What the titles above the halves name, where these differ: a column more of their rows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    header: &'static str,
    /// One text a half.
    of_half: Vec<String>,
}

/// Where the halves stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Halves {
    /// First column of the first one.
    start: usize,
    /// Columns from one to the next.
    width: usize,
    /// How many there are.
    pub(crate) n: usize,
    /// The schools and classes that the titles above them name.
    named: Vec<Named>,
    /// The number of the row of the header.
    header: u32,
}

impl Halves {
    /// The halves of a sheet; `None` unless all columns of the first one stand in each of the others too.
    pub(crate) fn of(layout: &Layout, head: &[OwnedRow], source: &RawSource) -> Option<Self> {
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
        let halves = Self { start, width, n, named: Vec::new(), header: layout.row };
        let above = &head[..(layout.bottom + 1).saturating_sub(layout.header_rows.len())];
        let named = |header: &'static str, inside: fn(&str) -> Option<String>| {
            let of_half = above.iter().rev().find_map(|row| halves.titles(row, inside))?;
            Some(Named { header, of_half })
        };
        let has_school =
            layout.role(Role::School).or(layout.role(Role::SchoolCode)).is_some() || source.school.is_some();
        let school = if has_school { None } else { named(SCHOOL, school_in) };
        let has_class = layout.role(Role::Class).is_some();
        let class = if has_class { None } else { named(CLASS, class_of) };
        Some(Self { named: school.into_iter().chain(class).collect(), ..halves })
    }

    /// The schools or classes that a row above the header names over the halves, where they are not all the same.
    fn titles(&self, row: &OwnedRow, inside: fn(&str) -> Option<String>) -> Option<Vec<String>> {
        /// More texts over a half are no title of it.
        const MOST: usize = 3;
        let title = |at: usize| {
            let half = self.view(row, at);
            let texts = (0..half.width()).map(|column| half.cell(column)).filter(|cell| !cell.is_empty());
            let texts: BTreeSet<String> = texts.map(Cell::shown).collect();
            let is_title = texts.len() <= MOST && texts.iter().all(|text| text.parse::<f64>().is_err());
            texts.iter().filter(|_| is_title).find_map(|text| inside(text))
        };
        let found = (0..self.n).map(title).collect::<Option<Vec<String>>>()?;
        found.iter().any(|text| *text != found[0]).then_some(found)
    }

    /// A row as one of the halves has it.
    pub(crate) fn view<'r>(&'r self, row: &'r dyn Row, at: usize) -> Half<'r> {
        let (offset, end) = (at * self.width, self.start + self.width);
        let is_blank = || (0..end).all(|column| row.cell(column + offset).is_empty());
        let named = if self.named.is_empty() || is_blank() { &[] } else { self.named.as_slice() };
        Half { row, offset, end, at: Some(at), named }
    }

    /// The first rows as the first half has them.
    pub(crate) fn narrow(&self, head: &[OwnedRow]) -> Vec<OwnedRow> {
        let narrow = |row: &OwnedRow| {
            let half = self.view(row, 0);
            let half = match row.number.cmp(&self.header) {
                std::cmp::Ordering::Less => Half { named: &[], ..half },
                std::cmp::Ordering::Equal => Half { at: None, named: &self.named, ..half },
                std::cmp::Ordering::Greater => half,
            };
            OwnedRow::copy(row.number, &half)
        };
        head.iter().map(narrow).collect()
    }

    /// Whether a column of a half is none of the table.
    pub(crate) fn is_made(&self, column: usize) -> bool {
        let end = self.start + self.width;
        (end..end + self.named.len()).contains(&column)
    }
}

/// A row of one of the halves.
pub(crate) struct Half<'r> {
    row: &'r dyn Row,
    offset: usize,
    end: usize,
    /// Which of the halves it is of; `None` for the header.
    at: Option<usize>,
    /// What stands in the columns behind.
    named: &'r [Named],
}

impl Row for Half<'_> {
    fn width(&self) -> usize {
        if self.named.is_empty() {
            return self.row.width().saturating_sub(self.offset).min(self.end);
        }
        self.end + self.named.len()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        if column < self.end {
            return self.row.cell(column + self.offset);
        }
        let text = self.named.get(column - self.end).map(|named| match self.at {
            Some(at) => named.of_half[at].as_str(),
            None => named.header,
        });
        text.map_or(Cell::Empty, Cell::Text)
    }

    fn merged(&self, column: usize) -> Option<Merge> {
        if self.offset == 0 && column < self.end { self.row.merged(column) } else { None }
    }
}
