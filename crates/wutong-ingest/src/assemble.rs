//! From staged rows to the score book: everything in one order, whatever order it came in.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use wutong_model::spec::Subject;
use wutong_model::{Class, County, IdColumn, PupilAttribute, School, ScoreBook, Status, SubjectColumn};

use crate::classes::ClassUnit;
use crate::pseudonym::made_id;
use crate::pupil::GENDERS;
use crate::read::{Each, each_of};
use crate::schools::Schools;
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
