//! Calibration: insights are false as rarely as stated, intervals cover what they state, small schools are not singled out.
//!
//! ```text
//! cargo test -p wutong-tests --test suite calibration                          the short version
//! WUTONG_CALIBRATION=1000 cargo test -p wutong-tests --test suite calibration  as many districts; rewrites the table
//! ```
//!
//! Everything goes through the public interface, from score books to metrics and insights. The table with seeds is
//! `fixtures/calibration/README.md`.

mod coverage;
mod district;
mod scripts;
mod table;

use std::collections::BTreeMap;

use district::{Design, SIZES};
use scripts::Fault;
use table::{Line, Table, share};
use wutong::{Analysis, Level, Workers};

/// Districts of the short version.
const FEW: u64 = 40;
/// Schools with fewer pupils are tiny.
const TINY: f64 = 30.0;

fn districts() -> (u64, bool) {
    match std::env::var("WUTONG_CALIBRATION").ok().and_then(|text| text.parse().ok()) {
        Some(number) => (number, true),
        None => (FEW, false),
    }
}

/// The most events out of `n` that chance gives once in a thousand runs, were their probability `p`.
fn most(n: u64, p: f64) -> u64 {
    let mut term = (1.0 - p).powf(n as f64);
    let (mut seen, mut k) = (term, 0);
    while seen < 0.999 {
        term *= (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
        k += 1;
        seen += term;
    }
    k
}

/// Districts with any insight, and insights by rule.
fn false_alarms(
    design: &Design,
    n: u64,
    counts: impl Fn(&wutong::model::Insight) -> bool,
) -> (u64, BTreeMap<&'static str, u64>) {
    let workers = Workers::new(None).expect("threads");
    let (mut alarmed, mut by_rule) = (0, BTreeMap::new());
    for seed in 0..n {
        let analysis = design.analysis(seed, &workers);
        let mut any = false;
        for insight in analysis.insights.iter().filter(|insight| counts(insight)) {
            any = true;
            *by_rule.entry(insight.id).or_default() += 1;
        }
        alarmed += u64::from(any);
    }
    (alarmed, by_rule)
}

/// Of the schools that come first when sorted by `key`, one at each end, those that are tiny.
fn tiny_among(analysis: &Analysis, metric: &str, ends: bool) -> (u64, u64) {
    let schools = || (0..analysis.groups.len()).filter(|&group| analysis.groups[group].level == Level::School);
    let (mut tiny, mut all) = (0, 0);
    for subject in 0..analysis.subjects.len() - 1 {
        let value = |group: usize, id: &str| analysis.metrics.get(group, subject, id).value();
        let key = |&group: &usize| value(group, metric).unwrap_or(f64::NAN);
        // Where no difference is left after shrinking, no school comes first.
        if schools().all(|group| value(group, metric) == Some(0.0)) {
            continue;
        }
        let lowest = schools().min_by(|a, b| key(a).total_cmp(&key(b)));
        let highest = schools().filter(|_| ends).max_by(|a, b| key(a).total_cmp(&key(b)));
        for school in lowest.into_iter().chain(highest) {
            all += 1;
            tiny += u64::from(value(school, "n_valid").is_some_and(|n| n < TINY));
        }
    }
    (tiny, all)
}

#[test]
fn equal_schools_get_no_insight_and_the_smallest_are_not_singled_out() {
    let (n, long) = districts();
    let mut table = Table::default();
    let pupils: u64 = SIZES.iter().sum();

    let design = Design { classes: 0.0, ..Design::default() };
    let (alarmed, by_rule) = false_alarms(&design, n, |_| true);
    table.push(Line::new("districts with a false insight, pupils alike everywhere", (alarmed, n), "at most 5 %"));
    assert!(alarmed <= most(n, 0.05), "{alarmed} of {n}: {by_rule:?}");
    for (rule, count) in &by_rule {
        table.note(format!("pupils alike everywhere: `{rule}` {count} times"));
    }

    let design = Design { classes: 0.03, ..Design::default() };
    let (alarmed, by_rule) = false_alarms(&design, n, |insight| insight.id != "class-gap");
    let what = "the same with 3 % of the variance between classes, class gaps (true ones) not counted";
    table.push(Line::new(what, (alarmed, n), "at most 5 %"));
    assert!(alarmed <= most(n, 0.05), "{alarmed} of {n}: {by_rule:?}");
    for (rule, count) in &by_rule {
        table.note(format!("with classes: `{rule}` {count} times"));
    }

    let workers = Workers::new(None).expect("threads");
    let design = Design::default();
    let mut tiny = [(0, 0); 3];
    for seed in 0..n {
        let analysis = design.analysis(seed, &workers);
        let wanted = [("mean", true), ("mean_gap_p", false), ("school_effect", true)];
        for ((metric, ends), sum) in wanted.into_iter().zip(&mut tiny) {
            let found = tiny_among(&analysis, metric, ends);
            *sum = (sum.0 + found.0, sum.1 + found.1);
        }
    }
    let own = SIZES.iter().filter(|&&size| (size as f64) < TINY).count() as f64 / SIZES.len() as f64;
    for (what, sum) in
        ["highest and lowest mean", "smallest `mean_gap_p`", "largest and least `school_effect`"].iter().zip(tiny)
    {
        let expected = format!("{:.0} % of the schools are tiny", 100.0 * own);
        table.push(Line::new(
            &format!("tiny schools (fewer than {TINY} pupils) among those of the {what}"),
            sum,
            &expected,
        ));
    }
    assert!(share(tiny[0]) > own, "raw means single out tiny schools: {tiny:?}");
    // Subjects of a district are correlated, so that fewer extremes are independent than there are; and a t test of
    // fifteen skewed marks is a little too ready to speak.
    let independent = tiny[1].1 / 3;
    assert!(share(tiny[1]) * independent as f64 <= most(independent, own + 0.05) as f64, "{tiny:?}");
    assert!(share(tiny[2]) <= own, "{tiny:?}");

    if long {
        table.save(
            "equal schools",
            &format!(
                "{n} districts of {} schools and {pupils} pupils, five subjects; seeds 0 to {}",
                SIZES.len(),
                n - 1
            ),
        );
    }
}

#[test]
fn true_differences_are_found_and_false_ones_stay_rare_beside_them() {
    let (n, long) = districts();
    let n = n.div_ceil(4);
    let workers = Workers::new(None).expect("threads");
    let mut table = Table::default();
    let mut last = 0.0;
    for size in [25, 90, 400] {
        let school = SIZES.iter().position(|&own| own == size).expect("a school of this size");
        for shift in [-0.2, -0.35, -0.5, -0.75, -1.0] {
            let design = Design { shift: vec![(school, 0, shift)], ..Design::default() };
            let mut raised = 0;
            for seed in 0..n {
                let analysis = design.analysis(10_000 + seed, &workers);
                let id = district::school_id(school);
                let hit = |insight: &wutong::model::Insight| {
                    insight.id == "weak-subject"
                        && insight.scope.group_id == id
                        && insight.scope.subject.as_deref() == Some("s0")
                };
                raised += u64::from(analysis.insights.iter().any(hit));
            }
            table.push(Line::new(
                &format!("`weak-subject` raised: {size} pupils, {shift} standard deviations"),
                (raised, n),
                "power",
            ));
            last = share((raised, n));
        }
    }
    assert!(last > 0.95, "a large school a whole standard deviation below is found: {last}");

    // Six schools differ in all subjects by half a standard deviation; everything said of others is false.
    let six: Vec<(usize, usize, f64)> = (0..6)
        .flat_map(|school| (0..5).map(move |subject| (3 * school, subject, if school % 2 == 0 { -0.5 } else { 0.5 })))
        .collect();
    let design = Design { shift: six, ..Design::default() };
    let (mut wrong, mut all) = (0, 0);
    for seed in 0..n {
        let analysis = design.analysis(20_000 + seed, &workers);
        for insight in analysis.insights.iter().filter(|insight| insight.scope.level == Level::School) {
            all += 1;
            let truth = (0..6).any(|school| insight.scope.group_id == district::school_id(3 * school));
            wrong += u64::from(!truth);
        }
    }
    table.push(Line::new(
        "insights about schools without a difference, six of twenty schools differing by 0.5",
        (wrong, all),
        "at most 5 %",
    ));
    assert!(all > 0 && wrong <= most(all, 0.05), "{wrong} of {all}");
    if long {
        table.save("true differences", &format!("{n} districts a line; seeds 10000 and 20000 onwards"));
    }
}

#[test]
fn intervals_cover_what_they_state() {
    let (n, long) = districts();
    let table = coverage::table(n);
    if long {
        table.save("coverage of 95 % intervals", &format!("{n} districts a line; seeds 30000 onwards"));
    }
}

/// Checks on scripts that speak without a cause are rare, and those with one speak.
#[test]
fn checks_on_scripts_speak_with_cause() {
    let (n, long) = districts();
    let n = n.div_ceil(2);
    let workers = Workers::new(None).expect("threads");
    let mut table = Table::default();
    let count = |fault: Fault, id: Option<&str>, seeds: u64| {
        let spoken = |seed: &u64| {
            let said = scripts::said(fault, 40_000 + seed, &workers);
            id.map_or(!said.is_empty(), |id| said.contains(id))
        };
        (0..seeds).filter(spoken).count() as u64
    };
    let dealt = Fault { severity: 1.0, ..Fault::default() };
    let alarmed = count(dealt, None, n);
    let what = "districts with a finding on scripts: one paper, own answers, scripts dealt at random to markers who differ by a point";
    table.push(Line::new(what, (alarmed, n), "at most 5 %"));
    assert!(alarmed <= most(n, 0.05), "{alarmed} of {n}");
    let few = n.div_ceil(4);
    for (what, id, fault, least) in [
        ("a pupil copies from one", "identical-answers", Fault { copied: 1, ..dealt }, 0.0),
        ("three pupils copy from one", "identical-answers", Fault { copied: 3, ..dealt }, 0.5),
        ("a school has the options in another order", "paper-version", Fault { version: true, ..dealt }, 0.9),
        (
            "four in five scripts of a school go to its own marker",
            "marker-severity",
            Fault { uneven: true, ..dealt },
            0.3,
        ),
    ] {
        let raised = count(fault, Some(id), few);
        table.push(Line::new(&format!("`{id}` raised: {what}"), (raised, few), "power"));
        assert!(share((raised, few)) >= least, "{id}: {raised} of {few}");
    }
    if long {
        table.save("checks on scripts", &format!("{n} districts ({few} for power) of 10 schools and 1200 pupils, 16 items with options and one marked twice; seeds 40000 to {}", 40_000 + n - 1));
    }
}
