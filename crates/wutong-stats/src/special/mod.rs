//! Tail areas and quantiles of the normal, chi-squared, t, F and binomial distributions.
//!
//! Every tail comes with its decimal logarithm, which still tells small probabilities apart where the probability itself
//! is below the smallest float. Relative error of a tail is below 1e-12 while it is above 1e-300, and
//! that of its logarithm below 1e-13.

mod beta;
pub(crate) mod checked;
mod gamma;
mod normal;
mod points;

pub(crate) use beta::{binomial_at_most, f_survival, t_half_width, t_of_mean, t_two_sided};
pub(crate) use gamma::{chi_squared_survival, half_step_ratio};
pub(crate) use normal::{ln_normal_cdf, normal_cdf, normal_quantile, normal_two_sided, normal_upper};
pub(crate) use points::{two_sided_normal, upper_point};

/// A probability of a test and its decimal logarithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PValue {
    /// The probability; 0 only where it is below the smallest float.
    pub value: f64,
    /// Its decimal logarithm; finite whatever the statistic.
    pub log10: f64,
}

impl PValue {
    /// From the natural logarithm of a tail.
    pub(crate) fn of_ln(ln: f64) -> Self {
        let ln = ln.min(0.0);
        Self { value: ln.exp(), log10: ln * std::f64::consts::LOG10_E }
    }

    /// From a tail that is no smaller than the smallest float.
    pub(crate) fn of(value: f64) -> Self {
        let value = value.clamp(0.0, 1.0);
        Self { value, log10: value.max(f64::MIN_POSITIVE).log10() }
    }
}
