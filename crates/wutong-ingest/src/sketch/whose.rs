//! Whose rows bear an identifier: whether the same one stands with different pupils.

use std::collections::BTreeSet;

use wutong_model::spec::IdScope;

use crate::by_name::called;
use crate::classes::ClassNumber;
use crate::hash::hash_of;

/// What a row says of its pupil, hashed; 0 where it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Whose {
    pub(super) id: u64,
    pub(super) school: u64,
    pub(super) class: u64,
    pub(super) name: u64,
}

impl Whose {
    /// The hash of an identifier, and school, class and name as they are written.
    pub(super) fn of(id: u64, [school, class, name]: [&str; 3]) -> Self {
        let told = |scope: u32, text: &str| if text.is_empty() { 0 } else { hash_of(scope, text) };
        // A class by its number, where its name says no more: files write it differently.
        let number = ClassNumber::of(class).map(|class| class.number.to_string());
        let class = told(2, number.as_deref().unwrap_or(class));
        Self { id, school: told(1, school), class, name: told(3, &called(name)) }
    }
}

/// Within what identifiers are unique; takes the rows of all sheets, each with its sheet. `shares` tells of two sheets
/// whether they hold marks of one subject.
///
/// An identifier that stands with two names is of two pupils. Without names it is where one sheet, or two of one subject,
/// have it in two schools or classes: sheets of different subjects may well write the school of one pupil differently.
/// Sheets of a school that name no class are classes themselves where most identifiers that they share stand with two
/// names; that is the second answer.
pub(super) fn id_scope(pupils: &mut [(Whose, usize)], shares: impl Fn(usize, usize) -> bool) -> (IdScope, bool) {
    // 张** and 某某 tell nobody apart.
    let names: BTreeSet<u64> = pupils.iter().map(|(of, _)| of.name).filter(|name| *name != 0).collect();
    let ids: BTreeSet<u64> = pupils.iter().filter(|(of, _)| of.name != 0).map(|(of, _)| of.id).collect();
    if names.len() * 2 < ids.len() {
        pupils.iter_mut().for_each(|(of, _)| of.name = 0);
    }
    pupils.sort_unstable();
    let is_other = |(a, of_a): &(Whose, usize), (b, of_b): &(Whose, usize)| match (a.name, b.name) {
        (0, _) | (_, 0) => of_a == of_b || shares(*of_a, *of_b),
        (a, b) => a != b,
    };
    let differ = |a: u64, b: u64| a != 0 && b != 0 && a != b;
    let (mut total, mut schools, mut classes) = (0usize, 0usize, 0usize);
    let (mut in_several, mut restarted) = (0usize, 0usize);
    for rows in pupils.chunk_by(|a, b| a.0.id == b.0.id) {
        total += 1;
        // Rows are in the order of schools and classes: the first and the one before stand for all others.
        let pairs = || {
            let after = rows.iter().enumerate().skip(1);
            after.flat_map(|(at, row)| [(&rows[0], row), (&rows[at - 1], row)])
        };
        let in_schools = |(a, b): (&(Whose, usize), &(Whose, usize))| differ(a.0.school, b.0.school) && is_other(a, b);
        let in_classes = |(a, b): (&(Whose, usize), &(Whose, usize))| {
            !differ(a.0.school, b.0.school) && differ(a.0.class, b.0.class) && is_other(a, b)
        };
        schools += usize::from(pairs().any(in_schools));
        classes += usize::from(pairs().any(in_classes));
        let in_sheets = |((a, of_a), (b, of_b)): &(&(Whose, usize), &(Whose, usize))| {
            of_a != of_b && (a.class, b.class) == (0, 0) && !differ(a.school, b.school)
        };
        in_several += usize::from(pairs().any(|pair| in_sheets(&pair)));
        restarted += usize::from(pairs().any(|pair| in_sheets(&pair) && differ(pair.0.0.name, pair.1.0.name)));
    }
    // Single clashes are transfers and slips.
    let frequent = |clashes: usize| clashes * 20 > total;
    let are_classes = frequent(restarted) && restarted * 2 > in_several;
    let scope = match (frequent(schools), frequent(classes) || are_classes) {
        (_, true) => IdScope::Class,
        (true, false) => IdScope::School,
        (false, false) => IdScope::Exam,
    };
    (scope, are_classes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(rows: &[(u64, [&str; 3], usize)], shares: bool) -> IdScope {
        let mut rows: Vec<(Whose, usize)> =
            rows.iter().map(|(id, said, sheet)| (Whose::of(*id, *said), *sheet)).collect();
        id_scope(&mut rows, |_, _| shares).0
    }

    #[test]
    fn an_identifier_with_two_names_is_of_two_pupils() {
        let schools = [(7, ["一中", "1", "甲"], 0), (7, ["二中", "1", "乙"], 1)];
        assert_eq!(scope(&schools, false), IdScope::School);
        let classes = [(7, ["一中", "1", "甲"], 0), (7, ["一中", "2", "乙"], 0)];
        assert_eq!(scope(&classes, true), IdScope::Class);
        let one =
            [(7, ["一中", "1", "甲 一"], 0), (7, ["3701-一中", "九(1)班(王)", "甲一"], 1), (7, ["", "", "甲一"], 2)];
        assert_eq!(scope(&one, true), IdScope::Exam);
    }

    #[test]
    fn sheets_whose_numbers_begin_anew_are_classes() {
        let sheets = |second: [&str; 2]| {
            let names = ["甲", "乙"].into_iter().zip(second);
            let rows = (1..).zip(names).flat_map(|(id, (one, other))| {
                [(Whose::of(id, ["一中", "", one]), 0), (Whose::of(id, ["一中", "", other]), 1)]
            });
            id_scope(&mut rows.collect::<Vec<_>>(), |_, _| true)
        };
        assert_eq!(sheets(["丙", "丁"]), (IdScope::Class, true));
        // The same pupils once more.
        assert_eq!(sheets(["甲", "乙"]), (IdScope::Exam, false));
        assert_eq!(sheets(["", ""]), (IdScope::Exam, false));
    }

    #[test]
    fn without_names_one_subject_tells() {
        let rows = [(7, ["一中", "1", ""], 0), (7, ["二中", "1", ""], 1)];
        assert_eq!((scope(&rows, true), scope(&rows, false)), (IdScope::School, IdScope::Exam));
        let unplaced = [(7, ["一中", "1", ""], 0), (7, ["一中", "", ""], 1)];
        assert_eq!(scope(&unplaced, true), IdScope::Exam);
    }
}
