//! What is to be said of the rows once schools are known and duplicates are found.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::{
    ExamSpec, PaperAspect, PaperClaim, Place, Problem, ProblemKind, ScoreBook, Status, SubjectColumn, points,
};

use crate::classes::ClassUnit;
use crate::duplicates::{Outcome, Outcomes};
use crate::identity::cover;
use crate::list::Lists;
use crate::pupil::filled;
use crate::read::Ingested;
use crate::schools::Schools;
use crate::staging::{BLANK, NO_CELL, RowProblem, Staging};

/// The rows that stand in the book.
pub(crate) fn used_rows(staging: &Staging, outcomes: &Outcomes) -> Vec<u32> {
    let number = |row: usize| u32::try_from(row).expect("row numbers fit");
    if outcomes.is_empty() && staging.is_whole() {
        return (0..number(staging.len())).collect();
    }
    let used = |row: &u32| staging.is_used(*row as usize) && !outcomes.contains_key(row);
    (0..staging.len()).map(number).filter(used).collect()
}

/// Problems, accounts and claims of the score sheets.
pub(crate) fn report(
    spec: &ExamSpec,
    staging: &mut Staging,
    (schools, classes): (&Schools, &[ClassUnit]),
    outcomes: &Outcomes,
    result: &mut Ingested,
) {
    let mut set_aside: BTreeSet<(u32, u32)> = BTreeSet::new();
    for (&row, outcome) in outcomes {
        if matches!(outcome, Outcome::SetAside(_) | Outcome::Decided | Outcome::Hidden) {
            let (sheet, number) = (staging.sheets[row as usize], staging.rows[row as usize]);
            set_aside.insert((sheet, number));
            staging.score_sheets[sheet as usize].counts.withdraw(1);
        }
        if let Outcome::SetAside(kind) = *outcome {
            let (sheet, number) = (staging.sheets[row as usize], staging.rows[row as usize]);
            let school = &schools.units[staging.sites[row as usize] as usize];
            let class = &classes[staging.classes[row as usize] as usize].name;
            let id = cover(staging.ids.get(row as usize), spec.raw.pupils.key.is_some());
            let called = staging.persons.shown(row as usize);
            let texts = [school.name.as_str(), class, if id.is_empty() { &called } else { &id }];
            // What tells two pupils of one name apart is written into the cell of the name.
            let columns = &staging.score_sheets[sheet as usize].columns;
            let name = columns.name.filter(|_| kind == ProblemKind::AmbiguousName);
            let column = name.and_then(|name| columns.headers.get(name)).cloned().unwrap_or_default();
            result.problems.push(Problem {
                place: staging.place(sheet, number, column),
                text: filled(&texts),
                kind,
                expected: String::new(),
                school: Some(school.id.clone()),
                subject: None,
            });
        }
    }
    let mut cells = vec![0u64; staging.score_sheets.len()];
    let mut unread: BTreeMap<(u32, PaperAspect), (u32, f64)> = BTreeMap::new();
    for problem in std::mem::take(&mut staging.problems) {
        let sheet = &staging.score_sheets[problem.sheet as usize];
        let of_lost_row = problem.subject.is_some() && set_aside.contains(&(problem.sheet, problem.row));
        let of_sheet = matches!(
            problem.kind,
            ProblemKind::EmptySheet | ProblemKind::RepeatedSheet | ProblemKind::NoHeader | ProblemKind::SummaryTable
        );
        if of_lost_row || sheet.dropped && !of_sheet {
            continue;
        }
        cells[problem.sheet as usize] += u64::from(problem.subject.is_some() && !problem.kind.is_remark());
        if let Some((aspect, number)) = unread_of(&problem) {
            unread.entry((problem.sheet, aspect)).or_insert((problem.row, 0.0)).1 += number;
        }
        result.problems.push(placed(problem, spec, staging, schools));
    }
    result.claims.extend(unread.into_iter().map(|((sheet, aspect), (row, found))| PaperClaim {
        place: staging.place(sheet, row, String::new()),
        school: None,
        subject: String::new(),
        aspect,
        found,
        required: 0.0,
    }));
    result.claims.extend(conflicting(staging, outcomes));
    for (sheet, cells) in staging.score_sheets.iter().zip(cells) {
        // A blank spare sheet of a workbook is not worth an entry.
        if sheet.counts.read > 0 && !sheet.is_unread {
            let mut account = sheet.counts.account(&sheet.file, &sheet.sheet, "scores");
            account.cells_set_aside = cells;
            account.ignored_columns.clone_from(&sheet.columns.ignored);
            account.columns = sheet.columns.described(&spec.subjects);
            result.accounts.push(account);
        }
    }
}

/// How many rows of pupils do not stand because others of the same identifier or name contradict them, of how many, placed
/// at the first of them.
fn conflicting(staging: &Staging, outcomes: &Outcomes) -> Option<PaperClaim> {
    let is_lost = |outcome: &Outcome| {
        matches!(outcome, Outcome::SetAside(ProblemKind::ConflictingPupil | ProblemKind::AmbiguousName))
    };
    let mut lost = outcomes.iter().filter(|(_, outcome)| is_lost(outcome)).map(|(row, _)| *row as usize);
    let first = lost.next()?;
    let found = 1 + lost.count();
    let required = (0..staging.len()).filter(|row| staging.is_used(*row)).count();
    #[expect(clippy::cast_precision_loss, reason = "numbers of rows stay below 2^53")]
    let (found, required) = (found as f64, required as f64);
    let place = staging.place(staging.sheets[first], staging.rows[first], String::new());
    Some(PaperClaim { place, school: None, subject: String::new(), aspect: PaperAspect::RowsStand, found, required })
}

/// What a problem says of rows or zeros that could not be read as they are meant, or add up to nothing, and of how many.
fn unread_of(problem: &RowProblem) -> Option<(PaperAspect, f64)> {
    match problem.kind {
        ProblemKind::OtherHeader | ProblemKind::BelowList => Some((PaperAspect::RowsRead, 1.0)),
        // It is told once a sheet, with the number of its rows.
        ProblemKind::NoHeader => Some((PaperAspect::RowsRead, problem.text.parse().unwrap_or(1.0))),
        // It is told once a column, with the number of its zeros.
        ProblemKind::UnreadStatus => Some((PaperAspect::StatusRead, problem.expected.parse().unwrap_or(1.0))),
        // It is told once a sheet where most rows are concerned: `140 / 170`.
        ProblemKind::TotalMismatch if problem.row == 0 => {
            let rows = problem.text.split(" / ").next().and_then(|rows| rows.parse().ok());
            Some((PaperAspect::TotalsAgree, rows.unwrap_or(1.0)))
        }
        _ => None,
    }
}

fn placed(problem: RowProblem, spec: &ExamSpec, staging: &Staging, schools: &Schools) -> Problem {
    let school = |site: u32| schools.units[schools.of_site[site as usize] as usize].id.clone();
    Problem {
        place: staging.place(problem.sheet, problem.row, problem.column),
        text: problem.text,
        kind: problem.kind,
        expected: problem.expected,
        school: problem.site.map(school),
        subject: problem.subject.map(|subject| spec.subjects[subject].id.clone()),
    }
}

/// Pupils with a zero in every subject, once a school: some systems write zeros for pupils who were absent.
pub(crate) fn all_zeros(staging: &Staging, schools: &Schools, rows: &[u32]) -> Vec<Problem> {
    /// One subject alone tells nothing.
    const FEWEST: usize = 2;
    // Nearly every row has a mark above zero in some subject, which is seen column by column at once.
    let mut has_more = vec![false; staging.len()];
    for marks in &staging.marks {
        has_more.iter_mut().zip(&marks.ticks).for_each(|(more, ticks)| *more |= *ticks > 0);
    }
    let mut found: BTreeMap<u32, (usize, u64)> = BTreeMap::new();
    for row in rows.iter().map(|row| *row as usize).filter(|row| !has_more[*row]) {
        let seen = || staging.marks.iter().filter(move |marks| !matches!(marks.ticks[row], BLANK | NO_CELL));
        let is_zero = |marks: &SubjectColumn| marks.status[row] == Status::Present && marks.ticks[row] == 0;
        if seen().count() >= FEWEST && seen().all(is_zero) {
            found.entry(staging.sites[row]).or_insert((row, 0)).1 += 1;
        }
    }
    let told = |(school, (row, count)): (u32, (usize, u64))| Problem {
        place: staging.place(staging.sheets[row], staging.rows[row], String::new()),
        text: count.to_string(),
        kind: ProblemKind::AllZeros,
        expected: String::new(),
        school: Some(schools.units[school as usize].id.clone()),
        subject: None,
    };
    found.into_iter().map(told).collect()
}

/// Schools that the school list does not name, once each.
pub(crate) fn unlisted(staging: &Staging, schools: &Schools, lists: &Lists, result: &mut Ingested) {
    if lists.schools.is_empty() {
        return;
    }
    let mut first: BTreeMap<u32, usize> = BTreeMap::new();
    for (row, school) in staging.sites.iter().enumerate() {
        if schools.units[*school as usize].listed.is_none() && staging.is_used(row) {
            first.entry(*school).or_insert(row);
        }
    }
    for (school, row) in first {
        let unit = &schools.units[school as usize];
        let text = if unit.id == unit.name { unit.id.clone() } else { format!("{} | {}", unit.id, unit.name) };
        result.problems.push(Problem {
            place: staging.place(staging.sheets[row], staging.rows[row], String::new()),
            text,
            kind: ProblemKind::UnlistedSchool,
            expected: String::new(),
            school: Some(unit.id.clone()),
            subject: None,
        });
    }
}

/// Full marks that headers state otherwise, and subjects that a sheet lacks.
pub(crate) fn offered(
    spec: &ExamSpec,
    staging: &Staging,
    schools: &Schools,
    outcomes: &Outcomes,
    result: &mut Ingested,
) {
    let of_sheet = sheet_schools(staging);
    // One file a subject: the subjects that a sheet lacks stand in another one.
    let mut parts: BTreeSet<u32> = BTreeSet::new();
    for (&row, outcome) in outcomes {
        if let Outcome::Joined(to) | Outcome::Seen(to) = *outcome {
            parts.extend([staging.sheets[row as usize], staging.sheets[to as usize]]);
        }
    }
    for (number, sheet) in staging.score_sheets.iter().enumerate() {
        if !sheet.has_header || sheet.dropped {
            continue;
        }
        let school = match of_sheet[number] {
            OfSheet::One(school) => Some(schools.units[school as usize].id.clone()),
            _ => None,
        };
        let claim = |subject: usize, column: &str, aspect, (found, required)| PaperClaim {
            place: Place {
                file: sheet.file.clone(),
                sheet: sheet.sheet.clone(),
                row: u64::from(sheet.columns.row),
                column: column.to_owned(),
            },
            school: school.clone(),
            subject: spec.subjects[subject].id.clone(),
            aspect,
            found,
            required,
        };
        for stated in &sheet.columns.claims {
            let subject = &spec.subjects[stated.subject];
            let required = points(i64::from(subject.full_ticks), subject.decimals);
            if (stated.found - required).abs() > 1e-9 {
                let marks = (stated.found, required);
                result.claims.push(claim(stated.subject, &stated.header, PaperAspect::FullMark, marks));
            }
        }
        let is_part = u32::try_from(number).is_ok_and(|number| parts.contains(&number));
        if sheet.counts.kept > 0 && !is_part {
            let lacks =
                |subject: &usize| sheet.columns.subjects[*subject].is_none() && !spec.subjects[*subject].elective;
            let lacking = (0..spec.subjects.len()).filter(lacks);
            result.claims.extend(lacking.map(|subject| claim(subject, "", PaperAspect::Offered, (0.0, 1.0))));
        }
    }
}

/// The schools in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OfSheet {
    None,
    One(u32),
    Several,
}

fn sheet_schools(staging: &Staging) -> Vec<OfSheet> {
    let mut schools = vec![OfSheet::None; staging.score_sheets.len()];
    for (sheet, school) in staging.sheets.iter().zip(&staging.sites) {
        let of = &mut schools[*sheet as usize];
        *of = match *of {
            OfSheet::None => OfSheet::One(*school),
            OfSheet::One(known) if known == *school => continue,
            _ => OfSheet::Several,
        };
    }
    schools
}

/// Rows of the school list whose school holds no marks.
pub(crate) fn idle_list_rows(book: &ScoreBook, schools: &Schools, lists: &mut Lists) {
    let with_marks: BTreeSet<&str> = book.schools.iter().map(|school| school.id.as_str()).collect();
    let listed: BTreeSet<usize> = schools
        .units
        .iter()
        .filter(|unit| with_marks.contains(unit.id.as_str()))
        .filter_map(|unit| unit.listed)
        .collect();
    let idle: Vec<(Place, String)> = lists
        .schools
        .iter()
        .enumerate()
        .filter(|(position, _)| !listed.contains(position))
        .map(|(_, school)| (school.place.clone(), filled(&[&school.code, &school.name])))
        .collect();
    for (place, text) in idle {
        lists.withdraw(&place, 1, ProblemKind::SchoolWithoutMarks, text);
    }
}
