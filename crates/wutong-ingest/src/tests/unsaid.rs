//! What a fresh eye found read wrongly without a word, or asked about for nothing.

use std::fmt::Write as _;

use wutong_model::spec::IdScope;

use super::sketches::run;
use super::*;

fn named(n: u32) -> String {
    const FIRST: [char; 8] = ['赵', '钱', '孙', '李', '周', '吴', '郑', '冯'];
    const LAST: [char; 7] = ['安', '宁', '佳', '乐', '文', '书', '雨'];
    format!("{}{}{}", FIRST[(n % 8) as usize], LAST[(n / 8 % 7) as usize], LAST[(n % 7) as usize])
}

fn asks(sketch: &crate::Sketch, words: &str) -> bool {
    sketch.questions.iter().any(|question| question.zh.contains(words))
}

/// Pupils of two schools with four columns before what `cells` makes of their number.
fn pupils(header: &str, cells: impl Fn(u32) -> String) -> String {
    let mut text = format!("学校,班级,考号,姓名,{header}\n");
    for n in 0..40 {
        let school = if n < 20 { "甲一中学" } else { "乙二中学" };
        writeln!(text, "{school},九({})班,{},{},{}", 1 + n / 10 % 2, 1001 + n, named(n), cells(n)).expect("written");
    }
    text
}

fn absent(found: &Ingested, subject: usize) -> usize {
    found.book.subjects[subject].status.iter().filter(|status| **status == Status::Absent).count()
}

#[test]
fn blank_columns_are_no_electives() {
    let text = pupils("语文,物理,化学,生物,地理", |n| {
        let physics = if n == 3 { String::new() } else { (50 + n).to_string() };
        format!("{},{physics},{},,", 60 + n, 40 + n)
    });
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
    let ids: Vec<&str> = sketch.subjects.iter().map(|subject| subject.id.as_str()).collect();
    assert_eq!(ids, ["chinese", "physics", "chemistry"]);
    assert!(sketch.subjects.iter().all(|subject| !subject.elective) && asks(&sketch, "全是空白"));
    assert_eq!(absent(&found, 1), 1);
}

#[test]
fn blanks_of_junior_pupils_are_absences() {
    let text = pupils("语文,物理,化学", |n| {
        let of_school = |mark: u32| if n < 20 { String::new() } else { mark.to_string() };
        format!("{},{},{}", 60 + n, of_school(50 + n), of_school(40 + n))
    });
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
    assert!(sketch.subjects.iter().all(|subject| !subject.elective) && asks(&sketch, "elective = true"));
    assert_eq!(absent(&found, 1), 20);
}

/// One file a subject; `place` tells how the second one writes school and class of a pupil.
fn two_files(place: impl Fn(u32, &str, &str) -> String) -> (crate::Sketch, Ingested) {
    let math = pupils("数学", |n| (40 + n).to_string());
    let math: String = math
        .lines()
        .enumerate()
        .map(|(at, line)| {
            let cells: Vec<&str> = line.splitn(3, ',').collect();
            let n = u32::try_from(at).expect("few lines");
            if at == 0 { format!("{line}\n") } else { format!("{},{}\n", place(n - 1, cells[0], cells[1]), cells[2]) }
        })
        .collect();
    let chinese = pupils("语文", |n| (60 + n).to_string());
    let exam = Exam::new("").file("语文.csv", chinese.as_bytes()).file("数学.csv", math.as_bytes());
    run(exam.folder.path(), &["语文.csv", "数学.csv"])
}

fn of_places(found: &Ingested) -> Vec<String> {
    problems(found).into_iter().filter(|problem| problem.starts_with("other-place")).collect()
}

#[test]
fn classes_and_schools_in_other_words_are_the_same_pupils() {
    let spelled: [fn(u32, &str, &str) -> String; 4] = [
        |_, school, class| format!("{school},{class}(张老师)"),
        |_, school, class| format!("3701-{school},{class}"),
        |n, school, _| format!("{school},教学{}班", n % 3),
        |_, school, _| format!("{school},"),
    ];
    for (at, place) in spelled.into_iter().enumerate() {
        let (sketch, found) = two_files(place);
        assert_eq!(sketch.id_scope, IdScope::Exam, "{at}");
        assert_eq!((found.book.n_pupils(), found.book.schools.len()), (40, 2), "{at}");
        assert_eq!((absent(&found, 0), absent(&found, 1)), (0, 0), "{at}");
        assert_eq!(of_places(&found).len(), usize::from(at < 3), "{at}: {:?}", of_places(&found));
    }
}

#[test]
fn a_pupil_in_another_class_is_kept_and_told() {
    let (_, found) = two_files(|n, school, class| match n {
        3 => format!("{school},九(2)班"),
        4 => format!("{school},"),
        _ => format!("{school},{class}"),
    });
    assert_eq!((found.book.n_pupils(), absent(&found, 0), absent(&found, 1)), (40, 0, 0));
    assert_eq!(of_places(&found).len(), 1, "{:?}", problems(&found));
}

#[test]
fn one_identifier_with_two_names_is_not_joined() {
    let text = |names: [&str; 2], subject: &str| {
        format!("学校,班级,考号,姓名,{subject}\n一中,1班,7,{},80\n一中,1班,8,{},70\n", names[0], names[1])
    };
    let exam = Exam::new("[[source]]\npath = '*.csv'")
        .file("a.csv", text(["赵安", "钱宁"], "语文").as_bytes())
        .file("b.csv", text(["赵安", "孙佳"], "数学").replace("1班,8", "2班,8").as_bytes());
    let found = exam.ok();
    assert_eq!(of_places(&found), [""; 0]);
    assert_eq!(lines(&found)[0], "/一中/1班/7 800 800");
}

#[test]
fn marks_tell_full_marks_only_where_they_are_read() {
    let mut text = pupils("语文,物理", |n| format!("{},{}", 75 + n, 58 + n));
    text.push_str("学校,班级,考号,姓名,物理,语文\n");
    for n in 0..20 {
        writeln!(text, "丙三中学,九(1)班,{},{},{},{}", 2001 + n, named(n), 50 + n, 95 + n).expect("written");
    }
    text.push_str(",,,,2300,4300\n");
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
    let full: Vec<f64> = sketch.subjects.iter().map(|subject| subject.full_mark).collect();
    assert_eq!((full, found.book.n_pupils()), (vec![120.0, 100.0], 60));
}

#[test]
fn full_marks_beside_the_table_are_read() {
    let marks = |n: u32| format!("{},{}", 40 + n, 35 + n);
    let table = pupils("语文,物理", marks);
    let body = table.split_once('\n').expect("a header").1;
    let header = "学校,班级,考号,姓名,语文,物理";
    for text in [
        format!("{table}注：语文满分120分，物理满分100分。,,,,,\n"),
        format!("{header}\n,,,,(120分),(100分)\n{body}"),
        format!("卷面满分,,,,120,100\n{header}\n{body}"),
    ] {
        let exam = Exam::new("").file("成绩.csv", text.as_bytes());
        let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
        let full: Vec<f64> = sketch.subjects.iter().map(|subject| subject.full_mark).collect();
        assert_eq!((full, found.book.n_pupils()), (vec![120.0, 100.0], 40), "{}", &text[..60]);
        assert!(!asks(&sketch, "表中没有写明"));
    }
    let exam =
        Exam::new("").workbook("成绩.xlsx", &[("说明", "科目,满分\n语文,120\n物理,100\n总分,220"), ("成绩", &table)]);
    let (sketch, _) = run(exam.folder.path(), &["成绩.xlsx"]);
    let full: Vec<f64> = sketch.subjects.iter().map(|subject| subject.full_mark).collect();
    assert_eq!(full, [120.0, 100.0]);
}

#[test]
fn names_that_hold_a_word_for_a_statistic_are_names() {
    let text = "学校,班级,姓名,语文,数学\n平均路学校,小计班,陈优秀,80,90\n平均路学校,小计班,余最高,70,60\n\
                平均路学校,小计班,金合计,75,65\n平均路学校,小计班,平均分,75,71.5\n合计,,,225,215\n";
    let found = Exam::csv(text).ok();
    assert_eq!((found.book.n_pupils(), found.accounts[0].kept, found.accounts[0].not_data), (3, 3, 3));
}

#[test]
fn names_of_subjects_over_the_middle_of_their_columns() {
    let text = "学校,班级,考号,,语文,,,数学,\n,,,分数,班排,校排,分数,班排,校排\n一中,1,7,80,1,2,90,1,1\n一中,1,8,70,2,3,60,2,5\n";
    let found = Exam::csv(text).ok();
    assert_eq!(lines(&found), ["/一中/1/7 800 900", "/一中/1/8 700 600"]);
}

#[test]
fn examples_are_left_out() {
    let example = "填写样例（请勿删除）,,,,,\n学校,班级,考号,姓名,语文,物理\nXX学校,九(1)班,2025001,张三,100,90\n";
    let table = pupils("语文,物理", |n| format!("{},{}", 60 + n, 55 + n));
    let exam = Exam::new("").file("甲.csv", table.as_bytes()).file("填写样例.csv", example.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["甲.csv", "填写样例.csv"]);
    assert!(asks(&sketch, "填写样例"));
    assert_eq!(found.book.n_pupils(), 40);
}

#[test]
fn parts_before_the_mark_are_checked() {
    let text = "学校,班级,考号,客观题得分,主观题得分,数学\n一中,1,7,30,50,80\n一中,1,8,30,40,75\n一中,1,9,20,40,60\n";
    let exam = Exam::with_subjects(
        "[[source]]\npath = 'scores.csv'",
        "[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 120\ndecimals = 1\n",
    );
    let found = exam.file("scores.csv", text.as_bytes()).ok();
    assert_eq!(kinds(&found), [ProblemKind::PartsMismatch]);
}

#[test]
fn pupils_who_are_not_to_count_are_told() {
    let text = "学校,班级,考号,语文,数学,备注\n一中,1,7,80,90,随班就读不计成绩\n一中,1,8,70,60,体育生\n";
    let found = Exam::csv(text).ok();
    assert_eq!((kinds(&found), found.book.n_pupils()), (vec![ProblemKind::NotToCount], 2));
}

#[test]
fn raw_and_scaled_marks_in_sheets_of_their_own() {
    let raw = pupils("语文,化学", |n| format!("{},{}", 60 + n, 50 + n));
    let scaled = pupils("语文,化学", |n| format!("{},{}", 60 + n, 60 + n));
    let exam = Exam::new("").workbook("期末.xlsx", &[("原始分", &raw), ("赋分", &scaled)]);
    let (sketch, found) = run(exam.folder.path(), &["期末.xlsx"]);
    assert!(asks(&sketch, "赋分"));
    assert_eq!((found.book.n_pupils(), problems(&found)), (40, Vec::new()));
    // The first pupil of the book is the first of 乙二中学.
    assert_eq!(found.book.subjects[1].ticks[0], 70);
    let companion = |at: usize| found.book.companions[at].as_ref().map(|marks| marks.ticks[0]);
    assert_eq!((companion(0), companion(1)), (None, Some(80)));
}

#[test]
fn raw_marks_stand_beside_scaled_ones_in_several_sheets() {
    let table = |of: &str, more: u32| {
        let rows = (0..20).map(|n| format!("{of},1,{of}{n:02},{}\n", 50 + n + more));
        format!("学校,班级,考号,化学\n{}", rows.collect::<String>())
    };
    let both = format!("{}{}", table("一中", 0), table("二中", 0).replace("学校,班级,考号,化学\n", ""));
    let chemistry = "[[subject]]\nid = 'chemistry'\nname = '化学'\nfull_mark = 100\ndecimals = 0\nmarks = 'scaled'\n";
    let sheets = [("原始分", both), ("一中赋分", table("一中", 10)), ("二中赋分", table("二中", 10))];
    let exam = Exam::with_subjects("[[source]]\npath = '*.xlsx'", chemistry);
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let found = exam.workbook("期末.xlsx", &sheets).ok();
    assert_eq!((found.book.n_pupils(), problems(&found)), (40, Vec::new()));
    let raw = found.book.companions[0].as_ref().expect("raw marks").ticks.clone();
    let analysed: Vec<i32> = raw.iter().map(|ticks| ticks + 10).collect();
    assert_eq!(found.book.subjects[0].ticks, analysed);
}

#[test]
fn one_contested_subject_leaves_the_others() {
    let text = |math: u32| format!("学校,班级,考号,语文,数学,英语\n一中,1,7,80,{math},70\n一中,1,8,60,50,40\n");
    let english = "[[subject]]\nid = 'english'\nname = '英语'\nfull_mark = 120\ndecimals = 1\n";
    let exam = Exam::with_subjects("[[source]]\npath = '*.csv'", &format!("{SUBJECTS}{english}"));
    let found = exam.file("成绩.csv", text(90).as_bytes()).file("成绩(改).csv", text(95).as_bytes()).ok();
    assert_eq!(lines(&found), ["/一中/1/7 800 set_aside 700", "/一中/1/8 600 500 400"]);
    let contested = |problem: &&String| problem.starts_with("contested-mark");
    assert_eq!(problems(&found).iter().filter(contested).count(), 2);
}

#[test]
fn several_exams_are_asked_about() {
    let table = |more: u32| pupils("语文,数学", |n| format!("{},{}", 60 + n, 50 + n + more));
    let exam = Exam::new("").file("九年级一模.csv", table(0).as_bytes()).file("九年级二模.csv", table(5).as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["九年级一模.csv", "九年级二模.csv"]);
    assert!(asks(&sketch, "几次考试"));
    assert_eq!((found.book.n_pupils(), problems(&found)), (40, Vec::new()));
    let weeks: Vec<String> = (0..3).map(|week| table(week).replace("学校,班级,考号,", "甲,乙,丙,")).collect();
    let sheets: Vec<(&str, &str)> =
        ["第1周", "第2周", "第3周"].into_iter().zip(weeks.iter().map(String::as_str)).collect();
    let exam = Exam::new("").workbook("九3班周测.xlsx", &sheets);
    let sketch = crate::sketch(&[exam.folder.path().join("九3班周测.xlsx")]).expect("readable");
    assert!(asks(&sketch, "几次考试"), "{:?}", sketch.questions);
}

/// Writes to a file as soon as some of it has been read.
struct Writer(std::path::PathBuf);

impl crate::Progress for Writer {
    fn file(&self, _: &str, _: usize, _: usize) {}
    fn rows(&self, _: u64) {
        let file = std::fs::OpenOptions::new().append(true).open(&self.0).expect("a file");
        std::io::Write::write_all(&mut &file, "一中,1班,999999,1,1\n".as_bytes()).expect("written");
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_fails() {
    for rows in [100_000, 400_000] {
        let mut text = "学校,班级,考号,语文,数学\n".to_owned();
        for id in 0..rows {
            writeln!(text, "一中,1班,{},80,90", 100_000 + id).expect("written");
        }
        let exam = Exam::csv(&text);
        let spec = ExamSpec::from_toml(&exam.spec).expect("a valid specification");
        let sources = Sources::files(&spec, exam.folder.path());
        let error = read(&spec, &sources, &Writer(exam.folder.path().join("scores.csv"))).expect_err("changed");
        assert!(error.to_string().contains("was changed") && error.zh().contains("改动"), "{rows}: {error}");
    }
}
