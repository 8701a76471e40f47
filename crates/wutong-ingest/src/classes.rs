//! Classes: spellings that differ only in width, blanks or brackets are one class.

use std::collections::{BTreeMap, HashMap};

use crate::cell::fold_name;
use crate::hash::FastBuild;

/// A class of a school, and how its name sorts.
#[derive(Debug, Clone)]
pub(crate) struct ClassUnit {
    /// Number of the school.
    pub(crate) school: u32,
    /// The name as written; of several spellings the smallest.
    pub(crate) name: String,
    /// Sort key.
    pub(crate) key: Vec<Piece>,
}

/// A stretch of a name: digits compare as numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Piece {
    /// Digits, without leading zeros: the longer is the larger.
    Number(usize, String),
    /// Anything else.
    Text(String),
}

/// The key by which names sort as people count: class 2 before class 10.
pub(crate) fn natural_key(name: &str) -> Vec<Piece> {
    let folded = fold_name(name);
    let mut pieces = Vec::new();
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(if digits {
            let bare = piece.trim_start_matches('0');
            Piece::Number(bare.len(), bare.to_owned())
        } else {
            Piece::Text(piece.to_owned())
        });
        rest = after;
    }
    pieces
}

/// The classes of all rows.
///
/// Turns `classes`, numbers of `texts`, into numbers of the result.
pub(crate) fn resolve(schools: &[u32], classes: &mut [u32], texts: &[String]) -> Vec<ClassUnit> {
    let folded: Vec<String> = texts.iter().map(|text| fold_name(text)).collect();
    let mut units: Vec<ClassUnit> = Vec::new();
    let mut by_name: BTreeMap<(u32, &str), u32> = BTreeMap::new();
    let mut by_text: HashMap<(u32, u32), u32, FastBuild> = HashMap::default();
    let mut last = None;
    for (school, class) in schools.iter().zip(classes) {
        let key = (*school, *class);
        let unit = match last {
            Some((known, unit)) if known == key => unit,
            _ => *by_text.entry(key).or_insert_with(|| {
                let text = &texts[key.1 as usize];
                let next = u32::try_from(units.len()).expect("fewer classes than rows");
                let unit = *by_name.entry((key.0, &folded[key.1 as usize])).or_insert(next);
                if unit == next {
                    units.push(ClassUnit { school: key.0, name: text.clone(), key: natural_key(text) });
                } else if *text < units[unit as usize].name {
                    units[unit as usize].name.clone_from(text);
                }
                unit
            }),
        };
        last = Some((key, unit));
        *class = unit;
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_sort_as_people_count() {
        let mut names = vec!["九10班", "九2班", "九（1）班", "九02班", "八3班", ""];
        names.sort_by_key(|name| (natural_key(name), *name));
        assert_eq!(names, ["", "九02班", "九2班", "九10班", "九（1）班", "八3班"]);
    }

    #[test]
    fn spellings_of_a_class_are_one() {
        let texts = ["九（1）班", "九(1)班", "九(2)班"].map(str::to_owned);
        let mut classes = vec![0, 1, 2, 1];
        let units = resolve(&[0, 0, 0, 1], &mut classes, &texts);
        assert_eq!(classes, [0, 0, 1, 2]);
        assert_eq!(units[0].name, "九(1)班");
    }
}
