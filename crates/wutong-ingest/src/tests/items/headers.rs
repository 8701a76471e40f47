//! Headers of item sheets, from one row to three.

use wutong_model::PaperAspect;

use super::*;

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
    let unknown = found.problems.iter().filter(|problem| problem.kind == ProblemKind::UnknownItem);
    let unknown: Vec<_> = unknown.map(|p| (p.text.as_str(), p.expected.as_str(), p.place.row)).collect();
    assert_eq!(unknown, [("17", "1", 1), ("题1", "1", 1)]);
    let found = with_items(BLUEPRINT, "考号,题1,T1,2\n001,3,3,3\n");
    assert_eq!(problems(&found), ["unknown-item items.csv:1 T1 'T1'", "unknown-item items.csv:1 题1 '题1'"]);
    assert!(one(&found).marks[0].is_none());
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
        .unread(&["items.csv", "subject = "]);
}

#[test]
fn item_files_without_items_or_identifiers() {
    math("", ITEMS).file("items.csv", "学校,班级,座号,1,2\n一中,1,7,3,4\n".as_bytes()).unread(&["items.csv", "考号"]);
    math("", ITEMS).file("items.csv", "考号,语文,数学\n001,3,4\n".as_bytes()).unread(&["items.csv", "题1"]);
}

#[test]
fn headers_in_workbooks() {
    use rust_xlsxwriter::{ExcelDateTime, Format};
    let exam = math("题号,满分\n1-1,3\n1-2,7\n", "[[source]]\npath = 'items.xlsx'\nkind = 'items'");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let day = Format::new().set_num_format("m-d");
    let date = |day| ExcelDateTime::from_ymd(2025, 1, day).expect("a day");
    // A spreadsheet takes 1-1 for the first of January.
    sheet.write_string(1, 0, "考号").expect("written");
    sheet.merge_range(0, 1, 0, 2, "小题分", &Format::new()).expect("merged");
    sheet.write_datetime_with_format(1, 1, date(1), &day).expect("written");
    sheet.write_datetime_with_format(1, 2, date(2), &day).expect("written");
    sheet.write_string(2, 0, "满分").expect("written");
    sheet.write_number(2, 1, 3).expect("written");
    sheet.write_number(2, 2, 7).expect("written");
    sheet.write_string(3, 0, "001").expect("written");
    sheet.write_number(3, 1, 2.5).expect("written");
    sheet.write_number(3, 2, 4.5).expect("written");
    workbook.save(exam.folder.path().join("items.xlsx")).expect("saved");
    let found = exam.ok();
    assert_eq!(marks(one(&found)), ["1-1/30: 25 . . .", "1-2/70: 45 . . ."]);
    assert_eq!((problems(&found), found.claims.len()), (vec![], 0));
}
