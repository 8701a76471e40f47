//! What files say of their signs: 注：△表示缺考; Q代表缺考，W代表违纪; 缺考记0分.

use wutong_model::Status;

use crate::cell::fold;
use crate::mark::status_word;

/// What stands between a sign and its meaning, the longer ones first.
const MEANS: [&str; 14] =
    ["均表示", "均代表", "均视为", "表示", "代表", "记作", "记为", "视为", "视作", "即为", "均为", "为", "是", "="];
/// What stands between a meaning and its sign.
const IS_WRITTEN: [&str; 18] = [
    "的均用",
    "均用",
    "均记",
    "均以",
    "记为",
    "记作",
    "计为",
    "用",
    "以",
    "按",
    "写",
    "填",
    "记",
    "计",
    "标",
    "打",
    "为",
    "=",
];
/// What may follow a sign then.
const AFTER: [&str; 7] = ["表示", "代表", "标记", "代替", "处理", "计", "分"];
/// What may stand before a sign.
const BEFORE: [&str; 15] = [
    "注:",
    "备注:",
    "说明:",
    "注",
    "备注",
    "说明",
    "其中",
    "凡",
    "成绩为",
    "成绩",
    "分数为",
    "分数",
    "得分为",
    "得分",
    "学生",
];
/// The words for a meaning.
const MEANINGS: [&str; 9] = ["缺考", "违纪", "作弊", "缓考", "免考", "缺卷", "未选", "休学", "转学"];
/// A longer text is no sign.
const LONGEST: usize = 4;

/// The signs that a line explains, folded, with what they mean; `0` for marks of zero.
pub(super) fn legend_in(text: &str) -> Vec<(String, Status)> {
    let folded = fold(text);
    if !MEANINGS.iter().any(|word| folded.contains(word)) {
        return Vec::new();
    }
    // 作弊记0分 is a rule for what they get, and no sign.
    let is_rule = ["违纪", "作弊", "缺卷", "免考", "缓考"].iter().any(|word| folded.contains(word));
    let clauses = folded.split([',', ';', '。', '、', '(', ')', '\n', '|']);
    let signs = clauses.filter_map(|clause| sign_before(clause).or_else(|| sign_after(clause)));
    signs.filter(|(sign, _)| sign != ZERO || !is_rule).collect()
}

/// What stands for marks of zero.
const ZERO: &str = "0";

/// △表示缺考
fn sign_before(clause: &str) -> Option<(String, Status)> {
    let meaning = MEANINGS.iter().find(|word| clause.ends_with(**word) || clause.ends_with(&format!("{word}学生")))?;
    let before = clause.trim_end_matches("学生").strip_suffix(*meaning)?;
    let before = MEANS.iter().find_map(|means| before.strip_suffix(means))?;
    Some((sign(before)?, status_word(meaning)?))
}

/// 缺考用△表示, 缺考记0分
fn sign_after(clause: &str) -> Option<(String, Status)> {
    let (at, meaning) = MEANINGS.iter().find_map(|word| Some((clause.find(word)?, word)))?;
    let after = clause[at + meaning.len()..].trim_start_matches(['者', '的']).trim_start_matches("学生");
    let (written, mut after) = IS_WRITTEN.iter().find_map(|written| Some((written, after.strip_prefix(written)?)))?;
    // 缺考为0 counts them.
    if after == ZERO && matches!(*written, "为" | "=") {
        return None;
    }
    for end in AFTER {
        after = after.strip_suffix(end).unwrap_or(after);
    }
    Some((sign(after)?, status_word(meaning)?))
}

/// A sign without what stands around it; `None` for words.
fn sign(text: &str) -> Option<String> {
    let mut bare = text;
    for before in BEFORE {
        bare = bare.strip_prefix(before).unwrap_or(bare);
    }
    let bare =
        bare.trim_end_matches(['的', '者']).trim_matches(['“', '”', '‘', '’', '"', '\'', '「', '」', ':', '『', '』']);
    if matches!(bare, "0" | "0分" | "零分" | "零" | "0.0") {
        return Some(ZERO.to_owned());
    }
    let is_word = |c: char| c.is_alphabetic() && !c.is_ascii();
    let is_sign = !bare.is_empty() && bare.chars().count() <= LONGEST && !bare.chars().any(is_word);
    // Other numbers than codes are marks.
    let is_mark = bare.parse::<f64>().is_ok_and(|value| (0.0..=200.0).contains(&value));
    (is_sign && !is_mark).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_explained() {
        let absent = |sign: &str| vec![(sign.to_owned(), Status::Absent)];
        for (text, signs) in [
            ("说明：成绩为0分的均为缺考", absent("0")),
            ("青石县九年级一模成绩（缺考记0分）", absent("0")),
            ("缺考者以0分计", absent("0")),
            ("注：“△”表示缺考。", absent("△")),
            ("缺考用△表示", absent("△")),
            ("-1表示缺考，-2表示违纪", vec![("-1".to_owned(), Status::Absent), ("-2".to_owned(), Status::Violation)]),
            ("备注：Q代表缺考，W代表违纪", vec![("q".to_owned(), Status::Absent), ("w".to_owned(), Status::Violation)]),
            ("999=缺考", absent("999")),
            ("缺考名单", Vec::new()),
            ("缺考人数：3", Vec::new()),
            ("张三为缺考", Vec::new()),
            ("本次考试缺考12人", Vec::new()),
            ("缺考为3人", Vec::new()),
            ("及格分为60，缺考不计", Vec::new()),
            ("空白为缺考", Vec::new()),
            ("违纪、作弊记0分", Vec::new()),
            ("缺考、作弊均记0分", Vec::new()),
            ("本场缺考为0", Vec::new()),
        ] {
            assert_eq!(legend_in(text), signs, "{text}");
        }
    }
}
