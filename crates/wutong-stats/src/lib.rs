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

mod bootstrap;
mod catalogue;
mod correlation;
mod counts;
mod cross_products;
mod describe;
mod difference;
mod error;
mod f_test;
mod figures;
mod frequency;
mod mixed;
mod moments;
mod nested;
mod one_way;
mod quantile;
mod rates;
mod regression;
mod relative;
mod reml;
mod root;
mod symmetric;
mod tail;
mod weighted;

pub use bootstrap::{BootstrapInterval, bootstrap_units};
pub use catalogue::{Better, CATALOGUE, Estimate, Kind, MetricInfo, Unit, metric};
pub use correlation::{fisher_interval, pearson_correlation, spearman_correlation};
pub use counts::participation_rate;
pub use cross_products::CrossProducts;
pub use describe::{excess_kurtosis, mean_interval, mode, skewness};
pub use difference::LimitVerdict;
pub use error::StatError;
pub use f_test::FTest;
pub use figures::{AllSubjects, Counts, Figures, Judged, Lines, Parent, Units};
pub use frequency::{Accumulate, FrequencyTable};
pub use mixed::{
    Component, Convergence, Likelihood, MixedDesign, MixedFit, Quantity, RankEstimate, UnitEffect, Verdict,
    rank_effects,
};
pub use moments::Moments;
pub use nested::{LEVELS, Leaf, NestedRow, NestedVariance};
pub use one_way::OneWay;
pub use quantile::quantile;
pub use rates::{Z95, share, wilson_interval};
pub use regression::{Coefficient, LeastSquares};
pub use weighted::{WeightedSpread, weighted_spread};
