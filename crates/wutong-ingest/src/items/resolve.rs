//! From staged sheets to the item books of the subjects.

use std::collections::BTreeSet;

use wutong_model::spec::SourceKind;
use wutong_model::{Blueprint, ExamSpec, Item, ItemBook, Problem, ProblemKind, ScoreBook};

use super::blueprint;
use super::fill;
use super::index::{Candidate, ItemIndex, assign};
use super::pupils::Pupils;
use super::repeated::{self, Row};
use super::report;
use super::stage::{ItemSheet, ItemStaging};
use crate::identity::cover;
use crate::read::Ingested;
use crate::veil::made_of;

/// The rows of all sheets, matched with those of the book.
pub(super) struct Matched {
    /// Row of the book by sheet and row of the sheet; `None` where no score sheet names the pupil.
    pub(super) rows: Vec<Vec<Option<u32>>>,
    /// School of the book by number of the site.
    pub(super) schools: Vec<Option<usize>>,
    /// County, code and name by number of the site, as problems show them.
    pub(super) texts: Vec<String>,
    /// Sheet and row of the sheet of rows that are set aside, or all of whose markings are.
    pub(super) set_aside: BTreeSet<(usize, usize)>,
    /// Sheets that hold different items of the same pupils.
    pub(super) partners: BTreeSet<(usize, usize)>,
    /// Whether identifiers are not to be shown.
    conceals: bool,
}

/// Matches the staged rows with the pupils of the book and makes one item book a subject.
pub(crate) fn resolve(
    spec: &ExamSpec,
    mut staging: ItemStaging,
    pupils: &Pupils<'_>,
    book: &ScoreBook,
    result: &mut Ingested,
) {
    hidden(&mut staging, result);
    let mut matched = match_rows(&staging, pupils, book, (spec.raw.pupils.key.is_some(), result));
    let markers = sort_markers(&mut staging);
    let subjects: BTreeSet<usize> =
        staging.blueprints.keys().copied().chain(staging.sheets.iter().map(|sheet| sheet.subject)).collect();
    let with_header: BTreeSet<usize> =
        staging.sheets.iter().filter(|sheet| sheet.has_header).map(|sheet| sheet.subject).collect();
    for subject in subjects {
        if !staging.blueprints.contains_key(&subject) && !with_header.contains(&subject) {
            continue;
        }
        let blueprint = match staging.blueprints.remove(&subject) {
            Some(blueprint) => blueprint,
            None => inferred(&mut staging.sheets, subject, spec.subjects[subject].decimals),
        };
        let kept = |kind, matched: &mut Matched, result: &mut Ingested| {
            repeated::settle(&staging, (subject, kind), book, matched, result)
        };
        let marks = kept(SourceKind::Items, &mut matched, result);
        let options = kept(SourceKind::Options, &mut matched, result);
        let n_items = blueprint.items.len();
        let mut items = ItemBook {
            subject,
            blueprint,
            marks: fill::marks(&staging.sheets, &marks, n_items, book.n_pupils()),
            options: fill::options(&staging.sheets, &options, n_items, book.n_pupils()),
            marking: repeated::marking(&staging, subject, n_items, book, &mut matched, result),
            markers: Vec::new(),
        };
        fill::keep_markers(&mut items, &markers);
        fill::infer_full_marks(&mut items, &staging.sheets);
        if let Some(has_more) = staging.keys.get(&subject) {
            // What nobody had all of is worth more than its largest mark.
            let claim = blueprint::claim(&items.blueprint, &spec.subjects[subject]);
            // Without marks of items nothing tells whether there are others.
            let is_part = *has_more || items.marks.iter().all(Option::is_none);
            result.claims.extend(claim.filter(|claim| !is_part || claim.found > claim.required));
        }
        report::without_items(spec, &staging, &items, &matched, book, result);
        report::sums(spec, &staging.sheets, &items, &marks, book, result);
        report::counts(spec, &staging, &items, &matched, result);
        result.items.push(items);
    }
    report::accounts(staging, book, &matched, result);
}

/// Sheets that a workbook hides are said to be read, and are not where a visible one holds the same kind of the same
/// subject: they are what it was made from, or an older version.
fn hidden(staging: &mut ItemStaging, result: &mut Ingested) {
    let of = |sheet: &ItemSheet| (sheet.subject, sheet.kind);
    let visible: Vec<_> = staging.sheets.iter().filter(|sheet| sheet.has_header && !sheet.is_hidden).map(of).collect();
    for sheet in staging.sheets.iter_mut().filter(|sheet| sheet.has_header && sheet.is_hidden) {
        let is_older = visible.contains(&of(sheet));
        let kind = if is_older { ProblemKind::HiddenVersion } else { ProblemKind::HiddenSheet };
        if !sheet.is_continued && sheet.counts.kept > 0 {
            result.problems.push(Problem {
                place: sheet.place(0, ""),
                text: sheet.counts.kept.to_string(),
                kind,
                expected: String::new(),
                school: None,
                subject: None,
            });
        }
        if is_older {
            sheet.forget();
        }
    }
}

fn match_rows(
    staging: &ItemStaging,
    pupils: &Pupils<'_>,
    book: &ScoreBook,
    (conceals, result): (bool, &mut Ingested),
) -> Matched {
    let named = || staging.sites.named();
    let joined = |(county, code, name)| joined(&[county, code, name]);
    let mut matched = Matched {
        rows: Vec::new(),
        schools: named().map(|(county, code, name)| pupils.school(county, code, name)).collect(),
        texts: named().map(joined).collect(),
        set_aside: BTreeSet::new(),
        partners: BTreeSet::new(),
        conceals,
    };
    for (position, sheet) in staging.sheets.iter().enumerate() {
        let mut rows = Vec::with_capacity(sheet.rows.len());
        for row in 0..sheet.rows.len() {
            let class = &staging.classes.texts()[sheet.classes[row] as usize];
            let (school, id) = (matched.schools[sheet.sites[row] as usize], sheet.ids.get(row));
            if let Some(name) = staging.person(sheet, row) {
                let found = pupils.named((&sheet.file, &sheet.sheet, sheet.rows[row]), (school, class), name);
                if let Err(kind) = found {
                    matched.set_aside(staging, (position, row), kind, book, result);
                }
                rows.push(found.ok());
                continue;
            }
            let exact = pupils.find(school, class, id);
            let padded = || pupils.padded(school, class, id).map(|row| (row, ProblemKind::ZerosInFront));
            let separated = || pupils.separated(school, class, id).map(|row| (row, ProblemKind::IdSeparators));
            let alike = if exact.is_some() { None } else { padded().or_else(separated) };
            let found = exact.or(alike.map(|(row, _)| row)).or_else(|| pupils.same(school, class, id));
            match (alike, found) {
                (_, None) => matched.set_aside(staging, (position, row), ProblemKind::UnmatchedPupil, book, result),
                (Some((pupil, kind)), _) if !sheet.is_continued => {
                    let expected = cover(book.ids.get(pupil as usize), conceals).into_owned();
                    let remark = matched.problem(staging, (position, row), kind, book);
                    result.problems.push(Problem { expected, ..remark });
                }
                _ => {}
            }
            rows.push(found);
        }
        matched.rows.push(rows);
    }
    matched
}

fn joined(texts: &[&str]) -> String {
    texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(" | ")
}

impl Matched {
    /// A sheet and those that hold other items of the same pupils, directly or by way of each other.
    pub(super) fn with_partners(&self, sheet: usize) -> BTreeSet<usize> {
        let mut all = BTreeSet::from([sheet]);
        let is_new = |all: &BTreeSet<usize>, (a, b): (usize, usize)| all.contains(&a) != all.contains(&b);
        while let Some((a, b)) = self.partners.iter().copied().find(|pair| is_new(&all, *pair)) {
            all.extend([a, b]);
        }
        all
    }

    /// Sets a whole row aside.
    pub(super) fn set_aside(
        &mut self,
        staging: &ItemStaging,
        at: Row,
        kind: ProblemKind,
        book: &ScoreBook,
        result: &mut Ingested,
    ) {
        self.set_aside.insert(at);
        // The sheet that accounts for the row has said so.
        let is_of_row = matches!(kind, ProblemKind::UnmatchedPupil | ProblemKind::AmbiguousName);
        if is_of_row && staging.sheets[at.0].is_continued {
            return;
        }
        result.problems.push(self.problem(staging, at, kind, book));
    }

    fn problem(&self, staging: &ItemStaging, at: Row, kind: ProblemKind, book: &ScoreBook) -> Problem {
        let (sheet, row) = (&staging.sheets[at.0], at.1);
        let site = sheet.sites[row] as usize;
        let class = staging.classes.texts()[sheet.classes[row] as usize].as_str();
        // An identifier that fits nobody is mended in its cell.
        let id = sheet.columns.get("id").filter(|_| kind == ProblemKind::UnmatchedPupil);
        Problem {
            place: sheet.place(sheet.rows[row], id.map_or("", String::as_str)),
            text: match staging.person(sheet, row) {
                Some(name) => joined(&[&self.texts[site], class, &made_of(name)]),
                None => joined(&[&self.texts[site], class, &cover(sheet.ids.get(row), self.conceals)]),
            },
            kind,
            expected: String::new(),
            school: self.schools[site].map(|school| book.schools[school].id.clone()),
            subject: None,
        }
    }
}

/// Numbers markers in the order of their names, so that the order of rows does not matter.
fn sort_markers(staging: &mut ItemStaging) -> Vec<String> {
    let texts = staging.markers.texts();
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by(|a, b| texts[*a].cmp(&texts[*b]));
    let mut ranks = vec![0u32; texts.len()];
    for (rank, marker) in (0u32..).zip(&order) {
        ranks[*marker] = rank;
    }
    for marking in staging.sheets.iter_mut().flat_map(|sheet| &mut sheet.marking) {
        let all = marking.marking.markers.iter_mut().chain([&mut marking.marking.arbiter]);
        all.flatten().for_each(|marker| *marker = ranks[*marker as usize]);
    }
    order.into_iter().map(|marker| texts[marker].clone()).collect()
}

/// The items of sheets that no table describes: those of item files first, in the order of their columns.
fn inferred(sheets: &mut [ItemSheet], subject: usize, decimals: u8) -> Blueprint {
    let mut items: Vec<Item> = Vec::new();
    for kind in [SourceKind::Items, SourceKind::Options, SourceKind::Marking] {
        for sheet in sheets.iter_mut().filter(|sheet| sheet.subject == subject && sheet.kind == kind) {
            // The rows of a marking sheet name their items in any order.
            let mut order: Vec<usize> = (0..sheet.items.len()).collect();
            if kind == SourceKind::Marking {
                order.sort_by_cached_key(|item| crate::classes::NaturalKey::of(&sheet.items[*item].header));
            }
            let index = ItemIndex::new(items.iter().map(|item| item.id.as_str()));
            let columns: Vec<&[Candidate]> =
                order.iter().map(|item| sheet.items[*item].candidates.as_slice()).collect();
            let known = assign(&index, &columns);
            for (position, known) in order.into_iter().zip(known) {
                let staged = &mut sheet.items[position];
                let item = known.unwrap_or(items.len());
                if item == items.len() {
                    let id = staged.candidates.first().map(|candidate| candidate.text.clone()).unwrap_or_default();
                    items.push(Item { id, is_full_inferred: true, ..Item::default() });
                }
                staged.item = Some(item);
                if let (Some(full), true) = (staged.stated, items[item].is_full_inferred) {
                    (items[item].full_ticks, items[item].is_full_inferred) = (full, false);
                }
            }
        }
    }
    Blueprint { file: None, decimals, items }
}
