//! What the typesetter may see: the templates, one document and the fonts; no clock, no network.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use std::sync::LazyLock;

use super::fonts::Fonts;
use super::template::{Template, file_id};

/// The name under which the template reads the document.
const DATA: &str = "document.json";

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// One report being set.
pub(super) struct Desk<'a> {
    template: &'a Template,
    fonts: &'a Fonts,
    main: FileId,
    data_id: FileId,
    data: Bytes,
}

impl<'a> Desk<'a> {
    /// None where the names of the files are refused, which no caller can bring about.
    pub(super) fn new(template: &'a Template, fonts: &'a Fonts, json: Vec<u8>) -> Option<Self> {
        Some(Self { template, fonts, main: template.main()?, data_id: file_id(DATA)?, data: Bytes::new(json) })
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.data_id { Err(FileError::NotSource) } else { self.template.source(id) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { self.template.file(id) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    /// The same report has the same bytes on any day.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
