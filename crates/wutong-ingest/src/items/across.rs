//! Two-way specification tables that lie on their side: 题号 and the numbers of the items in one row, 分值, 题型 and 知识点 in
//! the rows below, or above.

use super::cells::written;
use super::name::looks_like_item;
use super::table::EXTRAS;
use crate::alias::{self, Role};
use crate::cell::{Cell, OwnedRow, Row, fold};

/// Fewer numbers in a row are no table.
const FEWEST: usize = 3;

/// A table set upright: its header and one row an item.
pub(crate) struct Upright {
    pub(crate) rows: Vec<OwnedRow>,
    /// Position of the row of the item numbers among the first rows.
    pub(crate) position: usize,
    /// Row number of its last line.
    pub(crate) last: u32,
}

/// The lines of one table, and the column of their labels.
struct Across<'a> {
    lines: &'a [OwnedRow],
    label: usize,
}

/// Finds such a table among the first rows of a sheet; where the items go on in another one below it, both are one table.
pub(crate) fn upright(head: &[OwnedRow]) -> Option<Upright> {
    let mut found: Option<Upright> = None;
    for position in 0..head.len() {
        let Some(across) = Across::at(head, position) else { continue };
        let (number, label) = (head[position].number, across.label);
        let column = |column: usize| OwnedRow::copy(number, &Line { across: &across, column });
        let items = (label + 1..head[position].width()).filter(|at| !head[position].cell(*at).is_empty()).map(column);
        let last = across.lines.last().map_or(number, |line| line.number);
        match &mut found {
            None => {
                let rows = std::iter::once(column(label)).chain(items).collect();
                found = Some(Upright { rows, position, last });
            }
            // Its lines are in the same order.
            Some(upright) if upright.rows[0].texts() == column(label).texts() => {
                upright.rows.extend(items);
                upright.last = last;
            }
            Some(_) => return None,
        }
    }
    found
}

impl<'a> Across<'a> {
    /// The table with the numbers of its items in a row.
    fn at(head: &'a [OwnedRow], position: usize) -> Option<Self> {
        let row = &head[position];
        let role_of = |text: &str| alias::blueprint_role(text).map(|(role, _)| role);
        let role = |row: &OwnedRow, column: usize| role_of(&fold(&row.cell(column).shown()));
        let label = (0..row.width()).find(|column| role(row, *column) == Some(Role::Item))?;
        let is_item = |column: &usize| looks_like_item(&fold(&written(row.cell(*column))));
        let is_line = |row: &&OwnedRow| {
            let says = (label + 1..row.width()).filter(|column| !row.cell(*column).is_empty()).count();
            matches!(row.cell(label), Cell::Text(_)) && says > 0 && role(row, label) != Some(Role::Item)
        };
        // A title stands above too.
        let is_known = |row: &&OwnedRow| {
            let label = fold(&row.cell(label).shown());
            is_line(row)
                && (EXTRAS.iter().any(|(_, words)| words.contains(&label.as_str())) || role_of(&label).is_some())
        };
        let above = head[..position].iter().rev().take_while(is_known).count();
        let below = head[position + 1..].iter().take_while(is_line).count();
        let lines = &head[position - above..=position + below];
        let has_marks = lines.iter().any(|line| role(line, label) == Some(Role::FullMark));
        ((label + 1..row.width()).filter(is_item).count() >= FEWEST && has_marks).then_some(Self { lines, label })
    }
}

/// A column of such a table as a row.
struct Line<'a> {
    across: &'a Across<'a>,
    column: usize,
}

impl Row for Line<'_> {
    fn width(&self) -> usize {
        self.across.lines.len()
    }

    fn cell(&self, line: usize) -> Cell<'_> {
        let Some(row) = self.across.lines.get(line) else { return Cell::Empty };
        match row.cell(self.column) {
            // 选择题 over several items.
            Cell::Empty => row.merged(self.column).map_or(Cell::Empty, |merge| row.cell(merge.columns.0 as usize)),
            cell => cell,
        }
    }
}
