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
    /// Whether the header says so; of other columns only words such as 缺考 are taken.
    pub(crate) is_named: bool,
}

/// Columns in which a word says what became of a pupil, among other remarks.
const WORDS: [&str; 30] = [
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
    "异常",
    "异常情况",
    "成绩状态",
    "得分状态",
    "扫描状态",
    "答卷状态",
    "考勤",
    "考勤情况",
    "零分原因",
    "缺考原因",
    "缺考违纪",
    "违纪缺考",
    "有效性",
    "status",
    "remark",
    "remarks",
    "note",
    "notes",
];
/// What asks for yes or no.
const ASKS: [&str; 7] = ["是否", "有无", "标记", "标志", "标识", "状态", "情况"];
const YES: [&str; 14] = ["是", "1", "y", "yes", "true", "t", "√", "✓", "✔", "●", "有", "v", "☑", "○"];
const NO: [&str; 10] = ["否", "0", "n", "no", "false", "f", "×", "✗", "无", "x"];
/// What says that nothing is amiss.
const NORMAL: [&str; 20] = [
    "正常", "有效", "在校", "在籍", "在读", "到考", "已考", "参考", "出勤", "实考", "无", "空", "-", "--", "/", "—",
    "null", "none", "ok", "normal",
];
/// Words that say in a longer text why there is no mark, with what they say.
const WITHIN: [(&str, &str); 19] = [
    ("缺考", "缺考"),
    ("缺席", "缺考"),
    ("缺勤", "缺考"),
    ("弃考", "缺考"),
    ("旷考", "缺考"),
    ("未考", "缺考"),
    ("没考", "缺考"),
    ("未参加", "缺考"),
    ("没参加", "缺考"),
    ("未参考", "缺考"),
    ("病假", "缺考"),
    ("事假", "缺考"),
    ("请假", "缺考"),
    ("未到考", "缺考"),
    ("未扫描", "缺考"),
    ("违纪", "违纪"),
    ("作弊", "违纪"),
    ("免考", "免考"),
    ("缓考", "缓考"),
];
/// What says that such a word does not hold, or not any more.
const AGAINST: [&str; 9] = ["更正", "补录", "补考", "已补", "无缺考", "未缺考", "不缺考", "误", "除"];
/// A longer text is a story.
const MOST_CHARACTERS: usize = 16;

/// What a header that lists subjects ends with: 缺考科目.
const SUBJECTS: [&str; 4] = ["科目", "学科", "课程", "科"];

/// Words that say within a longer text what became of a pupil.
pub(crate) fn said() -> impl Iterator<Item = &'static str> {
    WITHIN.iter().map(|(word, _)| *word)
}

/// Whether a folded header is that of such a column.
pub(crate) fn is_flag(folded: &str) -> bool {
    WORDS.contains(&folded) || question(folded).is_some() || listed(folded).is_some() || asks_counting(folded)
}

/// Whether a folded header is that of a column with the subjects that pupils have chosen: 选科, 科类.
pub(crate) fn is_choice(folded: &str) -> bool {
    const WORDS: [&str; 9] =
        ["选科", "选科组合", "选考组合", "选科情况", "选考科目", "科目组合", "组合", "科类", "选科类别"];
    WORDS.contains(&folded)
}

/// Whether a text says that nothing is amiss, in words.
pub(crate) fn is_normal(cell: Cell<'_>) -> bool {
    let text = fold(&cell.shown());
    NORMAL.contains(&text.as_str()) && text.chars().any(char::is_alphabetic)
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
    let mut found = named_subjects(cell, vocabulary);
    found.retain(|position| *position < vocabulary.declared);
    found
}

/// The same, with subjects that the exam does not have.
pub(crate) fn named_subjects(cell: Cell<'_>, vocabulary: &Vocabulary) -> Vec<usize> {
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
        // 语数英
        let short = crate::layout::abbreviated(name, vocabulary);
        if !short.is_empty() {
            found.extend(short);
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
    found
}

/// The status that a yes (or, for 是否参考, a no) stands for.
fn question(folded: &str) -> Option<(Status, &'static [&'static str])> {
    let rest = ASKS.iter().find_map(|ask| folded.strip_prefix(ask).or_else(|| folded.strip_suffix(ask)));
    match rest.unwrap_or(folded) {
        "参考" | "参加考试" | "参加" | "实考" if rest.is_some() => Some((Status::Absent, &NO)),
        "到考" | "出勤" => Some((Status::Absent, &NO)),
        "成绩" if folded == "有无成绩" => Some((Status::Absent, &NO)),
        "缺勤" => Some((Status::Absent, &YES)),
        word @ ("缺考" | "违纪" | "作弊" | "缓考" | "免考" | "缺卷") => Some((status_word(word)?, &YES)),
        "absent" | "isabsent" | "is_absent" => Some((Status::Absent, &YES)),
        _ => None,
    }
}

/// Whether such a column says that a pupil is not to sit: 否 where 是否参考 is asked. After the exam it says that he has not
/// sat.
pub(crate) fn is_not_to_sit(asks: &str, cell: Cell<'_>) -> bool {
    let text = fold(&cell.shown());
    question(asks).is_some_and(|(_, answers)| answers == NO && NO.contains(&text.as_str()))
}

/// Whether a folded header asks whether a pupil counts: 是否计入统计, 参与统计.
fn asks_counting(folded: &str) -> bool {
    const WORDS: [&str; 10] = [
        "计入统计",
        "参与统计",
        "纳入统计",
        "参加统计",
        "计入成绩",
        "计成绩",
        "计入平均分",
        "列入统计",
        "统计",
        "计分",
    ];
    let rest = ASKS.iter().find_map(|ask| folded.strip_prefix(ask));
    rest.is_some_and(|rest| WORDS.contains(&rest)) || rest.is_none() && folded.len() > 6 && WORDS.contains(&folded)
}

/// Whether such a column says that a pupil is not to count: 不计成绩, or 否 where 是否计入统计 is asked.
pub(crate) fn is_not_to_count(asks: &str, cell: Cell<'_>) -> bool {
    const SAYS: [&str; 14] = [
        "不计入",
        "不计成绩",
        "不计分",
        "不统计",
        "不参与统计",
        "不参加统计",
        "不纳入",
        "不列入",
        "不参评",
        "不算成绩",
        "不计平均",
        "不参与评价",
        "剔除",
        "不计总",
    ];
    let text = fold(&cell.shown());
    SAYS.iter().any(|word| text.contains(word)) || asks_counting(asks) && NO.contains(&text.as_str())
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
    status_word(&text).or_else(|| within(&text)).filter(|_| is_word)
}

/// Whether such a column says in so many words that a pupil broke a rule, so that a mark is void: 作弊, or 是 where 是否违纪 is
/// asked. 疑似作弊 says less.
pub(crate) fn is_void(asks: &str, cell: Cell<'_>) -> bool {
    let text = fold(&cell.shown());
    let is_yes = question(asks) == Some((Status::Violation, &YES)) && YES.contains(&text.as_str());
    is_yes || !cell.is_empty() && text != "取消" && status_word(&text) == Some(Status::Violation)
}

/// What a longer text says: 缺考（病假）, 语文缺考, 因病请假.
fn within(text: &str) -> Option<Status> {
    if text.chars().count() > MOST_CHARACTERS || AGAINST.iter().any(|word| text.contains(word)) {
        return None;
    }
    let (_, word) = WITHIN.iter().find(|(word, _)| text.contains(word))?;
    status_word(word)
}

/// The subjects of which a remark speaks, with what it says of them: 语文缺考, or 语文 in a column 缺考.
pub(crate) fn remarked(asks: &str, cell: Cell<'_>, vocabulary: &Vocabulary) -> Option<(Status, Vec<usize>)> {
    let status = status(asks, cell).or_else(|| match question(asks) {
        Some((status, answers)) if answers == YES => Some(status),
        _ => None,
    })?;
    let named = subjects(cell, vocabulary);
    (!named.is_empty()).then_some((status, named))
}

/// Whether such a column says something that is not understood, which beside a zero may be an absence.
pub(crate) fn is_unread(asks: &str, cell: Cell<'_>) -> bool {
    let text = fold(&cell.shown());
    let is_answer = (question(asks).is_some() || asks_counting(asks))
        && (YES.contains(&text.as_str()) || NO.contains(&text.as_str()));
    let is_free = matches!(asks, "备注" | "说明" | "remark" | "remarks" | "note" | "notes");
    // Remarks speak of anything.
    !is_free && !text.is_empty() && !is_answer && !NORMAL.contains(&text.as_str()) && status(asks, cell).is_none()
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
            ("备注", "缺考（病假）", Some(Status::Absent)),
            ("备注", "因病请假", Some(Status::Absent)),
            ("备注", "未缺考", None),
            ("备注", "体育生", None),
            ("参考情况", "×", Some(Status::Absent)),
            ("缺考", "●", Some(Status::Absent)),
            ("到考", "√", None),
            ("有无成绩", "无", Some(Status::Absent)),
            ("缺考违纪", "违纪", Some(Status::Violation)),
        ] {
            assert!(is_flag(header), "{header}");
            assert_eq!(status(header, Cell::text(text)), found, "{header} {text}");
        }
        for (asks, text, is_so) in [
            ("缺考", "2", true),
            ("状态", "3", true),
            ("状态", "正常", false),
            ("是否缺考", "否", false),
            ("备注", "体育生", false),
            ("备注", "12", false),
            ("成绩状态", "未知", true),
        ] {
            assert_eq!(is_unread(asks, Cell::text(text)), is_so, "{asks} {text}");
        }
        for header in ["科目", "参考", "缺考人数", "学籍状态", "报考科目"] {
            assert!(!is_flag(header), "{header}");
        }
    }

    #[test]
    fn pupils_who_are_not_to_count() {
        for (header, text, is_so) in [
            ("备注", "随班就读不计成绩", true),
            ("备注", "借读生不统计", true),
            ("备注", "借读生", false),
            ("是否计入统计", "否", true),
            ("是否计入统计", "是", false),
            ("是否缺考", "否", false),
        ] {
            assert!(is_flag(header), "{header}");
            assert_eq!(is_not_to_count(header, Cell::text(text)), is_so, "{header} {text}");
        }
    }

    #[test]
    fn listed_subjects_are_found() {
        let vocabulary = Vocabulary::known([]);
        for (text, ids) in [
            ("语文、数学", &["chinese", "math"][..]),
            ("语文数学", &["chinese", "math"]),
            ("语/英", &["chinese", "english"]),
            ("语数英", &["chinese", "english", "math"]),
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
