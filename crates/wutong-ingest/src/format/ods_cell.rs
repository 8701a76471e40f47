//! A cell of an OpenDocument spreadsheet.

use std::borrow::Cow;
use std::io::Read;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;

use crate::format::date;
use crate::format::ods::{Xml, number_of, text_of};
use crate::format::rows::Value;

/// What the tag of a cell says.
#[derive(Debug, Default)]
pub(super) struct OdsCell {
    kind: String,
    stored: Option<String>,
    /// Columns that it stands for.
    pub(super) columns: u32,
    /// Rows and columns that it is merged over.
    pub(super) span: (u32, u32),
}

impl OdsCell {
    /// Reads the tag.
    pub(super) fn of(tag: &BytesStart<'_>) -> Self {
        let kind = text_of(tag, "office:value-type").unwrap_or_default();
        let stored = match kind.as_str() {
            "float" | "percentage" | "currency" => text_of(tag, "office:value"),
            "date" => text_of(tag, "office:date-value"),
            "boolean" => text_of(tag, "office:boolean-value"),
            "string" => text_of(tag, "office:string-value"),
            _ => None,
        };
        let span = (number_of(tag, "table:number-rows-spanned"), number_of(tag, "table:number-columns-spanned"));
        Self { kind, stored, columns: number_of(tag, "table:number-columns-repeated"), span }
    }

    /// Its value, given what it shows.
    pub(super) fn value(&self, shown: String) -> Value<'static> {
        let shown = if shown.trim().is_empty() { Value::Empty } else { Value::Text(Cow::Owned(shown)) };
        let Some(stored) = &self.stored else { return shown };
        match self.kind.as_str() {
            "date" => date::serial(stored).map_or(shown, Value::Date),
            "boolean" => Value::truth(stored == "true"),
            "string" => Value::Text(Cow::Owned(stored.clone())),
            _ => stored.trim().parse().map_or(shown, Value::Number),
        }
    }
}

/// The text that a cell shows, up to its end; `Err(None)` if the document ends before it.
pub(super) fn text<R: Read>(xml: &mut Xml<R>) -> Result<String, Option<quick_xml::Error>> {
    let (mut text, mut buffer) = (String::new(), Vec::new());
    let (mut paragraphs, mut is_inside) = (0, false);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(Some)? {
            Event::Start(tag) => match tag.name().as_ref() {
                "text:p" | "text:h" => {
                    text.extend((paragraphs > 0).then_some('\n'));
                    (paragraphs, is_inside) = (paragraphs + 1, true);
                }
                "text:s" => text.extend(std::iter::repeat_n(' ', number_of(&tag, "text:c").min(1000) as usize)),
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push('\n'),
                // Comments, drawings and tables in a cell are not its value.
                other @ ("office:annotation" | "draw:frame" | "draw:g" | "table:table" | "text:note") => {
                    let other = other.to_owned();
                    xml.read_to_end_into(QName(&other), &mut Vec::new()).map_err(Some)?;
                }
                _ => {}
            },
            Event::End(tag) => match tag.name().as_ref() {
                "text:p" | "text:h" => is_inside = false,
                "table:table-cell" | "table:covered-table-cell" => return Ok(text),
                _ => {}
            },
            Event::Text(part) if is_inside => text.push_str(&part),
            Event::CData(part) if is_inside => text.push_str(&part),
            Event::GeneralRef(name) if is_inside => match name.resolve_char_ref() {
                Ok(Some(character)) => text.push(character),
                _ => text.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default()),
            },
            Event::Eof => return Err(None),
            _ => {}
        }
    }
}
