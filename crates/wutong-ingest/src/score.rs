//! Score sheets: one row a pupil, one column a subject.

use wutong_model::spec::RawSource;
use wutong_model::{ExamSpec, ProblemKind, Status, SubjectColumn};

use crate::cell::{Cell, OwnedRow, Row};
use crate::error::IngestError;
use crate::feed::{Body, Fate, Fed, HEAD_ROWS, excerpt};
use crate::format::Sheet;
use crate::header::Matcher;
use crate::mark::Paper;
use crate::pupil::{RowReader, expected, identifier, identity_text, is_summary};
use crate::read::Progress;
use crate::staging::{RowProblem, ScoreSheet, Staging};
use crate::subject::SubjectNames;

/// Rows between two reports of progress.
const REPORT_EVERY: u64 = 1 << 16;

/// Reads the score sheets of one file after another into one staging.
pub(crate) struct ScoreReader<'a> {
    spec: &'a ExamSpec,
    names: &'a SubjectNames,
    papers: Vec<Paper>,
    progress: &'a dyn Progress,
    file: &'a str,
    source: &'a RawSource,
    rows: RowReader,
    /// Sheets of the current file that look like scores but lack a column, each with the error that this is.
    rejected: Vec<(usize, IngestError)>,
    /// Sheets before the current file.
    before: usize,
    first_row: String,
    pending: u64,
    /// Rows of all sheets.
    pub(crate) staging: Staging,
}

impl<'a> ScoreReader<'a> {
    /// A reader without rows.
    pub(crate) fn new(
        spec: &'a ExamSpec,
        names: &'a SubjectNames,
        source: &'a RawSource,
        progress: &'a dyn Progress,
    ) -> Self {
        let paper = |subject: &wutong_model::spec::Subject| Paper {
            decimals: subject.decimals,
            min: subject.min_ticks,
            full: subject.full_ticks,
        };
        let marks = vec![SubjectColumn::default(); spec.subjects.len()];
        Self {
            spec,
            names,
            papers: spec.subjects.iter().map(paper).collect(),
            progress,
            file: "",
            source,
            rows: RowReader::default(),
            rejected: Vec::new(),
            before: 0,
            first_row: String::new(),
            pending: 0,
            staging: Staging { marks, ..Staging::default() },
        }
    }

    /// Turns to the next file.
    pub(crate) fn open(&mut self, file: &'a str, source: &'a RawSource) {
        self.file = file;
        self.source = source;
        self.rejected.clear();
        self.before = self.staging.score_sheets.len();
        self.first_row.clear();
    }

    /// Judges the sheets of the current file together.
    ///
    /// # Errors
    /// No sheet of the file holds scores although it holds cells, or one lacks its school column.
    pub(crate) fn close(&mut self) -> Result<(), IngestError> {
        let sheets = &mut self.staging.score_sheets[self.before..];
        let any_with_id = sheets.iter().any(|sheet| sheet.has_header && sheet.columns.id.is_some());
        if any_with_id {
            // Beside a sheet of pupils, one without identifiers is a summary by class or school.
            for sheet in sheets
                .iter_mut()
                .filter(|sheet| sheet.has_header && sheet.columns.id.is_none() && sheet.columns.name.is_none())
            {
                sheet.dropped = true;
                sheet.has_header = false;
                sheet.counts.disregard();
            }
        }
        for (position, error) in self.rejected.drain(..) {
            let has_id = self.staging.score_sheets[position].columns.id.is_some();
            if has_id || !any_with_id {
                return Err(error);
            }
        }
        let sheets = &self.staging.score_sheets[self.before..];
        match sheets.iter().find(|sheet| sheet.counts.read > 0) {
            Some(first) if sheets.iter().all(|sheet| !sheet.has_header) => Err(IngestError::NoHeader {
                file: self.file.to_owned(),
                sheet: first.sheet.clone(),
                rows: HEAD_ROWS.min(usize::try_from(first.counts.read).unwrap_or(HEAD_ROWS)),
                sample: std::mem::take(&mut self.first_row),
                wanted: self.spec.subjects.iter().map(|subject| subject.name.as_str()).collect::<Vec<_>>().join(", "),
            }),
            _ => {
                self.note_empty_sheets();
                Ok(())
            }
        }
    }

    /// Sheets without pupils: worth a word unless they are the blank spares of a new workbook.
    fn note_empty_sheets(&mut self) {
        let sheets = &self.staging.score_sheets[self.before..];
        let only = sheets.len() == 1;
        for (position, sheet) in sheets.iter().enumerate() {
            let empty = sheet.counts.kept == 0 && sheet.counts.set_aside == 0;
            if empty && (only || sheet.counts.read > 0) {
                self.staging.problems.push(RowProblem {
                    sheet: u32::try_from(self.before + position).expect("fewer sheets than rows"),
                    row: 0,
                    column: String::new(),
                    text: String::new(),
                    kind: ProblemKind::EmptySheet,
                    expected: String::new(),
                    subject: None,
                    site: None,
                });
            }
        }
    }
}

impl Body for ScoreReader<'_> {
    fn begin(&mut self, sheet: Sheet<'_>) {
        self.rows = RowReader { scratch: std::mem::take(&mut self.rows.scratch), ..RowReader::default() };
        self.staging.score_sheets.push(ScoreSheet {
            file: self.file.to_owned(),
            sheet: sheet.name.to_owned(),
            ..ScoreSheet::default()
        });
    }

    fn end(&mut self, fed: Fed) -> Result<(), IngestError> {
        self.progress.rows(std::mem::take(&mut self.pending));
        let position = self.staging.score_sheets.len() - 1;
        let sheet = &mut self.staging.score_sheets[position];
        sheet.counts = fed.counts;
        sheet.has_header = fed.has_header;
        sheet.columns = std::mem::take(&mut self.rows.columns);
        if self.first_row.is_empty() {
            self.first_row = fed.first_row;
        }
        if let Some(error) = self.rows.rejection.take() {
            self.rejected.push((position, error));
        }
        Ok(())
    }

    fn header(&mut self, head: &[OwnedRow]) -> Result<Option<usize>, IngestError> {
        let sheet = &self.staging.score_sheets[self.staging.score_sheets.len() - 1].sheet;
        let matcher = Matcher::new((self.file, sheet), self.source, self.names);
        let Some(position) = matcher.find(head) else { return Ok(None) };
        let columns = matcher.columns(head, position)?;
        if columns.subjects.iter().all(Option::is_none) {
            return Ok(None);
        }
        let has_school = columns.school.is_some() || columns.code.is_some() || self.source.school.is_some();
        let rows = &mut self.rows;
        rows.columns = columns;
        if !has_school {
            rows.rejection = Some(IngestError::NoSchoolColumn {
                file: self.file.to_owned(),
                sheet: sheet.clone(),
                row: rows.columns.row,
                headers: excerpt(&rows.columns.headers),
            });
            return Ok(None);
        }
        let columns = &rows.columns;
        rows.identity = [columns.county, columns.code, columns.school, columns.class, columns.id, columns.name]
            .into_iter()
            .flatten()
            .collect();
        rows.identity.sort_unstable();
        Ok(Some(position))
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<Fate, IngestError> {
        self.pending += 1;
        if self.pending == REPORT_EVERY {
            self.progress.rows(std::mem::take(&mut self.pending));
        }
        if self.rows.is_not_data(row) {
            return Ok(Fate::NotData);
        }
        let RowReader { columns, scratch, identity, .. } = &mut self.rows;
        let cell = |column: Option<usize>| column.map_or(Cell::Empty, |column| row.cell(column));
        let [county, code, school, class, id] = scratch;
        let code = cell(columns.code).show(code);
        let school = match cell(columns.school).show(school) {
            "" if code.is_empty() => self.source.school.as_deref().unwrap_or(""),
            school => school,
        };
        let class = cell(columns.class).show(class);
        let id_cell = cell(columns.id);
        let id = identifier(id_cell, id);
        let kind = if school.is_empty() && code.is_empty() {
            Some(ProblemKind::NoSchool)
        } else if id.is_none() && columns.id.is_some() {
            Some(ProblemKind::NoPupilId)
        } else if has_extra_cells(row, columns.headers.len()) {
            Some(ProblemKind::ExtraCells)
        } else {
            None
        };
        let sheet = u32::try_from(self.staging.score_sheets.len() - 1).expect("fewer sheets than rows");
        let site = (kind != Some(ProblemKind::NoSchool))
            .then(|| self.staging.site_names.number(cell(columns.county).show(county), code, school));
        if let Some(kind) = kind {
            if kind != ProblemKind::ExtraCells && is_summary(row, identity) {
                return Ok(Fate::NotData);
            }
            let text = identity_text(columns, row);
            let lost = kind == ProblemKind::NoPupilId && !id_cell.is_empty();
            self.staging.problems.push(RowProblem {
                sheet,
                row: number,
                column: columns.id.filter(|_| lost).map(|column| columns.headers[column].clone()).unwrap_or_default(),
                text: if lost { id_cell.shown() } else { text },
                kind,
                expected: String::new(),
                subject: None,
                site,
            });
            return Ok(Fate::SetAside);
        }
        let site = site.expect("a row without a school has returned");
        let staging = &mut self.staging;
        staging.ids.push(id.unwrap_or(""));
        staging.sites.push(site);
        staging.classes.push(staging.class_names.number(class));
        staging.sheets.push(sheet);
        staging.rows.push(number);
        self.marks(number, sheet, site, row);
        Ok(Fate::Kept)
    }
}

fn has_extra_cells(row: &dyn Row, header: usize) -> bool {
    row.is_separated() && (header..row.width()).any(|column| !row.cell(column).is_empty())
}

impl ScoreReader<'_> {
    fn marks(&mut self, number: u32, sheet: u32, site: u32, row: &dyn Row) {
        let columns = &self.rows.columns;
        for (subject, paper) in self.papers.iter().enumerate() {
            let reading = match columns.subjects[subject] {
                Some(column) => paper.read(row.cell(column)),
                None => Ok((0, Status::NotTaken)),
            };
            let (ticks, status) = reading.unwrap_or_else(|kind| {
                let column = columns.subjects[subject].expect("a mark was read from it");
                self.staging.problems.push(RowProblem {
                    sheet,
                    row: number,
                    column: columns.headers[column].clone(),
                    text: row.cell(column).shown(),
                    kind,
                    expected: expected(*paper, kind),
                    subject: Some(subject),
                    site: Some(site),
                });
                (0, Status::SetAside)
            });
            let marks = &mut self.staging.marks[subject];
            marks.ticks.push(ticks);
            marks.status.push(status);
        }
    }
}
