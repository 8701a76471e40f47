//! Lists of absent pupils below and beside a table, and what else stands for pupils who did not sit.

use super::*;

const TABLE: &str = "学校,班级,考号,姓名,语文,数学\n一中,1,101,赵一一,80,81\n一中,1,102,钱二二,70,71\n";

fn absent(found: &Ingested) -> usize {
    found.book.subjects[0].status.iter().filter(|status| **status == Status::Absent).count()
}

#[test]
fn pupils_of_a_list_with_identifiers_are_absent() {
    for list in [
        "未交名单\n一中,1,103,孙三三\n一中,1,104,李四四\n",
        "缺考学生\n考号,姓名,学校,班级,原因\n103,孙三三,一中,1,病假\n104,李四四,一中,1,\n",
    ] {
        let found = Exam::csv(&format!("{TABLE}\n{list}")).ok();
        assert_eq!((found.book.n_pupils(), absent(&found)), (4, 2), "{list} {:?}", problems(&found));
        assert!(problems(&found).is_empty(), "{list} {:?}", problems(&found));
    }
}

#[test]
fn names_alone_are_told_where_the_table_has_too_few_without_a_mark() {
    let line = "缺考名单：孙三三（九(1)班）、李四四（九(1)班）\n";
    let found = Exam::csv(&format!("{TABLE}{line}")).ok();
    assert_eq!(of_kind(&found, "unread-list"), ["unread-list scores.csv:4  '缺考名单'"]);
    assert_eq!(found.problems[0].expected, "2");
    let named = Exam::csv(&format!("{TABLE}一中,1,103,孙三三,缺考,缺考\n一中,1,104,李四四,,\n{line}")).ok();
    assert_eq!((of_kind(&named, "unread-list").len(), absent(&named)), (0, 2), "they stand in the table");
    let beside = "学校,班级,考号,语文,数学,,缺考学生\n一中,1,101,80,81,,孙三三\n一中,1,102,70,71,,李四四\n";
    let found = Exam::csv(beside).ok();
    assert_eq!((found.book.n_pupils(), absent(&found)), (2, 0));
    assert_eq!(of_kind(&found, "unread-list"), ["unread-list scores.csv:2  '缺考学生'"]);
    let nobody = Exam::csv(&format!("{TABLE}缺考名单：无\n")).ok();
    assert!(problems(&nobody).is_empty(), "{:?}", problems(&nobody));
}

#[test]
fn zeros_in_every_subject_are_told_once_a_school() {
    let text = format!("{TABLE}一中,1,103,孙三三,0,0\n一中,1,104,李四四,0,0\n二中,1,201,周五五,0,30\n");
    let found = Exam::csv(&text).ok();
    assert_eq!(of_kind(&found, "all-zeros"), ["all-zeros scores.csv:4  '2'"]);
    assert_eq!(found.book.subjects[0].status.iter().filter(|status| **status == Status::Present).count(), 5);
}

#[test]
fn sheets_that_are_for_no_pupils_lack_none() {
    let sheets = [("成绩", TABLE), ("说明", "本次考试的说明\n请核对后上报\n"), ("二中", "二中成绩表\n")];
    let found = Exam::new("[[source]]\npath = 'f.xlsx'").workbook("f.xlsx", &sheets).ok();
    let empty: Vec<&str> = found
        .problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::EmptySheet)
        .map(|problem| problem.place.sheet.as_str())
        .collect();
    assert_eq!(empty, ["二中"]);
}

#[test]
fn init_leaves_out_subjects_with_grades_and_names_formulas() {
    use std::fmt::Write;
    let mut text = "学校,班级,考号,语文,科学\n".to_owned();
    for n in 0..30 {
        writeln!(text, "一中,1,{},{},{}", 100 + n, 71 + n, ["A", "B", "优"][n % 3]).expect("written");
    }
    let exam = Exam::new("").file("f.csv", text.as_bytes());
    let (sketch, found) = super::sketches::run(exam.folder.path(), &["f.csv"]);
    assert_eq!(sketch.subjects.iter().map(|subject| subject.name.as_str()).collect::<Vec<_>>(), ["语文"]);
    assert!(sketch.to_toml(exam.folder.path()).contains("ignore = [\"科学\"]"));
    assert_eq!((found.book.n_pupils(), found.problems.len()), (30, 0));
    let formulas = text.replace(",A\n", ",=B2+1\n").replace(",B\n", ",=B3+1\n").replace(",优\n", ",80\n");
    let exam = Exam::new("").file("f.csv", formulas.as_bytes());
    let (sketch, _) = super::sketches::run(exam.folder.path(), &["f.csv"]);
    assert!(sketch.questions.iter().any(|question| question.zh.contains("F9")), "{:?}", sketch.questions);
}

#[test]
fn a_sheet_with_a_column_of_names_for_each_subject_is_told() {
    let table = |zero: &str| {
        let rows = (0..6).map(|n| format!("一中,1,{},{},{}\n", 101 + n, 60 + n, 70 + n)).collect::<String>();
        format!("学校,班级,考号,语文,数学\n{rows}一中,1,107,{zero},80\n一中,1,108,{zero},{zero}\n")
    };
    let names = "语文,数学\n赵一(1班),钱二(1班)\n钱二(1班),\n";
    let read = |zero: &str| {
        let exam = Exam::new("[[source]]\npath = 'f.xlsx'");
        exam.workbook("f.xlsx", &[("成绩", &table(zero)), ("缺考名单", names)]).ok()
    };
    let found = read("0");
    let told = ["unread-list f.xlsx:2 数学 '缺考名单'", "unread-list f.xlsx:2 语文 '缺考名单'"];
    assert_eq!((lines(&found).len(), of_kind(&found, "unread-list")), (8, told.map(str::to_owned).to_vec()));
    // Of whom the table itself says so nobody need be told.
    assert_eq!(of_kind(&read("缺考"), "unread-list"), [""; 0]);
}
