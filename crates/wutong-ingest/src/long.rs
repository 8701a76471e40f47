//! Long tables: one row a pupil and subject.

use std::collections::{BTreeMap, HashMap};

use wutong_model::spec::{RawSource, Subject};
use wutong_model::{ProblemKind, Status};

use crate::cell::{Row, cell_name, fold};
use crate::consistency::RowAt;
use crate::error::IngestError;
use crate::feed::Fate;
use crate::hash::FastBuild;
use crate::header::ScoreColumns;
use crate::identity::cover;
use crate::layout::{Long, Word};
use crate::mark::{Paper, Reading};
use crate::pupil::gender;
use crate::score::{bad_companion, bad_mark, beside_status, read_mark, speaks_of_the_day};
use crate::staging::{BLANK, NO_CELL, RowProblem, Staging};
use crate::subject::{Topic, Vocabulary};

/// What a text in the subject column stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Subject(usize),
    /// A well-known subject that the exam lacks.
    Undeclared(usize),
    /// The total, or what the source leaves out.
    Nothing,
    Unknown,
}

/// One row on its way into the staging.
pub(crate) struct LongRow<'a> {
    pub(crate) papers: &'a [Paper],
    pub(crate) words: &'a BTreeMap<String, Status>,
    pub(crate) columns: &'a ScoreColumns,
    pub(crate) at: RowAt,
    pub(crate) id: &'a str,
    /// What tells pupils apart: the identifier, or the name where the table has none.
    pub(crate) key: &'a str,
    /// Whether identifiers are not to be shown.
    pub(crate) conceals: bool,
}

/// Turns the rows of a long table into rows of pupils.
pub(crate) struct LongReader {
    long: Long,
    ignored: Vec<String>,
    /// Row of each pupil in the staging.
    pupils: HashMap<(u32, u32, String), usize, FastBuild>,
    last: Option<(u32, u32, usize)>,
    /// Meaning of the texts in the subject column.
    topics: HashMap<String, Of, FastBuild>,
    seen: Vec<bool>,
}

impl LongReader {
    /// A reader of one sheet.
    pub(crate) fn new(long: Long, source: &RawSource) -> Self {
        Self {
            long,
            ignored: source.ignore.iter().map(|header| fold(header)).collect(),
            pupils: HashMap::default(),
            last: None,
            topics: HashMap::default(),
            seen: Vec::new(),
        }
    }

    /// Takes a row.
    ///
    /// # Errors
    /// A well-known subject that the specification does not declare.
    pub(crate) fn row(
        &mut self,
        row: &dyn Row,
        context: LongRow<'_>,
        vocabulary: &Vocabulary,
        staging: &mut Staging,
        file: &str,
    ) -> Result<Fate, IngestError> {
        let LongRow { papers, words, columns, at, id, key, conceals } = context;
        let text = row.cell(self.long.subject).shown();
        let of = *self.topics.entry(text.clone()).or_insert_with(|| meaning(&text, &self.ignored, vocabulary));
        let subject = match of {
            Of::Subject(subject) => subject,
            Of::Nothing => return Ok(Fate::NotData),
            Of::Undeclared(position) => {
                return Err(IngestError::UndeclaredSubject {
                    file: file.to_owned(),
                    sheet: staging.score_sheets[at.sheet as usize].sheet.clone(),
                    cell: cell_name(self.long.subject, at.row),
                    header: text,
                    id: vocabulary.id(position).to_owned(),
                });
            }
            Of::Unknown => {
                let column = columns.headers[self.long.subject].clone();
                let kind = ProblemKind::UnknownSubject;
                let expected = (0..vocabulary.declared).map(|position| vocabulary.id(position)).collect::<Vec<_>>();
                let expected = expected.join(", ");
                let (sheet, row) = (at.sheet, at.row);
                let site = Some(at.site);
                staging.problems.push(RowProblem { sheet, row, column, text, kind, expected, subject: None, site });
                return Ok(Fate::SetAside);
            }
        };
        let of_gender = columns.gender.map_or(0, |column| gender(row.cell(column)));
        let position = self.pupil(at, (id, key), of_gender, staging);
        let column = self.long.raw;
        let read = |column: usize, paper: Paper| {
            read_mark(paper, row.cell(column), words).and_then(|mark| sole(row, column, mark))
        };
        let mark = read(column, papers[subject]).unwrap_or_else(|kind| {
            let found = (columns.headers[column].clone(), row.cell(column).shown());
            staging.problems.push(bad_mark(at, found, (kind, papers[subject]), subject));
            (0, Status::SetAside)
        });
        let flagged = columns.flagged(row, vocabulary);
        let named = flagged.iter().find(|(named, _)| *named == subject).map(|(_, status)| *status);
        let flag = named.or_else(|| columns.flag(row).filter(|_| flagged.is_empty()).map(|(_, status)| status));
        let mark = match (flag, mark) {
            (Some(status), (0, Status::Present) | (BLANK, _)) => (0, status),
            (Some(Status::Violation), (_, Status::Present))
                if columns.void(row, subject, flagged.is_empty()).is_some() =>
            {
                let found = (columns.headers[column].clone(), row.cell(column).shown());
                let problem = beside_status(at, found, Some(subject));
                staging.problems.push(RowProblem { kind: ProblemKind::VoidMark, ..problem });
                (0, Status::Violation)
            }
            (Some(status), (_, Status::Present)) if speaks_of_the_day(status) => {
                let found = (columns.headers[column].clone(), row.cell(column).shown());
                staging.problems.push(beside_status(at, found, Some(subject)));
                mark
            }
            _ => mark,
        };
        let marks = &mut staging.marks[subject];
        let known = (marks.ticks[position], marks.status[position]);
        if known.0 != NO_CELL {
            let kind = if known == mark { ProblemKind::RepeatedPupil } else { ProblemKind::ConflictingPupil };
            if kind == ProblemKind::ConflictingPupil {
                (marks.ticks[position], marks.status[position]) = (0, Status::SetAside);
            }
            let text = format!("{} | {text} | {}", cover(id, conceals), row.cell(column).shown());
            let (sheet, row, column, expected) = (at.sheet, at.row, String::new(), String::new());
            let site = Some(at.site);
            staging.problems.push(RowProblem { sheet, row, column, text, kind, expected, subject: None, site });
            return Ok(Fate::SetAside);
        }
        (marks.ticks[position], marks.status[position]) = mark;
        if let Some(scaled) = self.long.scaled {
            let mark = read(scaled, papers[subject].unbounded()).unwrap_or_else(|kind| {
                let found = (columns.headers[scaled].clone(), row.cell(scaled).shown());
                staging.problems.push(bad_companion(at, found, kind, subject));
                (0, Status::SetAside)
            });
            staging.companion_at(subject, position, mark);
        }
        self.seen.resize(papers.len(), false);
        self.seen[subject] = true;
        Ok(Fate::Kept)
    }

    /// The pupil's row in the staging.
    fn pupil(&mut self, at: RowAt, (id, key): (&str, &str), gender: u8, staging: &mut Staging) -> usize {
        if let Some((site, class, position)) = self.last
            && (site, class) == (at.site, at.class)
            && !id.is_empty()
            && staging.ids.get(position) == id
        {
            return position;
        }
        let next = staging.len();
        let position = *self.pupils.entry((at.site, at.class, key.to_owned())).or_insert(next);
        if position == next {
            staging.push(id, at);
            staging.gender(gender);
            for marks in &mut staging.marks {
                marks.ticks.push(NO_CELL);
                marks.status.push(Status::NotTaken);
            }
        }
        self.last = Some((at.site, at.class, position));
        position
    }

    /// Ends the sheet; which subjects it holds. A pupil without a row for one of them was absent, unless pupils choose.
    pub(crate) fn finish(self, subjects: &[Subject], staging: &mut Staging, sheet: u32) -> Vec<Option<usize>> {
        let mut seen = self.seen;
        seen.resize(subjects.len(), false);
        for (subject, _) in subjects.iter().enumerate().filter(|(at, subject)| seen[*at] && !subject.elective) {
            let marks = &mut staging.marks[subject];
            for row in (0..marks.status.len()).filter(|row| staging.sheets[*row] == sheet) {
                if marks.ticks[row] == NO_CELL {
                    (marks.ticks[row], marks.status[row]) = (0, Status::Absent);
                }
            }
        }
        seen.into_iter().map(|seen| seen.then_some(self.long.raw)).collect()
    }
}

/// A mark, unless its cell is merged with that of another row.
fn sole(row: &dyn Row, column: usize, mark: (i32, Status)) -> Reading {
    let is_merged = mark.1 == Status::Present && row.merged(column).is_some_and(|merge| merge.rows.0 != merge.rows.1);
    if is_merged { Err(ProblemKind::MergedMark) } else { Ok(mark) }
}

fn meaning(text: &str, ignored: &[String], vocabulary: &Vocabulary) -> Of {
    let folded = fold(text);
    if ignored.contains(&folded) {
        return Of::Nothing;
    }
    match Word::read(text, vocabulary) {
        Word::Mark { topic: Some(Topic::Total), .. } => Of::Nothing,
        Word::Mark { topic: Some(Topic::Subject(position)), .. } if position < vocabulary.declared => {
            Of::Subject(position)
        }
        Word::Mark { topic: Some(Topic::Subject(position)), .. } => Of::Undeclared(position),
        _ => Of::Unknown,
    }
}
