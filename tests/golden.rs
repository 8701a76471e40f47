//! Numbers that were computed elsewhere: definitions section 12, T1 (numpy, population moments unless named).

use wutong::model::Status;
use wutong::{Analysis, Reason, Workers, finish, summarise};
use wutong_testkit::{book, pupils, spec};

const A: &[i32] = &[80, 85, 90, 95];
const B: &[i32] = &[60, 70, 75, 85, 90];
const C: &[i32] = &[40, 55, 60, 65, 70, 80];

fn analyse(extra: &str) -> Analysis {
    let spec = spec(&format!(
        "subject = [{{ id = 'math', full_mark = 100, decimals = 0 }}]\nprivacy = {{ min_cell = 1 }}\n{extra}"
    ));
    let workers = Workers::new(Some(1)).expect("a thread");
    let book = book(&pupils(&[("A", A), ("B", B), ("C", C)]));
    finish(&summarise(&book, &spec, &[], &[], &workers), &spec, &workers)
}

/// Compares a metric of a school, or of the region for an empty name, with a value printed to six decimals; some of them
/// (T of school A, 59.5753755...) were cut instead of rounded, so a whole unit of the last digit is allowed.
fn check(analysis: &Analysis, school: &str, metric: &str, expected: f64) {
    let group = if school.is_empty() { analysis.region() } else { analysis.school(school).expect("the school") };
    let found = group.subject("math").expect("the subject").metric(metric);
    let value = found.value().unwrap_or_else(|| panic!("{school} {metric} is withheld: {:?}", found.reason()));
    assert!((value - expected).abs() <= 1e-6, "{school} {metric}: expected {expected}, got {value}");
}

#[test]
fn t1_region() {
    let analysis = analyse("difference = { min_school_size = 2 }");
    for (metric, expected) in [
        ("n_valid", 15.0),
        ("mean", 73.333_333),
        ("sd", 14.794_894),
        ("sd_sample", 15.314_170),
        ("skewness", -0.522_657),
        ("excess_kurtosis", -0.451_558),
        ("excellence_rate", 0.333_333),
        ("pass_rate", 0.866_667),
        ("between_school_icc", 0.508_220),
        ("between_school_eta_squared", 0.504_061),
        ("between_school_cv", 0.143_236),
        ("between_school_sd_rate", 0.105_040),
        ("difference_rate", 0.508_220),
    ] {
        check(&analysis, "", metric, expected);
    }
}

#[test]
fn t1_schools() {
    let analysis = analyse("difference = { min_school_size = 2 }");
    for (metric, expected) in [
        ("mean", [87.5, 76.0, 61.666_667]),
        ("t_score", [59.575_375, 51.802_424, 42.114_397]),
        ("over_mean_rate", [0.193_182, 0.036_364, -0.159_091]),
        ("excellence_rate", [0.75, 0.40, 0.0]),
        ("pass_rate", [1.0, 1.0, 0.666_667]),
        ("rank", [1.0, 2.0, 3.0]),
    ] {
        for (school, expected) in ["A", "B", "C"].into_iter().zip(expected) {
            check(&analysis, school, metric, expected);
        }
    }
}

/// The same data fail one formula and pass another: the judged one is configuration.
#[test]
fn the_judged_formula_decides_the_verdict() {
    for (formula, expected) in
        [("icc_anova", 0.508_220), ("eta_squared", 0.504_061), ("cv", 0.143_236), ("sd_rate", 0.105_040)]
    {
        let analysis = analyse(&format!("difference = {{ formula = '{formula}', min_school_size = 2 }}"));
        check(&analysis, "", "difference_rate", expected);
    }
}

/// With few schools of unequal size REML and ANOVA differ; the value is the root of the REML score in closed terms,
/// found independently with a grid search over the restricted likelihood.
#[test]
fn reml_maximises_the_restricted_likelihood() {
    let analysis = analyse("difference = { min_school_size = 2 }");
    let icc =
        analysis.region().subject("math").expect("math").metric("between_school_icc_reml").value().expect("a value");
    let deviance = |icc: f64| {
        let theta = icc / (1.0 - icc);
        let units = [A, B, C].map(|marks| {
            let n = marks.len() as f64;
            let mean = marks.iter().sum::<i32>() as f64 / n;
            (n, mean, marks.iter().map(|&mark| (f64::from(mark) - mean).powi(2)).sum::<f64>())
        });
        let weight = |n: f64| n / (1.0 + n * theta);
        let weights: f64 = units.iter().map(|unit| weight(unit.0)).sum();
        let mean = units.iter().map(|unit| weight(unit.0) * unit.1).sum::<f64>() / weights;
        let squares: f64 = units.iter().map(|unit| unit.2 + weight(unit.0) * (unit.1 - mean).powi(2)).sum();
        14.0 * squares.ln() + units.iter().map(|unit| (1.0 + unit.0 * theta).ln()).sum::<f64>() + weights.ln()
    };
    let best = (1..1_000_000).map(|step| f64::from(step) * 1e-6).min_by(|a, b| deviance(*a).total_cmp(&deviance(*b)));
    let best = best.expect("a grid");
    assert!((icc - best).abs() < 2e-6, "score root {icc}, grid search {best}");
}

#[test]
fn small_schools_are_left_out_and_the_reason_is_given() {
    let analysis = analyse("");
    let region = analysis.region().subject("math").expect("math");
    assert_eq!(region.difference_rate.reason(), Some(Reason::TooFew));
    let ids: Vec<&str> = analysis.findings.iter().map(|finding| finding.id).collect();
    assert_eq!(ids, ["too-few-schools", "small-school", "small-school", "small-school", "unseen-marking"]);
}

/// Four pupils, 80, 90, absent and violation, counted by hand under each setting of statuses, denominators and bands.
#[test]
fn statuses_denominators_and_bands() {
    let mut four = pupils(&[("A", &[80, 90, 0, 0])]);
    four[2].marks = vec![Err(Status::Absent)];
    four[3].marks = vec![Err(Status::Violation)];
    let workers = Workers::new(Some(1)).expect("a thread");
    for (setting, expected) in [
        ("", [("n_valid", 2.0), ("mean", 85.0), ("pass_rate", 1.0), ("participation_rate", 0.5)]),
        ("status = { absent = 'zero' }", [("n_valid", 3.0), ("mean", 170.0 / 3.0), ("n_zero", 0.0), ("n_absent", 1.0)]),
        (
            "status = { absent = 'denominator_only' }",
            [("n_valid", 2.0), ("mean", 85.0), ("pass_rate", 2.0 / 3.0), ("fail_rate", 1.0 / 3.0)],
        ),
        (
            "rates = { denominator = 'expected' }",
            [("mean", 85.0), ("pass_rate", 0.5), ("excellence_rate", 0.25), ("fail_rate", 0.5)],
        ),
        (
            "rates = { bands = 'exclusive' }",
            [("excellence_rate", 0.5), ("good_rate", 0.5), ("pass_rate", 0.0), ("fail_rate", 0.0)],
        ),
    ] {
        let spec = spec(&format!(
            "subject = [{{ id = 'math', full_mark = 100, decimals = 0 }}]\nprivacy = {{ min_cell = 1 }}\n{setting}"
        ));
        let analysis = finish(&summarise(&book(&four), &spec, &[], &[], &workers), &spec, &workers);
        for (metric, value) in expected {
            check(&analysis, "A", metric, value);
        }
    }
    let spec = spec(
        "subject = [{ id = 'math', full_mark = 100, decimals = 0 }]\nprivacy = { min_cell = 1 }\nrates = { denominator = 'roster' }",
    );
    let analysis = finish(&summarise(&book(&four), &spec, &[], &[], &workers), &spec, &workers);
    let math = analysis.school("A").expect("the school").subject("math").expect("the subject");
    assert_eq!(math.pass_rate.reason(), Some(Reason::NotSupplied), "there is no roster");
}
