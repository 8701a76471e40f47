//! Tables.

use super::body::Body;
use super::columns::{Columns, Density, cell, columns};
use super::split::parts;
use super::xml::{external_link, paragraph, run, words};
use crate::document::{Cell, Row, Span, Table};

/// Width of the text in twentieths of a point: A4 less 15 mm on either side.
pub(super) const TEXT_WIDTH: u32 = 10_206;
/// Fill of rows that are set off.
const WASH: &str = "F4F6F8";

/// The start of a table with columns of these widths; a margin is the room beside the text of its cells.
pub(super) fn open(style: &str, widths: &[u32], margin: Option<u32>, description: &str) -> String {
    let mut text = format!(
        r#"<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{}" w:type="dxa"/><w:tblLayout w:type="fixed"/>"#,
        widths.iter().sum::<u32>()
    );
    if let Some(margin) = margin {
        text.push_str(&format!(
            r#"<w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar>"#
        ));
    }
    text.push_str(r#"<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>"#);
    if !description.is_empty() {
        text.push_str(&format!(r#"<w:tblCaption w:val="{}"/>"#, words(description)));
    }
    text.push_str("</w:tblPr><w:tblGrid>");
    for width in widths {
        text.push_str(&format!(r#"<w:gridCol w:w="{width}"/>"#));
    }
    text.push_str("</w:tblGrid>");
    text
}

/// Properties that a cell may have beside its width.
#[derive(Clone, Copy, Default)]
pub(super) struct CellLook {
    /// Columns that it spans; 0 is one.
    pub(super) span: usize,
    pub(super) fill: Option<&'static str>,
    pub(super) align: Option<&'static str>,
    /// Further room left of its text.
    pub(super) indent: u32,
}

/// A cell of a width.
pub(super) fn cell_of(width: u32, look: CellLook, paragraphs: &str) -> String {
    let mut properties = format!(r#"<w:tcW w:w="{width}" w:type="dxa"/>"#);
    if look.span > 1 {
        properties.push_str(&format!(r#"<w:gridSpan w:val="{}"/>"#, look.span));
    }
    if let Some(fill) = look.fill {
        properties.push_str(&format!(r#"<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>"#));
    }
    if look.indent > 0 {
        properties.push_str(&format!(r#"<w:tcMar><w:left w:w="{}" w:type="dxa"/></w:tcMar>"#, look.indent));
    }
    if let Some(align) = look.align {
        properties.push_str(&format!(r#"<w:vAlign w:val="{align}"/>"#));
    }
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>")
}

/// A row that no page break divides.
pub(super) fn row_of(is_head: bool, cells: &str) -> String {
    let head = if is_head { "<w:tblHeader/>" } else { "" };
    format!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>")
}

/// What makes up a reference and a difference binds; the line breaks between the two alone.
fn bound(text: &str) -> String {
    text.replace(' ', "\u{A0}")
}

impl Body<'_> {
    /// A table, in parts where it is wider than the page.
    pub(super) fn table(&mut self, table: &Table) {
        for (position, part) in parts(table, TEXT_WIDTH).iter().enumerate() {
            self.part(part, position > 0);
        }
    }

    /// A table with its caption, its heads on every page, and the marks and notes of its cells.
    fn part(&mut self, table: &Table, continues: bool) {
        let columns = columns(table, TEXT_WIDTH);
        if columns.widths.is_empty() {
            return;
        }
        let of_all = metric_of_all(table);
        let is_marked = of_all.is_none();
        self.table_caption(&table.caption, of_all, continues);
        let mut text = open("ReportTable", &columns.widths, Some(columns.density.margin), &table.caption);
        text.push_str(&row_of(true, &self.heads(table, &columns, is_marked)));
        for row in &table.rows {
            let cells = self.row(table, row, &columns, is_marked);
            text.push_str(&row_of(false, &cells));
        }
        text.push_str("</w:tbl>");
        self.push(&text);
        self.gap();
    }

    fn heads(&self, table: &Table, columns: &Columns, is_marked: bool) -> String {
        let suffix = columns.density.suffix;
        let mut text = String::new();
        for (column, &width) in columns.widths.iter().enumerate() {
            let (head, metric) =
                table.heads.get(column).map_or(("", None), |head| (head.text.as_str(), head.metric.as_deref()));
            let style = if columns.is_words[column] { "TableHead" } else { "TableHeadNumber" };
            let runs = format!("{}{}", run("", head), self.metric_mark(metric.filter(|_| is_marked)));
            let indent = columns.indent(table, column);
            let look = CellLook { align: Some("bottom"), indent, ..CellLook::default() };
            text.push_str(&cell_of(width, look, &paragraph(&format!("{style}{suffix}"), &runs)));
        }
        text
    }

    fn row(&mut self, table: &Table, row: &Row, columns: &Columns, is_marked: bool) -> String {
        let of_row = metric_of_row(table, row).filter(|_| is_marked);
        let mut text = String::new();
        for (column, &width) in columns.widths.iter().enumerate() {
            let indent = columns.indent(table, column);
            let look = CellLook { fill: row.strong.then_some(WASH), indent, ..CellLook::default() };
            let paragraphs = match (row.names.get(column), cell(table, row, column)) {
                (Some(name), _) => {
                    let is_last = column + 1 == row.names.len();
                    let mark = self.metric_mark(of_row.filter(|_| is_last));
                    let runs = format!("{}{mark}", self.span(name, row.strong));
                    paragraph(&format!("TableText{}", columns.density.suffix), &runs)
                }
                (None, Some(cell)) => {
                    let has_head = table.heads.get(column).is_some_and(|head| head.metric.is_some());
                    let own = cell.metric.as_deref().filter(|_| is_marked && !has_head && of_row.is_none());
                    self.cell(cell, own, (row.strong, columns.is_words[column]), columns.density)
                }
                (None, None) => paragraph(&format!("TableText{}", columns.density.suffix), ""),
            };
            text.push_str(&cell_of(width, look, &paragraphs));
        }
        text
    }

    /// The value with its mark and note; below it what it is held against, and the difference.
    fn cell(&self, cell: &Cell, metric: Option<&str>, (is_strong, is_words): (bool, bool), density: Density) -> String {
        let style = if is_words { "TableText" } else { "TableNumber" };
        let value = self.value(cell, metric, if is_strong { "Strong" } else { "" });
        let mut text = paragraph(&format!("{style}{}", density.suffix), &value);
        let under = self.under(cell);
        if !under.is_empty() {
            text.push_str(&paragraph(&format!("TableUnder{}", density.suffix), &under));
        }
        text
    }

    /// Mark, value and note of a cell.
    pub(super) fn value(&self, cell: &Cell, metric: Option<&str>, style: &str) -> String {
        let tone = match cell.tone {
            "better" => "MarkBetter",
            "worse" => "MarkWorse",
            _ => "MarkSame",
        };
        let mark = match cell.mark {
            "up" => "▲",
            "down" => "▼",
            "same" => "＝",
            _ => "",
        };
        format!(
            "{}{}{}{}",
            run(tone, mark),
            run(style, &cell.text),
            self.missing_mark(cell.note),
            self.metric_mark(metric)
        )
    }

    /// Reference and difference of a cell.
    pub(super) fn under(&self, cell: &Cell) -> String {
        let mut text = String::new();
        if let Some(reference) = &cell.reference {
            text.push_str(&run("", &bound(reference)));
            text.push_str(&self.missing_mark(cell.reference_note));
        }
        if let Some(difference) = &cell.difference {
            let space = if text.is_empty() { "" } else { " " };
            text.push_str(&run("", &format!("{space}{}", bound(difference))));
        }
        text
    }

    /// Words, leading somewhere where they do.
    pub(super) fn span(&mut self, span: &Span, is_strong: bool) -> String {
        let style = if span.strong || is_strong { "Strong" } else { "" };
        match &span.link {
            None => run(style, &span.text),
            Some(link) => {
                let relationship = self.relationship(link);
                external_link(&relationship, &run("Hyperlink", &span.text))
            }
        }
    }
}

/// The metric that the whole table shows, where a caption can carry its note.
fn metric_of_all(table: &Table) -> Option<&str> {
    let of_heads: Vec<&str> = table.heads.iter().filter_map(|head| head.metric.as_deref()).collect();
    let cells = table.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.metric.as_deref());
    let metrics = if of_heads.is_empty() { cells.collect() } else { of_heads };
    let (first, others) = metrics.split_first()?;
    let is_one = !others.is_empty() && others.iter().all(|metric| metric == first);
    (is_one && !table.caption.is_empty()).then_some(*first)
}

/// The metric that all cells of a row show, where the columns name none: the row's name then carries its note.
fn metric_of_row<'a>(table: &Table, row: &'a Row) -> Option<&'a str> {
    if table.heads.iter().any(|head| head.metric.is_some()) {
        return None;
    }
    let mut metrics = row.cells.iter().filter_map(|cell| cell.metric.as_deref());
    let first = metrics.next()?;
    metrics.all(|metric| metric == first).then_some(first)
}
