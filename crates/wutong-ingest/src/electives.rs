//! Which electives a pupil took: what dashes and zeros mean in their columns, and how many of them a total holds.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::{Choice, Subject};
use wutong_model::{ExamSpec, ProblemKind, Status, Treatment};

use crate::consistency::Sums;
use crate::schools::Schools;
use crate::staging::{BLANK, DASH, NO_CELL, RowProblem, Staging};

/// Fewer pupils of a sheet tell nothing.
const FEWEST: usize = 8;

/// What a sheet writes for electives that a pupil did not choose becomes a blank: a dash beside 缺考, and zeros.
pub(crate) fn not_chosen(subjects: &[Subject], staging: &mut Staging) {
    let electives: Vec<usize> = (0..subjects.len()).filter(|subject| subjects[*subject].elective).collect();
    if !electives.is_empty() {
        dashes(&electives, staging);
        zeros(&electives, staging);
    }
}

/// Where a file says 缺考 of some, a dash is no absence, unless the sheet leaves more cells blank: of these one is not
/// chosen, and the dash absent. Dashes of other sheets are absences for now.
fn dashes(electives: &[usize], staging: &mut Staging) {
    let mut of_sheet: BTreeMap<u32, [usize; 3]> = BTreeMap::new();
    for (row, sheet) in staging.sheets.iter().enumerate() {
        for &subject in electives {
            let marks = &staging.marks[subject];
            let kind = match (marks.ticks[row], marks.status[row]) {
                (DASH, _) => 0,
                (BLANK, _) => 1,
                (0, Status::Absent) => 2,
                _ => continue,
            };
            of_sheet.entry(*sheet).or_default()[kind] += 1;
        }
    }
    let file = |sheet: u32| staging.score_sheets[sheet as usize].file.as_str();
    let worded: BTreeSet<&str> =
        of_sheet.iter().filter(|(_, [.., words])| *words > 0).map(|(sheet, _)| file(*sheet)).collect();
    let is_choice: BTreeMap<u32, bool> = of_sheet
        .iter()
        .filter(|(_, [dashes, ..])| *dashes > 0)
        .map(|(sheet, [dashes, blanks, _])| (*sheet, blanks < dashes && worded.contains(file(*sheet))))
        .collect();
    for (row, sheet) in staging.sheets.iter().enumerate() {
        let Some(is_choice) = is_choice.get(sheet) else { continue };
        for &subject in electives {
            let ticks = &mut staging.marks[subject].ticks[row];
            if *ticks == DASH {
                *ticks = if *is_choice { BLANK } else { 0 };
            }
        }
    }
}

/// What a row has in electives.
struct Held {
    row: usize,
    /// Above zero, or a word in their place.
    taken: usize,
    zeros: usize,
}

/// Where all pupils of a sheet have one number of electives above zero, and zeros beside them, these are none.
fn zeros(electives: &[usize], staging: &mut Staging) {
    let held = |row: usize| {
        let mut held = Held { row, taken: 0, zeros: 0 };
        for &subject in electives {
            match (staging.marks[subject].ticks[row], staging.marks[subject].status[row]) {
                (BLANK | NO_CELL, _) | (_, Status::NotTaken) => {}
                (0, Status::Present) => held.zeros += 1,
                _ => held.taken += 1,
            }
        }
        held
    };
    let mut of_sheet: BTreeMap<u32, Vec<Held>> = BTreeMap::new();
    for row in (0..staging.len()).filter(|row| staging.is_used(*row)) {
        let held = held(row);
        if held.taken + held.zeros > 0 {
            of_sheet.entry(staging.sheets[row]).or_default().push(held);
        }
    }
    for (sheet, rows) in of_sheet {
        let mut times: BTreeMap<usize, usize> = BTreeMap::new();
        rows.iter().for_each(|held| *times.entry(held.taken).or_default() += 1);
        let Some((&number, &most)) = times.iter().max_by_key(|(_, times)| **times) else { continue };
        if rows.len() < FEWEST || most * 10 < rows.len() * 9 || number == 0 {
            continue;
        }
        let mut of_site: BTreeMap<u32, Vec<&Held>> = BTreeMap::new();
        for held in &rows {
            of_site.entry(staging.sites[held.row]).or_default().push(held);
        }
        for (site, rows) in of_site {
            // A zero here and there is a mark.
            if rows.iter().filter(|held| held.zeros > 0).count() * 2 < rows.len() {
                continue;
            }
            for (held, subject) in rows.iter().flat_map(|held| electives.iter().map(move |subject| (held, *subject))) {
                let marks = &mut staging.marks[subject];
                if (marks.ticks[held.row], marks.status[held.row]) == (0, Status::Present) {
                    (marks.ticks[held.row], marks.status[held.row]) = (BLANK, Status::Absent);
                }
            }
            staging.problems.push(RowProblem {
                text: rows.iter().map(|held| held.zeros).sum::<usize>().to_string(),
                expected: number.to_string(),
                site: Some(site),
                ..RowProblem::of_sheet(sheet, ProblemKind::ZerosNotChosen)
            });
        }
    }
}

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
