//! Tables as CSV: UTF-8, line feeds, empty cells for null, shortest decimals that read back as the same number.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::frame::{Chunk, Column, Heading, Kind, Table};
use super::text::without_formula;
use crate::error::ReportError;

/// One CSV file in the making.
pub(super) struct CsvFile {
    path: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
    /// The texts of each column, made safe once instead of once per row.
    texts: Vec<Vec<String>>,
}

impl CsvFile {
    /// Creates the file and writes the header.
    pub(super) fn create(path: &Path, table: &Table<'_>) -> Result<Self, ReportError> {
        let fail = |source| ReportError::write(path, source);
        let file = File::create(path).map_err(fail)?;
        let mut writer = csv::Writer::from_writer(BufWriter::with_capacity(1 << 16, file));
        writer
            .write_record(table.headings.iter().map(|heading| heading.name.as_bytes()))
            .map_err(|error| fail(error.into()))?;
        Ok(Self { path: path.to_owned(), writer, texts: table.headings.iter().map(safe_texts).collect() })
    }

    /// Writes some rows.
    pub(super) fn write(&mut self, chunk: &Chunk) -> Result<(), ReportError> {
        self.rows(chunk).map_err(|error| ReportError::write(&self.path, error.into()))
    }

    fn rows(&mut self, chunk: &Chunk) -> Result<(), csv::Error> {
        let mut number = Vec::with_capacity(32);
        for row in 0..chunk.rows {
            for (column, texts) in chunk.columns.iter().zip(&self.texts) {
                number.clear();
                let field = match column {
                    Column::Text(cells) => cells.get(row).map_or("", |at| texts[at as usize].as_str()).as_bytes(),
                    Column::Int(cells) => {
                        if let Some(value) = cells.get(row) {
                            write!(number, "{value}")?;
                        }
                        &number
                    }
                    Column::Float(cells) => {
                        if let Some(value) = cells.get(row) {
                            write!(number, "{value}")?;
                        }
                        &number
                    }
                };
                self.writer.write_field(field)?;
            }
            self.writer.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    /// Writes what is still in memory.
    pub(super) fn finish(mut self) -> Result<(), ReportError> {
        self.writer.flush().map_err(|source| ReportError::write(&self.path, source))
    }
}

fn safe_texts(heading: &Heading<'_>) -> Vec<String> {
    match &heading.kind {
        Kind::Text(texts) => texts.iter().map(|text| without_formula(text).into_owned()).collect(),
        Kind::Int | Kind::Float => Vec::new(),
    }
}
