//! The class in a text: what names of sheets and files, titles, and lines between the rows say of it.

use crate::cell::half_width;
use crate::layout::place::{is_generic, school_in};

/// The class that a sheet, a title or a line between the rows is named after: as [`class_in`], or by a word alone, as
/// 实验班, 甲班 and 平行1班.
pub(crate) fn class_of(text: &str) -> Option<String> {
    by_word(text).or_else(|| class_in(text))
}

/// A text that is the name of a class and says more than grade and number: 实验班, A班, 普通1班, 王老师班.
fn by_word(text: &str) -> Option<String> {
    const LONGEST: usize = 8;
    /// What is said of several classes, or of none.
    const OF_MANY: [&str; 12] = ["全", "各", "每", "本", "该", "两", "分", "跨", "同", "任", "所有", "其他"];
    let wide: String = text.chars().map(half_width).collect();
    let wide = wide.trim();
    let word = wide.strip_suffix('班')?;
    let is_word = (1..LONGEST).contains(&word.chars().count())
        && word.chars().all(|c| c.is_alphanumeric() || "()".contains(c))
        && !OF_MANY.iter().any(|of_many| word.starts_with(of_many))
        && !word.ends_with("毕业");
    // 语文1班 and 期末1班 are class 1; 实验1班 and 平行1班 are two. 实验 is a subject elsewhere.
    let says_more = || {
        let class = class_in(wide);
        let rest = class.as_deref().map_or(Some(word), |class| wide.strip_suffix(class));
        rest.is_some_and(|rest| rest == "实验" || !is_generic(rest))
    };
    (is_word && school_in(wide).is_none() && says_more()).then(|| wide.to_owned())
}

/// The class behind a label, in a text that may say more: `年级：九 班级：1`.
fn labelled(text: &str) -> Option<String> {
    const LABELS: [&str; 3] = ["班级:", "班别:", "班级名称:"];
    let rest = LABELS.iter().find_map(|label| text.split_once(label))?.1.trim_start();
    let word = rest.split([' ', ',', ';', '，', '；', '、', '　']).next().unwrap_or_default();
    let is_number = |word: &str| !word.is_empty() && word.chars().all(|c| "一二三四五六七八九十".contains(c));
    // The label is not what is looked for.
    let inside = |text: &str| class_in(text).filter(|_| !text.contains("班级"));
    inside(word).or_else(|| by_word(word)).or_else(|| inside(rest)).or_else(|| is_number(word).then(|| word.to_owned()))
}

/// The class in a text such as `九年级(3)班`, `九3班`, `901`, `9.1`; a whole text that is one, or a part ending with 班.
pub(crate) fn class_in(text: &str) -> Option<String> {
    let wide: String = text.chars().map(half_width).collect();
    let text = wide.trim();
    let labelled = labelled(text);
    if labelled.is_some() {
        return labelled;
    }
    let named = text.match_indices('班').find_map(|(at, _)| {
        let before = &text[..at];
        // 九年级班级汇总 is of all of them.
        let is_numbered = before.ends_with(|c: char| c.is_ascii_digit() || ")一二三四五六七八九十".contains(c));
        if text[at..].starts_with("班级") && !is_numbered {
            return None;
        }
        let number = &before[class_start(before)..];
        let counted = number.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        counted.then(|| format!("{number}班"))
    });
    if named.is_some() || text.contains('班') {
        return named;
    }
    let numbers = |text: &str| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        (1..=4).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || "().-".contains(c))
    };
    (numbers(text) || without_grade(text).is_some_and(numbers)).then(|| text.to_owned())
}

/// What follows the grade in the short name of a class: 九（1）, 四2, 高一3.
fn without_grade(text: &str) -> Option<&str> {
    let text = text.strip_prefix(['初', '高', '小']).unwrap_or(text);
    let rest = text.strip_prefix(|c| "一二三四五六七八九".contains(c))?;
    Some(rest.strip_prefix("年级").or_else(|| rest.strip_prefix('级')).unwrap_or(rest))
}

/// Where the class begins before 班: grade, brackets and number.
fn class_start(before: &str) -> usize {
    let part = |c: char| c.is_ascii_digit() || c.is_whitespace() || "()第一二三四五六七八九十年级初高小.-".contains(c);
    let mut start = before.len();
    for (at, c) in before.char_indices().rev() {
        if !part(c) {
            break;
        }
        start = at;
    }
    let trimmed = before[start..].trim_start_matches([' ', '-', '.', ')']);
    before.len() - trimmed.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_found_in_names() {
        for (text, class) in [
            ("九（1）班", Some("九(1)班")),
            ("九年级3班成绩表", Some("九年级3班")),
            ("第一中学九1班", Some("九1班")),
            ("901", Some("901")),
            ("9.1", Some("9.1")),
            ("九（1）", Some("九(1)")),
            ("四2", Some("四2")),
            ("高一12", Some("高一12")),
            ("班级：九（1）班 班主任：李明", Some("九(1)班")),
            ("九年级", None),
            ("Sheet1", None),
            ("语文", None),
            ("班级汇总", None),
            ("九年级班级汇总", None),
            ("九（1）班级成绩表", Some("九(1)班")),
            ("班级：1", Some("1")),
            ("班级：二", Some("二")),
            ("年级：九  班级：1", Some("1")),
            ("班级：实验班 人数：40", Some("实验班")),
            ("20250612", None),
        ] {
            assert_eq!(class_in(text).as_deref(), class, "{text}");
        }
    }

    #[test]
    fn classes_are_named_by_words() {
        for (text, class) in [
            ("实验班", Some("实验班")),
            ("A班", Some("A班")),
            ("甲班", Some("甲班")),
            ("平行1班", Some("平行1班")),
            ("实验1班", Some("实验1班")),
            ("1班", Some("1班")),
            ("语文1班", Some("1班")),
            ("期末1班", Some("1班")),
            ("第一中学九1班", Some("九1班")),
            ("901", Some("901")),
            ("全班", None),
            ("各班", None),
            ("九年级毕业班", None),
            ("实验班 班主任：王芳", None),
            ("语文", None),
        ] {
            assert_eq!(class_of(text).as_deref(), class, "{text}");
        }
    }
}
