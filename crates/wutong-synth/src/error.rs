//! Why a district could not be written.

use std::path::PathBuf;

/// A district could not be drawn or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SynthError {
    /// More pupils than can be drawn.
    #[error("at most {limit} pupils can be drawn, {found} were asked for")]
    TooManyPupils {
        /// Pupils asked for.
        found: u64,
        /// Pupils possible.
        limit: u64,
    },
    /// More pupils than belong into workbooks.
    #[error("workbooks are written for at most {limit} pupils, {found} were asked for; use write_scores")]
    TooManyForWorkbooks {
        /// Pupils asked for.
        found: u64,
        /// Pupils possible.
        limit: u64,
    },
    /// No school, too many, or more schools than pupils.
    #[error("{found} schools do not fit {pupils} pupils; need at least 1, at most {limit} and at most one a pupil")]
    Schools {
        /// Schools asked for.
        found: u32,
        /// Pupils asked for.
        pupils: u64,
        /// Schools possible.
        limit: u32,
    },
    /// The folder holds an examination that is not a synthetic district.
    #[error("{} exists and {} was not written as a synthetic district; choose another folder", .found.display(), .dir.display())]
    Occupied {
        /// Folder asked for.
        dir: PathBuf,
        /// What stands there.
        found: PathBuf,
    },
    /// A character that the encoding of a delivered file cannot express.
    #[error("{} cannot be expressed in {encoding}", .path.display())]
    Encoding {
        /// File to write.
        path: PathBuf,
        /// Encoding of the file.
        encoding: &'static str,
    },
    /// A file or folder could not be written.
    #[error("cannot write {}", .path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// Reason given by the system.
        #[source]
        source: std::io::Error,
    },
    /// A CSV file could not be written.
    #[error("cannot write {}", .path.display())]
    Csv {
        /// File to write.
        path: PathBuf,
        /// Reason given by the CSV writer.
        #[source]
        source: csv::Error,
    },
    /// A workbook could not be written.
    #[error("cannot write workbook {}", .path.display())]
    Workbook {
        /// File to write.
        path: PathBuf,
        /// Reason given by the workbook writer.
        #[source]
        source: rust_xlsxwriter::XlsxError,
    },
    /// A Parquet file could not be written.
    #[error("cannot write {}", .path.display())]
    Parquet {
        /// File to write.
        path: PathBuf,
        /// Reason given by the Parquet writer.
        #[source]
        source: parquet::errors::ParquetError,
    },
    /// A JSON file could not be written.
    #[error("cannot write {}", .path.display())]
    Json {
        /// File to write.
        path: PathBuf,
        /// Reason given by the JSON writer.
        #[source]
        source: serde_json::Error,
    },
}
