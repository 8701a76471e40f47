//! What a report says, before it has a form: headings, texts, tables, drawings and notes.
//!
//! A report is made in two steps. A model such as [`SchoolProfile`](crate::SchoolProfile) holds the numbers; a [`Document`]
//! holds what is printed of them, in one language, rounded. HTML, PDF and DOCX are functions of the document alone, so
//! they cannot say different numbers. The document is what templates see.

mod blank;
mod bulletin;
mod cell;
mod class;
pub(crate) mod figures;
mod pupil;
pub(crate) mod school;
mod whole;

#[cfg(test)]
pub(crate) use bulletin::link;
pub use bulletin::{bulletin, overview, subject};
pub use cell::Cell;
pub(crate) use cell::{Cells, interval_text, label, signed, target_cell, value_text};
pub use class::class;
pub use pupil::pupil;
pub use school::school;

use serde::Serialize;
use wutong_model::{Severity, Verdict};

use crate::document::school::finding_lines;
use crate::profile::{ExamHead, ProfileFinding};
use crate::templates::{Identity, Templates};
use crate::words::{self, Lang};

/// A report, ready for a writer.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Document {
    /// What it is a report of: `school`, `class`, `pupil`, `subject`, `bulletin`, or `overview`, the page that leads to all others.
    pub kind: &'static str,
    /// Language, as in HTML: `zh-CN` or `en`.
    pub lang: &'static str,
    /// The line above the title: the exam, or the region.
    pub overline: String,
    /// The title.
    pub title: String,
    /// Lines of facts below the title; the facts of a line are printed with a dot between them.
    pub facts: Vec<Vec<String>>,
    /// Name, seal line and colour of the centre.
    pub identity: Identity,
    /// The line of confidentiality, on every page.
    pub confidential: Option<String>,
    /// Program and version.
    pub producer: String,
    /// What stands between the title and the first section.
    pub opening: Vec<Block>,
    /// Sections.
    pub sections: Vec<Section>,
    /// What the numbers mean: every [`Head::metric`] and [`Cell::metric`] has its entry.
    pub metrics: Vec<MetricNote>,
    /// Heading of these notes.
    pub metrics_title: String,
}

/// A section with its heading.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Section {
    /// Stable name, for links and for templates.
    pub id: &'static str,
    /// Heading.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// One piece of a section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Text {
        /// How it is set.
        role: Role,
        /// Its words.
        spans: Vec<Span>,
    },
    /// A heading inside a section.
    Heading {
        /// Its words.
        text: String,
    },
    /// The verdict on comparability, with its findings.
    Verdict(VerdictBlock),
    /// Sentences one below the other, the most important first.
    List {
        /// The sentences.
        items: Vec<Vec<Span>>,
        /// Whether they are the notes that [`Cell::note`] numbers, the first of them 1.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        numbered: bool,
    },
    /// The values to see first.
    Cards {
        /// The cards.
        cards: Vec<Card>,
    },
    /// A table.
    Table(Table),
    /// A drawing.
    Figure(Figure),
    /// Small drawings side by side.
    Gallery {
        /// The drawings.
        figures: Vec<Figure>,
    },
    /// The key of a drawing.
    Legend {
        /// Its entries.
        entries: Vec<LegendEntry>,
    },
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// As any text.
    Plain,
    /// Says what the next table or drawing shows.
    Lead,
    /// Small print.
    Small,
    /// Stands where something is missing, and says why.
    Empty,
}

/// A run of words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The words.
    pub text: String,
    /// Whether they are emphasised.
    pub strong: bool,
    /// File of the same folder that they lead to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// The verdict on comparability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VerdictBlock {
    /// `comparable`, `with_caution` or `refused`.
    pub id: &'static str,
    /// In a few words.
    pub name: &'static str,
    /// What it means for the reader.
    pub meaning: String,
    /// What has to be known, the gravest first.
    pub findings: Vec<FindingLine>,
}

impl VerdictBlock {
    /// The verdict of a report, with those of its subjects (id, name, verdict) where they differ, and its findings.
    ///
    /// That an exam of one school has too few to compare is no finding: the meaning says so.
    fn of<'a>(
        exam: &ExamHead,
        overall: Verdict,
        subjects: impl Iterator<Item = (&'a str, &'a str, Verdict)>,
        findings: &[ProfileFinding],
        lang: Lang,
    ) -> Self {
        let told = findings.iter().filter(|finding| !exam.is_single() || finding.id != "too-few-schools");
        let findings: Vec<ProfileFinding> = told.cloned().collect();
        let is_quiet = exam.is_single() && findings.iter().all(|finding| finding.severity < Severity::Warn);
        let overall = if is_quiet { Verdict::Comparable } else { overall };
        Self {
            id: overall.id(),
            name: words::verdict_of(overall, exam.n_schools, lang),
            meaning: words::with_subjects(overall, exam.n_schools, &subjects.collect::<Vec<_>>(), lang),
            findings: finding_lines(&findings, lang),
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingLine {
    /// `block`, `warn` or `note`; empty for a line that only adds to the list.
    pub severity_id: &'static str,
    /// Its name.
    pub severity: &'static str,
    /// The sentence.
    pub text: String,
}

/// A value to see first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Card {
    /// What it is.
    pub label: String,
    /// The value, held against what it is compared with.
    pub cell: Cell,
    /// Further comparisons, one a line.
    pub lines: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Heads of the columns; the first stand above [`Row::names`].
    pub heads: Vec<Head>,
    /// Number of leading columns that name the row; one or more.
    pub n_names: usize,
    /// Rows.
    pub rows: Vec<Row>,
    /// Whether it is set small.
    pub compact: bool,
}

/// Head of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Words.
    pub text: String,
    /// Metric that the column shows, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Row {
    /// What names the row.
    pub names: Vec<Span>,
    /// Cells.
    pub cells: Vec<Cell>,
    /// Whether the row is set off: a sum, or the whole.
    pub strong: bool,
}

/// A drawing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Figure {
    /// Heading.
    pub title: String,
    /// The drawing as SVG, or the words that stand in its place.
    pub svg: Option<String>,
    /// What stands in its place.
    pub missing: String,
}

/// One entry of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LegendEntry {
    /// `bar`, `outline`, `cut`, `dot_full`, `dot`, `above`, `below`, or the marks `better`, `worse`, `same` of cells.
    pub sign: &'static str,
    /// What it means.
    pub text: String,
}

/// What a number means, so that a reader finds definition, denominator and formula from where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MetricNote {
    /// Metric id.
    pub id: String,
    /// Its number, from 1.
    pub number: usize,
    /// Label.
    pub term: String,
    /// Meaning.
    pub text: String,
    /// What it is divided by, or which pupils it rests on.
    pub denominator: String,
    /// Formula.
    pub formula: String,
}

impl Document {
    /// The document with name, seal line and colour of a centre.
    #[must_use]
    pub fn with_identity(mut self, templates: &Templates) -> Self {
        self.identity = templates.identity().clone();
        if !self.identity.accent.is_empty() {
            for block in self.opening.iter_mut().chain(self.sections.iter_mut().flat_map(|each| &mut each.blocks)) {
                block.each_drawing(&mut |svg| *svg = templates.coloured(svg).into_owned());
            }
        }
        self
    }
}

impl Document {
    /// The document without links to files that are not there: their words stay.
    ///
    /// `has`: whether its folder holds a file or folder of that name.
    #[must_use]
    pub fn without_dead_links(mut self, has: &dyn Fn(&str) -> bool) -> Self {
        for block in self.opening.iter_mut().chain(self.sections.iter_mut().flat_map(|each| &mut each.blocks)) {
            block.each_span(&mut |span| span.link = span.link.take().filter(|link| has(&bulletin::linked(link))));
        }
        self
    }
}

impl Span {
    /// Plain words.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Emphasised words.
    pub fn strong(text: impl Into<String>) -> Self {
        Self { strong: true, ..Self::plain(text) }
    }

    /// Words that lead to a file of the same folder.
    pub fn link(text: impl Into<String>, link: impl Into<String>) -> Self {
        Self { link: Some(link.into()), ..Self::plain(text) }
    }
}

impl Head {
    /// A head that is no metric.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), metric: None }
    }
}

/// Drawings of one thing, each with its number where there are several.
pub(crate) fn figures_of(title: &str, drawings: Vec<String>, lang: Lang) -> impl Iterator<Item = Block> {
    let n = drawings.len();
    let (open, close) = lang.pick(("（", "）"), (" (", ")"));
    let title_of = move |at: usize, title: &str| match n {
        1 => title.to_owned(),
        _ => format!("{title}{open}{}/{n}{close}", at + 1),
    };
    let titles: Vec<String> = (0..n).map(|at| title_of(at, title)).collect();
    let figure = |(title, svg)| Block::Figure(Figure { title, svg: Some(svg), missing: String::new() });
    titles.into_iter().zip(drawings).map(figure)
}

impl Block {
    /// Does something with every drawing of the block.
    fn each_drawing(&mut self, change: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Figure(figure) => figure.svg.iter_mut().for_each(change),
            Self::Gallery { figures } => figures.iter_mut().filter_map(|figure| figure.svg.as_mut()).for_each(change),
            _ => (),
        }
    }

    /// Does something with every run of words of the block.
    fn each_span(&mut self, change: &mut dyn FnMut(&mut Span)) {
        match self {
            Self::Text { spans, .. } => spans.iter_mut().for_each(change),
            Self::List { items, .. } => items.iter_mut().flatten().for_each(change),
            Self::Table(table) => table.rows.iter_mut().flat_map(|row| &mut row.names).for_each(change),
            _ => (),
        }
    }

    /// Sentences one below the other.
    #[must_use]
    pub fn list(items: Vec<Vec<Span>>) -> Self {
        Self::List { items, numbered: false }
    }

    /// A paragraph of plain words.
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self::Text { role, spans: vec![Span::plain(text)] }
    }
}
