//! Where rows come from: files named by the specification, and tables in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use wutong_model::ExamSpec;
use wutong_model::spec::{RawSource, SourceKind};

use crate::error::IngestError;
use crate::mapping;

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
    #[cfg(feature = "polars")]
    Frame { name: String, frame: polars::prelude::DataFrame },
}

/// What one input is read from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Payload<'a> {
    /// A file.
    File(&'a Path),
    /// Record batches.
    Batches(&'a [RecordBatch]),
    /// A data frame.
    #[cfg(feature = "polars")]
    Frame(&'a polars::prelude::DataFrame),
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

    /// These sources and others.
    #[must_use]
    pub fn and(mut self, other: Sources) -> Self {
        self.parts.extend(other.parts);
        self
    }

    /// Names every input: globs are expanded, the same file twice under one kind counts once.
    pub(crate) fn resolve(&self) -> Result<Inputs, IngestError> {
        let mut all = Inputs::default();
        for (part, each) in self.parts.iter().enumerate() {
            match each {
                Part::Files { base, sources, subjects } => {
                    for source in sources {
                        let source = &all.filled(base, source, subjects)?;
                        let number = all.sources.len();
                        all.sources.push(source.clone());
                        for path in expand(base, &source.path)? {
                            let name = label(base, &path);
                            if !all.inputs.iter().any(|known| known.path == path && all.same(known, source)) {
                                all.inputs.push(Input { name, source: number, part, path });
                            }
                        }
                    }
                }
                Part::Corrections { path } => all.corrections(part, path)?,
                Part::Batches { name, .. } => all.memory(part, name),
                #[cfg(feature = "polars")]
                Part::Frame { name, .. } => all.memory(part, name),
            }
        }
        if all.sources.iter().all(|source| source.kind != SourceKind::Scores) {
            return Err(IngestError::NoSource);
        }
        all.inputs.sort_by(|a, b| (&a.name, a.source).cmp(&(&b.name, b.source)));
        Ok(all)
    }

    /// What an input is read from.
    pub(crate) fn payload<'a>(&'a self, input: &'a Input) -> Payload<'a> {
        match &self.parts[input.part] {
            Part::Files { .. } | Part::Corrections { .. } => Payload::File(&input.path),
            Part::Batches { batches, .. } => Payload::Batches(batches),
            #[cfg(feature = "polars")]
            Part::Frame { frame, .. } => Payload::Frame(frame),
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
        self.inputs.push(Input { name, source, part, path });
        Ok(())
    }

    fn memory(&mut self, part: usize, name: &str) {
        let source = self.sources.len();
        self.sources.push(RawSource { path: name.to_owned(), ..RawSource::default() });
        self.inputs.push(Input { name: name.to_owned(), source, part, path: PathBuf::new() });
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
impl From<polars::prelude::DataFrame> for Sources {
    fn from(frame: polars::prelude::DataFrame) -> Self {
        Self::frame("table", frame)
    }
}

/// The file as the specification names it: relative to its folder, with forward slashes.
pub(crate) fn label(base: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(base).unwrap_or(path);
    relative.to_string_lossy().replace('\\', "/")
}

/// The files that a path or glob names, sorted.
fn expand(base: &Path, pattern: &str) -> Result<Vec<PathBuf>, IngestError> {
    let folder = || if base.as_os_str().is_empty() { ".".to_owned() } else { base.display().to_string() };
    let plain = base.join(pattern);
    if plain.is_file() {
        return Ok(vec![plain]);
    }
    if plain.is_dir() {
        return Err(IngestError::Folder { file: pattern.to_owned() });
    }
    if !pattern.contains(['*', '?', '[']) {
        return Err(IngestError::MissingFile { file: pattern.to_owned(), folder: folder() });
    }
    // Only the pattern is a pattern: a bracket in the folder's own name is not.
    let escaped = if Path::new(pattern).is_absolute() || base.as_os_str().is_empty() {
        pattern.to_owned()
    } else {
        format!("{}/{pattern}", glob::Pattern::escape(&base.to_string_lossy()))
    };
    let nothing = || IngestError::NoMatch { pattern: pattern.to_owned(), folder: folder() };
    let mut paths: Vec<PathBuf> =
        glob::glob(&escaped).map_err(|_| nothing())?.flatten().filter(|path| wanted(path)).collect();
    paths.sort();
    if paths.is_empty() { Err(nothing()) } else { Ok(paths) }
}

/// Files, without the lock files that Office leaves beside an open workbook and hidden ones.
fn wanted(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.is_file() && !name.starts_with("~$") && !name.starts_with('.')
}
