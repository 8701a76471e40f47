//! What notes, labels and names beside the marks say of them.

use std::fmt::Write as _;

use super::sketches::run;
use super::*;

/// Twelve pupils of two classes below a header; the sixth line says what `odd` does.
fn table(odd: &str) -> String {
    let mut text = "学校,班级,考号,姓名,语文,数学\n".to_owned();
    for n in 0..12 {
        let marks = if n == 5 { odd.to_owned() } else { format!("甲乙{},{},{}", n, 60 + n, 50 + n) };
        writeln!(text, "一中,{},{},{marks}", 1 + n / 6, 1001 + n).expect("written");
    }
    text
}

/// The line of the sixth pupil as `init` and a run read it, and the questions in both languages.
fn sixth(text: &str) -> (String, String) {
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
    accounts_add_up(&found);
    assert_eq!(found.book.n_pupils(), 12, "{:?}", problems(&found));
    let asked = sketch.questions.iter().map(|question| format!("{} {}", question.zh, question.en));
    (lines(&found)[5].replace("/一中/1/1006 ", ""), asked.collect())
}

#[test]
fn notes_say_what_signs_mean() {
    let with = |odd: &str, note: &str| sixth(&format!("{}{note}\n", table(odd)));
    for (odd, note, expected) in [
        ("甲乙丙,△,55", "注：“△”表示缺考。", "absent 55"),
        ("甲乙丙,W,55", "备注：Q代表缺考，W代表违纪", "violation 55"),
        ("甲乙丙,-2,55", "-1表示缺考，-2表示违纪", "violation 55"),
    ] {
        let (line, asked) = with(odd, note);
        assert_eq!(line, expected, "{note}");
        assert!(!asked.contains("status_words"), "{note}: {asked}");
    }
    // That zeros are no marks is said, and asked about.
    for note in ["说明：成绩为0分的均为缺考", "缺考记0分"] {
        let (line, asked) = with("甲乙丙,0,55", note);
        assert_eq!(line, "absent 55", "{note}");
        assert!(asked.contains("0 分就是缺考") && asked.contains("0 means absent"), "{asked}");
    }
    assert_eq!(with("甲乙丙,0,55", "制表：教研室").0, "0 55");
}

#[test]
fn a_name_says_why_there_is_no_mark() {
    assert_eq!(sixth(&table("甲乙丙（缺考）,0,0")).0, "absent absent");
    assert_eq!(sixth(&table("甲乙丙（女）,0,0")).0, "0 0");
    let found = Exam::csv(&table("甲乙丙（缺考）,61,0")).ok();
    assert_eq!(lines(&found)[5], "/一中/1/1006 610 absent");
    // The sheet of another subject writes the name without it.
    let exam = Exam::new("[[source]]\npath = '*.csv'")
        .file("语文.csv", "学校,班级,姓名,语文\n一中,1,甲乙丙（缺考）,0\n一中,1,丁戊,60\n".as_bytes())
        .file("数学.csv", "学校,班级,姓名,数学\n一中,1,甲乙丙,70\n一中,1,丁戊,80\n".as_bytes());
    assert_eq!(exam.ok().book.n_pupils(), 2);
}

#[test]
fn zeros_beside_a_word_for_one_subject_are_told() {
    let subjects = format!("{SUBJECTS}[[subject]]\nid = 'english'\nname = '英语'\nfull_mark = 120\ndecimals = 1\n");
    let told = |marks: &str| {
        let text = format!("学校,班级,考号,语文,数学,英语\n一中,1,7,60,70,80\n一中,1,8,{marks}\n");
        problems(&Exam::with_subjects("[[source]]\npath = 'a.csv'", &subjects).file("a.csv", text.as_bytes()).ok())
    };
    assert_eq!(told("缺考,0,0"), ["unread-status a.csv:3 语文 '缺考'"]);
    assert_eq!(told("缺考,0,60"), [""; 0]);
    assert_eq!(told("缺考,,0"), [""; 0]);
}

#[test]
fn labels_where_names_stand_are_no_pupils() {
    let mut text = "班级,姓名,语文,数学\n".to_owned();
    for n in 0..12 {
        writeln!(text, "1,{}{},{},{}", ["赵", "钱", "孙", "李"][n % 4], ["一鸣", "高分", "良"][n / 4], 60 + n, 50 + n)
            .expect("written");
    }
    let of_class = text.replace("班级,姓名", "姓名").replace("\n1,", "\n");
    for label in ["不及格", "良", "两率和", "差值", "前十名", "120分以上", "A等", "男生", "目标分"]
    {
        let exam =
            Exam::new("[[source]]\npath = '*.csv'").file("一中.csv", format!("{of_class}{label},40.5,41\n").as_bytes());
        let found = exam.ok();
        assert_eq!((found.book.n_pupils(), problems(&found).len()), (12, 0), "{label}: {:?}", problems(&found));
    }
    for row in ["参考,28,人,缺考", "应考,34,,", "两率和,,1.2,1.1"] {
        let exam = Exam::new("[[source]]\npath = '*.csv'").file("一中.csv", format!("{text}{row}\n").as_bytes());
        let found = exam.ok();
        assert_eq!((found.book.n_pupils(), problems(&found).len()), (12, 0), "{row}: {:?}", problems(&found));
    }
}

#[test]
fn numbers_of_columns_are_no_pupil() {
    let text = table("甲乙丙,60,70").replacen('\n', "\n1,2,3,4,5,6\n", 1);
    let found = Exam::csv(&text).ok();
    assert_eq!((found.book.n_pupils(), found.book.schools.len(), problems(&found).len()), (12, 1, 0));
}

#[test]
fn tables_that_name_different_exams_are_asked_about() {
    let asked = |names: [&str; 2]| {
        let (first, second) = (table("甲乙丙,60,70"), table("甲乙丙,60,70").replace(",10", ",20"));
        let exam = Exam::new("").file(names[0], first.as_bytes()).file(names[1], second.as_bytes());
        let (sketch, found) = run(exam.folder.path(), &names);
        assert_eq!(found.book.n_pupils(), 24);
        sketch.questions.iter().any(|q| q.zh.contains("不是同一次考试") && q.en.contains("name different exams"))
    };
    assert!(asked(["2025年九年级一模.csv", "2026年九年级一模.csv"]));
    assert!(asked(["一中期中.csv", "一中期末.csv"]));
    assert!(!asked(["2026年九年级一模A.csv", "2026年九年级一模B.csv"]));
}

#[test]
fn sheets_of_ranks_and_copies_give_way() {
    let marks = table("甲乙丙,60,70");
    let mut ranks = "学校,班级,考号,姓名,语文,数学\n".to_owned();
    for n in 0..12 {
        writeln!(ranks, "一中,{},{},甲乙{n},{},{}", 1 + n / 6, 1001 + n, 12 - n, 12 - n).expect("written");
    }
    for name in ["名次", "标准分", "上次成绩", "备份"] {
        let exam = Exam::new("").workbook("成绩.xlsx", &[("成绩", &marks), (name, &ranks)]);
        let (sketch, found) = run(exam.folder.path(), &["成绩.xlsx"]);
        accounts_add_up(&found);
        assert_eq!(found.book.n_pupils(), 12, "{name}");
        assert_eq!(lines(&found)[5], "/一中/1/1006 60 70", "{name}");
        assert_eq!(kinds(&found), [ProblemKind::HiddenVersion], "{name}: {:?}", sketch.questions);
    }
    // A sheet that says the same is one more view of it.
    let exam = Exam::new("").workbook("成绩.xlsx", &[("成绩", &marks), ("总排名", &marks)]);
    assert_eq!(run(exam.folder.path(), &["成绩.xlsx"]).1.book.n_pupils(), 12);
}

/// Names of schools, classes and pupils that begin like a label are of schools, classes and pupils.
#[test]
fn names_like_labels_are_names() {
    let mut numbered = "学校,姓名,语文,数学\n".to_owned();
    let mut named = "学校,考号,姓名,语文,数学\n".to_owned();
    let mut of_class = "学校,班级,姓名,语文,数学\n".to_owned();
    for n in 0..24 {
        let school = ["进步小学", "优良村小学", "良好镇中学"][n % 3];
        writeln!(numbered, "{school},{},{},{}", n / 3 + 1, 60 + n, 50 + n).expect("written");
        let name = ["高分", "任教", "王表率", "满分平"][n % 4];
        writeln!(named, "{school},{},{name},{},{}", 26_090_101 + n, 60 + n, 50 + n).expect("written");
        let class = ["优生班", "目标班", "A级"][n % 3];
        let name = if n % 5 == 0 { String::new() } else { format!("李{n}") };
        writeln!(of_class, "一中,{class},{name},{},{}", 60 + n, 50 + n).expect("written");
    }
    assert_eq!(Exam::csv(&numbered).ok().book.n_pupils(), 24);
    assert_eq!(Exam::csv(&named).ok().book.n_pupils(), 24);
    let found = Exam::csv(&of_class).ok();
    let nameless = kinds(&found).iter().filter(|kind| **kind == ProblemKind::NoPupilId).count();
    assert_eq!((found.book.n_pupils(), nameless), (19, 5), "set aside, never dropped");
}

#[test]
fn sheets_of_schools_and_classes_give_no_way() {
    let of = |from: u32| {
        (0..12).fold("学号,姓名,语文,数学\n".to_owned(), |mut text, n| {
            writeln!(text, "{},生{},{},{}", n + 1, from + n, 60 + n, 50 + (from + n) % 40).expect("written");
            text
        })
    };
    let spec = "[pupils]\nid_unique_within = 'school'\n[[source]]\npath = 'a.xlsx'";
    let exam = Exam::new(spec).workbook("a.xlsx", &[("旧县中学", &of(100)), ("新县中学", &of(200))]);
    assert_eq!((exam.ok().book.n_pupils(), exam.ok().book.schools.len()), (24, 2));
    // One slip in a sheet of ranks that repeats the marks costs that pupil alone.
    let marks = table("甲乙丙,60,70");
    let exam = Exam::new("[[source]]\npath = 'a.xlsx'")
        .workbook("a.xlsx", &[("成绩", &marks), ("总排名", &marks.replace("甲乙丙,60,70", "甲乙丙,61,71"))]);
    let found = exam.ok();
    assert_eq!(found.book.n_pupils(), 11, "{:?}", problems(&found));
}

#[test]
fn remarks_on_conduct_void_no_mark() {
    let text = |header: &str| format!("学校,班级,考号,语文,数学,{header}\n一中,1,7,60,70,\n一中,1,8,61,71,违纪\n");
    for (header, is_void) in [("操行", false), ("评语", false), ("考试状态", true), ("备注", true)] {
        let found = Exam::csv(&text(header)).ok();
        let voided = found.book.subjects[0].status[1] == Status::Violation;
        assert_eq!(voided, is_void, "{header}: {:?}", problems(&found));
    }
}
