//! Each check fires on the smallest evidence that should make it fire, and not on clean evidence.

use wutong_model::{ExamSpec, PaperAspect, PaperClaim, Place, ProblemKind, Severity, Verdict};

use super::*;

fn spec(extra: &str) -> ExamSpec {
    ExamSpec::from_toml(&format!(
        "{extra}\n[exam]\nid = 'x'\ntitle = 'X'\nstage = 'junior'\ngrade = 9\nkind = 'research'\n\
         [[subject]]\nid = 'math'\nfull_mark = 120\n[[subject]]\nid = 'english'\nfull_mark = 120"
    ))
    .expect("a valid specification")
}

fn school(id: &str, expected: u64, present: u64) -> SchoolEvidence {
    let counts = SubjectEvidence { expected, present, valid: present };
    SchoolEvidence { id: id.into(), name: id.into(), subjects: vec![counts; 2], problems: Vec::new() }
}

fn ids(spec: &ExamSpec, schools: &[SchoolEvidence], claims: &[PaperClaim]) -> Vec<(&'static str, Option<String>)> {
    let findings = run(&Evidence { spec, schools, claims });
    findings.into_iter().map(|finding| (finding.id, finding.scope.subject)).collect()
}

#[test]
fn clean_evidence_is_comparable() {
    let (spec, schools) = (spec(""), [school("a", 100, 99), school("b", 100, 95)]);
    assert_eq!(ids(&spec, &schools, &[]), []);
    assert_eq!(verdict(&[], None), Verdict::Comparable);
}

#[test]
fn low_participation_in_one_subject_and_in_all() {
    let mut one = school("a", 100, 99);
    one.subjects[1].present = 94;
    let expected = [("low-participation", Some("english".into()))];
    assert_eq!(ids(&spec(""), &[one, school("b", 100, 100)], &[]), expected);
    let all = ids(&spec(""), &[school("a", 100, 94), school("b", 100, 100)], &[]);
    assert_eq!(all, [("low-participation", None)]);
}

#[test]
fn small_schools_and_a_single_school() {
    let few = ids(&spec(""), &[school("a", 9, 9), school("b", 100, 100)], &[]);
    assert_eq!(few, [("too-few-schools", None), ("small-school", None)]);
}

#[test]
fn problems_become_findings() {
    let mut bad = school("a", 100, 100);
    bad.problems = vec![(ProblemKind::MarkAboveFull, Some(0), 2), (ProblemKind::ConflictingPupil, None, 2)];
    let found = ids(&spec(""), &[bad, school("b", 100, 100)], &[]);
    assert_eq!(found, [("duplicate-pupils", None), ("marks-beyond-paper", Some("math".into()))]);
}

#[test]
fn another_full_mark_refuses_the_comparison_of_that_subject() {
    let claim = |found| PaperClaim {
        place: Place::default(),
        school: Some("a".into()),
        subject: "math".into(),
        aspect: PaperAspect::FullMark,
        found,
        required: 120.0,
    };
    let (spec, schools) = (spec(""), [school("a", 100, 100), school("b", 100, 100)]);
    assert_eq!(ids(&spec, &schools, &[claim(120.0)]), []);
    let claims = [claim(100.0)];
    let findings = run(&Evidence { spec: &spec, schools: &schools, claims: &claims });
    assert_eq!(verdict(&findings, Some("math")), Verdict::Refused);
    assert_eq!(verdict(&findings, Some("english")), Verdict::Comparable);
    assert_eq!(verdict(&findings, None), Verdict::Refused);
}

#[test]
fn severities_are_configuration() {
    let schools = [school("a", 100, 94), school("b", 100, 100)];
    for (setting, verdict_expected) in [("ignore", Verdict::Comparable), ("block", Verdict::Refused)] {
        let text = format!("checks = {{ low-participation = '{setting}' }}");
        let spec = spec(&text);
        let findings = run(&Evidence { spec: &spec, schools: &schools, claims: &[] });
        assert_eq!(verdict(&findings, None), verdict_expected);
    }
    assert_eq!(CHECKS.iter().map(|check| check.id).collect::<std::collections::BTreeSet<_>>().len(), CHECKS.len());
    assert!(CHECKS.iter().all(|check| check.severity > Severity::Ignore));
}
