//! Corrections: a `quarantine.csv` that people have filled in, fed back into the files it speaks of.
//!
//! A filled `corrected` takes the place of a cell's text as if the file held it. For a row the words 保留 (`keep`) and
//! 删除 (`drop`) decide. Nothing is corrected unless the file still says what the quarantine quoted: a correction of
//! something that has changed meanwhile is reported and not used.

mod apply;
mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use wutong_model::{Place, Problem, ProblemKind, SheetAccount};

use crate::cell::fold;
use crate::staging::Staging;
use crate::veil::{Veil, hides, is_of};

pub(crate) use apply::Corrected;
pub(crate) use reader::CorrectionReader;

/// What is to become of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It stands; other rows of its pupil do not.
    Keep,
    /// It is not used.
    Drop,
}

/// One filled line of the file.
#[derive(Debug)]
struct Entry {
    /// Header of the corrected cell; empty for a row.
    column: String,
    /// What the quarantine quoted.
    original: String,
    text: String,
    decision: Option<Decision>,
    /// Where the line stands, for the report of lines that were not used.
    place: Place,
    /// File, sheet, row and column it speaks of, for the same report.
    target: String,
    is_used: AtomicBool,
}

/// The corrections of one sheet, by row.
#[derive(Debug, Default)]
pub(crate) struct SheetCorrections {
    rows: BTreeMap<u32, Vec<Entry>>,
}

/// All corrections of a run.
#[derive(Debug, Default)]
pub(crate) struct Corrections {
    sheets: BTreeMap<(String, String), SheetCorrections>,
    /// Lines that contradict each other or name no row.
    idle: Vec<Entry>,
    /// Accounts of the files of corrections.
    pub(crate) accounts: Vec<SheetAccount>,
}

impl Corrections {
    /// Adds a line. Two lines for one cell that differ are both left unused: nobody can say which is meant.
    fn add(&mut self, (file, sheet, row): (&str, &str, Option<u32>), entry: Entry) {
        let Some(row) = row else {
            self.idle.push(entry);
            return;
        };
        let rows = &mut self.sheets.entry((file_key(file), text_key(sheet))).or_default().rows;
        rows.entry(row).or_default().push(entry);
    }

    /// Sets aside lines that contradict each other. Called once, after the last file of corrections.
    pub(crate) fn settle(&mut self) {
        for sheet in self.sheets.values_mut() {
            for entries in sheet.rows.values_mut() {
                let clashes = |entry: &Entry| {
                    entries.iter().any(|other| {
                        fold(&other.column) == fold(&entry.column)
                            && same(&other.original, &entry.original)
                            && (other.decision, &other.text) != (entry.decision, &entry.text)
                    })
                };
                let clash: Vec<bool> = entries.iter().map(clashes).collect();
                let mut clash = clash.into_iter();
                let (idle, good) = std::mem::take(entries).into_iter().partition(|_| clash.next().unwrap_or(false));
                *entries = good;
                self.idle.extend::<Vec<Entry>>(idle);
            }
        }
    }

    /// Whether there is nothing to correct.
    pub(crate) fn is_empty(&self) -> bool {
        self.sheets.is_empty()
    }

    /// The corrections of a sheet.
    pub(crate) fn of_sheet(&self, file: &str, sheet: &str) -> Option<&SheetCorrections> {
        if self.sheets.is_empty() {
            return None;
        }
        let (file, sheet) = (file_key(file), text_key(sheet));
        let is_meant = |quoted: &str, text: &str| quoted == text || hides(quoted) && is_of(quoted, text);
        let of_hidden = || {
            let mut sheets = self.sheets.iter();
            sheets.find(|((of_file, of_sheet), _)| is_meant(of_file, &file) && is_meant(of_sheet, &sheet))
        };
        let found = self.sheets.get(&(file.clone(), sheet.clone()));
        found.or_else(|| of_hidden().map(|(_, corrections)| corrections))
    }

    /// The staged rows that a correction says are to stand. Of two such rows of a pupil neither is preferred:
    /// [`Corrections::release`] takes the decision back.
    pub(crate) fn kept_rows(&self, staging: &Staging) -> BTreeSet<u32> {
        let of_sheet: Vec<Option<&SheetCorrections>> =
            staging.score_sheets.iter().map(|sheet| self.of_sheet(&sheet.file, &sheet.sheet)).collect();
        if of_sheet.iter().all(Option::is_none) {
            return BTreeSet::new();
        }
        let number = |row: usize| u32::try_from(row).expect("row numbers fit");
        let is_kept = |row: &usize| {
            let corrections = of_sheet[staging.sheets[*row] as usize];
            corrections.is_some_and(|sheet| sheet.keeps(staging.rows[*row]))
        };
        (0..staging.len()).filter(is_kept).map(number).collect()
    }

    /// Takes back the decision to keep some rows: two rows of one pupil cannot both stand.
    pub(crate) fn release(&self, staging: &Staging, rows: &[u32]) {
        for row in rows {
            let sheet = &staging.score_sheets[staging.sheets[*row as usize] as usize];
            if let Some(corrections) = self.of_sheet(&sheet.file, &sheet.sheet) {
                for entry in corrections.entries(staging.rows[*row as usize]) {
                    if entry.decision == Some(Decision::Keep) {
                        entry.is_used.store(false, Ordering::Relaxed);
                    }
                }
            }
        }
    }

    /// A problem for every line that was not used; its row moves from kept to set aside.
    pub(crate) fn unused(mut self, veil: &Veil) -> (Vec<Problem>, Vec<SheetAccount>) {
        let entries = self.sheets.values().flat_map(|sheet| sheet.rows.values().flatten()).chain(&self.idle);
        let mut problems = Vec::new();
        for entry in entries.filter(|entry| !entry.is_used.load(Ordering::Relaxed)) {
            let of_line =
                |account: &&mut SheetAccount| account.file == entry.place.file && account.sheet == entry.place.sheet;
            if let Some(account) = self.accounts.iter_mut().find(of_line) {
                account.kept -= 1;
                account.set_aside += 1;
            }
            problems.push(Problem {
                place: entry.place.clone(),
                text: format!(
                    "{}: {} -> {}",
                    veil.label(&entry.target),
                    veil.cell(&entry.original),
                    veil.cell(&entry.text)
                ),
                kind: ProblemKind::UnusedCorrection,
                expected: String::new(),
                school: None,
                subject: None,
            });
        }
        (problems, self.accounts)
    }
}

/// A file name as it is compared: whichever way the strokes lean.
fn file_key(file: &str) -> String {
    fold(&file.replace('\\', "/"))
}

/// A sheet name as it is compared: a spreadsheet takes the zeros off `01`.
fn text_key(text: &str) -> String {
    let folded = fold(text);
    let is_number = !folded.is_empty() && folded.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { folded.trim_start_matches('0').to_owned() } else { folded }
}

/// Whether two texts say the same, whatever a spreadsheet has done to one of them: `85.50` and 85.5, `'=1` and `=1`.
fn same(a: &str, b: &str) -> bool {
    let bare = |text: &str| fold(text).trim_start_matches(['\'', '‘', '’']).to_owned();
    let (a, b) = (bare(a), bare(b));
    let number = |text: &str| text.parse::<f64>().ok().filter(|value| value.is_finite());
    a == b || number(&a).zip(number(&b)).is_some_and(|(a, b)| (a - b).abs() <= 1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_changes_does_not_count() {
        for (a, b) in [("85.50", "85.5"), ("'=1+1", "=1+1"), ("１２０", "120"), ("", ""), ("缺 考", "缺考")] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [("85", "86"), ("", "0"), ("12a", "12"), ("2025000000000001", "2025000000000002")] {
            assert!(!same(a, b), "{a} {b}");
        }
        assert_eq!(file_key("一中\\成绩.xlsx"), file_key("一中/成绩.xlsx"));
        assert_eq!(text_key("01"), text_key("1"));
    }
}
