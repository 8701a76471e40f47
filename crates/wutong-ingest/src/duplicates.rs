//! The same pupil in several rows.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::{IdScope, Subject};
use wutong_model::{ExamSpec, ProblemKind, Status};

use crate::classes::ClassUnit;
use crate::correction::Corrections;
use crate::error::IngestError;
use crate::hash::hash_of;
use crate::hidden;
use crate::placed;
use crate::schools::Schools;
use crate::staging::Staging;
use crate::views;

/// Clashes below this number are single slips, never the wrong scope.
const FEWEST_CLASHES: usize = 20;
/// One pupil in so many may clash before the scope of the identifier is doubted.
const CLASH_SHARE: usize = 20;

/// What becomes of a row among the rows of its pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is not used, for this reason.
    SetAside(ProblemKind),
    /// It is not used because a correction says which row of the pupil stands; no problem any more.
    Decided,
    /// Its marks were joined to this row of the pupil: each sheet held other subjects.
    Joined(u32),
    /// It shows a pupil of another sheet once more, with nothing new.
    Seen(u32),
    /// It stands in a hidden sheet that gives pupils of visible sheets other marks.
    Hidden,
}

/// Rows that are not rows of the book, with what becomes of them, by row.
pub(crate) type Outcomes = BTreeMap<u32, Outcome>;

/// Finds the rows that speak of one pupil and decides which of them stands.
///
/// `staging.sites` and `staging.classes` number the school and class of each row; `by_name` are the rows of pupils without
/// identifiers, and what has become of some.
///
/// # Errors
/// Identifiers that clash across schools so often that they cannot be exam-wide.
pub(crate) fn resolve(
    staging: &mut Staging,
    (schools, units): (&Schools, &mut Vec<ClassUnit>),
    spec: &ExamSpec,
    by_name: (BTreeMap<u32, Vec<u32>>, Outcomes),
    corrections: &Corrections,
) -> Result<Outcomes, IngestError> {
    let (scope, conceals) = (spec.raw.pupils.id_unique_within, spec.raw.pupils.key.is_some());
    let (mut groups, pupils) = match in_order(staging).filter(|_| scope == IdScope::Exam) {
        Some((pupils, ascending)) => {
            staging.ascending = ascending;
            (BTreeMap::new(), pupils)
        }
        None => groups(staging, scope),
    };
    placed::unite(staging, (schools, units), &groups, scope);
    let (named, set_aside) = by_name;
    groups.extend(named);
    views::find_stacked(staging, &groups);
    let mut outcomes = hidden::versions(staging, &mut groups);
    set_aside.into_iter().for_each(|(row, outcome)| _ = outcomes.entry(row).or_insert(outcome));
    if scope == IdScope::Exam {
        check_scope(staging, schools, &groups, (pupils, conceals))?;
    }
    let kept = corrections.kept_rows(staging);
    for rows in groups.into_values() {
        let rows = repeated_in_sheet(staging, rows, &mut outcomes);
        let standing: Vec<u32> = rows.iter().copied().filter(|row| kept.contains(row)).collect();
        match standing.as_slice() {
            [one] if !views::joins(staging, &rows) => {
                outcomes.extend(rows.iter().filter(|row| *row != one).map(|row| (*row, Outcome::Decided)));
            }
            several => {
                if several.len() > 1 {
                    corrections.release(staging, several);
                }
                decide(staging, &rows, (&spec.subjects, schools), &mut outcomes);
            }
        }
    }
    views::repeated_sheets(staging, &mut outcomes);
    Ok(outcomes)
}

/// Rows of each identifier that occurs more than once, by its first row; and the number of identifiers.
fn groups(staging: &Staging, scope: IdScope) -> (BTreeMap<u32, Vec<u32>>, usize) {
    const FREE: u64 = u64::MAX;
    let scope_of = |row: usize| match scope {
        IdScope::Exam => 0,
        IdScope::School => staging.sites[row],
        IdScope::Class => staging.classes[row],
    };
    let mask = (staging.len() * 2).next_power_of_two().max(2) - 1;
    let mut table = vec![FREE; mask + 1];
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut pupils = 0;
    for row in 0..staging.len() {
        let id = staging.ids.get(row);
        if id.is_empty() || !staging.is_used(row) {
            continue;
        }
        let scope = scope_of(row);
        let number = u32::try_from(row).expect("row numbers fit");
        let hash = hash_of(scope, id);
        // The upper half of the hash lies beside the row, so that another pupil's identifier is hardly ever looked at.
        let entry = hash & !u64::from(u32::MAX) | u64::from(number);
        #[expect(clippy::cast_possible_truncation, reason = "only the low bits are wanted")]
        let mut slot = hash as usize & mask;
        loop {
            let known = table[slot];
            if known == FREE {
                table[slot] = entry;
                pupils += 1;
                break;
            }
            #[expect(clippy::cast_possible_truncation, reason = "the row is the lower half")]
            let first = known as u32;
            if known >> 32 == entry >> 32 && scope_of(first as usize) == scope && staging.ids.get(first as usize) == id
            {
                groups.entry(first).or_insert_with(|| vec![first]).push(number);
                break;
            }
            slot = (slot + 1) & mask;
        }
    }
    (groups, pupils)
}

/// The number of identifiers if they are seen at a glance to differ: stretches of rows in ascending order, as files of
/// schools are, with no two stretches sharing a range. With it where the stretches begin, if every row has an identifier.
fn in_order(staging: &Staging) -> Option<(usize, Option<Vec<u32>>)> {
    /// More stretches than this, one to so many rows, are no order.
    const ROWS_A_STRETCH: usize = 16;
    let mut stretches: Vec<(&str, &str)> = Vec::new();
    let mut starts = Vec::new();
    let (mut pupils, mut last) = (0, "");
    let is_whole = staging.is_whole();
    for row in 0..staging.len() {
        let id = staging.ids.get(row);
        if id.is_empty() || !is_whole && !staging.is_used(row) {
            continue;
        }
        pupils += 1;
        if id <= last || stretches.is_empty() {
            if let Some(stretch) = stretches.last_mut() {
                stretch.1 = last;
            }
            stretches.push((id, id));
            starts.push(u32::try_from(row).ok()?);
            if stretches.len() > 16 + row / ROWS_A_STRETCH {
                return None;
            }
        }
        last = id;
    }
    if let Some(stretch) = stretches.last_mut() {
        stretch.1 = last;
    }
    stretches.sort_unstable();
    let differ = stretches.windows(2).all(|pair| pair[0].1 < pair[1].0);
    differ.then(|| (pupils, (pupils == staging.len()).then_some(starts)))
}

fn is_present(staging: &Staging, row: u32) -> bool {
    staging.marks.iter().any(|marks| marks.status[row as usize] == Status::Present)
}

/// Whether rows show one pupil, as far as they tell: one name where names are known, and no subject with two marks.
fn show_one(staging: &Staging, rows: &[u32]) -> bool {
    let names: BTreeSet<u32> = rows.iter().filter_map(|row| staging.persons.of(*row as usize)).collect();
    let is_named = rows.iter().all(|row| staging.persons.of(*row as usize).is_some());
    let marks = |subject: usize| -> Vec<_> {
        let held = rows.iter().filter(|row| views::holds(staging, **row, subject));
        held.map(|row| views::mark(staging, *row, subject)).collect()
    };
    let shared: Vec<Vec<_>> = (0..staging.marks.len()).map(marks).filter(|marks| marks.len() > 1).collect();
    let agree = || !shared.is_empty() && shared.iter().all(|marks| marks.iter().all(|mark| *mark == marks[0]));
    if is_named { names.len() == 1 } else { names.len() < 2 && agree() }
}

fn check_scope(
    staging: &Staging,
    schools: &Schools,
    groups: &BTreeMap<u32, Vec<u32>>,
    (pupils, conceals): (usize, bool),
) -> Result<(), IngestError> {
    let sites = &staging.sites;
    let clashes = |rows: &&Vec<u32>| {
        let mut with_marks = rows.iter().filter(|row| is_present(staging, **row)).map(|row| sites[*row as usize]);
        with_marks.next().is_some_and(|first| with_marks.any(|school| school != first))
    };
    let clashing: Vec<&Vec<u32>> = groups.values().filter(clashes).collect();
    if clashing.len() < FEWEST_CLASHES || clashing.len() * CLASH_SHARE <= pupils {
        return Ok(());
    }
    let place = |row: u32| {
        let sheet = &staging.score_sheets[staging.sheets[row as usize] as usize];
        format!("{} row {}", sheet.file, staging.rows[row as usize])
    };
    let of_one: Vec<&Vec<u32>> = clashing.iter().copied().filter(|rows| show_one(staging, rows)).collect();
    let is_one = of_one.len() * 2 > clashing.len();
    let rows = if is_one { of_one[0] } else { clashing[0] };
    let other = rows.iter().copied().find(|row| sites[*row as usize] != sites[rows[0] as usize]).unwrap_or(rows[1]);
    let called = |row: u32| schools.units[sites[row as usize] as usize].name.clone();
    let id = crate::identity::cover(staging.ids.get(rows[0] as usize), conceals);
    let (clashing, example) = (clashing.len(), crate::identity::mask(&id).into_owned());
    let places = format!("{}, {}", place(rows[0]), place(other));
    Err(if is_one {
        let schools = Box::new([called(rows[0]), called(other)]);
        IngestError::TwoSchools { clashing, pupils, example, places, schools }
    } else {
        IngestError::IdsClash { clashing, pupils, example, places }
    })
}

/// Sets aside rows that a sheet repeats word for word where other sheets speak of the pupil too: what they add does not
/// depend on how often one of them says the same.
fn repeated_in_sheet(staging: &Staging, rows: Vec<u32>, outcomes: &mut Outcomes) -> Vec<u32> {
    let sheet = |row: u32| staging.sheets[row as usize];
    if rows.iter().all(|row| sheet(*row) == sheet(rows[0])) {
        return rows;
    }
    let mut different: Vec<u32> = Vec::with_capacity(rows.len());
    for row in rows {
        if different.iter().any(|known| sheet(*known) == sheet(row) && same(staging, *known, row)) {
            outcomes.insert(row, Outcome::SetAside(ProblemKind::RepeatedPupil));
        } else {
            different.push(row);
        }
    }
    different
}

fn decide(staging: &mut Staging, rows: &[u32], (subjects, schools): (&[Subject], &Schools), outcomes: &mut Outcomes) {
    if views::joins(staging, rows) {
        views::join(staging, rows, outcomes);
        return;
    }
    if let Some(undisputed) = views::undisputed(staging, rows) {
        for row in rows.iter().filter(|row| !undisputed.contains(row)) {
            outcomes.insert(*row, Outcome::SetAside(ProblemKind::ConflictingPupil));
        }
        views::dispute(staging, rows, &undisputed);
        views::join(staging, &undisputed, outcomes);
        return;
    }
    if let Some(contested) = views::contested(staging, rows) {
        views::contest(staging, rows, &contested, (subjects, schools));
        views::join(staging, rows, outcomes);
        // A sheet that contradicts others does not repeat them.
        rows[1..].iter().for_each(|row| _ = outcomes.insert(*row, Outcome::Joined(rows[0])));
        return;
    }
    // Rows come in order of file and row, so the first of equals is the one that stands.
    let mut different: Vec<u32> = Vec::new();
    for &row in rows {
        if different.iter().any(|known| same(staging, *known, row)) {
            outcomes.insert(row, Outcome::SetAside(ProblemKind::RepeatedPupil));
        } else {
            different.push(row);
        }
    }
    if different.len() == 1 {
        return;
    }
    let with_marks: Vec<u32> = different.iter().copied().filter(|row| is_present(staging, *row)).collect();
    let (standing, kind) = match with_marks.as_slice() {
        [only] => (Some(*only), ProblemKind::MovedPupil),
        _ => (None, ProblemKind::ConflictingPupil),
    };
    for &row in rows {
        // A repetition of a row that does not stand does not stand either.
        if standing.is_none_or(|standing| !same(staging, standing, row)) {
            outcomes.insert(row, Outcome::SetAside(kind));
        }
    }
}

fn same(staging: &Staging, a: u32, b: u32) -> bool {
    let (a, b) = (a as usize, b as usize);
    staging.sites[a] == staging.sites[b]
        && staging.classes[a] == staging.classes[b]
        && staging.marks.iter().all(|marks| (marks.ticks[a], marks.status[a]) == (marks.ticks[b], marks.status[b]))
}
