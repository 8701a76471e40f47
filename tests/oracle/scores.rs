//! Item scores: the matrix of pupils by items that a check asks for.

use serde_json::Value;

use super::case::Case;
use super::table::{Table, same};
use super::value::Failure;

/// Scores of the items of a test, `n_pupils x n_items`.
#[derive(Debug, Clone)]
pub(crate) struct Scores {
    /// Names of the items, in the order of the test.
    pub(crate) items: Vec<String>,
    /// Full mark of each item.
    pub(crate) full: Vec<i32>,
    /// One row a pupil; none where the response is missing and not scored 0.
    pub(crate) rows: Vec<Vec<Option<i32>>>,
    /// Key of each item, where responses are options.
    pub(crate) keys: Option<Vec<String>>,
    /// The responses as written.
    pub(crate) responses: Vec<Vec<Option<String>>>,
}

impl Scores {
    /// Scores the items of a table as the parameters say.
    pub(crate) fn of(case: &Case, table: &Table) -> Result<Self, Failure> {
        let items: Vec<String> = case.texts("items")?.into_iter().map(str::to_owned).collect();
        let keys = if case.has("key_file") { Some(keys(case, &items)?) } else { None };
        let full = if case.has("max_score") {
            let numbers = case.numbers("max_score")?;
            let numbers = if numbers.len() == 1 { vec![numbers[0]; items.len()] } else { numbers };
            numbers.into_iter().map(whole).collect::<Result<Vec<i32>, Failure>>()?
        } else {
            vec![1; items.len()]
        };
        if full.len() != items.len() {
            return Err("max_score has another length than items".into());
        }
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
        let rows = responses.iter().map(row).collect::<Result<_, Failure>>()?;
        Ok(Self { items, full, rows, keys, responses })
    }

    /// Total of a pupil; none where an item is missing.
    pub(crate) fn total(&self, row: usize) -> Option<f64> {
        self.rows[row].iter().copied().sum::<Option<i32>>().map(f64::from)
    }

    /// Rows without a missing item.
    pub(crate) fn complete(&self) -> Vec<Vec<i32>> {
        self.rows.iter().filter_map(|row| row.iter().copied().collect()).collect()
    }
}

/// How a response becomes a score.
struct Rule<'a> {
    omitted: &'a Value,
    missing: Option<i32>,
}

impl<'a> Rule<'a> {
    /// With a key, what is not the key scores 0, a blank included, unless omitted responses are to be missing; scores
    /// as written stay missing where they are blank, unless omitted responses are to be 0.
    fn of(case: &'a Case, keyed: bool) -> Self {
        let wanted = &case.params["omitted_scored_as"];
        let missing = match wanted {
            Value::String(text) if text == "missing" => None,
            Value::Null if !keyed => None,
            _ => Some(0),
        };
        Self { omitted: &case.params["omitted_code"], missing }
    }

    fn score(&self, response: Option<&str>, key: Option<&str>) -> Result<Option<i32>, Failure> {
        let given = response.filter(|response| self.omitted.is_null() || !same(response, self.omitted));
        let Some(given) = given else { return Ok(self.missing) };
        match key {
            Some(key) => Ok(Some(i32::from(same(given, &Value::from(key))))),
            None => whole(given.parse().map_err(|_| format!("the score {given} is no number"))?).map(Some),
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

fn whole(value: f64) -> Result<i32, Failure> {
    #[expect(clippy::cast_possible_truncation, reason = "compared with the number that it came from")]
    let tick = value as i32;
    if (f64::from(tick) - value).abs() <= 0.0 {
        Ok(tick)
    } else {
        Err(Failure(format!("the score {value} is not whole")))
    }
}
