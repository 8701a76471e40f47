//! A table of differences as a drawing: a row a school, a column an item.

use super::canvas::{Anchor, Canvas, GRID, Text, fitted, text_width};

/// What a cell shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatCell {
    /// The difference as printed.
    pub text: String,
    /// What it says.
    pub side: Side,
    /// What shows when the pointer rests on it.
    pub title: String,
}

/// Whether a difference is more than chance, and on which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Clearly above.
    Above,
    /// Clearly below.
    Below,
    /// No more than chance.
    Same,
    /// Not given.
    Missing,
}

/// Rows of schools, columns of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heat {
    /// What a screen reader says.
    pub label: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// Names of the rows, with a cell for each column.
    pub rows: Vec<(String, Vec<HeatCell>)>,
}

const WIDTH: f64 = 900.0;
const TOP: f64 = 26.0;
const ROW: f64 = 19.0;
const MOST_NAME: f64 = 170.0;
const WIDEST: f64 = 46.0;
const FONT: f64 = 11.0;

impl Heat {
    /// Draws it.
    ///
    /// Below is dark with white figures, above is light, chance is white: three steps that stay apart in grey print and for
    /// every eye; the figures carry their sign.
    #[must_use]
    pub fn svg(&self) -> String {
        let widest = self.rows.iter().map(|(name, _)| text_width(name, FONT + 1.0)).fold(60.0, f64::max);
        let left = widest.min(MOST_NAME) + 20.0;
        #[expect(clippy::cast_precision_loss, reason = "a drawing has few rows and columns")]
        let (n_columns, n_rows) = (self.columns.len().max(1) as f64, self.rows.len() as f64);
        let step = ((WIDTH - left - 6.0) / n_columns).min(WIDEST);
        let mut canvas = Canvas::new(WIDTH, TOP + ROW * n_rows + 6.0, &self.label);
        for (at, column) in self.columns.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a drawing has few columns")]
            let x = left + step * (at as f64 + 0.5);
            let text = fitted(column, FONT, step);
            canvas.text((x, TOP - 8.0), &text, Text::new(FONT, Anchor::Middle).strong());
        }
        for (at, (name, cells)) in self.rows.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a drawing has few rows")]
            let y = TOP + ROW * at as f64;
            canvas.line((left, y), (left + step * n_columns, y), GRID);
            let text = fitted(name, FONT + 1.0, MOST_NAME);
            canvas.text((left - 8.0, y + 13.5), &text, Text::new(FONT + 1.0, Anchor::End));
            for (column, cell) in cells.iter().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "a drawing has few columns")]
                let x = left + step * column as f64;
                // Only what is shaded has a box: three hundred schools would make a heavy page otherwise.
                let fill = match cell.side {
                    Side::Above => Some(r##"fill="#b9d7ea" stroke="#ffffff" stroke-width="1""##),
                    Side::Below => Some(r##"fill="#7a3b12" stroke="#ffffff" stroke-width="1""##),
                    Side::Same | Side::Missing => None,
                };
                if let Some(fill) = fill {
                    canvas.rect((x, y), (step, ROW), fill, &cell.title);
                }
                let look = Text::new(FONT - 1.0, Anchor::Middle);
                let look = match cell.side {
                    Side::Below => look.on_dark(),
                    Side::Above => look.strong(),
                    Side::Same | Side::Missing => look,
                };
                canvas.text((x + step / 2.0, y + 13.0), &cell.text, look);
            }
        }
        canvas.finish()
    }
}
