//! What an exam asks for adds up from schools to the groups above them as means do: bands, levels, lines, assigned marks,
//! imbalance. Inside the centre, where they are given, none of them may follow of a group whose mean is hidden.

use std::collections::BTreeMap;

use wutong::model::{EntryTable, Reason};
use wutong::{Analysis, Workers, finish, summarise};
use wutong_testkit::spec;

use super::{Complement, District, FULL, HIERARCHIES, SUBJECTS, Span, district, mark_of};

const ASKED: &str = "line = [{ id = 'l', share = 0.3, borderline = { below = 10, limit = 9 } }]\n\
    bands = [{ id = 'w', width = 20 }, { id = 'p', places = [20] }]\ntotal = { assigned = true }\n\
    levels = {}\nimbalance = {}\ncontextual = [{ id = 's', size = true }]\nbundle = { attribute = 'trust' }\n\
    composite = [{ id = 'c', preset = 'town_60_70_70' }, { id = 'b', preset = 'bottom_third' }]\n\
    difference = { min_school_size = 10 }\nprivacy = { audience = 'bureau_internal', min_cell = 10 }\n";

/// Columns that count pupils of a group, or become a sum of theirs when multiplied by a number that is known.
const ADDITIVE: [(&str, &[&str]); 5] = [
    ("bands", &["band_count", "band_share", "band_cumulative"]),
    ("levels", &["level_1_share", "level_4_share", "level_rule_share"]),
    ("lines", &["n_online", "n_single", "n_double", "n_misplaced", "n_borderline"]),
    ("assigned", &["n_assigned", "assigned_mean"]),
    ("imbalance", &["n_imbalanced", "imbalance_share"]),
];

/// Columns that are alike for every group, or count no pupils.
const ALIKE: [&str; 9] = [
    "line_mark",
    "band_from",
    "band_to",
    "target",
    "target_share",
    "assigned_highest",
    "assigned_lowest",
    "n_campuses",
    "bundle_value_added",
];

fn analysis(district: &District) -> Analysis {
    let paper = |id: &str, more: &str| format!("{{ id = '{id}', full_mark = {FULL}, decimals = 0{more} }}");
    let papers = [paper("math", ", assigned = { scheme = 'shandong' }"), paper("reading", ""), paper("science", "")];
    let exam = spec(&format!("subject = [{}]\n{ASKED}", papers.join(", ")));
    let workers = Workers::new(Some(1)).expect("a thread");
    finish(&summarise(&district.book(), &exam, &[], &[], &workers), &exam, &workers)
}

/// Values of one column of one entry and subject: groups by position, and why each is not shown.
type Column = Vec<(usize, Option<Reason>)>;

fn columns(table: &EntryTable, metric: &str) -> BTreeMap<(usize, usize), Column> {
    let column = table.column(metric).expect("a column");
    let mut columns: BTreeMap<(usize, usize), Column> = BTreeMap::new();
    for (at, row) in table.rows.iter().enumerate() {
        columns.entry((row.entry, row.subject)).or_default().push((row.group, column.get(at).reason()));
    }
    columns
}

fn leaks(district: &District, analysis: &Analysis, complement: Complement) -> Vec<String> {
    let (atoms, tables) = (district.atoms(), analysis.answers.tables());
    let mut leaks = Vec::new();
    for (name, metrics) in ADDITIVE {
        let table = tables.iter().find(|table| table.0 == name).expect("a table").2;
        for (metric, ((entry, subject), column)) in
            metrics.iter().flat_map(|metric| columns(table, metric).into_iter().map(move |column| (metric, column)))
        {
            let n = |atom: usize| atoms[atom].iter().filter(|pupil| mark_of(pupil, subject).is_ok()).count();
            let members = |group: usize| -> Vec<usize> {
                let group = &analysis.groups[group];
                let holds = |&atom: &usize| district.holds((group.level_id(), &group.id), atoms[atom][0]);
                (0..atoms.len()).filter(holds).collect()
            };
            let row = |members: &[usize]| -> Vec<i128> {
                (0..atoms.len()).map(|atom| i128::from(members.contains(&atom))).collect()
            };
            let mut span = Span::default();
            let mut hidden = Vec::new();
            for (group, reason) in column {
                let members = members(group);
                match reason {
                    None => span.add(row(&members)),
                    Some(Reason::ComplementarySuppressed) if complement == Complement::Off => span.add(row(&members)),
                    Some(Reason::ComplementarySuppressed | Reason::Suppressed) => hidden.push((group, members)),
                    // Not computed for such a group.
                    Some(_) => {}
                }
            }
            (0..atoms.len()).filter(|&atom| n(atom) == 0).for_each(|atom| span.add(row(&[atom])));
            for (group, members) in hidden {
                let pupils: usize = members.iter().map(|&atom| n(atom)).sum();
                if pupils > 0 && span.holds(row(&members)) {
                    leaks
                        .push(format!("{metric} of {} in subject {subject}, entry {entry}", analysis.groups[group].id));
                }
            }
        }
    }
    leaks
}

#[test]
fn no_answer_gives_away_what_is_hidden() {
    let mut open = 0;
    for seed in 0..HIERARCHIES / 4 {
        let district = district(seed);
        let analysis = analysis(&district);
        let found = leaks(&district, &analysis, Complement::On);
        assert!(found.is_empty(), "seed {seed}: {found:?}");
        open += usize::from(!leaks(&district, &analysis, Complement::Off).is_empty());
    }
    assert!(open > 20, "without complementary suppression only {open} of {} outputs leak", HIERARCHIES / 4);
}

/// Where a mean is hidden, so is whatever else describes the same pupils: a mean is nearly told by a finer distribution, by the
/// mean that a model expects and the difference to it, or by the range of campuses.
#[test]
fn a_hidden_mean_hides_all_answers() {
    let (mut small, mut beside, mut shown) = (0, 0, 0);
    for seed in 0..HIERARCHIES / 4 {
        let analysis = analysis(&district(seed));
        for (name, _, table) in analysis.answers.tables() {
            for (at, row) in table.rows.iter().enumerate().filter(|(_, row)| row.subject <= SUBJECTS) {
                let mean = analysis.metrics.get(row.group, row.subject, "mean").reason();
                for column in table.columns.iter().filter(|column| !ALIKE.contains(&column.id)) {
                    let value = column.get(at);
                    let is_count = column.id == "participation_rate";
                    match mean {
                        Some(Reason::Suppressed | Reason::ComplementarySuppressed) if !is_count => {
                            let group = &analysis.groups[row.group];
                            assert!(value.reason().is_some(), "seed {seed}, {name}: {} of {}", column.id, group.id);
                            small += usize::from(mean == Some(Reason::Suppressed));
                            beside += usize::from(value.reason() == Some(Reason::ComplementarySuppressed));
                        }
                        _ => shown += usize::from(value.value().is_some()),
                    }
                }
            }
        }
    }
    assert!(small > 1000 && beside > 1000 && shown > 10_000, "{small} small, {beside} beside, {shown} shown");
}

/// What is said of an education group with a hidden campus would be what the other campuses leave.
#[test]
fn an_education_group_does_not_tell_a_hidden_campus() {
    let (mut held, mut free) = (0, 0);
    for seed in 0..HIERARCHIES / 4 {
        let district = district(seed);
        let analysis = analysis(&district);
        let table = &analysis.answers.bundles;
        let column = |metric| table.column(metric).expect("a column");
        for (at, row) in table.rows.iter().enumerate().filter(|(_, row)| row.group == 0) {
            let trust = &table.entries[row.entry].id;
            let is_campus = |group: &usize| analysis.groups[*group].attributes.get("trust") == Some(trust);
            let schools = analysis.groups.iter().enumerate().filter(|(_, group)| group.level == wutong::Level::School);
            let campuses = schools.map(|school| school.0).filter(is_campus);
            let is_hidden = campuses
                .filter(|&campus| analysis.metrics.get(campus, row.subject, "n_valid").value() != Some(0.0))
                .any(|campus| analysis.metrics.get(campus, row.subject, "mean").value().is_none());
            for metric in ["pooled_score", "campus_range", "bundle_value"] {
                assert!(!is_hidden || column(metric).get(at).value().is_none(), "seed {seed}: {metric} of {trust}");
            }
            held += usize::from(is_hidden);
            free += usize::from(column("pooled_score").get(at).value().is_some());
        }
    }
    assert!(held > 20 && free > 20, "{held} with a hidden campus, {free} without");
}
