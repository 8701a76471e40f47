//! Catalogue entries of the shape of a group's marks.

use super::{
    ShapeConvention, bimodality_coefficient, excess_kurtosis, excess_kurtosis_by, excess_kurtosis_standard_error,
    number_within, quantile_correlation, skewness, skewness_by, skewness_standard_error,
};
use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;
use crate::normality::metrics::{FEWEST, many};
use crate::rates::{share, wilson_interval};

fn within(figures: &Figures, deviations: u32) -> Result<Estimate, StatError> {
    let number = number_within(figures.table, figures.moments, deviations)?;
    let n = figures.moments.n;
    Ok(Estimate { value: share(number, n)?, interval: Some(wilson_interval(number, n)?) })
}

fn skewness_z(figures: &Figures) -> Result<Estimate, StatError> {
    let value = skewness_by(figures.moments, ShapeConvention::Sample)?;
    Ok((value / skewness_standard_error(figures.moments.n)?).into())
}

fn excess_kurtosis_z(figures: &Figures) -> Result<Estimate, StatError> {
    let value = excess_kurtosis_by(figures.moments, ShapeConvention::Sample)?;
    Ok((value / excess_kurtosis_standard_error(figures.moments.n)?).into())
}

const BASE: MetricInfo = MetricInfo {
    id: "skewness",
    zh: "偏度",
    en: "Skewness (g1)",
    meaning_zh: "分布向哪边拖尾：负值表示低分一侧拖尾（试卷偏易），正值相反。",
    meaning_en: "Which side the tail lies on: negative, the low side (an easy paper); positive, the high side.",
    unit: Unit::Number,
    range: (None, None),
    better: Better::Neither,
    minimum_n: 3,
    denominator: "pupils with a valid mark",
    denominator_zh: "实考人数",
    formula: "g1 = m3 / m2^1.5, central moments with divisor n",
    formula_zh: "g1 = m3 / m2^1.5，中心矩除以 n",
    reference: "Joanes & Gill (1998), The Statistician 47:183, g1",
    kind: Kind::Own,
    interval: false,
    compute: |figures| Ok(skewness(figures.moments)?.into()),
};

/// Skewness g1.
pub(crate) const SKEWNESS: MetricInfo = BASE;
/// Excess kurtosis g2.
pub(crate) const EXCESS_KURTOSIS: MetricInfo = MetricInfo {
    id: "excess_kurtosis",
    zh: "峰度",
    en: "Excess kurtosis (g2)",
    meaning_zh: "分布比正态分布更尖（正）或更平（负）的程度。",
    meaning_en: "How much more peaked (positive) or flat (negative) than a normal distribution.",
    minimum_n: 4,
    formula: "g2 = m4 / m2^2 - 3, central moments with divisor n",
    formula_zh: "g2 = m4 / m2^2 - 3，中心矩除以 n",
    reference: "Joanes & Gill (1998), The Statistician 47:183, g2",
    compute: |figures| Ok(excess_kurtosis(figures.moments)?.into()),
    ..BASE
};
/// Skewness G1.
pub(crate) const SKEWNESS_SAMPLE: MetricInfo = MetricInfo {
    id: "skewness_sample",
    zh: "样本偏度",
    en: "Skewness (G1)",
    meaning_zh: "按人数校正的偏度，与电子表格的 SKEW 相同；绝对值小于 0.5 为大致对称，大于 1 为明显偏斜。",
    meaning_en: "Skewness corrected for the number of pupils, as spreadsheets give it; below 0.5 in size nearly symmetric, above 1 strongly skewed.",
    formula: "G1 = g1 sqrt(n (n - 1)) / (n - 2)",
    formula_zh: "G1 = g1 sqrt(n (n - 1)) / (n - 2)",
    reference: "Joanes & Gill (1998), The Statistician 47:183, G1",
    compute: |figures| Ok(skewness_by(figures.moments, ShapeConvention::Sample)?.into()),
    ..BASE
};
/// Excess kurtosis G2.
pub(crate) const EXCESS_KURTOSIS_SAMPLE: MetricInfo = MetricInfo {
    id: "excess_kurtosis_sample",
    zh: "样本峰度",
    en: "Excess kurtosis (G2)",
    meaning_zh: "按人数校正的峰度，与电子表格的 KURT 相同；绝对值小于 1 为接近正态。",
    meaning_en: "Excess kurtosis corrected for the number of pupils, as spreadsheets give it; below 1 in size nearly normal.",
    formula: "G2 = (n - 1) ((n + 1) g2 + 6) / ((n - 2) (n - 3))",
    formula_zh: "G2 = (n - 1) ((n + 1) g2 + 6) / ((n - 2) (n - 3))",
    reference: "Joanes & Gill (1998), The Statistician 47:183, G2",
    compute: |figures| Ok(excess_kurtosis_by(figures.moments, ShapeConvention::Sample)?.into()),
    ..EXCESS_KURTOSIS
};
/// Skewness in standard errors.
pub(crate) const SKEWNESS_Z: MetricInfo = MetricInfo {
    id: "skewness_z",
    zh: "偏度Z值",
    en: "Skewness in standard errors",
    meaning_zh: "样本偏度除以其标准误；绝对值大于 1.96 表示偏斜不只是偶然。人数多时很小的偏斜也会超过，应先看偏度本身。",
    meaning_en: "G1 over its standard error; beyond 1.96 the skew is more than chance. In a large group the least skew exceeds it: look at G1 first.",
    formula: "G1 / sqrt(6 n (n - 1) / ((n - 2) (n + 1) (n + 3)))",
    formula_zh: "G1 / sqrt(6 n (n - 1) / ((n - 2) (n + 1) (n + 3)))",
    reference: "Fisher (1930), Proceedings of the Royal Society A 130:16",
    compute: skewness_z,
    ..BASE
};
/// Excess kurtosis in standard errors.
pub(crate) const EXCESS_KURTOSIS_Z: MetricInfo = MetricInfo {
    id: "excess_kurtosis_z",
    zh: "峰度Z值",
    en: "Excess kurtosis in standard errors",
    meaning_zh: "样本峰度除以其标准误；绝对值大于 1.96 表示偏离正态的峰度不只是偶然。人数多时应先看峰度本身。",
    meaning_en: "G2 over its standard error; beyond 1.96 the kurtosis is more than chance. In a large group look at G2 first.",
    formula: "G2 / (2 SE(G1) sqrt((n^2 - 1) / ((n - 3) (n + 5))))",
    formula_zh: "G2 / (2 SE(G1) sqrt((n^2 - 1) / ((n - 3) (n + 5))))",
    reference: "Fisher (1930), Proceedings of the Royal Society A 130:16",
    compute: excess_kurtosis_z,
    ..EXCESS_KURTOSIS
};
/// Bimodality coefficient.
pub(crate) const BIMODALITY_COEFFICIENT: MetricInfo = MetricInfo {
    id: "bimodality_coefficient",
    zh: "双峰系数",
    en: "Bimodality coefficient",
    meaning_zh: "大于 0.556（5/9）时分布可能有两个高峰（两极分化）；明显偏斜的分布也会偏大，只作提示。",
    meaning_en: "Above 0.556 (5/9) the marks may have two peaks; a long tail raises it too, so it is a hint only.",
    range: (Some(0.0), None),
    formula: "(G1^2 + 1) / (G2 + 3 (n - 1)^2 / ((n - 2) (n - 3)))",
    formula_zh: "(G1^2 + 1) / (G2 + 3 (n - 1)^2 / ((n - 2) (n - 3)))",
    reference: "SAS Institute (1990), SAS/STAT User's Guide, CLUSTER procedure; Pfister et al. (2013), Frontiers in Psychology 4:700",
    minimum_n: FEWEST,
    compute: |figures| Ok(bimodality_coefficient(many(figures)?.moments)?.into()),
    ..EXCESS_KURTOSIS
};
/// Share within one standard deviation.
pub(crate) const SHARE_WITHIN_1SD: MetricInfo = MetricInfo {
    id: "share_within_1sd",
    zh: "平均分±1个标准差内的比例",
    en: "Share within 1 sd of the mean",
    meaning_zh: "分数与平均分相差不超过一个标准差的考生所占比例；正态分布为 68.27%。",
    meaning_en: "Share of pupils within one standard deviation of the mean; 68.27 % in a normal distribution.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    minimum_n: 2,
    formula: "#(|x - mean| <= 1 sd) / n, compared in integers; interval: Wilson 95 %",
    formula_zh: "#(|x - 平均分| <= 1 个标准差) / n，按整数比较；区间：Wilson 95 %",
    reference: "Abramowitz & Stegun (1964), table 26.1; Wilson (1927), JASA 22:209",
    interval: true,
    compute: |figures| within(figures, 1),
    ..BASE
};
/// Share within two standard deviations.
pub(crate) const SHARE_WITHIN_2SD: MetricInfo = MetricInfo {
    id: "share_within_2sd",
    zh: "平均分±2个标准差内的比例",
    en: "Share within 2 sd of the mean",
    meaning_zh: "分数与平均分相差不超过两个标准差的考生所占比例；正态分布为 95.45%。",
    meaning_en: "Share of pupils within two standard deviations of the mean; 95.45 % in a normal distribution.",
    formula: "#(|x - mean| <= 2 sd) / n, compared in integers; interval: Wilson 95 %",
    formula_zh: "#(|x - 平均分| <= 2 个标准差) / n，按整数比较；区间：Wilson 95 %",
    compute: |figures| within(figures, 2),
    ..SHARE_WITHIN_1SD
};
/// Share within three standard deviations.
pub(crate) const SHARE_WITHIN_3SD: MetricInfo = MetricInfo {
    id: "share_within_3sd",
    zh: "平均分±3个标准差内的比例",
    en: "Share within 3 sd of the mean",
    meaning_zh: "分数与平均分相差不超过三个标准差的考生所占比例；正态分布为 99.73%。",
    meaning_en: "Share of pupils within three standard deviations of the mean; 99.73 % in a normal distribution.",
    formula: "#(|x - mean| <= 3 sd) / n, compared in integers; interval: Wilson 95 %",
    formula_zh: "#(|x - 平均分| <= 3 个标准差) / n，按整数比较；区间：Wilson 95 %",
    compute: |figures| within(figures, 3),
    ..SHARE_WITHIN_1SD
};
/// Quantile-quantile correlation.
pub(crate) const QQ_CORRELATION: MetricInfo = MetricInfo {
    id: "qq_correlation",
    zh: "正态分位相关系数",
    en: "Quantile-quantile correlation",
    meaning_zh: "分数与同名次正态分位数的相关系数，越接近 1 越接近正态分布，不受人数多少影响。",
    meaning_en: "Correlation of marks with the normal scores of their ranks; the nearer to 1, the nearer to normal, whatever the number of pupils.",
    range: (Some(-1.0), Some(1.0)),
    formula: "correlation of x and the normal quantile of (r - 3/8) / (n + 1/4), r the mean rank of tied marks",
    formula_zh: "x 与 (r - 3/8) / (n + 1/4) 的正态分位数的相关系数，r 为同分者的平均名次",
    reference: "Blom (1958), section 6.9; Looney & Gulledge (1985), The American Statistician 39:75",
    minimum_n: FEWEST,
    compute: |figures| Ok(quantile_correlation(many(figures)?.table, figures.moments)?.into()),
    ..BASE
};
