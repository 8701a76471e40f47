//! Tables of items in other forms than one column an item, and items that have no number.

use std::fmt::Write as _;

use super::sketches::run;
use super::*;

/// `id/full: ticks` of every item of the only subject that has any.
fn items(found: &Ingested) -> Vec<String> {
    assert_eq!(found.items.len(), 1);
    let items = &found.items[0];
    let line = |(item, column): (&wutong_model::Item, &Option<wutong_model::ItemColumn>)| {
        let ticks = column.iter().flat_map(|column| &column.ticks).map(i32::to_string).collect::<Vec<_>>();
        format!("{}/{}: {}", item.id, item.full_ticks, ticks.join(" "))
    };
    items.blueprint.items.iter().zip(&items.marks).map(line).collect()
}

/// Rows of four pupils with marks of three items and their sum, as `cells` puts them.
fn rows(cells: impl Fn([u32; 3], u32) -> Vec<u32>) -> String {
    (0..4).fold(String::new(), |mut text, n| {
        let marks = [20 + n, 9 - n, 40 + 2 * n];
        let cells: Vec<String> = cells(marks, marks.iter().sum()).iter().map(u32::to_string).collect();
        writeln!(text, "甲校,1,{},{}", 101 + n, cells.join(",")).expect("written");
        text
    })
}

const THREE: [&str; 3] = ["20 21 22 23", "9 8 7 6", "40 42 44 46"];

#[test]
fn sections_are_the_items_where_nothing_stands_below_them() {
    let table = rows(|[a, b, c], sum| vec![a, b, c, sum]);
    let exam = Exam::new("").file("五年级数学.csv", format!("学校,班级,考号,一,二,三,总分\n{table}").as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["五年级数学.csv"]);
    let wanted: Vec<String> =
        ["一/23", "二/9", "三/46"].iter().zip(THREE).map(|(item, ticks)| format!("{item}: {ticks}")).collect();
    assert_eq!(items(&found), wanted);
    assert!(!format!("{:?}", sketch.questions).contains("是学科吗"));
    // What does not come to the mark are no items of it.
    let other = rows(|[a, b, c], sum| vec![a, b, c, sum + 1]);
    let exam = Exam::new("").file("五年级数学.csv", format!("学校,班级,考号,一,二,三,总分\n{other}").as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["五年级数学.csv"]);
    assert!(format!("{:?}", sketch.questions).contains("“一”是学科吗") && found.items.is_empty());
}

#[test]
fn kinds_of_items_that_come_to_the_mark_are_items() {
    let table = |extra: u32| rows(|[a, b, c], sum| vec![a, b, c, sum + extra]);
    let header = "学校,班级,考号,听力(30分),完形填空,书面表达,总分\n";
    for (extra, n) in [(0, 3), (1, 0)] {
        let exam = Exam::new("").file("英语各题型得分.csv", format!("{header}{}", table(extra)).as_bytes());
        let (sketch, found) = run(exam.folder.path(), &["英语各题型得分.csv"]);
        let ids = found.items.iter().flat_map(|items| &items.blueprint.items).map(|item| item.id.as_str());
        let wanted = if n == 3 { vec!["听力", "完形填空", "书面表达"] } else { Vec::new() };
        assert_eq!(ids.collect::<Vec<_>>(), wanted);
        assert_eq!(format!("{:?}", sketch.questions).contains("是学科吗"), n == 0);
    }
}

#[test]
fn items_whose_numbers_begin_anew_below_each_section() {
    let table = rows(|[a, b, c], sum| vec![sum, a, b, c]);
    let text = format!("学校,班级,考号,总分,一,,二\n,,,,1,2,1\n{table}");
    let exam = Exam::new("").file("五年级数学小题分.csv", text.as_bytes());
    let (_, found) = run(exam.folder.path(), &["五年级数学小题分.csv"]);
    let ids: Vec<&str> = found.items[0].blueprint.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["一.1", "2", "二.1"]);
    assert_eq!(found.book.schools.len(), 1);
}

#[test]
fn marks_for_handwriting_are_an_item() {
    let text = rows(|[a, b, c], sum| vec![sum + 8, a, b, c, 5, 3]);
    let text = format!("学校,班级,考号,语文,1,2,3,作文,卷面\n{text}");
    let exam = Exam::new("").file("语文小题分.csv", text.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["语文小题分.csv"]);
    assert_eq!(lines(&found)[0], "/甲校/1/101 77");
    assert_eq!(items(&found)[3..], ["作文/5: 5 5 5 5", "卷面/3: 3 3 3 3"]);
    assert_eq!(format!("{:?}", sketch.questions).matches("卷面").count(), 0);
    // Beside a mark that is made from it, it is the mark of the paper.
    let raw = "学校,班级,考号,语文,卷面\n甲校,1,1,90,80\n甲校,1,2,80,70\n甲校,1,3,70,60\n";
    let exam = Exam::new("").file("成绩.csv", raw.as_bytes());
    assert_eq!(lines(&run(exam.folder.path(), &["成绩.csv"]).1), ["/甲校/1/1 80", "/甲校/1/2 70", "/甲校/1/3 60"]);
}

#[test]
fn a_specification_that_lies_on_its_side() {
    let table = rows(|[a, b, c], sum| vec![sum, a, b, c]);
    let across = "物理试卷双向细目表\n题号,1,2,3,合计\n分值,30,10,60,100\n题型,选择,选择,综合,\n知识点,力学,热学,力学,\n能力要求,了解,理解,应用,\n";
    let exam = Exam::new("")
        .file("物理小题分.csv", format!("学校,班级,考号,物理,1,2,3\n{table}").as_bytes())
        .file("物理细目表.csv", across.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["物理小题分.csv", "物理细目表.csv"]);
    assert_eq!(sketch.files[1].kind, crate::FileKind::Blueprint);
    let told: Vec<String> = found.items[0]
        .blueprint
        .items
        .iter()
        .map(|item| {
            format!("{} {} {} {:?} {}", item.id, item.full_ticks, item.kind, item.knowledge_points, item.ability)
        })
        .collect();
    assert_eq!(told, ["1 30 选择 [\"力学\"] 了解", "2 10 选择 [\"热学\"] 理解", "3 60 综合 [\"力学\"] 应用"]);
    let account = found.accounts.iter().find(|account| account.kind == "blueprint").expect("an account");
    assert_eq!((account.kept, account.set_aside), (4, 0));
}

#[test]
fn items_below_each_other() {
    let scores = "学校,班级,考号,数学,英语\n甲校,1,101,7,5\n甲校,1,102,6,4\n甲校,1,103,9,5\n";
    let long = "考号,科目,题号,满分,得分\n101,数学,1,4,3\n101,数学,2(1),6,4\n101,英语,1,5,5\n102,数学,1,4,2\n102,数学,2(1),6,4\n\
                102,英语,1,5,4\n103,数学,1,4,4\n103,数学,2(1),6,5\n103,数学,2(1),6,5\n999,数学,1,4,1\n999,数学,2(1),6,1\n";
    let exam = Exam::new("").file("成绩.csv", scores.as_bytes()).file("小题明细.csv", long.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv", "小题明细.csv"]);
    assert!(!format!("{:?}", sketch.questions).contains("透视"));
    let math = &found.items[0];
    let ids: Vec<(&str, i32)> = math.blueprint.items.iter().map(|item| (item.id.as_str(), item.full_ticks)).collect();
    assert_eq!(ids, [("1", 4), ("2(1)", 6)]);
    let ticks = |item: usize| math.marks[item].as_ref().map(|column| column.ticks.clone());
    assert_eq!((ticks(0), ticks(1)), (Some(vec![3, 2, 4]), Some(vec![4, 4, 5])));
    let account = found.accounts.iter().find(|account| account.kind == "items").expect("an account");
    // One row is there twice, and two are of nobody.
    assert_eq!((account.rows_read, account.kept, account.set_aside), (12, 8, 3));
    accounts_add_up(&found);
    assert_eq!(of_kind(&found, "repeated-pupil").len(), 1, "{:?}", problems(&found));
    assert_eq!(of_kind(&found, "unmatched-pupil").len(), 1);
}

#[test]
fn two_marks_of_one_item_are_no_mark() {
    let scores = "学校,班级,考号,数学\n甲校,1,101,7\n甲校,1,102,6\n";
    let long = "考号,题号,得分\n101,1,3\n101,2,4\n102,1,2\n102,1,3\n102,2,4\n";
    let exam = Exam::new("").file("成绩.csv", scores.as_bytes()).file("数学小题.csv", long.as_bytes());
    let (_, found) = run(exam.folder.path(), &["成绩.csv", "数学小题.csv"]);
    assert_eq!(of_kind(&found, "not-a-mark"), ["not-a-mark 数学小题.csv:4 1 '2 ≠ 3'"]);
}

#[test]
fn identifiers_with_and_without_hyphens_are_of_one_pupil() {
    let scores = "学校,班级,考号,英语\n甲校,1,2609-01-0101,5\n甲校,1,2609-01-0102,4\n";
    let items = "考号,1,2,3\n2609010101,2,2,1\n2609010102,2,1,1\n2609010103,1,1,1\n";
    let exam = Exam::new("").file("成绩.csv", scores.as_bytes()).file("英语小题分.csv", items.as_bytes());
    let (_, found) = run(exam.folder.path(), &["成绩.csv", "英语小题分.csv"]);
    let first = found.items[0].marks[0].as_ref().map(|column| column.ticks.clone());
    assert_eq!(first, Some(vec![2, 2]));
    assert_eq!((of_kind(&found, "id-separators").len(), of_kind(&found, "unmatched-pupil").len()), (2, 1));
    // Two pupils whom nothing else tells apart are not guessed at.
    let twins = "学校,班级,考号,英语\n甲校,1,26-0101,5\n甲校,1,260-101,4\n";
    let exam = Exam::new("")
        .file("成绩.csv", twins.as_bytes())
        .file("英语小题分.csv", b"\xe8\x80\x83\xe5\x8f\xb7,1,2,3\n260101,2,2,1\n");
    let (_, found) = run(exam.folder.path(), &["成绩.csv", "英语小题分.csv"]);
    assert_eq!(of_kind(&found, "unmatched-pupil").len(), 1);
}
