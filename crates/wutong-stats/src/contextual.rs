//! Schools beside those of the same circumstances: a model with covariates of the schools themselves.

use crate::catalogue::Estimate;
use crate::cross_products::CrossProducts;
use crate::error::StatError;
use crate::mixed::{Likelihood, MixedDesign, MixedFit, UnitEffect};
use crate::moments::Moments;

/// Coverage of intervals.
const COVERAGE: f64 = 0.95;

/// A school with its circumstances.
#[derive(Debug, Clone)]
pub struct Circumstances<'a> {
    /// Id of the school in the effects.
    pub id: usize,
    /// Its covariates, whole numbers in the ticks of each.
    pub covariates: Vec<i64>,
    /// Its marks.
    pub moments: &'a Moments,
}

/// A model of schools in their circumstances.
#[derive(Debug, Clone)]
pub struct ContextualModel {
    /// The fit with covariates.
    pub fit: MixedFit,
    /// Between-school variance of the same schools without covariates.
    pub variance_alone: f64,
    /// Intercept, then one a covariate: estimate with its 95 % interval.
    pub terms: Vec<Estimate>,
    /// Effects of the schools beside what their circumstances let expect, ascending by id.
    pub effects: Vec<UnitEffect>,
}

impl ContextualModel {
    /// Fits the model.
    ///
    /// # Formula
    /// x_ij = b_0 + Σ b_k c_jk + u_j + e_ij by restricted likelihood; intervals of terms b ± t s(b), t of as many degrees
    /// of freedom as there are schools less terms; effects and their intervals as [`MixedFit::effects`].
    /// # Inputs
    /// `schools`: those without pupils are left out. `ticks`: ticks a unit of each covariate, then those a point.
    /// # Returns
    /// In points, and points a unit of a covariate.
    /// # Errors
    /// [`StatError::TooFew`] unless there are two schools more than terms; [`StatError::Collinear`] if a covariate is the
    /// same in all schools or a combination of the others; [`StatError::NotConverged`]; [`StatError::Contradiction`] unless
    /// every school has the same number of covariates; those of [`MixedDesign::of_products`].
    /// # References
    /// Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., chapter 4, means as outcomes.
    pub fn fit(schools: &[Circumstances<'_>], ticks: &[i64]) -> Result<Self, StatError> {
        let held: Vec<&Circumstances> = schools.iter().filter(|school| school.moments.n > 0).collect();
        let (found, required) = (held.len() as u64, ticks.len() as u64 + 2);
        if found < required {
            return Err(StatError::TooFew { found, required });
        }
        let products: Vec<CrossProducts> = held
            .iter()
            .map(|school| CrossProducts::with_constants(&school.covariates, school.moments))
            .collect::<Result<_, _>>()?;
        let placed = |products: &'_ [CrossProducts], ticks: &[i64]| {
            let units: Vec<_> =
                products.iter().zip(&held).map(|(products, school)| (products, [school.id; 3])).collect();
            MixedDesign::of_products(&units, ticks)
        };
        let design = placed(&products, ticks)?;
        let fit = MixedFit::fit(&design, Likelihood::Restricted)?;
        let effects = fit.effects(&design, 0, COVERAGE)?;
        let t = fit.quantile(found, COVERAGE)?;
        let term = |coefficient: &crate::regression::Coefficient| {
            let half = t * coefficient.standard_error;
            let value = coefficient.estimate;
            Estimate { value, interval: Some((value - half, value + half)) }
        };
        let alone: Vec<CrossProducts> =
            held.iter().map(|school| CrossProducts::with_constants(&[], school.moments)).collect::<Result<_, _>>()?;
        let without = placed(&alone, &ticks[ticks.len() - 1..])?;
        let alone = MixedFit::fit(&without, Likelihood::Restricted)?;
        Ok(Self {
            variance_alone: between(alone.converged()?),
            terms: fit.fixed.iter().map(term).collect(),
            effects,
            fit,
        })
    }

    /// Variance between schools that the circumstances leave.
    #[must_use]
    pub fn variance_left(&self) -> f64 {
        between(&self.fit)
    }

    /// Share of the variance between schools that goes with their circumstances.
    ///
    /// # Formula
    /// 1 − τ² / τ0², τ0² that of the same schools without covariates; below zero where covariates explain less than chance.
    /// # Errors
    /// [`StatError::NoVariation`] if the schools do not differ without covariates.
    /// # References
    /// Raudenbush & Bryk (2002), Hierarchical Linear Models, 2nd ed., eq. 4.12.
    pub fn variance_explained(&self) -> Result<f64, StatError> {
        if self.variance_alone > 0.0 {
            Ok(1.0 - self.variance_left() / self.variance_alone)
        } else {
            Err(StatError::NoVariation)
        }
    }
}

fn between(fit: &MixedFit) -> f64 {
    fit.levels.iter().flatten().map(|level| level.variance).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frequency::FrequencyTable;

    fn moments(marks: &[i32]) -> Moments {
        Moments::of(&FrequencyTable::from_marks(&mut marks.to_vec()))
    }

    #[test]
    fn models_without_ground_are_typed() {
        let marks: Vec<Moments> = (0..5).map(|school| moments(&[school, school + 4, 9])).collect();
        let schools = |covariate: fn(usize) -> Vec<i64>, n: usize| -> Vec<Circumstances> {
            (0..n).map(|id| Circumstances { id, covariates: covariate(id), moments: &marks[id] }).collect()
        };
        let fit = |schools: &[Circumstances], ticks: &[i64]| ContextualModel::fit(schools, ticks).map(|_| ());
        let few = Err(StatError::TooFew { found: 3, required: 4 });
        assert_eq!(fit(&schools(|id| vec![id as i64], 3), &[1, 1]), few);
        assert_eq!(fit(&schools(|_| vec![7], 5), &[1, 1]), Err(StatError::Collinear));
        assert_eq!(fit(&schools(|id| vec![id as i64], 5), &[1, 1, 1]), Err(StatError::Contradiction));
        assert_eq!(fit(&[], &[1]), Err(StatError::TooFew { found: 0, required: 3 }));
    }
}
