//! Rows as they were read, before schools are known and duplicates are found.

use std::collections::HashMap;

use wutong_model::{IdColumn, Place, ProblemKind, SubjectColumn};

use crate::feed::Counts;
use crate::hash::FastBuild;
use crate::header::ScoreColumns;

/// Texts numbered in the order they came; a repeated text costs one comparison.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    numbers: HashMap<String, u32, FastBuild>,
    texts: Vec<String>,
    last: u32,
}

impl Interner {
    /// The number of a text.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if self.texts.get(self.last as usize).is_some_and(|last| last == text) {
            return self.last;
        }
        self.last = match self.numbers.get(text) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.texts.len()).expect("fewer texts than rows");
                self.texts.push(text.to_owned());
                self.numbers.insert(text.to_owned(), number);
                number
            }
        };
        self.last
    }

    /// The texts in the order of their numbers.
    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }
}

/// A school as a row names it; numbers are of the texts of [`Sites`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Site {
    pub(crate) county: u32,
    pub(crate) code: u32,
    pub(crate) name: u32,
}

/// Every way in which rows name a school.
#[derive(Debug, Default)]
pub(crate) struct Sites {
    counties: Interner,
    codes: Interner,
    names: Interner,
    numbers: HashMap<Site, u32, FastBuild>,
    sites: Vec<Site>,
    last: u32,
}

impl Sites {
    /// The number of a school as named.
    pub(crate) fn number(&mut self, county: &str, code: &str, name: &str) -> u32 {
        let site =
            Site { county: self.counties.number(county), code: self.codes.number(code), name: self.names.number(name) };
        if self.sites.get(self.last as usize) != Some(&site) {
            let next = u32::try_from(self.sites.len()).expect("fewer schools than rows");
            self.last = *self.numbers.entry(site).or_insert(next);
            if self.last == next {
                self.sites.push(site);
            }
        }
        self.last
    }

    /// County, code and name of every site, in the order of their numbers.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.sites.iter().map(|site| {
            (
                self.counties.texts()[site.county as usize].as_str(),
                self.codes.texts()[site.code as usize].as_str(),
                self.names.texts()[site.name as usize].as_str(),
            )
        })
    }
}

/// A sheet of scores that has been read.
#[derive(Debug, Default)]
pub(crate) struct ScoreSheet {
    pub(crate) file: String,
    pub(crate) sheet: String,
    pub(crate) columns: ScoreColumns,
    pub(crate) counts: Counts,
    pub(crate) has_header: bool,
    /// It turned out to hold no pupils; its rows are not used.
    pub(crate) dropped: bool,
}

/// A problem whose place and school are still numbers.
#[derive(Debug, Clone)]
pub(crate) struct RowProblem {
    pub(crate) sheet: u32,
    pub(crate) row: u32,
    pub(crate) column: String,
    pub(crate) text: String,
    pub(crate) kind: ProblemKind,
    pub(crate) expected: String,
    pub(crate) subject: Option<usize>,
    pub(crate) site: Option<u32>,
}

/// The rows of all score sheets, columnar.
#[derive(Debug, Default)]
pub(crate) struct Staging {
    /// Identifiers; empty where the sheet has no such column.
    pub(crate) ids: IdColumn,
    /// Site of each row while reading, then its school.
    pub(crate) sites: Vec<u32>,
    /// Class text of each row while reading, then its class.
    pub(crate) classes: Vec<u32>,
    pub(crate) sheets: Vec<u32>,
    pub(crate) rows: Vec<u32>,
    pub(crate) marks: Vec<SubjectColumn>,
    pub(crate) site_names: Sites,
    pub(crate) class_names: Interner,
    pub(crate) problems: Vec<RowProblem>,
    pub(crate) score_sheets: Vec<ScoreSheet>,
}

impl Staging {
    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the sheet of a row holds pupils.
    pub(crate) fn is_used(&self, row: usize) -> bool {
        !self.score_sheets[self.sheets[row] as usize].dropped
    }

    /// A place in a sheet.
    pub(crate) fn place(&self, sheet: u32, row: u32, column: String) -> Place {
        let sheet = &self.score_sheets[sheet as usize];
        Place { file: sheet.file.clone(), sheet: sheet.sheet.clone(), row: u64::from(row), column }
    }
}
