//! Rows as they were read, before schools are known and duplicates are found.

use std::collections::HashMap;

use wutong_model::{IdColumn, Place, ProblemKind, Status, SubjectColumn};

use crate::by_id::Homes;
use crate::by_name::Persons;
use crate::campus::Campuses;
use crate::cell::Cell;
use crate::consistency::RowAt;
use crate::error::IngestError;
use crate::feed::Counts;
use crate::hash::FastBuild;
use crate::header::ScoreColumns;
use crate::headings::Strays;
use crate::noted::Note;
use crate::veil::Names;

/// Ticks of a blank cell, beside the status absent: a blank says less than a written 缺考.
pub(crate) const BLANK: i32 = i32::MIN;
/// Ticks where a sheet has no cell at all for a pupil and subject: unlike a cell that says 未选, it may mean absent.
pub(crate) const NO_CELL: i32 = i32::MIN + 1;
/// Ticks of a dash in an elective, beside the status absent, until it is known what the sheet means by it.
pub(crate) const DASH: i32 = i32::MIN + 2;

/// The site of a row that names no school; it is that of its pupil in another sheet.
pub(crate) const NO_SITE: u32 = u32::MAX;

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

    /// Gives texts another wording; texts that become alike stay apart.
    pub(crate) fn rename(&mut self, mut wording: impl FnMut(&str) -> Option<String>) {
        for position in 0..self.texts.len() {
            let Some(wording) = wording(&self.texts[position]) else { continue };
            let numbered = (2..).map(|number| format!("{wording}{number}"));
            let is_free = |text: &String| !self.texts.contains(text);
            if let Some(text) = std::iter::once(wording.clone()).chain(numbered).find(is_free) {
                self.texts[position] = text;
            }
        }
    }

    /// Takes the texts of another; their numbers here.
    pub(crate) fn absorb(&mut self, other: &Self) -> Vec<u32> {
        other.texts.iter().map(|text| self.number(text)).collect()
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

    /// Takes the sites of another; their numbers here.
    fn absorb(&mut self, other: &Self) -> Vec<u32> {
        other.named().map(|(county, code, name)| self.number(county, code, name)).collect()
    }

    /// Gives names of schools another wording.
    pub(crate) fn rename(&mut self, wording: impl FnMut(&str) -> Option<String>) {
        self.names.rename(wording);
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
    /// The workbook hides it.
    pub(crate) is_hidden: bool,
    /// What is wrong where nothing names its schools and no other sheet its pupils.
    pub(crate) no_school: Option<IngestError>,
    /// The school that a line below all its rows names, where nothing above them does.
    pub(crate) signed: Option<String>,
    /// It turned out to hold no pupils; its rows are not used.
    pub(crate) dropped: bool,
    /// Its pupils have several rows each, with marks in other subjects: one below the other what others have side by side.
    pub(crate) is_stacked: bool,
    /// Its marks were laid under those of other sheets: a second sitting.
    pub(crate) is_resit: bool,
    /// It is a list of pupils who were absent or broke a rule, and holds no marks.
    pub(crate) is_list: bool,
    /// Rows that no header explains.
    pub(crate) strays: Strays,
    /// It could not be read, which an error says; nothing is accounted for.
    pub(crate) is_unread: bool,
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

impl RowProblem {
    /// A problem of a sheet as a whole.
    pub(crate) fn of_sheet(sheet: u32, kind: ProblemKind) -> Self {
        let (column, text, expected) = (String::new(), String::new(), String::new());
        Self { sheet, row: 0, column, text, kind, expected, subject: None, site: None }
    }
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
    /// The marks beside those that are analysed, by subject; shorter than the rows where later rows have none.
    pub(crate) companions: Vec<SubjectColumn>,
    /// Gender of each row, 0 where it is not known; shorter than the rows where later rows say nothing.
    pub(crate) genders: Vec<u8>,
    pub(crate) site_names: Sites,
    pub(crate) class_names: Interner,
    /// Which of them are of a campus.
    pub(crate) campuses: Campuses,
    pub(crate) problems: Vec<RowProblem>,
    /// What lists beside the tables say of pupils.
    pub(crate) notes: Vec<Note>,
    /// What pupils are called, where that is not to be shown.
    pub(crate) names: Names,
    /// Where pupils belong, as lists of them among the sheets of marks say.
    pub(crate) homes: Homes,
    /// What pupils are called, where rows are joined by it.
    pub(crate) persons: Persons,
    pub(crate) score_sheets: Vec<ScoreSheet>,
    /// Rows at which a stretch of identifiers in ascending order begins, where that is known of all rows; each of them
    /// then has an identifier.
    pub(crate) ascending: Option<Vec<u32>>,
}

impl Staging {
    /// Begins a row; its marks follow.
    pub(crate) fn push(&mut self, id: &str, at: RowAt) {
        self.ids.push(id);
        self.sites.push(at.site);
        self.classes.push(at.class);
        self.sheets.push(at.sheet);
        self.rows.push(at.row);
    }

    /// The name of the pupil of the last row.
    pub(crate) fn person(&mut self, name: Option<Cell<'_>>) {
        if let Some(name) = name {
            self.persons.note(self.rows.len() - 1, name);
        }
    }

    /// The gender of the last row.
    pub(crate) fn gender(&mut self, code: u8) {
        if code > 0 {
            self.genders.resize(self.rows.len() - 1, 0);
            self.genders.push(code);
        }
    }

    /// Notes the gender of a row behind those that are noted.
    pub(crate) fn gender_at(&mut self, row: usize, code: u8) {
        if code > 0 {
            self.genders.resize(row, 0);
            self.genders.push(code);
        }
    }

    /// The gender of a row.
    pub(crate) fn gender_of(&self, row: usize) -> u8 {
        self.genders.get(row).copied().unwrap_or(0)
    }

    /// Takes back the rows from a position on.
    pub(crate) fn truncate(&mut self, rows: usize) {
        self.ids.truncate(rows);
        self.genders.truncate(rows);
        self.persons.truncate(rows);
        for column in [&mut self.sites, &mut self.classes, &mut self.sheets, &mut self.rows] {
            column.truncate(rows);
        }
        for marks in &mut self.marks {
            marks.ticks.truncate(rows);
            marks.status.truncate(rows);
        }
    }

    /// Keeps the rows that are said to be kept.
    pub(crate) fn retain(&mut self, keep: &[bool]) {
        if keep.iter().all(|keep| *keep) {
            return;
        }
        let rows: Vec<usize> = (0..keep.len()).filter(|row| keep[*row]).collect();
        let mut ids = IdColumn::default();
        rows.iter().for_each(|row| ids.push(self.ids.get(*row)));
        self.ids = ids;
        for column in [&mut self.sites, &mut self.classes, &mut self.sheets, &mut self.rows] {
            *column = rows.iter().map(|row| column[*row]).collect();
        }
        let genders = std::mem::take(&mut self.genders);
        self.genders = rows.iter().map_while(|row| genders.get(*row).copied()).collect();
        self.persons.retain(&rows);
        // The companions are shorter where later rows have none.
        for marks in self.marks.iter_mut().chain(&mut self.companions) {
            marks.ticks = rows.iter().map_while(|row| marks.ticks.get(*row).copied()).collect();
            marks.status = rows.iter().map_while(|row| marks.status.get(*row).copied()).collect();
        }
    }

    /// The mark of the last row beside the one that is analysed.
    pub(crate) fn companion(&mut self, subject: usize, mark: (i32, Status)) {
        self.companion_at(subject, self.rows.len() - 1, mark);
    }

    /// The mark of a row beside the one that is analysed.
    pub(crate) fn companion_at(&mut self, subject: usize, row: usize, mark: (i32, Status)) {
        self.companions.resize_with(self.marks.len(), SubjectColumn::default);
        let column = &mut self.companions[subject];
        if column.ticks.len() <= row {
            column.ticks.resize(row + 1, 0);
            column.status.resize(row + 1, Status::NotTaken);
        }
        (column.ticks[row], column.status[row]) = mark;
    }

    /// Makes room for more rows, if there is memory for them: so many may have been promised only.
    pub(crate) fn reserve(&mut self, rows: usize) {
        let mut columns = [&mut self.sites, &mut self.classes, &mut self.sheets, &mut self.rows].into_iter();
        let has_room = columns.all(|column| column.try_reserve_exact(rows).is_ok())
            && self.marks.iter_mut().all(|marks| {
                marks.ticks.try_reserve_exact(rows).is_ok() && marks.status.try_reserve_exact(rows).is_ok()
            });
        if has_room {
            self.ids.reserve(rows);
        }
    }

    /// Appends the rows of another file.
    pub(crate) fn append(&mut self, mut other: Self) {
        if self.len() == 0 && self.score_sheets.is_empty() {
            *self = other;
            return;
        }
        let first_sheet = u32::try_from(self.score_sheets.len()).expect("fewer sheets than rows");
        let mut sheets = std::mem::take(&mut other.score_sheets);
        self.absorb(other, first_sheet, 0);
        self.score_sheets.append(&mut sheets);
    }

    /// Appends the rows of further sheets, or of the same sheet further down; sites and classes are theirs. The numbers
    /// that those sites have here.
    pub(crate) fn absorb(&mut self, mut other: Self, first_sheet: u32, offset: u32) -> Vec<u32> {
        let start = self.len();
        let sites = self.site_names.absorb(&other.site_names);
        let classes = self.class_names.absorb(&other.class_names);
        self.campuses.absorb(&other.campuses, &classes);
        self.ids.append(&other.ids);
        self.names.absorb(std::mem::take(&mut other.names));
        self.persons.absorb(start, &other.persons);
        self.homes.absorb(std::mem::take(&mut other.homes));
        let site_here = |site: u32| sites.get(site as usize).copied().unwrap_or(NO_SITE);
        self.sites.extend(other.sites.iter().map(|site| site_here(*site)));
        self.classes.extend(other.classes.iter().map(|class| classes[*class as usize]));
        self.sheets.extend(other.sheets.iter().map(|sheet| sheet + first_sheet));
        self.rows.extend(other.rows.iter().map(|row| row + offset));
        if !other.genders.is_empty() {
            self.genders.resize(start, 0);
            self.genders.append(&mut other.genders);
        }
        for (mine, theirs) in self.marks.iter_mut().zip(&mut other.marks) {
            mine.ticks.append(&mut theirs.ticks);
            mine.status.append(&mut theirs.status);
        }
        for (subject, column) in other.companions.into_iter().enumerate().filter(|(_, column)| !column.ticks.is_empty())
        {
            self.companions.resize_with(self.marks.len(), SubjectColumn::default);
            let mine = &mut self.companions[subject];
            mine.ticks.resize(start, 0);
            mine.status.resize(start, Status::NotTaken);
            mine.ticks.extend(column.ticks);
            mine.status.extend(column.status);
        }
        self.notes.extend(other.notes.into_iter().map(|note| {
            let RowAt { sheet, row, site, class } = note.at;
            let (site, class) = (site_here(site), classes[class as usize]);
            note.at(RowAt { sheet: sheet + first_sheet, row: row + offset, site, class })
        }));
        self.problems.extend(other.problems.into_iter().map(|problem| RowProblem {
            sheet: problem.sheet + first_sheet,
            row: if problem.row == 0 { 0 } else { problem.row + offset },
            site: problem.site.map(site_here),
            ..problem
        }));
        sites
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the sheet of a row holds pupils.
    pub(crate) fn is_used(&self, row: usize) -> bool {
        !self.score_sheets[self.sheets[row] as usize].dropped
    }

    /// Whether all sheets hold pupils.
    pub(crate) fn is_whole(&self) -> bool {
        self.score_sheets.iter().all(|sheet| !sheet.dropped)
    }

    /// A place in a sheet.
    pub(crate) fn place(&self, sheet: u32, row: u32, column: String) -> Place {
        let sheet = &self.score_sheets[sheet as usize];
        Place { file: sheet.file.clone(), sheet: sheet.sheet.clone(), row: u64::from(row), column }
    }
}
