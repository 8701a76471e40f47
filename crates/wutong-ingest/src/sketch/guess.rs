//! What can be guessed, and how far the guess may be trusted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::cell::{OwnedRow, fold};

use crate::sketch::marks::Marks;

/// Full marks in use.
const FULL_MARKS: [f64; 18] = [
    10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 75.0, 80.0, 90.0, 100.0, 120.0, 150.0, 160.0, 180.0, 200.0, 250.0, 300.0,
];
/// Full marks of few papers: a highest mark of 105 is rather of 120.
const RARE: [f64; 2] = [110.0, 130.0];
/// No paper has more; whatever the decimals, it fits a specification.
const LARGEST: f64 = 2000.0;
/// One mark in so many may be a slip of the keyboard.
const SLIPS: u64 = 2000;

/// Physics in a paper of 理综: 110 beside 100 of chemistry and 90 of biology.
pub(super) const PHYSICS: f64 = 110.0;

/// Whether highest marks are those of the parts of a paper of 理综.
pub(super) fn is_science_paper(marks: &BTreeMap<String, Marks>) -> bool {
    [("physics", 100.0, PHYSICS), ("chemistry", 90.0, 100.0), ("biology", 80.0, 90.0)].into_iter().all(
        |(id, above, full)| {
            let maximum = marks.get(id).map(|marks| self::full_mark(marks).usual_maximum);
            maximum.is_some_and(|maximum| above < maximum && maximum <= full)
        },
    )
}

/// A full mark inferred from marks.
pub(super) struct FullMark {
    pub(super) full_mark: f64,
    /// The largest mark that is no slip.
    pub(super) usual_maximum: f64,
    pub(super) is_doubtful: bool,
    /// Number of marks.
    pub(super) n: u64,
    /// How many of them are the largest.
    pub(super) n_largest: u64,
}

impl FullMark {
    /// Raises it to one in use that holds a sum: of items that no pupil may have had all right.
    pub(super) fn at_least(&mut self, sum: f64) {
        self.full_mark = smallest(sum).unwrap_or(sum.ceil().min(LARGEST)).max(self.full_mark);
        // Somebody had all of it.
        self.is_doubtful = self.usual_maximum < self.full_mark;
    }
}

/// The smallest full mark in use that holds the marks, slips apart.
pub(super) fn full_mark(marks: &Marks) -> FullMark {
    let usual = above_slips(marks).unwrap_or_else(|| {
        let mut allowed = marks.n / SLIPS;
        let mut usual = 0;
        for (ticks, times) in marks.largest.iter().rev() {
            usual = *ticks;
            if *times > allowed {
                break;
            }
            allowed -= times;
        }
        usual
    });
    let usual_maximum = wutong_model::points(usual, 6);
    let in_use = smallest(usual_maximum);
    let full_mark = if marks.n == 0 { 100.0 } else { in_use.unwrap_or(usual_maximum.ceil().min(LARGEST)) };
    let is_between = RARE.iter().any(|rare| usual_maximum <= *rare && *rare < full_mark);
    let is_low = usual_maximum < 0.9 * full_mark || is_between;
    // A mark of 100 and others below leave nothing to ask.
    let is_plain = usual_maximum >= full_mark && full_mark <= 100.0;
    let is_doubtful = is_low || in_use.is_none() || !is_plain && rests_on_few(marks, usual, full_mark);
    let n_largest = marks.largest.get(&usual).copied().unwrap_or(0);
    FullMark { full_mark, usual_maximum, is_doubtful: is_doubtful && marks.n > 0, n: marks.n, n_largest }
}

/// Whether papers often have such a full mark, or the marks do not fit into any lesser one that papers often have.
pub(super) fn is_likely(full: f64, marks: &Marks) -> bool {
    let lesser = FULL_MARKS.into_iter().filter(|known| *known < full).fold(0.0, f64::max);
    FULL_MARKS.contains(&full) || full_mark(marks).usual_maximum > lesser
}

/// Whether a sum of items is the full mark of a paper with these marks: one in use, and none lies above it but slips.
pub(super) fn may_be_full(total: f64, marks: &Marks) -> bool {
    (FULL_MARKS.contains(&total) || RARE.contains(&total)) && full_mark(marks).usual_maximum <= total
}

/// The same of a sum of which every item is known to be in the paper: then it need not be one in use.
pub(super) fn is_full_of_all(total: f64, marks: &Marks) -> bool {
    /// Of a paper with so small a highest mark something is amiss.
    const LEAST: f64 = 0.4;
    let maximum = full_mark(marks).usual_maximum;
    total.fract() == 0.0 && total <= LARGEST && (LEAST * total..=total).contains(&maximum)
}

/// Whether a smaller full mark would hold all marks but a very few.
fn rests_on_few(marks: &Marks, usual: i64, full_mark: f64) -> bool {
    /// One mark in so many is few, and one alone.
    const FEW: u64 = 100;
    /// Fewer marks tell nothing.
    const FEWEST: u64 = 20;
    let mut beyond = 0;
    for (ticks, times) in marks.largest.range(..=usual).rev() {
        if smallest(wutong_model::points(*ticks, 6)).is_some_and(|smaller| smaller < full_mark) {
            return marks.n >= FEWEST && beyond <= (marks.n / FEW).max(1);
        }
        beyond += times;
    }
    false
}

fn smallest(maximum: f64) -> Option<f64> {
    FULL_MARKS.into_iter().find(|full| *full >= maximum)
}

/// The largest mark below a few that are far beyond every full mark that would do for the others: `850` among marks up
/// to 99 is a slip of the keyboard, not a paper of 850 points.
fn above_slips(marks: &Marks) -> Option<i64> {
    /// Fewer marks tell nothing.
    const FEWEST: u64 = 8;
    /// One mark in so many may be such a slip.
    const FAR_SLIPS: u64 = 50;
    /// So many times the full mark of the others is far beyond it.
    const FAR: f64 = 1.25;
    let allowed = (marks.n / FAR_SLIPS).max(1);
    let mut slips = 0;
    let mut descending = marks.largest.iter().rev().peekable();
    while let (Some((ticks, times)), Some((next, _))) = (descending.next(), descending.peek()) {
        slips += times;
        if marks.n < FEWEST || slips > allowed {
            return None;
        }
        let others = smallest(wutong_model::points(**next, 6));
        if others.is_some_and(|full| wutong_model::points(*ticks, 6) > FAR * full) {
            return Some(**next);
        }
    }
    None
}

/// The fewest decimals that hold the marks, slips apart.
pub(super) fn decimals(marks: &Marks) -> u8 {
    let allowed = marks.n / SLIPS;
    let beyond = |decimals: usize| marks.decimals[decimals + 1..].iter().sum::<u64>();
    let found = (0..marks.decimals.len()).find(|decimals| beyond(*decimals) <= allowed).unwrap_or(0);
    u8::try_from(found).unwrap_or(0)
}

/// The decimals that a stated full mark needs; `None` if it can be none, such as an identifier in the wrong column.
pub(super) fn decimals_of(full_mark: f64) -> Option<u8> {
    let is_whole = |decimals: &u8| {
        let ticks = full_mark * 10f64.powi(i32::from(*decimals));
        ticks >= 1.0 && (ticks - ticks.round()).abs() < 1e-6
    };
    (0..=6).find(is_whole).filter(|_| full_mark <= LARGEST)
}

/// Cells of marks of a subject: how many are filled and how many blank.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cells {
    pub(super) n: u64,
    pub(super) blank: u64,
}

/// Subjects that are chosen anywhere.
pub(super) const CHOSEN: [&str; 9] =
    ["physics", "chemistry", "biology", "history", "geography", "politics", "it", "general_technology", "technology"];
/// Foreign languages, of which pupils sit one.
pub(super) const LANGUAGES: [&str; 7] = ["english", "japanese", "russian", "french", "german", "spanish", "korean"];

/// Papers of which pupils sit the one of their track: 文综 and 理综.
pub(super) const TRACKS: [&str; 2] = ["physics_chemistry_biology", "politics_history_geography"];

/// Subjects that pupils seem to choose: of those that are chosen anywhere, the ones that many pupils lack.
pub(super) fn electives(marks: &BTreeMap<String, Cells>) -> Vec<String> {
    let pupils = marks.values().map(|marks| marks.n + marks.blank).max().unwrap_or(0);
    let lacking = |marks: &Cells| (pupils - marks.n.min(pupils)) * 5 >= pupils;
    let found: Vec<String> = marks
        .iter()
        .filter(|(id, marks)| CHOSEN.contains(&id.as_str()) && pupils > 0 && lacking(marks))
        .map(|(id, _)| id.clone())
        .collect();
    // One subject alone is a school that sent no marks, not a choice.
    let mut found = if found.len() >= 2 { found } else { Vec::new() };
    let tracks = TRACKS.iter().filter(|id| pupils > 0 && marks.get(**id).is_some_and(lacking));
    if tracks.clone().count() == TRACKS.len() {
        found.extend(tracks.map(|id| (*id).to_owned()));
    }
    // Pupils sit one foreign language: many lack each of the others.
    let languages: Vec<&String> = marks.keys().filter(|id| LANGUAGES.contains(&id.as_str())).collect();
    if languages.len() >= 2 && languages.iter().any(|id| pupils > 0 && lacking(&marks[*id])) {
        found.extend(languages.into_iter().cloned());
    }
    found
}

/// Whether a folded text is a grade that stands in the place of a mark: A, 优, 合格.
pub(super) fn is_grade(folded: &str) -> bool {
    const WORDS: [&str; 14] = [
        "优",
        "优秀",
        "优良",
        "良",
        "良好",
        "中",
        "中等",
        "及格",
        "合格",
        "不及格",
        "不合格",
        "达标",
        "待合格",
        "待达标",
    ];
    let letter = folded.trim_end_matches(['+', '-', '等', '级']);
    WORDS.contains(&folded) || matches!(letter, "a" | "b" | "c" | "d" | "e")
}

/// The number that occurs most often; of equals the smallest.
pub(super) fn most_frequent(numbers: &[f64]) -> Option<f64> {
    let times = |wanted: f64| numbers.iter().filter(|number| number.to_bits() == wanted.to_bits()).count();
    numbers.iter().copied().max_by(|a, b| times(*a).cmp(&times(*b)).then(b.total_cmp(a)))
}

/// `[exam]` as far as titles and names of files and folders tell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ExamGuess {
    pub(super) year: Option<String>,
    pub(super) grade: Option<u8>,
    pub(super) kind: Option<&'static str>,
}

const GRADES: [(&str, u8); 27] = [
    ("九年级", 9),
    ("初三", 9),
    ("八年级", 8),
    ("初二", 8),
    ("七年级", 7),
    ("初一", 7),
    ("高三", 12),
    ("高二", 11),
    ("高一", 10),
    ("六年级", 6),
    ("五年级", 5),
    ("四年级", 4),
    ("三年级", 3),
    ("二年级", 2),
    ("一年级", 1),
    ("初中毕业", 9),
    ("中考", 9),
    ("高考", 12),
    ("g12", 12),
    ("g11", 11),
    ("g10", 10),
    ("g9", 9),
    ("g8", 8),
    ("g7", 7),
    ("g6", 6),
    ("g5", 5),
    ("g4", 4),
];

/// What names of exams say of their kind, the most telling first; 质量监测 may be an exam of everybody.
const KINDS: [(&str, &str); 12] = [
    ("模拟", "graduation_mock"),
    ("一模", "graduation_mock"),
    ("二模", "graduation_mock"),
    ("三模", "graduation_mock"),
    ("mock", "graduation_mock"),
    ("抽样", "sampled_monitoring"),
    ("抽测", "sampled_monitoring"),
    ("monitoring", "sampled_monitoring"),
    ("联考", "senior_joint"),
    ("期末", "school_final"),
    ("final", "school_final"),
    ("research", "research"),
];

/// The grade of most rows, and whether so many are of others that the files are of several exams.
pub(super) fn grade(grades: &BTreeMap<u8, u64>) -> (Option<u8>, bool) {
    /// Fewer rows, or a smaller share of all, are slips.
    const FEWEST: u64 = 10;
    const SLIPS: u64 = 50;
    let all: u64 = grades.values().sum();
    let most = grades.iter().max_by_key(|(grade, rows)| (**rows, **grade));
    let others = all - most.map_or(0, |(_, rows)| *rows);
    (most.map(|(grade, _)| *grade), others >= FEWEST || others * SLIPS > all)
}

/// The header of a column that tells versions of a paper apart, or of the answers to one of them.
pub(super) fn versions(head: &[OwnedRow]) -> Option<String> {
    const HEADERS: [&str; 9] =
        ["卷型", "卷别", "卷种", "试卷类型", "试卷卷型", "试卷版本", "试卷类别", "ab卷", "a/b卷"];
    let is_answer = |folded: &str| {
        ["a卷", "b卷", "甲卷", "乙卷"].iter().any(|version| folded.starts_with(version)) && folded.ends_with("答案")
    };
    let texts = head.iter().flat_map(OwnedRow::texts);
    texts.into_iter().find(|text| HEADERS.contains(&fold(text).as_str()) || is_answer(&fold(text)))
}

/// Whether a word stands in a text; a Latin one by itself, so that `big5` names no grade.
fn stands_in(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !word.is_ascii()
            || !before.ends_with(|c: char| c.is_ascii_alphanumeric())
                && !after.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Guesses from texts, the first that tells wins; `grade` is what the rows tell.
pub(super) fn exam(texts: &[String], grade: Option<u8>) -> ExamGuess {
    let year = |text: &String| {
        let digits: Vec<char> = text.chars().collect();
        let at = digits
            .windows(4)
            .position(|four| four.iter().all(char::is_ascii_digit) && four.starts_with(&['2', '0']))?;
        Some(digits[at..at + 4].iter().collect())
    };
    let lower = |text: &String| text.to_lowercase();
    let named = |text: &String| GRADES.iter().find(|(word, _)| stands_in(&lower(text), word)).map(|(_, grade)| *grade);
    // What the rows are read by knows better than names of folders do.
    let grade = grade.or_else(|| texts.iter().find_map(named));
    // A 联考 of a junior school is none of senior schools.
    let is_fit = |kind: &str| kind != "senior_joint" || grade.is_some_and(|grade| grade > 9);
    let kind = |text: &String| {
        let mut named = KINDS.iter().filter(|(word, _)| lower(text).contains(word)).map(|(_, kind)| *kind);
        named.find(|kind| is_fit(kind))
    };
    ExamGuess { year: texts.iter().find_map(year), grade, kind: texts.iter().find_map(kind) }
}

/// The path of a file as seen from a folder, with forward slashes.
pub(super) fn relative(path: &Path, base: &Path) -> String {
    let absolute = |path: &Path| {
        let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        // What lies in an archive has no path of its own.
        let known = |above: &Path| Some(above.canonicalize().ok()?.join(full.strip_prefix(above).ok()?));
        full.ancestors().find_map(known).unwrap_or_else(|| full.clone())
    };
    let (path, base) = (absolute(path), absolute(base));
    let (path, base): (Vec<_>, Vec<_>) = (path.components().collect(), base.components().collect());
    let common = path.iter().zip(&base).take_while(|(a, b)| a == b).count();
    let up = base[common..].iter().map(|_| "..".to_owned());
    let down = path[common..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Extensions and folders, to see whether all files of one kind were given.
pub(super) fn siblings(path: &Path) -> BTreeSet<std::path::PathBuf> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeSet::new() };
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|other| other.is_file() && other.extension() == path.extension())
        .filter(|other| !name(other).starts_with("~$") && !name(other).starts_with('.'))
        .filter_map(|other| other.canonicalize().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_the_exam() {
        let guess = exam(&["某县2025年九年级第一次模拟考试成绩".to_owned()], None);
        assert_eq!(guess, ExamGuess { year: Some("2025".to_owned()), grade: Some(9), kind: Some("graduation_mock") });
        assert_eq!(exam(&["成绩".to_owned()], None), ExamGuess::default());
        let kind = |text: &str| exam(&[text.to_owned()], None).kind;
        assert_eq!(kind("高二年级期末联考"), Some("senior_joint"));
        assert_eq!([kind("八年级期末联考"), kind("九年级期中联考")], [Some("school_final"), None]);
        assert_eq!([kind("八年级期末质量监测"), kind("八年级质量监测")], [Some("school_final"), None]);
        assert_eq!(kind("2026年八年级教学质量抽样监测"), Some("sampled_monitoring"));
    }

    #[test]
    fn most_rows_tell_the_grade() {
        assert_eq!(grade(&BTreeMap::from([(9, 999), (8, 1)])), (Some(9), false));
        assert_eq!(grade(&BTreeMap::from([(9, 95), (8, 5)])), (Some(9), true));
        assert_eq!(grade(&BTreeMap::from([(9, 50), (8, 50)])), (Some(9), true));
        assert_eq!(grade(&BTreeMap::new()), (None, false));
        assert_eq!(exam(&["big5/f.csv".to_owned()], None).grade, None);
        assert_eq!(exam(&["2025-g9-mock".to_owned()], None).grade, Some(9));
    }

    #[test]
    fn most_frequent_of_equals_is_the_smallest() {
        assert_eq!(most_frequent(&[120.0, 150.0, 150.0]), Some(150.0));
        assert_eq!(most_frequent(&[150.0, 120.0]), Some(120.0));
        assert_eq!(most_frequent(&[]), None);
    }
}
