//! Marks that the paper cannot give: a sign that a school used another paper or another scale.

use wutong_model::{ProblemKind, Severity, Template};

use crate::{Check, Evidence, Observation, Same, number, problems, school_scope};

pub(crate) const CHECK: Check = Check {
    id: "marks-beyond-paper",
    severity: Severity::Warn,
    same: Same::Paper,
    is_fixed: false,
    why_zh: "高于满分或低于最低分的分数说明录入有误，或该校用了另一份试卷。",
    why_en: "Marks above the full mark or below the lowest one point to typing errors or to another paper.",
    hint_zh: "核对该校试卷与满分；确属录入错误的，在 quarantine.csv 更正。",
    hint_en: "Check paper and full mark of the school; correct typing errors in quarantine.csv.",
    sentences: &[&BEYOND],
    untold: &Template {
        zh: "{group}：{subject}有分数超出试卷范围，已移出统计。",
        en: "{group}: marks in {subject} lie beyond the paper and were set aside.",
        percent: false,
    },
    own: None,
    run,
};

static BEYOND: Template = Template {
    zh: "{group}{subject}有{value}个分数超出试卷范围，已移出统计，请核对 quarantine.csv。",
    en: "{group}: {value} marks in {subject} lie beyond the paper and were set aside, see quarantine.csv.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let kinds = [ProblemKind::MarkAboveFull, ProblemKind::MarkBelowMinimum];
    let mut seen = Vec::new();
    for school in evidence.schools {
        for (position, subject) in evidence.spec.subjects.iter().enumerate() {
            let count = problems(school, &kinds, Some(position));
            if count > 0 {
                seen.push(Observation {
                    scope: school_scope(school, Some(&subject.id)),
                    metric: "marks_beyond_paper",
                    value: number(count),
                    reference: 0.0,
                    template: &BEYOND,
                    note: None,
                    severity: None,
                });
            }
        }
    }
    seen
}
