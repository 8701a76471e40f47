//! The charts of a school page, drawn from its profile.

use wutong_model::{Reason, Reported, Verdict};

use super::cell::{minus, signed};
use crate::chart::{Balance, BalanceRow, Bands, Cut, Histogram};
use crate::print;
use crate::profile::{MarkTable, SubjectProfile};
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

/// Distribution of one subject.
pub(crate) fn distribution(subject: &SubjectProfile, marks: &MarkTable, setting: &Setting<'_>) -> Option<String> {
    if marks.counts.is_empty() {
        return None;
    }
    let bands = Bands::new(ticks(subject.full_mark, subject.decimals), subject.decimals);
    let counts = counts(&bands, marks, subject.decimals);
    let shares = |marks: &MarkTable, counts: &[u64]| {
        if setting.banded { spread(&bands, marks, subject.full_mark) } else { shares(counts) }
    };
    let bars = shares(marks, &counts);
    let region = setting.region.filter(|_| !subject.region_distribution.counts.is_empty());
    let outline = region.map(|_| {
        let marks = &subject.region_distribution;
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
        label: words::distribution_of(&subject.name, setting.lang),
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
fn band_title(marks: &MarkTable, mark: f64, subject: &SubjectProfile) -> String {
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
