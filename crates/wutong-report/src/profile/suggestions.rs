//! What may be done about a finding: a table that a centre can edit.

use std::collections::BTreeMap;

use serde::Deserialize;
use wutong_model::{Analysis, Insight};

use crate::words::{self, Lang};

/// The table of suggestions, by rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Suggestions {
    rules: BTreeMap<String, Suggestion>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suggestion {
    zh: String,
    en: String,
}

impl Default for Suggestions {
    fn default() -> Self {
        // The table that travels inside is read by a test, so there is nothing that can fail.
        toml::from_str(include_str!("../../templates/suggestions.toml")).unwrap_or(Self { rules: BTreeMap::new() })
    }
}

impl Suggestions {
    /// Rules that have a suggestion.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().map(String::as_str)
    }

    /// The suggestion for an insight in Chinese and English, its places filled in.
    #[must_use]
    pub fn of(&self, analysis: &Analysis, insight: &Insight) -> Option<(String, String)> {
        let suggestion = self.rules.get(insight.id)?;
        let fill = |text: &str, lang| words::filled(text, analysis, insight, lang);
        Some((fill(&suggestion.zh, Lang::Zh), fill(&suggestion.en, Lang::En)))
    }
}
