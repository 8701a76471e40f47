//! What the law allows: cross-school exams of whole grades below the graduating one.

use wutong_model::spec::{ExamKind, RawExam, Stage};
use wutong_model::{COMPLIANCE, Severity, Template};

use crate::{Check, Evidence, Observation, Same, number, region_scope};

/// The last grade of junior middle school, whose graduation mocks are allowed.
const GRADUATING: u8 = 9;

pub(crate) const CHECK: Check = Check {
    id: COMPLIANCE,
    severity: Severity::Block,
    same: Same::Law,
    is_fixed: true,
    why_zh: "教基厅函〔2021〕34号：小学各年级和初中非毕业年级不得组织区域性或跨校统考，不得排名。",
    why_en: "教基厅函〔2021〕34号 allows no regional or cross-school exams of whole grades in primary school and in junior grades before the last, and no ranking.",
    hint_zh: "确有依据的（如经批准的质量监测），在 [exam] 写明 legal_basis；依据会印在结果上。",
    hint_en: "Where there is a legal basis (an approved monitoring), state it as legal_basis in [exam]; it is printed.",
    sentences: &[&NO_BASIS, &BASIS, &SAMPLED, &NOT_WRITTEN],
    untold: &Template {
        zh: "这类跨校考试受教基厅函〔2021〕34号限制，依据与处理见教研部门的说明。",
        en: "教基厅函〔2021〕34号 limits cross-school exams of this kind; the centre states their basis and what follows.",
        percent: false,
    },
    own: None,
    run,
};

static NO_BASIS: Template = Template {
    zh: "{reference}年级跨校考试未写明法律依据（教基厅函〔2021〕34号），只给出全体结果和各校自身结果，不比较学校，不排名。",
    en: "A cross-school exam of grade {reference} without a legal basis (教基厅函〔2021〕34号): only figures of the region and of each school by itself are given; no comparison, no rank.",
    percent: false,
};
static BASIS: Template = Template {
    zh: "{reference}年级跨校考试的依据：{note}",
    en: "Legal basis of this cross-school exam of grade {reference}: {note}",
    percent: false,
};

static SAMPLED: Template = Template {
    zh: "{reference}年级跨校考试按抽样监测或研究数据处理，未写明法律依据；全体学生都参加的统考须有法律依据才能比较学校。",
    en: "This cross-school exam of grade {reference} is taken as sampled monitoring or research and states no legal basis; an exam of whole grades needs one before schools are compared.",
    percent: false,
};
static NOT_WRITTEN: Template = Template {
    zh: "小学{reference}年级不进行纸笔考试（教基厅函〔2021〕34号），写明依据也不比较学校、不排名，只给出全体结果和各校自身结果。",
    en: "Grade {reference} of primary school has no written exams (教基厅函〔2021〕34号): whatever the basis, only figures of the region and of each school by itself are given.",
    percent: false,
};

/// The last grade without written exams.
const UNWRITTEN: u8 = 2;

/// Whether whole grades may not sit a cross-school exam of this stage and grade without a legal basis.
fn needs_basis(exam: &RawExam) -> bool {
    match exam.stage {
        Stage::Primary => true,
        Stage::Junior => exam.grade != GRADUATING,
        Stage::Senior => false,
    }
}

fn run(evidence: &Evidence) -> Vec<Observation> {
    let exam = &evidence.spec.raw.exam;
    // The final exam of one school is its own affair.
    if evidence.schools.len() < 2 || !needs_basis(exam) {
        return Vec::new();
    }
    let basis = exam.legal_basis.as_deref().map(str::trim).filter(|basis| !basis.is_empty());
    let is_sampled = matches!(exam.kind, ExamKind::SampledMonitoring | ExamKind::Research);
    let is_unwritten = exam.stage == Stage::Primary && exam.grade <= UNWRITTEN && exam.kind != ExamKind::Research;
    let (template, severity) = match basis {
        _ if is_unwritten => (&NOT_WRITTEN, None),
        Some(_) => (&BASIS, Some(Severity::Note)),
        None if is_sampled => (&SAMPLED, Some(Severity::Note)),
        None => (&NO_BASIS, None),
    };
    vec![Observation {
        scope: region_scope(evidence.spec, None),
        metric: "n_schools",
        value: number(evidence.schools.len() as u64),
        reference: f64::from(exam.grade),
        template,
        note: basis.map(str::to_owned),
        severity,
    }]
}
