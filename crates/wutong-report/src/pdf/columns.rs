//! What the columns of a table want of the width of a page; the template shares it out.

use serde::Serialize;

use crate::document::{Cell, Row, Table};

/// Room of a mark or of the number of a note, in half widths of a Chinese character.
const SIGN: f64 = 2.2;
/// Size of the line below a value, as a part of the value's.
const UNDER: f64 = 0.82;
/// Longest piece of a head that does not wrap: in Chinese characters and in words of other letters.
const LONGEST_PIECE: (f64, f64) = (10.0, 16.0);

/// One column. Widths are in half widths of a Chinese character.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Column {
    /// Its place among the columns, from 0.
    at: usize,
    /// What its head wants, which may wrap.
    head: f64,
    /// What its rows want.
    wide: f64,
    /// The same where a difference stands below its reference.
    stacked: f64,
    /// Whether it is read from the left.
    words: bool,
    /// Whether numbers in it have marks, which take room in each row.
    marks: bool,
}

/// The columns of a table.
pub(super) fn columns(table: &Table) -> Vec<Column> {
    let of_row = |row: &Row| table.n_names + row.cells.len();
    let n_columns = table.heads.len().max(table.rows.iter().map(of_row).max().unwrap_or(0));
    (0..n_columns).map(|at| column(table, at)).collect()
}

fn column(table: &Table, at: usize) -> Column {
    let head = table.heads.get(at).map_or(0.0, |head| {
        let pieces = head.text.split(' ').map(|piece| {
            let (of_chinese, of_letters) = LONGEST_PIECE;
            width(piece).min(if piece.is_ascii() { of_letters } else { of_chinese })
        });
        most(pieces) + if head.metric.is_some() { 2.0 } else { 0.0 }
    });
    let Some(of_cells) = at.checked_sub(table.n_names) else {
        let names = table.rows.iter().filter_map(|row| row.names.get(at));
        let wide = most(names.map(|name| width(&name.text)));
        return Column { at, head, wide, stacked: wide, words: true, marks: false };
    };
    let cells = || table.rows.iter().filter_map(|row| row.cells.get(of_cells));
    let marks = cells().any(|cell| !cell.mark.is_empty());
    Column {
        at,
        head: head + if marks { SIGN } else { 0.0 },
        wide: most(cells().map(|cell| wanted(cell, false))),
        stacked: most(cells().map(|cell| wanted(cell, true))),
        words: cells().any(|cell| cell.is_words),
        marks,
    }
}

fn wanted(cell: &Cell, is_stacked: bool) -> f64 {
    let signs = if cell.mark.is_empty() && cell.note.is_none() { 0.0 } else { SIGN };
    let of = |text: &Option<String>| text.as_deref().map_or(0.0, width);
    let (reference, difference) = (of(&cell.reference), of(&cell.difference));
    let under = if is_stacked { reference.max(difference) } else { reference + 1.0 + difference };
    (width(&cell.text) + 0.4).max(UNDER * under) + signs
}

/// Width of the longest line; a sign of per cent is as wide as a Chinese character.
fn width(text: &str) -> f64 {
    let of = |character: char| {
        if character != '\u{2212}' && (!character.is_ascii() || character == '%') { 2.0 } else { 1.0 }
    };
    most(text.lines().map(|line| line.chars().map(of).sum()))
}

fn most(widths: impl Iterator<Item = f64>) -> f64 {
    widths.fold(0.0, f64::max)
}
