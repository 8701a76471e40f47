//! `score_distribution`: the one-mark tables (一分一段表), marks descending.

use wutong_model::{Analysis, points};

use super::frame::{CHUNK_ROWS, Cells, Chunk, Column, Heading, Kind, Table, key};
use super::labels::{group_ids, levels, subject_ids};

/// The table; groups whose distribution is withheld, and classes, have no row.
pub(super) fn score_distribution(analysis: &Analysis) -> Table<'_> {
    let (level_names, levels) = levels(analysis);
    let headings = vec![
        Heading::required("level", Kind::Text(level_names)),
        Heading::required("group_id", Kind::Text(group_ids(analysis))),
        Heading::required("subject", Kind::Text(subject_ids(analysis))),
        Heading::required("mark", Kind::Float),
        Heading::required("count", Kind::Int),
        Heading::required("cumulative_count", Kind::Int),
        Heading::required("cumulative_share", Kind::Float),
    ];
    let rows = 0..analysis.distributions.len();
    Table { name: "score_distribution", headings, chunks: Box::new(Chunks { analysis, levels, rows }) }
}

struct Chunks<'a> {
    analysis: &'a Analysis,
    /// Level of each group.
    levels: Vec<u32>,
    rows: std::ops::Range<usize>,
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let mut places: [Vec<u32>; 3] = std::array::from_fn(|_| Vec::with_capacity(CHUNK_ROWS + CHUNK_ROWS / 8));
        let (mut marks, mut counts, mut cumulatives, mut shares) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let n_subjects = self.analysis.subjects.len();
        while places[0].len() < CHUNK_ROWS {
            let Some(row) = self.rows.next() else { break };
            let (group, subject) = (row / n_subjects, row % n_subjects);
            let decimals = self.analysis.subjects[subject].decimals;
            let place = [self.levels[group], key(group), key(subject)];
            for step in super::cumulate(&self.analysis.distributions[row]) {
                places.iter_mut().zip(place).for_each(|(cells, value)| cells.push(value));
                marks.push(points(step.ticks, decimals));
                counts.push(whole(step.count));
                cumulatives.push(whole(step.cumulative));
                shares.push(step.share);
            }
        }
        let rows = places[0].len();
        let mut columns: Vec<Column> = places.into_iter().map(|keys| Column::Text(Cells::full(keys))).collect();
        columns.push(Column::Float(Cells::full(marks)));
        columns.extend([counts, cumulatives].map(|values| Column::Int(Cells::full(values))));
        columns.push(Column::Float(Cells::full(shares)));
        (rows > 0).then_some(Chunk { rows, columns })
    }
}

fn whole(pupils: u64) -> i64 {
    i64::try_from(pupils).unwrap_or(i64::MAX)
}
