//! How alike two texts are, for the cures in messages.

/// Number of single-character edits between two texts.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (row, from) in a.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, to) in b.iter().enumerate() {
            let change = previous[column] + usize::from(from != *to);
            current.push(change.min(previous[column + 1] + 1).min(current[column] + 1));
        }
        previous = current;
    }
    previous[b.len()]
}

/// The candidate most like a text, unless none shares anything with it.
pub(crate) fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    candidates
        .filter(|candidate| candidate.chars().any(|c| text.contains(c)))
        .min_by_key(|candidate| (distance(text, candidate), *candidate))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_header() {
        assert_eq!(nearest("考证号", ["姓名", "准考证号", "班级"].into_iter()).as_deref(), Some("准考证号"));
        assert_eq!(nearest("abc", ["姓名"].into_iter()), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
