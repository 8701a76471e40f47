//! Intervals of the difference rate between units, and the verdict on a limit.

use crate::error::StatError;
use crate::one_way::OneWay;
use crate::special::{PValue, chi_squared_survival, f_survival, upper_point};

/// What an interval says about a limit that a value must stay below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitVerdict {
    /// The whole interval lies below.
    Below,
    /// The whole interval lies at the limit or above.
    Above,
    /// The limit lies inside.
    CannotTell,
}

impl LimitVerdict {
    /// Reads an interval against a limit.
    ///
    /// # Errors
    /// [`StatError::OutOfRange`] for bounds that are not in order or not numbers.
    pub fn of(interval: (f64, f64), limit: f64) -> Result<Self, StatError> {
        let (lower, upper) = interval;
        if limit.is_nan() || lower.partial_cmp(&upper).is_none_or(|order| order.is_gt()) {
            return Err(StatError::OutOfRange);
        }
        Ok(match (upper < limit, lower >= limit) {
            (true, _) => Self::Below,
            (_, true) => Self::Above,
            _ => Self::CannotTell,
        })
    }

    /// The name in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Above => "above",
            Self::CannotTell => "cannot_tell",
        }
    }
}

impl OneWay {
    /// Interval of the intraclass correlation.
    ///
    /// # Formula
    /// F* = ñ Σ (m_j − m̄)² / (J − 1) / MSW with ñ the harmonic mean size and m̄ the unweighted mean of means; bounds
    /// (F*/F_q − 1) / (F*/F_q + ñ − 1) for the upper and the lower quantile F_q of F(J − 1, N − J), not below 0.
    /// # Inputs
    /// `level`: coverage in (0, 1).
    /// # Returns
    /// Exact for units of one size, else an approximation that is best where units differ by more than the error of their
    /// means. Very unequal sizes can put the estimate, which weighs units by size, outside; the nearer bound is then the
    /// estimate itself.
    /// # Errors
    /// [`StatError::NoVariation`] if nothing varies within units; [`StatError::OutOfRange`] for a level outside (0, 1).
    /// # References
    /// Searle (1971), Linear Models, section 9.9; unequal sizes: Thomas & Hultquist (1978), Annals of Statistics 6:582;
    /// Burdick & Graybill (1992), Confidence Intervals on Variance Components, section 4.3.
    pub fn intraclass_correlation_interval(&self, level: f64) -> Result<(f64, f64), StatError> {
        self.f_ratio()?;
        let scaled = self.harmonic_size * self.means_squares / self.degrees_of_freedom().0 / self.mean_square_within();
        let bound = |quantile: f64| {
            let ratio = scaled / quantile;
            ((ratio - 1.0) / (ratio + self.harmonic_size - 1.0)).max(0.0)
        };
        let (low, high) = self.f_quantiles(level)?;
        let estimate = self.intraclass_correlation()?;
        Ok((bound(high).min(estimate), bound(low).max(estimate)))
    }

    /// Interval of η², units taken as drawn from many.
    ///
    /// # Formula
    /// η² = (J − 1) F / ((J − 1) F + N − J) at F / F_q for the upper and the lower quantile of F(J − 1, N − J).
    /// # Inputs
    /// `level`: coverage in (0, 1).
    /// # Returns
    /// Bounds of what η² would be from the expected mean squares; exact for normal units of one size.
    /// # Errors
    /// As for [`OneWay::intraclass_correlation_interval`].
    /// # References
    /// The ratio MSB/E(MSB) over MSW/E(MSW) is F: Searle, Casella & McCulloch (1992), Variance Components, section 3.6.
    pub fn eta_squared_interval(&self, level: f64) -> Result<(f64, f64), StatError> {
        let (above, below) = self.degrees_of_freedom();
        let f = self.f_ratio()?;
        let bound = |quantile: f64| above * f / quantile / (above * f / quantile + below);
        let (low, high) = self.f_quantiles(level)?;
        Ok((bound(high), bound(low)))
    }

    /// Interval of the pupil-weighted standard deviation of unit means, units taken as drawn from many, in ticks.
    ///
    /// # Formula
    /// sd √((J − 1) / χ²_q) for the upper and the lower quantile of χ²(J − 1).
    /// # Inputs
    /// `level`: coverage in (0, 1).
    /// # Returns
    /// Bounds of the long-run value; exact for normal units of one size.
    /// # Errors
    /// [`StatError::OutOfRange`] for a level outside (0, 1).
    /// # References
    /// Searle, Casella & McCulloch (1992), Variance Components, section 3.6: SSB / E(MSB) is χ²(J − 1).
    pub fn between_sd_interval(&self, level: f64) -> Result<(f64, f64), StatError> {
        let (above, _) = self.degrees_of_freedom();
        let (sd, (low, high)) =
            (self.between_sd(), quantiles(level, above, |point| chi_squared_survival(point, above))?);
        Ok((sd * (above / high).sqrt(), sd * (above / low).sqrt()))
    }

    fn f_quantiles(&self, level: f64) -> Result<(f64, f64), StatError> {
        let (above, below) = self.degrees_of_freedom();
        quantiles(level, 1.0, |point| f_survival(point, above, below))
    }
}

/// Lower and upper quantile that enclose the central share `level`.
fn quantiles(level: f64, near: f64, tail: impl Fn(f64) -> PValue) -> Result<(f64, f64), StatError> {
    let out = (1.0 - level) / 2.0;
    if !(level > 0.0 && out > 0.0) {
        return Err(StatError::OutOfRange);
    }
    Ok((upper_point(1.0 - out, near, &tail)?, upper_point(out, near, &tail)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frequency::FrequencyTable;
    use crate::moments::Moments;

    fn layout(units: &[&[i32]]) -> Result<OneWay, StatError> {
        let units: Vec<Moments> =
            units.iter().map(|marks| Moments::of(&FrequencyTable::from_marks(&mut marks.to_vec()))).collect();
        OneWay::of(units.iter())
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-11 * expected.abs(), "found {found:e}, expected {expected:e}");
    }

    #[test]
    fn limits_are_read_strictly() {
        assert_eq!(LimitVerdict::of((0.05, 0.149), 0.15), Ok(LimitVerdict::Below));
        assert_eq!(LimitVerdict::of((0.05, 0.15), 0.15), Ok(LimitVerdict::CannotTell));
        assert_eq!(LimitVerdict::of((0.15, 0.3), 0.15), Ok(LimitVerdict::Above));
        assert_eq!(LimitVerdict::of((0.3, 0.1), 0.15), Err(StatError::OutOfRange));
        assert_eq!(LimitVerdict::of((f64::NAN, 0.1), 0.15), Err(StatError::OutOfRange));
    }

    proptest::proptest! {
        /// Bounds are finite, in order, inside their range, and hold the estimate.
        #[test]
        fn intervals_hold_their_estimates(
            units in proptest::collection::vec(proptest::collection::vec(0..150i32, 1..40), 2..12),
        ) {
            let slices: Vec<&[i32]> = units.iter().map(Vec::as_slice).collect();
            let Ok(layout) = layout(&slices) else { return Ok(()); };
            let Ok(test) = layout.f_test() else { return Ok(()); };
            proptest::prop_assert!(test.log10_p_value <= 0.0 && (0.0..=1.0).contains(&test.p_value));
            let estimates = [
                (layout.intraclass_correlation(), layout.intraclass_correlation_interval(0.95), 1.0),
                (layout.eta_squared(), layout.eta_squared_interval(0.95), 1.0),
                (Ok(layout.between_sd()), layout.between_sd_interval(0.95), f64::MAX),
            ];
            for (estimate, interval, most) in estimates {
                let (estimate, (lower, upper)) = (estimate.unwrap(), interval.unwrap());
                proptest::prop_assert!(0.0 <= lower && lower <= estimate && estimate <= upper && upper <= most);
            }
        }
    }

    #[test]
    fn nothing_within_units_has_no_test() {
        let flat = layout(&[&[50, 50], &[60, 60]]).unwrap();
        assert_eq!(flat.f_test(), Err(StatError::NoVariation));
        assert_eq!(flat.intraclass_correlation_interval(0.95), Err(StatError::NoVariation));
        let equal = layout(&[&[50, 60], &[50, 60]]).unwrap();
        let test = equal.f_test().unwrap();
        assert_eq!((test.f, test.p_value), (0.0, 1.0));
        assert_eq!(equal.mean_reliability(), Err(StatError::NoVariation));
        assert_eq!(equal.intraclass_correlation_interval(0.95).map(|bounds| bounds.0), Ok(0.0));
        assert_eq!(equal.intraclass_correlation_interval(1.0), Err(StatError::OutOfRange));
    }

    /// The worked example of three schools; bounds computed with SciPy 1.17 (`f.ppf`, `chi2.ppf`, `f.sf`).
    #[test]
    fn three_schools() {
        let units: [&[i32]; 3] = [&[80, 85, 90, 95], &[60, 70, 75, 85, 90], &[40, 55, 60, 65, 70, 80]];
        let layout = layout(&units).unwrap();
        let test = layout.f_test().unwrap();
        close(test.f, 6.098_259_979_529_172);
        close(test.p_value, 0.014_878_872_606_563_263);
        let icc = layout.intraclass_correlation_interval(0.95).unwrap();
        close(icc.0, 0.035_392_957_390_414_176);
        close(icc.1, 0.979_777_626_807_024_1);
        let eta = layout.eta_squared_interval(0.95).unwrap();
        close(eta.0, 0.166_285_359_629_492_26);
        close(eta.1, 0.975_645_453_544_083);
        let sd = layout.between_sd_interval(0.95).unwrap();
        close(sd.0, 5.468_977_514_297_696);
        close(sd.1, 66.014_649_025_610_43);
    }
}
