//! Item marks of mathematics that sum to the mark already drawn.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use crate::blueprint::{FIRST_LONG, ITEMS, N_ITEMS};
use crate::subject::{MATH, SUBJECTS};

/// Half points of an item that is right or wrong.
const OBJECTIVE: u16 = 8;
/// Half points of all long items.
const LONG: u16 = 96;
const N_LONG: usize = N_ITEMS - FIRST_LONG;
/// Mean of the expected facilities of the paper, and of its long part, weighted by the marks.
const PAPER_FACILITY: f64 = 0.665;
const LONG_FACILITY: f64 = 0.587;

fn logit(rate: f64) -> f64 {
    let inside = rate.clamp(0.02, 0.98);
    (inside / (1.0 - inside)).ln()
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Splits a mark in half points over the items. Choice and fill-in items are right or wrong; the long items take
/// what remains, in whole points but for one.
pub(crate) fn split(mark: u16, rng: &mut ChaCha8Rng) -> [u16; N_ITEMS] {
    let mut marks = [0; N_ITEMS];
    let ability = logit(f64::from(mark) / f64::from(SUBJECTS[MATH].full_half_points()));
    let chances: [f64; FIRST_LONG] = std::array::from_fn(|item| {
        let shift = logit(ITEMS[item].expected_facility) - logit(PAPER_FACILITY);
        logistic(ITEMS[item].slope * ability + shift)
    });
    let mut right: [bool; FIRST_LONG] = std::array::from_fn(|item| rng.random::<f64>() < chances[item]);
    // The long items can hold 48 points, so the number of right answers has a least and a largest value.
    let least = mark.saturating_sub(LONG).div_ceil(OBJECTIVE) as usize;
    let most = (mark / OBJECTIVE) as usize;
    let n_right = right.iter().filter(|answer| **answer).count();
    for _ in n_right..least {
        turn(&mut right, &chances, true);
    }
    for _ in most..n_right {
        turn(&mut right, &chances, false);
    }
    let mut remaining = mark;
    for (item, answer) in right.into_iter().enumerate() {
        marks[item] = if answer { OBJECTIVE } else { 0 };
        remaining -= marks[item];
    }
    marks[FIRST_LONG..].copy_from_slice(&split_long(remaining, rng));
    marks
}

/// Turns the most surprising answer: the easiest wrong one to right, or the hardest right one to wrong.
fn turn(right: &mut [bool; FIRST_LONG], chances: &[f64; FIRST_LONG], to: bool) {
    let sign = if to { 1.0 } else { -1.0 };
    let chosen = (0..FIRST_LONG)
        .filter(|&item| right[item] != to)
        .max_by(|&a, &b| (sign * chances[a]).total_cmp(&(sign * chances[b])));
    if let Some(item) = chosen {
        right[item] = to;
    }
}

fn split_long(total: u16, rng: &mut ChaCha8Rng) -> [u16; N_LONG] {
    let ability = logit(f64::from(total) / f64::from(LONG));
    let full: [u16; N_LONG] = std::array::from_fn(|item| ITEMS[FIRST_LONG + item].full_mark * 2);
    let mut marks: [u16; N_LONG] = std::array::from_fn(|item| {
        let shift = logit(ITEMS[FIRST_LONG + item].expected_facility) - logit(LONG_FACILITY);
        let rate = logistic(ability + shift + 0.6 * rng.sample::<f64, _>(StandardNormal));
        (rate * f64::from(full[item] / 2)).round() as u16 * 2
    });
    let mut sum: u16 = marks.iter().sum();
    while sum != total {
        let item = rng.random_range(0..N_LONG);
        if sum < total {
            let step = (total - sum).min(full[item] - marks[item]).min(2);
            marks[item] += step;
            sum += step;
        } else {
            let step = (sum - total).min(marks[item]).min(2);
            marks[item] -= step;
            sum -= step;
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn items_sum_to_every_possible_mark() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for mark in 0..=240 {
            for _ in 0..20 {
                let marks = split(mark, &mut rng);
                assert_eq!(marks.iter().sum::<u16>(), mark);
                for (item, value) in ITEMS.iter().zip(marks) {
                    assert!(value <= item.full_mark * 2);
                }
                assert!(marks[..FIRST_LONG].iter().all(|m| [0, OBJECTIVE].contains(m)));
            }
        }
    }
}
