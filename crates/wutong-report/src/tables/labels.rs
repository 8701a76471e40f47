//! The texts that the columns of several tables share.

use wutong_model::Analysis;

use super::frame::{Texts, key, texts};

/// The levels of the groups: their texts, and which of them each group has.
pub(super) fn levels(analysis: &Analysis) -> (Texts<'_>, Vec<u32>) {
    let mut names: Vec<&str> = Vec::new();
    let keys = analysis.groups.iter().map(|group| {
        let name = group.level_id();
        // Groups come level by level, so the last is nearly always the one.
        key(names.iter().rposition(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        }))
    });
    let keys = keys.collect();
    (texts(names), keys)
}

/// Ids of the groups, in their order.
pub(super) fn group_ids(analysis: &Analysis) -> Texts<'_> {
    texts(analysis.groups.iter().map(|group| group.id.as_str()))
}

/// Ids of the subjects, in their order.
pub(super) fn subject_ids(analysis: &Analysis) -> Texts<'_> {
    texts(analysis.subjects.iter().map(|subject| subject.id.as_str()))
}
