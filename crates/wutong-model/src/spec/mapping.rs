//! Mapping files: how the sheets of one exam system are read, written once and named by any number of sources.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RawSource, SpecError};
use crate::mark::Status;

/// A mapping file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawMappingFile {
    /// The mapping.
    pub mapping: RawMapping,
}

/// `[mapping]`: what a source may leave out because its exam system always writes it alike.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawMapping {
    /// What it maps, for people: `智学网成绩单`.
    pub name: Option<String>,
    /// Worksheet to read.
    pub sheet: Option<String>,
    /// Text encoding.
    pub encoding: Option<String>,
    /// School of every row; `{file}` and `{sheet}` stand for their names.
    pub school: Option<String>,
    /// Class of every row; `{file}` and `{sheet}` stand for their names.
    pub class: Option<String>,
    /// Headers of columns to leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// Column of each role (`id`, `name`, `county`, `school`, `class`) and subject id, by header text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Words that stand for a status.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub status_words: BTreeMap<String, Status>,
}

impl RawMapping {
    /// Parses the text of a mapping file.
    ///
    /// # Errors
    /// [`SpecError`] with line, key and cure; unknown keys are refused with a suggestion.
    pub fn from_toml(text: &str) -> Result<Self, SpecError> {
        let file: RawMappingFile = toml::from_str(text).map_err(|error| SpecError::from_toml(&error, text))?;
        Ok(file.mapping)
    }

    /// The text of a mapping file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(&RawMappingFile { mapping: self.clone() }).expect("texts and tables of texts can be written")
    }

    /// Everything of a source that its exam system determines, under a name.
    #[must_use]
    pub fn of(source: &RawSource, name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            sheet: source.sheet.clone(),
            encoding: source.encoding.clone(),
            school: source.school.clone(),
            class: source.class.clone(),
            ignore: source.ignore.clone(),
            columns: source.columns.clone(),
            status_words: source.status_words.clone(),
        }
    }

    /// Fills in what a source leaves out; what the source itself says wins. Columns that `wanted` refuses are passed over.
    pub fn fill(&self, source: &mut RawSource, wanted: impl Fn(&str) -> bool) {
        let fill = |to: &mut Option<String>, from: &Option<String>| {
            if to.is_none() {
                to.clone_from(from);
            }
        };
        fill(&mut source.sheet, &self.sheet);
        fill(&mut source.encoding, &self.encoding);
        fill(&mut source.school, &self.school);
        fill(&mut source.class, &self.class);
        for (role, header) in &self.columns {
            let spoken_for = source.ignore.contains(header) || source.columns.values().any(|named| named == header);
            if wanted(role) && !spoken_for {
                source.columns.entry(role.clone()).or_insert_with(|| header.clone());
            }
        }
        for (word, status) in &self.status_words {
            source.status_words.entry(word.clone()).or_insert(*status);
        }
        for header in &self.ignore {
            if !source.ignore.contains(header) {
                source.ignore.push(header.clone());
            }
        }
    }

    /// Refuses a key of `columns` that is a misspelt role; `is_subject` tells ids of subjects, of this exam or of others.
    ///
    /// # Errors
    /// [`SpecError::UnknownKey`] with the role that was meant.
    pub fn check_roles(&self, is_subject: impl Fn(&str) -> bool) -> Result<(), SpecError> {
        let misspelt = |key: &&String| {
            !is_subject(key)
                && !super::ROLES.contains(&key.as_str())
                && super::ROLES.iter().any(|role| strsim::damerau_levenshtein(role, key) == 1)
        };
        match self.columns.keys().find(misspelt) {
            Some(key) => Err(SpecError::unknown("mapping.columns", key, super::ROLES.into_iter(), None)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_source_says_wins() {
        let mapping = RawMapping::from_toml(
            "[mapping]\nname = '某系统'\nschool = '{file}'\nencoding = 'gbk'\nignore = ['赋分', '备注']\n\
             columns = { id = '学号', math = '数学', music = '音乐' }\nstatus_words = { '病假' = 'absent' }",
        );
        let mapping = mapping.expect("valid");
        let mut source = RawSource { encoding: Some("utf-8".to_owned()), ..RawSource::default() };
        source.columns.insert("id".to_owned(), "考号".to_owned());
        source.ignore.push("备注".to_owned());
        mapping.fill(&mut source, |role| role != "music");
        assert_eq!(source.encoding.as_deref(), Some("utf-8"));
        assert_eq!(source.school.as_deref(), Some("{file}"));
        assert_eq!(source.ignore, ["备注", "赋分"]);
        let columns: Vec<_> = source.columns.iter().map(|(role, header)| (role.as_str(), header.as_str())).collect();
        assert_eq!(columns, [("id", "考号"), ("math", "数学")]);
        assert_eq!(source.status_words["病假"], Status::Absent);
        let saved = RawMapping::of(&source, "新名");
        assert_eq!(RawMapping::from_toml(&saved.to_toml()), Ok(saved));
    }

    #[test]
    fn mistakes_name_line_and_cure() {
        for (text, words) in [
            (
                "[mapping]\nname = 'x'\ncolumn = { id = 'x' }",
                "line 3: unknown 'column' in [mapping]; did you mean 'columns'?",
            ),
            ("[maping]\nname = 'x'", "did you mean 'mapping'?"),
            ("[mapping]\nstatus_words = { '病假' = 'absend' }", "did you mean 'absent'?"),
            ("[mapping]\nname = ", "line 2"),
        ] {
            let error = RawMapping::from_toml(text).expect_err(text);
            assert!(error.to_string().contains(words), "{error}");
        }
        let misspelt = RawMapping::from_toml("[mapping]\ncolumns = { clas = '班级' }").expect("well formed");
        let error = misspelt.check_roles(|_| false).expect_err("no role").to_string();
        assert!(error.contains("did you mean 'class'?"), "{error}");
    }
}
