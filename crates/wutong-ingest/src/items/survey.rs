//! What an item sheet holds, for `wutong init`: marks, chosen options or markings, and of which subjects.

use wutong_model::spec::{RawSource, SourceKind};

use super::cells::options;
use super::columns::{Field, field, is_marked_once, is_value_word};
use super::layout::{self, Label};
use super::name::{is_within, looks_like_item};
use super::subjects;
use crate::cell::{Cell, OwnedRow, Row, fold};
use crate::layout::{is_beside_items, number};
use crate::subject::Vocabulary;

/// Fewer items are none: numbered columns of something else.
const FEWEST: usize = 3;

/// What the first rows of a sheet tell of the items in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Survey {
    /// Item marks, options, markings: each that it holds.
    pub(crate) kinds: Vec<SourceKind>,
    /// Subjects that headers name.
    pub(crate) subjects: Vec<usize>,
    /// Position of the header's last row.
    pub(crate) last: usize,
    /// Whether nothing tells marks from options, as no cell is filled.
    pub(crate) is_unsure: bool,
}

/// Looks at the first rows of a sheet; `None` if they name no pupils or no items.
pub(crate) fn survey(head: &[OwnedRow], names: &Vocabulary) -> Option<Survey> {
    let layout = layout::find(head, &RawSource::default())?;
    let below = &head[layout.last + 1..];
    let mut survey = Survey { last: layout.last, ..Survey::default() };
    survey.subjects = subjects::names_subjects(&layout.labels, names);
    let is_stage = |label: &&Label| {
        label
            .stack
            .last()
            .and_then(|own| field(&fold(own)).map(|(_, field)| field))
            .is_some_and(|field| field != Field::Final)
    };
    if layout.labels.iter().filter(is_stage).count() >= 2 || is_marked_once(&layout.labels) {
        survey.kinds.push(SourceKind::Marking);
        if let Some(column) = subjects::column(&layout.labels) {
            survey.subjects = below.iter().filter_map(|row| names.only_one(&row.cell(column).shown())).collect();
        }
        return Some(survey);
    }
    let items: Vec<&Label> = layout.labels.iter().filter(|label| is_item(label, names)).collect();
    if items.len() < FEWEST {
        return None;
    }
    let (of_marks, of_options) = kinds_of(items.into_iter().map(|label| label.column), below);
    survey.is_unsure = of_marks + of_options == 0;
    // A few columns of the other sort are slips, or options of the items that have any.
    if of_marks > 0 || of_options == 0 {
        survey.kinds.push(SourceKind::Items);
    }
    if of_options >= FEWEST {
        survey.kinds.push(SourceKind::Options);
    }
    Some(survey)
}

/// How many columns hold marks, and how many chosen options.
pub(super) fn kinds_of(columns: impl Iterator<Item = usize>, below: &[OwnedRow]) -> (usize, usize) {
    let (mut of_marks, mut of_options) = (0usize, 0usize);
    for column in columns {
        let (mut numbers, mut letters) = (0usize, 0usize);
        for cell in below.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_empty()) {
            numbers += usize::from(number(cell).is_some());
            letters += usize::from(is_choice(cell));
        }
        of_marks += usize::from(numbers > letters);
        of_options += usize::from(letters > numbers);
    }
    (of_marks, of_options)
}

/// Whether a column is of an item: its own text is the number of one, or says what it holds of the one over it.
fn is_item(label: &Label, names: &Vocabulary) -> bool {
    const ENDS: [&str; 8] = ["得分", "分数", "小题分", "选项", "作答", "填涂", "答案", "成绩"];
    let Some((own, groups)) = label.stack.split_last() else { return false };
    let is_number = |text: &String| {
        let folded = fold(text);
        let bare = match names.within(&folded) {
            Some((_, before, after)) => [before, after].concat(),
            None => folded.clone(),
        };
        let bare = bare.trim_matches(['_', '-', ':', '/']);
        let bare = ENDS.iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
        looks_like_item(bare.trim_matches(['_', '-', ':', '/']))
    };
    // 得分 stands for the mark of an item where a number stands over it.
    (is_value_word(own) || is_within(own)) && groups.iter().any(is_number)
        || !is_beside_items(&fold(own)) && (label.is_by_place || is_number(own))
}

/// A letter that a pupil chose.
fn is_choice(cell: Cell<'_>) -> bool {
    matches!(cell, Cell::Text(text) if text.chars().any(char::is_alphabetic))
        && matches!(options(cell), Ok(Some(chosen)) if !chosen.is_empty())
}
