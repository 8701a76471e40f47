//! Equal strings of answers (雷同答卷): how many pairs of pupils chance gives.

use crate::error::StatError;
use crate::moments::real;

/// The options that the pupils of one score group chose in one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChosenOptions {
    /// Pupils whose answer is right.
    pub right: u64,
    /// Pupils by wrong answer, a blank included.
    pub wrong: Vec<u64>,
}

impl ChosenOptions {
    fn n(&self) -> u64 {
        self.right + self.wrong.iter().sum::<u64>()
    }

    /// Probability that two different pupils both chose what `count` of them chose.
    fn both(&self, count: u64) -> f64 {
        let n = self.n();
        real(count) * real(count.saturating_sub(1)) / (real(n) * real(n - 1))
    }
}

/// Probability that two pupils with `right` right answers each gave the same answer to every item.
///
/// Answers to different items are taken as independent among pupils of one score.
///
/// # Formula
/// A / B²: B the probability of `right` right answers, A that of two equal strings with so many, both by adding up item
/// by item; of item i two pupils are both right with probability c(c − 1) / (n(n − 1)), and agree on a wrong answer with
/// the sum of the same over wrong answers.
/// # Inputs
/// One entry an item: the answers of the pupils of that score, or of scores close to it.
/// # Returns
/// A probability; 0 where no two pupils of an item agree.
/// # Errors
/// [`StatError::TooFew`] with fewer than two pupils in an item, or without items; [`StatError::ZeroDenominator`] if the
/// score is impossible.
/// # References
/// The number-correct distribution is that of Lord & Wingersky (1984), Applied Psychological Measurement 8:453; chances of
/// equal answers given ability as in Wollack (1997), Applied Psychological Measurement 21:307.
pub fn identical_probability(right: usize, items: &[ChosenOptions]) -> Result<f64, StatError> {
    let fewest = items.iter().map(ChosenOptions::n).min().unwrap_or(0);
    if fewest < 2 {
        return Err(StatError::TooFew { found: fewest, required: 2 });
    }
    let mut score = vec![0.0; items.len() + 1];
    let mut equal = score.clone();
    (score[0], equal[0]) = (1.0, 1.0);
    for item in items {
        let share = real(item.right) / real(item.n());
        let both_right = item.both(item.right);
        let both_wrong: f64 = item.wrong.iter().map(|&count| item.both(count)).sum();
        for at in (0..score.len()).rev() {
            let (below, equal_below) = if at == 0 { (0.0, 0.0) } else { (score[at - 1], equal[at - 1]) };
            score[at] = score[at] * (1.0 - share) + below * share;
            equal[at] = equal[at] * both_wrong + equal_below * both_right;
        }
    }
    match score.get(right) {
        Some(&chance) if chance > 0.0 => Ok((equal[right] / (chance * chance)).min(1.0)),
        _ => Err(StatError::ZeroDenominator),
    }
}

/// Probability of at least `k` events where `mean` are expected, by Poisson's law.
///
/// # Formula
/// Σ_{i ≥ k} exp(−mean) meanⁱ / i!
/// # Numerics
/// Terms are added from the k-th on, so that small probabilities keep their digits; below the mean the other tail is taken.
/// # Errors
/// [`StatError::OutOfRange`] if `mean` is negative or no number.
/// # References
/// Johnson, Kemp & Kotz (2005), Univariate Discrete Distributions, 3rd ed., section 4.2.
pub fn poisson_at_least(k: u64, mean: f64) -> Result<f64, StatError> {
    if !(mean >= 0.0 && mean.is_finite()) {
        return Err(StatError::OutOfRange);
    }
    if k == 0 {
        return Ok(1.0);
    }
    if mean <= 0.0 {
        return Ok(0.0);
    }
    let ln_term = |i: u64| real(i) * mean.ln() - mean - libm::lgamma(real(i) + 1.0);
    if real(k) <= mean {
        let below: f64 = (0..k).map(|i| ln_term(i).exp()).sum();
        return Ok((1.0 - below).clamp(0.0, 1.0));
    }
    let (mut sum, mut factor, mut i) = (1.0, 1.0, k);
    loop {
        i += 1;
        factor *= mean / real(i);
        sum += factor;
        if factor < 1e-17 * sum {
            return Ok((ln_term(k).exp() * sum).min(1.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of strings over all items, one by one.
    fn counted(right: usize, items: &[ChosenOptions]) -> f64 {
        let answers = |item: &ChosenOptions| 1 + item.wrong.len();
        let strings: usize = items.iter().map(answers).product();
        let (mut score, mut equal) = (0.0, 0.0);
        for string in 0..strings {
            let (mut rest, mut right_here, mut chance, mut both) = (string, 0, 1.0, 1.0);
            for item in items {
                let answer = rest % answers(item);
                rest /= answers(item);
                let n = item.n() as f64;
                let count = if answer == 0 { item.right } else { item.wrong[answer - 1] } as f64;
                right_here += usize::from(answer == 0);
                chance *= count / n;
                both *= count * (count - 1.0) / (n * (n - 1.0));
            }
            if right_here == right {
                score += chance;
                equal += both;
            }
        }
        equal / (score * score)
    }

    #[test]
    fn as_counted_over_every_string() {
        let items: Vec<ChosenOptions> = [(60, [20, 15, 5]), (30, [40, 20, 10]), (80, [5, 5, 10]), (55, [25, 10, 10])]
            .into_iter()
            .map(|(right, wrong)| ChosenOptions { right, wrong: wrong.to_vec() })
            .collect();
        for right in 0..=4 {
            let (found, expected) = (identical_probability(right, &items).expect("possible"), counted(right, &items));
            assert!((found / expected - 1.0).abs() < 1e-12, "{right}: {found} for {expected}");
        }
        assert_eq!(identical_probability(1, &[]), Err(StatError::TooFew { found: 0, required: 2 }));
        assert_eq!(identical_probability(5, &items), Err(StatError::ZeroDenominator));
    }

    /// R 4.2: `ppois(k - 1, mean, lower.tail = FALSE)`.
    #[test]
    fn tails_of_poisson() {
        for (k, mean, expected) in [
            (1, 0.01, 0.009_950_166_250_831_95),
            (3, 0.02, 1.313_492_448_240_67e-6),
            (10, 1.5, 4.097_500_976_394_84e-6),
            (2, 5.0, 0.959_572_318_005_487),
            (60, 4.0, 3.130_886_656_280_71e-48),
        ] {
            let found = poisson_at_least(k, mean).expect("a mean");
            assert!((found / expected - 1.0).abs() < 1e-11, "{k} {mean}: {found} for {expected}");
        }
        assert_eq!(poisson_at_least(0, 3.0), Ok(1.0));
        assert_eq!(poisson_at_least(1, -1.0), Err(StatError::OutOfRange));
    }
}
