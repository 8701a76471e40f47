//! Selective absence: those who stayed away from a paper did worse in the others.

use wutong_model::{Severity, Template};
use wutong_stats::{Correction, Moments, adjusted_p_values, effect_size, welch_test};

use crate::{Check, Evidence, Observation, Same, school_scope};

/// Fewer absent pupils say nothing of a pattern.
const FEWEST: u64 = 5;
/// Probability, adjusted over schools and subjects, below which it is no chance.
const CHANCE: f64 = 0.05;
/// Standard deviations by which the absent must have done worse elsewhere.
const LEAST: f64 = 0.3;

pub(crate) const CHECK: Check = Check {
    id: "selective-absence",
    severity: Severity::Warn,
    same: Same::Sitting,
    is_fixed: false,
    why_zh: "缺考学生在其他科明显偏弱时，该科平均分因他们缺考而偏高，与他校不可直接比较。",
    why_en: "Where the absent did worse in their other papers, the mean of this one is too high without them.",
    hint_zh: "向该校了解缺考原因；比较时以应考人数为分母。",
    hint_en: "Ask the school why they stayed away; compare rates over all expected pupils.",
    sentences: &[&WEAKER],
    untold: &Template {
        zh: "{group}：{subject}缺考的学生在其他科明显偏弱，缺考可能有选择性。",
        en: "{group}: pupils absent from {subject} did worse in their other papers; the absence may be selective.",
        percent: false,
    },
    own: None,
    run,
};

static WEAKER: Template = Template {
    zh: "{group}{subject}缺考学生在其他科的平均得分率为{value}，参考学生为{reference}，缺考可能有选择性。",
    en: "{group}: pupils absent from {subject} average {value} in their other papers, those who sat it {reference}; the absence may be selective.",
    percent: true,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let (mut seen, mut p) = (Vec::new(), Vec::new());
    for school in evidence.schools {
        for (subject, counts) in evidence.spec.subjects.iter().zip(&school.subjects) {
            let Some((absent, present)) = counts.absent_elsewhere.zip(counts.present_elsewhere) else { continue };
            let (absent, present) = (Moments::of(absent), Moments::of(present));
            if absent.n < FEWEST || present.n < FEWEST {
                continue;
            }
            let (Ok(test), Ok(effect)) = (welch_test(&absent, &present), effect_size(&absent, &present)) else {
                continue;
            };
            let (Ok(value), Ok(reference)) = (absent.mean(), present.mean()) else { continue };
            p.push(test.p.value);
            let observed = Observation {
                scope: school_scope(school, Some(&subject.id)),
                metric: "score_rate_elsewhere",
                value: value / 100.0,
                reference: reference / 100.0,
                template: &WEAKER,
                note: None,
                severity: None,
            };
            seen.push((observed, effect.hedges_g));
        }
    }
    let adjusted = adjusted_p_values(&p, Correction::BenjaminiHochberg).unwrap_or_default();
    let weaker = seen.into_iter().zip(adjusted).filter(|((_, effect), p)| *p < CHANCE && *effect <= -LEAST);
    weaker.map(|((observed, _), _)| observed).collect()
}

#[cfg(test)]
mod tests {
    use wutong_stats::FrequencyTable;

    use crate::tests::{found, marks_of};

    #[test]
    fn the_weak_who_stay_away_are_seen_and_the_sick_are_not() {
        let marks = FrequencyTable::from_marks(&mut (1..100).map(|mark| 100 * mark).collect::<Vec<i32>>());
        let table = |percents: &[i32]| FrequencyTable::from_marks(&mut percents.to_vec());
        let present = table(&(40..90).collect::<Vec<i32>>());
        let tables = [marks.clone(), marks];
        for (absent, expected) in [
            (table(&[30, 32, 35, 36, 38, 40, 41]), vec![("selective-absence", Some("1".to_owned()))]),
            (table(&[45, 55, 62, 66, 70, 80, 88]), vec![]),
            (table(&[30, 31, 32, 33]), vec![]),
        ] {
            let mut schools = marks_of(&tables);
            schools[1].subjects[0].absent_elsewhere = Some(&absent);
            schools[1].subjects[0].present_elsewhere = Some(&present);
            assert_eq!(found(&schools), expected);
        }
    }
}
