//! What a table, a file or a sheet is called, and what follows from it.

use std::fmt::Write;

use super::sketches::run;
use super::*;
use crate::FileKind;

fn asked(sketch: &crate::Sketch, word: &str) -> usize {
    sketch.questions.iter().filter(|question| question.zh.contains(word)).count()
}

/// Pupils of one school: identifier and so many marks.
fn table(header: &str, n: u32, marks: impl Fn(u32) -> String) -> String {
    let mut text = format!("{header}\n");
    for at in 0..n {
        writeln!(text, "实验中学,{},{}", 2_026_001 + at, marks(at)).expect("written");
    }
    text
}

#[test]
fn marks_below_the_subjects_may_be_called_those_of_the_paper() {
    let mut text = "学校,考号,语文,数学,英语,总分(原始)\n,,卷面分,卷面分,卷面分,\n".to_owned();
    for at in 0..12 {
        writeln!(text, "实验中学,{},{},{},{},{}", 2_026_001 + at, 60 + at, 50 + at, 70 - at, 180 + at)
            .expect("written");
    }
    let exam = Exam::new("").workbook("成绩.xlsx", &[("成绩", &text)]);
    let (sketch, found) = run(exam.folder.path(), &["成绩.xlsx"]);
    let ids: Vec<&str> = sketch.subjects.iter().map(|subject| subject.id.as_str()).collect();
    assert_eq!(ids, ["chinese", "math", "english"]);
    assert_eq!((found.book.subjects[0].ticks[0], found.book.subjects[2].ticks[11]), (60, 59));
    // 卷面 beside numbered items is one of them.
    let mut items = "学校,考号,1,2,3,卷面,总分\n".to_owned();
    for at in 0..12 {
        writeln!(items, "实验中学,{},10,20,{},{},{}", 2_026_001 + at, 30 + at, at % 4, 60 + at + at % 4)
            .expect("written");
    }
    let exam = Exam::new("").file("语文.csv", items.as_bytes());
    let (_, found) = run(exam.folder.path(), &["语文.csv"]);
    assert_eq!(found.book.subjects[0].ticks[5], 66);
}

#[test]
fn a_sheet_of_several_subjects_gives_its_name_to_its_marks() {
    for (name, id, called) in [("理综", "physics_chemistry_biology", "理综"), ("理化", "physics_chemistry", "物理化学")]
    {
        let chinese = table("学校,考号,得分", 12, |at| (60 + at).to_string());
        let paper = table("学校,考号,得分", 12, |at| (90 + at).to_string());
        let exam = Exam::new("").workbook("成绩.xlsx", &[("语文", &chinese), (name, &paper)]);
        let (sketch, found) = run(exam.folder.path(), &["成绩.xlsx"]);
        let told: Vec<(&str, &str)> =
            sketch.subjects.iter().map(|subject| (subject.id.as_str(), subject.name.as_str())).collect();
        assert_eq!(told, [("chinese", "语文"), (id, called)]);
        assert_eq!((found.book.n_pupils(), found.book.subjects[1].ticks[3]), (12, 93), "{name}");
    }
}

#[test]
fn marks_of_no_known_subject_make_no_list_of_pupils() {
    let chinese = table("学校,考号,语文", 12, |at| (60 + at).to_string());
    let other = table("学校,考号,得分", 12, |at| (30 + at).to_string());
    let exam = Exam::new("").file("语文.csv", chinese.as_bytes()).file("综合.csv", other.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["语文.csv", "综合.csv"]);
    assert_eq!(sketch.files.iter().map(|file| file.kind).collect::<Vec<_>>(), [FileKind::Scores, FileKind::Unknown]);
    assert_eq!((asked(&sketch, "“得分”是哪一科"), found.book.n_pupils()), (1, 12));
    // A list says nothing but who is to come.
    let list = table("学校,考号,姓名", 12, |at| format!("某{at}"));
    let exam = Exam::new("").file("语文.csv", chinese.as_bytes()).file("名单.csv", list.as_bytes());
    let (sketch, _) = run(exam.folder.path(), &["语文.csv", "名单.csv"]);
    assert_eq!(sketch.files[1].kind, FileKind::Pupils);
}

#[test]
fn a_list_of_teachers_holds_no_marks() {
    let marks = "学校代码,考号,班级,语文,数学\n".to_owned()
        + &(0..12)
            .map(|at| format!("01,{},{},{},{}\n", 2_026_001 + at, at % 2 + 1, 60 + at, 70 + at))
            .collect::<String>();
    let teachers = "学校,班级,语文,数学\n实验中学,1,王芳,李明老师\n实验中学,2,欧阳修文,赵强\n";
    let exam = Exam::new("").file("成绩.csv", marks.as_bytes()).file("任课教师.csv", teachers.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv", "任课教师.csv"]);
    assert_eq!((asked(&sketch, "任课教师表"), sketch.files[1].kind), (1, FileKind::Unknown));
    assert_eq!((found.book.schools.len(), problems(&found)), (1, Vec::<String>::new()));
    // A class of which everybody was absent is one of pupils.
    let absent = "学校,班级,姓名,语文,数学\n实验中学,1,王芳,缺考,缺考\n实验中学,1,李明,缺考,缺考\n";
    let marks = "学校,班级,姓名,语文,数学\n一中,1,张三,60,70\n一中,1,李四,61,71\n";
    let exam = Exam::new("").file("甲.csv", marks.as_bytes()).file("乙.csv", absent.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["甲.csv", "乙.csv"]);
    assert_eq!((asked(&sketch, "任课教师表"), found.book.n_pupils()), (0, 4));
}

#[test]
fn papers_in_several_languages_in_one_column_are_asked_about() {
    let of = |languages: [&str; 2]| {
        let text = table("学校,考号,语种,语文,外语", 20, |at| {
            format!("{},{},{}", languages[usize::from(at % 5 == 0)], 60 + at, 50 + at)
        });
        let exam = Exam::new("").file("成绩.csv", text.as_bytes());
        asked(&run(exam.folder.path(), &["成绩.csv"]).0, "按语种列")
    };
    assert_eq!([of(["英语", "日语"]), of(["英语", "英语"])], [1, 0]);
}

#[test]
fn files_are_named_after_schools_without_what_they_hold() {
    let text = |first: u32| {
        let rows = (0..9).map(|at| format!("{},某{at},{}\n", first + at, 60 + at)).collect::<String>();
        format!("考号,姓名,语文\n{rows}")
    };
    let exam = Exam::new("")
        .file("博雅成绩.csv", text(101_001).as_bytes())
        .file("临河实验成绩表.csv", text(102_001).as_bytes());
    let (_, found) = run(exam.folder.path(), &["博雅成绩.csv", "临河实验成绩表.csv"]);
    let mut names: Vec<&str> = found.book.schools.iter().map(|school| school.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["临河实验", "博雅"]);
}

#[test]
fn raw_and_scaled_marks_of_several_subjects_are_one_question() {
    let text = table(
        "学校,考号,语文,化学(原始分),化学(等级分),生物(原始分),生物(等级分)",
        20,
        |at| format!("{},{},{},{},{}", 60 + at, 50 + at, 70 + at, 40 + at, 65 + at),
    );
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
    assert_eq!(asked(&sketch, "marks = \"scaled\""), 1, "{:?}", sketch.questions);
    assert_eq!(found.book.subjects[1].ticks[0], 50);
}

#[test]
fn scaled_marks_may_be_finer_than_those_of_the_paper() {
    let text = table("学校,考号,语文,生物,生物折算", 30, |at| {
        format!("{},{},{}.{}", 60 + at, 50 + at, 15 + at * 3 / 10, at * 3 % 10)
    });
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
    assert_eq!(sketch.subjects.iter().map(|subject| subject.decimals).collect::<Vec<_>>(), [0, 1]);
    assert_eq!((problems(&found), found.book.subjects[1].ticks[0]), (Vec::new(), 500));
}

#[test]
fn columns_beside_the_marks_are_no_subjects() {
    let text = table("学校,校码,考号,语文,数学,英语,语数外,总分(班级排名),联考次", 20, |at| {
        format!("{},{},{},{},{},{}", 60 + at, 50 + at, 40 + at, 150 + 3 * at, 20 - at, 20 - at)
    });
    let text = text.replace("实验中学,", "实验中学,0307,");
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
    assert_eq!(asked(&sketch, "是学科吗"), 0, "{:?}", sketch.questions);
    assert_eq!(of_kind(&found, "rank-mismatch"), Vec::<String>::new());
}

#[test]
fn items_of_pupils_known_by_their_names_are_no_marks_once_more() {
    let (mut scores, mut items, mut others) =
        ("学校,班级,姓名,语文,数学\n".to_owned(), "学校,班级,姓名,1,2,3,总分\n".to_owned(), String::new());
    for at in 0..20 {
        writeln!(scores, "实验中学,1,某{at},{},{}", 60 + at, 40 + at).expect("written");
        writeln!(items, "实验中学,1,某{at},10,10,{},{}", 20 + at, 40 + at).expect("written");
        writeln!(others, "柳河中学,1,某{at},10,10,{},{}", 20 + at, 40 + at).expect("written");
    }
    let exam = Exam::new("").file("成绩.csv", scores.as_bytes()).file("数学小题分.csv", items.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv", "数学小题分.csv"]);
    assert_eq!((sketch.files[1].kind, found.book.n_pupils()), (FileKind::Items, 20));
    assert_eq!(of_kind(&found, "repeated"), Vec::<String>::new());
    // The only marks of another school are marks.
    let items = format!("学校,班级,姓名,1,2,3,总分\n{others}");
    let exam = Exam::new("").file("成绩.csv", scores.as_bytes()).file("数学小题分.csv", items.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv", "数学小题分.csv"]);
    assert_eq!((sketch.files[1].kind, found.book.n_pupils()), (FileKind::Scores, 40));
}
