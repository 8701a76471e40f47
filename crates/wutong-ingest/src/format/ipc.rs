//! Arrow IPC: files, which Feather 2 files are too, and streams.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};
use arrow::ipc::{Block, root_as_footer, root_as_message};

use crate::error::IngestError;
use crate::format::{Opening, SheetSink, guarded, table};
use crate::trouble::Damage;

fn open(path: &Path, opening: Opening<'_>) -> Result<BufReader<File>, IngestError> {
    let file = File::open(path).map_err(|source| IngestError::Unreadable { file: opening.name.to_owned(), source })?;
    Ok(BufReader::with_capacity(1 << 17, file))
}

/// The readers reserve what the file says of its parts; what is more than the file has would end the process.
fn check(is_true: std::io::Result<bool>, opening: Opening<'_>) -> Result<(), IngestError> {
    match is_true {
        Ok(true) => Ok(()),
        Ok(false) => Err(opening.broken("", Damage::Arrow, None)),
        Err(error) => Err(opening.broken("", Damage::Arrow, Some(error.into()))),
    }
}

/// Whether every block that the footer of a file lists lies in the file.
fn footer_is_true(file: &mut BufReader<File>) -> std::io::Result<bool> {
    let size = file.get_ref().metadata()?.len();
    let mut tail = [0; 4];
    file.seek(SeekFrom::End(-10))?;
    file.read_exact(&mut tail)?;
    let length = i64::from(i32::from_le_bytes(tail));
    if length < 0 || length.unsigned_abs() + 10 > size {
        return Ok(false);
    }
    let mut footer = Vec::new();
    file.seek(SeekFrom::End(-10 - length))?;
    file.take(length.unsigned_abs()).read_to_end(&mut footer)?;
    file.rewind()?;
    let Ok(footer) = root_as_footer(&footer) else { return Ok(false) };
    let lies_within = |block: &Block| {
        let parts = [block.offset(), i64::from(block.metaDataLength()), block.bodyLength()];
        let sum = parts.iter().try_fold(0u64, |sum, part| sum.checked_add(u64::try_from(*part).ok()?));
        sum.is_some_and(|sum| sum <= size)
    };
    let blocks = footer.recordBatches().into_iter().flatten().chain(footer.dictionaries().into_iter().flatten());
    Ok(blocks.into_iter().all(lies_within))
}

/// Whether every message of a stream lies in the file.
fn messages_are_true(file: &mut BufReader<File>) -> std::io::Result<bool> {
    let size = file.get_ref().metadata()?.len();
    let mut at = 0u64;
    while at + 8 <= size {
        let mut start = [0; 8];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut start)?;
        let [marker @ .., a, b, c, d] = start;
        let length = u32::from_le_bytes([a, b, c, d]);
        if marker != [0xff; 4] || length == 0 {
            break;
        }
        let mut message = Vec::new();
        file.take(u64::from(length)).read_to_end(&mut message)?;
        let Ok(message) = root_as_message(&message) else { return Ok(false) };
        let Ok(body) = u64::try_from(message.bodyLength()) else { return Ok(false) };
        at = at.saturating_add(8 + u64::from(length)).saturating_add(body);
        if at > size {
            return Ok(false);
        }
    }
    file.rewind()?;
    Ok(true)
}

/// A reader, unless the file is too damaged for one.
fn sound<T>(reader: Option<Result<T, ArrowError>>, opening: Opening<'_>) -> Result<T, IngestError> {
    let reader = reader.ok_or_else(|| opening.broken("", Damage::Arrow, None))?;
    reader.map_err(|error| opening.broken("", Damage::Arrow, Some(error.into())))
}

/// Reads an Arrow file batch by batch.
pub(super) fn file(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let mut bytes = open(path, opening)?;
    check(footer_is_true(&mut bytes), opening)?;
    let reader = sound(guarded(|| FileReader::try_new(bytes, None)), opening)?;
    table::read(reader, opening, Damage::Arrow, sink)
}

/// Reads an Arrow stream batch by batch.
pub(super) fn stream(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let mut bytes = open(path, opening)?;
    check(messages_are_true(&mut bytes), opening)?;
    let reader = sound(guarded(|| StreamReader::try_new(bytes, None)), opening)?;
    table::read(reader, opening, Damage::Arrow, sink)
}
