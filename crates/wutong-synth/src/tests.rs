//! Whole districts, written and read back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Float64Type;
use calamine::{Data, Reader, Xlsx, open_workbook};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tempfile::TempDir;

use crate::{Options, ScoreFormat, SynthError, Written, write_district, write_scores};

fn options(pupils: u64, schools: Option<u32>) -> Options {
    Options { pupils, schools, ..Options::default() }
}

fn district(options: &Options) -> (TempDir, Written) {
    let dir = tempfile::tempdir().unwrap();
    let written = write_district(options, dir.path()).unwrap();
    (dir, written)
}

fn contents(dir: &Path, written: &Written) -> Vec<(String, Vec<u8>)> {
    let name = |path: &Path| path.strip_prefix(dir).unwrap().to_string_lossy().into_owned();
    written.files.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

fn truth(dir: &Path) -> Value {
    serde_json::from_slice(&fs::read(dir.join("truth.json")).unwrap()).unwrap()
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Float(mark) => mark.to_string(),
        Data::String(text) => text.clone(),
        _ => String::new(),
    }
}

/// Every delivered line, as texts.
fn lines(written: &Written) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for path in written.files.iter().filter(|path| path.parent().unwrap().ends_with("scores")) {
        if path.extension().unwrap() == "csv" {
            let bytes = fs::read(path).unwrap();
            assert!(bytes.windows(2).any(|pair| pair == b"\r\n"));
            let (decoded, _, malformed) = encoding_rs::GBK.decode(&bytes);
            assert!(!malformed);
            let mut reader = csv::Reader::from_reader(decoded.as_bytes());
            lines.extend(reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()));
            continue;
        }
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let range = book.worksheet_range("成绩").unwrap();
        let sheet: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
        let start = sheet.iter().position(|row| row[1] == "姓名").unwrap() + 1;
        let end = sheet.iter().position(|row| row[0] == "平均分").unwrap();
        lines.extend_from_slice(&sheet[start..end]);
    }
    lines
}

#[test]
fn one_seed_gives_the_same_bytes() {
    let small = options(900, Some(9));
    let (first, one) = district(&small);
    let (second, two) = district(&small);
    assert!(contents(first.path(), &one) == contents(second.path(), &two));
    let other = Options { seed: 7, ..small };
    let (third, three) = district(&other);
    assert!(contents(first.path(), &one) != contents(third.path(), &three));
}

#[test]
fn default_district_is_complete_and_small() {
    let (dir, written) = district(&Options::default());
    assert_eq!((written.n_pupils, written.n_schools), (7_500, 27));
    let size: u64 = written.files.iter().map(|path| fs::metadata(path).unwrap().len()).sum();
    assert!(size < 1_400_000, "{size} bytes");
    let truth = truth(dir.path());
    let lines = lines(&written);
    let mut by_id: BTreeMap<&str, Vec<&Vec<String>>> = BTreeMap::new();
    for line in &lines {
        by_id.entry(&line[0]).or_default().push(line);
    }
    assert_eq!(by_id.len(), 7_500);

    // Transfers, and nobody else, appear twice: once as left, once with marks.
    let twice: Vec<&str> = by_id.iter().filter(|(_, lines)| lines.len() == 2).map(|(id, _)| *id).collect();
    let mut expected: Vec<&str> = truth["transfers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|transfer| transfer["student_id"].as_str().unwrap())
        .collect();
    expected.sort_unstable();
    assert_eq!(twice, expected);
    for id in twice {
        let left = by_id[id].iter().filter(|line| line[4..13].iter().all(|cell| cell == "转学"));
        assert_eq!(left.count(), 1);
        assert_eq!(by_id[id][0][1], by_id[id][1][1]);
    }

    // Marks, item marks and the counts of the truth agree.
    let full_marks = [120.0, 120.0, 120.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0];
    let mut n_math = 0;
    let mut math: BTreeMap<&str, f64> = BTreeMap::new();
    for line in &lines {
        for (cell, full_mark) in line[4..13].iter().zip(full_marks) {
            assert!(
                cell.parse().is_ok_and(|mark: f64| (0.0..=full_mark).contains(&mark)) || cell.parse::<f64>().is_err()
            );
        }
        if let Ok(mark) = line[5].parse() {
            n_math += 1;
            math.insert(&line[0], mark);
        }
    }
    assert_eq!(truth["subjects"]["math"]["n_valid"], n_math);
    let mut items = csv::Reader::from_path(dir.path().join("items/math.csv")).unwrap();
    let mut n_items = 0;
    for row in items.records().map(Result::unwrap) {
        let marks: Vec<f64> = row.iter().skip(3).filter_map(|cell| cell.parse().ok()).collect();
        match math.get(&row[0]) {
            // Half points are exact in binary.
            Some(mark) => assert!((marks.iter().sum::<f64>() - mark).abs() < 1e-9, "{row:?}"),
            None => assert!(marks.is_empty()),
        }
        n_items += 1;
    }
    assert_eq!(n_items, 7_500);
}

#[test]
fn one_school_is_a_district() {
    let (dir, written) = district(&options(30, Some(1)));
    assert_eq!((written.n_pupils, written.n_schools), (30, 1));
    assert_eq!(lines(&written).len(), 30);
    let truth = truth(dir.path());
    assert!(truth["hidden_absentees"].is_null());
    assert!(!fs::read_to_string(written.exam_toml).unwrap().contains("scores/*.csv"));
}

#[test]
fn the_form_does_not_change_the_draw() {
    let small = options(2_400, Some(45));
    let (workbooks, _) = district(&small);
    let (csv, parquet) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_scores(&small, ScoreFormat::Csv, csv.path()).unwrap();
    write_scores(&small, ScoreFormat::Parquet, parquet.path()).unwrap();
    for key in ["subjects", "schools", "transfers", "parameters"] {
        let expected = &truth(workbooks.path())[key];
        assert_eq!(&truth(csv.path())[key], expected);
        assert_eq!(&truth(parquet.path())[key], expected);
    }
    for name in ["roster.csv", "schools.csv"] {
        assert!(fs::read(workbooks.path().join(name)).unwrap() == fs::read(csv.path().join(name)).unwrap());
    }
    let mut reader = csv::Reader::from_path(csv.path().join("scores.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2_400);
    let file = File::open(parquet.path().join("scores.parquet")).unwrap();
    let batches = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut n = 0;
    for batch in batches.map(Result::unwrap) {
        for row in 0..batch.num_rows() {
            let ids = batch.column(3).as_string::<i32>();
            let math = batch.column(5).as_primitive::<Float64Type>();
            assert_eq!(&rows[n][3], ids.value(row));
            assert_eq!(rows[n][5].parse().ok(), math.is_valid(row).then(|| math.value(row)));
            n += 1;
        }
    }
    assert_eq!(n, rows.len());
}

#[test]
fn a_smaller_district_replaces_a_larger_one() {
    let dir = tempfile::tempdir().unwrap();
    write_district(&options(400, Some(4)), dir.path()).unwrap();
    write_district(&options(60, Some(2)), dir.path()).unwrap();
    assert_eq!(fs::read_dir(dir.path().join("scores")).unwrap().count(), 2);
}

#[test]
fn impossible_requests_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let check = |options: Options| write_district(&options, dir.path()).unwrap_err();
    assert!(matches!(check(options(60_001, None)), SynthError::TooManyForWorkbooks { .. }));
    assert!(check(options(60_001, None)).to_string().contains("write_scores"));
    assert!(matches!(check(options(0, None)), SynthError::Schools { .. }));
    assert!(matches!(check(options(10, Some(0))), SynthError::Schools { .. }));
    assert!(matches!(check(options(10, Some(11))), SynthError::Schools { .. }));
    fs::write(dir.path().join("exam.toml"), "").unwrap();
    assert!(matches!(check(options(10, Some(1))), SynthError::Occupied { .. }));
    let large = write_scores(&options(10_000_001, None), ScoreFormat::Csv, dir.path());
    assert!(matches!(large, Err(SynthError::TooManyPupils { .. })));
}
