//! Widths of the columns of a table.

use super::measure::{advance, widest_word, width};
use crate::document::{Cell, Row, Table};

/// Sizes of a table's letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Density {
    /// What the names of its styles end in.
    pub(super) suffix: &'static str,
    /// Size of values and names, in points.
    pub(super) value: f64,
    /// Size of the line under a value.
    pub(super) under: f64,
    /// Space beside the text of a cell on either side, in twentieths of a point.
    pub(super) margin: u32,
}

/// From the largest letters to the smallest that are still read on paper.
pub(super) const DENSITIES: [Density; 3] = [
    Density { suffix: "", value: 9.5, under: 7.5, margin: 70 },
    Density { suffix: "Compact", value: 8.5, under: 7.0, margin: 50 },
    Density { suffix: "Narrow", value: 7.5, under: 6.5, margin: 30 },
];

/// Further room left of words that stand after numbers, in twentieths of a point.
const APART: u32 = 140;

/// Widths of the columns in twentieths of a point, and the letters with which they fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Columns {
    pub(super) density: Density,
    pub(super) widths: Vec<u32>,
    /// Whether a column holds words rather than numbers.
    pub(super) is_words: Vec<bool>,
}

/// The least and the wished width of a column.
pub(super) type Need = (f64, f64);

/// Lays out the columns over `total` twentieths of a point: with the largest letters that let no number break.
pub(super) fn columns(table: &Table, total: u32) -> Columns {
    let is_words: Vec<bool> = (0..n_columns(table)).map(|column| is_words(table, column)).collect();
    let first = usize::from(table.compact);
    let mut density = DENSITIES[first];
    let mut needs = Vec::new();
    for each in &DENSITIES[first..] {
        density = *each;
        needs = is_words.iter().enumerate().map(|(column, &words)| need(table, column, words, density)).collect();
        if needs.iter().map(|need| need.0).sum::<f64>() <= f64::from(total) {
            break;
        }
    }
    Columns { density, widths: share(&alike(needs, &is_words, total), &is_words, total), is_words }
}

/// What the columns need in the smallest letters.
pub(super) fn least_needs(table: &Table) -> Vec<Need> {
    let [.., smallest] = DENSITIES;
    (0..n_columns(table)).map(|column| need(table, column, is_words(table, column), smallest)).collect()
}

fn n_columns(table: &Table) -> usize {
    let of_row = |row: &Row| table.n_names.max(row.names.len()) + row.cells.len();
    table.heads.len().max(table.rows.iter().map(of_row).max().unwrap_or(0))
}

impl Columns {
    /// Room left of a column of words, so that they do not run into the numbers before them; 0 for the usual one.
    pub(super) fn indent(&self, table: &Table, column: usize) -> u32 {
        if self.is_words[column] && column >= table.n_names { self.density.margin + APART } else { 0 }
    }
}

/// Columns of numbers become equally wide where there is room.
fn alike(needs: Vec<Need>, is_words: &[bool], total: u32) -> Vec<Need> {
    let of_numbers = needs.iter().zip(is_words).filter(|(_, is_words)| !**is_words).map(|(need, _)| *need);
    let largest = of_numbers.fold((0.0f64, 0.0f64), |most, need| (most.0.max(need.0), most.1.max(need.1)));
    let pick = |(need, is_words): (&Need, &bool)| if *is_words { *need } else { largest };
    let alike: Vec<Need> = needs.iter().zip(is_words).map(pick).collect();
    if alike.iter().map(|need| need.0).sum::<f64>() <= f64::from(total) { alike } else { needs }
}

/// Gives every column what it needs at least. Numbers get what they wish where all of them can, words what is left.
fn share(needs: &[Need], is_words: &[bool], total: u32) -> Vec<u32> {
    let sum = |of_words: bool| {
        let ours = needs.iter().zip(is_words).filter(|(_, is_words)| **is_words == of_words);
        ours.fold((0.0, 0.0), |sum, (need, _)| (sum.0 + need.0, sum.1 + need.1))
    };
    let (words, numbers): (Need, Need) = (sum(true), sum(false));
    let is_roomy = words.0 + numbers.1 <= f64::from(total);
    let left = f64::from(total) - words.0 - if is_roomy { numbers.1 } else { numbers.0 };
    let part = if words.1 > words.0 { (left / (words.1 - words.0)).clamp(0.0, 1.0) } else { 0.0 };
    let width = |(need, &is_words): (&Need, &bool)| match (is_words, is_roomy) {
        (true, _) => need.0 + (need.1 - need.0) * part,
        (false, true) => need.1,
        (false, false) => need.0,
    };
    fill(&needs.iter().zip(is_words).map(width).collect::<Vec<_>>(), total)
}

/// Stretches or shrinks widths in proportion until they fill the line.
fn fill(widths: &[f64], total: u32) -> Vec<u32> {
    let scale = f64::from(total) / widths.iter().sum::<f64>().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "widths are between 0 and a page")]
    let mut widths: Vec<u32> = widths.iter().map(|width| (width * scale).floor() as u32).collect();
    let rest = total.saturating_sub(widths.iter().sum());
    if let Some(first) = widths.first_mut() {
        *first += rest;
    }
    widths
}

fn need(table: &Table, column: usize, is_words: bool, density: Density) -> Need {
    // Strong letters are a little wider.
    let twips = |ems: f64, size: f64| ems * size * 20.0 * 1.04;
    let head = table.heads.get(column).map_or(("", false), |head| (head.text.as_str(), head.metric.is_some()));
    let mark = if head.1 { 1.0 } else { 0.0 };
    let mut least = twips(widest_word(head.0).max(2.0), density.under);
    let mut wished = twips((width(head.0) + mark).min(7.0), density.under);
    for row in &table.rows {
        let (at_least, at_best) = match cell(table, row, column) {
            Some(cell) if !is_words => number(cell, density, &twips),
            Some(cell) => text(&cell.text, density, &twips),
            None => row.names.get(column).map_or((0.0, 0.0), |name| text(&name.text, density, &twips)),
        };
        least = least.max(at_least);
        wished = wished.max(at_best);
    }
    let beside = f64::from(2 * density.margin + if is_words && column >= table.n_names { APART } else { 0 });
    (least + beside, wished.max(least) + beside)
}

fn number(cell: &Cell, density: Density, twips: &dyn Fn(f64, f64) -> f64) -> Need {
    let mark = if cell.mark.is_empty() { 0.0 } else { advance('▲') };
    let notes = if cell.note.is_some() { 1.2 } else { 0.0 };
    let value = twips(width(&cell.text) * NUMBERS_WIDER + mark + notes, density.value);
    let reference = cell.reference.as_deref().map_or(0.0, width);
    let difference = cell.difference.as_deref().map_or(0.0, width);
    let under = |ems: f64| twips(ems, density.under);
    let both = if reference > 0.0 && difference > 0.0 { reference + difference + 0.4 } else { reference + difference };
    (value.max(under(reference.max(difference))), value.max(under(both)))
}

/// The same for the digits of numbers, which must not part from their marks.
const NUMBERS_WIDER: f64 = 1.08;

/// Room for faces that are wider than the one asked for: a code must not break on a machine that lacks it.
const WIDER: f64 = 1.15;

/// Words break anywhere, but a column of a few letters cannot be read.
fn text(text: &str, density: Density, twips: &dyn Fn(f64, f64) -> f64) -> Need {
    let all = width(text);
    (twips((widest_word(text) * WIDER).max(all.min(6.0)), density.value), twips((all * WIDER).min(20.0), density.value))
}

/// The cell of a column; none where a name stands.
pub(super) fn cell<'a>(table: &Table, row: &'a Row, column: usize) -> Option<&'a Cell> {
    let n_names = table.n_names.max(row.names.len());
    column.checked_sub(n_names).and_then(|column| row.cells.get(column))
}

fn is_words(table: &Table, column: usize) -> bool {
    column < table.n_names || table.rows.iter().any(|row| cell(table, row, column).is_some_and(|cell| cell.is_words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_fill_the_line() {
        for needs in [vec![(10.0, 20.0), (10.0, 40.0)], vec![(300.0, 400.0), (900.0, 900.0)], vec![(10.0, 900.0)]] {
            let is_words = vec![true; needs.len()];
            assert_eq!(share(&needs, &is_words, 500).iter().sum::<u32>(), 500, "{needs:?}");
        }
    }

    #[test]
    fn numbers_come_before_words() {
        let needs = [(100.0, 300.0), (100.0, 150.0)];
        assert_eq!(share(&needs, &[true, false], 400), [250, 150], "numbers have their wish, words the rest");
        assert_eq!(
            share(&needs, &[true, false], 220),
            [120, 100],
            "not all numbers can have it, so words get the rest"
        );
    }
}
