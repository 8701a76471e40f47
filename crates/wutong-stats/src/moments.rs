//! Exact moments of a frequency table.

use crate::error::StatError;
use crate::frequency::{FrequencyTable, Tick};
use crate::wide::Wide;

/// Number, sum and power sums about an integer centre, all exact integers in ticks.
///
/// The centre is the tick nearest to the mean, so that turning the sums into central moments loses no digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moments {
    /// Number of pupils.
    pub n: u64,
    /// Sum of marks.
    pub sum: i64,
    first: i128,
    second: i128,
    higher: Higher,
}

/// Third and fourth power sum: exact integers unless marks spread so far that they would not fit (beyond 2^31 / n^(1/4)),
/// then to 31 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Higher {
    Exact([i128; 2]),
    Wide([Wide; 2]),
}

impl Default for Higher {
    fn default() -> Self {
        Self::Exact([0, 0])
    }
}

impl Higher {
    fn exact(self) -> Option<[i128; 2]> {
        if let Self::Exact(sums) = self { Some(sums) } else { None }
    }

    fn wide(self) -> [Wide; 2] {
        match self {
            Self::Exact(sums) => sums.map(Wide::of),
            Self::Wide(sums) => sums,
        }
    }
}

impl Moments {
    /// The moments of a table.
    #[must_use]
    pub fn of<M: Tick>(table: &FrequencyTable<M>) -> Self {
        let n = table.n();
        let (Some(&(lowest, _)), Some(&(highest, _))) = (table.cells().first(), table.cells().last()) else {
            return Self::default();
        };
        let (lowest, highest): (i64, i64) = (lowest.into(), highest.into());
        let sum: i64 = table.cells().iter().map(|&(mark, count)| mark.into() * i64::from(count)).sum();
        let centre = centre(sum, n);
        let widest = (highest - centre).max(centre - lowest);
        let fits = i128::from(widest).checked_pow(4).and_then(|power| power.checked_mul(i128::from(n))).is_some();
        // Sums of a class or school fit machine words, which add up several times faster.
        let small = widest.checked_pow(4).and_then(|power| power.checked_mul(i64::try_from(n).ok()?)).is_some();
        if small {
            let (mut first, mut second, mut third, mut fourth) = (0i64, 0i64, 0i64, 0i64);
            for &(mark, count) in table.cells() {
                let (distance, count) = (mark.into() - centre, i64::from(count));
                let square = distance * distance;
                first += distance * count;
                second += square * count;
                third += square * distance * count;
                fourth += square * square * count;
            }
            let higher = Higher::Exact([third, fourth].map(i128::from));
            return Self { n, sum, first: first.into(), second: second.into(), higher };
        }
        let (mut first, mut second, mut third, mut fourth) = (0i128, 0i128, 0i128, 0i128);
        let mut wide = [Wide::of(0); 2];
        for &(mark, count) in table.cells() {
            let distance = i128::from(mark.into() - centre);
            let square = distance * distance;
            let count = i128::from(count);
            first += distance * count;
            second += square * count;
            if fits {
                third += square * distance * count;
                fourth += square * square * count;
            } else {
                let weighted = Wide::of(square) * Wide::of(count);
                wide = [wide[0] + weighted * Wide::of(distance), wide[1] + weighted * Wide::of(square)];
            }
        }
        let higher = if fits { Higher::Exact([third, fourth]) } else { Higher::Wide(wide) };
        Self { n, sum, first, second, higher }
    }

    /// The moments of all pupils but those of a part: of a region's others, from the region's and a school's.
    ///
    /// # Formula
    /// Power sums of both, moved to the centre of the rest, subtracted; exact, the same as from the marks themselves.
    /// # Errors
    /// [`StatError::Contradiction`] if the part cannot be one.
    pub fn without(&self, part: &Self) -> Result<Self, StatError> {
        let n = self.n.checked_sub(part.n).ok_or(StatError::Contradiction)?;
        let sum = self.sum.checked_sub(part.sum).ok_or(StatError::Contradiction)?;
        if n == 0 {
            return if self == part { Ok(Self::default()) } else { Err(StatError::Contradiction) };
        }
        let centre = centre(sum, n);
        let (whole, part) = (self.about(centre), part.about(centre));
        let second = whole.second - part.second;
        let higher = match (whole.higher, part.higher) {
            (Higher::Exact(whole), Higher::Exact(part)) => Higher::Exact([whole[0] - part[0], whole[1] - part[1]]),
            (whole, part) => {
                let (whole, part) = (whole.wide(), part.wide());
                Higher::Wide([whole[0] - part[0], whole[1] - part[1]])
            }
        };
        if second < 0 || higher.exact().is_some_and(|[_, fourth]| fourth < 0) {
            return Err(StatError::Contradiction);
        }
        Ok(Self { n, sum, first: whole.first - part.first, second, higher })
    }

    /// The same with power sums about another centre.
    fn about(&self, centre_wanted: i64) -> Self {
        if self.n == 0 {
            return Self { higher: Higher::default(), ..*self };
        }
        let move_by = i128::from(centre(self.sum, self.n)) - i128::from(centre_wanted);
        let n = i128::from(self.n);
        let (first, second) = (self.first, self.second);
        let exact = self.higher.exact().and_then(|[third, fourth]| {
            let square = move_by * move_by;
            let cube = square.checked_mul(move_by)?;
            let moved_third = third
                .checked_add(second.checked_mul(3 * move_by)?)?
                .checked_add(first.checked_mul(3 * square)?)?
                .checked_add(n.checked_mul(cube)?)?;
            let moved_fourth = fourth
                .checked_add(third.checked_mul(4 * move_by)?)?
                .checked_add(second.checked_mul(6 * square)?)?
                .checked_add(first.checked_mul(cube.checked_mul(4)?)?)?
                .checked_add(n.checked_mul(cube.checked_mul(move_by)?)?)?;
            Some([moved_third, moved_fourth])
        });
        let higher = exact.map_or_else(|| Higher::Wide(self.higher_about(move_by)), Higher::Exact);
        Self {
            first: first + n * move_by,
            second: second + 2 * move_by * first + n * move_by * move_by,
            higher,
            ..*self
        }
    }

    /// The higher power sums about a centre this far below.
    fn higher_about(&self, move_by: i128) -> [Wide; 2] {
        let [third, fourth] = self.higher.wide();
        let [by, n, first, second] = [move_by, i128::from(self.n), self.first, self.second].map(Wide::of);
        let times = |factor: i128, term: Wide| Wide::of(factor) * term;
        [
            third + times(3, by * second) + times(3, by * by * first) + by * by * by * n,
            fourth
                + times(4, by * third)
                + times(6, by * by * second)
                + times(4, by * by * by * first)
                + by * by * by * by * n,
        ]
    }

    /// Mean in ticks.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    pub fn mean(&self) -> Result<f64, StatError> {
        self.at_least(1)?;
        Ok(ratio(i128::from(self.sum), i128::from(self.n)))
    }

    /// Mean in units of so many ticks (a point, the full mark), one division of integers.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    pub fn mean_in_units(&self, ticks_per_unit: i64) -> Result<f64, StatError> {
        self.at_least(1)?;
        Ok(ratio(i128::from(self.sum), i128::from(self.n) * i128::from(ticks_per_unit)))
    }

    /// Sum of squared marks, in squared ticks; `None` beyond 128 bits.
    pub(crate) fn squares(&self) -> Option<i128> {
        let centre = i128::from(centre(self.sum, self.n));
        let mean = centre.checked_mul(2 * self.first)?.checked_add(i128::from(self.n).checked_mul(centre * centre)?)?;
        self.second.checked_add(mean)
    }

    /// Sum of squared deviations from the mean.
    #[must_use]
    pub fn sum_of_squares(&self) -> f64 {
        if self.n == 0 { 0.0 } else { ratio(self.n_times_squares(), i128::from(self.n)) }
    }

    /// Variance with divisor n.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    pub fn population_variance(&self) -> Result<f64, StatError> {
        self.at_least(1)?;
        let n = i128::from(self.n);
        Ok(ratio(self.n_times_squares(), n * n))
    }

    /// Variance with divisor n - 1.
    ///
    /// # Errors
    /// [`StatError::TooFew`] with fewer than two pupils.
    pub fn sample_variance(&self) -> Result<f64, StatError> {
        self.at_least(2)?;
        let n = i128::from(self.n);
        Ok(ratio(self.n_times_squares(), n * (n - 1)))
    }

    /// Third and fourth central moment with divisor n.
    ///
    /// # Errors
    /// [`StatError::TooFew`] without pupils.
    pub fn third_and_fourth(&self) -> Result<(f64, f64), StatError> {
        self.at_least(1)?;
        let [third, fourth, _] = self.scaled();
        let n = ratio(i128::from(self.n), 1);
        Ok((third / (n * n * n), fourth / (n * n * n * n)))
    }

    /// g1 and g2: the third and fourth moment in standard deviations (divisor n), the fourth less 3.
    ///
    /// # Numerics
    /// Numerators are differences of integers, taken exactly where they fit 128 bits and otherwise in double-double
    /// arithmetic: g1 and g2 keep their digits where they are nearly zero.
    pub(crate) fn standardised(&self, required: u64) -> Result<(f64, f64), StatError> {
        self.at_least(required)?;
        let squares = ratio(self.n_times_squares(), 1);
        if squares <= 0.0 {
            return Err(StatError::NoVariation);
        }
        let [third, _, excess] = self.scaled();
        Ok((third / (squares * squares.sqrt()), excess / (squares * squares)))
    }

    /// n^3 m3, n^4 m4 and n^4 (m4 - 3 m2^2).
    fn scaled(&self) -> [f64; 3] {
        let (n, first, second) = (i128::from(self.n), self.first, self.second);
        let squares = self.n_times_squares();
        // No term below exceeds 6 n^3 times the fourth power sum (inequality of power means).
        let fits = |[_, fourth]: &[i128; 2]| {
            n.checked_pow(3).and_then(|cube| cube.checked_mul(*fourth)?.checked_mul(17)).is_some()
        };
        if let Some([third, fourth]) = self.higher.exact().filter(fits) {
            let scaled_third = n * n * third - 3 * n * first * second + 2 * first * first * first;
            let scaled_fourth = n * n * n * fourth - 4 * n * n * first * third + 6 * n * first * first * second
                - 3 * first * first * first * first;
            return [scaled_third, scaled_fourth, scaled_fourth - 3 * squares * squares].map(|sum| ratio(sum, 1));
        }
        let [third, fourth] = self.higher.wide();
        let [n, first, second, squares] = [n, first, second, squares].map(Wide::of);
        let scaled_third = n * n * third - Wide::of(3) * n * first * second + Wide::of(2) * first * first * first;
        let scaled_fourth = n * n * n * fourth - Wide::of(4) * n * n * first * third
            + Wide::of(6) * n * first * first * second
            - Wide::of(3) * first * first * first * first;
        let excess = scaled_fourth - Wide::of(3) * squares * squares;
        [scaled_third, scaled_fourth, excess].map(Wide::value)
    }

    /// n times the sum of squared deviations, an exact integer.
    pub(crate) fn n_times_squares(&self) -> i128 {
        i128::from(self.n) * self.second - self.first * self.first
    }

    fn at_least(&self, required: u64) -> Result<(), StatError> {
        if self.n < required { Err(StatError::TooFew { found: self.n, required }) } else { Ok(()) }
    }
}

/// The tick nearest to the mean.
fn centre(sum: i64, n: u64) -> i64 {
    let nearest = (2 * i128::from(sum) + i128::from(n)).div_euclid(2 * i128::from(n));
    i64::try_from(nearest).expect("the mean lies between the marks")
}

/// Two exact integers as a quotient.
#[expect(clippy::cast_precision_loss, reason = "the quotient of two correctly rounded integers is right to 2 ulp")]
pub(crate) fn ratio(numerator: i128, denominator: i128) -> f64 {
    // Most pairs fit a machine word, and converting that is one instruction instead of a call.
    match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(numerator), Ok(denominator)) => numerator as f64 / denominator as f64,
        _ => numerator as f64 / denominator as f64,
    }
}

/// A number of pupils as a float.
pub(crate) fn real(n: u64) -> f64 {
    ratio(i128::from(n), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(marks: &[i32]) -> Moments {
        Moments::of(&FrequencyTable::from_marks(&mut marks.to_vec()))
    }

    #[test]
    fn central_moments_of_a_coarse_lattice_keep_their_digits() {
        // 999 marks of 1 and one of 0: m3 = -p q (p - q), m4 = p q (p^3 + q^3).
        let mut marks = vec![1; 999];
        marks.push(0);
        let (p, q) = (0.999_f64, 0.001_f64);
        let (third, fourth) = of(&marks).third_and_fourth().expect("marks");
        assert!((third / (-p * q * (p - q)) - 1.0).abs() < 1e-14);
        assert!((fourth / (p * q * (p * p * p + q * q * q)) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn symmetric_marks_have_no_skewness_at_all() {
        let moments = of(&[10, 20, 30, 40, 50, 60]);
        assert_eq!(moments.standardised(3).map(|shape| shape.0.to_bits()), Ok(0.0_f64.to_bits()));
    }

    #[test]
    fn marks_spread_beyond_any_paper_keep_their_moments() {
        let moments = of(&[i32::MIN, i32::MAX].repeat(10));
        assert_eq!(moments.mean(), Ok(-0.5));
        // Two marks equally often: no skewness, m4 = m2².
        assert_eq!(moments.standardised(4), Ok((0.0, -2.0)));
        let half = 0.5 * (f64::from(i32::MAX) - f64::from(i32::MIN));
        assert_eq!(moments.third_and_fourth(), Ok((0.0, half.powi(4))));
    }
}
