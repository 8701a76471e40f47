//! 单位 above a table: the school that it is of, who made it, or what its numbers are.

use super::*;

const ROWS: &str = "考号,姓名,语文,数学\n101,赵一一,80,81\n102,钱二二,70,71\n";

fn schools(found: &Ingested) -> Vec<(&str, usize)> {
    let of_school = |school: &wutong_model::School| {
        school.classes.clone().map(|class| found.book.classes[class].rows.len()).sum::<usize>()
    };
    found.book.schools.iter().map(|school| (school.name.as_str(), of_school(school))).collect()
}

#[test]
fn a_measure_or_an_office_is_no_school() {
    for unit in
        ["单位：分", "单位,分", "单位：清河县教育局教研室", "单位：清河县教师发展中心", "单位：清河县教师进修学校"]
    {
        let sheet = |first: u32| {
            format!(
                "九年级期中成绩表,,,\n{unit},,,\n考号,姓名,语文,数学\n{first},赵一,80,81\n{},钱二,70,71\n",
                first + 1
            )
        };
        let exam = Exam::new("[[source]]\npath = 'f.xlsx'")
            .workbook("f.xlsx", &[("第一中学", &sheet(101)), ("实验中学", &sheet(201))]);
        assert_eq!(schools(&exam.ok()), [("实验中学", 2), ("第一中学", 2)], "{unit}");
    }
}

#[test]
fn one_unit_over_sheets_of_several_schools_is_who_made_them() {
    let sheet = |first: u32| {
        format!("单位：清河县第一中学,,,\n考号,姓名,语文,数学\n{first},赵一,80,81\n{},钱二,70,71\n", first + 1)
    };
    let exam = Exam::new("[[source]]\npath = 'f.xlsx'")
        .workbook("f.xlsx", &[("实验中学", &sheet(101)), ("柳河中学", &sheet(201))]);
    assert_eq!(schools(&exam.ok()), [("实验中学", 2), ("柳河中学", 2)]);
}

#[test]
fn units_below_one_title_are_the_schools_and_the_title_names_who_holds_the_exam() {
    let table = |unit: &str, first: u32| {
        format!(
            "第一中学教育集团九年级联考成绩,,,\n单位：{unit},,,\n考号,姓名,语文,数学\n{first},赵一,80,81\n{},钱二,70,71\n",
            first + 1
        )
    };
    let exam = Exam::new("[[source]]\npath = '*.csv'")
        .file("1.csv", table("实验中学", 101).as_bytes())
        .file("2.csv", table("柳河中学", 201).as_bytes());
    let found = exam.ok();
    assert_eq!(schools(&found), [("实验中学", 2), ("柳河中学", 2)]);
    assert_eq!(of_kind(&found, "organiser-title").len(), 2);
    // One such table alone is told.
    let found = Exam::new("[[source]]\npath = '*.csv'").file("1.csv", table("实验中学", 101).as_bytes()).ok();
    assert_eq!(of_kind(&found, "file-school").len(), 1);
}

#[test]
fn a_unit_is_the_school_where_nothing_else_names_one() {
    for unit in ["单位：青云中学,,班级：九(3)班,", "单位,青云中学,班级,九(3)班", "单位：青云中学（盖章）,,,"]
    {
        let text = format!("期中考试成绩登记表,,,\n{unit}\n{ROWS}");
        let found = Exam::new("[[source]]\npath = '*.csv'").file("上报.csv", text.as_bytes()).ok();
        assert_eq!(schools(&found), [("青云中学", 2)], "{unit}");
    }
}
