//! Marks of several exams side by side: 语文期中 beside 语文期末, or 一模 and 二模 over the subjects.
//!
//! The exam of which alone the sheet, a title or the file speaks is the one that is read; where none does, its marks are
//! columns among which nobody can choose.

use std::collections::{BTreeMap, BTreeSet};

use crate::cell::fold;
use crate::layout::term;
use crate::layout::word::{MarkKind, Word};
use crate::subject::{Topic, Vocabulary};

/// What exams of one year are called.
const EXAMS: [&str; 18] = [
    "期中", "期末", "月考", "周考", "周测", "一模", "二模", "三模", "四模", "一诊", "二诊", "三诊", "模拟", "联考",
    "入学", "开学", "摸底", "中考",
];
/// What may follow the name of an exam.
const AFTER: [&str; 8] = ["考试成绩", "考试分数", "考试", "测试", "检测", "成绩", "得分", "分数"];

/// The exam that a name speaks of: 期中, 第2次月考, 第3周.
pub(crate) fn exam_of(name: &str) -> Option<String> {
    let folded = fold(name);
    let exam = parts(&folded).concat();
    (!exam.is_empty()).then_some(exam)
}

/// The number of an exam and its kind, as they stand in a folded text.
fn parts(folded: &str) -> [&str; 2] {
    let word = EXAMS.iter().find(|exam| folded.contains(**exam)).copied().unwrap_or_default();
    let counted = folded.find('第').and_then(|at| {
        let rest = &folded[at..];
        let end = rest.find(['次', '周', '回', '轮', '套'])?;
        let number = &rest['第'.len_utf8()..end];
        let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        (!number.is_empty() && number.chars().all(is_number)).then(|| &rest[..end + '次'.len_utf8()])
    });
    [counted.unwrap_or_default(), word]
}

/// A folded text without the exam that it speaks of.
fn without_exam(folded: &str) -> String {
    parts(folded)
        .iter()
        .filter(|part| !part.is_empty())
        .fold(folded.to_owned(), |text, part| text.replacen(part, "", 1))
}

/// Whether a header names an exam and nothing else: 期中, 第一次月考成绩.
pub(super) fn is_exam(text: &str) -> bool {
    let folded = fold(text);
    let rest = without_exam(&folded);
    rest.len() < folded.len() && (rest.is_empty() || AFTER.contains(&rest.as_str()))
}

/// The exams of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Exams {
    /// All of them, as headers name them.
    pub(crate) named: BTreeSet<String>,
    /// The one that is read; `None` where nothing says which.
    pub(crate) read: Option<String>,
}

/// The columns of a header: the texts over each, and what is known of them.
pub(super) struct Columns<'a> {
    pub(super) paths: &'a [Vec<String>],
    pub(super) vocabulary: &'a Vocabulary,
    /// Columns that the specification names or leaves out.
    pub(super) is_settled: &'a dyn Fn(usize) -> bool,
    /// The subject of a sheet that holds a single one.
    pub(super) sheet: Option<Topic>,
    /// Names of sheet and file, and titles.
    pub(super) called: &'a [&'a str],
}

impl Columns<'_> {
    /// Leaves out the columns of other exams than the one that is read; `None` where no subject has marks of two.
    pub(super) fn settle(&self, words: &mut [Word]) -> Option<Exams> {
        let mut held: BTreeMap<Topic, BTreeSet<String>> = BTreeMap::new();
        let found: Vec<Option<(String, Option<Topic>)>> =
            self.paths.iter().zip(words.iter()).map(|(path, word)| self.read(path, word)).collect();
        for (exam, topic) in found.iter().flatten() {
            if let Some(topic) = topic {
                held.entry(*topic).or_default().insert(exam.clone());
            }
        }
        let of_register = |path: &Vec<String>| path.iter().any(|text| term::is_of_term(text, self.vocabulary));
        let is_settled = (0..found.len()).any(|column| found[column].is_some() && (self.is_settled)(column));
        if is_settled || held.values().all(|exams| exams.len() < 2) || self.paths.iter().any(of_register) {
            return None;
        }
        let named: BTreeSet<String> = held.into_values().flatten().collect();
        // A title may speak of both: 期末考试成绩（附期中对比）.
        let only = |text: &&str| {
            let folded = fold(text);
            let mut said = named.iter().filter(|exam| folded.contains(exam.as_str()));
            said.next().filter(|_| said.next().is_none()).cloned()
        };
        let read = self.called.iter().find_map(only);
        for (word, of) in words.iter_mut().zip(&found) {
            match of {
                Some((exam, _)) if read.as_ref().is_some_and(|read| read != exam) => *word = Word::Derived,
                Some((_, Some(topic))) if *word == Word::Unknown => {
                    *word = Word::Mark { topic: Some(*topic), kind: MarkKind::Plain, full_mark: None };
                }
                _ => {}
            }
        }
        Some(Exams { named, read })
    }

    /// The exam of a column, and of what its marks are.
    fn read(&self, path: &[String], word: &Word) -> Option<(String, Option<Topic>)> {
        let exam = path.iter().rev().find_map(|text| exam_of(text))?;
        let topic = |text: &String| match Word::read(&without_exam(&fold(text)), self.vocabulary) {
            Word::Mark { topic, .. } => topic,
            _ => None,
        };
        match word {
            Word::Mark { topic: Some(topic), kind: MarkKind::Plain, .. } => Some((exam, Some(*topic))),
            Word::Unknown => {
                Some((exam, path.iter().rev().find_map(topic).or(self.sheet.filter(|_| is_exam(&path[0])))))
            }
            Word::Rank { .. } | Word::Part { .. } | Word::Derived => Some((exam, None)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exams_that_headers_name() {
        for (text, exam, is_alone) in [
            ("期中", Some("期中"), true),
            ("第一次月考成绩", Some("第一次月考"), true),
            ("语文期末", Some("期末"), false),
            ("二模考试", Some("二模"), true),
            ("语文", None, false),
        ] {
            assert_eq!((exam_of(text).as_deref(), is_exam(text)), (exam, is_alone), "{text}");
        }
    }
}
