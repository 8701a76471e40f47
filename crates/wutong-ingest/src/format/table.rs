//! Arrow record batches, in memory or from files.

use std::fs::File;
use std::ops::Range;
use std::path::Path;

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int32Array, LargeStringArray, RecordBatch, RecordBatchReader, StringArray,
    StringViewArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type, Int64Type, Schema};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;

use crate::cell::{Cell, Row};
use crate::error::IngestError;
use crate::feed::{Body, Sheets};
use crate::format::{Opening, Sheet, SheetSink, guarded};
use crate::mark::Numbers;
use crate::trouble::Damage;

enum Column {
    Text(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    /// Few texts, by their numbers.
    Numbered(Int32Array, StringArray),
    Number(Float64Array),
    Empty,
}

/// Whole numbers below this are marks rather than identifiers.
const MARKS_BELOW: i64 = 100_000;

impl Column {
    fn new(array: &ArrayRef) -> Option<Self> {
        use DataType as T;
        Some(match array.data_type() {
            T::Null => Self::Empty,
            T::Utf8 => Self::Text(array.as_string::<i32>().clone()),
            T::LargeUtf8 => Self::Large(array.as_string::<i64>().clone()),
            T::Utf8View => Self::View(array.as_string_view().clone()),
            T::Float64 => Self::Number(array.as_primitive::<Float64Type>().clone()),
            T::Float16 | T::Int8 | T::Int16 | T::Int32 | T::UInt8 | T::UInt16 | T::UInt32 => {
                Self::Number(cast(array, &T::Float64).ok()?.as_primitive::<Float64Type>().clone())
            }
            T::Int64 if is_of_marks(array) => {
                Self::Number(cast(array, &T::Float64).ok()?.as_primitive::<Float64Type>().clone())
            }
            // The shortest decimal text of an f32: 85.3 stays 85.3.
            T::Float32 | T::Int64 | T::UInt64 => Self::as_text(array)?,
            T::Dictionary(keys, values) if **keys == T::Int32 && **values == T::Utf8 => {
                let numbered = array.as_dictionary::<Int32Type>();
                Self::Numbered(numbered.keys().clone(), numbered.values().as_string::<i32>().clone())
            }
            T::Dictionary(_, values) => Self::new(&cast(array, values).ok()?)?,
            T::Date32 | T::Date64 | T::Timestamp(..) => Self::as_text(array)?,
            T::Decimal32(..) | T::Decimal64(..) | T::Decimal128(..) | T::Decimal256(..) => Self::as_text(array)?,
            _ => return None,
        })
    }

    fn as_text(array: &ArrayRef) -> Option<Self> {
        cast(array, &DataType::Utf8).ok().map(|text| Self::Text(text.as_string::<i32>().clone()))
    }

    #[inline]
    fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Text(array) if array.is_valid(row) => Cell::text(array.value(row)),
            Self::Large(array) if array.is_valid(row) => Cell::text(array.value(row)),
            Self::View(array) if array.is_valid(row) => Cell::text(array.value(row)),
            Self::Numbered(keys, texts) if keys.is_valid(row) => match usize::try_from(keys.value(row)) {
                Ok(key) if texts.is_valid(key) => Cell::text(texts.value(key)),
                _ => Cell::Empty,
            },
            Self::Number(array) if array.is_valid(row) => Cell::number(array.value(row)),
            _ => Cell::Empty,
        }
    }

    /// How many rows from the first on hold the same.
    fn run(&self, rows: Range<usize>) -> usize {
        if let Self::Numbered(keys, _) = self
            && keys.null_count() == 0
        {
            let keys = &keys.values()[rows];
            return keys.iter().take_while(|key| **key == keys[0]).count();
        }
        let first = self.cell(rows.start);
        rows.take_while(|row| self.cell(*row) == first).count()
    }
}

/// Whether the numbers of a column are small.
fn is_of_marks(array: &ArrayRef) -> bool {
    let numbers = array.as_primitive::<Int64Type>();
    numbers.iter().flatten().all(|number| (-MARKS_BELOW..MARKS_BELOW).contains(&number))
}

/// The rows of a record batch, one at a time.
pub(crate) struct Columns {
    columns: Vec<Column>,
    rows: usize,
    row: usize,
}

impl Columns {
    fn of(batch: &RecordBatch, table: &str) -> Result<Self, IngestError> {
        let schema = batch.schema();
        let column = |(array, field): (&ArrayRef, &arrow::datatypes::FieldRef)| {
            Column::new(array).ok_or_else(|| IngestError::ColumnType {
                table: table.to_owned(),
                column: field.name().clone(),
                found: array.data_type().to_string(),
            })
        };
        let columns = batch.columns().iter().zip(schema.fields()).map(column).collect::<Result<_, _>>()?;
        Ok(Self { columns, rows: batch.num_rows(), row: 0 })
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// Moves to a row.
    pub(crate) fn go_to(&mut self, row: usize) {
        self.row = row;
    }

    /// A cell of any row.
    pub(crate) fn at(&self, row: usize, column: usize) -> Cell<'_> {
        self.columns.get(column).map_or(Cell::Empty, |each| each.cell(row))
    }

    /// How many rows from the first of some on hold the same in a column.
    pub(crate) fn run(&self, column: usize, rows: Range<usize>) -> usize {
        match self.columns.get(column) {
            Some(column) if !rows.is_empty() => column.run(rows),
            _ => rows.len(),
        }
    }

    /// The numbers of a column in some rows, and which of them are not there; `None` for a column of something else.
    pub(crate) fn numbers(&self, column: usize, rows: Range<usize>) -> Option<Numbers<'_>> {
        let Column::Number(array) = self.columns.get(column)? else { return None };
        let blanks = match array.nulls() {
            Some(nulls) => (!&nulls.inner().slice(rows.start, rows.len())).set_indices().collect(),
            None => Vec::new(),
        };
        Some((array.values().get(rows)?, blanks))
    }

    /// The texts of a column in some rows, one after the other, and where each begins and the last ends; `None` if it
    /// holds something else, or nothing in some row.
    pub(crate) fn texts(&self, column: usize, rows: Range<usize>) -> Option<(&str, &[i32])> {
        let Some(Column::Text(array)) = self.columns.get(column) else { return None };
        if array.null_count() > 0 {
            return None;
        }
        let starts = array.value_offsets().get(rows.start..=rows.end)?;
        let (first, end) = (usize::try_from(*starts.first()?).ok()?, usize::try_from(*starts.last()?).ok()?);
        Some((std::str::from_utf8(array.value_data().get(first..end)?).ok()?, starts))
    }

    /// The cells of a column in some rows.
    pub(crate) fn cells(&self, column: usize, rows: Range<usize>) -> impl Iterator<Item = Cell<'_>> {
        let column = self.columns.get(column);
        rows.map(move |row| column.map_or(Cell::Empty, |column| column.cell(row)))
    }
}

impl Row for Columns {
    fn width(&self) -> usize {
        self.columns.len()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        self.columns.get(column).map_or(Cell::Empty, |each| each.cell(self.row))
    }
}

/// Column names as the first row of a sheet.
pub(super) struct Names<'a>(pub(super) Vec<&'a str>);

impl Row for Names<'_> {
    fn width(&self) -> usize {
        self.0.len()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        self.0.get(column).map_or(Cell::Empty, |name| Cell::text(name))
    }
}

/// Hands the batches of a table to a sink; a change of columns begins a new sheet.
struct Table<'a> {
    name: &'a str,
    names: Option<Vec<String>>,
    sheets: u32,
    rows: u32,
    /// Rows that the table says it has, until the first of them have come.
    expected: usize,
}

impl<'a> Table<'a> {
    fn new(name: &'a str, expected: usize) -> Self {
        Self { name, names: None, sheets: 0, rows: 0, expected }
    }

    fn batch(&mut self, batch: &RecordBatch, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
        let schema = batch.schema();
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        if self.names.as_ref().is_none_or(|known| *known != names) {
            if self.names.is_some() {
                sink.end()?;
            }
            self.sheets += 1;
            self.rows = 1;
            let name = if self.sheets == 1 { String::new() } else { self.sheets.to_string() };
            sink.begin(Sheet::plain(&name))?;
            sink.row(1, &Names(names.clone()))?;
            self.names = Some(names.iter().map(|name| (*name).to_owned()).collect());
        }
        sink.batch(self.rows + 1, &mut Columns::of(batch, self.name)?)?;
        self.rows += u32::try_from(batch.num_rows()).unwrap_or(u32::MAX);
        if batch.num_rows() > 0 {
            sink.expect(std::mem::take(&mut self.expected).saturating_sub(batch.num_rows()));
        }
        Ok(())
    }

    fn end(self, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
        if self.names.is_none() {
            sink.begin(Sheet::default())?;
        }
        sink.end()
    }
}

/// Reads record batches.
pub(super) fn batches(batches: &[RecordBatch], name: &str, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let mut table = Table::new(name, batches.iter().map(RecordBatch::num_rows).sum());
    for batch in batches {
        table.batch(batch, sink)?;
    }
    table.end(sink)
}

/// Reads batches as they come; a table without rows still has its columns.
pub(super) fn read(
    reader: impl RecordBatchReader,
    opening: Opening<'_>,
    damage: Damage,
    sink: &mut dyn SheetSink,
) -> Result<(), IngestError> {
    read_table(reader, Table::new(opening.name, 0), opening, damage, sink)
}

fn read_table(
    mut reader: impl RecordBatchReader,
    mut table: Table<'_>,
    opening: Opening<'_>,
    damage: Damage,
    sink: &mut dyn SheetSink,
) -> Result<(), IngestError> {
    table.batch(&RecordBatch::new_empty(reader.schema()), sink)?;
    let broken = |source| opening.broken("", damage, source);
    while let Some(batch) = guarded(|| reader.next()).ok_or_else(|| broken(None))? {
        table.batch(&batch.map_err(|error| broken(Some(error.into())))?, sink)?;
    }
    table.end(sink)
}

/// Reads the batches of a reader in memory.
pub(super) fn reader(
    reader: Box<dyn RecordBatchReader + Send>,
    opening: Opening<'_>,
    sink: &mut dyn SheetSink,
) -> Result<(), IngestError> {
    read(reader, opening, Damage::Stream, sink)
}

/// Rows of a Parquet file that are read at once.
const BATCH: usize = 32_768;

/// A reader of a Parquet file: texts of which a column has few come as numbers.
fn builder(file: File) -> Result<ParquetRecordBatchReaderBuilder<File>, ParquetError> {
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
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
    match ArrowReaderMetadata::load(&file, options) {
        Ok(numbered) => Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(file, numbered)),
        Err(_) => Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)),
    }
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

/// Reads a Parquet file batch by batch.
pub(super) fn parquet(path: &Path, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let file = File::open(path).map_err(|source| IngestError::Unreadable { file: opening.name.to_owned(), source })?;
    let damaged = |error: ParquetError| opening.broken("", Damage::Parquet, Some(error.into()));
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let built = guarded(|| {
        let builder = builder(file)?;
        let rows = builder.metadata().file_metadata().num_rows();
        Ok((builder.with_batch_size(BATCH).build()?, rows))
    });
    let (reader, rows) = built.ok_or_else(|| opening.broken("", Damage::Parquet, None))?.map_err(damaged)?;
    // A file can claim any number of rows; one that takes hardly a byte a row does without room made before.
    let rows = u64::try_from(rows).ok().filter(|rows| *rows <= size).and_then(|rows| usize::try_from(rows).ok());
    let table = Table::new(opening.name, rows.unwrap_or(0));
    read_table(reader, table, opening, Damage::Parquet, sink)
}

/// Rows of one row group, read by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GroupPart {
    group: usize,
    rows: Range<usize>,
}

impl GroupPart {
    /// How many rows it says it has.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }
}

/// Rows of the first part, which is read before the others to find the header.
const FIRST: usize = 4096;
/// Rows of a part: its columns are unpacked from the start of their group, so parts are few.
const PART: usize = 1 << 18;

/// The row groups of a Parquet file, large ones in parts; `None` if it cannot be told, or there is only one part.
///
/// With them, whether their numbers of rows can be believed.
pub(super) fn parts(path: &Path) -> Option<(Vec<GroupPart>, bool)> {
    let file = File::open(path).ok()?;
    let size = file.metadata().ok()?.len();
    let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file))?.ok()?;
    let groups: Vec<usize> = builder
        .metadata()
        .row_groups()
        .iter()
        .map(|group| usize::try_from(group.num_rows()))
        .collect::<Result<_, _>>()
        .ok()?;
    let all = groups.iter().try_fold(0u64, |all, rows| all.checked_add(*rows as u64))?;
    // A file can claim any number of rows; one that takes hardly a byte a row is neither cut nor given room before.
    let parts = in_parts(&groups, if all <= size { PART } else { usize::MAX });
    (parts.len() > 1).then_some((parts, all <= size))
}

/// Row groups in parts of about equal size; the first part of all is small where its group is cut.
fn in_parts(groups: &[usize], largest: usize) -> Vec<GroupPart> {
    let mut parts = Vec::new();
    for (group, &rows) in groups.iter().enumerate() {
        let mut start = 0;
        if group == 0 && rows > largest {
            parts.push(GroupPart { group, rows: 0..FIRST });
            start = FIRST;
        }
        let n = (rows - start).div_ceil(largest).max(1);
        let each = (rows - start).div_ceil(n).max(1);
        for _ in 0..n {
            let end = (start + each).min(rows);
            parts.push(GroupPart { group, rows: start..end });
            start = end;
        }
    }
    parts
}

/// Reads a part of a Parquet file, before which stand so many rows; the number of its own. The first begins with the names of the columns.
pub(super) fn part(
    path: &Path,
    part: &GroupPart,
    before: u32,
    opening: Opening<'_>,
    sheets: &mut Sheets<'_, impl Body>,
) -> Result<u32, IngestError> {
    let file = File::open(path).map_err(|source| IngestError::Unreadable { file: opening.name.to_owned(), source })?;
    let damaged = |error: ParquetError| opening.broken("", Damage::Parquet, Some(error.into()));
    let broken = || opening.broken("", Damage::Parquet, None);
    let built = guarded(|| {
        let group = builder(file)?.with_row_groups(vec![part.group]).with_batch_size(BATCH);
        group.with_offset(part.rows.start).with_limit(part.rows.len()).build()
    });
    let mut reader = built.ok_or_else(broken)?.map_err(damaged)?;
    let mut number = before;
    if part.group == 0 && part.rows.start == 0 {
        let schema = reader.schema();
        number += 1;
        sheets.take(number, &Names(schema.fields().iter().map(|field| field.name().as_str()).collect()))?;
    }
    while let Some(batch) = guarded(|| reader.next()).ok_or_else(broken)? {
        let batch = batch.map_err(|error| opening.broken("", Damage::Parquet, Some(error.into())))?;
        sheets.batch(number + 1, &mut Columns::of(&batch, opening.name)?)?;
        number += u32::try_from(batch.num_rows()).unwrap_or(u32::MAX);
    }
    Ok(number - before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_every_row_once() {
        for groups in [vec![0], vec![10], vec![1 << 20], vec![3_000_000, 5, 0, 700_000]] {
            let parts = in_parts(&groups, PART);
            for (group, &rows) in groups.iter().enumerate() {
                let mut next = 0;
                for part in parts.iter().filter(|part| part.group == group) {
                    assert!(part.rows.start == next && part.rows.len() <= PART, "{part:?}");
                    next = part.rows.end;
                }
                assert_eq!(next, rows);
            }
        }
        assert_eq!(in_parts(&[usize::MAX], usize::MAX).len(), 1, "a claim is not cut");
    }
}
