//! Rows, cells and what is no data.

use wutong_model::PaperAspect;

use super::*;

#[test]
fn bad_cells_stay_with_their_row() {
    let found = Exam::csv(
        "学校,班级,考号,姓名,语文,数学\n一中,1班,001,甲,110,121\n一中,1班,002,乙,九十,-3\n一中,1班,003,丙,85.55,缺考\n\
         一中,1班,004,丁,85.50,\n一中,1班,005,戊,0,８５分\n",
    )
    .ok();
    assert_eq!(
        lines(&found),
        [
            "/一中/1班/001 1100 set_aside",
            "/一中/1班/002 set_aside set_aside",
            "/一中/1班/003 set_aside absent",
            "/一中/1班/004 855 absent",
            "/一中/1班/005 0 850",
        ]
    );
    assert_eq!(
        problems(&found),
        [
            "mark-above-full scores.csv:2 数学 '121'",
            "mark-below-minimum scores.csv:3 数学 '-3'",
            "not-a-mark scores.csv:3 语文 '九十'",
            "mark-too-fine scores.csv:4 语文 '85.55'",
        ]
    );
    assert_eq!(found.problems[0].expected, "0..120");
    assert_eq!(found.problems[3].expected, "0..120, 0.1");
    assert_eq!(found.problems[0].school.as_deref(), Some("一中"));
    let account = &found.accounts[0];
    assert_eq!((account.rows_read, account.kept, account.not_data, account.cells_set_aside), (6, 5, 1, 4));
}

#[test]
fn titles_footers_and_repeated_headers_are_no_data() {
    let found = Exam::csv(
        "2025年九年级第一次模拟考试成绩表,,,,\n说明：语文数学各120分,,,,\n\n学校,班级,考号,语文,数学,总分,校次\n一中,1班,001,100,101,201,2\n\
         学校,班级,考号,语文,数学,总分,校次\n一中,1班,002,102,103,205,1\n,,,,,,\n平均分,,,101,102,203,\n合计,,,202,204,,\n制表人：张三,,,,\n",
    )
    .ok();
    assert_eq!(lines(&found), ["/一中/1班/001 1000 1010", "/一中/1班/002 1020 1030"]);
    assert_eq!(problems(&found), [""; 0]);
    let account = &found.accounts[0];
    assert_eq!((account.rows_read, account.kept, account.set_aside, account.not_data), (9, 2, 0, 7));
    assert_eq!(account.ignored_columns, ["校次"]);
}

#[test]
fn rows_without_school_or_id_are_set_aside() {
    let found = Exam::csv(
        "学校,班级,考号,语文,数学\n一中,1班,001,100,101\n,1班,002,102,103\n一中,1班,,102,103\n一中,1班,1.23457E+18,102,103\n",
    )
    .ok();
    assert_eq!(lines(&found), ["/一中/1班/001 1000 1010"]);
    assert_eq!(
        problems(&found),
        [
            "no-school scores.csv:3 学校 '1班 | 002'",
            "no-pupil-id scores.csv:4 考号 '一中 | 1班'",
            "id-lost-digits scores.csv:5 考号 '1.23457E+18'",
        ]
    );
    assert_eq!(found.accounts[0].set_aside, 3);
}

#[test]
fn rows_are_counted_as_a_spreadsheet_does() {
    let found = Exam::csv("学校,班级,考号,\"语文\n(满分120)\",数学\n\n一中,1班,001,x,101\n").ok();
    assert_eq!(problems(&found), ["not-a-mark scores.csv:3 语文\n(满分120) 'x'"]);
    for text in [
        "题\n学校,班级,考号,语文,数学\n\n一中,1,1,1,1\n\n\n一中,1,2,x,1",
        "题\r\n学校,班级,考号,语文,数学\r\n\r\n一中,1,1,1,1\r\n\r\n\r\n一中,1,2,x,1",
    ] {
        assert_eq!(problems(&Exam::csv(text).ok()), ["not-a-mark scores.csv:7 语文 'x'"]);
    }
}

#[test]
fn sheets_without_identifiers_get_them_from_school_class_and_marks() {
    let one = Exam::csv("学校,班级,姓名,语文,数学\n一中,1班,甲,90,101\n一中,1班,乙,80,103\n一中,2班,丙,80,103\n").ok();
    let other =
        Exam::csv("学校,班级,姓名,语文,数学\n一中,2班,丙,80,103\n一中,1班,乙,80,103\n一中,1班,甲,90,101\n").ok();
    assert_eq!(
        lines(&one),
        [
            "/一中/1班/一中/1班#000001 800 1030",
            "/一中/1班/一中/1班#000002 900 1010",
            "/一中/2班/一中/2班#000001 800 1030"
        ]
    );
    assert_eq!(one.book, other.book);
}

#[test]
fn a_file_without_pupils_is_a_problem_and_no_more() {
    let exam = Exam::new("[[source]]\npath = '*.csv'")
        .file("a.csv", "学校,班级,考号,语文,数学\n一中,1班,001,100,101\n".as_bytes())
        .file("b.csv", "学校,班级,考号,语文,数学\n".as_bytes())
        .file("c.csv", b"");
    let found = exam.ok();
    assert_eq!(problems(&found), ["empty-sheet b.csv:0  ''", "empty-sheet c.csv:0  ''"]);
    assert_eq!(found.inputs.len(), 3);
}

#[test]
fn headers_may_state_full_marks() {
    let found = Exam::csv("学校,班级,考号,语文（满分120）,数学（满分150）\n一中,1班,001,100,101\n").ok();
    let claims: Vec<_> =
        found.claims.iter().map(|claim| (claim.subject.as_str(), claim.aspect, claim.found, claim.required)).collect();
    assert_eq!(claims, [("math", PaperAspect::FullMark, 150.0, 120.0)]);
    assert_eq!(found.claims[0].school.as_deref(), Some("一中"));
    assert_eq!(found.claims[0].place.column, "数学（满分150）");
}

#[test]
fn a_subject_that_a_sheet_lacks_is_not_taken() {
    let exam = Exam::new("[[source]]\npath = '*.csv'")
        .file("a.csv", "学校,班级,考号,语文,数学\n一中,1班,001,100,101\n".as_bytes())
        .file("b.csv", "学校,班级,考号,语文\n二中,1班,002,100\n".as_bytes());
    let found = exam.ok();
    assert_eq!(lines(&found), ["/一中/1班/001 1000 1010", "/二中/1班/002 1000 not_taken"]);
    assert_eq!(found.claims.len(), 1);
    let claim = &found.claims[0];
    assert_eq!(
        (claim.place.file.as_str(), claim.school.as_deref(), claim.subject.as_str()),
        ("b.csv", Some("二中"), "math")
    );
    assert_eq!((claim.aspect, claim.found, claim.required), (PaperAspect::Offered, 0.0, 1.0));
}

#[test]
fn platform_exports_with_rank_columns() {
    let found = Exam::new("[[source]]\npath = 'scores.csv'\nschool = '一中'")
        .file(
            "scores.csv",
            "智学网成绩单,,,,\n准考证号,班级,姓名,总分,校次,班次,语文,校次,班次,数学,校名,班名\n001,1,甲,200,1,1,100,1,1,100,1,1\n\
             002,1,乙,未扫描,,,未扫描,,,缺考,,\n"
                .as_bytes(),
        )
        .ok();
    assert_eq!(lines(&found), ["/一中/1/001 1000 1000", "/一中/1/002 absent absent"]);
    assert!(found.accounts[0].ignored_columns.contains(&"校名".to_owned()));
}

#[test]
fn headers_of_two_lines_and_subtotals() {
    let found = Exam::csv(
        "学校,班级,考号,语文,,数学,\n,,,分数,校次,分数,校次\n一中,1班,001,100,1,101,1\n一中,平均分,,100,,101,\n一中,1班,002,90,2,91,2\n",
    )
    .ok();
    assert_eq!(lines(&found), ["/一中/1班/001 1000 1010", "/一中/1班/002 900 910"]);
    assert_eq!((problems(&found).len(), found.accounts[0].not_data), (0, 3));
}

#[test]
fn a_stray_separator_sets_the_row_aside() {
    let exam = Exam::csv("学校,考号,语文,数学\n一中,1,80,90\n一中,2,80,1,000\n一中,3,80,85.30000000000001,,\n");
    let found = exam.ok();
    assert_eq!(problems(&found), ["extra-cells scores.csv:3  '一中 | 2'"]);
    assert_eq!(found.book.subjects[1].ticks, [900, 853], "a float as another program prints it is a mark");
    let account = &found.accounts[0];
    assert_eq!((account.rows_read, account.kept, account.set_aside, account.not_data), (4, 2, 1, 1));
}
