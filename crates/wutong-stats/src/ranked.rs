//! Means of parts of the ranking: blocks from the top, the bottom third, the share in the bottom of the exam.

use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::moments::ratio;

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

/// Mean of the bottom third (后1/3均分) without its lowest part.
///
/// # Formula
/// The lowest k = ⌊n / 3⌋ marks; of them the lowest ⌊k · part / whole⌋ are dropped; mean of the rest.
/// # Inputs
/// `part` / `whole`: what is dropped, 5 / 100 in one office, 6 / 100 in another.
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::TooFew`] with fewer than three pupils; [`StatError::OutOfRange`] if everything would be dropped.
/// # References
/// Manual of a township's system.
pub fn bottom_third_mean(table: &FrequencyTable, part: u64, whole: u64) -> Result<f64, StatError> {
    if part >= whole {
        return Err(StatError::OutOfRange);
    }
    let n = table.n();
    if n < 3 {
        return Err(StatError::TooFew { found: n, required: 3 });
    }
    let third = n / 3;
    let dropped = u64::try_from(u128::from(third) * u128::from(part) / u128::from(whole)).expect("part of the third");
    Ok(ratio(sum_of_positions(table, dropped, third), i128::from(third - dropped)))
}

/// Share of a school's pupils in the bottom of the exam (后30%占比), the mark at the border counted by its share.
///
/// # Formula
/// With N pupils in the exam and b = p N: marks of which no more than b pupils of the exam are at or below count in
/// full, the next mark with the weight (b - below) / (pupils of the exam at it). The whole exam has exactly p.
/// # Inputs
/// `exam`: marks of the whole exam; `group`: marks of some of its pupils; `part` / `whole` (p): usually 30 / 100.
/// # Errors
/// [`StatError::TooFew`] if the group or the exam is empty; [`StatError::OutOfRange`] if p is outside (0, 1);
/// [`StatError::Contradiction`] if the group has pupils whom the exam lacks.
pub fn bottom_share(exam: &FrequencyTable, group: &FrequencyTable, part: u64, whole: u64) -> Result<f64, StatError> {
    if part == 0 || part >= whole {
        return Err(StatError::OutOfRange);
    }
    let n = group.n();
    if n == 0 || exam.n() == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    // Everything is multiplied by `whole`, so that the border is an integer.
    let border = i128::from(part) * i128::from(exam.n());
    let mut seen = 0;
    let (mut full, mut partial) = (0u64, (0u64, 0i128, 1i128));
    let mut own = group.cells().iter().peekable();
    for &(mark, count) in exam.cells() {
        let held = own.next_if(|cell| cell.0 == mark).map_or(0, |cell| cell.1);
        if held > count {
            return Err(StatError::Contradiction);
        }
        let scaled = i128::from(count) * i128::from(whole);
        if seen + scaled <= border {
            full += u64::from(held);
        } else if seen < border {
            partial = (u64::from(held), border - seen, scaled);
        }
        seen += scaled;
    }
    if own.next().is_some() {
        return Err(StatError::Contradiction);
    }
    let (held, weight, at) = partial;
    let numerator = i128::from(full).checked_mul(at).and_then(|full| full.checked_add(i128::from(held) * weight));
    let denominator = i128::from(n).checked_mul(at);
    match (numerator, denominator) {
        (Some(numerator), Some(denominator)) => Ok(ratio(numerator, denominator)),
        _ => Err(StatError::OutOfRange),
    }
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
    fn the_bottom_third() {
        // The lowest 20 of 60, without the lowest one: 2 to 20.
        let marks: Vec<i32> = (1..=60).collect();
        assert_eq!(bottom_third_mean(&table(&marks), 5, 100), Ok(11.0));
        assert_eq!(bottom_third_mean(&table(&marks), 0, 100), Ok(10.5));
        assert_eq!(bottom_third_mean(&table(&[1, 2, 3]), 5, 100), Ok(1.0));
        assert_eq!(bottom_third_mean(&table(&[1, 2]), 5, 100), Err(StatError::TooFew { found: 2, required: 3 }));
        assert_eq!(bottom_third_mean(&table(&[1, 2, 3]), 100, 100), Err(StatError::OutOfRange));
    }

    #[test]
    fn the_share_in_the_bottom() {
        // b = 3 of 10; one pupil below 50, four at 50, each counted by a half.
        let (a, b) = (table(&[40, 50, 50, 90]), table(&[50, 50, 60, 70, 80, 95]));
        let exam = FrequencyTable::sum_of([&a, &b]);
        assert_eq!(bottom_share(&exam, &a, 30, 100), Ok(0.5));
        assert_eq!(bottom_share(&exam, &b, 30, 100), Ok(1.0 / 6.0));
        assert_eq!(bottom_share(&exam, &exam, 30, 100), Ok(0.3));
        assert_eq!(bottom_share(&exam, &table(&[41]), 30, 100), Err(StatError::Contradiction));
        assert_eq!(bottom_share(&exam, &table(&[99]), 30, 100), Err(StatError::Contradiction));
        assert_eq!(bottom_share(&exam, &table(&[40, 40]), 30, 100), Err(StatError::Contradiction));
        assert_eq!(bottom_share(&exam, &table(&[]), 30, 100), Err(StatError::TooFew { found: 0, required: 1 }));
        assert_eq!(bottom_share(&exam, &a, 100, 100), Err(StatError::OutOfRange));
        let same = table(&[70, 70, 70]);
        assert_eq!(bottom_share(&same, &same, 30, 100), Ok(0.3), "all equal: everybody by 0.3");
    }
}
