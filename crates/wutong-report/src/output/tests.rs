//! The output folder as a reader finds it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Formats, Press, RunRecord, WriteOptions, write};
use crate::error::ReportError;
use crate::tables::fixture;
use crate::words::Lang;

fn run(out: &Path, formats: Formats) -> Result<PathBuf, ReportError> {
    let record = RunRecord {
        threads: 2,
        seed: None,
        timings: vec![("read".into(), 0.5), ("compute".into(), 0.25)],
        ..RunRecord::default()
    };
    write(&fixture::analysis(), &record, out, &WriteOptions { formats, lang: Lang::Zh }, &Press::default())
        .map(|written| written.folder)
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.insert(path.clone(), std::fs::read(&path).expect("readable"));
        }
    }
    files
}

#[test]
fn two_runs_write_the_same_bytes() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let out = root.path().join("x-1");
    run(&out, Formats::all()).expect("nothing is in the way");
    let first = files(&out);
    // The second run also shows that a folder of ours is replaced.
    run(&out, Formats::all()).expect("the folder is ours");
    let second = files(&out);
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in &first {
        assert!(second.get(path) == Some(bytes), "{} differs", path.display());
    }
    for name in ["run.json", "check.json", "quarantine.csv", "tables/group_metrics.csv", "tables/withheld.csv"] {
        assert!(first.contains_key(&out.join(name)), "{name}");
    }
}

#[test]
fn records_are_written_even_without_formats() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let out = root.path().join("x-1");
    run(&out, Formats::NONE).expect("nothing is in the way");
    let names: Vec<_> = files(&out).into_keys().collect();
    assert_eq!(names, ["check.json", "exports.log", "quarantine.csv", "run.json"].map(|name| out.join(name)));
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(out.join(name)).expect("written")).expect("JSON")
    };
    let (check, run) = (json("check.json"), json("run.json"));
    assert_eq!(check["verdict"], "with_caution");
    assert_eq!(check["findings"][0]["text_zh"], "二中仅 3 人。");
    assert_eq!(check["reasons"], serde_json::json!(["small-school"]));
    assert_eq!(check["insights"][0]["text_zh"], "一中数学低 6.50 分（4.00~9.00）");
    assert_eq!(
        run["subjects"][0],
        serde_json::json!({"id": "math", "verdict": "with_caution", "reasons": ["small-school"]})
    );
    assert_eq!(check["problems"]["mark-above-full"], 1);
    assert_eq!(check["rows"]["totals"]["scores"]["rows_read"], 9);
    assert_eq!(run["specification"]["applied"]["exam"]["id"], "x-1");
    assert_eq!(run["seed"], serde_json::Value::Null);
    assert_eq!(run["timings"]["compute"], 0.25);
    assert_eq!(run["metrics"][1], "mean");
}

#[test]
fn a_foreign_folder_is_refused_before_anything_is_written() {
    let root = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(root.path().join("thesis.doc"), "years of work").expect("can be written");
    let error = run(root.path(), Formats::NONE).expect_err("it is not ours");
    assert!(matches!(&error, ReportError::NotOurs { path } if path == root.path()));
    assert!(error.to_string().contains("choose another output folder") && error.zh().contains("另选输出文件夹"));
    assert_eq!(files(root.path()).len(), 1);
}
