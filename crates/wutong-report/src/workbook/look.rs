//! How cells look: fonts, fills and number formats.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};
use wutong_model::Verdict;
use wutong_stats::Unit;

/// A face that Excel and WPS have on every Chinese computer.
pub(super) const FONT: &str = "Microsoft YaHei";
/// Bars and header cells.
pub(super) const BLUE: Color = Color::RGB(0x2F_5D8A);
/// Bars behind numbers, light enough to read through.
pub(super) const PALE: Color = Color::RGB(0xBF_D3E6);
/// The same for numbers below zero.
pub(super) const PALE_RED: Color = Color::RGB(0xF2_CFCB);
/// Limits.
pub(super) const RED: Color = Color::RGB(0xB0_3A2E);
/// Outlines and whiskers.
pub(super) const INK: Color = Color::RGB(0x2B_2F33);
/// Borders and grid lines.
pub(super) const RULE: Color = Color::RGB(0xC8_CDD3);

/// The formats of a workbook.
pub(super) struct Look {
    pub(super) base: Format,
    pub(super) title: Format,
    pub(super) section: Format,
    pub(super) note: Format,
    pub(super) header: Format,
    pub(super) text: Format,
    pub(super) wrapped: Format,
    pub(super) mark: Format,
    pub(super) centred: Format,
    pub(super) reason: Format,
    /// A cell that the reader fills in.
    pub(super) choice: Format,
    /// Differences in percentage points: plain, clearly above, clearly below.
    pub(super) differences: [Format; 3],
    whole: Format,
    points: Format,
    share: Format,
    number: Format,
    verdicts: [Format; 3],
}

impl Look {
    pub(super) fn new() -> Self {
        let base = Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let cell = base.clone().set_border(FormatBorder::Thin).set_border_color(RULE);
        let number = |format: &str| cell.clone().set_num_format(format);
        let banner = |fill: u32, ink: u32| {
            base.clone().set_bold().set_font_size(13).set_background_color(fill).set_font_color(ink)
        };
        Self {
            title: base.clone().set_bold().set_font_size(14),
            section: base.clone().set_bold().set_font_size(11).set_font_color(BLUE),
            note: base.clone().set_font_size(9).set_font_color(Color::RGB(0x5A_6470)),
            header: cell
                .clone()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(BLUE)
                .set_align(FormatAlign::Center)
                .set_text_wrap(),
            text: cell.clone().set_indent(1),
            wrapped: cell.clone().set_indent(1).set_text_wrap(),
            mark: cell.clone(),
            centred: cell.clone().set_align(FormatAlign::Center),
            reason: cell
                .clone()
                .set_italic()
                .set_font_size(9)
                .set_font_color(Color::RGB(0x7F_7F7F))
                .set_align(FormatAlign::Center),
            choice: cell.clone().set_bold().set_background_color(Color::RGB(0xFF_F2CC)),
            differences: {
                let plain = number("+0.0;\u{2212}0.0;0.0");
                let above = plain.clone().set_bold().set_background_color(Color::RGB(0xB9_D7EA));
                let below =
                    plain.clone().set_bold().set_background_color(Color::RGB(0x7A_3B12)).set_font_color(Color::White);
                [plain, above, below]
            },
            whole: number("0"),
            points: number("0.00"),
            share: number("0.00%"),
            number: number("0.000"),
            verdicts: [banner(0xE2_EFDA, 0x37_5623), banner(0xFF_F2CC, 0x7F_6000), banner(0xF8_D7DA, 0x84_2029)],
            base,
        }
    }

    /// The format of a number in a unit.
    pub(super) fn number(&self, unit: Unit) -> &Format {
        match unit {
            Unit::Pupils | Unit::Place => &self.whole,
            Unit::Points => &self.points,
            Unit::Fraction => &self.share,
            Unit::Number => &self.number,
        }
    }

    /// The banner of a verdict.
    pub(super) fn verdict(&self, verdict: Verdict) -> &Format {
        match verdict {
            Verdict::Comparable => &self.verdicts[0],
            Verdict::WithCaution => &self.verdicts[1],
            Verdict::Refused => &self.verdicts[2],
        }
    }
}
