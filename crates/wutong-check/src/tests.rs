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

fn school(id: &str, expected: u64, present: u64) -> SchoolEvidence<'static> {
    let counts = SubjectEvidence { expected, present, valid: present, ..SubjectEvidence::default() };
    SchoolEvidence { id: id.into(), name: id.into(), subjects: vec![counts; 2], problems: Vec::new() }
}

fn ids(spec: &ExamSpec, schools: &[SchoolEvidence], claims: &[PaperClaim]) -> Vec<(&'static str, Option<String>)> {
    let findings = run(&Evidence { spec, schools, claims, papers: &[] });
    said(findings).map(|finding| (finding.id, finding.scope.subject)).collect()
}

/// All but the note that the marking was not seen, which every exam gets.
fn said(findings: Vec<Finding>) -> impl Iterator<Item = Finding> {
    findings.into_iter().filter(|finding| finding.id != "unseen-marking")
}

/// Schools `0`, `1` ... with these marks in a paper of 120 points, hundredths as ticks, and nothing else amiss.
pub(crate) fn marks_of(tables: &[FrequencyTable]) -> Vec<SchoolEvidence<'_>> {
    tables
        .iter()
        .enumerate()
        .map(|(number, marks)| {
            let n = marks.n();
            let counts =
                SubjectEvidence { expected: n, present: n, valid: n, marks: Some(marks), ..Default::default() };
            let (id, name) = (number.to_string(), number.to_string());
            SchoolEvidence { id, name, subjects: vec![counts], problems: Vec::new() }
        })
        .collect()
}

/// Checks that fire, each with its school unless it speaks of the region.
pub(crate) fn found(schools: &[SchoolEvidence]) -> Vec<(&'static str, Option<String>)> {
    let spec = ExamSpec::from_toml(
        "[exam]\nid = 'x'\ntitle = 'X'\nstage = 'junior'\ngrade = 9\nkind = 'research'\n\
         [[subject]]\nid = 'math'\nfull_mark = 120\n[checks]\ntoo-few-schools = 'ignore'",
    )
    .expect("a valid specification");
    let school = |finding: &Finding| (finding.scope.level == Level::School).then(|| finding.scope.group_id.clone());
    said(run(&Evidence { spec: &spec, schools, claims: &[], papers: &[] }))
        .map(|finding| (finding.id, school(&finding)))
        .collect()
}

#[test]
fn a_class_or_a_school_without_the_subject() {
    let mut part = school("a", 100, 100);
    part.subjects[1] = SubjectEvidence { classes: 4, classes_without: 1, ..part.subjects[1] };
    let expected = [("subject-scope", Some("english".into()))];
    assert_eq!(ids(&spec(""), &[part, school("b", 100, 100)], &[]), expected);
    let mut whole = school("a", 100, 100);
    whole.subjects[1] =
        SubjectEvidence { not_taken: 100, classes: 4, classes_without: 4, ..SubjectEvidence::default() };
    // Nobody there takes it, which makes the school no small one.
    let found = ids(&spec("checks = { too-few-schools = 'ignore' }"), &[whole, school("b", 100, 100)], &[]);
    assert_eq!(found, expected);
    // Pupils were expected and none has a mark.
    let mut silent = school("a", 100, 100);
    silent.subjects[1] = SubjectEvidence { present: 0, valid: 0, ..silent.subjects[1] };
    let found = ids(&spec(""), &[silent, school("b", 100, 100)], &[]);
    assert!(found.contains(&expected[0]), "{found:?}");
}

#[test]
fn totals_that_are_no_sum() {
    let mut bad = school("a", 100, 100);
    bad.problems = vec![(ProblemKind::TotalMismatch, None, 3)];
    assert_eq!(ids(&spec(""), &[bad, school("b", 100, 100)], &[]), [("impossible-totals", None)]);
}

#[test]
fn one_note_says_that_the_marking_was_not_seen() {
    let count = |schools: &[SchoolEvidence]| {
        let findings = run(&Evidence { spec: &spec(""), schools, claims: &[], papers: &[] });
        findings.iter().filter(|finding| finding.id == "unseen-marking" && finding.severity == Severity::Note).count()
    };
    assert_eq!(count(&[school("a", 100, 100), school("b", 100, 100)]), 1);
    assert_eq!(count(&[school("a", 100, 100)]), 0, "one school is marked alike");
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
fn a_school_too_small_for_the_comparison_casts_no_doubt_on_it() {
    let severity = |size: u64| {
        let mut tiny = school("a", size, size);
        tiny.subjects[1].present = size - 1;
        let schools = [tiny, school("b", 100, 100)];
        let findings = run(&Evidence { spec: &spec(""), schools: &schools, claims: &[], papers: &[] });
        findings.iter().find(|finding| finding.id == "low-participation").map(|finding| finding.severity)
    };
    let least = u64::from(spec("").raw.difference.min_school_size);
    assert_eq!([severity(least - 1), severity(least)], [Some(Severity::Note), Some(Severity::Warn)]);
}

#[test]
fn many_marks_beyond_the_paper_point_to_another_one() {
    let severity = |beyond: u64, valid: u64| {
        let mut odd = school("a", 100, valid);
        odd.problems = vec![(ProblemKind::MarkAboveFull, Some(1), beyond)];
        let schools = [odd, school("b", 100, 100)];
        let findings = run(&Evidence { spec: &spec(""), schools: &schools, claims: &[], papers: &[] });
        findings
            .into_iter()
            .find(|each| each.id == "marks-beyond-paper")
            .map(|each| (each.severity, each.metric, each.value))
    };
    assert_eq!(severity(10, 90), Some((Severity::Block, "share_beyond_paper", 0.1)), "a tenth");
    assert_eq!(severity(9, 91), Some((Severity::Warn, "marks_beyond_paper", 9.0)));
    assert_eq!(severity(4, 10), Some((Severity::Warn, "marks_beyond_paper", 4.0)), "four may be slips");
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
fn rows_that_mostly_contradict_each_other_refuse_the_comparison() {
    let claim = |found| PaperClaim {
        place: Place::default(),
        school: None,
        subject: String::new(),
        aspect: PaperAspect::RowsStand,
        found,
        required: 300.0,
    };
    let (spec, schools) = (spec(""), [school("a", 100, 100), school("b", 100, 100)]);
    let verdict = |found| {
        let claims = [claim(found)];
        let findings = run(&Evidence { spec: &spec, schools: &schools, claims: &claims, papers: &[] });
        verdict(&findings, Some("math"))
    };
    assert_eq!([verdict(100.0), verdict(101.0)], [Verdict::Comparable, Verdict::Refused], "more than a third");
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
    let findings = run(&Evidence { spec: &spec, schools: &schools, claims: &claims, papers: &[] });
    assert_eq!(verdict(&findings, Some("math")), Verdict::Refused);
    assert_eq!(verdict(&findings, Some("english")), Verdict::Comparable);
    assert_eq!(verdict(&findings, None), Verdict::Refused);
}

#[test]
fn an_overridden_subject_is_compared_with_caution_and_says_why() {
    let claim = PaperClaim {
        place: Place::default(),
        school: Some("a".into()),
        subject: "math".into(),
        aspect: PaperAspect::FullMark,
        found: 100.0,
        required: 120.0,
    };
    let (spec, schools) =
        (spec("override = { math = ' converted by the centre ' }"), [school("a", 100, 100), school("b", 100, 100)]);
    let findings = run(&Evidence { spec: &spec, schools: &schools, claims: &[claim], papers: &[] });
    assert_eq!(verdict(&findings, Some("math")), Verdict::WithCaution);
    let overridden = findings.iter().find(|finding| finding.id == OVERRIDE).expect("the override is said");
    assert_eq!(overridden.note.as_deref(), Some("converted by the centre"));
    let clean = run(&Evidence { spec: &spec, schools: &schools, claims: &[], papers: &[] });
    let said: Vec<&str> = said(clean).map(|finding| finding.id).collect();
    assert_eq!(said, [IDLE_OVERRIDE], "nothing to override, and that is said");
}

/// Verdict on an exam of two schools of this kind, stage and grade.
fn gate(exam: &str, schools: usize) -> (Verdict, Vec<Option<String>>) {
    let text = format!(
        "[exam]\nid = 'x'\ntitle = 'X'\n{exam}\n[[subject]]\nid = 'math'\nfull_mark = 100\n[checks]\ntoo-few-schools = 'ignore'"
    );
    let spec = ExamSpec::from_toml(&text).expect("a valid specification");
    let schools: Vec<SchoolEvidence> = ["a", "b"][..schools]
        .iter()
        .map(|id| SchoolEvidence {
            subjects: vec![SubjectEvidence { expected: 50, present: 50, valid: 50, ..SubjectEvidence::default() }],
            ..school(id, 50, 50)
        })
        .collect();
    let findings = run(&Evidence { spec: &spec, schools: &schools, claims: &[], papers: &[] });
    (
        verdict(&findings, Some("math")),
        findings.into_iter().filter(|finding| finding.id == "compliance").map(|finding| finding.note).collect(),
    )
}

#[test]
fn the_law_decides_which_exams_are_compared() {
    for (stage, grade, kind, allowed) in [
        ("junior", 9, "graduation_mock", true),
        ("junior", 8, "graduation_mock", false),
        ("junior", 8, "school_final", false),
        ("junior", 8, "sampled_monitoring", true),
        ("junior", 8, "research", true),
        ("primary", 6, "school_final", false),
        ("senior", 11, "senior_joint", true),
    ] {
        let exam = format!("stage = '{stage}'\ngrade = {grade}\nkind = '{kind}'");
        let expected = if allowed { Verdict::Comparable } else { Verdict::Refused };
        assert_eq!(gate(&exam, 2).0, expected, "{exam}");
        assert_eq!(gate(&exam, 1).0, Verdict::Comparable, "one school is no cross-school exam: {exam}");
        let with_basis = gate(&format!("{exam}\nlegal_basis = '教研函〔2025〕3号'"), 2);
        // Below the graduating grade a basis is quoted, whatever the exam is called, and a census by another name is told of.
        let compulsory = stage != "senior" && grade < 9;
        let quoted = if compulsory { vec![Some("教研函〔2025〕3号".to_owned())] } else { vec![] };
        assert_eq!(with_basis, (Verdict::Comparable, quoted), "{exam}");
        assert_eq!(gate(&exam, 2).1.len(), usize::from(compulsory), "{exam}");
        assert_eq!(gate(&format!("{exam}\nlegal_basis = ' '"), 2).0, expected, "a blank is no basis");
    }
}

#[test]
fn the_first_two_grades_have_no_written_exams() {
    for kind in ["school_final", "sampled_monitoring"] {
        let exam = format!("stage = 'primary'\ngrade = 2\nkind = '{kind}'\nlegal_basis = '教研函〔2025〕3号'");
        assert_eq!(gate(&exam, 2).0, Verdict::Refused, "{kind}: whatever the basis");
    }
}

#[test]
fn severities_are_configuration() {
    let schools = [school("a", 100, 94), school("b", 100, 100)];
    for (setting, verdict_expected) in [("ignore", Verdict::Comparable), ("block", Verdict::Refused)] {
        let text = format!("checks = {{ low-participation = '{setting}' }}");
        let spec = spec(&text);
        let findings = run(&Evidence { spec: &spec, schools: &schools, claims: &[], papers: &[] });
        assert_eq!(verdict(&findings, None), verdict_expected);
    }
    assert_eq!(CHECKS.iter().map(|check| check.id).collect::<std::collections::BTreeSet<_>>().len(), CHECKS.len());
    assert!(CHECKS.iter().all(|check| check.severity > Severity::Ignore));
}
