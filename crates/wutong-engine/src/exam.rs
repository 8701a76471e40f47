//! What the metrics of all groups share: papers, fits over schools, and what needs all schools at once.

use std::collections::BTreeMap;

use wutong_model::Level;
use wutong_model::spec::{Cuts, DifferenceFormula, ExamSpec};
use wutong_stats::{
    Correction, Estimate, GapTest, Judged, Leaf, Likelihood, Lines, MixedDesign, MixedFit, NestedVariance, OneWay,
    Quantity, StatError, adjusted_where_tested, gap_probability, rank_effects,
};

use crate::groups::Node;
use crate::workers::Workers;

/// Coverage of intervals.
const COVERAGE: f64 = 0.95;

/// The paper of one subject, the total included.
pub(crate) struct Paper {
    pub(crate) ticks_per_point: i64,
    pub(crate) full: i64,
    pub(crate) lines: Lines,
}

/// What is fitted once a group and subject, and used by several metrics.
pub(crate) struct Fits {
    pub(crate) one_way: Result<OneWay, StatError>,
    pub(crate) reml: Result<MixedFit, StatError>,
    pub(crate) reml_interval: Option<(f64, f64)>,
    pub(crate) nested: Result<NestedVariance, StatError>,
    /// Places of the schools by effect, by position of the school.
    ranks: Result<BTreeMap<usize, Estimate>, StatError>,
}

/// What a school is among all schools of the exam, in one subject.
pub(crate) struct AmongSchools<'a> {
    pub(crate) fit: &'a Result<MixedFit, StatError>,
    pub(crate) rank: Result<Estimate, StatError>,
    pub(crate) gap: GapTest,
}

/// Everything that the metrics of all groups share.
pub(crate) struct Exam<'a> {
    pub(crate) spec: &'a ExamSpec,
    pub(crate) nodes: &'a [Node],
    pub(crate) papers: Vec<Paper>,
    /// For the region, each county and each dimension, by position, one entry a subject.
    pub(crate) between: BTreeMap<usize, Vec<Fits>>,
    /// Tests of the schools' gaps, by subject and position of the school.
    gaps: Vec<BTreeMap<usize, GapTest>>,
    pub(crate) judged: Judged,
}

impl<'a> Exam<'a> {
    pub(crate) fn new(spec: &'a ExamSpec, nodes: &'a [Node], workers: &Workers) -> Self {
        let mut papers: Vec<Paper> =
            spec.subjects.iter().map(|subject| paper(subject.full_ticks, subject.decimals, &subject.cuts)).collect();
        papers.push(paper(spec.total.full_ticks, spec.total.decimals, &spec.total.cuts));
        let least = u64::from(spec.raw.difference.min_school_size);
        let holds_schools = |node: &Node| matches!(node.group.level, Level::Region | Level::County | Level::Dimension);
        let groups: Vec<usize> = (0..nodes.len()).filter(|&node| holds_schools(&nodes[node])).collect();
        let tasks: Vec<(usize, usize)> =
            groups.iter().flat_map(|&group| (0..papers.len()).map(move |subject| (group, subject))).collect();
        let mut fits = workers.map(&tasks, |&(group, subject)| fit(nodes, group, subject, least)).into_iter();
        let between = groups.into_iter().map(|group| (group, fits.by_ref().take(papers.len()).collect())).collect();
        let judged = match spec.raw.difference.formula {
            DifferenceFormula::IccAnova => Judged::IccAnova,
            DifferenceFormula::IccReml => Judged::IccReml,
            DifferenceFormula::EtaSquared => Judged::EtaSquared,
            DifferenceFormula::Cv => Judged::Cv,
            DifferenceFormula::SdRate => Judged::SdRate,
        };
        let gaps = gaps(nodes, spec.subjects.len());
        Self { spec, nodes, papers, between, gaps, judged }
    }

    /// A school among all schools.
    pub(crate) fn among_schools(&self, school: usize, subject: usize) -> AmongSchools<'_> {
        let fits = &self.between[&0][subject];
        let absent = StatError::NotApplicable;
        AmongSchools {
            fit: &fits.reml,
            rank: fits
                .ranks
                .as_ref()
                .map_err(|&error| error)
                .and_then(|ranks| ranks.get(&school).copied().ok_or(absent)),
            gap: self.gaps[subject]
                .get(&school)
                .copied()
                .unwrap_or(GapTest { raw: Err(absent), adjusted: Err(absent) }),
        }
    }
}

fn paper(full: i32, decimals: u8, cuts: &Cuts) -> Paper {
    Paper {
        ticks_per_point: 10i64.pow(u32::from(decimals)),
        full: i64::from(full),
        lines: Lines { top: cuts.top, excellence: cuts.excellence, good: cuts.good, pass: cuts.pass, low: cuts.low },
    }
}

/// Positions of the schools in a region, county or dimension.
fn schools_in(nodes: &[Node], group: usize) -> Vec<usize> {
    let all = || (0..nodes.len()).filter(|&node| nodes[node].group.level == Level::School);
    match nodes[group].group.level {
        Level::Region => all().collect(),
        Level::Dimension => nodes[group].children.clone(),
        _ => all().filter(|&school| nodes[school].group.parent == Some(group)).collect(),
    }
}

/// Fits the schools of at least `least` pupils inside a group.
fn fit(nodes: &[Node], group: usize, subject: usize, least: u64) -> Fits {
    let moments = |node: usize| &nodes[node].subjects[subject].moments;
    let schools: Vec<usize> =
        schools_in(nodes, group).into_iter().filter(|&school| moments(school).n >= least).collect();
    let mut leaves: Vec<Leaf> = Vec::new();
    for &position in &schools {
        let school = &nodes[position];
        let county = school.group.parent.unwrap_or(0);
        let own = [position];
        let classes: &[usize] = if school.children.is_empty() { &own } else { &school.children };
        leaves.extend(classes.iter().map(|&class| Leaf { moments: moments(class), path: [county, position, class] }));
    }
    leaves.sort_by_key(|leaf| leaf.path);
    let whole: Vec<Leaf> = schools.iter().map(|&school| Leaf { moments: moments(school), path: [school; 3] }).collect();
    let design = MixedDesign::of_moments(&whole);
    let reml = design.as_ref().map_err(|&error| error).and_then(|design| MixedFit::fit(design, Likelihood::Restricted));
    let fitted = design.as_ref().ok().zip(reml.as_ref().ok());
    let reml_interval = fitted.and_then(|(design, fit)| fit.interval(design, Quantity::Share(0), COVERAGE).ok());
    let ranks = match (&design, &reml) {
        // Only the places among all schools are shown.
        (Ok(design), Ok(fit)) if group == 0 => ranks(design, fit),
        (Err(error), _) | (_, Err(error)) => Err(*error),
        _ => Err(StatError::NotApplicable),
    };
    let one_way = OneWay::of(schools.iter().map(|&school| moments(school)));
    Fits { one_way, reml, reml_interval, nested: NestedVariance::of(&leaves), ranks }
}

/// Expected places of the schools by effect, with their intervals.
fn ranks(design: &MixedDesign, fit: &MixedFit) -> Result<BTreeMap<usize, Estimate>, StatError> {
    let effects = fit.effects(design, 0, COVERAGE)?;
    let place = |place: u64| f64::from(u32::try_from(place).unwrap_or(u32::MAX));
    let ranks = rank_effects(&effects, COVERAGE)?.into_iter().map(|rank| {
        // A place that is all but certain has one place for its interval, and a mean beside it.
        let interval = Some((place(rank.interval.0).min(rank.expected), place(rank.interval.1).max(rank.expected)));
        (rank.id, Estimate { value: rank.expected, interval })
    });
    Ok(ranks.collect())
}

/// Tests of the schools' gaps to the others of their parent, adjusted over all schools and all single subjects; those of
/// the total over all schools.
fn gaps(nodes: &[Node], n_subjects: usize) -> Vec<BTreeMap<usize, GapTest>> {
    let raw = |school: usize, subject: usize| {
        let moments = |node: usize| &nodes[node].subjects[subject].moments;
        let parent = nodes[school].group.parent.ok_or(StatError::NotApplicable)?;
        gap_probability(moments(school), moments(parent))
    };
    let mut gaps = vec![BTreeMap::new(); n_subjects + 1];
    let schools = schools_in(nodes, 0);
    for family in [0..n_subjects, n_subjects..n_subjects + 1] {
        let tests: Vec<(usize, usize, Result<f64, StatError>)> = family
            .flat_map(|subject| schools.iter().map(move |&school| (subject, school)))
            .map(|(subject, school)| (subject, school, raw(school, subject)))
            .collect();
        let made: Vec<Option<f64>> = tests.iter().map(|test| test.2.ok()).collect();
        let adjusted = adjusted_where_tested(&made, Correction::BenjaminiHochberg);
        for (at, (subject, school, raw)) in tests.into_iter().enumerate() {
            let own = adjusted.as_ref().map_err(|&error| error).map(|adjusted| adjusted[at]);
            let adjusted = own.and_then(|own| own.map_or_else(|| raw, Ok));
            gaps[subject].insert(school, GapTest { raw, adjusted });
        }
    }
    gaps
}
