//! One worksheet, filled from top to bottom and made ready for print.

use std::borrow::Cow;
use std::cmp::Ordering;

use rust_xlsxwriter::{
    Chart, ConditionalFormat2ColorScale, ConditionalFormatDataBar, Format, Formula, Worksheet, XlsxError,
};
use wutong_model::Reported;
use wutong_stats::{Unit, side_of};

use super::look::{Look, PALE, PALE_RED, RULE};
use crate::tables::is_formula;
use crate::words::{self, Lang};

/// The last row of an Excel sheet, counted from 0.
pub(super) const LAST_ROW: u32 = 1_048_575;
/// Widest column, in characters of the Latin alphabet.
const WIDEST: usize = 44;
/// Characters that an Excel cell holds.
const LONGEST_TEXT: usize = 32_767;
/// The lowest header row that is kept in sight.
const MOST_FROZEN: u32 = 5;
/// Rows that a chart covers.
const CHART_ROWS: u32 = 17;
/// Its width in points of the screen.
pub(super) const CHART_WIDTH: usize = 760;
/// Paper size A4.
const A4: u8 = 9;

type Done = Result<(), XlsxError>;

/// What every page of print says at its edges.
#[derive(Clone)]
pub(super) struct Margins {
    /// Exam title.
    pub(super) title: String,
    /// Line of confidentiality.
    pub(super) confidential: Option<&'static str>,
}

/// Rows that a page holds.
const ROWS_OF_A_PAGE: u32 = 30;

/// A worksheet in the making.
pub(super) struct Grid<'w> {
    pub(super) sheet: &'w mut Worksheet,
    pub(super) look: &'w Look,
    pub(super) lang: Lang,
    margins: Margins,
    /// The row that is written next.
    pub(super) row: u32,
    widths: Vec<usize>,
    header: Option<(u32, u16)>,
    /// Where the table under the frozen header ends.
    filtered: Option<u32>,
    /// Where the part that is printed ends, if it is not the whole sheet.
    printed: Option<u32>,
    landscape: bool,
    has_chart: bool,
    /// Pages side by side on paper.
    pages_across: u16,
    /// Pages below each other; 0 for as many as it takes.
    pages_down: u16,
}

impl<'w> Grid<'w> {
    pub(super) fn new(sheet: &'w mut Worksheet, look: &'w Look, lang: Lang, margins: Margins) -> Self {
        Self {
            sheet,
            look,
            lang,
            margins,
            row: 0,
            widths: Vec::new(),
            header: None,
            filtered: None,
            printed: None,
            landscape: true,
            has_chart: false,
            pages_across: 1,
            pages_down: 0,
        }
    }

    /// A line of text that may run over the columns to its right.
    pub(super) fn line(&mut self, text: &str, format: &Format) -> Done {
        self.string(0, text, format)?;
        self.row += 1;
        Ok(())
    }

    /// The head of the sheet: what it shows, and what a reader has to know.
    pub(super) fn head(&mut self, name: &str, notes: &[&str]) -> Done {
        let title = format!("{} · {name}", self.margins.title);
        self.line(&title, &self.look.title)?;
        notes.iter().try_for_each(|note| self.line(note, &self.look.note))
    }

    /// A row of column headers; the first one stays in sight and is printed on each page.
    pub(super) fn header<T: AsRef<str>>(&mut self, labels: &[T]) -> Done {
        for (column, label) in labels.iter().enumerate() {
            let label = label.as_ref();
            self.string(column, label, &self.look.header)?;
            // Room for the arrow of the filter.
            self.widen(column, (width(label) + 3).min(14));
        }
        self.sheet
            .set_row_height(self.row, if labels.iter().any(|label| width(label.as_ref()) > 11) { 32 } else { 22 })?;
        self.header.get_or_insert((self.row, place(labels.len().saturating_sub(1))));
        self.row += 1;
        Ok(())
    }

    /// A text cell of the current row.
    pub(super) fn text(&mut self, column: usize, text: &str) -> Done {
        // A name wider than its column would be cut where the next cell is filled.
        if width(text) + 2 > WIDEST {
            let lines = (width(text) + 2).div_ceil(WIDEST - 2);
            // Rows have a height of their own, which no program makes larger.
            self.sheet.set_row_height(self.row, 4 + 14 * u32::try_from(lines).unwrap_or(1))?;
            return self.styled(column, text, &self.look.text.clone().set_text_wrap());
        }
        self.styled(column, text, &self.look.text)
    }

    /// A text cell in a format of its own.
    pub(super) fn styled(&mut self, column: usize, text: &str, format: &Format) -> Done {
        self.widen(column, width(text) + 2);
        let end = text.char_indices().nth(LONGEST_TEXT).map_or(text.len(), |(end, _)| end);
        let text = &text[..end];
        self.string(column, text, format)
    }

    /// Writes a string. One that looks like a formula is marked as text, so that editing it does not make it one.
    fn string(&mut self, column: usize, text: &str, format: &Format) -> Done {
        let format = for_text(text, format);
        self.sheet.write_string_with_format(self.row, place(column), text, &format).map(|_| ())
    }

    /// A number cell of the current row, at full precision.
    pub(super) fn number(&mut self, column: usize, value: f64, unit: Unit) -> Done {
        self.widen(column, 9);
        self.sheet.write_number_with_format(self.row, place(column), value, self.look.number(unit)).map(|_| ())
    }

    /// A mark of the current row, with the decimals that it has.
    pub(super) fn mark(&mut self, column: usize, points: f64) -> Done {
        self.widen(column, 9);
        self.sheet.write_number_with_format(self.row, place(column), points, &self.look.mark).map(|_| ())
    }

    /// A count cell of the current row.
    pub(super) fn count(&mut self, column: usize, value: u64) -> Done {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
        self.number(column, value as f64, Unit::Pupils)
    }

    /// A value, or in its place the reason why there is none.
    pub(super) fn value(&mut self, column: usize, reported: Reported<f64>, unit: Unit) -> Done {
        match reported {
            Reported::Estimate { value, .. } => self.number(column, value, unit),
            Reported::Withheld(reason) => {
                let word = words::reason_in_cell(reason, self.lang);
                self.styled(column, word, &self.look.reason)
            }
        }
    }

    /// A formula of the current row with the value it has now; `#N/A` where it has none.
    pub(super) fn formula(&mut self, column: usize, text: &str, value: Option<f64>, unit: Unit) -> Done {
        let look = self.look;
        self.formula_as(column, text, value, look.number(unit))
    }

    /// The same for a difference of shares, in percentage points.
    pub(super) fn formula_of_difference(&mut self, column: usize, text: &str, value: Option<f64>) -> Done {
        let look = self.look;
        self.formula_as(column, text, value.map(|value| value * 100.0), &look.differences[0])
    }

    fn formula_as(&mut self, column: usize, text: &str, value: Option<f64>, format: &Format) -> Done {
        self.widen(column, 9);
        let result = value.map_or_else(|| "#N/A".to_owned(), |value| value.to_string());
        let formula = Formula::new(text).set_result(result);
        self.sheet.write_formula_with_format(self.row, place(column), formula, format).map(|_| ())
    }

    /// A difference of shares in percentage points, or the reason why there is none.
    pub(super) fn difference(&mut self, column: usize, reported: Reported<f64>) -> Done {
        match reported {
            Reported::Estimate { value, .. } => {
                self.widen(column, 9);
                let format = &self.look.differences[0];
                self.sheet.write_number_with_format(self.row, place(column), value * 100.0, format).map(|_| ())
            }
            Reported::Withheld(_) => self.value(column, reported, Unit::Number),
        }
    }

    /// A share less that of the whole, in percentage points; shaded where the interval leaves the whole out.
    pub(super) fn against(&mut self, column: usize, own: Reported<f64>, whole: Reported<f64>) -> Done {
        let (Some(value), Some(reference)) = (own.value(), whole.value()) else {
            return self.value(column, if own.value().is_some() { whole } else { own }, Unit::Number);
        };
        let side = match own.interval().map(|interval| side_of(interval, reference)) {
            Some(Ordering::Greater) => 1,
            Some(Ordering::Less) => 2,
            _ => 0,
        };
        self.widen(column, 8);
        let format = &self.look.differences[side];
        let points = (value - reference) * 100.0;
        self.sheet.write_number_with_format(self.row, place(column), points, format).map(|_| ())
    }

    /// Shades numbers of the table from white to blue.
    pub(super) fn heat(&mut self, (first, last): (u32, u32), (left, right): (usize, usize)) -> Done {
        if last < first {
            return Ok(());
        }
        let scale = ConditionalFormat2ColorScale::new().set_minimum_color("FFFFFF").set_maximum_color(PALE);
        self.sheet.add_conditional_format(first, place(left), last, place(right), &scale).map(|_| ())
    }

    /// Goes to the next row; false when the sheet is full.
    pub(super) fn next(&mut self) -> bool {
        self.row += 1;
        self.row < LAST_ROW
    }

    /// Prints the sheet upright, all of it on one page.
    pub(super) fn one_page(&mut self) {
        self.landscape = false;
        self.pages_down = 1;
    }

    /// Prints the sheet upright: for narrow, long tables.
    pub(super) fn upright(&mut self) {
        self.landscape = false;
    }

    /// Puts a chart below what is written, and makes room for it.
    pub(super) fn chart(&mut self, chart: &Chart) -> Done {
        self.sheet.insert_chart(self.row + 1, 0, chart)?;
        self.row += CHART_ROWS + 1;
        self.has_chart = true;
        Ok(())
    }

    /// Prints a wide table on pages side by side, each with the first two columns.
    pub(super) fn pages_across(&mut self, pages: usize) -> Done {
        self.pages_across = place(pages.max(1));
        self.sheet.set_repeat_columns(0, 1).map(|_| ())
    }

    /// Ends the table that the filter covers.
    pub(super) fn end_table(&mut self) {
        self.filtered = Some(self.row);
    }

    /// Leaves the rows that follow to the screen: on paper nobody reads them.
    pub(super) fn print_to_here(&mut self) {
        self.printed = Some(self.row);
    }

    /// Sets the width of a column, in characters of the Latin alphabet.
    pub(super) fn set_width(&mut self, column: usize, characters: usize) {
        self.widen(column, 0);
        self.widths[column] = characters;
    }

    /// Bars behind the numbers of a column of the table.
    pub(super) fn bars(&mut self, column: usize) -> Done {
        let Some((header, _)) = self.header.filter(|(header, _)| header + 1 < self.row) else { return Ok(()) };
        let bar = ConditionalFormatDataBar::new()
            .set_fill_color(PALE)
            .set_negative_fill_color(PALE_RED)
            .set_axis_color(RULE)
            .set_solid_fill(true)
            .set_border_off(true);
        self.sheet.add_conditional_format(header + 1, place(column), self.row - 1, place(column), &bar).map(|_| ())
    }

    fn widen(&mut self, column: usize, characters: usize) {
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 0);
        }
        self.widths[column] = self.widths[column].max(characters.min(WIDEST));
    }

    /// Freezes, filters, sets widths and prepares the print.
    pub(super) fn finish(mut self, name: &str) -> Done {
        let mut last = self.widths.len().saturating_sub(1);
        // A chart may reach beyond the table; columns without a width of their own take 64 points.
        let wide = self.widths.iter().map(|characters| 7 * characters + 5).sum::<usize>();
        if self.has_chart {
            last += CHART_WIDTH.saturating_sub(wide).div_ceil(64);
        }
        let last = place(last);
        for (column, characters) in std::mem::take(&mut self.widths).into_iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a width is a small number")]
            self.sheet.set_column_width(place(column), characters as f64)?;
        }
        if let Some((row, last_header)) = self.header {
            // A header far down would freeze half of the window.
            if row <= MOST_FROZEN {
                self.sheet.set_freeze_panes(row + 1, 0)?;
            }
            // A chart has pages of its own, where the head of the table would stand over nothing.
            if !self.has_chart || self.filtered.is_some_and(|end| end > row + ROWS_OF_A_PAGE) {
                self.sheet.set_repeat_rows(row, row)?;
            }
            if let Some(end) = self.filtered.filter(|end| *end > row + 1) {
                self.sheet.autofilter(row, 0, end - 1, last_header)?;
            }
        }
        let safe = |text: &str| text.chars().take(60).collect::<String>().replace('&', "&&");
        let page = self.lang.pick("第 &P 页，共 &N 页", "Page &P of &N");
        let confidential = self.margins.confidential.map(|text| format!("&L{}", safe(text))).unwrap_or_default();
        self.sheet.set_header(format!("&L{}&R{}", safe(&self.margins.title), safe(name)));
        self.sheet.set_footer(format!("{confidential}&C{page}"));
        if self.landscape {
            self.sheet.set_landscape();
        }
        self.sheet.set_paper_size(A4).set_print_fit_to_pages(self.pages_across, self.pages_down);
        self.sheet.set_margins(0.5, 0.5, 0.7, 0.7, 0.3, 0.3);
        self.sheet.set_print_area(0, 0, self.printed.unwrap_or(self.row).saturating_sub(1), last)?;
        Ok(())
    }
}

/// The format of a text cell; with the mark of a text where editing the cell would make it a formula.
fn for_text<'f>(text: &str, format: &'f Format) -> Cow<'f, Format> {
    if is_formula(text) { Cow::Owned(format.clone().set_quote_prefix()) } else { Cow::Borrowed(format) }
}

/// Width of a text in characters of the Latin alphabet; a Chinese character takes two.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum()
}

/// A column number as the file format has it.
pub(super) fn place(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_looks_like_a_formula_stays_a_text() {
        let format = Format::new().set_bold();
        for text in ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1"] {
            assert_eq!(*for_text(text, &format), format.clone().set_quote_prefix(), "{text}");
        }
        assert_eq!(*for_text("三中", &format), format);
    }
}
