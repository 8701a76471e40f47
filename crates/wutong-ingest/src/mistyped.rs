//! Identifiers that are mistyped in the sheet of one subject: two half pupils of one school, class and name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wutong_model::{IdColumn, ProblemKind};

use crate::classes::ClassUnit;
use crate::hash::{FastBuild, hash_of};
use crate::identity::cover;
use crate::schools::Schools;
use crate::staging::{RowProblem, Staging};
use crate::views;
use crate::wording::distance;

/// Characters in which a mistyped identifier may differ: one that is wrong, or two that have changed places.
const MOST: usize = 2;

/// Whether some identifiers stand in sheets of some subjects only and others in those of other subjects only: then names
/// are wanted.
pub(crate) fn may_be(stagings: &[&Staging]) -> bool {
    let mut kinds: Vec<Vec<usize>> = Vec::new();
    let mut bits_of = |staging: &Staging| -> Vec<u64> {
        (0..staging.score_sheets.len()).map(|sheet| kind(staging, sheet, &mut kinds)).collect()
    };
    let bits: Vec<Vec<u64>> = stagings.iter().map(|staging| bits_of(staging)).collect();
    let subjects = |bits: u64| -> BTreeSet<usize> {
        let of_bits = kinds.iter().enumerate().filter(|(at, _)| *at < 64 && bits >> at & 1 == 1);
        of_bits.flat_map(|(_, subjects)| subjects.iter().copied()).collect()
    };
    let any_apart = |held: &BTreeSet<u64>| {
        held.iter().any(|one| held.iter().any(|other| subjects(*one).is_disjoint(&subjects(*other))))
    };
    let of_sheets: BTreeSet<u64> = bits.iter().flatten().copied().filter(|kind| *kind != 0).collect();
    if !any_apart(&of_sheets) {
        return false;
    }
    let mut of_id: HashMap<u64, u64, FastBuild> = HashMap::default();
    for (staging, bits) in stagings.iter().zip(&bits) {
        for row in (0..staging.len()).filter(|row| !staging.ids.get(*row).is_empty()) {
            *of_id.entry(hash_of(0, staging.ids.get(row))).or_default() |= bits[staging.sheets[row] as usize];
        }
    }
    any_apart(&of_id.into_values().filter(|kinds| *kinds != 0).collect())
}

/// The bit of the subjects of a sheet that has identifiers and names; 0 for others.
fn kind(staging: &Staging, sheet: usize, kinds: &mut Vec<Vec<usize>>) -> u64 {
    let columns = &staging.score_sheets[sheet].columns;
    if columns.id.is_none() || columns.name.is_none() {
        return 0;
    }
    let subjects: Vec<usize> =
        (0..columns.subjects.len()).filter(|subject| columns.subjects[*subject].is_some()).collect();
    if subjects.is_empty() {
        return 0;
    }
    let at = kinds.iter().position(|known| *known == subjects).unwrap_or_else(|| {
        kinds.push(subjects);
        kinds.len() - 1
    });
    if at < 64 { 1 << at } else { 0 }
}

/// Takes such rows for one pupil's and says so of each, where school, class and name are one, the sheets hold different
/// subjects, and the identifiers are nearly alike and nobody else's. `staging.sites` and `staging.classes` number the school
/// and class of each row.
pub(crate) fn join(staging: &mut Staging, schools: &Schools, units: &[ClassUnit], conceals: bool) {
    if staging.score_sheets.len() < 2 {
        return;
    }
    let mut pupils: BTreeMap<(u32, u32, u32), Vec<u32>> = BTreeMap::new();
    for row in (0..staging.len()).filter(|row| staging.is_used(*row) && !staging.ids.get(*row).is_empty()) {
        let class = staging.classes[row];
        if let Some(person) = staging.persons.of(row).filter(|_| !units[class as usize].name.is_empty()) {
            let row = u32::try_from(row).expect("row numbers fit");
            pupils.entry((staging.sites[row as usize], class, person)).or_default().push(row);
        }
    }
    pupils.retain(|_, rows| rows.iter().any(|row| id(staging, *row) != id(staging, rows[0])));
    if pupils.is_empty() {
        return;
    }
    let mut times: HashMap<&str, usize, FastBuild> = HashMap::default();
    for row in (0..staging.len()).filter(|row| staging.is_used(*row)) {
        *times.entry(staging.ids.get(row)).or_default() += 1;
    }
    let mut joined: BTreeMap<u32, u32> = BTreeMap::new();
    for rows in pupils.values() {
        let ids: BTreeSet<&str> = rows.iter().map(|row| id(staging, *row)).collect();
        let [one, other] = ids.iter().copied().collect::<Vec<_>>()[..] else { continue };
        let differ = distance(one, other);
        let is_slip = differ <= MOST && differ < one.chars().count().min(other.chars().count());
        if is_slip && times[one] + times[other] == rows.len() && are_of_parts(staging, rows) {
            // The one that more sheets have; of equals the first.
            let most = if times[one] == times[other] { id(staging, rows[0]) } else { one_of(one, other, &times) };
            let known = rows.iter().copied().find(|row| id(staging, *row) == most).expect("a row has it");
            joined.extend(rows.iter().filter(|row| id(staging, **row) != most).map(|row| (*row, known)));
        }
    }
    let told: Vec<RowProblem> = joined
        .iter()
        .map(|(row, known)| {
            let sheet = staging.sheets[*row as usize];
            let columns = &staging.score_sheets[sheet as usize].columns;
            RowProblem {
                row: staging.rows[*row as usize],
                column: columns.id.and_then(|column| columns.headers.get(column)).cloned().unwrap_or_default(),
                text: cover(id(staging, *row), conceals).into_owned(),
                expected: cover(id(staging, *known), conceals).into_owned(),
                site: schools.site_of(staging.sites[*row as usize]),
                ..RowProblem::of_sheet(sheet, ProblemKind::OtherId)
            }
        })
        .collect();
    staging.problems.extend(told);
    if !joined.is_empty() {
        let mut ids = IdColumn::default();
        for row in 0..u32::try_from(staging.len()).expect("row numbers fit") {
            ids.push(id(staging, joined.get(&row).copied().unwrap_or(row)));
        }
        staging.ids = ids;
    }
}

fn id(staging: &Staging, row: u32) -> &str {
    staging.ids.get(row as usize)
}

fn one_of<'s>(one: &'s str, other: &'s str, times: &HashMap<&str, usize, FastBuild>) -> &'s str {
    if times[one] > times[other] { one } else { other }
}

/// Whether the rows stand in a sheet each, and no two of them hold one subject.
fn are_of_parts(staging: &Staging, rows: &[u32]) -> bool {
    let sheets: BTreeSet<u32> = rows.iter().map(|row| staging.sheets[*row as usize]).collect();
    let is_once = |subject: usize| rows.iter().filter(|row| views::holds(staging, **row, subject)).count() <= 1;
    sheets.len() == rows.len() && (0..staging.marks.len()).all(is_once)
}
