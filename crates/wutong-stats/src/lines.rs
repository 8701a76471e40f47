//! Lines of the total, effective lines of subjects, and who reaches which.
//!
//! Three steps. First, the line of the total from the table of totals of the whole exam ([`line_of_share`], or given).
//! Second, for that line, a [`JointTable`] for every group and subject; they add up. Third, the effective line of the
//! subject from the tables of the whole exam ([`EffectiveLine`](crate::EffectiveLine)), and [`LineCounts`] of every group from its own table.

use crate::catalogue::Estimate;
use crate::error::StatError;
use crate::frequency::{Accumulate, FrequencyTable};
use crate::rates::{share, wilson_interval};

/// The total at which a share of the exam is on line, in ticks.
///
/// # Formula
/// The mark at rank ⌈p N⌉ from the top; everybody at the line is in.
/// # Inputs
/// `part` / `whole` (p): a fraction in (0, 1].
/// # Errors
/// [`StatError::OutOfRange`] if p is outside (0, 1]; [`StatError::TooFew`] without pupils.
pub fn line_of_share(totals: &FrequencyTable, part: u64, whole: u64) -> Result<i32, StatError> {
    if part == 0 || part > whole {
        return Err(StatError::OutOfRange);
    }
    let rank = (u128::from(part) * u128::from(totals.n())).div_ceil(u128::from(whole));
    mark_at_rank(totals, u64::try_from(rank).map_err(|_| StatError::OutOfRange)?)
}

/// The mark at a rank from the top, from 1.
pub(crate) fn mark_at_rank(table: &FrequencyTable, rank: u64) -> Result<i32, StatError> {
    let position = table.n().checked_sub(rank).filter(|_| rank > 0);
    position
        .and_then(|position| table.at(position))
        .ok_or(StatError::TooFew { found: table.n(), required: rank.max(1) })
}

/// Share of the pupils with a total who are on line (上线率), with its Wilson interval.
///
/// # Errors
/// [`StatError::ZeroDenominator`] without pupils.
pub fn online_rate(totals: &FrequencyTable, line: i64) -> Result<Estimate, StatError> {
    with_interval(totals.at_least(line), totals.n())
}

/// Marks of one subject, apart for pupils on the line of the total, below it, and without a total.
///
/// Exact and mergeable for one line of the total; an exam with several lines has one table for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JointTable {
    on_line: FrequencyTable,
    below: FrequencyTable,
    without_total: FrequencyTable,
}

/// Where a pupil's total lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TotalIs {
    /// At or above the line.
    OnLine,
    /// Below the line.
    Below,
    /// Missing, because a required subject is.
    Missing,
}

impl TotalIs {
    /// Where this total lies.
    #[must_use]
    pub fn of(total: Option<i32>, line: i64) -> Self {
        match total {
            None => Self::Missing,
            Some(total) if i64::from(total) >= line => Self::OnLine,
            Some(_) => Self::Below,
        }
    }
}

impl JointTable {
    /// The table of pupils (mark of the subject, total) for a line of the total.
    #[must_use]
    pub fn of(pupils: &[(i32, Option<i32>)], line: i64) -> Self {
        let (mut on_line, mut below, mut without_total) = (Vec::new(), Vec::new(), Vec::new());
        for &(mark, total) in pupils {
            match TotalIs::of(total, line) {
                TotalIs::OnLine => on_line.push(mark),
                TotalIs::Below => below.push(mark),
                TotalIs::Missing => without_total.push(mark),
            }
        }
        let [on_line, below, without_total] =
            [&mut on_line, &mut below, &mut without_total].map(|marks| FrequencyTable::from_marks(marks));
        Self { on_line, below, without_total }
    }

    /// The sum of many tables.
    #[must_use]
    pub fn sum_of<'a>(tables: impl Iterator<Item = &'a Self> + Clone) -> Self {
        Self {
            on_line: FrequencyTable::sum_of(tables.clone().map(|table| &table.on_line)),
            below: FrequencyTable::sum_of(tables.clone().map(|table| &table.below)),
            without_total: FrequencyTable::sum_of(tables.map(|table| &table.without_total)),
        }
    }

    /// Marks of the pupils on the line of the total.
    #[must_use]
    pub fn on_line(&self) -> &FrequencyTable {
        &self.on_line
    }

    /// Marks of everybody who has a mark.
    #[must_use]
    pub fn all(&self) -> FrequencyTable {
        FrequencyTable::sum_of([&self.on_line, &self.below, &self.without_total])
    }
}

impl Accumulate for JointTable {
    type Item = (i32, TotalIs);

    fn push(&mut self, (mark, total): (i32, TotalIs)) {
        match total {
            TotalIs::OnLine => self.on_line.push(mark),
            TotalIs::Below => self.below.push(mark),
            TotalIs::Missing => self.without_total.push(mark),
        }
    }

    fn merge(&mut self, other: &Self) {
        *self = Self::sum_of([&*self, other].into_iter());
    }
}

/// Pupils of one group and subject by what they reach.
///
/// The four quadrants (`double`, `total_only`, `subject_only`, `neither`) hold every pupil with a mark and a total once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineCounts {
    /// With a mark in the subject.
    pub n: u64,
    /// With a mark and a total on line.
    pub on_line: u64,
    /// 单上线: at or above the subject's line, with or without a total.
    pub single: u64,
    /// 双上线: subject and total.
    pub double: u64,
    /// 错位: total on line, subject not.
    pub total_only: u64,
    /// Subject on line, total not.
    pub subject_only: u64,
    /// Neither.
    pub neither: u64,
}

impl LineCounts {
    /// The counts of a group for the subject's line in ticks.
    #[must_use]
    pub fn of(table: &JointTable, cut: i64) -> Self {
        let (double, subject_only) = (table.on_line.at_least(cut), table.below.at_least(cut));
        let (on_line, below) = (table.on_line.n(), table.below.n());
        Self {
            n: on_line + below + table.without_total.n(),
            on_line,
            single: double + subject_only + table.without_total.at_least(cut),
            double,
            total_only: on_line - double,
            subject_only,
            neither: below - subject_only,
        }
    }

    /// The counts of pupils (mark of the subject, total) for a line of the total and the subject's line in ticks: those
    /// of [`LineCounts::of`] on their [`JointTable`], without the table.
    #[must_use]
    pub fn of_pupils(pupils: &[(i32, Option<i32>)], line: i64, cut: i64) -> Self {
        let mut counts = Self { n: pupils.len() as u64, ..Self::default() };
        for &(mark, total) in pupils {
            let reaches = i64::from(mark) >= cut;
            counts.single += u64::from(reaches);
            match (TotalIs::of(total, line), reaches) {
                (TotalIs::OnLine, true) => counts.double += 1,
                (TotalIs::OnLine, false) => counts.total_only += 1,
                (TotalIs::Below, true) => counts.subject_only += 1,
                (TotalIs::Below, false) => counts.neither += 1,
                (TotalIs::Missing, _) => {}
            }
        }
        counts.on_line = counts.double + counts.total_only;
        counts
    }

    /// Adds the pupils of another group, counted for the same line.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.on_line += other.on_line;
        self.single += other.single;
        self.double += other.double;
        self.total_only += other.total_only;
        self.subject_only += other.subject_only;
        self.neither += other.neither;
    }

    /// 错位人数: pupils on line by total who miss the subject's line.
    #[must_use]
    pub fn misplaced(&self) -> u64 {
        self.total_only
    }

    /// 命中率: of the pupils on the subject's line, the share on the line of the total too, with its Wilson interval.
    ///
    /// # Formula
    /// double / single
    /// # Errors
    /// [`StatError::ZeroDenominator`] if nobody is on the subject's line.
    pub fn hit_rate(&self) -> Result<Estimate, StatError> {
        with_interval(self.double, self.single)
    }

    /// 贡献率: of the pupils on the line of the total, the share on the subject's line too, with its Wilson interval.
    ///
    /// # Formula
    /// double / #(total >= T0), both among pupils with a mark in the subject.
    /// # Errors
    /// [`StatError::ZeroDenominator`] if nobody is on line.
    pub fn contribution_rate(&self) -> Result<Estimate, StatError> {
        with_interval(self.double, self.on_line)
    }

    /// 有效率: share of the subject's pupils on its line, with its Wilson interval.
    ///
    /// # Formula
    /// single / n
    /// # Errors
    /// [`StatError::ZeroDenominator`] without pupils.
    pub fn effective_rate(&self) -> Result<Estimate, StatError> {
        with_interval(self.single, self.n)
    }
}

fn with_interval(reached: u64, denominator: u64) -> Result<Estimate, StatError> {
    let value = share(reached, denominator)?;
    Ok(Estimate { value, interval: Some(wilson_interval(reached, denominator)?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: &[(i32, usize)]) -> FrequencyTable {
        let mut marks: Vec<i32> = cells.iter().flat_map(|&(mark, n)| std::iter::repeat_n(mark, n)).collect();
        FrequencyTable::from_marks(&mut marks)
    }

    fn joint(on_line: &[(i32, usize)], below: &[(i32, usize)]) -> JointTable {
        JointTable { on_line: table(on_line), below: table(below), without_total: FrequencyTable::default() }
    }

    #[test]
    fn the_line_of_a_share_lets_ties_in() {
        let totals = table(&[(400, 5), (500, 3), (600, 2)]);
        assert_eq!(line_of_share(&totals, 1, 10), Ok(600));
        assert_eq!(line_of_share(&totals, 21, 100), Ok(500));
        assert_eq!(line_of_share(&totals, 1, 2), Ok(500));
        assert_eq!(line_of_share(&totals, 1, 1), Ok(400));
        assert_eq!(line_of_share(&totals, 0, 1), Err(StatError::OutOfRange));
        assert_eq!(line_of_share(&totals, 2, 1), Err(StatError::OutOfRange));
        assert_eq!(line_of_share(&table(&[]), 1, 2), Err(StatError::TooFew { found: 0, required: 1 }));
        assert_eq!(online_rate(&totals, 500).map(|rate| rate.value), Ok(0.5));
        assert_eq!(online_rate(&table(&[]), 500), Err(StatError::ZeroDenominator));
    }

    #[test]
    fn example_of_hits() {
        // 100 on line by total, 120 on the subject's line, 84 on both.
        let counts = LineCounts::of(&joint(&[(90, 84), (50, 16)], &[(80, 36), (40, 64)]), 75);
        assert_eq!((counts.on_line, counts.single, counts.double, counts.misplaced()), (100, 120, 84, 16));
        assert_eq!((counts.subject_only, counts.neither, counts.n), (36, 64, 200));
        assert_eq!(counts.hit_rate().map(|rate| rate.value), Ok(0.7));
        assert_eq!(counts.contribution_rate().map(|rate| rate.value), Ok(0.84));
        assert_eq!(counts.effective_rate().map(|rate| rate.value), Ok(0.6));
    }

    #[test]
    fn counts_add_up() {
        let (whole, cut) = (joint(&[(90, 84), (50, 16)], &[(80, 36), (40, 64)]), 75);
        let mut sum = LineCounts::of(&joint(&[(90, 80)], &[(40, 64)]), cut);
        sum.merge(&LineCounts::of(&joint(&[(90, 4), (50, 16)], &[(80, 36)]), cut));
        assert_eq!(sum, LineCounts::of(&whole, cut));
        let pupils: Vec<(i32, Option<i32>)> = [(90, 600, 84), (50, 600, 16), (80, 0, 36), (40, 0, 64)]
            .iter()
            .flat_map(|&(mark, total, n)| vec![(mark, Some(total)); n])
            .collect();
        assert_eq!(sum, LineCounts::of_pupils(&pupils, 600, cut));
    }

    #[test]
    fn nothing_to_divide_by_is_an_error() {
        let empty = LineCounts::of(&JointTable::default(), 60);
        assert_eq!(empty, LineCounts::default());
        assert_eq!(empty.hit_rate(), Err(StatError::ZeroDenominator));
        assert_eq!(empty.contribution_rate(), Err(StatError::ZeroDenominator));
        assert_eq!(empty.effective_rate(), Err(StatError::ZeroDenominator));
    }

    #[test]
    fn pupils_without_a_total_count_in_the_subject_alone() {
        let pupils = [(90, Some(600)), (80, Some(500)), (85, None), (40, None)];
        let counts = LineCounts::of(&JointTable::of(&pupils, 600), 75);
        assert_eq!(LineCounts::of_pupils(&pupils, 600, 75), counts);
        assert_eq!((counts.n, counts.single, counts.double, counts.subject_only), (4, 3, 1, 1));
    }
}
