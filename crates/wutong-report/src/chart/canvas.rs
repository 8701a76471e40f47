//! A drawing under construction.

use std::fmt::Write;

/// Colour of the school.
pub(super) const ACCENT: &str = "#1f5f8b";
/// Fill of the school's bars.
pub(super) const BAR: &str = r##"fill="#8fb8d4""##;
/// Outline of the region.
pub(super) const OUTLINE: &str = r##"fill="none" stroke="#2b2f33" stroke-width="1.6""##;
/// Lines in the background.
pub(super) const GRID: &str = r##"stroke="#e3e7ea""##;
/// The axis itself.
pub(super) const AXIS: &str = r##"stroke="#7b858d""##;
/// Reference lines: cuts, the region's mean.
pub(super) const REFERENCE: &str = r##"stroke="#5a636a" stroke-dasharray="4 3""##;

/// A point of the drawing.
pub(super) type Point = (f64, f64);

/// Where a text hangs from its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Text {
    pub(super) size: f64,
    pub(super) anchor: Anchor,
    pub(super) strong: bool,
    pub(super) is_on_dark: bool,
}

impl Text {
    pub(super) fn new(size: f64, anchor: Anchor) -> Self {
        Self { size, anchor, strong: false, is_on_dark: false }
    }

    /// White and bold.
    pub(super) fn on_dark(self) -> Self {
        Self { strong: true, is_on_dark: true, ..self }
    }

    pub(super) fn strong(self) -> Self {
        Self { strong: true, ..self }
    }
}

/// An SVG drawing.
pub(super) struct Canvas {
    svg: String,
}

impl Canvas {
    /// An empty drawing; `label` is what a screen reader says.
    pub(super) fn new(width: f64, height: f64, label: &str) -> Self {
        let (label, width, height) = (escape(label), coordinate(width), coordinate(height));
        Self { svg: format!(r#"<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}">"#) }
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: Point, to: Point, style: &str) {
        self.add(format_args!(
            r#"<line x1="{}" y1="{}" x2="{}" y2="{}" {style}/>"#,
            coordinate(from.0),
            coordinate(from.1),
            coordinate(to.0),
            coordinate(to.1)
        ));
    }

    /// A rectangle with a text that shows when the pointer rests on it.
    pub(super) fn rect(&mut self, corner: Point, size: Point, style: &str, title: &str) {
        self.add(format_args!(
            r#"<rect x="{}" y="{}" width="{}" height="{}" {style}><title>{}</title></rect>"#,
            coordinate(corner.0),
            coordinate(corner.1),
            coordinate(size.0.max(0.0)),
            coordinate(size.1.max(0.0)),
            escape(title)
        ));
    }

    /// A dot with a text that shows when the pointer rests on it.
    pub(super) fn dot(&mut self, at: Point, radius: f64, style: &str, title: &str) {
        self.add(format_args!(
            r#"<circle cx="{}" cy="{}" r="{}" {style}><title>{}</title></circle>"#,
            coordinate(at.0),
            coordinate(at.1),
            coordinate(radius),
            escape(title)
        ));
    }

    /// An open line through points; what goes straight across or up is written so, which is half as long.
    pub(super) fn path(&mut self, points: &[Point], style: &str) {
        let mut steps = String::new();
        let mut last: Option<(String, String)> = None;
        for point in points {
            let (x, y) = (coordinate(point.0), coordinate(point.1));
            // Writing to a string cannot fail.
            let _ = match &last {
                None => write!(steps, "M{x} {y}"),
                Some(last) if *last == (x.clone(), y.clone()) => Ok(()),
                Some((_, same)) if *same == y => write!(steps, "H{x}"),
                Some((same, _)) if *same == x => write!(steps, "V{y}"),
                Some(_) => write!(steps, "L{x} {y}"),
            };
            last = Some((x, y));
        }
        self.add(format_args!(r#"<path d="{steps}" {style}/>"#));
    }

    /// A text.
    pub(super) fn text(&mut self, at: Point, text: &str, look: Text) {
        let anchor = match look.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = match (look.strong, look.is_on_dark) {
            (_, true) => r##" font-weight="600" fill="#ffffff""##,
            (true, false) => r##" font-weight="600" fill="#22272b""##,
            (false, false) => r##" fill="#4b545b""##,
        };
        self.add(format_args!(
            r#"<text x="{}" y="{}" font-size="{}" text-anchor="{anchor}"{weight}>{}</text>"#,
            coordinate(at.0),
            coordinate(at.1),
            coordinate(look.size),
            escape(text)
        ));
    }

    /// The finished drawing.
    pub(super) fn finish(mut self) -> String {
        self.svg.push_str("</svg>");
        self.svg
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.svg.write_fmt(element);
    }
}

/// A tenth of a pixel is finer than any printer; this rounds geometry, never a number that people read.
fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Width of a text: characters of Chinese are as wide as the font is high, others a little more than half.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(|each| if u32::from(each) > 0x2E7F { size } else { size * 0.56 }).sum()
}

/// The text, or as much of it as fits with an ellipsis.
pub(super) fn fitted(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for each in text.chars() {
        if text_width(&short, size) + 2.0 * size > width {
            break;
        }
        short.push(each);
    }
    short.push('…');
    short
}
