//! The rules of comparison, tried on themselves before anything is compared.

use serde_json::{Value, json};

use super::compare::{allowed, compare, rule};
use super::lattice::{f64_of, lattice, nearest};
use super::run::OracleFile;
use super::table::holds;

/// What the runner itself gets wrong; empty in every run that means something.
pub(crate) fn problems(files: &[OracleFile]) -> Vec<String> {
    let mut problems = Vec::new();
    for (actual, expected, tolerance, agrees) in examples() {
        if compare(&actual, &expected, &tolerance).first.is_none() != agrees {
            problems.push(format!(
                "{actual} beside {expected} under {tolerance} should{} agree",
                if agrees { "" } else { " not" }
            ));
        }
    }
    for check in files.iter().flat_map(|file| file.content["checks"].as_array()).flatten() {
        let (expected, tolerance) = (&check["expected"], &check["tolerance"]);
        if compare(expected, expected, tolerance).first.is_some() {
            problems.push(format!("{} does not agree with itself", check["id"]));
        }
        let moved = disturbed(expected, tolerance, &mut Vec::new());
        if moved != *expected && compare(&moved, expected, tolerance).first.is_none() {
            problems.push(format!("{} does not notice a disturbance", check["id"]));
        }
    }
    problems.extend(readers());
    problems
}

/// (actual, expected, tolerance, whether they agree)
fn examples() -> Vec<(Value, Value, Value, bool)> {
    let near =
        json!({ "rel": 1e-3, "abs": 0.5, "overrides": { "a": { "rel": 0, "abs": 0 }, "b.c": { "rel": 1, "abs": 0 } } });
    let share =
        json!({ "rel": 0, "abs": 0, "overrides": { "s": { "abs": 1, "share_exact": 0.5, "share_within": 0.75 } } });
    let skip = json!({ "rel": 0, "abs": 0 });
    vec![
        (json!({ "x": 100.5 }), json!({ "x": 100 }), near.clone(), true),
        (json!({ "x": 100.6 }), json!({ "x": 100 }), near.clone(), false),
        (json!({ "x": 10009.0 }), json!({ "x": 10000 }), near.clone(), true),
        (json!({ "a": { "x": 1.1 } }), json!({ "a": { "x": 1 } }), near.clone(), false),
        (json!({ "a": { "b": { "c": 2 } } }), json!({ "a": { "b": { "c": 1 } } }), near.clone(), true),
        (json!({ "c": 2 }), json!({ "c": 1 }), near.clone(), false),
        (json!({ "x": [1, 2] }), json!({ "x": [1] }), near.clone(), false),
        (json!({ "x": "1" }), json!({ "x": 1 }), near.clone(), false),
        (json!({ "x": null }), json!({ "x": 1 }), near.clone(), false),
        (json!({ "x": 0 }), json!({ "x": null }), near.clone(), false),
        (json!({ "y": 1 }), json!({ "x": 1 }), near.clone(), false),
        (json!({ "x": 1, "y": 1 }), json!({ "x": 1 }), near, true),
        (json!({ "s": [1, 2, 4, 9] }), json!({ "s": [1, 2, 3, 4] }), share.clone(), true),
        (json!({ "s": [2, 2, 4, 4] }), json!({ "s": [1, 2, 3, 4] }), share.clone(), true),
        (json!({ "s": [1, 2, 5, 9] }), json!({ "s": [1, 2, 3, 4] }), share.clone(), false),
        (json!({ "s": [2, 3, 4, 4] }), json!({ "s": [1, 2, 3, 4] }), share, false),
        (
            json!({ "continuity_ambiguous": true }),
            json!({ "continuity_ambiguous": true, "p_bh": 1 }),
            skip.clone(),
            true,
        ),
        (json!({ "continuity_ambiguous": false }), json!({ "continuity_ambiguous": false, "p_bh": 1 }), skip, false),
    ]
}

/// Every number that is not zero, moved by three times its tolerance.
fn disturbed(value: &Value, tolerance: &Value, path: &mut Vec<String>) -> Value {
    let mut inside = |key: String, value: &Value| {
        path.push(key);
        let moved = disturbed(value, tolerance, path);
        path.pop();
        moved
    };
    match value {
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), inside(key.clone(), value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(place, value)| inside(format!("[{place}]"), value)).collect()
        }
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or(0.0);
            let step = 3.0 * allowed(rule(tolerance, path), number);
            // Where nothing is allowed, one unit is too much.
            Value::from(number + if step > 0.0 { step } else { 1.0 })
        }
        other => other.clone(),
    }
}

fn readers() -> Vec<String> {
    let mut problems = Vec::new();
    for (cell, operator, value, expected) in [
        ("500", "le", json!(500), true),
        ("9", "lt", json!(10), true),
        ("b", "gt", json!("a"), true),
        ("1.0", "eq", json!(1), true),
        ("01", "ne", json!("1"), false),
        ("x", "in", json!(["y", "x"]), true),
        ("2", "in", json!([1, 3]), false),
    ] {
        if !holds(cell, operator, &value).is_ok_and(|found| found == expected) {
            problems.push(format!("{cell} {operator} {value} should be {expected}"));
        }
    }
    for (values, per_point) in [
        (vec![1.0, -3.0], 1.0),
        (vec![0.5, 2.25], 100.0),
        (vec![0.261_324_2, -1.0], 1e7),
        (vec![10.899_999_618_530_3, 1_000.0], 524_288.0),
        (vec![], 1.0),
        (vec![123.456_789_012, -5.0], 1e9),
    ] {
        if !lattice(&values).is_ok_and(|lattice| (lattice.per_point - per_point).abs() <= 0.0) {
            problems.push(format!("{values:?} should lie on a lattice of {per_point} ticks a point"));
        }
    }
    if lattice(&[std::f64::consts::PI, 1e4]).is_ok() {
        problems.push("π lies on no lattice".to_owned());
    }
    let fine = nearest(&[std::f64::consts::PI, -1e3]);
    if !fine.is_ok_and(|fine| (fine.points(f64_of(fine.ticks[0])) - std::f64::consts::PI).abs() < 1e-12) {
        problems.push("the nearest tick of π is not near".to_owned());
    }
    problems
}
