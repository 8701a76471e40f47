//! Pupils whom sheets of different subjects place differently: `九(1)班` here and `九(1)班(张老师)` there, `实验中学` and
//! `3701-实验中学`, or no class at all.
//!
//! An identifier that is unique within the exam, with one name, is of one pupil, whatever his school and class are called:
//! what is told first stands, and the difference is told.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wutong_model::ProblemKind;
use wutong_model::spec::IdScope;

use crate::classes::ClassUnit;
use crate::hash::{FastBuild, hash_of};
use crate::pupil::filled;
use crate::schools::{SchoolUnit, Schools};
use crate::similar;
use crate::staging::{BLANK, NO_SITE, RowProblem, Staging};
use crate::views;

/// Fewer pupils do not show that two names are of one school or class.
const FEWEST: usize = 8;
/// More rows of a sheet are told together.
const MOST_TOLD: usize = 10;

/// School and class, by their numbers.
type PlaceOf = (u32, u32);

/// Gives all rows of a pupil the school and class that are told first.
pub(crate) fn unite(
    staging: &mut Staging,
    (schools, units): (&Schools, &mut Vec<ClassUnit>),
    groups: &BTreeMap<u32, Vec<u32>>,
    scope: IdScope,
) {
    if scope == IdScope::Class || staging.score_sheets.len() < 2 {
        return;
    }
    let place = |staging: &Staging, row: u32| (staging.sites[row as usize], staging.classes[row as usize]);
    let apart = |rows: &&Vec<u32>| rows.iter().any(|row| place(staging, *row) != place(staging, rows[0]));
    let alike = Alike::of(staging, schools, groups);
    let is_one = |rows: &&Vec<u32>| are_of_one(staging, rows, &alike);
    let candidates: Vec<&Vec<u32>> = groups.values().filter(apart).filter(is_one).collect();
    if candidates.is_empty() {
        return;
    }
    let aliases = aliases(staging, (schools, &candidates), &alike);
    let one_school = |rows: &[u32]| {
        let school = |row: u32| {
            let site = staging.sites[row as usize];
            aliases.get(&site).copied().unwrap_or(site)
        };
        let is_named = rows.iter().all(|row| staging.persons.of(*row as usize).is_some());
        is_named || rows.iter().all(|row| school(*row) == school(rows[0]))
    };
    let mut moved: BTreeMap<u32, PlaceOf> = BTreeMap::new();
    for rows in candidates.into_iter().filter(|rows| one_school(rows)) {
        let first = staging.sites[rows[0] as usize];
        let site = aliases.get(&first).copied().unwrap_or(first);
        let told = rows.iter().find(|row| !units[staging.classes[**row as usize] as usize].name.is_empty());
        let class = staging.classes[*told.unwrap_or(&rows[0]) as usize];
        let wanted = (site, class_of(units, site, class));
        moved.extend(rows.iter().filter(|row| place(staging, **row) != wanted).map(|row| (*row, wanted)));
    }
    // Pupils whom no other sheet holds are of the school and class that the others of theirs turned out to be of.
    let classes = majorities(
        staging.classes.iter().copied(),
        moved.iter().map(|(row, to)| (staging.classes[*row as usize], to.1)),
    );
    for row in (0..staging.len()).filter(|row| staging.is_used(*row)) {
        let (number, site) = (u32::try_from(row).expect("row numbers fit"), staging.sites[row]);
        let class = classes.get(&staging.classes[row]).copied();
        if (aliases.contains_key(&site) || class.is_some()) && !moved.contains_key(&number) {
            let site = aliases.get(&site).copied().unwrap_or(site);
            let class = class.filter(|class| units[*class as usize].school == site).unwrap_or(staging.classes[row]);
            moved.insert(number, (site, class_of(units, site, class)));
        }
    }
    tell(staging, (schools, units), &moved);
    for (row, (site, class)) in moved {
        (staging.sites[row as usize], staging.classes[row as usize]) = (site, class);
    }
}

/// Pairs of schools that some identifiers share and whose names are spellings of one, the fuller one second: 一中 and
/// 清河县第一中学.
struct Alike(BTreeMap<(u32, u32), bool>);

impl Alike {
    /// Looks at the schools of all identifiers that stand in several.
    fn of(staging: &Staging, schools: &Schools, groups: &BTreeMap<u32, Vec<u32>>) -> Self {
        let mut pairs: BTreeMap<(u32, u32), bool> = BTreeMap::new();
        for rows in groups.values() {
            let first = staging.sites[rows[0] as usize];
            for other in rows[1..].iter().map(|row| staging.sites[*row as usize]).filter(|other| *other != first) {
                pairs.entry((first.min(other), first.max(other))).or_insert_with(|| {
                    let [a, b] = [first, other].map(|school| &schools.units[school as usize]);
                    let is_told = |of: fn(&SchoolUnit) -> bool| of(a) && of(b);
                    let is_apart = is_told(|unit| unit.is_coded) || is_told(|unit| unit.listed.is_some());
                    let places = [a.county.as_str(), b.county.as_str()];
                    !is_apart && similar::are_spellings(&a.name, &b.name, &places)
                });
            }
        }
        Self(pairs)
    }

    fn are_one(&self, a: u32, b: u32) -> bool {
        a == b || self.0.get(&(a.min(b), a.max(b))).copied().unwrap_or(false)
    }
}

/// Whether the rows of an identifier are of different sheets and one pupil: no two names, and no subject with two marks.
fn are_of_one(staging: &Staging, rows: &[u32], alike: &Alike) -> bool {
    let sheets: BTreeSet<u32> = rows.iter().map(|row| staging.sheets[*row as usize]).collect();
    let names: BTreeSet<u32> = rows.iter().filter_map(|row| staging.persons.of(*row as usize)).collect();
    let site = |row: u32| staging.sites[row as usize];
    let is_one_site = rows.iter().all(|row| alike.are_one(site(*row), site(rows[0])));
    // A pupil with marks here and blanks there has moved.
    let agrees = |subject: usize| {
        let mut held = rows.iter().filter(|row| views::holds(staging, **row, subject));
        let Some(first) = held.next().map(|row| views::mark(staging, *row, subject)) else { return true };
        let mut others = held.map(|row| views::mark(staging, *row, subject)).peekable();
        others.peek().is_none() || is_one_site && first.0 != BLANK && others.all(|mark| mark == first)
    };
    sheets.len() == rows.len() && names.len() <= 1 && (0..staging.marks.len()).all(agrees)
}

/// Schools of which nearly all rows are of pupils of another one.
fn aliases(staging: &Staging, (schools, candidates): (&Schools, &[&Vec<u32>]), alike: &Alike) -> BTreeMap<u32, u32> {
    let length = |site: u32| schools.units[site as usize].name.chars().count();
    let pairs = candidates.iter().flat_map(|rows| {
        let first = staging.sites[rows[0] as usize];
        // Of two spellings the fuller one stands.
        rows.iter().map(|row| staging.sites[*row as usize]).map(move |site| {
            let is_fuller = alike.are_one(site, first) && length(first) < length(site);
            if is_fuller { (first, site) } else { (site, first) }
        })
    });
    let used = (0..staging.len()).filter(|row| staging.is_used(*row)).map(|row| staging.sites[row]);
    let mut found = majorities(used, pairs.filter(|(from, to)| from != to));
    // Of two that stand for each other the first one stays.
    let targets: BTreeSet<u32> = found.values().copied().collect();
    found.retain(|from, _| !targets.contains(from));
    found
}

/// What nearly all rows of a number turned out to be of.
fn majorities(rows: impl Iterator<Item = u32>, moved: impl Iterator<Item = (u32, u32)>) -> BTreeMap<u32, u32> {
    let mut times: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (from, to) in moved.filter(|(from, to)| from != to) {
        *times.entry((from, to)).or_default() += 1;
    }
    let wanted: BTreeSet<u32> = times.keys().map(|(from, _)| *from).collect();
    let mut all: BTreeMap<u32, usize> = BTreeMap::new();
    rows.filter(|number| wanted.contains(number)).for_each(|number| *all.entry(number).or_default() += 1);
    let is_most = |((from, _), times): &(&(u32, u32), &usize)| **times >= FEWEST && **times * 5 >= all[from] * 4;
    times.iter().filter(is_most).map(|((from, to), _)| (*from, *to)).collect()
}

/// The class of a school that is called as another one is.
fn class_of(units: &mut Vec<ClassUnit>, school: u32, class: u32) -> u32 {
    let unit = &units[class as usize];
    if unit.school == school {
        return class;
    }
    let key = unit.key.clone();
    let same = units.iter().position(|unit| unit.school == school && unit.key == key);
    let position = same.unwrap_or_else(|| {
        units.push(ClassUnit { school, name: units[class as usize].name.clone(), key });
        units.len() - 1
    });
    u32::try_from(position).expect("fewer classes than rows")
}

/// Says of rows that they stand under another school or class than the one that counts; of many in a sheet once.
fn tell(staging: &mut Staging, (schools, units): (&Schools, &[ClassUnit]), moved: &BTreeMap<u32, PlaceOf>) {
    let shown = |(site, class): PlaceOf| filled(&[&schools.units[site as usize].name, &units[class as usize].name]);
    let mut of_sheet: BTreeMap<u32, Vec<RowProblem>> = BTreeMap::new();
    for (row, to) in moved {
        let at = *row as usize;
        let (class, is_same_school) = (&units[staging.classes[at] as usize], staging.sites[at] == to.0);
        // A blank says nothing else.
        if is_same_school && (class.name.is_empty() || class.key == units[to.1 as usize].key) {
            continue;
        }
        let problem = RowProblem {
            row: staging.rows[at],
            site: schools.site_of(to.0),
            text: shown((staging.sites[at], staging.classes[at])),
            expected: shown(*to),
            ..RowProblem::of_sheet(staging.sheets[at], ProblemKind::OtherPlace)
        };
        of_sheet.entry(staging.sheets[at]).or_default().push(problem);
    }
    for (sheet, told) in of_sheet {
        match told.as_slice() {
            [first, ..] if told.len() > MOST_TOLD => staging.problems.push(RowProblem {
                text: told.len().to_string(),
                expected: format!("{} → {}", first.text, first.expected),
                ..RowProblem::of_sheet(sheet, ProblemKind::OtherPlace)
            }),
            _ => staging.problems.extend(told),
        }
    }
}

/// Whether sheets of different subjects place some pupil differently, as far as their words tell: then names are wanted.
pub(crate) fn differ(stagings: &[&Staging]) -> bool {
    let subjects = |staging: &Staging, sheet: usize| -> Vec<usize> {
        let held = &staging.score_sheets[sheet].columns.subjects;
        (0..held.len()).filter(|subject| held[*subject].is_some()).collect()
    };
    let with_names = |staging: &Staging, sheet: usize| {
        let sheet = &staging.score_sheets[sheet];
        sheet.has_header && sheet.columns.id.is_some() && sheet.columns.name.is_some()
    };
    let sheets = stagings.iter().flat_map(|staging| (0..staging.score_sheets.len()).map(move |at| (*staging, at)));
    let kinds: BTreeSet<Vec<usize>> =
        sheets.filter(|(staging, at)| with_names(staging, *at)).map(|(staging, at)| subjects(staging, at)).collect();
    if kinds.len() < 2 {
        return false;
    }
    let mut known: HashMap<u64, (u64, u64), FastBuild> = HashMap::default();
    for staging in stagings {
        let sites: Vec<u64> =
            staging.site_names.named().map(|(_, code, name)| hash_of(0, &[code, name].concat())).collect();
        let classes: Vec<u64> = staging.class_names.texts().iter().map(|class| told(class)).collect();
        for row in (0..staging.len()).filter(|row| !staging.ids.get(*row).is_empty()) {
            let site = staging.sites[row];
            let site = if site == NO_SITE { 0 } else { sites[site as usize] };
            let here = (site, classes[staging.classes[row] as usize]);
            let first = known.entry(hash_of(0, staging.ids.get(row))).or_insert(here);
            let is_other = |a: u64, b: u64| a != 0 && b != 0 && a != b;
            if is_other(first.0, here.0) || is_other(first.1, here.1) {
                return true;
            }
        }
    }
    false
}

fn told(text: &str) -> u64 {
    if text.is_empty() { 0 } else { hash_of(0, text) }
}
