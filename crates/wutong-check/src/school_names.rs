//! Whether a school is one school: one code beside two names, two names that may be one, titles that name another.

use wutong_model::{ProblemKind, Severity, Template};

use crate::{Check, Evidence, Observation, Same, problems_by_school};

pub(crate) const SHARED: Check = Check {
    id: "shared-code",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "同一学校代码下出现不同校名时，可能把两所学校算成了一所，其人数、平均分和各率都不可信。",
    why_en: "Where one school code stands beside different names, two schools may be counted as one; its numbers cannot be relied on.",
    hint_zh: "核对 quarantine.csv 所列两个校名：确为两校的改正代码，确为一校的统一校名，再运行。",
    hint_en: "Look at the two names in quarantine.csv: give two schools two codes, write one school alike, and run again.",
    sentences: &[&TWO_NAMES],
    untold: &Template {
        zh: "{group}：学校代码下有不同的校名。",
        en: "{group}: one school code stands beside different names.",
        percent: false,
    },
    own: None,
    run: |evidence| run(evidence, ProblemKind::SharedCode, &TWO_NAMES),
};
pub(crate) const SIMILAR: Check = Check {
    id: "similar-schools",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "两个校名非常相近时，可能把一所学校算成了两所，两边的人数、平均分和各率都不可信。",
    why_en: "Where two school names are nearly alike, one school may be counted as two; the numbers of neither can be relied on.",
    hint_zh: "核对 quarantine.csv 所列两个校名：确为一校的统一校名，确为两校的在学校名单中分列，再运行。",
    hint_en: "Look at the two names in quarantine.csv: write one school alike, name two schools in a school list, and run again.",
    sentences: &[&ALIKE],
    untold: &Template {
        zh: "{group}：校名与其他学校非常相近，可能是同一所学校。",
        en: "{group}: a name nearly like that of another school; they may be one.",
        percent: false,
    },
    own: None,
    run: |evidence| run(evidence, ProblemKind::SimilarSchools, &ALIKE),
};
pub(crate) const OTHER: Check = Check {
    id: "other-school",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "表中的标题写着别的学校，而 exam.toml 或文件名把整个文件算作一所学校时，几所学校可能被合成了一所。",
    why_en: "Where titles of a sheet name other schools than exam.toml or the file's name does, several schools may be counted as one.",
    hint_zh: "核对 quarantine.csv 所列标题；表中有几所学校的，删去 [[source]] 的 school 后重新运行；以文件名为准的，设 school = \"{file}\"。",
    hint_en: "Look at the titles in quarantine.csv; if the sheet holds several schools, delete school of its [[source]]; if the file's name is right, set school = \"{file}\"; then run again.",
    sentences: &[&TITLES, &FILES],
    untold: &Template {
        zh: "{group}：成绩表的标题写有其他校名。",
        en: "{group}: titles of its sheets name other schools.",
        percent: false,
    },
    own: None,
    run: |evidence| {
        let mut found = run(evidence, ProblemKind::OtherSchool, &TITLES);
        found.extend(run(evidence, ProblemKind::FileSchool, &FILES));
        found
    },
};

static FILES: Template = Template {
    zh: "{group}有{value}个工作表的标题（或表名）与文件名写的不是同一所学校，已按标题计入{group}，请核对待核清单。",
    en: "{group}: titles of {value} sheets name this school and their files another one; the titles are used, see the list of rows set aside.",
    percent: false,
};

static TITLES: Template = Template {
    zh: "{group}的表中有{value}处标题写的是另一所学校，其下各行仍按本次考试的设定计入{group}，请核对待核清单。",
    en: "{group}: {value} titles of its sheets name another school; the rows below count for {group} as the exam was set up, see the list of rows set aside.",
    percent: false,
};
static TWO_NAMES: Template = Template {
    zh: "{group}的代码下另有{value}个不同的校名，已按一所学校统计；如为两校，该校数值有误，请核对待核清单。",
    en: "{group}: {value} other names stand under its code and are counted as this school; if they are others its numbers are wrong, see the list of rows set aside.",
    percent: false,
};
static ALIKE: Template = Template {
    zh: "{group}与另外{value}所学校的校名非常相近，已分开统计；如为同一所学校，两边数值有误，请核对待核清单。",
    en: "{group}: the names of {value} other schools are nearly alike and are counted apart; if they are one the numbers of both are wrong, see the list of rows set aside.",
    percent: false,
};

fn run(evidence: &Evidence, kind: ProblemKind, template: &'static Template) -> Vec<Observation> {
    problems_by_school(evidence, kind, "n_names", template)
}
