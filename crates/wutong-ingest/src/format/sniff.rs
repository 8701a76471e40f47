//! What a file is, by what is in it and not by its name.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::IngestError;
use crate::format::archive::Zip;
use crate::format::{Opening, archive};
use crate::trouble::{Damage, Lookalike};

/// Formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// xlsx, xlsm.
    Workbook,
    /// xls.
    OldWorkbook,
    /// ods.
    Spreadsheet,
    /// Parquet.
    Parquet,
    /// Arrow IPC file, or Feather.
    ArrowFile,
    /// Arrow IPC stream.
    ArrowStream,
    /// An archive of files.
    Zip,
    /// A packed file.
    Gzip,
    /// A web page, or an XML Spreadsheet of 2003.
    Page,
    /// Delimited text.
    Text,
}

/// The format of a file.
pub(crate) fn kind(path: &Path, opening: Opening<'_>) -> Result<Kind, IngestError> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut start));
    read.map_err(|source| IngestError::Unreadable { file: opening.name.to_owned(), source })?;
    let unread = |format, instead| Err(IngestError::Format { file: opening.name.to_owned(), format, instead });
    Ok(match start.as_slice() {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return zipped(path, opening),
        [b'P', b'A', b'R', b'1', ..] => Kind::Parquet,
        [b'P', b'A', b'R', b'E', ..] => return unread("encrypted Parquet", ".parquet"),
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => Kind::ArrowFile,
        [b'F', b'E', b'A', b'1', ..] => return unread("Feather 1", ".feather (version 2)"),
        [0xff, 0xff, 0xff, 0xff, ..] => Kind::ArrowStream,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Kind::OldWorkbook,
        [0x1f, 0x8b, ..] => Kind::Gzip,
        [b'%', b'P', b'D', b'F', ..] => return unread("PDF", ".xlsx"),
        [b'R', b'a', b'r', b'!', ..] => return unread("RAR", ".zip"),
        [b'7', b'z', 0xbc, 0xaf, ..] => return unread("7z", ".zip"),
        other => return other_text(other, opening),
    })
}

/// Text and web pages, also under the name of a workbook: web systems export both as .xls.
fn other_text(start: &[u8], opening: Opening<'_>) -> Result<Kind, IngestError> {
    let file = opening.name.to_owned();
    // Also in UTF-16, whose Latin letters have a zero byte each.
    let lower = String::from_utf8_lossy(start).replace('\0', "").to_ascii_lowercase();
    let name = opening.name.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if lower.contains("mime-version:") && lower.contains("multipart/related") {
        return Err(IngestError::Format { file, format: "a web archive (MHTML)", instead: ".xlsx" });
    }
    let bare = lower.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{fffd}'));
    if bare.starts_with("<!doctype html")
        || lower.contains("<html")
        || lower.contains("<table")
        || lower.contains("urn:schemas-microsoft-com:office:spreadsheet")
    {
        return Ok(Kind::Page);
    }
    match extension {
        "xlsx" | "xlsm" | "ods" | "xlsb" => Err(IngestError::NotWorkbook { file, found: Lookalike::Other }),
        "xls" if !is_table(start) => Err(IngestError::NotWorkbook { file, found: Lookalike::Other }),
        "zip" => Err(opening.broken("", Damage::Archive, None)),
        "gz" => Err(opening.broken("", Damage::Gzip, None)),
        "parquet" => Err(opening.broken("", Damage::Parquet, None)),
        "arrow" | "feather" => Err(opening.broken("", Damage::Arrow, None)),
        _ => Ok(Kind::Text),
    }
}

/// Whether bytes are the start of a text with columns: a separator, and no control characters but in UTF-16.
fn is_table(start: &[u8]) -> bool {
    let is_utf16 = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    let is_text = is_utf16 || start.iter().all(|byte| *byte >= 32 || matches!(byte, b'\t' | b'\n' | b'\r'));
    is_text && start.iter().any(|byte| matches!(byte, b'\t' | b',' | b';'))
}

/// Workbooks are zip archives themselves.
fn zipped(path: &Path, opening: Opening<'_>) -> Result<Kind, IngestError> {
    let mut zip = archive::open(path, opening)?;
    let names: Vec<String> =
        zip.file_names_raw().map(|name| String::from_utf8_lossy(name).replace('\\', "/").to_lowercase()).collect();
    let has = |wanted: &str| names.iter().any(|name| name.trim_start_matches('/') == wanted);
    let below = |folder: &str| names.iter().any(|name| name.trim_start_matches('/').starts_with(folder));
    let unread = |format| Err(IngestError::Format { file: opening.name.to_owned(), format, instead: ".xlsx" });
    if below("xl/") || has("[content_types].xml") {
        return match () {
            () if has("xl/workbook.bin") => unread("the binary workbook .xlsb"),
            () if below("word/") || below("ppt/") => unread("a Word or PowerPoint file"),
            () => Ok(Kind::Workbook),
        };
    }
    if has("mimetype") {
        let is_sheet = mime_type(&mut zip).starts_with(b"application/vnd.oasis.opendocument.spreadsheet");
        return if is_sheet { Ok(Kind::Spreadsheet) } else { unread("a document that is no spreadsheet") };
    }
    if below("index/") && names.iter().any(|name| name.ends_with(".iwa")) {
        return unread("Apple Numbers");
    }
    Ok(Kind::Zip)
}

fn mime_type(zip: &mut Zip) -> Vec<u8> {
    let mut start = Vec::new();
    if let Ok(part) = zip.by_name("mimetype") {
        // What cannot be read is no spreadsheet.
        let _ = part.take(100).read_to_end(&mut start);
    }
    start
}
