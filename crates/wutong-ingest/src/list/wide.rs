//! Numbers of pupils with a row a school and a column a class or grade.

use wutong_model::RosterCount;

use super::{ListReader, RosterRow, pupils};
use crate::cell::{OwnedRow, Row, fold};
use crate::feed::Fate;
use crate::grades;
use crate::layout::class_in;
use crate::pupil::filled;

/// A roster with a row a school and a column a class, or a column a grade.
#[derive(Debug, Clone)]
pub(crate) struct Wide {
    /// Columns with the names of their classes.
    classes: Vec<(usize, String)>,
    /// Columns with their grades, where there are no classes.
    grades: Vec<(usize, u8)>,
    /// Column of the sum of the classes.
    sum: Option<usize>,
    is_enrolled: bool,
}

impl Wide {
    /// The columns of a header over numbers of pupils: 学校, 1班, 2班, 合计, or 学校, 七年级, 八年级. Titles and names say
    /// whether they are of those enrolled; otherwise they are of those expected.
    pub(crate) fn of(head: &[OwnedRow], position: usize, names: [&str; 2]) -> Option<Self> {
        const SUMS: [&str; 7] = ["合计", "小计", "总计", "全校", "总人数", "人数", "校合计"];
        let header = head.get(position)?.texts();
        let below = &head[position + 1..];
        let counts = |column: usize| {
            let mut cells = below.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty()).peekable();
            cells.peek().is_some() && cells.all(|cell| pupils(cell).is_ok())
        };
        let is_class = |text: &str| fold(text).ends_with('班') && class_in(text).is_some();
        let counted = || header.iter().enumerate().filter(|(column, _)| counts(*column));
        let classes: Vec<(usize, String)> =
            counted().filter(|(_, text)| is_class(text)).map(|(column, text)| (column, text.clone())).collect();
        let grades: Vec<(usize, u8)> =
            counted().filter_map(|(column, text)| Some((column, grades::in_text(text)?))).collect();
        // One column may speak of the grade in other words: 九年级优秀人数.
        let are_grades = classes.is_empty() && grades.len() > 1 && grades.windows(2).all(|pair| pair[0].1 != pair[1].1);
        let grades = if are_grades { grades } else { Vec::new() };
        let sum = header.iter().position(|text| SUMS.contains(&fold(text).as_str())).filter(|_| grades.is_empty());
        let titles = head[..position].iter().map(|row| row.texts().concat());
        let said: String = titles.chain(names.map(str::to_owned)).collect();
        let is_enrolled = ["在籍", "在校", "学籍"].iter().any(|word| said.contains(word)) && !said.contains("应考");
        (!classes.is_empty() || !grades.is_empty()).then_some(Self { classes, grades, sum, is_enrolled })
    }

    /// Leaves of columns of grades the one of the exam; `None` if it has none.
    pub(super) fn of_grade(mut self, wanted: u8) -> Option<Self> {
        if self.grades.is_empty() {
            return Some(self);
        }
        let (column, _) = self.grades.iter().find(|(_, grade)| *grade == wanted)?;
        self.sum = Some(*column);
        Some(self)
    }
}

impl ListReader<'_> {
    /// The classes of a school, one a column; a number that cannot be read sets the row aside.
    pub(super) fn classes_of(&mut self, number: u32, row: &dyn Row, wide: &Wide) -> Fate {
        let [county, code, school] = self.school_of(row);
        let sum = wide.sum.map(|column| (column, String::new()));
        let mut found = Vec::new();
        for (column, class) in wide.classes.iter().cloned().chain(sum) {
            match pupils(row.cell(column)) {
                Ok(None) => {}
                Ok(Some(count)) => found.push((class, count)),
                Err(()) => return self.bad(number, Some(column), row.cell(column).shown()),
            }
        }
        let written = [county.clone(), code.clone(), school.clone(), String::new()];
        if found.is_empty() || !self.lists.seen.insert(written) {
            return self.bad(number, None, filled(&[&code, &school]));
        }
        // The row of the sheet stands or falls with its first class.
        for (at, (class, count)) in found.into_iter().enumerate() {
            let (enrolled, expected) = if wide.is_enrolled { (Some(count), None) } else { (None, Some(count)) };
            let (county, code, school) = (county.clone(), code.clone(), school.clone());
            let (place, is_sum) = (self.place(number, None), class.is_empty());
            let count = RosterCount { enrolled, expected };
            let rows = u64::from(at == 0);
            self.lists.roster.push(RosterRow { county, code, school, class, count, place, rows, is_sum });
        }
        Fate::Kept
    }
}
