//! Score sheets: one row a pupil and one column a subject, or one row a pupil and subject.

mod below;
mod close;
mod heading;
mod marks;
mod row;
mod title;
mod unlisted;

use std::collections::BTreeMap;

use wutong_model::spec::{RawSource, Subject};
use wutong_model::{ProblemKind, Status, SubjectColumn};

use crate::alias::Role;
use crate::cell::{OwnedRow, Row};
use crate::consistency::{Consistency, MarkSeen};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed};
use crate::format::{Columns, Sheet};
use crate::header::ScoreColumns;
use crate::headings::{Headings, Strays};
use crate::layout::{Layout, View};
use crate::long::LongReader;
use crate::mark::Paper;
use crate::noted::NoteSheet;
use crate::plain::PlainRows;
use crate::pupil::{RowJudge, RowKind, gender};
use crate::read::{Each, Progress};
use crate::staging::{NO_SITE, ScoreSheet, Staging};
use crate::subject::Vocabulary;

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
    /// The threads there are.
    pub(crate) each: Each<'a>,
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
    /// The whole sheet is such a list, with a column of names for each subject.
    names_by_subject: bool,
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
    /// The first school that a line below rows names, and how many rows had been read by then.
    signed: Option<(String, usize)>,
    /// How its rows are read, where that is not as they stand.
    view: Option<View>,
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
            || state.view.is_some()
            || state.columns.subjects.is_empty()
        {
            return None;
        }
        let mut fork = Self::new(self.context, self.file, self.source);
        fork.is_typed = self.is_typed;
        fork.sheet = SheetState {
            columns: state.columns.clone(),
            judge: RowJudge::new(&state.columns),
            consistency: state.consistency.as_ref().map(|_| Consistency::new(&state.columns, 0)),
            plain: state.plain.as_ref().and_then(|_| PlainRows::of(&state.columns)),
            ..SheetState::default()
        };
        fork.staging.score_sheets.push(ScoreSheet::default());
        Some(fork)
    }

    /// Takes the rows of a fork, `offset` rows further down.
    pub(crate) fn absorb(&mut self, mut fork: Self, offset: u32) {
        let sheet = self.position();
        for (column, unread) in std::mem::take(&mut fork.sheet.unread) {
            let site = Unread { site: NO_SITE, row: unread.row + offset, ..unread };
            self.sheet.unread.entry(column).and_modify(|known| known.count += site.count).or_insert(site);
        }
        let before = self.staging.len();
        let sites = self.staging.absorb(fork.staging, sheet, offset);
        if let (Some(mine), Some(theirs)) = (&mut self.sheet.consistency, fork.sheet.consistency.take()) {
            mine.absorb(theirs, sheet, (offset, before), &sites);
        }
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
        let (whole, viewed) = (head, View::of(&layout, head, setting).map(|view| (view.head(head), view)));
        let head = match &viewed {
            None => whole,
            Some((rows, view)) => {
                let Some(first) = Layout::understand(rows, setting) else { return Ok(None) };
                (layout, self.sheet.view) = (first, Some(view.clone()));
                rows.as_slice()
            }
        };
        let names_pupils = layout.role(Role::Id).or(layout.role(Role::Name)).is_some();
        let names_ids = layout.role(Role::Id).is_some();
        self.headings.find_id(&mut layout, head);
        let columns = ScoreColumns::of(&layout, setting, self.context.subjects)?;
        if unlisted::names_by_subject(&columns, &name) {
            self.begin_names(&name, columns);
            return Ok(Some(layout.bottom));
        }
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
        self.sheet.columns = columns;
        self.sheet.columns.grade.wanted = Some(self.context.grade);
        if !self.may_have_school(&layout, head, name) {
            return Ok(None);
        }
        self.sheet.columns.sample(&head[layout.bottom + 1..]);
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

    fn view(&self) -> Option<View> {
        self.sheet.view.clone()
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
        let taken = plain.take(place, rows, (&self.papers, self.context.each), &mut self.staging);
        if let Some(column) = self.sheet.columns.name.filter(|_| self.context.conceals) {
            rows.cells(column, place.1..place.1 + taken).for_each(|cell| self.staging.names.add(cell));
        }
        self.report(taken as u64);
        taken
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        self.report(1);
        if self.sheet.names_by_subject {
            self.see_names(number, row);
            return Ok(Fate::NotData);
        }
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
        // Above rows it is the title of those.
        let rows = self.staging.len();
        let signed = state.signed.take().filter(|(_, read)| *read == rows).map(|(school, _)| school);
        self.staging.score_sheets[position as usize].signed = signed;
        if let Some(consistency) = state.consistency.take() {
            consistency.finish((&state.columns, &self.papers), position, &mut self.staging);
        }
        if let Some(long) = state.long.take() {
            state.columns.subjects = long.finish(self.context.subjects, &mut self.staging, position);
        }
        let sheet = &mut self.staging.score_sheets[position as usize];
        sheet.counts = fed.counts;
        sheet.is_list = state.notes.is_some() || state.names_by_subject;
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
