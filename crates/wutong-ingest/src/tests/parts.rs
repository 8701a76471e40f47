//! Subjects whose marks stand under one name beside those of parts of their papers.

use std::fmt::Write as _;

use rust_xlsxwriter::Format;
use wutong_model::PaperAspect;

use super::sketches::run;
use super::*;
use crate::sketch;

/// Marks of the whole of pupil `n` in 语文 and 数学, in tenths.
fn whole(n: u32) -> [u32; 2] {
    [705 + 10 * n, 655 + 10 * n]
}

/// A table whose subjects have these leaves below their names, of which the one at `place` is the mark and the others are
/// parts, the last of them what the others leave.
fn table(leaves: &str, place: usize) -> String {
    let leaves: Vec<&str> = leaves.split(' ').collect();
    let blank = ",".repeat(leaves.len() - 1);
    let mut text = format!("学校,班级,考号,语文{blank},数学{blank},总分\n,,,{0},{0},\n", leaves.join(","));
    for n in 0..6 {
        write!(text, "甲校,1,{}", 101 + n).expect("written");
        for mark in whole(n) {
            let mut left = mark;
            let parts: Vec<String> = (0..leaves.len())
                .map(|leaf| {
                    if leaf == place {
                        return shown(mark);
                    }
                    let last = (0..leaves.len()).rfind(|other| *other != place);
                    let part = if last == Some(leaf) { left } else { mark / 50 * 10 };
                    left -= part;
                    shown(part)
                })
                .collect();
            write!(text, ",{}", parts.join(",")).expect("written");
        }
        writeln!(text, ",{}", shown(whole(n).iter().sum())).expect("written");
    }
    text
}

fn shown(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn truth() -> Vec<String> {
    (0..6).map(|n| format!("/甲校/1/{} {} {}", 101 + n, whole(n)[0], whole(n)[1])).collect()
}

#[test]
fn a_part_of_a_paper_is_not_its_mark() {
    for (leaves, place) in [
        ("A卷 B卷 总分", 2),
        ("A B 总", 2),
        ("第Ⅰ卷 第Ⅱ卷 全卷", 2),
        ("一卷 二卷 合计", 2),
        ("第一卷 第二卷 成绩", 2),
        ("选择 填空 解答 总分", 3),
        ("选择题 填空题 解答题 总分", 3),
        ("基础 阅读 作文 得分", 3),
        ("卷面 附加题 总分", 2),
        ("笔试 口试 总成绩", 2),
        ("总分 必做 选做", 0),
        ("客观题 主观题 总分", 2),
        ("1 2 3 小计", 3),
        // By what stands below alone.
        ("听力 笔试 全", 2),
    ] {
        let found = Exam::csv(&table(leaves, place)).ok();
        assert_eq!(lines(&found), truth(), "{leaves}");
        assert_eq!(problems(&found), [""; 0], "{leaves}");
        let exam = Exam::new("").file("成绩.csv", table(leaves, place).as_bytes());
        let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
        assert_eq!(lines(&found), truth(), "{leaves}: {:?}", sketch.questions);
    }
}

#[test]
fn an_earlier_mark_is_no_part() {
    let text = "学校,班级,考号,语文,,,数学,,\n,,,上次成绩,本次成绩,进步,上次成绩,本次成绩,进步\n\
                甲校,1,1,51,55,4,60,61,1\n甲校,1,2,50,57,7,60,63,3\n甲校,1,3,52,53,1,60,64,4\n";
    assert_eq!(lines(&Exam::csv(text).ok()), ["/甲校/1/1 550 610", "/甲校/1/2 570 630", "/甲校/1/3 530 640"]);
}

#[test]
fn parts_without_the_whole_are_asked_about() {
    let text = "学校,班级,考号,语文,数学,\n,,,,A卷,B卷\n甲校,1,1,55,60,20\n甲校,1,2,57,61,25\n";
    Exam::csv(text).error(&["math", "E2 '数学/A卷'", "F2 '数学/B卷'", "scores.csv"]);
    let exam = Exam::new("").file("成绩.csv", text.as_bytes());
    let sketch = sketch(&[exam.folder.path().join("成绩.csv")]).expect("readable");
    let ids: Vec<&str> = sketch.subjects.iter().map(|subject| subject.id.as_str()).collect();
    assert_eq!(ids, ["chinese"]);
    let asked = |text: &str| text.contains("数学/A卷") && text.contains("数学/B卷");
    assert!(sketch.questions.iter().any(|question| asked(&question.zh) && asked(&question.en)), "{sketch:?}");
    // Whoever knows says so.
    for told in ["columns = { math = '数学/B卷' }", "ignore = ['数学/A卷']", "ignore = ['A卷']"] {
        let told = Exam::new(&format!("[[source]]\npath = 'a.csv'\n{told}")).file("a.csv", text.as_bytes());
        assert_eq!(lines(&told.ok()), ["/甲校/1/1 550 200", "/甲校/1/2 570 250"]);
    }
}

/// A workbook with merged names of subjects: over the parts where there are any, over both lines where there are none.
fn merged(folder: &Path, leaves: &[&str]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("成绩").expect("a valid name");
    let plain = Format::new();
    let wide = u16::try_from(leaves.len()).expect("few columns");
    for (column, text) in [(0, "学校"), (1, "班级"), (2, "考号"), (3, "数学"), (4 + wide, "总分")] {
        sheet.merge_range(0, column, 1, column, text, &plain).expect("merged");
    }
    sheet.merge_range(0, 4, 0, 3 + wide, "语文", &plain).expect("merged");
    for (column, leaf) in (4..).zip(leaves) {
        sheet.write_string(1, column, *leaf).expect("written");
    }
    for n in 0..6u32 {
        let [chinese, math] = whole(n).map(f64::from).map(|tenths| tenths / 10.0);
        let part = 20.0 + f64::from(n % 3);
        let marks = [f64::from(101 + n), math, part, chinese - part, chinese, chinese + math];
        sheet.write_string(2 + n, 0, "甲校").and_then(|sheet| sheet.write_number(2 + n, 1, 1)).expect("written");
        for (column, mark) in (2..).zip(marks) {
            sheet.write_number(2 + n, column, mark).expect("written");
        }
    }
    workbook.save(folder.join("a.xlsx")).expect("saved");
}

#[test]
fn only_some_subjects_have_parts() {
    for leaves in
        [["听力", "笔试", "合计"], ["笔试", "实验", "总分"], ["听力", "笔试", "语文"], ["听力", "笔试", "得分"]]
    {
        let exam = Exam::new("[[source]]\npath = 'a.xlsx'");
        merged(exam.folder.path(), &leaves);
        let found = exam.ok();
        assert_eq!(lines(&found), truth(), "{leaves:?}");
        assert_eq!(problems(&found), [""; 0], "{leaves:?}");
        let (sketch, found) = run(exam.folder.path(), &["a.xlsx"]);
        let ids: Vec<&str> = sketch.subjects.iter().map(|subject| subject.id.as_str()).collect();
        assert_eq!((ids, found.book.n_pupils()), (vec!["math", "chinese"], 6), "{leaves:?}");
    }
}

#[test]
fn the_total_is_the_one_that_stands_alone() {
    let text = "学校,班级,考号,主科,,,总分\n,,,语文,数学,合计,\n甲校,1,1,50,60,0,110\n甲校,1,2,50,61,0,111\n";
    let found = Exam::csv(text).ok();
    assert_eq!((found.accounts[0].columns["total"].as_str(), problems(&found).len()), ("总分", 0));
    // A mapping that names it does not mean the sums of subjects.
    let named = Exam::new("[[source]]\npath = 'a.csv'\ncolumns = { total = '总分' }");
    let found = named.file("a.csv", table("A卷 B卷 总分", 2).as_bytes()).ok();
    assert_eq!((lines(&found), found.accounts[0].columns["total"].as_str()), (truth(), "总分"));
}

#[test]
fn totals_that_are_no_sum_reach_the_verdict() {
    let claims = |wrong: u32| -> Vec<(PaperAspect, f64)> {
        let rows = (0..10).map(|n| format!("甲校,1,{n},50,60,{}\n", if n < wrong { 130 } else { 110 }));
        let found = Exam::csv(&format!("学校,班级,考号,语文,数学,总分\n{}", rows.collect::<String>())).ok();
        let schools = found.problems.iter().filter(|problem| problem.school.is_some()).count();
        assert_eq!(schools, if wrong > 5 { 0 } else { wrong as usize });
        found.claims.iter().map(|claim| (claim.aspect, claim.found)).collect()
    };
    assert_eq!(claims(5), []);
    assert_eq!(claims(6), [(PaperAspect::TotalsAgree, 6.0)]);
}

#[test]
fn places_below_a_name_of_ranks_are_no_columns_of_pupils() {
    let text = "学校,班级,考号,语文,数学,名次,,\n,,,,,班级,年级,全县\n甲校,1,1,70,60,1,1,1\n甲校,1,2,50,55,2,2,2\n";
    let found = Exam::csv(text).ok();
    assert_eq!(lines(&found), ["/甲校/1/1 700 600", "/甲校/1/2 500 550"]);
    assert_eq!(problems(&found), [""; 0]);
}
