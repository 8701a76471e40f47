//! The folder a district is written to.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::SynthError;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// Marks the folder as one that may be written again.
pub(crate) const TRUTH: &str = "truth.json";
/// Name of the specification.
pub(crate) const EXAM: &str = "exam.toml";
/// Folder of the files the schools hand in.
pub(crate) const SCORES: &str = "scores";

/// A folder being filled, with the list of what was written.
#[derive(Debug)]
pub(crate) struct Folder {
    dir: PathBuf,
    pub(crate) files: Vec<PathBuf>,
}

/// A CSV file being written.
pub(crate) type CsvFile = csv::Writer<BufWriter<File>>;

impl Folder {
    /// Makes the folder, or removes the sheets that an earlier synthetic district left in it.
    pub(crate) fn prepare(dir: &Path) -> Result<Self, SynthError> {
        let scores = dir.join(SCORES);
        let known = dir.join(TRUTH).exists();
        for found in [dir.join(EXAM), scores.clone()] {
            if found.exists() && !known {
                return Err(SynthError::Occupied { dir: dir.to_owned(), found });
            }
        }
        fs::create_dir_all(dir).map_err(io_error(dir))?;
        // A smaller district would otherwise be read together with sheets of the larger one before it.
        if scores.exists() {
            for entry in fs::read_dir(&scores).map_err(io_error(&scores))? {
                let path = entry.map_err(io_error(&scores))?.path();
                if path.extension().is_some_and(|end| end == "xlsx" || end == "csv") {
                    fs::remove_file(&path).map_err(io_error(&path))?;
                }
            }
        }
        Ok(Self { dir: dir.to_owned(), files: Vec::new() })
    }

    /// Makes a folder inside.
    pub(crate) fn subfolder(&self, name: &str) -> Result<(), SynthError> {
        let path = self.dir.join(name);
        fs::create_dir_all(&path).map_err(io_error(&path))
    }

    /// Path of a file inside, noted as written.
    pub(crate) fn path(&mut self, name: &str) -> PathBuf {
        let path = self.dir.join(name);
        self.files.push(path.clone());
        path
    }

    /// Opens a file for writing.
    pub(crate) fn create(&mut self, name: &str) -> Result<(PathBuf, BufWriter<File>), SynthError> {
        let path = self.path(name);
        let file = File::create(&path).map_err(io_error(&path))?;
        Ok((path, BufWriter::with_capacity(1 << 16, file)))
    }

    /// Writes a whole file and says where.
    pub(crate) fn write(&mut self, name: &str, content: &[u8]) -> Result<PathBuf, SynthError> {
        let path = self.path(name);
        fs::write(&path, content).map_err(io_error(&path))?;
        Ok(path)
    }

    /// Opens a CSV file with a byte order mark, by which spreadsheet programs know the encoding.
    pub(crate) fn table(&mut self, name: &str, header: &[&str]) -> Result<Table, SynthError> {
        let (path, mut file) = self.create(name)?;
        file.write_all(BYTE_ORDER_MARK).map_err(io_error(&path))?;
        let mut table = Table { path, writer: csv::Writer::from_writer(file) };
        table.row(header)?;
        Ok(table)
    }
}

/// A CSV file for people.
#[derive(Debug)]
pub(crate) struct Table {
    path: PathBuf,
    writer: CsvFile,
}

impl Table {
    /// Writes one line.
    pub(crate) fn row<S: AsRef<[u8]>>(&mut self, cells: &[S]) -> Result<(), SynthError> {
        self.writer.write_record(cells).map_err(csv_error(&self.path))
    }

    /// Writes what is still buffered; a failure at closing would go unnoticed.
    pub(crate) fn finish(mut self) -> Result<(), SynthError> {
        self.writer.flush().map_err(io_error(&self.path))
    }
}

pub(crate) fn io_error(path: &Path) -> impl FnOnce(std::io::Error) -> SynthError {
    let path = path.to_owned();
    move |source| SynthError::Io { path, source }
}

pub(crate) fn csv_error(path: &Path) -> impl FnOnce(csv::Error) -> SynthError + '_ {
    move |source| SynthError::Csv { path: path.to_owned(), source }
}
