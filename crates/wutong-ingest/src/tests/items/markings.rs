//! Chosen options, and markings in rows and in columns.

use wutong_model::Marking;

use super::*;

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
            "unmatched-pupil marking.csv:7 考号 '088'",
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
fn scripts_that_are_marked_once() {
    let text = "考号,题号,得分,评卷员,阅卷时间\n001,1,2,王,10:06\n002,1,3,李,10:08\n";
    let found = math("", MARKING).file("marking.csv", text.as_bytes()).ok();
    assert_eq!(markings(one(&found)), ["1 0: 20 - - - - 王 - - -", "1 1: 30 - - - - 李 - - -"]);
    assert_eq!(problems(&found), Vec::<String>::new());
}

#[test]
fn stages_by_number() {
    let text = "考号,题号,一评分数,评卷教师1,二评分数,评卷教师2,最终分数\n001,第1题,2,王,3,李,2.5\n";
    let found = math("", MARKING).file("marking.csv", text.as_bytes()).ok();
    assert_eq!(markings(one(&found)), ["第1题 0: 20 30 - - 25 王 李 - -"]);
}

#[test]
fn one_sheet_an_item() {
    let source = "[[source]]\npath = 'm.xlsx'\nkind = 'marking'";
    let sheets = [("第1题", "考号,一评,一评教师\n001,2,王\n"), ("第2题", "考号,一评,一评教师\n001,1,李\n002,3,王\n")];
    let sheets = sheets.map(|(name, text)| (name, text.replace("00", "'00")));
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let found = math(BLUEPRINT, source).workbook("m.xlsx", &sheets).ok();
    assert_eq!(
        markings(one(&found)),
        ["1 0: 20 - - - - 王 - - -", "2 0: 10 - - - - 李 - - -", "2 1: 30 - - - - 王 - - -"]
    );
    assert_eq!(problems(&found), Vec::<String>::new());
}

#[test]
fn a_column_names_the_subject() {
    let scores = "学校,班级,考号,语文,数学\n一中,1,1001,60,70\n一中,1,1002,50,60\n";
    let text = "科目,题号,考号,一评分,一评教师\n语文,15,1001,40,王\n数学,20,1001,9,李\n数学,20,1002,8,李\n体育,1,1001,5,赵\n\
                数学,20,1009,8,李\n";
    let found = Exam::new("[[source]]\npath = 's.csv'\n[[source]]\npath = 'm.csv'\nkind = 'marking'")
        .file("s.csv", scores.as_bytes())
        .file("m.csv", text.as_bytes())
        .ok();
    let all: Vec<(usize, Vec<String>)> = found.items.iter().map(|items| (items.subject, markings(items))).collect();
    let math = vec!["20 0: 90 - - - - 李 - - -".to_owned(), "20 1: 80 - - - - 李 - - -".to_owned()];
    assert_eq!(all, [(0, vec!["15 0: 400 - - - - 王 - - -".to_owned()]), (1, math)]);
    let told = problems(&found);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&"unknown-subject m.csv:5 科目 '体育'".to_owned()), "{told:?}");
    assert!(told.iter().any(|problem| problem.starts_with("unmatched-pupil m.csv:6")), "{told:?}");
}
