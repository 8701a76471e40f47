//! The tolerance rules of the oracle files, exactly as `fixtures/oracle/SOURCES.md` states them.

use std::fmt;

use serde_json::Value;

/// The first value that differs.
#[derive(Debug)]
pub(crate) struct Difference {
    path: String,
    expected: String,
    got: String,
    tolerance: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { path, expected, got, tolerance } = self;
        write!(formatter, "{path}: expected {expected}, got {got}, tolerance {tolerance}")
    }
}

/// Outcome of a comparison.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// The first value that differs, and how many do.
    pub(crate) first: Option<Difference>,
    /// Values that differ.
    pub(crate) different: usize,
    /// Largest relative difference of the numbers that have a relative tolerance, and where.
    pub(crate) largest: (f64, String),
}

/// Compares a result with what a check expects; keys that only the result has are ignored.
pub(crate) fn compare(actual: &Value, expected: &Value, tolerance: &Value) -> Comparison {
    let mut comparison = Comparison::default();
    Walk { tolerance, comparison: &mut comparison }.walk(Some(actual), expected, &mut Vec::new());
    comparison
}

/// The rule for a number: the longest dotted path ending in it that has an override, then the nearest key around it.
pub(crate) fn rule<'a>(tolerance: &'a Value, path: &[String]) -> &'a Value {
    let keys: Vec<&str> = path.iter().map(String::as_str).filter(|key| !key.starts_with('[')).collect();
    let dotted = (0..keys.len()).map(|start| keys[start..].join("."));
    let around = keys.iter().rev().map(|key| (*key).to_owned());
    let overrides = &tolerance["overrides"];
    dotted.chain(around).find_map(|key| overrides.get(&key)).unwrap_or(tolerance)
}

/// The largest absolute difference that a rule allows.
pub(crate) fn allowed(rule: &Value, expected: f64) -> f64 {
    let part = |key: &str| rule[key].as_f64().unwrap_or(0.0);
    part("abs").max(part("rel") * expected.abs())
}

struct Walk<'a> {
    tolerance: &'a Value,
    comparison: &'a mut Comparison,
}

impl Walk<'_> {
    fn walk(&mut self, actual: Option<&Value>, expected: &Value, path: &mut Vec<String>) {
        match (actual, expected) {
            (None, _) => self.differs(path, expected, "nothing", "none"),
            (Some(Value::Object(actual)), Value::Object(wanted)) => {
                let ambiguous = wanted.get("continuity_ambiguous") == Some(&Value::Bool(true));
                let skipped = |key: &str| ambiguous && ["mh_chi2_corrected", "p_corrected", "p_bh"].contains(&key);
                for (key, value) in wanted.iter().filter(|(key, _)| !skipped(key)) {
                    path.push(key.clone());
                    self.walk(actual.get(key), value, path);
                    path.pop();
                }
            }
            (Some(Value::Array(actual)), Value::Array(wanted)) => {
                if actual.len() != wanted.len() {
                    let got = format!("{} elements", actual.len());
                    return self.differs(path, &Value::from(format!("{} elements", wanted.len())), &got, "none");
                }
                let rule = rule(self.tolerance, path);
                if rule.get("share_within").is_some() {
                    return self.shares(actual, wanted, &rule.clone(), path);
                }
                for (place, (actual, value)) in actual.iter().zip(wanted).enumerate() {
                    path.push(format!("[{place}]"));
                    self.walk(Some(actual), value, path);
                    path.pop();
                }
            }
            (Some(Value::Number(got)), Value::Number(wanted)) => self.number(got, wanted, path),
            (Some(actual), expected) if actual == expected => {}
            (Some(actual), expected) => self.differs(path, expected, &actual.to_string(), "equal"),
        }
    }

    fn number(&mut self, got: &serde_json::Number, wanted: &serde_json::Number, path: &[String]) {
        let (got, wanted) = (got.as_f64().unwrap_or(f64::NAN), wanted.as_f64().unwrap_or(f64::NAN));
        let rule = rule(self.tolerance, path);
        let (difference, allowed) = ((got - wanted).abs(), allowed(rule, wanted));
        if rule["rel"].as_f64().unwrap_or(0.0) > 0.0
            && wanted.abs() > 0.0
            && difference / wanted.abs() > self.comparison.largest.0
        {
            self.comparison.largest = (difference / wanted.abs(), path.join("."));
        }
        // NaN agrees with nothing.
        if difference <= allowed {
            return;
        }
        let tolerance = format!("{allowed:e} ({rule})");
        self.differs(path, &Value::from(wanted), &got.to_string(), &tolerance);
    }

    /// Arrays compared by share: how many elements are equal, how many lie within `abs`.
    fn shares(&mut self, actual: &[Value], wanted: &[Value], rule: &Value, path: &[String]) {
        let within = rule["abs"].as_f64().unwrap_or(0.0);
        let distance = |(actual, wanted): (&Value, &Value)| match (actual.as_f64(), wanted.as_f64()) {
            (Some(actual), Some(wanted)) => (actual - wanted).abs(),
            _ => f64::INFINITY,
        };
        let distances: Vec<f64> = actual.iter().zip(wanted).map(distance).collect();
        let count =
            |most: f64| super::value::float(distances.iter().filter(|&&distance| distance <= most).count() as u64);
        let of = super::value::float(wanted.len() as u64).max(1.0);
        for (key, share) in [("share_exact", count(0.0) / of), ("share_within", count(within) / of)] {
            let least = rule[key].as_f64().unwrap_or(0.0);
            if share < least {
                let wanted = Value::from(format!("{key} {least}"));
                return self.differs(path, &wanted, &share.to_string(), &rule.to_string());
            }
        }
    }

    fn differs(&mut self, path: &[String], expected: &Value, got: &str, tolerance: &str) {
        self.comparison.different += 1;
        if self.comparison.first.is_none() {
            let expected = expected.to_string();
            let expected = if expected.len() > 80 { "an object".to_owned() } else { expected };
            let path = if path.is_empty() { "result".to_owned() } else { path.join(".") };
            self.comparison.first = Some(Difference {
                path,
                expected,
                got: got.chars().take(80).collect(),
                tolerance: tolerance.to_owned(),
            });
        }
    }
}
