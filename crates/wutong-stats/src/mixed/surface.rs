//! The likelihood surface: determinant and residual squares of a nested design as functions of the variance ratios.

use super::design::MixedDesign;
use super::jet::Jet;
use crate::cross_products::packed;
use crate::nested::LEVELS;

/// A value with its derivatives by the ratios of the used levels, highest first.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Smooth {
    pub(super) value: f64,
    pub(super) slope: [f64; LEVELS],
    pub(super) bend: [[f64; LEVELS]; LEVELS],
}

impl<const L: usize> From<&Jet<L>> for Smooth {
    fn from(jet: &Jet<L>) -> Self {
        let mut smooth = Self { value: jet.value, ..Self::default() };
        for i in 0..L {
            smooth.slope[i] = jet.slope[i];
            for j in i..L {
                smooth.bend[i][j] = jet.bend[i][j];
                smooth.bend[j][i] = jet.bend[i][j];
            }
        }
        smooth
    }
}

/// Generalised least squares at given ratios: W = V / σ².
#[derive(Debug, Clone)]
pub(super) struct Surface {
    /// Residual squares (y − Xb)' W⁻¹ (y − Xb).
    pub(super) squares: Smooth,
    /// ln |W|, under restricted likelihood with ln |X' W⁻¹ X|.
    pub(super) determinant: Smooth,
    /// 1' W⁻¹ 1.
    pub(super) weight: f64,
    /// Weighted mean of each variable minus its grand mean.
    pub(super) means: Vec<f64>,
    /// Weighted products of deviations, packed.
    pub(super) products: Vec<f64>,
}

impl MixedDesign {
    /// The surface at a point.
    ///
    /// # Formula
    /// A unit of weight s = 1' W⁻¹ 1 and mean m that gets a random intercept of ratio θ keeps its mean and products and
    /// has weight s / (1 + θ s), and ln |W| grows by ln(1 + θ s). Units beside each other add up as weighted samples:
    /// weights add, means average, products gain Σ s (m − m̄)(m − m̄)'. So one pass from the lowest level up is enough.
    /// # References
    /// The block inverse (I + θ 1 1')⁻¹ as in Searle, Casella & McCulloch (1992), Variance Components, appendix M.
    pub(super) fn surface(&self, ratios: &[f64], restricted: bool) -> Surface {
        match self.levels.len() {
            1 => climb::<1>(self, ratios).finish(restricted),
            2 => climb::<2>(self, ratios).finish(restricted),
            _ => climb::<3>(self, ratios).finish(restricted),
        }
    }
}

struct Climbed<const L: usize> {
    weight: Jet<L>,
    means: Vec<Jet<L>>,
    products: Vec<Jet<L>>,
    determinant: Jet<L>,
}

/// Sums over the units beside each other under one unit.
struct Sums<const L: usize> {
    weight: Jet<L>,
    first: Vec<Jet<L>>,
    second: Vec<Jet<L>>,
}

fn climb<const L: usize>(design: &MixedDesign, ratios: &[f64]) -> Climbed<L> {
    let size = design.n_variables;
    let mut products: Vec<Jet<L>> = design.within.iter().map(|&value| Jet::constant(value)).collect();
    let mut determinant = Jet::ZERO;
    // Of the units of the level below: weight before their own intercept, and mean.
    let (mut weights, mut means): (Vec<Jet<L>>, Vec<Jet<L>>) = (Vec::new(), Vec::new());
    let mut sums = Sums { weight: Jet::ZERO, first: vec![Jet::ZERO; size], second: vec![Jet::ZERO; products.len()] };
    let mut shifted = vec![Jet::ZERO; size];
    for level in (0..L).rev() {
        let units = &design.levels[level];
        let (mut weights_above, mut means_above) = (Vec::new(), Vec::new());
        let mut lowest = Lowest::new(level, ratios[level]);
        for family in units.starts.windows(2) {
            sums.clear();
            for unit in family[0]..family[1] {
                let offsets = &units.offsets[unit * size..(unit + 1) * size];
                if level == L - 1 {
                    lowest.enter(units.sizes[unit]);
                    determinant.add_scaled(&lowest.determinant, 1.0);
                    sums.add_constant(&lowest.weight, offsets);
                } else {
                    let (weight, grown) = shrink(&weights[unit], level, ratios[level]);
                    determinant.add_scaled(&grown, 1.0);
                    shifted.copy_from_slice(&means[unit * size..(unit + 1) * size]);
                    for (mean, offset) in shifted.iter_mut().zip(offsets) {
                        mean.value += offset;
                    }
                    sums.add(&weight, &shifted);
                }
            }
            let inverse = sums.weight.recip();
            let start = means_above.len();
            means_above.extend(sums.first.iter().map(|first| first.times(&inverse)));
            for row in 0..size {
                for column in 0..=row {
                    let entry = &mut products[packed(row, column)];
                    entry.add_scaled(&sums.second[packed(row, column)], 1.0);
                    entry.add_scaled(&sums.first[row].times(&means_above[start + column]), -1.0);
                }
            }
            weights_above.push(sums.weight);
        }
        (weights, means) = (weights_above, means_above);
    }
    Climbed { weight: weights[0], means, products, determinant }
}

/// Weight and ln(1 + θ s) of a unit of weight s after its intercept.
fn shrink<const L: usize>(weight: &Jet<L>, level: usize, ratio: f64) -> (Jet<L>, Jet<L>) {
    let grown = weight.times(&Jet::of_one(level, ratio, 1.0, 0.0));
    let mut whole = grown;
    whole.value += 1.0;
    (weight.times(&whole.recip()), grown.ln_1p())
}

/// What a lowest unit of one size contributes; siblings of one size stand side by side.
struct Lowest<const L: usize> {
    level: usize,
    ratio: f64,
    size: u64,
    weight: Jet<L>,
    determinant: Jet<L>,
}

impl<const L: usize> Lowest<L> {
    fn new(level: usize, ratio: f64) -> Self {
        Self { level, ratio, size: 0, weight: Jet::ZERO, determinant: Jet::ZERO }
    }

    fn enter(&mut self, size: u64) {
        if size == self.size {
            return;
        }
        let n = crate::moments::ratio(i128::from(size), 1);
        let weight = n / (1.0 + n * self.ratio);
        self.size = size;
        self.weight = Jet::of_one(self.level, weight, -weight * weight, 2.0 * weight * weight * weight);
        self.determinant = Jet::of_one(self.level, libm::log1p(n * self.ratio), weight, -weight * weight);
    }
}

impl<const L: usize> Sums<L> {
    fn clear(&mut self) {
        self.weight = Jet::ZERO;
        self.first.fill(Jet::ZERO);
        self.second.fill(Jet::ZERO);
    }

    fn add_constant(&mut self, weight: &Jet<L>, values: &[f64]) {
        self.weight.add_scaled(weight, 1.0);
        for (row, &value) in values.iter().enumerate() {
            self.first[row].add_scaled(weight, value);
            for (column, &other) in values[..=row].iter().enumerate() {
                self.second[packed(row, column)].add_scaled(weight, value * other);
            }
        }
    }

    fn add(&mut self, weight: &Jet<L>, values: &[Jet<L>]) {
        self.weight.add_scaled(weight, 1.0);
        for (row, value) in values.iter().enumerate() {
            let weighted = weight.times(value);
            self.first[row].add_scaled(&weighted, 1.0);
            for (column, other) in values[..=row].iter().enumerate() {
                self.second[packed(row, column)].add_scaled(&weighted.times(other), 1.0);
            }
        }
    }
}

impl<const L: usize> Climbed<L> {
    /// Takes the covariates out of the response: the last pivot is the residual squares.
    fn finish(mut self, restricted: bool) -> Surface {
        let size = self.means.len();
        let products = self.products.iter().map(|entry| entry.value).collect();
        if restricted {
            self.determinant.add_scaled(&self.weight.ln(), 1.0);
        }
        for pivot in 0..size - 1 {
            if restricted {
                self.determinant.add_scaled(&self.products[packed(pivot, pivot)].ln(), 1.0);
            }
            let inverse = self.products[packed(pivot, pivot)].recip();
            for row in pivot + 1..size {
                let factor = self.products[packed(row, pivot)].times(&inverse);
                for column in pivot + 1..=row {
                    let taken = factor.times(&self.products[packed(column, pivot)]);
                    self.products[packed(row, column)].add_scaled(&taken, -1.0);
                }
            }
        }
        Surface {
            squares: Smooth::from(&self.products[packed(size - 1, size - 1)]),
            determinant: Smooth::from(&self.determinant),
            weight: self.weight.value,
            means: self.means.iter().map(|mean| mean.value).collect(),
            products,
        }
    }
}
