//! The cells of one row: marks, chosen options, or markings.

use wutong_model::spec::SourceKind;
use wutong_model::{Marking, ProblemKind, Response, Status};

use super::cells::options;
use super::columns::{Field, Fields};
use super::index::Candidate;
use super::reader::ItemReader;
use super::stage::{StagedItem, StagedMarking};
use crate::cell::{Cell, Row, fold};
use crate::feed::Fate;
use crate::mark::Paper;
use crate::pupil::expected;
use crate::wording::nearest;

impl ItemReader<'_> {
    /// The item nearest to a text that names none.
    pub(super) fn nearest(&self, text: &str) -> String {
        let ids = self.staging.blueprints.get(&self.sheet.subject).map(|blueprint| blueprint.items.as_slice());
        nearest(text, ids.unwrap_or_default().iter().map(|item| item.id.as_str())).unwrap_or_default()
    }

    /// The paper of an item, up to its full mark, or the subject's where nobody states it; and whether pupils choose
    /// it among others.
    pub(super) fn paper_of(&self, item: &StagedItem) -> (Paper, bool) {
        let declared = item.item.and_then(|item| self.staging.blueprints.get(&self.sheet.subject)?.items.get(item));
        let known = declared.filter(|item| !item.is_full_inferred);
        let full = known.map(|item| item.full_ticks).or(item.stated).unwrap_or(self.paper.full);
        (Paper { full, ..self.paper }, declared.is_some_and(|item| item.choice_group.is_some()))
    }

    /// The number of an item that a cell names, as one of the sheet's; `None` if the blueprint lacks it.
    pub(super) fn item_named(&mut self, text: &str) -> Option<usize> {
        let candidates = vec![Candidate::plain(text)];
        if let Some(known) = self.sheet.items.iter().position(|item| item.candidates == candidates) {
            return Some(known);
        }
        let item = match &self.index {
            Some(index) => Some(index.find(&candidates)?.0),
            None => None,
        };
        let staged = StagedItem { header: text.to_owned(), candidates, item, ..StagedItem::default() };
        self.papers.push(self.paper_of(&staged));
        self.sheet.items.push(staged);
        Some(self.sheet.items.len() - 1)
    }
    /// The fields of a marking row by item of the sheet.
    fn marking_fields(&mut self, number: u32, row: &dyn Row) -> Option<Vec<(usize, Fields)>> {
        let (column, text) = match (self.found.item, &self.found.of_sheet) {
            (Some(column), _) => (Some(column), row.cell(column).shown()),
            (None, Some(text)) => (None, text.clone()),
            (None, None) => {
                let fields = self.found.items.iter().map(|(_, fields)| fields.clone());
                return Some(fields.enumerate().collect());
            }
        };
        match self.item_named(&text).filter(|_| !text.is_empty()) {
            Some(item) => Some(vec![(item, self.found.fields.clone())]),
            None => {
                let expected = self.nearest(&text);
                let header = column.map(|column| self.header_of(column)).unwrap_or_default();
                self.problem(number, &header, text, ProblemKind::UnknownItem, expected);
                None
            }
        }
    }

    /// Takes the cells of a pupil's row, before the row itself is entered.
    pub(super) fn cells(&mut self, number: u32, row: &dyn Row) -> Fate {
        if self.sheet.kind == SourceKind::Marking {
            return self.markings(number, row);
        }
        let first = self.sheet.responses.len();
        for position in 0..self.sheet.items.len() {
            let columns: Vec<usize> = self.found.items[position].1.iter().map(|(_, column)| *column).collect();
            let (value, response) = match columns.as_slice() {
                [column] if self.sheet.kind == SourceKind::Options => self.chosen(number, position, row.cell(*column)),
                [column] => self.mark(number, position, (row.cell(*column), self.is_shared(row, *column))),
                parts => self.sum_of_parts(number, position, parts, row),
            };
            self.sheet.values.push(value);
            self.sheet.responses.push(response);
        }
        // A row of blanks is of a pupil who did not sit, or of whom nothing was scanned.
        let responses = &mut self.sheet.responses[first..];
        if !responses.iter().any(|response| matches!(response, Response::Given | Response::SetAside)) {
            responses.fill(Response::Missing);
        }
        Fate::Kept
    }

    /// A blank: not chosen among several items, otherwise not answered.
    fn blank(&self, position: usize) -> Response {
        if self.papers[position].1 { Response::NotChosen } else { Response::Blank }
    }

    /// Whether a cell is merged with those of other pupils or items.
    fn is_shared(&self, row: &dyn Row, column: usize) -> bool {
        let Some(merge) = row.merged(column) else { return false };
        let others = self.found.items.iter().flat_map(|(_, fields)| fields).map(|(_, other)| *other);
        let pupil = self.id_column().and_then(|id| row.merged(id));
        let is_wide = self.found.item.is_none() && self.found.of_sheet.is_none();
        let is_one = is_wide && pupil.is_some_and(|pupil| pupil.rows_hold(&merge));
        let is_of_several = merge.rows.0 != merge.rows.1 && !is_one;
        is_of_several || others.into_iter().any(|other| other != column && merge.covers(other))
    }

    fn mark(&mut self, number: u32, position: usize, (cell, is_shared): (Cell<'_>, bool)) -> (i32, Response) {
        let (paper, _) = self.papers[position];
        // `-` and `/` beside marks stand for no answer; a word says something of the whole paper.
        let is_word = || fold(&cell.shown()).chars().any(char::is_alphanumeric);
        let reading = match paper.read(cell) {
            Ok((_, Status::Present)) if is_shared => Err(ProblemKind::MergedMark),
            reading => reading,
        };
        match reading {
            Ok((ticks, Status::Present)) => (ticks, Response::Given),
            Ok((_, Status::NotTaken)) => (0, Response::NotChosen),
            Ok((_, Status::Absent)) if cell.is_empty() || !is_word() => (0, self.blank(position)),
            Ok(_) => (0, Response::Missing),
            Err(kind) => {
                let header = self.sheet.items[position].header.clone();
                self.problem(number, &header, cell.shown(), kind, expected(paper, kind));
                (0, Response::SetAside)
            }
        }
    }

    /// The mark of an item that has a column for each of its parts.
    fn sum_of_parts(&mut self, number: u32, position: usize, parts: &[usize], row: &dyn Row) -> (i32, Response) {
        let read = parts.iter().map(|column| {
            let cell = (row.cell(*column), self.is_shared(row, *column));
            self.mark(number, position, cell)
        });
        let read: Vec<(i32, Response)> = read.collect();
        let sum = read.iter().fold(0i32, |sum, (ticks, _)| sum.saturating_add(*ticks));
        let has = |wanted: Response| read.iter().any(|(_, response)| *response == wanted);
        let first_of = [Response::SetAside, Response::Missing, Response::Given, Response::Blank];
        let response = first_of.into_iter().find(|response| has(*response)).unwrap_or(Response::NotChosen);
        let (paper, _) = self.papers[position];
        if response == Response::Given && sum > paper.full {
            let header = self.sheet.items[position].header.clone();
            let text = wutong_model::mark_text(i64::from(sum), paper.decimals);
            self.problem(
                number,
                &header,
                text,
                ProblemKind::MarkAboveFull,
                expected(paper, ProblemKind::MarkAboveFull),
            );
            return (0, Response::SetAside);
        }
        if response == Response::Given { (sum, response) } else { (0, response) }
    }

    fn chosen(&mut self, number: u32, position: usize, cell: Cell<'_>) -> (i32, Response) {
        match options(cell) {
            Ok(Some(options)) if options.is_empty() => (0, self.blank(position)),
            Ok(Some(options)) => (i32::from(options.bits()), Response::Given),
            Ok(None) => (0, Response::Missing),
            Err(kind) => {
                let header = self.sheet.items[position].header.clone();
                self.problem(number, &header, cell.shown(), kind, "A..G".to_owned());
                (0, Response::SetAside)
            }
        }
    }

    fn markings(&mut self, number: u32, row: &dyn Row) -> Fate {
        let Some(fields) = self.marking_fields(number, row) else { return Fate::SetAside };
        for (item, fields) in fields {
            let (paper, _) = self.papers[item];
            let marking = self.marking(number, row, &fields, paper);
            if marking != Marking::default() {
                let number = |n: usize| u32::try_from(n).expect("fewer items than rows");
                let row = number(self.sheet.rows.len());
                self.sheet.marking.push(StagedMarking { row, item: number(item), marking });
            }
        }
        Fate::Kept
    }

    fn marking(&mut self, number: u32, row: &dyn Row, fields: &[(Field, usize)], paper: Paper) -> Marking {
        let mut marking = Marking::default();
        for (field, column) in fields {
            let cell = row.cell(*column);
            match field {
                Field::Mark(stage) => marking.marks[*stage] = self.one_mark(number, *column, row, paper),
                Field::Arbitration => marking.arbitration = self.one_mark(number, *column, row, paper),
                Field::Final => marking.final_mark = self.one_mark(number, *column, row, paper),
                Field::Marker(stage) => marking.markers[*stage] = self.marker(cell),
                Field::Arbiter => marking.arbiter = self.marker(cell),
            }
        }
        marking
    }

    fn one_mark(&mut self, number: u32, column: usize, row: &dyn Row, paper: Paper) -> Option<i32> {
        let cell = row.cell(column);
        let reading = match paper.read(cell) {
            Ok((_, Status::Present)) if self.is_shared(row, column) => Err(ProblemKind::MergedMark),
            reading => reading,
        };
        match reading {
            Ok((ticks, Status::Present)) => Some(ticks),
            Ok(_) => None,
            Err(kind) => {
                let header = self.header_of(column);
                self.problem(number, &header, cell.shown(), kind, expected(paper, kind));
                None
            }
        }
    }

    fn marker(&mut self, cell: Cell<'_>) -> Option<u32> {
        let text = cell.shown();
        (!matches!(text.as_str(), "" | "-" | "--" | "/")).then(|| self.staging.markers.number(&text))
    }
}

/// Whether a problem is of a single cell, so that its row stays.
pub(super) fn is_of_cell(kind: ProblemKind) -> bool {
    use ProblemKind::{BadOption, DateNotMark, MarkAboveFull, MarkBelowMinimum, MarkTooFine, MergedMark, NotAMark};
    matches!(kind, BadOption | DateNotMark | MarkAboveFull | MarkBelowMinimum | MarkTooFine | MergedMark | NotAMark)
}
