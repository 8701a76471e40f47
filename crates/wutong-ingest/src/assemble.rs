//! From staged rows to the score book: everything in one order, whatever order it came in.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use wutong_model::spec::Subject;
use wutong_model::{
    Class, County, IdColumn, ProblemKind, PupilAttribute, RosterCount, School, ScoreBook, Status, SubjectColumn,
};

use crate::cell::fold_name;
use crate::classes::{ClassNumber, ClassUnit, NaturalKey};
use crate::list::{Lists, RosterRow};
use crate::pseudonym::made_id;
use crate::pupil::{GENDERS, filled};
use crate::read::{Each, each_of};
use crate::schools::{Finder, Schools};
use crate::staging::{BLANK, NO_CELL, Staging};

/// Builds the score book of some rows, and says which of them have made identifiers. `staging.sites` holds school
/// numbers, `staging.classes` those of `units`.
pub(crate) fn assemble(
    staging: &mut Staging,
    spec: &[Subject],
    (schools, units): (&Schools, &[ClassUnit]),
    mut rows: Vec<u32>,
    each: Each<'_>,
) -> (ScoreBook, Vec<bool>, Vec<u32>) {
    let order = unit_order(schools, units);
    let mut ranks = vec![0u32; units.len()];
    for (rank, unit) in order.iter().enumerate() {
        ranks[*unit] = u32::try_from(rank).expect("fewer classes than rows");
    }
    let made = made_ids(staging, schools, units, &rows);
    let id = |row: u32| match staging.ids.get(row as usize) {
        "" => made.get(&row).map_or("", String::as_str),
        id => id,
    };
    let rank = |row: u32| ranks[staging.classes[row as usize] as usize];
    // Files are often in the order of the book already.
    let in_order = in_order(staging, &rows, &ranks) || {
        // Stable and quick on rows that are nearly in order.
        rows.sort_by(|&a, &b| rank(a).cmp(&rank(b)).then_with(|| id(a).cmp(id(b))));
        is_every_row(staging, &rows)
    };
    let is_made = match &staging.ascending {
        // Every row has an identifier.
        Some(_) => vec![false; rows.len()],
        None => rows.iter().map(|row| staging.ids.get(*row as usize).is_empty()).collect(),
    };
    let ids = if in_order && made.is_empty() {
        std::mem::take(&mut staging.ids)
    } else {
        let mut ids = IdColumn::default();
        for &row in &rows {
            ids.push(id(row));
        }
        staging.ids = IdColumn::default();
        ids
    };
    let permuted = |marks: SubjectColumn| if in_order { marks } else { permuted(&marks, &rows) };
    let mut book = groups(staging, schools, (units, &order), &rows);
    book.ids = ids;
    let analysed = taken(&mut staging.marks);
    staging.companions.resize_with(spec.len(), SubjectColumn::default);
    let companions = taken(&mut staging.companions);
    let of_book = |marks: SubjectColumn, subject: usize| settled(permuted(marks), spec[subject].elective);
    book.subjects = each_of(each, spec.len(), |subject| of_book(take(&analysed[subject]), subject));
    book.companions = each_of(each, spec.len(), |subject| {
        let mut marks = take(&companions[subject]);
        (!marks.ticks.is_empty()).then(|| {
            marks.ticks.resize(staging.rows.len(), 0);
            marks.status.resize(staging.rows.len(), Status::NotTaken);
            of_book(marks, subject)
        })
    });
    if staging.genders.iter().any(|code| *code > 0) {
        let codes = rows.iter().map(|row| staging.gender_of(*row as usize)).collect();
        let values = GENDERS.map(str::to_owned).to_vec();
        book.attributes.push(PupilAttribute { name: "gender".to_owned(), values, codes });
    }
    (book, is_made, rows)
}

/// Columns of which each may be taken on another thread.
fn taken(columns: &mut [SubjectColumn]) -> Vec<Mutex<SubjectColumn>> {
    columns.iter_mut().map(|column| Mutex::new(std::mem::take(column))).collect()
}

fn take(column: &Mutex<SubjectColumn>) -> SubjectColumn {
    std::mem::take(&mut *column.lock().unwrap_or_else(PoisonError::into_inner))
}

fn is_every_row(staging: &Staging, rows: &[u32]) -> bool {
    rows.len() == staging.len() && rows.iter().zip(0..).all(|(row, position)| *row == position)
}

/// Whether all rows stand in the order of the book, as far as stretches of ascending identifiers tell.
fn in_order(staging: &Staging, rows: &[u32], ranks: &[u32]) -> bool {
    let Some(starts) = &staging.ascending else { return false };
    if !is_every_row(staging, rows) {
        return false;
    }
    let classes = &staging.classes;
    let is_ranked =
        classes.windows(2).all(|pair| pair[0] == pair[1] || ranks[pair[0] as usize] < ranks[pair[1] as usize]);
    let ascends = |start: &u32| match *start as usize {
        0 => true,
        row => classes[row - 1] != classes[row] || staging.ids.get(row - 1) < staging.ids.get(row),
    };
    is_ranked && starts.iter().all(ascends)
}

/// Blanks become what they mean: absent, or not taken where pupils choose.
fn settled(mut marks: SubjectColumn, is_elective: bool) -> SubjectColumn {
    if is_elective {
        let blanks = marks.ticks.iter().zip(&mut marks.status).filter(|(ticks, _)| **ticks == BLANK);
        blanks.for_each(|(_, status)| *status = Status::NotTaken);
    }
    // Every one is written, changed or not: several at once.
    marks.ticks.iter_mut().for_each(|ticks| *ticks = if matches!(*ticks, BLANK | NO_CELL) { 0 } else { *ticks });
    marks
}

/// Classes by county, school id and natural order of the name.
fn unit_order(schools: &Schools, units: &[ClassUnit]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..units.len()).collect();
    let key = |unit: &usize| {
        let unit = &units[*unit];
        let school = &schools.units[unit.school as usize];
        (&school.county, &school.id, &unit.key, &unit.name)
    };
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    order
}

fn permuted(marks: &SubjectColumn, rows: &[u32]) -> SubjectColumn {
    SubjectColumn {
        ticks: rows.iter().map(|row| marks.ticks[*row as usize]).collect(),
        status: rows.iter().map(|row| marks.status[*row as usize]).collect(),
    }
}

/// Identifiers for the rows of sheets that have none: school, class and the place among the class's marks, which no
/// order of rows or files can change.
fn made_ids(staging: &Staging, schools: &Schools, units: &[ClassUnit], rows: &[u32]) -> BTreeMap<u32, String> {
    if staging.ascending.is_some() {
        return BTreeMap::new();
    }
    let mut nameless: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &row in rows.iter().filter(|row| staging.ids.get(**row as usize).is_empty()) {
        nameless.entry(staging.classes[row as usize]).or_default().push(row);
    }
    let marks = |row: u32| -> Vec<(i32, Status)> {
        staging.marks.iter().map(|marks| (marks.ticks[row as usize], marks.status[row as usize])).collect()
    };
    let mut made = BTreeMap::new();
    for (unit, mut rows) in nameless {
        rows.sort_by_cached_key(|row| marks(*row));
        let unit = &units[unit as usize];
        let school = &schools.units[unit.school as usize].id;
        let named = |(number, row): (usize, u32)| (row, made_id(school, &unit.name, number));
        made.extend(rows.into_iter().enumerate().map(named));
    }
    made
}

/// Counties, schools and classes as ranges over the sorted rows.
fn groups(staging: &Staging, schools: &Schools, (units, order): (&[ClassUnit], &[usize]), rows: &[u32]) -> ScoreBook {
    let mut sizes = vec![0usize; units.len()];
    for &row in rows {
        sizes[staging.classes[row as usize] as usize] += 1;
    }
    let mut book = ScoreBook::default();
    let (mut start, mut last_school) = (0, None);
    for &number in order.iter().filter(|unit| sizes[**unit] > 0) {
        let unit = &units[number];
        if last_school != Some(unit.school) {
            last_school = Some(unit.school);
            let school = &schools.units[unit.school as usize];
            let position = book.schools.len();
            match book.counties.last_mut() {
                Some(county) if county.name == school.county => county.schools.end = position + 1,
                _ => book.counties.push(County { name: school.county.clone(), schools: position..position + 1 }),
            }
            book.schools.push(School {
                id: school.id.clone(),
                name: school.name.clone(),
                attributes: school.attributes.clone(),
                roster: None,
                classes: book.classes.len()..book.classes.len(),
            });
        }
        let end = start + sizes[number];
        book.classes.push(Class { name: unit.name.clone(), roster: None, rows: start..end });
        start = end;
        if let Some(school) = book.schools.last_mut() {
            school.classes.end = book.classes.len();
        }
    }
    book
}

/// Enters the counts of the roster; rows that match nothing go to the quarantine.
pub(crate) fn enter_roster(book: &mut ScoreBook, schools: &Schools, lists: &mut Lists) {
    let finder = Finder::new(&lists.schools);
    let mut by_list: BTreeMap<usize, usize> = BTreeMap::new();
    let mut by_text: BTreeMap<String, usize> = BTreeMap::new();
    let numbers: BTreeMap<&str, usize> =
        schools.units.iter().enumerate().map(|(n, unit)| (unit.id.as_str(), n)).collect();
    for (position, school) in book.schools.iter().enumerate() {
        by_list.extend(schools.units[numbers[school.id.as_str()]].listed.map(|listed| (listed, position)));
        for text in [&school.name, &school.id] {
            by_text.insert(fold_name(text), position);
        }
    }
    let text = |row: &RosterRow| filled(&[&row.code, &row.school, &row.class]);
    let mut of_school: BTreeMap<usize, Vec<RosterRow>> = BTreeMap::new();
    for row in std::mem::take(&mut lists.roster) {
        let listed = finder.find(&row.county, &row.code, &row.school).and_then(|listed| by_list.get(&listed));
        let of_text = |text: &String| by_text.get(&fold_name(text)).filter(|_| !text.is_empty());
        match listed.or_else(|| of_text(&row.code)).or_else(|| of_text(&row.school)) {
            // Of the classes of a school in one row the first speaks for all.
            None if row.rows == 0 => {}
            None => lists.withdraw(&row.place, row.rows, ProblemKind::SchoolWithoutMarks, text(&row)),
            Some(&school) => of_school.entry(school).or_default().push(row),
        }
    }
    let mut unmatched: Vec<(usize, RosterRow)> = Vec::new();
    for (school, rows) in of_school {
        let (sums, rows) = without_sums(rows);
        for (row, sum) in sums {
            lists.withdraw(&row.place, row.rows, ProblemKind::BadListRow, format!("{} ≠ {sum}", text(&row)));
        }
        let classes = same_classes(&book.classes[book.schools[school].classes.clone()], &rows);
        for (row, class) in rows.into_iter().zip(classes) {
            if !enter(book, school, &row, class) {
                unmatched.push((school, row));
            }
        }
    }
    // Where every class that handed in marks is on the roster, one more class on it handed in none: its pupils were
    // expected and count. Otherwise the two lists write their classes differently, and nobody can say which is which.
    let told_apart = |book: &ScoreBook, school: usize| {
        book.classes[book.schools[school].classes.clone()].iter().all(|class| class.roster.is_some())
    };
    for (school, row) in unmatched {
        if told_apart(book, school) {
            insert_class(book, school, &row);
        } else {
            lists.withdraw(&row.place, row.rows, ProblemKind::BadListRow, text(&row));
        }
    }
}

/// The rows of a school without those that sum up its classes, and of these the ones that do not fit, each with the sum.
///
/// Without rows of classes such a row is the school's own.
fn without_sums(rows: Vec<RosterRow>) -> (Vec<(RosterRow, String)>, Vec<RosterRow>) {
    let (sums, rows): (Vec<RosterRow>, Vec<RosterRow>) = rows.into_iter().partition(|row| row.is_sum);
    if rows.iter().all(|row| row.class.is_empty()) && !sums.is_empty() {
        let own = if rows.is_empty() { sums } else { rows };
        return (Vec::new(), own);
    }
    let mut all = None;
    rows.iter().filter(|row| !row.class.is_empty()).for_each(|row| add(&mut all, row.count));
    let all = all.unwrap_or_default();
    let differs = |own: Option<u32>, sum: Option<u32>| own.zip(sum).is_some_and(|(own, sum)| own != sum);
    let wrong = sums.into_iter().filter_map(|row| {
        let [enrolled, expected] = [(row.count.enrolled, all.enrolled), (row.count.expected, all.expected)];
        let found = [expected, enrolled].into_iter().find(|(own, sum)| differs(*own, *sum))?;
        let (own, sum) = (found.0.unwrap_or(0), found.1.unwrap_or(0));
        Some((RosterRow { class: format!("{own}"), ..row }, sum.to_string()))
    });
    (wrong.collect(), rows)
}

/// The class of a school that each row means: the one of its name, or the only one that its number may mean where no
/// other row means it: 九(1)班 and 1.
fn same_classes(classes: &[Class], rows: &[RosterRow]) -> Vec<Option<usize>> {
    let names: Vec<String> = classes.iter().map(|class| fold_name(&class.name)).collect();
    let numbers: Vec<Option<ClassNumber>> = classes.iter().map(|class| ClassNumber::of(&class.name)).collect();
    let exact = |row: &RosterRow| names.iter().position(|name| *name == fold_name(&row.class));
    let of_number = |row: &RosterRow| {
        let wanted = ClassNumber::of(&row.class)?;
        let is_same = |number: &Option<ClassNumber>| number.is_some_and(|number| number.may_be(wanted));
        let mut found = (0..numbers.len()).filter(|at| is_same(&numbers[*at]));
        found.next().filter(|_| found.next().is_none())
    };
    let found: Vec<Option<usize>> = rows.iter().map(|row| exact(row).or_else(|| of_number(row))).collect();
    let is_meant_by_another = |at: usize, class: usize| {
        let own = fold_name(&rows[at].class);
        (0..rows.len()).any(|other| found[other] == Some(class) && fold_name(&rows[other].class) != own)
    };
    let is_sure = |(at, class): (usize, &Option<usize>)| {
        class.filter(|class| exact(&rows[at]).is_some() || !is_meant_by_another(at, *class))
    };
    found.iter().enumerate().map(is_sure).collect()
}

/// Adds a class without pupils, in its natural place.
fn insert_class(book: &mut ScoreBook, school: usize, row: &RosterRow) {
    let classes = book.schools[school].classes.clone();
    let key = NaturalKey::of(&row.class);
    let before = book.classes[classes.clone()].iter().take_while(|class| NaturalKey::of(&class.name) < key).count();
    let position = classes.start + before;
    let start = match position.checked_sub(1) {
        Some(previous) => book.classes[previous].rows.end,
        None => 0,
    };
    let class = Class { name: row.class.clone(), roster: Some(row.count), rows: start..start };
    book.classes.insert(position, class);
    book.schools[school].classes.end += 1;
    for later in &mut book.schools[school + 1..] {
        later.classes = later.classes.start + 1..later.classes.end + 1;
    }
}

/// Enters one row, of the class that it means; false if the school has no such class.
fn enter(book: &mut ScoreBook, school: usize, row: &RosterRow, class: Option<usize>) -> bool {
    let classes = book.schools[school].classes.clone();
    let without_classes = classes.len() == 1 && book.classes[classes.start].name.is_empty();
    if row.class.is_empty() || without_classes {
        add(&mut book.schools[school].roster, row.count);
        return true;
    }
    match class.and_then(|class| book.classes[classes].get_mut(class)) {
        Some(class) => add(&mut class.roster, row.count),
        None => return false,
    }
    true
}

fn add(roster: &mut Option<RosterCount>, count: RosterCount) {
    let sum = |a: Option<u32>, b: Option<u32>| match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (one, other) => one.or(other),
    };
    let known = roster.unwrap_or_default();
    *roster = Some(RosterCount {
        enrolled: sum(known.enrolled, count.enrolled),
        expected: sum(known.expected, count.expected),
    });
}
