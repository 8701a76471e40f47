//! Arrow IPC: files, which Feather 2 files are too, and streams.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};

use crate::error::IngestError;
use crate::format::{Opening, SheetSink, guarded, table};
use crate::trouble::Damage;

fn open(path: &Path, opening: Opening<'_>) -> Result<BufReader<File>, IngestError> {
    let file = File::open(path).map_err(|source| IngestError::Unreadable { file: opening.name.to_owned(), source })?;
    Ok(BufReader::with_capacity(1 << 17, file))
}

/// A reader, unless the file is too damaged for one.
fn sound<T>(reader: Option<Result<T, ArrowError>>, opening: Opening<'_>) -> Result<T, IngestError> {
    let reader = reader.ok_or_else(|| opening.broken("", Damage::Arrow, None))?;
    reader.map_err(|error| opening.broken("", Damage::Arrow, Some(error.into())))
}

/// Reads an Arrow file batch by batch.
pub(super) fn file(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let bytes = open(path, opening)?;
    let reader = sound(guarded(|| FileReader::try_new(bytes, None)), opening)?;
    table::read(reader, opening, Damage::Arrow, sink)
}

/// Reads an Arrow stream batch by batch.
pub(super) fn stream(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let bytes = open(path, opening)?;
    let reader = sound(guarded(|| StreamReader::try_new(bytes, None)), opening)?;
    table::read(reader, opening, Damage::Arrow, sink)
}
