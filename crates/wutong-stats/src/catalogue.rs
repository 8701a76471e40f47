//! The metric catalogue: one entry a metric, in the order of the columns of `tables/group_metrics`.
//!
//! An entry stands beside the function that computes it; this list only puts them in order. Labels, units and formats
//! of every writer come from here.

use crate::error::StatError;
use crate::figures::Figures;
use crate::on_request::ON_REQUEST;
use crate::{
    composite, counts, describe, nested, normality, one_way, quantile, rates, relative, reml, shape, top_share,
};

/// The words, Chinese and English, of a denominator that the specification chooses.
pub const AS_CONFIGURED: (&str, &str) =
    ("按设定：实考、应考或在籍人数", "as configured: actual (valid marks), expected or roster");

/// What a value is measured in; decides how a writer prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A number of pupils.
    Pupils,
    /// Points of the paper.
    Points,
    /// A share in [0, 1] or a difference of shares, printed as a percentage.
    Fraction,
    /// A number without unit.
    Number,
    /// A place in an order, from 1.
    Place,
}

impl Unit {
    /// The name printed by `wutong metrics`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Pupils => "pupils",
            Self::Points => "points",
            Self::Fraction => "fraction",
            Self::Number => "number",
            Self::Place => "place",
        }
    }
}

impl Unit {
    /// The name in Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Pupils => "人",
            Self::Points => "分",
            Self::Fraction => "比例（印作百分数）",
            Self::Number => "无单位",
            Self::Place => "名次",
        }
    }
}

/// Which direction is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Larger values.
    Higher,
    /// Smaller values.
    Lower,
    /// Neither.
    Neither,
}

impl Better {
    /// The name printed by `wutong metrics`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Neither => "neither",
        }
    }
}

impl Better {
    /// The name in Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Higher => "越高越好",
            Self::Lower => "越低越好",
            Self::Neither => "无优劣",
        }
    }
}

/// What a value may reveal or rest on; the engine withholds by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A count of pupils or the participation: always shown.
    Count,
    /// Describes the pupils of the group: withheld below the smallest cell.
    Own,
    /// Compares groups with each other: withheld too where the comparison is refused.
    Comparison,
    /// A place among siblings: as a comparison, and only for audiences that may see ranks.
    Rank,
}

/// A value and, where one is defined, the bounds of its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Lower and upper bound.
    pub interval: Option<(f64, f64)>,
}

impl From<f64> for Estimate {
    fn from(value: f64) -> Self {
        Self { value, interval: None }
    }
}

/// One metric: what it is called, what it means, and how it is computed.
#[derive(Debug, Clone, Copy)]
pub struct MetricInfo {
    /// Identifier: column name of `tables/group_metrics`.
    pub id: &'static str,
    /// Chinese label.
    pub zh: &'static str,
    /// English label.
    pub en: &'static str,
    /// One sentence in Chinese for a reader without statistics.
    pub meaning_zh: &'static str,
    /// The same in English.
    pub meaning_en: &'static str,
    /// Unit.
    pub unit: Unit,
    /// Smallest and largest possible value.
    pub range: (Option<f64>, Option<f64>),
    /// Better direction.
    pub better: Better,
    /// Fewest pupils (or, for a metric between units, units) that it needs.
    pub minimum_n: u32,
    /// What it is divided by, in words; [`AS_CONFIGURED`] where the specification decides.
    pub denominator: &'static str,
    /// The same in Chinese.
    pub denominator_zh: &'static str,
    /// Formula in plain text.
    pub formula: &'static str,
    /// The same with Chinese words.
    pub formula_zh: &'static str,
    /// Source of the formula.
    pub reference: &'static str,
    /// What it may reveal or rest on.
    pub kind: Kind,
    /// Whether it carries a 95 % interval.
    pub interval: bool,
    /// Computes the value for one group and subject.
    pub compute: fn(&Figures) -> Result<Estimate, StatError>,
}

/// The entry of a metric, of every exam or of the tables that an exam asks for.
#[must_use]
pub fn metric(id: &str) -> Option<&'static MetricInfo> {
    CATALOGUE.iter().chain(ON_REQUEST).find(|info| info.id == id)
}

/// Every metric, in column order.
pub static CATALOGUE: &[MetricInfo] = &[
    counts::N_ROSTER,
    counts::N_EXPECTED,
    counts::N_VALID,
    counts::N_ABSENT,
    counts::N_VIOLATION,
    counts::N_ZERO,
    counts::PARTICIPATION_RATE,
    describe::MEAN,
    describe::SD,
    describe::SD_SAMPLE,
    describe::STANDARD_ERROR_OF_MEAN,
    describe::MEAN_ABSOLUTE_DEVIATION,
    quantile::MEDIAN,
    quantile::Q1,
    quantile::Q3,
    quantile::P10,
    quantile::P90,
    quantile::INTERQUARTILE_RANGE,
    describe::MINIMUM,
    describe::MAXIMUM,
    describe::RANGE,
    describe::MODE,
    describe::SCORE_RATE,
    describe::VARIATION_COEFFICIENT,
    shape::SKEWNESS,
    shape::EXCESS_KURTOSIS,
    shape::SKEWNESS_SAMPLE,
    shape::EXCESS_KURTOSIS_SAMPLE,
    shape::SKEWNESS_Z,
    shape::EXCESS_KURTOSIS_Z,
    shape::BIMODALITY_COEFFICIENT,
    shape::SHARE_WITHIN_1SD,
    shape::SHARE_WITHIN_2SD,
    shape::SHARE_WITHIN_3SD,
    shape::QQ_CORRELATION,
    normality::JARQUE_BERA,
    normality::JARQUE_BERA_P,
    normality::DAGOSTINO_K2,
    normality::ANDERSON_DARLING,
    top_share::TOP_27_MEAN,
    top_share::MIDDLE_46_MEAN,
    top_share::BOTTOM_27_MEAN,
    top_share::BOTTOM_THIRD_MEAN,
    rates::EXCELLENCE_RATE,
    rates::GOOD_RATE,
    rates::PASS_RATE,
    rates::LOW_RATE,
    rates::EXCELLENT_GOOD_RATE,
    rates::TOP_RATE,
    rates::FAIL_RATE,
    rates::FULL_MARK_RATE,
    rates::ALL_EXCELLENCE_RATE,
    rates::ALL_PASS_RATE,
    rates::ALL_FAIL_RATE,
    composite::metrics::S_VALUE,
    composite::metrics::FOUR_RATE_SUM,
    relative::OVER_MEAN_RATE,
    relative::SHARE_ABOVE_MEAN,
    relative::OVERALL_RATE,
    relative::RATIO_TO_MEAN,
    relative::MEAN_GAP,
    relative::MEAN_GAP_EFFECT,
    relative::MEAN_GAP_P,
    relative::MEAN_GAP_P_ADJUSTED,
    relative::MEAN_Z,
    relative::T_SCORE,
    relative::RANK,
    one_way::DIFFERENCE_RATE,
    one_way::BETWEEN_SCHOOL_ICC,
    reml::BETWEEN_SCHOOL_ICC_REML,
    one_way::BETWEEN_SCHOOL_ETA_SQUARED,
    one_way::BETWEEN_SCHOOL_CV,
    one_way::BETWEEN_SCHOOL_SD_RATE,
    one_way::BETWEEN_CLASS_ICC,
    nested::VARIANCE_SHARE_COUNTY,
    nested::VARIANCE_SHARE_SCHOOL,
    nested::VARIANCE_SHARE_CLASS,
    nested::VARIANCE_SHARE_PUPIL,
    reml::SCHOOL_EFFECT,
    reml::SCHOOL_EFFECT_PLACE,
    reml::SHRINKAGE_FACTOR,
];
