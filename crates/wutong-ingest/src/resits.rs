//! Second sittings beside the first: sheets and files called 补考 or 缓考.
//!
//! They give marks to those who had none. Who has a mark already keeps it: the marks of a second try are of another paper,
//! and of those alone who did badly.

use std::collections::{BTreeMap, HashMap};

use wutong_model::{ProblemKind, Status};

use crate::hash::FastBuild;
use crate::layout::file_names;
use crate::staging::{BLANK, NO_CELL, RowProblem, Staging};

/// Whether a name is that of a second sitting.
pub(crate) fn is_resit(name: &str) -> bool {
    ["补考", "缓考"].iter().any(|word| name.contains(word) && !name.contains(&format!("含{word}")))
}

/// Gives the marks of second sittings to pupils whom other sheets have without one, and leaves marks of the others aside;
/// told once a sheet. Identifiers are one pupil's in the whole exam.
pub(crate) fn settle(staging: &mut Staging) {
    let resits: Vec<bool> = staging
        .score_sheets
        .iter()
        .map(|sheet| {
            let own = file_names(&sheet.file).first().copied().unwrap_or_default();
            sheet.has_header && !sheet.dropped && (is_resit(&sheet.sheet) || is_resit(own))
        })
        .collect();
    if !resits.contains(&true) {
        return;
    }
    let is_resit = |staging: &Staging, row: usize| resits[staging.sheets[row] as usize];
    let is_open = |staging: &Staging, row: usize| staging.is_used(row) && !staging.ids.get(row).is_empty();
    let rows: Vec<usize> = (0..staging.len()).filter(|row| is_open(staging, *row)).collect();
    let (second, first): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(|row| is_resit(staging, *row));
    if second.is_empty() || first.is_empty() {
        return;
    }
    let mut of_pupil: HashMap<&str, Vec<usize>, FastBuild> = HashMap::default();
    first.iter().for_each(|row| of_pupil.entry(staging.ids.get(*row)).or_default().push(*row));
    let pairs: Vec<(usize, Vec<usize>)> =
        second.iter().filter_map(|row| Some((*row, of_pupil.get(staging.ids.get(*row))?.clone()))).collect();
    drop(of_pupil);
    // How many marks of each sheet took the place of none, and how many were left aside.
    let mut told: BTreeMap<u32, [u64; 2]> = BTreeMap::new();
    for (row, firsts) in pairs {
        for marks in &mut staging.marks {
            if marks.ticks[row] == NO_CELL || marks.ticks[row] == BLANK {
                continue;
            }
            let held: Vec<usize> = firsts.iter().copied().filter(|first| marks.ticks[*first] != NO_CELL).collect();
            if held.is_empty() {
                continue;
            }
            let is_mark = marks.status[row] == Status::Present;
            let is_marked = held.iter().any(|first| marks.status[*first] == Status::Present);
            if is_mark && !is_marked {
                for first in held {
                    (marks.ticks[first], marks.status[first]) = (marks.ticks[row], marks.status[row]);
                }
            }
            if is_mark {
                told.entry(staging.sheets[row]).or_default()[usize::from(is_marked)] += 1;
            }
            // It contradicts the first sitting in nothing any more.
            (marks.ticks[row], marks.status[row]) = (BLANK, Status::Absent);
        }
    }
    for (sheet, [taken, left]) in told {
        let problem = RowProblem::of_sheet(sheet, ProblemKind::SecondSitting);
        let told = &mut staging.score_sheets[sheet as usize];
        told.is_resit = true;
        let row = told.columns.row;
        staging.problems.push(RowProblem { row, text: taken.to_string(), expected: left.to_string(), ..problem });
    }
}
