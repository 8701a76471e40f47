//! Tables that are not read as they stand: printed in halves, or with the subjects of marks in their rows.

use std::sync::Arc;

use crate::cell::{Cell, Merge, OwnedRow, Row};
use crate::layout::halves::{Half, Halves};
use crate::layout::pairs::{Paired, Pairs};
use crate::layout::{Layout, Setting};

/// How the rows of a sheet are read.
#[derive(Debug, Clone)]
pub(crate) enum View {
    /// Each as several rows.
    Halves(Halves),
    /// Each with a column for every subject that its cells may name.
    Pairs(Arc<Pairs>),
}

impl View {
    /// How the rows below a header are read; `None` if as they stand.
    pub(crate) fn of(layout: &Layout, head: &[OwnedRow], setting: Setting<'_>) -> Option<Self> {
        let halves = Halves::of(layout, head, setting.source).map(Self::Halves);
        halves.or_else(|| Pairs::of(layout, head, setting.vocabulary).map(|pairs| Self::Pairs(Arc::new(pairs))))
    }

    /// As how many rows one is read.
    pub(crate) fn n(&self) -> usize {
        match self {
            Self::Halves(halves) => halves.n,
            Self::Pairs(_) => 1,
        }
    }

    /// One of the rows as which a row is read.
    pub(crate) fn view<'r>(&'r self, row: &'r dyn Row, at: usize) -> Viewed<'r> {
        match self {
            Self::Halves(halves) => Viewed::Half(halves.view(row, at)),
            Self::Pairs(pairs) => Viewed::Paired(pairs.view(row)),
        }
    }

    /// The first rows of the sheet as they are read, with its header.
    pub(crate) fn head(&self, head: &[OwnedRow]) -> Vec<OwnedRow> {
        match self {
            Self::Halves(halves) => halves.narrow(head),
            Self::Pairs(pairs) => pairs.widen(head),
        }
    }

    /// The column of a mark whose subject is none of the exam, in a row as it is read.
    pub(crate) fn strange(&self, row: &dyn Row) -> Option<usize> {
        match self {
            Self::Halves(_) => None,
            Self::Pairs(pairs) => pairs.strange().find(|column| !row.cell(*column).is_empty()),
        }
    }

    /// Whether a column of the rows as they are read is none of the table.
    pub(crate) fn is_made(&self, column: usize) -> bool {
        match self {
            Self::Halves(halves) => halves.is_made(column),
            Self::Pairs(pairs) => column >= pairs.first(),
        }
    }
}

/// A row as it is read.
pub(crate) enum Viewed<'r> {
    Half(Half<'r>),
    Paired(Paired<'r>),
}

impl Viewed<'_> {
    fn row(&self) -> &dyn Row {
        match self {
            Self::Half(half) => half,
            Self::Paired(paired) => paired,
        }
    }
}

impl Row for Viewed<'_> {
    fn width(&self) -> usize {
        self.row().width()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        self.row().cell(column)
    }

    fn is_separated(&self) -> bool {
        self.row().is_separated()
    }

    fn merged(&self, column: usize) -> Option<Merge> {
        self.row().merged(column)
    }
}
