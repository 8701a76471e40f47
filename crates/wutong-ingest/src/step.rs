//! Marks off the step of their paper: 85.3 where everybody else has half points is a slip of the keyboard.

use wutong_model::spec::Subject;
use wutong_model::{ProblemKind, Status, mark_text};

use crate::read::{Each, each_of};
use crate::staging::{BLANK, NO_CELL, RowProblem, Staging};

/// Steps in use, in hundredths of a point, the coarsest first.
const STEPS: [i64; 5] = [100, 50, 25, 20, 10];
/// Fewer marks tell nothing of the step.
const FEWEST: usize = 100;
/// Marks looked at to find the step.
const SAMPLE: usize = 2000;
/// Marks that are looked at together.
const STRETCH: usize = 256;
/// One mark in so many may be off before the step is doubted.
const SLIPS: usize = 200;

/// Points out the marks off the step of each subject.
pub(crate) fn report(subjects: &[Subject], staging: &mut Staging, each: Each<'_>) {
    let found = each_of(each, subjects.len(), |position| of_subject(staging, position, &subjects[position]));
    staging.problems.extend(found.into_iter().flatten());
}

/// Points out the marks off the step of a subject.
fn of_subject(staging: &Staging, position: usize, subject: &Subject) -> Vec<RowProblem> {
    let marks = &staging.marks[position];
    let present = |row: &usize| marks.status[*row] == Status::Present && marks.ticks[*row] != BLANK;
    let Some(step) = subject.step_ticks.or_else(|| {
        let sample = (0..marks.ticks.len()).filter(present).take(SAMPLE).map(|row| marks.ticks[row]);
        common_step(&sample.collect::<Vec<_>>(), subject.decimals)
    }) else {
        return Vec::new();
    };
    // The usual steps are divided by as constants, several marks at once; most stretches have none off.
    // A blank cell and no cell at all are the two least numbers of ticks.
    let is_mark = |ticks: i32| ticks > NO_CELL;
    let any_off = |ticks: &[i32]| match step {
        5 => ticks.iter().fold(false, |any, ticks| any | (*ticks % 5 != 0) & is_mark(*ticks)),
        10 => ticks.iter().fold(false, |any, ticks| any | (*ticks % 10 != 0) & is_mark(*ticks)),
        50 => ticks.iter().fold(false, |any, ticks| any | (*ticks % 50 != 0) & is_mark(*ticks)),
        _ => ticks.iter().fold(false, |any, ticks| any | (*ticks % step != 0) & is_mark(*ticks)),
    };
    let mut off: Vec<usize> = Vec::new();
    for (chunk, ticks) in marks.ticks.chunks(STRETCH).enumerate().filter(|(_, ticks)| any_off(ticks)) {
        let rows = (chunk * STRETCH..).zip(ticks).filter(|(_, ticks)| **ticks % step != 0).map(|(row, _)| row);
        off.extend(rows.filter(|row| present(row) && staging.is_used(*row)));
    }
    if subject.step_ticks.is_none() && off.len() * SLIPS > marks.ticks.len() {
        return Vec::new();
    }
    off.into_iter().map(|row| problem(staging, row, position, subject, step)).collect()
}

/// The coarsest step on which nearly all marks lie; `None` where even a tick is too coarse to tell.
fn common_step(sample: &[i32], decimals: u8) -> Option<i32> {
    if sample.len() < FEWEST {
        return None;
    }
    let ticks = |hundredths: &i64| {
        let ticks = hundredths * 10i64.pow(u32::from(decimals));
        (ticks % 100 == 0 && ticks > 100).then(|| i32::try_from(ticks / 100).ok()).flatten()
    };
    let fits = |step: &i32| sample.iter().filter(|mark| **mark % step != 0).count() * 50 <= sample.len();
    STEPS.iter().filter_map(ticks).find(fits)
}

fn problem(staging: &Staging, row: usize, position: usize, subject: &Subject, step: i32) -> RowProblem {
    let sheet = staging.sheets[row];
    let columns = &staging.score_sheets[sheet as usize].columns;
    let column = columns.subjects[position].map(|column| columns.headers[column].clone()).unwrap_or_default();
    let mark = |ticks: i32| mark_text(i64::from(ticks), subject.decimals);
    RowProblem {
        sheet,
        row: staging.rows[row],
        column,
        text: mark(staging.marks[position].ticks[row]),
        kind: ProblemKind::MarkOffStep,
        expected: mark(step),
        subject: Some(position),
        site: Some(staging.sites[row]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_found() {
        let halves: Vec<i32> = (0..400).map(|mark| mark * 5 % 1000).collect();
        assert_eq!(common_step(&halves, 1), Some(5));
        assert_eq!(common_step(&(0..400).map(|mark| mark * 10).collect::<Vec<_>>(), 1), Some(10));
        assert_eq!(common_step(&(0..400).collect::<Vec<_>>(), 1), None, "tenths are ticks");
        assert_eq!(common_step(&(0..400).collect::<Vec<_>>(), 0), None);
        assert_eq!(common_step(&[1, 2, 3], 1), None);
    }
}
