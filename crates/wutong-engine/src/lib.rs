//! Score book to analysis, in two halves with a value between them.
//!
//! [`summarise`] turns a score book into exact, mergeable [`Summaries`]; [`finish`] turns summaries into an
//! [`Analysis`](wutong_model::Analysis). Summaries of several books merge into the summaries of the whole, so that a
//! school, a county or another engine can deliver the first half. Only this crate knows threads: [`Workers`].

mod answers;
mod evidence;
mod exam;
mod finish;
mod groups;
mod insight;
mod joint;
mod neighbours;
mod parts;
mod policy;
mod pupils;
mod scripts;
mod summarise;
mod summary;
mod workers;

pub use answers::check_requests;
pub use finish::finish;
pub use joint::JointMarks;
pub use parts::{Part, PartKind, PartTallies, PartTally};
pub use policy::{DimensionError, check_dimensions, disclose};
pub use pupils::own_levels;
pub use summarise::summarise;
pub use summary::{ClassSummary, MergeError, Neighbours, SchoolSummary, Summaries, Tally};
pub use workers::{Workers, WorkersError};
