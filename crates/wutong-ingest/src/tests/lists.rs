//! School lists, rosters, blueprints and item files.

use wutong_model::PaperAspect;

use super::*;

fn with_list(scores: &str, list: &str) -> Exam {
    Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'schools.csv'\nkind = 'schools'")
        .file("scores.csv", scores.as_bytes())
        .file("schools.csv", list.as_bytes())
}

#[test]
fn schools_of_the_list() {
    let found = with_list(
        "学校,班级,考号,语文,数学\n第一中学（东校区）,1,001,1,2\nS02,1,002,3,4\n野校,1,003,5,6\n野校,1,004,5,6\n",
        "学校代码,学校名称,区县,乡镇,城乡类型,等级\nS01,第一中学(东校区),东县,东镇,城区,甲\nS02,第二中学,西县,,乡村,乙\nS03,第三中学,西县,,,\n合计,3,,,,\n",
    )
    .ok();
    assert_eq!(
        lines(&found),
        ["/野校/1/003 50 60", "/野校/1/004 50 60", "东县/S01/1/001 10 20", "西县/S02/1/002 30 40"]
    );
    let school = &found.book.schools[1];
    assert_eq!(school.name, "第一中学(东校区)");
    let attributes: Vec<_> = school.attributes.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(attributes, [("residence", "城区"), ("town", "东镇"), ("等级", "甲")]);
    assert_eq!(
        problems(&found),
        ["school-without-marks schools.csv:4  'S03 | 第三中学'", "unlisted-school scores.csv:4  '野校'"]
    );
    let account = found.accounts.iter().find(|account| account.kind == "schools").expect("an account");
    assert_eq!((account.rows_read, account.kept, account.set_aside, account.not_data), (5, 2, 1, 2));
}

#[test]
fn code_and_name_columns() {
    let exam = Exam::new("[[source]]\npath = '*.csv'")
        .file("a.csv", "学校代码,学校,班级,考号,语文,数学\nS01,一中,1,001,1,2\n".as_bytes())
        .file("b.csv", "学校,班级,考号,语文,数学\n一中,1,002,1,2\n二中,1,003,1,2\n".as_bytes());
    let found = exam.ok();
    assert_eq!(lines(&found), ["/S01/1/001 10 20", "/S01/1/002 10 20", "/二中/1/003 10 20"]);
    assert_eq!(found.book.schools[0].name, "一中");
}

#[test]
fn one_name_in_two_counties_is_two_schools() {
    let found = Exam::csv("区县,学校,班级,考号,语文,数学\n东县,实验中学,1,001,1,2\n西县,实验中学,1,002,1,2\n").ok();
    assert_eq!(lines(&found), ["东县/东县-实验中学/1/001 10 20", "西县/西县-实验中学/1/002 10 20"]);
    assert_eq!(found.book.schools[1].name, "实验中学");
}

#[test]
fn rosters_by_class_and_by_school() {
    let exam = Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'roster.csv'\nkind = 'roster'")
        .file("scores.csv", "学校,班级,考号,语文,数学\n一中,九（1）班,001,1,2\n二中,九(1)班,002,3,4\n".as_bytes())
        .file(
            "roster.csv",
            "学校,班级,在籍人数,应考人数\n一中,九(1) 班,50人,48\n二中,,100,\n一中,九(9)班,40,40\n三中,九(1)班,40,40\n一中,九(1)班,五十,48\n".as_bytes(),
        );
    let found = exam.ok();
    let class = found.book.classes[0].roster.expect("a roster");
    assert_eq!((class.enrolled, class.expected), (Some(50), Some(48)));
    let school = found.book.schools[1].roster.expect("a roster");
    assert_eq!((school.enrolled, school.expected), (Some(100), None));
    let missing = &found.book.classes[1];
    assert_eq!(
        (missing.name.as_str(), missing.rows.len()),
        ("九(9)班", 0),
        "a class that handed in nothing was expected"
    );
    assert_eq!(missing.roster.expect("a roster").expected, Some(40));
    assert_eq!(found.book.schools[1].classes, 2..3);
    assert_eq!(found.book.classes[2].roster, None);
    assert_eq!(
        problems(&found),
        ["school-without-marks roster.csv:5  '三中 | 九(1)班'", "bad-list-row roster.csv:6 在籍人数 '五十'",]
    );
    let account = found.accounts.iter().find(|account| account.kind == "roster").expect("an account");
    assert_eq!((account.rows_read, account.kept, account.set_aside, account.not_data), (6, 3, 2, 1));
}

#[test]
fn a_roster_that_writes_its_classes_differently_adds_none() {
    let exam = Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'roster.csv'\nkind = 'roster'")
        .file("scores.csv", "学校,班级,考号,语文,数学\n一中,901,001,1,2\n".as_bytes())
        .file("roster.csv", "学校,班级,应考人数\n一中,九(1)班,48\n".as_bytes());
    let found = exam.ok();
    assert_eq!((found.book.classes.len(), found.book.classes[0].roster), (1, None));
    assert_eq!(problems(&found), ["bad-list-row roster.csv:2  '一中 | 九(1)班'"]);
}

#[test]
fn blueprints_and_items_are_held_against_each_other() {
    let subjects = "[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 10\nitems = 'blueprint.csv'";
    let sources = "[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'items.csv'\nkind = 'items'\nsubject = 'math'";
    let exam = Exam::with_subjects(sources, subjects)
        .file("scores.csv", "学校,班级,考号,数学\n一中,1,001,7\n".as_bytes())
        .file("items.csv", "学校,班级,考号,1,2\n一中,1,001,3,4\n平均分,,,3,4\n".as_bytes())
        .file("blueprint.csv", "题号,分值,能力\n1,3,A\n2,4,B\n3,4,C\n合计,11,\n".as_bytes());
    let found = exam.ok();
    let claims: Vec<_> = found.claims.iter().map(|claim| (claim.aspect, claim.found, claim.required)).collect();
    assert_eq!(claims, [(PaperAspect::ItemMarks, 11.0, 10.0), (PaperAspect::ItemCount, 2.0, 3.0)]);
    let kinds: Vec<_> = found.accounts.iter().map(|account| (account.kind.as_str(), account.kept)).collect();
    assert_eq!(kinds, [("blueprint", 3), ("items", 1), ("scores", 1)]);
    assert_eq!(found.inputs.len(), 3);
}
