//! Sheets that are named by the numbers of classes and say nothing else of them.

use std::fmt::Write;

use super::*;

fn pupils(first: u32, n: u32) -> String {
    let mut text = "考号,姓名,语文,数学\n".to_owned();
    for id in first..first + n {
        writeln!(text, "{id},某{id},{},{}", 60 + id % 40, 50 + id % 30).expect("written");
    }
    text
}

fn classes(found: &Ingested) -> Vec<(&str, usize)> {
    found.book.classes.iter().map(|class| (class.name.as_str(), class.rows.len())).collect()
}

#[test]
fn the_numbers_of_classes_are_their_names() {
    for names in [["901", "902"], ["1", "2"], ["（1）", "（2）"], ["C1", "C2"], ["2401", "2402"], ["九一", "九二"]]
    {
        let exam = Exam::new("[[source]]\npath = '*.xlsx'")
            .workbook("实验中学.xlsx", &[(names[0], &pupils(101, 9)), (names[1], &pupils(201, 7))]);
        let expected = names.map(|name| name.replace('（', "(").replace('）', ")"));
        assert_eq!(classes(&exam.ok()), [(expected[0].as_str(), 9), (expected[1].as_str(), 7)]);
    }
}

#[test]
fn classes_of_tracks_have_some_subjects_in_common() {
    let physics = "[[subject]]\nid = 'physics'\nname = '物理'\nfull_mark = 100\ndecimals = 1\nelective = true\n";
    let with_physics = pupils(201, 7).replace("数学\n", "数学,物理\n").replace(",某", ",乙").lines().fold(
        String::new(),
        |text, row| {
            if row.ends_with("物理") { format!("{text}{row}\n") } else { format!("{text}{row},70\n") }
        },
    );
    let exam = Exam::with_subjects("[[source]]\npath = '*.xlsx'", &format!("{SUBJECTS}{physics}"))
        .workbook("实验中学.xlsx", &[("901", &pupils(101, 9)), ("902", &with_physics)]);
    assert_eq!(classes(&exam.ok()), [("901", 9), ("902", 7)]);
}

#[test]
fn a_column_of_counties_in_one_of_them_makes_no_other_school() {
    let with_school = |text: &str, columns: &str| {
        let rows = text.lines().skip(1).map(|row| format!("{columns},{row}\n")).collect::<String>();
        let header = if columns.contains(',') { "县区,学校" } else { "学校" };
        format!("{header},考号,姓名,语文,数学\n{rows}")
    };
    let exam = Exam::new("[[source]]\npath = '*.xlsx'").workbook(
        "成绩.xlsx",
        &[
            ("901", &with_school(&pupils(101, 9), "实验小学")),
            ("902", &with_school(&pupils(201, 7), "东湖区,实验小学")),
        ],
    );
    assert_eq!(classes(&exam.ok()), [("901", 9), ("902", 7)]);
}

#[test]
fn pupils_without_identifiers_are_known_by_their_names() {
    let sheet = |from: &str, n: u32| {
        let rows = (0..n).map(|at| format!("{from}{at},{},{}\n", 60 + at, 50 + at)).collect::<String>();
        format!("姓名,语文,数学\n{rows}")
    };
    let exam = Exam::new("[[source]]\npath = '*.xlsx'")
        .workbook("实验中学.xlsx", &[("901", &sheet("赵", 9)), ("902", &sheet("钱", 8))]);
    assert_eq!(classes(&exam.ok()), [("901", 9), ("902", 8)]);
}

#[test]
fn other_sheets_keep_their_classes_or_have_none() {
    // The same pupils in other subjects, years, pages of one list, and the pupils of a table that names their classes.
    let of = |sheets: &[(&str, &str)]| {
        let found = Exam::new("[[source]]\npath = '*.xlsx'").workbook("实验中学.xlsx", sheets).ok();
        found.book.classes.iter().map(|class| class.name.clone()).collect::<Vec<_>>()
    };
    let (chinese, math) = ("考号,语文\n101,80\n102,81\n103,82\n", "考号,数学\n101,70\n102,71\n103,72\n");
    assert_eq!(of(&[("1", chinese), ("2", math)]), [""]);
    assert_eq!(of(&[("2024", &pupils(101, 9)), ("2025", &pupils(201, 9))]), [""]);
    assert_eq!(of(&[("1", &pupils(101, 20)), ("2", &pupils(201, 20)), ("3", &pupils(301, 5))]), [""]);
    // A number of another grade, rooms, and schools by their codes.
    assert_eq!(of(&[("101", &pupils(101, 9)), ("102", &pupils(201, 7))]), [""]);
    let room = |number: u32, pupils: String| format!("实验中学第{number}考场成绩\n{pupils}");
    assert_eq!(of(&[("1", &room(1, pupils(101, 9))), ("2", &room(2, pupils(201, 7)))]), [""]);
    let listed = Exam::new("[[source]]\npath = '*.xlsx'\n[[source]]\npath = 's.csv'\nkind = 'schools'")
        .workbook("实验中学.xlsx", &[("901", &pupils(101, 9)), ("902", &pupils(201, 7))])
        .file("s.csv", "学校代码,学校,城乡\n901,甲校,城区\n902,乙校,镇区\n".as_bytes());
    assert!(listed.ok().book.classes.iter().all(|class| class.name.is_empty()));
    let told = pupils(101, 9).replace("考号,", "班级,考号,").replace("\n1", "\n九(1)班,1");
    assert_eq!(of(&[("总表", &told), ("1", &pupils(101, 5)), ("2", &pupils(106, 4))]), ["九(1)班"]);
}
