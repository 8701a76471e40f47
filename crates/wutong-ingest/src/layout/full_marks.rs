//! Full marks in lines of text: 语文、数学、英语各120分, 满分：语文130 数学130, 九年级数学成绩（满分130分）.

use crate::cell::{half_width, is_invisible};
use crate::layout::word::Word;
use crate::subject::{Topic, Vocabulary};

/// What ends a clause.
const ENDS: [char; 9] = [',', ';', '(', ')', '。', '\n', '[', ']', '|'];
/// What says that a number is a full mark.
const LABELS: [&str; 5] = ["满分", "试卷总分", "卷面总分", "全卷总分", "本卷总分"];
/// What stands between the names of subjects and a number.
const BETWEEN: [&str; 9] = ["各", "分值", "卷面", "均", "为", "每科", "都是", "是", "共"];
/// Words of which one says that a full mark is of a part of the paper, of several papers, or is none.
const OTHERS: [&str; 22] = [
    "题",
    "部分",
    "听力",
    "笔试",
    "作文",
    "写作",
    "附加",
    "加试",
    "实验操作",
    "平均",
    "最高",
    "最低",
    "a卷",
    "b卷",
    "ⅰ卷",
    "ⅱ卷",
    "i卷",
    "合计",
    "总分",
    "两科",
    "三科",
    "四科",
];
/// What says that marks are limits or means: 及格线：语文72分.
const LIMITS: [&str; 9] = ["及格", "优秀", "优良", "良好", "低分", "均分", "平均", "最高", "线"];
/// What says that full marks are of another exam, or are none at all.
const FOREIGN: [&str; 22] = [
    "上次",
    "上学期",
    "上期",
    "上年",
    "上届",
    "往年",
    "去年",
    "前年",
    "历年",
    "下次",
    "下学期",
    "折合",
    "折算",
    "折后",
    "换算",
    "赋分",
    "目标",
    "用时",
    "时长",
    "考分值",
    "往届",
    "明年",
];
/// What may stand right before a label, or before the colon of a list, beside names of subjects.
const LEADS: [&str; 24] = [
    "本次",
    "本次考试",
    "本卷",
    "本试卷",
    "试卷",
    "卷面",
    "全卷",
    "考卷",
    "试题",
    "本科",
    "本学科",
    "学科",
    "科目",
    "考试科目",
    "各科",
    "各学科",
    "每科",
    "单科",
    "每门",
    "注",
    "说明",
    "备注",
    "其中",
    "分值",
];
/// How a title ends.
const TITLES: [&str; 6] = ["成绩", "成绩表", "成绩单", "成绩册", "统计表", "汇总表"];
/// What speaks of each subject.
const EACH: [&str; 5] = ["各科", "各学科", "每科", "单科", "每门"];

/// The full marks that a line of text states, by subject; `table` are the subjects of the table that it stands beside, to
/// the only one of which 满分130分 belongs.
pub(crate) fn stated_in(text: &str, vocabulary: &Vocabulary, table: &[usize]) -> Vec<(usize, f64)> {
    /// Longer texts are no lines.
    const LONGEST: usize = 400;
    /// A smaller number beside the name of one subject says too little.
    const LEAST_ALONE: f64 = 100.0;
    let narrow = |c: char| if c.is_whitespace() && c != '\n' { ' ' } else { half_width(c).to_ascii_lowercase() };
    let line: Vec<char> = text.chars().filter(|c| !is_invisible(*c)).map(narrow).collect();
    if line.len() > LONGEST || !line.iter().any(char::is_ascii_digit) {
        return Vec::new();
    }
    let (mut since, mut is_labelled, mut is_foreign) = (0, false, false);
    let mut found: Vec<(usize, f64)> = Vec::new();
    for (at, end) in numbers(&line) {
        let said: String = line[at..end].iter().collect();
        let Some(full) = said.parse().ok().filter(|full: &f64| (10.0..=300.0).contains(full)) else { continue };
        let before: String = line[since..at].iter().collect();
        let after: String = line[end..].iter().collect();
        let number = Number { full, before: &before, after: &after, is_labelled };
        let Some(subjects) = number.subjects(vocabulary, table) else { continue };
        // 上次满分：语文150分，数学150分: what goes on with a list is of the exam that the list is of.
        let lead = number.lead();
        is_foreign = lead.map_or(is_foreign, |lead| !is_of_this_exam(&lead, vocabulary)) || number.is_foreign();
        if !is_foreign {
            // What a note says of a subject further on is somebody's mark.
            let is_new = |subject: &usize| found.iter().all(|(known, _)| known != subject);
            let subjects: Vec<usize> = subjects.into_iter().filter(is_new).collect();
            found.extend(subjects.into_iter().map(|subject| (subject, full)));
            // 满分：语文130 数学130
            is_labelled |= LABELS.iter().any(|label| before.contains(label));
            since = end + usize::from(line.get(end) == Some(&'分'));
        }
    }
    // 数学85分 alone may be the mark of a pupil.
    let is_one = !is_labelled && matches!(found.as_slice(), [(_, full)] if *full < LEAST_ALONE);
    if is_one { Vec::new() } else { found }
}

/// Where the numbers of a line stand.
fn numbers(line: &[char]) -> Vec<(usize, usize)> {
    let is_part = |at: usize| line.get(at).is_some_and(|c| c.is_ascii_digit() || *c == '.');
    let begins = |at: &usize| line[*at].is_ascii_digit() && (*at == 0 || !is_part(*at - 1));
    let end = |at: usize| (at..=line.len()).find(|end| !is_part(*end)).unwrap_or(line.len());
    (0..line.len()).filter(begins).map(|at| (at, end(at))).collect()
}

/// A number and what stands around it.
struct Number<'t> {
    full: f64,
    /// The text since the last full mark.
    before: &'t str,
    after: &'t str,
    /// The line has said that its numbers are full marks.
    is_labelled: bool,
}

impl Number<'_> {
    /// What stands before the list that the number begins: before its label, or before its colon; `None` within a list.
    fn lead(&self) -> Option<String> {
        let clause = self.before.rsplit(ENDS).next().unwrap_or_default();
        let (rest, has_label) = without_label(clause);
        let glued = || rest.rsplit([':', ' ']).next().unwrap_or_default().to_owned();
        let before_colon = || rest.rsplit_once(':').map(|(before, _)| without_label(before).0.to_owned());
        if has_label { Some(glued()) } else { before_colon() }
    }

    /// Whether the sentence so far, or the bracket behind the number, speaks of another exam.
    fn is_foreign(&self) -> bool {
        let sentence = self.before.rsplit(['。', ';', '\n']).next().unwrap_or_default();
        let after = self.after.trim_start_matches('分');
        let bracket = after.strip_prefix('(').and_then(|inside| inside.split(')').next()).unwrap_or_default();
        FOREIGN.iter().any(|word| sentence.contains(word) || bracket.contains(word))
    }

    /// The subjects of which it is the full mark; `None` if it is none.
    fn subjects(&self, vocabulary: &Vocabulary, table: &[usize]) -> Option<Vec<usize>> {
        let clause = self.before.rsplit(ENDS).next().unwrap_or_default();
        let (rest, has_label) = without_label(clause);
        let names = rest.rsplit(':').next().unwrap_or_default();
        let named = subjects_of(names, vocabulary);
        if !has_label {
            if LIMITS.iter().any(|word| self.before.contains(word)) {
                return None;
            }
            let is_labelled = self.is_labelled || has_label_before(rest);
            let is_bare = !self.after.starts_with('分') && self.stands_alone();
            return named.filter(|_| self.has_unit(vocabulary) || is_labelled && is_bare);
        }
        let is_whole = self.full % 5.0 == 0.0 && self.full >= 20.0 && self.stands_alone();
        if !(is_whole || self.is_of_marks()) || OTHERS.iter().any(|word| rest.contains(word)) {
            return None;
        }
        if named.is_some() {
            return named;
        }
        if EACH.iter().any(|word| rest.contains(word)) {
            return Some(table.to_vec());
        }
        // 安化县九年级数学成绩（满分130分）
        let text = self.before;
        match (vocabulary.only_one(text), table) {
            (Some(subject), _) => Some(vec![subject]),
            (None, [only]) if vocabulary.within(text).is_none() => Some(vec![*only]),
            _ => None,
        }
    }

    /// 130分, and no 130分钟 or 130分以上.
    fn is_of_marks(&self) -> bool {
        const NONE: [&str; 9] = ["钟", "以", "人", "率", "段", "及", "者", "数", "线"];
        self.after.strip_prefix('分').is_some_and(|after| !NONE.iter().any(|word| after.starts_with(word)))
    }

    /// 120分 before the end of the clause or the next subject.
    fn has_unit(&self, vocabulary: &Vocabulary) -> bool {
        let Some(after) = self.after.strip_prefix('分') else { return false };
        !after.starts_with(char::is_alphabetic)
            || vocabulary.within(after).is_some_and(|(_, before, _)| before.is_empty())
    }

    /// No unit of something else follows: 人, 名, %.
    fn stands_alone(&self) -> bool {
        self.is_of_marks() || !self.after.starts_with(|c: char| c.is_alphanumeric() || "%-/~—年月日".contains(c))
    }
}

/// A clause without the words before its number, and whether one of them says that it is a full mark.
fn without_label(clause: &str) -> (&str, bool) {
    let (mut rest, mut has_label) = (clause, false);
    loop {
        rest = rest.trim_end_matches([' ', ':', '=', '_', '-']);
        let label = LABELS.iter().find_map(|label| rest.strip_suffix(label));
        let between = || BETWEEN.iter().find_map(|word| rest.strip_suffix(word));
        let Some(shorter) = label.or_else(between) else { return (rest, has_label) };
        has_label |= label.is_some();
        rest = shorter;
    }
}

/// Whether what stands before a list of full marks leaves them to the exam of the table: no 中考满分, no 八年级满分.
fn is_of_this_exam(lead: &str, vocabulary: &Vocabulary) -> bool {
    let bare = |piece: &str| piece.trim_start_matches(|c: char| c.is_ascii_digit() || ".、".contains(c)).to_owned();
    let last = bare(lead.rsplit([' ', ':']).next().unwrap_or_default().trim());
    last.is_empty()
        || LEADS.contains(&last.as_str())
        || TITLES.iter().any(|end| last.ends_with(end))
        || subjects_of(&last, vocabulary).is_some()
}

/// 满分:语文
fn has_label_before(rest: &str) -> bool {
    rest.rsplit_once(':').is_some_and(|(before, _)| LABELS.iter().any(|label| before.trim_end().ends_with(label)))
}

/// The subjects of a list of their names alone.
fn subjects_of(names: &str, vocabulary: &Vocabulary) -> Option<Vec<usize>> {
    let subject = |name: &str| match Word::read(name, vocabulary) {
        Word::Mark { topic: Some(Topic::Subject(position)), full_mark: None, .. } => Some(position),
        _ => None,
    };
    let names = names.trim_matches(|c: char| " 、:".contains(c));
    let parts = names.split(['、', '/', '和', '及', ' ']).map(str::trim).filter(|name| !name.is_empty());
    let found: Option<Vec<usize>> = parts.map(subject).collect();
    found.filter(|found| !found.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, table: &[&str]) -> Vec<String> {
        let known = Vocabulary::known([]);
        let table: Vec<usize> = table.iter().filter_map(|id| known.position(id)).collect();
        stated_in(text, &known, &table).into_iter().map(|(of, full)| format!("{} {full}", known.id(of))).collect()
    }

    #[test]
    fn lines_state_full_marks() {
        for (text, full) in [
            ("语文、数学、英语各120分，物理90分", vec!["chinese 120", "math 120", "english 120", "physics 90"]),
            ("期末成绩表（语文120分、数学100分）", vec!["chinese 120", "math 100"]),
            ("满分：语文130 数学130", vec!["chinese 130", "math 130"]),
            ("语文（满分120分） 数学（满分100分）", vec!["chinese 120", "math 100"]),
            ("安化县九年级数学成绩（满分130分）", vec!["math 130"]),
            ("2026年九年级数学（满分130分）成绩表", vec!["math 130"]),
            ("科目：数学　满分：130分", vec!["math 130"]),
            ("满分：130", vec!["science 130"]),
            ("注：本卷满分130分，时间120分钟", vec!["science 130"]),
            ("试卷总分：130分", vec!["science 130"]),
            ("各科满分均为100分", vec!["science 100"]),
            ("上次满分150分；本次满分：语文120分，数学110分", vec!["chinese 120", "math 110"]),
            ("九年级成绩 满分：语文120 数学110", vec!["chinese 120", "math 110"]),
            ("语文、数学满分120分；2. 王明(2301)数学85分系补登，李红(2302)语文90分。", vec!["chinese 120", "math 120"]),
        ] {
            assert_eq!(shown(text, &["science"]), full, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "满分人数：12",
            "满分 12人",
            "2026年6月期末成绩",
            "选择题满分40分",
            "A卷满分100分，B卷满分50分",
            "语文平均分89.5分",
            "时间120分钟",
            "数学 120人参考",
            "满分率 15%",
            "及格线：语文72分、数学72分",
            "优秀：语文96分，数学96分",
            "数学60分及格",
            "总分满分150分",
            "上次满分：语文150 数学150 英语150",
            "中考满分：语文150分，数学150分",
            "八年级满分：130分",
            "期中满分：语文150 数学150",
            "原满分130分",
            "高考：语文150分，数学150分",
            "目标：语文120分、数学110分",
            "英语满分：100分（折合120分）",
            "语文满分150分（去年），数学满分150分（去年）",
            "说明：王明(2301)数学85分，系补登",
        ] {
            assert_eq!(shown(text, &["science"]), Vec::<String>::new(), "{text}");
        }
        assert_eq!(shown("九年级成绩（满分150分）", &["chinese", "math"]), Vec::<String>::new(), "of which subject?");
    }
}
