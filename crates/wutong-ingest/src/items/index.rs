//! Which item of a paper a column or cell names.

use std::collections::BTreeMap;

use super::name::Name;
use crate::cell::fold_name;

/// A text under which a column may be looked for, and the number that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) text: String,
    pub(crate) name: Option<Name>,
}

impl Candidate {
    /// A text by itself.
    pub(crate) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), name: Name::parse(text) }
    }
}

/// Finds items by the texts of columns; what two items could be meant by finds none.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemIndex {
    ids: Vec<String>,
    texts: BTreeMap<String, usize>,
    names: BTreeMap<Name, Option<usize>>,
    parts: BTreeMap<Vec<String>, Option<usize>>,
}

impl ItemIndex {
    /// Indexes items in order.
    pub(crate) fn new<'a>(ids: impl Iterator<Item = &'a str>) -> Self {
        let mut index = Self::default();
        for (item, id) in ids.enumerate() {
            index.ids.push(id.to_owned());
            index.texts.entry(fold_name(id)).or_insert(item);
            if let Some(name) = Name::parse(id) {
                index.parts.entry(name.parts.clone()).and_modify(|known| *known = None).or_insert(Some(item));
                index.names.entry(name).and_modify(|known| *known = None).or_insert(Some(item));
            }
        }
        index
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// What an item is called.
    pub(super) fn text(&self, item: usize) -> &str {
        &self.ids[item]
    }

    /// The item of this name.
    pub(super) fn named(&self, name: &Name) -> Option<usize> {
        self.names.get(name).copied().flatten()
    }

    /// The item that the first matching candidate stands for, and how far the match was stretched.
    pub(crate) fn find(&self, candidates: &[Candidate]) -> Option<(usize, u8)> {
        candidates.iter().find_map(|candidate| {
            let exact = self.texts.get(&fold_name(&candidate.text)).map(|item| (*item, 0));
            exact.or_else(|| {
                let name = candidate.name.as_ref()?;
                let same = self.names.get(name).copied().flatten().map(|item| (item, 1));
                let other = || self.parts.get(&name.parts).copied().flatten().map(|item| (item, 2));
                // 二、11 of a table whose numbers run through: the 大题 before it says no more.
                let number = name.parts.get(1..).filter(|_| name.names_section());
                let within = || number.and_then(|parts| self.parts.get(parts)).copied().flatten().map(|item| (item, 3));
                same.or_else(other).or_else(within)
            })
        })
    }
}

/// The item of each of some columns; of two columns for one item the closer match has it, of equals neither.
pub(crate) fn assign(index: &ItemIndex, columns: &[&[Candidate]]) -> Vec<Option<usize>> {
    let found: Vec<Option<(usize, u8)>> = columns.iter().map(|candidates| index.find(candidates)).collect();
    let mut best: BTreeMap<usize, (u8, usize)> = BTreeMap::new();
    for (item, step) in found.iter().flatten() {
        let (least, times) = best.entry(*item).or_insert((*step, 0));
        match (*step).cmp(least) {
            std::cmp::Ordering::Less => (*least, *times) = (*step, 1),
            std::cmp::Ordering::Equal => *times += 1,
            std::cmp::Ordering::Greater => {}
        }
    }
    found.into_iter().map(|found| found.filter(|(item, step)| best[item] == (*step, 1)).map(|(item, _)| item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_items_that_could_be_meant_are_none() {
        let index = ItemIndex::new(["客1", "主1", "2", "16(1)"].into_iter());
        let find = |text: &str| index.find(&[Candidate::plain(text)]).map(|(item, _)| item);
        assert_eq!(
            [find("1"), find("客观题1"), find("主 1"), find("第2题"), find("16①"), find("3")],
            [None, Some(0), Some(1), Some(2), Some(3), None]
        );
        let columns = ["客1", "2", "题2", "16①", "16.1"].map(|text| [Candidate::plain(text)]);
        let columns: Vec<&[Candidate]> = columns.iter().map(<[_; 1]>::as_slice).collect();
        assert_eq!(assign(&index, &columns), [Some(0), Some(2), None, None, None]);
    }
}
