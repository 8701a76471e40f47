//! The output folder: everything a run writes, whole or not at all.

mod folder;
mod formats;
mod record;
#[cfg(test)]
mod tests;
mod unfinished;

use std::path::{Path, PathBuf};

use wutong_model::Analysis;

use crate::error::ReportError;
use crate::profile::{self, SchoolProfile};
use crate::tables::{self, TableFormats};
use crate::words::Lang;

pub use folder::check_target;
pub use formats::Formats;
pub use unfinished::{Interrupted, interrupt};

/// What a run knows of itself and an analysis does not; goes into `run.json`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunRecord {
    /// Threads that computed.
    pub threads: usize,
    /// Seed, where anything was drawn.
    pub seed: Option<u64>,
    /// Seconds by phase, in order.
    pub timings: Vec<(String, f64)>,
}

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteOptions {
    /// Formats.
    pub formats: Formats,
    /// Language of everything that people read.
    pub lang: Lang,
}

/// Writes the output folder and returns its path.
///
/// Everything goes into a folder beside it first; a folder of an earlier run is replaced at the very end, and stays as it
/// is when anything fails before. `progress` is told what is being written.
///
/// # Errors
/// [`ReportError`] with the path of the file or folder that could not be written, and the cure.
pub fn write(
    analysis: &Analysis,
    record: &RunRecord,
    out: &Path,
    options: &WriteOptions,
    progress: &dyn Fn(&str),
) -> Result<PathBuf, ReportError> {
    let staging = folder::Staging::new(out)?;
    let root = staging.path();
    let formats = options.formats;
    let alone = (!analysis.may_list_schools()).then(|| analysis.region_alone());
    let listed = alone.as_ref().unwrap_or(analysis);
    if formats.csv || formats.parquet {
        progress("tables");
        let folder = make_folder(root.join("tables"))?;
        tables::write_tables(listed, &folder, TableFormats { csv: formats.csv, parquet: formats.parquet })?;
    }
    tables::quarantine(analysis, &root.join("quarantine.csv"), options.lang)?;
    #[cfg(feature = "xlsx")]
    if formats.xlsx {
        progress("workbook.xlsx");
        crate::workbook::write(listed, &root.join("workbook.xlsx"), options.lang)?;
    }
    if formats.html || formats.json {
        progress("schools");
        write_schools(analysis, root, options)?;
    }
    #[cfg(feature = "html")]
    if formats.html {
        progress("index.html");
        write_file(&root.join("index.html"), &crate::html::index_page(analysis, formats, options.lang)?)?;
    }
    write_json(&root.join("check.json"), record::check(analysis))?;
    // The last one: a folder with it is complete.
    write_json(&root.join("run.json"), record::run(analysis, record, options))?;
    staging.replace()?;
    Ok(out.to_owned())
}

fn write_schools(analysis: &Analysis, root: &Path, options: &WriteOptions) -> Result<(), ReportError> {
    let folder = make_folder(root.join("schools"))?;
    for school in analysis.schools() {
        let profile = SchoolProfile::new(analysis, school);
        let stem = profile::school_file_stem(&profile.school.id, &profile.school.name);
        let path = |extension: &str| folder.join(format!("{stem}.{extension}"));
        if options.formats.json {
            write_file(&path("json"), &profile::json(&profile))?;
        }
        #[cfg(feature = "html")]
        if options.formats.html {
            write_file(&path("html"), &crate::html::school_page(&profile, options.lang)?)?;
        }
    }
    Ok(())
}

fn make_folder(path: PathBuf) -> Result<PathBuf, ReportError> {
    std::fs::create_dir(&path).map_err(|source| ReportError::write(&path, source))?;
    Ok(path)
}

fn write_json(path: &Path, text: serde_json::Result<String>) -> Result<(), ReportError> {
    let text = text.map_err(|error| ReportError::write(path, error.into()))?;
    write_file(path, &text)
}

fn write_file(path: &Path, text: &str) -> Result<(), ReportError> {
    std::fs::write(path, text).map_err(|source| ReportError::write(path, source))
}
