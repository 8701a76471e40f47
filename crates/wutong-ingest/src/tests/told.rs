//! Zeros, identifiers and titles that say something else than they seem to.

use super::*;

/// Nine subjects, of which pupils choose three.
fn of_choice(rows: &str) -> Ingested {
    let subject = |id: &str, name: &str| format!("[[subject]]\nid = '{id}'\nname = '{name}'\nfull_mark = 100\n");
    let subjects = [("chinese", "语文"), ("physics", "物理"), ("history", "历史"), ("chemistry", "化学")]
        .map(|(id, name)| subject(id, name))
        .concat();
    Exam::with_subjects("[[source]]\npath = 's.csv'", &subjects).file("s.csv", rows.as_bytes()).ok()
}

#[test]
fn subjects_that_were_not_chosen_have_no_zeros() {
    let text = |header: &str, first: &str, second: &str| {
        format!(
            "学校,班级,考号,{header},语文,物理,历史,化学\n一中,1,1,{first},80,70,0,60\n一中,1,2,{second},0,-,50,0\n\
             一中,1,3,,80,0,0,0\n一中,1,4,{first},80,0,,缺考\n"
        )
    };
    let full = of_choice(&text("选科", "物化生", "史政地"));
    assert_eq!(
        lines(&full),
        [
            "/一中/1/1 8000 7000 not_taken 6000",
            "/一中/1/2 0 not_taken 5000 not_taken",
            "/一中/1/3 8000 0 0 0",
            "/一中/1/4 8000 0 not_taken absent"
        ]
    );
    let spelt = of_choice(&text("选科", "物理+化学+生物", "历史、政治、地理"));
    assert_eq!(lines(&spelt), lines(&full));
    // 物理类 says nothing of chemistry.
    let first = of_choice(&text("科类", "物理类", "历史类"));
    assert_eq!(lines(&first)[1], "/一中/1/2 0 not_taken 5000 0");
    assert_eq!(of_choice(&text("选科", "", "")).book.subjects[2].status[0], Status::Present, "nobody says");
}

#[test]
fn words_beside_a_subject_under_any_header_are_of_that_subject() {
    let rows: String = (1..30).map(|n| format!("一中,1,{n},80,正常,90,正常\n")).collect();
    let text = format!("学校,班级,考号,语文,语文类型,数学,数学类型\n{rows}一中,1,30,0,缺考,0,正常\n");
    assert!(lines(&Exam::csv(&text).ok()).contains(&"/一中/1/30 absent 0".to_owned()));
}

#[test]
fn lists_of_a_subject_below_the_table() {
    let table = "学校,班级,考号,语文,数学\n一中,1,101,0,80\n一中,1,102,70,0\n一中,1,103,0,0\n一中,1,104,60,61\n";
    let listed = |list: &str| Exam::csv(&format!("{table}\n{list}")).ok();
    let found = listed("语文缺考名单\n一中,1,101\n一中,1,104\n数学缺考名单\n一中,1,102\n");
    assert_eq!(
        lines(&found),
        ["/一中/1/101 absent 800", "/一中/1/102 700 absent", "/一中/1/103 0 0", "/一中/1/104 600 610"]
    );
    assert_eq!(of_kind(&found, "mark-beside"), ["mark-beside-status scores.csv:5 语文 '语文缺考名单'"]);
    let found = listed("缺考名单\n一中,1,101\n一中,1,103\n");
    assert_eq!(lines(&found)[0], "/一中/1/101 0 800", "which zero is one, nobody says");
    assert_eq!(lines(&found)[2], "/一中/1/103 absent absent");
    assert_eq!(of_kind(&found, "unread-status"), ["unread-status scores.csv:8 语文 '缺考名单'"]);
    assert_eq!(found.claims.len(), 1);
}

#[test]
fn a_title_does_not_change_the_school_that_the_specification_names() {
    let text = "学校：实验中学,,,\n班级,考号,语文,数学\n1,101,80,90\n学校：城关一中,,,\n1,102,70,60\n";
    let exam = |school: &str| {
        Exam::new(&format!("[[source]]\npath = 's.csv'\nschool = '{school}'")).file("s.csv", text.as_bytes()).ok()
    };
    let found = exam("育才学校");
    assert_eq!(lines(&found), ["/育才学校/1/101 800 900", "/育才学校/1/102 700 600"]);
    assert_eq!(problems(&found), ["other-school s.csv:1  '学校：实验中学'", "other-school s.csv:4  '学校：城关一中'"]);
    assert!(found.problems.iter().all(|problem| problem.school.as_deref() == Some("育才学校")));
    assert_eq!(of_kind(&exam("实验中学"), "other-school").len(), 1);
    assert_eq!(problems(&exam("县实验中学")).len(), 1, "one school in two ways of writing");
}

#[test]
fn identifiers_in_small_and_capital_letters() {
    let sheets =
        [("语文", "学校,班级,考号,语文\n一中,1,A0101,80\n一中,1,A0102,70"), ("数学", "考号,数学\na0101,90\na0102,60")];
    let found = Exam::new("[[source]]\npath = 's.xlsx'").workbook("s.xlsx", &sheets).ok();
    assert_eq!(lines(&found), ["/一中/1/A0101 800 900", "/一中/1/A0102 700 600"]);
    assert_eq!(of_kind(&found, "id-letters").len(), 2);
    // A name such as 李一中 is no title that would name the school of a sheet without one.
    let named = [sheets[0], ("数学", "考号,姓名,数学\na0101,李一中,\na0102,王强,60")];
    let found = Exam::new("[[source]]\npath = 's.xlsx'").workbook("s.xlsx", &named).ok();
    assert_eq!(lines(&found), ["/一中/1/A0101 800 absent", "/一中/1/A0102 700 600"]);
    // Two pupils of one sheet are two pupils.
    let apart = Exam::csv("学校,班级,考号,语文,数学\n一中,1,A1,80,90\n一中,1,a1,70,60\n").ok();
    assert_eq!((apart.book.n_pupils(), problems(&apart).len()), (2, 0));
}

#[test]
fn long_numbers_that_kept_their_digits() {
    let rows = |ids: [u64; 3]| ids.map(|id| format!("一中,1,{id},80,90")).join("\n");
    let exam = |ids: [u64; 3]| {
        let text = format!("学校,班级,考号,语文,数学\n{}", rows(ids));
        Exam::new("[[source]]\npath = 's.xlsx'").workbook("s.xlsx", &[("S", &text)])
    };
    let whole = exam([2_025_430_101_010_001, 2_025_430_101_010_002, 2_025_430_101_010_010]).ok();
    assert_eq!(lines(&whole)[2], "/一中/1/2025430101010010 800 900");
    assert_eq!(whole.book.n_pupils(), 3);
    exam([2_025_430_101_010_010, 2_025_430_101_010_020, 2_025_430_101_010_030]).error(&["id-lost-digits"]);
    exam([20_254_301_010_100_011, 20_254_301_010_100_022, 20_254_301_010_100_033]).error(&["id-lost-digits"]);
}

#[test]
fn a_second_header_line_below_merged_cells_is_no_pupil() {
    let text =
        "考号,学校,班级,语文,数学,客观题,客观题,主观题\n考号,学校,班级,语文,数学,1,2,3\n101,一中,1,80,90,20,30,40\n";
    let found = Exam::csv(text).ok();
    assert_eq!((lines(&found), problems(&found).len()), (vec!["/一中/1/101 800 900".to_owned()], 0));
}

#[test]
fn a_list_of_pupils_is_a_roster() {
    let list = "序号,学校,班级,姓名,准考证号\n1,一中,1,甲,101\n2,一中,1,乙,102\n3,一中,2,丙,103\n4,一中,1,甲,101\n5,二中,1,丁,201\n";
    let exam = Exam::new("[[source]]\npath = 's.csv'\n[[source]]\npath = 'r.csv'\nkind = 'roster'");
    let scores = "学校,班级,考号,语文,数学\n一中,1,101,80,90\n一中,2,103,80,90\n";
    let found = exam.file("s.csv", scores.as_bytes()).file("r.csv", list.as_bytes()).ok();
    let expected: Vec<Option<u32>> =
        found.book.classes.iter().map(|class| class.roster.and_then(|roster| roster.expected)).collect();
    assert_eq!(expected, [Some(2), Some(1)]);
    assert_eq!(problems(&found), ["bad-list-row r.csv:5  '一中 | 1'", "school-without-marks r.csv:6  '二中 | 1'"]);
}

#[test]
fn a_title_goes_before_the_name_of_the_file_and_both_are_told() {
    let text = |title: &str| format!("{title}\n班级,考号,语文,数学\n1,101,80,90\n1,102,70,60\n");
    let of = |file: &str, title: &str| Exam::new("[[source]]\npath = '*.csv'").file(file, text(title).as_bytes()).ok();
    let found = of("东湖第三中学.csv", "实验中学九年级成绩表");
    assert_eq!(found.book.schools[0].name, "实验中学");
    assert_eq!(problems(&found), ["file-school 东湖第三中学.csv:2  '实验中学 | 东湖第三中学'"]);
    // A short name of the same school, and a title without one.
    assert_eq!(problems(&of("三中.csv", "东湖第三中学成绩表")), Vec::<String>::new());
    assert_eq!(problems(&of("三中.csv", "九年级成绩表")), Vec::<String>::new());
    // The file of several schools is named after the one that sent it.
    let sheet = "班级,考号,语文,数学\n1,";
    let sheets = [("实验中学", format!("{sheet}101,80,90\n")), ("第二中学", format!("{sheet}102,80,90\n"))];
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let found = Exam::new("[[source]]\npath = '*.xlsx'").workbook("第一中学.xlsx", &sheets).ok();
    assert_eq!((problems(&found), found.book.schools.len()), (Vec::new(), 2));
}

#[test]
fn zeros_in_subjects_that_were_not_chosen_make_them_electives() {
    use std::fmt::Write;
    let mut text = "学校,班级,考号,语文,物理,历史,化学,政治,选科\n".to_owned();
    for n in 0..40 {
        let (physics, history, choice) = if n % 2 == 0 { (60 + n, 0, "物化生") } else { (0, 60 + n, "史政地") };
        let (chemistry, politics) = if n % 2 == 0 { (50 + n, 0) } else { (0, 50 + n) };
        writeln!(text, "一中,1,{},{},{physics},{history},{chemistry},{politics},{choice}", 100 + n, 80 + n)
            .expect("written");
    }
    let exam = Exam::new("").file("高一.csv", text.as_bytes());
    let (sketch, found) = super::sketches::run(exam.folder.path(), &["高一.csv"]);
    let elective = |id: &str| sketch.subjects.iter().any(|subject| subject.id == id && subject.elective);
    assert!(["physics", "history", "chemistry"].into_iter().all(elective), "{:?}", sketch.questions);
    assert!(!elective("chinese"));
    let physics = sketch.subjects.iter().position(|subject| subject.id == "physics").expect("physics");
    let not_taken = |status: &&Status| **status == Status::NotTaken;
    assert_eq!(found.book.subjects[physics].status.iter().filter(not_taken).count(), 20);
}
