//! Item sheets without identifiers.

use super::*;

fn exam(scores: &str, items: &str) -> Exam {
    let subjects = "[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10\ndecimals = 0";
    Exam::with_subjects(&format!("[[source]]\npath = 'scores.csv'\n{ITEMS}"), subjects)
        .file("scores.csv", scores.as_bytes())
        .file("items.csv", items.as_bytes())
}

const ITEM_ROWS: &str = "学校,班级,姓名,1,2,总分\n一中,1班,王伟,3,4,7\n一中,2班,王伟,1,2,3\n二中,1班,李 娜,5,5,10\n";

#[test]
fn pupils_are_found_by_school_class_and_name() {
    for scores in [
        "学校,班级,姓名,数学\n二中,1班,李娜,10\n一中,2班,王伟,3\n一中,1班,王伟,7\n",
        // With identifiers in the one and without them in the other; another spelling of the class.
        "学校,班级,考号,姓名,数学\n一中,901,0001,王伟,7\n一中,902,0002,王伟,3\n二中,901,0003,李娜,10\n",
    ] {
        let found = exam(scores, ITEM_ROWS).ok();
        let mut sums: Vec<(i32, i32)> = (0..3)
            .map(|row| {
                let items = one(&found).marks.iter().flatten().map(|column| column.ticks[row]);
                (found.book.subjects[0].ticks[row], items.sum())
            })
            .collect();
        sums.sort_unstable();
        assert_eq!(sums, [(3, 3), (7, 7), (10, 10)], "{scores}");
        assert_eq!(problems(&found), Vec::<String>::new(), "{scores}");
    }
}

#[test]
fn the_same_row_is_of_the_same_pupil_whatever_the_name() {
    let subjects = "[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10\ndecimals = 0";
    let source = "[[source]]\npath = '一中.csv'\n[[source]]\npath = '一中.csv'\nkind = 'items'";
    let found = Exam::with_subjects(source, subjects)
        .file("一中.csv", "班级,姓名,1,2,数学\n1班,王伟,3,4,7\n1班,王伟,1,2,3\n".as_bytes())
        .ok();
    let items = one(&found);
    for row in 0..2 {
        let sum: i32 = items.marks.iter().flatten().map(|column| column.ticks[row]).sum();
        assert_eq!(sum, found.book.subjects[0].ticks[row]);
    }
    assert_eq!(kinds(&found), [ProblemKind::SameName]);
}

#[test]
fn two_pupils_of_one_name_are_told_and_neither_is_guessed() {
    let scores = "学校,班级,考号,姓名,数学\n一中,1班,0001,王伟,7\n一中,1班,0002,王伟,3\n一中,1班,0003,李娜,5\n";
    let found = exam(scores, "学校,班级,姓名,1,2\n一中,1班,王伟,3,4\n一中,1班,李娜,2,3\n一中,1班,赵六,2,3\n").ok();
    let told = [
        "ambiguous-name items.csv:2  '一中 | 1班 | 〔文字2字〕'",
        "unmatched-pupil items.csv:4  '一中 | 1班 | 〔文字2字〕'",
    ];
    assert_eq!(problems(&found), told);
    let cells: Vec<String> =
        marks(one(&found)).iter().filter_map(|line| Some(line.split_once(": ")?.1.to_owned())).collect();
    assert_eq!(cells, [". . 2", ". . 3"]);
}

#[test]
fn sheets_of_classes_name_neither_school_nor_class_in_their_rows() {
    let subjects = "[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10\ndecimals = 0";
    let source = "[[source]]\npath = 's.csv'\n[[source]]\npath = '数学小题分.xlsx'\nkind = 'items'";
    let found = Exam::with_subjects(source, subjects)
        .file("s.csv", "学校,班级,考号,姓名,数学\n一中,九(1)班,1,王伟,7\n一中,九(2)班,2,王伟,3\n".as_bytes())
        .workbook(
            "数学小题分.xlsx",
            &[("九1班", "一中九（1）班数学\n姓名,1,2\n王伟,3,4"), ("九2班", "一中九（2）班数学\n姓名,1,2\n王伟,1,2")],
        )
        .ok();
    let sums: Vec<i32> =
        (0..2).map(|row| one(&found).marks.iter().flatten().map(|column| column.ticks[row]).sum()).collect();
    assert_eq!(sums, found.book.subjects[0].ticks);
    assert_eq!(problems(&found), Vec::<String>::new());
}
