//! What pupils earned of what they could earn, for one item or for the items of a knowledge point.

use crate::catalogue::Estimate;
use crate::error::StatError;
use crate::frequency::Accumulate;
use crate::moments::real;
use crate::special::t_half_width;

/// Exact summary of pupils' marks in a set of items, each with the full mark of the items on that pupil's own paper.
///
/// The full marks differ between pupils where they choose among items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Earned {
    n: u64,
    earned: i64,
    possible: i64,
    earned_squared: i128,
    product: i128,
    possible_squared: i128,
}

impl Earned {
    /// Pupils.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Score rate (得分率): what was earned over what could be earned. Of one item it is its facility (难度 P).
    ///
    /// # Formula
    /// R = Σ e / Σ f over pupils, e what a pupil earned of f possible. Interval: R ± t s / (mean(f) √n), s² = Σ (e - R f)² / (n - 1),
    /// t the 97.5 % quantile of Student's t with n - 1 degrees of freedom, cut to 0 and 1; for equal f that of the mean.
    /// Where all earned everything or nothing, [0.025^(1/n), 1] or [0, 1 - 0.025^(1/n)]: of pupils whose expected share is
    /// μ, at most μ earn everything, so that n of them all do has a probability of at most μⁿ. None where all earned one
    /// share in between, which tells nothing of how pupils vary, and none with one pupil.
    /// # Returns
    /// A fraction.
    /// # Errors
    /// [`StatError::TooFew`] without pupils, [`StatError::ZeroDenominator`] where nothing could be earned.
    /// # References
    /// Cochran (1977), Sampling Techniques, 3rd ed., section 2.11 (ratio estimate); Clopper & Pearson (1934), Biometrika
    /// 26:404 (all or none of n).
    pub fn score_rate(&self) -> Result<Estimate, StatError> {
        if self.n == 0 {
            return Err(StatError::TooFew { found: 0, required: 1 });
        }
        if self.possible <= 0 {
            return Err(StatError::ZeroDenominator);
        }
        let rate = real_of(i128::from(self.earned)) / real_of(i128::from(self.possible));
        if self.n == 1 {
            return Ok(Estimate { value: rate, interval: None });
        }
        let n = real(self.n);
        let squares = self.residual_squares(rate);
        if squares <= 0.0 {
            let least = 0.025f64.powf(1.0 / n);
            let interval = match self.earned {
                0 => Some((0.0, 1.0 - least)),
                earned if earned == self.possible => Some((least, 1.0)),
                _ => None,
            };
            return Ok(Estimate { value: rate, interval });
        }
        let half =
            t_half_width(0.05, n - 1.0)? * (squares / (n - 1.0) / n).sqrt() / (real_of(i128::from(self.possible)) / n);
        Ok(Estimate { value: rate, interval: Some(((rate - half).max(0.0), (rate + half).min(1.0))) })
    }

    /// Mean of what a pupil could earn: Σ f / n.
    ///
    /// # Returns
    /// Ticks.
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    pub fn mean_possible(&self) -> Result<f64, StatError> {
        if self.n == 0 {
            return Err(StatError::TooFew { found: 0, required: 1 });
        }
        Ok(real_of(i128::from(self.possible)) / real(self.n))
    }

    /// Σ (e - R f)²: in whole numbers as long as they fit, so that nothing cancels.
    fn residual_squares(&self, rate: f64) -> f64 {
        let (earned, possible) = (i128::from(self.earned), i128::from(self.possible));
        let exact = || {
            let first = self.earned_squared.checked_mul(possible.checked_mul(possible)?)?;
            let middle = self.product.checked_mul(earned.checked_mul(possible)?)?.checked_mul(2)?;
            let last = self.possible_squared.checked_mul(earned.checked_mul(earned)?)?;
            let sum = first.checked_sub(middle)?.checked_add(last)?;
            Some(real_of(sum) / (real_of(possible) * real_of(possible)))
        };
        let plain = || {
            real_of(self.earned_squared) - 2.0 * rate * real_of(self.product)
                + rate * rate * real_of(self.possible_squared)
        };
        exact().unwrap_or_else(plain).max(0.0)
    }
}

impl Accumulate for Earned {
    /// Earned and possible marks of a pupil, in ticks.
    type Item = (i32, i32);

    fn push(&mut self, (earned, possible): (i32, i32)) {
        let (e, f) = (i64::from(earned), i64::from(possible));
        self.n += 1;
        self.earned += e;
        self.possible += f;
        self.earned_squared += i128::from(e * e);
        self.product += i128::from(e * f);
        self.possible_squared += i128::from(f * f);
    }

    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.earned += other.earned;
        self.possible += other.possible;
        self.earned_squared += other.earned_squared;
        self.product += other.product;
        self.possible_squared += other.possible_squared;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a float is wanted")]
fn real_of(value: i128) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FrequencyTable, Moments, mean_interval};

    fn of(pupils: &[(i32, i32)]) -> Earned {
        let mut sum = Earned::default();
        for &pupil in pupils {
            sum.push(pupil);
        }
        sum
    }

    #[test]
    fn items_of_one_full_mark_have_the_interval_of_their_mean() {
        let marks = [3, 5, 8, 8, 10, 2, 7];
        let rate = of(&marks.map(|mark| (mark, 10))).score_rate().expect("seven pupils");
        let moments = Moments::of(&FrequencyTable::from_marks(&mut marks.clone()));
        let (lower, upper) = mean_interval(&moments).expect("seven pupils");
        let (found_lower, found_upper) = rate.interval.expect("two pupils or more");
        assert!((rate.value - 43.0 / 70.0).abs() < 1e-15);
        assert!((found_lower - lower / 10.0).abs() < 1e-12 && (found_upper - upper / 10.0).abs() < 1e-12);
    }

    #[test]
    fn chosen_items_weigh_by_their_full_marks() {
        // e = 4, 6, 9 of f = 5, 10, 10: R = 19/25; e - R f = 0.2, -1.6, 1.4; Σ = 4.56; s² = 2.28; f̄ = 25/3.
        let rate = of(&[(4, 5), (6, 10), (9, 10)]).score_rate().expect("three pupils");
        // The 97.5 % quantile with two degrees of freedom is 0.95 √(2 / (1 - 0.95²)).
        let quantile = 0.95 * (2.0f64 / (1.0 - 0.95 * 0.95)).sqrt();
        let half = quantile * (2.28f64 / 3.0).sqrt() / (25.0 / 3.0);
        assert!((rate.value - 0.76).abs() < 1e-15);
        let (lower, upper) = rate.interval.expect("three pupils");
        assert!((lower - (0.76 - half)).abs() < 1e-12 && (upper - 1.0).abs() < 1e-15, "{lower} {upper}");
    }

    /// The limits of Clopper and Pearson for all or none of n: 39 of 39 is 0.9097 to 1 (R: binom.test(39, 39)).
    #[test]
    fn where_all_earn_everything_the_interval_is_that_of_a_rate() {
        for (n, least) in [(39, 0.909_749), (3, 0.292_402), (2, 0.158_114)] {
            let (all, none) = (of(&vec![(4, 4); n]), of(&vec![(0, 4); n]));
            let (lower, upper) = all.score_rate().expect("pupils").interval.expect("two pupils or more");
            assert!((lower - least).abs() < 1e-6 && upper >= 1.0, "{n}: {lower} {upper}");
            let (lower, upper) = none.score_rate().expect("pupils").interval.expect("two pupils or more");
            assert!(lower <= 0.0 && (upper - (1.0 - least)).abs() < 1e-6, "{n}: {lower} {upper}");
        }
    }

    #[test]
    fn sums_add_up_and_nothing_is_withheld_without_reason() {
        let all = [(1, 4), (0, 4), (4, 4), (3, 6)];
        let mut parts = of(&all[..1]);
        parts.merge(&of(&all[1..]));
        assert_eq!(parts, of(&all));
        assert!(matches!(of(&[]).score_rate(), Err(StatError::TooFew { .. })));
        assert_eq!(of(&[(0, 0)]).score_rate(), Err(StatError::ZeroDenominator));
        let equal = of(&[(2, 4), (2, 4)]).score_rate().expect("two pupils");
        assert_eq!(equal.interval, None, "pupils who do not vary tell nothing of how they vary");
        assert_eq!(of(&[(3, 4)]).score_rate().expect("one").interval, None);
    }
}
