//! Is a distribution of marks near a normal one?
//!
//! With thousands of pupils every test rejects, because marks are whole numbers and papers have a ceiling. So the
//! [`ShapeReading`] goes by the size of the departure, and the tests stand beside it.

mod anderson_darling;
mod lilliefors;
pub(crate) mod metrics;
mod moment_tests;
mod reading;
mod shapiro_wilk;

pub use anderson_darling::{AndersonDarling, anderson_darling};
pub use lilliefors::{Lilliefors, lilliefors};
pub(crate) use metrics::{ANDERSON_DARLING, DAGOSTINO_K2, JARQUE_BERA, JARQUE_BERA_P};
pub use moment_tests::{DagostinoK2, MomentTest, dagostino_k2, jarque_bera};
pub use reading::{MarkShape, ShapeReading, Strength, shape_reading};
pub use shapiro_wilk::{ShapiroWilk, shapiro_wilk};

use crate::error::StatError;
use crate::frequency::Tick;
use crate::moments::{Moments, ratio};

/// A mark's distance from the mean in sample standard deviations; the numerator is one exact integer.
struct Standardiser {
    n: i128,
    sum: i128,
    sd: f64,
}

impl Standardiser {
    fn of(moments: &Moments, required: u64) -> Result<Self, StatError> {
        if moments.n < required {
            return Err(StatError::TooFew { found: moments.n, required });
        }
        let sd = moments.sample_variance()?.sqrt();
        if sd > 0.0 {
            Ok(Self { n: i128::from(moments.n), sum: i128::from(moments.sum), sd })
        } else {
            Err(StatError::NoVariation)
        }
    }

    fn z(&self, mark: impl Tick) -> f64 {
        ratio(i128::from(mark.into()) * self.n - self.sum, self.n) / self.sd
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frequency::FrequencyTable;

    /// Two dozen marks with ties.
    const MARKS: [i32; 24] =
        [38, 45, 52, 52, 58, 60, 61, 61, 64, 67, 70, 70, 70, 73, 75, 78, 80, 84, 88, 91, 96, 97, 100, 100];

    fn of(marks: &[i32]) -> (FrequencyTable, Moments) {
        let table = FrequencyTable::from_marks(&mut marks.to_vec());
        let moments = Moments::of(&table);
        (table, moments)
    }

    fn check(found: f64, expected: f64, relative: f64) {
        assert!((found - expected).abs() <= relative * expected.abs(), "expected {expected}, got {found}");
    }

    /// SciPy 1.17.1; `fixtures/oracle/make/inference.py`.
    #[test]
    fn statistics_of_two_dozen_marks() {
        let (table, moments) = of(&MARKS);
        let k2 = dagostino_k2(&moments).expect("enough marks");
        check(k2.statistic, 0.726_267_078_555_097, 1e-12);
        check(k2.p.value, 0.695_493_551_591_122_6, 1e-12);
        check(k2.z_skewness, 0.045_334_555_779_239_47, 1e-12);
        check(k2.z_kurtosis, -0.851_006_378_711_344_3, 1e-12);
        let jb = jarque_bera(&moments).expect("enough marks");
        check(jb.statistic, 0.679_512_638_311_002_5, 1e-12);
        check(jb.p.value, 0.711_943_788_690_253_2, 1e-12);
        check(anderson_darling(&table, &moments).expect("enough marks").a2, 0.220_550_926_746_092_56, 1e-12);
    }

    /// SciPy 1.17.1, whose Shapiro-Wilk runs in single precision in parts.
    #[test]
    fn shapiro_wilk_of_few_marks() {
        for (n, w, p) in [
            (24, 0.969_210_710_939_712_9, 0.647_528_181_509_408),
            (8, 0.872_569_843_553_384_4, 0.159_683_399_638_052_34),
            (5, 0.951_141_826_529_503_4, 0.745_343_331_332_246_5),
            (3, 1.0, 1.0),
        ] {
            let (table, moments) = of(&MARKS[..n]);
            let found = shapiro_wilk(&table, &moments).expect("enough marks");
            check(found.w, w, 1e-7);
            check(found.p.value, p, 1e-5);
        }
    }

    /// Definitions section 12, T1, to the digits printed there.
    #[test]
    fn the_golden_marks() {
        let (_, moments) = of(&[80, 85, 90, 95, 60, 70, 75, 85, 90, 40, 55, 60, 65, 70, 80]);
        let jb = jarque_bera(&moments).expect("enough marks");
        assert!((jb.statistic - 0.810_366).abs() < 1e-6 && (jb.p.value - 0.666_855).abs() < 1e-6);
    }

    #[test]
    fn few_or_equal_marks_are_refused() {
        let too_few = |found, required| StatError::TooFew { found, required };
        let (table, moments) = of(&MARKS[..2]);
        assert_eq!(jarque_bera(&moments).err(), Some(too_few(2, 4)));
        assert_eq!(dagostino_k2(&moments).err(), Some(too_few(2, 20)));
        assert_eq!(anderson_darling(&table, &moments).err(), Some(too_few(2, 8)));
        assert_eq!(lilliefors(&table, &moments).err(), Some(too_few(2, 5)));
        assert_eq!(shapiro_wilk(&table, &moments).err(), Some(too_few(2, 3)));
        assert_eq!(shape_reading(&moments).err(), Some(too_few(2, 20)));
        let (table, moments) = of(&[100; 30]);
        assert_eq!(jarque_bera(&moments).err(), Some(StatError::NoVariation));
        assert_eq!(dagostino_k2(&moments).err(), Some(StatError::NoVariation));
        assert_eq!(anderson_darling(&table, &moments).err(), Some(StatError::NoVariation));
        assert_eq!(lilliefors(&table, &moments).err(), Some(StatError::NoVariation));
        assert_eq!(shapiro_wilk(&table, &moments).err(), Some(StatError::NoVariation));
        assert_eq!(shape_reading(&moments).err(), Some(StatError::NoVariation));
        let (table, moments) = of(&[0, 1].repeat(3000));
        assert_eq!(shapiro_wilk(&table, &moments).err(), Some(StatError::NotApplicable));
    }

    fn shape_of(marks: &[i32]) -> (MarkShape, Strength) {
        let reading = shape_reading(&of(marks).1).expect("enough marks");
        (reading.shape, reading.strength)
    }

    #[test]
    fn shapes_have_their_names() {
        assert_eq!(shape_of(&MARKS), (MarkShape::ApproximatelyNormal, Strength::Slight));
        let two_peaks = [vec![40; 30], vec![41; 30], vec![80; 30], vec![81; 30]].concat();
        assert_eq!(shape_of(&two_peaks), (MarkShape::TwoPeaked, Strength::Strong));
        let easy: Vec<i32> = (0..10).flat_map(|k| vec![100 - 5 * k; 100 >> k]).collect();
        assert_eq!(shape_of(&easy), (MarkShape::SkewedLeft, Strength::Strong));
        let hard: Vec<i32> = easy.iter().map(|mark| 100 - mark).collect();
        assert_eq!(shape_of(&hard), (MarkShape::SkewedRight, Strength::Strong));
        let flat: Vec<i32> = (0..41).collect();
        assert_eq!(shape_of(&flat).0, MarkShape::Flat);
        let peaked = [vec![50; 60], vec![20, 80, 35, 65, 40, 60, 45, 55]].concat();
        assert_eq!(shape_of(&peaked), (MarkShape::Peaked, Strength::Strong));
    }
}
