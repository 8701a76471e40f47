//! Marks in memory: record batch, data frame and file give the same analysis.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use polars::prelude::{Column, DataFrame};
use wutong::{Analysis, ExamSpec, Sources};
use wutong_testkit::spec;

const SCHOOLS: [&str; 8] = ["甲校", "甲校", "甲校", "甲校", "乙校", "乙校", "乙校", "乙校"];
const CLASSES: [&str; 8] = ["1", "1", "2", "2", "1", "1", "1", "1"];
const IDS: [i64; 8] = [1, 2, 3, 4, 5, 6, 7, 8];
const MATH: [Option<f64>; 8] =
    [Some(80.0), Some(85.5), Some(90.0), None, Some(60.0), Some(0.0), Some(75.0), Some(90.0)];

fn exam() -> ExamSpec {
    spec(
        "subject = [{ id = 'math', name = '数学', full_mark = 100, decimals = 1 }]\nprivacy = { min_cell = 1 }\nsource = [{ path = 'marks.csv' }]",
    )
}

fn batch() -> RecordBatch {
    let school: ArrayRef = Arc::new(StringArray::from(SCHOOLS.to_vec()));
    let class: ArrayRef = Arc::new(StringArray::from(CLASSES.to_vec()));
    let id: ArrayRef = Arc::new(Int64Array::from(IDS.to_vec()));
    let math: ArrayRef = Arc::new(Float64Array::from(MATH.to_vec()));
    RecordBatch::try_from_iter([("学校", school), ("班级", class), ("考号", id), ("数学", math)]).expect("a batch")
}

fn frame() -> DataFrame {
    let columns = vec![
        Column::new("学校".into(), SCHOOLS.to_vec()),
        Column::new("班级".into(), CLASSES.to_vec()),
        Column::new("考号".into(), IDS.to_vec()),
        Column::new("数学".into(), MATH.to_vec()),
    ];
    DataFrame::new(8, columns).expect("a frame")
}

fn file(folder: &std::path::Path) -> Sources {
    let mut text = String::from("学校,班级,考号,数学\n");
    for row in 0..8 {
        let mark = MATH[row].map(|mark| mark.to_string()).unwrap_or_default();
        text.push_str(&format!("{},{},{},{mark}\n", SCHOOLS[row], CLASSES[row], IDS[row]));
    }
    std::fs::write(folder.join("marks.csv"), text).expect("written");
    Sources::files(&exam(), folder)
}

fn check(analysis: &Analysis) {
    let math = analysis.school("甲校").expect("the school").subject("math").expect("the subject");
    assert_eq!(math.n_valid.value(), Some(3.0));
    assert_eq!(math.metric("n_absent").value(), Some(1.0));
    assert_eq!(math.mean.value(), Some(255.5 / 3.0));
    assert_eq!(math.excellence_rate.value(), Some(2.0 / 3.0));
    let other = analysis.school("乙校").expect("the school").subject("数学").expect("the subject, by name");
    assert_eq!(other.metric("n_zero").value(), Some(1.0), "a zero is a mark");
    assert_eq!(other.mean.value(), Some(56.25));
}

#[test]
fn batch_frame_and_file_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    let from_batch = wutong::run(&exam(), batch()).expect("a batch is a source");
    let from_frame = wutong::run(&exam(), frame()).expect("a frame is a source");
    let from_file = wutong::run(&exam(), file(folder.path())).expect("a file is a source");
    for analysis in [&from_batch, &from_frame, &from_file] {
        check(analysis);
    }
    assert_eq!(from_batch.metrics, from_frame.metrics);
    assert_eq!(from_batch.metrics, from_file.metrics);
}

#[test]
fn names_that_do_not_exist_list_those_that_do() {
    let analysis = wutong::run(&exam(), batch()).expect("a batch is a source");
    let error = analysis.school("丙校").expect_err("no such school").to_string();
    assert!(error.contains("丙校") && error.contains("甲校") && error.contains("乙校"), "{error}");
    let error = analysis.region().subject("art").expect_err("no such subject").to_string();
    assert!(error.contains("art") && error.contains("math"), "{error}");
}
