//! Lists of pupils: who is expected, once each, and who is not.

use super::*;

const HEADER: &str = "学校,班级,考号,语文,数学\n";

fn with_rosters(scores: &str, rosters: &[(&str, &str)]) -> Ingested {
    let mut sources = "[[source]]\npath = 'scores.csv'".to_owned();
    for (name, _) in rosters {
        sources += &format!("\n[[source]]\npath = '{name}'\nkind = 'roster'");
    }
    let exam = Exam::new(&sources).file("scores.csv", format!("{HEADER}{scores}").as_bytes());
    rosters.iter().fold(exam, |exam, (name, text)| exam.file(name, text.as_bytes())).ok()
}

/// `school/class expected` of every class with a number.
fn expected(found: &Ingested) -> Vec<String> {
    let book = &found.book;
    let classes = book.schools.iter().flat_map(|school| {
        book.classes[school.classes.clone()]
            .iter()
            .filter_map(|class| Some(format!("{}/{} {}", school.name, class.name, class.roster?.expected?)))
    });
    classes.collect()
}

const TWO: &str = "一中,1,1001,80,90\n一中,1,1002,81,91\n二中,1,2001,70,60\n";

#[test]
fn a_pupil_of_two_lists_is_expected_once() {
    let first = "学校,班级,考号,姓名\n一中,1,1001,甲\n一中,1,1002,乙\n一中,1,1003,丙\n二中,1,2001,丁\n";
    let second = "学校,班级,考号,姓名\n一中,1,1001,甲\n一中,1,1004,戊\n二中,1,2001,丁\n";
    let found = with_rosters(TWO, &[("a.csv", first), ("b.csv", second)]);
    assert_eq!(expected(&found), ["一中/1 4", "二中/1 1"]);
    assert_eq!(problems(&found), ["listed-twice b.csv:0  '2'"]);
    // Twice in one list is a slip.
    let found = with_rosters(TWO, &[("a.csv", &format!("{first}一中,1,1003,丙\n"))]);
    assert_eq!(expected(&found), ["一中/1 3", "二中/1 1"]);
    assert_eq!(problems(&found), ["bad-list-row a.csv:6  '一中 | 1'"]);
}

#[test]
fn pupils_of_other_grades_are_not_expected() {
    let by_column = "学校,年级,班级,考号\n一中,九年级,1,1001\n一中,九年级,1,1002\n一中,八年级,1,801\n二中,九年级,1,2001\n二中,七年级,1,701\n";
    let found = with_rosters(TWO, &[("名册.csv", by_column)]);
    assert_eq!(expected(&found), ["一中/1 2", "二中/1 1"]);
    assert_eq!(problems(&found), ["other-grade 名册.csv:4 年级 '一中 | 1'", "other-grade 名册.csv:6 年级 '二中 | 1'"]);
    let by_class = "学校,班级,考号\n一中,九(1)班,1001\n一中,八(1)班,801\n二中,九(1)班,2001\n";
    let found = with_rosters(TWO, &[("名册.csv", by_class)]);
    assert_eq!(expected(&found), ["一中/1 1", "二中/1 1"]);
    let one = "学校,班级,考号\n一中,1,1001\n一中,1,1009\n二中,1,2001\n";
    let found = with_rosters(TWO, &[("九年级.csv", one), ("八年级.csv", "学校,班级,考号\n一中,1,801\n")]);
    assert_eq!((expected(&found), problems(&found).len()), (vec!["一中/1 2".to_owned(), "二中/1 1".to_owned()], 1));
}

#[test]
fn numbers_of_the_grade_of_the_exam_are_taken() {
    let school = |found: &Ingested| -> Vec<_> {
        found.book.schools.iter().map(|school| school.roster.map(|roster| (roster.enrolled, roster.expected))).collect()
    };
    let rows = "学校,年级,应考人数\n一中,八年级,50\n一中,九年级,3\n二中,八年级,40\n二中,九年级,2\n";
    let found = with_rosters(TWO, &[("人数.csv", rows)]);
    assert_eq!(school(&found), [Some((None, Some(3))), Some((None, Some(2)))]);
    assert_eq!(of_kind(&found, "other-grade").len(), 2);
    let wide = "学校,七年级,八年级,九年级,合计\n一中,43,38,3,84\n二中,30,31,2,63\n";
    for (name, counts) in
        [("人数.csv", [(None, Some(3)), (None, Some(2))]), ("在校学生数.csv", [(Some(3), None), (Some(2), None)])]
    {
        let found = with_rosters(TWO, &[(name, wide)]);
        assert_eq!((school(&found), problems(&found)), (counts.map(Some).to_vec(), Vec::new()), "{name}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("人数.csv"), wide).expect("written");
    let sketch = crate::sketch(&[folder.path().join("人数.csv")]).expect("readable");
    assert_eq!(sketch.files[0].kind, crate::FileKind::Roster);
}

#[test]
fn columns_say_who_is_not_to_sit() {
    let scores = format!("{TWO}二中,1,2002,0,0\n");
    let list = "学校,班级,考号,是否参考,学籍状态,缺考\n一中,1,1001,是,在读,\n一中,1,1002,否,在读,\n一中,1,1003,否,在读,\n\
                一中,1,1004,是,休学,\n二中,1,2001,是,在读,\n二中,1,2002,是,在读,√\n";
    let found = with_rosters(&scores, &[("r.csv", list)]);
    assert_eq!(expected(&found), ["一中/1 2", "二中/1 2"], "who has marks was to sit");
    assert_eq!(lines(&found)[3], "/二中/1/2002 absent absent");
    assert_eq!(
        problems(&found),
        [
            "not-expected r.csv:4 是否参考 '一中 | 1 | 否'",
            "not-expected r.csv:5 学籍状态 '一中 | 1 | 休学'",
            "mark-beside-status scores.csv:3  '否'"
        ]
    );
    let account = found.accounts.iter().find(|account| account.kind == "roster").expect("an account");
    assert_eq!((account.kept, account.set_aside), (4, 2));
}

#[test]
fn numbers_within_a_class_are_of_other_pupils_in_the_next() {
    let scores = "学校,班级,学号,语文,数学\n一中,1,1,80,90\n一中,2,1,81,91\n";
    let list = "学校,班级,学号\n一中,1,1\n一中,1,2\n一中,2,1\n一中,2,2\n";
    let found = Exam::new(
        "[pupils]\nid_unique_within = 'class'\n[[source]]\npath = 's.csv'\n[[source]]\npath = 'r.csv'\nkind = 'roster'",
    )
    .file("s.csv", scores.as_bytes())
    .file("r.csv", list.as_bytes())
    .ok();
    assert_eq!((expected(&found), problems(&found).len()), (vec!["一中/1 2".to_owned(), "一中/2 2".to_owned()], 0));
}

#[test]
fn pupils_are_expected_where_their_marks_are() {
    // A school that the list writes as nothing else does is known by its pupils.
    let list = "学校,班级,考号\n一中,1,1001\n二中,1,1002\n第贰中学,1,2001\n第贰中学,1,2002\n";
    let found = with_rosters(TWO, &[("r.csv", list)]);
    assert_eq!(expected(&found), ["一中/1 2", "二中/1 2"]);
    assert_eq!(problems(&found), ["other-place r.csv:3  '二中 | 1'"]);
    // 学籍号 and identity number.
    let id = "110101201001011234";
    let found =
        with_rosters(&format!("一中,1,G{id},80,90\n"), &[("r.csv", &format!("学校,班级,身份证号\n甲校,1,{id}\n"))]);
    assert_eq!((expected(&found), of_kind(&found, "school-without-marks").len()), (vec!["一中/1 1".to_owned()], 0));
}

#[test]
fn gaps_in_expected_numbers_are_told() {
    let found = with_rosters(TWO, &[("r.csv", "学校,应考人数\n一中,1\n")]);
    assert_eq!(problems(&found), ["expected-gap r.csv:0  '一中 | 1'", "expected-gap r.csv:0  '二中'"]);
    assert_eq!(found.problems[0].expected, "2", "so many have marks");
    let found = with_rosters(TWO, &[("r.csv", "学校,应考人数\n甲校,30\n乙校,40\n")]);
    assert_eq!(of_kind(&found, "expected-gap").len(), 2, "{:?}", problems(&found));
}
