//! 数学1, 数学2, 数学3, ...: columns that the name of a subject and a running number head are of the items of its paper,
//! however large the number grows. 数学20 by itself states a full mark.

use std::collections::{BTreeMap, BTreeSet};

use crate::cell::fold;
use crate::layout::word::Word;
use crate::subject::Vocabulary;

/// Fewer that follow each other are the marks of several exams rather than of items.
const FEWEST: usize = 5;
/// No paper has more items; years are none.
const MOST: u32 = 200;

/// Makes items of the columns of such runs. `paths` are the texts over each column.
pub(super) fn settle(words: &mut [Word], paths: &[Vec<String>], vocabulary: &Vocabulary) {
    let mut runs: BTreeMap<(usize, String), Vec<(usize, u32)>> = BTreeMap::new();
    for (column, path) in paths.iter().enumerate() {
        let is_open = matches!(words[column], Word::Unknown | Word::Item | Word::Mark { .. });
        if let Some((run, number)) = path.last().filter(|_| is_open).and_then(|text| numbered(text, vocabulary)) {
            runs.entry(run).or_default().push((column, number));
        }
    }
    for columns in runs.into_values() {
        let numbers: BTreeSet<u32> = columns.iter().map(|(_, number)| *number).collect();
        let follow = |first: &u32| (*first..).take_while(|number| numbers.contains(number)).count();
        if numbers.len() == columns.len() && numbers.iter().any(|first| follow(first) >= FEWEST) {
            columns.iter().for_each(|(column, _)| words[*column] = Word::Item);
        }
    }
}

/// The subject that a header begins with and what stands between it and its number, and the number: 数学-3, 数学第3题.
fn numbered(text: &str, vocabulary: &Vocabulary) -> Option<((usize, String), u32)> {
    let folded = fold(text);
    let (position, "", rest) = vocabulary.within(&folded)? else { return None };
    let bare = ["题", "小题", "得分"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    let between = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = bare[between.len()..].parse().ok().filter(|number| *number <= MOST)?;
    Some(((position, between.to_owned()), number))
}
