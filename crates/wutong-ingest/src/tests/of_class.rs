//! Classes: numbers that begin anew in each of them, and one class under several names.

use std::fmt::Write;

use wutong_model::spec::IdScope;

use super::sketches::run;
use super::*;

/// Rows of a class whose numbers begin with 1; marks tell the classes apart.
fn rows(first: u32, n: u32) -> String {
    (1..=n).fold(String::new(), |mut text, number| {
        writeln!(text, "{number},生{first}{number},{},{}", first + number, first + 2 * number).expect("written");
        text
    })
}

fn table(first: u32) -> String {
    format!("学号,姓名,语文,数学\n{}", rows(first, 12))
}

/// Classes with their pupils, and what was not used of the rows.
fn classes(found: &Ingested) -> Vec<(String, usize)> {
    let classes = found.book.classes.iter().map(|class| (class.name.clone(), class.rows.len()));
    classes.collect()
}

fn named(classes: &[(&str, usize)]) -> Vec<(String, usize)> {
    classes.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
}

#[test]
fn numbers_that_begin_anew_in_every_class_are_of_different_pupils() {
    let (one, two) = (table(40), table(60));
    for (first, second) in [("1班", "2班"), ("四1", "四2"), ("九（1）", "九（2）")] {
        let exam = Exam::new("").workbook("实验学校.xlsx", &[(first, &one), (second, &two)]);
        let (sketch, found) = run(exam.folder.path(), &["实验学校.xlsx"]);
        assert_eq!(sketch.id_scope, IdScope::Class, "{first}");
        assert_eq!(found.book.n_pupils(), 24, "{first}: {:?}", problems(&found));
    }
    let files = Exam::new("").workbook("城关一小三（1）班.xlsx", &[("Sheet1", &one)]);
    let files = files.workbook("城关一小三（2）班.xlsx", &[("Sheet1", &two)]);
    let files = files.workbook("城关二小三（1）班.xlsx", &[("Sheet1", &table(50))]);
    let (sketch, found) =
        run(files.folder.path(), &["城关一小三（1）班.xlsx", "城关一小三（2）班.xlsx", "城关二小三（1）班.xlsx"]);
    assert_eq!((sketch.id_scope, found.book.n_pupils()), (IdScope::Class, 36));
    assert_eq!(
        found.book.schools.iter().map(|school| school.name.as_str()).collect::<Vec<_>>(),
        ["城关一小", "城关二小"]
    );
}

#[test]
fn titles_between_blocks_name_the_classes_of_numbers() {
    for (first, second) in
        [("九（1）班", "九（2）班"), ("班级：九（1）班,班主任：甲,人数：12", "班级：九（2）班,班主任：乙,人数：12")]
    {
        let text = format!("{first}\n{}{second}\n{}", table(40), table(60));
        let exam = Exam::new("").workbook("实验中学.xlsx", &[("九年级", &text)]);
        let (sketch, found) = run(exam.folder.path(), &["实验中学.xlsx"]);
        assert_eq!(sketch.id_scope, IdScope::Class, "{first}");
        assert_eq!(classes(&found).iter().map(|(_, n)| *n).collect::<Vec<_>>(), [12, 12], "{first}");
        assert!(found.problems.is_empty(), "{:?}", problems(&found));
    }
}

/// Pupils of two classes whose name is written as each of these in turn.
fn mixed(names: [&[&str]; 2]) -> String {
    let mut text = "学校,班级,考号,语文,数学\n".to_owned();
    for n in 0..24 {
        let of_class: &[&str] = names[n % 2];
        writeln!(text, "一中,{},{},{},{}", of_class[n / 2 % of_class.len()], 20250 + n, 60 + n, 50 + n)
            .expect("written");
    }
    text
}

#[test]
fn classes_of_one_number_at_two_campuses_are_two() {
    let mut text = "学校,校区,班级,学号,姓名,语文,数学\n".to_owned();
    for (campus, class, first) in [("本部", 1, 40), ("东校区", 1, 60), ("东校区", 2, 50)] {
        for line in rows(first, 12).lines() {
            writeln!(text, "实验学校,{campus},{class},{line}").expect("written");
        }
    }
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
    assert_eq!(sketch.id_scope, IdScope::Class);
    // Class 2 stands at one campus alone.
    let mut held = classes(&found);
    held.sort();
    assert_eq!(held, named(&[("2", 12), ("东校区 1", 12), ("本部 1", 12)]));
    let asked = format!("{:?}", sketch.questions);
    assert!(asked.contains("“实验学校”有几个校区（东校区、本部）"), "{asked}");
    // One campus a school says nothing.
    let single = text.replace("本部,1", "东校区,3");
    let exam = Exam::new("").file("成绩.csv", single.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
    assert_eq!(classes(&found), named(&[("1", 12), ("2", 12), ("3", 12)]));
    assert!(!format!("{:?}", sketch.questions).contains("校区"));
}

#[test]
fn names_of_one_number_are_one_class() {
    let found = Exam::csv(&mixed([&["1班", "1", "01"], &["2班", "九（2）班", "902"]])).ok();
    assert_eq!(classes(&found).iter().map(|(_, n)| *n).collect::<Vec<_>>(), [12, 12]);
    let told = of_kind(&found, "class-names");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("01、1、1班 → ") && told[0].contains("2班、902、九（2）班 → "), "{told:?}");
}

#[test]
fn what_contradicts_it_keeps_classes_apart() {
    // Two grades.
    let grades = Exam::csv(&mixed([&["九1班"], &["八1班"]])).read();
    let other = grades.map(|found| classes(&found).len());
    assert_eq!(other.ok(), Some(1), "those of another grade are none of the exam");
    // 101 of grade 9 is no first class.
    let found = Exam::csv(&mixed([&["1班"], &["101班"]])).ok();
    assert_eq!((classes(&found).len(), kinds(&found)), (2, Vec::new()));
    // More than a number.
    let found = Exam::csv(&mixed([&["文1班"], &["理1班"]])).ok();
    assert_eq!((classes(&found).len(), kinds(&found)), (2, Vec::new()));
    // Numbers that begin anew in both.
    let mut text = "学校,班级,学号,语文,数学\n".to_owned();
    for class in ["1班", "01"] {
        for n in 1..=12 {
            writeln!(text, "一中,{class},{n},{},{}", 60 + n, 50 + n + class.len()).expect("written");
        }
    }
    let exam = Exam::new("[[source]]\npath = 'scores.csv'\n[pupils]\nid_unique_within = 'class'");
    let found = exam.file("scores.csv", text.as_bytes()).ok();
    assert_eq!(classes(&found), named(&[("01", 12), ("1班", 12)]));
}

#[test]
fn a_summary_of_the_grade_repeats_the_sheets_of_classes() {
    let all = |class: u32, first: u32| {
        let text = rows(first, 12);
        text.lines().map(|line| format!("{class},{line}\n")).collect::<String>()
    };
    let summary = format!("班级,学号,姓名,语文,数学\n{}{}", all(1, 40), all(2, 60));
    let sheets = [("1班", table(40)), ("2班", table(60)), ("年级总表", summary)];
    let sheets = sheets.each_ref().map(|(name, text)| (*name, text.as_str()));
    let exam = Exam::new("").workbook("实验中学.xlsx", &sheets);
    let (sketch, found) = run(exam.folder.path(), &["实验中学.xlsx"]);
    assert_eq!((sketch.id_scope, found.book.n_pupils()), (IdScope::Class, 24));
    assert_eq!(kinds(&found), [ProblemKind::RepeatedSheet]);
}

#[test]
fn pupils_without_an_identifier_count_where_school_class_and_name_are_there() {
    let mut text = "学校,班级,考号,姓名,语文,数学\n".to_owned();
    for n in 0..12 {
        writeln!(text, "一中,1,{},生{n},{},{}", 20250 + n, 60 + n, 50 + n).expect("written");
    }
    let text = text + "一中,1,,陈新,71,72\n一中,1,正在办理,李迟,73,74\n一中,1,示例,张三,100,100\n一中,,,王某,70,70\n";
    let found = Exam::csv(&text).ok();
    assert_eq!(found.book.n_pupils(), 14);
    assert!(lines(&found).iter().any(|line| line.ends_with(" 710 720")), "{:?}", lines(&found));
    assert_eq!(
        problems(&found),
        [
            "without-id scores.csv:14 考号 '2'",
            "no-pupil-id scores.csv:16 考号 '一中 | 1 | 示例'",
            "no-pupil-id scores.csv:17 考号 '一中'"
        ]
    );
    // The same pupil with an identifier and without one, and another one of the same name.
    let text = text + "一中,1,,生3,63,53\n一中,1,,生4,99,98\n";
    let found = Exam::csv(&text).ok();
    assert_eq!(found.book.n_pupils(), 15);
    let repeated = of_kind(&found, "repeated-pupil");
    assert!(repeated.len() == 1 && repeated[0].starts_with("repeated-pupil scores.csv:18 "), "{repeated:?}");
    assert_eq!(of_kind(&found, "same-name").len(), 1);
    assert_eq!(of_kind(&found, "without-id"), ["without-id scores.csv:14 考号 '3'"]);
}

#[test]
fn bands_of_marks_below_the_rows_are_no_pupils() {
    let text = format!("{}分数段,,语文,数学\n110-120,,3,4\n90-109,,3,4\n60以下,,6,4\n", table(40));
    let exam = Exam::new("[pupils]\nid_unique_within = 'class'\n[[source]]\npath = '*.xlsx'\nschool = '一中'");
    let found = exam.workbook("a.xlsx", &[("1班", &text), ("2班", &table(60))]).ok();
    assert_eq!((found.book.n_pupils(), kinds(&found)), (24, Vec::new()));
}
