//! `group_metrics`: one row a group and subject, one column a metric.

use wutong_model::{Analysis, MetricColumn, Reported};
use wutong_stats::{Unit, metric};

use super::frame::{CHUNK_ROWS, Cells, Chunk, Column, Heading, Kind, Table, Texts, key, texts};
use super::labels::{group_ids, levels, subject_ids};

/// The table.
pub(super) fn group_metrics(analysis: &Analysis) -> Table<'_> {
    let rows = analysis.groups.len() * analysis.subjects.len();
    let starts = (0..rows).step_by(CHUNK_ROWS);
    let (names, levels) = levels(analysis);
    Table {
        name: "group_metrics",
        headings: headings(analysis, names),
        chunks: Box::new(starts.map(move |start| chunk(analysis, &levels, start, rows.min(start + CHUNK_ROWS)))),
    }
}

/// Whether a metric counts something, so that its values are whole numbers.
pub(super) fn is_whole(column: &MetricColumn) -> bool {
    metric(column.id).is_some_and(|info| matches!(info.unit, Unit::Pupils | Unit::Place))
}

fn headings<'a>(analysis: &'a Analysis, levels: Texts<'a>) -> Vec<Heading<'a>> {
    let groups = group_ids(analysis);
    let mut headings = vec![
        Heading::required("exam_id", Kind::Text(texts([analysis.spec.raw.exam.id.as_str()]))),
        Heading::required("level", Kind::Text(levels)),
        Heading::required("group_id", Kind::Text(groups.clone())),
        Heading::required("group_name", Kind::Text(texts(analysis.groups.iter().map(|group| group.name.as_str())))),
        Heading::nullable("parent_id", Kind::Text(groups)),
        Heading::required("subject", Kind::Text(subject_ids(analysis))),
        Heading::required("denominator", Kind::Text(texts([analysis.spec.raw.rates.denominator.id()]))),
    ];
    for column in &analysis.metrics.columns {
        headings.push(Heading::nullable(column.id, if is_whole(column) { Kind::Int } else { Kind::Float }));
        if column.has_interval() {
            headings.push(Heading::nullable(format!("{}_lower", column.id), Kind::Float));
            headings.push(Heading::nullable(format!("{}_upper", column.id), Kind::Float));
        }
    }
    headings
}

fn chunk(analysis: &Analysis, levels: &[u32], start: usize, end: usize) -> Chunk {
    let n_subjects = analysis.subjects.len();
    let text = |pick: &dyn Fn(usize, usize) -> usize| {
        Column::Text(Cells::full((start..end).map(|row| key(pick(row / n_subjects, row % n_subjects))).collect()))
    };
    let parent = |row: usize| analysis.groups[row / n_subjects].parent.map(key);
    let mut columns = vec![
        text(&|_, _| 0),
        text(&|group, _| levels[group] as usize),
        text(&|group, _| group),
        text(&|group, _| group),
        Column::Text((start..end).map(parent).collect()),
        text(&|_, subject| subject),
        text(&|_, _| 0),
    ];
    for column in &analysis.metrics.columns {
        push_metric(&mut columns, column, start, end);
    }
    Chunk { rows: end - start, columns }
}

/// The cells of a metric, and of its bounds.
pub(super) fn push_metric(columns: &mut Vec<Column>, column: &MetricColumn, start: usize, end: usize) {
    if is_whole(column) {
        #[expect(clippy::cast_possible_truncation, reason = "counts and places are whole and far below 2^53")]
        columns.push(Column::Int((start..end).map(|row| column.get(row).value().map(|value| value as i64)).collect()));
    } else if !column.has_interval() {
        columns.push(Column::Float((start..end).map(|row| column.get(row).value()).collect()));
    }
    if !column.has_interval() {
        return;
    }
    let rows = end - start;
    let (mut values, mut lowers, mut uppers) = (Cells::new(rows), Cells::new(rows), Cells::new(rows));
    for row in start..end {
        let (value, interval) = match column.get(row) {
            Reported::Estimate { value, interval } => (Some(value), interval),
            Reported::Withheld(_) => (None, None),
        };
        values.push(value);
        lowers.push(interval.map(|(lower, _)| lower));
        uppers.push(interval.map(|(_, upper)| upper));
    }
    if !is_whole(column) {
        columns.push(Column::Float(values));
    }
    columns.extend([Column::Float(lowers), Column::Float(uppers)]);
}
