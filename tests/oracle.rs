//! The oracle runner: our numbers beside those of independent tools, on real data.
//!
//! ```text
//! cargo test -p wutong-tests --test oracle                         every check of fixtures/oracle
//! cargo test -p wutong-tests --test oracle -- london_exam/icc      checks whose id contains the text
//! WUTONG_ORACLES=/a:/b cargo test -p wutong-tests --test oracle    the oracle files of these folders
//! UPDATE_PAGE=1 cargo test -p wutong-tests --test oracle           rewrites fixtures/oracle/README.md
//! ```
//!
//! An oracle file (`*.json`, data in `data/` beside it) states checks: a method, its parameters, the expected values and
//! the tolerance of each; `fixtures/oracle/SOURCES.md` has the format, `METHODS.md` the definition of every key. The
//! runner prints `<id> ok` or the first value that differs, and closes with `N of M checks agree; K checks of later
//! methods`. M counts every check except those whose method stands in `oracle/later.rs`, which are the K; a method that
//! is unknown counts in M and does not agree. A check agrees if the method gave a result and each value of `expected` is
//! in it within tolerance; keys that only the result has are ignored. The exit code is zero only if N = M and the page of
//! published numbers, compared when the folders are the default ones, is up to date.
//!
//! To add a method: write `fn name(case: &Case) -> Result<Value, Failure>` in the file of its area (`describe`,
//! `inference`, `between`, `items`), add `("name", name)` to that file's `METHODS`, and give its headline numbers a line
//! in `headlines.rs`. `Case` reads parameters (`text`, `number`, `numbers`, `texts`), the filtered table (`table`),
//! columns or the total score (`values`), their integer ticks (`ticks`, `ticks_by`), the rows of two levels
//! (`two_levels`), covariates and what another check expects (`expected_of`); `Scores` is the matrix of item scores.
//! A method calls `wutong::stats` and computes nothing that belongs there. [`value::or_null`] turns a withheld statistic
//! into the null that oracles have for what is not defined.
#![allow(clippy::print_stdout, reason = "the runner is a program that prints its verdict")]

#[path = "oracle/between.rs"]
mod between;
#[path = "oracle/case.rs"]
mod case;
#[path = "oracle/compare.rs"]
mod compare;
#[path = "oracle/describe.rs"]
mod describe;
#[path = "oracle/headlines.rs"]
mod headlines;
#[path = "oracle/inference.rs"]
mod inference;
#[path = "oracle/items.rs"]
mod items;
#[path = "oracle/later.rs"]
mod later;
#[path = "oracle/lattice.rs"]
mod lattice;
#[path = "oracle/page.rs"]
mod page;
#[path = "oracle/run.rs"]
mod run;
#[path = "oracle/scores.rs"]
mod scores;
#[path = "oracle/selftest.rs"]
mod selftest;
#[path = "oracle/table.rs"]
mod table;
#[path = "oracle/value.rs"]
mod value;

use std::path::PathBuf;
use std::process::ExitCode;

use case::Method;
use run::Outcome;

/// The areas, one file each.
const AREAS: &[&[(&str, Method)]] = &[describe::METHODS, inference::METHODS, between::METHODS, items::METHODS];

/// What the page must hold once every check agrees.
const FEWEST_ROWS: usize = 150;
const FEWEST_DATASETS: usize = 8;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        println!("oracle: test");
        return ExitCode::SUCCESS;
    }
    let wanted = filter(&arguments);
    let folders = std::env::var_os("WUTONG_ORACLES").filter(|folders| !folders.is_empty());
    let default = folders.is_none();
    let folders: Vec<PathBuf> = match folders {
        Some(folders) => {
            let folders = std::env::split_paths(&folders).filter(|folder| !folder.as_os_str().is_empty());
            folders.map(from_the_root).collect()
        }
        None => vec![wutong_testkit::fixture("oracle")],
    };
    let files = match run::read(&folders) {
        Ok(files) => files,
        Err(failure) => {
            println!("{}\ntest result: FAILED. 0 passed; 1 failed", failure.0);
            return ExitCode::FAILURE;
        }
    };
    let problems = selftest::problems(&files);
    problems.iter().for_each(|problem| println!("the runner: {problem}"));
    let outcomes = run::run(&files, AREAS, wanted);
    tell(&outcomes);
    let agreeing = outcomes.iter().filter(|outcome| outcome.agrees() == Some(true)).count();
    let later = outcomes.iter().filter(|outcome| outcome.agrees().is_none()).count();
    let known = outcomes.len() - later;
    let stale = default && wanted.is_empty() && !page_is_up_to_date(&outcomes, known == agreeing);
    println!("{agreeing} of {known} checks agree; {later} checks of later methods");
    let failed = known - agreeing + problems.len() + usize::from(stale);
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!("test result: {verdict}. {agreeing} passed; {failed} failed; 0 ignored; 0 measured; {later} filtered out");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The text that ids have to contain: the first argument that is neither an option nor the value of one.
fn filter(arguments: &[String]) -> &str {
    const WITH_VALUE: [&str; 6] = ["--test-threads", "--format", "--color", "--logfile", "--skip", "--shuffle-seed"];
    let mut value = false;
    let names = |argument: &&String| {
        let is_value = std::mem::replace(&mut value, WITH_VALUE.contains(&argument.as_str()));
        !is_value && !argument.starts_with('-')
    };
    arguments.iter().find(names).map_or("", String::as_str)
}

/// A folder as named, or, since tests run in the folder of their package, as named from the root of the workspace.
fn from_the_root(folder: PathBuf) -> PathBuf {
    if folder.exists() || folder.is_absolute() { folder } else { wutong_testkit::fixture("..").join(folder) }
}

/// Writes the page of published numbers if asked, otherwise compares it; once all checks agree it has to be complete.
fn page_is_up_to_date(outcomes: &[Outcome], complete: bool) -> bool {
    let path = wutong_testkit::fixture("oracle").join("README.md");
    let page = page::page(outcomes, AREAS);
    println!("{} numbers from {} data sets on the page", page.rows, page.datasets);
    page.missing.iter().for_each(|method| println!("the page has no number of {method}: see oracle/headlines.rs"));
    let too_small = complete && (page.rows < FEWEST_ROWS || page.datasets < FEWEST_DATASETS);
    if too_small {
        println!("the page needs {FEWEST_ROWS} numbers from {FEWEST_DATASETS} data sets");
    }
    if std::env::var_os("UPDATE_PAGE").is_some_and(|value| value == "1") {
        match std::fs::write(&path, &page.text) {
            Ok(()) => println!("{} written", path.display()),
            Err(error) => println!("{}: {error}", path.display()),
        }
    }
    let current = std::fs::read_to_string(&path).is_ok_and(|text| text == page.text);
    if !current {
        println!("{} is out of date: run again with UPDATE_PAGE=1", path.display());
    }
    current && page.missing.is_empty() && !too_small
}

/// A line a check, then the largest relative difference of each method.
fn tell(outcomes: &[Outcome]) {
    let mut largest = std::collections::BTreeMap::new();
    for outcome in outcomes {
        let id = outcome.id();
        match &outcome.verdict {
            None => {}
            Some(Err(failure)) => println!("{id} {}", failure.0),
            Some(Ok((_, comparison))) => {
                match &comparison.first {
                    None => println!("{id} ok"),
                    Some(first) => println!("{id} {first} ({} values differ)", comparison.different),
                }
                let worst = largest.entry(outcome.method()).or_insert((0.0, String::new()));
                if comparison.largest.0 > worst.0 {
                    *worst = (comparison.largest.0, format!("{id} {}", comparison.largest.1));
                }
            }
        }
    }
    for (method, (difference, place)) in largest {
        println!("largest relative difference of {method}: {difference:.1e} {place}");
    }
}
