//! What is shown of the rows of pupils where a key makes pseudonyms of them.
//!
//! A row that has slipped by a column puts a name where a mark, a class or an identifier should be, and people write
//! names into remarks. Nobody can list all places where a name may stand, so it is the other way round: a text of a row
//! is shown if it is known to be none, or as what it is made of, 〔文字3字〕. Every problem, account and error passes here
//! on its way out of ingestion.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{BuildHasher, Hasher};

use wutong_model::{ExamSpec, Problem, ProblemKind};

use crate::alias;
use crate::cell::{Cell, fold};
use crate::error::IngestError;
use crate::flag;
use crate::hash::FastBuild;
use crate::identity::{cover, mask};
use crate::layout::{class_in, school_in};
use crate::mark::status_word;
use crate::read::Ingested;
use crate::staging::Staging;

/// Digits of a number that is shown as it is; more of them may be an identifier.
const MOST_DIGITS: usize = 4;
/// Letters beside them, as in the slip `8S`.
const MOST_LETTERS: usize = 2;
/// A text that stands for so many pupils is no name of one.
const FEWEST_OF_PLACE: u64 = 3;
/// What stands around a text that is not shown.
const OPEN: char = '〔';
const CLOSE: char = '〕';
/// What is said of letters and of all other characters.
const LETTERS: &str = "字母";
const CHARACTERS: &str = "文字";
/// What ends it.
const UNIT: char = '字';

/// What else is said of pupils without a mark.
const SAID: [&str; 10] = ["未交卷", "未交", "未扫", "无成绩", "缺卷", "转学", "休学", "退学", "免修", "违规"];

/// Names of pupils, as what is left of them when they are hashed.
#[derive(Debug, Default)]
pub(crate) struct Names(HashSet<u64, FastBuild>);

impl Names {
    /// Characters of a name: the lengths that are looked for.
    const LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;

    /// Notes the name of a pupil.
    pub(crate) fn add(&mut self, cell: Cell<'_>) {
        if let Cell::Text(text) = cell {
            let folded = fold(text);
            if folded.chars().count() > 1 {
                self.0.insert(hash(&folded));
            }
        }
    }

    /// Takes the names of another.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    fn hold(&self, folded: &str) -> bool {
        self.0.contains(&hash(folded))
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FastBuild::default().build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// What lies over the texts of rows; nothing does where there is no key.
#[derive(Debug, Default)]
pub(crate) struct Veil {
    conceals: bool,
    /// Folded texts that are shown: schools, classes, counties.
    known: BTreeSet<String>,
    /// Folded words that are shown within longer texts: subjects, and what became of a pupil.
    words: Vec<String>,
    names: Names,
}

impl Veil {
    /// The veil of an exam of which nothing is known but its subjects.
    pub(crate) fn of(spec: &ExamSpec) -> Self {
        let conceals = spec.raw.pupils.key.is_some();
        if !conceals {
            return Self::default();
        }
        let mut words: Vec<String> = spec.subjects.iter().map(|subject| fold(&subject.name)).collect();
        words.extend(alias::SUBJECTS.iter().flat_map(|(_, _, names)| names.iter().map(|name| (*name).to_owned())));
        words.extend(flag::said().chain(SAID).map(str::to_owned));
        // One character is part of many a name.
        words.retain(|word| !word.is_ascii() && word.chars().count() > 1);
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self { conceals, words, ..Self::default() }
    }

    /// Learns what schools, classes and pupils are called, and takes a name that stands alone where a school or class
    /// should be out of the book: it is kept as what it is made of.
    pub(crate) fn learn<'t>(&mut self, staging: &mut Staging, rows_of: &[u64], listed: impl Iterator<Item = &'t str>) {
        if !self.conceals {
            return;
        }
        self.names.absorb(std::mem::take(&mut staging.names));
        self.known.extend(listed.map(fold));
        let mut pupils: BTreeMap<String, u64> = BTreeMap::new();
        for ((_, _, name), rows) in staging.site_names.named().zip(rows_of) {
            *pupils.entry(fold(name)).or_default() += rows;
        }
        let known = &self.known;
        let is_shown = |name: &str, pupils: u64| {
            pupils >= FEWEST_OF_PLACE || is_place(name) || is_number(name) || known.contains(&fold(name))
        };
        staging.site_names.rename(|name| {
            let rows = pupils.get(&fold(name)).copied().unwrap_or(0);
            (!name.is_empty() && !is_shown(name, rows)).then(|| made_of(name))
        });
        let mut of_class = vec![0u64; staging.class_names.texts().len()];
        staging.classes.iter().for_each(|class| of_class[*class as usize] += 1);
        let mut counts = of_class.iter();
        staging.class_names.rename(|name| {
            let rows = counts.next().copied().unwrap_or(0);
            (!name.is_empty() && !is_shown(name, rows)).then(|| made_of(name))
        });
        let shown = staging.site_names.named().zip(rows_of).filter(|(_, rows)| **rows > 0);
        let places = shown.flat_map(|((county, code, name), _)| [county, code, name]);
        let classes = staging.class_names.texts().iter().zip(&of_class).filter(|(_, rows)| **rows > 0);
        let texts: Vec<String> = places.chain(classes.map(|(name, _)| name.as_str())).map(fold).collect();
        self.known.extend(texts);
    }

    /// A text of a row as it is shown.
    pub(crate) fn cell(&self, text: &str) -> String {
        if !self.conceals || self.is_known(text) {
            return text.to_owned();
        }
        let parts = |text: &str, between: &str, shown: &dyn Fn(&str) -> String| {
            text.split(between).map(shown).collect::<Vec<_>>().join(between)
        };
        parts(text, " | ", &|text| parts(text, ", ", &|text| self.part(text)))
    }

    /// The name of a file, a sheet or a column as it is shown: names of pupils are not.
    pub(crate) fn label(&self, text: &str) -> String {
        if !self.conceals || self.names.0.is_empty() || self.is_known(text) {
            return text.to_owned();
        }
        let mut shown = String::with_capacity(text.len());
        for run in runs(text) {
            shown.push_str(&self.run_of_label(run));
        }
        shown
    }

    /// A run of letters in the name of a file, a sheet or a column.
    fn run_of_label(&self, run: &str) -> String {
        if !run.chars().next().is_some_and(char::is_alphanumeric) || self.is_known(run) {
            return run.to_owned();
        }
        if self.names.hold(&fold(run)) {
            return made_of(run);
        }
        let characters: Vec<char> = run.chars().collect();
        for length in Names::LENGTHS.rev() {
            for start in 0..(characters.len() + 1).saturating_sub(length) {
                let end = start + length;
                let text = |range: std::ops::Range<usize>| characters[range].iter().collect::<String>();
                let (before, name, after) = (text(0..start), text(start..end), text(end..characters.len()));
                // Two characters are a name only where what stands around them is none: 张三成绩.
                let is_alone = || [&before, &after].iter().all(|rest| rest.is_empty() || is_word(&fold(rest)));
                if !name.is_ascii() && self.names.hold(&fold(&name)) && (length > 2 || is_alone()) {
                    return format!("{before}{}{after}", made_of(&name));
                }
            }
        }
        run.to_owned()
    }

    /// Whether a whole text is known to name no pupil.
    fn is_known(&self, text: &str) -> bool {
        let folded = fold(text);
        folded.is_empty()
            || self.known.contains(&folded)
            || self.words.contains(&folded)
            || is_word(&folded)
            || is_place(text)
    }

    fn part(&self, text: &str) -> String {
        if self.is_known(text) {
            return text.to_owned();
        }
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let end = match rest.find(CLOSE) {
                Some(at) if first == OPEN => at + CLOSE.len_utf8(),
                _ => runs(rest).next().map_or(rest.len(), str::len),
            };
            let (run, after) = rest.split_at(end);
            match first {
                OPEN => shown.push_str(run),
                _ => self.run(run, &mut shown),
            }
            rest = after;
        }
        shown
    }

    /// Letters, digits or what stands between them.
    fn run(&self, run: &str, shown: &mut String) {
        if !run.chars().any(char::is_alphanumeric) || self.is_known(run) {
            shown.push_str(run);
        } else if run.is_ascii() {
            shown.push_str(&ascii(run));
        } else {
            // The longest known words within it, and what is left.
            let found = self.words.iter().find_map(|word| Some((run.find(word.as_str())?, word.len())));
            match found {
                Some((at, length)) => {
                    let (before, after) = (&run[..at], &run[at + length..]);
                    [before, after].iter().zip(["", &run[at..at + length]]).for_each(|(text, word)| {
                        shown.push_str(word);
                        if !text.is_empty() {
                            self.run(text, shown);
                        }
                    });
                }
                None => shown.push_str(&made_of(run)),
            }
        }
    }

    /// Lays the veil over everything that leaves ingestion beside the book. `plain` files are not of pupils.
    pub(crate) fn cover(&self, result: &mut Ingested, plain: &BTreeSet<&str>) {
        self.problems(&mut result.problems, plain);
        if !self.conceals {
            return;
        }
        for claim in &mut result.claims {
            for text in [&mut claim.place.file, &mut claim.place.sheet, &mut claim.place.column] {
                *text = self.label(text);
            }
        }
        for account in &mut result.accounts {
            let columns = account.columns.values_mut().chain(&mut account.ignored_columns);
            for text in [&mut account.file, &mut account.sheet].into_iter().chain(columns) {
                *text = self.label(text);
            }
        }
        result.inputs.iter_mut().for_each(|(file, _)| *file = self.label(file));
    }

    /// Lays it over problems; identity numbers are covered in any case.
    pub(crate) fn problems(&self, problems: &mut [Problem], plain: &BTreeSet<&str>) {
        for problem in problems {
            if self.conceals && !plain.contains(problem.place.file.as_str()) {
                self.problem(problem);
            }
            for text in [&mut problem.text, &mut problem.expected, &mut problem.place.column] {
                if let std::borrow::Cow::Owned(masked) = mask(text) {
                    *text = masked;
                }
            }
        }
    }

    fn problem(&self, problem: &mut Problem) {
        let file = self.label(&problem.place.file);
        match problem.kind {
            // Sentences of our own, with the name of the file.
            ProblemKind::UnreadFile => {
                for text in [&mut problem.text, &mut problem.expected] {
                    *text = text.replace(&problem.place.file, &file);
                }
            }
            // Headers, numbers of pupils and sums, none of which is a text of a row.
            ProblemKind::UnknownItem | ProblemKind::ClassNames => problem.text = self.label(&problem.text),
            ProblemKind::NumbersAsText
            | ProblemKind::HiddenSheet
            | ProblemKind::HiddenVersion
            | ProblemKind::NoHeader
            | ProblemKind::AllZeros
            | ProblemKind::ListedTwice
            | ProblemKind::SummaryTable
            | ProblemKind::SecondSitting
            | ProblemKind::ZerosNotChosen
            | ProblemKind::WithoutId
            | ProblemKind::RepeatedSheet => {}
            ProblemKind::TotalMismatch
            | ProblemKind::ElectiveCount
            | ProblemKind::PartsMismatch
            | ProblemKind::ItemsMismatch
                if problem.text.contains('/') => {}
            // The veil has been laid over what it quotes.
            ProblemKind::UnusedCorrection => {}
            _ => problem.text = self.cell(&problem.text),
        }
        problem.place.file = file;
        for text in [&mut problem.place.sheet, &mut problem.place.column] {
            *text = self.label(text);
        }
    }

    /// Lays it over the rows that an error quotes.
    pub(crate) fn error(&self, error: IngestError) -> IngestError {
        match error {
            IngestError::NoHeader { file, sheet, rows, sample, wanted, encoding } => {
                IngestError::NoHeader { file, sheet, rows, sample: self.cell(&sample), wanted, encoding }
            }
            IngestError::ListColumn { file, sheet, wanted, headers } => {
                IngestError::ListColumn { file, sheet, wanted, headers: self.cell(&headers) }
            }
            IngestError::Files { first, rest } => IngestError::Files {
                first: Box::new(self.error(*first)),
                rest: rest.into_iter().map(|error| self.error(error)).collect(),
            },
            other => other,
        }
    }
}

/// Whether a quotation is of this text, with what the veil shows of it in the place of characters.
pub(crate) fn is_of(quoted: &str, text: &str) -> bool {
    let mut characters = text.chars();
    let mut rest = quoted;
    while let Some(first) = rest.chars().next() {
        if let Some((length, after)) = hidden(rest) {
            if (0..length).any(|_| !characters.next().is_some_and(char::is_alphanumeric)) {
                return false;
            }
            rest = after;
            continue;
        }
        match characters.next() {
            Some(found) if first == '*' || first == found => rest = &rest[first.len_utf8()..],
            _ => return false,
        }
    }
    characters.next().is_none()
}

/// Whether a quotation holds what the veil shows of a text.
pub(crate) fn hides(quoted: &str) -> bool {
    quoted.char_indices().any(|(at, c)| c == OPEN && hidden(&quoted[at..]).is_some())
}

/// How many characters stand hidden at the start of a text, and what follows.
fn hidden(text: &str) -> Option<(usize, &str)> {
    let inside = text.strip_prefix(OPEN)?;
    let inside = inside.strip_prefix(LETTERS).or_else(|| inside.strip_prefix(CHARACTERS))?;
    let (count, after) = inside.split_once(UNIT)?;
    Some((count.parse().ok()?, after.strip_prefix(CLOSE)?))
}

/// What a text is made of: 〔文字3字〕.
pub(crate) fn made_of(text: &str) -> String {
    let kind = if text.is_ascii() { LETTERS } else { CHARACTERS };
    format!("{OPEN}{kind}{}{UNIT}{CLOSE}", text.chars().count())
}

/// Runs of latin letters and digits, of other letters, and of what stands between them.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let kind = |c: char| match c {
        '.' | '*' => 1,
        c if c.is_ascii_alphanumeric() => 1,
        c if c.is_alphanumeric() => 2,
        _ => 0,
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(run)
    })
}

/// Latin letters and digits: short ones are marks, options or slips, long ones may be an identifier or a name.
fn ascii(run: &str) -> String {
    let digits = run.bytes().take_while(|byte| *byte != b'.').filter(u8::is_ascii_digit).count();
    let letters = run.bytes().filter(u8::is_ascii_alphabetic).count();
    if run.contains('*') || digits + letters <= 1 {
        run.to_owned()
    } else if digits == 0 {
        made_of(run)
    } else if digits <= MOST_DIGITS && letters <= MOST_LETTERS {
        run.to_owned()
    } else {
        cover(run, true).into_owned()
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| !c.is_alphabetic())
}

/// Whether a text has the shape of a school or class: it says so, or has a number.
fn is_place(text: &str) -> bool {
    // 李一中 may be a pupil, 一中 is none.
    const OF_NAMES: usize = 3;
    let is_whole = |found: Option<String>| found.is_some_and(|found| fold(&found) == fold(text));
    let is_one = !text.contains(['|', ',', '，', '、', ';', '；', ' ']);
    let is_school = text.chars().count() != OF_NAMES && is_whole(school_in(text));
    is_one && (is_school || text.contains('班') && is_whole(class_in(text)))
}

/// Whether a folded text is a word of headers or says what became of a pupil.
fn is_word(folded: &str) -> bool {
    const PLAIN: [&str; 18] = [
        "男",
        "女",
        "是",
        "否",
        "正常",
        "序号",
        "总分",
        "成绩",
        "分数",
        "得分",
        "备注",
        "名次",
        "缺考名单",
        "名单",
        "满分",
        "选科",
        "科目",
        "试卷",
    ];
    PLAIN.contains(&folded)
        || status_word(folded).is_some()
        || flag::is_flag(folded)
        || alias::known_subject(folded).is_some()
        || alias::role(folded, &[alias::PUPIL_ROLES, alias::SCHOOL_ROLES, alias::ROSTER_ROLES]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn veil() -> Veil {
        let text = "[exam]\nid = 'x'\ntitle = 'X'\nstage = 'junior'\ngrade = 9\nkind = 'research'\n[[source]]\npath = 'a'\n\
                    [[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 120\n[pupils]\nkey = 'k'";
        let mut veil = Veil::of(&ExamSpec::from_toml(text).expect("a specification"));
        veil.known.extend(["大同".to_owned(), "九(1)班".to_owned()]);
        ["欧阳明德", "张三", "高三", "数学"].into_iter().for_each(|name| veil.names.add(Cell::text(name)));
        veil
    }

    #[test]
    fn only_what_is_known_is_shown() {
        let veil = veil();
        for (text, shown) in [
            ("缺考", "缺考"),
            ("缺考（张三）", "缺考（〔文字2字〕）"),
            ("缺考欧阳明德", "缺考〔文字4字〕"),
            ("见张三", "〔文字3字〕"),
            ("数学", "数学"),
            ("8S", "8S"),
            ("999", "999"),
            ("85.5", "85.5"),
            ("0102016", "0*****6"),
            ("2025-08-05", "2025-08-05"),
            ("Zhang San", "〔字母5字〕 〔字母3字〕"),
            ("大同 | 九（1）班 | 2*****12", "大同 | 九（1）班 | 2*****12"),
            ("张三 | 实验中学 | 9班", "〔文字2字〕 | 实验中学 | 9班"),
            ("〔文字2字〕", "〔文字2字〕"),
            ("", ""),
        ] {
            assert_eq!(veil.cell(text), shown, "{text}");
            assert_eq!(Veil::default().cell(text), text, "without a key");
        }
    }

    #[test]
    fn labels_without_names_of_pupils() {
        let veil = veil();
        for (text, shown) in [
            ("欧阳明德", "〔文字4字〕"),
            ("标准/欧阳明德成绩.xlsx", "标准/〔文字4字〕成绩.xlsx"),
            ("张三成绩", "〔文字2字〕成绩"),
            ("高三年级", "高三年级"),
            ("数学", "数学"),
            ("Sheet1", "Sheet1"),
        ] {
            assert_eq!(veil.label(text), shown, "{text}");
        }
    }

    #[test]
    fn quotations_are_of_texts() {
        for (quoted, text, is_so) in [
            ("缺考（〔文字2字〕）", "缺考（张三）", true),
            ("缺考（〔文字2字〕）", "缺考（张三丰）", false),
            ("0*****6", "0102016", true),
            ("〔字母5字〕 〔字母3字〕", "Zhang San", true),
            ("〔文字2字〕", "85", true),
            ("〔文字2字〕", "张", false),
            ("85", "85", true),
        ] {
            assert_eq!(is_of(quoted, text), is_so, "{quoted} {text}");
        }
        assert!(hides("a〔文字2字〕") && !hides("〔2025〕") && !hides("85"));
    }
}
