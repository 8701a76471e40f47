//! Several exams of the same pupils: in folders, or side by side in one table.

use std::fmt::Write as _;

use super::sketches::run;
use super::*;

/// Identifiers and marks of twelve pupils; of each the marks of the earlier exam, then those of the later one.
fn pupils(cells: impl Fn([u32; 4]) -> Vec<u32>) -> String {
    (0..12).fold(String::new(), |mut text, n| {
        let marks: Vec<String> = cells([40 + n, 50 + 2 * n, 70 + n, 85 - n]).iter().map(u32::to_string).collect();
        writeln!(text, "甲校,1,{},{}", 101 + n, marks.join(",")).expect("written");
        text
    })
}

/// The marks of the later exam.
fn later() -> Vec<String> {
    (0..12).map(|n| format!("/甲校/1/{} {} {}", 101 + n, 70 + n, 85 - n)).collect()
}

#[test]
fn folders_that_are_named_after_exams() {
    let table = |text: String| format!("学校,班级,考号,语文,数学\n{text}");
    let exam = Exam::new("")
        .file("一模/成绩.csv", table(pupils(|[a, b, ..]| vec![a, b])).as_bytes())
        .file("二模/成绩.csv", table(pupils(|[.., a, b]| vec![a, b])).as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["一模", "二模"]);
    assert_eq!(lines(&found), later());
    let asked = format!("{:?}", sketch.questions);
    assert!(asked.contains("本次分析哪一次？暂按“二模”") && asked.contains("一模/成绩.csv 没有写入"), "{asked}");
}

#[test]
fn marks_of_two_exams_side_by_side() {
    let by_subject = pupils(|[a, b, c, d]| vec![a, c, b, d]);
    let by_exam = pupils(|[a, b, c, d]| vec![a, b, c, d]);
    let flat = |header: &str, rows: &str| format!("学校,班级,考号,{header}\n{rows}");
    let stacked = |over: &str, rows: &str| format!("学校,班级,考号,{over}\n,,,语文,数学,语文,数学\n{rows}");
    for (name, text) in [
        ("八年级期末.csv", flat("语文期中,语文期末,数学期中,数学期末", &by_subject)),
        ("八年级期末.csv", flat("期中语文,期中数学,期末语文,期末数学", &by_exam)),
        ("期末.csv", format!("期末考试（附期中对比）\n{}", stacked("期中,,期末,", &by_exam))),
        ("二模.csv", format!("学校,班级,考号,语文,,数学,\n,,,一模,二模,一模,二模\n{by_subject}")),
    ] {
        let exam = Exam::new("").file(name, text.as_bytes());
        let (sketch, found) = run(exam.folder.path(), &[name]);
        assert_eq!(lines(&found), later(), "{text}");
        let asked = format!("{:?}", sketch.questions);
        assert!(asked.contains("同一张表里有几次考试的成绩"), "{asked}");
        assert!(!asked.contains("是学科吗"), "{asked}");
    }
}

#[test]
fn of_two_exams_that_nothing_chooses_between_it_is_asked() {
    let rows = pupils(|[a, b, c, d]| vec![a, c, b, d]);
    let text = format!("学校,班级,考号,语文期中,语文期末,数学期中,数学期末\n{rows}");
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let asked = format!("{:?}", run(exam.folder.path(), &["成绩.csv"]).0.questions);
    assert!(asked.contains("“语文期中”和“语文期末”都像语文的成绩"), "{asked}");
    Exam::csv(&text).error(&["语文期中", "语文期末"]);
}
