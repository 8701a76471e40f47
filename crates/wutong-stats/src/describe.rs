//! Location, spread and shape of a group's marks.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;
use crate::frequency::FrequencyTable;
use crate::moments::{Moments, ratio};
use crate::rates::Z95;

/// 95 % interval of a mean.
///
/// # Formula
/// m ± z s / √n, s the sample standard deviation, z = 1.959964.
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::TooFew`] with fewer than two pupils.
/// # References
/// Snedecor & Cochran (1989), Statistical Methods, 8th ed., section 4.6.
pub fn mean_interval(moments: &Moments) -> Result<(f64, f64), StatError> {
    let mean = moments.mean()?;
    let half = Z95 * (moments.sample_variance()? / ratio(i128::from(moments.n), 1)).sqrt();
    Ok((mean - half, mean + half))
}

/// Skewness g1 = m3 / m2^(3/2), central moments with divisor n.
///
/// # Errors
/// [`StatError::TooFew`] with fewer than three pupils; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Joanes & Gill (1998), The Statistician 47:183, g1.
pub fn skewness(moments: &Moments) -> Result<f64, StatError> {
    let variance = shape_variance(moments, 3)?;
    let (third, _) = moments.third_and_fourth()?;
    Ok(third / (variance * variance.sqrt()))
}

/// Excess kurtosis g2 = m4 / m2^2 - 3, central moments with divisor n.
///
/// # Errors
/// [`StatError::TooFew`] with fewer than four pupils; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Joanes & Gill (1998), The Statistician 47:183, g2.
pub fn excess_kurtosis(moments: &Moments) -> Result<f64, StatError> {
    let variance = shape_variance(moments, 4)?;
    let (_, fourth) = moments.third_and_fourth()?;
    Ok(fourth / (variance * variance) - 3.0)
}

fn shape_variance(moments: &Moments, required: u64) -> Result<f64, StatError> {
    if moments.n < required {
        return Err(StatError::TooFew { found: moments.n, required });
    }
    let variance = moments.population_variance()?;
    if variance > 0.0 { Ok(variance) } else { Err(StatError::NoVariation) }
}

/// Most frequent mark; the lowest of several equally frequent ones.
///
/// # Errors
/// [`StatError::TooFew`] without pupils.
pub fn mode(table: &FrequencyTable) -> Result<i32, StatError> {
    table
        .cells()
        .iter()
        .max_by_key(|&&(mark, count)| (count, std::cmp::Reverse(mark)))
        .map(|&(mark, _)| mark)
        .ok_or(StatError::TooFew { found: 0, required: 1 })
}

fn mark(figures: &Figures, mark: Option<i32>) -> Result<Estimate, StatError> {
    let mark = mark.ok_or(StatError::TooFew { found: 0, required: 1 })?;
    Ok(figures.points(f64::from(mark)).into())
}

fn mean(figures: &Figures) -> Result<Estimate, StatError> {
    let value = figures.moments.mean_in_units(figures.ticks_per_point)?;
    let interval = mean_interval(figures.moments).ok();
    Ok(Estimate { value, interval: interval.map(|(lower, upper)| (figures.points(lower), figures.points(upper))) })
}

fn variation_coefficient(figures: &Figures) -> Result<Estimate, StatError> {
    let mean = figures.moments.mean()?;
    let sd = figures.moments.population_variance()?.sqrt();
    if mean > 0.0 { Ok((sd / mean).into()) } else { Err(StatError::ZeroDenominator) }
}

const BASE: MetricInfo = MetricInfo {
    id: "mean",
    zh: "平均分",
    en: "Mean",
    meaning_zh: "有效成绩之和除以实考人数；区间表示换一批同样水平的考生时平均分可能的摆动。",
    meaning_en: "Sum of the valid marks over their number; the interval shows how far it might swing with other pupils of the same kind.",
    unit: Unit::Points,
    range: (None, None),
    better: Better::Higher,
    minimum_n: 1,
    denominator: "pupils with a valid mark",
    formula: "sum(x) / n; interval: mean +- 1.959964 sd_sample / sqrt(n)",
    reference: "Snedecor & Cochran (1989), Statistical Methods, 8th ed., section 4.6",
    kind: Kind::Own,
    interval: true,
    compute: mean,
};

/// Mean.
pub(crate) const MEAN: MetricInfo = BASE;
/// Standard deviation with divisor n.
pub(crate) const SD: MetricInfo = MetricInfo {
    id: "sd",
    zh: "标准差",
    en: "Standard deviation (n)",
    meaning_zh: "分数离散的程度，除数为 n；越大，考生之间差别越大。",
    meaning_en: "How far marks spread, divisor n.",
    better: Better::Neither,
    range: (Some(0.0), None),
    formula: "sqrt(sum((x - mean)^2) / n)",
    reference: "census of an exam: divisor n",
    interval: false,
    compute: |figures| Ok(figures.points(figures.moments.population_variance()?.sqrt()).into()),
    ..BASE
};
/// Standard deviation with divisor n - 1.
pub(crate) const SD_SAMPLE: MetricInfo = MetricInfo {
    id: "sd_sample",
    zh: "样本标准差",
    en: "Standard deviation (n - 1)",
    meaning_zh: "分数离散的程度，除数为 n−1。",
    meaning_en: "How far marks spread, divisor n - 1.",
    minimum_n: 2,
    formula: "sqrt(sum((x - mean)^2) / (n - 1))",
    reference: "Snedecor & Cochran (1989), section 3.3",
    compute: |figures| Ok(figures.points(figures.moments.sample_variance()?.sqrt()).into()),
    ..SD
};
/// Minimum.
pub(crate) const MINIMUM: MetricInfo = MetricInfo {
    id: "minimum",
    zh: "最低分",
    en: "Minimum",
    meaning_zh: "最低的有效成绩。",
    meaning_en: "Lowest valid mark.",
    formula: "min(x)",
    reference: "order statistic",
    interval: false,
    compute: |figures| mark(figures, figures.table.cells().first().map(|cell| cell.0)),
    ..BASE
};
/// Maximum.
pub(crate) const MAXIMUM: MetricInfo = MetricInfo {
    id: "maximum",
    zh: "最高分",
    en: "Maximum",
    meaning_zh: "最高的有效成绩。",
    meaning_en: "Highest valid mark.",
    formula: "max(x)",
    compute: |figures| mark(figures, figures.table.cells().last().map(|cell| cell.0)),
    ..MINIMUM
};
/// Mode.
pub(crate) const MODE: MetricInfo = MetricInfo {
    id: "mode",
    zh: "众数",
    en: "Mode",
    meaning_zh: "得分人数最多的分数；并列时取最低的。",
    meaning_en: "Most frequent mark; the lowest of several equally frequent ones.",
    better: Better::Neither,
    formula: "argmax count(x), lowest on ties",
    reference: "frequency table",
    compute: |figures| mark(figures, Some(mode(figures.table)?)),
    ..MINIMUM
};
/// Score rate.
pub(crate) const SCORE_RATE: MetricInfo = MetricInfo {
    id: "score_rate",
    zh: "得分率",
    en: "Score rate",
    meaning_zh: "平均分占满分的比例。",
    meaning_en: "Mean as a share of the full mark.",
    unit: Unit::Fraction,
    denominator: "full mark",
    formula: "mean / full mark",
    reference: "得分率 = 平均分 / 满分",
    interval: false,
    compute: |figures| Ok(figures.moments.mean_in_units(figures.full)?.into()),
    ..BASE
};
/// Coefficient of variation.
pub(crate) const VARIATION_COEFFICIENT: MetricInfo = MetricInfo {
    id: "variation_coefficient",
    zh: "变差数",
    en: "Coefficient of variation",
    meaning_zh: "标准差与平均分之比，用于比较满分不同的学科的离散程度。",
    meaning_en: "Standard deviation over the mean; compares spread between papers with other full marks.",
    unit: Unit::Fraction,
    better: Better::Neither,
    denominator: "mean",
    formula: "sd / mean",
    reference: "变差数 = 标准差 / 平均分",
    compute: variation_coefficient,
    ..SCORE_RATE
};
/// Skewness.
pub(crate) const SKEWNESS: MetricInfo = MetricInfo {
    id: "skewness",
    zh: "偏度",
    en: "Skewness (g1)",
    meaning_zh: "分布向哪边拖尾：负值表示低分一侧拖尾（试卷偏易），正值相反。",
    meaning_en: "Which side the tail lies on: negative, the low side (an easy paper); positive, the high side.",
    unit: Unit::Number,
    better: Better::Neither,
    minimum_n: 3,
    formula: "g1 = m3 / m2^1.5, central moments with divisor n",
    reference: "Joanes & Gill (1998), The Statistician 47:183, g1",
    interval: false,
    compute: |figures| Ok(skewness(figures.moments)?.into()),
    ..BASE
};
/// Excess kurtosis.
pub(crate) const EXCESS_KURTOSIS: MetricInfo = MetricInfo {
    id: "excess_kurtosis",
    zh: "峰度",
    en: "Excess kurtosis (g2)",
    meaning_zh: "分布比正态分布更尖（正）或更平（负）的程度。",
    meaning_en: "How much more peaked (positive) or flat (negative) than a normal distribution.",
    minimum_n: 4,
    formula: "g2 = m4 / m2^2 - 3, central moments with divisor n",
    reference: "Joanes & Gill (1998), The Statistician 47:183, g2",
    compute: |figures| Ok(excess_kurtosis(figures.moments)?.into()),
    ..SKEWNESS
};
