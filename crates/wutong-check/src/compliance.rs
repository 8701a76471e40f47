//! What the law allows: cross-school exams of whole grades below the graduating one.

use wutong_model::spec::{ExamKind, Stage};
use wutong_model::{COMPLIANCE, ExamSpec, Severity, Template};

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
    sentences: &[&NO_BASIS, &BASIS],
    untold: &Template {
        zh: "这类跨校考试没有写明法律依据，不比较学校，不排名。",
        en: "A cross-school exam of this kind without a legal basis: no comparison, no rank.",
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

/// Whether a cross-school exam of this kind, stage and grade needs a legal basis.
fn needs_basis(spec: &ExamSpec) -> bool {
    let exam = &spec.raw.exam;
    let whole_grade = match exam.kind {
        ExamKind::GraduationMock | ExamKind::SeniorJoint | ExamKind::SchoolFinal => true,
        ExamKind::SampledMonitoring | ExamKind::Research => false,
    };
    whole_grade
        && match exam.stage {
            Stage::Primary => true,
            Stage::Junior => exam.grade != GRADUATING,
            Stage::Senior => false,
        }
}

fn run(evidence: &Evidence) -> Vec<Observation> {
    let exam = &evidence.spec.raw.exam;
    // The final exam of one school is its own affair.
    if evidence.schools.len() < 2 || !needs_basis(evidence.spec) {
        return Vec::new();
    }
    let basis = exam.legal_basis.as_deref().map(str::trim).filter(|basis| !basis.is_empty());
    vec![Observation {
        scope: region_scope(evidence.spec, None),
        metric: "n_schools",
        value: number(evidence.schools.len() as u64),
        reference: f64::from(exam.grade),
        template: if basis.is_some() { &BASIS } else { &NO_BASIS },
        note: basis.map(str::to_owned),
        severity: basis.is_some().then_some(Severity::Note),
    }]
}
