//! Excel workbooks, cell by cell: a sheet that claims a million empty rows costs nothing.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{CellErrorType, DataRef, Reader, SheetType, Xlsx, XlsxError, open_workbook};

use crate::cell::{Cell, Row};
use crate::error::{IngestError, Lookalike};
use crate::format::{Opening, Sheet, SheetSink};

struct WorkbookRow<'a>(Vec<DataRef<'a>>);

impl Row for WorkbookRow<'_> {
    fn width(&self) -> usize {
        self.0.len()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match self.0.get(column) {
            None | Some(DataRef::Empty) => Cell::Empty,
            Some(DataRef::SharedString(text)) => Cell::text(text),
            Some(DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text)) => Cell::text(text),
            #[expect(clippy::cast_precision_loss, reason = "Excel itself holds numbers as f64")]
            Some(DataRef::Int(value)) => Cell::Number(*value as f64),
            Some(DataRef::Float(value)) => Cell::number(*value),
            Some(DataRef::Bool(value)) => Cell::Text(if *value { "TRUE" } else { "FALSE" }),
            Some(DataRef::DateTime(value)) if value.is_datetime() => Cell::Date(value.as_f64()),
            Some(DataRef::DateTime(value)) => Cell::number(value.as_f64()),
            Some(DataRef::Error(error)) => Cell::Text(error_text(error)),
        }
    }
}

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

/// Reads a workbook.
pub(super) fn workbook(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let mut workbook: Xlsx<BufReader<File>> = open_workbook(path).map_err(|error| open_error(&error, opening))?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let chosen: Vec<&String> =
        sheets.iter().filter(|sheet| opening.sheet.is_none_or(|wanted| wanted.trim() == sheet.trim())).collect();
    if let (true, Some(wanted)) = (chosen.is_empty(), opening.sheet) {
        let (file, sheet) = (opening.name.to_owned(), wanted.to_owned());
        return Err(IngestError::NoSheet { file, sheet, known: sheets });
    }
    for name in chosen {
        sink.begin(Sheet { name, is_typed: true, is_hidden: false })?;
        sheet(&mut workbook, name, opening, sink)?;
        sink.end()?;
    }
    Ok(())
}

fn sheet(
    workbook: &mut Xlsx<BufReader<File>>,
    name: &str,
    opening: Opening<'_>,
    sink: &mut dyn SheetSink,
) -> Result<(), IngestError> {
    let damaged = |error: XlsxError| IngestError::Damaged {
        file: opening.name.to_owned(),
        sheet: name.to_owned(),
        message: error.to_string(),
    };
    let mut cells = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let mut row = WorkbookRow(Vec::new());
    let mut current = 0;
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (number, column) = cell.get_position();
        if number != current && !row.0.is_empty() {
            sink.row(current + 1, &row)?;
            row.0.clear();
        }
        current = number;
        let value = cell.get_value().clone();
        if value == DataRef::Empty {
            continue;
        }
        let column = column as usize;
        if row.0.len() <= column {
            row.0.resize(column + 1, DataRef::Empty);
        }
        row.0[column] = value;
    }
    if !row.0.is_empty() {
        sink.row(current + 1, &row)?;
    }
    Ok(())
}

fn open_error(error: &XlsxError, opening: Opening<'_>) -> IngestError {
    let file = opening.name.to_owned();
    match error {
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => {
            IngestError::NotWorkbook { file, found: Lookalike::Other }
        }
        XlsxError::Password => IngestError::NotWorkbook { file, found: Lookalike::OldWorkbook },
        other => IngestError::Damaged { file, sheet: String::new(), message: other.to_string() },
    }
}
