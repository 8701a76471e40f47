//! `check.json` and `run.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};
use wutong_model::spec::RawSpec;
use wutong_model::{Analysis, Finding, Insight, Level, ProblemKind, Severity, SheetAccount, UNTOLD, Verdict, told_to};

use super::{Failure, RunRecord, WriteOptions};
use crate::tables::{self, SCHEMA_VERSION};
use crate::words::{self, Lang};

/// What the checks found.
#[derive(Serialize)]
struct Check<'a> {
    schema_version: &'static str,
    exam_id: &'a str,
    verdict: Verdict,
    reasons: BTreeSet<&'static str>,
    subjects: Vec<SubjectNote<'a>>,
    overrides: &'a BTreeMap<String, String>,
    findings: Vec<FoundNote<'a>>,
    insights: Vec<InsightNote<'a>>,
    problems: BTreeMap<&'static str, u64>,
    rows: Rows<'a>,
}

/// The verdict on one subject and the ids of the findings that decide it.
#[derive(Serialize)]
struct SubjectNote<'a> {
    id: &'a str,
    verdict: Verdict,
    reasons: BTreeSet<&'static str>,
}

/// An insight with its sentences.
#[derive(Serialize)]
struct InsightNote<'a> {
    id: &'static str,
    level: Level,
    group_id: &'a str,
    group_name: &'a str,
    subject: Option<&'a str>,
    metric: &'static str,
    value: f64,
    reference: f64,
    interval: Option<(f64, f64)>,
    effect: f64,
    p_adjusted: f64,
    n: u64,
    importance: f64,
    text_zh: String,
    text_en: String,
}

/// A finding with its sentences.
#[derive(Serialize)]
struct FoundNote<'a> {
    id: &'static str,
    severity: Severity,
    level: Level,
    group_id: &'a str,
    group_name: &'a str,
    subject: Option<&'a str>,
    metric: &'static str,
    value: f64,
    reference: f64,
    text_zh: String,
    text_en: String,
}

/// What became of every row.
#[derive(Serialize)]
struct Rows<'a> {
    /// Sums by kind of source.
    totals: BTreeMap<&'a str, Totals>,
    sheets: &'a [SheetAccount],
    /// Files that could not be read: nobody knows how many rows they have.
    unread: BTreeSet<&'a str>,
}

/// Sums of the row accounts of one kind of source.
#[derive(Default, Serialize)]
struct Totals {
    rows_read: u64,
    kept: u64,
    set_aside: u64,
    not_data: u64,
    cells_set_aside: u64,
}

/// What was run on what, and with what result.
#[derive(Serialize)]
struct Run<'a> {
    schema_version: &'static str,
    wutong: &'a str,
    exam: Exam<'a>,
    verdict: Verdict,
    reasons: BTreeSet<&'static str>,
    subjects: Vec<SubjectNote<'a>>,
    overrides: &'a BTreeMap<String, String>,
    audience: &'static str,
    min_cell: u32,
    formats: Vec<&'static str>,
    language: &'static str,
    exported_by: Option<&'a str>,
    exported_at: Option<&'a str>,
    seed: Option<u64>,
    threads: usize,
    specification: Specification<'a>,
    inputs: Vec<Input<'a>>,
    rows: Rows<'a>,
    problems: BTreeMap<&'static str, u64>,
    metrics: Vec<&'static str>,
    /// Reports that could not be written.
    failures: Vec<NotWritten<'a>>,
    #[serde(serialize_with = "in_order")]
    timings: &'a [(String, f64)],
}

/// A report that could not be written.
#[derive(Serialize)]
struct NotWritten<'a> {
    file: &'a str,
    why: String,
}

/// The exam of a run.
#[derive(Serialize)]
struct Exam<'a> {
    id: &'a str,
    title: &'a str,
}

/// The specification of a run.
#[derive(Serialize)]
struct Specification<'a> {
    sha256: &'a str,
    applied: &'a RawSpec,
}

/// One input of a run.
#[derive(Serialize)]
struct Input<'a> {
    file: &'a str,
    /// Inside the centre only: whoever guesses what a small file holds could see in its digest whether the guess is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'a str>,
}

fn in_order<S: Serializer>(timings: &&[(String, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(timings.iter().map(|(phase, seconds)| (phase, seconds)))
}

fn rows(analysis: &Analysis) -> Rows<'_> {
    let mut totals: BTreeMap<&str, Totals> = BTreeMap::new();
    for sheet in &analysis.accounts {
        let total = totals.entry(&sheet.kind).or_default();
        total.rows_read += sheet.rows_read;
        total.kept += sheet.kept;
        total.set_aside += sheet.set_aside;
        total.not_data += sheet.not_data;
        total.cells_set_aside += sheet.cells_set_aside;
    }
    let unread = analysis.problems.iter().filter(|problem| problem.kind == ProblemKind::UnreadFile);
    Rows { totals, sheets: &analysis.accounts, unread: unread.map(|problem| problem.place.file.as_str()).collect() }
}

fn problems(analysis: &Analysis) -> BTreeMap<&'static str, u64> {
    tables::problem_counts(analysis).into_iter().map(|(kind, count)| (kind.id(), count)).collect()
}

fn note<'a>(analysis: &Analysis, finding: &'a Finding) -> FoundNote<'a> {
    let scope = &finding.scope;
    FoundNote {
        id: finding.id,
        severity: finding.severity,
        level: scope.level,
        group_id: &scope.group_id,
        group_name: &scope.group_name,
        subject: scope.subject.as_deref(),
        metric: finding.metric,
        value: finding.value,
        reference: finding.reference,
        text_zh: words::finding_text(analysis, finding, Lang::Zh),
        text_en: words::finding_text(analysis, finding, Lang::En),
    }
}

fn insight_note<'a>(analysis: &Analysis, insight: &'a Insight) -> InsightNote<'a> {
    let scope = &insight.scope;
    InsightNote {
        id: insight.id,
        level: scope.level,
        group_id: &scope.group_id,
        group_name: &scope.group_name,
        subject: scope.subject.as_deref(),
        metric: insight.metric,
        value: insight.value,
        reference: insight.reference,
        interval: insight.interval,
        effect: insight.effect,
        p_adjusted: insight.p_adjusted,
        n: insight.n,
        importance: insight.importance,
        text_zh: words::insight_text(analysis, insight, Lang::Zh),
        text_en: words::insight_text(analysis, insight, Lang::En),
    }
}

fn subjects(analysis: &Analysis) -> Vec<SubjectNote<'_>> {
    let note = |position: usize| SubjectNote {
        id: &analysis.subjects[position].id,
        verdict: analysis.subject_verdict(position),
        reasons: analysis.subject_reasons(position).map(|finding| finding.id).collect(),
    };
    (0..analysis.subjects.len()).map(note).collect()
}

/// The text of `check.json`.
pub(super) fn check(analysis: &Analysis) -> serde_json::Result<String> {
    text(&Check {
        schema_version: SCHEMA_VERSION,
        exam_id: &analysis.spec.raw.exam.id,
        verdict: analysis.verdict,
        reasons: analysis.reasons().map(|finding| finding.id).collect(),
        subjects: subjects(analysis),
        overrides: &analysis.spec.raw.overrides,
        findings: analysis.findings.iter().map(|finding| note(analysis, finding)).collect(),
        insights: words::listed_insights(analysis).map(|insight| insight_note(analysis, insight)).collect(),
        problems: problems(analysis),
        rows: rows(analysis),
    })
}

/// The text of `check.json` beside the folders of schools: what concerns all of them.
pub(super) fn check_of_region(analysis: &Analysis) -> serde_json::Result<String> {
    let mut analysis = analysis.clone();
    let is_of_region = |finding: &Finding| finding.scope.level == Level::Region;
    analysis.findings = told_to(&analysis.findings, analysis.spec.region(), UNTOLD, is_of_region);
    check(&analysis)
}

/// The text of `run.json`.
pub(super) fn run(
    analysis: &Analysis,
    record: &RunRecord,
    options: &WriteOptions,
    failures: &[Failure],
) -> serde_json::Result<String> {
    let (raw, provenance) = (&analysis.spec.raw, &analysis.provenance);
    text(&Run {
        schema_version: SCHEMA_VERSION,
        wutong: &provenance.version,
        exam: Exam { id: &raw.exam.id, title: &raw.exam.title },
        verdict: analysis.verdict,
        reasons: analysis.reasons().map(|finding| finding.id).collect(),
        subjects: subjects(analysis),
        overrides: &analysis.spec.raw.overrides,
        audience: raw.privacy.audience.id(),
        min_cell: analysis.spec.min_cell,
        formats: options.formats.names(),
        language: options.lang.pick("zh", "en"),
        exported_by: record.exported_by.as_deref(),
        exported_at: record.exported_at.as_deref(),
        seed: record.seed,
        threads: record.threads,
        specification: Specification { sha256: &provenance.specification, applied: raw },
        inputs: provenance
            .inputs
            .iter()
            .map(|(file, sha256)| Input {
                file,
                sha256: (!raw.privacy.audience.is_outside()).then_some(sha256.as_str()),
            })
            .collect(),
        rows: rows(analysis),
        problems: problems(analysis),
        metrics: analysis.metrics.columns.iter().map(|column| column.id).collect(),
        failures: failures
            .iter()
            .map(|failure| NotWritten {
                file: &failure.file,
                why: options.lang.pick(failure.error.zh(), failure.error.to_string()),
            })
            .collect(),
        timings: &record.timings,
    })
}

fn text(value: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string_pretty(value).map(|text| text + "\n")
}
