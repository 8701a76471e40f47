//! Polars data frames.

use polars::prelude::{Column, DataFrame, DataType, Float64Chunked, LazyFrame, StringChunked};

use super::table::Names;
use crate::cell::{Cell, Row};
use crate::error::IngestError;
use crate::format::{Opening, Sheet, SheetSink};
use crate::trouble::Damage;

enum Typed {
    Text(StringChunked),
    Number(Float64Chunked),
}

impl Typed {
    fn new(column: &Column) -> Option<Self> {
        use DataType as T;
        Some(match column.dtype() {
            T::String => Self::Text(column.str().ok()?.rechunk().into_owned()),
            T::Float64 => Self::Number(column.f64().ok()?.rechunk().into_owned()),
            T::Boolean | T::List(_) | T::Binary => return None,
            // Integers and the rest through their text, which is exact.
            _ => Self::Text(column.cast(&T::String).ok()?.str().ok()?.rechunk().into_owned()),
        })
    }
}

struct FrameRow {
    columns: Vec<Typed>,
    row: usize,
}

impl Row for FrameRow {
    fn width(&self) -> usize {
        self.columns.len()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match self.columns.get(column) {
            Some(Typed::Text(text)) => text.get(self.row).map_or(Cell::Empty, Cell::text),
            Some(Typed::Number(numbers)) => numbers.get(self.row).map_or(Cell::Empty, Cell::number),
            None => Cell::Empty,
        }
    }
}

/// Reads a data frame.
pub(super) fn frame(frame: &DataFrame, name: &str, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let names: Vec<String> = frame.get_column_names().iter().map(|name| name.to_string()).collect();
    sink.begin(Sheet::default())?;
    sink.row(1, &Names(names.iter().map(String::as_str).collect()))?;
    let typed = (0..frame.width()).zip(&names).map(|(position, column)| {
        let found = frame.select_at_idx(position);
        found.and_then(Typed::new).ok_or_else(|| IngestError::ColumnType {
            table: name.to_owned(),
            column: column.clone(),
            found: found.map(|column| column.dtype().to_string()).unwrap_or_default(),
        })
    });
    let mut row = FrameRow { columns: typed.collect::<Result<_, _>>()?, row: 0 };
    for position in 0..frame.height() {
        row.row = position;
        sink.row(u32::try_from(position + 2).unwrap_or(u32::MAX), &row)?;
    }
    sink.end()
}

/// Collects a lazy frame and reads it.
pub(super) fn lazy(lazy: &LazyFrame, opening: Opening<'_>, sink: &mut dyn SheetSink) -> Result<(), IngestError> {
    let collected = lazy.clone().collect();
    frame(&collected.map_err(|error| opening.broken("", Damage::Stream, Some(error.into())))?, opening.name, sink)
}
