//! Empirical Bayes effects of units.

use super::design::MixedDesign;
use super::fit::MixedFit;
use crate::error::StatError;
use crate::moments::ratio;
use crate::special::t_half_width;
use crate::symmetric;

/// Predicted random effect of one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitEffect {
    /// Id of the unit in its path.
    pub id: usize,
    /// Pupils.
    pub n: u64,
    /// Conditional mean of the effect.
    pub effect: f64,
    /// Conditional standard deviation, given the components and the fixed effects; the comparative standard error.
    pub standard_error: f64,
    /// Standard error of the effect as a prediction: that of the fixed effects and, with one level, of the component
    /// between units counted in.
    pub prediction_error: f64,
    /// By how much the effect would move, were the mean of all units one standard error higher; `None` with covariates.
    pub shared: Option<f64>,
    /// Reliability λ: how much of the unit's deviation is taken at face value.
    pub shrinkage: f64,
    /// Ends of the interval.
    pub interval: (f64, f64),
}

/// One level while effects are computed.
struct Pass {
    /// Weight 1' W⁻¹ 1 of each unit before its own intercept.
    weights: Vec<f64>,
    /// Weighted mean of each unit.
    means: Vec<f64>,
    effects: Vec<f64>,
    variances: Vec<f64>,
}

impl MixedFit {
    /// Effects of the units of one level, ascending by id.
    ///
    /// # Formula
    /// With s the weight of a unit before its intercept (n for a lowest one), m its weighted mean residual and U the sum
    /// of the effects above: λ = θ s / (1 + θ s), û = λ (m − U), conditional variance c = σ² θ / (1 + θ s) + λ² Var(U).
    /// Prediction error: c + d' Var(b̂) d + 2 g, d the derivative of û by the fixed effects (λ by the mean of a model without
    /// covariates); with one level g = D² w³ · 2 / Σ w², D = σ² / n and w = 1 / (τ² + D), else 0. Interval: û ± t √(prediction
    /// error), t of as many degrees of freedom as there are units less coefficients, at least one.
    /// # Inputs
    /// `design`: the one that was fitted. `level`: a level of the paths. `coverage`: of the intervals, in (0, 1).
    /// # Errors
    /// [`StatError::NotConverged`] if the fit did not; [`StatError::TooFew`] for a level that repeats the one above;
    /// [`StatError::OutOfRange`] for a coverage outside (0, 1); [`StatError::Contradiction`] for another design.
    /// # References
    /// Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., eqs. 3.42 and 8.27; conditional variance as in
    /// Bates et al. (2015), J. Stat. Softw. 67(1), eq. 58; comparative standard error: Goldstein (2011), Multilevel
    /// Statistical Models, 4th ed., section 2.12. Prediction error: Prasad & Rao (1990), JASA 85:163, and for restricted
    /// likelihood Datta & Lahiri (2000), Statistica Sinica 10:613. The quantile of t is this project's allowance for few
    /// units; `fixtures/calibration` has the coverage.
    pub fn effects(&self, design: &MixedDesign, level: usize, coverage: f64) -> Result<Vec<UnitEffect>, StatError> {
        self.converged()?;
        if design.levels.len() != self.ratios.len() || design.n_variables != self.fixed.len() {
            return Err(StatError::Contradiction);
        }
        let wanted = design.position(level)?;
        let t = self.quantile(design.levels[wanted].ids.len() as u64, coverage)?;
        let predicted = |whole: f64, value: &dyn Fn(&[f64]) -> f64| {
            let mut passes = self.upward(design, whole, value);
            (0..=wanted).for_each(|position| self.downward(design, &mut passes, position));
            passes
        };
        let response = design.n_variables - 1;
        let residual = |values: &[f64]| {
            let explained: f64 = self.fixed[1..].iter().zip(values).map(|(slope, value)| slope.estimate * value).sum();
            values[response] - explained
        };
        let passes = predicted(residual(&design.grand) - self.fixed[0].estimate, &residual);
        // What the effects would be were a fixed effect one lower: the same means of its column.
        let mut columns = vec![predicted(1.0, &|_| 0.0)];
        columns.extend((0..response).map(|column| predicted(design.grand[column], &move |values| values[column])));
        let own_effect = |passes: &[Pass], unit: usize| {
            let above = if wanted == 0 { 0.0 } else { passes[wanted - 1].effect_sum(design, wanted, unit) };
            passes[wanted].effects[unit] - above
        };
        let (units, pass) = (&design.levels[wanted], &passes[wanted]);
        let mut effects: Vec<UnitEffect> = (0..units.ids.len())
            .map(|unit| {
                let grown = self.ratios[wanted] * pass.weights[unit];
                let effect = own_effect(&passes, unit);
                let conditional = self.own_variance(&passes, design, wanted, unit);
                let moved: Vec<f64> = columns.iter().map(|column| -own_effect(column, unit)).collect();
                let of_fixed = symmetric::quadratic(&self.fixed_covariance, &moved);
                let prediction_error = self.prediction_error(conditional, of_fixed, pass.weights[unit]);
                UnitEffect {
                    id: units.ids[unit],
                    n: units.sizes[unit],
                    effect,
                    standard_error: conditional.sqrt(),
                    prediction_error,
                    shared: (response == 0).then(|| moved[0] * self.fixed[0].standard_error),
                    shrinkage: grown / (1.0 + grown),
                    interval: (effect - t * prediction_error, effect + t * prediction_error),
                }
            })
            .collect();
        effects.sort_unstable_by_key(|effect| effect.id);
        Ok(effects)
    }

    /// Standard error of a prediction, from the conditional variance of an effect, what the fixed effects add to it, and
    /// the weight of the unit (its pupils, for a lowest one).
    pub(crate) fn prediction_error(&self, conditional: f64, of_fixed: f64, weight: f64) -> f64 {
        let of_component = self.component_error.map_or(0.0, |error| {
            let noise = self.residual.variance / weight;
            let whole = noise + self.residual.variance * self.ratios[0];
            2.0 * noise * noise / (whole * whole * whole) * error
        });
        (conditional + of_fixed + of_component).sqrt()
    }

    /// Quantile of t for the intervals of so many units.
    pub(crate) fn quantile(&self, n_units: u64, coverage: f64) -> Result<f64, StatError> {
        if !(coverage > 0.0 && coverage < 1.0) {
            return Err(StatError::OutOfRange);
        }
        let left = n_units.saturating_sub(self.fixed.len() as u64).max(1);
        t_half_width(1.0 - coverage, ratio(i128::from(left), 1))
    }

    /// Weights and means of a variable from the lowest level up; `whole` is its mean over all pupils.
    fn upward(&self, design: &MixedDesign, whole: f64, value: &dyn Fn(&[f64]) -> f64) -> Vec<Pass> {
        let size = design.n_variables;
        // Raw mean of each unit, from the whole down.
        let mut raw: Vec<Vec<f64>> = Vec::new();
        for units in &design.levels {
            let offsets = units.offsets.chunks_exact(size).map(value);
            let above: Vec<f64> = raw.last().cloned().unwrap_or_else(|| vec![whole]);
            let families = units.starts.windows(2).zip(above);
            let base = families.flat_map(|(family, mean)| (family[0]..family[1]).map(move |_| mean));
            raw.push(base.zip(offsets).map(|(base, offset)| base + offset).collect());
        }
        let mut passes: Vec<Pass> = Vec::new();
        for (position, units) in design.levels.iter().enumerate().rev() {
            let (weights, means) = match passes.last() {
                None => (units.sizes.iter().map(|&n| ratio(i128::from(n), 1)).collect(), raw[position].clone()),
                Some(below) => gather(&design.levels[position + 1].starts, below, self.ratios[position + 1]),
            };
            passes.push(Pass { weights, means, effects: Vec::new(), variances: Vec::new() });
        }
        passes.reverse();
        passes
    }

    /// Sum of the effects of a unit and those above it, and the conditional variance of that sum.
    fn downward(&self, design: &MixedDesign, passes: &mut [Pass], position: usize) {
        let (above, here) = passes.split_at_mut(position);
        let (theta, pass) = (self.ratios[position], &mut here[0]);
        for (parent, family) in design.levels[position].starts.windows(2).enumerate() {
            let (sum, variance) =
                above.last().map_or((0.0, 0.0), |above| (above.effects[parent], above.variances[parent]));
            for unit in family[0]..family[1] {
                let grown = theta * pass.weights[unit];
                let shrinkage = grown / (1.0 + grown);
                pass.effects.push(sum + shrinkage * (pass.means[unit] - sum));
                let own = self.residual.variance * theta / (1.0 + grown);
                pass.variances.push(own + (1.0 - shrinkage) * (1.0 - shrinkage) * variance);
            }
        }
    }

    /// Conditional variance of a unit's own effect.
    fn own_variance(&self, passes: &[Pass], design: &MixedDesign, position: usize, unit: usize) -> f64 {
        let theta = self.ratios[position];
        let grown = theta * passes[position].weights[unit];
        let shrinkage = grown / (1.0 + grown);
        let above = if position == 0 {
            0.0
        } else {
            passes[position - 1].variances[parent(&design.levels[position].starts, unit)]
        };
        self.residual.variance * theta / (1.0 + grown) + shrinkage * shrinkage * above
    }
}

impl Pass {
    /// Sum of effects above a unit of the level below this one.
    fn effect_sum(&self, design: &MixedDesign, position: usize, unit: usize) -> f64 {
        self.effects[parent(&design.levels[position].starts, unit)]
    }
}

/// The unit above a unit.
fn parent(starts: &[usize], unit: usize) -> usize {
    starts.partition_point(|&start| start <= unit) - 1
}

/// Weights and weighted means of the units above, each weight shrunk by its unit's intercept.
fn gather(starts: &[usize], below: &Pass, theta: f64) -> (Vec<f64>, Vec<f64>) {
    let mut gathered = (Vec::with_capacity(starts.len() - 1), Vec::with_capacity(starts.len() - 1));
    for family in starts.windows(2) {
        let (mut sum, mut weighted) = (0.0, 0.0);
        for unit in family[0]..family[1] {
            let weight = below.weights[unit] / (1.0 + theta * below.weights[unit]);
            sum += weight;
            weighted += weight * below.means[unit];
        }
        gathered.0.push(sum);
        gathered.1.push(weighted / sum);
    }
    gathered
}
