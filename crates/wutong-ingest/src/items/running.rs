//! What goes on from row to row of a two-way specification table: marks that hold for the rows below, and where the table
//! ends. Below it other tables may say what its items come to: 难度 over 题号 1-10, 题型 over 题数.

use std::collections::BTreeSet;

use super::name::Name;
use super::ranges::numbers;
use super::table::Columns;
use crate::alias::{self, Role};
use crate::cell::{Cell, Row, fold, fold_name};
use crate::layout::number;
use crate::pupil::is_footer;

/// Follows the rows of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Running {
    /// The items so far, as they are compared.
    known: BTreeSet<String>,
    /// Full mark of each item, where one cell states it for several rows.
    each: Option<f64>,
    /// A line has said what the items come to.
    is_summed: bool,
    /// Another header has begun, and none of its rows has been seen.
    is_turning: bool,
    /// The rows are of a table that says what the items of another come to.
    is_closed: bool,
}

impl Running {
    /// A header begins, of another subject than the rows above or of the same.
    pub(crate) fn begin(&mut self, is_of_another: bool, is_repeated: bool) {
        if is_of_another {
            self.known.clear();
        }
        (self.is_summed, self.is_closed, self.each) = (false, false, None);
        self.is_turning = !is_repeated && !self.known.is_empty();
    }

    /// Whether a row that begins with a word is a line below the items, or sums them up; 统计与概率 beside the number of an
    /// item is a matter that it asks for.
    pub(crate) fn ends(&mut self, first: &str, id: &str) -> bool {
        let sums = ["合计", "总计", "总分", "共计"].iter().any(|word| first.starts_with(word));
        self.is_summed |= sums;
        let is_number = || numbers(id).is_some() || Name::parse(id).is_some();
        sums || is_footer(first) && (first.starts_with("小计") || !is_number())
    }

    /// Whether a row belongs to the table; `id` is what it says in the column of items.
    pub(crate) fn holds(&mut self, row: &dyn Row, columns: &Columns, id: &str) -> bool {
        let named = numbers(id).map(|all| all.iter().map(u32::to_string).collect::<Vec<_>>());
        let is_number = named.is_some() || Name::parse(id).is_some();
        // 分值 in the column of full marks, and no item beside it.
        let is_word = |column: usize| {
            alias::blueprint_role(&fold(&row.cell(column).shown())).is_some_and(|(role, _)| role == Role::FullMark)
        };
        if columns.full.is_some_and(is_word) && !is_number {
            self.is_closed = true;
        } else if std::mem::take(&mut self.is_turning) {
            let named = named.unwrap_or_else(|| vec![fold_name(id)]);
            self.is_closed = named.iter().all(|id| self.known.contains(id));
        }
        !self.is_closed && (!self.is_summed || is_number || self.known.is_empty())
    }

    /// Remembers an item.
    pub(crate) fn know(&mut self, id: &str) {
        let several = numbers(id).unwrap_or_default();
        self.known.extend(several.iter().map(u32::to_string).chain([fold_name(id)]));
    }

    /// The full mark of a row: its own, or the one that a cell above states for each item.
    pub(crate) fn full_mark(&mut self, row: &dyn Row, columns: &Columns, id: &str) -> Option<f64> {
        let Some(column) = columns.full else { return columns.full_mark(row) };
        let cell = row.cell(column);
        if cell.is_empty() {
            return self.each.filter(|_| Name::parse(id).is_some());
        }
        let (full, is_each) = worth(cell)?;
        self.each = is_each.then_some(full);
        let times = if is_each { numbers(id).map_or(1, |all| all.len()) } else { 1 };
        #[expect(clippy::cast_precision_loss, reason = "a paper has few items")]
        let times = times as f64;
        Some(full * times)
    }
}

/// The full mark that a cell states, and whether it is that of each of several items: `4`, `4分`, `10（4+6）`, `4+6`,
/// `每小题4分`, `4分/题`.
pub(super) fn worth(cell: Cell<'_>) -> Option<(f64, bool)> {
    if let Some(full) = number(cell) {
        return Some((full, false));
    }
    let folded = fold_name(&cell.shown());
    let points = |text: &str| {
        let bare = text.trim_end_matches('分');
        bare.parse::<f64>().ok().filter(|full| full.is_finite() && bare.starts_with(|c: char| c.is_ascii_digit()))
    };
    let sum = |text: &str| {
        let parts = text.trim_end_matches('分').split('+').map(points).collect::<Option<Vec<f64>>>()?;
        (parts.len() > 1).then(|| parts.iter().sum::<f64>())
    };
    if let Some((whole, parts)) = folded.split_once('(') {
        let parts = parts.trim_end_matches('分').strip_suffix(')')?;
        let whole = points(whole)?;
        return sum(parts).filter(|sum| (sum - whole).abs() < 1e-9).map(|_| (whole, false));
    }
    let each = ["每小题", "每题", "各题", "每个小题", "每道题", "每道小题", "各"]
        .iter()
        .find_map(|word| folded.strip_prefix(word))
        .map(|rest| rest.trim_start_matches(['各', ':', '为']))
        .or_else(|| ["/题", "/小题", "每题", "每小题", "/每题"].iter().find_map(|word| folded.strip_suffix(word)));
    match each {
        Some(text) => points(text).map(|full| (full, true)),
        None => sum(&folded).map(|full| (full, false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_full_marks() {
        for (text, expected) in [
            ("4", Some((4.0, false))),
            ("4分", Some((4.0, false))),
            ("10（4+6）", Some((10.0, false))),
            ("10分(3+3+4)", Some((10.0, false))),
            ("10(3+3+4)分", Some((10.0, false))),
            ("4+6", Some((10.0, false))),
            ("每小题4分", Some((4.0, true))),
            ("每题各2.5分", Some((2.5, true))),
            ("5分/题", Some((5.0, true))),
            ("10（4+5）", None),
            ("每空2分", None),
            ("选做", None),
        ] {
            assert_eq!(worth(Cell::text(text)), expected, "{text}");
        }
    }
}
