//! What an exam asks for, as files: the same bytes for any split, a reason for every empty cell, mistakes refused.

use std::collections::BTreeMap;
use std::path::Path;

use wutong::report::Lang;
use wutong::report::output::{Formats, Press, RunRecord, WriteOptions, write};
use wutong::{Analysis, ExamSpec, Level, Summaries, check_requests, finish, summarise};
use wutong_testkit::{Pupil, book, spec};

use crate::lines::{OPEN, TWO, analyse, get, pupil, pupils, ten, workers};

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
    bands = [{ id = 'w', width = 20 }, { id = 'g', shares = [1, 2, 1] }, { id = 'p', places = [5, 10] }]\n\
    contextual = [{ id = 's', size = true }]\nbundle = {}\ntotal = { assigned = true }\n\
    levels = {}\nimbalance = {}\nprivacy = { min_cell = 5 }\ndifference = { min_school_size = 5 }\n";

const TABLES: [&str; 13] = [
    "lines",
    "targets",
    "composites",
    "assigned",
    "assigned_bands",
    "levels",
    "imbalance",
    "bands",
    "contextual",
    "contextual_terms",
    "contextual_effects",
    "bundles",
    "withheld",
];

fn summaries(pupils: &[Pupil], threads: usize) -> Summaries {
    summarise(&book(pupils), &spec(EVERYTHING), &[], &[], &workers(threads))
}

fn written(analysis: &Analysis, formats: &str, out: &Path) {
    let formats = Formats::parse(formats).expect("formats");
    write(
        analysis,
        &RunRecord::default(),
        out,
        &WriteOptions { formats, lang: Lang::Zh, classes: false },
        &Press::default(),
    )
    .expect("written");
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
            for (column, cell) in header
                .iter()
                .zip(&cells)
                .skip(6)
                .filter(|(name, _)| !["metric", "line", "scheme", "bands", "model"].contains(name))
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
    // Rates over expected pupils stand there because some were absent.
    assert!(analysis.answers.tables().iter().all(|(name, _, table)| table.is_empty() || *name == "expected_rates"));
    for name in TABLES.iter().filter(|name| **name != "withheld") {
        assert!(!out.join("tables").join(format!("{name}.csv")).exists(), "{name}");
    }
    let profile = std::fs::read_to_string(out.join("schools/X.json")).expect("the profile");
    assert!(!profile.contains("\"lines\"") && !profile.contains("本地分级"), "{profile}");
}

/// Why an exam that asks for these tables is refused, said in both languages.
fn refusal(tables: &str) -> String {
    let head = "exam = { id = 'x', title = 'X', stage = 'junior', grade = 9, kind = 'research' }\n";
    let spec = ExamSpec::from_toml(&format!("{head}{tables}"));
    let error = spec.and_then(|spec| check_requests(&spec).map(|()| spec)).expect_err(tables);
    assert!(error.zh().chars().any(|letter| letter > '\u{3000}'), "{}", error.zh());
    error.to_string()
}

/// Each mistake is refused with what, where and the cure.
#[test]
fn bad_specifications() {
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
        ("target = [{ metric = 'mean', value = 101, subject = 'a' }]", "at most the full mark 100"),
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

/// Presets that need more than metrics, without it or beside what they have no use for.
#[test]
fn presets_without_what_they_need() {
    for (asked, words) in [
        ("composite = [{ id = 'c', preset = 'grand' }]", "parts = { town = 1, back = 30 }"),
        ("composite = [{ id = 'c', preset = 's_value', parts = { d = 1 } }]", "composite.c.parts.d"),
        (
            "composite = [{ id = 'b', preset = 's_value' }, { id = 'c', preset = 'grand', parts = { b = 0 } }]",
            "above 0",
        ),
        (
            "composite = [{ id = 'b', preset = 's_value', subjects = ['a', 'b'] }, { id = 'c', preset = 'grand', parts = { b = 1 } }]",
            "an index with one value",
        ),
        ("composite = [{ id = 'c', preset = 'high_seg' }]", "the id of a [[line]]"),
        ("composite = [{ id = 'c', preset = 'high_seg', line = 'x' }]", "composite.c.line"),
        ("line = [{ id = 'l', mark = 9 }]\ncomposite = [{ id = 'c', preset = 's_value', line = 'l' }]", "no line"),
        (
            "line = [{ id = 'l', mark = 9 }]\ncomposite = [{ id = 'c', preset = 'high_seg', line = 'l', subjects = ['a'] }]",
            "the total: no subjects, no weights",
        ),
        (
            "line = [{ id = 'l', mark = 9 }]\ncomposite = [{ id = 'c', preset = 'indicator_students', line = 'l' }]",
            "a [[target]] with metric = \"n_online\", line = \"l\"",
        ),
        ("composite = [{ id = 'c', preset = 'bottom_third', drop = 1 }]", "above 0 and below 1"),
        ("composite = [{ id = 'c', preset = 's_value', drop = 0.05 }]", "preset = \"bottom_third\""),
        ("composite = [{ id = 'c', preset = 'six_index_delta' }]", "in this exam and the one before"),
    ] {
        let text = refusal(&format!("{TWO}{asked}"));
        assert!(text.contains(words), "{asked}: {text}");
    }
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
