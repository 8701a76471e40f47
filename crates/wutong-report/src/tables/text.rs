//! Text that a spreadsheet must not take for a formula.

use std::borrow::Cow;

/// The text with a leading apostrophe where a spreadsheet would take it for a formula.
pub(crate) fn without_formula(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for (text, safe) in
            [("=1+1", "'=1+1"), ("+86", "'+86"), ("-5", "'-5"), ("@SUM(A1)", "'@SUM(A1)"), ("三中", "三中"), ("", "")]
        {
            assert_eq!(without_formula(text), safe);
        }
    }
}
