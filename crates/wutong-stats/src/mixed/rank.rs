//! Ranks of units with the doubt that belongs to them.

use super::effects::UnitEffect;
use crate::error::StatError;
use crate::moments::ratio;
use crate::special::normal_cdf;

/// Place of one unit among all, 1 for the largest effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankEstimate {
    /// Id of the unit.
    pub id: usize,
    /// Expected place.
    pub expected: f64,
    /// Standard deviation of the place.
    pub standard_deviation: f64,
    /// First and last place of the interval.
    pub interval: (u64, u64),
}

/// Points of the rule that integrates over a unit's own effect.
const POINTS: u32 = 64;
/// Half width of that integral in standard errors.
const REACH: f64 = 6.0;
/// Up to so many units the distribution of a place is computed without approximation.
const EXACT: usize = 64;
/// Most points at which the count of units above is tabulated.
const MOST_POINTS: f64 = 20_000.0;
/// Gauss-Hermite rule for the mean of all units, in its standard errors: exact for polynomials of degree five.
const MEANS: [(f64, f64); 3] =
    [(-1.732_050_807_568_877_2, 1.0 / 6.0), (0.0, 2.0 / 3.0), (1.732_050_807_568_877_2, 1.0 / 6.0)];

/// Expected ranks and rank intervals of units with normal effects.
///
/// # Formula
/// Given the mean of all units and a unit's own effect x, each other unit lies above it with probability
/// p_j(x) = Φ((û_j − x) / s_j), independently: the place is 1 plus a Poisson-binomial count. Its distribution, mean and
/// variance are those of the mixture over x ~ N(û, s²) and over the estimated mean, with which every effect moves by its
/// share; the interval runs from its (1 − level)/2 to its (1 + level)/2 quantile. The components are taken as given.
/// # Inputs
/// `effects`: of the units of one level of a fit without covariates. `level`: coverage in (0, 1).
/// # Returns
/// In the order of `effects`. The interval covers each place by itself, not all of them jointly.
/// # Numerics
/// Midpoint rule over ±6 standard errors, which converges faster than any power for such integrands. Up to 64 units the
/// count's distribution is exact; for more it is normal with a continuity correction, and the count's mean and variance
/// are tabulated once at steps of a third of the smallest standard error. Gauss-Hermite with three points over the mean.
/// # Errors
/// [`StatError::TooFew`] with fewer than two units; [`StatError::NoVariation`] if an effect has no standard error;
/// [`StatError::NotApplicable`] for effects of a fit with covariates; [`StatError::OutOfRange`] for a level outside (0, 1).
/// # References
/// Laird & Louis (1989), Journal of Educational Statistics 14:29; Lockwood, Louis & McCaffrey (2002), Journal of
/// Educational and Behavioral Statistics 27:255.
pub fn rank_effects(effects: &[UnitEffect], level: f64) -> Result<Vec<RankEstimate>, StatError> {
    if effects.len() < 2 {
        return Err(StatError::TooFew { found: effects.len() as u64, required: 2 });
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(StatError::OutOfRange);
    }
    if !effects.iter().all(|effect| effect.standard_error > 0.0) {
        return Err(StatError::NoVariation);
    }
    let shared: Option<Vec<f64>> = effects.iter().map(|effect| effect.shared).collect();
    let shared = shared.ok_or(StatError::NotApplicable)?;
    let moved = |by: f64| -> Vec<UnitEffect> {
        let moved =
            |(effect, shared): (&UnitEffect, &f64)| UnitEffect { effect: effect.effect + by * shared, ..*effect };
        effects.iter().zip(&shared).map(moved).collect()
    };
    if effects.len() <= EXACT {
        let scenes = MEANS.map(|(by, weight)| (moved(by), weight));
        return Ok((0..effects.len()).map(|unit| exact(&scenes, unit, level)).collect());
    }
    let crowds = MEANS.map(|(by, weight)| {
        let effects = moved(by);
        (Crowd::of(&effects), effects, weight)
    });
    Ok((0..effects.len()).map(|unit| rank(&crowds, unit, level)).collect())
}

/// The place of one of a few units, over several positions of the mean.
fn exact(scenes: &[(Vec<UnitEffect>, f64)], unit: usize, level: f64) -> RankEstimate {
    let units = scenes[0].0.len();
    let (mut weights, mut first, mut second) = (0.0, 0.0, 0.0);
    let mut masses = vec![0.0; units];
    let mut counts = vec![0.0; units];
    let width = 2.0 * REACH / f64::from(POINTS);
    for (effects, share) in scenes {
        let own = &effects[unit];
        for point in 0..POINTS {
            let distance = -REACH + width * (f64::from(point) + 0.5);
            let at = own.effect + distance * own.standard_error;
            let weight = share * libm::exp(-0.5 * distance * distance);
            counts.fill(0.0);
            counts[0] = 1.0;
            let others = effects.iter().enumerate().filter(|(position, _)| *position != unit);
            for (known, (_, other)) in others.enumerate() {
                let p = normal_cdf((other.effect - at) / other.standard_error);
                for count in (0..=known + 1).rev() {
                    let below = if count == 0 { 0.0 } else { counts[count - 1] };
                    counts[count] = counts[count] * (1.0 - p) + below * p;
                }
            }
            weights += weight;
            for (place, (mass, count)) in masses.iter_mut().zip(&counts).enumerate() {
                let place = ratio(place as i128, 1);
                *mass += weight * count;
                first += weight * count * place;
                second += weight * count * place * place;
            }
        }
    }
    let place = |probability: f64| {
        let mut sum = 0.0;
        let reached = masses.iter().position(|mass| {
            sum += mass;
            sum >= probability * weights
        });
        reached.map_or(masses.len(), |position| position + 1) as u64
    };
    let (mean, out) = (first / weights, (1.0 - level) / 2.0);
    RankEstimate {
        id: scenes[0].0[unit].id,
        expected: 1.0 + mean,
        standard_deviation: (second / weights - mean * mean).max(0.0).sqrt(),
        interval: (place(out), place(1.0 - out)),
    }
}

/// The place of one of many units, over several positions of the mean.
fn rank(crowds: &[(Crowd, Vec<UnitEffect>, f64)], unit: usize, level: f64) -> RankEstimate {
    // Weight, mean and standard deviation of the number of others above, all weights adding up to one.
    let mut points = Vec::new();
    for (crowd, effects, share) in crowds {
        let own = crowd.around(&effects[unit]);
        let sum: f64 = own.iter().map(|point| point.0).sum();
        points.extend(own.into_iter().map(|(weight, mean, sd)| (share * weight / sum, mean, sd)));
    }
    let mean = points.iter().map(|(weight, mean, _)| weight * mean).sum::<f64>();
    let spread = |(weight, at, sd): &(f64, f64, f64)| weight * (sd * sd + (at - mean) * (at - mean));
    let variance = points.iter().map(spread).sum::<f64>();
    let (id, units) = (crowds[0].1[unit].id, crowds[0].1.len());
    let place = |probability: f64| {
        let (mut low, mut high) = (0, units - 1);
        while low < high {
            let middle = low + (high - low) / 2;
            let upto = ratio(middle as i128, 1) + 0.5;
            let reached: f64 = points.iter().map(|(weight, mean, sd)| weight * normal_cdf((upto - mean) / sd)).sum();
            if reached >= probability { high = middle } else { low = middle + 1 }
        }
        low as u64 + 1
    };
    let out = (1.0 - level) / 2.0;
    RankEstimate {
        id,
        expected: 1.0 + mean,
        standard_deviation: variance.sqrt(),
        interval: (place(out), place(1.0 - out)),
    }
}

/// Mean and variance of the number of units above a point, at evenly spaced points.
struct Crowd {
    start: f64,
    step: f64,
    means: Vec<f64>,
    variances: Vec<f64>,
}

impl Crowd {
    fn of(effects: &[UnitEffect]) -> Self {
        let smallest = effects.iter().map(|effect| effect.standard_error).fold(f64::INFINITY, f64::min);
        let edge = |side: f64| effects.iter().map(move |effect| effect.effect + side * REACH * effect.standard_error);
        let (start, end) = (edge(-1.0).fold(f64::INFINITY, f64::min), edge(1.0).fold(f64::NEG_INFINITY, f64::max));
        let step = (smallest / 3.0).max((end - start) / MOST_POINTS);
        let (mut means, mut variances, mut at) = (Vec::new(), Vec::new(), start);
        while at <= end + step {
            let (mut mean, mut variance) = (0.0, 0.0);
            for effect in effects {
                let p = above(effect, at);
                mean += p;
                variance += p * (1.0 - p);
            }
            means.push(mean);
            variances.push(variance);
            at = start + step * ratio(means.len() as i128, 1);
        }
        Self { start, step, means, variances }
    }

    /// Points of the table within reach of a unit: weight, mean and standard deviation of the number of others above.
    fn around(&self, own: &UnitEffect) -> Vec<(f64, f64, f64)> {
        let mut points = Vec::new();
        for (position, (mean, variance)) in self.means.iter().zip(&self.variances).enumerate() {
            let at = self.start + self.step * ratio(position as i128, 1);
            let distance = (at - own.effect) / own.standard_error;
            if distance.abs() <= REACH {
                let p = above(own, at);
                let sd = (variance - p * (1.0 - p)).max(1e-12).sqrt();
                points.push((libm::exp(-0.5 * distance * distance), mean - p, sd));
            }
        }
        points
    }
}

/// Probability that a unit lies above a point.
fn above(effect: &UnitEffect, at: f64) -> f64 {
    let distance = (effect.effect - at) / effect.standard_error;
    // Beyond nine standard errors the tail is lost in rounding.
    if distance > 9.0 {
        1.0
    } else if distance < -9.0 {
        0.0
    } else {
        normal_cdf(distance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(id: usize, effect: f64, standard_error: f64) -> UnitEffect {
        UnitEffect {
            id,
            n: 10,
            effect,
            standard_error,
            prediction_error: standard_error,
            shared: Some(0.0),
            shrinkage: 0.5,
            interval: (0.0, 0.0),
        }
    }

    #[test]
    fn two_units_follow_the_normal_difference() {
        // P(second above first) = Φ(-1 / √2) for effects 1 and 0 with s = 1 each.
        let ranks = rank_effects(&[effect(7, 1.0, 1.0), effect(9, 0.0, 1.0)], 0.95).unwrap();
        let p = normal_cdf(-1.0 / 2f64.sqrt());
        assert!((ranks[0].expected - (1.0 + p)).abs() < 1e-8, "{ranks:?}");
        assert!((ranks[1].expected - (2.0 - p)).abs() < 1e-8);
        assert!((ranks[0].standard_deviation - (p * (1.0 - p)).sqrt()).abs() < 1e-8);
        assert_eq!((ranks[0].id, ranks[0].interval), (7, (1, 2)));
    }

    /// A mean that is not known moves the small unit by 0.4 and the large one by 0.9 of its error, so that the variance of
    /// their difference grows by 0.25; Gauss-Hermite is not exact for Φ, hence the tolerance.
    #[test]
    fn an_uncertain_mean_blurs_places() {
        let near = UnitEffect { shared: Some(-0.4), ..effect(1, 0.5, 1.0) };
        let far = UnitEffect { shared: Some(-0.9), ..effect(2, 0.0, 1.0) };
        let ranks = rank_effects(&[near, far], 0.95).unwrap();
        let p = normal_cdf(-0.5 / 2.25f64.sqrt());
        assert!((ranks[0].expected - (1.0 + p)).abs() < 1e-4, "{ranks:?}");
        let many = |shared: f64| -> f64 {
            let unit =
                |unit: usize| UnitEffect { shared: Some(shared * unit as f64), ..effect(unit, 0.1 * unit as f64, 1.0) };
            rank_effects(&(0..70).map(unit).collect::<Vec<_>>(), 0.95).unwrap()[69].standard_deviation
        };
        assert!(many(0.02) > many(0.0), "the extreme unit's place is less certain");
        let covariates = [UnitEffect { shared: None, ..near }, far];
        assert_eq!(rank_effects(&covariates, 0.95), Err(StatError::NotApplicable));
    }

    #[test]
    fn places_far_apart_are_certain_and_expected_places_add_up() {
        let far: Vec<UnitEffect> = (0..100usize).map(|unit| effect(unit, -100.0 * unit as f64, 1.0)).collect();
        for (place, rank) in rank_effects(&far, 0.95).unwrap().iter().enumerate() {
            assert_eq!(rank.interval, (place as u64 + 1, place as u64 + 1));
        }
        let near: Vec<UnitEffect> = (0..70usize).map(|unit| effect(unit, 0.1 * unit as f64, 1.0)).collect();
        let sum: f64 = rank_effects(&near, 0.9).unwrap().iter().map(|rank| rank.expected).sum();
        assert!((sum - 70.0 * 71.0 / 2.0).abs() < 1e-4, "{sum}");
    }

    #[test]
    fn ranks_without_ground_are_typed() {
        assert_eq!(rank_effects(&[effect(1, 0.0, 1.0)], 0.95), Err(StatError::TooFew { found: 1, required: 2 }));
        let flat = [effect(1, 0.0, 0.0), effect(2, 0.0, 0.0)];
        assert_eq!(rank_effects(&flat, 0.95), Err(StatError::NoVariation));
        assert_eq!(rank_effects(&flat, 1.5), Err(StatError::OutOfRange));
    }
}
