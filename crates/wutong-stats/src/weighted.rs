//! Spread of unit values weighted by pupils: the coefficient of variation (差异系数) of balanced development.

use crate::error::StatError;
use crate::moments::ratio;

/// Weighted mean and spread of one value a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedSpread {
    /// Units with a weight above zero.
    pub n_units: u64,
    /// Sum of weights.
    pub total_weight: f64,
    /// Weighted mean.
    pub mean: f64,
    /// Weighted standard deviation with divisor Σ P.
    pub sd: f64,
    /// Weighted mean of absolute deviations from the mean.
    pub mean_deviation: f64,
    /// Smallest and largest value.
    pub range: (f64, f64),
}

/// Mean and spread of unit values, each weighted by its pupils.
///
/// # Formula
/// m = Σ P x / Σ P, sd = √(Σ P (x − m)² / Σ P)
/// # Inputs
/// `values`: one a unit. `weights`: pupils of each, not negative; units of weight zero are left out. Equal weights give
/// the unweighted figures.
/// # Numerics
/// Two passes; terms are added from the smallest up, so that the order of units changes no digit.
/// # Errors
/// [`StatError::Contradiction`] for slices of different length; [`StatError::OutOfRange`] for a negative weight or a value
/// that is not finite; [`StatError::ZeroDenominator`] if the weights sum to zero.
/// # References
/// 县域义务教育校际均衡指标计算方法, pupil-weighted 差异系数.
pub fn weighted_spread(values: &[f64], weights: &[f64]) -> Result<WeightedSpread, StatError> {
    if values.len() != weights.len() {
        return Err(StatError::Contradiction);
    }
    if !values.iter().chain(weights).all(|number| number.is_finite()) || weights.iter().any(|&weight| weight < 0.0) {
        return Err(StatError::OutOfRange);
    }
    let units: Vec<(f64, f64)> =
        values.iter().copied().zip(weights.iter().copied()).filter(|&(_, weight)| weight > 0.0).collect();
    let sum = |term: &dyn Fn(f64, f64) -> f64| {
        let mut terms: Vec<f64> = units.iter().map(|&(value, weight)| term(value, weight)).collect();
        terms.sort_unstable_by(f64::total_cmp);
        terms.into_iter().sum::<f64>()
    };
    let total_weight = sum(&|_, weight| weight);
    if total_weight <= 0.0 {
        return Err(StatError::ZeroDenominator);
    }
    let lowest = units.iter().map(|unit| unit.0).fold(f64::INFINITY, f64::min);
    let highest = units.iter().map(|unit| unit.0).fold(f64::NEG_INFINITY, f64::max);
    let mean = lowest + sum(&|value, weight| weight * (value - lowest)) / total_weight;
    Ok(WeightedSpread {
        n_units: units.len() as u64,
        total_weight,
        mean,
        sd: (sum(&|value, weight| weight * (value - mean) * (value - mean)) / total_weight).sqrt(),
        mean_deviation: sum(&|value, weight| weight * (value - mean).abs()) / total_weight,
        range: (lowest, highest),
    })
}

impl WeightedSpread {
    /// Coefficient of variation sd / m (差异系数).
    ///
    /// # Errors
    /// [`StatError::ZeroDenominator`] unless the mean is above zero.
    pub fn variation_coefficient(&self) -> Result<f64, StatError> {
        self.over_mean(self.sd)
    }

    /// Weighted mean deviation over the mean.
    ///
    /// # Errors
    /// As for [`WeightedSpread::variation_coefficient`].
    pub fn relative_mean_deviation(&self) -> Result<f64, StatError> {
        self.over_mean(self.mean_deviation)
    }

    /// Largest over smallest value.
    ///
    /// # Errors
    /// [`StatError::ZeroDenominator`] unless the smallest is above zero.
    pub fn range_ratio(&self) -> Result<f64, StatError> {
        if self.range.0 > 0.0 { Ok(self.range.1 / self.range.0) } else { Err(StatError::ZeroDenominator) }
    }

    /// Standard deviation with divisor J − 1, for equal weights.
    ///
    /// # Errors
    /// [`StatError::TooFew`] with fewer than two units.
    pub fn sample_sd(&self) -> Result<f64, StatError> {
        if self.n_units < 2 {
            return Err(StatError::TooFew { found: self.n_units, required: 2 });
        }
        let n_units = i128::from(self.n_units);
        Ok(self.sd * ratio(n_units, n_units - 1).sqrt())
    }

    fn over_mean(&self, spread: f64) -> Result<f64, StatError> {
        if self.mean > 0.0 { Ok(spread / self.mean) } else { Err(StatError::ZeroDenominator) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published example of books a pupil: definitions section 2.2, recomputed 0.515257.
    #[test]
    fn books_of_five_schools() {
        let schools = [(45.0, 279.0), (37.0, 137.0), (89.0, 935.0), (76.0, 160.0), (55.0, 402.0)];
        let values = schools.map(|(pupils, books)| books / pupils);
        let spread = weighted_spread(&values, &schools.map(|school| school.0)).unwrap();
        assert!((spread.mean - 1913.0 / 302.0).abs() < 1e-14);
        assert!((spread.variation_coefficient().unwrap() - 0.515257).abs() < 5e-7);
        let plain = weighted_spread(&values, &[1.0; 5]).unwrap();
        assert!((plain.variation_coefficient().unwrap() - 0.489).abs() < 5e-4);
        assert!((plain.sample_sd().unwrap() / plain.mean - 0.546).abs() < 5e-4);
    }

    #[test]
    fn weights_without_ground_are_typed() {
        assert_eq!(weighted_spread(&[], &[]), Err(StatError::ZeroDenominator));
        assert_eq!(weighted_spread(&[1.0], &[0.0]), Err(StatError::ZeroDenominator));
        assert_eq!(weighted_spread(&[1.0], &[]), Err(StatError::Contradiction));
        assert_eq!(weighted_spread(&[1.0], &[-1.0]), Err(StatError::OutOfRange));
        assert_eq!(weighted_spread(&[f64::NAN], &[1.0]), Err(StatError::OutOfRange));
        let zero = weighted_spread(&[0.0, 0.0], &[1.0, 1.0]).unwrap();
        assert_eq!(zero.variation_coefficient(), Err(StatError::ZeroDenominator));
        assert_eq!(zero.range_ratio(), Err(StatError::ZeroDenominator));
        assert_eq!(
            weighted_spread(&[2.0], &[3.0]).unwrap().sample_sd(),
            Err(StatError::TooFew { found: 1, required: 2 })
        );
    }
}
