//! Small districts with known truth: no wutong-synth, because here every difference has to be chosen.

use wutong::{Analysis, ExamSpec, Workers, finish, summarise};
use wutong_testkit::{Pupil, book, spec};

/// Pupils of each school: as in counties, a few large ones and many small ones.
pub(super) const SIZES: [u64; 20] =
    [15, 18, 20, 22, 25, 28, 40, 45, 60, 70, 80, 90, 100, 120, 140, 160, 200, 250, 320, 400];
const SUBJECTS: usize = 5;
const CLASS: u64 = 45;
/// Correlation of two subjects between pupils.
const CORRELATION: f64 = 0.7;

/// What differs in a district.
#[derive(Debug, Clone, Default)]
pub(super) struct Design {
    /// Share of the variance between classes of a school.
    pub(super) classes: f64,
    /// Share of the variance between schools.
    pub(super) schools: f64,
    /// Schools that differ: school, subject, standard deviations.
    pub(super) shift: Vec<(usize, usize, f64)>,
    /// Whether marks are normal; skewed and bounded as real ones otherwise.
    pub(super) normal: bool,
}

pub(super) fn school_id(school: usize) -> String {
    format!("school {school:02}")
}

/// Standard normal numbers from a seed (splitmix64, Box-Muller).
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        // Mixed twice: seeds in a row must not give one sequence, each a step further along.
        let mut start = Self(seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(20_250_626));
        start.bits();
        Self(start.bits())
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

impl Design {
    pub(super) fn spec() -> ExamSpec {
        let subjects: Vec<String> =
            (0..SUBJECTS).map(|subject| format!("{{ id = 's{subject}', full_mark = 120, decimals = 1 }}")).collect();
        spec(&format!("subject = [{}]\nprivacy = {{ min_cell = 1 }}", subjects.join(", ")))
    }

    /// Pupils of a district and the effects of its schools on subject 0, in standard deviations.
    pub(super) fn draw(&self, seed: u64) -> (Vec<Pupil>, Vec<f64>) {
        let mut draw = Draw::new(seed);
        let within = (1.0 - self.classes - self.schools).sqrt();
        let (mut pupils, mut effects) = (Vec::new(), Vec::new());
        for (school, &size) in SIZES.iter().enumerate() {
            let own: [f64; SUBJECTS] = std::array::from_fn(|_| self.schools.sqrt() * draw.normal());
            effects.push(own[0]);
            let n_classes = size.div_ceil(CLASS);
            for class in 0..n_classes {
                let of_class: [f64; SUBJECTS] = std::array::from_fn(|_| self.classes.sqrt() * draw.normal());
                for number in (class..size).step_by(usize::try_from(n_classes).expect("few classes")) {
                    let general = draw.normal();
                    let marks = (0..SUBJECTS).map(|subject| {
                        let pupil = CORRELATION.sqrt() * general + (1.0 - CORRELATION).sqrt() * draw.normal();
                        let given = self.shift.iter().filter(|shift| (shift.0, shift.1) == (school, subject));
                        let shift: f64 = given.map(|shift| shift.2).sum();
                        Ok(self.mark(within * pupil + own[subject] + of_class[subject] + shift))
                    });
                    pupils.push(Pupil {
                        county: String::new(),
                        school: school_id(school),
                        class: format!("{class}"),
                        id: format!("{school}-{number}"),
                        marks: marks.collect(),
                    });
                }
            }
        }
        (pupils, effects)
    }

    /// Tenths of points: half points of a skewed paper, or a normal one without bounds in reach.
    fn mark(&self, latent: f64) -> i32 {
        if self.normal {
            return (10.0 * (POINTS * latent + MEAN)).round() as i32;
        }
        let rate = (1.025 / (1.0 + (-(0.72 + 1.12 * latent)).exp())).min(1.0);
        5 * (rate * 240.0).round() as i32
    }

    pub(super) fn analysis(&self, seed: u64, workers: &Workers) -> Analysis {
        self.with_effects(seed, workers).0
    }

    pub(super) fn with_effects(&self, seed: u64, workers: &Workers) -> (Analysis, Vec<f64>) {
        let (pupils, effects) = self.draw(seed);
        let spec = Self::spec();
        (finish(&summarise(&book(&pupils), &spec, &[], &[], workers), &spec, workers), effects)
    }
}

/// Mean and standard deviation of normal marks, in points.
pub(super) const MEAN: f64 = 60.0;
pub(super) const POINTS: f64 = 10.0;
