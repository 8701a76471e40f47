//! What a sheet says twice, held against itself: totals, parts, ranks, the type of its numbers.

use wutong_model::{ProblemKind, Status, mark_text, points};

use crate::cell::{Cell, Row};
use crate::header::ScoreColumns;
use crate::layout::number;
use crate::mark::Paper;
use crate::ranks::Ranks;
use crate::staging::{RowProblem, Staging};

/// Sums are compared to this, in points: spreadsheets print two decimals.
const CLOSE: f64 = 0.0101;

/// A pupil's mark as it was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MarkSeen {
    pub(crate) ticks: i32,
    pub(crate) status: Status,
}

/// Where a row stands and whose it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowAt {
    pub(crate) sheet: u32,
    pub(crate) row: u32,
    pub(crate) site: u32,
    pub(crate) class: u32,
}

/// What has been noticed in a sheet.
#[derive(Debug, Default)]
pub(crate) struct Consistency {
    totals: Sums,
    parts: Vec<Sums>,
    ranks: Ranks,
    /// Numbers stored as text, by subject.
    texts: Vec<u64>,
}

/// Sums that were compared, and those that did not agree.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    compared: u64,
    wrong: Vec<RowProblem>,
}

impl Consistency {
    /// Nothing noticed yet of the rows that follow so many others.
    pub(crate) fn new(columns: &ScoreColumns, first: usize) -> Self {
        let subjects = columns.subjects.len();
        let parts = std::iter::repeat_with(Sums::default).take(subjects).collect();
        Self { totals: Sums::default(), parts, ranks: Ranks::new(columns, first), texts: vec![0; subjects] }
    }

    /// Whether a sheet says anything twice.
    pub(crate) fn applies(columns: &ScoreColumns) -> bool {
        columns.total.raw.is_some() || !columns.ranks.is_empty() || columns.parts.iter().any(Option::is_some)
    }

    /// A number was stored as text.
    pub(crate) fn text(&mut self, subject: usize) {
        self.texts[subject] += 1;
    }

    /// Looks at one pupil's row, before which so many were read.
    pub(crate) fn row(
        &mut self,
        (columns, papers): (&ScoreColumns, &[Paper]),
        marks: &[MarkSeen],
        (row, at): (&dyn Row, RowAt),
        before: usize,
    ) {
        if marks.iter().any(|mark| mark.status == Status::SetAside) {
            return;
        }
        self.total(columns, papers, marks, row, at);
        for (subject, parts) in columns.parts.iter().enumerate() {
            let (Some((objective, subjective)), Status::Present) = (*parts, marks[subject].status) else { continue };
            let (Some(a), Some(b)) = (number(row.cell(objective)), number(row.cell(subjective))) else { continue };
            let mark = value(marks[subject], papers[subject]);
            let sums = &mut self.parts[subject];
            sums.compared += 1;
            if (a + b - mark).abs() > CLOSE {
                let column =
                    columns.subjects[subject].map(|column| columns.headers[column].clone()).unwrap_or_default();
                let found = (column, mark_of(marks[subject], papers[subject]));
                sums.wrong.push(problem(ProblemKind::PartsMismatch, at, found, short(a + b), Some(subject)));
            }
        }
        self.ranks.note(columns, row, before);
    }

    fn total(&mut self, columns: &ScoreColumns, papers: &[Paper], marks: &[MarkSeen], row: &dyn Row, at: RowAt) {
        let Some(column) = columns.total.raw else { return };
        let Some(total) = number(row.cell(column)) else { return };
        if marks.iter().all(|mark| mark.status != Status::Present) {
            return;
        }
        let (mut sum, mut mixed) = (0.0, 0.0);
        for (subject, mark) in marks.iter().enumerate() {
            let own = if mark.status == Status::Present { value(*mark, papers[subject]) } else { 0.0 };
            let other = columns.companions[subject].and_then(|column| number(row.cell(column)));
            sum += own;
            mixed += other.unwrap_or(own);
        }
        self.totals.compared += 1;
        if (total - sum).abs() > CLOSE && (total - mixed).abs() > CLOSE {
            let found = (columns.headers[column].clone(), row.cell(column).shown());
            self.totals.wrong.push(problem(ProblemKind::TotalMismatch, at, found, short(sum), None));
        }
    }

    /// Takes what has been noticed further down in the same sheet, `offset` rows below and behind `before` rows that were
    /// read; `sites` are the numbers that its sites have here.
    pub(crate) fn absorb(&mut self, other: Self, sheet: u32, (offset, before): (u32, usize), sites: &[u32]) {
        self.totals.absorb(other.totals, (sheet, offset), sites);
        for (mine, theirs) in self.parts.iter_mut().zip(other.parts) {
            mine.absorb(theirs, (sheet, offset), sites);
        }
        self.ranks.absorb(&other.ranks, before);
        for (mine, theirs) in self.texts.iter_mut().zip(other.texts) {
            *mine += theirs;
        }
    }

    /// Says what is to be said of the sheet.
    pub(crate) fn finish(self, (columns, papers): (&ScoreColumns, &[Paper]), sheet: u32, staging: &mut Staging) {
        let ranked = self.ranks.contradicted((columns, papers), sheet, staging);
        let problems = &mut staging.problems;
        // Of a column that is no sum of the subjects at all nobody knows which of them were read wrongly, in any school.
        self.totals.report(sheet, problems, |problem| RowProblem { site: None, ..problem });
        for parts in self.parts {
            parts.report(sheet, problems, std::convert::identity);
        }
        problems.extend(ranked);
        let texts: u64 = self.texts.iter().sum();
        if texts > 0 {
            let named = |subject: usize| columns.subjects[subject].map(|column| columns.headers[column].as_str());
            let of: Vec<&str> =
                (0..self.texts.len()).filter(|subject| self.texts[*subject] > 0).filter_map(named).collect();
            problems.push(RowProblem {
                sheet,
                row: 0,
                column: of.join(", "),
                text: texts.to_string(),
                kind: ProblemKind::NumbersAsText,
                expected: String::new(),
                subject: None,
                site: None,
            });
        }
    }
}

impl Sums {
    /// One more that was compared, and what does not agree.
    pub(crate) fn add(&mut self, wrong: Vec<RowProblem>) {
        self.compared += 1;
        self.wrong.extend(wrong);
    }

    fn absorb(&mut self, other: Self, (sheet, offset): (u32, u32), sites: &[u32]) {
        self.compared += other.compared;
        self.wrong.extend(other.wrong.into_iter().map(|problem| RowProblem {
            sheet,
            row: problem.row + offset,
            site: problem.site.and_then(|site| sites.get(site as usize).copied()),
            ..problem
        }));
    }

    /// Single slips one by one; a column that hardly ever agrees is of something else, and is said to be once.
    pub(crate) fn report(
        mut self,
        sheet: u32,
        problems: &mut Vec<RowProblem>,
        of_all: impl Fn(RowProblem) -> RowProblem,
    ) {
        let wrong = self.wrong.len() as u64;
        if wrong * 2 > self.compared && wrong > 3 {
            let mut first = self.wrong.swap_remove(0);
            first.text = format!("{wrong} / {}", self.compared);
            first.expected = String::new();
            problems.push(of_all(RowProblem { sheet, row: 0, ..first }));
        } else {
            problems.append(&mut self.wrong);
        }
    }
}

fn value(mark: MarkSeen, paper: Paper) -> f64 {
    points(i64::from(mark.ticks), paper.decimals)
}

fn mark_of(mark: MarkSeen, paper: Paper) -> String {
    mark_text(i64::from(mark.ticks), paper.decimals)
}

/// A sum of marks as a person would write it.
fn short(value: f64) -> String {
    Cell::Number((value * 100.0).round() / 100.0).shown()
}

pub(crate) fn problem(
    kind: ProblemKind,
    at: RowAt,
    (column, text): (String, String),
    expected: String,
    subject: Option<usize>,
) -> RowProblem {
    RowProblem { sheet: at.sheet, row: at.row, column, text, kind, expected, subject, site: Some(at.site) }
}
