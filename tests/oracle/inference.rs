//! Intervals, tests, normality, regression and correlation.

use super::case::Method;

/// The methods of this area.
pub(crate) const METHODS: &[(&str, Method)] = &[];
