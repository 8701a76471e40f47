//! The parts of an Excel workbook, measured before anything is read from them.
//!
//! A part may unpack to more than the archive says, claim more cells than there are atoms to hold them, or hide its
//! merged ranges behind all its cells. Each part is therefore unpacked once into nothing: unpacking takes a tenth of
//! the time that reading does, and after it sizes, claims and merged ranges are known and true.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use memchr::{memmem, memrchr};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use crate::error::IngestError;
use crate::format::Opening;
use crate::format::archive::{self, Zip, zip_error};
use crate::format::rows::{MOST_COLUMNS, MOST_ROWS, Merge};
use crate::trouble::{Damage, Excess};

/// Bytes of one tag, text or comment; calamine holds each of them whole.
pub(super) const MOST_TEXT_MB: u64 = 32;
/// Formats of cells; Excel itself knows 65,490.
const MOST_FORMATS: u64 = 262_144;
/// Bytes that a shared text costs beside its own.
const TEXT_COST: u64 = 32;
/// Bytes at the start of a worksheet in which its dimension stands.
const HEAD: usize = 1 << 16;

/// What is known of a workbook's worksheets.
#[derive(Debug, Default)]
pub(super) struct Package {
    merges: BTreeMap<String, Vec<Merge>>,
    paths: BTreeMap<String, String>,
}

impl Package {
    /// Measures a workbook.
    pub(super) fn measure(path: &Path, opening: Opening<'_>) -> Result<Self, IngestError> {
        let mut zip = archive::open(path, opening)?;
        let mut package = Self::default();
        for index in 0..zip.len() {
            let part = zip.by_index(index).map_err(|error| zip_error(error, opening))?;
            let name = String::from_utf8_lossy(part.name_raw()).replace('\\', "/").to_lowercase();
            if !is_read(&name) {
                continue;
            }
            let declared = part.size();
            let found = scan(part, declared, &name, opening)?;
            if found.is_disguised {
                return Err(opening.broken("", Damage::Disguised, None));
            }
            check_dimension(&found.head, opening)?;
            if let Some(merges) = found.merges {
                package.merges.insert(name, merged(&merges, opening)?);
            }
        }
        package.paths = paths(&mut zip);
        Ok(package)
    }

    /// The merged ranges of a worksheet.
    pub(super) fn merges(&mut self, sheet: &str) -> Vec<Merge> {
        self.paths.get(sheet).and_then(|path| self.merges.remove(path)).unwrap_or_default()
    }
}

/// Whether a part holds cells, their texts or formats, or says where those are.
fn is_read(name: &str) -> bool {
    const OTHERS: [&str; 8] =
        ["pivot", "/drawings/", "/charts/", "/theme/", "docprops/", "customxml/", "/comments", "calcchain"];
    (name.ends_with(".xml") || name.ends_with(".rels")) && !OTHERS.iter().any(|other| name.contains(other))
}

/// What unpacking a part shows.
#[derive(Default)]
struct Scan {
    head: Vec<u8>,
    /// The list of merged ranges and what comes after.
    merges: Option<Vec<u8>>,
    bytes: u64,
    items: u64,
    /// Bytes since the last tag began.
    text: u64,
    /// The end of the chunk before, so that nothing is missed between two.
    rest: Vec<u8>,
    /// A value is written in a way that calamine reads as none.
    is_disguised: bool,
}

/// Longest text looked for, with the tag before it.
const OVERLAP: usize = 64;

impl Scan {
    fn chunk(&mut self, chunk: &[u8], wanted: Option<&memmem::Finder<'_>>, most_merges: usize) {
        self.bytes += chunk.len() as u64;
        self.head.extend_from_slice(&chunk[..chunk.len().min(HEAD - self.head.len())]);
        self.text = text_after(self.text, chunk);
        if let Some(merges) = &mut self.merges {
            let room = most_merges.saturating_sub(merges.len());
            merges.extend_from_slice(&chunk[..chunk.len().min(room)]);
            return;
        }
        self.rest.extend_from_slice(chunk);
        if let Some(finder) = wanted {
            // Each item lies in one chunk, or in the overlap of two and then not whole in either.
            self.items += finder.find_iter(&self.rest).count() as u64;
        } else {
            self.is_disguised |= is_disguised(&self.rest);
            if let Some(at) = memmem::find(&self.rest, b"<mergeCells") {
                self.merges = Some(self.rest.split_off(at));
            }
        }
        let keep = wanted.map_or(OVERLAP, |finder| finder.needle().len()) - 1;
        self.rest.drain(..self.rest.len().saturating_sub(keep));
    }
}

/// Whether the value of a cell holds a comment, or a digit or entity written as a reference: no program writes numbers
/// so, and calamine takes them for blanks.
fn is_disguised(xml: &[u8]) -> bool {
    const USUAL: [&[u8]; 8] = [b"amp;", b"lt;", b"gt;", b"quot;", b"apos;", b"#10;", b"#13;", b"#9;"];
    let is_value = |at: usize| {
        let tag = memrchr(b'<', &xml[..at]).map(|tag| &xml[tag..at]);
        tag.is_some_and(|tag| tag.starts_with(b"<v>") || tag.starts_with(b"<v "))
    };
    let is_odd = |at: usize| xml.len() - at > 6 && !USUAL.iter().any(|usual| xml[at + 1..].starts_with(usual));
    let mut references = memchr::memchr_iter(b'&', xml);
    references.any(|at| is_odd(at) && is_value(at)) || memmem::find(xml, b"<v><!").is_some()
}

/// Bytes since the last tag began, after a chunk.
pub(super) fn text_after(before: u64, chunk: &[u8]) -> u64 {
    memrchr(b'<', chunk).map_or(before + chunk.len() as u64, |last| (chunk.len() - last) as u64)
}

fn scan(mut part: impl Read, declared: u64, name: &str, opening: Opening<'_>) -> Result<Scan, IngestError> {
    let limits = opening.limits;
    let is_texts = name.ends_with("sharedstrings.xml");
    let is_formats = name.ends_with("styles.xml");
    let finder = (is_texts || is_formats).then(|| memmem::Finder::new(if is_texts { "<si" } else { "<xf" }));
    let most_merges = usize::try_from(limits.merged_ranges.saturating_mul(64)).unwrap_or(usize::MAX).max(HEAD);
    let mut found = Scan::default();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let n = part.read(&mut buffer).map_err(|error| opening.broken("", Damage::Archive, Some(error.into())))?;
        if n == 0 {
            return Ok(found);
        }
        found.chunk(&buffer[..n], finder.as_ref(), most_merges);
        let texts = (found.bytes + found.items * TEXT_COST) >> 20;
        match () {
            // An archive that says less than it holds has been tampered with.
            () if found.bytes > declared => return Err(opening.broken("", Damage::Archive, None)),
            () if found.text > MOST_TEXT_MB << 20 => {
                return Err(opening.too_large("", Excess::Text, String::new(), MOST_TEXT_MB));
            }
            () if is_texts && texts > limits.unpacked_mb / 4 => {
                return Err(opening.too_large("", Excess::SharedTexts, texts.to_string(), limits.unpacked_mb / 4));
            }
            () if is_formats && found.items > MOST_FORMATS => {
                return Err(opening.too_large("", Excess::Formats, found.items.to_string(), MOST_FORMATS));
            }
            () => {}
        }
    }
}

/// Refuses a dimension that is none before calamine computes with it.
fn check_dimension(head: &[u8], opening: Opening<'_>) -> Result<(), IngestError> {
    let mut reader = Reader::from_reader(head);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "dimension" => {
                return match attribute(&tag, "ref") {
                    Some(range) if self::range(&range).is_none() => Err(opening.broken("", Damage::Worksheet, None)),
                    _ => Ok(()),
                };
            }
            Event::Start(tag) if tag.local_name().as_ref() == "sheetData" => return Ok(()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
    // The head may end within a tag.
    Ok(())
}

/// The merged ranges in a list of them.
fn merged(list: &[u8], opening: Opening<'_>) -> Result<Vec<Merge>, IngestError> {
    let (limit, mut merges) = (opening.limits.merged_ranges, Vec::new());
    let mut reader = Reader::from_reader(list);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "mergeCell" => {
                merges.extend(attribute(&tag, "ref").as_deref().and_then(range));
            }
            Event::Start(_) if merges.is_empty() => {}
            Event::Start(_) | Event::End(_) | Event::Eof => break,
            _ => {}
        }
        if merges.len() as u64 > limit {
            return Err(opening.too_large("", Excess::MergedRanges, format!("over {limit}"), limit));
        }
    }
    Ok(merges)
}

/// The range that `A1:C3` names.
fn range(text: &str) -> Option<Merge> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((top, left), (bottom, right)) = (position(first)?, position(last)?);
    (top <= bottom && left <= right).then_some(Merge { rows: (top, bottom), columns: (left, right) })
}

fn position(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(digits);
    let row: u32 = digits.parse().ok()?;
    let column = letters.bytes().try_fold(0u32, |column, letter| {
        letter.is_ascii_alphabetic().then(|| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    let column = column.filter(|column| letters.len() <= 3 && (1..=MOST_COLUMNS).contains(column))?;
    (1..=MOST_ROWS).contains(&row).then(|| (row - 1, column - 1))
}

/// The part of each worksheet, by its name.
fn paths(zip: &mut Zip) -> BTreeMap<String, String> {
    let targets: BTreeMap<String, String> = tags(zip, "xl/_rels/workbook.xml.rels", "Relationship", ["Id", "Target"]);
    let sheets = tags(zip, "xl/workbook.xml", "sheet", ["name", "id"]);
    let path = |target: &str| match target.replace('\\', "/").strip_prefix('/') {
        Some(absolute) => absolute.to_lowercase(),
        None => format!("xl/{target}").to_lowercase(),
    };
    sheets.into_iter().filter_map(|(name, id)| Some((name, path(targets.get(&id)?)))).collect()
}

/// Two attributes of every tag of a name.
fn tags(zip: &mut Zip, part: &str, name: &str, wanted: [&str; 2]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut bytes = Vec::new();
    // Without them the workbook has no merged ranges; calamine says what is wrong.
    let Ok(part) = zip.by_name(part) else { return found };
    if part.take(u64::from(u32::MAX)).read_to_end(&mut bytes).is_err() {
        return found;
    }
    let mut reader = Reader::from_reader(bytes.as_slice());
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == name => {
                found.extend(
                    wanted
                        .map(|key| attribute(&tag, key))
                        .into_iter()
                        .collect::<Option<Vec<_>>>()
                        .and_then(|pair| <[String; 2]>::try_from(pair).ok().map(|[key, value]| (key, value))),
                );
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// An attribute, whatever its namespace is called.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|each| each.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}
