//! Spread of marks, one row a group: 10th to 90th percentile as a thin line, the middle half as a bar, the median as a tick.

use super::canvas::{ACCENT, AXIS, Anchor, Canvas, GRID, Text, fitted};
use super::scale::{Scale, ticks};

/// Percentiles as shares of the full mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percentiles {
    /// 10th percentile.
    pub p10: f64,
    /// Lower quartile.
    pub q1: f64,
    /// Median.
    pub median: f64,
    /// Upper quartile.
    pub q3: f64,
    /// 90th percentile.
    pub p90: f64,
}

/// One row: a subject, with the school's marks and, where they may be compared, the region's below them.
#[derive(Debug, Clone, PartialEq)]
pub struct BoxRow {
    /// Name of the subject.
    pub name: String,
    /// The school, or the words to print instead.
    pub own: Result<Percentiles, String>,
    /// The region.
    pub region: Option<Percentiles>,
    /// The numbers as printed at the end of the row.
    pub text: String,
}

/// Rows of percentiles on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Boxes {
    /// What a screen reader says.
    pub label: String,
    /// Rows, from the top.
    pub rows: Vec<BoxRow>,
    /// Caption of the axis.
    pub caption: String,
    /// Names of the two groups; the second only where there is one to compare with.
    pub names: (String, Option<String>),
    /// Head of the numbers at the end of the rows.
    pub head: String,
}

const WIDTH: f64 = 900.0;
const LEFT: f64 = 130.0;
const RIGHT: f64 = 690.0;
const TOP: f64 = 30.0;
const ROW: f64 = 36.0;
const FONT: f64 = 13.0;

impl Boxes {
    /// Draws it.
    #[must_use]
    pub fn svg(&self) -> String {
        #[expect(clippy::cast_precision_loss, reason = "there are few subjects")]
        let bottom = TOP + ROW * self.rows.len() as f64;
        let mut canvas = Canvas::new(WIDTH, bottom + 46.0, &self.label);
        let scale = Scale::new((0.0, 1.0), (LEFT, RIGHT));
        for tick in ticks(0.0, 1.0, 0.2) {
            let x = scale.at(tick);
            canvas.line((x, TOP), (x, bottom), GRID);
            let text = format!("{}%", crate::print::decimal(tick * 100.0, 0));
            canvas.text((x, bottom + 17.0), &text, Text::new(FONT - 1.0, Anchor::Middle));
        }
        self.key(&mut canvas);
        for (position, row) in self.rows.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "there are few subjects")]
            let y = TOP + ROW * (position as f64 + 0.5);
            draw_row(&mut canvas, &scale, row, y);
        }
        canvas.line((LEFT, bottom), (RIGHT, bottom), AXIS);
        let at = (f64::midpoint(LEFT, RIGHT), bottom + 38.0);
        canvas.text(at, &self.caption, Text::new(FONT - 1.0, Anchor::Middle));
        canvas.finish()
    }

    /// What the two colours mean, above the rows.
    fn key(&self, canvas: &mut Canvas) {
        let (own, region) = &self.names;
        canvas.rect((LEFT, 8.0), (22.0, 9.0), &format!(r#"fill="{ACCENT}""#), own);
        canvas.text((LEFT + 28.0, 17.0), own, Text::new(FONT - 1.0, Anchor::Start));
        if let Some(region) = region {
            canvas.rect((LEFT + 110.0, 8.0), (22.0, 9.0), REGION, region);
            canvas.text((LEFT + 138.0, 17.0), region, Text::new(FONT - 1.0, Anchor::Start));
        }
        canvas.text((RIGHT + 16.0, 17.0), &self.head, Text::new(FONT - 1.0, Anchor::Start));
    }
}

const REGION: &str = r##"fill="#ffffff" stroke="#2b2f33" stroke-width="1.2""##;

fn draw_row(canvas: &mut Canvas, scale: &Scale, row: &BoxRow, y: f64) {
    canvas.text((LEFT - 14.0, y + 4.5), &fitted(&row.name, FONT, LEFT - 18.0), Text::new(FONT, Anchor::End));
    let own = match &row.own {
        Ok(own) => own,
        Err(words) => {
            canvas.text((LEFT + 10.0, y + 4.5), words, Text::new(FONT - 1.0, Anchor::Start));
            return;
        }
    };
    let (above, below) = if row.region.is_some() { (y - 7.0, y + 7.0) } else { (y, y) };
    let fill = format!(r#"fill="{ACCENT}""#);
    let thin = format!(r#"stroke="{ACCENT}" stroke-width="1.6""#);
    draw_box(canvas, scale, own, above, (&fill, &thin, r##"stroke="#ffffff" stroke-width="2.4""##));
    if let Some(region) = &row.region {
        let line = r##"stroke="#2b2f33" stroke-width="1.2""##;
        draw_box(canvas, scale, region, below, (REGION, line, r##"stroke="#2b2f33" stroke-width="2.4""##));
    }
    canvas.text((RIGHT + 16.0, y + 4.5), &row.text, Text::new(FONT - 1.0, Anchor::Start));
}

/// A line, a bar and a tick; `looks` are their styles in the order bar, line, tick.
fn draw_box(canvas: &mut Canvas, scale: &Scale, values: &Percentiles, y: f64, looks: (&str, &str, &str)) {
    let x = |value: f64| scale.clamped(value);
    canvas.line((x(values.p10), y), (x(values.p90), y), looks.1);
    canvas.rect((x(values.q1), y - 5.0), (x(values.q3) - x(values.q1), 10.0), looks.0, "");
    canvas.line((x(values.median), y - 5.0), (x(values.median), y + 5.0), looks.2);
}
