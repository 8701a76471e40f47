//! Counts of all subjects of a group together: what one subject hides, another may not tell.

use std::collections::BTreeMap;

use wutong::model::Status;
use wutong::{Analysis, Reason, Workers, finish, summarise};
use wutong_testkit::{Pupil, book, spec};

use super::{Complement, District, HIERARCHIES, Names, SUBJECTS, district, mark_of};

/// 2^61 - 1.
pub(super) const PRIME: i128 = (1 << 61) - 1;

/// Elimination modulo a prime: exact but for one in 10^18.
#[derive(Default)]
pub(super) struct Field(BTreeMap<usize, Row>);

pub(super) type Row = BTreeMap<usize, i128>;

impl Field {
    fn reduce(&self, mut row: Row) -> Row {
        let mut from = 0;
        while let Some((&lead, &factor)) = row.range(from..).next() {
            from = lead + 1;
            let Some(known) = self.0.get(&lead) else { continue };
            for (&at, &cell) in known {
                let changed = (row.get(&at).copied().unwrap_or(0) - factor * cell).rem_euclid(PRIME);
                if changed == 0 {
                    row.remove(&at)
                } else {
                    row.insert(at, changed)
                };
            }
        }
        row
    }

    pub(super) fn add(&mut self, row: Row) {
        let mut row = self.reduce(row);
        let Some((&lead, &first)) = row.iter().next() else { return };
        let inverse = inverse(first);
        row.values_mut().for_each(|cell| *cell = *cell * inverse % PRIME);
        self.0.insert(lead, row);
    }

    pub(super) fn tells(&self, row: Row) -> bool {
        self.reduce(row).is_empty()
    }
}

fn inverse(a: i128) -> i128 {
    let (mut power, mut base, mut exponent) = (1, a.rem_euclid(PRIME), PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    power
}

/// The unknowns of a class, or of its boys and girls: its expected pupils, and in every subject and the total those absent
/// and those whose mark was cancelled.
const UNKNOWNS: usize = 1 + 2 * (SUBJECTS + 1);

/// Counts of a subject as sums of unknowns.
const COUNTS: [&str; 5] = ["n_expected", "n_absent", "n_violation", "n_valid", "n_missing"];

fn terms(count: &str, subject: usize) -> Vec<(usize, i128)> {
    let (expected, absent, violation) = (0, 1 + 2 * subject, 2 + 2 * subject);
    match count {
        "n_expected" => vec![(expected, 1)],
        "n_absent" => vec![(absent, 1)],
        "n_violation" => vec![(violation, 1)],
        "n_missing" => vec![(absent, 1), (violation, 1)],
        _ => vec![(expected, 1), (absent, -1), (violation, -1)],
    }
}

/// What hides a count, where it is not shown.
fn reason(analysis: &Analysis, group: &(String, String), count: &str, subject: usize) -> Option<Option<Reason>> {
    let same = |each: &wutong::model::Group| each.level_id() == group.0 && each.id == group.1;
    let position = analysis.groups.iter().position(same)?;
    // Those who are missing are what the expected and the valid leave.
    Some(analysis.metrics.get(position, subject, if count == "n_missing" { "n_expected" } else { count }).reason())
}

fn count_of(pupils: &[&Pupil], count: &str, subject: usize) -> usize {
    let is = |pupil: &&&Pupil| match (count, mark_of(pupil, subject)) {
        ("n_expected", _) | ("n_absent", Err(Status::Absent)) | ("n_violation", Err(Status::Violation)) => true,
        ("n_valid", mark) => mark.is_ok(),
        ("n_missing", mark) => mark.is_err(),
        _ => false,
    };
    pupils.iter().filter(is).count()
}

/// Hidden counts of pupils that follow from what is published of all subjects.
fn leaks(district: &District, analysis: &Analysis, complement: Complement) -> Vec<String> {
    let (atoms, by_gender) = atoms(district);
    let mut groups: Names = district.groups();
    groups.retain(|group| by_gender || group.0 != "gender");
    let members: Vec<Vec<usize>> = groups
        .iter()
        .map(|group| (0..atoms.len()).filter(|&atom| district.holds((&group.0, &group.1), atoms[atom][0])).collect())
        .collect();
    let row = |members: &[usize], count: &str, subject: usize| -> Row {
        let cells = members.iter().flat_map(|&atom| {
            terms(count, subject).into_iter().map(move |(unknown, sign)| (atom * UNKNOWNS + unknown, sign))
        });
        cells.collect()
    };
    let mut field = Field::default();
    let mut hidden = Vec::new();
    for (group, members) in groups.iter().zip(&members) {
        let pupils: Vec<&Pupil> = members.iter().flat_map(|&atom| atoms[atom].iter().copied()).collect();
        for (count, subject) in COUNTS.iter().flat_map(|&count| (0..=SUBJECTS).map(move |subject| (count, subject))) {
            let own = count_of(&pupils, count, subject);
            match reason(analysis, group, count, subject) {
                None if ["school", "class"].contains(&group.0.as_str()) || group.1.contains('/') => {
                    hidden.push((group, members, count, subject, own));
                }
                None => {}
                Some(Some(reason)) if complement == Complement::On || reason != Reason::ComplementarySuppressed => {
                    hidden.push((group, members, count, subject, own));
                }
                // Where nobody is, nobody is of any part.
                Some(_) if own == 0 => {
                    let parts: &[&str] = if count == "n_missing" { &["n_absent", "n_violation"] } else { &[count] };
                    for (&atom, part) in members.iter().flat_map(|atom| parts.iter().map(move |part| (atom, part))) {
                        field.add(row(&[atom], part, subject));
                    }
                }
                Some(_) => field.add(row(members, count, subject)),
            }
        }
    }
    // Expected pupils are one number of all subjects: where one shows it, another that hides its pupils hides no number.
    let is_open = |group: &(String, String), count: &str| {
        count == "n_expected" && (0..=SUBJECTS).any(|subject| reason(analysis, group, count, subject) == Some(None))
    };
    let told = hidden.into_iter().filter(|(group, members, count, subject, own)| {
        let is_of_all = super::is_of_all(analysis, group, count, *subject);
        *own > 0 && !is_of_all && !is_open(group, count) && field.tells(row(members, count, *subject))
    });
    told.map(|(group, _, count, subject, own)| format!("{count} of {} {} in {subject} is {own}", group.0, group.1))
        .collect()
}

/// Boys and girls of classes, or in the largest districts, for the time it takes, whole classes: then no group of boys or
/// girls is a sum of them, and no equation says one.
fn atoms(district: &District) -> (Vec<Vec<&Pupil>>, bool) {
    let atoms = district.atoms();
    if atoms.len() <= 48 {
        return (atoms, true);
    }
    let mut classes: BTreeMap<(&str, &str), Vec<&Pupil>> = BTreeMap::new();
    for pupil in &district.pupils {
        classes.entry((&pupil.school, &pupil.class)).or_default().push(pupil);
    }
    (classes.into_values().collect(), false)
}

#[test]
fn no_subject_tells_what_another_hides() {
    let (mut open, mut shown) = (0, 0);
    for seed in 0..HIERARCHIES {
        let district = district(seed);
        for audience in ["school", "public"] {
            let analysis = district.analysis(audience);
            let found = leaks(&district, &analysis, Complement::On);
            assert!(found.is_empty(), "seed {seed}, {audience}: {found:?}");
            open += usize::from(!leaks(&district, &analysis, Complement::Off).is_empty());
            let expected = analysis.metrics.column("n_expected").expect("a column");
            shown += (0..expected.len()).filter(|&row| expected.get(row).value().is_some()).count();
        }
    }
    assert!(open > 100, "without complementary suppression only {open} of 400 outputs leak");
    assert!(shown > 300, "only {shown} numbers of expected pupils are shown");
}

/// Two of a class are absent from one subject: what the others show must not tell.
#[test]
fn two_absentees_do_not_follow_from_another_subject() {
    let pupils = |absent: usize| -> Vec<Pupil> {
        let pupil = |school: usize, number: usize| Pupil {
            county: String::new(),
            school: format!("s{school}"),
            class: "k".into(),
            id: format!("{school}-{number}"),
            marks: (0..SUBJECTS)
                .map(|subject| {
                    // Many are from two schools: of one, the region's number would be its own.
                    let is_away = school == 2 || school == 5 && absent >= 10;
                    let stays_away = is_away && subject == 1 && number < absent;
                    if stays_away {
                        Err(Status::Absent)
                    } else {
                        Ok(30 + ((school * 7 + number * 11 + subject * 5) % 60) as i32)
                    }
                })
                .collect(),
        };
        (0..8).flat_map(|school| (0..40).map(move |number| pupil(school, number))).collect()
    };
    let shown = |absent: usize, audience: &str| {
        let district = District::of(pupils(absent));
        let analysis = district.analysis(audience);
        let school = analysis.groups.iter().position(|group| group.id == "s2").unwrap_or(0);
        let get = |subject: usize, metric: &str| analysis.metrics.get(school, subject, metric).value();
        let expected: Vec<Option<f64>> = (0..=SUBJECTS).map(|subject| get(subject, "n_expected")).collect();
        let absent: Vec<Option<f64>> = (0..=SUBJECTS).map(|subject| get(subject, "n_absent")).collect();
        let valid: Vec<Option<f64>> = (0..=SUBJECTS).map(|subject| get(subject, "n_valid")).collect();
        (expected, absent, valid)
    };
    for audience in ["school", "public"] {
        let (expected, absent, valid) = shown(2, audience);
        // The public is not told of a total that two lack; their school is.
        let told = if audience == "public" { SUBJECTS } else { SUBJECTS + 1 };
        assert!(valid[..told].iter().all(Option::is_some), "{audience}: {valid:?}");
        assert!(
            expected.iter().chain(&absent).all(Option::is_none),
            "{audience}: {expected:?}, {absent:?} of {valid:?}"
        );
        // Nobody absent, and enough boys and girls: both are told.
        for enough in [0, 20] {
            let (expected, ..) = shown(enough, audience);
            assert!(expected.iter().all(Option::is_some), "{audience}, {enough} absent: {expected:?}");
        }
    }
}

/// One school of 60 among alike ones, each pupil with these marks, as a school is told of it.
fn told(subjects: usize, marks: impl Fn(usize) -> Vec<i32>) -> impl Fn(usize, &str) -> Option<f64> {
    let all = (0..6).flat_map(|school| (0..60).map(move |number| (school, number)));
    let pupils: Vec<Pupil> = all
        .map(|(school, number)| Pupil {
            county: String::new(),
            school: format!("s{school}"),
            class: "k".into(),
            id: format!("{school}-{number}"),
            marks: marks(number).into_iter().map(Ok).collect(),
        })
        .collect();
    let papers: Vec<String> =
        (0..subjects).map(|id| format!("{{ id = 'p{id}', full_mark = 100, decimals = 0 }}")).collect();
    let exam = spec(&format!("subject = [{}]\nprivacy = {{ audience = 'school', min_cell = 10 }}", papers.join(", ")));
    let workers = Workers::new(Some(1)).expect("a thread");
    let analysis = finish(&summarise(&book(&pupils), &exam, &[], &[], &workers), &exam, &workers);
    let school = analysis.groups.iter().position(|group| group.id == "s1").expect("the school");
    move |subject, metric| analysis.metrics.get(school, subject, metric).value()
}

/// All are excellent in two subjects: who is excellent in everything is who is in the third.
#[test]
fn a_share_of_the_total_tells_no_share_of_a_subject() {
    let marks = |number: usize| match number {
        0..20 => vec![50 + number as i32 / 4, 90, 95],
        20..25 => vec![70, 90, 95],
        _ => vec![90 + number as i32 % 9, 90, 95 + number as i32 % 3],
    };
    let get = told(3, marks);
    // 35 reach the line of excellence, 40 the pass line: of the five between nothing is told.
    assert_eq!((get(0, "pass_rate"), get(0, "excellence_rate")), (Some(0.6667), None));
    assert_eq!(get(1, "excellence_rate"), None, "all have the same mark");
    assert_eq!(get(2, "excellence_rate"), Some(1.0));
    assert_eq!(get(3, "all_excellence_rate"), None);
}

/// Passing one + passing the other = passing both + all - passing neither.
#[test]
fn of_two_subjects_the_shares_of_the_total_tell_neither() {
    // Three fail the first, twenty others the second.
    let marks =
        |number: usize| vec![if number < 3 { 40 } else { 70 + number as i32 % 20 }, if number >= 40 { 45 } else { 75 }];
    let get = told(2, marks);
    let four = [get(0, "pass_rate"), get(1, "pass_rate"), get(2, "all_pass_rate"), get(2, "all_fail_rate")];
    assert_eq!(four[0], None, "three pupils");
    assert!(four[1].is_some());
    assert!(four[2].is_none() || four[3].is_none(), "{four:?}");
}
