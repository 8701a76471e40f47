//! `withheld`: one row for every cell of `group_metrics`, and of the tables that an exam asks for, that is empty, with
//! the reason.

use std::borrow::Cow;

use wutong_model::{Analysis, MetricColumn, Reason, Reported};

use super::answers::{WithheldCell, subject_ids, withheld_cells, withheld_names};
use super::frame::{CHUNK_ROWS, Cells, Chunk, Column, Heading, Kind, Table, key, texts};
use super::labels::{group_ids, levels};

/// The table, in the order of the cells of `group_metrics`; cells of other tables follow as `TABLE/ENTRY/COLUMN`.
pub(super) fn withheld(analysis: &Analysis) -> Table<'_> {
    let mut names: Vec<Cow<'_, str>> = Vec::new();
    let mut metrics = Vec::with_capacity(analysis.metrics.columns.len());
    for column in &analysis.metrics.columns {
        metrics.push((column, key(names.len())));
        names.push(column.id.into());
        if column.has_interval() {
            names.extend(["lower", "upper"].map(|bound| format!("{}_{bound}", column.id).into()));
        }
    }
    let (level_names, levels) = levels(analysis);
    let first = names.len();
    names.extend(withheld_names(analysis));
    let headings = vec![
        Heading::required("level", Kind::Text(level_names)),
        Heading::required("group_id", Kind::Text(group_ids(analysis))),
        Heading::required("subject", Kind::Text(subject_ids(analysis))),
        Heading::required("metric", Kind::Text(names.into())),
        Heading::required("reason", Kind::Text(texts(Reason::ALL.map(Reason::id)))),
    ];
    let rows = 0..analysis.groups.len() * analysis.subjects.len();
    let answers = withheld_cells(analysis).map(move |(row, name, reason)| (row, first + name, reason));
    let answers = Answered { levels: levels.clone(), cells: answers };
    Table { name: "withheld", headings, chunks: Box::new(Chunks { analysis, levels, metrics, rows }.chain(answers)) }
}

struct Chunks<'a> {
    analysis: &'a Analysis,
    /// Level of each group.
    levels: Vec<u32>,
    /// Columns and the position of their name.
    metrics: Vec<(&'a MetricColumn, u32)>,
    rows: std::ops::Range<usize>,
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let mut columns: [Vec<u32>; 5] = std::array::from_fn(|_| Vec::with_capacity(CHUNK_ROWS + CHUNK_ROWS / 8));
        let n_subjects = self.analysis.subjects.len();
        while columns[0].len() < CHUNK_ROWS {
            let Some(row) = self.rows.next() else { break };
            let group = row / n_subjects;
            let place = [self.levels[group], key(group), key(row % n_subjects)];
            for &(column, name) in &self.metrics {
                let mut push = |name: u32, reason: Reason| {
                    for (cells, value) in columns.iter_mut().zip(place.into_iter().chain([name, reason as u32])) {
                        cells.push(value);
                    }
                };
                // A value without bounds, where its metric has bounds, rests on too few units for them.
                let missing_bounds = match column.get(row) {
                    Reported::Withheld(reason) => {
                        push(name, reason);
                        Some(reason)
                    }
                    Reported::Estimate { interval: None, .. } => Some(Reason::TooFew),
                    Reported::Estimate { .. } => None,
                };
                if let Some(reason) = missing_bounds.filter(|_| column.has_interval()) {
                    push(name + 1, reason);
                    push(name + 2, reason);
                }
            }
        }
        let rows = columns[0].len();
        (rows > 0)
            .then(|| Chunk { rows, columns: columns.into_iter().map(|keys| Column::Text(Cells::full(keys))).collect() })
    }
}

/// The empty cells of the tables that an exam asks for.
struct Answered<I> {
    /// Level of each group.
    levels: Vec<u32>,
    cells: I,
}

impl<I: Iterator<Item = WithheldCell>> Iterator for Answered<I> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let mut columns: [Vec<u32>; 5] = std::array::from_fn(|_| Vec::new());
        for (row, name, reason) in self.cells.by_ref().take(CHUNK_ROWS) {
            let places = [row.group, row.subject, name].map(key);
            let cells = std::iter::once(self.levels[row.group]).chain(places).chain([reason as u32]);
            columns.iter_mut().zip(cells).for_each(|(cells, value)| cells.push(value));
        }
        let rows = columns[0].len();
        (rows > 0)
            .then(|| Chunk { rows, columns: columns.into_iter().map(|keys| Column::Text(Cells::full(keys))).collect() })
    }
}
