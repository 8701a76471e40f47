//! What stands on the page of a school.

use serde::Serialize;
use wutong_model::{ProblemKind, Reason, Reported, Severity, TOTAL, Verdict};

use super::answers_view::{self, AnswerView};
use super::class_view::{self, ClassView};
use super::notes::{self, CutRow, Entry, Missing};
use crate::document::Figure;
use crate::document::figures::{self, Setting};
use crate::document::{Cell, Cells, label, value_text};
use crate::print;
use crate::profile::{ProfileFinding, ProfileNotes, RowAccount, SchoolProfile, SubjectProfile};
use crate::words::{self, Lang};

/// Columns of the headline table, after the number of pupils.
pub(super) const COLUMNS: [&str; 6] = ["mean", "score_rate", "excellence_rate", "good_rate", "pass_rate", "low_rate"];
/// Metrics that the notes explain.
const EXPLAINED: [&str; 10] = [
    "n_expected",
    "n_valid",
    "mean",
    "score_rate",
    "excellence_rate",
    "good_rate",
    "pass_rate",
    "low_rate",
    "between_class_icc",
    "difference_rate",
];

/// What a page says of the exam before anything else.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Head {
    pub(super) exam: String,
    /// Region, date, stage and grade, kind.
    pub(super) facts: Vec<String>,
    pub(super) confidential: Option<&'static str>,
    pub(super) verdict_id: &'static str,
    pub(super) verdict: &'static str,
    pub(super) verdict_meaning: String,
    pub(super) findings: Vec<FindingLine>,
    pub(super) insights: Vec<String>,
    pub(super) version: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct FindingLine {
    pub(super) severity_id: &'static str,
    pub(super) severity: &'static str,
    pub(super) text: String,
}

#[derive(Serialize)]
struct SchoolView {
    head: Head,
    name: String,
    /// Code, county, attributes.
    facts: Vec<String>,
    /// Whether anything is held against the region.
    compared: bool,
    /// Whether the reader stands outside the centre.
    outside: bool,
    only_school: bool,
    columns: Vec<String>,
    rows: Vec<SubjectRow>,
    total: Option<Figure>,
    figures: Vec<Figure>,
    /// Whether no chart at all can be drawn.
    no_figures: bool,
    balance: Option<String>,
    n_classes: usize,
    classes: Option<ClassView>,
    between_meaning: String,
    answers: Vec<AnswerView>,
    denominator: &'static str,
    bands: &'static str,
    min_cell: u32,
    min_school_size: u32,
    cuts: Vec<CutRow>,
    treatments: Vec<Entry>,
    definitions: Vec<Entry>,
    difference: DifferenceView,
    missing: Vec<Missing>,
    accounting: Vec<RowAccount>,
    problems: Vec<Entry>,
}

#[derive(Serialize)]
struct SubjectRow {
    name: String,
    is_total: bool,
    n_valid: Cell,
    n_expected: Cell,
    participation: Cell,
    cells: Vec<Cell>,
}

/// The difference rate of every subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct DifferenceView {
    pub(super) formula: String,
    pub(super) limit: String,
    pub(super) rows: Vec<DifferenceRow>,
}

/// The difference rate of one subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct DifferenceRow {
    pub(super) name: String,
    pub(super) value: Cell,
    /// 95 % interval.
    pub(super) interval: String,
    pub(super) verdict: &'static str,
}

/// Fills the view of a school page.
pub(super) fn view(profile: &SchoolProfile, lang: Lang) -> impl Serialize + use<> {
    let only_school = profile.exam.n_schools < 2;
    let compared = profile.subjects.iter().any(is_compared) && !only_school;
    let mut cells = Cells::new(lang);
    let rows: Vec<SubjectRow> =
        profile.subjects.iter().map(|subject| subject_row(subject, profile, &mut cells)).collect();
    let classes = class_view::view(profile, &mut cells);
    let answers = answers_view::views(profile, &mut cells);
    let difference = difference(profile, &mut cells);
    let setting = |subject: &SubjectProfile, large| Setting {
        group: words::this_school(lang),
        region: (is_compared(subject) && !only_school).then(|| words::region(lang)),
        large,
        banded: profile.audience.is_outside(),
        lang,
    };
    let figure = |subject: &SubjectProfile, large| Figure {
        title: if subject.id == TOTAL { words::total(lang).to_owned() } else { subject.name.clone() },
        svg: figures::distribution(subject, &subject.distribution, &setting(subject, large)),
        missing: String::new(),
    };
    let no_figures = profile.subjects.iter().all(|subject| subject.distribution.counts.is_empty());
    SchoolView {
        head: head(profile, lang),
        name: profile.school.name.clone(),
        facts: school_facts(profile, lang),
        compared,
        outside: profile.audience.is_outside(),
        only_school,
        columns: COLUMNS.iter().map(|id| label(id, lang).to_owned()).collect(),
        rows,
        total: profile.subjects.iter().find(|subject| subject.id == TOTAL).map(|subject| figure(subject, true)),
        figures: profile.subjects.iter().filter(|each| each.id != TOTAL).map(|each| figure(each, false)).collect(),
        no_figures,
        balance: if compared { figures::balance(&profile.subjects, lang) } else { None },
        n_classes: profile.classes.len(),
        classes,
        answers,
        between_meaning: wutong_stats::metric("between_class_icc")
            .map_or_else(String::new, |info| lang.pick(info.meaning_zh, info.meaning_en).to_owned()),
        denominator: words::denominator(profile.notes.denominator, lang),
        bands: words::bands(profile.notes.bands, lang),
        min_cell: profile.notes.min_cell,
        min_school_size: profile.notes.min_school_size,
        cuts: notes::cuts(&profile.subjects),
        treatments: notes::treatments(&profile.notes, lang),
        definitions: notes::definitions(&EXPLAINED, profile.notes.difference.formula, lang),
        difference,
        missing: notes::missing(profile, &mut cells.reasons, lang),
        accounting: profile.notes.accounting.clone(),
        problems: problems(&profile.notes, lang),
    }
}

fn is_compared(subject: &SubjectProfile) -> bool {
    subject.verdict != Verdict::Refused
}

fn head(profile: &SchoolProfile, lang: Lang) -> Head {
    let exam = &profile.exam;
    let grade = words::grade(exam.grade, lang);
    let mut facts: Vec<String> = [exam.region.clone(), exam.date.clone()].into_iter().flatten().collect();
    facts.push(format!("{} {grade}", words::stage(exam.stage, lang)));
    facts.push(words::exam_kind(exam.kind, lang).to_owned());
    let verdicts: Vec<(&str, &str, Verdict)> =
        profile.subjects.iter().map(|each| (each.id.as_str(), each.name.as_str(), each.verdict)).collect();
    Head {
        exam: exam.title.clone(),
        facts,
        confidential: words::confidentiality(profile.audience, lang),
        verdict_id: profile.verdict.id(),
        verdict: words::verdict(profile.verdict, lang),
        verdict_meaning: words::with_subjects(profile.verdict, &verdicts, lang),
        findings: finding_lines(&profile.findings, lang),
        insights: profile.insights.iter().map(|each| lang.pick(&each.text_zh, &each.text_en).clone()).collect(),
        version: profile.notes.version.clone(),
    }
}

/// Sentences of findings, the gravest first.
pub(super) fn finding_lines(findings: &[ProfileFinding], lang: Lang) -> Vec<FindingLine> {
    [Severity::Block, Severity::Warn, Severity::Note]
        .into_iter()
        .flat_map(|severity| findings.iter().filter(move |finding| finding.severity == severity))
        .map(|finding| FindingLine {
            severity_id: finding.severity.id(),
            severity: words::severity(finding.severity, lang),
            text: lang.pick(&finding.text_zh, &finding.text_en).clone(),
        })
        .collect()
}

fn school_facts(profile: &SchoolProfile, lang: Lang) -> Vec<String> {
    let school = &profile.school;
    let code = (school.id != school.name).then(|| school.id.clone());
    let attributes = school.attributes.iter().filter(|(key, _)| *key != "stage");
    let attributes = attributes.map(|(key, value)| format!("{} {value}", words::attribute(key, lang)));
    code.into_iter().chain(school.county.clone()).chain(attributes).collect()
}

fn subject_row(subject: &SubjectProfile, profile: &SchoolProfile, cells: &mut Cells) -> SubjectRow {
    const NONE: Reported<f64> = Reported::Withheld(Reason::NotApplicable);
    let own = |id: &str| subject.value(id).map_or(NONE, |value| value.school);
    let n = own("n_valid");
    let refused = !is_compared(subject);
    let lang = cells.lang;
    SubjectRow {
        name: if subject.id == TOTAL { words::total(lang).to_owned() } else { subject.name.clone() },
        is_total: subject.id == TOTAL,
        n_valid: cells.plain("n_valid", n, NONE),
        n_expected: cells.plain("n_expected", own("n_expected"), NONE),
        participation: cells.plain("participation_rate", own("participation_rate"), NONE),
        cells: COLUMNS
            .iter()
            .map(|id| match subject.value(id) {
                None => cells.missing(id, Reason::NotApplicable),
                Some(value) if profile.exam.n_schools < 2 => cells.plain(id, value.school, n),
                // Printed side by side, two numbers are a comparison, whatever stands beside them.
                Some(value) => {
                    let region = if refused { Reported::Withheld(Reason::NotComparable) } else { value.region };
                    cells.against(id, (value.school, n), region, Some(words::region(lang)))
                }
            })
            .collect(),
    }
}

fn difference(profile: &SchoolProfile, cells: &mut Cells) -> DifferenceView {
    let note = &profile.notes.difference;
    let rows = note
        .subjects
        .iter()
        .zip(&profile.subjects)
        .map(|(entry, subject)| difference_row(&subject.name, entry.value, note.limit, cells))
        .collect();
    DifferenceView {
        formula: label(note.formula.metric(), cells.lang).to_owned(),
        limit: format!("{}", note.limit),
        rows,
    }
}

/// The difference rate prints as a fraction, because its limit is known as 0.15.
pub(super) fn difference_row(name: &str, value: Reported<f64>, limit: f64, cells: &mut Cells) -> DifferenceRow {
    let mut cell = cells.plain("difference_rate", value, Reported::Withheld(Reason::NotApplicable));
    if let Some(value) = value.value() {
        cell.text = print::decimal(value, 3);
    }
    let interval = value
        .interval()
        .map(|(lower, upper)| format!("{}–{}", print::decimal(lower, 3), print::decimal(upper, 3)))
        .unwrap_or_default();
    let verdict = words::limit_verdict(value, limit, cells.lang);
    DifferenceRow { name: name.to_owned(), value: cell, interval, verdict }
}

fn problems(notes: &ProfileNotes, lang: Lang) -> Vec<Entry> {
    ProblemKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let found = notes.problems.iter().find(|problem| problem.kind == kind.id())?;
            #[expect(clippy::cast_precision_loss, reason = "a number of rows")]
            let count = value_text(wutong_stats::metric("n_valid"), found.count as f64);
            Some(Entry { term: words::problem(kind, lang).to_owned(), text: count, formula: String::new() })
        })
        .collect()
}
