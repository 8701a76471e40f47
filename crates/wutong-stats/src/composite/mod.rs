//! Composite indices (综合指数) that offices use, as named presets.
//!
//! A preset is an [`Expression`](crate::expression::Expression) over metrics where it can be one, and a function of its
//! own where it needs other inputs. An index that divides by the best school depends on that one school, and moves for
//! everybody when it does.

pub(crate) mod metrics;
mod presets;

pub use presets::{PRESETS, Preset, PresetForm, preset};

use crate::catalogue::Unit;
use crate::error::StatError;

/// What an index may use beside metrics and the columns of its line: the number agreed for it, the pupils on line beyond that
/// number, and the mean of the last third by total without its lowest.
pub const OPERANDS: [(&str, Unit); 3] =
    [("n_agreed", Unit::Pupils), ("n_beyond", Unit::Pupils), ("trimmed_bottom_third_mean", Unit::Points)];

/// A value as a share of the best one.
///
/// # Formula
/// value / best; 0 if the best is 0, because then nobody has anything of it.
/// # Errors
/// [`StatError::OutOfRange`] if a number is negative or not finite; [`StatError::Contradiction`] if the value is above
/// a best of zero.
pub fn ratio_to_best(value: f64, best: f64) -> Result<f64, StatError> {
    let sound = |number: f64| number.is_finite() && number >= 0.0;
    if !sound(value) || !sound(best) {
        return Err(StatError::OutOfRange);
    }
    if best > 0.0 {
        finite(value / best)
    } else if value > 0.0 {
        Err(StatError::Contradiction)
    } else {
        Ok(0.0)
    }
}

/// One part of an index by ratios to the best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatioPart {
    /// Points for the best.
    pub weight: f64,
    /// The group's value.
    pub value: f64,
    /// The best value among the groups compared, its own included.
    pub best: f64,
}

/// An index by ratios to the best: Σ weight · value / best.
///
/// # Errors
/// [`StatError::ZeroDenominator`] if the weights add up to zero; [`StatError::OutOfRange`] if a weight is negative; those
/// of [`ratio_to_best`].
pub fn ratio_to_best_index(parts: &[RatioPart]) -> Result<f64, StatError> {
    total_weight(parts.iter().map(|part| part.weight))?;
    let mut index = 0.0;
    for part in parts {
        index += part.weight * ratio_to_best(part.value, part.best)?;
    }
    finite(index)
}

/// Weighted mean, for example of a school's subjects.
///
/// # Formula
/// Σ w x / Σ w
/// # Inputs
/// Pairs of weight and value.
/// # Errors
/// [`StatError::ZeroDenominator`] if the weights add up to zero; [`StatError::OutOfRange`] if a weight is negative or a
/// number not finite.
pub fn weighted_mean(parts: &[(f64, f64)]) -> Result<f64, StatError> {
    let whole = total_weight(parts.iter().map(|&(weight, _)| weight))?;
    finite(parts.iter().map(|&(weight, value)| weight * value).sum::<f64>() / whole)
}

fn total_weight(weights: impl Iterator<Item = f64>) -> Result<f64, StatError> {
    let mut whole = 0.0;
    for weight in weights {
        if !weight.is_finite() || weight < 0.0 {
            return Err(StatError::OutOfRange);
        }
        whole += weight;
    }
    if whole > 0.0 { finite(whole) } else { Err(StatError::ZeroDenominator) }
}

pub(crate) fn finite(value: f64) -> Result<f64, StatError> {
    if value.is_finite() { Ok(value) } else { Err(StatError::OutOfRange) }
}

/// The six indices of [`six_index_delta`], as fractions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SixIndices {
    /// Excellence rate.
    pub excellence: f64,
    /// Pass rate.
    pub pass: f64,
    /// Mean over the full mark.
    pub score_rate: f64,
    /// Mean rank over the number of pupils ranked; smaller is better.
    pub expected_rank: f64,
    /// Low rate; smaller is better.
    pub low: f64,
    /// Standard deviation over the full mark; smaller is better.
    pub sd: f64,
}

impl SixIndices {
    /// The differences to another group, each turned so that larger is better.
    fn ahead_of(&self, other: &Self) -> [f64; 6] {
        [
            self.excellence - other.excellence,
            self.pass - other.pass,
            self.score_rate - other.score_rate,
            other.expected_rank - self.expected_rank,
            other.low - self.low,
            other.sd - self.sd,
        ]
    }
}

/// Change of six indices (六项指标增量分) of a class against its grade since the exam before.
///
/// # Formula
/// 82 + Σ c_k over the six indices; with d_k the change, in percentage points, of the class's lead over its grade:
/// c_k = d_k if d_k >= 0, else 0.3 d_k, cut at -3 and 3. At least 64, at most 100.
/// # Inputs
/// (class, grade) of this exam and of the one before.
/// # Errors
/// [`StatError::OutOfRange`] if a number is not finite.
/// # References
/// Rule of a school, which names base, limits and rates; that they combine in this way is our reading (six limits of
/// three make the base 82 a score of at most 100).
pub fn six_index_delta(now: (&SixIndices, &SixIndices), before: (&SixIndices, &SixIndices)) -> Result<f64, StatError> {
    let (lead, old) = (now.0.ahead_of(now.1), before.0.ahead_of(before.1));
    let mut score = 82.0;
    for (lead, old) in lead.iter().zip(&old) {
        let change = finite(100.0 * (lead - old))?;
        let points = if change >= 0.0 { change } else { 0.3 * change };
        score += points.clamp(-3.0, 3.0);
    }
    Ok(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: Result<f64, StatError>, expected: f64) {
        let value = value.unwrap();
        assert!((value - expected).abs() <= 5e-7, "{value} for {expected}");
    }

    /// Three schools with means 87.5, 76 and 61.6667, excellence 0.75, 0.40 and 0, pass 1, 1 and 2/3.
    #[test]
    fn two_rates_and_a_mean() {
        let part = |weight, value, best| RatioPart { weight, value, best };
        let town = |mean, excellent, pass| {
            ratio_to_best_index(&[part(60.0, mean, 87.5), part(70.0, excellent, 0.75), part(70.0, pass, 1.0)])
        };
        close(town(87.5, 0.75, 1.0), 200.0);
        close(town(76.0, 0.40, 1.0), 159.447_619);
        close(town(370.0 / 6.0, 0.0, 2.0 / 3.0), 88.952_381);
    }

    #[test]
    fn nobody_has_any() {
        assert_eq!(ratio_to_best(0.0, 0.0), Ok(0.0));
        assert_eq!(ratio_to_best(0.1, 0.0), Err(StatError::Contradiction));
        assert_eq!(ratio_to_best(-0.1, 1.0), Err(StatError::OutOfRange));
        assert_eq!(ratio_to_best(f64::NAN, 1.0), Err(StatError::OutOfRange));
        assert_eq!(ratio_to_best(f64::MAX, f64::MIN_POSITIVE), Err(StatError::OutOfRange));
    }

    #[test]
    fn weights() {
        close(weighted_mean(&[(0.2, 80.0), (0.2, 70.0), (0.1, 60.0)]), 72.0);
        assert_eq!(weighted_mean(&[(0.0, 80.0), (0.0, 70.0)]), Err(StatError::ZeroDenominator));
        assert_eq!(weighted_mean(&[]), Err(StatError::ZeroDenominator));
        assert_eq!(weighted_mean(&[(-1.0, 80.0), (1.0, 70.0)]), Err(StatError::OutOfRange));
        assert_eq!(weighted_mean(&[(1.0, f64::INFINITY)]), Err(StatError::OutOfRange));
        let none = RatioPart { weight: 0.0, value: 1.0, best: 1.0 };
        assert_eq!(ratio_to_best_index(&[none]), Err(StatError::ZeroDenominator));
    }

    #[test]
    fn six_indices() {
        let grade = SixIndices { excellence: 0.3, pass: 0.8, score_rate: 0.7, expected_rank: 0.5, low: 0.1, sd: 0.15 };
        close(six_index_delta((&grade, &grade), (&grade, &grade)), 82.0);
        // Pass 2 points better (+2), low 1 point worse (-0.3), excellence 9 points better (+3).
        let class = SixIndices { pass: 0.82, low: 0.11, excellence: 0.39, ..grade };
        close(six_index_delta((&class, &grade), (&grade, &grade)), 86.7);
        // A smaller rank and a smaller spread are better.
        let ahead = SixIndices { expected_rank: 0.48, sd: 0.14, ..grade };
        close(six_index_delta((&ahead, &grade), (&grade, &grade)), 85.0);
        let bad = SixIndices { pass: f64::NAN, ..grade };
        assert_eq!(six_index_delta((&bad, &grade), (&grade, &grade)), Err(StatError::OutOfRange));
    }
}
