//! Titles that name the school that holds the exam, over the tables of others: `第一中学教育集团九年级联考` in the files
//! 实验中学.xlsx and 柳河中学.xlsx.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::ProblemKind;

use crate::staging::Staging;

/// As many files that are named after other schools show that a title names none of them.
const FEWEST: usize = 2;

/// Gives the rows of sheets whose title names one school, as the titles in files of several others do, the school that their
/// file is named after.
pub(crate) fn settle(staging: &mut Staging) {
    let named = |text: &str| text.split_once(" | ").map(|(used, file)| (used.to_owned(), file.to_owned()));
    let told: Vec<(usize, String, String)> = (0..staging.problems.len())
        .filter(|at| staging.problems[*at].kind == ProblemKind::FileSchool)
        .filter_map(|at| named(&staging.problems[at].text).map(|(used, file)| (at, used, file)))
        .collect();
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, used, file) in told.iter().filter(|(.., file)| is_school(file)) {
        files.entry(used).or_default().insert(file);
    }
    let is_of_others = |used: &str| files.get(used).is_some_and(|files| files.len() >= FEWEST);
    let moved: Vec<(usize, String, String)> =
        told.iter().filter(|(_, used, file)| is_school(file) && is_of_others(used)).cloned().collect();
    // The site that the rows of a sheet leave, and the one that they come to.
    let mut of_sheet: BTreeMap<u32, (Option<u32>, u32)> = BTreeMap::new();
    for (at, _, file) in moved {
        let site = staging.site_names.number("", "", &file);
        let problem = &mut staging.problems[at];
        of_sheet.insert(problem.sheet, (problem.site, site));
        (problem.kind, problem.site) = (ProblemKind::OrganiserTitle, Some(site));
        staging.score_sheets[problem.sheet as usize].columns.place[0] = Some(file);
    }
    for (site, sheet) in staging.sites.iter_mut().zip(&staging.sheets) {
        if let Some((from, to)) = of_sheet.get(sheet)
            && *from == Some(*site)
        {
            *site = *to;
        }
    }
}

/// Whether a file is named after a school, and not after a part of one or a room: 南校区, 实验中学考点, 原柳河中学.
fn is_school(file: &str) -> bool {
    const OF_OTHERS: [&str; 6] = ["校区", "分部", "考点", "考场", "阅卷", "阅卷点"];
    !file.starts_with('原') && !OF_OTHERS.iter().any(|end| file.ends_with(end))
}
