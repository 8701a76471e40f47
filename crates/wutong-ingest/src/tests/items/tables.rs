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

/// Two subjects out of 10 with one file of tables, and what `wutong init` makes of it.
fn shared(table: &str) -> (Ingested, crate::Sketch, String) {
    let subject =
        |id: &str, name: &str| format!("[[subject]]\nid = '{id}'\nname = '{name}'\nfull_mark = 10\nitems = 'b.csv'\n");
    let exam =
        Exam::with_subjects("[[source]]\npath = 's.csv'", &(subject("chinese", "语文") + &subject("math", "数学")));
    let exam =
        exam.file("b.csv", table.as_bytes()).file("s.csv", "学校,班级,考号,语文,数学\n一中,1,001,7,9\n".as_bytes());
    let folder = exam.folder.path().to_owned();
    let sketch = crate::sketch(&[folder.join("s.csv"), folder.join("b.csv")]).expect("readable");
    let toml = sketch.to_toml(&folder);
    (exam.ok(), sketch, toml)
}

fn of_subjects(found: &Ingested) -> Vec<String> {
    let items = |book: &wutong_model::ItemBook| {
        let items = book.blueprint.items.iter().map(|item| format!("{}={}", item.id, item.full_ticks));
        items.collect::<Vec<_>>().join(" ")
    };
    found.items.iter().map(items).collect()
}

#[test]
fn tables_of_several_subjects_in_one_sheet() {
    for table in [
        "科目,题号,分值,知识点\n语文,1,4,字\n语文,2,6,文\n数学,1,3,数\n数学,2,7,形\n",
        // Named once over its rows.
        "学科,题号,分值,知识点\n语文,1,4,字\n,2,6,文\n数学,1,3,数\n,2,7,形\n",
        "语文双向细目表\n题号,分值,知识点\n1,4,字\n2,6,文\n合计,10,\n数学双向细目表\n题号,分值,知识点\n1,3,数\n2,7,形\n合计,10,\n",
        // The second one has other columns.
        "语文双向细目表\n题号,分值,知识点\n1,4,字\n2,6,文\n数学双向细目表\n题号,题型,知识点,分值\n1,填空,数,3\n2,解答,形,7\n",
    ] {
        let (found, sketch, toml) = shared(table);
        assert_eq!(of_subjects(&found), ["1=400 2=600", "1=300 2=700"], "{table}");
        assert_eq!((problems(&found), found.claims.len()), (Vec::new(), 0), "{table}");
        assert_eq!(toml.matches("items = \"b.csv\"").count(), 2, "{toml}");
        assert!(sketch.questions.iter().all(|question| !question.zh.contains("细目表")), "{:?}", sketch.questions);
    }
}

#[test]
fn rows_of_no_known_subject_are_set_aside() {
    let (found, ..) = shared("科目,题号,分值\n语文,1,4\n语文,2,6\n数字,1,3\n数学,2,7\n数学,3,3\n");
    assert_eq!(of_subjects(&found), ["1=400 2=600", "2=700 3=300"]);
    assert_eq!(of_kind(&found, "bad-list-row"), ["bad-list-row b.csv:4 科目 '数字'"; 2]);
}

#[test]
fn headings_that_name_a_subject_part_no_table() {
    let table = "题号,分值\n语文部分,\n1,4\n2,3\n数学部分,\n3,3\n";
    let found = with_items(table, "考号,1,2,3\n001,3,2,2\n002,3,3,3\n");
    assert_eq!(ids(&found), ["1", "2", "3"]);
}

#[test]
fn a_key_is_no_table_of_the_whole_paper() {
    let key = "题号,答案,分值\n1,A,3\n2,C,3\n";
    let found = with_items(key, "考号,1,2,第3题\n001,3,0,4\n002,3,3,3\n");
    assert_eq!(items(&found), ["1 30  : ", "2 30  : ", "3 40  : "]);
    assert_eq!((problems(&found), found.claims.len()), (Vec::new(), 0));
    let keys: Vec<bool> = one(&found).blueprint.items.iter().map(|item| item.key.is_empty()).collect();
    assert_eq!(keys, [false, false, true]);
    // Where it is all there is, or more than the paper, its marks are held against it.
    let claims = |found: &Ingested| found.claims.iter().map(|claim| claim.found).collect::<Vec<_>>();
    assert_eq!(claims(&with_items(key, "考号,1,2\n001,3,0\n002,0,3\n")), [6.0]);
    assert_eq!(claims(&with_items(key, "考号,1,2,3\n001,3,0,5\n002,0,3,2\n")), [11.0]);
    // A table that says what items ask for is one of the paper.
    let table = "题号,答案,分值,知识点\n1,A,3,数\n2,C,3,形\n";
    let found = with_items(table, "考号,1,2,3\n001,3,0,4\n002,0,3,2\n");
    assert_eq!(of_kind(&found, "unknown-item").len(), 1);
}
