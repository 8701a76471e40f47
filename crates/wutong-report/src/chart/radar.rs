//! Score rates about a centre, one axis a subject: an option beside [`Balance`](super::Balance).

use super::canvas::{ACCENT, Anchor, Canvas, GRID, OUTLINE, Point, Text};
use crate::print;

/// One axis.
#[derive(Debug, Clone, PartialEq)]
pub struct RadarAxis {
    /// Name of the subject.
    pub name: String,
    /// Score rate of the school, 0 to 1.
    pub own: f64,
    /// Score rate of the region.
    pub region: f64,
    /// Both as printed.
    pub text: String,
}

/// Axes about a centre, from nothing to the full mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Radar {
    /// What a screen reader says.
    pub label: String,
    /// Axes, the first upwards, then clockwise.
    pub axes: Vec<RadarAxis>,
}

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 430.0;
const CENTRE: Point = (450.0, 218.0);
const RADIUS: f64 = 160.0;
const FONT: f64 = 13.0;
/// Circles of the scale.
const RINGS: u8 = 5;

impl Radar {
    /// Draws it.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut canvas = Canvas::new(WIDTH, HEIGHT, &self.label);
        for ring in 1..=RINGS {
            let share = f64::from(ring) / f64::from(RINGS);
            canvas.path(&self.outline(|_| share), &format!(r#"fill="none" {GRID}"#));
            let at = (CENTRE.0 - 5.0, CENTRE.1 - RADIUS * share - 3.0);
            canvas.text(at, &format!("{}%", print::decimal(share * 100.0, 0)), Text::new(FONT - 3.0, Anchor::End));
        }
        for (at, axis) in self.axes.iter().enumerate() {
            canvas.line(CENTRE, self.point(at, 1.0), GRID);
            self.name(&mut canvas, at, axis);
        }
        canvas.path(&self.outline(|axis| axis.region), &format!("{OUTLINE} stroke-dasharray=\"5 3\""));
        let style = format!(r#"fill="none" stroke="{ACCENT}" stroke-width="2""#);
        canvas.path(&self.outline(|axis| axis.own), &style);
        for (at, axis) in self.axes.iter().enumerate() {
            let style = format!(r#"fill="{ACCENT}" stroke="{ACCENT}" stroke-width="1""#);
            canvas.dot(self.point(at, axis.own), 4.0, &style, &format!("{} {}", axis.name, axis.text));
        }
        canvas.finish()
    }

    /// Where a share of an axis lies.
    fn point(&self, axis: usize, share: f64) -> Point {
        #[expect(clippy::cast_precision_loss, reason = "there are few subjects")]
        let turn = std::f64::consts::TAU * axis as f64 / self.axes.len().max(1) as f64;
        (CENTRE.0 + RADIUS * share * turn.sin(), CENTRE.1 - RADIUS * share * turn.cos())
    }

    /// A closed line over all axes.
    fn outline(&self, share: impl Fn(&RadarAxis) -> f64) -> Vec<Point> {
        let all = self.axes.iter().enumerate().chain(self.axes.iter().enumerate().take(1));
        all.map(|(at, axis)| self.point(at, share(axis).clamp(0.0, 1.0))).collect()
    }

    /// The name of an axis outside its end, with the numbers below it.
    fn name(&self, canvas: &mut Canvas, at: usize, axis: &RadarAxis) {
        let (x, y) = self.point(at, 1.0 + 14.0 / RADIUS);
        let side = x - CENTRE.0;
        let anchor = if side > 8.0 {
            Anchor::Start
        } else if side < -8.0 {
            Anchor::End
        } else {
            Anchor::Middle
        };
        // Two lines stand above the top, about the middle of a side, below the bottom.
        let y = y - FONT * 0.6 + (y - CENTRE.1) / RADIUS * FONT * 1.1;
        canvas.text((x, y), &axis.name, Text::new(FONT, anchor).strong());
        canvas.text((x, y + FONT * 1.25), &axis.text, Text::new(FONT - 1.5, anchor));
    }
}
