//! The same pupil in several rows of item, option and marking sheets.

use wutong_model::spec::SourceKind;
use wutong_model::{Marking, ProblemKind, Response, ScoreBook};

use super::resolve::Matched;
use super::stage::{ItemSheet, ItemStaging};
use crate::read::Ingested;

/// A sheet, and a row of it.
pub(super) type Row = (usize, usize);

/// Rows of the sheets of a subject and kind that stand, by row of the book, in the order of both.
pub(super) type Kept = Vec<(u32, Row)>;

/// Decides which rows stand where several speak of one pupil: as in score sheets, the first of equals, the only one
/// with marks, or none. Rows with different items of the pupil all stand.
pub(super) fn settle(
    staging: &ItemStaging,
    (subject, kind): (usize, SourceKind),
    book: &ScoreBook,
    matched: &mut Matched,
    result: &mut Ingested,
) -> Kept {
    let mut all: Kept = Vec::new();
    for (position, sheet) in staging.sheets.iter().enumerate() {
        if sheet.subject == subject && sheet.kind == kind {
            let rows = matched.rows[position].iter().enumerate();
            all.extend(rows.filter_map(|(row, pupil)| Some(((*pupil)?, (position, row)))));
        }
    }
    all.sort_unstable();
    let mut kept = Kept::with_capacity(all.len());
    for of_pupil in all.chunk_by(|a, b| a.0 == b.0) {
        if let [only] = of_pupil {
            kept.push(*only);
            continue;
        }
        let rows: Vec<Row> = of_pupil.iter().map(|(_, row)| *row).collect();
        for (row, outcome) in rows.iter().zip(decide(&staging.sheets, &rows)) {
            match outcome {
                None => kept.push((of_pupil[0].0, *row)),
                Some(kind) => matched.set_aside(staging, *row, kind, book, result),
            }
        }
        let standing = rows.iter().filter(|row| !matched.set_aside.contains(row)).map(|row| row.0);
        let standing: Vec<usize> = standing.collect();
        for pair in standing.windows(2).filter(|pair| pair[0] != pair[1]) {
            matched.partners.insert((pair[0], pair[1]));
        }
    }
    kept
}

/// Why each of the rows of a pupil does not stand.
fn decide(sheets: &[ItemSheet], rows: &[Row]) -> Vec<Option<ProblemKind>> {
    let cells: Vec<Vec<(usize, (i32, Response))>> = rows.iter().map(|row| cells(sheets, *row)).collect();
    let mut outcomes = vec![None; rows.len()];
    let mut different: Vec<usize> = Vec::new();
    for row in 0..rows.len() {
        if different.iter().any(|known| cells[*known] == cells[row]) {
            outcomes[row] = Some(ProblemKind::RepeatedPupil);
        } else {
            different.push(row);
        }
    }
    let clash = |a: usize, b: usize| {
        cells[a].iter().any(|(item, cell)| cells[b].iter().any(|(other, its)| item == other && cell != its))
    };
    if !different.iter().any(|a| different.iter().any(|b| a < b && clash(*a, *b))) {
        return outcomes;
    }
    let has_marks = |row: &&usize| cells[**row].iter().any(|(_, (_, response))| *response == Response::Given);
    let with_marks: Vec<usize> = different.iter().filter(has_marks).copied().collect();
    let (standing, kind) = match with_marks.as_slice() {
        [only] => (Some(*only), ProblemKind::MovedPupil),
        _ => (None, ProblemKind::ConflictingPupil),
    };
    for row in different.into_iter().filter(|row| Some(*row) != standing) {
        outcomes[row] = Some(kind);
    }
    outcomes
}

/// Item, value and response of a row, by item.
fn cells(sheets: &[ItemSheet], (sheet, row): Row) -> Vec<(usize, (i32, Response))> {
    let sheet = &sheets[sheet];
    let items = sheet.items.iter().enumerate();
    let mut cells: Vec<_> =
        items.filter_map(|(position, item)| Some((item.item?, sheet.cell(row, position)))).collect();
    cells.sort_unstable_by_key(|(item, _)| *item);
    cells
}

/// The markings of a subject by item. A marking that is there twice counts once; different ones of a pupil and item
/// both stand, as scripts are marked again to see how steady a marker is.
pub(super) fn marking(
    staging: &ItemStaging,
    subject: usize,
    n_items: usize,
    book: &ScoreBook,
    matched: &mut Matched,
    result: &mut Ingested,
) -> Vec<Vec<Marking>> {
    let mut found: Vec<Vec<(Marking, Row)>> = vec![Vec::new(); n_items];
    for (position, sheet) in staging.sheets.iter().enumerate() {
        if sheet.subject != subject || sheet.kind != SourceKind::Marking {
            continue;
        }
        for staged in &sheet.marking {
            let row = staged.row as usize;
            let (Some(pupil), Some(item)) = (matched.rows[position][row], sheet.items[staged.item as usize].item)
            else {
                continue;
            };
            found[item].push((Marking { row: pupil, ..staged.marking }, (position, row)));
        }
    }
    for of_item in &mut found {
        of_item.sort_unstable();
    }
    // A row of several items is set aside if all of it is there already.
    let repeated = |pair: &[(Marking, Row)]| (pair[0].0 == pair[1].0).then_some(pair[1].1);
    let mut twice: Vec<Row> = found.iter().flat_map(|of_item| of_item.windows(2).filter_map(repeated)).collect();
    twice.sort_unstable();
    for rows in twice.chunk_by(|a, b| a == b) {
        let (sheet, row) = rows[0];
        let staged = &staging.sheets[sheet].marking;
        let start = staged.partition_point(|marking| (marking.row as usize) < row);
        let n = staged[start..].iter().take_while(|marking| marking.row as usize == row).count();
        if rows.len() == n {
            matched.set_aside(staging, rows[0], ProblemKind::RepeatedPupil, book, result);
        }
    }
    let once = |mut of_item: Vec<(Marking, Row)>| {
        of_item.dedup_by_key(|(marking, _)| *marking);
        of_item.into_iter().map(|(marking, _)| marking).collect()
    };
    found.into_iter().map(once).collect()
}
