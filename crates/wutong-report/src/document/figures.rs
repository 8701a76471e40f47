//! The charts of a school page, drawn from its profile.

use std::cmp::Ordering;

use wutong_model::{Reason, Reported, Verdict};
use wutong_stats::side_of;

use super::cell::{minus, signed};
use super::{Block, Role};
use crate::chart::{
    Balance, BalanceRow, Bands, BoxRow, Boxes, Cut, Funnel, FunnelAt, FunnelPoint, Heat, HeatCell, Histogram,
    Percentiles, Quadrant, QuadrantPoint, Radar, RadarAxis, Side, Steps,
};
use crate::print;
use crate::profile::{
    AnswerRow, BulletinGroup, CutMarks, FunnelLimits, MarkTable, RegionSubject, SubjectPart, SubjectProfile,
    SubjectReport,
};
use crate::words::{self, Lang};

/// Whose marks a histogram shows, and in which size.
pub(crate) struct Setting<'a> {
    /// Name of the group drawn as bars.
    pub(crate) group: &'a str,
    /// Name of the group drawn as an outline; none where there is nothing to compare with.
    pub(crate) region: Option<&'a str>,
    /// Whether the chart is the large one with captions.
    pub(crate) large: bool,
    /// Whether the marks come in bands, as for readers outside the centre.
    pub(crate) banded: bool,
    pub(crate) lang: Lang,
}

/// What a histogram has to know of a paper.
#[derive(Clone, Copy)]
pub(crate) struct Paper<'a> {
    pub(crate) name: &'a str,
    pub(crate) full_mark: f64,
    pub(crate) decimals: u8,
    pub(crate) cuts: CutMarks,
}

/// Distribution of one subject, with that of the region as an outline where the setting names it.
pub(crate) fn distribution(
    subject: &Paper<'_>,
    marks: &MarkTable,
    region_marks: &MarkTable,
    setting: &Setting<'_>,
) -> Option<String> {
    if marks.counts.is_empty() {
        return None;
    }
    let bands = Bands::new(ticks(subject.full_mark, subject.decimals), subject.decimals);
    let counts = counts(&bands, marks, subject.decimals);
    let steps = |marks: &MarkTable| match setting.banded {
        true => wide_bands(&bands, marks, subject.full_mark),
        false => Steps::equal(shares(&self::counts(&bands, marks, subject.decimals)), subject.full_mark),
    };
    let bars = steps(marks);
    let region = setting.region.filter(|_| !region_marks.counts.is_empty());
    let outline = region.map(|_| steps(region_marks));
    let titles = (0..bars.heights.len())
        .map(|band| {
            if setting.banded {
                let (from, to) = (mark_label(bars.edges[band]), mark_label(bars.edges[band + 1]));
                return format!("{from}~{to} ({})", marks.counts[band]);
            }
            let edge = |band: usize| mark_label(bands.edge(band) * subject.full_mark);
            let mut title = format!(
                "{}~{} {} {} ({})",
                edge(band),
                edge(band + 1),
                setting.group,
                print::percent(bars.heights[band]),
                counts[band]
            );
            if let (Some(name), Some(outline)) = (region, &outline) {
                title.push_str(&format!("; {name} {}", print::percent(outline.heights[band])));
            }
            title
        })
        .collect();
    let cut = |metric: &str, mark: f64| Cut {
        label: format!("{} {}", words::cut(metric, setting.lang), mark_label(mark)),
        mark,
    };
    let captions = if setting.large {
        (words::axis_marks(setting.lang).to_owned(), words::axis_share(setting.lang).to_owned())
    } else {
        (String::new(), String::new())
    };
    let histogram = Histogram {
        label: words::distribution_of(subject.name, setting.lang),
        full_mark: subject.full_mark,
        bars,
        outline,
        titles,
        cuts: vec![cut("pass_rate", subject.cuts.pass), cut("excellence_rate", subject.cuts.excellence)],
        captions,
        size: if setting.large { (900.0, 215.0) } else { (330.0, 190.0) },
    };
    Some(histogram.svg())
}

/// A mark as people write it: at most two decimals, none where it is whole.
pub(crate) fn mark_label(mark: f64) -> String {
    let text = print::decimal(mark, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn ticks(mark: f64, decimals: u8) -> i64 {
    // Marks of a profile are whole ticks, so this recovers the integer they were made from.
    #[expect(clippy::cast_possible_truncation, reason = "marks are far below 2^53 ticks")]
    let ticks = (mark * 10f64.powi(i32::from(decimals))).round() as i64;
    ticks
}

fn counts(bands: &Bands, marks: &MarkTable, decimals: u8) -> Vec<u64> {
    bands.counts(marks.marks.iter().map(|&mark| ticks(mark, decimals)).zip(marks.counts.iter().copied()))
}

fn shares(counts: &[u64]) -> Vec<f64> {
    let sum = counts.iter().sum::<u64>().max(1);
    #[expect(clippy::cast_precision_loss, reason = "numbers of pupils")]
    let share = |count: &u64| *count as f64 / sum as f64;
    counts.iter().map(share).collect()
}

/// Bands in which pupils are told together: a share is as high as it would be on a band of the usual width, so that areas
/// stand for pupils, in wide bands and in narrow ones.
fn wide_bands(bands: &Bands, marks: &MarkTable, full_mark: f64) -> Steps {
    let usual = bands.edge(1) * full_mark;
    let edges: Vec<f64> = marks.marks.iter().copied().chain([full_mark]).collect();
    let width = edges.windows(2).map(|edges| edges[1] - edges[0]);
    let height = |(share, width): (f64, f64)| if width > 0.0 { share * usual / width } else { 0.0 };
    let heights = shares(&marks.counts).into_iter().zip(width).map(height).collect();
    Steps { edges, heights }
}

/// Differences of score rates to the region, one row a subject.
///
/// Nothing where every value is missing; the page then says why in words.
pub(crate) fn balance(subjects: &[SubjectProfile], lang: Lang) -> Option<String> {
    let rows: Vec<BalanceRow> = subjects.iter().map(|subject| balance_row(subject, lang)).collect();
    if rows.iter().all(|row| row.value.is_err()) {
        return None;
    }
    let chart = Balance {
        label: words::balance(lang).to_owned(),
        rows,
        caption: words::balance_axis(lang).to_owned(),
        zero: words::region_mean(lang).to_owned(),
        domain: None,
    };
    Some(chart.svg())
}

/// Least axes of a drawing about a centre.
const LEAST_AXES: usize = 3;

/// Score rates of every single subject and of the region about a centre; nothing where fewer than three have both.
pub(crate) fn radar(subjects: &[SubjectProfile], lang: Lang) -> Option<String> {
    let axis = |subject: &SubjectProfile| {
        let rate = subject.value("score_rate").filter(|_| subject.verdict != Verdict::Refused)?;
        let (own, region) = (rate.school.value()?, rate.region.value()?);
        let text = format!("{} / {}", print::percent(own), print::percent(region));
        Some(RadarAxis { name: subject.name.clone(), own, region, text })
    };
    let axes: Vec<RadarAxis> =
        subjects.iter().filter(|subject| subject.id != wutong_model::TOTAL).filter_map(axis).collect();
    (axes.len() >= LEAST_AXES).then(|| Radar { label: words::radar(lang).to_owned(), axes }.svg())
}

/// Interval of the difference of the school's mean to the region's, in points, where it is the region that schools are held
/// against: it allows for the school's part in the region, which the interval of the mean alone does not.
pub(crate) fn gap_to_region(subject: &SubjectProfile) -> Option<(f64, f64)> {
    let (mean, gap) = (subject.value("mean")?, subject.value("mean_gap")?.school);
    gap_of_means(mean.school, mean.region, gap, subject.full_mark)
}

/// Interval of `gap` where it is the difference of two means.
pub(crate) fn gap_of_means(
    own: Reported<f64>,
    region: Reported<f64>,
    gap: Reported<f64>,
    full_mark: f64,
) -> Option<(f64, f64)> {
    let difference = own.value()? - region.value()?;
    gap.interval().filter(|_| gap.value().is_some_and(|gap| (gap - difference).abs() < 1e-9 * full_mark))
}

fn balance_row(subject: &SubjectProfile, lang: Lang) -> BalanceRow {
    let get = |metric: &str| subject.value(metric);
    let apart = subject.id == wutong_model::TOTAL;
    let name = words::subject_in(&subject.id, &subject.name, lang);
    let row = |value, title, text| BalanceRow { name: name.to_owned(), value, title, text, apart };
    let (Some(rate), Some(mean)) = (get("score_rate"), get("mean")) else {
        return row(Err(String::new()), String::new(), String::new());
    };
    if subject.verdict == Verdict::Refused {
        let words = words::reason(Reason::NotComparable, lang);
        return row(Err(format!("— {words}")), String::new(), String::new());
    }
    let reason = |value: Reported<f64>| value.reason().map(|reason| words::reason(reason, lang).to_owned());
    let (Some(own), Some(region)) = (rate.school.value(), rate.region.value()) else {
        let words = reason(rate.school).or(reason(rate.region)).unwrap_or_default();
        return row(Err(format!("— {words}")), String::new(), String::new());
    };
    let info = wutong_stats::metric("score_rate");
    let difference = own - region;
    // The score rate is the mean on the scale of the full mark, and so are its bounds.
    let bounds = gap_to_region(subject)
        .map(|(lower, upper)| (lower / subject.full_mark, upper / subject.full_mark))
        .or_else(|| {
            let of_mean = |(lower, upper)| (lower / subject.full_mark - region, upper / subject.full_mark - region);
            mean.school.interval().map(of_mean)
        });
    let text = match bounds {
        Some((lower, upper)) => {
            format!("{} ({} ~ {})", signed(info, difference), signed(info, lower), signed(info, upper))
        }
        None => signed(info, difference),
    };
    let percent = |value: f64| minus(print::percent(value));
    let title = format!("{} {} / {}", subject.name, percent(own), percent(region));
    let bounds = bounds.map(|(lower, upper)| (lower * 100.0, upper * 100.0));
    row(Ok((difference * 100.0, bounds)), title, text)
}

/// Percentiles of one subject: of the group that a report is about, and of what it is held against.
pub(crate) struct Spread<'a> {
    pub(crate) name: &'a str,
    pub(crate) full_mark: f64,
    /// One of each of [`PERCENTILES`], in points.
    pub(crate) own: [Reported<f64>; 5],
    pub(crate) reference: Option<[Reported<f64>; 5]>,
}

/// The metrics of a [`Spread`].
pub(crate) const PERCENTILES: [&str; 5] = ["p10", "q1", "median", "q3", "p90"];

/// Says why some subjects of the drawing lack what the others are held against: `全区的百分位数…`. Nothing where none does, or
/// all do.
pub(crate) fn without_reference(subjects: &[Spread<'_>], whole: &str, lang: Lang) -> Option<String> {
    let drawn = subjects.iter().filter(|subject| subject.own.iter().all(|value| value.value().is_some()));
    let missing = |subject: &&Spread<'_>| match subject.reference {
        Some(reference) => reference.iter().any(|value| value.value().is_none()),
        None => true,
    };
    let (without, with): (Vec<&Spread<'_>>, Vec<&Spread<'_>>) = drawn.partition(missing);
    if without.is_empty() || with.is_empty() {
        return None;
    }
    let mut reasons: Vec<&str> = Vec::new();
    for subject in &without {
        let reason = subject.reference.map_or(Reason::NotComparable, |reference| {
            reference.iter().find_map(|value| value.reason()).unwrap_or(Reason::NotApplicable)
        });
        let text = words::reason(reason, lang);
        if !reasons.contains(&text) {
            reasons.push(text);
        }
    }
    let names: Vec<&str> = without.iter().map(|subject| subject.name).collect();
    Some(match lang {
        Lang::Zh => format!("{}没有画出{whole}：{whole}的百分位数不给出（{}）。", names.join("、"), reasons.join("；")),
        Lang::En => format!(
            "The {whole} is not drawn for {}: its percentiles are not given ({}).",
            names.join(", "),
            reasons.join("; ")
        ),
    })
}

/// Percentiles of every subject as shares of the full mark; nothing where no subject has them.
///
/// `names`: of the group and of what it is held against.
pub(crate) fn percentiles(subjects: &[Spread<'_>], names: (&str, &str), lang: Lang) -> Option<String> {
    let rows: Vec<BoxRow> = subjects.iter().map(|subject| percentile_row(subject, lang)).collect();
    if rows.iter().all(|row| row.own.is_err()) {
        return None;
    }
    let is_compared = subjects.iter().any(|subject| subject.reference.is_some());
    let chart = Boxes {
        label: words::spread(lang).to_owned(),
        rows,
        caption: words::spread_axis(lang).to_owned(),
        names: (names.0.to_owned(), is_compared.then(|| names.1.to_owned())),
        head: words::spread_head(names.0, lang),
    };
    Some(chart.svg())
}

fn percentile_row(subject: &Spread<'_>, lang: Lang) -> BoxRow {
    let marks = |values: [Reported<f64>; 5]| {
        let mut marks = [0.0; 5];
        for (mark, value) in marks.iter_mut().zip(values) {
            *mark = value.value().ok_or_else(|| value.reason().unwrap_or(Reason::NotApplicable))?;
        }
        Ok::<_, Reason>(marks)
    };
    let shares = |marks: [f64; 5]| {
        let [p10, q1, median, q3, p90] = marks.map(|mark| mark / subject.full_mark);
        Percentiles { p10, q1, median, q3, p90 }
    };
    let own = marks(subject.own);
    let text = own.map_or_else(
        |_| String::new(),
        |[_, q1, median, q3, _]| format!("{} / {} / {}", mark_label(q1), mark_label(median), mark_label(q3)),
    );
    BoxRow {
        name: subject.name.to_owned(),
        own: own.map(shares).map_err(|reason| format!("— {}", words::reason(reason, lang))),
        region: subject.reference.and_then(|reference| marks(reference).ok().map(shares)),
        text,
    }
}

/// Most rows of one drawing of intervals, so that a drawing fits a page.
const MOST_ROWS: usize = 36;

/// School effects of a subject with their intervals, in the order of the groups; nothing where none is given.
pub(crate) fn effects(groups: &[&BulletinGroup], subject: &RegionSubject, lang: Lang) -> Vec<String> {
    let info = wutong_stats::metric("school_effect");
    let row = |group: &&BulletinGroup| {
        let value = group.value(&subject.id, "school_effect")?;
        let effect = value.value()?;
        let text = match value.interval() {
            Some((lower, upper)) => {
                format!("{} ({} ~ {})", signed(info, effect), signed(info, lower), signed(info, upper))
            }
            None => signed(info, effect),
        };
        let title = format!("{} {text}", group.name);
        Some(BalanceRow { name: group.name.clone(), value: Ok((effect, value.interval())), title, text, apart: false })
    };
    let rows: Vec<BalanceRow> = groups.iter().filter_map(row).collect();
    if rows.len() < 2 {
        return Vec::new();
    }
    let domain = Balance::domain_of(&rows);
    let chart = |rows: &[BalanceRow]| Balance {
        label: words::effects_of(&subject.name, lang),
        rows: rows.to_vec(),
        caption: words::effects_axis(lang).to_owned(),
        zero: words::mean_school(lang).to_owned(),
        domain: Some(domain),
    };
    let parts = rows.len().div_ceil(MOST_ROWS);
    rows.chunks(rows.len().div_ceil(parts)).map(|rows| chart(rows).svg()).collect()
}

/// Mean and spread of every school of a subject; nothing where fewer than three have them.
pub(crate) fn quadrant(groups: &[&BulletinGroup], subject: &RegionSubject, lang: Lang) -> Option<String> {
    let value = |id: &str| subject.value(id).and_then(|value| value.value());
    let point = |group: &&BulletinGroup| {
        let of = |id: &str| group.value(&subject.id, id).and_then(|value| value.value());
        let (x, y) = (of("mean")?, of("sd")?);
        let title = format!("{} {} / {}", group.name, print::decimal(x, 2), print::decimal(y, 2));
        Some(QuadrantPoint { at: (x, y), label: group.id.clone(), title })
    };
    let points: Vec<QuadrantPoint> = groups.iter().filter_map(point).collect();
    let centre = (value("mean")?, value("sd")?);
    (points.len() > 2).then(|| {
        let [top_left, top_right, bottom_left, bottom_right] = words::quadrants(lang).map(str::to_owned);
        Quadrant {
            label: words::quadrant_of(&subject.name, lang),
            points,
            centre,
            captions: (words::mean_axis(lang).to_owned(), words::sd_axis(lang).to_owned()),
            corners: [top_left, top_right, bottom_left, bottom_right],
        }
        .svg()
    })
}

/// Means of schools by size with the limits of chance; nothing where fewer than three schools have one.
pub(crate) fn funnel(report: &SubjectReport, lang: Lang) -> Option<String> {
    let subject = report.region.subjects.first()?;
    let centre = subject.value("mean")?.value()?;
    let point = |group: &BulletinGroup| {
        let of = |id: &str| group.value(&subject.id, id).and_then(|value| value.value());
        let (n, mean) = (of("n_valid")?, of("mean")?);
        let title =
            format!("{} {} ({})", group.name, print::decimal(mean, 2), words::resting_on(&print::decimal(n, 0), lang));
        let is_beyond = is_beyond(&report.funnel, n, mean);
        Some(FunnelPoint { at: (n, mean), label: group.id.clone(), title, is_beyond })
    };
    let points: Vec<FunnelPoint> = report.region.of_level("school").filter_map(point).collect();
    if points.len() < 3 || report.funnel.len() < 2 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "numbers of pupils")]
    let at = |limits: &FunnelLimits| FunnelAt { n: limits.n as f64, inner: limits.inner, outer: limits.outer };
    let (inner, outer) = words::funnel_limits(lang);
    let chart = Funnel {
        label: words::funnel_of(&subject.name, lang),
        points,
        limits: report.funnel.iter().map(at).collect(),
        centre,
        captions: (words::pupils_axis(lang).to_owned(), words::mean_axis(lang).to_owned()),
        names: (inner.to_owned(), outer.to_owned()),
    };
    Some(chart.svg())
}

/// Whether a mean lies beyond the outer limits: they narrow with the root of the size.
fn is_beyond(limits: &[FunnelLimits], n: f64, mean: f64) -> bool {
    let Some(known) = limits.first() else { return false };
    let (low, high) = known.outer;
    let (centre, half) = (f64::midpoint(low, high), (high - low) / 2.0);
    #[expect(clippy::cast_precision_loss, reason = "a number of pupils")]
    let half = half * (known.n as f64 / n).sqrt();
    (mean - centre).abs() > half
}

/// Score rates of items by class, as differences to the school; nothing where no class has any.
///
/// `rows`: the items, `classes`: the names of the classes.
pub(crate) fn class_heat((subject, rows): (&str, &[AnswerRow]), classes: &[&str], lang: Lang) -> Vec<String> {
    let has_any = rows.iter().flat_map(|row| &row.classes).any(|rate| rate.value.value().is_some());
    if !has_any {
        return Vec::new();
    }
    let label = words::class_heat_of(subject, lang);
    let chunk = rows.len().div_ceil(rows.len().div_ceil(MOST_COLUMNS).max(1)).max(1);
    let drawing = |rows: &[AnswerRow]| {
        let columns = rows.iter().map(|row| lang.pick(&row.name.0, &row.name.1).clone()).collect();
        let of_class = |(at, class): (usize, &&str)| {
            let cells = rows.iter().map(|row| class_heat_cell(row, at, class, lang)).collect();
            ((*class).to_owned(), cells)
        };
        let rows = classes.iter().enumerate().map(of_class).collect();
        Heat { label: label.clone(), columns, rows }.svg()
    };
    rows.chunks(chunk).map(drawing).collect()
}

fn class_heat_cell(row: &AnswerRow, class: usize, name: &str, lang: Lang) -> HeatCell {
    let item = lang.pick(&row.name.0, &row.name.1);
    let value = row.classes.get(class).map_or(Reported::Withheld(Reason::NotSupplied), |rate| rate.value);
    let school = row.values.iter().find(|value| value.metric == "facility").map(|value| value.school);
    let school = school.unwrap_or(Reported::Withheld(Reason::NotSupplied));
    heat_difference(value, school, &format!("{name} {item}"), lang)
}

/// Says what the dashes of a drawing mean; nothing where it has none.
pub(crate) fn dashes(values: impl Iterator<Item = Reported<f64>>, lang: Lang) -> Option<Block> {
    let mut reasons: Vec<&str> = Vec::new();
    for text in values.filter_map(|value| value.reason()).map(|reason| words::reason(reason, lang)) {
        if !reasons.contains(&text) {
            reasons.push(text);
        }
    }
    let all = reasons.join(lang.pick("；", "; "));
    (!reasons.is_empty()).then(|| {
        let text = match lang {
            Lang::Zh => format!("图中的“—”：{all}。"),
            Lang::En => format!("A dash in the drawing: {all}."),
        };
        Block::text(Role::Small, text)
    })
}

/// Most columns of one drawing of items.
const MOST_COLUMNS: usize = 24;

/// Score rates of parts by school, as differences to the region; nothing where fewer than two schools have any.
///
/// `heads`: one a part.
pub(crate) fn heat(
    report: &SubjectReport,
    (what, parts): (&str, &[&SubjectPart]),
    heads: &[String],
    lang: Lang,
) -> Vec<String> {
    let schools: Vec<&BulletinGroup> = report.region.of_level("school").collect();
    let has_any =
        |at: usize| parts.iter().any(|part| part.schools.get(at).is_some_and(|value| value.value().is_some()));
    let rows: Vec<usize> = (0..schools.len()).filter(|&at| has_any(at)).collect();
    let name = report.region.subjects.first().map_or("", |subject| &subject.name);
    if rows.len() < 2 {
        return Vec::new();
    }
    let row = |at: usize, parts: &[&SubjectPart]| {
        let cells = parts.iter().map(|part| heat_cell(part, schools[at], part.schools[at], lang)).collect();
        (schools[at].name.clone(), cells)
    };
    let mut drawings = Vec::new();
    let (wide, high) = (parts.len().div_ceil(MOST_COLUMNS).max(1), rows.len().div_ceil(MOST_ROWS).max(1));
    for (parts, heads) in parts.chunks(parts.len().div_ceil(wide)).zip(heads.chunks(parts.len().div_ceil(wide))) {
        for rows in rows.chunks(rows.len().div_ceil(high)) {
            let rows = rows.iter().map(|&at| row(at, parts)).collect();
            drawings.push(Heat { label: words::heat_of(name, what, lang), columns: heads.to_vec(), rows }.svg());
        }
    }
    drawings
}

/// A difference in whole percentage points; a mark only where the interval of the school leaves the region out.
fn heat_cell(part: &SubjectPart, school: &BulletinGroup, own: Reported<f64>, lang: Lang) -> HeatCell {
    let name = lang.pick(&part.name.0, &part.name.1);
    let region = part.value(part.metric()).unwrap_or(Reported::Withheld(Reason::NotApplicable));
    heat_difference(own, region, &format!("{} {name}", school.name), lang)
}

/// A score rate less another; `what` says whose.
fn heat_difference(own: Reported<f64>, region: Reported<f64>, what: &str, lang: Lang) -> HeatCell {
    let (Some(value), Some(reference)) = (own.value(), region.value()) else {
        let reason = own.reason().or(region.reason()).unwrap_or(Reason::NotApplicable);
        let title = format!("{what}: {}", words::reason(reason, lang));
        return HeatCell { text: "—".to_owned(), side: Side::Missing, title };
    };
    let side = match own.interval().map(|interval| side_of(interval, reference)) {
        Some(Ordering::Greater) => Side::Above,
        Some(Ordering::Less) => Side::Below,
        _ => Side::Same,
    };
    let points = (value - reference) * 100.0;
    let text = print::decimal(points, 0);
    let text = match text.strip_prefix('-') {
        Some("0") => "0".to_owned(),
        Some(_) => minus(text),
        None if text == "0" => text,
        None => format!("+{text}"),
    };
    let percent = |value: f64| print::percent(value);
    let title = format!("{what}: {} / {}", percent(value), percent(reference));
    HeatCell { text, side, title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_of_joined_bands_stand_for_pupils() {
        // A band of 4 points, one of 26 and one of 70, with as many pupils in each.
        let marks = MarkTable { marks: vec![0.0, 4.0, 30.0], counts: vec![20, 20, 20] };
        let steps = wide_bands(&Bands::new(100, 0), &marks, 100.0);
        let widths = steps.edges.windows(2).map(|edges| edges[1] - edges[0]);
        let areas: Vec<f64> = widths.zip(&steps.heights).map(|(width, height)| width * height).collect();
        assert_eq!(areas.len(), 3);
        assert!(areas.iter().all(|area| (area - areas[0]).abs() < 1e-9 && *area > 0.0), "{areas:?}");
    }

    #[test]
    fn subjects_drawn_without_what_the_others_stand_beside_are_named_with_the_reason() {
        let values = [0.1, 0.2, 0.3, 0.4, 0.5].map(|value| Reported::Estimate { value, interval: None });
        let hidden = [Reported::Withheld(Reason::Suppressed); 5];
        let spread = |name, reference| Spread { name, full_mark: 1.0, own: values, reference };
        let some = [spread("语文", Some(values)), spread("数学", Some(hidden))];
        let text = without_reference(&some, "全区", Lang::Zh).expect("one of two");
        assert!(
            text.contains("数学")
                && !text.contains("语文")
                && text.contains(words::reason(Reason::Suppressed, Lang::Zh))
        );
        // Nothing is missing that another subject has.
        assert_eq!(without_reference(&some[..1], "全区", Lang::Zh), None);
        assert_eq!(without_reference(&some[1..], "全区", Lang::Zh), None);
    }
}
