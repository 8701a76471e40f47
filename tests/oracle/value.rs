//! Results on their way to the comparison: `serde_json` values and why there is none.

use serde_json::{Map, Value};
use wutong::stats::StatError;

/// Why a method gives no result for a case.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

impl From<StatError> for Failure {
    fn from(error: StatError) -> Self {
        Self(format!("withheld: {error}"))
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Failure {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// A number, or null where the statistic is withheld: an oracle says null for what is not defined.
pub(crate) fn or_null(value: Result<f64, StatError>) -> Value {
    value.map_or(Value::Null, Value::from)
}

/// An object of these keys.
pub(crate) fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Value)>) -> Value {
    Value::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map<_, _>>())
}

/// A count as a float, for formulas of the oracles that no summary covers.
#[expect(clippy::cast_precision_loss, reason = "counts of a data file are far below 2^53")]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}
