//! Whose rows a sheet without schools holds: of pupils whom other sheets name, or of the one school its file is named
//! after.

use std::collections::{BTreeSet, HashMap};

use crate::hash::FastBuild;
use crate::layout::is_generic;
use crate::sketch::whose::Whose;

/// Where the rows of a file of scores get their school from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SchoolOrigin {
    /// Columns, titles or names of sheets and files tell.
    #[default]
    Told,
    /// Other files or sheets name the pupils under the same identifiers, with their schools.
    Identifiers,
    /// The name of the file is taken for it.
    FileName,
    /// All rows seem to be of one school, which nothing names.
    OneUnnamed,
    /// Nothing tells.
    Nowhere,
}

/// The school that a file is named after, without what says that it holds marks: 博雅 of 博雅成绩表.
pub(super) fn called(stem: &str) -> &str {
    const MARKS: [&str; 9] =
        ["成绩汇总表", "成绩统计表", "成绩汇总", "成绩统计", "成绩表", "成绩单", "成绩册", "成绩", "分数"];
    let between = |c: char| c.is_whitespace() || "-_—·的".contains(c);
    let bare =
        MARKS.iter().find_map(|word| stem.strip_suffix(word)).map_or(stem, |bare| bare.trim_end_matches(between));
    if bare.chars().count() > 1 && !is_generic(bare) { bare } else { stem }
}

/// The pupils of one sheet.
#[derive(Debug, Default)]
pub(super) struct SheetPupils {
    /// Position of its file.
    pub(super) file: usize,
    pub(super) has_school: bool,
    pub(super) subjects: BTreeSet<String>,
    /// Hashes of identifiers as other sheets may write them.
    pub(super) keys: Vec<u64>,
    /// What each row says of whose it is.
    pub(super) rows: Vec<Whose>,
    /// Whether identifiers have small letters, and whether they have capitals.
    pub(super) letters: [bool; 2],
    /// Where its rows get their school from.
    pub(super) origin: SchoolOrigin,
    /// Its name, or that of its file, is that of a class.
    pub(super) is_of_class: bool,
    /// Its identifiers are too long to be numbers within a class or school.
    pub(super) is_long: bool,
}

/// Settles where the rows of each sheet without schools get theirs from; `is_scores` tells of a file whether it is read
/// for its marks, `is_generic` whether its name is that of no school.
///
/// Rows of other subjects under the same identifiers are of the same pupils. Rows of the same subjects are of other
/// pupils who happen to bear the same numbers, unless these are long, and those of nearly all of them stand beside schools
/// in the same file, or the file can be of no school by its name: a summary beside the sheets it was made of.
pub(super) fn settle(
    sheets: &mut [SheetPupils],
    is_scores: impl Fn(usize) -> bool,
    is_generic: impl Fn(usize) -> bool,
) {
    let is_homeless = |sheet: &SheetPupils| is_scores(sheet.file) && !sheet.has_school && !sheet.keys.is_empty();
    if !sheets.iter().any(is_homeless) {
        return;
    }
    let counted: Vec<bool> = sheets.iter().map(|sheet| is_scores(sheet.file)).collect();
    let mut by_key: HashMap<u64, Vec<usize>, FastBuild> = HashMap::default();
    for (position, sheet) in sheets.iter().enumerate().filter(|(position, _)| counted[*position]) {
        for key in &sheet.keys {
            let known = by_key.entry(*key).or_default();
            if known.last() != Some(&position) {
                known.push(position);
            }
        }
    }
    // Whether most rows of a sheet are of pupils of certain others, and hardly any has the same subject twice.
    let joins = |sheet: usize, is_wanted: &dyn Fn(usize) -> bool| {
        let (mut beside, mut again) = (0, 0);
        for key in &sheets[sheet].keys {
            let others = || by_key[key].iter().filter(|other| **other != sheet && is_wanted(**other));
            let is_disjoint = |other: &&usize| sheets[**other].subjects.is_disjoint(&sheets[sheet].subjects);
            let has_same = others().any(|other| !is_disjoint(&other));
            beside += usize::from(!has_same && others().next().is_some());
            again += usize::from(has_same);
        }
        let all = sheets[sheet].keys.len();
        beside * 2 > all && again * 2 <= all
    };
    let is_part = |position: usize| {
        let sheet = &sheets[position];
        let is_whole =
            |other: usize| sheets[other].has_school && (sheets[other].file == sheet.file || is_generic(sheet.file));
        let known = sheet.keys.iter().filter(|key| by_key[key].iter().any(|other| is_whole(*other))).count();
        sheet.is_long && known * 10 >= sheet.keys.len() * 9
    };
    let homeless = |position: usize| is_homeless(&sheets[position]);
    let origins: Vec<SchoolOrigin> = (0..sheets.len())
        .map(|position| match () {
            () if !homeless(position) => SchoolOrigin::Told,
            () if joins(position, &|other| sheets[other].has_school) || is_part(position) => SchoolOrigin::Identifiers,
            // Several files of the same pupils, none of which says of what school: surely not one school a file.
            () if joins(position, &|other| homeless(other) && sheets[other].file != sheets[position].file) => {
                SchoolOrigin::Nowhere
            }
            () => SchoolOrigin::FileName,
        })
        .collect();
    for (sheet, origin) in sheets.iter_mut().zip(origins) {
        sheet.origin = origin;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(file: usize, has_school: bool, subject: &str, keys: std::ops::Range<u64>) -> SheetPupils {
        let subjects = BTreeSet::from([subject.to_owned()]);
        SheetPupils { file, has_school, subjects, keys: keys.collect(), ..SheetPupils::default() }
    }

    #[test]
    fn the_same_identifiers_are_the_same_pupils_in_other_subjects_only() {
        use SchoolOrigin::{FileName, Identifiers, Nowhere, Told};
        let origins = |mut sheets: Vec<SheetPupils>| {
            settle(&mut sheets, |_| true, |_| false);
            sheets.iter().map(|sheet| sheet.origin).collect::<Vec<_>>()
        };
        let chinese = || sheet(0, true, "chinese", 0..100);
        assert_eq!(origins(vec![chinese(), sheet(1, false, "math", 10..90)]), [Told, Identifiers]);
        assert_eq!(origins(vec![chinese(), sheet(1, false, "chinese", 10..90)]), [Told, FileName]);
        assert_eq!(origins(vec![chinese(), sheet(1, false, "math", 90..190)]), [Told, FileName]);
        let bare = |file, subject| sheet(file, false, subject, 0..100);
        assert_eq!(origins(vec![bare(0, "chinese"), bare(1, "math")]), [Nowhere, Nowhere]);
        assert_eq!(origins(vec![bare(0, "chinese"), bare(1, "chinese")]), [FileName, FileName]);
        assert_eq!(origins(vec![bare(0, "chinese"), bare(0, "math")]), [FileName, FileName]);
        let long = |file, has_school| SheetPupils { is_long: true, ..sheet(file, has_school, "chinese", 0..100) };
        assert_eq!(origins(vec![long(0, true), long(0, false)]), [Told, Identifiers]);
        assert_eq!(origins(vec![long(0, true), long(1, false)]), [Told, FileName]);
        let mut demoted = vec![chinese(), sheet(1, false, "math", 0..100)];
        settle(&mut demoted, |file| file == 0, |_| false);
        assert_eq!(demoted[1].origin, Told, "a file of items has no marks to give to a school");
    }
}
