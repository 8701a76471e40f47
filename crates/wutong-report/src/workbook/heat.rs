//! 小题热图: score rates of knowledge points and items by school, as differences to the region. For the centre alone.

use std::collections::BTreeSet;

use rust_xlsxwriter::XlsxError;
use wutong_model::{Analysis, EntryTable, Level, MetricColumn, Reason, Reported, Verdict};
use wutong_stats::Unit;

use super::schools::subject_shown;
use super::{Book, Length};
use crate::words::{self, Lang};

/// Longest name of a sheet in Excel.
const LONGEST_NAME: usize = 31;

/// Width of a column, in characters of the Latin alphabet.
const WIDTH: usize = 10;
/// Columns of numbers on a page of paper.
const COLUMNS_ON_A_PAGE: usize = 14;

/// Knowledge points or items of one subject.
struct Part<'a> {
    name: String,
    table: &'a EntryTable,
    column: &'a MetricColumn,
    entry: usize,
    /// The row of the region.
    whole: usize,
}

/// The subjects that have a sheet, each with its name.
pub(super) fn sheets(analysis: &Analysis, lang: Lang) -> Vec<(usize, String)> {
    if subject_shown(analysis).is_none() {
        return Vec::new();
    }
    let mut names = BTreeSet::new();
    let subjects = (0..analysis.subjects.len()).filter(|&at| analysis.subject_verdict(at) != Verdict::Refused);
    let subjects = subjects.filter(|&at| !parts(analysis, at, lang).is_empty());
    subjects
        .map(|at| {
            let mut name = safe(&format!("{}{}", lang.pick("小题·", "Items "), analysis.subjects[at].name));
            if !names.insert(name.clone()) {
                name = safe(&format!("{} {}", lang.pick("小题", "Items"), at + 1));
                names.insert(name.clone());
            }
            (at, name)
        })
        .collect()
}

/// A name that Excel accepts for a sheet.
fn safe(name: &str) -> String {
    let name: String =
        name.chars().map(|each| if r"[]:*?/\'".contains(each) || each.is_control() { '_' } else { each }).collect();
    name.chars().take(LONGEST_NAME).collect()
}

fn parts(analysis: &Analysis, subject: usize, lang: Lang) -> Vec<Part<'_>> {
    let answers = &analysis.answers;
    let tables = [(&answers.knowledge_points, "item_score_rate"), (&answers.items, "facility")];
    let of_table = |(table, metric): (&'_ EntryTable, &str)| {
        let Some(column) = table.columns.iter().position(|column| column.id == metric) else { return Vec::new() };
        let of_region = table.rows.iter().enumerate().take_while(|(_, row)| row.group == 0);
        let is_shown = |entry: usize| {
            let dimension = table.entries[entry].details.iter().find(|(detail, _)| *detail == "dimension");
            dimension.is_none_or(|(_, id)| id == "knowledge_point")
        };
        let rows = of_region.filter(|(_, row)| row.subject == subject && is_shown(row.entry));
        rows.map(|(whole, row)| (whole, row.entry, column)).collect()
    };
    let mut found = Vec::new();
    for (table, metric) in tables {
        for (whole, entry, column) in of_table((table, metric)) {
            let name = &table.entries[entry].name;
            found.push(Part {
                name: lang.pick(&name.0, &name.1).clone(),
                table,
                column: &table.columns[column],
                entry,
                whole,
            });
        }
    }
    found
}

/// Writes a sheet a subject.
pub(super) fn heats(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    for (subject, name) in sheets(analysis, lang) {
        heat(book, subject, &name)?;
    }
    Ok(())
}

fn heat(book: &mut Book<'_>, subject: usize, name: &str) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let parts = parts(analysis, subject, lang);
    let mut grid = book.sheet(name, Length::Short)?;
    let notes = lang.pick(
        [
            "第一行为全体得分率，以下各行为各校与全体之差（百分点）：先知识点，后小题。",
            "浅蓝为明显高于全体，深棕为明显低于全体（95% 区间不含全体数值）；不着色的差别请不要解读，着色的二十个中也约有一个出于巧合。",
        ],
        [
            "First row: score rates of the whole; below it the differences of the schools in percentage points, knowledge points before items.",
            "Light blue: clearly above, dark brown: clearly below (the 95 % interval leaves the whole out); read nothing into the others, and expect one shaded cell in twenty to be chance.",
        ],
    );
    grid.head(name, &notes)?;
    let mut labels = vec![lang.pick("代码", "Code").to_owned(), lang.pick("学校", "School").to_owned()];
    labels.extend(parts.iter().map(|part| part.name.clone()));
    grid.header(&labels)?;
    grid.text(0, "")?;
    grid.text(1, words::level(Level::Region, lang))?;
    for (at, part) in parts.iter().enumerate() {
        grid.value(at + 2, part.column.get(part.whole), Unit::Fraction)?;
    }
    grid.next();
    for school in analysis.schools() {
        grid.text(0, &school.group().id)?;
        grid.text(1, &school.group().name)?;
        for (at, part) in parts.iter().enumerate() {
            let found = part.table.row_of(school.position(), subject, part.entry);
            let own = found.map_or(Reported::Withheld(Reason::NotSupplied), |found| part.column.get(found));
            grid.against(at + 2, own, part.column.get(part.whole))?;
        }
        grid.next();
    }
    grid.end_table();
    (0..parts.len()).for_each(|at| grid.set_width(at + 2, WIDTH));
    grid.pages_across(parts.len().div_ceil(COLUMNS_ON_A_PAGE))?;
    grid.finish(name)
}
