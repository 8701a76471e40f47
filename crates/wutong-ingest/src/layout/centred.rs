//! The name of a subject that stands over the middle of its columns without being merged over them:
//! `,语文,,,数学,` over `分数,班排,校排,分数,班排,校排`.

use crate::layout::word::Word;

/// Moves such names of a row to the first column of theirs. `below` is the row beneath, in which the columns of each
/// subject are called the same.
pub(super) fn settle(texts: &mut [String], words: &mut [Word], below: (&[String], &[Word])) {
    let Some((starts, width)) = blocks(below) else { return };
    let end = starts.last().map_or(0, |last| last + width);
    let named = |column: &usize| texts.get(*column).is_some_and(|text| !text.is_empty());
    let names: Vec<usize> = (starts[0]..end).filter(named).collect();
    let offset = names.first().map_or(0, |first| first - starts[0]);
    let is_name = |column: &usize| matches!(words[*column], Word::Mark { topic: Some(_), .. });
    let is_centred = offset > 0
        && offset < width
        && names.len() == starts.len()
        && names.iter().zip(&starts).all(|(name, start)| name - start == offset)
        && names.iter().all(is_name);
    if is_centred {
        for (name, start) in names.into_iter().zip(starts) {
            texts.swap(name, start);
            words.swap(name, start);
        }
    }
}

/// Where the columns of each subject begin, and how many they are: the texts from one word for marks to the next, several
/// times over.
fn blocks((texts, words): (&[String], &[Word])) -> Option<(Vec<usize>, usize)> {
    let first = words.iter().position(|word| matches!(word, Word::Mark { topic: None, .. }))?;
    let starts: Vec<usize> = (first..texts.len()).filter(|column| texts[*column] == texts[first]).collect();
    let width = starts.get(1)? - first;
    let is_block = |(at, start): (usize, &usize)| {
        *start == first + at * width && texts.get(*start..start + width) == texts.get(first..first + width)
    };
    (width > 1 && starts.iter().enumerate().all(is_block)).then_some((starts, width))
}
