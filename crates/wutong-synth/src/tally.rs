//! What came out in one subject.

use crate::delivery::points;
use crate::draw::Cell;

/// Exact sums of one subject, in half points.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) valid: u64,
    pub(crate) absent: u64,
    pub(crate) violation: u64,
    sum: u64,
    squares: u64,
}

impl Tally {
    pub(crate) fn push(&mut self, cell: Cell) {
        match cell {
            Cell::Mark(mark) => {
                let mark = u64::from(mark);
                self.valid += 1;
                self.sum += mark;
                self.squares += mark * mark;
            }
            Cell::Absent => self.absent += 1,
            Cell::Violation => self.violation += 1,
            Cell::Transferred => {}
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.valid += other.valid;
        self.absent += other.absent;
        self.violation += other.violation;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    pub(crate) fn mean(&self) -> Option<f64> {
        (self.valid > 0).then(|| self.sum as f64 / self.valid as f64 * points(1))
    }

    pub(crate) fn sd(&self) -> Option<f64> {
        // Widened, because n times the sum of squares passes 64 bits beyond some ten million pupils.
        let (n, sum, squares) = (u128::from(self.valid), u128::from(self.sum), u128::from(self.squares));
        let scaled = n * squares - sum * sum;
        (n > 0).then(|| (scaled as f64).sqrt() / n as f64 * points(1))
    }
}
