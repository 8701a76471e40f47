//! Arrow IPC: files, which Feather 2 files are too, and streams.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use arrow::ipc::reader::{FileReader, StreamReader};

use crate::error::IngestError;
use crate::format::{Opening, SheetSink, table};
use crate::trouble::Damage;

fn open(path: &Path, opening: Opening<'_>) -> Result<BufReader<File>, IngestError> {
    let file = File::open(path).map_err(|source| IngestError::Unreadable { file: opening.name.to_owned(), source })?;
    Ok(BufReader::with_capacity(1 << 17, file))
}

/// Reads an Arrow file batch by batch.
pub(super) fn file(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let reader = FileReader::try_new(open(path, opening)?, None);
    let reader = reader.map_err(|error| opening.broken("", Damage::Arrow, Some(error.into())))?;
    table::read(reader, opening, Damage::Arrow, sink)
}

/// Reads an Arrow stream batch by batch.
pub(super) fn stream(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let reader = StreamReader::try_new(open(path, opening)?, None);
    let reader = reader.map_err(|error| opening.broken("", Damage::Arrow, Some(error.into())))?;
    table::read(reader, opening, Damage::Arrow, sink)
}
