//! The templates: built in, or in a folder of the centre.

use std::path::{Path, PathBuf};

use typst::diag::{FileError, FileResult};
use typst::foundations::Bytes;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};

use crate::templates::Templates;

/// The layout of a report.
const MAIN: &str = "report.typ";

/// Layout, and what a centre changes of it first.
const NAMES: [&str; 2] = [MAIN, "look.typ"];

/// The Typst files that a report is set with.
///
/// A template may show other files of its folder, such as a logo.
#[derive(Debug, Clone)]
pub(super) struct Template {
    sources: Vec<Source>,
    folder: Option<PathBuf>,
}

impl Template {
    pub(super) fn of(templates: &Templates) -> Self {
        let sources = NAMES.iter().filter_map(|name| source(name, templates.text(name).to_owned())).collect();
        Self { sources, folder: templates.folder().map(Path::to_owned) }
    }

    /// The text that the typesetter starts from.
    pub(super) fn main(&self) -> Option<FileId> {
        file_id(MAIN)
    }

    /// Every text, so that its characters get fonts too.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(Source::text)
    }

    /// A template, or another Typst file of the folder.
    pub(super) fn source(&self, id: FileId) -> FileResult<Source> {
        if let Some(source) = self.sources.iter().find(|source| source.id() == id) {
            return Ok(source.clone());
        }
        let text = String::from_utf8(self.read(id)?).map_err(|_| FileError::InvalidUtf8)?;
        Ok(Source::new(id, text))
    }

    /// Any other file of the folder.
    pub(super) fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(source) = self.sources.iter().find(|source| source.id() == id) {
            return Ok(Bytes::from_string(source.text().to_owned()));
        }
        self.read(id).map(Bytes::new)
    }

    fn read(&self, id: FileId) -> FileResult<Vec<u8>> {
        let path = id.get();
        let name = path.vpath().get_without_slash();
        if matches!(path.root(), VirtualRoot::Package(_)) {
            return Err(FileError::Other(Some("packages are not fetched; put the file beside the template".into())));
        }
        let Some(folder) = &self.folder else { return Err(FileError::NotFound(name.into())) };
        let place = path.vpath().realize(folder).map_err(FileError::Realize)?;
        std::fs::read(&place).map_err(|error| FileError::from_io(error, &place))
    }
}

fn source(name: &str, text: String) -> Option<Source> {
    Some(Source::new(file_id(name)?, text))
}

/// The number of a file; none for a name that leads out of the folder.
pub(super) fn file_id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}
