//! Same marking cannot be told from marks alone.

use wutong_model::{Severity, Template};
use wutong_stats::share;

use crate::scripts::PaperScripts;
use crate::{Check, Evidence, Observation, Same, number, region_scope};

/// Share of the scripts of a subject whose markers must be known.
const MOST: f64 = 0.5;

pub(crate) const CHECK: Check = Check {
    id: "unseen-marking",
    severity: Severity::Note,
    same: Same::Marking,
    is_fixed: false,
    why_zh: "各校自行评卷时，宽严不同会被当成水平不同；只有评卷数据能看出来。",
    why_en: "Where schools mark by themselves, severity looks like attainment; only data on the marking can tell.",
    hint_zh: "比较前请确认是统一评卷、评卷员跨校混评；评卷数据可用 kind = \"marking\" 的 [[source]] 提供。",
    hint_en: "Before comparing make sure that one pool of markers marked all schools; data on the marking go into a [[source]] of kind = \"marking\".",
    sentences: &[&UNSEEN, &UNSEEN_IN, &PARTLY],
    untold: &Template {
        zh: "没有足够的评卷数据，无法判断各校是否同阅卷。",
        en: "Too little is known of the marking to tell whether schools were marked alike.",
        percent: false,
    },
    own: None,
    run,
};

static UNSEEN: Template = Template {
    zh: "没有读到评卷数据，无法判断各校是否同阅卷（评卷员是否跨校、宽严是否一致）。",
    en: "No data on the marking were read: whether schools were marked alike (shared markers, equal severity) cannot be told.",
    percent: false,
};
static UNSEEN_IN: Template = Template {
    zh: "{subject}没有评卷数据，无法判断这一科各校是否同阅卷。",
    en: "No data on the marking of {subject}: whether schools were marked alike cannot be told for it.",
    percent: false,
};
static PARTLY: Template = Template {
    zh: "{subject}的评卷数据中只有{value}的试卷写明评卷员（不足{reference}），同阅卷只能部分判断。",
    en: "The data on the marking of {subject} name the markers of {value} of the scripts (fewer than {reference}); whether schools were marked alike can be told only in part.",
    percent: true,
};

/// Scripts whose markers are known in the item where most are, over pupils with a mark.
fn known(paper: &PaperScripts) -> Option<f64> {
    let of_item = |item: usize| {
        let scripts = paper.schools.iter().filter_map(|(_, scripts)| scripts.markings.get(item));
        scripts.map(|markings| markings.named).sum::<u64>()
    };
    let most = (0..paper.paper.items.len()).map(of_item).max().unwrap_or(0);
    let sat: u64 = paper.schools.iter().map(|(_, scripts)| scripts.sat).sum();
    share(most.min(sat), sat).ok().filter(|_| paper.has_markings())
}

fn run(evidence: &Evidence) -> Vec<Observation> {
    if evidence.schools.len() < 2 {
        return Vec::new();
    }
    let observe = |subject: Option<&str>, value: f64, reference: f64, template| Observation {
        scope: region_scope(evidence.spec, subject),
        metric: "marking_share",
        value,
        reference,
        template,
        note: None,
        severity: None,
    };
    let of_subject = |subject: usize| {
        let papers = evidence.papers.iter().filter(move |paper| paper.paper.subject == subject);
        papers.filter_map(known).reduce(f64::min)
    };
    let shares: Vec<Option<f64>> = (0..evidence.spec.subjects.len()).map(of_subject).collect();
    if shares.iter().all(Option::is_none) {
        return vec![Observation { metric: "n_marking_subjects", ..observe(None, number(0), number(0), &UNSEEN) }];
    }
    let subjects = evidence.spec.subjects.iter().zip(shares);
    subjects
        .filter_map(|(subject, share)| match share {
            None => Some(observe(Some(&subject.id), 0.0, MOST, &UNSEEN_IN)),
            Some(share) if share < MOST => Some(observe(Some(&subject.id), share, MOST, &PARTLY)),
            Some(_) => None,
        })
        .collect()
}
