//! Items beside the score book: tables, cells, pupils, sums.

mod by_name;
mod headers;
mod markings;
mod ranges;
mod shapes;
mod sketched;
mod tables;

use wutong_model::{ItemBook, Response};

use super::*;

/// Mathematics out of 10 for four pupils; a blueprint if one is given.
fn math(blueprint: &str, sources: &str) -> Exam {
    let items = if blueprint.is_empty() { "" } else { "items = 'blueprint.csv'" };
    let subjects = format!("[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10\ndecimals = 1\n{items}");
    Exam::with_subjects(&format!("[[source]]\npath = 'scores.csv'\n{sources}"), &subjects)
        .file(
            "scores.csv",
            "学校,班级,考号,数学\n一中,1,001,7\n一中,2,002,9\n二中,1,003,缺考\n二中,1,004,4.5\n".as_bytes(),
        )
        .file("blueprint.csv", blueprint.as_bytes())
}

const ITEMS: &str = "[[source]]\npath = 'items.csv'\nkind = 'items'";
const OPTIONS: &str = "[[source]]\npath = 'options.csv'\nkind = 'options'";
const MARKING: &str = "[[source]]\npath = 'marking.csv'\nkind = 'marking'";
const BLUEPRINT: &str = "题号,分值\n1,3\n2,3\n16(1),4\n";

fn with_items(blueprint: &str, items: &str) -> Ingested {
    math(blueprint, ITEMS).file("items.csv", items.as_bytes()).ok()
}

fn one(found: &Ingested) -> &ItemBook {
    assert_eq!(found.items.len(), 1);
    let items = &found.items[0];
    let n = items.blueprint.items.len();
    assert_eq!((items.marks.len(), items.options.len(), items.marking.len()), (n, n, n));
    items
}

/// `id/full: cell cell ...` of every item; `.` missing, `_` blank, `o` not chosen, `?` set aside.
fn marks(items: &ItemBook) -> Vec<String> {
    let cell = |ticks: &i32, response: &Response| match response {
        Response::Missing => ".".to_owned(),
        Response::Given => ticks.to_string(),
        Response::Blank => "_".to_owned(),
        Response::NotChosen => "o".to_owned(),
        Response::SetAside => "?".to_owned(),
    };
    let line = |(item, column): (&wutong_model::Item, &Option<wutong_model::ItemColumn>)| {
        let cells = column.iter().flat_map(|column| column.ticks.iter().zip(&column.responses));
        let cells: Vec<String> = cells.map(|(ticks, response)| cell(ticks, response)).collect();
        format!("{}/{}: {}", item.id, item.full_ticks, cells.join(" "))
    };
    items.blueprint.items.iter().zip(&items.marks).map(line).collect()
}

/// The problems but for those of pupils of whom there is no row: most cases here have rows of few pupils.
fn problems(found: &Ingested) -> Vec<String> {
    super::problems(found).into_iter().filter(|problem| !problem.starts_with("no-item-row")).collect()
}

fn kinds(found: &Ingested) -> Vec<ProblemKind> {
    super::kinds(found).into_iter().filter(|kind| *kind != ProblemKind::NoItemRow).collect()
}

fn unmatched(found: &Ingested) -> &wutong_model::Problem {
    let is_unmatched = |problem: &&wutong_model::Problem| problem.kind == ProblemKind::UnmatchedPupil;
    found.problems.iter().find(is_unmatched).expect("a row of nobody")
}

fn ids(found: &Ingested) -> Vec<&str> {
    one(found).blueprint.items.iter().map(|item| item.id.as_str()).collect()
}

#[test]
fn tables_in_full() {
    let blueprint = "数学双向细目表\n大题,题号,小题,题型,满分,标准答案,知识点,能力要求,难度系数,选做组\n\
                     一,1,,单选题,3分,b,有理数；实数、整式,识记,0.9,\n,2,,多选题,1.5,\"A,C\",圆/三角形,,85%,\n\
                     二,16,(1),解答题,2,\"x=1, y=2\",,,,\n,,(2),,1.5,略,,,,\n三,17,,,2,,,,,甲\n,18,,,2,,,,易,甲\n\
                     ,19,,,五,,,,,\n,20,,,2,,,,1.2,\n,1,,,3,,,,,\n合计,,,,10,,,,,\n";
    let found = math(blueprint, "").ok();
    let items = &one(&found).blueprint;
    assert_eq!((items.file.as_deref(), items.decimals, items.full_ticks()), (Some("blueprint.csv"), 1, 130));
    let shown: Vec<String> = items
        .items
        .iter()
        .map(|item| {
            let facility = item.expected_facility.map(|share| share.to_string()).unwrap_or_default();
            let group = item.choice_group.as_deref().unwrap_or("");
            let points = item.knowledge_points.join("+");
            format!(
                "{} {} {} {} {points} {} {facility} {group}",
                item.id, item.full_ticks, item.kind, item.key, item.ability
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "一.1 30 单选题 B 有理数+实数+整式 识记 0.9 ",
            "2 15 多选题 AC 圆+三角形  0.85 ",
            "16(1) 20 解答题     ",
            "16(2) 15      ",
            "17 20      甲",
            "18 20      甲",
            "三.1 30      ",
        ]
    );
    assert_eq!(
        problems(&found),
        ["bad-list-row blueprint.csv:9 满分 '五'", "bad-list-row blueprint.csv:10 难度系数 '1.2'"]
    );
    assert_eq!(found.claims.len(), 1, "13 of 10");
}

#[test]
fn tables_in_workbooks() {
    let exam = Exam::with_subjects(
        "[[source]]\npath = 'scores.csv'",
        "[[subject]]\nid = 'math'\nfull_mark = 7\nitems = '细目表.xlsx'",
    )
    .file("scores.csv", "学校,考号,数学\n一中,1,5\n".as_bytes())
    .workbook(
        "细目表.xlsx",
        &[("说明", "先读我"), ("细目表", "题号,题型,分值\n一、选择题,,\n1,单选,3\n1,单选,3\n二、填空题,,4\n2,填空,4")],
    );
    let found = exam.ok();
    assert_eq!(ids(&found), ["1", "2"]);
    assert_eq!(problems(&found), ["bad-list-row 细目表.xlsx:4 题号 '1'"]);
    assert_eq!(found.claims, []);
}

#[test]
fn cells_of_items() {
    let text = "考号,1,2,16(1)\n001,3,3,1\n002,3.5,x,4\n003,缺考,,\n004,１.5,-,3分\n";
    let found = with_items(BLUEPRINT, text);
    assert_eq!(marks(one(&found)), ["1/30: 30 ? . 15", "2/30: 30 ? . _", "16(1)/40: 10 40 . 30"]);
    assert_eq!(problems(&found), ["mark-above-full items.csv:3 1 '3.5'", "not-a-mark items.csv:3 2 'x'"]);
    assert_eq!(found.problems[0].expected, "0..3");
}

#[test]
fn one_of_several_items_is_chosen() {
    let blueprint = "题号,满分,选做组\n1,6,\n2,4,甲\n3,4,甲\n";
    let found = with_items(blueprint, "考号,1,2,3\n001,5,2,\n002,5,,4\n004,4,0.5,\n003,,,\n");
    assert_eq!(marks(one(&found)), ["1/60: 50 50 . 40", "2/40: 20 o . 5", "3/40: o 40 . o"]);
    assert_eq!((problems(&found), found.claims.len()), (vec![], 0));
}

#[test]
fn items_add_up_to_the_subject() {
    let found = with_items(BLUEPRINT, "考号,1,2,16(1)\n001,3,1,3\n002,3,3,2\n003,1,1,1\n004,1.5,,2.5\n");
    let remarks: Vec<_> = found
        .problems
        .iter()
        .map(|p| (p.kind, p.place.row, p.text.as_str(), p.expected.as_str(), p.school.as_deref(), p.subject.as_deref()))
        .collect();
    assert_eq!(
        remarks,
        [
            (ProblemKind::ItemsMismatch, 3, "8", "9", Some("一中"), Some("math")),
            (ProblemKind::ItemsMismatch, 5, "4", "4.5", Some("二中"), Some("math")),
        ]
    );
}

#[test]
fn a_sheet_of_which_most_sums_differ_is_named_once() {
    let pupil = |n: usize| format!("一中,{n},7\n");
    let row = |n: usize| format!("{n},3\n");
    let found = Exam::with_subjects(
        &format!("[[source]]\npath = 'scores.csv'\n{ITEMS}"),
        "[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10",
    )
    .file("scores.csv", format!("学校,考号,数学\n{}", (0..30).map(pupil).collect::<String>()).as_bytes())
    .file("items.csv", format!("考号,1\n{}", (0..30).map(row).collect::<String>()).as_bytes())
    .ok();
    assert_eq!(problems(&found), ["items-mismatch items.csv:0  '30/30'"]);
}

#[test]
fn pupils_are_found_again() {
    let text = "学校,班级,考号,1,2,16(1)\n三中,9,001,3,1,3\n一中,2,099,1,1,1\n,,'002,3,3,3\n,,,1,1,1\n合计,,,1,1,1\n二中,1,1.2E+18,1,1,1\n";
    let found = with_items(BLUEPRINT, text);
    assert_eq!(marks(one(&found))[0], "1/30: 30 30 . .");
    assert_eq!(
        problems(&found),
        [
            "unmatched-pupil items.csv:3 考号 '一中 | 2 | 099'",
            "no-pupil-id items.csv:5  ''",
            "id-lost-digits items.csv:7 考号 '1.2E+18'",
        ]
    );
    assert_eq!(unmatched(&found).school.as_deref(), Some("一中"));
    let account = found.accounts.iter().find(|account| account.kind == "items").expect("an account");
    assert_eq!((account.rows_read, account.kept, account.set_aside, account.not_data), (7, 2, 3, 2));
}

#[test]
fn identifiers_within_a_school_or_class() {
    let exam = |scope: &str, items: &str| {
        let subjects =
            format!("[pupils]\nid_unique_within = '{scope}'\n[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10");
        Exam::with_subjects(&format!("[[source]]\npath = 'scores.csv'\n{ITEMS}"), &subjects)
            .file(
                "scores.csv",
                "学校代码,学校,班级,学号,数学\nS1,一中,九（1）班,1,3\nS1,一中,九（2）班,2,2\nS2,二中,1,1,1\n"
                    .as_bytes(),
            )
            .file("items.csv", items.as_bytes())
    };
    let found = exam("school", "学校,学号,1\n一中,1,3\n二中,1,1\n一 中,2,2\n三中,1,1\n").ok();
    assert_eq!(marks(one(&found)), ["1/300: 300 200 100"]);
    assert_eq!(problems(&found), ["unmatched-pupil items.csv:5 学号 '三中 | 1'"]);
    let found = exam("class", "学校代码,班级,学号,1\nS1,九(1)班,1,3\nS2,1,1,1\nS1,九(2)班,1,2\n").ok();
    assert_eq!(marks(one(&found)), ["1/300: 300 . 100"]);
    assert_eq!(kinds(&found), [ProblemKind::UnmatchedPupil]);
    exam("school", "学号,1\n1,3\n").unread(&["items.csv", "school"]);
}

#[test]
fn the_same_pupil_twice() {
    let text = "考号,1,2\n001,3,1\n001,3,1\n002,3,3\n002,3,2\n004,1,1\n004,,\n";
    let found = with_items("", text);
    assert_eq!(marks(one(&found)), ["1/30: 30 . . 10", "2/10: 10 . . 10"]);
    let kinds: Vec<_> = problems(&found).iter().map(|p| p.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        kinds,
        [
            "items-mismatch items.csv:2",
            "repeated-pupil items.csv:3",
            "conflicting-pupil items.csv:4",
            "conflicting-pupil items.csv:5",
            "items-mismatch items.csv:6",
            "moved-pupil items.csv:7",
        ]
    );
}

#[test]
fn one_file_for_the_objective_items_and_one_for_the_others() {
    let exam = math(BLUEPRINT, "[[source]]\npath = 'items/*.csv'\nkind = 'items'\nsubject = 'math'")
        .file("items/a.csv", "考号,1,2\n001,3,1\n002,3,3\n".as_bytes())
        .file("items/b.csv", "考号,16(1)\n001,3\n002,3\n004,1\n".as_bytes());
    let found = exam.ok();
    assert_eq!(marks(one(&found)), ["1/30: 30 30 . .", "2/30: 10 30 . .", "16(1)/40: 30 30 . 10"]);
    assert_eq!((problems(&found), found.claims.len()), (vec![], 0));
}

#[test]
fn a_second_header_of_items_is_obeyed_or_ends_the_table() {
    let read = |items: &str| math("", ITEMS).file("items.csv", items.as_bytes()).ok();
    let plain = read("考号,1,2\n001,3,1\n002,3,2\n004,1,0\n");
    for turned in [
        "考号,1,2\n001,3,1\n考号,2,1\n002,2,3\n004,0,1\n",
        "考号,1,2\n001,3,1\n2,考号,1\n2,002,3\n考号,1,2\n004,1,0\n",
        "考号,1,2\n001,3,1\n考号,1,2\n002,3,2\n004,1,0\n",
    ] {
        let found = read(turned);
        assert_eq!(marks(one(&found)), marks(one(&plain)), "{turned}");
        assert_eq!(found.problems.len(), plain.problems.len(), "{turned}");
    }
    let other = read("考号,1,2\n001,3,1\n考号,3,4\n002,2,3\n考号,1,2\n004,1,0\n");
    assert_eq!(of_kind(&other, "other-header"), ["other-header items.csv:4  '002'"]);
    assert_eq!(marks(one(&other))[0].matches('.').count(), marks(one(&plain))[0].matches('.').count() + 1);
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let read = |turn: usize| {
        let shuffled = |header: &str, rows: &[&str]| {
            let mut rows = rows.to_vec();
            let n = rows.len();
            rows.rotate_left(turn % n);
            if turn % 2 == 1 {
                rows.swap(0, n - 1);
            }
            format!("{header}\n{}\n", rows.join("\n"))
        };
        let items = shuffled("考号,1,2,3", &["001,3,1,3", "002,3,3,3", "004,,2,2.5", "003,,,", "001,3,1,3"]);
        let options = shuffled("考号,1", &["001,A", "002,B", "004,*"]);
        let marking = shuffled(
            "考号,题号,一评,一评教师",
            &["001,3,2,王", "001,4,3,李", "002,3,1,赵", "002,4,2,王", "004,3,1,李"],
        );
        let exam = math("", &format!("{ITEMS}\n{OPTIONS}\n{MARKING}"));
        let exam = exam.file("items.csv", items.as_bytes()).file("options.csv", options.as_bytes());
        exam.file("marking.csv", marking.as_bytes()).ok().items
    };
    let first = read(0);
    assert_eq!(first[0].blueprint.items.len(), 4);
    for turn in 1..8 {
        assert_eq!(read(turn), first, "turn {turn}");
    }
}

#[test]
fn an_exam_of_items_alone_adds_them_up() {
    let text = "学校,班级,考号,1,2,3\n一中,1,001,10,20,30\n一中,1,002,,,\n二中,1,003,10,缺考,x\n二中,1,004,0,0,5\n";
    let chinese = "[[subject]]\nid = 'chinese'\nname = '语文'\nfull_mark = 120\ndecimals = 1\n";
    let exam = Exam::with_subjects("[[source]]\npath = 'items.csv'\nkind = 'items'\nsubject = 'chinese'", chinese);
    let found = exam.file("items.csv", text.as_bytes()).ok();
    assert_eq!(lines(&found), ["/一中/1/001 600", "/一中/1/002 absent", "/二中/1/003 set_aside", "/二中/1/004 50"]);
    assert_eq!(found.items.len(), 1);
    assert!(found.problems.iter().all(|problem| problem.kind == ProblemKind::NotAMark), "{:?}", problems(&found));
}

#[test]
fn items_of_several_subjects_in_one_sheet() {
    let subjects = "[[subject]]\nid = 'chinese'\nname = '语文'\nfull_mark = 10\ndecimals = 0\n[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10\ndecimals = 0";
    let found = Exam::with_subjects(&format!("[[source]]\npath = 'scores.csv'\n{ITEMS}"), subjects)
        .file("scores.csv", "学校,班级,考号,语文,数学\n一中,1,001,5,7\n一中,1,002,6,3\n".as_bytes())
        .file(
            "items.csv",
            "考号,姓名,语文,,,数学,,备注\n,,1,2,总分,1,2,\n001,甲,2,3,5,3,4,\n002,乙,3,x,6,1,2,\n003,丙,1,1,2,1,1,\n"
                .as_bytes(),
        )
        .ok();
    let shown: Vec<_> = found.items.iter().map(|items| (items.subject, marks(items))).collect();
    let of = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert_eq!(shown, [(0, of(&["1/3: 2 3", "2/3: 3 ?"])), (1, of(&["1/3: 3 1", "2/4: 4 2"]))]);
    assert_eq!(problems(&found), ["not-a-mark items.csv:4 语文 2 'x'", "unmatched-pupil items.csv:5 考号 '003'"]);
    let account = found.accounts.iter().find(|account| account.kind == "items").expect("an account");
    assert_eq!((account.rows_read, account.kept, account.set_aside, account.not_data), (5, 2, 1, 2));
    assert_eq!(account.cells_set_aside, 1);
}

#[test]
fn items_beside_the_marks() {
    let both = "[[source]]\npath = 'all.csv'\n[[source]]\npath = 'all.csv'\nkind = 'items'";
    let found = Exam::with_subjects(both, "[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10\ndecimals = 0")
        .file(
            "all.csv",
            "学校,班级,考号,数学,客观题,1,2,16(1)\n一中,1,001,7,3,3,0,4\n一中,1,002,9,6,3,3,3\n".as_bytes(),
        )
        .ok();
    assert_eq!(marks(one(&found)), ["1/3: 3 3", "2/3: 0 3", "16(1)/4: 4 3"]);
    assert_eq!(problems(&found), [""; 0]);
}

#[test]
fn pupils_without_items_are_listed() {
    let found = with_items(BLUEPRINT, "考号,1,2,16(1)\n001,3,3,1\n");
    // 003 was absent; nobody of the second school has items.
    assert_eq!(
        super::problems(&found),
        ["no-item-row items.csv:0  '一中 | 2 | 002'", "no-item-row items.csv:0  '二中 | 1 / 1'"]
    );
    assert_eq!(found.book.n_pupils(), 4);
}

#[test]
fn hidden_item_sheets_are_not_read_beside_visible_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = || {
        let path = folder.path().join("items.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, value) in [("数学", 3), ("旧", 1)] {
            let sheet = book.add_worksheet().set_name(name).expect("named");
            sheet.set_hidden(name == "旧");
            sheet.write_row(0, 0, ["考号", "1", "2", "16(1)"]).expect("written");
            sheet.write_row_matrix(1, 0, [["001"], ["002"], ["004"]]).expect("written");
            for row in 1..4 {
                sheet.write_row(row, 1, [value, value, value]).expect("written");
            }
        }
        book.save(&path).expect("saved");
        std::fs::read(path).expect("bytes")
    };
    let source = "[[source]]\npath = 'items.xlsx'\nkind = 'items'";
    let found = math("", source).file("items.xlsx", &write()).ok();
    assert_eq!(marks(one(&found))[0], "1/30: 30 30 . 30", "{:?}", found.problems);
    let hidden: Vec<_> = found.problems.iter().filter(|problem| problem.kind == ProblemKind::HiddenVersion).collect();
    assert!(hidden.len() == 1 && hidden[0].place.sheet == "旧" && hidden[0].text == "3", "{hidden:?}");
    let only = source.to_owned() + "\nsheet = '旧'";
    assert_eq!(marks(one(&math("", &only).file("items.xlsx", &write()).ok()))[0], "1/10: 10 10 . 10");
}

#[test]
fn items_of_two_subjects_side_by_side_are_no_marks() {
    use std::fmt::Write as _;
    let header = |subject: &str, n: u32| (1..=n).map(|item| format!(",{subject}{item}")).collect::<String>();
    for between in ["", "-", "第"] {
        let (chinese, math) = (header(&format!("语文{between}"), 21), header(&format!("数学{between}"), 20));
        let mut text = format!("学校,班级,考号{chinese},语文{math},数学总分\n");
        for pupil in 0..40u32 {
            let marks = |n: u32, from: u32| (0..n).map(|item| (pupil + from + item) % 4).collect::<Vec<u32>>();
            let (chinese, math) = (marks(21, 0), marks(20, 3));
            let line = |marks: &[u32]| marks.iter().map(|mark| format!("{mark},")).collect::<String>();
            let sums = [chinese.iter().sum::<u32>(), math.iter().sum()];
            writeln!(text, "一中,1,{},{}{},{}{}", 1001 + pupil, line(&chinese), sums[0], line(&math), sums[1])
                .expect("written");
        }
        let exam = Exam::new("").file("小题分.csv", text.as_bytes());
        let (sketch, found) = super::sketches::run(exam.folder.path(), &["小题分.csv"]);
        let unsure = |question: &&crate::Question| question.zh.contains("都像") || question.zh.contains("是学科吗");
        assert_eq!(sketch.questions.iter().find(unsure), None, "{between}");
        let n_items: Vec<usize> = found.items.iter().map(|book| book.blueprint.items.len()).collect();
        assert_eq!((n_items, found.book.n_pupils()), (vec![21, 20], 40), "{between}");
        let first = [(0..21).map(|item| item % 4).sum::<i32>(), (0..20).map(|item| (3 + item) % 4).sum()];
        assert_eq!([0, 1].map(|subject| found.book.subjects[subject].ticks[0]), first, "{between}");
    }
}
