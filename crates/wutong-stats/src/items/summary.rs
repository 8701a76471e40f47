//! All items of a test together.

use std::collections::BTreeMap;

use super::groups::GroupRule;
use super::table::ItemTable;
use crate::error::StatError;
use crate::frequency::Accumulate;
use crate::moments::ratio;

/// Exact summary of the item scores of a test.
///
/// Holds the table of every item over its takers, the totals of all pupils, and the sums of products of the items over
/// the pupils who took every item. Rows of different length contradict each other: a summary that met some answers every
/// question with [`StatError::Contradiction`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemSummary {
    items: Vec<ItemTable>,
    totals: BTreeMap<i64, u64>,
    complete: u64,
    sums: Vec<i64>,
    products: Vec<i128>,
    contradictory: bool,
}

impl ItemSummary {
    /// The summary of pupils: one row each, one score an item, `None` where the pupil did not take the item.
    #[must_use]
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = &'a [Option<i32>]>) -> Self {
        let mut summary = Self::default();
        for row in rows {
            summary.add(row);
        }
        summary
    }

    /// The tables of the items, in the order of the rows.
    ///
    /// # Errors
    /// [`StatError::Contradiction`] if rows differ in length.
    pub fn items(&self) -> Result<&[ItemTable], StatError> {
        if self.contradictory { Err(StatError::Contradiction) } else { Ok(&self.items) }
    }

    /// Pupils who took at least one item.
    #[must_use]
    pub fn n_pupils(&self) -> u64 {
        self.totals.values().sum()
    }

    /// Pupils who took every item; reliability rests on them.
    #[must_use]
    pub fn n_complete(&self) -> u64 {
        self.complete
    }

    /// Facility of the paper (试卷难度): mean total over its full mark, which is Σ P_k f_k / F where all take all items.
    ///
    /// # Inputs
    /// `full` (F): what a pupil can reach, in ticks; with items of choice less than the sum over the items.
    /// # Errors
    /// [`StatError::OutOfRange`] for a full mark below 1; [`StatError::TooFew`] without pupils;
    /// [`StatError::Contradiction`] if a total exceeds the full mark or rows differ in length.
    pub fn paper_facility(&self, full: i64) -> Result<f64, StatError> {
        self.items()?;
        if full < 1 {
            return Err(StatError::OutOfRange);
        }
        match self.totals.last_key_value() {
            None => Err(StatError::TooFew { found: 0, required: 1 }),
            Some((&highest, _)) if highest > full => Err(StatError::Contradiction),
            Some(_) => {
                let sum: i128 = self.totals.iter().map(|(&total, &count)| i128::from(total) * i128::from(count)).sum();
                Ok(ratio(sum, i128::from(self.n_pupils()) * i128::from(full)))
            }
        }
    }

    /// Mean of the facilities of the items, each item counting alike.
    ///
    /// # Errors
    /// As [`ItemTable::facility`]; [`StatError::Contradiction`] if there are not as many full marks as items.
    pub fn mean_facility(&self, full: &[i32]) -> Result<f64, StatError> {
        let facilities = self.each(full, ItemTable::facility)?;
        Ok(facilities.iter().sum::<f64>() / count(facilities.len()))
    }

    /// Discrimination of the paper (试卷区分度): Σ D_k f_k / Σ f_k.
    ///
    /// # Inputs
    /// `full` (f_k): full marks of the items in ticks; `rule`, `share`: as for [`ItemTable::discrimination`].
    /// # Errors
    /// As [`ItemTable::discrimination`]; [`StatError::Contradiction`] if there are not as many full marks as items.
    pub fn paper_discrimination(&self, full: &[i32], rule: GroupRule, share: (u64, u64)) -> Result<f64, StatError> {
        let indices = self.each(full, |item, full| Ok(item.discrimination(full, rule, share)? * f64::from(full)))?;
        Ok(indices.iter().sum::<f64>() / ratio(full.iter().map(|&full| i128::from(full)).sum(), 1))
    }

    fn each(
        &self,
        full: &[i32],
        statistic: impl Fn(&ItemTable, i32) -> Result<f64, StatError>,
    ) -> Result<Vec<f64>, StatError> {
        let items = self.items()?;
        if items.is_empty() {
            return Err(StatError::TooFew { found: 0, required: 1 });
        }
        if items.len() != full.len() {
            return Err(StatError::Contradiction);
        }
        items.iter().zip(full).map(|(item, &full)| statistic(item, full)).collect()
    }

    /// Sum of scores of the pupils who took every item.
    pub(super) fn sum(&self) -> i128 {
        self.sums.iter().map(|&sum| i128::from(sum)).sum()
    }

    /// n times the sum of products of two items about their means, over the pupils who took every item.
    pub(super) fn scatter(&self, one: usize, other: usize) -> i128 {
        let (one, other) = (one.max(other), one.min(other));
        let products = self.products[one * (one + 1) / 2 + other];
        i128::from(self.complete) * products - i128::from(self.sums[one]) * i128::from(self.sums[other])
    }

    fn add(&mut self, row: &[Option<i32>]) {
        if self.contradictory {
            return;
        }
        if self.items.is_empty() {
            self.widen(row.len());
        }
        if row.len() != self.items.len() {
            self.contradict();
            return;
        }
        if row.iter().all(Option::is_none) {
            return;
        }
        let total = row.iter().flatten().map(|&score| i64::from(score)).sum();
        *self.totals.entry(total).or_default() += 1;
        for (item, score) in self.items.iter_mut().zip(row) {
            if let Some(score) = score {
                item.add(*score, total);
            }
        }
        if row.iter().all(Option::is_some) {
            self.complete += 1;
            let mut products = self.products.iter_mut();
            for (place, score) in row.iter().flatten().enumerate() {
                self.sums[place] += i64::from(*score);
                for (other, product) in row[..=place].iter().flatten().zip(products.by_ref()) {
                    *product += i128::from(i64::from(*score) * i64::from(*other));
                }
            }
        }
    }

    fn widen(&mut self, n_items: usize) {
        self.items = vec![ItemTable::default(); n_items];
        self.sums = vec![0; n_items];
        self.products = vec![0; n_items * (n_items + 1) / 2];
    }

    /// The one state of all contradictory summaries, so that merging stays associative.
    fn contradict(&mut self) {
        *self = Self { contradictory: true, ..Self::default() };
    }
}

impl Accumulate for ItemSummary {
    /// One score an item, `None` where the pupil did not take it.
    type Item = Vec<Option<i32>>;

    fn push(&mut self, row: Vec<Option<i32>>) {
        self.add(&row);
    }

    fn merge(&mut self, other: &Self) {
        if self.contradictory || other.items.is_empty() && !other.contradictory {
            return;
        }
        if self.items.is_empty() {
            self.clone_from(other);
            return;
        }
        if other.contradictory || self.items.len() != other.items.len() {
            self.contradict();
            return;
        }
        for (item, more) in self.items.iter_mut().zip(&other.items) {
            item.merge(more);
        }
        for (&total, &count) in &other.totals {
            *self.totals.entry(total).or_default() += count;
        }
        self.complete += other.complete;
        self.sums.iter_mut().zip(&other.sums).for_each(|(sum, more)| *sum += more);
        self.products.iter_mut().zip(&other.products).for_each(|(product, more)| *product += more);
    }
}

/// A number of items as a float.
pub(super) fn count(items: usize) -> f64 {
    ratio(items as i128, 1)
}
