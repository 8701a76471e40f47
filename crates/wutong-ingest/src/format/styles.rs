//! What the formats of a workbook's cells make of its numbers.

use std::collections::BTreeMap;
use std::io::{self, Read};

use crate::format::tokens::{Token, Tokens, broken};

/// What a number is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A number, or a span of time.
    #[default]
    Number,
    /// A date, or a time of day.
    Date,
}

/// What the numbers of each cell format are, from `styles.xml`.
///
/// # Errors
/// If the part is not well-formed, or none.
pub(super) fn read(part: impl Read) -> io::Result<Vec<Meaning>> {
    let (mut codes, mut formats) = (BTreeMap::new(), Vec::new());
    let (mut is_found, mut is_of_cells) = (false, false);
    let mut tokens = Tokens::new(part);
    loop {
        match tokens.next()? {
            Token::Start(tag) => match tag.name() {
                b"styleSheet" => is_found = true,
                b"numFmt" => {
                    if let (Some(id), Some(code)) = (tag.get(b"numFmtId")?, tag.text(b"formatCode")?) {
                        codes.insert(id.to_vec(), of_code(&code));
                    }
                }
                b"cellXfs" => is_of_cells = true,
                b"xf" if is_of_cells => {
                    let meaning =
                        tag.get(b"numFmtId")?.map(|id| codes.get(id).copied().unwrap_or_else(|| built_in(id)));
                    formats.push(meaning.unwrap_or_default());
                }
                _ => {}
            },
            Token::End(b"cellXfs") => is_of_cells = false,
            Token::Over if is_found => return Ok(formats),
            Token::Over => return Err(broken("no styles")),
            _ => {}
        }
    }
}

/// Formats that a workbook does not spell out; those of East Asia are 27 to 36 and 50 to 58. 46 is a span.
fn built_in(id: &[u8]) -> Meaning {
    match std::str::from_utf8(id).ok().and_then(|id| id.parse().ok()) {
        Some(14..=22 | 27..=36 | 45 | 47 | 50..=58) => Meaning::Date,
        _ => Meaning::Number,
    }
}

/// What a format code such as `yyyy"年"m"月"` makes of a number: a date if its first section has a letter of dates outside
/// quotation marks, brackets and escapes; a span if hours, minutes or seconds stand in brackets.
fn of_code(code: &str) -> Meaning {
    let (mut characters, mut before_half) = (code.chars(), false);
    while let Some(c) = characters.next() {
        match c.to_ascii_lowercase() {
            // The next character is shown, or its width or repetition.
            '\\' | '_' | '*' => drop(characters.next()),
            '"' => drop(characters.by_ref().find(|c| *c == '"')),
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let inside = inside.to_ascii_lowercase();
                if ["h", "m", "s"]
                    .iter()
                    .any(|unit| !inside.is_empty() && inside.trim_matches(|c| unit.contains(c)).is_empty())
                {
                    return Meaning::Number;
                }
            }
            ';' => return Meaning::Number,
            // `AM/PM` and `A/P`.
            'a' => before_half = true,
            'p' | 'm' | '/' if before_half => return Meaning::Date,
            'd' | 'm' | 'h' | 'y' | 's' if !before_half => return Meaning::Date,
            _ => {}
        }
    }
    Meaning::Number
}
