//! Large regular texts in pieces that can be read side by side.
//!
//! A piece is regular if every line is one record: no line break or doubled quotation mark inside a field. Who
//! meets an irregular one reads the file again as a whole, so pieces never decide what a file says.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};
use memchr::memchr;

use crate::cell::{Cell, Row};
use crate::error::IngestError;
use crate::feed::{Body, Sheets};
use crate::format::sniff::{self, Kind};
use crate::format::{self, FileState, Opening, encoding, text};

/// Smaller files are read as a whole.
const SMALLEST: u64 = 4 << 20;
/// Size of the first piece, which is read before the others to find the header.
const FIRST: u64 = 512 << 10;
/// Size of the others.
const SIZE: u64 = 2 << 20;
/// Longest line that is looked for at the end of a piece.
const LINE: usize = 64 << 10;

/// A file in pieces.
#[derive(Debug)]
pub(crate) struct Pieces {
    path: PathBuf,
    ranges: Vec<Range<u64>>,
    delimiter: u8,
    encoding: &'static Encoding,
    /// The file as it was before it was cut.
    state: Option<FileState>,
}

/// What a piece held.
#[derive(Debug)]
pub(crate) struct Piece {
    /// Number of rows.
    pub(crate) rows: u32,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

impl Pieces {
    /// Cuts a file; `None` if it is better read as a whole.
    pub(crate) fn cut(path: &Path, opening: Opening<'_>) -> Option<Self> {
        let size = std::fs::metadata(path).ok()?.len();
        let state = FileState::of(path);
        if size < SMALLEST || sniff::kind(path, opening).ok()? != Kind::Text {
            return None;
        }
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
        (ranges.len() > 1).then(|| Self { path: path.to_owned(), ranges, delimiter, encoding, state })
    }

    /// An error if the file is not what it was when it was cut: its pieces may be of two versions.
    pub(crate) fn unchanged(&self, opening: Opening<'_>) -> Result<(), IngestError> {
        format::unchanged(&self.path, self.state, opening)
    }

    /// Number of pieces.
    pub(crate) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// About how many rows a piece has, beside a first one of so many.
    pub(crate) fn rows_in(&self, piece: usize, first: usize) -> usize {
        let bytes = |piece: usize| self.ranges.get(piece).map_or(0, |range| range.end - range.start);
        // A little more than it will be: a column that has to grow is copied.
        let rows = first as u64 * bytes(piece) / bytes(0).max(1) * 33 / 32 + 1;
        usize::try_from(rows).unwrap_or(0)
    }

    /// Reads a piece, before which stand so many rows; its rows and bytes, `None` if it is irregular.
    pub(crate) fn read(
        &self,
        (piece, before): (usize, u32),
        opening: Opening<'_>,
        sheets: &mut Sheets<'_, impl Body>,
    ) -> Result<Option<Piece>, IngestError> {
        let unreadable = |source| IngestError::Unreadable { file: opening.name.to_owned(), source };
        let bytes = self.bytes(&self.ranges[piece]).map_err(unreadable)?;
        let (encoding, delimiter) = (self.encoding, self.delimiter);
        let decoded;
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) if encoding == UTF_8 || text.is_ascii() => text,
            _ if encoding == UTF_8 || encoding::has_stray_utf8(&bytes, delimiter, encoding) => return Ok(None),
            _ => {
                decoded = encoding.decode_without_bom_handling(&bytes).0;
                &decoded
            }
        };
        let text = if piece == 0 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
        Ok(lines(text, delimiter, before, sheets)?.map(|rows| Piece { rows, bytes }))
    }

    fn bytes(&self, range: &Range<u64>) -> std::io::Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(range.start))?;
        let length = range.end - range.start;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        file.take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
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
    text: &'a str,
    /// Where each cell begins and ends in the text.
    cells: Vec<Range<usize>>,
}

impl Row for Line<'_> {
    #[inline]
    fn width(&self) -> usize {
        self.cells.len()
    }

    #[inline]
    fn cell(&self, column: usize) -> Cell<'_> {
        match self.cells.get(column) {
            None => Cell::Empty,
            Some(range) => Cell::text(&self.text[range.clone()]),
        }
    }

    fn is_separated(&self) -> bool {
        true
    }
}

/// Hands on the lines of a text, before which stand so many; their number, `None` if one of them is no whole record.
///
/// Separators, quotation marks and line ends are found eight bytes at a time.
fn lines(
    text: &str,
    delimiter: u8,
    before: u32,
    sheets: &mut Sheets<'_, impl Body>,
) -> Result<Option<u32>, IngestError> {
    let bytes = text.as_bytes();
    let mut line = Line { text, cells: Vec::new() };
    let (mut start, mut number, mut quotes) = (0, before, Quotes::None);
    let wanted = [delimiter, b'"', b'\n', b'\r'].map(|byte| u64::from(byte) * ONES);
    let mut take = |at: usize, byte: u8, line: &mut Line<'_>| -> Result<bool, IngestError> {
        match (byte, quotes) {
            (byte, Quotes::None) if byte == delimiter => {
                line.cells.push(start..at);
                start = at + 1;
            }
            (b'"', Quotes::None) if at == start => quotes = Quotes::Open,
            (b'"', Quotes::Open) => quotes = Quotes::Closed(at),
            (b'"', _) => return Ok(false),
            // Only as a part of the line end, which is looked at there.
            (b'\r', Quotes::None | Quotes::Closed(_)) if bytes.get(at + 1) == Some(&b'\n') => {}
            (b'\n', Quotes::Open) | (b'\r', _) => return Ok(false),
            (_, Quotes::Open) => {}
            (byte, _) => {
                let end = if byte == b'\n' && at > start && bytes[at - 1] == b'\r' { at - 1 } else { at };
                match quotes {
                    Quotes::Closed(closed) if closed + 1 == end => line.cells.push(start + 1..closed),
                    Quotes::None => line.cells.push(start..end),
                    _ => return Ok(false),
                }
                (start, quotes) = (at + 1, Quotes::None);
                if byte != delimiter {
                    number += 1;
                    sheets.take(number, line)?;
                    line.cells.clear();
                }
            }
        }
        Ok(true)
    };
    let mut words = bytes.chunks_exact(8);
    for (position, word) in (&mut words).enumerate() {
        let value = u64::from_le_bytes(word.try_into().expect("chunks of eight bytes"));
        let mut found = wanted.iter().fold(0, |found, wanted| found | zero_bytes(value ^ wanted));
        while found != 0 {
            let within = (found.trailing_zeros() / 8) as usize;
            if !take(position * 8 + within, word[within], &mut line)? {
                return Ok(None);
            }
            found &= found - 1;
        }
    }
    let rest = bytes.len() - words.remainder().len();
    for (position, &byte) in words.remainder().iter().enumerate() {
        if (byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r')) && !take(rest + position, byte, &mut line)? {
            return Ok(None);
        }
    }
    if !text.ends_with('\n') && !take(bytes.len(), b'\n', &mut line)? {
        return Ok(None);
    }
    Ok(Some(number - before))
}

/// The quotation marks of a field so far.
#[derive(Debug, Clone, Copy)]
enum Quotes {
    None,
    Open,
    Closed(usize),
}

/// One in every byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The high bit of every byte that is zero.
fn zero_bytes(word: u64) -> u64 {
    const LOW: u64 = 0x7f * ONES;
    !(((word & LOW) + LOW) | word | LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::cell::OwnedRow;
    use crate::feed::{Fate, Fed};
    use crate::format::Sheet;

    /// Keeps every row as it comes.
    #[derive(Default)]
    struct Kept(Vec<Vec<String>>);

    impl Body for Kept {
        fn begin(&mut self, _: Sheet<'_>) {}

        fn header(&mut self, _: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
            Ok(None)
        }

        fn row(&mut self, _: u32, _: &dyn Row) -> Result<Fate, IngestError> {
            Ok(Fate::NotData)
        }

        fn plain_row(&mut self, _: u32, row: &impl Row) -> Option<Fate> {
            self.0.push((0..row.width()).map(|column| row.cell(column).shown()).collect());
            Some(Fate::Kept)
        }

        fn end(&mut self, _: Fed) -> Result<(), IngestError> {
            Ok(())
        }
    }

    fn check(text: &str, expected: Option<&[&[&str]]>) {
        let mut kept = Kept::default();
        let number = lines(text, b',', 0, &mut Sheets::resume(&mut kept, crate::feed::Feed::below_header()));
        let number = number.expect("no row is refused");
        assert_eq!(
            number.map(|_| kept.0),
            expected.map(|rows| rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()),
            "{text:?}"
        );
    }

    #[test]
    fn lines_come_apart() {
        for (text, rows) in [
            ("a,b", Some(&[&["a", "b"][..]][..])),
            ("a,b\r\nc,\n", Some(&[&["a", "b"], &["c", ""]])),
            ("\"a\",b,\n", Some(&[&["a", "b", ""]])),
            ("\"a,b\",\"\"", Some(&[&["a,b", ""]])),
            ("\"a,b\"\r\n\"c\"\r\n", Some(&[&["a,b"], &["c"]])),
            ("一中,九（1）班,85.5\n\n二中,,\n", Some(&[&["一中", "九（1）班", "85.5"], &[""], &["二中", "", ""]])),
            ("a,\"b", None),
            ("a,\"b\nc\"", None),
            ("a,b\"c\"", None),
            ("\"a\"\"b\",c", None),
            ("\"a\"b,c", None),
            ("a\rb,c\n", None),
            ("a\r", None),
        ] {
            check(text, rows);
        }
    }
}
