//! Schools too small to judge.

use wutong_model::{Severity, Template};

use crate::{Check, Evidence, Observation, Same, number, school_scope};

pub(crate) const CHECK: Check = Check {
    id: "small-school",
    severity: Severity::Note,
    same: Same::Data,
    is_fixed: false,
    why_zh: "人数很少的学校，平均分随个别学生大起大落，不计入校际差异。",
    why_en: "The mean of a very small school swings with single pupils; it is left out of between-school figures.",
    hint_zh: "小规模学校看收缩后的学校效应和区间，不看平均分高低。",
    hint_en: "Read the shrunken school effect and its interval, not the mean.",
    sentences: &[&SMALL, &NOBODY_OF_SUBJECT, &SMALL_EVERYWHERE, &NOBODY],
    untold: &Template {
        zh: "{group}：{subject}有效成绩过少，不计入校际差异。",
        en: "{group}: too few valid marks in {subject} to count in between-school figures.",
        percent: false,
    },
    own: None,
    run,
};

static SMALL: Template = Template {
    zh: "{group}{subject}只有{value}个有效成绩（少于{reference}），不计入校际差异。",
    en: "{group} has {value} valid marks in {subject} (fewer than {reference}) and is left out of between-school figures.",
    percent: false,
};
static NOBODY_OF_SUBJECT: Template = Template {
    zh: "{group}没有{subject}的有效成绩，不计入该科的校际差异。",
    en: "{group} has no valid mark in {subject} and is left out of its between-school figures.",
    percent: false,
};
static SMALL_EVERYWHERE: Template = Template {
    zh: "{group}有效成绩至多{value}人（少于{reference}），不计入校际差异。",
    en: "{group} has at most {value} valid marks (fewer than {reference}) and is left out of between-school figures.",
    percent: false,
};

static NOBODY: Template = Template {
    zh: "{group}没有有效成绩，不计入校际差异。",
    en: "{group} has no valid mark and is left out of between-school figures.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let least = u64::from(evidence.spec.raw.difference.min_school_size);
    let mut seen = Vec::new();
    for school in evidence.schools {
        let most = school.subjects.iter().map(|counts| counts.valid).max().unwrap_or(0);
        if most < least {
            seen.push(Observation {
                scope: school_scope(school, None),
                metric: "n_valid",
                value: number(most),
                reference: number(least),
                template: if most == 0 { &NOBODY } else { &SMALL_EVERYWHERE },
                note: None,
                severity: None,
            });
            continue;
        }
        for (subject, counts) in evidence.spec.subjects.iter().zip(&school.subjects) {
            // A subject that nobody chose is none of the school's.
            let is_taken = counts.expected > 0 || counts.not_taken == 0;
            if is_taken && counts.valid < least {
                seen.push(Observation {
                    scope: school_scope(school, Some(&subject.id)),
                    metric: "n_valid",
                    value: number(counts.valid),
                    reference: number(least),
                    template: if counts.valid == 0 { &NOBODY_OF_SUBJECT } else { &SMALL },
                    note: None,
                    severity: None,
                });
            }
        }
    }
    seen
}
