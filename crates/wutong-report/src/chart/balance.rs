//! Differences to the region, one row a subject: a dot with whiskers about a zero line.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, GRID, Text, fitted, text_width};
use super::scale::{Scale, decimals, round_step, ticks};
use crate::print;

/// One row of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct BalanceRow {
    /// Name of the subject.
    pub name: String,
    /// Difference and bounds, or the words to print instead.
    pub value: Result<(f64, Option<(f64, f64)>), String>,
    /// What shows when the pointer rests on the dot.
    pub title: String,
    /// The difference as printed.
    pub text: String,
    /// Whether the row is set off by a line above it (the total).
    pub apart: bool,
}

/// A dot plot about zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// What a screen reader says.
    pub label: String,
    /// Rows, from the top.
    pub rows: Vec<BalanceRow>,
    /// Caption of the axis.
    pub caption: String,
    /// Caption of the zero line.
    pub zero: String,
    /// Ends of the axis, where several drawings share it.
    pub domain: Option<(f64, f64)>,
}

const WIDTH: f64 = 900.0;
/// Widest names; longer ones end in an ellipsis.
const MOST_NAME: f64 = 250.0;
const RIGHT: f64 = 720.0;
const TOP: f64 = 28.0;
/// Height of a row, and where there are many.
const ROW: f64 = 28.0;
const DENSE_ROW: f64 = 21.0;
const MANY: usize = 14;
const FONT: f64 = 13.0;

impl Balance {
    /// Draws it.
    #[must_use]
    pub fn svg(&self) -> String {
        let height = if self.rows.len() > MANY { DENSE_ROW } else { ROW };
        #[expect(clippy::cast_precision_loss, reason = "a drawing has few rows")]
        let bottom = TOP + height * self.rows.len() as f64;
        let widest = self.rows.iter().map(|row| text_width(&row.name, FONT)).fold(100.0, f64::max);
        let left = widest.min(MOST_NAME) + 30.0;
        let mut canvas = Canvas::new(WIDTH, bottom + 46.0, &self.label);
        let (low, high) = self.domain.unwrap_or_else(|| Self::domain_of(&self.rows));
        let step = round_step(high - low, 10.0);
        let scale = Scale::new((low, high), (left, RIGHT));
        for tick in ticks(low, high, step) {
            let x = scale.at(tick);
            canvas.line((x, TOP), (x, bottom), GRID);
            // A true minus is as wide as the plus.
            let sign = if tick > step / 2.0 {
                "+"
            } else if tick < -step / 2.0 {
                "\u{2212}"
            } else {
                ""
            };
            let text = format!("{sign}{}", print::decimal(tick.abs(), decimals(step)));
            canvas.text((x, bottom + 17.0), &text, Text::new(FONT - 1.0, Anchor::Middle));
        }
        let zero = scale.at(0.0);
        canvas.line((zero, TOP - 4.0), (zero, bottom), r##"stroke="#2b2f33" stroke-width="1.4""##);
        canvas.text((zero, TOP - 10.0), &self.zero, Text::new(FONT - 1.0, Anchor::Middle).strong());
        for (position, row) in self.rows.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a drawing has few rows")]
            let y = TOP + height * (position as f64 + 0.5);
            if row.apart {
                canvas.line((16.0, y - height / 2.0), (WIDTH - 16.0, y - height / 2.0), GRID);
            }
            draw_row(&mut canvas, &scale, row, (left, y));
        }
        canvas.line((left, bottom), (RIGHT, bottom), AXIS);
        let at = (f64::midpoint(left, RIGHT), bottom + 38.0);
        canvas.text(at, &self.caption, Text::new(FONT - 1.0, Anchor::Middle));
        canvas.finish()
    }

    /// Holds every whisker and, on both sides of zero, at least a unit and a quarter of the longer side.
    #[must_use]
    pub fn domain_of(rows: &[BalanceRow]) -> (f64, f64) {
        let values = rows.iter().filter_map(|row| row.value.as_ref().ok()).flat_map(|(value, bounds)| {
            let (lower, upper) = bounds.unwrap_or((*value, *value));
            [*value, lower, upper]
        });
        let (low, high) = values.fold((-1.0f64, 1.0f64), |(low, high), value| (low.min(value), high.max(value)));
        let least = high.max(-low) / 4.0;
        let (low, high) = (low.min(-least), high.max(least));
        let step = round_step(high - low, 10.0);
        ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step)
    }
}

fn draw_row(canvas: &mut Canvas, scale: &Scale, row: &BalanceRow, (left, y): (f64, f64)) {
    let name = Text::new(FONT, Anchor::End);
    let text = fitted(&row.name, FONT, MOST_NAME);
    canvas.text((left - 14.0, y + 4.5), &text, if row.apart { name.strong() } else { name });
    let (value, bounds) = match &row.value {
        Ok(value) => *value,
        Err(words) => {
            canvas.text((scale.at(0.0) + 10.0, y + 4.5), words, Text::new(FONT - 1.0, Anchor::Start));
            return;
        }
    };
    let mut clear = false;
    if let Some((lower, upper)) = bounds {
        clear = lower > 0.0 || upper < 0.0;
        let whisker = format!(r#"stroke="{ACCENT}" stroke-width="2""#);
        canvas.line((scale.clamped(lower), y), (scale.clamped(upper), y), &whisker);
    }
    // A hollow dot says that the difference may be chance; it survives grey print.
    let fill = if clear { ACCENT } else { "#ffffff" };
    let style = format!(r#"fill="{fill}" stroke="{ACCENT}" stroke-width="2""#);
    canvas.dot((scale.clamped(value), y), 5.0, &style, &row.title);
    canvas.text((RIGHT + 16.0, y + 4.5), &row.text, Text::new(FONT - 1.0, Anchor::Start));
}
