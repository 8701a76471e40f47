//! The fit of a mixed model: components, fixed effects, standard errors, likelihood.

use core::f64::consts::PI;

use super::design::MixedDesign;
use super::minimise::{Convergence, Minimum, Verdict, minimise};
use super::surface::{Smooth, Surface};
use crate::cross_products::packed;
use crate::error::StatError;
use crate::moments::ratio;
use crate::nested::LEVELS;
use crate::regression::Coefficient;
use crate::symmetric;

/// Which likelihood is maximised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likelihood {
    /// Restricted (REML): of the residual contrasts, allows for the fixed effects that were estimated.
    Restricted,
    /// Full (ML).
    Full,
}

/// One variance component.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Component {
    /// Variance, in squared units of the response.
    pub variance: f64,
    /// Standard error from the observed information; `None` at the boundary.
    pub standard_error: Option<f64>,
    /// Share of the sum of all components.
    pub share: f64,
    /// Units of the level; pupils for the residual.
    pub n_units: u64,
    /// Estimated as zero because the likelihood falls away from zero.
    pub boundary: bool,
}

/// Fit of y = Xb + u₁ + u₂ + u₃ + e with independent normal intercepts of nested units.
#[derive(Debug, Clone, PartialEq)]
pub struct MixedFit {
    /// Which likelihood was maximised.
    pub likelihood: Likelihood,
    /// Number of pupils.
    pub n_pupils: u64,
    /// Intercept first, then one a covariate.
    pub fixed: Vec<Coefficient>,
    /// One entry a level of the paths, from the highest; `None` for a level that repeats the one above.
    pub levels: [Option<Component>; LEVELS],
    /// Pupils within the lowest units.
    pub residual: Component,
    /// −2 log (restricted) likelihood at the end, with all constants.
    pub minus2_log_likelihood: f64,
    /// How the fit went.
    pub convergence: Convergence,
    /// Variance over residual variance, one a used level.
    pub(super) ratios: Vec<f64>,
    /// Covariance of the fixed effects, packed, the intercept first.
    pub(super) fixed_covariance: Vec<f64>,
    /// Variance of the component between units by its expected information, with one level: 2 / Σ (τ² + σ² / n)⁻².
    pub(super) component_error: Option<f64>,
}

impl MixedFit {
    /// Maximises the likelihood of a design.
    ///
    /// # Formula
    /// With V = σ² W(θ), θ a ratio of variances for each level, and b and σ² = r' W⁻¹ r / m profiled out:
    /// −2 log L = m (1 + ln(2π r' W⁻¹ r / m)) + ln |W| (+ ln |X' W⁻¹ X| and m = N − p under restriction, else m = N).
    /// # Numerics
    /// Newton steps on exact first and second derivatives, one pass over the units each. A fit that ends at a zero
    /// component is tried again from the other faces of the boundary, and the best is kept.
    /// # Returns
    /// A fit that did not converge says so in its [`Convergence`].
    /// # Errors
    /// [`StatError::TooFew`] with no more pupils than coefficients; [`StatError::Collinear`] if a covariate is constant
    /// or a combination of the others.
    /// # References
    /// Patterson & Thompson (1971), Biometrika 58:545; profiled form as in Bates et al. (2015), J. Stat. Softw. 67(1),
    /// eqs. 34 and 41; observed information: Searle, Casella & McCulloch (1992), Variance Components, section 6.3.
    pub fn fit(design: &MixedDesign, likelihood: Likelihood) -> Result<Self, StatError> {
        let coefficients = design.n_variables as u64;
        if design.n_pupils <= coefficients {
            return Err(StatError::TooFew { found: design.n_pupils, required: coefficients + 1 });
        }
        let criterion = Criterion::new(design, likelihood);
        let used = design.levels.len();
        let flat = design.surface(&[0.0; LEVELS], criterion.restricted);
        symmetric::invert(&flat.products[..packed(coefficients as usize - 1, 0)], coefficients as usize - 1)?;
        let offsets: Vec<f64> = (0..used).map(|position| 1.0 / design.mean_size(position)).collect();
        let best = lowest(&criterion, &offsets);
        Self::finish(&criterion, &best)
    }

    fn finish(criterion: &Criterion, end: &Minimum) -> Result<Self, StatError> {
        let design = criterion.design;
        let ratios = end.at[..design.levels.len()].to_vec();
        let surface = design.surface(&ratios, criterion.restricted);
        let residual = surface.squares.value / criterion.freedom;
        let total = residual * (1.0 + ratios.iter().sum::<f64>());
        let errors = standard_errors(criterion, &surface, &ratios);
        let mut levels = [None; LEVELS];
        for (position, &level) in design.used.iter().enumerate() {
            let variance = residual * ratios[position];
            levels[level] = Some(Component {
                variance,
                standard_error: errors[position],
                share: variance / total,
                n_units: design.levels[position].ids.len() as u64,
                boundary: ratios[position] <= 0.0,
            });
        }
        let convergence = Convergence {
            start: end.start + criterion.constant,
            end: end.value + criterion.constant,
            iterations: end.iterations,
            criterion: end.criterion,
            boundary: ratios.iter().any(|&ratio| ratio <= 0.0),
            verdict: end.verdict,
        };
        let (fixed, fixed_covariance) = fixed_effects(design, &surface, residual)?;
        let component_error = match ratios[..] {
            [ratio] => Some(component_error(design, residual, ratio)),
            _ => None,
        };
        Ok(Self {
            likelihood: criterion.likelihood(),
            n_pupils: design.n_pupils,
            fixed,
            levels,
            residual: Component {
                variance: residual,
                standard_error: errors[ratios.len()],
                share: residual / total,
                n_units: design.n_pupils,
                boundary: false,
            },
            minus2_log_likelihood: convergence.end,
            convergence,
            ratios,
            fixed_covariance,
            component_error,
        })
    }

    /// The fit, or the error that it did not converge.
    ///
    /// # Errors
    /// [`StatError::NotConverged`].
    pub fn converged(&self) -> Result<&Self, StatError> {
        if self.convergence.verdict == Verdict::Converged { Ok(self) } else { Err(StatError::NotConverged) }
    }

    /// Correlation of two pupils of one unit of a level: the components of that level and those above, over all.
    ///
    /// # Errors
    /// [`StatError::OutOfRange`] without such a level.
    pub fn correlation_within(&self, level: usize) -> Result<f64, StatError> {
        let shared = self.levels.get(..=level).ok_or(StatError::OutOfRange)?;
        Ok(shared.iter().flatten().map(|component| component.share).sum())
    }

    /// Correlation of two pupils of one lowest unit; with one level the between-unit share of the variance.
    #[must_use]
    pub fn intraclass_correlation(&self) -> f64 {
        self.levels.iter().flatten().map(|component| component.share).sum()
    }
}

/// The lowest point from one start; from several where that one lies on a boundary, since each face of it may have a
/// minimum of its own.
fn lowest(criterion: &Criterion, offsets: &[f64]) -> Minimum {
    let search = |start: Vec<f64>| minimise(&start, offsets, |ratios| criterion.at(ratios));
    let mut best = search(offsets.iter().map(|offset| offset * 2.0).collect());
    if best.at[..offsets.len()].iter().all(|&ratio| ratio > 0.0) {
        return best;
    }
    for times in [0.5, 50.0] {
        for face in 1..1u32 << offsets.len() {
            let on = |level: usize| if face >> level & 1 == 1 { times } else { 0.0 };
            let again = search(offsets.iter().enumerate().map(|(level, offset)| offset * on(level)).collect());
            if again.verdict == Verdict::Converged && again.value < best.value {
                best = again;
            }
        }
    }
    best
}

/// The profiled likelihood of a design.
pub(super) struct Criterion<'a> {
    pub(super) design: &'a MixedDesign,
    pub(super) restricted: bool,
    /// N, or N − p under restriction.
    pub(super) freedom: f64,
    /// What −2 log L has beyond the part that varies.
    pub(super) constant: f64,
}

impl<'a> Criterion<'a> {
    pub(super) fn new(design: &'a MixedDesign, likelihood: Likelihood) -> Self {
        let restricted = likelihood == Likelihood::Restricted;
        let lost = if restricted { design.n_variables as u64 } else { 0 };
        let freedom = ratio(i128::from(design.n_pupils - lost), 1);
        Self { design, restricted, freedom, constant: freedom * (1.0 + libm::log(2.0 * PI / freedom)) }
    }

    fn likelihood(&self) -> Likelihood {
        if self.restricted { Likelihood::Restricted } else { Likelihood::Full }
    }

    /// m ln(r' W⁻¹ r) + ln |W| (+ ln |X' W⁻¹ X|) with derivatives.
    pub(super) fn at(&self, ratios: &[f64]) -> Smooth {
        let Surface { squares, determinant, .. } = self.design.surface(ratios, self.restricted);
        let mut total = determinant;
        total.value += self.freedom * libm::log(squares.value);
        let share = |i: usize| squares.slope[i] / squares.value;
        for i in 0..ratios.len() {
            total.slope[i] += self.freedom * share(i);
            for j in 0..ratios.len() {
                total.bend[i][j] += self.freedom * (squares.bend[i][j] / squares.value - share(i) * share(j));
            }
        }
        total
    }
}

/// Estimates of the fixed effects, and their covariance, packed.
fn fixed_effects(
    design: &MixedDesign,
    surface: &Surface,
    residual: f64,
) -> Result<(Vec<Coefficient>, Vec<f64>), StatError> {
    let covariates = design.n_variables - 1;
    let inverse = symmetric::invert(&surface.products[..packed(covariates, 0)], covariates)?;
    let slopes = symmetric::times(&inverse, &surface.products[packed(covariates, 0)..packed(covariates, covariates)]);
    let means: Vec<f64> = surface.means.iter().zip(&design.grand).map(|(mean, grand)| mean + grand).collect();
    let shift: f64 = slopes.iter().zip(&means).map(|(slope, mean)| slope * mean).sum();
    // The intercept lies at the covariates' zero, away from their means.
    let away = symmetric::times(&inverse, &means[..covariates]);
    let mut covariance = vec![residual * (1.0 / surface.weight + symmetric::quadratic(&inverse, &means[..covariates]))];
    for row in 0..covariates {
        covariance.push(-residual * away[row]);
        covariance.extend((0..=row).map(|column| residual * inverse[packed(row, column)]));
    }
    let estimates = std::iter::once(means[covariates] - shift).chain(slopes);
    let coefficient =
        |(row, estimate): (usize, f64)| Coefficient { estimate, standard_error: covariance[packed(row, row)].sqrt() };
    Ok((estimates.enumerate().map(coefficient).collect(), covariance))
}

/// Variance of the component of the only level, from its expected information, the residual taken as known.
fn component_error(design: &MixedDesign, residual: f64, between: f64) -> f64 {
    let weight = |&n: &u64| 1.0 / (residual * (between + 1.0 / ratio(i128::from(n), 1)));
    2.0 / design.levels[0].sizes.iter().map(weight).map(|weight| weight * weight).sum::<f64>()
}

/// Standard errors of the components, the residual last, from the observed information of those off the boundary.
///
/// −2 log L = m ln s + D(θ) + R(θ) / s with s = σ² and θ_l = σ_l² / s, differentiated twice by (σ_1², ..., s).
fn standard_errors(criterion: &Criterion, surface: &Surface, ratios: &[f64]) -> Vec<Option<f64>> {
    let (squares, determinant) = (&surface.squares, &surface.determinant);
    let (used, m) = (ratios.len(), criterion.freedom);
    let s = squares.value / m;
    let slope = |i: usize| determinant.slope[i] + squares.slope[i] / s;
    let bend = |i: usize, j: usize| determinant.bend[i][j] + squares.bend[i][j] / s;
    let free: Vec<usize> = (0..used).filter(|&i| ratios[i] > 0.0).collect();
    // By s: every ratio moves by −θ / s.
    let mut by_s = -m / (s * s) + 2.0 * squares.value / (s * s * s);
    for &i in &free {
        by_s += 2.0 * ratios[i] * squares.slope[i] / (s * s * s) + 2.0 * ratios[i] * slope(i) / (s * s);
        by_s += free.iter().map(|&j| ratios[i] * ratios[j] * bend(i, j)).sum::<f64>() / (s * s);
    }
    let mut information = Vec::new();
    for (row, &i) in free.iter().enumerate() {
        information.extend(free[..=row].iter().map(|&j| bend(i, j) / (2.0 * s * s)));
    }
    for &i in &free {
        let moved: f64 = free.iter().map(|&j| ratios[j] * bend(i, j)).sum();
        information.push(-(squares.slope[i] / s + moved + slope(i)) / (2.0 * s * s));
    }
    information.push(by_s / 2.0);
    let mut errors = vec![None; used + 1];
    if let Ok(covariance) = symmetric::invert(&information, free.len() + 1) {
        for (row, &position) in free.iter().chain(&[used]).enumerate() {
            errors[position] = Some(covariance[packed(row, row)].sqrt());
        }
    }
    errors
}
