//! Two-level variance components by restricted maximum likelihood, and the unit effects that follow from them.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;
use crate::moments::{Moments, ratio};
use crate::one_way::{BETWEEN_SCHOOL_ICC, OneWay};
use crate::rates::Z95;

/// How an iterative fit ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// Evaluations of the score.
    pub evaluations: u32,
    /// Width of the last bracket, relative to the root.
    pub width: f64,
    /// Whether the estimate lies at zero between-unit variance.
    pub boundary: bool,
}

/// REML fit of x_ij = μ + u_j + e_ij, u_j ~ (0, τ²), e_ij ~ (0, σ²); ticks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reml {
    /// Generalised least squares mean μ.
    pub mean: f64,
    /// Between-unit variance τ².
    pub between_variance: f64,
    /// Within-unit variance σ².
    pub within_variance: f64,
    /// How the fit ended.
    pub convergence: Convergence,
}

/// Relative width at which the bracket of the variance ratio counts as closed.
const CLOSED: f64 = 4.0 * f64::EPSILON;
/// More evaluations than a bisection over the whole range of floats would need.
const MOST_EVALUATIONS: u32 = 2200;

struct Profile {
    score: f64,
    mean: f64,
    squares: f64,
}

impl Reml {
    /// Fits the units; exact from (n, mean, sum of squares) of each.
    ///
    /// # Formula
    /// With θ = τ²/σ², w_j = n_j / (1 + n_j θ), μ = Σ w_j m_j / Σ w_j, Q = SSW + Σ w_j (m_j − μ)²: the root in θ of
    /// Σ w_j − Σ w_j² / Σ w_j − (N − 1) Σ w_j² (m_j − μ)² / Q, then σ² = Q / (N − 1), τ² = θ σ².
    /// # Numerics
    /// Bracketing, then bisection on the analytic score until the bracket closes to a few ulp; no logarithm is needed, so the
    /// result is the same on every platform.
    /// # Errors
    /// [`StatError::TooFew`] as for [`OneWay::of`]; [`StatError::NoVariation`] if nothing varies within units;
    /// [`StatError::NotConverged`] if no bracket is found.
    /// # References
    /// Patterson & Thompson (1971), Biometrika 58:545; profile form as in Bates et al. (2015), J. Stat. Softw. 67(1), eq. 41.
    pub fn fit<'a>(units: impl Iterator<Item = &'a Moments> + Clone) -> Result<Self, StatError> {
        let layout = OneWay::of(units.clone())?;
        if layout.within <= 0.0 {
            return Err(StatError::NoVariation);
        }
        let mut data: Vec<(f64, f64)> = units
            .filter(|unit| unit.n > 0)
            .map(|unit| Ok((ratio(i128::from(unit.n), 1), unit.mean()? - layout.grand_mean)))
            .collect::<Result<_, StatError>>()?;
        // Units in another order give the same last digit.
        data.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let freedom = ratio(i128::from(layout.n_pupils - 1), 1);
        let at = |theta: f64| profile(&data, layout.within, freedom, theta);
        let finish = |theta: f64, profile: &Profile, convergence: Convergence| {
            let within_variance = profile.squares / freedom;
            Self {
                mean: layout.grand_mean + profile.mean,
                between_variance: theta * within_variance,
                within_variance,
                convergence,
            }
        };
        let zero = at(0.0);
        if zero.score >= 0.0 {
            return Ok(finish(0.0, &zero, Convergence { evaluations: 1, width: 0.0, boundary: true }));
        }
        let (mut low, mut high, mut evaluations) = (0.0, 1e-3, 1);
        while at(high).score < 0.0 {
            (low, high) = (high, high * 4.0);
            evaluations += 1;
            if high > 1e300 {
                return Err(StatError::NotConverged);
            }
        }
        while high - low > CLOSED * high {
            let middle = low + (high - low) / 2.0;
            evaluations += 1;
            if evaluations > MOST_EVALUATIONS {
                return Err(StatError::NotConverged);
            }
            if at(middle).score < 0.0 { low = middle } else { high = middle }
        }
        let convergence = Convergence { evaluations, width: (high - low) / high, boundary: false };
        Ok(finish(high, &at(high), convergence))
    }

    /// Share of the variance that lies between units.
    #[must_use]
    pub fn intraclass_correlation(&self) -> f64 {
        self.between_variance / (self.between_variance + self.within_variance)
    }

    /// Reliability of a unit's mean: λ = τ² / (τ² + σ² / n); the effect is the raw deviation times λ.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    /// # References
    /// Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., eq. 3.41.
    pub fn shrinkage_factor(&self, n: u64) -> Result<f64, StatError> {
        if n == 0 {
            return Err(StatError::TooFew { found: 0, required: 1 });
        }
        Ok(self.between_variance / (self.between_variance + self.within_variance / ratio(i128::from(n), 1)))
    }

    /// Empirical Bayes effect of a unit and its 95 % interval, in ticks.
    ///
    /// # Formula
    /// λ (m − μ); interval ± 1.959964 √(τ² (1 − λ)), given the variance components.
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    /// # References
    /// Raudenbush & Bryk (2002), eq. 3.42; conditional variance as in lme4 `ranef(condVar = TRUE)`.
    pub fn effect(&self, unit: &Moments) -> Result<Estimate, StatError> {
        let shrinkage = self.shrinkage_factor(unit.n)?;
        let value = shrinkage * (unit.mean()? - self.mean);
        let half = Z95 * (self.between_variance * (1.0 - shrinkage)).sqrt();
        Ok(Estimate { value, interval: Some((value - half, value + half)) })
    }
}

/// Score of the profiled restricted likelihood at a variance ratio; `data` holds (n_j, m_j − M).
fn profile(data: &[(f64, f64)], within: f64, freedom: f64, theta: f64) -> Profile {
    let (mut weights, mut weighted) = (0.0, 0.0);
    for &(n, mean) in data {
        let weight = n / (1.0 + n * theta);
        weights += weight;
        weighted += weight * mean;
    }
    let mean = weighted / weights;
    let (mut squares, mut slope, mut weights_squared) = (within, 0.0, 0.0);
    for &(n, unit_mean) in data {
        let weight = n / (1.0 + n * theta);
        let square = weight * (unit_mean - mean) * (unit_mean - mean);
        squares += square;
        slope += weight * square;
        weights_squared += weight * weight;
    }
    Profile { score: weights - weights_squared / weights - freedom * slope / squares, mean, squares }
}

fn effect(figures: &Figures) -> Result<Estimate, StatError> {
    let fit = (*figures.fit.ok_or(StatError::NotApplicable)?)?;
    let effect = fit.effect(figures.moments)?;
    let interval = effect.interval.map(|(lower, upper)| (figures.points(lower), figures.points(upper)));
    Ok(Estimate { value: figures.points(effect.value), interval })
}

/// 校际差异率（REML）
pub(crate) const BETWEEN_SCHOOL_ICC_REML: MetricInfo = MetricInfo {
    id: "between_school_icc_reml",
    zh: "校际方差占比（REML）",
    en: "Between-school variance share (REML)",
    meaning_zh: "同“校际方差占比”，用限制性极大似然估计，学校人数悬殊时更稳。",
    meaning_en: "The between-school variance share by restricted maximum likelihood; steadier when school sizes differ much.",
    formula: "t / (t + s), REML estimates of x = mu + u_school + e",
    reference: "Patterson & Thompson (1971), Biometrika 58:545; Bates et al. (2015), J. Stat. Softw. 67(1)",
    compute: |figures| {
        let units = figures.units.ok_or(StatError::NotApplicable)?;
        Ok((*units.reml)?.intraclass_correlation().into())
    },
    ..BETWEEN_SCHOOL_ICC
};

/// 学校效应
pub(crate) const SCHOOL_EFFECT: MetricInfo = MetricInfo {
    id: "school_effect",
    zh: "学校效应",
    en: "School effect",
    meaning_zh: "剔除偶然波动后，本校平均水平高于（正）或低于（负）一般学校多少分；人数越少，向零收缩越多。",
    meaning_en: "How many points the school lies above or below the average school once chance is allowed for; small schools are drawn towards zero.",
    unit: Unit::Points,
    range: (None, None),
    better: Better::Higher,
    minimum_n: 1,
    denominator: "none",
    formula: "lambda (m - mu), lambda = t / (t + s / n); interval: +- 1.959964 sqrt(t (1 - lambda)); REML over all schools of the exam",
    reference: "Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., eq. 3.42",
    kind: Kind::Comparison,
    interval: true,
    compute: effect,
};

/// 收缩系数
pub(crate) const SHRINKAGE_FACTOR: MetricInfo = MetricInfo {
    id: "shrinkage_factor",
    zh: "收缩系数",
    en: "Shrinkage factor",
    meaning_zh: "本校平均分中可信的部分所占比例，人数越多越接近 1。",
    meaning_en: "How much of the school's deviation is taken at face value; close to 1 for large schools.",
    unit: Unit::Number,
    range: (Some(0.0), Some(1.0)),
    better: Better::Neither,
    formula: "lambda = t / (t + s / n)",
    reference: "Raudenbush & Bryk (2002), eq. 3.41",
    interval: false,
    compute: |figures| {
        let fit = (*figures.fit.ok_or(StatError::NotApplicable)?)?;
        Ok(fit.shrinkage_factor(figures.moments.n)?.into())
    },
    ..SCHOOL_EFFECT
};
