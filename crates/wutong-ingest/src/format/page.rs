//! Tables of web pages, and the XML Spreadsheet of 2003: what web systems export under the name of a workbook.
//!
//! Pages are read as browsers read them: a tag that is not closed ends where the next cell, row or table begins.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::error::IngestError;
use crate::format::markup::{Piece, Pieces, Tag, local, resolved};
use crate::format::rows::{MOST_COLUMNS, MOST_ROWS, Merge, SheetRows, Value};
use crate::format::{Opening, Sheet, SheetSink, date, encoding};
use crate::trouble::{Damage, Excess, Lookalike};

/// A page is held whole; none of marks is larger.
const MOST_MB: u64 = 256;
/// Tables in tables: layouts of pages.
const DEEPEST: usize = 32;
/// Rows of a table that holds only the header of the next.
const HEADER_ROWS: usize = 3;

/// Reads the tables of a page, each as a sheet.
pub(super) fn page(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let text = text_of(path, opening)?;
    let mut reader =
        PageReader { opening, open: Vec::new(), done: Vec::new(), hidden: None, is_visibility: false, cells: 0 };
    for piece in Pieces::of(&text) {
        reader.piece(piece)?;
    }
    while !reader.open.is_empty() {
        reader.end_table();
    }
    let tables = joined(reader.done);
    if tables.is_empty() {
        return Err(IngestError::NotWorkbook { file: opening.name.to_owned(), found: Lookalike::WebPage });
    }
    for table in opening.choose(tables, |table| &table.name)? {
        sink.begin(Sheet { name: &table.name, is_typed: table.is_typed, is_hidden: table.is_hidden })?;
        table.emit(opening, sink)?;
        sink.end()?;
    }
    Ok(())
}

/// The page as text: valid UTF-8 wins, then what the page says of itself, then what its cells look like.
fn text_of(path: &Path, opening: Opening<'_>) -> Result<String, IngestError> {
    let unreadable = |source| IngestError::Unreadable { file: opening.name.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len().div_ceil(1 << 20);
    let limit = MOST_MB.min(opening.limits.unpacked_mb);
    if size > limit {
        return Err(opening.too_large("", Excess::Unpacked, size.to_string(), limit));
    }
    let mut bytes = Vec::new();
    file.take(limit << 20).read_to_end(&mut bytes).map_err(unreadable)?;
    if let Some(label) = opening.encoding {
        let unknown = || IngestError::UnknownEncoding { file: opening.name.to_owned(), label: label.to_owned() };
        let encoding = Encoding::for_label(label.trim().as_bytes()).ok_or_else(unknown)?;
        return Ok(encoding.decode(&bytes).0.into_owned());
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => return Ok(text.trim_start_matches('\u{feff}').to_owned()),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let cells = memchr::memmem::find(&bytes, b"<t").unwrap_or(0);
    let encoding = match (Encoding::for_bom(&bytes), stated(&bytes)) {
        (Some((encoding, _)), _) => encoding,
        (None, Some(encoding)) if encoding != UTF_8 => encoding,
        _ if bytes.iter().take(200).any(|byte| *byte == 0) => encoding::detect(&bytes, false),
        _ => encoding::detect(&bytes[cells..], true),
    };
    Ok(encoding.decode(&bytes).0.into_owned())
}

/// The encoding that `charset=` or the declaration of an XML document names.
fn stated(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let after = ["charset=", "encoding="].iter().find_map(|word| start.split_once(word))?.1;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).unwrap_or(label.len());
    let encoding = Encoding::for_label(&label.as_bytes()[..end])?;
    Some(if encoding == encoding_rs::GBK { GB18030 } else { encoding })
}

/// A cell of a table, at its place.
struct PageCell {
    column: u32,
    /// Columns and rows that it stands for.
    span: (u32, u32),
    value: Value<'static>,
}

#[derive(Default)]
struct PageTable {
    name: String,
    is_typed: bool,
    is_hidden: bool,
    /// Cells by row, rows counted from 0.
    rows: Vec<(u32, Vec<PageCell>)>,
    next_row: u32,
    /// The first row that each column is free again, where a cell above reaches down.
    taken: Vec<u32>,
    /// The row that is open.
    row: Option<Vec<PageCell>>,
    /// The first column of it that no cell has taken.
    column: u32,
    cell: Option<OpenCell>,
}

#[derive(Default)]
struct OpenCell {
    text: String,
    span: (u32, u32),
    /// The number behind what is shown, or the type of a value.
    stored: Option<String>,
    /// Within `<Data>`, where a sheet has them.
    is_data: bool,
    is_comment: bool,
}

impl PageTable {
    fn width(&self) -> u32 {
        let end = |row: &(u32, Vec<PageCell>)| row.1.last().map_or(0, |cell| cell.column + cell.span.0);
        self.rows.iter().map(end).max().unwrap_or(0)
    }

    fn begin_row(&mut self, index: Option<u32>) {
        self.end_row();
        if let Some(index) = index {
            self.next_row = self.next_row.max(index - 1);
        }
        (self.row, self.column) = (Some(Vec::new()), 0);
    }

    fn begin_cell(&mut self, span: (u32, u32), index: Option<u32>) {
        self.end_cell();
        if self.row.is_none() {
            self.begin_row(None);
        }
        if let Some(index) = index {
            self.column = self.column.max(index - 1);
        }
        while self.taken.get(self.column as usize).is_some_and(|free| self.next_row < *free) {
            self.column += 1;
        }
        self.cell = Some(OpenCell { span, ..OpenCell::default() });
    }

    fn end_cell(&mut self) {
        let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) else { return };
        let span = cell.span;
        let value = cell.value(self.is_typed);
        let end = self.column.saturating_add(span.0).min(MOST_COLUMNS + 1);
        if span.1 > 1 && end <= MOST_COLUMNS {
            let free = self.next_row.saturating_add(span.1);
            if self.taken.len() < end as usize {
                self.taken.resize(end as usize, 0);
            }
            for taken in &mut self.taken[self.column as usize..end as usize] {
                *taken = (*taken).max(free);
            }
        }
        row.push(PageCell { column: self.column, span, value });
        self.column = end;
    }

    fn end_row(&mut self) {
        self.end_cell();
        if let Some(row) = self.row.take() {
            self.rows.push((self.next_row, row));
            self.next_row = self.next_row.saturating_add(1);
        }
    }

    /// Hands the rows on.
    fn emit(mut self, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
        let mut merges = Vec::new();
        for (number, cells) in &self.rows {
            for cell in cells.iter().filter(|cell| cell.span != (1, 1)) {
                let rows = (*number, number.saturating_add(cell.span.1 - 1).min(MOST_ROWS));
                let columns = (cell.column, cell.column.saturating_add(cell.span.0 - 1).min(MOST_COLUMNS));
                merges.push(Merge { rows, columns });
            }
        }
        let mut rows = SheetRows::new(&self.name, opening, merges, sink)?;
        for (number, cells) in std::mem::take(&mut self.rows) {
            rows.count(cells.len() as u64)?;
            for cell in cells {
                rows.cell(number, cell.column, cell.value)?;
            }
        }
        rows.finish()
    }
}

impl OpenCell {
    fn value(self, is_typed: bool) -> Value<'static> {
        let text = Value::Text(Cow::Owned(self.text));
        let (Some(stored), Value::Text(shown)) = (self.stored, &text) else { return text };
        if !is_typed {
            // The number behind what is shown.
            return if stored.trim().parse::<f64>().is_ok() { Value::Text(Cow::Owned(stored)) } else { text };
        }
        match stored.as_str() {
            "Number" => shown.trim().parse().map_or(text, Value::Number),
            "DateTime" => date::serial(shown).map_or(text, Value::Date),
            "Boolean" => Value::truth(shown.trim() == "1"),
            _ => text,
        }
    }
}

/// Tables put together from the pieces of a page.
struct PageReader<'o> {
    opening: Opening<'o>,
    open: Vec<PageTable>,
    done: Vec<PageTable>,
    /// An element that is not shown, and how many of its name are open within it.
    hidden: Option<(String, usize)>,
    /// Within what says whether a worksheet is shown.
    is_visibility: bool,
    cells: u64,
}

impl PageReader<'_> {
    fn piece(&mut self, piece: Piece<'_>) -> Result<(), IngestError> {
        match piece {
            Piece::Text(text) => self.text(text),
            Piece::Start(tag) => return self.start(tag),
            Piece::End(name) => self.end(local(name)),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let Some(table) = self.open.last_mut().filter(|_| self.hidden.is_none()) else { return };
        let is_typed = table.is_typed;
        table.is_hidden |= self.is_visibility && text.contains("Hidden");
        let Some(cell) = table.cell.as_mut().filter(|cell| !is_typed || cell.is_data) else { return };
        let resolved = resolved(text);
        if is_typed {
            cell.text.push_str(&resolved);
            return;
        }
        // Line ends and tabs of the source are blanks.
        for c in resolved.chars() {
            match c {
                ' ' | '\t' | '\r' | '\n' if cell.text.ends_with([' ', '\n']) || cell.text.is_empty() => {}
                '\t' | '\r' | '\n' => cell.text.push(' '),
                c => cell.text.push(c),
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) -> Result<(), IngestError> {
        let name = local(tag.name).to_ascii_lowercase();
        let is_structure =
            matches!(name.as_str(), "table" | "tr" | "td" | "th" | "caption" | "row" | "cell" | "worksheet");
        if let Some((hidden, depth)) = &mut self.hidden {
            if !is_structure {
                *depth += usize::from(*hidden == name && !tag.is_closed);
                return Ok(());
            }
            self.hidden = None;
        }
        match name.as_str() {
            "worksheet" => {
                let name = tag.get("name").unwrap_or_default().trim().to_owned();
                self.open.push(PageTable { name, is_typed: true, ..PageTable::default() });
            }
            // Within a worksheet there is one, which is the worksheet.
            "table" if self.open.last().is_some_and(|table| table.is_typed) => {}
            "table" if self.open.len() < DEEPEST => self.open.push(PageTable::default()),
            "tr" | "row" => self.table(|table| table.begin_row(tag.number("index"))),
            "td" | "th" | "cell" | "caption" => self.begin_cell(tag, &name)?,
            "data" | "comment" => self.table(|table| {
                let Some(cell) = &mut table.cell else { return };
                cell.is_comment |= name == "comment";
                cell.is_data = name == "data" && !cell.is_comment && !tag.is_closed;
                if cell.is_data {
                    cell.stored = tag.get("type").map(Cow::into_owned);
                }
            }),
            "br" | "p" | "div" | "li" => self.table(|table| {
                let cell = table.cell.as_mut().filter(|cell| !cell.text.is_empty() && !cell.text.ends_with('\n'));
                cell.into_iter().for_each(|cell| cell.text.push('\n'));
            }),
            "input" => self.input(tag),
            "visible" => self.is_visibility = !tag.is_closed,
            _ if !tag.is_closed && !is_void(&name) && tag.is_hidden() => self.hidden = Some((name, 1)),
            _ => {}
        }
        Ok(())
    }

    fn table(&mut self, act: impl FnOnce(&mut PageTable)) {
        if let Some(table) = self.open.last_mut() {
            act(table);
        }
    }

    fn begin_cell(&mut self, tag: Tag<'_>, name: &str) -> Result<(), IngestError> {
        let opening = self.opening;
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        self.cells += 1;
        if self.cells > opening.limits.cells {
            let (found, limit) = (self.cells.to_string(), opening.limits.cells);
            return Err(opening.too_large(&table.name, Excess::Cells, found, limit));
        }
        if name == "caption" {
            table.begin_row(None);
        }
        let span = if table.is_typed {
            let more = |name| tag.number(name).map_or(1, |more| more.saturating_add(1));
            (more("mergeacross"), more("mergedown"))
        } else {
            (tag.number("colspan").unwrap_or(1), tag.number("rowspan").unwrap_or(1))
        };
        let span = (span.0.min(MOST_COLUMNS), span.1.min(MOST_ROWS));
        table.begin_cell(span, tag.number("index").filter(|_| table.is_typed));
        if table.column >= MOST_COLUMNS || table.next_row >= MOST_ROWS {
            return Err(opening.broken(&table.name, Damage::Worksheet, None));
        }
        if let Some(cell) = table.cell.as_mut().filter(|_| !table.is_typed) {
            cell.stored = tag.get("num").filter(|number| !number.is_empty()).map(Cow::into_owned);
        }
        if tag.is_closed && table.is_typed {
            table.end_cell();
        }
        if name == "caption" && tag.is_closed {
            table.end_row();
        }
        Ok(())
    }

    /// A field of a form shows its value.
    fn input(&mut self, tag: Tag<'_>) {
        let kind = tag.get("type").unwrap_or_default().to_ascii_lowercase();
        if matches!(kind.as_str(), "" | "text" | "number") && !tag.is_hidden() {
            let value = tag.get("value").unwrap_or_default();
            self.table(|table| table.cell.iter_mut().for_each(|cell| cell.text.push_str(&value)));
        }
    }

    fn end(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        let is_structure = matches!(name.as_str(), "table" | "tr" | "td" | "th" | "row" | "cell" | "worksheet");
        if let Some((hidden, depth)) = &mut self.hidden {
            if !is_structure {
                *depth -= usize::from(*hidden == name);
                if *depth == 0 {
                    self.hidden = None;
                }
                return;
            }
            self.hidden = None;
        }
        match name.as_str() {
            "table" if self.open.last().is_some_and(|table| table.is_typed) => {}
            "table" | "worksheet" => self.end_table(),
            "tr" | "row" | "caption" => self.table(PageTable::end_row),
            "td" | "th" | "cell" => self.table(PageTable::end_cell),
            "data" => self.table(|table| table.cell.iter_mut().for_each(|cell| cell.is_data = false)),
            "comment" => self.table(|table| table.cell.iter_mut().for_each(|cell| cell.is_comment = false)),
            "visible" => self.is_visibility = false,
            _ => {}
        }
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.open.pop() else { return };
        table.end_row();
        let filled = |cell: &PageCell| matches!(&cell.value, Value::Text(text) if !text.trim().is_empty());
        let is_filled = |cell: &PageCell| filled(cell) || matches!(cell.value, Value::Number(_) | Value::Date(_));
        table.rows.retain(|(_, cells)| cells.iter().any(is_filled));
        if !table.rows.is_empty() {
            self.done.push(table);
        }
    }
}

/// Elements that have no end tag.
fn is_void(name: &str) -> bool {
    matches!(name, "img" | "hr" | "meta" | "link" | "col" | "wbr" | "area" | "base" | "embed" | "source" | "track")
}

/// The tables of a page with names, where it has several. A header that stands in a table of its own, so that it stays
/// while the rows scroll, belongs to the table below it.
fn joined(tables: Vec<PageTable>) -> Vec<PageTable> {
    let mut all: Vec<PageTable> = Vec::with_capacity(tables.len());
    for table in tables {
        match all.last_mut() {
            Some(header) if !table.is_typed && header.rows.len() <= HEADER_ROWS && is_header_of(header, &table) => {
                let first = header.next_row;
                header.rows.extend(table.rows.into_iter().map(|(number, cells)| (first + number, cells)));
                header.next_row = first + table.next_row;
            }
            _ => all.push(table),
        }
    }
    if all.len() > 1 {
        for (number, table) in all.iter_mut().enumerate().filter(|(_, table)| table.name.is_empty()) {
            table.name = format!("table{}", number + 1);
        }
    }
    all
}

/// Whether two tables have as many columns, and more than a layout has.
fn is_header_of(header: &PageTable, table: &PageTable) -> bool {
    header.width() >= 3 && header.width() == table.width()
}
