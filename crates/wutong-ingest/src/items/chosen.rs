//! 选做题号: columns that name which of several items a pupil has chosen. Exports write 0 for the others.

use wutong_model::Response;

use super::layout::Label;
use super::name::Name;
use super::stage::{ItemSheet, StagedItem};
use crate::cell::{Row, fold};

/// What such columns of a sheet say, row by row.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// Each with the chosen item of every row, by position in the sheet.
    columns: Vec<(usize, Vec<Option<usize>>)>,
}

impl Chosen {
    /// The columns among those of a header.
    pub(super) fn of(labels: &[Label]) -> Self {
        let names_choice = |label: &&Label| {
            let own = label.stack.last().map(|own| fold(own)).unwrap_or_default();
            let bare = own.trim_end_matches("题号").trim_end_matches('题').trim_end_matches("号");
            bare.len() < own.len() && ["选做", "选答", "所选", "选考"].contains(&bare)
        };
        let columns = labels.iter().filter(names_choice).map(|label| (label.column, Vec::new()));
        Self { columns: columns.collect() }
    }

    /// Remembers what a row that is kept says.
    pub(super) fn row(&mut self, row: &dyn Row, items: &[StagedItem]) {
        for (column, rows) in &mut self.columns {
            let name = Name::parse(&row.cell(*column).shown());
            let is_it = |item: &StagedItem| item.candidates.iter().any(|candidate| candidate.name == name);
            rows.push(name.as_ref().and_then(|_| items.iter().position(is_it)));
        }
    }

    /// Takes nothing, and zeros, in items that others have chosen for items that were not.
    pub(super) fn settle(self, sheet: &mut ItemSheet) {
        for (_, rows) in self.columns {
            let mut among: Vec<usize> = rows.iter().flatten().copied().collect();
            among.sort_unstable();
            among.dedup();
            for (row, chosen) in rows.iter().enumerate() {
                for other in among.iter().filter(|item| chosen.is_some_and(|chosen| **item != chosen)) {
                    let at = row * sheet.items.len() + other;
                    if sheet.values[at] == 0 && matches!(sheet.responses[at], Response::Given | Response::Blank) {
                        sheet.responses[at] = Response::NotChosen;
                    }
                }
            }
        }
    }
}
