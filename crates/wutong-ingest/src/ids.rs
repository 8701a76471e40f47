//! What the identifiers of a sheet look like, and what stands in their column without being one.

use std::collections::BTreeSet;

use wutong_model::ProblemKind;

use crate::cell::{Cell, Row, fold, half_width};
use crate::pupil::{IMPRECISE, identify, is_exact, keeps_digits};

/// Words for what is computed from the rows of others.
const STATISTICS: [&str; 40] = [
    "分数段",
    "分段",
    "参考人数",
    "实考人数",
    "应考人数",
    "缺考人数",
    "平均",
    "均分",
    "均值",
    "校均",
    "班均",
    "级均",
    "区均",
    "县均",
    "市均",
    "最高",
    "最低",
    "人数",
    "及格",
    "优秀",
    "良好",
    "合格",
    "低分",
    "满分率",
    "得分率",
    "超均",
    "比均",
    "合计",
    "总计",
    "小计",
    "汇总",
    "标准差",
    "方差",
    "中位数",
    "众数",
    "极差",
    "全距",
    "难度",
    "区分度",
    "总均",
];
/// The same in English, as whole words.
const STATISTICS_EN: [&str; 14] = [
    "average", "avg", "avg.", "mean", "total", "subtotal", "sum", "max", "min", "maximum", "minimum", "median", "std",
    "count",
];
/// What may stand before such a word: among whom it was computed.
const AMONG: &str =
    "全本校班年级段届区县市省乡镇片联团总组各科第类理文初高中小学男女生()0123456789一二三四五六七八九十";
/// What may stand after it.
const AFTER: [&str; 8] = ["分", "数", "率", "值", "成绩", "人数", "线", ""];

/// What the label of a row of statistics begins with where a pupil's name or a running number should be. None of them
/// begins a name.
const LABELS: [&str; 40] = [
    "人均",
    "总分",
    "总人",
    "总数",
    "名次",
    "位次",
    "排名",
    "缺考",
    "实考",
    "应考",
    "参考",
    "到考",
    "进步",
    "退步",
    "与年级",
    "与全",
    "与校",
    "与区",
    "与县",
    "与班",
    "满分",
    "优分",
    "优良",
    "优生",
    "良分",
    "上线",
    "过线",
    "达线",
    "低分",
    "及格",
    "中位",
    "任课",
    "科任",
    "班主任",
    "教师",
    "区分度",
    "超均",
    "比均",
    "班级平均",
    "年级平均",
];
/// The whole of such a label, where more of it may be a name.
const WHOLE_LABELS: [&str; 60] = [
    "优",
    "良",
    "中",
    "差",
    "优秀",
    "良好",
    "合格",
    "不合格",
    "不及格",
    "待合格",
    "不良",
    "高分",
    "参加考试",
    "应到",
    "实到",
    "未到",
    "全市",
    "全县",
    "全区",
    "全镇",
    "全乡",
    "全校",
    "年级",
    "班级",
    "本班",
    "总和",
    "总评",
    "男生",
    "女生",
    "学困生",
    "学优生",
    "后进生",
    "达标",
    "未达标",
    "上次",
    "上期",
    "上学期",
    "上学年",
    "去年",
    "同期",
    "同比",
    "环比",
    "增减",
    "升降",
    "比较",
    "对比",
    "任教",
    "签名",
    "签字",
    "等级",
    "等第",
    "比例",
    "比率",
    "百分比",
    "综合指数",
    "离差",
    "标准分",
    "差值",
    "差距",
    "差额",
];
/// What it begins with where 授课教师, 目标分, 两率和 and 三率和 do.
const LABEL_STARTS: [&str; 5] = ["授课", "目标", "两率", "三率", "一分三率"];
/// What it ends with, after at least two other characters.
const LABEL_ENDS: [&str; 7] = ["人数", "名次", "均分", "总分", "幅度", "均值", "分值"];

/// What the identifiers in the first rows of a sheet have in common.
#[derive(Debug, Clone, Default)]
pub(crate) struct IdKind {
    shapes: BTreeSet<String>,
    has_digits: bool,
    /// Long numbers among them end in other digits than zero, so that none of the column was cut.
    is_whole: bool,
}

impl IdKind {
    /// Looks at a column.
    pub(crate) fn of<'r, R: Row + 'r>(rows: impl Iterator<Item = &'r R>, column: Option<usize>) -> Self {
        let Some(column) = column else { return Self::default() };
        let is_summary = |row: &&'r R| {
            (0..row.width()).any(|column| matches!(row.cell(column), Cell::Text(text) if is_statistic(&fold(text))))
        };
        let rows: Vec<&'r R> = rows.filter(|row| !is_summary(row)).collect();
        let is_whole = rows
            .iter()
            .any(|row| matches!(row.cell(column), Cell::Number(value) if value >= IMPRECISE && keeps_digits(value)));
        let rows = rows.into_iter();
        let ids = rows.map(|row| row.cell(column)).filter(|cell| !cell.is_empty()).map(Cell::shown);
        let mut ids: Vec<String> = ids.filter(|id| !names_statistic(&fold(id))).collect();
        if ids.iter().filter(|id| is_band(id)).count() * 2 < ids.len() {
            ids.retain(|id| !is_band(id));
        }
        let with_digits: Vec<&String> = ids.iter().filter(|id| has_digit(id)).collect();
        let shapes = with_digits.iter().map(|id| shape(id)).collect();
        Self { shapes, has_digits: with_digits.len() * 2 > ids.len(), is_whole }
    }

    /// The identifier of a row, or why there is none.
    pub(crate) fn identify<'s>(&self, cell: Cell<'s>, scratch: &'s mut String) -> Result<&'s str, ProblemKind> {
        match cell {
            Cell::Number(value) if self.is_whole && value >= IMPRECISE && is_exact(value) => Ok(cell.show(scratch)),
            _ => identify(cell, scratch),
        }
    }

    /// Whether a text looks like the identifiers of the sheet.
    pub(crate) fn holds(&self, text: &str) -> bool {
        has_digit(text) && self.shapes.contains(&shape(text))
    }

    /// Whether a text looks like none of the identifiers of a sheet whose identifiers have digits.
    pub(crate) fn is_unlike(&self, text: &str) -> bool {
        self.has_digits && !self.holds(text)
    }

    /// Whether a text is no identifier where all others have digits: it names something, and no pupil.
    pub(crate) fn is_strange(&self, text: &str) -> bool {
        self.has_digits && !text.is_ascii() && !has_digit(text)
    }
}

/// Letters and digits as kinds, runs of them as one: `A2025-07` is `A9-9`.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for character in text.chars().map(half_width).filter(|c| !c.is_whitespace()) {
        let kind = match character {
            '0'..='9' => '9',
            'a'..='z' | 'A'..='Z' => 'A',
            other => other,
        };
        if !(kind.is_ascii_alphanumeric() && shape.ends_with(kind)) {
            shape.push(kind);
        }
    }
    shape
}

pub(crate) fn has_digit(text: &str) -> bool {
    text.chars().any(|c| half_width(c).is_ascii_digit())
}

/// Whether a folded text in the column of identifiers names a statistic: `平均分`, `九1班均分`.
pub(crate) fn names_statistic(folded: &str) -> bool {
    if folded.is_ascii() {
        return STATISTICS_EN.contains(&folded.trim_end_matches(':'));
    }
    STATISTICS.iter().any(|word| folded.contains(word))
}

/// Whether a text names a band of marks, as tables of their distribution do: 110-120, 90~99分, 60以下.
pub(crate) fn is_band(text: &str) -> bool {
    let is_mark = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let bare = text.strip_suffix('分').unwrap_or(text);
    let ends = |text: &str| {
        ["以下", "以上", "及以上", "分以下", "分以上", "分及以上"]
            .iter()
            .any(|end| text.strip_suffix(end).is_some_and(is_mark))
    };
    bare.split_once(['-', '~', '—', '至']).is_some_and(|(low, high)| is_mark(low) && is_mark(high)) || ends(text)
}

/// Whether a folded text where a pupil's name or a running number should be is the label of a row of no pupil: 人均,
/// 任课教师, 上线人数, 优良率.
pub(crate) fn is_label(folded: &str) -> bool {
    // 王表率 is a pupil.
    let is_of_rate = |before: &str| before.ends_with(|c| "优良格秀好分标线点考献均差勤席等过满升a".contains(c));
    let is_rate = || {
        let bare = folded.trim_end_matches(['%', ')', '(']);
        bare.strip_suffix('率').is_some_and(|before| before.chars().count() > 1 && is_of_rate(before))
    };
    LABELS.iter().chain(&LABEL_STARTS).any(|word| folded.starts_with(word))
        || WHOLE_LABELS.contains(&folded)
        || folded.contains('%')
        || is_band(folded)
        || is_place_in_order(folded)
        || is_lettered(folded)
        || LABEL_ENDS.iter().any(|end| folded.strip_suffix(end).is_some_and(|before| before.chars().count() > 1))
        || is_rate()
        || names_statistic(folded) && !may_be_name(folded)
}

/// Whether a folded text names those at some place among others: 前十名, 第一名, 后20.
fn is_place_in_order(folded: &str) -> bool {
    // 第五 is the surname of some.
    let Some(rest) = folded.strip_prefix(['前', '后', '第']).filter(|rest| !rest.starts_with('五')) else {
        return false;
    };
    let bare = rest.trim_end_matches(['名', '位', '强', '人']);
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百两".contains(c);
    !bare.is_empty() && bare.chars().all(is_number) && (bare.len() < rest.len() || has_digit(bare))
}

/// Whether a folded text is a letter and what it is of: A等, 等级b, t分, a率.
fn is_lettered(folded: &str) -> bool {
    const OF: [&str; 9] = ["等", "等级", "级", "率", "分", "段", "值", "档", "类"];
    let is_letter = |text: &str| text.len() == 1 && text.as_bytes()[0].is_ascii_lowercase();
    OF.iter().any(|of| folded.strip_suffix(of).or_else(|| folded.strip_prefix(of)).is_some_and(is_letter))
}

/// Whether a folded text is short enough for the name of a pupil and no name of a statistic, whatever word it holds: 陈优秀.
pub(crate) fn may_be_name(folded: &str) -> bool {
    const LONGEST: usize = 3;
    (2..=LONGEST).contains(&folded.chars().count()) && !folded.is_ascii() && !is_statistic(folded)
}

/// Whether a folded text, short as the name of a pupil, is no statistic that adds up as marks do: 方差 and 及格, but not 平均
/// or 满分.
pub(crate) fn may_be_called(folded: &str) -> bool {
    const LONGEST: usize = 3;
    const ADDS_UP: [&str; 6] = ["均", "计", "满分", "汇总", "总", "线"];
    (2..=LONGEST).contains(&folded.chars().count())
        && !folded.is_ascii()
        && !ADDS_UP.iter().any(|word| folded.contains(word))
}

/// Whether a folded text is the name of a statistic and nothing else, so that it is none of a school, class or person.
pub(crate) fn is_statistic(folded: &str) -> bool {
    if folded.is_ascii() {
        return STATISTICS_EN.contains(&folded.trim_end_matches(':'));
    }
    let bare = folded.trim_end_matches([':', '：', '。', '.']);
    let is_among = |before: &str| before.chars().all(|c| AMONG.contains(c));
    let is_whole = |word: &&str| {
        AFTER
            .iter()
            .any(|after| bare.strip_suffix(after).and_then(|bare| bare.strip_suffix(*word)).is_some_and(is_among))
    };
    STATISTICS.iter().any(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_no_pupils() {
        for text in [
            "平均",
            "平均分",
            "校平均",
            "年级平均",
            "均分：",
            "最高",
            "及格人数",
            "参考人数",
            "中位数",
            "校均",
            "合计",
            "Mean",
        ] {
            let folded = fold(text);
            assert!(names_statistic(&folded) && is_statistic(&folded), "{text}");
        }
        for text in ["九（1）班均分", "2班平均"] {
            assert!(names_statistic(&fold(text)) && is_statistic(&fold(text)), "{text}");
        }
        for text in ["东湖一中", "高平", "方均", "优秀中学", "王最", "20250001", "A01"] {
            assert!(!is_statistic(&fold(text)), "{text}");
        }
        assert!(!names_statistic("g0012") && !names_statistic("借读01"));
    }

    #[test]
    fn labels_are_no_names() {
        for text in [
            "人均",
            "总分",
            "优良率",
            "与年级差",
            "任课教师",
            "上线人数",
            "校平均分",
            "满分值",
            "重点率%",
            "不及格",
            "两率和",
            "差值",
            "前十名",
            "后20名",
            "第一名",
            "前50%",
            "120分以上",
            "90-100分",
            "A等",
            "等级B",
            "T分",
            "男生",
            "目标完成",
        ] {
            assert!(is_label(&fold(text)), "{text}");
        }
        for text in [
            "王进步",
            "任小课",
            "满江红",
            "高平",
            "安率",
            "陈总",
            "陈优秀",
            "余最高",
            "金合计",
            "A01",
            "12",
            "高分明",
            "上官比",
            "第五明",
            "安全",
            "小A",
            "全智",
        ] {
            assert!(!is_label(&fold(text)), "{text}");
        }
    }

    #[test]
    fn bands_of_marks() {
        assert!(["110-120", "90~99分", "60以下", "120及以上"].into_iter().all(is_band));
        assert!(!["2609-01-0101", "101", "1班", "九-1", "-"].into_iter().any(is_band));
    }

    #[test]
    fn shapes() {
        assert_eq!(shape("Ａ2025-07"), "A9-9");
        assert_eq!(shape("借 01"), "借9");
    }
}
