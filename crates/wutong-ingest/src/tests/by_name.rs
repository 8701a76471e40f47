//! Pupils without identifiers, told by school, class and name.

use super::{Exam, kinds, lines, problems};

const KEY: &[u8] = b"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
const WORKBOOK: &str = "[[source]]\npath = 's.xlsx'";

fn two(chinese: &str, math: &str) -> Exam {
    let sheet = |rows: &str| format!("学校,班级,姓名,成绩\n{rows}");
    Exam::new(WORKBOOK).workbook("s.xlsx", &[("语文", &sheet(chinese)), ("数学", &sheet(math))])
}

/// School, class and marks; made identifiers are tested elsewhere.
fn marks(found: &crate::Ingested) -> Vec<String> {
    let marks = |line: String| {
        let (who, marks) = line.split_once(' ').expect("a pupil and marks");
        let place: Vec<&str> = who.split('/').skip(1).take(2).collect();
        format!("{} {marks}", place.join("/"))
    };
    lines(found).into_iter().map(marks).collect()
}

#[test]
fn rows_of_several_sheets_are_joined_by_school_class_and_name() {
    // Another order, blanks within a name, another dot, another spelling of the class.
    let found = two(
        "一中,1班,王伟,80\n一中,1班,李娜,70\n一中,2班,王伟,60\n二中,1班,王伟,50\n一中,1班,阿依古丽·买买提,40\n",
        "二中,1班,王伟,55\n一中,2班,王 伟,65\n一中,901,阿依古丽.买买提,45\n一中,901,王　伟,85\n一中,901,李娜,75\n",
    )
    .ok();
    let expected = ["一中/1班 400 450", "一中/1班 700 750", "一中/1班 800 850", "一中/2班 600 650", "二中/1班 500 550"];
    assert_eq!(marks(&found), expected);
    assert_eq!(problems(&found), Vec::<String>::new());
    assert_eq!(found.accounts.iter().map(|account| account.kept).sum::<u64>(), 10);
}

#[test]
fn who_is_missing_from_a_sheet_of_one_subject_was_absent() {
    let found = two("一中,1,王伟,80\n一中,1,李娜,70\n", "一中,1,王伟,85\n一中,1,张敏,75\n").ok();
    assert_eq!(marks(&found), ["一中/1 absent 750", "一中/1 700 absent", "一中/1 800 850"]);
}

#[test]
fn two_pupils_of_one_name_are_never_merged() {
    let found =
        two("一中,1,王伟,80\n一中,1,王伟,81\n一中,1,李娜,70\n", "一中,1,王伟,85\n一中,1,王伟,86\n一中,1,李娜,75\n")
            .ok();
    assert_eq!(marks(&found), ["一中/1 700 750"]);
    let told = [
        "ambiguous-name s.xlsx:2 姓名 '一中 | 1 | 〔文字2字〕'",
        "ambiguous-name s.xlsx:3 姓名 '一中 | 1 | 〔文字2字〕'",
    ];
    assert_eq!(problems(&found), [told, told].concat());
    assert_eq!(found.accounts.iter().map(|account| account.set_aside).sum::<u64>(), 4);
    // One of them sat only one paper: the one row cannot be given to either.
    let found = two("一中,1,王伟,80\n一中,1,王伟,80\n", "一中,1,王伟,85\n一中,1,李娜,75\n").ok();
    assert_eq!(marks(&found), ["一中/1 absent 750"]);
    assert_eq!(kinds(&found).len(), 3);
}

#[test]
fn what_tells_them_apart_is_written_into_the_quarantine() {
    let corrections = "file,sheet,row,column,original_text,corrected\n\
                       s.xlsx,语文,2,姓名,一中 | 1 | 〔文字2字〕,王伟1\ns.xlsx,语文,3,姓名,一中 | 1 | 〔文字2字〕,王伟2\n\
                       s.xlsx,数学,2,姓名,一中 | 1 | 〔文字2字〕,王伟2\ns.xlsx,数学,3,姓名,一中 | 1 | 〔文字2字〕,王伟1\n";
    let sheet = |rows: &str| format!("学校,班级,姓名,成绩\n{rows}");
    let found = Exam::new(&format!("{WORKBOOK}\n[[source]]\npath = 'c.csv'\nkind = 'corrections'"))
        .workbook(
            "s.xlsx",
            &[
                ("语文", &sheet("一中,1,王伟,80\n一中,1,王伟,81\n")),
                ("数学", &sheet("一中,1,王伟,86\n一中,1,王伟,85\n")),
            ],
        )
        .file("c.csv", corrections.as_bytes())
        .ok();
    assert_eq!(problems(&found), Vec::<String>::new());
    assert_eq!(marks(&found), ["一中/1 800 850", "一中/1 810 860"]);
}

#[test]
fn two_rows_of_one_name_in_one_sheet_are_two_pupils_and_told() {
    let found = Exam::csv("学校,班级,姓名,语文,数学\n一中,1,王伟,80,90\n一中,1,王伟,70,60\n一中,1,李娜,50,40\n").ok();
    assert_eq!(found.book.n_pupils(), 3);
    assert_eq!(problems(&found), ["same-name scores.csv:3 姓名 '一中 | 1 | 〔文字2字〕'"]);
    assert_eq!(found.problems[0].expected, "2");
    let repeated = Exam::csv("学校,班级,姓名,语文,数学\n一中,1,王伟,80,90\n一中,1,王伟,80,90\n").ok();
    assert_eq!(repeated.book.n_pupils(), 1);
    assert_eq!(problems(&repeated), ["repeated-pupil scores.csv:3  '一中 | 1 | 〔文字2字〕'"]);
}

#[test]
fn sheets_that_contradict_each_other_set_the_pupil_aside() {
    let sheet = "学校,班级,姓名,语文,数学\n一中,1,王伟,";
    let rows = |mark: &str| format!("{sheet}{mark},90\n一中,1,李娜,70,75\n");
    let found = Exam::new(WORKBOOK).workbook("s.xlsx", &[("初稿", &rows("80")), ("定稿", &rows("81"))]).ok();
    assert_eq!(marks(&found), ["一中/1 700 750"]);
    assert!(problems(&found).iter().filter(|problem| problem.starts_with("conflicting-pupil")).count() == 2);
}

#[test]
fn a_sheet_without_identifiers_finds_its_pupils_in_one_that_has_them() {
    let found = Exam::new(WORKBOOK)
        .workbook(
            "s.xlsx",
            &[
                ("语文", "学校,班级,考号,姓名,成绩\n一中,1,A1,王伟,80\n一中,1,A2,李娜,70\n一中,1,A3,张敏,60\n一中,1,A4,张敏,61\n"),
                ("数学", "学校,班级,姓名,成绩\n一中,1,李娜,75\n一中,1,王伟,85\n一中,1,张敏,65\n一中,1,赵强,55\n"),
            ],
        )
        .ok();
    let expected = [
        "/一中/1/A1 800 850",
        "/一中/1/A2 700 750",
        "/一中/1/A3 600 absent",
        "/一中/1/A4 610 absent",
        "/一中/1/一中/1#000001 absent 550",
    ];
    assert_eq!(lines(&found), expected);
    assert_eq!(problems(&found), ["ambiguous-name s.xlsx:4 姓名 '一中 | 1 | 〔文字2字〕'"]);
}

#[test]
fn under_a_key_no_name_leaves() {
    let sheet = |rows: &str| format!("学校,班级,姓名,成绩\n{rows}");
    let (chinese, math) = (
        sheet("一中,1,欧阳修远,80\n一中,1,欧阳修远,81\n一中,1,李娜,70\n"),
        sheet("一中,1,欧阳修远,85\n一中,1,李娜,75\n"),
    );
    let exam = Exam::new(&format!("{WORKBOOK}\n[pupils]\nkey = 'centre.key'"));
    let found = exam.workbook("s.xlsx", &[("语文", &chinese), ("数学", &math)]).file("centre.key", KEY).ok();
    assert_eq!(found.book.n_pupils(), 1);
    assert_eq!(kinds(&found).len(), 3);
    let shown = format!("{found:?}");
    assert!(!shown.contains("欧阳") && !shown.contains("李娜"), "{shown}");
}

#[test]
fn classes_of_the_same_pupils_are_one_whatever_they_are_called() {
    let sheet = |class: &str, first: &str, mark: u32| -> String {
        (0..6).map(|n| format!("一中,{class},{first}{},{}\n", ["甲", "乙", "丙", "丁", "戊", "己"][n], mark)).collect()
    };
    for [one, two] in
        [["2023级1班", "2023级2班"], ["1班(实验)", "2班(平行)"], ["一初九1班", "一初九2班"], ["2301", "2302"]]
    {
        let found = two_sheets(&sheet, [["1", "2"], [one, two]]);
        assert_eq!(found.book.n_pupils(), 12, "{:?}", problems(&found));
        let told = problems(&found).into_iter().filter(|problem| problem.starts_with("class-names")).count();
        assert_eq!(told, 1, "{:?}", problems(&found));
    }
    // Two numbers are two classes, whatever their pupils are called.
    assert_eq!(two_sheets(&sheet, [["1", "2"], ["3", "4"]]).book.n_pupils(), 24);
}

fn two_sheets(sheet: &dyn Fn(&str, &str, u32) -> String, classes: [[&str; 2]; 2]) -> crate::Ingested {
    let [chinese, math] = [(classes[0], 80), (classes[1], 90)]
        .map(|([one, other], mark)| [sheet(one, "赵", mark), sheet(other, "钱", mark)].concat());
    two(&chinese, &math).ok()
}

#[test]
fn means_of_schools_beside_named_pupils_are_no_pupils() {
    let pupils = "学校,班级,姓名,语文,数学\n一中,1,王伟,80,81\n一中,1,李娜,70,71\n二中,1,张敏,60,61\n";
    let means = "学校,语文,数学\n一中,75,76\n二中,60,61\n全区,70,71\n";
    let found = Exam::new(WORKBOOK).workbook("s.xlsx", &[("成绩", pupils), ("图表数据", means)]).ok();
    assert_eq!(marks(&found), ["一中/1 700 710", "一中/1 800 810", "二中/1 600 610"]);
    // Pupils whom nothing but the school is said of.
    let bare = "学校,语文,数学\n三中,75,76\n三中,60,61\n";
    let found = Exam::new(WORKBOOK).workbook("s.xlsx", &[("成绩", pupils), ("三中", bare)]).ok();
    assert_eq!(found.book.n_pupils(), 5);
}
