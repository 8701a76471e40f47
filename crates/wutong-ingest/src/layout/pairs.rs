//! 首选科目 | 首选成绩 | 再选科目1 | 再选成绩1: columns that name, row by row, the subject of the mark beside them. A column 选科
//! (物化政) does so for 物理/历史, and for 再选1 and 再选2 in the order of its letters.
//!
//! Such a table is read as if each of the subjects had a column of its own behind the others.

use std::collections::BTreeSet;

use crate::cell::{Cell, Merge, OwnedRow, Row, fold};
use crate::flag::is_choice;
use crate::layout::word::Word;
use crate::layout::words::ABBREVIATIONS;
use crate::layout::{Layout, number};
use crate::subject::{Topic, Vocabulary};

/// What names, row by row, the subject of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    /// The cell of a column.
    Cell(usize),
    /// Of the letters in a column that lists the chosen subjects, the one for physics or history.
    First(usize),
    /// The letter behind so many of the others.
    Other(usize, usize),
}

/// A column of marks of several subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    names: Names,
    mark: usize,
}

impl Pair {
    /// What names the subject of the mark in a row.
    fn named<'r>(&self, row: &'r dyn Row) -> Cell<'r> {
        let letter = |column: usize, is_first: bool, n: usize| match row.cell(column) {
            Cell::Text(text) => {
                let mut letters = text.char_indices().filter(|(_, c)| FIRST.contains(c) == is_first);
                letters.nth(n).map_or(Cell::Empty, |(at, c)| Cell::Text(&text[at..at + c.len_utf8()]))
            }
            _ => Cell::Empty,
        };
        match self.names {
            Names::Cell(column) => row.cell(column),
            Names::First(column) => letter(column, true, 0),
            Names::Other(column, n) => letter(column, false, n),
        }
    }

    /// The column by whose header messages call it.
    fn header(&self) -> usize {
        match self.names {
            Names::Cell(column) => column,
            Names::First(_) | Names::Other(..) => self.mark,
        }
    }

    /// Whether a column serves the pair alone.
    fn takes(&self, column: usize) -> bool {
        self.mark == column || self.names == Names::Cell(column)
    }

    /// Whether the order in which a cell lists subjects says which one is meant.
    pub(crate) fn is_by_order(&self) -> bool {
        matches!(self.names, Names::Other(..))
    }
}

/// Letters of the subjects of which every pupil chooses one.
const FIRST: [char; 3] = ['物', '史', '历'];

/// The columns of subjects with those of their marks, and the columns that are made of them.
#[derive(Debug)]
pub(crate) struct Pairs {
    pairs: Vec<Pair>,
    /// Header of each column of subjects.
    headers: Vec<String>,
    /// Columns of the table; what is made stands behind them.
    width: usize,
    /// Names of the subjects of the columns that are made.
    subjects: Vec<String>,
    /// Folded texts that name one of them.
    names: Vec<(String, usize)>,
    /// Position of the first row of the header, and of the last.
    header: (usize, usize),
}

impl Pairs {
    /// Finds the pairs below a header: texts that name subjects without a column of their own, each beside a column of
    /// marks that names none. One pair beside marks of no other subject is a long table; 优势学科 beside the columns of all
    /// subjects says which of them it is.
    pub(super) fn find(
        words: &[Word],
        leaves: &[String],
        below: &[OwnedRow],
        vocabulary: &Vocabulary,
        is_settled: impl Fn(usize) -> bool,
    ) -> Vec<Pair> {
        let subject = |word: &Word| match word {
            Word::Mark { topic: Some(Topic::Subject(position)), .. } => Some(*position),
            _ => None,
        };
        let own: BTreeSet<usize> = words.iter().filter_map(subject).collect();
        let is_open = |column: usize| {
            matches!(words[column], Word::Unknown | Word::Other | Word::LongSubject) && !is_settled(column)
        };
        let names_subjects = |column: usize| {
            let cells = || below.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty());
            let named: Vec<usize> = cells().filter_map(|cell| subject_of(&cell.shown(), vocabulary)).collect();
            !named.is_empty()
                && named.len() * 10 >= cells().count() * 9
                && named.iter().all(|named| !own.contains(named))
        };
        let is_of_marks = |column: usize| {
            let is_named = matches!(words[column], Word::Unknown | Word::Mark { topic: None, .. });
            let says_marks = ["成绩", "分", "score", "mark"].iter().any(|word| leaves[column].contains(word));
            let mut cells = below.iter().map(|row| row.cell(column));
            is_named && says_marks && cells.any(|cell| number(cell).is_some())
        };
        let is_pair = |column: &usize| is_open(*column) && names_subjects(*column) && is_of_marks(*column + 1);
        let pair = |column: usize| Pair { names: Names::Cell(column), mark: column + 1 };
        let mut found: Vec<Pair> = (0..words.len().saturating_sub(1)).filter(is_pair).map(pair).collect();
        if found.is_empty() {
            let chosen = (0..words.len()).find(|column| is_open(*column) && is_choice(&leaves[*column]));
            let marks = (0..words.len()).filter(|column| !is_settled(*column));
            found = chosen.map(|column| by_choice(column, marks, leaves, below)).unwrap_or_default();
            let named = |pair: &Pair| {
                below.iter().filter_map(|row| subject_of(&pair.named(row).shown(), vocabulary)).collect::<Vec<_>>()
            };
            found.retain(|pair| named(pair).iter().all(|named| !own.contains(named)));
        }
        if found.len() > 1 || !own.is_empty() { found } else { Vec::new() }
    }

    /// The pairs of a layout and what is made of them: the subjects that pupils choose among, and those that the first rows
    /// name, where they have no column of their own.
    pub(super) fn of(layout: &Layout, head: &[OwnedRow], vocabulary: &Vocabulary) -> Option<Self> {
        if layout.pairs.is_empty() {
            return None;
        }
        let pairs = layout.pairs.clone();
        let cells = || head[layout.bottom + 1..].iter().flat_map(|row| pairs.iter().map(|pair| pair.named(row)));
        let named: BTreeSet<usize> = cells().filter_map(|cell| subject_of(&cell.shown(), vocabulary)).collect();
        // As the rows write it: 政治 and 道德与法治 are one subject.
        let written = |position: usize| {
            let mut texts = cells().map(Cell::shown);
            texts.find(|text| text.chars().count() > 1 && subject_of(text, vocabulary) == Some(position))
        };
        let is_chosen = |position: &usize| {
            let is_elective = matches!(vocabulary.families(*position).as_slice(), [only] if is_elective(only));
            (is_elective || named.contains(position)) && layout.topic(Topic::Subject(*position)).is_none()
        };
        let positions: Vec<usize> = (0..vocabulary.declared).filter(is_chosen).collect();
        let names = positions.iter().enumerate().flat_map(|(at, position)| {
            let short = ABBREVIATIONS.iter().filter(|(_, full)| vocabulary.only_one(full) == Some(*position));
            let short = short.map(|(short, _)| (*short).to_owned()).collect::<Vec<_>>();
            vocabulary.names(*position).iter().cloned().chain(short).map(move |name| (name, at))
        });
        Some(Self {
            headers: pairs.iter().map(|pair| layout.headers[pair.header()].clone()).collect(),
            width: layout.headers.len(),
            subjects: positions
                .iter()
                .map(|position| written(*position).unwrap_or_else(|| name_of(*position, vocabulary)))
                .collect(),
            names: names.collect(),
            header: (layout.bottom + 1 - layout.header_rows.len(), layout.bottom),
            pairs,
        })
    }

    /// The first column that is made.
    pub(crate) fn first(&self) -> usize {
        self.width
    }

    /// Columns of marks whose subject is none of the exam: they show the text that should name it.
    pub(crate) fn strange(&self) -> std::ops::Range<usize> {
        let first = self.width + self.subjects.len();
        first..first + self.pairs.len()
    }

    /// The first rows with the columns that are made.
    pub(super) fn widen(&self, head: &[OwnedRow]) -> Vec<OwnedRow> {
        let header = self.header.0..=self.header.1;
        let wide = |(at, row): (usize, &OwnedRow)| {
            let row = Paired { is_header: header.contains(&at), ..self.view(row) };
            OwnedRow::copy(head[at].number, &row)
        };
        head.iter().enumerate().map(wide).collect()
    }

    /// A row with the columns that are made.
    pub(super) fn view<'r>(&'r self, row: &'r dyn Row) -> Paired<'r> {
        let subject = |pair: &Pair| {
            let folded = fold(&pair.named(row).shown());
            self.names.iter().find(|(name, _)| *name == folded).map(|(_, at)| *at)
        };
        Paired { pairs: self, row, subjects: self.pairs.iter().map(subject).collect(), is_header: false }
    }
}

/// The marks whose subjects a column lists that holds three letters in nearly all rows, one of them of physics or history:
/// 物理/历史, and 再选1 and 再选2.
fn by_choice(chosen: usize, marks: impl Iterator<Item = usize>, leaves: &[String], below: &[OwnedRow]) -> Vec<Pair> {
    let is_known = |c: char| ABBREVIATIONS.iter().any(|(short, _)| short.starts_with(c));
    let lists = |text: &String| {
        text.chars().count() == 3
            && text.chars().all(is_known)
            && text.chars().filter(|c| FIRST.contains(c)).count() == 1
    };
    let texts = || below.iter().map(|row| row.cell(chosen)).filter(|cell| !cell.is_empty()).map(Cell::shown);
    let n = texts().filter(lists).count();
    if n == 0 || n * 10 < texts().count() * 9 {
        return Vec::new();
    }
    let names = |column: usize| {
        let leaf = &leaves[column];
        let bare = leaf.trim_end_matches("成绩").trim_end_matches("得分").trim_end_matches('分');
        let either: Vec<&str> = bare.split(['/', '或', '、', '|']).collect();
        match either.as_slice() {
            ["物理" | "物", "历史" | "史"] | ["历史" | "史", "物理" | "物"] => {
                return Some(Names::First(chosen));
            }
            _ => {}
        }
        match bare.strip_prefix("再选")?.trim_start_matches("科目") {
            "1" | "一" => Some(Names::Other(chosen, 0)),
            "2" | "二" => Some(Names::Other(chosen, 1)),
            _ => None,
        }
    };
    let pairs = marks.filter_map(|mark| Some(Pair { names: names(mark)?, mark }));
    pairs.filter(|pair| below.iter().any(|row| number(row.cell(pair.mark)).is_some())).collect()
}

/// A name by which a header is known to be of a subject, if possible the usual one.
fn name_of(position: usize, vocabulary: &Vocabulary) -> String {
    let usual = crate::alias::subject_name(vocabulary.id(position));
    let usual = usual.filter(|name| subject_of(name, vocabulary) == Some(position));
    usual.unwrap_or_else(|| vocabulary.name(position)).to_owned()
}

/// Whether pupils choose the subject among others.
fn is_elective(family: &str) -> bool {
    crate::alias::COMBINED.iter().any(|(id, ..)| *id == family)
}

/// The subject that a cell names and says nothing else.
fn subject_of(text: &str, vocabulary: &Vocabulary) -> Option<usize> {
    let folded = fold(text);
    match Word::read(&folded, vocabulary) {
        Word::Mark { topic: Some(Topic::Subject(position)), .. } => Some(position),
        _ => None,
    }
}

/// A row with the columns that are made of pairs.
pub(crate) struct Paired<'r> {
    pairs: &'r Pairs,
    row: &'r dyn Row,
    /// Which of the made columns each of the pairs is of.
    subjects: Vec<Option<usize>>,
    is_header: bool,
}

impl Paired<'_> {
    /// What a made column shows.
    fn made(&self, at: usize) -> Cell<'_> {
        let Pairs { pairs, headers, subjects, .. } = self.pairs;
        if self.is_header {
            let text = subjects.get(at).or_else(|| headers.get(at - subjects.len()));
            return text.map_or(Cell::Empty, |text| Cell::Text(text));
        }
        if at < subjects.len() {
            let pair = self.subjects.iter().position(|subject| *subject == Some(at));
            return pair.map_or(Cell::Empty, |pair| self.row.cell(pairs[pair].mark));
        }
        let pair = at - subjects.len();
        let Some(of) = pairs.get(pair) else { return Cell::Empty };
        // The second mark of a subject in one row has no place either.
        let is_first = self.subjects.iter().position(|other| *other == self.subjects[pair]) == Some(pair);
        match (of.named(self.row), self.row.cell(of.mark)) {
            _ if self.subjects[pair].is_some() && is_first => Cell::Empty,
            (_, Cell::Empty) => Cell::Empty,
            (Cell::Empty, mark) => mark,
            (subject, _) => subject,
        }
    }
}

impl Row for Paired<'_> {
    fn width(&self) -> usize {
        self.pairs.strange().end
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match column.checked_sub(self.pairs.width) {
            Some(at) => self.made(at),
            None if self.pairs.pairs.iter().any(|pair| pair.takes(column)) => Cell::Empty,
            None => self.row.cell(column),
        }
    }

    fn merged(&self, column: usize) -> Option<Merge> {
        if column < self.pairs.width { self.row.merged(column) } else { None }
    }
}
