//! Reads a Word file as a program that did not write it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

/// The parts of a file.
pub(super) struct Package {
    parts: BTreeMap<String, Vec<u8>>,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().map(|each| each.expect("well-formed")).find(|each| each.key.as_ref() == name)?;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).expect("escaped").into_owned())
}

impl Package {
    pub(super) fn open(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
        let mut parts = BTreeMap::new();
        for position in 0..archive.len() {
            let mut entry = archive.by_index(position).expect("an entry");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("it unpacks");
            parts.insert(entry.name().expect("a name").into_owned(), bytes);
        }
        Self { parts }
    }

    pub(super) fn text(&self, part: &str) -> &str {
        let bytes = self.parts.get(part).unwrap_or_else(|| panic!("no part {part}"));
        std::str::from_utf8(bytes).expect("UTF-8")
    }

    fn tags<'a>(&'a self, part: &str) -> Vec<BytesStart<'a>> {
        let mut reader = Reader::from_str(self.text(part));
        let mut tags = Vec::new();
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{part}: {error}")) {
                Event::Start(tag) | Event::Empty(tag) => tags.push(tag),
                Event::Eof => return tags,
                _ => {}
            }
        }
    }

    pub(super) fn count(&self, part: &str, tag: &str) -> usize {
        self.tags(part).iter().filter(|each| each.name().as_ref() == tag).count()
    }

    /// Values of an attribute wherever a tag has it.
    pub(super) fn values(&self, part: &str, tag: &str, name: &str) -> Vec<String> {
        let tags = self.tags(part);
        tags.iter().filter(|each| each.name().as_ref() == tag).filter_map(|each| attribute(each, name)).collect()
    }

    /// Every part is well-formed and has a content type; every relationship has a target and every reference a
    /// relationship.
    pub(super) fn assert_whole(&self) {
        let types = self.values("[Content_Types].xml", "Override", "PartName");
        let defaults = self.values("[Content_Types].xml", "Default", "Extension");
        for part in types.iter().map(|part| part.trim_start_matches('/')) {
            assert!(self.parts.contains_key(part), "{part} has a type and is missing");
        }
        for part in self.parts.keys().filter(|part| *part != "[Content_Types].xml") {
            let extension = part.rsplit('.').next().expect("an extension");
            assert!(defaults.iter().any(|each| each == extension), "{part} has no content type");
            if extension != "emf" {
                assert!(!self.tags(part).is_empty(), "{part}");
            }
        }
        self.assert_targets("_rels/.rels", "");
        let known = self.assert_targets("word/_rels/document.xml.rels", "word/");
        let mut used = BTreeSet::new();
        for tag in self.tags("word/document.xml") {
            used.extend(["r:id", "r:embed"].iter().filter_map(|name| attribute(&tag, name)));
        }
        assert!(used.is_subset(&known), "{used:?} / {known:?}");
    }

    fn assert_targets(&self, part: &str, folder: &str) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for tag in self.tags(part).iter().filter(|tag| tag.name().as_ref() == "Relationship") {
            assert!(ids.insert(attribute(tag, "Id").expect("an id")), "ids are unique");
            let target = attribute(tag, "Target").expect("a target");
            if attribute(tag, "TargetMode").is_some() {
                assert!(target.is_ascii() && !target.contains(' '), "{target} is no address");
            } else {
                assert!(self.parts.contains_key(&format!("{folder}{target}")), "{target}");
            }
        }
        ids
    }

    /// Texts of the paragraphs in a style.
    pub(super) fn paragraphs(&self, style: &str) -> Vec<String> {
        let (mut found, mut text, mut is_ours) = (Vec::new(), String::new(), false);
        self.walk(|event| match event {
            Step::Open("w:p", _) => (text, is_ours) = (String::new(), false),
            Step::Open("w:pStyle", tag) => is_ours = attribute(tag, "w:val").as_deref() == Some(style),
            Step::Words(words) => text.push_str(words),
            Step::Close("w:p") if is_ours => found.push(std::mem::take(&mut text)),
            _ => {}
        });
        found
    }

    /// Tables as rows of cells; the paragraphs of a cell are lines.
    pub(super) fn tables(&self) -> Vec<Vec<Vec<String>>> {
        let mut tables: Vec<Vec<Vec<String>>> = Vec::new();
        let mut lines: Vec<String> = Vec::new();
        self.walk(|event| match event {
            Step::Open("w:tbl", _) => tables.push(Vec::new()),
            Step::Open("w:tr", _) => tables.last_mut().expect("a table").push(Vec::new()),
            Step::Open("w:tc", _) => lines.clear(),
            Step::Open("w:p", _) => lines.push(String::new()),
            Step::Words(words) => lines.last_mut().expect("a paragraph").push_str(words),
            Step::Close("w:tc") => {
                let row = tables.last_mut().and_then(|table| table.last_mut()).expect("a row");
                row.push(lines.join("\n").replace('\u{A0}', " "));
            }
            _ => {}
        });
        tables
    }

    fn walk(&self, mut visit: impl FnMut(Step<'_>)) {
        let mut reader = Reader::from_str(self.text("word/document.xml"));
        let mut is_text = false;
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Start(tag) => {
                    is_text = tag.name().as_ref() == "w:t";
                    visit(Step::Open(tag.name().as_ref(), &tag));
                }
                Event::Empty(tag) => visit(Step::Open(tag.name().as_ref(), &tag)),
                Event::End(tag) => {
                    is_text = false;
                    visit(Step::Close(tag.name().as_ref()));
                }
                Event::Text(part) if is_text => visit(Step::Words(&part)),
                Event::GeneralRef(name) if is_text => {
                    visit(Step::Words(quick_xml::escape::resolve_predefined_entity(&name).expect("a known entity")));
                }
                Event::Eof => return,
                _ => {}
            }
        }
    }
}

enum Step<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Words(&'a str),
    Close(&'a str),
}
