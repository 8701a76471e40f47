//! Intervals of the difference rate between units, and the verdict on a limit.

use std::cmp::Ordering;

use crate::error::StatError;
use crate::one_way::OneWay;
use crate::root::root;
use crate::special::{PValue, binomial_at_most, chi_squared_survival, f_survival, upper_point};

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

/// The side of a reference on which the whole of an interval lies; `Equal` where the reference lies inside or on a bound.
///
/// An interval without width is that of pupils who all earned the same; it says nothing of others like them, and is `Equal`
/// too.
#[must_use]
pub fn side_of(interval: (f64, f64), reference: f64) -> Ordering {
    match interval {
        (lower, upper) if lower >= upper => Ordering::Equal,
        (lower, _) if lower > reference => Ordering::Greater,
        (_, upper) if upper < reference => Ordering::Less,
        _ => Ordering::Equal,
    }
}

/// Fewest units that must be expected on either side of a cut before a share is judged.
const LEAST_EXPECTED: f64 = 5.0;
/// Probability on one side beyond which a count of few is not put down to chance.
const LIKELY_ENOUGH: f64 = 0.025;

/// Whether a `share` of `n` units can be judged against a reference share by its interval: of few, an interval leaves the
/// reference out too often by chance.
///
/// # Formula
/// n · min(r, 1 − r) ≥ 5, or else P(X ≥ k) ≤ 0.025 or P(X ≤ k) ≤ 0.025 for X binomial of n and r, k = n · share.
/// # References
/// Cochran (1954), Biometrics 10:417; Clopper & Pearson (1934), Biometrika 26:404.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of pupils are far below 2^53")]
pub fn is_share_judged(n: f64, share: f64, reference: f64) -> bool {
    if n * reference.min(1.0 - reference) >= LEAST_EXPECTED {
        return true;
    }
    // What nobody or everybody reaches leaves no chance to compare with.
    if !(n > 0.0 && reference > 0.0 && reference < 1.0) {
        return false;
    }
    let k = (n * share.clamp(0.0, 1.0)).round() as u64;
    let n = n.round() as u64;
    let (at_most, at_least) =
        (binomial_at_most(k, n, reference), binomial_at_most(n.saturating_sub(k), n, 1.0 - reference));
    at_most.min(at_least) <= LIKELY_ENOUGH
}

/// Between-unit over within-unit variance beyond which no mark can tell.
const HIGHEST_RATIO: f64 = 1e15;

impl OneWay {
    /// Interval of the intraclass correlation.
    ///
    /// # Formula
    /// θ / (1 + θ) at the θ = τ² / σ² for which H(θ) is the upper and the lower quantile of F(J − 1, N − J), θ = 0 where
    /// H(0) lies below it; H(θ) = Σ w_j (m_j − m)² / (J − 1) / MSW with w_j = n_j / (1 + n_j θ) and m the mean of the unit
    /// means by these weights. H falls with θ, and at the true θ it is F whatever the sizes.
    /// # Inputs
    /// `level`: coverage in (0, 1).
    /// # Returns
    /// Exact for normal marks and unit effects, units of one size or of many.
    /// # Errors
    /// [`StatError::NoVariation`] if nothing varies within units; [`StatError::OutOfRange`] for a level outside (0, 1);
    /// [`StatError::Contradiction`] where the estimate, which weighs units by size, lies outside: with few units of very
    /// unequal size the two may say different things, and then neither bounds the other.
    /// # References
    /// Wald (1940), Annals of Mathematical Statistics 11:96; Searle, Casella & McCulloch (1992), Variance Components,
    /// section 3.6. With one size it is that of Searle (1971), Linear Models, section 9.9.
    pub fn intraclass_correlation_interval(&self, level: f64) -> Result<(f64, f64), StatError> {
        self.f_ratio()?;
        let (low, high) = self.f_quantiles(level)?;
        let share = |theta: f64| theta / (1.0 + theta);
        let (lower, upper) = (share(self.ratio_at(high)?), share(self.ratio_at(low)?));
        let estimate = self.intraclass_correlation()?;
        if estimate < lower || upper < estimate { Err(StatError::Contradiction) } else { Ok((lower, upper)) }
    }

    /// The θ at which H(θ) is a quantile.
    fn ratio_at(&self, quantile: f64) -> Result<f64, StatError> {
        let excess = |theta: f64| self.pivot(theta) / quantile - 1.0;
        let (mut low, mut at_low) = (0.0, excess(0.0));
        if at_low <= 0.0 {
            return Ok(0.0);
        }
        // In the scale of the units: beyond 1 / n the pivot falls as 1 / θ.
        let mut high = 1.0 / self.unit_size;
        let mut at_high = excess(high);
        while at_high > 0.0 {
            if high > HIGHEST_RATIO {
                return Err(StatError::NotConverged);
            }
            (low, at_low) = (high, at_high);
            high *= 4.0;
            at_high = excess(high);
        }
        // Found as a multiple of the upper end, so that small ratios have as many digits as large ones.
        let scaled = root((low / high, at_low), (1.0, at_high), 1e-15, |part| Ok(excess(part * high)))?;
        Ok(scaled * high)
    }

    /// H(θ): the mean square of unit means about their own mean, each weighed by its variance at θ, over that within units.
    fn pivot(&self, theta: f64) -> f64 {
        let weighed = || self.units.iter().map(|&(n, deviation)| (n / (1.0 + n * theta), deviation));
        let (weights, sum) = weighed()
            .fold((0.0, 0.0), |(weights, sum), (weight, deviation)| (weights + weight, sum + weight * deviation));
        let centre = sum / weights;
        let squares: f64 =
            weighed().map(|(weight, deviation)| weight * (deviation - centre) * (deviation - centre)).sum();
        squares / self.degrees_of_freedom().0 / self.mean_square_within()
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

    #[test]
    fn an_interval_lies_on_one_side_or_on_neither() {
        let side = |interval| side_of(interval, 0.5);
        assert_eq!([side((0.51, 0.9)), side((0.1, 0.49))], [Ordering::Greater, Ordering::Less]);
        assert_eq!([side((0.5, 0.9)), side((0.1, 0.5)), side((0.4, 0.6))], [Ordering::Equal; 3]);
        assert_eq!(side((1.0, 1.0)), Ordering::Equal, "all pupils have the full mark");
    }

    #[test]
    fn a_share_of_few_is_judged_by_its_exact_probability() {
        assert!(is_share_judged(10.0, 0.5, 0.5) && is_share_judged(51.0, 0.9, 0.9), "five are expected on either side");
        assert!(!is_share_judged(9.0, 0.5, 0.5) && !is_share_judged(49.0, 0.9, 0.9));
        // R: pbinom(15, 45, 0.0733, lower.tail = FALSE) = 5.7e-08, pbinom(2, 4, 0.2, lower.tail = FALSE) = 0.0272.
        assert!(is_share_judged(45.0, 16.0 / 45.0, 0.0733));
        assert!(!is_share_judged(4.0, 0.75, 0.2), "0.0272 is above one in forty");
        // 0.8^16 = 0.0281 and 0.8^17 = 0.0225.
        assert!(!is_share_judged(16.0, 0.0, 0.2) && is_share_judged(17.0, 0.0, 0.2));
        assert!(!is_share_judged(30.0, 0.1, 0.0) && !is_share_judged(0.0, 0.0, 0.5));
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
                // Units of very unequal size: no interval rather than one without its estimate.
                let (estimate, Ok((lower, upper))) = (estimate.unwrap(), interval) else {
                    proptest::prop_assert_eq!(interval, Err(StatError::Contradiction));
                    continue;
                };
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

    /// The worked example of three schools; bounds computed with SciPy 1.17 (`f.ppf`, `chi2.ppf`, `f.sf`), those of the
    /// intraclass correlation by bisection with F(2, 12) in closed form.
    #[test]
    fn three_schools() {
        let units: [&[i32]; 3] = [&[80, 85, 90, 95], &[60, 70, 75, 85, 90], &[40, 55, 60, 65, 70, 80]];
        let layout = layout(&units).unwrap();
        let test = layout.f_test().unwrap();
        close(test.f, 6.098_259_979_529_172);
        close(test.p_value, 0.014_878_872_606_563_263);
        let icc = layout.intraclass_correlation_interval(0.95).unwrap();
        close(icc.0, 0.037_871_065_628_310_11);
        close(icc.1, 0.979_777_745_763_305_7);
        let eta = layout.eta_squared_interval(0.95).unwrap();
        close(eta.0, 0.166_285_359_629_492_26);
        close(eta.1, 0.975_645_453_544_083);
        let sd = layout.between_sd_interval(0.95).unwrap();
        close(sd.0, 5.468_977_514_297_696);
        close(sd.1, 66.014_649_025_610_43);
    }

    /// Three schools of which the smallest lies far off: by size it hardly counts, among the means it is a third. The bounds
    /// alone would be 0.6929 and 0.9971 (bisection, F(2, 397) in closed form) with an estimate of 0.5555.
    #[test]
    fn no_interval_where_the_estimate_lies_outside() {
        let spread =
            |n: i32, from: i32, step: i32, over: i32| (0..n).map(|i| from + i * step % over).collect::<Vec<_>>();
        let (large, like, small) = (spread(200, 60, 7, 21), spread(190, 58, 7, 21), spread(10, 90, 5, 11));
        let apart = layout(&[&large, &like, &small]).unwrap();
        close(apart.intraclass_correlation().unwrap(), 0.555_542_841_437_179_8);
        assert_eq!(apart.intraclass_correlation_interval(0.95), Err(StatError::Contradiction));
        let (large, small, like) = (spread(400, 70, 7, 11), spread(12, 50, 5, 13), spread(12, 52, 5, 11));
        let icc = layout(&[&large, &small, &like]).unwrap().intraclass_correlation_interval(0.95).unwrap();
        close(icc.0, 0.753_119_929_562_368_6);
        close(icc.1, 0.997_795_764_505_236_7);
    }

    /// Units of one size: the interval of Searle in closed form, from the quantiles that the interval of eta squared has.
    #[test]
    fn units_of_one_size_have_the_closed_form() {
        let even = layout(&[&[80, 85, 90, 95], &[60, 70, 75, 85], &[40, 55, 60, 65], &[62, 70, 71, 90]]).unwrap();
        let f = even.f_test().unwrap().f;
        let eta = even.eta_squared_interval(0.95).unwrap();
        // eta = 3 x / (3 x + 12) at x = F / quantile.
        let bound = |eta: f64| {
            let ratio = 12.0 * eta / (1.0 - eta) / 3.0;
            ((ratio - 1.0) / (ratio + 3.0)).max(0.0)
        };
        assert!(f > 1.0);
        let icc = even.intraclass_correlation_interval(0.95).unwrap();
        assert!((icc.0 - bound(eta.0)).abs() < 1e-10 && (icc.1 - bound(eta.1)).abs() < 1e-10, "{icc:?}");
    }
}
