//! Sheets that a workbook hides: read like the others, and never without a word.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::ProblemKind;

use crate::duplicates::{Outcome, Outcomes};
use crate::staging::{RowProblem, Staging};
use crate::views;

/// Takes the hidden sheets that contradict visible ones out of the groups of rows of one pupil.
///
/// Such a sheet is an earlier version of what the visible ones say. None of its rows is used, those of pupils whom no
/// visible sheet names included: nobody can say why they are gone.
pub(crate) fn versions(staging: &mut Staging, groups: &mut BTreeMap<u32, Vec<u32>>) -> Outcomes {
    let mut outcomes = Outcomes::new();
    let sheets = &staging.score_sheets;
    if sheets.iter().all(|sheet| !sheet.is_hidden) {
        return outcomes;
    }
    let is_hidden = |row: &u32| sheets[staging.sheets[*row as usize] as usize].is_hidden;
    let mut older: BTreeSet<u32> = BTreeSet::new();
    for rows in groups.values() {
        let (hidden, visible): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| is_hidden(row));
        for row in hidden {
            let contradicts = |other: &u32| !views::joins(staging, &[*other, row]);
            if visible.iter().any(contradicts) {
                older.insert(staging.sheets[row as usize]);
            }
        }
    }
    for (row, sheet) in (0u32..).zip(&staging.sheets) {
        if older.contains(sheet) {
            outcomes.insert(row, Outcome::Hidden);
        }
    }
    let groups_now = std::mem::take(groups).into_values().filter_map(|mut rows| {
        rows.retain(|row| !outcomes.contains_key(row));
        (rows.len() > 1).then(|| (rows[0], rows))
    });
    *groups = groups_now.collect();
    for (number, sheet) in (0u32..).zip(sheets).filter(|(_, sheet)| sheet.is_hidden && !sheet.dropped) {
        let is_older = older.contains(&number);
        let kind = if is_older { ProblemKind::HiddenVersion } else { ProblemKind::HiddenSheet };
        if is_older || sheet.counts.kept > 0 {
            staging
                .problems
                .push(RowProblem { text: sheet.counts.kept.to_string(), ..RowProblem::of_sheet(number, kind) });
        }
    }
    outcomes
}
