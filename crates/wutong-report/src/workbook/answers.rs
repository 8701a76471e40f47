//! 上线, 目标, 综合指数, 等级赋分, 赋分等级表, 本地分级, 偏科, 分数段, 同条件比较, 集团捆绑评价: one sheet for each table that the exam asks for.

use rust_xlsxwriter::XlsxError;
use wutong_model::{Analysis, EntryRow, EntryTable, Level, Reported};
use wutong_stats::{LOCAL_LEVELS_EN, LOCAL_LEVELS_ZH, Unit, metric};

use super::{Book, Length, has_classes, label};
use crate::tables::VERDICT;
use crate::words::{self, Lang};

/// The tables that have rows, each with the name and the content of its sheet.
pub(super) fn sheets(analysis: &Analysis, lang: Lang) -> Vec<(&'static str, &'static str, &'static str)> {
    let asked = analysis.answers.tables().into_iter().filter(|(.., table)| !table.is_empty());
    asked.map(|(id, ..)| (id, words::answer(id, lang), words::answer_content(id, lang))).collect()
}

/// Writes every sheet.
pub(super) fn answers(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let analysis = book.analysis;
    for (id, _, table) in analysis.answers.tables() {
        if !table.is_empty() {
            answer(book, id, table)?;
        }
    }
    Ok(())
}

fn answer(book: &mut Book<'_>, id: &str, table: &EntryTable) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let classes = has_classes(analysis);
    let name = words::answer(id, lang);
    let mut grid = book.sheet(name, Length::Long)?;
    let mut notes = vec![words::answer_content(id, lang)];
    if id == "levels" {
        notes.push(lang.pick(LOCAL_LEVELS_ZH, LOCAL_LEVELS_EN));
    }
    if id.starts_with("assigned") {
        notes.push(lang.pick(
            "比例按本次联考全体考生计，属模拟赋分，与省级赋分可能不同；原始分见其他各表。",
            "Shares of the pupils of this exam simulate those of a province; raw marks stand in the other sheets.",
        ));
    }
    // Classes stand last and are left to the screen: with them a table of items fills dozens of pages.
    let is_class = |at: &usize| analysis.groups[table.rows[*at].group].level == Level::Class;
    let (of_classes, above): (Vec<usize>, Vec<usize>) = (0..table.rows.len()).partition(is_class);
    let of_classes = if classes { of_classes } else { Vec::new() };
    if !of_classes.is_empty() {
        notes.push(lang.pick(
            "打印只含全体至学校各行；班级各行在其后，可用筛选查看，或另选打印区域。",
            "On paper the rows down to schools; those of classes follow on the screen.",
        ));
    }
    grid.head(name, &notes)?;
    let mut labels = lang.pick(["级别", "单位", "学科"], ["Level", "Group", "Subject"]).map(str::to_owned).to_vec();
    labels.push(words::entry(id, lang).to_owned());
    labels.extend(
        table.columns.iter().map(|column| metric(column.id).map_or(column.id, |info| label(info, lang)).to_owned()),
    );
    if !table.verdicts.is_empty() {
        labels.push(words::answer(VERDICT, lang).to_owned());
    }
    grid.header(&labels)?;
    for (order, &at) in above.iter().chain(&of_classes).enumerate() {
        let row = &table.rows[at];
        let group = &analysis.groups[row.group];
        if order == above.len() {
            grid.print_to_here();
        }
        let entry = &table.entries[row.entry].name;
        grid.text(0, words::level(group.level, lang))?;
        grid.text(1, &group_name(analysis, row))?;
        grid.text(2, &subject_name(analysis, row, lang))?;
        let dimension = table.entries[row.entry].details.iter().find(|(detail, _)| *detail == "dimension");
        let dimension =
            dimension.map(|(_, id)| format!("{}{}", words::item_dimension(id, lang), lang.pick("：", ": ")));
        grid.text(3, &format!("{}{}", dimension.unwrap_or_default(), lang.pick(&entry.0, &entry.1)))?;
        for (position, column) in table.columns.iter().enumerate() {
            grid.value(position + 4, column.get(at), unit(table, row, column.id))?;
        }
        if let Some(verdict) = table.verdicts.get(at) {
            let position = table.columns.len() + 4;
            match verdict {
                Reported::Estimate { value, .. } => grid.text(position, words::target_verdict(*value, lang))?,
                Reported::Withheld(reason) => {
                    grid.styled(position, words::reason_in_cell(*reason, lang), &grid.look.reason)?;
                }
            }
        }
        if !grid.next() {
            break;
        }
    }
    grid.end_table();
    grid.finish(name)
}

/// A class under the name of its school.
fn group_name(analysis: &Analysis, row: &EntryRow) -> String {
    let group = &analysis.groups[row.group];
    match group.parent.filter(|_| group.level == Level::Class) {
        Some(school) => format!("{} {}", analysis.groups[school].name, group.name),
        None => group.name.clone(),
    }
}

fn subject_name(analysis: &Analysis, row: &EntryRow, lang: Lang) -> String {
    let subject = analysis.subjects.get(row.subject).map(|subject| super::subject_name(subject, lang));
    subject.unwrap_or(lang.pick("加权综合", "weighted")).to_owned()
}

/// The unit of a cell; what stands beside a target has the unit of its metric.
fn unit(table: &EntryTable, row: &EntryRow, column: &str) -> Unit {
    let of_target = table.entries[row.entry].details.iter().find(|(detail, _)| *detail == "metric");
    let of_target = of_target.filter(|_| ["value", "target", "gap"].contains(&column));
    let id = of_target.map_or(column, |(_, id)| id);
    match metric(id).map(|info| info.unit) {
        // The share that a rule of levels asks for.
        Some(Unit::Number) if ["target", "gap"].contains(&id) => Unit::Fraction,
        found => found.unwrap_or(Unit::Number),
    }
}
