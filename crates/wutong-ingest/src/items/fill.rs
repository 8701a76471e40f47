//! Columns of items, aligned with the rows of the score book.

use std::collections::BTreeSet;

use wutong_model::spec::SourceKind;
use wutong_model::{ItemBook, ItemColumn, OptionColumn, Options, Response};

use super::joined;
use super::repeated::Kept;
use super::stage::ItemSheet;

/// Calls `put` with item, row of the book, value and response of every cell that stands.
fn each_cell(sheets: &[ItemSheet], kept: &Kept, mut put: impl FnMut(usize, usize, i32, Response)) {
    for (pupil, (sheet, row)) in kept {
        let sheet = &sheets[*sheet];
        for (position, item) in sheet.items.iter().enumerate() {
            let (value, response) = sheet.cell(*row, position);
            if let Some(item) = item.item {
                put(item, *pupil as usize, value, response);
            }
        }
    }
}

/// The marks of each item; `None` where no row has any.
pub(super) fn marks(sheets: &[ItemSheet], kept: &Kept, n_items: usize, n_pupils: usize) -> Vec<Option<ItemColumn>> {
    let mut columns: Vec<Option<ItemColumn>> = vec![None; n_items];
    let empty = || ItemColumn { ticks: vec![0; n_pupils], responses: vec![Response::Missing; n_pupils] };
    each_cell(sheets, kept, |item, pupil, value, response| {
        let column = columns[item].get_or_insert_with(empty);
        (column.ticks[pupil], column.responses[pupil]) = (value, response);
    });
    columns
}

/// The options of each item; `None` where no row has any.
pub(super) fn options(sheets: &[ItemSheet], kept: &Kept, n_items: usize, n_pupils: usize) -> Vec<Option<OptionColumn>> {
    let mut columns: Vec<Option<OptionColumn>> = vec![None; n_items];
    let empty = || OptionColumn { chosen: vec![Options::NONE; n_pupils], responses: vec![Response::Missing; n_pupils] };
    each_cell(sheets, kept, |item, pupil, value, response| {
        let column = columns[item].get_or_insert_with(empty);
        column.chosen[pupil] = Options::from_bits(u8::try_from(value).unwrap_or_default());
        column.responses[pupil] = response;
    });
    columns
}

/// Keeps the names of the markers of this subject, of all that were read.
pub(super) fn keep_markers(items: &mut ItemBook, all: &[String]) {
    let ids = |marking: &wutong_model::Marking| marking.markers.into_iter().chain([marking.arbiter]).flatten();
    let used: BTreeSet<u32> = items.marking.iter().flatten().flat_map(ids).collect();
    let used: Vec<u32> = used.into_iter().collect();
    let rank = |marker: u32| u32::try_from(used.partition_point(|known| *known < marker)).unwrap_or(u32::MAX);
    for marking in items.marking.iter_mut().flatten() {
        for marker in marking.markers.iter_mut().chain([&mut marking.arbiter]).flatten() {
            *marker = rank(*marker);
        }
    }
    items.markers = used.iter().map(|marker| all[*marker as usize].clone()).collect();
}

/// Takes from the files what no table says: right options, and the largest mark where no full mark is stated.
pub(super) fn infer_full_marks(items: &mut ItemBook, sheets: &[ItemSheet]) {
    for sheet in sheets.iter().filter(|sheet| sheet.subject == items.subject && sheet.kind != SourceKind::Marking) {
        for staged in &sheet.items {
            let Some(item) = staged.item.map(|item| &mut items.blueprint.items[item]) else { continue };
            joined::complete(item, staged.said.clone());
            if let Some(full) = staged.stated.filter(|_| item.is_full_inferred) {
                (item.full_ticks, item.is_full_inferred) = (full, false);
            }
        }
    }
    for (position, item) in items.blueprint.items.iter_mut().enumerate() {
        if item.is_full_inferred {
            let marks = items.marks[position].iter().flat_map(|column| column.ticks.iter().copied());
            let marked = items.marking[position].iter().flat_map(|marking| {
                marking.marks.into_iter().chain([marking.arbitration, marking.final_mark]).flatten()
            });
            item.full_ticks = marks.chain(marked).max().unwrap_or(0);
        }
    }
}
