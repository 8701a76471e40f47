//! The page of published numbers, `fixtures/oracle/README.md`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::case::Method;
use super::compare::{allowed, rule};
use super::headlines::{HEADLINES, Headline};
use super::later::LATER;
use super::run::Outcome;

const HEAD: &str = "# Published numbers

Our numbers beside published ones and beside those of independent tools, on real data. `cargo test -p wutong-tests --test
oracle` writes this page (`UPDATE_PAGE=1`) and fails while it is out of date; it compares every value of every check, of
which the headline numbers stand here. Data, licences and the format of the files: [SOURCES.md](SOURCES.md); definition of
every key: [METHODS.md](METHODS.md).

*Reference* is the value of the tool named beside it, with its digits, or, where a book or paper is named, the figure as
printed there. *Ours* has 12 significant digits. *Difference* is the order of magnitude of the relative difference; 1e-12
stands for that and less. *Tolerance* is what the check allows; a printed figure allows one half of its last digit. Each
section says which convention is ours where tools differ; SOURCES.md lists where the tools themselves disagree.
";

/// A page and what is wrong with it.
pub(crate) struct Page {
    /// Its text.
    pub(crate) text: String,
    /// Rows of numbers.
    pub(crate) rows: usize,
    /// Data sets that have a row.
    pub(crate) datasets: usize,
    /// Methods without a section, and headline numbers that no agreeing check of their method has.
    pub(crate) missing: Vec<String>,
}

/// The page of these outcomes.
pub(crate) fn page(outcomes: &[Outcome], areas: &[&[(&str, Method)]]) -> Page {
    let (mut sections, mut rows, mut datasets) = (String::new(), 0, BTreeSet::new());
    for headline in HEADLINES {
        let mut table = String::new();
        for outcome in outcomes.iter().filter(|outcome| outcome.method() == headline.method) {
            let lines = lines(headline, outcome);
            rows += lines.len();
            if !lines.is_empty() {
                datasets.insert(outcome.dataset);
            }
            table.extend(lines);
        }
        if !table.is_empty() {
            let Headline { title, convention, method, .. } = headline;
            let _ = write!(sections, "\n## {title}\n\n{convention}\n\nMethod `{method}`.\n\n{COLUMNS}{table}");
        }
    }
    let known = areas.iter().flat_map(|area| area.iter()).map(|(method, _)| (*method).to_owned());
    let mut missing: Vec<String> =
        known.filter(|method| !HEADLINES.iter().any(|headline| headline.method == method)).collect();
    missing.extend(HEADLINES.iter().flat_map(|headline| without_row(headline, outcomes)));
    let mut text =
        format!("{HEAD}\n{rows} numbers from {} data sets.\n{sections}\n## Not yet here\n\n", datasets.len());
    let _ = writeln!(text, "Checks of these methods are in the files and wait for later work.\n");
    let _ = writeln!(text, "| Method | Checks | Why |\n|---|---|---|");
    for (method, why) in LATER {
        let checks = outcomes.iter().filter(|outcome| outcome.method() == *method).count();
        let _ = writeln!(text, "| `{method}` | {checks} | {why} |");
    }
    Page { text, rows, datasets: datasets.len(), missing }
}

fn without_row(headline: &Headline, outcomes: &[Outcome]) -> Vec<String> {
    let own = |outcome: &&Outcome| outcome.method() == headline.method && outcome.agrees() == Some(true);
    let expected: Vec<&Value> = outcomes.iter().filter(own).map(|outcome| &outcome.check["expected"]).collect();
    let lacking =
        |pattern: &&str| !expected.is_empty() && expected.iter().all(|value| resolve(value, pattern).is_none());
    let patterns = headline.numbers.iter().map(|(pattern, _)| *pattern).filter(lacking);
    patterns.map(|pattern| format!("{} {pattern}", headline.method)).collect()
}

const COLUMNS: &str =
    "| Number | Formula | Data set and check | Reference | Source or tool | Ours | Difference | Tolerance | Why |
|---|---|---|---|---|---|---|---|---|
";

fn lines(headline: &Headline, outcome: &Outcome) -> Vec<String> {
    let Some(Ok((ours, _))) = &outcome.verdict else { return Vec::new() };
    let mut lines = Vec::new();
    for (pattern, formula) in headline.numbers {
        let Some((path, expected)) = resolve(&outcome.check["expected"], pattern) else { continue };
        let Some(got) = follow(ours, &path).and_then(Value::as_f64) else { continue };
        let rule = rule(&outcome.check["tolerance"], &path);
        let key = path.last().map_or("", String::as_str);
        let reason = headline.why.iter().find(|(of, _)| *of == key || of.is_empty()).map_or("", |(_, why)| *why);
        lines.push(line(&[
            &format!("`{}`", path.join(".")),
            formula,
            outcome.id(),
            &digits(expected, 15),
            &tools(outcome.check),
            &digits(got, 12),
            &difference(got, expected),
            &bounds(rule),
            reason,
        ]));
    }
    lines.extend(published(headline, outcome, ours));
    lines
}

/// The tool of a check and those that it was cross-checked with.
fn tools(check: &Value) -> String {
    let own = check["tool"].as_str().unwrap_or_default();
    let others = match &check["cross_check"] {
        Value::Array(list) => list.as_slice(),
        lone => std::slice::from_ref(lone),
    };
    let mut named: Vec<&str> = Vec::new();
    for other in others.iter().filter_map(|other| other["tool"].as_str()) {
        if !own.contains(other) && !named.contains(&other) {
            named.push(other);
        }
    }
    if named.is_empty() { own.to_owned() } else { format!("{own}; cross-check: {}", named.join(", ")) }
}

/// Rows of the figures printed in books and papers.
fn published(headline: &Headline, outcome: &Outcome, ours: &Value) -> Vec<String> {
    let source = outcome.check["published"]["source"].as_str().unwrap_or_default();
    let remark = outcome.check["published"]["remark"].as_str().unwrap_or_default();
    let mut figures = Vec::new();
    leaves(&outcome.check["published"]["values"], &mut Vec::new(), &mut figures);
    let row = |(path, printed): (Vec<String>, f64)| {
        let (path, got) = ours_of(ours, &path)?;
        let text = digits(printed, 15);
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let half = 0.5 * 10f64.powi(-i32::try_from(decimals).unwrap_or(0));
        // The last digit of a printed half may be rounded either way.
        let within = (got - printed).abs() <= half * (1.0 + 1e-9);
        let verdict = if within { "same digits" } else { "last digit differs" };
        let formula = formula_of(headline, &path);
        let why = if within { "printed digits" } else { remark };
        let number = format!("`{path}`");
        let columns =
            [&number, formula, outcome.id(), &text, source, &digits(got, 12), verdict, &format!("{half:e}"), why];
        Some(line(&columns))
    };
    figures.into_iter().filter_map(row).collect()
}

/// The formula of a path: its own, or that of its neighbour, as coefficients of one regression have.
fn formula_of(headline: &Headline, path: &str) -> &'static str {
    let parent = |path: &str| path.rsplit_once('.').map(|(parent, _)| parent.to_owned());
    let own = headline.numbers.iter().find(|(pattern, _)| *pattern == path);
    let beside =
        || headline.numbers.iter().find(|(pattern, _)| parent(path).is_some() && parent(pattern) == parent(path));
    own.or_else(beside).map_or("", |(_, formula)| *formula)
}

/// Our value for a printed figure: under its own path, or among the fixed effects and their standard errors.
fn ours_of(ours: &Value, path: &[String]) -> Option<(String, f64)> {
    let own = path.join(".");
    let mut places = vec![own.clone(), format!("fixed.{own}")];
    places.extend(own.strip_suffix("_se").map(|name| format!("fixed_se.{name}")));
    places.into_iter().find_map(|place| {
        let path: Vec<String> = place.split('.').map(str::to_owned).collect();
        let value = follow(ours, &path)?.as_f64()?;
        Some((place, value))
    })
}

fn leaves(value: &Value, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, f64)>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                path.push(key.clone());
                leaves(value, path, found);
                path.pop();
            }
        }
        Value::Number(number) => found.extend(number.as_f64().map(|number| (path.clone(), number))),
        _ => {}
    }
}

/// The first number that a dotted pattern finds, with its path.
fn resolve(value: &Value, pattern: &str) -> Option<(Vec<String>, f64)> {
    let (first, rest) = pattern.split_once('.').map_or((pattern, None), |(first, rest)| (first, Some(rest)));
    let step = |key: String, value: &Value| match rest {
        None => Some((vec![key], value.as_f64()?)),
        Some(rest) => {
            let (mut path, found) = resolve(value, rest)?;
            path.insert(0, key);
            Some((path, found))
        }
    };
    match (value, first) {
        (Value::Object(entries), "*") => entries.iter().find_map(|(key, value)| step(key.clone(), value)),
        (Value::Array(list), "*") => {
            list.iter().enumerate().find_map(|(place, value)| step(format!("[{place}]"), value))
        }
        (Value::Object(entries), key) => step(key.to_owned(), entries.get(key)?),
        _ => None,
    }
}

fn follow<'a>(value: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| match key.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(place) => value.get(place.parse::<usize>().ok()?),
        None => value.get(key),
    })
}

fn line(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn bounds(rule: &Value) -> String {
    let part = |key: &str| rule[key].as_f64().filter(|bound| *bound > 0.0).map(|bound| format!("{key} {bound:e}"));
    let parts: Vec<String> = ["rel", "abs"].into_iter().filter_map(part).collect();
    if parts.is_empty() && allowed(rule, 0.0) <= 0.0 { "equal".to_owned() } else { parts.join(", ") }
}

/// Order of magnitude of the relative difference, not below 1e-12; of the absolute one beside 0.
fn difference(got: f64, expected: f64) -> String {
    let size = if expected.abs() > 0.0 { expected.abs() } else { 1.0 };
    let relative = (got - expected).abs() / size;
    let magnitude = (-12..=3).find(|&exponent| relative <= 10f64.powi(exponent));
    magnitude.map_or_else(|| "large".to_owned(), |exponent| format!("1e{exponent}"))
}

/// A number with so many significant digits, without trailing zeros.
pub(crate) fn digits(number: f64, significant: i32) -> String {
    let scientific = format!("{number:.*e}", usize::try_from(significant - 1).unwrap_or(0));
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |text: &str| {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
    };
    if (-5..significant).contains(&exponent) {
        trimmed(&format!("{number:.*}", usize::try_from(significant - 1 - exponent).unwrap_or(0)))
    } else {
        format!("{}e{exponent}", trimmed(mantissa))
    }
}
