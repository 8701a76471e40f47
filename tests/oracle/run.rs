//! Reads the oracle files, runs their checks and tells what agrees.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::case::{Case, Method};
use super::compare::{Comparison, compare};
use super::later::LATER;
use super::value::Failure;

/// One oracle file.
pub(crate) struct OracleFile {
    /// The folder that it lies in.
    pub(crate) folder: PathBuf,
    /// Its content.
    pub(crate) content: Value,
}

/// A check with what came of it.
pub(crate) struct Outcome<'a> {
    /// The check as the file states it.
    pub(crate) check: &'a Value,
    /// The file's name of the data set.
    pub(crate) dataset: &'a str,
    /// Our result and its comparison; none for checks of later methods.
    pub(crate) verdict: Option<Result<(Value, Comparison), Failure>>,
}

impl Outcome<'_> {
    /// The check's id.
    pub(crate) fn id(&self) -> &str {
        self.check["id"].as_str().unwrap_or("(no id)")
    }

    /// The check's method.
    pub(crate) fn method(&self) -> &str {
        self.check["method"].as_str().unwrap_or("(no method)")
    }

    /// Whether every value agrees; none for checks of later methods.
    pub(crate) fn agrees(&self) -> Option<bool> {
        self.verdict.as_ref().map(|verdict| verdict.as_ref().is_ok_and(|(_, comparison)| comparison.first.is_none()))
    }
}

/// All oracle files of these folders, by name.
pub(crate) fn read(folders: &[PathBuf]) -> Result<Vec<OracleFile>, Failure> {
    let mut files = Vec::new();
    for folder in folders {
        let shown = folder.display();
        let entries = std::fs::read_dir(folder).map_err(|error| format!("{shown}: {error}"))?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        let mut paths: Vec<PathBuf> = paths.collect::<Result<_, _>>().map_err(|error| format!("{shown}: {error}"))?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        if paths.is_empty() {
            return Err(Failure(format!("{shown} holds no oracle file")));
        }
        for path in paths {
            files.push(OracleFile { folder: folder.clone(), content: content(&path)? });
        }
    }
    Ok(files)
}

fn content(path: &Path) -> Result<Value, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))?;
    let content: Value = serde_json::from_str(&text).map_err(|error| format!("{shown}: {error}"))?;
    match content["schema"].as_str() {
        Some("exam-oracle/1") if content["checks"].is_array() => Ok(content),
        _ => Err(Failure(format!("{shown} is no oracle file of the schema exam-oracle/1"))),
    }
}

/// Runs the checks whose id contains the wanted text.
pub(crate) fn run<'a>(files: &'a [OracleFile], areas: &[&[(&str, Method)]], wanted: &str) -> Vec<Outcome<'a>> {
    let mut expected: BTreeMap<&Path, BTreeMap<String, Value>> = BTreeMap::new();
    for file in files {
        let known = expected.entry(&file.folder).or_default();
        for check in file.content["checks"].as_array().into_iter().flatten() {
            known.insert(check["id"].as_str().unwrap_or_default().to_owned(), check["expected"].clone());
        }
    }
    let mut outcomes = Vec::new();
    for file in files {
        let dataset = file.content["dataset"].as_str().unwrap_or("(no data set)");
        for check in file.content["checks"].as_array().into_iter().flatten() {
            let mut outcome = Outcome { check, dataset, verdict: None };
            if !outcome.id().contains(wanted) {
                continue;
            }
            if !LATER.iter().any(|(later, _)| *later == outcome.method()) {
                let id = check["id"].as_str().unwrap_or_default();
                let known = &expected[file.folder.as_path()];
                let case = Case { params: &check["params"], expected: known, id, folder: &file.folder };
                outcome.verdict = Some(verdict(&case, check, areas));
            }
            outcomes.push(outcome);
        }
    }
    outcomes
}

fn verdict(case: &Case, check: &Value, areas: &[&[(&str, Method)]]) -> Result<(Value, Comparison), Failure> {
    let method = check["method"].as_str().unwrap_or_default();
    let mut known = areas.iter().flat_map(|area| area.iter());
    let (_, compute) = known.find(|(name, _)| *name == method).ok_or_else(|| format!("unknown method {method}"))?;
    let result =
        catch_unwind(AssertUnwindSafe(|| compute(case))).map_err(|_| Failure::from("the method panicked"))??;
    let comparison = compare(&result, &check["expected"], &check["tolerance"]);
    Ok((result, comparison))
}
