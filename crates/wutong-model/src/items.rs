//! Items of a paper, and what pupils did with each: columns aligned with the rows of the score book.

use std::collections::BTreeMap;

/// The items of one subject's paper, from its two-way specification table (双向细目表) or, without one, from the columns
/// of its item files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Blueprint {
    /// The table's file as the specification names it; `None` where the items are those of the item files.
    pub file: Option<String>,
    /// Decimals of a tick, as those of the subject.
    pub decimals: u8,
    /// The items in the order of the table, or of the columns.
    pub items: Vec<Item>,
}

impl Blueprint {
    /// What the items add up to, in ticks: of the items among which pupils choose, only the largest counts.
    #[must_use]
    pub fn full_ticks(&self) -> i64 {
        let mut choices: BTreeMap<&str, i64> = BTreeMap::new();
        let mut sum = 0;
        for item in &self.items {
            let full = i64::from(item.full_ticks);
            match &item.choice_group {
                None => sum += full,
                Some(group) => {
                    let most = choices.entry(group).or_default();
                    *most = full.max(*most);
                }
            }
        }
        sum + choices.values().sum::<i64>()
    }
}

/// One item of a paper.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// Number as the table writes it, or else as the header does: `16(1)`.
    pub id: String,
    /// Full mark in ticks.
    pub full_ticks: i32,
    /// Whether no file states the full mark, so that it is the largest mark seen.
    pub is_full_inferred: bool,
    /// 题型, such as 单选题; empty where not given.
    pub kind: String,
    /// The right options; none for an item that is marked by hand.
    pub key: Options,
    /// 知识点, in the order of the table.
    pub knowledge_points: Vec<String>,
    /// 能力层次; empty where not given.
    pub ability: String,
    /// 预估难度, the share of the full mark expected from the pupils.
    pub expected_facility: Option<f64>,
    /// 选做组: pupils answer one item of those in the same group.
    pub choice_group: Option<String>,
}

/// A set of option letters, A to G.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Options(u8);

impl Options {
    /// No option: left blank.
    pub const NONE: Self = Self(0);
    /// Several options where the file does not say which, as scanners write `*` and `#`.
    pub const SEVERAL: Self = Self(1 << 7);
    /// The letters.
    pub const LETTERS: [char; 7] = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];

    /// The set of some letters in either case; `None` if one is no option letter.
    #[must_use]
    pub fn from_letters(letters: &str) -> Option<Self> {
        let bit = |letter: char| Self::LETTERS.iter().position(|known| *known == letter.to_ascii_uppercase());
        letters.chars().try_fold(0, |bits, letter| Some(bits | 1 << bit(letter)?)).map(Self)
    }

    /// The set that [`Options::bits`] gave.
    #[must_use]
    pub fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// One bit a letter, A the lowest; the highest for [`Options::SEVERAL`].
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether there are more than one.
    #[must_use]
    pub fn is_several(self) -> bool {
        self == Self::SEVERAL || self.0.count_ones() > 1
    }

    /// Whether a letter is among them.
    #[must_use]
    pub fn contains(self, letter: char) -> bool {
        Self::from_letters(letter.encode_utf8(&mut [0; 4])).is_some_and(|set| self.0 & set.0 != 0)
    }
}

impl std::fmt::Display for Options {
    /// The letters in order, `*` for several that are not known.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::SEVERAL {
            return f.write_str("*");
        }
        Self::LETTERS.iter().filter(|letter| self.contains(**letter)).try_for_each(|letter| write!(f, "{letter}"))
    }
}

/// What a pupil did with an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Response {
    /// The file holds nothing of the pupil: no row, a row of blanks, or a status word such as 缺考. Never counted.
    #[default]
    Missing,
    /// A mark, a written zero included, or at least one chosen option.
    Given,
    /// 未作答: blank beside other items that are not. Earns nothing, and counts as blank.
    Blank,
    /// Blank, in a group of items of which pupils choose one. Never counted.
    NotChosen,
    /// The cell holds something else; it lies in the quarantine. Never counted.
    SetAside,
}

impl Response {
    /// Whether the item belongs to the pupil's paper and its mark is known, zero for a blank.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, Self::Given | Self::Blank)
    }
}

/// The marks in one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemColumn {
    /// Ticks, one a pupil of the score book; 0 unless [`Response::Given`].
    pub ticks: Vec<i32>,
    /// What the pupil did, one a pupil of the score book.
    pub responses: Vec<Response>,
}

/// The options chosen in one item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptionColumn {
    /// Chosen options, one a pupil of the score book; none unless [`Response::Given`].
    pub chosen: Vec<Options>,
    /// What the pupil did, one a pupil of the score book.
    pub responses: Vec<Response>,
}

/// How one pupil's answer to one item was marked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marking {
    /// Row of the pupil in the score book.
    pub row: u32,
    /// 一评, 二评 and 三评 in ticks.
    pub marks: [Option<i32>; 3],
    /// 仲裁 in ticks.
    pub arbitration: Option<i32>,
    /// 最终得分 in ticks.
    pub final_mark: Option<i32>,
    /// Who gave the three marks: positions in [`ItemBook::markers`].
    pub markers: [Option<u32>; 3],
    /// Who gave the mark of the arbitration.
    pub arbiter: Option<u32>,
}

/// Everything that is known of the items of one subject.
///
/// `marks`, `options` and `marking` have one entry an item of the blueprint. An item of which no file of that kind has
/// a column holds `None`, or no marking.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemBook {
    /// Position of the subject in the specification and in the score book.
    pub subject: usize,
    /// The items.
    pub blueprint: Blueprint,
    /// 小题分.
    pub marks: Vec<Option<ItemColumn>>,
    /// 选项.
    pub options: Vec<Option<OptionColumn>>,
    /// 评卷, sorted by pupil; a script that was marked again has several entries.
    pub marking: Vec<Vec<Marking>>,
    /// Markers as the files name them, sorted.
    pub markers: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_options() {
        let several = Options::from_letters("cA").expect("letters");
        assert_eq!((several.to_string().as_str(), several.bits(), several.is_several()), ("AC", 5, true));
        assert!(several.contains('C') && !several.contains('B') && !several.contains('*'));
        assert_eq!(Options::from_letters("AX"), None);
        assert_eq!(Options::from_letters(""), Some(Options::NONE));
        assert!(Options::SEVERAL.is_several() && !Options::SEVERAL.is_empty() && !Options::SEVERAL.contains('A'));
        assert_eq!(Options::SEVERAL.to_string(), "*");
    }

    #[test]
    fn one_of_a_choice_group_counts() {
        let item = |full_ticks, group: Option<&str>| Item {
            full_ticks,
            choice_group: group.map(str::to_owned),
            ..Item::default()
        };
        let items = vec![item(30, None), item(10, Some("a")), item(12, Some("a")), item(5, Some("b"))];
        assert_eq!(Blueprint { items, ..Blueprint::default() }.full_ticks(), 47);
    }
}
