//! Delimited text in the encodings that schools send.
//!
//! In every encoding read here except UTF-16 the bytes of delimiters, quotes and line ends never occur inside another
//! character, so records are split first and decoded after: only what is not ASCII costs anything.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::cell::{Cell, Row};
use crate::error::IngestError;
use crate::format::{Opening, Sheet, SheetSink, encoding};
use crate::hash::Digesting;
use crate::trouble::Damage;

/// A field that goes on for more lines has lost its closing quotation mark.
const MOST_LINES: u64 = 50;
/// Bytes looked at to find encoding and delimiter.
const SAMPLE: usize = 256 * 1024;

/// Reads a text file; its SHA-256.
pub(super) fn text(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<String, IngestError> {
    let unreadable = |source| IngestError::Unreadable { file: opening.name.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let mut reader = BufReader::with_capacity(SAMPLE, Digesting::new(file));
    let sample = fill(&mut reader).map_err(unreadable)?;
    let encoding = match opening.encoding {
        Some(label) => Encoding::for_label(label.trim().as_bytes())
            .ok_or_else(|| IngestError::UnknownEncoding { file: opening.name.to_owned(), label: label.to_owned() })?,
        None => encoding::detect(&sample, sample.len() == SAMPLE),
    };
    // A label of GBK means what Windows writes, which GB18030 contains.
    let encoding = if encoding == encoding_rs::GBK { GB18030 } else { encoding };
    if encoding == UTF_16LE || encoding == UTF_16BE {
        let mut bytes = sample;
        reader.read_to_end(&mut bytes).map_err(unreadable)?;
        let (text, ..) = encoding.decode(&bytes);
        records(text.as_bytes(), Layout::of(text.as_bytes(), UTF_8), opening, sink)?;
    } else {
        let start = if sample.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let sample = &sample[start..];
        records(sample.chain(&mut reader), Layout::of(sample, encoding), opening, sink)?;
    }
    reader.into_inner().finish().map_err(unreadable)
}

/// Reads until the sample is full or the file ends.
fn fill(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut sample = Vec::with_capacity(SAMPLE);
    reader.take(SAMPLE as u64).read_to_end(&mut sample)?;
    Ok(sample)
}

/// The delimiter that occurs most often in the line that has most of them; a comma if there is none.
fn delimiter(sample: &[u8]) -> u8 {
    let most = |wanted: u8| {
        sample
            .split(|byte| *byte == b'\n')
            .take(20)
            .map(|line| line.iter().filter(|byte| **byte == wanted).count())
            .max()
            .unwrap_or(0)
    };
    // The comma comes last: of equals the last is taken.
    [b';', b'\t', b','].into_iter().max_by_key(|delimiter| most(*delimiter)).unwrap_or(b',')
}

/// A record as text.
#[derive(Default)]
struct TextRow {
    /// Decoded fields where the record is not UTF-8.
    decoded: Vec<String>,
    is_decoded: bool,
    record: ByteRecord,
}

impl Row for TextRow {
    fn is_separated(&self) -> bool {
        true
    }

    fn width(&self) -> usize {
        self.record.len()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        if self.is_decoded {
            return self.decoded.get(column).map_or(Cell::Empty, |text| Cell::text(text));
        }
        match self.record.get(column).map(std::str::from_utf8) {
            Some(Ok(text)) => Cell::text(text),
            _ => Cell::Empty,
        }
    }
}

impl TextRow {
    /// Decodes the record if it is not plain ASCII or UTF-8.
    fn decode(&mut self, encoding: &'static Encoding) {
        let bytes = self.record.as_slice();
        self.is_decoded = if encoding == UTF_8 { std::str::from_utf8(bytes).is_err() } else { !bytes.is_ascii() };
        if !self.is_decoded {
            return;
        }
        // A file that is UTF-8 at its start may have been pasted together with another.
        let encoding = if encoding == UTF_8 { GB18030 } else { encoding };
        self.decoded.clear();
        self.decoded.extend(self.record.iter().map(|field| match std::str::from_utf8(field) {
            Ok(text) if field.is_ascii() => text.to_owned(),
            _ => encoding.decode_without_bom_handling(field).0.into_owned(),
        }));
    }
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineEnd {
    Unix,
    Windows,
}

/// How a text is laid out.
#[derive(Debug, Clone, Copy)]
struct Layout {
    encoding: &'static Encoding,
    delimiter: u8,
    ending: LineEnd,
}

impl Layout {
    fn of(sample: &[u8], encoding: &'static Encoding) -> Self {
        let windows =
            sample.iter().position(|byte| *byte == b'\n').is_some_and(|end| end > 0 && sample[end - 1] == b'\r');
        let ending = if windows { LineEnd::Windows } else { LineEnd::Unix };
        Self { encoding, delimiter: delimiter(sample), ending }
    }
}

fn records(
    bytes: impl Read,
    layout: Layout,
    opening: Opening<'_>,
    sink: &mut dyn SheetSink,
) -> Result<(), IngestError> {
    let Layout { encoding, delimiter, ending } = layout;
    // The last line may lack its end; one more is a blank line.
    let last: &[u8] = if ending == LineEnd::Windows { b"\r\n" } else { b"\n" };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 17)
        .from_reader(bytes.chain(last));
    let mut row = TextRow::default();
    // Line ends inside quoted fields: a spreadsheet does not count them as rows.
    let mut inside = 0;
    // After a record the parser stands in the next line, or before the second half of a Windows line end.
    let beyond = u64::from(ending == LineEnd::Unix);
    sink.begin(Sheet::default())?;
    loop {
        let more = reader.read_byte_record(&mut row.record).map_err(|error| text_error(error, opening))?;
        if !more {
            return sink.end();
        }
        row.decode(encoding);
        let lines = line_ends(row.record.as_slice());
        inside += lines;
        let number = reader.position().line().saturating_sub(inside + beyond).max(1);
        if lines > MOST_LINES {
            let start = row.record.position().map_or(0, csv::Position::line);
            let number = start.saturating_sub(inside - lines);
            return Err(IngestError::OpenQuote { file: opening.name.to_owned(), row: number, lines: MOST_LINES });
        }
        sink.row(u32::try_from(number).unwrap_or(u32::MAX), &row)?;
    }
}

#[expect(clippy::naive_bytecount, reason = "a record is short")]
fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn text_error(error: csv::Error, opening: Opening<'_>) -> IngestError {
    let file = opening.name.to_owned();
    if !error.is_io_error() {
        return opening.broken("", Damage::Text, Some(error.into()));
    }
    match error.into_kind() {
        csv::ErrorKind::Io(source) => IngestError::Unreadable { file, source },
        _ => opening.broken("", Damage::Text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_told_apart() {
        for (text, expected) in
            [("a,b,c\n", b','), ("a\tb\tc\n", b'\t'), ("a;b;c\n", b';'), ("title\n\na;b\n", b';'), ("a\n", b',')]
        {
            assert_eq!(delimiter(text.as_bytes()), expected, "{text:?}");
        }
    }
}
