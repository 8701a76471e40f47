//! The exact permutation test of two small groups.

use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::moments::{ratio, real};

/// Most steps of the count: all pupils times pupils of the smaller group times the span of its sum.
const MOST_STEPS: u128 = 50_000_000;

/// How the difference of two means stands among all ways to divide the same pupils.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PermutationTest {
    /// First mean less second, in ticks.
    pub difference: f64,
    /// Share of all divisions with a difference at least as large, on either side; the one at hand included.
    pub p: f64,
}

/// Exact permutation test of two means, for groups too small to trust a t test.
///
/// Every division of the pupils into groups of the two sizes is counted, none is drawn at random. Marks lie on a
/// lattice, so the counts come from the number of pupils and the sum alone.
///
/// # Formula
/// p = #(|S − n1 M| ≥ |S_1 − n1 M|) / C(N, n1), S the sum of a division's first group, M the mean of all pupils.
/// # Errors
/// [`StatError::TooFew`] if a group is empty; [`StatError::OutOfRange`] if the groups are too large to count
/// (more than about 60 pupils a group with whole marks out of 100), where Welch's test serves.
/// # Numerics
/// Distances are compared in integers. Counts are floats, sums of positive terms, right to about 1e-14 relative.
/// # References
/// Pitman (1937), Journal of the Royal Statistical Society, Supplement 4:119; the counting as in Pagano & Tritchler
/// (1983), JASA 78:435.
pub fn permutation_test(first: &FrequencyTable, second: &FrequencyTable) -> Result<PermutationTest, StatError> {
    let (n1, n2) = (first.n(), second.n());
    if n1 == 0 || n2 == 0 {
        return Err(StatError::TooFew { found: n1.min(n2), required: 1 });
    }
    let all = FrequencyTable::sum_of([first, second]);
    let (least, step) = lattice(&all);
    let place = |mark: i32| usize::try_from((i64::from(mark) - least) / step).map_err(|_| StatError::OutOfRange);
    let sum = |table: &FrequencyTable| -> i128 {
        table
            .cells()
            .iter()
            .map(|&(mark, count)| i128::from((i64::from(mark) - least) / step) * i128::from(count))
            .sum()
    };
    let (own, total) = (sum(first), sum(first) + sum(second));
    let n = i128::from(n1 + n2);
    // The distribution of the smaller group's sum; the distance from its mean is the same for both groups.
    let size = usize::try_from(n1.min(n2)).map_err(|_| StatError::OutOfRange)?;
    let mut cells = Vec::with_capacity(all.cells().len());
    for &(mark, count) in all.cells() {
        cells.push((place(mark)?, count));
    }
    let ways = sums_of_subsets(&cells, size)?;
    let expected = total * i128::try_from(size).map_err(|_| StatError::OutOfRange)?;
    let observed = (own * n - total * i128::from(n1)).abs();
    let (mut extreme, mut every) = (0.0, 0.0);
    for (sum, &count) in (0i128..).zip(&ways) {
        every += count;
        if (sum * n - expected).abs() >= observed {
            extreme += count;
        }
    }
    if !every.is_finite() {
        return Err(StatError::OutOfRange);
    }
    let difference = ratio(own * i128::from(n2) - (total - own) * i128::from(n1), i128::from(n1) * i128::from(n2));
    Ok(PermutationTest { difference: difference * ratio(i128::from(step), 1), p: extreme / every })
}

/// Lowest mark and greatest step that all marks are multiples of, counted from it.
fn lattice(table: &FrequencyTable) -> (i64, i64) {
    let least = table.cells().first().map_or(0, |cell| i64::from(cell.0));
    let step = table.cells().iter().fold(0, |step, &(mark, _)| common_divisor(i64::from(mark) - least, step));
    (least, step.max(1))
}

fn common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// In how many ways `size` of the pupils have each sum.
fn sums_of_subsets(cells: &[(usize, u32)], size: usize) -> Result<Vec<f64>, StatError> {
    let highest = cells.last().map_or(0, |cell| cell.0);
    let width = highest.checked_mul(size).and_then(|span| span.checked_add(1)).ok_or(StatError::OutOfRange)?;
    let takes: u128 = cells.iter().map(|cell| u128::from(cell.1)).sum();
    if (width as u128) * (size as u128) * takes > MOST_STEPS {
        return Err(StatError::OutOfRange);
    }
    // Row t holds the ways to choose t pupils, by sum.
    let mut ways = vec![vec![0.0_f64; width]; size + 1];
    ways[0][0] = 1.0;
    for &(value, count) in cells {
        let most = usize::try_from(count).map_err(|_| StatError::OutOfRange)?.min(size);
        for chosen in (1..=size).rev() {
            let (fewer, rest) = ways.split_at_mut(chosen);
            let mut choices = 1.0;
            for taken in 1..=most.min(chosen) {
                choices *= (real(u64::from(count)) - real(taken as u64) + 1.0) / real(taken as u64);
                let shift = value * taken;
                let (source, target) = (&fewer[chosen - taken], &mut rest[0][shift.min(width)..]);
                for (to, from) in target.iter_mut().zip(source) {
                    *to += choices * from;
                }
            }
        }
    }
    Ok(ways.swap_remove(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(first: &[i32], second: &[i32], expected: f64) {
        let table = |marks: &[i32]| FrequencyTable::from_marks(&mut marks.to_vec());
        let found = permutation_test(&table(first), &table(second)).expect("a test").p;
        assert!((found / expected - 1.0).abs() < 1e-12, "expected {expected}, got {found}");
        let mirrored = permutation_test(&table(second), &table(first)).expect("a test").p;
        assert!((mirrored / expected - 1.0).abs() < 1e-12, "the order of the groups does not matter");
    }

    const PERMUTATIONS: [(&[i32], &[i32], f64); 4] = [
        (&[3, 5, 8, 9], &[1, 2, 4], 4.0 / 35.0),
        (&[10, 12, 12, 15, 20], &[8, 9, 12, 12, 13, 14], 117.0 / 462.0),
        (&[50, 60, 70], &[55, 60, 65, 70, 75, 80, 90], 33.0 / 120.0),
        (&[1, 1, 1, 0, 1, 1], &[0, 0, 1, 0, 0], 37.0 / 462.0),
    ];

    /// Counted one division after the other in Python; `fixtures/oracle/make/inference.py`.
    #[test]
    fn shares_of_all_divisions() {
        PERMUTATIONS.iter().for_each(|&(first, second, expected)| check(first, second, expected));
    }

    #[test]
    fn equal_marks_are_no_evidence_and_empty_groups_none_at_all() {
        check(&[7, 7, 7], &[7, 7], 1.0);
        let one = FrequencyTable::from_marks(&mut [1]);
        assert_eq!(
            permutation_test(&one, &FrequencyTable::default()),
            Err(StatError::TooFew { found: 0, required: 1 })
        );
    }

    #[test]
    fn large_groups_are_refused() {
        let many = FrequencyTable::from_counts((0..1000).map(|mark| (mark, 50)));
        assert_eq!(permutation_test(&many, &many), Err(StatError::OutOfRange));
    }
}
