//! One row of a score sheet: who the pupil is, and what is wrong with that.

use std::collections::BTreeMap;

use wutong_model::ProblemKind;

use super::{ScoreReader, SheetState, has_extra_cells};
use crate::cell::{Cell, Row};
use crate::classes;
use crate::consistency::RowAt;
use crate::error::IngestError;
use crate::feed::Fate;
use crate::header::ScoreColumns;
use crate::identity::{cover, is_bad_number};
use crate::long::LongRow;
use crate::pupil::{RowJudge, gender, identity_text, whole};
use crate::staging::{NO_SITE, RowProblem};

impl ScoreReader<'_> {
    /// Notes where a pupil of a list belongs, for sheets of marks that do not say it.
    pub(super) fn note_home(&mut self, row: &dyn Row) {
        let columns = &self.sheet.columns;
        let mut scratch = String::new();
        let cell = columns.id.map_or(Cell::Empty, |column| row.cell(column));
        let Ok(id) = columns.ids.identify(cell, &mut scratch) else { return };
        let text = |column: Option<usize>| column.map(|column| row.cell(column).shown()).unwrap_or_default();
        let fixed = |at: usize| columns.place[at].clone().unwrap_or_default();
        let (code, school) = (text(columns.code), text(columns.school));
        let school = if school.is_empty() && code.is_empty() { fixed(0) } else { school };
        let class = if columns.class.is_none() { fixed(1) } else { text(columns.class) };
        if !(school.is_empty() && code.is_empty()) {
            self.staging.homes.note(id, &[text(columns.county), code, school, class]);
        }
    }

    #[expect(clippy::too_many_lines, reason = "what a row is, asked in one order")]
    pub(super) fn pupil(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let sheet = self.position();
        let SheetState { columns, scratch, carry, judge, long, plain, view, .. } = &mut self.sheet;
        if let Some(column) = columns.name.filter(|_| self.context.conceals) {
            self.staging.names.add(row.cell(column));
        }
        remember(carry, row);
        let [county, code, school, class, id] = scratch;
        let county = text(row, columns.county, carry, county);
        let code = whole(text(row, columns.code, carry, code));
        let fixed = |at: usize| columns.place[at].as_deref().unwrap_or("");
        let school = match text(row, columns.school, carry, school) {
            "" if code.is_empty() => fixed(0),
            school => school,
        };
        let class = match whole(text(row, columns.class, carry, class)) {
            "" if columns.class.is_none() => fixed(1),
            class => class,
        };
        if judge.is_statistic(columns, row) {
            return Ok(Fate::NotData);
        }
        let apart = classes::apart(school, class);
        let (school, class) = apart.as_ref().map_or((school, class), |(school, class)| (school, class));
        if columns.grade.other(columns.grade.cell(row), class).is_some() {
            return Ok(if judge.is_of_nobody(columns, row) { Fate::NotData } else { self.of_other_grade(number, row) });
        }
        let is_by_id = !columns.names_school() && self.context.is_by_id && columns.id.is_some();
        let id_cell = columns.id.map_or(Cell::Empty, |column| row.cell(column));
        let id = match columns.ids.identify(id_cell, id) {
            Ok(id) if columns.ids.is_strange(id) => Err(ProblemKind::NoPupilId),
            id => id,
        };
        // A pupil without an identifier who is named 平均分 is none.
        let is_of_many = || judge.is_summary(row) || RowJudge::is_of_group(columns, row);
        if columns.id.is_none() && is_of_many() && !RowJudge::is_named_so(columns, row) {
            return Ok(Fate::NotData);
        }
        let may_be_late = id == Err(ProblemKind::NoPupilId) && !is_by_id && !class.is_empty() && long.is_none();
        let lacks_name = long.is_none() && RowJudge::lacks_name(columns, row);
        let broken = [(columns.county, county), (columns.code, code), (columns.school, school), (columns.class, class)];
        let broken = broken.into_iter().chain([(columns.id, id.unwrap_or(""))]).find(|(_, text)| is_broken(text));
        let strange = view.as_ref().and_then(|view| view.strange(row));
        let kind = if broken.is_some() {
            Some(ProblemKind::BrokenText)
        } else if school.is_empty() && code.is_empty() && !is_by_id {
            Some(ProblemKind::NoSchool)
        } else if let (Err(kind), true) = (id, columns.id.is_some())
            && !(may_be_late && judge.counts_by_name(columns, row))
        {
            Some(kind)
        } else if lacks_name {
            Some(ProblemKind::NoPupilId)
        } else if strange.is_some() {
            Some(ProblemKind::UnknownSubject)
        } else if has_extra_cells(row, columns.headers.len()) {
            Some(ProblemKind::ExtraCells)
        } else {
            None
        };
        let has_site = !matches!(kind, Some(ProblemKind::NoSchool | ProblemKind::BrokenText));
        let site = has_site.then(|| match is_by_id {
            true => NO_SITE,
            false => self.staging.site_names.number(county, code, school),
        });
        if let Some(kind) = kind {
            let is_of_nobody =
                matches!(kind, ProblemKind::NoSchool | ProblemKind::NoPupilId | ProblemKind::IdLostDigits);
            if is_of_nobody && (judge.is_summary(row) || RowJudge::is_note(columns, row)) {
                return Ok(Fate::NotData);
            }
            let column = match kind {
                ProblemKind::UnknownSubject => strange,
                _ => column_of(kind, columns, broken.and_then(|(column, _)| column)),
            };
            let text = text_of(kind, (columns, row), strange, self.context.conceals);
            self.staging.problems.push(RowProblem {
                sheet,
                row: number,
                column: column.map(|column| columns.headers[column].clone()).unwrap_or_default(),
                text,
                kind,
                expected: String::new(),
                subject: None,
                site,
            });
            return Ok(Fate::SetAside);
        }
        let site = site.expect("a row without a school has returned");
        self.staging.problems.extend(bad_student_number(columns, row, (sheet, number, site), self.context.conceals));
        let campus = columns.campus.map(|column| row.cell(column).shown()).unwrap_or_default();
        let class = self.staging.campuses.class(&campus, class, &mut self.staging.class_names);
        let (id, at) = (id.unwrap_or(""), RowAt { sheet, row: number, site, class });
        let named = columns.name.filter(|_| id.is_empty() || self.context.keeps_names);
        if let Some(long) = long {
            let name = columns.name.map(|column| row.cell(column).shown()).unwrap_or_default();
            let key = if id.is_empty() { name.as_str() } else { id };
            let conceals = self.context.conceals;
            let context = LongRow { papers: &self.papers, words: &self.words, columns, at, id, key, conceals };
            let known = self.staging.len();
            let fate = long.row(row, context, self.context.vocabulary, &mut self.staging, self.file);
            self.staging.person(named.filter(|_| self.staging.len() > known).map(|column| row.cell(column)));
            return fate;
        }
        if let Some(plain) = plain {
            plain.learn(row, at);
        }
        let of_gender = columns.gender.map_or(0, |column| gender(row.cell(column)));
        self.staging.push(id, at);
        self.staging.gender(of_gender);
        self.staging.person(named.map(|column| row.cell(column)));
        self.marks(row, at);
        Ok(Fate::Kept)
    }
}

/// What stands where a row is wrong.
fn text_of(
    kind: ProblemKind,
    (columns, row): (&ScoreColumns, &dyn Row),
    strange: Option<usize>,
    conceals: bool,
) -> String {
    let shown = |column: Option<usize>| column.map(|column| row.cell(column).shown()).unwrap_or_default();
    match kind {
        ProblemKind::IdLostDigits => cover(&shown(columns.id), conceals).into_owned(),
        ProblemKind::UnknownSubject => shown(strange),
        _ => identity_text(columns, row, conceals),
    }
}

/// The column in which a row is wrong.
fn column_of(kind: ProblemKind, columns: &ScoreColumns, broken: Option<usize>) -> Option<usize> {
    match kind {
        ProblemKind::NoSchool => columns.school.or(columns.code),
        ProblemKind::ExtraCells => None,
        ProblemKind::BrokenText => broken,
        _ => columns.id.or(columns.name),
    }
}

/// Keeps the cells that blanks below them stand for.
fn remember(carry: &mut BTreeMap<usize, String>, row: &dyn Row) {
    for (column, above) in carry.iter_mut() {
        let cell = row.cell(*column);
        if !cell.is_empty() {
            *above = cell.shown();
        }
    }
}

/// The text of a column, or the one above it where blanks stand for that.
fn text<'s>(
    row: &'s dyn Row,
    column: Option<usize>,
    carry: &'s BTreeMap<usize, String>,
    scratch: &'s mut String,
) -> &'s str {
    let Some(column) = column else { return "" };
    match row.cell(column) {
        Cell::Empty => carry.get(&column).map_or("", String::as_str),
        // A formula that was never computed names nobody.
        Cell::Text(text) if text.starts_with('=') => "",
        cell => cell.show(scratch),
    }
}

/// What is wrong with the student number beside the identifier of a pupil.
fn bad_student_number(
    columns: &ScoreColumns,
    row: &dyn Row,
    (sheet, number, site): (u32, u32, u32),
    conceals: bool,
) -> Option<RowProblem> {
    let column = columns.student_number.filter(|column| is_bad_number(row.cell(*column)))?;
    Some(RowProblem {
        sheet,
        row: number,
        column: columns.headers[column].clone(),
        text: cover(&row.cell(column).shown(), conceals).into_owned(),
        kind: ProblemKind::BadStudentNumber,
        expected: String::new(),
        subject: None,
        site: Some(site),
    })
}

/// Whether a text holds what a decoder writes for bytes that are no character.
fn is_broken(text: &str) -> bool {
    !text.is_ascii() && text.contains(char::REPLACEMENT_CHARACTER)
}
