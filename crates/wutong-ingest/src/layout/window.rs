//! Which of the first rows are the header, and what each column's words say together.

use crate::alias::Role;
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::ids::has_digit;
use crate::items::Name;
use crate::layout::centred;
use crate::layout::exams::is_exam;
use crate::layout::groups::Head;
use crate::layout::naming::Naming;
use crate::layout::word::{MarkKind, RankScope, Word};
use crate::layout::{is_full_mark_row, number};
use crate::mark::status_word;
use crate::subject::{Topic, Vocabulary};

/// Headers have at most so many lines.
const MOST_LINES: usize = 3;

/// A header: some rows that follow each other.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// Position of its first row.
    pub(super) top: usize,
    /// Position of its last row.
    pub(super) bottom: usize,
    /// Texts of each column from top to bottom, without blanks and repetitions.
    pub(super) paths: Vec<Vec<String>>,
    /// What each column's texts say together.
    pub(super) words: Vec<Word>,
    /// The subject, or total, that each column's texts begin with.
    pub(super) heads: Vec<Option<Head>>,
}

impl Window {
    /// The rows that look most like a header; of equals the fewest, then the first. A better one below the pupils of another
    /// is a second header, not the first. `is_of_subject` says that the sheet is named after one subject.
    pub(super) fn find(
        head: &[OwnedRow],
        vocabulary: &Vocabulary,
        naming: &Naming,
        is_of_subject: bool,
    ) -> Option<Self> {
        let grid = Grid { is_of_subject, ..Grid::new(head, vocabulary, naming) };
        let mut best = grid.best(head.len())?;
        while let Some(above) = grid.best(best.top).filter(|above| above.has_pupils(&head[..best.top])) {
            best = above;
        }
        Some(grid.prolonged(grid.raised(best)))
    }

    /// Whether a row below it bears an identifier.
    fn has_pupils(&self, head: &[OwnedRow]) -> bool {
        let is_mark = |word: &Word| matches!(word, Word::Mark { topic: Some(_), .. });
        let id = self.words.iter().position(|word| matches!(word, Word::Role(Role::Id, _)));
        let Some(id) = id.filter(|_| self.words.iter().any(is_mark)) else { return false };
        let bears = |row: &OwnedRow| match row.cell(id) {
            Cell::Number(_) => true,
            Cell::Text(text) => has_digit(text),
            Cell::Empty | Cell::Date(_) => false,
        };
        head[self.bottom + 1..].iter().any(bears)
    }

    /// How much of it is understood, in quarters of a column; `None` if it cannot be a header.
    fn score(&self, is_of_subject: bool) -> Option<usize> {
        let quarters = |word: &Word| match word {
            Word::Role(..) | Word::LongSubject | Word::Mark { topic: Some(_), .. } | Word::Version { .. } => 4,
            Word::Mark { topic: None, .. } | Word::Part { topic: Some(_), .. } | Word::Rank { topic: Some(_), .. } => 2,
            Word::Part { .. } | Word::Rank { .. } | Word::Other | Word::Flag { .. } | Word::Derived => 1,
            Word::Item | Word::Empty | Word::Unknown => 0,
        };
        let anchored = self.words.iter().any(|word| {
            matches!(
                word,
                Word::Role(Role::Id | Role::School | Role::SchoolCode | Role::Class, _)
                    | Word::Mark { topic: Some(_), .. }
                    | Word::LongSubject
            )
        });
        let any = |is_wanted: fn(&Word) -> bool| self.words.iter().any(is_wanted);
        // 姓名 and 分数 in the sheet of a subject.
        let is_short = || {
            is_of_subject
                && any(|word| matches!(word, Word::Role(Role::Name, _)))
                && any(|word| matches!(word, Word::Mark { topic: None, .. }))
        };
        let known = self.words.iter().filter(|word| quarters(word) > 0).count();
        // A group merged over its columns says its name several times, and 校名 may stand below each; that counts once.
        let mut seen: Vec<&Word> = Vec::new();
        let mut score = 0;
        for word in &self.words {
            let again = matches!(word, Word::Mark { .. } | Word::Role(..)) && seen.contains(&word);
            score += if again { 0 } else { quarters(word) };
            seen.push(word);
        }
        ((anchored || is_short()) && known >= 2).then_some(score)
    }
}

/// The words of the first rows.
struct Grid<'a> {
    head: &'a [OwnedRow],
    texts: Vec<Vec<String>>,
    words: Vec<Vec<Word>>,
    width: usize,
    is_of_subject: bool,
}

impl<'a> Grid<'a> {
    fn new(head: &'a [OwnedRow], vocabulary: &Vocabulary, naming: &Naming) -> Self {
        let read = |row: &OwnedRow| -> (Vec<String>, Vec<Word>) {
            (0..row.width())
                .map(|column| {
                    let text = row.cell(column).shown();
                    let word = match row.cell(column) {
                        Cell::Date(_) => Word::Unknown,
                        _ => naming.word(&text).unwrap_or_else(|| Word::read(&text, vocabulary)),
                    };
                    let text = if word == Word::Empty { String::new() } else { text };
                    (text, word)
                })
                .unzip()
        };
        let (mut texts, mut words): (Vec<_>, Vec<_>) = head.iter().map(read).unzip();
        for row in 1..head.len() {
            let (above, below) = (texts.split_at_mut(row), words.split_at_mut(row));
            centred::settle(&mut above.0[row - 1], &mut below.0[row - 1], (&above.1[0], &below.1[0]));
        }
        let width = texts.iter().map(Vec::len).max().unwrap_or(0);
        Self { head, texts, words, width, is_of_subject: false }
    }

    /// The best header among the first so many rows.
    fn best(&self, rows: usize) -> Option<Window> {
        let mut best: Option<(usize, Window)> = None;
        for height in 1..=MOST_LINES {
            for top in 0..(rows + 1).saturating_sub(height) {
                let bottom = top + height - 1;
                // Rows of a damaged workbook may go backwards.
                let rows_between = self.head[bottom].number.checked_sub(self.head[top].number);
                if rows_between.is_none_or(|rows| rows as usize > height) {
                    continue;
                }
                let window = self.window(top, bottom);
                if let Some(score) = window.score(self.is_of_subject)
                    && best.as_ref().is_none_or(|(most, _)| score > *most)
                {
                    best = Some((score, window));
                }
            }
        }
        best.map(|(_, window)| window)
    }

    fn text(&self, row: usize, column: usize) -> &str {
        self.texts[row].get(column).map_or("", String::as_str)
    }

    /// Whether a row of several lines has anything below `row` in a column.
    fn has_below(&self, row: usize, bottom: usize, column: usize) -> bool {
        (row + 1..=bottom).any(|below| !self.text(below, column).is_empty())
    }

    /// The column whose text stands over this one: its own, or that of the group it belongs to.
    fn over(&self, row: usize, bottom: usize, column: usize) -> Option<usize> {
        if !self.text(row, column).is_empty() {
            return Some(column);
        }
        if !self.has_below(row, bottom, column) {
            return None;
        }
        let group = (0..column).rev().find(|left| !self.text(row, *left).is_empty())?;
        // A group has a line of its own below; a column beside it whose header is one cell high has none.
        self.has_below(row, bottom, group).then_some(group)
    }

    /// A header with the line above that names exams over the subjects, and says nothing else: 期中 and 期末, which make no more
    /// of it understood.
    fn raised(&self, window: Window) -> Window {
        let Some(row) = window.top.checked_sub(1).filter(|_| window.bottom + 1 - window.top < MOST_LINES) else {
            return window;
        };
        let repeats = |column: usize| self.text(row, column) == self.text(window.top, column);
        let own: Vec<&str> = (0..self.width)
            .filter(|column| !repeats(*column))
            .map(|column| self.text(row, column))
            .filter(|text| !text.is_empty())
            .collect();
        let follows = self.head[row].number.checked_add(1) == Some(self.head[window.top].number);
        let names_two = own.iter().any(|text| *text != own[0]);
        if follows && names_two && own.iter().all(|text| is_exam(text)) {
            return self.window(row, window.bottom);
        }
        window
    }

    /// A header with the lines below that go on with it, whatever they call the parts of a paper: such a line makes no more
    /// of the header understood, and yet the first column below the name of a subject is one of its parts.
    fn prolonged(&self, mut window: Window) -> Window {
        while window.bottom + 1 - window.top < MOST_LINES && self.goes_on(&window) {
            window = self.window(window.top, window.bottom + 1);
        }
        window
    }

    /// Whether the row below a header names what stands under names that reach over several columns, and says nothing of a
    /// pupil.
    fn goes_on(&self, window: &Window) -> bool {
        let row = window.bottom + 1;
        if row >= self.head.len() || is_full_mark_row(&self.head[row]) {
            return false;
        }
        let next = self.head[window.bottom].number.checked_add(1);
        let repeats = |column: usize| {
            window.paths.get(column).and_then(|path| path.last()).is_some_and(|above| above == self.text(row, column))
        };
        let own: Vec<usize> =
            (0..self.width).filter(|column| !self.text(row, *column).is_empty() && !repeats(*column)).collect();
        let is_role = |column: &usize| {
            matches!(window.words.get(*column), Some(Word::Role(..) | Word::Other | Word::Flag { .. }))
        };
        if next != Some(self.head[row].number) || own.iter().any(is_role) {
            return false;
        }
        let is_word = |column: &usize| match self.head[row].cell(*column) {
            cell @ Cell::Text(text) => number(cell).is_none() && status_word(&fold(text)).is_none(),
            _ => false,
        };
        let span = |column: &usize| self.spanning(window, *column);
        let under =
            |head: usize| own.iter().copied().filter(move |column| self.spanning(window, *column) == Some(head));
        // Items are numbered one after the other; full marks and marks are not.
        let counts = |head: usize| {
            let numbers: Vec<f64> = under(head).filter_map(|column| number(self.head[row].cell(column))).collect();
            numbers.windows(2).all(|pair| (pair[1] - pair[0] - 1.0).abs() < f64::EPSILON)
        };
        // 考号 merged over both lines says that they are one header.
        let is_merged =
            || (0..self.width).any(|column| repeats(column) && matches!(window.words[column], Word::Role(..)));
        !own.is_empty()
            && own.iter().all(|column| is_word(column) || span(column).is_some_and(counts))
            && (own.iter().filter_map(span).any(|head| under(head).count() > 1) || is_merged())
    }

    /// The first of the columns over which the name of a subject, of ranks or of an item reaches to this one, merged or not, as the
    /// last line of a header has it.
    fn spanning(&self, window: &Window, column: usize) -> Option<usize> {
        let path = |column: usize| window.paths.get(column).map_or(&[] as &[String], Vec::as_slice);
        let own = path(column);
        let first = match own.last() {
            None => (0..column).rev().find(|left| !path(*left).is_empty())?,
            Some(_) => (0..column).rev().take_while(|left| path(*left) == own).last().unwrap_or(column),
        };
        let is_open = |right: usize| path(right).is_empty() && right < self.width;
        let reaches = path(first + 1) == path(first) || is_open(first + 1);
        // 一 over the items of a 大题.
        let is_section =
            path(first).last().and_then(|text| Name::of_group(text)).is_some_and(|name| !name.parts.is_empty());
        let is_head = window.heads[first].is_some()
            || matches!(window.words[first], Word::Rank { .. } | Word::Item)
            || is_section;
        (reaches && is_head).then_some(first)
    }

    fn window(&self, top: usize, bottom: usize) -> Window {
        let width = if top == bottom { self.head[top].width() } else { self.width };
        let mut window = Window { top, bottom, paths: Vec::new(), words: Vec::new(), heads: Vec::new() };
        for column in 0..width {
            let (mut texts, mut words): (Vec<String>, Vec<&Word>) = (Vec::new(), Vec::new());
            for row in top..=bottom {
                let Some(from) = self.over(row, bottom, column) else { continue };
                let text = self.text(row, from);
                if texts.last().is_none_or(|above| above != text) {
                    texts.push(text.to_owned());
                    words.push(&self.words[row][from]);
                }
            }
            window.words.push(combined(&texts, &words));
            window.heads.push(Head::of(&words));
            window.paths.push(texts);
        }
        window
    }
}

/// What the words of a column say together: the last one leads, those above it fill in what it leaves open.
fn combined(texts: &[String], words: &[&Word]) -> Word {
    let Some((leaf, groups)) = words.split_last() else { return Word::Empty };
    let group_topic = groups.iter().fold(None, |group, word| match word {
        Word::Mark { topic, .. } | Word::Rank { topic, .. } | Word::Part { topic, .. } => own_or_group(*topic, group),
        _ => group,
    });
    let group_full = groups.iter().rev().find_map(|word| match word {
        Word::Mark { full_mark, .. } => *full_mark,
        _ => None,
    });
    let group_kind = groups.iter().rev().find_map(|word| match word {
        Word::Mark { kind, .. } if *kind != MarkKind::Plain => Some(*kind),
        _ => None,
    });
    let group_rank = groups.iter().rev().find_map(|word| match word {
        Word::Rank { scope, .. } => Some(*scope),
        _ => None,
    });
    let group_part = groups.iter().rev().find_map(|word| match word {
        Word::Part { part, .. } => Some(*part),
        _ => None,
    });
    let group_flag = groups.iter().rev().find_map(|word| match word {
        Word::Flag { asks, .. } => Some(asks),
        _ => None,
    });
    let is_derived = groups.iter().any(|word| matches!(word, Word::Derived));
    match leaf {
        // 校名 below a subject is its rank within the school.
        Word::Role(Role::School, _) if group_topic.is_some() && texts.last().is_some_and(|text| text == "校名") => {
            Word::Rank { topic: group_topic, scope: RankScope::School }
        }
        Word::Mark { .. } | Word::Part { .. } | Word::Rank { .. } if is_derived => Word::Derived,
        // 选项 and 得分 below the number of an item, 小计 below that of several.
        Word::Mark { topic: None, .. } | Word::Unknown if groups.iter().any(|word| matches!(word, Word::Item)) => {
            Word::Item
        }
        Word::Mark { topic, kind, full_mark } => {
            let topic = own_or_group(*topic, group_topic);
            if let Some(asks) = group_flag {
                return Word::Flag { topic, asks: asks.clone() };
            }
            if let Some(scope) = group_rank {
                return Word::Rank { topic, scope };
            }
            if let Some(part) = group_part {
                return Word::Part { topic, part };
            }
            let kind = if *kind == MarkKind::Plain { group_kind.unwrap_or(*kind) } else { *kind };
            Word::Mark { topic, kind, full_mark: full_mark.or(group_full) }
        }
        Word::Part { topic, part } => Word::Part { topic: own_or_group(*topic, group_topic), part: *part },
        Word::Rank { topic, scope } => Word::Rank { topic: own_or_group(*topic, group_topic), scope: *scope },
        Word::Flag { topic, asks } => Word::Flag { topic: own_or_group(*topic, group_topic), asks: asks.clone() },
        other => (*other).clone(),
    }
}

/// 总分 below a subject is the sum of its parts.
fn own_or_group(own: Option<Topic>, group: Option<Topic>) -> Option<Topic> {
    match (own, group) {
        (Some(Topic::Total), Some(subject @ Topic::Subject(_))) => Some(subject),
        (None, group) => group,
        (own, _) => own,
    }
}
