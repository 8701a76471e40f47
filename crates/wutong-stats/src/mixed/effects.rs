//! Empirical Bayes effects of units.

use super::design::MixedDesign;
use super::fit::MixedFit;
use crate::error::StatError;
use crate::moments::ratio;
use crate::tail;

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
    /// Reliability λ: how much of the unit's deviation is taken at face value.
    pub shrinkage: f64,
    /// Ends of the interval.
    pub interval: (f64, f64),
}

/// One level while effects are computed.
struct Pass {
    /// Weight 1' W⁻¹ 1 of each unit before its own intercept.
    weights: Vec<f64>,
    /// Weighted mean residual of each unit.
    means: Vec<f64>,
    effects: Vec<f64>,
    variances: Vec<f64>,
}

impl MixedFit {
    /// Effects of the units of one level, ascending by id.
    ///
    /// # Formula
    /// With s the weight of a unit before its intercept (n for a lowest one), m its weighted mean residual and U the sum
    /// of the effects above: λ = θ s / (1 + θ s), û = λ (m − U), Var = σ² θ / (1 + θ s) + λ² Var(U).
    /// # Inputs
    /// `design`: the one that was fitted. `level`: a level of the paths. `coverage`: of the intervals, in (0, 1).
    /// # Errors
    /// [`StatError::NotConverged`] if the fit did not; [`StatError::TooFew`] for a level that repeats the one above;
    /// [`StatError::OutOfRange`] for a coverage outside (0, 1); [`StatError::Contradiction`] for another design.
    /// # References
    /// Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., eqs. 3.42 and 8.27; conditional variance as in
    /// Bates et al. (2015), J. Stat. Softw. 67(1), eq. 58; comparative standard error: Goldstein (2011), Multilevel
    /// Statistical Models, 4th ed., section 2.12.
    pub fn effects(&self, design: &MixedDesign, level: usize, coverage: f64) -> Result<Vec<UnitEffect>, StatError> {
        self.converged()?;
        let z = tail::two_sided_normal(coverage)?;
        if design.levels.len() != self.ratios.len() || design.n_variables != self.fixed.len() {
            return Err(StatError::Contradiction);
        }
        let wanted = design.position(level)?;
        let mut passes = self.upward(design);
        for position in 0..=wanted {
            self.downward(design, &mut passes, position);
        }
        let (units, pass) = (&design.levels[wanted], &passes[wanted]);
        let mut effects: Vec<UnitEffect> = (0..units.ids.len())
            .map(|unit| {
                let grown = self.ratios[wanted] * pass.weights[unit];
                let above = if wanted == 0 { 0.0 } else { passes[wanted - 1].effect_sum(design, wanted, unit) };
                let effect = pass.effects[unit] - above;
                let own = self.own_variance(&passes, design, wanted, unit);
                let standard_error = own.sqrt();
                UnitEffect {
                    id: units.ids[unit],
                    n: units.sizes[unit],
                    effect,
                    standard_error,
                    shrinkage: grown / (1.0 + grown),
                    interval: (effect - z * standard_error, effect + z * standard_error),
                }
            })
            .collect();
        effects.sort_unstable_by_key(|effect| effect.id);
        Ok(effects)
    }

    /// Weights and mean residuals from the lowest level up.
    fn upward(&self, design: &MixedDesign) -> Vec<Pass> {
        let size = design.n_variables;
        let residual = |values: &[f64]| {
            let explained: f64 = self.fixed[1..].iter().zip(values).map(|(slope, value)| slope.estimate * value).sum();
            values[size - 1] - explained
        };
        // Raw mean residual of each unit, from the whole down.
        let mut raw: Vec<Vec<f64>> = Vec::new();
        let whole = residual(&design.grand) - self.fixed[0].estimate;
        for units in &design.levels {
            let offsets = units.offsets.chunks_exact(size).map(residual);
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
