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

/// A table in which each row names the electives of its pupil, the marks beside them.
fn paired(header: &str, rows: impl Iterator<Item = [&'static str; 3]>) -> String {
    let mut text = format!("{header}\n");
    for (n, names) in rows.enumerate() {
        let marks = [50 + n, 60 + n, 70 + n];
        let [a, b, c] = names;
        writeln!(text, "一中,1,{},80,90,{a},{},{b},{},{c},{}", 1001 + n, marks[0], marks[1], marks[2])
            .expect("written");
    }
    text
}

#[test]
fn electives_named_in_the_rows_have_columns_of_their_own() {
    let chosen = |n: usize| [["物理", "化学", "生物"], ["历史", "政治", "地理"], ["物理", "生物", "政治"]][n % 3];
    for header in [
        "学校,班级,考号,语文,数学,首选科目,首选成绩,再选科目1,再选成绩1,再选科目2,再选成绩2",
        "学校,班级,考号,语文,数学,首选,,再选1,,再选2,\n,,,,,科目,分数,科目,分数,科目,分数",
    ] {
        let text = paired(header, (0..30).map(chosen));
        let exam = Exam::new("").workbook("高二.xlsx", &[("S", &text)]);
        let (sketch, found) = run(exam.folder.path(), &["高二.xlsx"]);
        let names: Vec<&str> = sketch.subjects.iter().map(|subject| subject.name.as_str()).collect();
        assert_eq!(names, ["语文", "数学", "物理", "化学", "生物", "历史", "地理", "政治"], "{header}");
        let present = |name: &str| {
            let at = names.iter().position(|known| *known == name).expect("a subject");
            let column = &found.book.subjects[at];
            let rows = (0..30).filter(|row| column.status[*row] == Status::Present);
            rows.map(|row| (row, column.ticks[row])).collect::<Vec<_>>()
        };
        let expected = |name: &str| -> Vec<(usize, i32)> {
            let mark = |n: usize| chosen(n).iter().position(|other| *other == name).map(|at| (n, 50 + 10 * at + n));
            (0..30).filter_map(mark).map(|(n, mark)| (n, i32::try_from(mark).expect("small"))).collect()
        };
        for name in ["物理", "化学", "生物", "政治", "历史", "地理"] {
            assert_eq!(present(name), expected(name), "{name} {header}");
        }
        assert_eq!(problems(&found), Vec::<String>::new(), "{header}");
    }
}

#[test]
fn a_pupil_whose_elective_is_none_of_the_exam_is_set_aside() {
    let chosen = |n: usize| match n {
        7 => ["物理", "化工", "生物"],
        8 => ["物理", "物理", "生物"],
        _ => ["物理", "化学", "生物"],
    };
    let text = paired(
        "学校,班级,考号,语文,数学,首选科目,首选成绩,再选科目1,再选成绩1,再选科目2,再选成绩2",
        (0..20).map(chosen),
    );
    let subjects = [("physics", "物理"), ("chemistry", "化学"), ("biology", "生物")]
        .map(|(id, name)| format!("[[subject]]\nid = '{id}'\nname = '{name}'\nfull_mark = 100\nelective = true\n"));
    let exam = Exam::with_subjects("[[source]]\npath = 'f.csv'", &(SUBJECTS.to_owned() + &subjects.concat()));
    let found = exam.file("f.csv", text.as_bytes()).ok();
    assert_eq!(found.book.n_pupils(), 18);
    let told = ["unknown-subject f.csv:9 再选科目1 '化工'", "unknown-subject f.csv:10 再选科目1 '物理'"];
    assert_eq!(problems(&found), told);
}

#[test]
fn a_column_that_names_one_of_the_subjects_beside_it_is_no_elective() {
    let mut text = "学校,班级,考号,语文,数学,优势学科,优势分\n".to_owned();
    (0..6).for_each(|n| writeln!(text, "一中,1,{},{},60,语文,{}", 101 + n, 70 + n, 70 + n).expect("written"));
    let found = Exam::csv(&text).ok();
    assert_eq!((found.book.n_pupils(), problems(&found)), (6, Vec::new()));
    // Electives that are not to be analysed are left out by their header.
    let rows = (0..6).map(|_| ["物理", "化学", "生物"]);
    let text = paired("学校,班级,考号,语文,数学,首选科目,首选成绩,再选科目1,再选成绩1,再选科目2,再选成绩2", rows);
    let source = "[[source]]\npath = 'f.csv'\nignore = ['首选科目', '再选科目1', '再选科目2']";
    let found = Exam::new(source).file("f.csv", text.as_bytes()).ok();
    assert_eq!((found.book.n_pupils(), problems(&found)), (6, Vec::new()));
}

#[test]
fn a_column_of_choices_says_of_which_subjects_marks_are() {
    let chosen = |n: usize| ["物化生", "史政地", "物生政", "化物地"][n % 4];
    let marks = |n: usize| [50 + n, 60 + n, 70 + n];
    // The letter of physics or history may stand anywhere; the others follow each other.
    let of = |n: usize, name: &str| {
        let others: Vec<char> = chosen(n).chars().filter(|c| !"物史".contains(*c)).collect();
        let at = match name {
            "物理" | "历史" => name.chars().find(|c| "物史".contains(*c) && chosen(n).contains(*c)).map(|_| 0),
            _ => others.iter().position(|c| name.starts_with(*c)).map(|at| at + 1),
        };
        at.map(|at| (n, i32::try_from(marks(n)[at]).expect("small")))
    };
    let mut by_order = "学校,班级,考号,选科,语文,数学,物理/历史,再选1,再选2\n".to_owned();
    let mut with_columns = "学校,班级,考号,选科,语文,数学,物理/历史,化学,生物,政治,地理\n".to_owned();
    for n in 0..40 {
        let [a, b, c] = marks(n);
        writeln!(by_order, "一中,1,{},{},80,90,{a},{b},{c}", 1001 + n, chosen(n)).expect("written");
        let cell = |name: &str| of(n, name).map(|(_, mark)| mark.to_string()).unwrap_or_default();
        let cells = ["化学", "生物", "政治", "地理"].map(cell).join(",");
        writeln!(with_columns, "一中,1,{},{},80,90,{a},{cells}", 1001 + n, chosen(n)).expect("written");
    }
    for (text, is_by_order) in [(by_order, true), (with_columns, false)] {
        let exam = Exam::new("").file("高二.csv", text.as_bytes());
        let (sketch, found) = run(exam.folder.path(), &["高二.csv"]);
        for (id, name) in [
            ("physics", "物理"),
            ("history", "历史"),
            ("chemistry", "化学"),
            ("biology", "生物"),
            ("politics", "政治"),
            ("geography", "地理"),
        ] {
            let at = sketch.subjects.iter().position(|subject| subject.id == id).expect(id);
            let column = &found.book.subjects[at];
            let rows = (0..40).filter(|row| column.status[*row] == Status::Present);
            let present: Vec<(usize, i32)> = rows.map(|row| (row, column.ticks[row])).collect();
            assert_eq!(present, (0..40).filter_map(|n| of(n, name)).collect::<Vec<_>>(), "{name} {is_by_order}");
        }
        let asked = format!("{:?}", sketch.questions);
        assert_eq!(asked.contains("按选科一列的次序认定"), is_by_order, "{asked}");
        assert!(!asked.contains("是学科吗") && !asked.contains("两科的分数混在一起"), "{asked}");
        assert_eq!(problems(&found), Vec::<String>::new());
    }
}
