//! Same scope: every school and class takes the subjects of the exam.

use wutong_model::{Severity, Template};

use crate::{Check, Evidence, Observation, Same, SchoolEvidence, number, school_scope};

pub(crate) const CHECK: Check = Check {
    id: "subject-scope",
    severity: Severity::Warn,
    same: Same::Scope,
    is_fixed: false,
    why_zh: "有的学校或班级没有参加某一科时，该科和总分比的不是同样的学生。",
    why_en: "Where a school or some of its classes did not take a subject, it and the total compare other pupils.",
    hint_zh: "选考科目请在 [[subject]] 设 elective = true；漏交的请补交。",
    hint_en: "Set elective = true for a subject that pupils choose; ask for marks that were forgotten.",
    sentences: &[&SCHOOL, &CLASSES],
    untold: &Template {
        zh: "{group}：全校或部分班级没有学生参加{subject}。",
        en: "{group}: nobody took {subject}, in all or some of the classes.",
        percent: false,
    },
    own: None,
    run,
};

static SCHOOL: Template = Template {
    zh: "{group}没有学生参加{subject}，该校不参加这一科及总分的比较。",
    en: "{group}: nobody took {subject}; the school takes no part in this subject and the total.",
    percent: false,
};
static CLASSES: Template = Template {
    zh: "{group}有{value}个班没有学生参加{subject}（共{reference}个班），该校这一科只代表部分班级。",
    en: "{group}: nobody took {subject} in {value} of {reference} classes; its figures stand for a part of the school.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    evidence.schools.iter().flat_map(|school| of_school(evidence, school)).collect()
}

fn of_school(evidence: &Evidence, school: &SchoolEvidence) -> Vec<Observation> {
    // A school where nobody sat anything is one of participation.
    if school.subjects.iter().all(|counts| counts.present == 0) {
        return Vec::new();
    }
    let subjects = evidence.spec.subjects.iter().zip(&school.subjects).filter(|(subject, _)| !subject.elective);
    subjects
        .filter_map(|(subject, counts)| {
            let whole = counts.present == 0;
            let part = counts.present > 0 && counts.classes_without > 0;
            (whole || part).then(|| Observation {
                scope: school_scope(school, Some(&subject.id)),
                metric: "n_classes_without",
                value: number(if whole { counts.classes } else { counts.classes_without }),
                reference: number(counts.classes),
                template: if whole { &SCHOOL } else { &CLASSES },
                note: None,
                severity: None,
            })
        })
        .collect()
}
