//! What shown groups leave of one another: between any two lines, ends of bands or shares that a reader knows of it there is
//! nobody, or at least the smallest cell.
//!
//! Apart from the engine: sets of pupils are subtracted from sets that hold them, as long as something new comes of it. The
//! reader is a school with its folder and the marks of its own pupils, or somebody with what is public, a school among them.

use std::collections::BTreeMap;

use wutong::model::Status;
use wutong::{Analysis, Level, Reason};
use wutong_testkit::Pupil;

use super::{Complement, District, HIERARCHIES, SUBJECTS, district, full_of, mark_of};

const MIN_CELL: i64 = 10;
/// Rounds of subtraction, and sets after which no more is begun.
const ROUNDS: (usize, usize) = (3, 120);

/// Pupils at or above every edge of a scale as far as the reader knows; a set of atoms is a number.
type Known = BTreeMap<u128, Vec<Option<i64>>>;

/// One edge: whether the analysis shows it of a group, and whom it counts.
struct Edge<'a> {
    reason: Box<dyn Fn(usize) -> Option<Reason> + 'a>,
    counts: Box<dyn Fn(&Pupil) -> bool + 'a>,
}

/// Edges of which each counts some of the pupils of the one before; one alone is a count.
type Scale<'a> = (String, Vec<Edge<'a>>);

fn lines(analysis: &Analysis, subject: usize) -> Scale<'_> {
    let reason = move |metric: &'static str| {
        Box::new(move |group: usize| analysis.metrics.get(group, subject, metric).reason())
            as Box<dyn Fn(usize) -> Option<Reason>>
    };
    let full = full_of(subject);
    let above = move |percent: i32| {
        Box::new(move |pupil: &Pupil| mark_of(pupil, subject).is_ok_and(|mark| 100 * mark >= percent * full))
            as Box<dyn Fn(&Pupil) -> bool>
    };
    let mut edges =
        vec![Edge { reason: reason("n_valid"), counts: Box::new(move |pupil| mark_of(pupil, subject).is_ok()) }];
    let metrics = [
        (40, "low_rate"),
        (60, "pass_rate"),
        (70, "good_rate"),
        (85, "excellence_rate"),
        (90, "top_rate"),
        (100, "full_mark_rate"),
    ];
    for percent in (10..=100).step_by(5) {
        if let Some(&(_, metric)) = metrics.iter().find(|(own, _)| *own == percent) {
            edges.push(Edge { reason: reason(metric), counts: above(percent) });
        }
        if percent % 10 == 0 && percent < 100 {
            let ends = move |group: usize| {
                let bands = &analysis.distributions[analysis.metrics.row(group, subject)];
                let end = i64::from(percent * full / 100);
                // No end of a band is hidden for what it is alone where the line at its mark is not.
                (!bands.iter().any(|band| band.ticks == end)).then_some(Reason::NotApplicable)
            };
            edges.push(Edge { reason: Box::new(ends), counts: above(percent) });
        }
    }
    edges.push(Edge { reason: reason("n_valid"), counts: Box::new(|_| false) });
    (format!("marks of {subject}"), edges)
}

/// Not failing everything, passing everything, being excellent in everything.
fn shares(analysis: &Analysis) -> Scale<'_> {
    let all = |percent: i32, pupil: &Pupil| pupil.marks.iter().all(|mark| mark.is_ok_and(|mark| mark >= percent));
    let none = |pupil: &Pupil| pupil.marks.iter().all(|mark| mark.is_ok_and(|mark| mark < 60));
    let whole = |pupil: &Pupil| pupil.marks.iter().all(Result::is_ok);
    let edge = |metric: &'static str, counts: Box<dyn Fn(&Pupil) -> bool>| Edge {
        reason: Box::new(move |group| analysis.metrics.get(group, SUBJECTS, metric).reason()),
        counts,
    };
    let edges = vec![
        edge("n_valid", Box::new(whole)),
        edge("all_fail_rate", Box::new(move |pupil| whole(pupil) && !none(pupil))),
        edge("all_pass_rate", Box::new(move |pupil| all(60, pupil))),
        edge("all_excellence_rate", Box::new(move |pupil| all(85, pupil))),
        edge("n_valid", Box::new(|_| false)),
    ];
    ("shares of the total".to_owned(), edges)
}

/// A subject beside the total: who passes there but not everywhere, and who has a mark there but no total.
fn beside_total(analysis: &Analysis, subject: usize) -> Vec<Scale<'_>> {
    let all = |percent: i32, pupil: &Pupil| pupil.marks.iter().all(|mark| mark.is_ok_and(|mark| mark >= percent));
    let edge = |subject: usize, metric: &'static str, counts: Box<dyn Fn(&Pupil) -> bool>| Edge {
        reason: Box::new(move |group| analysis.metrics.get(group, subject, metric).reason()),
        counts,
    };
    let reaching = move |percent: i32| -> Box<dyn Fn(&Pupil) -> bool> {
        Box::new(move |pupil| mark_of(pupil, subject).is_ok_and(|mark| mark >= percent))
    };
    let failing: Box<dyn Fn(&Pupil) -> bool> =
        Box::new(move |pupil| mark_of(pupil, subject).is_ok_and(|mark| mark < 60));
    let none = |pupil: &Pupil| pupil.marks.iter().all(|mark| mark.is_ok_and(|mark| mark < 60));
    let name = |what: &str| format!("{what} {subject} beside the total");
    vec![
        (
            name("passing"),
            vec![
                edge(subject, "pass_rate", reaching(60)),
                edge(SUBJECTS, "all_pass_rate", Box::new(move |pupil| all(60, pupil))),
            ],
        ),
        (
            name("excellent in"),
            vec![
                edge(subject, "excellence_rate", reaching(85)),
                edge(SUBJECTS, "all_excellence_rate", Box::new(move |pupil| all(85, pupil))),
            ],
        ),
        (name("failing"), vec![edge(subject, "pass_rate", failing), edge(SUBJECTS, "all_fail_rate", Box::new(none))]),
        (
            format!("{LACKING} {subject}"),
            vec![
                edge(subject, "n_valid", Box::new(move |pupil| mark_of(pupil, subject).is_ok())),
                edge(SUBJECTS, "n_valid", Box::new(|pupil| pupil.marks.iter().all(Result::is_ok))),
            ],
        ),
    ]
}

/// Pupils with a mark in a subject but no total. Inside a school they may follow: whoever is given its total holds their marks.
const LACKING: &str = "no total beside";

fn counts(analysis: &Analysis, subject: usize) -> Vec<Scale<'_>> {
    let count = |metric: &'static str, counts: fn(Result<i32, Status>) -> bool| -> Scale<'_> {
        let edge = Edge {
            reason: Box::new(move |group| analysis.metrics.get(group, subject, metric).reason()),
            counts: Box::new(move |pupil| counts(mark_of(pupil, subject))),
        };
        (format!("{metric} of {subject}"), vec![edge])
    };
    vec![
        count("n_valid", |mark| mark.is_ok()),
        count("n_absent", |mark| mark == Err(Status::Absent)),
        count("n_violation", |mark| mark == Err(Status::Violation)),
        count("n_zero", |mark| mark == Ok(0)),
        // Those who are missing are what the expected and the valid leave.
        count("n_expected", |mark| mark.is_err()),
    ]
}

/// Adds what a reader knows of a set.
fn learn(known: &mut Known, set: u128, edges: &[Option<i64>]) -> bool {
    if set == 0 || edges.iter().all(Option::is_none) {
        return false;
    }
    let own = known.entry(set).or_insert_with(|| vec![None; edges.len()]);
    let mut news = false;
    for (own, &edge) in own.iter_mut().zip(edges) {
        news |= own.is_none() && edge.is_some();
        *own = own.or(edge);
    }
    news
}

/// Subtracts sets from sets that hold them.
fn close(known: &mut Known) {
    for _ in 0..ROUNDS.0 {
        let all: Vec<(u128, Vec<Option<i64>>)> = known.iter().map(|(set, edges)| (*set, edges.clone())).collect();
        let mut news = false;
        for (whole, edges) in all.iter().take(ROUNDS.1) {
            for (part, less) in all.iter().take(ROUNDS.1).filter(|(part, _)| part & !whole == 0 && part != whole) {
                let left: Vec<Option<i64>> =
                    edges.iter().zip(less).map(|(edge, less)| Some((*edge)? - (*less)?)).collect();
                news |= learn(known, whole & !part, &left);
            }
        }
        if !news {
            return;
        }
    }
}

/// A cell of few pupils, if there is one. Edges count fewer and fewer pupils.
fn small(edges: &[Option<i64>]) -> Option<i64> {
    let counts: Vec<i64> = edges.iter().flatten().copied().collect();
    let is_small = |cell: &i64| (1..MIN_CELL).contains(cell);
    match edges {
        [only] => only.filter(is_small),
        _ => counts.windows(2).map(|pair| pair[0] - pair[1]).find(is_small),
    }
}

/// Where a group lies for the readers: above the schools, or in which school.
fn school_of(group: &wutong::model::Group) -> Option<&str> {
    match group.level {
        Level::Region | Level::County => None,
        Level::School => Some(&group.id),
        _ => group.id.split_once('/').map(|(school, _)| school),
    }
}

fn leaks(district: &District, analysis: &Analysis, public: bool, complement: Complement) -> Vec<String> {
    let atoms = district.atoms();
    assert!(atoms.len() <= 128, "a set of atoms is a number of 128 bits");
    let set = |holds: &dyn Fn(&Pupil) -> bool| {
        (0..atoms.len()).filter(|&atom| holds(atoms[atom][0])).fold(0u128, |set, atom| set | 1 << atom)
    };
    let groups: Vec<(usize, u128)> = analysis
        .groups
        .iter()
        .enumerate()
        .map(|(position, group)| (position, set(&|pupil| district.holds((group.level_id(), &group.id), pupil))))
        .collect();
    let schools: Vec<(&str, &str)> = {
        let own: BTreeMap<&str, &str> =
            district.pupils.iter().map(|pupil| (pupil.school.as_str(), pupil.county.as_str())).collect();
        own.into_iter().collect()
    };
    let mut scales: Vec<Scale<'_>> = (0..=SUBJECTS).map(|subject| lines(analysis, subject)).collect();
    scales.push(shares(analysis));
    scales.extend((0..SUBJECTS).flat_map(|subject| beside_total(analysis, subject)));
    scales.extend((0..=SUBJECTS).flat_map(|subject| counts(analysis, subject)));
    let mut leaks = Vec::new();
    for (name, edges) in &scales {
        let count = |set: u128, edge: &Edge<'_>| {
            let of = (0..atoms.len()).filter(|atom| set >> atom & 1 == 1).flat_map(|atom| &atoms[atom]);
            i64::try_from(of.filter(|pupil| (edge.counts)(pupil)).count()).expect("few")
        };
        let told = |position: usize, set: u128| -> Vec<Option<i64>> {
            let shown = |edge: &Edge<'_>| match (edge.reason)(position) {
                None => true,
                Some(reason) => complement == Complement::Off && reason == Reason::ComplementarySuppressed,
            };
            edges.iter().map(|edge| shown(edge).then(|| count(set, edge))).collect()
        };
        // What the set of a group hides; an end of a band has no cell that would say so.
        let named = |position: usize, told: &[Option<i64>]| -> Vec<Option<i64>> {
            let is_cell = |edge: &Edge<'_>| (edge.reason)(position) != Some(Reason::NotApplicable);
            edges.iter().zip(told).map(|(edge, told)| if is_cell(edge) { *told } else { Some(0) }).collect()
        };
        let all = |set: u128| edges.iter().map(|edge| Some(count(set, edge))).collect::<Vec<_>>();
        // Whoever knows a set knows it without its own pupils too.
        let mut judge = |known: &Known, own: u128, reader: &str| {
            let others = known.iter().filter(|(set, _)| *set & !own != 0);
            let left = |set: u128, edges: &[Option<i64>]| -> Vec<Option<i64>> {
                edges.iter().zip(all(set & own)).map(|(edge, own)| Some((*edge)? - own?)).collect()
            };
            let found = others.filter_map(|(set, edges)| Some((set, small(&left(*set, edges))?))).next();
            leaks.extend(found.map(|(set, cell)| format!("{name}: {reader} knows {cell} pupils of {set:b}")));
        };
        // What tables hide does not follow from tables.
        let follows = |known: &Known, hidden: &[(u128, Vec<Option<i64>>)]| {
            hidden.iter().any(|(set, told)| {
                let is_news =
                    |(edge, told): (&Option<i64>, &Option<i64>)| edge.is_some_and(|n| n > 0) && told.is_none();
                known.get(set).is_some_and(|edges| edges.iter().zip(told).any(is_news))
            })
        };
        let mut follow: Vec<String> = Vec::new();
        let less = |edges: &[Option<i64>], own: &[Option<i64>]| -> Vec<Option<i64>> {
            edges.iter().zip(own).map(|(edge, own)| Some((*edge)? - (*own)?)).collect()
        };
        let readers = schools.iter().map(|&(school, county)| Some((school, county)));
        for reader in readers.chain(public.then_some(None)) {
            let own = reader.map_or(0, |(school, _)| set(&|pupil| pupil.school == school));
            let (mut tables, mut hidden) = (Known::new(), Vec::new());
            for &(position, set) in &groups {
                let group = &analysis.groups[position];
                let elsewhere = !public && group.level == Level::County && reader.is_none_or(|own| own.1 != group.id);
                if school_of(group).is_none() && !elsewhere {
                    let edges = told(position, set);
                    learn(&mut tables, set, &edges);
                    hidden.push((set, named(position, &edges)));
                }
            }
            let who = reader.map_or("the public", |own| own.0);
            // A school takes its own pupils away before it subtracts, and between any two steps.
            let mut above = tables.clone();
            close(&mut tables);
            follow.extend(follows(&tables, &hidden).then(|| format!("{name}: {who} knows what is hidden")));
            for (set, edges) in above.clone() {
                learn(&mut above, set & !own, &less(&edges, &all(set & own)));
            }
            close(&mut above);
            judge(&above, own, who);
            let Some((school, _)) = reader.filter(|_| !public && !name.starts_with(LACKING)) else { continue };
            // Inside the school: its classes, and its boys and girls.
            for level in [Level::Class, Level::Dimension] {
                let (mut inside, mut hidden) = (Known::new(), Vec::new());
                for &(position, set) in &groups {
                    let group = &analysis.groups[position];
                    if school_of(group) == Some(school) && [Level::School, level].contains(&group.level) {
                        let edges = told(position, set);
                        learn(&mut inside, set, &edges);
                        hidden.push((set, named(position, &edges)));
                    }
                }
                close(&mut inside);
                judge(&inside, 0, &format!("a reader of {school}"));
                follow.extend(follows(&inside, &hidden).then(|| format!("{name}: {school} tells what it hides")));
            }
        }
        leaks.extend(follow);
    }
    leaks
}

#[test]
fn what_shown_groups_leave_is_never_few() {
    let (mut open, mut shown, mut all) = (0, 0, Vec::new());
    for seed in 0..HIERARCHIES {
        let district = district(seed);
        for audience in ["school", "public"] {
            let analysis = district.analysis(audience);
            let found = leaks(&district, &analysis, audience == "public", Complement::On);
            all.extend(found.into_iter().map(|leak| format!("seed {seed}, {audience}: {leak}")));
            open += usize::from(!leaks(&district, &analysis, audience == "public", Complement::Off).is_empty());
            let rates = analysis.metrics.column("pass_rate").expect("a column");
            shown += (0..rates.len()).filter(|&row| rates.get(row).value().is_some()).count();
        }
    }
    assert!(all.is_empty(), "{} in all, {:#?}", all.len(), &all[..all.len().min(40)]);
    assert!(open > 100, "without complementary suppression only {open} of 400 outputs leak");
    assert!(shown > 2000, "only {shown} pass rates are shown");
}
