//! Which counts of which groups are hidden, subject by subject.
//!
//! Everything that a reader could add up or subtract is a count: pupils of a group, pupils at or above a line, absentees.
//! Each is hidden where it is small, and then where a small one would follow from it.

use std::collections::BTreeSet;

use wutong_check::EXPECTED_SHARE;
use wutong_model::spec::{Audience, Choice, ExamSpec};
use wutong_model::{Distribution, Level, MarkCount, Reason};

use super::blocks;
use super::cuts;
use super::links::Links;
use super::rest::{self, Above};
use super::shape::{Count, Shape};
use crate::groups::{Node, Sums};
use crate::workers::Workers;

/// A count of pupils that may be hidden by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// The pupils of a group: without them nothing of the group is shown.
    Pupils,
    Absent,
    Violation,
    Zero,
    /// Expected pupils beyond those who sat.
    Missing,
    /// Enrolled pupils beyond those who sat.
    Roster,
    AllExcellent,
    AllPassed,
    AllFailed,
    /// Pupils at or above an edge, by number: first [`LINES`], then the ends of the bands.
    Edge(usize),
}

/// Lines of a paper, those that readers need most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    Pass,
    Excellence,
    Low,
    Good,
    Top,
    Full,
}

pub(super) const LINES: usize = 6;

/// Tenths of the full mark at which bands end, coarse steps first.
const TENTHS: [i64; 9] = [4, 6, 2, 8, 5, 7, 3, 9, 1];
pub(super) const EDGES: usize = LINES + TENTHS.len();
const FIXED: usize = 9;

impl Family {
    /// Every one, the pupils first.
    fn all() -> impl Iterator<Item = Self> {
        let fixed = [
            Self::Pupils,
            Self::Absent,
            Self::Violation,
            Self::Zero,
            Self::Missing,
            Self::Roster,
            Self::AllExcellent,
            Self::AllPassed,
            Self::AllFailed,
        ];
        fixed.into_iter().chain((0..EDGES).map(Self::Edge))
    }

    pub(super) fn position(self) -> usize {
        match self {
            Self::Pupils => 0,
            Self::Absent => 1,
            Self::Violation => 2,
            Self::Zero => 3,
            Self::Missing => 4,
            Self::Roster => 5,
            Self::AllExcellent => 6,
            Self::AllPassed => 7,
            Self::AllFailed => 8,
            Self::Edge(edge) => FIXED + edge,
        }
    }
}

/// What is hidden.
pub(crate) struct Cover {
    /// One entry a subject.
    subjects: Vec<SubjectCover>,
    shape: Shape,
    least: u64,
}

pub(super) struct SubjectCover {
    pub(super) edges: Vec<i64>,
    /// By family, then group; only the pupils for readers inside the centre.
    pub(super) hidden: Vec<Vec<Option<Reason>>>,
    /// Of groups above the schools, what is hidden for what it leaves of others.
    rest: BTreeSet<(usize, usize)>,
    /// Metrics of groups above the schools that cut them into few pupils.
    cuts: BTreeSet<(usize, &'static str)>,
}

/// What one subject is judged by.
pub(super) struct Subject<'a> {
    pub(super) nodes: &'a [Node],
    shape: &'a Shape,
    pub(super) least: u64,
    audience: Audience,
    subject: usize,
    pupils: Vec<u64>,
}

impl Cover {
    pub(crate) fn new(nodes: &[Node], spec: &ExamSpec, workers: &Workers) -> Self {
        // A school is given no table of categories.
        let shape = Shape::new(nodes, spec.raw.privacy.audience != Audience::School);
        let mut papers: Vec<(i64, wutong_model::spec::Cuts)> =
            spec.subjects.iter().map(|subject| (i64::from(subject.full_ticks), subject.cuts)).collect();
        papers.push((i64::from(spec.total.full_ticks), spec.total.cuts));
        let papers: Vec<_> = papers.into_iter().enumerate().collect();
        let outside = spec.raw.privacy.audience.is_outside();
        let above = Above::new(if outside { nodes } else { &[] }, spec.raw.privacy.audience);
        let of = |subject: usize| Subject {
            nodes,
            shape: &shape,
            least: u64::from(spec.min_cell),
            audience: spec.raw.privacy.audience,
            subject,
            pupils: nodes.iter().map(|node| node.subjects[subject].moments.n).collect(),
        };
        let mut subjects = workers.map(&papers, |&(subject, (full, cuts))| {
            let tenths = TENTHS.map(|tenth| (tenth * full + 9).div_euclid(10));
            let edges: Vec<i64> =
                [cuts.pass, cuts.excellence, cuts.low, cuts.good, cuts.top, full].into_iter().chain(tenths).collect();
            let hidden = of(subject).hidden(&edges, subject == spec.subjects.len(), &above);
            SubjectCover { hidden, edges, rest: BTreeSet::new(), cuts: BTreeSet::new() }
        });
        if outside {
            let all: Vec<(usize, Subject<'_>)> = (0..subjects.len()).map(|subject| (subject, of(subject))).collect();
            close(&all, spec, &above, &mut subjects, workers);
            let cuts = workers.map(&all, |(subject, of)| of.cuts(&subjects[*subject]));
            subjects.iter_mut().zip(cuts).for_each(|(cover, cuts)| cover.cuts = cuts);
        }
        Self { subjects, least: u64::from(spec.min_cell), shape }
    }

    /// By group, what is hidden of numbers that rest on these subjects and on so many pupils of each group: what the
    /// subjects hide, whatever rests on few pupils, and then what would give it away.
    ///
    /// Nothing follows of what one of the subjects hides: the others only hide more, and so does the last step.
    pub(crate) fn resting_on(&self, subjects: &[usize], pupils: &[u64]) -> Vec<Option<Reason>> {
        let hidden = |group: usize| {
            let few = 0 < pupils[group] && pupils[group] < self.least;
            let of_subject = |&subject: &usize| self.hidden(Family::Pupils, group, subject);
            few.then_some(Reason::Suppressed).or_else(|| subjects.iter().find_map(of_subject))
        };
        let mut hidden: Vec<Option<Reason>> = (0..pupils.len()).map(hidden).collect();
        let count = Count {
            values: pupils,
            loss: pupils,
            least: self.least,
            classes: true,
            strict: false,
            own: false,
            linked: None,
        };
        self.shape.complete(&count, &mut hidden);
        hidden
    }

    /// Whether a quantile, or a mean of a part, cuts a group above the schools into few pupils.
    pub(crate) fn cuts_few(&self, metric: &'static str, group: usize, subject: usize) -> bool {
        self.subjects[subject].cuts.contains(&(group, metric))
    }

    /// Why a count is hidden, if it is.
    pub(crate) fn hidden(&self, family: Family, group: usize, subject: usize) -> Option<Reason> {
        let cover = &self.subjects[subject];
        let own = cover.hidden.get(family.position()).and_then(|groups| groups[group]);
        own.or_else(|| cover.rest.contains(&(family.position(), group)).then_some(Reason::ComplementarySuppressed))
    }

    /// The marks of a group in bands, as far as their ends are shown.
    pub(crate) fn bands(&self, sums: &Sums, group: usize, subject: usize) -> Distribution {
        let cover = &self.subjects[subject];
        let shown = (LINES..EDGES).filter(|&edge| self.hidden(Family::Edge(edge), group, subject).is_none());
        let mut ends: Vec<i64> = shown.map(|edge| cover.edges[edge]).collect();
        ends.sort_unstable();
        ends.dedup();
        if ends.is_empty() {
            return Distribution::new();
        }
        let table = &sums.tally.table;
        let mut bands = vec![MarkCount { ticks: 0, count: table.n() - table.at_least(ends[0]) }];
        for (at, &end) in ends.iter().enumerate() {
            let above = ends.get(at + 1).map_or(0, |&next| table.at_least(next));
            bands.push(MarkCount { ticks: end, count: table.at_least(end) - above });
        }
        bands
    }
}

/// Hides more until nothing follows, neither from another subject nor from what groups leave of one another.
fn close(all: &[(usize, Subject<'_>)], spec: &ExamSpec, above: &Above, covers: &mut [SubjectCover], workers: &Workers) {
    let public = spec.raw.privacy.audience == Audience::Public;
    let total = &spec.total;
    let edges = |member: usize| &covers[member].edges[..];
    let part = |part: Choice| rest::Part {
        subjects: part.members.iter().map(|&member| (member, &all[member].1, edges(member))).collect(),
        number: part.number as u64,
    };
    let parts: Vec<rest::Part<'_>> = total.parts().map(part).collect();
    let scales = workers.map(all, |(subject, of)| {
        let mut scales = rest::scales(of, &covers[*subject].edges);
        if *subject == spec.subjects.len() {
            scales.extend(rest::of_total(of, &parts));
        }
        scales
    });
    drop(parts);
    let subjects: Vec<&Subject<'_>> = all.iter().map(|(_, of)| of).collect();
    let blocks = blocks::blocks(subjects[0].nodes, spec);
    loop {
        while blocks::close(&blocks, &subjects, covers) {}
        Links { subjects: &subjects, total, covers: &mut *covers }.close();
        let more = workers.map(all, |(subject, of)| rest::more(above, of, &scales[*subject], (covers, *subject)));
        let mut changed = false;
        for ((of, cover), more) in subjects.iter().zip(covers.iter_mut()).zip(more) {
            let (all, above) = if public { (more.above, Vec::new()) } else { (more.inside, more.above) };
            cover.rest = above.into_iter().map(|(family, group)| (family.position(), group)).collect();
            changed |= of.hide_more(&all, cover);
        }
        if !changed {
            return;
        }
    }
}

/// The most pupils that a school may miss without participation being low, by those who sat.
fn most_missing(sat: u64) -> u64 {
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pupils")]
    let expected = (sat as f64 / EXPECTED_SHARE + 1e-9).floor() as u64;
    expected.saturating_sub(sat)
}

impl Subject<'_> {
    /// Hides counts, and along the sums what would give them away; whether one was shown.
    pub(super) fn hide_more(&self, more: &[(Family, usize)], cover: &mut SubjectCover) -> bool {
        let mut families: Vec<Family> = Vec::new();
        for &(family, group) in more {
            let cell = &mut cover.hidden[family.position()][group];
            if cell.is_none() {
                *cell = Some(Reason::ComplementarySuppressed);
                families.push(family);
            }
        }
        families.sort_unstable_by_key(|family| family.position());
        families.dedup();
        if families.contains(&Family::Pupils) {
            // Without its pupils nothing of a group is shown.
            self.close(Family::Pupils, &self.pupils, None, &mut cover.hidden[Family::Pupils.position()]);
            let pupils = cover.hidden[Family::Pupils.position()].clone();
            for hidden in &mut cover.hidden[1..] {
                hidden.iter_mut().zip(&pupils).for_each(|(own, pupils)| *own = own.or(*pupils));
            }
            families = Family::all().collect();
        }
        for &family in &families {
            let values = self.values(family, &cover.edges);
            self.close(family, &values, None, &mut cover.hidden[family.position()]);
        }
        !families.is_empty()
    }

    /// By group, the pupils that a family counts.
    fn values(&self, family: Family, edges: &[i64]) -> Vec<u64> {
        match family {
            Family::Pupils => self.pupils.clone(),
            Family::Absent => self.absent(),
            Family::Violation => self.violation(),
            Family::Zero => self.each(|sums| sums.counts().zero),
            Family::Missing => self.missing(),
            Family::Roster => self.roster(),
            Family::AllExcellent | Family::AllPassed | Family::AllFailed => rest::share_of_all(self, family),
            Family::Edge(edge) => self.reaching(edges[edge]),
        }
    }

    /// Metrics of the groups above the schools that cut these into few pupils, once the lines that are shown are known.
    fn cuts(&self, cover: &SubjectCover) -> BTreeSet<(usize, &'static str)> {
        let is_shown = |family: Family, group: usize| {
            let position = family.position();
            cover.hidden[position][group].is_none() && !cover.rest.contains(&(position, group))
        };
        let above = self.nodes.iter().enumerate().filter(|(_, node)| rest::is_above_schools(&node.group));
        let of_group = |(group, _): (usize, &Node)| {
            let shown = (0..EDGES).filter(|&edge| is_shown(Family::Edge(edge), group));
            let few = cuts::few(self, group, shown.map(|edge| cover.edges[edge]).collect());
            few.into_iter().map(move |metric| (group, metric))
        };
        above.filter(|&(group, _)| is_shown(Family::Pupils, group)).flat_map(of_group).collect()
    }

    /// Whether silence on participation would leave one number of missing pupils. A school that is not said to be low misses
    /// no more than its pupils allow; where that is one in all, of the group or without one of its schools, a hidden number is
    /// one, so nobody missing is hidden too.
    fn told_by_silence(&self, group: usize) -> bool {
        if !rest::is_above_schools(&self.nodes[group].group) {
            return false;
        }
        let most = |school: usize| most_missing(self.sums(school).counts().present);
        let each: Vec<u64> = rest::parts(self.nodes, group).into_iter().map(|(school, _)| most(school)).collect();
        let all: u64 = each.iter().sum();
        all == 1 || each.iter().any(|own| all - own == 1)
    }

    pub(super) fn pupils(&self) -> &[u64] {
        &self.pupils
    }

    fn shows_classes(&self) -> bool {
        self.audience != Audience::Public
    }

    fn hidden(&self, edges: &[i64], total: bool, above: &Above) -> Vec<Vec<Option<Reason>>> {
        let mut pupils = self.pupils_alone();
        let (least, classes, strict) = (self.least, self.shows_classes(), self.audience.is_outside());
        let public = self.audience == Audience::Public;
        let count =
            Count { values: &self.pupils, loss: &self.pupils, least, classes, strict, own: public, linked: None };
        self.shape.complete(&count, &mut pupils);
        while public && rest::apart(above, &self.pupils, least, &mut pupils) {
            self.shape.complete(&count, &mut pupils);
        }
        if !self.audience.is_outside() {
            return vec![pupils];
        }
        let counted = |values: &[u64]| {
            let start = self.start(&pupils, |group| self.few(group, values));
            self.complete(values, self.least, start)
        };
        let zero = self.each(|sums| sums.counts().zero);
        let absent = self.absent();
        let start = self.start(&pupils, |group| {
            self.few(group, &absent).or_else(|| self.told_by_silence(group).then_some(Reason::Suppressed))
        });
        let absent = self.complete(&absent, self.least, start);
        let violation = counted(&self.violation());
        let (missing, roster) = (self.missing_hidden(&pupils), self.roster_hidden(&pupils));
        let mut hidden = vec![pupils.clone(), absent, violation, counted(&zero), missing, roster];
        let passed = self.of_all(|all| all.passed);
        let not_failed: Vec<u64> =
            self.pupils.iter().zip(self.of_all(|all| all.failed)).map(|(n, failed)| n.saturating_sub(failed)).collect();
        // Who is excellent in everything passed everything, and did not fail everything.
        let shares = [
            (self.of_all(|all| all.excellent), [&passed, &self.reaching(edges[Line::Excellence as usize])]),
            (passed.clone(), [&not_failed, &self.reaching(edges[Line::Pass as usize])]),
            (self.of_all(|all| all.failed), [&self.pupils, &self.pupils]),
        ];
        for (values, beside) in shares {
            let near = |group: usize| {
                let near = beside.iter().any(|other| self.small(other[group].saturating_sub(values[group])));
                near.then_some(Reason::ComplementarySuppressed)
            };
            let coded = |group: usize| self.coded(values[group], self.pupils[group]).or_else(|| near(group));
            let start = self.start(&pupils, |group| if total { coded(group) } else { None });
            hidden.push(self.complete(&values, 0, start));
        }
        hidden.extend(self.edges(&pupils, edges));
        hidden
    }

    fn each(&self, pick: impl Fn(&Sums) -> u64) -> Vec<u64> {
        self.nodes.iter().map(|node| pick(&node.subjects[self.subject])).collect()
    }

    fn small(&self, value: u64) -> bool {
        0 < value && value < self.least
    }

    /// Whether a count of a group is small, or what one of its schools, which knows its own, leaves of it.
    fn few(&self, group: usize, values: &[u64]) -> Option<Reason> {
        let rest = || self.shape.rest(group, values).is_some_and(|rest| self.small(rest));
        if self.small(values[group]) {
            Some(Reason::Suppressed)
        } else {
            rest().then_some(Reason::ComplementarySuppressed)
        }
    }

    /// Groups that are hidden for what they are.
    fn pupils_alone(&self) -> Vec<Option<Reason>> {
        let alone = |(position, node): (usize, &Node)| {
            let public = self.audience == Audience::Public;
            let of_school = node.group.level == Level::Dimension && node.group.parent != Some(0);
            if public && (of_school || matches!(node.group.level, Level::School | Level::Class)) {
                return Some(Reason::Audience);
            }
            if self.small(self.pupils[position]) {
                return Some(Reason::Suppressed);
            }
            // Of two schools each knows the other by subtraction. Of one everything is that school's, and where it is a part
            // of the exam, what the other parts leave is that school's too.
            let whole = node.group.level == Level::Region;
            let few = |schools: usize| schools == 2 || schools == 1 && (public || !whole);
            let schools = self.shape.contributors(position, &self.pupils)?;
            if self.audience.is_outside() && few(schools) {
                return Some(Reason::Audience);
            }
            self.few(position, &self.pupils).filter(|_| self.audience.is_outside())
        };
        self.nodes.iter().enumerate().map(alone).collect()
    }

    /// What is hidden already, and what `alone` hides by itself.
    fn start(&self, hidden: &[Option<Reason>], alone: impl Fn(usize) -> Option<Reason>) -> Vec<Option<Reason>> {
        hidden.iter().enumerate().map(|(group, &reason)| reason.or_else(|| alone(group))).collect()
    }

    fn complete(&self, values: &[u64], least: u64, mut hidden: Vec<Option<Reason>>) -> Vec<Option<Reason>> {
        self.shape.complete(
            &Count {
                values,
                loss: &self.pupils,
                least,
                classes: self.shows_classes(),
                strict: false,
                own: self.audience == Audience::Public,
                linked: None,
            },
            &mut hidden,
        );
        hidden
    }

    pub(super) fn absent(&self) -> Vec<u64> {
        self.each(|sums| sums.counts().absent)
    }

    pub(super) fn violation(&self) -> Vec<u64> {
        self.each(|sums| sums.counts().violation)
    }

    /// Expected pupils beyond those who sat.
    pub(super) fn missing(&self) -> Vec<u64> {
        self.each(|sums| sums.expected.saturating_sub(sums.counts().present))
    }

    /// Enrolled pupils beyond those with a mark, where a roster states them.
    pub(super) fn roster(&self) -> Vec<u64> {
        self.each(|sums| sums.enrolled.map_or(0, |enrolled| enrolled.saturating_sub(sums.moments.n)))
    }

    pub(super) fn reaching(&self, ticks: i64) -> Vec<u64> {
        self.each(|sums| sums.tally.table.at_least(ticks))
    }

    pub(super) fn of_all(&self, pick: impl Fn(&wutong_stats::AllSubjects) -> u64) -> Vec<u64> {
        self.nodes.iter().map(|node| pick(&node.all_subjects)).collect()
    }

    pub(super) fn sums(&self, group: usize) -> &Sums {
        &self.nodes[group].subjects[self.subject]
    }

    /// Hides more of a count along the sums until nothing hidden follows. With `pupils`, the groups that hide these, not even
    /// a hidden count of nobody may follow.
    pub(super) fn close(
        &self,
        family: Family,
        values: &[u64],
        pupils: Option<&[Option<Reason>]>,
        hidden: &mut [Option<Reason>],
    ) {
        let (least, classes) = match family {
            Family::Edge(edge) => (0, self.shows_classes() && edge < LINES),
            Family::AllExcellent | Family::AllPassed | Family::AllFailed => (0, self.shows_classes()),
            _ => (self.least, self.shows_classes()),
        };
        let count = Count {
            values,
            loss: &self.pupils,
            least,
            classes,
            strict: family == Family::Pupils,
            own: self.audience == Audience::Public,
            linked: pupils,
        };
        self.shape.complete(&count, hidden);
    }

    /// Expected pupils: with them, those who are missing would be known, and with these the absent ones.
    fn missing_hidden(&self, pupils: &[Option<Reason>]) -> Vec<Option<Reason>> {
        let values = self.missing();
        let alone = |group: usize| {
            let sums = self.sums(group);
            let gaps = [values[group], sums.expected.saturating_sub(sums.moments.n), sums.tally.denominator_only];
            let alone = gaps.into_iter().any(|gap| self.small(gap)) || self.told_by_silence(group);
            alone.then_some(Reason::Suppressed).or_else(|| self.few(group, &values))
        };
        self.complete(&values, self.least, self.start(pupils, alone))
    }

    /// Enrolled pupils, where a roster states them.
    fn roster_hidden(&self, pupils: &[Option<Reason>]) -> Vec<Option<Reason>> {
        let values = self.roster();
        let alone = |group: usize| {
            let sums = self.sums(group);
            let gaps = [values[group], sums.enrolled.unwrap_or(0).saturating_sub(sums.expected)];
            let alone = gaps.into_iter().any(|gap| self.small(gap)).then_some(Reason::Suppressed);
            alone.or_else(|| self.few(group, &values))
        };
        self.complete(&values, self.least, self.start(pupils, alone))
    }

    /// A share of which too few pupils lie on one side; the public is not told that none or all do.
    fn coded(&self, reached: u64, n: u64) -> Option<Reason> {
        let few = |pupils: u64| pupils < self.least && (pupils > 0 || self.audience == Audience::Public);
        if n == 0 {
            None
        } else if few(reached) {
            Some(Reason::BottomCoded)
        } else if few(n - reached) {
            Some(Reason::TopCoded)
        } else {
            None
        }
    }

    /// Edges are shown as long as they cut a group into parts of which none is small.
    fn edges(&self, pupils: &[Option<Reason>], edges: &[i64]) -> Vec<Vec<Option<Reason>>> {
        let n_groups = self.nodes.len();
        let mut values = vec![vec![0; n_groups]; EDGES];
        let mut hidden: Vec<Vec<Option<Reason>>> = vec![pupils.to_vec(); EDGES];
        for group in (0..n_groups).filter(|&group| pupils[group].is_none()) {
            let node = &self.nodes[group];
            let (table, n) = (&node.subjects[self.subject].tally.table, self.pupils[group]);
            let mut kept: Vec<u64> = Vec::with_capacity(EDGES);
            for (edge, &ticks) in edges.iter().enumerate() {
                let reached = table.at_least(ticks);
                values[edge][group] = reached;
                let near = |&other: &u64| self.small(reached.abs_diff(other));
                let alone = if edge >= LINES && node.group.level == Level::Class {
                    Some(Reason::NotApplicable)
                } else {
                    self.coded(reached, n).or_else(|| kept.iter().any(near).then_some(Reason::ComplementarySuppressed))
                };
                match alone {
                    None => kept.push(reached),
                    reason => hidden[edge][group] = reason,
                }
            }
        }
        for group in (0..n_groups).filter(|&group| pupils[group].is_some()) {
            let table = &self.nodes[group].subjects[self.subject].tally.table;
            edges.iter().zip(&mut values).for_each(|(&ticks, values)| values[group] = table.at_least(ticks));
        }
        for (edge, (values, hidden)) in values.iter().zip(&mut hidden).enumerate() {
            let classes = self.shows_classes() && edge < LINES;
            let count = Count {
                values,
                loss: &self.pupils,
                least: 0,
                classes,
                strict: false,
                own: self.audience == Audience::Public,
                linked: None,
            };
            self.shape.complete(&count, hidden);
        }
        hidden
    }
}
