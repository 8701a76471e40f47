//! Same paper: full mark and items of every file agree with the specification.

use wutong_model::{PaperAspect, PaperClaim, Severity, Template};

use crate::{Check, Evidence, Observation, Same, region_scope, school_scope};

pub(crate) const CHECK: Check = Check {
    id: "paper-mismatch",
    severity: Severity::Block,
    same: Same::Paper,
    is_fixed: false,
    why_zh: "满分或题目不同的试卷，分数不能放在一起比较。",
    why_en: "Marks of papers with another full mark or other items mean different things.",
    hint_zh: "向该校核实所用试卷；若只是表头写错，改正后重新运行。",
    hint_en: "Ask the school which paper it used; where only the header is wrong, mend it and run again.",
    sentences: &[&FULL_MARK, &ITEM_COUNT, &ITEM_MARKS, &OFFERED, &OFFERED_IN_FILE],
    untold: &Template {
        zh: "{group}：{subject}的满分或题目与本次考试的试卷不一致。",
        en: "{group}: full mark or items of {subject} are not those of the paper of this exam.",
        percent: false,
    },
    own: None,
    run,
};

static FULL_MARK: Template = Template {
    zh: "{group}的{subject}成绩表写明满分为{value}分，而本次考试满分为{reference}分，请核对试卷后再比较。",
    en: "{group}: the {subject} sheet states a full mark of {value}, the exam has {reference}; check the paper before comparing.",
    percent: false,
};
static ITEM_COUNT: Template = Template {
    zh: "{group}的{subject}小题分有{value}题，双向细目表有{reference}题，二者应一致。",
    en: "{group}: the {subject} item file has {value} items, the two-way specification table {reference}.",
    percent: false,
};
static ITEM_MARKS: Template = Template {
    zh: "{subject}双向细目表各题满分之和为{value}分，试卷满分为{reference}分，二者应一致。",
    en: "The items of {subject} add up to {value} points, the paper has {reference}.",
    percent: false,
};
static OFFERED: Template = Template {
    zh: "{group}的成绩表没有{subject}，该校不参加这一科及总分的比较。",
    en: "{group} has no {subject} column; the school takes no part in this subject and the total.",
    percent: false,
};

static OFFERED_IN_FILE: Template = Template {
    zh: "{group}中有的表没有{subject}，表中学生在别的表中也没有对上，不计入这一科及总分；请核对各表的考号、学校、班级和姓名写法是否一致。",
    en: "{group} has a sheet without {subject} whose pupils were found in no other sheet either; they do not count in this subject and the total. Check that all sheets write identifiers, schools, classes and names alike.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let differing = evidence.claims.iter().filter(|claim| (claim.found - claim.required).abs() > 1e-9);
    differing.filter_map(|claim| observe(evidence, claim)).collect()
}

/// `None` for what a file says of itself and not of a paper.
fn observe(evidence: &Evidence, claim: &PaperClaim) -> Option<Observation> {
    let (metric, template) = match claim.aspect {
        PaperAspect::FullMark => ("full_mark", &FULL_MARK),
        PaperAspect::ItemCount => ("n_items", &ITEM_COUNT),
        PaperAspect::ItemMarks => ("item_marks", &ITEM_MARKS),
        PaperAspect::Offered if claim.school.is_none() => ("offered", &OFFERED_IN_FILE),
        PaperAspect::Offered => ("offered", &OFFERED),
        PaperAspect::Readable
        | PaperAspect::ReadableBeside
        | PaperAspect::RowsRead
        | PaperAspect::RowsStand
        | PaperAspect::StatusRead
        | PaperAspect::TotalsAgree => return None,
    };
    let school = claim.school.as_ref().and_then(|id| evidence.schools.iter().find(|school| school.id == *id));
    let mut scope = match school {
        Some(school) => school_scope(school, Some(&claim.subject)),
        None => region_scope(evidence.spec, Some(&claim.subject)),
    };
    if school.is_none() {
        scope.group_name.clone_from(&claim.place.file);
    }
    let (value, reference) = (claim.found, claim.required);
    Some(Observation { scope, metric, value, reference, template, note: None, severity: None })
}
