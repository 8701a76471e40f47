//! What the names of files and sheets and the titles above a table tell: school and subject.

use crate::cell::{OwnedRow, fold, half_width};
use crate::layout::before::{strip_date, without_annex, without_day, without_number};
use crate::layout::class_names::class_in;
use crate::subject::Vocabulary;

/// What the name of a school ends with, the most telling first.
const SCHOOL_ENDS: [&str; 23] = [
    "实验学校",
    "外国语学校",
    "高级中学",
    "初级中学",
    "中心小学",
    "中心学校",
    "中心校",
    "附属学校",
    "中学",
    "小学",
    "学校",
    "学院",
    "书院",
    "学堂",
    "完小",
    "附中",
    "附小",
    "实验校",
    "高中",
    "初中",
    "一贯制",
    "校区",
    "教学点",
];
/// What the name of a part of a school goes on with behind that of the school: 中心小学河湾教学点.
const PARTS: [&str; 5] = ["教学点", "校点", "分校", "分部", "村小"];

/// Names that programs give to sheets and files.
const MADE: [&str; 8] = ["sheet", "工作表", "worksheet", "table", "data", "成绩", "export", "book"];

/// What stands beside labels above a table: 学校：实验中学, or 班级 and 九(1)班 in two cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Labelled {
    pub(super) school: Option<String>,
    pub(super) class: Option<String>,
    /// What stands beside 单位, where that may be a school: as often it is who made the table, or what marks are counted in.
    pub(super) unit: Option<String>,
}

impl Labelled {
    /// Reads the rows above a header.
    pub(super) fn of(above: &[OwnedRow]) -> Self {
        const SCHOOL: [&str; 4] = ["学校", "学校名称", "学校全称", "校名"];
        const CLASS: [&str; 3] = ["班级", "班别", "班级名称"];
        let told = |labels: &[&str]| {
            let in_row = |row: &OwnedRow| {
                let texts: Vec<String> = row.texts().into_iter().filter(|text| !text.is_empty()).collect();
                let beside = |(at, text): (usize, &String)| match text.split_once([':', '：']) {
                    Some((label, rest)) if labels.contains(&fold(label).as_str()) => {
                        let rest = rest.trim();
                        // 学校：甲校 班级：1 in one cell is for others.
                        let is_one = !rest.is_empty() && !rest.contains([':', '：', ' ', '　']);
                        is_one
                            .then(|| rest.to_owned())
                            .or_else(|| texts.get(at + 1).filter(|_| rest.is_empty()).cloned())
                    }
                    None if labels.contains(&fold(text).as_str()) => texts.get(at + 1).cloned(),
                    _ => None,
                };
                let found = texts.iter().enumerate().find_map(beside);
                found.filter(|text| !text.contains([':', '：']) && !fold(text).is_empty())
            };
            above.iter().find_map(in_row)
        };
        let named = |labels: &[&str]| {
            let school = told(labels).filter(|school| school.chars().any(is_han));
            school.map(|school| without_seal(&school).to_owned())
        };
        Self { school: named(&SCHOOL), class: told(&CLASS), unit: named(&UNIT).filter(|unit| may_be_school(unit)) }
    }
}

/// Labels of who made a table, of the school that it is of, or of what its numbers are.
const UNIT: [&str; 2] = ["单位", "单位名称"];

/// Whether a line says what stands beside 单位.
pub(super) fn is_of_unit(line: &str) -> bool {
    let folded = fold(line);
    // Label and name may stand in cells of their own, with nothing between them.
    UNIT.iter().any(|label| folded.starts_with(label))
}

/// Whether a unit may be a school, as far as its name tells: no 分 or 人 and no office.
pub(super) fn may_be_school(unit: &str) -> bool {
    const MEASURES: [&str; 10] = ["分", "分数", "人", "人数", "名", "个", "元", "份", "人次", "百分比"];
    const OFFICES: [&str; 12] = [
        "教育局",
        "教体局",
        "教研",
        "教科",
        "教师发展",
        "进修",
        "考试院",
        "考试中心",
        "招生",
        "联盟",
        "共同体",
        "协作体",
    ];
    const ENDS: [&str; 16] = [
        "局",
        "室",
        "办",
        "委",
        "厅",
        "处",
        "组",
        "会",
        "站",
        "中心",
        "公司",
        "集团",
        "科学院",
        "研究院",
        "政府",
        "部门",
    ];
    let folded = fold(unit);
    !MEASURES.contains(&folded.as_str())
        && folded.chars().filter(|c| is_han(*c)).count() >= 2
        && !OFFICES.iter().any(|office| folded.contains(office))
        && !ENDS.iter().any(|end| folded.ends_with(end))
        && !is_of_many(&folded)
}

/// Without where a school puts its seal: 实验中学（公章）.
fn without_seal(school: &str) -> &str {
    const SEALS: [&str; 6] = ["（公章）", "（盖章）", "（章）", "(公章)", "(盖章)", "(章)"];
    SEALS.iter().find_map(|seal| school.strip_suffix(seal)).unwrap_or(school).trim_end()
}

/// The name of a school in a text such as `03第一中学九年级期中成绩`.
pub(crate) fn school_in(text: &str) -> Option<String> {
    const LABELS: [&str; 8] = ["学校名称", "学校全称", "所在学校", "考生学校", "学校简称", "毕业学校", "学校", "校名"];
    let wide: String = text.chars().map(half_width).collect();
    let text = wide.trim();
    // 学校：第一中学
    let named = |label: &str| text.strip_prefix(label).filter(|rest| rest.starts_with([':', ' ', '：']));
    let text =
        LABELS.iter().find_map(|label| named(label)).map_or(text, |rest| rest.trim_start_matches([':', ' ', '：']));
    let text = without_number(without_label(without_annex(text)));
    let start = text.find(is_han).unwrap_or(text.len());
    let is_numbered = text[..start].ends_with(|c: char| c.is_ascii_digit());
    let rest = if is_numbered { without_day(&text[..start], &text[start..]) } else { &text[start..] };
    let rest = rest.trim_start_matches(|c: char| !is_han(c));
    let end = school_end(rest).map(|end| end + part_of_school(&rest[end..]))?;
    let mut end_with_campus = end;
    // 实验中学(东校区): a campus in brackets is part of the name.
    if let Some(inside) = rest[end..].strip_prefix('(')
        && let Some((campus, _)) = inside.split_once(')')
        && (campus.ends_with(['区', '部']) || PARTS.iter().any(|part| campus.ends_with(part)))
    {
        end_with_campus = end + campus.len() + 2;
    }
    let name = strip_date(&rest[..end_with_campus]);
    (name.chars().count() >= 2 && !is_of_many(name)).then(|| name.to_owned())
}

/// 全县初中, 各中学, 小学: schools, and none of them by name.
fn is_of_many(name: &str) -> bool {
    const ALL: [&str; 10] = ["全省", "全市", "全县", "全区", "全镇", "全乡", "全旗", "各", "所有", "全体"];
    const STAGES: [&str; 7] = ["初中", "高中", "小学", "中学", "学校", "校区", "教学点"];
    let bare = name.trim_start_matches(['春', '秋', '季']);
    STAGES.contains(&bare) || ALL.iter().any(|all| bare.starts_with(all))
}

/// What stands behind the last colon that a name of a school follows, unless what is before it says where the school is:
/// two places may have schools of one name.
fn without_label(text: &str) -> &str {
    let names_place = |before: &str| before.ends_with(['市', '县', '区', '镇', '乡', '旗', '州', '盟']);
    let mut rest = text;
    while let Some((before, after)) = rest.rsplit_once(':') {
        match school_end(after) {
            Some(_) if names_place(before.trim()) => return text,
            Some(_) => return after,
            None => rest = before,
        }
    }
    text
}

/// Whether a short name of a school may well be of the school of a longer one: 一中 and 市第一中学, but not 第十一中学.
pub(super) fn shortens(short: &str, long: &str) -> bool {
    let numerals = |text: &str| text.chars().filter(|c| is_numeral(*c) || c.is_ascii_digit()).collect::<String>();
    let mut rest = long.chars();
    short.chars().count() < long.chars().count()
        && numerals(short) == numerals(long)
        && short.chars().all(|c| rest.any(|other| other == c))
}

/// Where the name of a school ends, in bytes: the last of the ends that follow each other, as in 师范大学附属小学.
fn school_end(text: &str) -> Option<usize> {
    let first = |from: usize| {
        SCHOOL_ENDS
            .iter()
            .filter_map(|end| text[from..].find(end).map(|at| from + at + end.len()))
            // 九年一贯制学校
            .map(|end| {
                end + if text[..end].ends_with("一贯制") && text[end..].starts_with("学校") {
                    "学校".len()
                } else {
                    0
                }
            })
            .min()
            .or_else(|| numbered(&text[from..]).map(|end| from + end))
    };
    let mut end = first(0)?;
    while let Some(next) = first(end)
        .filter(|next| !text[end..*next].starts_with('(') && joins(&text[end..*next]))
        .filter(|next| text[end..*next].chars().count() <= 6)
    {
        end = next;
    }
    Some(end)
}

/// How far the name of a part of a school reaches behind that of the school, in bytes: 河湾教学点; 0 if there is none.
fn part_of_school(behind: &str) -> usize {
    /// Characters of the name of a place.
    const LONGEST: usize = 5;
    let find = |part: &&str| behind.find(*part).map(|at| (at, at + part.len()));
    let Some((start, end)) = PARTS.iter().filter_map(find).min() else { return 0 };
    let place = &behind[..start];
    // 各教学点, 及分校, 六年级分校统计 are of several.
    let is_place = place.chars().count() <= LONGEST
        && place.chars().all(is_han)
        && !place.contains(['各', '及', '和', '与', '所', '下', '级', '班', '考', '期', '模', '科', '部', '年']);
    if is_place { end } else { 0 }
}

/// Whether a second end belongs to the same name.
fn joins(between: &str) -> bool {
    between.starts_with("附属")
        || between.starts_with("附")
        || between.starts_with("教育集团")
        || between.ends_with("校区")
}

/// 一中, 二十三中, 3中, 第十中, 城关一小: where it ends.
fn numbered(text: &str) -> Option<usize> {
    let of = |stage: char, others: &str| {
        let at = text.find(stage)?;
        let before = text[..at].chars().next_back()?;
        let after = text[at + stage.len_utf8()..].chars().next();
        let is_number = "一二三四五六七八九十百".contains(before) || before.is_ascii_digit();
        (is_number && after.is_none_or(|c| !others.contains(c))).then_some(at + stage.len_utf8())
    };
    // 第一小题, 三小时 are none.
    of('中', "学心考期").or_else(|| of('小', "学组题时节队步部份段升"))
}

pub(super) fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// School and class of a text that names both: `一中3班`, `东湖一中高三(2)班`, `实验小学 六年级一班`.
pub(crate) fn school_and_class(text: &str) -> Option<(String, String)> {
    let characters: Vec<char> = text.trim().chars().map(half_width).collect();
    let (last, before) = characters.split_last()?;
    if *last != '班' {
        return None;
    }
    let start = grade_start(before, number_start(before)?)?;
    let collect = |characters: &[char]| characters.iter().collect::<String>();
    let school = collect(&characters[..start]);
    let school = school.trim_end_matches(|c: char| c.is_whitespace() || "-—_/·|、".contains(c));
    let is_school = school.chars().filter(|c| is_han(*c)).count() >= 2;
    is_school.then(|| (school.to_owned(), collect(&characters[start..])))
}

pub(super) fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十".contains(c)
}

/// Where the number at the end of a text begins: `3`, `(3)`, `十二`.
fn number_start(text: &[char]) -> Option<usize> {
    const LONGEST: usize = 3;
    let run = |text: &[char]| {
        let digits = text.iter().rev().take_while(|c| c.is_ascii_digit()).count();
        let numerals = text.iter().rev().take_while(|c| is_numeral(**c)).count();
        Some(digits.max(numerals)).filter(|length| (1..=LONGEST).contains(length))
    };
    match text.split_last()? {
        (')', inside) => {
            let start = inside.len() - run(inside)?;
            (start > 0 && inside[start - 1] == '(').then(|| start - 1)
        }
        _ => Some(text.len() - run(text)?),
    }
}

/// Where the grade before the number of a class begins, or the number if there is none; `None` where 高三班 may be read in
/// two ways.
fn grade_start(text: &[char], number: usize) -> Option<usize> {
    let stage = |at: usize| at > 0 && "高初小".contains(text[at - 1]);
    let is_in_numerals = is_numeral(text[number]);
    if is_in_numerals && stage(number) {
        // 初三十二班: the first numeral is the grade.
        return (text.len() - number > 1).then(|| number - 1);
    }
    let before = &text[..number];
    let of_year = ["年级", "级", "届"].into_iter().find_map(|word| {
        let word: Vec<char> = word.chars().collect();
        let rest = before.strip_suffix(word.as_slice())?;
        let digits = rest.iter().rev().take_while(|c| c.is_ascii_digit()).count();
        let length = if digits > 0 { digits } else { usize::from(rest.last().is_some_and(|c| is_numeral(*c))) };
        (length > 0).then(|| rest.len() - length)
    });
    let grade = of_year.or_else(|| {
        let is_grade = !is_in_numerals && before.last().is_some_and(|c| is_numeral(*c));
        is_grade.then(|| before.len() - 1)
    });
    Some(match grade {
        Some(grade) if stage(grade) => grade - 1,
        Some(grade) => grade,
        None => number,
    })
}

/// Whether a name was given by a program and says nothing.
pub(crate) fn is_made(name: &str) -> bool {
    let folded = fold(name);
    let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit() || "()".contains(c));
    bare.is_empty() || MADE.contains(&bare)
}

/// Words that say nothing of a school, the longer ones before those in them.
const GENERIC: &str = "全区 全县 全市 全校 全镇 年级 学年度 学年 学期 期中 期末 月考 模拟 模 考试 联考 统考 调研 监测 \
    检测 测试 质量 诊断 诊 中考 高考 小学 初中 高中 学生 考生 各科 单科 全科 原始 成绩 分数 得分 \
    汇总 统计 分析 数据 导出 导入 下载 新建 工作表 工作簿 表格 未命名 副本 最终 总 单 表 册 版 第 \
    次 年 月 日 上 下 春 秋 初 高";
const GENERIC_LATIN: &str = "worksheet sheet table data export output scores score grades grade results result marks mark \
    total all book final new test";

/// Whether a name says of what the marks are at best and names no school: 成绩单, 九年级期中成绩, 数学, 导出数据(1).
pub(crate) fn is_generic(name: &str) -> bool {
    let mut rest = fold(name);
    for (_, printed, names) in crate::alias::SUBJECTS {
        for word in names.iter().filter(|word| word.chars().count() > 1).chain([printed]) {
            rest = rest.replace(&fold(word), "");
        }
    }
    for word in GENERIC.split(' ').chain(GENERIC_LATIN.split(' ')) {
        rest = rest.replace(word, "");
    }
    rest.chars().all(|c| c.is_ascii_digit() || !c.is_alphanumeric() || is_numeral(c))
}

/// Whether a name is that of a class and says nothing else, so that it names no school: 801班, 九（1）班成绩.
pub(crate) fn is_of_class_alone(name: &str) -> bool {
    let wide: String = name.chars().map(half_width).collect();
    class_in(&wide).is_some_and(|class| is_generic(&wide.replacen(&class, "", 1)))
}

/// The subject that a single-subject sheet is of: the sheet's name tells best, then its title, then the file.
pub(super) fn subject_of(vocabulary: &Vocabulary, sheet: &str, titles: &[String], file: &str) -> Option<usize> {
    let told = |text: &str| vocabulary.only_one(text).or_else(|| vocabulary.joint(text));
    told(sheet).or_else(|| titles.iter().find_map(|title| told(title))).or_else(|| told(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schools_are_found_in_names() {
        for (text, school) in [
            ("第一中学", Some("第一中学")),
            ("03-第一中学九年级期中成绩", Some("第一中学")),
            ("某县二中成绩表", Some("某县二中")),
            ("学校：城关一中", Some("城关一中")),
            ("学校名称 育才学校", Some("育才学校")),
            ("东风中学2025年九年级第一次模拟考试成绩", Some("东风中学")),
            ("2025年春期末考试实验小学成绩", Some("实验小学")),
            ("师范大学附属小学", Some("师范大学附属小学")),
            ("实验中学（东校区）", Some("实验中学(东校区)")),
            ("马家沟九年制学校", Some("马家沟九年制学校")),
            ("望山乡九年一贯制学校2025年成绩", Some("望山乡九年一贯制学校")),
            ("望山乡九年一贯制成绩", Some("望山乡九年一贯制")),
            ("城关一小", Some("城关一小")),
            ("城关二小三年级成绩", Some("城关二小")),
            ("第一小题", None),
            ("附件2：东湖市实验中学九年级期中成绩上报表", Some("东湖市实验中学")),
            ("附件2东湖市实验中学成绩", Some("东湖市实验中学")),
            ("附表一、东湖市实验中学", Some("东湖市实验中学")),
            ("附件1-2 一中成绩", Some("一中")),
            ("附件：第一中学", Some("第一中学")),
            ("东县：实验小学", Some("东县:实验小学")),
            ("附属中学成绩", Some("附属中学")),
            ("考试：期中 学校：一中 年级：九年级", Some("一中")),
            ("2025年春全县初中期末成绩", None),
            ("2025年6月12日实验小学成绩", Some("实验小学")),
            ("2025年实验小学成绩", Some("实验小学")),
            ("6月实验小学成绩", Some("实验小学")),
            ("2026年春季青石县实验中学九年级成绩册", Some("青石县实验中学")),
            ("2026年春青石县实验中学", Some("青石县实验中学")),
            ("2026年上半年实验小学成绩", Some("实验小学")),
            ("二〇二六年秋季实验小学成绩", Some("实验小学")),
            ("2026年春晖小学成绩", Some("春晖小学")),
            ("2026春期青石县实验中学九年级", Some("青石县实验中学")),
            ("25春雷中学", Some("春雷中学")),
            ("春蕾小学", Some("春蕾小学")),
            ("（一）城关镇第一小学", Some("城关镇第一小学")),
            ("十二、双桥镇中心小学", Some("双桥镇中心小学")),
            ("表1 实验小学成绩", Some("实验小学")),
            ("初三一模（青石县实验中学）", Some("青石县实验中学")),
            ("成绩表（实验小学）", Some("实验小学")),
            ("双桥镇中心小学河湾教学点六年级", Some("双桥镇中心小学河湾教学点")),
            ("双桥镇中心小学南庄校点六年级", Some("双桥镇中心小学南庄校点")),
            ("双桥镇中心小学（河湾教学点）", Some("双桥镇中心小学(河湾教学点)")),
            ("实验小学各教学点成绩", Some("实验小学")),
            ("实验小学六年级分校统计", Some("实验小学")),
            ("各教学点成绩", None),
            ("01日新小学成绩", Some("日新小学")),
            ("各中学学生名单", None),
            ("小学三年级成绩", None),
            ("附件1：全市高中联考成绩", None),
            ("期中成绩", None),
            ("中考成绩", None),
            ("Sheet1", None),
            ("九年级一班", None),
        ] {
            assert_eq!(school_in(text).as_deref(), school, "{text}");
        }
    }

    #[test]
    fn names_of_files_that_name_no_school() {
        for name in [
            "成绩",
            "成绩单(1)",
            "九年级期中成绩",
            "Sheet1",
            "导出数据",
            "数学",
            "2025年高三一模成绩汇总表",
            "scores_2025",
        ] {
            assert!(is_generic(name), "{name}");
        }
        for name in ["801班", "九（1）班成绩", "高一3班"] {
            assert!(is_of_class_alone(name) && !is_generic(name), "{name}");
        }
        assert!(!is_of_class_alone("一中3班") && !is_of_class_alone("育才班"));
        for name in ["一中", "育才", "实验中学", "城关镇", "third_school", "清河", "A校"] {
            assert!(!is_generic(name), "{name}");
        }
    }

    #[test]
    fn short_names_of_schools() {
        assert!(shortens("一中", "东湖市第一中学"));
        assert!(shortens("实验中学", "东湖市实验中学"));
        assert!(!shortens("一中", "东湖市第十一中学"));
        assert!(!shortens("二中", "东湖市第一中学"));
        assert!(!shortens("一中", "一中"));
    }

    #[test]
    fn school_and_class_in_one_text() {
        for (text, both) in [
            ("一中3班", Some(("一中", "3班"))),
            ("东湖一中高三（2）班", Some(("东湖一中", "高三(2)班"))),
            ("实验小学 六年级一班", Some(("实验小学", "六年级一班"))),
            ("城关一小3班", Some(("城关一小", "3班"))),
            ("十一中三班", Some(("十一中", "三班"))),
            ("实验中学九(3)班", Some(("实验中学", "九(3)班"))),
            ("育才-2023级12班", Some(("育才", "2023级12班"))),
            ("育才初三十二班", Some(("育才", "初三十二班"))),
            ("育才中学初二年级11班", Some(("育才中学", "初二年级11班"))),
            ("九年级(3)班", None),
            ("高三(2)班", None),
            ("实验高三班", None),
            ("一中", None),
            ("3班", None),
            ("实验班", None),
        ] {
            let found = school_and_class(text);
            assert_eq!(found.as_ref().map(|(school, class)| (school.as_str(), class.as_str())), both, "{text}");
        }
    }
}
