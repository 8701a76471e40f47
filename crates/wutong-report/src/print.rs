//! Numbers as people read them: the only place that rounds.

use wutong_stats::{MetricInfo, Unit};

/// Rounds half up at `decimals`, on the shortest decimal text of the number so that 0.285 prints as 0.29.
#[must_use]
pub fn decimal(value: f64, decimals: usize) -> String {
    let exact = format!("{:.*}", decimals, value);
    let text = format!("{}", value.abs());
    let Some((_, fraction)) = text.split_once('.') else { return exact };
    // Only an exact tie of the printed decimal needs help; binary rounding is right everywhere else.
    if fraction.len() != decimals + 1 || !fraction.ends_with('5') {
        return without_negative_zero(exact);
    }
    let away =
        format!("{:.*}", decimals, value + value.signum() * 10f64.powi(-(i32::try_from(decimals).unwrap_or(0)) - 2));
    without_negative_zero(away)
}

fn without_negative_zero(text: String) -> String {
    if text.starts_with('-') && text[1..].chars().all(|c| c == '0' || c == '.') { text[1..].to_owned() } else { text }
}

/// A share as a percentage with two decimals, `92.50%`.
#[must_use]
pub fn percent(value: f64) -> String {
    // Shifting the decimal text instead of multiplying keeps 0.285 from becoming 28.499999999999996.
    let shifted = format!("{value}e2").parse().unwrap_or(value * 100.0);
    format!("{}%", decimal(shifted, 2))
}

/// A value of a metric in its unit.
#[must_use]
pub fn metric_value(info: &MetricInfo, value: f64) -> String {
    match info.unit {
        Unit::Pupils | Unit::Place => decimal(value, 0),
        Unit::Points => decimal(value, 2),
        Unit::Fraction => percent(value),
        Unit::Number => decimal(value, 3),
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
