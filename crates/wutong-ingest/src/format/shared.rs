//! The texts that the cells of a workbook share, and the reading of one text.

use std::io::{self, Read};

use crate::format::tokens::{Token, Tokens, broken};

/// Texts one behind the other: a column of a hundred thousand identifiers needs no hundred thousand allocations.
#[derive(Debug, Default)]
pub(super) struct SharedTexts {
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
}

impl SharedTexts {
    /// Reads `sharedStrings.xml`.
    ///
    /// # Errors
    /// If it is not well-formed, or none.
    pub(super) fn read(part: impl Read) -> io::Result<Self> {
        let (mut tokens, mut texts) = (Tokens::new(part), Self::default());
        let (mut reader, mut is_found) = (TextReader::default(), false);
        loop {
            match tokens.next()? {
                Token::Start(tag) if tag.name() == b"sst" => is_found = true,
                Token::Start(tag) if tag.name() == b"si" => {
                    reader.read(&mut tokens, &mut texts.text)?;
                    texts.ends.push(texts.text.len());
                }
                Token::Over if is_found => break,
                Token::Over => return Err(broken("no shared texts")),
                _ => {}
            }
        }
        texts.text.shrink_to_fit();
        texts.ends.shrink_to_fit();
        Ok(texts)
    }

    /// A text by its number.
    #[inline]
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        self.text.get(start..end)
    }
}

/// Reads texts with their runs.
#[derive(Debug, Default)]
pub(super) struct TextReader {
    run: String,
}

impl TextReader {
    /// Appends the text of the element that has begun: all its runs, without the pronunciation.
    ///
    /// # Errors
    /// If the part is not well-formed.
    pub(super) fn read(&mut self, tokens: &mut Tokens<impl Read>, text: &mut String) -> io::Result<()> {
        let depth = tokens.depth();
        while tokens.depth() >= depth {
            match tokens.next()? {
                Token::Start(tag) if tag.name() == b"rPh" => tokens.skip_element()?,
                Token::Start(tag) if tag.name() == b"t" => {
                    let keeps_blanks = tag.get(b"xml:space")? == Some(b"preserve");
                    self.run.clear();
                    tokens.content(&mut self.run)?;
                    let run = if keeps_blanks { &self.run } else { self.run.trim_matches([' ', '\t', '\r', '\n']) };
                    push_unescaped(run, text);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Length of `_x000D_`.
const ESCAPE: usize = 7;

/// Appends a text in which Excel has written characters that XML cannot hold as `_x000D_`, in units of UTF-16.
pub(super) fn push_unescaped(mut text: &str, to: &mut String) {
    let mut from = 0;
    while let Some(at) = text[from..].find('_').map(|at| from + at) {
        let Some(first) = unit(&text[at..]) else {
            from = at + 1;
            continue;
        };
        to.push_str(&text[..at]);
        text = &text[at + ESCAPE..];
        from = 0;
        let second =
            if (0xd800..0xdc00).contains(&first) { unit(text).filter(|unit| *unit >> 10 == 0x37) } else { None };
        if second.is_some() {
            text = &text[ESCAPE..];
        }
        to.extend(
            char::decode_utf16([first].into_iter().chain(second)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)),
        );
    }
    to.push_str(text);
}

/// The unit of UTF-16 that the escape at the start of a text stands for.
fn unit(text: &str) -> Option<u16> {
    let digits = text.as_bytes().get(..ESCAPE)?.strip_prefix(b"_x")?.strip_suffix(b"_")?;
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    is_hex.then(|| u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()).flatten()
}
