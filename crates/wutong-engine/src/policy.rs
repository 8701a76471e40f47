//! What may be shown: one place where values become withheld.

mod apart;
mod blocks;
mod cover;
mod cuts;
mod digits;
mod dimension;
mod equations;
mod links;
mod needs;
mod reader;
mod rest;
mod shape;
mod span;
mod told;

use wutong_check::verdict;
use wutong_model::spec::{Audience, Denominator, ExamSpec};
use wutong_model::{Distribution, Finding, Level, Reason, Reported, TOTAL, Verdict};
use wutong_stats::{Estimate, Kind, MetricInfo, StatError};

use crate::groups::{Node, Sums};
use crate::workers::Workers;
use cover::{Cover, Family};

use needs::Between;
pub(crate) use needs::FEWEST_BETWEEN;

pub(crate) use apart::Told;
pub use dimension::{DimensionError, check_dimensions};
pub use reader::disclose;

/// Means of the top, the middle and the bottom of a group.
const STRATA: [&str; 4] = ["top_27_mean", "middle_46_mean", "bottom_27_mean", "bottom_third_mean"];

/// What a value rests on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Basis {
    /// Whether a comparison would be refused.
    pub(crate) refused: bool,
    /// Pupils.
    pub(crate) n: u64,
    /// Why nothing that describes them may be shown.
    pub(crate) hidden: Option<Reason>,
}

/// The rules of one run.
pub(crate) struct Policy {
    min_cell: u64,
    audience: Audience,
    denominator: Denominator,
    exclusive_bands: bool,
    /// One entry a subject, the total last: whether the comparison is refused.
    refused: Vec<bool>,
    /// What is hidden of which group, once the groups are known.
    cover: Option<Cover>,
    /// By group, then subject: what the figures between its schools rest on.
    between: Vec<Vec<Between>>,
}

impl Policy {
    pub(crate) fn new(spec: &ExamSpec, findings: &[Finding]) -> Self {
        let refused = |id: &str| verdict(findings, Some(id)) == Verdict::Refused;
        let mut subjects: Vec<bool> = spec.subjects.iter().map(|subject| refused(&subject.id)).collect();
        subjects.push(refused(TOTAL) || spec.total.members.iter().any(|&member| subjects[member]));
        Self {
            min_cell: u64::from(spec.min_cell),
            audience: spec.raw.privacy.audience,
            denominator: spec.raw.rates.denominator,
            exclusive_bands: spec.raw.rates.bands == wutong_model::spec::Bands::Exclusive,
            refused: subjects,
            cover: None,
            between: Vec::new(),
        }
    }

    /// The same rules, with what they hide of these groups: what is small, and what would give it away.
    pub(crate) fn covering(mut self, nodes: &[Node], spec: &ExamSpec, workers: &Workers) -> Self {
        let cover = Cover::new(nodes, spec, workers);
        self.cover = Some(cover);
        self.between = vec![vec![Between::default(); self.refused.len()]; nodes.len()];
        let least = u64::from(spec.raw.difference.min_school_size);
        for node in nodes {
            for subject in 0..self.refused.len() {
                let counts = node.group.level == Level::School && node.subjects[subject].moments.n >= least;
                let mut above = node.group.parent;
                while let Some(group) = above {
                    self.between[group][subject].n_schools += usize::from(counts);
                    above = nodes[group].group.parent;
                }
            }
        }
        let counties = nodes.iter().enumerate().filter(|(_, node)| node.group.level == Level::County);
        for (county, _) in counties {
            for subject in 0..self.refused.len() {
                let is_hidden = self.withholds(county, subject).is_some();
                self.between[0][subject].hides_county |= is_hidden;
            }
        }
        self
    }

    /// Whether the public loses the region in a subject for what other groups would tell.
    pub(crate) fn gives_up_region(&self) -> bool {
        let is_given_up = |subject: usize| self.withholds(0, subject) == Some(Reason::ComplementarySuppressed);
        self.audience == Audience::Public && (0..self.refused.len()).any(is_given_up)
    }

    /// The value as the audience may see it. `n` is the number of valid marks of the group.
    pub(crate) fn apply(
        &self,
        info: &MetricInfo,
        place: (Level, usize),
        n: u64,
        computed: Result<Estimate, StatError>,
    ) -> Reported<f64> {
        let (level, subject) = place;
        // A class is compared inside its own school, where the paper was the same.
        self.judge(info, Basis { refused: level != Level::Class && self.refused[subject], n, hidden: None }, computed)
    }

    /// The value as the audience may see it.
    pub(crate) fn judge(
        &self,
        info: &MetricInfo,
        basis: Basis,
        computed: Result<Estimate, StatError>,
    ) -> Reported<f64> {
        let hidden = basis.hidden.filter(|_| info.kind != Kind::Count);
        match computed {
            // That a denominator is zero, or that no mark differs, describes hidden pupils too.
            Err(error @ (StatError::ZeroDenominator | StatError::NoVariation)) => {
                Reported::Withheld(hidden.unwrap_or(reason(error)))
            }
            Err(error) => Reported::Withheld(reason(error)),
            Ok(Estimate { value, interval }) => match self.denies(info.kind, basis.refused, basis.n).or(hidden) {
                Some(reason) => Reported::Withheld(reason),
                None => Reported::Estimate { value, interval },
            },
        }
    }

    /// By group, why numbers that rest on these subjects and on so many pupils of each group may not be shown.
    ///
    /// Whatever adds up from schools to the groups above them would give a hidden mean or a part of its distribution away
    /// as the means do, so that any table of it asks here.
    pub(crate) fn hidden_in(&self, subjects: &[usize], pupils: &[u64]) -> Vec<Option<Reason>> {
        let cover = self.cover.as_ref();
        cover.map_or_else(|| vec![None; pupils.len()], |cover| cover.resting_on(subjects, pupils))
    }

    /// As [`Policy::apply`] for a metric of a group, hiding too what gives another group away.
    pub(crate) fn shown(
        &self,
        info: &MetricInfo,
        (node, group, subject): (&Node, usize, usize),
        computed: Result<Estimate, StatError>,
    ) -> Reported<f64> {
        if self.audience == Audience::StudentParent {
            return Reported::Withheld(Reason::Audience);
        }
        let sums = &node.subjects[subject];
        let hidden = self.withholds(group, subject);
        // Outside the centre not even why else a value is missing: that no mark differs says much of three pupils.
        if let Some(reason) = hidden.filter(|_| self.audience.is_outside()) {
            return Reported::Withheld(reason);
        }
        let shown = self.apply(info, (node.group.level, subject), sums.moments.n, computed);
        if shown.reason().is_some() {
            return shown;
        }
        let alone = hidden.filter(|_| info.kind != Kind::Count);
        let alone = alone.or_else(|| self.beside(info, node, subject));
        match alone.or_else(|| self.needed(info, sums, group, subject)) {
            Some(reason) => Reported::Withheld(reason),
            None => shown,
        }
    }

    /// Why nothing that describes the pupils of a group may be shown in a subject; outside the centre not even counts.
    ///
    /// Any table with rows of groups asks here.
    pub(crate) fn withholds(&self, group: usize, subject: usize) -> Option<Reason> {
        self.hidden(Family::Pupils, group, subject)
    }

    /// A difference to a hidden group gives that group away.
    fn beside(&self, info: &MetricInfo, node: &Node, subject: usize) -> Option<Reason> {
        let other = match needs::beside(info.id) {
            needs::Beside::Nothing => None,
            needs::Beside::Parent => node.group.parent,
            needs::Beside::Region => Some(0),
        };
        self.withholds(other?, subject)
    }

    /// Outside the centre no number of pupils below the smallest cell may follow from a value; inside no stratum is smaller.
    fn needed(&self, info: &MetricInfo, sums: &Sums, group: usize, subject: usize) -> Option<Reason> {
        let needs = needs::of(info, self.exclusive_bands);
        let is_part_small = needs.part.is_some_and(|part| part.is_small(sums.moments.n, self.min_cell));
        if !self.audience.is_outside() {
            // Inside it a mean of two pupils is no figure of a stratum.
            return (is_part_small && STRATA.contains(&info.id)).then_some(Reason::TooFew);
        }
        let between = |group: usize| {
            let of_group = self.between.get(group).and_then(|of_group| of_group.get(subject));
            of_group.copied().unwrap_or_default()
        };
        // The region comes first.
        if needs::tells_schools(info.id, between(group), between(0)) {
            return Some(Reason::Audience);
        }
        // That all have the full mark, or none any, follows from a mean at the end of the scale.
        let is_constant = sums.tally.table.cells().len() == 1;
        if needs.never || is_constant && info.kind != Kind::Count {
            return Some(Reason::Audience);
        }
        if is_part_small {
            return Some(Reason::Suppressed);
        }
        let families = needs.families.iter().copied();
        let several = needs.families.len() > 1;
        let turned = |reason: Reason| match reason {
            Reason::TopCoded | Reason::BottomCoded if several => Reason::ComplementarySuppressed,
            Reason::TopCoded if needs.below => Reason::BottomCoded,
            Reason::BottomCoded if needs.below => Reason::TopCoded,
            reason => reason,
        };
        let is_cut = || self.cover.as_ref().is_some_and(|cover| cover.cuts_few(info.id, group, subject));
        let hidden = families.filter_map(|family| self.hidden(family, group, subject)).map(turned).next();
        let hidden = hidden.or_else(|| is_cut().then_some(Reason::Suppressed));
        hidden.or_else(|| self.denominator_needed(sums, group, subject).filter(|_| needs.rate))
    }

    /// A share in full gives its denominator away.
    fn denominator_needed(&self, sums: &Sums, group: usize, subject: usize) -> Option<Reason> {
        let family = match self.denominator {
            Denominator::Actual if sums.tally.denominator_only == 0 => return None,
            Denominator::Actual | Denominator::Expected => Family::Missing,
            Denominator::Roster => Family::Roster,
        };
        self.hidden(family, group, subject)
    }

    fn hidden(&self, family: Family, group: usize, subject: usize) -> Option<Reason> {
        self.cover.as_ref().and_then(|cover| cover.hidden(family, group, subject))
    }

    /// The one-mark table of a group, in bands for readers outside the centre; empty where it is hidden.
    pub(crate) fn distribution(&self, node: &Node, group: usize, subject: usize) -> Distribution {
        let sums = &node.subjects[subject];
        if node.group.level == Level::Class
            || self.audience == Audience::StudentParent
            || self.withholds(group, subject).is_some()
            || !self.shows_distribution(sums.moments.n)
        {
            return Distribution::new();
        }
        match &self.cover {
            Some(cover) if self.audience.is_outside() => cover.bands(sums, group, subject),
            _ => {
                let cells = sums.tally.table.cells().iter();
                let one = |&(mark, count): &(i32, u32)| wutong_model::MarkCount {
                    ticks: i64::from(mark),
                    count: u64::from(count),
                };
                cells.map(one).collect()
            }
        }
    }

    /// Why a value of this kind is not shown although it can be computed.
    fn denies(&self, kind: Kind, refused: bool, n: u64) -> Option<Reason> {
        if kind == Kind::Rank && !self.audience.sees_ranks() {
            Some(Reason::Audience)
        } else if refused && matches!(kind, Kind::Comparison | Kind::Rank) {
            Some(Reason::NotComparable)
        } else if kind != Kind::Count && n < self.min_cell {
            Some(Reason::Suppressed)
        } else {
            None
        }
    }

    /// Whether the comparison is refused in a subject.
    pub(crate) fn refuses(&self, subject: usize) -> bool {
        self.refused[subject]
    }

    /// Whether a one-mark table of so many pupils may be shown.
    pub(crate) fn shows_distribution(&self, n: u64) -> bool {
        n >= self.min_cell
    }
}

pub(crate) fn reason(error: StatError) -> Reason {
    match error {
        StatError::TooFew { .. } => Reason::TooFew,
        StatError::NoVariation => Reason::NoVariation,
        StatError::ZeroDenominator => Reason::ZeroDenominator,
        StatError::NotConverged => Reason::NotConverged,
        StatError::NotSupplied => Reason::NotSupplied,
        StatError::Collinear => Reason::Collinear,
        StatError::Contradiction | StatError::OutOfRange => Reason::Contradiction,
        _ => Reason::NotApplicable,
    }
}
