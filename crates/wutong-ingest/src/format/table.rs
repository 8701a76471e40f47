//! Arrow record batches, in memory or from files.

use std::ops::Range;

use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int32Array, LargeStringArray, RecordBatch, RecordBatchReader, StringArray,
    StringViewArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int32Type, Int64Type};

use crate::cell::{Cell, Row};
use crate::error::IngestError;
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
pub(super) struct Table<'a> {
    name: &'a str,
    names: Option<Vec<String>>,
    sheets: u32,
    rows: u32,
    /// Rows that the table says it has, until the first of them have come.
    expected: usize,
}

impl<'a> Table<'a> {
    pub(super) fn new(name: &'a str, expected: usize) -> Self {
        Self { name, names: None, sheets: 0, rows: 0, expected }
    }

    pub(super) fn batch(&mut self, batch: &RecordBatch, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
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

    pub(super) fn end(self, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
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
    mut reader: impl RecordBatchReader,
    opening: Opening<'_>,
    damage: Damage,
    sink: &mut dyn SheetSink,
) -> Result<(), IngestError> {
    let mut table = Table::new(opening.name, 0);
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
