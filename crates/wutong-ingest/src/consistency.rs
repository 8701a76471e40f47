//! What a sheet says twice, held against itself: totals, parts, ranks, the type of its numbers.

use wutong_model::{ProblemKind, Status, mark_text, points};

use crate::cell::{Cell, Row};
use crate::header::ScoreColumns;
use crate::layout::{RankScope, number};
use crate::mark::Paper;
use crate::staging::RowProblem;

/// Sums are compared to this, in points: spreadsheets print two decimals.
const CLOSE: f64 = 0.0101;
/// Contradictions beyond which a rank column may be one of other marks.
const MANY: usize = 100;
/// Rank columns are looked at in so many rows of a sheet.
const RANKED_ROWS: usize = 50_000;

/// A pupil's mark as it was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MarkSeen {
    pub(crate) ticks: i32,
    pub(crate) status: Status,
}

/// Where a row stands and whose it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowAt {
    pub(crate) sheet: u32,
    pub(crate) row: u32,
    pub(crate) site: u32,
    pub(crate) class: u32,
}

/// What has been noticed in a sheet.
#[derive(Debug, Default)]
pub(crate) struct Consistency {
    totals: Sums,
    parts: Vec<Sums>,
    ranks: Vec<Vec<Ranked>>,
    /// Numbers stored as text, by subject.
    texts: Vec<u64>,
}

/// Sums that were compared, and those that did not agree.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    compared: u64,
    wrong: Vec<RowProblem>,
}

/// A rank beside its mark. There are many of them: single floats tell all marks and ranks of an exam apart.
#[derive(Debug, Clone, Copy)]
struct Ranked {
    group: (u32, u32),
    mark: f32,
    rank: f32,
    row: u32,
    site: u32,
}

impl Consistency {
    /// Nothing noticed yet.
    pub(crate) fn new(columns: &ScoreColumns) -> Self {
        let subjects = columns.subjects.len();
        let parts = std::iter::repeat_with(Sums::default).take(subjects).collect();
        Self { totals: Sums::default(), parts, ranks: vec![Vec::new(); columns.ranks.len()], texts: vec![0; subjects] }
    }

    /// Whether a sheet says anything twice.
    pub(crate) fn applies(columns: &ScoreColumns) -> bool {
        columns.total.raw.is_some() || !columns.ranks.is_empty() || columns.parts.iter().any(Option::is_some)
    }

    /// A number was stored as text.
    pub(crate) fn text(&mut self, subject: usize) {
        self.texts[subject] += 1;
    }

    /// Looks at one pupil's row.
    pub(crate) fn row(
        &mut self,
        columns: &ScoreColumns,
        papers: &[Paper],
        marks: &[MarkSeen],
        row: &dyn Row,
        at: RowAt,
    ) {
        if marks.iter().any(|mark| mark.status == Status::SetAside) {
            return;
        }
        self.total(columns, papers, marks, row, at);
        for (subject, parts) in columns.parts.iter().enumerate() {
            let (Some((objective, subjective)), Status::Present) = (*parts, marks[subject].status) else { continue };
            let (Some(a), Some(b)) = (number(row.cell(objective)), number(row.cell(subjective))) else { continue };
            let mark = value(marks[subject], papers[subject]);
            let sums = &mut self.parts[subject];
            sums.compared += 1;
            if (a + b - mark).abs() > CLOSE {
                let column =
                    columns.subjects[subject].map(|column| columns.headers[column].clone()).unwrap_or_default();
                let found = (column, mark_of(marks[subject], papers[subject]));
                sums.wrong.push(problem(ProblemKind::PartsMismatch, at, found, short(a + b), Some(subject)));
            }
        }
        self.ranked(columns, papers, marks, row, at);
    }

    fn total(&mut self, columns: &ScoreColumns, papers: &[Paper], marks: &[MarkSeen], row: &dyn Row, at: RowAt) {
        let Some(column) = columns.total.raw else { return };
        let Some(total) = number(row.cell(column)) else { return };
        if marks.iter().all(|mark| mark.status != Status::Present) {
            return;
        }
        let (mut sum, mut mixed) = (0.0, 0.0);
        for (subject, mark) in marks.iter().enumerate() {
            let own = if mark.status == Status::Present { value(*mark, papers[subject]) } else { 0.0 };
            let other = columns.companions[subject].and_then(|column| number(row.cell(column)));
            sum += own;
            mixed += other.unwrap_or(own);
        }
        self.totals.compared += 1;
        if (total - sum).abs() > CLOSE && (total - mixed).abs() > CLOSE {
            let found = (columns.headers[column].clone(), row.cell(column).shown());
            self.totals.wrong.push(problem(ProblemKind::TotalMismatch, at, found, short(sum), None));
        }
    }

    fn ranked(&mut self, columns: &ScoreColumns, papers: &[Paper], marks: &[MarkSeen], row: &dyn Row, at: RowAt) {
        for ((subject, column, scope), ranked) in columns.ranks.iter().zip(&mut self.ranks) {
            if ranked.len() >= RANKED_ROWS {
                continue;
            }
            let mark = match subject {
                Some(subject) if marks[*subject].status == Status::Present => {
                    Some(value(marks[*subject], papers[*subject]))
                }
                Some(_) => None,
                None => columns.total.raw.and_then(|total| number(row.cell(total))),
            };
            let group = match scope {
                RankScope::Class => (at.site, at.class),
                RankScope::School => (at.site, 0),
                // Among whom it counts is told by the ranks.
                RankScope::Unknown => (at.site, at.class),
                RankScope::Exam => (0, 0),
            };
            if let (Some(mark), Some(rank)) = (mark, number(row.cell(*column))) {
                #[expect(clippy::cast_possible_truncation, reason = "marks and ranks have few digits")]
                let (mark, rank) = (mark as f32, rank as f32);
                ranked.push(Ranked { group, mark, rank, row: at.row, site: at.site });
            }
        }
    }

    /// Takes what has been noticed further down in the same sheet, `offset` rows below.
    pub(crate) fn absorb(&mut self, other: Self, sheet: u32, offset: u32) {
        self.totals.absorb(other.totals, sheet, offset);
        for (mine, theirs) in self.parts.iter_mut().zip(other.parts) {
            mine.absorb(theirs, sheet, offset);
        }
        for (mine, theirs) in self.ranks.iter_mut().zip(other.ranks) {
            let free = RANKED_ROWS.saturating_sub(mine.len());
            let further = |ranked: Ranked| Ranked { row: ranked.row + offset, ..ranked };
            mine.extend(theirs.into_iter().take(free).map(further));
        }
        for (mine, theirs) in self.texts.iter_mut().zip(other.texts) {
            *mine += theirs;
        }
    }

    /// What is to be said of the sheet.
    pub(crate) fn finish(self, columns: &ScoreColumns, sheet: u32, problems: &mut Vec<RowProblem>) {
        // Of a column that is no sum of the subjects at all nobody knows which of them were read wrongly, in any school.
        self.totals.report(sheet, problems, |problem| RowProblem { site: None, ..problem });
        for parts in self.parts {
            parts.report(sheet, problems, std::convert::identity);
        }
        for ((subject, column, scope), mut ranked) in columns.ranks.iter().zip(self.ranks) {
            if *scope == RankScope::Unknown {
                ranked = among(ranked);
            }
            let other = subject.map_or(columns.total.scaled, |subject| columns.companions[subject]);
            // Ranks may well follow the other marks of the sheet.
            if let (Some((count, first)), None) = (contradictions(ranked), other) {
                let found = (columns.headers[*column].clone(), count.to_string());
                let of = subject.map_or(columns.total.raw, |subject| columns.subjects[subject]);
                let expected = of.map(|column| columns.headers[column].clone()).unwrap_or_default();
                let at = RowAt { sheet, row: first.row, site: first.site, class: 0 };
                problems.push(problem(ProblemKind::RankMismatch, at, found, expected, *subject));
            }
        }
        let texts: u64 = self.texts.iter().sum();
        if texts > 0 {
            let named = |subject: usize| columns.subjects[subject].map(|column| columns.headers[column].as_str());
            let of: Vec<&str> =
                (0..self.texts.len()).filter(|subject| self.texts[*subject] > 0).filter_map(named).collect();
            problems.push(RowProblem {
                sheet,
                row: 0,
                column: of.join(", "),
                text: texts.to_string(),
                kind: ProblemKind::NumbersAsText,
                expected: String::new(),
                subject: None,
                site: None,
            });
        }
    }
}

impl Sums {
    /// One more that was compared, and what does not agree.
    pub(crate) fn add(&mut self, wrong: Vec<RowProblem>) {
        self.compared += 1;
        self.wrong.extend(wrong);
    }

    fn absorb(&mut self, other: Self, sheet: u32, offset: u32) {
        self.compared += other.compared;
        self.wrong.extend(other.wrong.into_iter().map(|problem| RowProblem {
            sheet,
            row: problem.row + offset,
            ..problem
        }));
    }

    /// Single slips one by one; a column that hardly ever agrees is of something else, and is said to be once.
    pub(crate) fn report(
        mut self,
        sheet: u32,
        problems: &mut Vec<RowProblem>,
        of_all: impl Fn(RowProblem) -> RowProblem,
    ) {
        let wrong = self.wrong.len() as u64;
        if wrong * 2 > self.compared && wrong > 3 {
            let mut first = self.wrong.swap_remove(0);
            first.text = format!("{wrong} / {}", self.compared);
            first.expected = String::new();
            problems.push(of_all(RowProblem { sheet, row: 0, ..first }));
        } else {
            problems.append(&mut self.wrong);
        }
    }
}

/// Ranks of which the header does not say among whom they count: among all pupils of the sheet, or of each school, where
/// nearly all agree and those that do not are of several; otherwise of each class, in which any ranks agree.
fn among(ranked: Vec<Ranked>) -> Vec<Ranked> {
    /// One pupil in so many may have a wrong rank.
    const SLIPS: usize = 10;
    type Group = fn(&Ranked) -> (u32, u32);
    let groups: [Group; 2] = [|_| (0, 0), |ranked| (ranked.group.0, 0)];
    for group in groups {
        let all: Vec<Ranked> = ranked.iter().map(|one| Ranked { group: group(one), ..*one }).collect();
        let wrong = wrong(all.clone());
        let first = wrong.first().map(|one| one.site);
        let are_of_one = wrong.len() > 1 && wrong.iter().all(|one| Some(one.site) == first);
        let is_one_site = all.iter().all(|one| one.site == all[0].site);
        if wrong.len() * SLIPS <= all.len() && (is_one_site || !are_of_one) {
            return all;
        }
    }
    ranked
}

/// How many pupils' ranks contradict those of the others, and the first of them: the fewest without whom no pupil with a
/// better mark has no better rank.
fn contradictions(mut ranked: Vec<Ranked>) -> Option<(usize, Ranked)> {
    ranked.sort_unstable_by(by_mark);
    let is_wrong =
        |pair: &[Ranked]| pair[0].group == pair[1].group && pair[0].mark > pair[1].mark && pair[0].rank >= pair[1].rank;
    let pairs: Vec<Ranked> = ranked.windows(2).filter(|pair| is_wrong(pair)).map(|pair| pair[1]).collect();
    let first = pairs.iter().min_by_key(|ranked| ranked.row)?;
    if pairs.len() > MANY && pairs.len() * 4 > ranked.len() {
        // The column follows other marks: it is no use to ask which of its ranks are wrong.
        return Some((pairs.len(), *first));
    }
    let wrong = wrong(ranked);
    let first = wrong.iter().min_by_key(|ranked| ranked.row)?;
    Some((wrong.len(), *first))
}

/// The pupils whose ranks contradict those of their groups.
fn wrong(mut ranked: Vec<Ranked>) -> Vec<Ranked> {
    ranked.sort_unstable_by(by_mark);
    ranked.chunk_by(|a, b| a.group == b.group).flat_map(contradicting).collect()
}

/// The order of groups, and of marks in them, the best first.
fn by_mark(a: &Ranked, b: &Ranked) -> std::cmp::Ordering {
    let by_group = a.group.cmp(&b.group).then_with(|| b.mark.total_cmp(&a.mark));
    by_group.then_with(|| a.rank.total_cmp(&b.rank)).then_with(|| a.row.cmp(&b.row))
}

/// The pupils of a group who are not among the most whose ranks and marks agree. They stand in the order of their marks,
/// the best first.
fn contradicting(group: &[Ranked]) -> Vec<Ranked> {
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

fn value(mark: MarkSeen, paper: Paper) -> f64 {
    points(i64::from(mark.ticks), paper.decimals)
}

fn mark_of(mark: MarkSeen, paper: Paper) -> String {
    mark_text(i64::from(mark.ticks), paper.decimals)
}

/// A sum of marks as a person would write it.
fn short(value: f64) -> String {
    Cell::Number((value * 100.0).round() / 100.0).shown()
}

fn problem(
    kind: ProblemKind,
    at: RowAt,
    (column, text): (String, String),
    expected: String,
    subject: Option<usize>,
) -> RowProblem {
    RowProblem { sheet: at.sheet, row: at.row, column, text, kind, expected, subject, site: Some(at.site) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pupil_whose_rank_is_wrong_is_named() {
        let rows = |pairs: &[(f32, f32)]| -> Vec<Ranked> {
            let ranked = |(row, (mark, rank)): (u32, &(f32, f32))| Ranked {
                group: (0, 0),
                mark: *mark,
                rank: *rank,
                row,
                site: 0,
            };
            (2..).zip(pairs).map(ranked).collect()
        };
        let found = |pairs: &[(f32, f32)]| contradictions(rows(pairs)).map(|(count, first)| (count, first.row));
        assert_eq!(found(&[(90.0, 1.0), (80.0, 2.0), (80.0, 2.0), (70.0, 4.0)]), None);
        // The best pupil's rank is wrong, not that of the one below.
        assert_eq!(found(&[(90.0, 9.0), (80.0, 2.0), (70.0, 3.0), (60.0, 4.0)]), Some((1, 2)));
        assert_eq!(found(&[(90.0, 1.0), (80.0, 2.0), (70.0, 3.0), (60.0, 1.0)]), Some((1, 5)));
        assert_eq!(found(&[(90.0, 2.0), (90.0, 1.0), (80.0, 3.0), (85.0, 7.0), (70.0, 4.0)]), Some((1, 5)));
    }
}
