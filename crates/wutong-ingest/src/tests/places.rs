//! Schools and classes that stand in the names of sheets and files, and what these do not tell.

use super::sketches::run;
use super::*;

fn schools(found: &Ingested) -> Vec<&str> {
    found.book.schools.iter().map(|school| school.name.as_str()).collect()
}

#[test]
fn a_sheet_named_in_short_has_its_name_in_full_above_the_table() {
    let sheet = |school: &str, id: u32| format!("{school}九年级成绩册\n考号,班级,语文,数学\n{id},1,80,90\n");
    let found = Exam::new("[[source]]\npath = 's.xlsx'")
        .workbook(
            "s.xlsx",
            &[
                ("一中", &sheet("东湖市第一中学", 1001)),
                ("十一中", &sheet("东湖市第十一中学", 1002)),
                // Another school than that of the title: the sheet's own name stands.
                ("二中", &sheet("东湖市第三中学", 1003)),
            ],
        )
        .ok();
    assert_eq!(schools(&found), ["东湖市第一中学", "东湖市第十一中学", "二中"]);
}

#[test]
fn the_number_of_an_annex_is_no_part_of_a_school() {
    let text = "班级,考号,语文,数学\n1,1,80,90\n";
    let found = Exam::new("[[source]]\npath = '*.csv'")
        .file("附件2：东湖市实验中学成绩上报表.csv", text.as_bytes())
        .file("附件2 城关一中.csv", text.replace("1,1,", "1,2,").as_bytes())
        .ok();
    assert_eq!(schools(&found), ["东湖市实验中学", "城关一中"]);
}

#[test]
fn names_and_marks_in_the_sheet_of_a_class_and_subject() {
    let exam = Exam::new("").workbook(
        "东湖市第一中学.xlsx",
        &[
            ("九1班语文", "姓名,分数\n王伟,80\n李娜,缺考"),
            ("九1班数学", "姓名,分数\n王伟,90\n李娜,70"),
            ("九2班语文", "姓名,分数\n王伟,60\n赵六,61"),
            ("九2班数学", "姓名,分数\n王伟,50\n赵六,51"),
        ],
    );
    let (_, found) = run(exam.folder.path(), &["东湖市第一中学.xlsx"]);
    let classes: Vec<&str> = found.book.classes.iter().map(|class| class.name.as_str()).collect();
    assert_eq!(classes, ["九1班", "九2班"]);
    let mut marks: Vec<[i32; 2]> =
        (0..4).map(|row| [0, 1].map(|subject| found.book.subjects[subject].ticks[row])).collect();
    marks.sort_unstable();
    assert_eq!(marks, [[0, 70], [60, 50], [61, 51], [80, 90]]);
}

#[test]
fn a_file_whose_name_says_nothing_names_no_school() {
    let pupils =
        |from: u32| (from..from + 12).map(|n| format!("{n},{},{}\n", 60 + n % 9, 50 + n % 7)).collect::<String>();
    let exam = Exam::new("").file("九年级期中成绩.csv", format!("考号,语文,数学\n{}", pupils(1001)).as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["九年级期中成绩.csv"]);
    assert_eq!(schools(&found), ["本校"]);
    assert!(
        sketch.questions.iter().any(|question| question.zh.contains("也看不出是哪所学校")),
        "{:?}",
        sketch.questions
    );
    // One that names a school does.
    let exam = Exam::new("").file("育才.csv", format!("考号,语文,数学\n{}", pupils(1001)).as_bytes());
    assert_eq!(schools(&run(exam.folder.path(), &["育才.csv"]).1), ["育才"]);
}

#[test]
fn files_named_after_classes_and_subjects_are_of_one_school() {
    let file = |from: u32| (from..from + 9).map(|n| format!("{n},生{n},{}\n", 60 + n % 9)).collect::<String>();
    let exam = ["901语文", "901数学"].iter().fold(Exam::new(""), |exam, name| {
        exam.file(&format!("{name}.csv"), format!("学号,姓名,分数\n{}", file(101)).as_bytes())
    });
    let exam = ["902语文", "902数学"].iter().fold(exam, |exam, name| {
        exam.file(&format!("{name}.csv"), format!("学号,姓名,分数\n{}", file(201)).as_bytes())
    });
    let (_, found) = run(exam.folder.path(), &["901语文.csv", "901数学.csv", "902语文.csv", "902数学.csv"]);
    assert_eq!((schools(&found), found.book.classes.len(), found.book.n_pupils()), (vec!["本校"], 2, 18));
    assert!(found.book.subjects.iter().all(|subject| subject.status.iter().all(|status| *status == Status::Present)));
}

#[test]
fn lists_of_pupils_in_sheets_named_after_schools_tell_the_schools_of_scores() {
    let pupils = |from: u32| (from..from + 9).map(|n| format!("{n},生{n},九(1)班\n")).collect::<String>();
    let marks = (1001..1010).chain(2001..2010).map(|n| format!("{n},生{n},{},{}\n", 60 + n % 9, 50 + n % 7));
    let exam = Exam::new("")
        .workbook(
            "名册.xlsx",
            &[
                ("东湖市第一中学", &format!("考号,姓名,班级\n{}", pupils(1001))),
                ("东湖市实验中学", &format!("考号,姓名,班级\n{}", pupils(2001))),
            ],
        )
        .file("成绩.csv", format!("考号,姓名,语文,数学\n{}", marks.collect::<String>()).as_bytes());
    let (_, found) = run(exam.folder.path(), &["名册.xlsx", "成绩.csv"]);
    assert_eq!(schools(&found), ["东湖市实验中学", "东湖市第一中学"]);
    let rosters: Vec<_> = found.book.classes.iter().filter_map(|class| class.roster?.expected).collect();
    assert_eq!(rosters, [9, 9]);
}

#[test]
fn a_school_that_signs_below_its_table() {
    let rows = |first: u32| (0..25).map(|n| format!("{},1,{},{}\n", first + n, 60 + n, 70 + n)).collect::<String>();
    let file = |first: u32, line: &str| format!("九年级期中成绩上报表,,,\n考号,班级,语文,数学\n{}{line}", rows(first));
    let exam = |line: &str| {
        Exam::new("[[source]]\npath = '附件*.csv'")
            .file("附件1.csv", format!("填报单位：一中,,,\n考号,班级,语文,数学\n{}", rows(101)).as_bytes())
            .file("附件2.csv", file(201, line).as_bytes())
    };
    for line in
        ["填报单位：青云中学（盖章）,,,\n填报人：李老师,,,\n", "学校：青云中学,,2025.11.20,\n", "青云中学（盖章）,,,\n"]
    {
        let found = exam(line).ok();
        assert_eq!(lines(&found).len(), 50, "{line}");
        assert!(lines(&found).contains(&"/青云中学/1/201 600 700".to_owned()), "{line}: {:?}", lines(&found));
        assert_eq!(problems(&found), Vec::<String>::new(), "{line}");
    }
    // Who made the table need not be whose it is, and above rows a line is the title of those.
    for line in ["制表：青云中学教务处,,,\n", "学校：青云中学,,,\n301,1,60,70\n"] {
        let found = exam(line).ok();
        assert!(lines(&found).iter().all(|line| !line.contains("/青云中学/1/2")), "{line}: {:?}", lines(&found));
    }
    // A title names the school of the rows below it alone.
    let text = "考号,班级,语文,数学\n101,1,60,70\n学校：青云中学,,,\n102,1,61,71\n";
    let found = Exam::new("[[source]]\npath = 'f.csv'").file("f.csv", text.as_bytes()).ok();
    assert_eq!(lines(&found), ["/青云中学/1/102 610 710"]);
    assert_eq!(problems(&found), ["unmatched-pupil f.csv:2 考号 '101'"]);
    // What other sheets say of a pupil goes first.
    let told = Exam::new("[[source]]\npath = '*.csv'")
        .file("数学.csv", "考号,班级,数学\n101,1,70\n学校：青云中学,,\n".as_bytes())
        .file("语文.csv", "学校,班级,考号,语文\n一中,1,101,60\n".as_bytes());
    assert!(lines(&told.ok()).iter().all(|line| line.starts_with("/一中/")));
}

#[test]
fn sheets_of_subjects_beside_a_summary_are_of_its_pupils() {
    let mark = |n: u32, subject: u32| 50 + n + 3 * subject;
    let summary = (0..24).map(|n| {
        let school = if n < 12 { "一中" } else { "二中" };
        format!("{school},1,{},{},{}\n", 260_101 + n, mark(n, 0), mark(n, 1))
    });
    let summary = format!("学校,班级,考号,语文,数学\n{}", summary.collect::<String>());
    let raw = |subject| {
        let rows = (0..24).rev().map(|n| format!("{},{}\n", 260_101 + n, mark(n, subject)));
        format!("考号,成绩\n{}", rows.collect::<String>())
    };
    let (chinese, math) = (raw(0), raw(1));
    let sheets = [("汇总", summary.as_str()), ("语文", &chinese), ("数学", &math)];
    let exam = Exam::new("").workbook("x.xlsx", &sheets);
    let (_, found) = run(exam.folder.path(), &["x.xlsx"]);
    assert_eq!((schools(&found), found.book.n_pupils()), (vec!["一中", "二中"], 24));
    assert_eq!(kinds(&found), [ProblemKind::RepeatedSheet; 2]);
}

#[test]
fn files_named_after_subjects_name_no_schools() {
    let table = |from: u32| {
        let rows = (0..12).map(|n| format!("生{from}{n},{}\n", 60 + n));
        format!("姓名,成绩\n{}", rows.collect::<String>())
    };
    let (one, two) = (table(1), table(2));
    let exam = Exam::new("");
    let exam = exam.workbook("三年级语文.xlsx", &[("1班", &one), ("2班", &two)]);
    let exam = exam.workbook("三年级数学.xlsx", &[("1班", &one), ("2班", &two)]);
    let (_, found) = run(exam.folder.path(), &["三年级语文.xlsx", "三年级数学.xlsx"]);
    assert_eq!((schools(&found), found.book.n_pupils()), (vec!["本校"], 24));
    // Sheets that are named after schools tell them.
    let exam = Exam::new("");
    let exam = exam.workbook("三年级语文.xlsx", &[("城关一小", &one), ("城关二小", &two)]);
    let exam = exam.workbook("三年级数学.xlsx", &[("城关一小", &one), ("城关二小", &two)]);
    let (_, found) = run(exam.folder.path(), &["三年级语文.xlsx", "三年级数学.xlsx"]);
    assert_eq!((schools(&found), found.book.n_pupils()), (vec!["城关一小", "城关二小"], 24));
}

#[test]
fn files_named_after_classes_name_no_schools() {
    let table = |from: u32| {
        let rows = (1..=12).map(|n| format!("{n},生{from}{n},{},{}\n", 60 + n, 70 + n));
        format!("座号,姓名,语文,数学\n{}", rows.collect::<String>())
    };
    let exam = Exam::new("").file("801班.csv", table(1).as_bytes()).file("802班.csv", table(2).as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["801班.csv", "802班.csv"]);
    assert_eq!((sketch.grade, schools(&found), found.book.n_pupils()), (Some(8), vec!["本校"], 24));
}

#[test]
fn a_list_tells_the_classes_of_scores_that_name_none() {
    let scores =
        (0..24).map(|n| format!("{},{},{},{}\n", 260_101 + n, if n < 12 { "一中" } else { "二中" }, 60 + n, 70 + n));
    let scores = format!("考号,学校,语文,数学\n{}", scores.collect::<String>());
    let list = |from: u32| {
        let rows = (0..12).map(|n| format!("{}班,{},生{n}\n", n % 2 + 1, 260_101 + from + n));
        format!("班级,考号,姓名\n{}", rows.collect::<String>())
    };
    let exam = Exam::new("").file("成绩.csv", scores.as_bytes());
    let exam = exam.workbook("考生名册.xlsx", &[("一中", &list(0)), ("二中", &list(12))]);
    let (_, found) = run(exam.folder.path(), &["成绩.csv", "考生名册.xlsx"]);
    let classes = found.book.classes.iter().map(|class| (class.name.as_str(), class.rows.len())).collect::<Vec<_>>();
    assert_eq!(classes, [("1班", 6), ("2班", 6), ("1班", 6), ("2班", 6)]);
    assert!(found.book.classes.iter().all(|class| class.roster.is_some()));
}

#[test]
fn schools_of_one_name_in_folders_of_counties_are_two() {
    let table = |from: u32| {
        let rows = (1..=12).map(|n| format!("{n:03},1,生{from}{n},{},{}\n", 60 + n, 50 + from + n));
        format!("考号,班级,姓名,语文,数学\n{}", rows.collect::<String>())
    };
    let paths = ["清河县/实验中学.csv", "望山县/实验中学.csv", "望山县/第一中学.csv"];
    let exam = Exam::new("");
    let exam = exam
        .file(paths[0], table(1).as_bytes())
        .file(paths[1], table(2).as_bytes())
        .file(paths[2], table(3).as_bytes());
    let (_, found) = run(exam.folder.path(), &paths);
    let counties = found.book.counties.iter().map(|county| (county.name.as_str(), county.schools.len()));
    assert_eq!(counties.collect::<Vec<_>>(), [("望山县", 2), ("清河县", 1)], "{:?}", problems(&found));
    assert_eq!((found.book.n_pupils(), kinds(&found)), (36, Vec::new()));
    // Names that differ need no county.
    let paths = ["清河县/第二中学.csv", "望山县/第一中学.csv"];
    let exam = Exam::new("").file(paths[0], table(1).as_bytes()).file(paths[1], table(2).as_bytes());
    let (_, found) = run(exam.folder.path(), &paths);
    assert_eq!(found.book.counties.iter().map(|county| county.name.as_str()).collect::<Vec<_>>(), [""]);
}

#[test]
fn a_title_of_many_files_names_the_school_that_holds_the_exam() {
    let files = |names: &[&str]| {
        let exam = Exam::new("[[source]]\npath = '*.xlsx'");
        let text = |n: usize| format!("第一中学教育集团九年级联考\n考号,语文,数学\n{n}01,80,81\n{n}02,70,71\n");
        names
            .iter()
            .enumerate()
            .fold(exam, |exam, (n, name)| exam.workbook(&format!("{name}.xlsx"), &[("成绩", &text(n))]))
    };
    let found = files(&["第一中学", "实验中学", "柳河中学"]).ok();
    let schools: Vec<(&str, usize)> = found
        .book
        .schools
        .iter()
        .map(|school| {
            (
                school.name.as_str(),
                found.book.classes[school.classes.clone()].iter().map(|class| class.rows.len()).sum(),
            )
        })
        .collect();
    assert_eq!(schools.len(), 3, "{schools:?}");
    assert!(schools.iter().all(|(_, n)| *n == 2), "{schools:?}");
    assert_eq!(of_kind(&found, "organiser-title").len(), 2);
    // One file that differs may as well have the wrong name.
    let found = files(&["第一中学", "实验中学"]).ok();
    assert_eq!((found.book.schools.len(), of_kind(&found, "file-school").len()), (1, 1));
}

#[test]
fn a_column_of_schools_that_is_blank_names_none() {
    let text = "学校,班级,考号,语文,数学\n,1,101,80,81\n,1,102,70,71\n";
    let found = Exam::new("[[source]]\npath = '*.csv'").file("九年级一模（实验中学）.csv", text.as_bytes()).ok();
    assert_eq!(lines(&found), ["/实验中学/1/101 800 810", "/实验中学/1/102 700 710"]);
    assert!(problems(&found).is_empty(), "{:?}", problems(&found));
}
