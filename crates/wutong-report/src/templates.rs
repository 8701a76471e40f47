//! Templates: what travels inside, and the folder of a centre that goes before it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::ReportError;
use crate::profile::Suggestions;

/// Every template: name and text.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("base.html", include_str!("../templates/base.html")),
    ("document.html", include_str!("../templates/document.html")),
    ("parts.html", include_str!("../templates/parts.html")),
    ("style.css", include_str!("../templates/style.css")),
    ("report.typ", include_str!("../templates/report.typ")),
    ("look.typ", include_str!("../templates/look.typ")),
    ("identity.toml", include_str!("../templates/identity.toml")),
    ("suggestions.toml", include_str!("../templates/suggestions.toml")),
];

const IDENTITY: &str = "identity.toml";
const SUGGESTIONS: &str = "suggestions.toml";

/// The colour of the charts that travel inside, which a centre's own colour replaces.
const ACCENT: &str = "#1f5f8b";

/// Name, seal line and colour of a centre.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Identity {
    /// Name of the centre.
    pub name: String,
    /// The line below the last section, for name, seal and date.
    pub seal: String,
    /// Colour of headings and charts as `#rrggbb`; empty for the colour that travels inside.
    pub accent: String,
}

/// The templates of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Templates {
    own: BTreeMap<String, String>,
    folder: Option<PathBuf>,
    identity: Identity,
    suggestions: Suggestions,
}

impl Templates {
    /// The templates of a folder; what it does not hold is taken from those that travel inside.
    ///
    /// Pages and reports are judged when they are filled in, so that a broken one costs its own form alone; in the place of
    /// a broken table stands the one that travels inside, which [`Self::faults`] tells.
    ///
    /// # Errors
    /// [`ReportError::TemplateFolder`] if the folder cannot be read, [`ReportError::UnknownTemplate`] for a file that is no
    /// template.
    pub fn open(folder: &Path) -> Result<Self, ReportError> {
        let fail = |source| ReportError::TemplateFolder { path: folder.to_owned(), source };
        let mut own = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let is_template = [".html", ".css", ".typ", ".toml"].iter().any(|end| name.ends_with(end));
            if !is_template || name.starts_with('.') {
                continue;
            }
            // A layout may be spread over several Typst files.
            if !BUILT_IN.iter().any(|(known, _)| *known == name) && !name.ends_with(".typ") {
                return Err(ReportError::UnknownTemplate { path });
            }
            own.insert(name, std::fs::read_to_string(&path).map_err(fail)?);
        }
        let mut templates = Self { own, folder: Some(folder.to_owned()), ..Self::default() };
        templates.identity = templates.read_identity().unwrap_or_default();
        templates.suggestions = templates.read_suggestions().unwrap_or_default();
        Ok(templates)
    }

    /// What is wrong with the tables of the folder, by file.
    #[must_use]
    pub fn faults(&self) -> Vec<(&'static str, ReportError)> {
        let identity = self.read_identity().err().map(|error| (IDENTITY, error));
        identity.into_iter().chain(self.read_suggestions().err().map(|error| (SUGGESTIONS, error))).collect()
    }

    /// Whether the folder has suggestions of its own.
    #[must_use]
    pub fn has_own_suggestions(&self) -> bool {
        self.own.contains_key(SUGGESTIONS)
    }

    fn read_identity(&self) -> Result<Identity, ReportError> {
        let identity: Identity = self.table(IDENTITY)?;
        let accent = &identity.accent;
        let is_colour = accent.len() == 7
            && accent.starts_with('#')
            && accent.chars().skip(1).all(|digit| digit.is_ascii_hexdigit());
        if !accent.is_empty() && !is_colour {
            return Err(ReportError::TemplateColour { path: self.place(IDENTITY), found: accent.clone() });
        }
        Ok(identity)
    }

    fn read_suggestions(&self) -> Result<Suggestions, ReportError> {
        let suggestions: Suggestions = self.table(SUGGESTIONS)?;
        match suggestions.fault() {
            None => Ok(suggestions),
            Some((rule, found)) => Err(ReportError::TemplateSuggestion { path: self.place(SUGGESTIONS), rule, found }),
        }
    }

    /// Writes the templates that travel inside, to be edited.
    ///
    /// # Errors
    /// [`ReportError::TemplateExists`] for a file that is there already, [`ReportError::Io`] for one that cannot be written.
    pub fn export(folder: &Path) -> Result<Vec<PathBuf>, ReportError> {
        std::fs::create_dir_all(folder).map_err(|source| ReportError::write(folder, source))?;
        let files = BUILT_IN.iter().map(|&(name, text)| (folder.join(name), text));
        let files: Vec<(PathBuf, &str)> = files.chain([(folder.join(README), GUIDE)]).collect();
        if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
            return Err(ReportError::TemplateExists { path: path.clone() });
        }
        for (path, text) in &files {
            std::fs::write(path, text).map_err(|source| ReportError::write(path, source))?;
        }
        Ok(files.into_iter().map(|(path, _)| path).collect())
    }

    /// The text of a template.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        let built_in = || BUILT_IN.iter().find(|(known, _)| *known == name).map_or("", |&(_, text)| text);
        self.own.get(name).map_or_else(built_in, String::as_str)
    }

    /// The same with another text in the place of one template.
    #[must_use]
    pub fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        self.own.insert(name.to_owned(), text.into());
        self
    }

    /// Where a template stands, for messages.
    #[must_use]
    pub fn place(&self, name: &str) -> PathBuf {
        let folder = self.folder.as_deref().filter(|_| self.own.contains_key(name));
        folder.map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
    }

    /// The folder, for what its templates show beside them, such as a logo.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Name, seal line and colour.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The table of suggestions.
    #[must_use]
    pub fn suggestions(&self) -> &Suggestions {
        &self.suggestions
    }

    /// A drawing or style sheet in the centre's colour.
    pub(crate) fn coloured<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.identity.accent.as_str() {
            "" | ACCENT => Cow::Borrowed(text),
            accent => Cow::Owned(text.replace(ACCENT, accent)),
        }
    }

    fn table<T: for<'a> Deserialize<'a>>(&self, name: &str) -> Result<T, ReportError> {
        let fail = |source| ReportError::TemplateToml { path: self.place(name), source: Box::new(source) };
        toml::from_str(self.text(name)).map_err(fail)
    }
}

const README: &str = "README.md";
const GUIDE: &str = include_str!("../templates/README.md");

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("can be written");
        }
        folder
    }

    #[test]
    fn what_is_exported_can_be_opened() {
        let folder = folder(&[]);
        let written = Templates::export(folder.path()).expect("an empty folder");
        assert_eq!(written.len(), BUILT_IN.len() + 1);
        let read = Templates::open(folder.path()).expect("our own");
        assert_eq!(read.identity(), &Identity::default());
        assert!(read.suggestions().rules().count() > 5);
        assert!(matches!(Templates::export(folder.path()), Err(ReportError::TemplateExists { .. })));
    }

    #[test]
    fn what_is_wrong_names_file_and_line() {
        for (name, text, words) in [
            ("identity.toml", "name = 'x'\nseel = 'y'", vec!["identity.toml", "line 2", "seel"]),
            ("identity.toml", "accent = 'blue'", vec!["blue", "#rrggbb"]),
            ("suggestions.toml", "[weak-subject]\nzh = 1", vec!["suggestions.toml", "line 2"]),
            ("suggestions.toml", "[weak-subjekt]\nzh = 'x'", vec!["weak-subjekt", "weak-subject, wide-spread"]),
            ("suggestions.toml", "[weak-subject]\nzh = '{subjekt}低'", vec!["weak-subject", "{subjekt}", "{subject}"]),
            ("school.html", "", vec!["school.html", "document.html"]),
        ] {
            let folder = folder(&[(name, text)]);
            let error = match Templates::open(folder.path()) {
                Ok(templates) => {
                    assert_eq!(templates.identity(), &Identity::default(), "{text}");
                    assert_eq!(templates.suggestions(), &Suggestions::default(), "{text}");
                    templates.faults().remove(0).1
                }
                Err(error) => error,
            };
            for word in words {
                assert!(error.to_string().contains(word), "{word}: {error}");
                assert!(error.zh().contains(word) || word.contains("line"), "{word}: {}", error.zh());
            }
        }
    }
}
