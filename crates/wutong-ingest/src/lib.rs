//! Bytes to score book: workbooks, text files and tables in memory.
//!
//! One bad row never stops a run, and no row is dropped in silence: each ends in the score book, in the quarantine
//! ([`wutong_model::Problem`]) or is counted as title, header or footer, and the counts add up per sheet
//! ([`wutong_model::SheetAccount`]). What cannot be read at all is an [`IngestError`] that names the place and the cure.
//!
//! This crate computes no statistic and starts no thread: [`read_on`] reads side by side on threads that its caller
//! lends.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use wutong_ingest::{Sources, read};
//! let spec = wutong_model::ExamSpec::from_toml(&std::fs::read_to_string("exam.toml")?)?;
//! let ingested = read(&spec, &Sources::files(&spec, std::path::Path::new(".")), &())?;
//! assert!(ingested.book.n_pupils() > 0);
//! # Ok(())
//! # }
//! ```

mod alias;
mod assemble;
mod by_id;
mod by_name;
mod campus;
mod cell;
mod classes;
mod consistency;
mod correction;
mod county_folders;
mod cut;
mod duplicates;
mod electives;
mod error;
mod feed;
mod flag;
mod format;
mod grades;
mod hash;
mod header;
mod header_row;
mod headings;
mod hidden;
mod identity;
mod ids;
mod items;
mod layout;
mod list;
mod long;
mod mapping;
mod mark;
mod mistyped;
mod noted;
mod numbered_sheets;
mod one_class;
mod organiser;
mod outcome;
mod paths;
mod placed;
mod plain;
mod pseudonym;
mod pupil;
mod ranks;
mod read;
mod resits;
mod roster;
mod same_pupils;
mod scaled;
mod schools;
mod score;
mod scores;
mod shared_code;
mod sheet_classes;
mod similar;
mod sketch;
mod source;
mod staging;
mod step;
mod subject;
mod summaries;
mod summed;
#[cfg(test)]
mod tests;
mod trouble;
mod veil;
mod views;
mod wording;
mod zeros;
mod zh;

pub use error::{IngestError, Lost};
pub use mapping::{MappingError, open as open_mapping, save as save_mapping};
pub use pseudonym::KeyError;
pub use read::{Each, Ingested, Progress, read, read_on};
pub use sketch::{FileKind, Question, SchoolOrigin, Sketch, SketchedFile, SketchedSubject, sketch, sketch_with};
pub use source::Sources;
pub use trouble::{Damage, Excess, Lookalike};
