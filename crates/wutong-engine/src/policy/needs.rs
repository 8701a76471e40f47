//! What a metric would tell a reader outside the centre beside itself.

use wutong_stats::{Kind, MetricInfo, Unit};

use super::cover::{Family, Line};

/// The group that a metric is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    Nothing,
    Parent,
    Region,
}

/// A part of the pupils of a group, by a fraction of them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// The fraction itself.
    Of(u64, u64),
    /// What two tails leave, each of them the fraction, rounded up to whole pupils.
    Between(u64, u64),
}

impl Part {
    /// Whether the part of `n` pupils is smaller than the smallest cell.
    pub(super) fn is_small(self, n: u64, least: u64) -> bool {
        match self {
            Self::Of(part, whole) => n * part < least * whole,
            Self::Between(part, whole) => n.saturating_sub(2 * (n * part).div_ceil(whole)) < least,
        }
    }
}

/// What has to be shown for a metric to be shown.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// Counts that follow from the value.
    pub(super) families: Vec<Family>,
    /// Whether the value is a share below its line, so that nearly all and hardly any change places.
    pub(super) below: bool,
    /// Whether it is divided by the denominator of rates.
    pub(super) rate: bool,
    /// The part of the group that the value speaks of.
    pub(super) part: Option<Part>,
    /// Not outside the centre.
    pub(super) never: bool,
}

/// Metrics that are a difference or ratio to the group's parent.
const TO_PARENT: [&str; 11] = [
    "over_mean_rate",
    "share_above_mean",
    "overall_rate",
    "ratio_to_mean",
    "mean_gap",
    "mean_gap_effect",
    "mean_gap_p",
    "mean_gap_p_adjusted",
    "mean_z",
    "t_score",
    "rank",
];
/// Metrics that place a school among all schools.
const TO_REGION: [&str; 3] = ["school_effect", "school_effect_place", "shrinkage_factor"];
/// Marks of single pupils, and shares whose edges move with every pupil, so that differences between them are small; sums
/// of rates and the score rate, from which, the rates being known, the mean would follow with more digits than it is given.
const NEVER: [&str; 10] = [
    "four_rate_sum",
    "s_value",
    "minimum",
    "maximum",
    "range",
    "share_above_mean",
    "overall_rate",
    "share_within_1sd",
    "share_within_2sd",
    "share_within_3sd",
];

/// Figures of the shape of a distribution, in which the tails weigh most.
const SHAPE: [&str; 13] = [
    "mean_absolute_deviation",
    "skewness",
    "excess_kurtosis",
    "skewness_sample",
    "excess_kurtosis_sample",
    "skewness_z",
    "excess_kurtosis_z",
    "bimodality_coefficient",
    "qq_correlation",
    "jarque_bera",
    "jarque_bera_p",
    "dagostino_k2",
    "anderson_darling",
];

/// What the figures between the schools of a group rest on, in one subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Between {
    /// Schools that enter them.
    pub(super) n_schools: usize,
    /// Whether a county of the group is hidden: the counties' share of the variance would be one equation for its mean.
    pub(super) hides_county: bool,
}

/// Fewer schools than these could be worked out from the figures between them: sums of squares, variance components and
/// coefficients of variation are four equations at most, and every school beyond the reader's own brings a size and a mean,
/// of which the sums of the group tell one each.
pub(crate) const FEWEST_BETWEEN: usize = 6;

/// Of a single school, but worked out from all schools of the region: an effect and its shrinkage hold the variance
/// components and the mean over schools, which are two more equations; an adjusted p-value can be another school's.
const AMONG_SCHOOLS: [&str; 4] = ["school_effect", "school_effect_place", "shrinkage_factor", "mean_gap_p_adjusted"];

/// Whether the figures between schools would tell them apart: those of a group, or of one school in a region.
pub(super) fn tells_schools(metric: &str, group: Between, region: Between) -> bool {
    let shares = metric.starts_with("variance_share_");
    let between = shares || metric.starts_with("between_school_") || metric == "difference_rate";
    between && group.n_schools < FEWEST_BETWEEN
        || shares && group.hides_county
        || AMONG_SCHOOLS.contains(&metric) && region.n_schools < FEWEST_BETWEEN
}

pub(super) fn beside(metric: &str) -> Beside {
    if TO_PARENT.contains(&metric) {
        Beside::Parent
    } else if TO_REGION.contains(&metric) {
        Beside::Region
    } else {
        Beside::Nothing
    }
}

/// What a metric needs. A count or share that this list does not name is not for readers outside the centre.
pub(super) fn of(info: &MetricInfo, exclusive_bands: bool) -> Needs {
    let families = |families: &[Family]| Needs { families: families.to_vec(), ..Needs::default() };
    let line = |line: Line| Family::Edge(line as usize);
    let rate = |lines: &[Line]| Needs {
        families: lines.iter().map(|&each| line(each)).collect(),
        rate: true,
        ..Needs::default()
    };
    let below = |edge: Line| Needs { below: true, ..rate(&[edge]) };
    let part = |part: u64, whole: u64| Needs { part: Some(Part::Of(part, whole)), ..Needs::default() };
    let all = |family: Family| Needs { rate: true, ..families(&[family]) };
    match info.id {
        "n_valid" => Needs::default(),
        "n_roster" => families(&[Family::Roster]),
        "n_expected" | "participation_rate" => families(&[Family::Missing]),
        "n_absent" => families(&[Family::Absent]),
        "n_violation" => families(&[Family::Violation]),
        "n_zero" => families(&[Family::Zero]),
        "excellence_rate" => rate(&[Line::Excellence]),
        "good_rate" if exclusive_bands => rate(&[Line::Good, Line::Excellence]),
        "pass_rate" if exclusive_bands => rate(&[Line::Pass, Line::Good]),
        "good_rate" | "excellent_good_rate" => rate(&[Line::Good]),
        "pass_rate" => rate(&[Line::Pass]),
        "low_rate" => below(Line::Low),
        "fail_rate" => below(Line::Pass),
        "top_rate" => rate(&[Line::Top]),
        "full_mark_rate" => rate(&[Line::Full]),
        "all_excellence_rate" => all(Family::AllExcellent),
        "all_pass_rate" => all(Family::AllPassed),
        "all_fail_rate" => all(Family::AllFailed),
        // A quantile or mean of a part is nearly one pupil's mark where the part is small.
        "p10" | "p90" => part(1, 10),
        "q1" | "q3" | "interquartile_range" => part(1, 4),
        "median" => part(1, 2),
        "top_27_mean" | "bottom_27_mean" => part(27, 100),
        "bottom_third_mean" => part(1, 3),
        "middle_46_mean" => Needs { part: Some(Part::Between(27, 100)), ..Needs::default() },
        "score_rate" => Needs::default(),
        // Few pupils far from all others make these almost alone.
        id if SHAPE.contains(&id) => families(&[Line::Pass, Line::Excellence, Line::Low, Line::Good].map(line)),
        id => {
            let counts = info.kind == Kind::Count || info.kind == Kind::Own && info.unit == Unit::Fraction;
            Needs { never: NEVER.contains(&id) || counts && !KNOWN.contains(&id), ..Needs::default() }
        }
    }
}

/// Fractions that are no shares of pupils.
const KNOWN: [&str; 2] = ["variation_coefficient", "between_class_icc"];

#[cfg(test)]
mod tests {
    use super::*;
    use wutong_stats::metric;

    #[test]
    fn few_schools_have_no_figures_between_them() {
        let of = |n_schools: usize| Between { n_schools, hides_county: false };
        for metric in ["school_effect", "shrinkage_factor", "mean_gap_p_adjusted"] {
            assert!(tells_schools(metric, of(0), of(5)) && !tells_schools(metric, of(0), of(6)), "{metric}");
        }
        for metric in ["difference_rate", "between_school_icc", "variance_share_class"] {
            assert!(tells_schools(metric, of(5), of(9)) && !tells_schools(metric, of(6), of(9)), "{metric}");
        }
        assert!(!tells_schools("mean", of(1), of(2)));
        let hiding = Between { n_schools: 9, hides_county: true };
        assert!(
            tells_schools("variance_share_pupil", hiding, hiding) && !tells_schools("difference_rate", hiding, hiding)
        );
    }

    #[test]
    fn every_name_is_a_metric() {
        for id in TO_PARENT.iter().chain(&TO_REGION).chain(&AMONG_SCHOOLS).chain(&NEVER).chain(&KNOWN).chain(&SHAPE) {
            assert!(metric(id).is_some(), "{id}");
        }
    }
}
