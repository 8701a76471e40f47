//! The cells of a worksheet, one after the other, as its XML holds them.

use std::borrow::Cow;
use std::io::{self, Read};

use crate::format::date::{self, DAYS_TO_1904};
use crate::format::rows::{MOST_COLUMNS, MOST_ROWS, Merge, Value};
use crate::format::shared::{SharedTexts, TextReader, push_unescaped};
use crate::format::styles::Meaning;
use crate::format::tokens::{Tag, Token, Tokens, broken};

/// Characters of a formula that stand for it.
const MOST_SHOWN: usize = 60;

/// What cells refer to.
#[derive(Debug)]
pub(super) struct Context {
    /// Texts that cells share.
    pub(super) texts: SharedTexts,
    /// What numbers are, by the format of the cell.
    pub(super) formats: Vec<Meaning>,
    /// Whether days are counted from 1904.
    pub(super) is_1904: bool,
}

/// How a cell says what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    /// A text, as its number among those that are shared.
    Shared,
    /// A text of a formula.
    Text,
    /// A text within the cell.
    Inline,
    Truth,
    Error,
    Date,
}

/// What the tag of a cell says.
#[derive(Debug, Default)]
struct Head {
    /// Row and column, counted from 0.
    position: Option<(u32, u32)>,
    format: Option<usize>,
    /// `None` for a number, or whatever stands there.
    kind: Option<Kind>,
}

impl Head {
    #[inline]
    fn of(tag: Tag<'_>) -> io::Result<Self> {
        let mut head = Self::default();
        for attribute in tag.attributes() {
            let is_twice = match attribute? {
                (b"r", value) => {
                    let position = position(value).ok_or_else(|| broken("a cell that is nowhere"))?;
                    head.position.replace(position).is_some()
                }
                (b"s", value) => {
                    let format = number(value).ok_or_else(|| broken("a format without a number"))?;
                    head.format.replace(format).is_some()
                }
                (b"t", value) => {
                    let kind = match value {
                        b"s" => Kind::Shared,
                        b"n" => Kind::Number,
                        b"str" => Kind::Text,
                        b"inlineStr" | b"is" => Kind::Inline,
                        b"b" => Kind::Truth,
                        b"e" => Kind::Error,
                        b"d" => Kind::Date,
                        _ => return Err(broken("an unknown type of cell")),
                    };
                    head.kind.replace(kind).is_some()
                }
                _ => false,
            };
            if is_twice {
                return Err(broken("an attribute that stands twice"));
            }
        }
        Ok(head)
    }
}

/// Reads the cells of a worksheet.
pub(super) struct Cells<'c, R> {
    tokens: Tokens<R>,
    context: &'c Context,
    texts: TextReader,
    /// The text of a value or formula.
    text: String,
    row: u32,
    column: u32,
    claim: Option<Merge>,
}

impl<'c, R: Read> Cells<'c, R> {
    /// Begins a worksheet.
    ///
    /// # Errors
    /// If it has no cells, or claims a range that is none.
    pub(super) fn open(part: R, context: &'c Context) -> io::Result<Self> {
        let (mut tokens, mut claim) = (Tokens::new(part), None);
        loop {
            match tokens.next()? {
                Token::Start(tag) if tag.name() == b"dimension" => {
                    let named = tag.get(b"ref")?.and_then(range);
                    claim = Some(named.ok_or_else(|| broken("a dimension that is none"))?);
                }
                Token::Start(tag) if tag.name() == b"sheetData" => break,
                Token::Over => return Err(broken("no worksheet")),
                _ => {}
            }
        }
        let (texts, text) = (TextReader::default(), String::new());
        Ok(Self { tokens, context, texts, text, row: 0, column: 0, claim })
    }

    /// The range that the worksheet says it has.
    pub(super) fn claim(&self) -> Option<Merge> {
        self.claim
    }

    /// The next cell: row and column, counted from 0, and what it holds.
    ///
    /// # Errors
    /// If the worksheet is not well-formed, or the cell makes no sense.
    pub(super) fn next(&mut self) -> io::Result<Option<(u32, u32, Value<'c>)>> {
        loop {
            match self.tokens.next()? {
                Token::Start(tag) if tag.name() == b"c" => {
                    let head = Head::of(tag)?;
                    let (row, column) = head.position.unwrap_or((self.row, self.column));
                    self.column = column + 1;
                    return Ok(Some((row, column, self.cell(&head)?)));
                }
                Token::Start(tag) if tag.name() == b"row" => {
                    if let Some(row) = tag.get(b"r")? {
                        let row = number(row).and_then(|row| u32::try_from(row).ok()?.checked_sub(1));
                        self.row = row.ok_or_else(|| broken("a row that is nowhere"))?;
                    }
                }
                Token::End(b"row") => (self.row, self.column) = (self.row.saturating_add(1), 0),
                Token::End(b"sheetData") => return Ok(None),
                Token::Over => return Err(broken("a worksheet without an end")),
                _ => {}
            }
        }
    }

    /// What the cell that has begun holds.
    fn cell(&mut self, head: &Head) -> io::Result<Value<'c>> {
        let (mut value, mut formula) = (None, None);
        loop {
            match self.tokens.next()? {
                Token::Start(tag) => match tag.name() {
                    b"v" | b"is" if value.is_some() => return Err(broken("a cell with two values")),
                    // Beside a text within the cell it is a copy.
                    b"v" if head.kind == Some(Kind::Inline) => self.tokens.skip_element()?,
                    b"v" => value = Some(self.value(head)?),
                    b"is" => {
                        let mut text = String::new();
                        self.texts.read(&mut self.tokens, &mut text)?;
                        value = Some(Value::Text(Cow::Owned(text)));
                    }
                    b"f" => {
                        // One that is shared is written out in the first of its cells alone.
                        let is_written = tag.get(b"t")? != Some(b"shared") || tag.get(b"ref")?.is_some();
                        self.text.clear();
                        self.tokens.content(&mut self.text)?;
                        formula =
                            Some(if is_written { self.text.chars().take(MOST_SHOWN).collect() } else { String::new() });
                    }
                    _ => return Err(broken("an unknown element in a cell")),
                },
                Token::End(_) => break,
                Token::Over => return Err(broken("a worksheet without an end")),
                Token::Text(_) | Token::Reference(_) => {}
            }
        }
        let value = value.unwrap_or_default();
        Ok(match formula {
            // No program has computed the value: nothing is known of it, which is more than nothing being there.
            Some(formula) if value == Value::Empty => Value::Text(Cow::Owned(format!("={formula}"))),
            _ => value,
        })
    }

    /// The value that has begun.
    #[inline]
    fn value(&mut self, head: &Head) -> io::Result<Value<'c>> {
        self.text.clear();
        self.tokens.content(&mut self.text)?;
        let text = self.text.as_str();
        let owned = |text: &str| Value::Text(Cow::Owned(text.to_owned()));
        Ok(match head.kind {
            None | Some(Kind::Number | Kind::Shared | Kind::Error) if text.is_empty() => Value::Empty,
            None | Some(Kind::Number) => match text.parse::<f64>() {
                Ok(value) => self.measured(value, head.format),
                Err(_) if head.kind.is_none() => owned(text),
                Err(_) => return Err(broken("a number that is none")),
            },
            Some(Kind::Shared) => {
                let shared = number(text.as_bytes()).and_then(|number| self.context.texts.get(number));
                Value::Text(Cow::Borrowed(shared.ok_or_else(|| broken("a shared text that is none"))?))
            }
            Some(Kind::Truth) => match text.trim() {
                "" => Value::Empty,
                "0" => Value::truth(false),
                "1" => Value::truth(true),
                text if text.eq_ignore_ascii_case("false") => Value::truth(false),
                text if text.eq_ignore_ascii_case("true") => Value::truth(true),
                _ => return Err(broken("a truth value that is none")),
            },
            Some(Kind::Date) => date::serial(text).map_or_else(|| owned(text), Value::Date),
            Some(Kind::Error) => owned(text),
            Some(Kind::Text | Kind::Inline) => {
                let mut unescaped = String::with_capacity(text.len());
                push_unescaped(text, &mut unescaped);
                Value::Text(Cow::Owned(unescaped))
            }
        })
    }

    /// A number, or the date that its format makes of it.
    #[inline]
    fn measured(&self, value: f64, format: Option<usize>) -> Value<'c> {
        let meaning = format.and_then(|format| self.context.formats.get(format)).copied().unwrap_or_default();
        match meaning {
            // Something stands there, if nothing that is a number.
            _ if !value.is_finite() => Value::Text(Cow::Owned(value.to_string())),
            Meaning::Number => Value::Number(value),
            Meaning::Date if self.context.is_1904 => Value::Date(value + DAYS_TO_1904),
            Meaning::Date => Value::Date(value),
        }
    }
}

/// The range that `A1:C3` names.
pub(super) fn range(text: &[u8]) -> Option<Merge> {
    let (first, last) = match text.iter().position(|byte| *byte == b':') {
        Some(colon) => (&text[..colon], &text[colon + 1..]),
        None => (text, text),
    };
    let ((top, left), (bottom, right)) = (position(first)?, position(last)?);
    (top <= bottom && left <= right).then_some(Merge { rows: (top, bottom), columns: (left, right) })
}

/// The row and column, counted from 0, that `B7` names.
#[inline]
fn position(text: &[u8]) -> Option<(u32, u32)> {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (letters, digits) = text.split_at(letters);
    if letters.len() > 3 {
        return None;
    }
    let place = |column: u32, letter: &u8| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    let column = letters.iter().fold(0, place);
    let row = number(digits).and_then(|row| u32::try_from(row).ok())?;
    ((1..=MOST_COLUMNS).contains(&column) && (1..=MOST_ROWS).contains(&row)).then(|| (row - 1, column - 1))
}

/// A whole number of digits alone.
#[inline]
fn number(digits: &[u8]) -> Option<usize> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + usize::from(digit - b'0')))
}
