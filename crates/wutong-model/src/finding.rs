//! Findings: the data is fine, the comparison may not be.

use serde::{Deserialize, Serialize};

use crate::analysis::Level;

/// How grave a finding is; set per check in `[checks]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Not reported.
    Ignore,
    /// Worth knowing.
    Note,
    /// Compare with caution.
    Warn,
    /// Do not compare.
    Block,
}

impl Severity {
    /// The name used in `exam.toml` and in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Block => "block",
        }
    }
}

/// May these schools be compared?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No finding above `note`.
    Comparable,
    /// At least one finding of severity `warn`.
    WithCaution,
    /// At least one finding of severity `block`.
    Refused,
}

impl Verdict {
    /// The name used in `check.json` and `run.json`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Comparable => "comparable",
            Self::WithCaution => "with_caution",
            Self::Refused => "refused",
        }
    }

    /// The verdict that the gravest of these findings commands.
    #[must_use]
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        match findings.into_iter().map(|finding| finding.severity).max() {
            Some(Severity::Block) => Self::Refused,
            Some(Severity::Warn) => Self::WithCaution,
            _ => Self::Comparable,
        }
    }
}

/// The quantity of a finding of which neither numbers nor, unless it is the reader, the school are told.
pub const UNTOLD: &str = "n_untold";
/// The same of schools other than the reader's.
pub const ELSEWHERE: &str = "n_elsewhere";

/// Id of the check on what the law allows: where it refuses, no output may hold several schools.
pub const COMPLIANCE: &str = "compliance";

/// What a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    /// Level of the group.
    pub level: Level,
    /// Id of the group.
    pub group_id: String,
    /// Name of the group.
    pub group_name: String,
    /// Subject id, where one subject is concerned.
    pub subject: Option<String>,
}

/// A sentence with places for `{group}`, `{subject}`, `{value}`, `{reference}` and `{note}`; writers fill and round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
    /// Whether value and reference are shares, printed as percentages.
    pub percent: bool,
}

/// One observation of a check.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Kebab-case id of the check.
    pub id: &'static str,
    /// Severity after the settings of the specification.
    pub severity: Severity,
    /// What it speaks of.
    pub scope: Scope,
    /// The observed quantity (a metric id where there is one).
    pub metric: &'static str,
    /// Observed value.
    pub value: f64,
    /// What it was held against.
    pub reference: f64,
    /// The sentence.
    pub template: &'static Template,
    /// The sentence without numbers, for readers who may not have them; `{group}` may be some of the schools.
    pub untold: &'static Template,
    /// A text of the specification that the sentence quotes: the reason of an override, a legal basis.
    pub note: Option<String>,
}

impl Finding {
    /// The same without its numbers.
    #[must_use]
    pub fn without_numbers(&self) -> Self {
        Self { metric: UNTOLD, value: 0.0, reference: 0.0, template: self.untold, note: None, ..self.clone() }
    }

    /// What is said of it where neither numbers nor the school may be told: `metric` is [`UNTOLD`] or [`ELSEWHERE`].
    #[must_use]
    pub fn nameless(&self, region: &str, metric: &'static str) -> Self {
        let region = region.to_owned();
        let scope = Scope {
            level: Level::Region,
            group_id: region.clone(),
            group_name: region,
            subject: self.scope.subject.clone(),
        };
        Self { scope, metric, ..self.without_numbers() }
    }
}

/// Findings as readers may have them who know only some of the groups: those that `is_known` does not know are told without
/// number and name, once a check and subject, and only where they bear on the verdict.
pub fn told_to(
    findings: &[Finding],
    region: &str,
    metric: &'static str,
    is_known: impl Fn(&Finding) -> bool,
) -> Vec<Finding> {
    let mut told: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let nameless = || finding.nameless(region, metric);
        let next = if is_known(finding) { finding.clone() } else { nameless() };
        let is_grave = finding.severity > Severity::Note || is_known(finding);
        if is_grave && !told.contains(&next) {
            told.push(next);
        }
    }
    told
}
