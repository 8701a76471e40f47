//! What stands on every page: running head, confidentiality, page numbers.

use super::labels::Labels;
use super::measure::width;
use super::xml::{TAB, field, paragraph, run};
use crate::document::Document;

/// Ems of the running head that fit one line.
const LINE: f64 = 60.0;

/// The running head of all pages but the first: exam and title left, confidentiality right.
pub(super) fn header(document: &Document) -> String {
    let names = [&document.overline, &document.title].into_iter().filter(|text| !text.is_empty());
    let names = names.map(String::as_str).collect::<Vec<_>>().join(" · ");
    let confidential = document.confidential.as_deref().unwrap_or_default();
    // Where both do not fit, the line of confidentiality comes first: it must not be lost in a long name.
    if width(&names) + width(confidential) > LINE && !confidential.is_empty() {
        return paragraph(
            "Header",
            &format!("{TAB}{}<w:r><w:br/></w:r>{}", run("Strong", confidential), run("", &names)),
        );
    }
    paragraph("Header", &format!("{}{TAB}{}", run("", &names), run("Strong", confidential)))
}

/// The head of the first page, where the title stands below anyway.
pub(super) fn first_header(document: &Document) -> String {
    match &document.confidential {
        Some(confidential) => paragraph("Header", &format!("{TAB}{}", run("Strong", confidential))),
        None => paragraph("Gap", ""),
    }
}

/// Who made it, and the page out of how many.
pub(super) fn footer(document: &Document, labels: &Labels) -> String {
    let [before, between, after] = labels.pages.map(|words| run("", words));
    let (page, pages) = (field("PAGE", "1"), field("NUMPAGES", "1"));
    paragraph("Footer", &format!("{}{TAB}{before}{page}{between}{pages}{after}", run("", &document.producer)))
}
