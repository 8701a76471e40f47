//! Indices of a group's own figures, for the catalogue.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;
use crate::rates::share;

/// Score rate, and the rates at or above the pass and excellence lines, the higher band always included.
fn parts(figures: &Figures) -> Result<(f64, f64, f64), StatError> {
    let score_rate = figures.moments.mean_in_units(figures.full)?;
    let denominator = figures.denominator.ok_or(StatError::NotSupplied)?;
    let rate = |line: i64| share(figures.table.at_least(line), denominator);
    Ok((score_rate, rate(figures.lines.pass)?, rate(figures.lines.excellence)?))
}

fn s_value(figures: &Figures) -> Result<Estimate, StatError> {
    let (score_rate, pass, excellence) = parts(figures)?;
    Ok((50.0 * pass + 45.0 * score_rate + 5.0 * excellence).into())
}

fn four_rate_sum(figures: &Figures) -> Result<Estimate, StatError> {
    let (score_rate, pass, excellence) = parts(figures)?;
    let denominator = figures.denominator.ok_or(StatError::NotSupplied)?;
    let low = share(figures.table.below(figures.lines.low), denominator)?;
    Ok((100.0 * score_rate + 100.0 * pass + 100.0 * excellence - 100.0 * low).into())
}

const BASE: MetricInfo = MetricInfo {
    id: "s_value",
    zh: "S值",
    en: "S value",
    meaning_zh: "合格率、得分率、优秀率按 50、45、5 加权的综合指数，满值 100；合格线、优秀线按本次设定（原办法为满分的 60% 和 85%）。",
    meaning_en: "Index of pass rate, score rate and excellence rate weighing 50, 45 and 5, at most 100; lines as configured (published with 60 % and 85 %).",
    unit: Unit::Number,
    range: (Some(0.0), Some(100.0)),
    better: Better::Higher,
    minimum_n: 1,
    denominator: "rates: as configured: actual (valid marks), expected or roster; score rate: full mark",
    denominator_zh: "比率：按设定：实考、应考或在籍人数；得分率：满分",
    formula: "100 (0.50 #(x >= pass line)/d + 0.45 mean/full mark + 0.05 #(x >= excellence line)/d), d the denominator of rates",
    formula_zh: "100 (0.50 #(x >= 及格线)/d + 0.45 平均分/满分 + 0.05 #(x >= 优秀线)/d)，d 为各率的分母",
    reference: "义务教育阶段教学质量意见 (m.cslysj.com, 2008-11)",
    kind: Kind::Own,
    interval: false,
    compute: s_value,
};

/// S 值
pub(crate) const S_VALUE: MetricInfo = BASE;
/// 四率和
pub(crate) const FOUR_RATE_SUM: MetricInfo = MetricInfo {
    id: "four_rate_sum",
    zh: "四率和",
    en: "Sum of four rates",
    meaning_zh: "得分率、合格率、优秀率之和减去低分率，各以百分数计。",
    meaning_en: "Score rate, pass rate and excellence rate less the low rate, each in per cent.",
    range: (Some(-100.0), Some(300.0)),
    formula: "100 (mean/full mark + #(x >= pass line)/d + #(x >= excellence line)/d - #(x < low line)/d), d the denominator of rates",
    formula_zh: "100 (平均分/满分 + #(x >= 及格线)/d + #(x >= 优秀线)/d - #(x < 低分线)/d)，d 为各率的分母",
    reference: "county bulletin: 均分 + 及格率 + 优秀率 - 低分率 on papers of 100 points (xiaomilidoc.com/p-7481454.html)",
    compute: four_rate_sum,
    ..BASE
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Counts, Judged, Lines};
    use crate::frequency::FrequencyTable;
    use crate::moments::Moments;

    fn computed(info: &MetricInfo, marks: &mut [i32], denominator: Option<u64>) -> Result<f64, StatError> {
        let table = FrequencyTable::from_marks(marks);
        let figures = Figures {
            table: &table,
            moments: &Moments::of(&table),
            ticks_per_point: 1,
            full: 100,
            lines: Lines { top: 90, excellence: 85, good: 70, pass: 60, low: 40 },
            exclusive_bands: true,
            counts: Counts::default(),
            denominator,
            all_subjects: None,
            parent: None,
            units: None,
            parts: None,
            nested: None,
            fit: None,
            effect_rank: None,
            gap: None,
            judged: Judged::IccAnova,
        };
        (info.compute)(&figures).map(|estimate| estimate.value)
    }

    /// Mean 87.5, all pass, three of four excellent, none low; the higher band is included even where bands are not.
    #[test]
    fn indices_of_one_school() {
        assert_eq!(computed(&S_VALUE, &mut [80, 85, 90, 95], Some(4)), Ok(93.125));
        assert_eq!(computed(&FOUR_RATE_SUM, &mut [80, 85, 90, 95], Some(4)), Ok(262.5));
        assert_eq!(computed(&S_VALUE, &mut [100], Some(1)), Ok(100.0));
        assert_eq!(computed(&FOUR_RATE_SUM, &mut [0], Some(1)), Ok(-100.0));
        // Half of those expected sat: the rates halve, the score rate does not.
        assert_eq!(computed(&S_VALUE, &mut [80, 85, 90, 95], Some(8)), Ok(66.25));
    }

    #[test]
    fn without_marks_or_denominator() {
        let few = Err(StatError::TooFew { found: 0, required: 1 });
        assert_eq!(computed(&S_VALUE, &mut [], Some(4)), few);
        assert_eq!(computed(&FOUR_RATE_SUM, &mut [], Some(4)), few);
        assert_eq!(computed(&S_VALUE, &mut [50], None), Err(StatError::NotSupplied));
        assert_eq!(computed(&S_VALUE, &mut [50, 60], Some(0)), Err(StatError::ZeroDenominator));
        assert_eq!(computed(&FOUR_RATE_SUM, &mut [70, 60], Some(1)), Err(StatError::Contradiction));
    }
}
