//! Heaping at the pass line: marks pushed just over the cut, as they come where the markers know it.

use wutong_model::{Severity, Template};
use wutong_stats::{Correction, FrequencyTable, adjusted_p_values, binomial_at_least};

use crate::{Check, Evidence, Observation, Same, number, school_scope};

/// Probability, adjusted over schools and subjects, below which a heap is no chance.
const CHANCE: f64 = 0.01;
/// Times as many pupils just above the cut as expected that are worth a word.
const LEAST: f64 = 1.5;
/// With fewer pupils of the region beside the cut its slope cannot be told.
const NEIGHBOURS: u64 = 30;

pub(crate) const CHECK: Check = Check {
    id: "heaping",
    severity: Severity::Warn,
    same: Same::Marking,
    is_fixed: false,
    why_zh: "及格线上方的人数异常多、下方异常少，可能是评卷时把临界分数推过了线，该校的及格率不可与他校比较。",
    why_en: "Far more pupils just above the pass cut than just below it point to marks pushed over the line; the pass rate cannot be compared.",
    hint_zh: "抽查该校临界分数的试卷；比较时用平均分，不用及格率。",
    hint_en: "Look at the scripts beside the cut; compare means, not pass rates.",
    sentences: &[&HEAP],
    untold: &Template {
        zh: "{group}：{subject}紧挨及格线上方的人数异常多。",
        en: "{group}: unusually many marks lie just above the pass cut in {subject}.",
        percent: false,
    },
    own: None,
    run,
};

static HEAP: Template = Template {
    zh: "{group}{subject}及格线上一分内有{value}人，按线下人数与全体走势只应有约{reference}人，请抽查临界分数的试卷。",
    en: "{group}: {value} pupils lie within a point above the pass cut in {subject}, about {reference} are expected from those below; look at these scripts.",
    percent: false,
};

/// Pupils from one mark to below another.
fn between(table: &FrequencyTable, from: i64, to: i64) -> u64 {
    table.at_least(from) - table.at_least(to)
}

/// Windows of one whole point: each holds one whole and one half mark, however much rarer halves are.
///
/// How many of the pupils within a point of the cut should lie above it follows from the region's slope, taken from
/// the windows further out, which a push over the line leaves alone.
fn run(evidence: &Evidence) -> Vec<Observation> {
    let mut seen = Vec::new();
    let mut p = Vec::new();
    for (position, subject) in evidence.spec.subjects.iter().enumerate() {
        let (cut, point) = (subject.cuts.pass, 10i64.pow(u32::from(subject.decimals)));
        let tables =
            || evidence.schools.iter().filter_map(move |school| Some((school, school.subjects[position].marks?)));
        let region =
            |from: i64, to: i64| tables().map(|(_, marks)| between(marks, cut + from * point, cut + to * point)).sum();
        let (below, above): (u64, u64) = (region(-3, -1), region(1, 3));
        // Centres of these windows are four points apart, those beside the cut one.
        let ratio = if below.min(above) < NEIGHBOURS { 1.0 } else { (number(above) / number(below)).powf(0.25) };
        let chance = ratio / (1.0 + ratio);
        for (school, marks) in tables() {
            let over = between(marks, cut, cut + point);
            let both = over + between(marks, cut - point, cut);
            let Ok(probability) = binomial_at_least(over, both, chance) else { continue };
            p.push(probability);
            seen.push(Observation {
                scope: school_scope(school, Some(&subject.id)),
                metric: "n_above_cut",
                value: number(over),
                reference: number(both) * chance,
                template: &HEAP,
                note: None,
                severity: None,
            });
        }
    }
    let adjusted = adjusted_p_values(&p, Correction::BenjaminiHochberg).unwrap_or_default();
    let heap = |(seen, p): (Observation, f64)| (p < CHANCE && seen.value >= LEAST * seen.reference).then_some(seen);
    seen.into_iter().zip(adjusted).filter_map(heap).collect()
}

#[cfg(test)]
mod tests {
    use wutong_stats::FrequencyTable;

    use crate::tests::{found, marks_of};

    /// Ten pupils at every whole mark and two at every half; some of those just below the cut of 72 moved onto it.
    fn marks(moved: u32) -> FrequencyTable {
        let counts = (40..100).flat_map(|mark| [(100 * mark, 20u32), (100 * mark + 50, 4)]);
        FrequencyTable::from_counts(counts.map(|(mark, count)| match mark {
            7100 => (mark, count - moved),
            7200 => (mark, count + moved),
            _ => (mark, count),
        }))
    }

    #[test]
    fn half_marks_are_no_heap_and_pushed_marks_are() {
        assert_eq!(found(&marks_of(&[marks(0), marks(0)])), []);
        assert_eq!(found(&marks_of(&[marks(0), marks(3)])), [], "a few are chance");
        assert_eq!(found(&marks_of(&[marks(0), marks(18)])), [("heaping", Some("1".to_owned()))]);
    }
}
