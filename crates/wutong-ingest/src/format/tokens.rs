//! The XML of a workbook's parts, token by token.
//!
//! A part is well-formed UTF-8 without a document type, as its format demands; anything else is an error. Three million
//! cells are twelve million tags, so tokens are slices of one buffer, which grows only for a token longer than it.

use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

/// Bytes read at once.
const BUFFER: usize = 1 << 16;

/// A piece of XML; comments and instructions are none.
#[derive(Debug)]
pub(super) enum Token<'t> {
    /// An element begins.
    Start(Tag<'t>),
    /// The element of this name, without its namespace, ends; one that is empty too.
    End(&'t [u8]),
    /// Text as it stands, without references.
    Text(&'t [u8]),
    /// The name of a reference: `amp`, `#10`.
    Reference(&'t [u8]),
    /// The part ends.
    Over,
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'t> {
    name: &'t [u8],
    attributes: &'t [u8],
}

impl<'t> Tag<'t> {
    /// Its name, without the namespace.
    #[inline]
    pub(super) fn name(self) -> &'t [u8] {
        local(self.name)
    }

    /// Names, with their namespaces, and values as they stand.
    #[inline]
    pub(super) fn attributes(self) -> Attributes<'t> {
        Attributes { rest: self.attributes }
    }

    /// The value of an attribute, as it stands.
    ///
    /// # Errors
    /// If an attribute has no value.
    pub(super) fn get(self, name: &[u8]) -> io::Result<Option<&'t [u8]>> {
        for attribute in self.attributes() {
            let (key, value) = attribute?;
            if key == name {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    /// The value of an attribute, references resolved.
    ///
    /// # Errors
    /// If an attribute has no value, or a reference is unknown.
    pub(super) fn text(self, name: &[u8]) -> io::Result<Option<String>> {
        let Some(mut rest) = self.get(name)? else { return Ok(None) };
        let mut text = String::new();
        while let Some(at) = memchr(b'&', rest) {
            let end = memchr(b';', &rest[at..]).ok_or_else(|| broken("a reference without an end"))?;
            text.push_str(utf8(&rest[..at])?);
            text.push(resolved(&rest[at + 1..at + end])?);
            rest = &rest[at + end + 1..];
        }
        text.push_str(utf8(rest)?);
        Ok(Some(text))
    }
}

/// The attributes of a tag.
#[derive(Debug)]
pub(super) struct Attributes<'t> {
    rest: &'t [u8],
}

impl<'t> Iterator for Attributes<'t> {
    type Item = io::Result<(&'t [u8], &'t [u8])>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let start = self.rest.iter().position(|byte| !is_blank(*byte))?;
        let rest = std::mem::take(&mut self.rest);
        let rest = &rest[start..];
        // Short as they are, names and values are sooner walked through than searched.
        let found = rest.iter().position(|byte| *byte == b'=').and_then(|equals| {
            let value = rest[equals + 1..].trim_ascii_start();
            let quote = *value.first().filter(|quote| matches!(quote, b'"' | b'\''))?;
            let end = value[1..].iter().position(|byte| *byte == quote)?;
            let key = rest[..equals].trim_ascii_end();
            self.rest = &value[end + 2..];
            let is_name = !key.is_empty() && !key.iter().any(|byte| is_blank(*byte));
            is_name.then_some((key, &value[1..=end]))
        });
        Some(found.ok_or_else(|| broken("an attribute without a value")))
    }
}

/// Reads the tokens of a part.
pub(super) struct Tokens<R> {
    inner: R,
    buffer: Vec<u8>,
    /// Where the next token begins.
    at: usize,
    /// End of what is known to be UTF-8.
    valid: usize,
    /// End of what has been read.
    end: usize,
    /// Names of the elements that are open.
    names: Vec<u8>,
    /// Where each of them begins.
    starts: Vec<usize>,
    /// Name of an element that ends where it begins.
    closing: Option<Range<usize>>,
}

impl<R: Read> Tokens<R> {
    /// Begins a part.
    pub(super) fn new(inner: R) -> Self {
        let (buffer, names, starts) = (vec![0; BUFFER], Vec::new(), Vec::new());
        Self { inner, buffer, at: 0, valid: 0, end: 0, names, starts, closing: None }
    }

    /// Elements that are open.
    #[inline]
    pub(super) fn depth(&self) -> usize {
        self.starts.len()
    }

    /// The next token.
    ///
    /// # Errors
    /// If the part cannot be unpacked, is not well-formed UTF-8, has a document type, or breaks off.
    #[inline]
    pub(super) fn next(&mut self) -> io::Result<Token<'_>> {
        if let Some(name) = self.closing.take() {
            self.starts.pop();
            return Ok(Token::End(local(&self.buffer[name])));
        }
        loop {
            if self.at == self.valid && !self.more()? {
                return if self.starts.is_empty() { Ok(Token::Over) } else { Err(broken("the part breaks off")) };
            }
            match self.buffer[self.at] {
                b'<' => match self.ahead(1)? {
                    b'/' => return self.end_tag(),
                    b'?' => self.skip(2, b"?>")?,
                    b'!' if self.ahead(2)? == b'-' && self.ahead(3)? == b'-' => self.skip(4, b"-->")?,
                    b'!' => return self.marked(),
                    _ => return self.start_tag(),
                },
                b'&' => return self.reference(),
                _ => {
                    let length = self.find(0, |bytes| memchr2(b'<', b'&', bytes))?;
                    let length = length.unwrap_or(self.valid - self.at);
                    return Ok(Token::Text(self.take(length, 0..length)));
                }
            }
        }
    }

    /// Appends the text up to the end of the element that has begun.
    ///
    /// # Errors
    /// As [`Self::next`], or if an element or an unknown reference stands in it.
    #[inline]
    pub(super) fn content(&mut self, text: &mut String) -> io::Result<()> {
        loop {
            match self.next()? {
                Token::Text(bytes) => push_lines(utf8(bytes)?, text),
                Token::Reference(name) => text.push(resolved(name)?),
                Token::End(_) => return Ok(()),
                Token::Start(_) | Token::Over => return Err(broken("an element within a text")),
            }
        }
    }

    /// Goes on behind the end of the element that has begun.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(super) fn skip_element(&mut self) -> io::Result<()> {
        let depth = self.depth();
        while self.depth() >= depth {
            self.next()?;
        }
        Ok(())
    }

    #[inline]
    fn start_tag(&mut self) -> io::Result<Token<'_>> {
        let end = self.tag_end()?;
        let (first, last) = (self.at + 1, self.at + end);
        self.at = last + 1;
        let is_empty = self.buffer[last - 1] == b'/';
        let last = if is_empty { last - 1 } else { last };
        let inside = &self.buffer[first..last];
        let length = inside.iter().position(|byte| is_blank(*byte)).unwrap_or(inside.len());
        self.starts.push(self.names.len());
        if is_empty {
            self.closing = Some(first..first + length);
        } else {
            self.names.extend_from_slice(&inside[..length]);
        }
        let (name, attributes) = inside.split_at(length);
        Ok(Token::Start(Tag { name, attributes }))
    }

    #[inline]
    fn end_tag(&mut self) -> io::Result<Token<'_>> {
        let end = self.tag_end()?;
        let name = self.at + 2..self.at + end;
        self.at += end + 1;
        let name = self.buffer[name].trim_ascii_end();
        let start = self.starts.pop().ok_or_else(|| broken("an end without a beginning"))?;
        if self.names[start..] != *name {
            return Err(broken("an end that belongs to another beginning"));
        }
        self.names.truncate(start);
        Ok(Token::End(local(name)))
    }

    /// Where the tag that begins here ends.
    #[inline]
    fn tag_end(&mut self) -> io::Result<usize> {
        let (mut at, mut quote) = (1, None);
        loop {
            for byte in &self.buffer[self.at + at..self.valid] {
                match (quote, *byte) {
                    (None, b'>') => return Ok(at),
                    (None, b'"' | b'\'') => quote = Some(*byte),
                    (None, b'<') => return Err(broken("a tag without an end")),
                    (Some(open), byte) if open == byte => quote = None,
                    _ => {}
                }
                at += 1;
            }
            if !self.more()? {
                return Err(broken("the part breaks off"));
            }
        }
    }

    fn reference(&mut self) -> io::Result<Token<'_>> {
        let end = self.find(1, |bytes| bytes.iter().position(|byte| matches!(byte, b';' | b'&' | b'<')))?;
        let end = end.filter(|end| self.buffer[self.at + end] == b';');
        let end = end.ok_or_else(|| broken("a reference without an end"))?;
        Ok(Token::Reference(self.take(end + 1, 1..end)))
    }

    /// Text that is marked as such: `<![CDATA[...]]>`.
    fn marked(&mut self) -> io::Result<Token<'_>> {
        const MARK: &[u8] = b"<![CDATA[";
        for (offset, byte) in MARK.iter().enumerate() {
            if self.ahead(offset)? != *byte {
                return Err(broken("a document type, which no workbook has"));
            }
        }
        let end = self.find_text(MARK.len(), b"]]>")?;
        Ok(Token::Text(self.take(end + 3, MARK.len()..end)))
    }

    fn skip(&mut self, from: usize, end: &'static [u8]) -> io::Result<()> {
        self.at += self.find_text(from, end)? + end.len();
        Ok(())
    }

    /// The byte so far ahead.
    #[inline]
    fn ahead(&mut self, offset: usize) -> io::Result<u8> {
        while self.at + offset >= self.valid {
            if !self.more()? {
                return Err(broken("the part breaks off"));
            }
        }
        Ok(self.buffer[self.at + offset])
    }

    /// Goes on by `length`, and hands out a part of what lies behind.
    #[inline]
    fn take(&mut self, length: usize, part: Range<usize>) -> &[u8] {
        let at = self.at;
        self.at += length;
        &self.buffer[at + part.start..at + part.end]
    }

    /// How far ahead something stands, `from` bytes ahead or farther.
    #[inline]
    fn find(&mut self, mut from: usize, find: impl Fn(&[u8]) -> Option<usize>) -> io::Result<Option<usize>> {
        loop {
            if let Some(found) = find(&self.buffer[self.at + from..self.valid]) {
                return Ok(Some(from + found));
            }
            from = self.valid - self.at;
            if !self.more()? {
                return Ok(None);
            }
        }
    }

    fn find_text(&mut self, from: usize, wanted: &'static [u8]) -> io::Result<usize> {
        // What has been searched is not searched again, but for a beginning of what is wanted at its end.
        let mut next = from;
        loop {
            let found = self.buffer.get(self.at + next..self.valid).and_then(|bytes| memmem::find(bytes, wanted));
            if let Some(found) = found {
                return Ok(next + found);
            }
            next = from.max((self.valid - self.at + 1).saturating_sub(wanted.len()));
            if !self.more()? {
                return Err(broken("the part breaks off"));
            }
        }
    }

    /// Reads on; whether there is more.
    #[cold]
    fn more(&mut self) -> io::Result<bool> {
        if self.at > 0 {
            self.buffer.copy_within(self.at..self.end, 0);
            (self.valid, self.end, self.at) = (self.valid - self.at, self.end - self.at, 0);
        }
        let before = self.valid;
        while self.valid == before {
            if self.end == self.buffer.len() {
                self.buffer.resize(2 * self.end, 0);
            }
            let n = self.inner.read(&mut self.buffer[self.end..])?;
            if n == 0 {
                return if self.valid == self.end { Ok(false) } else { Err(not_utf8()) };
            }
            self.end += n;
            // What comes before a wrong byte is handed out; it may be all that is wanted.
            self.valid += match std::str::from_utf8(&self.buffer[self.valid..self.end]) {
                Ok(text) => text.len(),
                Err(error) if error.valid_up_to() == 0 && error.error_len().is_some() => return Err(not_utf8()),
                Err(error) => error.valid_up_to(),
            };
        }
        Ok(true)
    }
}

/// A name without its namespace.
#[inline]
pub(super) fn local(name: &[u8]) -> &[u8] {
    name.iter().position(|byte| *byte == b':').map_or(name, |colon| &name[colon + 1..])
}

/// What is wrong with a part.
pub(super) fn broken(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn not_utf8() -> io::Error {
    broken("the part is not UTF-8")
}

/// Bytes as a text.
///
/// # Errors
/// If they are not UTF-8.
#[inline]
pub(super) fn utf8(bytes: &[u8]) -> io::Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| not_utf8())
}

#[inline]
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// The character that a reference stands for.
fn resolved(name: &[u8]) -> io::Result<char> {
    let number = |digits: &[u8], radix| {
        let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
        u32::from_str_radix(digits, radix).ok().filter(|code| *code > 0).and_then(char::from_u32)
    };
    let found = match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        _ => None,
    };
    found.ok_or_else(|| broken("an unknown reference"))
}

/// Appends a text whose lines end as XML ends them, whatever the part was written on.
#[inline]
fn push_lines(text: &str, to: &mut String) {
    if memchr(b'\r', text.as_bytes()).is_none() {
        return to.push_str(text);
    }
    to.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
}
