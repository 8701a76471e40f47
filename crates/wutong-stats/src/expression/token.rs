//! Characters into tokens.

use super::error::{ExpressionError, ExpressionErrorKind};

/// A token with the number of its first character, from 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) position: usize,
    pub(super) kind: TokenKind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Number(f64),
    Name(String),
    Symbol(char),
}

impl TokenKind {
    /// The token as written, shortened.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string().chars().take(SHOWN).collect(),
            Self::Name(name) => name.chars().take(SHOWN).collect(),
            Self::Symbol(symbol) => symbol.to_string(),
        }
    }
}

/// Letters of a name that a message repeats.
pub(super) const SHOWN: usize = 40;

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ExpressionError> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let letter = letters[start];
        let run = |inside: fn(char) -> bool| letters[start..].iter().take_while(|&&letter| inside(letter)).count();
        let (length, kind) = match letter {
            ' ' | '\t' | '\r' | '\n' => (1, None),
            '+' | '-' | '*' | '/' | '(' | ')' | ',' => (1, Some(TokenKind::Symbol(letter))),
            '0'..='9' | '.' => {
                let length = run(|letter| letter.is_ascii_alphanumeric() || letter == '.' || letter == '_');
                (length, Some(TokenKind::Number(number(&letters[start..start + length], start + 1)?)))
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                let length = run(|letter| letter.is_ascii_alphanumeric() || letter == '_');
                (length, Some(TokenKind::Name(letters[start..start + length].iter().collect())))
            }
            found => {
                return Err(ExpressionError { position: start + 1, kind: ExpressionErrorKind::Character { found } });
            }
        };
        tokens.extend(kind.map(|kind| Token { position: start + 1, kind }));
        start += length;
    }
    Ok(tokens)
}

/// A plain decimal number: digits, at most one point, no exponent.
fn number(letters: &[char], position: usize) -> Result<f64, ExpressionError> {
    let plain = letters.iter().all(|letter| letter.is_ascii_digit() || *letter == '.');
    let text: String = letters.iter().collect();
    match text.parse::<f64>() {
        Ok(number) if plain && number.is_finite() => Ok(number),
        _ => {
            let found = letters.iter().take(SHOWN).collect();
            Err(ExpressionError { position, kind: ExpressionErrorKind::Number { found } })
        }
    }
}
