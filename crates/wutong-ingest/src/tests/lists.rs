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
fn a_roster_that_writes_its_classes_differently_means_the_same() {
    let with_roster = |classes: &str, roster: &str| {
        Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'roster.csv'\nkind = 'roster'")
            .file("scores.csv", format!("学校,班级,考号,语文,数学\n{classes}").as_bytes())
            .file("roster.csv", format!("学校,班级,应考人数\n{roster}").as_bytes())
            .ok()
    };
    let expected = |found: &Ingested| -> Vec<Option<u32>> {
        found.book.classes.iter().map(|class| class.roster.and_then(|roster| roster.expected)).collect()
    };
    let two = "一中,1,001,1,2\n一中,2,002,1,2\n";
    for roster in ["一中,九(1)班,48\n一中,九(2)班,47\n", "一中,1班,48\n一中,2班,47\n", "一中,901,48\n一中,九2班,47\n"]
    {
        let found = with_roster(two, roster);
        assert_eq!((expected(&found), problems(&found).len()), (vec![Some(48), Some(47)], 0), "{roster}");
    }
    // Two classes may be meant, or two rows may mean the class.
    let found = with_roster("一中,1班,001,1,2\n一中,101班,002,1,2\n", "一中,一班,48\n");
    assert_eq!(
        (expected(&found), problems(&found)),
        (
            vec![None, None],
            ["expected-gap roster.csv:0  '一中'", "bad-list-row roster.csv:2  '一中 | 一班'"]
                .map(str::to_owned)
                .to_vec()
        )
    );
    let found = with_roster("一中,1,001,1,2\n", "一中,八1班,48\n一中,九1班,40\n");
    // The row of another grade is not meant.
    assert_eq!((expected(&found), of_kind(&found, "other-grade").len()), (vec![Some(40)], 1));
}

#[test]
fn sums_of_classes_are_no_classes() {
    let read = |rows: &str| {
        Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'roster.csv'\nkind = 'roster'")
            .file("scores.csv", "学校,班级,考号,语文,数学\n一中,1,001,1,2\n一中,2,002,1,2\n".as_bytes())
            .file("roster.csv", format!("学校,班级,应考人数\n{rows}").as_bytes())
            .ok()
    };
    for sum in ["一中,合计", "一中,小计", "一中,全校", "一中,校合计", "一中小计,", ",合计"] {
        let found = read(&format!("一中,1,15\n,2,16\n{sum},31\n"));
        let expected: Vec<_> =
            found.book.classes.iter().map(|class| class.roster.expect("a roster").expected).collect();
        assert_eq!((expected, problems(&found).len()), (vec![Some(15), Some(16)], 0), "{sum}");
        assert_eq!(found.book.schools[0].roster, None, "{sum}");
    }
    // A sum that does not fit is told; one without classes is the school's.
    let found = read("一中,1,15\n一中,2,16\n一中,合计,40\n");
    assert_eq!(problems(&found), ["bad-list-row roster.csv:4  '一中 | 40 ≠ 31'"]);
    let found = read("一中,合计,31\n");
    assert_eq!(found.book.schools[0].roster.expect("a roster").expected, Some(31));
}

const ABSENT: &str = "学校,班级,考号,姓名,语文,数学\n一中,1,1001,甲,0,70\n一中,1,1002,乙,,71\n一中,1,1003,丙,60,72\n一中,1,1004,丁,61,0\n";

#[test]
fn lists_of_absent_pupils_beside_the_marks() {
    let found = Exam::new("[[source]]\npath = '*.csv'")
        .file("成绩.csv", ABSENT.as_bytes())
        .file(
            "缺考登记表.csv",
            "缺考考生登记表,,,,\n学校,班级,考号,姓名,缺考科目\n一中,1,1001,甲,语文\n一中,1,1003,丙,数学\n一中,2,1009,戊,语文、数学\n一中,2,1010,己,数学\n"
                .as_bytes(),
        )
        .ok();
    // A zero of a subject that the list does not name stays; a mark stands and is told.
    assert_eq!(
        lines(&found),
        [
            "/一中/1/1001 absent 700",
            "/一中/1/1002 absent 710",
            "/一中/1/1003 600 720",
            "/一中/1/1004 610 0",
            "/一中/2/1009 absent absent"
        ]
    );
    assert_eq!(
        problems(&found),
        ["mark-beside-status 成绩.csv:4 数学 '缺考考生登记表'", "unmatched-pupil 缺考登记表.csv:6  '1010'"]
    );
    // One row a pupil and subject, in a sheet of the same workbook.
    let notes = "考号,姓名,学校,班级,科目,原因\n1001,甲,一中,1,语文,病假\n1004,丁,一中,1,数学,事假\n";
    let exam = Exam::new("[[source]]\npath = 'f.xlsx'");
    let found = exam.workbook("f.xlsx", &[("缺考名单", notes), ("成绩", ABSENT)]).ok();
    assert_eq!(lines(&found)[..2], ["/一中/1/1001 absent 700", "/一中/1/1002 absent 710"]);
    assert_eq!((lines(&found)[3].as_str(), problems(&found).len()), ("/一中/1/1004 610 absent", 0));
    let account = found.accounts.iter().find(|account| account.sheet == "缺考名单").expect("an account");
    assert_eq!((account.kept, account.not_data), (2, 1));
}

#[test]
fn absent_pupils_who_stand_in_a_list_alone() {
    let notes = "学校,班级,考号,姓名,备注\n一中,1,1005,戊,全科缺考\n一中,1,1003,丙,全科缺考\n";
    let exam = Exam::new("[[source]]\npath = 'f.xlsx'");
    let found = exam.workbook("f.xlsx", &[("成绩", ABSENT), ("缺考名单", notes)]).ok();
    assert_eq!((lines(&found).len(), lines(&found)[4].as_str()), (5, "/一中/1/1005 absent absent"));
    assert_eq!(of_kind(&found, "mark-beside-status").len(), 2, "{:?}", problems(&found));
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

#[test]
fn a_roster_with_a_column_for_each_class() {
    let scores = "学校,班级,考号,语文,数学\n一中,九(1)班,1,80,90\n一中,九(2)班,2,80,90\n二中,九(1)班,3,80,90\n";
    let roster = "各校应考人数\n学校,1班,2班,合计\n一中,40,39,79\n二中,38,,40\n三中,20,20,40\n合计,98,59,157\n";
    let exam = Exam::new("[[source]]\npath = 's.csv'\n[[source]]\npath = 'roster.csv'\nkind = 'roster'")
        .file("s.csv", scores.as_bytes())
        .file("roster.csv", roster.as_bytes());
    let found = exam.ok();
    let expected: Vec<_> =
        found.book.classes.iter().map(|class| class.roster.and_then(|roster| roster.expected)).collect();
    assert_eq!(expected, [Some(40), Some(39), Some(38)], "the classes of 一中, then 二中");
    let told = problems(&found);
    assert!(told.contains(&"bad-list-row roster.csv:4  '二中 | 40 ≠ 38'".to_owned()), "{told:?}");
    assert!(told.iter().any(|problem| problem.starts_with("school-without-marks roster.csv:5")), "{told:?}");
    let account = found.accounts.iter().find(|account| account.kind == "roster").expect("an account");
    assert_eq!((account.kept, account.set_aside, account.not_data), (2, 1, 3));
    let folder = exam.folder.path();
    let sketch = crate::sketch(&[folder.join("s.csv"), folder.join("roster.csv")]).expect("readable");
    assert_eq!(sketch.files[1].kind, crate::FileKind::Roster);
}
