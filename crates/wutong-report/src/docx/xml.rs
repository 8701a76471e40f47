//! Pieces of WordprocessingML.

use quick_xml::escape::escape;

/// Words as XML text or attribute; characters that XML does not allow are left out.
pub(super) fn words(text: &str) -> String {
    let allowed = |character: &char| !character.is_control() && !matches!(character, '\u{FFFE}' | '\u{FFFF}');
    escape(text.chars().filter(allowed).collect::<String>()).into_owned()
}

/// A run in a character style; an empty style is that of the paragraph.
pub(super) fn run(style: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut run = String::from("<w:r>");
    if !style.is_empty() {
        run.push_str(&format!(r#"<w:rPr><w:rStyle w:val="{style}"/></w:rPr>"#));
    }
    for (position, line) in text.split('\n').enumerate() {
        run.push_str(if position > 0 { "<w:br/>" } else { "" });
        run.push_str(&format!(r#"<w:t xml:space="preserve">{}</w:t>"#, words(line)));
    }
    run.push_str("</w:r>");
    run
}

/// A jump to the right-hand tab stop.
pub(super) const TAB: &str = "<w:r><w:tab/></w:r>";

/// A paragraph in a paragraph style.
pub(super) fn paragraph(style: &str, runs: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>"#)
}

/// A field that Word computes, with the text that stands until it does.
pub(super) fn field(instruction: &str, shown: &str) -> String {
    format!(r#"<w:fldSimple w:instr=" {} ">{}</w:fldSimple>"#, words(instruction), run("", shown))
}

/// Runs that lead to a bookmark.
pub(super) fn internal_link(bookmark: &str, runs: &str) -> String {
    format!(r#"<w:hyperlink w:anchor="{bookmark}" w:history="1">{runs}</w:hyperlink>"#)
}

/// Runs that lead to a target of the relationships.
pub(super) fn external_link(relationship: &str, runs: &str) -> String {
    format!(r#"<w:hyperlink r:id="{relationship}" w:history="1">{runs}</w:hyperlink>"#)
}

/// Runs with a bookmark about them.
pub(super) fn bookmarked(id: usize, name: &str, runs: &str) -> String {
    format!(r#"<w:bookmarkStart w:id="{id}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{id}"/>"#)
}
