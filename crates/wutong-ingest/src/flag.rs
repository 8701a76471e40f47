//! Columns that say whether a pupil sat: 是否缺考, 考试状态, 备注.
//!
//! Systems that write 0 for an absent pupil say so in such a column; what stands in it decides what the 0 is.

use wutong_model::Status;

use crate::cell::{Cell, fold};
use crate::layout::Word;
use crate::mark::status_word;
use crate::subject::{Topic, Vocabulary};

/// A column that says whether a pupil sat.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flag {
    pub(crate) column: usize,
    /// The subject of which it speaks; `None` if of all of them.
    pub(crate) topic: Option<Topic>,
    /// Its header without the name of the subject, folded.
    pub(crate) asks: String,
}

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

/// What a header that lists subjects ends with: 缺考科目.
const SUBJECTS: [&str; 4] = ["科目", "学科", "课程", "科"];

/// Whether a folded header is that of such a column.
pub(crate) fn is_flag(folded: &str) -> bool {
    WORDS.contains(&folded) || question(folded).is_some() || listed(folded).is_some()
}

/// The status of the subjects that a column lists: 缺考科目, 免考学科.
pub(crate) fn listed(folded: &str) -> Option<Status> {
    let word = SUBJECTS.iter().find_map(|ending| folded.strip_suffix(ending))?;
    match word.trim_end_matches('的') {
        "未考" | "未参考" | "未参加" => Some(Status::Absent),
        word @ ("缺考" | "违纪" | "作弊" | "缓考" | "免考" | "缺卷" | "弃考") => status_word(word),
        _ => None,
    }
}

/// The subjects that a cell of such a column names.
pub(crate) fn subjects(cell: Cell<'_>, vocabulary: &Vocabulary) -> Vec<usize> {
    let folded = fold(&cell.shown());
    if ["全部", "全科", "所有", "各科", "all"].iter().any(|word| folded.starts_with(word)) {
        return (0..vocabulary.declared).collect();
    }
    let mut found = Vec::new();
    let is_between = |c: char| c.is_whitespace() || ",，、;；/|+&和".contains(c);
    for name in folded.split(is_between).filter(|name| !name.is_empty()) {
        if let Word::Mark { topic: Some(Topic::Subject(position)), .. } = Word::read(name, vocabulary) {
            found.push(position);
            continue;
        }
        // Names without anything between them.
        let mut rest = vec![name.to_owned()];
        while let Some(text) = rest.pop() {
            if let Some((position, before, after)) = vocabulary.within(&text) {
                found.push(position);
                rest.extend([before, after].into_iter().filter(|text| !text.is_empty()).map(str::to_owned));
            }
        }
    }
    found.retain(|position| *position < vocabulary.declared);
    found
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
pub(crate) fn status(asks: &str, cell: Cell<'_>) -> Option<Status> {
    if cell.is_empty() {
        return None;
    }
    let text = fold(&cell.shown());
    if let Some((status, answers)) = question(asks)
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
        for header in ["科目", "参考", "缺考人数", "学籍状态", "报考科目"] {
            assert!(!is_flag(header), "{header}");
        }
    }

    #[test]
    fn listed_subjects_are_found() {
        let vocabulary = Vocabulary::known([]);
        for (text, ids) in [
            ("语文、数学", &["chinese", "math"][..]),
            ("语文数学", &["chinese", "math"]),
            ("语/英", &["chinese", "english"]),
            ("物理", &["physics"]),
            ("无", &[]),
            ("0", &[]),
        ] {
            let mut found: Vec<&str> =
                subjects(Cell::text(text), &vocabulary).into_iter().map(|position| vocabulary.id(position)).collect();
            found.sort_unstable();
            assert_eq!(found, ids, "{text}");
        }
        assert_eq!(listed("缺考科目"), Some(Status::Absent));
        assert_eq!(listed("免考学科"), Some(Status::Exempt));
        assert_eq!(listed("选考科目"), None);
    }
}
