//! Rows that are of no pupil: statistics under any label, rows without a name where names tell pupils.

use super::*;

const TABLE: &str = "学校,班级,姓名,语文,数学\n一中,1,赵一,80,81\n一中,1,钱二,70,71\n一中,1,孙三,60,61\n";

#[test]
fn labels_in_the_column_of_names_are_no_pupils() {
    for label in ["人均", "总分", "优良率", "与年级差", "任课教师", "上线人数", "中位数", "满分值", "名次"]
    {
        let found = Exam::csv(&format!("{TABLE},,{label},70,71\n")).ok();
        assert_eq!(found.book.n_pupils(), 3, "{label}");
        assert!(found.problems.is_empty(), "{label}: {:?}", problems(&found));
    }
    let with_class = Exam::csv(&format!("{TABLE}一中,1,人均,70,71\n")).ok();
    assert_eq!(with_class.book.n_pupils(), 3);
    // A number of pupils under the identifiers makes none.
    let table = "学校,班级,考号,姓名,语文,数学\n一中,1,20250101,赵一,80,81\n一中,1,20250102,钱二,70,71\n";
    let found = Exam::csv(&format!("{table},,2,应考,,\n,,2,实考,70,71\n")).ok();
    assert_eq!((found.book.n_pupils(), found.problems.len()), (2, 0), "{:?}", problems(&found));
    // A pupil who is called absent in that place is one.
    let found = Exam::csv(&format!("{table}一中,1,20250103,缺考,,\n")).ok();
    assert_eq!(found.book.n_pupils(), 3);
}

#[test]
fn labels_in_the_column_of_running_numbers_are_no_pupils() {
    for label in ["人均", "总分", "优良率", "进步幅度", "任课教师", "与年级差", "上线人数"] {
        let text = format!("序号,姓名,语文,数学\n1,赵一,80,81\n2,钱二,70,71\n{label},,75,76\n");
        let found = Exam::new("[[source]]\npath = '一中.csv'\nschool = '一中'").file("一中.csv", text.as_bytes()).ok();
        assert_eq!((found.book.n_pupils(), found.problems.len()), (2, 0), "{label}: {:?}", problems(&found));
    }
}

#[test]
fn pupils_named_like_statistics_are_told_by_their_totals() {
    let table =
        "学校,班级,姓名,语文,数学,总分\n一中,1,赵一,80,81,161\n一中,1,方差,70.5,71,141.5\n一中,1,孙三,60,61,121\n";
    let three =
        |text: &str| Exam::with_subjects("[[source]]\npath = 'f.csv'", &with_english()).file("f.csv", text.as_bytes());
    let with_more = table
        .replace("数学,总分", "数学,英语,总分")
        .replace(",161\n", ",20,181\n")
        .replace(",141.5\n", ",30,171.5\n")
        .replace(",121\n", ",40,161\n");
    assert_eq!(three(&with_more).ok().book.n_pupils(), 3);
    // What is a statistic does not add up, or stands beside no class; a mean and a line add up, whoever they are of.
    for row in [
        "一中,1,方差,66.7,66.7,66.7,300.1",
        ",,及格,72,72,72,216",
        "一中,1,平均,70.1,71,30,171.1",
        "一中,1,及格线,72,72,72,216",
    ] {
        let found = three(&format!("{}{row}\n", with_more.replace("方差", "钱二"))).ok();
        assert_eq!((found.book.n_pupils(), found.problems.len()), (3, 0), "{row}: {:?}", problems(&found));
    }
    // So does `wutong init`.
    let exam = Exam::new("").file("f.csv", with_more.as_bytes());
    let (sketch, found) = super::sketches::run(exam.folder.path(), &["f.csv"]);
    assert_eq!((sketch.files[0].rows, found.book.n_pupils()), (3, 3));
}

fn with_english() -> String {
    SUBJECTS.to_owned() + "[[subject]]\nid = 'english'\nname = '英语'\nfull_mark = 120\ndecimals = 1\n"
}

#[test]
fn a_row_without_a_name_is_no_pupil_where_names_tell_them() {
    let found = Exam::csv(&format!("{TABLE}一中,1,,70,71\n")).ok();
    assert_eq!(found.book.n_pupils(), 3);
    assert_eq!(of_kind(&found, "no-pupil-id"), ["no-pupil-id scores.csv:5 姓名 '一中 | 1'"]);
    // Nobody has a name where names were taken out.
    let bare = "学校,班级,姓名,语文,数学\n一中,1,,80,81\n一中,1,,70,71\n";
    assert_eq!(Exam::csv(bare).ok().book.n_pupils(), 2);
}

#[test]
fn sums_below_the_rows_tell_no_full_mark() {
    use std::fmt::Write;
    let mut text = "学校,班级,姓名,语文,数学\n".to_owned();
    for n in 0..40 {
        writeln!(text, "一中,1,赵{n}号,{},{}", 80 + n, 120 - n).expect("written");
    }
    text += ",,总分,3988,3820\n,,,99.5,95.5\n";
    let exam = Exam::new("").file("f.csv", text.as_bytes());
    let (sketch, _) = super::sketches::run(exam.folder.path(), &["f.csv"]);
    let full: Vec<f64> = sketch.subjects.iter().map(|subject| subject.full_mark).collect();
    assert_eq!(full, [120.0, 120.0]);
}
