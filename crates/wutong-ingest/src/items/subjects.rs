//! The subjects of one item sheet: its name says one, or its headers name several.

use std::collections::BTreeMap;

use super::columns::is_value_word;
use super::layout::Label;
use super::name::Name;
use crate::cell::fold;
use crate::layout::{is_beside_items, is_subject_column};
use crate::subject::Vocabulary;

/// The labels of each subject. Where headers name subjects (`语文` over `1`, `2`; `数学第3题`), those columns go to them;
/// the others go to the subject of the sheet, if there is one.
pub(super) fn split(labels: &[Label], names: &Vocabulary, of_sheet: Option<usize>) -> Vec<(usize, Vec<Label>)> {
    let mut parts: BTreeMap<usize, Vec<Label>> = BTreeMap::new();
    for label in labels {
        match named(label, names) {
            Some((position, label)) if position < names.declared => parts.entry(position).or_default().push(label),
            Some(_) => {}
            None => {
                if let Some(subject) = of_sheet {
                    parts.entry(subject).or_default().push(label.clone());
                }
            }
        }
    }
    parts.into_iter().collect()
}

/// The subject that a label names, and the label without it; `None` if it names none.
fn named(label: &Label, names: &Vocabulary) -> Option<(usize, Label)> {
    let (at, position, rest) = label.stack.iter().enumerate().find_map(|(at, text)| {
        let folded = fold(text);
        let (position, before, after) = names.within(&folded)?;
        let rest = [before, after].concat();
        let rest = rest.trim_matches(['_', '-', ':', '.', '/']).to_owned();
        let is_group = at + 1 < label.stack.len() && (rest.is_empty() || is_value_word(&rest) || rest == "卷");
        let is_item = at + 1 == label.stack.len() && Name::parse(&rest).is_some();
        (is_group || is_item).then_some((at, position, rest))
    })?;
    let mut stack = label.stack.clone();
    if at + 1 == stack.len() {
        stack[at] = rest;
    } else {
        stack.remove(at);
    }
    let is_item = |text: &String| !is_beside_items(&fold(text));
    stack.last().is_some_and(is_item).then_some((position, Label { stack, ..label.clone() }))
}

/// Whether the labels name items of several subjects, or of one.
pub(crate) fn names_subjects(labels: &[Label], names: &Vocabulary) -> Vec<usize> {
    let mut found: Vec<usize> =
        labels.iter().filter_map(|label| named(label, names)).map(|(position, _)| position).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The column that names the subject of each row.
pub(crate) fn column(labels: &[Label]) -> Option<usize> {
    let is_one = |label: &&Label| label.stack.len() == 1 && is_subject_column(&label.stack[0]);
    labels.iter().find(is_one).map(|label| label.column)
}
