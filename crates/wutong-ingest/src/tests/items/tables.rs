//! Two-way specification tables in the forms that schools draw them in.

use super::*;

const PUPILS: &str = "考号,1,2,3\n001,3,2,2\n002,3,3,3\n";

/// `item full kind ability: points` of every item of the table.
fn items(found: &Ingested) -> Vec<String> {
    let shown = |item: &wutong_model::Item| {
        let points = item.knowledge_points.join("+");
        format!("{} {} {} {}: {points}", item.id, item.full_ticks, item.kind, item.ability)
    };
    one(found).blueprint.items.iter().map(shown).collect()
}

#[test]
fn abilities_as_columns_with_ticks_or_marks() {
    let expected = ["1 30  识记: 数", "2 30  理解、应用: 形", "3 40  应用: 数"];
    for table in [
        "数学双向细目表\n题号,分值,知识点,识记,理解,应用,难度\n1,3,数,√,,,0.9\n2,3,形,,√,√,0.7\n3,4,数,,,√,0.5\n合计,10,,,,,\n",
        "题号,知识点,能力层次,,,分值\n,,识记,理解,应用,\n1,数,3,,,3\n2,形,,1,2,3\n3,数,,,4,4\n合计,,3,1,6,10\n",
        "题号,知识点,识记(A),理解(B),应用(C)\n1,数,3,,\n2,形,0,2,1\n3,数,,,4\n",
        "题号,满分,考查内容,,能力要求,能力要求,能力要求\n,,数,形,识记,理解,应用\n1,3,√,,√,,\n2,3,,√,,√,√\n3,4,√,,,,√\n",
    ] {
        let found = with_items(table, PUPILS);
        let bare = |line: String| line.replace("(A)", "").replace("(B)", "").replace("(C)", "");
        assert_eq!(items(&found).into_iter().map(bare).collect::<Vec<_>>(), expected, "{table}");
        assert_eq!(problems(&found), Vec::<String>::new(), "{table}");
    }
}

#[test]
fn headers_are_known_by_what_they_end_with() {
    for header in [
        "小题号,分数,核心知识点,关键能力,考查形式",
        "试题编号,赋分,内容领域,认知维度,主要题型",
        "题序,小题分值,知识模块,学科能力,题类",
    ] {
        let found = with_items(&format!("{header}\n1,3,数,识记,填空\n2,3,形,理解,填空\n3,4,数,应用,解答\n"), PUPILS);
        assert_eq!(items(&found), ["1 30 填空 识记: 数", "2 30 填空 理解: 形", "3 40 解答 应用: 数"], "{header}");
    }
}

#[test]
fn marks_by_ability_that_do_not_add_up_are_set_aside() {
    let found = with_items("题号,分值,识记,理解\n1,3,3,\n2,3,2,2\n3,4,,4\n", PUPILS);
    let told = problems(&found);
    assert!(told.contains(&"bad-list-row blueprint.csv:3 识记 '2 + 2 ≠ 3'".to_owned()), "{told:?}");
    assert_eq!(ids(&found), ["1", "3"]);
}

#[test]
fn a_line_of_the_header_is_no_heading_of_a_part() {
    let table = "大题,题号,分值,知识点\n一、选择题,,,\n,1,3,数\n,2,3,形\n二、解答题,,,\n,3,4,数\n";
    assert_eq!(ids(&with_items(table, PUPILS)), ["1", "2", "3"]);
}

#[test]
fn one_sheet_a_subject() {
    let subject =
        |id: &str, name: &str| format!("[[subject]]\nid = '{id}'\nname = '{name}'\nfull_mark = 10\nitems = 'b.xlsx'\n");
    let tables = [("语文", "题号,分值,知识点\n1,4,字\n2,6,文\n"), ("数学", "题号,分值,知识点\n1,3,数\n2,7,形\n")];
    let exam =
        Exam::with_subjects("[[source]]\npath = 's.csv'", &(subject("chinese", "语文") + &subject("math", "数学")));
    let exam = exam.workbook("b.xlsx", &tables).file("s.csv", "学校,班级,考号,语文,数学\n一中,1,001,7,9\n".as_bytes());
    let folder = exam.folder.path().to_owned();
    let found = exam.ok();
    let tables = found.accounts.iter().filter(|account| account.kind == "blueprint");
    let sheets: Vec<(&str, u64)> = tables.map(|account| (account.sheet.as_str(), account.kept)).collect();
    assert_eq!(sheets, [("数学", 2), ("语文", 2)]);
    let sketch = crate::sketch(&[folder.join("s.csv"), folder.join("b.xlsx")]).expect("readable");
    let toml = sketch.to_toml(&folder);
    assert_eq!(toml.matches("items = \"b.xlsx\"").count(), 2, "{toml}");
    assert!(sketch.questions.iter().all(|question| !question.zh.contains("细目表")), "{:?}", sketch.questions);
}
