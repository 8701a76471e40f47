//! Summaries beside the pupils: sheets with one row a school or class, such as 各校均分 and 各班应考人数, in files of their own.
//!
//! Within a file a sheet without identifiers beside one with them is a summary anyway; over files this is said only where
//! nothing else fits, because a school may well hand in its marks without identifiers and names.

use std::collections::BTreeSet;

use wutong_model::ProblemKind;

use crate::cell::{fold, fold_name};
use crate::classes::ClassNumber;
use crate::staging::{RowProblem, Staging};

/// One row alone may be of a pupil.
const FEWEST: usize = 2;

/// Leaves out sheets without identifiers and names that have one row for each of some schools or classes, all of which
/// other sheets have with known pupils; told once a sheet.
pub(crate) fn leave_out(staging: &mut Staging) {
    let nameless = |sheet: u32| {
        let sheet = &staging.score_sheets[sheet as usize];
        let is_read = sheet.has_header && !sheet.dropped && !sheet.is_list;
        is_read && sheet.columns.id.is_none() && sheet.columns.name.is_none() && sheet.columns.long.is_none()
    };
    let count = u32::try_from(staging.score_sheets.len()).expect("fewer sheets than rows");
    let candidates: Vec<u32> = (0..count).filter(|sheet| nameless(*sheet)).collect();
    if candidates.is_empty() || candidates.len() == staging.score_sheets.len() {
        return;
    }
    let schools: Vec<String> = staging
        .site_names
        .named()
        .map(|(_, code, name)| fold_name(if name.is_empty() { code } else { name }))
        .collect();
    // Files write classes differently: 1 and 九(1)班.
    let classes: Vec<String> = staging.class_names.texts().iter().map(|class| class_key(class)).collect();
    let place = |row: usize| {
        let school = schools.get(staging.sites[row] as usize).map_or("", String::as_str);
        (school, classes[staging.classes[row] as usize].as_str())
    };
    let (mut places, mut with_pupils) = (BTreeSet::new(), BTreeSet::new());
    let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); staging.score_sheets.len()];
    for row in (0..staging.len()).filter(|row| staging.is_used(*row)) {
        let sheet = staging.sheets[row];
        if candidates.contains(&sheet) {
            rows_of[sheet as usize].push(row);
        } else {
            let (school, class) = place(row);
            places.insert((school, class));
            with_pupils.insert(school);
        }
    }
    let is_summary = |sheet: &u32| {
        let rows = &rows_of[*sheet as usize];
        let own: BTreeSet<_> = rows.iter().map(|row| place(*row)).collect();
        let is_of_schools = own.iter().all(|(_, class)| class.is_empty());
        let is_known = |at: &(&str, &str)| if is_of_schools { with_pupils.contains(at.0) } else { places.contains(at) };
        rows.len() >= FEWEST && own.len() == rows.len() && own.iter().all(is_known)
    };
    let found: Vec<u32> = candidates.iter().copied().filter(is_summary).collect();
    for number in found {
        let sheet = &mut staging.score_sheets[number as usize];
        sheet.dropped = true;
        sheet.has_header = false;
        sheet.counts.disregard();
        let header = sheet.columns.row;
        staging.problems.retain(|problem| problem.sheet != number);
        let problem = RowProblem::of_sheet(number, ProblemKind::SummaryTable);
        staging.problems.push(RowProblem { row: header, ..problem });
    }
}

/// A class by its number, where its name says no more.
pub(crate) fn class_key(class: &str) -> String {
    ClassNumber::of(class).map_or_else(|| fold(class), |class| class.number.to_string())
}
