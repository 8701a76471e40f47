//! Nothing that is suppressed can be worked out from what is published: neither exactly nor by bounds.
//!
//! For random hierarchies with categories, and with boys and girls in every school, the linear system of all published counts is set up and solved here, in exact
//! integers and apart from the engine, subject by subject and for all subjects of a group together. The same audit finds leaks as soon as complementary suppression is taken away.

mod answers;
mod electives;
mod means;
mod rest;
mod subjects;

use std::collections::BTreeMap;

use wutong::model::{PupilAttribute, Reason, Status};
use wutong::{Analysis, Level, ScoreBook, Workers, finish, summarise};
use wutong_testkit::{Pupil, book, spec};

/// Level and id of groups.
type Names = Vec<(String, String)>;

const HIERARCHIES: u64 = 200;
const FULL: i32 = 100;
/// Subjects beside the total.
const SUBJECTS: usize = 3;

/// Numbers from a seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Pupils, and the attributes of each school.
struct District {
    pupils: Vec<Pupil>,
    attributes: BTreeMap<String, BTreeMap<String, String>>,
    /// By pupil: 0 where it is not known, otherwise 1 plus the position in [`GENDERS`].
    genders: BTreeMap<String, u8>,
}

const GENDERS: [&str; 2] = ["boy", "girl"];

/// Boys and girls: about as many in most schools, hardly any girls in some, some pupils of whom it is not known.
fn genders(pupils: &[Pupil], seed: u64) -> BTreeMap<String, u8> {
    let mut draw = Draw(seed.wrapping_mul(0xD134_2543_DE82_EF95) + 7);
    let mut of_school: BTreeMap<&str, (u64, bool)> = BTreeMap::new();
    for pupil in pupils {
        of_school
            .entry(&pupil.school)
            .or_insert_with(|| ([5, 5, 5, 1, 10][draw.below(5) as usize], draw.below(6) == 0));
    }
    let gender = |pupil: &Pupil| {
        let (girls, gaps) = of_school[pupil.school.as_str()];
        if gaps && draw.below(9) == 0 { 0 } else { 1 + u8::from(draw.below(10) < girls) }
    };
    let codes: Vec<u8> = pupils.iter().map(gender).collect();
    pupils.iter().zip(codes).map(|(pupil, code)| (pupil.id.clone(), code)).collect()
}

/// Counties of schools of classes, among them small ones, with two attributes that cut across.
fn district(seed: u64) -> District {
    let mut draw = Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let (n_counties, n_schools) = (draw.below(4), 2 + draw.below(11));
    let mut district = District { pupils: Vec::new(), attributes: BTreeMap::new(), genders: BTreeMap::new() };
    for school in 0..n_schools {
        let name = format!("s{school:02}");
        let attributes = district.attributes.entry(name.clone()).or_default();
        attributes.insert("residence".into(), ["urban", "town", "rural"][draw.below(3) as usize].into());
        if draw.below(5) > 0 {
            attributes.insert("trust".into(), format!("t{}", draw.below(3)));
        }
        let county = if n_counties > 1 { format!("c{}", draw.below(n_counties)) } else { String::new() };
        for class in 0..1 + draw.below(3) {
            let size = if draw.below(4) == 0 { 1 + draw.below(12) } else { 12 + draw.below(40) };
            for number in 0..size {
                let mark = (20 + draw.below(50) + draw.below(31)) as i32;
                let mark = match draw.below(30) {
                    0 => Err(Status::Absent),
                    1 if draw.below(4) == 0 => Err(Status::Violation),
                    2 if draw.below(4) == 0 => Ok(0),
                    _ => Ok(mark),
                };
                district.pupils.push(Pupil {
                    county: county.clone(),
                    school: name.clone(),
                    class: format!("k{class}"),
                    id: format!("{school}-{class}-{number}"),
                    marks: vec![mark],
                });
            }
        }
    }
    district.genders = genders(&district.pupils, seed);
    other_subjects(&mut district.pupils, seed);
    district
}

/// Two more subjects: in some districts everybody sat them who sat the first, in others one pupil or many stayed away.
fn other_subjects(pupils: &mut [Pupil], seed: u64) {
    let mut draw = Draw(seed.wrapping_mul(0xA076_1D64_78BD_642F) + 3);
    let odds = [0, 400, 90, 30][draw.below(4) as usize];
    for pupil in pupils {
        for _ in 1..SUBJECTS {
            let mark = match draw.below(odds.max(1)) {
                0 if odds > 0 && draw.below(9) == 0 => Err(Status::Violation),
                0 if odds > 0 => Err(Status::Absent),
                _ => Ok((25 + draw.below(76)) as i32),
            };
            // Who is absent from the first is often absent from all.
            let all = pupil.marks[0].is_err() && draw.below(3) > 0;
            pupil.marks.push(if all { pupil.marks[0] } else { mark });
        }
    }
}

/// The mark of a pupil in a subject or in the total, or why there is none.
fn mark_of(pupil: &Pupil, subject: usize) -> Result<i32, Status> {
    let worst = || pupil.marks.iter().filter_map(|mark| mark.err()).max_by_key(|&status| status == Status::Violation);
    match pupil.marks.get(subject) {
        Some(&mark) => mark,
        None => worst().map_or_else(|| Ok(pupil.marks.iter().flatten().sum()), Err),
    }
}

fn full_of(subject: usize) -> i32 {
    if subject < SUBJECTS { FULL } else { FULL * SUBJECTS as i32 }
}

impl District {
    /// Schools without attributes, half of the pupils girls.
    fn of(pupils: Vec<Pupil>) -> Self {
        let attributes = pupils.iter().map(|pupil| (pupil.school.clone(), BTreeMap::new())).collect();
        let genders = pupils.iter().enumerate().map(|(row, pupil)| (pupil.id.clone(), 1 + (row % 2) as u8)).collect();
        Self { pupils, attributes, genders }
    }

    fn book(&self) -> ScoreBook {
        let mut book = book(&self.pupils);
        for school in &mut book.schools {
            school.attributes = self.attributes[&school.id].clone();
        }
        book.attributes = vec![PupilAttribute {
            name: "gender".to_owned(),
            values: GENDERS.map(str::to_owned).to_vec(),
            codes: (0..book.n_pupils()).map(|row| self.genders[book.ids.get(row)]).collect(),
        }];
        book
    }

    fn analysis(&self, audience: &str) -> Analysis {
        let exam = exam(audience);
        let workers = Workers::new(Some(1)).expect("a thread");
        finish(&summarise(&self.book(), &exam, &[], &[], &workers), &exam, &workers)
    }

    /// Whether a pupil belongs to a group of the tables.
    fn holds(&self, (level, id): (&str, &str), pupil: &Pupil) -> bool {
        match level {
            "region" => true,
            "county" => pupil.county == id,
            "school" => pupil.school == id,
            "class" => format!("{}/{}", pupil.school, pupil.class) == id,
            "gender" => self.gender(pupil).is_some_and(|own| own == id || format!("{}/{own}", pupil.school) == id),
            attribute => self.attributes[&pupil.school].get(attribute).is_some_and(|value| value == id),
        }
    }

    fn gender(&self, pupil: &Pupil) -> Option<&'static str> {
        GENDERS.get(usize::from(self.genders[&pupil.id]).wrapping_sub(1)).copied()
    }

    /// Boys, girls and the others of a class: what every group is a sum of.
    fn atoms(&self) -> Vec<Vec<&Pupil>> {
        let mut atoms: BTreeMap<(&str, &str, u8), Vec<&Pupil>> = BTreeMap::new();
        for pupil in &self.pupils {
            atoms.entry((&pupil.school, &pupil.class, self.genders[&pupil.id])).or_default().push(pupil);
        }
        atoms.into_values().collect()
    }

    /// Every group that there is, published or not: region, counties, schools, classes, categories, boys and girls.
    fn groups(&self) -> Vec<(String, String)> {
        let mut groups = std::collections::BTreeSet::from([("region".to_owned(), "R".to_owned())]);
        for pupil in &self.pupils {
            groups.insert(("school".into(), pupil.school.clone()));
            groups.insert(("class".into(), format!("{}/{}", pupil.school, pupil.class)));
            if !pupil.county.is_empty() {
                groups.insert(("county".into(), pupil.county.clone()));
            }
            if let Some(gender) = self.gender(pupil) {
                groups.insert(("gender".into(), gender.into()));
                groups.insert(("gender".into(), format!("{}/{gender}", pupil.school)));
            }
            for (name, value) in &self.attributes[&pupil.school] {
                groups.insert((name.clone(), value.clone()));
            }
        }
        groups.into_iter().collect()
    }
}

fn exam(audience: &str) -> wutong::ExamSpec {
    let papers =
        ["math", "reading", "science"].map(|id| format!("{{ id = '{id}', full_mark = {FULL}, decimals = 0 }}"));
    spec(&format!("subject = [{}]\nprivacy = {{ audience = '{audience}', min_cell = 10 }}", papers.join(", ")))
}

/// What a metric counts: the pupils that its value times the valid marks gives.
/// Marks are out of 100.
type Counts = fn(Result<i32, Status>) -> bool;

const COUNTS: [(&str, Counts); 9] = [
    ("n_valid", |mark| mark.is_ok()),
    ("n_absent", |mark| mark == Err(Status::Absent)),
    ("n_violation", |mark| mark == Err(Status::Violation)),
    ("n_zero", |mark| mark == Ok(0)),
    ("n_expected", |_| true),
    ("pass_rate", |mark| mark.is_ok_and(|mark| mark >= 60)),
    ("excellence_rate", |mark| mark.is_ok_and(|mark| mark >= 85)),
    ("low_rate", |mark| mark.is_ok_and(|mark| mark >= 40)),
    ("good_rate", |mark| mark.is_ok_and(|mark| mark >= 70)),
];

/// Whether complementary suppression takes part.
#[derive(Clone, Copy, PartialEq)]
enum Complement {
    On,
    /// Values are published that are only withheld to protect others.
    Off,
}

/// The groups of which a value is published, and those of which it is suppressed.
///
/// A category that a reader is not given a table of may be added up; a school that the public is not given may not follow.
fn split(
    analysis: &Analysis,
    groups: Vec<(String, String)>,
    (metric, subject): (&str, usize),
    complement: Complement,
) -> (Names, Names) {
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for group in groups {
        let same = |each: &wutong::model::Group| each.level_id() == group.0 && each.id == group.1;
        match analysis
            .groups
            .iter()
            .position(same)
            .map(|position| analysis.metrics.get(position, subject, metric).reason())
        {
            None if ["school", "class"].contains(&group.0.as_str()) || group.1.contains('/') => hidden.push(group),
            None => {}
            Some(None) => shown.push(group),
            Some(Some(Reason::ComplementarySuppressed)) if complement == Complement::Off => shown.push(group),
            Some(Some(_)) => hidden.push(group),
        }
    }
    (shown, hidden)
}

/// Exact elimination: rows of small integers, divided by their greatest common divisor.
#[derive(Default)]
struct Span(Vec<(usize, Vec<i128>)>);

impl Span {
    fn reduce(&self, mut row: Vec<i128>) -> Vec<i128> {
        for (lead, known) in &self.0 {
            if row[*lead] != 0 {
                let (own, other) = (row[*lead], known[*lead]);
                for (cell, &known) in row.iter_mut().zip(known) {
                    *cell = *cell * other - known * own;
                }
                let divisor = row.iter().fold(0, |divisor, &cell| gcd(divisor, cell.abs()));
                row.iter_mut().for_each(|cell| *cell /= divisor.max(1));
            }
        }
        row
    }

    fn add(&mut self, row: Vec<i128>) {
        let row = self.reduce(row);
        if let Some(lead) = row.iter().position(|&cell| cell != 0) {
            let at = self.0.partition_point(|(other, _)| *other < lead);
            self.0.insert(at, (lead, row));
        }
    }

    fn holds(&self, row: Vec<i128>) -> bool {
        self.reduce(row).iter().all(|&cell| cell == 0)
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// A sum of unknown counts, and its value.
type Equation = (Vec<usize>, i64);

/// More pupils than there are.
const UNBOUNDED: i64 = 1 << 40;

/// Bounds of counts that are no less than zero, tightened until they stay.
fn bounds(n: usize, equations: &[Equation]) -> Vec<(i64, i64)> {
    let mut bounds = vec![(0, UNBOUNDED); n];
    loop {
        let mut changed = false;
        for (members, value) in equations {
            let (low, high): (i64, i64) =
                members.iter().fold((0, 0), |(low, high), &member| (low + bounds[member].0, high + bounds[member].1));
            for &member in members {
                let (own_low, own_high) = bounds[member];
                let new = (own_low.max(value - (high - own_high)), own_high.min(value - (low - own_low)));
                changed |= new != bounds[member];
                bounds[member] = new;
            }
        }
        if !changed {
            return bounds;
        }
    }
}

/// What follows although it is suppressed: groups and metrics.
fn leaks(district: &District, analysis: &Analysis, complement: Complement) -> Vec<String> {
    let (atoms, groups) = (district.atoms(), district.groups());
    let members = |group: &(String, String)| -> Vec<usize> {
        (0..atoms.len()).filter(|&atom| district.holds((&group.0, &group.1), atoms[atom][0])).collect()
    };
    let mut leaks = Vec::new();
    for (subject, (metric, counts)) in (0..=SUBJECTS).flat_map(|subject| COUNTS.map(|each| (subject, each))) {
        // Cuts are shares of the full mark.
        let counts = |pupil: &Pupil| {
            let scale = |mark: i32| mark * FULL / full_of(subject);
            counts(mark_of(pupil, subject).map(scale))
        };
        let value = |members: &[usize]| {
            let pupils = members.iter().flat_map(|&atom| &atoms[atom]);
            i64::try_from(pupils.filter(|pupil| counts(pupil)).count()).expect("few")
        };
        let row = |members: &[usize]| {
            let mut row = vec![0i128; atoms.len()];
            members.iter().for_each(|&member| row[member] = 1);
            row
        };
        let mut span = Span::default();
        let mut equations: Vec<Equation> = Vec::new();
        let (shown, hidden) = split(analysis, groups.clone(), (metric, subject), complement);
        for group in &shown {
            let members = members(group);
            span.add(row(&members));
            equations.push((members.clone(), value(&members)));
        }
        // The reader knows that there is nobody where there is nobody.
        for atom in (0..atoms.len()).filter(|&atom| value(&[atom]) == 0) {
            span.add(row(&[atom]));
        }
        let bounds = bounds(atoms.len(), &equations);
        for group in hidden.iter().filter(|group| !is_of_all(analysis, group, metric, subject)) {
            let members = members(group);
            let own = value(&members);
            let (low, high) = members
                .iter()
                .fold((0, 0), |(low, high): (i64, i64), &member| (low + bounds[member].0, high + bounds[member].1));
            if own > 0 && (span.holds(row(&members)) || low == high) {
                leaks.push(format!("{metric} of {} {} in subject {subject} is {own}", group.0, group.1));
            }
        }
    }
    leaks
}

/// Whether a line or the total of a group above the schools is hidden from schools for what it leaves of others than the reader. All
/// of its schools together hold the marks of all of its pupils; [`rest`] looks at one school after the other.
fn is_of_all(analysis: &Analysis, (level, id): &(String, String), metric: &str, subject: usize) -> bool {
    let above = ["region", "county"].contains(&level.as_str()) || level == "gender" && !id.contains('/');
    let of_schools = analysis.groups.iter().any(|group| group.level == Level::School);
    of_schools && above && (metric.ends_with("_rate") || subject == SUBJECTS)
}

#[test]
fn nothing_suppressed_follows_from_what_is_published() {
    let (mut hidden, mut open, mut genders) = (0, 0, 0);
    for seed in 0..HIERARCHIES {
        let district = district(seed);
        for audience in ["school", "public"] {
            let analysis = district.analysis(audience);
            let found = leaks(&district, &analysis, Complement::On);
            assert!(found.is_empty(), "seed {seed}, {audience}: {found:?}");
            let reasons = |column: &wutong::model::MetricColumn| {
                (0..column.len())
                    .filter(|&row| column.get(row).reason() == Some(Reason::ComplementarySuppressed))
                    .count()
            };
            hidden += analysis.metrics.column("n_valid").map_or(0, reasons);
            let of_gender = |group: &usize| analysis.groups[*group].level_id() == "gender";
            let shown = |group: &usize| analysis.metrics.get(*group, 0, "n_valid").value().is_some();
            genders += (0..analysis.groups.len()).filter(of_gender).filter(shown).count();
            open += usize::from(!leaks(&district, &analysis, Complement::Off).is_empty());
        }
    }
    assert!(hidden > 200, "{hidden} counts were hidden to protect others");
    assert!(genders > 500, "only {genders} counts of boys or girls were shown");
    assert!(open > 100, "without complementary suppression only {open} of 400 outputs leak");
}

/// Inside the centre counts are shown, means are not: the mean of a small class must not follow from its school's.
#[test]
fn means_of_small_groups_do_not_follow_inside_the_centre() {
    let mut open = 0;
    for seed in 0..HIERARCHIES {
        let district = district(seed);
        let analysis = district.analysis("bureau_internal");
        for (complement, none) in [(Complement::On, true), (Complement::Off, false)] {
            let (atoms, groups) = (district.atoms(), district.groups());
            let row = |group: &(String, String)| -> Vec<i128> {
                atoms.iter().map(|atom| i128::from(district.holds((&group.0, &group.1), atom[0]))).collect()
            };
            let mut span = Span::default();
            let (shown, hidden) = split(&analysis, groups, ("mean", 0), complement);
            shown.iter().for_each(|group| span.add(row(group)));
            // A group without a mark has no mean to be protected.
            let has_marks = |group: &&(String, String)| {
                let mut own = district.pupils.iter().filter(|pupil| district.holds((&group.0, &group.1), pupil));
                own.any(|pupil| mark_of(pupil, 0).is_ok())
            };
            let leaks: Vec<_> = hidden.iter().filter(has_marks).filter(|group| span.holds(row(group))).collect();
            assert!(!none || leaks.is_empty(), "seed {seed}: {leaks:?}");
            open += usize::from(!none && !leaks.is_empty());
        }
    }
    assert!(open > 50, "without complementary suppression only {open} of {HIERARCHIES} outputs leak");
}

/// A mean of a part of a group rests on no fewer pupils than the smallest cell.
#[test]
fn no_stratum_is_smaller_than_the_smallest_cell() {
    type Part = fn(u64) -> u64;
    let tail: Part = |n| (27 * n).div_ceil(100);
    let parts: [(&str, Part); 4] = [
        ("top_27_mean", tail),
        ("bottom_27_mean", tail),
        ("middle_46_mean", |n| n.saturating_sub(2 * (27 * n).div_ceil(100))),
        ("bottom_third_mean", |n| n.div_ceil(3)),
    ];
    for audience in ["bureau_internal", "school", "public"] {
        let (mut shown, mut withheld) = (0, 0);
        for seed in 0..40 {
            let analysis = district(seed).analysis(audience);
            for (group, (metric, part)) in (0..analysis.groups.len()).flat_map(|group| parts.map(|part| (group, part)))
            {
                let get = |metric: &str| analysis.metrics.get(group, 0, metric);
                let Some(n) = get("n_valid").value() else { continue };
                let pupils = part(n as u64);
                let is_shown = get(metric).value().is_some();
                assert!(!is_shown || pupils >= 10, "seed {seed}, {audience}: {metric} of {pupils} in {n}");
                shown += usize::from(is_shown);
                withheld += usize::from(get("mean").value().is_some() && !is_shown && metric == "middle_46_mean");
            }
        }
        assert!(shown > 50 && withheld > 10, "{audience}: {shown} shown, {withheld} not");
    }
}

/// A value that is shown is the value with its printed digits: hiding others changes none.
#[test]
fn suppression_changes_no_value() {
    let mut compared = 0;
    for seed in 0..40 {
        let district = district(seed);
        let all = district.analysis("bureau_internal");
        for audience in ["school", "public"] {
            let analysis = district.analysis(audience);
            for (position, group) in analysis.groups.iter().enumerate() {
                let same = |other: &&wutong::model::Group| other.level_id() == group.level_id() && other.id == group.id;
                let whole = all.groups.iter().position(|other| same(&other)).expect("the group");
                for (column, subject) in analysis
                    .metrics
                    .columns
                    .iter()
                    .flat_map(|column| (0..=SUBJECTS).map(move |subject| (column, subject)))
                {
                    let shown = analysis.metrics.get(position, subject, column.id);
                    let full = all.metrics.get(whole, subject, column.id);
                    let unit = wutong::stats::metric(column.id).expect("a metric").unit;
                    let printed = |value: Option<f64>| value.map(|value| unit.rounded(value) + 0.0);
                    let bound = |bounds: Option<(f64, f64)>| printed(bounds.map(|bounds| bounds.0));
                    let both = shown.reason().is_none() && full.reason().is_none();
                    let same = shown.value() == printed(full.value())
                        && shown.interval().map(|own| own.0) == bound(full.interval());
                    compared += usize::from(both);
                    assert!(!both || same, "{} {} {shown:?} {full:?}", group.id, column.id);
                }
            }
        }
    }
    assert!(compared > 20_000, "only {compared} values were compared");
}

/// Between any two numbers of pupils that a group shows lie none or at least the smallest cell.
#[test]
fn numbers_of_one_group_leave_no_small_difference() {
    for seed in 0..HIERARCHIES {
        let district = district(seed);
        for audience in ["school", "public"] {
            let analysis = district.analysis(audience);
            for (position, group) in analysis.groups.iter().enumerate() {
                let get = |metric: &str| analysis.metrics.get(position, 0, metric).value();
                let Some(n) = get("n_valid") else { continue };
                let mut counts = vec![0.0, n];
                counts.extend(
                    ["pass_rate", "excellence_rate", "good_rate", "top_rate"]
                        .iter()
                        .filter_map(|id| Some(get(id)? * n)),
                );
                counts.extend(get("low_rate").map(|rate| n - rate * n));
                let mut reached = 0.0;
                for band in analysis.distributions[analysis.metrics.row(position, 0)].iter().rev() {
                    reached += band.count as f64;
                    counts.push(reached);
                }
                counts.sort_by(f64::total_cmp);
                for pair in counts.windows(2) {
                    let pupils = (pair[1] - pair[0]).round();
                    assert!(pupils == 0.0 || pupils >= 10.0, "seed {seed}, {audience}, {}: {counts:?}", group.id);
                }
                let small = |metric: &str| get(metric).filter(|count| (1.0..10.0).contains(count));
                for metric in ["n_absent", "n_violation", "n_zero", "n_valid", "n_expected"] {
                    assert_eq!(small(metric), None, "seed {seed}, {audience}, {} {metric}", group.id);
                }
                let gap = get("n_expected").map_or(0.0, |expected| expected - n);
                assert!(gap == 0.0 || gap >= 10.0, "seed {seed}, {audience}, {}: {gap} are missing", group.id);
            }
        }
    }
}

/// A roster knows pupils of a school, and not which of them are girls: their number is covered nevertheless.
#[test]
fn a_roster_beside_boys_and_girls_is_covered() {
    let mut shown = 0;
    for seed in 0..40 {
        let district = district(seed);
        let mut book = district.book();
        for (position, school) in book.schools.iter_mut().enumerate() {
            let pupils: usize = book.classes[school.classes.clone()].iter().map(|class| class.rows.len()).sum();
            let expected = u32::try_from(pupils).expect("few") + [0, 1, 2, 30][position % 4];
            school.roster = Some(wutong::model::RosterCount { expected: Some(expected), enrolled: Some(expected + 1) });
        }
        for audience in ["school", "public", "bureau_internal"] {
            let exam = exam(audience);
            let workers = Workers::new(Some(1)).expect("a thread");
            let analysis = finish(&summarise(&book, &exam, &[], &[], &workers), &exam, &workers);
            for position in (0..analysis.groups.len()).filter(|_| audience != "bureau_internal") {
                let get = |metric: &str| analysis.metrics.get(position, 0, metric).value();
                let gaps = ["n_expected", "n_roster"].map(|metric| Some(get(metric)? - get("n_valid")?));
                for gap in gaps.into_iter().flatten() {
                    assert!(
                        gap == 0.0 || gap >= 10.0,
                        "seed {seed}, {audience}: {gap} of {}",
                        analysis.groups[position].id
                    );
                    shown += 1;
                }
            }
        }
    }
    assert!(shown > 20, "only {shown} numbers are shown");
}

/// The public is told no name of a school, and of two schools neither their sum.
#[test]
fn the_public_sees_no_schools() {
    for seed in 0..HIERARCHIES {
        let analysis = district(seed).analysis("public");
        assert!(analysis.groups.iter().all(|group| !matches!(group.level, Level::School | Level::Class)));
    }
}

/// Figures between schools tell few schools apart: outside the centre they begin with six, inside with two.
#[test]
fn figures_between_schools_need_six_of_them_outside() {
    let between = |schools: usize, audience: &str| -> Vec<(&'static str, bool, Option<Reason>)> {
        let pupil = |row: usize| Pupil {
            county: String::new(),
            school: format!("s{}", row / 30),
            class: "k".into(),
            id: format!("{row:04}"),
            marks: (0..SUBJECTS).map(|subject| Ok(40 + ((row * 7 + row / 30 * 5 + subject * 3) % 50) as i32)).collect(),
        };
        let analysis = District::of((0..schools * 30).map(pupil).collect()).analysis(audience);
        let is_between =
            |id: &str| id.starts_with("between_school") || id.starts_with("variance_share") || id == "difference_rate";
        let of = |column: &wutong::model::MetricColumn| {
            let shown = column.get(0);
            (column.id, shown.value().is_some(), shown.reason())
        };
        analysis.metrics.columns.iter().filter(|column| is_between(column.id)).map(of).collect()
    };
    for audience in ["school", "public"] {
        for (schools, is_shown) in [(3, false), (5, false), (6, true), (8, true)] {
            let found = between(schools, audience);
            assert!(found.len() >= 9, "{found:?}");
            for (id, shown, reason) in found {
                assert!(!shown || is_shown, "{audience} {schools} schools: {id} is shown");
                // All in one county and one class a school: there is nothing between counties, nor between classes.
                let told = ["difference_rate", "between_school_icc", "between_school_cv"].contains(&id);
                assert!(!told || shown == is_shown, "{audience} {schools} schools: {id} {reason:?}");
                assert!(!told || shown || reason == Some(Reason::Audience), "{id} {reason:?}");
            }
        }
    }
    let inside = between(3, "bureau_internal");
    assert!(inside.iter().any(|each| each.0 == "difference_rate" && each.1), "{inside:?}");
}
