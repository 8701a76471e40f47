//! Which electives a pupil took, where every total holds the same number of them.

use std::collections::BTreeMap;

use wutong_model::spec::Choice;
use wutong_model::{ExamSpec, ProblemKind, Status, Treatment};

use crate::consistency::Sums;
use crate::schools::Schools;
use crate::staging::{BLANK, NO_CELL, RowProblem, Staging};

/// Who has a mark in as many electives as a total holds took no others: `-` or 缺考 there is no absence.
pub(crate) fn settle(choices: &[Choice], staging: &mut Staging, used: &[u32]) {
    for Choice { members, number } in choices {
        for &row in used {
            let row = row as usize;
            let status = |&member: &usize| staging.marks[member].status[row];
            if members.iter().filter(|member| status(member) == Status::Present).count() != *number {
                continue;
            }
            for &member in members {
                let status = &mut staging.marks[member].status[row];
                if *status == Status::Absent {
                    *status = Status::NotTaken;
                }
            }
        }
    }
}

/// Points out pupils without a total of whom no status says why: each has a mark in all common subjects and, of a choice of
/// the total, more marks than it takes, or fewer and nothing beside them but blanks.
pub(crate) fn report(spec: &ExamSpec, staging: &mut Staging, schools: &Schools, used: &[u32]) {
    let total = &spec.total;
    // Rows hold schools by now, problems the places that named them.
    let site = |school: u32| schools.of_site.iter().zip(0..).find(|(own, _)| **own == school).map(|(_, site)| site);
    let mut sheets: BTreeMap<u32, Sums> = BTreeMap::new();
    for &row in used.iter().filter(|_| !total.choices.is_empty()) {
        let cell = |member: usize| {
            let marks = &staging.marks[member];
            (marks.ticks[row as usize], marks.status[row as usize])
        };
        let counts = |member: usize| {
            let (ticks, status) = cell(member);
            ticks > NO_CELL && (status == Status::Present || spec.treatment(status) == Treatment::Zero)
        };
        if !total.common().all(counts) {
            continue;
        }
        let sheet = staging.sheets[row as usize];
        let mut wrong = Vec::new();
        for Choice { members, number } in &total.choices {
            let marked: Vec<usize> = members.iter().copied().filter(|&member| counts(member)).collect();
            let says_why = |&member: &usize| match cell(member) {
                (BLANK | NO_CELL, _) | (_, Status::NotTaken) => false,
                _ => !counts(member),
            };
            if marked.len() == *number || marked.len() < *number && members.iter().any(says_why) {
                continue;
            }
            let names: Vec<&str> = marked.iter().map(|&member| spec.subjects[member].name.as_str()).collect();
            wrong.push(RowProblem {
                sheet,
                row: staging.rows[row as usize],
                column: names.join(", "),
                text: marked.len().to_string(),
                kind: ProblemKind::ElectiveCount,
                expected: number.to_string(),
                subject: None,
                site: site(staging.sites[row as usize]),
            });
        }
        sheets.entry(sheet).or_default().add(wrong);
    }
    for (sheet, pupils) in sheets {
        // Which subjects the first pupil has says nothing of the sheet.
        let of_sheet = |problem| RowProblem { column: String::new(), ..problem };
        pupils.report(sheet, &mut staging.problems, of_sheet);
    }
}
