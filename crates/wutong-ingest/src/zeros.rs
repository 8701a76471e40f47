//! Identifiers of a school that are written in two ways: a spreadsheet has taken the zeros off (`0250` and `250`), or one
//! table has small letters where another has capitals.

use std::collections::{BTreeMap, HashMap};

use wutong_model::spec::IdScope;
use wutong_model::{ExamSpec, IdColumn, Problem, ProblemKind};

use crate::hash::FastBuild;
use crate::identity::cover;
use crate::schools::Schools;
use crate::staging::Staging;

/// Gives identifiers their zeros back where another row of the school has them: they are one number; and the letters that
/// another table of the school writes. A remark for every such row. `staging.sites` holds school numbers, `staging.classes` those of classes.
pub(crate) fn restore(spec: &ExamSpec, staging: &mut Staging, schools: &Schools) -> Vec<Problem> {
    let (scope, conceals) = (spec.raw.pupils.id_unique_within, spec.raw.pupils.key.is_some());
    let mut found = restored(staging, scope);
    found.extend(lettered(staging, scope));
    found.extend(separated(staging, scope));
    if found.is_empty() {
        return Vec::new();
    }
    let mut ids = IdColumn::default();
    let mut remarks = Vec::with_capacity(found.len());
    for row in 0..staging.len() {
        let id = staging.ids.get(row);
        let Some(padded) = found.get(&row).map(|padded| staging.ids.get(*padded)) else {
            ids.push(id);
            continue;
        };
        ids.push(padded);
        let sheet = staging.sheets[row];
        let columns = &staging.score_sheets[sheet as usize].columns;
        let column = columns.id.and_then(|column| columns.headers.get(column)).cloned().unwrap_or_default();
        remarks.push(Problem {
            place: staging.place(sheet, staging.rows[row], column),
            text: cover(id, conceals).into_owned(),
            kind: match () {
                () if joined_id(id).len() != id.len() || joined_id(padded).len() != padded.len() => {
                    ProblemKind::IdSeparators
                }
                () if is_number(id) => ProblemKind::ZerosInFront,
                () => ProblemKind::IdLetters,
            },
            expected: cover(padded, conceals).into_owned(),
            school: Some(schools.units[staging.sites[row] as usize].id.clone()),
            subject: None,
        });
    }
    staging.ids = ids;
    remarks
}

/// The first row with the same identifier but for small and capital letters, by each row of another sheet that writes it
/// otherwise. Within one sheet they are two pupils'.
fn lettered(staging: &Staging, scope: IdScope) -> HashMap<usize, usize, FastBuild> {
    // All of the text, and without stopping: several bytes are looked at at once.
    let is_of = |case: fn(&u8) -> bool| staging.ids.text().as_bytes().iter().fold(false, |any, byte| any | case(byte));
    if !(is_of(u8::is_ascii_lowercase) && is_of(u8::is_ascii_uppercase)) {
        return HashMap::default();
    }
    alike(staging, scope, |id| has_letters(id).then(|| id.to_ascii_uppercase()))
}

/// The same for identifiers that differ in what stands between letters and digits: 2609-01-0101 and 2609010101.
fn separated(staging: &Staging, scope: IdScope) -> HashMap<usize, usize, FastBuild> {
    // Without stopping, as above.
    let is_separator = |byte: u8| SEPARATORS.iter().fold(false, |any, separator| any | (byte == *separator as u8));
    if !staging.ids.text().bytes().fold(false, |any, byte| any | is_separator(byte)) {
        return HashMap::default();
    }
    alike(staging, scope, |id| Some(joined_id(id)))
}

/// The first row whose identifier is written otherwise in another sheet, by each row of that; `key` is what both have alike.
fn alike(staging: &Staging, scope: IdScope, key: impl Fn(&str) -> Option<String>) -> HashMap<usize, usize, FastBuild> {
    let id = |row: usize| staging.ids.get(row);
    let within = |row: usize| match scope {
        IdScope::Exam | IdScope::School => staging.sites[row],
        IdScope::Class => staging.classes[row],
    };
    let mut alike: BTreeMap<(u32, String), Vec<usize>> = BTreeMap::new();
    for row in (0..staging.len()).filter(|row| staging.is_used(*row)) {
        if let Some(key) = key(id(row)).filter(|key| !key.is_empty()) {
            alike.entry((within(row), key)).or_default().push(row);
        }
    }
    let mut found = HashMap::default();
    for rows in alike.into_values() {
        let is_apart = |a: &usize, b: &usize| id(*a) == id(*b) || staging.sheets[*a] != staging.sheets[*b];
        if rows.iter().all(|a| rows.iter().all(|b| is_apart(a, b))) {
            found.extend(rows.iter().filter(|row| id(**row) != id(rows[0])).map(|row| (*row, rows[0])));
        }
    }
    found
}

/// The row with the most zeros in front of the same number, by each row that has fewer.
fn restored(staging: &Staging, scope: IdScope) -> HashMap<usize, usize, FastBuild> {
    // Numbers of one length have lost nothing, and without a zero in front nothing can be given back.
    let (least, most) = staging.ids.lengths();
    if least == most {
        return HashMap::default();
    }
    let within = |row: usize| match scope {
        IdScope::Exam | IdScope::School => staging.sites[row],
        IdScope::Class => staging.classes[row],
    };
    let id = |row: usize| staging.ids.get(row);
    let numbers = || (0..staging.len()).filter(|row| is_number(id(*row)) && staging.is_used(*row));
    let length = numbers().next().map_or(0, |row| id(row).len());
    if numbers().all(|row| id(row).len() == length) || !numbers().any(|row| id(row).starts_with('0')) {
        return HashMap::default();
    }
    let mut padded: HashMap<(u32, &str), usize, FastBuild> = HashMap::default();
    for row in numbers().filter(|row| id(*row).starts_with('0')) {
        let longest = padded.entry((within(row), bare(id(row)))).or_insert(row);
        if id(row).len() > id(*longest).len() {
            *longest = row;
        }
    }
    let longer = |row: usize| {
        let longest = *padded.get(&(within(row), bare(id(row))))?;
        (id(longest).len() > id(row).len()).then_some((row, longest))
    };
    numbers().filter_map(longer).collect()
}

/// What stands between the parts of an identifier.
const SEPARATORS: [char; 4] = ['-', '_', '.', '/'];

/// An identifier without what stands between its letters and digits.
pub(crate) fn joined_id(id: &str) -> String {
    id.replace(SEPARATORS, "")
}

/// Whether an identifier has letters that may be small or capital.
pub(crate) fn has_letters(id: &str) -> bool {
    id.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// The identity number in a 学籍号, which puts a letter before it; other identifiers as they are.
pub(crate) fn without_letter(id: &str) -> &str {
    const LENGTH: usize = 19;
    let is_one = id.len() == LENGTH && id.get(1..LENGTH - 1).is_some_and(is_number);
    id.strip_prefix(['G', 'J', 'L', 'g', 'j', 'l']).filter(|_| is_one).unwrap_or(id)
}

/// Whether an identifier is a number.
pub(crate) fn is_number(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number without the zeros in front.
pub(crate) fn bare(id: &str) -> &str {
    id.trim_start_matches('0')
}
