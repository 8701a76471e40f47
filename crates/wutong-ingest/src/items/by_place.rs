//! Headers that are of items by what stands beside them: 一, 二, 三 or 听力, 单选, 作文 over nothing else, which come to the mark,
//! and 作文 or 卷面 beside numbered items.

use super::name::{Name, looks_like_item, without_full_mark};
use crate::cell::{OwnedRow, Row, fold};
use crate::layout::{is_sum, number};

/// Items that papers print without a number.
const UNNUMBERED: [&str; 9] = ["作文", "大作文", "小作文", "写作", "书面表达", "书写", "卷面", "卷面分", "卷面书写"];
/// Fewer numbered headers are none of items.
const FEWEST: usize = 3;

/// The columns of such items. `leaves` are the texts of the columns, blank where one says who a row is of.
pub(crate) fn by_place(leaves: &[String], below: &[OwnedRow]) -> Vec<usize> {
    let columns = |is_wanted: &dyn Fn(usize) -> bool| (0..leaves.len()).filter(|at| is_wanted(*at)).collect::<Vec<_>>();
    let numbered = columns(&|at| looks_like_item(&fold(&leaves[at])));
    if numbered.len() >= FEWEST {
        let largest = |at: usize| below.iter().filter_map(|row| number(row.cell(at))).fold(0.0, f64::max);
        let most = numbered.iter().map(|at| largest(*at)).fold(0.0, f64::max);
        // 卷面 over marks larger than those of any item is the mark of the paper.
        let is_one = |at: usize| {
            let bare = fold(&without_full_mark(&leaves[at]).0);
            UNNUMBERED.contains(&bare.as_str()) && (!bare.starts_with("卷面") || largest(at) <= most)
        };
        return columns(&is_one);
    }
    if !numbered.is_empty() {
        return Vec::new();
    }
    let holds_numbers = |at: usize| below.iter().any(|row| number(row.cell(at)).is_some());
    let others = |parts: &[usize]| columns(&|at| !leaves[at].is_empty() && !parts.contains(&at) && holds_numbers(at));
    let comes_to_mark = |parts: &[usize]| others(parts).iter().any(|whole| is_sum(below, parts, *whole));
    let sections = columns(&|at| section(&leaves[at]).is_some());
    let mut numbers: Vec<usize> = sections.iter().filter_map(|at| section(&leaves[*at])).collect();
    numbers.sort_unstable();
    let is_run = numbers.len() >= FEWEST && numbers.iter().copied().eq(1..=numbers.len());
    if is_run && (others(&sections).is_empty() || comes_to_mark(&sections)) {
        return sections;
    }
    // 卷面分 below the name of each subject is its mark.
    let is_repeated = |at: usize| leaves.iter().filter(|leaf| **leaf == leaves[at]).count() > 1;
    let kinds = columns(&|at| is_of_kind(&leaves[at]) && !(leaves[at].starts_with("卷面") && is_repeated(at)));
    if kinds.len() >= FEWEST && comes_to_mark(&kinds) { kinds } else { Vec::new() }
}

/// Whether a header names a kind of items, or an item without a number: 听力, 完形填空(15分), 书面表达.
fn is_of_kind(leaf: &str) -> bool {
    let bare = fold(&without_full_mark(leaf).0);
    UNNUMBERED.contains(&bare.as_str()) || Name::of_group(&bare).is_some_and(|name| name.parts.is_empty())
}

/// The number of a 大题: 1 of 一 and of 一、选择题(20分).
fn section(leaf: &str) -> Option<usize> {
    let Name { prefix, parts } = Name::of_group(&without_full_mark(leaf).0)?;
    let [number] = parts.as_slice() else { return None };
    let at = "一二三四五六七八九十".chars().position(|digit| number.chars().eq([digit]))?;
    prefix.is_empty().then_some(at + 1)
}
