//! The Kolmogorov-Smirnov test with estimated mean and standard deviation.

use super::Standardiser;
use crate::error::StatError;
use crate::frequency::{FrequencyTable, Tick};
use crate::moments::{Moments, real};
use crate::special::{PValue, normal_cdf};

/// The Lilliefors statistic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lilliefors {
    /// Greatest distance between the distribution of the marks and the normal one.
    pub d: f64,
    /// Its probability.
    pub p: PValue,
}

/// Lilliefors test of normality: the greatest distance between two cumulative distributions.
///
/// # Formula
/// D = max over marks of i/n − Φ(z) and Φ(z) − (i − 1)/n, z with the sample standard deviation.
/// # Returns
/// p by Dallal and Wilkinson, where that is above 0.1 by Stephens' modified statistic.
/// # Errors
/// [`StatError::TooFew`] with fewer than five pupils; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Lilliefors (1967), JASA 62:399; Dallal & Wilkinson (1986), The American Statistician 40:294, equation 1; Stephens
/// (1974), JASA 69:730, table 1A. The polynomials between Stephens' points are those of the R package nortest.
pub fn lilliefors<M: Tick>(table: &FrequencyTable<M>, moments: &Moments) -> Result<Lilliefors, StatError> {
    let scale = Standardiser::of(moments, 5)?;
    let n = real(moments.n);
    let mut d = 0.0_f64;
    for (mark, count, below) in table.ranked() {
        let expected = normal_cdf(scale.z(mark));
        d = d.max(real(below + count) / n - expected).max(expected - real(below) / n);
    }
    Ok(Lilliefors { d, p: probability(d, n) })
}

fn probability(d: f64, n: f64) -> PValue {
    let (scaled, size) = if n > 100.0 { (d * (n / 100.0).powf(0.49), 100.0) } else { (d, n) };
    let shifted = size + 2.780_19;
    let ln = -7.012_56 * scaled * scaled * shifted + 2.995_87 * scaled * shifted.sqrt() - 0.122_119
        + 0.974_598 / size.sqrt()
        + 1.679_97 / size;
    if ln <= 0.1_f64.ln() {
        return PValue::of_ln(ln);
    }
    let k = (n.sqrt() - 0.01 + 0.85 / n.sqrt()) * d;
    let polynomial = |ascending: [f64; 5]| ascending.iter().rev().fold(0.0, |sum, &c| sum * k + c);
    PValue::of(if k <= 0.302 {
        1.0
    } else if k <= 0.5 {
        polynomial([2.767_73, -19.828_315, 80.709_644, -138.551_52, 81.218_052])
    } else if k <= 0.9 {
        polynomial([-4.901_232, 40.662_806, -97.490_286, 94.029_866, -32.355_711])
    } else if k <= 1.31 {
        polynomial([6.198_765, -19.558_097, 23.186_922, -12.234_627, 2.423_045])
    } else {
        0.0
    })
}
