//! Numbers as people read them, with the digits that the catalogue gives each unit.

use wutong_stats::{MetricInfo, Unit, rounded};

/// Rounds half up at `decimals`, on the shortest decimal text of the number so that 0.285 prints as 0.29.
#[must_use]
pub fn decimal(value: f64, decimals: usize) -> String {
    without_negative_zero(format!("{:.*}", decimals, rounded(value, decimals)))
}

fn without_negative_zero(text: String) -> String {
    if text.starts_with('-') && text[1..].chars().all(|c| c == '0' || c == '.') { text[1..].to_owned() } else { text }
}

/// A share as a percentage with two decimals, `92.50%`.
#[must_use]
pub fn percent(value: f64) -> String {
    // Shifting the decimal text instead of multiplying keeps 0.285 from becoming 28.499999999999996.
    let shifted = format!("{value}e2").parse().unwrap_or(value * 100.0);
    format!("{}%", decimal(shifted, Unit::Fraction.decimals() - 2))
}

/// A value of a metric in its unit.
#[must_use]
pub fn metric_value(info: &MetricInfo, value: f64) -> String {
    match info.unit {
        Unit::Fraction => percent(value),
        unit => decimal(value, unit.decimals()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_round_half_up() {
        for (value, text) in
            [(0.285, "0.29"), (1.005, "1.01"), (2.5, "2.50"), (-0.004, "0.00"), (72.125, "72.13"), (-1.005, "-1.01")]
        {
            assert_eq!(decimal(value, 2), text, "{value}");
        }
    }

    #[test]
    fn percentages_have_two_decimals() {
        for (value, text) in [
            (0.75, "75.00%"),
            (0.925, "92.50%"),
            (1.0, "100.00%"),
            (0.333_333_333, "33.33%"),
            (0.99325, "99.33%"),
            (-0.051, "-5.10%"),
        ] {
            assert_eq!(percent(value), text);
        }
    }
}
