//! The demo district end to end: fixture, demo and init give the same numbers, and the known truth is found again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wutong::report::words;
use wutong_testkit::fixture;

use crate::cli::wutong;

/// The district of the fixture, as the generator makes it.
fn generated(folder: &Path) -> PathBuf {
    let written = wutong_synth::write_district(&wutong_synth::Options::default(), folder).expect("a district");
    written.exam_toml
}

fn run(spec: &Path, out: &Path) {
    // Setting type takes longest; the forms are a matter of the report's own tests.
    let formats = "html,xlsx,json,csv,parquet";
    let outcome = wutong(&["run", &spec.to_string_lossy(), "--out", &out.to_string_lossy(), "--format", formats]);
    assert_eq!(outcome.code, 0, "{}", outcome.words);
}

fn table(out: &Path, name: &str) -> String {
    std::fs::read_to_string(out.join("tables").join(name)).expect("the table")
}

/// `(level, group, subject) -> metric -> value` of a run.
fn metrics(out: &Path) -> BTreeMap<(String, String, String), BTreeMap<String, String>> {
    let text = table(out, "group_metrics.csv");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let rows = lines.map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), header.len(), "no cell of this table holds a comma");
        let named = header.iter().zip(&cells).map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned()));
        let named: BTreeMap<String, String> = named.collect();
        ((named["level"].clone(), named["group_id"].clone(), named["subject"].clone()), named)
    });
    rows.collect()
}

#[test]
fn the_fixture_is_what_the_seed_draws() {
    let folder = tempfile::tempdir().expect("a folder");
    generated(folder.path());
    let mut compared = 0;
    for name in ["exam.toml", "truth.json", "roster.csv", "schools.csv", "blueprint_math.csv", "items/math.csv"] {
        assert_eq!(
            std::fs::read(folder.path().join(name)).expect(name),
            std::fs::read(fixture("district").join(name)).expect(name),
            "{name}"
        );
        compared += 1;
    }
    assert_eq!(compared, 6);
    let workbooks = std::fs::read_dir(fixture("district/scores")).expect("scores").count();
    assert_eq!(workbooks, 27);
}

/// Pinned: a change of any number of any table of the demo district shows here, and has to be explained in its commit.
#[test]
fn tables_of_the_district_are_pinned() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&fixture("district/exam.toml"), &out);
    let pinned = std::fs::read_to_string(fixture("golden/district.csv")).expect("the pinned table");
    let found = metrics(&out);
    let mut compared = 0;
    for line in pinned.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split(',').collect();
        let [level, group, subject, metric, expected] = cells[..] else { panic!("five cells: {line}") };
        let key = (level.to_owned(), group.to_owned(), subject.to_owned());
        let value = &found.get(&key).unwrap_or_else(|| panic!("no row {key:?}"))[metric];
        let (value, expected): (f64, f64) = (value.parse().expect(line), expected.parse().expect("a number"));
        assert!((value - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{line}: found {value}");
        compared += 1;
    }
    assert!(compared > 2000, "{compared} values compared");
}

/// What the generator hid is found: the school that kept pupils at home, the transfers.
#[test]
fn the_truth_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&fixture("district/exam.toml"), &out);
    let truth: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("district/truth.json")).expect("truth")).expect("JSON");
    let hiding = truth["hidden_absentees"]["school"]
        .as_str()
        .or(truth["hidden_absentees"][0]["school"].as_str())
        .expect("a school");
    let findings = table(&out, "findings.csv");
    assert!(findings.lines().any(|line| line.starts_with("low-participation") && line.contains(hiding)), "{findings}");
    let transfers = truth["transfers"].as_array().expect("transfers").len();
    let problems = table(&out, "problems.csv");
    assert!(problems.contains(&format!("moved-pupil,{transfers}")), "{problems}");
}

#[test]
fn every_null_has_a_reason_and_every_reason_a_null() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&fixture("district/exam.toml"), &out);
    let found = metrics(&out);
    let keys = ["exam_id", "level", "group_id", "group_name", "parent_id", "subject", "denominator"];
    let nulls = found
        .values()
        .flat_map(BTreeMap::iter)
        .filter(|(name, cell)| cell.is_empty() && !keys.contains(&name.as_str()))
        .count();
    let withheld = table(&out, "withheld.csv");
    let mut reasons = 0;
    for line in withheld.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [level, group, subject, metric, reason] = cells[..] else { panic!("five cells: {line}") };
        assert_eq!(found[&(level.to_owned(), group.to_owned(), subject.to_owned())][metric], "", "{line}");
        assert!(!reason.is_empty());
        reasons += 1;
    }
    assert_eq!(nulls, reasons);
}

/// `wutong init` on the workbooks and lists, then `run`: the same headline numbers without an edit.
#[test]
fn init_then_run_gives_the_same_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = generated(folder.path());
    let direct = folder.path().join("direct");
    run(&spec, &direct);
    let inferred = folder.path().join("inferred.toml");
    let mut args = vec!["init".to_owned()];
    for entry in std::fs::read_dir(folder.path().join("scores")).expect("scores").flatten() {
        args.push(entry.path().to_string_lossy().into_owned());
    }
    for name in ["roster.csv", "schools.csv"] {
        args.push(folder.path().join(name).to_string_lossy().into_owned());
    }
    args.extend(["-o".to_owned(), inferred.to_string_lossy().into_owned()]);
    let outcome = wutong(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(outcome.code, 0, "{}", outcome.words);
    let out = folder.path().join("after-init");
    run(&inferred, &out);
    let (direct, after) = (metrics(&direct), metrics(&out));
    assert_eq!(direct.len(), after.len());
    for ((key, a), b) in direct.iter().zip(after.values()) {
        for metric in [
            "n_expected",
            "n_valid",
            "mean",
            "excellence_rate",
            "pass_rate",
            "low_rate",
            "difference_rate",
            "school_effect",
        ] {
            assert_eq!(a[metric], b[metric], "{key:?} {metric}");
        }
    }
}

#[test]
fn the_output_folder_is_complete() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    run(&fixture("district/exam.toml"), &out);
    for name in
        ["run.json", "check.json", "index.html", "workbook.xlsx", "quarantine.csv", "tables/group_metrics.parquet"]
    {
        assert!(out.join(name).metadata().is_ok_and(|meta| meta.len() > 0), "{name}");
    }
    let pages = std::fs::read_dir(out.join("schools")).expect("schools").flatten();
    let (html, json): (Vec<_>, Vec<_>) =
        pages.map(|entry| entry.path()).partition(|path| path.extension().is_some_and(|end| end == "html"));
    assert_eq!((html.len(), json.len()), (27, 27));
    let verdict = words::verdict(wutong::Verdict::WithCaution, words::Lang::Zh);
    for page in html {
        let text = std::fs::read_to_string(&page).expect("a page");
        assert!(
            text.contains(verdict) && !text.contains("NaN") && !text.contains("http://") && !text.contains("https://"),
            "{}",
            page.display()
        );
        assert!(text.len() < 400_000, "{} has {} bytes", page.display(), text.len());
    }
    let run: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("run.json")).expect("run.json")).expect("JSON");
    assert_eq!(run["verdict"], "with_caution");
    // A second run replaces the first.
    std::fs::write(out.join("index.html"), "old").expect("written");
    super::district::run(&fixture("district/exam.toml"), &out);
    assert!(std::fs::read_to_string(out.join("index.html")).expect("index").len() > 1000);
}
