//! 班, 校 and 县 behind marks: ranks among those whom the word names.

use crate::alias::Role;
use crate::cell::Row;
use crate::layout::columns::{Sample, Work};
use crate::layout::word::{RankScope, Word};

/// Words for those among whom a rank counts, where they stand alone: 排名 over 班, 校, 县.
const AMONG: [(&str, RankScope); 23] = [
    ("班", RankScope::Class),
    ("班级", RankScope::Class),
    ("全班", RankScope::Class),
    ("校", RankScope::School),
    ("学校", RankScope::School),
    ("全校", RankScope::School),
    ("级", RankScope::School),
    ("年级", RankScope::School),
    ("全级", RankScope::School),
    ("年段", RankScope::School),
    ("区", RankScope::Exam),
    ("县", RankScope::Exam),
    ("市", RankScope::Exam),
    ("省", RankScope::Exam),
    ("区县", RankScope::Exam),
    ("县区", RankScope::Exam),
    ("全区", RankScope::Exam),
    ("全县", RankScope::Exam),
    ("全市", RankScope::Exam),
    ("全省", RankScope::Exam),
    ("联考", RankScope::Exam),
    ("镇", RankScope::Exam),
    ("片区", RankScope::Exam),
];

impl Work<'_> {
    /// 班, 校 and 县 over whole numbers behind marks are ranks, where they are no class or school: those stand elsewhere,
    /// and a county is no number.
    pub(super) fn ranks_by_content(&mut self) {
        let is_mark = |word: &Word| matches!(word, Word::Mark { .. });
        let Some(first) = self.words.iter().position(is_mark) else { return };
        let scope = |column: usize| {
            let leaf = self.leaf(column);
            AMONG.iter().find(|(word, _)| *word == leaf).map(|(_, scope)| *scope)
        };
        let before = |wanted: fn(&Role) -> bool| {
            self.words[..first].iter().any(|word| matches!(word, Word::Role(role, _) if wanted(role)))
        };
        let has_class = before(|role| *role == Role::Class);
        let has_school = before(|role| matches!(role, Role::School | Role::SchoolCode));
        let is_free = |column: usize| match &self.words[column] {
            Word::Role(Role::County, _) | Word::Unknown | Word::Other => true,
            Word::Role(Role::Class, _) => has_class,
            Word::Role(Role::School, _) => has_school,
            _ => false,
        };
        let is_rank = |column: &usize| {
            let Sample { filled, counts, .. } = self.sample(*column);
            let mut cells = self.below.iter().map(|row| row.cell(*column)).filter(|cell| !cell.is_empty());
            // 年级: 9, 9, 9
            let differs = cells.next().is_some_and(|first| cells.any(|cell| cell != first)) || filled == 1;
            self.named[*column].is_none() && is_free(*column) && filled > 0 && counts == filled && differs
        };
        let found = (first + 1..self.words.len()).filter(is_rank).filter_map(|column| Some((column, scope(column)?)));
        for (column, scope) in found.collect::<Vec<_>>() {
            self.words[column] = Word::Rank { topic: None, scope };
        }
    }
}
