//! The exam specification: `exam.toml` parsed, checked, and in ticks.

mod asked;
mod error;
mod mapping;
mod previous;
mod raw;
mod request;
mod requested;
mod total;

pub use error::SpecError;
pub use mapping::{RawMapping, RawMappingFile};
pub use previous::{PreviousExam, RuleDifference};
pub use raw::*;
pub use request::*;
pub use requested::{
    BandForm, BandTable, Bundle, Close, Composite, CompositeForm, CompositeOver, Contextual, ExactShare, Levels, Line,
    LineAt, Requests, Target, WEIGHTED,
};
pub use total::{Choice, Total};

use std::collections::BTreeMap;

use crate::TOTAL;
use crate::finding::Severity;
use crate::mark::{Status, Treatment};

/// Decimals of a paper that does not say: hundredths.
const DEFAULT_DECIMALS: u8 = 2;
/// The most decimals a paper may have.
const MAX_DECIMALS: u8 = 6;

/// What a column can be for, beside a subject.
const ROLES: [&str; 10] =
    ["id", "name", "county", "school", "school_code", "class", "gender", "subject", "mark", "total"];

/// A checked specification: what it holds cannot be wrong in itself.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ExamSpec {
    /// The specification as written, flags included; echoed in the provenance.
    pub raw: RawSpec,
    /// Subjects in order.
    pub subjects: Vec<Subject>,
    /// The total.
    pub total: Total,
    /// Smallest group whose figures are shown.
    pub min_cell: u32,
    /// What it asks for beside the metrics of every exam.
    pub requests: Requests,
    /// The exam that it is held against, where `exam.previous` names one that has been read.
    pub previous: Option<PreviousExam>,
}

/// One subject and its paper.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Subject {
    /// Identifier.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Decimals of a tick.
    pub decimals: u8,
    /// Full mark in ticks.
    pub full_ticks: i32,
    /// Lowest mark in ticks.
    pub min_ticks: i32,
    /// Cuts in ticks.
    pub cuts: Cuts,
    /// Two-way specification table.
    pub items: Option<String>,
    /// Step of the marks in ticks, where the specification gives one.
    pub step_ticks: Option<i32>,
    /// Whether pupils choose the subject.
    pub elective: bool,
    /// Which marks are analysed where a sheet has both.
    pub marks: Marks,
    /// How raw marks become assigned marks, where they do.
    pub assigned: Option<RawAssigned>,
}

/// Cuts in ticks: a mark reaches a cut if `ticks >= cut`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cuts {
    /// 超优
    pub top: i64,
    /// 优秀
    pub excellence: i64,
    /// 良好
    pub good: i64,
    /// 及格
    pub pass: i64,
    /// 低分: marks below.
    pub low: i64,
}

impl ExamSpec {
    /// Parses and checks the text of an `exam.toml`.
    ///
    /// # Errors
    /// [`SpecError`] with line, key, value and cure.
    pub fn from_toml(text: &str) -> Result<Self, SpecError> {
        let raw: RawSpec = toml::from_str(text).map_err(|error| SpecError::from_toml(&error, text))?;
        Self::new(raw)
    }

    /// Checks a specification.
    ///
    /// # Errors
    /// [`SpecError::Value`] with key, value and what is required.
    pub fn new(raw: RawSpec) -> Result<Self, SpecError> {
        check_exam(&raw)?;
        let subjects = raw.subject.iter().map(subject).collect::<Result<Vec<_>, _>>()?;
        let mut seen = std::collections::BTreeSet::new();
        for each in &subjects {
            if !seen.insert(each.id.as_str()) || !seen.insert(each.name.as_str()) && each.name != each.id {
                return Err(SpecError::value("subject.id", &each.id, ("each subject once", "每个学科只出现一次")));
            }
        }
        check_sources(&raw, &subjects)?;
        check_overrides(&raw, &subjects)?;
        let total = total::total(&raw, &subjects)?;
        let difference = raw.difference;
        if !(difference.limit > 0.0 && difference.limit <= 1.0) {
            return Err(SpecError::value(
                "difference.limit",
                difference.limit,
                ("a fraction above 0 and up to 1", "大于 0、不超过 1 的小数"),
            ));
        }
        let third_rate = raw.marking.third_rate;
        if !(third_rate > 0.0 && third_rate <= 1.0) {
            return Err(SpecError::value(
                "marking.third_rate",
                third_rate,
                ("a share above 0 and at most 1", "大于 0、不超过 1 的比例"),
            ));
        }
        if difference.min_school_size < 2 {
            let found = difference.min_school_size;
            return Err(SpecError::value(
                "difference.min_school_size",
                found,
                ("at least 2, below that a school has no spread", "至少为 2，否则学校内部没有差异可言"),
            ));
        }
        let min_cell = privacy(&raw)?;
        let requests = asked::requests(&raw, &subjects, &total)?;
        Ok(Self { raw, subjects, total, min_cell, requests, previous: None })
    }

    /// Position of a subject.
    #[must_use]
    pub fn subject_position(&self, id: &str) -> Option<usize> {
        self.subjects.iter().position(|subject| subject.id == id)
    }

    /// What to do with a status other than present.
    #[must_use]
    pub fn treatment(&self, status: Status) -> Treatment {
        let table = &self.raw.status;
        match status {
            Status::Present | Status::SetAside => Treatment::Exclude,
            Status::Absent => table.absent,
            Status::Violation => table.violation,
            Status::Lost => table.lost,
            Status::Exempt => table.exempt,
            Status::Deferred => table.deferred,
            Status::NotTaken => table.not_taken,
            Status::Withdrawn => table.withdrawn,
        }
    }

    /// Severity of a check: the setting of the specification, or the check's own.
    #[must_use]
    pub fn severity(&self, check: &str, default: Severity) -> Severity {
        self.raw.checks.get(check).copied().unwrap_or(default)
    }

    /// Id and name of the region level.
    #[must_use]
    pub fn region(&self) -> &str {
        self.raw.exam.region.as_deref().unwrap_or("region")
    }

    /// The specification as applied, as TOML: the same text for the same meaning.
    #[must_use]
    pub fn canonical(&self) -> String {
        toml::to_string(&self.raw).expect("a parsed specification can be written")
    }
}

fn check_exam(raw: &RawSpec) -> Result<(), SpecError> {
    let id = &raw.exam.id;
    if id.is_empty() || id.starts_with('.') || id.chars().any(|c| c.is_control() || r#"/\:*?"<>|"#.contains(c)) {
        return Err(SpecError::value(
            "exam.id",
            id,
            (
                r#"a name that can be a folder: not empty, no leading dot, none of / \ : * ? " < > |"#,
                r#"可以作文件夹名：不能为空，不能以点开头，不能含 / \ : * ? " < > |"#,
            ),
        ));
    }
    check_grade(&raw.exam)?;
    if let Some(basis) = &raw.exam.legal_basis {
        let word = basis.trim().to_lowercase();
        if !word.is_empty() && word.chars().count() < 4 || ["none", "不适用"].contains(&word.as_str()) {
            let required = (
                "the document that allows the exam (issuer, title, number), or leave the key out",
                "写明依据的文件（发文单位、名称、文号）；没有依据请删去此项",
            );
            return Err(SpecError::value("exam.legal_basis", basis, required));
        }
    }
    if raw.subject.is_empty() {
        return Err(SpecError::value("subject", "[]", ("at least one [[subject]]", "至少一个 [[subject]]")));
    }
    Ok(())
}

fn check_overrides(raw: &RawSpec, subjects: &[Subject]) -> Result<(), SpecError> {
    for (id, reason) in &raw.overrides {
        if subjects.iter().all(|subject| subject.id != *id) {
            let known = subjects.iter().map(|subject| subject.id.as_str());
            return Err(SpecError::unknown("override", id, known, None));
        }
        if reason.trim().is_empty() {
            let required = (
                "the reason why it may be compared nevertheless; it is printed",
                "写明仍予比较的理由，该理由会印在结果上",
            );
            return Err(SpecError::value(&format!("override.{id}"), reason, required));
        }
    }
    Ok(())
}

/// Grades of each stage, those of five years of primary school included.
fn check_grade(exam: &RawExam) -> Result<(), SpecError> {
    let (grades, required) = match exam.stage {
        Stage::Primary => (1..=6, ("1 to 6 in primary school", "小学为 1 至 6")),
        Stage::Junior => (6..=9, ("6 to 9 in junior middle school", "初中为 6 至 9")),
        Stage::Senior => (10..=12, ("10 to 12 in senior middle school", "高中为 10 至 12")),
    };
    if grades.contains(&exam.grade) { Ok(()) } else { Err(SpecError::value("exam.grade", exam.grade, required)) }
}

/// The smallest cell, if the rules of privacy do not contradict each other or the law.
fn privacy(raw: &RawSpec) -> Result<u32, SpecError> {
    let RawPrivacy { audience, min_cell, names, .. } = raw.privacy;
    if names && audience.is_outside() {
        return Err(SpecError::value(
            "privacy.names",
            names,
            (
                "false for every audience but bureau_internal: pupils' names do not leave the centre",
                "除 bureau_internal 外均应为 false：学生姓名不得流出中心",
            ),
        ));
    }
    let least = match (audience, raw.exam.kind) {
        (Audience::BureauInternal, ExamKind::Research) => 1,
        _ => audience.default_min_cell(),
    };
    let min_cell = min_cell.unwrap_or(audience.default_min_cell());
    if min_cell < least {
        return Err(SpecError::value(
            "privacy.min_cell",
            min_cell,
            (
                format!(
                    "at least {least} for the audience {}, or leave the key out; it may only be raised",
                    audience.id()
                ),
                format!("读者为 {} 时至少为 {least}，也可删去此项；只能调高，不能调低", audience.id()),
            ),
        ));
    }
    Ok(min_cell)
}

fn check_sources(raw: &RawSpec, subjects: &[Subject]) -> Result<(), SpecError> {
    for source in &raw.source {
        for role in source.columns.keys() {
            if !ROLES.contains(&role.as_str()) && subjects.iter().all(|subject| subject.id != *role) {
                let known = ROLES.iter().copied().chain(subjects.iter().map(|subject| subject.id.as_str()));
                return Err(SpecError::unknown(&format!("source.columns.{role}"), role, known, None));
            }
        }
        if let Some(id) = &source.subject
            && subjects.iter().all(|subject| subject.id != *id)
        {
            let known = subjects.iter().map(|subject| subject.id.as_str());
            return Err(SpecError::unknown("source.subject", id, known, None));
        }
    }
    Ok(())
}

fn subject(raw: &RawSubject) -> Result<Subject, SpecError> {
    let key = |name: &str| format!("subject.{}.{name}", raw.id);
    if raw.id.is_empty() || raw.id == TOTAL {
        return Err(SpecError::value(
            "subject.id",
            &raw.id,
            ("a name other than 'total', which is the sum of all subjects", "不能为空，也不能是 total（总分专用）"),
        ));
    }
    let decimals = raw.decimals.unwrap_or(DEFAULT_DECIMALS);
    if decimals > MAX_DECIMALS {
        return Err(SpecError::value(&key("decimals"), decimals, ("0 to 6", "0 至 6")));
    }
    let ticks = |name: &str, value: f64| {
        let fits = exact_ticks(value, decimals).and_then(|ticks| i32::try_from(ticks).ok());
        fits.ok_or_else(|| SpecError::value(&key(name), format!("{value:?}"), mark_range(decimals)))
    };
    let full_ticks = ticks("full_mark", raw.full_mark)?;
    let min_ticks = raw.min_mark.map_or(Ok(0), |mark| ticks("min_mark", mark))?;
    if full_ticks <= 0 {
        return Err(SpecError::value(&key("full_mark"), raw.full_mark, ("above 0", "大于 0")));
    }
    if min_ticks >= full_ticks {
        return Err(SpecError::value(
            &key("min_mark"),
            raw.min_mark.unwrap_or(0.0),
            ("below full_mark", "低于 full_mark"),
        ));
    }
    let step_ticks = raw.step.map(|step| ticks("step", step)).transpose()?;
    if step_ticks.is_some_and(|step| step <= 0) {
        return Err(SpecError::value(&key("step"), raw.step.unwrap_or(0.0), ("above 0", "大于 0")));
    }
    let cuts = cuts(&raw.cuts, i64::from(full_ticks), decimals, &key("cuts"))?;
    Ok(Subject {
        id: raw.id.clone(),
        name: raw.name.clone().unwrap_or_else(|| raw.id.clone()),
        decimals,
        full_ticks,
        min_ticks,
        cuts,
        items: raw.items.clone(),
        step_ticks,
        elective: raw.elective,
        marks: raw.marks,
        assigned: asked::assigned(raw)?,
    })
}

fn cuts(raw: &RawCuts, full: i64, decimals: u8, key: &str) -> Result<Cuts, SpecError> {
    let ticks = |name: &str, cut: Option<RawCut>, default: f64| -> Result<i64, SpecError> {
        let key = format!("{key}.{name}");
        let ticks = match cut.unwrap_or(RawCut::Share(default)) {
            RawCut::Mark { mark } => exact_ticks(mark, decimals)
                .ok_or_else(|| SpecError::value(&key, format!("{mark:?}"), mark_range(decimals)))?,
            RawCut::Share(share) => {
                let billionths = exact_ticks(share, 9)
                    .filter(|billionths| (0..=1_000_000_000).contains(billionths))
                    .ok_or_else(|| {
                        SpecError::value(
                            &key,
                            share,
                            (
                                "a share of the full mark from 0 to 1, or { mark = ... }",
                                "0 至 1 之间的满分比例，或 { mark = 分数 }",
                            ),
                        )
                    })?;
                // The smallest tick that is at least the share of the full mark, in integers.
                let exact = i128::from(billionths) * i128::from(full);
                i64::try_from((exact + 999_999_999) / 1_000_000_000).expect("a share of the full mark fits")
            }
        };
        if (0..=full).contains(&ticks) {
            Ok(ticks)
        } else {
            Err(SpecError::value(
                &key,
                crate::mark::mark_text(ticks, decimals),
                ("from 0 to the full mark", "0 至满分之间"),
            ))
        }
    };
    let cuts = Cuts {
        top: ticks("top", raw.top, 0.90)?,
        excellence: ticks("excellence", raw.excellence, 0.85)?,
        good: ticks("good", raw.good, 0.70)?,
        pass: ticks("pass", raw.pass, 0.60)?,
        low: ticks("low", raw.low, 0.40)?,
    };
    if cuts.low <= cuts.pass && cuts.pass <= cuts.good && cuts.good <= cuts.excellence {
        Ok(cuts)
    } else {
        Err(SpecError::value(
            key,
            "these cuts",
            ("low <= pass <= good <= excellence", "低分线 ≤ 及格线 ≤ 良好线 ≤ 优秀线"),
        ))
    }
}

/// Which numbers can be marks of a paper with so many decimals.
fn mark_range(decimals: u8) -> (String, String) {
    let most = i32::MAX / 10i32.pow(u32::from(decimals));
    (
        format!("a mark below {most} with at most {decimals} decimals; subject.decimals changes both"),
        format!("小于 {most}、至多 {decimals} 位小数的分数；二者随 subject.decimals 而变"),
    )
}

/// A decimal number times `10^decimals`, if that is an integer. Exact: goes through the shortest decimal text.
fn exact_ticks(value: f64, decimals: u8) -> Option<i64> {
    let text = format!("{value}");
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.len() > usize::from(decimals) {
        return None;
    }
    let padded = format!("{whole}{fraction:0<width$}", width = usize::from(decimals));
    padded.parse::<i64>().ok().map(|ticks| sign * ticks)
}

/// The keys of `[checks]`, refused with a suggestion when no check has that id.
///
/// # Errors
/// [`SpecError::UnknownKey`] for the first unknown check.
pub fn check_ids(settings: &BTreeMap<String, Severity>, known: &[&str]) -> Result<(), SpecError> {
    match settings.keys().find(|id| !known.contains(&id.as_str())) {
        Some(id) => Err(SpecError::unknown("checks", id, known.iter().copied(), None)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_math(extra: &str) -> Result<ExamSpec, SpecError> {
        ExamSpec::from_toml(&format!(
            "[exam]\nid = 'x'\ntitle = 'X'\nstage = 'junior'\ngrade = 9\nkind = 'research'\n[[subject]]\nid = 'math'\n{extra}"
        ))
    }

    #[test]
    fn cuts_are_exact() {
        let spec = with_math("full_mark = 90\ndecimals = 1").expect("valid");
        assert_eq!(spec.subjects[0].cuts.excellence, 765, "0.85 of 90 is 76.5");
        let spec = with_math("full_mark = 150\ndecimals = 0").expect("valid");
        assert_eq!(spec.subjects[0].cuts.excellence, 128, "127.5 is first reached by 128");
        assert_eq!(spec.total.full_ticks, 150);
    }

    #[test]
    fn unknown_keys_are_refused_with_a_suggestion() {
        let error = with_math("full_mark = 100\ndecimal = 1").expect_err("unknown key");
        let text = error.to_string();
        assert!(
            text.contains("decimal") && text.contains("did you mean 'decimals'") && text.contains("line 10"),
            "{text}"
        );
    }

    #[test]
    fn contradictions_name_the_key() {
        for (extra, key) in [
            ("full_mark = 0", "full_mark"),
            ("full_mark = 100\nmin_mark = 100", "min_mark"),
            ("full_mark = 100.5\ndecimals = 0", "full_mark"),
            ("full_mark = 100\ncuts = { pass = 0.9 }", "cuts"),
            ("full_mark = 100\ncuts = { pass = 60 }", "cuts.pass"),
            ("full_mark = 100\n[difference]\nlimit = 2.0", "difference.limit"),
            ("full_mark = 100\n[marking]\nthird_rate = 0.0", "marking.third_rate"),
            ("full_mark = 100\n[privacy]\nmin_cell = 0", "at least 1"),
            ("full_mark = 100\n[privacy]\naudience = 'public'\nmin_cell = 9", "at least 10 for the audience public"),
            ("full_mark = 100\n[privacy]\naudience = 'school'\nnames = true", "privacy.names"),
            ("full_mark = 100\n[privacy]\naudience = 'student_parent'\nmin_cell = 5", "at least 10"),
            (
                "full_mark = 100\n[privacy]\nmin_cell = -1",
                "line 11: privacy.min_cell is integer -1; required: a whole number",
            ),
            ("full_mark = 100\n[privacy]\naudience = 'parents'", "unknown 'parents' in privacy.audience; known:"),
            ("full_mark = 100\n[privacy]\naudience = 'publik'", "did you mean 'public'"),
            ("full_mark = 100\n[total]\nsubjects = ['maths']", "did you mean 'math'"),
            ("full_mark = 100\n[[source]]\npath = 'a'\ncolumns = { clas = '班' }", "did you mean 'class'"),
            ("full_mark = 100\n[override]\nmaths = 'one key for all'", "did you mean 'math'"),
            ("full_mark = 100\n[override]\nmath = ' '", "override.math"),
        ] {
            let text = with_math(extra).expect_err(extra).to_string();
            assert!(text.contains(key), "{extra}: {text}");
        }
    }
}
