//! A quarantine that people filled in goes back into the files.

use encoding_rs::GB18030;
use wutong_model::ProblemKind;

use super::{Exam, kinds, lines, problems};

const HEADER: &str = "file,sheet,row,column,original_text,problem,what_to_do,corrected\n";
const SOURCES: &str = "[[source]]\npath = 'scores.*'\n[[source]]\npath = 'filled.*'\nkind = 'corrections'";
const SCORES: &str = "学校,班级,考号,语文,数学\n一中,1,1,8S,90\n一中,1,2,70,=1+1\n,1,3,60,61\n一中,1,4,50,51\n";

fn corrected(scores: &str, filled: &str) -> Exam {
    let filled = format!("{HEADER}{filled}");
    Exam::new(SOURCES).file("scores.csv", scores.as_bytes()).file("filled.csv", filled.as_bytes())
}

#[test]
fn a_filled_cell_takes_the_place_of_the_file() {
    let filled = "scores.csv,,2,语文,8S,not-a-mark,改,85\n\
                  scores.csv,,3,数学,'=1+1,not-a-mark,改,缺考\n\
                  scores.csv,,4,学校,1 | 3,no-school,补上学校,一中\n\
                  scores.csv,,5,语文,50,not-a-mark,改,\n";
    let found = corrected(SCORES, filled).ok();
    let expected = ["/一中/1/1 850 900", "/一中/1/2 700 absent", "/一中/1/3 600 610", "/一中/1/4 500 510"];
    assert_eq!(lines(&found), expected);
    assert!(found.problems.is_empty(), "{:?}", problems(&found));
    let account = found.accounts.iter().find(|account| account.kind == "corrections").expect("an account");
    assert_eq!((account.rows_read, account.kept, account.not_data), (5, 3, 2), "a line that nobody filled is no data");
    assert!(found.inputs.iter().any(|(file, _)| file == "filled.csv"));
}

#[test]
fn what_fits_nothing_is_reported() {
    for line in [
        "scores.csv,,2,语文,80,not-a-mark,改,85\n",
        "scores.csv,,9,语文,8S,not-a-mark,改,85\n",
        "scores.csv,,2,英语,8S,not-a-mark,改,85\n",
        "other.csv,,2,语文,8S,not-a-mark,改,85\n",
        "scores.csv,Sheet1,2,语文,8S,not-a-mark,改,85\n",
        "scores.csv,,,语文,8S,not-a-mark,改,85\n",
        "scores.csv,,2,语文,8S,not-a-mark,改,删除\n",
        "scores.csv,,2,,8S,not-a-mark,改,85\n",
    ] {
        let found = corrected(SCORES, line).ok();
        let unused: Vec<_> =
            found.problems.iter().filter(|problem| problem.kind == ProblemKind::UnusedCorrection).collect();
        assert_eq!(unused.len(), 1, "{line}");
        assert_eq!((unused[0].place.file.as_str(), unused[0].place.row), ("filled.csv", 2), "{line}");
        assert!(kinds(&found).contains(&ProblemKind::NotAMark), "{line}");
    }
    let contrary = "scores.csv,,2,语文,8S,not-a-mark,改,85\nscores.csv,,2,语文,8S,not-a-mark,改,86\n";
    let found = corrected(SCORES, contrary).ok();
    assert_eq!(kinds(&found).iter().filter(|kind| **kind == ProblemKind::UnusedCorrection).count(), 2);
    let twice = "scores.csv,,2,语文,8S,not-a-mark,改,85\nscores.csv,,2,语文,8S,not-a-mark,改,85\n";
    assert!(!kinds(&corrected(SCORES, twice).ok()).contains(&ProblemKind::UnusedCorrection));
}

#[test]
fn words_decide_which_row_of_a_pupil_stands() {
    let scores = "学校,班级,考号,语文,数学\n一中,1,1,80,90\n一中,1,1,70,90\n一中,1,2,60,61\n";
    let line = |row: u32, word: &str| format!("scores.csv,,{row},,一中 | 1 | 1,conflicting-pupil,核对,{word}\n");
    for (filled, mark) in [
        (line(3, "保留"), "700"),
        (line(2, "keep"), "800"),
        (line(2, "删除"), "700"),
        (line(2, "DROP") + &line(3, "保留"), "700"),
    ] {
        let found = corrected(scores, &filled).ok();
        assert_eq!(lines(&found), [format!("/一中/1/1 {mark} 900"), "/一中/1/2 600 610".to_owned()], "{filled}");
        assert!(found.problems.is_empty(), "{filled}: {:?}", problems(&found));
        let account = found.accounts.iter().find(|account| account.kind == "scores").expect("an account");
        assert_eq!((account.kept, account.set_aside), (2, 1), "{filled}");
    }
    let both = corrected(scores, &(line(2, "保留") + &line(3, "保留"))).ok();
    let count = |wanted| kinds(&both).iter().filter(|kind| **kind == wanted).count();
    assert_eq!((count(ProblemKind::UnusedCorrection), count(ProblemKind::ConflictingPupil)), (2, 2));
    let none = corrected(scores, &(line(2, "删除") + &line(3, "删除"))).ok();
    assert_eq!((lines(&none).len(), none.problems.len()), (1, 0));
}

#[test]
fn a_row_with_stray_cells_may_be_kept_or_dropped() {
    let scores = "学校,班级,考号,语文,数学\n一中,1,1,80,90,7\n一中,1,2,60,61\n";
    let line = |word: &str| format!("scores.csv,,2,,一中 | 1 | 1,extra-cells,检查,{word}\n");
    let kept = corrected(scores, &line("保留")).ok();
    assert_eq!((lines(&kept).len(), kept.problems.len()), (2, 0));
    let dropped = corrected(scores, &line("删除")).ok();
    assert_eq!((lines(&dropped).len(), dropped.problems.len()), (1, 0));
}

#[test]
fn a_spreadsheet_may_have_saved_the_file() {
    let filled = format!("更正,文件,行,列,原文\n{}", "85,scores.csv,2,语文,8S\n缺考,scores.csv,3,数学,'=1+1\n");
    let exam = || Exam::new(SOURCES).file("scores.csv", SCORES.as_bytes());
    let gbk = exam().file("filled.csv", &GB18030.encode(&filled).0).ok();
    let marked = exam().file("filled.csv", format!("\u{feff}{filled}").as_bytes()).ok();
    let workbook = exam().workbook("filled.xlsx", &[("待核", &filled)]).ok();
    for found in [gbk, marked, workbook] {
        assert_eq!(lines(&found)[..2], ["/一中/1/1 850 900", "/一中/1/2 700 absent"]);
        assert_eq!(kinds(&found), [ProblemKind::NoSchool]);
    }
    exam().file("filled.csv", "学校,语文\n一中,1\n".as_bytes()).error(&["filled.csv", "corrected", "更正"]);
}

#[test]
fn workbooks_and_masked_identifiers() {
    let scores = "学校,班级,学籍号,语文,数学\n一中,1,G110105199912310022,8S,90\n一中,1,G110105199912310022,70,90";
    let filled = format!(
        "{HEADER}scores.xlsx,九年级,2,语文,8S,not-a-mark,改,85.5\n\
         scores.xlsx,九年级,2,,一中 | 1 | G110*************22,conflicting-pupil,核对,保留\n"
    );
    let exam = Exam::new(SOURCES).workbook("scores.xlsx", &[("九年级", scores)]).file("filled.csv", filled.as_bytes());
    let found = exam.ok();
    assert_eq!(lines(&found), ["/一中/1/一中/1#000001 855 900"]);
    assert!(found.problems.is_empty(), "{:?}", problems(&found));
}
