//! Pupils without identifiers: rows of one school, class and name are of one pupil, as far as that is sure.
//!
//! A name is no identifier. Two pupils of a class may bear the same one; then nobody can say which rows of several sheets
//! belong together, and none of them counts until the sheets tell the two apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wutong_model::{IdColumn, Problem, ProblemKind};

use crate::cell::{Cell, fold_name};
use crate::classes::ClassUnit;
use crate::duplicates::{Outcome, Outcomes};
use crate::hash::FastBuild;
use crate::mark::beside_name;
use crate::pupil::filled;
use crate::schools::Schools;
use crate::staging::{Interner, Staging};
use crate::veil::made_of;
use crate::views;

/// The person of a row whose name is not kept.
const NOBODY: u32 = u32::MAX;

/// What pupils are called, of the rows that are known by it. It is forgotten once rows are joined.
#[derive(Debug, Default)]
pub(crate) struct Persons {
    names: Interner,
    /// The number of the name of each row; shorter than the rows where later rows have none.
    of_row: Vec<u32>,
}

impl Persons {
    /// Notes the name of a row behind those that are noted.
    pub(crate) fn note(&mut self, row: usize, name: Cell<'_>) {
        let folded = called(&name.shown());
        if !folded.is_empty() {
            let number = self.names.number(&folded);
            self.of_row.resize(row, NOBODY);
            self.of_row.push(number);
        }
    }

    /// Rows behind which none is known by its name.
    pub(crate) fn n_rows(&self) -> usize {
        self.of_row.len()
    }

    /// The number of the name of a row.
    pub(crate) fn of(&self, row: usize) -> Option<u32> {
        self.of_row.get(row).copied().filter(|person| *person != NOBODY)
    }

    /// The name of a row as names are compared.
    pub(crate) fn called(&self, row: usize) -> Option<&str> {
        self.of(row).map(|person| self.names.texts()[person as usize].as_str())
    }

    /// What the name of a row is made of: 〔文字3字〕.
    pub(crate) fn shown(&self, row: usize) -> String {
        self.of(row).map(|person| made_of(&self.names.texts()[person as usize])).unwrap_or_default()
    }

    /// Whether some row is known by its name alone, although its sheet has identifiers.
    fn any_without_id(&self, staging: &Staging) -> bool {
        let is_late = |row: &usize| {
            self.of(*row).is_some()
                && staging.ids.get(*row).is_empty()
                && staging.score_sheets[staging.sheets[*row] as usize].columns.id.is_some()
        };
        (0..self.of_row.len()).any(|row| is_late(&row))
    }

    /// Takes back the rows from a position on.
    pub(crate) fn truncate(&mut self, rows: usize) {
        self.of_row.truncate(rows);
    }

    /// Keeps these rows.
    pub(crate) fn retain(&mut self, rows: &[usize]) {
        if !self.of_row.is_empty() {
            self.of_row = rows.iter().map(|row| self.of_row.get(*row).copied().unwrap_or(NOBODY)).collect();
        }
    }

    /// Takes the names of rows that come after `start` others.
    pub(crate) fn absorb(&mut self, start: usize, other: &Self) {
        if other.of_row.is_empty() {
            return;
        }
        let numbers = self.names.absorb(&other.names);
        self.of_row.resize(start, NOBODY);
        self.of_row.extend(other.of_row.iter().map(|person| numbers.get(*person as usize).copied().unwrap_or(NOBODY)));
    }
}

/// A name as names are compared: 阿依古丽·买买提, with whatever dot there is.
pub(crate) fn called(name: &str) -> String {
    let mut folded = fold_name(name);
    if beside_name(Cell::Text(name)).is_some() {
        folded.truncate(folded.rfind('(').unwrap_or(folded.len()));
    }
    folded.retain(|c| !matches!(c, '·' | '.' | '•' | '-'));
    folded
}

/// Whether the names of pupils with identifiers are wanted too: sheets without identifiers stand beside sheets with them
/// that name their pupils, or pupils without one beside others.
pub(crate) fn are_mixed(stagings: &[&Staging]) -> bool {
    let any = |with_id: bool| {
        let mut sheets = stagings.iter().flat_map(|staging| &staging.score_sheets);
        sheets.any(|sheet| sheet.has_header && sheet.columns.name.is_some() && sheet.columns.id.is_some() == with_id)
    };
    let is_late = |staging: &Staging| staging.persons.any_without_id(staging);
    any(false) && any(true) || stagings.iter().any(|staging| is_late(staging))
}

/// What is known of pupils by their names.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// Rows of each pupil without an identifier whom several sheets name, by the first of them.
    pub(crate) groups: BTreeMap<u32, Vec<u32>>,
    /// Rows of which nobody can say whose they are.
    pub(crate) outcomes: Outcomes,
    /// Pupils of one class and name in one sheet, who stay apart.
    pub(crate) remarks: Vec<Problem>,
}

/// Finds the rows of each pupil by school, class and name, and gives those without an identifier that of their pupil
/// where another sheet has it. `staging.sites` and `staging.classes` number the school and class of each row.
pub(crate) fn settle(staging: &mut Staging, schools: &Schools, units: &[ClassUnit]) -> Named {
    let mut named = Named::default();
    let is_nameless = |row: &usize| staging.is_used(*row) && staging.ids.get(*row).is_empty();
    // Only rows up to the last with a name.
    if !(0..staging.persons.of_row.len()).any(|row| is_nameless(&row) && staging.persons.of(row).is_some()) {
        return named;
    }
    let mut homonyms: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
    for row in (0..staging.len()).filter(|row| staging.is_used(*row)) {
        if let Some(person) = staging.persons.of(row) {
            homonyms.entry((staging.sites[row], person)).or_default().push(number(row));
        }
    }
    let mut adopted: HashMap<u32, u32, FastBuild> = HashMap::default();
    for rows in homonyms.into_values() {
        for rows in by_class(staging, units, rows, &mut named.outcomes) {
            settle_one(staging, (schools, units), &rows, &mut named, &mut adopted);
        }
    }
    nobodies(staging, &mut named);
    adopt(staging, &adopted);
    named
}

fn number(row: usize) -> u32 {
    u32::try_from(row).expect("row numbers fit")
}

/// The rows of one name by class. Rows without a class are of the only class that has the name.
fn by_class(staging: &Staging, units: &[ClassUnit], rows: Vec<u32>, outcomes: &mut Outcomes) -> Vec<Vec<u32>> {
    let class = |row: &u32| staging.classes[*row as usize];
    let (unplaced, placed): (Vec<u32>, Vec<u32>) =
        rows.into_iter().partition(|row| units[class(row) as usize].name.is_empty());
    let mut of_class: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for row in placed {
        of_class.entry(class(&row)).or_default().push(row);
    }
    if of_class.len() > 1 {
        let unknown = unplaced.into_iter().filter(|row| staging.ids.get(*row as usize).is_empty());
        outcomes.extend(unknown.map(|row| (row, Outcome::SetAside(ProblemKind::AmbiguousName))));
        return of_class.into_values().collect();
    }
    let mut all: Vec<u32> = of_class.into_values().flatten().chain(unplaced).collect();
    all.sort_unstable();
    vec![all]
}

/// Decides on the rows of one school, class and name.
fn settle_one(
    staging: &Staging,
    (schools, units): (&Schools, &[ClassUnit]),
    rows: &[u32],
    named: &mut Named,
    adopted: &mut HashMap<u32, u32, FastBuild>,
) {
    let (known, unknown): (Vec<u32>, Vec<u32>) =
        rows.iter().partition(|row| !staging.ids.get(**row as usize).is_empty());
    // A sheet that has the name with an identifier and without one has two pupils, or the same one twice.
    let sheet = |row: &u32| staging.sheets[*row as usize];
    let (beside, unknown): (Vec<u32>, Vec<u32>) =
        unknown.into_iter().partition(|row| known.iter().any(|other| sheet(other) == sheet(row)));
    for row in beside {
        let in_sheet = known.iter().chain([&row]).copied().filter(|other| sheet(other) == sheet(&row));
        namesakes(staging, (schools, units), &in_sheet.collect::<Vec<_>>(), named);
    }
    let ids: BTreeSet<&str> = known.iter().map(|row| staging.ids.get(*row as usize)).collect();
    let sheets: BTreeSet<u32> = unknown.iter().map(|row| staging.sheets[*row as usize]).collect();
    let is_one_a_sheet = sheets.len() == unknown.len();
    // Without a class two pupils of a school who bear one name are no more than likely the same.
    let has_class = |row: &u32| !units[staging.classes[*row as usize] as usize].name.is_empty();
    let is_sure = || unknown.iter().all(has_class) || views::joins(staging, &unknown);
    match (ids.len(), unknown.len()) {
        (_, 0) | (0, 1) => {}
        (1, _) if is_one_a_sheet => adopted.extend(unknown.iter().map(|row| (*row, known[0]))),
        (0, _) if is_one_a_sheet && is_sure() => {
            named.groups.insert(unknown[0], unknown);
        }
        (0, _) if sheets.len() == 1 => namesakes(staging, (schools, units), &unknown, named),
        _ => {
            let set_aside = unknown.iter().map(|row| (*row, Outcome::SetAside(ProblemKind::AmbiguousName)));
            named.outcomes.extend(set_aside);
        }
    }
}

/// Several rows of one name in one sheet: two pupils, unless one row says all that another does.
fn namesakes(staging: &Staging, (schools, units): (&Schools, &[ClassUnit]), rows: &[u32], named: &mut Named) {
    /// One equal mark is chance.
    const FEWEST_EQUAL: usize = 2;
    let marks = |row: u32| -> Vec<_> {
        staging.marks.iter().map(|marks| (marks.ticks[row as usize], marks.status[row as usize])).collect()
    };
    let n_present = |row: u32| {
        let present =
            |marks: &&wutong_model::SubjectColumn| marks.status[row as usize] == wutong_model::Status::Present;
        staging.marks.iter().filter(present).count()
    };
    let mut different: Vec<u32> = Vec::new();
    for row in rows {
        let repeats = |known: &u32| marks(*known) == marks(*row) && n_present(*row) >= FEWEST_EQUAL;
        if different.iter().any(repeats) {
            named.outcomes.insert(*row, Outcome::SetAside(ProblemKind::RepeatedPupil));
        } else {
            different.push(*row);
        }
    }
    for &row in different.iter().skip(1) {
        let at = row as usize;
        let (school, class) = (&schools.units[staging.sites[at] as usize], &units[staging.classes[at] as usize].name);
        let sheet = &staging.score_sheets[staging.sheets[at] as usize].columns;
        let column = sheet.name.and_then(|column| sheet.headers.get(column)).cloned().unwrap_or_default();
        named.remarks.push(Problem {
            place: staging.place(staging.sheets[at], staging.rows[at], column),
            text: filled(&[&school.name, class, &staging.persons.shown(at)]),
            kind: ProblemKind::SameName,
            expected: staging.rows[different[0] as usize].to_string(),
            school: Some(school.id.clone()),
            subject: None,
        });
    }
}

/// Says of schools how many pupils of a sheet have no identifier where others have one, of the rows that are used.
pub(crate) fn without_id(staging: &Staging, schools: &Schools, used: &[u32]) -> Vec<Problem> {
    let mut found: BTreeMap<(u32, u32), (usize, usize)> = BTreeMap::new();
    let named = used.iter().map(|row| *row as usize).take_while(|row| *row < staging.persons.of_row.len());
    for row in named {
        let columns = &staging.score_sheets[staging.sheets[row] as usize].columns;
        if staging.ids.get(row).is_empty() && columns.id.is_some() && staging.persons.of(row).is_some() {
            found.entry((staging.sheets[row], staging.sites[row])).or_insert((row, 0)).1 += 1;
        }
    }
    let told = |((sheet, school), (row, count)): ((u32, u32), (usize, usize))| {
        let columns = &staging.score_sheets[sheet as usize].columns;
        let column = columns.id.and_then(|column| columns.headers.get(column)).cloned().unwrap_or_default();
        Problem {
            place: staging.place(sheet, staging.rows[row], column),
            text: count.to_string(),
            kind: ProblemKind::WithoutId,
            expected: String::new(),
            school: Some(schools.units[school as usize].id.clone()),
            subject: None,
        }
    };
    found.into_iter().map(told).collect()
}

/// A row without a name beside sheets that are joined by names is of nobody who could be told.
fn nobodies(staging: &Staging, named: &mut Named) {
    let joined: BTreeSet<u32> = named.groups.values().flatten().map(|row| staging.sheets[*row as usize]).collect();
    let is_of_nobody = |row: &usize| {
        staging.is_used(*row)
            && joined.contains(&staging.sheets[*row])
            && staging.ids.get(*row).is_empty()
            && staging.persons.of(*row).is_none()
    };
    let nobodies = (0..staging.len()).filter(is_of_nobody).map(number);
    named.outcomes.extend(nobodies.map(|row| (row, Outcome::SetAside(ProblemKind::NoPupilId))));
}

/// Gives rows the identifiers of others.
fn adopt(staging: &mut Staging, adopted: &HashMap<u32, u32, FastBuild>) {
    if adopted.is_empty() {
        return;
    }
    let mut ids = IdColumn::default();
    for row in 0..staging.len() {
        let of = adopted.get(&number(row)).map_or(row, |other| *other as usize);
        ids.push(staging.ids.get(of));
    }
    staging.ids = ids;
}
