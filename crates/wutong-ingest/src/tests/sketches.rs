//! `wutong init`: the specification that is written reads the files it was written for.

use std::fmt::Write;

use wutong_model::spec::IdScope;

use super::*;
use crate::{FileKind, Sketch, sketch};

fn marks(school: &str, first: u32) -> String {
    let mut text =
        "2025年九年级第一次模拟考试成绩表\n学校,班级,考号,姓名,语文,数学,道法（满分60）,总分,校次\n".to_owned();
    for n in 0..40 {
        let (chinese, math) = (80 + n, 112 - 2 * n);
        writeln!(text, "{school},九(1)班,{},某某,{chinese},{math}.5,{},{}.5,{}", first + n, 20 + n, 212, n + 1)
            .expect("written");
    }
    text + "平均分,,,,99,70.5,40,,\n制表人：张三\n"
}

fn run(folder: &Path, paths: &[&str]) -> (Sketch, Ingested) {
    let paths: Vec<_> = paths.iter().map(|path| folder.join(path)).collect();
    let sketch = sketch(&paths).expect("readable");
    let text = sketch.to_toml(folder);
    let spec = ExamSpec::from_toml(&text).unwrap_or_else(|error| std::panic::panic_any(format!("{error}\n{text}")));
    let found = read(&spec, &Sources::files(&spec, folder), &());
    (sketch, found.unwrap_or_else(|error| std::panic::panic_any(format!("{error}\n{text}"))))
}

#[test]
fn a_district_of_workbooks() {
    let exam = Exam::new("")
        .workbook("scores/一中.xlsx", &[("成绩", &marks("一中", 1000)), ("Sheet2", "")])
        .workbook("scores/二中.xlsx", &[("成绩", &marks("二中", 2000))])
        .file("schools.csv", "学校代码,学校名称,区县,城乡\nS1,一中,东县,城区\nS2,二中,东县,乡村\n".as_bytes())
        .file("roster.csv", "学校,班级,在籍人数,应考人数\n一中,九(1)班,45,42\n二中,九(1)班,45,41\n".as_bytes())
        .file("blueprint_math.csv", "item,full_mark\n1,40\n2,40\n3,40\n".as_bytes())
        .file("items/math.csv", "school,class,student_id,1,2,3\n一中,九(1)班,1000,40,40,32.5\n".as_bytes());
    let folder = exam.folder.path();
    let (sketch, found) = run(
        folder,
        &["scores/一中.xlsx", "scores/二中.xlsx", "schools.csv", "roster.csv", "blueprint_math.csv", "items/math.csv"],
    );
    let kinds: Vec<FileKind> = sketch.files.iter().map(|file| file.kind).collect();
    use FileKind::{Blueprint, Items, Roster, Schools, Scores};
    assert_eq!(kinds, [Scores, Scores, Schools, Roster, Blueprint, Items]);
    let subjects: Vec<_> = sketch
        .subjects
        .iter()
        .map(|subject| {
            (subject.id.as_str(), subject.name.as_str(), subject.full_mark, subject.decimals, subject.is_stated)
        })
        .collect();
    assert_eq!(
        subjects,
        [("chinese", "语文", 120.0, 0, false), ("math", "数学", 120.0, 1, false), ("politics", "道法", 60.0, 0, true)]
    );
    assert_eq!(sketch.region.as_deref(), Some("东县"));
    assert_eq!(sketch.questions, []);
    let text = sketch.to_toml(folder);
    for line in [
        "path = \"scores/*.xlsx\"",
        "id = \"2025-g9-mock\"",
        "grade = 9",
        "items = \"blueprint_math.csv\"",
        "region = \"东县\"",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert_eq!(found.book.n_pupils(), 80);
    assert_eq!(found.problems, []);
    assert_eq!(found.book.schools[0].id, "S1");
}

#[test]
fn what_is_unsure_is_asked() {
    let mut text = "班级,座号,考号,数学,数学得分,拓展\n".to_owned();
    for n in 0..60 {
        writeln!(text, "{}班,{n},{},{},{},{n}", n / 30, n % 30, n, n).expect("written");
    }
    let exam = Exam::new("").file("东风中学.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["东风中学.csv"]);
    let asked: String = sketch.questions.iter().map(|question| format!("{} {}\n", question.zh, question.en)).collect();
    for word in ["拓展", "数学得分", "东风中学", "id_unique_within"] {
        assert!(asked.contains(word), "{word} is not in {asked}");
    }
    assert_eq!(sketch.id_scope, IdScope::Class);
    assert_eq!(found.book.schools[0].id, "东风中学");
    assert_eq!(found.book.n_pupils(), 60);
}

#[test]
fn full_marks_are_inferred() {
    for (highest, full, doubtful) in
        [(99, 100.0, false), (119, 120.0, false), (140, 150.0, false), (131, 150.0, true), (58, 60.0, false)]
    {
        let text: String = (0..30).map(|n| format!("一中,1,{n},{}\n", highest - n)).collect();
        let exam = Exam::new("").file("a.csv", format!("学校,班级,考号,数学\n{text}").as_bytes());
        let (sketch, _) = run(exam.folder.path(), &["a.csv"]);
        let asked = sketch.questions.iter().any(|question| question.en.contains("full mark"));
        assert_eq!((sketch.subjects[0].full_mark, asked), (full, doubtful), "{highest}");
    }
}

#[test]
fn files_of_no_known_kind() {
    let exam = Exam::new("").file("a.csv", "甲,乙\n1,2\n".as_bytes());
    let sketch = sketch(&[exam.folder.path().join("a.csv")]).expect("readable");
    assert_eq!(sketch.files[0].kind, FileKind::Unknown);
    ExamSpec::from_toml(&sketch.to_toml(exam.folder.path())).expect("valid nevertheless");
}
