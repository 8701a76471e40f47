//! How much better or worse each school is.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use crate::name::{Place, Residence};
use crate::subject::N_SUBJECTS;

/// Share of the latent variance that lies between schools.
pub(crate) const SCHOOL_SHARE: f64 = 0.115;
/// Correlation of a school's effect in one subject with its effect in another.
pub(crate) const SCHOOL_CORRELATION: f64 = 0.8;

/// School effects of the whole district.
#[derive(Debug)]
pub(crate) struct Effects {
    /// Effect common to all subjects, in standard deviations between schools.
    pub(crate) general: Vec<f64>,
    specific: Vec<Vec<f64>>,
}

impl Effects {
    /// Where `standardise` is set, the effects are centred and scaled, and the specific part is made orthogonal to the
    /// general one, so that the drawn variance is the parameter and not a chance value near it.
    pub(crate) fn draw(places: &[&Place], standardise: bool, rng: &mut ChaCha8Rng) -> Self {
        let mut general: Vec<f64> = places
            .iter()
            .map(|place| {
                let usual = match (place.private, place.residence) {
                    (true, _) => 0.9,
                    (_, Residence::Urban) => 0.45,
                    (_, Residence::Town) => 0.0,
                    (_, Residence::Rural) => -0.5,
                };
                usual + 0.85 * rng.sample::<f64, _>(StandardNormal)
            })
            .collect();
        if standardise {
            to_standard(&mut general);
        }
        let specific = (0..N_SUBJECTS)
            .map(|_| {
                let mut drawn: Vec<f64> = (0..places.len()).map(|_| rng.sample(StandardNormal)).collect();
                if standardise {
                    let norm: f64 = general.iter().map(|g| g * g).sum();
                    let shared = drawn.iter().zip(&general).map(|(d, g)| d * g).sum::<f64>() / norm;
                    for (d, g) in drawn.iter_mut().zip(&general) {
                        *d -= shared * g;
                    }
                    to_standard(&mut drawn);
                }
                drawn
            })
            .collect();
        Self { general, specific }
    }

    /// Effect of one school on the latent attainment in each subject.
    pub(crate) fn school(&self, index: usize) -> [f64; N_SUBJECTS] {
        std::array::from_fn(|subject| {
            SCHOOL_SHARE.sqrt()
                * (SCHOOL_CORRELATION.sqrt() * self.general[index]
                    + (1.0 - SCHOOL_CORRELATION).sqrt() * self.specific[subject][index])
        })
    }
}

/// Mean 0 and sample variance 1.
fn to_standard(values: &mut [f64]) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    for value in values {
        *value = (*value - mean) / variance.sqrt();
    }
}
