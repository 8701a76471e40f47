//! Lists beside the marks of pupils who were absent or broke a rule: 缺考名单, 违纪登记表, as a sheet or file of their own.
//!
//! A zero or blank of a pupil so listed is none; a mark stands and is told. Who is listed for all subjects and stands in
//! no table is a pupil who was expected.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wutong_model::{ProblemKind, Status};

use crate::cell::{Cell, Row, fold, fold_name};
use crate::consistency::RowAt;
use crate::flag;
use crate::hash::FastBuild;
use crate::header::ScoreColumns;
use crate::identity::cover;
use crate::layout::{Layout, Setting, begins_list, is_subject_column};
use crate::list::ListedStatus;
use crate::score::beside_status;
use crate::staging::{BLANK, NO_CELL, NO_SITE, RowProblem, Staging};
use crate::subject::Vocabulary;

/// What such a sheet says as a whole.
#[derive(Debug, Clone)]
pub(crate) struct NoteSheet {
    /// What its name or title says of those in it.
    status: Option<Status>,
    title: String,
    /// Column of a subject: one row a pupil and subject.
    subject: Option<usize>,
}

/// What a row of it says of a pupil.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) id: String,
    pub(crate) at: RowAt,
    /// The subjects that it names.
    subjects: Option<Vec<usize>>,
    status: Status,
    text: String,
}

impl NoteSheet {
    /// Whether a sheet of pupils without marks is such a list: its name, its title or the name of its file says so, or a
    /// column such as 缺考科目.
    pub(crate) fn of(layout: &Layout, setting: Setting<'_>) -> Option<Self> {
        let file = setting.file.rsplit(['/', '\\']).next().unwrap_or_default();
        let titles = layout.titles.iter().map(String::as_str);
        let names = std::iter::once(setting.sheet).chain(titles).chain([file]).map(fold);
        let is_title =
            |name: &String| begins_list(name) && !name.contains("成绩") || flag::said().any(|word| word == name);
        let told = names.filter(is_title).find_map(|title| {
            let status = flag::status("", Cell::Text(&title))?;
            Some((status, title))
        });
        let is_listed = layout.flags.iter().any(|flag| flag::listed(&flag.asks).is_some());
        if told.is_none() && !is_listed {
            return None;
        }
        let (status, title) = told.unzip();
        let subject = layout.headers.iter().position(|header| is_subject_column(header));
        Some(Self { status, title: title.unwrap_or_default(), subject })
    }

    /// The subjects of which a row speaks, with what it says of them; `None` if it says nothing.
    pub(crate) fn read(
        &self,
        columns: &ScoreColumns,
        row: &dyn Row,
        vocabulary: &Vocabulary,
    ) -> Option<(Option<Vec<usize>>, Status)> {
        let flagged = columns.flagged(row, vocabulary);
        if let Some((_, status)) = flagged.first() {
            return Some((Some(flagged.iter().map(|(subject, _)| *subject).collect()), *status));
        }
        let status = columns.flag(row).map(|(_, status)| status).or(self.status)?;
        let named = self.subject.map(|column| row.cell(column)).filter(|cell| !cell.is_empty());
        Some((named.map(|cell| flag::subjects(cell, vocabulary)), status))
    }

    /// A note of a row.
    pub(crate) fn note(&self, id: &str, at: RowAt, (subjects, status): (Option<Vec<usize>>, Status)) -> Note {
        Note { id: id.to_owned(), at, subjects, status, text: self.title.clone() }
    }
}

/// Does what the lists say. `is_by_id` tells that an identifier is one pupil's in the whole exam.
pub(crate) fn apply(staging: &mut Staging, is_by_id: bool, conceals: bool) {
    let notes = std::mem::take(&mut staging.notes);
    if notes.is_empty() {
        return;
    }
    let rows = rows_of(staging, &notes, is_by_id);
    let mut missing: BTreeMap<(u32, &str), Vec<&Note>> = BTreeMap::new();
    for (note, rows) in notes.iter().zip(&rows) {
        match rows.as_slice() {
            [] => missing.entry((if is_by_id { 0 } else { note.at.site }, &note.id)).or_default().push(note),
            rows => note.settle(staging, rows),
        }
    }
    let n_subjects = staging.marks.len();
    for of_pupil in missing.into_values() {
        let named: BTreeSet<usize> =
            of_pupil.iter().filter_map(|note| note.subjects.as_ref()).flatten().copied().collect();
        let is_of_all = named.len() == n_subjects || of_pupil.iter().any(|note| note.subjects.is_none());
        let first = of_pupil[0];
        if is_of_all && first.at.site != NO_SITE {
            first.enter(staging);
        } else {
            of_pupil.iter().for_each(|note| note.unmatched(staging, conceals));
        }
    }
}

/// Does what lists of pupils say of those who have no marks: a zero or blank of theirs is none. Their identifiers are one
/// pupil's in the whole exam.
pub(crate) fn settle_listed(staging: &mut Staging, said: &[ListedStatus]) {
    let mut wanted: HashMap<&str, &ListedStatus, FastBuild> = HashMap::default();
    said.iter().for_each(|said| _ = wanted.insert(&said.id, said));
    if wanted.is_empty() {
        return;
    }
    let of_row = |row: usize| Some((row, *wanted.get(staging.ids.get(row))?));
    let rows: Vec<(usize, &ListedStatus)> =
        (0..staging.len()).filter(|row| staging.is_used(*row)).filter_map(of_row).collect();
    for (row, said) in rows {
        let (sheet, site, class) = (staging.sheets[row], staging.sites[row], staging.classes[row]);
        let at = RowAt { sheet, row: staging.rows[row], site, class };
        Note { id: said.id.clone(), at, subjects: None, status: said.status, text: said.text.clone() }
            .settle(staging, &[row]);
    }
}

/// The rows of the pupil of each note.
fn rows_of(staging: &Staging, notes: &[Note], is_by_id: bool) -> Vec<Vec<usize>> {
    let mut wanted: HashMap<&str, Vec<usize>, FastBuild> = HashMap::default();
    for (at, note) in notes.iter().enumerate() {
        wanted.entry(&note.id).or_default().push(at);
    }
    let schools: Vec<[String; 2]> =
        staging.site_names.named().map(|(_, code, name)| [fold_name(code), fold_name(name)]).collect();
    let is_same = |a: u32, b: u32| {
        let (Some(a), Some(b)) = (schools.get(a as usize), schools.get(b as usize)) else { return false };
        a.iter().zip(b).any(|(a, b)| !a.is_empty() && a == b)
    };
    let mut rows = vec![Vec::new(); notes.len()];
    for row in (0..staging.len()).filter(|row| staging.is_used(*row)) {
        for at in wanted.get(staging.ids.get(row)).into_iter().flatten() {
            if is_by_id || is_same(staging.sites[row], notes[*at].at.site) {
                rows[*at].push(row);
            }
        }
    }
    rows
}

impl Note {
    /// The note at another place.
    pub(crate) fn at(self, at: RowAt) -> Self {
        Self { at, ..self }
    }

    /// A zero or blank in its subjects is none. A list that names no subject is taken at its word for those alone who
    /// have no mark in any; zeros of others may be either.
    fn settle(&self, staging: &mut Staging, rows: &[usize]) {
        let n_subjects = staging.marks.len();
        let has_cell = |staging: &Staging, row: usize, subject: usize| staging.marks[subject].ticks[row] != NO_CELL;
        let is_mark = |staging: &Staging, row: usize, subject: usize| {
            let marks = &staging.marks[subject];
            marks.status[row] == Status::Present && marks.ticks[row] != 0
        };
        let sits = rows.iter().any(|row| {
            (0..n_subjects).any(|subject| has_cell(staging, *row, subject) && is_mark(staging, *row, subject))
        });
        let named = self.subjects.clone().unwrap_or_else(|| (0..n_subjects).collect());
        let mut is_idle = true;
        for (row, subject) in rows.iter().flat_map(|row| named.iter().map(move |subject| (*row, *subject))) {
            if !has_cell(staging, row, subject) {
                continue;
            }
            let marks = &mut staging.marks[subject];
            let is_zero = marks.status[row] == Status::Present && marks.ticks[row] == 0;
            let is_blank = marks.ticks[row] == BLANK;
            is_idle &= !is_zero && !is_blank;
            if is_zero && self.subjects.is_none() && sits {
                let (kind, expected) = (ProblemKind::UnreadStatus, "1".to_owned());
                staging.problems.push(RowProblem { kind, expected, ..self.problem(staging.sites[row]) });
            } else if is_zero || is_blank {
                (marks.ticks[row], marks.status[row]) = (0, self.status);
            } else if self.subjects.is_some() && marks.status[row] == Status::Present {
                self.tell_mark(staging, row, Some(subject));
            }
        }
        if self.subjects.is_none() && sits && is_idle {
            self.tell_mark(staging, rows[0], None);
        }
    }

    /// Tells of a mark of a pupil who is listed for having none.
    fn tell_mark(&self, staging: &mut Staging, row: usize, subject: Option<usize>) {
        let (sheet, site, class) = (staging.sheets[row], staging.sites[row], staging.classes[row]);
        let columns = &staging.score_sheets[sheet as usize].columns;
        let column = subject.and_then(|subject| columns.headers.get(columns.subjects[subject]?)).cloned();
        let at = RowAt { sheet, row: staging.rows[row], site, class };
        staging.problems.push(beside_status(at, (column.unwrap_or_default(), self.text.clone()), subject));
    }

    /// Enters a pupil whom no table names.
    fn enter(&self, staging: &mut Staging) {
        staging.push(&self.id, self.at);
        for marks in &mut staging.marks {
            marks.ticks.push(0);
            marks.status.push(self.status);
        }
    }

    fn unmatched(&self, staging: &mut Staging, conceals: bool) {
        staging.score_sheets[self.at.sheet as usize].counts.withdraw(1);
        let (kind, text) = (ProblemKind::UnmatchedPupil, cover(&self.id, conceals).into_owned());
        let site = Some(self.at.site).filter(|site| *site != NO_SITE);
        staging.problems.push(RowProblem { kind, text, site, ..self.problem(self.at.site) });
    }

    fn problem(&self, site: u32) -> RowProblem {
        let problem = RowProblem::of_sheet(self.at.sheet, ProblemKind::UnmatchedPupil);
        RowProblem { row: self.at.row, text: self.text.clone(), site: Some(site), ..problem }
    }
}
