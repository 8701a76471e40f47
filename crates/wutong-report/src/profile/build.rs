//! An analysis, seen from one school.

use std::collections::BTreeMap;

use wutong_model::spec::{Audience, Cuts, ExamSpec};
use wutong_model::{
    AnalysedSubject, Analysis, Distribution, ELSEWHERE, Finding, Group, GroupView, Insight, Level, ProblemKind, Reason,
    Reported, Severity, SheetAccount, Status, SubjectView, UNTOLD, Verdict, points, told_to,
};

use super::{
    ClassProfile, ClassSubject, CutMarks, DifferenceNote, ExamHead, HEADLINE_METRICS, MarkTable, PEER_METRICS,
    PeerGroup, PeerSubject, PeerValue, ProblemCount, ProfileFinding, ProfileInsight, ProfileNotes, ProfileValue,
    RowAccount, SCHEMA_VERSION, SchoolHead, SchoolProfile, SpecialGroup, SpecialSubject, StatusTreatment,
    SubjectDifference, SubjectProfile, Suggestions, TotalNote, WithheldValue, answers,
};
use crate::words::{self, Lang};

pub(super) fn profile(analysis: &Analysis, school: GroupView<'_>, suggestions: &Suggestions) -> SchoolProfile {
    // Nothing else stands beside it here.
    let school = school.alone();
    let group = school.group();
    let subjects: Vec<SubjectProfile> = school
        .told_subjects()
        .zip(analysis.region().told_subjects())
        .enumerate()
        .map(|(position, (own, region))| {
            let verdict = analysis.subject_verdict(position);
            let paper = PaperOf::new(&analysis.spec, position, own.subject());
            let subject = SubjectProfile { verdict, ..subject(paper, own, region) };
            if verdict == Verdict::Refused { alone(subject) } else { subject }
        })
        .collect();
    let classes = classes(school);
    let withheld = withheld(&subjects, &classes);
    SchoolProfile {
        schema_version: SCHEMA_VERSION.to_owned(),
        exam: exam_head(analysis),
        school: school_head(school),
        audience: analysis.spec.raw.privacy.audience,
        verdict: analysis.verdict,
        findings: findings(analysis, school),
        insights: insights(analysis, group, suggestions),
        subjects,
        peers: peers(analysis, group),
        special_groups: special_groups(analysis, school),
        classes,
        answers: answers::answers(analysis, school),
        withheld,
        balance: analysis.spec.raw.report.balance,
        notes: notes(analysis, Some(group)),
    }
}

pub(super) fn exam_head(analysis: &Analysis) -> ExamHead {
    let exam = &analysis.spec.raw.exam;
    ExamHead {
        id: exam.id.clone(),
        title: exam.title.clone(),
        date: exam.date.clone(),
        region: exam.region.clone(),
        stage: exam.stage,
        grade: exam.grade,
        kind: exam.kind,
        n_schools: analysis.n_schools as u64,
        n_counties: analysis.n_counties as u64,
    }
}

pub(super) fn school_head(school: GroupView<'_>) -> SchoolHead {
    let group = school.group();
    SchoolHead {
        id: group.id.clone(),
        name: group.name.clone(),
        county: county(school),
        attributes: group.attributes.clone(),
    }
}

/// The groups by attribute that the school belongs to, two schools or more each.
fn peers(analysis: &Analysis, school: &Group) -> Vec<PeerGroup> {
    let shares = |group: &Group, other: &Group| {
        group.attributes.iter().any(|(key, value)| other.attributes.get(key) == Some(value))
    };
    let of_group = |view: GroupView<'_>| {
        let group = view.group();
        let (attribute, value) = group.attributes.iter().next()?;
        let n_schools = |subject: usize| {
            let has_marks =
                |each: &GroupView<'_>| analysis.metrics.get(each.position(), subject, "n_valid").value() != Some(0.0);
            analysis.schools().filter(|each| shares(group, each.group()) && has_marks(each)).count() as u64
        };
        let counts: Vec<u64> = (0..analysis.subjects.len()).map(n_schools).collect();
        let subject = |view: SubjectView<'_>| {
            let at = analysis.subjects.iter().position(|subject| subject.id == view.subject().id);
            peer_subject(view, at.map_or(0, |at| counts[at]))
        };
        (counts.iter().any(|n| *n > 1) && shares(group, school)).then(|| PeerGroup {
            attribute: attribute.clone(),
            value: value.clone(),
            subjects: view.told_subjects().map(subject).collect(),
        })
    };
    analysis.level(Level::Dimension).filter_map(of_group).collect()
}

/// The subject without the region: two numbers side by side are a comparison, in a file as on a page.
fn alone(mut subject: SubjectProfile) -> SubjectProfile {
    subject.values.iter_mut().for_each(without_region);
    subject.region_distribution = MarkTable::default();
    subject
}

fn without_region(value: &mut ProfileValue) {
    value.region = Reported::Withheld(Reason::NotComparable);
}

/// The groups of pupils that the school has, each beside the group of the region with the same value.
fn special_groups(analysis: &Analysis, school: GroupView<'_>) -> Vec<SpecialGroup> {
    let all: Vec<GroupView<'_>> = analysis.level(Level::Dimension).collect();
    let own = all.iter().filter(|view| view.group().parent == Some(school.position()));
    let special = |view: &GroupView<'_>| {
        let (attribute, value) = view.group().attributes.iter().next()?;
        let of_region = |other: &&GroupView<'_>| {
            other.group().parent == Some(0) && other.group().attributes.get(attribute) == Some(value)
        };
        let region = all.iter().find(of_region)?;
        let subject = |(position, (own, region)): (usize, (SubjectView<'_>, SubjectView<'_>))| {
            let mut values = values(PEER_METRICS, own, region);
            if analysis.subject_verdict(position) == Verdict::Refused {
                values.iter_mut().for_each(without_region);
            }
            SpecialSubject { subject: own.subject().id.clone(), values }
        };
        let subjects = view.alone().told_subjects().zip(region.told_subjects()).enumerate().map(subject).collect();
        Some(SpecialGroup { attribute: attribute.clone(), value: value.clone(), subjects })
    };
    own.filter_map(special).collect()
}

/// Metrics of a group beside those of what it is held against.
fn values(metrics: &[&str], own: SubjectView<'_>, region: SubjectView<'_>) -> Vec<ProfileValue> {
    let value = |metric: &&str| ProfileValue {
        metric: (*metric).to_owned(),
        school: own.metric(metric),
        region: region.metric(metric),
    };
    metrics.iter().map(value).collect()
}

fn peer_subject(view: SubjectView<'_>, n_schools: u64) -> PeerSubject {
    let value = |metric: &&str| PeerValue { metric: (*metric).to_owned(), value: view.metric(metric) };
    PeerSubject { subject: view.subject().id.clone(), n_schools, values: PEER_METRICS.iter().map(value).collect() }
}

pub(super) fn county(school: GroupView<'_>) -> Option<String> {
    let parent = school.parent()?.group();
    (parent.level == Level::County && !parent.name.is_empty()).then(|| parent.name.clone())
}

/// Cuts of a subject of the analysis; the total comes after the subjects of the specification.
fn cuts(spec: &ExamSpec, position: usize) -> &Cuts {
    spec.subjects.get(position).map_or(&spec.total.cuts, |subject| &subject.cuts)
}

/// Full mark and cuts of a subject in points.
pub(super) struct PaperOf {
    pub(super) full_mark: f64,
    pub(super) cuts: CutMarks,
}

impl PaperOf {
    pub(super) fn new(spec: &ExamSpec, position: usize, subject: &AnalysedSubject) -> Self {
        let mark = |ticks: i64| points(ticks, subject.decimals);
        let cuts = cuts(spec, position);
        Self {
            full_mark: mark(subject.full_ticks),
            cuts: CutMarks {
                top: mark(cuts.top),
                excellence: mark(cuts.excellence),
                good: mark(cuts.good),
                pass: mark(cuts.pass),
                low: mark(cuts.low),
            },
        }
    }
}

fn subject(paper: PaperOf, own: SubjectView<'_>, region: SubjectView<'_>) -> SubjectProfile {
    let subject = own.subject();
    SubjectProfile {
        id: subject.id.clone(),
        name: subject.name.clone(),
        full_mark: paper.full_mark,
        verdict: Verdict::Comparable,
        decimals: subject.decimals,
        cuts: paper.cuts,
        values: values(HEADLINE_METRICS, own, region),
        distribution: mark_table(own.distribution(), subject.decimals),
        region_distribution: mark_table(region.distribution(), subject.decimals),
    }
}

pub(super) fn mark_table(distribution: &Distribution, decimals: u8) -> MarkTable {
    MarkTable {
        marks: distribution.iter().map(|entry| points(entry.ticks, decimals)).collect(),
        counts: distribution.iter().map(|entry| entry.count).collect(),
    }
}

fn classes(school: GroupView<'_>) -> Vec<ClassProfile> {
    in_order(school)
        .into_iter()
        .map(|class| ClassProfile {
            id: class.group().id.clone(),
            name: class.group().name.clone(),
            subjects: class
                .told_subjects()
                .map(|view| ClassSubject {
                    subject: view.subject().id.clone(),
                    n_valid: view.n_valid,
                    mean: view.mean,
                    excellence_rate: view.excellence_rate,
                    pass_rate: view.pass_rate,
                    low_rate: view.low_rate,
                })
                .collect(),
        })
        .collect()
}

/// The classes of a school in natural order of their names.
pub(super) fn in_order(school: GroupView<'_>) -> Vec<GroupView<'_>> {
    let mut classes: Vec<GroupView<'_>> = school.children().collect();
    classes.sort_by(|left, right| wutong_model::natural(&left.group().name, &right.group().name));
    classes
}

fn withheld(subjects: &[SubjectProfile], classes: &[ClassProfile]) -> Vec<WithheldValue> {
    let missing = |class: Option<&str>, subject: &str, metric: &str, value: Reported<f64>| {
        let reason = value.reason().filter(|&reason| reason != Reason::NotApplicable)?;
        Some(WithheldValue {
            class: class.map(str::to_owned),
            subject: subject.to_owned(),
            metric: metric.to_owned(),
            reason,
        })
    };
    let own = subjects.iter().flat_map(|subject| {
        subject.values.iter().filter_map(move |value| missing(None, &subject.id, &value.metric, value.school))
    });
    let of_classes = classes.iter().flat_map(|class| {
        class.subjects.iter().flat_map(move |entry| {
            let values = entry.values();
            values
                .into_iter()
                .filter_map(move |(metric, value)| missing(Some(&class.name), &entry.subject, metric, value))
        })
    });
    own.chain(of_classes).collect()
}

pub(super) fn findings(analysis: &Analysis, school: GroupView<'_>) -> Vec<ProfileFinding> {
    let named: Vec<Finding> =
        analysis.findings.iter().filter(|finding| finding.severity != Severity::Ignore).cloned().collect();
    let mut told = told_to(&named, analysis.spec.region(), ELSEWHERE, |finding| concerns(finding, school));
    // A remark on other schools is nothing to this one; what asks for caution bears on the region's values.
    told.retain(|finding| finding.metric != ELSEWHERE || finding.severity > Severity::Note);
    merged(analysis, &told)
}

/// Findings with their sentences; those without number and name once a check, with the subjects in one list.
pub(super) fn merged(analysis: &Analysis, findings: &[Finding]) -> Vec<ProfileFinding> {
    let is_nameless =
        |finding: &Finding| [UNTOLD, ELSEWHERE].contains(&finding.metric) && finding.scope.level == Level::Region;
    let mut merged: Vec<ProfileFinding> = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        let is_same = |other: &&Finding| {
            is_nameless(finding)
                && (other.id, other.severity, other.metric) == (finding.id, finding.severity, finding.metric)
                && (other.scope.level, other.template) == (finding.scope.level, finding.template)
                && other.scope.subject.is_some() == finding.scope.subject.is_some()
        };
        // Where the subjects are named, that there are some says nothing more.
        let is_named = |other: &Finding| {
            is_nameless(finding)
                && finding.scope.subject.is_none()
                && other.scope.subject.is_some()
                && (other.id, other.severity, other.metric, other.scope.level)
                    == (finding.id, finding.severity, finding.metric, finding.scope.level)
        };
        if findings[..at].iter().any(|other| is_same(&other)) || findings.iter().any(is_named) {
            continue;
        }
        let mut subjects: Vec<&str> =
            findings[at..].iter().filter(is_same).filter_map(|other| other.scope.subject.as_deref()).collect();
        subjects.sort_by_key(|id| analysis.subjects.iter().position(|subject| subject.id == *id));
        let mut one = self::finding(analysis, finding);
        if subjects.len() > 1 {
            let text = |lang: Lang| {
                let names: Vec<&str> = subjects.iter().map(|id| words::subject_name(analysis, id)).collect();
                words::finding(finding, &names.join(lang.pick("、", ", ")), lang)
            };
            (one.subject, one.text_zh, one.text_en) = (None, text(Lang::Zh), text(Lang::En));
        }
        merged.push(one);
    }
    merged
}

/// A finding with its sentences.
pub(super) fn finding(analysis: &Analysis, finding: &Finding) -> ProfileFinding {
    ProfileFinding {
        id: finding.id.to_owned(),
        severity: finding.severity,
        level: finding.scope.level,
        subject: finding.scope.subject.clone(),
        metric: finding.metric.to_owned(),
        value: finding.value,
        reference: finding.reference,
        text_zh: words::finding_text(analysis, finding, Lang::Zh),
        text_en: words::finding_text(analysis, finding, Lang::En),
    }
}

/// A school reads its own; parents and the public are not told which school is weak.
fn insights(analysis: &Analysis, school: &Group, suggestions: &Suggestions) -> Vec<ProfileInsight> {
    let told = matches!(analysis.spec.raw.privacy.audience, Audience::BureauInternal | Audience::School);
    analysis
        .insights
        .iter()
        .filter(|insight| told && insight.scope.level == Level::School && insight.scope.group_id == school.id)
        .map(|insight| self::insight(analysis, insight, suggestions))
        .collect()
}

/// An insight with its sentences.
pub(super) fn insight(analysis: &Analysis, insight: &Insight, suggestions: &Suggestions) -> ProfileInsight {
    ProfileInsight {
        id: insight.id.to_owned(),
        subject: insight.scope.subject.clone(),
        metric: insight.metric.to_owned(),
        value: insight.value,
        reference: insight.reference,
        interval: insight.interval,
        effect: insight.effect,
        p_adjusted: insight.p_adjusted,
        n: insight.n,
        text_zh: words::insight_text(analysis, insight, Lang::Zh),
        text_en: words::insight_text(analysis, insight, Lang::En),
        suggestion: suggestions.of(analysis, insight),
    }
}

fn concerns(finding: &Finding, school: GroupView<'_>) -> bool {
    let scope = &finding.scope;
    match scope.level {
        Level::Region => true,
        Level::County => school.parent().is_some_and(|parent| parent.group().id == scope.group_id),
        Level::School => school.group().id == scope.group_id,
        Level::Class => school.children().any(|class| class.group().id == scope.group_id),
        Level::Dimension => school.group().attributes.values().any(|value| *value == scope.group_id),
    }
}

/// Rules, limits and row accounting; the problems are those of the school, or of everything.
pub(super) fn notes(analysis: &Analysis, school: Option<&Group>) -> ProfileNotes {
    let spec = &analysis.spec;
    ProfileNotes {
        denominator: spec.raw.rates.denominator,
        bands: spec.raw.rates.bands,
        total: TotalNote::of(spec),
        treatments: Status::ALL
            .into_iter()
            .filter(|&status| !matches!(status, Status::Present | Status::SetAside))
            .map(|status| StatusTreatment { status: status.id().to_owned(), treatment: spec.treatment(status) })
            .collect(),
        min_cell: spec.min_cell,
        min_school_size: spec.raw.difference.min_school_size,
        difference: DifferenceNote {
            formula: spec.raw.difference.formula,
            limit: spec.raw.difference.limit,
            subjects: analysis
                .region()
                .told_subjects()
                .map(|view| SubjectDifference { subject: view.subject().id.clone(), value: view.difference_rate })
                .collect(),
        },
        accounting: accounting(&analysis.accounts),
        problems: ProblemKind::ALL
            .into_iter()
            .filter_map(|kind| {
                let of_school = |problem: &&wutong_model::Problem| {
                    problem.kind == kind && school.is_none_or(|school| problem.school.as_ref() == Some(&school.id))
                };
                let count = analysis.problems.iter().filter(of_school).count() as u64;
                (count > 0).then(|| ProblemCount { kind: kind.id().to_owned(), count })
            })
            .collect(),
        version: analysis.provenance.version.clone(),
    }
}

/// Sums the sheets of a kind; scores first, because that is what a reader looks for.
pub(super) fn accounting(accounts: &[SheetAccount]) -> Vec<RowAccount> {
    let mut sums: BTreeMap<(bool, &str), RowAccount> = BTreeMap::new();
    for account in accounts {
        let sum = sums.entry((account.kind != "scores", &account.kind)).or_default();
        sum.kind.clone_from(&account.kind);
        sum.rows_read += account.rows_read;
        sum.kept += account.kept;
        sum.set_aside += account.set_aside;
        sum.not_data += account.not_data;
        sum.cells_set_aside += account.cells_set_aside;
    }
    sums.into_values().collect()
}
