//! The score book: every mark of the exam, columnar and group-contiguous.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::mark::Status;

/// The marks of all pupils.
///
/// Rows are pupils, sorted by (county, school, class, id). Groups are ranges into the rows, nested: a county is a range
/// of schools, a school a range of classes, a class a range of rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScoreBook {
    /// Pupil identifiers, one a row.
    pub ids: IdColumn,
    /// One column a subject, in the order of the specification.
    pub subjects: Vec<SubjectColumn>,
    /// The marks beside those that are analysed (scaled beside raw, or raw beside scaled), one entry a subject.
    pub companions: Vec<Option<SubjectColumn>>,
    /// What is known of pupils beside their marks, by which they are compared: gender.
    pub attributes: Vec<PupilAttribute>,
    /// Counties in order of name; a single one with an empty name when the exam has no county column.
    pub counties: Vec<County>,
    /// Schools in the order of their counties, then id.
    pub schools: Vec<School>,
    /// Classes in the order of their schools, then name.
    pub classes: Vec<Class>,
}

impl ScoreBook {
    /// Number of pupils.
    #[must_use]
    pub fn n_pupils(&self) -> usize {
        self.ids.len()
    }
}

/// An attribute of pupils.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PupilAttribute {
    /// Its name in tables: `gender`.
    pub name: String,
    /// Its values, as tables name them.
    pub values: Vec<String>,
    /// For each row 0 where nothing is known, otherwise 1 plus the position of the value.
    pub codes: Vec<u8>,
}

/// One subject's marks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubjectColumn {
    /// Ticks, one a row; 0 where the status is not present.
    pub ticks: Vec<i32>,
    /// Status, one a row.
    pub status: Vec<Status>,
}

/// Strings in one buffer: no allocation per pupil.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdColumn {
    text: String,
    ends: Vec<u32>,
}

impl IdColumn {
    /// Appends an identifier.
    #[inline]
    pub fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends.push(u32::try_from(self.text.len()).expect("identifiers of one exam stay below 4 GiB"));
    }

    /// Appends identifiers that stand one after the other in a text, of these lengths in bytes.
    ///
    /// # Panics
    /// If the lengths do not add up to that of the text.
    pub fn extend(&mut self, text: &str, lengths: impl Iterator<Item = usize>) {
        let mut end = self.text.len();
        self.text.push_str(text);
        self.ends.extend(lengths.map(|length| {
            end += length;
            u32::try_from(end).expect("identifiers of one exam stay below 4 GiB")
        }));
        assert_eq!(end, self.text.len(), "the lengths are those of the text");
    }

    /// Makes room for so many more identifiers, as long as those that are there.
    pub fn reserve(&mut self, more: usize) {
        self.ends.reserve_exact(more);
        self.text.reserve_exact(self.text.len() * more / self.len().max(1));
    }

    /// Takes back the identifiers from a row on.
    pub fn truncate(&mut self, rows: usize) {
        self.ends.truncate(rows);
        self.text.truncate(self.ends.last().map_or(0, |end| *end as usize));
    }

    /// Appends the identifiers of another column.
    pub fn append(&mut self, other: &Self) {
        let start = self.text.len();
        self.text.push_str(&other.text);
        let end = |end: &u32| u32::try_from(start + *end as usize).expect("identifiers of one exam stay below 4 GiB");
        self.ends.extend(other.ends.iter().map(end));
    }

    /// The identifier of a row.
    #[inline]
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.text[start..self.ends[row] as usize]
    }

    /// All identifiers, one after the other.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Bytes of the shortest and of the longest identifier; two zeros if there is none.
    #[must_use]
    pub fn lengths(&self) -> (usize, usize) {
        let Some(first) = self.ends.first() else { return (0, 0) };
        let further = self.ends.windows(2).map(|ends| ends[1] - ends[0]);
        let (least, most) =
            further.fold((*first, *first), |(least, most), length| (least.min(length), most.max(length)));
        (least as usize, most as usize)
    }

    /// Number of identifiers.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Pupils enrolled and expected, as the roster states them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterCount {
    /// 在籍人数; `None` where the roster has no such column.
    pub enrolled: Option<u32>,
    /// 应考人数; `None` where the roster has no such column.
    pub expected: Option<u32>,
}

/// A county or district of the exam.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct County {
    /// Name, also its id.
    pub name: String,
    /// Its schools.
    pub schools: Range<usize>,
}

/// A school of the exam.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct School {
    /// Code where the exam has one, otherwise the name.
    pub id: String,
    /// Name.
    pub name: String,
    /// Attributes of the school list (town, residence, group, ...), keyed by column.
    pub attributes: BTreeMap<String, String>,
    /// What the roster states for the school as a whole; used where its classes are not listed.
    pub roster: Option<RosterCount>,
    /// Its classes.
    pub classes: Range<usize>,
}

/// A class of a school.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Class {
    /// Name as the school writes it; empty when the exam has no class column.
    pub name: String,
    /// What the roster states for the class.
    pub roster: Option<RosterCount>,
    /// Its pupils.
    pub rows: Range<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_come_one_by_one_or_together() {
        let mut one_by_one = IdColumn::default();
        assert_eq!(one_by_one.lengths(), (0, 0));
        ["7", "2025001", "甲1"].iter().for_each(|id| one_by_one.push(id));
        let mut together = IdColumn::default();
        together.push("7");
        together.extend("2025001甲1", [7, 4].into_iter());
        assert_eq!(together, one_by_one);
        assert_eq!((together.lengths(), together.text()), ((1, 7), "72025001甲1"));
    }
}
