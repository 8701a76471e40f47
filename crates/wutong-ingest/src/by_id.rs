//! Sheets that name no school: their rows are of the pupils whom other sheets or a list of pupils name under the same
//! identifier.

use std::collections::{BTreeSet, HashMap};

use wutong_model::ProblemKind;

use crate::cell::fold_name;
use crate::error::IngestError;
use crate::hash::FastBuild;
use crate::identity::cover;
use crate::staging::{NO_SITE, RowProblem, Staging};
use crate::zeros::{bare, has_letters, is_number, without_letter};

/// Where pupils belong, as lists of them say: county, code, school and class by identifier.
#[derive(Debug, Default)]
pub(crate) struct Homes {
    /// `None` where lists contradict each other.
    by_id: HashMap<String, Option<[String; 4]>, FastBuild>,
    /// The same with capital letters, or without the zeros in front.
    by_likeness: HashMap<String, Option<[String; 4]>, FastBuild>,
}

impl Homes {
    /// Notes where a pupil belongs.
    pub(crate) fn note(&mut self, id: &str, place: &[String; 4]) {
        for (known, id) in [(&mut self.by_id, id.to_owned()), (&mut self.by_likeness, likeness(id))] {
            let home = known.entry(id).or_insert_with(|| Some(place.clone()));
            if home.as_ref().is_some_and(|home| home != place) {
                *home = None;
            }
        }
    }

    /// Takes what other lists say.
    pub(crate) fn absorb(&mut self, other: Self) {
        for (known, others) in [(&mut self.by_id, other.by_id), (&mut self.by_likeness, other.by_likeness)] {
            if known.is_empty() {
                *known = others;
                continue;
            }
            #[expect(clippy::iter_over_hash_type, reason = "each identifier is settled by itself")]
            for (id, place) in others {
                let home = known.entry(id).or_insert_with(|| place.clone());
                if *home != place {
                    *home = None;
                }
            }
        }
    }

    fn get(&self, id: &str) -> Option<&[String; 4]> {
        match self.by_id.get(id) {
            Some(home) => home.as_ref(),
            None => self.by_likeness.get(&likeness(id))?.as_ref(),
        }
    }
}

/// What is left of an identifier that a spreadsheet or a hand has written differently.
fn likeness(id: &str) -> String {
    let id = without_letter(id);
    if is_number(id) { bare(id).to_owned() } else { id.to_ascii_uppercase() }
}

/// Gives the rows of such sheets the school and class of their pupils, and sets aside those of pupils whom nothing else
/// names. A sheet of which no row finds its pupil cannot be read; its error names it and the file.
pub(crate) fn settle(staging: &mut Staging, listed: &Homes, conceals: bool) -> Vec<(String, IngestError)> {
    fill_classes(staging, listed);
    if staging.score_sheets.iter().all(|sheet| sheet.no_school.is_none()) {
        return Vec::new();
    }
    let mut homes = homes(staging);
    let mut found: Vec<Option<(u32, u32)>> =
        (0..staging.len()).map(|row| if staging.sites[row] == NO_SITE { homes.remove(&row) } else { None }).collect();
    for (row, home) in found.iter_mut().enumerate() {
        if home.is_none()
            && staging.sites[row] == NO_SITE
            && let id = staging.ids.get(row)
            && let Some([county, code, school, class]) = listed.get(id).or_else(|| staging.homes.get(id))
        {
            *home = Some((staging.site_names.number(county, code, school), staging.class_names.number(class)));
        }
    }
    let with_home: BTreeSet<u32> =
        (0..staging.len()).filter(|row| found[*row].is_some()).map(|row| staging.sheets[row]).collect();
    for (row, home) in found.iter_mut().enumerate() {
        let sheet = staging.sheets[row];
        let is_open = home.is_none() && staging.sites[row] == NO_SITE && !with_home.contains(&sheet);
        if let Some(school) = staging.score_sheets[sheet as usize].signed.as_deref().filter(|_| is_open) {
            *home = Some((staging.site_names.number("", "", school), staging.classes[row]));
        }
    }
    let is_lost = |row: usize| staging.sites[row] == NO_SITE && found[row].is_none();
    // Titles between its rows may have named the school of some.
    let joined: BTreeSet<u32> =
        (0..staging.len()).filter(|row| !is_lost(*row)).map(|row| staging.sheets[row]).collect();
    let keep: Vec<bool> = (0..staging.len()).map(|row| !is_lost(row)).collect();
    let lost: Vec<usize> = (0..staging.len()).filter(|row| !keep[*row]).collect();
    for row in &lost {
        let sheet = &mut staging.score_sheets[staging.sheets[*row] as usize];
        if joined.contains(&staging.sheets[*row]) {
            sheet.counts.withdraw(1);
            let column = sheet.columns.id.and_then(|column| sheet.columns.headers.get(column)).cloned();
            staging.problems.push(RowProblem {
                sheet: staging.sheets[*row],
                row: staging.rows[*row],
                column: column.unwrap_or_default(),
                text: cover(staging.ids.get(*row), conceals).into_owned(),
                kind: ProblemKind::UnmatchedPupil,
                expected: String::new(),
                subject: None,
                site: None,
            });
        }
    }
    for (row, home) in found.iter().enumerate() {
        if let Some((site, class)) = home {
            (staging.sites[row], staging.classes[row]) = (*site, *class);
        }
    }
    let places: HashMap<(u32, u32), u32, FastBuild> = (0..staging.len())
        .filter(|row| found[*row].is_some())
        .map(|row| ((staging.sheets[row], staging.rows[row]), staging.sites[row]))
        .collect();
    for problem in &mut staging.problems {
        if problem.site == Some(NO_SITE) {
            problem.site = places.get(&(problem.sheet, problem.row)).copied();
        }
    }
    staging.retain(&keep);
    let mut errors = Vec::new();
    for (number, sheet) in (0u32..).zip(&mut staging.score_sheets) {
        let error = sheet.no_school.take().filter(|_| !joined.contains(&number) && sheet.counts.kept > 0);
        if let Some(error) = error {
            errors.push((sheet.file.clone(), error));
            sheet.dropped = true;
            sheet.has_header = false;
            sheet.is_unread = true;
        }
    }
    let dropped: BTreeSet<u32> =
        (0u32..).zip(&staging.score_sheets).filter(|(_, sheet)| sheet.dropped).map(|(number, _)| number).collect();
    staging.problems.retain(|problem| !dropped.contains(&problem.sheet));
    errors
}

/// Gives rows that say their school and no class the class in which lists have the pupil, in the same school.
fn fill_classes(staging: &mut Staging, listed: &Homes) {
    if listed.by_id.is_empty() && staging.homes.by_id.is_empty() {
        return;
    }
    let sites: Vec<[String; 2]> =
        staging.site_names.named().map(|(_, code, name)| [fold_name(code), fold_name(name)]).collect();
    for row in 0..staging.len() {
        let (site, class, id) = (staging.sites[row], staging.classes[row], staging.ids.get(row));
        if site == NO_SITE || id.is_empty() || !staging.class_names.texts()[class as usize].is_empty() {
            continue;
        }
        let Some([_, code, school, class]) = listed.get(id).or_else(|| staging.homes.get(id)) else { continue };
        let is_same = |(own, other): (&String, &String)| !own.is_empty() && *own == fold_name(other);
        if !class.is_empty() && sites[site as usize].iter().zip([code, school]).any(is_same) {
            staging.classes[row] = staging.class_names.number(class);
        }
    }
}

/// Site and class of the pupils of such rows, by row: those of the first row that names them. The class is a number of
/// texts as yet.
fn homes(staging: &Staging) -> HashMap<usize, (u32, u32), FastBuild> {
    let mut wanted: HashMap<&str, Vec<usize>, FastBuild> = HashMap::default();
    let is_used = |row: &usize| staging.is_used(*row) && !staging.ids.get(*row).is_empty();
    for row in (0..staging.len()).filter(is_used).filter(|row| staging.sites[*row] == NO_SITE) {
        wanted.entry(staging.ids.get(row)).or_default().push(row);
    }
    let mut homes = HashMap::default();
    let housed = || (0..staging.len()).filter(is_used).filter(|row| staging.sites[*row] != NO_SITE);
    for row in housed() {
        for homeless in wanted.remove(staging.ids.get(row)).unwrap_or_default() {
            homes.insert(homeless, (staging.sites[row], staging.classes[row]));
        }
    }
    // Small letters here and capitals there, 学籍号 here and identity number there.
    let mut lettered: HashMap<String, Vec<usize>, FastBuild> = HashMap::default();
    let with_letters: Vec<&str> = wanted.keys().copied().filter(|id| has_letters(id)).collect();
    for id in with_letters {
        lettered
            .entry(without_letter(id).to_ascii_uppercase())
            .or_default()
            .extend(wanted.remove(id).unwrap_or_default());
    }
    for row in housed() {
        if lettered.is_empty() {
            break;
        }
        let id = without_letter(staging.ids.get(row)).to_ascii_uppercase();
        for homeless in lettered.remove(&id).unwrap_or_default() {
            homes.insert(homeless, (staging.sites[row], staging.classes[row]));
        }
    }
    // A spreadsheet may have taken zeros off either of them.
    let mut bared: HashMap<&str, Vec<usize>, FastBuild> = HashMap::default();
    for (id, rows) in wanted.into_iter().filter(|(id, _)| is_number(id)) {
        bared.entry(bare(id)).or_default().extend(rows);
    }
    for row in housed().filter(|row| is_number(without_letter(staging.ids.get(*row)))) {
        if bared.is_empty() {
            break;
        }
        for homeless in bared.remove(bare(without_letter(staging.ids.get(row)))).unwrap_or_default() {
            homes.insert(homeless, (staging.sites[row], staging.classes[row]));
        }
    }
    homes
}
