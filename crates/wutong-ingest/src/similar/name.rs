//! Names of schools taken apart: what says nothing, what counts, what sounds alike.

use std::collections::BTreeSet;

use crate::cell::fold_name;

/// Characters that are left out or added without another school being meant.
pub(super) const FILLERS: &str = "省市县区旗州镇乡村街道学校立的第级制公民办";
/// Endings that are left out or exchanged without another school being meant, the longest first.
const ENDINGS: &[&str] = &["学校", "中学", "校"];
/// Endings of names of secondary schools as they are shortened or drawn out, the longest first.
const SECONDARY: &[&str] = &["初级中学", "中学校", "中学", "初中", "学校", "中"];
/// What the main site of a school is called.
const MAIN_SITES: &[&str] = &["校本部", "本部", "总校区", "总校"];
/// Ends of names of places.
pub(crate) const PLACES: &str = "省市县区旗州盟镇乡";
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
/// From this length on two slips are looked for.
pub(super) const LONG_NAME: usize = 7;

/// A name without the ending of a secondary school; `None` if nothing that tells one is left.
pub(super) fn without_ending(name: &str) -> Option<String> {
    let name = fold_name(name);
    // 实验中孛: what follows 中 is a slip of 学, unless it is a word.
    let slip = || {
        let end = name.char_indices().next_back()?.0;
        name[..end].strip_suffix('中').filter(|_| !name.ends_with("中心") && !name.ends_with("中专"))
    };
    let stem = SECONDARY.iter().find_map(|ending| name.strip_suffix(ending)).or_else(slip)?;
    (stem.chars().count() > 1).then(|| stem.to_owned())
}

/// A name without brackets, dashes, the place it lies in, and endings that say nothing; numbers in digits.
pub(super) fn key(name: &str, places: &[&str]) -> String {
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
pub(super) fn ordinals(key: &str) -> Vec<String> {
    let runs = key.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let letters = key.split(|c: char| !c.is_ascii_alphabetic()).filter(|run| run.len() == 1);
    runs.map(|run| run.trim_start_matches('0')).chain(letters).map(str::to_owned).collect()
}

/// The key, and what is left of it without one or two characters, without fillers, or without a place before it.
pub(super) fn remains(key: &str, slips: usize) -> BTreeSet<String> {
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

/// What two texts differ in, between what they begin and end with in common.
pub(super) fn differing(a: &str, b: &str) -> (Vec<char>, Vec<char>) {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (a[..a.len() - end].to_vec(), b[..b.len() - end].to_vec())
}

/// Whether two characters are taken for each other.
pub(super) fn sound_alike(a: char, b: char) -> bool {
    SOUND_ALIKE.iter().any(|group| group.contains(a) && group.contains(b))
}
