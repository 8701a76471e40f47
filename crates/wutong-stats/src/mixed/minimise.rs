//! Safeguarded Newton steps for a smooth function of up to three quantities that are not negative.

use super::surface::Smooth;
use crate::cross_products::packed;
use crate::nested::LEVELS;
use crate::symmetric;

/// How an iterative fit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The last step is below the criterion.
    Converged,
    /// No step along the direction of descent lowers the function any more, though the criterion is not met.
    Stagnated,
    /// The iterations are used up.
    TooManyIterations,
}

/// How an iterative fit went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// −2 log likelihood at the start.
    pub start: f64,
    /// −2 log likelihood at the end.
    pub end: f64,
    /// Newton steps.
    pub iterations: u32,
    /// Size of the last step, on a logarithmic scale of each quantity; converged below 1e-10.
    pub criterion: f64,
    /// Whether a component is estimated as zero because the likelihood falls away from zero.
    pub boundary: bool,
    /// How the fit ended.
    pub verdict: Verdict,
}

/// Step, on a logarithmic scale, after which the next one would be below rounding.
const CLOSED: f64 = 1e-10;
const MOST_ITERATIONS: u32 = 200;
/// Longest step on the logarithmic scale.
const LONGEST: f64 = 4.0;

/// Where the search ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Minimum {
    pub(super) at: [f64; LEVELS],
    pub(super) value: f64,
    pub(super) start: f64,
    pub(super) iterations: u32,
    pub(super) criterion: f64,
    pub(super) verdict: Verdict,
}

/// Minimises over x ≥ 0.
///
/// # Inputs
/// `offsets`: the search runs in ln(x + offset), in which a profiled likelihood of balanced data is convex with the
/// offset 1 / (unit size). An offset of 0 keeps x positive.
/// # Numerics
/// Newton with a damped Hessian where it is not positive definite, projection on the bounds, halving of steps that do
/// not lower the function by more than its rounding.
pub(super) fn minimise(start: &[f64], offsets: &[f64], function: impl Fn(&[f64]) -> Smooth) -> Minimum {
    let size = start.len();
    let mut at = [0.0; LEVELS];
    at[..size].copy_from_slice(start);
    let mut here = function(&at[..size]);
    let mut found = Minimum {
        at,
        value: here.value,
        start: here.value,
        iterations: 0,
        criterion: 0.0,
        verdict: Verdict::TooManyIterations,
    };
    for _ in 0..MOST_ITERATIONS {
        let (step, damped) = direction(&here, &found.at[..size], offsets);
        found.criterion = step[..size].iter().fold(0.0, |most: f64, step| most.max(step.abs()));
        if found.criterion <= 0.0 {
            found.verdict = Verdict::Converged;
            break;
        }
        found.iterations += 1;
        let last = found.criterion <= CLOSED && !damped;
        let shortened = f64::min(1.0, LONGEST / found.criterion);
        let accepted = descend(&found, &step, shortened, offsets, &function);
        let Some((at, next)) = accepted else {
            found.verdict = if last { Verdict::Converged } else { Verdict::Stagnated };
            break;
        };
        (found.at, found.value, here) = (at, next.value, next);
        if last {
            found.verdict = Verdict::Converged;
            break;
        }
    }
    found
}

/// The Newton step in ln(x + offset), zero for what rests on its bound, and whether the Hessian had to be damped.
fn direction(here: &Smooth, at: &[f64], offsets: &[f64]) -> ([f64; LEVELS], bool) {
    let stretch: Vec<f64> = at.iter().zip(offsets).map(|(x, offset)| x + offset).collect();
    let rests = |i: usize| at[i] <= 0.0 && offsets[i] > 0.0 && here.slope[i] >= 0.0;
    let free: Vec<usize> = (0..at.len()).filter(|&i| !rests(i)).collect();
    let slope: Vec<f64> = free.iter().map(|&i| here.slope[i] * stretch[i]).collect();
    let mut bend = Vec::new();
    for (row, &i) in free.iter().enumerate() {
        for &j in &free[..=row] {
            let own = if i == j { slope[row] } else { 0.0 };
            bend.push(here.bend[i][j] * stretch[i] * stretch[j] + own);
        }
    }
    let largest = (0..free.len()).map(|row| bend[packed(row, row)].abs().max(slope[row].abs())).fold(1e-300, f64::max);
    let (mut damping, mut step) = (0.0, [0.0; LEVELS]);
    for _ in 0..40 {
        let mut damped = bend.clone();
        for row in 0..free.len() {
            damped[packed(row, row)] += damping;
        }
        if let Ok(inverse) = symmetric::invert(&damped, free.len()) {
            for (row, value) in symmetric::times(&inverse, &slope).into_iter().enumerate() {
                step[free[row]] = -value;
            }
            return (step, damping > 0.0);
        }
        damping = if damping > 0.0 { damping * 4.0 } else { largest * 1e-3 };
    }
    (step, true)
}

/// The first of the steps, halved in turn, that lowers the function.
fn descend(
    from: &Minimum,
    step: &[f64; LEVELS],
    mut length: f64,
    offsets: &[f64],
    function: &impl Fn(&[f64]) -> Smooth,
) -> Option<([f64; LEVELS], Smooth)> {
    let rounding = 64.0 * f64::EPSILON * from.value.abs().max(1.0);
    for _ in 0..60 {
        let mut at = from.at;
        for (i, &offset) in offsets.iter().enumerate() {
            at[i] = (at[i] + (at[i] + offset) * libm::expm1(length * step[i])).max(0.0);
        }
        let next = function(&at[..offsets.len()]);
        if next.value <= from.value + rounding {
            return Some((at, next));
        }
        length /= 2.0;
    }
    None
}
