//! A comparison of schools needs at least two of them.

use wutong_model::{Severity, Template};

use crate::{Check, Evidence, Observation, Same, number, region_scope};

pub(crate) const CHECK: Check = Check {
    id: "too-few-schools",
    severity: Severity::Warn,
    same: Same::Data,
    is_fixed: false,
    why_zh: "只有一所（达到人数要求的）学校时，无从比较学校之间的差异。",
    why_en: "With one school of sufficient size there is nothing to compare.",
    hint_zh: "只看本校各班；校际比较需要至少两所学校。",
    hint_en: "Look at the classes of the school; a comparison needs two schools.",
    sentences: &[&FEW, &FEW_EVERYWHERE],
    untold: &Template {
        zh: "达到人数要求的学校不足，无法计算校际差异。",
        en: "Too few schools are large enough for between-school figures.",
        percent: false,
    },
    own: None,
    run,
};

static FEW: Template = Template {
    zh: "{subject}达到人数要求的学校有{value}所，至少需要{reference}所才能计算校际差异。",
    en: "{subject}: {value} schools are large enough, {reference} are needed for between-school figures.",
    percent: false,
};
static FEW_EVERYWHERE: Template = Template {
    zh: "达到人数要求的学校有{value}所，至少需要{reference}所才能计算校际差异。",
    en: "{value} schools are large enough, {reference} are needed for between-school figures.",
    percent: false,
};

fn run(evidence: &Evidence) -> Vec<Observation> {
    let least = u64::from(evidence.spec.raw.difference.min_school_size);
    let large = |subject: usize| {
        let schools = evidence.schools.iter().filter(|school| school.subjects[subject].valid >= least);
        schools.count() as u64
    };
    let counts: Vec<u64> = (0..evidence.spec.subjects.len()).map(large).collect();
    let observe = |subject: Option<&str>, count: u64, template| Observation {
        scope: region_scope(evidence.spec, subject),
        metric: "n_schools",
        value: number(count),
        reference: 2.0,
        template,
        note: None,
        severity: None,
    };
    if counts.iter().all(|&count| count < 2) {
        let most = counts.iter().copied().max().unwrap_or(0);
        return vec![observe(None, most, &FEW_EVERYWHERE)];
    }
    let few = evidence.spec.subjects.iter().zip(counts).filter(|&(_, count)| count < 2);
    few.map(|(subject, count)| observe(Some(&subject.id), count, &FEW)).collect()
}
