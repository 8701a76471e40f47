//! 同分析: the exam that this one is held against was analysed by the same rules.

use wutong_model::{Severity, Template};

use crate::{Check, Evidence, Observation, Same, number, region_scope};

pub(crate) const CHECK: Check = Check {
    id: "other-analysis",
    severity: Severity::Note,
    same: Same::Analysis,
    is_fixed: false,
    why_zh: "与上一次考试对比时，满分、分数线、缺考处理、分母或公式不同，数值变化可能只是口径变化。",
    why_en: "Held against an earlier exam, other full marks, cuts, treatment of absentees, denominators or formulas can make figures move although nothing has changed.",
    hint_zh: "统一 exam.toml 的口径后重新运行其中一次，或在对比时说明口径变化。",
    hint_en: "Run one of the two exams again with the rules of the other, or say in the comparison what has changed.",
    sentences: &[&OTHER],
    untold: &Template {
        zh: "与对比的考试口径不同，两次数值不能直接相比。",
        en: "Analysed by other rules than the exam it is held against: their figures cannot be compared as they stand.",
        percent: false,
    },
    own: None,
    run,
};

static OTHER: Template = Template {
    zh: "与对比的考试口径不同（{note}），两次数值不能直接相比。",
    en: "Analysed by another rule than the exam it is held against ({note}): their figures cannot be compared as they stand.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let Some(previous) = &evidence.spec.previous else { return Vec::new() };
    let differences = previous.differences(evidence.spec);
    let observation = |difference: &wutong_model::RuleDifference| Observation {
        scope: region_scope(evidence.spec, difference.subject.as_deref()),
        metric: "n_rules",
        value: number(differences.len() as u64),
        reference: 0.0,
        template: &OTHER,
        note: Some(difference.rule.clone()),
        severity: None,
    };
    differences.iter().map(observation).collect()
}
