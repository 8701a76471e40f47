//! Score sheets: one row a pupil and one column a subject, or one row a pupil and subject.

mod below;
mod heading;
mod marks;
mod row;
mod title;
mod unlisted;

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::{RawSource, Subject};
use wutong_model::{ProblemKind, Status, SubjectColumn};

use crate::alias::Role;
use crate::cell::{OwnedRow, Row};
use crate::consistency::{Consistency, MarkSeen};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, HEAD_ROWS, excerpt};
use crate::format::{Columns, Sheet};
use crate::header::ScoreColumns;
use crate::headings::{Headings, Strays};
use crate::layout::{Halves, Layout, school_in};
use crate::long::LongReader;
use crate::mark::Paper;
use crate::noted::NoteSheet;
use crate::plain::PlainRows;
use crate::pupil::{RowJudge, RowKind, gender, is_merged_title};
use crate::read::Progress;
use crate::staging::{NO_SITE, RowProblem, ScoreSheet, Staging};
use crate::subject::Vocabulary;
use crate::trouble::Damage;

pub(crate) use marks::{bad_companion, bad_mark, beside_status, read_mark, speaks_of_the_day};
pub(crate) use title::{place_named, title};

/// Rows between two reports of progress.
const REPORT_EVERY: u64 = 1 << 16;

/// What every score file is read with.
#[derive(Clone, Copy)]
pub(crate) struct ScoreContext<'a> {
    pub(crate) subjects: &'a [Subject],
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) progress: &'a dyn Progress,
    /// Whether identifiers become pseudonyms, and are not to be shown.
    pub(crate) conceals: bool,
    /// Whether an identifier tells a pupil apart from those of other schools.
    pub(crate) is_by_id: bool,
    /// Whether the names of pupils with identifiers are kept too, because sheets without any are joined to theirs.
    pub(crate) keeps_names: bool,
    /// The grade of the exam.
    pub(crate) grade: u8,
}

/// Reads the score sheets of one file.
pub(crate) struct ScoreReader<'a> {
    context: ScoreContext<'a>,
    file: &'a str,
    source: &'a RawSource,
    /// Status words of the source, folded.
    words: BTreeMap<String, Status>,
    papers: Vec<Paper>,
    is_typed: bool,
    sheet: SheetState,
    /// Sheets that look like scores but lack a column, each with the error that this is.
    rejected: Vec<(usize, IngestError)>,
    first_row: String,
    pending: u64,
    /// The headers of the sheets so far.
    headings: Headings,
    staging: Staging,
}

/// What is remembered from row to row of a sheet.
#[derive(Default)]
struct SheetState {
    columns: ScoreColumns,
    judge: RowJudge,
    /// Texts of the columns in which a blank stands for the cell above.
    carry: BTreeMap<usize, String>,
    scratch: [String; 5],
    marks: Vec<MarkSeen>,
    consistency: Option<Consistency>,
    plain: Option<PlainRows>,
    long: Option<LongReader>,
    /// A list below the table has begun.
    is_closed: bool,
    /// It is of pupils who were absent from all of it.
    is_of_absent: bool,
    /// What it says of pupils of the table.
    listed: Option<below::Listed>,
    /// Its columns, where it has a header of its own.
    of_list: Option<ScoreColumns>,
    /// What lists name without identifiers.
    unlisted: Vec<unlisted::Unlisted>,
    /// The columns of the first header, where another one has taken its place.
    first: Option<ScoreColumns>,
    /// Another header has begun whose columns are not those of the first.
    is_under_other: bool,
    rejection: Option<IngestError>,
    /// Rows that no header explains.
    strays: Strays,
    /// Its header is that of a list of pupils without marks.
    is_list: bool,
    /// It is such a list, and says of what school its pupils are.
    tells_homes: bool,
    /// It is a list of pupils who were absent or broke a rule.
    notes: Option<NoteSheet>,
    /// Columns that say something of zeros which is not understood: how often, and where first.
    unread: BTreeMap<usize, Unread>,
    /// A title between the rows names another school or class.
    is_placed_anew: bool,
    /// The halves that its rows stand in.
    halves: Option<Halves>,
}

/// What is not understood in a column.
struct Unread {
    count: u64,
    row: u32,
    text: String,
    site: u32,
}

impl<'a> ScoreReader<'a> {
    /// A reader of one file.
    pub(crate) fn new(context: ScoreContext<'a>, file: &'a str, source: &'a RawSource) -> Self {
        let paper =
            |subject: &Subject| Paper { decimals: subject.decimals, min: subject.min_ticks, full: subject.full_ticks };
        let words = source.status_words.iter().map(|(word, status)| (crate::cell::fold(word), *status)).collect();
        let marks = vec![SubjectColumn::default(); context.subjects.len()];
        Self {
            context,
            file,
            source,
            words,
            papers: context.subjects.iter().map(paper).collect(),
            is_typed: false,
            sheet: SheetState::default(),
            rejected: Vec::new(),
            first_row: String::new(),
            pending: 0,
            headings: Headings::default(),
            staging: Staging { marks, ..Staging::default() },
        }
    }

    /// A reader of the same sheet further down; `None` if its rows depend on those above.
    pub(crate) fn fork(&self) -> Option<Self> {
        let state = &self.sheet;
        if !state.columns.beside.is_empty()
            || state.long.is_some()
            || !state.carry.is_empty()
            || state.is_closed
            || state.halves.is_some()
            || state.columns.subjects.is_empty()
        {
            return None;
        }
        let mut fork = Self::new(self.context, self.file, self.source);
        fork.is_typed = self.is_typed;
        fork.sheet = SheetState {
            columns: state.columns.clone(),
            judge: RowJudge::new(&state.columns),
            consistency: state.consistency.as_ref().map(|_| Consistency::new(&state.columns)),
            plain: state.plain.as_ref().and_then(|_| PlainRows::of(&state.columns)),
            ..SheetState::default()
        };
        fork.staging.score_sheets.push(ScoreSheet::default());
        Some(fork)
    }

    /// Takes the rows of a fork, `offset` rows further down.
    pub(crate) fn absorb(&mut self, mut fork: Self, offset: u32) {
        let sheet = self.position();
        if let (Some(mine), Some(theirs)) = (&mut self.sheet.consistency, fork.sheet.consistency.take()) {
            mine.absorb(theirs, sheet, offset);
        }
        for (column, unread) in std::mem::take(&mut fork.sheet.unread) {
            let site = Unread { site: NO_SITE, row: unread.row + offset, ..unread };
            self.sheet.unread.entry(column).and_modify(|known| known.count += site.count).or_insert(site);
        }
        self.staging.absorb(fork.staging, sheet, offset);
        self.pending += fork.pending;
    }

    /// Whether what follows cannot be read without what is above: a list below the table, or another header, has begun.
    pub(crate) fn is_closed(&self) -> bool {
        let sheet = &self.sheet;
        sheet.is_closed || sheet.is_under_other || sheet.first.is_some() || sheet.is_placed_anew
    }

    /// Rows read so far.
    pub(crate) fn n_rows(&self) -> usize {
        self.staging.len()
    }

    /// Makes room for more rows.
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.staging.reserve(rows);
    }

    /// Judges the sheets of the file together.
    ///
    /// An error if no sheet of the file holds scores although it holds cells, or if one lacks its school column.
    pub(crate) fn close(mut self) -> (Staging, Option<IngestError>) {
        let sheets = &mut self.staging.score_sheets;
        let any_with_id = sheets.iter().any(|sheet| sheet.has_header && sheet.columns.id.is_some());
        if any_with_id {
            // Beside a sheet of pupils, one without identifiers is a summary by class or school.
            for sheet in sheets.iter_mut().filter(|sheet| {
                sheet.has_header && sheet.columns.id.is_none() && (sheet.columns.name.is_none() || sheet.is_hidden)
            }) {
                sheet.dropped = true;
                sheet.has_header = false;
                sheet.counts.disregard();
            }
        }
        self.recall_strays();
        self.drop_file_school();
        for (position, error) in std::mem::take(&mut self.rejected) {
            let has_id = self.staging.score_sheets[position].columns.id.is_some();
            if has_id || !any_with_id {
                return (self.staging, Some(error));
            }
        }
        let sheets = &self.staging.score_sheets;
        if sheets.is_empty() {
            // A workbook that has lost its list of sheets.
            let (file, sheet) = (self.file.to_owned(), String::new());
            let error = IngestError::Broken { file, sheet, damage: Damage::Workbook, source: None };
            return (self.staging, Some(error));
        }
        match sheets.iter().find(|sheet| sheet.counts.read > 0) {
            Some(first) if sheets.iter().all(|sheet| !sheet.has_header && !sheet.is_list) => {
                let error = IngestError::NoHeader {
                    file: self.file.to_owned(),
                    sheet: first.sheet.clone(),
                    rows: HEAD_ROWS.min(usize::try_from(first.counts.read).unwrap_or(HEAD_ROWS)),
                    sample: std::mem::take(&mut self.first_row),
                    wanted: self
                        .context
                        .subjects
                        .iter()
                        .map(|subject| subject.name.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                    encoding: None,
                };
                (self.staging, Some(error))
            }
            _ => {
                self.note_empty_sheets();
                (self.staging, None)
            }
        }
    }

    /// A file whose sheets are of several schools is named after none of them.
    fn drop_file_school(&mut self) {
        if self.staging.problems.iter().all(|problem| problem.kind != ProblemKind::FileSchool) {
            return;
        }
        let schools: BTreeSet<&u32> = self.staging.sites.iter().collect();
        if schools.len() > 1 {
            self.staging.problems.retain(|problem| problem.kind != ProblemKind::FileSchool);
        }
    }

    /// Rows that look like those of pupils in sheets that are not read are no titles.
    fn recall_strays(&mut self) {
        for (number, sheet) in (0u32..).zip(&mut self.staging.score_sheets).filter(|(_, sheet)| !sheet.has_header) {
            if let Some((rows, first)) = sheet.strays.of_pupils(self.headings.lengths()) {
                sheet.counts.recall(rows);
                let problem = RowProblem::of_sheet(number, ProblemKind::NoHeader);
                self.staging.problems.push(RowProblem { row: first, text: rows.to_string(), ..problem });
            }
        }
    }

    /// Sheets without pupils: worth a word unless they are the blank spares of a new workbook.
    fn note_empty_sheets(&mut self) {
        let only = self.staging.score_sheets.len() == 1;
        for (position, sheet) in self.staging.score_sheets.iter().enumerate() {
            let empty = sheet.counts.kept == 0 && sheet.counts.set_aside == 0;
            // Statistics, specification tables and instructions lack no pupils.
            let is_for_pupils = sheet.has_header || school_in(&sheet.sheet).is_some();
            if empty && (only || is_for_pupils && !sheet.dropped && sheet.counts.read > 0) {
                let sheet = u32::try_from(position).expect("fewer sheets than rows");
                self.staging.problems.push(RowProblem::of_sheet(sheet, ProblemKind::EmptySheet));
            }
        }
    }

    fn position(&self) -> u32 {
        u32::try_from(self.staging.score_sheets.len() - 1).expect("fewer sheets than rows")
    }
}

impl Body for ScoreReader<'_> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        self.is_typed = sheet.is_typed;
        self.sheet = SheetState { scratch: std::mem::take(&mut self.sheet.scratch), ..SheetState::default() };
        self.staging.score_sheets.push(ScoreSheet {
            file: self.file.to_owned(),
            sheet: sheet.name.to_owned(),
            // Who names a sheet means it, hidden or not.
            is_hidden: sheet.is_hidden && self.source.sheet.is_none(),
            ..ScoreSheet::default()
        });
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        let name = self.staging.score_sheets[self.staging.score_sheets.len() - 1].sheet.clone();
        let setting = self.setting(&name);
        let Some(mut layout) = Layout::understand(head, setting) else { return Ok(None) };
        let (whole, narrowed) = (head, Halves::of(&layout).map(|halves| (halves, halves.narrow(head))));
        let head = match &narrowed {
            None => whole,
            Some((halves, rows)) => {
                let Some(first) = Layout::understand(rows, setting) else { return Ok(None) };
                (layout, self.sheet.halves) = (first, Some(*halves));
                rows.as_slice()
            }
        };
        let names_pupils = layout.role(Role::Id).or(layout.role(Role::Name)).is_some();
        let names_ids = layout.role(Role::Id).is_some();
        self.headings.find_id(&mut layout, head);
        let columns = ScoreColumns::of(&layout, setting, self.context.subjects)?;
        if columns.subjects.iter().all(Option::is_none) && columns.long.is_none() {
            self.sheet.is_list = names_pupils;
            self.sheet.notes = NoteSheet::of(&layout, setting).filter(|_| columns.id.is_some());
            self.sheet.tells_homes =
                self.sheet.notes.is_none() && names_ids && columns.school.or(columns.code).is_some();
            if self.sheet.notes.is_none() && !self.sheet.tells_homes {
                return Ok(None);
            }
            self.sheet.judge = RowJudge::new(&columns);
            self.sheet.columns = columns;
            self.sheet.columns.grade.wanted = Some(self.context.grade);
            return Ok(Some(layout.bottom));
        }
        // Titles between the rows may name the schools of those below.
        let names_school = |row: &OwnedRow| {
            // A pupil without marks says two things as well: A01 | 李一中.
            let is_pupil = columns.name.is_some_and(|column| !row.cell(column).is_empty());
            (!is_pupil || is_merged_title(row)) && title(row).is_some_and(|text| school_in(&text).is_some())
        };
        let has_school = columns.names_school() || head[layout.bottom + 1..].iter().any(names_school);
        let sheet = &mut self.sheet;
        sheet.columns = columns;
        sheet.columns.grade.wanted = Some(self.context.grade);
        if !has_school {
            let error = IngestError::NoSchoolColumn {
                file: self.file.to_owned(),
                sheet: name,
                row: layout.row,
                headers: excerpt(&layout.headers),
            };
            if !self.context.is_by_id || sheet.columns.id.is_none() {
                sheet.rejection = Some(error);
                return Ok(None);
            }
            // Another sheet may name the school of the pupil.
            self.staging.score_sheets.last_mut().expect("a sheet has begun").no_school = Some(error);
        }
        sheet.columns.sample(&head[layout.bottom + 1..]);
        for row in &head[..layout.bottom] {
            self.tell_other_school(row.number, row);
        }
        if let Some(named) = layout.file_school.as_deref() {
            self.tell_file_school(named, layout.row);
        }
        self.sheet.long = self.sheet.columns.long.map(|long| LongReader::new(long, self.source));
        self.go_by_columns();
        self.headings.add(whole, &layout);
        Ok(Some(layout.bottom))
    }

    fn goes_on(&mut self, head: &[OwnedRow]) -> Result<bool, IngestError> {
        let rows = self.headings.over(head).filter(|_| self.sheet.rejection.is_none() && !self.sheet.is_list);
        let Some(rows) = rows else { return Ok(false) };
        let goes_on = self.header(&rows)?.is_some();
        if !goes_on {
            // What it lacks is said of the rows, not of the file.
            (self.sheet.rejection, self.sheet.columns) = (None, ScoreColumns::default());
        }
        Ok(goes_on)
    }

    fn stray(&mut self, number: u32, row: &dyn Row) {
        if !self.sheet.is_list {
            self.sheet.strays.see(number, row);
        }
    }

    fn headers(&self) -> &[String] {
        &self.sheet.columns.headers
    }

    fn halves(&self) -> Option<Halves> {
        self.sheet.halves
    }

    fn plain_row(&mut self, number: u32, row: &impl Row) -> Option<Fate> {
        let plain = self.sheet.plain.as_mut().filter(|_| !self.sheet.is_closed)?;
        let (id, at, marks) = plain.read(number, row, &self.papers, &mut self.staging)?;
        self.staging.push(id, at);
        if let Some(column) = self.sheet.columns.name.filter(|_| self.context.conceals) {
            self.staging.names.add(row.cell(column));
        }
        if let Some(column) = self.sheet.columns.gender {
            self.staging.gender(gender(row.cell(column)));
        }
        for (column, (ticks, status)) in self.staging.marks.iter_mut().zip(marks) {
            column.ticks.push(*ticks);
            column.status.push(*status);
        }
        self.report(1);
        Some(Fate::Kept)
    }

    fn plain_rows(&mut self, place: (u32, usize), rows: &mut Columns) -> usize {
        let Some(plain) = self.sheet.plain.as_mut().filter(|_| !self.sheet.is_closed) else { return 0 };
        let taken = plain.take(place, rows, &self.papers, &mut self.staging);
        if let Some(column) = self.sheet.columns.name.filter(|_| self.context.conceals) {
            rows.cells(column, place.1..place.1 + taken).for_each(|cell| self.staging.names.add(cell));
        }
        self.report(taken as u64);
        taken
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        self.report(1);
        if self.sheet.is_closed {
            return self.below_list(number, row);
        }
        if self.sheet.columns.id.is_none() {
            self.sheet.strays.see(number, row);
        }
        self.see_beside(number, row);
        if self.turns_to_another_place(row) {
            return Ok(Fate::NotData);
        }
        let setting = self.setting(&self.staging.score_sheets[self.staging.score_sheets.len() - 1].sheet);
        let kind = self.sheet.judge.judge(&self.sheet.columns, row, Some(setting));
        if kind != RowKind::Pupil {
            self.tell_other_school(number, row);
            self.turns_to_another_grade(row);
        }
        match kind {
            RowKind::Pupil if self.sheet.notes.is_some() => Ok(self.noted(number, row)),
            RowKind::Pupil if self.sheet.tells_homes => {
                self.note_home(row);
                Ok(Fate::NotData)
            }
            RowKind::Pupil if self.sheet.is_under_other => Ok(self.set_aside(number, row, ProblemKind::OtherHeader)),
            RowKind::Pupil => self.pupil(number, row),
            RowKind::NotData => Ok(Fate::NotData),
            RowKind::Header => {
                self.sheet.is_under_other = !self.go_by_header(number, row);
                if self.sheet.is_under_other {
                    self.sheet.plain = None;
                }
                Ok(Fate::NotData)
            }
            RowKind::List => {
                self.begin_list(number, row);
                Ok(Fate::NotData)
            }
        }
    }

    fn expect(&mut self, rows: usize) {
        self.staging.reserve(rows);
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
        self.context.progress.rows(std::mem::take(&mut self.pending));
        let position = self.position();
        self.tell_unread();
        self.tell_unlisted();
        let mut state = std::mem::take(&mut self.sheet);
        if let Some(consistency) = state.consistency.take() {
            consistency.finish(&state.columns, position, &mut self.staging.problems);
        }
        if let Some(long) = state.long.take() {
            state.columns.subjects = long.finish(self.context.subjects, &mut self.staging, position);
        }
        let sheet = &mut self.staging.score_sheets[position as usize];
        sheet.counts = fed.counts;
        sheet.is_list = state.notes.is_some();
        sheet.has_header = fed.has_header && !sheet.is_list && !state.tells_homes;
        sheet.strays = state.strays;
        sheet.columns = state.first.unwrap_or(state.columns);
        if self.first_row.is_empty() {
            self.first_row = fed.first_row;
        }
        if let Some(error) = state.rejection {
            self.rejected.push((position as usize, error));
        }
        self.sheet.scratch = state.scratch;
        Ok(())
    }
}

impl<'a> ScoreReader<'a> {
    /// Counts rows; every so many are reported.
    fn report(&mut self, rows: u64) {
        self.pending += rows;
        if self.pending >= REPORT_EVERY {
            self.context.progress.rows(std::mem::take(&mut self.pending));
        }
    }
}

/// Whether a row of a text file has more cells than its header.
pub(crate) fn has_extra_cells(row: &dyn Row, header: usize) -> bool {
    row.is_separated() && (header..row.width()).any(|column| !row.cell(column).is_empty())
}
