//! The nine subjects of the examination.

/// Subjects of the examination.
pub(crate) const N_SUBJECTS: usize = 9;
/// Position of mathematics in [`SUBJECTS`].
pub(crate) const MATH: usize = 1;

/// A subject and the shape of its mark distribution.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) full_mark: u16,
    /// Logit of the score rate of a pupil in the middle.
    pub(crate) location: f64,
    /// Change of that logit for one standard deviation of the latent attainment.
    pub(crate) slope: f64,
}

const fn subject(id: &'static str, name: &'static str, full_mark: u16, location: f64, slope: f64) -> Subject {
    Subject { id, name, full_mark, location, slope }
}

/// In the order of the columns.
pub(crate) const SUBJECTS: [Subject; N_SUBJECTS] = [
    subject("chinese", "语文", 120, 0.92, 0.70),
    subject("math", "数学", 120, 0.72, 1.12),
    subject("english", "英语", 120, 0.76, 1.16),
    subject("physics", "物理", 100, 0.72, 1.02),
    subject("chemistry", "化学", 100, 0.86, 1.00),
    subject("politics", "道德与法治", 100, 0.98, 0.84),
    subject("history", "历史", 100, 0.88, 0.92),
    subject("geography", "地理", 100, 1.00, 0.88),
    subject("biology", "生物", 100, 1.06, 0.86),
];

/// The upper tail is stretched by this factor and cut at the full mark, so that a few pupils reach it.
const STRETCH: f64 = 1.025;

impl Subject {
    /// Full mark in half points.
    pub(crate) fn full_half_points(&self) -> u16 {
        self.full_mark * 2
    }

    /// Mark in half points of a pupil whose latent attainment is `latent` (mean 0, variance 1 over the district).
    pub(crate) fn mark(&self, latent: f64) -> u16 {
        let rate = STRETCH / (1.0 + (-(self.location + self.slope * latent)).exp());
        // Rounded and clamped into 0..=240, so the conversion cannot lose anything.
        (rate.min(1.0) * f64::from(self.full_half_points())).round() as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_between_zero_and_the_full_mark() {
        for subject in &SUBJECTS {
            assert_eq!(subject.mark(-40.0), 0);
            assert_eq!(subject.mark(40.0), subject.full_half_points());
        }
        assert_eq!(SUBJECTS[MATH].id, "math");
    }
}
