//! Pupils of several grades in the files of one exam.

use std::fmt::Write;

use super::*;
use crate::tests::sketches::run;

/// The rows of a class: identifiers from `first` on.
fn rows(lead: &str, first: u32, n: u32) -> String {
    let mut text = String::new();
    for at in 0..n {
        writeln!(text, "{lead},{},{},{}", first + at, 60 + at, 70 + at).expect("written");
    }
    text
}

const HEADER: &str = "学校,班级,考号,语文,数学\n";

#[test]
fn rows_of_another_grade_are_set_aside() {
    let nine = rows("一中,1班", 101, 3);
    let by_class = format!("{HEADER}{}{}", rows("一中,九(1)班", 101, 3), rows("一中,八(1)班", 201, 2));
    let found = Exam::csv(&by_class).ok();
    assert_eq!(found.book.n_pupils(), 3);
    assert_eq!(
        of_kind(&found, "other-grade"),
        [
            "other-grade scores.csv:5 班级 '一中 | 八(1)班 | 201'",
            "other-grade scores.csv:6 班级 '一中 | 八(1)班 | 202'"
        ]
    );
    let column = format!("年级,{HEADER}{}{}", rows("九年级,一中,1班", 101, 3), rows("八年级,一中,1班", 201, 2));
    let found = Exam::csv(&column).ok();
    assert_eq!(found.book.n_pupils(), 3);
    assert_eq!(of_kind(&found, "other-grade").len(), 2);
    let files = |other: &str| {
        let found = Exam::new("[[source]]\npath = '*.csv'")
            .file("2025年春九年级.csv", format!("{HEADER}{nine}").as_bytes())
            .file(other, format!("{HEADER}{}", rows("一中,1班", 201, 2)).as_bytes())
            .ok();
        (found.book.n_pupils(), of_kind(&found, "other-grade").len())
    };
    assert_eq!(files("2025年春八年级.csv"), (3, 2));
    assert_eq!(files("2025年春七、九年级.csv"), (5, 0), "a name of two grades tells none");
    let sheets = [("九年级", format!("{HEADER}{nine}")), ("高一", format!("{HEADER}{}", rows("一中,1班", 201, 2)))];
    let sheets = [(sheets[0].0, sheets[0].1.as_str()), (sheets[1].0, sheets[1].1.as_str())];
    let found = Exam::new("[[source]]\npath = 'f.xlsx'").workbook("f.xlsx", &sheets).ok();
    assert_eq!((found.book.n_pupils(), of_kind(&found, "other-grade").len()), (3, 2));
}

#[test]
fn titles_between_the_rows_tell_the_grade_of_those_below() {
    let text = format!("{HEADER}{}八年级期末成绩\n{}", rows("一中,1班", 101, 3), rows("一中,1班", 201, 2));
    let found = Exam::csv(&text).ok();
    assert_eq!((found.book.n_pupils(), of_kind(&found, "other-grade").len()), (3, 2));
}

#[test]
fn ranks_and_classes_by_number_are_no_grades() {
    // 年级 behind marks is a rank, and 901 in a senior exam a room.
    let text =
        "学校,班级,考号,语文,数学,年级\n一中,1,1,80,70,1\n一中,1,2,70,70,2\n一中,1,3,60,70,3\n一中,1,4,50,70,4\n";
    assert_eq!(Exam::csv(text).ok().book.n_pupils(), 4);
    let numbered = format!("{HEADER}{}{}", rows("一中,901", 101, 2), rows("一中,802", 201, 1));
    assert_eq!(Exam::csv(&numbered).ok().book.n_pupils(), 2);
    let mut senior = Exam::csv(&numbered);
    senior.spec = senior.spec.replace("'junior'\ngrade = 9", "'senior'\ngrade = 10");
    assert_eq!(senior.ok().book.n_pupils(), 3);
}

#[test]
fn init_asks_which_grade() {
    let text = |grade: &str, first: u32, n: u32| format!("{HEADER}{}", rows(&format!("一中,{grade}(1)班"), first, n));
    let exam = Exam::new("").workbook("f.xlsx", &[("甲", &text("七", 101, 40)), ("乙", &text("八", 201, 30))]);
    let (sketch, found) = run(exam.folder.path(), &["f.xlsx"]);
    assert_eq!(sketch.grade, Some(7));
    let asked = |sketch: &crate::Sketch| sketch.questions.iter().filter(|of| of.zh.contains("七年级（40 行）")).count();
    assert_eq!(asked(&sketch), 1, "{:?}", sketch.questions);
    assert_eq!(found.book.n_pupils(), 40);
    assert_eq!(of_kind(&found, "other-grade").len(), 30);
    let one = Exam::new("").file("f.csv", text("七", 101, 40).as_bytes());
    let (sketch, _) = run(one.folder.path(), &["f.csv"]);
    assert!(!sketch.questions.iter().any(|of| of.zh.contains("年级")), "{:?}", sketch.questions);
}
