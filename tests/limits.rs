//! A file that asks for more than any exam needs ends in an error that says so, and stops no other file.

use std::path::Path;
use std::time::{Duration, Instant};

use rust_xlsxwriter::Workbook;
use wutong::ingest::{Excess, IngestError};
use wutong::model::ProblemKind;
use wutong::{ExamSpec, Sources};
use wutong_testkit::spec;

/// Two pupils, and a note in the last cell that a worksheet has: 17 billion cells.
fn vast(path: &Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("成绩").expect("a valid name");
    for (row, line) in (0u32..).zip(["学校,考号,数学", "甲校,1,80", "甲校,2,70"]) {
        for (column, cell) in (0u16..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).expect("written");
        }
    }
    sheet.write_string(1_048_575, 16_383, "备注").expect("written");
    workbook.save(path).expect("saved");
}

fn exam() -> ExamSpec {
    spec("subject = [{ id = 'math', name = '数学', full_mark = 100 }]\nsource = [{ path = '*' }]")
}

#[test]
fn seventeen_billion_cells_are_an_error_and_not_a_death() {
    let folder = tempfile::tempdir().expect("a folder");
    vast(&folder.path().join("vast.xlsx"));
    let start = Instant::now();
    let error = wutong::run(&exam(), Sources::files(&exam(), folder.path())).expect_err("refused");
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let wutong::Error::Ingest(error) = error else { panic!("{error}") };
    let IngestError::TooLarge { file, sheet, what, found, .. } = &*error else { panic!("{error}") };
    assert_eq!((file.as_str(), sheet.as_str(), *what), ("vast.xlsx", "成绩", Excess::ClaimedCells));
    assert!(found.contains("17179869184"), "{found}");
    for text in [error.to_string(), error.zh()] {
        assert!(text.contains("[limits]"), "the cure is not in: {text}");
    }
}

#[test]
fn beside_another_file_it_is_a_problem() {
    let folder = tempfile::tempdir().expect("a folder");
    vast(&folder.path().join("vast.xlsx"));
    std::fs::write(folder.path().join("sound.csv"), "学校,考号,数学\n乙校,3,60\n").expect("written");
    let ingested =
        wutong::ingest::read(&exam(), &Sources::files(&exam(), folder.path()), &()).expect("the other file is read");
    assert_eq!(ingested.book.n_pupils(), 1);
    let unread: Vec<&str> = ingested
        .problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::UnreadFile)
        .map(|problem| problem.place.file.as_str())
        .collect();
    assert_eq!(unread, ["vast.xlsx"]);
}
