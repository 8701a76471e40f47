//! The tails and quantiles that callers may ask for, with their arguments checked.

use super::{PValue, beta, gamma, normal};
use crate::error::StatError;

fn above_zero(df: f64) -> bool {
    df.is_finite() && df > 0.0
}

fn given(possible: bool, tail: impl FnOnce() -> PValue) -> Result<PValue, StatError> {
    if possible { Ok(tail()) } else { Err(StatError::OutOfRange) }
}

/// Probability that a chi-squared value is at least `x`.
///
/// # Formula
/// Q(df / 2, x / 2), the regularised upper incomplete gamma function.
/// # Inputs
/// `x` ≥ 0; `df` > 0 degrees of freedom.
/// # Errors
/// [`StatError::OutOfRange`] for other arguments.
/// # References
/// Abramowitz & Stegun (1964), 26.4.19.
pub fn chi_squared_survival(x: f64, df: f64) -> Result<PValue, StatError> {
    given(x.is_finite() && x >= 0.0 && above_zero(df), || gamma::chi_squared_survival(x, df))
}

/// Probability that an F value is at least `f`.
///
/// # Formula
/// I_x(df2 / 2, df1 / 2), x = df2 / (df2 + df1 f), the regularised incomplete beta function.
/// # Inputs
/// `f` ≥ 0; `df1` > 0 and `df2` > 0 degrees of freedom.
/// # Errors
/// [`StatError::OutOfRange`] for other arguments.
/// # References
/// Abramowitz & Stegun (1964), 26.6.2.
pub fn f_survival(f: f64, df1: f64, df2: f64) -> Result<PValue, StatError> {
    given(f.is_finite() && f >= 0.0 && above_zero(df1) && above_zero(df2), || super::f_survival(f, df1, df2))
}

/// Probability that a t value is as far from zero as `t`, on either side.
///
/// # Formula
/// I_x(df / 2, 1 / 2), x = df / (df + t²), the regularised incomplete beta function.
/// # Inputs
/// `t`; `df` > 0 degrees of freedom, not necessarily whole.
/// # Errors
/// [`StatError::OutOfRange`] for other arguments.
/// # References
/// Abramowitz & Stegun (1964), 26.7.1 with 26.5.27.
pub fn t_two_sided(t: f64, df: f64) -> Result<PValue, StatError> {
    given(t.is_finite() && above_zero(df), || beta::t_two_sided(t, df))
}

/// The t value with `outside` of the distribution beyond it and its mirror image: half the width of an interval, in
/// standard errors.
///
/// # Formula
/// P(|T| > t) = `outside`, solved by Newton steps on [`t_two_sided`].
/// # Inputs
/// `outside` in (0, 1); `df` of 1 or more, not necessarily whole.
/// # Errors
/// [`StatError::OutOfRange`] for other arguments; [`StatError::NotConverged`] if the steps do not settle.
/// # References
/// Abramowitz & Stegun (1964), 26.7.5 for the first step.
pub fn t_half_width(outside: f64, df: f64) -> Result<f64, StatError> {
    if outside > 0.0 && outside < 1.0 && df >= 1.0 {
        beta::t_half_width(outside, df)
    } else {
        Err(StatError::OutOfRange)
    }
}

/// Probability of at least `k` successes in `n` trials with chance `p` each.
///
/// # Formula
/// I_p(k, n − k + 1), the regularised incomplete beta function.
/// # Errors
/// [`StatError::Contradiction`] if k > n; [`StatError::OutOfRange`] if p is not between 0 and 1.
/// # References
/// Abramowitz & Stegun (1964), 26.5.24.
pub fn binomial_at_least(k: u64, n: u64, p: f64) -> Result<f64, StatError> {
    if k > n {
        return Err(StatError::Contradiction);
    }
    if !(p > 0.0 && p < 1.0) {
        return Err(StatError::OutOfRange);
    }
    // Failures are at most n − k.
    Ok(beta::binomial_at_most(n - k, n, 1.0 - p))
}

/// Probability that a standard normal value is as far from zero as `z`, on either side.
///
/// # Formula
/// erfc(|z| / √2)
/// # Errors
/// [`StatError::OutOfRange`] if `z` is not finite.
/// # References
/// Abramowitz & Stegun (1964), 26.2.29 with 7.1.2.
pub fn normal_two_sided(z: f64) -> Result<PValue, StatError> {
    given(z.is_finite(), || normal::normal_two_sided(z))
}

/// The value below which a share of a standard normal distribution lies.
///
/// # Formula
/// Φ⁻¹(p)
/// # Inputs
/// `p`: a fraction above 0 and below 1.
/// # Errors
/// [`StatError::OutOfRange`] for other arguments.
/// # References
/// Wichura (1988), Applied Statistics 37:477, algorithm AS 241.
pub fn normal_quantile(p: f64) -> Result<f64, StatError> {
    if p > 0.0 && p < 1.0 { Ok(normal::normal_quantile(p)) } else { Err(StatError::OutOfRange) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_arguments_are_refused() {
        let refused = Err(StatError::OutOfRange);
        for wrong in [f64::NAN, f64::INFINITY, -1.0] {
            assert_eq!(chi_squared_survival(wrong, 1.0), refused);
            assert_eq!(chi_squared_survival(1.0, wrong), refused);
            assert_eq!(f_survival(wrong, 1.0, 1.0), refused);
            assert_eq!(f_survival(1.0, wrong, 1.0), refused);
            assert_eq!(f_survival(1.0, 1.0, wrong), refused);
            assert_eq!(t_two_sided(1.0, wrong), refused);
            assert_eq!(normal_quantile(wrong), Err(StatError::OutOfRange));
        }
        assert_eq!(normal_two_sided(f64::NAN), refused);
        assert_eq!(normal_quantile(0.0), Err(StatError::OutOfRange));
    }

    #[test]
    fn successes_of_a_few_trials() {
        for (k, n, p, expected) in [(0, 3, 0.5, 1.0), (1, 3, 0.5, 0.875), (3, 3, 0.5, 0.125), (2, 2, 0.1, 0.01)] {
            let found = binomial_at_least(k, n, p).expect("a probability");
            assert!((found - expected).abs() < 1e-14, "{k} of {n}: {found}");
        }
        assert_eq!(binomial_at_least(3, 2, 0.5), Err(StatError::Contradiction));
        assert_eq!(binomial_at_least(1, 2, 1.0), Err(StatError::OutOfRange));
    }

    #[test]
    fn nothing_is_farther_than_zero() {
        for tail in
            [chi_squared_survival(0.0, 3.0), f_survival(0.0, 3.0, 4.0), t_two_sided(0.0, 2.5), normal_two_sided(0.0)]
        {
            assert!((tail.expect("a tail").value - 1.0).abs() < 1e-15);
        }
    }
}
