//! What an exam asks for, counted by hand: lines, targets, indices, assigned marks, levels, imbalance.

use wutong::model::{EntryTable, Reason, Reported, Status, TargetVerdict};
use wutong::{Analysis, ExamSpec, Level, Workers, check_requests, finish, summarise};
use wutong_testkit::{Pupil, book, spec};

pub(crate) const TWO: &str =
    "subject = [{ id = 'a', full_mark = 100, decimals = 0 }, { id = 'b', full_mark = 100, decimals = 0 }]\n";
pub(crate) const OPEN: &str = "privacy = { min_cell = 1 }\ndifference = { min_school_size = 2 }\n";

pub(crate) fn workers(threads: usize) -> Workers {
    Workers::new(Some(threads)).expect("threads")
}

pub(crate) fn pupil(school: &str, class: &str, number: usize, marks: &[Option<i32>]) -> Pupil {
    Pupil {
        county: String::new(),
        school: school.to_owned(),
        class: class.to_owned(),
        id: format!("{school}{class}{number:04}"),
        marks: marks.iter().map(|mark| mark.ok_or(Status::Absent)).collect(),
    }
}

pub(crate) fn pupils(school: &str, class: &str, marks: &[[Option<i32>; 2]]) -> Vec<Pupil> {
    marks.iter().enumerate().map(|(number, marks)| pupil(school, class, number, marks)).collect()
}

pub(crate) fn analyse(pupils: &[Pupil], spec: &ExamSpec) -> Analysis {
    check_requests(spec).expect("what is asked for exists");
    finish(&summarise(&book(pupils), spec, &[], &[], &workers(1)), spec, &workers(1))
}

/// The value of a cell: group by level and id, subject, entry, metric.
pub(crate) fn get(
    analysis: &Analysis,
    table: &EntryTable,
    group: (Level, &str),
    place: (&str, &str),
    metric: &str,
) -> Reported<f64> {
    let group = analysis.find(group.0, group.1).expect("the group").position();
    let subject = analysis.subjects.iter().position(|subject| subject.id == place.0);
    let row = table.find(group, subject.unwrap_or(analysis.subjects.len()), place.1).expect("the row");
    table.column(metric).expect("the column").get(row)
}

fn close(value: Reported<f64>, expected: f64) {
    let value = value.value().unwrap_or_else(|| panic!("{value:?} for {expected}"));
    assert!((value - expected).abs() < 1e-6, "{value} for {expected}");
}

/// Ten pupils in three classes of two schools; totals 180 170 160 150 | 140 130 | 120 110 100 and one without b.
pub(crate) fn ten() -> Vec<Pupil> {
    let some = |marks: &[(i32, i32)]| marks.iter().map(|&(a, b)| [Some(a), Some(b)]).collect::<Vec<_>>();
    let mut all = pupils("X", "1", &some(&[(100, 80), (90, 80), (70, 90), (80, 70)]));
    all.extend(pupils("X", "2", &some(&[(90, 50), (60, 70)])));
    all.extend(pupils("Y", "1", &some(&[(80, 40), (50, 60), (50, 50)])));
    all.extend(pupils("Y", "1", &[[Some(95), None]]).into_iter().map(|pupil| Pupil { id: "Y-last".into(), ..pupil }));
    all
}

/// The line at 150 takes the four of class 1. Mean total on line 165, of a 85, of b 80: the effective lines are
/// 150 / 165 of these, 77.27 and 72.73.
#[test]
fn lines_counted_by_hand() {
    let asked = "line = [{ id = 'l', mark = 150, borderline = { below = 20, above = 10 } }]\n";
    let analysis = analyse(&ten(), &spec(&format!("{TWO}{OPEN}{asked}")));
    let lines = &analysis.answers.lines;
    let region = (Level::Region, "R");
    let at = |group, subject, metric| get(&analysis, lines, group, (subject, "l"), metric);
    close(at(region, "total", "line_mark"), 150.0);
    close(at(region, "total", "n_online"), 4.0);
    close(at(region, "total", "online_rate"), 4.0 / 9.0);
    // 130 and 140 below the line, 150 and 160 above it.
    close(at(region, "total", "n_borderline"), 4.0);
    close(at(region, "total", "within_reach_rate"), 6.0 / 9.0);
    close(at(region, "total", "possible_gain"), 2.0 / 9.0);
    close(at(region, "a", "line_mark"), 85.0 * 150.0 / 165.0);
    close(at(region, "b", "line_mark"), 80.0 * 150.0 / 165.0);
    // a: 100 90 80 on both, 70 misplaced; 90 80 of the others alone; 95 without a total counts as single.
    for (metric, a, b) in [
        ("n_online", 4.0, 4.0),
        ("n_single", 6.0, 3.0),
        ("n_double", 3.0, 3.0),
        ("n_misplaced", 1.0, 1.0),
        ("n_subject_only", 2.0, 0.0),
        ("n_neither", 3.0, 5.0),
        ("hit_rate", 0.5, 1.0),
        ("contribution_rate", 0.75, 0.75),
        ("effective_rate", 0.6, 3.0 / 9.0),
    ] {
        close(at(region, "a", metric), a);
        close(at(region, "b", metric), b);
    }
    let (x, y, class) = ((Level::School, "X"), (Level::School, "Y"), (Level::Class, "X/1"));
    close(at(x, "a", "n_single"), 4.0);
    close(at(y, "a", "n_single"), 2.0);
    close(at(class, "a", "n_misplaced"), 1.0);
    close(at(class, "total", "online_rate"), 1.0);
    assert_eq!(at(y, "b", "hit_rate"), Reported::Withheld(Reason::ZeroDenominator), "nobody of Y is on the line of b");
    assert_eq!(at(y, "b", "contribution_rate"), Reported::Withheld(Reason::ZeroDenominator));
    assert_eq!(at(x, "a", "online_rate"), Reported::Withheld(Reason::NotApplicable));
    assert!(at(x, "a", "hit_rate").interval().is_some_and(|(lower, upper)| lower < 0.75 && 0.75 < upper));
}

/// By share ⌈0.4 · 9⌉ = 4 pupils are to be on line; by the same share ⌊(4/9) · 10⌋ = 4 in a (90, twice) and 4 in b (70,
/// twice); given lines are taken as they are.
#[test]
fn lines_by_share_and_by_other_methods() {
    let asked =
        "line = [{ id = 's', share = 0.4, method = 'same_share' }, { id = 'g', mark = 150, subjects = { a = 95 } }]\n";
    let analysis = analyse(&ten(), &spec(&format!("{TWO}{OPEN}{asked}")));
    let lines = &analysis.answers.lines;
    let at = |subject, line, metric| get(&analysis, lines, (Level::Region, "R"), (subject, line), metric);
    close(at("total", "s", "line_mark"), 150.0);
    close(at("a", "s", "line_mark"), 90.0);
    close(at("b", "s", "line_mark"), 70.0);
    close(at("b", "s", "n_single"), 5.0);
    close(at("a", "g", "line_mark"), 95.0);
    close(at("a", "g", "n_single"), 2.0);
    close(at("a", "g", "n_double"), 1.0);
    assert_eq!(at("b", "g", "line_mark"), Reported::Withheld(Reason::NotSupplied), "no line was given for b");
    close(at("b", "g", "n_online"), 4.0);
    assert_eq!(at("total", "g", "n_borderline"), Reported::Withheld(Reason::NotApplicable), "no rule was given");
}

#[test]
fn targets_reached_missed_and_in_between() {
    let asked = "line = [{ id = 'l', mark = 150 }]\n\
        target = [{ metric = 'pass_rate', value = 0.95, subject = 'a', group = 'X' }, { metric = 'mean', value = 50, subject = 'a' }, \
        { metric = 'n_online', value = 5, line = 'l', group = 'X' }, { metric = 'n_online', value = 4, line = 'l', group = 'X' }, \
        { metric = 'low_rate', value = 0.1, subject = 'a', group = 'Y' }, { metric = 'mean', value = 1, group = 'nobody' }, \
        { metric = 's_value', value = 50, subject = 'a', group = 'R' }]\n";
    let analysis = analyse(&ten(), &spec(&format!("{TWO}{OPEN}{asked}")));
    let targets = &analysis.answers.targets;
    let at = |group, subject, id, metric| get(&analysis, targets, group, (subject, id), metric);
    let verdict = |group: (Level, &str), subject: usize, id| {
        let group = analysis.find(group.0, group.1).expect("the group").position();
        targets.verdicts[targets.find(group, subject, id).expect("the row")]
    };
    let (x, y, region) = ((Level::School, "X"), (Level::School, "Y"), (Level::Region, "R"));
    let said = |value| Reported::Estimate { value, interval: None };
    close(at(x, "a", "1", "value"), 1.0);
    close(at(x, "a", "1", "gap"), 0.05);
    close(at(x, "a", "1", "completion"), 1.0 / 0.95);
    assert_eq!(verdict(x, 0, "1"), said(TargetVerdict::CannotTell), "six of six may be 61 % in the long run");
    close(at(y, "a", "2", "gap"), 275.0 / 4.0 - 50.0);
    close(at(x, "a", "2", "gap"), 490.0 / 6.0 - 50.0);
    close(at(x, "total", "3", "completion"), 0.8);
    assert_eq!(verdict(x, 2, "3"), said(TargetVerdict::Missed), "a count is what it is");
    assert_eq!(verdict(x, 2, "4"), said(TargetVerdict::Reached));
    close(at(y, "a", "5", "value"), 0.0);
    assert_eq!(at(y, "a", "5", "completion"), Reported::Withheld(Reason::NotApplicable), "less is better");
    assert_eq!(at(region, "total", "6", "value"), Reported::Withheld(Reason::NotSupplied), "there is no such group");
    close(at(region, "total", "6", "target"), 1.0);
    assert_eq!(verdict(region, 0, "7"), Reported::Withheld(Reason::NotApplicable), "an index has no interval");
    assert_eq!(targets.rows.len(), 8, "the second one is for every school");
}

/// Golden values of the definitions, section 12, T1.
#[test]
fn two_rates_and_a_mean() {
    let schools: [(&str, &[i32]); 3] =
        [("A", &[80, 85, 90, 95]), ("B", &[60, 70, 75, 85, 90]), ("C", &[40, 55, 60, 65, 70, 80])];
    let asked = "subject = [{ id = 'a', full_mark = 100, decimals = 0 }]\n\
        composite = [{ id = 'town', preset = 'town_60_70_70', subjects = ['a'] }, \
        { id = 'own', expression = '100 * pass_rate + 0 * mean', weights = { a = 2 } }, \
        { id = 'ahead', expression = '1 * mean_gap' }]\n";
    let analysis = analyse(&wutong_testkit::pupils(&schools), &spec(&format!("{OPEN}{asked}")));
    let composites = &analysis.answers.composites;
    let at = |school, place| get(&analysis, composites, (Level::School, school), place, "index");
    for (school, expected) in [("A", 200.0), ("B", 159.447_619), ("C", 88.952_381)] {
        close(at(school, ("a", "town")), expected);
    }
    close(at("C", ("weighted", "own")), 200.0 / 3.0);
    close(at("A", ("total", "ahead")), 87.5 - 220.0 / 3.0);
    let region = get(&analysis, composites, (Level::Region, "R"), ("a", "town"), "index");
    assert_eq!(region, Reported::Withheld(Reason::NotApplicable), "a region has nothing to be the best of");
}

/// The line at 110 takes all six of X and two of the three totals of Y; 4 are agreed for either school. A quarter of the last
/// third goes: of X half a pupil of 130 and 140, of Y a quarter of the one at 100.
#[test]
fn presets_over_a_line_agreed_numbers_and_the_last_third() {
    let asked = "line = [{ id = 'l', mark = 110 }]\n\
        target = [{ metric = 'n_online', value = 99, line = 'l' }, { metric = 'n_online', value = 4, line = 'l', group = 'X' }, \
        { metric = 'n_online', value = 4, line = 'l', group = 'Y' }]\n\
        composite = [{ id = 'high', preset = 'high_seg', line = 'l' }, { id = 'agreed', preset = 'indicator_students', line = 'l' }, \
        { id = 'back', preset = 'bottom_third', drop = 0.25 }, { id = 'online', expression = '50 * online_rate', line = 'l' }, \
        { id = 'all', preset = 'grand', parts = { high = 1, agreed = 1, back = 30, online = 1 } }]\n";
    let analysis = analyse(&ten(), &spec(&format!("{TWO}{OPEN}{asked}")));
    let composites = &analysis.answers.composites;
    let at = |group, id| get(&analysis, composites, group, ("total", id), "index");
    let (x, y, region) = ((Level::School, "X"), (Level::School, "Y"), (Level::Region, "R"));
    close(at(x, "high"), 50.0);
    close(at(y, "high"), 50.0 * 2.0 / 3.0);
    // Two beyond the number agreed are the most of any school.
    close(at(x, "agreed"), 30.0 + 5.0);
    close(at(y, "agreed"), 15.0);
    let back = 100.0 / ((0.5 * 130.0 + 140.0) / 1.5);
    close(at(x, "back"), 1.0);
    close(at(y, "back"), back);
    close(at(region, "online"), 50.0 * 8.0 / 9.0);
    close(at(x, "all"), 50.0 + 35.0 + 30.0 + 50.0);
    close(at(y, "all"), 100.0 / 3.0 + 15.0 + 30.0 * back + 100.0 / 3.0);
    // Class 1 of X: all four on line, as in class 2; nothing is agreed for classes.
    close(at((Level::Class, "X/1"), "high"), 50.0);
    for id in ["agreed", "all"] {
        assert_eq!(at((Level::Class, "X/1"), id), Reported::Withheld(Reason::NotSupplied), "{id}");
        assert_eq!(at(region, id), Reported::Withheld(Reason::NotApplicable), "{id}");
    }
    assert_eq!(composites.entries[1].name.0, "指标生");

    let small = spec(&format!("{TWO}{asked}privacy = {{ min_cell = 5 }}\ndifference = {{ min_school_size = 2 }}\n"));
    let analysis = analyse(&ten(), &small);
    for id in ["high", "agreed", "back", "online", "all"] {
        let of = |school| get(&analysis, &analysis.answers.composites, (Level::School, school), ("total", id), "index");
        assert_eq!(of("Y"), Reported::Withheld(Reason::Suppressed), "{id}");
        // The lines of the region less those of X would be those of Y.
        assert_eq!(of("X"), Reported::Withheld(Reason::ComplementarySuppressed), "{id}");
    }
}

/// Schools of a category are held against each other; a target may be for a category.
#[test]
fn categories() {
    let schools: [(&str, &[i32]); 3] = [("A", &[80, 90]), ("B", &[40, 50]), ("C", &[30, 40])];
    let mut book = book(&wutong_testkit::pupils(&schools));
    for (school, kind) in book.schools.iter_mut().zip([Some("town"), Some("village"), None]) {
        school.attributes.extend(kind.map(|kind| ("kind".to_owned(), kind.to_owned())));
    }
    let asked = "subject = [{ id = 'a', full_mark = 100, decimals = 0 }]\n\
        composite = [{ id = 'c', expression = '100 * ratio_to_best(mean)', category = 'kind' }]\n\
        target = [{ metric = 'mean', value = 50, subject = 'a', group = 'village' }]\n";
    let spec = spec(&format!("{OPEN}{asked}"));
    let analysis = finish(&summarise(&book, &spec, &[], &[], &workers(1)), &spec, &workers(1));
    let index = |school| get(&analysis, &analysis.answers.composites, (Level::School, school), ("total", "c"), "index");
    close(index("A"), 100.0);
    close(index("B"), 100.0);
    assert_eq!(index("C"), Reported::Withheld(Reason::NotSupplied), "the school list does not name its category");
    assert_eq!(analysis.answers.targets.rows.len(), 1);
    close(get(&analysis, &analysis.answers.targets, (Level::School, "B"), ("a", "1"), "gap"), -5.0);
}

/// Groups of schools that share an attribute: the sums of their schools, at every metric of a line.
#[test]
fn schools_of_one_attribute_add_up() {
    let all: Vec<Pupil> = ten()
        .into_iter()
        .chain(ten().into_iter().map(|pupil| Pupil { school: format!("{}2", pupil.school), ..pupil }))
        .collect();
    let mut book = book(&all);
    for school in &mut book.schools {
        let kind = if school.id.starts_with('X') { "town" } else { "village" };
        school.attributes.insert("kind".to_owned(), kind.to_owned());
    }
    let spec = spec(&format!("{TWO}{OPEN}line = [{{ id = 'l', mark = 150 }}]\nimbalance = {{}}\n"));
    let analysis = finish(&summarise(&book, &spec, &[], &[], &workers(1)), &spec, &workers(1));
    let at = |group, metric| get(&analysis, &analysis.answers.lines, group, ("a", "l"), metric);
    for metric in ["n_online", "n_single", "n_double", "n_misplaced"] {
        let school = at((Level::School, "X"), metric).value().expect("a count");
        close(at((Level::Dimension, "town"), metric), 2.0 * school);
    }
    let uneven = |group| get(&analysis, &analysis.answers.imbalance, group, ("total", "1"), "imbalance_share");
    assert_eq!(uneven((Level::Dimension, "town")).value(), uneven((Level::School, "X")).value());
}

/// A hundred pupils with the marks 1 to 100 and the scheme 3+1+2: bands of 15, 35, 35, 13 and 2.
#[test]
fn assigned_marks_and_their_bands() {
    let marks: Vec<i32> = (1..=100).collect();
    let asked = "subject = [{ id = 'a', full_mark = 100, decimals = 0, assigned = { scheme = '3+1+2' } }]\n";
    let high: Vec<i32> = marks.iter().copied().filter(|mark| *mark > 85).collect();
    let low: Vec<i32> = marks.iter().copied().filter(|mark| *mark <= 85).collect();
    let all = wutong_testkit::pupils(&[("high", &high), ("low", &low)]);
    let analysis = analyse(&all, &spec(&format!("{OPEN}{asked}")));
    let bands = &analysis.answers.assigned_bands;
    let of = |metric: &str| {
        let column = bands.column(metric).expect("the column");
        (0..bands.rows.len()).map(|row| column.get(row).value().expect("a value")).collect::<Vec<_>>()
    };
    assert_eq!(of("n_band"), [15.0, 35.0, 35.0, 13.0, 2.0]);
    assert_eq!(of("actual_share"), [0.15, 0.35, 0.35, 0.13, 0.02]);
    assert_eq!(of("raw_highest"), [100.0, 85.0, 50.0, 15.0, 2.0]);
    assert_eq!(of("raw_lowest"), [86.0, 51.0, 16.0, 3.0, 1.0]);
    assert_eq!(of("assigned_highest"), [100.0, 85.0, 70.0, 55.0, 40.0]);
    assert_eq!(of("assigned_lowest"), [86.0, 71.0, 56.0, 41.0, 30.0]);
    let at = |school, metric| {
        get(&analysis, &analysis.answers.assigned, (Level::School, school), ("a", "three-one-two"), metric)
    };
    // Raw 86 to 100 become 86 to 100.
    close(at("high", "n_assigned"), 15.0);
    close(at("high", "assigned_mean"), 93.0);
    close(at("high", "assigned_sd"), (224.0f64 / 12.0).sqrt());
    close(at("high", "assigned_median"), 93.0);
    close(analysis.school("high").expect("high").subject("a").expect("a").mean, 93.0);
    let few = wutong_testkit::pupils(&[("high", &high)]);
    let analysis = analyse(&few, &spec(&format!("{OPEN}{asked}")));
    let mean =
        get(&analysis, &analysis.answers.assigned, (Level::School, "high"), ("a", "three-one-two"), "assigned_mean");
    assert_eq!(mean, Reported::Withheld(Reason::TooFew), "fewer than thirty pupils are not converted");
}

#[test]
fn local_levels_and_imbalance() {
    let asked = "levels = { rule = { level = 2, share = 0.9 } }\nimbalance = { flag = 1.2 }\n";
    let marks: Vec<[Option<i32>; 2]> =
        [(40, 65), (60, 75), (70, 65), (30, 75)].map(|(a, b)| [Some(a), Some(b)]).to_vec();
    let analysis = analyse(&pupils("X", "1", &marks), &spec(&format!("{TWO}{OPEN}{asked}")));
    let school = (Level::School, "X");
    let level = |metric| get(&analysis, &analysis.answers.levels, school, ("a", "local"), metric);
    close(level("level_1_share"), 0.5);
    close(level("level_2_share"), 0.25);
    close(level("level_3_share"), 0.25);
    close(level("level_4_share"), 0.0);
    close(level("level_rule_share"), 0.5);
    close(level("gap"), -0.4);
    assert_eq!(analysis.answers.levels.entries[0].name.0, "本地分级，非国测等级");
    // Mean 50 and standard deviation √250 in a, 70 and 5 in b: standard scores of the third pupil 1.265 and -1, of the
    // fourth -1.265 and 1, spread by 1.132; of the others by 0.184 (first) and 0.184 (second).
    let uneven = |metric| get(&analysis, &analysis.answers.imbalance, school, ("total", "1.2"), metric);
    close(uneven("n_imbalanced"), 0.0);
    close(uneven("school_subject_sd"), 0.0);
    let asked = "imbalance = { flag = 1.1 }\n";
    let analysis = analyse(&pupils("X", "1", &marks), &spec(&format!("{TWO}{OPEN}{asked}")));
    close(get(&analysis, &analysis.answers.imbalance, school, ("total", "1.1"), "imbalance_share"), 0.5);
}

/// Small groups, and a comparison that a check refuses.
#[test]
fn what_is_withheld() {
    let everything = "line = [{ id = 'l', share = 0.4 }]\nimbalance = {}\nlevels = {}\n\
        composite = [{ id = 'c', preset = 'town_60_70_70' }]\ntarget = [{ metric = 'pass_rate', value = 0.5, subject = 'a' }]\n";
    let analysis = analyse(&ten(), &spec(&format!("{TWO}{everything}privacy = {{ min_cell = 5 }}\n")));
    let small = Reported::Withheld(Reason::Suppressed);
    let y = (Level::School, "Y");
    let answers = &analysis.answers;
    for metric in ["n_online", "online_rate"] {
        assert_eq!(get(&analysis, &answers.lines, y, ("total", "l"), metric), small);
        // The region less the only other school would be the small one.
        let beside = get(&analysis, &answers.lines, (Level::School, "X"), ("total", "l"), metric);
        assert_eq!(beside.reason(), Some(Reason::ComplementarySuppressed));
        assert!(get(&analysis, &answers.lines, (Level::Region, "R"), ("total", "l"), metric).value().is_some());
    }
    for metric in ["n_single", "n_double", "hit_rate"] {
        assert_eq!(get(&analysis, &answers.lines, y, ("a", "l"), metric), small);
    }
    // The effective line rests on four pupils, fewer than may be shown.
    assert_eq!(get(&analysis, &answers.lines, (Level::Region, "R"), ("a", "l"), "line_mark"), small);
    assert_eq!(get(&analysis, &answers.imbalance, y, ("total", "1"), "imbalance_share"), small);
    assert_eq!(get(&analysis, &answers.levels, y, ("a", "local"), "level_1_share"), small);
    assert_eq!(get(&analysis, &answers.composites, y, ("total", "c"), "index"), small);
    assert_eq!(get(&analysis, &answers.targets, y, ("a", "1"), "gap"), small);
    close(get(&analysis, &answers.targets, y, ("a", "1"), "target"), 0.5);

    // One of the two schools is too small to be compared, which here is made to refuse the comparison.
    let refused = format!(
        "{TWO}{everything}privacy = {{ min_cell = 1 }}\ndifference = {{ min_school_size = 5 }}\n\
         checks = {{ 'too-few-schools' = 'block' }}\n"
    );
    let analysis = analyse(&ten(), &spec(&refused));
    let answers = &analysis.answers;
    assert_eq!(analysis.verdict, wutong::Verdict::Refused, "{:?}", analysis.findings);
    let not_comparable = Reported::Withheld(Reason::NotComparable);
    for group in [(Level::Region, "R"), (Level::School, "X"), (Level::Class, "X/1")] {
        assert_eq!(get(&analysis, &answers.lines, group, ("total", "l"), "online_rate"), not_comparable);
        assert_eq!(get(&analysis, &answers.imbalance, group, ("total", "1"), "imbalance_share"), not_comparable);
    }
    assert_eq!(get(&analysis, &answers.composites, (Level::School, "X"), ("total", "c"), "index"), not_comparable);
    // What a school reached by itself is for a page of it alone.
    assert_eq!(get(&analysis, &answers.levels, (Level::School, "X"), ("a", "local"), "level_1_share"), not_comparable);
    let school = analysis.school("X").expect("the school");
    let row = answers.levels.find(school.position(), 0, "local").expect("a row");
    assert!(answers.levels.column("level_1_share").expect("a column").get_alone(row).value().is_some());
    assert_eq!(school.subject("a").expect("the subject").mean, not_comparable);
    assert!(school.alone().subject("a").expect("the subject").mean.value().is_some());
}

/// All of Z were absent from b, so nobody has a total: that none of them reaches the line is no result.
#[test]
fn where_nobody_has_a_total_no_line_is_missed() {
    let mut all = ten();
    all.extend(pupils("Z", "1", &[[Some(90), None], [Some(70), None], [Some(60), None]]));
    let asked = "line = [{ id = 'l', mark = 150, borderline = { below = 20, above = 10 } }]\n";
    let analysis = analyse(&all, &spec(&format!("{TWO}{OPEN}{asked}")));
    let at = |school: &str, subject: &str, metric: &str| {
        get(&analysis, &analysis.answers.lines, (Level::School, school), (subject, "l"), metric)
    };
    for subject in ["total", "a", "b"] {
        for metric in ["n_online", "n_single", "n_double", "hit_rate", "n_borderline"] {
            assert_eq!(at("Z", subject, metric).value(), None, "{subject} {metric}");
        }
    }
    assert_eq!(at("Z", "a", "n_online"), Reported::Withheld(Reason::TooFew));
    close(at("X", "a", "n_online"), 4.0);
}
