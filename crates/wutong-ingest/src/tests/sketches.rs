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

pub(super) fn run(folder: &Path, paths: &[&str]) -> (Sketch, Ingested) {
    let paths: Vec<_> = paths.iter().map(|path| folder.join(path)).collect();
    let sketch = sketch(&paths).expect("readable");
    let text = sketch.to_toml(folder);
    let spec = ExamSpec::from_toml(&text).unwrap_or_else(|error| std::panic::panic_any(format!("{error}\n{text}")));
    let found = read(&spec, &Sources::files(&spec, folder), &());
    (sketch, found.unwrap_or_else(|error| std::panic::panic_any(format!("{error}\n{text}"))))
}

#[test]
fn absent_subjects_are_no_question() {
    let mut text = "学校,班级,考号,语文,数学,缺考科目\n".to_owned();
    for n in 0..40 {
        writeln!(text, "甲校,1,{},{},{},{}", 1000 + n, 60 + n, 50 + n, if n == 7 { "数学" } else { "" })
            .expect("written");
    }
    let exam = Exam::new("").file("marks.csv", text.as_bytes());
    let (sketch, _) = run(exam.folder.path(), &["marks.csv"]);
    let toml = sketch.to_toml(exam.folder.path());
    assert!(
        !sketch.questions.iter().any(|question| format!("{question:?}").contains("缺考科目")),
        "{:?}",
        sketch.questions
    );
    assert!(!toml.contains("缺考科目\" ="), "{toml}");
    let ids: Vec<&str> = sketch.subjects.iter().map(|subject| subject.id.as_str()).collect();
    assert_eq!(ids, ["chinese", "math"]);
}

#[test]
fn items_with_a_total_make_no_subject_elective() {
    let mut scores = "学校,班级,考号,语文,数学,物理,化学\n".to_owned();
    let mut items = "学校,班级,考号,1,2,总分\n".to_owned();
    for id in 1001..1041 {
        let blank = |at: u32| if id % 10 == at { String::new() } else { (30 + id % 30).to_string() };
        writeln!(scores, "一中,1,{id},{},{},{},{}", blank(1), 40 + id % 20, blank(2), blank(3)).expect("written");
        writeln!(items, "一中,1,{id},20,{},{}", 20 + id % 20, 40 + id % 20).expect("written");
    }
    let exam = Exam::new("").file("成绩.csv", scores.as_bytes()).file("数学小题分.csv", items.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv", "数学小题分.csv"]);
    assert!(sketch.subjects.iter().all(|subject| !subject.elective), "{:?}", sketch.questions);
    let absent =
        |subject: usize| found.book.subjects[subject].status.iter().filter(|of| **of == Status::Absent).count();
    assert_eq!([0, 1, 2, 3].map(absent), [4, 0, 4, 4]);
    // The same subject in a second view of the pupils counts once as well.
    let view: String =
        scores.lines().map(|line| line.split(',').take(5).collect::<Vec<_>>().join(",") + "\n").collect();
    let exam = Exam::new("").workbook("f.xlsx", &[("总表", &scores), ("语数", &view)]);
    let (sketch, _) = run(exam.folder.path(), &["f.xlsx"]);
    assert!(sketch.subjects.iter().all(|subject| !subject.elective), "{:?}", sketch.questions);
}

#[test]
fn full_marks_of_few_papers_are_asked_about() {
    for (highest, full, is_asked) in [
        ("118", 120.0, false),
        ("105", 120.0, true),
        ("109.5", 120.0, true),
        ("124", 150.0, true),
        ("99", 100.0, false),
    ] {
        let mut text = "学校,班级,考号,数学\n".to_owned();
        (0..40).for_each(|n| writeln!(text, "一中,1,{},{}", 1000 + n, 60 + n % 30).expect("written"));
        (0..5).for_each(|n| writeln!(text, "一中,1,{},{highest}", 2000 + n).expect("written"));
        let exam = Exam::new("").file("f.csv", text.as_bytes());
        let (sketch, _) = run(exam.folder.path(), &["f.csv"]);
        let asked = all_questions(&sketch).contains(&format!("满分是 {full} 吗"));
        assert_eq!((sketch.subjects[0].full_mark, asked), (full, is_asked), "{highest}");
    }
}

#[test]
fn full_marks_stand_in_titles_and_bare_rows() {
    let pupils: String = (0..20).map(|n| format!("一中,1,{},{},{},{}\n", 1000 + n, 40 + n, 45 + n, 30 + n)).collect();
    let header = "学校,班级,考号,语文,数学,物理\n";
    let title = format!("九年级联考（语文、数学各120分；物理满分90分）\n{header}{pupils}");
    let bare = format!("{header},,,120,120,90\n{pupils}");
    for text in [title, bare] {
        let exam = Exam::new("").file("f.csv", text.as_bytes());
        let (sketch, found) = run(exam.folder.path(), &["f.csv"]);
        let full: Vec<_> = sketch.subjects.iter().map(|subject| (subject.full_mark, subject.is_stated)).collect();
        assert_eq!(full, [(120.0, true), (120.0, true), (90.0, true)], "{text}");
        assert_eq!((found.book.n_pupils(), kinds(&found)), (20, vec![]));
    }
    // Marks above them show that it is none.
    let text = format!("{header},,,60,60,60\n{pupils}一中,1,2000,80,80,80\n");
    let exam = Exam::new("").file("f.csv", text.replace("1000,40", "1000,70").as_bytes());
    assert!(!run(exam.folder.path(), &["f.csv"]).0.subjects[0].is_stated);
}

#[test]
fn lists_of_absentees_are_no_roster() {
    let scores = "学校,班级,考号,姓名,数学\n一中,1,1001,甲,88\n一中,1,1002,乙,0\n一中,1,1003,丙,90\n";
    let exam = Exam::new("")
        .file("成绩.csv", scores.as_bytes())
        .file("缺考名单.csv", "考号,姓名,学校,班级,科目\n1002,乙,一中,1,数学\n".as_bytes())
        .file("违纪登记表.csv", "考号,姓名,学校,班级,科目,处理结果\n1003,丙,一中,1,数学,成绩无效\n".as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv", "缺考名单.csv", "违纪登记表.csv"]);
    assert_eq!(
        sketch.files.iter().map(|file| file.kind).collect::<Vec<_>>(),
        [FileKind::Scores, FileKind::Noted, FileKind::Noted]
    );
    assert!(all_questions(&sketch).contains("违纪登记表.csv 是缺考、违纪等名单（1 行）"), "{}", all_questions(&sketch));
    assert_eq!(lines(&found), ["/一中/1/1001 88", "/一中/1/1002 absent", "/一中/1/1003 90"]);
    assert_eq!(kinds(&found), [ProblemKind::MarkBesideStatus]);
    assert_eq!(found.book.classes[0].roster, None);
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
    let told: Vec<_> = found.problems.iter().map(|problem| (problem.kind, problem.text.as_str())).collect();
    let lacking = |text| (wutong_model::ProblemKind::NoItemRow, text);
    assert_eq!(told, [lacking("一中 | 39 / 40"), lacking("二中 | 40 / 40")], "the item file holds one pupil");
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
fn slips_set_no_full_mark() {
    for (slip, full) in [(850, 100.0), (999, 100.0), (1000, 100.0), (130, 100.0), (105, 120.0)] {
        let text: String = (0..200).map(|n| format!("一中,1,{n},{}\n", n % 100)).collect();
        let exam = Exam::new("").file("a.csv", format!("学校,班级,考号,数学\n一中,1,900,{slip}\n{text}").as_bytes());
        let (sketch, _) = run(exam.folder.path(), &["a.csv"]);
        let asked = sketch.questions.iter().any(|question| question.en.contains("full mark"));
        assert_eq!((sketch.subjects[0].full_mark, asked), (full, true), "{slip}");
    }
}

#[test]
fn a_file_that_cannot_be_read_stays_among_the_sources() {
    let text = |school: &str| format!("学校,班级,考号,数学\n{school},1,{school}1,80\n{school},1,{school}2,70\n");
    let exam = Exam::new("")
        .file("scores/a.csv", text("一中").as_bytes())
        .file("scores/b.csv", text("二中").as_bytes())
        .file("scores/c.csv", b"\x01\x02\x03\x04\x05\xc8")
        .file("scores/d.xlsx", b"PK\x03\x04");
    let (sketch, found) = run(exam.folder.path(), &["scores"]);
    assert_eq!(sketch.questions.len(), 2, "{:?}", sketch.questions);
    let toml = sketch.to_toml(exam.folder.path());
    for path in ["path = \"scores/*.csv\"", "path = \"scores/d.xlsx\""] {
        assert!(toml.contains(path), "{path} is not in\n{toml}");
    }
    assert_eq!(kinds(&found), [ProblemKind::UnreadFile; 2]);
    assert_eq!(found.book.n_pupils(), 4);
}

#[test]
fn the_first_of_two_columns_is_used_by_both() {
    let text: String = (0..30).map(|n| format!("一中,1,{n},{},{}\n", 60 + n, 90 - n)).collect();
    let exam = Exam::new("").file("a.csv", format!("学校,班级,考号,数学,数学\n{text}").as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["a.csv"]);
    assert!(sketch.questions.iter().any(|question| question.zh.contains("暂用前者")), "{:?}", sketch.questions);
    assert_eq!(found.book.subjects[0].ticks[0], 60);
}

#[test]
fn words_of_a_mapping_are_not_asked_about() {
    let text: String =
        (0..30).map(|n| format!("一中,1,{n},{}\n", if n < 4 { "QK".to_owned() } else { n.to_string() })).collect();
    let exam = Exam::new("").file("a.csv", format!("学校,班级,考号,数学\n{text}").as_bytes());
    let path = exam.folder.path().join("a.csv");
    let mut known = wutong_model::spec::RawSource::default();
    assert_eq!(crate::sketch_with(std::slice::from_ref(&path), &known).expect("readable").status_words.len(), 1);
    known.status_words.insert("QK".to_owned(), Status::Exempt);
    let sketch = crate::sketch_with(&[path], &known).expect("readable");
    assert!(sketch.status_words.is_empty() && sketch.questions.is_empty(), "{:?}", sketch.questions);
}

#[test]
fn classes_written_in_two_ways_do_not_narrow_the_scope() {
    let text = |subject: &str, class: &str| {
        let rows: String = (0..30).map(|n| format!("一中,{class},{n},{}\n", 70 + n)).collect();
        format!("学校,班级,考号,{subject}\n{rows}")
    };
    let exam =
        Exam::new("").file("a.csv", text("语文", "1班").as_bytes()).file("b.csv", text("数学", "901").as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["a.csv", "b.csv"]);
    assert_eq!((sketch.id_scope, found.book.n_pupils()), (IdScope::Exam, 30));
}

#[test]
fn files_of_no_known_kind() {
    let exam = Exam::new("").file("a.csv", "甲,乙\n1,2\n".as_bytes());
    let sketch = sketch(&[exam.folder.path().join("a.csv")]).expect("readable");
    assert_eq!(sketch.files[0].kind, FileKind::Unknown);
    ExamSpec::from_toml(&sketch.to_toml(exam.folder.path())).expect("valid nevertheless");
}

#[test]
fn items_options_and_markings_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    };
    let marks = file("数学小题.csv", "考号,姓名,1,2,3\n1,甲,3,0,2\n2,乙,3,3,1\n");
    let options = file("数学选项.csv", "考号,姓名,1,2,3\n1,甲,A,C,BD\n2,乙,B,-,A\n");
    let marking = file("数学三评.csv", "考号,题号,满分,一评,二评,三评,最终得分\n1,16,10,7,8,,7.5\n2,16,10,3,9,6,6\n");
    let wide = file("英语评卷.csv", "考号,16,,17,\n,一评,二评,一评,二评\n1,3,4,5,5\n2,1,1,2,2\n");
    let beside =
        file("物理.csv", "学校,班级,考号,得分,客观题,主观题,1,2,3\n一中,1,1,6,3,3,3,0,3\n一中,1,2,7,4,3,2,2,3\n");
    let sketch = sketch(&[marks, options, marking, wide, beside]).expect("readable");
    let kinds: Vec<_> =
        sketch.files.iter().map(|file| (file.kind, file.also.clone(), file.subject.as_deref())).collect();
    let math = Some("math");
    assert_eq!(
        kinds,
        [
            (FileKind::Items, vec![], math),
            (FileKind::Options, vec![], math),
            (FileKind::Marking, vec![], math),
            (FileKind::Marking, vec![], Some("english")),
            (FileKind::Scores, vec![FileKind::Items], Some("physics")),
        ]
    );
    let text = sketch.to_toml(folder.path());
    for line in
        ["kind = \"options\"", "kind = \"marking\"", "path = \"物理.csv\"\nkind = \"items\"\nsubject = \"physics\""]
    {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn a_mapping_names_any_header() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    let text = "甲,乙,丙,丁,戊,己\n一中,1,7,88,90,178\n一中,1,8,70,60,130\n二中,2,9,51,52,103\n";
    std::fs::write(&path, text).expect("written");
    let named = [("school", "甲"), ("class", "乙"), ("id", "丙"), ("math", "丁"), ("boyang", "戊"), ("total", "己")];
    let columns = named.iter().map(|(role, header)| ((*role).to_owned(), (*header).to_owned())).collect();
    let known = wutong_model::spec::RawSource { columns, ..Default::default() };
    let sketch = crate::sketch_with(&[path], &known).expect("readable");
    let subjects: Vec<_> = sketch.subjects.iter().map(|subject| (subject.id.as_str(), subject.name.as_str())).collect();
    assert_eq!(subjects, [("math", "数学"), ("boyang", "戊")]);
}

/// Rows `identifier,name` with a mark each, and what stands between them.
fn rows(first: u32, middle: &str, marks: std::ops::Range<u32>) -> String {
    marks.zip(first..).fold(String::new(), |text, (mark, id)| text + &format!("{id},某某{middle},{mark}\n"))
}

fn with_school(subject: &str) -> String {
    let of = |school: &str, first| rows(first, &format!(",{school},九（1）班"), 60..100);
    format!("考号,姓名,学校,班级,{subject}\n{}{}", of("一中", 10101), of("二中", 20101))
}

fn without_school(subject: &str) -> String {
    format!("考号,姓名,{subject}\n{}{}", rows(10101, "", 50..90), rows(20101, "", 50..90))
}

fn all_questions(sketch: &Sketch) -> String {
    sketch.questions.iter().fold(String::new(), |text, question| text + &question.zh + "\n")
}

#[test]
fn subjects_without_schools_follow_by_identifier() {
    let english = without_school("英语").replace("\n1010", "\n'01010").replace("\n2010", "\n０2010");
    let files = Exam::new("")
        .file("语文.csv", with_school("语文").as_bytes())
        .file("数学.csv", without_school("得分").as_bytes());
    let sheets = Exam::new("")
        .workbook("f.xlsx", &[("语文", &with_school("语文")), ("数学", &without_school("得分")), ("英语", &english)]);
    for (exam, paths, subjects) in [(files, &["语文.csv", "数学.csv"][..], 2), (sheets, &["f.xlsx"][..], 3)] {
        let (sketch, found) = run(exam.folder.path(), paths);
        let toml = sketch.to_toml(exam.folder.path());
        assert!(!toml.contains("school = ") && toml.contains("按考号从其他成绩表取学校"), "{toml}");
        assert!(!all_questions(&sketch).contains("学校"), "{}", all_questions(&sketch));
        assert_eq!(sketch.id_scope, IdScope::Exam);
        assert_eq!((found.book.n_pupils(), found.book.subjects.len()), (80, subjects));
        let schools: Vec<&str> = found.book.schools.iter().map(|school| school.id.as_str()).collect();
        assert_eq!(schools, ["一中", "二中"]);
        for subject in &found.book.subjects {
            assert!(subject.status.iter().all(|status| *status == Status::Present));
        }
    }
}

#[test]
fn the_same_numbers_may_be_other_pupils() {
    let one = format!("考号,姓名,学校,班级,数学\n{}", rows(1, ",一中,九（1）班", 60..100));
    let other = format!("考号,姓名,班级,数学\n{}", rows(1, ",九（1）班", 50..90));
    let exam = Exam::new("").file("a.csv", one.as_bytes()).file("东风.csv", other.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["a.csv", "东风.csv"]);
    assert_eq!(sketch.id_scope, IdScope::School);
    assert!(sketch.to_toml(exam.folder.path()).contains("school = \"东风\""));
    assert_eq!((found.book.n_pupils(), found.book.schools.len()), (80, 2));
}

#[test]
fn subjects_whose_schools_only_a_list_of_pupils_names() {
    let list: String = with_school("数学")
        .lines()
        .map(|line| line.rsplit_once(',').map_or(line, |(row, _)| row).to_owned() + "\n")
        .collect();
    let is_whole = |found: &Ingested| {
        let schools: Vec<&str> = found.book.schools.iter().map(|school| school.id.as_str()).collect();
        assert_eq!((found.book.n_pupils(), schools), (80, vec!["一中", "二中"]));
        assert_eq!(found.book.classes[0].name, "九（1）班");
        assert!(found.book.subjects.iter().all(|marks| marks.status.iter().all(|status| *status == Status::Present)));
    };
    let exam = Exam::new("")
        .file("语文.csv", without_school("语文").as_bytes())
        .file("数学.csv", without_school("数学").as_bytes())
        .file("考生名单.csv", list.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["语文.csv", "数学.csv", "考生名单.csv"]);
    let toml = sketch.to_toml(exam.folder.path());
    assert!(!toml.contains("\nschool = ") && !toml.contains("id_unique_within"), "{toml}");
    assert!(!all_questions(&sketch).contains("没有学校列"), "{}", all_questions(&sketch));
    is_whole(&found);
    let sheets = [("名单", list.as_str()), ("数学", &without_school("数学"))];
    let workbook = Exam::new("").workbook("f.xlsx", &sheets);
    let (_, found) = run(workbook.folder.path(), &["f.xlsx"]);
    is_whole(&found);
}

#[test]
fn pupils_whom_no_list_names_are_set_aside_with_their_number() {
    let list =
        "考号,学校,班级,姓名\n101,一中,1班,甲\n102,一中,2班,乙\n103,二中,1班,丙\n104,二中,1班,丁\n104,一中,1班,丁\n";
    let exam = Exam::new("[[source]]\npath = 's.csv'\n[[source]]\npath = 'list.csv'\nkind = 'roster'")
        .file("list.csv", list.as_bytes())
        .file("s.csv", "考号,语文,数学\n101,80,90\n0102,70,60\n103,50,40\n104,30,20\n999,10,10\n".as_bytes());
    let found = exam.ok();
    let expected = ["/一中/1班/101 800 900", "/一中/2班/0102 700 600", "/二中/1班/103 500 400"];
    assert_eq!(crate::tests::lines(&found), expected);
    let told = of_kind(&found, "unmatched-pupil");
    assert_eq!(
        told,
        ["unmatched-pupil s.csv:5 考号 '104'", "unmatched-pupil s.csv:6 考号 '999'"],
        "104 is in two schools"
    );
}

#[test]
fn items_alone_find_their_schools_in_a_list_of_pupils() {
    let exam = Exam::new("")
        .file("名单.csv", "考号,学校,班级,姓名\n101,一中,1班,甲\n102,一中,1班,乙\n103,二中,1班,丙\n".as_bytes())
        .file("数学小题分.csv", "考号,1,2,3\n101,5,5,10\n102,5,0,8\n103,0,5,6\n".as_bytes());
    let (_, found) = run(exam.folder.path(), &["名单.csv", "数学小题分.csv"]);
    assert_eq!((found.book.n_pupils(), found.book.schools.len()), (3, 2));
}

#[test]
fn a_list_of_pupils_becomes_a_roster() {
    let list = "序号,学校,班级,姓名,考号,性别\n1,一中,九（1）班,甲,101,男\n2,一中,九（1）班,乙,102,女\n3,一中,九（1）班,丙,103,女\n";
    let scores = "考号,姓名,学校,班级,数学\n101,甲,一中,九（1）班,88\n103,丙,一中,九（1）班,90\n";
    let exam = Exam::new("").file("名单.csv", list.as_bytes()).file("成绩.csv", scores.as_bytes());
    let folder = exam.folder.path();
    let (sketch, _) = run(folder, &["成绩.csv", "名单.csv"]);
    assert_eq!(sketch.files[1].kind, FileKind::Pupils);
    assert!(all_questions(&sketch).contains("名单.csv 是考生名单（一行一名考生，共 3 行"));
    let toml = sketch.to_toml(folder);
    assert!(toml.contains("\nkind = \"roster\""), "{toml}");
    let (_, found) = run(folder, &["成绩.csv", "名单.csv"]);
    assert_eq!(found.book.classes[0].roster.expect("a roster").expected, Some(3));
    assert_eq!(kinds(&found), []);
}

const TABLE: &str =
    "题号,题型,分值,知识点,能力层次\n1,选择题,20,数,理解\n2,选择题,20,形,理解\n3,解答题,40,数,应用\n合计,,80,,\n";

fn items(total: &str, school: bool) -> String {
    let place = if school { ",学校,班级" } else { "" };
    let row = |id: u32| {
        let place = if school { ",一中,九（1）班" } else { "" };
        let total = if total.is_empty() { String::new() } else { format!(",{}", 41 + id % 30) };
        format!("{id}{place},20,{},20{total}\n", 1 + id % 30)
    };
    let total = if total.is_empty() { String::new() } else { format!(",{total}") };
    (101..141).fold(format!("考号{place},1,2,3{total}\n"), |text, id| text + &row(id)).replace(",30,20", ",20,20")
}

#[test]
fn specification_tables_are_known_by_their_content() {
    let scores = (101..141).fold("考号,学校,班级,数学\n".to_owned(), |text, id| {
        text + &format!("{id},一中,九（1）班,{}\n", if id % 30 == 29 { 60 } else { 41 + id % 30 })
    });
    let titled = format!("九年级数学双向细目表,,,,\n{TABLE}");
    let exam = Exam::new("")
        .file("成绩.csv", scores.as_bytes())
        .workbook("数学小题分.xlsx", &[("小题分", &items("", true)), ("双向细目表", TABLE)])
        .workbook("小题分.xlsx", &[("数学", &items("", true))])
        .file("细目/数学双向细目表.csv", TABLE.as_bytes())
        .file("细目/双向细目表.csv", titled.as_bytes())
        .file("细目/table.csv", TABLE.as_bytes());
    for (paths, wanted) in [
        (&["成绩.csv", "数学小题分.xlsx"][..], "数学小题分.xlsx"),
        (&["成绩.csv", "小题分.xlsx", "细目/数学双向细目表.csv"][..], "细目/数学双向细目表.csv"),
        (&["成绩.csv", "小题分.xlsx", "细目/双向细目表.csv"][..], "细目/双向细目表.csv"),
        (&["成绩.csv", "小题分.xlsx", "细目/table.csv"][..], "细目/table.csv"),
    ] {
        let (sketch, found) = run(exam.folder.path(), paths);
        let toml = sketch.to_toml(exam.folder.path());
        assert!(toml.contains(&format!("items = \"{wanted}\"")) && !toml.contains("school = "), "{toml}");
        assert!(!toml.contains(&format!("path = \"{wanted}\"\n\n")), "{toml}");
        assert_eq!((sketch.subjects[0].full_mark, sketch.subjects[0].is_full_of_items), (80.0, true));
        assert_eq!(all_questions(&sketch), "");
        assert_eq!(found.items[0].blueprint.items.len(), 3);
        assert_eq!(found.items[0].blueprint.items[2].ability, "应用");
        assert!(found.claims.is_empty(), "{:?}", found.claims);
    }
}

#[test]
fn items_with_a_total_and_no_school_stay_items() {
    let scores = (101..141).fold("考号,学校,班级,数学\n".to_owned(), |text, id| {
        text + &format!("{id},一中,九（1）班,{}\n", if id % 30 == 29 { 60 } else { 41 + id % 30 })
    });
    let exam =
        Exam::new("").file("成绩.csv", scores.as_bytes()).workbook("小题分.xlsx", &[("数学", &items("总分", false))]);
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv", "小题分.xlsx"]);
    assert_eq!((sketch.files[1].kind, sketch.id_scope), (FileKind::Items, IdScope::Exam));
    assert!(!all_questions(&sketch).contains("学校"), "{}", all_questions(&sketch));
    assert_eq!(found.items[0].marks.iter().flatten().count(), 3);
    assert_eq!(found.book.n_pupils(), 40);
}

#[test]
fn items_alone_are_summed_up() {
    let exam = Exam::new("").file("数学小题分.csv", items("", true).as_bytes()).file("表.csv", TABLE.as_bytes());
    for (paths, full) in [(&["数学小题分.csv"][..], 70.0), (&["数学小题分.csv", "表.csv"][..], 80.0)] {
        let (sketch, found) = run(exam.folder.path(), paths);
        let toml = sketch.to_toml(exam.folder.path());
        assert!(!toml.contains("scores/"), "{toml}");
        assert_eq!((sketch.subjects[0].full_mark, sketch.subjects.len()), (full, 1));
        assert!(all_questions(&sketch).contains("小题分之和"));
        assert_eq!(all_questions(&sketch).contains("满分是 70 吗"), full < 80.0);
        // 101 % 30 = 11: 20 + 12 + 20.
        assert_eq!((found.book.n_pupils(), found.book.subjects[0].ticks[0]), (40, 52));
    }
}

#[test]
fn tables_that_are_not_read_are_told_how() {
    let long = "考号,题号,得分,满分\n1,1,4,4\n1,2,3,4\n2,1,4,4\n";
    let parts = "考号,姓名,学校,班级,语文客观,语文主观,数学客观,数学主观,总分\n1,甲,一中,1,20,60,30,40,150\n";
    let exam = Exam::new("").file("数学小题分.csv", long.as_bytes()).file("成绩.csv", parts.as_bytes());
    let of = |path: &str| sketch(&[exam.folder.path().join(path)]).expect("readable");
    let (long, parts) = (of("数学小题分.csv"), of("成绩.csv"));
    for (sketch, words) in
        [(&long, ["数据透视表", "行：考号"]), (&parts, ["语文、数学只有客观题分和主观题分", "加一列"])]
    {
        let asked = all_questions(sketch);
        assert!(words.iter().all(|word| asked.contains(word)) && !asked.contains("看不出"), "{asked}");
    }
    assert_eq!([long.files[0].kind, parts.files[0].kind], [FileKind::Items, FileKind::Unknown]);
}

#[test]
fn a_long_table_may_name_the_grade_with_the_subject() {
    let text = (1..41).fold("考号,学校,班级,科目,成绩\n".to_owned(), |text, id| {
        text + &format!("{id},一中,九（1）班,九年级语文,{}\n{id},一中,九（1）班,九年级数学,{}\n", 50 + id, 100 - id)
    });
    let exam = Exam::new("").file("f.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["f.csv"]);
    let ids: Vec<&str> = sketch.subjects.iter().map(|subject| subject.id.as_str()).collect();
    assert_eq!(ids, ["chinese", "math"]);
    assert_eq!((found.book.n_pupils(), found.book.subjects[1].ticks[0]), (40, 99));
}

#[test]
fn classes_tell_the_grade_where_no_title_does() {
    let text = (0..30).fold("學校,班級,考號,國文,物理,化學\n".to_owned(), |text, id| {
        let chosen = if id % 2 == 0 { ",80," } else { ",,80" };
        text + &format!("實驗中學,九(1)班,{},{}{chosen}\n", 2025001 + id, 60 + id)
    });
    let (bytes, _, _) = encoding_rs::BIG5.encode(&text);
    let exam = Exam::new("").file("big5/f.csv", &bytes);
    let (sketch, found) = run(exam.folder.path(), &["big5/f.csv"]);
    let toml = sketch.to_toml(exam.folder.path());
    assert!(
        toml.contains("stage = \"junior\"") && toml.contains("grade = 9\n") && !toml.contains("哪一年级"),
        "{toml}"
    );
    assert!(!toml.contains("学段和年级"), "{toml}");
    // What is said in Chinese names subjects in Chinese.
    let asked = all_questions(&sketch);
    assert!(asked.contains("国文") && !asked.contains("chinese"), "{asked}");
    assert_eq!(found.book.n_pupils(), 30);
}

#[test]
fn items_alone_tell_the_full_mark_by_the_highest_mark_of_each() {
    let text = (1..31).fold("考号,学校,班级,1,2,3\n".to_owned(), |text, id| {
        let [a, b, c] = [0, 1, 2].map(|item| if id % 3 == item { 20 } else { 5 });
        text + &format!("{id},一中,九（1）班,{a},{b},{c}\n")
    });
    let exam = Exam::new("").file("数学小题分.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["数学小题分.csv"]);
    assert_eq!((sketch.subjects[0].maximum, sketch.subjects[0].full_mark), (30.0, 60.0));
    assert_eq!(found.book.subjects[0].ticks[0], 30);
}

#[test]
fn identifiers_in_small_letters_are_pointed_out() {
    let chinese = "考号,学校,班级,语文\nA1,一中,九（1）班,80\nA2,一中,九（1）班,70\nB1,二中,九（1）班,60\n";
    let exam = Exam::new("")
        .file("语文.csv", chinese.as_bytes())
        .file("数学.csv", "考号,数学\na1,80\na2,70\nb1,60\n".as_bytes())
        .file("英语.csv", "考号,英语\nA1,80\nA2,70\nB1,60\n".as_bytes());
    let paths = ["语文.csv", "数学.csv", "英语.csv"].map(|path| exam.folder.path().join(path));
    let sketch = sketch(&paths).expect("readable");
    let asked = all_questions(&sketch);
    assert!(asked.contains("数学.csv：有的表考号中的字母是大写") && !asked.contains("英语.csv：有的表"), "{asked}");
    assert!(!sketch.to_toml(exam.folder.path()).contains("school = "));
}

/// What is no mark and says nothing of an absence is asked about; nobody becomes absent by it.
#[test]
fn slips_and_grades_are_no_absences() {
    let row = |n: usize, mark: &str, grade: &str| format!("{n},一中,1,8{},{mark},{grade}\n", n % 10);
    let marks = ["85,5", "没进场", "A"];
    let rows: String = (0..30).map(|n| row(100 + n, marks.get(n % 10).map_or("90", |word| word), "优秀")).collect();
    let text = format!("考号\t学校\t班级\t语文\t数学\t体育\n{}", rows.replace(',', "\t").replace("85\t5", "85,5"));
    let exam = Exam::new("").file("成绩.txt", text.as_bytes());
    let sketch = crate::sketch(&[exam.folder.path().join("成绩.txt")]).expect("readable");
    assert_eq!(sketch.status_words.keys().collect::<Vec<_>>(), ["没进场"]);
    let questions = all_questions(&sketch);
    assert!(sketch.to_toml(exam.folder.path()).contains("ignore = [\"体育\"]"), "grades alone are no marks");
    for word in ["85,5", "、a", "status_words", "搁置"] {
        assert!(questions.contains(word), "{word}: {questions}");
    }
}

#[test]
fn a_column_of_either_subject_is_asked_about() {
    let rows: String = (0..30).map(|n| format!("一中,1,{n},{},{}\n", 60 + n, 50 + n)).collect();
    let exam = Exam::new("").file("a.csv", format!("学校,班级,考号,语文,物理/历史\n{rows}").as_bytes());
    let (sketch, _) = run(exam.folder.path(), &["a.csv"]);
    assert!(all_questions(&sketch).contains("“物理/历史”一列"), "{}", all_questions(&sketch));
}

#[test]
fn titles_between_the_rows_name_the_schools() {
    for title in ["学校：{},,,", "{},,,", "{},,考试：一模,", "学校名称,{},,"] {
        let block = |school: &str, from: usize| {
            let rows: String = (from..from + 12).map(|n| format!("20250{n},生{n},九（1）班,8{}\n", n % 10)).collect();
            format!("{}\n考号,姓名,班级,数学\n{rows}", title.replace("{}", school))
        };
        let text = format!("{}{}", block("实验中学", 100), block("城关一中", 200));
        let exam = Exam::new("").workbook("f.xlsx", &[("S", &text)]);
        let (_, found) = run(exam.folder.path(), &["f.xlsx"]);
        let schools: Vec<&str> = found.book.schools.iter().map(|school| school.name.as_str()).collect();
        assert_eq!(schools, ["城关一中", "实验中学"], "{title}");
        assert_eq!(found.book.n_pupils(), 24, "{title}");
    }
    // Below one header, which nothing above says the school of.
    let text =
        "成绩表,,,\n考号,姓名,班级,数学\n学校：实验中学,,,\n101,甲,1,80\n102,乙,1,70\n学校：城关一中,,,\n201,丙,1,60\n";
    let exam = Exam::new("").workbook("f.xlsx", &[("S", text)]);
    let (_, found) = run(exam.folder.path(), &["f.xlsx"]);
    assert_eq!(
        found.book.schools.iter().map(|school| school.name.as_str()).collect::<Vec<_>>(),
        ["城关一中", "实验中学"]
    );
    assert_eq!((found.book.n_pupils(), kinds(&found).len()), (3, 0));
}

#[test]
fn codes_for_absent_pupils_are_no_marks() {
    for code in ["999", "998", "-1"] {
        let mut text = "学校,班级,考号,语文,数学\n".to_owned();
        for n in 0..40 {
            let math = if n % 10 == 3 { code.to_owned() } else { (61 + n).to_string() };
            writeln!(text, "甲校,1,{},{},{math}", 1000 + n, 81 + n).expect("written");
        }
        let exam = Exam::new("").file("marks.csv", text.as_bytes());
        let (sketch, found) = run(exam.folder.path(), &["marks.csv"]);
        assert_eq!(sketch.subjects[1].full_mark.to_string(), "100", "{code}");
        assert!(
            all_questions(&sketch).contains(&format!("{code} 不会是分数（共 4 处）")),
            "{}",
            all_questions(&sketch)
        );
        let absent = found.book.subjects[1].status.iter().filter(|status| **status == Status::Absent).count();
        assert_eq!((absent, kinds(&found).len()), (4, 0), "{code}");
    }
    // A single one is a slip, which is set aside.
    let text = "学校,班级,考号,语文,数学\n甲校,1,1,80,999\n甲校,1,2,81,70\n甲校,1,3,82,75\n";
    assert_eq!(problems(&Exam::csv(text).ok()), ["mark-above-full scores.csv:2 数学 '999'"]);
}
