//! Columns of numbers that nobody would call a subject, and what is asked of others.

use std::fmt::Write as _;

use super::sketches::run;
use super::*;

/// What is asked of a table of twelve pupils with these columns behind 语文 and 数学.
fn asked(header: &str, cells: impl Fn(u32) -> String) -> String {
    let mut text = format!("学校,班级,考号,姓名,语文,数学,{header}\n");
    for n in 0..12 {
        writeln!(text, "甲校,1,{},生{n},{},{},{}", 101 + n, 60 + n, 70 + n, cells(n)).expect("written");
    }
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
    assert_eq!(found.book.n_pupils(), 12, "{header}");
    format!("{:?}", sketch.questions)
}

#[test]
fn ranks_sums_and_numbers_are_no_subjects() {
    let row = |n: u32| (n + 1).to_string();
    for header in ["联排", "语文校名", "参考人数", "政策加分", "条形码", "语文考场", "数学座号"]
    {
        let asked = asked(header, row);
        assert!(!asked.contains("是学科吗"), "{header}: {asked}");
    }
    assert!(asked("拓展", row).contains("“拓展”是学科吗"));
    let sums = asked("生物,地理,生地合计", |n| format!("{},{},{}", 30 + n, 20 + n, 50 + 2 * n));
    assert!(!sums.contains("是学科吗"), "{sums}");
}

#[test]
fn parts_that_come_to_the_mark_beside_them_are_no_subjects() {
    let parts = |n: u32| format!("{},{},{},{}", 20 + n, 10, 15, 45 + n);
    let asked_of = asked("计算,应用,操作,英语", parts);
    assert!(!asked_of.contains("是学科吗"), "{asked_of}");
    let others = asked("计算,应用,操作,英语", |n| format!("{},{},{},{}", 20 + n, 10, 15, 46 + 2 * n));
    assert!(others.contains("“计算”是学科吗"), "{others}");
}

#[test]
fn corrected_marks_are_asked_about_as_such() {
    let asked = asked("数学更正", |n| if n == 3 { "88".to_owned() } else { String::new() });
    assert!(asked.contains("“数学更正”像是更正、复核时的分数，没有使用") && !asked.contains("是学科吗"), "{asked}");
}

#[test]
fn notes_in_brackets_leave_a_column_what_it_is() {
    let text =
        "学校【全称】,班级(如1班),考号(10位),语文*,数学*\n甲校,1班,2609010101,80,90\n甲校,1班,2609010102,70,60\n";
    assert_eq!(lines(&Exam::csv(text).ok()), ["/甲校/1班/2609010101 800 900", "/甲校/1班/2609010102 700 600"]);
}
