//! One class under several names: `1`, `1班`, `01` and `九（1）班`.
//!
//! Names of one school that say one number, and no two grades, are of one class; sheets of other programs and hands write
//! it differently. They stay apart where a sheet contradicts that: it has the same pupil under both names, or more pupils
//! than a class holds. Names that say more than a number are of one class where their pupils are the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wutong_model::ProblemKind;
use wutong_model::spec::IdScope;

use crate::classes::ClassUnit;
use crate::hash::FastBuild;
use crate::same_pupils;
use crate::schools::Schools;
use crate::staging::{RowProblem, Staging};

/// No class has more pupils.
const LARGEST: usize = 80;
/// One pupil alone under two names is a slip.
const FEWEST_AGAIN: usize = 2;

/// The rows of a class in one sheet: how many, and the first.
type OfSheet = BTreeMap<(u32, u32), (usize, usize)>;

/// Makes one class of those of a school that differ in how their number is written, or whose pupils are the same, and says so of
/// schools where nothing else tells it. `staging.sites` numbers schools, `staging.classes` the units.
pub(crate) fn unite(
    staging: &mut Staging,
    (schools, units): (&Schools, &mut [ClassUnit]),
    (scope, grade): (IdScope, u8),
) {
    let mut alike: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
    for (unit, number) in units.iter().zip(0..) {
        if let Some(class) = unit.number() {
            alike.entry((unit.school, class.number)).or_default().push(number);
        }
    }
    if !staging.is_whole() {
        // What a summary calls a class is no name of one.
        let used = (0..staging.len()).filter(|row| staging.is_used(*row));
        let held: BTreeSet<u32> = used.map(|row| staging.classes[row]).collect();
        alike.values_mut().for_each(|classes| classes.retain(|class| held.contains(class)));
    }
    alike.retain(|_, classes| classes.len() > 1);
    let same = same_pupils::pairs(staging, units);
    if alike.is_empty() && same.is_empty() {
        return;
    }
    let of_same = same.iter().flat_map(|(one, other)| [*one, *other]);
    let wanted: BTreeSet<u32> = alike.values().flatten().copied().chain(of_same).collect();
    let mut of_sheet: OfSheet = BTreeMap::new();
    for row in (0..staging.len()).filter(|row| staging.is_used(*row) && wanted.contains(&staging.classes[*row])) {
        of_sheet.entry((staging.classes[row], staging.sheets[row])).or_insert((0, row)).0 += 1;
    }
    let pupils = shared(staging, units, &wanted, scope);
    let mut roots: BTreeMap<u32, u32> = BTreeMap::new();
    let mut told: BTreeMap<u32, Vec<Vec<u32>>> = BTreeMap::new();
    for classes in alike.values() {
        let grades: BTreeSet<u32> = classes.iter().filter_map(|class| units[*class as usize].number()?.grade).collect();
        let is_sure = |a: u32, b: u32| pupils.across.contains(&(a.min(b), a.max(b)));
        // 101 beside 1 is class 1 of the first year, or the hundred and first class.
        let is_of_exam = grades.iter().all(|of_class| years(grade).contains(of_class));
        let is_one = grades.len() <= 1 && is_of_exam && !is_contradicted(classes, &pupils, &of_sheet);
        let mut untold = Vec::new();
        for (at, &class) in classes.iter().enumerate() {
            let before = &classes[..at];
            let sure: Vec<u32> = before.iter().copied().filter(|known| is_sure(*known, class)).collect();
            untold.extend((is_one && sure.is_empty() && at > 0).then_some(class));
            let others = if is_one { before } else { sure.as_slice() };
            others.iter().for_each(|known| join(&mut roots, *known, class));
        }
        if !untold.is_empty() {
            told.entry(units[classes[0] as usize].school).or_default().push(classes.clone());
        }
    }
    for (one, other) in same {
        if root_of(&roots, one) != root_of(&roots, other) {
            join(&mut roots, one, other);
            told.entry(units[one as usize].school).or_default().push(vec![one, other]);
        }
    }
    // The name that most rows have stands for all; of equals the smallest.
    let rows = |class: u32| of_sheet.range((class, 0)..=(class, u32::MAX)).map(|(_, (rows, _))| *rows).sum::<usize>();
    let root = |class: u32| root_of(&roots, class);
    tell(staging, (schools, units), (&told, &of_sheet), (&root, &rows));
    let mut named: BTreeMap<u32, u32> = BTreeMap::new();
    for &class in &wanted {
        let best = named.entry(root(class)).or_insert(class);
        *best = first_of(&[*best, class], units, &rows);
    }
    for (root, best) in named {
        let (name, key) = (units[best as usize].name.clone(), units[best as usize].key.clone());
        (units[root as usize].name, units[root as usize].key) = (name, key);
    }
    staging.classes.iter_mut().for_each(|class| *class = root(*class));
}

/// What the number of a class may begin with in a grade: 9 or 3 in the third year of junior schools.
pub(crate) fn years(grade: u8) -> [u32; 2] {
    let of_stage = if grade > 9 { 9 } else { 6 };
    [u32::from(grade), u32::from(grade.checked_sub(of_stage).unwrap_or(grade))]
}

/// The first of the classes that one turned out to be the same as.
fn root_of(roots: &BTreeMap<u32, u32>, mut class: u32) -> u32 {
    while let Some(known) = roots.get(&class) {
        class = *known;
    }
    class
}

fn join(roots: &mut BTreeMap<u32, u32>, one: u32, other: u32) {
    let (one, other) = (root_of(roots, one), root_of(roots, other));
    if one != other {
        roots.insert(one.max(other), one.min(other));
    }
}

/// The class with most rows; of equals the one whose name is the smallest.
fn first_of(classes: &[u32], units: &[ClassUnit], rows: &impl Fn(u32) -> usize) -> u32 {
    let order = |class: &&u32| (std::cmp::Reverse(rows(**class)), &units[**class as usize].name);
    classes.iter().min_by(|a, b| order(a).cmp(&order(b))).copied().expect("there are classes")
}

/// Whether a sheet names the same pupils under two of the names, or more pupils under all of them than a class holds.
fn is_contradicted(classes: &[u32], pupils: &Shared, of_sheet: &OfSheet) -> bool {
    let mut in_sheet: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for class in classes {
        for ((_, sheet), (rows, _)) in of_sheet.range((*class, 0)..=(*class, u32::MAX)) {
            in_sheet.entry(*sheet).or_default().push(*rows);
        }
    }
    let is_crowded = |rows: &Vec<usize>| rows.len() > 1 && rows.iter().sum::<usize>() > LARGEST;
    let again = |pair: &(u32, u32)| {
        let held =
            |class: u32| of_sheet.range((class, 0)..=(class, u32::MAX)).map(|(_, (rows, _))| *rows).sum::<usize>();
        let times = pupils.within.get(pair).copied().unwrap_or_default();
        times >= FEWEST_AGAIN && times * 5 > held(pair.0).min(held(pair.1))
    };
    let pairs = || classes.iter().enumerate().flat_map(|(at, a)| classes[at + 1..].iter().map(move |b| (*a, *b)));
    in_sheet.values().any(is_crowded) || pairs().any(|pair| again(&pair))
}

/// Pupils who stand under two names of a class.
#[derive(Default)]
struct Shared {
    /// Pairs of classes with one pupil in different sheets.
    across: BTreeSet<(u32, u32)>,
    /// How many pupils one sheet has in both.
    within: BTreeMap<(u32, u32), usize>,
}

/// Finds such pupils by their identifiers, or where rows have none by their names.
fn shared(staging: &Staging, units: &[ClassUnit], wanted: &BTreeSet<u32>, scope: IdScope) -> Shared {
    let mut found = Shared::default();
    let mut by_id: HashMap<(u32, u32, &str), (u32, u32), FastBuild> = HashMap::default();
    let mut by_name: HashMap<(u32, u32, u32), (u32, u32), FastBuild> = HashMap::default();
    for row in (0..staging.len()).filter(|row| staging.is_used(*row) && wanted.contains(&staging.classes[*row])) {
        let (class, id, site) = (staging.classes[row], staging.ids.get(row), staging.sites[row]);
        let number = |class: u32| units[class as usize].number();
        let Some(own) = number(class) else { continue };
        let here = (class, staging.sheets[row]);
        let of_id = (!id.is_empty()).then(|| *by_id.entry((site, own.number, id)).or_insert(here));
        let of_name = staging.persons.of(row).map(|person| *by_name.entry((site, own.number, person)).or_insert(here));
        // Identifiers that begin anew in every class may well stand in two that only look alike.
        let names_agree = scope != IdScope::Class || of_name.is_none() || of_name == of_id;
        for ((known, sheet), is_sure) in
            of_id.map(|known| (known, names_agree)).into_iter().chain(of_name.map(|known| (known, true)))
        {
            let may_be = number(known).is_some_and(|known| known.may_be(own));
            if known == class || !may_be {
                continue;
            }
            let pair = (known.min(class), known.max(class));
            if sheet == here.1 {
                *found.within.entry(pair).or_default() += 1;
            } else if is_sure {
                found.across.insert(pair);
            }
        }
    }
    found
}

/// Says of schools which names of classes are taken for one, once a school: 1、1班 → 1班.
fn tell(
    staging: &mut Staging,
    (schools, units): (&Schools, &[ClassUnit]),
    (told, of_sheet): (&BTreeMap<u32, Vec<Vec<u32>>>, &OfSheet),
    (root, rows): (&impl Fn(u32) -> u32, &impl Fn(u32) -> usize),
) {
    for (school, groups) in told {
        let mut said = Vec::new();
        let mut first: Option<usize> = None;
        for classes in groups {
            let mut by_root: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            classes.iter().for_each(|class| by_root.entry(root(*class)).or_default().push(*class));
            for united in by_root.into_values().filter(|united| united.len() > 1) {
                let mut names: Vec<&str> = united.iter().map(|class| units[*class as usize].name.as_str()).collect();
                names.sort_unstable();
                let name = &units[first_of(&united, units, rows) as usize].name;
                said.push(format!("{} → {name}", names.join("、")));
                let rows = united.iter().flat_map(|class| of_sheet.range((*class, 0)..=(*class, u32::MAX)));
                first = rows.map(|(_, (_, row))| *row).chain(first).min();
            }
        }
        let Some(row) = first else { continue };
        let sheet = staging.sheets[row];
        let columns = &staging.score_sheets[sheet as usize].columns;
        let column = columns.class.and_then(|column| columns.headers.get(column)).cloned().unwrap_or_default();
        staging.problems.push(RowProblem {
            row: staging.rows[row],
            column,
            text: said.join("；"),
            site: schools.site_of(*school),
            ..RowProblem::of_sheet(sheet, ProblemKind::ClassNames)
        });
    }
}
