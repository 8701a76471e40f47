//! What `wutong init` makes of files of items, and what it asks.

use std::fmt::Write;

use super::super::sketches::run;
use super::*;
use crate::Sketch;

const SCORES: &str = "学校,班级,考号,语文,数学\n一中,1,1001,60,9\n一中,1,1002,50,8\n一中,2,1003,70,7\n";

fn asked(sketch: &Sketch, word: &str) -> usize {
    sketch.questions.iter().filter(|question| question.zh.contains(word)).count()
}

/// Scores and a file of mathematics; what is found and read.
fn with(name: &str, text: &str) -> (Sketch, Ingested) {
    let exam = Exam::new("").file("成绩.csv", SCORES.as_bytes()).file(name, text.as_bytes());
    run(exam.folder.path(), &["成绩.csv", name])
}

#[test]
fn columns_called_as_the_items_of_the_table() {
    let table = "题目,分值,能力层次\n听力,3,理解\n阅读A,3,运用\n书面表达,4,运用\n";
    let items =
        "学校,班级,考号,数学,听力,阅读A,书面表达\n一中,1,1001,9,3,2,4\n一中,1,1002,8,2,2,4\n一中,2,1003,7,2,3,2\n";
    let exam = Exam::new("")
        .file("成绩.csv", SCORES.as_bytes())
        .file("数学小题分.csv", items.as_bytes())
        .file("数学细目表.csv", table.as_bytes());
    let (sketch, found) = run(exam.folder.path(), &["成绩.csv", "数学小题分.csv", "数学细目表.csv"]);
    assert_eq!(asked(&sketch, "听力") + asked(&sketch, "书面表达"), 0, "{:?}", sketch.questions);
    assert_eq!(ids(&found), ["听力", "阅读A", "书面表达"]);
    assert!(one(&found).marks.iter().all(Option::is_some));
}

#[test]
fn what_stands_below_a_number_is_of_the_item() {
    let text = "学校,班级,考号,1,,2,,3,,4,,总分\n,,,选项,得分,选项,得分,选项,得分,(1),小计,得分\n\
                一中,1,1001,A,3,B,2,C,1,3,3,9\n一中,1,1002,B,0,B,3,C,1,4,4,8\n一中,2,1003,A,3,C,2,C,1,1,1,7\n";
    let (sketch, found) = with("数学小题分.csv", text);
    assert_eq!(asked(&sketch, "得分") + asked(&sketch, "小计"), 0, "{:?}", sketch.questions);
    let items = one(&found);
    assert_eq!(marks(items)[0].split_once(": ").map(|(_, cells)| cells), Some("3 0 3"));
    assert!(items.options[1].is_some());
    assert_eq!(of_kind(&found, "no-pupil-id"), [""; 0]);
}

#[test]
fn parts_of_papers_are_no_question() {
    for header in ["填空题得分", "解答题", "选做题号", "__index_level_0__"] {
        let text = format!(
            "学校,班级,考号,1,2,3,{header},总分\n一中,1,1001,3,2,4,6,9\n一中,1,1002,3,3,2,5,8\n一中,2,1003,3,2,2,4,7\n"
        );
        assert_eq!(asked(&with("数学小题分.csv", &text).0, header), 0, "{header}");
    }
    let text =
        "学校,班级,考号,1,2,3,附加题,总分\n一中,1,1001,3,2,4,6,9\n一中,1,1002,3,3,2,5,8\n一中,2,1003,3,2,2,4,7\n";
    assert_eq!(asked(&with("数学小题分.csv", text).0, "附加题"), 1);
}

#[test]
fn versions_of_a_paper_are_asked_about() {
    let text = "考号,卷型,1,2,3\n1001,A,B,A,C\n1002,B,C,B,A\n1003,A,A,D,C\n";
    assert_eq!(asked(&with("数学选项.csv", text).0, "卷型"), 1);
    let text = "题号,分值,A卷答案,B卷答案\n1,3,A,B\n2,3,C,D\n3,4,B,C\n";
    assert_eq!(asked(&with("数学细目表.csv", text).0, "A卷答案"), 1);
}

#[test]
fn zeros_of_items_tell_nothing_of_electives() {
    let mut scores = "学校,班级,考号,语文,数学,英语,物理,历史,化学,生物,政治,地理\n".to_owned();
    let mut items = "学校,班级,考号,1,2,3,总分\n".to_owned();
    for n in 0..48u32 {
        let mark = |chosen: bool| if chosen { (40 + n % 50).to_string() } else { String::new() };
        let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
        let (physics, (a, b)) = (n % 3 > 0, pairs[(n / 3 % 6) as usize]);
        let more = (0..4).map(|subject| mark(subject == a || subject == b)).collect::<Vec<_>>().join(",");
        let core = format!("{},{},{}", 90 + n % 40, 80 + n % 60, 70 + n % 70);
        writeln!(scores, "一中,1,{},{core},{},{},{more}", 1001 + n, mark(physics), mark(!physics)).expect("written");
        let of_items = if physics { format!("10,10,{},{}", 20 + n % 50, 40 + n % 50) } else { "0,0,0,0".to_owned() };
        writeln!(items, "一中,1,{},{of_items}", 1001 + n).expect("written");
    }
    let exam = Exam::new("").file("高二成绩.csv", scores.as_bytes()).file("物理小题分.csv", items.as_bytes());
    let (sketch, _) = run(exam.folder.path(), &["高二成绩.csv", "物理小题分.csv"]);
    assert_eq!(asked(&sketch, "看不出每名考生选考几科"), 0, "{:?}", sketch.questions);
    assert_eq!(sketch.choices.iter().map(|choice| choice.number).sum::<usize>(), 3);
}

#[test]
fn a_list_of_pupils_expected_says_so_by_its_name() {
    let list = "学校,班级,考号,姓名\n一中,1,1001,某甲\n一中,1,1002,某乙\n一中,2,1003,某丙\n一中,2,1004,某丁\n";
    assert_eq!(asked(&with("应考名单.csv", list).0, "名单"), 0);
    assert_eq!(asked(&with("名册.csv", list).0, "名单"), 1);
}
