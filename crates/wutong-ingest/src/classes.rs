//! Classes: spellings that differ only in width, blanks or brackets are one class.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::cell::fold_name;
use crate::hash::FastBuild;
use crate::layout::school_and_class;

/// A class of a school, and how its name sorts.
#[derive(Debug, Clone)]
pub(crate) struct ClassUnit {
    /// Number of the school.
    pub(crate) school: u32,
    /// The name as written; of several spellings the smallest.
    pub(crate) name: String,
    /// Sort key.
    pub(crate) key: NaturalKey,
}

/// The key by which names sort as people count: class 2 before class 10.
#[derive(Debug, Clone)]
pub(crate) struct NaturalKey(String);

impl ClassUnit {
    /// Its number, as far as its name says nothing more than that and a grade.
    pub(crate) fn number(&self) -> Option<ClassNumber> {
        ClassNumber::of_folded(&self.key.0)
    }
}

/// A stretch of a name: digits compare as numbers.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece<'k> {
    /// Digits, without leading zeros: the longer is the larger.
    Number(usize, &'k str),
    /// Anything else.
    Text(&'k str),
}

impl NaturalKey {
    /// The key of a name.
    pub(crate) fn of(name: &str) -> Self {
        Self(fold_name(name))
    }

    fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            let is_number = rest.as_bytes().first()?.is_ascii_digit();
            let end = rest.bytes().position(|byte| byte.is_ascii_digit() != is_number).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            rest = after;
            let bare = piece.trim_start_matches('0');
            Some(if is_number { Piece::Number(bare.len(), bare) } else { Piece::Text(piece) })
        })
    }
}

impl Ord for NaturalKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.pieces().cmp(other.pieces())
    }
}

impl PartialOrd for NaturalKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for NaturalKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for NaturalKey {}

/// School and class of a row whose school cell names its class too: 一中3班. A class in its own cell goes before, where it
/// is another one the cell is left as it is.
pub(crate) fn apart(school: &str, class: &str) -> Option<(String, String)> {
    if !school.ends_with('班') {
        return None;
    }
    let (school, within) = school_and_class(school)?;
    if class.is_empty() {
        return Some((school, within));
    }
    let is_same = ClassNumber::of(class)?.may_be(ClassNumber::of(&within)?);
    is_same.then(|| (school, class.to_owned()))
}

/// The classes of all rows.
///
/// Turns `classes`, numbers of `texts`, into numbers of the result.
pub(crate) fn resolve(schools: &[u32], classes: &mut [u32], texts: &[String]) -> Vec<ClassUnit> {
    let keys: Vec<NaturalKey> = texts.iter().map(|text| NaturalKey::of(text)).collect();
    let mut units: Vec<ClassUnit> = Vec::new();
    let mut by_name: HashMap<(u32, &str), u32, FastBuild> = HashMap::default();
    by_name.reserve(texts.len());
    // School and class of each text where it was last met: rows of one school stand together.
    let mut last_met: Vec<Option<(u32, u32)>> = vec![None; texts.len()];
    for (&school, class) in schools.iter().zip(classes) {
        let at = *class as usize;
        *class = match last_met[at] {
            Some((known, unit)) if known == school => unit,
            _ => {
                let (text, key) = (&texts[at], &keys[at]);
                let next = u32::try_from(units.len()).expect("fewer classes than rows");
                let unit = *by_name.entry((school, key.0.as_str())).or_insert(next);
                if unit == next {
                    units.push(ClassUnit { school, name: text.clone(), key: key.clone() });
                } else if *text < units[unit as usize].name {
                    units[unit as usize].name.clone_from(text);
                }
                last_met[at] = Some((school, unit));
                unit
            }
        };
    }
    units
}

/// A class by its number: `九（1）班`, `901` and `01班` are class 1, the first two of grade 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClassNumber {
    pub(crate) number: u32,
    pub(crate) grade: Option<u32>,
}

impl ClassNumber {
    /// Reads a name; `None` if it says more than grade and number.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::of_folded(&fold_name(name))
    }

    fn of_folded(folded: &str) -> Option<Self> {
        if let Some((grade, number)) = grade_and_number(folded.trim_end_matches('班')) {
            return Some(Self { number, grade: Some(grade) });
        }
        let plain: String = folded.chars().filter(|c| !matches!(c, '(' | ')' | '-' | '_' | '.' | '第')).collect();
        // 四十班 is the fortieth; 三班 the third, and 三1班 one of grade 3.
        let is_rest = |word: &str, rest: &str| {
            let is_short = "一二三".contains(word);
            word.chars().count() > 1
                || !rest.starts_with('十') && (!is_short || rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        let (grade, rest) = GRADES
            .iter()
            .filter_map(|(word, grade)| Some((*grade, plain.strip_prefix(word).filter(|rest| is_rest(word, rest))?)))
            .find(|(_, rest)| number(rest.trim_end_matches('班')).is_some())
            .map_or((None, plain.as_str()), |(grade, rest)| (Some(grade), rest));
        let digits = rest.trim_end_matches('班');
        let value = number(digits)?;
        Some(match (grade, digits.len()) {
            (None, 3 | 4) if digits.is_ascii() && (1..=12).contains(&(value / 100)) && value % 100 > 0 => {
                Self { number: value % 100, grade: Some(value / 100) }
            }
            (grade, _) => Self { number: value, grade },
        })
    }

    pub(crate) fn may_be(self, other: Self) -> bool {
        self.number == other.number && self.grade.zip(other.grade).is_none_or(|(a, b)| a == b)
    }
}

/// Grade and number of a class that are set apart: 9.1, 7-2, 9(1), 三(一).
fn grade_and_number(bare: &str) -> Option<(u32, u32)> {
    let (grade, class) = bare.split_once(['.', '-', '_', '('])?;
    let class = class.strip_suffix(')').unwrap_or(class);
    let read = |text: &str| number(text).filter(|value| text.chars().count() <= 2 && *value > 0);
    Some((read(grade).filter(|grade| *grade <= 12)?, read(class)?))
}

/// Words for grades, the longer ones first.
const GRADES: [(&str, u32); 36] = [
    ("七年级", 7),
    ("八年级", 8),
    ("九年级", 9),
    ("一年级", 1),
    ("二年级", 2),
    ("三年级", 3),
    ("四年级", 4),
    ("五年级", 5),
    ("六年级", 6),
    ("7年级", 7),
    ("8年级", 8),
    ("9年级", 9),
    ("初一年级", 7),
    ("初二年级", 8),
    ("初三年级", 9),
    ("高一年级", 10),
    ("高二年级", 11),
    ("高三年级", 12),
    ("初一", 7),
    ("初二", 8),
    ("初三", 9),
    ("高一", 10),
    ("高二", 11),
    ("高三", 12),
    ("七", 7),
    ("八", 8),
    ("九", 9),
    ("四", 4),
    ("五", 5),
    ("六", 6),
    ("一", 1),
    ("二", 2),
    ("三", 3),
    ("g7", 7),
    ("g8", 8),
    ("g9", 9),
];

/// A number in digits, or in Chinese up to 99.
fn number(text: &str) -> Option<u32> {
    const DIGITS: &str = "零一二三四五六七八九";
    if text.is_empty() || text.chars().count() > 4 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digit = |text: &str, none: u32| {
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (None, _) => Some(none),
            (Some(c), None) => DIGITS.chars().position(|digit| digit == c).and_then(|at| u32::try_from(at).ok()),
            _ => None,
        }
    };
    match text.split_once('十') {
        Some((tens, ones)) => Some(digit(tens, 1)? * 10 + digit(ones, 0)?),
        None => digit(text, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_sort_as_people_count() {
        let mut names = vec!["九10班", "九2班", "九（1）班", "九02班", "八3班", ""];
        names.sort_by_key(|name| (NaturalKey::of(name), *name));
        assert_eq!(names, ["", "九02班", "九2班", "九10班", "九（1）班", "八3班"]);
    }

    #[test]
    fn numbers_of_classes() {
        let of = |name: &str| ClassNumber::of(name).map(|class| (class.number, class.grade));
        for (name, expected) in [
            ("1班", Some((1, None))),
            ("01班", Some((1, None))),
            ("1", Some((1, None))),
            ("901", Some((1, Some(9)))),
            ("九（1）班", Some((1, Some(9)))),
            ("九年级12班", Some((12, Some(9)))),
            ("初三(2)班", Some((2, Some(9)))),
            ("高一十一班", Some((11, Some(10)))),
            ("三班", Some((3, None))),
            ("三（2）班", Some((2, Some(3)))),
            ("三（一）班", Some((1, Some(3)))),
            ("三十班", Some((30, None))),
            ("四十班", Some((40, None))),
            ("9.1", Some((1, Some(9)))),
            ("9(1)班", Some((1, Some(9)))),
            ("九班", Some((9, None))),
            ("实验班", None),
            ("理科1班", None),
            ("", None),
        ] {
            assert_eq!(of(name), expected, "{name}");
        }
        let class = |name| ClassNumber::of(name).expect("a class");
        assert!(class("1班").may_be(class("901")) && !class("八1班").may_be(class("901")));
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
