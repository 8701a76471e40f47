//! Sums and products of integers to twice the digits of a float.

use std::ops::{Add, Mul, Sub};

/// An unevaluated sum of two floats, good for about 31 digits.
///
/// # References
/// Dekker (1971), Numerische Mathematik 18:224 (product, equation 5.12); Knuth, TAOCP volume 2, 4.2.2, theorem B (sum).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wide {
    high: f64,
    low: f64,
}

impl Wide {
    /// An integer; exact up to 106 bits.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the low part holds what is lost")]
    pub(crate) fn of(value: i128) -> Self {
        let high = value as f64;
        Self { high, low: value.saturating_sub(high as i128) as f64 }
    }

    /// The nearest float.
    pub(crate) fn value(self) -> f64 {
        self.high + self.low
    }
}

// No sum or product of integers is NaN.
impl Eq for Wide {}

fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let from_b = sum - a;
    (sum, (a - (sum - from_b)) + (b - from_b))
}

/// Upper and lower half of the digits.
fn halves(a: f64) -> (f64, f64) {
    let shifted = 134_217_729.0 * a;
    let upper = shifted - (shifted - a);
    (upper, a - upper)
}

impl Add for Wide {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (sum, error) = two_sum(self.high, other.high);
        let (low_sum, low_error) = two_sum(self.low, other.low);
        let (sum, error) = two_sum(sum, error + low_sum);
        let (high, low) = two_sum(sum, error + low_error);
        Self { high, low }
    }
}

impl Sub for Wide {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + Self { high: -other.high, low: -other.low }
    }
}

impl Mul for Wide {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let product = self.high * other.high;
        let ((a, b), (c, d)) = (halves(self.high), halves(other.high));
        let error = ((a * c - product) + a * d + b * c) + b * d;
        let (high, low) = two_sum(product, error + (self.high * other.low + self.low * other.high));
        Self { high, low }
    }
}

#[cfg(test)]
mod tests {
    use super::Wide;

    #[test]
    fn a_difference_of_products_keeps_what_floats_lose() {
        let (a, b) = (Wide::of(94_906_267 * 94_906_269), Wide::of(94_906_268));
        // (m - 1)(m + 1) - m m = -1, far below the last digit of a float.
        assert!(((a - b * b).value() + 1.0).abs() < 1e-20);
        let big = Wide::of(123_456_789_012_345_678_901_234_567);
        assert!((big - Wide::of(123_456_789_012_345_678_901_234_560)).value().to_bits() == 7.0_f64.to_bits());
    }
}
