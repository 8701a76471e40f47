//! Files that could not be read: the pupils of one of marks are missing from every figure, without a list or a file of items
//! what they would have told.

use wutong_model::{PaperAspect, Severity, Template};

use crate::{Check, Evidence, Observation, Same, region_scope};

pub(crate) const CHECK: Check = Check {
    id: "unread-file",
    severity: Severity::Block,
    same: Same::Analysis,
    is_fixed: false,
    why_zh: "有文件没有读入，其中的学生不在任何统计之内，此时比较学校并不公平。",
    why_en: "The pupils of a file that was not read are in no figure; schools cannot be compared fairly without them.",
    hint_zh: "按 quarantine.csv 的说明改正该文件后重新运行。",
    hint_en: "Mend the file as quarantine.csv says and run again.",
    sentences: &[&UNREAD],
    untold: &Template {
        zh: "有文件没有读入，其中的成绩未计入。",
        en: "A file was not read and its marks count nowhere.",
        percent: false,
    },
    own: None,
    run: |evidence| run(evidence, PaperAspect::Readable, &UNREAD),
};
pub(crate) const BESIDE: Check = Check {
    id: "unread-beside",
    severity: Severity::Warn,
    same: Same::Analysis,
    is_fixed: false,
    why_zh: "有名单或小题分一类的文件没有读入；成绩齐全，但应考人数、学校属性或小题分析可能缺少或不完整。",
    why_en: "A list or a file of items was not read; the marks are complete, but expected numbers, attributes of schools or analyses of items may lack something.",
    hint_zh: "按 quarantine.csv 的说明改正该文件后重新运行；不需要它的，从 exam.toml 中删去该来源。",
    hint_en: "Mend the file as quarantine.csv says and run again; if it is not needed, delete its source from exam.toml.",
    sentences: &[&UNREAD_BESIDE],
    untold: &Template {
        zh: "有名单或小题分一类的文件没有读入；成绩不受影响。",
        en: "A list or a file of items was not read; the marks are complete.",
        percent: false,
    },
    own: None,
    run: |evidence| run(evidence, PaperAspect::ReadableBeside, &UNREAD_BESIDE),
};

static UNREAD: Template = Template {
    zh: "{group}没有读入，其中的成绩未计入；请按待核清单的说明改正后重新运行。",
    en: "{group} was not read and its marks count nowhere; mend it as the list of rows set aside says and run again.",
    percent: false,
};

static UNREAD_BESIDE: Template = Template {
    zh: "{group}没有读入，成绩不受影响，但取自其中的应考人数、学校属性或小题分析缺少或不完整；请按待核清单的说明改正后重新运行。",
    en: "{group} was not read; the marks are complete, but expected numbers, attributes of schools or analyses of items taken from it are missing; mend it as the list of rows set aside says and run again.",
    percent: false,
};

/// One observation a file.
fn run(evidence: &Evidence, aspect: PaperAspect, template: &'static Template) -> Vec<Observation> {
    let unread = evidence.claims.iter().filter(|claim| claim.aspect == aspect);
    unread
        .map(|claim| {
            let mut scope = region_scope(evidence.spec, None);
            scope.group_name.clone_from(&claim.place.file);
            let (value, reference) = (claim.found, claim.required);
            Observation { scope, metric: "readable", value, reference, template, note: None, severity: None }
        })
        .collect()
}
