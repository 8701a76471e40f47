//! Score book to analysis, in two halves with a value between them.
//!
//! [`summarise`] turns a score book into exact, mergeable [`Summaries`]; [`finish`] turns summaries into an
//! [`Analysis`](wutong_model::Analysis). Summaries of several books merge into the summaries of the whole, so that a
//! school, a county or another engine can deliver the first half. Only this crate knows threads: [`Workers`].

mod evidence;
mod exam;
mod finish;
mod groups;
mod policy;
mod summarise;
mod summary;
mod workers;

pub use finish::finish;
pub use policy::{DimensionError, check_dimensions, disclose};
pub use summarise::summarise;
pub use summary::{ClassSummary, MergeError, SchoolSummary, Summaries, Tally};
pub use workers::{Workers, WorkersError};
