//! What a metric is computed from: the exact summaries of one group and subject.

use crate::catalogue::Estimate;
use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::mixed::MixedFit;
use crate::moments::Moments;
use crate::nested::NestedVariance;
use crate::one_way::OneWay;

/// Pupils by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Enrolled, where a roster says so.
    pub roster: Option<u64>,
    /// Expected to sit.
    pub expected: u64,
    /// Sat and have a mark.
    pub present: u64,
    /// Absent.
    pub absent: u64,
    /// Mark cancelled.
    pub violation: u64,
    /// A real mark of zero.
    pub zero: u64,
}

/// Marks, in ticks, at which a band begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// 超优
    pub top: i64,
    /// 优秀
    pub excellence: i64,
    /// 良好
    pub good: i64,
    /// 及格
    pub pass: i64,
    /// 低分: marks below.
    pub low: i64,
}

/// Pupils by what they reach in every subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AllSubjects {
    /// At or above the excellence line in every subject.
    pub excellent: u64,
    /// At or above the pass line in every subject.
    pub passed: u64,
    /// Below the pass line in every subject.
    pub failed: u64,
}

/// The formula of the difference between units that is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// Intraclass correlation, ANOVA.
    IccAnova,
    /// Intraclass correlation, REML.
    IccReml,
    /// Between share of the sum of squares.
    EtaSquared,
    /// Weighted coefficient of variation of unit means.
    Cv,
    /// Weighted standard deviation of unit means over the full mark.
    SdRate,
}

/// The group that a group belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Parent<'a> {
    /// Its moments.
    pub moments: &'a Moments,
    /// Place of the group among its siblings by mean, ties sharing the better place (1, 2, 2, 4).
    pub place: Option<u64>,
}

/// Probability of a group's gap to its parent's other pupils, were they alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapTest {
    /// Of this group alone.
    pub raw: Result<f64, StatError>,
    /// Adjusted over all units and subjects.
    pub adjusted: Result<f64, StatError>,
}

/// Units compared with each other inside a group.
#[derive(Debug, Clone, Copy)]
pub struct Units<'a> {
    /// One-way layout of the units.
    pub one_way: &'a Result<OneWay, StatError>,
    /// Two-level fit of the units.
    pub reml: &'a Result<MixedFit, StatError>,
    /// Interval of the share between units of that fit, where it could be found.
    pub reml_interval: Option<(f64, f64)>,
}

/// Everything a metric may use of one group and subject.
#[derive(Debug, Clone, Copy)]
pub struct Figures<'a> {
    /// The marks.
    pub table: &'a FrequencyTable,
    /// Their moments.
    pub moments: &'a Moments,
    /// Ticks a point.
    pub ticks_per_point: i64,
    /// Full mark in ticks.
    pub full: i64,
    /// Lines in ticks.
    pub lines: Lines,
    /// Whether a pupil counts in one band only.
    pub exclusive_bands: bool,
    /// Pupils by status.
    pub counts: Counts,
    /// Denominator of rates; `None` where its input was not supplied.
    pub denominator: Option<u64>,
    /// Only for the sum of all subjects.
    pub all_subjects: Option<AllSubjects>,
    /// The group it belongs to.
    pub parent: Option<Parent<'a>>,
    /// Units inside the group (the schools of a region).
    pub units: Option<Units<'a>>,
    /// Parts inside the unit (the classes of a school).
    pub parts: Option<&'a Result<OneWay, StatError>>,
    /// Nested variance components inside the group.
    pub nested: Option<&'a Result<NestedVariance, StatError>>,
    /// The fit over all units, for a group that is one of them.
    pub fit: Option<&'a Result<MixedFit, StatError>>,
    /// Its place by effect among all units, for a group that is one of them.
    pub effect_rank: Option<Result<Estimate, StatError>>,
    /// The test of its gap to the parent's others, for a group that is one of the units.
    pub gap: Option<GapTest>,
    /// The judged formula.
    pub judged: Judged,
}

impl Figures<'_> {
    /// Ticks as points.
    #[must_use]
    pub fn points(&self, ticks: f64) -> f64 {
        ticks / crate::moments::ratio(i128::from(self.ticks_per_point), 1)
    }

    /// Full mark in ticks as a float.
    #[must_use]
    pub fn full_ticks(&self) -> f64 {
        crate::moments::ratio(i128::from(self.full), 1)
    }
}
