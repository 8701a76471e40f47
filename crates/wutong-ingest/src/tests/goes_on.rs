//! Sheets that go on with the table of another: without a header, or with a word of their own over the identifiers.

use wutong_model::PaperAspect;

use super::*;
use crate::sketch;

const HEADER: &str = "学校,班级,考号,姓名,语文,数学\n";

/// Rows of pupils of a school.
fn rows(school: &str, ids: std::ops::Range<u32>) -> String {
    ids.map(|id| format!("{school},{},{id},某某,{},{}\n", id % 2 + 1, 101 + id % 20, 101 + id % 20)).collect()
}

fn workbook(sheets: &[(&str, &str)]) -> Exam {
    Exam::new("[[source]]\npath = 'f.xlsx'").workbook("f.xlsx", sheets)
}

fn asked(exam: &Exam) -> String {
    let sketch = sketch(&[exam.folder.path().join("f.xlsx")]).expect("readable");
    sketch.questions.iter().map(|question| format!("{}\n{}\n", question.zh, question.en)).collect()
}

#[test]
fn a_table_goes_on_in_the_next_sheet() {
    let (first, second) = (HEADER.to_owned() + &rows("一中", 10_001..10_021), rows("二中", 20_001..20_031));
    let exam = workbook(&[("Sheet1", &first), ("Sheet2", &second)]);
    let found = exam.ok();
    assert_eq!((found.book.n_pupils(), found.book.schools.len(), problems(&found).len()), (50, 2, 0));
    assert_eq!(found.accounts.iter().map(|account| account.kept).collect::<Vec<_>>(), [20, 30]);
    assert_eq!(asked(&exam), "");
    // A row of a pupil may hold words of headers.
    let school = rows("城关实验学校", 20_001..20_031).replacen(",41\n", ",缺考\n", 1);
    let found =
        workbook(&[("Sheet1", &first), ("Sheet2", &format!("城关实验学校,1,20000,某某,缺考,50\n{school}"))]).ok();
    assert_eq!((found.book.n_pupils(), problems(&found).len()), (51, 0));
}

#[test]
fn its_name_tells_the_school_or_subject_of_a_sheet_without_header() {
    let bare =
        |text: String| text.lines().map(|line| line.split_once(',').expect("a school").1.to_owned() + "\n").collect();
    let (header, first, second): (String, String, String) =
        (bare(HEADER.to_owned()), bare(rows("", 10_001..10_021)), bare(rows("", 20_001..20_021)));
    let found = workbook(&[("城关一中", &(header + &first)), ("城关二中", &second)]).ok();
    let names: Vec<&str> = found.book.schools.iter().map(|school| school.name.as_str()).collect();
    assert_eq!((names, found.book.n_pupils()), (vec!["城关一中", "城关二中"], 40));
    let of = |header: &str, ids: std::ops::Range<u32>| {
        ids.fold(header.to_owned(), |text, id| text + &format!("一中,1,{id},某某,{}\n", 40 + id % 50))
    };
    let (chinese, math) = (of("学校,班级,考号,姓名,得分\n", 10_001..10_021), of("", 10_001..10_021));
    let found = workbook(&[("语文", &chinese), ("数学", &math)]).ok();
    assert_eq!((lines(&found).len(), lines(&found)[0].as_str()), (20, "/一中/1/10001 410 410"));
}

#[test]
fn identifiers_under_a_word_of_their_own() {
    let other = HEADER.replace("考号", "编号") + &rows("二中", 20_001..20_021);
    let first = HEADER.to_owned() + &rows("一中", 10_001..10_021);
    let found = workbook(&[("一", &first), ("二", &other)]).ok();
    assert_eq!((found.book.n_pupils(), problems(&found).len()), (40, 0));
    // Codes of schools in a summary are no identifiers.
    let summary = "学校,编号,参考人数,语文,数学\n一中,3101,20,60.5,61.5\n二中,3102,20,60.5,61.5\n";
    let found = workbook(&[("一", &first), ("汇总", summary)]).ok();
    assert_eq!((found.book.n_pupils(), problems(&found).len()), (20, 0));
}

#[test]
fn pupils_who_cannot_be_read_are_told() {
    let first = HEADER.to_owned() + &rows("一中", 10_001..10_021);
    // Columns that fit no other sheet.
    let other: String = (20_001..20_016).map(|id| format!("{id},{},二中,{}\n", 40 + id % 9, 50 + id % 7)).collect();
    for sheets in [[("一", first.as_str()), ("二", other.as_str())], [("二", &other), ("一", &first)]] {
        let exam = workbook(&sheets);
        let found = exam.ok();
        assert_eq!(of_kind(&found, "no-header"), ["no-header f.xlsx:1  '15'"]);
        let account = found.accounts.iter().find(|account| account.sheet == "二").expect("an account");
        assert_eq!((account.set_aside, account.not_data), (15, 0));
        let claims: Vec<_> = found.claims.iter().map(|claim| (claim.aspect, claim.found)).collect();
        assert_eq!(claims, [(PaperAspect::RowsRead, 15.0)]);
        let asked = asked(&exam);
        assert!(asked.contains("工作表“二”没有可识别的表头或考号列，有 15 行像是考生成绩"), "{asked}");
    }
    // A list of the same pupils without marks, or a note, is nothing that was lost.
    let list: String = (10_001..10_021).map(|id| format!("一中,{id},某某,3,12\n")).collect();
    let list = "学校,考号,姓名,考场号,座位号\n".to_owned() + &list;
    let exam = workbook(&[("成绩", &first), ("考场", &list), ("说明", "制表：教研室\n20250101\n")]);
    assert_eq!((of_kind(&exam.ok(), "no-header").len(), asked(&exam)), (0, String::new()));
}
