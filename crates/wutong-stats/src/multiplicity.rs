//! Probabilities of many tests at once: among a hundred schools five differ "significantly" by chance alone.

use crate::error::StatError;
use crate::moments::real;

/// What is kept small over all tests together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// The expected share of false alarms among the alarms; tests independent or positively dependent.
    BenjaminiHochberg,
    /// The same under any dependence.
    BenjaminiYekutieli,
    /// The probability of any false alarm, step by step; under any dependence.
    Holm,
    /// The probability of any false alarm; under any dependence.
    Bonferroni,
}

/// Probabilities of m tests, adjusted so that each can be held against the chosen level.
///
/// # Formula
/// With p_(1) ≤ … ≤ p_(m): Benjamini-Hochberg min over j ≥ i of m p_(j) / j; Benjamini-Yekutieli the same times Σ 1/k;
/// Holm max over j ≤ i of (m − j + 1) p_(j); Bonferroni m p; none above 1.
/// # Inputs
/// `p`: probabilities in any order, each in [0, 1].
/// # Returns
/// Adjusted probabilities in the order of the input.
/// # Errors
/// [`StatError::TooFew`] without tests; [`StatError::OutOfRange`] if a probability is outside [0, 1].
/// # References
/// Benjamini & Hochberg (1995), JRSS B 57:289; Benjamini & Yekutieli (2001), Annals of Statistics 29:1165, theorem 1.3;
/// Holm (1979), Scandinavian Journal of Statistics 6:65; adjusted values as in Wright (1992), Biometrics 48:1005.
pub fn adjusted_p_values(p: &[f64], correction: Correction) -> Result<Vec<f64>, StatError> {
    if p.is_empty() {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    if !p.iter().all(|value| (0.0..=1.0).contains(value)) {
        return Err(StatError::OutOfRange);
    }
    let m = real(p.len() as u64);
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let place = |index: usize| real(index as u64 + 1);
    let mut adjusted = vec![0.0; p.len()];
    match correction {
        Correction::Bonferroni => {
            adjusted.iter_mut().zip(p).for_each(|(adjusted, value)| *adjusted = (m * value).min(1.0));
        }
        Correction::Holm => {
            let mut highest = 0.0_f64;
            for (index, &test) in order.iter().enumerate() {
                highest = highest.max((m - place(index) + 1.0) * p[test]).min(1.0);
                adjusted[test] = highest;
            }
        }
        Correction::BenjaminiHochberg | Correction::BenjaminiYekutieli => {
            let dependent = correction == Correction::BenjaminiYekutieli;
            let factor = if dependent { (0..p.len()).rev().map(|index| 1.0 / place(index)).sum() } else { 1.0 };
            let mut lowest = 1.0_f64;
            for (index, &test) in order.iter().enumerate().rev() {
                lowest = lowest.min(factor * m / place(index) * p[test]);
                adjusted[test] = lowest;
            }
        }
    }
    Ok(adjusted)
}

/// As [`adjusted_p_values`], for tests of which some could not be made: these do not count and stay without a probability.
///
/// # Errors
/// [`StatError::OutOfRange`] if a probability is outside [0, 1].
pub fn adjusted_where_tested(p: &[Option<f64>], correction: Correction) -> Result<Vec<Option<f64>>, StatError> {
    let made: Vec<f64> = p.iter().copied().flatten().collect();
    if made.is_empty() {
        return Ok(vec![None; p.len()]);
    }
    let mut adjusted = adjusted_p_values(&made, correction)?.into_iter();
    Ok(p.iter().map(|raw| raw.and_then(|_| adjusted.next())).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn tests_that_were_not_made_do_not_count() {
        let found = adjusted_where_tested(&[None, Some(0.02), None, Some(0.5)], Correction::Bonferroni);
        assert_eq!(found, Ok(vec![None, Some(0.04), None, Some(1.0)]));
        assert_eq!(adjusted_where_tested(&[None], Correction::Holm), Ok(vec![None]));
        assert_eq!(adjusted_where_tested(&[Some(2.0)], Correction::Holm), Err(StatError::OutOfRange));
    }

    use super::*;

    fn check(correction: Correction, expected: [f64; 15]) {
        // Benjamini & Hochberg (1995), section 3.2.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.000,
        ];
        let found = adjusted_p_values(&p, correction).expect("probabilities");
        for (found, expected) in found.iter().zip(expected) {
            assert!((found / expected - 1.0).abs() < 1e-12, "{correction:?}: expected {expected}, got {found}");
        }
        let reversed: Vec<f64> = p.iter().rev().copied().collect();
        let back = adjusted_p_values(&reversed, correction).expect("probabilities");
        assert!(back.iter().rev().eq(found.iter()), "the order of the tests does not matter");
    }

    const ADJUSTED: [(Correction, [f64; 15]); 4] = [
        (
            Correction::BenjaminiHochberg,
            [
                0.0015,
                0.003,
                0.0095,
                0.035625,
                0.0603,
                0.06385714285714286,
                0.06385714285714286,
                0.0645,
                0.07650000000000001,
                0.48600000000000004,
                0.5811818181818182,
                0.7148749999999999,
                0.7532307692307693,
                0.8132142857142857,
                1.0,
            ],
        ),
        (
            Correction::BenjaminiYekutieli,
            [
                0.004977343489843491,
                0.009954686979686982,
                0.03152317543567544,
                0.11821190788378289,
                0.20008920829170831,
                0.21189262285333715,
                0.21189262285333715,
                0.2140257700632701,
                0.253844517982018,
                1.0,
                1.0,
                1.0,
                1.0,
                1.0,
                1.0,
            ],
        ),
        (
            Correction::Holm,
            [
                0.0015,
                0.0056,
                0.0247,
                0.11399999999999999,
                0.2211,
                0.27799999999999997,
                0.27799999999999997,
                0.27799999999999997,
                0.32130000000000003,
                1.0,
                1.0,
                1.0,
                1.0,
                1.0,
                1.0,
            ],
        ),
        (
            Correction::Bonferroni,
            [0.0015, 0.006, 0.0285, 0.1425, 0.3015, 0.417, 0.447, 0.516, 0.6885, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        ),
    ];

    /// statsmodels 0.15.0, `multipletests`; `fixtures/oracle/make/inference.py`.
    #[test]
    fn the_fifteen_tests_of_the_first_paper() {
        ADJUSTED.iter().for_each(|&(correction, expected)| check(correction, expected));
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        assert_eq!(adjusted_p_values(&[], Correction::Holm), Err(StatError::TooFew { found: 0, required: 1 }));
        for wrong in [f64::NAN, -0.1, 1.1] {
            assert_eq!(adjusted_p_values(&[0.5, wrong], Correction::Holm), Err(StatError::OutOfRange));
        }
    }
}
