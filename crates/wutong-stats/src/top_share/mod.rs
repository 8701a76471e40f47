//! The strongest and the weakest pupils: means of tails, and a group's part in the region's weakest.

mod metrics;

pub(crate) use metrics::{BOTTOM_27_MEAN, BOTTOM_THIRD_MEAN, MIDDLE_46_MEAN, TOP_27_MEAN};

use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::moments::ratio;

/// How a share of pupils that is not a whole number is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// As it is: the last pupil counts with a part.
    Exact,
    /// Down to whole pupils.
    Down,
    /// Up to whole pupils.
    Up,
}

/// A share of pupils: `part` of `whole`, for example 27 of 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TailShare {
    /// Numerator.
    pub part: u32,
    /// Denominator.
    pub whole: u32,
    /// What becomes of a remainder.
    pub rounding: Rounding,
}

impl TailShare {
    /// 27 %, rounded up: the usual upper and lower group.
    pub const UPPER_LOWER_27: Self = Self { part: 27, whole: 100, rounding: Rounding::Up };
    /// A third, rounded up.
    pub const THIRD: Self = Self { part: 1, whole: 3, rounding: Rounding::Up };

    /// Number of pupils as a fraction of integers.
    fn of(self, n: u64) -> Result<(i128, i128), StatError> {
        if self.whole == 0 || self.part == 0 || self.part > self.whole {
            return Err(StatError::OutOfRange);
        }
        let (scaled, whole) = (i128::from(n) * i128::from(self.part), i128::from(self.whole));
        let (size, unit) = match self.rounding {
            Rounding::Exact => (scaled, whole),
            Rounding::Down => (scaled / whole, 1),
            Rounding::Up => ((scaled + whole - 1) / whole, 1),
        };
        if size == 0 { Err(StatError::TooFew { found: n, required: 1 }) } else { Ok((size, unit)) }
    }
}

/// Which end of the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// The highest marks.
    Top,
    /// The lowest marks.
    Bottom,
}

/// Sum of the lowest `size / unit` marks, times `unit`.
fn lowest_sum(table: &FrequencyTable, places: i128, unit: i128) -> i128 {
    // Whole pupils are added in machine words; only the one at the boundary counts in part.
    let (mut left, part) = (i64::try_from(places / unit).expect("no more places than pupils"), places % unit);
    let mut sum = 0i64;
    for &(mark, count) in table.cells() {
        let taken = left.min(i64::from(count));
        sum += i64::from(mark) * taken;
        left -= taken;
        if taken < i64::from(count) {
            return i128::from(sum) * unit + i128::from(mark) * part;
        }
    }
    i128::from(sum) * unit
}

/// Mean between two numbers of lowest marks, in parts of `unit`.
fn mean_between(table: &FrequencyTable, from: i128, to: i128, unit: i128) -> f64 {
    ratio(lowest_sum(table, to, unit) - lowest_sum(table, from, unit), to - from)
}

/// Mean of the highest or lowest share of marks; pupils at the boundary mark share the remaining places equally.
///
/// # Formula
/// (Σ of the marks beyond the boundary + remaining places × boundary mark) / places
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::TooFew`] if the share is no pupil; [`StatError::OutOfRange`] if it is zero or above one.
/// # References
/// 高分段均分 and 后1/3均分; the 27 % groups of Kelley (1939), Journal of Educational Psychology 30:17.
pub fn tail_mean(table: &FrequencyTable, tail: Tail, share: TailShare) -> Result<f64, StatError> {
    let n = table.n();
    let (size, unit) = share.of(n)?;
    let all = i128::from(n) * unit;
    Ok(match tail {
        Tail::Top => mean_between(table, all - size, all, unit),
        Tail::Bottom => mean_between(table, 0, size, unit),
    })
}

/// Mean of the pupils between the two tails.
///
/// # Formula
/// As [`tail_mean`], over the pupils in neither tail.
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::TooFew`] if the tails leave nobody; [`StatError::OutOfRange`] if the share is zero or above one.
/// # References
/// Kelley (1939), Journal of Educational Psychology 30:17.
pub fn middle_mean(table: &FrequencyTable, share: TailShare) -> Result<f64, StatError> {
    let n = table.n();
    let (size, unit) = share.of(n)?;
    let all = i128::from(n) * unit;
    if 2 * size >= all {
        return Err(StatError::TooFew { found: n, required: n + 1 });
    }
    Ok(mean_between(table, size, all - size, unit))
}

/// Mean of the lowest share of marks without the very lowest of them, which absence from lessons or illness explains.
///
/// # Formula
/// The lowest `share` of marks, less the lowest `dropped` of these; mean of the rest.
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::TooFew`] if nobody is left; [`StatError::OutOfRange`] if a share is zero or above one.
/// # References
/// 后1/3: the last third by total, its lowest 5 % dropped.
pub fn trimmed_bottom_mean(table: &FrequencyTable, share: TailShare, dropped: TailShare) -> Result<f64, StatError> {
    let n = table.n();
    let (size, unit) = share.of(n)?;
    if dropped.whole == 0 || dropped.part > dropped.whole {
        return Err(StatError::OutOfRange);
    }
    let (part, whole) = (i128::from(dropped.part), i128::from(dropped.whole));
    // Pupils dropped, in parts of unit × whole.
    let lost = match dropped.rounding {
        Rounding::Exact => size * part,
        Rounding::Down => size * part / (whole * unit) * unit * whole,
        Rounding::Up => (size * part + whole * unit - 1) / (whole * unit) * unit * whole,
    };
    if lost >= size * whole {
        return Err(StatError::TooFew { found: n, required: n + 1 });
    }
    Ok(mean_between(table, lost, size * whole, unit * whole))
}

/// Share of a group's pupils among the highest or lowest share of a whole; pupils at the boundary mark count with the
/// part of them that is in.
///
/// In the whole itself it is exactly that share, whatever the ties.
///
/// # Formula
/// (#beyond the boundary + f · #at the boundary) / n, f = (places − beyond in the whole) / at the boundary in the whole
/// # Inputs
/// `group`: part of `whole`.
/// # Returns
/// A fraction in [0, 1].
/// # Errors
/// [`StatError::TooFew`] if the group is empty or the share is no pupil; [`StatError::OutOfRange`] if it is zero or above
/// one; [`StatError::Contradiction`] if the group holds pupils that the whole does not.
/// # References
/// 后30%: share of a school's pupils in the district's last 30 %; ties as in the tie-shared 27 % groups of
/// `fixtures/oracle/METHODS.md`.
pub fn share_in_tail(
    group: &FrequencyTable,
    whole: &FrequencyTable,
    tail: Tail,
    share: TailShare,
) -> Result<f64, StatError> {
    whole.without(group)?;
    let n = group.n();
    if n == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    let (size, unit) = share.of(whole.n())?;
    let at = |table: &FrequencyTable, mark: i32| {
        let found = table.cells().binary_search_by_key(&mark, |cell| cell.0);
        found.map_or(0, |position| i128::from(table.cells()[position].1))
    };
    let cells = whole.cells().iter();
    let ordered: Vec<&(i32, u32)> = if tail == Tail::Top { cells.rev().collect() } else { cells.collect() };
    let (mut left, mut beyond) = (size, 0);
    for &&(mark, count) in &ordered {
        let own = at(group, mark);
        let here = i128::from(count) * unit;
        if here >= left {
            // (beyond + own × left / here) / n as one quotient.
            return Ok(ratio(beyond * here + own * left, here * i128::from(n)));
        }
        left -= here;
        beyond += own;
    }
    Err(StatError::Contradiction)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXACT_30: TailShare = TailShare { part: 30, whole: 100, rounding: Rounding::Exact };

    fn of(marks: &[i32]) -> FrequencyTable {
        FrequencyTable::from_marks(&mut marks.to_vec())
    }

    fn check(found: Result<f64, StatError>, expected: f64) {
        let found = found.expect("a value");
        assert!((found - expected).abs() < 1e-12, "expected {expected}, got {found}");
    }

    #[test]
    fn tails_of_ten_marks() {
        let table = of(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        check(tail_mean(&table, Tail::Top, TailShare::UPPER_LOWER_27), 9.0);
        check(tail_mean(&table, Tail::Bottom, TailShare::UPPER_LOWER_27), 2.0);
        check(middle_mean(&table, TailShare::UPPER_LOWER_27), 5.5);
        let exact = TailShare { rounding: Rounding::Exact, ..TailShare::UPPER_LOWER_27 };
        // 2.7 places: 10 + 9 + 0.7 × 8.
        check(tail_mean(&table, Tail::Top, exact), 24.6 / 2.7);
        let down = TailShare { rounding: Rounding::Down, ..TailShare::UPPER_LOWER_27 };
        check(tail_mean(&table, Tail::Top, down), 9.5);
        check(tail_mean(&table, Tail::Bottom, TailShare::THIRD), 2.5);
    }

    #[test]
    fn the_trimmed_third_drops_the_lowest_of_the_third() {
        let table = of(&(1..=60).collect::<Vec<i32>>());
        let dropped = TailShare { part: 5, whole: 100, rounding: Rounding::Down };
        // 20 lowest marks less one: 2..=20.
        check(trimmed_bottom_mean(&table, TailShare::THIRD, dropped), 11.0);
        let exact = TailShare { part: 1, whole: 40, rounding: Rounding::Exact };
        // Half of the pupil with mark 1 is dropped.
        check(trimmed_bottom_mean(&table, TailShare::THIRD, exact), (210.0 - 0.5) / 19.5);
        let all = TailShare { part: 1, whole: 1, rounding: Rounding::Exact };
        assert!(trimmed_bottom_mean(&table, TailShare::THIRD, all).is_err());
    }

    #[test]
    fn the_whole_has_exactly_its_share_of_itself() {
        let whole = of(&[1, 5, 5, 5, 5, 5, 7, 8, 9, 10]);
        check(share_in_tail(&whole, &whole, Tail::Bottom, EXACT_30), 0.3);
        check(share_in_tail(&whole, &whole, Tail::Top, EXACT_30), 0.3);
        // Two of the three last places fall on five marks of 5.
        check(share_in_tail(&of(&[5, 8]), &whole, Tail::Bottom, EXACT_30), 0.2);
        check(share_in_tail(&of(&[1, 5]), &whole, Tail::Bottom, EXACT_30), 0.7);
        assert_eq!(share_in_tail(&of(&[2]), &whole, Tail::Bottom, EXACT_30), Err(StatError::Contradiction));
    }

    #[test]
    fn empty_tails_are_refused() {
        let table = of(&[1, 2]);
        let down = TailShare { part: 27, whole: 100, rounding: Rounding::Down };
        assert_eq!(tail_mean(&table, Tail::Top, down), Err(StatError::TooFew { found: 2, required: 1 }));
        let zero = TailShare { part: 0, whole: 100, rounding: Rounding::Exact };
        assert_eq!(tail_mean(&table, Tail::Top, zero), Err(StatError::OutOfRange));
        assert!(middle_mean(&table, TailShare::UPPER_LOWER_27).is_err());
        assert!(tail_mean(&FrequencyTable::default(), Tail::Top, TailShare::THIRD).is_err());
    }
}
