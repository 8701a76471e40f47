//! The frequency table: the complete and exact summary of a group's marks.

use crate::error::StatError;

/// A summary that takes observations one by one and adds up with others of its kind.
///
/// Laws, tested for every implementer: merging with the default changes nothing; merging is associative and
/// commutative; the summary of the whole is the merge of the summaries of its parts.
pub trait Accumulate: Default {
    /// One observation.
    type Item;
    /// Adds an observation.
    fn push(&mut self, item: Self::Item);
    /// Adds all observations of another summary.
    fn merge(&mut self, other: &Self);
}

/// What a table counts: whole ticks.
pub trait Tick: Copy + Ord + Into<i64> + sealed::Sealed {}

impl Tick for i32 {}
impl Tick for FineTick {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for i32 {}
    impl Sealed for super::FineTick {}
}

/// A tick of a measurement with more digits than the marks of a paper have.
///
/// Statistics of one table take it as they take an ordinary tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FineTick(i64);

impl FineTick {
    /// The largest of so many ticks: as many digits as a float has, fewer where sums would not fit.
    #[must_use]
    pub fn most(n: usize) -> i64 {
        let n = i64::try_from(n.max(1)).unwrap_or(i64::MAX);
        ((1 << 60) / n).min(1 << 53)
    }

    /// Ticks of the measurements of one data set.
    ///
    /// # Errors
    /// [`StatError::OutOfRange`] beyond [`FineTick::most`] either way.
    pub fn all(ticks: &[i64]) -> Result<Vec<Self>, StatError> {
        let most = Self::most(ticks.len());
        let fits =
            |&tick: &i64| if (-most..=most).contains(&tick) { Ok(Self(tick)) } else { Err(StatError::OutOfRange) };
        ticks.iter().map(fits).collect()
    }
}

impl From<FineTick> for i64 {
    fn from(tick: FineTick) -> Self {
        tick.0
    }
}

/// The one-mark-per-row table (一分一段表): how many pupils have each mark.
///
/// Marks are integers (ticks); cells are sorted by mark and never empty. Every univariate statistic is a function of it,
/// and tables add up exactly, whatever the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrequencyTable<M = i32> {
    cells: Vec<(M, u32)>,
}

impl<M> Default for FrequencyTable<M> {
    fn default() -> Self {
        Self { cells: Vec::new() }
    }
}

impl<M: Tick> FrequencyTable<M> {
    /// The table of these marks; sorts them in place.
    #[must_use]
    pub fn from_marks(marks: &mut [M]) -> Self {
        marks.sort_unstable();
        let cells = marks
            .chunk_by(|a, b| a == b)
            .map(|run| (run[0], u32::try_from(run.len()).expect("a group has fewer than 2^32 pupils")))
            .collect();
        Self { cells }
    }

    /// The sum of many tables.
    #[must_use]
    pub fn sum_of<'a>(tables: impl IntoIterator<Item = &'a Self>) -> Self
    where
        M: 'a,
    {
        let mut all: Vec<(M, u32)> = Vec::new();
        for table in tables {
            all.extend_from_slice(&table.cells);
        }
        all.sort_unstable_by_key(|&(mark, _)| mark);
        all.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        Self { cells: all }
    }

    /// The table of these counts, in any order; a mark may come more than once, counts of zero are left out.
    #[must_use]
    pub fn from_counts(counts: impl IntoIterator<Item = (M, u32)>) -> Self {
        let cells = counts.into_iter().filter(|&(_, count)| count > 0).collect();
        Self::sum_of([&Self { cells }])
    }

    /// This table without the pupils of a part of it: a group's table, less a school's, is that of all others.
    ///
    /// # Errors
    /// [`StatError::Contradiction`] if the part holds pupils that the table does not.
    pub fn without(&self, part: &Self) -> Result<Self, StatError> {
        let mut cells = self.cells.clone();
        for &(mark, count) in &part.cells {
            let position = cells.binary_search_by_key(&mark, |&(mark, _)| mark);
            let cell = &mut cells[position.map_err(|_| StatError::Contradiction)?];
            cell.1 = cell.1.checked_sub(count).ok_or(StatError::Contradiction)?;
        }
        cells.retain(|&(_, count)| count > 0);
        Ok(Self { cells })
    }

    /// Cells with the number of pupils below each: (mark, number of pupils, number below), ascending by mark.
    pub fn ranked(&self) -> impl Iterator<Item = (M, u64, u64)> {
        self.cells.iter().scan(0, |seen, &(mark, count)| {
            let below = *seen;
            *seen += u64::from(count);
            Some((mark, u64::from(count), below))
        })
    }

    /// Cells (mark, number of pupils), ascending by mark.
    #[must_use]
    pub fn cells(&self) -> &[(M, u32)] {
        &self.cells
    }

    /// Number of pupils.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.cells.iter().map(|&(_, count)| u64::from(count)).sum()
    }

    /// Number of pupils whose mark is at least `cut`.
    #[must_use]
    pub fn at_least(&self, cut: i64) -> u64 {
        let first = self.cells.partition_point(|&(mark, _)| mark.into() < cut);
        self.cells[first..].iter().map(|&(_, count)| u64::from(count)).sum()
    }

    /// Number of pupils whose mark is below `cut`.
    #[must_use]
    pub fn below(&self, cut: i64) -> u64 {
        let end = self.cells.partition_point(|&(mark, _)| mark.into() < cut);
        self.cells[..end].iter().map(|&(_, count)| u64::from(count)).sum()
    }

    /// Number of pupils whose mark is above the mean `sum / n` of another group, compared in integers.
    #[must_use]
    pub fn above_mean_of(&self, sum: i64, n: u64) -> u64 {
        let above = |mark: M| i128::from(mark.into()) * i128::from(n) > i128::from(sum);
        let first = self.cells.partition_point(|&(mark, _)| !above(mark));
        self.cells[first..].iter().map(|&(_, count)| u64::from(count)).sum()
    }

    /// Number of pupils whose mark is at least the mean `sum / n` of another group, compared in integers.
    #[must_use]
    pub fn at_least_mean_of(&self, sum: i64, n: u64) -> u64 {
        let reaches = |mark: M| i128::from(mark.into()) * i128::from(n) >= i128::from(sum);
        let first = self.cells.partition_point(|&(mark, _)| !reaches(mark));
        self.cells[first..].iter().map(|&(_, count)| u64::from(count)).sum()
    }

    /// The mark at a position of the sorted marks, from 0.
    #[must_use]
    pub fn at(&self, position: u64) -> Option<M> {
        let mut seen = 0;
        self.cells.iter().find_map(|&(mark, count)| {
            seen += u64::from(count);
            (position < seen).then_some(mark)
        })
    }
}

impl<M: Tick> Accumulate for FrequencyTable<M> {
    type Item = M;

    fn push(&mut self, mark: M) {
        match self.cells.binary_search_by_key(&mark, |&(mark, _)| mark) {
            Ok(position) => self.cells[position].1 += 1,
            Err(position) => self.cells.insert(position, (mark, 1)),
        }
    }

    fn merge(&mut self, other: &Self) {
        *self = Self::sum_of([&*self, other]);
    }
}
