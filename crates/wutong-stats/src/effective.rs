//! Effective lines of subjects (有效分): the mark of a subject that goes with a line of the total.

use crate::error::StatError;
use crate::frequency::FrequencyTable;
use crate::lines::{JointTable, mark_at_rank};
use crate::moments::ratio;

/// How the line of a subject follows from the line of the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineMethod {
    /// [`EffectiveLine::proportional`]: the default for subjects that everybody takes.
    Proportional,
    /// [`EffectiveLine::same_share`]: the default for elective subjects with assigned marks.
    SameShare,
    /// Supplied by the upper level, in ticks.
    Given(i64),
}

impl LineMethod {
    /// The default for a subject that everybody takes, or an elective one.
    #[must_use]
    pub fn for_subject(elective: bool) -> Self {
        if elective { Self::SameShare } else { Self::Proportional }
    }
}

/// The effective line of a subject (有效分), an exact fraction of ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EffectiveLine {
    numerator: i128,
    denominator: i128,
}

impl EffectiveLine {
    /// The line by a method, from the tables of the whole exam.
    ///
    /// # Errors
    /// Those of the method.
    pub fn by(method: LineMethod, totals: &FrequencyTable, subject: &JointTable, line: i64) -> Result<Self, StatError> {
        match method {
            LineMethod::Proportional => Self::proportional(totals, subject, line),
            LineMethod::SameShare => Self::same_share(totals, subject, line),
            LineMethod::Given(ticks) => Ok(Self::given(ticks)),
        }
    }

    /// A line supplied by the upper level.
    #[must_use]
    pub fn given(ticks: i64) -> Self {
        Self { numerator: i128::from(ticks), denominator: 1 }
    }

    /// The line in proportion to the means of the pupils on line.
    ///
    /// # Formula
    /// e = (T0 / P1) m, P1 the mean total and m the mean of the subject of the pupils with total >= T0. If every pupil
    /// on line has a mark in every subject, the lines of the subjects add up to T0.
    /// # Inputs
    /// `totals` and `subject`: of the whole exam; `line` (T0): in ticks of the total.
    /// # Errors
    /// [`StatError::TooFew`] if nobody is on line, or none of them has a mark in the subject;
    /// [`StatError::OutOfRange`] if the line or a mean is not positive;
    /// [`StatError::Contradiction`] if more pupils of the subject are on line than there are totals on line.
    /// # References
    /// 成绩云, 单科有效分 (chengjiyun.com/wiki), four steps.
    pub fn proportional(totals: &FrequencyTable, subject: &JointTable, line: i64) -> Result<Self, StatError> {
        let counted = |cells: &[(i32, u32)], least: i64| {
            let from = cells.partition_point(|&(mark, _)| i64::from(mark) < least);
            cells[from..].iter().fold((0i128, 0i128), |(n, sum), &(mark, count)| {
                (n + i128::from(count), sum + i128::from(mark) * i128::from(count))
            })
        };
        let (n, sum) = counted(totals.cells(), line);
        let (n_marks, sum_marks) = counted(subject.on_line().cells(), i64::MIN);
        if n == 0 || n_marks == 0 {
            return Err(StatError::TooFew { found: 0, required: 1 });
        }
        if n_marks > n {
            return Err(StatError::Contradiction);
        }
        if line <= 0 || sum <= 0 || sum_marks < 0 {
            return Err(StatError::OutOfRange);
        }
        let numerator = i128::from(line)
            .checked_mul(n)
            .and_then(|product| product.checked_mul(sum_marks))
            .ok_or(StatError::OutOfRange)?;
        let denominator = sum.checked_mul(n_marks).ok_or(StatError::OutOfRange)?;
        Ok(Self { numerator, denominator })
    }

    /// The line that lets in the same share of the subject's pupils as the line of the total.
    ///
    /// # Formula
    /// The mark at rank ⌊q n⌋ from the top of the subject's n pupils, q = #(total >= T0) / N; everybody at it is in.
    /// # Errors
    /// [`StatError::ZeroDenominator`] without totals; [`StatError::TooFew`] if the share is less than one pupil.
    pub fn same_share(totals: &FrequencyTable, subject: &JointTable, line: i64) -> Result<Self, StatError> {
        if totals.n() == 0 {
            return Err(StatError::ZeroDenominator);
        }
        let marks = subject.all();
        let rank = u128::from(totals.at_least(line)) * u128::from(marks.n()) / u128::from(totals.n());
        let rank = u64::try_from(rank).map_err(|_| StatError::OutOfRange)?;
        if rank == 0 {
            return Err(StatError::TooFew { found: 0, required: 1 });
        }
        Ok(Self::given(i64::from(mark_at_rank(&marks, rank)?)))
    }

    /// The line in ticks.
    #[must_use]
    pub fn ticks(self) -> f64 {
        ratio(self.numerator, self.denominator)
    }

    /// The smallest tick that reaches the line; pupils are judged by it.
    #[must_use]
    pub fn cut(self) -> i64 {
        let whole = self.numerator.div_euclid(self.denominator);
        let above = self.numerator.rem_euclid(self.denominator) > 0;
        i64::try_from(whole + i128::from(above)).expect("an effective line is at most a mean mark or a mark given")
    }

    /// The line rounded half up to a multiple of so many ticks, for offices that judge by the printed line.
    ///
    /// # Errors
    /// [`StatError::OutOfRange`] if the step is not positive.
    pub fn rounded(self, step: i64) -> Result<i64, StatError> {
        if step <= 0 {
            return Err(StatError::OutOfRange);
        }
        let unit = self.denominator.checked_mul(i128::from(step)).ok_or(StatError::OutOfRange)?;
        let doubled = self.numerator.checked_mul(2).ok_or(StatError::OutOfRange)?;
        let steps = (doubled + unit).div_euclid(2 * unit);
        i64::try_from(steps * i128::from(step)).map_err(|_| StatError::OutOfRange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: &[(i32, usize)]) -> FrequencyTable {
        let mut marks: Vec<i32> = cells.iter().flat_map(|&(mark, n)| std::iter::repeat_n(mark, n)).collect();
        FrequencyTable::from_marks(&mut marks)
    }

    fn joint(on_line: &[(i32, usize)], below: &[(i32, usize)]) -> JointTable {
        let pupils = |cells: &[(i32, usize)], total: i32| {
            cells.iter().flat_map(|&(mark, n)| std::iter::repeat_n((mark, Some(total)), n)).collect::<Vec<_>>()
        };
        JointTable::of(&[pupils(on_line, 1), pupils(below, 0)].concat(), 1)
    }

    /// T0 = 626 and P1 = 631.1 in tenths: ten pupils on line whose totals add up to 6,311.0.
    #[test]
    fn published_example_of_the_proportional_method() {
        let totals = table(&[(6311, 10), (5000, 7)]);
        let line = |mean_tenths: i32| {
            let subject = joint(&[(mean_tenths, 10)], &[(300, 7)]);
            EffectiveLine::proportional(&totals, &subject, 6260).unwrap()
        };
        // 119.4 -> 118.4, 141.1 -> 140.0, 71.9 -> 71.3.
        assert_eq!([1194, 1411, 719].map(|mean| line(mean).rounded(1).unwrap()), [1184, 1400, 713]);
        assert!((line(1194).ticks() / 1194.0 - 0.991_919).abs() < 5e-7);
        assert_eq!(line(1194).cut(), 1185, "118.4351 is reached by 118.5, not by 118.4");
    }

    #[test]
    fn same_share_takes_whole_pupils() {
        let totals = table(&[(600, 3), (500, 7)]);
        let subject = joint(&[(90, 1), (80, 2)], &[(85, 1), (70, 6)]);
        // q = 3/10 of ten pupils: the third mark.
        let elective = LineMethod::for_subject(true);
        assert_eq!(EffectiveLine::by(elective, &totals, &subject, 600).unwrap().cut(), 80);
        assert_eq!(EffectiveLine::by(LineMethod::Given(77), &totals, &subject, 600).unwrap().cut(), 77);
        let few = joint(&[(90, 1)], &[(70, 2)]);
        assert_eq!(
            EffectiveLine::same_share(&totals, &few, 600),
            Err(StatError::TooFew { found: 0, required: 1 }),
            "three tenths of three pupils are less than one"
        );
    }

    #[test]
    fn nobody_on_line_is_an_error() {
        let totals = table(&[(500, 3)]);
        let subject = joint(&[], &[(50, 3)]);
        let nobody = Err(StatError::TooFew { found: 0, required: 1 });
        assert_eq!(EffectiveLine::proportional(&totals, &subject, 600), nobody);
        assert_eq!(EffectiveLine::same_share(&totals, &subject, 600), nobody);
        assert_eq!(EffectiveLine::proportional(&totals, &joint(&[(50, 3)], &[]), 0), Err(StatError::OutOfRange));
        assert_eq!(EffectiveLine::proportional(&totals, &joint(&[(50, 4)], &[]), 500), Err(StatError::Contradiction));
        assert_eq!(EffectiveLine::given(60).rounded(0), Err(StatError::OutOfRange));
    }
}
