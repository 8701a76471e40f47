//! What stands on the overview of the region.

use serde::Serialize;
use wutong_model::spec::Audience;
use wutong_model::{Analysis, GroupView, Reason, Reported, Severity, SubjectView, TOTAL, Verdict};

use super::notes::{self, Entry};
use super::school_view::{COLUMNS, DifferenceRow, FindingLine, difference_row};
use crate::chart::{Strip, StripScale};
use crate::document::Figure;
use crate::document::figures::{self, Setting};
use crate::document::{Cell, Cells, interval_text, label, value_text};
use crate::output::Formats;
use crate::profile::{self, RowAccount, school_file_stem};
use crate::words::{self, Lang};

/// Notes and cautions beyond these are left to `check.json`; whatever blocks the comparison is always printed.
const MOST_FINDINGS: usize = 40;
/// Metrics of a school's line, after its mean.
const SCHOOL_METRICS: [&str; 3] = ["excellence_rate", "pass_rate", "low_rate"];
const EXPLAINED: [&str; 7] =
    ["n_expected", "n_valid", "mean", "score_rate", "excellence_rate", "pass_rate", "difference_rate"];
const NONE: Reported<f64> = Reported::Withheld(Reason::NotApplicable);

#[derive(Serialize)]
struct IndexView {
    has_workbook: bool,
    /// Whether the reader stands outside the centre.
    outside: bool,
    has_tables: bool,
    exam: String,
    region: String,
    facts: Vec<String>,
    confidential: Option<&'static str>,
    verdict_id: &'static str,
    verdict: &'static str,
    verdict_meaning: String,
    findings: Vec<FindingLine>,
    more_findings: usize,
    insights: Vec<String>,
    more_insights: usize,
    n_schools: usize,
    columns: Vec<String>,
    rows: Vec<SubjectRow>,
    formula: String,
    limit: String,
    total: Option<Figure>,
    schools: Schools,
    accounting: Vec<RowAccount>,
    n_problems: usize,
    missing: Vec<MissingReason>,
    definitions: Vec<Entry>,
    denominator: &'static str,
    version: String,
}

#[derive(Serialize)]
struct MissingReason {
    number: usize,
    reason: &'static str,
}

#[derive(Serialize)]
struct SubjectRow {
    name: String,
    is_total: bool,
    full_mark: String,
    n_valid: Cell,
    n_expected: Cell,
    participation: Cell,
    cells: Vec<Cell>,
    difference: DifferenceRow,
}

#[derive(Serialize)]
struct Schools {
    /// Whether the audience may see a list of schools.
    listed: bool,
    /// Whether figures stand beside the names.
    compared: bool,
    columns: Vec<String>,
    axis: Option<String>,
    rows: Vec<SchoolRow>,
}

#[derive(Serialize)]
struct SchoolRow {
    id: String,
    name: String,
    link: String,
    n_valid: Cell,
    n_expected: Cell,
    strip: Option<String>,
    mean: Cell,
    cells: Vec<Cell>,
}

/// Fills the view of the overview.
pub(super) fn view(analysis: &Analysis, formats: Formats, lang: Lang) -> impl Serialize + use<> {
    let mut cells = Cells::new(lang);
    let exam = &analysis.spec.raw.exam;
    let difference = analysis.spec.raw.difference;
    let region = analysis.region();
    let rows = region.subjects().map(|view| subject_row(view, difference.limit, &mut cells)).collect();
    let schools = schools(analysis, &mut cells);
    let (findings, more_findings) = findings(analysis, lang);
    let mut facts: Vec<String> = exam.date.clone().into_iter().collect();
    facts.push(format!("{} {}", words::stage(exam.stage, lang), words::grade(exam.grade, lang)));
    facts.push(words::exam_kind(exam.kind, lang).to_owned());
    IndexView {
        has_workbook: formats.xlsx,
        outside: outside(analysis),
        has_tables: formats.csv || formats.parquet,
        exam: exam.title.clone(),
        region: exam.region.clone().unwrap_or_else(|| words::level(wutong_model::Level::Region, lang).to_owned()),
        facts,
        confidential: words::confidentiality(analysis.spec.raw.privacy.audience, lang),
        verdict_id: analysis.verdict.id(),
        verdict: words::verdict(analysis.verdict, lang),
        verdict_meaning: words::verdict_in_full(analysis, lang),
        findings,
        more_findings,
        insights: words::listed_insights(analysis)
            .take(words::MOST_INSIGHTS)
            .map(|insight| words::insight_text(analysis, insight, lang))
            .collect(),
        more_insights: words::listed_insights(analysis).count().saturating_sub(words::MOST_INSIGHTS),
        n_schools: analysis.n_schools,
        columns: COLUMNS.iter().map(|id| label(id, lang).to_owned()).collect(),
        rows,
        formula: label(difference.formula.metric(), lang).to_owned(),
        limit: format!("{}", difference.limit),
        total: total_figure(analysis, lang),
        schools,
        accounting: profile::accounting(&analysis.accounts),
        n_problems: analysis.problems.len(),
        missing: cells
            .reasons
            .all()
            .iter()
            .enumerate()
            .map(|(position, &reason)| MissingReason { number: position + 1, reason: words::reason(reason, lang) })
            .collect(),
        definitions: notes::definitions(&EXPLAINED, difference.formula, lang),
        denominator: words::denominator(analysis.spec.raw.rates.denominator, lang),
        version: analysis.provenance.version.clone(),
    }
}

fn findings(analysis: &Analysis, lang: Lang) -> (Vec<FindingLine>, usize) {
    let mut lines = Vec::new();
    let mut more = 0;
    for severity in [Severity::Block, Severity::Warn, Severity::Note] {
        for finding in analysis.findings.iter().filter(|finding| finding.severity == severity) {
            if severity != Severity::Block && lines.len() >= MOST_FINDINGS {
                more += 1;
                continue;
            }
            lines.push(FindingLine {
                severity_id: severity.id(),
                severity: words::severity(severity, lang),
                text: words::finding_text(analysis, finding, lang),
            });
        }
    }
    (lines, more)
}

fn subject_row(view: SubjectView<'_>, limit: f64, cells: &mut Cells) -> SubjectRow {
    let subject = view.subject();
    SubjectRow {
        name: if subject.id == TOTAL { words::total(cells.lang).to_owned() } else { subject.name.clone() },
        is_total: subject.id == TOTAL,
        full_mark: wutong_model::mark_text(subject.full_ticks, subject.decimals),
        n_valid: cells.plain("n_valid", view.n_valid, NONE),
        n_expected: cells.plain("n_expected", view.metric("n_expected"), NONE),
        participation: cells.plain("participation_rate", view.participation_rate, NONE),
        cells: COLUMNS.iter().map(|id| cells.plain(id, view.metric(id), view.n_valid)).collect(),
        difference: difference_row(&subject.name, view.difference_rate, limit, cells),
    }
}

/// Distribution of the total in the region, drawn as the bars of its own chart.
fn total_figure(analysis: &Analysis, lang: Lang) -> Option<Figure> {
    let total = profile::region_total(analysis)?;
    let setting = Setting { group: words::region(lang), region: None, large: true, banded: outside(analysis), lang };
    let svg = figures::distribution(&total, &total.region_distribution, &setting);
    Some(Figure { title: words::total(lang).to_owned(), svg, missing: String::new() })
}

/// The verdict on the total, which the list of schools shows.
fn total_verdict(analysis: &Analysis) -> Verdict {
    analysis.subjects.len().checked_sub(1).map_or(analysis.verdict, |total| analysis.subject_verdict(total))
}

fn outside(analysis: &Analysis) -> bool {
    analysis.spec.raw.privacy.audience.is_outside()
}

fn schools(analysis: &Analysis, cells: &mut Cells) -> Schools {
    let audience = analysis.spec.raw.privacy.audience;
    // Outside the centre nobody is to read a list of schools.
    let listed = audience == Audience::BureauInternal;
    let compared = listed && total_verdict(analysis) != Verdict::Refused;
    let lang = cells.lang;
    let views: Vec<(GroupView<'_>, SubjectView<'_>)> = analysis
        .schools()
        .filter(|_| listed)
        .filter_map(|school| Some((school, school.subject(TOTAL).ok()?)))
        .collect();
    let scale = if compared { scale(analysis, &views) } else { None };
    Schools {
        listed,
        compared,
        columns: SCHOOL_METRICS.iter().map(|id| label(id, lang).to_owned()).collect(),
        axis: scale.map(|scale| scale.axis(label("mean", lang))),
        rows: views.iter().map(|(school, total)| school_row(*school, *total, scale, cells)).collect(),
    }
}

fn scale(analysis: &Analysis, views: &[(GroupView<'_>, SubjectView<'_>)]) -> Option<StripScale> {
    let reference = analysis.region().subject(TOTAL).ok()?.mean.value()?;
    let strips: Vec<Strip> = views.iter().filter_map(|(_, total)| strip(*total)).collect();
    (strips.len() > 1).then(|| StripScale::new(&strips, reference))
}

fn strip(total: SubjectView<'_>) -> Option<Strip> {
    Some(Strip { value: total.mean.value()?, bounds: total.mean.interval() })
}

fn school_row(
    school: GroupView<'_>,
    total: SubjectView<'_>,
    scale: Option<StripScale>,
    cells: &mut Cells,
) -> SchoolRow {
    let group = school.group();
    let line = scale.zip(strip(total)).map(|(scale, strip)| {
        let info = wutong_stats::metric("mean");
        let bounds = strip.bounds.map(|bounds| format!(" ({})", interval_text(info, bounds))).unwrap_or_default();
        scale.line(strip, &format!("{} {}{bounds}", group.name, value_text(info, strip.value)))
    });
    let n = total.n_valid;
    SchoolRow {
        id: group.id.clone(),
        name: group.name.clone(),
        link: link(&school_file_stem(&group.id, &group.name)),
        n_valid: cells.plain("n_valid", n, NONE),
        n_expected: cells.plain("n_expected", total.metric("n_expected"), NONE),
        strip: line,
        mean: cells.plain("mean", total.mean, n),
        cells: SCHOOL_METRICS.iter().map(|id| cells.plain(id, total.metric(id), n)).collect(),
    }
}

/// A file name as the path of a link; the page is UTF-8, so only what has a meaning in a link is escaped.
pub(super) fn link(stem: &str) -> String {
    let mut link = String::with_capacity(stem.len());
    for character in stem.chars() {
        match character {
            '%' => link.push_str("%25"),
            '#' => link.push_str("%23"),
            ' ' => link.push_str("%20"),
            other => link.push(other),
        }
    }
    link
}
