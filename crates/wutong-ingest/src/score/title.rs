//! Titles between the rows, which name the school or class of those below.

use super::ScoreReader;
use crate::cell::{Cell, Row};
use crate::layout::{class_in, school_in};
use crate::plain::PlainRows;

/// Characters of the name of a pupil.
const LONGEST_NAME: usize = 4;

impl ScoreReader<'_> {
    /// Whether a row is a title that names the school or class of the rows below, where no column does.
    pub(super) fn turns_to_another_place(&mut self, row: &dyn Row) -> bool {
        let columns = &self.sheet.columns;
        let wants_school = columns.school.is_none() && columns.code.is_none() && self.source.school.is_none();
        let wants_class = columns.class.is_none() && self.source.class.is_none();
        if !(wants_school || wants_class) {
            return false;
        }
        let Some(title) = title(row) else { return false };
        let is_pupil =
            |column: usize| matches!(row.cell(column), Cell::Text(id) if columns.ids.holds(id) && !is_of_place(id));
        // 李一中 may be a pupil of whom nothing else is said.
        let is_name = |column: usize| !row.cell(column).is_empty() && title.chars().count() <= LONGEST_NAME;
        if columns.id.is_some_and(is_pupil) || columns.name.is_some_and(is_name) {
            return false;
        }
        let school = school_in(&title).filter(|_| wants_school);
        let class = class_in(&title).filter(|class| wants_class && class.ends_with('班'));
        let is_new = |found: &Option<String>, known: &Option<String>| found.is_some() && found != known;
        let turns = is_new(&school, &columns.place[0]) || is_new(&class, &columns.place[1]);
        let names_one = school.is_some() || class.is_some();
        if turns {
            let columns = &mut self.sheet.columns;
            if is_new(&school, &columns.place[0]) && wants_class {
                columns.place[1] = None;
            }
            columns.place[0] = school.or(columns.place[0].take());
            columns.place[1] = class.or(columns.place[1].take());
            self.sheet.is_placed_anew = true;
            self.sheet.plain = if self.sheet.consistency.is_none() { PlainRows::of(&self.sheet.columns) } else { None };
        }
        names_one
    }
}

/// The text of a row that says one or two things and no number.
fn title(row: &dyn Row) -> Option<String> {
    const MOST_CELLS: usize = 2;
    let mut texts: Vec<&str> = Vec::with_capacity(MOST_CELLS);
    for column in 0..row.width() {
        match row.cell(column) {
            Cell::Empty => {}
            Cell::Text(text) if texts.last() == Some(&text) => {}
            Cell::Text(text) if texts.len() < MOST_CELLS && text.parse::<f64>().is_err() => texts.push(text),
            _ => return None,
        }
    }
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// Whether a text that looks like an identifier names a place: 九（2）班.
fn is_of_place(text: &str) -> bool {
    !text.is_ascii() && (school_in(text).is_some() || class_in(text).is_some())
}
