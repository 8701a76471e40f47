//! Names of places, schools and pupils, all invented.

use rand::Rng;

/// Where a school stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Residence {
    Urban,
    Town,
    Rural,
}

impl Residence {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Urban => "城区",
            Self::Town => "镇区",
            Self::Rural => "乡村",
        }
    }
}

/// A school of the pattern that every county repeats.
struct Pattern {
    /// Name after the county, or after the town for schools outside the county seat.
    suffix: &'static str,
    town: usize,
    residence: Residence,
    private: bool,
}

const fn school(suffix: &'static str, town: usize, residence: Residence, private: bool) -> Pattern {
    Pattern { suffix, town, residence, private }
}

const TOWNS: [&str; 4] = ["梧桐街道", "青溪镇", "白石镇", "云岭镇"];
const GROUPS: [&str; 5] = ["一中", "实验", "育才", "凤鸣", "文澜"];

/// Schools of a county with the pattern before numbering takes over.
pub(crate) const N_PATTERNS: usize = 27;
/// Position of the very small school in the pattern.
pub(crate) const SMALL_SCHOOL: usize = 25;

use Residence::{Rural, Town, Urban};

const PATTERNS: [Pattern; N_PATTERNS] = [
    school("第一初级中学", 0, Urban, false),
    school("实验中学", 0, Urban, false),
    school("第二中学", 0, Urban, false),
    school("第三中学", 0, Urban, false),
    school("育才中学", 0, Urban, false),
    school("外国语学校", 0, Urban, true),
    school("第四中学", 0, Urban, false),
    school("凤鸣中学", 0, Urban, false),
    school("文澜中学", 0, Urban, false),
    school("第五中学", 0, Urban, false),
    school("博雅学校", 0, Urban, true),
    school("第六中学", 0, Urban, false),
    school("中学", 1, Town, false),
    school("第二中学", 1, Town, false),
    school("柳湾中学", 1, Rural, false),
    school("竹塘学校", 1, Rural, false),
    school("石渡中学", 1, Rural, false),
    school("荷塘中学", 1, Rural, false),
    school("中学", 2, Town, false),
    school("第二中学", 2, Town, false),
    school("松坪中学", 2, Rural, false),
    school("杏林学校", 2, Rural, false),
    school("河口中学", 2, Rural, false),
    school("中学", 3, Town, false),
    school("茶山中学", 3, Rural, false),
    school("高坪学校", 3, Rural, false),
    school("泉下学校", 3, Rural, false),
];

/// Place and label of one school.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) county: String,
    pub(crate) town: String,
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) residence: Residence,
    pub(crate) private: bool,
}

/// The `within`-th school of the `county`-th county.
pub(crate) fn place(county: usize, within: usize) -> Place {
    let name = county_name(county);
    let group = format!("{name}{}教育集团", GROUPS[within % GROUPS.len()]);
    // Only the first county omits its name before a town: elsewhere the same towns would give the same school name.
    let prefix = if county == 0 { "" } else { &name };
    match PATTERNS.get(within) {
        Some(pattern) => {
            let town = TOWNS[pattern.town];
            let school_name = match pattern.town {
                0 => format!("{name}{}", pattern.suffix),
                _ => format!("{prefix}{town}{}", pattern.suffix),
            };
            Place {
                town: format!("{prefix}{town}"),
                group,
                name: school_name,
                residence: pattern.residence,
                private: pattern.private,
                county: name,
            }
        }
        None => {
            let (residence, town) = match within % 3 {
                0 => (Urban, 0),
                1 => (Town, 1 + within / 3 % 3),
                _ => (Rural, 1 + within / 3 % 3),
            };
            // The pattern ends with the sixth numbered school.
            let number = within - N_PATTERNS + 7;
            Place {
                town: format!("{prefix}{}", TOWNS[town]),
                group,
                name: format!("{name}第{}中学", chinese_number(number)),
                residence,
                private: false,
                county: name,
            }
        }
    }
}

/// Counties that can be named.
pub(crate) const N_COUNTIES: usize = COUNTY_FIRST.len() * 2 * 3;

/// First characters of county names; with the tree that follows no existing county is meant.
const COUNTY_FIRST: [&str; 60] = [
    "青", "金", "银", "玉", "翠", "碧", "丹", "紫", "云", "霞", "露", "霜", "雪", "月", "星", "晨", "晓", "暮", "春",
    "夏", "秋", "冬", "东", "西", "南", "北", "上", "下", "新", "古", "大", "小", "高", "平", "长", "远", "清", "明",
    "光", "华", "安", "宁", "和", "顺", "泰", "康", "福", "瑞", "祥", "嘉", "文", "雅", "凤", "鸾", "鹤", "雁", "松",
    "竹", "兰", "菊",
];

fn county_name(index: usize) -> String {
    // 梧桐区 comes first, then 青桐县 and 金桐市: kinds alternate along the list before they repeat.
    let Some(index) = index.checked_sub(1) else {
        return "梧桐区".to_owned();
    };
    let n = COUNTY_FIRST.len();
    let first = COUNTY_FIRST[index % n];
    let round = index / n;
    let tree = ["桐", "梧"][(round / 3) % 2];
    let kind = ["县", "市", "区"][(index % n + round) % 3];
    format!("{first}{tree}{kind}")
}

/// Chinese numeral of a number from 1 to 999.
fn chinese_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (hundreds, tens, ones) = (number / 100 % 10, number / 10 % 10, number % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text.push_str(DIGITS[hundreds]);
        text.push('百');
        if tens == 0 && ones > 0 {
            text.push('零');
        }
    }
    if tens > 0 {
        if tens > 1 || hundreds > 0 {
            text.push_str(DIGITS[tens]);
        }
        text.push('十');
    }
    if ones > 0 {
        text.push_str(DIGITS[ones]);
    }
    text
}

const SURNAMES: [&str; 48] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾",
    "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛",
];
const TREES: [&str; 16] =
    ["桐", "梧", "槐", "榆", "枫", "松", "柏", "桦", "樟", "楠", "杉", "柳", "梅", "桂", "竹", "棠"];
const SECOND: [&str; 32] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "甲", "乙", "丙", "丁", "东", "南", "西", "北", "春",
    "夏", "秋", "冬", "晨", "夕", "山", "川", "江", "湖", "云", "雨", "风", "月",
];

/// A pupil's name: a surname, a tree, mostly a further character. Plain to see that it is made up.
pub(crate) fn pupil_name(rng: &mut impl Rng) -> String {
    let mut name = String::with_capacity(9);
    name.push_str(SURNAMES[rng.random_range(0..SURNAMES.len())]);
    name.push_str(TREES[rng.random_range(0..TREES.len())]);
    if rng.random_bool(0.9) {
        name.push_str(SECOND[rng.random_range(0..SECOND.len())]);
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_distinct() {
        let counties: BTreeSet<_> = (0..=N_COUNTIES).map(county_name).collect();
        assert_eq!(counties.len(), N_COUNTIES + 1);
        let schools: BTreeSet<_> = (0..4).flat_map(|c| (0..250).map(move |s| place(c, s).name)).collect();
        assert_eq!(schools.len(), 1_000);
        assert_eq!(place(1, 0).name, "青桐县第一初级中学");
        assert_eq!(place(2, 0).name, "金桐市第一初级中学");
    }

    #[test]
    fn numerals_follow_common_use() {
        for (number, expected) in
            [(7, "七"), (10, "十"), (12, "十二"), (30, "三十"), (105, "一百零五"), (110, "一百一十")]
        {
            assert_eq!(chinese_number(number), expected);
        }
    }
}
