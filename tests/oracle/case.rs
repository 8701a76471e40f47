//! A check: its parameters, and its data with everything that parameters can ask of them.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::lattice::{Lattice, nearest};
use super::scores::Scores;
use super::table::{Groups, Table, same};
use super::value::Failure;

/// Computes what a check expects, through the public interface of `wutong::stats` alone.
pub(crate) type Method = fn(&Case) -> Result<Value, Failure>;

/// One check of an oracle file.
pub(crate) struct Case<'a> {
    /// Its parameters.
    pub(crate) params: &'a Value,
    /// Expected values of every check of the folder, for checks that build on another.
    pub(crate) expected: &'a BTreeMap<String, Value>,
    /// The check's own id.
    pub(crate) id: &'a str,
    /// The folder of the oracle file.
    pub(crate) folder: &'a Path,
}

/// A covariate: its name in the output and its value in each row.
pub(crate) struct Covariate {
    /// Name.
    pub(crate) name: String,
    /// Values.
    pub(crate) values: Vec<Option<f64>>,
}

/// A unit and its members' ticks.
pub(crate) type Unit = (String, Vec<i64>);

impl Case<'_> {
    /// A parameter that is text.
    pub(crate) fn text(&self, key: &str) -> Result<&str, Failure> {
        self.params[key].as_str().ok_or_else(|| Failure(format!("parameter {key} is missing or no text")))
    }

    /// A parameter that is a number.
    pub(crate) fn number(&self, key: &str) -> Result<f64, Failure> {
        self.params[key].as_f64().ok_or_else(|| Failure(format!("parameter {key} is missing or no number")))
    }

    /// A parameter that is a list; a lone value counts as a list of one.
    pub(crate) fn list(&self, key: &str) -> Result<Vec<&Value>, Failure> {
        match &self.params[key] {
            Value::Null => Err(Failure(format!("parameter {key} is missing"))),
            Value::Array(list) => Ok(list.iter().collect()),
            value => Ok(vec![value]),
        }
    }

    /// A parameter that is a list of texts.
    pub(crate) fn texts(&self, key: &str) -> Result<Vec<&str>, Failure> {
        let list = self.list(key)?;
        list.into_iter()
            .map(|value| value.as_str().ok_or_else(|| format!("parameter {key} is no list of texts").into()))
            .collect()
    }

    /// A parameter that is a list of numbers.
    pub(crate) fn numbers(&self, key: &str) -> Result<Vec<f64>, Failure> {
        let list = self.list(key)?;
        list.into_iter()
            .map(|value| value.as_f64().ok_or_else(|| format!("parameter {key} is no list of numbers").into()))
            .collect()
    }

    /// Whether a parameter is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        !self.params[key].is_null()
    }

    /// The table `file`, with the filter applied.
    pub(crate) fn table(&self) -> Result<Table, Failure> {
        let conditions = match &self.params["filter"] {
            Value::Null => &[],
            Value::Array(list) => list.as_slice(),
            lone => std::slice::from_ref(lone),
        };
        self.file("file")?.filtered(conditions)
    }

    /// The table that a parameter names, unfiltered.
    pub(crate) fn file(&self, key: &str) -> Result<Table, Failure> {
        let name = self.text(key)?;
        let places =
            [self.folder.join("data").join(name), self.folder.join(name), self.folder.join("../data").join(name)];
        Table::read(places.iter().find(|place| place.exists()).unwrap_or(&places[0]))
    }

    /// The column that a parameter names, or the total score of the items; one value a row of the table.
    pub(crate) fn values(&self, key: &str) -> Result<Vec<Option<f64>>, Failure> {
        let (table, column) = (self.table()?, self.text(key)?);
        if column == "total_score" && !table.names().iter().any(|name| name == column) {
            let scores = Scores::of(self, &table)?;
            return Ok((0..table.len()).map(|row| scores.total(row)).collect());
        }
        table.numbers(column)
    }

    /// The values that are there, as ticks.
    pub(crate) fn ticks(&self, key: &str) -> Result<Lattice, Failure> {
        let values: Vec<f64> = self.values(key)?.into_iter().flatten().collect();
        nearest(&values)
    }

    /// The ticks of a value by unit of a column, listwise; units ascending by label.
    pub(crate) fn ticks_by(&self, value: &str, group: &str) -> Result<(Lattice, Vec<Unit>), Failure> {
        let values = self.values(value)?;
        let Groups { labels, of_row } = self.table()?.groups(self.text(group)?)?;
        let both: Vec<(f64, usize)> =
            values.into_iter().zip(of_row).filter_map(|(value, unit)| value.zip(unit)).collect();
        let marks = nearest(&both.iter().map(|&(value, _)| value).collect::<Vec<f64>>())?;
        let mut units: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for (&(_, unit), &tick) in both.iter().zip(&marks.ticks) {
            units.entry(&labels[unit]).or_default().push(tick);
        }
        let units = units.into_iter().map(|(label, ticks)| (label.to_owned(), ticks)).collect();
        Ok((marks, units))
    }

    /// The values of the rows whose column `by` is a level, for the levels that two parameters name.
    pub(crate) fn two_levels(&self, value: &str) -> Result<[Vec<f64>; 2], Failure> {
        let (values, table) = (self.values(value)?, self.table()?);
        let by = table.texts(self.text("by")?)?;
        Ok(["level1", "level2"].map(|level| {
            let rows =
                values.iter().zip(&by).filter(|(_, cell)| cell.is_some_and(|cell| same(cell, &self.params[level])));
            rows.filter_map(|(value, _)| *value).collect()
        }))
    }

    /// The covariates, each `{col}` or the indicator `{col, equals, name}`.
    pub(crate) fn covariates(&self) -> Result<Vec<Covariate>, Failure> {
        if !self.has("covariates") {
            return Ok(Vec::new());
        }
        let table = self.table()?;
        let covariate = |wanted: &Value| {
            let column = wanted["col"].as_str().or(wanted.as_str()).ok_or("a covariate without col")?;
            let name = wanted["name"].as_str().unwrap_or(column).to_owned();
            let values = match &wanted["equals"] {
                Value::Null => table.numbers(column)?,
                level => {
                    let indicator = |cell: &str| if same(cell, level) { 1.0 } else { 0.0 };
                    table.texts(column)?.into_iter().map(|cell| cell.map(indicator)).collect()
                }
            };
            Ok(Covariate { name, values })
        };
        self.list("covariates")?.into_iter().map(covariate).collect()
    }

    /// What another check of the folder expects.
    pub(crate) fn expected_of(&self, id: &str) -> Result<&Value, Failure> {
        self.expected.get(id).ok_or_else(|| Failure(format!("{}: there is no check {id}", self.id)))
    }
}
