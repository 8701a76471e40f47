//! Bands, schools in their circumstances, education groups, totals of assigned marks: counted by hand or computed apart.

use wutong::model::{EntryTable, Reason, Reported};
use wutong::{Analysis, ExamSpec, Level, check_requests, finish, summarise};
use wutong_testkit::{Pupil, book, pupils, spec};

use crate::lines::{OPEN, TWO, get, pupil, ten, workers};

/// Schools of the book with attributes of the school list: name of the school, attribute, value.
fn listed(pupils: &[Pupil], attributes: &[(&str, &str, &str)], spec: &ExamSpec) -> Analysis {
    check_requests(spec).expect("what is asked for exists");
    let mut book = book(pupils);
    for school in &mut book.schools {
        for (_, name, value) in attributes.iter().filter(|(id, ..)| *id == school.id) {
            school.attributes.insert((*name).to_owned(), (*value).to_owned());
        }
    }
    finish(&summarise(&book, spec, &[], &[], &workers(2)), spec, &workers(2))
}

fn close(found: Reported<f64>, expected: f64) {
    let value = found.value().unwrap_or_else(|| panic!("{found:?} for {expected}"));
    assert!((value - expected).abs() <= 1e-8 * expected.abs().max(1.0), "{value} for {expected}");
}

fn table(analysis: &Analysis, name: &str) -> EntryTable {
    analysis.answers.tables().into_iter().find(|table| table.0 == name).expect("the table").2.clone()
}

const REGION: (Level, &str) = (Level::Region, "R");
const X: (Level, &str) = (Level::School, "X");

/// Marks of a: X 100 90 70 80 90 60, Y 80 50 50 95; of the total 180 170 160 150 140 130 120 110 100.
#[test]
fn bands_counted_by_hand() {
    let asked = "bands = [{ id = 'tens', width = 20, subjects = ['a'] }, { id = 'cut', cuts = [60, 85], subjects = ['a'] }, \
        { id = 'grade', shares = [25, 50, 25], subjects = ['a'] }, { id = 'top', places = [1, 4, 99], subjects = ['a', 'total'] }, \
        { id = 'half', parts = 2, subjects = ['total'] }]\n";
    let analysis = listed(&ten(), &[], &spec(&format!("{TWO}{OPEN}{asked}")));
    let bands = table(&analysis, "bands");
    let check = |group, subject, entry: &str, expected: [f64; 7]| {
        let columns = [
            "band_from",
            "band_to",
            "band_count",
            "band_share",
            "band_cumulative",
            "band_cumulative_share",
            "band_part_of_exam",
        ];
        for (column, expected) in columns.into_iter().zip(expected) {
            let found = get(&analysis, &bands, group, (subject, entry), column).value();
            let found = found.unwrap_or_else(|| panic!("{entry} {column}"));
            assert!((found - expected).abs() < 1e-12, "{entry} {column}: {found} for {expected}");
        }
    };
    // The top band holds the full mark.
    check(REGION, "a", "tens/1", [80.0, 100.0, 6.0, 0.6, 6.0, 0.6, 1.0]);
    check(X, "a", "tens/1", [80.0, 100.0, 4.0, 4.0 / 6.0, 4.0, 4.0 / 6.0, 4.0 / 6.0]);
    check(X, "a", "tens/2", [60.0, 80.0, 2.0, 2.0 / 6.0, 6.0, 1.0, 1.0]);
    check(REGION, "a", "tens/3", [40.0, 60.0, 2.0, 0.2, 10.0, 1.0, 1.0]);
    check(REGION, "a", "cut/1", [85.0, 100.0, 4.0, 0.4, 4.0, 0.4, 1.0]);
    check(REGION, "a", "cut/2", [60.0, 85.0, 4.0, 0.4, 8.0, 0.8, 1.0]);
    check(REGION, "a", "cut/3", [0.0, 60.0, 2.0, 0.2, 10.0, 1.0, 1.0]);
    // Places 100, 95, 90, 90, 80, 80, 70, 60, 50, 50: a quarter are the first 2; two at place 3 and 5; the last is forced.
    check(REGION, "a", "grade/1", [95.0, 100.0, 2.0, 0.2, 2.0, 0.2, 1.0]);
    check(REGION, "a", "grade/2", [70.0, 90.0, 5.0, 0.5, 7.0, 0.7, 1.0]);
    check(X, "a", "grade/3", [50.0, 60.0, 1.0, 1.0 / 6.0, 6.0, 1.0, 1.0 / 3.0]);
    // The fourth place is shared by none: 100, 95, 90, 90.
    check(X, "a", "top/2", [90.0, 100.0, 3.0, 0.5, 3.0, 0.5, 0.75]);
    check(REGION, "a", "top/3", [50.0, 100.0, 10.0, 1.0, 10.0, 1.0, 1.0]);
    check(X, "total", "top/5", [150.0, 180.0, 4.0, 4.0 / 6.0, 4.0, 4.0 / 6.0, 1.0]);
    check(REGION, "total", "half/1", [100.0, 200.0, 9.0, 1.0, 9.0, 1.0, 1.0]);
    // Nobody of the exam is in the band: no part of nothing.
    let part = get(&analysis, &bands, X, ("a", "tens/5"), "band_part_of_exam");
    assert_eq!(part.reason(), Some(Reason::ZeroDenominator));
    assert_eq!(get(&analysis, &bands, X, ("a", "tens/5"), "band_count").value(), Some(0.0));
}

/// Pupils of every row add up to those of the group, whatever the width.
#[test]
fn bands_hold_everybody_once() {
    for width in [1.0, 7.0, 33.0, 100.0] {
        let asked = format!("bands = [{{ id = 'w', width = {width}, subjects = ['a', 'b'] }}]\n");
        let analysis = listed(&ten(), &[], &spec(&format!("{TWO}{OPEN}{asked}")));
        let bands = table(&analysis, "bands");
        let count = bands.column("band_count").expect("counts");
        let mut sums = std::collections::BTreeMap::new();
        for (at, row) in bands.rows.iter().enumerate() {
            *sums.entry((row.group, row.subject)).or_insert(0.0) += count.get(at).value().expect("a count");
        }
        assert!(!sums.is_empty());
        for ((group, subject), sum) in sums {
            let n = analysis.metrics.get(group, subject, "n_valid").value().expect("a number");
            assert!((sum - n).abs() < 0.5, "{width} {group} {subject}");
        }
    }
}

/// `fixtures/oracle/make/contextual.py`: dense matrices in numpy.
#[test]
fn circumstances_of_twelve_schools() {
    let schools: [(&str, &str, &str, &[i32]); 12] = [
        ("s00", "town", "12.5", &[59, 68, 54, 78, 65]),
        ("s01", "town", "10.25", &[52, 67, 61, 58]),
        ("s02", "town", "15.0", &[91, 95, 73, 84, 98, 80]),
        ("s03", "rural", "7.5", &[65, 71, 80, 58, 76]),
        ("s04", "rural", "9.0", &[82, 78, 86]),
        ("s05", "rural", "6.75", &[64, 76, 90, 73, 75, 87, 82]),
        ("s06", "town", "11.0", &[83, 87, 72, 94]),
        ("s07", "rural", "8.25", &[57, 50, 61, 45]),
        ("s08", "fringe", "9.5", &[48, 57, 66, 55, 41]),
        ("s09", "fringe", "10.0", &[90, 94, 81]),
        ("s10", "fringe", "8.0", &[75, 64, 78, 86, 67, 82]),
        ("s11", "town", "13.0", &[73, 54, 60, 68, 45]),
    ];
    let marks: Vec<(&str, &[i32])> = schools.iter().map(|school| (school.0, school.3)).collect();
    let attributes: Vec<(&str, &str, &str)> =
        schools.iter().flat_map(|school| [(school.0, "residence", school.1), (school.0, "funds", school.2)]).collect();
    let one = "subject = [{ id = 'math', full_mark = 100, decimals = 0 }]\n";
    let asked = "contextual = [{ id = 'c', attributes = ['residence'], numbers = ['funds'], size = true, subjects = ['math'] }, \
        { id = 'none', attributes = ['head'], subjects = ['math'] }, { id = 'same', numbers = ['same'], subjects = ['math'] }]\n";
    let mut with_same = attributes.clone();
    with_same.extend(schools.iter().map(|school| (school.0, "same", "3")));
    let analysis = listed(&pupils(&marks), &with_same, &spec(&format!("{one}{OPEN}{asked}")));
    let (models, terms, effects) =
        (table(&analysis, "contextual"), table(&analysis, "contextual_terms"), table(&analysis, "contextual_effects"));
    let model = |entry: &str, metric| get(&analysis, &models, REGION, ("math", entry), metric);
    close(model("c", "model_schools"), 12.0);
    close(model("c", "model_sd_alone"), 12.114_531_472_260_202);
    close(model("c", "model_sd_left"), 15.113_860_458_961_293);
    close(model("c", "model_explained"), -0.556_458_592_594_420_1);
    let expected = [
        ("c/0", 43.308_682_421_435_506, 50.700_427_238_619_75, -76.578_777_393_120_12, 163.196_142_235_991_15),
        ("c/1", 8.244_856_678_408_695, 16.385_996_729_671_383, -30.501_868_575_092_303, 46.991_581_931_909_69),
        ("c/2", 9.802_459_651_149_212, 19.470_430_254_806_36, -36.237_791_918_311_77, 55.842_711_220_610_2),
        ("c/3", 2.221_905_505_264_238, 3.632_882_351_976_005_6, -6.368_496_207_401_658, 10.812_307_217_930_133),
        ("c/4", 5.621_601_731_196_364, 390.900_961_674_819_94, -918.712_292_216_024_3, 929.955_495_678_417),
    ];
    for (entry, value, error, lower, upper) in expected {
        let term = |metric| get(&analysis, &terms, REGION, ("math", entry), metric);
        close(term("coefficient"), value);
        close(term("coefficient_se"), error);
        let interval = term("coefficient").interval().expect("bounds");
        close(Reported::Estimate { value: interval.0, interval: None }, lower);
        close(Reported::Estimate { value: interval.1, interval: None }, upper);
    }
    let expected = [
        ("s00", 71.363_581_323_798_31, -6.152_861_409_411_871, -24.220_212_921_301_31, 11.914_490_102_477_567),
        ("s05", 68.502_516_354_302_07, 9.201_603_923_562_688, -19.196_044_108_890_334, 37.599_251_956_015_706),
        ("s09", 73.941_242_204_421_48, 12.951_211_285_522_135, -14.046_137_251_363_255, 39.948_559_822_407_525),
    ];
    for (school, mean, effect, lower, upper) in expected {
        let of = |metric| get(&analysis, &effects, (Level::School, school), ("math", "c"), metric);
        close(of("expected_mean"), mean);
        close(of("adjusted_effect"), effect);
        let interval = of("adjusted_effect").interval().expect("bounds");
        close(Reported::Estimate { value: interval.0, interval: None }, lower);
        close(Reported::Estimate { value: interval.1, interval: None }, upper);
    }
    // What cannot be fitted says why, everywhere.
    assert_eq!(model("none", "model_sd_left").reason(), Some(Reason::NotSupplied));
    assert_eq!(model("same", "model_sd_left").reason(), Some(Reason::Collinear));
    let school = (Level::School, "s00");
    assert_eq!(get(&analysis, &effects, school, ("math", "same"), "adjusted_effect").reason(), Some(Reason::Collinear));
    // A school of which a circumstance is not known stays out; too few schools fit no model.
    let known: Vec<_> = attributes.iter().filter(|(id, ..)| !["s00", "s01"].contains(id)).copied().collect();
    let analysis = listed(&pupils(&marks), &known, &spec(&format!("{one}{OPEN}{asked}")));
    let (models, effects) = (table(&analysis, "contextual"), table(&analysis, "contextual_effects"));
    close(get(&analysis, &models, REGION, ("math", "c"), "model_schools"), 10.0);
    assert_eq!(get(&analysis, &effects, school, ("math", "c"), "adjusted_effect").reason(), Some(Reason::NotSupplied));
    let few = listed(&pupils(&marks[2..6]), &known, &spec(&format!("{one}{OPEN}{asked}")));
    let left = get(&few, &table(&few, "contextual"), REGION, ("math", "c"), "model_sd_left");
    assert_eq!(left.reason(), Some(Reason::TooFew));
}

/// Exam of the golden values: M = 1100 / 15, s = 14.794894; A 87.5, B 76, C 61.666667. A and C are one group.
#[test]
fn an_education_group_counted_by_hand() {
    let schools: [(&str, &[i32]); 3] =
        [("A", &[80, 85, 90, 95]), ("B", &[60, 70, 75, 85, 90]), ("C", &[40, 55, 60, 65, 70, 80])];
    let one = "subject = [{ id = 'math', full_mark = 100, decimals = 0 }]\n";
    let asked = "[bundle]\nsubjects = ['math']\nbase_range = { one = 2.0 }\nvalue_added = { one = 0.1 }\ncore = { one = 'A' }\n";
    let attributes = [("A", "group", "one"), ("B", "group", "two"), ("C", "group", "one")];
    let analysis = listed(&pupils(&schools), &attributes, &spec(&format!("{one}{OPEN}{asked}")));
    let bundles = table(&analysis, "bundles");
    let at = |group, entry, metric| get(&analysis, &bundles, group, ("math", entry), metric);
    let (grand, sd) = (1100.0 / 15.0, (3283.0 + 1.0 / 3.0f64).sqrt() / 15f64.sqrt());
    let (a, c, pooled) = ((87.5 - grand) / sd, (370.0 / 6.0 - grand) / sd, (72.0 - grand) / sd);
    let range = a - c;
    let value = 0.5 * pooled + 0.25 * (1.0 - range / 2.0) + 0.25 * 0.1;
    for (metric, expected) in [
        ("n_campuses", 2.0),
        ("pooled_score", pooled),
        ("campus_range", range),
        ("leader_gap", range),
        ("convergence", 1.0 - range / 2.0),
        ("bundle_value_added", 0.1),
        ("bundle_value", value),
    ] {
        close(at(REGION, "one", metric), expected);
    }
    close(at((Level::School, "C"), "one", "campus_credit"), 0.5 * value + 0.5 * c);
    // One campus has no range, and without a year of comparison there is no convergence.
    assert_eq!(at(REGION, "two", "campus_range").reason(), Some(Reason::TooFew));
    assert_eq!(at(REGION, "two", "bundle_value").reason(), Some(Reason::NotSupplied));
    assert_eq!(at((Level::School, "B"), "two", "campus_credit").reason(), Some(Reason::NotSupplied));
    let unlisted = listed(&pupils(&schools), &[], &spec(&format!("{one}{OPEN}{asked}")));
    let missing = get(&unlisted, &table(&unlisted, "bundles"), REGION, ("math", "group"), "bundle_value");
    assert_eq!(missing.reason(), Some(Reason::NotSupplied));
}

/// Thirty pupils with marks 1 to 30 in a and 10 in b: the total of assigned marks is the assigned mark of a and 10.
#[test]
fn a_total_of_assigned_marks() {
    let all: Vec<Pupil> = (0..30)
        .map(|number| {
            let school = if number < 10 { "X" } else { "Y" };
            pupil(school, "1", number, &[Some(i32::try_from(number).expect("small") + 1), (number != 29).then_some(10)])
        })
        .collect();
    let two = "subject = [{ id = 'a', full_mark = 100, decimals = 0, assigned = { scheme = '3+1+2' } }, \
        { id = 'b', full_mark = 100, decimals = 0 }]\ntotal = { assigned = true }\n";
    let analysis = listed(&all, &[], &spec(&format!("{two}{OPEN}")));
    let assigned = table(&analysis, "assigned");
    let at = |group, subject, entry, metric| get(&analysis, &assigned, group, (subject, entry), metric);
    // Everybody of X has both marks.
    let (mean, total) = (at(X, "a", "three-one-two", "assigned_mean"), at(X, "total", "total", "assigned_mean"));
    close(total, mean.value().expect("a mean") + 10.0);
    close(at(X, "total", "total", "n_assigned"), 10.0);
    // The pupil with 30 has no b and no total; the best assigned mark is 100.
    close(at(REGION, "total", "total", "n_assigned"), 29.0);
    let sum = 30.0 * at(REGION, "a", "three-one-two", "assigned_mean").value().expect("a mean") - 100.0;
    close(at(REGION, "total", "total", "assigned_mean"), sum / 29.0 + 10.0);
}

#[test]
fn requests_that_cannot_be_are_refused() {
    for (asked, named) in [
        ("bands = [{ id = 'x' }]", "width"),
        ("bands = [{ id = 'x', width = 10, parts = 3 }]", "width"),
        ("bands = [{ id = 'x', width = 0.001 }]", "width"),
        ("bands = [{ id = 'x', cuts = [70, 60] }]", "cuts"),
        ("bands = [{ id = 'x', cuts = [120], subjects = ['a'] }]", "cuts"),
        ("bands = [{ id = 'x', shares = [0, 1] }]", "shares"),
        ("bands = [{ id = 'x', places = [10, 10] }]", "places"),
        ("bands = [{ id = 'x', parts = 1 }]", "parts"),
        ("bands = [{ id = 'x', parts = 5, subjects = ['c'] }]", "subjects"),
        ("bands = [{ id = 'x', parts = 5 }, { id = 'x', parts = 4 }]", "bands.id"),
        ("contextual = [{ id = 'x' }]", "contextual.x"),
        ("contextual = [{ id = 'x', attributes = ['t'], reference = { u = '1' } }]", "reference"),
        ("contextual = [{ id = 'x', attributes = ['t'], numbers = ['t'] }]", "attributes"),
        ("bundle = { weights = { pooled = 0, convergence = 0, value_added = 0 } }", "bundle.weights"),
        ("bundle = { alpha = 2 }", "bundle.alpha"),
        ("bundle = { base_range = { one = 0 } }", "bundle.base_range"),
        ("total = { assigned = true }", "total.assigned"),
    ] {
        let text = format!(
            "exam = {{ id = 't', title = 'T', stage = 'junior', grade = 9, kind = 'research' }}\n{TWO}{asked}\n"
        );
        let error = ExamSpec::from_toml(&text).expect_err(asked).to_string();
        assert!(error.contains(named), "{asked}: {error}");
    }
}
