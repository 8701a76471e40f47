//! 平时, 期末 and 总评 of one subject: what a teacher's register holds beside the mark of the paper.
//!
//! The paper is that of the exam; 总评 is made from it and from what was given over the term, as scaled marks are made from
//! raw ones. Where a register has the papers of two exams, titles and names say which of them is meant.

use std::collections::BTreeMap;

use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::layout::number;
use crate::layout::word::{MarkKind, Word};
use crate::subject::{Topic, Vocabulary};

/// What a mark of a register was given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    /// 平时: for what a pupil did over the term.
    Course,
    /// 期中
    Midterm,
    /// 期末
    Final,
    /// 总评: for all of it.
    Whole,
}

const WORDS: [(Given, &[&str]); 4] = [
    (
        Given::Course,
        &["平时", "平时表现", "过程", "过程性", "过程性评价", "过程评价", "形成性", "日常", "作业", "课堂"],
    ),
    (Given::Midterm, &["期中"]),
    (Given::Final, &["期末", "终结性", "终结性评价", "学期末"]),
    (Given::Whole, &["总评", "学期总评", "期末总评", "综合", "综合评定", "学期"]),
];
/// What may follow such a word.
const AFTER: [&str; 10] = ["考试成绩", "考试分数", "考试", "成绩", "得分", "分数", "测试", "检测", "评价", "分"];

/// The columns of a sheet, and what is known of them.
pub(super) struct Register<'a> {
    /// Texts over each column.
    pub(super) paths: &'a [Vec<String>],
    pub(super) below: &'a [OwnedRow],
    pub(super) vocabulary: &'a Vocabulary,
    /// Columns that the specification names or leaves out.
    pub(super) is_settled: &'a dyn Fn(usize) -> bool,
    /// The subject of a sheet that holds a single one.
    pub(super) sheet: Option<Topic>,
    /// Names of sheet and file, and titles.
    pub(super) called: &'a [&'a str],
}

impl Register<'_> {
    /// Says which of the columns of each subject is its paper, which is made from it, and which is neither.
    pub(super) fn settle(&self, words: &mut [Word]) {
        let mut registers: BTreeMap<Topic, Vec<(usize, Given)>> = BTreeMap::new();
        for (column, path) in self.paths.iter().enumerate() {
            let is_open =
                matches!(words[column], Word::Unknown | Word::Derived | Word::Mark { .. }) && self.has_numbers(column);
            if let Some((topic, given)) = self.read(path).filter(|_| is_open) {
                registers.entry(topic).or_default().push((column, given));
            }
        }
        for (topic, columns) in registers {
            self.register(topic, &columns, words);
        }
    }

    /// The subject of a column and what its marks were given for.
    fn read(&self, path: &[String]) -> Option<(Topic, Given)> {
        let (mut topic, mut given) = (None, None);
        for text in path {
            let folded = fold(text);
            let (named, rest) = match self.vocabulary.within(&folded) {
                Some((position, before, after)) => (Some(Topic::Subject(position)), [before, after].concat()),
                None => (None, folded.clone()),
            };
            topic = named.or(topic);
            given = given_for(&rest).or(given);
        }
        Some((topic.or(self.sheet)?, given?))
    }

    fn has_numbers(&self, column: usize) -> bool {
        let mut cells = self.below.iter().map(|row| row.cell(column));
        self.below.is_empty() || cells.any(|cell| matches!(cell, Cell::Number(_)) || number(cell).is_some())
    }

    fn register(&self, topic: Topic, columns: &[(usize, Given)], words: &mut [Word]) {
        let of = |wanted: Given| columns.iter().filter(move |(_, given)| *given == wanted).map(|(column, _)| *column);
        let only = |wanted: Given| Some(of(wanted).next()).filter(|_| of(wanted).count() <= 1);
        let has_exam = columns.iter().any(|(_, given)| matches!(given, Given::Midterm | Given::Final));
        let has_more = columns.iter().any(|(_, given)| matches!(given, Given::Course | Given::Whole));
        // Two columns for one thing are for others to judge.
        let (Some(midterm), Some(last), Some(whole)) = (only(Given::Midterm), only(Given::Final), only(Given::Whole))
        else {
            return;
        };
        if !has_exam || !has_more || columns.iter().any(|(column, _)| (self.is_settled)(*column)) {
            return;
        }
        let paper = match (midterm, last) {
            (Some(midterm), Some(last)) => self.said(midterm, last),
            (one, other) => one.or(other),
        };
        for (column, given) in columns {
            words[*column] = match given {
                _ if paper == Some(*column) => mark(&words[*column], topic, MarkKind::Raw),
                Given::Whole if paper.is_some() => mark(&words[*column], topic, MarkKind::Scaled),
                // Of two papers nobody can say which is meant: neither is what is made from both.
                Given::Midterm | Given::Final if paper.is_none() => Word::Unknown,
                _ => Word::Other,
            };
        }
        // A paper alone is the mark, whatever it is called.
        if let (Some(paper), None) = (paper, whole) {
            words[paper] = mark(&words[paper], topic, MarkKind::Plain);
        }
    }

    /// The paper of which titles and names speak.
    fn said(&self, midterm: usize, last: usize) -> Option<usize> {
        let says = |word: &str| self.called.iter().any(|text| text.contains(word));
        match (says("期中"), says("期末")) {
            (true, false) => Some(midterm),
            (false, true) => Some(last),
            _ => None,
        }
    }
}

/// Whether a header is of what was given over the term, or for all of it, whatever subject it names.
pub(super) fn is_of_term(text: &str, vocabulary: &Vocabulary) -> bool {
    let folded = fold(text);
    let rest = vocabulary.within(&folded).map_or(folded.clone(), |(_, before, after)| [before, after].concat());
    matches!(given_for(&rest), Some(Given::Course | Given::Whole))
}

fn mark(word: &Word, topic: Topic, kind: MarkKind) -> Word {
    let full_mark = match word {
        Word::Mark { full_mark, .. } => *full_mark,
        _ => None,
    };
    Word::Mark { topic: Some(topic), kind, full_mark }
}

/// What a mark was given for, by the text over it without the name of a subject: 平时成绩(30%), 期末.
fn given_for(text: &str) -> Option<Given> {
    let bare = text.split(['(', '[', '【']).next().unwrap_or_default();
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || "%.".contains(c));
    let bare = bare.trim_matches(|c: char| "_-/:、·".contains(c) || c.is_whitespace());
    let is_word = |words: &[&str]| {
        words.iter().any(|word| bare.strip_prefix(word).is_some_and(|after| after.is_empty() || AFTER.contains(&after)))
    };
    WORDS.iter().find(|(_, words)| is_word(words)).map(|(given, _)| *given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_marks_were_given_for() {
        for (text, given) in [
            ("平时", Some(Given::Course)),
            ("平时成绩(30%)", Some(Given::Course)),
            ("期末70%", Some(Given::Final)),
            ("-期中考试成绩", Some(Given::Midterm)),
            ("学期总评", Some(Given::Whole)),
            ("总评成绩", Some(Given::Whole)),
            ("综合素质", None),
            ("期末名次", None),
            ("总分", None),
        ] {
            assert_eq!(given_for(text), given, "{text}");
        }
    }
}
