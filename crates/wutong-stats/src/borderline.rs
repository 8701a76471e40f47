//! Borderline pupils (临界生): who lies close to a line.

use crate::catalogue::Estimate;
use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::rates::{share, wilson_interval};

/// Which pupils count as borderline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BorderlineRule {
    /// How many ticks below the line are close.
    pub below: i64,
    /// How many ticks above the line are close; `None` for the side below alone.
    pub above: Option<i64>,
    /// At most so many pupils of the whole exam, the nearest first.
    pub limit: Option<u64>,
}

/// The marks that count as borderline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BorderlineWindow {
    /// The line in ticks.
    pub line: i64,
    /// Lowest borderline mark.
    pub lowest: i64,
    /// Highest borderline mark; `line - 1` for the side below alone.
    pub highest: i64,
    /// Whether the limit made the window narrower than the rule.
    pub narrowed: bool,
}

/// Pupils of a group around a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Borderline {
    /// With a mark.
    pub n: u64,
    /// At or above the line.
    pub on_line: u64,
    /// Borderline below the line (待上线).
    pub below: u64,
    /// Borderline at or above the line.
    pub above: u64,
}

impl BorderlineWindow {
    /// The window of a rule on the table of the whole exam; the groups are then counted with it.
    ///
    /// # Formula
    /// below: line - below <= x < line; above: line <= x <= line + above. With a limit the distance is the largest one
    /// at which no more pupils than the limit are in; pupils at one distance are all in or all out.
    /// # Errors
    /// [`StatError::OutOfRange`] if a distance is negative, or so large that the window leaves the integers.
    pub fn of(table: &FrequencyTable, line: i64, rule: &BorderlineRule) -> Result<Self, StatError> {
        if rule.below < 0 || rule.above.is_some_and(|above| above < 0) {
            return Err(StatError::OutOfRange);
        }
        let lowest = line.checked_sub(rule.below).ok_or(StatError::OutOfRange)?;
        let highest = line.checked_add(rule.above.unwrap_or(-1)).filter(|&highest| highest < i64::MAX);
        let highest = highest.ok_or(StatError::OutOfRange)?;
        let full = Self { line, lowest, highest, narrowed: false };
        match rule.limit {
            Some(limit) if full.held(table) > limit => Ok(full.narrowed_to(table, limit)),
            _ => Ok(full),
        }
    }

    fn held(&self, table: &FrequencyTable) -> u64 {
        table.at_least(self.lowest) - table.at_least(self.highest + 1)
    }

    fn narrowed_to(self, table: &FrequencyTable, limit: u64) -> Self {
        let mut near: Vec<(u64, u64)> = table
            .cells()
            .iter()
            .map(|&(mark, count)| (i64::from(mark), u64::from(count)))
            .filter(|&(mark, _)| self.lowest <= mark && mark <= self.highest)
            .map(|(mark, count)| (mark.abs_diff(self.line), count))
            .collect();
        near.sort_unstable();
        let (mut inside, mut reach) = (0, None);
        for group in near.chunk_by(|a, b| a.0 == b.0) {
            inside += group.iter().map(|&(_, count)| count).sum::<u64>();
            if inside > limit {
                break;
            }
            reach = group.first().map(|&(distance, _)| i64::try_from(distance).expect("a distance within the window"));
        }
        let (lowest, highest) = match reach {
            // Nobody fits: an empty window just below the line.
            None => (self.line, self.line - 1),
            Some(reach) => (self.lowest.max(self.line - reach), self.highest.min(self.line + reach)),
        };
        Self { lowest, highest, narrowed: true, ..self }
    }
}

impl Borderline {
    /// The pupils of a group around the line.
    #[must_use]
    pub fn of(table: &FrequencyTable, window: &BorderlineWindow) -> Self {
        let on_line = table.at_least(window.line);
        Self {
            n: table.n(),
            on_line,
            below: table.at_least(window.lowest.min(window.line)) - on_line,
            above: on_line - table.at_least(window.line.max(window.highest + 1)),
        }
    }

    /// 入围人数: on line, or borderline below it.
    #[must_use]
    pub fn within_reach(&self) -> u64 {
        self.on_line + self.below
    }

    /// 入围比率: their share, with its Wilson interval.
    ///
    /// # Errors
    /// [`StatError::ZeroDenominator`] without pupils.
    pub fn within_reach_rate(&self) -> Result<Estimate, StatError> {
        let value = share(self.within_reach(), self.n)?;
        Ok(Estimate { value, interval: Some(wilson_interval(self.within_reach(), self.n)?) })
    }

    /// 增率: how much the online rate would rise if every borderline pupil below the line reached it.
    ///
    /// # Formula
    /// (within reach - on line) / n, a difference of shares.
    /// # Errors
    /// [`StatError::ZeroDenominator`] without pupils.
    pub fn possible_gain(&self) -> Result<f64, StatError> {
        share(self.below, self.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> FrequencyTable {
        FrequencyTable::from_marks(&mut [40, 50, 55, 58, 59, 59, 60, 61, 62, 65, 70, 71, 90])
    }

    fn rule(below: i64, above: Option<i64>, limit: Option<u64>) -> BorderlineRule {
        BorderlineRule { below, above, limit }
    }

    fn counted(rule: &BorderlineRule) -> (u64, u64, bool) {
        let window = BorderlineWindow::of(&table(), 60, rule).unwrap();
        let counts = Borderline::of(&table(), &window);
        (counts.below, counts.above, window.narrowed)
    }

    #[test]
    fn one_side_or_both() {
        assert_eq!(counted(&rule(5, None, None)), (4, 0, false));
        assert_eq!(counted(&rule(20, Some(10), None)), (6, 5, false));
        assert_eq!(counted(&rule(0, None, None)), (0, 0, false));
        assert_eq!(counted(&rule(0, Some(0), None)), (0, 1, false));
    }

    #[test]
    fn the_nearest_within_the_limit() {
        // Distances: 60: 0; 59, 59, 61: 1; 58, 62: 2; 55, 65: 5.
        assert_eq!(counted(&rule(20, Some(10), Some(6))), (3, 3, true));
        assert_eq!(counted(&rule(20, Some(10), Some(5))), (2, 2, true), "58 and 62 are both out");
        assert_eq!(counted(&rule(20, Some(10), Some(0))), (0, 0, true));
        assert_eq!(counted(&rule(20, Some(10), Some(100))), (6, 5, false));
        assert_eq!(counted(&rule(20, None, Some(1))), (0, 0, true), "the two at 59 do not fit");
    }

    #[test]
    fn within_reach() {
        let window = BorderlineWindow::of(&table(), 60, &rule(5, None, None)).unwrap();
        let counts = Borderline::of(&table(), &window);
        assert_eq!((counts.n, counts.on_line, counts.within_reach()), (13, 7, 11));
        assert_eq!(counts.within_reach_rate().map(|rate| rate.value), Ok(11.0 / 13.0));
        assert_eq!(counts.possible_gain(), Ok(4.0 / 13.0));
        let nobody = Borderline::of(&FrequencyTable::default(), &window);
        assert_eq!(nobody.possible_gain(), Err(StatError::ZeroDenominator));
    }

    #[test]
    fn distances_are_checked() {
        for bad in [rule(-1, None, None), rule(1, Some(-1), None), rule(i64::MAX, None, None)] {
            assert_eq!(BorderlineWindow::of(&table(), -60, &bad), Err(StatError::OutOfRange));
        }
    }
}
