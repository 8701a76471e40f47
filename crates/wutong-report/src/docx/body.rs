//! The text of a report, block by block.

use std::cell::{Cell as Shared, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::frame;
use super::labels::Labels;
use super::picture::Picture;
use super::table::{CellLook, TEXT_WIDTH, cell_of, open, row_of};
use super::xml::{bookmarked, field, internal_link, paragraph, run};
use crate::document::{Block, Card, Document, FindingLine, Role, Span, VerdictBlock};
use crate::error::ReportError;

/// Values side by side.
const CARDS_IN_A_ROW: usize = 4;

/// The text under construction, and what its parts refer to.
pub(super) struct Body<'a> {
    pub(super) labels: &'static Labels,
    /// Number of the note on each metric.
    notes: BTreeMap<&'a str, usize>,
    text: String,
    pub(super) pictures: Vec<Picture>,
    /// Targets of links out of the document.
    pub(super) links: Vec<String>,
    /// Level, words and bookmark of the headings so far, where there is a table of contents.
    pub(super) headings: Vec<(u8, String, String)>,
    pub(super) has_contents: bool,
    is_opening: bool,
    n_tables: usize,
    pub(super) n_figures: usize,
    /// Number of notes on missing values.
    n_missing: usize,
    /// Bookmarks of notes that a mark has led to: the note leads back to the first of its marks.
    marked: RefCell<BTreeSet<String>>,
    n_bookmarks: Shared<usize>,
}

impl<'a> Body<'a> {
    /// Writes the whole text.
    pub(super) fn write(document: &'a Document) -> Result<Self, ReportError> {
        let mut body = Self {
            labels: Labels::of(document.lang),
            notes: document.metrics.iter().map(|note| (note.id.as_str(), note.number)).collect(),
            text: String::new(),
            pictures: Vec::new(),
            links: Vec::new(),
            headings: Vec::new(),
            has_contents: has_contents(document),
            is_opening: true,
            n_tables: 0,
            n_figures: 0,
            n_missing: n_missing(document),
            marked: RefCell::default(),
            n_bookmarks: Shared::new(0),
        };
        body.title(document);
        let contents_at = body.text.len();
        body.blocks(&document.opening)?;
        body.is_opening = false;
        for section in &document.sections {
            body.heading(1, &section.title);
            body.blocks(&section.blocks)?;
        }
        body.metrics(document);
        if !document.identity.seal.is_empty() {
            body.push(&paragraph("Seal", &run("", &document.identity.seal)));
        }
        let contents = body.contents();
        body.text.insert_str(contents_at, &contents);
        Ok(body)
    }

    /// The text with its page frame, as the content of `w:body`.
    pub(super) fn finished(&self) -> String {
        format!(
            r#"{}<w:sectPr><w:headerReference w:type="first" r:id="rIdFirstHeader"/><w:headerReference w:type="default" r:id="rIdHeader"/><w:footerReference w:type="first" r:id="rIdFooter"/><w:footerReference w:type="default" r:id="rIdFooter"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1190" w:right="850" w:bottom="1020" w:left="850" w:header="560" w:footer="480" w:gutter="0"/><w:titlePg/></w:sectPr>"#,
            self.text
        )
    }

    /// The footer, which needs the same words.
    pub(super) fn footer(&self, document: &Document) -> String {
        frame::footer(document, self.labels)
    }

    pub(super) fn push(&mut self, xml: &str) {
        self.text.push_str(xml);
    }

    /// A little room after a table; Word joins two tables that nothing separates.
    pub(super) fn gap(&mut self) {
        self.push(&paragraph("Gap", ""));
    }

    fn title(&mut self, document: &Document) {
        let above = [&document.identity.name, &document.overline].into_iter().filter(|text| !text.is_empty());
        let above = above.map(String::as_str).collect::<Vec<_>>().join(" · ");
        if !above.is_empty() {
            self.push(&paragraph("Overline", &run("", &above)));
        }
        self.push(&paragraph("Title", &run("", &document.title)));
        for line in document.facts.iter().filter(|line| !line.is_empty()) {
            self.push(&paragraph("Facts", &run("", &line.join(" · "))));
        }
    }

    /// A heading; the table of contents leads to it.
    fn heading(&mut self, level: u8, words: &str) {
        let mut runs = run("", words);
        if self.has_contents {
            let bookmark = format!("_Toc{:09}", self.headings.len() + 1);
            runs = self.bookmark(&bookmark, &runs);
            self.headings.push((level, words.to_owned(), bookmark));
        }
        self.push(&paragraph(&format!("Heading{level}"), &runs));
    }

    fn bookmark(&self, name: &str, runs: &str) -> String {
        self.n_bookmarks.set(self.n_bookmarks.get() + 1);
        bookmarked(self.n_bookmarks.get(), name, runs)
    }

    /// A mark that leads to a note; the first one of a note can be led back to.
    fn mark(&self, note: &str, words: &str) -> String {
        let link = internal_link(note, &run("NoteMark", words));
        let is_first = self.marked.borrow_mut().insert(note.to_owned());
        if is_first { self.bookmark(&format!("from_{note}"), &link) } else { link }
    }

    /// A note, with the way back to its first mark where there is one.
    fn note(&self, note: &str, runs: &str) -> String {
        let back =
            self.marked.borrow().contains(note).then(|| internal_link(&format!("from_{note}"), &run("NoteMark", " ↑")));
        format!("{}{}", self.bookmark(note, runs), back.unwrap_or_default())
    }

    fn blocks(&mut self, blocks: &[Block]) -> Result<(), ReportError> {
        blocks.iter().try_for_each(|block| self.block(block))
    }

    fn block(&mut self, block: &Block) -> Result<(), ReportError> {
        match block {
            Block::Text { role, spans } => self.words(*role, spans),
            // Before the first section there is no heading above it.
            Block::Heading { text } => self.heading(if self.is_opening { 1 } else { 2 }, text),
            Block::Verdict(verdict) => self.verdict(verdict),
            Block::List { items, numbered } => self.list(items, *numbered),
            Block::Cards { cards } => self.cards(cards),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => return self.figure(figure),
            Block::Gallery { figures } => return self.gallery(figures),
            Block::Legend { entries } => self.legend(entries),
        }
        Ok(())
    }

    fn words(&mut self, role: Role, spans: &[Span]) {
        let style = match role {
            Role::Plain => "Normal",
            Role::Lead => "Lead",
            Role::Small => "Small",
            Role::Empty => "Empty",
        };
        let runs = self.spans(spans);
        self.push(&paragraph(style, &runs));
    }

    fn spans(&mut self, spans: &[Span]) -> String {
        spans.iter().map(|span| self.span(span, false)).collect()
    }

    fn list(&mut self, items: &[Vec<Span>], numbered: bool) {
        for (position, item) in items.iter().enumerate() {
            let mut runs = self.spans(item);
            if numbered {
                runs = self.note(&format!("missing_{}", position + 1), &runs);
            }
            self.push(&paragraph("ListBullet", &runs));
        }
    }

    /// The verdict beside its meaning, then one row a finding.
    fn verdict(&mut self, verdict: &VerdictBlock) {
        let widths = [1_700, TEXT_WIDTH - 1_700];
        // Dark, pale or white, so that the verdicts differ in grey print too.
        let (style, fill) = match verdict.id {
            "refused" => ("VerdictRefused", Some("22272B")),
            "with_caution" => ("VerdictName", Some("E4EAEF")),
            _ => ("VerdictName", None),
        };
        let name = CellLook { fill, align: Some("center"), ..CellLook::default() };
        let meaning = CellLook { align: Some("center"), ..CellLook::default() };
        self.gap();
        let mut text = open("VerdictTable", &widths, None, verdict.name);
        let cells = cell_of(widths[0], name, &paragraph(style, &run("", verdict.name)))
            + &cell_of(widths[1], meaning, &paragraph("VerdictText", &run("", &verdict.meaning)));
        text.push_str(&row_of(false, &cells));
        for finding in &verdict.findings {
            text.push_str(&row_of(false, &finding_cells(finding, widths)));
        }
        text.push_str("</w:tbl>");
        self.push(&text);
        self.gap();
    }

    fn cards(&mut self, cards: &[Card]) {
        let n = cards.len();
        if n == 0 {
            return;
        }
        let n_rows = n.div_ceil(CARDS_IN_A_ROW);
        let widths = even(n.div_ceil(n_rows));
        for row in cards.chunks(widths.len()) {
            self.gap();
            let mut text = open("CardTable", &widths, None, "");
            let cells: Vec<String> = row.iter().map(|card| self.card(card)).collect();
            let empty = paragraph("CardLine", "");
            let filled = cells.iter().map(String::as_str).chain(std::iter::repeat(empty.as_str()));
            let cells: String =
                widths.iter().zip(filled).map(|(&width, cell)| cell_of(width, CellLook::default(), cell)).collect();
            text.push_str(&row_of(false, &cells));
            text.push_str("</w:tbl>");
            self.push(&text);
        }
        self.gap();
    }

    fn card(&self, card: &Card) -> String {
        let label = format!("{}{}", run("", &card.label), self.metric_mark(card.cell.metric.as_deref()));
        let mut text = paragraph("CardLabel", &label) + &paragraph("CardValue", &self.value(&card.cell, None, ""));
        let under = self.under(&card.cell);
        let lines = card.lines.iter().map(|line| run("", line));
        for line in [under].into_iter().filter(|under| !under.is_empty()).chain(lines) {
            text.push_str(&paragraph("CardLine", &line));
        }
        text
    }

    /// A numbered caption; the mark of a metric stands here where every column shows it. Parts of one table share a number.
    pub(super) fn table_caption(&mut self, words: &str, metric: Option<&str>, continues: bool) {
        if words.is_empty() {
            return;
        }
        self.n_tables += usize::from(!continues);
        let again = if continues { r" \c" } else { "" };
        let caption = self.caption((self.labels.table, again), self.n_tables, words) + &self.metric_mark(metric);
        self.push(&paragraph("Caption", &caption));
    }

    /// `表 1　…`, with a number that Word counts, or repeats where the switch says so.
    pub(super) fn caption(&self, (label, switch): (&str, &str), number: usize, words: &str) -> String {
        let number = field(&format!(r"SEQ {label}{switch} \* ARABIC"), &number.to_string());
        let words = format!("{}{words}", self.labels.after_number);
        format!("{}{number}{}", run("", &format!("{label} ")), run("", &words))
    }

    /// The mark that leads to the note on a metric; nothing where there is none.
    pub(super) fn metric_mark(&self, metric: Option<&str>) -> String {
        let Some(number) = metric.and_then(|metric| self.notes.get(metric)) else { return String::new() };
        self.mark(&format!("metric_{number}"), &format!("[{number}]"))
    }

    /// The mark of the note that says why a value is missing.
    pub(super) fn missing_mark(&self, note: Option<usize>) -> String {
        let Some(number) = note else { return String::new() };
        let words = format!("{}{number}", self.labels.missing);
        if number > self.n_missing { run("NoteMark", &words) } else { self.mark(&format!("missing_{number}"), &words) }
    }

    /// The relationship of a link to a file of the same folder.
    pub(super) fn relationship(&mut self, link: &str) -> String {
        let known = self.links.iter().position(|each| each == link);
        let position = known.unwrap_or_else(|| {
            self.links.push(link.to_owned());
            self.links.len() - 1
        });
        format!("rIdLink{}", position + 1)
    }

    /// What the metrics mean, one row a metric, each with its bookmark.
    fn metrics(&mut self, document: &Document) {
        if document.metrics.is_empty() {
            return;
        }
        self.heading(1, &document.metrics_title);
        let widths = [2_300, 5_606, 2_300];
        let mut text = open("ReportTable", &widths, None, &document.metrics_title);
        let head = |(position, words): (usize, &&str)| {
            cell_of(widths[position], CellLook::default(), &paragraph("TableHeadCompact", &run("", words)))
        };
        text.push_str(&row_of(true, &self.labels.metrics.iter().enumerate().map(head).collect::<String>()));
        for note in &document.metrics {
            let term = run("", &format!("[{}] ", note.number)) + &run("Strong", &note.term);
            let term = self.note(&format!("metric_{}", note.number), &term);
            let mut meaning = paragraph("TableTextCompact", &run("", &note.text));
            if !note.formula.is_empty() {
                meaning.push_str(&paragraph("Formula", &run("", &note.formula)));
            }
            let cells = [
                paragraph("TableTextCompact", &term),
                meaning,
                paragraph("TableTextCompact", &run("", &note.denominator)),
            ];
            let cells: String =
                widths.iter().zip(&cells).map(|(&width, cell)| cell_of(width, CellLook::default(), cell)).collect();
            text.push_str(&row_of(false, &cells));
        }
        text.push_str("</w:tbl>");
        self.push(&text);
        self.gap();
    }
}

/// Whether a report is long enough for a table of contents, whose page numbers Word counts when it opens the file.
pub(super) fn has_contents(document: &Document) -> bool {
    ["bulletin", "subject"].contains(&document.kind)
}

/// How many missing values have a note.
fn n_missing(document: &Document) -> usize {
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let notes = blocks.filter_map(|block| match block {
        Block::List { items, numbered: true } => Some(items.len()),
        _ => None,
    });
    notes.max().unwrap_or(0)
}

/// The width of the text in equal columns.
pub(super) fn even(n: usize) -> Vec<u32> {
    let n = u32::try_from(n).unwrap_or(1).max(1);
    (0..n).map(|_| TEXT_WIDTH / n).collect()
}

fn finding_cells(finding: &FindingLine, widths: [u32; 2]) -> String {
    let cells = [run("Strong", finding.severity), run("", &finding.text)];
    let cell = |(&width, runs): (&u32, &String)| cell_of(width, CellLook::default(), &paragraph("VerdictText", runs));
    widths.iter().zip(&cells).map(cell).collect()
}
