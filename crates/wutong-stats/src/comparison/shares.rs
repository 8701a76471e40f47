//! Two shares compared.

use crate::error::StatError;
use crate::moments::ratio;
use crate::rates::{Z95, share, wilson_interval};
use crate::special::{PValue, normal_two_sided};

/// The comparison of two shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProportionTest {
    /// First share less second.
    pub difference: f64,
    /// The difference in its standard errors, were the shares equal.
    pub z: f64,
    /// Probability of a difference as large on either side, were the shares equal.
    pub p: PValue,
    /// Cohen's h: 0.2 small, 0.5 medium, 0.8 large.
    pub cohen_h: f64,
}

/// Test of two shares: is the difference more than chance?
///
/// # Formula
/// z = (p1 − p2) / √(p (1 − p)(1/n1 + 1/n2)), p the share of both together, without continuity correction;
/// h = 2 asin √p1 − 2 asin √p2
/// # Inputs
/// (reached, sat) of each group; no pupil in both.
/// # Errors
/// [`StatError::ZeroDenominator`] if a group is empty; [`StatError::Contradiction`] if more reached it than sat;
/// [`StatError::NoVariation`] if all or none reached it.
/// # References
/// Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 3rd ed., section 3.1; Cohen (1988),
/// equation 6.2.1.
pub fn two_proportion_test(first: (u64, u64), second: (u64, u64)) -> Result<ProportionTest, StatError> {
    let difference = share_difference(first, second)?;
    let ((k1, n1), (k2, n2)) = (first, second);
    let (k, n) = (k1 + k2, n1 + n2);
    if k == 0 || k == n {
        return Err(StatError::NoVariation);
    }
    let wide = |value: u64| i128::from(value);
    // p (1 − p)(1/n1 + 1/n2) = k (n − k) / (n n1 n2).
    let variance = ratio(wide(k) * wide(n - k), wide(n) * wide(n1)) / ratio(wide(n2), 1);
    let z = difference / variance.sqrt();
    let cohen_h = 2.0 * (angle(k1, n1) - angle(k2, n2));
    Ok(ProportionTest { difference, z, p: normal_two_sided(z), cohen_h })
}

/// asin √(k / n), from both sides so that shares near one keep their digits.
fn angle(k: u64, n: u64) -> f64 {
    ratio(i128::from(k), 1).sqrt().atan2(ratio(i128::from(n - k), 1).sqrt())
}

/// First share less second, one quotient of exact integers.
fn share_difference((k1, n1): (u64, u64), (k2, n2): (u64, u64)) -> Result<f64, StatError> {
    share(k1, n1)?;
    share(k2, n2)?;
    let (n1, n2) = (i128::from(n1), i128::from(n2));
    Ok(ratio(i128::from(k1) * n2 - i128::from(k2) * n1, n1 * n2))
}

/// 95 % interval of the difference of two shares from their Wilson intervals; to be preferred.
///
/// # Formula
/// d − √((p1 − l1)² + (u2 − p2)²), d + √((u1 − p1)² + (p2 − l2)²), (l, u) the Wilson interval of each share.
/// # Inputs
/// (reached, sat) of each group.
/// # Returns
/// Bounds within [−1, 1].
/// # Errors
/// As [`wilson_interval`].
/// # References
/// Newcombe (1998), Statistics in Medicine 17:873, method 10.
pub fn newcombe_interval(first: (u64, u64), second: (u64, u64)) -> Result<(f64, f64), StatError> {
    let difference = share_difference(first, second)?;
    let (p1, p2) = (share(first.0, first.1)?, share(second.0, second.1)?);
    let (l1, u1) = wilson_interval(first.0, first.1)?;
    let (l2, u2) = wilson_interval(second.0, second.1)?;
    let (down, up) = ((p1 - l1).hypot(u2 - p2), (u1 - p1).hypot(p2 - l2));
    Ok(((difference - down).max(-1.0), (difference + up).min(1.0)))
}

/// 95 % interval of the difference of two shares from their standard errors; too narrow in small groups and at the ends.
///
/// # Formula
/// p1 − p2 ± 1.959964 √(p1 (1 − p1) / n1 + p2 (1 − p2) / n2)
/// # Inputs
/// (reached, sat) of each group.
/// # Errors
/// [`StatError::ZeroDenominator`] if a group is empty; [`StatError::Contradiction`] if more reached it than sat.
/// # References
/// Newcombe (1998), Statistics in Medicine 17:873, method 1.
pub fn wald_interval(first: (u64, u64), second: (u64, u64)) -> Result<(f64, f64), StatError> {
    let difference = share_difference(first, second)?;
    let variance = |(k, n): (u64, u64)| {
        let n = i128::from(n);
        ratio(i128::from(k) * (n - i128::from(k)), n * n) / ratio(n, 1)
    };
    let half = Z95 * (variance(first) + variance(second)).sqrt();
    Ok((difference - half, difference + half))
}

/// Odds of the first group over those of the second.
///
/// # Formula
/// k1 (n2 − k2) / (k2 (n1 − k1))
/// # Inputs
/// (reached, sat) of each group.
/// # Errors
/// [`StatError::ZeroDenominator`] if a group is empty, all of the first or none of the second reached it;
/// [`StatError::Contradiction`] if more reached it than sat.
/// # References
/// Cornfield (1951), Journal of the National Cancer Institute 11:1269.
pub fn odds_ratio((k1, n1): (u64, u64), (k2, n2): (u64, u64)) -> Result<f64, StatError> {
    share(k1, n1)?;
    share(k2, n2)?;
    match i128::from(k2) * i128::from(n1 - k1) {
        0 => Err(StatError::ZeroDenominator),
        below => Ok(ratio(i128::from(k1) * i128::from(n2 - k2), below)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: (f64, f64), expected: (f64, f64)) {
        assert!((found.0 - expected.0).abs() < 5e-5 && (found.1 - expected.1).abs() < 5e-5, "{found:?} {expected:?}");
    }

    /// Newcombe (1998), table II, method 10: the eight contrasts, printed to four decimals.
    #[test]
    fn newcombe_prints_the_published_intervals() {
        for (first, second, expected) in [
            ((56, 70), (48, 80), (0.0524, 0.3339)),
            ((9, 10), (3, 10), (0.1705, 0.8090)),
            ((6, 7), (2, 7), (0.0582, 0.8062)),
            ((5, 56), (0, 29), (-0.0381, 0.1926)),
            ((0, 10), (0, 20), (-0.1611, 0.2775)),
            ((0, 10), (0, 10), (-0.2775, 0.2775)),
            ((10, 10), (0, 20), (0.6791, 1.0)),
            ((10, 10), (0, 10), (0.6075, 1.0)),
        ] {
            check(newcombe_interval(first, second).expect("an interval"), expected);
        }
    }

    #[test]
    fn empty_and_equal_groups_are_refused() {
        assert_eq!(newcombe_interval((0, 0), (1, 2)), Err(StatError::ZeroDenominator));
        assert_eq!(two_proportion_test((5, 5), (7, 7)), Err(StatError::NoVariation));
        assert_eq!(two_proportion_test((6, 5), (7, 7)), Err(StatError::Contradiction));
        assert_eq!(odds_ratio((5, 5), (3, 7)), Err(StatError::ZeroDenominator));
        assert_eq!(odds_ratio((2, 6), (3, 6)), Ok(0.5));
    }
}
