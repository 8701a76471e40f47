//! The incomplete beta function and the t, F and binomial distributions.

use std::sync::LazyLock;

use super::PValue;
use super::gamma::{deviance, half_step_ratio, nonzero, stirling_error};
use super::normal::normal_quantile;
use crate::error::StatError;

const LN_TWO_PI: f64 = 1.837_877_066_409_345_5;

/// Natural logarithm of the regularised incomplete beta function I_x(a, b), with y = 1 − x given exactly.
///
/// # References
/// DiDonato & Morris (1992), ACM Transactions on Mathematical Software 18:360, the continued fraction BFRAC, whose terms
/// do not cancel; the factor before it as in Loader (2000).
fn ln_beta_lower(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if y <= 0.0 {
        return 0.0;
    }
    if a * y >= b * x { ln_beta_direct(a, b, x, y) } else { (-ln_beta_direct(b, a, y, x).exp()).ln_1p() }
}

fn ln_beta_direct(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    // ln of x^a y^b Γ(n) / (Γ(a) Γ(b)).
    let errors = stirling_error(n) - stirling_error(a) - stirling_error(b);
    let density = errors - deviance(a, n * x) - deviance(b, n * y) + 0.5 * ((a / n * b).ln() - LN_TWO_PI);
    density - continued_fraction(a, b, x, y).ln()
}

/// By Lentz's method.
fn continued_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let excess = a * y - b * x + 1.0;
    let mut fraction = nonzero(a * excess / (a + 1.0));
    let (mut c, mut d) = (fraction, 0.0);
    let mut m = 1.0;
    while m < 1e6 {
        let odd = a + 2.0 * m - 1.0;
        let above = (a + m - 1.0) / odd * ((a + b + m - 1.0) / odd) * m * (b - m) * x * x;
        let below = m + m * (b - m) * x / odd + (a + m) * (excess + m * (1.0 + y)) / (odd + 2.0);
        d = 1.0 / nonzero(below + above * d);
        c = nonzero(below + above / c);
        fraction *= c * d;
        if (c * d - 1.0).abs() < 2e-16 {
            break;
        }
        m += 1.0;
    }
    fraction
}

/// Probability that a t value with `df` degrees of freedom is as far from zero as `t`, on either side.
///
/// # Formula
/// I_x(df / 2, 1 / 2) with x = df / (df + t²).
/// # Inputs
/// `df` > 0, not necessarily whole.
/// # References
/// Abramowitz & Stegun (1964), 26.7.1 with 26.5.27.
pub(crate) fn t_two_sided(t: f64, df: f64) -> PValue {
    let whole = df + t * t;
    PValue::of_ln(ln_beta_lower(0.5 * df, 0.5, df / whole, t * t / whole))
}

/// Probability that an F value with `df1` and `df2` degrees of freedom is at least `f`.
///
/// # Formula
/// I_x(df2 / 2, df1 / 2) with x = df2 / (df2 + df1 f).
/// # Inputs
/// `f` ≥ 0, `df1` > 0, `df2` > 0.
/// # References
/// Abramowitz & Stegun (1964), 26.6.2.
pub(crate) fn f_survival(f: f64, df1: f64, df2: f64) -> PValue {
    let part = df1 * f.max(0.0);
    let whole = df2 + part;
    PValue::of_ln(ln_beta_lower(0.5 * df2, 0.5 * df1, df2 / whole, part / whole))
}

/// The t value with `outside` of the distribution beyond it and its mirror image; Newton steps on [`t_two_sided`].
///
/// # Errors
/// [`StatError::NotConverged`] if the steps do not settle, which needs fewer degrees of freedom than one.
pub(crate) fn t_half_width(outside: f64, df: f64) -> Result<f64, StatError> {
    // The expansion in 1 / df (Abramowitz & Stegun 26.7.5).
    let z = -normal_quantile(0.5 * outside);
    let square = z * z;
    let second = z * (3.0 + square * (16.0 + square * 5.0)) / 96.0;
    let third = z * (-15.0 + square * (17.0 + square * (19.0 + square * 3.0))) / 384.0;
    let fourth = z * (-945.0 + square * (-1920.0 + square * (1482.0 + square * (776.0 + square * 79.0)))) / 92_160.0;
    let late = (third.max(0.0) + fourth.max(0.0) / df) / df;
    let mut t = z + (z * (square + 1.0) / 4.0 + (second + late) / df) / df;
    let scale = half_step_ratio(0.5 * df) / (df * std::f64::consts::PI).sqrt();
    for _ in 0..200 {
        let density = scale * (-0.5 * (df + 1.0) * (t * t / df).ln_1p()).exp();
        let step = (t_two_sided(t, df).value - outside) / (2.0 * density);
        // Never beyond twice or below half of the value, so that heavy tails are reached step by step.
        let next = (t + step).clamp(0.5 * t, 2.0 * t);
        // Steps shrink as their squares: after one of 1e-8 nothing is left.
        if (next - t).abs() <= 1e-8 * t {
            return Ok(next);
        }
        t = next;
    }
    Err(StatError::NotConverged)
}

/// [`t_half_width`] with 5 % outside for whole degrees of freedom, as the means of most groups need it.
///
/// # Errors
/// As for [`t_half_width`].
pub(crate) fn t_of_mean(df: u64) -> Result<f64, StatError> {
    /// Classes and most schools have no more pupils than this.
    const KNOWN: u64 = 512;
    static TABLE: LazyLock<Vec<Result<f64, StatError>>> =
        LazyLock::new(|| (1..=KNOWN).map(|df| t_half_width(0.05, crate::moments::real(df))).collect());
    let known = usize::try_from(df).ok().and_then(|df| TABLE.get(df.checked_sub(1)?));
    known.copied().unwrap_or_else(|| t_half_width(0.05, crate::moments::real(df)))
}

/// Probability of at most `k` successes in `n` trials with chance `p` each.
///
/// I_{1-p}(n − k, k + 1), Abramowitz & Stegun 26.5.24.
pub(crate) fn binomial_at_most(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    let real = crate::moments::real;
    ln_beta_lower(real(n - k), real(k + 1), 1.0 - p, p).exp()
}

#[cfg(test)]
#[expect(clippy::excessive_precision, reason = "digits as the reference prints them")]
mod tests {
    use super::*;

    fn check(found: f64, expected: f64, relative: f64) {
        assert!((found / expected - 1.0).abs() <= relative, "expected {expected:e}, got {found:e}");
    }

    /// (t, degrees of freedom, both tails)
    const T_TAIL: [(f64, f64, f64); 7] = [
        (0.1, 1.0, 0.936_548_965_138_892_857_47),
        (2.0, 3.5, 0.126_138_522_575_913_534_52),
        (1.115_892_2, 783.2908, 0.264_810_492_920_089_166_41),
        (7.26587, 3340.0191, 4.591_887_664_659_444_450_1e-13),
        (27.2, 1492.68, 1.181_729_474_339_849_527_2e-132),
        (0.001, 1e6, 0.999_202_115_771_649_089_82),
        (4.5, 1e6, 6.796_110_504_953_898_570_7e-6),
    ];
    /// (t, degrees of freedom, decimal logarithm of both tails)
    const T_LOG10: [(f64, f64, f64); 2] =
        [(60.0, 4000.0, -559.244_183_931_024_762_6), (500.0, 9.0, -20.583_923_166_316_735_183)];
    /// (f, degrees of freedom, upper tail)
    const F_TAIL: [(f64, f64, f64, f64); 5] = [
        (0.7, 2.0, 12.0, 0.515_773_097_874_272_704_93),
        (6.09826, 2.0, 12.0, 0.014_878_872_455_508_721_463),
        (1.2, 64.0, 3994.0, 0.133_341_250_741_508_417_11),
        (12.3, 64.0, 3994.0, 1.695_068_491_452_007_881_9e-112),
        (1.01, 500.0, 9500.0, 0.431_317_627_368_206_891_4),
    ];
    /// (k, n, p, lower tail)
    const BINOMIAL: [(u64, u64, f64, f64); 5] = [
        (0, 10, 0.3, 0.028_247_524_900_000_004_48),
        (3, 10, 0.3, 0.649_610_718_400_000_029_62),
        (25, 40, 0.75, 0.054_437_248_018_634_810_645),
        (700, 1000, 0.75, 0.000_193_590_321_949_078_963_52),
        (9, 10, 0.999, 0.009_955_119_790_251_798_922_1),
    ];

    /// Reference: mpmath 1.4.1 with 50 digits; `fixtures/oracle/make/inference.py`.
    #[test]
    fn tails_agree_with_fifty_digits() {
        T_TAIL.iter().for_each(|&(t, df, expected)| check(t_two_sided(t, df).value, expected, 1e-12));
        T_LOG10.iter().for_each(|&(t, df, expected)| check(t_two_sided(t, df).log10, expected, 1e-13));
        F_TAIL.iter().for_each(|&(f, df1, df2, expected)| check(f_survival(f, df1, df2).value, expected, 1e-12));
        BINOMIAL.iter().for_each(|&(k, n, p, expected)| check(binomial_at_most(k, n, p), expected, 1e-12));
    }

    #[test]
    fn quantiles_of_means_are_those_of_t() {
        for df in [1, 2, 44, 511, 512, 513, 100_000] {
            assert_eq!(t_of_mean(df), t_half_width(0.05, df as f64));
        }
        assert_eq!(t_of_mean(2).map(|t| (1e6 * t).round()), Ok(4_302_653.0));
    }

    #[test]
    fn half_widths_leave_the_asked_share_outside() {
        for df in [1.0, 1.5, 2.0, 3.0, 7.3, 30.0, 783.29, 3340.02, 1e6] {
            for outside in [0.5, 0.05, 0.01, 0.001] {
                let width = t_half_width(outside, df).expect("a quantile");
                check(t_two_sided(width, df).value, outside, 1e-12);
            }
        }
    }
}
