//! Who a row is of: student numbers, pseudonyms, schools and their codes, mapping files.

use wutong_model::ProblemKind;

use super::{Exam, kinds, lines, of_kind, problems};

const KEY: &[u8] = b"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
const NUMBERS: &str = "学校,班级,学籍号,语文,数学\n\
                       一中,1,G110105199912310022,80,90\n\
                       一中,1,G11010519491231002X,70,90\n\
                       一中,1,G110105199912310021,60,90\n\
                       一中,1,2025000104,50,90\n";

fn ids(found: &crate::Ingested) -> Vec<&str> {
    (0..found.book.n_pupils()).map(|row| found.book.ids.get(row)).collect()
}

#[test]
fn a_wrong_student_number_is_a_remark() {
    let found = Exam::csv(NUMBERS).ok();
    assert_eq!(problems(&found), ["bad-student-number scores.csv:4 学籍号 'G110*************21'"]);
    assert_eq!(found.accounts[0].kept, 4);
}

#[test]
fn identity_numbers_do_not_leave_ingestion() {
    let found = Exam::csv(NUMBERS).ok();
    // Rows stay in the order of what was there; made identifiers are in the order of marks.
    assert_eq!(ids(&found), ["2025000104", "一中/1#000002", "一中/1#000001", "一中/1#000003"]);
    assert_eq!(lines(&found)[1], "/一中/1/一中/1#000002 700 900");
    let doubled = Exam::csv(&format!("{NUMBERS}一中,1,G110105199912310022,81,90\n")).ok();
    for problem in problems(&doubled) {
        assert!(!problem.contains("19991231"), "{problem}");
    }
    assert_eq!(kinds(&doubled).iter().filter(|kind| **kind == ProblemKind::ConflictingPupil).count(), 2);
    let no_header = Exam::csv("x,110105199912310022\ny,z\n").error(&["110*************22"]);
    assert!(!no_header.contains("19991231"), "{no_header}");
}

#[test]
fn a_pupil_has_one_pseudonym_in_all_exams_of_the_centre() {
    let exam = |text: &str, pupils: &str| {
        let exam = Exam::new(&format!("[[source]]\npath = 'scores.csv'\n[pupils]\nkey = 'centre.key'\n{pupils}"));
        exam.file("scores.csv", text.as_bytes()).file("centre.key", KEY)
    };
    let first = exam("学校,班级,考号,语文,数学\n一中,1,A01,80,90\n一中,1,A02,70,90\n", "").ok();
    let second = exam("学校,班级,考号,语文,数学\n二中,3,ａ02 ,60,70\n", "").ok();
    assert_eq!(lines(&first).len(), 2);
    assert!(ids(&first).iter().all(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())));
    assert_eq!(ids(&first)[1], ids(&second)[0]);
    assert!(lines(&first)[0].ends_with("800 900"), "sorted by what the file holds, not by the pseudonym");
    let scope = "id_unique_within = 'school'";
    let within = exam("学校,班级,考号,语文,数学\n一中,1,1,80,90\n二中,1,1,70,90\n", scope).ok();
    assert_ne!(ids(&within)[0], ids(&within)[1]);
    let nameless = exam("学校,班级,语文,数学\n一中,1,80,90\n", "").ok();
    assert_eq!(ids(&nameless), ["一中/1#000001"], "a made identifier links nobody");
}

#[test]
fn a_missing_key_says_how_to_make_one() {
    let exam = Exam::new("[[source]]\npath = 'scores.csv'\n[pupils]\nkey = 'centre.key'").file("scores.csv", b"");
    exam.error(&["centre.key", "wutong key centre.key"]);
    exam.file("centre.key", b"0011").error(&["centre.key", "16", "wutong key"]);
}

#[test]
fn schools_that_may_be_one_are_pointed_out_and_stay_two() {
    let row = |school: &str, pupil: usize| format!("{school},1,{pupil},80,90\n");
    let rows: String = (0..30).map(|pupil| row(if pupil < 20 { "育才中学" } else { "育材中学" }, pupil)).collect();
    let found = Exam::csv(&format!("学校,班级,考号,语文,数学\n{rows}{}", row("第二中学", 30))).ok();
    assert_eq!(problems(&found), ["similar-schools scores.csv:22  '育材中学 | 育才中学'"]);
    assert_eq!(found.problems[0].expected, "育才中学");
    assert_eq!(found.book.schools.len(), 3);
}

#[test]
fn codes_without_their_leading_zeros() {
    let listed = Exam::new("[[source]]\npath = 's.xlsx'\n[[source]]\npath = 'schools.csv'\nkind = 'schools'")
        .workbook("s.xlsx", &[("a", "学校代码,班级,考号,语文,数学\n12,1,1,80,90\n7,1,2,80,90")])
        .file("schools.csv", "学校代码,学校\n0012,一中\n007,二中\n07,三中\n".as_bytes());
    let found = listed.ok();
    assert_eq!(lines(&found), ["/0012/1/1 800 900", "/7/1/2 800 900"], "7 may be 07 or 007");
    let unlisted = Exam::new("[[source]]\npath = '*.csv'")
        .file("a.csv", "学校代码,学校,班级,考号,语文,数学\n0012,一中,1,1,80,90\n".as_bytes())
        .file("b.csv", "学校代码,班级,考号,语文,数学\n12,1,2,80,90\n".as_bytes());
    assert_eq!(lines(&unlisted.ok()), ["/0012/1/1 800 900", "/0012/1/2 800 900"]);
}

#[test]
fn names_that_differ_in_what_cannot_be_seen() {
    let text = "学校,班级,考号,语文,数学\n二〇一中学,1,1,80,90\n二零一\u{200b}中学。,1,2,80,90\n";
    let found = Exam::csv(text).ok();
    assert_eq!((found.book.schools.len(), found.problems.len()), (1, 0));
}

#[test]
fn a_mapping_fills_in_what_the_source_leaves_out() {
    let scores = "单位,班,号码,语,数,音乐\n一中,1,1,80,90,5\n";
    let mapping = "[mapping]\nname = '某系统'\nignore = ['音乐']\n\
                   columns = { school = '单位', class = '班', id = '号码', chinese = '语', math = '算术', music = '乐' }\n";
    let exam = |mapping: &str| {
        Exam::new("[[source]]\npath = 'scores.csv'\nmapping = 'vendor.toml'\ncolumns = { math = '数' }")
            .file("scores.csv", scores.as_bytes())
            .file("vendor.toml", mapping.as_bytes())
    };
    let found = exam(mapping).ok();
    assert_eq!(lines(&found), ["/一中/1/1 800 900"]);
    let files: Vec<&str> = found.inputs.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(files, ["scores.csv", "vendor.toml"]);
    exam("[mapping]\ncolumn = {}\n").error(&["vendor.toml", "2", "columns"]);
    exam("[mapping]\ncolumns = { schol = '单位' }\n").error(&["vendor.toml", "school"]);
    let missing = Exam::new("[[source]]\npath = 'scores.csv'\nmapping = 'vendor.toml'");
    missing.file("scores.csv", scores.as_bytes()).error(&["vendor.toml", "mapping"]);
}

#[test]
fn student_numbers_beside_the_identifiers_are_checked() {
    let text = "学校,班级,考号,学籍号,语文,数学\n一中,1,1,G110105199912310022,100,90\n一中,1,2,G110105199912310021,90,80\n\
                一中,1,3,,80,70\n一中,1,4,L110105199912310021,80,70\n";
    let found = Exam::new("[[source]]\npath = 'a.csv'").file("a.csv", text.as_bytes()).ok();
    assert_eq!(lines(&found).len(), 4);
    assert_eq!(problems(&found), ["bad-student-number a.csv:3 学籍号 'G110*************21'"]);
}

#[test]
fn an_identifier_mistyped_in_one_subject_is_that_of_its_pupil() {
    let sheet = |header: &str, ids: [&str; 3]| {
        let rows = ids.into_iter().zip(["赵一", "钱二", "孙三"]).zip(80..);
        let rows = rows.map(|((id, name), mark)| format!("一中,1班,{id},{name},{mark}\n")).collect::<String>();
        format!("学校,班级,考号,姓名,{header}\n{rows}")
    };
    let run = |math: [&str; 3]| {
        let sources = "[[source]]\npath = '*.csv'";
        let exam = Exam::new(sources).file("1.csv", sheet("语文", ["260101", "260102", "260103"]).as_bytes());
        exam.file("2.csv", sheet("数学", math).as_bytes()).ok()
    };
    let found = run(["260101", "261002", "260103"]);
    assert_eq!(lines(&found).len(), 3, "{:?}", lines(&found));
    assert!(lines(&found).iter().any(|line| line == "/一中/1班/260102 810 810"), "{:?}", lines(&found));
    assert_eq!(of_kind(&found, "other-id"), ["other-id 2.csv:3 考号 '261002'"]);
    // Quite another number is another pupil's.
    let found = run(["260101", "999999", "260103"]);
    assert_eq!((lines(&found).len(), of_kind(&found, "other-id")), (4, Vec::new()));
}
