//! Rows of a two-way specification table that stand for several items.

use super::*;

/// `item full` of every item of the table.
fn items(found: &Ingested) -> Vec<String> {
    one(found).blueprint.items.iter().map(|item| format!("{} {}", item.id, item.full_ticks)).collect()
}

const PUPILS: &str = "考号,1,2,3,4\n001,2,2,1,2\n002,2,2,2,3\n";

#[test]
fn a_row_of_several_items_is_each_of_them() {
    let expected = ["1 20", "2 20", "3 20", "4 40"];
    for table in [
        // Marks of one item each: the header says so, or nothing else makes up the paper.
        "题号,每题分值,知识点\n1-3,2,数\n4,4,形\n",
        "题号,分值,知识点\n1～3,2,数\n4,4,形\n",
        "题号,分值,知识点\n第1至3题,2分,数\n4,4分,形\n",
        // Marks of all of them together.
        "题号,分值,知识点\n1-3,6,数\n4,4,形\n",
        "题目序号,小题满分,知识点\n1、2,4,数\n3,2,数\n4,4,形\n",
    ] {
        let found = with_items(table, PUPILS);
        assert_eq!(items(&found), expected, "{table}");
        assert_eq!(problems(&found), Vec::<String>::new(), "{table}");
        assert_eq!(found.claims.len(), 0, "{table}");
        let points: Vec<_> = one(&found).blueprint.items.iter().map(|item| item.knowledge_points.join("+")).collect();
        assert_eq!(points, ["数", "数", "数", "形"], "{table}");
    }
}

#[test]
fn parts_of_an_item_are_no_range() {
    let found = with_items("题号,分值\n1-1,2\n1-2,4\n2,4\n", "考号,1-1,1-2,2\n001,1,2,4\n002,2,3,4\n");
    assert_eq!(items(&found), ["1-1 20", "1-2 40", "2 40"]);
}

#[test]
fn pupils_may_have_one_mark_for_several_items() {
    let found = with_items("题号,分值\n1-3,6\n4,4\n", "考号,1-3,4\n001,5,2\n002,6,3\n");
    assert_eq!(items(&found), ["1-3 60", "4 40"]);
    assert_eq!(problems(&found), Vec::<String>::new());
}

#[test]
fn a_table_that_makes_up_no_paper_is_told() {
    let found = with_items("题号,分值\n1-3,3\n4,4\n", PUPILS);
    assert_eq!(found.claims.len(), 1);
}
