//! The tables of a run: one definition each, written as CSV and as Parquet with the same rows.

mod answers;
mod csv;
#[cfg(test)]
pub(crate) mod fixture;
mod frame;
mod group_metrics;
mod labels;
mod notes;
#[cfg(feature = "parquet")]
mod parquet;
mod quarantine;
mod score_distribution;
#[cfg(test)]
mod tests;
mod text;
mod withheld;

use std::path::Path;

use wutong_model::{Analysis, MarkCount};

use crate::error::ReportError;
use frame::Table;

pub(crate) use answers::VERDICT;
pub(crate) use notes::problem_counts;
pub(crate) use quarantine::quarantine;
#[cfg(feature = "xlsx")]
pub(crate) use text::is_formula;

/// Version of the columns of the tables, stated in every Parquet file, `check.json` and `run.json`.
pub const SCHEMA_VERSION: &str = "1.0";

/// In which formats tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableFormats {
    /// Comma-separated text.
    pub csv: bool,
    /// Apache Parquet.
    pub parquet: bool,
}

/// Writes every table into an existing folder.
///
/// # Errors
/// [`ReportError`] with the path of the file that could not be written.
pub fn write_tables(analysis: &Analysis, folder: &Path, formats: TableFormats) -> Result<(), ReportError> {
    let exam_id = &analysis.spec.raw.exam.id;
    for table in [
        group_metrics::group_metrics(analysis),
        withheld::withheld(analysis),
        score_distribution::score_distribution(analysis),
        notes::findings(analysis),
        notes::problems(analysis),
    ]
    .into_iter()
    .chain(answers::tables(analysis))
    {
        write_table(table, folder, formats, exam_id)?;
    }
    Ok(())
}

#[cfg_attr(not(feature = "parquet"), expect(unused_variables, reason = "only Parquet states the exam"))]
fn write_table(table: Table<'_>, folder: &Path, formats: TableFormats, exam_id: &str) -> Result<(), ReportError> {
    let path = |extension: &str| folder.join(format!("{}.{extension}", table.name));
    let mut text = formats.csv.then(|| csv::CsvFile::create(&path("csv"), &table)).transpose()?;
    #[cfg(feature = "parquet")]
    let mut binary =
        formats.parquet.then(|| parquet::ParquetFile::create(&path("parquet"), &table, exam_id)).transpose()?;
    for chunk in table.chunks {
        if let Some(file) = &mut text {
            file.write(&chunk)?;
        }
        #[cfg(feature = "parquet")]
        if let Some(file) = &mut binary {
            file.write(chunk)?;
        }
    }
    #[cfg(feature = "parquet")]
    binary.map(parquet::ParquetFile::finish).transpose()?;
    text.map(csv::CsvFile::finish).transpose()?;
    Ok(())
}

/// One row of a one-mark table.
pub(crate) struct Step {
    /// Mark in ticks.
    pub(crate) ticks: i64,
    /// Pupils with it.
    pub(crate) count: u64,
    /// Pupils with it or more.
    pub(crate) cumulative: u64,
    /// The same as a share of all.
    pub(crate) share: f64,
}

/// A distribution as a one-mark table: from the highest mark down, with what has accumulated.
pub(crate) fn cumulate(distribution: &[MarkCount]) -> impl Iterator<Item = Step> + '_ {
    let total: u64 = distribution.iter().map(|mark| mark.count).sum();
    let mut cumulative = 0;
    distribution.iter().rev().map(move |mark| {
        cumulative += mark.count;
        #[expect(clippy::cast_precision_loss, reason = "numbers of pupils are far below 2^53")]
        let share = cumulative as f64 / total as f64;
        Step { ticks: mark.ticks, count: mark.count, cumulative, share }
    })
}
