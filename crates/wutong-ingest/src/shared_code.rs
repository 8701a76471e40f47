//! Schools that rows take for one although they name it quite differently: two schools under one code, or ids that differ in
//! capitals alone.

use std::collections::BTreeMap;

use wutong_model::{Problem, ProblemKind};

use crate::cell::{fold_name, half_width};
use crate::schools::Schools;
use crate::similar::are_spellings;
use crate::staging::Staging;

/// A way in which rows name a school, with the first of them and how many they are.
struct Naming<'a> {
    code: &'a str,
    name: &'a str,
    first: usize,
    rows: u64,
}

impl Naming<'_> {
    /// The name, or the code where there is none.
    fn text(&self) -> &str {
        if self.name.is_empty() { self.code } else { self.name }
    }
}

/// First row and number of rows of every site; before sites become schools.
pub(crate) fn count(staging: &Staging) -> Vec<Option<(usize, u64)>> {
    let mut found = vec![None; staging.site_names.named().count()];
    for (row, site) in staging.sites.iter().enumerate().filter(|(row, _)| staging.is_used(*row)) {
        found[*site as usize].get_or_insert((row, 0)).1 += 1;
    }
    found
}

/// A remark for every further name of a school, at its first row.
///
/// The text is code, name and file of either, `expected` the name that most rows have.
pub(crate) fn remarks(
    staging: &Staging,
    schools: &Schools,
    counted: &[Option<(usize, u64)>],
    region: &str,
) -> Vec<Problem> {
    let mut namings: BTreeMap<u32, Vec<Naming<'_>>> = BTreeMap::new();
    for (((_, code, name), unit), counted) in staging.site_names.named().zip(&schools.of_site).zip(counted) {
        if let &Some((first, rows)) = counted {
            namings.entry(*unit).or_default().push(Naming { code, name, first, rows });
        }
    }
    let mut remarks = Vec::new();
    for (unit, mut namings) in namings.into_iter().filter(|(_, namings)| namings.len() > 1) {
        let school = &schools.units[unit as usize];
        namings.sort_by_key(|naming| (std::cmp::Reverse(naming.rows), naming.text().to_owned(), naming.first));
        let mut told: Vec<&Naming<'_>> = Vec::new();
        for naming in &namings {
            let is_listed = |naming: &Naming<'_>| school.names.contains(&fold_name(naming.name));
            let is_told = told.iter().any(|known| {
                if is_listed(known) && is_listed(naming) {
                    return true;
                }
                if known.name.is_empty() || naming.name.is_empty() {
                    return !only_capitals_differ(known.code, naming.code);
                }
                // Where a code joins them, capitals of the name say nothing; where nothing else does, they may be two.
                are_spellings(known.name, naming.name, &[&school.county, region])
                    && (schools.is_by_code(unit as usize) || !only_capitals_differ(known.name, naming.name))
            });
            if !is_told {
                told.push(naming);
            }
        }
        let Some((main, others)) = told.split_first() else { continue };
        let shown = |naming: &Naming<'_>| {
            let sheet = staging.sheets[naming.first];
            let file = staging.place(sheet, staging.rows[naming.first], String::new()).file;
            [naming.code, naming.name, &file].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        };
        remarks.extend(others.iter().map(|other| Problem {
            place: staging.place(staging.sheets[other.first], staging.rows[other.first], String::new()),
            text: format!("{} | {}", shown(other), shown(main)),
            kind: ProblemKind::SharedCode,
            expected: main.text().to_owned(),
            school: Some(school.id.clone()),
            subject: None,
        }));
    }
    remarks
}

/// Whether two texts are the same but for capital letters.
fn only_capitals_differ(a: &str, b: &str) -> bool {
    let bare = |text: &str| -> String { text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect() };
    let (a, b) = (bare(a), bare(b));
    a != b && a.eq_ignore_ascii_case(&b)
}
