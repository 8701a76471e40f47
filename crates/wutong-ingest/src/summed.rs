//! Marks from items, for exams that hand in nothing else: a pupil's mark is the sum of the items.

use wutong_model::spec::{IdScope, SourceKind, Subject};
use wutong_model::{ProblemKind, Response, Status, SubjectColumn, mark_text};

use crate::cell::Cell;
use crate::consistency::RowAt;
use crate::error::IngestError;
use crate::feed::{Counts, excerpt};
use crate::header::ScoreColumns;
use crate::items::{ItemSheet, ItemStaging};
use crate::layout::school_in;
use crate::staging::{NO_CELL, NO_SITE, RowProblem, ScoreSheet, Staging};

/// Score rows made from the sheets of items.
///
/// # Errors
/// A sheet that names no school, where its identifiers are not those of one pupil each.
pub(crate) fn staging(subjects: &[Subject], items: &ItemStaging, scope: IdScope) -> Result<Staging, IngestError> {
    let mut staging = Staging { marks: vec![SubjectColumn::default(); subjects.len()], ..Staging::default() };
    for sheet in items.sheets.iter().filter(|sheet| sheet.kind == SourceKind::Items && sheet.has_header) {
        add(&mut staging, subjects, (items, scope), sheet)?;
    }
    Ok(staging)
}

fn add(
    staging: &mut Staging,
    subjects: &[Subject],
    (items, scope): (&ItemStaging, IdScope),
    sheet: &ItemSheet,
) -> Result<(), IngestError> {
    let mut no_school = None;
    let number = u32::try_from(staging.score_sheets.len()).expect("fewer sheets than rows");
    let named: Vec<(&str, &str, &str)> = items.sites.named().collect();
    let of_file = [sheet.sheet.as_str(), &sheet.file].into_iter().find_map(school_in);
    let paper = &subjects[sheet.subject];
    for row in 0..sheet.rows.len() {
        let (county, code, school) = named[sheet.sites[row] as usize];
        let school = if school.is_empty() && code.is_empty() { of_file.as_deref().unwrap_or("") } else { school };
        let is_homeless = school.is_empty() && code.is_empty();
        if is_homeless && no_school.is_none() {
            let error = IngestError::NoSchoolColumn {
                file: sheet.file.clone(),
                sheet: sheet.sheet.clone(),
                row: sheet.header,
                headers: excerpt(&sheet.columns.values().cloned().collect::<Vec<_>>()),
            };
            if scope != IdScope::Exam || !sheet.persons.is_empty() {
                return Err(error);
            }
            // Another sheet or a list may name the school of the pupil.
            no_school = Some(error);
        }
        let site = if is_homeless { NO_SITE } else { staging.site_names.number(county, code, school) };
        let class = staging.class_names.number(&items.classes.texts()[sheet.classes[row] as usize]);
        let at = RowAt { sheet: number, row: sheet.rows[row], site, class };
        staging.push(sheet.ids.get(row), at);
        staging.person(items.person(sheet, row).map(Cell::Text));
        let (ticks, status) = sum(sheet, row, paper);
        if status == Status::SetAside && ticks > 0 {
            staging.problems.push(RowProblem {
                sheet: number,
                row: at.row,
                column: String::new(),
                text: mark_text(i64::from(ticks), paper.decimals),
                kind: ProblemKind::MarkAboveFull,
                expected: format!("0..{}", mark_text(i64::from(paper.full_ticks), paper.decimals)),
                subject: Some(sheet.subject),
                site: Some(site),
            });
        }
        for (subject, marks) in staging.marks.iter_mut().enumerate() {
            let mark = if subject == sheet.subject { (ticks, status) } else { (NO_CELL, Status::NotTaken) };
            marks.ticks.push(if mark.1 == Status::SetAside { 0 } else { mark.0 });
            marks.status.push(mark.1);
        }
    }
    let rows = sheet.rows.len() as u64;
    let is_by_name = !sheet.persons.is_empty();
    let [id, name] = [!is_by_name, is_by_name].map(|is_there| is_there.then_some(0));
    let mut columns = ScoreColumns { row: sheet.header, id, name, ..ScoreColumns::default() };
    columns.headers = vec![sheet.columns.get(if is_by_name { "name" } else { "id" }).cloned().unwrap_or_default()];
    columns.subjects = (0..subjects.len()).map(|subject| (subject == sheet.subject).then_some(0)).collect();
    columns.companions = vec![None; subjects.len()];
    columns.class = sheet.columns.contains_key("class").then_some(0);
    staging.score_sheets.push(ScoreSheet {
        file: sheet.file.clone(),
        sheet: sheet.sheet.clone(),
        columns,
        counts: Counts { read: rows, kept: rows, ..Counts::default() },
        has_header: true,
        no_school,
        ..ScoreSheet::default()
    });
    Ok(())
}

/// The sum of a pupil's items: absent without a single answer, set aside where an item is or where it is beyond the paper.
fn sum(sheet: &ItemSheet, row: usize, paper: &Subject) -> (i32, Status) {
    let cells = || (0..sheet.items.len()).map(|item| sheet.cell(row, item));
    if cells().any(|(_, response)| response == Response::SetAside) {
        return (0, Status::SetAside);
    }
    let given = || cells().filter(|(_, response)| *response == Response::Given);
    let total = given().try_fold(0i32, |sum, (ticks, _)| sum.checked_add(ticks)).unwrap_or(i32::MAX);
    match given().next() {
        None => (0, Status::Absent),
        Some(_) if total > paper.full_ticks => (total, Status::SetAside),
        Some(_) => (total, Status::Present),
    }
}
