//! Corrections on their way into the sheets.

use std::sync::atomic::Ordering;

use super::{Corrections, Decision, Entry, SheetCorrections, same};
use crate::cell::{Cell, Merge, OwnedRow, Row, fold};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed};
use crate::format::{Columns, Sheet};
use crate::identity::{cover, mask};
use crate::layout::View;
use crate::veil::{hides, is_of};

/// A row with other texts in some of its cells.
struct Overlay<'a> {
    inner: &'a dyn Row,
    /// Column and text.
    patches: &'a [(usize, String)],
    /// Cells from here on do not exist.
    width: usize,
}

impl Row for Overlay<'_> {
    fn width(&self) -> usize {
        let patched = self.patches.iter().map(|(column, _)| column + 1).max().unwrap_or(0);
        self.inner.width().min(self.width).max(patched)
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match self.patches.iter().find(|(patched, _)| *patched == column) {
            Some((_, text)) => typed(text, self.inner.is_separated()),
            None if column < self.width => self.inner.cell(column),
            None => Cell::Empty,
        }
    }

    fn is_separated(&self) -> bool {
        self.inner.is_separated()
    }

    fn merged(&self, column: usize) -> Option<Merge> {
        // What a person has written into a cell is meant for it.
        let is_patched = self.patches.iter().any(|(patched, _)| *patched == column);
        if is_patched { None } else { self.inner.merged(column) }
    }
}

/// What the cell would be if the file held the text: a workbook holds numbers as numbers, unless `007` is meant.
fn typed(text: &str, is_separated: bool) -> Cell<'_> {
    match text.parse::<f64>() {
        Ok(value) if !is_separated && value.is_finite() && value.to_string() == text => Cell::Number(value),
        _ => Cell::text(text),
    }
}

impl SheetCorrections {
    pub(super) fn entries(&self, row: u32) -> &[Entry] {
        self.rows.get(&row).map_or(&[], Vec::as_slice)
    }

    /// Whether a used correction says that the row stands.
    pub(super) fn keeps(&self, row: u32) -> bool {
        self.entries(row)
            .iter()
            .any(|entry| entry.decision == Some(Decision::Keep) && entry.is_used.load(Ordering::Relaxed))
    }

    /// The decision over a row that still says what was quoted; it counts as used.
    pub(crate) fn decision(&self, number: u32, row: &dyn Row) -> Option<Decision> {
        let mut decided = None;
        for entry in self.entries(number).iter().filter(|entry| entry.decision.is_some()) {
            if quotes_row(&entry.original, row) {
                entry.is_used.store(true, Ordering::Relaxed);
                decided = entry.decision;
            }
        }
        decided
    }

    /// Columns of a row that get another text; the corrections count as used. Costs nothing where there are none.
    pub(crate) fn patches(&self, number: u32, row: &dyn Row, headers: &[String]) -> Vec<(usize, String)> {
        let mut patches: Vec<(usize, String)> = Vec::new();
        for entry in self.entries(number).iter().filter(|entry| entry.decision.is_none()) {
            let wanted = fold(&entry.column);
            // Of columns with one header the one that holds the quoted text is meant.
            let mut columns = (0..headers.len()).filter(|column| fold(&headers[*column]) == wanted);
            if let Some(column) = columns.find(|column| quotes_cell(&entry.original, row, *column)) {
                entry.is_used.store(true, Ordering::Relaxed);
                patches.retain(|(patched, _)| *patched != column);
                patches.push((column, entry.text.clone()));
            }
        }
        patches
    }
}

/// Whether a quotation is of this text, as it is or covered.
fn quotes(quoted: &str, text: &str) -> bool {
    same(quoted, &mask(text))
        || hides(quoted) && is_of(quoted, text)
        || quoted.contains('*') && same(quoted, &cover(text, true))
}

/// Whether the quarantine quoted this cell; where the cell is empty it quoted what else the row says.
fn quotes_cell(original: &str, row: &dyn Row, column: usize) -> bool {
    let shown = row.cell(column).shown();
    // Of a row without an identifier the quarantine quotes more than the cell.
    let is_part = || original.contains(" | ") && original.split(" | ").any(|part| quotes(part.trim(), &shown));
    quotes(original, &shown) || (shown.is_empty() || is_part()) && quotes_row(original, row)
}

/// Whether the row holds what the quarantine quoted of it: its last part, the identifier of the pupil where it has one.
///
/// The parts before it are names as they were resolved, which need not stand in the row.
fn quotes_row(original: &str, row: &dyn Row) -> bool {
    let holds = |part: &str| {
        (0..row.width()).any(|column| {
            let cell = row.cell(column);
            !cell.is_empty() && quotes(part, &cell.shown())
        })
    };
    let last = |separator: &str| original.rsplit(separator).map(str::trim).find(|part| !part.is_empty());
    original.trim().is_empty() || holds(original) || [" | ", ", "].into_iter().filter_map(last).any(holds)
}

/// Lays the corrections of a file over its sheets before a body sees them.
pub(crate) struct Corrected<'a, B> {
    body: &'a mut B,
    file: &'a str,
    corrections: &'a Corrections,
    sheet: Option<&'a SheetCorrections>,
    headers: Vec<String>,
}

impl<'a, B: Body> Corrected<'a, B> {
    /// The sheets of `file` as corrected.
    pub(crate) fn new(body: &'a mut B, file: &'a str, corrections: &'a Corrections) -> Self {
        Self { body, file, corrections, sheet: None, headers: Vec::new() }
    }
}

impl<B: Body> Body for Corrected<'_, B> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        self.sheet = self.corrections.of_sheet(self.file, sheet.name);
        self.body.begin(sheet);
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        let found = self.body.header(head)?;
        if self.sheet.is_some() {
            self.headers = match self.body.headers() {
                [] => found.map(|position| head[position].texts()).unwrap_or_default(),
                named => named.to_vec(),
            };
        }
        Ok(found)
    }

    fn goes_on(&mut self, head: &[OwnedRow]) -> Result<bool, IngestError> {
        let goes_on = self.body.goes_on(head)?;
        if self.sheet.is_some() && goes_on {
            self.headers = self.body.headers().to_vec();
        }
        Ok(goes_on)
    }

    fn stray(&mut self, number: u32, row: &dyn Row) {
        self.body.stray(number, row);
    }

    fn headers(&self) -> &[String] {
        self.body.headers()
    }

    fn view(&self) -> Option<View> {
        self.body.view()
    }

    fn plain_row(&mut self, number: u32, row: &impl Row) -> Option<Fate> {
        if self.sheet.is_some() { None } else { self.body.plain_row(number, row) }
    }

    fn plain_rows(&mut self, place: (u32, usize), rows: &mut Columns) -> usize {
        if self.sheet.is_some() { 0 } else { self.body.plain_rows(place, rows) }
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let Some(sheet) = self.sheet.filter(|sheet| !sheet.entries(number).is_empty()) else {
            return self.body.row(number, row);
        };
        let decision = sheet.decision(number, row);
        if decision == Some(Decision::Drop) {
            return Ok(Fate::SetAside);
        }
        let patches = sheet.patches(number, row, &self.headers);
        // Who keeps a row with stray cells has looked: what stands beyond the header is left out.
        let width = if decision == Some(Decision::Keep) { self.headers.len() } else { usize::MAX };
        self.body.row(number, &Overlay { inner: row, patches: &patches, width })
    }

    fn expect(&mut self, rows: usize) {
        self.body.expect(rows);
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
        self.body.end(fed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Texts(&'static [&'static str]);

    impl Row for Texts {
        fn width(&self) -> usize {
            self.0.len()
        }

        fn cell(&self, column: usize) -> Cell<'_> {
            self.0.get(column).map_or(Cell::Empty, |text| Cell::text(text))
        }
    }

    #[test]
    fn an_overlay_is_the_row_with_other_texts() {
        let row = Texts(&["一中", "1", "8S"]);
        let overlay =
            Overlay { inner: &row, patches: &[(2, "85".to_owned()), (4, "007".to_owned())], width: usize::MAX };
        assert_eq!(overlay.width(), 5);
        let cells: Vec<Cell<'_>> = (0..6).map(|column| overlay.cell(column)).collect();
        let [school, mark, stray] = [Cell::Text("一中"), Cell::Number(85.0), Cell::Text("007")];
        assert_eq!(cells, [school, Cell::Text("1"), mark, Cell::Empty, stray, Cell::Empty]);
        let cut = Overlay { inner: &row, patches: &[], width: 2 };
        assert_eq!((cut.width(), cut.cell(2)), (2, Cell::Empty));
    }

    #[test]
    fn quotations() {
        let row = Texts(&["一中", "", "110105199912310022", "90"]);
        for (original, expected) in [
            ("一中 | 九1班 | 110*************22", true),
            ("一中 | 110*************23", false),
            ("90", true),
            ("91", false),
            ("", true),
        ] {
            assert_eq!(quotes_row(original, &row), expected, "{original}");
        }
        assert!(quotes_cell("110*************22", &row, 2) && !quotes_cell("90", &row, 2));
        assert!(quotes_cell("一中 | 90", &row, 1), "an empty cell is known by the rest of its row");
        assert!(quotes_cell("一中 | 110*************22", &row, 2), "a cell is known by the part that quotes it");
        let short = Texts(&["一中", "20250012"]);
        assert!(quotes_cell("20*****2", &short, 1) && !quotes_cell("20*****3", &short, 1));
    }
}
