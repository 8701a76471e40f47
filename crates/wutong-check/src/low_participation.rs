//! Participation per school: who stayed away changes what the mean says.

use wutong_model::{Severity, Template};

use crate::{Check, Evidence, Observation, number, school_scope};

/// Below this share of expected pupils a comparison needs caution; a convention of this project, set apart from any rule.
const EXPECTED_SHARE: f64 = 0.95;

pub(crate) const CHECK: Check = Check {
    id: "low-participation",
    severity: Severity::Warn,
    why_zh: "参考率低的学校，平均分可能因弱势学生缺考而偏高。",
    why_en: "Where many pupils stayed away, the mean may be too high because weaker pupils are missing.",
    run,
};

static LOW: Template = Template {
    zh: "{group}{subject}参考率为{value}，低于{reference}，该校数据请谨慎比较。",
    en: "{group}: participation in {subject} is {value}, below {reference}; compare with caution.",
    percent: true,
};
static NOBODY: Template = Template {
    zh: "{group}{subject}没有有效成绩（参考率{value}）。",
    en: "{group}: nobody has a valid mark in {subject} (participation {value}).",
    percent: true,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let mut seen = Vec::new();
    for school in evidence.schools {
        for (subject, counts) in evidence.spec.subjects.iter().zip(&school.subjects) {
            let Ok(share) = wutong_stats::participation_rate(counts.present, counts.expected) else { continue };
            if share < EXPECTED_SHARE {
                seen.push(Observation {
                    scope: school_scope(school, Some(&subject.id)),
                    metric: "participation_rate",
                    value: share,
                    reference: EXPECTED_SHARE,
                    template: if counts.present == 0 { &NOBODY } else { &LOW },
                });
            }
        }
    }
    merge_whole_school(evidence, seen)
}

/// A school that is below the line in every subject by the same share says so once.
fn merge_whole_school(evidence: &Evidence, seen: Vec<Observation>) -> Vec<Observation> {
    let mut kept = Vec::new();
    for school in evidence.schools {
        let own: Vec<&Observation> = seen.iter().filter(|each| each.scope.group_id == school.id).collect();
        let expected: u64 = school.subjects.iter().map(|counts| counts.expected).sum();
        let present: u64 = school.subjects.iter().map(|counts| counts.present).sum();
        if own.len() > 1 && own.len() == school.subjects.len() {
            kept.push(Observation {
                scope: school_scope(school, None),
                metric: "participation_rate",
                value: number(present) / number(expected),
                reference: EXPECTED_SHARE,
                template: &WHOLE,
            });
        } else {
            kept.extend(own.into_iter().map(|each| Observation { scope: each.scope.clone(), ..*each }));
        }
    }
    kept
}

static WHOLE: Template = Template {
    zh: "{group}各科参考率均低于{reference}，合计为{value}，该校数据请谨慎比较。",
    en: "{group}: participation is below {reference} in every subject, {value} overall; compare with caution.",
    percent: true,
};
