//! The high and the low group of a test.

use crate::error::StatError;
use crate::moments::ratio;

/// 27 %, the share of pupils in the high and in the low group.
///
/// # References
/// Kelley (1939), Journal of Educational Psychology 30:17.
pub const Q27: (u64, u64) = (27, 100);

/// Who belongs to the high and to the low group when totals tie at the border.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GroupRule {
    /// ⌈q n⌉ pupils; those at the border share the remaining places with equal fractional weight.
    #[default]
    Ceiling,
    /// Exactly q n pupils, a fraction at the border included, shared as with `Ceiling`.
    Exact,
    /// All pupils up to the type 7 quantile q against all from the type 7 quantile 1 - q on.
    Threshold,
}

/// Pupils of one total: (total, pupils, sum of what is averaged).
pub(super) type Cell = (i64, u64, i64);

/// A mean as a quotient of integers.
type Quotient = (i128, i128);

/// Means over the high and over the low group; `cells` ascend by total.
pub(super) fn extremes(cells: &[Cell], rule: GroupRule, share: (u64, u64)) -> Result<[Quotient; 2], StatError> {
    let (part, whole) = (i128::from(share.0), i128::from(share.1));
    if part == 0 || 2 * part > whole {
        return Err(StatError::OutOfRange);
    }
    let n: i128 = cells.iter().map(|&(_, count, _)| i128::from(count)).sum();
    if n < 2 {
        return Err(StatError::TooFew { found: u64::try_from(n).unwrap_or(0), required: 2 });
    }
    if cells.len() < 2 {
        return Err(StatError::NoVariation);
    }
    // Places in units of 1 / whole.
    let places = match rule {
        GroupRule::Exact => part * n,
        GroupRule::Ceiling => (part * n + whole - 1) / whole * whole,
        GroupRule::Threshold => return Ok(thresholds(cells, n, part, whole)),
    };
    Ok([shared(cells.iter().rev(), places, whole), shared(cells.iter(), places, whole)])
}

/// Mean over the first `places / whole` pupils; those of the last total share what is left.
fn shared<'a>(cells: impl Iterator<Item = &'a Cell>, places: i128, whole: i128) -> Quotient {
    let (mut taken, mut sum) = (0, 0);
    for &(_, count, cell) in cells {
        let count = i128::from(count) * whole;
        if taken + count >= places {
            // sum / whole + cell * (places - taken) / count, over places / whole.
            return (sum * count + i128::from(cell) * (places - taken) * whole, places * count);
        }
        taken += count;
        sum += i128::from(cell) * whole;
    }
    (sum, places)
}

fn thresholds(cells: &[Cell], n: i128, part: i128, whole: i128) -> [Quotient; 2] {
    let reaches = |share: i128| {
        let (position, rest) = ((n - 1) * share / whole, (n - 1) * share % whole);
        let (lower, upper) = (at(cells, position), at(cells, (position + 1).min(n - 1)));
        i128::from(lower) * (whole - rest) + i128::from(upper) * rest
    };
    let (low, high) = (reaches(part), reaches(whole - part));
    let mean = |inside: &dyn Fn(i128) -> bool| {
        let cells = cells.iter().filter(|&&(total, _, _)| inside(i128::from(total) * whole));
        cells.fold((0, 0), |(sum, n), &(_, count, cell)| (sum + i128::from(cell), n + i128::from(count)))
    };
    [mean(&|total| total >= high), mean(&|total| total <= low)]
}

/// The total at a position of the sorted totals.
fn at(cells: &[Cell], position: i128) -> i64 {
    let mut seen = 0;
    let found = cells.iter().find(|&&(_, count, _)| {
        seen += i128::from(count);
        position < seen
    });
    found.expect("a position among the pupils").0
}

/// Difference of two means over the full mark; exact unless the products leave 128 bits.
pub(super) fn difference([high, low]: [Quotient; 2], full: i64) -> f64 {
    let exact = || {
        let numerator = high.0.checked_mul(low.1)?.checked_sub(low.0.checked_mul(high.1)?)?;
        Some((numerator, high.1.checked_mul(low.1)?.checked_mul(i128::from(full))?))
    };
    match exact() {
        Some((numerator, denominator)) => ratio(numerator, denominator),
        None => (ratio(high.0, high.1) - ratio(low.0, low.1)) / ratio(i128::from(full), 1),
    }
}

/// Discrimination with groups cut by sort order, ties in the order of the rows.
///
/// For comparison with tools that sort and cut: the value depends on the order of the rows, which no summary holds.
///
/// # Formula
/// (mean of the last k − mean of the first k) / full mark after a stable ascending sort by total, k = ⌊q n + 1/2⌋.
/// # Inputs
/// `scores`, `totals`: one a pupil, in ticks. `share` (q): part and whole, for example [`Q27`].
/// # Errors
/// [`StatError::Contradiction`] if the slices differ in length; [`StatError::OutOfRange`] for a full mark below 1 or a
/// share outside (0, 1/2]; [`StatError::TooFew`] if a group would be empty.
pub fn discrimination_by_sort(scores: &[i32], totals: &[i64], full: i32, share: (u64, u64)) -> Result<f64, StatError> {
    if scores.len() != totals.len() {
        return Err(StatError::Contradiction);
    }
    let (part, whole) = (u128::from(share.0), u128::from(share.1));
    if full < 1 || part == 0 || 2 * part > whole {
        return Err(StatError::OutOfRange);
    }
    let n = scores.len();
    let size = (2 * part * n as u128 + whole) / (2 * whole);
    let size = usize::try_from(size).map_err(|_| StatError::OutOfRange)?.min(n);
    if size == 0 || n < 2 {
        return Err(StatError::TooFew { found: n as u64, required: 2 });
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|&row| totals[row]);
    let sum = |rows: &[usize]| rows.iter().map(|&row| i128::from(scores[row])).sum::<i128>();
    Ok(ratio(sum(&order[n - size..]) - sum(&order[..size]), size as i128 * i128::from(full)))
}
