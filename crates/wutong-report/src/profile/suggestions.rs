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

/// What is suggested, in the languages that the centre writes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suggestion {
    zh: Option<String>,
    en: Option<String>,
}

/// The places that a suggestion may have.
pub(crate) const PLACES: [&str; 9] =
    ["{group}", "{parent}", "{subject}", "{value}", "{reference}", "{interval}", "{effect}", "{p}", "{n}"];

impl Default for Suggestions {
    fn default() -> Self {
        // The table that travels inside is read by a test, so there is nothing that can fail.
        toml::from_str(include_str!("../../templates/suggestions.toml")).unwrap_or(Self { rules: BTreeMap::new() })
    }
}

impl Suggestions {
    /// The first section that is of no rule, or with a rule the first place that is none.
    pub(crate) fn fault(&self) -> Option<(String, Option<String>)> {
        let known = Self::default();
        let unknown = self.rules.keys().find(|rule| !known.rules.contains_key(*rule));
        let texts = self.rules.iter().flat_map(|(rule, each)| [&each.zh, &each.en].map(|text| (rule, text)));
        let place = |(rule, text): (&String, &Option<String>)| {
            let place = unknown_place(text.as_deref()?)?;
            Some((rule.clone(), Some(place)))
        };
        unknown.map(|rule| (rule.clone(), None)).or_else(|| texts.into_iter().find_map(place))
    }

    /// Rules that have a suggestion.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().map(String::as_str)
    }

    /// The suggestion for an insight in Chinese and English, its places filled in.
    #[must_use]
    pub fn of(&self, analysis: &Analysis, insight: &Insight) -> Option<(String, String)> {
        let suggestion = self.rules.get(insight.id)?;
        // A centre that writes one language is read in it.
        let zh = suggestion.zh.as_ref().or(suggestion.en.as_ref())?;
        let en = suggestion.en.as_ref().unwrap_or(zh);
        let fill = |text: &str, lang| words::filled(text, analysis, insight, lang);
        Some((fill(zh, Lang::Zh), fill(en, Lang::En)))
    }
}

/// The first place of a text that nothing fills: `{subjekt}`.
fn unknown_place(text: &str) -> Option<String> {
    text.split('{').skip(1).find_map(|after| {
        let place = format!("{{{}}}", after.split_once('}')?.0);
        (!PLACES.contains(&place.as_str())).then_some(place)
    })
}
