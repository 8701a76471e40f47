//! F test and effect sizes of the one-way layout of units.

use crate::error::StatError;
use crate::moments::ratio;
use crate::one_way::OneWay;
use crate::special::f_survival;

/// F test that all units have one mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FTest {
    /// Mean square between over mean square within.
    pub f: f64,
    /// Degrees of freedom between and within.
    pub degrees_of_freedom: (u64, u64),
    /// Probability of an F at least as large; 0 where it underflows.
    pub p_value: f64,
    /// Its decimal logarithm, which does not underflow.
    pub log10_p_value: f64,
}

impl OneWay {
    /// F test of equal unit means.
    ///
    /// # Formula
    /// F = MSB / MSW, p = P(F(J − 1, N − J) ≥ F)
    /// # Errors
    /// [`StatError::NoVariation`] if nothing varies within units.
    /// # References
    /// Searle, Casella & McCulloch (1992), Variance Components, section 3.6.
    pub fn f_test(&self) -> Result<FTest, StatError> {
        let f = self.f_ratio()?;
        let (above, below) = self.degrees_of_freedom();
        let p = f_survival(f, above, below);
        Ok(FTest {
            f,
            degrees_of_freedom: (self.n_units - 1, self.n_pupils - self.n_units),
            p_value: p.value,
            log10_p_value: p.log10,
        })
    }

    /// Between-unit variance component as it comes out, negative where units differ less than chance would have them.
    #[must_use]
    pub fn between_variance_untruncated(&self) -> f64 {
        (self.mean_square_between() - self.mean_square_within()) / self.unit_size
    }

    /// Intraclass correlation from the untruncated component, ICC(1).
    ///
    /// # Errors
    /// [`StatError::NoVariation`] if all marks are equal.
    /// # References
    /// McGraw & Wong (1996), Psychological Methods 1:30, with n0 for the unit size.
    pub fn intraclass_correlation_untruncated(&self) -> Result<f64, StatError> {
        let between = self.between_variance_untruncated();
        let total = between + self.mean_square_within();
        if total > 0.0 { Ok(between / total) } else { Err(StatError::NoVariation) }
    }

    /// Reliability of unit means, ICC(2) = (MSB − MSW) / MSB; negative where MSB < MSW.
    ///
    /// # Errors
    /// [`StatError::NoVariation`] if all unit means are equal.
    /// # References
    /// Bliese (2000), in Klein & Kozlowski, Multilevel Theory, Research, and Methods in Organizations, p. 357.
    pub fn mean_reliability(&self) -> Result<f64, StatError> {
        let (between, within) = (self.mean_square_between(), self.mean_square_within());
        if between > 0.0 { Ok((between - within) / between) } else { Err(StatError::NoVariation) }
    }

    /// ε² = (SSB − (J − 1) MSW) / SST.
    ///
    /// # Errors
    /// [`StatError::NoVariation`] if all marks are equal.
    /// # References
    /// Kelley (1935), PNAS 21:554.
    pub fn epsilon_squared(&self) -> Result<f64, StatError> {
        self.adjusted_share(0.0)
    }

    /// ω² = (SSB − (J − 1) MSW) / (SST + MSW).
    ///
    /// # Errors
    /// [`StatError::NoVariation`] if all marks are equal.
    /// # References
    /// Hays (1963), Statistics for Psychologists, p. 382.
    pub fn omega_squared(&self) -> Result<f64, StatError> {
        self.adjusted_share(self.mean_square_within())
    }

    fn adjusted_share(&self, added: f64) -> Result<f64, StatError> {
        let total = self.between + self.within + added;
        let expected = self.degrees_of_freedom().0 * self.mean_square_within();
        if total > 0.0 { Ok((self.between - expected) / total) } else { Err(StatError::NoVariation) }
    }

    /// Design effect 1 + (N / J − 1) ICC(1): how many times larger a variance of means is than pupils drawn singly give.
    ///
    /// # Errors
    /// [`StatError::NoVariation`] if all marks are equal.
    /// # References
    /// Kish (1965), Survey Sampling, eq. 5.4.1.
    pub fn design_effect(&self) -> Result<f64, StatError> {
        let mean_size = ratio(i128::from(self.n_pupils), i128::from(self.n_units));
        Ok(1.0 + (mean_size - 1.0) * self.intraclass_correlation_untruncated()?)
    }

    pub(crate) fn f_ratio(&self) -> Result<f64, StatError> {
        let within = self.mean_square_within();
        if within > 0.0 { Ok(self.mean_square_between() / within) } else { Err(StatError::NoVariation) }
    }

    pub(crate) fn degrees_of_freedom(&self) -> (f64, f64) {
        let n_units = i128::from(self.n_units);
        (ratio(n_units - 1, 1), ratio(i128::from(self.n_pupils) - n_units, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frequency::{Accumulate, FrequencyTable};
    use crate::moments::Moments;

    /// A region of ten million pupils: the tail is far below the smallest float, its logarithm is not.
    #[test]
    fn a_p_value_below_every_float() {
        let units: Vec<FrequencyTable> = (0..100u32)
            .map(|unit| {
                let level = i32::try_from(unit).unwrap();
                let mut table = FrequencyTable::default();
                for mark in 0..200 {
                    let twin = FrequencyTable::from_marks(&mut vec![level + mark; 500]);
                    table.merge(&twin);
                }
                table
            })
            .collect();
        let moments: Vec<Moments> = units.iter().map(Moments::of).collect();
        let test = OneWay::of(moments.iter()).unwrap().f_test().unwrap();
        assert!(test.p_value <= 0.0);
        assert!(test.log10_p_value.is_finite() && test.log10_p_value < -1e5, "{test:?}");
    }
}
