//! Marks on standard scales: z, T, 500 + 100 z, percentile ranks and normal scores.

use crate::error::StatError;
use crate::frequency::{FrequencyTable, Tick};
use crate::moments::{Moments, ratio, real};
use crate::shape::blom_score;
use crate::special::normal_quantile;

/// What the sum of squares of a standard deviation is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Divisor {
    /// n: the pupils are all there are, as in an exam that everybody sits.
    Population,
    /// n − 1: the pupils are a sample.
    Sample,
}

/// A linear scale of z scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinearScale {
    /// Value of the mean.
    pub centre: f64,
    /// Worth of one standard deviation.
    pub spread: f64,
    /// Lowest and highest value that is given.
    pub bounds: Option<(f64, f64)>,
}

impl LinearScale {
    /// 50 + 10 z.
    pub const T: Self = Self { centre: 50.0, spread: 10.0, bounds: None };
    /// 500 + 100 z.
    pub const FIVE_HUNDRED: Self = Self { centre: 500.0, spread: 100.0, bounds: None };
    /// 500 + 100 z between 100 and 900: totals in Hainan.
    pub const HAINAN_TOTAL: Self = Self { bounds: Some((100.0, 900.0)), ..Self::FIVE_HUNDRED };
    /// 180 + 30 z between 60 and 300: subjects in Hainan.
    pub const HAINAN_SUBJECT: Self = Self { centre: 180.0, spread: 30.0, bounds: Some((60.0, 300.0)) };

    /// The value of a z score.
    #[must_use]
    pub fn at(&self, z: f64) -> f64 {
        let value = self.centre + self.spread * z;
        self.bounds.map_or(value, |(least, most)| value.max(least).min(most))
    }
}

/// The standard scores of all pupils with one mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandardScore<M = i32> {
    /// The mark, in ticks.
    pub mark: M,
    /// Pupils with this mark.
    pub n_pupils: u64,
    /// Place from the top, ties sharing the better one (1, 2, 2, 4).
    pub place: u64,
    /// Distance from the mean in standard deviations.
    pub z: f64,
    /// Share of pupils below, half of the equal ones included.
    pub percentile_rank: f64,
    /// Normal score of the mean rank, by Blom.
    pub normal_score: f64,
    /// 50 + 10 times the normal quantile of the percentile rank: a T score whatever the shape of the distribution.
    pub normalised_t: f64,
}

/// Standard scores of every mark of a table, ascending.
///
/// # Formula
/// z = (x − m) / s; percentile rank (below + equal / 2) / n; place 1 + above; normal score Φ⁻¹((r − 3/8) / (n + 1/4)), r the
/// mean rank; normalised T 50 + 10 Φ⁻¹(percentile rank)
/// # Inputs
/// `table` with its `moments`; `divisor` of the standard deviation.
/// # Errors
/// [`StatError::TooFew`] with fewer than two pupils; [`StatError::NoVariation`] if all marks are equal.
/// # Numerics
/// z is the quotient of one exact integer and one square root.
/// # References
/// Crocker & Algina (1986), Introduction to Classical and Modern Test Theory, chapter 19 (percentile rank, T and
/// normalised T); Blom (1958), Statistical Estimates and Transformed Beta-Variables, section 6.9.
pub fn standard_scores<M: Tick>(
    table: &FrequencyTable<M>,
    moments: &Moments,
    divisor: Divisor,
) -> Result<Vec<StandardScore<M>>, StatError> {
    if moments.n < 2 {
        return Err(StatError::TooFew { found: moments.n, required: 2 });
    }
    let squares = moments.n_times_squares();
    if squares == 0 {
        return Err(StatError::NoVariation);
    }
    let n = real(moments.n);
    // n times the standard deviation.
    let scaled_sd = match divisor {
        Divisor::Population => ratio(squares, 1).sqrt(),
        Divisor::Sample => (ratio(squares, i128::from(moments.n - 1)) * n).sqrt(),
    };
    let score = |(mark, count, below): (M, u64, u64)| {
        let distance = i128::from(mark.into()) * i128::from(moments.n) - i128::from(moments.sum);
        let above = moments.n - below - count;
        StandardScore {
            mark,
            n_pupils: count,
            place: above + 1,
            z: ratio(distance, 1) / scaled_sd,
            percentile_rank: half_share(below, count, moments.n),
            normal_score: blom_score(count, below, n),
            normalised_t: LinearScale::T.at(if below <= above {
                normal_quantile(half_share(below, count, moments.n))
            } else {
                -normal_quantile(half_share(above, count, moments.n))
            }),
        }
    };
    Ok(table.ranked().map(score).collect())
}

/// (outside + equal / 2) / n
fn half_share(outside: u64, equal: u64, n: u64) -> f64 {
    ratio(2 * i128::from(outside) + i128::from(equal), 2 * i128::from(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(marks: &[i32], divisor: Divisor) -> Result<Vec<StandardScore>, StatError> {
        let table = FrequencyTable::from_marks(&mut marks.to_vec());
        standard_scores(&table, &Moments::of(&table), divisor)
    }

    #[test]
    fn scores_of_four_marks() {
        // Mean 70, population sd 10.
        let scores = of(&[60, 60, 80, 80], Divisor::Population).expect("scores");
        assert!((scores[1].z - 1.0).abs() < 1e-15 && (scores[0].z + 1.0).abs() < 1e-15);
        assert_eq!((scores[1].place, scores[0].place), (1, 3));
        assert!((scores[0].percentile_rank - 0.25).abs() < 1e-15);
        // The quartile of a normal distribution, Abramowitz & Stegun table 26.5.
        assert!((scores[1].normalised_t - (50.0 + 10.0 * 0.674_489_750_196_081_7)).abs() < 1e-12);
        assert!((scores[0].normalised_t + scores[1].normalised_t - 100.0).abs() < 1e-12);
        let sample = of(&[60, 60, 80, 80], Divisor::Sample).expect("scores");
        assert!((sample[1].z - 0.75_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn scales_have_their_bounds() {
        assert!((LinearScale::T.at(1.0) - 60.0).abs() < 1e-12);
        assert!((LinearScale::FIVE_HUNDRED.at(-5.0)).abs() < 1e-12);
        assert!((LinearScale::HAINAN_TOTAL.at(-5.0) - 100.0).abs() < 1e-12);
        assert!((LinearScale::HAINAN_SUBJECT.at(4.5) - 300.0).abs() < 1e-12);
        assert!((LinearScale::HAINAN_SUBJECT.at(0.5) - 195.0).abs() < 1e-12);
    }

    #[test]
    fn few_or_equal_marks_are_refused() {
        assert_eq!(of(&[5], Divisor::Population), Err(StatError::TooFew { found: 1, required: 2 }));
        assert_eq!(of(&[5, 5], Divisor::Population), Err(StatError::NoVariation));
    }
}
