//! Headers of subject columns: names, suffixes, and full marks in brackets.

use wutong_model::spec::Subject;

use crate::alias;
use crate::cell::fold;

/// Headers of the specification's subjects, folded; made once a run.
#[derive(Debug)]
pub(crate) struct SubjectNames {
    /// Ids as written.
    pub(crate) ids: Vec<String>,
    names: Vec<Vec<String>>,
    families: Vec<Option<&'static str>>,
}

impl SubjectNames {
    /// The names under which each subject is looked for.
    pub(crate) fn new(subjects: &[Subject]) -> Self {
        let names = |subject: &Subject| vec![fold(&subject.id), fold(&subject.name)];
        let family = |subject: &Subject| {
            alias::known_subject(&fold(&subject.id)).or_else(|| alias::known_subject(&fold(&subject.name)))
        };
        Self {
            ids: subjects.iter().map(|subject| subject.id.clone()).collect(),
            names: subjects.iter().map(names).collect(),
            families: subjects.iter().map(family).collect(),
        }
    }

    /// Whether the specification itself writes this text for a subject.
    pub(crate) fn is_written(&self, folded: &str) -> bool {
        self.names.iter().any(|names| names.iter().any(|name| name == folded))
    }

    /// Position of the subject that a folded text names.
    pub(crate) fn find(&self, folded: &str) -> Option<usize> {
        if let Some(position) = self.names.iter().position(|names| names.iter().any(|name| name == folded)) {
            return Some(position);
        }
        let family = alias::known_subject(folded)?;
        self.families.iter().position(|of| *of == Some(family))
    }
}

/// A header text taken for a subject: what is left without suffix, and the full mark that it states.
#[derive(Debug, PartialEq)]
pub(crate) struct SubjectHeader {
    /// Texts to look up, the fullest first.
    pub(crate) stems: Vec<String>,
    /// Full mark in brackets.
    pub(crate) full_mark: Option<f64>,
}

/// Takes `数学（满分120）` apart.
pub(crate) fn subject_header(folded: &str) -> SubjectHeader {
    let (stem, full_mark) = match folded.split_once('(') {
        Some((stem, rest)) => match (stem, bracket_number(rest)) {
            ("", _) | (_, None) => (folded, None),
            (stem, full) => (stem, full),
        },
        None => (folded, None),
    };
    let mut stems = vec![stem.to_owned()];
    for suffix in alias::SUBJECT_SUFFIXES {
        match stem.strip_suffix(suffix) {
            Some("") | None => {}
            Some(shorter) => stems.push(shorter.trim_end_matches('_').to_owned()),
        }
    }
    SubjectHeader { stems, full_mark }
}

fn bracket_number(rest: &str) -> Option<f64> {
    let (inside, after) = rest.split_once(')')?;
    if !after.is_empty() && !alias::SUBJECT_SUFFIXES.contains(&after) {
        return None;
    }
    let bare = inside.trim_start_matches(|c: char| !c.is_ascii_digit());
    let prefix = &inside[..inside.len() - bare.len()];
    if !["", "满分", "满分:", "满分为", "共", "总分", "/", "fullmark", "fullmark:", "full", "outof"].contains(&prefix)
    {
        return None;
    }
    bare.trim_end_matches(['分', '点']).parse().ok().filter(|mark: &f64| *mark > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subject_headers_come_apart() {
        for (text, stem, full) in [
            ("数学（满分120）", "数学", Some(120.0)),
            ("数学(120分)", "数学", Some(120.0)),
            ("数学 (120)", "数学", Some(120.0)),
            ("数学成绩", "数学", None),
            ("数学(文科)", "数学(文科)", None),
            ("数学得分（满分：150分）", "数学", Some(150.0)),
        ] {
            let header = subject_header(&fold(text));
            assert!(header.stems.iter().any(|found| found == stem), "{text}: {header:?}");
            assert_eq!(header.full_mark, full, "{text}");
        }
    }
}
