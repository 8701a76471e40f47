//! Absent pupils whom a list below or beside the table names without an identifier.
//!
//! Nobody can say which pupils of the book they are, or whether they are in it at all: they are held against the pupils
//! without a mark, and told where the list names more.

use wutong_model::{ProblemKind, Status};

use super::ScoreReader;
use crate::cell::{Cell, Row, fold};
use crate::header::ScoreColumns;
use crate::ids::is_label;
use crate::layout::begins_list;
use crate::mark::status_of;
use crate::pupil::is_footer;
use crate::staging::RowProblem;

/// Words in the title of a list of pupils who were absent. Of whom no script came in nearly always did not sit.
const ABSENT: [&str; 6] = ["缺考", "未考", "未参考", "未交", "未扫", "缺交"];

/// Whether the folded title of a list says that those in it were absent.
pub(super) fn is_of_absent(title: &str) -> bool {
    begins_list(title) && ABSENT.iter().any(|word| title.contains(word))
}

/// Names that a list gives without identifiers.
#[derive(Debug, Default)]
pub(super) struct Unlisted {
    title: String,
    /// Row of the list, or of its first name.
    row: u32,
    /// The subjects of which it speaks; none for all.
    subjects: Vec<usize>,
    names: u64,
}

impl Unlisted {
    /// A list whose title stands in a row and may name pupils itself: 缺考名单：甲、乙.
    pub(super) fn of(row: u32, title: &str, subjects: &[usize]) -> Self {
        let (label, rest) = title.split_once([':', '：']).unwrap_or((title, ""));
        Self { title: label.to_owned(), row, subjects: subjects.to_vec(), names: names_in(rest) }
    }

    /// Counts a pupil who cannot be entered.
    pub(super) fn one(&mut self, row: u32) {
        if self.names == 0 {
            self.row = row;
        }
        self.names += 1;
    }

    /// Counts the names in a cell.
    pub(super) fn see(&mut self, row: u32, cell: Cell<'_>) {
        let names = match cell {
            Cell::Text(text) => names_in(text),
            _ => 0,
        };
        if names > 0 && self.names == 0 {
            self.row = row;
        }
        self.names += names;
    }
}

/// How many names of persons a text holds side by side; what stands in brackets says more of them.
fn names_in(text: &str) -> u64 {
    let mut depth = 0u32;
    let outside = text.chars().filter(|c| {
        let is_bracket = matches!(c, '(' | '（' | ')' | '）');
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && !is_bracket
    });
    let outside: String = outside.collect();
    let is_between = |c: char| c.is_whitespace() || "、,，;；/。.".contains(c);
    let is_name = |part: &&str| {
        let is_han = part.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '·');
        let folded = fold(part);
        is_han
            && (2..=4).contains(&part.chars().count())
            && !is_label(&folded)
            && !is_footer(&folded)
            && status_of(&folded).is_none()
            && *part != "没有"
    };
    outside.split(is_between).filter(is_name).count() as u64
}

/// Whether a sheet lists the names of absent pupils below each subject.
pub(super) fn names_by_subject(columns: &ScoreColumns, sheet: &str) -> bool {
    let names_subjects = columns.subjects.iter().any(Option::is_some);
    names_subjects && columns.id.is_none() && columns.name.is_none() && is_of_absent(&fold(sheet))
}

impl ScoreReader<'_> {
    /// Begins a sheet with a column of names for each subject.
    pub(super) fn begin_names(&mut self, sheet: &str, columns: ScoreColumns) {
        let with_column = (0..columns.subjects.len()).filter(|subject| columns.subjects[*subject].is_some());
        self.sheet.unlisted = with_column.map(|subject| Unlisted::of(columns.row, sheet, &[subject])).collect();
        (self.sheet.names_by_subject, self.sheet.is_list) = (true, true);
        self.sheet.columns = columns;
    }

    /// Counts the names in a row of such a sheet.
    pub(super) fn see_names(&mut self, number: u32, row: &dyn Row) {
        for list in &mut self.sheet.unlisted {
            let column = list.subjects.first().and_then(|subject| self.sheet.columns.subjects[*subject]);
            if let Some(cell) = column.map(|column| row.cell(column)) {
                list.see(number, cell);
            }
        }
    }

    /// Counts names in columns beside the table: 缺考学生.
    pub(super) fn see_beside(&mut self, number: u32, row: &dyn Row) {
        for at in 0..self.sheet.columns.beside.len() {
            let column = self.sheet.columns.beside[at];
            let header = &self.sheet.columns.headers[column];
            if row.cell(column).is_empty() {
                continue;
            }
            let known = self.sheet.unlisted.iter().position(|list| list.title == *header);
            let known = known.unwrap_or_else(|| {
                self.sheet.unlisted.push(Unlisted::of(number, header, &[]));
                self.sheet.unlisted.len() - 1
            });
            self.sheet.unlisted[known].see(number, row.cell(column));
        }
    }

    /// Tells of lists that name more pupils than the sheet has without a mark.
    pub(super) fn tell_unlisted(&mut self) {
        let sheet = self.position();
        for list in std::mem::take(&mut self.sheet.unlisted) {
            let columns = &self.sheet.columns.subjects;
            let is_meant = |subject: &usize| {
                columns[*subject].is_some() && (list.subjects.is_empty() || list.subjects.contains(subject))
            };
            let meant: Vec<usize> = (0..columns.len()).filter(is_meant).collect();
            let marks = &self.staging.marks;
            let sits = |row: usize| meant.iter().any(|subject| marks[*subject].status[row] == Status::Present);
            // A sheet of names speaks of those of the others.
            let is_here = |row: usize| self.sheet.names_by_subject || self.staging.sheets[row] == sheet;
            let absent = (0..self.staging.len()).filter(|row| is_here(*row) && !sits(*row)).count();
            if list.names > absent as u64 {
                let column = list.subjects.first().filter(|_| self.sheet.names_by_subject);
                let column = column.and_then(|subject| columns[*subject]);
                self.staging.problems.push(RowProblem {
                    row: list.row,
                    column: column.map(|column| self.sheet.columns.headers[column].clone()).unwrap_or_default(),
                    text: list.title,
                    expected: list.names.to_string(),
                    ..RowProblem::of_sheet(sheet, ProblemKind::UnreadList)
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_counted() {
        for (text, names) in [
            ("赵一一（九(1)班）、钱二二（九(2)班）", 2),
            ("赵一一 钱二二，孙三", 3),
            ("无", 0),
            ("共4人", 0),
            ("平均分", 0),
            ("", 0),
        ] {
            assert_eq!(names_in(text), names, "{text}");
        }
    }
}
