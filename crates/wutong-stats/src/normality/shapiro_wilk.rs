//! The Shapiro-Wilk test of normality, for up to 5000 pupils.

use crate::error::StatError;
use crate::frequency::{FrequencyTable, Tick};
use crate::moments::{Moments, ratio, real};
use crate::special::{PValue, normal_quantile, normal_upper};

/// The Shapiro-Wilk statistic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShapiroWilk {
    /// W, at most 1; 1 for marks that lie like normal ones.
    pub w: f64,
    /// Its probability, by an approximation with two or three right digits.
    pub p: PValue,
}

/// Shapiro-Wilk test of normality.
///
/// # Formula
/// W = (Σ a_i x_(i))² / Σ (x − m)², a the approximate best weights of a normal sample.
/// # Errors
/// [`StatError::TooFew`] with fewer than three pupils; [`StatError::NotApplicable`] with more than 5000, for which the
/// weights were never fitted; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Royston (1995), Applied Statistics 44:547, algorithm AS R94.
pub fn shapiro_wilk<M: Tick>(table: &FrequencyTable<M>, moments: &Moments) -> Result<ShapiroWilk, StatError> {
    let squares = moments.sum_of_squares();
    match moments.n {
        found @ 0..3 => return Err(StatError::TooFew { found, required: 3 }),
        3..=5000 => {}
        _ => return Err(StatError::NotApplicable),
    }
    if squares <= 0.0 {
        return Err(StatError::NoVariation);
    }
    let n = real(moments.n);
    let (pupils, sum) = (i128::from(moments.n), i128::from(moments.sum));
    let upper = upper_weights(moments.n);
    // Weight of each rank, antisymmetric about the middle, summed over the ranks of a cell.
    let weight = |rank: u64| {
        let mirrored = moments.n - 1 - rank;
        let side = |rank: u64| usize::try_from(rank).ok().and_then(|rank| upper.get(rank)).copied().unwrap_or(0.0);
        if rank < mirrored { -side(rank) } else { side(mirrored) }
    };
    let (mut product, mut length) = (0.0, 0.0);
    for (mark, count, below) in table.ranked() {
        let weights = || (below..below + count).map(weight);
        product += weights().sum::<f64>() * ratio(i128::from(mark.into()) * pupils - sum, pupils);
        length += weights().map(|a| a * a).sum::<f64>();
    }
    let norm = (length * squares).sqrt();
    let complement = ((norm - product) * (norm + product) / (length * squares)).max(0.0);
    Ok(ShapiroWilk { w: 1.0 - complement, p: probability(complement, n) })
}

/// Weights of the upper half, the largest mark first.
fn upper_weights(pupils: u64) -> Vec<f64> {
    let n = real(pupils);
    if pupils == 3 {
        return vec![std::f64::consts::FRAC_1_SQRT_2];
    }
    let scores: Vec<f64> = (1..=pupils / 2).map(|rank| -normal_quantile((real(rank) - 0.375) / (n + 0.25))).collect();
    let squares = 2.0 * scores.iter().map(|score| score * score).sum::<f64>();
    let root = 1.0 / n.sqrt();
    let first =
        polynomial(&[0.0, 0.221_157, -0.147_981, -2.071_19, 4.434_685, -2.706_056], root) + scores[0] / squares.sqrt();
    let mut weights = vec![first];
    let mut left = (squares - 2.0 * scores[0] * scores[0], 1.0 - 2.0 * first * first);
    if pupils > 5 {
        let second = polynomial(&[0.0, 0.042_981, -0.293_762, -1.752_461, 5.682_633, -3.582_633], root)
            + scores[1] / squares.sqrt();
        left.0 -= 2.0 * scores[1] * scores[1];
        left.1 -= 2.0 * second * second;
        weights.push(second);
    }
    let factor = (left.0 / left.1).sqrt();
    let fitted = weights.len();
    weights.extend(scores[fitted..].iter().map(|score| score / factor));
    weights
}

fn polynomial(ascending: &[f64], x: f64) -> f64 {
    ascending.iter().rev().fold(0.0, |sum, &coefficient| sum * x + coefficient)
}

/// The probability of a statistic as low as 1 − `complement`.
fn probability(complement: f64, n: f64) -> PValue {
    if n < 3.5 {
        let least = 0.75_f64.sqrt().asin();
        return PValue::of(6.0 / std::f64::consts::PI * ((1.0 - complement).sqrt().asin() - least));
    }
    let ln = complement.max(f64::MIN_POSITIVE).ln();
    if n < 11.5 {
        let bound = polynomial(&[-2.273, 0.459], n);
        if ln >= bound {
            return PValue::of(1e-99);
        }
        let mean = polynomial(&[0.544, -0.399_78, 0.025_054, -6.714e-4], n);
        let sd = polynomial(&[1.3822, -0.778_57, 0.062_767, -0.002_032_2], n).exp();
        return normal_upper((-(bound - ln).ln() - mean) / sd);
    }
    let size = n.ln();
    let mean = polynomial(&[-1.5861, -0.310_82, -0.083_751, 0.003_891_5], size);
    let sd = polynomial(&[-0.4803, -0.082_676, 0.003_030_2], size).exp();
    normal_upper((ln - mean) / sd)
}
