//! The distributions behind the biserial correlation and the interval of alpha.

use crate::error::StatError;
use crate::special::{f_survival, normal_quantile};

/// More halvings than a bracket of floats has room for.
const MOST_HALVINGS: u32 = 2200;

/// Density of the standard normal distribution at its quantile p, for p in (0, 1).
pub(super) fn density_at_quantile(p: f64) -> f64 {
    let z = normal_quantile(p);
    libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt()
}

/// Upper and lower (1 − level) / 2 point of an F distribution.
pub(super) fn f_points(level: f64, first: f64, second: f64) -> Result<(f64, f64), StatError> {
    let outside = (1.0 - level) / 2.0;
    if !(level > 0.0 && outside > 0.0) {
        return Err(StatError::OutOfRange);
    }
    // The lower point is the inverse of the upper one with the degrees of freedom exchanged.
    Ok((upper_point(outside, first, second)?, 1.0 / upper_point(outside, second, first)?))
}

/// The value that an F variable exceeds with a probability below one half, by bisection to neighbouring floats.
fn upper_point(outside: f64, first: f64, second: f64) -> Result<f64, StatError> {
    let beyond = |value: f64| f_survival(value, first, second).value > outside;
    let (mut low, mut high) = (0.0, 1.0);
    let mut halvings = 0;
    while beyond(high) {
        (low, high) = (high, 2.0 * high);
        if high > f64::MAX / 4.0 {
            return Err(StatError::NotConverged);
        }
    }
    while high - low > f64::EPSILON * high {
        let middle = low + (high - low) / 2.0;
        halvings += 1;
        if halvings > MOST_HALVINGS {
            return Err(StatError::NotConverged);
        }
        if beyond(middle) { low = middle } else { high = middle }
    }
    Ok(low + (high - low) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: SciPy 1.17.1 `scipy.stats.f.ppf`.
    #[test]
    fn points_agree_with_a_second_source() {
        let expected = [
            (1.0, 1.0, 647.789_011_477_844_2, 0.001_543_712_508_674_131),
            (1.0, 3.0, 17.443_443_320_725_112, 0.001_157_189_132_388_289_7),
            (29.0, 87.0, 1.746_959_851_084_415, 0.522_355_349_242_48),
            (999.0, 3996.0, 1.101_451_233_333_412_5, 0.905_241_030_570_834),
            (1e6, 5e7, 1.002_801_398_253_246_7, 0.997_202_621_903_082_7),
        ];
        for (first, second, upper, lower) in expected {
            let found = f_points(0.95, first, second).expect("two points");
            assert!((found.0 / upper - 1.0).abs() < 1e-11, "expected {upper}, got {}", found.0);
            assert!((found.1 / lower - 1.0).abs() < 1e-11, "expected {lower}, got {}", found.1);
        }
    }
}
