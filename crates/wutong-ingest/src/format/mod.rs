//! Files and tables as sheets of rows, whatever their format.

#[cfg(test)]
mod alike;
pub(crate) mod archive;
mod cells;
mod columnar;
mod date;
mod encoding;
#[cfg(feature = "polars")]
mod frame;
mod ipc;
mod markup;
mod ods;
mod ods_cell;
mod old;
mod outline;
mod package;
mod page;
pub(crate) mod pieces;
mod rows;
mod shared;
pub(crate) mod sniff;
mod state;
mod styles;
mod table;
mod text;
mod tokens;
mod workbook;

use std::fs::File;
use std::path::Path;

use wutong_model::spec::RawLimits;

use crate::cell::Row;
use crate::error::IngestError;
use crate::hash::Digesting;
use crate::read::{ALONE, Each};
use crate::source::Payload;
use crate::trouble::{Damage, Excess};
use sniff::Kind;
pub(crate) use state::FileState;
pub(crate) use table::Columns;

/// Archives that may lie in each other.
const DEEPEST: usize = 2;

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
pub(crate) trait SheetSink: Send {
    /// A sheet begins.
    fn begin(&mut self, sheet: Sheet<'_>) -> Result<(), IngestError>;
    /// A row, numbered as a spreadsheet does.
    fn row(&mut self, number: u32, row: &dyn Row) -> Result<(), IngestError>;
    /// Rows of a table, numbered from `first`.
    fn batch(&mut self, first: u32, rows: &mut Columns) -> Result<(), IngestError> {
        for (number, position) in (first..).zip(0..rows.len()) {
            rows.go_to(position);
            self.row(number, rows)?;
        }
        Ok(())
    }
    /// So many more rows are likely to come.
    fn expect(&mut self, _rows: usize) {}
    /// The sheet ends.
    fn end(&mut self) -> Result<(), IngestError>;
}

/// How an input is to be opened.
#[derive(Clone, Copy)]
pub(crate) struct Opening<'a> {
    /// Name for messages.
    pub(crate) name: &'a str,
    /// Worksheet to read; all otherwise.
    pub(crate) sheet: Option<&'a str>,
    /// Encoding label; detected otherwise.
    pub(crate) encoding: Option<&'a str>,
    /// What the file may ask for.
    pub(crate) limits: RawLimits,
    /// The threads there are.
    pub(crate) each: Each<'a>,
}

impl<'a> Opening<'a> {
    /// Every sheet, encoding detected, on one thread.
    pub(crate) fn all(name: &'a str, limits: RawLimits) -> Self {
        Self { name, sheet: None, encoding: None, limits, each: ALONE }
    }

    fn broken(
        self,
        sheet: &str,
        damage: Damage,
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    ) -> IngestError {
        IngestError::Broken { file: self.name.to_owned(), sheet: sheet.to_owned(), damage, source }
    }

    fn too_large(self, sheet: &str, what: Excess, found: String, limit: u64) -> IngestError {
        IngestError::TooLarge { file: self.name.to_owned(), sheet: sheet.to_owned(), what, found, limit }
    }

    fn unpacked(self, bytes: u64) -> IngestError {
        self.too_large("", Excess::Unpacked, bytes.div_ceil(1 << 20).to_string(), self.limits.unpacked_mb)
    }

    /// The sheets to read, of those that a workbook has.
    fn choose<T>(self, sheets: Vec<T>, name: impl Fn(&T) -> &str) -> Result<Vec<T>, IngestError> {
        let Some(wanted) = self.sheet else { return Ok(sheets) };
        let (chosen, others): (Vec<T>, Vec<T>) =
            sheets.into_iter().partition(|sheet| name(sheet).trim() == wanted.trim());
        if !chosen.is_empty() {
            return Ok(chosen);
        }
        let known = others.iter().map(|sheet| name(sheet).to_owned()).collect();
        Err(IngestError::NoSheet { file: self.name.to_owned(), sheet: wanted.to_owned(), known })
    }
}

/// Runs a reader that computes with what a file says of itself; `None` if that makes it panic.
///
/// Damage must end the file, not the run. Nothing that was half built is used after.
fn guarded<T>(reader: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(reader)).ok()
}

/// Reads an input to its end; the SHA-256 of a file, `None` for a table in memory.
pub(crate) fn read_input(
    payload: Payload<'_>,
    opening: Opening<'_>,
    sink: &mut dyn SheetSink,
) -> Result<Option<String>, IngestError> {
    match payload {
        Payload::File(path) => read_file(path, opening, sink).map(Some),
        Payload::Member(packed) => {
            let file = archive::extract(packed, opening)?;
            read_file(file.path(), opening, sink).map(Some)
        }
        Payload::Batches(batches) => table::batches(batches, opening.name, sink).map(|()| None),
        Payload::Reader(stream) => {
            let consumed = || IngestError::Consumed { table: opening.name.to_owned() };
            table::reader(stream.take().ok_or_else(consumed)?, opening, sink).map(|()| None)
        }
        #[cfg(feature = "polars")]
        Payload::Frame(frame) => frame::frame(frame, opening.name, sink).map(|()| None),
        #[cfg(feature = "polars")]
        Payload::Lazy(frame) => frame::lazy(&frame.0, opening, sink).map(|()| None),
    }
}

/// The name of the encoding that a text seems to be in; `None` if the input is none.
pub(crate) fn detected_encoding(payload: Payload<'_>, opening: Opening<'_>) -> Option<&'static str> {
    let is_text = |path: &Path| matches!(sniff::kind(path, opening), Ok(Kind::Text));
    match payload {
        Payload::File(path) if is_text(path) => text::detected(path),
        Payload::Member(packed) => {
            let file = archive::extract(packed, opening).ok()?;
            if is_text(file.path()) { text::detected(file.path()) } else { None }
        }
        _ => None,
    }
}

/// Reads a file to its end; its SHA-256.
pub(crate) fn read_file(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<String, IngestError> {
    if !path.exists() {
        let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        return Err(IngestError::MissingFile { file: opening.name.to_owned(), folder });
    }
    if path.is_dir() {
        return Err(IngestError::Folder { file: opening.name.to_owned() });
    }
    let before = FileState::of(path);
    let read = by_content(path, opening, DEEPEST, sink);
    unchanged(path, before, opening).and(read)
}

/// An error if a file is not what it was before it was read.
pub(crate) fn unchanged(path: &Path, before: Option<FileState>, opening: Opening<'_>) -> Result<(), IngestError> {
    if FileState::of(path) == before { Ok(()) } else { Err(opening.broken("", Damage::Changed, None)) }
}

fn by_content(
    path: &Path,
    opening: Opening<'_>,
    depth: usize,
    sink: &mut dyn SheetSink,
) -> Result<String, IngestError> {
    let deeper = || depth.checked_sub(1).ok_or_else(|| opening.broken("", Damage::Nested, None));
    match sniff::kind(path, opening)? {
        Kind::Text => return text::text(path, opening, sink),
        Kind::Parquet => return columnar::parquet(path, opening, sink),
        Kind::Workbook => workbook::workbook(path, opening, sink)?,
        Kind::OldWorkbook => old::workbook(path, opening, sink)?,
        Kind::Spreadsheet => ods::spreadsheet(path, opening, sink)?,
        Kind::Page => page::page(path, opening, sink)?,
        Kind::ArrowFile => ipc::file(path, opening, sink)?,
        Kind::ArrowStream => ipc::stream(path, opening, sink)?,
        Kind::Gzip => {
            let depth = deeper()?;
            by_content(archive::gunzip(path, opening)?.path(), opening, depth, sink)?;
        }
        Kind::Zip => {
            let depth = deeper()?;
            for member in archive::members(path, opening)? {
                let name = format!("{}/{}", opening.name, member.name);
                let file = archive::extract(&member.at, opening)?;
                by_content(file.path(), Opening { name: &name, ..opening }, depth, sink)?;
            }
        }
    }
    digest(path, opening)
}

/// SHA-256 of a file.
fn digest(path: &Path, opening: Opening<'_>) -> Result<String, IngestError> {
    let digest = File::open(path).and_then(|file| Digesting::new(file).finish());
    digest.map_err(|source| IngestError::Unreadable { file: opening.name.to_owned(), source })
}
