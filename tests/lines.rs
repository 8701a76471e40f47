//! What an exam asks for, counted by hand: lines, targets, indices, assigned marks, levels, imbalance.

use std::collections::BTreeMap;
use std::path::Path;

use wutong::model::{EntryTable, Reason, Reported, Status, TargetVerdict};
use wutong::report::Lang;
use wutong::report::output::{Formats, RunRecord, WriteOptions, write};
use wutong::{Analysis, ExamSpec, Level, Summaries, Workers, check_requests, finish, summarise};
use wutong_testkit::{Pupil, book, spec};

const TWO: &str =
    "subject = [{ id = 'a', full_mark = 100, decimals = 0 }, { id = 'b', full_mark = 100, decimals = 0 }]\n";
const OPEN: &str = "privacy = { min_cell = 1 }\ndifference = { min_school_size = 2 }\n";

fn workers(threads: usize) -> Workers {
    Workers::new(Some(threads)).expect("threads")
}

fn pupil(school: &str, class: &str, number: usize, marks: &[Option<i32>]) -> Pupil {
    Pupil {
        county: String::new(),
        school: school.to_owned(),
        class: class.to_owned(),
        id: format!("{school}{class}{number:04}"),
        marks: marks.iter().map(|mark| mark.ok_or(Status::Absent)).collect(),
    }
}

fn pupils(school: &str, class: &str, marks: &[[Option<i32>; 2]]) -> Vec<Pupil> {
    marks.iter().enumerate().map(|(number, marks)| pupil(school, class, number, marks)).collect()
}

fn analyse(pupils: &[Pupil], spec: &ExamSpec) -> Analysis {
    check_requests(spec).expect("what is asked for exists");
    finish(&summarise(&book(pupils), spec, &[], &[], &workers(1)), spec, &workers(1))
}

/// The value of a cell: group by level and id, subject, entry, metric.
fn get(
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
fn ten() -> Vec<Pupil> {
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
        assert!(get(&analysis, &answers.lines, (Level::School, "X"), ("total", "l"), metric).value().is_some());
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
    assert!(get(&analysis, &answers.levels, (Level::School, "X"), ("a", "local"), "level_1_share").value().is_some());
}

/// Forty pupils in three schools, marks drawn by a linear congruence.
fn drawn() -> Vec<Pupil> {
    let mut state = 7u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((state >> 33) % below).expect("a small number")
    };
    let mut all = Vec::new();
    for (school, class, n) in [("X", "1", 12), ("X", "2", 15), ("Y", "1", 30), ("Z", "1", 3), ("Z", "2", 20)] {
        for number in 0..n {
            let b = (draw(12) > 0).then(|| draw(101));
            all.push(Pupil {
                county: if school == "Z" { "far" } else { "near" }.into(),
                ..pupil(school, class, number, &[Some(30 + draw(71)), b])
            });
        }
    }
    all
}

const EVERYTHING: &str = "subject = [{ id = 'a', full_mark = 100, decimals = 0, assigned = { scheme = 'shandong' } }, \
    { id = 'b', full_mark = 100, decimals = 1, elective = true }]\n\
    line = [{ id = 'one', share = 0.3, borderline = { below = 10, limit = 9 } }, { id = 'two', mark = 120 }]\n\
    target = [{ metric = 'pass_rate', value = 0.6, subject = 'a' }, { metric = 'online_rate', value = 0.3, line = 'one' }]\n\
    composite = [{ id = 'c', preset = 'town_60_70_70', subjects = ['a', 'b'] }, { id = 'w', preset = 's_value', weights = { a = 1, b = 2 } }]\n\
    levels = {}\nimbalance = {}\nprivacy = { min_cell = 5 }\ndifference = { min_school_size = 5 }\n";

const TABLES: [&str; 8] =
    ["lines", "targets", "composites", "assigned", "assigned_bands", "levels", "imbalance", "withheld"];

fn summaries(pupils: &[Pupil], threads: usize) -> Summaries {
    summarise(&book(pupils), &spec(EVERYTHING), &[], &[], &workers(threads))
}

fn written(analysis: &Analysis, formats: &str, out: &Path) {
    let formats = Formats::parse(formats).expect("formats");
    write(analysis, &RunRecord::default(), out, &WriteOptions { formats, lang: Lang::Zh }, &|_| ()).expect("written");
}

fn tables(summaries: &Summaries, threads: usize) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    written(&finish(summaries, &spec(EVERYTHING), &workers(threads)), "csv,parquet", &out);
    let names = TABLES.iter().flat_map(|name| ["csv", "parquet"].map(|format| format!("{name}.{format}")));
    names.map(|name| std::fs::read(out.join("tables").join(&name)).expect(&name)).collect()
}

#[test]
fn threads_and_parts_give_the_same_bytes() {
    let pupils = drawn();
    let whole = tables(&summaries(&pupils, 1), 1);
    assert!(whole.iter().all(|bytes| !bytes.is_empty()));
    for threads in [2, 8] {
        assert!(tables(&summaries(&pupils, threads), threads) == whole, "{threads} threads give other bytes");
    }
    let part = |keep: usize| {
        let part: Vec<Pupil> = pupils.iter().skip(keep).step_by(2).cloned().collect();
        summaries(&part, 2)
    };
    let (left, right) = (part(0).merge(part(1)).expect("the same"), part(1).merge(part(0)).expect("the same"));
    assert_eq!(left, right);
    assert!(tables(&left, 2) == whole, "merged summaries give other bytes");
}

/// Every empty cell of every table has a reason, and no other cell has one; CSV, workbook and profile are written.
#[test]
fn empty_cells_have_reasons() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    written(&finish(&summaries(&drawn(), 2), &spec(EVERYTHING), &workers(2)), "csv,xlsx,json", &out);
    let read = |name: &str| std::fs::read_to_string(out.join("tables").join(format!("{name}.csv"))).expect("the table");
    let mut reasons: BTreeMap<Vec<String>, String> = BTreeMap::new();
    for line in read("withheld").lines().skip(1).filter(|line| line.contains('/')) {
        let cells: Vec<&str> = line.split(',').collect();
        let is_answer = TABLES.iter().any(|name| cells[3].starts_with(&format!("{name}/")));
        if is_answer {
            let place = cells[..4].iter().map(|cell| (*cell).to_owned()).collect();
            assert!(reasons.insert(place, cells[4].to_owned()).is_none(), "{line} twice");
        }
    }
    let listed = reasons.len();
    let mut empty = 0;
    for name in TABLES.iter().filter(|name| **name != "withheld") {
        let text = read(name);
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
        assert_eq!(header[..4], ["exam_id", "level", "group_id", "subject"]);
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), header.len(), "{line}");
            let at = |column: &str| header.iter().position(|name| *name == column).map(|position| cells[position]);
            let entry = if *name == "assigned_bands" {
                format!("{}/{}", at("scheme").expect("it"), cells[4])
            } else {
                cells[4].to_owned()
            };
            for (column, cell) in
                header.iter().zip(&cells).skip(6).filter(|(name, _)| !["metric", "line", "scheme"].contains(name))
            {
                let place =
                    [cells[1], cells[2], cells[3], &format!("{name}/{entry}/{column}")].map(str::to_owned).to_vec();
                assert_eq!(cell.is_empty(), reasons.contains_key(&place), "{place:?} is '{cell}'");
                empty += usize::from(cell.is_empty());
            }
        }
    }
    assert_eq!(empty, listed, "no reason without a cell");
    assert!(std::fs::metadata(out.join("workbook.xlsx")).expect("the workbook").len() > 10_000);
    let profile = std::fs::read_to_string(out.join("schools/X.json")).expect("the profile");
    assert!(profile.contains("\"answers\"") && profile.contains("本地分级，非国测等级"), "{profile}");
}

#[test]
fn an_exam_that_asks_for_nothing_gets_no_more_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let analysis = analyse(&ten(), &spec(&format!("{TWO}{OPEN}")));
    written(&analysis, "csv,json", &out);
    assert!(analysis.answers.tables().iter().all(|(.., table)| table.is_empty()));
    for name in TABLES.iter().filter(|name| **name != "withheld") {
        assert!(!out.join("tables").join(format!("{name}.csv")).exists(), "{name}");
    }
    assert!(!std::fs::read_to_string(out.join("schools/X.json")).expect("the profile").contains("\"answers\""));
}

/// Each mistake is refused with what, where and the cure.
#[test]
fn bad_specifications() {
    let head = "exam = { id = 'x', title = 'X', stage = 'junior', grade = 9, kind = 'research' }\n";
    let refusal = |tables: &str| {
        let spec = ExamSpec::from_toml(&format!("{head}{tables}"));
        let error = spec.and_then(|spec| check_requests(&spec).map(|()| spec)).expect_err(tables);
        assert!(error.zh().chars().any(|letter| letter > '\u{3000}'), "{}", error.zh());
        error.to_string()
    };
    let mut wrong = Vec::new();
    for (asked, words) in [
        ("line = [{ id = 'l', mark = 201 }]", "line.l.mark is '201'; required: above 0 and up to the full mark 200"),
        (
            "line = [{ id = 'l', mark = 150, share = 0.3 }]",
            "line.l is 'mark and share'; required: either mark or share",
        ),
        ("line = [{ id = 'l' }]", "line.l is 'without mark and share'"),
        ("line = [{ id = 'l', share = 1.5 }]", "line.l.share is '1.5'; required: a fraction above 0 and up to 1"),
        ("line = [{ id = 'l', mark = 150.5 }]", "line.l.mark"),
        ("line = [{ id = 'l', mark = 100 }, { id = 'l', mark = 90 }]", "each id once"),
        ("line = [{ id = 'l', mark = 100, subjects = { c = 60 } }]", "unknown 'c'"),
        ("line = [{ id = 'l', mark = 100, subjects = { a = 101 } }]", "up to the full mark 100"),
        ("line = [{ id = 'l', mark = 100, method = 'given' }]", "line.l.subjects is 'empty'"),
        ("line = [{ id = 'l', mark = 100, method = 'same_share', subjects = { a = 60 } }]", "with no other method"),
        ("line = [{ id = 'l', mark = 100, method = 'same_shar' }]", "did you mean 'same_share'?"),
        ("line = [{ id = 'l', mark = 100, borderline = { below = -1 } }]", "line.l.borderline.below is '-1'"),
        ("line = [{ id = 'l', mark = 100, borderline = { below = 0 } }]", "lets nobody in"),
        ("line = [{ id = 'l', marks = 100 }]", "did you mean 'mark'?"),
        (
            "target = [{ metric = 'pas_rate', value = 0.5 }]",
            "unknown 'pas_rate' in target 1.metric; did you mean 'pass_rate'?",
        ),
        (
            "target = [{ metric = 'pass_rate', value = 60 }]",
            "target 1.value is '60'; required: a value in the range of pass_rate: 0 .. 1",
        ),
        ("target = [{ metric = 'sd', value = 10 }]", "a metric of which more, or less, is better"),
        (
            "target = [{ metric = 'online_rate', value = 0.5 }]",
            "target 1.line is 'not given'; required: the id of a [[line]]",
        ),
        (
            "line = [{ id = 'l', mark = 100 }]\ntarget = [{ metric = 'hit_rate', value = 0.5, line = 'l' }]",
            "a subject: hit_rate",
        ),
        ("line = [{ id = 'l', mark = 100 }]\ntarget = [{ metric = 'mean', value = 5, line = 'l' }]", "no line"),
        (
            "line = [{ id = 'one', mark = 100 }]\ntarget = [{ metric = 'online_rate', value = 0.5, line = 'on' }]",
            "did you mean 'one'?",
        ),
        ("target = [{ metric = 'mean', value = 5, subject = 'maths' }]", "unknown 'maths'"),
        ("composite = [{ id = 'c', preset = 'town_60_70_7' }]", "did you mean 'town_60_70_70'?"),
        ("composite = [{ id = 'c', preset = 'grand' }]", "a preset over metrics"),
        ("composite = [{ id = 'c' }]", "either preset or expression"),
        (
            "composite = [{ id = 'c', preset = 's_value', weights = { a = 0, b = 0 } }]",
            "composite.c.weights is 'all zero'",
        ),
        ("composite = [{ id = 'c', preset = 's_value', weights = { a = -1 } }]", "a number of at least 0"),
        (
            "composite = [{ id = 'c', preset = 's_value', subjects = ['a'], weights = { a = 1 } }]",
            "either subjects or weights",
        ),
        (
            "composite = [{ id = 'c', expression = '60 * pas_rate' }]",
            "composite.c.expression: character 6: no metric 'pas_rate'; did you mean 'pass_rate'?",
        ),
        ("composite = [{ id = 'c', expression = 'mean + pass_rate' }]", "character 6"),
        ("levels = { cuts = { two = 0.8 } }", "two < three < four"),
        ("levels = { rule = { level = 1 } }", "levels.rule.level is '1'; required: 2, 3 or 4"),
        ("imbalance = { flag = 0 }", "imbalance.flag is '0'; required: above 0"),
    ] {
        let text = refusal(&format!("{TWO}{asked}"));
        if !text.contains(words) {
            wrong.push(format!("{asked}: {text}"));
        }
    }
    for (subject, words) in [
        ("assigned = { scheme = 'shandon' }", "did you mean 'shandong'?"),
        ("assigned = { scheme = 'hainan-total' }", "such as hainan-subject"),
        ("assigned = { scheme = '3+1+2', boundary = 'near' }", "did you mean 'near_max'?"),
        ("assigned = { scheme = '3+1+2', minimum_n = 0 }", "at least 1"),
        ("marks = 'scaled', assigned = { scheme = '3+1+2' }", "scaled marks are assigned already"),
    ] {
        let text = refusal(&format!("subject = [{{ id = 'a', full_mark = 100, {subject} }}]"));
        if !text.contains(words) {
            wrong.push(format!("{subject}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// An exam whose line nobody can reach, without pupils with a total, and with marks that are all equal.
#[test]
fn nothing_to_compute_is_withheld_and_never_a_panic() {
    let none = pupils("X", "1", &[[Some(50), None], [None, Some(60)]]);
    let equal = pupils("X", "1", &[[Some(50), Some(50)]; 3]);
    let zero = pupils("X", "1", &[[Some(0), Some(0)]; 40]);
    let asked = EVERYTHING.replace("min_cell = 5", "min_cell = 1");
    for marks in [none, equal, zero] {
        let analysis = analyse(&marks, &spec(&asked));
        for (name, _, table) in analysis.answers.tables() {
            for column in &table.columns {
                let values = (0..column.len()).filter_map(|row| column.get(row).value());
                assert!(values.into_iter().all(f64::is_finite), "{name} {}", column.id);
            }
        }
        let n = get(&analysis, &analysis.answers.lines, (Level::Region, "R"), ("total", "two"), "n_online");
        assert!(n.value().is_none_or(|n| n == 0.0), "nobody has 120 points: {n:?}");
    }
}
