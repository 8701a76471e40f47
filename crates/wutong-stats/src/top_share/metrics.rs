//! Catalogue entries of the means of the strongest and the weakest pupils.

use super::{Tail, TailShare, middle_mean, tail_mean};
use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;

fn points(figures: &Figures, ticks: Result<f64, StatError>) -> Result<Estimate, StatError> {
    Ok(figures.points(ticks?).into())
}

fn middle(figures: &Figures) -> Result<Estimate, StatError> {
    match figures.moments.n {
        // Rounded up, the two groups of four pupils leave nobody.
        found @ 0..5 => Err(StatError::TooFew { found, required: 5 }),
        _ => points(figures, middle_mean(figures.table, TailShare::UPPER_LOWER_27)),
    }
}

const BASE: MetricInfo = MetricInfo {
    id: "top_27_mean",
    zh: "前27%平均分",
    en: "Mean of the top 27 %",
    meaning_zh: "分数最高的27%考生的平均分。",
    meaning_en: "Mean mark of the highest 27 % of the pupils.",
    unit: Unit::Points,
    range: (None, None),
    better: Better::Higher,
    minimum_n: 1,
    denominator: "ceil(0.27 n) pupils",
    denominator_zh: "⌈0.27n⌉ 人",
    formula: "mean of the ceil(0.27 n) highest marks; pupils at the boundary mark share the remaining places",
    formula_zh: "最高 ceil(0.27 n) 个分数的平均；处在边界分数上的学生均分余下的名额",
    reference: "高分段均分; Kelley (1939), Journal of Educational Psychology 30:17",
    kind: Kind::Own,
    interval: false,
    compute: |figures| points(figures, tail_mean(figures.table, Tail::Top, TailShare::UPPER_LOWER_27)),
};

/// Mean of the top 27 %.
pub(crate) const TOP_27_MEAN: MetricInfo = BASE;
/// Mean of the middle 46 %.
pub(crate) const MIDDLE_46_MEAN: MetricInfo = MetricInfo {
    id: "middle_46_mean",
    zh: "中间46%平均分",
    en: "Mean of the middle 46 %",
    meaning_zh: "除去最高27%和最低27%以外的考生的平均分。",
    meaning_en: "Mean mark of the pupils between the highest and the lowest 27 %.",
    minimum_n: 5,
    denominator: "n - 2 ceil(0.27 n) pupils",
    denominator_zh: "n − 2⌈0.27n⌉ 人",
    formula: "mean of the marks between the ceil(0.27 n) lowest and the ceil(0.27 n) highest",
    formula_zh: "去掉最低和最高各 ceil(0.27 n) 个分数后的平均",
    reference: "Kelley (1939), Journal of Educational Psychology 30:17",
    compute: middle,
    ..BASE
};
/// Mean of the bottom 27 %.
pub(crate) const BOTTOM_27_MEAN: MetricInfo = MetricInfo {
    id: "bottom_27_mean",
    zh: "后27%平均分",
    en: "Mean of the bottom 27 %",
    meaning_zh: "分数最低的27%考生的平均分。",
    meaning_en: "Mean mark of the lowest 27 % of the pupils.",
    formula: "mean of the ceil(0.27 n) lowest marks; pupils at the boundary mark share the remaining places",
    formula_zh: "最低 ceil(0.27 n) 个分数的平均；处在边界分数上的学生均分余下的名额",
    reference: "Kelley (1939), Journal of Educational Psychology 30:17",
    compute: |figures| points(figures, tail_mean(figures.table, Tail::Bottom, TailShare::UPPER_LOWER_27)),
    ..BASE
};
/// Mean of the bottom third.
pub(crate) const BOTTOM_THIRD_MEAN: MetricInfo = MetricInfo {
    id: "bottom_third_mean",
    zh: "后三分之一平均分",
    en: "Mean of the bottom third",
    meaning_zh: "分数最低的三分之一考生的平均分，反映对学习困难学生的帮扶。",
    meaning_en: "Mean mark of the lowest third of the pupils: how those who find learning hard are served.",
    denominator: "ceil(n / 3) pupils",
    denominator_zh: "⌈n/3⌉ 人",
    formula: "mean of the ceil(n / 3) lowest marks; pupils at the boundary mark share the remaining places",
    formula_zh: "最低 ceil(n / 3) 个分数的平均；处在边界分数上的学生均分余下的名额",
    reference: "后1/3均分",
    compute: |figures| points(figures, tail_mean(figures.table, Tail::Bottom, TailShare::THIRD)),
    ..BASE
};
