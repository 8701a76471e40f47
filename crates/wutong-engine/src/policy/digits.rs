//! Outside the centre every value is given with the digits that are printed.
//!
//! With all digits of a mean the sum of the marks follows to the tick, and sums add up and subtract: the sums of the subjects
//! less that of the total are the marks of the pupils who lack a subject. Counts are whole and stay; findings and insights were
//! judged before, on the values themselves.

use wutong_model::Analysis;
use wutong_stats::{Unit, metric, rounded};

/// Decimals of effect sizes and importances in sentences.
const EFFECT: usize = 2;
/// Decimals of probabilities.
const PROBABILITY: usize = 3;

/// Rounds whatever stands in an analysis to its printed digits. Doing so twice changes nothing.
pub(super) fn print(analysis: &mut Analysis) {
    for column in &mut analysis.metrics.columns {
        let unit = unit(column.id, false);
        column.map(|value| unit.rounded(value));
    }
    for finding in &mut analysis.findings {
        let unit = unit(finding.metric, finding.template.percent);
        (finding.value, finding.reference) = (unit.rounded(finding.value), unit.rounded(finding.reference));
    }
    for insight in &mut analysis.insights {
        let unit = unit(insight.metric, insight.template.percent);
        (insight.value, insight.reference) = (unit.rounded(insight.value), unit.rounded(insight.reference));
        insight.interval = insight.interval.map(|(lower, upper)| (unit.rounded(lower), unit.rounded(upper)));
        insight.effect = rounded(insight.effect, EFFECT);
        insight.importance = rounded(insight.importance, EFFECT);
        // Printed as below 0.001.
        let is_least = insight.p_adjusted < 0.001;
        insight.p_adjusted = if is_least { 0.0 } else { rounded(insight.p_adjusted, PROBABILITY) };
    }
}

/// The unit of a metric; a quantity of a finding that is none is a share or has the digits of points.
fn unit(id: &str, percent: bool) -> Unit {
    match metric(id) {
        Some(info) => info.unit,
        None if percent => Unit::Fraction,
        None => Unit::Points,
    }
}
