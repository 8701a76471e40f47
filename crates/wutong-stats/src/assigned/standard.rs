//! Normalised standard scores: centre + unit · Z with Z from the percentile rank.

use super::scheme::Standard;
use crate::moments::ratio;

/// Assigned marks for cells (raw mark, pupils) in ascending order.
///
/// # Formula
/// Z = Φ⁻¹(pr), pr = (below + equal / 2) / N; mark = centre + unit · Z, rounded half up, within bounds.
/// # Numerics
/// Rounding up to t needs pr >= Φ((t - 1/2 - centre) / unit), so the largest such t is sought and no inverse is taken.
pub(super) fn marks(cells: &[(i32, u32)], standard: Standard) -> Vec<(i32, i32)> {
    let unit = f64::from(standard.unit) * std::f64::consts::SQRT_2;
    let threshold = |mark: i32| 0.5 * libm::erfc((f64::from(standard.centre) + 0.5 - f64::from(mark)) / unit);
    let thresholds: Vec<f64> = (standard.lowest + 1..=standard.highest).map(threshold).collect();
    let n: i128 = cells.iter().map(|&(_, count)| i128::from(count)).sum();
    let mut below = 0;
    let assign = |&(mark, count): &(i32, u32)| {
        let count = i128::from(count);
        let rank = ratio(2 * below + count, 2 * n);
        below += count;
        let steps = thresholds.partition_point(|&threshold| threshold <= rank);
        (mark, standard.lowest + i32::try_from(steps).expect("as many steps as marks of the scale"))
    };
    cells.iter().map(assign).collect()
}
