//! Raw and scaled marks in sheets or files of their own: 原始分 and 赋分, 化学_原始.xlsx and 化学_赋分.xlsx.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wutong_model::spec::{Marks, Subject};
use wutong_model::{ProblemKind, Status};

use crate::cell::Cell;
use crate::hash::FastBuild;
use crate::layout::{MarkKind, marks_named};
use crate::mark::Paper;
use crate::staging::{NO_CELL, RowProblem, Staging};

/// Takes the marks of sheets that are named after scaled marks for companions of those of other sheets of the same
/// subjects and pupils; the other way round where the scaled ones are analysed.
///
/// A sheet of scaled marks alone is no companion of anything. Marks that are the same in both were not scaled.
pub(crate) fn settle(staging: &mut Staging, subjects: &[Subject]) {
    let kinds: Vec<bool> = staging
        .score_sheets
        .iter()
        .map(|sheet| marks_named(&sheet.file, &sheet.sheet) == Some(MarkKind::Scaled))
        .collect();
    if !kinds.contains(&true) || !kinds.contains(&false) {
        return;
    }
    for (position, subject) in subjects.iter().enumerate() {
        let holds = |sheet: u32| {
            staging.score_sheets[sheet as usize].columns.subjects.get(position).copied().flatten().is_some()
        };
        let mut raw: HashMap<&str, Vec<usize>, FastBuild> = HashMap::default();
        let mut scaled: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for row in (0..staging.len()).filter(|row| holds(staging.sheets[*row]) && !staging.ids.get(*row).is_empty()) {
            if kinds[staging.sheets[row] as usize] {
                scaled.entry(staging.sheets[row]).or_default().push(row);
            } else {
                raw.entry(staging.ids.get(row)).or_default().push(row);
            }
        }
        let marks = &staging.marks[position];
        let mark = |row: usize| (marks.ticks[row], marks.status[row]);
        let mut beside: Vec<(u32, bool)> = Vec::new();
        for (sheet, rows) in &scaled {
            let known: Vec<(usize, &Vec<usize>)> =
                rows.iter().filter_map(|row| Some((*row, raw.get(staging.ids.get(*row))?))).collect();
            if known.len() * 2 > rows.len() {
                let is_same = known.iter().all(|(row, others)| others.iter().any(|other| mark(*other) == mark(*row)));
                beside.push((*sheet, is_same));
            }
        }
        let wants_scaled = subject.marks == Marks::Scaled;
        // However many sheets are scaled, those of the papers go aside once.
        let raw_sheets: BTreeSet<u32> = if wants_scaled && beside.iter().any(|(_, is_same)| !is_same) {
            raw.values().flatten().map(|row| staging.sheets[*row]).collect()
        } else {
            BTreeSet::new()
        };
        let paper = Paper { decimals: subject.decimals, min: subject.min_ticks, full: i32::MAX };
        for (sheet, is_same) in beside {
            if !wants_scaled {
                above_full(staging, position, sheet, paper);
            }
            if is_same || !wants_scaled {
                move_aside(staging, position, &BTreeSet::from([sheet]), is_same);
            }
        }
        move_aside(staging, position, &raw_sheets, false);
    }
}

/// Takes marks of a sheet of scaled marks back that lie above the full mark of the paper: they are not of it.
fn above_full(staging: &mut Staging, subject: usize, sheet: u32, paper: Paper) {
    let is_above = |problem: &RowProblem| {
        problem.sheet == sheet && problem.subject == Some(subject) && problem.kind == ProblemKind::MarkAboveFull
    };
    let (above, others): (Vec<RowProblem>, Vec<RowProblem>) =
        std::mem::take(&mut staging.problems).into_iter().partition(is_above);
    staging.problems = others;
    let rows: BTreeMap<u32, usize> =
        (0..staging.len()).filter(|row| staging.sheets[*row] == sheet).map(|row| (staging.rows[row], row)).collect();
    for problem in above {
        match (rows.get(&problem.row), paper.read(Cell::text(&problem.text))) {
            (Some(row), Ok((ticks, status))) => {
                let marks = &mut staging.marks[subject];
                (marks.ticks[*row], marks.status[*row]) = (ticks, status);
            }
            _ => staging.problems.push(problem),
        }
    }
}

/// Makes the marks of a subject in some sheets those beside the analysed ones; forgets them where they are the same.
fn move_aside(staging: &mut Staging, subject: usize, sheets: &BTreeSet<u32>, is_same: bool) {
    for row in 0..staging.len() {
        if !sheets.contains(&staging.sheets[row]) {
            continue;
        }
        let marks = &mut staging.marks[subject];
        let mark = (marks.ticks[row], marks.status[row]);
        (marks.ticks[row], marks.status[row]) = (NO_CELL, Status::NotTaken);
        if !is_same && mark.0 != NO_CELL {
            staging.companion_at(subject, row, mark);
        }
    }
    for sheet in sheets {
        let columns = &mut staging.score_sheets[*sheet as usize].columns;
        let column = columns.subjects[subject].take();
        if !is_same {
            columns.companions[subject] = column;
        }
    }
}
