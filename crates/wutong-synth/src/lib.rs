//! Seeded synthetic districts whose truth is known.
//!
//! A demonstration, a test or a benchmark needs an examination whose school effects, absences and irregularities
//! are known beforehand. [`write_district`] writes what a teaching-research centre receives: one workbook a school,
//! as different from each other as real ones are, with the roster, the item marks of mathematics and `exam.toml`.
//! [`write_scores`] writes one large table instead, a class at a time, so that ten million pupils need no more
//! memory than a thousand. Both put the parameters and the drawn effects into `truth.json`.
//!
//! One `(pupils, schools, seed)` always gives the same pupils and marks, whatever the form they are written in, and
//! the same bytes on one platform. Nothing here is, or is derived from, a real school or pupil.
//!
//! ```no_run
//! let options = wutong_synth::Options { pupils: 1_000, ..Default::default() };
//! let written = wutong_synth::write_district(&options, std::path::Path::new("demo"))?;
//! assert_eq!(written.n_pupils, 1_000);
//! # Ok::<(), wutong_synth::SynthError>(())
//! ```

mod blueprint;
mod delivery;
mod district;
mod draw;
mod effect;
mod error;
mod folder;
mod items;
mod name;
mod options;
mod plan;
mod scores;
mod specification;
mod subject;
mod tables;
mod tally;
#[cfg(test)]
mod tests;
mod truth;
mod workbook;

pub use district::write_district;
pub use error::SynthError;
pub use options::{Options, ScoreFormat, Written};
pub use scores::write_scores;
