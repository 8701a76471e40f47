//! Tables one below the other in a sheet, each under a header of its own, as a run reads them.

use std::collections::BTreeSet;

use crate::alias::Role;
use crate::cell::{OwnedRow, Row};
use crate::header::ScoreColumns;
use crate::layout::{Layout, Setting};
use crate::pupil::RowJudge;
use crate::sketch::scan::ScannedSheet;
use crate::subject::Topic;

impl ScannedSheet {
    /// Reads the rows that follow by another header; whether it names the same things as the first one, if in another
    /// order. Rows below one that does not are set aside by a run, and tell nothing here.
    pub(super) fn go_by_header(&mut self, row: &dyn Row, setting: Setting<'_>) -> bool {
        const WHO: [Role; 6] = [Role::Id, Role::County, Role::School, Role::SchoolCode, Role::Class, Role::Gender];
        let Some(layout) = Layout::understand(&[OwnedRow::copy(0, row)], setting) else { return false };
        let marks =
            |layout: &Layout, subject: usize| layout.topic(Topic::Subject(subject)).map(|of| (of.raw, of.scaled));
        let is_subject = |topic: &Topic| matches!(topic, Topic::Subject(_));
        let found: BTreeSet<Topic> = layout
            .topics
            .iter()
            .filter(|(_, of)| of.raw.is_some())
            .map(|(topic, _)| *topic)
            .filter(is_subject)
            .collect();
        let known: BTreeSet<Topic> = self.subjects.iter().map(|of| Topic::Subject(of.subject)).collect();
        let is_same_who = WHO.iter().all(|role| layout.roles.contains_key(role) == self.columns.contains_key(role));
        if found != known || !is_same_who || layout.long.is_some() {
            return false;
        }
        for subject in &mut self.subjects {
            if let Some((Some(raw), scaled)) = marks(&layout, subject.subject) {
                (subject.column, subject.scaled_column) = (raw, scaled);
            }
        }
        self.total = layout.topic(Topic::Total).and_then(|columns| columns.raw);
        self.columns = layout.roles.clone();
        // What stands in other columns now was counted under other headers.
        self.unknown.clear();
        let subjects = self.subjects.iter().map(|subject| Some(subject.column)).collect();
        let (ids, is_named, grade) = (self.judged.ids.clone(), self.judged.is_named, self.judged.grade.clone());
        self.judged = ScoreColumns { subjects, ids, is_named, grade, ..ScoreColumns::identity(&layout) };
        self.judge = RowJudge::new(&self.judged);
        true
    }
}
