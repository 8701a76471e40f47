//! What lies beside the tables of marks: summaries, second sittings, files of other exams, archives of everything.

use super::*;
use crate::FileKind;

const SCORES: &str = "学校,班级,考号,语文,数学\n一中,1,11,80,90\n一中,2,12,70,60\n二中,1,21,50,40\n二中,2,22,60,50\n";

fn beside(name: &str, text: &str) -> Exam {
    Exam::new("[[source]]\npath = '*.csv'").file("s.csv", SCORES.as_bytes()).file(name, text.as_bytes())
}

fn sketched(exam: &Exam, names: &[&str]) -> crate::Sketch {
    let paths: Vec<_> = names.iter().map(|name| exam.folder.path().join(name)).collect();
    crate::sketch(&paths).expect("readable")
}

#[test]
fn summaries_are_no_pupils() {
    for text in [
        "学校,语文,数学\n一中,75,75\n二中,55,45\n",
        "学校,班级,语文,数学\n一中,九(1)班,80,90\n一中,九(2)班,70,60\n二中,九(1)班,50,40\n",
        "前100名人数\n学校,语文,数学,总分\n一中,2,1,2\n二中,0,1,0\n",
    ] {
        let exam = beside("z.csv", text);
        let found = exam.ok();
        assert_eq!((found.book.n_pupils(), kinds(&found)), (4, vec![ProblemKind::SummaryTable]), "{text}");
        let account = found.accounts.iter().find(|account| account.file == "z.csv").expect("an account");
        assert_eq!((account.kept, account.set_aside), (0, 0));
        let sketch = sketched(&exam, &["s.csv", "z.csv"]);
        assert_eq!(sketch.files[1].kind, FileKind::Unknown);
        assert!(sketch.remarks.iter().any(|remark| remark.zh.contains("汇总表")), "{:?}", sketch.remarks);
        assert!(!sketch.questions.iter().any(|question| question.zh.contains("z.csv")), "{:?}", sketch.questions);
    }
    // Of another school, or several of a class: pupils without identifiers.
    for text in
        ["学校,班级,语文,数学\n三中,1,75,75\n三中,2,55,45\n", "学校,班级,语文,数学\n一中,1,75,75\n一中,1,55,45\n"]
    {
        let exam = beside("z.csv", text);
        assert_eq!(exam.ok().book.n_pupils(), 6, "{text}");
        assert_eq!(sketched(&exam, &["s.csv", "z.csv"]).files[1].kind, FileKind::Scores);
    }
}

#[test]
fn a_second_sitting_fills_gaps() {
    let scores = "学校,班级,考号,语文,数学\n一中,1,11,80,缺考\n一中,1,12,缓考,60\n一中,1,13,50,40\n";
    let again = "学校,班级,考号,语文,数学\n一中,1,11,,85\n一中,1,12,75,\n一中,1,13,,71\n";
    let exam = Exam::new("[[source]]\npath = '*.csv'").file("成绩.csv", scores.as_bytes());
    let exam = exam.file("补考成绩.csv", again.as_bytes());
    let found = exam.ok();
    assert_eq!(lines(&found), ["/一中/1/11 800 850", "/一中/1/12 750 600", "/一中/1/13 500 400"]);
    assert_eq!(problems(&found), ["second-sitting 补考成绩.csv:1  '2'"]);
    assert_eq!(found.problems[0].expected, "1", "the mark of who had one is left aside");
    let sketch = sketched(&exam, &["成绩.csv", "补考成绩.csv"]);
    assert!(sketch.questions.iter().any(|question| question.zh.contains("补考")), "{:?}", sketch.questions);
    // An exam of nothing else is an exam.
    let found = Exam::new("[[source]]\npath = '*.csv'").file("补考成绩.csv", again.as_bytes()).ok();
    assert_eq!((found.book.n_pupils(), problems(&found).len()), (3, 0));
}

#[test]
fn item_files_of_the_exam_are_chosen() {
    let items = "考号,1,2,3\n11,3,4,5\n12,3,4,5\n21,1,2,3\n22,1,2,2\n";
    let scores = "学校,班级,考号,数学\n一中,1,11,12\n一中,2,12,12\n二中,1,21,6\n二中,2,22,5\n";
    let exam = Exam::new("")
        .file("二模成绩.csv", scores.as_bytes())
        .file("一模数学小题分.csv", items.as_bytes())
        .file("二模数学小题分.csv", items.as_bytes());
    let sketch = sketched(&exam, &["一模数学小题分.csv", "二模成绩.csv", "二模数学小题分.csv"]);
    let kinds: Vec<_> = sketch.files.iter().map(|file| file.kind).collect();
    assert_eq!(kinds, [FileKind::Unknown, FileKind::Scores, FileKind::Items]);
    assert!(
        sketch.questions.iter().any(|question| question.zh.contains("一模数学小题分.csv")),
        "{:?}",
        sketch.questions
    );
}

#[test]
fn what_holds_no_marks_does_not_cost_any() {
    let source = "[[source]]\npath = 's.csv'\n[[source]]\npath = 'x.csv'\n";
    for more in ["kind = 'roster'", "kind = 'schools'", "kind = 'items'\nsubject = 'math'"] {
        let exam = Exam::new(&format!("{source}{more}")).file("s.csv", SCORES.as_bytes());
        let found = exam.file("x.csv", "甲,乙\n丙,丁\n".as_bytes()).ok();
        let aspects: Vec<_> = found.claims.iter().map(|claim| claim.aspect).collect();
        assert_eq!((found.book.n_pupils(), aspects), (4, vec![wutong_model::PaperAspect::ReadableBeside]), "{more}");
    }
}

#[test]
fn an_archive_of_several_kinds_is_a_folder() {
    let exam = Exam::new("");
    let base = exam.folder.path().to_owned();
    let files: [(&str, &[u8]); 4] = [
        ("成绩/九年级.csv", SCORES.as_bytes()),
        ("小题分/数学.csv", "考号,1,2,3\n11,30,40,20\n12,20,20,20\n21,10,20,10\n22,20,20,10\n".as_bytes()),
        ("名单.csv", "学校,应考人数\n一中,3\n二中,2\n".as_bytes()),
        ("双向细目表/数学.csv", "题号,满分,知识点\n1,40,数\n2,40,形\n3,40,数\n".as_bytes()),
    ];
    super::workbooks::archive(&base.join("资料.zip"), &files);
    let sketch = crate::sketch(&[base.join("资料.zip")]).expect("readable");
    let mut kinds: Vec<_> = sketch.files.iter().map(|file| file.kind).collect();
    kinds.sort();
    assert_eq!(kinds, [FileKind::Scores, FileKind::Roster, FileKind::Items, FileKind::Blueprint]);
    let spec = sketch.to_toml(&base);
    assert!(spec.contains("path = \"资料.zip/成绩/九年级.csv\""), "{spec}");
    let found = Exam { spec, ..exam }.ok();
    assert_eq!((found.book.n_pupils(), found.items.len()), (4, 1), "{:?}", problems(&found));
    assert_eq!(found.book.schools[0].roster.and_then(|roster| roster.expected), Some(3));
    let knowledge = &found.items[0].blueprint;
    assert_eq!(knowledge.items.len(), 3);
    // A name that the archive does not have.
    let exam = Exam::new("[[source]]\npath = '资料.zip/成绩/八年级.csv'");
    super::workbooks::archive(&exam.folder.path().join("资料.zip"), &files);
    exam.error(&["资料.zip/成绩/八年级.csv"]);
}

#[test]
fn numbers_in_a_sheet_beside_the_marks_are_a_source() {
    let numbers = "学校,应考,实考,参考率\n一中,3,2,66.7%\n二中,2,2,100%\n";
    let exam = Exam::new("").workbook("九年级.xlsx", &[("成绩", SCORES), ("参考率", numbers)]);
    let sketch = sketched(&exam, &["九年级.xlsx"]);
    let spec = sketch.to_toml(exam.folder.path());
    let found = Exam { spec, ..exam }.ok();
    let expected: Vec<_> = found.book.schools.iter().map(|school| school.roster.and_then(|of| of.expected)).collect();
    assert_eq!((found.book.n_pupils(), expected), (4, vec![Some(3), Some(2)]), "{:?}", problems(&found));
}

#[test]
fn bare_numbers_of_classes_are_those_expected() {
    let text = "学校,班级,起始考号,终止考号,人数\n一中,1,1,3,3\n一中,2,4,5,2\n";
    let exam = beside("编排.csv", text);
    assert_eq!(sketched(&exam, &["s.csv", "编排.csv"]).files[1].kind, FileKind::Roster);
    let spec = "[[source]]\npath = 's.csv'\n[[source]]\npath = '编排.csv'\nkind = 'roster'";
    let found = Exam { spec: Exam::new(spec).spec, ..exam }.ok();
    let expected: Vec<_> = found.book.classes.iter().map(|class| class.roster.and_then(|of| of.expected)).collect();
    assert_eq!(expected[..2], [Some(3), Some(2)]);
}

#[test]
fn a_listed_school_is_known_without_the_place_of_all() {
    let list = "学校名称,城乡\n青石县实验中学,城区\n青石县柳河镇中学,乡镇\n青石县第一中学,城区\n";
    let scores = "学校,班级,考号,语文,数学\n柳河镇中学,1,1,80,90\n青石县实验中学,1,2,80,90\n青石县第一中学,1,3,80,90\n";
    let found = Exam::new("[[source]]\npath = 's.csv'\n[[source]]\npath = 'l.csv'\nkind = 'schools'")
        .file("s.csv", scores.as_bytes())
        .file("l.csv", list.as_bytes())
        .ok();
    let listed: Vec<_> = found.book.schools.iter().filter(|school| !school.attributes.is_empty()).collect();
    assert_eq!((listed.len(), problems(&found).len()), (3, 0), "{:?}", problems(&found));
}
