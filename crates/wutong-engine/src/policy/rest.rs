//! What shown groups leave of one another between two lines or ends of bands.
//!
//! [`cover`](super::cover) hides a line of a group where it cuts off few of the group's own pupils. But readers subtract:
//! groups from groups that hold them, the shown parts of a sum from the sum, and **a school its own pupils from any group that
//! holds it** (it holds their marks, whatever it is shown of itself). What is left is a group too, and between any two edges at
//! which all of its terms are shown it must have no pupils or at least the smallest cell:
//!
//! ```text
//! D = whole - parts,   D[a, b) = Σ ± (at or above a) - Σ ± (at or above b),   D[a, b) and D[a, b) - own are 0 or >= least
//! ```
//!
//! with the bottom (all pupils) and the top (nobody) among the edges. Looked at are every group above the schools; what is left
//! of one when another that it holds is taken away, for the public round after round; every sum less those of its
//! parts that show both edges, for any two edges (with fewer parts taken away what is left only grows by cells that are
//! themselves large enough); and inside a school the sums of its classes and of its boys and girls.
//!
//! Where a cell is small, the later of its two edges in [`Family`] (an end of a band before a line) is hidden in the smallest
//! group of the difference, never in the school that is taken away. The public is given all groups above the schools, so what
//! is hidden there is then hidden along the sums as any other count. A school is given one county only, and all schools of a
//! county together hold its marks: there nothing more follows.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::Audience;
use wutong_model::{Level, Reason};

use super::cover::{Family, Subject, SubjectCover};
use super::partial::{is_above_schools, is_of_pupils, parts};
use crate::groups::Node;

/// The groups above the schools that readers are given, and how they lie in each other.
pub(super) struct Above {
    sets: Vec<Set>,
    differences: Vec<Difference>,
    /// The region as a sum: of its counties, of the values of an attribute.
    sums: Vec<Vec<usize>>,
    public: bool,
}

struct Set {
    group: usize,
    /// Every school of it, with the position of its pupils in it: of the school, or of its girls.
    parts: Vec<(usize, usize)>,
    /// Name of the attribute and value of a group of pupils.
    value: Option<(String, String)>,
    /// Pupils of all subjects: the smallest set is the smallest loss.
    size: u64,
}

/// Pupils who are what sets leave when they are added and subtracted.
#[derive(Clone)]
struct Difference {
    /// Sets with how often they are added.
    terms: BTreeMap<usize, i64>,
    /// School and value of the pupils.
    pupils: BTreeSet<(usize, usize)>,
    /// Whether one school of what is left may be the reader.
    without: bool,
}

/// Rounds of subtraction, differences after which no more are looked for, and ways to the same pupils.
const ROUNDS: usize = 3;
const MOST: usize = 400;
const WAYS: usize = 4;

impl Set {
    fn of(nodes: &[Node], group: usize) -> Self {
        let value = nodes[group].group.attributes.iter().next().filter(|_| is_of_pupils(&nodes[group]));
        Self {
            group,
            parts: parts(nodes, group),
            value: value.map(|(name, value)| (name.clone(), value.clone())),
            size: nodes[group].subjects.iter().map(|sums| sums.moments.n).sum(),
        }
    }
}

impl Above {
    pub(super) fn new(nodes: &[Node], audience: Audience) -> Self {
        let public = audience == Audience::Public;
        let is_given = |node: &Node| public || node.group.level != Level::Dimension || is_of_pupils(node);
        let given = nodes.iter().enumerate().filter(|(_, node)| is_above_schools(&node.group) && is_given(node));
        let sets: Vec<Set> = given.map(|(group, _)| Set::of(nodes, group)).collect();
        let kind = |set: usize| nodes[sets[set].group].group.level_id();
        let differences = differences(&sets, public);
        let mut sums: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for set in (1..sets.len()).filter(|&set| public || sets[set].value.is_some()) {
            sums.entry(kind(set)).or_default().push(set);
        }
        let sums = sums.into_values().collect();
        Self { sets, differences, sums, public }
    }
}

/// The sets, and what is left of one when another that it holds is taken away, round after round. For schools one round, and
/// none of a county, in which the reader is.
fn differences(sets: &[Set], public: bool) -> Vec<Difference> {
    let mut values: Vec<&(String, String)> = sets.iter().filter_map(|set| set.value.as_ref()).collect();
    values.sort();
    // Boys, girls, and those of whom it is not known; a second attribute cuts across and is left to the sums.
    values.retain({
        let first = values.first().map(|value| value.0.clone());
        move |value| Some(&value.0) == first.as_ref()
    });
    let atoms = |set: &Set| -> Option<BTreeSet<(usize, usize)>> {
        let own = set.value.as_ref().map(|value| values.iter().position(|known| *known == value));
        let of_value = match own {
            Some(position) => position?..position? + 1,
            None => 0..values.len() + 1,
        };
        Some(set.parts.iter().flat_map(|&(school, _)| of_value.clone().map(move |value| (school, value))).collect())
    };
    let known = sets.iter().enumerate().filter_map(|(at, set)| {
        Some(Difference { terms: BTreeMap::from([(at, 1)]), pupils: atoms(set)?, without: true })
    });
    let mut all: Vec<Difference> = known.collect();
    let mut ways: BTreeMap<BTreeSet<(usize, usize)>, usize> = BTreeMap::new();
    all.iter().for_each(|each| *ways.entry(each.pupils.clone()).or_default() += 1);
    let mut from = 0;
    for _ in 0..if public { ROUNDS } else { 1 } {
        let n = all.len();
        for whole in 0..n {
            for part in 0..n {
                if whole.max(part) < from || all.len() >= MOST || !is_part(&all[part].pupils, &all[whole].pupils) {
                    continue;
                }
                let pupils: BTreeSet<(usize, usize)> =
                    all[whole].pupils.difference(&all[part].pupils).copied().collect();
                let seen = ways.entry(pupils.clone()).or_default();
                let mut terms = all[whole].terms.clone();
                all[part].terms.iter().for_each(|(&set, times)| *terms.entry(set).or_default() -= times);
                terms.retain(|_, times| *times != 0);
                if *seen < WAYS && all.iter().all(|other| other.terms != terms) {
                    *seen += 1;
                    let of_pupils = |set: &usize| sets[*set].value.is_some();
                    let without = public || terms.keys().any(of_pupils);
                    all.push(Difference { terms, pupils, without });
                }
            }
        }
        from = n;
    }
    all
}

fn is_part(part: &BTreeSet<(usize, usize)>, whole: &BTreeSet<(usize, usize)>) -> bool {
    part.len() < whole.len() && part.is_subset(whole)
}

/// Of two schools each knows the other by subtraction: hides groups of which what is left is so few schools, or so few pupils
/// without one of them. Whether one was shown.
///
/// For the public alone: no school is given another school's county.
pub(super) fn apart(above: &Above, pupils: &[u64], least: u64, hidden: &mut [Option<Reason>]) -> bool {
    let sets = &above.sets;
    let mut changed = false;
    let tells = |terms: &BTreeMap<usize, i64>| {
        let own = left_by_school(sets, terms, &|group| pupils[group]);
        let (schools, most, all) = own
            .into_values()
            .filter(|&own| own > 0)
            .fold((0, 0, 0), |(n, most, all), own| (n + 1, own.max(most), all + own));
        0 < schools && (schools < 3 || all - most < least)
    };
    let smallest = |sets_of: &[usize]| sets_of.iter().copied().min_by_key(|&set| (pupils[sets[set].group], set));
    let mut hide = |set: usize, hidden: &mut [Option<Reason>]| {
        hidden[sets[set].group].get_or_insert(Reason::ComplementarySuppressed);
        changed = true;
    };
    for terms in above.differences.iter().map(|difference| &difference.terms).filter(|terms| terms.len() > 1) {
        let is_shown = |set: &usize| hidden[sets[*set].group].is_none();
        let dispensable: Vec<usize> = terms.keys().copied().filter(|&set| set != 0).collect();
        if let Some(set) = smallest(&dispensable).filter(|_| terms.keys().all(is_shown) && tells(terms)) {
            hide(set, hidden);
        }
    }
    for parts in &above.sums {
        let shown: Vec<usize> = parts.iter().copied().filter(|&set| hidden[sets[set].group].is_none()).collect();
        let whole = sets.first().is_some_and(|region| hidden[region.group].is_none());
        if let Some(set) = smallest(&shown).filter(|_| whole && tells(&less(&shown))) {
            hide(set, hidden);
        }
    }
    changed
}

/// The region less some of its parts.
fn less(parts: &[usize]) -> BTreeMap<usize, i64> {
    std::iter::once((0, 1)).chain(parts.iter().map(|&set| (set, -1))).collect()
}

/// What sets leave of a count, by school.
fn left_by_school(sets: &[Set], terms: &BTreeMap<usize, i64>, of: &dyn Fn(usize) -> u64) -> BTreeMap<usize, u64> {
    let mut left: BTreeMap<usize, i64> = BTreeMap::new();
    for (&set, times) in terms {
        for &(school, part) in &sets[set].parts {
            *left.entry(school).or_default() += times * signed(of(part));
        }
    }
    left.into_iter().map(|(school, own)| (school, u64::try_from(own).unwrap_or(0))).collect()
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Edges to hide: in groups above the schools, and inside schools.
#[derive(Default)]
pub(super) struct More {
    pub(super) above: Vec<(Family, usize)>,
    pub(super) inside: Vec<(Family, usize)>,
}

/// What else of the lines of a subject has to be hidden.
pub(super) fn more(above: &Above, subject: &Subject<'_>, scales: &[Scale], cover: &SubjectCover) -> More {
    let mut more = More::default();
    for scale in scales {
        let mut search = Search { above, subject, shown: Vec::new(), scale };
        search.shown = above.sets.iter().map(|set| search.shown_of(set.group, cover)).collect();
        search.close(&mut more.above);
        if !above.public {
            search.inside(cover, &mut more.inside);
        }
    }
    more
}

/// The edges of a subject, and for the total also its shares.
pub(super) fn scales(subject: &Subject<'_>, edges: &[i64], total: bool) -> Vec<Scale> {
    let mut scales = vec![marks(subject, edges)];
    if total {
        scales.push(shares(subject));
    }
    scales
}

/// Edges of which each counts some of the pupils of the one before.
pub(super) struct Scale {
    /// Families that are this edge, by edge.
    families: Vec<Vec<Family>>,
    /// Which edges readers need most: these first.
    needed: Vec<usize>,
    /// Pupils at or above an edge, by edge from the bottom to the top, these included, then by group.
    values: Vec<Vec<u64>>,
}

/// The lines and ends of bands, equal ones as one.
fn marks(subject: &Subject<'_>, edges: &[i64]) -> Scale {
    let mut ticks: Vec<i64> = edges.to_vec();
    ticks.sort_unstable();
    ticks.dedup();
    let at = |tick: &i64| (0..edges.len()).filter(|&edge| edges[edge] == *tick).collect::<Vec<_>>();
    let numbers: Vec<Vec<usize>> = ticks.iter().map(at).collect();
    Scale {
        needed: numbers.iter().map(|numbers| numbers[0]).collect(),
        values: ticks.iter().map(|&tick| subject.reaching(tick)).collect(),
        families: numbers.into_iter().map(|numbers| numbers.into_iter().map(Family::Edge).collect()).collect(),
    }
    .between(subject.pupils())
}

/// Who failed not everything, passed everything, is excellent in everything.
fn shares(subject: &Subject<'_>) -> Scale {
    let n = subject.pupils();
    let failed = subject.of_all(|all| all.failed);
    Scale {
        families: vec![vec![Family::AllFailed], vec![Family::AllPassed], vec![Family::AllExcellent]],
        needed: vec![2, 0, 1],
        values: vec![
            n.iter().zip(failed).map(|(n, failed)| n.saturating_sub(failed)).collect(),
            subject.of_all(|all| all.passed),
            subject.of_all(|all| all.excellent),
        ],
    }
    .between(n)
}

impl Scale {
    /// Adds the bottom, where all pupils are, and the top, where nobody is.
    fn between(mut self, pupils: &[u64]) -> Self {
        self.values.insert(0, pupils.to_vec());
        self.values.push(vec![0; pupils.len()]);
        for at in [0, self.families.len() + 1] {
            self.families.insert(at, Vec::new());
            self.needed.insert(at, 0);
        }
        self
    }

    fn cell(&self, group: usize, (low, high): (usize, usize)) -> u64 {
        self.values[low][group].saturating_sub(self.values[high][group])
    }

    /// The edge of a cell to hide: not the bottom nor the top, the one that is needed less.
    fn dispensable(&self, (low, high): (usize, usize)) -> Option<usize> {
        [low, high].into_iter().filter(|&edge| !self.families[edge].is_empty()).max_by_key(|&edge| self.needed[edge])
    }
}

struct Search<'a> {
    above: &'a Above,
    subject: &'a Subject<'a>,
    scale: &'a Scale,
    /// By set, then edge.
    shown: Vec<Vec<bool>>,
}

impl Search<'_> {
    fn shown_of(&self, group: usize, cover: &SubjectCover) -> Vec<bool> {
        let is_shown = |family: Family| cover.hidden[family.position()][group].is_none();
        let pupils = is_shown(Family::Pupils);
        let families = self.scale.families.iter();
        families.map(|own| pupils && (own.is_empty() || own.iter().any(|&family| is_shown(family)))).collect()
    }

    fn close(&mut self, hidden: &mut Vec<(Family, usize)>) {
        let largest = self.largest();
        loop {
            let mut changed = false;
            for at in 0..self.above.differences.len() {
                while let Some((set, edge)) = self.difference(&self.above.differences[at], &largest) {
                    self.hide(set, edge, hidden);
                    changed = true;
                }
            }
            for at in 0..self.above.sums.len() {
                while let Some((set, edge)) = self.sum(&self.above.sums[at], &largest) {
                    self.hide(set, edge, hidden);
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// A school is given all values of an attribute or none, or one would follow from the others.
    fn hide(&mut self, set: usize, edge: usize, hidden: &mut Vec<(Family, usize)>) {
        let sets = &self.above.sets;
        let name = |set: usize| sets[set].value.as_ref().map(|value| &value.0);
        let together: Vec<usize> = match name(set) {
            Some(_) if !self.above.public => (0..sets.len()).filter(|&other| name(other) == name(set)).collect(),
            _ => vec![set],
        };
        for set in together {
            self.shown[set][edge] = false;
            hidden.extend(self.scale.families[edge].iter().map(|&family| (family, sets[set].group)));
        }
    }

    /// The most pupils that a school has at or above each edge: no school has more in any cell that begins there.
    fn largest(&self) -> Vec<u64> {
        let Some(region) = self.above.sets.first() else { return Vec::new() };
        let most = |values: &Vec<u64>| region.parts.iter().map(|&(_, part)| values[part]).max().unwrap_or(0);
        self.scale.values.iter().map(most).collect()
    }

    fn difference(&self, difference: &Difference, largest: &[u64]) -> Option<(usize, usize)> {
        let sets = || difference.terms.keys().copied();
        let edges: Vec<usize> =
            (0..self.scale.values.len()).filter(|&edge| sets().all(|set| self.shown[set][edge])).collect();
        let mut cells = edges.windows(2).map(|pair| (pair[0], pair[1]));
        let small = cells.find(|&cell| {
            self.scale.dispensable(cell).is_some()
                && self.is_small(&difference.terms, difference.without, cell, largest)
        })?;
        let smallest = sets().min_by_key(|&set| (self.above.sets[set].size, set))?;
        Some((smallest, self.scale.dispensable(small)?))
    }

    fn sum(&self, parts: &[usize], largest: &[u64]) -> Option<(usize, usize)> {
        let region = self.shown.first()?;
        let edges: Vec<usize> = (0..region.len()).filter(|&edge| region[edge]).collect();
        for (at, &low) in edges.iter().enumerate() {
            for &high in &edges[at + 1..] {
                let both = |&set: &usize| self.shown[set][low] && self.shown[set][high];
                let less: Vec<usize> = parts.iter().copied().filter(both).collect();
                let smallest = less.iter().copied().min_by_key(|&set| (self.above.sets[set].size, set));
                let Some((set, edge)) = smallest.zip(self.scale.dispensable((low, high))) else { continue };
                if self.is_small(&self::less(&less), true, (low, high), largest) {
                    return Some((set, edge));
                }
            }
        }
        None
    }

    /// Whether a cell of what is left is small, of all schools or without one of them.
    fn is_small(&self, terms: &BTreeMap<usize, i64>, without: bool, cell: (usize, usize), largest: &[u64]) -> bool {
        let least = self.subject.least;
        let sets = &self.above.sets;
        let of = |set: usize| signed(self.scale.cell(sets[set].group, cell));
        let left: i64 = terms.iter().map(|(&set, times)| times * of(set)).sum();
        let left = u64::try_from(left).unwrap_or(0);
        if left == 0 || left < least || !without || left >= largest[cell.0] + least {
            return 0 < left && left < least;
        }
        let own = left_by_school(sets, terms, &|group| self.scale.cell(group, cell));
        own.into_values().any(|own| own < left && left - own < least)
    }

    /// Sums inside schools: what the shown classes, or boys and girls, leave of the school.
    fn inside(&self, cover: &SubjectCover, hidden: &mut Vec<(Family, usize)>) {
        let nodes = self.subject.nodes;
        let mut values: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
        for (position, node) in nodes.iter().enumerate().filter(|(_, node)| is_of_pupils(node)) {
            if let Some(school) = node.group.parent.filter(|&parent| parent != 0) {
                values[school].push(position);
            }
        }
        for (school, node) in nodes.iter().enumerate().filter(|(_, node)| node.group.level == Level::School) {
            self.parts(school, &node.children, false, cover, hidden);
            self.parts(school, &values[school], true, cover, hidden);
        }
    }

    /// Hides edges of parts, of all `together` or of the smallest, until what they leave of the school is large enough.
    fn parts(
        &self,
        school: usize,
        parts: &[usize],
        together: bool,
        cover: &SubjectCover,
        hidden: &mut Vec<(Family, usize)>,
    ) {
        if parts.is_empty() {
            return;
        }
        let own = self.shown_of(school, cover);
        let mut shown: Vec<Vec<bool>> = parts.iter().map(|&part| self.shown_of(part, cover)).collect();
        let edges: Vec<usize> = (0..own.len()).filter(|&edge| own[edge]).collect();
        let small = |shown: &[Vec<bool>], cell: (usize, usize)| -> Option<usize> {
            let both = |at: &usize| shown[*at][cell.0] && shown[*at][cell.1];
            let less: Vec<usize> = (0..parts.len()).filter(both).collect();
            let of = |group: usize| self.scale.cell(group, cell);
            let left = of(school).saturating_sub(less.iter().map(|&at| of(parts[at])).sum());
            let smallest = less.into_iter().min_by_key(|&at| (self.scale.values[0][parts[at]], at));
            smallest.filter(|_| 0 < left && left < self.subject.least)
        };
        for (at, &low) in edges.iter().enumerate() {
            for &high in &edges[at + 1..] {
                let Some(edge) = self.scale.dispensable((low, high)) else { continue };
                while let Some(smallest) = small(&shown, (low, high)) {
                    let of: Vec<usize> = if together { (0..parts.len()).collect() } else { vec![smallest] };
                    for part in of {
                        shown[part][edge] = false;
                        hidden.extend(self.scale.families[edge].iter().map(|&family| (family, parts[part])));
                    }
                }
            }
        }
    }
}
