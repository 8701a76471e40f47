//! Names in the order a person expects: class 2 before class 10.

use std::cmp::Ordering;

/// Compares two names, runs of digits by their value.
#[must_use]
pub fn natural(left: &str, right: &str) -> Ordering {
    parts(left).cmp(&parts(right)).then_with(|| left.cmp(right))
}

/// A run of digits (without leading zeros: longer is larger) or one other character.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Digits(usize, String),
    Other(char),
}

fn parts(name: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut digits = String::new();
    let flush = |digits: &mut String, parts: &mut Vec<Part>| {
        if !digits.is_empty() {
            let value = digits.trim_start_matches('0').to_owned();
            parts.push(Part::Digits(value.len(), value));
            digits.clear();
        }
    };
    for character in name.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
        } else {
            flush(&mut digits, &mut parts);
            parts.push(Part::Other(character));
        }
    }
    flush(&mut digits, &mut parts);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_compared_by_value() {
        let mut names = ["9(10)班", "9(2)班", "9(1)班", "9(02)班", "10班", "2班"];
        names.sort_by(|left, right| natural(left, right));
        assert_eq!(names, ["2班", "9(1)班", "9(02)班", "9(2)班", "9(10)班", "10班"]);
    }
}
