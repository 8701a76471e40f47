//! Sheets that are classes: where identifiers are unique within the class and sheets of a school name none, those that
//! bear the same identifiers with other names.

use std::collections::{BTreeMap, BTreeSet};

use crate::staging::Staging;

/// Fewer identifiers with two names are slips.
const FEWEST: usize = 3;

/// A sheet and a school in it.
type Part = (u32, u32);

/// Whether the names of pupils are wanted: rows of sheets that have them name no class.
pub(crate) fn want_names(stagings: &[&Staging]) -> bool {
    let is_wanted = |staging: &Staging| {
        let of_sheet = |sheet: u32| {
            let columns = &staging.score_sheets[sheet as usize].columns;
            columns.id.is_some() && columns.name.is_some()
        };
        let texts = staging.class_names.texts();
        let mut rows = staging.sheets.iter().zip(&staging.classes);
        rows.any(|(sheet, class)| texts[*class as usize].is_empty() && of_sheet(*sheet))
    };
    stagings.iter().any(|staging| is_wanted(staging))
}

/// Gives the rows of such sheets their class, called as the sheet, or as the file where sheets of several bear one name.
/// `staging.sites` and `staging.classes` number the texts of their cells.
pub(crate) fn name(staging: &mut Staging) {
    let found = restarting(staging);
    if found.is_empty() {
        return;
    }
    let mut labels: BTreeMap<u32, String> = BTreeMap::new();
    for (sheet, site) in &found {
        let own = &staging.score_sheets[*sheet as usize];
        let is_same = |(other, at): &&Part| {
            *other != *sheet && at == site && staging.score_sheets[*other as usize].sheet == own.sheet
        };
        let file = own.file.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let is_shared = own.sheet.is_empty() || found.iter().any(|part| is_same(&part));
        labels.insert(
            *sheet,
            if is_shared { format!("{stem} {}", own.sheet).trim().to_owned() } else { own.sheet.clone() },
        );
    }
    for row in 0..staging.len() {
        let (sheet, site) = (staging.sheets[row], staging.sites[row]);
        if !found.contains(&(sheet, site)) || !has_no_class(staging, row) {
            continue;
        }
        let label = &labels[&sheet];
        staging.classes[row] = staging.class_names.number(label);
        staging.score_sheets[sheet as usize].columns.place[1].get_or_insert_with(|| label.clone());
    }
}

/// The sheets of schools that share identifiers with another one, most of which stand with other names there.
fn restarting(staging: &Staging) -> BTreeSet<Part> {
    let mut of_id: BTreeMap<(u32, &str), Vec<(u32, u32)>> = BTreeMap::new();
    for row in (0..staging.len()).filter(|row| staging.is_used(*row) && has_no_class(staging, *row)) {
        let id = staging.ids.get(row);
        if let Some(person) = staging.persons.of(row).filter(|_| !id.is_empty()) {
            of_id.entry((staging.sites[row], id)).or_default().push((staging.sheets[row], person));
        }
    }
    // Sheets of a subject each may write names otherwise: 张*.
    let subjects = |sheet: u32| &staging.score_sheets[sheet as usize].columns.subjects;
    let share = |one: u32, other: u32| {
        subjects(one).iter().zip(subjects(other)).any(|(one, other)| one.is_some() && other.is_some())
    };
    // How many identifiers two sheets share, and how many of these with two names.
    let mut times: BTreeMap<(u32, [u32; 2]), (usize, usize)> = BTreeMap::new();
    for ((site, _), rows) in of_id {
        for (at, (sheet, person)) in rows.iter().enumerate() {
            for (other, of_other) in rows[..at].iter().filter(|(other, _)| other != sheet && share(*sheet, *other)) {
                let pair = [*sheet.min(other), *sheet.max(other)];
                let (shared, differing) = times.entry((site, pair)).or_default();
                (*shared, *differing) = (*shared + 1, *differing + usize::from(person != of_other));
            }
        }
    }
    let restart = |(_, (shared, differing)): &(&(u32, [u32; 2]), &(usize, usize))| {
        *differing >= FEWEST && *differing * 2 > *shared
    };
    times.iter().filter(restart).flat_map(|((site, pair), _)| pair.map(|sheet| (sheet, *site))).collect()
}

fn has_no_class(staging: &Staging, row: usize) -> bool {
    staging.class_names.texts()[staging.classes[row] as usize].is_empty()
}
