//! Imbalance between subjects (偏科), of a pupil and of a school.

use crate::catalogue::Estimate;
use crate::error::StatError;
use crate::frequency::Accumulate;
use crate::moments::{Moments, ratio};
use crate::rates::{share, wilson_interval};

/// The default flag: standard scores of the subjects spread by more than one.
pub const IMBALANCE_FLAG: f64 = 1.0;

/// Standard deviation of a pupil's standard scores over the subjects that the pupil has.
///
/// # Formula
/// z_k = (x_k - M_k) / s_k with mean and standard deviation (divisor n) of the whole exam; the result is
/// √(Σ (z_k - z̄)² / K) over the K subjects.
/// # Inputs
/// `marks`: one a subject, `None` where the pupil has none; `exam`: the moments of the whole exam in the same order.
/// Subjects in which the whole exam has no variation say nothing and are left out.
/// # Errors
/// [`StatError::Contradiction`] if the two slices differ in length; [`StatError::TooFew`] with fewer than two subjects.
/// # References
/// Default of this project; other offices use the range of the differences to the mean, or a coefficient of variation
/// above 0.3.
pub fn pupil_imbalance(marks: &[Option<i32>], exam: &[Moments]) -> Result<f64, StatError> {
    if marks.len() != exam.len() {
        return Err(StatError::Contradiction);
    }
    let mut scores = Vec::with_capacity(marks.len());
    for (mark, moments) in marks.iter().zip(exam) {
        if let Some(z) = mark.and_then(|mark| standard_score(mark, moments)) {
            scores.push(z);
        }
    }
    spread(&scores)
}

/// The standard score of a mark, `None` in a subject without variation.
fn standard_score(mark: i32, moments: &Moments) -> Option<f64> {
    let sd = moments.population_variance().ok()?.sqrt();
    let n = i128::from(moments.n);
    (sd > 0.0).then(|| ratio(i128::from(mark) * n - i128::from(moments.sum), n) / sd)
}

/// Mean standard score of a group in one subject, held against the whole exam.
///
/// # Formula
/// (m - M) / s, M and s (divisor n) of the whole exam.
/// # Errors
/// [`StatError::TooFew`] without pupils; [`StatError::NoVariation`] if all marks of the exam are equal.
pub fn mean_standard_score(group: &Moments, exam: &Moments) -> Result<f64, StatError> {
    let (mean, centre) = (group.mean()?, exam.mean()?);
    let sd = exam.population_variance()?.sqrt();
    if sd > 0.0 { Ok((mean - centre) / sd) } else { Err(StatError::NoVariation) }
}

/// Evenness of a school's subjects (均衡指数): standard deviation of its mean standard scores.
///
/// # Formula
/// √(Σ (zbar_k - mean)² / K) over the K subjects.
/// # Errors
/// [`StatError::TooFew`] with fewer than two subjects; [`StatError::OutOfRange`] if a score is not finite.
pub fn school_imbalance(mean_scores: &[f64]) -> Result<f64, StatError> {
    if !mean_scores.iter().all(|score| score.is_finite()) {
        return Err(StatError::OutOfRange);
    }
    spread(mean_scores)
}

/// Standard deviation with divisor n, in two steps.
fn spread(scores: &[f64]) -> Result<f64, StatError> {
    let found = u64::try_from(scores.len()).map_err(|_| StatError::OutOfRange)?;
    if found < 2 {
        return Err(StatError::TooFew { found, required: 2 });
    }
    let n = ratio(i128::from(found), 1);
    // Centred on the first score, so that equal scores give exactly zero.
    let shifts: Vec<f64> = scores.iter().map(|score| score - scores[0]).collect();
    let mean = shifts.iter().sum::<f64>() / n;
    Ok((shifts.iter().map(|shift| (shift - mean) * (shift - mean)).sum::<f64>() / n).sqrt())
}

/// Pupils of a group with an imbalance above the flag; counts of groups add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImbalanceCounts {
    /// Pupils with at least two subjects.
    pub n: u64,
    /// Of them, flagged.
    pub flagged: u64,
}

impl ImbalanceCounts {
    /// Share of flagged pupils, with its Wilson interval.
    ///
    /// # Errors
    /// [`StatError::ZeroDenominator`] without pupils.
    pub fn share(&self) -> Result<Estimate, StatError> {
        let value = share(self.flagged, self.n)?;
        Ok(Estimate { value, interval: Some(wilson_interval(self.flagged, self.n)?) })
    }
}

impl Accumulate for ImbalanceCounts {
    /// Whether the pupil is flagged.
    type Item = bool;

    fn push(&mut self, flagged: bool) {
        self.n += 1;
        self.flagged += u64::from(flagged);
    }

    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.flagged += other.flagged;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frequency::FrequencyTable;

    fn moments(marks: &[i32]) -> Moments {
        Moments::of(&FrequencyTable::from_marks(&mut marks.to_vec()))
    }

    /// Means 50 and 70, standard deviations 10 and 5; standard scores 2 and -1 spread by 1.5.
    #[test]
    fn a_pupil_strong_in_one_subject() {
        let exam = [moments(&[40, 60]), moments(&[65, 75])];
        assert_eq!(pupil_imbalance(&[Some(70), Some(65)], &exam), Ok(1.5));
        assert_eq!(pupil_imbalance(&[Some(60), Some(75)], &exam), Ok(0.0));
    }

    #[test]
    fn too_few_subjects() {
        let exam = [moments(&[40, 60]), moments(&[65, 75]), moments(&[50, 50])];
        let few = Err(StatError::TooFew { found: 1, required: 2 });
        assert_eq!(pupil_imbalance(&[Some(70), None, None], &exam), few);
        assert_eq!(pupil_imbalance(&[Some(70), None, Some(50)], &exam), few, "no variation says nothing");
        assert_eq!(pupil_imbalance(&[None], &exam), Err(StatError::Contradiction));
        assert_eq!(pupil_imbalance(&[], &[]), Err(StatError::TooFew { found: 0, required: 2 }));
        assert_eq!(
            pupil_imbalance(&[Some(1), Some(2)], &[Moments::default(); 2]).unwrap_err(),
            StatError::TooFew { found: 0, required: 2 }
        );
    }

    #[test]
    fn a_school() {
        assert_eq!(school_imbalance(&[0.5, -0.5]), Ok(0.5));
        assert_eq!(school_imbalance(&[0.1, 0.1, 0.1]), Ok(0.0));
        assert_eq!(school_imbalance(&[0.1]), Err(StatError::TooFew { found: 1, required: 2 }));
        assert_eq!(school_imbalance(&[0.1, f64::NAN]), Err(StatError::OutOfRange));
    }

    #[test]
    fn a_group_against_the_exam() {
        assert_eq!(mean_standard_score(&moments(&[70]), &moments(&[40, 60])), Ok(2.0));
        assert_eq!(mean_standard_score(&moments(&[70]), &moments(&[50, 50])), Err(StatError::NoVariation));
        assert_eq!(
            mean_standard_score(&moments(&[]), &moments(&[40, 60])),
            Err(StatError::TooFew { found: 0, required: 1 })
        );
    }

    #[test]
    fn counts_add_up() {
        let mut all = ImbalanceCounts::default();
        assert_eq!(all.share(), Err(StatError::ZeroDenominator));
        all.push(true);
        all.merge(&ImbalanceCounts { n: 3, flagged: 0 });
        assert_eq!(all.share().map(|rate| rate.value), Ok(0.25));
    }
}
