//! Insights: what the marks say of a school or a subject, with the evidence for it.

use crate::finding::{Scope, Template};

/// A statement about a school or a subject that is more than chance and large enough to matter.
///
/// Unlike a [`Finding`](crate::Finding) it says nothing of whether schools may be compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    /// Kebab-case id of the rule.
    pub id: &'static str,
    /// What it speaks of.
    pub scope: Scope,
    /// Metric id of the value.
    pub metric: &'static str,
    /// Observed value.
    pub value: f64,
    /// What it was held against.
    pub reference: f64,
    /// 95 % interval of the value.
    pub interval: Option<(f64, f64)>,
    /// Effect size, free of units, on the scale of the rule.
    pub effect: f64,
    /// Probability by chance, adjusted for everything that was looked at.
    pub p_adjusted: f64,
    /// Pupils, or of a statement about a subject schools, that it rests on.
    pub n: u64,
    /// Least effect that the marks allow for, in floors of its rule: insights are ranked by it.
    pub importance: f64,
    /// The sentence, with places for `{group}`, `{subject}`, `{value}`, `{reference}`, `{effect}` and `{n}`.
    pub template: &'static Template,
}
