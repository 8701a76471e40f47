//! The texts that the columns of several tables share.

use wutong_model::{Analysis, Level};

use super::frame::{Texts, texts};

/// Level ids, in the order of [`Level`].
pub(super) fn levels() -> Texts<'static> {
    texts([Level::Region, Level::County, Level::School, Level::Class].map(Level::id))
}

/// Ids of the groups, in their order.
pub(super) fn group_ids(analysis: &Analysis) -> Texts<'_> {
    texts(analysis.groups.iter().map(|group| group.id.as_str()))
}

/// Ids of the subjects, in their order.
pub(super) fn subject_ids(analysis: &Analysis) -> Texts<'_> {
    texts(analysis.subjects.iter().map(|subject| subject.id.as_str()))
}
