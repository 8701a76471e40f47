//! Every error names the place and the cure, in two languages.

use super::*;

const GOOD: &str = "学校,班级,考号,语文,数学\n一中,1班,001,100,101\n";

fn one(source: &str, name: &str, text: &str) -> Exam {
    Exam::new(&format!("[[source]]\npath = '{name}'\n{source}")).file(name, text.as_bytes())
}

#[test]
fn files() {
    Exam::new("[[source]]\npath = 'a.csv'").error(&["a.csv", "[[source]]"]);
    Exam::new("[[source]]\npath = 'scores/*.xlsx'").error(&["scores/*.xlsx", "[[source]]"]);
    Exam::new("").error(&["[[source]]"]);
    one("", "a.xlsx", GOOD).error(&["a.xlsx", ".xlsx", ".csv"]);
    one("", "a.xlsx", "<html><p>login</p></html>").error(&["a.xlsx", "Excel"]);
    let old = Exam::new("[[source]]\npath = 'a.xls'").file("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    old.error(&["a.xls", "97-2003", ".xlsx"]);
    let broken = Exam::new("[[source]]\npath = 'a.xlsx'").file("a.xlsx", b"PK\x03\x04 and nothing more");
    broken.error(&["a.xlsx"]);
    let broken = Exam::new("[[source]]\npath = 'a.parquet'").file("a.parquet", b"PAR1 and nothing more");
    broken.error(&["a.parquet"]);
    let open = GOOD.to_owned() + "一中,1班,\"002,1,1\n" + &"一中,1班,003,1,1\n".repeat(60);
    one("", "a.csv", &open).error(&["a.csv", "3", "50"]);
    one("encoding = 'klingon'", "a.csv", GOOD).error(&["a.csv", "klingon", "gb18030"]);
    Exam::new("[[source]]\npath = 'a.xlsx'\nsheet = '成积'").workbook("a.xlsx", &[("成绩", GOOD)]).error(&[
        "a.xlsx",
        "成积",
        "成绩",
        "[[source]]",
    ]);
}

#[test]
fn headers() {
    one("", "a.csv", "甲,100,101\n乙,90,91\n").error(&["a.csv", "甲, 100, 101", "columns = {", "语文"]);
    one("", "a.csv", "考号,班级,语文,数学\n001,1班,100,101\n").error(&["a.csv", "考号, 班级", "school = \"...\""]);
    let text = "成绩表\n\n学校,班级,考号,语文,数学,数学成绩\n一中,1班,001,100,101,101\n";
    one("", "a.csv", text).error(&["a.csv", "math", "E3", "F3", "数学成绩", "ignore = ["]);
    one("ignore = ['数学成绩']", "a.csv", text).ok();
    one("columns = { math = '数学成绩' }", "a.csv", text).ok();
    let text = "成绩表\n学校,班级,考号,语文,数学,物理\n一中,1班,001,100,101,88\n";
    one("", "a.csv", text).error(&["a.csv", "F2", "物理", "[[subject]] id = \"physics\"", "ignore = [\"物理\"]"]);
    one("ignore = ['物理']", "a.csv", text).ok();
    let text = "学校,班级,准考证号码,语文,数学\n一中,1班,001,100,101\n";
    one("columns = { id = '准考证号吗' }", "a.csv", text).error(&["a.csv", "columns.id", "准考证号吗", "准考证号码"]);
    one("columns = { school = '学效' }", "a.csv", GOOD).error(&["columns.school", "学效", "学校"]);
    one("", "a.csv", "学校,班级,考号,语文\n一中,1班,001,100\n").error(&[
        "math",
        "数学",
        "[[subject]]",
        "columns = { math",
    ]);
    one("", "a.csv", "学校,班级,考号,语文,数学\n,1班,001,100,1\n").error(&["1"]);
}

#[test]
fn halves_side_by_side() {
    let text = "成绩表\n学校,考号,语文,数学,,考号,语文,数学\n一中,1,80,90,,3,70,60\n一中,2,81,91,,4,71,61\n";
    one("", "a.csv", text).error(&["a.csv", "B2 '考号'", "F2 '考号'"]);
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.csv"), text).expect("written");
    let sketch = crate::sketch(&[folder.path().join("a.csv")]).expect("readable");
    assert!(sketch.questions.iter().any(|question| question.en.contains("side by side")), "{:?}", sketch.questions);
    // The number of a seat is no second half.
    one("", "a.csv", "学校,考号,语文,数学,考号\n一中,1,80,90,1\n").ok();
}

#[test]
fn sheets_are_named() {
    let exam = Exam::new("[[source]]\npath = 'a.xlsx'").workbook("a.xlsx", &[("初三", "考号,语文,数学\n1,2,3\n")]);
    exam.error(&["a.xlsx", "初三", "school"]);
}

#[test]
fn lists() {
    for (kind, text, wanted) in
        [("schools", "代号名,地址\n一中,路\n", "学校代码"), ("roster", "学校,班级\n一中,1班\n", "应考人数")]
    {
        let exam = Exam::new(&format!("[[source]]\npath = 'a.csv'\n[[source]]\npath = 'list.csv'\nkind = '{kind}'"))
            .file("a.csv", GOOD.as_bytes())
            .file("list.csv", text.as_bytes());
        // The marks are read nevertheless; a check says what the list would have told.
        let [problem] = exam.ok().problems.try_into().expect("one problem");
        assert_eq!((problem.kind, problem.place.file.as_str()), (ProblemKind::UnreadFile, "list.csv"));
        assert!(problem.text.contains(wanted), "{}", problem.text);
    }
    let subjects = "[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10\nitems = 'blueprint.csv'";
    let exam =
        Exam::with_subjects("[[source]]\npath = 'a.csv'\nignore = ['语文']", subjects).file("a.csv", GOOD.as_bytes());
    exam.error(&["blueprint.csv", "subject.items"]);
    exam.file("blueprint.csv", b"a,b\n1,2\n").error(&["blueprint.csv", "题号"]);
}
