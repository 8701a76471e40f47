//! What the exam asks for, seen from one school.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wutong_model::spec::WEIGHTED;
use wutong_model::{Analysis, EntryTable, GroupView, Level, Reason, Reported, TargetVerdict};

use super::ProfileValue;

/// One table that the exam asks for: lines, targets, composites, assigned, levels or imbalance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileAnswer {
    /// Name of the table.
    pub table: String,
    /// Rows of the school and its classes.
    pub rows: Vec<AnswerRow>,
}

/// One row of the school or of a class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerRow {
    /// Class, by name, where it is a class.
    pub class: Option<String>,
    /// Subject id, `total`, or `weighted` for an index over several subjects.
    pub subject: String,
    /// Line, target, index, scheme ...
    pub entry: String,
    /// Its name in Chinese and in English.
    pub name: (String, String),
    /// The metric of a target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// One entry a column; the region's value where the table has a row for it.
    pub values: Vec<ProfileValue>,
    /// Verdict, in tables that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Reported<TargetVerdict>>,
}

pub(super) fn answers(analysis: &Analysis, school: GroupView<'_>) -> Vec<ProfileAnswer> {
    let asked = analysis.answers.tables().into_iter().filter(|(.., table)| !table.is_empty());
    let of_school = asked.map(|(name, _, table)| {
        let groups = std::iter::once(school).chain(school.children());
        ProfileAnswer { table: name.to_owned(), rows: groups.flat_map(|group| rows(analysis, table, group)).collect() }
    });
    of_school.filter(|answer| !answer.rows.is_empty()).collect()
}

fn rows(analysis: &Analysis, table: &EntryTable, group: GroupView<'_>) -> Vec<AnswerRow> {
    let start = table.rows.partition_point(|row| row.group < group.position());
    let end = table.rows.partition_point(|row| row.group <= group.position());
    let class = (group.group().level == Level::Class).then(|| group.group().name.clone());
    let one = |at: usize| {
        let row = table.rows[at];
        let entry = &table.entries[row.entry];
        let region = table.find(0, row.subject, &entry.id);
        let value = |column: &wutong_model::MetricColumn| ProfileValue {
            metric: column.id.to_owned(),
            school: column.get(at),
            region: region.map_or(Reported::Withheld(Reason::NotApplicable), |region| column.get(region)),
        };
        AnswerRow {
            class: class.clone(),
            subject: analysis.subjects.get(row.subject).map_or(WEIGHTED, |subject| &subject.id).to_owned(),
            entry: entry.id.clone(),
            name: entry.name.clone(),
            metric: entry.details.iter().find(|(detail, _)| *detail == "metric").map(|(_, metric)| metric.clone()),
            values: table.columns.iter().map(value).collect(),
            verdict: table.verdicts.get(at).copied(),
        }
    };
    (start..end).map(one).collect()
}
