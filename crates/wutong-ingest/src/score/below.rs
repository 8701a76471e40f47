//! Lists below the table, of pupils who were absent or whose papers were not scanned.

use super::ScoreReader;
use super::marks::read_mark;
use crate::cell::{Cell, Row, fold};
use crate::error::IngestError;
use crate::feed::Fate;
use crate::ids::has_digit;
use crate::mark::Paper;
use crate::pupil::{identify, identity_text};
use crate::staging::{BLANK, RowProblem};
use crate::subject::Vocabulary;
use wutong_model::{ProblemKind, Status};

impl ScoreReader<'_> {
    /// A row that cannot be used for where it stands.
    pub(super) fn set_aside(&mut self, number: u32, row: &dyn Row, kind: ProblemKind) -> Fate {
        let text = identity_text(&self.sheet.columns, row, self.context.conceals);
        let (sheet, expected, column) = (self.position(), String::new(), String::new());
        self.staging.problems.push(RowProblem {
            sheet,
            row: number,
            column,
            text,
            kind,
            expected,
            subject: None,
            site: None,
        });
        Fate::SetAside
    }

    /// Pupils listed below the table have no marks; a row with marks there is no line of a list. One that says of every
    /// subject why there is none is of a pupil like those of the table, if that has not named the pupil already.
    pub(super) fn below_list(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let columns = &self.sheet.columns;
        let is_mark = |column: &usize| match row.cell(*column) {
            Cell::Number(_) => true,
            Cell::Text(text) => text.trim().parse::<f64>().is_ok(),
            Cell::Empty | Cell::Date(_) => false,
        };
        let subjects = columns.subjects.iter().flatten();
        let (n_marks, n_subjects) = (subjects.clone().filter(|column| is_mark(column)).count(), subjects.count());
        let mut scratch = String::new();
        let id = columns.id.and_then(|column| identify(row.cell(column), &mut scratch).ok());
        let is_pupil = id.is_some_and(|id| has_digit(id) && !columns.ids.is_strange(id));
        if is_pupil && n_marks > 0 && n_marks * 2 >= n_subjects {
            return Ok(self.set_aside(number, row, ProblemKind::BelowList));
        }
        let says_why = |(column, paper): (&usize, &Paper)| {
            let reading = read_mark(*paper, row.cell(*column), &self.words);
            reading
                .is_ok_and(|(ticks, status)| (ticks != BLANK || self.sheet.is_of_absent) && status != Status::Present)
        };
        let with_papers = columns.subjects.iter().zip(&self.papers);
        let is_absent = with_papers.filter_map(|(column, paper)| Some((column.as_ref()?, paper))).all(says_why);
        let mut places = columns.school.iter().chain(&columns.code).map(|column| row.cell(*column));
        let has_school = columns.place[0].is_some() || places.any(|cell| !cell.is_empty());
        let is_known = |id: &str| (0..self.staging.len()).any(|row| self.staging.ids.get(row) == id);
        if is_absent && has_school && n_subjects > 0 && is_pupil && id.is_some_and(|id| !is_known(id)) {
            return self.pupil(number, row);
        }
        Ok(Fate::NotData)
    }
}

/// Whether a list is of pupils who missed every subject: its title says so and names none.
pub(super) fn lists_absent(row: &dyn Row, vocabulary: &Vocabulary) -> bool {
    const ABSENT: [&str; 3] = ["缺考", "未考", "未参考"];
    let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
    let title = first.map(|cell| fold(&cell.shown())).unwrap_or_default();
    ABSENT.iter().any(|word| title.contains(word)) && vocabulary.within(&title).is_none()
}
