//! Same marking cannot be told from marks alone.

use wutong_model::{Severity, Template};

use crate::{Check, Evidence, Observation, Same, region_scope};

pub(crate) const CHECK: Check = Check {
    id: "unseen-marking",
    severity: Severity::Note,
    same: Same::Marking,
    is_fixed: false,
    why_zh: "各校自行评卷时，宽严不同会被当成水平不同；只有评卷数据能看出来。",
    why_en: "Where schools mark by themselves, severity looks like attainment; only data on the marking can tell.",
    hint_zh: "比较前请确认是统一评卷、评卷员跨校混评。",
    hint_en: "Before comparing make sure that one pool of markers marked all schools.",
    sentences: &[&UNSEEN],
    run,
};

static UNSEEN: Template = Template {
    zh: "评卷数据未参与检查，无法判断各校是否同阅卷（评卷员是否跨校、宽严是否一致）。",
    en: "No data on the marking were examined: whether schools were marked alike (shared markers, equal severity) cannot be told.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    if evidence.schools.len() < 2 {
        return Vec::new();
    }
    vec![Observation {
        scope: region_scope(evidence.spec, None),
        metric: "n_marking_subjects",
        value: 0.0,
        reference: 0.0,
        template: &UNSEEN,
        note: None,
        severity: None,
    }]
}
