//! Reads a filled `quarantine.csv`, or the workbook that it was saved as.

use std::sync::atomic::AtomicBool;

use wutong_model::Place;

use super::{Corrections, Decision, Entry};
use crate::cell::{OwnedRow, Row, fold};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, excerpt};
use crate::format::Sheet;

/// Columns of the file, each with the headers under which it is known.
const COLUMNS: [&[&str]; 6] = [
    &["file", "文件", "文件名"],
    &["sheet", "工作表"],
    &["row", "行", "行号"],
    &["column", "列", "列名"],
    &["original_text", "original", "原文", "原内容"],
    &["corrected", "correction", "更正", "改正", "更正为", "改为"],
];
const FILE: usize = 0;
const SHEET: usize = 1;
const ROW: usize = 2;
const COLUMN: usize = 3;
const ORIGINAL: usize = 4;
const CORRECTED: usize = 5;
/// Headers under which the problem stands.
const PROBLEM: &[&str] = &["problem", "问题"];
/// Words for a row that stands.
const KEEP: &[&str] = &["keep", "保留", "采用"];
/// Words for a row that goes.
const DROP: &[&str] = &["drop", "delete", "删除", "删去", "不用"];
/// Problems of a single mark: a word that decides over rows is no answer to them.
const OF_MARKS: &[&str] =
    &["mark-above-full", "mark-below-minimum", "not-a-mark", "mark-too-fine", "date-not-mark", "merged-mark"];

/// Reads the files of corrections.
pub(crate) struct CorrectionReader<'a> {
    file: &'a str,
    sheet: String,
    headers: Vec<String>,
    columns: [Option<usize>; 6],
    problem: Option<usize>,
    found: bool,
    corrections: &'a mut Corrections,
}

impl<'a> CorrectionReader<'a> {
    /// A reader that adds to `corrections`.
    pub(crate) fn new(file: &'a str, corrections: &'a mut Corrections) -> Self {
        Self {
            file,
            sheet: String::new(),
            headers: Vec::new(),
            columns: [None; 6],
            problem: None,
            found: false,
            corrections,
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// No sheet has the columns of a quarantine.
    pub(crate) fn close(self) -> Result<(), IngestError> {
        if self.found {
            return Ok(());
        }
        Err(IngestError::ListColumn {
            file: self.file.to_owned(),
            sheet: self.sheet,
            wanted: "file (文件), row (行), original_text (原文), corrected (更正)".to_owned(),
            headers: excerpt(&self.headers),
        })
    }

    fn text(&self, column: usize, row: &dyn Row) -> String {
        let shown = self.columns[column].map(|column| row.cell(column).shown()).unwrap_or_default();
        unescaped(&shown).to_owned()
    }
}

/// A text without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn unescaped(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\'']) => rest,
        _ => text,
    }
}

fn positions(texts: &[String]) -> [Option<usize>; 6] {
    let folded: Vec<String> = texts.iter().map(|text| fold(text)).collect();
    COLUMNS.map(|names| folded.iter().position(|text| names.contains(&text.as_str())))
}

impl Body for CorrectionReader<'_> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        sheet.name.clone_into(&mut self.sheet);
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        for (position, row) in head.iter().enumerate() {
            let texts = row.texts();
            let columns = positions(&texts);
            if [FILE, ROW, ORIGINAL, CORRECTED].iter().all(|column| columns[*column].is_some()) {
                self.columns = columns;
                self.problem = texts.iter().position(|text| PROBLEM.contains(&fold(text).as_str()));
                self.found = true;
                self.headers = texts;
                return Ok(Some(position));
            }
        }
        if self.headers.is_empty() {
            self.headers = head.first().map(OwnedRow::texts).unwrap_or_default();
        }
        Ok(None)
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let text = self.text(CORRECTED, row);
        if text.is_empty() {
            return Ok(Fate::NotData);
        }
        let [file, sheet, column, original] = [FILE, SHEET, COLUMN, ORIGINAL].map(|column| self.text(column, row));
        let problem = self.problem.map(|column| row.cell(column).shown()).unwrap_or_default();
        let folded = fold(&text);
        let decision = match folded.as_str() {
            word if KEEP.contains(&word) => Some(Decision::Keep),
            word if DROP.contains(&word) => Some(Decision::Drop),
            _ => None,
        };
        let target_row = self.text(ROW, row);
        let target = [file.as_str(), &sheet, &target_row, &column];
        let target = target.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ");
        let entry = Entry {
            column,
            original,
            text,
            decision: decision.filter(|_| !OF_MARKS.contains(&problem.as_str())),
            place: Place {
                file: self.file.to_owned(),
                sheet: self.sheet.clone(),
                row: u64::from(number),
                column: self.columns[CORRECTED].map(|column| self.headers[column].clone()).unwrap_or_default(),
            },
            target,
            is_used: AtomicBool::new(false),
        };
        let target_row = fold(&target_row).parse().ok().filter(|row| *row > 0);
        // A word that decides over a row is no mark, and what is no word decides over no row.
        let makes_sense = entry.decision.is_some() || decision.is_none() && !entry.column.is_empty();
        self.corrections.add((&file, &sheet, target_row.filter(|_| makes_sense)), entry);
        Ok(Fate::Kept)
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
        if fed.counts.read > 0 {
            self.corrections.accounts.push(fed.counts.account(self.file, &self.sheet, "corrections"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Cell;

    #[test]
    fn escapes_are_taken_off() {
        for (text, expected) in [("'=1+1", "=1+1"), ("'-5", "-5"), ("'85", "'85"), ("85", "85"), ("''=1", "'=1")] {
            assert_eq!(unescaped(text), expected);
        }
        assert_eq!(unescaped(&Cell::Number(8.5).shown()), "8.5");
    }
}
