//! Numbers of a data file as integer ticks, which is what the statistics take.

use std::ops::RangeInclusive;

use wutong::stats::{FineTick, FrequencyTable};

use super::value::Failure;

/// Values on a lattice: value = tick / per_point, to 15 significant digits.
#[derive(Debug, Clone)]
pub(crate) struct Lattice {
    /// One tick a value, in their order.
    pub(crate) ticks: Vec<i64>,
    /// Ticks a whole point.
    pub(crate) per_point: f64,
    /// Whether values are only near their ticks; a cut then goes to the tick that an equal value has.
    is_rounded: bool,
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
        if self.is_rounded || reproduces(nearest / self.per_point, cut) { whole(nearest) } else { whole(tick.ceil()) }
    }

    /// Smallest tick that is above a cut given in points.
    pub(crate) fn above(&self, cut: f64) -> i64 {
        let tick = self.at_least(cut);
        if self.is_rounded || reproduces(f64_of(tick) / self.per_point, cut) { tick + 1 } else { tick }
    }
}

/// The coarsest lattice of powers of ten, else of powers of two, on which all values lie: ticks of 32 bits, as marks of a
/// paper have them, else of up to 15 decimal digits.
pub(crate) fn lattice(values: &[f64]) -> Result<Lattice, Failure> {
    let fine = f64_of(FineTick::most(values.len()));
    let decimal = || (0..=18).map(|exponent| 10f64.powi(exponent));
    let binary = (1..=60).map(|exponent| 2f64.powi(exponent));
    let paper = decimal().chain(binary).map(|per_point| (per_point, f64::from(i32::MAX)));
    let paper = paper.map(|(per_point, most)| (per_point, most, reproduces as Near));
    for (per_point, most, near) in paper.chain(decimal().map(|per_point| (per_point, fine, is_next_to as Near))) {
        let ticks: Option<Vec<i64>> = values.iter().map(|&value| tick(value, (per_point, most), near)).collect();
        if let Some(ticks) = ticks {
            return Ok(Lattice { ticks, per_point, is_rounded: false });
        }
    }
    Err(Failure("no lattice holds these values".to_owned()))
}

/// As [`lattice`]; where no lattice holds the values, each on the nearest tick of the finest one of powers of two.
pub(crate) fn nearest(values: &[f64]) -> Result<Lattice, Failure> {
    lattice(values).or_else(|_| finest(values, -1000..=1000))
}

/// The nearest ticks of the finest lattice of powers of two between these exponents.
pub(crate) fn finest(values: &[f64], exponents: RangeInclusive<i32>) -> Result<Lattice, Failure> {
    let largest = values.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    let most = f64_of(FineTick::most(values.len()));
    let fits = |per_point: &f64| (largest * per_point).round() <= most;
    let per_point =
        exponents.rev().map(|exponent| 2f64.powi(exponent)).find(fits).ok_or("values beyond any lattice")?;
    let ticks = values.iter().map(|value| whole((value * per_point).round())).collect();
    Ok(Lattice { ticks, per_point, is_rounded: true })
}

/// The table of some ticks.
pub(crate) fn table(ticks: &[i64]) -> Result<FrequencyTable<FineTick>, Failure> {
    Ok(FrequencyTable::from_marks(&mut FineTick::all(ticks)?))
}

/// Whether a candidate is a value.
type Near = fn(f64, f64) -> bool;

fn tick(value: f64, (per_point, most): (f64, f64), near: Near) -> Option<i64> {
    let tick = (value * per_point).round();
    (tick.abs() <= most && near(tick / per_point, value)).then(|| whole(tick))
}

/// Whether two numbers are the same float, or neighbours.
fn is_next_to(candidate: f64, value: f64) -> bool {
    (candidate - value).abs() <= f64::EPSILON * value.abs()
}

/// A tick as a float.
#[expect(clippy::cast_precision_loss, reason = "a tick has at most 53 bits, or a cut is out of reach")]
pub(crate) fn f64_of(tick: impl Into<i64>) -> f64 {
    tick.into() as f64
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
