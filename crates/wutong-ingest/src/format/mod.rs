//! Files and tables as sheets of rows, whatever their format.

#[cfg(feature = "polars")]
mod frame;
mod table;
mod text;
mod workbook;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::cell::Row;
use crate::error::{IngestError, Lookalike};
use crate::hash::Digesting;
use crate::source::Payload;

/// What is known of a sheet before its first row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sheet<'a> {
    /// Its name; empty for text files and tables.
    pub(crate) name: &'a str,
    /// Whether numbers and texts are told apart, as in a workbook.
    pub(crate) is_typed: bool,
    /// Whether the workbook hides it.
    pub(crate) is_hidden: bool,
}

impl<'a> Sheet<'a> {
    /// A sheet without types, as text files and tables are.
    pub(crate) fn plain(name: &'a str) -> Self {
        Self { name, ..Self::default() }
    }
}

/// Receives the sheets of an input, row by row.
pub(crate) trait SheetSink {
    /// A sheet begins.
    fn begin(&mut self, sheet: Sheet<'_>) -> Result<(), IngestError>;
    /// A row, numbered as a spreadsheet does.
    fn row(&mut self, number: u32, row: &dyn Row) -> Result<(), IngestError>;
    /// The sheet ends.
    fn end(&mut self) -> Result<(), IngestError>;
}

/// How an input is to be opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening<'a> {
    /// Name for messages.
    pub(crate) name: &'a str,
    /// Worksheet to read; all otherwise.
    pub(crate) sheet: Option<&'a str>,
    /// Encoding label; detected otherwise.
    pub(crate) encoding: Option<&'a str>,
}

/// Reads an input to its end; the SHA-256 of a file, `None` for a table in memory.
pub(crate) fn read_input(
    payload: Payload<'_>,
    opening: Opening<'_>,
    sink: &mut dyn SheetSink,
) -> Result<Option<String>, IngestError> {
    match payload {
        Payload::File(path) => read_file(path, opening, sink).map(Some),
        Payload::Batches(batches) => table::batches(batches, opening.name, sink).map(|()| None),
        #[cfg(feature = "polars")]
        Payload::Frame(frame) => frame::frame(frame, opening.name, sink).map(|()| None),
    }
}

/// Reads a file to its end; its SHA-256.
pub(crate) fn read_file(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<String, IngestError> {
    let unreadable = |source| IngestError::Unreadable { file: opening.name.to_owned(), source };
    if !path.exists() {
        let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        return Err(IngestError::MissingFile { file: opening.name.to_owned(), folder });
    }
    let mut start = Vec::new();
    File::open(path).and_then(|file| file.take(512).read_to_end(&mut start)).map_err(unreadable)?;
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        workbook::workbook(path, opening, sink)?;
    } else if start.starts_with(b"PAR1") {
        table::parquet(path, opening.name, sink)?;
    } else if start.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(IngestError::NotWorkbook { file: opening.name.to_owned(), found: Lookalike::OldWorkbook });
    } else if named_workbook(path) {
        let text = String::from_utf8_lossy(&start).to_lowercase();
        let found =
            if text.contains("<html") || text.contains("<table") { Lookalike::WebPage } else { Lookalike::Other };
        return Err(IngestError::NotWorkbook { file: opening.name.to_owned(), found });
    } else {
        return text::text(path, opening, sink);
    }
    digest(path).map_err(unreadable)
}

fn digest(path: &Path) -> std::io::Result<String> {
    Digesting::new(File::open(path)?).finish()
}

fn named_workbook(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    ["xlsx", "xlsm", "xls", "xlsb"].contains(&extension.as_str())
}
