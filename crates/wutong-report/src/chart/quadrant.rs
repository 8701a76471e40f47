//! Two values of every school against each other, with the region's values as a cross.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, GRID, REFERENCE, Text, text_width};
use super::scale::{Scale, decimals, round_step, ticks};
use crate::print;

/// One school.
#[derive(Debug, Clone, PartialEq)]
pub struct QuadrantPoint {
    /// Horizontal and vertical value.
    pub at: (f64, f64),
    /// Short label, printed where there is room.
    pub label: String,
    /// What shows when the pointer rests on the dot.
    pub title: String,
}

/// A scatter with a cross.
#[derive(Debug, Clone, PartialEq)]
pub struct Quadrant {
    /// What a screen reader says.
    pub label: String,
    /// Schools.
    pub points: Vec<QuadrantPoint>,
    /// Where the region lies.
    pub centre: (f64, f64),
    /// Captions of the horizontal and the vertical axis.
    pub captions: (String, String),
    /// What the corners mean: top left, top right, bottom left, bottom right.
    pub corners: [String; 4],
}

const WIDTH: f64 = 900.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 880.0;
const TOP: f64 = 14.0;
/// Room for the dots: many schools need the height of half a page, a handful would leave it empty.
const HEIGHTS: (f64, f64) = (200.0, 370.0);
const HEIGHT_OF_POINT: f64 = 8.0;
/// Height of what stands below the dots.
const FOOT: f64 = 46.0;
/// Height kept free for the words in the corners.
const CORNERS: f64 = 34.0;
const FONT: f64 = 12.5;

impl Quadrant {
    /// Draws it.
    #[must_use]
    pub fn svg(&self) -> String {
        let bottom = self.bottom();
        let mut canvas = Canvas::new(WIDTH, bottom + FOOT, &self.label);
        let (x, x_ticks, x_step) = axis(self.points.iter().map(|point| point.at.0), self.centre.0, (LEFT, RIGHT));
        // What the corners say needs room above and below the dots.
        let (y, y_ticks, y_step) =
            axis(self.points.iter().map(|point| point.at.1), self.centre.1, (bottom - CORNERS, TOP + CORNERS));
        for tick in x_ticks {
            canvas.line((x.at(tick), TOP), (x.at(tick), bottom), GRID);
            let text = print::decimal(tick, decimals(x_step));
            canvas.text((x.at(tick), bottom + 17.0), &text, Text::new(FONT, Anchor::Middle));
        }
        for tick in y_ticks {
            canvas.line((LEFT, y.at(tick)), (RIGHT, y.at(tick)), GRID);
            let text = print::decimal(tick, decimals(y_step));
            canvas.text((LEFT - 6.0, y.at(tick) + 4.0), &text, Text::new(FONT, Anchor::End));
        }
        let (cx, cy) = (x.at(self.centre.0), y.at(self.centre.1));
        canvas.line((cx, TOP), (cx, bottom), REFERENCE);
        canvas.line((LEFT, cy), (RIGHT, cy), REFERENCE);
        canvas.line((LEFT, bottom), (RIGHT, bottom), AXIS);
        canvas.line((LEFT, TOP), (LEFT, bottom), AXIS);
        self.captions_and_corners(&mut canvas);
        self.dots(&mut canvas, &x, &y);
        canvas.finish()
    }

    /// Where the axis of means lies.
    fn bottom(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a number of schools")]
        let height = HEIGHTS.0 + HEIGHT_OF_POINT * self.points.len() as f64;
        TOP + height.min(HEIGHTS.1)
    }

    fn captions_and_corners(&self, canvas: &mut Canvas) {
        let (across, up) = &self.captions;
        let bottom = self.bottom();
        canvas.text((f64::midpoint(LEFT, RIGHT), bottom + FOOT - 8.0), across, Text::new(FONT, Anchor::Middle));
        canvas.text((LEFT + 6.0, TOP + 12.0), up, Text::new(FONT, Anchor::Start));
        let places = [
            ((LEFT + 6.0, TOP + 30.0), Anchor::Start),
            ((RIGHT - 6.0, TOP + 12.0), Anchor::End),
            ((LEFT + 6.0, bottom - 8.0), Anchor::Start),
            ((RIGHT - 6.0, bottom - 8.0), Anchor::End),
        ];
        for (corner, (at, anchor)) in self.corners.iter().zip(places) {
            canvas.text(at, corner, Text::new(FONT, anchor).strong());
        }
    }

    /// A dot each; a label only where it covers no other label and no dot drawn before.
    fn dots(&self, canvas: &mut Canvas, x: &Scale, y: &Scale) {
        let style = format!(r##"fill="{ACCENT}" stroke="#ffffff" stroke-width="1""##);
        let places: Vec<(f64, f64)> = self.points.iter().map(|point| (x.at(point.at.0), y.at(point.at.1))).collect();
        let mut taken: Vec<(f64, f64, f64)> = Vec::new();
        for (point, &(px, py)) in self.points.iter().zip(&places) {
            canvas.dot((px, py), 4.5, &style, &point.title);
            let width = text_width(&point.label, FONT - 1.5);
            // Right of the dot, or else left of it.
            for from in [px + 7.0, px - 7.0 - width] {
                let to = from + width;
                let hits_label =
                    taken.iter().any(|&(left, right, at)| from < right && left < to && (at - py).abs() < 11.0);
                let hits_dot = places
                    .iter()
                    .any(|&(dx, dy)| (dx, dy) != (px, py) && dx + 5.0 > from && dx - 5.0 < to && (dy - py).abs() < 8.0);
                if from > LEFT && to < RIGHT && !hits_label && !hits_dot {
                    canvas.text((from, py + 4.0), &point.label, Text::new(FONT - 1.5, Anchor::Start));
                    taken.push((from, to, py));
                    break;
                }
            }
        }
    }
}

/// A scale that holds the values and the centre, with its ticks and their step.
fn axis(values: impl Iterator<Item = f64>, centre: f64, range: (f64, f64)) -> (Scale, Vec<f64>, f64) {
    let (low, high) = values.fold((centre, centre), |(low, high), value| (low.min(value), high.max(value)));
    let step = round_step((high - low).max(0.5), 8.0);
    // No dot on the frame, where half of it and its label would be cut off.
    let room = step * 0.3;
    let (low, high) = (((low - room) / step).floor() * step, ((high + room) / step).ceil() * step);
    (Scale::new((low, high), range), ticks(low, high, step), step)
}
