//! Two-way specification tables that say more than one row an item, and tables that number items otherwise than the
//! columns of marks.

use super::*;

const PUPILS: &str = "考号,1,2,3\n001,3,2,2\n002,3,3,3\n";

/// `item full ability: points` of every item of the table.
fn items(found: &Ingested) -> Vec<String> {
    let shown = |item: &wutong_model::Item| {
        format!("{} {} {}: {}", item.id, item.full_ticks, item.ability, item.knowledge_points.join("+"))
    };
    one(found).blueprint.items.iter().map(shown).collect()
}

#[test]
fn headings_sums_and_tables_below_are_no_items() {
    for table in [
        "题号,题型,分值,知识点\n第Ⅰ卷 选择题（共6分）,,,\n1,选择,3,数\n2,选择,3,统计与概率\n小计,,6,\n第Ⅱ卷 非选择题,,4,\n3,解答,4,数\n\
         小计,,4,\n合计,,10,\n难度,题号,分值,比例\n易,1-2,6,60%\n难,3,4,40%\n题型,题数,分值,\n选择,2,6,\n解答,1,4,\n",
        "知识点,题号,分值\n数,1,3\n统计与概率,2,3\n数,3,4\n合计,,10\n题型,题数,分值\n选择题,2,6\n解答题,1,4\n",
    ] {
        let found = with_items(table, PUPILS);
        assert_eq!(items(&found), ["1 30 : 数", "2 30 : 统计与概率", "3 40 : 数"], "{table}");
        assert_eq!((problems(&found), found.claims.len()), (Vec::<String>::new(), 0), "{table}");
    }
}

#[test]
fn full_marks_with_their_parts_and_for_each_item() {
    let found = with_items("题号,分值\n1,每小题3分\n2,\n3,4（2+2）\n", PUPILS);
    assert_eq!(items(&found), ["1 30 : ", "2 30 : ", "3 40 : "]);
    assert_eq!((problems(&found), found.claims.len()), (Vec::new(), 0));
    // What does not add up is no full mark, and no row below a plain mark has it too.
    let found = with_items("题号,分值\n1,3\n2,\n3,4（2+3）\n", PUPILS);
    let told = problems(&found);
    assert!(told.contains(&"bad-list-row blueprint.csv:3 分值 ''".to_owned()), "{told:?}");
    assert!(told.contains(&"bad-list-row blueprint.csv:4 分值 '4（2+3）'".to_owned()), "{told:?}");
}

#[test]
fn rows_of_one_item_add_up() {
    let head = "题号,分值,知识点,能力\n1,3,数,识记\n2,3,形,理解\n";
    let found = with_items(&format!("{head}3,1,数,识记\n3,3,形,应用\n"), PUPILS);
    assert_eq!(items(&found), ["1 30 识记: 数", "2 30 理解: 形", "3 40 识记、应用: 数+形"]);
    assert_eq!((problems(&found), found.claims.len()), (Vec::new(), 0));
    // A row that is there twice is a slip, and so is a number further up.
    for slip in ["3,4,数,识记\n3,4,数,识记\n", "3,4,数,识记\n1,3,形,应用\n"] {
        let found = with_items(&format!("{head}{slip}"), PUPILS);
        assert_eq!(kinds(&found), [ProblemKind::BadListRow], "{slip}");
        assert_eq!(items(&found)[2], "3 40 识记: 数");
    }
}

#[test]
fn parts_of_the_table_that_have_one_mark() {
    let table = "题号,分值,知识点\n1,3,数\n2,3,形\n3(1),1,数\n3(2),3,形\n";
    let found = with_items(table, PUPILS);
    assert_eq!(items(&found), ["1 30 : 数", "2 30 : 形", "3 40 : 数+形"]);
    assert_eq!(marks(one(&found))[2], "3/40: 20 30 . .");
    assert_eq!((problems(&found), found.claims.len()), (Vec::new(), 0));
}

#[test]
fn marks_of_parts_that_are_one_item_of_the_table() {
    let text = "考号,1,2,3(1),3(2)\n001,3,2,1,1\n002,3,3,3,\n004,1,1,3,3\n";
    let found = with_items("题号,分值\n1,3\n2,3\n3,4\n", text);
    assert_eq!(marks(one(&found)), ["1/30: 30 30 . 10", "2/30: 20 30 . 10", "3/40: 20 30 . ?"]);
    assert_eq!(
        problems(&found),
        ["mark-above-full items.csv:4 3(1) + 3(2) '6'", "items-mismatch items.csv:2  '7'"][..1]
    );
    assert_eq!(found.claims.len(), 0);
}

#[test]
fn items_listed_by_what_they_ask_for() {
    let table = "知识点,题号,分值\n数,1、3,7\n统计与概率,2,3\n合计,,10\n";
    let found = with_items(table, "考号,1(3分),2(3分),3(4分)\n001,3,2,2\n002,3,3,3\n");
    assert_eq!(items(&found), ["1 30 : 数", "3 40 : 数", "2 30 : 统计与概率"]);
    assert_eq!((problems(&found), found.claims.len()), (Vec::new(), 0));
}

#[test]
fn numbers_behind_their_section() {
    let table = "大题,小题,分值\n一、选择题,1,3\n,2,3\n二、解答题,3,4\n";
    let found = with_items(table, "考号,一、1,一、2,二、3\n001,3,2,2\n002,3,3,3\n");
    assert_eq!(marks(one(&found)), ["1/30: 30 30 . .", "2/30: 20 30 . .", "3/40: 20 30 . ."]);
    assert_eq!(problems(&found), Vec::<String>::new());
}

#[test]
fn rows_over_the_items_say_what_they_ask_for() {
    let head = ",题型,选择题,选择题,解答题\n,知识点,数,形,数、形\n,能力层次,识记,理解,应用\n,满分,3,3,4\n";
    let found = with_items("", &format!("{head}考号,姓名,第1题,第2题,第3题\n001,甲,3,2,2\n002,乙,3,3,3\n"));
    assert_eq!(items(&found), ["第1题 30 识记: 数", "第2题 30 理解: 形", "第3题 40 应用: 数+形"]);
    assert_eq!(one(&found).blueprint.items[2].kind, "解答题");
    let below = "考号,姓名,1,2,3\n,题型,选择题,选择题,解答题\n,满分,3,3,4\n001,甲,3,2,2\n002,乙,3,3,3\n";
    let found = with_items("", below);
    assert_eq!(marks(one(&found)), ["1/30: 30 30 . .", "2/30: 20 30 . .", "3/40: 20 30 . ."]);
    assert_eq!(problems(&found), Vec::<String>::new());
}

#[test]
fn files_of_parts_of_a_paper_are_one() {
    let sources: String = (1..4).map(|n| format!("[[source]]\npath = '{n}.csv'\nkind = 'items'\n")).collect();
    let mut exam = math("题号,分值\n1,3\n2,3\n3,4\n", &sources);
    for n in 1..4 {
        exam = exam.file(&format!("{n}.csv"), format!("考号,{n}\n001,2\n002,3\n004,1\n").as_bytes());
    }
    let found = exam.ok();
    assert_eq!(marks(one(&found)), ["1/30: 20 30 . 10", "2/30: 20 30 . 10", "3/40: 20 30 . 10"]);
    assert_eq!(found.claims.len(), 0, "{:?}", found.claims);
}

#[test]
fn one_workbook_with_marks_options_answers_and_table() {
    let subjects = "[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10\ndecimals = 1\nitems = '数学.xlsx'";
    let sources = "[[source]]\npath = 's.csv'\n[[source]]\npath = '数学.xlsx'\nkind = 'items'\n\
                   [[source]]\npath = '数学.xlsx'\nkind = 'options'";
    let found = Exam::with_subjects(sources, subjects)
        .file("s.csv", "学校,班级,考号,数学\n一中,1,1001,7\n一中,1,1002,9\n".as_bytes())
        .workbook(
            "数学.xlsx",
            &[
                ("小题分", "考号,1,2,3\n1001,3,0,4\n1002,3,3,3\n"),
                ("作答", "考号,1,2\n1001,A,B\n1002,A,C\n"),
                ("答案", "题号,答案,分值\n1,A,3\n2,C,3\n"),
                ("细目表", "题号,分值,知识点\n1,3,数\n2,3,形\n3,4,数\n"),
            ],
        )
        .ok();
    assert_eq!(items(&found), ["1 30 : 数", "2 30 : 形", "3 40 : 数"]);
    assert_eq!(one(&found).blueprint.items[1].key.to_string(), "C");
    assert_eq!(marks(one(&found)), ["1/30: 30 30", "2/30: 0 30", "3/40: 40 30"]);
    assert!(one(&found).options[0].is_some() && one(&found).options[2].is_none());
    assert_eq!((problems(&found), found.claims.len()), (Vec::new(), 0));
}

#[test]
fn a_column_names_the_item_that_was_chosen() {
    let table = "题号,题型,分值\n1,填空,6\n2,选做题,4\n3,选做题,4\n";
    let found = with_items(table, "考号,1,选做题号,2,3\n001,5,2,2,0\n002,6,3,0,3\n004,2,2,0,0\n");
    assert_eq!(marks(one(&found)), ["1/60: 50 60 . 20", "2/40: 20 o . 0", "3/40: o 30 . o"]);
    assert_eq!(found.claims.len(), 0, "{:?}", found.claims);
    // One mark for whichever it was.
    let found = with_items(table, "考号,1,选做题号,选做题得分\n001,5,2,2\n002,6,3,3\n004,2,,\n");
    assert_eq!(marks(one(&found)), ["1/60: 50 60 . 20", "2/40: 20 o . o", "3/40: o 30 . o"]);
    assert_eq!(found.claims.len(), 0, "{:?}", found.claims);
}

#[test]
fn full_marks_behind_the_number() {
    let found = with_items("", "考号,\"第1题\n满分：3分\",第2题 满分7分\n001,3,4\n002,2,7\n");
    assert_eq!(marks(one(&found)), ["第1题/30: 30 20 . .", "第2题/70: 40 70 . ."]);
}
