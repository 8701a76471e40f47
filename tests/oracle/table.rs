//! A data file: a table of cells, with the rows that a filter leaves.

use std::path::Path;

use serde_json::Value;

use super::value::Failure;

/// Columns of text; an empty cell is missing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Units of a column: labels in the order of their first row, and the unit of each row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    /// Labels.
    pub(crate) labels: Vec<String>,
    /// Position of each row's label; none where the cell is missing.
    pub(crate) of_row: Vec<Option<usize>>,
}

impl Table {
    /// Reads a CSV file: UTF-8, comma, header row, no quoting.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(cells);
        let names = lines.next().ok_or_else(|| format!("{}: no header", path.display()))?;
        let rows: Vec<Vec<String>> = lines.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        match rows.iter().position(|row| row.len() != names.len()) {
            Some(row) => Err(Failure(format!("{}: row {} has another number of cells", path.display(), row + 2))),
            None => Ok(Self { names, rows }),
        }
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Names of the columns.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// A column as text.
    pub(crate) fn texts(&self, column: &str) -> Result<Vec<Option<&str>>, Failure> {
        let place = self.place(column)?;
        Ok(self.rows.iter().map(|row| Some(row[place].as_str()).filter(|cell| !cell.is_empty())).collect())
    }

    /// A column as numbers.
    pub(crate) fn numbers(&self, column: &str) -> Result<Vec<Option<f64>>, Failure> {
        let cells = self.texts(column)?;
        cells
            .into_iter()
            .map(|cell| match cell {
                None => Ok(None),
                Some(cell) => match cell.parse::<f64>() {
                    Ok(number) if number.is_finite() => Ok(Some(number)),
                    _ => Err(Failure(format!("column {column}: {cell} is no number"))),
                },
            })
            .collect()
    }

    /// The units that a column names.
    pub(crate) fn groups(&self, column: &str) -> Result<Groups, Failure> {
        let mut groups = Groups::default();
        let mut known = std::collections::BTreeMap::new();
        for cell in self.texts(column)? {
            groups.of_row.push(cell.map(|label| {
                *known.entry(label.to_owned()).or_insert_with(|| {
                    groups.labels.push(label.to_owned());
                    groups.labels.len() - 1
                })
            }));
        }
        Ok(groups)
    }

    /// The rows that satisfy every condition `{col, op, value}`; a missing cell satisfies none.
    pub(crate) fn filtered(mut self, conditions: &[Value]) -> Result<Self, Failure> {
        for condition in conditions {
            let place = self.place(condition["col"].as_str().ok_or("a filter without col")?)?;
            let operator = condition["op"].as_str().ok_or("a filter without op")?;
            holds("", operator, &condition["value"])?;
            self.rows.retain(|row| {
                let cell = row[place].as_str();
                !cell.is_empty() && holds(cell, operator, &condition["value"]).unwrap_or(false)
            });
        }
        Ok(self)
    }

    fn place(&self, column: &str) -> Result<usize, Failure> {
        self.names.iter().position(|name| name == column).ok_or_else(|| Failure(format!("no column {column}")))
    }
}

fn cells(line: &str) -> Vec<String> {
    let unquoted =
        |cell: &str| cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell).to_owned();
    line.split(',').map(unquoted).collect()
}

/// Whether a cell stands in a relation (`eq ne ge gt le lt in`) to a value; numbers compare as numbers.
pub(crate) fn holds(cell: &str, operator: &str, value: &Value) -> Result<bool, Failure> {
    if operator == "in" {
        let list = value.as_array().ok_or("the operator in needs a list")?;
        return Ok(list.iter().any(|value| same(cell, value)));
    }
    let order = || cell.parse::<f64>().ok().zip(number(value)).and_then(|(cell, value)| cell.partial_cmp(&value));
    let order = || order().or_else(|| value.as_str().map(|value| cell.cmp(value)));
    Ok(match operator {
        "eq" => same(cell, value),
        "ne" => !same(cell, value),
        "ge" => order().is_some_and(std::cmp::Ordering::is_ge),
        "gt" => order().is_some_and(std::cmp::Ordering::is_gt),
        "le" => order().is_some_and(std::cmp::Ordering::is_le),
        "lt" => order().is_some_and(std::cmp::Ordering::is_lt),
        other => return Err(Failure(format!("unknown operator {other}"))),
    })
}

/// Whether a cell is this value: the same number, or the same text.
pub(crate) fn same(cell: &str, value: &Value) -> bool {
    match (cell.parse::<f64>(), number(value)) {
        (Ok(cell), Some(value)) => cell.total_cmp(&value).is_eq() || (cell - value).abs() <= 0.0,
        _ => match value {
            Value::String(text) => text == cell,
            Value::Bool(flag) => cell.eq_ignore_ascii_case(if *flag { "true" } else { "false" }),
            _ => false,
        },
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
