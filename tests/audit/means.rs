//! Means of the subjects of a group, and of its total: together they tell the marks of those who lack a subject.

use std::collections::BTreeSet;

use wutong::{Analysis, Level};
use wutong_testkit::Pupil;

use super::{District, FULL, HIERARCHIES, SUBJECTS, district, full_of};

const MIN_CELL: usize = 10;

/// Pupils by position in the district.
type Set = BTreeSet<usize>;

/// Whether a pupil has some marks but not all.
fn is_partial(pupil: &Pupil) -> bool {
    let marks = pupil.marks.iter().filter(|mark| mark.is_ok()).count();
    0 < marks && marks < SUBJECTS
}

/// The groups above the schools that are shown in all single subjects, and whether their total is, with their pupils.
fn groups(district: &District, analysis: &Analysis) -> Vec<(String, Set, bool)> {
    let above = |group: &wutong::model::Group| match group.level {
        Level::Region | Level::County => true,
        Level::Dimension => !group.id.contains('/'),
        _ => false,
    };
    let of = |(position, group): (usize, &wutong::model::Group)| {
        let shown = |subject: usize, metric: &str| analysis.metrics.get(position, subject, metric).value().is_some();
        let all = (0..SUBJECTS).all(|subject| shown(subject, "n_valid") && shown(subject, "mean"));
        let holds = |row: &usize| district.holds((group.level_id(), &group.id), &district.pupils[*row]);
        let pupils: Set = (0..district.pupils.len()).filter(holds).collect();
        (all && above(group)).then(|| (format!("{} {}", group.level_id(), group.id), pupils, shown(SUBJECTS, "mean")))
    };
    analysis.groups.iter().enumerate().filter_map(of).collect()
}

/// By how much the sum of the partial pupils' marks stays open where all means of these pupils are known.
fn open(district: &District, pupils: &Set) -> f64 {
    let of = |subject: usize| {
        let n = pupils.iter().filter(|&&row| super::mark_of(&district.pupils[row], subject).is_ok()).count();
        n as f64 * 0.005f64.min(0.00005 * f64::from(full_of(subject)))
    };
    (0..=SUBJECTS).map(of).sum()
}

/// Whether the marks of few follow: those of a set, or of a set without the school of the reader.
fn tells(district: &District, pupils: &Set, open: f64) -> bool {
    let partial: Vec<&Pupil> =
        pupils.iter().map(|&row| &district.pupils[row]).filter(|pupil| is_partial(pupil)).collect();
    let few = |without: Option<&str>| {
        let left: Vec<&&Pupil> = partial.iter().filter(|pupil| without != Some(pupil.school.as_str())).collect();
        let marks: usize = left.iter().map(|pupil| pupil.marks.iter().filter(|mark| mark.is_ok()).count()).sum();
        !left.is_empty() && left.len() < MIN_CELL && open < 0.1 * f64::from(FULL) * marks as f64
    };
    few(None) || partial.iter().any(|pupil| few(Some(&pupil.school)))
}

/// Groups, and differences of groups, of which the partial pupils' marks follow. `all`: as if no total were withheld.
fn leaks(district: &District, analysis: &Analysis, all: bool, lists: bool) -> Vec<String> {
    let groups = groups(district, analysis);
    let shown: Vec<&(String, Set, bool)> = groups.iter().filter(|group| all || group.2).collect();
    let mut leaks = Vec::new();
    for (name, pupils, _) in shown.iter().copied() {
        if tells(district, pupils, open(district, pupils)) {
            leaks.push(name.clone());
        }
        for (other, part, _) in shown.iter().copied().filter(|group| group.1.is_subset(pupils)) {
            let rest: Set = pupils.difference(part).copied().collect();
            if tells(district, &rest, open(district, pupils) + open(district, part)) {
                leaks.push(format!("{name} less {other}"));
            }
        }
    }
    // What the shown values of an attribute, or the shown counties, leave of the region.
    let kinds: BTreeSet<&str> = groups.iter().filter_map(|group| group.0.split(' ').next()).collect();
    let region = shown.iter().find(|group| group.0.starts_with("region"));
    for (kind, (name, pupils, _)) in kinds.into_iter().filter_map(|kind| Some((kind, *region?))) {
        let parts: Vec<_> =
            shown.iter().filter(|group| kind != "region" && group.0.split(' ').next() == Some(kind)).collect();
        if parts.is_empty() || !lists && kind != "gender" {
            continue;
        }
        let rest: Set = pupils.iter().copied().filter(|row| !parts.iter().any(|part| part.1.contains(row))).collect();
        let open = open(district, pupils) + parts.iter().map(|part| open(district, &part.1)).sum::<f64>();
        if tells(district, &rest, open) {
            leaks.push(format!("{name} less all of {kind}"));
        }
    }
    leaks
}

#[test]
fn the_marks_of_few_pupils_do_not_follow_from_totals() {
    let (mut open, mut withheld, mut shown) = (0, 0, 0);
    for seed in 0..HIERARCHIES {
        let district = district(seed);
        for audience in ["school", "public"] {
            let analysis = district.analysis(audience);
            let lists = audience == "public";
            let found = leaks(&district, &analysis, false, lists);
            assert!(found.is_empty(), "seed {seed}, {audience}: {found:?}");
            open += usize::from(!leaks(&district, &analysis, true, lists).is_empty());
            let groups = groups(&district, &analysis);
            withheld += groups.iter().filter(|group| !group.2).count();
            shown += groups.iter().filter(|group| group.2).count();
        }
    }
    assert!(open > 50, "were no total withheld, only {open} of 400 outputs would leak");
    assert!(withheld > 100 && shown > 40, "{withheld} totals are withheld, {shown} shown");
}

/// Nine schools of 60 in two counties; one pupil was absent from one subject.
fn nine_schools() -> District {
    let pupil =
        |row: usize| Pupil {
            county: ["east", "west"][row / 60 % 2].into(),
            school: format!("s{}", row / 60),
            class: "k".into(),
            id: format!("{row:04}"),
            marks: (0..SUBJECTS)
                .map(|subject| {
                    if (row, subject) == (245, 1) { Err(wutong::model::Status::Absent) } else { Ok(mark(row, subject)) }
                })
                .collect(),
        };
    District::of((0..540).map(pupil).collect())
}

fn mark(row: usize, subject: usize) -> i32 {
    30 + ((row * 17 + subject * 29 + row / 7 + row / 60 * 3) % 65) as i32
}

/// Of a total that few pupils lack nothing stays: with its number of pupils theirs would follow, and any share tells that number.
#[test]
fn nothing_stays_of_a_withheld_total() {
    for audience in ["school", "public"] {
        let analysis = nine_schools().analysis(audience);
        for column in &analysis.metrics.columns {
            assert_eq!(column.get(analysis.metrics.row(0, SUBJECTS)).value(), None, "{audience} {}", column.id);
        }
        assert!(analysis.distributions[analysis.metrics.row(0, SUBJECTS)].is_empty());
        assert!(analysis.metrics.get(0, 0, "n_valid").value().is_some());
    }
}

/// One pupil of nine schools was absent from one subject: her other marks are in the means of two subjects, and not in the
/// total's. At full precision they follow to the point; outside the centre neither they nor the mean of the total is given.
#[test]
fn the_marks_of_one_pupil_do_not_follow_from_the_total() {
    let district = nine_schools();
    let sum = |analysis: &Analysis, group: usize| -> Option<f64> {
        let sum = |subject: usize| {
            let get = |metric: &str| analysis.metrics.get(group, subject, metric).value();
            Some(get("n_valid")? * get("mean")?)
        };
        Some((0..SUBJECTS).map(sum).sum::<Option<f64>>()? - sum(SUBJECTS)?)
    };
    let hers = f64::from(mark(245, 0) + mark(245, 2));
    let inside = district.analysis("bureau_internal");
    assert!((sum(&inside, 0).expect("means") - hers).abs() < 1e-6, "at full precision her marks follow");
    for audience in ["school", "public"] {
        let analysis = district.analysis(audience);
        let position = |id: &str| analysis.groups.iter().position(|group| group.id == id).expect("a group");
        let get =
            |group: &str, subject: usize, metric: &str| analysis.metrics.get(position(group), subject, metric).value();
        for group in ["R", "west", "east"] {
            for metric in ["mean", "score_rate", "median", "n_valid", "sd"] {
                let own = get(group, SUBJECTS, metric);
                assert_eq!(own.is_some(), group == "west", "{audience} {group} {metric}: {own:?}");
            }
            assert!((0..SUBJECTS).all(|subject| get(group, subject, "mean").is_some()), "{audience} {group}");
        }
        if audience == "school" {
            // Her school holds her marks; what places it beside the region would tell the region's mean.
            assert!(get("s4", SUBJECTS, "mean").is_some());
            assert!(get("s4", 0, "mean_gap").is_some());
        }
        for id in ["mean", "mean_gap", "score_rate"] {
            let column = analysis.metrics.column(id).expect("a column");
            let unit = wutong::stats::metric(id).expect("a metric").unit;
            let values = (0..column.len()).filter_map(|row| column.get(row).value());
            assert!(values.into_iter().all(|value| value == unit.rounded(value)), "{audience} {id}");
        }
    }
    let school = district.analysis("school");
    for (position, group) in school.groups.iter().enumerate().filter(|(_, group)| group.level == Level::School) {
        let withheld =
            group.parent.is_some_and(|parent| school.metrics.get(parent, SUBJECTS, "mean").value().is_none());
        for metric in ["mean_gap", "t_score", "mean_z", "over_mean_rate", "ratio_to_mean", "school_effect"] {
            let own = school.metrics.get(position, SUBJECTS, metric).value();
            let tells = withheld || metric == "school_effect";
            assert!(!tells || own.is_none(), "{} {metric} {own:?}", group.id);
        }
    }
}

/// Nothing that is given outside says the mean more exactly than the mean itself is printed.
///
/// Every mark of one subject is raised by one, two, three and four thousandths of a point, which crosses no line and changes no count. The
/// mean is printed to a hundredth and so is the same, or changes once; a value that follows it more closely changes more often.
#[test]
fn no_metric_outside_is_finer_than_the_mean() {
    const STEPS: i32 = 4;
    let analysis = |audience: &str, raise: i32| -> Analysis {
        let pupil = |row: usize| Pupil {
            county: ["east", "west"][row / 60 % 2].into(),
            school: format!("s{}", row / 60),
            class: format!("k{}", row / 30 % 2),
            id: format!("{row:04}"),
            marks: (0..SUBJECTS)
                .map(|subject| Ok(1000 * mark(row, subject) + 500 + if subject == 0 { raise } else { 0 }))
                .collect(),
        };
        let pupils: Vec<Pupil> = (0..540).map(pupil).collect();
        let papers = ["math", "reading", "science"];
        let papers = papers.map(|id| format!("{{ id = '{id}', full_mark = {FULL}, decimals = 3 }}")).join(", ");
        let exam = wutong_testkit::spec(&format!(
            "subject = [{papers}]\nprivacy = {{ audience = '{audience}', min_cell = {MIN_CELL} }}"
        ));
        let workers = wutong::Workers::new(Some(1)).expect("a thread");
        wutong::finish(&wutong::summarise(&wutong_testkit::book(&pupils), &exam, &[], &[], &workers), &exam, &workers)
    };
    // How often a printed value changes, by metric: the most of all groups and subjects.
    let changes = |audience: &str| {
        let steps: Vec<Analysis> = (0..=STEPS).map(|raise| analysis(audience, raise)).collect();
        let mut most: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for column in &steps[0].metrics.columns {
            let unit = wutong::stats::metric(column.id).expect("a metric").unit;
            for row in 0..column.len() {
                let printed: Option<Vec<f64>> = steps
                    .iter()
                    .map(|step| Some(unit.rounded(step.metrics.column(column.id)?.get(row).value()?)))
                    .collect();
                let Some(printed) = printed else { continue };
                let changes = printed.windows(2).filter(|pair| pair[0] != pair[1]).count();
                let own = most.entry(column.id).or_default();
                *own = changes.max(*own);
            }
        }
        most
    };
    let inside = changes("bureau_internal");
    let finer: BTreeSet<&str> = inside.iter().filter(|(_, changes)| **changes > 1).map(|(id, _)| *id).collect();
    assert!(finer.contains("four_rate_sum") && finer.contains("s_value"), "{finer:?}");
    assert!(inside["mean"] <= 1 && inside.len() > 60, "{inside:?}");
    for audience in ["school", "public"] {
        let outside = changes(audience);
        let found: Vec<_> = outside.iter().filter(|(_, changes)| **changes > 1).collect();
        assert!(found.is_empty(), "{audience}: {found:?}");
        assert!(outside.len() > 30 && outside.contains_key("mean"), "{audience}: {outside:?}");
        assert!(finer.iter().all(|id| !outside.contains_key(id)), "{audience}");
    }
}
