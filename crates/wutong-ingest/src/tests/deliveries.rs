//! Whole deliveries: what one file says is used for the others, and what is of no use is left out with a word.

use super::sketches::run;
use super::*;
use crate::FileKind::{self, Schools, Scores, Unknown};
use crate::Sketch;

const SCHOOLS: [&str; 2] = ["甲一中学", "乙二中学"];

fn school(n: u32) -> &'static str {
    SCHOOLS[usize::from(n >= 20)]
}

/// Forty pupils of two schools below some columns.
fn pupils(header: &str, cells: impl Fn(u32) -> String) -> String {
    let rows = (0..40).map(|n| format!("{},九({})班,{},{}\n", school(n), 1 + n / 10 % 2, 1001 + n, cells(n)));
    rows.fold(format!("学校,班级,考号,{header}\n"), |text, row| text + &row)
}

/// Marks of mathematics up to 118.
fn math() -> String {
    pupils("数学", |n| (79 + n).to_string())
}

fn asked(sketch: &Sketch) -> String {
    sketch.questions.iter().map(|question| question.zh.as_str()).collect::<Vec<_>>().join("\n")
}

fn remarked(sketch: &Sketch) -> String {
    sketch.remarks.iter().map(|remark| remark.zh.as_str()).collect::<Vec<_>>().join("\n")
}

/// The sketch of some files, and what the specification that it suggests reads.
fn of(files: &[(&str, &str)]) -> (Sketch, Ingested) {
    let exam = files.iter().fold(Exam::new(""), |exam, (name, text)| exam.file(name, text.as_bytes()));
    run(exam.folder.path(), &files.iter().map(|(name, _)| *name).collect::<Vec<_>>())
}

#[test]
fn full_marks_that_lines_and_names_state() {
    let math = math();
    for (name, text) in [
        ("成绩.csv", format!("安化县九年级数学成绩（满分130分）\n{math}")),
        ("成绩.csv", format!("2026年九年级数学（满分130分）成绩表\n{math}")),
        ("成绩.csv", format!("科目：数学　满分：130分\n{math}")),
        ("成绩.csv", format!("满分,130\n{math}")),
        ("成绩.csv", format!("{math}注：本卷满分130分，时间120分钟\n")),
        ("数学（满分130分）.csv", math.clone()),
    ] {
        let (sketch, found) = of(&[(name, &text)]);
        let subject = &sketch.subjects[0];
        assert_eq!((subject.full_mark, subject.is_stated), (130.0, true), "{name} {text}");
        assert!(!asked(&sketch).contains("满分") && remarked(&sketch).is_empty(), "{}", asked(&sketch));
        assert_eq!(found.book.n_pupils(), 40);
    }
    // Numbers of other things.
    for line in ["九年级数学成绩，满分人数：20", "选择题满分40分", "数学考试时间130分钟", "2026年数学130人成绩"]
    {
        let (sketch, _) = of(&[("成绩.csv", &format!("{line}\n{math}"))]);
        assert!(!sketch.subjects[0].is_stated, "{line}");
    }
}

#[test]
fn full_marks_of_lists_and_of_a_column() {
    let wide = pupils("语文,数学", |n| format!("{},{}", 60 + n, 79 + n));
    let (sketch, _) = of(&[("成绩.csv", &format!("期末成绩表（语文130分、数学140分）\n{wide}"))]);
    let full = |sketch: &Sketch| sketch.subjects.iter().map(|subject| subject.full_mark).collect::<Vec<_>>();
    assert_eq!(full(&sketch), [130.0, 140.0]);
    let long = (0..40).fold("学校,考号,科目,分数,满分\n".to_owned(), |text, n| {
        let (school, id) = (school(n), 1001 + n);
        text + &format!("{school},{id},语文,{},130\n{school},{id},数学,{},140\n", 60 + n, 79 + n)
    });
    let (sketch, found) = of(&[("成绩.csv", &long)]);
    assert_eq!((full(&sketch), asked(&sketch)), (vec![130.0, 140.0], String::new()));
    assert_eq!((found.book.n_pupils(), kinds(&found)), (40, vec![]));
}

/// Three items of English, and their sums up to 133.
fn english(header: &str) -> [String; 2] {
    let mark = |n: u32| [45 + n % 5, 20 + n % 29, 4 + n % 37];
    let items = pupils(header, |n| mark(n).map(|mark| mark.to_string()).join(","));
    [items, pupils("英语", |n| mark(n).iter().sum::<u32>().to_string())]
}

#[test]
fn items_that_match_their_table_state_the_full_mark() {
    let table = "题号,满分\n1,50\n2,50\n3,40\n";
    let [items, scores] = english("1,2,3");
    let (sketch, found) = of(&[("成绩.csv", &scores), ("英语小题分.csv", &items), ("英语双向细目表.csv", table)]);
    assert_eq!((sketch.subjects[0].full_mark, sketch.subjects[0].is_full_of_items), (140.0, true));
    assert!(!asked(&sketch).contains("满分") && found.claims.is_empty(), "{}", asked(&sketch));
    // A table of more items than there are columns may be of another paper.
    let longer = format!("{table}4,15\n");
    let (sketch, _) = of(&[("成绩.csv", &scores), ("英语小题分.csv", &items), ("英语双向细目表.csv", &longer)]);
    assert!(!sketch.subjects[0].is_full_of_items && asked(&sketch).contains("155"), "{}", asked(&sketch));
    let [items, scores] = english("1(50分),2(50分),3(40分)");
    let (sketch, _) = of(&[("成绩.csv", &scores), ("英语小题分.csv", &items)]);
    assert_eq!((sketch.subjects[0].full_mark, sketch.subjects[0].is_full_of_items), (140.0, true));
}

#[test]
fn guesses_are_told_in_one_line_and_rare_ones_asked() {
    let marks = pupils("数学,物理,历史", |n| format!("{},{},{}", 79 + n, 60 + n, if n < 36 { n } else { 20 }));
    let (sketch, _) = of(&[("成绩.csv", &marks)]);
    assert!(
        asked(&sketch).contains("历史：满分是 40 吗") && asked(&sketch).contains("也可能是 50"),
        "{}",
        asked(&sketch)
    );
    assert!(!asked(&sketch).contains("数学") && !asked(&sketch).contains("物理"), "{}", asked(&sketch));
    let told = remarked(&sketch);
    assert!(told.lines().count() == 1 && told.contains("数学 120、物理 100") && !told.contains("历史"), "{told}");
}

#[test]
fn lists_of_schools_say_together_what_they_know() {
    let schools = "学校代码,学校名称,城乡类型,教师数\n01,甲一中学,城区,80\n02,乙二中学,镇区,60\n";
    let contacts = "学校,联系人,电话\n甲一中学,赵老师,13800000001\n乙二中学,钱老师,13800000002\n";
    let last = "学校,学科,参考人数,平均分,优秀率\n甲一中学,语文,40,80.5,20%\n甲一中学,数学,40,70.5,20%\n";
    let kinds = "学校,办学性质\n甲一中学,公办\n乙二中学,民办\n";
    let files = [
        ("成绩.csv", math()),
        ("学校.csv", schools.to_owned()),
        ("各校联系人.csv", contacts.to_owned()),
        ("上次成绩分析.csv", last.to_owned()),
        ("办学性质.csv", kinds.to_owned()),
    ];
    let (sketch, found) = of(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
    let of_files: Vec<FileKind> = sketch.files.iter().map(|file| file.kind).collect();
    assert_eq!(of_files, [Scores, Schools, Unknown, Unknown, Schools]);
    assert!(remarked(&sketch).contains("各校联系人.csv") && remarked(&sketch).contains("上次成绩分析.csv"));
    assert_eq!((asked(&sketch), problems(&found)), (String::new(), Vec::new()));
    let attributes = &found.book.schools.iter().find(|school| school.name == "甲一中学").expect("named").attributes;
    let attributes: Vec<_> = attributes.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(attributes, [("category", "公办"), ("residence", "城区"), ("教师数", "80")]);
    // The only list that tells names of codes stays one.
    let codes = "学校代码,学校名称,校长,电话\n01,甲一中学,赵某,1\n02,乙二中学,钱某,2\n";
    assert_eq!(of(&[("成绩.csv", &math()), ("学校.csv", codes)]).0.files[1].kind, Schools);
}

#[test]
fn lists_that_contradict_each_other_are_told() {
    let exam = Exam::new(
        "[[source]]\npath = 's.csv'\n[[source]]\npath = 'a.csv'\nkind = 'schools'\n[[source]]\npath = 'b.csv'\nkind = 'schools'",
    )
    .file("s.csv", "学校,班级,考号,语文,数学\n一中,1,001,1,2\n".as_bytes())
    .file("a.csv", "学校代码,学校,城乡\n01,一中,城区\n".as_bytes())
    .file("b.csv", "学校,城乡\n一中,乡村\n".as_bytes());
    let found = exam.ok();
    assert_eq!(lines(&found), ["/01/1/001 10 20"]);
    assert_eq!(found.book.schools[0].attributes["residence"], "城区");
    assert_eq!(problems(&found), ["bad-list-row b.csv:2 residence '乡村 ≠ 城区（a.csv 2）'"]);
}

#[test]
fn a_row_a_school_is_no_row_of_marks() {
    let schools = "学区,学校,城乡,教师数,学生数\n中心学区,甲一中学,城区,20,486\n东片学区,乙二中学,镇区,21,351\n";
    let (sketch, found) = of(&[("成绩.csv", &math()), ("学校信息.csv", schools)]);
    assert_eq!((sketch.files[1].kind, sketch.subjects.len()), (FileKind::Schools, 1));
    assert_eq!((asked(&sketch), problems(&found)), (String::new(), Vec::new()));
    let has = |name: &str| found.book.schools.iter().all(|school| school.attributes.contains_key(name));
    assert!(has("residence") && has("town") && found.book.classes.iter().all(|class| class.roster.is_none()));
    // What kind of schools they are may stand beside the numbers of the exam.
    let both = "学校,城乡,应考人数\n甲一中学,城区,21\n乙二中学,镇区,20\n";
    let (sketch, found) = of(&[("成绩.csv", &math()), ("人数.csv", both)]);
    assert_eq!((sketch.files[1].kind, &sketch.files[1].also), (FileKind::Roster, &vec![Schools]));
    assert!(found.book.schools.iter().all(|school| school.attributes.contains_key("residence")));
    // 应考人数 is of the exam.
    let roster = "学校,应考人数\n甲一中学,21\n乙二中学,20\n";
    assert_eq!(of(&[("成绩.csv", &math()), ("人数.csv", roster)]).0.files[1].kind, FileKind::Roster);
}

#[test]
fn an_essay_is_the_item_that_is_left_over() {
    let table = |last: &str| format!("题号,题型,满分\n1,选择题,30\n2,选择题,30\n3,解答题,20\n{last}");
    let items = |last: &str| {
        pupils(&format!("1,2,3{last}"), |n| {
            if last.is_empty() { format!("{},20,10", n % 30) } else { format!("{},20,10,30", n % 30) }
        })
    };
    let scores = pupils("语文", |n| (60 + n % 30).to_string());
    for (table, items, n) in [
        (table("4,作文,40\n"), items(",作文"), 4),
        (table("作文,作文,40\n"), items(",4"), 4),
        (table(""), items(",作文"), 3),
    ] {
        let (_, found) = of(&[("成绩.csv", &scores), ("语文小题分.csv", &items), ("语文双向细目表.csv", &table)]);
        assert_eq!(found.items[0].marks.iter().flatten().count(), n, "{table}");
    }
}

#[test]
fn items_may_be_words() {
    let table = "题号,满分\n拼音,30\n字词,40\n习作,30\n";
    let items = pupils("拼音,字词,习作", |n| format!("{},{},{}", 10 + n % 20, 20 + n % 20, 5 + n % 25));
    let scores = pupils("语文", |n| (35 + n % 20 + n % 20 + n % 25).to_string());
    let (sketch, found) = of(&[("成绩.csv", &scores), ("语文小题分.csv", &items), ("语文双向细目表.csv", table)]);
    assert_eq!((sketch.files[1].kind, asked(&sketch)), (FileKind::Items, String::new()));
    assert_eq!((sketch.subjects[0].full_mark, found.items[0].marks.iter().flatten().count()), (100.0, 3));
    // Other columns of numbers are asked about as before.
    let other =
        pupils("语文,数学,理化实验(10分),劳动实践(10分)", |n| format!("{},{},9,8", 60 + n, 50 + n));
    assert!(asked(&of(&[("成绩.csv", &other)]).0).contains("理化实验"));
}

#[test]
fn a_joint_exam_is_no_sitting() {
    let items = pupils("1,2,3", |n| format!("{},30,20", 29 + n));
    let files = [("八年级期末/联考成绩.csv", math()), ("八年级期末/期末数学小题分.csv", items)];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let (sketch, found) = of(&files);
    assert!(!asked(&sketch).contains("几次考试"), "{}", asked(&sketch));
    assert_eq!(found.items.len(), 1);
    // What stands beside the marks says which of two sittings it is.
    let table = "题号,满分\n1,70\n2,30\n3,20\n";
    let (sketch, _) = of(&[
        ("七年级期中/安岭县期中数学.csv", &math()),
        ("七年级期中/第一次月考数学.csv", &math()),
        ("七年级期中/期中数学双向细目表.csv", table),
    ]);
    assert!(asked(&sketch).contains("暂按“期中”"), "{}", asked(&sketch));
}

#[test]
fn files_that_come_with_every_exam() {
    let items = pupils("1,2,3", |n| format!("{},30,20", 29 + n));
    let (sketch, _) = of(&[
        ("成绩.csv", &math()),
        ("成绩（初稿）.csv", &math()),
        ("数学小题分.csv", &items),
        ("数学答案.csv", "题号,答案\n1,A\n2,B\n"),
        ("监考安排.csv", "日期,考场,监考\n6月1日,1,赵老师\n6月1日,2,钱老师\n"),
    ]);
    let (asked, told) = (asked(&sketch), remarked(&sketch));
    assert!(asked.contains("数学答案.csv 是各题答案") && asked.contains("成绩（初稿）.csv 与 成绩.csv"), "{asked}");
    assert!(asked.contains("数学：各题满分没有写明") && !asked.contains("看不出"), "{asked}");
    assert!(told.contains("监考安排.csv") && !told.contains("答案"), "{told}");
    // What no name explains is asked about as before.
    let (sketch, _) = of(&[("成绩.csv", &math()), ("其他.csv", "甲,乙,丙\n1,2,3\n")]);
    assert!(self::asked(&sketch).contains("其他.csv 看不出是什么表"));
}

#[test]
fn titles_of_several_schools_name_none_of_them() {
    let of_school = |school: &str| {
        let rows = (0..20).map(|n| format!("1班,{}{n},{}\n", char::from(b'A' + u8::try_from(n).expect("few")), 60 + n));
        rows.fold(format!("{school}2026年三年级期中联考成绩表\n班级,姓名,语文\n"), |text, row| {
            text + &row
        })
    };
    let (one, two) = (of_school("南浦区实验小学"), of_school("南浦区第二小学"));
    let (sketch, _) = of(&[("一.csv", &one), ("二.csv", &two)]);
    assert_eq!(sketch.title.as_deref(), Some("2026年三年级期中联考"));
    let (sketch, _) = of(&[("一.csv", &one)]);
    assert_eq!(sketch.title.as_deref(), Some("南浦区实验小学2026年三年级期中联考"));
}
