//! Why a statistic cannot be given.

/// Why a statistic cannot be given; a value of its own, never NaN and never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatError {
    /// Fewer observations or units than the formula needs.
    #[error("{found} observations, at least {required} needed")]
    TooFew {
        /// How many there are.
        found: u64,
        /// How many are needed.
        required: u64,
    },
    /// All values are equal.
    #[error("no variation")]
    NoVariation,
    /// The denominator is zero.
    #[error("the denominator is zero")]
    ZeroDenominator,
    /// An argument lies outside its range.
    #[error("an argument lies outside its range")]
    OutOfRange,
    /// An iterative estimate did not converge.
    #[error("did not converge")]
    NotConverged,
    /// The statistic is not defined for this kind of group or subject.
    #[error("not defined for this group or subject")]
    NotApplicable,
    /// Two inputs contradict each other.
    #[error("two inputs contradict each other")]
    Contradiction,
    /// A covariate is constant or a combination of the others.
    #[error("a covariate is constant or a combination of the others")]
    Collinear,
    /// The input it needs was not supplied.
    #[error("the input it needs was not supplied")]
    NotSupplied,
}
