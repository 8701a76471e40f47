//! Titles between the rows, which name the school or class of those below.

use wutong_model::ProblemKind;

use super::ScoreReader;
use crate::cell::{Cell, OwnedRow, Row, fold, fold_name};
use crate::error::IngestError;
use crate::feed::excerpt;
use crate::grades;
use crate::header::ScoreColumns;
use crate::layout::{Layout, class_in, class_of, school_in};
use crate::pupil::is_merged_title;
use crate::staging::RowProblem;

/// Characters of the name of a pupil.
const LONGEST_NAME: usize = 4;

impl ScoreReader<'_> {
    /// Tells of a title that names another school than the specification does for the whole file; that one is used.
    pub(super) fn tell_other_school(&mut self, number: u32, row: &dyn Row) {
        let columns = &self.sheet.columns;
        let is_named = self.source.school.is_some() && columns.school.is_none() && columns.code.is_none();
        let Some(named) = columns.place[0].as_deref().filter(|_| is_named) else { return };
        let Some((text, found)) = title(row).and_then(|text| school_in(&text).map(|found| (text, found))) else {
            return;
        };
        let is_name = columns.name.is_some_and(|column| !row.cell(column).is_empty());
        let is_name = is_name && text.chars().count() <= LONGEST_NAME;
        if is_name || may_be_one(named, &found) {
            return;
        }
        let site = self.staging.site_names.number("", "", named);
        let (sheet, column, expected) = (self.position(), String::new(), String::new());
        let kind = ProblemKind::OtherSchool;
        let problem = RowProblem { sheet, row: number, column, text, kind, expected, subject: None, site: Some(site) };
        self.staging.problems.push(problem);
    }

    /// Whether anything may say of what school the rows are: columns or names, titles between the rows, or, by identifier,
    /// other sheets. Otherwise the sheet is rejected.
    pub(super) fn may_have_school(&mut self, layout: &Layout, head: &[OwnedRow], sheet: String) -> bool {
        let columns = &self.sheet.columns;
        if columns.names_school() {
            return true;
        }
        let error = IngestError::NoSchoolColumn {
            file: self.file.to_owned(),
            sheet,
            row: layout.row,
            headers: excerpt(&layout.headers),
        };
        if self.context.is_by_id && columns.id.is_some() {
            self.staging.score_sheets.last_mut().expect("a sheet has begun").no_school = Some(error);
            return true;
        }
        let names_school = |row: &OwnedRow| {
            // A pupil without marks says two things as well: A01 | 李一中.
            let is_pupil = columns.name.is_some_and(|column| !row.cell(column).is_empty());
            (!is_pupil || is_merged_title(row)) && title(row).is_some_and(|text| school_in(&text).is_some())
        };
        let is_titled = head[layout.bottom + 1..].iter().any(names_school);
        if !is_titled {
            self.sheet.rejection = Some(error);
        }
        is_titled
    }

    /// Tells of a sheet whose title or name and whose file name different schools; that of the sheet is used.
    pub(super) fn tell_file_school(&mut self, named: &str, row: u32) {
        let columns = &self.sheet.columns;
        let is_told = self.source.school.is_none() && columns.school.is_none() && columns.code.is_none();
        let Some(used) = columns.place[0].clone().filter(|used| is_told && !may_be_one(used, named)) else { return };
        let site = self.staging.site_names.number("", "", &used);
        let problem = RowProblem::of_sheet(self.position(), ProblemKind::FileSchool);
        self.staging.problems.push(RowProblem { row, text: format!("{used} | {named}"), site: Some(site), ..problem });
    }

    /// Whether a row is a title that names the school or class of the rows below, where no column does.
    pub(super) fn turns_to_another_place(&mut self, row: &dyn Row) -> bool {
        let columns = &self.sheet.columns;
        let wants_school = columns.school.is_none() && columns.code.is_none() && self.source.school.is_none();
        let wants_class = columns.class.is_none() && self.source.class.is_none();
        if !(wants_school || wants_class) {
            return false;
        }
        let Some([school, class]) = place_named(columns, row, [wants_school, wants_class]) else { return false };
        let is_new = |found: &Option<String>, known: &Option<String>| found.is_some() && found != known;
        let turns = is_new(&school, &columns.place[0]) || is_new(&class, &columns.place[1]);
        let names_one = school.is_some() || class.is_some();
        if turns {
            if !self.sheet.columns.names_school() {
                let is_signed = title(row).is_some_and(|title| is_signature(&title));
                self.sheet.signed = school.clone().filter(|_| is_signed).zip(Some(self.staging.len()));
            }
            let columns = &mut self.sheet.columns;
            if is_new(&school, &columns.place[0]) && wants_class {
                columns.place[1] = None;
            }
            columns.place[0] = school.or(columns.place[0].take());
            columns.place[1] = class.or(columns.place[1].take());
            self.sheet.is_placed_anew = true;
            self.sheet.plain = self.plain_rows();
        }
        names_one
    }

    /// Takes note of a title between the rows that names the grade of those below.
    pub(super) fn turns_to_another_grade(&mut self, row: &dyn Row) {
        let Some(grade) = title(row).and_then(|title| grades::in_text(&title)) else { return };
        if self.sheet.columns.grade.of_sheet != Some(grade) {
            self.sheet.columns.grade.of_sheet = Some(grade);
            self.sheet.is_placed_anew = true;
            self.sheet.plain = self.plain_rows();
        }
    }
}

/// Whether a line names the school that a table is of: 填报单位：青云中学（盖章）; 制表：青云中学教务处 does not.
fn is_signature(title: &str) -> bool {
    const LABELS: [&str; 9] =
        ["填报单位", "填报学校", "报送单位", "上报单位", "上报学校", "单位", "学校", "学校名称", "校名"];
    let folded = fold(title);
    match folded.split_once(':') {
        Some((label, _)) => LABELS.contains(&label.trim_start_matches('(')),
        None => school_in(title).is_some_and(|school| fold(&school) == folded.trim_end_matches("(盖章)").trim()),
    }
}

/// School and class that a title between the rows names for those below it, as far as each is wanted; `None` where a row
/// is no such title.
pub(crate) fn place_named(
    columns: &ScoreColumns,
    row: &dyn Row,
    [wants_school, wants_class]: [bool; 2],
) -> Option<[Option<String>; 2]> {
    let title = title(row)?;
    let is_pupil =
        |column: usize| matches!(row.cell(column), Cell::Text(id) if columns.ids.holds(id) && !is_of_place(id));
    let class = class_of(&title).filter(|class| wants_class && names_class(&title, class));
    // 李一中 may be a pupil of whom nothing else is said, 平行1班 is none.
    let is_name =
        |column: usize| !row.cell(column).is_empty() && title.chars().count() <= LONGEST_NAME && !title.ends_with('班');
    if !is_merged_title(row) && (columns.id.is_some_and(is_pupil) || columns.name.is_some_and(is_name)) {
        return None;
    }
    let school = school_in(&title).filter(|_| wants_school);
    Some([school, class])
}

/// Whether a line that a class was found in is named after it: 九（1）, but no number alone.
fn names_class(title: &str, class: &str) -> bool {
    class.ends_with('班')
        || title.contains('班')
        || !class.starts_with(|c: char| c.is_ascii_digit() || "(.-".contains(c))
}

/// Whether two names may be of one school: 城关一中 and 城关镇第一中学.
fn may_be_one(one: &str, other: &str) -> bool {
    let (one, other) = (fold_name(one), fold_name(other));
    let holds = |one: &str, other: &str| one.chars().all(|c| other.contains(c));
    holds(&one, &other) || holds(&other, &one)
}

/// The text of a row that says one or two things and no number, or of any number of things each what it is:
/// 班级：八（2）班 | 任课教师：王老师 | 人数：40.
pub(crate) fn title(row: &dyn Row) -> Option<String> {
    const MOST_CELLS: usize = 2;
    let is_labelled = |text: &str| text.contains([':', '：']);
    let mut texts: Vec<&str> = Vec::with_capacity(MOST_CELLS);
    for column in 0..row.width() {
        match row.cell(column) {
            Cell::Empty => {}
            Cell::Text(text) if texts.last() == Some(&text) => {}
            Cell::Text(text) if texts.len() < MOST_CELLS && text.parse::<f64>().is_err() => texts.push(text),
            Cell::Text(text) if is_labelled(text) && texts.iter().all(|text| is_labelled(text)) => texts.push(text),
            _ => return None,
        }
    }
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// Whether a text that looks like an identifier names a place: 九（2）班.
fn is_of_place(text: &str) -> bool {
    !text.is_ascii() && (school_in(text).is_some() || class_in(text).is_some())
}
