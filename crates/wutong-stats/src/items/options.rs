//! The options of one item: who chose what.

use std::collections::BTreeMap;

use super::groups::{Cell, GroupRule, extremes};
use super::table::{ItemTable, correlation};
use crate::error::StatError;
use crate::frequency::Accumulate;
use crate::moments::ratio;

/// A distractor that a smaller share of pupils chooses does not do its work.
const FUNCTIONAL: f64 = 0.05;

/// What one pupil did on one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The option as marked; `None` for a blank.
    pub option: Option<String>,
    /// Score on the item, in ticks.
    pub score: i32,
    /// Total of the test, in ticks.
    pub total: i64,
}

/// Exact summary of the options of one item.
///
/// Only pupils who had the item before them are pushed: a blank is a choice, an item of choice not taken is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionTable {
    item: ItemTable,
    options: BTreeMap<Option<String>, Chosen>,
}

/// Pupils who chose an option, by total, and the sum of their scores on the item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Chosen {
    by_total: BTreeMap<i64, u64>,
    scores: i64,
}

/// The figures of one option.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionFigures {
    /// The option; `None` for a blank.
    pub option: Option<String>,
    /// Whether it is the key.
    pub is_key: bool,
    /// Pupils who chose it.
    pub count: u64,
    /// Their share.
    pub share: f64,
    /// Mean total of those who chose it, in ticks.
    pub mean_total: Result<f64, StatError>,
    /// Correlation of choosing it with the total.
    pub option_total: Result<f64, StatError>,
    /// Correlation of choosing it with the total less the item.
    pub option_rest: Result<f64, StatError>,
    /// Share of the high group that chose it.
    pub share_high: Result<f64, StatError>,
    /// Share of the low group that chose it.
    pub share_low: Result<f64, StatError>,
    /// A distractor chosen by fewer than 5 %; never the key or the blank.
    pub non_functional: bool,
    /// A distractor that more of the high group chose than the key: the key may be wrong.
    pub check_key: bool,
}

impl OptionTable {
    /// The item's own table.
    #[must_use]
    pub fn item(&self) -> &ItemTable {
        &self.item
    }

    /// Makes an option known that nobody may have chosen.
    pub fn expect_option(&mut self, option: &str) {
        self.options.entry(Some(option.to_owned())).or_default();
    }

    /// The figures of every known option, the blank first where there is one, then in alphabetical order.
    ///
    /// # Formula
    /// Share = chosen / n, blanks included in n; correlations are those of the 0/1 indicator of the option; high and low
    /// group by total as for [`ItemTable::discrimination`].
    /// # Inputs
    /// `key`: the right option. `rule`, `share`: the high and the low group.
    /// # Errors
    /// [`StatError::TooFew`] without pupils. A single figure that cannot be given carries its own reason.
    /// # References
    /// Haladyna & Downing (1993), Educational and Psychological Measurement 53:999: a distractor below 5 % does not
    /// function.
    pub fn figures(&self, key: &str, rule: GroupRule, share: (u64, u64)) -> Result<Vec<OptionFigures>, StatError> {
        self.item.at_least(1)?;
        let groups = |chosen: Option<&Chosen>| {
            let means = extremes(&self.cells(chosen), rule, share);
            means.map(|groups| groups.map(|(sum, count)| ratio(sum, count)))
        };
        let key_groups = groups(self.options.get(&Some(key.to_owned())));
        let figures = |(option, chosen): (&Option<String>, &Chosen)| {
            let is_key = option.as_deref() == Some(key);
            let distractor = option.is_some() && !is_key;
            let own = groups(Some(chosen));
            let count = chosen.count();
            let share = ratio(i128::from(count), i128::from(self.item.n()));
            let (option_total, option_rest) = self.correlations(chosen);
            OptionFigures {
                option: option.clone(),
                is_key,
                count,
                share,
                mean_total: chosen.mean_total(),
                option_total,
                option_rest,
                share_high: own.map(|[high, _]| high),
                share_low: own.map(|[_, low]| low),
                non_functional: distractor && share < FUNCTIONAL,
                check_key: distractor && matches!((own, key_groups), (Ok([own, _]), Ok([key, _])) if own > key),
            }
        };
        Ok(self.options.iter().map(figures).collect())
    }

    /// Correlation of the indicator of an option with the total, and with the total less the item.
    fn correlations(&self, chosen: &Chosen) -> (Result<f64, StatError>, Result<f64, StatError>) {
        let item = self.item.scatter();
        let (n, count) = (i128::from(item.n), i128::from(chosen.count()));
        let own = n * count - count * count;
        let totals: i128 =
            self.item.cells().iter().map(|&(total, count, _)| i128::from(total) * i128::from(count)).sum();
        let with_total = n * chosen.sum_of_totals() - count * totals;
        let with_item = n * i128::from(chosen.scores) - count * item.sum;
        let rest = item.total - 2 * item.cross + item.own;
        (correlation(with_total, own, item.total), correlation(with_total - with_item, own, rest))
    }

    /// All pupils by total, with those who chose an option as the sum to average.
    fn cells(&self, chosen: Option<&Chosen>) -> Vec<Cell> {
        let of = |total: &i64| chosen.and_then(|chosen| chosen.by_total.get(total)).copied().unwrap_or(0);
        let cells = self.item.cells().into_iter();
        cells
            .map(|(total, count, _)| (total, count, i64::try_from(of(&total)).expect("fewer than 2^63 pupils")))
            .collect()
    }
}

impl Chosen {
    fn count(&self) -> u64 {
        self.by_total.values().sum()
    }

    fn sum_of_totals(&self) -> i128 {
        self.by_total.iter().map(|(&total, &count)| i128::from(total) * i128::from(count)).sum()
    }

    fn mean_total(&self) -> Result<f64, StatError> {
        match self.count() {
            0 => Err(StatError::TooFew { found: 0, required: 1 }),
            count => Ok(ratio(self.sum_of_totals(), i128::from(count))),
        }
    }
}

impl Accumulate for OptionTable {
    type Item = Choice;

    fn push(&mut self, choice: Choice) {
        self.item.add(choice.score, choice.total);
        let chosen = self.options.entry(choice.option).or_default();
        *chosen.by_total.entry(choice.total).or_default() += 1;
        chosen.scores += i64::from(choice.score);
    }

    fn merge(&mut self, other: &Self) {
        self.item.merge(&other.item);
        for (option, more) in &other.options {
            let chosen = self.options.entry(option.clone()).or_default();
            for (&total, &count) in &more.by_total {
                *chosen.by_total.entry(total).or_default() += count;
            }
            chosen.scores += more.scores;
        }
    }
}
