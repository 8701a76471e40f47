//! The standard normal distribution.

use super::PValue;

/// ln √(2π)
const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// Share of a standard normal distribution below `x`.
///
/// # Formula
/// Φ(x) = erfc(−x / √2) / 2
/// # Returns
/// A fraction in [0, 1], right to 1e-13 relative in both tails while it is above 1e-300.
/// # References
/// Abramowitz & Stegun (1964), 26.2.29 with 7.1.2.
pub(crate) fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// Natural logarithm of [`normal_cdf`], finite far beyond where that is zero.
///
/// Below −20 by the continued fraction of the tail (Abramowitz & Stegun 26.2.14).
pub(crate) fn ln_normal_cdf(x: f64) -> f64 {
    if x > 1.0 {
        (-normal_cdf(-x)).ln_1p()
    } else if x > -20.0 {
        normal_cdf(x).ln()
    } else {
        let fraction = (1..=24).rev().fold(-x, |rest, k| -x + f64::from(k) / rest);
        -0.5 * x * x - LN_ROOT_TWO_PI - fraction.ln()
    }
}

/// Probability that a standard normal value is as far from zero as `z`, on either side.
///
/// # Formula
/// 2 Φ(−|z|)
/// # References
/// Abramowitz & Stegun (1964), 26.2.6.
pub(crate) fn normal_two_sided(z: f64) -> PValue {
    let ln = ln_normal_cdf(-z.abs()) + std::f64::consts::LN_2;
    PValue { value: libm::erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2), ..PValue::of_ln(ln) }
}

/// Probability that a standard normal value is at least `z`.
pub(crate) fn normal_upper(z: f64) -> PValue {
    PValue { value: normal_cdf(-z), ..PValue::of_ln(ln_normal_cdf(-z)) }
}

/// The value below which a share `p` of a standard normal distribution lies; infinite at 0 and 1.
///
/// # Formula
/// Φ⁻¹(p) by rational approximations, right to about 1e-15 relative.
/// # Inputs
/// `p`: a fraction in [0, 1]; for p close to 1 take −Φ⁻¹ of the complement.
/// # References
/// Wichura (1988), Applied Statistics 37:477, algorithm AS 241, PPND16.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE.0, r) / polynomial(&CENTRE.1, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = (-tail.ln()).sqrt();
    let size = if r <= 5.0 {
        polynomial(&MIDDLE.0, r - 1.6) / polynomial(&MIDDLE.1, r - 1.6)
    } else {
        polynomial(&FAR.0, r - 5.0) / polynomial(&FAR.1, r - 5.0)
    };
    if q < 0.0 { -size } else { size }
}

fn polynomial(ascending: &[f64; 8], x: f64) -> f64 {
    ascending.iter().rev().fold(0.0, |sum, &coefficient| sum * x + coefficient)
}

type Rational = ([f64; 8], [f64; 8]);

#[expect(clippy::excessive_precision, reason = "digits as published")]
const CENTRE: Rational = (
    [
        3.387_132_872_796_366_608,
        133.141_667_891_784_377_45,
        1_971.590_950_306_551_442_7,
        13_731.693_765_509_461_125,
        45_921.953_931_549_871_457,
        67_265.770_927_008_700_853,
        33_430.575_583_588_128_105,
        2_509.080_928_730_122_672_7,
    ],
    [
        1.0,
        42.313_330_701_600_911_252,
        687.187_007_492_057_908_3,
        5_394.196_021_424_751_107_7,
        21_213.794_301_586_595_867,
        39_307.895_800_092_710_61,
        28_729.085_735_721_942_674,
        5_226.495_278_852_854_561,
    ],
);
#[expect(clippy::excessive_precision, reason = "digits as published")]
const MIDDLE: Rational = (
    [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        0.241_780_725_177_450_611_77,
        0.022_723_844_989_269_184_583_3,
        7.745_450_142_783_414_076_4e-4,
    ],
    [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        0.689_767_334_985_100_004_55,
        0.148_103_976_427_480_074_59,
        0.015_198_666_563_616_457_196_6,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
);
#[expect(clippy::excessive_precision, reason = "digits as published")]
const FAR: Rational = (
    [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        0.296_560_571_828_504_891_23,
        0.026_532_189_526_576_123_093,
        0.001_242_660_947_388_078_438_6,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_937_69,
        0.136_929_880_922_735_805_31,
        0.014_875_361_290_850_615_025,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
);

#[cfg(test)]
#[expect(clippy::excessive_precision, reason = "digits as the reference prints them")]
mod tests {
    use super::*;

    fn check(found: f64, expected: f64, relative: f64) {
        assert!((found / expected - 1.0).abs() <= relative, "expected {expected:e}, got {found:e}");
    }

    /// Reference: mpmath 1.4.1 with 50 digits; `fixtures/oracle/make/inference.py`.
    #[test]
    fn tails_and_quantiles_agree_with_fifty_digits() {
        check(normal_cdf(-1.0), 0.158_655_253_931_457_051_41, 1e-15);
        check(normal_cdf(-10.0), 7.619_853_024_160_526_066e-24, 1e-13);
        check(normal_cdf(-37.0), 5.725_571_222_524_576_823_6e-300, 1e-12);
        check(normal_two_sided(40.0).log10, -349.135_976_463_681_860_89, 1e-14);
    }

    #[test]
    fn quantiles_invert_tails() {
        for tail in [1e-300, 1e-100, 1e-20, 1e-9, 1e-4, 0.03, 0.1, 0.3, 0.499] {
            check(normal_cdf(normal_quantile(tail)), tail, 1e-12);
        }
        assert_eq!(normal_quantile(0.5).to_bits(), 0.0_f64.to_bits());
        assert!(normal_quantile(0.0) < f64::MIN && normal_quantile(1.0) > f64::MAX);
    }

    #[test]
    fn the_logarithm_meets_the_tail_at_the_seam() {
        for x in [-20.5, -25.0, -30.0, -37.0] {
            check(ln_normal_cdf(x), normal_cdf(x).ln(), 1e-14);
        }
    }
}
