//! Quantiles and means of parts, which cut a group as lines do.
//!
//! That a quarter of a group lies below a mark is a count of pupils below it. A school takes its own pupils away, and a line
//! that is shown lies near: so a quantile of a group above the schools is shown where it leaves, between itself and every
//! other cut, nobody or the smallest cell, of all pupils and of those without any one school.

use super::cover::Subject;
use super::rest::parts;

/// Metrics, and the share of the pupils below the cut that they tell; those that readers need most first.
const CUTS: [(&[&str], (u64, u64)); 8] = [
    (&["median"], (1, 2)),
    (&["q1", "interquartile_range"], (1, 4)),
    (&["q3", "interquartile_range"], (3, 4)),
    (&["p10"], (1, 10)),
    (&["p90"], (9, 10)),
    (&["top_27_mean", "middle_46_mean"], (73, 100)),
    (&["bottom_27_mean", "middle_46_mean"], (27, 100)),
    (&["bottom_third_mean"], (1, 3)),
];

/// The metrics that cut a group above the schools into few pupils; `known` are the lines and ends of bands that it shows.
pub(super) fn few(subject: &Subject<'_>, group: usize, known: Vec<i64>) -> Vec<&'static str> {
    let whole = &subject.sums(group).tally.table;
    let schools: Vec<_> =
        parts(subject.nodes, group).into_iter().map(|(_, part)| &subject.sums(part).tally.table).collect();
    let n = whole.n();
    let mut known = known;
    let mut few: Vec<&'static str> = Vec::new();
    for (metrics, (part, of)) in CUTS {
        let Some(cut) = whole.at(n * part / of).map(i64::from) else { continue };
        let below = known.iter().copied().filter(|&edge| edge < cut).max().unwrap_or(i64::MIN);
        let above = known.iter().copied().filter(|&edge| edge > cut).min().unwrap_or(i64::MAX);
        let is_small = |from: i64, to: i64| {
            let in_cell = |table: &wutong_stats::FrequencyTable| table.at_least(from) - table.at_least(to);
            let all = in_cell(whole);
            let small = |pupils: u64| 0 < pupils && pupils < subject.least;
            small(all) || schools.iter().any(|school| small(all - in_cell(school)))
        };
        // Pupils with the very mark of the cut lie on either side.
        if !known.contains(&cut) && (is_small(below, cut) || is_small((cut + 1).min(above), above)) {
            few.extend(metrics);
        } else {
            known.push(cut);
        }
    }
    few
}
