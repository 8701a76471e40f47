//! Rank columns, held against the marks that they rank.

use wutong_model::{ProblemKind, Status, points};

use crate::cell::Row;
use crate::consistency::{RowAt, problem};
use crate::header::ScoreColumns;
use crate::layout::{RankScope, number};
use crate::mark::Paper;
use crate::staging::{RowProblem, Staging};

/// Contradictions beyond which a rank column may be one of other marks.
const MANY: usize = 100;
/// Rank columns are looked at in so many rows of a sheet.
const MOST_ROWS: usize = 30_000;
/// One pupil in so many may have a wrong rank where nothing says among whom the ranks count.
const SLIPS: usize = 10;

/// The ranks of a sheet. There are many of them: single floats tell all ranks and totals of an exam apart.
#[derive(Debug, Default)]
pub(crate) struct Ranks {
    /// The first row that is looked at, among all that were read before.
    first: usize,
    /// Cells of a row: its ranks by rank column, then the total.
    width: usize,
    /// The cells of all rows from that one on, row by row; not a number where there is none.
    cells: Vec<f32>,
}

/// A rank beside its mark.
#[derive(Debug, Clone, Copy)]
struct Ranked {
    site: u32,
    class: u32,
    mark: f32,
    rank: f32,
    row: u32,
}

impl Ranked {
    /// Among whom the rank counts.
    fn group(&self, scope: RankScope) -> (u32, u32) {
        match scope {
            RankScope::Class | RankScope::Unknown => (self.site, self.class),
            RankScope::School => (self.site, 0),
            RankScope::Exam => (0, 0),
        }
    }
}

impl Ranks {
    /// None yet of the rows that follow so many others.
    pub(crate) fn new(columns: &ScoreColumns, first: usize) -> Self {
        Self { first, width: columns.ranks.len() + 1, cells: Vec::new() }
    }

    /// Looks at one pupil's row, before which so many were read.
    pub(crate) fn note(&mut self, columns: &ScoreColumns, row: &dyn Row, before: usize) {
        let at = before - self.first;
        if at >= MOST_ROWS || columns.ranks.is_empty() {
            return;
        }
        let read = |column: usize| {
            #[expect(clippy::cast_possible_truncation, reason = "totals and ranks have few digits")]
            number(row.cell(column)).map_or(f32::NAN, |value| value as f32)
        };
        self.cells.resize(at * self.width, f32::NAN);
        self.cells.extend(columns.ranks.iter().map(|(_, column, _)| read(*column)));
        self.cells.push(columns.total.raw.map_or(f32::NAN, read));
    }

    /// Takes those of the same sheet further down, behind `before` rows.
    pub(crate) fn absorb(&mut self, other: &Self, before: usize) {
        let start = before - self.first;
        if start < MOST_ROWS && !other.cells.is_empty() {
            self.cells.resize(start * self.width, f32::NAN);
            self.cells.extend(other.cells.iter().take((MOST_ROWS - start) * self.width));
        }
    }

    /// A problem for every column whose ranks contradict the marks.
    pub(crate) fn contradicted(
        &self,
        (columns, papers): (&ScoreColumns, &[Paper]),
        sheet: u32,
        staging: &Staging,
    ) -> Vec<RowProblem> {
        let of_column = |(number, (subject, column, scope)): (usize, &(Option<usize>, usize, RankScope))| {
            // Ranks may well follow the other marks of the sheet.
            if subject.map_or(columns.total.scaled, |subject| columns.companions[subject]).is_some() {
                return None;
            }
            let mut ranked = self.beside_marks((number, *subject), papers, staging);
            let scope = if *scope == RankScope::Unknown { among(&mut ranked) } else { *scope };
            let (count, first) = contradictions(&mut ranked, scope)?;
            let found = (columns.headers[*column].clone(), count.to_string());
            let of = subject.map_or(columns.total.raw, |subject| columns.subjects[subject]);
            let expected = of.map(|column| columns.headers[column].clone()).unwrap_or_default();
            let at = RowAt { sheet, row: first.row, site: first.site, class: 0 };
            Some(problem(ProblemKind::RankMismatch, at, found, expected, *subject))
        };
        columns.ranks.iter().enumerate().filter_map(of_column).collect()
    }

    /// The rows that have a rank in a column and a mark that it ranks.
    fn beside_marks(
        &self,
        (column, subject): (usize, Option<usize>),
        papers: &[Paper],
        staging: &Staging,
    ) -> Vec<Ranked> {
        let beside = |(row, cells): (usize, &[f32])| {
            let rank = cells[column];
            let mark = match subject {
                None => cells[self.width - 1],
                Some(subject) => {
                    let marks = &staging.marks[subject];
                    let mark = points(i64::from(marks.ticks[row]), papers[subject].decimals);
                    #[expect(clippy::cast_possible_truncation, reason = "marks have few digits")]
                    (marks.status[row] == Status::Present).then_some(mark as f32)?
                }
            };
            let (site, class, row) = (staging.sites[row], staging.classes[row], staging.rows[row]);
            (!mark.is_nan() && !rank.is_nan()).then_some(Ranked { site, class, mark, rank, row })
        };
        (self.first..).zip(self.cells.chunks_exact(self.width)).filter_map(beside).collect()
    }
}

/// Among whom ranks count of which the header does not say it: all pupils of the sheet, or those of each school, where
/// nearly all agree and those that do not are of several; otherwise those of each class, in which any ranks agree.
fn among(ranked: &mut [Ranked]) -> RankScope {
    for scope in [RankScope::Exam, RankScope::School] {
        ranked.sort_unstable_by(by_mark(scope));
        // Of two neighbours who contradict each other one is wrong at least.
        if clashes(ranked, scope).count().div_ceil(2) * SLIPS > ranked.len() {
            continue;
        }
        let wrong = wrong(ranked, scope);
        let first = wrong.first().map(|one| one.site);
        let are_of_one = wrong.len() > 1 && wrong.iter().all(|one| Some(one.site) == first);
        let is_one_site = ranked.iter().all(|one| one.site == ranked[0].site);
        if wrong.len() * SLIPS <= ranked.len() && (is_one_site || !are_of_one) {
            return scope;
        }
    }
    RankScope::Class
}

/// How many pupils' ranks contradict those of the others, and the first of them: the fewest without whom no pupil with a
/// better mark has no better rank.
fn contradictions(ranked: &mut [Ranked], scope: RankScope) -> Option<(usize, Ranked)> {
    ranked.sort_unstable_by(by_mark(scope));
    let pairs = clashes(ranked, scope).count();
    let first = clashes(ranked, scope).min_by_key(|ranked| ranked.row)?;
    if pairs > MANY && pairs * 4 > ranked.len() {
        // The column follows other marks: it is no use to ask which of its ranks are wrong.
        return Some((pairs, *first));
    }
    let wrong = wrong(ranked, scope);
    let first = wrong.iter().min_by_key(|ranked| ranked.row)?;
    Some((wrong.len(), *first))
}

/// The order of groups, and of marks in them, the best first.
fn by_mark(scope: RankScope) -> impl Fn(&Ranked, &Ranked) -> std::cmp::Ordering {
    move |a, b| {
        let by_group = a.group(scope).cmp(&b.group(scope)).then_with(|| b.mark.total_cmp(&a.mark));
        by_group.then_with(|| a.rank.total_cmp(&b.rank)).then_with(|| a.row.cmp(&b.row))
    }
}

/// Pupils with a worse mark and no worse rank than the one before them in that order.
fn clashes(ranked: &[Ranked], scope: RankScope) -> impl Iterator<Item = &Ranked> {
    let is_clash = move |pair: &&[Ranked]| {
        pair[0].group(scope) == pair[1].group(scope) && pair[0].mark > pair[1].mark && pair[0].rank >= pair[1].rank
    };
    ranked.windows(2).filter(is_clash).map(|pair| &pair[1])
}

/// The pupils whose ranks contradict those of their groups; they stand in that order.
fn wrong(ranked: &[Ranked], scope: RankScope) -> Vec<Ranked> {
    ranked.chunk_by(|a, b| a.group(scope) == b.group(scope)).flat_map(contradicting).collect()
}

/// The pupils of a group who are not among the most whose ranks and marks agree. They stand in the order of their marks,
/// the best first.
fn contradicting(group: &[Ranked]) -> Vec<Ranked> {
    // Nearly all groups agree.
    if clashes(group, RankScope::Exam).next().is_none() {
        return Vec::new();
    }
    let mut ranks: Vec<f32> = group.iter().map(|ranked| ranked.rank).collect();
    ranks.sort_unstable_by(f32::total_cmp);
    ranks.dedup();
    let place = |ranked: &Ranked| ranks.partition_point(|rank| *rank < ranked.rank);
    let places: Vec<usize> = group.iter().map(place).collect();
    let mut longest = Longest { tree: vec![None; ranks.len() + 1] };
    // Length of the longest row of agreeing pupils that ends with each, and the one before it.
    let mut chains: Vec<(usize, Option<usize>)> = Vec::with_capacity(group.len());
    for alike in group.chunk_by(|a, b| a.mark.total_cmp(&b.mark).is_eq()) {
        let first = chains.len();
        let mut best: Option<(usize, usize)> = None;
        for place in &places[first..first + alike.len()] {
            // Pupils with better marks have better ranks; among equals, those before have no worse.
            let before = longest.below(*place).max(best);
            let length = before.map_or(0, |(length, _)| length) + 1;
            best = best.max(Some((length, chains.len())));
            chains.push((length, before.map(|(_, at)| at)));
        }
        for at in first..chains.len() {
            longest.enter(places[at], (chains[at].0, at));
        }
    }
    let mut agrees = vec![false; group.len()];
    let mut next = (0..group.len()).max_by_key(|at| (chains[*at].0, std::cmp::Reverse(*at)));
    while let Some(at) = next {
        agrees[at] = true;
        next = chains[at].1;
    }
    group.iter().zip(agrees).filter(|(_, agrees)| !agrees).map(|(ranked, _)| *ranked).collect()
}

/// The longest chain that ends below a rank, in logarithmic time (a tree of maxima of prefixes).
struct Longest {
    tree: Vec<Option<(usize, usize)>>,
}

impl Longest {
    fn below(&self, place: usize) -> Option<(usize, usize)> {
        let (mut at, mut best) = (place, None);
        while at > 0 {
            best = best.max(self.tree[at]);
            at &= at - 1;
        }
        best
    }

    fn enter(&mut self, place: usize, chain: (usize, usize)) {
        let mut at = place + 1;
        while at < self.tree.len() {
            self.tree[at] = self.tree[at].max(Some(chain));
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pupil_whose_rank_is_wrong_is_named() {
        let rows = |pairs: &[(f32, f32)]| -> Vec<Ranked> {
            let ranked =
                |(row, (mark, rank)): (u32, &(f32, f32))| Ranked { site: 0, class: 0, mark: *mark, rank: *rank, row };
            (2..).zip(pairs).map(ranked).collect()
        };
        let found = |pairs: &[(f32, f32)]| {
            contradictions(&mut rows(pairs), RankScope::Exam).map(|(count, first)| (count, first.row))
        };
        assert_eq!(found(&[(90.0, 1.0), (80.0, 2.0), (80.0, 2.0), (70.0, 4.0)]), None);
        // The best pupil's rank is wrong, not that of the one below.
        assert_eq!(found(&[(90.0, 9.0), (80.0, 2.0), (70.0, 3.0), (60.0, 4.0)]), Some((1, 2)));
        assert_eq!(found(&[(90.0, 1.0), (80.0, 2.0), (70.0, 3.0), (60.0, 1.0)]), Some((1, 5)));
        assert_eq!(found(&[(90.0, 2.0), (90.0, 1.0), (80.0, 3.0), (85.0, 7.0), (70.0, 4.0)]), Some((1, 5)));
    }
}
