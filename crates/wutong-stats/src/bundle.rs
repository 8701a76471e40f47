//! Education groups valued as one (集团捆绑评价): a template of this project, every figure of it a local rule.

use crate::error::StatError;

/// Range of the mean standard scores of the campuses of an education group.
///
/// # Formula
/// max z̄_j − min z̄_j
/// # Errors
/// [`StatError::TooFew`] with fewer than two campuses; [`StatError::OutOfRange`] if a score is not finite.
pub fn campus_range(scores: &[f64]) -> Result<f64, StatError> {
    if scores.len() < 2 {
        return Err(StatError::TooFew { found: scores.len() as u64, required: 2 });
    }
    if !scores.iter().all(|score| score.is_finite()) {
        return Err(StatError::OutOfRange);
    }
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = scores.iter().copied().fold(f64::INFINITY, f64::min);
    Ok(most - least)
}

/// How far the campuses have come together since a year of comparison.
///
/// # Formula
/// 1 − range / range of that year; below zero where they have moved apart.
/// # Errors
/// [`StatError::ZeroDenominator`] if they did not differ then.
pub fn convergence(range: f64, base_range: f64) -> Result<f64, StatError> {
    if base_range > 0.0 { Ok(1.0 - range / base_range) } else { Err(StatError::ZeroDenominator) }
}

/// Value of an education group.
///
/// # Formula
/// Σ w_k v_k over the parts of weight above zero.
/// # Inputs
/// `parts`: weight and value of each part; a value that is missing is an error of its own.
/// # Errors
/// [`StatError::ZeroDenominator`] if no weight is above zero; the error of the first part that is missing.
pub fn group_value(parts: &[(f64, Result<f64, StatError>)]) -> Result<f64, StatError> {
    let mut used = parts.iter().filter(|(weight, _)| *weight > 0.0).peekable();
    if used.peek().is_none() {
        return Err(StatError::ZeroDenominator);
    }
    used.try_fold(0.0, |sum, &(weight, value)| Ok(sum + weight * value?))
}

/// What a campus is credited with: the group's value and its own.
///
/// # Formula
/// α G + (1 − α) z̄_j
/// # Errors
/// [`StatError::OutOfRange`] unless α lies between 0 and 1.
pub fn campus_credit(group: f64, own: f64, alpha: f64) -> Result<f64, StatError> {
    if (0.0..=1.0).contains(&alpha) { Ok(alpha * group + (1.0 - alpha) * own) } else { Err(StatError::OutOfRange) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_of_three_campuses() {
        assert_eq!(campus_range(&[0.5, -0.25, 0.0]), Ok(0.75));
        assert_eq!(convergence(0.75, 1.0), Ok(0.25));
        // 0.5 · 0.1 + 0.25 · 0.25 + 0.25 · 0.2
        let value = group_value(&[(0.5, Ok(0.1)), (0.25, Ok(0.25)), (0.25, Ok(0.2))]).unwrap();
        assert!((value - 0.1625).abs() < 1e-15);
        assert!((campus_credit(value, -0.25, 0.5).unwrap() + 0.04375).abs() < 1e-15);
    }

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(campus_range(&[1.0]), Err(StatError::TooFew { found: 1, required: 2 }));
        assert_eq!(campus_range(&[1.0, f64::NAN]), Err(StatError::OutOfRange));
        assert_eq!(convergence(0.5, 0.0), Err(StatError::ZeroDenominator));
        let missing = Err(StatError::NotSupplied);
        assert_eq!(group_value(&[(0.5, Ok(1.0)), (0.5, missing)]), missing);
        assert_eq!(group_value(&[(0.5, Ok(1.0)), (0.0, missing)]), Ok(0.5));
        assert_eq!(group_value(&[(0.0, Ok(1.0))]), Err(StatError::ZeroDenominator));
        assert_eq!(campus_credit(1.0, 1.0, 1.5), Err(StatError::OutOfRange));
    }
}
