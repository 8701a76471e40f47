//! Schools and classes in cells above the table and in merged rows between its rows.

use super::*;

const ROWS: &str = "考号,姓名,语文,数学\n101,赵一一,80,81\n102,钱二二,70,71\n";

fn place(found: &Ingested) -> (Vec<String>, Vec<String>) {
    let book = &found.book;
    (
        book.schools.iter().map(|school| school.name.clone()).collect(),
        book.classes.iter().map(|class| class.name.clone()).collect(),
    )
}

#[test]
fn labels_above_the_table_name_school_and_class() {
    for above in ["学校：城关二中,,班级：九(3)班,人数：2", "学校,城关二中,班级,九(3)班"] {
        let text = format!("期中考试成绩登记表,,,\n{above}\n{ROWS}");
        let exam = Exam::new("[[source]]\npath = '*.csv'").file("一中上报.csv", text.as_bytes());
        assert_eq!(place(&exam.ok()), (vec!["城关二中".to_owned()], vec!["九(3)班".to_owned()]), "{above}");
        let (sketch, found) = super::sketches::run(exam.folder.path(), &["一中上报.csv"]);
        assert!(!sketch.to_toml(exam.folder.path()).contains("school = "), "{above}");
        assert_eq!(place(&found).0, ["城关二中"], "{above}");
    }
}

#[test]
fn merged_rows_name_the_school_of_the_rows_below() {
    let merged = |school: &str| [school; 4].join(",");
    let text = format!(
        "考号,姓名,语文,数学\n{}\n101,赵一一,80,81\n{}\n201,钱二二,70,71\n",
        merged("城关一中"),
        merged("实验中学")
    );
    let found = Exam::new("[[source]]\npath = 'f.xlsx'").workbook("f.xlsx", &[("全镇", &text)]).ok();
    assert_eq!((place(&found).0, found.book.n_pupils()), (vec!["城关一中".to_owned(), "实验中学".to_owned()], 2));
}
