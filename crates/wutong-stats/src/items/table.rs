//! One item: its facility, its discrimination and its correlation with the total.

use std::collections::BTreeMap;

use super::groups::{Cell, GroupRule, difference, extremes};
use crate::error::StatError;
use crate::frequency::Accumulate;
use crate::moments::ratio;

/// Exact summary of one item: for each total, the pupils who took it and the sum of their scores; and the sum of squares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemTable {
    cells: BTreeMap<i64, (u64, i64)>,
    squares: i128,
    observed: Option<(i32, i32)>,
}

/// n times the sums of squares and products about the means, exact integers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scatter {
    pub(super) n: u64,
    pub(super) sum: i128,
    pub(super) own: i128,
    pub(super) cross: i128,
    pub(super) total: i128,
}

impl ItemTable {
    /// Pupils who took the item.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.cells.values().map(|&(count, _)| count).sum()
    }

    /// Sum of the scores, in ticks.
    #[must_use]
    pub fn sum(&self) -> i64 {
        self.cells.values().map(|&(_, sum)| sum).sum()
    }

    /// Lowest and highest score observed, in ticks.
    #[must_use]
    pub fn observed(&self) -> Option<(i32, i32)> {
        self.observed
    }

    /// Mean score of the takers, in ticks.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without takers.
    pub fn mean(&self) -> Result<f64, StatError> {
        let n = self.at_least(1)?;
        Ok(ratio(i128::from(self.sum()), i128::from(n)))
    }

    /// Standard deviation of the takers' scores with divisor n - 1, in ticks.
    ///
    /// # Errors
    /// [`StatError::TooFew`] with fewer than two takers.
    pub fn sample_sd(&self) -> Result<f64, StatError> {
        let n = i128::from(self.at_least(2)?);
        Ok(ratio(self.scatter().own, n * (n - 1)).sqrt())
    }

    /// Facility (难度 P): mean score over the full mark; the larger, the easier.
    ///
    /// # Formula
    /// Σ x / (n f), n the takers; for right or wrong the share of right answers.
    /// # Inputs
    /// `full` (f): full mark of the item in ticks.
    /// # Returns
    /// A fraction in [0, 1]; below zero where marks are deducted.
    /// # Errors
    /// [`StatError::OutOfRange`] for a full mark below 1; [`StatError::TooFew`] without takers;
    /// [`StatError::Contradiction`] if a score exceeds the full mark.
    /// # References
    /// Crocker & Algina (1986), Introduction to Classical and Modern Test Theory, eq. 14.1 (item difficulty).
    pub fn facility(&self, full: i32) -> Result<f64, StatError> {
        self.within(full)?;
        let n = self.at_least(1)?;
        Ok(ratio(i128::from(self.sum()), i128::from(n) * i128::from(full)))
    }

    /// Discrimination D (区分度): how much better the high group does than the low group.
    ///
    /// # Formula
    /// (mean of the high group − mean of the low group) / f, groups by total among the takers.
    /// # Inputs
    /// `full` (f): full mark in ticks; the observed range instead gives the variant for 25 % groups in local use.
    /// `share`: part and whole of the groups, for example [`Q27`](super::Q27), at most one half.
    /// # Returns
    /// A fraction in [-1, 1].
    /// # Errors
    /// [`StatError::OutOfRange`] for a full mark below 1 or a share outside (0, 1/2]; [`StatError::Contradiction`] if a score
    /// exceeds the full mark; [`StatError::TooFew`] with fewer than two takers; [`StatError::NoVariation`] if all totals are
    /// equal.
    /// # References
    /// Kelley (1939), Journal of Educational Psychology 30:17; Crocker & Algina (1986), eq. 14.3.
    pub fn discrimination(&self, full: i32, rule: GroupRule, share: (u64, u64)) -> Result<f64, StatError> {
        self.within(full)?;
        Ok(difference(extremes(&self.cells(), rule, share)?, i64::from(full)))
    }

    /// Correlation of the item with the total, the item included (题总相关); for right or wrong the point-biserial.
    ///
    /// # Errors
    /// [`StatError::TooFew`] with fewer than two takers; [`StatError::NoVariation`] if all scores or all totals are equal.
    /// # References
    /// Crocker & Algina (1986), section 14.2, eq. 14.5 for right or wrong.
    pub fn item_total_correlation(&self) -> Result<f64, StatError> {
        self.at_least(2)?;
        let Scatter { own, cross, total, .. } = self.scatter();
        correlation(cross, own, total)
    }

    /// Correlation of the item with the total less the item (校正题总相关).
    ///
    /// # Errors
    /// As [`Self::item_total_correlation`], for the rest instead of the total.
    /// # References
    /// Henrysson (1963), Psychometrika 28:211; Crocker & Algina (1986), eq. 14.7.
    pub fn item_rest_correlation(&self) -> Result<f64, StatError> {
        self.at_least(2)?;
        let Scatter { own, cross, total, .. } = self.scatter();
        correlation(cross - own, own, total - 2 * cross + own)
    }

    /// Biserial correlation of a right-or-wrong item with the total.
    ///
    /// # Formula
    /// r √(p (1 − p)) / φ(Φ⁻¹(p)), r the point-biserial with the total, p the facility.
    /// # Returns
    /// May exceed 1 in size where totals are far from normal.
    /// # Errors
    /// [`StatError::NotApplicable`] if a score is neither 0 nor the full mark; otherwise as
    /// [`Self::item_total_correlation`].
    /// # References
    /// Lord & Novick (1968), Statistical Theories of Mental Test Scores, eq. 15.9.1.
    pub fn biserial_correlation(&self, full: i32) -> Result<f64, StatError> {
        let p = self.facility(full)?;
        if !self.is_dichotomous(full) {
            return Err(StatError::NotApplicable);
        }
        let point = self.item_total_correlation()?;
        let wrong = ratio(
            i128::from(self.n()) * i128::from(full) - i128::from(self.sum()),
            i128::from(self.n()) * i128::from(full),
        );
        Ok(point * (p * wrong).sqrt() / super::feldt::density_at_quantile(p))
    }

    /// Whether every score is 0 or the full mark.
    #[must_use]
    pub fn is_dichotomous(&self, full: i32) -> bool {
        let inside = self.observed.is_none_or(|(lowest, highest)| lowest >= 0 && highest <= full);
        // x² <= f x on [0, f], equal only at the ends.
        inside && self.squares == i128::from(full) * i128::from(self.sum())
    }

    /// Pupils and sum of scores by total, ascending.
    pub(super) fn cells(&self) -> Vec<Cell> {
        self.cells.iter().map(|(&total, &(count, sum))| (total, count, sum)).collect()
    }

    pub(super) fn scatter(&self) -> Scatter {
        let (mut n, mut sum, mut totals, mut total_squares, mut products) = (0, 0i128, 0i128, 0i128, 0i128);
        for (&total, &(count, scores)) in &self.cells {
            let (total, scores) = (i128::from(total), i128::from(scores));
            n += count;
            sum += scores;
            totals += total * i128::from(count);
            total_squares += total * total * i128::from(count);
            products += total * scores;
        }
        let count = i128::from(n);
        Scatter {
            n,
            sum,
            own: count * self.squares - sum * sum,
            cross: count * products - sum * totals,
            total: count * total_squares - totals * totals,
        }
    }

    pub(super) fn add(&mut self, score: i32, total: i64) {
        let cell = self.cells.entry(total).or_default();
        cell.0 += 1;
        cell.1 += i64::from(score);
        self.squares += i128::from(score) * i128::from(score);
        self.observed = join(self.observed, Some((score, score)));
    }

    pub(super) fn at_least(&self, required: u64) -> Result<u64, StatError> {
        let found = self.n();
        if found < required { Err(StatError::TooFew { found, required }) } else { Ok(found) }
    }

    fn within(&self, full: i32) -> Result<(), StatError> {
        match self.observed {
            _ if full < 1 => Err(StatError::OutOfRange),
            Some((_, highest)) if highest > full => Err(StatError::Contradiction),
            _ => Ok(()),
        }
    }
}

impl Accumulate for ItemTable {
    /// Score on the item and total of the same pupil.
    type Item = (i32, i64);

    fn push(&mut self, (score, total): (i32, i64)) {
        self.add(score, total);
    }

    fn merge(&mut self, other: &Self) {
        for (&total, &(count, sum)) in &other.cells {
            let cell = self.cells.entry(total).or_default();
            cell.0 += count;
            cell.1 += sum;
        }
        self.squares += other.squares;
        self.observed = join(self.observed, other.observed);
    }
}

fn join(one: Option<(i32, i32)>, other: Option<(i32, i32)>) -> Option<(i32, i32)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}

/// Correlation from exact sums of squares and products.
pub(super) fn correlation(cross: i128, one: i128, other: i128) -> Result<f64, StatError> {
    if one <= 0 || other <= 0 {
        return Err(StatError::NoVariation);
    }
    Ok((ratio(cross, 1) / (ratio(one, 1).sqrt() * ratio(other, 1).sqrt())).clamp(-1.0, 1.0))
}
