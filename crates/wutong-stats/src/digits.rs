//! The digits that a value is printed with.

use crate::catalogue::Unit;

impl Unit {
    /// Decimals that a value in this unit is printed with: pages, and tables for readers outside the centre, say the same
    /// digits. A fraction is printed as a percentage, with two decimals less.
    #[must_use]
    pub fn decimals(self) -> usize {
        match self {
            Self::Pupils | Self::Place => 0,
            Self::Points => 2,
            Self::Number => 3,
            Self::Fraction => 4,
        }
    }

    /// The value with its printed digits.
    #[must_use]
    pub fn rounded(self, value: f64) -> f64 {
        rounded(value, self.decimals())
    }

    /// Half of the last printed digit: how far a printed value may lie from the value itself.
    #[must_use]
    pub fn half_step(self) -> f64 {
        0.5 * 10f64.powi(-i32::try_from(self.decimals()).unwrap_or(0))
    }
}

/// Rounds half away from zero at `decimals`, on the shortest decimal text of the number, so that 0.285 becomes 0.29 although
/// its binary form lies below the tie.
#[must_use]
pub fn rounded(value: f64, decimals: usize) -> f64 {
    let text = format!("{}", value.abs());
    let tie = text.split_once('.').is_some_and(|(_, rest)| rest.len() == decimals + 1 && rest.ends_with('5'));
    // Only an exact tie of the printed decimal needs help; binary rounding is right everywhere else.
    let nudge = if tie { value.signum() * 10f64.powi(-i32::try_from(decimals).unwrap_or(0) - 2) } else { 0.0 };
    format!("{:.*}", decimals, value + nudge).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_value_stays() {
        let cases: [(f64, usize, f64); 6] = [
            (0.285, 2, 0.29),
            (1.005, 2, 1.01),
            (-1.005, 2, -1.01),
            (72.125, 2, 72.13),
            (0.99325, 4, 0.9933),
            (2.5, 0, 3.0),
        ];
        for (value, decimals, expected) in cases {
            assert_eq!(rounded(value, decimals).to_bits(), expected.to_bits(), "{value}");
            assert_eq!(rounded(expected, decimals).to_bits(), expected.to_bits(), "{value}");
        }
    }

    #[test]
    fn no_value_moves_by_more_than_half_a_step() {
        for unit in [Unit::Pupils, Unit::Place, Unit::Points, Unit::Number, Unit::Fraction] {
            for number in 0..5000 {
                let value = f64::from(number - 2500) / 7.0;
                assert!((unit.rounded(value) - value).abs() <= unit.half_step() * (1.0 + 1e-9), "{unit:?} {value}");
            }
        }
    }
}
