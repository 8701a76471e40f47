//! What a table is before it is written: named columns, and rows in chunks.

use std::borrow::Cow;
use std::rc::Rc;

/// Rows a chunk holds at least, the last one excepted; no table stands in memory as a whole.
pub(super) const CHUNK_ROWS: usize = 8_192;

/// The texts that a column can hold; its cells are positions in them, so that no text is copied per row.
pub(super) type Texts<'a> = Rc<[Cow<'a, str>]>;

/// What the cells of a column are.
#[derive(Clone)]
pub(super) enum Kind<'a> {
    /// Text, by position.
    Text(Texts<'a>),
    /// A whole number.
    Int,
    /// A number.
    Float,
}

/// Name and kind of a column.
pub(super) struct Heading<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) kind: Kind<'a>,
    /// Whether cells can be empty.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only Parquet declares it"))]
    pub(super) nullable: bool,
}

impl<'a> Heading<'a> {
    /// A column whose cells can be empty.
    pub(super) fn nullable(name: impl Into<Cow<'a, str>>, kind: Kind<'a>) -> Self {
        Self { name: name.into(), kind, nullable: true }
    }

    /// A column that has a value in every row.
    pub(super) fn required(name: impl Into<Cow<'a, str>>, kind: Kind<'a>) -> Self {
        Self { name: name.into(), kind, nullable: false }
    }
}

/// A table: one definition, read once, written by every writer.
pub(super) struct Table<'a> {
    /// File name without extension.
    pub(super) name: &'static str,
    /// Columns.
    pub(super) headings: Vec<Heading<'a>>,
    /// Rows.
    pub(super) chunks: Box<dyn Iterator<Item = Chunk> + 'a>,
}

/// Some rows of a table, column by column in the order of the headings.
pub(super) struct Chunk {
    pub(super) rows: usize,
    pub(super) columns: Vec<Column>,
}

/// Cells of one column.
pub(super) enum Column {
    Text(Cells<u32>),
    Int(Cells<i64>),
    Float(Cells<f64>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.values.len(),
            Self::Int(cells) => cells.values.len(),
            Self::Float(cells) => cells.values.len(),
        }
    }
}

/// Values and which of them are there.
pub(super) struct Cells<T> {
    pub(super) values: Vec<T>,
    /// One entry a value; none at all where every value is there.
    pub(super) present: Vec<bool>,
}

impl<T: Copy + Default> Cells<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self { values: Vec::with_capacity(capacity), present: Vec::with_capacity(capacity) }
    }

    /// Cells of a required column.
    pub(super) fn full(values: Vec<T>) -> Self {
        Self { values, present: Vec::new() }
    }

    pub(super) fn push(&mut self, value: Option<T>) {
        self.values.push(value.unwrap_or_default());
        self.present.push(value.is_some());
    }

    pub(super) fn get(&self, row: usize) -> Option<T> {
        (self.present.is_empty() || self.present[row]).then(|| self.values[row])
    }
}

impl<T: Copy + Default> FromIterator<Option<T>> for Cells<T> {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(values: I) -> Self {
        let values = values.into_iter();
        let mut cells = Self::new(values.size_hint().0);
        values.for_each(|value| cells.push(value));
        cells
    }
}

/// Texts of a column from borrowed or owned texts.
pub(super) fn texts<'a, T: Into<Cow<'a, str>>>(values: impl IntoIterator<Item = T>) -> Texts<'a> {
    values.into_iter().map(Into::into).collect()
}

/// A position as it is stored in a column of texts.
pub(super) fn key(position: usize) -> u32 {
    u32::try_from(position).expect("a column has fewer than 2^32 distinct texts")
}

/// A column of a short table: every cell has its own text.
pub(super) fn text<'a, T: Into<Cow<'a, str>>>(
    name: &'static str,
    values: impl IntoIterator<Item = Option<T>>,
) -> (Heading<'a>, Column) {
    let mut held: Vec<Cow<'a, str>> = Vec::new();
    let mut cells = Cells::new(0);
    for value in values {
        cells.push(value.is_some().then(|| key(held.len())));
        held.extend(value.map(Into::into));
    }
    (Heading::nullable(name, Kind::Text(held.into())), Column::Text(cells))
}

/// A table of a few rows from whole columns.
pub(super) fn short<'a>(name: &'static str, columns: Vec<(Heading<'a>, Column)>) -> Table<'a> {
    let (headings, columns): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let rows = columns.first().map_or(0, Column::len);
    Table { name, headings, chunks: Box::new(std::iter::once(Chunk { rows, columns })) }
}
