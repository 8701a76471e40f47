//! Subjects of which each pupil has some: tracks, and electives in a sheet each.

use std::fmt::Write;

use super::sketches::run;
use super::*;

#[test]
fn the_paper_of_the_other_track_is_not_missing() {
    let mut text = "学校,班级,考号,科类,语文,数学,文综,理综,总分\n".to_owned();
    for n in 0..40 {
        let (chinese, math, track) = (80 + n, 70 + n, 200 + n);
        let (arts, science) =
            if n < 18 { (track.to_string(), String::new()) } else { (String::new(), track.to_string()) };
        let kind = if n < 18 { "文科" } else { "理科" };
        let sum = chinese + math + track;
        writeln!(text, "一中,1,{},{kind},{chinese},{math},{arts},{science},{sum}", 1001 + n).expect("written");
    }
    let exam = Exam::new("").file("高三.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["高三.csv"]);
    assert_eq!(
        sketch.choices.iter().map(|choice| (choice.subjects.len(), choice.number)).collect::<Vec<_>>(),
        [(2, 1)]
    );
    for (subject, n) in [("politics_history_geography", 18), ("physics_chemistry_biology", 22)] {
        let at = sketch.subjects.iter().position(|known| known.id == subject).expect("a subject");
        let column = &found.book.subjects[at];
        let count = |wanted: Status| column.status.iter().filter(|status| **status == wanted).count();
        assert_eq!((count(Status::Present), count(Status::NotTaken)), (n, 40 - n), "{subject}");
    }
}

#[test]
fn electives_in_a_sheet_each_are_counted_by_pupil() {
    let chosen = |n: usize| [["物理", "化学", "生物"], ["历史", "政治", "地理"], ["物理", "化学", "地理"]][n % 3];
    let names = ["语文", "数学", "英语", "物理", "历史", "化学", "生物", "政治", "地理"];
    let sheets: Vec<(&str, String)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let takes = |n: &usize| at < 3 || chosen(*n).contains(name);
            let rows = (0..30).filter(takes).map(|n| format!("{},一中,1,{}\n", 1001 + n, 60 + n));
            (*name, format!("考号,学校,班级,成绩\n{}", rows.collect::<String>()))
        })
        .collect();
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let exam = Exam::new("").workbook("高二.xlsx", &sheets);
    let (sketch, found) = run(exam.folder.path(), &["高二.xlsx"]);
    assert_eq!(
        sketch.choices.iter().map(|choice| (choice.subjects.len(), choice.number)).collect::<Vec<_>>(),
        [(6, 3)]
    );
    assert_eq!(found.book.n_pupils(), 30);
}
