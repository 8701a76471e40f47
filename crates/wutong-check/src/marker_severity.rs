//! Severity of markers held against the differences between schools.

use std::collections::BTreeMap;

use wutong_model::{Severity, Template};
use wutong_stats::{Correction, MarkerCell, MarkerSeverity, adjusted_p_values};

use crate::scripts::PaperScripts;
use crate::{Check, Evidence, Observation, Same, region_scope};

/// Marks of a marker in an item below which the marker is left out.
const FEWEST: u64 = 30;
/// Probability, adjusted over items, below which differences between markers are no chance.
const CHANCE: f64 = 0.01;
/// Share of the variance between schools that is worth a word.
const LEAST: f64 = 0.1;

pub(crate) const CHECK: Check = Check {
    id: "marker-severity",
    severity: Severity::Warn,
    same: Same::Marking,
    is_fixed: false,
    why_zh: "评卷员宽严不同而各校试卷分配又不均时，一部分校际差异其实是评卷员的差异。",
    why_en: "Where markers differ in severity and schools got different markers, part of the differences between schools is theirs.",
    hint_zh: "让每名评卷员评到各校试卷；对偏严、偏宽的评卷员所评试卷抽样复评。",
    hint_en: "Deal the scripts of every school to every marker; have samples of the most and least severe marked again.",
    sentences: &[&SPREAD],
    untold: &Template {
        zh: "{subject}有题目的评卷员宽严有别，试卷分配又不均。",
        en: "{subject}: markers of an item differ in severity, and schools got different markers.",
        percent: false,
    },
    own: None,
    run,
};

static SPREAD: Template = Template {
    zh: "{subject}第{note}题评卷员宽严有别，仅由试卷分配就会造成相当于校际方差{value}的差异（超过{reference}）。",
    en: "{subject}: markers of item {note} differ in severity; who got which scripts alone makes {value} of the variance between schools (more than {reference}).",
    percent: true,
};

/// Marks of an item by school and marker, markers of too few marks left out.
fn severity(paper: &PaperScripts, item: usize) -> Option<MarkerSeverity> {
    let all = paper.markings(item);
    let kept = all.by_marker.iter().filter(|(_, marks)| marks.n() >= FEWEST);
    let numbers: BTreeMap<&str, usize> = kept.enumerate().map(|(number, (marker, _))| (&**marker, number)).collect();
    let mut cells = Vec::new();
    for (school, scripts) in &paper.schools {
        for (marker, marks) in scripts.markings.get(item).iter().flat_map(|markings| &markings.by_marker) {
            if let Some(&marker) = numbers.get(&**marker) {
                cells.push(MarkerCell { block: *school, marker, marks });
            }
        }
    }
    MarkerSeverity::of(&cells).ok()
}

fn run(evidence: &Evidence) -> Vec<Observation> {
    let (mut seen, mut p) = (Vec::new(), Vec::new());
    for paper in evidence.papers {
        for (item, of) in paper.paper.items.iter().enumerate() {
            let Some(severity) = severity(paper, item) else { continue };
            p.push(severity.test.p_value);
            let Ok(value) = severity.share_of_blocks() else {
                seen.push(None);
                continue;
            };
            seen.push(Some(Observation {
                scope: region_scope(evidence.spec, Some(&paper.subject(evidence.spec).id)),
                metric: "marker_share",
                value,
                reference: LEAST,
                template: &SPREAD,
                note: Some(of.id.clone()),
                severity: None,
            }));
        }
    }
    let adjusted = adjusted_p_values(&p, Correction::BenjaminiHochberg).unwrap_or_default();
    let raised = |(seen, p): (Option<Observation>, f64)| seen.filter(|seen| p < CHANCE && seen.value >= LEAST);
    seen.into_iter().zip(adjusted).filter_map(raised).collect()
}
