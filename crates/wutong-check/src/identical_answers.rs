//! Blocks of identical answers: pupils of one class who are right and wrong in the same places, beyond chance.

use std::collections::BTreeMap;

use wutong_model::{Options, Severity, Template};
use wutong_stats::{ChosenOptions, Correction, adjusted_p_values, identical_probability, poisson_at_least};

use crate::scripts::{PaperScripts, Strings};
use crate::{Check, Evidence, Observation, Same, number, school_scope};

/// Items with options below which equal answers say little.
const ITEMS: usize = 8;
/// Wrong answers that equal strings must have: where all is right, all are equal.
const WRONG: usize = 3;
/// Pupils of about the same score from whom chance is told.
const NEAR: u64 = 100;
/// Probability, adjusted over classes and subjects, below which equal strings are no chance.
const CHANCE: f64 = 0.001;
/// Pairs, and times as many as expected, that are worth a word.
const LEAST: (u64, f64) = (3, 3.0);

pub(crate) const CHECK: Check = Check {
    id: "identical-answers",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "同班多名学生的选择题答案连错都一样，可能是抄袭、集体作答或数据重复，该班成绩不可比。",
    why_en: "Pupils of a class with the same answers, wrong ones included, point to copying or to copied data; its marks cannot be compared.",
    hint_zh: "核对该班扫描原卷和考场记录。",
    hint_en: "Look at the scanned scripts of the class and the record of the room.",
    sentences: &[&BLOCK],
    untold: &Template {
        zh: "{group}：{subject}有班级的选择题答案成批相同。",
        en: "{group}: pupils of a class gave the same answers in {subject}, wrong ones included.",
        percent: false,
    },
    own: None,
    run,
};

static BLOCK: Template = Template {
    zh: "{group}{note}{subject}有{value}对学生至少错三题而选择题答案完全相同，按各题选项分布只应有约{reference}对。",
    en: "{group} {note}: {value} pairs of pupils with at least three errors gave the same answers in {subject}; about {reference} are expected from how often options are chosen.",
    percent: false,
};

/// Probability of equal answers by number of right answers, from pupils of that number and, where these are few, of
/// numbers close to it.
fn chances(paper: &PaperScripts, keys: &[Options]) -> BTreeMap<usize, f64> {
    let scores = &paper.chosen.0;
    let pupils = |right: usize| -> u64 {
        scores.get(right).and_then(|items| items.first()).map_or(0, |options| options.values().sum())
    };
    let chance = |right: usize| {
        let mut width = 0;
        let near = loop {
            let near = right.saturating_sub(width)..=(right + width).min(keys.len());
            if width > keys.len() || near.clone().map(pupils).sum::<u64>() >= NEAR {
                break near;
            }
            width += 1;
        };
        let item = |(item, &key): (usize, &Options)| {
            let mut sums: BTreeMap<Options, u64> = BTreeMap::new();
            for (&options, &count) in near.clone().filter_map(|right| scores.get(right)?.get(item)).flatten() {
                *sums.entry(options).or_default() += count;
            }
            ChosenOptions { right: sums.remove(&key).unwrap_or(0), wrong: sums.into_values().collect() }
        };
        let items: Vec<ChosenOptions> = keys.iter().enumerate().map(item).collect();
        identical_probability(right, &items).ok()
    };
    (0..=keys.len()).filter_map(|right| Some((right, chance(right)?))).collect()
}

/// Every class in every paper: pairs seen and expected, and the probability of as many.
fn run(evidence: &Evidence) -> Vec<Observation> {
    let (mut seen, mut p) = (Vec::new(), Vec::new());
    for paper in evidence.papers {
        // The engine takes items in the same order.
        let keys: Vec<Options> = paper.objective().map(|(_, key)| key).collect();
        if keys.len() < ITEMS {
            continue;
        }
        let chances = chances(paper, &keys);
        for (school, scripts) in paper.each(evidence.schools) {
            let mut classes: BTreeMap<&str, (u64, f64)> = BTreeMap::new();
            for ((class, right), strings) in
                scripts.strings.iter().filter(|((_, right), _)| right + WRONG <= keys.len())
            {
                let Some(chance) = chances.get(right) else { continue };
                let own = classes.entry(class).or_default();
                *own = (own.0 + strings.equal_pairs, own.1 + chance * pairs(strings));
            }
            for (class, (pairs, expected)) in classes {
                let Ok(probability) = poisson_at_least(pairs, expected) else { continue };
                p.push(probability);
                seen.push(Observation {
                    scope: school_scope(school, Some(&paper.subject(evidence.spec).id)),
                    metric: "n_equal_pairs",
                    value: number(pairs),
                    reference: expected,
                    template: &BLOCK,
                    note: Some(class.to_owned()),
                    severity: None,
                });
            }
        }
    }
    let adjusted = adjusted_p_values(&p, Correction::BenjaminiHochberg).unwrap_or_default();
    let block = |(seen, p): (Observation, f64)| {
        (p < CHANCE && seen.value >= number(LEAST.0) && seen.value >= LEAST.1 * seen.reference).then_some(seen)
    };
    seen.into_iter().zip(adjusted).filter_map(block).collect()
}

fn pairs(strings: &Strings) -> f64 {
    number(strings.pupils * strings.pupils.saturating_sub(1) / 2)
}
