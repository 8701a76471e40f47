//! Tests of normality by skewness and kurtosis: Jarque-Bera and D'Agostino's K².

use crate::error::StatError;
use crate::moments::{Moments, real};
use crate::special::{PValue, chi_squared_survival};

/// A statistic and its probability where marks are normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MomentTest {
    /// The statistic, chi-squared with two degrees of freedom in a large group.
    pub statistic: f64,
    /// Its probability.
    pub p: PValue,
}

/// D'Agostino's K² with its two parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DagostinoK2 {
    /// Normal value of the skewness.
    pub z_skewness: f64,
    /// Normal value of the kurtosis.
    pub z_kurtosis: f64,
    /// The sum of their squares.
    pub statistic: f64,
    /// Its probability, chi-squared with two degrees of freedom.
    pub p: PValue,
}

/// Jarque-Bera test of normality.
///
/// # Formula
/// n / 6 (g1² + g2² / 4) ~ χ²(2)
/// # Returns
/// The probability is good for large groups only (some thousands); below that it is too large.
/// # Errors
/// [`StatError::TooFew`] with fewer than four pupils; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Jarque & Bera (1987), International Statistical Review 55:163, section 2.
pub fn jarque_bera(moments: &Moments) -> Result<MomentTest, StatError> {
    let (g1, g2) = moments.standardised(4)?;
    let statistic = real(moments.n) / 6.0 * (g1 * g1 + g2 * g2 / 4.0);
    Ok(MomentTest { statistic, p: chi_squared_survival(statistic, 2.0) })
}

/// D'Agostino's K² test of normality.
///
/// # Formula
/// K² = z(g1)² + z(g2)² ~ χ²(2), each moment carried to a normal value.
/// # Errors
/// [`StatError::TooFew`] with fewer than 20 pupils, below which the kurtosis is not near normal;
/// [`StatError::NoVariation`] if all marks are equal.
/// # References
/// D'Agostino (1970), Biometrika 57:679 (skewness); Anscombe & Glynn (1983), Biometrika 70:227 (kurtosis); D'Agostino,
/// Belanger & D'Agostino (1990), The American Statistician 44:316 (both).
pub fn dagostino_k2(moments: &Moments) -> Result<DagostinoK2, StatError> {
    let (g1, g2) = moments.standardised(20)?;
    let n = real(moments.n);
    let (z_skewness, z_kurtosis) = (skewness_to_normal(g1, n), kurtosis_to_normal(g2, n)?);
    let statistic = z_skewness * z_skewness + z_kurtosis * z_kurtosis;
    Ok(DagostinoK2 { z_skewness, z_kurtosis, statistic, p: chi_squared_survival(statistic, 2.0) })
}

/// D'Agostino (1970): z = δ asinh(Y / α); W² − 1 is taken without cancellation.
fn skewness_to_normal(g1: f64, n: f64) -> f64 {
    let y = g1 * ((n + 1.0) * (n + 3.0) / (6.0 * (n - 2.0))).sqrt();
    // Kurtosis of √b1 less 3: the polynomials of β2 and 3 subtracted by hand.
    let excess = 36.0 * (((n - 5.0) * n - 19.0) * n + 35.0) / ((n - 2.0) * (n + 5.0) * (n + 7.0) * (n + 9.0));
    let w2_less_one = 2.0 * excess / ((4.0 + 2.0 * excess).sqrt() + 2.0);
    let delta = 1.0 / (0.5 * w2_less_one.ln_1p()).sqrt();
    let alpha = (2.0 / w2_less_one).sqrt();
    delta * (y / alpha).asinh()
}

/// Anscombe & Glynn (1983), equations 3 to 5; the difference of two numbers near one is taken by `exp_m1`.
fn kurtosis_to_normal(g2: f64, n: f64) -> Result<f64, StatError> {
    let variance = 24.0 * n * (n - 2.0) * (n - 3.0) / ((n + 1.0) * (n + 1.0) * (n + 3.0) * (n + 5.0));
    let x = (g2 + 6.0 / (n + 1.0)) / variance.sqrt();
    let root_beta1 = 6.0 * (n * n - 5.0 * n + 2.0) / ((n + 7.0) * (n + 9.0))
        * (6.0 * (n + 3.0) * (n + 5.0) / (n * (n - 2.0) * (n - 3.0))).sqrt();
    let a = 6.0 + 8.0 / root_beta1 * (2.0 / root_beta1 + (1.0 + 4.0 / (root_beta1 * root_beta1)).sqrt());
    let shift = x * (2.0 / (a - 4.0)).sqrt();
    // b2 is at least 1, which keeps 1 + shift above zero.
    if shift <= -1.0 {
        return Err(StatError::OutOfRange);
    }
    let root_less_one = (((-2.0 / a).ln_1p() - shift.ln_1p()) / 3.0).exp_m1();
    Ok((-2.0 / (9.0 * a) - root_less_one) / (2.0 / (9.0 * a)).sqrt())
}
