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
//! with the bottom (all pupils) and the top (nobody) among the edges. A school is given the region, its boys and girls and one
//! county: looked at are these groups, what is left of one when another that it holds is taken away, and the region less
//! those of its boys and girls that show both edges, for any two edges (with fewer parts taken away what is left only grows by
//! cells that are themselves large enough); and inside a school the sums of its classes and of its boys and girls. The public
//! is given groups that overlap, and there [`span`](super::span) looks at whatever follows.
//!
//! Edges of two subjects can lie in one scale: who passes everything passes every subject, and who has a total has a mark in
//! every subject of it, so that the few pupils between the two would follow; and with them their marks, which are what the sums of the
//! subjects leave of the total's. Of subjects among which pupils choose the sum does what one subject does otherwise: with n_e
//! marks in elective e, k of which a total t holds,
//!
//! ```text
//! Σ n_e - k n_t = elective marks of pupils without a total
//! ```
//!
//! and so with those who pass, of whom k in each that passes everything.
//!
//! Where a cell is small, the later of its two edges in [`Family`] (an end of a band before a line) is hidden in the smallest
//! group of the difference, never in the school that is taken away. The public is given all groups above the schools, so what
//! is hidden there is then hidden along the sums as any other count. A school is given one county only, and all schools of a
//! county together hold its marks: there nothing more follows.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::Audience;
use wutong_model::{Group, Level, Reason, Status};

use super::cover::{Family, Line, Subject, SubjectCover};
use super::span::{Enough, Measure, Member, Span};
use crate::groups::Node;

/// The groups above the schools that readers are given, and how they lie in each other.
pub(super) struct Above {
    sets: Vec<Set>,
    /// For schools.
    differences: Vec<Difference>,
    /// For schools: the region as a sum of the values of an attribute.
    sums: Vec<Vec<usize>>,
    /// For the public.
    spans: Vec<Span>,
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

pub(super) fn is_above_schools(group: &Group) -> bool {
    match group.level {
        Level::Region | Level::County => true,
        Level::Dimension => group.parent == Some(0),
        Level::School | Level::Class => false,
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

fn schools(nodes: &[Node], group: usize) -> Vec<usize> {
    let is_school = |node: &usize| nodes[*node].group.level == Level::School;
    match nodes[group].group.level {
        Level::Region => (0..nodes.len()).filter(is_school).collect(),
        _ => nodes[group].children.iter().copied().filter(is_school).collect(),
    }
}

/// Pupils who are what sets leave when they are added and subtracted.
#[derive(Clone)]
struct Difference {
    /// Sets with how often they are added.
    terms: BTreeMap<usize, i64>,
    /// Whether one school of what is left may be the reader.
    without: bool,
}

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
        if public {
            let members: Vec<Member<'_>> =
                sets.iter().enumerate().map(|(at, set)| (at, set.value.as_ref(), &set.parts[..])).collect();
            let spans = Span::all(&members);
            return Self { sets, differences: Vec::new(), sums: Vec::new(), spans, public };
        }
        let differences = differences(&sets);
        let mut sums: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for set in (1..sets.len()).filter(|&set| sets[set].value.is_some()) {
            sums.entry(kind(set)).or_default().push(set);
        }
        Self { sets, differences, sums: sums.into_values().collect(), spans: Vec::new(), public }
    }
}

/// The sets, and what is left of one when another that it holds is taken away. None of a county, in which the reader is.
fn differences(sets: &[Set]) -> Vec<Difference> {
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
    let known: Vec<(usize, BTreeSet<(usize, usize)>)> =
        sets.iter().enumerate().filter_map(|(at, set)| Some((at, atoms(set)?))).collect();
    let mut all: Vec<Difference> =
        known.iter().map(|&(at, _)| Difference { terms: BTreeMap::from([(at, 1)]), without: true }).collect();
    for (whole, pupils) in &known {
        for (part, _) in known.iter().filter(|(_, part)| is_part(part, pupils)) {
            let without = [*whole, *part].iter().any(|&set| sets[set].value.is_some());
            all.push(Difference { terms: BTreeMap::from([(*whole, 1), (*part, -1)]), without });
        }
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
    let enough = Enough {
        of_all: &|left: Measure| left.schools >= 3 && left.pupils - left.most >= least,
        of_others: &|left: Measure| left.schools >= 2 && left.pupils >= least,
    };
    for span in &above.spans {
        let tells = |hidden: &[Option<Reason>]| {
            span.tells(&|set| hidden[sets[set].group].is_none(), &|group| pupils[group], &enough)
        };
        while let Some(found) = tells(hidden) {
            let smallest = found.iter().copied().min_by_key(|&set| (set == 0, pupils[sets[set].group], set));
            let Some(set) = smallest else { break };
            hidden[sets[set].group].get_or_insert(Reason::ComplementarySuppressed);
            changed = true;
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
pub(super) fn more(
    above: &Above,
    subject: &Subject<'_>,
    scales: &[Scale],
    (covers, own): (&[SubjectCover], usize),
) -> More {
    let mut more = More::default();
    for scale in scales {
        let mut search = Search { above, subject, shown: Vec::new(), scale, covers, own };
        search.shown = above.sets.iter().map(|set| search.shown_of(set.group)).collect();
        search.close(&mut more.above);
        if !above.public && !scale.stays_inside {
            search.inside(&mut more.inside);
        }
    }
    more
}

/// The edges of a subject by itself.
pub(super) fn scales(subject: &Subject<'_>, edges: &[i64]) -> Vec<Scale> {
    vec![marks(subject, edges)]
}

/// Subjects of which every total holds the same number: one that all have, or those of a choice; with the edges of each.
pub(super) struct Part<'a> {
    pub(super) subjects: Vec<(usize, &'a Subject<'a>, &'a [i64])>,
    pub(super) number: u64,
}

/// The shares of the total, and what it leaves of its parts: pupils with a mark there and no total, and those who pass there
/// but not everywhere.
///
/// A school's own total stays, and that of its classes, boys and girls: it holds the marks of these pupils, one by one, and nobody
/// else is given them.
pub(super) fn of_total(total: &Subject<'_>, parts: &[Part<'_>]) -> Vec<Scale> {
    let mut scales = vec![shares(total)];
    for part in parts {
        let scale = |wider: Family, of: &dyn Fn(&Subject<'_>, &[i64]) -> Vec<u64>, own: Family, narrower: Vec<u64>| {
            let each = part.subjects.iter().map(|&(_, subject, edges)| of(subject, edges));
            let marks = each.reduce(|a, b| a.iter().zip(b).map(|(a, b)| a + b).collect()).unwrap_or_default();
            Scale {
                families: vec![Vec::new(), vec![own]],
                foreign: part.subjects.iter().map(|&(subject, ..)| (subject, wider)).collect(),
                needed: vec![0, 0],
                values: vec![part.pupils(total, &marks, &narrower), narrower],
                stays_inside: own == Family::Pupils,
            }
        };
        scales.push(scale(Family::Pupils, &|of, _| of.pupils().to_vec(), Family::Pupils, total.pupils().to_vec()));
        for (line, own) in SHARES {
            let wider = |of: &Subject<'_>, edges: &[i64]| -> Vec<u64> {
                let reached = of.reaching(edges[line as usize]);
                match own {
                    Family::AllFailed => of.pupils().iter().zip(reached).map(|(n, passed)| n - passed).collect(),
                    _ => reached,
                }
            };
            scales.push(scale(Family::Edge(line as usize), &wider, own, share_of_all(total, own)));
        }
    }
    scales
}

impl Part<'_> {
    /// By group those of the total and the fewest others who have so many marks in the part.
    fn pupils(&self, total: &Subject<'_>, marks: &[u64], of_total: &[u64]) -> Vec<u64> {
        let others = |(group, (marks, own)): (usize, (&u64, &u64))| {
            let left = marks.saturating_sub(self.number * own);
            own + fewest(total, group, left, (self.subjects.len(), self.number))
        };
        marks.iter().zip(of_total).enumerate().map(others).collect()
    }
}

/// The fewest pupils of a group who have so many marks in a part of the total and no total. Nobody has more marks in it than a
/// total holds, unless there are such as have too many, whose total is set aside.
pub(super) fn fewest(total: &Subject<'_>, group: usize, marks: u64, (n_members, number): (usize, u64)) -> u64 {
    let too_many = total.sums(group).tally.count(Status::SetAside) > 0;
    marks.div_ceil(if too_many { n_members as u64 } else { number })
}

/// The lines of the members and the shares of the total that they decide.
pub(super) const SHARES: [(Line, Family); 3] =
    [(Line::Excellence, Family::AllExcellent), (Line::Pass, Family::AllPassed), (Line::Pass, Family::AllFailed)];

/// By group, the pupils that a share of the total counts.
pub(super) fn share_of_all(total: &Subject<'_>, share: Family) -> Vec<u64> {
    match share {
        Family::AllExcellent => total.of_all(|all| all.excellent),
        Family::AllPassed => total.of_all(|all| all.passed),
        _ => total.of_all(|all| all.failed),
    }
}

/// Edges of which each counts some of the pupils of the one before.
pub(super) struct Scale {
    /// Families that are this edge, by edge.
    families: Vec<Vec<Family>>,
    /// The families of other subjects that make up the first edge, which is not hidden for this scale.
    foreign: Vec<(usize, Family)>,
    /// Which edges readers need most: these first.
    needed: Vec<usize>,
    /// Pupils at or above an edge, by edge from the bottom to the top, these included, then by group.
    values: Vec<Vec<u64>>,
    /// Whether a school is shown all of it inside itself.
    stays_inside: bool,
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
        foreign: Vec::new(),
        stays_inside: false,
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
        foreign: Vec::new(),
        stays_inside: false,
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
    covers: &'a [SubjectCover],
    /// Position of the subject.
    own: usize,
    /// By set, then edge.
    shown: Vec<Vec<bool>>,
}

impl Search<'_> {
    fn shown_of(&self, group: usize) -> Vec<bool> {
        let is_shown = |subject: usize, family: Family| self.covers[subject].hidden[family.position()][group].is_none();
        let pupils = is_shown(self.own, Family::Pupils);
        let families = self.scale.families.iter();
        let own = |own: &Vec<Family>| own.is_empty() || own.iter().any(|&family| is_shown(self.own, family));
        let mut shown: Vec<bool> = families.map(|families| pupils && own(families)).collect();
        if !self.scale.foreign.is_empty() {
            let mut foreign = self.scale.foreign.iter();
            shown[0] = foreign.all(|&(subject, family)| is_shown(subject, Family::Pupils) && is_shown(subject, family));
        }
        shown
    }

    fn close(&mut self, hidden: &mut Vec<(Family, usize)>) {
        if self.above.public {
            while let Some((set, edge)) = self.spanned() {
                self.hide(set, edge, hidden);
            }
            return;
        }
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

    /// The edge and the smallest set of a combination of public groups that is small between two edges.
    fn spanned(&self) -> Option<(usize, usize)> {
        let least = self.subject.least;
        let is_enough = |left: Measure| left.pupils >= least;
        let enough = Enough { of_all: &is_enough, of_others: &is_enough };
        let n = self.scale.values.len();
        let sets: Vec<usize> = (0..self.shown.len()).collect();
        let pairs = (0..n).flat_map(|low| (low + 1..n).map(move |high| (low, high)));
        for cell in pairs {
            let Some(edge) = self.scale.dispensable(cell) else { continue };
            let both = |set: usize| self.shown[set][cell.0] && self.shown[set][cell.1];
            // Where all of them show an edge between, the two cells beside it are looked at by themselves.
            let halves = |between: usize| sets.iter().all(|&set| !both(set) || self.shown[set][between]);
            if (cell.0 + 1..cell.1).any(halves) {
                continue;
            }
            let count = |group: usize| self.scale.cell(group, cell);
            let found = self.above.spans.iter().find_map(|span| span.tells(&both, &count, &enough));
            let smallest =
                found.and_then(|found| found.into_iter().min_by_key(|&set| (self.above.sets[set].size, set)));
            if let Some(set) = smallest {
                return Some((set, edge));
            }
        }
        None
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
    fn inside(&self, hidden: &mut Vec<(Family, usize)>) {
        let nodes = self.subject.nodes;
        let mut values: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
        for (position, node) in nodes.iter().enumerate().filter(|(_, node)| is_of_pupils(node)) {
            if let Some(school) = node.group.parent.filter(|&parent| parent != 0) {
                values[school].push(position);
            }
        }
        for (school, node) in nodes.iter().enumerate().filter(|(_, node)| node.group.level == Level::School) {
            self.parts(school, &node.children, false, hidden);
            self.parts(school, &values[school], true, hidden);
        }
    }

    /// Hides edges of parts, of all `together` or of the smallest, until what they leave of the school is large enough.
    fn parts(&self, school: usize, parts: &[usize], together: bool, hidden: &mut Vec<(Family, usize)>) {
        if parts.is_empty() {
            return;
        }
        let own = self.shown_of(school);
        let mut shown: Vec<Vec<bool>> = parts.iter().map(|&part| self.shown_of(part)).collect();
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
