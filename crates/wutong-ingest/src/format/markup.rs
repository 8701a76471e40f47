//! The tags and texts of a web page, as browsers take them: nothing in it is an error.

use std::borrow::Cow;

/// A piece of a page.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'t> {
    /// A start tag; `<br/>` too.
    Start(Tag<'t>),
    /// The name of an end tag, as written.
    End(&'t str),
    /// What stands between tags, entities as written.
    Text(&'t str),
}

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tag<'t> {
    /// Its name, as written.
    pub(super) name: &'t str,
    /// Whether it ends itself: `<Cell/>`.
    pub(super) is_closed: bool,
    attributes: &'t str,
}

impl<'t> Tag<'t> {
    /// The value of an attribute, entities resolved; empty for one without a value.
    pub(super) fn get(&self, wanted: &str) -> Option<Cow<'t, str>> {
        let mut rest = self.attributes.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let after = after.trim_start();
            let (value, next) = match after.strip_prefix('=') {
                Some(value) => quoted(value.trim_start()),
                None => ("", after),
            };
            if local(name).eq_ignore_ascii_case(wanted) {
                return Some(resolved(value));
            }
            // A stray `=` or `/` must not hold the loop.
            rest = if next.len() < rest.len() { next.trim_start() } else { &rest[rest.chars().next()?.len_utf8()..] };
        }
        None
    }

    /// A whole number from 1 on.
    pub(super) fn number(&self, wanted: &str) -> Option<u32> {
        self.get(wanted)?.trim().parse().ok().filter(|number| *number > 0)
    }

    /// Whether a browser would not show it.
    pub(super) fn is_hidden(&self) -> bool {
        let style = |style: Cow<'_, str>| {
            let bare: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            bare.to_ascii_lowercase().contains("display:none")
        };
        self.get("style").is_some_and(style) || self.get("hidden").is_some()
    }
}

/// A name without its namespace: `ss:Index`.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The value at the start of a text, and what comes after it.
fn quoted(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// The pieces of a page, in order; comments, scripts and styles are left out.
pub(super) struct Pieces<'t> {
    rest: &'t str,
}

impl<'t> Pieces<'t> {
    /// The pieces of a text.
    pub(super) fn of(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// Goes on behind the next of a text; to the end if there is none.
    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.find(end).map_or("", |at| &self.rest[at + end.len()..]);
    }

    /// Goes on at the end tag of an element whose content is no markup.
    fn skip_content(&mut self, name: &str) {
        let mut from = 0;
        while let Some(at) = self.rest[from..].find("</").map(|at| from + at) {
            let tag = &self.rest.as_bytes()[at + 2..];
            if tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes())) {
                self.rest = &self.rest[at..];
                return;
            }
            from = at + 2;
        }
        self.rest = "";
    }

    fn start(&mut self) -> Option<Piece<'t>> {
        let inside = &self.rest[1..];
        let end = tag_end(inside);
        let (tag, rest) = (&inside[..end], inside.get(end + 1..).unwrap_or(""));
        self.rest = rest;
        let is_closed = tag.ends_with('/');
        let tag = tag.strip_suffix('/').unwrap_or(tag);
        let (name, attributes) = tag.split_at(tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len()));
        if !is_closed && ["script", "style", "textarea"].iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            self.skip_content(name);
        }
        Some(Piece::Start(Tag { name, is_closed, attributes }))
    }
}

/// Where a tag ends: at the first `>` outside quotation marks.
fn tag_end(inside: &str) -> usize {
    let mut quote = None;
    let mut before = 0;
    for (at, byte) in inside.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    // A quotation mark that is never closed hides the end of its tag only.
    inside.find('>').unwrap_or(inside.len())
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        loop {
            let next = *self.rest.as_bytes().get(1).unwrap_or(&0);
            if !self.rest.starts_with('<') || !(next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?')) {
                if self.rest.is_empty() {
                    return None;
                }
                // A `<` that begins no tag is text.
                let first = self.rest.chars().next().map_or(1, char::len_utf8);
                let end = self.rest[first..].find('<').map_or(self.rest.len(), |at| first + at);
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                return Some(Piece::Text(text));
            }
            match next {
                b'!' if self.rest.starts_with("<!--") => self.skip_past("-->"),
                b'!' if self.rest.starts_with("<![CDATA[") => {
                    let text = &self.rest["<![CDATA[".len()..];
                    let (text, rest) = text.split_once("]]>").unwrap_or((text, ""));
                    self.rest = rest;
                    return Some(Piece::Text(text));
                }
                b'!' | b'?' => self.skip_past(">"),
                b'/' => {
                    let (name, rest) = self.rest[2..].split_once('>').unwrap_or((&self.rest[2..], ""));
                    self.rest = rest;
                    return Some(Piece::End(name.trim()));
                }
                _ => return self.start(),
            }
        }
    }
}

/// Entities that tables use.
const ENTITIES: [(&str, char); 16] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("middot", '·'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("hellip", '…'),
    ("times", '×'),
    ("ldquo", '“'),
    ("rdquo", '”'),
];

/// A text with its entities resolved; one that is not known stays as it is written.
pub(super) fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(&rest[1..]) {
            Some((character, length)) => {
                out.push(character);
                rest = &rest[1 + length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of an entity, and how many bytes its name takes, semicolon included.
fn entity(text: &str) -> Option<(char, usize)> {
    if let Some(number) = text.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let digits = hex.unwrap_or(number);
        let radix = if hex.is_some() { 16 } else { 10 };
        let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let character = char::from_u32(u32::from_str_radix(&digits[..length], radix).ok()?)?;
        let length = text.len() - digits.len() + length;
        return Some((character, length + usize::from(text[length..].starts_with(';'))));
    }
    let (name, character) = ENTITIES.iter().find(|(name, _)| text.starts_with(name))?;
    let after = &text[name.len()..];
    let is_whole = after.starts_with(';') || !after.starts_with(|c: char| c.is_ascii_alphanumeric());
    is_whole.then(|| (*character, name.len() + usize::from(after.starts_with(';'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let piece = |piece| match piece {
            Piece::Start(tag) => format!("<{}>", tag.name),
            Piece::End(name) => format!("</{name}>"),
            Piece::Text(text) => resolved(text).into_owned(),
        };
        Pieces::of(text).map(piece).collect()
    }

    #[test]
    fn tags_and_texts_are_told_apart() {
        assert_eq!(shown("<TD class=a>5 < 6 &amp; 学</td >"), ["<TD>", "5 ", "< 6 & 学", "</td>"]);
        assert_eq!(shown("<!-- <td>1</td> --><?xml?><!DOCTYPE x><br/>"), ["<br>"]);
        assert_eq!(shown("<script>'<td>'</script><p>a"), ["<script>", "</script>", "<p>", "a"]);
        assert_eq!(shown("<td title=\"a>b\">1"), ["<td>", "1"]);
        assert_eq!(shown("<td title=\"a>1</td>"), ["<td>", "1", "</td>"]);
        assert_eq!(shown("<Data><![CDATA[一中]]></Data>"), ["<Data>", "一中", "</Data>"]);
        assert_eq!(shown("学<"), ["学", "<"]);
        assert_eq!(shown("<"), ["<"]);
    }

    #[test]
    fn attributes_are_found() {
        let tag = |text| match Pieces::of(text).next() {
            Some(Piece::Start(tag)) => tag,
            other => unreachable!("{other:?}"),
        };
        let cell = tag("<td colspan=3 ROWSPAN = '2' x:num=\"85.5\" nowrap style=\"Display : none\">");
        assert_eq!((cell.number("colspan"), cell.number("rowspan")), (Some(3), Some(2)));
        assert_eq!(cell.get("num").as_deref(), Some("85.5"));
        assert_eq!(cell.get("nowrap").as_deref(), Some(""));
        assert!(cell.is_hidden() && cell.get("class").is_none());
        assert!(tag("<td = / =>").get("a").is_none());
    }

    #[test]
    fn entities_are_resolved() {
        assert_eq!(resolved("&lt;&#20013;&#x4e2D;&nbsp;&nbsp1&unknown;&ampx &"), "<中中\u{a0}&nbsp1&unknown;&ampx &");
    }
}
