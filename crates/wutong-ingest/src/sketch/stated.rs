//! Full marks that files state beside the tables: a sheet 说明 with 科目 and 满分, a note below the rows.

use crate::alias::{self, PUPIL_ROLES};
use crate::cell::{OwnedRow, Row, fold};
use crate::layout::{FULL_MARK_ROWS, Word, full_mark_cell, is_subject_column, stated_in};
use crate::subject::{Topic, Vocabulary};

/// The subjects and full marks of a table `科目 | 满分`, upright or lying, and of the lines of text among some rows.
pub(super) fn beside(rows: &[OwnedRow], vocabulary: &Vocabulary) -> Vec<(usize, f64)> {
    let mut found = upright(rows, vocabulary).or_else(|| lying(rows, vocabulary)).unwrap_or_default();
    for row in rows {
        let texts: Vec<String> = row.texts().into_iter().filter(|text| !text.is_empty()).collect();
        if let [line] = texts.as_slice() {
            found.extend(stated_in(line, vocabulary, &[]));
        }
    }
    found
}

fn subject(text: &str, vocabulary: &Vocabulary) -> Option<usize> {
    match Word::read(text, vocabulary) {
        Word::Mark { topic: Some(Topic::Subject(position)), .. } => Some(position),
        _ => None,
    }
}

fn is_full_mark(text: &str) -> bool {
    let folded = fold(text);
    FULL_MARK_ROWS.contains(&folded.trim_end_matches("(分)"))
}

fn upright(rows: &[OwnedRow], vocabulary: &Vocabulary) -> Option<Vec<(usize, f64)>> {
    let is_of_pupils = |text: &String| alias::role(&fold(text), &[PUPIL_ROLES]).is_some();
    let header = |row: &OwnedRow| {
        let texts = row.texts();
        let of = texts.iter().position(|text| is_subject_column(text))?;
        let full = texts.iter().position(|text| is_full_mark(text))?;
        (!texts.iter().any(is_of_pupils)).then_some((of, full))
    };
    let (at, (of, full)) = rows.iter().enumerate().find_map(|(at, row)| Some((at, header(row)?)))?;
    let stated = |row: &OwnedRow| Some((subject(&row.cell(of).shown(), vocabulary)?, full_mark_cell(row.cell(full))?));
    once_each(rows[at + 1..].iter().filter_map(stated).collect())
}

fn lying(rows: &[OwnedRow], vocabulary: &Vocabulary) -> Option<Vec<(usize, f64)>> {
    let (subjects, full) = rows
        .windows(2)
        .map(|pair| (&pair[0], &pair[1]))
        .find(|(above, below)| is_subject_column(&above.cell(0).shown()) && is_full_mark(&below.cell(0).shown()))?;
    let stated = |column: usize| {
        Some((subject(&subjects.cell(column).shown(), vocabulary)?, full_mark_cell(full.cell(column))?))
    };
    once_each((1..subjects.width()).filter_map(stated).collect())
}

/// Of items or parts a subject has several.
fn once_each(found: Vec<(usize, f64)>) -> Option<Vec<(usize, f64)>> {
    let is_single = |of: &(usize, f64)| found.iter().filter(|other| other.0 == of.0).count() == 1;
    (!found.is_empty() && found.iter().all(is_single)).then_some(found)
}
