//! Numbers of items as tables and headers write them, and which of them are the same.

use crate::cell::{fold, fold_name};

/// Words before a number that say no more than that it is an item's.
const PLAIN: &[&str] = &["", "第", "题", "题号", "小题", "第小题", "试题", "t", "q", "th", "no", "item", "question"];

/// Kinds of items whose numbers may begin at one each, without their 题.
const KINDS: &[&str] = &[
    "客",
    "客观",
    "主",
    "主观",
    "单选",
    "多选",
    "单项选择",
    "多项选择",
    "不定项",
    "不定项选择",
    "选择",
    "非选择",
    "判断",
    "填空",
    "解答",
    "计算",
    "简答",
    "问答",
    "论述",
    "材料",
    "材料分析",
    "综合",
    "实验",
    "探究",
    "作图",
    "证明",
    "作文",
    "写作",
    "阅读",
    "阅读理解",
    "听力",
    "完形",
    "完形填空",
    "翻译",
    "默写",
    "选做",
    "应用",
];

/// Words that may stand between the parts of a number, or after it.
const BETWEEN: &[&str] = &["小题", "大题", "题", "第", "问", "空", "选做", "选答"];

/// The number of an item taken apart: `16①`, `16(1)`, `16.1` and `第16题(1)` are alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    /// Kind of item where the number stands behind one: `客` of `客观题1`.
    pub(crate) prefix: String,
    /// Number, number within it, and so on; 一, 二 of a 大题 stay as they are.
    pub(crate) parts: Vec<String>,
}

impl Name {
    /// The number that a text is; `None` if it is anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let folded = fold_name(text);
        let start = folded.find(|c: char| part_of(c).is_some() || c == '(')?;
        let mut prefix = &folded[..start];
        if prefix.is_ascii()
            && let Some(cut) = prefix.rfind('_')
        {
            prefix = &prefix[cut + 1..];
        }
        let prefix = kind(prefix.trim_end_matches(['.', '-', ':', '_']))?;
        let parts = parts(&folded[start..])?;
        Some(Self { prefix, parts })
    }

    /// What a cell above others stands for: an item, a numbered 大题, a kind of items. `None` if it says nothing.
    pub(crate) fn of_group(text: &str) -> Option<Self> {
        if let Some(name) = Self::parse(text) {
            return Some(name);
        }
        let folded = fold_name(text);
        // `一、选择题`: the number tells the group from others, the kind does not.
        let bare = folded.trim_start_matches(['第', '(']);
        let number: String = bare.chars().take_while(|c| is_chinese_number(*c)).collect();
        let after = &bare[number.len()..];
        if !number.is_empty() && (after.is_empty() || after.starts_with(['、', '.', ')', ',', '题', '大', ':'])) {
            return Some(Self { prefix: String::new(), parts: vec![number] });
        }
        let prefix = kind(&folded).filter(|kind| !kind.is_empty())?;
        Some(Self { prefix, parts: Vec::new() })
    }

    /// Whether it begins with the number of a 大题: 二、11.
    pub(crate) fn names_section(&self) -> bool {
        self.parts.len() > 1 && self.parts[0].starts_with(is_chinese_number)
    }

    /// This group's name before that of something in it.
    pub(crate) fn before(mut self, inner: Self) -> Self {
        if self.prefix.is_empty() {
            self.prefix = inner.prefix;
        }
        self.parts.extend(inner.parts);
        self
    }
}

/// The kind that a folded word is, empty for a plain one; `None` for any other word.
fn kind(word: &str) -> Option<String> {
    if PLAIN.contains(&word) {
        return Some(String::new());
    }
    let bare = word.trim_end_matches("小题").trim_end_matches('题');
    let known = KINDS.iter().find(|kind| **kind == bare)?;
    Some(if known.len() > '客'.len_utf8() { known.trim_end_matches('观') } else { known }.to_owned())
}

fn is_chinese_number(c: char) -> bool {
    "一二三四五六七八九十".contains(c)
}

/// Whether a character begins a part of a number, and the part if it is one by itself.
fn part_of(c: char) -> Option<Option<u32>> {
    match c {
        '0'..='9' => Some(None),
        '①'..='⑳' => Some(Some(u32::from(c) - u32::from('①') + 1)),
        '⑴'..='⒇' => Some(Some(u32::from(c) - u32::from('⑴') + 1)),
        c if is_chinese_number(c) => Some(None),
        _ => None,
    }
}

/// The parts of a number from its first digit or bracket on.
fn parts(mut rest: &str) -> Option<Vec<String>> {
    let mut parts: Vec<String> = Vec::new();
    while let Some(first) = rest.chars().next() {
        let run = |wanted: fn(char) -> bool| rest.find(|c: char| !wanted(c)).unwrap_or(rest.len());
        let end = if let Some(Some(number)) = part_of(first) {
            parts.push(number.to_string());
            first.len_utf8()
        } else if first.is_ascii_digit() {
            let end = run(|c| c.is_ascii_digit());
            let digits = rest[..end].trim_start_matches('0');
            // Years and identifiers are no items.
            if digits.is_empty() || digits.len() > 3 {
                return None;
            }
            parts.push(digits.to_owned());
            end
        } else if is_chinese_number(first) {
            let end = run(is_chinese_number);
            parts.push(rest[..end].to_owned());
            end
        } else if first.is_ascii_lowercase() && !parts.is_empty() {
            let end = run(|c| c.is_ascii_lowercase());
            let letters = &rest[..end];
            if letters.len() > 1 && !["ii", "iii", "iv", "vi"].contains(&letters) {
                return None;
            }
            parts.push(letters.to_owned());
            end
        } else if matches!(first, '(' | ')' | '.' | '-' | '_' | '、' | '/') {
            first.len_utf8()
        } else {
            BETWEEN.iter().find(|word| rest.starts_with(**word))?.len()
        };
        rest = &rest[end..];
    }
    // 一 alone is a 大题, which holds items.
    let has_digit = parts.iter().any(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    (has_digit && parts.len() <= 5).then_some(parts)
}

/// Whether a text is only a number within an item: `(1)`, `②`.
pub(crate) fn is_within(text: &str) -> bool {
    let folded = fold_name(text);
    folded.starts_with(|c: char| c == '(' && !folded[1..].starts_with(is_chinese_number))
        || folded.chars().next().is_some_and(|c| matches!(part_of(c), Some(Some(_))))
}

/// Whether a folded header is that of an item: `3`, `第3题`, `题3`, `T3`, `16(1)`, `1.1`, `客1`, `16①`, `math_03`.
pub(crate) fn looks_like_item(folded: &str) -> bool {
    !is_within(folded) && Name::parse(&without_full_mark(folded).0).is_some()
}

/// Whether a folded header is that of an item, or says which of its columns it is: `1得分`, `3选项`, `第1题(3分)`.
pub(crate) fn names_item(folded: &str) -> bool {
    const ENDS: [&str; 8] = ["小题得分", "小题分", "得分", "分数", "选项", "作答", "填涂", "答案"];
    let bare = without_full_mark(folded).0;
    let bare = ENDS.iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(&bare);
    looks_like_item(bare.trim_end_matches(['_', '-', ':', '/']))
}

/// Items that are mostly called so instead of having a number.
pub(crate) const ESSAYS: [&str; 6] = ["作文", "习作", "写作", "写话", "书面表达", "附加题"];

/// `1（3分）` as `1` and 3; a bracket without 分 is part of the number.
pub(crate) fn without_full_mark(text: &str) -> (String, Option<f64>) {
    let stated = || {
        let open = text.rfind(['(', '（', '[', '【'])?;
        let inside = fold_name(&text[open..]);
        let inside = inside.strip_prefix('(')?.strip_suffix(')')?;
        let bare = inside.trim_start_matches("满分").trim_start_matches([':', '为', '=', '共']).trim_end_matches('分');
        let number = bare.parse::<f64>().ok().filter(|full| full.is_finite() && *full > 0.0)?;
        (bare.len() < inside.len()).then(|| (text[..open].trim().to_owned(), Some(number)))
    };
    // 第1题 满分：4分, in one line or two.
    let behind = || {
        let at = text.find("满分").filter(|at| *at > 0)?;
        let folded = fold_name(&text[at..]);
        let bare = folded.trim_start_matches("满分").trim_start_matches([':', '为', '=']).trim_end_matches('分');
        let number = bare.parse::<f64>().ok().filter(|full| full.is_finite() && *full > 0.0)?;
        Some((text[..at].trim().trim_end_matches([',', '，', ';', '；']).to_owned(), Some(number)))
    };
    stated().or_else(behind).unwrap_or_else(|| (text.trim().to_owned(), None))
}

/// Whether a folded text is one of some words.
pub(crate) fn is_word(text: &str, words: &[&str]) -> bool {
    words.contains(&fold(text).trim_end_matches(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_items() {
        for text in [
            "3",
            "第3题",
            "题3",
            "T3",
            "Q12",
            "16(1)",
            "1.1",
            "1-1",
            "客1",
            "主17",
            "16①",
            "math_03",
            "1(3分)",
            "单选题1",
            "填空题13(2)",
            "第16题(1)",
            "第16题第2问",
            "一.1",
            "（一）1",
            "客观题1",
            "20（2）②",
            "16a",
            "选择1",
        ] {
            assert!(looks_like_item(&fold(text)), "{text}");
        }
        for text in [
            "学校",
            "student_id",
            "总分",
            "客观题",
            "主观题得分",
            "班级1",
            "分数.1",
            "2025",
            "第3次考试",
            "一",
            "(1)",
            "校次2",
            "一中",
            "语文",
            "0",
            "",
        ] {
            assert!(!looks_like_item(&fold(text)), "{text}");
        }
    }

    #[test]
    fn one_number_in_many_spellings() {
        let name = Name::parse("16(1)");
        for text in ["16①", "16.1", "第16题(1)", "16-1", "题16（1）", "T16_01", "16【1】", "16⑴", "第16题第1小题"]
        {
            assert_eq!(Name::parse(text), name, "{text}");
        }
        assert_eq!(Name::parse("客观题1"), Name::parse("客1"));
        assert_ne!(Name::parse("客1"), Name::parse("主1"));
        let group = |group: &str, inner: &str| Some(Name::of_group(group)?.before(Name::parse(inner)?));
        assert_eq!(group("一、选择题", "1"), Name::parse("一.1"));
        assert_eq!(group("客观题", "3"), Name::parse("客3"));
        assert_eq!(Name::of_group("小题分"), None);
    }

    #[test]
    fn full_marks_in_brackets() {
        for (text, bare, full) in [
            ("1(3分)", "1", Some(3.0)),
            ("16（1）（满分：3.5）", "16（1）", Some(3.5)),
            ("16(1)", "16(1)", None),
            ("题1【满分2分】", "题1", Some(2.0)),
            ("第1题\n满分：4分", "第1题", Some(4.0)),
            ("第1题满分", "第1题满分", None),
        ] {
            assert_eq!(without_full_mark(text), (bare.to_owned(), full), "{text}");
        }
    }
}
