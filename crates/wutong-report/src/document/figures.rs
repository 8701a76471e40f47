//! The charts of a school page, drawn from its profile.

use wutong_model::{Reason, Reported, Verdict};

use super::cell::{minus, signed};
use crate::chart::{Balance, BalanceRow, Bands, BoxRow, Boxes, Cut, Histogram, Percentiles, Quadrant, QuadrantPoint};
use crate::print;
use crate::profile::{BulletinGroup, CutMarks, MarkTable, RegionSubject, SubjectProfile};
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
    let shares = |marks: &MarkTable, counts: &[u64]| {
        if setting.banded { spread(&bands, marks, subject.full_mark) } else { shares(counts) }
    };
    let bars = shares(marks, &counts);
    let region = setting.region.filter(|_| !region_marks.counts.is_empty());
    let outline = region.map(|_| {
        let marks = region_marks;
        shares(marks, &self::counts(&bands, marks, subject.decimals))
    });
    let titles = (0..bands.count())
        .map(|band| {
            let edge = |band: usize| mark_label(bands.edge(band) * subject.full_mark);
            if setting.banded {
                return band_title(marks, (bands.edge(band) + bands.edge(band + 1)) / 2.0 * subject.full_mark, subject);
            }
            let mut title = format!(
                "{}~{} {} {} ({})",
                edge(band),
                edge(band + 1),
                setting.group,
                print::percent(bars[band]),
                counts[band]
            );
            if let (Some(name), Some(outline)) = (region, &outline) {
                title.push_str(&format!("; {name} {}", print::percent(outline[band])));
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

/// Shares of wide bands over the narrow ones of the chart, as if their pupils lay evenly.
fn spread(bands: &Bands, marks: &MarkTable, full_mark: f64) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "numbers of pupils")]
    let all = marks.counts.iter().sum::<u64>().max(1) as f64;
    let mut shares = vec![0.0; bands.count()];
    for (at, (&from, &count)) in marks.marks.iter().zip(&marks.counts).enumerate() {
        let to = marks.marks.get(at + 1).copied().unwrap_or(full_mark);
        for (band, share) in shares.iter_mut().enumerate() {
            let (low, high) = (bands.edge(band) * full_mark, bands.edge(band + 1) * full_mark);
            let inside = (high.min(to) - low.max(from)).max(0.0);
            #[expect(clippy::cast_precision_loss, reason = "numbers of pupils")]
            let pupils = count as f64;
            *share += pupils / all * inside / (to - from).max(f64::MIN_POSITIVE);
        }
    }
    shares
}

/// The band of the table that holds a mark.
fn band_title(marks: &MarkTable, mark: f64, subject: &Paper<'_>) -> String {
    let at = marks.marks.partition_point(|&from| from <= mark).saturating_sub(1);
    let to = marks.marks.get(at + 1).copied().unwrap_or(subject.full_mark);
    match (marks.marks.get(at), marks.counts.get(at)) {
        (Some(&from), Some(count)) => format!("{}~{} ({count})", mark_label(from), mark_label(to)),
        _ => String::new(),
    }
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

fn balance_row(subject: &SubjectProfile, lang: Lang) -> BalanceRow {
    let get = |metric: &str| subject.value(metric);
    let apart = subject.id == wutong_model::TOTAL;
    let row = |value, title, text| BalanceRow { name: subject.name.clone(), value, title, text, apart };
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
    let bounds = mean
        .school
        .interval()
        .map(|(lower, upper)| (lower / subject.full_mark - region, upper / subject.full_mark - region));
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

/// Percentiles of every subject as shares of the full mark; nothing where no subject has them.
pub(crate) fn percentiles(subjects: &[SubjectProfile], compared: bool, lang: Lang) -> Option<String> {
    let rows: Vec<BoxRow> = subjects.iter().map(|subject| percentile_row(subject, compared, lang)).collect();
    if rows.iter().all(|row| row.own.is_err()) {
        return None;
    }
    let chart = Boxes {
        label: words::spread(lang).to_owned(),
        rows,
        caption: words::spread_axis(lang).to_owned(),
        names: (words::this_school(lang).to_owned(), compared.then(|| words::region(lang).to_owned())),
        head: words::spread_head(lang).to_owned(),
    };
    Some(chart.svg())
}

fn percentile_row(subject: &SubjectProfile, compared: bool, lang: Lang) -> BoxRow {
    let compared = compared && subject.verdict != Verdict::Refused;
    let marks = |of_region: bool| {
        let value = |id: &str| {
            let value = subject.value(id).map_or(Reported::Withheld(Reason::NotApplicable), |value| {
                if of_region { value.region } else { value.school }
            });
            value.value().ok_or_else(|| value.reason().unwrap_or(Reason::NotApplicable))
        };
        Ok::<_, Reason>([value("p10")?, value("q1")?, value("median")?, value("q3")?, value("p90")?])
    };
    let shares = |[p10, q1, median, q3, p90]: [f64; 5]| {
        let share = |mark: f64| mark / subject.full_mark;
        Percentiles { p10: share(p10), q1: share(q1), median: share(median), q3: share(q3), p90: share(p90) }
    };
    let own = marks(false);
    let text = own.map_or_else(
        |_| String::new(),
        |[_, q1, median, q3, _]| format!("{} / {} / {}", mark_label(q1), mark_label(median), mark_label(q3)),
    );
    let name = if subject.id == wutong_model::TOTAL { words::total(lang).to_owned() } else { subject.name.clone() };
    BoxRow {
        name,
        own: own.map(shares).map_err(|reason| format!("— {}", words::reason(reason, lang))),
        region: compared.then(|| marks(true).ok().map(shares)).flatten(),
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
