//! Every check has a small exam that passes it and one that does not, read from files as a centre has them.

use std::collections::BTreeSet;

use wutong::check::CHECKS;
use wutong::{Analysis, open, run};
use wutong_testkit::fixture;

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
