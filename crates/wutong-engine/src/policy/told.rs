//! Findings as readers outside the centre may have them.
//!
//! A finding whose numbers may stand in a table is told as it is. Of its own findings a school is told every one, where the
//! numbers may not be told without them ([`Finding::without_numbers`]); the others' stand without name and number
//! ([`Finding::nameless`]): for the public at once, for a school when its part of the analysis is taken.
//!
//! That participation is low bounds the expected pupils, which are one number in all subjects. With n for the pupils who sat:
//!
//! ```text
//! low in s:      n_s / E <  limit  =>  E >= floor(n_s / limit) + 1
//! not low in s:  n_s / E >= limit  =>  E <= floor(n_s / limit)
//! few are missing from s:              E <= n_s + smallest cell - 1
//! ```
//!
//! Where a single number is left, the subject is not named, and if that is not enough, nor is the check.

use wutong_check::{CHECKS, EXPECTED_SHARE, UNNAMED, UNTOLD as UNNAMED_SENTENCE};
use wutong_model::spec::Audience;
use wutong_model::{Analysis, ELSEWHERE, Finding, Level, Reason, Severity, UNTOLD};

/// The findings that the reader may have.
pub(super) fn told(analysis: &Analysis, findings: &[Finding]) -> Vec<Finding> {
    let region = analysis.spec.region();
    let is_school = analysis.spec.raw.privacy.audience == Audience::School;
    let mut told: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let is_own = is_school && group_of(analysis, finding).is_some() && finding.scope.level != Level::Region;
        let next = if may_be_told(analysis, finding) {
            Some(finding.clone())
        } else if is_own {
            Some(own(analysis, findings, finding))
        } else {
            (finding.severity > Severity::Note).then(|| finding.nameless(region, UNTOLD))
        };
        told.extend(next.filter(|next| !told.contains(next)));
    }
    wutong_check::sort(&mut told);
    told
}

/// A finding of the reader's own school, whose numbers may not stand in a table.
fn own(analysis: &Analysis, findings: &[Finding], finding: &Finding) -> Finding {
    let is_participation = finding.metric == "participation_rate";
    if is_participation && !open(analysis, findings, finding, finding.scope.subject.is_some()) {
        let mut vague = finding.without_numbers();
        vague.scope.subject = None;
        if finding.scope.subject.is_none() || !open(analysis, findings, finding, false) {
            let mut unnamed = vague.nameless(analysis.spec.region(), UNTOLD);
            (unnamed.id, unnamed.template, unnamed.untold) = (UNNAMED, &UNNAMED_SENTENCE, &UNNAMED_SENTENCE);
            return unnamed;
        }
        return vague;
    }
    if without_items(analysis, finding) {
        return finding.clone();
    }
    let only = CHECKS.iter().find(|check| check.id == finding.id).and_then(|check| check.own);
    let numberless = finding.without_numbers();
    match only {
        Some(template) => Finding { template, note: finding.note.clone(), ..numberless },
        None => numberless,
    }
}

/// Whether pupils without items are enough to be counted, and those with items are.
fn without_items(analysis: &Analysis, finding: &Finding) -> bool {
    let get = |(group, subject)| analysis.metrics.get(group, subject, "n_valid").value();
    let Some(n) = place(analysis, finding).and_then(get) else { return false };
    let least = f64::from(analysis.spec.min_cell);
    let rest = n - finding.value;
    finding.metric == "n_without_items"
        && (n - finding.reference).abs() < 0.5
        && finding.value >= least
        && (rest < 0.5 || rest >= least)
}

/// Whether more than one number of expected pupils is possible where a school is told that participation is low: in the
/// subject of this finding and all others of which it is told, or only that it is in some subject.
fn open(analysis: &Analysis, findings: &[Finding], finding: &Finding, named: bool) -> bool {
    let Some(group) = group_of(analysis, finding) else { return false };
    let of_school: Vec<Option<&str>> = findings
        .iter()
        .filter(|other| other.id == finding.id && other.scope.group_id == finding.scope.group_id)
        .map(|other| other.scope.subject.as_deref())
        .collect();
    let (mut low, mut high) = (0.0f64, f64::INFINITY);
    let mut least = f64::INFINITY;
    for (position, subject) in analysis.subjects.iter().enumerate().take(analysis.spec.subjects.len()) {
        let get = |metric: &str| analysis.metrics.get(group, position, metric);
        let Some(valid) = get("n_valid").value() else { continue };
        let sat = valid + get("n_violation").value().unwrap_or(0.0);
        let limit = (sat / EXPECTED_SHARE + 1e-9).floor();
        let is_low = of_school.iter().any(|own| own.is_none_or(|own| own == subject.id));
        low = low.max(sat);
        least = least.min(limit + 1.0);
        if named && is_low {
            low = low.max(limit + 1.0);
        } else if named {
            high = high.min(limit);
        }
        let few = ["n_expected", "n_absent"].iter().any(|metric| get(metric).reason() == Some(Reason::Suppressed));
        if few {
            high = high.min(sat + f64::from(analysis.spec.min_cell) - 1.0);
        }
    }
    // In some subject: at least where fewest sat.
    let low = if named { low } else { low.max(least) };
    high - low >= 1.0
}

fn group_of(analysis: &Analysis, finding: &Finding) -> Option<usize> {
    let scope = &finding.scope;
    analysis
        .groups
        .iter()
        .position(|group| group.level == scope.level && group.id == scope.group_id && group.name == scope.group_name)
}

/// Group and subject of a finding, the total where it names no subject.
fn place(analysis: &Analysis, finding: &Finding) -> Option<(usize, usize)> {
    let subject = match &finding.scope.subject {
        None => analysis.subjects.len().checked_sub(1)?,
        Some(id) => analysis.subjects.iter().position(|subject| subject.id == *id)?,
    };
    Some((group_of(analysis, finding)?, subject))
}

/// Quantities of findings, beside metrics, that count no pupils and follow from no few of them.
const TOLD: [&str; 21] = [
    "n_names",
    "n_requests",
    "full_mark",
    "n_items",
    "item_marks",
    "offered",
    "n_schools",
    "n_refusals",
    "n_classes_without",
    "n_marking_subjects",
    "marking_share",
    "n_marker_pools",
    "n_own_markers",
    "marker_share",
    "third_rate",
    "unsettled_rate",
    "n_papers",
    "n_items_against_key",
    "item_correlation",
    UNTOLD,
    ELSEWHERE,
];

/// A finding speaks of a group that the reader may know, and says no value that is withheld.
fn may_be_told(analysis: &Analysis, finding: &Finding) -> bool {
    // An unread file is a finding of the region under the name of the file.
    if group_of(analysis, finding).is_none() {
        return false;
    }
    match place(analysis, finding).zip(analysis.metrics.column(finding.metric)) {
        Some(((group, subject), column)) => column.get(analysis.metrics.row(group, subject)).reason().is_none(),
        None => TOLD.contains(&finding.metric),
    }
}
