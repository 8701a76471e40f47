//! Excel workbooks, cell by cell: a sheet that holds a million empty rows costs nothing.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{
    CellErrorType, DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError,
    XlsxFormulaMetadata, open_workbook,
};

use crate::cell::cell_name;
use crate::error::IngestError;
use crate::format::package::Package;
use crate::format::rows::{SheetRows, Value};
use crate::format::{Opening, Sheet, SheetSink, date};
use crate::trouble::{Damage, Excess};

/// Days from 1899-12-30 to the first day of workbooks that count from 1904.
const DAYS_TO_1904: f64 = 1462.0;
/// Characters of a formula that stand for it.
const MOST_SHOWN: usize = 60;

/// Reads a workbook.
pub(super) fn workbook(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let mut package = Package::measure(path, opening)?;
    let mut workbook: Xlsx<BufReader<File>> = open_workbook(path).map_err(|error| open_error(error, opening))?;
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let chosen = opening.choose(sheets.cloned().collect(), |sheet| &sheet.name)?;
    for sheet in &chosen {
        let cells = workbook.worksheet_cells_reader(&sheet.name);
        let claimed = cells.map_err(|error| sheet_error(error, &sheet.name, opening))?.dimensions();
        check_claim(claimed, &sheet.name, opening)?;
    }
    for sheet in &chosen {
        let name = sheet.name.as_str();
        sink.begin(Sheet { name, is_typed: true, is_hidden: sheet.visible != SheetVisible::Visible })?;
        let rows = SheetRows::new(name, opening, package.merges(name), sink)?;
        cells(&mut workbook, name, opening, rows)?;
        sink.end()?;
    }
    Ok(())
}

/// Refuses a worksheet that says it has more cells than the limit. Billions of them come from a format that was set for
/// whole columns, and cost other programs all their memory.
fn check_claim(claimed: Dimensions, sheet: &str, opening: Opening<'_>) -> Result<(), IngestError> {
    let (rows, columns) = (claimed.end.0 - claimed.start.0 + 1, claimed.end.1 - claimed.start.1 + 1);
    let (cells, limit) = (u64::from(rows) * u64::from(columns), opening.limits.cells);
    if cells <= limit {
        return Ok(());
    }
    let name = |(row, column): (u32, u32)| cell_name(column as usize, row + 1);
    let found = format!("{}:{} = {cells}", name(claimed.start), name(claimed.end));
    Err(opening.too_large(sheet, Excess::ClaimedCells, found, limit))
}

fn cells<'a>(
    workbook: &'a mut Xlsx<BufReader<File>>,
    name: &str,
    opening: Opening<'_>,
    mut rows: SheetRows<'a, '_>,
) -> Result<(), IngestError> {
    let is_1904 = workbook.has_1904_epoch();
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| sheet_error(error, name, opening))?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| sheet_error(error, name, opening))? {
        let (row, column) = cell.pos;
        rows.count(1)?;
        let value = match cell.formula {
            Some(formula) if cell.value == DataRef::Empty => Value::Text(Cow::Owned(uncomputed(&formula))),
            _ => value(cell.value, is_1904),
        };
        rows.cell(row, column, value)?;
    }
    rows.finish()
}

/// A formula of which no program has computed the value: nothing is known of it, which is more than nothing being there.
fn uncomputed(formula: &XlsxFormulaMetadata) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            std::iter::once('=').chain(formula.chars().take(MOST_SHOWN)).collect()
        }
        _ => "=".to_owned(),
    }
}

fn value(data: DataRef<'_>, is_1904: bool) -> Value<'_> {
    match data {
        DataRef::Empty => Value::Empty,
        DataRef::SharedString(text) => Value::Text(Cow::Borrowed(text)),
        DataRef::String(text) | DataRef::DurationIso(text) => Value::Text(Cow::Owned(text)),
        DataRef::DateTimeIso(text) => match date::serial(&text) {
            Some(serial) => Value::Date(serial),
            None => Value::Text(Cow::Owned(text)),
        },
        #[expect(clippy::cast_precision_loss, reason = "Excel itself holds numbers as f64")]
        DataRef::Int(value) => Value::Number(value as f64),
        DataRef::Float(value) if value.is_finite() => Value::Number(value),
        // Something stands there, if nothing that is a number.
        DataRef::Float(value) => Value::Text(Cow::Owned(value.to_string())),
        DataRef::Bool(value) => Value::Text(Cow::Borrowed(truth(value))),
        DataRef::DateTime(value) => moment(&value, is_1904),
        DataRef::Error(error) => Value::Text(Cow::Borrowed(error_text(&error))),
    }
}

/// A date, or a span of time as the number it is.
pub(super) fn moment(value: &ExcelDateTime, is_1904: bool) -> Value<'static> {
    match value.as_f64() {
        serial if !value.is_datetime() => Value::Number(serial),
        serial if is_1904 => Value::Date(serial + DAYS_TO_1904),
        serial => Value::Date(serial),
    }
}

/// A truth value as a spreadsheet shows it.
pub(super) fn truth(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// An error as a spreadsheet shows it.
pub(super) fn error_text(error: &CellErrorType) -> &'static str {
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

fn sheet_error(error: XlsxError, sheet: &str, opening: Opening<'_>) -> IngestError {
    opening.broken(sheet, Damage::Worksheet, Some(error.into()))
}

fn open_error(error: XlsxError, opening: Opening<'_>) -> IngestError {
    match error {
        XlsxError::Password => IngestError::Password { file: opening.name.to_owned() },
        other => opening.broken("", Damage::Workbook, Some(other.into())),
    }
}
