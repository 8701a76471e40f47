//! Location and spread of a group's marks.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;
use crate::frequency::{FrequencyTable, Tick};
use crate::moments::{Moments, ratio, real};
use crate::special::t_of_mean;

/// 95 % interval of a mean.
///
/// # Formula
/// m ± t s / √n, s the sample standard deviation, t the 97.5 % quantile of Student's t with n − 1 degrees of freedom.
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::TooFew`] with fewer than two pupils.
/// # References
/// Student (1908), Biometrika 6:1; Snedecor & Cochran (1989), Statistical Methods, 8th ed., section 4.9.
pub fn mean_interval(moments: &Moments) -> Result<(f64, f64), StatError> {
    let mean = moments.mean()?;
    let error = standard_error_of_mean(moments)?;
    let half = t_of_mean(moments.n - 1)? * error;
    Ok((mean - half, mean + half))
}

/// Standard error of the mean: s / √n, s the sample standard deviation.
///
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::TooFew`] with fewer than two pupils.
/// # References
/// Snedecor & Cochran (1989), Statistical Methods, 8th ed., section 4.3.
pub fn standard_error_of_mean(moments: &Moments) -> Result<f64, StatError> {
    Ok((moments.sample_variance()? / real(moments.n)).sqrt())
}

/// Mean absolute deviation from the mean.
///
/// # Formula
/// Σ |x − m| / n = 2 Σ_{x > m} (x − m) / n
/// # Returns
/// Ticks.
/// # Errors
/// [`StatError::TooFew`] without pupils.
/// # References
/// Kenney & Keeping (1962), Mathematics of Statistics, part 1, section 6.4.
pub fn mean_absolute_deviation<M: Tick>(table: &FrequencyTable<M>, moments: &Moments) -> Result<f64, StatError> {
    moments.mean()?;
    let (n, sum) = (i128::from(moments.n), i128::from(moments.sum));
    let above = |&(mark, count): &(M, u32)| (i128::from(mark.into()) * n - sum).max(0) * i128::from(count);
    Ok(ratio(2 * table.cells().iter().map(above).sum::<i128>(), n * n))
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

fn range(figures: &Figures) -> Result<Estimate, StatError> {
    let cells = figures.table.cells();
    let (Some(lowest), Some(highest)) = (cells.first(), cells.last()) else {
        return Err(StatError::TooFew { found: 0, required: 1 });
    };
    Ok(figures.points(ratio(i128::from(highest.0) - i128::from(lowest.0), 1)).into())
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
    denominator_zh: "实考人数",
    formula: "sum(x) / n; interval: mean +- t sd_sample / sqrt(n), t the 97.5 % quantile of t(n - 1)",
    formula_zh: "sum(x) / n；区间：平均分 ± t 样本标准差 / sqrt(n)，t 为 t(n - 1) 的 97.5 % 分位数",
    reference: "Student (1908), Biometrika 6:1; Snedecor & Cochran (1989), Statistical Methods, 8th ed., section 4.9",
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
    formula_zh: "sqrt(sum((x - 平均分)^2) / n)",
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
    formula_zh: "sqrt(sum((x - 平均分)^2) / (n - 1))",
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
    formula_zh: "min(x)",
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
    formula_zh: "max(x)",
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
    formula_zh: "人数最多的分数；并列时取最低的",
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
    denominator_zh: "满分",
    formula: "mean / full mark",
    formula_zh: "平均分 / 满分",
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
    denominator_zh: "平均分",
    formula: "sd / mean",
    formula_zh: "标准差 / 平均分",
    reference: "变差数 = 标准差 / 平均分",
    compute: variation_coefficient,
    ..SCORE_RATE
};
/// Range.
pub(crate) const RANGE: MetricInfo = MetricInfo {
    id: "range",
    zh: "全距",
    en: "Range",
    meaning_zh: "最高分减去最低分。",
    meaning_en: "Highest mark minus lowest mark.",
    range: (Some(0.0), None),
    better: Better::Neither,
    formula: "max(x) - min(x)",
    formula_zh: "max(x) - min(x)",
    compute: range,
    ..MINIMUM
};
/// Standard error of the mean.
pub(crate) const STANDARD_ERROR_OF_MEAN: MetricInfo = MetricInfo {
    id: "standard_error_of_mean",
    zh: "平均分标准误",
    en: "Standard error of the mean",
    meaning_zh: "换一批同样水平的考生时平均分摆动的幅度；人数越多越小。",
    meaning_en: "How far the mean would swing with other pupils of the same kind; smaller for larger groups.",
    minimum_n: 2,
    formula: "sd_sample / sqrt(n)",
    formula_zh: "样本标准差 / sqrt(n)",
    reference: "Snedecor & Cochran (1989), section 4.3",
    compute: |figures| Ok(figures.points(standard_error_of_mean(figures.moments)?).into()),
    ..SD
};
/// Mean absolute deviation.
pub(crate) const MEAN_ABSOLUTE_DEVIATION: MetricInfo = MetricInfo {
    id: "mean_absolute_deviation",
    zh: "平均差",
    en: "Mean absolute deviation",
    meaning_zh: "各考生分数与平均分之差的绝对值的平均，受极端分数影响小于标准差。",
    meaning_en: "Mean distance of a mark from the mean; less moved by extreme marks than the standard deviation.",
    formula: "sum(|x - mean|) / n",
    formula_zh: "sum(|x - 平均分|) / n",
    reference: "Kenney & Keeping (1962), Mathematics of Statistics, part 1, section 6.4",
    compute: |figures| Ok(figures.points(mean_absolute_deviation(figures.table, figures.moments)?).into()),
    ..SD
};
