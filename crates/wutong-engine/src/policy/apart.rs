//! What a refused comparison takes from everything in which schools stand beside one another.
//!
//! Where the comparison of a subject is refused, a mean of one school in a row under another's compares them, whatever is said
//! of it; so does the mean of a county or of a category of schools, and beside a school's own the region's. Of every
//! group but the whole only who sat is told then. **A page of one school alone still holds its own values** ([`GroupView::alone`]):
//! for the centre and the public they are set apart for it, and a school is given them in its own tables, without the
//! region's.
//!
//! [`GroupView::alone`]: wutong_model::GroupView::alone

use std::collections::BTreeMap;

use wutong_model::spec::{Audience, Composite, CompositeOver};
use wutong_model::{Answers, Distribution, EntryRow, EntryTable, Level, MetricTable, Reason, Reported};

use super::Policy;
use crate::groups::Node;

/// Who sat, and what the specification states: no marks follow from these.
const TOLD: [&str; 17] = [
    "n_roster",
    "n_expected",
    "n_valid",
    "n_absent",
    "n_violation",
    "participation_rate",
    "n",
    "n_assigned",
    "n_campuses",
    "target",
    "target_share",
    "band_from",
    "band_to",
    "items_full_mark",
    "assigned_highest",
    "assigned_lowest",
    "bundle_value_added",
];

/// What becomes of the values of a group in a refused subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stay,
    /// Only a page of the group alone shows them.
    Apart,
    Withheld,
}

/// What is known of an exam, before it is told.
pub(crate) struct Told<'a> {
    pub(crate) metrics: &'a mut MetricTable,
    pub(crate) distributions: &'a mut [Distribution],
    pub(crate) answers: &'a mut Answers,
}

impl Policy {
    /// Withholds what would compare schools in refused subjects; the one-mark tables that pages of one school alone show.
    pub(crate) fn set_apart(
        &self,
        nodes: &[Node],
        composites: &[Composite],
        told: &mut Told<'_>,
    ) -> BTreeMap<usize, Distribution> {
        let total = self.refused.len() - 1;
        let n_schools = nodes.iter().filter(|node| node.group.level == Level::School).count();
        if n_schools < 2 || !self.refused.contains(&true) {
            return BTreeMap::new();
        }
        let fates: Vec<Fate> = nodes.iter().map(|node| self.fate(node)).collect();
        let mut apart = BTreeMap::new();
        for (group, &fate) in fates.iter().enumerate() {
            for subject in (0..=total).filter(|&subject| self.refused[subject]) {
                let row = told.metrics.row(group, subject);
                for column in told.metrics.columns.iter_mut().filter(|column| !TOLD.contains(&column.id)) {
                    match fate {
                        Fate::Stay => {}
                        Fate::Apart => column.set_apart(row),
                        Fate::Withheld => column.withhold(row, Reason::NotComparable),
                    }
                }
                if fate != Fate::Stay {
                    let own = std::mem::take(&mut told.distributions[row]);
                    if fate == Fate::Apart && !own.is_empty() {
                        apart.insert(row, own);
                    }
                }
            }
        }
        let any = self.refused.contains(&true);
        let refused: Vec<bool> = (0..composites.len()).map(|at| self.refuses_index(composites, at)).collect();
        of_rows(&mut told.answers.composites, &fates, |row| match row.subject {
            subject if subject <= total && composites[row.entry].parts.is_empty() => self.refused[subject],
            _ => refused[row.entry],
        });
        of_rows(&mut told.answers.imbalance, &fates, |_| any);
        for table in told.answers.tables_mut() {
            of_rows(table, &fates, |row| self.refused.get(row.subject).is_some_and(|&refused| refused));
        }
        apart
    }

    fn fate(&self, node: &Node) -> Fate {
        let of_pupils = node.group.level == Level::Dimension && node.children.is_empty();
        let inside = match node.group.level {
            Level::School | Level::Class => true,
            Level::Dimension => of_pupils && node.group.parent != Some(0),
            Level::Region | Level::County => false,
        };
        let is_whole = node.group.level == Level::Region || of_pupils && !inside;
        match self.audience {
            Audience::School if inside => Fate::Stay,
            Audience::School => Fate::Withheld,
            _ if is_whole => Fate::Stay,
            _ if inside => Fate::Apart,
            _ => Fate::Withheld,
        }
    }

    /// Whether an index uses a refused subject.
    fn refuses_index(&self, composites: &[Composite], at: usize) -> bool {
        let index = &composites[at];
        // Parts stand before the index that they are parts of.
        let mut parts = index.parts.iter().filter(|part| part.0 < at);
        let of_subjects = || match &index.over {
            CompositeOver::Each(subjects) => subjects.iter().any(|&subject| self.refused[subject]),
            CompositeOver::Weighted(weights) => weights.iter().any(|&(subject, _)| self.refused[subject]),
        };
        if index.parts.is_empty() {
            of_subjects()
        } else {
            parts.any(|&(part, _)| self.refuses_index(composites, part))
        }
    }
}

fn of_rows(table: &mut EntryTable, fates: &[Fate], is_refused: impl Fn(&EntryRow) -> bool) {
    for at in 0..table.rows.len() {
        let row = table.rows[at];
        let fate = fates[row.group];
        if fate == Fate::Stay || !is_refused(&row) {
            continue;
        }
        for column in table.columns.iter_mut().filter(|column| !TOLD.contains(&column.id)) {
            if fate == Fate::Apart { column.set_apart(at) } else { column.withhold(at, Reason::NotComparable) }
        }
        if let Some(verdict) = table.verdicts.get_mut(at).filter(|verdict| verdict.reason().is_none()) {
            *verdict = Reported::Withheld(Reason::NotComparable);
        }
    }
}
