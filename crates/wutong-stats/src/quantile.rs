//! Quantiles of a frequency table.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;
use crate::frequency::{FrequencyTable, Tick};
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
pub fn quantile<M: Tick>(table: &FrequencyTable<M>, part: u64, whole: u64) -> Result<f64, StatError> {
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

/// A rule for quantiles between two marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantileRule {
    /// Position (n − 1) p + 1, linear between marks (R default, Excel `PERCENTILE.INC`).
    Type7,
    /// Position (n + 1) p, linear between marks (SPSS, Minitab, Excel `PERCENTILE.EXC`).
    Type6,
    /// Position (n + 1) p; the mean of the marks at its floor and its ceiling, as joint-exam platforms print.
    MeanOfNeighbours,
}

/// Quantile by any of the rules in use, exact on the lattice of marks.
///
/// # Formula
/// With sorted marks x_1 .. x_n and h the position of the rule, at least 1 and at most n: x_⌊h⌋ + (h − ⌊h⌋)(x_⌈h⌉ − x_⌊h⌋),
/// or (x_⌊h⌋ + x_⌈h⌉) / 2 for the mean of neighbours. Counted from the top with 1 − p that rule gives the same value.
/// # Inputs
/// `part` / `whole` (p): a fraction in [0, 1], counted from the lowest mark.
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::TooFew`] without pupils; [`StatError::OutOfRange`] if p is outside [0, 1].
/// # References
/// Hyndman and Fan (1996), The American Statistician 50:361, definitions 6 and 7.
pub fn quantile_by<M: Tick>(
    table: &FrequencyTable<M>,
    rule: QuantileRule,
    part: u64,
    whole: u64,
) -> Result<f64, StatError> {
    if rule == QuantileRule::Type7 {
        return quantile(table, part, whole);
    }
    let n = table.n();
    if whole == 0 || part > whole {
        return Err(StatError::OutOfRange);
    }
    if n == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    let scaled = u128::from(n + 1) * u128::from(part);
    let floor = u64::try_from(scaled / u128::from(whole)).expect("a position among the marks");
    let rest = i128::try_from(scaled % u128::from(whole)).expect("a remainder below the divisor");
    // Before the first and beyond the last mark there is nothing to interpolate.
    let inside = (1..n).contains(&floor);
    let position = floor.clamp(1, n) - 1;
    let (lower, upper) = neighbours(table, position);
    let (lower, upper) = (i128::from(lower), i128::from(upper));
    let whole = i128::from(whole);
    Ok(match rule {
        _ if !inside || rest == 0 => ratio(lower, 1),
        QuantileRule::MeanOfNeighbours => ratio(lower + upper, 2),
        _ => ratio(lower * (whole - rest) + upper * rest, whole),
    })
}

/// The marks at a position and at the next one; the last mark follows itself.
fn neighbours<M: Tick>(table: &FrequencyTable<M>, position: u64) -> (i64, i64) {
    let mut seen = 0;
    let mut cells = table.cells().iter();
    while let Some(&(mark, count)) = cells.next() {
        seen += u64::from(count);
        if position < seen {
            let next = if position + 1 < seen { mark } else { cells.next().map_or(mark, |&(next, _)| next) };
            return (mark.into(), next.into());
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
    denominator_zh: "实考人数",
    formula: "type 7 quantile: x[floor(h)] + (h - floor(h)) (x[floor(h)+1] - x[floor(h)]), h = (n - 1) p, p = 1/2",
    formula_zh: "第 7 型分位数：x[floor(h)] + (h - floor(h)) (x[floor(h)+1] - x[floor(h)])，h = (n - 1) p，p = 1/2",
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
    formula_zh: "第 7 型分位数，p = 1/4",
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
    formula_zh: "第 7 型分位数，p = 3/4",
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
    formula_zh: "第 7 型分位数，p = 1/10",
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
    formula_zh: "第 7 型分位数，p = 9/10",
    compute: |figures| value(figures, 9, 10),
    ..BASE
};
/// Interquartile range.
pub(crate) const INTERQUARTILE_RANGE: MetricInfo = MetricInfo {
    id: "interquartile_range",
    zh: "四分位距",
    en: "Interquartile range",
    meaning_zh: "中间一半考生的分数跨度，不受个别高低分影响。",
    meaning_en: "Span of the middle half of the pupils; not moved by a few extreme marks.",
    range: (Some(0.0), None),
    better: Better::Neither,
    formula: "q3 - q1, type 7 quantiles",
    formula_zh: "q3 - q1，均为第 7 型分位数",
    compute: |figures| {
        let (q1, q3) = (quantile(figures.table, 1, 4)?, quantile(figures.table, 3, 4)?);
        Ok(figures.points(q3 - q1).into())
    },
    ..BASE
};

#[cfg(test)]
mod tests {
    use super::*;

    fn check(marks: &[i32], rule: QuantileRule, part: u64, whole: u64, expected: f64) {
        let table = FrequencyTable::from_marks(&mut marks.to_vec());
        let found = quantile_by(&table, rule, part, whole).expect("a quantile");
        assert!((found - expected).abs() < 1e-12, "{rule:?} {part}/{whole}: expected {expected}, got {found}");
    }

    /// R 4.2: quantile(c(1, 2, 4, 8, 16, 32, 64), p, type = 6 or 7); the mean of neighbours by hand.
    #[test]
    fn rules_differ_between_marks() {
        let marks = [1, 2, 4, 8, 16, 32, 64];
        check(&marks, QuantileRule::Type7, 1, 4, 3.0);
        check(&marks, QuantileRule::Type6, 1, 4, 2.0);
        check(&marks, QuantileRule::Type6, 3, 10, 2.8);
        check(&marks, QuantileRule::MeanOfNeighbours, 3, 10, 3.0);
        check(&marks, QuantileRule::MeanOfNeighbours, 7, 10, 24.0);
        check(&marks, QuantileRule::Type6, 9, 10, 64.0);
        check(&marks, QuantileRule::Type6, 1, 100, 1.0);
        check(&marks, QuantileRule::MeanOfNeighbours, 1, 1, 64.0);
        check(&[5], QuantileRule::Type6, 1, 2, 5.0);
    }

    #[test]
    fn wrong_arguments_are_refused() {
        let empty = FrequencyTable::<i32>::default();
        assert_eq!(quantile_by(&empty, QuantileRule::Type6, 1, 2), Err(StatError::TooFew { found: 0, required: 1 }));
        let one = FrequencyTable::from_marks(&mut [1]);
        assert_eq!(quantile_by(&one, QuantileRule::Type6, 3, 2), Err(StatError::OutOfRange));
        assert_eq!(quantile_by(&one, QuantileRule::Type6, 0, 0), Err(StatError::OutOfRange));
    }
}
