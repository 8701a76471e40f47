//! Means of schools by their size, between the limits that chance alone would keep.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, GRID, Point, REFERENCE, Text, text_width};
use super::scale::{Scale, decimals, round_step, ticks};
use crate::print;

/// One school.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelPoint {
    /// Pupils, and value.
    pub at: (f64, f64),
    /// Short label, printed beside the schools that lie beyond the outer limits, where there is room.
    pub label: String,
    /// What shows when the pointer rests on the dot.
    pub title: String,
    /// Whether the school lies beyond the outer limits.
    pub is_beyond: bool,
}

/// Limits for schools of one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelAt {
    /// Pupils.
    pub n: f64,
    /// Inner limits.
    pub inner: (f64, f64),
    /// Outer limits.
    pub outer: (f64, f64),
}

/// A funnel plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// What a screen reader says.
    pub label: String,
    /// Schools.
    pub points: Vec<FunnelPoint>,
    /// Limits, by size.
    pub limits: Vec<FunnelAt>,
    /// Value of the region.
    pub centre: f64,
    /// Captions of the horizontal and the vertical axis.
    pub captions: (String, String),
    /// What the inner and the outer limits are called.
    pub names: (String, String),
}

const SIZE: (f64, f64) = (900.0, 400.0);
const LEFT: f64 = 64.0;
const RIGHT: f64 = 800.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 354.0;
const FONT: f64 = 12.5;
const OUTER: &str = r##"fill="none" stroke="#2b2f33" stroke-width="1.2""##;
const INNER: &str = r##"fill="none" stroke="#7b858d" stroke-width="1.2" stroke-dasharray="6 4""##;

impl Funnel {
    /// Draws it.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut canvas = Canvas::new(SIZE.0, SIZE.1, &self.label);
        let (x, y) = self.scales(&mut canvas);
        let centre = y.at(self.centre);
        canvas.line((LEFT, centre), (RIGHT, centre), REFERENCE);
        let (inner, outer) = &self.names;
        let mut curve = |name: &str, style: &str, of: &dyn Fn(&FunnelAt) -> (f64, f64)| {
            for upper in [true, false] {
                let value = |at: &FunnelAt| if upper { of(at).1 } else { of(at).0 };
                let points: Vec<Point> = self.limits.iter().map(|at| (x.at(at.n), y.clamped(value(at)))).collect();
                canvas.path(&points, style);
                if let (true, Some(&(_, end))) = (upper, points.last()) {
                    canvas.text((RIGHT + 6.0, end + 4.0), name, Text::new(FONT - 1.0, Anchor::Start));
                }
            }
        };
        curve(outer, OUTER, &|at| at.outer);
        // Where the limits are close together at the right, one name would cover the other.
        let is_apart = self.limits.last().is_some_and(|at| (y.at(at.outer.1) - y.at(at.inner.1)).abs() > FONT);
        curve(if is_apart { inner } else { "" }, INNER, &|at| at.inner);
        canvas.line((LEFT, BOTTOM), (RIGHT, BOTTOM), AXIS);
        canvas.line((LEFT, TOP), (LEFT, BOTTOM), AXIS);
        let (across, up) = &self.captions;
        canvas.text((f64::midpoint(LEFT, RIGHT), SIZE.1 - 8.0), across, Text::new(FONT, Anchor::Middle));
        canvas.text((LEFT - 50.0, TOP - 10.0), up, Text::new(FONT, Anchor::Start));
        self.dots(&mut canvas, &x, &y);
        canvas.finish()
    }

    /// Scales that hold every school and every limit, with their grid.
    fn scales(&self, canvas: &mut Canvas) -> (Scale, Scale) {
        let sizes = self.limits.iter().map(|at| at.n).chain(self.points.iter().map(|point| point.at.0));
        let (least, most) = sizes.fold((f64::INFINITY, 1.0f64), |(low, high), n| (low.min(n), high.max(n)));
        let values = self.points.iter().map(|point| point.at.1);
        let limits = self.limits.iter().flat_map(|at| [at.outer.0, at.outer.1]);
        let all = values.chain(limits).fold((self.centre, self.centre), |(low, high), v| (low.min(v), high.max(v)));
        let (x_step, y_step) =
            (round_step(most - least.min(most), 9.0).max(1.0), round_step((all.1 - all.0).max(0.5), 8.0));
        let (from, to) = ((least.min(most) / x_step).floor() * x_step, (most / x_step).ceil() * x_step);
        let (low, high) = ((all.0 / y_step).floor() * y_step, (all.1 / y_step).ceil() * y_step);
        let (x, y) = (Scale::new((from, to), (LEFT, RIGHT)), Scale::new((low, high), (BOTTOM, TOP)));
        for tick in ticks(from, to, x_step) {
            canvas.line((x.at(tick), TOP), (x.at(tick), BOTTOM), GRID);
            let text = print::decimal(tick, 0);
            canvas.text((x.at(tick), BOTTOM + 17.0), &text, Text::new(FONT, Anchor::Middle));
        }
        for tick in ticks(low, high, y_step) {
            canvas.line((LEFT, y.at(tick)), (RIGHT, y.at(tick)), GRID);
            let text = print::decimal(tick, decimals(y_step));
            canvas.text((LEFT - 6.0, y.at(tick) + 4.0), &text, Text::new(FONT, Anchor::End));
        }
        (x, y)
    }

    /// A dot each, full beyond the outer limits; a label there, where it covers nothing.
    fn dots(&self, canvas: &mut Canvas, x: &Scale, y: &Scale) {
        let places: Vec<Point> = self.points.iter().map(|point| (x.at(point.at.0), y.at(point.at.1))).collect();
        let mut taken: Vec<(f64, f64, f64)> = Vec::new();
        for (point, &(px, py)) in self.points.iter().zip(&places) {
            // Full and hollow differ in grey print too.
            let fill = if point.is_beyond { ACCENT } else { "#ffffff" };
            canvas.dot((px, py), 4.5, &format!(r#"fill="{fill}" stroke="{ACCENT}" stroke-width="1.6""#), &point.title);
            let width = text_width(&point.label, FONT - 1.5);
            let (from, to) = (px + 7.0, px + 7.0 + width);
            let hits_label = taken.iter().any(|&(left, right, at)| from < right && left < to && (at - py).abs() < 11.0);
            let hits_dot = places.iter().any(|&(dx, dy)| dx > px && dx - 5.0 < to && (dy - py).abs() < 8.0);
            if point.is_beyond && to < RIGHT && !hits_label && !hits_dot {
                canvas.text((from, py + 4.0), &point.label, Text::new(FONT - 1.5, Anchor::Start));
                taken.push((from, to, py));
            }
        }
    }
}
