//! Marker pools: schools that no common marker marked cannot be told apart from their markers.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::{Severity, Template};

use crate::scripts::{PaperScripts, item_list};
use crate::{Check, Evidence, Observation, Same, number, region_scope, school_scope};

/// Fewer marks of a marker in a school are a script gone astray, no link.
const LINK: u64 = 3;
/// Schools with fewer marks in an item are not judged.
const FEWEST: u64 = 10;

pub(crate) const APART: Check = Check {
    id: "separate-marking",
    severity: Severity::Block,
    same: Same::Marking,
    is_fixed: false,
    why_zh: "几批学校由互不相同的评卷员评阅时，评卷宽严与学校水平分不开，分数不能直接比较。",
    why_en: "Where groups of schools were marked by disjoint sets of markers, severity cannot be told from attainment.",
    hint_zh: "安排评卷员跨校混评，或抽取各校试卷由同一组人复评；确认宽严一致后可在 [override] 说明理由。",
    hint_en: "Let one pool mark all schools, or have a sample of every school marked again by one group; [override] takes the reason once severity is known to be equal.",
    sentences: &[&POOLS],
    untold: &Template {
        zh: "{subject}有题目由互不相同的评卷员分别评阅不同的学校，评卷宽严与学校水平分不开。",
        en: "{subject}: disjoint sets of markers marked different schools; severity cannot be told from attainment.",
        percent: false,
    },
    own: None,
    run: |evidence| run(evidence, true),
};
pub(crate) const OWN: Check = Check {
    id: "own-markers",
    severity: Severity::Warn,
    same: Same::Marking,
    is_fixed: false,
    why_zh: "一所学校的试卷只由不评其他学校的评卷员评阅时，该校成绩里含有这些人的宽严。",
    why_en: "Where the markers of a school marked no other school, its marks contain how severe they are.",
    hint_zh: "抽取该校试卷交由评其他学校的评卷员复评。",
    hint_en: "Have a sample of these scripts marked again by those who marked the other schools.",
    sentences: &[&ALONE],
    untold: &Template {
        zh: "{group}：{subject}有题目只由不评其他学校的评卷员评阅。",
        en: "{group}: an item of {subject} was marked only by markers who marked no other school.",
        percent: false,
    },
    own: None,
    run: |evidence| run(evidence, false),
};

static POOLS: Template = Template {
    zh: "{subject}第{note}题由{value}批互不相同的评卷员分别评阅不同的学校，评卷宽严与学校水平分不开。",
    en: "{subject}: {value} disjoint sets of markers marked different schools in item {note}; severity cannot be told from attainment.",
    percent: false,
};
static ALONE: Template = Template {
    zh: "{group}{subject}第{note}题只由不评其他学校的{value}名评卷员评阅，与他校比较需谨慎。",
    en: "{group}: in {subject}, item {note} was marked only by {value} markers who marked no other school; compare with caution.",
    percent: false,
};

/// The schools of one item that markers link: positions in the evidence, the largest set first.
fn pools(paper: &PaperScripts, item: usize) -> Vec<BTreeSet<usize>> {
    let mut schools_of: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut pools: Vec<(u64, BTreeSet<usize>)> = Vec::new();
    for (school, scripts) in &paper.schools {
        let Some(markings) = scripts.markings.get(item) else { continue };
        let all: u64 = markings.by_marker.values().map(|marks| marks.n()).sum();
        if all < FEWEST {
            continue;
        }
        pools.push((all, [*school].into()));
        for (marker, _) in markings.by_marker.iter().filter(|(_, marks)| marks.n() >= LINK) {
            schools_of.entry(marker).or_default().insert(*school);
        }
    }
    for linked in schools_of.into_values().filter(|linked| linked.len() > 1) {
        let (with, apart): (Vec<_>, Vec<_>) = pools.into_iter().partition(|(_, pool)| !pool.is_disjoint(&linked));
        let joined =
            with.into_iter().fold((0, BTreeSet::new()), |(n, schools), (more, other)| (n + more, &schools | &other));
        pools = apart;
        pools.push(joined);
    }
    pools.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    pools.into_iter().map(|(_, schools)| schools).collect()
}

/// Single schools beside a pool of several are these schools' matter; anything else is one of the whole subject.
fn run(evidence: &Evidence, apart: bool) -> Vec<Observation> {
    evidence.papers.iter().flat_map(|paper| of_paper(evidence, paper, apart)).collect()
}

fn of_paper(evidence: &Evidence, paper: &PaperScripts, apart: bool) -> Vec<Observation> {
    let subject = paper.subject(evidence.spec);
    let (mut items, mut most) = (Vec::new(), 0);
    // By school: its items, and the most markers of one.
    let mut alone: BTreeMap<usize, (Vec<&str>, u64)> = BTreeMap::new();
    for (position, item) in paper.paper.items.iter().enumerate() {
        let pools = pools(paper, position);
        if pools.len() < 2 {
            continue;
        }
        if pools[0].len() > 1 && pools[1..].iter().all(|pool| pool.len() == 1) {
            for school in pools[1..].iter().flatten() {
                let scripts = paper.schools.iter().find(|(own, _)| own == school);
                let markers = scripts.map_or(0, |(_, scripts)| scripts.markings[position].by_marker.len() as u64);
                let own = alone.entry(*school).or_default();
                own.0.push(&item.id);
                own.1 = own.1.max(markers);
            }
        } else {
            items.push(item.id.as_str());
            most = most.max(pools.len() as u64);
        }
    }
    if apart {
        let found = (!items.is_empty()).then(|| Observation {
            scope: region_scope(evidence.spec, Some(&subject.id)),
            metric: "n_marker_pools",
            value: number(most),
            reference: 1.0,
            template: &POOLS,
            note: Some(item_list(items)),
            severity: None,
        });
        return found.into_iter().collect();
    }
    let observe = |(school, (items, markers)): (usize, (Vec<&str>, u64))| Observation {
        scope: school_scope(&evidence.schools[school], Some(&subject.id)),
        metric: "n_own_markers",
        value: number(markers),
        reference: 0.0,
        template: &ALONE,
        note: Some(item_list(items)),
        severity: None,
    };
    alone.into_iter().map(observe).collect()
}
