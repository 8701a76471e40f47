//! Totals that are no sum: the sheet and its own columns contradict each other.

use wutong_model::{PaperAspect, ProblemKind, Severity, Template};

use crate::{Check, Evidence, Observation, Same, number, problems, school_scope, unread_rows};

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

pub(crate) const MOST: Check = Check {
    id: "totals-disagree",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "同一张表的总分大多不是各科之和，多半是某科读错了列（例如把某一部分当作该科成绩），或总分另含别的科目；各科数字在查明之前不可信。",
    why_en: "Where most totals of a sheet are not the sum of its subjects, a subject was probably read from a wrong column, such as a part of its paper, or the total holds other subjects; no mark can be relied on until it is known which.",
    hint_zh: "对照 run.json 中 columns 一项核对各科读的是哪一列，用 [[source]] 的 columns 指定；总分确含其他科目或不是各科之和时，用 ignore 略去总分列。",
    hint_en: "Look under columns in run.json which column each subject was read from and name the right ones with columns in [[source]]; if the total holds other subjects or is no sum, leave its column out with ignore.",
    sentences: &[&MOST_TOTALS],
    untold: &Template {
        zh: "{group}：总分大多不等于各科之和。",
        en: "{group}: most totals are not the sum of the subjects.",
        percent: false,
    },
    own: None,
    run: |evidence| unread_rows::run(evidence, PaperAspect::TotalsAgree, "n_totals", &MOST_TOTALS),
};

static MOST_TOTALS: Template = Template {
    zh: "{group}有{value}行的总分不等于各科之和，占可核对各行的一半以上；请先核对各科与总分取自哪一列，再比较学校。",
    en: "{group}: in {value} rows, more than half of those that can be tested, the total is not the sum of the subjects; see which columns were read before schools are compared.",
    percent: false,
};

static TOTALS: Template = Template {
    zh: "{group}有{value}处总分或小题分与各部分之和不符，请核对待核清单。",
    en: "{group}: {value} totals or items do not add up, see the list of rows set aside.",
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
