//! Ordinary least squares from cross products.

use crate::cross_products::{CrossProducts, packed};
use crate::error::StatError;
use crate::moments::ratio;
use crate::symmetric;

/// One coefficient of a linear model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// Estimate, in units of the response per unit of the covariate.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
}

impl Coefficient {
    /// Estimate over standard error.
    #[must_use]
    pub fn t(&self) -> f64 {
        self.estimate / self.standard_error
    }
}

/// Least-squares fit of a response on covariates and an intercept.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// Number of pupils.
    pub n_pupils: u64,
    /// Intercept first, then one a covariate.
    pub coefficients: Vec<Coefficient>,
    /// Residual sum of squares.
    pub residual_squares: f64,
    /// Residual degrees of freedom n − p − 1.
    pub residual_df: u64,
    /// R², the share of the squares that the covariates explain.
    pub r_squared: f64,
}

impl LeastSquares {
    /// Fits the last variable on the others.
    ///
    /// # Formula
    /// b = Sₓₓ⁻¹ sₓᵧ from products of deviations, a = ȳ − b'x̄, s² = (sᵧᵧ − b'sₓᵧ) / (n − p − 1),
    /// Var(b) = s² Sₓₓ⁻¹, Var(a) = s² (1/n + x̄' Sₓₓ⁻¹ x̄).
    /// # Inputs
    /// `products`: covariates first, response last. `ticks`: ticks a unit of each variable (1 leaves ticks).
    /// # Errors
    /// [`StatError::Contradiction`] unless there is one positive entry of `ticks` a variable; [`StatError::TooFew`]
    /// with fewer than p + 2 pupils; [`StatError::NoVariation`] if the response is constant;
    /// [`StatError::Collinear`] if a covariate is constant or a combination of the others.
    /// # References
    /// Draper & Smith (1998), Applied Regression Analysis, 3rd ed., eqs. 5.2.3 and 5.3.1.
    pub fn fit(products: &CrossProducts, ticks: &[i64]) -> Result<Self, StatError> {
        let table = Scaled::of(products, ticks)?;
        let covariates = table.means.len() - 1;
        let (n, needed) = (products.n(), covariates as u64 + 2);
        if n < needed {
            return Err(StatError::TooFew { found: n, required: needed });
        }
        let total = table.products[packed(covariates, covariates)];
        if total <= 0.0 {
            return Err(StatError::NoVariation);
        }
        let inverse = symmetric::invert(&table.products[..packed(covariates, 0)], covariates)?;
        let with_response = &table.products[packed(covariates, 0)..packed(covariates, covariates)];
        let slopes = symmetric::times(&inverse, with_response);
        let explained: f64 = slopes.iter().zip(with_response).map(|(slope, product)| slope * product).sum();
        let residual_squares = (total - explained).max(0.0);
        let residual_df = n - needed + 1;
        let variance = residual_squares / ratio(i128::from(residual_df), 1);
        let centre = &table.means[..covariates];
        let shift: f64 = slopes.iter().zip(centre).map(|(slope, mean)| slope * mean).sum();
        let spread = ratio(1, i128::from(n)) + symmetric::quadratic(&inverse, centre);
        let mut coefficients =
            vec![Coefficient { estimate: table.means[covariates] - shift, standard_error: (variance * spread).sqrt() }];
        coefficients.extend(slopes.iter().enumerate().map(|(row, &estimate)| Coefficient {
            estimate,
            standard_error: (variance * inverse[packed(row, row)]).sqrt(),
        }));
        Ok(Self { n_pupils: n, coefficients, residual_squares, residual_df, r_squared: 1.0 - residual_squares / total })
    }

    /// Residual standard deviation √(RSS / (n − p − 1)).
    #[must_use]
    pub fn residual_sd(&self) -> f64 {
        (self.residual_squares / ratio(i128::from(self.residual_df), 1)).sqrt()
    }

    /// R² adjusted for the number of covariates: 1 − (1 − R²)(n − 1) / (n − p − 1).
    #[must_use]
    pub fn adjusted_r_squared(&self) -> f64 {
        1.0 - (1.0 - self.r_squared) * ratio(i128::from(self.n_pupils - 1), i128::from(self.residual_df))
    }

    /// Mean residual of a group: how far its mean lies above what its pupils' covariates let expect.
    ///
    /// # Formula
    /// m − (a + b'x̄) over the group's pupils.
    /// # Errors
    /// [`StatError::Contradiction`] for another number of variables; [`StatError::TooFew`] without pupils.
    pub fn mean_residual(&self, group: &CrossProducts, ticks: &[i64]) -> Result<f64, StatError> {
        let means = scaled_means(group, ticks)?;
        if means.len() != self.coefficients.len() {
            return Err(StatError::Contradiction);
        }
        let slopes = self.coefficients[1..].iter().map(|slope| slope.estimate);
        let expected: f64 = self.coefficients[0].estimate + slopes.zip(&means).map(|(b, x)| b * x).sum::<f64>();
        Ok(means[means.len() - 1] - expected)
    }
}

fn scaled_means(products: &CrossProducts, ticks: &[i64]) -> Result<Vec<f64>, StatError> {
    if products.n() == 0 {
        return Err(StatError::TooFew { found: 0, required: 1 });
    }
    if ticks.len() != products.n_variables() || ticks.is_empty() || ticks.iter().any(|&ticks| ticks <= 0) {
        return Err(StatError::Contradiction);
    }
    let scaled = ticks.iter().enumerate();
    scaled.map(|(variable, &ticks)| Ok(products.mean(variable)? / ratio(i128::from(ticks), 1))).collect()
}

/// Means and products of deviations in natural units.
pub(crate) struct Scaled {
    pub(crate) means: Vec<f64>,
    pub(crate) products: Vec<f64>,
}

impl Scaled {
    pub(crate) fn of(products: &CrossProducts, ticks: &[i64]) -> Result<Self, StatError> {
        let means = scaled_means(products, ticks)?;
        let mut scaled = Vec::with_capacity(packed(ticks.len(), 0));
        for (row, &own) in ticks.iter().enumerate() {
            for (column, &other) in ticks[..=row].iter().enumerate() {
                scaled.push(products.centred(row, column)? / ratio(i128::from(own) * i128::from(other), 1));
            }
        }
        Ok(Self { means, products: scaled })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn products(rows: &[&[i64]]) -> CrossProducts {
        let mut products = CrossProducts::default();
        for row in rows {
            products.push(row).unwrap();
        }
        products
    }

    #[test]
    fn a_line_through_four_points() {
        // y = 2.2 + 0.6 x, residuals -0.8, 0.6, 1, -0.6, -0.2.
        let rows = products(&[&[1, 2], &[2, 4], &[3, 5], &[4, 4], &[5, 5]]);
        let fit = LeastSquares::fit(&rows, &[1, 1]).unwrap();
        assert!((fit.coefficients[0].estimate - 2.2).abs() < 1e-14);
        assert!((fit.coefficients[1].estimate - 0.6).abs() < 1e-14);
        assert!((fit.residual_squares - 2.4).abs() < 1e-14);
        assert!((fit.r_squared - 0.6).abs() < 1e-14);
        assert!((fit.coefficients[1].standard_error - (0.8f64 / 10.0).sqrt()).abs() < 1e-14);
        assert!(fit.mean_residual(&rows, &[1, 1]).unwrap().abs() < 1e-14);
    }

    #[test]
    fn designs_without_an_answer_are_typed() {
        assert_eq!(
            LeastSquares::fit(&products(&[&[1, 2], &[2, 3]]), &[1, 1]),
            Err(StatError::TooFew { found: 2, required: 3 })
        );
        let constant = products(&[&[3, 2], &[3, 4], &[3, 5]]);
        assert_eq!(LeastSquares::fit(&constant, &[1, 1]), Err(StatError::Collinear));
        let flat = products(&[&[1, 2], &[2, 2], &[3, 2]]);
        assert_eq!(LeastSquares::fit(&flat, &[1, 1]), Err(StatError::NoVariation));
        assert_eq!(LeastSquares::fit(&flat, &[1]), Err(StatError::Contradiction));
        assert_eq!(LeastSquares::fit(&flat, &[1, 0]), Err(StatError::Contradiction));
    }
}
