//! The Anderson-Darling test of normality.

use super::Standardiser;
use crate::error::StatError;
use crate::frequency::{FrequencyTable, Tick};
use crate::moments::{Moments, real};
use crate::special::{PValue, ln_normal_cdf, normal_cdf};

/// The Anderson-Darling statistic with mean and standard deviation estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AndersonDarling {
    /// A².
    pub a2: f64,
    /// A² (1 + 0.75 / n + 2.25 / n²), to be held against one table for every n.
    pub a2_star: f64,
    /// Its probability; 3.7e-24 for `a2_star` of 10 or more, where the approximation ends.
    pub p: PValue,
}

/// Anderson-Darling test of normality, sensitive to both tails.
///
/// # Formula
/// A² = −n − Σ (2i − 1)(ln Φ(z_i) + ln(1 − Φ(z_{n+1−i}))) / n over the marks in ascending order, z with the sample
/// standard deviation. Equal marks are taken together: with b below and c in a cell the weights add to (b + c)² − b².
/// # Numerics
/// The sum is compensated. A² is the small difference of numbers near n, so about log10(n / A²) digits are lost.
/// # Errors
/// [`StatError::TooFew`] with fewer than eight pupils; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Anderson & Darling (1954), JASA 49:765; Stephens (1986), in D'Agostino & Stephens, Goodness-of-Fit Techniques,
/// tables 4.7 and 4.9.
pub fn anderson_darling<M: Tick>(table: &FrequencyTable<M>, moments: &Moments) -> Result<AndersonDarling, StatError> {
    let scale = Standardiser::of(moments, 8)?;
    let n = real(moments.n);
    let (mut sum, mut lost) = (n, 0.0);
    for (mark, count, below) in table.ranked() {
        let (lower, upper) = ln_tails(scale.z(mark));
        let above = moments.n - below - count;
        // (b + c)² − b² over n.
        let weight = |outside: u64| real(count) * (2.0 * real(outside) + real(count)) / n;
        for term in [weight(below) * lower, weight(above) * upper] {
            let next: f64 = sum + term;
            lost += if sum.abs() >= term.abs() { (sum - next) + term } else { (term - next) + sum };
            sum = next;
        }
    }
    let a2 = -(sum + lost);
    let a2_star = a2 * (1.0 + 0.75 / n + 2.25 / (n * n));
    Ok(AndersonDarling { a2, a2_star, p: PValue::of(probability(a2_star)) })
}

/// ln Φ(z) and ln(1 − Φ(z)).
fn ln_tails(z: f64) -> (f64, f64) {
    if z.abs() > 20.0 {
        return (ln_normal_cdf(z), ln_normal_cdf(-z));
    }
    let tail = normal_cdf(-z.abs());
    let (small, large) = (tail.ln(), (-tail).ln_1p());
    if z < 0.0 { (small, large) } else { (large, small) }
}

/// Stephens (1986), table 4.9.
fn probability(a: f64) -> f64 {
    if a < 0.2 {
        1.0 - (-13.436 + 101.14 * a - 223.73 * a * a).exp()
    } else if a < 0.34 {
        1.0 - (-8.318 + 42.796 * a - 59.938 * a * a).exp()
    } else if a < 0.6 {
        (0.9177 - 4.279 * a - 1.38 * a * a).exp()
    } else if a < 10.0 {
        (1.2937 - 5.709 * a + 0.0186 * a * a).exp()
    } else {
        3.7e-24
    }
}
