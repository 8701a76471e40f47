//! Tables printed in halves side by side.

use super::sketches::run;
use super::*;

const HALVES: &str = "一中九（1）班成绩表\n学号,姓名,语文,数学,,学号,姓名,语文,数学\n1,甲,80,90,,3,丙,70,60\n2,乙,81,91,,4,丁,缺考,61\n\
                      5,戊,50,51,,,,,\n";

#[test]
fn each_half_has_pupils_of_its_own() {
    let exam = Exam::new("[[source]]\npath = 's.csv'").file("s.csv", HALVES.as_bytes());
    let found = exam.ok();
    let expected = ["1 800 900", "2 810 910", "3 700 600", "4 absent 610", "5 500 510"];
    assert_eq!(lines(&found), expected.map(|line| format!("/一中/九(1)班/{line}")));
    assert_eq!(problems(&found), Vec::<String>::new());
    let account = &found.accounts[0];
    assert_eq!((account.rows_read, account.kept, account.not_data), (7, 5, 2));
    let (sketch, found) = run(exam.folder.path(), &["s.csv"]);
    assert_eq!(found.book.n_pupils(), 5);
    assert!(sketch.questions.iter().all(|question| !question.en.contains("side by side")), "{:?}", sketch.questions);
}

#[test]
fn three_columns_of_pupils() {
    let text =
        "学校,考号,语文,学校,考号,语文,学校,考号,语文\n一中,1,80,一中,2,81,二中,3,82\n一中,4,83,二中,5,84,二中,6,85\n";
    let subjects = "[[subject]]\nid = 'chinese'\nname = '语文'\nfull_mark = 120\ndecimals = 0";
    let found = Exam::with_subjects("[[source]]\npath = 's.csv'", subjects).file("s.csv", text.as_bytes()).ok();
    assert_eq!(
        lines(&found),
        ["/一中//1 80", "/一中//2 81", "/一中//4 83", "/二中//3 82", "/二中//5 84", "/二中//6 85"]
    );
}

#[test]
fn titles_over_the_halves_name_their_classes() {
    let text = "九（1）班,,,九（2）班,\n姓名,语文,,姓名,语文\n赵一,80,,孙三,60\n钱二,70,,,\n平均分,75,,平均分,60\n";
    let subjects = "[[subject]]\nid = 'chinese'\nname = '语文'\nfull_mark = 120\ndecimals = 0";
    let exam = Exam::with_subjects("[[source]]\npath = '*.csv'", subjects).file("实验中学.csv", text.as_bytes());
    let found = exam.ok();
    let classes = found.book.classes.iter().map(|class| (class.name.as_str(), class.rows.len())).collect::<Vec<_>>();
    assert_eq!(classes, [("九(1)班", 2), ("九(2)班", 1)]);
    assert_eq!(problems(&found), Vec::<String>::new());
}

#[test]
fn titles_over_the_halves_name_their_schools() {
    for above in ["青云中学,,,,柳河中学,,", "青云中学九（1）班,,,,柳河中学九（1）班,,"] {
        let text = format!(
            "{above}\n考号,姓名,语文,,考号,姓名,语文\n1,赵一,80,,3,孙三,60\n2,钱二,70,,4,李四,50\n5,周五,40,,,,\n"
        );
        let subjects = "[[subject]]\nid = 'chinese'\nname = '语文'\nfull_mark = 120\ndecimals = 0";
        let exam = Exam::with_subjects("[[source]]\npath = '*.csv'", subjects).file("成绩.csv", text.as_bytes());
        let class = if above.contains('班') { "九(1)班" } else { "" };
        let expected = ["青云中学 1 80", "青云中学 2 70", "青云中学 5 40", "柳河中学 3 60", "柳河中学 4 50"];
        let expected = expected.map(|line| {
            let (school, rest) = line.split_once(' ').expect("a school");
            format!("/{school}/{class}/{rest}")
        });
        let mut found = lines(&exam.ok());
        found.sort_by_key(|line| !line.contains("青云"));
        assert_eq!(found, expected, "{above}");
        let (sketch, found) = run(exam.folder.path(), &["成绩.csv"]);
        assert_eq!(found.book.schools.len(), 2, "{}", sketch.to_toml(exam.folder.path()));
    }
}

#[test]
fn one_title_over_both_halves_is_of_both() {
    let text = "柳河中学期中成绩,,,,,,\n考号,姓名,语文,,考号,姓名,语文\n1,赵一,80,,3,孙三,60\n2,钱二,70,,4,李四,50\n";
    let subjects = "[[subject]]\nid = 'chinese'\nname = '语文'\nfull_mark = 120\ndecimals = 0";
    let found = Exam::with_subjects("[[source]]\npath = '*.csv'", subjects).file("成绩.csv", text.as_bytes()).ok();
    assert_eq!(lines(&found), ["1 80", "2 70", "3 60", "4 50"].map(|line| format!("/柳河中学//{line}")));
}
