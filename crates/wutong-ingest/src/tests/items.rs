//! Items, options and markings beside the score book.

use wutong_model::{ItemBook, Marking, PaperAspect, Response};

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
fn headers_of_one_row() {
    for header in [
        "1,2,16(1)",
        "题1,题2,题16①",
        "第1题,第2题,第16题(1)",
        "T1,T2,T16.1",
        "Q1,Q2,Q16-1",
        "客1,客2,主16(1)",
        "1(3分),2（3分）,16(1)(4分)",
        "单选题1,填空题2,解答题16（1）",
        "math_01,math_02,math_16_1",
        "题1得分,题2得分,题16(1)得分",
    ] {
        let text = format!(
            "小题得分表\n考号,姓名,学校,班级,总分,校次,{header},客观分,主观分\n001,甲,一中,1,7,3,3,,4,3,4\n平均分,,,,7,,3,0,4,3,4\n"
        );
        let found = with_items(BLUEPRINT, &text);
        assert_eq!(marks(one(&found)), ["1/30: 30 . . .", "2/30: _ . . .", "16(1)/40: 40 . . ."], "{header}");
        assert_eq!((problems(&found), found.claims.len()), (vec![], 0), "{header}");
        let account = found.accounts.iter().find(|account| account.kind == "items").expect("an account");
        assert_eq!((account.kept, account.not_data), (1, 3));
        assert_eq!(account.ignored_columns, ["总分", "校次", "客观分", "主观分"]);
    }
}

#[test]
fn headers_of_several_rows() {
    let rows = "001,甲,3,1,3\n";
    for header in [
        "考号,姓名,小题分,,\n,,1,2,16(1)\n满分,,3,3,4\n",
        "考号,姓名,客观题,,主观题\n,,1,2,16(1)\n",
        "考号,姓名,1,2,16\n,,,,(1)\n满分,,3,3,4\n答案,,A,,\n",
        ",,客观题,,主观题\n考号,姓名,1,2,16(1)\n",
        "题号,,1,2,16①\n满分,,3,3,4\n考号,姓名,,,\n",
        "考号,姓名,题1,题2,题16(1)\n,,得分,得分,得分\n",
        "考号,姓名,客观题,,主观题\n,,一,,二\n,,1,2,16(1)\n",
        "考号,姓名,客观题,,主观题\n,,1,2,16\n,,,,(1)\n",
    ] {
        let found = with_items(BLUEPRINT, &format!("某区联考小题分\n{header}{rows}"));
        assert_eq!(marks(one(&found)), ["1/30: 30 . . .", "2/30: 10 . . .", "16(1)/40: 30 . . ."], "{header}");
        assert_eq!(problems(&found), Vec::<String>::new(), "{header}");
    }
}

#[test]
fn numbers_that_begin_again() {
    let header = "考号,姓名,一,,二,\n,,1,2,1,2\n";
    let found = with_items("大题,题号,满分\n一,1,2\n,2,2\n二,1,3\n,2,3\n", &format!("{header}001,甲,2,2,1,2\n"));
    assert_eq!(
        marks(one(&found)),
        ["一.1/20: 20 . . .", "一.2/20: 20 . . .", "二.1/30: 10 . . .", "二.2/30: 20 . . ."]
    );
    assert_eq!((kinds(&found), found.claims.len()), (vec![], 0));
    let found = with_items("", &format!("{header}001,甲,2,2,1,2\n"));
    assert_eq!(ids(&found), ["一.1", "一.2", "二.1", "二.2"]);
    let found = with_items("", "考号,客观题,,主观题,\n,1,2,1,2\n001,2,2,1,2\n");
    assert_eq!(ids(&found), ["客观题1", "客观题2", "主观题1", "主观题2"]);
    let found = with_items("", "考号,15,16,,17\n,,(1),(2),\n001,2,2,1,2\n");
    assert_eq!(ids(&found), ["15", "16(1)", "16(2)", "17"]);
}

#[test]
fn full_marks_beside_the_table() {
    let found = with_items(BLUEPRINT, "考号,1,2(2分),16(1)\n满分,3,,5\n001,3,2,2\n");
    let claims: Vec<_> = found
        .claims
        .iter()
        .map(|claim| (claim.place.column.as_str(), claim.aspect, claim.found, claim.required))
        .collect();
    assert_eq!(claims, [("16(1)", PaperAspect::ItemMarks, 5.0, 4.0), ("2(2分)", PaperAspect::ItemMarks, 2.0, 3.0)]);
}

#[test]
fn without_a_table_the_columns_are_the_items() {
    let found = with_items("", "考号,姓名,题1(3分),题2,题3,备注\n满分,,,4,,\n001,甲,3,2,2,\n002,乙,2,4,3,x\n");
    let items = one(&found);
    assert_eq!(marks(items), ["题1/30: 30 20 . .", "题2/40: 20 40 . .", "题3/30: 20 30 . ."]);
    let inferred: Vec<bool> = items.blueprint.items.iter().map(|item| item.is_full_inferred).collect();
    assert_eq!((inferred, &items.blueprint.file), (vec![false, false, true], &None));
    assert_eq!((problems(&found), found.claims.len()), (vec![], 0));
}

#[test]
fn columns_that_are_no_item_of_the_table() {
    let found = with_items(BLUEPRINT, "考号,1,题1,2,16(1),17,作文\n001,3,3,3,1,5,5\n");
    assert_eq!(marks(one(&found))[0], "1/30: 30 . . .", "the closer match has the item");
    let unknown: Vec<_> = found.problems.iter().map(|p| (p.text.as_str(), p.expected.as_str(), p.place.row)).collect();
    assert_eq!(unknown, [("17", "1", 1), ("题1", "1", 1)]);
    let found = with_items(BLUEPRINT, "考号,题1,T1,2\n001,3,3,3\n");
    assert_eq!(problems(&found), ["unknown-item items.csv:1 T1 'T1'", "unknown-item items.csv:1 题1 '题1'"]);
    assert!(one(&found).marks[0].is_none());
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
            "unmatched-pupil items.csv:3  '一中 | 2 | 099'",
            "no-pupil-id items.csv:5  ''",
            "id-lost-digits items.csv:7 考号 '1.2E+18'",
        ]
    );
    assert_eq!(found.problems[0].school.as_deref(), Some("一中"));
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
    assert_eq!(problems(&found), ["unmatched-pupil items.csv:5  '三中 | 1'"]);
    let found = exam("class", "学校代码,班级,学号,1\nS1,九(1)班,1,3\nS2,1,1,1\nS1,九(2)班,1,2\n").ok();
    assert_eq!(marks(one(&found)), ["1/300: 300 . 100"]);
    assert_eq!(kinds(&found), [ProblemKind::UnmatchedPupil]);
    exam("school", "学号,1\n1,3\n").error(&["items.csv", "school"]);
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
fn sheets_named_after_their_subjects() {
    let exam = Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'items.xlsx'\nkind = 'items'")
        .file("scores.csv", "学校,考号,语文,数学\n一中,1001,7,8\n".as_bytes())
        .workbook("items.xlsx", &[("语文", "考号,1,2\n1001,3,4"), ("数学小题", "考号,1\n1001,8"), ("说明", "x")]);
    let found = exam.ok();
    assert_eq!(found.items.iter().map(|items| items.subject).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(marks(&found.items[1]), ["1/80: 80"]);
    Exam::new(&format!("[[source]]\npath = 'scores.csv'\n{ITEMS}"))
        .file("scores.csv", "学校,考号,语文,数学\n一中,1001,7,8\n".as_bytes())
        .file("items.csv", "考号,1,2\n1001,3,4\n".as_bytes())
        .error(&["items.csv", "subject = "]);
}

#[test]
fn chosen_options() {
    let text = "考号,姓名,1,2,3\n答案,,A,BD,C\n001,甲,a,B D,＊\n002,乙,,\"B,D\",x\n003,丙,,,\n004,丁,Ｃ,-,#\n";
    let found = math("题号,满分,key\n1,3,B\n2,3,\n3,4,\n", OPTIONS).file("options.csv", text.as_bytes()).ok();
    let items = one(&found);
    let keys: Vec<String> = items.blueprint.items.iter().map(|item| item.key.to_string()).collect();
    assert_eq!(keys, ["B", "BD", "C"]);
    let columns: Vec<String> = items
        .options
        .iter()
        .flatten()
        .map(|column| {
            let cells = column.chosen.iter().zip(&column.responses);
            cells.map(|(chosen, response)| format!("{chosen}:{response:?}")).collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(
        columns,
        ["A:Given :Blank :Missing C:Given", "BD:Given BD:Given :Missing :Blank", "*:Given :SetAside :Missing *:Given"]
    );
    assert_eq!(problems(&found), ["bad-option options.csv:4 3 'x'"]);
    assert!(items.marks.iter().all(Option::is_none));
}

#[test]
fn marks_and_options_in_one_file() {
    let text = "考号,题1,,题2,\n,得分,选项,得分,选项\n001,3,A,4,C\n".as_bytes();
    let found = math("", &format!("{ITEMS}\n{OPTIONS}")).file("items.csv", text).file("options.csv", text).ok();
    let items = one(&found);
    assert_eq!(marks(items), ["题1/30: 30 . . .", "题2/40: 40 . . ."]);
    assert_eq!(items.options[1].as_ref().map(|column| column.chosen[0].to_string()).as_deref(), Some("C"));
    assert_eq!(problems(&found), Vec::<String>::new());
}

fn markings(items: &ItemBook) -> Vec<String> {
    let mark = |mark: Option<i32>| mark.map_or("-".to_owned(), |ticks| ticks.to_string());
    let who = |marker: Option<u32>| marker.map_or("-", |marker| items.markers[marker as usize].as_str());
    let line = |(item, m): (usize, &Marking)| {
        let marks = m.marks.into_iter().chain([m.arbitration, m.final_mark]).map(mark).collect::<Vec<_>>().join(" ");
        let markers = m.markers.into_iter().chain([m.arbiter]).map(who).collect::<Vec<_>>().join(" ");
        format!("{} {}: {marks} {markers}", items.blueprint.items[item].id, m.row)
    };
    let all = items.marking.iter().enumerate().flat_map(|(item, of_item)| of_item.iter().map(move |m| (item, m)));
    all.map(line).collect()
}

#[test]
fn markings_one_row_each() {
    let text = "考号,题号,一评,二评,三评,仲裁,最终得分,一评教师,二评教师,仲裁教师\n\
                002,第2题,3,2.5,,,3,王,李,\n001,16①,1,4,2,2.5,2.5,李,王,赵\n001,16(1),1,4,2,2.5,2.5,李,王,赵\n\
                001,1,3,5,,,3,王,李,\n001,9,3,3,,,3,王,李,\n088,1,3,3,,,3,王,李,\n";
    let found = math(BLUEPRINT, MARKING).file("marking.csv", text.as_bytes()).ok();
    assert_eq!(
        markings(one(&found)),
        ["1 0: 30 - - - 30 王 李 - -", "2 1: 30 25 - - 30 王 李 - -", "16(1) 0: 10 40 20 25 25 李 王 - 赵"]
    );
    assert_eq!(
        problems(&found),
        [
            "repeated-pupil marking.csv:4  '001'",
            "mark-above-full marking.csv:5 二评 '5'",
            "unknown-item marking.csv:6 题号 '9'",
            "unmatched-pupil marking.csv:7  '088'",
        ]
    );
}

#[test]
fn markings_of_all_items_in_a_row() {
    let cells = "001,2,3,3,王,4,,4,\n002,1,,1,,,,,\n";
    for header in [
        "考号,题1_一评,题1_二评,题1_最终得分,题1_一评教师,题2_一评,题2_二评,题2_最终得分,题2_一评教师\n",
        "考号,题1,,,,题2,,,\n,一评,二评,得分,一评教师,一评,二评,得分,一评教师\n",
    ] {
        let found = math("", MARKING).file("marking.csv", format!("{header}{cells}").as_bytes()).ok();
        let items = one(&found);
        assert_eq!(
            markings(items),
            ["题1 0: 20 30 - - 30 王 - - -", "题1 1: 10 - - - 10 - - - -", "题2 0: 40 - - - 40 - - - -"],
            "{header}"
        );
        assert_eq!(items.blueprint.items[1].full_ticks, 40);
        assert_eq!(problems(&found), Vec::<String>::new());
    }
}

#[test]
fn a_script_marked_again_has_two_markings() {
    let text = "考号,题号,一评,一评教师\n001,1,2,王\n001,1,3,王\n";
    let found = math("", MARKING).file("marking.csv", text.as_bytes()).ok();
    assert_eq!(markings(one(&found)), ["1 0: 20 - - - - 王 - - -", "1 0: 30 - - - - 王 - - -"]);
    assert_eq!(problems(&found), Vec::<String>::new());
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
fn item_files_without_items_or_identifiers() {
    math("", ITEMS).file("items.csv", "学校,班级,姓名,1,2\n一中,1,甲,3,4\n".as_bytes()).error(&["items.csv", "考号"]);
    math("", ITEMS).file("items.csv", "考号,语文,数学\n001,3,4\n".as_bytes()).error(&["items.csv", "题1"]);
}
