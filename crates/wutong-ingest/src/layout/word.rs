//! What one header text says by itself.

use crate::alias::{self, PUPIL_ROLES, Role};
use crate::cell::fold;
use crate::ids::has_digit;
use crate::items::{looks_like_item, names_item};
use crate::layout::words;
use crate::subject::{Topic, Vocabulary};

/// How well a header fits a role that no list names for it.
const UNLISTED: usize = 60;

/// Which marks a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MarkKind {
    /// The header does not say.
    Plain,
    /// As the paper gave them.
    Raw,
    /// 赋分, 折合分.
    Scaled,
}

/// A part of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// 客观题
    Objective,
    /// 主观题
    Subjective,
}

/// Among whom a rank counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RankScope {
    /// 班次
    Class,
    /// 校次
    School,
    /// 联考名次
    Exam,
    /// The header does not say.
    Unknown,
}

/// What a header text says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Word {
    /// Nothing stands there.
    Empty,
    /// A role and how well it fits (0 is best).
    Role(Role, usize),
    /// Marks, of a topic where the text names one.
    Mark { topic: Option<Topic>, kind: MarkKind, full_mark: Option<f64> },
    /// Marks of a part of a paper.
    Part { topic: Option<Topic>, part: Part },
    /// A rank.
    Rank { topic: Option<Topic>, scope: RankScope },
    /// Marks of one version of a paper (A卷), or of a part of it: the mark of the subject where nothing else is.
    Version { topic: Topic, full_mark: Option<f64> },
    /// Whether a pupil sat, in words or as yes and no: 是否缺考, 备注, 语文缺考.
    Flag {
        topic: Option<Topic>,
        /// The text without the name of the topic, folded.
        asks: String,
    },
    /// 等级, 标准分: computed from marks.
    Derived,
    /// The subject of the row, in long tables.
    LongSubject,
    /// An item of a paper.
    Item,
    /// A column of no use that nevertheless shows a header.
    Other,
    /// No known word.
    Unknown,
}

impl Word {
    /// Reads a header text.
    pub(crate) fn read(text: &str, vocabulary: &Vocabulary) -> Self {
        let folded = bare(&fold(text));
        if folded.is_empty() {
            return Self::Empty;
        }
        if let Some(position) = vocabulary.written(&folded) {
            return Self::mark(Some(Topic::Subject(position)), MarkKind::Plain, None);
        }
        if let Some((role, rank)) = alias::role(&folded, &[PUPIL_ROLES]) {
            return Self::Role(role, rank);
        }
        if words::LONG_SUBJECT.contains(&folded.as_str()) {
            return Self::LongSubject;
        }
        if crate::flag::is_flag(&folded) {
            return Self::Flag { topic: None, asks: folded };
        }
        let is_extra = folded.contains("附加");
        if words::OTHER.contains(&folded.as_str())
            || !is_extra && words::OTHER_ENDS.iter().any(|end| folded.ends_with(end))
        {
            return Self::Other;
        }
        // As it is written: 一.1 is no copy of 一.
        if names_item(&fold(text)) {
            return Self::Item;
        }
        let (outside, insides) = brackets(&folded);
        let abbreviated = words::ABBREVIATIONS.iter().find(|(short, _)| *short == outside);
        let outside = abbreviated.map_or(outside, |(_, full)| (*full).to_owned());
        match Self::of_parts(&outside, &insides, vocabulary) {
            Self::Unknown => {
                // 考号(10位)
                let role = alias::role(&outside, &[PUPIL_ROLES]).map(|(role, _)| role);
                role.or_else(|| alias::role_like(&outside)).map_or(Self::Unknown, |role| Self::Role(role, UNLISTED))
            }
            word => word,
        }
    }

    fn mark(topic: Option<Topic>, kind: MarkKind, full_mark: Option<f64>) -> Self {
        Self::Mark { topic, kind, full_mark }
    }

    fn of_parts(outside: &str, insides: &[String], vocabulary: &Vocabulary) -> Self {
        let whole = [outside, &insides.concat()].concat();
        if words::SCALED.contains(&strip(outside).as_str()) {
            return Self::mark(None, MarkKind::Scaled, full_mark(insides));
        }
        let topic = topic_in(outside, vocabulary);
        let named = topic.as_ref().map(|(topic, _)| *topic);
        // 化学等级分, 化学(等级分)
        let is_scaled = || {
            topic.as_ref().is_some_and(|(_, rest)| match insides {
                [inside] if rest.is_empty() => words::SCALED.contains(&inside.as_str()),
                _ => words::SCALED.contains(&rest.as_str()),
            })
        };
        if let Some(flag) = Self::flag(outside, insides, topic.as_ref(), vocabulary) {
            return flag;
        }
        if words::OF_ANOTHER.iter().any(|word| whole.contains(word)) {
            return Self::Derived;
        }
        let beside = topic.as_ref().map_or(whole.as_str(), |(_, rest)| rest.as_str());
        // 语文校名 is a rank, whatever 校名 is by itself.
        let of_names = (named.is_some() && beside == "校名").then_some(RankScope::School);
        // 总分(班级排名): the name of the total says nothing of those among whom it counts.
        let with_insides = [beside, &insides.concat()].concat();
        let of_insides = || rank_scope(if named.is_some() { &with_insides } else { &whole });
        if let Some(scope) = rank_scope(beside).or_else(of_insides).or(of_names) {
            return Self::Rank { topic: named, scope };
        }
        if looks_like_item(&whole) {
            return Self::Item;
        }
        if !is_scaled() && (words::DERIVED.iter().any(|word| whole.contains(word)) || whole.ends_with('率')) {
            return Self::Derived;
        }
        if let Some(part) = part_in(&whole).or_else(|| topic.as_ref().and_then(|(_, rest)| side(rest, insides))) {
            return Self::Part { topic: named, part };
        }
        match topic {
            Some((topic, rest)) => Self::of_topic(topic, &rest, insides),
            None => match kind_of(&strip(outside)) {
                Some(kind) => Self::mark(None, kind.max(inside_kind(insides).unwrap_or(kind)), full_mark(insides)),
                None => Self::Unknown,
            },
        }
    }

    /// 语文缺考, 是否缺考(语文), 语文(缺考): whether a pupil sat the paper of one subject.
    fn flag(
        outside: &str,
        insides: &[String],
        topic: Option<&(Topic, String)>,
        vocabulary: &Vocabulary,
    ) -> Option<Self> {
        let is_flag = |text: &str| crate::flag::is_flag(text);
        let flag = |topic: Topic, asks: &str| Some(Self::Flag { topic: Some(topic), asks: asks.to_owned() });
        match (topic, insides) {
            (Some((topic, rest)), []) if is_flag(rest) => flag(*topic, rest),
            (Some((topic, rest)), [inside]) if rest.is_empty() && is_flag(inside) => flag(*topic, inside),
            (None, [inside]) if is_flag(outside) => {
                let (topic, rest) = topic_in(inside, vocabulary)?;
                if rest.is_empty() { flag(topic, outside) } else { None }
            }
            _ => None,
        }
    }

    /// 语文A卷, 语文(A卷), 语文A: the letter of a version and nothing else.
    fn version(topic: Topic, rest: &str, insides: &[String]) -> Option<Self> {
        const LETTERS: [char; 6] = ['a', 'b', 'c', '甲', '乙', '丙'];
        let is_version = |text: &str| {
            let letter = text.strip_suffix('卷').unwrap_or(text);
            letter.chars().count() == 1 && letter.starts_with(LETTERS)
        };
        let (versions, others): (Vec<&String>, Vec<&String>) = insides.iter().partition(|inside| is_version(inside));
        let others: Vec<String> = others.into_iter().cloned().collect();
        let full_mark = full_mark(&others);
        let is_whole = others.len() == usize::from(full_mark.is_some());
        let named = is_version(rest) && versions.is_empty() || rest.is_empty() && versions.len() == 1;
        (named && is_whole).then_some(Self::Version { topic, full_mark })
    }

    /// A text that names a topic: a mark if all the rest of it is understood.
    fn of_topic(topic: Topic, rest: &str, insides: &[String]) -> Self {
        // 语文教师, 语文考场
        if words::NOT_MARKS.iter().any(|word| rest.starts_with(word)) || words::OTHER.contains(&rest) {
            return Self::Other;
        }
        let (rest, stated) = match rest.trim_start_matches(['_', '-', '/']).trim_end_matches('分').parse::<f64>() {
            Ok(number) if (20.0..=1000.0).contains(&number) => ("", Some(number)),
            _ => match rest.find("满分") {
                // 语文成绩满分：150分
                Some(at) => full_mark(&[rest[at..].to_owned()]).map_or((rest, None), |full| (&rest[..at], Some(full))),
                None => (rest, None),
            },
        };
        // 英语(含听力), 历史(开卷)
        let is_note = |inside: &str| {
            topic != Topic::Total
                && (words::NOTES.contains(&inside)
                    || inside.starts_with('含') && !has_digit(inside)
                    || words::PAPERS.iter().any(|word| inside.contains(word)))
        };
        let strange = |inside: &&String| {
            full_mark(std::slice::from_ref(inside)).is_none() && kind_of(inside).is_none() && !is_note(inside)
        };
        let kind = if rest.is_empty() { Some(MarkKind::Plain) } else { kind_of(rest) };
        match kind {
            Some(kind) if !insides.iter().any(|inside| strange(&inside)) => {
                let kind = inside_kind(insides).unwrap_or(kind);
                Self::mark(Some(topic), kind, stated.or_else(|| full_mark(insides)))
            }
            // 三科总分, 总分(不含体育): a sum of other subjects than those of the exam.
            _ if topic == Topic::Total => Self::Derived,
            _ => Self::version(topic, rest, insides).unwrap_or(Self::Unknown),
        }
    }
}

/// The subjects of a text of first characters: 语数英. Empty unless all of it is such.
pub(crate) fn abbreviated(text: &str, vocabulary: &Vocabulary) -> Vec<usize> {
    let subject = |short: char| {
        let (_, full) = words::ABBREVIATIONS.iter().find(|(of, _)| of.starts_with(short))?;
        vocabulary.within(full).map(|(position, ..)| position)
    };
    text.chars().map(subject).collect::<Option<_>>().unwrap_or_default()
}

/// Without what programs and forms add: `分数.1`, `Unnamed: 3`, `__index_level_0__`, `*考号：`.
fn bare(folded: &str) -> String {
    if folded.starts_with("unnamed:") || folded.starts_with("__index_level_") {
        return String::new();
    }
    // *考号：  marks a column that must be filled in.
    let folded = folded.trim_start_matches(['*', '※', '★']).trim_end_matches([':', '*']);
    match folded.rsplit_once('.') {
        Some((stem, number))
            if !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && stem.ends_with(|c: char| !c.is_ascii_digit()) =>
        {
            stem.to_owned()
        }
        _ => folded.to_owned(),
    }
}

/// The text outside round brackets, and the texts inside them.
fn brackets(folded: &str) -> (String, Vec<String>) {
    let (mut outside, mut insides, mut depth) = (String::new(), Vec::new(), 0usize);
    for c in folded.chars() {
        match c {
            '(' | '[' | '【' | '〔' => {
                depth += 1;
                insides.push(String::new());
            }
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            c => {
                if let Some(inside) = insides.last_mut() {
                    inside.push(c);
                }
            }
        }
    }
    // A text wholly in brackets speaks for itself.
    if outside.is_empty() { (insides.concat(), Vec::new()) } else { (outside, insides) }
}

/// Without the marks between words.
fn strip(text: &str) -> String {
    text.trim_matches(|c: char| "_-/|·:、.&+—~".contains(c)).to_owned()
}

fn kind_of(text: &str) -> Option<MarkKind> {
    if words::PLAIN.contains(&text) || words::TOTAL.contains(&text) {
        // 语文总分 beside its parts is the mark of the subject.
        Some(MarkKind::Plain)
    } else if words::RAW.contains(&text) {
        Some(MarkKind::Raw)
    } else if words::SCALED.contains(&text) {
        Some(MarkKind::Scaled)
    } else {
        None
    }
}

fn inside_kind(insides: &[String]) -> Option<MarkKind> {
    insides.iter().find_map(|inside| kind_of(inside))
}

/// The topic that a text names, and the rest of the text.
fn topic_in(outside: &str, vocabulary: &Vocabulary) -> Option<(Topic, String)> {
    let joined = |before: &str, after: &str| {
        let (before, after) = (strip(before), strip(after));
        // A number before the name is a column number: `1语文`. A grade is that of the exam: 九年级语文.
        let is_idle = before.bytes().all(|byte| byte.is_ascii_digit()) || is_grade(&before);
        let before = if is_idle { String::new() } else { before };
        [before, after].concat()
    };
    if let Some((position, rest)) = vocabulary.combined(outside) {
        return Some((Topic::Subject(position), joined("", rest)));
    }
    if let Some((position, before, after)) = vocabulary.within(outside) {
        return Some((Topic::Subject(position), joined(before, after)));
    }
    let total = words::TOTAL.iter().filter(|word| outside.contains(**word)).max_by_key(|word| word.len())?;
    let (before, after) = outside.split_once(total)?;
    let is_word = !total.is_ascii() || before.is_empty() || !before.ends_with(|c: char| c.is_ascii_alphabetic());
    is_word.then(|| (Topic::Total, joined(before, after)))
}

/// 九年级, 初三上, 高一.
fn is_grade(text: &str) -> bool {
    let bare = ["学期", "册"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    let bare = bare.trim_end_matches(['上', '下']);
    let is_number =
        |text: &str| text.chars().count() == 1 && text.starts_with(|c| "一二三四五六七八九123456789".contains(c));
    match bare.strip_suffix("年级") {
        Some(number) => is_number(number.trim_start_matches("小学").trim_start_matches("初中")),
        None => bare.strip_prefix(['初', '高']).is_some_and(is_number),
    }
}

/// 语文_客, 语文(主): 客 and 主 by themselves.
fn side(rest: &str, insides: &[String]) -> Option<Part> {
    let said = match insides {
        [] => rest,
        [inside] if rest.is_empty() => inside,
        _ => return None,
    };
    match said {
        "客" => Some(Part::Objective),
        "主" => Some(Part::Subjective),
        _ => None,
    }
}

fn part_in(text: &str) -> Option<Part> {
    if words::SUBJECTIVE.iter().any(|word| text.contains(word)) {
        Some(Part::Subjective)
    } else if words::OBJECTIVE.iter().any(|word| text.contains(word)) {
        Some(Part::Objective)
    } else {
        None
    }
}

fn rank_scope(text: &str) -> Option<RankScope> {
    if !words::RANK.iter().any(|word| text.contains(word)) && !words::RANK_WORDS.contains(&text) {
        return None;
    }
    let any = |letters: &str| text.contains(|c| letters.contains(c));
    Some(if any("联区县市省总") || text.contains("exam") || text.contains("overall") {
        RankScope::Exam
    } else if any("班") || text.contains("class") {
        RankScope::Class
    } else if any("校级年") || text.contains("school") || text.contains("grade") {
        RankScope::School
    } else {
        RankScope::Unknown
    })
}

/// The full mark that a bracket states: `满分120`, `120分`, `/120`.
pub(super) fn full_mark(insides: &[String]) -> Option<f64> {
    const BEFORE: [&str; 13] =
        ["", "满分", "满分:", "满分为", "满分是", "共", "总分", "卷面", "/", "fullmark", "fullmark:", "full", "outof"];
    insides.iter().find_map(|inside| {
        let number = inside.trim_start_matches(|c: char| !c.is_ascii_digit());
        let before = &inside[..inside.len() - number.len()];
        let number = number.strip_suffix("分制").unwrap_or(number);
        let mark = number.trim_end_matches(['分', '点']).parse().ok().filter(|mark: &f64| *mark > 0.0);
        mark.filter(|_| BEFORE.contains(&before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let known = Vocabulary::known([]);
        let topic = |topic: Option<Topic>| match topic {
            Some(Topic::Subject(position)) => known.id(position).to_owned(),
            Some(Topic::Total) => "total".to_owned(),
            None => "?".to_owned(),
        };
        match Word::read(text, &known) {
            Word::Mark { topic: of, kind, full_mark } => {
                format!("{} {kind:?}{}", topic(of), full_mark.map(|full| format!(" {full}")).unwrap_or_default())
            }
            Word::Part { topic: of, part } => format!("{} {part:?}", topic(of)),
            Word::Rank { topic: of, scope } => format!("{} rank {scope:?}", topic(of)),
            Word::Role(role, _) => format!("{role:?}"),
            Word::Version { topic: of, full_mark } => format!("{} version {full_mark:?}", topic(Some(of))),
            Word::Flag { topic: of, asks } => format!("{} flag {asks}", topic(of)),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn other_exams_and_items() {
        for (text, meaning) in [
            ("上次校名次", "Derived"),
            ("上次总分", "Derived"),
            ("名次升降", "Derived"),
            ("九年级上学期语文", "chinese Plain"),
            ("一.1", "Item"),
            ("第3题(4分)", "Item"),
            ("1得分", "Item"),
            ("分数.1", "? Plain"),
        ] {
            assert_eq!(shown(text), meaning, "{text}");
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a line for each word")]
    fn headers_are_understood() {
        for (text, meaning) in [
            ("考 号", "Id"),
            ("校名", "School"),
            ("语文", "chinese Plain"),
            ("数学（满分120）", "math Plain 120"),
            ("数学(120分)", "math Plain 120"),
            ("数学成绩", "math Plain"),
            ("数学(文科)", "Unknown"),
            ("数学得分（满分：150分）", "math Plain 150"),
            ("数学/150", "math Plain 150"),
            ("物理原始分", "physics Raw"),
            ("物理(赋分)", "physics Scaled"),
            ("化学_等级赋分", "chemistry Scaled"),
            ("原始分-政治", "politics Raw"),
            ("总分", "total Plain"),
            ("卷面总分", "total Plain"),
            ("总分(赋分)", "total Scaled"),
            ("语文总分", "chinese Plain"),
            ("总分班级排名", "total rank Class"),
            ("总分(班级排名)", "total rank Class"),
            ("总分（年级排名）", "total rank School"),
            ("总分(联考排名)", "total rank Exam"),
            ("化学（等级分）", "chemistry Scaled"),
            ("化学（等级）", "Derived"),
            ("联考次", "? rank Exam"),
            ("校码", "SchoolCode"),
            ("语文校次", "chinese rank School"),
            ("校次.3", "? rank School"),
            ("联考名次", "? rank Exam"),
            ("分数.7", "? Plain"),
            ("得分", "? Plain"),
            ("原始分", "? Raw"),
            ("赋分", "? Scaled"),
            ("客观题得分", "? Objective"),
            ("语文非选择题", "chinese Subjective"),
            ("语文等级", "Derived"),
            ("优秀率", "Derived"),
            ("物理类", "Other"),
            ("语文教师", "Other"),
            ("外语语种", "Other"),
            ("科目", "LongSubject"),
            ("Unnamed: 4", "Empty"),
            ("第3题", "Item"),
            ("13(2)", "Item"),
            ("Maths Score", "math Plain"),
            ("raw_math", "math Raw"),
            ("備註", "? flag 备注"),
            ("國文", "chinese Plain"),
            ("语", "chinese Plain"),
            ("数（120）", "math Plain 120"),
            ("总", "total Plain"),
            ("拓展", "Unknown"),
            ("日语", "japanese Plain"),
            ("理综（200分）", "physics_chemistry_biology Plain 200"),
            ("物理化学", "physics_chemistry Plain"),
            ("政史成绩", "politics_history Plain"),
            ("品德", "politics Plain"),
            ("实验", "experiment Plain"),
            ("实验班", "Unknown"),
            ("语文A卷", "chinese version None"),
            ("语文(A卷)(100分)", "chinese version Some(100.0)"),
            ("语文A", "chinese version None"),
            ("语文\n满分：150分", "chinese Plain 150"),
            ("物理 满分100", "physics Plain 100"),
            ("语文成绩(150分制)", "chinese Plain 150"),
            ("语文(新课标I卷)", "chinese Plain"),
            ("数学(新I卷)", "math Plain"),
            ("数学（文理）", "math Plain"),
            ("数学(必修一)", "math Plain"),
            ("*考号：", "Id"),
            ("语文：", "chinese Plain"),
            ("三科总分", "Derived"),
            ("总分(不含体育)", "Derived"),
            ("总分(含体育)", "Derived"),
            ("英语(含听力)", "english Plain"),
            ("英语(不含听力)", "Unknown"),
            ("历史（开卷）(60分)", "history Plain 60"),
            ("九年级语文", "chinese Plain"),
            ("高一数学成绩", "math Plain"),
            ("九年级总分", "total Plain"),
            ("物理(首选)", "physics Plain"),
            ("语文_客", "chinese Objective"),
            ("语文（主）", "chinese Subjective"),
            ("语文_总", "chinese Plain"),
            ("语文本次成绩", "chinese Plain"),
            ("客", "Unknown"),
            ("物理(赋)", "physics Scaled"),
            ("联考号", "Id"),
            ("教育ID", "Id"),
            ("中考报名号", "Id"),
            ("所在班级", "Class"),
            ("所属学校", "School"),
            ("考场号", "Other"),
            ("学校排名", "? rank School"),
            ("考点编号", "Unknown"),
            ("毕业学校", "Unknown"),
            ("原班级", "Unknown"),
            ("家长姓名", "Unknown"),
            ("是否缺考", "? flag 是否缺考"),
            ("缺考科目", "? flag 缺考科目"),
            ("语文缺考", "chinese flag 缺考"),
            ("数学是否缺考", "math flag 是否缺考"),
            ("英语_状态", "english flag 状态"),
            ("是否缺考(语文)", "chinese flag 是否缺考"),
            ("语文（缺考）", "chinese flag 缺考"),
            ("缺考标记-物理", "physics flag 缺考标记"),
            ("总分状态", "total flag 状态"),
            ("语文缺考人数", "Other"),
            ("参考人数", "Other"),
            ("政策加分", "Other"),
            ("附加分", "Unknown"),
            ("语文考场", "Other"),
            ("语文校名", "chinese rank School"),
            ("联排", "? rank Exam"),
            ("理化合计", "physics_chemistry Plain"),
            ("考号(10位)", "Id"),
        ] {
            assert_eq!(shown(text), meaning, "{text}");
        }
    }
}
