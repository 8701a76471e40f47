//! Numbers of pupils that begin anew in every sheet, whatever the sheet is called; lines between rows that name a class.

use std::fmt::Write as _;

use wutong_model::PaperAspect;
use wutong_model::spec::IdScope;

use super::sketches::run;
use super::*;

/// Twelve pupils with the numbers 1 to 12; `of` tells them and their marks apart from those of others.
fn table(of: u32) -> String {
    (1..=12).fold("学号,姓名,语文,数学\n".to_owned(), |mut text, number| {
        writeln!(text, "{number},生{of}之{number},{},{}", of + number, of + 2 * number).expect("written");
        text
    })
}

fn sizes(found: &Ingested) -> Vec<(&str, usize)> {
    found.book.classes.iter().map(|class| (class.name.as_str(), class.rows.len())).collect()
}

#[test]
fn sheets_of_any_name_are_classes_where_numbers_begin_anew() {
    let (one, two) = (table(40), table(60));
    for [first, second] in [
        ["901", "902"],
        ["1", "2"],
        ["一", "二"],
        ["A班", "B班"],
        ["实验班", "平行班"],
        ["Sheet1", "Sheet2"],
        ["C1", "C2"],
    ] {
        let exam = Exam::new("").workbook("实验中学.xlsx", &[(first, &one), (second, &two)]);
        let (sketch, found) = run(exam.folder.path(), &["实验中学.xlsx"]);
        assert_eq!(sketch.id_scope, IdScope::Class, "{first}");
        let mut sizes = sizes(&found);
        sizes.sort_unstable();
        let mut expected = [(first, 12), (second, 12)];
        expected.sort_unstable();
        assert_eq!(sizes, expected, "{:?}", problems(&found));
    }
}

#[test]
fn sheets_of_the_same_pupils_are_no_classes() {
    // Other marks of the same pupils, under the same headers.
    let ranks = (1..=12).fold("学号,姓名,语文,数学\n".to_owned(), |mut text, number| {
        writeln!(text, "{number},生40之{number},{},{}", 13 - number, 13 - number).expect("written");
        text
    });
    let spec = "[pupils]\nid_unique_within = 'class'\n[[source]]\npath = '*.xlsx'\nschool = '一中'";
    let exam = Exam::new(spec).workbook("a.xlsx", &[("成绩", &table(40)), ("核对", &ranks)]);
    let IngestError::NoPupil { set_aside, .. } = exam.read().expect_err("nobody is left") else {
        panic!("another error");
    };
    assert_eq!(set_aside, 24);
}

#[test]
fn many_rows_that_contradict_others_are_told_to_the_checks() {
    let spec = "[[source]]\npath = '*.xlsx'\nschool = '一中'";
    let more = format!("{}13,新来,70,71\n", table(60));
    let found = Exam::new(spec).workbook("a.xlsx", &[("1班", &table(40)), ("2班", &more)]).ok();
    let claims = found.claims.iter().filter(|claim| claim.aspect == PaperAspect::RowsStand);
    assert_eq!(claims.map(|claim| (claim.found, claim.required)).collect::<Vec<_>>(), [(24.0, 25.0)]);
}

#[test]
fn lines_that_are_a_label_or_a_word_name_the_class_of_the_rows_below() {
    for [first, second] in [
        ["班级：1", "班级：2"],
        ["年级：九  班级：1", "年级：九  班级：2"],
        ["甲班", "乙班"],
        ["实验班", "平行1班"],
        ["九（1）", "九（2）"],
    ] {
        let text = format!("{first}\n{}{second}\n{}", table(40), table(60));
        let exam = Exam::new("").workbook("实验中学.xlsx", &[("成绩", &text)]);
        let (sketch, found) = run(exam.folder.path(), &["实验中学.xlsx"]);
        assert_eq!(sketch.id_scope, IdScope::Class, "{first}");
        assert_eq!(sizes(&found).iter().map(|(_, n)| *n).collect::<Vec<_>>(), [12, 12], "{first}");
    }
}

#[test]
fn words_in_the_column_of_names_or_identifiers_may_be_classes() {
    let by_name = "姓名,语文,数学\n实验班,,\n赵一,80,81\n钱二,70,71\n平行1班,,\n孙三,60,61\n";
    let exam = Exam::new("[[source]]\npath = '*.csv'").file("实验中学.csv", by_name.as_bytes());
    assert_eq!(sizes(&exam.ok()), [("实验班", 2), ("平行1班", 1)]);
    let by_id = "考号,姓名,语文,数学\n实验班,,,\n26001,赵一,80,81\n26002,钱二,70,71\n普通1班,,,\n26003,孙三,60,61\n";
    let exam = Exam::new("[[source]]\npath = '*.csv'").file("实验中学.csv", by_id.as_bytes());
    assert_eq!(sizes(&exam.ok()), [("实验班", 2), ("普通1班", 1)]);
}
