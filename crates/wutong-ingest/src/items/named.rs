//! What the names of sheets and files, and the other sources, tell of an item sheet.

use wutong_model::spec::{RawSource, SourceKind};

use super::name::looks_like_item;
use super::reader::{ItemReader, OfHeader};
use super::survey::kinds_of;
use crate::cell::{OwnedRow, fold};

impl ItemReader<'_> {
    /// The subject of a sheet: the source's, the exam's only one, or the one after which sheet or file is named.
    pub(super) fn subject(&self, sheet: &str) -> Option<usize> {
        if let Some(id) = &self.source.subject {
            return self.spec.subject_position(id);
        }
        let stem = self.file.rsplit('/').next().unwrap_or(self.file);
        let named = [sheet, stem].into_iter().find_map(|text| self.names.only_one(text));
        let named = named.filter(|position| *position < self.names.declared);
        named.or((self.spec.subjects.len() == 1).then_some(0))
    }

    /// The item that the name of a sheet, or of its file, is: 第19题, 数学第20题.
    pub(super) fn item_of_sheet(&self, sheet: &str) -> Option<String> {
        let stem = self.file.rsplit('/').next().unwrap_or(self.file).split('.').next().unwrap_or_default();
        [sheet, stem].into_iter().find_map(|text| {
            let folded = fold(text);
            let bare = match self.names.within(&folded) {
                Some((_, before, after)) => [before, after].concat(),
                None => folded.clone(),
            };
            let is_number = bare.bytes().all(|byte| byte.is_ascii_digit());
            let is_item = looks_like_item(&bare) && (bare.contains('题') || is_number);
            is_item.then_some(bare)
        })
    }

    /// Whether the sheet holds what another source reads of the same file: options beside marks, in sheets of their own.
    pub(super) fn is_of_other_kind(&self, all: &[OfHeader], below: &[OwnedRow]) -> bool {
        let other = match self.source.kind {
            SourceKind::Items => SourceKind::Options,
            SourceKind::Options => SourceKind::Items,
            _ => return false,
        };
        let is_other = |source: &RawSource| source.kind == other && source.path == self.source.path;
        let items = all.iter().flat_map(|(.., found)| &found.items);
        let columns = items.flat_map(|(_, fields)| fields).map(|(_, column)| *column);
        let (of_marks, of_options) = kinds_of(columns, below);
        let (own, others) = if other == SourceKind::Options { (of_marks, of_options) } else { (of_options, of_marks) };
        own == 0 && others > 0 && self.spec.raw.source.iter().any(is_other)
    }
}
