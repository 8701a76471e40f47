//! The document as the template reads it: JSON, with drawings and characters made fit for print.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::columns::columns;
use crate::document::{Block, Document};
use crate::words::Lang;

/// Stands where no font has a character, as in printing of old.
const SUBSTITUTE: char = '〓';

/// A character that no font has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingCharacter {
    /// The character; 〓 is printed in its place.
    pub character: char,
    /// The texts that it stands in, cut to a readable length, without repetition.
    pub places: Vec<String>,
}

impl MissingCharacter {
    /// Number in Unicode, `U+2B7A9`.
    #[must_use]
    pub fn code(&self) -> String {
        format!("U+{:04X}", u32::from(self.character))
    }

    /// What a reader is told.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let (code, character) = (self.code(), self.character);
        match lang {
            Lang::Zh => format!(
                "没有字体包含“{character}”（{code}），PDF 中以“{SUBSTITUTE}”代替，见“{}”。请在本机安装含有该字的字体，或改用常用字",
                self.places.join("”“")
            ),
            Lang::En => format!(
                "no font has '{character}' ({code}), printed as '{SUBSTITUTE}' in \"{}\"; install a font that has it, or \
                 write the name otherwise",
                self.places.join("\", \"")
            ),
        }
    }
}

/// Longest excerpt of a place, in characters.
const EXCERPT: usize = 40;
/// Most places that are named for a character.
const PLACES: usize = 3;

/// A report on its way to the template.
pub(super) struct Data {
    value: Value,
}

impl Data {
    /// The document, with drawings that stand alone and no invisible characters.
    pub(super) fn new(document: &Document) -> serde_json::Result<Self> {
        let mut value = serde_json::to_value(document)?;
        prepare(&mut value);
        measure(&mut value["opening"], &document.opening)?;
        for (at, section) in document.sections.iter().enumerate() {
            measure(&mut value["sections"][at]["blocks"], &section.blocks)?;
        }
        Ok(Self { value })
    }

    /// Every character that needs a glyph, drawings included.
    pub(super) fn characters(&self) -> BTreeSet<char> {
        self.texts().into_iter().flat_map(str::chars).filter(|&character| needs_glyph(character)).collect()
    }

    /// Puts a substitute where a character is missing, and tells the places.
    pub(super) fn substitute(&mut self, missing: &BTreeSet<char>) -> Vec<MissingCharacter> {
        if missing.is_empty() {
            return Vec::new();
        }
        let place = |&character: &char| {
            let mut places: Vec<String> = Vec::new();
            for text in self.texts().into_iter().filter(|text| text.contains(character)) {
                let place = excerpt(text, character);
                if places.len() < PLACES && !places.contains(&place) {
                    places.push(place);
                }
            }
            MissingCharacter { character, places }
        };
        let found = missing.iter().map(place).collect();
        replace(&mut self.value, missing);
        found
    }

    fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        collect(&self.value, &mut texts);
        texts
    }

    /// The bytes that the template reads.
    pub(super) fn json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&self.value)
    }
}

/// Says beside every table what its columns want.
fn measure(values: &mut Value, blocks: &[Block]) -> serde_json::Result<()> {
    for (at, block) in blocks.iter().enumerate() {
        if let Block::Table(table) = block {
            values[at]["columns"] = serde_json::to_value(columns(table))?;
        }
    }
    Ok(())
}

/// What a text says around a character; of a drawing, the label that it stands in.
fn excerpt(text: &str, character: char) -> String {
    let label = text.split(['<', '>']).find(|part| part.contains(character)).unwrap_or(text);
    let at = label.chars().position(|each| each == character).unwrap_or(0);
    label.chars().skip(at.saturating_sub(EXCERPT / 2)).take(EXCERPT).collect()
}

fn collect<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(values) => values.iter().for_each(|value| collect(value, texts)),
        Value::Object(map) => map.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

fn replace(value: &mut Value, missing: &BTreeSet<char>) {
    match value {
        Value::String(text) if text.chars().any(|character| missing.contains(&character)) => {
            let put = |character| if missing.contains(&character) { SUBSTITUTE } else { character };
            *text = text.chars().map(put).collect();
        }
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, missing)),
        Value::Object(map) => map.values_mut().for_each(|value| replace(value, missing)),
        _ => {}
    }
}

fn prepare(value: &mut Value) {
    match value {
        Value::String(text) => text.retain(|character| !is_invisible(character)),
        Value::Array(values) => values.iter_mut().for_each(prepare),
        Value::Object(map) => {
            // What shows when the pointer rests on a cell.
            if map.contains_key("mark") {
                map.remove("title");
            }
            prepare_drawing(map);
            map.values_mut().for_each(prepare);
        }
        _ => {}
    }
}

/// A drawing inside a page needs no name space and alone it does; what a screen reader says goes beside it.
fn prepare_drawing(map: &mut Map<String, Value>) {
    let Some(Value::String(svg)) = map.get_mut("svg") else { return };
    let alt = svg.split_once("aria-label=\"").and_then(|(_, rest)| rest.split('"').next()).map(unescape);
    if !svg.contains("xmlns=") {
        *svg = svg.replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1);
    }
    *svg = without_titles(svg);
    map.insert("alt".to_owned(), Value::String(alt.unwrap_or_default()));
}

/// A drawing without the texts that show when the pointer rests on a part of it.
fn without_titles(svg: &str) -> String {
    let mut rest = svg;
    let mut kept = String::with_capacity(svg.len());
    while let Some((before, after)) = rest.split_once("<title>") {
        kept.push_str(before);
        rest = after.split_once("</title>").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Whether a font has to draw something for a character.
pub(super) fn needs_glyph(character: char) -> bool {
    !character.is_whitespace() && !is_invisible(character)
}

/// Control characters and marks of direction or width, which files of other systems carry along.
fn is_invisible(character: char) -> bool {
    let code = u32::from(character);
    (character.is_control() && character != '\n')
        || matches!(code, 0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF)
        || matches!(code, 0xE_0000..=0xE_0FFF)
}
