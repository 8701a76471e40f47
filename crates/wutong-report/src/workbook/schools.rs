//! 学校对照, 校际图, 各校分数段, 各校均衡: schools beside the region, with native charts. For the centre alone.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartErrorBars, ChartErrorBarsType, ChartFont, ChartLine,
    ChartMarker, ChartMarkerType, ChartRange, ChartSolidFill, DataValidation, Formula, XlsxError,
};
use wutong_model::{Analysis, GroupView, Reason, Reported, TOTAL, Verdict};
use wutong_stats::{Unit, metric};

use super::grid::{Grid, place};
use super::look::{BLUE, FONT, INK, PALE};
use super::marks::{BANDS, band_counts};
use super::region::{finish_chart, plain, series};
use super::{Book, Length, label};
use crate::words::{self, Lang};

/// With more schools than this the sheets are left out: nobody looks through them, and charts need their data in memory.
const MOST_SCHOOLS: usize = 500;
/// Schools of one interval plot.
const IN_A_CHART: u32 = 40;

/// Names of the four sheets.
pub(super) fn names(lang: Lang) -> [&'static str; 4] {
    lang.pick(
        ["学校对照", "校际图", "各校分数段", "各校均衡"],
        ["One school", "School charts", "School bands", "Balance"],
    )
}

/// What the four sheets hold.
pub(super) fn contents(lang: Lang) -> [&'static str; 4] {
    lang.pick(
        [
            "选一所学校，看它的分数分布和学科均衡与全体的对照图",
            "各校均分、标准差与学校效应及其区间，附区间图和散点图",
            "各校各分数段人数占本校的比例",
            "各校各学科得分率与全体之差",
        ],
        [
            "choose a school: its distribution and balance of subjects beside the whole, as charts",
            "mean, spread and effect of every school with its interval, as charts",
            "shares of every school's pupils by band",
            "score rates of every school less those of the whole, by subject",
        ],
    )
}

/// The position of the subject that they show, the total or the only one; nothing where schools are not to be compared, or
/// the reader may not see them side by side.
pub(super) fn subject_shown(analysis: &Analysis) -> Option<usize> {
    let n = analysis.schools().count();
    let subject = analysis.subjects.len().checked_sub(1)?;
    let comparable = analysis.subject_verdict(subject) != Verdict::Refused;
    let inside = !analysis.spec.raw.privacy.audience.is_outside();
    (inside && comparable && (2..=MOST_SCHOOLS).contains(&n)).then_some(subject)
}

/// Where the rows of a table of schools lie.
#[derive(Clone, Copy)]
struct Rows {
    /// The row of the whole, where there is one, is the one before it.
    first: u32,
    last: u32,
}

/// Writes the sheets.
pub(super) fn schools(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let Some(subject) = subject_shown(book.analysis) else { return Ok(()) };
    // The sheet to choose from comes first for the reader; what it looks up is written after it.
    let n = u32::try_from(book.analysis.schools().count()).unwrap_or(u32::MAX);
    let rows = Rows { first: FIRST, last: FIRST + n - 1 };
    one_school(book, subject, rows)?;
    charts(book, subject)?;
    bands(book, subject)?;
    balance(book)
}

/// The first row of schools in the two sheets that are looked up: title, note, heads and the whole stand above it.
const FIRST: u32 = 4;

fn key(view: GroupView<'_>) -> String {
    let group = view.group();
    if group.id == group.name { group.name.clone() } else { format!("{} {}", group.id, group.name) }
}

/// Shares of a group by tenths of the full mark, or why there are none.
fn shares(analysis: &Analysis, group: usize, subject: usize) -> Result<[f64; BANDS], Reason> {
    let row = analysis.metrics.row(group, subject);
    let hidden = || analysis.metrics.get(group, subject, "mean").reason().unwrap_or(Reason::Suppressed);
    let counts = band_counts(&analysis.distributions[row], &analysis.subjects[subject]).ok_or_else(hidden)?;
    let counts = counts.map(|count| count.unwrap_or(0));
    let sum = counts.iter().sum::<u64>().max(1);
    #[expect(clippy::cast_precision_loss, reason = "numbers of pupils")]
    Ok(counts.map(|count| count as f64 / sum as f64))
}

fn band_label(band: usize) -> String {
    format!("{}%–{}%", band * 100 / BANDS, (band + 1) * 100 / BANDS)
}

/// Every school's shares by band, the whole first.
fn bands(book: &mut Book<'_>, subject: usize) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let [.., name, _] = names(lang);
    let mut grid = book.sheet(name, Length::Short)?;
    let paper = &analysis.subjects[subject];
    let subject_name = super::subject_name(paper, lang);
    let note = match lang {
        Lang::Zh => format!("{}：得分占满分的比例在各段的学生占本单位学生的比例。", subject_name),
        Lang::En => {
            format!("{}: share of the group's pupils by the share of the full mark they reached.", subject_name)
        }
    };
    grid.head(name, &[&note])?;
    let mut labels = lang.pick(["学校", "实考人数"], ["School", "Pupils"]).map(str::to_owned).to_vec();
    labels.extend((0..BANDS).map(band_label));
    grid.header(&labels)?;
    for view in std::iter::once(analysis.region()).chain(analysis.schools()) {
        let is_whole = view.position() == 0;
        grid.text(0, &if is_whole { words::level(wutong_model::Level::Region, lang).to_owned() } else { key(view) })?;
        grid.value(1, analysis.metrics.get(view.position(), subject, "n_valid"), Unit::Pupils)?;
        match shares(analysis, view.position(), subject) {
            Ok(shares) => {
                for (band, share) in shares.into_iter().enumerate() {
                    grid.number(band + 2, share, Unit::Fraction)?;
                }
            }
            Err(reason) => {
                for band in 0..BANDS {
                    grid.value(band + 2, Reported::Withheld(reason), Unit::Fraction)?;
                }
            }
        }
        grid.next();
    }
    grid.end_table();
    grid.heat((FIRST, grid.row - 1), (2, BANDS + 1))?;
    grid.finish(name)
}

/// Positions of the single subjects that may be compared; the only subject where there is no other.
fn single(analysis: &Analysis) -> Vec<usize> {
    let is_single = |&at: &usize| analysis.subjects[at].id != TOTAL || analysis.subjects.len() == 1;
    (0..analysis.subjects.len())
        .filter(is_single)
        .filter(|&at| analysis.subject_verdict(at) != Verdict::Refused)
        .collect()
}

/// Score rate of a group less that of the whole.
fn difference(analysis: &Analysis, group: usize, subject: usize) -> Reported<f64> {
    let rate = |group: usize| analysis.metrics.get(group, subject, "score_rate");
    match (rate(group), rate(0)) {
        (Reported::Withheld(reason), _) | (_, Reported::Withheld(reason)) => Reported::Withheld(reason),
        (Reported::Estimate { value: own, .. }, Reported::Estimate { value: whole, .. }) => {
            Reported::Estimate { value: own - whole, interval: None }
        }
    }
}

/// Every school's differences by subject.
fn balance(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let [.., name] = names(lang);
    let subjects = single(analysis);
    let mut grid = book.sheet(name, Length::Short)?;
    let note = lang.pick(
        "得分率与全体之差（百分点）；差几个百分点可能只是偶然，是否明显请看各校报告中的 ▲▼＝。",
        "Score rate less that of the whole, in percentage points; a few may be chance: the reports of the schools say which are clear.",
    );
    grid.head(name, &[note])?;
    let mut labels = vec![lang.pick("学校", "School")];
    labels.extend(subjects.iter().map(|&at| super::subject_name(&analysis.subjects[at], lang)));
    grid.header(&labels)?;
    // The row of the whole keeps both sheets alike, and the charts their zero.
    grid.text(0, words::level(wutong_model::Level::Region, lang))?;
    for at in 0..subjects.len() {
        grid.difference(at + 1, Reported::Estimate { value: 0.0, interval: None })?;
    }
    grid.next();
    for view in analysis.schools() {
        grid.text(0, &key(view))?;
        for (at, &subject) in subjects.iter().enumerate() {
            grid.difference(at + 1, difference(analysis, view.position(), subject))?;
        }
        grid.next();
    }
    grid.end_table();
    for at in 0..subjects.len() {
        grid.bars(at + 1)?;
    }
    grid.finish(name)
}

/// One school, which the reader chooses, beside the whole.
fn one_school(book: &mut Book<'_>, subject: usize, rows: Rows) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let [name, _, of_bands, of_balance] = names(lang);
    // A school of few pupils would open the sheet with a chart of nothing.
    let has_interval = |view: &GroupView<'_>| {
        let effect = analysis.metrics.get(view.position(), subject, "school_effect");
        effect.interval().is_some() && shares(analysis, view.position(), subject).is_ok()
    };
    let Some(first) = analysis.schools().find(has_interval).or_else(|| analysis.schools().next()) else {
        return Ok(());
    };
    let subjects = single(analysis);
    let mut grid = book.sheet(name, Length::Short)?;
    let note = lang.pick(
        "在下方黄色单元格中选择学校，图表随之更新；#N/A 表示该值未给出，原因见“各校分数段”“各校均衡”两表。",
        "Choose a school in the coloured cell; the charts follow. #N/A: not given, for the reason in the two sheets that it is taken from.",
    );
    grid.head(name, &[note])?;
    grid.text(0, lang.pick("学校", "School"))?;
    let chosen = grid.row;
    let choice = grid.look.choice.clone();
    grid.styled(1, &key(first), &choice)?;
    let list = format!("='{of_balance}'!$A${}:$A${}", rows.first + 1, rows.last + 1);
    let validation = DataValidation::new().allow_list_formula(Formula::new(list));
    grid.sheet.add_data_validation(chosen, 1, chosen, 1, &validation)?;
    grid.next();
    grid.row += 1;

    let own = shares(analysis, first.position(), subject);
    let whole = shares(analysis, 0, subject);
    let at = |sheet: &str, column: usize| look_up(sheet, column, rows, chosen);
    grid.line(
        &words::distribution_of(super::subject_name(&analysis.subjects[subject], lang), lang),
        &grid.look.section,
    )?;
    grid.header(&lang.pick(["得分率", "所选学校", "全体"], ["Share of full mark", "School", "All"]))?;
    let start = grid.row;
    for band in 0..BANDS {
        grid.styled(0, &band_label(band), &grid.look.centred)?;
        grid.formula(1, &at(of_bands, band + 2), own.ok().map(|own| own[band]), Unit::Fraction)?;
        let of_whole = format!("='{of_bands}'!{}{}", letter(band + 2), rows.first);
        grid.formula(2, &of_whole, whole.ok().map(|whole| whole[band]), Unit::Fraction)?;
        grid.next();
    }
    let mut chart = Chart::new_column();
    plain(&mut chart, name, (start, grid.row - 1), 1).set_gap(25).set_format(ChartSolidFill::new().set_color(PALE));
    let mut line = ChartLine::new();
    line.set_color(INK).set_width(2.0);
    let mut outline = Chart::new_line();
    plain(&mut outline, name, (start, grid.row - 1), 2).set_format(&mut line);
    chart.combine(&outline);
    finish_chart(&mut chart, lang.pick("分数分布：所选学校与全体", "Distribution: the school and all"), "0%");
    chart.y_axis().set_min(0.0);
    chart.x_axis().set_name(lang.pick("得分占满分的比例", "Share of the full mark"));
    grid.chart(&chart)?;

    grid.line(words::balance(lang), &grid.look.section)?;
    grid.header(&lang.pick(["学科", "与全体之差（百分点）"], ["Subject", "Difference, percentage points"]))?;
    let start = grid.row;
    for (position, &each) in subjects.iter().enumerate() {
        grid.text(0, super::subject_name(&analysis.subjects[each], lang))?;
        let value = difference(analysis, first.position(), each).value();
        grid.formula_of_difference(1, &at(of_balance, position + 1), value)?;
        grid.next();
    }
    let mut chart = Chart::new_bar();
    series(&mut chart, name, (start, grid.row - 1), 1);
    finish_chart(&mut chart, words::balance(lang), "@");
    chart.x_axis().set_num_format("+0.0;-0.0;0");
    // Bars run from the bottom; the first subject stands at the top, its name clear of the bars.
    chart.y_axis().set_reverse().set_label_position(ChartAxisLabelPosition::Low);
    chart.legend().set_hidden();
    grid.chart(&chart)?;
    grid.set_width(0, 18);
    grid.set_width(1, 44);
    grid.set_width(2, 18);
    grid.one_page();
    grid.finish(name)
}

/// A value of the chosen school in another sheet; `#N/A` where a reason stands there, which charts leave out.
fn look_up(sheet: &str, column: usize, rows: Rows, chosen: u32) -> String {
    let (first, last, letter) = (rows.first + 1, rows.last + 1, letter(column));
    let found = format!(
        "INDEX('{sheet}'!${letter}${first}:${letter}${last},MATCH($B${},'{sheet}'!$A${first}:$A${last},0))",
        chosen + 1
    );
    format!("=IF(ISNUMBER({found}),{found},NA())")
}

/// The letters of a column.
fn letter(column: usize) -> String {
    rust_xlsxwriter::utility::column_number_to_name(place(column))
}

const COLUMNS: [&str; 4] = ["n_valid", "mean", "sd", "school_effect"];

/// Mean, spread and effect of every school, and their charts.
fn charts(book: &mut Book<'_>, subject: usize) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let [_, name, ..] = names(lang);
    let mut grid = book.sheet(name, Length::Short)?;
    let notes = lang.pick(
        [
            "学校效应：与各校平均水平之差，已按人数收缩；区间含零的学校与平均水平无明显差别。按代码排列，不是名次。",
            "右侧两列为区间的半宽，供图使用。",
        ],
        [
            "School effect: difference to the mean over schools, shrunken by size; an interval that holds zero is no clear difference. In order of code, not of rank.",
            "The two columns at the right are halves of the interval, for the chart.",
        ],
    );
    grid.head(name, &notes)?;
    let mut labels = vec![lang.pick("代码", "Code"), lang.pick("学校", "School")];
    labels.extend(COLUMNS.iter().filter_map(|id| metric(id)).map(|info| label(info, lang)));
    labels.extend(lang.pick(
        ["区间下限", "区间上限", "下半宽", "上半宽"],
        ["Lower bound", "Upper bound", "Lower half", "Upper half"],
    ));
    grid.header(&labels)?;
    let start = grid.row;
    // A chart takes the reason why a value is missing for a zero, so schools without values stand below the others.
    let is_whole = |view: &GroupView<'_>| {
        let value = |id: &&str| analysis.metrics.get(view.position(), subject, id);
        COLUMNS.iter().all(|id| value(id).value().is_some()) && value(&"school_effect").interval().is_some()
    };
    let (whole, others): (Vec<GroupView<'_>>, Vec<GroupView<'_>>) = analysis.schools().partition(is_whole);
    for view in whole.iter().chain(&others) {
        grid.text(0, &view.group().id)?;
        grid.text(1, &view.group().name)?;
        let value = |id: &str| analysis.metrics.get(view.position(), subject, id);
        for (at, id) in COLUMNS.iter().enumerate() {
            grid.value(at + 2, value(id), metric(id).map_or(Unit::Number, |info| info.unit))?;
        }
        grid.bounds(6, value("school_effect"), Unit::Points)?;
        grid.next();
    }
    grid.end_table();
    if whole.len() < 2 {
        return grid.finish(name);
    }
    let n = u32::try_from(whole.len()).unwrap_or(u32::MAX);
    let end = start + n - 1;
    let parts = n.div_ceil(IN_A_CHART);
    let each = n.div_ceil(parts);
    let title = words::effects_of(super::subject_name(&analysis.subjects[subject], lang), lang);
    let bounds =
        whole.iter().filter_map(|view| analysis.metrics.get(view.position(), subject, "school_effect").interval());
    let reach = bounds.map(|(lower, upper)| upper.max(-lower)).fold(1.0, f64::max);
    let step = [1.0, 2.0, 5.0, 10.0, 20.0].into_iter().find(|step| reach <= step * 5.0).unwrap_or(50.0);
    let reach = (reach / step).ceil() * step;
    // Every chart on a page of its own.
    let mut breaks = vec![grid.row];
    for part in 0..parts {
        let rows = (start + part * each, (start + (part + 1) * each - 1).min(end));
        let mut chart = effects(name, start - 1, rows, &title, lang);
        chart.y_axis().set_min(-reach).set_max(reach).set_major_unit(step);
        if part > 0 {
            breaks.push(grid.row);
        }
        grid.chart(&chart)?;
    }
    if let Some(chart) = scatter(analysis, subject, &whole, (name, start), lang) {
        breaks.push(grid.row);
        grid.chart(&chart)?;
    }
    grid.sheet.set_page_breaks(&breaks)?;
    grid.finish(name)
}

/// Effects of schools with their intervals.
fn effects(sheet: &str, heads: u32, (first, last): (u32, u32), title: &str, lang: Lang) -> Chart {
    let mut chart = Chart::new_line();
    let mut hidden = ChartLine::new();
    hidden.set_hidden(true);
    let mut marker = ChartMarker::new();
    marker.set_type(ChartMarkerType::Circle).set_size(6).set_format(ChartSolidFill::new().set_color(BLUE));
    chart
        .add_series()
        .set_categories((sheet, first, 0, last, 0))
        .set_values((sheet, first, 5, last, 5))
        .set_name((sheet, heads, 5))
        .set_format(&mut hidden)
        .set_marker(&marker)
        .set_y_error_bars(&error_bars(sheet, (first, last), (9, 8)));
    finish_chart(&mut chart, title, "+0.0;-0.0;0");
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(8).set_rotation(-90);
    chart.x_axis().set_font(&font).set_label_position(ChartAxisLabelPosition::Low);
    chart.y_axis().set_name(words::effects_axis(lang));
    chart.legend().set_hidden();
    chart
}

/// Whiskers whose halves stand in two columns: above, below.
pub(super) fn error_bars(sheet: &str, (first, last): (u32, u32), (above, below): (u16, u16)) -> ChartErrorBars {
    let range = |column: u16| ChartRange::new_from_range(sheet, first, column, last, column);
    let mut bars = ChartErrorBars::new();
    let mut line = ChartLine::new();
    line.set_color(INK).set_width(1.0);
    bars.set_type(ChartErrorBarsType::Custom(range(above), range(below))).set_format(&mut line);
    bars
}

/// Mean by spread, one dot a school; nothing where fewer than three schools have both.
fn scatter(
    analysis: &Analysis,
    subject: usize,
    schools: &[GroupView<'_>],
    (sheet, start): (&str, u32),
    lang: Lang,
) -> Option<Chart> {
    let of = |view: &GroupView<'_>, id: &str| analysis.metrics.get(view.position(), subject, id).value();
    let each: Vec<Option<(f64, f64)>> = schools.iter().map(|view| Some((of(view, "mean")?, of(view, "sd")?))).collect();
    let points: Vec<(f64, f64)> = each.iter().flatten().copied().collect();
    if points.len() < 3 {
        return None;
    }
    let end = start + u32::try_from(schools.len()).unwrap_or(u32::MAX) - 1;
    let mut chart = Chart::new_scatter();
    let mut marker = ChartMarker::new();
    marker.set_type(ChartMarkerType::Circle).set_size(7).set_format(ChartSolidFill::new().set_color(BLUE));
    chart
        .add_series()
        .set_categories((sheet, start, 3, end, 3))
        .set_values((sheet, start, 4, end, 4))
        .set_name(lang.pick("学校", "School"))
        .set_marker(&marker)
        .set_custom_data_labels(&names_of_outermost(&each, (sheet, start)));
    let title = words::quadrant_of(super::subject_name(&analysis.subjects[subject], lang), lang);
    finish_chart(&mut chart, &title, "0");
    // An axis from zero would press all schools into a corner.
    let room = |values: &mut dyn Iterator<Item = f64>| {
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        let step = if high - low > 20.0 { 10.0 } else { 1.0 };
        ((low / step).floor() * step - step, (high / step).ceil() * step + step)
    };
    let (left, right) = room(&mut points.iter().map(|point| point.0));
    let (bottom, top) = room(&mut points.iter().map(|point| point.1));
    chart.x_axis().set_min(left).set_max(right).set_name(words::mean_axis(lang));
    chart.y_axis().set_min(bottom.max(0.0)).set_max(top).set_name(words::sd_axis(lang));
    chart.legend().set_hidden();
    Some(chart)
}

/// Points that carry the name of their school; more would cover each other.
const MOST_NAMED: usize = 20;

/// Labels of points: the names, from the first column, of those farthest from the middle in units of either axis.
fn names_of_outermost(points: &[Option<(f64, f64)>], (sheet, start): (&str, u32)) -> Vec<ChartDataLabel> {
    let known = || points.iter().flatten();
    let spread = |values: Vec<f64>| {
        let (low, high) =
            values.iter().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
        ((low + high) / 2.0, (high - low).max(f64::MIN_POSITIVE))
    };
    let (x, y) = (spread(known().map(|point| point.0).collect()), spread(known().map(|point| point.1).collect()));
    let distance = |point: &(f64, f64)| ((point.0 - x.0) / x.1).hypot((point.1 - y.0) / y.1);
    let mut farthest: Vec<f64> = known().map(distance).collect();
    farthest.sort_by(|a, b| b.total_cmp(a));
    let least = farthest.get(MOST_NAMED).copied();
    let label = |(row, point): (u32, &Option<(f64, f64)>)| {
        let mut label = ChartDataLabel::new();
        match point {
            Some(point) if least.is_none_or(|least| distance(point) > least) => {
                label.set_value(&format!("='{}'!$A${}", sheet.replace('\'', "''"), row + 1));
            }
            _ => {
                label.set_hidden();
            }
        }
        label
    };
    (start..).zip(points).map(label).collect()
}

impl Grid<'_> {
    /// Bounds of an interval and its halves below and above the value, in four columns; the reason where there is no value.
    pub(super) fn bounds(&mut self, column: usize, value: Reported<f64>, unit: Unit) -> Result<(), XlsxError> {
        match (value.value(), value.interval()) {
            (Some(middle), Some((lower, upper))) => {
                for (at, number) in [lower, upper, middle - lower, upper - middle].into_iter().enumerate() {
                    self.number(column + at, number, unit)?;
                }
                Ok(())
            }
            _ => {
                let reason = value.reason().unwrap_or(Reason::NotApplicable);
                (0..4).try_for_each(|at| self.value(column + at, Reported::Withheld(reason), unit))
            }
        }
    }
}
