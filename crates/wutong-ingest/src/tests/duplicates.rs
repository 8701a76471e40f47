//! The same pupil twice, and the order of everything.

use super::*;

const HEADER: &str = "学校,班级,考号,语文,数学\n";

#[test]
fn repeated_moved_and_conflicting_pupils() {
    let found = Exam::csv(&format!(
        "{HEADER}一中,1班,001,100,101\n一中,1班,001,100,101\n二中,1班,002,缺考,缺考\n一中,2班,002,90,91\n一中,2班,003,90,91\n\
         一中,2班,003,90,92\n一中,2班,004,200,91\n一中,2班,004,200,92\n一中,1班,005,1,1\n"
    ))
    .ok();
    assert_eq!(lines(&found), ["/一中/1班/001 1000 1010", "/一中/1班/005 10 10", "/一中/2班/002 900 910"]);
    assert_eq!(
        problems(&found),
        [
            "repeated-pupil scores.csv:3  '一中 | 1班 | 001'",
            "moved-pupil scores.csv:4  '二中 | 1班 | 002'",
            "conflicting-pupil scores.csv:6  '一中 | 2班 | 003'",
            "conflicting-pupil scores.csv:7  '一中 | 2班 | 003'",
            "conflicting-pupil scores.csv:8  '一中 | 2班 | 004'",
            "conflicting-pupil scores.csv:9  '一中 | 2班 | 004'",
        ]
    );
    let account = &found.accounts[0];
    assert_eq!((account.kept, account.set_aside, account.not_data, account.cells_set_aside), (3, 6, 1, 0));
}

#[test]
fn the_scope_of_identifiers_is_respected() {
    let text = format!("{HEADER}一中,1班,1,100,101\n一中,2班,1,90,91\n二中,1班,1,80,81\n");
    for (scope, pupils) in [("exam", 0), ("school", 1), ("class", 3)] {
        let exam = Exam::new(&format!("[[source]]\npath = 'scores.csv'\n[pupils]\nid_unique_within = '{scope}'"))
            .file("scores.csv", text.as_bytes());
        match exam.read() {
            Ok(found) => assert_eq!(found.book.n_pupils(), pupils, "{scope}"),
            Err(IngestError::NoPupil { set_aside: 3, .. }) => assert_eq!(scope, "exam"),
            Err(other) => std::panic::panic_any(other.to_string()),
        }
    }
}

#[test]
fn seat_numbers_are_no_exam_wide_identifiers() {
    use std::fmt::Write;
    let mut text = HEADER.to_owned();
    for (school, mark) in [("一中", 6), ("二中", 9)] {
        for seat in 0..40 {
            writeln!(text, "{school},1班,{seat},{},90", seat + mark).expect("written");
        }
    }
    let error = Exam::csv(&text)
        .error(&["id_unique_within = \"school\"", "40", "scores.csv", "'0'"].map(|word| word.trim_matches('\'')));
    assert!(error.contains("row 2"), "{error}");
}

#[test]
fn one_file_a_subject_is_joined() {
    let exam = Exam::new("[[source]]\npath = '*.csv'")
        .file("语文.csv", "学校,班级,考号,语文\n一中,1班,001,100\n一中,1班,002,缺考\n".as_bytes())
        .file("数学.csv", "学校,班级,考号,数学\n一中,1班,002,91\n一中,1班,001,200\n".as_bytes());
    let found = exam.ok();
    assert_eq!(lines(&found), ["/一中/1班/001 1000 set_aside", "/一中/1班/002 absent 910"]);
    assert_eq!(found.claims, []);
    assert_eq!(kinds(&found), [ProblemKind::MarkAboveFull]);
}

#[test]
fn the_book_does_not_depend_on_order() {
    let rows = [
        "一中,九（10）班,001,100,101",
        "一中,九(2)班,002,90,x",
        "二中,九(1)班,003,80,81",
        "一中,九(10)班,004,70,71",
        "一中,九(2)班,005,缺考,缺考",
        "二中,九(1)班,005,1,2",
        "二中,九(1)班,006,1,2",
        "二中,九(1)班,006,1,3",
        "二中,九(1)班,003,80,81",
    ];
    let build = |order: &[usize], first: &str, second: &str| {
        let part = |range: &[usize]| {
            HEADER.to_owned() + &range.iter().map(|row| rows[*row].to_owned() + "\n").collect::<String>()
        };
        let exam = Exam::new("[[source]]\npath = '*.csv'")
            .file(first, part(&order[..4]).as_bytes())
            .file(second, part(&order[4..]).as_bytes());
        exam.ok()
    };
    let reference = build(&[0, 1, 2, 3, 4, 5, 6, 7, 8], "a.csv", "b.csv");
    assert_eq!(reference.book.classes[1].name, "九(10)班", "the smaller spelling names the class");
    for order in [[8, 7, 6, 5, 4, 3, 2, 1, 0], [4, 0, 5, 1, 6, 2, 7, 3, 8], [2, 8, 0, 1, 7, 6, 5, 4, 3]] {
        let other = build(&order, "b.csv", "a.csv");
        assert_eq!(other.book, reference.book);
        assert_eq!(other.problems.len(), reference.problems.len());
    }
}

#[test]
fn rows_of_one_pupil_with_other_subjects_are_one() {
    use std::fmt::Write;
    let mut text = HEADER.to_owned();
    (0..10).for_each(|n| writeln!(text, "一中,1班,{},{},", 101 + n, 80 + n).expect("written"));
    (0..10).filter(|n| *n != 3).for_each(|n| writeln!(text, "一中,1班,{},,{}", 101 + n, 70 + n).expect("written"));
    let found = Exam::csv(&text).ok();
    let expected: Vec<String> = (0..10)
        .map(|n| match n {
            3 => "/一中/1班/104 830 absent".to_owned(),
            n => format!("/一中/1班/{} {} {}", 101 + n, 10 * (80 + n), 10 * (70 + n)),
        })
        .collect();
    assert_eq!((lines(&found), problems(&found)), (expected, Vec::new()));
    assert_eq!((found.accounts[0].kept, found.accounts[0].set_aside), (19, 0));
    // One pupil among many who is twice in the sheet may be two.
    let once = HEADER.to_owned() + "一中,1班,101,80,81\n一中,1班,102,70,71\n一中,1班,103,60,\n一中,1班,103,,61\n";
    let found = Exam::csv(&once).ok();
    assert_eq!((lines(&found).len(), of_kind(&found, "conflicting-pupil").len()), (2, 2));
    // A mark twice in a subject is none.
    let found = Exam::csv(&format!("{text}一中,1班,105,99,\n")).ok();
    assert_eq!((lines(&found).len(), of_kind(&found, "conflicting-pupil").len()), (9, 3));
}
