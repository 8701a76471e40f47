//! Funnel limits: how far a small school may lie from the region by chance alone.

use crate::error::StatError;
use crate::moments::{ratio, real};
use crate::special::{binomial_at_most, normal_quantile};

/// Limits of a group's mean were its pupils a random draw of the region.
///
/// # Formula
/// M ± z s / √n, z = Φ⁻¹(1 − outside / 2)
/// # Inputs
/// `mean` (M) and `sd` (s) of the region, `n` pupils of the group, `outside`: share of draws beyond the two limits,
/// 0.05 for a warning and 0.002 for an alarm.
/// # Returns
/// Lower and upper limit, in the unit of the mean.
/// # Errors
/// [`StatError::TooFew`] if n = 0; [`StatError::NoVariation`] if s = 0; [`StatError::OutOfRange`] if `outside` is not
/// between 0 and 1 or a number is not finite.
/// # References
/// Spiegelhalter (2005), Statistics in Medicine 24:1185, section 2.2 and appendix A.1.
pub fn mean_funnel(mean: f64, sd: f64, n: u64, outside: f64) -> Result<(f64, f64), StatError> {
    if n == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    check_share(outside)?;
    if !mean.is_finite() || !sd.is_finite() || sd < 0.0 {
        return Err(StatError::OutOfRange);
    }
    if sd <= 0.0 {
        return Err(StatError::NoVariation);
    }
    let half = -normal_quantile(0.5 * outside) * sd / real(n).sqrt();
    Ok((mean - half, mean + half))
}

/// Limits of a group's share were its pupils a random draw of the region: exact binomial limits.
///
/// # Formula
/// With F the binomial distribution of n pupils with the region's share, and r the least number with F(r) ≥ q:
/// limit = (r − (F(r) − q) / (F(r) − F(r − 1))) / n, for q = outside / 2 and q = 1 − outside / 2. Interpolated, so that
/// the limits run smoothly over n.
/// # Inputs
/// `target`: (reached, sat) of the region; `n`: pupils of the group; `outside` as for [`mean_funnel`].
/// # Returns
/// Fractions in [0, 1].
/// # Errors
/// [`StatError::TooFew`] if n = 0; [`StatError::ZeroDenominator`] or [`StatError::Contradiction`] for an impossible
/// target; [`StatError::NoVariation`] if the region's share is 0 or 1; [`StatError::OutOfRange`] if `outside` is not
/// between 0 and 1.
/// # References
/// Spiegelhalter (2005), Statistics in Medicine 24:1185, appendix A.1.1.
pub fn share_funnel(target: (u64, u64), n: u64, outside: f64) -> Result<(f64, f64), StatError> {
    let chance = crate::rates::share(target.0, target.1)?;
    if n == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    check_share(outside)?;
    if target.0 == 0 || target.0 == target.1 {
        return Err(StatError::NoVariation);
    }
    let missed = ratio(i128::from(target.1 - target.0), i128::from(target.1));
    let tail = 0.5 * outside;
    let lower = interpolated_quantile(n, chance, tail).max(0.0);
    // Among those who missed it the upper limit is the lower one less a pupil, so no tail is taken from one.
    let upper = 1.0 - (interpolated_quantile(n, missed, tail) + 1.0 / real(n)).max(0.0);
    Ok((lower, upper))
}

/// The lower limit as a share, below zero by less than a pupil where even zero is no surprise.
fn interpolated_quantile(n: u64, chance: f64, tail: f64) -> f64 {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if binomial_at_most(middle, n, chance) >= tail {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let reached = binomial_at_most(low, n, chance);
    let before = if low == 0 { 0.0 } else { binomial_at_most(low - 1, n, chance) };
    let back = (reached - tail) / (reached - before);
    (real(low) - back) / real(n)
}

fn check_share(outside: f64) -> Result<(), StatError> {
    if outside > 0.0 && outside < 1.0 { Ok(()) } else { Err(StatError::OutOfRange) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(target: (u64, u64), n: u64, outside: f64, expected: (f64, f64)) {
        let found = share_funnel(target, n, outside).expect("limits");
        assert!(
            (found.0 - expected.0).abs() < 1e-12 && (found.1 - expected.1).abs() < 1e-12,
            "{n}: {found:?} {expected:?}"
        );
    }

    type Case = ((u64, u64), u64, f64, (f64, f64));

    const FUNNEL: [Case; 5] = [
        ((750, 1000), 20, 0.05, (0.5205751554231901, 0.8994866335736121)),
        ((750, 1000), 20, 0.002, (0.4010743896041615, 0.9842331572399392)),
        ((3, 10), 7, 0.05, (0.0, 0.5931130661721308)),
        ((1, 100), 50, 0.002, (0.0, 0.06822033422805228)),
        ((866, 1000), 400, 0.002, (0.80962344614404, 0.914651085930293)),
    ];

    /// SciPy 1.17.1, `binom`; `fixtures/oracle/make/inference.py`.
    #[test]
    fn limits_of_shares_are_exact_and_interpolated() {
        FUNNEL.iter().for_each(|&(target, n, outside, expected)| check(target, n, outside, expected));
    }

    #[test]
    fn limits_of_means_narrow_with_the_root_of_n() {
        let (lower, upper) = mean_funnel(73.0, 15.0, 100, 0.05).expect("limits");
        assert!((lower - (73.0 - 1.959_963_984_540_054 * 1.5)).abs() < 1e-12);
        assert!((upper - (73.0 + 1.959_963_984_540_054 * 1.5)).abs() < 1e-12);
    }

    #[test]
    fn impossible_targets_are_refused() {
        assert_eq!(share_funnel((0, 10), 5, 0.05), Err(StatError::NoVariation));
        assert_eq!(share_funnel((11, 10), 5, 0.05), Err(StatError::Contradiction));
        assert_eq!(share_funnel((1, 10), 0, 0.05), Err(StatError::TooFew { found: 0, required: 1 }));
        assert_eq!(mean_funnel(1.0, 0.0, 5, 0.05), Err(StatError::NoVariation));
        assert_eq!(mean_funnel(1.0, f64::NAN, 5, 0.05), Err(StatError::OutOfRange));
        assert_eq!(mean_funnel(1.0, 1.0, 5, 1.0), Err(StatError::OutOfRange));
    }
}
