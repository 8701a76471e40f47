//! 全体概况 and 校际差异.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartErrorBarsDirection, ChartFont, ChartFormat, ChartLine, ChartLineDashType,
    ChartSolidFill, ChartType, XlsxError,
};
use wutong_model::{Analysis, GroupView, Level, Reported};
use wutong_stats::{MetricInfo, Unit, metric};

use super::grid::{CHART_WIDTH, Grid, place};
use super::groups::sheet_name;
use super::look::{BLUE, FONT, INK, PALE, RED, RULE};
use super::schools::error_bars;
use super::{Book, Length, label, metrics};
use crate::chart::round_step;
use crate::words;

const OVERVIEW: &[&str] = &[
    "n_expected",
    "n_valid",
    "participation_rate",
    "mean",
    "sd",
    "median",
    "minimum",
    "maximum",
    "score_rate",
    "excellence_rate",
    "good_rate",
    "pass_rate",
    "low_rate",
];

const FORMULAS: &[&str] = &[
    "between_school_icc",
    "between_school_icc_reml",
    "between_school_eta_squared",
    "between_school_cv",
    "between_school_sd_rate",
];

/// Name of the sheet of differences between schools.
pub(super) fn differences_name(lang: words::Lang) -> &'static str {
    lang.pick("校际差异", "Between schools")
}

/// The region, subject by subject.
pub(super) fn overview(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let shown = metrics(analysis, OVERVIEW);
    let name = sheet_name(Level::Region, lang);
    let mut grid = book.sheet(name, Length::Short)?;
    let note = format!(
        "{}{}",
        lang.pick("各项比率的分母：", "Denominator of the rates: "),
        words::denominator(analysis.spec.raw.rates.denominator, lang)
    );
    grid.head(name, &[&note])?;
    let mut labels = vec![lang.pick("学科", "Subject"), lang.pick("满分", "Full mark")];
    labels.extend(shown.iter().map(|info| label(info, lang)));
    grid.header(&labels)?;
    let first = grid.row;
    for subject in 0..analysis.subjects.len() {
        let paper = &analysis.subjects[subject];
        grid.text(0, super::subject_name(paper, lang))?;
        grid.mark(1, wutong_model::points(paper.full_ticks, paper.decimals))?;
        for (at, info) in shown.iter().enumerate() {
            grid.value(at + 2, analysis.metrics.get(0, subject, info.id), info.unit)?;
        }
        grid.next();
    }
    grid.end_table();
    if let Some(at) = shown.iter().position(|info| info.id == "score_rate") {
        let mut chart = Chart::new_column();
        series(&mut chart, name, (first, grid.row - 1), at + 2).set_data_label(&value_label("0.0%"));
        finish_chart(&mut chart, lang.pick("各科得分率", "Score rate by subject"), "0%");
        chart.y_axis().set_min(0.0).set_max(1.0);
        chart.legend().set_hidden();
        grid.chart(&chart)?;
    }
    spread(&mut grid, analysis, name)?;
    grid.finish(name)
}

/// What a box of percentiles is drawn from.
const BOX: [&str; 5] = ["p10", "q1", "median", "q3", "p90"];

/// Percentiles of every subject as shares of the full mark, with their boxes.
///
/// A box is a stack: nothing up to the lower quartile, then the two halves; whiskers reach to the 10th and 90th percentile.
fn spread(grid: &mut Grid<'_>, analysis: &Analysis, sheet: &str) -> Result<(), XlsxError> {
    let lang = grid.lang;
    let shares = |subject: usize| {
        let paper = &analysis.subjects[subject];
        let full = wutong_model::points(paper.full_ticks, paper.decimals);
        BOX.map(|id| match analysis.metrics.get(0, subject, id) {
            Reported::Estimate { value, .. } => Reported::Estimate { value: value / full, interval: None },
            withheld @ Reported::Withheld(_) => withheld,
        })
    };
    let n = analysis.subjects.len();
    if !(0..n).any(|subject| shares(subject).iter().all(|share| share.value().is_some())) {
        return Ok(());
    }
    // On paper the second table and its chart have a page of their own.
    grid.sheet.set_page_breaks(&[grid.row])?;
    grid.line(words::spread(lang), &grid.look.section)?;
    grid.line(
        lang.pick(
            "均为占满分的比例；右侧四列为各段长度，供图使用。",
            "Shares of the full mark; the four columns at the right are lengths, for the chart.",
        ),
        &grid.look.note,
    )?;
    let mut labels = vec![lang.pick("学科", "Subject")];
    labels.extend(BOX.iter().filter_map(|id| metric(id)).map(|info| label(info, lang)));
    labels.extend(lang.pick(
        ["P10至下四分位", "下四分位至中位数", "中位数至上四分位", "上四分位至P90"],
        ["p10 to q1", "q1 to median", "median to q3", "q3 to p90"],
    ));
    grid.header(&labels)?;
    let first = grid.row;
    // A chart takes the reason why a value is missing for a zero, so subjects without values stand below the others.
    let is_whole = |subject: &usize| shares(*subject).iter().all(|share| share.value().is_some());
    let (whole, others): (Vec<usize>, Vec<usize>) = (0..n).partition(is_whole);
    for &subject in whole.iter().chain(&others) {
        grid.text(0, super::subject_name(&analysis.subjects[subject], grid.lang))?;
        let shares = shares(subject);
        for (at, share) in shares.iter().enumerate() {
            grid.value(at + 1, *share, Unit::Fraction)?;
        }
        for (at, ends) in shares.windows(2).enumerate() {
            let length = match (ends[0], ends[1]) {
                (Reported::Estimate { value: from, .. }, Reported::Estimate { value: to, .. }) => {
                    Reported::Estimate { value: to - from, interval: None }
                }
                (withheld @ Reported::Withheld(_), _) | (_, withheld) => withheld,
            };
            grid.value(at + 6, length, Unit::Fraction)?;
        }
        grid.next();
    }
    let rows = (first, first + u32::try_from(whole.len()).unwrap_or(1) - 1);
    let mut chart = Chart::new(ChartType::ColumnStacked);
    let mut nothing = ChartFormat::new();
    nothing.set_no_fill();
    series(&mut chart, sheet, rows, 2)
        .set_format(&mut nothing)
        .set_y_error_bars(error_bars(sheet, rows, (6, 6)).set_direction(ChartErrorBarsDirection::Minus));
    let mut line = ChartLine::new();
    line.set_color(INK).set_width(0.75);
    for (column, colour) in [(7, PALE), (8, BLUE)] {
        let mut half = ChartFormat::new();
        half.set_solid_fill(ChartSolidFill::new().set_color(colour)).set_border(&line);
        let half = series(&mut chart, sheet, rows, column).set_format(&mut half);
        if column == 8 {
            half.set_y_error_bars(error_bars(sheet, rows, (9, 9)).set_direction(ChartErrorBarsDirection::Plus));
        }
    }
    finish_chart(&mut chart, words::spread(lang), "0%");
    chart.y_axis().set_min(0.0).set_max(1.0).set_name(words::spread_axis(lang));
    chart.legend().set_hidden();
    grid.chart(&chart)
}

/// One series of a sheet: a column of numbers over the texts of its first column.
pub(super) fn plain<'c>(
    chart: &'c mut Chart,
    sheet: &str,
    (first, last): (u32, u32),
    column: usize,
) -> &'c mut rust_xlsxwriter::ChartSeries {
    let column = place(column);
    chart
        .add_series()
        .set_categories((sheet, first, 0, last, 0))
        .set_values((sheet, first, column, last, column))
        .set_name((sheet, first - 1, column))
}

/// The same as bars.
pub(super) fn series<'c>(
    chart: &'c mut Chart,
    sheet: &str,
    rows: (u32, u32),
    column: usize,
) -> &'c mut rust_xlsxwriter::ChartSeries {
    let plain = plain(chart, sheet, rows, column);
    plain.set_gap(60).set_format(rust_xlsxwriter::ChartSolidFill::new().set_color(BLUE))
}

/// The value of every bar, above it.
pub(super) fn value_label(format: &str) -> ChartDataLabel {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(8);
    let mut label = ChartDataLabel::new();
    label.show_value().set_num_format(format).set_font(&font);
    label
}

/// Title, fonts and size of a chart.
pub(super) fn finish_chart(chart: &mut Chart, title: &str, axis_format: &str) {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(9);
    let mut title_font = ChartFont::new();
    title_font.set_name(FONT).set_size(12).set_bold();
    chart.title().set_name(title).set_font(&title_font);
    chart.x_axis().set_font(&font);
    let mut rule = ChartLine::new();
    rule.set_color(RULE).set_width(0.5);
    chart.y_axis().set_font(&font).set_num_format(axis_format).set_major_gridlines_line(&rule);
    chart.legend().set_font(&font).set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    chart.set_width(u32::try_from(CHART_WIDTH).unwrap_or(u32::MAX)).set_height(320);
}

/// The difference between schools by every formula, and how the judged one stands to the limit.
pub(super) fn differences(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let difference = analysis.spec.raw.difference;
    let judged = metric("difference_rate");
    let shown: Vec<_> = judged.into_iter().chain(metrics(analysis, FORMULAS)).collect();
    let name = differences_name(lang);
    let mut grid = book.sheet(name, Length::Short)?;
    let formula = metric(difference.formula.metric()).map_or(difference.formula.metric(), |info| label(info, lang));
    let note = match lang {
        words::Lang::Zh => format!(
            "判定采用：{formula}；限值 {}，低于限值为达到要求；少于 {} 人的学校不参与计算。为本次考试口径，不等同于国家监测结果。",
            difference.limit, difference.min_school_size
        ),
        words::Lang::En => format!(
            "Judged by: {formula}; limit {}, to be undercut; schools with fewer than {} pupils are left out. Of this exam \
             only, not the national monitoring value.",
            difference.limit, difference.min_school_size
        ),
    };
    grid.head(name, &[&note])?;
    let mut labels = vec![lang.pick("学科", "Subject"), lang.pick("范围", "Scope")];
    labels.extend(shown.iter().map(|info| label(info, lang)));
    labels.extend([lang.pick("限值", "Limit"), lang.pick("与限值比较", "Against the limit")]);
    labels.extend(lang.pick(
        ["区间下限", "区间上限", "下半宽", "上半宽"],
        ["Lower bound", "Upper bound", "Lower half", "Upper half"],
    ));
    grid.header(&labels)?;
    let first = grid.row;
    let given = difference_rows(&mut grid, analysis, analysis.region(), &shown)?;
    grid.end_table();
    if given > 0 {
        let bounds = (0..analysis.subjects.len())
            .map(|subject| analysis.metrics.get(0, subject, "difference_rate"))
            .map(|rate| rate.interval().map_or(rate.value().unwrap_or(0.0), |(_, upper)| upper));
        let highest = bounds.fold(difference.limit, f64::max);
        grid.chart(&difference_chart(name, (first, first + given - 1), shown.len() + 2, highest, lang))?;
    }
    if analysis.level(Level::County).nth(1).is_some() {
        grid.sheet.set_page_breaks(&[grid.row])?;
        grid.line(lang.pick("各区县内部的校际差异", "Between the schools of every county"), &grid.look.section)?;
        grid.header(&labels)?;
        for county in analysis.level(Level::County) {
            difference_rows(&mut grid, analysis, county, &shown)?;
        }
    }
    grid.finish(name)
}

/// One row a subject, those without a rate below the others, which are counted: a chart takes a reason for a zero.
fn difference_rows(
    grid: &mut Grid<'_>,
    analysis: &Analysis,
    view: GroupView<'_>,
    shown: &[&MetricInfo],
) -> Result<u32, XlsxError> {
    let limit = analysis.spec.raw.difference.limit;
    let rate = |subject: usize| analysis.metrics.get(view.position(), subject, "difference_rate");
    let (given, others): (Vec<usize>, Vec<usize>) =
        (0..analysis.subjects.len()).partition(|&subject| rate(subject).value().is_some());
    for &subject in given.iter().chain(&others) {
        grid.text(0, super::subject_name(&analysis.subjects[subject], grid.lang))?;
        grid.text(1, &view.group().name)?;
        for (at, info) in shown.iter().enumerate() {
            grid.value(at + 2, analysis.metrics.get(view.position(), subject, info.id), info.unit)?;
        }
        grid.number(shown.len() + 2, limit, metric("difference_rate").map_or(Unit::Number, |info| info.unit))?;
        let value = rate(subject);
        against_limit(grid, shown.len() + 3, value, limit)?;
        grid.bounds(shown.len() + 4, value, metric("difference_rate").map_or(Unit::Number, |info| info.unit))?;
        grid.next();
    }
    Ok(u32::try_from(given.len()).unwrap_or(u32::MAX))
}

/// The judged rate of every subject as bars, the limit as a line; the axis holds the highest bound, which programs that look
/// at the bars alone would cut.
fn difference_chart(sheet: &str, rows: (u32, u32), limit_column: usize, highest: f64, lang: words::Lang) -> Chart {
    let mut chart = Chart::new_column();
    let halves = (place(limit_column + 5), place(limit_column + 4));
    series(&mut chart, sheet, rows, 2).set_y_error_bars(&error_bars(sheet, rows, halves));
    let mut limit = Chart::new_line();
    let mut line = ChartLine::new();
    line.set_color(RED).set_width(1.75).set_dash_type(ChartLineDashType::Dash);
    series(&mut limit, sheet, rows, limit_column).set_format(&mut line);
    chart.combine(&limit);
    finish_chart(
        &mut chart,
        lang.pick("各科校际差异率与限值（全体）", "Difference between schools and its limit"),
        "0.00",
    );
    let step = round_step(highest, 5.0);
    chart.y_axis().set_min(0.0).set_max((highest / step).ceil() * step).set_major_unit(step);
    chart
}

fn against_limit(grid: &mut Grid<'_>, column: usize, value: Reported<f64>, limit: f64) -> Result<(), XlsxError> {
    match value {
        Reported::Estimate { .. } => {
            let verdict = words::limit_verdict(value, limit, grid.lang);
            grid.styled(column, verdict, &grid.look.centred)
        }
        Reported::Withheld(reason) => {
            let word = words::reason_in_cell(reason, grid.lang);
            grid.styled(column, word, &grid.look.reason)
        }
    }
}
