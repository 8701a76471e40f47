//! A group beside the group that it belongs to.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::comparison::{effect_size, welch_half_width, welch_probability};
use crate::error::StatError;
use crate::figures::{Figures, Parent};
use crate::moments::{Moments, ratio};
use crate::rates::rate;

fn parent<'a>(figures: &Figures<'a>) -> Result<Parent<'a>, StatError> {
    let parent = figures.parent.ok_or(StatError::NotApplicable)?;
    figures.moments.mean()?;
    parent.moments.mean()?;
    Ok(parent)
}

/// The group's mean minus the parent's, exact: one division of integers.
fn gap(figures: &Figures) -> Result<f64, StatError> {
    let (own, other) = (figures.moments, parent(figures)?.moments);
    let numerator = i128::from(own.sum) * i128::from(other.n) - i128::from(other.sum) * i128::from(own.n);
    Ok(ratio(numerator, i128::from(own.n) * i128::from(other.n)))
}

fn z(figures: &Figures) -> Result<f64, StatError> {
    let sd = parent(figures)?.moments.population_variance()?.sqrt();
    if sd > 0.0 { Ok(gap(figures)? / sd) } else { Err(StatError::NoVariation) }
}

fn over_mean(figures: &Figures) -> Result<Estimate, StatError> {
    let mean = parent(figures)?.moments.mean()?;
    if mean > 0.0 { Ok((gap(figures)? / mean).into()) } else { Err(StatError::ZeroDenominator) }
}

fn ratio_to_mean(figures: &Figures) -> Result<Estimate, StatError> {
    let (own, other) = (figures.moments, parent(figures)?.moments);
    if other.sum <= 0 {
        return Err(StatError::ZeroDenominator);
    }
    let value = ratio(i128::from(own.sum) * i128::from(other.n), i128::from(other.sum) * i128::from(own.n));
    Ok(value.into())
}

fn share_above(figures: &Figures) -> Result<Estimate, StatError> {
    let other = parent(figures)?.moments;
    let above = figures.table.above_mean_of(other.sum, other.n);
    Ok(ratio(i128::from(above), i128::from(figures.moments.n)).into())
}

/// The parent's pupils that are not in the group.
fn others(figures: &Figures) -> Result<Moments, StatError> {
    let others = parent(figures)?.moments.without(figures.moments)?;
    if others.n == 0 { Err(StatError::NotApplicable) } else { Ok(others) }
}

/// The gap with the interval that Welch's test gives: m - M is the gap to the others, times their share of the parent.
fn gap_with_interval(figures: &Figures) -> Result<Estimate, StatError> {
    let value = figures.points(gap(figures)?);
    let interval = others(figures).and_then(|others| {
        let part = ratio(i128::from(others.n), i128::from(others.n + figures.moments.n));
        let half = figures.points(welch_half_width(figures.moments, &others)? * part);
        Ok((value - half, value + half))
    });
    Ok(Estimate { value, interval: interval.ok() })
}

fn gap_effect(figures: &Figures) -> Result<Estimate, StatError> {
    Ok(effect_size(figures.moments, &others(figures)?)?.hedges_g.into())
}

/// Probability of the gap between a group and its parent's other pupils, were they alike.
///
/// # Formula
/// Welch's t test of the group against the others, both sides.
/// # Inputs
/// `group`: part of `parent`.
/// # Errors
/// [`StatError::TooFew`] without pupils on a side, or with fewer than two; [`StatError::NotApplicable`] if there are no
/// others; [`StatError::NoVariation`] if neither side varies.
/// # References
/// Welch (1947), Biometrika 34:28, equation 28.
pub fn gap_probability(group: &Moments, parent: &Moments) -> Result<f64, StatError> {
    group.mean()?;
    let others = parent.without(group)?;
    if others.n == 0 {
        return Err(StatError::NotApplicable);
    }
    Ok(welch_probability(group, &others)?.value)
}

const BASE: MetricInfo = MetricInfo {
    id: "mean_gap",
    zh: "均分差",
    en: "Difference to the parent's mean",
    meaning_zh: "本单位平均分减去上级单位（班级对学校，学校对区县，区县对全体）的平均分。",
    meaning_en: "Mean minus the mean of the group it belongs to (class to school, school to county, county to region).",
    unit: Unit::Points,
    range: (None, None),
    better: Better::Higher,
    minimum_n: 1,
    denominator: "none",
    denominator_zh: "无",
    formula: "m - M, M the mean of the parent's pupils",
    formula_zh: "m - M，M 为上级单位学生的平均分",
    reference: "离均差",
    kind: Kind::Comparison,
    interval: false,
    compute: gap_with_interval,
};

/// 均分差
pub(crate) const MEAN_GAP: MetricInfo = MetricInfo {
    meaning_zh: "本单位平均分减去上级单位（班级对学校，学校对区县，区县对全体）的平均分；区间含 0 时与上级没有明显差别。",
    meaning_en: "Mean minus the mean of the group it belongs to (class to school, school to county, county to region); where the interval holds 0 there is no clear difference.",
    formula: "m - M, M the mean of the parent's pupils; interval: Welch 95 % of m - (mean of the parent's other pupils), times their share of the parent",
    formula_zh: "m - M，M 为上级单位学生的平均分；区间：m 与上级单位其余学生平均分之差的 Welch 95 % 区间，乘以其余学生所占比例",
    reference: "离均差; Welch (1947), Biometrika 34:28",
    interval: true,
    compute: gap_with_interval,
    ..BASE
};
/// 效应量
pub(crate) const MEAN_GAP_EFFECT: MetricInfo = MetricInfo {
    id: "mean_gap_effect",
    zh: "与其他考生的效应量",
    en: "Effect size beside the others",
    meaning_zh: "本单位与同一上级单位其他考生的平均分之差，以标准差为单位；绝对值 0.2 为小，0.5 为中，0.8 为大。",
    meaning_en: "Difference to the mean of the parent's other pupils in standard deviations; 0.2 is small, 0.5 medium, 0.8 large.",
    unit: Unit::Number,
    minimum_n: 1,
    denominator: "pooled standard deviation of the group and the others",
    denominator_zh: "本单位与其他考生的合并标准差",
    formula: "Hedges g = d gamma(f/2) / (sqrt(f/2) gamma((f-1)/2)), d = (m - m_others) / s_pooled, f = n - 2",
    formula_zh: "Hedges g = d gamma(f/2) / (sqrt(f/2) gamma((f-1)/2))，d = (m - 其余学生平均分) / s_pooled，f = n - 2",
    reference: "Hedges (1981), Journal of Educational Statistics 6:107, equation 6e; Cohen (1988)",
    compute: gap_effect,
    ..BASE
};
/// P 值
pub(crate) const MEAN_GAP_P: MetricInfo = MetricInfo {
    id: "mean_gap_p",
    zh: "均分差P值",
    en: "Probability of the gap by chance",
    meaning_zh: "若本单位与同一上级单位其他考生水平相同，偶然出现这样大均分差的概率；未按比较次数校正，一百个单位中约有五个会偶然低于 0.05。",
    meaning_en: "Probability of so large a gap if the group were like the parent's other pupils; not corrected for the number of comparisons: of a hundred groups about five fall below 0.05 by chance.",
    unit: Unit::Number,
    range: (Some(0.0), Some(1.0)),
    better: Better::Neither,
    minimum_n: 2,
    formula: "Welch's t test of the group against the parent's other pupils, both sides",
    formula_zh: "本单位与上级单位其余学生的 Welch t 检验，双侧",
    reference: "Welch (1947), Biometrika 34:28, equation 28",
    compute: |figures| {
        // Of a school it is known: its test is one of those that are adjusted together.
        let known = figures.gap.map(|gap| gap.raw);
        let value = known.unwrap_or_else(|| gap_probability(figures.moments, parent(figures)?.moments))?;
        Ok(value.into())
    },
    ..BASE
};
/// 校正后的P值
pub(crate) const MEAN_GAP_P_ADJUSTED: MetricInfo = MetricInfo {
    id: "mean_gap_p_adjusted",
    zh: "均分差校正P值",
    en: "Probability of the gap, adjusted for all comparisons",
    meaning_zh: "按全部学校与单科的比较次数校正（总分单独校正）：把低于 0.05 的都称为“确有差异”，其中平均至多 5% 是偶然。",
    meaning_en: "Adjusted over all schools and single subjects (the total over all schools): calling every value below 0.05 a real difference is wrong for 5 % of them at most on average.",
    minimum_n: 2,
    formula: "Benjamini-Hochberg: min over j >= i of m p_(j) / j over the family's probabilities",
    formula_zh: "Benjamini-Hochberg：对同组各概率取 j >= i 时 m p_(j) / j 的最小值",
    reference: "Benjamini & Hochberg (1995), JRSS B 57:289",
    compute: |figures| Ok(figures.gap.ok_or(StatError::NotApplicable)?.adjusted?.into()),
    ..MEAN_GAP_P
};
/// 超均率
pub(crate) const OVER_MEAN_RATE: MetricInfo = MetricInfo {
    id: "over_mean_rate",
    zh: "超均率",
    en: "Rate over the mean",
    meaning_zh: "均分差占上级单位平均分的比例，正值为高于上级平均。",
    meaning_en: "Difference to the parent's mean as a share of that mean.",
    unit: Unit::Fraction,
    denominator: "mean of the parent",
    denominator_zh: "上级单位平均分",
    formula: "(m - M) / M",
    formula_zh: "(m - M) / M",
    reference: "超均率(A)",
    compute: over_mean,
    ..BASE
};
/// 超过上级平均分的比例
pub(crate) const SHARE_ABOVE_MEAN: MetricInfo = MetricInfo {
    id: "share_above_mean",
    zh: "高于上级平均分的比例",
    en: "Share above the parent's mean",
    meaning_zh: "分数高于上级单位平均分的考生所占比例（另一种“超均率”）。",
    meaning_en: "Share of pupils above the mean of the group it belongs to (the other meaning of 超均率).",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    denominator: "pupils with a valid mark",
    denominator_zh: "实考人数",
    formula: "#(x > M) / n",
    formula_zh: "#(x > M) / n",
    reference: "超均率(B)",
    compute: share_above,
    ..BASE
};
/// 综合率
pub(crate) const OVERALL_RATE: MetricInfo = MetricInfo {
    id: "overall_rate",
    zh: "综合率",
    en: "Share at or above the parent's mean",
    meaning_zh: "分数不低于上级单位（班级对学校，学校对区县，区县对全体）平均分的考生所占比例。",
    meaning_en: "Share of pupils at or above the mean of the group it belongs to.",
    denominator: "as configured: actual (valid marks), expected or roster",
    denominator_zh: "按设定：实考、应考或在籍人数",
    formula: "#(x >= M) / denominator, compared in integers; interval: Wilson 95 %, M taken as given",
    formula_zh: "#(x >= M) / 分母，按整数比较；区间：Wilson 95 %，视 M 为已知",
    reference: "综合率; Wilson (1927), JASA 22:209",
    interval: true,
    compute: |figures| {
        let other = parent(figures)?.moments;
        rate(figures, figures.table.at_least_mean_of(other.sum, other.n))
    },
    ..SHARE_ABOVE_MEAN
};
/// 比均率
pub(crate) const RATIO_TO_MEAN: MetricInfo = MetricInfo {
    id: "ratio_to_mean",
    zh: "比均率",
    en: "Ratio to the parent's mean",
    meaning_zh: "本单位平均分与上级单位平均分之比。",
    meaning_en: "Mean over the mean of the group it belongs to.",
    unit: Unit::Fraction,
    denominator: "mean of the parent",
    denominator_zh: "上级单位平均分",
    formula: "m / M",
    formula_zh: "m / M",
    reference: "比均率 = 超均率 + 1",
    compute: ratio_to_mean,
    ..BASE
};
/// 平均标准分
pub(crate) const MEAN_Z: MetricInfo = MetricInfo {
    id: "mean_z",
    zh: "平均标准分",
    en: "Mean standard score",
    meaning_zh: "均分差是上级单位考生标准差的多少倍。",
    meaning_en: "Difference to the parent's mean in standard deviations of the parent's pupils.",
    unit: Unit::Number,
    denominator: "sd of the parent's pupils (divisor n)",
    denominator_zh: "上级单位考生的标准差（除以 n）",
    formula: "(m - M) / s",
    formula_zh: "(m - M) / s",
    reference: "平均标准分",
    compute: |figures| Ok(z(figures)?.into()),
    ..BASE
};
/// T 分
pub(crate) const T_SCORE: MetricInfo = MetricInfo {
    id: "t_score",
    zh: "T分",
    en: "T score",
    meaning_zh: "以 50 为上级平均、10 为一个标准差的平均标准分。",
    meaning_en: "Mean standard score on a scale with mean 50 and standard deviation 10.",
    formula: "50 + 10 (m - M) / s",
    formula_zh: "50 + 10 (m - M) / s",
    reference: "T = 50 + 10 z",
    compute: |figures| Ok((50.0 + 10.0 * z(figures)?).into()),
    ..MEAN_Z
};
/// 名次
pub(crate) const RANK: MetricInfo = MetricInfo {
    id: "rank",
    zh: "名次",
    en: "Rank",
    meaning_zh: "按平均分在同一上级单位内的名次，同分并列；仅向获准的读者显示。",
    meaning_en: "Place by mean among the groups of the same parent, ties sharing the better place; only for audiences that may see ranks.",
    unit: Unit::Place,
    range: (Some(1.0), None),
    better: Better::Lower,
    formula: "1 + number of siblings with a higher mean, compared in integers",
    formula_zh: "1 + 平均分更高的同级单位数，按整数比较",
    reference: "competition ranking 1, 2, 2, 4",
    kind: Kind::Rank,
    compute: |figures| {
        let place = parent(figures)?.place.ok_or(StatError::NotApplicable)?;
        Ok(ratio(i128::from(place), 1).into())
    },
    ..BASE
};
