//! A number with its first and second derivatives by the variance ratios of the grouping levels.

/// Value, gradient and upper triangle of the Hessian by `L` variables.
#[derive(Debug, Clone, Copy)]
pub(super) struct Jet<const L: usize> {
    pub(super) value: f64,
    pub(super) slope: [f64; L],
    pub(super) bend: [[f64; L]; L],
}

impl<const L: usize> Jet<L> {
    pub(super) const ZERO: Self = Self::constant(0.0);

    pub(super) const fn constant(value: f64) -> Self {
        Self { value, slope: [0.0; L], bend: [[0.0; L]; L] }
    }

    /// A function of one variable alone, with its derivatives.
    pub(super) fn of_one(variable: usize, value: f64, slope: f64, bend: f64) -> Self {
        let mut jet = Self::constant(value);
        jet.slope[variable] = slope;
        jet.bend[variable][variable] = bend;
        jet
    }

    /// Adds `other` times a constant.
    pub(super) fn add_scaled(&mut self, other: &Self, factor: f64) {
        self.value += factor * other.value;
        for i in 0..L {
            self.slope[i] += factor * other.slope[i];
            for j in i..L {
                self.bend[i][j] += factor * other.bend[i][j];
            }
        }
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let mut product = Self::constant(self.value * other.value);
        for i in 0..L {
            product.slope[i] = self.value * other.slope[i] + self.slope[i] * other.value;
            for j in i..L {
                product.bend[i][j] = self.value * other.bend[i][j]
                    + self.slope[i] * other.slope[j]
                    + self.slope[j] * other.slope[i]
                    + self.bend[i][j] * other.value;
            }
        }
        product
    }

    /// A smooth function of the jet, from its value and its first two derivatives there.
    fn chain(&self, value: f64, first: f64, second: f64) -> Self {
        let mut result = Self::constant(value);
        for i in 0..L {
            result.slope[i] = first * self.slope[i];
            for j in i..L {
                result.bend[i][j] = first * self.bend[i][j] + second * self.slope[i] * self.slope[j];
            }
        }
        result
    }

    pub(super) fn recip(&self) -> Self {
        let inverse = 1.0 / self.value;
        self.chain(inverse, -inverse * inverse, 2.0 * inverse * inverse * inverse)
    }

    pub(super) fn ln(&self) -> Self {
        let inverse = 1.0 / self.value;
        self.chain(libm::log(self.value), inverse, -inverse * inverse)
    }

    /// ln(1 + x).
    pub(super) fn ln_1p(&self) -> Self {
        let inverse = 1.0 / (1.0 + self.value);
        self.chain(libm::log1p(self.value), inverse, -inverse * inverse)
    }
}
