//! Linear scales and round tick marks.

/// A linear map from values to pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    domain: (f64, f64),
    range: (f64, f64),
}

impl Scale {
    pub(super) fn new(domain: (f64, f64), range: (f64, f64)) -> Self {
        // A domain without width would divide by zero; one unit is as good as any.
        let domain = if domain.1 > domain.0 { domain } else { (domain.0 - 0.5, domain.0 + 0.5) };
        Self { domain, range }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let share = (value - self.domain.0) / (self.domain.1 - self.domain.0);
        self.range.0 + share * (self.range.1 - self.range.0)
    }

    /// As [`Self::at`], kept inside the drawing.
    pub(super) fn clamped(&self, value: f64) -> f64 {
        self.at(value.clamp(self.domain.0, self.domain.1))
    }
}

/// A step of 1, 2 or 5 times a power of ten that divides `span` into at most `most` parts.
pub(crate) fn round_step(span: f64, most: f64) -> f64 {
    let raw = (span / most).max(1e-9);
    let power = 10f64.powf(raw.log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power).into_iter().find(|step| *step >= raw * 0.999_999).unwrap_or(raw)
}

/// Multiples of `step` from `low` to `high`.
pub(super) fn ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-6).ceil();
    let mut ticks = Vec::new();
    let mut index = first;
    while index * step <= high + step * 1e-6 && ticks.len() < 200 {
        ticks.push(index * step + 0.0);
        index += 1.0;
    }
    ticks
}

/// Decimals that a tick label of this step needs.
pub(super) fn decimals(step: f64) -> usize {
    if step >= 0.999_999 {
        0
    } else if step >= 0.099_999 {
        1
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        for (span, most, step) in [(100.0, 5.0, 20.0), (0.23, 5.0, 0.05), (7.0, 8.0, 1.0), (26.0, 5.0, 10.0)] {
            assert!((round_step(span, most) - step).abs() < 1e-9, "{span} / {most}: {}", round_step(span, most));
        }
        assert_eq!(ticks(-1.0, 2.0, 1.0).len(), 4);
    }

    #[test]
    fn a_scale_without_width_stays_finite() {
        assert!(Scale::new((3.0, 3.0), (0.0, 10.0)).at(3.0).is_finite());
    }
}
