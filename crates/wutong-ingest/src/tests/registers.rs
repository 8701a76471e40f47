//! Registers of teachers: what was given over the term beside the mark of the paper.

use std::fmt::Write as _;

use super::sketches::run;
use super::*;

/// Marks of the paper of pupil `n` in 语文 and 数学, in points.
fn paper(n: u32) -> [u32; 2] {
    [60 + 5 * n, 80 - 3 * n]
}

/// A table with these headers, one line a row; of each pupil 平时, 期末 and 总评 of both subjects, or what `cells` makes of
/// the three.
fn table(header: &str, cells: impl Fn([String; 3]) -> Vec<String>) -> String {
    let mut text = format!("{header}\n");
    for n in 0..6 {
        write!(text, "甲校,1,{}", 101 + n).expect("written");
        for mark in paper(n) {
            let whole = 30 * 90 + 70 * mark;
            let of_one = ["90".to_owned(), mark.to_string(), format!("{}.{:02}", whole / 100, whole % 100)];
            write!(text, ",{}", cells(of_one).join(",")).expect("written");
        }
        text.push('\n');
    }
    text
}

fn truth() -> Vec<String> {
    (0..6).map(|n| format!("/甲校/1/{} {} {}", 101 + n, paper(n)[0] * 10, paper(n)[1] * 10)).collect()
}

/// As [`truth`], as the marks are read with the decimals that `wutong init` finds.
fn sketched(text: &str, name: &str) -> (crate::Sketch, Vec<String>) {
    let exam = Exam::new("").file(name, text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &[name]);
    let marks = |row: usize| {
        let columns = found.book.subjects.iter().zip(&sketch.subjects);
        let of = columns.map(|(column, subject)| wutong_model::points(column.ticks[row].into(), subject.decimals));
        of.map(|points| points.to_string()).collect::<Vec<_>>().join(" ")
    };
    let lines = (0..found.book.n_pupils()).map(marks).collect();
    (sketch, lines)
}

#[test]
fn the_paper_is_the_mark_and_what_is_made_of_it_stands_beside() {
    let all = |marks: [String; 3]| marks.to_vec();
    for (name, header) in [
        ("期末成绩.csv", "学校,班级,考号,语文,,,数学,,\n,,,平时,期末,总评,平时,期末,总评"),
        (
            "期末成绩.csv",
            "学校,班级,考号,语文,,,数学,,\n,,,平时成绩(30%),期末成绩(70%),学期总评,平时成绩(30%),期末成绩(70%),学期总评",
        ),
        ("成绩.csv", "学校,班级,考号,语文平时,语文期末,语文总评,数学平时,数学期末,数学总评"),
    ] {
        let text = table(header, all);
        assert_eq!(lines(&Exam::csv(&text).ok()), truth(), "{header}");
        let (sketch, marks) = sketched(&text, name);
        let expected: Vec<String> = (0..6).map(|n| format!("{} {}", paper(n)[0], paper(n)[1])).collect();
        assert_eq!(marks, expected, "{header}");
        let asked = |question: &&crate::Question| question.zh.contains("期末") && question.zh.contains("总评");
        assert_eq!(sketch.questions.iter().filter(asked).count(), 1, "{header}: {:?}", sketch.questions);
    }
}

#[test]
fn of_two_papers_names_and_titles_say_which() {
    let header = "学校,班级,考号,语文,,,数学,,\n,,,期中,期末,总评,期中,期末,总评";
    let text = table(header, |marks| marks.to_vec());
    let named = Exam::new("[[source]]\npath = '2025年春期末成绩.csv'").file("2025年春期末成绩.csv", text.as_bytes());
    assert_eq!(lines(&named.ok()), truth());
    // Nothing says which of them is meant, and 总评 is neither.
    Exam::csv(&text).error(&["D2 '语文/期中'", "E2 '语文/期末'"]);
    let told = "[[source]]\npath = 'a.csv'\ncolumns = { chinese = '语文/期末', math = '数学/期末' }";
    assert_eq!(lines(&Exam::new(told).file("a.csv", text.as_bytes()).ok()), truth());
}

#[test]
fn a_sheet_of_one_subject_has_a_register_too() {
    let mut text = "学校,班级,考号,平时,期末,总评\n".to_owned();
    (0..6).for_each(|n| writeln!(text, "甲校,1,{},90,{},75.5", 101 + n, paper(n)[0]).expect("written"));
    let subject = "[[subject]]\nid = 'chinese'\nname = '语文'\nfull_mark = 120\ndecimals = 1\n";
    let exam = Exam::with_subjects("[[source]]\npath = '语文.csv'", subject).file("语文.csv", text.as_bytes());
    let expected: Vec<String> = (0..6).map(|n| format!("/甲校/1/{} {}", 101 + n, paper(n)[0] * 10)).collect();
    assert_eq!(lines(&exam.ok()), expected);
}

#[test]
fn marks_of_the_term_without_a_paper_leave_the_sum() {
    let header = "学校,班级,考号,语文,,数学,\n,,,平时,总评,平时,总评";
    let text = table(header, |[course, paper, _]| vec![course, paper]);
    assert_eq!(lines(&Exam::csv(&text).ok()), truth());
}
