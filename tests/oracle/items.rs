//! Items and tests: reliability, item analysis, analysis of options.

use super::case::Method;

/// The methods of this area.
pub(crate) const METHODS: &[(&str, Method)] = &[];
