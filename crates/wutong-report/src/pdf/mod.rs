//! Reports as PDF, set with Typst.
//!
//! The layout is a Typst file, `templates/report.typ`, which reads the [`Document`] as JSON. A centre can put its own in
//! the place of it, or only its name and colours ([`Templates`]). Nothing is fetched and no clock is read: one
//! document gives the same bytes on any day.
//!
//! The fonts are part of the program. They hold the characters of GB 2312 and of the General Standard Chinese Characters;
//! for others the fonts of the system are searched, and a character that no font has is reported ([`Pdf::missing`]).

mod columns;
mod data;
mod fault;
mod fonts;
mod template;
#[cfg(test)]
mod tests;
mod world;

use std::borrow::Cow;
use std::collections::BTreeSet;

use typst::World;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use data::MissingCharacter;
pub use fault::TemplateFault;

use crate::document::Document;
use crate::error::ReportError;
use crate::templates::Templates;
use data::Data;
use fonts::Fonts;
use template::Template;
use world::Desk;

/// A finished report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Characters that no font has.
    pub missing: Vec<MissingCharacter>,
    /// What the typesetter warns of: a font that a template names and nobody has, a picture without words for screen readers.
    pub warnings: Vec<TemplateFault>,
}

/// How many reports what was worked out for one is kept for the next; it bounds the memory of a batch.
const KEPT_FOR: usize = 2;
/// A report of more pages leaves nothing to the next: it holds more than all others together.
const MANY_PAGES: usize = 24;

/// Sets a report.
///
/// # Errors
/// [`ReportError::PdfTemplate`] with file, line, column and cure where a template is wrong.
pub fn pdf(document: &Document, templates: &Templates) -> Result<Pdf, ReportError> {
    let template = Template::of(templates);
    let report = Setting::new(document, &template).and_then(|setting| setting.pdf(document));
    let is_long = report.as_ref().is_ok_and(|report| report.pages > MANY_PAGES);
    typst::comemo::evict(if is_long { 0 } else { KEPT_FOR });
    report
}

/// A report whose characters all have their font.
struct Setting<'a> {
    template: &'a Template,
    fonts: Cow<'static, Fonts>,
    json: Vec<u8>,
    missing: Vec<MissingCharacter>,
}

impl<'a> Setting<'a> {
    fn new(document: &Document, template: &'a Template) -> Result<Self, ReportError> {
        let mut data = Data::new(document).map_err(|error| outside(error.to_string()))?;
        let characters = data.characters();
        let of_templates = template.texts().flat_map(str::chars).filter(|&character| data::needs_glyph(character));
        let fonts = Fonts::for_characters(characters.iter().copied().chain(of_templates));
        let missing = characters.into_iter().filter(|&character| !fonts.covers(character)).collect();
        let missing = data.substitute(&missing);
        let json = data.json().map_err(|error| outside(error.to_string()))?;
        Ok(Self { template, fonts, json, missing })
    }

    fn pdf(self, document: &Document) -> Result<Pdf, ReportError> {
        let desk =
            Desk::new(self.template, &self.fonts, self.json).ok_or_else(|| outside("no main file".to_owned()))?;
        let (pages, mut warnings) = lay_out(&desk)?;
        if pages.pages().len() > MANY_PAGES {
            // Nor is it of use to the writing of the file.
            typst::comemo::evict(0);
        }
        let mut missing = self.missing;
        // The last look, at what is on the pages: a template can bring characters of its own.
        for character in boxes(&pages) {
            if missing.iter().all(|known| known.character != character) {
                missing.push(MissingCharacter { character, places: vec!["report.typ".to_owned()] });
            }
        }
        // A template of a centre may break a rule of accessibility, such as a picture without words; that is no reason to
        // have no report.
        let bytes = typst_pdf::pdf(&pages, &options(document, true)).or_else(|errors| {
            warnings.extend(errors.iter().map(|error| TemplateFault::new(&desk, error)));
            typst_pdf::pdf(&pages, &options(document, false)).map_err(|errors| wrong(&desk, &errors))
        })?;
        Ok(Pdf { bytes, pages: pages.pages().len(), missing, warnings })
    }
}

/// Tagged for screen readers, and as PDF/UA-1 where `accessible`.
fn options(document: &Document, accessible: bool) -> PdfOptions {
    let standards =
        if accessible { PdfStandards::new(&[PdfStandard::Ua_1]).unwrap_or_default() } else { PdfStandards::default() };
    PdfOptions { creator: Smart::Custom(Some(document.producer.clone())), standards, ..PdfOptions::default() }
}

/// The pages, and what the typesetter warns of.
fn lay_out(desk: &Desk<'_>) -> Result<(PagedDocument, Vec<TemplateFault>), ReportError> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(desk);
    let pages = output.map_err(|errors| wrong(desk, &errors))?;
    Ok((pages, warnings.iter().map(|warning| TemplateFault::new(desk, warning)).collect()))
}

fn outside(message: String) -> ReportError {
    ReportError::PdfTemplate(Box::new(TemplateFault::outside(message)))
}

fn wrong(world: &dyn World, errors: &[SourceDiagnostic]) -> ReportError {
    let fault = errors.first().map(|error| TemplateFault::new(world, error)).unwrap_or_default();
    ReportError::PdfTemplate(Box::new(fault))
}

/// Characters that are printed as boxes.
fn boxes(document: &PagedDocument) -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    for page in document.pages() {
        look_for_boxes(&page.frame, &mut found);
    }
    found
}

fn look_for_boxes(frame: &Frame, found: &mut BTreeSet<char>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => look_for_boxes(&group.frame, found),
            FrameItem::Text(text) => {
                let without = text.glyphs.iter().filter(|glyph| glyph.id == 0);
                found.extend(without.filter_map(|glyph| text.text.get(glyph.range())).flat_map(str::chars));
            }
            _ => {}
        }
    }
}
