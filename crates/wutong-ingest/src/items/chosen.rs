//! 选做题号: columns that name which of several items a pupil has chosen. Exports write 0 for the others, or one mark for
//! whichever it was: 选做题得分.

use wutong_model::{Blueprint, Response};

use super::columns::{Field, Found};
use super::index::Candidate;
use super::layout::Label;
use super::name::Name;
use super::stage::{ItemSheet, StagedItem};
use crate::cell::{Row, fold};

/// What such a column of a sheet says.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    column: Option<usize>,
    /// The chosen item of every row, by position in the sheet.
    rows: Vec<Option<usize>>,
    /// Items whose marks stand in one column.
    shared: Vec<usize>,
}

/// What is left of a header that speaks of chosen items: 题号, 题得分.
fn of_chosen(label: &Label) -> Option<String> {
    let own = label.stack.last().map(|own| fold(own))?;
    ["选做", "选答", "所选"].iter().find_map(|word| own.strip_prefix(word)).map(str::to_owned)
}

impl Chosen {
    /// The column among those of a header. One mark for whichever item was chosen is that of each item of the table among
    /// which pupils choose and that has no column of its own.
    pub(super) fn of(labels: &[Label], blueprint: Option<&Blueprint>, found: &mut Found) -> Self {
        let with = |ends: &[&str]| {
            let is_it = |label: &&Label| of_chosen(label).is_some_and(|rest| ends.contains(&rest.as_str()));
            labels.iter().find(is_it)
        };
        let Some(number) = with(&["题号", "题目", "题序号", "题"]) else { return Self::default() };
        let mut chosen = Self { column: Some(number.column), ..Self::default() };
        let (Some(mark), Some(blueprint)) = (with(&["题得分", "题分", "题成绩", "得分"]), blueprint) else {
            return chosen;
        };
        for (item, known) in blueprint.items.iter().enumerate().filter(|(_, item)| item.choice_group.is_some()) {
            if found.items.iter().all(|(staged, _)| staged.item != Some(item)) {
                chosen.shared.push(found.items.len());
                let (header, candidates) = (mark.shown(), vec![Candidate::plain(&known.id)]);
                let staged = StagedItem { header, candidates, item: Some(item), ..StagedItem::default() };
                found.items.push((staged, vec![(Field::Final, mark.column)]));
            }
        }
        chosen
    }

    /// Remembers what a row that is kept says.
    pub(super) fn row(&mut self, row: &dyn Row, items: &[StagedItem]) {
        let Some(column) = self.column else { return };
        let name = Name::parse(&row.cell(column).shown());
        let is_it = |item: &StagedItem| item.candidates.iter().any(|candidate| candidate.name == name);
        self.rows.push(name.as_ref().and_then(|_| items.iter().position(is_it)));
    }

    /// Takes nothing, and zeros, in items that others have chosen for items that were not.
    pub(super) fn settle(self, sheet: &mut ItemSheet) {
        let mut among: Vec<usize> = self.rows.iter().flatten().chain(&self.shared).copied().collect();
        among.sort_unstable();
        among.dedup();
        for (row, chosen) in self.rows.iter().enumerate() {
            for other in among.iter().filter(|item| Some(**item) != *chosen) {
                let at = row * sheet.items.len() + other;
                let is_shared = self.shared.contains(other);
                let is_nothing = sheet.values[at] == 0 && chosen.is_some() || is_shared;
                if is_nothing && matches!(sheet.responses[at], Response::Given | Response::Blank) {
                    (sheet.values[at], sheet.responses[at]) = (0, Response::NotChosen);
                }
            }
        }
    }
}
