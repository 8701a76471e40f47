//! What is wrong with an expression, where, and what was probably meant.

use crate::catalogue::Unit;

/// A mistake in an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {position}: {kind}")]
pub struct ExpressionError {
    /// Where: number of the character, from 1.
    pub position: usize,
    /// What.
    pub kind: ExpressionErrorKind,
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpressionErrorKind {
    /// Nothing there.
    #[error("the expression is empty; write for example 60 * pass_rate")]
    Empty,
    /// Longer than allowed.
    #[error("the expression has {found} characters, at most {limit} are read")]
    TooLong {
        /// Characters.
        found: usize,
        /// Most characters.
        limit: usize,
    },
    /// Parentheses and signs inside each other, deeper than allowed.
    #[error("more than {limit} parentheses or signs inside each other")]
    TooDeep {
        /// Most levels.
        limit: usize,
    },
    /// A character that no expression has.
    #[error("'{found}' has no place here; allowed are numbers, metric ids, + - * / ( ) , and functions")]
    Character {
        /// The character.
        found: char,
    },
    /// A number that cannot be read.
    #[error("'{found}' is not a number; write for example 0.85")]
    Number {
        /// As written.
        found: String,
    },
    /// Something else was expected.
    #[error("expected {expected}, found '{found}'")]
    Unexpected {
        /// What fits here.
        expected: &'static str,
        /// What stands here.
        found: String,
    },
    /// The expression stops too early.
    #[error("the expression ends where {expected} should follow")]
    End {
        /// What fits here.
        expected: &'static str,
    },
    /// No metric of this name.
    #[error("no metric '{found}'{}", hint(.nearest.as_deref()))]
    Metric {
        /// As written.
        found: String,
        /// The nearest known one.
        nearest: Option<String>,
    },
    /// No function of this name.
    #[error("no function '{found}'{}", hint(.nearest.as_deref()))]
    Function {
        /// As written.
        found: String,
        /// The nearest known one.
        nearest: Option<String>,
    },
    /// A function with the wrong number of arguments.
    #[error("{function} has {found} arguments; it takes {required}")]
    Arguments {
        /// The function.
        function: &'static str,
        /// How many there are.
        found: usize,
        /// How many it takes.
        required: &'static str,
    },
    /// Values of different units added or compared as they are.
    #[error("{} and {} are added or compared as they are; multiply one by a number that says how they weigh", .left.id(), .right.id())]
    Units {
        /// Unit of the left side.
        left: Unit,
        /// Unit of the right side.
        right: Unit,
    },
}

impl ExpressionError {
    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        use ExpressionErrorKind as Kind;
        let what = match &self.kind {
            Kind::Empty => "表达式为空；例如可写 60 * pass_rate".to_owned(),
            Kind::TooLong { found, limit } => format!("表达式有 {found} 个字符，最多 {limit} 个"),
            Kind::TooDeep { limit } => format!("括号或正负号嵌套超过 {limit} 层"),
            Kind::Character { found } => {
                format!("此处不能出现“{found}”；可用数字、指标编号、+ - * / ( ) , 和函数（半角符号）")
            }
            Kind::Number { found } => format!("“{found}”不是数字；例如可写 0.85"),
            Kind::Unexpected { expected, found } => format!("此处应为{}，却是“{found}”", expected_zh(expected)),
            Kind::End { expected } => format!("表达式在应有{}处结束", expected_zh(expected)),
            Kind::Metric { found, nearest } => format!("没有指标“{found}”{}", hint_zh(nearest.as_deref())),
            Kind::Function { found, nearest } => format!("没有函数“{found}”{}", hint_zh(nearest.as_deref())),
            Kind::Arguments { function, found, required } => {
                format!("{function} 有 {found} 个参数，应为 {}", expected_zh(required))
            }
            Kind::Units { left, right } => {
                format!("单位不同（{} 与 {}）不能直接相加或比较；请给其中一项乘上权数", left.id(), right.id())
            }
        };
        format!("第 {} 个字符：{what}", self.position)
    }
}

pub(super) const VALUE: &str = "a number, a metric or (";
pub(super) const OPERATOR: &str = "an operator";
pub(super) const OPEN: &str = "(";
pub(super) const CLOSE: &str = ")";
pub(super) const NEXT: &str = ", or )";
pub(super) const METRIC: &str = "a metric";
pub(super) const ONE_OR_MORE: &str = "one or more";
pub(super) const PAIRS: &str = "pairs of weight and value";

fn expected_zh(expected: &str) -> &str {
    match expected {
        VALUE => "数字、指标或 (",
        OPERATOR => "运算符",
        NEXT => ", 或 )",
        METRIC => "指标编号",
        ONE_OR_MORE => "一个或多个",
        PAIRS => "成对的权数与数值",
        other => other,
    }
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; did you mean '{nearest}'?"))
}

fn hint_zh(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("；是否指“{nearest}”？"))
}

/// The candidate with the fewest edits, if they are at most half of the name.
pub(super) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let name: Vec<char> = name.chars().collect();
    let (edits, found) =
        candidates.map(|candidate| (edits(&name, candidate), candidate)).min_by_key(|&(edits, _)| edits)?;
    (2 * edits <= name.len()).then(|| found.to_owned())
}

/// Edit distance: fewest letters inserted, removed or replaced.
fn edits(name: &[char], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (line, letter) in candidate.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, own) in name.iter().enumerate() {
            let replaced = diagonal + usize::from(*own != letter);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[name.len()]
}
