//! The parts of an Excel workbook, measured before anything is read from them.
//!
//! A part may unpack to more than the archive says, or hide its merged ranges behind all its cells. Each part that is read
//! is therefore unpacked once into nothing: after that its size and merged ranges are known and true.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Read;
use std::path::Path;

use memchr::{memmem, memrchr};

use crate::error::IngestError;
use crate::format::Opening;
use crate::format::archive::{self, Zip, zip_error};
use crate::format::cells::range;
use crate::format::rows::Merge;
use crate::format::tokens::{Token, Tokens};
use crate::trouble::{Damage, Excess};

/// Bytes of one tag, text or comment; each of them is held whole.
pub(super) const MOST_TEXT_MB: u64 = 32;
/// Formats of cells; Excel itself knows 65,490.
const MOST_FORMATS: u64 = 262_144;
/// Bytes that a shared text costs beside its own.
const TEXT_COST: u64 = 32;
/// Bytes of the list of merged ranges that are looked at, however low the limit is.
const FEWEST_BYTES: usize = 1 << 16;

/// The parts of a workbook.
pub(super) struct Package<'o> {
    zip: Zip,
    opening: Opening<'o>,
    /// Positions in the archive, by names without case.
    parts: BTreeMap<String, usize>,
    /// The parts that have been measured.
    measured: BTreeMap<usize, Measured>,
}

/// What is known of a part before it is read.
#[derive(Debug, Clone)]
struct Measured {
    bytes: u64,
    merges: Vec<Merge>,
}

impl<'o> Package<'o> {
    /// Opens a workbook.
    pub(super) fn open(path: &Path, opening: Opening<'o>) -> Result<Self, IngestError> {
        let zip = archive::open(path, opening)?;
        let names: Vec<String> = zip.file_names_raw().map(|name| folded(&String::from_utf8_lossy(name))).collect();
        let parts = names.into_iter().enumerate().map(|(index, name)| (name, index)).collect();
        Ok(Self { zip, opening, parts, measured: BTreeMap::new() })
    }

    /// Unpacks a part, after measuring it when it is first asked for; `None` if there is none.
    pub(super) fn part<'p>(&'p mut self, path: &str) -> Result<Option<impl Read + use<'p, 'o>>, IngestError> {
        let (opening, name) = (self.opening, folded(path));
        let Some(&index) = self.parts.get(&name) else { return Ok(None) };
        if let Entry::Vacant(unmeasured) = self.measured.entry(index) {
            let part = self.zip.by_index(index).map_err(|error| zip_error(error, opening))?;
            let declared = part.size();
            let found = scan(part, declared, &name, opening)?;
            if found.is_disguised {
                return Err(opening.broken("", Damage::Disguised, None));
            }
            let merges = found.merges.map_or(Ok(Vec::new()), |list| merged(&list, opening))?;
            unmeasured.insert(Measured { bytes: found.bytes, merges });
        }
        self.zip.by_index(index).map(Some).map_err(|error| zip_error(error, opening))
    }

    /// The merged ranges of a part that has been asked for.
    pub(super) fn merges(&self, path: &str) -> Vec<Merge> {
        self.measured(path).map(|part| part.merges.clone()).unwrap_or_default()
    }

    /// Of so many rows that a worksheet says it has, as many as its part has room for; 0 before it has been asked for.
    pub(super) fn rows(&self, path: &str, claimed: usize) -> usize {
        /// What a row of a pupil takes at the least.
        const ROW: u64 = 64;
        let room = self.measured(path).map_or(0, |part| part.bytes / ROW);
        claimed.min(usize::try_from(room).unwrap_or(usize::MAX))
    }

    fn measured(&self, path: &str) -> Option<&Measured> {
        self.parts.get(&folded(path)).and_then(|index| self.measured.get(index))
    }
}

/// The name of a part as names are compared.
fn folded(path: &str) -> String {
    path.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// What unpacking a part shows.
#[derive(Default)]
struct Scan {
    /// The list of merged ranges and what comes after.
    merges: Option<Vec<u8>>,
    bytes: u64,
    items: u64,
    /// Bytes since the last tag began.
    text: u64,
    /// The end of the chunk before, so that nothing is missed between two.
    rest: Vec<u8>,
    /// A value is written in a way that no program writes.
    is_disguised: bool,
}

/// Longest text looked for, with the tag before it.
const OVERLAP: usize = 64;

impl Scan {
    fn chunk(&mut self, chunk: &[u8], wanted: Option<&memmem::Finder<'_>>, most_merges: usize) {
        self.bytes += chunk.len() as u64;
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
            self.merges = merges_at(&self.rest).map(|at| self.rest.split_off(at));
        }
        let keep = wanted.map_or(OVERLAP, |finder| finder.needle().len()) - 1;
        self.rest.drain(..self.rest.len().saturating_sub(keep));
    }
}

/// Whether the value of a cell holds a comment, or a digit or entity written as a reference: no program writes numbers
/// so, and other readers take them for blanks.
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
    let most_merges = usize::try_from(limits.merged_ranges.saturating_mul(64)).unwrap_or(usize::MAX).max(FEWEST_BYTES);
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

/// Where the list of merged ranges begins, whatever its namespace is called.
fn merges_at(xml: &[u8]) -> Option<usize> {
    memmem::find_iter(xml, b"mergeCells").find_map(|name| {
        let tag = memrchr(b'<', &xml[..name])?;
        let prefix = &xml[tag + 1..name];
        let is_name = prefix.is_empty() || prefix.ends_with(b":") && !prefix.contains(&b' ');
        is_name.then_some(tag)
    })
}

/// The merged ranges in a list of them, which may be followed by anything and break off.
fn merged(list: &[u8], opening: Opening<'_>) -> Result<Vec<Merge>, IngestError> {
    let (limit, mut merges) = (opening.limits.merged_ranges, Vec::new());
    let mut tokens = Tokens::new(list);
    while let Ok(token) = tokens.next() {
        match token {
            Token::Start(tag) if tag.name() == b"mergeCell" => {
                merges.extend(tag.get(b"ref").ok().flatten().and_then(range));
            }
            Token::End(b"mergeCells") | Token::Over => break,
            _ => {}
        }
        if merges.len() as u64 > limit {
            return Err(opening.too_large("", Excess::MergedRanges, format!("over {limit}"), limit));
        }
    }
    Ok(merges)
}
