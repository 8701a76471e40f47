//! Parquet files: their columns are unpacked side by side, and the next rows while those before them are judged.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;

use crate::error::IngestError;
use crate::format::table::Table;
use crate::format::{Opening, SheetSink, guarded};
use crate::hash::Digesting;
use crate::trouble::Damage;

/// Rows that are read at once.
const BATCH: usize = 32_768;
/// Columns are unpacked in at most so many groups; each of them opens the file.
const MOST_GROUPS: usize = 32;

/// Columns on their way out of a file.
struct Group {
    reader: ParquetRecordBatchReader,
    /// The rows that come next; `None` for damage that cannot be told.
    next: Option<Option<Result<RecordBatch, ArrowError>>>,
}

impl Group {
    fn open(path: &Path, metadata: &ArrowReaderMetadata, columns: Range<usize>) -> Result<Self, ParquetError> {
        // Handles that are made of one another share their place in the file.
        let file = File::open(path)?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
        let wanted = ProjectionMask::roots(builder.parquet_schema(), columns);
        let reader = builder.with_projection(wanted).with_batch_size(BATCH).build()?;
        Ok(Self { reader, next: None })
    }

    fn unpack(&mut self) {
        self.next = guarded(|| self.reader.next());
    }
}

/// Reads a Parquet file; its SHA-256.
pub(super) fn parquet(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<String, IngestError> {
    let unreadable = |source| IngestError::Unreadable { file: opening.name.to_owned(), source };
    let broken = || opening.broken("", Damage::Parquet, None);
    let damaged = |error: ParquetError| opening.broken("", Damage::Parquet, Some(error.into()));
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let metadata = guarded(|| metadata(&file)).ok_or_else(broken)?.map_err(damaged)?;
    let schema = metadata.schema();
    let open = |columns| guarded(|| Group::open(path, &metadata, columns)).ok_or_else(broken)?.map_err(damaged);
    let groups = grouped(schema.fields().len()).map(|columns| Ok(Mutex::new(open(columns)?)));
    let groups = groups.collect::<Result<Vec<Mutex<Group>>, IngestError>>()?;
    // A file can claim any number of rows; one that takes hardly a byte a row does without room made before.
    let rows = u64::try_from(metadata.metadata().file_metadata().num_rows()).ok().filter(|rows| *rows <= size);
    let rows = rows.unwrap_or(0);
    let mut table = Table::new(opening.name, usize::try_from(rows).unwrap_or(0));
    table.batch(&RecordBatch::new_empty(Arc::clone(schema)), sink)?;
    // Its bytes are digested beside, as many each time as lets both end together.
    let bytes = size / (rows / BATCH as u64 + 1) + 1;
    let digest = Mutex::new((Digesting::new(file), Ok(0)));
    let mut ready: Option<RecordBatch> = None;
    loop {
        let judged = Mutex::new((&mut table, &mut *sink, Ok(())));
        (opening.each)(groups.len() + 2, &|task| match (task, &ready) {
            (0, None) => {}
            (0, Some(batch)) => {
                if let Ok(mut judged) = judged.lock() {
                    let (table, sink, result) = &mut *judged;
                    *result = table.batch(batch, *sink);
                }
            }
            (1, _) => {
                if let Ok(mut digest) = digest.lock()
                    && digest.1.is_ok()
                {
                    digest.1 = io::copy(&mut (&mut digest.0).take(bytes), &mut io::sink());
                }
            }
            (group, _) => {
                if let Ok(mut group) = groups[group - 2].lock() {
                    group.unpack();
                }
            }
        });
        judged.into_inner().map_err(|_| broken())?.2?;
        ready = together(&groups, schema).ok_or_else(broken)?.map_err(|error| damaged(error.into()))?;
        if ready.is_none() {
            break;
        }
    }
    table.end(sink)?;
    let (digest, so_far) = digest.into_inner().map_err(|_| broken())?;
    so_far.and_then(|_| digest.finish()).map_err(unreadable)
}

/// The rows that all groups have unpacked, none at the end of all; `None` for damage that cannot be told.
fn together(groups: &[Mutex<Group>], schema: &Arc<Schema>) -> Option<Result<Option<RecordBatch>, ArrowError>> {
    let mut columns = Vec::with_capacity(schema.fields().len());
    let mut ended = 0;
    for group in groups {
        match group.lock().ok()?.next.take()? {
            Some(Ok(batch)) => columns.extend(batch.columns().iter().map(Arc::clone)),
            Some(Err(error)) => return Some(Err(error)),
            None => ended += 1,
        }
    }
    if ended == groups.len() {
        return Some(Ok(None));
    }
    // Columns of different lengths, or one too few, are an error here.
    Some(RecordBatch::try_new(Arc::clone(schema), columns).map(Some))
}

/// Columns in groups of about equal size.
fn grouped(columns: usize) -> impl Iterator<Item = Range<usize>> {
    let size = columns.div_ceil(MOST_GROUPS).max(1);
    (0..columns).step_by(size).map(move |start| start..(start + size).min(columns))
}

/// What a Parquet file says of itself; texts of which a column has few come as numbers.
fn metadata(file: &File) -> Result<ArrowReaderMetadata, ParquetError> {
    let metadata = ArrowReaderMetadata::load(file, ArrowReaderOptions::new())?;
    let schema = Arc::clone(metadata.schema());
    let numbered = |(position, field): (usize, &Arc<Field>)| -> Arc<Field> {
        let is_text = matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        if !is_text || !has_few_texts(&metadata, position, schema.fields().len()) {
            return Arc::clone(field);
        }
        let of = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        Arc::new(Field::new(field.name(), of, field.is_nullable()))
    };
    let fields: Vec<Arc<Field>> = schema.fields().iter().enumerate().map(numbered).collect();
    let options =
        ArrowReaderOptions::new().with_schema(Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone())));
    // Where that is not possible, they come as they are.
    Ok(ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options).unwrap_or(metadata))
}

/// Whether a column of texts takes so few bytes a row that most of them are repeated.
fn has_few_texts(metadata: &ArrowReaderMetadata, column: usize, columns: usize) -> bool {
    /// A number of a dictionary of 65,536 texts, and the texts themselves.
    const MOST_BYTES: i64 = 3;
    metadata.metadata().row_groups().iter().all(|group| {
        let chunk = group.columns().get(column).filter(|_| group.columns().len() == columns);
        chunk.is_some_and(|chunk| {
            chunk.column_type() == Physical::BYTE_ARRAY
                && chunk.dictionary_page_offset().is_some()
                && chunk.uncompressed_size() <= MOST_BYTES.saturating_mul(chunk.num_values().max(1024))
        })
    })
}
