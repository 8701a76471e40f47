//! Answers to what an exam asks for: lines, targets, indices, assigned marks, levels, imbalance, bands,
//! contextual models, education groups; and rates over other denominators where many stayed away.

use serde::{Deserialize, Serialize};

use crate::analysis::Reported;
use crate::table::MetricColumn;

/// What the interval of a value says about its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TargetVerdict {
    /// The whole interval lies on the good side of the target, or at it.
    Reached,
    /// The whole interval lies on the bad side.
    Missed,
    /// The interval holds values of both sides.
    CannotTell,
}

impl TargetVerdict {
    /// Every verdict.
    pub const ALL: [Self; 3] = [Self::Reached, Self::Missed, Self::CannotTell];

    /// The name used in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Missed => "missed",
            Self::CannotTell => "cannot_tell",
        }
    }
}

/// What a row of an answer is about beside its group and subject: a line, a target, an index, a band.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Identifier.
    pub id: String,
    /// Name as printed, Chinese and English.
    pub name: (String, String),
    /// Further columns by name, alike for every entry of the table.
    pub details: Vec<(&'static str, String)>,
}

/// Group, subject and entry of a row, by position; the position behind the total is an index over several subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryRow {
    /// Position of the group.
    pub group: usize,
    /// Position of the subject.
    pub subject: usize,
    /// Position of the entry.
    pub entry: usize,
}

/// One answer: one row a group, subject and entry, one column a metric.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EntryTable {
    /// Entries.
    pub entries: Vec<Entry>,
    /// Rows by group, entry and subject.
    pub rows: Vec<EntryRow>,
    /// Columns, each as long as the rows.
    pub columns: Vec<MetricColumn>,
    /// Verdicts, as long as the rows, where the table has them.
    pub verdicts: Vec<Reported<TargetVerdict>>,
}

impl EntryTable {
    /// Whether the exam asked for none of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows of some groups, which are counted anew; `groups` ascend.
    fn of_groups(&self, groups: &[usize]) -> Self {
        let place = |row: &EntryRow| groups.binary_search(&row.group).ok();
        let kept: Vec<usize> = (0..self.rows.len()).filter(|&at| place(&self.rows[at]).is_some()).collect();
        let row = |&at: &usize| place(&self.rows[at]).map(|group| EntryRow { group, ..self.rows[at] });
        Self {
            entries: self.entries.clone(),
            rows: kept.iter().filter_map(row).collect(),
            columns: self.columns.iter().map(|column| column.of_rows(&kept)).collect(),
            verdicts: kept.iter().filter_map(|&at| self.verdicts.get(at).copied()).collect(),
        }
    }

    /// The column of a metric.
    #[must_use]
    pub fn column(&self, metric: &str) -> Option<&MetricColumn> {
        self.columns.iter().find(|column| column.id == metric)
    }

    /// The row of a group, subject and entry, all by position; two entries may share an id, such as a knowledge point and an
    /// ability of the same name.
    #[must_use]
    pub fn row_of(&self, group: usize, subject: usize, entry: usize) -> Option<usize> {
        self.position(group, |row| row.subject == subject && row.entry == entry)
    }

    /// The row of a group, subject and entry, the first entry with that id.
    #[must_use]
    pub fn find(&self, group: usize, subject: usize, entry: &str) -> Option<usize> {
        self.position(group, |row| row.subject == subject && self.entries[row.entry].id == entry)
    }

    /// The first row of a group that is meant.
    fn position(&self, group: usize, is_meant: impl Fn(&EntryRow) -> bool) -> Option<usize> {
        let start = self.rows.partition_point(|row| row.group < group);
        let own = self.rows[start..].iter().take_while(|row| row.group == group);
        own.enumerate().find(|(_, row)| is_meant(row)).map(|(position, _)| start + position)
    }
}

/// The answers of one exam; a table is empty where the exam does not ask for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    /// Lines: one entry a line.
    pub lines: EntryTable,
    /// Targets: one entry a target.
    pub targets: EntryTable,
    /// Indices: one entry an index.
    pub composites: EntryTable,
    /// Statistics of assigned marks: one entry a scheme.
    pub assigned: EntryTable,
    /// Band tables of the whole exam: one entry a band of a scheme.
    pub assigned_bands: EntryTable,
    /// Local levels.
    pub levels: EntryTable,
    /// Imbalance between subjects.
    pub imbalance: EntryTable,
    /// Items of papers whose item marks were read: one entry an item.
    pub items: EntryTable,
    /// Knowledge points, ability levels and item types of these papers: one entry each.
    pub knowledge_points: EntryTable,
    /// Distribution tables: one entry a band.
    pub bands: EntryTable,
    /// Models of schools in their circumstances: one entry a model.
    pub contextual: EntryTable,
    /// Their fixed effects: one entry a term of a model.
    pub contextual_terms: EntryTable,
    /// Their effects of schools: one entry a model.
    pub contextual_effects: EntryTable,
    /// Education groups valued as one: one entry a group.
    pub bundles: EntryTable,
    /// Rates over expected or enrolled pupils, where participation is low: one entry a denominator.
    pub expected_rates: EntryTable,
}

impl Answers {
    /// The answers of some groups, by their positions in ascending order, which are counted anew.
    pub(crate) fn of_groups(&self, groups: &[usize]) -> Self {
        Self {
            lines: self.lines.of_groups(groups),
            targets: self.targets.of_groups(groups),
            composites: self.composites.of_groups(groups),
            assigned: self.assigned.of_groups(groups),
            assigned_bands: self.assigned_bands.of_groups(groups),
            levels: self.levels.of_groups(groups),
            imbalance: self.imbalance.of_groups(groups),
            items: self.items.of_groups(groups),
            knowledge_points: self.knowledge_points.of_groups(groups),
            bands: self.bands.of_groups(groups),
            contextual: self.contextual.of_groups(groups),
            contextual_terms: self.contextual_terms.of_groups(groups),
            contextual_effects: self.contextual_effects.of_groups(groups),
            bundles: self.bundles.of_groups(groups),
            expected_rates: self.expected_rates.of_groups(groups),
        }
    }

    /// The same tables, to be changed.
    pub fn tables_mut(&mut self) -> [&mut EntryTable; 15] {
        [
            &mut self.lines,
            &mut self.targets,
            &mut self.composites,
            &mut self.assigned,
            &mut self.assigned_bands,
            &mut self.levels,
            &mut self.imbalance,
            &mut self.items,
            &mut self.knowledge_points,
            &mut self.bands,
            &mut self.contextual,
            &mut self.contextual_terms,
            &mut self.contextual_effects,
            &mut self.bundles,
            &mut self.expected_rates,
        ]
    }

    /// Every table with its name, the column of its entries, and what is in it.
    #[must_use]
    pub fn tables(&self) -> [(&'static str, &'static str, &EntryTable); 15] {
        [
            ("lines", "line", &self.lines),
            ("targets", "target_id", &self.targets),
            ("composites", "composite", &self.composites),
            ("assigned", "scheme", &self.assigned),
            ("assigned_bands", "band", &self.assigned_bands),
            ("levels", "scale", &self.levels),
            ("imbalance", "flag", &self.imbalance),
            ("items", "item", &self.items),
            ("knowledge_points", "name", &self.knowledge_points),
            ("bands", "band", &self.bands),
            ("contextual", "model", &self.contextual),
            ("contextual_terms", "term", &self.contextual_terms),
            ("contextual_effects", "model", &self.contextual_effects),
            ("bundles", "bundle", &self.bundles),
            ("expected_rates", "denominator", &self.expected_rates),
        ]
    }
}
