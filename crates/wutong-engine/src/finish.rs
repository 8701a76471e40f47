//! Second half: summaries to analysis.

use std::cmp::Ordering;

use wutong_check::Evidence;
use wutong_model::spec::{Bands, Denominator, ExamSpec};
use wutong_model::{
    AnalysedSubject, Analysis, Answers, Distribution, Level, MetricColumn, MetricTable, Provenance, Reported, TOTAL,
};
use wutong_stats::{CATALOGUE, Figures, Moments, OneWay, Parent, Units};

use crate::exam::Exam;
use crate::groups::{self, Node};
use crate::insight;
use crate::policy::{Policy, Told, disclose};
use crate::summary::Summaries;
use crate::workers::Workers;
use crate::{answers, evidence};

/// Rows computed at a time, so that a region of any size needs the memory of a few hundred groups.
const GROUPS_AT_A_TIME: usize = 512;

/// Computes the analysis: checks and verdict, every metric of the catalogue, one-mark tables.
///
/// Problems, row accounts and provenance are those of the input and are left empty.
#[must_use]
pub fn finish(summaries: &Summaries, spec: &ExamSpec, workers: &Workers) -> Analysis {
    let mut nodes = groups::build(summaries, spec, workers);
    let findings = {
        let schools = evidence::schools(&nodes, spec.subjects.len());
        let papers = evidence::papers(&nodes, summaries);
        wutong_check::run(&Evidence { spec, schools: &schools, claims: &summaries.claims, papers: &papers })
    };
    let mut policy = Policy::new(spec, &findings).covering(&nodes, spec, workers);
    // The region is dearer than categories that nobody named.
    if policy.gives_up_region() && spec.raw.privacy.dimensions.is_none() {
        for fewer in groups::fewer_dimensions(&nodes) {
            let mut spec = spec.clone();
            spec.raw.privacy.dimensions = Some(fewer);
            nodes = groups::build(summaries, &spec, workers);
            policy = Policy::new(&spec, &findings).covering(&nodes, &spec, workers);
            if !policy.gives_up_region() {
                break;
            }
        }
    }
    let subjects = subjects(spec);
    let exam = Exam::new(spec, &nodes, workers);
    let mut metrics = metrics(&exam, &policy, workers);
    let distributions = nodes.iter().enumerate().flat_map(|(group, node)| {
        let policy = &policy;
        (0..node.subjects.len()).map(move |subject| policy.distribution(node, group, subject))
    });
    let mut distributions: Vec<Distribution> = distributions.collect();
    let outside = spec.raw.privacy.audience.is_outside();
    // No rule hides what would follow from them for readers outside the centre.
    let mut answers = if outside {
        Answers::default()
    } else {
        answers::answers(&answers::Input {
            spec,
            summaries,
            nodes: &nodes,
            papers: &exam.papers,
            policy: &policy,
            metrics: &metrics,
            workers,
        })
    };
    let composites = &spec.requests.composites;
    let told = &mut Told { metrics: &mut metrics, distributions: &mut distributions, answers: &mut answers };
    let set_apart = policy.set_apart(&nodes, composites, told);
    disclose(Analysis {
        spec: spec.clone(),
        subjects,
        distributions,
        set_apart,
        answers,
        verdict: wutong_check::verdict(&findings, None),
        insights: insight::of(&exam, &metrics, workers),
        groups: nodes.iter().map(|node| node.group.clone()).collect(),
        n_schools: nodes.iter().filter(|node| node.group.level == Level::School).count(),
        n_counties: nodes.iter().filter(|node| node.group.level == Level::County).count(),
        metrics,
        findings,
        pupils: Vec::new(),
        problems: Vec::new(),
        accounts: Vec::new(),
        provenance: Provenance::default(),
    })
}

fn subjects(spec: &ExamSpec) -> Vec<AnalysedSubject> {
    let mut subjects: Vec<AnalysedSubject> = spec
        .subjects
        .iter()
        .map(|subject| AnalysedSubject {
            id: subject.id.clone(),
            name: subject.name.clone(),
            full_ticks: i64::from(subject.full_ticks),
            decimals: subject.decimals,
        })
        .collect();
    subjects.push(AnalysedSubject {
        id: TOTAL.to_owned(),
        name: "总分".to_owned(),
        full_ticks: i64::from(spec.total.full_ticks),
        decimals: spec.total.decimals,
    });
    subjects
}

fn metrics(exam: &Exam, policy: &Policy, workers: &Workers) -> MetricTable {
    let n_subjects = exam.papers.len();
    let rows = exam.nodes.len() * n_subjects;
    let mut columns: Vec<MetricColumn> =
        CATALOGUE.iter().map(|info| MetricColumn::new(info.id, info.interval, rows)).collect();
    let places = places(exam.nodes, n_subjects, workers);
    for start in (0..exam.nodes.len()).step_by(GROUPS_AT_A_TIME) {
        let end = exam.nodes.len().min(start + GROUPS_AT_A_TIME);
        let computed = workers.map_range(start..end, |node| group_values(exam, policy, node, &places[node]));
        for values in computed {
            for row in values.chunks_exact(CATALOGUE.len()) {
                for (column, value) in columns.iter_mut().zip(row) {
                    column.push(*value);
                }
            }
        }
    }
    MetricTable { n_subjects, columns }
}

/// Every metric of every subject of one group, subjects outer.
fn group_values(exam: &Exam, policy: &Policy, position: usize, places: &[Option<u64>]) -> Vec<Reported<f64>> {
    let node = &exam.nodes[position];
    let level = node.group.level;
    let mut values = Vec::with_capacity(exam.papers.len() * CATALOGUE.len());
    for (subject, paper) in exam.papers.iter().enumerate() {
        let sums = &node.subjects[subject];
        let parts = (level == Level::School).then(|| {
            let classes = node.children.iter().map(|&class| &exam.nodes[class].subjects[subject].moments);
            OneWay::of(classes)
        });
        let parent = node
            .group
            .parent
            .map(|parent| Parent { moments: &exam.nodes[parent].subjects[subject].moments, place: places[subject] });
        let fits = exam.between.get(&position).map(|fits| &fits[subject]);
        let among = (level == Level::School).then(|| exam.among_schools(position, subject));
        let figures = Figures {
            table: &sums.tally.table,
            moments: &sums.moments,
            ticks_per_point: paper.ticks_per_point,
            full: paper.full,
            lines: paper.lines,
            exclusive_bands: exam.spec.raw.rates.bands == Bands::Exclusive,
            counts: sums.counts(),
            denominator: match exam.spec.raw.rates.denominator {
                Denominator::Actual => Some(sums.moments.n + sums.tally.denominator_only),
                Denominator::Expected => Some(sums.expected),
                Denominator::Roster => sums.enrolled,
            },
            all_subjects: (subject + 1 == exam.papers.len()).then_some(node.all_subjects),
            parent,
            units: fits.map(|fits| Units {
                one_way: &fits.one_way,
                reml: &fits.reml,
                reml_interval: fits.reml_interval,
            }),
            parts: parts.as_ref(),
            nested: fits.map(|fits| &fits.nested),
            fit: among.as_ref().map(|among| among.fit),
            effect_rank: among.as_ref().map(|among| among.rank),
            gap: among.map(|among| among.gap),
            judged: exam.judged,
        };
        for info in CATALOGUE {
            values.push(policy.shown(info, (node, position, subject), (info.compute)(&figures)));
        }
    }
    values
}

/// The place of each group among its siblings by mean, for each subject; `None` without valid marks.
fn places(nodes: &[Node], n_subjects: usize, workers: &Workers) -> Vec<Vec<Option<u64>>> {
    let mut siblings: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (position, node) in nodes.iter().enumerate().filter(|(_, node)| node.group.level != Level::Dimension) {
        if let Some(parent) = node.group.parent {
            siblings[parent].push(position);
        }
    }
    let ranked = workers.map(&siblings, |family| {
        (0..n_subjects).flat_map(|subject| family_places(nodes, family, subject)).collect::<Vec<_>>()
    });
    let mut places = vec![vec![None; n_subjects]; nodes.len()];
    for (node, subject, place) in ranked.into_iter().flatten() {
        places[node][subject] = Some(place);
    }
    places
}

fn family_places(nodes: &[Node], family: &[usize], subject: usize) -> Vec<(usize, usize, u64)> {
    let moments = |node: usize| &nodes[node].subjects[subject].moments;
    let mut order: Vec<usize> = family.iter().copied().filter(|&node| moments(node).n > 0).collect();
    order.sort_by(|&a, &b| compare_means(moments(b), moments(a)));
    let mut places: Vec<(usize, usize, u64)> = Vec::with_capacity(order.len());
    for (position, &node) in order.iter().enumerate() {
        let tied = places.last().filter(|(last, ..)| compare_means(moments(*last), moments(node)) == Ordering::Equal);
        let place = tied.map_or(position as u64 + 1, |&(_, _, place)| place);
        places.push((node, subject, place));
    }
    places
}

/// Means compared as fractions, so that equal means are equal.
fn compare_means(a: &Moments, b: &Moments) -> Ordering {
    (i128::from(a.sum) * i128::from(b.n)).cmp(&(i128::from(b.sum) * i128::from(a.n)))
}
