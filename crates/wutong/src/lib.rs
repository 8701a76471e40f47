//! Wutong (五同): marks of a joint exam to comparable statistics, an honest verdict, and one profile per school.
//!
//! The promised interface: everything else is reached through the re-exports below.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use std::sync::Arc;
//! # use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
//! # let school: ArrayRef = Arc::new(StringArray::from(vec!["A", "A", "A", "A", "B", "B", "B", "B"]));
//! # let id: ArrayRef = Arc::new(StringArray::from(vec!["1", "2", "3", "4", "5", "6", "7", "8"]));
//! # let math: ArrayRef = Arc::new(Float64Array::from(vec![80.0, 85.0, 90.0, 95.0, 60.0, 70.0, 75.0, 90.0]));
//! # let sources = RecordBatch::try_from_iter([("school", school), ("id", id), ("math", math)])?;
//! # let spec = wutong::ExamSpec::from_toml(r#"
//! #     exam = { id = "demo", title = "Demo", stage = "junior", grade = 9, kind = "research" }
//! #     subject = [{ id = "math", full_mark = 100 }]
//! #     privacy = { min_cell = 1 }
//! # "#)?;
//! // `spec` is an exam.toml, `sources` a data frame, a record batch, or the files that the specification names.
//! let analysis = wutong::run(&spec, sources)?;
//! let rate = analysis.school("A")?.subject("math")?.excellence_rate;
//! assert_eq!(rate.value(), Some(0.75));
//! # Ok(())
//! # }
//! ```
//!
//! Files instead of memory: [`open`] reads an `exam.toml` and gives specification and sources.
//!
//! A value that cannot be given is [`Reported::Withheld`] with its [`Reason`], never NaN and never zero. The same input
//! gives the same bytes for any number of threads and any order of rows.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub use wutong_check as check;
pub use wutong_engine::{Summaries, Workers, check_requests, finish, own_levels, summarise};
pub use wutong_ingest as ingest;
pub use wutong_ingest::{Ingested, Progress, Sources};
pub use wutong_model as model;
pub use wutong_model::{Analysis, ExamSpec, Level, Reason, Reported, ScoreBook, Severity, TOTAL, Verdict};
#[cfg(feature = "report")]
pub use wutong_report as report;
pub use wutong_stats as stats;

/// Anything that can stop a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The specification file cannot be read.
    #[error("cannot read {}: {source}; give the path of an exam.toml, or make one with `wutong init FILES`", path.display())]
    SpecFile {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The specification file is not UTF-8.
    #[error("{}: not UTF-8 text; save it in the encoding UTF-8", .0.display())]
    SpecEncoding(PathBuf),
    /// The specification is wrong.
    #[error("{}: {source}", path.display())]
    Spec {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: Box<model::SpecError>,
    },
    /// The exam that this one is held against cannot be read.
    #[error("{}: {why}; exam.previous has to name the run.json of an exam that Wutong has run", path.display())]
    Previous {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The specification asks for something that does not exist.
    #[error("{0}")]
    Request(#[source] Box<model::SpecError>),
    /// The input cannot be read.
    #[error("{0}")]
    Ingest(#[source] Box<ingest::IngestError>),
    /// A dimension that would point at one school or a few pupils.
    #[error(transparent)]
    Dimension(#[from] wutong_engine::DimensionError),
    /// Worker threads cannot be started.
    #[error(transparent)]
    Workers(#[from] wutong_engine::WorkersError),
}

impl Error {
    /// A wrong specification in this file.
    #[must_use]
    pub fn spec(path: &Path, source: model::SpecError) -> Self {
        Self::Spec { path: path.to_owned(), source: Box::new(source) }
    }

    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::SpecFile { path, source } => {
                format!("无法读取 {}：{source}。请给出 exam.toml 的路径，或用 wutong init 生成一份", path.display())
            }
            Self::SpecEncoding(path) => format!("{}：不是 UTF-8 文本，请用 UTF-8 编码另存", path.display()),
            Self::Spec { path, source } => format!("{}：{}", path.display(), source.zh()),
            Self::Previous { path, why } => {
                format!("{}：{why}。exam.previous 须写明五同运行过的考试的 run.json", path.display())
            }
            Self::Request(error) => error.zh(),
            Self::Ingest(error) => error.zh(),
            Self::Dimension(error) => error.zh(),
            Self::Workers(error) => format!("无法启动 {} 个线程，请用 --threads 减少线程数", error.threads),
        }
    }
}

impl From<ingest::IngestError> for Error {
    fn from(error: ingest::IngestError) -> Self {
        Self::Ingest(Box::new(error))
    }
}

/// Reads an `exam.toml`: the specification, and the files it names relative to its folder.
///
/// # Errors
/// [`Error::SpecFile`] or [`Error::Spec`] with the place and the cure.
pub fn open(path: impl AsRef<Path>) -> Result<(ExamSpec, Sources), Error> {
    let path = path.as_ref();
    let bytes = std::fs::read(path).map_err(|source| Error::SpecFile { path: path.to_owned(), source })?;
    let text = String::from_utf8(bytes).map_err(|_| Error::SpecEncoding(path.to_owned()))?;
    let wrong = |source| Error::spec(path, source);
    let mut spec = ExamSpec::from_toml(&text).map_err(wrong)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    spec.previous = spec.raw.exam.previous.as_ref().map(|file| previous(&folder.join(file))).transpose()?;
    let known: Vec<&str> = check::CHECKS.iter().map(|check| check.id).collect();
    model::spec::check_ids(&spec.raw.checks, &known).map_err(wrong)?;
    check_requests(&spec).map_err(wrong)?;
    check::fixed_severities(&spec).map_err(wrong)?;
    let sources = Sources::files(&spec, folder);
    Ok((spec, sources))
}

/// How the exam was analysed that another is held against.
fn previous(path: &Path) -> Result<model::PreviousExam, Error> {
    let fail = |why: String| Error::Previous { path: path.to_owned(), why };
    let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    model::PreviousExam::from_run(&text).map_err(fail)
}

/// Reads the sources, checks them and computes everything, on all cores.
///
/// # Errors
/// [`Error`] if an input cannot be read at all; bad rows and cells do not stop a run, they are in
/// [`Analysis::problems`](model::Analysis::problems).
pub fn run(spec: &ExamSpec, sources: impl Into<Sources>) -> Result<Analysis, Error> {
    let workers = Workers::new(None)?;
    let ingested = read(spec, &sources.into(), &(), &workers)?;
    Ok(analyse(spec, ingested, &workers))
}

/// Reads the sources, files side by side.
///
/// # Errors
/// [`Error::Ingest`] if no file of scores can be read, or if the input contradicts the specification;
/// [`Error::Request`] if the specification asks for something that does not exist; [`Error::Dimension`] if it names a
/// dimension that would point at one school or a few pupils.
pub fn read(spec: &ExamSpec, sources: &Sources, progress: &dyn Progress, workers: &Workers) -> Result<Ingested, Error> {
    check_requests(spec).map_err(|error| Error::Request(Box::new(error)))?;
    let ingested = ingest::read_on(spec, sources, progress, &|n, job| workers.each(n, job))?;
    wutong_engine::check_dimensions(spec, &ingested.book)?;
    Ok(ingested)
}

/// Checks and computes what has been read.
#[must_use]
pub fn analyse(spec: &ExamSpec, ingested: Ingested, workers: &Workers) -> Analysis {
    let Ingested { book, items, problems, claims, accounts, inputs } = ingested;
    let summaries = summarise(&book, spec, &problems, &claims, workers).with_items(&book, &items, workers);
    drop(items);
    // Only pupils and parents read what rests on single rows.
    let book = (spec.raw.privacy.audience == model::spec::Audience::StudentParent).then_some(book);
    let mut analysis = finish(&summaries, spec, workers);
    let pupils = book.map(|book| own_levels(&book, &summaries, &analysis, workers)).unwrap_or_default();
    analysis.problems = problems;
    analysis.accounts = accounts;
    analysis.provenance = model::Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        specification: hex(&Sha256::digest(spec.canonical())),
        inputs,
    };
    Analysis { pupils, ..wutong_engine::disclose(analysis) }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
