//! Points of distributions that intervals need.

use super::{PValue, normal_quantile};
use crate::error::StatError;
use crate::root::root;

/// z with a central normal probability of `level`.
///
/// # Errors
/// [`StatError::OutOfRange`] for a level outside (0, 1).
pub(crate) fn two_sided_normal(level: f64) -> Result<f64, StatError> {
    let tail = (1.0 - level) / 2.0;
    if level > 0.0 && tail > 0.0 { Ok(-normal_quantile(tail)) } else { Err(StatError::OutOfRange) }
}

/// The point above which a tail has the given probability, for a positive variable.
///
/// # Numerics
/// False position in the logarithms of point and tail, from a point `near` it outwards.
/// # Errors
/// [`StatError::NotConverged`] if no point within a factor e^±600 has that tail.
pub(crate) fn upper_point(probability: f64, near: f64, tail: impl Fn(f64) -> PValue) -> Result<f64, StatError> {
    let target = libm::log10(probability);
    let at = |position: f64| tail(libm::exp(position)).log10 - target;
    let start = libm::log(near);
    let mut inside = (start, at(start));
    let side = if inside.1 > 0.0 { 1.0 } else { -1.0 };
    let mut reach = 0.25;
    while reach < 600.0 {
        let position = start + side * reach;
        let outside = (position, at(position));
        if (outside.1 > 0.0) != (inside.1 > 0.0) {
            return Ok(libm::exp(root(inside, outside, 4.0 * f64::EPSILON, |position| Ok(at(position)))?));
        }
        inside = outside;
        reach *= 2.0;
    }
    Err(StatError::NotConverged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::{chi_squared_survival, f_survival};

    fn close(found: f64, expected: f64, digits: f64) {
        assert!((found - expected).abs() <= digits * expected.abs(), "found {found:e}, expected {expected:e}");
    }

    #[test]
    fn normal_points() {
        close(two_sided_normal(0.95).unwrap(), 1.959_963_984_540_054, 1e-15);
        close(two_sided_normal(0.5).unwrap(), 0.674_489_750_196_081_7, 1e-15);
        assert_eq!(two_sided_normal(0.0), Err(StatError::OutOfRange));
        assert_eq!(two_sided_normal(1.0), Err(StatError::OutOfRange));
        assert_eq!(two_sided_normal(f64::NAN), Err(StatError::OutOfRange));
    }

    /// Logarithms of F tails from mpmath 1.4 with 40 digits.
    #[test]
    fn tails_of_many_pupils() {
        let ln = |f, above, below| f_survival(f, above, below).log10 * std::f64::consts::LN_10;
        close(ln(6.09826, 2.0, 12.0), -4.207_813_028_287_793, 1e-14);
        close(ln(1.01, 499.0, 999_500.0), -0.845_880_786_564_396_7, 1e-11);
        close(ln(2.5, 499.0, 999_500.0), -149.583_356_828_896_23, 1e-12);
        close(ln(100.0, 64.0, 3994.0), -1_767.288_487_921_067, 1e-13);
    }

    #[test]
    fn points_undo_tails() {
        for probability in [0.975, 0.5, 0.025, 1e-6] {
            let f = upper_point(probability, 1.0, |point| f_survival(point, 2.0, 12.0)).unwrap();
            close(f_survival(f, 2.0, 12.0).value, probability, 1e-13);
        }
        // The median of χ²(2) is 2 ln 2.
        let median = upper_point(0.5, 2.0, |point| chi_squared_survival(point, 2.0)).unwrap();
        close(median, 2.0 * std::f64::consts::LN_2, 1e-14);
    }
}
