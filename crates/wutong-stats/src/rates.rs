//! Shares of pupils at or above a line, with Wilson intervals.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::{AllSubjects, Figures};
use crate::moments::ratio;

/// The 97.5 % point of the standard normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Wilson score interval for a share, 95 %.
///
/// How far the share may lie from its long-run value, given how few pupils it rests on.
///
/// # Formula
/// (k + z²/2)/(n + z²) ± z/(n + z²) · √(k(n − k)/n + z²/4)
/// # Inputs
/// `reached` (k): pupils, 0..=n. `denominator` (n): pupils.
/// # Returns
/// Fractions in [0, 1]; the lower bound is below the upper one even at k = 0 and k = n.
/// # Errors
/// [`StatError::ZeroDenominator`] if n = 0; [`StatError::Contradiction`] if k > n.
/// # References
/// Wilson (1927), JASA 22:209, doi:10.1080/01621459.1927.10502953.
pub fn wilson_interval(reached: u64, denominator: u64) -> Result<(f64, f64), StatError> {
    share(reached, denominator)?;
    let (k, n) = (ratio(i128::from(reached), 1), ratio(i128::from(denominator), 1));
    let z2 = Z95 * Z95;
    let centre = (k + z2 / 2.0) / (n + z2);
    let half = Z95 / (n + z2) * (k * (n - k) / n + z2 / 4.0).sqrt();
    // Exact at the ends, where rounding could leave the unit interval.
    let lower = if reached == 0 { 0.0 } else { centre - half };
    let upper = if reached == denominator { 1.0 } else { centre + half };
    Ok((lower, upper))
}

/// A share of pupils.
///
/// # Errors
/// [`StatError::ZeroDenominator`] if the denominator is 0; [`StatError::Contradiction`] if more reached it than there are.
pub fn share(reached: u64, denominator: u64) -> Result<f64, StatError> {
    match denominator {
        0 => Err(StatError::ZeroDenominator),
        _ if reached > denominator => Err(StatError::Contradiction),
        _ => Ok(ratio(i128::from(reached), i128::from(denominator))),
    }
}

pub(crate) fn rate(figures: &Figures, reached: u64) -> Result<Estimate, StatError> {
    if figures.moments.n == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    let denominator = figures.denominator.ok_or(StatError::NotSupplied)?;
    let value = share(reached, denominator)?;
    Ok(Estimate { value, interval: Some(wilson_interval(reached, denominator)?) })
}

fn band(figures: &Figures, from: i64, next: i64) -> u64 {
    if figures.exclusive_bands { between(figures, from, next) } else { figures.table.at_least(from) }
}

/// Pupils from one line to below the next; none if the lines are not in order.
fn between(figures: &Figures, from: i64, next: i64) -> u64 {
    figures.table.at_least(from).saturating_sub(figures.table.at_least(next))
}

fn fail(figures: &Figures) -> Result<Estimate, StatError> {
    let denominator = figures.denominator.ok_or(StatError::NotSupplied)?;
    let passed = figures.table.at_least(figures.lines.pass);
    rate(figures, denominator.checked_sub(passed).ok_or(StatError::Contradiction)?)
}

fn in_all(figures: &Figures, pick: fn(&AllSubjects) -> u64) -> Result<Estimate, StatError> {
    let all = figures.all_subjects.ok_or(StatError::NotApplicable)?;
    rate(figures, pick(&all))
}

const BASE: MetricInfo = MetricInfo {
    id: "excellence_rate",
    zh: "优秀率",
    en: "Excellence rate",
    meaning_zh: "达到优秀线的考生所占比例。",
    meaning_en: "Share of pupils at or above the excellence line.",
    unit: Unit::Fraction,
    range: (Some(0.0), Some(1.0)),
    better: Better::Higher,
    minimum_n: 1,
    denominator: "as configured: actual (valid marks), expected or roster",
    denominator_zh: "按设定：实考、应考或在籍人数",
    formula: "#(x >= excellence line) / denominator, compared in integers; interval: Wilson 95 %",
    formula_zh: "#(x >= 优秀线) / 分母，按整数比较；区间：Wilson 95 %",
    reference: "一分三率; Wilson (1927), JASA 22:209",
    kind: Kind::Own,
    interval: true,
    compute: |figures| rate(figures, figures.table.at_least(figures.lines.excellence)),
};

/// 优秀率
pub(crate) const EXCELLENCE_RATE: MetricInfo = BASE;
/// 良好率
pub(crate) const GOOD_RATE: MetricInfo = MetricInfo {
    id: "good_rate",
    zh: "良好率",
    en: "Good rate",
    meaning_zh: "达到良好线的考生所占比例（默认包含优秀）。",
    meaning_en: "Share of pupils at or above the good line (the excellent ones included unless bands are exclusive).",
    formula: "#(x >= good line) / denominator; exclusive bands: #(good line <= x < excellence line) / denominator",
    formula_zh: "#(x >= 良好线) / 分母；分段不重叠时：#(良好线 <= x < 优秀线) / 分母",
    compute: |figures| rate(figures, band(figures, figures.lines.good, figures.lines.excellence)),
    ..BASE
};
/// 及格率
pub(crate) const PASS_RATE: MetricInfo = MetricInfo {
    id: "pass_rate",
    zh: "及格率",
    en: "Pass rate",
    meaning_zh: "达到及格线的考生所占比例（默认包含良好和优秀）。",
    meaning_en: "Share of pupils at or above the pass line (higher bands included unless bands are exclusive).",
    formula: "#(x >= pass line) / denominator; exclusive bands: #(pass line <= x < good line) / denominator",
    formula_zh: "#(x >= 及格线) / 分母；分段不重叠时：#(及格线 <= x < 良好线) / 分母",
    compute: |figures| rate(figures, band(figures, figures.lines.pass, figures.lines.good)),
    ..BASE
};
/// 低分率
pub(crate) const LOW_RATE: MetricInfo = MetricInfo {
    id: "low_rate",
    zh: "低分率",
    en: "Low rate",
    meaning_zh: "低于低分线的考生所占比例。",
    meaning_en: "Share of pupils below the low line.",
    better: Better::Lower,
    formula: "#(x < low line) / denominator",
    formula_zh: "#(x < 低分线) / 分母",
    compute: |figures| rate(figures, figures.table.below(figures.lines.low)),
    ..BASE
};
/// 优良率
pub(crate) const EXCELLENT_GOOD_RATE: MetricInfo = MetricInfo {
    id: "excellent_good_rate",
    zh: "优良率",
    en: "Excellent and good rate",
    meaning_zh: "达到良好线（含优秀）的考生所占比例，不论分段是否互斥。",
    meaning_en: "Share of pupils at or above the good line, the excellent ones included whatever the bands.",
    formula: "#(x >= good line) / denominator",
    formula_zh: "#(x >= 良好线) / 分母",
    compute: |figures| rate(figures, figures.table.at_least(figures.lines.good)),
    ..BASE
};
/// 超优率
pub(crate) const TOP_RATE: MetricInfo = MetricInfo {
    id: "top_rate",
    zh: "超优率",
    en: "Top rate",
    meaning_zh: "达到超优线（默认满分的90%）的考生所占比例。",
    meaning_en: "Share of pupils at or above the top line (90 % of the full mark by default).",
    formula: "#(x >= top line) / denominator",
    formula_zh: "#(x >= 超优线) / 分母",
    compute: |figures| rate(figures, figures.table.at_least(figures.lines.top)),
    ..BASE
};
/// 不及格率
pub(crate) const FAIL_RATE: MetricInfo = MetricInfo {
    id: "fail_rate",
    zh: "不及格率",
    en: "Fail rate",
    meaning_zh: "未达到及格线的比例，即 1 减去（累计）及格率。",
    meaning_en: "One minus the (cumulative) pass rate.",
    better: Better::Lower,
    formula: "1 - #(x >= pass line) / denominator",
    formula_zh: "1 - #(x >= 及格线) / 分母",
    compute: fail,
    ..BASE
};
/// 满分率
pub(crate) const FULL_MARK_RATE: MetricInfo = MetricInfo {
    id: "full_mark_rate",
    zh: "满分率",
    en: "Full-mark rate",
    meaning_zh: "得满分的考生所占比例。",
    meaning_en: "Share of pupils with the full mark.",
    formula: "#(x = full mark) / denominator",
    formula_zh: "#(x = 满分) / 分母",
    compute: |figures| rate(figures, figures.table.at_least(figures.full)),
    ..BASE
};
/// 全科优秀率
pub(crate) const ALL_EXCELLENCE_RATE: MetricInfo = MetricInfo {
    id: "all_excellence_rate",
    zh: "全科优秀率",
    en: "Excellent in all subjects",
    meaning_zh: "每一科都达到优秀线的考生所占比例。",
    meaning_en: "Share of pupils at or above the excellence line in every subject.",
    formula: "#(excellent in every subject) / denominator of the total",
    formula_zh: "#(各科均优秀) / 总分的分母",
    compute: |figures| in_all(figures, |all| all.excellent),
    ..BASE
};
/// 全科及格率
pub(crate) const ALL_PASS_RATE: MetricInfo = MetricInfo {
    id: "all_pass_rate",
    zh: "全科及格率",
    en: "Pass in all subjects",
    meaning_zh: "每一科都达到及格线的考生所占比例。",
    meaning_en: "Share of pupils at or above the pass line in every subject.",
    formula: "#(pass in every subject) / denominator of the total",
    formula_zh: "#(各科均及格) / 总分的分母",
    compute: |figures| in_all(figures, |all| all.passed),
    ..BASE
};
/// 全科不及格率
pub(crate) const ALL_FAIL_RATE: MetricInfo = MetricInfo {
    id: "all_fail_rate",
    zh: "全科不及格率",
    en: "Fail in all subjects",
    meaning_zh: "每一科都未达到及格线的考生所占比例。",
    meaning_en: "Share of pupils below the pass line in every subject.",
    better: Better::Lower,
    formula: "#(below the pass line in every subject) / denominator of the total",
    formula_zh: "#(各科均低于及格线) / 总分的分母",
    compute: |figures| in_all(figures, |all| all.failed),
    ..BASE
};
