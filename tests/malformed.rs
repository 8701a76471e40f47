//! Bad input: what cannot be read says where and how to cure it; what can be set aside is, and nothing is lost.

use std::path::Path;

use wutong::model::{ProblemKind, Status};
use wutong::{Ingested, Sources};

use crate::cli::{Outcome, wutong};

const EXAM: &str =
    "[exam]\nid = 'x'\ntitle = 'X'\nstage = 'junior'\ngrade = 9\nkind = 'research'\n[privacy]\nmin_cell = 1\n";
const MATH: &str = "[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 100\ndecimals = 1\n";
const SOURCE: &str = "[[source]]\npath = '*.csv'\n";

/// Runs `wutong check` on these files and an `exam.toml`.
fn check(spec: &str, files: &[(&str, &str)]) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), spec, files);
    wutong(&["check", &folder.path().join("exam.toml").to_string_lossy(), "--lang", "en"])
}

fn write(folder: &Path, spec: &str, files: &[(&str, &str)]) {
    std::fs::write(folder.join("exam.toml"), spec).expect("written");
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("written");
    }
}

fn read(spec: &str, files: &[(&str, &str)]) -> Ingested {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), spec, files);
    let (spec, sources): (_, Sources) = wutong::open(folder.path().join("exam.toml")).expect("a specification");
    let ingested = wutong::ingest::read(&spec, &sources, &()).expect("readable");
    for account in &ingested.accounts {
        assert_eq!(account.rows_read, account.kept + account.set_aside + account.not_data, "{account:?}");
    }
    ingested
}

/// Exit code 2, and every one of these texts in the message, in the order of: place, cause, cure.
fn stops(spec: &str, files: &[(&str, &str)], texts: &[&str]) {
    let outcome = check(spec, files);
    assert_eq!(outcome.code, 2, "{}", outcome.words);
    for text in texts {
        assert!(outcome.words.contains(text), "no '{text}' in: {}", outcome.words);
    }
    let chinese = {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), spec, files);
        wutong(&["check", &folder.path().join("exam.toml").to_string_lossy()])
    };
    assert!(chinese.words.starts_with("错误：") && chinese.code == 2, "{}", chinese.words);
}

fn all(parts: &[&str]) -> String {
    parts.concat()
}

#[test]
fn missing_files() {
    let outcome = wutong(&["check", "no-such-folder/exam.toml", "--lang", "en"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.words.contains("no-such-folder/exam.toml") && outcome.words.contains("wutong init"),
        "{}",
        outcome.words
    );
    stops(&all(&[EXAM, MATH, SOURCE]), &[], &["*.csv", "no file matches", "[[source]]"]);
    let named = "[[source]]\npath = 'scores.csv'\n";
    stops(&all(&[EXAM, MATH, named]), &[], &["scores.csv", "no such file", "[[source]]"]);
}

#[test]
fn a_workbook_that_is_not_one() {
    let source = "[[source]]\npath = '*.xlsx'\n";
    let page = [("a.xlsx", "<html><body>登录</body></html>")];
    stops(&all(&[EXAM, MATH, source]), &page, &["a.xlsx", "not an Excel workbook", "export the marks again"]);
}

#[test]
fn an_unknown_key() {
    let spec = all(&[EXAM, "[[subject]]\nid = 'math'\nfull_marks = 100\n", SOURCE]);
    stops(&spec, &[], &["exam.toml", "line 11", "full_marks", "did you mean 'full_mark'"]);
    let spec = all(&[EXAM, MATH, SOURCE, "[checks]\nsmall-schools = 'warn'\n"]);
    stops(&spec, &[], &["small-schools", "did you mean 'small-school'"]);
}

#[test]
fn a_subject_that_no_file_holds_and_the_reverse() {
    let files = [("a.csv", "考号,学校,数学\n1,甲,80\n")];
    let physics = "[[subject]]\nid = 'physics'\nname = '物理'\nfull_mark = 100\n";
    stops(&all(&[EXAM, MATH, physics, SOURCE]), &files, &["physics", "物理", "in no file", "[[source]]"]);
    let files = [("a.csv", "考号,学校,数学,物理\n1,甲,80,70\n")];
    stops(&all(&[EXAM, MATH, SOURCE]), &files, &["a.csv", "D1", "物理", "does not declare", "ignore"]);
    let ignored = "[[source]]\npath = '*.csv'\nignore = ['物理']\n";
    assert_eq!(check(&all(&[EXAM, MATH, ignored]), &files).code, 0);
}

#[test]
fn no_school_column() {
    let files = [("a.csv", "考号,班级,数学\n1,1,80\n2,1,70\n")];
    stops(&all(&[EXAM, MATH, SOURCE]), &files, &["a.csv", "row 1", "no school column", "source"]);
    let named = "[[source]]\npath = '*.csv'\nschool = '甲校'\n";
    assert_eq!(read(&all(&[EXAM, MATH, named]), &files).book.schools[0].name, "甲校");
}

#[test]
fn two_columns_for_one_subject() {
    let files = [("a.csv", "考号,学校,数学,英语,数学\n1,甲,80,1,81\n")];
    let source = "[[source]]\npath = '*.csv'\nignore = ['英语']\n";
    stops(&all(&[EXAM, MATH, source]), &files, &["a.csv", "math", "C1", "E1", "keep one"]);
}

#[test]
fn bad_cells_lie_in_the_quarantine_and_the_row_stays() {
    let text = "成绩表\n考号,学校,班级,数学\n1,甲,1,80\n2,甲,1,100.5\n3,甲,1,-3\n4,甲,1,八十\n5,甲,1,80.25\n6,甲,1,缺考\n7,甲,1,\n8,甲,1,0\n";
    let ingested = read(&all(&[EXAM, MATH, SOURCE]), &[("a.csv", text)]);
    let found: Vec<(u64, &str, ProblemKind)> =
        ingested.problems.iter().map(|problem| (problem.place.row, problem.text.as_str(), problem.kind)).collect();
    assert_eq!(
        found,
        [
            (4, "100.5", ProblemKind::MarkAboveFull),
            (5, "-3", ProblemKind::MarkBelowMinimum),
            (6, "八十", ProblemKind::NotAMark),
            (7, "80.25", ProblemKind::MarkTooFine),
        ]
    );
    assert!(ingested.problems.iter().all(|problem| problem.place.column == "数学" && problem.place.file == "a.csv"));
    let column = &ingested.book.subjects[0];
    let aside = Status::SetAside;
    let expected = [Status::Present, aside, aside, aside, aside, Status::Absent, Status::Absent, Status::Present];
    assert_eq!(column.status, expected);
    assert_eq!(column.ticks, [800, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(
        (ingested.accounts[0].kept, ingested.accounts[0].not_data, ingested.accounts[0].cells_set_aside),
        (8, 2, 4)
    );
}

#[test]
fn the_same_pupil_twice() {
    let text = "考号,学校,数学\n1,甲,80\n1,甲,80\n2,甲,70\n2,甲,71\n3,甲,转学\n3,乙,60\n4,乙,50\n";
    let ingested = read(&all(&[EXAM, MATH, SOURCE]), &[("a.csv", text)]);
    let mut found: Vec<(u64, ProblemKind)> =
        ingested.problems.iter().map(|problem| (problem.place.row, problem.kind)).collect();
    found.sort();
    assert_eq!(
        found,
        [
            (3, ProblemKind::RepeatedPupil),
            (4, ProblemKind::ConflictingPupil),
            (5, ProblemKind::ConflictingPupil),
            (6, ProblemKind::MovedPupil),
        ]
    );
    let ids: Vec<&str> = (0..ingested.book.n_pupils()).map(|row| ingested.book.ids.get(row)).collect();
    assert_eq!(ids.len(), 3);
    for id in ["1", "3", "4"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    let account = &ingested.accounts[0];
    assert_eq!((account.rows_read, account.kept, account.set_aside, account.not_data), (8, 3, 4, 1));
}

#[test]
fn an_empty_sheet_does_not_stop_the_run() {
    let files = [("a.csv", "考号,学校,数学\n1,甲,80\n2,甲,60\n"), ("b.csv", "考号,学校,数学\n")];
    let ingested = read(&all(&[EXAM, MATH, SOURCE]), &files);
    let kinds: Vec<ProblemKind> = ingested.problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [ProblemKind::EmptySheet]);
    assert_eq!(ingested.problems[0].place.file, "b.csv");
    assert_eq!(ingested.book.n_pupils(), 2);
}

#[test]
fn small_worlds_are_findings_not_failures() {
    // A class of one pupil, all absent in a subject, only one school.
    let english = "[[subject]]\nid = 'english'\nname = '英语'\nfull_mark = 100\n";
    let mut text = String::from("考号,学校,班级,数学,英语\n");
    for number in 0..20 {
        text.push_str(&format!("{number},甲,{},{},缺考\n", 1 + i32::from(number == 19), 60 + number));
    }
    let outcome = check(&all(&[EXAM, MATH, english, SOURCE]), &[("a.csv", &text)]);
    assert_eq!(outcome.code, 0, "{}", outcome.words);
    for text in ["One school", "[caution]", "schools are large enough", "nobody has a valid mark in 英语"] {
        assert!(outcome.words.contains(text), "no '{text}' in: {}", outcome.words);
    }
}

#[test]
fn another_full_mark_in_the_header_refuses_the_comparison() {
    let files = [
        ("a.csv", "考号,学校,数学（满分100）\n1,甲,80\n2,甲,60\n"),
        ("b.csv", "考号,学校,数学（满分120）\n3,乙,80\n4,乙,60\n"),
    ];
    let outcome = check(&all(&[EXAM, MATH, SOURCE]), &files);
    assert_eq!(outcome.code, 1, "{}", outcome.words);
    assert!(outcome.words.contains("Comparison refused") && outcome.words.contains("120"), "{}", outcome.words);
}
