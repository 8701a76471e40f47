//! Tables as Parquet: the same bytes for the same rows, plain UTF-8 columns for every reader.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Float64Array, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::SCHEMA_VERSION;
use super::frame::{Cells, Chunk, Column, Heading, Kind, Table};
use crate::error::ReportError;

/// Rows of a row group: large enough to compress, small enough to keep one group of a wide table in memory.
const ROW_GROUP: usize = 65_536;

/// One Parquet file in the making.
pub(super) struct ParquetFile {
    path: PathBuf,
    writer: ArrowWriter<File>,
    schema: SchemaRef,
    /// The texts of each column, shared by all batches.
    texts: Vec<Option<ArrayRef>>,
}

impl ParquetFile {
    /// Creates the file.
    pub(super) fn create(path: &Path, table: &Table<'_>, exam_id: &str) -> Result<Self, ReportError> {
        let file = File::create(path).map_err(|source| ReportError::write(path, source))?;
        let schema: SchemaRef = Arc::new(Schema::new(table.headings.iter().map(field).collect::<Vec<_>>()));
        let options = ArrowWriterOptions::new()
            .with_properties(properties(table, exam_id))
            // Without the Arrow schema the dictionaries are an encoding of the file, not a type that readers see.
            .with_skip_arrow_metadata(true);
        let writer =
            ArrowWriter::try_new_with_options(file, schema.clone(), options).map_err(|error| failure(path, error))?;
        let texts = table.headings.iter().map(texts).collect();
        Ok(Self { path: path.to_owned(), writer, schema, texts })
    }

    /// Writes some rows.
    pub(super) fn write(&mut self, chunk: Chunk) -> Result<(), ReportError> {
        let columns = chunk.columns.into_iter().zip(&self.texts).map(|(column, texts)| array(column, texts.as_ref()));
        columns
            .collect::<Result<Vec<_>, _>>()
            .and_then(|columns| RecordBatch::try_new(self.schema.clone(), columns))
            .map_err(ParquetError::from)
            .and_then(|batch| self.writer.write(&batch))
            .map_err(|error| failure(&self.path, error))
    }

    /// Writes what is still in memory, and the footer.
    pub(super) fn finish(self) -> Result<(), ReportError> {
        self.writer.close().map(|_| ()).map_err(|error| failure(&self.path, error))
    }
}

fn failure(path: &Path, error: ParquetError) -> ReportError {
    ReportError::write(path, std::io::Error::other(error))
}

fn field(heading: &Heading<'_>) -> Field {
    let kind = match heading.kind {
        Kind::Text(_) => DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8)),
        Kind::Int => DataType::Int64,
        Kind::Float => DataType::Float64,
    };
    Field::new(heading.name.as_ref(), kind, heading.nullable)
}

fn properties(table: &Table<'_>, exam_id: &str) -> WriterProperties {
    let entry = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("wutong version ", env!("CARGO_PKG_VERSION")).to_owned())
        // Most columns are dense numbers, which zstd makes 5 % smaller than snappy for half as much time again.
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_key_value_metadata(Some(vec![
            entry("wutong.exam_id", exam_id),
            entry("wutong.table", table.name),
            entry("wutong.schema_version", SCHEMA_VERSION),
        ]));
    for heading in &table.headings {
        let column = ColumnPath::from(heading.name.as_ref());
        properties = match heading.kind {
            // Measured numbers hardly repeat, so a dictionary of them costs time and saves nothing.
            // Nor do they compress: snappy takes a twentieth of a whole run to save a third of these bytes.
            Kind::Float => properties
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_compression(column, Compression::UNCOMPRESSED),
            // Rows stand in the order of their groups; bounds of any other text would rule out no row group.
            Kind::Text(_) if !["level", "group_id"].contains(&heading.name.as_ref()) => {
                properties.set_column_statistics_enabled(column, EnabledStatistics::None)
            }
            Kind::Text(_) | Kind::Int => properties,
        };
    }
    properties.build()
}

fn texts(heading: &Heading<'_>) -> Option<ArrayRef> {
    match &heading.kind {
        Kind::Text(texts) => Some(Arc::new(StringArray::from_iter_values(texts.iter()))),
        Kind::Int | Kind::Float => None,
    }
}

fn array(column: Column, texts: Option<&ArrayRef>) -> Result<ArrayRef, ArrowError> {
    fn split<T>(cells: Cells<T>) -> (Vec<T>, Option<NullBuffer>) {
        (cells.values, (!cells.present.is_empty()).then(|| NullBuffer::from(cells.present)))
    }
    match (column, texts) {
        (Column::Text(cells), Some(texts)) => {
            let (keys, nulls) = split(cells);
            let keys = UInt32Array::try_new(keys.into(), nulls)?;
            Ok(Arc::new(DictionaryArray::try_new(keys, texts.clone())?))
        }
        (Column::Int(cells), _) => {
            let (values, nulls) = split(cells);
            Ok(Arc::new(Int64Array::try_new(values.into(), nulls)?))
        }
        (Column::Float(cells), _) => {
            let (values, nulls) = split(cells);
            Ok(Arc::new(Float64Array::try_new(values.into(), nulls)?))
        }
        (Column::Text(_), None) => Err(ArrowError::SchemaError("a column of texts has no texts".to_owned())),
    }
}
