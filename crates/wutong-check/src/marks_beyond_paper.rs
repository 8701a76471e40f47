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
    sentences: &[&BEYOND, &PAPER],
    untold: &Template {
        zh: "{group}：{subject}有分数超出试卷范围，已移出统计。",
        en: "{group}: marks in {subject} lie beyond the paper and were set aside.",
        percent: false,
    },
    own: None,
    run,
};

static BEYOND: Template = Template {
    zh: "{group}{subject}有{value}个分数超出试卷范围，已移出统计，请核对待核清单。",
    en: "{group}: {value} marks in {subject} lie beyond the paper and were set aside, see the list of rows set aside.",
    percent: false,
};

static PAPER: Template = Template {
    zh: "{group}{subject}有{value}的分数超出试卷范围，已移出统计；份额这么大，疑为另一份试卷或另一满分，核实前不比较。",
    en: "{group}: {value} of the marks in {subject} lie beyond the paper and were set aside; so many point to another paper or full mark, and nothing is compared before that is settled.",
    percent: true,
};

/// Share of a school's marks beyond the paper from which on they are no typing errors, and the fewest marks that make one;
/// a convention of this project.
const ANOTHER_PAPER: (f64, u64) = (0.1, 5);

fn run(evidence: &Evidence) -> Vec<Observation> {
    let kinds = [ProblemKind::MarkAboveFull, ProblemKind::MarkBelowMinimum];
    let mut seen = Vec::new();
    for school in evidence.schools {
        for (position, subject) in evidence.spec.subjects.iter().enumerate() {
            let count = problems(school, &kinds, Some(position));
            if count > 0 {
                let valid = school.subjects.get(position).map_or(0, |counts| counts.valid);
                let share = number(count) / number(count + valid);
                let is_paper = count >= ANOTHER_PAPER.1 && share >= ANOTHER_PAPER.0;
                seen.push(Observation {
                    scope: school_scope(school, Some(&subject.id)),
                    metric: if is_paper { "share_beyond_paper" } else { "marks_beyond_paper" },
                    value: if is_paper { share } else { number(count) },
                    reference: if is_paper { ANOTHER_PAPER.0 } else { 0.0 },
                    template: if is_paper { &PAPER } else { &BEYOND },
                    note: None,
                    severity: is_paper.then_some(Severity::Block),
                });
            }
        }
    }
    seen
}
