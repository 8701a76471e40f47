//! The root of a function between two points.

use crate::error::StatError;

const MOST_STEPS: u32 = 200;

/// Where a continuous function changes sign, to a width or to the last digit.
///
/// # Inputs
/// `low`, `high`: two points with function values of opposite sign. `width`: relative to the point, from 1 up.
/// # Numerics
/// False position with the Illinois rule.
/// # Errors
/// [`StatError::NotConverged`] after 200 steps, and whatever the function returns.
/// # References
/// Dowell & Jarratt (1971), BIT 11:168.
pub(crate) fn root(
    (mut low, mut at_low): (f64, f64),
    (mut high, mut at_high): (f64, f64),
    width: f64,
    mut function: impl FnMut(f64) -> Result<f64, StatError>,
) -> Result<f64, StatError> {
    let mut last = 0i8;
    for _ in 0..MOST_STEPS {
        let next = high - at_high * (high - low) / (at_high - at_low);
        let value = function(next)?;
        let narrow = width * next.abs().max(1.0);
        if value.abs() <= 0.0 || (next - low).abs() <= narrow || (next - high).abs() <= narrow {
            return Ok(next);
        }
        if (value < 0.0) == (at_high < 0.0) {
            (high, at_high) = (next, value);
            at_low *= if last > 0 { 0.5 } else { 1.0 };
            last = 1;
        } else {
            (low, at_low) = (next, value);
            at_high *= if last < 0 { 0.5 } else { 1.0 };
            last = -1;
        }
    }
    Err(StatError::NotConverged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_two() {
        let found = root((0.0, -2.0), (8.0, 62.0), 1e-15, |x| Ok(x * x - 2.0)).unwrap();
        assert!((found - 2f64.sqrt()).abs() < 1e-14, "{found}");
        let down = root((0.0, 2.0), (8.0, -62.0), 1e-15, |x| Ok(2.0 - x * x)).unwrap();
        assert!((down - 2f64.sqrt()).abs() < 1e-14, "{down}");
    }
}
