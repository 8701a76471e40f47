//! `lines`, `targets`, `composites`, `assigned`, `assigned_bands`, `levels`, `imbalance`, `bands`, `contextual`,
//! `contextual_terms`, `contextual_effects`, `bundles`: what an exam asks for.
//!
//! One row a group, entry and subject, one column a metric. A table that the exam does not ask for is not written.

use std::borrow::Cow;

use wutong_model::spec::WEIGHTED;
use wutong_model::{Analysis, EntryRow, EntryTable, Reason, Reported, TargetVerdict};

use super::frame::{CHUNK_ROWS, Cells, Chunk, Column, Heading, Kind, Table, Texts, key, texts};
use super::group_metrics::{is_whole, push_metric};
use super::labels::{group_ids, levels};

/// Column of the verdicts.
pub(crate) const VERDICT: &str = "verdict";

/// Every table that has rows.
pub(super) fn tables(analysis: &Analysis) -> Vec<Table<'_>> {
    let asked = analysis.answers.tables().into_iter().filter(|(.., table)| !table.is_empty());
    asked.map(|(name, entry, table)| answer(analysis, name, entry, table)).collect()
}

/// Ids of the subjects, with that of an index over several of them where there can be one.
pub(super) fn subject_ids(analysis: &Analysis) -> Texts<'_> {
    let weighted = (!analysis.answers.composites.is_empty()).then_some(WEIGHTED);
    texts(analysis.subjects.iter().map(|subject| subject.id.as_str()).chain(weighted))
}

fn answer<'a>(analysis: &'a Analysis, name: &'static str, entry: &'static str, table: &'a EntryTable) -> Table<'a> {
    let (level_names, levels) = levels(analysis);
    let ids = texts(table.entries.iter().map(|entry| entry.id.as_str()));
    let names = texts(table.entries.iter().map(|entry| entry.name.0.as_str()));
    let mut headings = vec![
        Heading::required("exam_id", Kind::Text(texts([analysis.spec.raw.exam.id.as_str()]))),
        Heading::required("level", Kind::Text(level_names)),
        Heading::required("group_id", Kind::Text(group_ids(analysis))),
        Heading::required("subject", Kind::Text(subject_ids(analysis))),
        Heading::required(entry, Kind::Text(ids)),
        Heading::required("name", Kind::Text(names)),
    ];
    let details = table.entries.first().map_or(&[][..], |entry| &entry.details);
    for (position, (detail, _)) in details.iter().enumerate() {
        let values = texts(table.entries.iter().map(|entry| entry.details[position].1.as_str()));
        headings.push(Heading::nullable(*detail, Kind::Text(values)));
    }
    for column in &table.columns {
        headings.push(Heading::nullable(column.id, if is_whole(column) { Kind::Int } else { Kind::Float }));
        if column.has_interval() {
            headings.push(Heading::nullable(format!("{}_lower", column.id), Kind::Float));
            headings.push(Heading::nullable(format!("{}_upper", column.id), Kind::Float));
        }
    }
    if !table.verdicts.is_empty() {
        headings.push(Heading::nullable(VERDICT, Kind::Text(texts(TargetVerdict::ALL.map(TargetVerdict::id)))));
    }
    let (rows, n_details) = (table.rows.len(), details.len());
    let chunks = (0..rows)
        .step_by(CHUNK_ROWS)
        .map(move |start| chunk(&levels, table, n_details, start..rows.min(start + CHUNK_ROWS)));
    Table { name, headings, chunks: Box::new(chunks) }
}

fn chunk(levels: &[u32], table: &EntryTable, n_details: usize, range: std::ops::Range<usize>) -> Chunk {
    let rows = &table.rows[range.clone()];
    let text =
        |pick: &dyn Fn(&EntryRow) -> usize| Column::Text(Cells::full(rows.iter().map(|row| key(pick(row))).collect()));
    let mut columns = vec![
        text(&|_| 0),
        text(&|row| levels[row.group] as usize),
        text(&|row| row.group),
        text(&|row| row.subject),
        text(&|row| row.entry),
        text(&|row| row.entry),
    ];
    for position in 0..n_details {
        let detail = |row: &EntryRow| {
            let is_there = !table.entries[row.entry].details[position].1.is_empty();
            is_there.then(|| key(row.entry))
        };
        columns.push(Column::Text(rows.iter().map(detail).collect()));
    }
    for column in &table.columns {
        push_metric(&mut columns, column, range.start, range.end);
    }
    if !table.verdicts.is_empty() {
        let verdicts =
            table.verdicts[range.clone()].iter().map(|verdict| verdict.value().map(|verdict| verdict as u32));
        columns.push(Column::Text(verdicts.collect()));
    }
    Chunk { rows: range.len(), columns }
}

/// Names under which `withheld` lists the cells: `TABLE/ENTRY/COLUMN`, in the order of [`withheld_cells`].
pub(super) fn withheld_names<'a>(analysis: &'a Analysis) -> impl Iterator<Item = Cow<'a, str>> + 'a {
    analysis.answers.tables().into_iter().flat_map(|(name, _, table)| {
        table.entries.iter().flat_map(move |entry| {
            let entry = match entry.details.iter().find(|(detail, _)| *detail == "scheme") {
                Some((_, scheme)) => format!("{scheme}/{}", entry.id),
                None => entry.id.clone(),
            };
            columns(table).map(move |column| format!("{name}/{entry}/{column}").into())
        })
    })
}

/// The columns of a table that can be empty.
fn columns(table: &EntryTable) -> impl Iterator<Item = String> + '_ {
    let metrics = table.columns.iter().flat_map(|column| {
        let bounds = column.has_interval().then(|| ["lower", "upper"].map(|bound| format!("{}_{bound}", column.id)));
        std::iter::once(column.id.to_owned()).chain(bounds.into_iter().flatten())
    });
    metrics.chain((!table.verdicts.is_empty()).then(|| VERDICT.to_owned()))
}

/// One empty cell: row, position of its name from the first one of the answers, reason.
pub(super) type WithheldCell = (EntryRow, usize, Reason);

/// Every empty cell of every table.
pub(super) fn withheld_cells(analysis: &Analysis) -> impl Iterator<Item = WithheldCell> + '_ {
    let mut first = 0;
    analysis.answers.tables().into_iter().flat_map(move |(.., table)| {
        let (start, width) = (first, columns(table).count());
        first += width * table.entries.len();
        (0..table.rows.len()).flat_map(move |at| {
            let row = table.rows[at];
            cells(table, at).into_iter().map(move |(column, reason)| (row, start + row.entry * width + column, reason))
        })
    })
}

fn cells(table: &EntryTable, at: usize) -> Vec<(usize, Reason)> {
    let (mut cells, mut position) = (Vec::new(), 0);
    for column in &table.columns {
        let missing_bounds = match column.get(at) {
            Reported::Withheld(reason) => {
                cells.push((position, reason));
                Some(reason)
            }
            // A value without bounds in a column that has them: its metric carries none.
            Reported::Estimate { interval: None, .. } => Some(Reason::NotApplicable),
            Reported::Estimate { .. } => None,
        };
        position += 1;
        if column.has_interval() {
            cells.extend(missing_bounds.into_iter().flat_map(|reason| [(position, reason), (position + 1, reason)]));
            position += 2;
        }
    }
    cells.extend(table.verdicts.get(at).and_then(Reported::reason).map(|reason| (position, reason)));
    cells
}
