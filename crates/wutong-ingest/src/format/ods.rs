//! OpenDocument spreadsheets, row by row.
//!
//! A row or cell may say that it stands for a million others. calamine writes them out before it looks at a limit, and
//! does not end on a document that breaks off within a table, so the document is read here; merged ranges come with it.

use std::collections::BTreeSet;
use std::io::{BufReader, Read};
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;

use crate::error::IngestError;
use crate::format::archive::{self, Zip, zip_error};
use crate::format::ods_cell::{self, OdsCell};
use crate::format::package::{MOST_TEXT_MB, text_after};
use crate::format::rows::{MOST_COLUMNS, MOST_ROWS, Merge, SheetRows, Value};
use crate::format::{Opening, Sheet, SheetSink};
use crate::trouble::{Damage, Excess};

/// Times that a row of values may be repeated.
const MOST_REPEATS: u32 = 10_000;
/// Columns of a row that repeat the values before them; no table of marks has more.
const MOST_REPEATED: u32 = 512;

/// Reads a spreadsheet.
pub(super) fn spreadsheet(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let mut zip = archive::open(path, opening)?;
    if is_encrypted(&mut zip) {
        return Err(IngestError::Password { file: opening.name.to_owned() });
    }
    let part = zip.by_name("content.xml").map_err(|error| zip_error(error, opening))?;
    // What unpacks to more than the archive says ends too early, and is broken.
    let size = part.size();
    let text = BufReader::with_capacity(1 << 17, Guarded { inner: part.take(size), text: 0 });
    let mut document = Document { xml: quick_xml::Reader::from_reader(text), opening };
    document.xml.config_mut().expand_empty_elements = true;
    document.tables(sink)
}

/// Whether the list of parts speaks of a cipher.
fn is_encrypted(zip: &mut Zip) -> bool {
    let mut manifest = Vec::new();
    match zip.by_name("META-INF/manifest.xml") {
        Ok(part) => part.take(1 << 20).read_to_end(&mut manifest).is_ok(),
        Err(_) => return false,
    };
    memchr::memmem::find(&manifest, b"encryption-data").is_some()
}

/// Ends a document in which one tag or text goes on and on: it would be held whole.
struct Guarded<R> {
    inner: R,
    text: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.text = text_after(self.text, &buffer[..n]);
        if self.text > MOST_TEXT_MB << 20 {
            return Err(std::io::Error::other(format!("a text of more than {MOST_TEXT_MB} MB")));
        }
        Ok(n)
    }
}

/// The XML of a document.
pub(super) type Xml<R> = quick_xml::Reader<BufReader<R>>;

struct Document<'o, R> {
    xml: Xml<R>,
    opening: Opening<'o>,
}

impl<R: Read> Document<'_, R> {
    fn broken(&self, sheet: &str, error: Option<quick_xml::Error>) -> IngestError {
        self.opening.broken(sheet, Damage::Spreadsheet, error.map(Into::into))
    }

    fn tables(&mut self, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
        let (mut buffer, mut known, mut is_found) = (Vec::new(), Vec::new(), false);
        let (mut style, mut hidden) = (String::new(), BTreeSet::new());
        loop {
            buffer.clear();
            let event = self.xml.read_event_into(&mut buffer).map_err(|error| self.broken("", Some(error)))?;
            match event {
                Event::Start(tag) => match tag.name().as_ref() {
                    "style:style" => style = text_of(&tag, "style:name").unwrap_or_default(),
                    "style:table-properties" if text_of(&tag, "table:display").as_deref() == Some("false") => {
                        hidden.insert(style.clone());
                    }
                    "table:table" => {
                        let name = text_of(&tag, "table:name").unwrap_or_default();
                        let style = text_of(&tag, "table:style-name").unwrap_or_default();
                        known.push(name.clone());
                        if self.opening.sheet.is_some_and(|wanted| wanted.trim() != name.trim()) {
                            self.skip("table:table", &name)?;
                            continue;
                        }
                        is_found = true;
                        sink.begin(Sheet { name: &name, is_typed: true, is_hidden: hidden.contains(&style) })?;
                        self.table(&name, sink)?;
                        sink.end()?;
                    }
                    _ => {}
                },
                Event::Eof if known.is_empty() => return Err(self.broken("", None)),
                Event::Eof if is_found => return Ok(()),
                Event::Eof => return self.opening.choose(known, String::as_str).map(|_| ()),
                _ => {}
            }
        }
    }

    fn skip(&mut self, tag: &str, sheet: &str) -> Result<(), IngestError> {
        let skipped = self.xml.read_to_end_into(QName(tag), &mut Vec::new());
        skipped.map(|_| ()).map_err(|error| self.broken(sheet, Some(error)))
    }

    fn table(&mut self, sheet: &str, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
        let mut rows = SheetRows::new(sheet, self.opening, Vec::new(), sink)?;
        let (mut buffer, mut number) = (Vec::new(), 0u32);
        loop {
            buffer.clear();
            let event = self.xml.read_event_into(&mut buffer).map_err(|error| self.broken(sheet, Some(error)))?;
            match event {
                Event::Start(tag) => match tag.name().as_ref() {
                    "table:table-row" => {
                        let repeats = number_of(&tag, "table:number-rows-repeated");
                        self.row(sheet, (number, repeats), &mut rows)?;
                        number = number.saturating_add(repeats);
                    }
                    // Drawings may hold tables of their own.
                    "table:shapes" => self.skip("table:shapes", sheet)?,
                    _ => {}
                },
                Event::End(tag) if tag.name().as_ref() == "table:table" => return rows.finish(),
                Event::Eof => return Err(self.broken(sheet, None)),
                _ => {}
            }
        }
    }

    /// Reads a row, and hands it on as often as it is repeated.
    fn row(
        &mut self,
        sheet: &str,
        (number, repeats): (u32, u32),
        rows: &mut SheetRows<'static, '_>,
    ) -> Result<(), IngestError> {
        let (mut buffer, mut column, mut cells) = (Vec::new(), 0u32, Vec::new());
        let mut room = MOST_REPEATED;
        loop {
            buffer.clear();
            let event = self.xml.read_event_into(&mut buffer).map_err(|error| self.broken(sheet, Some(error)))?;
            match event {
                Event::Start(tag) if matches!(tag.name().as_ref(), "table:table-cell" | "table:covered-table-cell") => {
                    rows.count(1)?;
                    let cell = OdsCell::of(&tag);
                    let text = ods_cell::text(&mut self.xml).map_err(|error| self.broken(sheet, error))?;
                    let (value, first, columns) = (cell.value(text), column, cell.columns);
                    column = column.saturating_add(columns);
                    if value == Value::Empty {
                        continue;
                    }
                    if column > MOST_COLUMNS {
                        return Err(self.broken(sheet, None));
                    }
                    if let Some(merge) = cell.merge(number, first) {
                        rows.merge(merge)?;
                    }
                    rows.count(u64::from(columns) * u64::from(repeats) - 1)?;
                    let repeated = columns - 1;
                    room = room.checked_sub(repeated).ok_or_else(|| {
                        let limit = u64::from(MOST_REPEATED);
                        self.opening.too_large(sheet, Excess::RepeatedColumns, columns.to_string(), limit)
                    })?;
                    cells.extend((first..=first + repeated).map(|column| (column, value.clone())));
                }
                Event::End(tag) if tag.name().as_ref() == "table:table-row" => break,
                Event::Eof => return Err(self.broken(sheet, None)),
                _ => {}
            }
        }
        if cells.is_empty() {
            return Ok(());
        }
        if repeats > MOST_REPEATS {
            let (found, limit) = (repeats.to_string(), u64::from(MOST_REPEATS));
            return Err(self.opening.too_large(sheet, Excess::RepeatedRow, found, limit));
        }
        for row in number..number.saturating_add(repeats) {
            for (column, value) in &cells {
                rows.cell(row, *column, value.clone())?;
            }
        }
        Ok(())
    }
}

/// An attribute by its full name.
pub(super) fn text_of(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|each| each.key.as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// A count of rows or columns; one where it is missing.
pub(super) fn number_of(tag: &BytesStart<'_>, name: &str) -> u32 {
    text_of(tag, name).and_then(|text| text.trim().parse().ok()).unwrap_or(1).clamp(1, MOST_ROWS)
}

impl OdsCell {
    fn merge(&self, row: u32, column: u32) -> Option<Merge> {
        let (rows, columns) = self.span;
        let range = Merge { rows: (row, row + rows - 1), columns: (column, column + columns - 1) };
        (rows > 1 || columns > 1).then_some(range)
    }
}
