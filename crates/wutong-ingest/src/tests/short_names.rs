//! The same pupils under a short and a full name of their school.

use super::*;

fn rows(school: &str, first: u32, marks: impl Fn(u32) -> u32) -> String {
    (0..24).map(|at| format!("{school}{},某{},{},{}\n", first + at, first + at, marks(at), 50 + at)).collect()
}

fn schools(found: &Ingested) -> Vec<&str> {
    found.book.schools.iter().map(|school| school.name.as_str()).collect()
}

#[test]
fn pupils_of_a_short_name_are_those_of_the_full_one() {
    let sheet = |first: u32| format!("考号,姓名,语文,数学\n{}", rows("", first, |at| 60 + at));
    let whole = format!(
        "学校,考号,姓名,语文,数学\n{}{}",
        rows("清河县第一中学,", 1001, |at| 60 + at),
        rows("清河县实验小学,", 2001, |at| 60 + at)
    );
    let exam = Exam::new("[[source]]\npath = '*.xlsx'")
        .workbook("成绩.xlsx", &[("第一中学", &sheet(1001)), ("实验小学", &sheet(2001)), ("总表", &whole)]);
    let found = exam.ok();
    assert_eq!((schools(&found), found.book.n_pupils()), (vec!["清河县实验小学", "清河县第一中学"], 48));
}

#[test]
fn other_pupils_under_the_same_numbers_are_of_two_schools() {
    let table = |school: &str, name: &str, mark: u32| {
        rows(&format!("{school},"), 1001, move |at| mark + at).replace('某', name)
    };
    let whole =
        format!("学校,考号,姓名,语文,数学\n{}{}", table("第一中学", "张", 60), table("清河县第一中学", "李", 61));
    let exam = Exam::csv(&whole);
    exam.error(&["id_unique_within"]);
}

#[test]
fn the_same_pupils_in_two_schools_are_no_reason_to_split_them() {
    let whole = format!(
        "学校,考号,姓名,语文,数学\n{}{}",
        rows("第一中学,", 1001, |at| 60 + at),
        rows("阳光学校,", 1001, |at| 60 + at)
    );
    let text = Exam::csv(&whole).error(&["第一中学", "阳光学校"]);
    assert!(!text.contains("id_unique_within"), "{text}");
}
