//! Drawings with their captions and keys.

use super::body::{Body, even};
use super::picture::picture;
use super::table::{CellLook, cell_of, open, row_of};
use super::xml::{paragraph, run};
use crate::document::{Figure, LegendEntry};
use crate::error::ReportError;

/// Width of the text in hundredths of a millimetre.
const WIDE: u32 = 18_000;
/// Width of a small drawing in a row of three.
const SMALL: u32 = 5_800;
/// Small drawings side by side.
const IN_A_ROW: usize = 3;

impl Body<'_> {
    /// A drawing as wide as the text.
    pub(super) fn figure(&mut self, figure: &Figure) -> Result<(), ReportError> {
        let mut drawing = self.drawing(figure, ("Figure", WIDE))?;
        if !figure.title.is_empty() {
            self.n_figures += 1;
            let caption = self.caption((self.labels.figure, ""), self.n_figures, &figure.title);
            drawing.push_str(&paragraph("FigureCaption", &caption));
        }
        self.push(&drawing);
        Ok(())
    }

    /// Drawing, or what stands in its place.
    fn drawing(&mut self, figure: &Figure, (style, width): (&str, u32)) -> Result<String, ReportError> {
        Ok(match picture(figure, self.pictures.len() + 1, width)? {
            Some((picture, run)) => {
                self.pictures.push(picture);
                paragraph(style, &run)
            }
            None => paragraph("Empty", &run("", &figure.missing)),
        })
    }

    /// Small drawings in rows of three, with titles that, as in print, are not numbered.
    pub(super) fn gallery(&mut self, figures: &[Figure]) -> Result<(), ReportError> {
        if figures.is_empty() {
            return Ok(());
        }
        let widths = even(IN_A_ROW);
        let mut text = open("GalleryTable", &widths, None, "");
        for row in figures.chunks(IN_A_ROW) {
            let mut cells = String::new();
            for (position, &width) in widths.iter().enumerate() {
                let shown = match row.get(position) {
                    Some(figure) => {
                        let drawing = self.drawing(figure, ("SmallFigure", SMALL))?;
                        drawing + &paragraph("FigureCaption", &run("", &figure.title))
                    }
                    None => paragraph("FigureCaption", ""),
                };
                cells.push_str(&cell_of(width, CellLook { align: Some("bottom"), ..CellLook::default() }, &shown));
            }
            text.push_str(&row_of(false, &cells));
        }
        text.push_str("</w:tbl>");
        self.push(&text);
        self.gap();
        Ok(())
    }

    /// The key of a drawing, on one line.
    pub(super) fn legend(&mut self, entries: &[LegendEntry]) {
        let runs: Vec<String> = entries
            .iter()
            .map(|entry| {
                let (style, sign) = sign(entry.sign);
                run(style, &format!("{sign}\u{A0}")) + &run("", &entry.text)
            })
            .collect();
        self.push(&paragraph("Legend", &runs.join(&run("", "　 "))));
    }
}

/// Style and sign of an entry of a key.
fn sign(id: &str) -> (&'static str, &'static str) {
    match id {
        "bar" => ("SignBar", "■"),
        "outline" => ("SignDark", "□"),
        "cut" => ("MarkSame", "┆"),
        "dot_full" => ("SignAccent", "●"),
        "dot" => ("SignAccent", "○"),
        "above" => ("SignBar", "■"),
        "below" => ("SignBelow", "■"),
        "better" => ("MarkBetter", "▲"),
        "worse" => ("MarkWorse", "▼"),
        "same" => ("MarkSame", "＝"),
        _ => ("", ""),
    }
}
