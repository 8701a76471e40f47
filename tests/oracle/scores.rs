//! Item scores: the matrix of pupils by items that a check asks for.

use serde_json::Value;

use super::case::Case;
use super::lattice::lattice;
use super::table::{Table, same};
use super::value::Failure;

/// Scores of the items of a test, `n_pupils x n_items`, in ticks.
#[derive(Debug, Clone)]
pub(crate) struct Scores {
    /// Names of the items, in the order of the test.
    pub(crate) items: Vec<String>,
    /// Full mark of each item.
    pub(crate) full: Vec<i32>,
    /// One row a pupil; none where the response is missing and not scored 0.
    pub(crate) rows: Vec<Vec<Option<i32>>>,
    /// Ticks a point: 1 unless marks are fractions.
    pub(crate) per_point: f64,
    /// Key of each item, where responses are options.
    pub(crate) keys: Option<Vec<String>>,
    /// The responses as written.
    pub(crate) responses: Vec<Vec<Option<String>>>,
}

impl Scores {
    /// Scores the items of a table as the parameters say.
    pub(crate) fn of(case: &Case, table: &Table) -> Result<Self, Failure> {
        let items = items(case)?;
        let keys = if case.has("key_file") { Some(keys(case, &items)?) } else { None };
        let mut responses = vec![Vec::with_capacity(items.len()); table.len()];
        for item in &items {
            for (row, cell) in responses.iter_mut().zip(table.texts(item)?) {
                row.push(cell.map(str::to_owned));
            }
        }
        let rule = Rule::of(case, keys.is_some());
        let row = |responses: &Vec<Option<String>>| {
            let score = |(place, response): (usize, &Option<String>)| {
                rule.score(response.as_deref(), keys.as_ref().map(|keys| keys[place].as_str()))
            };
            responses.iter().enumerate().map(score).collect()
        };
        let points = responses.iter().map(row).collect::<Result<Vec<Vec<Option<f64>>>, Failure>>()?;
        let full = full_marks(case, &items)?;
        let marks =
            lattice(&full.iter().copied().chain(points.iter().flatten().flatten().copied()).collect::<Vec<f64>>())?;
        let ticks =
            marks.ticks.into_iter().map(|tick| i32::try_from(tick).map_err(|_| "a score beyond 32 bits".into()));
        let mut ticks = ticks.collect::<Result<Vec<i32>, Failure>>()?.into_iter();
        let full = ticks.by_ref().take(full.len()).collect();
        let mut tick = |point: &Option<f64>| point.and_then(|_| ticks.next());
        let rows = points.iter().map(|row| row.iter().map(&mut tick).collect()).collect();
        Ok(Self { items, full, rows, per_point: marks.per_point, keys, responses })
    }

    /// Total of a pupil in points; none where an item is missing.
    pub(crate) fn total(&self, row: usize) -> Option<f64> {
        let ticks: Option<i64> = self.rows[row].iter().map(|score| score.map(i64::from)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a total of 32-bit scores is far below 2^53")]
        ticks.map(|ticks| ticks as f64 / self.per_point)
    }

    /// Rows without a missing item.
    pub(crate) fn complete(&self) -> Vec<Vec<i32>> {
        self.rows.iter().filter_map(|row| row.iter().copied().collect()).collect()
    }
}

/// The items that a check names, otherwise those of its key.
fn items(case: &Case) -> Result<Vec<String>, Failure> {
    if case.has("items") || !case.has("key_file") {
        return Ok(case.texts("items")?.into_iter().map(str::to_owned).collect());
    }
    let table = case.file("key_file")?;
    Ok(table.texts("item")?.into_iter().flatten().map(str::to_owned).collect())
}

/// Full marks: `max_score` as a list, by name or as one number for all; otherwise 1.
fn full_marks(case: &Case, items: &[String]) -> Result<Vec<f64>, Failure> {
    let named = |item: &String| {
        let full = case.params["max_score"][item.as_str()].as_f64();
        full.ok_or_else(|| Failure(format!("no max_score of {item}")))
    };
    let full = match &case.params["max_score"] {
        Value::Null => vec![1.0; items.len()],
        Value::Object(_) => items.iter().map(named).collect::<Result<Vec<f64>, Failure>>()?,
        Value::Array(_) => case.numbers("max_score")?,
        _ => vec![case.number("max_score")?; items.len()],
    };
    if full.len() == items.len() { Ok(full) } else { Err("max_score has another length than items".into()) }
}

/// How a response becomes a score.
struct Rule<'a> {
    omitted: &'a Value,
    missing: Option<f64>,
}

impl<'a> Rule<'a> {
    /// With a key, what is not the key scores 0, a blank included, unless omitted responses are to be missing; scores
    /// as written stay missing where they are blank, unless omitted responses are to be 0.
    fn of(case: &'a Case, keyed: bool) -> Self {
        let wanted = &case.params["omitted_scored_as"];
        let missing = match wanted {
            Value::String(text) if text == "missing" => None,
            Value::Null if !keyed => None,
            Value::Number(number) => number.as_f64(),
            _ => Some(0.0),
        };
        Self { omitted: &case.params["omitted_code"], missing }
    }

    fn score(&self, response: Option<&str>, key: Option<&str>) -> Result<Option<f64>, Failure> {
        let given = response.filter(|response| self.omitted.is_null() || !same(response, self.omitted));
        let Some(given) = given else { return Ok(self.missing) };
        match key {
            Some(key) => Ok(Some(if same(given, &Value::from(key)) { 1.0 } else { 0.0 })),
            None => given.parse().map(Some).map_err(|_| Failure(format!("the score {given} is no number"))),
        }
    }
}

fn keys(case: &Case, items: &[String]) -> Result<Vec<String>, Failure> {
    let table = case.file("key_file")?;
    let (names, keys) = (table.texts("item")?, table.texts("key")?);
    let key = |item: &String| {
        let place = names.iter().position(|name| *name == Some(item.as_str()));
        let key = place.and_then(|place| keys[place]);
        key.map(str::to_owned).ok_or_else(|| Failure(format!("no key of {item}")))
    };
    items.iter().map(key).collect()
}
