//! Two groups compared: means, shares, and the sizes of the differences.

mod exact;
mod means;
mod permutation;
mod shares;

pub use exact::fisher_exact_at_least;
pub use means::{EffectSize, WelchTest, effect_size, welch_test};
pub(crate) use means::{welch_half_width, welch_probability};
pub use permutation::{PermutationTest, permutation_test};
pub use shares::{ProportionTest, newcombe_interval, odds_ratio, two_proportion_test, wald_interval};
