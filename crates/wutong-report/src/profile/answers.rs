//! What the exam asks for, seen from one school.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wutong_model::spec::WEIGHTED;
use wutong_model::{Analysis, EntryTable, GroupView, Level, Reason, Reported, TargetVerdict, Verdict};

use super::{PeerValue, ProfileValue, build};

/// One table that the exam asks for: lines, targets, composites, assigned, levels, imbalance, bands, contextual effects or
/// education groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileAnswer {
    /// Name of the table.
    pub table: String,
    /// Rows of the school; those of its classes stand in the tables.
    pub rows: Vec<AnswerRow>,
}

/// One row of the school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerRow {
    /// Subject id, `total`, or `weighted` for an index over several subjects.
    pub subject: String,
    /// Line, target, index, scheme ...
    pub entry: String,
    /// Its name in Chinese and in English.
    pub name: (String, String),
    /// Further facts of the entry: full mark, knowledge points, items ...
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    /// The metric of a target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// One entry a column; the region's value where the table has a row for it.
    pub values: Vec<ProfileValue>,
    /// Of an item or of items on the same matter: one entry a class, in the order of the classes of the profile; empty where
    /// the school has fewer than two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassRate>,
    /// Verdict, in tables that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Reported<TargetVerdict>>,
}

/// What a class earned of what it could earn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassRate {
    /// Pupils whose marks are known.
    pub n: Reported<f64>,
    /// Score rate.
    pub value: Reported<f64>,
}

/// One row of the region or of a group of it, in one table that the exam asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupAnswer {
    /// Name of the table: `lines` or `targets`.
    pub table: String,
    /// `region`, `county`, `school`, or the attribute that the schools share.
    pub level: String,
    /// Identifier of the group.
    pub group: String,
    /// Name of the group.
    pub group_name: String,
    /// Subject id, or `total`.
    pub subject: String,
    /// Line or target.
    pub entry: String,
    /// Its name in Chinese and in English.
    pub name: (String, String),
    /// The metric of a target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// The line of a target, where its metric needs one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// One entry a column.
    pub values: Vec<PeerValue>,
    /// Verdict, in tables that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Reported<TargetVerdict>>,
}

/// The tables of lines and targets over the region, counties, schools and categories, side by side: what may not be compared
/// is withheld.
pub(super) fn by_group(analysis: &Analysis) -> Vec<GroupAnswer> {
    let tables = analysis.answers.tables().into_iter().filter(|(name, ..)| ["lines", "targets"].contains(name));
    tables
        .flat_map(|(name, _, table)| (0..table.rows.len()).filter_map(|at| group_row(analysis, name, table, at)))
        .collect()
}

fn group_row(analysis: &Analysis, name: &str, table: &EntryTable, at: usize) -> Option<GroupAnswer> {
    let row = table.rows[at];
    let group = &analysis.groups[row.group];
    // Lines are for the region and its schools; a target may be for any group but a class.
    let is_shown = match name {
        "lines" => matches!(group.level, Level::Region | Level::School),
        _ => group.level != Level::Class,
    };
    let entry = &table.entries[row.entry];
    let detail = |wanted: &str| {
        let found = entry.details.iter().find(|(detail, text)| *detail == wanted && !text.is_empty());
        found.map(|(_, text)| text.clone())
    };
    let value = |column: &wutong_model::MetricColumn| PeerValue { metric: column.id.to_owned(), value: column.get(at) };
    is_shown.then(|| GroupAnswer {
        table: name.to_owned(),
        level: group.level_id().to_owned(),
        group: group.id.clone(),
        group_name: group.name.clone(),
        subject: analysis.subjects.get(row.subject).map_or(WEIGHTED, |subject| &subject.id).to_owned(),
        entry: entry.id.clone(),
        name: entry.name.clone(),
        metric: detail("metric"),
        line: detail("line"),
        values: table.columns.iter().map(value).collect(),
        verdict: table.verdicts.get(at).copied(),
    })
}

pub(super) fn answers(analysis: &Analysis, school: GroupView<'_>) -> Vec<ProfileAnswer> {
    let asked = analysis.answers.tables().into_iter().filter(|(.., table)| !table.is_empty());
    let of_school =
        asked.map(|(name, _, table)| ProfileAnswer { table: name.to_owned(), rows: rows(analysis, table, school) });
    of_school.filter(|answer| !answer.rows.is_empty()).collect()
}

fn rows(analysis: &Analysis, table: &EntryTable, school: GroupView<'_>) -> Vec<AnswerRow> {
    // Of the tables that can be asked for, those of items alone are shown by class in the report of a school.
    let score_rate = table.columns.iter().find(|column| ["facility", "item_score_rate"].contains(&column.id));
    let classes = build::in_order(school);
    let classes = if score_rate.is_some() && classes.len() > 1 { classes } else { Vec::new() };
    let school = school.position();
    let start = table.rows.partition_point(|row| row.group < school);
    let end = table.rows.partition_point(|row| row.group <= school);
    let one = |at: usize| {
        let row = table.rows[at];
        let entry = &table.entries[row.entry];
        // The total, where an index is over several subjects.
        let subject = row.subject.min(analysis.subjects.len() - 1);
        let is_refused = analysis.subject_verdict(subject) == Verdict::Refused;
        let region = table.row_of(0, row.subject, row.entry).ok_or(Reason::NotApplicable);
        let region = if is_refused { Err(Reason::NotComparable) } else { region };
        let of_class = |class: &GroupView<'_>| {
            let found = table.row_of(class.position(), row.subject, row.entry);
            let get = |column: Option<&wutong_model::MetricColumn>| {
                let value = column.zip(found).map(|(column, at)| column.get_alone(at));
                value.unwrap_or(Reported::Withheld(Reason::NotSupplied))
            };
            ClassRate { n: get(table.column("n")), value: get(score_rate) }
        };
        let value = |column: &wutong_model::MetricColumn| ProfileValue {
            metric: column.id.to_owned(),
            school: column.get_alone(at),
            region: region.map_or_else(Reported::Withheld, |region| column.get(region)),
        };
        AnswerRow {
            subject: analysis.subjects.get(row.subject).map_or(WEIGHTED, |subject| &subject.id).to_owned(),
            entry: entry.id.clone(),
            name: entry.name.clone(),
            details: entry.details.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect(),
            metric: entry.details.iter().find(|(detail, _)| *detail == "metric").map(|(_, metric)| metric.clone()),
            values: table.columns.iter().map(value).collect(),
            classes: classes.iter().map(of_class).collect(),
            verdict: table.verdicts.get(at).copied(),
        }
    };
    (start..end).map(one).collect()
}
