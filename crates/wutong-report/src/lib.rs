//! Words, rounding and files: an analysis becomes pages, workbooks and tables.
//!
//! This crate computes no statistic and rounds nothing before a writer prints it. Labels come from the metric
//! catalogue, everything else that people read from [`words`].

pub mod chart;
pub mod document;
#[cfg(feature = "docx")]
pub mod docx;
mod error;
#[cfg(feature = "html")]
pub mod html;
pub mod output;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod print;
pub mod profile;
pub mod tables;
pub mod templates;
pub mod words;
#[cfg(feature = "xlsx")]
pub mod workbook;

pub use document::Document;
pub use error::ReportError;
pub use output::{Formats, RunRecord, WriteOptions, check_target, write};
pub use profile::{Bulletin, ClassReport, PupilReport, SchoolProfile, SubjectReport, school_file_stem};
pub use templates::Templates;
pub use words::Lang;
