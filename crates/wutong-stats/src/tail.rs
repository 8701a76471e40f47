//! Tails and quantiles of the normal, chi-squared and F distributions, as logarithms where they would underflow.
//!
//! Prefactors are written with Loader's deviance terms, so that large degrees of freedom cost no digits.

use core::f64::consts::{LN_2, PI, SQRT_2};

use crate::error::StatError;
use crate::root::root;

/// More terms than a continued fraction needs for a hundred million degrees of freedom.
const MOST_TERMS: u32 = 100_000;

/// Cumulative normal distribution.
pub(crate) fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / SQRT_2)
}

/// z with a central normal probability of `level`.
///
/// # Numerics
/// Newton steps on ln Φ, which is concave, from a point left of the root: they approach it from one side.
/// # Errors
/// [`StatError::OutOfRange`] for a level outside (0, 1).
pub(crate) fn two_sided_normal(level: f64) -> Result<f64, StatError> {
    let tail = (1.0 - level) / 2.0;
    if !(level > 0.0 && tail > 0.0) {
        return Err(StatError::OutOfRange);
    }
    let target = libm::log(tail);
    let mut x = -(-2.0 * target).sqrt();
    for _ in 0..60 {
        let below = normal_cdf(x);
        let density = libm::exp(-0.5 * x * x) / (2.0 * PI).sqrt();
        let step = (target - libm::log(below)) * below / density;
        x += step;
        if step.abs() <= 1e-16 * x.abs() {
            break;
        }
    }
    Ok(-x)
}

/// ln Γ(n + 1) minus Stirling's formula.
fn stirling_error(n: f64) -> f64 {
    if n < 15.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - 0.5 * libm::log(2.0 * PI);
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square) / square)
        / n
}

/// x ln(x / m) + m − x without cancellation.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = (x - m) / (x + m);
    let (mut sum, mut power, mut odd) = ((x - m) * v, 2.0 * x * v, 1.0);
    loop {
        power *= v * v;
        odd += 2.0;
        let next = sum + power / odd;
        if next.total_cmp(&sum).is_eq() {
            return sum;
        }
        sum = next;
    }
}

/// ln of x^a y^b / B(a, b) with y = 1 − x.
fn ln_beta_front(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let n = a + b;
    stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y)
        + 0.5 * libm::log(a * b / (2.0 * PI * n))
}

/// The modified Lentz evaluation of b0 + a1/(b1 + a2/(b2 + ...)), terms from 1.
fn continued_fraction(first: f64, term: impl Fn(f64) -> (f64, f64)) -> f64 {
    const TINY: f64 = 1e-300;
    let (mut value, mut c, mut d) = (first, first, 0.0);
    for index in 1..MOST_TERMS {
        let (numerator, denominator) = term(f64::from(index));
        d = denominator + numerator * d;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = denominator + numerator / c;
        c = if c.abs() < TINY { TINY } else { c };
        value *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

/// ln of the regularised incomplete beta function at x, with y = 1 − x.
///
/// # References
/// Abramowitz & Stegun (1964), 26.5.8; prefactor after Loader (2000), Fast and Accurate Computation of Binomial Probabilities.
fn ln_incomplete_beta(x: f64, y: f64, a: f64, b: f64) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return ln_one_minus_exp(ln_incomplete_beta(y, x, b, a));
    }
    let fraction = continued_fraction(1.0, |index| {
        let m = (index / 2.0).floor();
        let numerator = if index % 2.0 > 0.5 {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        } else {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        };
        (numerator, 1.0)
    });
    ln_beta_front(x, y, a, b) - libm::log(a) - libm::log(fraction)
}

/// ln(1 − e^x) for x ≤ 0.
fn ln_one_minus_exp(x: f64) -> f64 {
    if x > -LN_2 { libm::log(-libm::expm1(x)) } else { libm::log1p(-libm::exp(x)) }
}

/// ln P(F > f) with the given degrees of freedom; f above 0.
pub(crate) fn ln_f_tail(f: f64, df_above: f64, df_below: f64) -> f64 {
    let whole = df_below + df_above * f;
    ln_incomplete_beta(df_below / whole, df_above * f / whole, df_below / 2.0, df_above / 2.0)
}

/// ln P(χ² > x); x above 0.
///
/// # References
/// Abramowitz & Stegun (1964), 6.5.29 and 6.5.31.
pub(crate) fn ln_chi_squared_tail(x: f64, df: f64) -> f64 {
    let (a, x) = (df / 2.0, x / 2.0);
    // x^a e^-x / Γ(a + 1)
    let front = -stirling_error(a) - deviance(a, x) - 0.5 * libm::log(2.0 * PI * a);
    if x < a + 1.0 {
        let (mut sum, mut term, mut index) = (1.0, 1.0, 1.0);
        while term > 1e-17 * sum {
            term *= x / (a + index);
            sum += term;
            index += 1.0;
        }
        return ln_one_minus_exp((front + libm::log(sum)).min(0.0));
    }
    let fraction = continued_fraction(x + 1.0 - a, |index| (index * (a - index), x + 2.0 * index + 1.0 - a));
    front + libm::log(a) - libm::log(fraction)
}

/// The point above which a falling tail function has the given probability, for a positive variable.
///
/// # Numerics
/// False position in the logarithms of point and tail, from a point near 1 outwards.
/// # Errors
/// [`StatError::NotConverged`] if no point within e^±600 has that tail.
pub(crate) fn upper_point(probability: f64, near: f64, ln_tail: impl Fn(f64) -> f64) -> Result<f64, StatError> {
    let target = libm::log(probability);
    let at = |position: f64| ln_tail(libm::exp(position)) - target;
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

    fn close(found: f64, expected: f64, digits: f64) {
        assert!((found - expected).abs() <= digits * expected.abs(), "found {found:e}, expected {expected:e}");
    }

    #[test]
    fn normal_points() {
        close(two_sided_normal(0.95).unwrap(), 1.959_963_984_540_054, 4e-16);
        close(two_sided_normal(0.5).unwrap(), 0.674_489_750_196_081_7, 4e-16);
        assert_eq!(two_sided_normal(0.0), Err(StatError::OutOfRange));
        assert_eq!(two_sided_normal(f64::NAN), Err(StatError::OutOfRange));
    }

    /// Reference values: mpmath 1.4 with 40 digits for F, SciPy 1.17 for chi-squared.
    #[test]
    fn tails_of_f_and_chi_squared() {
        close(ln_f_tail(6.09826, 2.0, 12.0), -4.207_813_028_287_793, 1e-14);
        close(ln_f_tail(1.01, 499.0, 999_500.0), -0.845_880_786_564_396_7, 1e-11);
        close(ln_f_tail(2.5, 499.0, 999_500.0), -149.583_356_828_896_23, 1e-13);
        close(ln_f_tail(100.0, 64.0, 3994.0), -1_767.288_487_921_067, 1e-13);
        close(ln_f_tail(0.3, 3.0, 7.0), -0.192_785_755_368_502_27, 1e-12);
        close(ln_f_tail(1e-3, 1.0, 1.0), -0.020_330_244_331_288_175, 1e-13);
        close(ln_chi_squared_tail(3.841_458_820_694_124, 1.0), -2.995_732_273_553_993, 1e-14);
        close(ln_chi_squared_tail(500.0, 499.0), -0.736_113_964_160_964_8, 1e-13);
        close(ln_chi_squared_tail(0.01, 2.0), -0.005, 1e-13);
        close(ln_chi_squared_tail(2000.0, 499.0), -408.902_109_891_371_54, 1e-13);
    }

    #[test]
    fn points_undo_tails() {
        for probability in [0.975, 0.5, 0.025, 1e-6] {
            let f = upper_point(probability, 1.0, |point| ln_f_tail(point, 2.0, 12.0)).unwrap();
            close(libm::exp(ln_f_tail(f, 2.0, 12.0)), probability, 1e-13);
        }
        // The median of χ²(2) is 2 ln 2.
        close(upper_point(0.5, 2.0, |point| ln_chi_squared_tail(point, 2.0)).unwrap(), 2.0 * LN_2, 1e-14);
    }
}
