//! Means of parts of the ranking: blocks of pupils from the top, the weakest units.

use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::moments::{Moments, ratio};

/// A block of consecutive ranks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankBlock {
    /// First rank, from 1.
    pub first: u64,
    /// Last rank.
    pub last: u64,
    /// Mean of its marks, in ticks.
    pub mean: f64,
}

/// Mean mark of the ranks from `first` to `last`, counted from the top.
///
/// Equal marks stand at consecutive ranks; which pupil stands at which of them does not change the mean.
///
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::OutOfRange`] if `first` is 0 or above `last`; [`StatError::TooFew`] with fewer pupils than `last`.
pub fn mean_of_ranks(table: &FrequencyTable, first: u64, last: u64) -> Result<f64, StatError> {
    if first == 0 || first > last {
        return Err(StatError::OutOfRange);
    }
    let n = table.n();
    if n < last {
        return Err(StatError::TooFew { found: n, required: last });
    }
    Ok(ratio(sum_of_positions(table, n - last, n - first + 1), i128::from(last - first + 1)))
}

/// Sum of the marks at the positions `from..to` of the ascending order.
fn sum_of_positions(table: &FrequencyTable, from: u64, to: u64) -> i128 {
    let (mut start, mut sum) = (0, 0);
    for &(mark, count) in table.cells() {
        let end = start + u64::from(count);
        let inside = end.min(to).saturating_sub(start.max(from));
        sum += i128::from(mark) * i128::from(inside);
        start = end;
    }
    sum
}

/// Competitiveness of the top (高分段竞争力): mean mark of each block of ranks from the top.
///
/// # Inputs
/// `size`: ranks a block (usually 10); `blocks`: at most so many blocks. The last block may hold fewer ranks.
/// # Errors
/// [`StatError::OutOfRange`] if a number is zero; [`StatError::TooFew`] without pupils.
pub fn block_means(table: &FrequencyTable, size: u64, blocks: u64) -> Result<Vec<RankBlock>, StatError> {
    if size == 0 || blocks == 0 {
        return Err(StatError::OutOfRange);
    }
    let n = table.n();
    if n == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    let mut means = Vec::new();
    for block in 0..blocks.min(n.div_ceil(size)) {
        let (first, last) = (block * size + 1, (block + 1).saturating_mul(size).min(n));
        means.push(RankBlock { first, last, mean: mean_of_ranks(table, first, last)? });
    }
    Ok(means)
}

/// Mean of the weakest units (最弱30%学校的均分), over their pupils.
///
/// # Formula
/// The ⌈p J⌉ of the J units with pupils that have the lowest means, and every unit tied with the last of them, pooled:
/// Σ sums / Σ n. Means are compared in integers.
/// # Inputs
/// `part` / `whole` (p): a fraction in (0, 1], usually 30 / 100.
/// # Returns
/// Ticks; over the mean of the exam it is the attainment of the weakest units.
/// # Errors
/// [`StatError::OutOfRange`] if p is outside (0, 1]; [`StatError::TooFew`] without units.
pub fn weakest_units_mean(units: &[Moments], part: u64, whole: u64) -> Result<f64, StatError> {
    if part == 0 || part > whole {
        return Err(StatError::OutOfRange);
    }
    let mut ordered: Vec<(i128, i128)> =
        units.iter().filter(|unit| unit.n > 0).map(|unit| (i128::from(unit.sum), i128::from(unit.n))).collect();
    ordered.sort_unstable_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
    let units = u64::try_from(ordered.len()).map_err(|_| StatError::OutOfRange)?;
    let wanted = (u128::from(units) * u128::from(part)).div_ceil(u128::from(whole));
    let wanted = usize::try_from(wanted).map_err(|_| StatError::OutOfRange)?;
    let Some(&last) = wanted.checked_sub(1).and_then(|position| ordered.get(position)) else {
        return Err(StatError::TooFew { found: 0, required: 1 });
    };
    let taken = ordered.partition_point(|unit| unit.0 * last.1 <= last.0 * unit.1);
    let (sum, n) = ordered[..taken].iter().fold((0, 0), |all, unit| (all.0 + unit.0, all.1 + unit.1));
    Ok(ratio(sum, n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(marks: &[i32]) -> FrequencyTable {
        FrequencyTable::from_marks(&mut marks.to_vec())
    }

    #[test]
    fn blocks_from_the_top() {
        let marks: Vec<i32> = (1..=25).collect();
        let blocks = block_means(&table(&marks), 10, 5).unwrap();
        let told: Vec<(u64, u64, f64)> = blocks.iter().map(|block| (block.first, block.last, block.mean)).collect();
        assert_eq!(told, [(1, 10, 20.5), (11, 20, 10.5), (21, 25, 3.0)]);
        assert_eq!(block_means(&table(&marks), 10, 1).unwrap().len(), 1);
        assert_eq!(block_means(&table(&[]), 10, 1), Err(StatError::TooFew { found: 0, required: 1 }));
        assert_eq!(block_means(&table(&[1]), 0, 1), Err(StatError::OutOfRange));
        assert_eq!(block_means(&table(&[1]), u64::MAX, u64::MAX).unwrap().len(), 1);
    }

    #[test]
    fn ranks() {
        assert_eq!(mean_of_ranks(&table(&[9, 7, 7, 4]), 2, 3), Ok(7.0));
        assert_eq!(mean_of_ranks(&table(&[9, 7, 7, 4]), 1, 2), Ok(8.0));
        assert_eq!(mean_of_ranks(&table(&[9]), 1, 2), Err(StatError::TooFew { found: 1, required: 2 }));
        assert_eq!(mean_of_ranks(&table(&[9]), 0, 1), Err(StatError::OutOfRange));
    }

    #[test]
    fn the_weakest_units() {
        let unit = |marks: &[i32]| Moments::of(&table(marks));
        let units = [unit(&[80, 90]), unit(&[50]), unit(&[40, 60, 50]), unit(&[]), unit(&[70])];
        // ⌈0.3 · 4⌉ = 2: the units at 50, pooled.
        assert_eq!(weakest_units_mean(&units, 30, 100), Ok(50.0));
        // One unit is wanted, two are tied.
        assert_eq!(weakest_units_mean(&units, 1, 100), Ok(50.0));
        assert_eq!(weakest_units_mean(&units, 3, 4), Ok(54.0));
        assert_eq!(weakest_units_mean(&units, 1, 1), Ok(440.0 / 7.0));
        assert_eq!(weakest_units_mean(&[], 30, 100), Err(StatError::TooFew { found: 0, required: 1 }));
        assert_eq!(weakest_units_mean(&units, 0, 100), Err(StatError::OutOfRange));
    }
}
