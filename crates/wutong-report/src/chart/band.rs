//! Equal bands of the full mark, for histograms.

/// How the marks of a paper are cut into equal bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    full_ticks: i64,
    count: i64,
}

impl Bands {
    /// Twelve to twenty bands, as many as give the roundest width.
    #[must_use]
    pub fn new(full_ticks: i64, decimals: u8) -> Self {
        let point = 10i64.pow(u32::from(decimals));
        let roundness = |count: i64| {
            let ticks_of = |points: i64| points * point * count;
            let divides = |points: i64| full_ticks % ticks_of(points) == 0;
            let penalty = [50, 10, 5, 1].into_iter().position(divides).unwrap_or(4);
            (penalty, (count - 16).abs())
        };
        let count = (12..=20).min_by_key(|&count| roundness(count)).unwrap_or(16);
        Self { full_ticks: full_ticks.max(1), count }
    }

    /// Number of bands.
    #[must_use]
    pub fn count(&self) -> usize {
        usize::try_from(self.count).unwrap_or(1)
    }

    /// Lower edge of a band as a share of the full mark.
    #[must_use]
    pub fn edge(&self, band: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "there are at most twenty bands")]
        let share = band as f64 / self.count as f64;
        share
    }

    /// Pupils in each band; the full mark belongs to the last band, a mark below zero to the first.
    #[must_use]
    pub fn counts(&self, marks: impl Iterator<Item = (i64, u64)>) -> Vec<u64> {
        let mut counts = vec![0; self.count()];
        for (ticks, count) in marks {
            let band = (ticks * self.count).div_euclid(self.full_ticks).clamp(0, self.count - 1);
            if let Some(entry) = counts.get_mut(usize::try_from(band).unwrap_or(0)) {
                *entry += count;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_round_and_complete() {
        for (full, width) in [(100, 5), (120, 10), (150, 10), (800, 50), (750, 50), (60, 5), (90, 5), (70, 5)] {
            let bands = Bands::new(full * 10, 1);
            assert_eq!(full / i64::try_from(bands.count()).expect("few"), width, "full mark {full}");
            let counts = bands.counts([(0, 1), (full * 10, 2), (full * 5, 4)].into_iter());
            assert_eq!(counts.iter().sum::<u64>(), 7);
            assert_eq!(counts.last(), Some(&2), "the full mark lies in the last band");
        }
    }
}
