//! A document as a Word file.
//!
//! WordprocessingML is written as text, since the parts that a report needs (repeated header rows, captions with fields,
//! notes as bookmarks, alternative texts, vector drawings) are few and plain. Everything is set by named styles
//! (`styles`), so that a centre restyles a report in Word itself. Drawings are stored as SVG, which newer versions of
//! Word show, with a metafile of the same shapes for all others (`emf`). Nothing of the machine, the user or the time
//! is stored: the same document gives the same bytes.

mod body;
mod columns;
mod contents;
mod emf;
mod figures;
mod frame;
mod labels;
mod measure;
mod package;
mod picture;
mod split;
mod styles;
mod svg;
mod table;
mod xml;

#[cfg(test)]
mod tests;

use crate::document::Document;
use crate::error::ReportError;

/// Writes a document as a `.docx` file.
///
/// # Errors
/// [`ReportError::Drawing`] if a figure is no drawing of [`chart`](crate::chart): its shapes could not be printed as they
/// are meant, and a report must not show another drawing than the page does.
pub fn docx(document: &Document) -> Result<Vec<u8>, ReportError> {
    let body = body::Body::write(document)?;
    package::zip(document, &body).map_err(|source| ReportError::Package { source })
}
