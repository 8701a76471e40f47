//! Classical analysis of items, options and tests.
//!
//! Scores are integers (ticks). [`ItemTable`] is the exact summary of one item: for each total, how many pupils took the
//! item and the sum of their scores on it. [`ItemSummary`] holds the tables of all items and, over the pupils who took
//! every item, the sums of products that reliability needs; [`OptionTable`] counts the options of one item. All of them
//! merge. A missing score is no zero: pupils who did not take an item of choice (选做题) do not count in it, and their
//! total is that of the items they took.
//!
//! A pure function needs only what its formula needs. A caller that publishes should withhold reliability with fewer
//! than [`FEWEST_PUPILS`] pupils or [`FEWEST_ITEMS`] items.
//!
//! Sums are exact while (pupils × highest total)² stays below 2^127.
//!
//! ```
//! use wutong_stats::items::{GroupRule, ItemSummary, Q27};
//!
//! let rows = [[2, 2, 2], [2, 2, 0], [2, 0, 0], [0, 0, 0]].map(|row| row.map(Some));
//! let summary = ItemSummary::from_rows(rows.iter().map(|row| row.as_slice()));
//! assert_eq!(summary.alpha(), Ok(0.75));
//! let first = &summary.items()?[0];
//! assert_eq!(first.facility(2), Ok(0.75));
//! assert_eq!(first.discrimination(2, GroupRule::Ceiling, Q27), Ok(0.5));
//! # Ok::<(), wutong_stats::StatError>(())
//! ```

mod bands;
mod earned;
mod feldt;
mod groups;
mod options;
mod reliability;
mod summary;
mod table;
#[cfg(test)]
mod tests;

pub use bands::{DifficultyBand, DiscriminationBand};
pub use earned::Earned;
pub use groups::{GroupRule, Q27, discrimination_by_sort};
pub use options::{Choice, OptionFigures, OptionTable};
pub use reliability::{Split, SplitHalf};
pub use summary::ItemSummary;
pub use table::ItemTable;

/// Pupils below which reliability should not be published.
pub const FEWEST_PUPILS: u64 = 30;
/// Items below which reliability should not be published.
pub const FEWEST_ITEMS: usize = 4;
