//! The table of contents.

use super::body::Body;
use super::xml::{TAB, internal_link, paragraph, run, words};

impl Body<'_> {
    /// The table of contents, filled in but for the page numbers, which Word sets when it opens or prints the file.
    pub(super) fn contents(&self) -> String {
        if !self.has_contents || self.headings.is_empty() {
            return String::new();
        }
        let last = self.headings.len() - 1;
        let begin = format!("{BEGIN}{}{SEPARATE}", instruction(r#"TOC \o "1-2" \h \z \u"#));
        let entry = |(position, heading)| {
            let before = if position == 0 { begin.as_str() } else { "" };
            entry(heading, before, if position == last { END } else { "" })
        };
        let entries: String = self.headings.iter().enumerate().map(entry).collect();
        format!(
            r#"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>{}{}</w:sdtContent></w:sdt>"#,
            paragraph("TOCHeading", &run("", self.labels.contents)),
            entries
        )
    }
}

const BEGIN: &str = r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r>"#;
const SEPARATE: &str = r#"<w:r><w:fldChar w:fldCharType="separate"/></w:r>"#;
const END: &str = r#"<w:r><w:fldChar w:fldCharType="end"/></w:r>"#;

fn instruction(text: &str) -> String {
    format!(r#"<w:r><w:instrText xml:space="preserve"> {} </w:instrText></w:r>"#, words(text))
}

/// One line of the table of contents, with what stands before and after it in the field of the whole table.
fn entry((level, title, bookmark): &(u8, String, String), before: &str, after: &str) -> String {
    let page = format!("{BEGIN}{}{SEPARATE}{END}", instruction(&format!(r"PAGEREF {bookmark} \h")));
    let link = internal_link(bookmark, &format!("{}{TAB}{page}", run("", title)));
    paragraph(&format!("TOC{level}"), &format!("{before}{link}{after}"))
}
