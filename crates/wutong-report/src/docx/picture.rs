//! Drawings in the text.

use super::emf::emf;
use super::svg::Drawing;
use super::xml::words;
use crate::document::Figure;
use crate::error::ReportError;

/// Hundredths of a millimetre that a drawing may be high; a page has room for it and its caption.
const HIGHEST: f64 = 21_500.0;
/// Hundredths of a millimetre that a unit of a drawing may be; small drawings are not blown up.
const LARGEST: f64 = 20.0;
/// Units of a drawing's frame in a hundredth of a millimetre.
const EMU: u32 = 360;
/// How programs that read SVG know that a picture has one.
const SVG_EXTENSION: &str = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}";

/// A picture as it is stored, under `word/media`.
pub(super) struct Picture {
    pub(super) emf: Vec<u8>,
    pub(super) svg: String,
}

/// Draws a figure at most `width` hundredths of a millimetre wide; its number is that of its files and relationships.
///
/// Returns the stored picture and the run that shows it; nothing for a figure without a drawing.
pub(super) fn picture(figure: &Figure, number: usize, width: u32) -> Result<Option<(Picture, String)>, ReportError> {
    let Some(svg) = &figure.svg else { return Ok(None) };
    let drawing = Drawing::read(svg).map_err(|what| ReportError::Drawing { title: figure.title.clone(), what })?;
    let scale = (f64::from(width) / drawing.width).min(HIGHEST / drawing.height).min(LARGEST);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the given width")]
    let width = (drawing.width * scale).floor() as u32;
    let label = if drawing.label.is_empty() { &figure.title } else { &drawing.label };
    let run = frame(number, (width, height(&drawing, width)), label);
    Ok(Some((Picture { emf: emf(&drawing, width), svg: stand_alone(svg, &drawing) }, run)))
}

fn height(drawing: &Drawing, width: u32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the page")]
    let height = (f64::from(width) * drawing.height / drawing.width).round() as u32;
    height
}

/// A drawing of a page as a file of its own: with its name space, size and face.
fn stand_alone(svg: &str, drawing: &Drawing) -> String {
    let head = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" font-family="Microsoft YaHei, Noto Sans CJK SC, PingFang SC, sans-serif" "#,
        drawing.width, drawing.height
    );
    svg.replacen("<svg ", &head, 1)
}

fn frame(number: usize, (width, height): (u32, u32), label: &str) -> String {
    let extent = format!(r#"cx="{}" cy="{}""#, width * EMU, height * EMU);
    let label = words(label);
    format!(
        r#"<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr id="{number}" name="figure{number}" descr="{label}"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="figure{number}" descr="{label}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdEmf{number}"><a:extLst><a:ext uri="{SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rIdSvg{number}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"#
    )
}
