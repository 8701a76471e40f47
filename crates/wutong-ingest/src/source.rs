//! Where rows come from: files named by the specification, and tables in memory.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{RecordBatch, RecordBatchReader};
use tempfile::TempPath;
use wutong_model::ExamSpec;
use wutong_model::spec::{RawLimits, RawSource, SourceKind};

use crate::error::IngestError;
use crate::format::archive::Packed;
use crate::mapping;
use crate::paths::{archived, expand, is_meant, label, through};

/// The inputs of a run: files, record batches, data frames, in any mixture.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    /// Files of a specification, and the subjects that it has.
    Files { base: PathBuf, sources: Vec<RawSource>, subjects: Vec<String> },
    /// A file of corrections, wherever it lies.
    Corrections { path: PathBuf },
    /// Tables in memory.
    Batches { name: String, batches: Vec<RecordBatch> },
    /// A stream of tables in memory.
    Reader { name: String, stream: Stream },
    #[cfg(feature = "polars")]
    Frame { name: String, frame: polars::prelude::DataFrame },
    #[cfg(feature = "polars")]
    Lazy { name: String, frame: Box<LazyTable> },
}

/// A stream of batches that is read once; clones share it.
#[derive(Clone)]
pub(crate) struct Stream(Arc<Mutex<Option<Box<dyn RecordBatchReader + Send>>>>);

impl Stream {
    /// The batches, for the one who comes first.
    pub(crate) fn take(&self) -> Option<Box<dyn RecordBatchReader + Send>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

/// A lazy frame, collected when it is read.
#[cfg(feature = "polars")]
#[derive(Clone)]
pub(crate) struct LazyTable(pub(crate) polars::prelude::LazyFrame);

#[cfg(feature = "polars")]
impl std::fmt::Debug for LazyTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LazyTable")
    }
}

/// What one input is read from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Payload<'a> {
    /// A file.
    File(&'a Path),
    /// A file in an archive.
    Member(&'a Packed),
    /// Record batches.
    Batches(&'a [RecordBatch]),
    /// A stream of record batches.
    Reader(&'a Stream),
    /// A data frame.
    #[cfg(feature = "polars")]
    Frame(&'a polars::prelude::DataFrame),
    /// A lazy frame.
    #[cfg(feature = "polars")]
    Lazy(&'a LazyTable),
}

/// One file or table, and the source that named it.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// File relative to the specification, or the name of the table.
    pub(crate) name: String,
    /// Number of its source.
    pub(crate) source: usize,
    /// Position of its part.
    part: usize,
    /// Path of a file.
    path: PathBuf,
    /// Where it lies in an archive.
    packed: Option<Packed>,
    /// Keeps an archive that was unpacked from another until the run ends.
    _unpacked: Option<Arc<TempPath>>,
}

/// All inputs of a run, in an order that depends on their names alone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inputs {
    pub(crate) inputs: Vec<Input>,
    pub(crate) sources: Vec<RawSource>,
    /// SHA-256 of the mapping files.
    pub(crate) digests: BTreeMap<String, String>,
}

impl Sources {
    /// The files that the specification names, relative to `base`, the folder of `exam.toml`.
    #[must_use]
    pub fn files(spec: &ExamSpec, base: &Path) -> Self {
        let subjects = spec.subjects.iter().map(|subject| subject.id.clone()).collect();
        Self { parts: vec![Part::Files { base: base.to_owned(), sources: spec.raw.source.clone(), subjects }] }
    }

    /// A `quarantine.csv` whose column `corrected` has been filled in; the path is relative to the working folder.
    #[must_use]
    pub fn corrections(path: &Path) -> Self {
        Self { parts: vec![Part::Corrections { path: path.to_owned() }] }
    }

    /// Marks in memory: one row a pupil, columns found by their names as in a file.
    ///
    /// The names count as row 1 of the table, as they would in a spreadsheet.
    #[must_use]
    pub fn batches(name: &str, batches: Vec<RecordBatch>) -> Self {
        Self { parts: vec![Part::Batches { name: name.to_owned(), batches }] }
    }

    /// Marks in a Polars data frame: one row a pupil, columns found by their names as in a file.
    #[cfg(feature = "polars")]
    #[must_use]
    pub fn frame(name: &str, frame: polars::prelude::DataFrame) -> Self {
        Self { parts: vec![Part::Frame { name: name.to_owned(), frame }] }
    }

    /// Marks that arrive batch by batch, such as from a database; read once, and never whole in memory.
    #[must_use]
    pub fn reader(name: &str, reader: impl RecordBatchReader + Send + 'static) -> Self {
        let stream = Stream(Arc::new(Mutex::new(Some(Box::new(reader)))));
        Self { parts: vec![Part::Reader { name: name.to_owned(), stream }] }
    }

    /// Marks in a Polars lazy frame, collected when it is read.
    #[cfg(feature = "polars")]
    #[must_use]
    pub fn lazy(name: &str, frame: polars::prelude::LazyFrame) -> Self {
        Self { parts: vec![Part::Lazy { name: name.to_owned(), frame: Box::new(LazyTable(frame)) }] }
    }

    /// These sources and others.
    #[must_use]
    pub fn and(mut self, other: Sources) -> Self {
        self.parts.extend(other.parts);
        self
    }

    /// Names every input: globs, folders and archives are expanded, the same file twice under one kind counts once.
    pub(crate) fn resolve(&self, limits: RawLimits) -> Result<Inputs, IngestError> {
        let mut all = Inputs::default();
        for (part, each) in self.parts.iter().enumerate() {
            match each {
                Part::Files { base, sources, subjects } => {
                    for source in sources {
                        let source = &all.filled(base, source, subjects)?;
                        all.files(part, base, source, limits)?;
                    }
                }
                Part::Corrections { path } => all.corrections(part, path)?,
                Part::Batches { name, .. } | Part::Reader { name, .. } => all.memory(part, name),
                #[cfg(feature = "polars")]
                Part::Frame { name, .. } | Part::Lazy { name, .. } => all.memory(part, name),
            }
        }
        if all.sources.iter().all(|source| !matches!(source.kind, SourceKind::Scores | SourceKind::Items)) {
            return Err(IngestError::NoSource);
        }
        all.inputs.sort_by(|a, b| (&a.name, a.source).cmp(&(&b.name, b.source)));
        Ok(all)
    }

    /// What an input is read from.
    pub(crate) fn payload<'a>(&'a self, input: &'a Input) -> Payload<'a> {
        match &self.parts[input.part] {
            Part::Files { .. } | Part::Corrections { .. } => {
                input.packed.as_ref().map_or(Payload::File(&input.path), Payload::Member)
            }
            Part::Reader { stream, .. } => Payload::Reader(stream),
            Part::Batches { batches, .. } => Payload::Batches(batches),
            #[cfg(feature = "polars")]
            Part::Frame { frame, .. } => Payload::Frame(frame),
            #[cfg(feature = "polars")]
            Part::Lazy { frame, .. } => Payload::Lazy(frame),
        }
    }

    /// Folder of the specification, for the files that subjects name.
    pub(crate) fn base(&self) -> Option<&Path> {
        self.parts.iter().find_map(|part| match part {
            Part::Files { base, .. } => Some(base.as_path()),
            _ => None,
        })
    }
}

impl Inputs {
    fn files(&mut self, part: usize, base: &Path, source: &RawSource, limits: RawLimits) -> Result<(), IngestError> {
        let number = self.sources.len();
        self.sources.push(source.clone());
        let same = self.inputs.iter().filter(|known| self.same(known, source));
        let mut known: HashSet<String> = same.map(|known| known.name.clone()).collect();
        let within = through(base, &source.path);
        for file in expand(base, &source.path)? {
            let name = label(base, &file);
            let is_wanted = |member: &str| match (&within, member.strip_prefix(&name)) {
                (Some((_, rest)), Some(member)) => is_meant(rest, member.trim_start_matches('/')),
                _ => true,
            };
            let members: Vec<_> = archived(&file, &name, limits).into_iter().filter(|of| is_wanted(&of.name)).collect();
            if members.is_empty() {
                let (file, folder) = (source.path.clone(), base.display().to_string());
                return Err(IngestError::MissingFile { file, folder });
            }
            for inner in members {
                if !known.insert(inner.name.clone()) {
                    continue;
                }
                let (name, path, packed, _unpacked) = (inner.name, file.clone(), inner.packed, inner.unpacked);
                self.inputs.push(Input { name, source: number, part, path, packed, _unpacked });
            }
        }
        Ok(())
    }

    /// A source with what its mapping file fills in.
    fn filled(&mut self, base: &Path, source: &RawSource, subjects: &[String]) -> Result<RawSource, IngestError> {
        let mut source = source.clone();
        if let Some(file) = source.mapping.clone() {
            let digest = mapping::apply(&mut source, base, &file, subjects)?;
            self.digests.insert(file, digest);
        }
        Ok(source)
    }

    fn corrections(&mut self, part: usize, path: &Path) -> Result<(), IngestError> {
        let name = label(Path::new(""), path);
        let path = expand(Path::new(""), &path.to_string_lossy())?.remove(0);
        let source = self.sources.len();
        self.sources.push(RawSource { path: name.clone(), kind: SourceKind::Corrections, ..RawSource::default() });
        self.inputs.push(Input { name, source, part, path, packed: None, _unpacked: None });
        Ok(())
    }

    fn memory(&mut self, part: usize, name: &str) {
        let source = self.sources.len();
        self.sources.push(RawSource { path: name.to_owned(), ..RawSource::default() });
        self.inputs.push(Input {
            name: name.to_owned(),
            source,
            part,
            path: PathBuf::new(),
            packed: None,
            _unpacked: None,
        });
    }

    fn same(&self, known: &Input, source: &RawSource) -> bool {
        let other = &self.sources[known.source];
        (other.kind, &other.sheet, &other.subject) == (source.kind, &source.sheet, &source.subject)
    }
}

impl From<RecordBatch> for Sources {
    fn from(batch: RecordBatch) -> Self {
        Self::batches("table", vec![batch])
    }
}

impl From<Vec<RecordBatch>> for Sources {
    fn from(batches: Vec<RecordBatch>) -> Self {
        Self::batches("table", batches)
    }
}

#[cfg(feature = "polars")]
impl From<polars::prelude::LazyFrame> for Sources {
    fn from(frame: polars::prelude::LazyFrame) -> Self {
        Self::lazy("table", frame)
    }
}

#[cfg(feature = "polars")]
impl From<polars::prelude::DataFrame> for Sources {
    fn from(frame: polars::prelude::DataFrame) -> Self {
        Self::frame("table", frame)
    }
}
