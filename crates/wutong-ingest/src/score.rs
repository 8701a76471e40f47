//! Score sheets: one row a pupil and one column a subject, or one row a pupil and subject.

use std::collections::BTreeMap;

use wutong_model::spec::{RawSource, Subject};
use wutong_model::{ProblemKind, Status, SubjectColumn};

use crate::alias::Role;
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::consistency::{Consistency, MarkSeen, RowAt};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, HEAD_ROWS, excerpt};
use crate::format::{Columns, Sheet};
use crate::header::ScoreColumns;
use crate::identity::{cover, is_bad_number};
use crate::ids::{IdKind, has_digit};
use crate::layout::{Layout, Setting, class_in, school_in};
use crate::long::{LongReader, LongRow};
use crate::mark::Paper;
use crate::plain::PlainRows;
use crate::pupil::{RowJudge, RowKind, expected, gender, identify, identity_text, whole};
use crate::read::Progress;
use crate::staging::{BLANK, NO_CELL, NO_SITE, RowProblem, ScoreSheet, Staging};
use crate::subject::{Topic, Vocabulary};
use crate::trouble::Damage;

/// Characters of the name of a pupil.
const LONGEST_NAME: usize = 4;
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
    /// The columns of the first header, where another one has taken its place.
    first: Option<ScoreColumns>,
    /// Another header has begun whose columns are not those of the first.
    is_under_other: bool,
    rejection: Option<IngestError>,
    /// Columns that say something of zeros which is not understood: how often, and where first.
    unread: BTreeMap<usize, Unread>,
    /// A title between the rows names another school or class.
    is_placed_anew: bool,
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
            staging: Staging { marks, ..Staging::default() },
        }
    }

    /// A reader of the same sheet further down; `None` if its rows depend on those above.
    pub(crate) fn fork(&self) -> Option<Self> {
        let state = &self.sheet;
        if state.long.is_some() || !state.carry.is_empty() || state.is_closed || state.columns.subjects.is_empty() {
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
            Some(first) if sheets.iter().all(|sheet| !sheet.has_header) => {
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

    /// Sheets without pupils: worth a word unless they are the blank spares of a new workbook.
    fn note_empty_sheets(&mut self) {
        let only = self.staging.score_sheets.len() == 1;
        for (position, sheet) in self.staging.score_sheets.iter().enumerate() {
            let empty = sheet.counts.kept == 0 && sheet.counts.set_aside == 0;
            if empty && (only || sheet.counts.read > 0) {
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
        let Some(layout) = Layout::understand(head, setting) else { return Ok(None) };
        let columns = ScoreColumns::of(&layout, setting, self.context.subjects)?;
        if columns.subjects.iter().all(Option::is_none) && columns.long.is_none() {
            return Ok(None);
        }
        let has_school = columns.names_school();
        let sheet = &mut self.sheet;
        sheet.columns = columns;
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
        sheet.columns.ids = IdKind::of(head[layout.bottom + 1..].iter(), sheet.columns.id);
        self.sheet.long = self.sheet.columns.long.map(|long| LongReader::new(long, self.source));
        self.go_by_columns();
        Ok(Some(layout.bottom))
    }

    fn headers(&self) -> &[String] {
        &self.sheet.columns.headers
    }

    fn plain_row(&mut self, number: u32, row: &impl Row) -> Option<Fate> {
        let plain = self.sheet.plain.as_mut().filter(|_| !self.sheet.is_closed)?;
        let (id, at, marks) = plain.read(number, row, &self.papers, &mut self.staging)?;
        self.staging.push(id, at);
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
        self.report(taken as u64);
        taken
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        self.report(1);
        if self.sheet.is_closed {
            return self.below_list(number, row);
        }
        if self.turns_to_another_place(row) {
            return Ok(Fate::NotData);
        }
        let kind = match self.sheet.judge.judge(&self.sheet.columns, row) {
            RowKind::Pupil if self.is_other_header(number, row) => RowKind::Header,
            kind => kind,
        };
        match kind {
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
                self.sheet.is_closed = true;
                self.sheet.is_of_absent = lists_absent(row, self.context.vocabulary);
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
        let mut state = std::mem::take(&mut self.sheet);
        if let Some(consistency) = state.consistency.take() {
            consistency.finish(&state.columns, position, &mut self.staging.problems);
        }
        if let Some(long) = state.long.take() {
            state.columns.subjects = long.finish(self.context.subjects, &mut self.staging, position);
        }
        let sheet = &mut self.staging.score_sheets[position as usize];
        sheet.counts = fed.counts;
        sheet.has_header = fed.has_header;
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

    /// Reads the rows that follow by the columns of the sheet.
    fn go_by_columns(&mut self) {
        let sheet = &mut self.sheet;
        let columns = &sheet.columns;
        sheet.judge = RowJudge::new(columns);
        sheet.carry = columns.carried.iter().map(|column| (*column, String::new())).collect();
        let wants = Consistency::applies(columns) || self.is_typed;
        sheet.consistency = (wants && columns.long.is_none()).then(|| Consistency::new(columns));
        sheet.plain = if sheet.consistency.is_none() { PlainRows::of(columns) } else { None };
    }

    /// What a header of a sheet is understood with.
    fn setting<'s>(&self, sheet: &'s str) -> Setting<'s>
    where
        'a: 's,
    {
        let Self { file, is_typed, source, context, .. } = self;
        Setting { file, sheet, is_typed: *is_typed, source, vocabulary: context.vocabulary }
    }

    /// Whether a row where a pupil should be is a header in words of its own: 准考证号, 外语 for 考号, 英语.
    fn is_other_header(&self, number: u32, row: &dyn Row) -> bool {
        const FEWEST: usize = 3;
        let columns = &self.sheet.columns;
        let is_word = |column: usize| matches!(row.cell(column), Cell::Text(text) if !has_digit(text));
        let is_unlike =
            columns.id.is_some_and(is_word) && columns.subjects.iter().flatten().all(|column| is_word(*column));
        if !is_unlike || (0..row.width()).filter(|column| is_word(*column)).count() < FEWEST {
            return false;
        }
        let name = self.staging.score_sheets[self.staging.score_sheets.len() - 1].sheet.as_str();
        let layout = Layout::understand(&[OwnedRow::copy(number, row)], self.setting(name));
        layout.is_some_and(|layout| {
            layout.role(Role::Id).is_some() && layout.topics.keys().any(|topic| matches!(topic, Topic::Subject(_)))
        })
    }

    /// Reads the rows that follow by another header, as schools pasted one below the other have them; whether it names
    /// the same things as the first one, if in another order.
    fn go_by_header(&mut self, number: u32, row: &dyn Row) -> bool {
        let name = self.staging.score_sheets[self.staging.score_sheets.len() - 1].sheet.clone();
        let setting = self.setting(&name);
        let Some(layout) = Layout::understand(&[OwnedRow::copy(number, row)], setting) else { return false };
        let Ok(mut columns) = ScoreColumns::of(&layout, setting, self.context.subjects) else { return false };
        if !columns.names_the_same(&self.sheet.columns) {
            return false;
        }
        self.tell_unread();
        let position = self.position();
        if let Some(consistency) = self.sheet.consistency.take() {
            consistency.finish(&self.sheet.columns, position, &mut self.staging.problems);
        }
        columns.ids = self.sheet.columns.ids.clone();
        columns.place = self.sheet.columns.place.clone();
        let above = std::mem::replace(&mut self.sheet.columns, columns);
        self.sheet.first.get_or_insert(above);
        self.go_by_columns();
        true
    }

    /// Puts on record what was not understood under the header so far.
    fn tell_unread(&mut self) {
        let sheet = self.position();
        for (column, unread) in std::mem::take(&mut self.sheet.unread) {
            self.staging.problems.push(RowProblem {
                sheet,
                row: unread.row,
                column: self.sheet.columns.headers.get(column).cloned().unwrap_or_default(),
                text: unread.text,
                kind: ProblemKind::UnreadStatus,
                expected: unread.count.to_string(),
                subject: None,
                site: Some(unread.site),
            });
        }
    }

    /// Whether a row is a title that names the school or class of the rows below, where no column does.
    fn turns_to_another_place(&mut self, row: &dyn Row) -> bool {
        let columns = &self.sheet.columns;
        let wants_school = columns.school.is_none() && columns.code.is_none() && self.source.school.is_none();
        let wants_class = columns.class.is_none() && self.source.class.is_none();
        if !(wants_school || wants_class) {
            return false;
        }
        let Some(title) = title(row) else { return false };
        let is_pupil =
            |column: usize| matches!(row.cell(column), Cell::Text(id) if columns.ids.holds(id) && !is_of_place(id));
        // 李一中 may be a pupil of whom nothing else is said.
        let is_name = |column: usize| !row.cell(column).is_empty() && title.chars().count() <= LONGEST_NAME;
        if columns.id.is_some_and(is_pupil) || columns.name.is_some_and(is_name) {
            return false;
        }
        let school = school_in(&title).filter(|_| wants_school);
        let class = class_in(&title).filter(|class| wants_class && class.ends_with('班'));
        let is_new = |found: &Option<String>, known: &Option<String>| found.is_some() && found != known;
        let turns = is_new(&school, &columns.place[0]) || is_new(&class, &columns.place[1]);
        let names_one = school.is_some() || class.is_some();
        if turns {
            let columns = &mut self.sheet.columns;
            if is_new(&school, &columns.place[0]) && wants_class {
                columns.place[1] = None;
            }
            columns.place[0] = school.or(columns.place[0].take());
            columns.place[1] = class.or(columns.place[1].take());
            self.sheet.is_placed_anew = true;
            self.sheet.plain = if self.sheet.consistency.is_none() { PlainRows::of(&self.sheet.columns) } else { None };
        }
        names_one
    }

    /// A row that cannot be used for where it stands.
    fn set_aside(&mut self, number: u32, row: &dyn Row, kind: ProblemKind) -> Fate {
        let text = identity_text(&self.sheet.columns, row, self.context.conceals);
        let (sheet, expected, column) = (self.position(), String::new(), String::new());
        self.staging.problems.push(RowProblem {
            sheet,
            row: number,
            column,
            text,
            kind,
            expected,
            subject: None,
            site: None,
        });
        Fate::SetAside
    }

    /// Pupils listed below the table have no marks; a row with marks there is no line of a list. One that says of every
    /// subject why there is none is of a pupil like those of the table, if that has not named the pupil already.
    fn below_list(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let columns = &self.sheet.columns;
        let is_mark = |column: &usize| match row.cell(*column) {
            Cell::Number(_) => true,
            Cell::Text(text) => text.trim().parse::<f64>().is_ok(),
            Cell::Empty | Cell::Date(_) => false,
        };
        let subjects = columns.subjects.iter().flatten();
        let (n_marks, n_subjects) = (subjects.clone().filter(|column| is_mark(column)).count(), subjects.count());
        let mut scratch = String::new();
        let id = columns.id.and_then(|column| identify(row.cell(column), &mut scratch).ok());
        let is_pupil = id.is_some_and(|id| has_digit(id) && !columns.ids.is_strange(id));
        if is_pupil && n_marks > 0 && n_marks * 2 >= n_subjects {
            return Ok(self.set_aside(number, row, ProblemKind::BelowList));
        }
        let says_why = |(column, paper): (&usize, &Paper)| {
            let reading = read_mark(*paper, row.cell(*column), &self.words);
            reading
                .is_ok_and(|(ticks, status)| (ticks != BLANK || self.sheet.is_of_absent) && status != Status::Present)
        };
        let with_papers = columns.subjects.iter().zip(&self.papers);
        let is_absent = with_papers.filter_map(|(column, paper)| Some((column.as_ref()?, paper))).all(says_why);
        let mut places = columns.school.iter().chain(&columns.code).map(|column| row.cell(*column));
        let has_school = columns.place[0].is_some() || places.any(|cell| !cell.is_empty());
        let is_known = |id: &str| (0..self.staging.len()).any(|row| self.staging.ids.get(row) == id);
        if is_absent && has_school && n_subjects > 0 && is_pupil && id.is_some_and(|id| !is_known(id)) {
            return self.pupil(number, row);
        }
        Ok(Fate::NotData)
    }

    fn pupil(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        let sheet = self.position();
        let SheetState { columns, scratch, carry, judge, long, plain, .. } = &mut self.sheet;
        for (column, above) in carry.iter_mut() {
            let cell = row.cell(*column);
            if !cell.is_empty() {
                *above = cell.shown();
            }
        }
        let [county, code, school, class, id] = scratch;
        let county = text(row, columns.county, carry, county);
        let code = whole(text(row, columns.code, carry, code));
        let fixed = |at: usize| columns.place[at].as_deref().unwrap_or("");
        let school = match text(row, columns.school, carry, school) {
            "" if code.is_empty() => fixed(0),
            school => school,
        };
        let class = match whole(text(row, columns.class, carry, class)) {
            "" if columns.class.is_none() => fixed(1),
            class => class,
        };
        if judge.is_statistic(columns, row) {
            return Ok(Fate::NotData);
        }
        let is_by_id = !columns.names_school();
        let id_cell = columns.id.map_or(Cell::Empty, |column| row.cell(column));
        let id = match identify(id_cell, id) {
            Ok(id) if columns.ids.is_strange(id) => Err(ProblemKind::NoPupilId),
            id => id,
        };
        let broken = [(columns.county, county), (columns.code, code), (columns.school, school), (columns.class, class)];
        let broken = broken.into_iter().chain([(columns.id, id.unwrap_or(""))]).find(|(_, text)| is_broken(text));
        let kind = if broken.is_some() {
            Some(ProblemKind::BrokenText)
        } else if school.is_empty() && code.is_empty() && !is_by_id {
            Some(ProblemKind::NoSchool)
        } else if let (Err(kind), true) = (id, columns.id.is_some()) {
            Some(kind)
        } else if has_extra_cells(row, columns.headers.len()) {
            Some(ProblemKind::ExtraCells)
        } else {
            None
        };
        let has_site = !matches!(kind, Some(ProblemKind::NoSchool | ProblemKind::BrokenText));
        let site = has_site.then(|| match is_by_id {
            true => NO_SITE,
            false => self.staging.site_names.number(county, code, school),
        });
        if let Some(kind) = kind {
            let is_of_nobody =
                matches!(kind, ProblemKind::NoSchool | ProblemKind::NoPupilId | ProblemKind::IdLostDigits);
            if is_of_nobody && (judge.is_summary(row) || RowJudge::is_note(columns, row)) {
                return Ok(Fate::NotData);
            }
            let column = match kind {
                ProblemKind::NoSchool => columns.school.or(columns.code),
                ProblemKind::ExtraCells => None,
                ProblemKind::BrokenText => broken.and_then(|(column, _)| column),
                _ => columns.id,
            };
            let conceals = self.context.conceals;
            let text = match kind {
                ProblemKind::IdLostDigits => cover(&id_cell.shown(), conceals).into_owned(),
                _ => identity_text(columns, row, conceals),
            };
            self.staging.problems.push(RowProblem {
                sheet,
                row: number,
                column: column.map(|column| columns.headers[column].clone()).unwrap_or_default(),
                text,
                kind,
                expected: String::new(),
                subject: None,
                site,
            });
            return Ok(Fate::SetAside);
        }
        // A pupil without an identifier who is named 平均分 is none.
        if columns.id.is_none() && (judge.is_summary(row) || RowJudge::is_of_group(columns, row)) {
            return Ok(Fate::NotData);
        }
        let site = site.expect("a row without a school has returned");
        self.staging.problems.extend(bad_student_number(columns, row, (sheet, number, site), self.context.conceals));
        let class = self.staging.class_names.number(class);
        let (id, at) = (id.unwrap_or(""), RowAt { sheet, row: number, site, class });
        if let Some(long) = long {
            let name = columns.name.map(|column| row.cell(column).shown()).unwrap_or_default();
            let key = if id.is_empty() { name.as_str() } else { id };
            let conceals = self.context.conceals;
            let context = LongRow { papers: &self.papers, words: &self.words, columns, at, id, key, conceals };
            return long.row(row, context, self.context.vocabulary, &mut self.staging, self.file);
        }
        if let Some(plain) = plain {
            plain.learn(row, at);
        }
        let of_gender = columns.gender.map_or(0, |column| gender(row.cell(column)));
        self.staging.push(id, at);
        self.staging.gender(of_gender);
        self.marks(row, at);
        Ok(Fate::Kept)
    }

    fn marks(&mut self, row: &dyn Row, at: RowAt) {
        let SheetState { columns, marks, consistency, unread, .. } = &mut self.sheet;
        marks.clear();
        let flagged = columns.flagged(row, self.context.vocabulary);
        // A column that lists subjects says of which ones the other speaks.
        let flag = columns.flag(row).filter(|_| flagged.is_empty());
        for (subject, paper) in self.papers.iter().enumerate() {
            let (ticks, status) = match columns.subjects[subject] {
                None => (NO_CELL, Status::NotTaken),
                Some(column) => {
                    let cell = row.cell(column);
                    if let (Cell::Text(text), true, Some(consistency)) = (cell, self.is_typed, consistency.as_mut())
                        && text.as_bytes()[0].is_ascii_digit()
                    {
                        consistency.text(subject);
                    }
                    let reading = read_mark(*paper, cell, &self.words).and_then(|mark| columns.sole(row, column, mark));
                    reading.unwrap_or_else(|kind| {
                        let column = columns.headers[column].clone();
                        let problem = bad_mark(at, (column, cell.shown()), (kind, *paper), subject);
                        self.staging.problems.push(problem);
                        (0, Status::SetAside)
                    })
                }
            };
            marks.push(MarkSeen { ticks: if status == Status::Present { ticks } else { 0 }, status });
            // A zero beside 缺考 is none.
            let is_zero = ticks == 0 && status == Status::Present;
            let named = flagged.iter().find(|(named, _)| *named == subject).map(|(_, status)| *status);
            if let (Some(_), Some(column), Status::Present, false) = (named, columns.subjects[subject], status, is_zero)
            {
                let found = (columns.headers[column].clone(), row.cell(column).shown());
                self.staging.problems.push(beside_status(at, found, Some(subject)));
            }
            let is_explained = named.is_some() || flag.is_some();
            if is_zero
                && !is_explained
                && let Some(column) = columns.unread(row, subject)
            {
                let known = unread.entry(column).or_insert_with(|| Unread {
                    count: 0,
                    row: at.row,
                    text: row.cell(column).shown(),
                    site: at.site,
                });
                known.count += 1;
            }
            let (ticks, status) = match named.or(flag.map(|(_, status)| status).filter(|_| is_zero)) {
                Some(said) if is_zero || ticks == BLANK => (0, said),
                _ => (ticks, status),
            };
            let column = &mut self.staging.marks[subject];
            column.ticks.push(ticks);
            column.status.push(status);
            if let Some(other) = columns.companions[subject] {
                let reading = read_mark(paper.unbounded(), row.cell(other), &self.words);
                let mark = reading.and_then(|mark| columns.sole(row, other, mark)).unwrap_or_else(|kind| {
                    let found = (columns.headers[other].clone(), row.cell(other).shown());
                    self.staging.problems.push(bad_companion(at, found, kind, subject));
                    (0, Status::SetAside)
                });
                self.staging.companion(subject, mark);
            }
        }
        let is_mark = |mark: &MarkSeen| mark.status == Status::Present && mark.ticks != 0;
        let here = || marks.iter().zip(&columns.subjects).filter(|(_, column)| column.is_some()).map(|(mark, _)| mark);
        if let Some((column, status)) = flag
            && speaks_of_the_day(status)
            && here().next().is_some()
            && here().all(is_mark)
        {
            let found = (columns.headers[column].clone(), row.cell(column).shown());
            self.staging.problems.push(beside_status(at, found, None));
        }
        // Of a pupil without any mark the column speaks of all of them.
        if let Some((_, flag)) = flag
            && !marks.iter().any(is_mark)
        {
            for column in &mut self.staging.marks {
                if let (Some(ticks @ &mut BLANK), Some(status)) = (column.ticks.last_mut(), column.status.last_mut()) {
                    (*ticks, *status) = (0, flag);
                }
            }
        }
        if let Some(consistency) = consistency {
            consistency.row(columns, &self.papers, marks, row, at);
        }
    }
}

/// The text of a column, or the one above it where blanks stand for that.
fn text<'s>(
    row: &'s dyn Row,
    column: Option<usize>,
    carry: &'s BTreeMap<usize, String>,
    scratch: &'s mut String,
) -> &'s str {
    let Some(column) = column else { return "" };
    match row.cell(column) {
        Cell::Empty => carry.get(&column).map_or("", String::as_str),
        // A formula that was never computed names nobody.
        Cell::Text(text) if text.starts_with('=') => "",
        cell => cell.show(scratch),
    }
}

/// What is wrong with the student number beside the identifier of a pupil.
fn bad_student_number(
    columns: &ScoreColumns,
    row: &dyn Row,
    (sheet, number, site): (u32, u32, u32),
    conceals: bool,
) -> Option<RowProblem> {
    let column = columns.student_number.filter(|column| is_bad_number(row.cell(*column)))?;
    Some(RowProblem {
        sheet,
        row: number,
        column: columns.headers[column].clone(),
        text: cover(&row.cell(column).shown(), conceals).into_owned(),
        kind: ProblemKind::BadStudentNumber,
        expected: String::new(),
        subject: None,
        site: Some(site),
    })
}

/// Whether a list is of pupils who missed every subject: its title says so and names none.
fn lists_absent(row: &dyn Row, vocabulary: &Vocabulary) -> bool {
    const ABSENT: [&str; 3] = ["缺考", "未考", "未参考"];
    let first = (0..row.width()).map(|column| row.cell(column)).find(|cell| !cell.is_empty());
    let title = first.map(|cell| fold(&cell.shown())).unwrap_or_default();
    ABSENT.iter().any(|word| title.contains(word)) && vocabulary.within(&title).is_none()
}

/// The text of a row that says one or two things and no number.
fn title(row: &dyn Row) -> Option<String> {
    const MOST_CELLS: usize = 2;
    let mut texts: Vec<&str> = Vec::with_capacity(MOST_CELLS);
    for column in 0..row.width() {
        match row.cell(column) {
            Cell::Empty => {}
            Cell::Text(text) if texts.last() == Some(&text) => {}
            Cell::Text(text) if texts.len() < MOST_CELLS && text.parse::<f64>().is_err() => texts.push(text),
            _ => return None,
        }
    }
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// Whether a text that looks like an identifier names a place: 九（2）班.
fn is_of_place(text: &str) -> bool {
    !text.is_ascii() && (school_in(text).is_some() || class_in(text).is_some())
}

/// Whether a text holds what a decoder writes for bytes that are no character.
fn is_broken(text: &str) -> bool {
    !text.is_ascii() && text.contains(char::REPLACEMENT_CHARACTER)
}

/// A cell as a mark, with the status words that the source adds; a blank is told apart by its ticks.
pub(crate) fn read_mark(
    paper: Paper,
    cell: Cell<'_>,
    words: &BTreeMap<String, Status>,
) -> Result<(i32, Status), ProblemKind> {
    if cell.is_empty() {
        return Ok((BLANK, Status::Absent));
    }
    match paper.read(cell) {
        Err(ProblemKind::NotAMark) if !words.is_empty() => {
            let status = words.get(&crate::cell::fold(&cell.shown())).copied();
            status.map(|status| (0, status)).ok_or(ProblemKind::NotAMark)
        }
        reading => reading,
    }
}

/// A cell that holds no mark.
pub(crate) fn bad_mark(
    at: RowAt,
    (column, text): (String, String),
    (kind, paper): (ProblemKind, Paper),
    subject: usize,
) -> RowProblem {
    RowProblem {
        sheet: at.sheet,
        row: at.row,
        column,
        text,
        kind,
        expected: expected(paper, kind),
        subject: Some(subject),
        site: Some(at.site),
    }
}

/// A cell beside the marks that are analysed that holds no mark. Nothing is known of its range.
pub(crate) fn bad_companion(
    at: RowAt,
    (column, text): (String, String),
    kind: ProblemKind,
    subject: usize,
) -> RowProblem {
    let (sheet, row, expected) = (at.sheet, at.row, String::new());
    RowProblem { sheet, row, column, text, kind, expected, subject: Some(subject), site: Some(at.site) }
}

/// A mark, or all marks of a row, beside a status that says that there should be none.
pub(crate) fn beside_status(at: RowAt, (column, text): (String, String), subject: Option<usize>) -> RowProblem {
    let (sheet, row, site) = (at.sheet, at.row, Some(at.site));
    RowProblem { sheet, row, column, text, kind: ProblemKind::MarkBesideStatus, expected: String::new(), subject, site }
}

/// Whether a status says of the day of the exam that there is no mark; a pupil who has left may have one.
pub(crate) fn speaks_of_the_day(status: Status) -> bool {
    matches!(status, Status::Absent | Status::Violation | Status::Lost | Status::Exempt | Status::Deferred)
}

fn has_extra_cells(row: &dyn Row, header: usize) -> bool {
    row.is_separated() && (header..row.width()).any(|column| !row.cell(column).is_empty())
}
