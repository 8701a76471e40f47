//! A dot with its interval on one line of a table; all lines of the table share a scale.

use super::canvas::{ACCENT, Anchor, Canvas, GRID, REFERENCE, Text};
use super::scale::{Scale, decimals, round_step, ticks};
use crate::print;

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 22.0;
const MARGIN: f64 = 14.0;

/// The scale that the lines of a table share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StripScale {
    low: f64,
    high: f64,
    step: f64,
    reference: f64,
}

/// One line: a value and, where it has them, its bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strip {
    /// Value.
    pub value: f64,
    /// Bounds.
    pub bounds: Option<(f64, f64)>,
}

impl StripScale {
    /// A scale that holds every line and the reference.
    #[must_use]
    pub fn new(strips: &[Strip], reference: f64) -> Self {
        let values = strips.iter().flat_map(|strip| {
            let (lower, upper) = strip.bounds.unwrap_or((strip.value, strip.value));
            [strip.value, lower, upper]
        });
        let (low, high) = values.fold((reference, reference), |(low, high), value| (low.min(value), high.max(value)));
        let step = round_step((high - low).max(1.0), 5.0);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step, reference }
    }

    fn scale(&self) -> Scale {
        Scale::new((self.low, self.high), (MARGIN, WIDTH - MARGIN))
    }

    /// The axis, for the head of the column; `label` names what is drawn.
    #[must_use]
    pub fn axis(&self, label: &str) -> String {
        let mut canvas = Canvas::new(WIDTH, HEIGHT, label);
        let scale = self.scale();
        for tick in ticks(self.low, self.high, self.step) {
            let text = print::decimal(tick, decimals(self.step));
            canvas.text((scale.at(tick), 13.0), &text, Text::new(11.0, Anchor::Middle));
            canvas.line((scale.at(tick), 17.0), (scale.at(tick), HEIGHT), GRID);
        }
        canvas.finish()
    }

    /// One line of the column; `title` shows when the pointer rests on the dot.
    #[must_use]
    pub fn line(&self, strip: Strip, title: &str) -> String {
        let mut canvas = Canvas::new(WIDTH, HEIGHT, title);
        let scale = self.scale();
        let middle = HEIGHT / 2.0;
        for tick in ticks(self.low, self.high, self.step) {
            canvas.line((scale.at(tick), 0.0), (scale.at(tick), HEIGHT), GRID);
        }
        let reference = scale.at(self.reference);
        canvas.line((reference, 0.0), (reference, HEIGHT), REFERENCE);
        let mut clear = false;
        if let Some((lower, upper)) = strip.bounds {
            clear = lower > self.reference || upper < self.reference;
            let style = format!(r#"stroke="{ACCENT}" stroke-width="2""#);
            canvas.line((scale.at(lower), middle), (scale.at(upper), middle), &style);
        }
        let fill = if clear { ACCENT } else { "#ffffff" };
        canvas.dot(
            (scale.at(strip.value), middle),
            4.5,
            &format!(r#"fill="{fill}" stroke="{ACCENT}" stroke-width="2""#),
            title,
        );
        canvas.finish()
    }
}
