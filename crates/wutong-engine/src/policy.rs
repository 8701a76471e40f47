//! What may be shown: one place where values become withheld.

use wutong_check::verdict;
use wutong_model::spec::{Audience, ExamSpec};
use wutong_model::{Finding, Group, Level, Reason, Reported, TOTAL, Verdict};
use wutong_stats::{Estimate, Kind, MetricInfo, StatError};

/// The rules of one run.
pub(crate) struct Policy {
    min_cell: u64,
    audience: Audience,
    /// One entry a subject, the total last: whether the comparison is refused.
    refused: Vec<bool>,
}

impl Policy {
    pub(crate) fn new(spec: &ExamSpec, findings: &[Finding]) -> Self {
        let refused = |id: &str| verdict(findings, Some(id)) == Verdict::Refused;
        let mut subjects: Vec<bool> = spec.subjects.iter().map(|subject| refused(&subject.id)).collect();
        subjects.push(refused(TOTAL) || spec.total.members.iter().any(|&member| subjects[member]));
        Self { min_cell: u64::from(spec.min_cell), audience: spec.raw.privacy.audience, refused: subjects }
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
        self.judge(info, level != Level::Class && self.refused[subject], n, computed)
    }

    /// The value as the audience may see it; `refused` says whether a comparison would be, `n` on how many pupils the
    /// value rests.
    pub(crate) fn judge(
        &self,
        info: &MetricInfo,
        refused: bool,
        n: u64,
        computed: Result<Estimate, StatError>,
    ) -> Reported<f64> {
        let estimate = match computed {
            Ok(estimate) => estimate,
            Err(error) => return Reported::Withheld(reason(error)),
        };
        match self.withholds(info.kind, refused, n) {
            Some(reason) => Reported::Withheld(reason),
            None => Reported::Estimate { value: estimate.value, interval: estimate.interval },
        }
    }

    /// Whether a group is hidden from the audience as a whole: of a dimension with one school everything is that school's.
    /// Groups of pupils hold no schools.
    pub(crate) fn hides(&self, group: &Group, schools: usize) -> bool {
        group.level == Level::Dimension && schools == 1 && self.audience != Audience::BureauInternal
    }

    /// Why a value of this kind is not shown although it can be computed.
    pub(crate) fn withholds(&self, kind: Kind, refused: bool, n: u64) -> Option<Reason> {
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
        StatError::Contradiction | StatError::OutOfRange => Reason::Contradiction,
        _ => Reason::NotApplicable,
    }
}
