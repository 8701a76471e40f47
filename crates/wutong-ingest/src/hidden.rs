//! Sheets that a workbook hides, or that are named after ranks, a copy or another exam: read like the others, and never
//! without a word.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::ProblemKind;

use crate::cell::fold;
use crate::duplicates::{Outcome, Outcomes};
use crate::layout::{class_in, marks_named, school_in};
use crate::staging::{RowProblem, Staging};
use crate::views;

/// What sheets are called that say something else of the pupils of another sheet, under the same headers.
const BESIDE: [&str; 22] = [
    "名次",
    "排名",
    "排序",
    "位次",
    "等级",
    "等第",
    "得分率",
    "标准分",
    "t分",
    "z分",
    "百分位",
    "百分等级",
    "上次",
    "上学期",
    "上期",
    "去年",
    "往次",
    "备份",
    "旧",
    "草稿",
    "作废",
    "目标",
];

/// Whether a sheet gives way to others by its name: 名次, 上次成绩, 备份.
pub(crate) fn gives_way(name: &str) -> bool {
    let folded = fold(name);
    // 旧县中学 and 目标班 have pupils of their own; 等级赋分 are marks, and 等级考 is an exam.
    let is_place = school_in(name).is_some() || class_in(name).is_some() || folded.ends_with('班');
    BESIDE.iter().any(|word| folded.contains(word))
        && marks_named("", name).is_none()
        && !is_place
        && !folded.contains("等级考")
}

/// Takes the sheets that are hidden, or give way by their name, and contradict others out of the groups of rows of one
/// pupil.
///
/// Such a sheet is an earlier version of what the others say, or none of their marks. None of its rows is used, those of
/// pupils whom no other sheet names included: nobody can say why they are gone.
pub(crate) fn versions(staging: &mut Staging, groups: &mut BTreeMap<u32, Vec<u32>>) -> Outcomes {
    let mut outcomes = Outcomes::new();
    let sheets = &staging.score_sheets;
    let is_behind: Vec<bool> = sheets.iter().map(|sheet| sheet.is_hidden || gives_way(&sheet.sheet)).collect();
    if !is_behind.contains(&true) {
        return outcomes;
    }
    let is_hidden = |row: &u32| is_behind[staging.sheets[*row as usize] as usize];
    // How many pupils of others each such sheet has, and of how many it says something else.
    let mut times: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for rows in groups.values() {
        let (hidden, visible): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| is_hidden(row));
        for row in hidden {
            let contradicts = |other: &u32| !views::joins(staging, &[*other, row]);
            if !visible.is_empty() {
                let (shared, differing) = times.entry(staging.sheets[row as usize]).or_default();
                (*shared, *differing) = (*shared + 1, *differing + usize::from(visible.iter().any(contradicts)));
            }
        }
    }
    let holds = |sheet: u32, subject: usize| sheets[sheet as usize].columns.subjects[subject].is_some();
    let is_only = |sheet: u32| {
        let others = |subject: usize| (0u32..).zip(&is_behind).any(|(other, behind)| !behind && holds(other, subject));
        (0..staging.marks.len()).any(|subject| holds(sheet, subject) && !others(subject))
    };
    // A single slip makes no other version of a sheet that everybody can see.
    let is_older = |(sheet, (shared, differing)): (&u32, &(usize, usize))| {
        let is_hidden = sheets[*sheet as usize].is_hidden;
        let is_one = *differing > 0 && (is_hidden || *differing * 2 > *shared && !is_only(*sheet));
        is_one.then_some(*sheet)
    };
    let older: BTreeSet<u32> = times.iter().filter_map(is_older).collect();
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
    for (number, sheet) in (0u32..).zip(sheets).filter(|(_, sheet)| !sheet.dropped) {
        let is_older = older.contains(&number);
        let kind = if is_older { ProblemKind::HiddenVersion } else { ProblemKind::HiddenSheet };
        if is_older || sheet.is_hidden && sheet.counts.kept > 0 {
            staging
                .problems
                .push(RowProblem { text: sheet.counts.kept.to_string(), ..RowProblem::of_sheet(number, kind) });
        }
    }
    outcomes
}
