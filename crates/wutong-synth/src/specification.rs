//! The `exam.toml` of a district.

use std::fmt::Write;

use crate::delivery::Delivery;
use crate::plan::Plan;
use crate::subject::{MATH, SUBJECTS};

/// Title of the examination.
pub(crate) const TITLE: &str = "2025年九年级第一次模拟考试";
/// First day of the examination.
pub(crate) const DATE: &str = "2025-04-18";
/// Identifier of the examination.
pub(crate) const EXAM_ID: &str = "2025-g9-mock1";
/// Two-way specification table of mathematics.
pub(crate) const BLUEPRINT: &str = "blueprint_math.csv";
/// Item marks of mathematics.
pub(crate) const ITEMS: &str = "items/math.csv";

/// Name of the area that holds all counties of the plan.
pub(crate) fn region(plan: &Plan) -> &str {
    match plan.n_counties {
        1 => &plan.schools[0].place.county,
        _ => "梧桐市",
    }
}

fn head(plan: &Plan) -> String {
    format!(
        r#"# 虚构的区县，仅供演示；学校、学生、分数均为随机生成。
# A fictional district for demonstration; schools, pupils and marks are random (seed {seed}).

[exam]
id = "{EXAM_ID}"
title = "{TITLE}"
stage = "junior"            # primary 小学 | junior 初中 | senior 高中
grade = 9
kind = "graduation_mock"    # 毕业年级模拟考试
region = "{region}"
date = "{DATE}"

"#,
        seed = plan.seed,
        region = region(plan),
    )
}

const ROSTER_AND_SCHOOLS: &str = r#"# 在籍与应考人数 / pupils enrolled and expected, by class
[[source]]
path = "roster.csv"
kind = "roster"

# 学校名单 / list of schools with county, town, residence and education group
[[source]]
path = "schools.csv"
kind = "schools"

"#;

fn subjects(items: bool) -> String {
    let mut text = String::from("# 学科与满分；分数记到 0.5 分 / subjects and full marks; marks go in steps of 0.5\n");
    for (index, subject) in SUBJECTS.iter().enumerate() {
        let (id, name, full_mark) = (subject.id, subject.name, subject.full_mark);
        let blueprint = match items && index == MATH {
            true => format!("items = \"{BLUEPRINT}\"    # 双向细目表 / two-way specification table\n"),
            false => String::new(),
        };
        let _ = write!(
            text,
            "[[subject]]\nid = \"{id}\"\nname = \"{name}\"\nfull_mark = {full_mark}\ndecimals = 1\n{blueprint}\n"
        );
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Specification of the delivered files.
pub(crate) fn district(plan: &Plan) -> String {
    let mut text = head(plan);
    text.push_str("# 各校报送的成绩表 / the sheets handed in by the schools\n");
    text.push_str("[[source]]\npath = \"scores/*.xlsx\"\n\n");
    let n = plan.schools.len();
    if (0..n).any(|index| Delivery::of(index, n).csv) {
        text.push_str("[[source]]\npath = \"scores/*.csv\"       # GBK 编码，自动识别 / GBK, detected\n\n");
    }
    text.push_str(ROSTER_AND_SCHOOLS);
    let _ = write!(
        text,
        "# 数学小题分 / item marks of mathematics\n[[source]]\npath = \"{ITEMS}\"\nkind = \"items\"\nsubject = \"{}\"\n\n",
        SUBJECTS[MATH].id
    );
    text.push_str(&subjects(true));
    text
}

/// Specification of one large score file.
pub(crate) fn large(plan: &Plan, file: &str) -> String {
    let mut text = head(plan);
    let _ = write!(
        text,
        "# 全部成绩在一个文件中 / all marks in one file\n[[source]]\npath = \"{file}\"\n\n[source.columns]\n\
         id = \"student_id\"\ncounty = \"county\"\nschool = \"school\"\nclass = \"class\"\n"
    );
    for subject in &SUBJECTS {
        let _ = writeln!(text, "{id} = \"{id}\"", id = subject.id);
    }
    text.push('\n');
    text.push_str(ROSTER_AND_SCHOOLS);
    text.push_str(&subjects(false));
    text
}
