//! Every check has a small exam that passes it and one that does not, read from files as a centre has them.

use std::collections::BTreeSet;
use std::path::Path;

use wutong::check::{CHECKS, OVERRIDDEN, OVERRIDE, UNTOLD};
use wutong::model::spec::Audience;
use wutong::{Analysis, ExamSpec, Level, Verdict, open, run};
use wutong_testkit::fixture;

use crate::cli::wutong;

fn analysis(check: &str, side: &str) -> Analysis {
    let (spec, sources) = open(fixture(&format!("checks/{check}/{side}/exam.toml"))).expect("a specification");
    run(&spec, sources).unwrap_or_else(|error| panic!("{check}/{side}: {error}"))
}

fn said(analysis: &Analysis) -> BTreeSet<&'static str> {
    analysis.findings.iter().map(|finding| finding.id).collect()
}

#[test]
fn every_check_fires_on_what_fails_and_not_on_what_passes() {
    for check in CHECKS {
        let (pass, fail) = (analysis(check.id, "pass"), analysis(check.id, "fail"));
        assert!(!said(&pass).contains(check.id), "{}/pass: {:?}", check.id, pass.findings);
        let found: Vec<_> = fail.findings.iter().filter(|finding| finding.id == check.id).collect();
        assert!(!found.is_empty(), "{}/fail: {:?}", check.id, fail.findings);
        assert!(found.iter().all(|finding| finding.severity == check.severity), "{found:?}");
        assert!(found.iter().all(|finding| check.sentences.contains(&finding.template)), "{found:?}");
    }
}

/// One thing at a time: the failing exam differs from the passing one in what its check says.
#[test]
fn failing_exams_fail_one_check() {
    for check in CHECKS {
        let (pass, fail) = (said(&analysis(check.id, "pass")), said(&analysis(check.id, "fail")));
        let more: Vec<_> = fail.difference(&pass).copied().collect();
        assert_eq!(more, [check.id], "{}: {pass:?} against {fail:?}", check.id);
    }
}

#[test]
fn every_folder_belongs_to_a_check() {
    let folders = std::fs::read_dir(fixture("checks")).expect("the folder").flatten();
    let names: BTreeSet<String> = folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, CHECKS.iter().map(|check| check.id.to_owned()).collect());
}

/// Rates over expected pupils, counted from the file by hand: absent pupils count below and not above.
#[test]
fn rates_over_expected_pupils_stand_beside_the_others() {
    let (pass, fail) = (analysis("low-participation", "pass"), analysis("low-participation", "fail"));
    let ill = pass.school("甲校").expect("the school").position();
    assert!(pass.answers.expected_rates.find(ill, 0, "expected").is_none(), "one in twenty may be ill");
    let scores = std::fs::read_to_string(fixture("checks/low-participation/fail/scores.csv")).expect("a file");
    let cells: Vec<&str> =
        scores.lines().filter(|line| line.starts_with("甲校")).filter_map(|line| line.split(',').nth(3)).collect();
    let reached = |cut: i32| cells.iter().filter(|cell| cell.parse().is_ok_and(|mark: i32| mark >= cut)).count() as f64;
    let table = &fail.answers.expected_rates;
    let school = fail.school("甲校").expect("the school").position();
    let row = table.find(school, 0, "expected").expect("a row");
    let value = |metric: &str| table.column(metric).expect(metric).get(row).value();
    assert_eq!(cells.len(), 20);
    assert_eq!(value("pass_rate"), Some(reached(60) / 20.0));
    assert_eq!(value("good_rate"), Some(reached(70) / 20.0));
    assert_eq!(value("participation_rate"), Some(18.0 / 20.0));
    let other = fail.school("乙校").expect("the school").position();
    assert!(table.find(other, 0, "expected").is_none(), "all sat there");
}

/// A reader who may not know which school it is still learns what the verdict rests on.
#[test]
fn a_verdict_outside_has_its_reason_without_the_school() {
    let exam = fixture("checks/low-participation/fail/exam.toml");
    let (spec, sources) = open(&exam).expect("a specification");
    let mut raw = spec.raw.clone();
    for audience in [Audience::Public, Audience::School] {
        raw.privacy.audience = audience;
        let spec = ExamSpec::new(raw.clone()).expect("a specification");
        let found = run(&spec, sources.clone()).expect("an analysis");
        assert_eq!(found.verdict, Verdict::WithCaution);
        let reasons: Vec<_> = found.reasons().filter(|finding| finding.scope.level == Level::Region).collect();
        let [reason] = reasons[..] else { panic!("{reasons:?}") };
        assert_eq!((reason.id, reason.note.as_deref()), ("low-participation", Some("low-participation")));
        let other = found.school("乙校").map(|school| found.of_school(school).findings);
        let told = other.unwrap_or_else(|_| found.findings.clone());
        assert!(told.iter().all(|finding| finding.scope.group_name != "甲校"), "{told:?}");
        assert!(told.iter().any(|finding| finding.id == "low-participation"), "{told:?}");
    }
}

/// Every sentence of a finding that stands in the sources is in both listings, under both languages; and a run says none that
/// its id does not have.
#[test]
fn every_finding_is_listed() {
    let listed = wutong(&["findings", "--json"]).out;
    let texts = ["zh", "en"].map(|lang| wutong(&["findings", "--lang", lang]).out);
    let listing: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    let mut known = BTreeSet::new();
    strings(&listing, &mut known);
    let mut templates = 0;
    for krate in ["wutong-check", "wutong-engine"] {
        for text in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates").join(krate).join("src")) {
            for (lang, sentence) in text.split("Template {").skip(1).flat_map(sentences) {
                let printed = &texts[usize::from(lang == "en")];
                assert!(known.contains(&sentence) && printed.contains(&sentence), "{krate}: {sentence}");
                templates += 1;
            }
        }
    }
    assert!(templates > 80, "only {templates} sentences were found in the sources");
    for check in CHECKS {
        for audience in [Audience::BureauInternal, Audience::Public] {
            let path = fixture(&format!("checks/{}/fail/exam.toml", check.id));
            let (spec, sources) = open(path).expect("a specification");
            let mut raw = spec.raw.clone();
            raw.privacy.audience = audience;
            let analysis = run(&ExamSpec::new(raw).expect("a specification"), sources).expect("an analysis");
            for finding in &analysis.findings {
                let sentence = finding.template.en;
                let of_id = CHECKS.iter().find(|check| check.id == finding.id);
                let own = of_id.is_some_and(|check| check.sentences.iter().any(|own| own.en == sentence));
                let shared =
                    sentence == UNTOLD.en && of_id.is_some() || finding.id == OVERRIDE && sentence == OVERRIDDEN.en;
                assert!(own || shared, "{finding:?}");
            }
        }
    }
}

/// Chinese and English of one template, where both are plain texts.
fn sentences(after: &str) -> Vec<(&'static str, String)> {
    let text = |lang: &'static str| {
        let (_, rest) = after.split_once(&format!("{lang}: \""))?;
        let end = rest.char_indices().find(|&(at, mark)| mark == '"' && !rest[..at].ends_with('\\'))?.0;
        Some((lang, rest[..end].replace("\\\"", "\"")))
    };
    [text("zh"), text("en")].into_iter().flatten().collect()
}

fn strings(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => drop(found.insert(text.clone())),
        serde_json::Value::Array(values) => values.iter().for_each(|each| strings(each, found)),
        serde_json::Value::Object(values) => values.values().for_each(|each| strings(each, found)),
        _ => {}
    }
}

/// Source files that hold no tests.
fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts.extend(sources(&path));
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            texts.push(std::fs::read_to_string(&path).expect("a source file"));
        }
    }
    texts
}
