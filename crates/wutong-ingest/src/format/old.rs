//! Workbooks of Excel 97-2003.
//!
//! calamine holds all sheets of such a workbook as full rectangles, and computes with what the file says of itself, so
//! its records are walked through first.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use calamine::{CellErrorType, Data, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, open_workbook};
use cfb::CompoundFile;

use crate::error::IngestError;
use crate::format::date::{self, DAYS_TO_1904};
use crate::format::rows::{Merge, SheetRows, Value};
use crate::format::{Opening, Sheet, SheetSink, guarded};
use crate::trouble::{Damage, Excess};

/// Cells of all rectangles together; each costs calamine 24 to 48 bytes.
const MOST_CELLS: u64 = 20_000_000;

/// Reads a workbook.
pub(super) fn workbook(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    measure(path, opening)?;
    let broken = |error: calamine::XlsError| opening.broken("", Damage::OldWorkbook, Some(error.into()));
    let opened = guarded(|| open_workbook::<Xls<BufReader<File>>, _>(path));
    let mut workbook = opened.ok_or_else(|| opening.broken("", Damage::OldWorkbook, None))?.map_err(broken)?;
    let is_1904 = workbook.has_1904_epoch();
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    for sheet in opening.choose(sheets.cloned().collect(), |sheet| &sheet.name)? {
        let name = sheet.name.as_str();
        let merges = workbook.merge_cells_by_sheet_name(name).map_err(broken)?;
        let range = workbook.worksheet_range(name).map_err(broken)?;
        let merges = merges
            .iter()
            .map(|merge| Merge { rows: (merge.start.0, merge.end.0), columns: (merge.start.1, merge.end.1) });
        sink.begin(Sheet { name, is_typed: true, is_hidden: sheet.visible != SheetVisible::Visible })?;
        let mut rows = SheetRows::new(name, opening, merges.collect(), sink)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let place = |first: u32, position: usize| first.saturating_add(u32::try_from(position).unwrap_or(u32::MAX));
            rows.count(1)?;
            rows.cell(place(top, row), place(left, column), value(data, is_1904))?;
        }
        rows.finish()?;
        sink.end()?;
    }
    Ok(())
}

fn value(data: &Data, is_1904: bool) -> Value<'_> {
    match data {
        Data::Empty => Value::Empty,
        Data::String(text) | Data::DurationIso(text) => Value::Text(Cow::Borrowed(text)),
        Data::DateTimeIso(text) => date::serial(text).map_or(Value::Text(Cow::Borrowed(text)), Value::Date),
        #[expect(clippy::cast_precision_loss, reason = "Excel itself holds numbers as f64")]
        Data::Int(value) => Value::Number(*value as f64),
        Data::Float(value) => Value::Number(*value),
        Data::Bool(value) => Value::truth(*value),
        Data::DateTime(value) => moment(value, is_1904),
        Data::Error(error) => Value::Text(Cow::Borrowed(error_text(error))),
    }
}

/// A date, or a span of time as the number it is.
fn moment(value: &ExcelDateTime, is_1904: bool) -> Value<'static> {
    match value.as_f64() {
        serial if !value.is_datetime() => Value::Number(serial),
        serial if is_1904 => Value::Date(serial + DAYS_TO_1904),
        serial => Value::Date(serial),
    }
}

/// An error as a spreadsheet shows it.
fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#DATA!",
    }
}

/// Walks through the records of a workbook and compares what they ask for with the limits.
fn measure(path: &Path, opening: Opening<'_>) -> Result<(), IngestError> {
    let broken = |error: std::io::Error| opening.broken("", Damage::OldWorkbook, Some(error.into()));
    let file = File::open(path).map_err(|source| IngestError::Unreadable { file: opening.name.to_owned(), source })?;
    let most = opening.limits.unpacked_mb.saturating_mul(1 << 20);
    let mut container = CompoundFile::open(BufReader::new(file)).map_err(broken)?;
    if container.exists("/EncryptedPackage") {
        return Err(IngestError::Password { file: opening.name.to_owned() });
    }
    let name = ["/Workbook", "/Book"].into_iter().find(|name| container.exists(name));
    let Some(name) = name else {
        let format = "a file of Word, PowerPoint or another program";
        return Err(IngestError::Format { file: opening.name.to_owned(), format, instead: ".xlsx" });
    };
    let mut stream = Vec::new();
    container.open_stream(name).and_then(|stream_of| stream_of.take(most).read_to_end(&mut stream)).map_err(broken)?;
    let mut extent = Extent::default();
    let mut rest = stream.as_slice();
    while let [a, b, c, d, data @ ..] = rest {
        let (kind, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        let Some((data, next)) = data.split_at_checked(length) else { break };
        extent.record(kind, data).map_err(|()| opening.broken("", Damage::OldWorkbook, None))?;
        rest = next;
    }
    if extent.is_encrypted {
        return Err(IngestError::Password { file: opening.name.to_owned() });
    }
    extent.end_sheet();
    let limit = MOST_CELLS.min(opening.limits.cells);
    if extent.cells > limit {
        return Err(opening.too_large("", Excess::Cells, extent.cells.to_string(), limit));
    }
    let (merged, limit) = (extent.merged, opening.limits.merged_ranges);
    if merged > limit {
        return Err(opening.too_large("", Excess::MergedRanges, merged.to_string(), limit));
    }
    Ok(())
}

/// How far the cells of a workbook reach.
#[derive(Debug, Default)]
struct Extent {
    is_encrypted: bool,
    /// Cells of the rectangles around the sheets that have ended.
    cells: u64,
    merged: u64,
    /// Cells that the sheet says it has.
    claimed: u64,
    starts: BTreeSet<u32>,
    /// First and last row and column of the sheet.
    sheet: Option<[u16; 4]>,
}

impl Extent {
    fn record(&mut self, kind: u16, data: &[u8]) -> Result<(), ()> {
        let word = |at: usize| data.get(at..at + 2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]])).ok_or(());
        let long = |at: usize| Ok::<_, ()>(u32::from(word(at)?) | u32::from(word(at + 2)?) << 16);
        match kind {
            // A password.
            0x002f => self.is_encrypted |= word(0)? != 0,
            // The list of sheets: two that are one would be read twice, a thousand a thousand times.
            0x0085 if !self.starts.insert(long(0)?) => return Err(()),
            // A sheet begins.
            0x0809 => self.end_sheet(),
            // Its extent, as the file says: rows as 32 or, before Excel 97, 16 bits.
            0x0200 if data.len() >= 14 => {
                let (first, last, left, right) = (long(0)?, long(4)?, word(8)?, word(10)?);
                let is_sound = first <= last && last <= 65_536 && left <= right && right <= 256;
                self.claimed = u64::from(last.saturating_sub(first)) * u64::from(right.saturating_sub(left));
                return if is_sound { Ok(()) } else { Err(()) };
            }
            0x0200 => {
                let (first, last, left, right) = (word(0)?, word(2)?, word(4)?, word(6)?);
                return if first <= last && left <= right { Ok(()) } else { Err(()) };
            }
            // Merged ranges.
            0x00e5 => self.merged += u64::from(word(0)?),
            // Cells: numbers, texts, truth values, formulas.
            0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd | 0x00bd | 0x0006 => {
                let (row, column) = (word(0)?, word(2)?);
                // A row of numbers in one record: a place, six bytes each, the last column.
                let last = if kind == 0x00bd { word(data.len().checked_sub(2).ok_or(())?)? } else { column };
                let [top, bottom, left, right] = self.sheet.unwrap_or([row, row, column, last]);
                self.sheet = Some([top.min(row), bottom.max(row), left.min(column), right.max(last)]);
            }
            _ => {}
        }
        Ok(())
    }

    fn end_sheet(&mut self) {
        let claimed = std::mem::take(&mut self.claimed);
        let held = self.sheet.take().map_or(0, |[top, bottom, left, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right.saturating_sub(left)) + 1)
        });
        self.cells += held.max(claimed);
    }
}
