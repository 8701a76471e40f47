//! May these schools be compared?
//!
//! One file per check: id, default severity, why it matters, the pure function, the sentence, tests. Checks look and
//! judge; they change no data and cannot fail. A severity set in `[checks]` replaces the default.

mod duplicate_pupils;
mod low_participation;
mod marks_beyond_paper;
mod paper_mismatch;
mod small_school;
mod too_few_schools;
mod unread_file;

use wutong_model::{ExamSpec, Finding, Level, PaperClaim, ProblemKind, Scope, Severity, Template, Verdict};

/// What the checks look at.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The specification.
    pub spec: &'a ExamSpec,
    /// One entry a school, by id.
    pub schools: &'a [SchoolEvidence],
    /// What files say of their papers.
    pub claims: &'a [PaperClaim],
}

/// What is known of one school.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchoolEvidence {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// One entry a subject, in the order of the specification.
    pub subjects: Vec<SubjectEvidence>,
    /// Rows and cells set aside: kind, subject position where one is concerned, number.
    pub problems: Vec<(ProblemKind, Option<usize>, u64)>,
}

/// What is known of one subject in one school.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SubjectEvidence {
    /// Pupils expected.
    pub expected: u64,
    /// Pupils who sat and have a mark.
    pub present: u64,
    /// Pupils whose mark counts.
    pub valid: u64,
}

/// One named check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Kebab-case id.
    pub id: &'static str,
    /// Severity where the specification sets none.
    pub severity: Severity,
    /// Why it matters, in Chinese.
    pub why_zh: &'static str,
    /// Why it matters, in English.
    pub why_en: &'static str,
    run: fn(&Evidence) -> Vec<Observation>,
}

/// What a check has seen, before its severity is set.
struct Observation {
    scope: Scope,
    metric: &'static str,
    value: f64,
    reference: f64,
    template: &'static Template,
}

/// Every check.
pub const CHECKS: [Check; 7] = [
    unread_file::CHECK,
    paper_mismatch::CHECK,
    low_participation::CHECK,
    duplicate_pupils::CHECK,
    small_school::CHECK,
    too_few_schools::CHECK,
    marks_beyond_paper::CHECK,
];

/// Runs every check that is not ignored; findings come gravest first, then by check and scope.
#[must_use]
pub fn run(evidence: &Evidence) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in &CHECKS {
        let severity = evidence.spec.severity(check.id, check.severity);
        if severity == Severity::Ignore {
            continue;
        }
        findings.extend((check.run)(evidence).into_iter().map(|seen| Finding {
            id: check.id,
            severity,
            scope: seen.scope,
            metric: seen.metric,
            value: seen.value,
            reference: seen.reference,
            template: seen.template,
        }));
    }
    findings
        .sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.id.cmp(b.id)).then_with(|| a.scope.cmp(&b.scope)));
    findings
}

/// The verdict on one subject, or on the exam where `subject` is `None`.
///
/// A finding that names no subject speaks of all of them.
#[must_use]
pub fn verdict(findings: &[Finding], subject: Option<&str>) -> Verdict {
    Verdict::of(findings.iter().filter(|finding| match (subject, &finding.scope.subject) {
        (Some(wanted), Some(own)) => wanted == own,
        _ => true,
    }))
}

fn school_scope(school: &SchoolEvidence, subject: Option<&str>) -> Scope {
    Scope {
        level: Level::School,
        group_id: school.id.clone(),
        group_name: school.name.clone(),
        subject: subject.map(str::to_owned),
    }
}

fn region_scope(spec: &ExamSpec, subject: Option<&str>) -> Scope {
    Scope {
        level: Level::Region,
        group_id: spec.region().to_owned(),
        group_name: spec.region().to_owned(),
        subject: subject.map(str::to_owned),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of pupils stay below 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}

/// Sum of the problems of a school of some kinds, for a subject where one is named.
fn problems(school: &SchoolEvidence, kinds: &[ProblemKind], subject: Option<usize>) -> u64 {
    let wanted =
        school.problems.iter().filter(|(kind, of, _)| kinds.contains(kind) && (subject.is_none() || *of == subject));
    wanted.map(|&(_, _, count)| count).sum()
}

#[cfg(test)]
mod tests;
