//! The same pupil twice with different marks: nobody can say which row is right.

use wutong_model::{ProblemKind, Severity, Template};

use crate::{Check, Same, problems_by_school};

pub(crate) const CHECK: Check = Check {
    id: "duplicate-pupils",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "同一考号出现不同成绩，或没有考号而同班同名时，任何一行都不能确认，已全部移出统计。",
    why_en: "Where one pupil has several marks, or pupils without ids share a name, no row can be trusted; all were set aside.",
    hint_zh: "核对 quarantine.csv 所列各行，留下正确的一行，用 --with 重新运行。",
    hint_en: "Keep the right row of each pupil in quarantine.csv and run again with --with.",
    sentences: &[&CONFLICT, &CONTESTED, &NAMESAKES],
    untold: &Template {
        zh: "{group}：有考号重复而成绩或学校不同的行，已移出统计。",
        en: "{group}: rows repeat a pupil with other marks or another school and were set aside.",
        percent: false,
    },
    own: None,
    run: |evidence| {
        let of = |kind, metric, template| problems_by_school(evidence, kind, metric, template);
        let mut found = of(ProblemKind::ConflictingPupil, "conflicting_rows", &CONFLICT);
        found.extend(of(ProblemKind::ContestedMark, "contested_marks", &CONTESTED));
        found.extend(of(ProblemKind::AmbiguousName, "ambiguous_rows", &NAMESAKES));
        found
    },
};

static NAMESAKES: Template = Template {
    zh: "{group}有{value}行没有考号而同班同名，分不清是哪名学生，已移出统计，请核对待核清单。",
    en: "{group}: {value} rows without an id share class and name, so that whose they are cannot be told; they were set aside, see the list of rows set aside.",
    percent: false,
};

static CONTESTED: Template = Template {
    zh: "{group}有{value}个分数与另一张表给同一考生的该科分数不同，该科未计入，请核对待核清单。",
    en: "{group}: {value} marks differ from those that another sheet gives the pupil in the subject; they do not count, see the list of rows set aside.",
    percent: false,
};

static CONFLICT: Template = Template {
    zh: "{group}有{value}行考号重复而成绩或学校不同，已全部移出统计，请核对待核清单。",
    en: "{group}: {value} rows repeat a pupil with other marks or another school; all were set aside, see the list of rows set aside.",
    percent: false,
};
