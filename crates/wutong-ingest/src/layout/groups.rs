//! Which of the columns under the name of a subject is its mark: 语文 over A卷, B卷 and 总分.
//!
//! What a paper falls into has any name; what it comes to has few. Where none of these stands there, the column that is
//! the sum of the others in every row is the mark, and where there is none, nobody can say.

use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::layout::number;
use crate::layout::window::Window;
use crate::layout::word::{MarkKind, Word};
use crate::mark::status_word;
use crate::subject::{Topic, Vocabulary};

/// Sums are compared to this, in points.
const CLOSE: f64 = 0.0101;
/// Fewer rows do not show that a column is the sum of others.
const FEWEST: usize = 3;
/// Words for what the parts of a paper come to that mean something else where no name of a subject stands over them.
const SUMS: [&str; 4] = ["小计", "共计", "计", "总和"];

/// The name of a subject, or of the total, that the texts over a column begin with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Head {
    topic: Topic,
    /// Which of the texts it is.
    depth: usize,
    full_mark: Option<f64>,
    /// Whether all texts between it and the last one speak of marks as a whole.
    is_direct: bool,
}

impl Head {
    /// The head among the words of a column.
    pub(super) fn of(words: &[&Word]) -> Option<Self> {
        let (depth, topic, full_mark) = words.iter().enumerate().find_map(|(depth, word)| match word {
            Word::Mark { topic: Some(topic), kind: MarkKind::Plain, full_mark } => Some((depth, *topic, *full_mark)),
            _ => None,
        })?;
        let between = words.get(depth + 1..words.len() - 1).unwrap_or_default();
        let is_direct = between.iter().all(|word| !matches!(word, Word::Unknown | Word::Item));
        Some(Self { topic, depth, full_mark, is_direct })
    }
}

/// What a column under a head may be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Member {
    /// By its name the mark.
    Whole,
    /// A mark of some part.
    Part,
    /// 客观题, 主观题.
    Side,
    /// An item.
    Item,
    /// Another thing.
    Other,
}

/// The columns under the names of subjects, and what stands below them.
pub(super) struct Groups<'a> {
    pub(super) window: &'a Window,
    pub(super) below: &'a [OwnedRow],
    pub(super) vocabulary: &'a Vocabulary,
    /// Columns that the specification names or leaves out.
    pub(super) is_settled: &'a dyn Fn(usize) -> bool,
}

impl Groups<'_> {
    /// Says of each column under a head what it is; the columns among which nobody can choose, by subject.
    pub(super) fn settle(&self, words: &mut [Word]) -> Vec<(usize, Vec<usize>)> {
        let mut undecided = Vec::new();
        let mut column = 0;
        while column < words.len() {
            let end = (column + 1..words.len()).find(|next| !self.is_one(column, *next)).unwrap_or(words.len());
            let has_leaf = |head: &Head| self.window.paths[column].len() > head.depth + 1;
            if let Some(head) = self.window.heads[column].filter(|head| end > column + 1 || has_leaf(head)) {
                let open = self.group(head, column..end, words);
                if let (Topic::Subject(subject), false) = (head.topic, open.is_empty()) {
                    undecided.push((subject, open));
                }
            }
            column = end;
        }
        undecided
    }

    /// Whether two columns stand under one head.
    fn is_one(&self, first: usize, next: usize) -> bool {
        let Window { heads, paths, .. } = self.window;
        match (heads[first], heads[next]) {
            (Some(a), Some(b)) => {
                (a.topic, a.depth) == (b.topic, b.depth) && paths[first][..=a.depth] == paths[next][..=b.depth]
            }
            _ => false,
        }
    }

    fn group(&self, head: Head, columns: std::ops::Range<usize>, words: &mut [Word]) -> Vec<usize> {
        let is_leafless = |column: usize| self.window.paths[column].len() == head.depth + 1;
        // A title stands over the pupils too.
        let is_title = |column: usize| matches!(words[column], Word::Role(..) | Word::LongSubject);
        if columns.clone().any(is_title) || columns.clone().all(is_leafless) || columns.clone().any(self.is_settled) {
            return Vec::new();
        }
        let members: Vec<(usize, Member)> =
            columns.clone().map(|column| (column, self.member(head, column, &words[column]))).collect();
        let of =
            |wanted: Member| members.iter().filter(move |(_, member)| *member == wanted).map(|(column, _)| *column);
        let (wholes, parts): (Vec<usize>, Vec<usize>) = (of(Member::Whole).collect(), of(Member::Part).collect());
        let has_sides = members.iter().any(|(_, member)| matches!(member, Member::Side | Member::Item));
        let has_scaled =
            columns.clone().any(|column| matches!(words[column], Word::Mark { kind: MarkKind::Scaled, .. }));
        let mark = match (wholes.as_slice(), parts.as_slice()) {
            ([only], _) => Some(*only),
            ([], [only]) if !has_sides && !has_scaled => Some(*only),
            _ => self.sum(&members, words),
        };
        let marks = parts.iter().copied().filter(|column| self.has_numbers(*column)).collect::<Vec<_>>();
        for column in parts {
            words[column] = Word::Other;
        }
        for column in columns.filter(|column| self.window.heads[*column].is_some_and(|head| !head.is_direct)) {
            if matches!(words[column], Word::Rank { .. }) {
                words[column] = Word::Other;
            }
        }
        if let Some(mark) = mark {
            for column in wholes.into_iter().filter(|column| *column != mark) {
                words[column] = Word::Other;
            }
            if !matches!(words[mark], Word::Mark { topic: Some(topic), .. } if topic == head.topic) {
                let (topic, full_mark) = (Some(head.topic), head.full_mark);
                words[mark] = Word::Mark { topic, kind: MarkKind::Plain, full_mark };
            }
            self.sides(mark, &members, words);
            return Vec::new();
        }
        let is_open = wholes.is_empty() && !has_scaled && (marks.len() > 1 || !marks.is_empty() && has_sides);
        if is_open { marks } else { Vec::new() }
    }

    fn member(&self, head: Head, column: usize, word: &Word) -> Member {
        let path = &self.window.paths[column];
        let is_below = path.len() == head.depth + 2;
        let leaf = fold(&path[path.len() - 1]);
        match word {
            Word::Mark { topic: Some(topic), kind, .. } if *topic == head.topic && *kind != MarkKind::Scaled => {
                if self.window.heads[column].is_some_and(|head| head.is_direct) { Member::Whole } else { Member::Part }
            }
            // 实验 is a subject, and a part of physics below its name.
            Word::Mark { topic: Some(Topic::Subject(other)), .. } if self.vocabulary.is_of_header(*other) => {
                Member::Part
            }
            Word::Part { .. } => Member::Side,
            Word::Item => Member::Item,
            Word::Unknown if is_below && SUMS.contains(&leaf.as_str()) => Member::Whole,
            Word::Unknown | Word::Version { .. } if self.may_be_marks(column) => Member::Part,
            _ => Member::Other,
        }
    }

    /// Whether there is nothing below that can be no mark.
    fn may_be_marks(&self, column: usize) -> bool {
        let mut cells = self.below.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty());
        cells.all(|cell| number(cell).is_some() || status_word(&fold(&cell.shown())).is_some())
    }

    fn has_numbers(&self, column: usize) -> bool {
        self.below.iter().any(|row| number(row.cell(column)).is_some())
    }

    /// The one column that is the sum of the others in every row.
    fn sum(&self, members: &[(usize, Member)], words: &[Word]) -> Option<usize> {
        // 原始分 is the mark of the paper, whatever was added to it.
        let is_raw = |column: usize| {
            matches!(words[column], Word::Mark { kind: MarkKind::Raw, .. })
                && !self.window.paths[column].last().is_some_and(|leaf| fold(leaf).starts_with("卷面"))
        };
        let columns: Vec<usize> =
            members.iter().filter(|(_, member)| *member != Member::Other).map(|(column, _)| *column).collect();
        if columns.len() < 3 || columns.iter().any(|column| is_raw(*column)) {
            return None;
        }
        let may_be = |(column, member): &(usize, Member)| {
            matches!(member, Member::Whole | Member::Part)
                .then_some(*column)
                .filter(|column| self.adds_up(*column, &columns))
        };
        let mut sums = members.iter().filter_map(may_be);
        let first = sums.next();
        first.filter(|_| sums.next().is_none())
    }

    /// Whether a column is the sum of the others in every row with a mark.
    fn adds_up(&self, column: usize, all: &[usize]) -> bool {
        let mut rows = 0;
        for row in self.below {
            let Some(sum) = number(row.cell(column)) else { continue };
            let mut others = all.iter().filter(|other| **other != column).map(|other| row.cell(*other));
            let added = others.try_fold(0.0, |sum, cell| match cell {
                Cell::Empty => Some(sum),
                cell => number(cell).map(|mark| sum + mark),
            });
            match added {
                Some(added) if (added - sum).abs() <= CLOSE => rows += 1,
                Some(_) => return false,
                // 缺考
                None => {}
            }
        }
        rows >= FEWEST
    }

    /// Beside other parts, 客观题 and 主观题 need not come to the mark.
    fn sides(&self, mark: usize, members: &[(usize, Member)], words: &mut [Word]) {
        let has_more = members.iter().any(|(column, member)| *member == Member::Part && *column != mark);
        let sides: Vec<usize> =
            members.iter().filter(|(_, member)| matches!(member, Member::Side)).map(|(column, _)| *column).collect();
        let both: Vec<usize> = sides.iter().copied().chain([mark]).collect();
        if has_more && !self.adds_up(mark, &both) {
            for column in sides {
                words[column] = Word::Other;
            }
        }
    }
}
