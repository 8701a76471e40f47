//! A small dense symmetric solver for the normal equations of linear models.

use crate::cross_products::packed;
use crate::error::StatError;

/// Share of a variable's own square below which the rest counts as nothing: it is a combination of the earlier ones.
const NOTHING_LEFT: f64 = 1e-11;

/// Inverse of a positive definite matrix as a packed lower triangle, and the logarithm of its determinant.
///
/// # Numerics
/// Scaled to a unit diagonal first, so that the units of the variables decide nothing; then Cholesky.
/// # Errors
/// [`StatError::Collinear`] if a row is, to eleven digits, a combination of the earlier ones.
pub(crate) fn invert(matrix: &[f64], size: usize) -> Result<Vec<f64>, StatError> {
    let scale: Vec<f64> = (0..size).map(|row| matrix[packed(row, row)].sqrt()).collect();
    if scale.iter().any(|&scale| scale.is_nan() || scale <= 0.0) {
        return Err(StatError::Collinear);
    }
    let mut factor = matrix.to_vec();
    for row in 0..size {
        for column in 0..=row {
            factor[packed(row, column)] /= scale[row] * scale[column];
        }
    }
    for row in 0..size {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| factor[packed(row, k)] * factor[packed(column, k)]).sum();
            let rest = factor[packed(row, column)] - known;
            if row > column {
                factor[packed(row, column)] = rest / factor[packed(column, column)];
            } else if rest > NOTHING_LEFT {
                factor[packed(row, row)] = rest.sqrt();
            } else {
                return Err(StatError::Collinear);
            }
        }
    }
    // The inverse of the factor, in place of it.
    let mut inverse = vec![0.0; factor.len()];
    for column in 0..size {
        inverse[packed(column, column)] = 1.0 / factor[packed(column, column)];
        for row in column + 1..size {
            let sum: f64 = (column..row).map(|k| factor[packed(row, k)] * inverse[packed(k, column)]).sum();
            inverse[packed(row, column)] = -sum / factor[packed(row, row)];
        }
    }
    let mut result = vec![0.0; factor.len()];
    for row in 0..size {
        for column in 0..=row {
            let sum: f64 = (row..size).map(|k| inverse[packed(k, row)] * inverse[packed(k, column)]).sum();
            result[packed(row, column)] = sum / (scale[row] * scale[column]);
        }
    }
    Ok(result)
}

/// A packed symmetric matrix times a vector.
pub(crate) fn times(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    let size = vector.len();
    (0..size).map(|row| (0..size).map(|k| matrix[packed(row, k)] * vector[k]).sum()).collect()
}

/// The quadratic form v'Mv.
pub(crate) fn quadratic(matrix: &[f64], vector: &[f64]) -> f64 {
    times(matrix, vector).iter().zip(vector).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_of_a_matrix_of_three() {
        // [[4,2,0],[2,5,3],[0,3,6]]: determinant 60, adjugate by hand.
        let inverse = invert(&[4.0, 2.0, 5.0, 0.0, 3.0, 6.0], 3).unwrap();
        let expected = [21.0, -12.0, 24.0, 6.0, -12.0, 16.0].map(|cofactor| cofactor / 60.0);
        for (found, expected) in inverse.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        }
    }

    #[test]
    fn a_repeated_variable_is_collinear() {
        assert_eq!(invert(&[1.0, 2.0, 4.0], 2), Err(StatError::Collinear));
        assert_eq!(invert(&[0.0], 1), Err(StatError::Collinear));
    }
}
