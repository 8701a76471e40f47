//! Profile-likelihood intervals of variance components and of their shares.

use super::design::MixedDesign;
use super::fit::{Criterion, MixedFit};
use super::minimise::{Minimum, Verdict, minimise};
use super::surface::Smooth;
use crate::error::StatError;
use crate::nested::LEVELS;
use crate::root::root;
use crate::special;

/// What an interval is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Variance component of a level of the paths.
    Component(usize),
    /// Residual variance.
    Residual,
    /// Share of a level in the sum of all components; with one level the intraclass correlation.
    Share(usize),
}

/// Relative width, on the scale of the search, at which an end of an interval is found.
const CLOSED: f64 = 1e-11;

struct Profile<'a> {
    criterion: Criterion<'a>,
    fit: &'a MixedFit,
    /// Position of the level among the used ones; unused for the residual.
    position: usize,
    quantity: Quantity,
}

impl MixedFit {
    /// Profile-likelihood interval of a component or a share.
    ///
    /// All values that the likelihood does not put further below its maximum than the normal quantile z allows, the
    /// other parameters free.
    ///
    /// # Formula
    /// { q : min over the rest of −2 log L(q) ≤ −2 log L(maximum) + z² }
    /// # Inputs
    /// `design`: the one that was fitted. `level`: coverage in (0, 1).
    /// # Returns
    /// The lower end is 0 where the likelihood at 0 is high enough.
    /// # Errors
    /// [`StatError::NotConverged`] if the fit or a search for an end did not converge; [`StatError::TooFew`] for a level
    /// that repeats the one above; [`StatError::OutOfRange`] for a coverage outside (0, 1);
    /// [`StatError::Contradiction`] for another design.
    /// # References
    /// Venzon & Moolgavkar (1988), Applied Statistics 37:87; on the restricted likelihood as on the full one: Pawitan
    /// (2001), In All Likelihood, section 10.7.
    pub fn interval(&self, design: &MixedDesign, quantity: Quantity, level: f64) -> Result<(f64, f64), StatError> {
        self.converged()?;
        let z = special::two_sided_normal(level)?;
        if design.levels.len() != self.ratios.len() || design.n_pupils != self.n_pupils {
            return Err(StatError::Contradiction);
        }
        let component =
            |level: usize| self.levels.get(level).copied().flatten().ok_or(StatError::TooFew { found: 1, required: 2 });
        let (position, estimate) = match quantity {
            Quantity::Component(level) => (design.position(level)?, component(level)?.variance),
            Quantity::Share(level) => (design.position(level)?, component(level)?.share),
            Quantity::Residual => (0, self.residual.variance),
        };
        let criterion = Criterion::new(design, self.likelihood);
        let profile = Profile { criterion, fit: self, position, quantity };
        let smallest = match quantity {
            Quantity::Component(_) => self.residual.variance,
            _ => 1.0,
        } * 1e-3
            / design.mean_size(position);
        let upper = profile.end(estimate.max(smallest), 1.0, z)?;
        let open = !matches!(quantity, Quantity::Residual) && profile.depth(0.0)? <= z;
        let lower = if estimate <= 0.0 || open { 0.0 } else { profile.end(estimate, -1.0, z)? };
        Ok((lower, upper))
    }
}

impl Profile<'_> {
    /// Scale on which an end is searched.
    fn forward(&self, value: f64) -> f64 {
        match self.quantity {
            Quantity::Share(_) => libm::log(value / (1.0 - value)),
            _ => libm::log(value),
        }
    }

    fn backward(&self, position: f64) -> f64 {
        match self.quantity {
            Quantity::Share(_) => 1.0 / (1.0 + libm::exp(-position)),
            _ => libm::exp(position),
        }
    }

    /// Root of the rise of −2 log L at a value; nearly linear in it.
    fn depth(&self, value: f64) -> Result<f64, StatError> {
        let rise = self.lowest(value)? + self.criterion.constant - self.fit.minus2_log_likelihood;
        Ok(rise.max(0.0).sqrt())
    }

    /// The value on one side of the estimate at which the depth is z: bracketing, then false position.
    fn end(&self, estimate: f64, side: f64, z: f64) -> Result<f64, StatError> {
        let at = |position: f64| self.depth(self.backward(position)).map(|depth| depth - z);
        let start = self.forward(estimate);
        let mut inside = (start, at(start)?);
        if inside.1 >= 0.0 {
            return Ok(estimate);
        }
        let mut reach = 0.25;
        loop {
            let position = start + side * reach;
            let depth = at(position)?;
            if depth >= 0.0 {
                return Ok(self.backward(root(inside, (position, depth), CLOSED, at)?));
            }
            inside = (position, depth);
            reach *= 2.0;
            if reach > 600.0 {
                return Err(StatError::NotConverged);
            }
        }
    }

    /// The criterion minimised over everything else, at a value of the quantity.
    fn lowest(&self, value: f64) -> Result<f64, StatError> {
        let design = self.criterion.design;
        let used = self.fit.ratios.len();
        let mut offsets: Vec<f64> = (0..used).map(|position| 1.0 / design.mean_size(position)).collect();
        let mut start = self.fit.ratios.clone();
        match self.quantity {
            Quantity::Component(_) if value > 0.0 => {
                offsets[self.position] = 0.0;
                start[self.position] = value / self.fit.residual.variance;
                both(&start, &offsets, |ratios| self.component(value, ratios))
            }
            Quantity::Residual => both(&start, &offsets, |ratios| self.with_variance(value, ratios)),
            Quantity::Component(_) | Quantity::Share(_) => {
                start.remove(self.position);
                offsets.remove(self.position);
                both(&start, &offsets, |others| self.share(value, others))
            }
        }
    }

    /// m ln s + D + R / s at a residual variance s, on the scale of the profiled criterion.
    fn with_variance(&self, s: f64, ratios: &[f64]) -> Smooth {
        let surface = self.criterion.design.surface(ratios, self.criterion.restricted);
        let m = self.criterion.freedom;
        let mut total = surface.determinant;
        total.value += m * (libm::log(s * m) - 1.0) + surface.squares.value / s;
        for i in 0..ratios.len() {
            total.slope[i] += surface.squares.slope[i] / s;
            for j in 0..ratios.len() {
                total.bend[i][j] += surface.squares.bend[i][j] / s;
            }
        }
        total
    }

    /// The same with s = v / θ_l, which keeps the component of level l at v.
    fn component(&self, v: f64, ratios: &[f64]) -> Smooth {
        let (l, m) = (self.position, self.criterion.freedom);
        let own = ratios[l];
        let squares = self.criterion.design.surface(ratios, self.criterion.restricted).squares;
        let mut total = self.with_variance(v / own, ratios);
        total.slope[l] += squares.value / v - m / own;
        for i in 0..ratios.len() {
            total.bend[i][l] += squares.slope[i] / v;
            total.bend[l][i] += squares.slope[i] / v;
        }
        total.bend[l][l] += m / (own * own);
        total
    }

    /// The profiled criterion with θ_l = c (1 + Σ others), c = ρ / (1 − ρ).
    fn share(&self, share: f64, others: &[f64]) -> Smooth {
        let (l, c) = (self.position, share / (1.0 - share));
        let mut ratios = others.to_vec();
        ratios.insert(l, c * (1.0 + others.iter().sum::<f64>()));
        let whole = self.criterion.at(&ratios);
        let place = |other: usize| if other < l { other } else { other + 1 };
        let mut total = Smooth { value: whole.value, slope: [0.0; LEVELS], bend: [[0.0; LEVELS]; LEVELS] };
        for i in 0..others.len() {
            let a = place(i);
            total.slope[i] = whole.slope[a] + c * whole.slope[l];
            for j in 0..others.len() {
                let b = place(j);
                total.bend[i][j] =
                    whole.bend[a][b] + c * (whole.bend[a][l] + whole.bend[b][l]) + c * c * whole.bend[l][l];
            }
        }
        total
    }
}

/// The lower of the minima from the fit's ratios and, where that one lies on a boundary, from inside.
fn both(start: &[f64], offsets: &[f64], function: impl Fn(&[f64]) -> Smooth) -> Result<f64, StatError> {
    let first = minimise(start, offsets, &function);
    let value = |found: Minimum| (found.verdict != Verdict::TooManyIterations).then_some(found.value);
    let mut lowest = value(first);
    if first.at.iter().zip(offsets).any(|(&ratio, &offset)| ratio <= 0.0 && offset > 0.0) {
        let inside: Vec<f64> = offsets
            .iter()
            .zip(start)
            .map(|(&offset, &start)| if offset > 0.0 { 2.0 * offset } else { start })
            .collect();
        let second = value(minimise(&inside, offsets, &function));
        lowest = lowest.into_iter().chain(second).min_by(f64::total_cmp);
    }
    lowest.ok_or(StatError::NotConverged)
}
