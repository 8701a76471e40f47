//! Classes whose names say different things and whose pupils are the same: `1` in the sheet of one subject, `2023级1班` or
//! `1班(实验)` in that of another.

use std::collections::{BTreeMap, BTreeSet};

use crate::classes::ClassUnit;
use crate::staging::Staging;

/// Fewer names in common are chance.
const FEWEST: usize = 5;
/// No school has so many classes of a grade.
const MOST_CLASSES: u32 = 100;

/// Pairs of classes of a school that never stand in one sheet, do not say two numbers, and whose pupils without
/// identifiers nearly all bear the same names. `staging.classes` numbers the units.
pub(crate) fn pairs(staging: &Staging, units: &[ClassUnit]) -> Vec<(u32, u32)> {
    let mut names: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut sheets: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut of_name: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
    let is_nameless = |row: &usize| staging.is_used(*row) && staging.ids.get(*row).is_empty();
    for row in (0..staging.persons.n_rows()).filter(is_nameless) {
        let class = staging.classes[row];
        let unit = &units[class as usize];
        if let Some(person) = staging.persons.of(row).filter(|_| !unit.name.is_empty()) {
            names.entry(class).or_default().insert(person);
            sheets.entry(class).or_default().insert(staging.sheets[row]);
            of_name.entry((unit.school, person)).or_default().insert(class);
        }
    }
    let mut shared: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for classes in of_name.values() {
        for (at, class) in classes.iter().enumerate() {
            for other in classes.iter().skip(at + 1) {
                *shared.entry((*class, *other)).or_default() += 1;
            }
        }
    }
    let are_one = |((a, b), shared): &(&(u32, u32), &usize)| {
        // 2301 says more than a number.
        let number = |class: u32| units[class as usize].number().filter(|class| class.number < MOST_CLASSES);
        let may_be = number(*a).zip(number(*b)).is_none_or(|(a, b)| a.may_be(b));
        let (fewer, more) = (names[a].len().min(names[b].len()), names[a].len().max(names[b].len()));
        may_be
            && sheets[a].is_disjoint(&sheets[b])
            && **shared >= FEWEST
            && **shared * 5 >= fewer * 4
            && **shared * 5 >= more * 3
    };
    shared.iter().filter(are_one).map(|(pair, _)| *pair).collect()
}
