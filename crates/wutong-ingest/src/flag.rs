//! Columns that say whether a pupil sat: 是否缺考, 考试状态, 备注.
//!
//! Systems that write 0 for an absent pupil say so in such a column; what stands in it decides what the 0 is.

use wutong_model::Status;

use crate::cell::{Cell, fold};
use crate::mark::status_word;

/// Columns in which a word says what became of a pupil, among other remarks.
const WORDS: [&str; 17] = [
    "考试状态",
    "考生状态",
    "参考状态",
    "参考情况",
    "考试情况",
    "缺考情况",
    "状态",
    "备注",
    "说明",
    "标记",
    "标志",
    "异常标记",
    "status",
    "remark",
    "remarks",
    "note",
    "notes",
];
/// What asks for yes or no.
const ASKS: [&str; 5] = ["是否", "标记", "标志", "标识", "状态"];
const YES: [&str; 8] = ["是", "1", "y", "yes", "true", "t", "√", "✓"];
const NO: [&str; 7] = ["否", "0", "n", "no", "false", "f", "×"];

/// Whether a folded header is that of such a column.
pub(crate) fn is_flag(folded: &str) -> bool {
    WORDS.contains(&folded) || question(folded).is_some()
}

/// The status that a yes (or, for 是否参考, a no) stands for.
fn question(folded: &str) -> Option<(Status, &'static [&'static str])> {
    let rest = ASKS.iter().find_map(|ask| folded.strip_prefix(ask).or_else(|| folded.strip_suffix(ask)));
    match rest.unwrap_or(folded) {
        "参考" | "参加考试" | "参加" | "到考" | "实考" if rest.is_some() => Some((Status::Absent, &NO)),
        word @ ("缺考" | "违纪" | "作弊" | "缓考" | "免考" | "缺卷") => Some((status_word(word)?, &YES)),
        "absent" | "isabsent" | "is_absent" => Some((Status::Absent, &YES)),
        _ => None,
    }
}

/// What such a column says of a row; `None` if it says nothing of whether the pupil sat.
pub(crate) fn status(header: &str, cell: Cell<'_>) -> Option<Status> {
    if cell.is_empty() {
        return None;
    }
    let text = fold(&cell.shown());
    if let Some((status, answers)) = question(&fold(header))
        && answers.contains(&text.as_str())
    {
        return Some(status);
    }
    // `-`, `/`, 无 and the like say nothing in a column of remarks.
    let says = !matches!(text.as_str(), "无" | "空" | "null" | "none" | "nan" | "na" | "n/a" | "q" | "0" | "1");
    let is_word = says && text.chars().any(char::is_alphabetic);
    status_word(&text).filter(|_| is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read() {
        for (header, text, found) in [
            ("是否缺考", "是", Some(Status::Absent)),
            ("是否缺考", "否", None),
            ("缺考标志", "1", Some(Status::Absent)),
            ("缺考标志", "0", None),
            ("是否参考", "否", Some(Status::Absent)),
            ("是否参考", "是", None),
            ("缺考", "缺考", Some(Status::Absent)),
            ("违纪", "√", Some(Status::Violation)),
            ("考试状态", "正常", None),
            ("考试状态", "缺考", Some(Status::Absent)),
            ("备注", "缺考", Some(Status::Absent)),
            ("备注", "转学", Some(Status::Withdrawn)),
            ("备注", "/", None),
            ("备注", "无", None),
            ("备注", "1", None),
            ("备注", "缺考补录后更正", None),
        ] {
            assert!(is_flag(header), "{header}");
            assert_eq!(status(header, Cell::text(text)), found, "{header} {text}");
        }
        for header in ["缺考科目", "参考", "缺考人数", "学籍状态"] {
            assert!(!is_flag(header), "{header}");
        }
    }
}
