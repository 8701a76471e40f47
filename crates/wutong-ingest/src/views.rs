//! One pupil in several sheets that do not contradict each other: one sheet a subject, one a track, one for all.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::Subject;
use wutong_model::{ProblemKind, Status};

use crate::duplicates::{Outcome, Outcomes};
use crate::schools::Schools;
use crate::staging::{BLANK, NO_CELL, RowProblem, Staging};

/// Whether the rows come from different sheets of one school and class, or from one whose pupils have several, and agree
/// wherever they speak of one subject.
pub(crate) fn joins(staging: &Staging, rows: &[u32]) -> bool {
    let first = rows[0] as usize;
    let of_sheet = |wanted: u32| rows.iter().filter(move |row| staging.sheets[**row as usize] == wanted).count();
    let is_one_each = rows
        .iter()
        .map(|row| staging.sheets[*row as usize])
        .all(|sheet| staging.score_sheets[sheet as usize].is_stacked || of_sheet(sheet) == 1);
    let one_school = rows.iter().all(|row| staging.sites[*row as usize] == staging.sites[first]);
    let classes: BTreeSet<u32> =
        rows.iter().filter(|row| has_class(staging, **row)).map(|row| staging.classes[*row as usize]).collect();
    let agree = |subject: usize| {
        let mut marks =
            rows.iter().filter(|row| holds(staging, **row, subject)).map(|row| mark(staging, *row, subject));
        let mut first = None;
        marks.all(|mark| mark.0 == BLANK || *first.get_or_insert(mark) == mark)
    };
    is_one_each && one_school && classes.len() <= 1 && (0..staging.marks.len()).all(agree)
}

/// Finds the sheets most rows of which share their pupils with others that hold the marks of other subjects.
pub(crate) fn find_stacked(staging: &mut Staging, groups: &BTreeMap<u32, Vec<u32>>) {
    let place = |row: u32| (staging.sites[row as usize], staging.classes[row as usize]);
    let has_mark = |row: u32, subject: usize| holds(staging, row, subject) && mark(staging, row, subject).0 != BLANK;
    let subjects = || 0..staging.marks.len();
    let complete = |rows: &[u32]| {
        let n_with_marks = rows.iter().filter(|row| subjects().any(|subject| has_mark(**row, subject))).count();
        let is_once = |subject: usize| rows.iter().filter(|row| has_mark(**row, subject)).count() <= 1;
        n_with_marks > 1 && rows.iter().all(|row| place(*row) == place(rows[0])) && subjects().all(is_once)
    };
    let mut found: BTreeMap<u32, usize> = BTreeMap::new();
    for rows in groups.values() {
        let mut of_sheets: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for row in rows {
            of_sheets.entry(staging.sheets[*row as usize]).or_default().push(*row);
        }
        for (sheet, rows) in of_sheets.into_iter().filter(|(_, rows)| complete(rows)) {
            *found.entry(sheet).or_default() += rows.len();
        }
    }
    for (sheet, rows) in found {
        let all = staging.sheets.iter().filter(|of| **of == sheet).count();
        staging.score_sheets[sheet as usize].is_stacked = rows * 2 > all;
    }
}

/// Where one sheet gives a pupil several marks in its subjects, the rows of the other sheets, which speak of other
/// subjects; `None` if that is not what the rows contradict each other in.
pub(crate) fn undisputed(staging: &Staging, rows: &[u32]) -> Option<Vec<u32>> {
    let sheet = |row: &u32| staging.sheets[*row as usize];
    let mut times: BTreeMap<u32, usize> = BTreeMap::new();
    for row in rows {
        *times.entry(sheet(row)).or_default() += 1;
    }
    let (disputed, others): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| times[&sheet(row)] > 1);
    let shares = |row: &u32| {
        let of_both = |other: &u32| {
            (0..staging.marks.len()).any(|subject| holds(staging, *row, subject) && holds(staging, *other, subject))
        };
        disputed.iter().any(of_both)
    };
    let is_one_pupil = rows.iter().all(|row| {
        let (a, b) = (*row as usize, rows[0] as usize);
        staging.sites[a] == staging.sites[b] && (staging.classes[a] == staging.classes[b] || !has_class(staging, *row))
    });
    (is_one_pupil && !others.is_empty() && !others.iter().any(shares) && joins(staging, &others)).then_some(others)
}

/// Marks the subjects in which the other rows of a pupil contradict each other, in the row that stands.
pub(crate) fn dispute(staging: &mut Staging, rows: &[u32], undisputed: &[u32]) {
    let first = undisputed[0] as usize;
    for subject in 0..staging.marks.len() {
        if rows.iter().any(|row| !undisputed.contains(row) && holds(staging, *row, subject)) {
            let marks = &mut staging.marks[subject];
            (marks.ticks[first], marks.status[first]) = (0, Status::SetAside);
        }
    }
}

/// The subjects in which rows of one pupil from different sheets contradict each other, where these are the fewer:
/// the others stand.
pub(crate) fn contested(staging: &Staging, rows: &[u32]) -> Option<Vec<usize>> {
    let sheets: BTreeSet<u32> = rows.iter().map(|row| staging.sheets[*row as usize]).collect();
    let names: BTreeSet<u32> = rows.iter().filter_map(|row| staging.persons.of(*row as usize)).collect();
    let place = |row: u32| (staging.sites[row as usize], staging.classes[row as usize]);
    let is_one = sheets.len() == rows.len() && names.len() <= 1 && rows.iter().all(|row| place(*row) == place(rows[0]));
    let written = |subject: usize| -> BTreeSet<(i32, Status)> {
        let held = rows.iter().filter(|row| holds(staging, **row, subject));
        held.map(|row| mark(staging, *row, subject)).filter(|mark| mark.0 != BLANK).collect()
    };
    let of_all: Vec<usize> = (0..staging.marks.len()).map(|subject| written(subject).len()).collect();
    let found: Vec<usize> = (0..of_all.len()).filter(|subject| of_all[*subject] > 1).collect();
    let n_told = of_all.iter().filter(|times| **times > 0).count();
    (is_one && !found.is_empty() && found.len() * 2 < n_told).then_some(found)
}

/// Sets the marks of subjects aside in which the rows of a pupil contradict each other, and says so of each of them.
pub(crate) fn contest(
    staging: &mut Staging,
    rows: &[u32],
    contested: &[usize],
    (subjects, schools): (&[Subject], &Schools),
) {
    let site = schools.site_of(staging.sites[rows[0] as usize]);
    for (&row, &subject) in rows.iter().flat_map(|row| contested.iter().map(move |subject| (row, subject))) {
        let (ticks, status) = mark(staging, row, subject);
        let sheet = staging.sheets[row as usize];
        let columns = &staging.score_sheets[sheet as usize].columns;
        let Some(column) = columns.subjects[subject] else { continue };
        let column = columns.headers.get(column).cloned().unwrap_or_default();
        let text = match status {
            Status::Present => wutong_model::mark_text(i64::from(ticks), subjects[subject].decimals),
            _ => String::new(),
        };
        if status != Status::SetAside && ticks != BLANK {
            staging.problems.push(RowProblem {
                row: staging.rows[row as usize],
                column,
                text,
                subject: Some(subject),
                site,
                ..RowProblem::of_sheet(sheet, ProblemKind::ContestedMark)
            });
        }
        let marks = &mut staging.marks[subject];
        (marks.ticks[row as usize], marks.status[row as usize]) = (0, Status::SetAside);
    }
}

/// Gathers the marks of all rows in the first of them.
pub(crate) fn join(staging: &mut Staging, rows: &[u32], outcomes: &mut Outcomes) {
    let first = rows[0];
    let mut adds = vec![false; rows.len()];
    for subject in 0..staging.marks.len() {
        let holders: Vec<usize> = (0..rows.len()).filter(|at| holds(staging, rows[*at], subject)).collect();
        let written = holders.iter().copied().find(|at| mark(staging, rows[*at], subject).0 != BLANK);
        let Some(chosen) = written.or(holders.first().copied()) else { continue };
        // A sheet of a track that leaves the subject out says that a blank elsewhere is no absence; one of few subjects
        // says nothing of the others.
        let left_out = || {
            let is_track = |row: u32| {
                let n_held = (0..staging.marks.len()).filter(|other| holds(staging, row, *other)).count();
                n_held * 2 >= staging.marks.len()
            };
            let shares = |a: u32, b: u32| {
                (0..staging.marks.len()).any(|other| holds(staging, a, other) && holds(staging, b, other))
            };
            let leaves_out = |row: u32| !holds(staging, row, subject) && is_track(row);
            rows.iter().any(|row| leaves_out(*row) && holders.iter().any(|at| shares(*row, rows[*at])))
        };
        // 缺考 among the scaled marks says why the raw one is blank.
        let said = || {
            let companion = staging.companions.get(subject)?;
            let said = rows.iter().filter_map(|row| {
                let at = *row as usize;
                Some((companion.ticks.get(at).copied()?, companion.status.get(at).copied()?))
            });
            let is_word = |(ticks, status): &(i32, Status)| {
                *ticks != BLANK && !matches!(status, Status::Present | Status::NotTaken | Status::SetAside)
            };
            said.filter(is_word).map(|(_, status)| status).next()
        };
        let value = match mark(staging, rows[chosen], subject) {
            (BLANK, _) => match said() {
                Some(status) => (0, status),
                None if left_out() => (0, Status::NotTaken),
                None => mark(staging, rows[chosen], subject),
            },
            value => value,
        };
        adds[chosen] = true;
        let marks = &mut staging.marks[subject];
        (marks.ticks[first as usize], marks.status[first as usize]) = value;
        let beside = |at: usize| {
            let companion = staging.companions.get(subject)?;
            let row = rows[at] as usize;
            let mark = (companion.ticks.get(row).copied()?, companion.status.get(row).copied()?);
            (mark.1 != Status::NotTaken).then_some((at, mark))
        };
        // It may stand in a sheet of its own.
        if let Some((at, mark)) = beside(chosen).or_else(|| (0..rows.len()).find_map(beside)) {
            adds[at] = true;
            staging.companion_at(subject, first as usize, mark);
        }
    }
    if let Some(code) = rows.iter().map(|row| staging.gender_of(*row as usize)).find(|code| *code > 0) {
        staging.genders.resize(staging.genders.len().max(first as usize + 1), 0);
        staging.genders[first as usize] = code;
    }
    if let Some(row) = rows.iter().find(|row| has_class(staging, **row)) {
        staging.classes[first as usize] = staging.classes[*row as usize];
    }
    for (row, adds) in rows.iter().zip(adds).skip(1) {
        let sheet = &staging.score_sheets[staging.sheets[*row as usize] as usize];
        let is_part = sheet.is_stacked || sheet.is_resit;
        outcomes.insert(*row, if adds || is_part { Outcome::Joined(first) } else { Outcome::Seen(first) });
    }
}

/// A sheet whose rows all show pupils of other sheets once more is said to be one; single rows are repetitions.
pub(crate) fn repeated_sheets(staging: &mut Staging, outcomes: &mut Outcomes) {
    let mut seen: BTreeMap<u32, u64> = BTreeMap::new();
    for (row, outcome) in outcomes.iter() {
        if let Outcome::Seen(_) = outcome {
            *seen.entry(staging.sheets[*row as usize]).or_default() += 1;
        }
    }
    let mut rows: BTreeMap<u32, u64> = BTreeMap::new();
    for sheet in &staging.sheets {
        if let Some(count) = seen.contains_key(sheet).then(|| rows.entry(*sheet).or_default()) {
            *count += 1;
        }
    }
    let whole: BTreeSet<u32> =
        seen.iter().filter(|(sheet, count)| rows[sheet] == **count).map(|(sheet, _)| *sheet).collect();
    for (row, outcome) in outcomes.iter_mut() {
        if matches!(outcome, Outcome::Seen(_)) && !whole.contains(&staging.sheets[*row as usize]) {
            *outcome = Outcome::SetAside(ProblemKind::RepeatedPupil);
        }
    }
    for sheet in whole {
        let repeated = &mut staging.score_sheets[sheet as usize];
        repeated.dropped = true;
        repeated.counts.disregard();
        staging.problems.push(RowProblem::of_sheet(sheet, ProblemKind::RepeatedSheet));
    }
}

/// One sheet a subject: a pupil whom the sheet of a subject leaves out did not sit it, if the sheet has others of the
/// school.
pub(crate) fn missing_from_parts(staging: &mut Staging, subjects: &[Subject], used: &[u32]) {
    let of_subject = |sheet: u32| -> Vec<usize> {
        let held = &staging.score_sheets[sheet as usize].columns.subjects;
        (0..held.len()).filter(|subject| held[*subject].is_some()).collect()
    };
    // Sheets of one subject each, by school and subject.
    let single: Vec<Option<usize>> = (0..staging.score_sheets.len())
        .map(|sheet| match of_subject(u32::try_from(sheet).expect("fewer sheets than rows")).as_slice() {
            [only] => Some(*only),
            _ => None,
        })
        .collect();
    if subjects.len() < 2 || single.iter().all(Option::is_none) {
        return;
    }
    let mut parts: BTreeSet<(u32, usize)> = BTreeSet::new();
    for (sheet, school) in staging.sheets.iter().zip(&staging.sites) {
        if let Some(subject) = single[*sheet as usize] {
            parts.insert((*school, subject));
        }
    }
    for &row in used {
        let row = row as usize;
        if single[staging.sheets[row] as usize].is_none() {
            continue;
        }
        for (subject, _) in subjects.iter().enumerate().filter(|(_, subject)| !subject.elective) {
            let marks = &mut staging.marks[subject];
            if marks.ticks[row] == NO_CELL && parts.contains(&(staging.sites[row], subject)) {
                (marks.ticks[row], marks.status[row]) = (0, Status::Absent);
            }
        }
    }
}

/// Whether the sheet of a row has a column of the subject.
pub(crate) fn holds(staging: &Staging, row: u32, subject: usize) -> bool {
    staging.score_sheets[staging.sheets[row as usize] as usize].columns.subjects[subject].is_some()
}

/// The mark of a row in a subject.
pub(crate) fn mark(staging: &Staging, row: u32, subject: usize) -> (i32, Status) {
    let marks = &staging.marks[subject];
    (marks.ticks[row as usize], marks.status[row as usize])
}

/// Whether the row names its class; by now classes are numbers, and the sheet tells whether it had one.
fn has_class(staging: &Staging, row: u32) -> bool {
    let columns = &staging.score_sheets[staging.sheets[row as usize] as usize].columns;
    columns.class.is_some() || columns.place[1].is_some()
}
