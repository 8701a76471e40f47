//! Quantiles of a frequency table, type 7.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;
use crate::frequency::FrequencyTable;
use crate::moments::ratio;

/// Quantile of type 7 (R default, Excel `PERCENTILE.INC`), exact on the lattice of marks.
///
/// # Formula
/// With sorted marks x_0 .. x_{n-1} and h = (n - 1) p: x_⌊h⌋ + (h - ⌊h⌋)(x_⌊h⌋₊₁ - x_⌊h⌋).
/// # Inputs
/// `part` / `whole` (p): a fraction in [0, 1], for example 1 and 4 for the lower quartile.
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::TooFew`] without pupils; [`StatError::OutOfRange`] if p is outside [0, 1].
/// # References
/// Hyndman and Fan (1996), The American Statistician 50:361, definition 7.
pub fn quantile(table: &FrequencyTable, part: u64, whole: u64) -> Result<f64, StatError> {
    let n = table.n();
    if whole == 0 || part > whole {
        return Err(StatError::OutOfRange);
    }
    if n == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    let scaled = u128::from(n - 1) * u128::from(part);
    let position = u64::try_from(scaled / u128::from(whole)).expect("a position among the marks");
    let rest = i128::try_from(scaled % u128::from(whole)).expect("a remainder below the divisor");
    let (lower, upper) = neighbours(table, position);
    let whole = i128::from(whole);
    Ok(ratio(i128::from(lower) * (whole - rest) + i128::from(upper) * rest, whole))
}

/// The marks at a position and at the next one; the last mark follows itself.
fn neighbours(table: &FrequencyTable, position: u64) -> (i32, i32) {
    let mut seen = 0;
    let mut cells = table.cells().iter();
    while let Some(&(mark, count)) = cells.next() {
        seen += u64::from(count);
        if position < seen {
            let next = if position + 1 < seen { mark } else { cells.next().map_or(mark, |&(next, _)| next) };
            return (mark, next);
        }
    }
    unreachable!("the position lies among the marks")
}

fn value(figures: &Figures, part: u64, whole: u64) -> Result<Estimate, StatError> {
    Ok(figures.points(quantile(figures.table, part, whole)?).into())
}

const BASE: MetricInfo = MetricInfo {
    id: "median",
    zh: "中位数",
    en: "Median",
    meaning_zh: "一半考生的分数不高于它，一半不低于它。",
    meaning_en: "Half of the pupils have at most this mark, half at least.",
    unit: Unit::Points,
    range: (None, None),
    better: Better::Higher,
    minimum_n: 1,
    denominator: "pupils with a valid mark",
    formula: "type 7 quantile: x[floor(h)] + (h - floor(h)) (x[floor(h)+1] - x[floor(h)]), h = (n - 1) p, p = 1/2",
    reference: "Hyndman & Fan (1996), The American Statistician 50:361, definition 7",
    kind: Kind::Own,
    interval: false,
    compute: |figures| value(figures, 1, 2),
};

/// Median.
pub(crate) const MEDIAN: MetricInfo = BASE;
/// Lower quartile.
pub(crate) const Q1: MetricInfo = MetricInfo {
    id: "q1",
    zh: "下四分位数",
    en: "Lower quartile",
    meaning_zh: "四分之一考生的分数不高于它。",
    meaning_en: "A quarter of the pupils have at most this mark.",
    formula: "type 7 quantile, p = 1/4",
    compute: |figures| value(figures, 1, 4),
    ..BASE
};
/// Upper quartile.
pub(crate) const Q3: MetricInfo = MetricInfo {
    id: "q3",
    zh: "上四分位数",
    en: "Upper quartile",
    meaning_zh: "四分之一考生的分数不低于它。",
    meaning_en: "A quarter of the pupils have at least this mark.",
    formula: "type 7 quantile, p = 3/4",
    compute: |figures| value(figures, 3, 4),
    ..BASE
};
/// 10th percentile.
pub(crate) const P10: MetricInfo = MetricInfo {
    id: "p10",
    zh: "第10百分位数",
    en: "10th percentile",
    meaning_zh: "一成考生的分数不高于它。",
    meaning_en: "A tenth of the pupils have at most this mark.",
    formula: "type 7 quantile, p = 1/10",
    compute: |figures| value(figures, 1, 10),
    ..BASE
};
/// 90th percentile.
pub(crate) const P90: MetricInfo = MetricInfo {
    id: "p90",
    zh: "第90百分位数",
    en: "90th percentile",
    meaning_zh: "一成考生的分数不低于它。",
    meaning_en: "A tenth of the pupils have at least this mark.",
    formula: "type 7 quantile, p = 9/10",
    compute: |figures| value(figures, 9, 10),
    ..BASE
};
