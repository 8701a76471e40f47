//! Totals from which the marks of a few pupils follow.
//!
//! A pupil with marks in some subjects of the total but not in all ("partial") stands in the means of those subjects and not in
//! that of the total. So in every group
//!
//! ```text
//! Σ_s n_s · mean_s - n_T · mean_T = sum of all marks of the partial pupils
//! ```
//!
//! and where they are few, the total of the group is withheld. It need not be where the printed digits leave enough open: each
//! mean is known to half a step of its last digit, so the sum is known to no more than `Σ n · half a step` over subjects and
//! total, which is enough at a tenth of what these pupils could have earned.
//!
//! A reader subtracts: groups from groups that hold them, and a school its own pupils from any group that holds it. So what
//! is looked at are groups, their differences, and what the withheld parts of a shown sum hold together, each also without
//! any one school. **A school's own total and those of its classes, boys and girls stay**: whoever is given them holds the
//! marks of these pupils, one by one, and nobody else is given them.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::{Audience, ExamSpec};
use wutong_model::{Group, Level, Reason};
use wutong_stats::Unit;

use super::cover::{Cover, Family};
use crate::groups::Node;

/// Part of what partial pupils could have earned within which their sum must stay open.
const OPEN: f64 = 0.1;

/// Groups above the schools, by position: whether their total is withheld.
pub(super) fn withheld(nodes: &[Node], spec: &ExamSpec, cover: &Cover) -> Vec<bool> {
    let total = spec.subjects.len();
    // A school is given the region, its boys and girls, and one county: no categories, and no counties to add up.
    let lists = spec.raw.privacy.audience == Audience::Public;
    let is_given = |node: &Node| lists || node.group.level != Level::Dimension || node.children.is_empty();
    let sets: Vec<Set> = nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| is_above_schools(&node.group) && is_given(node))
        .map(|(group, _)| Set::of(nodes, spec, group))
        .collect();
    let mut search = Search {
        least: u64::from(spec.min_cell),
        withheld: sets.iter().map(|set| cover.hidden(Family::Pupils, set.group, total).is_some()).collect(),
        sets: &sets,
        sums: sums(&sets, nodes, lists),
        nested: nested(&sets),
    };
    let before = search.withheld.clone();
    while search.step() {}
    let mut groups = vec![false; nodes.len()];
    for ((set, before), after) in sets.iter().zip(before).zip(search.withheld) {
        groups[set.group] = after && !before;
    }
    groups
}

pub(super) fn is_above_schools(group: &Group) -> bool {
    match group.level {
        Level::Region | Level::County => true,
        Level::Dimension => group.parent == Some(0),
        Level::School | Level::Class => false,
    }
}

/// Partial pupils, and what they could have earned, in points.
#[derive(Debug, Clone, Copy, Default)]
struct Partial {
    pupils: i64,
    full: f64,
}

/// Partial pupils by school, and by how much their sum is open if the means of all of these are known.
struct Set {
    group: usize,
    /// Positions of the schools.
    schools: BTreeSet<usize>,
    /// By position of the school, where it has any.
    partials: BTreeMap<usize, Partial>,
    open: f64,
    /// Pupils of the total: the smallest set is the smallest loss.
    size: u64,
    /// Attribute and value of a group of pupils.
    value: Option<(String, String)>,
}

impl Set {
    fn of(nodes: &[Node], spec: &ExamSpec, group: usize) -> Self {
        let node = &nodes[group];
        let parts = parts(nodes, group);
        let partials = parts.iter().map(|&(school, part)| (school, partial(&nodes[part], spec)));
        Self {
            group,
            partials: partials.filter(|part| part.1.pupils > 0).collect(),
            schools: parts.iter().map(|part| part.0).collect(),
            open: open(node, spec),
            size: node.subjects[spec.subjects.len()].moments.n,
            value: node
                .group
                .attributes
                .iter()
                .next()
                .filter(|_| is_of_pupils(node))
                .map(|(name, value)| (name.clone(), value.clone())),
        }
    }

    /// Whether every pupil of another set is in this one too.
    fn holds(&self, other: &Self) -> bool {
        let same = self.value.is_none() || self.value == other.value;
        same && other.schools.is_subset(&self.schools)
    }
}

/// Whether a group of the region is one of pupils, such as its girls, and not of schools.
pub(super) fn is_of_pupils(node: &Node) -> bool {
    node.group.level == Level::Dimension && node.children.is_empty()
}

/// The schools of a group, each with the part of it that is in the group: itself, or its girls.
pub(super) fn parts(nodes: &[Node], group: usize) -> Vec<(usize, usize)> {
    if !is_of_pupils(&nodes[group]) {
        return schools(nodes, group).into_iter().map(|school| (school, school)).collect();
    }
    let same = |node: &Node| is_of_pupils(node) && node.group.attributes == nodes[group].group.attributes;
    let of_school =
        |(position, node): (usize, &Node)| Some((node.group.parent.filter(|&parent| parent != 0)?, position));
    nodes.iter().enumerate().filter(|(_, node)| same(node)).filter_map(of_school).collect()
}

/// By how much the sum of the partial pupils is open where the means of subjects and total are known as printed.
fn open(node: &Node, spec: &ExamSpec) -> f64 {
    let members = spec.total.members.iter().map(|&member| (member, &spec.subjects[member]));
    let fulls = members.map(|(member, paper)| (member, points(paper.full_ticks, paper.decimals)));
    let total = (spec.subjects.len(), points(spec.total.full_ticks, spec.total.decimals));
    fulls.chain([total]).map(|(subject, full)| count(node.subjects[subject].moments.n) * half_step(full)).sum()
}

/// Half of the finest digit that a mean is printed with, as points or as a share of the full mark.
fn half_step(full: f64) -> f64 {
    Unit::Points.half_step().min(Unit::Fraction.half_step() * full)
}

fn points(ticks: i32, decimals: u8) -> f64 {
    f64::from(ticks) / 10f64.powi(i32::from(decimals))
}

#[expect(clippy::cast_precision_loss, reason = "numbers of pupils")]
fn count(n: u64) -> f64 {
    n as f64
}

fn partial(node: &Node, spec: &ExamSpec) -> Partial {
    let whole = node.subjects[spec.subjects.len()].moments.n;
    let full = spec.total.members.iter().map(|&member| {
        let subject = &spec.subjects[member];
        count(node.subjects[member].moments.n.saturating_sub(whole)) * points(subject.full_ticks, subject.decimals)
    });
    Partial { pupils: i64::try_from(node.partial).unwrap_or(i64::MAX), full: full.sum() }
}

fn schools(nodes: &[Node], group: usize) -> Vec<usize> {
    let is_school = |node: &usize| nodes[*node].group.level == Level::School;
    match nodes[group].group.level {
        Level::Region => (0..nodes.len()).filter(is_school).collect(),
        _ => nodes[group].children.iter().copied().filter(is_school).collect(),
    }
}

/// The region as the sum of its counties, and of the values of every attribute: positions among the sets.
fn sums(sets: &[Set], nodes: &[Node], lists: bool) -> Vec<Vec<usize>> {
    let mut parts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let is_part = |set: &Set| set.value.is_some() || lists && nodes[set.group].group.level != Level::Region;
    for (at, set) in sets.iter().enumerate().filter(|(_, set)| is_part(set)) {
        parts.entry(nodes[set.group].group.level_id()).or_default().push(at);
    }
    parts.into_values().collect()
}

fn nested(sets: &[Set]) -> Vec<(usize, usize)> {
    let pairs = (0..sets.len()).flat_map(|whole| (0..sets.len()).map(move |part| (whole, part)));
    pairs.filter(|&(whole, part)| whole != part && sets[whole].holds(&sets[part])).collect()
}

struct Search<'a> {
    least: u64,
    sets: &'a [Set],
    sums: Vec<Vec<usize>>,
    /// Sets that hold others, with these.
    nested: Vec<(usize, usize)>,
    withheld: Vec<bool>,
}

impl Search<'_> {
    /// Withholds one more; whether there was one.
    fn step(&mut self) -> bool {
        let next = self.alone().or_else(|| self.difference()).or_else(|| self.rest());
        next.inspect(|&set| self.withheld[set] = true).is_some()
    }

    fn shown(&self) -> impl Iterator<Item = usize> + Clone + '_ {
        (0..self.sets.len()).filter(|&set| !self.withheld[set])
    }

    /// A group that tells of itself.
    fn alone(&self) -> Option<usize> {
        self.shown().find(|&set| self.tells(&self.sets[set].partials, self.sets[set].open))
    }

    /// The smaller of two groups of which one holds the other.
    fn difference(&self) -> Option<usize> {
        let is_shown = |&&(whole, part): &&(usize, usize)| !self.withheld[whole] && !self.withheld[part];
        let mut shown = self.nested.iter().filter(is_shown);
        shown.find(|&&(whole, part)| self.tells_less(whole, &[part])).map(|pair| pair.1)
    }

    /// What the withheld parts of the region hold together.
    fn rest(&self) -> Option<usize> {
        let region = self.shown().next().filter(|&set| set == 0)?;
        self.sums.iter().find_map(|parts| {
            let shown: Vec<usize> = parts.iter().copied().filter(|&part| !self.withheld[part]).collect();
            let all = shown.is_empty() || !self.tells_less(region, &shown);
            let smallest = || shown.iter().copied().min_by_key(|&part| (self.sets[part].size, part)).unwrap_or(region);
            (!all).then(smallest)
        })
    }

    /// Whether a group less some of its parts tells.
    fn tells_less(&self, whole: usize, parts: &[usize]) -> bool {
        let mut partials = self.sets[whole].partials.clone();
        let mut open = self.sets[whole].open;
        for part in parts.iter().map(|&part| &self.sets[part]) {
            open += part.open;
            for (school, partial) in &part.partials {
                if let Some(own) = partials.get_mut(school) {
                    own.pupils -= partial.pupils;
                    own.full -= partial.full;
                }
            }
        }
        self.tells(&partials, open)
    }

    /// Whether the sum of few partial pupils is known too well, of all schools together or without any one of them.
    fn tells(&self, partials: &BTreeMap<usize, Partial>, open: f64) -> bool {
        let all = partials.values().fold(Partial::default(), |sum, own| Partial {
            pupils: sum.pupils + own.pupils,
            full: sum.full + own.full,
        });
        let few = |partial: Partial| {
            0 < partial.pupils && partial.pupils.unsigned_abs() < self.least && open < OPEN * partial.full
        };
        let without = |own: &Partial| Partial { pupils: all.pupils - own.pupils, full: all.full - own.full };
        few(all) || partials.values().any(|own| few(without(own)))
    }
}

/// Why the total of a group is withheld.
pub(super) const REASON: Reason = Reason::ComplementarySuppressed;
