//! What stands before the name of a school in a text: dates, seasons, numbers of annexes and of lists, brackets.

use crate::layout::place::{is_han, is_numeral};

/// What follows the rest of a date whose first number stands before it: `年6月12日实验小学`, `年春季实验小学`, and behind
/// a year `春实验小学`.
pub(super) fn without_day<'t>(before: &str, text: &'t str) -> &'t str {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = text;
    for unit in ['年', '月', '日'] {
        let number = digits(rest);
        let is_next = rest.len() < text.len() && number > 0 || rest.len() == text.len() && unit != '日';
        rest = rest[number..].strip_prefix(unit).filter(|_| is_next).unwrap_or(rest);
    }
    let number = &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    let is_year = number.starts_with("20") && number.len() == 4;
    if rest.len() < text.len() || is_year { without_season(rest) } else { rest }
}

/// Without the season or half of the year behind a year: `春季实验中学`, `秋期`. 春晖小学 is called so.
fn without_season(text: &str) -> &str {
    const SEASONS: [&str; 8] = ["春季", "秋季", "春期", "秋期", "上半年", "下半年", "上期", "下期"];
    /// What names of schools go on with behind the one character.
    const NAMES: [(char, &str); 2] = [('春', "晖蕾华光田江城雨风笋阳芽苗明"), ('秋', "实瑾水月")];
    if let Some(rest) = SEASONS.iter().find_map(|season| text.strip_prefix(season)) {
        return rest;
    }
    let bare = NAMES.iter().find_map(|(season, names)| Some((text.strip_prefix(*season)?, *names)));
    let Some((rest, names)) = bare else { return text };
    // 春江口县第一中学 is of a place.
    let is_name = rest.starts_with(|c| names.contains(c)) && !rest.contains(['省', '市', '县', '区', '镇', '乡', '旗']);
    if is_name { text } else { rest }
}

/// Without the number of an item of a list in front: `一、`, `（十二）`.
pub(super) fn without_number(text: &str) -> &str {
    let (inside, ends): (&str, &[char]) = match text.strip_prefix('(') {
        Some(inside) => (inside, &[')']),
        None => (text, &['、', '.', ',']),
    };
    let after = inside.trim_start_matches(is_numeral);
    let rest = after.strip_prefix(ends).filter(|_| after.len() < inside.len());
    rest.map_or(text, str::trim_start)
}

/// What stands in a bracket that the name was cut in, or behind one that ends before it: `成绩表(实验中学`.
fn within_bracket(name: &str) -> &str {
    let opened = name.rfind('(').filter(|at| !name[*at..].contains(')')).map(|at| at + 1);
    let closed = name.rfind(')').filter(|at| !name[..*at].contains('(')).map(|at| at + 1);
    opened.or(closed).map_or(name, |at| &name[at..])
}

/// Without the number of an annex in front: `附件2：`, `附表3-1 `, `附件二、`, `表1 `.
pub(super) fn without_annex(text: &str) -> &str {
    let annex = ["附件", "附表"].iter().find_map(|word| text.strip_prefix(word));
    let Some(rest) = annex.or_else(|| text.strip_prefix('表')) else { return text };
    let is_number = |c: char| c.is_ascii_digit() || is_numeral(c) || "-. ".contains(c);
    let after = rest.trim_start_matches(is_number);
    // 附件一中: the numeral may be that of the school.
    let is_closed =
        after.starts_with([':', '、', ',', ')', '_', '(', '《']) || rest[..rest.len() - after.len()].ends_with(' ');
    if is_closed {
        after
    } else if annex.is_none() {
        text
    } else {
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || "-. ".contains(c))
    }
}

/// Without what stands before the name: `2025年秋期末某县`.
pub(super) fn strip_date(name: &str) -> &str {
    const BEFORE: [&str; 12] =
        ["考试", "联考", "模拟", "期末", "期中", "月考", "监测", "成绩", "年级", "学期", "学年", "半年"];
    // 2025年 and 二〇二五年, but not 九年制学校.
    let in_numerals = |before: &str| {
        let digits = before.chars().rev().take_while(|c| "〇○零一二三四五六七八九".contains(*c));
        digits.count() == 4
    };
    let is_year = |before: &str| before.ends_with(|c: char| c.is_ascii_digit()) || in_numerals(before);
    let year = name.rfind('年').filter(|at| is_year(&name[..*at])).map(|at| at + '年'.len_utf8());
    let word = BEFORE.iter().filter_map(|word| name.rfind(word).map(|at| at + word.len())).max();
    let rest = match (year, word) {
        (Some(year), word) if word.is_none_or(|word| word < year) => without_season(&name[year..]),
        (_, word) => &name[word.unwrap_or(0)..],
    };
    within_bracket(rest).trim_start_matches(|c: char| !is_han(c))
}
