//! Rates over everybody who should have sat, beside those over who did, where too many stayed away.

use wutong_check::EXPECTED_SHARE;
use wutong_model::spec::{Bands, Denominator};
use wutong_model::{Entry, EntryTable, Reported};
use wutong_stats::{Figures, Judged, participation_rate};

use super::{Input, Sheet};
use crate::policy::Basis;

/// Columns; those over the denominator of the entry last.
const METRICS: [&str; 5] = ["participation_rate", "excellence_rate", "good_rate", "pass_rate", "low_rate"];
const ENTRIES: [(Denominator, &str, &str, &str); 2] = [
    (Denominator::Expected, "expected", "应考人数", "expected pupils"),
    (Denominator::Roster, "roster", "在籍人数", "enrolled pupils"),
];

/// One row a group, subject and denominator other than the one of all other tables, where participation is low. The
/// roster has a row where it is known.
pub(super) fn rates(input: &Input<'_>) -> EntryTable {
    let entry = |(_, id, zh, en): (Denominator, &str, &str, &str)| Entry {
        id: id.to_owned(),
        name: (zh.to_owned(), en.to_owned()),
        details: Vec::new(),
    };
    let mut sheet = Sheet::new(ENTRIES.map(entry).to_vec(), &METRICS, 0);
    for (group, node) in input.nodes.iter().enumerate() {
        let is_low = |&subject: &usize| {
            let counts = node.subjects[subject].counts();
            participation_rate(counts.present, counts.expected).is_ok_and(|share| share < EXPECTED_SHARE)
        };
        for (entry, (denominator, ..)) in ENTRIES.into_iter().enumerate() {
            // The total lacks whoever missed any paper; it is told where one of its papers is.
            let of_total = (0..input.total()).any(|subject| is_low(&subject));
            let told = |subject: &usize| is_low(subject) && (*subject < input.total() || of_total);
            for subject in (0..node.subjects.len()).filter(told) {
                let sums = &node.subjects[subject];
                let over = if denominator == Denominator::Expected { Some(sums.expected) } else { sums.enrolled };
                if denominator != input.spec.raw.rates.denominator && over.is_some() {
                    row(input, &mut sheet, (group, subject, entry), over);
                }
            }
        }
    }
    sheet.table
}

fn row(input: &Input<'_>, sheet: &mut Sheet, (group, subject, entry): (usize, usize, usize), over: Option<u64>) {
    let sums = &input.nodes[group].subjects[subject];
    let paper = &input.papers[subject];
    let figures = Figures {
        table: &sums.tally.table,
        moments: &sums.moments,
        ticks_per_point: paper.ticks_per_point,
        full: paper.full,
        lines: paper.lines,
        exclusive_bands: input.spec.raw.rates.bands == Bands::Exclusive,
        counts: sums.counts(),
        denominator: over,
        all_subjects: None,
        parent: None,
        units: None,
        parts: None,
        nested: None,
        fit: None,
        effect_rank: None,
        gap: None,
        judged: Judged::IccAnova,
    };
    let basis = Basis { refused: false, ..input.basis(group, subject) };
    let values: Vec<Reported<f64>> =
        sheet.infos.iter().map(|info| input.policy.judge(info, basis, (info.compute)(&figures))).collect();
    sheet.push(group, subject, entry, values);
}
