//! Large regular files in pieces that can be read side by side.
//!
//! A piece of text is regular if every line is one record: no line break or doubled quotation mark inside a field. Who
//! meets an irregular one reads the file again as a whole, so pieces never decide what a file says.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};
use memchr::{memchr, memchr_iter};

use crate::cell::{Cell, Row};
use crate::error::IngestError;
use crate::format::sniff::{self, Kind};
use crate::format::{Opening, table, text};

/// Smaller files are read as a whole.
const SMALLEST: u64 = 4 << 20;
/// Size of the first piece, which is read before the others to find the header.
const FIRST: u64 = 512 << 10;
/// Size of the others.
const SIZE: u64 = 4 << 20;
/// Longest line that is looked for at the end of a piece.
const LINE: usize = 64 << 10;

/// What a row of a piece is handed to: its number within the piece, and the row.
pub(crate) type EachRow<'a> = dyn FnMut(u32, &dyn Row) -> Result<(), IngestError> + 'a;

/// A file in pieces.
#[derive(Debug)]
pub(crate) struct Pieces {
    path: PathBuf,
    parts: Parts,
}

#[derive(Debug)]
enum Parts {
    Text { ranges: Vec<Range<u64>>, delimiter: u8, encoding: &'static Encoding },
    Parquet { groups: usize },
}

impl Pieces {
    /// Cuts a file; `None` if it is better read as a whole.
    pub(crate) fn cut(path: &Path, opening: Opening<'_>) -> Option<Self> {
        let size = std::fs::metadata(path).ok()?.len();
        let parts = match sniff::kind(path, opening).ok()? {
            Kind::Text if size >= SMALLEST => Self::text(path, size, opening)?,
            Kind::Parquet => Parts::Parquet { groups: table::row_groups(path).filter(|groups| *groups > 1)? },
            _ => return None,
        };
        Some(Self { path: path.to_owned(), parts })
    }

    fn text(path: &Path, size: u64, opening: Opening<'_>) -> Option<Parts> {
        let mut file = File::open(path).ok()?;
        let (encoding, delimiter) = text::manner(&mut file, opening)?;
        if ![UTF_8, GB18030, BIG5].contains(&encoding) {
            return None;
        }
        let (mut ranges, mut start) = (Vec::new(), 0);
        while start < size {
            let wanted = start + if start == 0 { FIRST } else { SIZE };
            let end = if wanted >= size { size } else { line_end(&mut file, wanted)? };
            ranges.push(start..end);
            start = end;
        }
        (ranges.len() > 1).then_some(Parts::Text { ranges, delimiter, encoding })
    }

    /// Number of pieces.
    pub(crate) fn len(&self) -> usize {
        match &self.parts {
            Parts::Text { ranges, .. } => ranges.len(),
            Parts::Parquet { groups } => *groups,
        }
    }

    /// Reads a piece; the number of its rows, `None` if it is irregular.
    pub(crate) fn read(
        &self,
        piece: usize,
        opening: Opening<'_>,
        each: &mut EachRow<'_>,
    ) -> Result<Option<u32>, IngestError> {
        match &self.parts {
            Parts::Text { ranges, delimiter, encoding } => {
                let unreadable = |source| IngestError::Unreadable { file: opening.name.to_owned(), source };
                let bytes = self.bytes(&ranges[piece]).map_err(unreadable)?;
                let decoded;
                let text = match std::str::from_utf8(&bytes) {
                    Ok(text) if *encoding == UTF_8 || text.is_ascii() => text,
                    _ if *encoding == UTF_8 => return Ok(None),
                    _ => {
                        decoded = encoding.decode_without_bom_handling(&bytes).0;
                        &decoded
                    }
                };
                let text = if piece == 0 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
                lines(text, *delimiter, each)
            }
            Parts::Parquet { .. } => table::row_group(&self.path, piece, opening, each).map(Some),
        }
    }

    fn bytes(&self, range: &Range<u64>) -> std::io::Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(range.start))?;
        let length = range.end - range.start;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        file.take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// SHA-256 of the file.
    pub(crate) fn digest(&self, opening: Opening<'_>) -> Result<String, IngestError> {
        super::digest(&self.path, opening)
    }
}

/// The first line end from a position on.
fn line_end(file: &mut File, from: u64) -> Option<u64> {
    let mut bytes = vec![0; LINE];
    file.seek(SeekFrom::Start(from)).ok()?;
    let n = file.read(&mut bytes).ok()?;
    memchr(b'\n', &bytes[..n]).map(|at| from + at as u64 + 1)
}

/// A line as a row.
struct Line<'a> {
    cells: Vec<&'a str>,
}

impl Row for Line<'_> {
    fn width(&self) -> usize {
        self.cells.len()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match self.cells.get(column) {
            None | Some(&"") => Cell::Empty,
            Some(text) => {
                let bytes = text.as_bytes();
                // Most cells begin and end with a letter or digit; blanks are looked for in the others only.
                if bytes[0].is_ascii_graphic() && bytes[bytes.len() - 1].is_ascii_graphic() {
                    Cell::Text(text)
                } else {
                    Cell::text(text)
                }
            }
        }
    }

    fn is_separated(&self) -> bool {
        true
    }
}

fn lines(text: &str, delimiter: u8, each: &mut EachRow<'_>) -> Result<Option<u32>, IngestError> {
    let has_returns = memchr(b'\r', text.as_bytes()).is_some();
    let mut row = Line { cells: Vec::new() };
    let (mut start, mut number) = (0, 0);
    let ends = memchr_iter(b'\n', text.as_bytes()).chain((!text.ends_with('\n')).then_some(text.len()));
    for end in ends {
        let line = &text[start..end];
        start = end + 1;
        number += 1;
        let line = if has_returns { line.strip_suffix('\r').unwrap_or(line) } else { line };
        row.cells.clear();
        if has_returns && line.contains('\r') || !split(line, delimiter, &mut row.cells) {
            return Ok(None);
        }
        each(number, &row)?;
    }
    Ok(Some(number))
}

/// The fields of a line; false if it is no whole record.
fn split<'t>(line: &'t str, delimiter: u8, cells: &mut Vec<&'t str>) -> bool {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            let Some(length) = memchr(b'"', &bytes[at + 1..]) else { return false };
            let end = at + 1 + length;
            cells.push(&line[at + 1..end]);
            at = end + 1;
        } else {
            let start = at;
            while at < bytes.len() && bytes[at] != delimiter {
                if bytes[at] == b'"' {
                    return false;
                }
                at += 1;
            }
            cells.push(&line[start..at]);
        }
        match bytes.get(at) {
            None => return true,
            Some(byte) if *byte == delimiter => at += 1,
            Some(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_apart() {
        for (line, cells) in [
            ("a,b", Some(vec!["a", "b"])),
            ("\"a\",b,", Some(vec!["a", "b", ""])),
            ("\"a,b\",\"\"", Some(vec!["a,b", ""])),
            ("", Some(vec![""])),
            ("a,\"b", None),
            ("a,b\"c\"", None),
            ("\"a\"\"b\",c", None),
            ("\"a\"b,c", None),
        ] {
            let mut found = Vec::new();
            let is_regular = split(line, b',', &mut found);
            assert_eq!(is_regular.then_some(found), cells, "{line}");
        }
    }
}
