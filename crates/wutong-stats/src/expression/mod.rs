//! A user's own index: an expression over metrics.
//!
//! ```text
//! sum      = product { ("+" | "-") product }
//! product  = signed { ("*" | "/") signed }
//! signed   = "-" signed | value
//! value    = number | metric | "(" sum ")"
//!          | ("min" | "max") "(" sum { "," sum } ")"
//!          | "weighted_mean" "(" weight "," value { "," weight "," value } ")"
//!          | "ratio_to_best" "(" metric ")"
//! ```
//!
//! A mistake is told with its place and, for a name, the nearest known one. Values of different units (a mean in points, a
//! rate) are not added as they are: one of them is multiplied by a number first. Length and depth are bounded.

mod error;
mod parse;
mod token;

pub use error::{ExpressionError, ExpressionErrorKind};

use crate::catalogue::Unit;
use crate::composite;
use crate::error::StatError;

/// Most characters of an expression.
pub const MAX_CHARACTERS: usize = 2000;
/// Most parentheses, calls and signs inside each other.
pub const MAX_DEPTH: usize = 32;

/// A metric that an expression uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricUse {
    /// Its id.
    pub id: String,
    /// Whether its best value among the groups compared is needed too.
    pub needs_best: bool,
}

/// What a metric is for one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Operand {
    /// The group's value.
    pub value: Result<f64, StatError>,
    /// The best value among the groups compared (schools of the same category), where it is needed.
    pub best: Option<f64>,
}

/// A checked expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    metrics: Vec<MetricUse>,
    steps: Vec<Step>,
    unit: Option<Unit>,
}

/// One step of a stack machine.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Number(f64),
    Metric(usize),
    RatioToBest(usize),
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Min(usize),
    Max(usize),
    WeightedMean(usize),
}

impl Expression {
    /// Reads an expression over these metrics.
    ///
    /// # Inputs
    /// `known`: ids and units of the metrics that may be used.
    /// # Errors
    /// [`ExpressionError`]: where, what, and the nearest known name.
    pub fn parse(text: &str, known: &[(&str, Unit)]) -> Result<Self, ExpressionError> {
        parse::parse(text, known)
    }

    /// The metrics that it uses, in the order of their first appearance.
    #[must_use]
    pub fn metrics(&self) -> &[MetricUse] {
        &self.metrics
    }

    /// The unit of its value: that of its metrics if no number weighs them, otherwise none.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit.unwrap_or(Unit::Number)
    }

    /// Its value for one group.
    ///
    /// # Inputs
    /// `operands`: one a metric, in the order of [`Self::metrics`].
    /// # Errors
    /// The reason of the first metric that cannot be given; [`StatError::Contradiction`] if the operands are not as many
    /// as the metrics; [`StatError::NotSupplied`] if a best value is missing; [`StatError::ZeroDenominator`] on a
    /// division by zero or weights that add up to zero; [`StatError::OutOfRange`] if a number leaves the finite ones;
    /// those of [`composite::ratio_to_best`].
    pub fn evaluate(&self, operands: &[Operand]) -> Result<f64, StatError> {
        if operands.len() != self.metrics.len() {
            return Err(StatError::Contradiction);
        }
        let mut stack: Vec<f64> = Vec::new();
        for &step in &self.steps {
            let value = self::step(step, operands, &mut stack)?;
            stack.push(composite::finite(value)?);
        }
        Ok(pop(&mut stack))
    }
}

fn pop(stack: &mut Vec<f64>) -> f64 {
    stack.pop().expect("the parser puts every operand before its operator")
}

fn step(step: Step, operands: &[Operand], stack: &mut Vec<f64>) -> Result<f64, StatError> {
    match step {
        Step::Number(number) => Ok(number),
        Step::Metric(metric) => operands[metric].value,
        Step::RatioToBest(metric) => {
            let Operand { value, best } = operands[metric];
            composite::ratio_to_best(value?, best.ok_or(StatError::NotSupplied)?)
        }
        // Not a minus sign alone, which would make a zero negative.
        Step::Negate => Ok(0.0 - pop(stack)),
        Step::Min(count) => Ok(drain(stack, count).into_iter().fold(f64::INFINITY, f64::min)),
        Step::Max(count) => Ok(drain(stack, count).into_iter().fold(f64::NEG_INFINITY, f64::max)),
        Step::WeightedMean(pairs) => {
            let parts = drain(stack, 2 * pairs);
            let parts: Vec<(f64, f64)> = parts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
            composite::weighted_mean(&parts)
        }
        Step::Add | Step::Subtract | Step::Multiply | Step::Divide => {
            let (right, left) = (pop(stack), pop(stack));
            match step {
                Step::Add => Ok(left + right),
                Step::Subtract => Ok(left - right),
                Step::Multiply => Ok(left * right),
                _ if right.abs() > 0.0 => Ok(left / right),
                _ => Err(StatError::ZeroDenominator),
            }
        }
    }
}

fn drain(stack: &mut Vec<f64>, count: usize) -> Vec<f64> {
    stack.split_off(stack.len() - count)
}
