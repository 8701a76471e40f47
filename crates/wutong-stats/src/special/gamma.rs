//! Gamma functions and the chi-squared distribution.

use super::PValue;

const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// ln Γ(a + 1) − ((a + ½) ln a − a + ln √(2π)): what Stirling's formula lacks.
///
/// # References
/// Loader (2000), Fast and accurate computation of binomial probabilities, section 2.
pub(super) fn stirling_error(a: f64) -> f64 {
    if a > 15.0 {
        let square = a * a;
        let inner = 1.0 / 1260.0 - (1.0 / 1680.0 - (1.0 / 1188.0 - 691.0 / 360_360.0 / square) / square) / square;
        return (1.0 / 12.0 - (1.0 / 360.0 - inner / square) / square) / a;
    }
    libm::lgamma(a + 1.0) - (a + 0.5) * a.ln() + a - LN_ROOT_TWO_PI
}

/// Deviance x ln(x / m) + m − x, without cancellation where x is near m.
///
/// # References
/// Loader (2000), section 2, bd0.
pub(super) fn deviance(x: f64, m: f64) -> f64 {
    let gap = x - m;
    if gap.abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() + m - x;
    }
    let v = gap / (x + m);
    let (mut sum, mut power) = (gap * v, 2.0 * x * v);
    for j in 1..1000 {
        power *= v * v;
        let next = sum + power / f64::from(2 * j + 1);
        if next.to_bits() == sum.to_bits() {
            break;
        }
        sum = next;
    }
    sum
}

/// Γ(z + ½) / Γ(z) for z > 0, right to a few units of the last digit.
///
/// By the difference of two Stirling series above 16, lifted there by the recurrence.
pub(crate) fn half_step_ratio(z: f64) -> f64 {
    let mut factor = 1.0;
    let mut z = z;
    while z < 16.0 {
        factor *= z / (z + 0.5);
        z += 1.0;
    }
    let (lower, upper) = (z, z + 0.5);
    // ln Γ(z) = (z − ½) ln z − z + ln √(2π) + s(z), with s the Stirling error.
    let errors = stirling_error(upper) - stirling_error(lower);
    factor * z.sqrt() * (z * (0.5 / z).ln_1p() - 0.5 + errors).exp()
}

/// Natural logarithm of x^a e^−x / Γ(a + 1).
fn ln_poisson(a: f64, x: f64) -> f64 {
    -stirling_error(a) - deviance(a, x) - LN_ROOT_TWO_PI - 0.5 * a.ln()
}

/// Natural logarithm of the regularised upper incomplete gamma function Q(a, x).
fn ln_gamma_upper(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x < a + 1.0 {
        // The series of P (Abramowitz & Stegun 6.5.29), all terms positive.
        let (mut term, mut sum, mut k) = (1.0, 1.0, 1.0);
        while term > sum * 1e-17 && k < 1e6 {
            term *= x / (a + k);
            sum += term;
            k += 1.0;
        }
        return (-(ln_poisson(a, x) + f64::ln(sum)).exp()).ln_1p();
    }
    // The continued fraction of Q (6.5.31) in its even form, by Lentz's method.
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut fraction = d;
    let mut k = 1.0;
    while k < 1e6 {
        let step = -k * (k - a);
        b += 2.0;
        d = 1.0 / nonzero(step * d + b);
        c = nonzero(b + step / c);
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
        k += 1.0;
    }
    ln_poisson(a, x) + a.ln() + fraction.ln()
}

pub(super) fn nonzero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// Probability that a chi-squared value with `df` degrees of freedom is at least `x`.
///
/// # Formula
/// Q(df / 2, x / 2); e^(−x/2) for two degrees of freedom.
/// # Inputs
/// `x` ≥ 0, `df` > 0.
/// # References
/// Abramowitz & Stegun (1964), 26.4.19; 6.5.29, 6.5.31.
pub(crate) fn chi_squared_survival(x: f64, df: f64) -> PValue {
    if (df - 2.0).abs() < f64::EPSILON {
        return PValue::of_ln(-0.5 * x.max(0.0));
    }
    PValue::of_ln(ln_gamma_upper(0.5 * df, 0.5 * x))
}

#[cfg(test)]
#[expect(clippy::excessive_precision, reason = "digits as the reference prints them")]
mod tests {
    use super::*;

    fn check(found: f64, expected: f64, relative: f64) {
        assert!((found / expected - 1.0).abs() <= relative, "expected {expected:e}, got {found:e}");
    }

    /// (x, degrees of freedom, upper tail)
    const SURVIVAL: [(f64, f64, f64); 8] = [
        (0.5, 1.0, 0.479_500_122_186_953_462_32),
        (3.84, 1.0, 0.050_043_521_248_705_103_189),
        (7.0, 3.0, 0.071_897_772_496_465_127_458),
        (30.5, 12.0, 0.002_346_759_136_794_735_135_5),
        (90.25, 100.0, 0.747_181_323_042_388_491_12),
        (400.0, 100.0, 1.692_797_995_885_708_767_3e-37),
        (1200.0, 1000.0, 0.000_012_255_942_330_622_904_168),
        (1400.0, 5.0, 1.376_587_514_394_370_421_9e-300),
    ];
    /// (z, Γ(z + ½) / Γ(z))
    const RATIO: [(f64, f64); 8] = [
        (0.5, 0.564_189_583_547_756_286_95),
        (1.0, 0.886_226_925_452_758_013_65),
        (3.7, 1.859_826_698_054_411_511_8),
        (15.9, 3.956_260_312_605_774_516_2),
        (16.0, 3.968_876_793_828_939_746_5),
        (33.5, 5.766_362_781_696_512_729_8),
        (2028.5, 45.036_096_804_756_186_148),
        (1e6, 999.999_875_000_007_812_5),
    ];

    /// Reference: mpmath 1.4.1 with 50 digits; `fixtures/oracle/make/inference.py`.
    #[test]
    fn tails_agree_with_fifty_digits() {
        SURVIVAL.iter().for_each(|&(x, df, expected)| check(chi_squared_survival(x, df).value, expected, 1e-13));
        RATIO.iter().for_each(|&(z, expected)| check(half_step_ratio(z), expected, 1e-15));
        check(chi_squared_survival(5000.0, 2.0).log10, -2500.0 * std::f64::consts::LOG10_E, 1e-15);
    }
}
