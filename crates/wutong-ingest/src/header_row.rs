//! Rows below the header that are headers too: the one judge of them.

use crate::alias::Role;
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::header::ScoreColumns;
use crate::ids::has_digit;
use crate::layout::{Layout, Setting};
use crate::subject::Topic;

/// The fewest words that make a row a header.
const FEWEST_WORDS: usize = 3;

/// What a row below the header is, as a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderRow {
    /// None.
    No,
    /// The header above once more.
    Repeats,
    /// Another one: its words stand over other columns than above, or are other words.
    Differs,
}

impl HeaderRow {
    /// Judges a row whose first thing said of a pupil stands in column `first`. With a `setting` a header in words of
    /// its own is known as well.
    pub(crate) fn judge(columns: &ScoreColumns, row: &dyn Row, first: usize, setting: Option<Setting<'_>>) -> Self {
        let Cell::Text(text) = row.cell(first) else { return Self::No };
        if columns.header_rows.iter().flatten().any(|header| header == text) && moves(&columns.header_rows, row) {
            return Self::Differs;
        }
        let is_above = |texts: &Vec<String>| texts.get(first).is_some_and(|header| header == text);
        if columns.header_rows.iter().any(|texts| is_above(texts) && repeats(texts, row)) {
            return if says_other(columns, row) { Self::Differs } else { Self::Repeats };
        }
        if names_identifier(columns, row) {
            return Self::Repeats;
        }
        if setting.is_some_and(|setting| is_foreign(columns, row, setting)) { Self::Differs } else { Self::No }
    }

    /// Judges a row that says nothing where others say of whom they are.
    pub(crate) fn without_identity(columns: &ScoreColumns, row: &dyn Row) -> Self {
        if columns.header_rows.iter().any(|texts| repeats(texts, row)) { Self::Repeats } else { Self::No }
    }
}

/// Whether a row has the header of the identifiers where an identifier should be: a second line of a header whose first
/// cells are merged over both.
fn names_identifier(columns: &ScoreColumns, row: &dyn Row) -> bool {
    let Some((column, Cell::Text(text))) = columns.id.map(|column| (column, row.cell(column))) else { return false };
    !has_digit(text) && columns.header_rows.iter().any(|texts| texts.get(column).is_some_and(|header| header == text))
}

/// Whether a row repeats a header line: most of its cells do.
fn repeats(header: &[String], row: &dyn Row) -> bool {
    let filled = (0..row.width()).filter(|column| !row.cell(*column).is_empty());
    let (mut all, mut same) = (0, 0);
    for column in filled {
        all += 1;
        same += usize::from(header.get(column).is_some_and(|text| *text == row.cell(column).shown()));
    }
    all > 0 && same * 2 > all
}

/// Whether a row that repeats a header has another word over marks or identifiers: 数学 where 语文 stood.
fn says_other(columns: &ScoreColumns, row: &dyn Row) -> bool {
    let is_other = |column: &usize| match row.cell(*column) {
        Cell::Text(text) => {
            let mut headers = columns.header_rows.iter().filter_map(|texts| texts.get(*column));
            !headers.any(|header| fold(header) == fold(text))
        }
        _ => false,
    };
    columns.subjects.iter().flatten().chain(&columns.id).any(is_other)
}

/// Whether a row is of words of the header, of which some stand over other columns than there.
fn moves(header_rows: &[Vec<String>], row: &dyn Row) -> bool {
    let filled: Vec<(usize, String)> = (0..row.width())
        .filter(|column| !row.cell(*column).is_empty())
        .map(|column| (column, row.cell(column).shown()))
        .collect();
    let is_known = |text: &String| header_rows.iter().flatten().any(|header| header == text);
    let known = filled.iter().filter(|(_, text)| is_known(text)).count();
    let stands = |texts: &Vec<String>| {
        let in_place = |(column, text): &(usize, String)| match texts.get(*column) {
            Some(header) => header == text || !is_known(text),
            None => false,
        };
        filled.iter().all(in_place)
    };
    known >= FEWEST_WORDS && known * 2 > filled.len() && !header_rows.iter().any(stands)
}

/// Whether a row where a pupil should be is a header in words of its own: 准考证号, 外语 for 考号, 英语.
fn is_foreign(columns: &ScoreColumns, row: &dyn Row, setting: Setting<'_>) -> bool {
    let is_word = |column: usize| matches!(row.cell(column), Cell::Text(text) if !has_digit(text));
    let is_unlike = columns.id.is_some_and(is_word) && columns.subjects.iter().flatten().all(|column| is_word(*column));
    if !is_unlike || (0..row.width()).filter(|column| is_word(*column)).count() < FEWEST_WORDS {
        return false;
    }
    let layout = Layout::understand(&[OwnedRow::copy(columns.row, row)], setting);
    layout.is_some_and(|layout| {
        layout.role(Role::Id).is_some() && layout.topics.keys().any(|topic| matches!(topic, Topic::Subject(_)))
    })
}
