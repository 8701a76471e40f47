//! Identifiers that a spreadsheet has taken the zeros off: `0250` in one sheet and `250` in another.

use std::collections::BTreeMap;

use wutong_model::spec::IdScope;
use wutong_model::{ExamSpec, Problem, ProblemKind};

use crate::identity::cover;
use crate::schools::Schools;
use crate::staging::Staging;

/// A remark for every pupil whose identifier is that of a pupil of another sheet but for its zeros in front, at the row
/// with fewer of them. They are kept apart: nobody can say whether they are one.
pub(crate) fn remarks(spec: &ExamSpec, staging: &Staging, schools: &Schools, used: &[u32]) -> Vec<Problem> {
    let (scope, conceals) = (spec.raw.pupils.id_unique_within, spec.raw.pupils.key.is_some());
    let within = |row: usize| match scope {
        IdScope::Exam => 0,
        IdScope::School => staging.sites[row],
        IdScope::Class => staging.classes[row],
    };
    let id = |row: &u32| staging.ids.get(*row as usize);
    let is_number = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let mut padded: BTreeMap<(u32, &str), Vec<u32>> = BTreeMap::new();
    for row in used.iter().filter(|row| id(row).starts_with('0') && is_number(id(row))) {
        padded.entry((within(*row as usize), bare(id(row)))).or_default().push(*row);
    }
    if padded.is_empty() {
        return Vec::new();
    }
    let remark = |row: &u32| {
        let others = padded.get(&(within(*row as usize), bare(id(row))))?;
        let sheet = staging.sheets[*row as usize];
        let other = others
            .iter()
            .filter(|other| staging.sheets[**other as usize] != sheet && id(other).len() > id(row).len())
            .min_by_key(|other| (id(other), staging.sheets[**other as usize]))?;
        let columns = &staging.score_sheets[sheet as usize].columns;
        let column = columns.id.and_then(|column| columns.headers.get(column)).cloned().unwrap_or_default();
        let other_file = &staging.score_sheets[staging.sheets[*other as usize] as usize].file;
        Some(Problem {
            place: staging.place(sheet, staging.rows[*row as usize], column),
            text: cover(id(row), conceals).into_owned(),
            kind: ProblemKind::ZerosInFront,
            expected: format!("{} {other_file}", cover(id(other), conceals)),
            school: Some(schools.units[staging.sites[*row as usize] as usize].id.clone()),
            subject: None,
        })
    };
    used.iter().filter(|row| is_number(id(row))).filter_map(remark).collect()
}

/// A number without the zeros in front.
fn bare(id: &str) -> &str {
    id.trim_start_matches('0')
}
