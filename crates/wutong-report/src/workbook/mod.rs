//! `workbook.xlsx`: the tables that people read, with charts, ready for print.
//!
//! Numbers stand in their cells at full precision; the cell formats do the rounding.

mod answers;
mod audit;
mod grid;
mod groups;
mod guide;
mod heat;
mod look;
mod marks;
mod region;
mod schools;

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use wutong_model::{AnalysedSubject, Analysis, Level};
use wutong_stats::{MetricInfo, metric};

use crate::error::ReportError;
use crate::words::{self, Lang};
use grid::{Grid, Margins};
use look::Look;

/// With more schools than this the rows of classes stay in the tables.
const MOST_SCHOOLS_WITH_CLASSES: usize = 500;

/// Writes the workbook.
///
/// # Errors
/// [`ReportError::Io`] with the path if it cannot be written.
pub fn write(analysis: &Analysis, path: &Path, lang: Lang) -> Result<(), ReportError> {
    fill(analysis, lang).and_then(|mut workbook| workbook.save(path)).map_err(|error| {
        let source = match error {
            XlsxError::IoError(source) => source,
            other => std::io::Error::other(other),
        };
        ReportError::write(path, source)
    })
}

/// A workbook in the making.
struct Book<'a> {
    analysis: &'a Analysis,
    lang: Lang,
    look: Look,
    workbook: Workbook,
}

/// How much of a sheet is kept in memory until the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    /// All of it, as charts on it need.
    Short,
    /// The current row.
    Long,
}

impl Book<'_> {
    fn sheet(&mut self, name: &str, length: Length) -> Result<Grid<'_>, XlsxError> {
        let sheet = match length {
            Length::Short => self.workbook.add_worksheet(),
            Length::Long => self.workbook.add_worksheet_with_low_memory()?,
        };
        sheet.set_name(name)?;
        let raw = &self.analysis.spec.raw;
        let confidential = words::confidentiality(raw.privacy.audience, self.lang);
        Ok(Grid::new(sheet, &self.look, self.lang, Margins { title: raw.exam.title.clone(), confidential }))
    }
}

/// Whether the workbook has rows of classes.
fn has_classes(analysis: &Analysis) -> bool {
    analysis.level(Level::Class).next().is_some() && analysis.schools().count() <= MOST_SCHOOLS_WITH_CLASSES
}

/// Whether the reader is to see what became of the rows.
fn has_accounts(analysis: &Analysis) -> bool {
    !analysis.spec.raw.privacy.audience.is_outside()
}

fn fill(analysis: &Analysis, lang: Lang) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    // A fast level: a third less time on a large exam for a file a quarter larger.
    workbook.set_zip_compression_level(1);
    let look = Look::new();
    workbook.set_default_format(&look.base, 20, 64)?;
    let raw = &analysis.spec.raw;
    // A fixed date: two runs on the same marks give the same bytes.
    let properties = DocProperties::new()
        .set_title(&raw.exam.title)
        .set_subject(&raw.exam.id)
        .set_author("Wutong")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    let mut book = Book { analysis, lang, look, workbook };
    guide::guide(&mut book)?;
    region::overview(&mut book)?;
    if analysis.level(Level::County).nth(1).is_some() {
        groups::groups(&mut book, Level::County)?;
    }
    if analysis.schools().next().is_some() {
        groups::groups(&mut book, Level::School)?;
    }
    if analysis.level(Level::Dimension).next().is_some() {
        groups::groups(&mut book, Level::Dimension)?;
    }
    if has_classes(analysis) {
        groups::groups(&mut book, Level::Class)?;
    }
    if analysis.n_schools > 1 {
        region::differences(&mut book)?;
    }
    schools::schools(&mut book)?;
    heat::heats(&mut book)?;
    answers::answers(&mut book)?;
    marks::bands(&mut book)?;
    marks::one_mark(&mut book)?;
    if has_accounts(analysis) {
        audit::accounts(&mut book)?;
    }
    audit::withheld(&mut book)?;
    Ok(book.workbook)
}

/// The metrics of a list that the analysis has, with their catalogue entries.
fn metrics(analysis: &Analysis, ids: &[&str]) -> Vec<&'static MetricInfo> {
    ids.iter().filter(|id| analysis.metrics.column(id).is_some()).filter_map(|id| metric(id)).collect()
}

/// Label of a metric.
fn label(info: &MetricInfo, lang: Lang) -> &'static str {
    lang.pick(info.zh, info.en)
}

/// Name of a subject, the total in the language of the workbook.
fn subject_name(subject: &AnalysedSubject, lang: Lang) -> &str {
    words::subject_in(&subject.id, &subject.name, lang)
}

/// Positions of the subjects, the total first: readers look for it first.
fn subjects_total_first(analysis: &Analysis) -> impl Iterator<Item = usize> {
    let n = analysis.subjects.len();
    (0..n).map(move |position| (position + n - 1) % n)
}
