//! Tokens into a program.

use super::error::{
    CLOSE, ExpressionError, ExpressionErrorKind as Kind, METRIC, NEXT, ONE_OR_MORE, OPEN, OPERATOR, PAIRS, VALUE,
    nearest,
};
use super::token::{SHOWN, Token, TokenKind, tokens};
use super::{Expression, MAX_CHARACTERS, MAX_DEPTH, MetricUse, Step};
use crate::catalogue::Unit;

const FUNCTIONS: [&str; 4] = ["min", "max", "ratio_to_best", "weighted_mean"];

/// Unit of a part; `None` once a number has weighed it.
type PartUnit = Option<Unit>;

pub(super) fn parse(text: &str, known: &[(&str, Unit)]) -> Result<Expression, ExpressionError> {
    let found = text.chars().count();
    if found > MAX_CHARACTERS {
        return Err(error(MAX_CHARACTERS + 1, Kind::TooLong { found, limit: MAX_CHARACTERS }));
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(error(1, Kind::Empty));
    }
    let mut parser =
        Parser { tokens: &tokens, next: 0, end: found + 1, depth: 0, known, metrics: vec![], steps: vec![] };
    let unit = parser.sum()?;
    if let Some(token) = parser.peek() {
        return Err(unexpected(token, OPERATOR));
    }
    Ok(Expression { metrics: parser.metrics, steps: parser.steps, unit })
}

fn error(position: usize, kind: Kind) -> ExpressionError {
    ExpressionError { position, kind }
}

fn unexpected(token: &Token, expected: &'static str) -> ExpressionError {
    error(token.position, Kind::Unexpected { expected, found: token.kind.text() })
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    end: usize,
    depth: usize,
    known: &'a [(&'a str, Unit)],
    metrics: Vec<MetricUse>,
    steps: Vec<Step>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }

    /// The symbol that comes next, with its position.
    fn symbol(&self) -> Option<(char, usize)> {
        match self.peek() {
            Some(&Token { position, kind: TokenKind::Symbol(symbol) }) => Some((symbol, position)),
            _ => None,
        }
    }

    fn take(&mut self, expected: &'static str) -> Result<&'a Token, ExpressionError> {
        let token = self.peek().ok_or_else(|| error(self.end, Kind::End { expected }))?;
        self.next += 1;
        Ok(token)
    }

    fn take_symbol(&mut self, symbol: char, expected: &'static str) -> Result<(), ExpressionError> {
        let token = self.take(expected)?;
        if token.kind == TokenKind::Symbol(symbol) { Ok(()) } else { Err(unexpected(token, expected)) }
    }

    /// Goes one level down, or refuses.
    fn descend(&mut self, position: usize) -> Result<(), ExpressionError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(error(position, Kind::TooDeep { limit: MAX_DEPTH })) } else { Ok(()) }
    }

    fn sum(&mut self) -> Result<PartUnit, ExpressionError> {
        let mut unit = self.product()?;
        while let Some((symbol @ ('+' | '-'), position)) = self.symbol() {
            self.next += 1;
            let right = self.product()?;
            unit = common(unit, right, position)?;
            self.steps.push(if symbol == '+' { Step::Add } else { Step::Subtract });
        }
        Ok(unit)
    }

    fn product(&mut self) -> Result<PartUnit, ExpressionError> {
        let mut unit = self.signed()?;
        while let Some((symbol @ ('*' | '/'), _)) = self.symbol() {
            self.next += 1;
            self.signed()?;
            unit = None;
            self.steps.push(if symbol == '*' { Step::Multiply } else { Step::Divide });
        }
        Ok(unit)
    }

    fn signed(&mut self) -> Result<PartUnit, ExpressionError> {
        let Some(('-', position)) = self.symbol() else { return self.value() };
        self.next += 1;
        self.descend(position)?;
        let unit = self.signed()?;
        self.depth -= 1;
        self.steps.push(Step::Negate);
        Ok(unit)
    }

    fn value(&mut self) -> Result<PartUnit, ExpressionError> {
        let token = self.take(VALUE)?;
        match &token.kind {
            &TokenKind::Number(number) => {
                self.steps.push(Step::Number(number));
                Ok(None)
            }
            TokenKind::Symbol('(') => {
                self.descend(token.position)?;
                let unit = self.sum()?;
                self.take_symbol(')', CLOSE)?;
                self.depth -= 1;
                Ok(unit)
            }
            TokenKind::Symbol(_) => Err(unexpected(token, VALUE)),
            TokenKind::Name(name) if matches!(self.symbol(), Some(('(', _))) => self.call(name, token.position),
            TokenKind::Name(name) => {
                let (metric, unit) = self.metric(name, token.position, false)?;
                self.steps.push(Step::Metric(metric));
                Ok(Some(unit))
            }
        }
    }

    /// The number of a metric among those used, and its unit.
    fn metric(&mut self, name: &str, position: usize, best: bool) -> Result<(usize, Unit), ExpressionError> {
        let Some(&(id, unit)) = self.known.iter().find(|(id, _)| *id == name) else {
            let nearest = nearest(name, self.known.iter().map(|&(id, _)| id));
            return Err(error(position, Kind::Metric { found: name.chars().take(SHOWN).collect(), nearest }));
        };
        let number = self.metrics.iter().position(|metric| metric.id == id).unwrap_or_else(|| {
            self.metrics.push(MetricUse { id: id.to_owned(), needs_best: false });
            self.metrics.len() - 1
        });
        self.metrics[number].needs_best |= best;
        Ok((number, unit))
    }

    fn call(&mut self, name: &str, position: usize) -> Result<PartUnit, ExpressionError> {
        if !FUNCTIONS.contains(&name) {
            let nearest = nearest(name, FUNCTIONS.into_iter());
            return Err(error(position, Kind::Function { found: name.chars().take(SHOWN).collect(), nearest }));
        }
        self.descend(position)?;
        self.take_symbol('(', OPEN)?;
        let unit = match name {
            "ratio_to_best" => self.ratio_to_best()?,
            "weighted_mean" => self.weighted_mean(position)?,
            _ => self.extreme(name == "min", position)?,
        };
        self.depth -= 1;
        Ok(unit)
    }

    fn ratio_to_best(&mut self) -> Result<PartUnit, ExpressionError> {
        let token = self.take(METRIC)?;
        let TokenKind::Name(name) = &token.kind else { return Err(unexpected(token, METRIC)) };
        let (metric, _) = self.metric(name, token.position, true)?;
        self.take_symbol(')', CLOSE)?;
        self.steps.push(Step::RatioToBest(metric));
        Ok(None)
    }

    fn extreme(&mut self, least: bool, position: usize) -> Result<PartUnit, ExpressionError> {
        let parts = self.arguments()?;
        let function = if least { "min" } else { "max" };
        let Some((&first, rest)) = parts.split_first() else {
            return Err(error(position, Kind::Arguments { function, found: 0, required: ONE_OR_MORE }));
        };
        let mut unit = first.0;
        for &(part, position) in rest {
            unit = common(unit, part, position)?;
        }
        self.steps.push(if least { Step::Min(parts.len()) } else { Step::Max(parts.len()) });
        Ok(unit)
    }

    /// Pairs of weight and value.
    fn weighted_mean(&mut self, position: usize) -> Result<PartUnit, ExpressionError> {
        let parts = self.arguments()?;
        if parts.is_empty() || parts.len() % 2 == 1 {
            let kind = Kind::Arguments { function: "weighted_mean", found: parts.len(), required: PAIRS };
            return Err(error(position, kind));
        }
        let mut unit = parts[1].0;
        for pair in parts.chunks_exact(2) {
            unit = common(unit, pair[1].0, pair[1].1)?;
        }
        self.steps.push(Step::WeightedMean(parts.len() / 2));
        Ok(unit)
    }

    /// Units and positions of the arguments up to the closing parenthesis.
    fn arguments(&mut self) -> Result<Vec<(PartUnit, usize)>, ExpressionError> {
        let mut parts = Vec::new();
        if let Some((')', _)) = self.symbol() {
            self.next += 1;
            return Ok(parts);
        }
        loop {
            let position = self.peek().map_or(self.end, |token| token.position);
            parts.push((self.sum()?, position));
            let token = self.take(NEXT)?;
            match token.kind {
                TokenKind::Symbol(',') => {}
                TokenKind::Symbol(')') => return Ok(parts),
                _ => return Err(unexpected(token, NEXT)),
            }
        }
    }
}

/// The unit of two parts that are added or compared.
fn common(left: PartUnit, right: PartUnit, position: usize) -> Result<PartUnit, ExpressionError> {
    match (left, right) {
        (Some(left), Some(right)) if left != right => Err(error(position, Kind::Units { left, right })),
        (Some(unit), Some(_)) => Ok(Some(unit)),
        _ => Ok(None),
    }
}
