//! The formulas of joint-exam statistics.
//!
//! Every statistic is a function of an exact, mergeable summary; the central one is the [`FrequencyTable`] (mark ->
//! count). A formula stands in one place, its catalogue entry ([`MetricInfo`]) beside it, and [`CATALOGUE`] lists them
//! in the order of the columns of the tables. A value that cannot be given is a [`StatError`], never NaN and never 0.
//!
//! This crate knows no schools, files, threads or clocks, and owns no random generator.
//!
//! ```
//! use wutong_stats::{FrequencyTable, Moments};
//!
//! let table = FrequencyTable::from_marks(&mut [80, 85, 90, 95]);
//! assert_eq!(table.at_least(85), 3);
//! assert_eq!(Moments::of(&table).mean(), Ok(87.5));
//! ```

pub mod assigned;
mod borderline;
mod catalogue;
pub mod composite;
mod counts;
mod describe;
mod effective;
mod error;
pub mod expression;
mod figures;
mod frequency;
mod imbalance;
mod levels;
mod lines;
mod moments;
mod nested;
mod on_request;
mod one_way;
mod quantile;
mod ranked;
mod rates;
mod relative;
mod reml;
mod target;

pub use borderline::{Borderline, BorderlineRule, BorderlineWindow};
pub use catalogue::{Better, CATALOGUE, Estimate, Kind, MetricInfo, Unit, metric};
pub use counts::participation_rate;
pub use describe::{excess_kurtosis, mean_interval, mode, skewness};
pub use effective::{EffectiveLine, LineMethod};
pub use error::StatError;
pub use figures::{AllSubjects, Counts, Figures, Judged, Lines, Parent, Units};
pub use frequency::{Accumulate, FrequencyTable};
pub use imbalance::{IMBALANCE_FLAG, ImbalanceCounts, mean_standard_score, pupil_imbalance, school_imbalance};
pub use levels::{
    GRADE_SHARES, Grades, LOCAL_LEVELS_EN, LOCAL_LEVELS_ZH, Level, LevelCounts, LevelCuts, LevelRule, combined_grades,
};
pub use lines::{JointTable, LineCounts, TotalIs, line_of_share, online_rate};
pub use moments::Moments;
pub use nested::{LEVELS, Leaf, NestedVariance};
pub use on_request::ON_REQUEST;
pub use one_way::OneWay;
pub use quantile::quantile;
pub use ranked::{RankBlock, block_means, mean_of_ranks, weakest_units_mean};
pub use rates::{Z95, share, wilson_interval};
pub use reml::{Convergence, Reml};
pub use target::{
    ShareTarget, TargetGap, TargetVerdict, completion_rate, share_of_target, share_target_gap, target_gap,
};
