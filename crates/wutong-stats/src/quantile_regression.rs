//! Quantile regression: the line below which a given share of pupils lies.

use crate::error::StatError;
use crate::moments::real;

/// Most steps between corner solutions; a fit needs a few times the number of covariates.
const MOST_STEPS: u32 = 10_000;

/// The line of one quantile.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantileFit {
    /// Intercept first, then one a covariate.
    pub coefficients: Vec<f64>,
    /// The check loss at these coefficients, the least there is; coefficients need not be unique, it is.
    pub objective: f64,
    /// Steps between corner solutions.
    pub steps: u32,
    /// Whether no direction lowers the loss any more.
    pub converged: bool,
}

/// Fits a quantile of a response as a line of covariates.
///
/// # Formula
/// Minimises Σ ρ(y − b0 − b'x), ρ(r) = r (τ − 1{r < 0}).
/// # Inputs
/// `response`: one value a pupil. `covariates`: columns of the same length, without the intercept. `tau`: a fraction
/// between 0 and 1.
/// # Returns
/// A corner solution: it passes through as many pupils as there are coefficients.
/// # Errors
/// [`StatError::OutOfRange`] if `tau` is not between 0 and 1 or a value is not finite; [`StatError::Contradiction`] if
/// columns differ in length; [`StatError::TooFew`] with fewer pupils than coefficients; [`StatError::NoVariation`] if a
/// covariate is constant or a combination of the others.
/// # Numerics
/// Descent from corner to corner, each step to the least loss along an edge. Ties among pupils are broken by shifting
/// each response by less than 1e-8 of their span, in a fixed pattern; the last steps and the result use the response
/// itself.
/// # References
/// Koenker & Bassett (1978), Econometrica 46:33, equation 1.4; Koenker & d'Orey (1987), Applied Statistics 36:383,
/// algorithm AS 229.
pub fn quantile_regression(response: &[f64], covariates: &[&[f64]], tau: f64) -> Result<QuantileFit, StatError> {
    let finite = |column: &[f64]| column.iter().all(|value| value.is_finite());
    let between = tau > 0.0 && tau < 1.0;
    if !between || !finite(response) || covariates.iter().any(|column| !finite(column)) {
        return Err(StatError::OutOfRange);
    }
    if covariates.iter().any(|column| column.len() != response.len()) {
        return Err(StatError::Contradiction);
    }
    let (n, size) = (response.len(), covariates.len() + 1);
    if n < size {
        return Err(StatError::TooFew { found: n as u64, required: size as u64 });
    }
    let scales: Vec<f64> = covariates.iter().map(|column| largest(column)).collect();
    let row = |pupil: usize| {
        let scaled = covariates.iter().zip(&scales).map(|(column, scale)| column[pupil] / scale);
        std::iter::once(1.0).chain(scaled).collect::<Vec<f64>>()
    };
    let rows: Vec<Vec<f64>> = (0..n).map(row).collect();
    let span = response.iter().fold(0.0_f64, |span, y| span.max((y - response[0]).abs()));
    let shifted: Vec<f64> = response.iter().enumerate().map(|(pupil, y)| y + 1e-8 * span * pattern(pupil)).collect();
    let mut corner = Corner { pupils: first_pupils(&rows)?, steps: 0 };
    let settled = corner.descend(&Problem { rows: &rows, response: &shifted, tau })?;
    let problem = Problem { rows: &rows, response, tau };
    let converged = settled && corner.descend(&problem)?;
    let mut coefficients = problem.coefficients(&problem.inverse(&corner.pupils)?, &corner.pupils);
    let objective = (0..n).map(|pupil| loss(problem.residual(pupil, &coefficients, &corner.pupils), tau)).sum();
    for (coefficient, scale) in coefficients.iter_mut().skip(1).zip(&scales) {
        *coefficient /= scale;
    }
    Ok(QuantileFit { coefficients, objective, steps: corner.steps, converged })
}

/// Largest absolute value, or one where all are zero.
fn largest(column: &[f64]) -> f64 {
    let largest = column.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    if largest > 0.0 { largest } else { 1.0 }
}

/// Fractions of the golden section: spread over [0, 1), no two alike among any pupils.
fn pattern(pupil: usize) -> f64 {
    (real(pupil as u64 + 1) * 0.618_033_988_749_894_9).fract()
}

fn loss(residual: f64, tau: f64) -> f64 {
    if residual < 0.0 { residual * (tau - 1.0) } else { residual * tau }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// As many pupils as coefficients whose rows are independent, by elimination with the largest pivots.
fn first_pupils(rows: &[Vec<f64>]) -> Result<Vec<usize>, StatError> {
    let mut left = rows.to_vec();
    let mut pupils = Vec::new();
    for column in 0..rows[0].len() {
        let size = |pupil: &usize| left[*pupil][column].abs();
        let pivot = (0..rows.len()).max_by(|a, b| size(a).total_cmp(&size(b)).then(b.cmp(a)));
        let pivot = pivot.filter(|pivot| size(pivot) > 1e-10).ok_or(StatError::NoVariation)?;
        let chosen = left[pivot].clone();
        for row in &mut left {
            let factor = row[column] / chosen[column];
            row.iter_mut().zip(&chosen).for_each(|(value, pivot)| *value -= factor * pivot);
        }
        pupils.push(pivot);
    }
    Ok(pupils)
}

struct Problem<'a> {
    rows: &'a [Vec<f64>],
    response: &'a [f64],
    tau: f64,
}

impl Problem<'_> {
    /// Inverse of the rows of the corner's pupils; column j is the direction that leaves all of them but pupil j.
    fn inverse(&self, pupils: &[usize]) -> Result<Vec<Vec<f64>>, StatError> {
        let size = pupils.len();
        let unit = |place: usize| (0..size).map(move |other| if other == place { 1.0 } else { 0.0 });
        let joined = pupils.iter().enumerate();
        let mut left: Vec<Vec<f64>> =
            joined.map(|(place, &pupil)| self.rows[pupil].iter().copied().chain(unit(place)).collect()).collect();
        for column in 0..size {
            let size_of = |row: &usize| left[*row][column].abs();
            let pivot = (column..size).max_by(|a, b| size_of(a).total_cmp(&size_of(b)));
            let pivot = pivot.filter(|pivot| size_of(pivot) > 1e-13).ok_or(StatError::NotConverged)?;
            left.swap(column, pivot);
            let scale = left[column][column];
            left[column].iter_mut().for_each(|value| *value /= scale);
            let chosen = left[column].clone();
            for (_, row) in left.iter_mut().enumerate().filter(|(place, _)| *place != column) {
                let factor = row[column];
                row.iter_mut().zip(&chosen).for_each(|(value, pivot)| *value -= factor * pivot);
            }
        }
        Ok(left.into_iter().map(|row| row[size..].to_vec()).collect())
    }

    fn coefficients(&self, inverse: &[Vec<f64>], pupils: &[usize]) -> Vec<f64> {
        let values: Vec<f64> = pupils.iter().map(|&pupil| self.response[pupil]).collect();
        inverse.iter().map(|row| dot(row, &values)).collect()
    }

    /// Zero for the pupils of the corner, whatever the rounding.
    fn residual(&self, pupil: usize, coefficients: &[f64], pupils: &[usize]) -> f64 {
        if pupils.contains(&pupil) { 0.0 } else { self.response[pupil] - dot(&self.rows[pupil], coefficients) }
    }

    /// Slope of the loss along a direction, and how fast each residual falls.
    fn slope(&self, residuals: &[f64], direction: &[f64]) -> (f64, Vec<f64>) {
        let falls: Vec<f64> = self.rows.iter().map(|row| dot(row, direction)).collect();
        let change = |(&residual, &fall): (&f64, &f64)| {
            if residual > 0.0 {
                -self.tau * fall
            } else if residual < 0.0 {
                (1.0 - self.tau) * fall
            } else {
                loss(-fall, self.tau)
            }
        };
        (residuals.iter().zip(&falls).map(change).sum(), falls)
    }
}

/// A corner solution: the pupils it passes through.
struct Corner {
    pupils: Vec<usize>,
    steps: u32,
}

impl Corner {
    /// Steps along the steepest edges until none descends; false if the steps run out.
    fn descend(&mut self, problem: &Problem) -> Result<bool, StatError> {
        while self.steps < MOST_STEPS {
            let inverse = problem.inverse(&self.pupils)?;
            let coefficients = problem.coefficients(&inverse, &self.pupils);
            let residuals: Vec<f64> =
                (0..problem.rows.len()).map(|pupil| problem.residual(pupil, &coefficients, &self.pupils)).collect();
            let mut steepest: Option<(f64, f64, usize, Vec<f64>)> = None;
            for place in 0..self.pupils.len() {
                for sign in [1.0, -1.0] {
                    let direction: Vec<f64> = inverse.iter().map(|row| sign * row[place]).collect();
                    let (slope, falls) = problem.slope(&residuals, &direction);
                    let size: f64 = falls.iter().map(|fall| fall.abs()).sum();
                    // A slope that rounding alone could give is none.
                    if slope < -1e-11 * size && steepest.as_ref().is_none_or(|best| slope / size < best.0) {
                        steepest = Some((slope / size, slope, place, falls));
                    }
                }
            }
            let Some((_, slope, place, falls)) = steepest else { return Ok(true) };
            match entering(slope, &residuals, &falls) {
                Some(pupil) if !self.pupils.contains(&pupil) => self.pupils[place] = pupil,
                _ => return Ok(true),
            }
            self.steps += 1;
        }
        Ok(false)
    }
}

/// The pupil at whom the loss along an edge is least: slopes grow by |fall| where a residual changes its sign.
fn entering(mut slope: f64, residuals: &[f64], falls: &[f64]) -> Option<usize> {
    let pairs = residuals.iter().zip(falls).enumerate();
    let mut crossings: Vec<(f64, usize)> = pairs
        .filter(|(_, (residual, fall))| *residual * *fall > 0.0)
        .map(|(pupil, (residual, fall))| (residual / fall, pupil))
        .collect();
    crossings.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (_, pupil) in crossings {
        slope += falls[pupil].abs();
        if slope >= 0.0 {
            return Some(pupil);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-10 * (1.0 + expected.abs()), "expected {expected}, got {found}");
    }

    #[test]
    fn without_covariates_it_is_a_quantile_of_the_response() {
        let marks = [3.0, 9.0, 1.0, 7.0, 5.0];
        let fit = quantile_regression(&marks, &[], 0.5).expect("a fit");
        check(fit.coefficients[0], 5.0);
        check(fit.objective, 0.5 * (4.0 + 2.0 + 2.0 + 4.0));
        check(quantile_regression(&marks, &[], 0.1).expect("a fit").coefficients[0], 1.0);
    }

    #[test]
    fn points_on_a_line_are_met() {
        let x: Vec<f64> = (0..40).map(f64::from).collect();
        let y: Vec<f64> = x.iter().map(|x| 3.0 - 2.0 * x).collect();
        let fit = quantile_regression(&y, &[&x], 0.3).expect("a fit");
        check(fit.coefficients[0], 3.0);
        check(fit.coefficients[1], -2.0);
        check(fit.objective, 0.0);
        assert!(fit.converged);
    }

    /// Ties everywhere: no line through two of the points is better.
    #[test]
    fn ties_do_not_stop_the_descent() {
        let x: Vec<f64> = (0..120).map(|k| f64::from(k % 6)).collect();
        let y: Vec<f64> = (0..120).map(|k| f64::from((k * 7 % 11) + k % 6)).collect();
        for tau in [0.1, 0.25, 0.5, 0.75, 0.9] {
            let fit = quantile_regression(&y, &[&x], tau).expect("a fit");
            assert!(fit.converged);
            for first in 0..120 {
                for second in 0..first {
                    if (x[first] - x[second]).abs() > 0.5 {
                        let slope = (y[first] - y[second]) / (x[first] - x[second]);
                        let start = y[first] - slope * x[first];
                        let other: f64 = x.iter().zip(&y).map(|(x, y)| loss(y - start - slope * x, tau)).sum();
                        assert!(fit.objective <= other + 1e-9, "{tau}: {} against {other}", fit.objective);
                    }
                }
            }
        }
    }

    #[test]
    fn wrong_inputs_are_refused() {
        let y = [1.0, 2.0, 3.0];
        assert_eq!(quantile_regression(&y, &[], 1.0).err(), Some(StatError::OutOfRange));
        assert_eq!(quantile_regression(&[1.0, f64::NAN], &[], 0.5).err(), Some(StatError::OutOfRange));
        assert_eq!(quantile_regression(&y, &[&[1.0]], 0.5).err(), Some(StatError::Contradiction));
        assert_eq!(quantile_regression(&y, &[&[2.0; 3]], 0.5).err(), Some(StatError::NoVariation));
        assert_eq!(
            quantile_regression(&[1.0], &[&[2.0]], 0.5).err(),
            Some(StatError::TooFew { found: 1, required: 2 })
        );
    }
}
