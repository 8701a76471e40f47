//! The corpus of the fuzz targets, replayed without a fuzzer: nothing in it may panic or lose a row.

use std::path::Path;

fn replay(target: &str, call: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).expect("a corpus");
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert!(files.len() >= 5, "{} has {} seeds", folder.display(), files.len());
    for file in files {
        let bytes = std::fs::read(&file).expect("a seed");
        if std::panic::catch_unwind(|| call(&bytes)).is_err() {
            panic!("{target} panics on {}", file.display());
        }
    }
}

#[test]
fn csv() {
    replay("csv", wutong_fuzz::csv);
}

#[test]
fn xlsx() {
    replay("xlsx", wutong_fuzz::xlsx);
}

#[test]
fn exam_toml() {
    replay("exam_toml", wutong_fuzz::exam_toml);
}

#[test]
fn item_columns() {
    replay("item_columns", wutong_fuzz::item_columns);
}
