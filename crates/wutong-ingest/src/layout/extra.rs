//! 附加题 beside 数学卷面 and 数学: what the paper comes to is the sum of both, and neither of them is its mark.

use crate::cell::{Cell, OwnedRow, Row};
use crate::layout::number;
use crate::layout::word::{MarkKind, Word};
use crate::subject::Topic;

/// Sums are compared to this, in points.
const CLOSE: f64 = 0.0101;
/// Fewer rows do not show that a column is the sum of others.
const FEWEST: usize = 3;

/// Takes the marks of a paper without its extra items, and these, out of the columns of marks, where the plain mark of
/// the subject is the sum of both in every row. `leaves` are the texts of the columns.
pub(super) fn settle(words: &mut [Word], leaves: &[String], below: &[OwnedRow]) {
    let extras: Vec<usize> =
        (0..words.len()).filter(|column| words[*column] == Word::Unknown && leaves[*column].contains("附加")).collect();
    let of = |wanted: MarkKind| -> Vec<(usize, _)> {
        let topic = |word: &Word| match word {
            Word::Mark { topic: Some(topic), kind, .. } if *kind == wanted => Some(*topic),
            _ => None,
        };
        words.iter().enumerate().filter_map(|(column, word)| Some((column, topic(word)?))).collect()
    };
    let (raw, plain) = (of(MarkKind::Raw), of(MarkKind::Plain));
    for extra in extras {
        let pairs = raw.iter().flat_map(|one| plain.iter().map(move |other| (one, other)));
        let of_one = pairs.filter(|(one, other)| one.1 == other.1).map(|(one, other)| (one.0, other.0));
        for (part, _) in of_one.filter(|(part, whole)| is_sum(below, &[*part, extra], *whole)) {
            words[part] = Word::Other;
            words[extra] = Word::Other;
        }
    }
}

/// Takes columns under words that nobody knows, 基础, 阅读 and 作文, out of what may be subjects, where the mark beside them is
/// their sum in every row.
pub(super) fn parts(words: &mut [Word], below: &[OwnedRow]) {
    let is_open = |column: &usize| words[*column] == Word::Unknown;
    let is_mark = |column: &usize| matches!(words[*column], Word::Mark { topic: Some(Topic::Subject(_)), .. });
    let runs = (0..words.len()).filter(is_mark).flat_map(|mark| {
        let before = (0..mark).rev().take_while(is_open).collect::<Vec<_>>();
        let after = (mark + 1..words.len()).take_while(is_open).collect::<Vec<_>>();
        [before, after].into_iter().filter(move |run| run.len() > 1 && is_sum(below, run, mark))
    });
    for column in runs.flatten().collect::<Vec<_>>() {
        words[column] = Word::Other;
    }
}

/// Whether a column is the sum of others in every row with a mark.
pub(crate) fn is_sum(below: &[OwnedRow], parts: &[usize], whole: usize) -> bool {
    let mut rows = 0;
    for row in below {
        let Some(whole) = number(row.cell(whole)) else { continue };
        let mut cells = parts.iter().map(|part| row.cell(*part));
        let added = cells.try_fold(0.0, |sum, cell| match cell {
            Cell::Empty => Some(sum),
            cell => number(cell).map(|mark| sum + mark),
        });
        if added.is_none_or(|added| (added - whole).abs() > CLOSE) {
            return false;
        }
        rows += 1;
    }
    rows >= FEWEST
}
