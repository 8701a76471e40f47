//! Item, option and marking sheets as they were read, before the rows of the score book are known.

use std::collections::BTreeMap;

use wutong_model::spec::SourceKind;
use wutong_model::{Blueprint, IdColumn, Item, Marking, Place, Problem, Response};

use super::blueprint;
use super::index::{Candidate, ItemIndex};
use crate::feed::Counts;
use crate::staging::{Interner, Sites};

/// An item as a sheet names it.
#[derive(Debug, Clone, Default)]
pub(crate) struct StagedItem {
    /// Header, or the text of the cell that names the item.
    pub(crate) header: String,
    /// Texts under which the item may be known.
    pub(crate) candidates: Vec<Candidate>,
    /// Full mark in ticks where the sheet states one.
    pub(crate) stated: Option<i32>,
    /// Right options and whatever else rows of the sheet say of it.
    pub(crate) said: Item,
    /// Position in the blueprint; found when all sheets are read where there is no table.
    pub(crate) item: Option<usize>,
}

/// A marking whose pupil is still a row of its sheet, and whose item one of the sheet's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StagedMarking {
    pub(crate) row: u32,
    pub(crate) item: u32,
    pub(crate) marking: Marking,
}

/// A sheet that has been read.
#[derive(Debug)]
pub(crate) struct ItemSheet {
    pub(crate) file: String,
    pub(crate) sheet: String,
    pub(crate) kind: SourceKind,
    /// Position of the subject.
    pub(crate) subject: usize,
    /// Row of the header.
    pub(crate) header: u32,
    pub(crate) has_header: bool,
    /// Whether the workbook hides it.
    pub(crate) is_hidden: bool,
    /// Holds the items of another subject from the same rows as the sheet before it, which accounts for them.
    pub(crate) is_continued: bool,
    pub(crate) items: Vec<StagedItem>,
    /// Columns that look like items and are none of the blueprint's.
    pub(crate) n_unknown: usize,
    pub(crate) ids: IdColumn,
    /// Names of pupils by number, in sheets without identifiers; empty elsewhere.
    pub(crate) persons: Vec<u32>,
    pub(crate) sites: Vec<u32>,
    pub(crate) classes: Vec<u32>,
    pub(crate) rows: Vec<u32>,
    /// How many rows of the file each of them was; empty where each was one.
    pub(crate) lines: Vec<u64>,
    /// Ticks or option bits, row by row, one an item; empty in marking sheets.
    pub(crate) values: Vec<i32>,
    pub(crate) responses: Vec<Response>,
    pub(crate) marking: Vec<StagedMarking>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) counts: Counts,
    pub(crate) ignored: Vec<String>,
    pub(crate) columns: BTreeMap<String, String>,
}

impl ItemSheet {
    /// A sheet without rows.
    pub(crate) fn new(file: &str, sheet: &str, kind: SourceKind) -> Self {
        Self {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            kind,
            subject: 0,
            header: 0,
            has_header: false,
            is_hidden: false,
            is_continued: false,
            items: Vec::new(),
            n_unknown: 0,
            ids: IdColumn::default(),
            persons: Vec::new(),
            sites: Vec::new(),
            classes: Vec::new(),
            rows: Vec::new(),
            lines: Vec::new(),
            values: Vec::new(),
            responses: Vec::new(),
            marking: Vec::new(),
            problems: Vec::new(),
            counts: Counts::default(),
            ignored: Vec::new(),
            columns: BTreeMap::new(),
        }
    }

    /// Uses none of its rows.
    pub(crate) fn forget(&mut self) {
        let rows = (0..self.rows.len()).map(|row| self.lines_of(row)).sum();
        self.counts.withdraw(if self.is_continued { 0 } else { rows });
        self.has_header = false;
        for numbers in [&mut self.persons, &mut self.sites, &mut self.classes, &mut self.rows] {
            numbers.clear();
        }
        (self.ids, self.items) = (IdColumn::default(), Vec::new());
        (self.values, self.responses) = (Vec::new(), Vec::new());
        (self.marking, self.problems) = (Vec::new(), Vec::new());
    }

    /// How many rows of the file a row was.
    pub(crate) fn lines_of(&self, row: usize) -> u64 {
        self.lines.get(row).copied().unwrap_or(1)
    }

    /// A place in the sheet.
    pub(crate) fn place(&self, row: u32, column: &str) -> Place {
        Place { file: self.file.clone(), sheet: self.sheet.clone(), row: u64::from(row), column: column.to_owned() }
    }

    /// The name of the kind in accounts.
    pub(crate) fn kind_id(&self) -> &'static str {
        match self.kind {
            SourceKind::Options => "options",
            SourceKind::Marking => "marking",
            _ => "items",
        }
    }

    /// Value and response of an item in a row.
    pub(crate) fn cell(&self, row: usize, item: usize) -> (i32, Response) {
        let at = row * self.items.len() + item;
        (self.values[at], self.responses[at])
    }
}

/// All sheets of items, options and marking, and the tables they are held against.
#[derive(Debug, Default)]
pub(crate) struct ItemStaging {
    /// Two-way specification tables by position of their subject.
    pub(crate) blueprints: BTreeMap<usize, Blueprint>,
    /// Subjects whose table gives right answers and says nothing else of the items, and whether item files name items
    /// that it lacks: those that are marked by hand.
    pub(crate) keys: BTreeMap<usize, bool>,
    pub(crate) sheets: Vec<ItemSheet>,
    pub(crate) sites: Sites,
    pub(crate) classes: Interner,
    /// Names of pupils as they are compared; they are forgotten once rows are matched.
    pub(crate) persons: Interner,
    pub(crate) markers: Interner,
}

impl ItemStaging {
    /// Adds what `beyond` finds to the items of a subject whose table is the key to some of them. Their full marks are
    /// inferred, as where no table is.
    pub(crate) fn complete(&mut self, subject: usize, beyond: impl Fn(&ItemIndex) -> Vec<String>) {
        let (Some(has_more), Some(key)) = (self.keys.get_mut(&subject), self.blueprints.get_mut(&subject)) else {
            return;
        };
        let items = beyond(&blueprint::index(key));
        *has_more |= !items.is_empty();
        key.items.extend(items.into_iter().map(|id| Item { id, is_full_inferred: true, ..Item::default() }));
    }

    /// Whether there is neither a sheet nor a table.
    pub(crate) fn is_empty(&self) -> bool {
        self.sheets.is_empty() && self.blueprints.is_empty()
    }

    /// Whether pupils of any sheet are known by their names alone.
    pub(crate) fn is_by_name(&self) -> bool {
        self.sheets.iter().any(|sheet| !sheet.persons.is_empty())
    }

    /// The name of the pupil of a row, in sheets without identifiers.
    pub(crate) fn person(&self, sheet: &ItemSheet, row: usize) -> Option<&str> {
        sheet.persons.get(row).map(|person| self.persons.texts()[*person as usize].as_str())
    }
}
