//! Exact moments of a frequency table.

use crate::error::StatError;
use crate::frequency::FrequencyTable;

/// Number, sum and power sums about an integer centre, all exact integers in ticks.
///
/// The centre is the mean rounded to a tick, so that turning the sums into central moments loses no digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moments {
    /// Number of pupils.
    pub n: u64,
    /// Sum of marks.
    pub sum: i64,
    centre: i64,
    powers: [i128; 4],
}

impl Moments {
    /// The moments of a table.
    #[must_use]
    pub fn of(table: &FrequencyTable) -> Self {
        let n = table.n();
        if n == 0 {
            return Self::default();
        }
        let sum: i64 = table.cells().iter().map(|&(mark, count)| i64::from(mark) * i64::from(count)).sum();
        let centre = sum / i64::try_from(n).expect("a group has fewer than 2^63 pupils");
        let mut powers = [0i128; 4];
        for &(mark, count) in table.cells() {
            let distance = i64::from(mark) - centre;
            let square = i128::from(distance * distance);
            let count = i128::from(count);
            powers[0] += i128::from(distance) * count;
            powers[1] += square * count;
            powers[2] += square * i128::from(distance) * count;
            powers[3] += square * square * count;
        }
        Self { n, sum, centre, powers }
    }

    /// Mean in ticks.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    pub fn mean(&self) -> Result<f64, StatError> {
        self.at_least(1)?;
        Ok(ratio(i128::from(self.sum), i128::from(self.n)))
    }

    /// Mean in units of so many ticks (a point, the full mark), one division of integers.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    pub fn mean_in_units(&self, ticks_per_unit: i64) -> Result<f64, StatError> {
        self.at_least(1)?;
        Ok(ratio(i128::from(self.sum), i128::from(self.n) * i128::from(ticks_per_unit)))
    }

    /// Sum of squared deviations from the mean.
    #[must_use]
    pub fn sum_of_squares(&self) -> f64 {
        if self.n == 0 { 0.0 } else { ratio(self.n_times_squares(), i128::from(self.n)) }
    }

    /// Variance with divisor n.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    pub fn population_variance(&self) -> Result<f64, StatError> {
        self.at_least(1)?;
        let n = i128::from(self.n);
        Ok(ratio(self.n_times_squares(), n * n))
    }

    /// Variance with divisor n - 1.
    ///
    /// # Errors
    /// [`StatError::TooFew`] with fewer than two pupils.
    pub fn sample_variance(&self) -> Result<f64, StatError> {
        self.at_least(2)?;
        let n = i128::from(self.n);
        Ok(ratio(self.n_times_squares(), n * (n - 1)))
    }

    /// Third and fourth central moment with divisor n.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    pub fn third_and_fourth(&self) -> Result<(f64, f64), StatError> {
        self.at_least(1)?;
        let raw = self.powers.map(|power| ratio(power, i128::from(self.n)));
        let shift = raw[0];
        let third = raw[2] - 3.0 * shift * raw[1] + 2.0 * shift * shift * shift;
        let fourth = raw[3] - 4.0 * shift * raw[2] + 6.0 * shift * shift * raw[1] - 3.0 * shift * shift * shift * shift;
        Ok((third, fourth))
    }

    /// n times the sum of squared deviations, an exact integer.
    fn n_times_squares(&self) -> i128 {
        i128::from(self.n) * self.powers[1] - self.powers[0] * self.powers[0]
    }

    fn at_least(&self, required: u64) -> Result<(), StatError> {
        if self.n < required { Err(StatError::TooFew { found: self.n, required }) } else { Ok(()) }
    }
}

/// Two exact integers as a quotient.
#[expect(clippy::cast_precision_loss, reason = "the quotient of two correctly rounded integers is right to 2 ulp")]
pub(crate) fn ratio(numerator: i128, denominator: i128) -> f64 {
    // Most pairs fit a machine word, and converting that is one instruction instead of a call.
    match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(numerator), Ok(denominator)) => numerator as f64 / denominator as f64,
        _ => numerator as f64 / denominator as f64,
    }
}
