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
mod bands;
mod bootstrap;
mod borderline;
mod bundle;
mod catalogue;
mod comparison;
pub mod composite;
mod contextual;
mod correlation;
mod counts;
mod cross_products;
mod describe;
mod difference;
mod digits;
mod effective;
mod error;
pub mod expression;
mod f_test;
mod figures;
mod frequency;
mod funnel;
mod imbalance;
pub mod items;
#[cfg(test)]
mod laws;
mod levels;
mod lines;
mod matching;
mod mixed;
mod moments;
mod multiplicity;
mod nested;
mod normality;
mod on_request;
mod one_way;
mod own;
mod quantile;
mod quantile_regression;
mod ranked;
mod rates;
mod regression;
mod relative;
mod reml;
mod root;
mod severity;
mod shape;
mod special;
mod standard_scores;
mod symmetric;
mod target;
mod top_share;
mod weighted;
mod wide;

pub use bands::{
    Band, Bands, OneMarkRow, PlaceBand, ShareBand, bands, fixed_width_bounds, one_mark_table, place_bands, share_bands,
    share_of_full_bounds,
};
pub use bootstrap::{BootstrapInterval, bootstrap_units};
pub use borderline::{Borderline, BorderlineRule, BorderlineWindow};
pub use bundle::{campus_credit, campus_range, convergence, group_value};
pub use catalogue::{AS_CONFIGURED, Better, CATALOGUE, Estimate, Kind, MetricInfo, Unit, metric};
pub use comparison::{
    EffectSize, PermutationTest, ProportionTest, WelchTest, effect_size, fisher_exact_at_least, newcombe_interval,
    odds_ratio, permutation_test, two_proportion_test, wald_interval, welch_test,
};
pub use contextual::{Circumstances, ContextualModel};
pub use correlation::{fisher_interval, pearson_correlation, spearman_correlation};
pub use counts::participation_rate;
pub use cross_products::CrossProducts;
pub use describe::{mean_absolute_deviation, mean_interval, mode, standard_error_of_mean};
pub use difference::{LimitVerdict, is_share_judged, side_of};
pub use digits::rounded;
pub use effective::{EffectiveLine, LineMethod};
pub use error::StatError;
pub use f_test::FTest;
pub use figures::{AllSubjects, Counts, Figures, GapTest, Judged, Lines, Parent, Units};
pub use frequency::{Accumulate, FineTick, FrequencyTable, Tick};
pub use funnel::{mean_funnel, share_funnel};
pub use imbalance::{IMBALANCE_FLAG, ImbalanceCounts, mean_standard_score, pupil_imbalance, school_imbalance};
pub use levels::{
    GRADE_SHARES, Grades, LOCAL_LEVELS_EN, LOCAL_LEVELS_ZH, Level, LevelCounts, LevelCuts, LevelRule, combined_grades,
};
pub use lines::{JointTable, LineCounts, TotalIs, line_of_share, online_rate};
pub use matching::{ChosenOptions, identical_probability, poisson_at_least};
pub use mixed::{
    Component, Convergence, Likelihood, MixedDesign, MixedFit, Quantity, RankEstimate, UnitEffect, Verdict,
    rank_effects,
};
pub use moments::Moments;
pub use multiplicity::{Correction, adjusted_p_values, adjusted_where_tested};
pub use nested::{LEVELS, Leaf, NestedRow, NestedVariance};
pub use normality::{
    AndersonDarling, DagostinoK2, Lilliefors, MarkShape, MomentTest, ShapeReading, ShapiroWilk, Strength,
    anderson_darling, dagostino_k2, jarque_bera, lilliefors, shape_reading, shapiro_wilk,
};
pub use on_request::ON_REQUEST;
pub use one_way::OneWay;
pub use own::{LEAST_FOR_FIFTHS, cuts_reached, fifth};
pub use quantile::{QuantileRule, quantile, quantile_by};
pub use quantile_regression::{QuantileFit, quantile_regression};
pub use ranked::{RankBlock, block_means, mean_of_ranks, weakest_units_mean};
pub use rates::{Z95, share, wilson_interval};
pub use regression::{Coefficient, LeastSquares};
pub use relative::gap_probability;
pub use severity::{MarkerCell, MarkerSeverity};
pub use shape::{
    ShapeConvention, bimodality_coefficient, excess_kurtosis, excess_kurtosis_by, excess_kurtosis_standard_error,
    number_within, quantile_correlation, share_within, skewness, skewness_by, skewness_standard_error,
};
pub use special::PValue;
pub use special::checked::{
    binomial_at_least, chi_squared_survival, f_survival, normal_quantile, normal_two_sided, t_half_width, t_two_sided,
};
pub use standard_scores::{Divisor, LinearScale, StandardScore, standard_scores};
pub use target::{
    ShareTarget, TargetGap, TargetVerdict, completion_rate, share_of_target, share_target_gap, target_gap,
};
pub use top_share::{Rounding, Tail, TailShare, middle_mean, share_in_tail, tail_mean, trimmed_bottom_mean};
pub use weighted::{WeightedSpread, weighted_spread};
