//! Exact sums and products of several whole-number variables: the summary that linear models need of a group.

use crate::error::StatError;
use crate::moments::{Moments, ratio};

/// Number of pupils, sums and sums of products of several integer variables.
///
/// One a group (a class); summaries add up exactly, so the school, the county and the region follow from their classes
/// and no pupil needs to be kept. Covariates come first and the response last wherever a model reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CrossProducts {
    n: u64,
    sums: Vec<i128>,
    /// Lower triangle by rows: (0,0), (1,0), (1,1), (2,0), ...
    products: Vec<i128>,
}

/// Position of (row, column) in a packed lower triangle.
pub(crate) fn packed(row: usize, column: usize) -> usize {
    let (high, low) = if row < column { (column, row) } else { (row, column) };
    high * (high + 1) / 2 + low
}

impl CrossProducts {
    /// Adds one pupil, one value a variable, in ticks.
    ///
    /// # Errors
    /// [`StatError::Contradiction`] for another number of variables than before; [`StatError::OutOfRange`] if a sum of
    /// products no longer fits 128 bits. The summary is unchanged then.
    pub fn push(&mut self, row: &[i64]) -> Result<(), StatError> {
        let mut single =
            Self { n: 1, sums: row.iter().map(|&value| i128::from(value)).collect(), products: Vec::new() };
        for (position, &value) in row.iter().enumerate() {
            let earlier = row[..=position].iter().map(|&other| i128::from(value) * i128::from(other));
            single.products.extend(earlier);
        }
        self.merge(&single)
    }

    /// The summary of pupils who share their covariates, such as those of a school: the covariates first, the mark last.
    ///
    /// # Errors
    /// [`StatError::OutOfRange`] if a sum of products does not fit 128 bits.
    pub fn with_constants(covariates: &[i64], marks: &Moments) -> Result<Self, StatError> {
        if marks.n == 0 {
            return Ok(Self::default());
        }
        let (n, sum) = (i128::from(marks.n), i128::from(marks.sum));
        let constants = || covariates.iter().map(|&value| i128::from(value));
        let mut sums: Vec<Option<i128>> = constants().map(|value| value.checked_mul(n)).collect();
        sums.push(Some(sum));
        let mut products: Vec<Option<i128>> = Vec::new();
        for (row, value) in constants().enumerate() {
            products.extend(constants().take(row + 1).map(|other| value.checked_mul(other)?.checked_mul(n)));
        }
        products.extend(constants().map(|value| value.checked_mul(sum)));
        products.push(marks.squares());
        let all = |values: Vec<Option<i128>>| values.into_iter().collect::<Option<Vec<i128>>>();
        let summary = all(sums).zip(all(products)).map(|(sums, products)| Self { n: marks.n, sums, products });
        summary.ok_or(StatError::OutOfRange)
    }

    /// Adds all pupils of another summary.
    ///
    /// # Errors
    /// As for [`CrossProducts::push`].
    pub fn merge(&mut self, other: &Self) -> Result<(), StatError> {
        if other.n == 0 {
            return Ok(());
        }
        if self.n == 0 {
            self.clone_from(other);
            return Ok(());
        }
        if self.sums.len() != other.sums.len() {
            return Err(StatError::Contradiction);
        }
        let add = |own: &[i128], more: &[i128]| -> Option<Vec<i128>> {
            own.iter().zip(more).map(|(a, b)| a.checked_add(*b)).collect()
        };
        let n = self.n.checked_add(other.n);
        let merged = n.zip(add(&self.sums, &other.sums)).zip(add(&self.products, &other.products));
        let ((n, sums), products) = merged.ok_or(StatError::OutOfRange)?;
        *self = Self { n, sums, products };
        Ok(())
    }

    /// Number of pupils.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Number of variables; 0 without pupils.
    #[must_use]
    pub fn n_variables(&self) -> usize {
        self.sums.len()
    }

    /// Sum of a variable, in ticks.
    ///
    /// # Errors
    /// [`StatError::OutOfRange`] without such a variable.
    pub fn sum(&self, variable: usize) -> Result<i128, StatError> {
        self.sums.get(variable).copied().ok_or(StatError::OutOfRange)
    }

    /// Mean of a variable, in ticks.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils; [`StatError::OutOfRange`] without such a variable.
    pub fn mean(&self, variable: usize) -> Result<f64, StatError> {
        if self.n == 0 {
            return Err(StatError::TooFew { found: 0, required: 1 });
        }
        Ok(ratio(self.sum(variable)?, i128::from(self.n)))
    }

    /// Sum of products of the deviations of two variables from their means, in squared ticks.
    ///
    /// # Formula
    /// Σ (x − x̄)(y − ȳ) = S'ₓᵧ − rₓ rᵧ / n, with S' about the means rounded to whole ticks and r the remainders.
    /// # Numerics
    /// S' and r are exact; where n S' fits 128 bits the result is one quotient of integers.
    /// # Errors
    /// As for [`CrossProducts::mean`].
    pub fn centred(&self, first: usize, second: usize) -> Result<f64, StatError> {
        if self.n == 0 {
            return Err(StatError::TooFew { found: 0, required: 1 });
        }
        let n = i128::from(self.n);
        let (a, b) = (self.sum(first)?, self.sum(second)?);
        let (centre_a, centre_b) = (a / n, b / n);
        // Wrapping is exact: the sum itself fits, only the steps towards it may not.
        let about = self.products[packed(first, second)]
            .wrapping_sub(centre_a.wrapping_mul(b))
            .wrapping_sub(centre_b.wrapping_mul(a))
            .wrapping_add(n.wrapping_mul(centre_a.wrapping_mul(centre_b)));
        let rest = (a - n * centre_a) * (b - n * centre_b);
        Ok(match about.checked_mul(n).and_then(|scaled| scaled.checked_sub(rest)) {
            Some(exact) => ratio(exact, n),
            None => ratio(about, 1) - ratio(rest, n),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[[i64; 2]]) -> CrossProducts {
        let mut products = CrossProducts::default();
        for row in rows {
            products.push(row).unwrap();
        }
        products
    }

    #[test]
    fn centred_products_of_a_small_table() {
        let products = of(&[[1, 2], [2, 4], [4, 3]]);
        assert_eq!((products.n(), products.n_variables()), (3, 2));
        // Σx = 7, Σy = 9, Σxy = 22, Σx² = 21.
        assert_eq!(products.centred(0, 1), Ok(22.0 - 63.0 / 3.0));
        assert_eq!(products.centred(0, 0), Ok((63.0 - 49.0) / 3.0));
    }

    #[test]
    fn pupils_who_share_their_covariates() {
        let marks = Moments::of(&crate::frequency::FrequencyTable::from_marks(&mut [7, 1, 3]));
        let mut one_by_one = CrossProducts::default();
        for mark in [1, 3, 7] {
            one_by_one.push(&[4, -2, mark]).unwrap();
        }
        assert_eq!(CrossProducts::with_constants(&[4, -2], &marks), Ok(one_by_one));
        assert_eq!(CrossProducts::with_constants(&[4], &Moments::default()), Ok(CrossProducts::default()));
        assert_eq!(CrossProducts::with_constants(&[i64::MAX, i64::MAX], &marks), Err(StatError::OutOfRange));
    }

    #[test]
    fn a_large_common_offset_costs_no_digit() {
        let far = 4_000_000_000_000_000_000;
        let products = of(&[[far + 1, far + 2], [far + 2, far + 4]]);
        assert_eq!(products.centred(0, 1), Ok(1.0));
        assert_eq!(products.centred(1, 1), Ok(2.0));
    }

    #[test]
    fn wrong_shapes_and_overflow_are_refused_and_change_nothing() {
        let mut products = of(&[[i64::MIN, 0]]);
        assert_eq!(products.push(&[1]), Err(StatError::Contradiction));
        products.push(&[i64::MIN, 0]).unwrap_err();
        assert_eq!(products.n(), 1);
        assert_eq!(products.mean(2), Err(StatError::OutOfRange));
        assert_eq!(CrossProducts::default().mean(0), Err(StatError::TooFew { found: 0, required: 1 }));
    }
}
