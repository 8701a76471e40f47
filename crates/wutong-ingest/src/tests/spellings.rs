//! One pupil written in several ways: classes, zeros in front, identifiers under a key, corrections of identifiers.

use super::*;

#[test]
fn classes_of_the_same_pupils_are_one() {
    for (chinese, math) in [("1班", "1"), ("01班", "1班"), ("901", "1班"), ("九年级1班", "1班"), ("九(1)班", "901")]
    {
        let file = |subject: &str, class: &str| {
            format!("学校,班级,考号,{subject}\n一中,{class},7,80\n一中,{class},8,70\n一中,实验班,9,60\n")
        };
        let found = Exam::new("[[source]]\npath = '*.csv'")
            .file("a.csv", file("语文", chinese).as_bytes())
            .file("b.csv", file("数学", math).as_bytes())
            .ok();
        assert_eq!((found.book.n_pupils(), problems(&found).len()), (3, 0), "{chinese} {math} {:?}", problems(&found));
        assert_eq!(found.book.classes.len(), 2, "{chinese} {math}");
    }
    // Without pupils in common it is said.
    let told = Exam::csv("学校,班级,考号,语文,数学\n一中,1班,7,80,80\n一中,901,8,70,70\n").ok();
    assert_eq!((told.book.classes.len(), kinds(&told)), (1, vec![ProblemKind::ClassNames]));
    let grades = Exam::new("[[source]]\npath = '*.csv'")
        .file("a.csv", "学校,班级,考号,语文\n一中,八1班,7,80\n一中,八1班,8,80\n".as_bytes())
        .file("b.csv", "学校,班级,考号,数学\n一中,九1班,7,80\n一中,八1班,8,80\n".as_bytes())
        .ok();
    assert_eq!((grades.book.n_pupils(), kinds(&grades)), (1, vec![ProblemKind::OtherGrade; 3]));
}

#[test]
fn zeros_in_front_are_given_back() {
    let found = Exam::new("[[source]]\npath = '*.csv'")
        .file("语文.csv", "学校,班级,考号,语文\n一中,1,00017,80\n一中,1,00018,70\n".as_bytes())
        .file("数学.csv", "学校,班级,考号,数学\n一中,1,17,90\n一中,1,00018,60\n".as_bytes())
        .ok();
    assert_eq!(problems(&found), ["zeros-in-front 数学.csv:2 考号 '17'"]);
    assert_eq!(found.problems[0].expected, "00017");
    assert_eq!([found.book.ids.get(0), found.book.ids.get(1)], ["00017", "00018"]);
    assert_eq!(found.book.subjects[1].ticks, [900, 600]);
    let items =
        Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'items.csv'\nkind = 'items'\nsubject = 'math'")
            .file("scores.csv", "学校,班级,考号,语文,数学\n一中,1,007,80,3\n".as_bytes())
            .file("items.csv", "考号,1,2\n7,1,2\n".as_bytes())
            .ok();
    assert_eq!(problems(&items), ["zeros-in-front items.csv:2  '7'"]);
    assert_eq!(items.problems[0].expected, "007");
    assert_eq!(items.items[0].marks.len(), 2);
    // In one sheet, too; of two schools they are two pupils.
    let twice = "学校,班级,考号,语文,数学\n一中,1,0017,80,90\n一中,1,17,80,90\n二中,1,17,70,60\n";
    let twice = Exam::csv(twice).ok();
    assert_eq!(
        problems(&twice),
        ["repeated-pupil scores.csv:3  '一中 | 1 | 0017'", "zeros-in-front scores.csv:3 考号 '17'"]
    );
    assert_eq!(twice.book.n_pupils(), 2);
}

#[test]
fn a_sheet_without_schools_is_joined_by_identifier() {
    let chinese = "考号,学校,班级,语文\n0017,一中,1,80\n0018,一中,2,70\n0019,二中,1,60\n";
    let exam = |math: &str| {
        Exam::new("[[source]]\npath = '*.csv'").file("语文.csv", chinese.as_bytes()).file("数学.csv", math.as_bytes())
    };
    let found = exam("考号,数学\n 0019 ,90\n0017,50\n18,40\n0077,30\n").ok();
    assert_eq!(problems(&found), ["zeros-in-front 数学.csv:4 考号 '18'", "unmatched-pupil 数学.csv:5 考号 '0077'"]);
    assert_eq!(found.book.subjects[1].ticks, [500, 400, 900]);
    assert_eq!(found.book.schools.len(), 2);
    let account = found.accounts.iter().find(|sheet| sheet.file == "数学.csv").expect("an account");
    assert_eq!((account.rows_read, account.kept, account.set_aside, account.not_data), (5, 3, 1, 1));
    // Where nobody is known, nothing names a school; and the file that would hold the subject is the one to mend.
    let error = exam("考号,数学\n77,30\n78,40\n").error(&["数学.csv", "school = ", "math"]);
    assert!(error.starts_with("数学.csv: header row 1 has no school column"), "{error}");
}

const KEY: &[u8] = b"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
const SOURCES: &str = "[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'filled.csv'\nkind = 'corrections'\n\
                       [[source]]\npath = 'items.csv'\nkind = 'items'\nsubject = 'math'\n";
const FILLED: &str = "file,sheet,row,column,original_text,problem,what_to_do,corrected\n";

#[test]
fn under_a_key_no_identifier_is_shown() {
    let scores = "学校,班级,考号,语文,数学\n一中,1,20250011,80,90\n一中,1,20250012,70,60\n一中,1,20250012,71,60\n\
                  ,1,20250013,70,60\n一中,1,20250014,70,60,5\n二中,1,0020250011,1,2\n一中,1,0020250014,70,60\n一中,1,20250014,70,60\n";
    let exam = |filled: &str| {
        Exam::new(&format!("{SOURCES}[pupils]\nkey = 'centre.key'"))
            .file("centre.key", KEY)
            .file("scores.csv", scores.as_bytes())
            .file("filled.csv", format!("{FILLED}{filled}").as_bytes())
            .file("items.csv", "考号,1,2\n20250019,1,2\n20250011,1\n".as_bytes())
            .ok()
    };
    let found = exam("");
    assert!(found.problems.len() >= 5, "{:?}", problems(&found));
    for problem in &found.problems {
        let said = format!("{}{}{}", problem.text, problem.expected, problem.place.column);
        assert!(!said.contains("202500"), "{problem:?}");
    }
    let row = found.problems.iter().find(|problem| problem.place.row == 4).expect("a conflict");
    assert_eq!(row.text, "一中 | 1 | 20*****2");
    let decided = exam("scores.csv,,4,,一中 | 1 | 20*****2,conflicting-pupil,改,keep\n");
    let standing = |found: &Ingested| lines(found).iter().filter(|line| line.ends_with(" 710 600")).count();
    assert_eq!((standing(&found), standing(&decided)), (0, 1));
}

#[test]
fn an_identifier_that_is_a_formula_can_be_corrected() {
    let scores = "学校,班级,考号,语文,数学\n一中,1,=1+1,80,90\n一中,1,8,70,60\n";
    let exam = |filled: &str| {
        Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'filled.csv'\nkind = 'corrections'")
            .file("scores.csv", scores.as_bytes())
            .file("filled.csv", format!("{FILLED}{filled}").as_bytes())
            .ok()
    };
    let found = exam("");
    assert_eq!(problems(&found), ["no-pupil-id scores.csv:2 考号 '一中 | 1 | =1+1'"]);
    let mended = exam("scores.csv,,2,考号,一中 | 1 | =1+1,no-pupil-id,改,7\n");
    assert_eq!(lines(&mended), ["/一中/1/7 800 900", "/一中/1/8 700 600"]);
    assert_eq!(problems(&mended), [""; 0]);
}

#[test]
fn one_cell_for_school_and_class() {
    let rows = "101,一中3班,80,90\n102,一中九年级（2）班,70,60\n103,实验中学 3班,50,40\n104,实验中学3班,30,20\n";
    for header in ["单位", "学校", "学校班级", "班级"] {
        let found = Exam::csv(&format!("考号,{header},语文,数学\n{rows}")).ok();
        let expected = [
            "/一中/3班/101 800 900",
            "/一中/九年级(2)班/102 700 600",
            "/实验中学/3班/103 500 400",
            "/实验中学/3班/104 300 200",
        ];
        assert_eq!(lines(&found), expected, "{header}");
    }
    // A class beside it goes before, and the name of a kind of classes is none of a school.
    let found = Exam::csv("考号,学校,班级,语文,数学\n101,一中3班,3,80,90\n102,一中3班,903,70,60\n").ok();
    assert_eq!(found.book.schools[0].name, "一中");
    let found = Exam::new("[[source]]\npath = '一中.csv'")
        .file("一中.csv", "考号,班级,语文,数学\n101,理科3班,80,90\n102,实验3班,70,60\n".as_bytes())
        .ok();
    assert_eq!(lines(&found), ["/一中/实验3班/102 700 600", "/一中/理科3班/101 800 900"]);
}

#[test]
fn other_words_over_the_school() {
    for header in ["校别", "就读学校", "毕业学校", "单位"] {
        let found = Exam::csv(&format!("考号,{header},班级,语文,数学\n101,一中,1,80,90\n102,二中,1,70,60\n")).ok();
        assert_eq!(lines(&found), ["/一中/1/101 800 900", "/二中/1/102 700 600"], "{header}");
    }
    // Where a pupil was before is not where he is.
    let found = Exam::csv("考号,学校,毕业学校,班级,语文,数学\n101,一中,二小,1,80,90\n").ok();
    assert_eq!(found.book.schools[0].name, "一中");
    let found = Exam::new("[[source]]\npath = '城关一中.csv'")
        .file("城关一中.csv", "考号,毕业学校,班级,语文,数学\n101,二小,1,80,90\n102,三小,1,80,90\n".as_bytes())
        .ok();
    assert_eq!(found.book.schools.len(), 1);
}

#[test]
fn short_names_are_those_of_the_list_or_a_question() {
    let sheets = [
        ("语文", "考号,学校,班级,成绩\n101,东湖市第一中学,1,80\n102,实验中学,1,70\n103,东湖市第二中学,1,60\n"),
        ("数学", "考号,学校,班级,成绩\n101,一中,1,90\n102,实验,1,60\n103,二中,1,50\n"),
    ];
    let spec = "[[source]]\npath = 's.xlsx'\n[[source]]\npath = 'schools.csv'\nkind = 'schools'";
    for list in [
        "代码,学校全称,简称\n01,东湖市第一中学,一中\n02,东湖市第二中学,二中、市二中\n03,实验中学,实验\n",
        "学校,全称\n一中,东湖市第一中学\n二中,东湖市第二中学\n实验,实验中学\n",
    ] {
        let found = Exam::new(spec).workbook("s.xlsx", &sheets).file("schools.csv", list.as_bytes()).ok();
        assert_eq!((found.book.schools.len(), found.book.n_pupils()), (3, 3), "{list}");
        assert_eq!(problems(&found), Vec::<String>::new());
    }
    // A short name of two schools is none, and nothing is joined without a list.
    let list = "学校,简称\n东湖市第一中学,一中\n西山市第一中学,一中\n东湖市第二中学,\n实验中学,\n";
    let within = format!("{spec}\n[pupils]\nid_unique_within = 'school'");
    let found = Exam::new(&within).workbook("s.xlsx", &sheets).file("schools.csv", list.as_bytes()).ok();
    assert!(of_kind(&found, "unlisted-school").iter().any(|problem| problem.ends_with("'一中'")));
    let found = Exam::new("[[source]]\npath = 's.xlsx'\n[pupils]\nid_unique_within = 'school'")
        .workbook("s.xlsx", &sheets)
        .ok();
    let told: Vec<_> =
        found.problems.iter().map(|problem| (problem.text.as_str(), problem.expected.as_str())).collect();
    assert_eq!(found.book.schools.len(), 6);
    assert!(
        told.contains(&("一中 | 东湖市第一中学", "东湖市第一中学"))
            || told.contains(&("东湖市第一中学 | 一中", "一中")),
        "{told:?}"
    );
    assert_eq!(told.len(), 3, "{told:?}");
}

#[test]
fn codes_before_the_names_of_listed_schools() {
    let scores =
        "学校,班级,考号,语文,数学\n2101青石县第一中学,1,1,80,90\n2102-实验中学,1,2,70,60\n2103实验中学,1,3,75,65\n";
    let list = "学校代码,学校名称\n2101,青石县第一中学\n2102,实验中学\n";
    let exam = Exam::new("[[source]]\npath = 'scores.csv'\n[[source]]\npath = 'schools.csv'\nkind = 'schools'")
        .file("scores.csv", scores.as_bytes())
        .file("schools.csv", list.as_bytes());
    let found = exam.ok();
    let schools: Vec<&str> = found.book.schools.iter().map(|school| school.name.as_str()).collect();
    // A name under the code of another school is neither.
    assert_eq!(schools, ["青石县第一中学", "实验中学", "2103实验中学"]);
    assert_eq!(of_kind(&found, "unlisted-school").len(), 1, "{:?}", problems(&found));
}
