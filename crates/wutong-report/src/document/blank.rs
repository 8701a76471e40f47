//! Columns and tables without a value: a reader is told so once, with the notes, instead of looking at dashes.

use std::collections::BTreeSet;

use super::{Block, Cell, Document, Role, Row, Section, Span, Table};
use crate::words::Lang;

impl Document {
    /// The document without columns that hold nothing but dashes: they are named below their table, with the numbers of the
    /// notes that say why, and a table of nothing else becomes that sentence.
    ///
    /// Below the first table with a dash that has no note stands what such a dash means.
    pub(super) fn without_blank_columns(mut self, lang: Lang) -> Self {
        for Section { blocks, .. } in &mut self.sections {
            *blocks = std::mem::take(blocks).into_iter().flat_map(|block| told(block, lang)).collect();
        }
        let has_bare_dash = |block: &Block| match block {
            Block::Table(table) => {
                table.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text == "—" && cell.note.is_none())
            }
            _ => false,
        };
        for Section { blocks, .. } in &mut self.sections {
            if let Some(at) = blocks.iter().position(has_bare_dash) {
                let text = lang.pick(
                    "没有注号的“—”：此处不适用，没有这一数值（全文同）。",
                    "A dash without a note, here and below: the value is not defined there.",
                );
                blocks.insert(at + 1, Block::text(Role::Small, text));
                break;
            }
        }
        self
    }
}

fn told(block: Block, lang: Lang) -> Vec<Block> {
    let Block::Table(mut table) = block else { return vec![block] };
    let n_columns = table.heads.len().saturating_sub(table.n_names);
    let column = |at: usize| table.rows.iter().filter_map(move |row| row.cells.get(at));
    let blank: Vec<usize> = (0..n_columns)
        .filter(|&at| column(at).any(is_dash) && column(at).all(|cell| is_dash(cell) || is_empty(cell)))
        .collect();
    if blank.is_empty() {
        return vec![Block::Table(table)];
    }
    // The columns of one note are named together.
    let mut missing: Vec<(BTreeSet<usize>, Vec<&str>)> = Vec::new();
    for &at in &blank {
        let notes: BTreeSet<usize> = column(at).flat_map(|cell| [cell.note, cell.reference_note]).flatten().collect();
        let name = table.heads[table.n_names + at].text.as_str();
        match missing.iter_mut().find(|(same, _)| *same == notes) {
            Some((_, names)) => names.push(name),
            None => missing.push((notes, vec![name])),
        }
    }
    let text = sentence(&missing, lang);
    let has_value = |row: &Row| row.cells.iter().any(|cell| !is_dash(cell) && !is_empty(cell));
    if !table.rows.iter().any(has_value) {
        let caption = Span::strong(format!("{}{}", table.caption, lang.pick("：", ": ")));
        return vec![Block::Text { role: Role::Empty, spans: vec![caption, Span::plain(text)] }];
    }
    remove(&mut table, &blank);
    vec![Block::Table(table), Block::text(Role::Small, text)]
}

/// `未给出：在籍人数（注1）；偏度、峰度（注2、注3）。`
fn sentence(missing: &[(BTreeSet<usize>, Vec<&str>)], lang: Lang) -> String {
    let comma = lang.pick("、", ", ");
    let one = |(notes, names): &(BTreeSet<usize>, Vec<&str>)| {
        let notes: Vec<String> = notes.iter().map(|note| format!("{}{note}", lang.pick("注", "note "))).collect();
        let notes =
            if notes.is_empty() { lang.pick("不适用", "does not apply").to_owned() } else { notes.join(comma) };
        let (open, close) = lang.pick(("（", "）"), (" (", ")"));
        format!("{}{open}{notes}{close}", names.join(comma))
    };
    let all: Vec<String> = missing.iter().map(one).collect();
    let (begin, end) = lang.pick(("未给出：", "。"), ("Not given: ", "."));
    format!("{begin}{}{end}", all.join(lang.pick("；", "; ")))
}

fn remove(table: &mut Table, blank: &[usize]) {
    for &at in blank.iter().rev() {
        table.heads.remove(table.n_names + at);
        for row in table.rows.iter_mut().filter(|row| at < row.cells.len()) {
            row.cells.remove(at);
        }
    }
}

/// Whether a value stands there that is withheld, and nothing beside it or another dash.
fn is_dash(cell: &Cell) -> bool {
    cell.text == "—" && cell.reference.as_deref().is_none_or(|reference| reference.ends_with('—'))
}

fn is_empty(cell: &Cell) -> bool {
    cell.text.is_empty() && cell.reference.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Head;

    const DASH: (&str, Option<usize>) = ("—", Some(1));

    /// Two subjects with these cells, under heads A, B and C.
    fn shown(rows: [[(&str, Option<usize>); 3]; 2]) -> Vec<Block> {
        let row = |cells: [(&str, Option<usize>); 3]| Row {
            names: vec![Span::plain("语文")],
            cells: cells.map(|(text, note)| Cell { text: text.into(), note, ..Cell::default() }).into(),
            strong: false,
        };
        let heads = ["学科", "A", "B", "C"].map(Head::plain).into();
        let table = Table { caption: "表".into(), heads, n_names: 1, rows: rows.map(row).into(), compact: false };
        let section = Section { blocks: vec![Block::Table(table)], ..Section::default() };
        let document = Document { sections: vec![section], ..Document::default() };
        document.without_blank_columns(Lang::Zh).sections.remove(0).blocks
    }

    fn text(block: &Block) -> String {
        match block {
            Block::Text { spans, .. } => spans.iter().map(|span| span.text.as_str()).collect(),
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.as_str());
                table.heads.iter().map(|head| head.text.as_str()).chain(cells).collect::<Vec<_>>().join(" ")
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_column_of_dashes_becomes_a_sentence() {
        let value = ("8", None);
        let blocks = shown([[value, DASH, value], [DASH, ("—", Some(2)), value]]);
        let texts: Vec<String> = blocks.iter().map(text).collect();
        assert_eq!(texts, ["学科 A C 8 8 — 8", "未给出：B（注1、注2）。"]);
    }

    #[test]
    fn a_table_of_dashes_becomes_a_sentence() {
        let none = ("—", None);
        let blocks = shown([[DASH, DASH, none], [DASH, ("", None), none]]);
        let texts: Vec<String> = blocks.iter().map(text).collect();
        assert_eq!(texts, ["表：未给出：A、B（注1）；C（不适用）。"]);
    }

    #[test]
    fn a_dash_without_a_note_is_explained_once() {
        let (value, bare) = (("8", None), ("—", None));
        let blocks = shown([[value, DASH, bare], [value, value, value]]);
        assert_eq!(blocks.len(), 2);
        assert!(text(&blocks[1]).contains("没有注号的“—”"));
        assert_eq!(shown([[value, DASH, value], [value, value, value]]).len(), 1);
    }

    #[test]
    fn a_table_of_values_stays() {
        let value = ("8", None);
        assert_eq!(shown([[value, DASH, value], [DASH, value, value]]).len(), 1);
    }
}
