//! Differences between units: the one-way layout and the four formulas of the difference rate (校际差异率).

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::{Figures, Judged};
use crate::moments::{Moments, ratio};

/// One-way layout of units: everything the ANOVA needs, from (n, sum, sum of squares) of each unit.
#[derive(Debug, Clone, PartialEq)]
pub struct OneWay {
    /// Number of units.
    pub n_units: u64,
    /// Number of pupils.
    pub n_pupils: u64,
    /// Grand mean over pupils, in ticks.
    pub grand_mean: f64,
    /// Sum of squares between units.
    pub between: f64,
    /// Sum of squares within units.
    pub within: f64,
    /// Weighted mean unit size n0 = (N - Σ n_j² / N) / (J - 1).
    pub unit_size: f64,
    /// Pupils of the smallest and of the largest unit.
    pub sizes: (u64, u64),
    /// Size of every unit and the deviation of its mean from the grand mean, in ticks, in an order of their own.
    pub units: Vec<(f64, f64)>,
}

impl OneWay {
    /// The layout of these units; units without pupils are left out.
    ///
    /// # Formula
    /// SSB = Σ n_j (m_j − M)², SSW = Σ Σ (x_ij − m_j)², n0 = (N − Σ n_j² / N) / (J − 1).
    /// # Numerics
    /// Each deviation m_j − M is one quotient of exact integers.
    /// # Errors
    /// [`StatError::TooFew`] with fewer than two units, or with no pupil beyond one a unit.
    /// # References
    /// Snijders & Bosker (1999), Multilevel Analysis, section 3.3.1.
    pub fn of<'a>(units: impl Iterator<Item = &'a Moments> + Clone) -> Result<Self, StatError> {
        let units = units.filter(|unit| unit.n > 0);
        let (mut n_units, mut n_pupils, mut sum, mut squares) = (0u64, 0u64, 0i64, 0u128);
        for unit in units.clone() {
            n_units += 1;
            n_pupils += unit.n;
            sum += unit.sum;
            squares += u128::from(unit.n) * u128::from(unit.n);
        }
        if n_units < 2 {
            return Err(StatError::TooFew { found: n_units, required: 2 });
        }
        if n_pupils == n_units {
            return Err(StatError::TooFew { found: n_pupils, required: n_units + 1 });
        }
        let total = i128::from(n_pupils);
        let mut layout = Self {
            n_units,
            n_pupils,
            grand_mean: ratio(i128::from(sum), total),
            between: 0.0,
            within: 0.0,
            unit_size: 0.0,
            sizes: (u64::MAX, 0),
            units: Vec::new(),
        };
        let deviation = |unit: &Moments| {
            let n = i128::from(unit.n);
            (ratio(n, 1), ratio(i128::from(unit.sum) * total - i128::from(sum) * n, n * total))
        };
        layout.units = units.clone().map(deviation).collect();
        layout.units.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        layout.between = ordered_sum(layout.units.iter().map(|(n, deviation)| n * deviation * deviation).collect());
        layout.within = ordered_sum(units.clone().map(Moments::sum_of_squares).collect());
        for unit in units.clone() {
            layout.sizes = (layout.sizes.0.min(unit.n), layout.sizes.1.max(unit.n));
        }
        let squares = i128::try_from(squares).map_err(|_| StatError::OutOfRange)?;
        layout.unit_size = ratio(total * total - squares, total * i128::from(layout.n_units - 1));
        Ok(layout)
    }

    /// Harmonic mean of the unit sizes.
    #[must_use]
    pub fn harmonic_size(&self) -> f64 {
        let inverse = ordered_sum(self.units.iter().map(|(n, _)| 1.0 / n).collect());
        ratio(i128::from(self.n_units), 1) / inverse
    }

    /// Mean square between units.
    #[must_use]
    pub fn mean_square_between(&self) -> f64 {
        self.between / ratio(i128::from(self.n_units - 1), 1)
    }

    /// Mean square within units.
    #[must_use]
    pub fn mean_square_within(&self) -> f64 {
        self.within / ratio(i128::from(self.n_pupils - self.n_units), 1)
    }

    /// Between-unit variance component, not below zero: (MSB − MSW) / n0.
    #[must_use]
    pub fn between_variance(&self) -> f64 {
        ((self.mean_square_between() - self.mean_square_within()) / self.unit_size).max(0.0)
    }

    /// Intraclass correlation τ² / (τ² + σ²), the share of the variance that lies between units.
    ///
    /// # Errors
    /// [`StatError::NoVariation`] if all marks are equal.
    pub fn intraclass_correlation(&self) -> Result<f64, StatError> {
        let (between, within) = (self.between_variance(), self.mean_square_within());
        if between + within > 0.0 { Ok(between / (between + within)) } else { Err(StatError::NoVariation) }
    }

    /// η² = SSB / SST; biased upward for small units.
    ///
    /// # Errors
    /// [`StatError::NoVariation`] if all marks are equal.
    pub fn eta_squared(&self) -> Result<f64, StatError> {
        let total = self.between + self.within;
        if total > 0.0 { Ok(self.between / total) } else { Err(StatError::NoVariation) }
    }

    /// Pupil-weighted standard deviation of the unit means, in ticks: √(Σ (n_j / N)(m_j − M)²).
    #[must_use]
    pub fn between_sd(&self) -> f64 {
        (self.between / ratio(i128::from(self.n_pupils), 1)).sqrt()
    }
}

/// Sum from the smallest term up, so that units in another order give the same last digit.
fn ordered_sum(mut terms: Vec<f64>) -> f64 {
    terms.sort_unstable_by(f64::total_cmp);
    terms.into_iter().sum()
}

/// Coverage of the intervals of metrics.
const LEVEL: f64 = 0.95;

fn layout<'a>(figures: &Figures<'a>) -> Result<&'a OneWay, StatError> {
    figures.units.ok_or(StatError::NotApplicable)?.one_way.as_ref().map_err(|&error| error)
}

fn icc(figures: &Figures) -> Result<Estimate, StatError> {
    let layout = layout(figures)?;
    let value = layout.intraclass_correlation()?;
    Ok(Estimate { value, interval: layout.intraclass_correlation_interval(LEVEL).ok() })
}

fn eta_squared(figures: &Figures) -> Result<Estimate, StatError> {
    let layout = layout(figures)?;
    let value = layout.eta_squared()?;
    Ok(Estimate { value, interval: layout.eta_squared_interval(LEVEL).ok() })
}

/// The spread of unit means over a number of ticks, with its interval.
fn spread_over(layout: &OneWay, ticks: f64) -> Estimate {
    let interval = layout.between_sd_interval(LEVEL).ok().map(|(lower, upper)| (lower / ticks, upper / ticks));
    Estimate { value: layout.between_sd() / ticks, interval }
}

fn cv(figures: &Figures) -> Result<Estimate, StatError> {
    let layout = layout(figures)?;
    if layout.grand_mean > 0.0 { Ok(spread_over(layout, layout.grand_mean)) } else { Err(StatError::ZeroDenominator) }
}

fn sd_rate(figures: &Figures) -> Result<Estimate, StatError> {
    Ok(spread_over(layout(figures)?, figures.full_ticks()))
}

fn judged(figures: &Figures) -> Result<Estimate, StatError> {
    match figures.judged {
        Judged::IccAnova => icc(figures),
        Judged::IccReml => (crate::reml::BETWEEN_SCHOOL_ICC_REML.compute)(figures),
        Judged::EtaSquared => eta_squared(figures),
        Judged::Cv => cv(figures),
        Judged::SdRate => sd_rate(figures),
    }
}

const BASE: MetricInfo = MetricInfo {
    id: "difference_rate",
    zh: "校际差异率",
    en: "Difference rate between schools",
    meaning_zh: "学校之间的差异有多大，按本次考试选定的公式计算；本次监测口径，不等同于国家监测结果。",
    meaning_en: "How large the difference between schools is, by the formula chosen for this exam; not the figure of the national monitoring.",
    // Printed as the national limit is known, 0.15.
    unit: Unit::Number,
    range: (Some(0.0), None),
    better: Better::Lower,
    minimum_n: 2,
    denominator: "schools of at least the configured size",
    denominator_zh: "达到规定人数的学校",
    formula: "the formula named in [difference] formula",
    formula_zh: "[difference] formula 所选的公式",
    reference: "national limit 0.15; formula as configured",
    kind: Kind::Comparison,
    interval: true,
    compute: judged,
};

/// 校际差异率
pub(crate) const DIFFERENCE_RATE: MetricInfo = BASE;
/// 校际差异率（组内相关，方差分析）
pub(crate) const BETWEEN_SCHOOL_ICC: MetricInfo = MetricInfo {
    id: "between_school_icc",
    zh: "校际方差占比（方差分析）",
    en: "Between-school variance share (ANOVA)",
    meaning_zh: "学生分数的差异中，有多大比例来自学校之间。",
    meaning_en: "Which share of the variance of marks lies between schools.",
    range: (Some(0.0), Some(1.0)),
    denominator: "between-school plus within-school variance",
    denominator_zh: "校际方差与校内方差之和",
    formula: "ICC = t / (t + MSW), t = max(0, (MSB - MSW) / n0), n0 = (N - sum(n_j^2) / N) / (J - 1); its 95 % interval is Wald's exact one, which weighs schools by their variance and need not be centred at ICC",
    formula_zh: "ICC = t / (t + MSW)，t = max(0, (MSB - MSW) / n0)，n0 = (N - sum(n_j^2) / N) / (J - 1)；95% 区间用 Wald 精确法，各校按方差定权，不一定以 ICC 为中心",
    reference: "Snijders & Bosker (1999), Multilevel Analysis, section 3.3.1; interval: Wald (1940), Annals of Mathematical Statistics 11:96",
    compute: icc,
    ..BASE
};
/// 校际差异率（η²）
pub(crate) const BETWEEN_SCHOOL_ETA_SQUARED: MetricInfo = MetricInfo {
    id: "between_school_eta_squared",
    zh: "校际平方和占比（η²）",
    en: "Between-school share of squares (eta squared)",
    meaning_zh: "学校之间的平方和占总平方和的比例；学校人数少时偏高。",
    meaning_en: "Between-school sum of squares over the total sum of squares; too high for small schools.",
    denominator: "total sum of squares",
    denominator_zh: "总平方和",
    formula: "SSB / (SSB + SSW)",
    formula_zh: "SSB / (SSB + SSW)",
    reference: "Fisher (1925); Snijders & Bosker (1999), section 3.3",
    compute: eta_squared,
    ..BETWEEN_SCHOOL_ICC
};
/// 校际差异率（差异系数）
pub(crate) const BETWEEN_SCHOOL_CV: MetricInfo = MetricInfo {
    id: "between_school_cv",
    zh: "学校均分差异系数",
    en: "Coefficient of variation of school means",
    meaning_zh: "各校平均分（按人数加权）的标准差与总平均分之比。",
    meaning_en: "Pupil-weighted standard deviation of school means over the grand mean.",
    denominator: "grand mean",
    denominator_zh: "全体平均分",
    formula: "sqrt(sum(n_j / N (m_j - M)^2)) / M",
    formula_zh: "sqrt(sum(n_j / N (m_j - M)^2)) / M",
    reference: "县域义务教育校际均衡指标计算方法: pupil-weighted 差异系数, applied to school means",
    compute: cv,
    ..BASE
};
/// 校际差异率（标准差率）
pub(crate) const BETWEEN_SCHOOL_SD_RATE: MetricInfo = MetricInfo {
    id: "between_school_sd_rate",
    zh: "学校均分标准差率",
    en: "Standard deviation of school means over the full mark",
    meaning_zh: "各校平均分（按人数加权）的标准差与满分之比。",
    meaning_en: "Pupil-weighted standard deviation of school means over the full mark.",
    denominator: "full mark",
    denominator_zh: "满分",
    formula: "sqrt(sum(n_j / N (m_j - M)^2)) / F",
    formula_zh: "sqrt(sum(n_j / N (m_j - M)^2)) / F",
    reference: "district practice under the label 校际差异率",
    compute: sd_rate,
    ..BASE
};
/// 班级间方差占比
pub(crate) const BETWEEN_CLASS_ICC: MetricInfo = MetricInfo {
    id: "between_class_icc",
    zh: "班级间方差占比",
    en: "Between-class variance share",
    meaning_zh: "本校学生分数的差异中，有多大比例来自班级之间。",
    meaning_en: "Which share of the variance of marks inside the school lies between its classes.",
    denominator: "between-class plus within-class variance",
    denominator_zh: "班际方差与班内方差之和",
    kind: Kind::Own,
    compute: |figures| {
        let layout = figures.parts.ok_or(StatError::NotApplicable)?.as_ref().map_err(|&error| error)?;
        let value = layout.intraclass_correlation()?;
        Ok(Estimate { value, interval: layout.intraclass_correlation_interval(LEVEL).ok() })
    },
    ..BETWEEN_SCHOOL_ICC
};
