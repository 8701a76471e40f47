//! Numbers of a data file as integer ticks, which is what the statistics take.

use super::value::Failure;

/// Values on a lattice: value = tick / per_point, to 15 significant digits.
#[derive(Debug, Clone)]
pub(crate) struct Lattice {
    /// One tick a value, in their order.
    pub(crate) ticks: Vec<i32>,
    /// Ticks a whole point.
    pub(crate) per_point: f64,
}

impl Lattice {
    /// Ticks of a statistic in points.
    pub(crate) fn points(&self, ticks: f64) -> f64 {
        ticks / self.per_point
    }

    /// Squared ticks (a variance, a sum of squares) in squared points.
    pub(crate) fn squared_points(&self, ticks: f64) -> f64 {
        ticks / (self.per_point * self.per_point)
    }

    /// Smallest tick that is at least a cut given in points: a mark reaches a cut if `tick >= cut`.
    pub(crate) fn at_least(&self, cut: f64) -> i64 {
        let tick = cut * self.per_point;
        let nearest = tick.round();
        if reproduces(nearest / self.per_point, cut) { whole(nearest) } else { whole(tick.ceil()) }
    }

    /// Smallest tick that is above a cut given in points.
    pub(crate) fn above(&self, cut: f64) -> i64 {
        let tick = self.at_least(cut);
        #[expect(clippy::cast_precision_loss, reason = "a tick fits 32 bits or a cut is out of reach")]
        let value = tick as f64 / self.per_point;
        if reproduces(value, cut) { tick + 1 } else { tick }
    }
}

/// The coarsest lattice of powers of ten, else of powers of two, on which all values lie.
pub(crate) fn lattice(values: &[f64]) -> Result<Lattice, Failure> {
    let decimal = (0..=18).map(|exponent| 10f64.powi(exponent));
    let binary = (1..=60).map(|exponent| 2f64.powi(exponent));
    for per_point in decimal.chain(binary) {
        let ticks: Option<Vec<i32>> = values.iter().map(|&value| tick(value, per_point)).collect();
        if let Some(ticks) = ticks {
            return Ok(Lattice { ticks, per_point });
        }
    }
    Err(Failure("no decimal or binary lattice of 32-bit ticks holds these values".to_owned()))
}

/// As [`lattice`]; where no lattice holds the values, each on the nearest tick of the finest one that fits 32 bits.
pub(crate) fn nearest(values: &[f64]) -> Result<Lattice, Failure> {
    let largest = values.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    lattice(values).or_else(|failure| {
        let fits = |per_point: &f64| (largest * per_point).round() <= f64::from(i32::MAX);
        let per_point = (0..=60).rev().map(|exponent| 2f64.powi(exponent)).find(fits).ok_or(failure)?;
        let ticks = values.iter().map(|value| i32::try_from(whole((value * per_point).round())));
        let ticks = ticks.collect::<Result<_, _>>().map_err(|_| "a value beyond 32 bits")?;
        Ok(Lattice { ticks, per_point })
    })
}

fn tick(value: f64, per_point: f64) -> Option<i32> {
    let tick = (value * per_point).round();
    if tick.abs() > f64::from(i32::MAX) || !reproduces(tick / per_point, value) {
        return None;
    }
    i32::try_from(whole(tick)).ok()
}

/// Whether two numbers agree in 15 significant digits, as many as the files print.
fn reproduces(candidate: f64, value: f64) -> bool {
    (candidate - value).abs() <= 1e-16 * value.abs() || format!("{candidate:.14e}") == format!("{value:.14e}")
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a rounded number; beyond 2^63 it saturates, which no mark reaches"
)]
fn whole(value: f64) -> i64 {
    value as i64
}
