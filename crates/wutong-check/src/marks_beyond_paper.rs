//! Marks that the paper cannot give: a sign that a school used another paper or another scale.

use wutong_model::{ProblemKind, Severity, Template};

use crate::{Check, Evidence, Observation, number, problems, school_scope};

pub(crate) const CHECK: Check = Check {
    id: "marks-beyond-paper",
    severity: Severity::Warn,
    why_zh: "高于满分或低于最低分的分数说明录入有误，或该校用了另一份试卷。",
    why_en: "Marks above the full mark or below the lowest one point to typing errors or to another paper.",
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
                });
            }
        }
    }
    seen
}
