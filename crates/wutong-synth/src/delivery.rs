//! How a school hands in its marks: every school a little differently.

use crate::draw::Cell;
use crate::subject::{N_SUBJECTS, SUBJECTS};

/// Habits of one school.
#[derive(Debug)]
pub(crate) struct Delivery {
    /// GBK text instead of a workbook.
    pub(crate) csv: bool,
    /// A line with office and date below the title.
    pub(crate) note: bool,
    /// Exported by a school administration system, which puts texts into the cells, where Excel keeps them apart.
    pub(crate) exported: bool,
    /// Marks stored as text.
    pub(crate) text_marks: bool,
    absent: &'static str,
    violation: &'static str,
    /// Less usual words in the header.
    aliases: bool,
}

impl Delivery {
    /// Habits of the school at `index` of `n_schools`.
    pub(crate) fn of(index: usize, n_schools: usize) -> Self {
        Self {
            csv: n_schools > 1 && index + 1 == n_schools,
            note: index.is_multiple_of(2),
            exported: index % 3 != 2,
            text_marks: matches!(index % 27, 4 | 16 | 19),
            absent: if index % 3 == 1 { "" } else { "缺考" },
            violation: if index % 4 < 2 { "作弊" } else { "违纪" },
            aliases: matches!(index % 27, 6 | 15),
        }
    }

    /// The identity columns, the subjects, the total.
    pub(crate) fn header(&self) -> Vec<&'static str> {
        let identity = if self.aliases {
            ["准考证号", "姓名", "学校名称", "班别"]
        } else {
            ["考号", "姓名", "学校", "班级"]
        };
        let subjects = SUBJECTS.iter().map(|subject| subject.name);
        identity.into_iter().chain(subjects).chain(["总分"]).collect()
    }

    /// Word that stands where no mark is.
    pub(crate) fn word(&self, cell: Cell) -> &'static str {
        match cell {
            Cell::Mark(_) => "",
            Cell::Absent => self.absent,
            Cell::Violation => self.violation,
            Cell::Transferred => "转学",
        }
    }
}

/// One line of a delivered list.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) class: usize,
    pub(crate) cells: [Cell; N_SUBJECTS],
}

impl Line {
    /// Sum of what is present, in half points, as schools compute it; `None` if nothing is.
    pub(crate) fn total(&self) -> Option<u32> {
        let marks = self.cells.iter().filter_map(|cell| cell.mark());
        marks.fold(None, |sum, mark| Some(sum.unwrap_or(0) + u32::from(mark)))
    }
}

/// A school's list, ready to be written in its own way.
#[derive(Debug)]
pub(crate) struct List<'a> {
    pub(crate) school: &'a str,
    pub(crate) classes: &'a [String],
    pub(crate) lines: &'a [Line],
    pub(crate) delivery: &'a Delivery,
}

/// Half points as a mark is written: `85`, `85.5`.
pub(crate) fn mark_text(half_points: u32) -> String {
    let half = if half_points.is_multiple_of(2) { "" } else { ".5" };
    format!("{}{half}", half_points / 2)
}

/// Half points as a number.
pub(crate) fn points(half_points: u32) -> f64 {
    f64::from(half_points) / 2.0
}
