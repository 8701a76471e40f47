//! Large regular texts in pieces that can be read side by side.
//!
//! A piece is regular if every line is one record: no line break or doubled quotation mark inside a field. Who
//! meets an irregular one reads the file again as a whole, so pieces never decide what a file says.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};
use memchr::{memchr, memchr_iter};

use crate::cell::{Cell, Row, Word};
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

    #[inline]
    fn word(&self, column: usize) -> Option<Word> {
        let range = self.cells.get(column)?;
        Word::within(self.text.as_bytes(), range.clone())
    }

    fn is_separated(&self) -> bool {
        true
    }
}

/// Hands on the lines of a text, before which stand so many; their number, `None` if one of them is no whole record.
///
/// A cell ends at a separator, unless it begins with a quotation mark and none stands before the separator. Marks that
/// stand elsewhere are only counted: a text that has more of them than its cells account for is irregular.
fn lines(
    text: &str,
    delimiter: u8,
    before: u32,
    sheets: &mut Sheets<'_, impl Body>,
) -> Result<Option<u32>, IngestError> {
    let bytes = text.as_bytes();
    let mut line = Line { text, cells: Vec::new() };
    let (mut start, mut number, mut marks) = (0, before, 0);
    let mut separator = |at: usize| -> Result<bool, IngestError> {
        let is_line_end = bytes.get(at) != Some(&delimiter);
        let mut end = at;
        if is_line_end && at > start && at < bytes.len() && bytes[at - 1] == b'\r' {
            end -= 1;
            marks += 1;
        }
        if start < end && bytes[start] == b'"' {
            if start + 1 == end || bytes[end - 1] != b'"' {
                return Ok(!is_line_end);
            }
            marks += 2;
            line.cells.push(start + 1..end - 1);
        } else {
            line.cells.push(start..end);
        }
        start = at + 1;
        if is_line_end {
            number += 1;
            if let Err(error) = sheets.take(number, &line) {
                return if odd(&bytes[..end]) > marks { Ok(false) } else { Err(error) };
            }
            line.cells.clear();
        }
        Ok(true)
    };
    let mut blocks = bytes.chunks_exact(64);
    let mut position = 0;
    let mut take = |block: &[u8; 64], position: usize| -> Result<bool, IngestError> {
        let mut found = positions(block, |byte| (byte == delimiter) | (byte == b'\n'));
        while found != 0 {
            if !separator(position + found.trailing_zeros() as usize)? {
                return Ok(false);
            }
            found &= found - 1;
        }
        Ok(true)
    };
    for block in &mut blocks {
        if !take(block.try_into().expect("blocks of 64 bytes"), position)? {
            return Ok(None);
        }
        position += block.len();
    }
    let mut last = [0; 64];
    last[..blocks.remainder().len()].copy_from_slice(blocks.remainder());
    let is_whole = take(&last, position)? && (text.ends_with('\n') || separator(bytes.len())?);
    Ok((is_whole && odd(bytes) == marks).then_some(number - before))
}

/// How many quotation marks and carriage returns there are.
fn odd(bytes: &[u8]) -> usize {
    memchr_iter(b'"', bytes).count() + memchr_iter(b'\r', bytes).count()
}

/// The bytes of a block that are wanted, one bit each. Without a branch, so that several bytes are looked at at once.
#[inline]
fn positions(block: &[u8; 64], is_wanted: impl Fn(u8) -> bool) -> u64 {
    /// Brings the lowest bits of eight bytes together in the highest of them.
    const TOGETHER: u64 = 0x0102_0408_1020_4080;
    let mut wanted = [0; 64];
    for (wanted, byte) in wanted.iter_mut().zip(block) {
        *wanted = u8::from(is_wanted(*byte));
    }
    let mut bits = 0;
    for (position, eight) in wanted.chunks_exact(8).enumerate() {
        let eight = u64::from_le_bytes(eight.try_into().expect("eight bytes"));
        bits |= (eight.wrapping_mul(TOGETHER) >> 56) << (8 * position);
    }
    bits
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
        let owned = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        // Wherever it stands among the bytes that are looked at together.
        for before in 0..70 {
            let first = "x".repeat(before);
            let text = format!("{first}\n{text}");
            let mut kept = Kept::default();
            let number = lines(&text, b',', 0, &mut Sheets::resume(&mut kept, crate::feed::Feed::below_header()));
            let rows = number.expect("no row is refused").map(|_| kept.0);
            let first: &[&str] = &[first.as_str()];
            let expected = expected.map(|rows| [first].iter().chain(rows).map(|row| owned(row)).collect::<Vec<_>>());
            assert_eq!(rows, expected, "{text:?}");
        }
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
            ("\"a\"\",b\"", None),
            ("\"\"\"\"", None),
            ("\"a", None),
            ("\"", None),
            ("a\rb,c\n", None),
            ("a\r", None),
        ] {
            check(text, rows);
        }
    }
}
