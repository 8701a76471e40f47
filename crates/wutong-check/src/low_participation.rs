//! Participation per school: who stayed away changes what the mean says.

use wutong_model::{Severity, Template};

use crate::{Check, Evidence, Observation, Same, SchoolEvidence, SubjectEvidence, number, school_scope};

/// Below this share of expected pupils a comparison needs caution, and rates are given over expected pupils too; a
/// convention of this project, set apart from any rule.
pub const EXPECTED_SHARE: f64 = 0.95;

pub(crate) const CHECK: Check = Check {
    id: "low-participation",
    severity: Severity::Warn,
    same: Same::Sitting,
    is_fixed: false,
    why_zh: "参考率低的学校，平均分可能因弱势学生缺考而偏高。",
    why_en: "Where many pupils stayed away, the mean may be too high because weaker pupils are missing.",
    hint_zh: "查明缺考原因；与“应考口径各率”表对照，该表以应考（在籍）人数为分母。",
    hint_en: "Ask why pupils stayed away; see the table of rates over all expected (enrolled) pupils beside.",
    sentences: &[&LOW, &NOBODY, &WHOLE],
    untold: &Template {
        zh: "{group}：{subject}参考率偏低。",
        en: "{group}: participation in {subject} is low.",
        percent: false,
    },
    own: None,
    run,
};

static LOW: Template = Template {
    zh: "{group}{subject}参考率为{value}，低于{reference}，该校数据请谨慎使用。",
    en: "{group}: participation in {subject} is {value}, below {reference}; compare with caution.",
    percent: true,
};
static NOBODY: Template = Template {
    zh: "{group}{subject}没有有效成绩（参考率{value}）。",
    en: "{group}: nobody has a valid mark in {subject} (participation {value}).",
    percent: true,
};

static WHOLE: Template = Template {
    zh: "{group}各科参考率均低于{reference}，合计为{value}，该校数据请谨慎使用。",
    en: "{group}: participation is below {reference} in every subject, {value} overall; compare with caution.",
    percent: true,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    evidence.schools.iter().flat_map(|school| of_school(evidence, school)).collect()
}

fn of_school(evidence: &Evidence, school: &SchoolEvidence) -> Vec<Observation> {
    // A school too small for the comparison of schools casts no doubt on it.
    let least = u64::from(evidence.spec.raw.difference.min_school_size);
    let is_small = school.subjects.iter().all(|counts| counts.expected < least);
    let observe = |subject, share: f64, template| Observation {
        scope: school_scope(school, subject),
        metric: "participation_rate",
        value: share,
        reference: EXPECTED_SHARE,
        template,
        note: None,
        severity: is_small.then_some(Severity::Note),
    };
    let mut low = Vec::new();
    for (subject, counts) in evidence.spec.subjects.iter().zip(&school.subjects) {
        let Ok(share) = wutong_stats::participation_rate(counts.present, counts.expected) else { continue };
        if share < EXPECTED_SHARE {
            let template = if counts.present == 0 { &NOBODY } else { &LOW };
            low.push(observe(Some(subject.id.as_str()), share, template));
        }
    }
    // A school that is below the line in every subject says so once.
    if low.len() > 1 && low.len() == school.subjects.len() {
        let sum = |pick: fn(&SubjectEvidence) -> u64| school.subjects.iter().map(pick).sum::<u64>();
        let share = number(sum(|counts| counts.present)) / number(sum(|counts| counts.expected));
        return vec![observe(None, share, &WHOLE)];
    }
    low
}
