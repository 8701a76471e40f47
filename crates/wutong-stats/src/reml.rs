//! Unit effects from a two-level fit, and the metrics that rest on restricted maximum likelihood.

use crate::catalogue::{Better, Estimate, Kind, MetricInfo, Unit};
use crate::error::StatError;
use crate::figures::Figures;
use crate::mixed::{Component, MixedFit};
use crate::moments::{Moments, ratio};
use crate::one_way::BETWEEN_SCHOOL_ICC;

impl MixedFit {
    /// Reliability of a unit's mean: λ = τ² / (τ² + σ² / n); the effect is the raw deviation times λ.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils; [`StatError::NotConverged`] if the fit did not; [`StatError::NotApplicable`]
    /// for a fit with covariates or more than one grouping level.
    /// # References
    /// Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., eq. 3.41.
    pub fn shrinkage_factor(&self, n: u64) -> Result<f64, StatError> {
        if n == 0 {
            return Err(StatError::TooFew { found: 0, required: 1 });
        }
        let between = self.only_level()?.variance;
        Ok(between / (between + self.residual.variance / ratio(i128::from(n), 1)))
    }

    /// Empirical Bayes effect of a unit, inside or outside the fit, and its 95 % interval, in ticks.
    ///
    /// # Formula
    /// λ (m − μ); interval ± t √(τ² (1 − λ) + λ² Var(μ) + 2 g), Var(μ) = τ² / Σ λ the variance of the estimated mean and
    /// g = D² w³ · 2 / Σ w² that of the estimated τ², D = σ² / n, w = 1 / (τ² + D), t of one degree of freedom fewer than
    /// there are units in the fit.
    /// # Errors
    /// As for [`MixedFit::shrinkage_factor`].
    /// # References
    /// As for [`MixedFit::effects`].
    pub fn effect(&self, unit: &Moments) -> Result<Estimate, StatError> {
        let shrinkage = self.shrinkage_factor(unit.n)?;
        let level = self.only_level()?;
        let mean = &self.fixed[0];
        let value = shrinkage * (unit.mean()? - mean.estimate);
        let of_mean = (shrinkage * mean.standard_error).powi(2);
        let conditional = level.variance * (1.0 - shrinkage);
        let error = self.prediction_error(conditional, of_mean, ratio(i128::from(unit.n), 1));
        let half = self.quantile(level.n_units, 0.95)? * error;
        Ok(Estimate { value, interval: Some((value - half, value + half)) })
    }

    /// The component of a converged fit of one grouping level without covariates.
    fn only_level(&self) -> Result<&Component, StatError> {
        self.converged()?;
        let mut levels = self.levels.iter().flatten();
        match (levels.next(), levels.next(), self.fixed.len()) {
            (Some(level), None, 1) => Ok(level),
            _ => Err(StatError::NotApplicable),
        }
    }
}

fn effect(figures: &Figures) -> Result<Estimate, StatError> {
    let fit = figures.fit.ok_or(StatError::NotApplicable)?.as_ref().map_err(|&error| error)?;
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
    formula_zh: "t / (t + s)，由 x = mu + u_school + e 的 REML 估计",
    reference: "Patterson & Thompson (1971), Biometrika 58:545; Bates et al. (2015), J. Stat. Softw. 67(1)",
    compute: |figures| {
        let units = figures.units.ok_or(StatError::NotApplicable)?;
        let fit = units.reml.as_ref().map_err(|&error| error)?;
        let value = fit.converged()?.intraclass_correlation();
        Ok(Estimate { value, interval: units.reml_interval })
    },
    ..BETWEEN_SCHOOL_ICC
};

/// 学校效应
pub(crate) const SCHOOL_EFFECT: MetricInfo = MetricInfo {
    id: "school_effect",
    zh: "学校效应",
    en: "School effect",
    meaning_zh: "剔除偶然波动后，本校平均水平高于（正）或低于（负）一般学校多少分；人数越少，向零收缩越多；区间计入了总体平均与校际差异本身的不确定。",
    meaning_en: "How many points the school lies above or below the average school once chance is allowed for; small schools are drawn towards zero. The interval allows for the uncertainty of the average and of the differences between schools.",
    unit: Unit::Points,
    range: (None, None),
    better: Better::Higher,
    minimum_n: 2,
    denominator: "none",
    denominator_zh: "无",
    formula: "lambda (m - mu), lambda = t / (t + s / n); interval: +- q sqrt(t (1 - lambda) + lambda^2 t / sum(lambda) + 4 d^2 w^3 / sum(w^2)), d = s / n, w = 1 / (t + d), q the quantile of t(J - 1); REML over the J schools of the exam",
    formula_zh: "lambda (m - mu)，lambda = t / (t + s / n)；区间：± q sqrt(t (1 - lambda) + lambda^2 t / sum(lambda) + 4 d^2 w^3 / sum(w^2))，d = s / n，w = 1 / (t + d)，q 为 t(J - 1) 的分位数；对本次考试的 J 所学校作 REML 估计",
    reference: "Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., eq. 3.42; Prasad & Rao (1990), JASA 85:163; Datta & Lahiri (2000), Statistica Sinica 10:613",
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
    formula_zh: "lambda = t / (t + s / n)",
    reference: "Raudenbush & Bryk (2002), eq. 3.41",
    interval: false,
    compute: |figures| {
        let fit = figures.fit.ok_or(StatError::NotApplicable)?.as_ref().map_err(|&error| error)?;
        Ok(fit.shrinkage_factor(figures.moments.n)?.into())
    },
    ..SCHOOL_EFFECT
};
/// 学校效应位次
pub(crate) const SCHOOL_EFFECT_PLACE: MetricInfo = MetricInfo {
    id: "school_effect_place",
    zh: "学校效应位次",
    en: "Expected place by school effect",
    meaning_zh: "考虑偶然波动后本校效应的期望位次（1 为最高），区间为 95% 可信的位次范围；范围重叠的学校不能说谁先谁后。",
    meaning_en: "Expected place of the school by its effect once chance is allowed for, 1 the highest; of schools whose ranges overlap none can be said to lie before the other.",
    unit: Unit::Number,
    range: (Some(1.0), None),
    better: Better::Lower,
    minimum_n: 2,
    formula: "1 + sum over other schools of P(their effect > own), effects normal with their comparative standard errors and the error of the common mean; interval: 2.5 % and 97.5 % quantile of the place",
    formula_zh: "1 + 对其他学校求和 P(其效应 > 本校效应)，效应视为正态，标准误取比较标准误并计入公共均值的误差；区间：位次的 2.5 % 和 97.5 % 分位数",
    reference: "Laird & Louis (1989), J. Educ. Stat. 14:29; Lockwood, Louis & McCaffrey (2002), J. Educ. Behav. Stat. 27:255",
    kind: Kind::Rank,
    compute: |figures| figures.effect_rank.ok_or(StatError::NotApplicable)?,
    ..SCHOOL_EFFECT
};
