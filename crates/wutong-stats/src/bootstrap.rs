//! Bootstrap over units, as a check on intervals that rest on formulas.

use crate::error::StatError;
use crate::moments::ratio;

/// What resampled units gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BootstrapInterval {
    /// Percentile bounds.
    pub interval: (f64, f64),
    /// Standard deviation over the replicates.
    pub standard_error: f64,
    /// Replicates that gave a value.
    pub n_replicates: u64,
    /// Replicates in which the statistic was undefined.
    pub n_undefined: u64,
}

/// Percentile interval of a statistic from units drawn with replacement.
///
/// Whole units (schools) are drawn, so that the dependence of pupils of one unit stays as it is.
///
/// # Formula
/// The (1 − level)/2 and (1 + level)/2 quantiles (type 7) of the statistic over the replicates.
/// # Inputs
/// `units`: one entry a unit. `statistic`: of a list of as many units. `replicates`: how many. `level`: coverage in
/// (0, 1). `stream`: uniform 64-bit numbers; the same stream gives the same interval.
/// # Errors
/// [`StatError::TooFew`] with fewer than two units or two defined replicates; [`StatError::OutOfRange`] for a level outside
/// (0, 1).
/// # References
/// Efron & Tibshirani (1993), An Introduction to the Bootstrap, section 13.3; drawing the highest level only: Davison &
/// Hinkley (1997), Bootstrap Methods and their Application, section 3.8.
pub fn bootstrap_units<T>(
    units: &[T],
    statistic: impl Fn(&[&T]) -> Result<f64, StatError>,
    replicates: u32,
    level: f64,
    stream: &mut impl Iterator<Item = u64>,
) -> Result<BootstrapInterval, StatError> {
    if units.len() < 2 {
        return Err(StatError::TooFew { found: units.len() as u64, required: 2 });
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(StatError::OutOfRange);
    }
    let mut values = Vec::new();
    let mut drawn = Vec::with_capacity(units.len());
    for _ in 0..replicates {
        drawn.clear();
        for number in stream.by_ref().take(units.len()) {
            // The high word of number * J is uniform on 0..J to 2^-64 J.
            let place = (u128::from(number) * units.len() as u128) >> 64;
            drawn.push(&units[usize::try_from(place).expect("below the number of units")]);
        }
        if drawn.len() == units.len() {
            values.extend(statistic(&drawn).ok().filter(|value| value.is_finite()));
        }
    }
    let n_replicates = values.len() as u64;
    if n_replicates < 2 {
        return Err(StatError::TooFew { found: n_replicates, required: 2 });
    }
    values.sort_unstable_by(f64::total_cmp);
    let n = ratio(i128::from(n_replicates), 1);
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let out = (1.0 - level) / 2.0;
    Ok(BootstrapInterval {
        interval: (quantile(&values, out), quantile(&values, 1.0 - out)),
        standard_error: (squares / (n - 1.0)).sqrt(),
        n_replicates,
        n_undefined: u64::from(replicates) - n_replicates,
    })
}

/// Linear interpolation at 1 + (n − 1) p of sorted values.
fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let position = ratio(sorted.len() as i128 - 1, 1) * probability;
    let below = sorted.iter().enumerate().rev().find(|(index, _)| ratio(*index as i128, 1) <= position);
    let (index, low) = below.expect("position 0 is never above a probability");
    let high = sorted.get(index + 1).unwrap_or(low);
    low + (high - low) * (position - position.floor())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frequency::FrequencyTable;
    use crate::moments::Moments;
    use crate::one_way::OneWay;

    fn stream(seed: u64) -> impl Iterator<Item = u64> {
        let mut state = seed;
        std::iter::repeat_with(move || {
            // SplitMix64.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        })
    }

    /// The mean of 0, 1, ..., 99 has bootstrap standard error √((100² − 1) / 12 / 100) = 2.8866.
    #[test]
    fn the_standard_error_of_a_mean() {
        let units: Vec<f64> = (0..100).map(f64::from).collect();
        let mean = |drawn: &[&f64]| Ok(drawn.iter().copied().sum::<f64>() / 100.0);
        let found = bootstrap_units(&units, mean, 4000, 0.95, &mut stream(7)).unwrap();
        assert!((found.standard_error - 2.8866).abs() < 0.12, "{found:?}");
        assert!((found.interval.0 - (49.5 - 1.96 * 2.8866)).abs() < 0.5, "{found:?}");
        assert_eq!(found, bootstrap_units(&units, mean, 4000, 0.95, &mut stream(7)).unwrap());
    }

    /// The formula's interval of the difference rate and the bootstrap's overlap widely on forty schools.
    #[test]
    fn the_difference_rate_of_forty_schools() {
        let mut numbers = stream(3);
        let mut draw = |below: u64| i32::try_from(numbers.next().unwrap() % below).unwrap();
        let units: Vec<Moments> = (0..40)
            .map(|_| {
                let level = draw(60);
                let mut marks: Vec<i32> = (0..30).map(|_| level + draw(50) + draw(50)).collect();
                Moments::of(&FrequencyTable::from_marks(&mut marks))
            })
            .collect();
        let rate = |drawn: &[&Moments]| OneWay::of(drawn.iter().copied())?.intraclass_correlation();
        let check = bootstrap_units(&units, rate, 500, 0.95, &mut stream(11)).unwrap();
        let formula = OneWay::of(units.iter()).unwrap().intraclass_correlation_interval(0.95).unwrap();
        assert!((check.interval.0 - formula.0).abs() < 0.08 && (check.interval.1 - formula.1).abs() < 0.12);
        assert_eq!(check.n_undefined, 0);
    }

    #[test]
    fn bootstraps_without_ground_are_typed() {
        let mean = |drawn: &[&f64]| Ok(*drawn[0]);
        let too_few = |found| Err(StatError::TooFew { found, required: 2 });
        assert_eq!(bootstrap_units(&[1.0], mean, 10, 0.95, &mut stream(1)), too_few(1));
        assert_eq!(bootstrap_units(&[1.0, 2.0], mean, 0, 0.95, &mut stream(1)), too_few(0));
        assert_eq!(bootstrap_units(&[1.0, 2.0], mean, 10, 0.95, &mut std::iter::empty()), too_few(0));
        assert_eq!(bootstrap_units(&[1.0, 2.0], mean, 10, 0.0, &mut stream(1)), Err(StatError::OutOfRange));
    }
}
