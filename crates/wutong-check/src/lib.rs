//! May these schools be compared?
//!
//! One file per check: id, default severity, why it matters, the pure function, the sentence, tests. Checks look and
//! judge; they change no data and cannot fail. A severity set in `[checks]` replaces the default; a reason set in
//! `[override]` lets a refused subject be compared with caution.
//!
//! [`insights`] says what the marks tell of schools and subjects: one rule a statement, in [`RULES`].

mod ceiling_floor;
mod compliance;
mod duplicate_pupils;
mod heaping;
mod identical_answers;
mod impossible_totals;
mod insight;
mod item_missingness;
mod low_participation;
mod marker_severity;
mod marks_beyond_paper;
mod other_analysis;
mod paper_mismatch;
mod paper_version;
mod school_names;
mod scripts;
mod selective_absence;
mod separate_marking;
mod small_school;
mod subject_scope;
mod third_marks;
mod too_few_schools;
mod unmarked_subject;
mod unread_file;
mod unread_rows;
mod unseen_marking;

pub use insight::{ClassSpread, Measured, RULES, Rule, SchoolSubject, SubjectFigures, insights, measure};

pub use low_participation::EXPECTED_SHARE;
pub use scripts::{Answers, ChosenByScore, Markings, Paper, PaperItem, PaperScripts, Scripts, Strings};
use wutong_model::{ExamSpec, Finding, Level, PaperClaim, ProblemKind, Scope, Severity, SpecError, Template, Verdict};

use wutong_stats::FrequencyTable;

/// What the checks look at.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The specification.
    pub spec: &'a ExamSpec,
    /// One entry a school, by id.
    pub schools: &'a [SchoolEvidence<'a>],
    /// What files say of their papers.
    pub claims: &'a [PaperClaim],
    /// The scripts of each paper whose items, options or markings were read.
    pub papers: &'a [PaperScripts<'a>],
}

/// What is known of one school.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchoolEvidence<'a> {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// One entry a subject, in the order of the specification.
    pub subjects: Vec<SubjectEvidence<'a>>,
    /// Rows and cells set aside: kind, subject position where one is concerned, number.
    pub problems: Vec<(ProblemKind, Option<usize>, u64)>,
}

/// What is known of one subject in one school.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SubjectEvidence<'a> {
    /// Pupils expected.
    pub expected: u64,
    /// Pupils who sat and have a mark.
    pub present: u64,
    /// Pupils whose mark counts.
    pub valid: u64,
    /// Pupils who do not take the subject.
    pub not_taken: u64,
    /// Classes.
    pub classes: u64,
    /// Classes in which nobody sat the subject, though some other.
    pub classes_without: u64,
    /// Marks that count.
    pub marks: Option<&'a FrequencyTable>,
    /// Of pupils absent from the subject: mean score rate in the others they sat, in whole percent.
    pub absent_elsewhere: Option<&'a FrequencyTable>,
    /// The same of pupils who sat it.
    pub present_elsewhere: Option<&'a FrequencyTable>,
}

/// Which of the five sames a check looks after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// 同试卷
    Paper,
    /// 同考试
    Sitting,
    /// 同阅卷
    Marking,
    /// 同进度: the same subjects taught and taken.
    Scope,
    /// 同分析
    Analysis,
    /// The marks themselves.
    Data,
    /// What the law allows.
    Law,
}

impl Same {
    /// The name in listings.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Sitting => "sitting",
            Self::Marking => "marking",
            Self::Scope => "scope",
            Self::Analysis => "analysis",
            Self::Data => "data",
            Self::Law => "law",
        }
    }
}

/// One named check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Kebab-case id.
    pub id: &'static str,
    /// Severity where the specification sets none.
    pub severity: Severity,
    /// Which of the five sames it looks after.
    pub same: Same,
    /// Whether `[checks]` cannot change the severity.
    pub is_fixed: bool,
    /// Why it matters, in Chinese.
    pub why_zh: &'static str,
    /// Why it matters, in English.
    pub why_en: &'static str,
    /// What to do, in Chinese.
    pub hint_zh: &'static str,
    /// What to do, in English.
    pub hint_en: &'static str,
    /// The sentences of its findings.
    pub sentences: &'static [&'static Template],
    /// What readers are told who may have neither the numbers nor whom they are about, unless it is themselves.
    pub untold: &'static Template,
    /// What a school outside the centre is told of itself, where the usual sentence says something of other schools.
    pub own: Option<&'static Template>,
    run: fn(&Evidence) -> Vec<Observation>,
}

/// What a check has seen, before its severity is set.
struct Observation {
    scope: Scope,
    metric: &'static str,
    value: f64,
    reference: f64,
    template: &'static Template,
    note: Option<String>,
    /// Where the check itself says how grave this is, whatever the specification sets.
    severity: Option<Severity>,
}

/// Id of the finding that says which refusal the specification overrides.
pub const OVERRIDE: &str = "override";

/// Its sentence.
pub static OVERRIDDEN: Template = Template {
    zh: "{subject}有{value}项阻止比较的情况，经教研部门核定仍予比较，理由：{note}",
    en: "{subject}: {value} findings refuse the comparison; the centre lets it stand, because: {note}",
    percent: false,
};

/// Id of the finding that says that `[override]` names a subject for nothing.
pub const IDLE_OVERRIDE: &str = "override-not-needed";

/// Its sentence where nothing refuses the subject.
pub static NOT_NEEDED: Template = Template {
    zh: "exam.toml 的 [override] 写有{subject}，但这一科没有阻止比较的情况，该项不起作用，可以删去。",
    en: "[override] of exam.toml names {subject}, which nothing refuses; the entry does nothing and can go.",
    percent: false,
};

/// Its sentence where the whole exam is refused.
pub static NOT_ENOUGH: Template = Template {
    zh: "exam.toml 的 [override] 写有{subject}，但阻止比较的是针对整个考试的{value}项情况，不能按学科解除。",
    en: "[override] of exam.toml names {subject}, but {value} findings refuse the whole exam, which no subject lifts.",
    percent: false,
};

/// Id of a finding of which not even the check may be named.
pub const UNNAMED: &str = "untold";

/// The sentence that stands for a finding of which not even the check may be named.
pub static UNTOLD: Template = Template {
    zh: "结论所依据的情况中有涉及个别学校的，不在此列出（各项检查的说明可向教研中心索取）。",
    en: "Part of what the verdict rests on concerns single schools and is not told here (the centre can say what is checked).",
    percent: false,
};

/// Id of the finding that says that answers to what the exam asks for are not for readers outside the centre.
pub const INSIDE: &str = "for-the-centre";

/// Its sentence, with how many tables of the specification ask.
pub static FOR_THE_CENTRE: Template = Template {
    zh: "本次考试另行设定的{value}项分析（如分数线、目标、综合分）只供教研部门使用，本材料不给出：从中可能推出个别学校或学生的情况，没有规则能排除这一点。",
    en: "{value} analyses that the exam asks for (such as lines, targets, composites) are for the centre alone and not given here: single schools or pupils might follow from it, and no rule excludes that.",
    percent: false,
};

/// Every check.
pub const CHECKS: [Check; 33] = [
    compliance::CHECK,
    unread_file::CHECK,
    unread_file::BESIDE,
    unread_rows::ROWS,
    unread_rows::STATUS,
    paper_mismatch::CHECK,
    paper_version::CHECK,
    separate_marking::APART,
    low_participation::CHECK,
    duplicate_pupils::CHECK,
    unmarked_subject::CHECK,
    school_names::SHARED,
    school_names::SIMILAR,
    school_names::OTHER,
    small_school::CHECK,
    too_few_schools::CHECK,
    marks_beyond_paper::CHECK,
    selective_absence::CHECK,
    subject_scope::CHECK,
    separate_marking::OWN,
    marker_severity::CHECK,
    third_marks::RATE,
    third_marks::OPEN,
    unseen_marking::CHECK,
    identical_answers::CHECK,
    item_missingness::BLANK,
    item_missingness::UNSEEN,
    heaping::CHECK,
    ceiling_floor::CEILING,
    ceiling_floor::FLOOR,
    impossible_totals::CHECK,
    impossible_totals::MOST,
    other_analysis::CHECK,
];

/// Refuses a severity set for a check whose severity is not a matter of choice.
///
/// # Errors
/// [`SpecError::Value`] for the first such setting.
pub fn fixed_severities(spec: &ExamSpec) -> Result<(), SpecError> {
    let set = CHECKS.iter().filter(|check| check.is_fixed).find_map(|check| {
        let severity = spec.raw.checks.get(check.id)?;
        (*severity != check.severity).then_some((check, severity))
    });
    match set {
        None => Ok(()),
        Some((check, severity)) => Err(SpecError::Value {
            key: format!("checks.{}", check.id),
            found: severity.id().to_owned(),
            required: check.hint_en.to_owned(),
            required_zh: check.hint_zh.to_owned(),
        }),
    }
}

/// Runs every check that is not ignored; findings come in the order of [`sort`].
#[must_use]
pub fn run(evidence: &Evidence) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in &CHECKS {
        let set = evidence.spec.severity(check.id, check.severity);
        let severity = if check.is_fixed { check.severity } else { set };
        if severity == Severity::Ignore {
            continue;
        }
        findings.extend((check.run)(evidence).into_iter().map(|seen| Finding {
            id: check.id,
            severity: seen.severity.unwrap_or(severity),
            scope: seen.scope,
            metric: seen.metric,
            value: seen.value,
            reference: seen.reference,
            template: seen.template,
            untold: check.untold,
            note: seen.note,
        }));
    }
    override_refusals(evidence.spec, &mut findings);
    sort(&mut findings);
    findings
}

/// Overridden refusals first, so that no list is cut before them; then the gravest, by check and scope.
pub fn sort(findings: &mut [Finding]) {
    let order = |finding: &Finding| (finding.id != OVERRIDE, std::cmp::Reverse(finding.severity), finding.id);
    findings.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.scope.cmp(&b.scope)));
}

/// What refuses a subject that the specification names in `[override]` asks for caution instead, and the reason is said.
///
/// A refusal of the whole exam names no subject and stays.
fn override_refusals(spec: &ExamSpec, findings: &mut Vec<Finding>) {
    let of_exam = |finding: &&Finding| finding.severity == Severity::Block && finding.scope.subject.is_none();
    let of_exam = findings.iter().filter(of_exam).count() as u64;
    for (subject, reason) in &spec.raw.overrides {
        let of_subject = |finding: &&mut Finding| {
            finding.severity == Severity::Block && finding.scope.subject.as_ref() == Some(subject)
        };
        let mut count = 0;
        for finding in findings.iter_mut().filter(of_subject) {
            finding.severity = Severity::Warn;
            count += 1;
        }
        let (id, severity, value, template) = match (count, of_exam) {
            (0, 0) => (IDLE_OVERRIDE, Severity::Note, 0, &NOT_NEEDED),
            (0, _) => (IDLE_OVERRIDE, Severity::Note, of_exam, &NOT_ENOUGH),
            _ => (OVERRIDE, Severity::Warn, count, &OVERRIDDEN),
        };
        findings.push(Finding {
            id,
            severity,
            scope: region_scope(spec, Some(subject)),
            metric: "n_refusals",
            value: number(value),
            reference: 0.0,
            template,
            untold: template,
            note: Some(reason.trim().to_owned()),
        });
    }
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

/// Every school with problems of a kind, and how many.
fn problems_by_school(
    evidence: &Evidence,
    kind: ProblemKind,
    metric: &'static str,
    template: &'static Template,
) -> Vec<Observation> {
    let counts = evidence.schools.iter().map(|school| (school, problems(school, &[kind], None)));
    counts
        .filter(|&(_, count)| count > 0)
        .map(|(school, count)| Observation {
            scope: school_scope(school, None),
            metric,
            value: number(count),
            reference: 0.0,
            template,
            note: None,
            severity: None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
