//! The classes of a school, side by side.

use serde::Serialize;
use wutong_model::{Reason, Reported, TOTAL};

use crate::document::{Cell, Cells, label};
use crate::profile::{ClassProfile, ClassSubject, SchoolProfile, SubjectProfile};
use crate::words;

/// The class tables.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ClassView {
    /// Labels of the columns of the first table.
    pub(super) heads: Vec<String>,
    /// The total, one row a class.
    pub(super) totals: Vec<Row>,
    /// The whole school, as the last row of the first table.
    pub(super) school: Row,
    /// Subject names of the second table.
    pub(super) subjects: Vec<String>,
    /// Means, one row a class.
    pub(super) means: Vec<Row>,
    /// Means of the whole school.
    pub(super) school_means: Row,
    /// Share of the variance that lies between classes, one a subject, the total last.
    pub(super) between: Row,
    /// The same for the total alone.
    pub(super) between_total: Cell,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
}

const TOTAL_METRICS: [&str; 4] = ["mean", "excellence_rate", "pass_rate", "low_rate"];
const NONE: Reported<f64> = Reported::Withheld(Reason::NotApplicable);

/// The tables, where a school has two classes or more.
pub(super) fn view(profile: &SchoolProfile, cells: &mut Cells) -> Option<ClassView> {
    if profile.classes.len() < 2 {
        return None;
    }
    let total = profile.subjects.iter().find(|subject| subject.id == TOTAL)?;
    let single: Vec<&SubjectProfile> = profile.subjects.iter().filter(|subject| subject.id != TOTAL).collect();
    let lang = cells.lang;
    let ids = ["n_valid"].into_iter().chain(TOTAL_METRICS);
    Some(ClassView {
        heads: ids.map(|id| label(id, lang).to_owned()).collect(),
        totals: profile.classes.iter().map(|class| total_row(class, total, cells)).collect(),
        school: Row {
            name: words::this_school(lang).to_owned(),
            cells: ["n_valid"].into_iter().chain(TOTAL_METRICS).map(|id| school_cell(total, id, cells)).collect(),
        },
        subjects: single.iter().map(|subject| subject.name.clone()).collect(),
        means: profile.classes.iter().map(|class| mean_row(class, &single, cells)).collect(),
        school_means: Row {
            name: words::this_school(lang).to_owned(),
            cells: single.iter().map(|subject| school_cell(subject, "mean", cells)).collect(),
        },
        between: Row {
            name: label("between_class_icc", lang).to_owned(),
            cells: single.iter().map(|subject| school_cell(subject, "between_class_icc", cells)).collect(),
        },
        between_total: school_cell(total, "between_class_icc", cells),
    })
}

fn own(subject: &SubjectProfile, id: &str) -> Reported<f64> {
    subject.value(id).map_or(NONE, |value| value.school)
}

fn school_cell(subject: &SubjectProfile, id: &str, cells: &mut Cells) -> Cell {
    cells.plain(id, own(subject, id), own(subject, "n_valid"))
}

fn entry<'a>(class: &'a ClassProfile, subject: &SubjectProfile) -> Option<&'a ClassSubject> {
    class.subjects.iter().find(|entry| entry.subject == subject.id)
}

fn total_row(class: &ClassProfile, total: &SubjectProfile, cells: &mut Cells) -> Row {
    let Some(entry) = entry(class, total) else { return Row { name: class.name.clone(), cells: Vec::new() } };
    let cells = entry
        .values()
        .into_iter()
        .map(|(id, value)| {
            if id == "n_valid" {
                cells.plain(id, value, NONE)
            } else {
                cells.against(id, (value, entry.n_valid), own(total, id), None)
            }
        })
        .collect();
    Row { name: class.name.clone(), cells }
}

fn mean_row(class: &ClassProfile, subjects: &[&SubjectProfile], cells: &mut Cells) -> Row {
    let cells = subjects
        .iter()
        .map(|subject| match entry(class, subject) {
            Some(entry) => cells.against("mean", (entry.mean, entry.n_valid), own(subject, "mean"), None),
            None => cells.missing("mean", Reason::NotApplicable),
        })
        .collect();
    Row { name: class.name.clone(), cells }
}
