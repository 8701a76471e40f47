//! Two means compared.

use crate::error::StatError;
use crate::moments::{Moments, ratio, real};
use crate::special::{PValue, half_step_ratio, t_half_width, t_two_sided};

/// Welch's comparison of two means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WelchTest {
    /// First mean less second, in ticks.
    pub difference: f64,
    /// 95 % interval of the difference, in ticks.
    pub interval: (f64, f64),
    /// The difference in its standard errors.
    pub t: f64,
    /// Degrees of freedom, not whole.
    pub df: f64,
    /// Probability of a difference as large on either side, were the two means equal.
    pub p: PValue,
}

/// Welch's t test: is the difference of two means more than chance? Variances need not be equal.
///
/// # Formula
/// t = (m1 − m2) / √(v1 + v2), v = s² / n; df = (v1 + v2)² / (v1² / (n1 − 1) + v2² / (n2 − 1)); interval m1 − m2 ± t_{.975} √(v1 + v2)
/// # Inputs
/// Moments of the two groups, on the same lattice; no pupil in both.
/// # Errors
/// [`StatError::TooFew`] if a group has fewer than two pupils; [`StatError::NoVariation`] if neither group varies.
/// # References
/// Welch (1947), Biometrika 34:28, equation 28 (degrees of freedom after Satterthwaite 1946).
pub fn welch_test(first: &Moments, second: &Moments) -> Result<WelchTest, StatError> {
    let (difference, error, df) = welch_parts(first, second)?;
    let t = difference / error;
    let half = t_half_width(0.05, df)? * error;
    Ok(WelchTest { difference, interval: (difference - half, difference + half), t, df, p: t_two_sided(t, df) })
}

/// The probability of [`welch_test`] alone.
pub(crate) fn welch_probability(first: &Moments, second: &Moments) -> Result<PValue, StatError> {
    let (difference, error, df) = welch_parts(first, second)?;
    Ok(t_two_sided(difference / error, df))
}

/// Half the width of the interval of [`welch_test`] alone.
pub(crate) fn welch_half_width(first: &Moments, second: &Moments) -> Result<f64, StatError> {
    let (_, error, df) = welch_parts(first, second)?;
    Ok(t_half_width(0.05, df)? * error)
}

/// Difference of the means, its standard error and the degrees of freedom.
fn welch_parts(first: &Moments, second: &Moments) -> Result<(f64, f64, f64), StatError> {
    let (n1, n2) = (real(first.n), real(second.n));
    let (v1, v2) = (first.sample_variance()? / n1, second.sample_variance()? / n2);
    let variance = v1 + v2;
    if variance <= 0.0 {
        return Err(StatError::NoVariation);
    }
    // Shares of the variance: no square can underflow or overflow.
    let (s1, s2) = (v1 / variance, v2 / variance);
    let df = 1.0 / (s1 * s1 / (n1 - 1.0) + s2 * s2 / (n2 - 1.0));
    Ok((mean_difference(first, second), variance.sqrt(), df))
}

/// First mean less second, one quotient of exact integers.
fn mean_difference(first: &Moments, second: &Moments) -> f64 {
    let (n1, n2) = (i128::from(first.n), i128::from(second.n));
    ratio(i128::from(first.sum) * n2 - i128::from(second.sum) * n1, n1 * n2)
}

/// A difference of means in standard deviations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectSize {
    /// Cohen's d: over the pooled standard deviation.
    pub cohen_d: f64,
    /// Hedges' g: d without its bias in small groups.
    pub hedges_g: f64,
    /// Hedges' g with the usual approximation of the correction.
    pub hedges_g_approximate: f64,
}

/// How large the difference of two means is, in standard deviations: 0.2 small, 0.5 medium, 0.8 large.
///
/// # Formula
/// d = (m1 − m2) / √(((n1 − 1) s1² + (n2 − 1) s2²) / f), f = n1 + n2 − 2; g = d Γ(f / 2) / (√(f / 2) Γ((f − 1) / 2));
/// approximately d (1 − 3 / (4 (n1 + n2) − 9))
/// # Errors
/// [`StatError::TooFew`] if a group is empty or both together have fewer than four pupils; [`StatError::NoVariation`]
/// if neither group varies.
/// # References
/// Cohen (1988), Statistical Power Analysis, 2nd ed., section 2.5.1; Hedges (1981), Journal of Educational Statistics
/// 6:107, equations 6e and 7.
pub fn effect_size(first: &Moments, second: &Moments) -> Result<EffectSize, StatError> {
    first.mean()?;
    second.mean()?;
    let n = first.n + second.n;
    if n < 4 {
        return Err(StatError::TooFew { found: n, required: 4 });
    }
    let freedom = real(n - 2);
    let squares = first.sum_of_squares() + second.sum_of_squares();
    if squares <= 0.0 {
        return Err(StatError::NoVariation);
    }
    let cohen_d = mean_difference(first, second) / (squares / freedom).sqrt();
    let correction = half_step_ratio(0.5 * (freedom - 1.0)) / (0.5 * freedom).sqrt();
    Ok(EffectSize {
        cohen_d,
        hedges_g: cohen_d * correction,
        hedges_g_approximate: cohen_d * (1.0 - 3.0 / (4.0 * real(n) - 9.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frequency::FrequencyTable;

    fn of(marks: &[i32]) -> Moments {
        Moments::of(&FrequencyTable::from_marks(&mut marks.to_vec()))
    }

    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-12 * expected.abs(), "expected {expected}, got {found}");
    }

    /// SciPy 1.17.1, `ttest_ind(equal_var=False)`; `fixtures/oracle/make/inference.py`.
    #[test]
    fn welch_of_few_marks() {
        let first =
            of(&[38, 45, 52, 52, 58, 60, 61, 61, 64, 67, 70, 70, 70, 73, 75, 78, 80, 84, 88, 91, 96, 97, 100, 100]);
        let found = welch_test(&first, &of(&[41, 50, 55, 62, 62, 66, 71, 85])).expect("a test");
        check(found.t, 1.784_844_108_517_266);
        check(found.df, 15.628_418_637_466_785);
        check(found.p.value, 0.093_707_190_185_719_87);
        check(found.interval.0, -2.011_097_644_387_074_7);
        check(found.interval.1, 23.177_764_311_053_732);
    }

    /// Closed form: Γ(1) / (√1 Γ(1/2)) for two degrees of freedom.
    #[test]
    fn the_correction_of_four_marks() {
        let found = effect_size(&of(&[1, 3]), &of(&[0, 2])).expect("an effect");
        check(found.cohen_d, std::f64::consts::FRAC_1_SQRT_2);
        check(found.hedges_g, std::f64::consts::FRAC_1_SQRT_2 / std::f64::consts::PI.sqrt());
    }

    #[test]
    fn few_or_equal_marks_are_refused() {
        let too_few = |found, required| StatError::TooFew { found, required };
        assert_eq!(welch_test(&of(&[1]), &of(&[1, 2])).err(), Some(too_few(1, 2)));
        assert_eq!(welch_test(&of(&[1, 1]), &of(&[2, 2])).err(), Some(StatError::NoVariation));
        assert_eq!(effect_size(&of(&[]), &of(&[1, 2, 3, 4])).err(), Some(too_few(0, 1)));
        assert_eq!(effect_size(&of(&[1]), &of(&[1, 2])).err(), Some(too_few(3, 4)));
        assert_eq!(effect_size(&of(&[1, 1]), &of(&[2, 2])).err(), Some(StatError::NoVariation));
    }
}
