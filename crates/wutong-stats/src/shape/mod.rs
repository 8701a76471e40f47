//! Skewness, kurtosis and the other signs of the shape of a distribution.

mod metrics;

pub(crate) use metrics::{
    BIMODALITY_COEFFICIENT, EXCESS_KURTOSIS, EXCESS_KURTOSIS_SAMPLE, EXCESS_KURTOSIS_Z, QQ_CORRELATION,
    SHARE_WITHIN_1SD, SHARE_WITHIN_2SD, SHARE_WITHIN_3SD, SKEWNESS, SKEWNESS_SAMPLE, SKEWNESS_Z,
};

use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::moments::{Moments, ratio, real};
use crate::special::normal_quantile;

/// Which skewness or kurtosis is meant; tools disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeConvention {
    /// g1, g2: central moments with divisor n (Stata, SciPy).
    Population,
    /// G1, G2: corrected for the number of pupils (Excel SKEW and KURT, SPSS, SAS).
    Sample,
    /// b1, b2: moments with divisor n over the sample standard deviation (Minitab, R psych).
    OverSampleSd,
}

/// Skewness g1, central moments with divisor n.
///
/// # Formula
/// g1 = m3 / m2^(3/2)
/// # Errors
/// [`StatError::TooFew`] with fewer than three pupils; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Joanes & Gill (1998), The Statistician 47:183, g1.
pub fn skewness(moments: &Moments) -> Result<f64, StatError> {
    Ok(moments.standardised(3)?.0)
}

/// Excess kurtosis g2, central moments with divisor n.
///
/// # Formula
/// g2 = m4 / m2² − 3
/// # Errors
/// [`StatError::TooFew`] with fewer than four pupils; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Joanes & Gill (1998), The Statistician 47:183, g2.
pub fn excess_kurtosis(moments: &Moments) -> Result<f64, StatError> {
    Ok(moments.standardised(4)?.1)
}

/// Skewness by any of the conventions in use.
///
/// # Formula
/// g1 = m3 / m2^(3/2); G1 = g1 √(n (n − 1)) / (n − 2); b1 = g1 ((n − 1) / n)^(3/2)
/// # Errors
/// As [`skewness`].
/// # References
/// Joanes & Gill (1998), The Statistician 47:183, g1, G1 and b1.
pub fn skewness_by(moments: &Moments, convention: ShapeConvention) -> Result<f64, StatError> {
    let (g1, n) = (skewness(moments)?, real(moments.n));
    Ok(match convention {
        ShapeConvention::Population => g1,
        ShapeConvention::Sample => g1 * (n * (n - 1.0)).sqrt() / (n - 2.0),
        ShapeConvention::OverSampleSd => g1 * ((n - 1.0) / n) * ((n - 1.0) / n).sqrt(),
    })
}

/// Excess kurtosis by any of the conventions in use.
///
/// # Formula
/// g2 = m4 / m2² − 3; G2 = (n − 1) ((n + 1) g2 + 6) / ((n − 2)(n − 3)); b2 = (g2 + 3)((n − 1) / n)² − 3
/// # Errors
/// As [`excess_kurtosis`].
/// # References
/// Joanes & Gill (1998), The Statistician 47:183, g2, G2 and b2.
pub fn excess_kurtosis_by(moments: &Moments, convention: ShapeConvention) -> Result<f64, StatError> {
    let (g2, n) = (excess_kurtosis(moments)?, real(moments.n));
    Ok(match convention {
        ShapeConvention::Population => g2,
        ShapeConvention::Sample => (n - 1.0) * ((n + 1.0) * g2 + 6.0) / ((n - 2.0) * (n - 3.0)),
        // (g2 + 3) k - 3 with k = (n - 1)² / n², without the difference of two numbers near 3.
        ShapeConvention::OverSampleSd => g2 * ((n - 1.0) / n).powi(2) - 3.0 * (2.0 * n - 1.0) / (n * n),
    })
}

/// Standard error of the sample skewness G1 where marks are normal.
///
/// # Formula
/// √(6 n (n − 1) / ((n − 2)(n + 1)(n + 3)))
/// # Errors
/// [`StatError::TooFew`] with fewer than three pupils.
/// # References
/// Fisher (1930), Proceedings of the Royal Society A 130:16; as printed by SPSS.
pub fn skewness_standard_error(n: u64) -> Result<f64, StatError> {
    if n < 3 {
        return Err(StatError::TooFew { found: n, required: 3 });
    }
    let n = real(n);
    Ok((6.0 * n * (n - 1.0) / ((n - 2.0) * (n + 1.0) * (n + 3.0))).sqrt())
}

/// Standard error of the sample excess kurtosis G2 where marks are normal.
///
/// # Formula
/// 2 SE(G1) √((n² − 1) / ((n − 3)(n + 5)))
/// # Errors
/// [`StatError::TooFew`] with fewer than four pupils.
/// # References
/// Fisher (1930), Proceedings of the Royal Society A 130:16; as printed by SPSS.
pub fn excess_kurtosis_standard_error(n: u64) -> Result<f64, StatError> {
    if n < 4 {
        return Err(StatError::TooFew { found: n, required: 4 });
    }
    let skewness = skewness_standard_error(n)?;
    let n = real(n);
    Ok(2.0 * skewness * ((n * n - 1.0) / ((n - 3.0) * (n + 5.0))).sqrt())
}

/// Sarle's bimodality coefficient; above 5/9, that of a uniform distribution, two peaks are possible.
///
/// A long tail raises it too, so it is a hint and never a proof.
///
/// # Formula
/// (G1² + 1) / (G2 + 3 (n − 1)² / ((n − 2)(n − 3)))
/// # Errors
/// As [`excess_kurtosis`].
/// # References
/// SAS Institute (1990), SAS/STAT User's Guide, version 6, the CLUSTER procedure; Pfister et al. (2013), Frontiers in
/// Psychology 4:700, equation 1.
pub fn bimodality_coefficient(moments: &Moments) -> Result<f64, StatError> {
    let excess = excess_kurtosis_by(moments, ShapeConvention::Sample)?;
    let skewness = skewness_by(moments, ShapeConvention::Sample)?;
    let n = real(moments.n);
    Ok((skewness * skewness + 1.0) / (excess + 3.0 * (n - 1.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0))))
}

/// Pupils whose mark lies within so many standard deviations of the mean, bounds included.
///
/// In a normal distribution the shares within 1, 2 and 3 are 68.27, 95.45 and 99.73 %.
///
/// # Formula
/// #(|x − m| ≤ k s), s with divisor n; compared in integers as (n x − Σx)² ≤ k² (n Σx² − (Σx)²).
/// # Errors
/// [`StatError::TooFew`] with fewer than two pupils; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Abramowitz & Stegun (1964), table 26.1, for the shares of the normal distribution.
pub fn number_within(table: &FrequencyTable, moments: &Moments, deviations: u32) -> Result<u64, StatError> {
    if moments.n < 2 {
        return Err(StatError::TooFew { found: moments.n, required: 2 });
    }
    let squares = moments.n_times_squares();
    if squares == 0 {
        return Err(StatError::NoVariation);
    }
    let bound = squares.checked_mul(i128::from(deviations) * i128::from(deviations)).unwrap_or(i128::MAX);
    let (n, sum) = (i128::from(moments.n), i128::from(moments.sum));
    let distance = |mark: i32| i128::from(mark) * n - sum;
    let near = |distance: i128| distance.checked_mul(distance).is_some_and(|square| square <= bound);
    let cells = table.cells();
    let first = cells.partition_point(|cell| distance(cell.0) < 0 && !near(distance(cell.0)));
    let end = cells.partition_point(|cell| distance(cell.0) <= 0 || near(distance(cell.0)));
    Ok(cells[first..end].iter().map(|cell| u64::from(cell.1)).sum())
}

/// Share of pupils within so many standard deviations of the mean.
///
/// # Formula
/// [`number_within`] / n
/// # Errors
/// As [`number_within`].
/// # References
/// As [`number_within`].
pub fn share_within(table: &FrequencyTable, moments: &Moments, deviations: u32) -> Result<f64, StatError> {
    let within = number_within(table, moments, deviations)?;
    Ok(ratio(i128::from(within), i128::from(moments.n)))
}

/// Correlation of marks with the normal scores of their ranks: the straightness of the quantile-quantile plot.
///
/// Near 1 for normal marks whatever the number of pupils, unlike a test, which rejects any large group. Tied marks share
/// the score of their mean rank, so that the steps of the marks do not lower it.
///
/// # Formula
/// Pearson correlation of x and Φ⁻¹((r − 3/8) / (n + 1/4)), r the mean rank of the mark.
/// # Errors
/// [`StatError::TooFew`] with fewer than three pupils; [`StatError::NoVariation`] if all marks are equal.
/// # References
/// Blom (1958), Statistical Estimates and Transformed Beta-Variables, section 6.9 (scores); Looney & Gulledge (1985),
/// The American Statistician 39:75 (correlation).
pub fn quantile_correlation(table: &FrequencyTable, moments: &Moments) -> Result<f64, StatError> {
    if moments.n < 3 {
        return Err(StatError::TooFew { found: moments.n, required: 3 });
    }
    let (n, mean) = (real(moments.n), moments.mean()?);
    let (mut total, mut squares, mut products) = (0.0, 0.0, 0.0);
    for (mark, count, below) in table.ranked() {
        let score = blom_score(count, below, n);
        let weight = real(count);
        total += weight * score;
        squares += weight * score * score;
        products += weight * score * (f64::from(mark) - mean);
    }
    let deviations = moments.sum_of_squares() * (squares - total * total / n);
    if deviations > 0.0 { Ok((products / deviations.sqrt()).min(1.0)) } else { Err(StatError::NoVariation) }
}

/// Φ⁻¹((r − 3/8) / (n + 1/4)), r the mean rank of the pupils of a cell, exactly antisymmetric.
pub(crate) fn blom_score(count: u64, below: u64, n: f64) -> f64 {
    let rank = real(below) + 0.5 * (real(count) + 1.0);
    let middle = 0.5 * (n + 1.0);
    if rank <= middle {
        normal_quantile((rank - 0.375) / (n + 0.25))
    } else {
        -normal_quantile((n + 1.0 - rank - 0.375) / (n + 0.25))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: [i32; 24] =
        [38, 45, 52, 52, 58, 60, 61, 61, 64, 67, 70, 70, 70, 73, 75, 78, 80, 84, 88, 91, 96, 97, 100, 100];

    fn of(marks: &[i32]) -> (FrequencyTable, Moments) {
        let table = FrequencyTable::from_marks(&mut marks.to_vec());
        let moments = Moments::of(&table);
        (table, moments)
    }

    fn check(found: Result<f64, StatError>, expected: f64, within: f64) {
        let found = found.expect("a value");
        assert!((found - expected).abs() <= within * expected.abs(), "expected {expected}, got {found}");
    }

    /// SciPy 1.17.1; `fixtures/oracle/make/inference.py`.
    #[test]
    fn shape_of_two_dozen_marks() {
        let (table, moments) = of(&MARKS);
        check(skewness_by(&moments, ShapeConvention::Sample), 0.020_137_525_917_419_53, 1e-12);
        check(excess_kurtosis_by(&moments, ShapeConvention::Sample), -0.726_170_778_039_821_7, 1e-12);
        check(bimodality_coefficient(&moments), 0.369_304_026_647_062_63, 1e-12);
        check(quantile_correlation(&table, &moments), 0.993_827_315_633_848_1, 1e-12);
        check(share_within(&table, &moments, 1), 0.625, 1e-15);
        check(share_within(&table, &moments, 2), 1.0, 1e-15);
    }

    /// Definitions section 12, T1, to the digits printed there.
    #[test]
    fn the_golden_marks() {
        let (_, moments) = of(&[80, 85, 90, 95, 60, 70, 75, 85, 90, 40, 55, 60, 65, 70, 80]);
        check(skewness(&moments), -0.522_657, 1e-6);
        check(excess_kurtosis(&moments), -0.451_558, 1e-6);
        check(skewness_by(&moments, ShapeConvention::Sample), -0.582_617, 1e-6);
        check(excess_kurtosis_by(&moments, ShapeConvention::Sample), -0.109_929, 5e-6);
        check(skewness_standard_error(15), 0.580_119, 1e-6);
        check(excess_kurtosis_standard_error(15), 1.120_897, 1e-6);
    }

    #[test]
    fn a_bound_is_inside() {
        // Mean 0, population sd 5 exactly.
        let (table, moments) = of(&[-5, -5, 5, 5]);
        assert_eq!(number_within(&table, &moments, 1), Ok(4));
        let (table, moments) = of(&[3, 3]);
        assert_eq!(number_within(&table, &moments, 1), Err(StatError::NoVariation));
    }

    #[test]
    fn tied_marks_share_the_score_of_their_mean_rank() {
        let (table, _) = of(&[1, 2, 2, 3]);
        let scores: Vec<f64> = table.ranked().map(|(_, count, below)| blom_score(count, below, 4.0)).collect();
        assert!(scores[1].abs() < 1e-15 && (scores[0] + scores[2]).abs() < 1e-15);
    }
}
