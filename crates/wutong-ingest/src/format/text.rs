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
/// Stands after the last line: what holds it beside other text has a quotation mark that is never closed.
const END: &[u8] = b"\0\x1c\0\x1d\0";
/// Bytes looked at to find encoding and delimiter.
const SAMPLE: usize = 256 * 1024;

/// Reads a text file; its SHA-256.
pub(super) fn text(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<String, IngestError> {
    let unreadable = |source| IngestError::Unreadable { file: opening.name.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let mut reader = BufReader::with_capacity(SAMPLE, Digesting::new(file));
    let sample = fill(&mut reader).map_err(unreadable)?;
    let encoding = encoding_of(&sample, opening)?;
    let is_wide = encoding == UTF_16LE || encoding == UTF_16BE;
    if !is_wide && opening.encoding.is_none() && is_binary(&sample) {
        return Err(opening.broken("", Damage::NotText, None));
    }
    if is_wide {
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

fn encoding_of(sample: &[u8], opening: Opening<'_>) -> Result<&'static Encoding, IngestError> {
    let encoding = match opening.encoding {
        Some(label) => Encoding::for_label(label.trim().as_bytes())
            .ok_or_else(|| IngestError::UnknownEncoding { file: opening.name.to_owned(), label: label.to_owned() })?,
        None => encoding::detect(sample, sample.len() == SAMPLE),
    };
    // A label of GBK means what Windows writes, which GB18030 contains.
    Ok(if encoding == encoding_rs::GBK { GB18030 } else { encoding })
}

/// Whether a sample is none of text: more than a third of its start are control characters. Zeros at the end are what a
/// computer that lost its power leaves.
fn is_binary(sample: &[u8]) -> bool {
    let start = &sample[..sample.len().min(4096)];
    let start = &start[..start.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)];
    let controls = |byte: &&u8| **byte < 32 && !matches!(**byte, b'\t' | b'\n' | b'\r');
    let zeros = start.iter().filter(|byte| **byte == 0).count();
    zeros > 3 && zeros * 10 > start.len() || start.iter().filter(controls).count() * 3 > start.len()
}

/// The name of the encoding that a text file seems to be in.
pub(super) fn detected(path: &Path) -> Option<&'static str> {
    let sample = fill(&mut BufReader::new(File::open(path).ok()?)).ok()?;
    Some(encoding::detect(&sample, sample.len() == SAMPLE).name())
}

/// Encoding and delimiter of a text file.
pub(super) fn manner(file: &mut File, opening: Opening<'_>) -> Option<(&'static Encoding, u8)> {
    let sample = fill(&mut BufReader::new(file)).ok()?;
    Some((encoding_of(&sample, opening).ok()?, delimiter(&sample)))
}

/// Reads until the sample is full or the file ends.
fn fill(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut sample = Vec::with_capacity(SAMPLE);
    reader.take(SAMPLE as u64).read_to_end(&mut sample)?;
    Ok(sample)
}

/// The delimiter that occurs most often in the line that has most of them; a comma if there is none.
fn delimiter(sample: &[u8]) -> u8 {
    let has_lines = sample.contains(&b'\n');
    let most = |wanted: u8| {
        sample
            .split(|byte| *byte == if has_lines { b'\n' } else { b'\r' })
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
        // A file that is UTF-8 may have been pasted together with another, or a character of it cut in two.
        let encoding = if encoding == UTF_8 && !encoding::is_mostly_utf8(bytes) { GB18030 } else { encoding };
        self.decoded.clear();
        self.decoded.extend(self.record.iter().map(|field| {
            // Even a single cell may have been pasted from another file.
            let encoding = match () {
                () if encoding == UTF_8 && encoding::is_stray_gbk(field) => GB18030,
                () if encoding::is_stray_utf8(field, encoding) => UTF_8,
                () => encoding,
            };
            match std::str::from_utf8(field) {
                Ok(text) if field.is_ascii() => text.to_owned(),
                _ => encoding.decode_without_bom_handling(field).0.into_owned(),
            }
        }));
    }
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineEnd {
    Unix,
    Windows,
    /// Carriage returns alone, as old programs for the Macintosh write.
    Returns,
}

/// A text whose lines end as lines are counted.
struct Lines<R> {
    inner: R,
    is_returns: bool,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        if self.is_returns {
            buffer[..n].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
        Ok(n)
    }
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
        let ending = match () {
            () if windows => LineEnd::Windows,
            () if sample.contains(&b'\r') && !sample.contains(&b'\n') => LineEnd::Returns,
            () => LineEnd::Unix,
        };
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
        .from_reader(Lines { inner: bytes, is_returns: ending == LineEnd::Returns }.chain(last).chain(END));
    let mut row = TextRow::default();
    // Line ends inside quoted fields: a spreadsheet does not count them as rows.
    let (mut inside, mut widest) = (0, 0);
    // After a record the parser stands in the next line, or before the second half of a Windows line end.
    let beyond = u64::from(ending != LineEnd::Windows);
    sink.begin(Sheet::default())?;
    loop {
        let more = reader.read_byte_record(&mut row.record).map_err(|error| text_error(error, opening))?;
        let is_end = row.record.as_slice().ends_with(END);
        if is_end && reader.read_byte_record(&mut ByteRecord::new()).map_err(|error| text_error(error, opening))? {
            return Err(opening.broken("", Damage::Text, None));
        }
        if !more || is_end && row.record.as_slice() == END {
            return sink.end();
        }
        let lines = line_ends(row.record.as_slice());
        inside += lines;
        let beyond = if is_end { 0 } else { beyond };
        let number = reader.position().line().saturating_sub(inside + beyond).max(1);
        if is_end || lines > MOST_LINES || lines > 0 && swallows(&row.record, delimiter, lines, widest) {
            let lines = (lines > MOST_LINES).then_some(MOST_LINES);
            return Err(IngestError::OpenQuote { file: opening.name.to_owned(), row: number, lines });
        }
        widest = widest.max(row.record.len());
        row.decode(encoding);
        sink.row(u32::try_from(number).unwrap_or(u32::MAX), &row)?;
    }
}

/// Whether a record holds as many delimiters as so many whole rows do: a quotation mark in a later row closed the one
/// that was left open.
fn swallows(record: &ByteRecord, delimiter: u8, lines: u64, width: usize) -> bool {
    let within: usize = record.iter().map(|field| memchr::memchr_iter(delimiter, field).count()).sum();
    let wanted = (width as u64).saturating_sub(1) * (lines + 1);
    width > 2 && within + 1 >= width && (within + record.len()) as u64 == wanted + 1
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
