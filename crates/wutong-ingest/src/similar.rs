//! Schools whose names are so alike that they may be one school written in two ways.
//!
//! Names of different schools are alike by nature: 第一中学 and 第二中学, 城东小学 and 城西小学. So a difference in a number or
//! in a word that tells schools apart is never a slip, and other differences count only with a second sign: what was
//! left out is a word such as 县 or 学校, what was exchanged sounds alike, or one of the two has hardly any pupils.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::{Problem, ProblemKind};

use crate::cell::fold_name;
use crate::schools::{SchoolUnit, Schools};
use crate::staging::Staging;
use crate::wording::distance;

/// Characters by which schools are told apart.
const APART: &str = "东西南北中上下前后左右内外新旧老大小高初幼男女甲乙丙丁本分总附";
/// Characters that are left out or added without another school being meant.
const FILLERS: &str = "省市县区旗州镇乡村街道学校立的第级制公民办";
/// Endings that are left out or exchanged without another school being meant, the longest first.
const ENDINGS: &[&str] = &["学校", "中学", "校"];
/// What the main site of a school is called.
const MAIN_SITES: &[&str] = &["校本部", "本部", "总校区", "总校"];
/// Ends of names of places.
const PLACES: &str = "省市县区旗州盟镇乡";
/// Characters that sound alike, by groups: what input methods and clerks confuse.
const SOUND_ALIKE: &[&str] = &[
    "才材财",
    "阳杨扬洋",
    "华花",
    "明名铭",
    "心兴欣馨鑫",
    "镇真振",
    "河合何和荷",
    "文闻雯",
    "英鹰莺瑛",
    "城成诚程",
    "源原元园圆苑远",
    "江姜疆",
    "里理礼李",
    "州洲",
    "陵凌岭灵玲",
    "坪平萍屏",
    "岗冈港",
    "塘唐堂",
    "桥乔侨",
    "庄壮",
    "沟勾",
    "岩严",
    "峰锋丰枫",
    "清青庆",
    "辉晖徽",
    "育玉裕誉",
    "致志智",
    "德得",
    "励力立丽",
    "胜盛圣",
    "永咏泳",
    "人仁",
    "义艺意逸",
    "龙隆",
    "凤风",
    "虎湖胡",
    "梅眉",
    "兰蓝岚",
    "桃陶",
    "建健",
    "强墙",
    "达大",
    "宏弘红洪",
    "光广",
    "景井京",
    "水税",
    "山珊",
    "田甜",
    "沙砂",
    "石实",
    "云匀",
    "正政",
    "启起",
    "博勃",
    "培陪",
    "尚上",
    "崇从",
    "树书",
    "桐童同",
    "松嵩",
];
/// A name with fewer characters says too little for one of them to be a slip.
const FEWEST_CHARACTERS: usize = 4;
/// From this length on two slips are looked for.
const LONG_NAME: usize = 7;
/// With more schools two slips are not looked for: the work grows with the square of the length.
const MOST_SCHOOLS: usize = 5000;
/// A school with at most so many pupils, or so small a share of the other's, may be a slip of the other.
const FEW_PUPILS: u64 = 3;
const SMALL_SHARE: u64 = 10;

/// A school as it is compared.
struct Candidate<'a> {
    unit: &'a SchoolUnit,
    number: usize,
    pupils: u64,
    /// The name without everything that spellings differ in.
    key: String,
    /// Numbers in the name.
    ordinals: Vec<String>,
}

/// A remark for each pair of schools that may be one, at the first row of the smaller; nothing is merged.
///
/// The text is the two names, `expected` the one with more pupils. The result does not depend on the order of rows.
pub(crate) fn remarks(staging: &Staging, schools: &Schools, region: &str) -> Vec<Problem> {
    let mut pupils = vec![0u64; schools.units.len()];
    let mut first: Vec<Option<usize>> = vec![None; schools.units.len()];
    for (row, school) in staging.sites.iter().enumerate().filter(|(row, _)| staging.is_used(*row)) {
        pupils[*school as usize] += 1;
        first[*school as usize].get_or_insert(row);
    }
    let remark = |(small, large): (usize, usize)| {
        let (unit, other) = (&schools.units[small], &schools.units[large]);
        let row = first[small]?;
        Some(Problem {
            place: staging.place(staging.sheets[row], staging.rows[row], String::new()),
            text: format!("{} | {}", shown(unit, other), shown(other, unit)),
            kind: ProblemKind::SimilarSchools,
            expected: shown(other, unit),
            school: Some(unit.id.clone()),
            subject: None,
        })
    };
    pairs(&schools.units, &pupils, region).into_iter().filter_map(remark).collect()
}

/// The name, with the id where the names are the same.
fn shown(unit: &SchoolUnit, other: &SchoolUnit) -> String {
    if unit.name == other.name && unit.id != unit.name {
        format!("{} {}", unit.id, unit.name)
    } else {
        unit.name.clone()
    }
}

/// Pairs of schools that may be one, the smaller first.
fn pairs(units: &[SchoolUnit], pupils: &[u64], region: &str) -> BTreeSet<(usize, usize)> {
    let candidates: Vec<Candidate<'_>> = units
        .iter()
        .enumerate()
        .filter(|(number, unit)| pupils[*number] > 0 && !unit.name.is_empty())
        .map(|(number, unit)| {
            let key = key(&unit.name, &[&unit.county, region]);
            Candidate { unit, number, pupils: pupils[number], ordinals: ordinals(&key), key }
        })
        .collect();
    let slips = if candidates.len() <= MOST_SCHOOLS { 2 } else { 1 };
    // Names with the same numbers meet under every text that is left when a slip is taken out; nothing is compared with
    // everything.
    let mut meeting: BTreeMap<(&[String], String), Vec<usize>> = BTreeMap::new();
    for (position, candidate) in candidates.iter().enumerate() {
        for text in remains(&candidate.key, slips) {
            meeting.entry((&candidate.ordinals, text)).or_default().push(position);
        }
    }
    let mut found = BTreeSet::new();
    for met in meeting.values() {
        for (at, a) in met.iter().enumerate() {
            for b in &met[at + 1..] {
                let (a, b) = (&candidates[*a], &candidates[*b]);
                if may_be_one(a, b) {
                    // Of schools of one size the name decides, not the order of files.
                    let a_is_small = (a.pupils, &b.unit.id) < (b.pupils, &a.unit.id);
                    found.insert(if a_is_small { (a.number, b.number) } else { (b.number, a.number) });
                }
            }
        }
    }
    found
}

/// A name without brackets, dashes, the place it lies in, and endings that say nothing; numbers in digits.
fn key(name: &str, places: &[&str]) -> String {
    let mut text: String = fold_name(name).chars().filter(|c| !"()-·,、/\"'“”_".contains(*c)).collect();
    for place in places {
        let place = fold_name(place);
        let bare = place.trim_end_matches(|c| PLACES.contains(c));
        let without = text.strip_prefix(place.as_str()).or_else(|| text.strip_prefix(bare));
        if let Some(rest) = without.filter(|rest| !bare.is_empty() && rest.chars().count() >= 2) {
            text = rest.to_owned();
        }
    }
    let text = in_digits(&text).replace('第', "");
    let text = MAIN_SITES.iter().find_map(|site| text.strip_suffix(site)).map_or(text.as_str(), |main| main);
    let ending = ENDINGS.iter().find_map(|ending| text.strip_suffix(ending));
    match ending {
        // 一中 is 第一中学; 中学 alone, the school of its town, stays.
        Some(rest) if rest.ends_with(|c: char| c.is_ascii_digit()) && text.ends_with("中学") => format!("{rest}中"),
        Some(rest) if rest.chars().count() >= 2 => rest.to_owned(),
        _ => text.to_owned(),
    }
}

/// Chinese numbers up to ninety-nine as digits.
fn in_digits(text: &str) -> String {
    const DIGITS: &str = "零一二三四五六七八九";
    let value = |c: char| DIGITS.chars().position(|digit| digit == c);
    let mut digits = String::new();
    let mut characters = text.chars().peekable();
    let mut before = None;
    while let Some(character) = characters.next() {
        match (value(character), character) {
            (Some(digit), _) => digits.push_str(&digit.to_string()),
            (None, '十') => {
                if before.and_then(value).is_none() {
                    digits.push('1');
                }
                if characters.peek().copied().and_then(value).is_none() {
                    digits.push('0');
                }
            }
            _ => digits.push(character),
        }
        before = Some(character);
    }
    digits
}

/// The numbers and single letters in a key, in order.
fn ordinals(key: &str) -> Vec<String> {
    let runs = key.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let letters = key.split(|c: char| !c.is_ascii_alphabetic()).filter(|run| run.len() == 1);
    runs.map(|run| run.trim_start_matches('0')).chain(letters).map(str::to_owned).collect()
}

/// The key, and what is left of it without one or two characters, without fillers, or without a place before it.
fn remains(key: &str, slips: usize) -> BTreeSet<String> {
    let characters: Vec<char> = key.chars().collect();
    let mut remains = BTreeSet::from([key.to_owned()]);
    let bare: String = characters.iter().filter(|c| !FILLERS.contains(**c)).collect();
    if bare.chars().count() >= 2 {
        remains.insert(bare);
    }
    for (position, character) in characters.iter().enumerate().take(8).skip(1) {
        let rest: String = characters[position + 1..].iter().collect();
        if PLACES.contains(*character) && rest.chars().count() >= 2 {
            remains.insert(rest);
        }
    }
    let without = |text: &[char]| -> Vec<Vec<char>> {
        (0..text.len()).map(|at| [&text[..at], &text[at + 1..]].concat()).collect()
    };
    if characters.len() >= 2 {
        for once in without(&characters) {
            if slips == 2 && characters.len() >= LONG_NAME - 1 {
                remains.extend(without(&once).into_iter().map(String::from_iter));
            }
            remains.insert(once.into_iter().collect());
        }
    }
    remains
}

fn may_be_one(a: &Candidate<'_>, b: &Candidate<'_>) -> bool {
    let counties = [&a.unit.county, &b.unit.county];
    let other_county = counties[0] != counties[1] && counties.iter().all(|county| !county.is_empty());
    let both_listed = a.unit.listed.is_some() && b.unit.listed.is_some();
    if other_county || both_listed {
        return false;
    }
    if a.key == b.key {
        return true;
    }
    // Two codes are two schools unless the names are the same.
    if a.unit.is_coded && b.unit.is_coded {
        return false;
    }
    let (left, right) = differing(&a.key, &b.key);
    let tells_apart = |text: &[char], other: &[char]| text.iter().any(|c| APART.contains(*c) && !other.contains(c));
    if tells_apart(&left, &right) || tells_apart(&right, &left) {
        return false;
    }
    let is_filler = |text: &[char]| text.iter().all(|c| FILLERS.contains(*c));
    if is_filler(&left) && is_filler(&right) || is_place_before(&a.key, &b.key) || is_place_before(&b.key, &a.key) {
        return true;
    }
    let lengths = [&a.key, &b.key].map(|key| key.chars().count());
    let shorter = lengths[0].min(lengths[1]);
    // The ending that was taken off counts: 育才 may be 育才中学.
    let written = [a, b].map(|school| fold_name(&school.unit.name).chars().count());
    if written[0].min(written[1]) < FEWEST_CHARACTERS || is_letter(&left) && is_letter(&right) {
        return false;
    }
    let slips = distance(&a.key, &b.key);
    let (small, large) = (a.pupils.min(b.pupils), a.pupils.max(b.pupils));
    let is_small = small <= FEW_PUPILS && small < large || small * SMALL_SHARE <= large;
    let swapped = slips == 2 && left.len() == 2 && left.iter().rev().eq(&right);
    let alike = left.len() == right.len() && left.iter().zip(&right).all(|(a, b)| a == b || sound_alike(*a, *b));
    swapped || alike && slips <= 2 || is_small && (slips == 1 && shorter >= 2 || slips == 2 && shorter >= LONG_NAME)
}

/// What two texts differ in, between what they begin and end with in common.
fn differing(a: &str, b: &str) -> (Vec<char>, Vec<char>) {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (a[..a.len() - end].to_vec(), b[..b.len() - end].to_vec())
}

/// Whether the longer is the shorter after the name of a place: 清源县实验 and 实验.
fn is_place_before(longer: &str, shorter: &str) -> bool {
    longer.strip_suffix(shorter).is_some_and(|place| {
        let length = place.chars().count();
        (2..=8).contains(&length) && place.ends_with(|c| PLACES.contains(c))
    })
}

fn is_letter(text: &[char]) -> bool {
    matches!(text, [letter] if letter.is_ascii_alphanumeric())
}

fn sound_alike(a: char, b: char) -> bool {
    SOUND_ALIKE.iter().any(|group| group.contains(a) && group.contains(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_pair(county: &str, a: &str, b: &str, pupils: [u64; 2]) -> bool {
        let unit = |name: &str| SchoolUnit {
            id: name.to_owned(),
            name: name.to_owned(),
            county: county.to_owned(),
            ..SchoolUnit::default()
        };
        let found = pairs(&[unit(a), unit(b)], &pupils, "示例市");
        assert!(found.is_empty() || found == BTreeSet::from([if pupils[1] < pupils[0] { (1, 0) } else { (0, 1) }]));
        !found.is_empty()
    }

    #[test]
    fn schools_that_may_be_one() {
        for (a, b) in [
            ("第1中学", "第一中学"),
            ("清源一中", "清源县第一中学"),
            ("清源县第一中学", "第一中学"),
            ("示例市实验中学", "实验中学"),
            ("实验中学（东校区）", "实验中学东校区"),
            ("实验中学（本部）", "实验中学"),
            ("育才中学", "育才学校"),
            ("育才", "育才中学"),
            ("育才中学", "育材中学"),
            ("城关镇中心小学", "城关中心小学"),
            ("柳湾镇中学", "柳湾中学"),
            ("第十二中学", "第12中学"),
            ("英才外国语学校", "才英外国语学校"),
        ] {
            assert!(is_pair("清源县", a, b, [60, 80]), "{a} {b}");
        }
        assert!(is_pair("", "红星小学", "红旗小学", [2, 300]), "hardly a school of its own");
        assert!(is_pair("", "平安县实验中学", "实验中学", [60, 80]));
    }

    #[test]
    fn schools_that_are_two() {
        for (a, b) in [
            ("第一中学", "第二中学"),
            ("第一中学", "第十一中学"),
            ("1中", "2中"),
            ("城东小学", "城西小学"),
            ("实验中学", "实验小学"),
            ("实验中学", "实验中学（东校区）"),
            ("实验中学东校区", "实验中学西校区"),
            ("实验中学", "新实验中学"),
            ("实验初中", "实验高中"),
            ("师大附中", "师大附小"),
            ("红星小学", "红旗小学"),
            ("育才中学", "实验中学"),
            ("实验中学", "育才实验中学"),
            ("School A", "School B"),
            ("A", "B"),
            ("三河中学", "山河中学"),
            ("中学", "第二中学"),
        ] {
            assert!(!is_pair("清源县", a, b, [60, 80]), "{a} {b}");
        }
        for (a, b) in [("第一中学", "第二中学"), ("城东小学", "城西小学"), ("甲校", "乙校"), ("A中学", "B中学")]
        {
            assert!(!is_pair("", a, b, [2, 300]), "{a} {b}: even if one is small");
        }
    }

    #[test]
    fn places_and_lists_tell_schools_apart() {
        let unit = |name: &str, county: &str, listed| SchoolUnit {
            id: name.to_owned(),
            name: name.to_owned(),
            county: county.to_owned(),
            listed,
            ..SchoolUnit::default()
        };
        let two = [unit("实验中学", "甲县", None), unit("实验学校", "乙县", None)];
        assert!(pairs(&two, &[5, 5], "").is_empty());
        let listed = [unit("实验中学", "", Some(0)), unit("实验学校", "", Some(1))];
        assert!(pairs(&listed, &[5, 5], "").is_empty());
    }
}
