//! Totals that are no sum: the sheet and its own columns contradict each other.

use wutong_model::{ProblemKind, Severity, Template};

use crate::{Check, Evidence, Observation, Same, number, problems, school_scope};

pub(crate) const CHECK: Check = Check {
    id: "impossible-totals",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "总分、客观题与主观题、小题分加不起来，说明有分数被改动或录错，不知道哪一个对。",
    why_en: "Where parts do not add up, a mark was changed or mistyped, and nobody can say which.",
    hint_zh: "按 quarantine.csv 逐条核对；各科分数按表中该科一列计入。",
    hint_en: "Look at each in quarantine.csv; the column of the subject is what counts.",
    sentences: &[&TOTALS],
    untold: &Template {
        zh: "{group}：有总分或小题分与各部分之和不符。",
        en: "{group}: totals or items do not add up.",
        percent: false,
    },
    own: None,
    run,
};

static TOTALS: Template = Template {
    zh: "{group}有{value}处总分或小题分与各部分之和不符，请核对 quarantine.csv。",
    en: "{group}: {value} totals or items do not add up, see quarantine.csv.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let kinds = [ProblemKind::TotalMismatch, ProblemKind::PartsMismatch, ProblemKind::ItemsMismatch];
    let counts = evidence.schools.iter().map(|school| (school, problems(school, &kinds, None)));
    counts
        .filter(|&(_, count)| count > 0)
        .map(|(school, count)| Observation {
            scope: school_scope(school, None),
            metric: "n_mismatches",
            value: number(count),
            reference: 0.0,
            template: &TOTALS,
            note: None,
            severity: None,
        })
        .collect()
}
