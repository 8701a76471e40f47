//! Distribution of marks: bars for the school, an outline for the region.

use super::canvas::{AXIS, Anchor, BAR, Canvas, GRID, OUTLINE, REFERENCE, Text, text_width};
use super::scale::{Scale, decimals, round_step, ticks};
use crate::print;

/// A cut line.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// Label, for example `及格 72`.
    pub label: String,
    /// Its mark in points.
    pub mark: f64,
}

/// Bands of marks with their heights.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Steps {
    /// Edges of the bands in points, one more than heights.
    pub edges: Vec<f64>,
    /// Share of the pupils in each band; of a band wider than usual, as much of it as falls on the usual width.
    pub heights: Vec<f64>,
}

impl Steps {
    /// Equal bands from zero to the full mark.
    #[must_use]
    pub fn equal(shares: Vec<f64>, full_mark: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "there are few bands")]
        let edge = |band: usize| full_mark * band as f64 / shares.len() as f64;
        Self { edges: (0..=shares.len()).map(edge).collect(), heights: shares }
    }

    /// Lower and upper edge and height of each band.
    fn bands(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        self.edges.windows(2).zip(&self.heights).map(|(edges, &height)| (edges[0], edges[1], height))
    }
}

/// A histogram in bands of the full mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// What a screen reader says.
    pub label: String,
    /// Full mark in points.
    pub full_mark: f64,
    /// The group's pupils; drawn as bars.
    pub bars: Steps,
    /// The region's pupils; drawn as an outline, where given.
    pub outline: Option<Steps>,
    /// What shows when the pointer rests on a bar.
    pub titles: Vec<String>,
    /// Cut lines.
    pub cuts: Vec<Cut>,
    /// Captions of the horizontal and vertical axis; empty captions take no room.
    pub captions: (String, String),
    /// Width and height.
    pub size: (f64, f64),
}

struct Frame {
    x: Scale,
    y: Scale,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    font: f64,
}

impl Histogram {
    /// Draws it.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut canvas = Canvas::new(self.size.0, self.size.1, &self.label);
        let all = std::iter::once(&self.bars).chain(&self.outline);
        let highest = all.flat_map(|steps| &steps.heights).copied().fold(0.01, f64::max);
        let step = round_step(highest, if self.size.1 > 200.0 { 6.0 } else { 4.0 });
        let top_value = (highest / step - 1e-9).ceil() * step;
        let frame = self.frame(top_value);
        self.vertical_axis(&mut canvas, &frame, &ticks(0.0, top_value, step), decimals(step * 100.0));
        self.draw_bars(&mut canvas, &frame);
        self.draw_outline(&mut canvas, &frame);
        self.horizontal_axis(&mut canvas, &frame);
        self.draw_cuts(&mut canvas, &frame);
        canvas.finish()
    }

    fn frame(&self, top_value: f64) -> Frame {
        let font = 12.5;
        let captions = !self.captions.0.is_empty();
        let (left, top) = if captions { (58.0, 32.0) } else { (40.0, 24.0) };
        let (right, bottom) = (self.size.0 - 14.0, self.size.1 - if captions { 44.0 } else { 24.0 });
        Frame {
            x: Scale::new((0.0, self.full_mark), (left, right)),
            y: Scale::new((0.0, top_value), (bottom, top)),
            left,
            right,
            top,
            bottom,
            font,
        }
    }

    fn vertical_axis(&self, canvas: &mut Canvas, frame: &Frame, ticks: &[f64], decimals: usize) {
        for &tick in ticks {
            let y = frame.y.at(tick);
            canvas.line((frame.left, y), (frame.right, y), GRID);
            let label = format!("{}%", print::decimal(tick * 100.0, decimals));
            canvas.text((frame.left - 6.0, y + 4.0), &label, Text::new(frame.font, Anchor::End));
        }
        if !self.captions.1.is_empty() {
            canvas.text((4.0, frame.top - 17.0), &self.captions.1, Text::new(frame.font, Anchor::Start));
        }
    }

    fn horizontal_axis(&self, canvas: &mut Canvas, frame: &Frame) {
        canvas.line((frame.left, frame.bottom), (frame.right, frame.bottom), AXIS);
        let most = if self.size.0 > 600.0 { 12.0 } else { 6.0 };
        let step = round_step(self.full_mark, most);
        let mut marks = ticks(0.0, self.full_mark, step);
        // The full mark is always labelled; a round tick too near to it would run into its label.
        marks.retain(|mark| self.full_mark - mark > step * 0.6);
        marks.push(self.full_mark);
        for mark in marks {
            let x = frame.x.at(mark);
            canvas.line((x, frame.bottom), (x, frame.bottom + 4.0), AXIS);
            let text = print::decimal(mark, if mark.fract() < 1e-9 { 0 } else { 1 });
            canvas.text((x, frame.bottom + 17.0), &text, Text::new(frame.font, Anchor::Middle));
        }
        if !self.captions.0.is_empty() {
            let at = (f64::midpoint(frame.left, frame.right), frame.bottom + 37.0);
            canvas.text(at, &self.captions.0, Text::new(frame.font, Anchor::Middle));
        }
    }

    fn draw_bars(&self, canvas: &mut Canvas, frame: &Frame) {
        // A bar without height cannot be seen or pointed at.
        for (band, (from, to, height)) in self.bars.bands().enumerate().filter(|(_, (.., height))| *height > 0.0) {
            let (from, to, y) = (frame.x.at(from), frame.x.at(to), frame.y.at(height));
            let title = self.titles.get(band).map_or("", String::as_str);
            canvas.rect((from + 1.0, y), (to - from - 2.0, frame.bottom - y), BAR, title);
        }
    }

    fn draw_outline(&self, canvas: &mut Canvas, frame: &Frame) {
        let Some(outline) = &self.outline else { return };
        let mut points = vec![(frame.left, frame.bottom)];
        for (from, to, height) in outline.bands() {
            points.extend([(frame.x.at(from), frame.y.at(height)), (frame.x.at(to), frame.y.at(height))]);
        }
        points.push((frame.right, frame.bottom));
        canvas.path(&points, OUTLINE);
    }

    fn draw_cuts(&self, canvas: &mut Canvas, frame: &Frame) {
        // Labels of two cuts that lie close turn away from each other.
        let half = |cut: &Cut| text_width(&cut.label, frame.font) / 2.0;
        let is_close = match self.cuts.as_slice() {
            [low, high] => frame.x.at(high.mark) - frame.x.at(low.mark) < half(low) + half(high) + frame.font,
            _ => false,
        };
        for (at, cut) in self.cuts.iter().enumerate() {
            let x = frame.x.clamped(cut.mark);
            canvas.line((x, frame.top - 6.0), (x, frame.bottom), REFERENCE);
            let (anchor, label) = match (is_close, at) {
                (false, _) => (Anchor::Middle, x),
                (true, 0) => (Anchor::End, x + frame.font / 2.0),
                (true, _) => (Anchor::Start, (x - frame.font / 2.0).min(self.size.0 - 2.0 * half(cut) - 2.0)),
            };
            canvas.text((label, frame.top - 10.0), &cut.label, Text::new(frame.font, anchor).strong());
        }
    }
}
