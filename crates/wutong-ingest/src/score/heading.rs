//! Tables one below the other in a sheet, each under a header of its own.

use super::marks::ZERO;
use super::{ScoreReader, SheetState};
use crate::cell::{OwnedRow, Row};
use crate::consistency::Consistency;
use crate::grades::GradeOfRows;
use crate::header::ScoreColumns;
use crate::layout::{Layout, Setting};
use crate::plain::PlainRows;
use crate::pupil::RowJudge;
use crate::staging::RowProblem;
use wutong_model::ProblemKind;

impl<'a> ScoreReader<'a> {
    /// Reads the rows that follow by the columns of the sheet.
    pub(super) fn go_by_columns(&mut self) {
        let sheet = &mut self.sheet;
        let columns = &sheet.columns;
        sheet.judge = RowJudge::new(columns);
        sheet.carry = columns.carried.iter().map(|column| (*column, String::new())).collect();
        let wants = Consistency::applies(columns) || self.is_typed;
        sheet.consistency = (wants && columns.long.is_none()).then(|| Consistency::new(columns, self.staging.len()));
        self.sheet.plain = self.plain_rows();
    }

    /// The short way for rows that want no look at what stands beside marks and identifiers.
    pub(super) fn plain_rows(&self) -> Option<PlainRows> {
        let SheetState { columns, consistency, .. } = &self.sheet;
        let keeps_names = self.context.keeps_names && columns.name.is_some();
        let is_looked_at = consistency.is_some() || keeps_names || self.words.contains_key(ZERO);
        if is_looked_at || self.sheet.view.is_some() { None } else { PlainRows::of(columns) }
    }

    /// What a header of a sheet is understood with.
    pub(super) fn setting<'s>(&self, sheet: &'s str) -> Setting<'s>
    where
        'a: 's,
    {
        let Self { file, is_typed, source, context, .. } = self;
        Setting { file, sheet, is_typed: *is_typed, source, vocabulary: context.vocabulary }
    }

    /// Reads the rows that follow by another header, as schools pasted one below the other have them; whether it names
    /// the same things as the first one, if in another order.
    pub(super) fn go_by_header(&mut self, number: u32, row: &dyn Row) -> bool {
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
            consistency.finish((&self.sheet.columns, &self.papers), position, &mut self.staging);
        }
        columns.ids = self.sheet.columns.ids.clone();
        columns.is_named = self.sheet.columns.is_named;
        columns.place = self.sheet.columns.place.clone();
        let header = self.sheet.columns.grade.column.map(|column| &self.sheet.columns.headers[column]);
        let column = columns.headers.iter().position(|own| header == Some(own));
        columns.grade = GradeOfRows { column, ..self.sheet.columns.grade.clone() };
        let above = std::mem::replace(&mut self.sheet.columns, columns);
        self.sheet.first.get_or_insert(above);
        self.go_by_columns();
        true
    }

    /// Puts on record what was not understood under the header so far.
    pub(super) fn tell_unread(&mut self) {
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
}
