//! One pupil written in several ways: classes, zeros in front, identifiers under a key, corrections of identifiers.

use super::*;

#[test]
fn classes_of_the_same_pupils_are_one() {
    for (chinese, math) in [("1班", "1"), ("01班", "1班"), ("901", "1班"), ("九年级1班", "1班"), ("九(1)班", "901")]
    {
        let file = |subject: &str, class: &str| {
            format!("学校,班级,考号,{subject}\n一中,{class},7,80\n一中,{class},8,70\n一中,实验班,9,60\n")
        };
        let found = Exam::new("[[source]]\npath = '*.csv'")
            .file("a.csv", file("语文", chinese).as_bytes())
            .file("b.csv", file("数学", math).as_bytes())
            .ok();
        assert_eq!((found.book.n_pupils(), problems(&found).len()), (3, 0), "{chinese} {math} {:?}", problems(&found));
        assert_eq!(found.book.classes.len(), 2, "{chinese} {math}");
    }
    // Without pupils in common, or in another grade, they are two.
    let apart = Exam::csv("学校,班级,考号,语文,数学\n一中,1班,7,80,80\n一中,901,8,70,70\n").ok();
    assert_eq!(apart.book.classes.len(), 2);
    let grades = Exam::new("[[source]]\npath = '*.csv'")
        .file("a.csv", "学校,班级,考号,语文\n一中,八1班,7,80\n一中,八1班,8,80\n".as_bytes())
        .file("b.csv", "学校,班级,考号,数学\n一中,九1班,7,80\n一中,八1班,8,80\n".as_bytes())
        .ok();
    assert_eq!(kinds(&grades), [ProblemKind::ConflictingPupil; 2]);
}

#[test]
fn zeros_in_front_are_named() {
    let found = Exam::new("[[source]]\npath = '*.csv'")
        .file("语文.csv", "学校,班级,考号,语文\n一中,1,00017,80\n一中,1,00018,70\n".as_bytes())
        .file("数学.csv", "学校,班级,考号,数学\n一中,1,17,90\n一中,1,00018,60\n".as_bytes())
        .ok();
    assert_eq!(problems(&found), ["zeros-in-front 数学.csv:2 考号 '17'"]);
    assert_eq!(found.problems[0].expected, "00017 语文.csv");
    let items =
        Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'items.csv'\nkind = 'items'\nsubject = 'math'")
            .file("scores.csv", "学校,班级,考号,语文,数学\n一中,1,007,80,3\n".as_bytes())
            .file("items.csv", "考号,1,2\n7,1,2\n".as_bytes())
            .ok();
    let unmatched = items.problems.iter().find(|problem| problem.kind == ProblemKind::UnmatchedPupil);
    assert_eq!(unmatched.expect("a problem").expected, "007");
}

const KEY: &[u8] = b"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
const SOURCES: &str = "[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'filled.csv'\nkind = 'corrections'\n\
                       [[source]]\npath = 'items.csv'\nkind = 'items'\nsubject = 'math'\n";
const FILLED: &str = "file,sheet,row,column,original_text,problem,what_to_do,corrected\n";

#[test]
fn under_a_key_no_identifier_is_shown() {
    let scores = "学校,班级,考号,语文,数学\n一中,1,20250011,80,90\n一中,1,20250012,70,60\n一中,1,20250012,71,60\n\
                  ,1,20250013,70,60\n一中,1,20250014,70,60,5\n一中,1,0020250011,1,2\n";
    let exam = |filled: &str| {
        Exam::new(&format!("{SOURCES}[pupils]\nkey = 'centre.key'"))
            .file("centre.key", KEY)
            .file("scores.csv", scores.as_bytes())
            .file("filled.csv", format!("{FILLED}{filled}").as_bytes())
            .file("items.csv", "考号,1,2\n20250019,1,2\n20250011,1\n".as_bytes())
            .ok()
    };
    let found = exam("");
    assert!(found.problems.len() >= 5, "{:?}", problems(&found));
    for problem in &found.problems {
        let said = format!("{}{}{}", problem.text, problem.expected, problem.place.column);
        assert!(!said.contains("202500"), "{problem:?}");
    }
    let row = found.problems.iter().find(|problem| problem.place.row == 4).expect("a conflict");
    assert_eq!(row.text, "一中 | 1 | 20*****2");
    let decided = exam("scores.csv,,4,,一中 | 1 | 20*****2,conflicting-pupil,改,keep\n");
    let standing = |found: &Ingested| lines(found).iter().filter(|line| line.ends_with(" 710 600")).count();
    assert_eq!((standing(&found), standing(&decided)), (0, 1));
}

#[test]
fn an_identifier_that_is_a_formula_can_be_corrected() {
    let scores = "学校,班级,考号,语文,数学\n一中,1,=1+1,80,90\n一中,1,8,70,60\n";
    let exam = |filled: &str| {
        Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'filled.csv'\nkind = 'corrections'")
            .file("scores.csv", scores.as_bytes())
            .file("filled.csv", format!("{FILLED}{filled}").as_bytes())
            .ok()
    };
    let found = exam("");
    assert_eq!(problems(&found), ["no-pupil-id scores.csv:2 考号 '一中 | 1 | =1+1'"]);
    let mended = exam("scores.csv,,2,考号,一中 | 1 | =1+1,no-pupil-id,改,7\n");
    assert_eq!(lines(&mended), ["/一中/1/7 800 900", "/一中/1/8 700 600"]);
    assert_eq!(problems(&mended), [""; 0]);
}
