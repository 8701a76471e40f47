//! The templates: built in, or in a folder of the centre.

use std::path::{Path, PathBuf};

use typst::diag::{FileError, FileResult};
use typst::foundations::Bytes;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};

use crate::error::ReportError;

/// The layout of a report.
const MAIN: &str = "report.typ";

/// Templates by the name under which a centre can put its own.
pub const BUILT_IN: [(&str, &str); 2] =
    [(MAIN, include_str!("../../templates/report.typ")), ("look.typ", include_str!("../../templates/look.typ"))];

/// The templates that a report is set with.
///
/// A folder need not hold all of them: `look.typ` alone, with the name of the centre and its colours, leaves the layout as
/// it is. A template may show other files of its folder, such as a logo.
#[derive(Debug, Clone)]
pub struct Template {
    sources: Vec<Source>,
    folder: Option<PathBuf>,
}

impl Template {
    /// What is built in.
    #[must_use]
    pub fn built_in() -> Self {
        let sources = BUILT_IN.iter().filter_map(|(name, text)| source(name, (*text).to_owned())).collect();
        Self { sources, folder: None }
    }

    /// What a folder holds, and what is built in for the rest.
    ///
    /// # Errors
    /// [`ReportError::Unreadable`] for a template that is there and cannot be read as UTF-8 text.
    pub fn in_folder(folder: &Path) -> Result<Self, ReportError> {
        let mut template = Self { folder: Some(folder.to_owned()), ..Self::built_in() };
        for (name, _) in BUILT_IN {
            let path = folder.join(name);
            match std::fs::read_to_string(&path) {
                Ok(text) => template = template.with(name, text),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => return Err(ReportError::Unreadable { path, source }),
            }
        }
        Ok(template)
    }

    /// The same with another text in the place of one template.
    #[must_use]
    pub fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        if let Some(source) = source(name, text.into()) {
            self.sources.retain(|each| each.id() != source.id());
            self.sources.push(source);
        }
        self
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

impl Default for Template {
    fn default() -> Self {
        Self::built_in()
    }
}

fn source(name: &str, text: String) -> Option<Source> {
    Some(Source::new(file_id(name)?, text))
}

/// The number of a file; none for a name that leads out of the folder.
pub(super) fn file_id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}
