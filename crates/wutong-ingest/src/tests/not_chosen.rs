//! Electives that a pupil did not choose, as files write them: zeros, and dashes beside 缺考.

use std::fmt::Write;

use super::sketches::run;
use super::*;

const CHOSEN: [&str; 6] = ["物理", "历史", "化学", "生物", "政治", "地理"];

/// Whether a pupil takes the subject at a position: physics or history, and two of the others.
fn takes(n: usize, at: usize) -> bool {
    let two = [[2, 3], [2, 5], [3, 4], [4, 5]][n % 4];
    at == usize::from(n.is_multiple_of(3)) || two.contains(&at)
}

/// Thirty pupils of a school; `cell` says what stands for a pupil in an elective that was not chosen.
fn table(cell: impl Fn(usize, usize) -> Option<&'static str>) -> String {
    let mut text = format!("学校,班级,考号,语文,数学,英语,{},总分\n", CHOSEN.join(","));
    for n in 0..30 {
        let core = [80 + n, 70 + n, 75 + n];
        write!(text, "一中,1,{},{},{},{}", 260_101 + n, core[0], core[1], core[2]).expect("written");
        let mut sum: usize = core.iter().sum();
        for at in 0..CHOSEN.len() {
            match cell(n, at) {
                Some(word) => write!(text, ",{word}").expect("written"),
                None => {
                    sum += 50 + n + at;
                    write!(text, ",{}", 50 + n + at).expect("written");
                }
            }
        }
        writeln!(text, ",{sum}").expect("written");
    }
    text
}

/// How many pupils have a mark, are absent and did not choose each elective.
fn counts(sketch: &crate::Sketch, found: &Ingested) -> Vec<[usize; 3]> {
    let of = |name: &&str| {
        let id = crate::alias::known_subject(name).expect("a subject");
        let at = sketch.subjects.iter().position(|subject| subject.id == id).expect("found");
        let count = |wanted| found.book.subjects[at].status.iter().filter(|status| **status == wanted).count();
        [Status::Present, Status::Absent, Status::NotTaken].map(count)
    };
    CHOSEN.iter().map(of).collect()
}

fn expected(absent: impl Fn(usize, usize) -> bool) -> Vec<[usize; 3]> {
    let of = |at| {
        let taken = (0..30).filter(|n| takes(*n, at));
        let absent = taken.clone().filter(|n| absent(*n, at)).count();
        [taken.clone().count() - absent, absent, 30 - taken.count()]
    };
    (0..CHOSEN.len()).map(of).collect()
}

#[test]
fn zeros_beside_as_many_marks_of_every_pupil_are_not_chosen() {
    let is_absent = |n: usize, at: usize| n == 7 && at == 0;
    let text = table(|n, at| match takes(n, at) {
        true => is_absent(n, at).then_some("缺考"),
        false => Some("0"),
    });
    let exam = Exam::new("").file("高二.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["高二.csv"]);
    assert_eq!(counts(&sketch, &found), expected(is_absent));
    assert_eq!(of_kind(&found, "zeros-not-chosen"), ["zeros-not-chosen 高二.csv:0  '90'"]);
    assert_eq!(sketch.choices.iter().map(|choice| choice.number).collect::<Vec<_>>(), [3]);
    assert!(sketch.questions.iter().any(|question| question.zh.contains("0 = 未选")), "{:?}", sketch.questions);
}

#[test]
fn zeros_here_and_there_are_marks() {
    // Electives that are blank where they were not chosen.
    let text = table(|n, at| match takes(n, at) {
        true => (n == 7 && at == 0).then_some("0"),
        false => Some(""),
    });
    let exam = Exam::new("").file("高二.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["高二.csv"]);
    assert_eq!(counts(&sketch, &found), expected(|_, _| false));
    assert!(of_kind(&found, "zeros-not-chosen").is_empty());
    // One subject that everybody has zero in, because it was not examined.
    let text = table(|_, at| (at == 5).then_some("0"));
    let exam = Exam::new("").file("高二.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["高二.csv"]);
    assert!(sketch.subjects.iter().all(|subject| !subject.elective), "{:?}", sketch.questions);
    assert!(of_kind(&found, "zeros-not-chosen").is_empty());
}

#[test]
fn a_dash_beside_words_for_absence_is_not_chosen() {
    let is_absent = |n: usize, at: usize| n == 7 && at == 0 || n == 8 && at == 3;
    for dash in ["—", "/"] {
        let text = table(|n, at| match takes(n, at) {
            true => is_absent(n, at).then_some("缺考"),
            false => Some(dash),
        });
        let exam = Exam::new("").file("高二.csv", text.as_bytes());
        let (sketch, found) = run(exam.folder.path(), &["高二.csv"]);
        assert_eq!(counts(&sketch, &found), expected(is_absent), "{dash}");
    }
}
