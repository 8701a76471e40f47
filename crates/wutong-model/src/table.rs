//! Columns of metrics: a value, or the reason why there is none, for every row.

use crate::analysis::{Reason, Reported};

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// It is shown.
    Shown,
    /// The comparison is refused: it is shown by a page of its group alone, and nowhere else.
    Alone,
    /// It is withheld.
    Withheld(Reason),
}

/// One metric for every group and subject.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricColumn {
    /// Metric id of the catalogue.
    pub id: &'static str,
    values: Vec<f64>,
    cells: Vec<Cell>,
    bounds: Option<Vec<Option<(f64, f64)>>>,
}

impl MetricColumn {
    /// An empty column; `interval` says whether the metric can carry one.
    #[must_use]
    pub fn new(id: &'static str, interval: bool, capacity: usize) -> Self {
        Self {
            id,
            values: Vec::with_capacity(capacity),
            cells: Vec::with_capacity(capacity),
            bounds: interval.then(|| Vec::with_capacity(capacity)),
        }
    }

    /// Appends the value of the next row.
    pub fn push(&mut self, reported: Reported<f64>) {
        // Negative zero would print as `-0`; adding zero removes the sign.
        let clean = |value: f64| value + 0.0;
        self.values.push(reported.value().map_or(0.0, clean));
        self.cells.push(reported.reason().map_or(Cell::Shown, Cell::Withheld));
        if let Some(bounds) = &mut self.bounds {
            bounds.push(reported.interval().map(|(lower, upper)| (clean(lower), clean(upper))));
        }
    }

    /// The column of some of the rows.
    #[must_use]
    pub(crate) fn of_rows(&self, rows: &[usize]) -> Self {
        Self {
            id: self.id,
            values: rows.iter().map(|&row| self.values[row]).collect(),
            cells: rows.iter().map(|&row| self.cells[row]).collect(),
            bounds: self.bounds.as_ref().map(|bounds| rows.iter().map(|&row| bounds[row]).collect()),
        }
    }

    /// Whether the metric can carry an interval.
    #[must_use]
    pub fn has_interval(&self) -> bool {
        self.bounds.is_some()
    }

    /// The value of a row, as it may stand beside other groups.
    #[must_use]
    pub fn get(&self, row: usize) -> Reported<f64> {
        match self.cells[row] {
            Cell::Shown => self.estimate(row),
            Cell::Alone => Reported::Withheld(Reason::NotComparable),
            Cell::Withheld(reason) => Reported::Withheld(reason),
        }
    }

    /// The value of a row, as a page of its group alone may hold it.
    #[must_use]
    pub fn get_alone(&self, row: usize) -> Reported<f64> {
        match self.cells[row] {
            Cell::Shown | Cell::Alone => self.estimate(row),
            Cell::Withheld(reason) => Reported::Withheld(reason),
        }
    }

    fn estimate(&self, row: usize) -> Reported<f64> {
        Reported::Estimate { value: self.values[row], interval: self.bounds.as_ref().and_then(|bounds| bounds[row]) }
    }

    /// Withholds a value that may not be compared from everything but a page of its group alone.
    pub fn set_apart(&mut self, row: usize) {
        if self.cells[row] == Cell::Shown {
            self.cells[row] = Cell::Alone;
        }
    }

    /// Withholds a value.
    pub fn withhold(&mut self, row: usize, reason: Reason) {
        if !matches!(self.cells[row], Cell::Withheld(_)) {
            self.cells[row] = Cell::Withheld(reason);
            self.values[row] = 0.0;
            if let Some(bounds) = &mut self.bounds {
                bounds[row] = None;
            }
        }
    }

    /// Replaces every value and bound that is not withheld.
    pub fn map(&mut self, change: impl Fn(f64) -> f64) {
        let shown = self.values.iter_mut().zip(&self.cells).filter(|(_, cell)| !matches!(cell, Cell::Withheld(_)));
        shown.for_each(|(value, _)| *value = change(*value) + 0.0);
        for (lower, upper) in self.bounds.iter_mut().flatten().flatten() {
            (*lower, *upper) = (change(*lower) + 0.0, change(*upper) + 0.0);
        }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether the column has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// All metrics: one row a group and subject (groups outer, subjects inner), one column a metric in catalogue order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MetricTable {
    /// Number of subjects, the total included.
    pub n_subjects: usize,
    /// Columns.
    pub columns: Vec<MetricColumn>,
}

impl MetricTable {
    /// The row of a group and subject.
    #[must_use]
    pub fn row(&self, group: usize, subject: usize) -> usize {
        group * self.n_subjects + subject
    }

    /// The column of a metric.
    #[must_use]
    pub fn column(&self, metric: &str) -> Option<&MetricColumn> {
        self.columns.iter().find(|column| column.id == metric)
    }

    /// One value; `NotApplicable` for an unknown metric.
    #[must_use]
    pub fn get(&self, group: usize, subject: usize, metric: &str) -> Reported<f64> {
        self.column(metric)
            .map_or(Reported::Withheld(Reason::NotApplicable), |column| column.get(self.row(group, subject)))
    }
}
