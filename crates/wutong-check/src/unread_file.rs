//! A file that could not be read: its pupils are missing from every figure.

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
    run,
};

static UNREAD: Template = Template {
    zh: "{group}没有读入，其中的成绩未计入；请按待核清单的说明改正后重新运行。",
    en: "{group} was not read and its marks count nowhere; mend it as the list of rows set aside says and run again.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let unread = evidence.claims.iter().filter(|claim| claim.aspect == PaperAspect::Readable);
    unread
        .map(|claim| {
            let mut scope = region_scope(evidence.spec, None);
            scope.group_name.clone_from(&claim.place.file);
            let (value, reference) = (claim.found, claim.required);
            Observation { scope, metric: "readable", value, reference, template: &UNREAD, note: None, severity: None }
        })
        .collect()
}
