//! Catalogue entries of the tests of normality.

use super::{anderson_darling, dagostino_k2, jarque_bera};
use crate::catalogue::{Better, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;

/// Pupils from which the shape of a distribution is judged: below, tests see only gross departures and the
/// chi-squared law of Jarque-Bera does not hold (Thadewald & Büning (2007), Journal of Applied Statistics 34:87).
pub(crate) const FEWEST: u32 = 100;

/// The figures of a group that is large enough for its shape to be judged.
pub(crate) fn many<'f, 'a>(figures: &'f Figures<'a>) -> Result<&'f Figures<'a>, StatError> {
    let (found, required) = (figures.moments.n, u64::from(FEWEST));
    if found < required { Err(StatError::TooFew { found, required }) } else { Ok(figures) }
}

/// Jarque-Bera statistic.
pub(crate) const JARQUE_BERA: MetricInfo = MetricInfo {
    id: "jarque_bera",
    zh: "JB统计量",
    en: "Jarque-Bera statistic",
    meaning_zh: "偏度和峰度偏离正态的综合程度乘以人数；人数上千时几乎总是很大，应先看偏度和峰度本身。",
    meaning_en: "Departure of skewness and kurtosis from normal, times the number of pupils; with thousands it is nearly always large: look at skewness and kurtosis first.",
    unit: Unit::Number,
    range: (Some(0.0), None),
    better: Better::Neither,
    minimum_n: FEWEST,
    denominator: "pupils with a valid mark",
    denominator_zh: "实考人数",
    formula: "n / 6 (g1^2 + g2^2 / 4)",
    formula_zh: "n / 6 (g1^2 + g2^2 / 4)",
    reference: "Jarque & Bera (1987), International Statistical Review 55:163",
    kind: Kind::Own,
    interval: false,
    compute: |figures| Ok(jarque_bera(many(figures)?.moments)?.statistic.into()),
};
/// Probability of the Jarque-Bera statistic.
pub(crate) const JARQUE_BERA_P: MetricInfo = MetricInfo {
    id: "jarque_bera_p",
    zh: "JB检验P值",
    en: "Jarque-Bera probability",
    meaning_zh: "若考生成绩来自正态分布，出现这样大的 JB 统计量的概率；人数多时接近 0 并不说明偏离大，也不表示不合格。",
    meaning_en: "Probability of so large a statistic if marks came from a normal distribution; near 0 in a large group it says neither that the departure is large nor that anything failed.",
    range: (Some(0.0), Some(1.0)),
    formula: "exp(-JB / 2), chi-squared with 2 degrees of freedom",
    formula_zh: "exp(-JB / 2)，自由度为 2 的卡方分布",
    compute: |figures| Ok(jarque_bera(many(figures)?.moments)?.p.value.into()),
    ..JARQUE_BERA
};
/// D'Agostino's K².
pub(crate) const DAGOSTINO_K2: MetricInfo = MetricInfo {
    id: "dagostino_k2",
    zh: "K²统计量",
    en: "D'Agostino's K squared",
    meaning_zh: "偏度与峰度的正态化检验值平方和，在小样本中比 JB 更准；大于 5.99 表示偏离正态不只是偶然。",
    meaning_en: "Sum of squares of the normal values of skewness and kurtosis, more exact than Jarque-Bera in small groups; above 5.99 the departure is more than chance.",
    formula: "z(g1)^2 + z(g2)^2",
    formula_zh: "z(g1)^2 + z(g2)^2",
    reference: "D'Agostino (1970), Biometrika 57:679; Anscombe & Glynn (1983), Biometrika 70:227",
    compute: |figures| Ok(dagostino_k2(many(figures)?.moments)?.statistic.into()),
    ..JARQUE_BERA
};
/// Anderson-Darling statistic.
pub(crate) const ANDERSON_DARLING: MetricInfo = MetricInfo {
    id: "anderson_darling",
    zh: "AD统计量",
    en: "Anderson-Darling statistic",
    meaning_zh: "实际分布与正态分布的距离，对两端敏感；大于 0.752 表示偏离正态不只是偶然，人数上千时几乎总是超过。",
    meaning_en: "Distance from a normal distribution, sensitive to both tails; above 0.752 it is more than chance, which thousands of pupils nearly always exceed.",
    formula: "A^2 (1 + 0.75 / n + 2.25 / n^2), mean and sd estimated (divisor n - 1)",
    formula_zh: "A^2 (1 + 0.75 / n + 2.25 / n^2)，均值和标准差由数据估计（除以 n - 1）",
    reference: "Stephens (1986), in D'Agostino & Stephens, Goodness-of-Fit Techniques, table 4.7",
    compute: |figures| Ok(anderson_darling(many(figures)?.table, figures.moments)?.a2_star.into()),
    ..JARQUE_BERA
};
