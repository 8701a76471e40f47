//! The marks of a row.

use std::collections::BTreeMap;

use wutong_model::{ProblemKind, Status};

use super::{ScoreReader, SheetState, Unread};
use crate::cell::{Cell, Row};
use crate::consistency::{MarkSeen, RowAt};
use crate::header::ScoreColumns;
use crate::mark::{Paper, is_dash};
use crate::pupil::expected;
use crate::staging::{BLANK, DASH, NO_CELL, RowProblem};

impl ScoreReader<'_> {
    pub(super) fn marks(&mut self, row: &dyn Row, at: RowAt) {
        let SheetState { columns, marks, consistency, unread, .. } = &mut self.sheet;
        marks.clear();
        let flagged = columns.flagged(row, self.context.vocabulary);
        let left_out = columns.left_out(row, self.context.vocabulary);
        // A column that lists subjects says of which ones the other speaks.
        let flag = columns.flag(row).filter(|_| flagged.is_empty());
        let mut void_of_all = None;
        for (subject, paper) in self.papers.iter().enumerate() {
            let (ticks, status) = match columns.subjects[subject] {
                None => (NO_CELL, Status::NotTaken),
                Some(column) => {
                    let cell = row.cell(column);
                    let reading = read_mark(*paper, cell, &self.words).and_then(|mark| columns.sole(row, column, mark));
                    if let (Cell::Text(_), true, Some(consistency), Ok((_, Status::Present))) =
                        (cell, self.is_typed, consistency.as_mut(), reading)
                    {
                        consistency.text(subject);
                    }
                    match reading {
                        Ok((_, Status::Absent)) if self.context.subjects[subject].elective && is_dash(cell) => {
                            (DASH, Status::Absent)
                        }
                        Ok(mark) => mark,
                        Err(kind) => {
                            let column = columns.headers[column].clone();
                            let problem = bad_mark(at, (column, cell.shown()), (kind, *paper), subject);
                            self.staging.problems.push(problem);
                            (0, Status::SetAside)
                        }
                    }
                }
            };
            marks.push(MarkSeen { ticks: if status == Status::Present { ticks } else { 0 }, status });
            // A zero beside 缺考 is none.
            let is_zero = ticks == 0 && status == Status::Present;
            let named = flagged.iter().find(|(named, _)| *named == subject).map(|(_, status)| *status);
            let void = columns.void(row, subject, flagged.is_empty()).filter(|_| status == Status::Present && !is_zero);
            if let (Some(_), Some(column), Status::Present, false) = (named, columns.subjects[subject], status, is_zero)
            {
                let found = (columns.headers[column].clone(), row.cell(column).shown());
                let problem = beside_status(at, found, Some(subject));
                let kind = if void.is_some() { ProblemKind::VoidMark } else { problem.kind };
                self.staging.problems.push(RowProblem { kind, ..problem });
            }
            void_of_all = void.filter(|flag| flag.topic.is_none()).map(|flag| flag.column).or(void_of_all);
            let is_left_out = left_out.contains(&subject) && (is_zero || status == Status::Absent);
            let is_explained = named.is_some() || flag.is_some() || is_left_out;
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
                _ if void.is_some() => (0, Status::Violation),
                _ if is_left_out => (0, Status::NotTaken),
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
        if let Some(column) = void_of_all {
            let found = (columns.headers[column].clone(), row.cell(column).shown());
            self.staging.problems.push(RowProblem { kind: ProblemKind::VoidMark, ..beside_status(at, found, None) });
        } else if let Some((column, status)) = flag
            && speaks_of_the_day(status)
            && here().next().is_some()
            && here().all(is_mark)
        {
            let found = (columns.headers[column].clone(), row.cell(column).shown());
            self.staging.problems.push(beside_status(at, found, None));
        }
        if flag.is_none() {
            zeros_beside(columns, marks, (row, at), unread);
        }
        if let Some(column) = columns.not_to_count(row)
            && here().any(|mark| mark.status == Status::Present)
        {
            let found = (columns.headers[column].clone(), row.cell(column).shown());
            self.staging.problems.push(RowProblem { kind: ProblemKind::NotToCount, ..beside_status(at, found, None) });
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
            consistency.row((columns, &self.papers), marks, (row, at), self.staging.len() - 1);
        }
    }
}

/// Counts the zeros beside a word for one subject where nothing is above zero: it may be meant for all of them.
fn zeros_beside(
    columns: &ScoreColumns,
    marks: &[MarkSeen],
    (row, at): (&dyn Row, RowAt),
    unread: &mut BTreeMap<usize, Unread>,
) {
    let here = || marks.iter().zip(&columns.subjects).filter_map(|(mark, column)| Some((mark, (*column)?)));
    let zeros = here().filter(|(mark, _)| mark.status == Status::Present && mark.ticks == 0).count();
    let any_mark = here().any(|(mark, _)| mark.status == Status::Present && mark.ticks != 0);
    let mut said = here().filter(|(mark, column)| mark.status == Status::Absent && !row.cell(*column).is_empty());
    if let Some((_, column)) = said.next().filter(|_| zeros > 1 && !any_mark) {
        let new = || Unread { count: 0, row: at.row, text: row.cell(column).shown(), site: at.site };
        unread.entry(column).or_insert_with(new).count += zeros as u64;
    }
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
        // 999 and -1 may be words too.
        Err(kind @ (ProblemKind::NotAMark | ProblemKind::MarkAboveFull | ProblemKind::MarkBelowMinimum))
            if !words.is_empty() =>
        {
            let status = words.get(&crate::cell::fold(&cell.shown())).copied();
            status.map(|status| (0, status)).ok_or(kind)
        }
        Ok((0, Status::Present)) => Ok((0, words.get(ZERO).copied().unwrap_or(Status::Present))),
        reading => reading,
    }
}

/// The word for all marks of zero, where the source says that they are none.
pub(super) const ZERO: &str = "0";

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
