//! 数据核对 and 未给出: what became of every row, and which values are missing.

use rust_xlsxwriter::XlsxError;
use wutong_model::{Analysis, Level, Problem, Reason};
use wutong_stats::metric;

use super::grid::Grid;
use super::{Book, Length, label};
use crate::tables::problem_counts;
use crate::words::{self, Lang};

/// Names of the two sheets.
pub(super) fn names(lang: Lang) -> [&'static str; 2] {
    lang.pick(["数据核对", "未给出"], ["Rows", "Withheld"])
}

/// Row accounting of every sheet that was read, and the problems by kind.
pub(super) fn accounts(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let [name, _] = names(lang);
    let mut grid = book.sheet(name, Length::Short)?;
    let note = lang.pick(
        "读取行数 = 采用 + 待核 + 非数据行；待核的每一行见 quarantine.csv。",
        "Rows read = kept + set aside + not data; every row set aside stands in quarantine.csv.",
    );
    grid.head(name, &[note])?;
    problems(&mut grid, analysis)?;
    grid.row += 1;
    grid.line(lang.pick("各工作表的行数", "Rows of every sheet"), &grid.look.section)?;
    grid.header(&lang.pick(
        ["文件", "工作表", "类别", "读取行数", "采用", "待核", "非数据行", "待核的单元格", "未用的列"],
        ["File", "Sheet", "Kind", "Rows read", "Kept", "Set aside", "Not data", "Cells set aside", "Columns not used"],
    ))?;
    let numbers = |sheet: &wutong_model::SheetAccount| {
        [sheet.rows_read, sheet.kept, sheet.set_aside, sheet.not_data, sheet.cells_set_aside]
    };
    let mut sums = [0; 5];
    for sheet in &analysis.accounts {
        grid.text(0, &sheet.file)?;
        grid.text(1, &sheet.sheet)?;
        grid.text(2, words::source_kind(&sheet.kind, lang))?;
        for (at, (sum, value)) in sums.iter_mut().zip(numbers(sheet)).enumerate() {
            grid.count(at + 3, value)?;
            *sum += value;
        }
        grid.text(8, &sheet.ignored_columns.join(lang.pick("、", ", ")))?;
        grid.next();
    }
    grid.end_table();
    grid.text(0, lang.pick("合计", "Sum"))?;
    grid.text(1, "")?;
    grid.text(2, "")?;
    for (at, sum) in sums.into_iter().enumerate() {
        grid.count(at + 3, sum)?;
    }
    grid.text(8, "")?;
    grid.next();
    grid.finish(name)
}

fn problems(grid: &mut Grid<'_>, analysis: &Analysis) -> Result<(), XlsxError> {
    let lang = grid.lang;
    grid.line(lang.pick("数据问题", "Problems"), &grid.look.section)?;
    let counts = problem_counts(analysis);
    if counts.is_empty() {
        return grid.line(lang.pick("没有。", "None."), &grid.look.base);
    }
    for (kind, count) in counts {
        let example = analysis.problems.iter().find(|problem| problem.kind == kind);
        let cure = example.map(|problem| general_cure(problem, lang)).unwrap_or_default();
        let text = lang.pick(
            format!("{}：{count} 处。{cure}。", words::problem(kind, lang)),
            format!("{}: {count}. Cure: {cure}.", words::problem(kind, lang)),
        );
        grid.line(&text, &grid.look.base)?;
    }
    Ok(())
}

/// The cure of a kind of problem, without what one cell expected.
fn general_cure(problem: &Problem, lang: Lang) -> String {
    let cure = words::cure(problem, lang);
    let end = cure.find(lang.pick("（应为", " (expected")).unwrap_or(cure.len());
    cure[..end].to_owned()
}

/// Missing values by reason, metric and level; metrics that are not defined somewhere are not missing there.
pub(super) fn withheld(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let [_, name] = names(lang);
    let mut grid = book.sheet(name, Length::Short)?;
    let note = lang.pick(
        "未给出的数值个数，按原因和指标统计；逐项清单见 tables 文件夹中的 withheld。",
        "Number of values withheld, by reason and metric; every one of them stands in tables/withheld.",
    );
    grid.head(name, &[note])?;
    let levels = [Level::Region, Level::County, Level::School, Level::Class, Level::Dimension];
    let mut labels = lang.pick(["原因", "说明", "指标"], ["Reason", "Meaning", "Metric"]).to_vec();
    labels.extend(levels.map(|level| words::level(level, lang)));
    labels.push(lang.pick("合计", "Sum"));
    grid.header(&labels)?;
    let counts = counts(analysis);
    for reason in Reason::ALL.into_iter().filter(|reason| *reason != Reason::NotApplicable) {
        for (column, counts) in analysis.metrics.columns.iter().zip(&counts) {
            let by_level = counts[reason as usize];
            if by_level.iter().all(|count| *count == 0) {
                continue;
            }
            grid.text(0, words::reason_in_cell(reason, lang))?;
            grid.text(1, words::reason(reason, lang))?;
            grid.text(2, metric(column.id).map_or(column.id, |info| label(info, lang)))?;
            for (at, count) in by_level.into_iter().enumerate() {
                grid.count(at + 3, count)?;
            }
            grid.count(3 + by_level.len(), by_level.iter().sum())?;
            grid.next();
        }
    }
    grid.end_table();
    grid.finish(name)
}

/// Values withheld by column, reason and level.
fn counts(analysis: &Analysis) -> Vec<[[u64; 5]; Reason::ALL.len()]> {
    let n_subjects = analysis.subjects.len();
    let of_column = |column: &wutong_model::MetricColumn| {
        let mut counts = [[0; 5]; Reason::ALL.len()];
        for row in 0..column.len() {
            if let Some(reason) = column.get(row).reason() {
                counts[reason as usize][analysis.groups[row / n_subjects].level as usize] += 1;
            }
        }
        counts
    };
    analysis.metrics.columns.iter().map(of_column).collect()
}
