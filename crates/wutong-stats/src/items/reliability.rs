//! Reliability of a test from one sitting.
//!
//! All of it rests on the pupils who took every item, and on n times the sums of squares and products about the means,
//! which are exact integers; so a coefficient is one quotient, whichever divisor a variance has.

use super::summary::{ItemSummary, count};
use super::table::correlation;
use crate::error::StatError;
use crate::moments::ratio;

/// How a test is split in two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Split {
    /// First, third, fifth item and so on against the others.
    #[default]
    OddEven,
    /// The first half of the items, the middle one included, against the rest.
    FirstSecond,
}

/// Reliability from two halves of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SplitHalf {
    /// Correlation of the halves.
    pub correlation: f64,
    /// Spearman-Brown for the whole length: 2 r / (1 + r).
    pub spearman_brown: f64,
    /// Guttman (Flanagan, Rulon): 2 (1 − (s_a² + s_b²) / s_t²).
    pub guttman: f64,
}

impl ItemSummary {
    /// Cronbach's alpha (克伦巴赫 α).
    ///
    /// # Formula
    /// K / (K − 1) · (1 − Σ s_k² / s_t²)
    /// # Returns
    /// At most 1; negative where items contradict each other.
    /// # Errors
    /// [`StatError::TooFew`] with fewer than two items, or two pupils who took all; [`StatError::NoVariation`] if all
    /// totals are equal; [`StatError::Contradiction`] if rows differ in length.
    /// # References
    /// Cronbach (1951), Psychometrika 16:297, eq. 2.
    pub fn alpha(&self) -> Result<f64, StatError> {
        let (items, own, total) = self.scatters()?;
        Ok(ratio(items * (total - own), (items - 1) * total))
    }

    /// Interval of alpha after Feldt.
    ///
    /// # Formula
    /// 1 − (1 − α) F, F the upper and the lower (1 − level) / 2 point of the F distribution with n − 1 and
    /// (n − 1)(K − 1) degrees of freedom.
    /// # Inputs
    /// `level`: a fraction in (0, 1), for example 0.95.
    /// # Errors
    /// As [`Self::alpha`]; [`StatError::OutOfRange`] for a level outside (0, 1).
    /// # References
    /// Feldt (1965), Psychometrika 30:357; Feldt, Woodruff & Salih (1987), Applied Psychological Measurement 11:93, eq. 6.
    pub fn alpha_interval(&self, level: f64) -> Result<(f64, f64), StatError> {
        let (items, own, total) = self.scatters()?;
        let unreliable = ratio(items * own - total, (items - 1) * total);
        let pupils = i128::from(self.n_complete());
        let (first, second) = (ratio(pupils - 1, 1), ratio((pupils - 1) * (items - 1), 1));
        let (upper, lower) = super::feldt::f_points(level, first, second)?;
        Ok((1.0 - unreliable * upper, 1.0 - unreliable * lower))
    }

    /// Alpha of the test without one item.
    ///
    /// # Inputs
    /// `item`: its position, from 0.
    /// # Errors
    /// [`StatError::OutOfRange`] if there is no such item; [`StatError::TooFew`] with fewer than three items, or two pupils
    /// who took all; [`StatError::NoVariation`] if the remaining totals are equal.
    pub fn alpha_if_deleted(&self, item: usize) -> Result<f64, StatError> {
        let n_items = self.prepared(3)?;
        if item >= n_items {
            return Err(StatError::OutOfRange);
        }
        let kept: Vec<usize> = (0..n_items).filter(|&other| other != item).collect();
        let own: i128 = kept.iter().map(|&item| self.scatter(item, item)).sum();
        let total = varied(self.block(&kept, &kept))?;
        let items = kept.len() as i128;
        Ok(ratio(items * (total - own), (items - 1) * total))
    }

    /// Kuder-Richardson formula 20, for items that are right or wrong and count alike.
    ///
    /// # Formula
    /// K / (K − 1) · (1 − Σ p q / s_t²), s_t² with divisor n, totals in items right; equal to [`Self::alpha`].
    /// # Inputs
    /// `full`: full marks of the items in ticks.
    /// # Errors
    /// [`StatError::NotApplicable`] if full marks differ or a score is neither 0 nor full; otherwise as [`Self::alpha`].
    /// # References
    /// Kuder & Richardson (1937), Psychometrika 2:151, eq. 20.
    pub fn kr20(&self, full: &[i32]) -> Result<f64, StatError> {
        self.right_or_wrong(full)?;
        self.alpha()
    }

    /// Kuder-Richardson formula 21: as 20, with every item as hard as the average one.
    ///
    /// # Formula
    /// K / (K − 1) · (1 − M (K − M) / (K s_t²)), M the mean and s_t² the variance (divisor n) of items right.
    /// # Inputs
    /// `full`: full marks of the items in ticks.
    /// # Errors
    /// As [`Self::kr20`].
    /// # References
    /// Kuder & Richardson (1937), Psychometrika 2:151, eq. 21.
    pub fn kr21(&self, full: &[i32]) -> Result<f64, StatError> {
        let full = self.right_or_wrong(full)?;
        let (items, _, total) = self.scatters()?;
        // n² s_t² f² is the scatter of the totals, n M f their sum.
        let sum = self.sum();
        let most = items * full * i128::from(self.n_complete());
        Ok(ratio(items * total - sum * (most - sum), (items - 1) * total))
    }

    /// Guttman's lambda 2, never below alpha.
    ///
    /// # Formula
    /// (Σ_{i≠j} c_ij + √(K / (K − 1) · Σ_{i≠j} c_ij²)) / s_t², c_ij the covariances of the items.
    /// # Errors
    /// As [`Self::alpha`].
    /// # References
    /// Guttman (1945), Psychometrika 10:255, eq. 31.
    pub fn lambda2(&self) -> Result<f64, StatError> {
        let (items, own, total) = self.scatters()?;
        let whole = ratio(total, 1);
        let squares: f64 = self.pairs().map(|(one, other)| (ratio(self.scatter(one, other), 1) / whole).powi(2)).sum();
        Ok(ratio(total - own, total) + (2.0 * squares * ratio(items, items - 1)).sqrt())
    }

    /// Mean correlation of two items.
    ///
    /// # Errors
    /// As [`Self::alpha`]; [`StatError::NoVariation`] if the scores of an item are all equal.
    pub fn mean_inter_item_correlation(&self) -> Result<f64, StatError> {
        self.prepared(2)?;
        let (mut sum, mut pairs) = (0.0, 0);
        for (one, other) in self.pairs() {
            sum += correlation(self.scatter(one, other), self.scatter(one, one), self.scatter(other, other))?;
            pairs += 1;
        }
        Ok(sum / count(pairs))
    }

    /// Standardised alpha, as if every item had the same variance.
    ///
    /// # Formula
    /// K r / (1 + (K − 1) r), r the mean correlation of two items.
    /// # Errors
    /// As [`Self::mean_inter_item_correlation`]; [`StatError::ZeroDenominator`] at r = −1 / (K − 1).
    /// # References
    /// Spearman-Brown formula; Cronbach (1951), Psychometrika 16:297, section V.
    pub fn standardized_alpha(&self) -> Result<f64, StatError> {
        let correlation = self.mean_inter_item_correlation()?;
        let items = count(self.items()?.len());
        let denominator = 1.0 + (items - 1.0) * correlation;
        if denominator > 0.0 { Ok(items * correlation / denominator) } else { Err(StatError::ZeroDenominator) }
    }

    /// Reliability from two halves (分半信度).
    ///
    /// # Errors
    /// As [`Self::alpha`]; [`StatError::NoVariation`] if all totals of a half are equal; [`StatError::ZeroDenominator`] if
    /// the halves correlate at −1.
    /// # References
    /// Spearman (1910) and Brown (1910), British Journal of Psychology 3:271 and 3:296; Guttman (1945), Psychometrika 10:255,
    /// eq. 41 (lambda 4).
    pub fn split_half(&self, split: Split) -> Result<SplitHalf, StatError> {
        let (items, _, total) = self.scatters()?;
        let in_first = |item: &usize| match split {
            Split::OddEven => item.is_multiple_of(2),
            Split::FirstSecond => 2 * (*item as i128) < items,
        };
        let (first, second): (Vec<usize>, Vec<usize>) = (0..self.items()?.len()).partition(in_first);
        let cross = self.block(&first, &second);
        let (one, other) = (self.block(&first, &first), self.block(&second, &second));
        let correlation = correlation(cross, one, other)?;
        if correlation <= -1.0 {
            return Err(StatError::ZeroDenominator);
        }
        Ok(SplitHalf {
            correlation,
            spearman_brown: 2.0 * correlation / (1.0 + correlation),
            guttman: ratio(2 * (total - one - other), total),
        })
    }

    /// Standard error of measurement (测量标准误), in ticks: how far a pupil's total may lie from what the test would give
    /// on average.
    ///
    /// # Formula
    /// s_t √(1 − α), s_t with divisor n − 1.
    /// # Errors
    /// As [`Self::alpha`].
    /// # References
    /// Lord & Novick (1968), Statistical Theories of Mental Test Scores, eq. 3.8.1.
    pub fn standard_error_of_measurement(&self) -> Result<f64, StatError> {
        let (items, own, total) = self.scatters()?;
        let pupils = i128::from(self.n_complete());
        Ok(ratio(items * own - total, (items - 1) * pupils * (pupils - 1)).sqrt())
    }

    /// Number of items, scatter of the items added up, scatter of the totals.
    fn scatters(&self) -> Result<(i128, i128, i128), StatError> {
        let n_items = self.prepared(2)?;
        let every: Vec<usize> = (0..n_items).collect();
        let own = every.iter().map(|&item| self.scatter(item, item)).sum();
        Ok((n_items as i128, own, varied(self.block(&every, &every))?))
    }

    /// Scatter between two sums of items.
    fn block(&self, some: &[usize], others: &[usize]) -> i128 {
        some.iter().map(|&one| others.iter().map(|&other| self.scatter(one, other)).sum::<i128>()).sum()
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let n_items = self.items().map_or(0, <[_]>::len);
        (0..n_items).flat_map(|one| (0..one).map(move |other| (one, other)))
    }

    fn prepared(&self, items: usize) -> Result<usize, StatError> {
        let n_items = self.items()?.len();
        match self.n_complete() {
            _ if n_items < items => Err(StatError::TooFew { found: n_items as u64, required: items as u64 }),
            pupils if pupils < 2 => Err(StatError::TooFew { found: pupils, required: 2 }),
            _ => Ok(n_items),
        }
    }

    fn right_or_wrong(&self, full: &[i32]) -> Result<i128, StatError> {
        let items = self.items()?;
        if items.len() != full.len() {
            return Err(StatError::Contradiction);
        }
        let alike = full.windows(2).all(|pair| pair[0] == pair[1]);
        let first = full.first().copied().unwrap_or(1);
        if alike && items.iter().all(|item| item.is_dichotomous(first)) {
            Ok(i128::from(first))
        } else {
            Err(StatError::NotApplicable)
        }
    }
}

fn varied(scatter: i128) -> Result<i128, StatError> {
    if scatter > 0 { Ok(scatter) } else { Err(StatError::NoVariation) }
}
