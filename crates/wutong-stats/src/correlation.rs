//! Correlation of two variables: product-moment with its interval, and of ranks.

use crate::cross_products::CrossProducts;
use crate::error::StatError;
use crate::moments::ratio;
use crate::special;

/// Product-moment correlation of two variables of a summary.
///
/// # Formula
/// r = Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²)
/// # Errors
/// [`StatError::TooFew`] with fewer than two pupils; [`StatError::NoVariation`] if a variable is constant;
/// [`StatError::OutOfRange`] without such a variable.
/// # References
/// Pearson (1896), Philosophical Transactions A 187:253.
pub fn pearson_correlation(products: &CrossProducts, first: usize, second: usize) -> Result<f64, StatError> {
    if products.n() < 2 {
        return Err(StatError::TooFew { found: products.n(), required: 2 });
    }
    let (a, b) = (products.centred(first, first)?, products.centred(second, second)?);
    if a <= 0.0 || b <= 0.0 {
        return Err(StatError::NoVariation);
    }
    Ok((products.centred(first, second)? / (a.sqrt() * b.sqrt())).clamp(-1.0, 1.0))
}

/// Fisher's interval of a product-moment correlation.
///
/// # Formula
/// tanh(artanh r ± z / √(n − 3))
/// # Inputs
/// `level`: coverage in (0, 1).
/// # Returns
/// A correlation of exactly ±1 is its own interval.
/// # Errors
/// [`StatError::TooFew`] with fewer than four pupils; [`StatError::OutOfRange`] for a correlation outside [−1, 1] or a
/// level outside (0, 1).
/// # References
/// Fisher (1921), Metron 1:3.
pub fn fisher_interval(correlation: f64, n: u64, level: f64) -> Result<(f64, f64), StatError> {
    if n < 4 {
        return Err(StatError::TooFew { found: n, required: 4 });
    }
    let z = special::two_sided_normal(level)?;
    if !(-1.0..=1.0).contains(&correlation) {
        return Err(StatError::OutOfRange);
    }
    if correlation.abs() >= 1.0 {
        return Ok((correlation, correlation));
    }
    let (centre, half) = (libm::atanh(correlation), z / ratio(i128::from(n - 3), 1).sqrt());
    Ok((libm::tanh(centre - half), libm::tanh(centre + half)))
}

/// Rank correlation of pairs, ties sharing the mean of their ranks.
///
/// # Formula
/// The product-moment correlation of the ranks; ranks are doubled, so that those of ties are whole numbers.
/// # Errors
/// [`StatError::TooFew`] with fewer than two pairs; [`StatError::NoVariation`] if a side is constant.
/// # References
/// Spearman (1904), American Journal of Psychology 15:72; Kendall (1970), Rank Correlation Methods, section 3.8.
pub fn spearman_correlation(pairs: &[(i64, i64)]) -> Result<f64, StatError> {
    let first = doubled_ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let second = doubled_ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let mut products = CrossProducts::default();
    for (a, b) in first.into_iter().zip(second) {
        products.push(&[a, b])?;
    }
    pearson_correlation(&products, 0, 1)
}

/// Twice the average rank of each value, ascending from 2.
fn doubled_ranks(values: &[i64]) -> Vec<i64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by_key(|&position| values[position]);
    let mut ranks = vec![0; values.len()];
    let mut below = 0i64;
    for run in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let ties = i64::try_from(run.len()).expect("a slice has fewer than 2^63 elements");
        for &position in run {
            ranks[position] = 2 * below + ties + 1;
        }
        below += ties;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_ties_are_shared() {
        assert_eq!(doubled_ranks(&[30, 10, 30, 20]), [7, 2, 7, 4]);
    }

    #[test]
    fn a_rank_correlation_by_hand() {
        // d² = 1, 1, 0, 0: 1 - 6 * 2 / (4 * 15) = 0.8.
        let found = spearman_correlation(&[(1, 20), (2, 10), (3, 30), (4, 40)]).unwrap();
        assert!((found - 0.8).abs() < 1e-15, "{found}");
    }

    #[test]
    fn undefined_correlations_are_typed() {
        assert_eq!(spearman_correlation(&[]), Err(StatError::TooFew { found: 0, required: 2 }));
        assert_eq!(spearman_correlation(&[(1, 1), (1, 2)]), Err(StatError::NoVariation));
        assert_eq!(fisher_interval(0.5, 3, 0.95), Err(StatError::TooFew { found: 3, required: 4 }));
        assert_eq!(fisher_interval(0.5, 9, 1.0), Err(StatError::OutOfRange));
        assert_eq!(fisher_interval(f64::NAN, 9, 0.9), Err(StatError::OutOfRange));
        assert_eq!(fisher_interval(1.0, 9, 0.9), Ok((1.0, 1.0)));
    }
}
