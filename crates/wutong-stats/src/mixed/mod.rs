//! Linear mixed models with intercepts of nested units: variance components by likelihood, from summaries alone.

mod design;
mod effects;
mod fit;
mod jet;
mod minimise;
mod profile;
mod rank;
#[cfg(test)]
mod reference;
mod surface;
#[cfg(test)]
mod tests;

pub use design::MixedDesign;
pub use effects::UnitEffect;
pub use fit::{Component, Likelihood, MixedFit};
pub use minimise::{Convergence, Verdict};
pub use profile::Quantity;
pub use rank::{RankEstimate, rank_effects};
