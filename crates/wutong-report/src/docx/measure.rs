//! How wide a text is, nearly: no font is read, and the reader's machine may lack the one that is asked for.

/// Width of a character in ems, as in the common sans-serif faces of Chinese systems.
pub(super) fn advance(character: char) -> f64 {
    match character {
        '0'..='9' | '$' | '¥' => 0.56,
        ' ' | '\u{A0}' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'i' | 'j' | 'l' | 'I' => 0.3,
        '(' | ')' | '[' | ']' | '-' | '/' | 'f' | 'r' | 't' => 0.37,
        '+' | '\u{2212}' | '<' | '>' | '=' | '~' | '±' | '×' | '÷' => 0.69,
        '%' | '@' | 'W' | 'M' | 'm' | 'w' => 0.88,
        'A'..='Z' => 0.66,
        _ if character.is_ascii() => 0.56,
        '\u{A1}'..='\u{24F}' => 0.58,
        _ => 1.0,
    }
}

/// Width of a line in ems.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

/// Width of the widest piece that a line break cannot divide.
pub(super) fn widest_word(text: &str) -> f64 {
    let breaks = |character: char| character == ' ' || advance(character) >= 1.0;
    text.split(breaks).map(width).fold(0.0, f64::max).max(text.chars().map(advance).fold(0.0, f64::max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_what_no_line_break_divides() {
        assert!(widest_word("平均分") < 1.01);
        assert!((widest_word("mean of all") - width("mean")).abs() < 1e-9);
        assert!(widest_word("全区\u{A0}98.32") > width("98.32"), "the no-break space binds");
    }
}
