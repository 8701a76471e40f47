//! 分数分布 and 一分一段.

use rust_xlsxwriter::{Chart, XlsxError};
use wutong_model::{AnalysedSubject, Analysis, Distribution, Reason, Reported, points};
use wutong_stats::Unit;

use super::region::{finish_chart, series, value_label};
use super::{Book, Length, subjects_total_first};
use crate::tables::cumulate;
use crate::words::Lang;

/// Bands of equal width from zero to the full mark.
pub(super) const BANDS: usize = 10;

/// Names of the two sheets.
pub(super) fn names(lang: Lang) -> [&'static str; 2] {
    lang.pick(["分数分布", "一分一段"], ["Distribution", "One mark a row"])
}

fn distribution(analysis: &Analysis, subject: usize) -> &Distribution {
    &analysis.distributions[analysis.metrics.row(0, subject)]
}

/// Pupils of the region by tenths of the full mark, with a chart of the total.
pub(super) fn bands(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let [name, _] = names(lang);
    let mut grid = book.sheet(name, Length::Short)?;
    let note = lang.pick(
        "全体考生按得分占满分的比例分为十段，每段含下限、不含上限，最高一段含满分；表中为人数。",
        "All pupils by the share of the full mark they reached, in ten bands with their lower end; the last one holds the \
         full mark. Numbers of pupils.",
    );
    grid.head(name, &[note])?;
    let order: Vec<usize> = subjects_total_first(analysis).collect();
    let mut labels = vec![lang.pick("得分率", "Share of full mark")];
    labels.extend(order.iter().map(|&subject| super::subject_name(&analysis.subjects[subject], lang)));
    grid.header(&labels)?;
    let first = grid.row;
    let outside = analysis.spec.raw.privacy.audience.is_outside();
    let counts: Vec<Option<[Option<u64>; BANDS]>> = order
        .iter()
        .map(|&subject| {
            let (distribution, paper) = (distribution(analysis, subject), &analysis.subjects[subject]);
            if outside { bands_shown(distribution, paper) } else { band_counts(distribution, paper) }
        })
        .collect();
    for band in 0..BANDS {
        let (from, to) = (band * 100 / BANDS, (band + 1) * 100 / BANDS);
        grid.styled(0, &format!("{from}%–{to}%"), &grid.look.centred)?;
        for (column, counts) in counts.iter().enumerate() {
            match counts.as_ref().and_then(|counts| counts[band]) {
                Some(count) => grid.count(column + 1, count)?,
                None => grid.value(column + 1, Reported::Withheld(Reason::Suppressed), Unit::Pupils)?,
            }
        }
        grid.next();
    }
    grid.end_table();
    let mut chart = Chart::new_column();
    series(&mut chart, name, (first, grid.row - 1), 1).set_data_label(&value_label("0"));
    finish_chart(&mut chart, lang.pick("总分分布（全体）", "Distribution of the total"), "0");
    chart.legend().set_hidden();
    chart.x_axis().set_name(lang.pick("得分占满分的比例", "Share of the full mark"));
    chart.y_axis().set_name(lang.pick("人数", "Pupils")).set_min(0.0);
    grid.chart(&chart)?;
    grid.finish(name)
}

/// The tenth of the full mark in which a mark lies. In integers, so that no mark on an edge falls on its wrong side.
fn tenth(ticks: i64, subject: &AnalysedSubject) -> usize {
    usize::try_from(ticks.max(0) * 10 / subject.full_ticks).unwrap_or(0)
}

pub(super) fn band_counts(distribution: &Distribution, subject: &AnalysedSubject) -> Option<[Option<u64>; BANDS]> {
    if distribution.is_empty() || subject.full_ticks <= 0 {
        return None;
    }
    let mut counts = [0; BANDS];
    for mark in distribution {
        counts[tenth(mark.ticks, subject).min(BANDS - 1)] += mark.count;
    }
    Some(counts.map(Some))
}

/// Bands of readers outside the centre: several tenths together where one holds few pupils, which has no single row here.
fn bands_shown(distribution: &Distribution, subject: &AnalysedSubject) -> Option<[Option<u64>; BANDS]> {
    if distribution.is_empty() || subject.full_ticks <= 0 {
        return None;
    }
    let mut counts = [None; BANDS];
    for (at, band) in distribution.iter().enumerate() {
        let (from, to) =
            (tenth(band.ticks, subject), distribution.get(at + 1).map_or(BANDS, |next| tenth(next.ticks, subject)));
        if to == from + 1 {
            counts[from] = Some(band.count);
        }
    }
    Some(counts)
}

/// The one-mark table of the region: the total, then the subjects.
pub(super) fn one_mark(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let (analysis, lang) = (book.analysis, book.lang);
    let [_, name] = names(lang);
    let mut grid = book.sheet(name, Length::Long)?;
    grid.upright();
    let outside = analysis.spec.raw.privacy.audience.is_outside();
    let notes = lang.pick(
        [
            if outside {
                "全体考生，分数由高到低；各行为一个分数段，分数为该段下限，人数过少的段与相邻段合并；累计人数为该分及以上的人数。"
            } else {
                "全体考生，分数由高到低；累计人数为该分及以上的人数。"
            },
            "打印只含总分，各学科在其后，可另选打印区域；其他单位的一分一段表见 tables 文件夹中的 score_distribution。",
        ],
        [
            if outside {
                "All pupils, from the highest marks down; a row is a band of marks from this one on, joined with its neighbour \
                 where it holds few pupils; cumulative: this mark or more."
            } else {
                "All pupils, from the highest mark down; cumulative: this mark or more."
            },
            "On paper the total alone; the subjects follow on the screen. Other groups: tables/score_distribution.",
        ],
    );
    grid.head(name, &notes)?;
    grid.header(&lang.pick(
        ["学科", "分数", "人数", "累计人数", "累计比例"],
        ["Subject", "Mark", "Pupils", "Cumulative", "Cumulative share"],
    ))?;
    'sheet: for subject in subjects_total_first(analysis) {
        let paper = &analysis.subjects[subject];
        if distribution(analysis, subject).is_empty() {
            grid.text(0, super::subject_name(paper, grid.lang))?;
            for column in 1..5 {
                grid.value(column, Reported::Withheld(Reason::Suppressed), Unit::Pupils)?;
            }
            grid.next();
        }
        for step in cumulate(distribution(analysis, subject)) {
            grid.text(0, super::subject_name(paper, grid.lang))?;
            grid.mark(1, points(step.ticks, paper.decimals))?;
            grid.count(2, step.count)?;
            grid.count(3, step.cumulative)?;
            grid.number(4, step.share, Unit::Fraction)?;
            if !grid.next() {
                break 'sheet;
            }
        }
        if subject + 1 == analysis.subjects.len() {
            grid.print_to_here();
        }
    }
    grid.end_table();
    (0..5).for_each(|column| grid.set_width(column, 15));
    grid.finish(name)
}
