//! Two shares compared exactly.

use crate::error::StatError;
use crate::moments::real;
use crate::rates::share;

/// Fisher's exact test: probability that at least so many of the first group reached it, were the shares equal.
///
/// # Formula
/// Σ_{i ≥ k1} C(n1, i) C(n2, K − i) / C(n1 + n2, K), K = k1 + k2: the sums of i and K given, whatever the common share.
/// # Inputs
/// (reached, sat) of each group; no pupil in both.
/// # Returns
/// A probability, one-sided; double it (up to 1) for both sides.
/// # Errors
/// [`StatError::ZeroDenominator`] if a group is empty; [`StatError::Contradiction`] if more reached it than sat.
/// # Numerics
/// Terms are taken relative to the most likely one and added from the smallest, so that nothing underflows.
/// # References
/// Fisher (1935), JRSS 98:39; Agresti (2013), Categorical Data Analysis, 3rd ed., section 3.5.1.
pub fn fisher_exact_at_least((k1, n1): (u64, u64), (k2, n2): (u64, u64)) -> Result<f64, StatError> {
    share(k1, n1)?;
    share(k2, n2)?;
    let reached = k1 + k2;
    let (lowest, highest) = (reached.saturating_sub(n2), reached.min(n1));
    // Mode of the hypergeometric distribution; u128 because the product of two counts may not fit.
    let mode = (u128::from(reached + 1) * u128::from(n1 + 1)) / u128::from(n1 + n2 + 2);
    let mode = u64::try_from(mode).map_err(|_| StatError::OutOfRange)?.clamp(lowest, highest);
    // P(i + 1) / P(i)
    let step = |i: u64| real(n1 - i) * real(reached - i) / (real(i + 1) * real(n2 + i + 1 - reached));
    let mut terms = vec![(mode, 1.0)];
    let mut term = 1.0;
    for i in mode..highest {
        term *= step(i);
        terms.push((i + 1, term));
    }
    term = 1.0;
    for i in (lowest..mode).rev() {
        term /= step(i);
        terms.push((i, term));
    }
    terms.sort_by(|a, b| a.1.total_cmp(&b.1));
    let all: f64 = terms.iter().map(|term| term.1).sum();
    let beyond: f64 = terms.iter().filter(|term| term.0 >= k1).map(|term| term.1).sum();
    Ok((beyond / all).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(first: (u64, u64), second: (u64, u64), expected: f64) {
        let found = fisher_exact_at_least(first, second).expect("a probability");
        assert!((found / expected - 1.0).abs() < 1e-12, "{first:?} {second:?}: expected {expected}, got {found}");
    }

    /// Closed forms: Fisher's tea (17 / 70), all of one group, everybody.
    #[test]
    fn small_tables_are_fractions() {
        check((3, 4), (1, 4), 17.0 / 70.0);
        check((2, 2), (0, 3), 0.1);
        check((5, 5), (4, 4), 1.0);
        check((0, 5), (3, 9), 1.0);
    }

    /// Exact fractions of binomial coefficients, Python 3 (`math.comb`, `fractions`).
    #[test]
    fn large_tables() {
        CASES.iter().for_each(|&(first, second, expected)| check(first, second, expected));
    }

    /// Two groups, and the probability.
    type Case = ((u64, u64), (u64, u64), f64);
    const CASES: [Case; 3] = [
        ((30, 100), (700, 7000), 3.399777484924878e-08),
        ((12, 25), (900, 7475), 1.1126660687894105e-05),
        ((260, 2000), (9000, 98000), 1.8229236195141637e-08),
    ];
}
