//! Text that a spreadsheet must not take for a formula.

use std::borrow::Cow;

/// Whether a spreadsheet would take the text for a formula, or for the start of another cell.
///
/// The full-width forms count: some spreadsheets fold them before they look.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// The text with a leading apostrophe where a spreadsheet would take it for a formula; reading takes it off again.
pub(crate) fn without_formula(text: &str) -> Cow<'_, str> {
    // A text that has the apostrophe already gets a second one, or reading would take its own.
    let bare = text.trim_start_matches('\'');
    if is_formula(bare) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("＝1+1", "'＝1+1"),
            ("'=1", "''=1"),
            ("'85", "'85"),
            ("三中", "三中"),
            ("", ""),
        ] {
            assert_eq!(without_formula(text), safe);
        }
    }
}
