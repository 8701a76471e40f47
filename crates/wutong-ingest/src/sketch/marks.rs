//! The marks of a column, summed up in one pass.

use std::collections::BTreeMap;

use crate::cell::{Cell, fold};
use crate::mark::{Parsed, decimal, is_zero, out_of};

/// Decimals beyond which a mark is not looked at.
pub(super) const MOST_DECIMALS: u8 = 6;
/// Largest marks that are kept apart.
const KEPT_MARKS: usize = 4096;

/// The marks of a column, summed up.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// Number of marks.
    pub(super) n: u64,
    /// Number of blank cells.
    pub(super) blank: u64,
    /// Number of cells that hold a text: 缺考, A.
    pub(super) texts: u64,
    /// The largest.
    pub(super) maximum: f64,
    /// How many marks have so many decimals.
    pub(super) decimals: [u64; MOST_DECIMALS as usize + 1],
    /// Number of cells that hold a grade instead: A, 优.
    pub(super) grades: u64,
    /// How often each mark occurs, in millionths, the largest only.
    pub(super) largest: BTreeMap<i64, u64>,
    /// How often each full mark stands behind a mark, by its bits.
    out_of: BTreeMap<u64, u64>,
}

impl Marks {
    pub(super) fn add(&mut self, cell: Cell<'_>) -> bool {
        let shown = cell.shown();
        let folded = fold(&shown);
        if is_zero(&folded) {
            (self.n, self.decimals[0]) = (self.n + 1, self.decimals[0] + 1);
            self.count(0, 1);
            return true;
        }
        let bare = folded.trim_matches('\'').trim_end_matches('分');
        // 85/120 states its full mark.
        let (bare, full) = out_of(bare).map_or((bare, None), |(mark, full)| (mark, full.parse::<f64>().ok()));
        let Some(Parsed::Ticks(ticks)) = decimal(bare.as_bytes(), MOST_DECIMALS) else { return false };
        self.n += 1;
        let fraction = bare.split_once('.').map_or("", |(_, fraction)| fraction.trim_end_matches('0'));
        self.decimals[fraction.len().min(usize::from(MOST_DECIMALS))] += 1;
        self.count(ticks, 1);
        if let Some(full) = full {
            *self.out_of.entry(full.to_bits()).or_default() += 1;
        }
        true
    }

    /// The full mark that stands behind most of the marks; `None` where it does not.
    pub(super) fn stated(&self) -> Option<f64> {
        let (full, times) = self.out_of.iter().max_by_key(|(_, times)| **times)?;
        (times * 2 > self.n).then(|| f64::from_bits(*full))
    }

    fn count(&mut self, ticks: i64, times: u64) {
        self.maximum = self.maximum.max(wutong_model::points(ticks, MOST_DECIMALS));
        *self.largest.entry(ticks).or_default() += times;
        if self.largest.len() > KEPT_MARKS {
            self.largest.pop_first();
        }
    }

    /// Numbers that can be no mark and look like a code: below zero, or 777 to 9999 in the usual ones; how often each is
    /// there.
    pub(super) fn codes(&self) -> Vec<(i64, u64)> {
        const USUAL: [i64; 8] = [777, 888, 998, 999, 8888, 9998, 9999, 99_999];
        const UNIT: i64 = 10_i64.pow(MOST_DECIMALS as u32);
        let is_code = |ticks: i64| ticks % UNIT == 0 && (ticks < 0 || USUAL.contains(&(ticks / UNIT)));
        self.largest.iter().filter(|(ticks, _)| is_code(**ticks)).map(|(ticks, times)| (*ticks, *times)).collect()
    }

    /// Whether every cell is blank.
    pub(super) fn is_blank(&self) -> bool {
        self.n + self.texts == 0 && self.blank > 0
    }

    /// Takes a number out that is no mark.
    pub(super) fn without(&mut self, ticks: i64) {
        if let Some(times) = self.largest.remove(&ticks) {
            self.n -= times;
            let largest = self.largest.last_key_value().map_or(0, |(ticks, _)| *ticks);
            self.maximum = wutong_model::points(largest, MOST_DECIMALS).max(0.0);
        }
    }

    /// Takes zeros for blanks.
    pub(super) fn without_zeros(&mut self) {
        let zeros = self.largest.get(&0).copied().unwrap_or_default();
        self.without(0);
        self.decimals[0] -= zeros;
        self.blank += zeros;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.blank += other.blank;
        self.texts += other.texts;
        self.grades += other.grades;
        for (mine, theirs) in self.decimals.iter_mut().zip(other.decimals) {
            *mine += theirs;
        }
        for (full, times) in &other.out_of {
            *self.out_of.entry(*full).or_default() += times;
        }
        for (ticks, times) in &other.largest {
            self.count(*ticks, *times);
        }
    }
}
