//! The profile of a school: everything a page about one school says, as one serialisable value.
//!
//! Writers of school pages read the profile and nothing else, so a page can be drawn again from the JSON alone.

mod answers;
mod build;
mod bulletin;
mod class;
mod collected;
mod file_name;
mod json;
mod notes;
mod paper;
mod pupil;
mod subject;
mod suggestions;

pub use answers::{AnswerRow, ClassRate, GroupAnswer, ProfileAnswer};
pub use bulletin::{Bulletin, BulletinGroup, GROUP_METRICS, GroupSubject, REGION_METRICS, RegionSubject};
pub use class::{ClassHead, ClassPaper, ClassPart, ClassReport, ClassValue};
pub use file_name::school_file_stem;
pub use json::json;
pub use notes::{
    ChoiceNote, DifferenceNote, ProblemCount, ProfileNotes, RowAccount, StatusTreatment, SubjectDifference, TotalNote,
};
pub use paper::{ItemsOfKind, PaperSummary, WeakPoint};
pub use pupil::{PupilReport, PupilSubject, pupil_folder};
pub use subject::{FunnelLimits, SubjectPart, SubjectReport};
pub(crate) use suggestions::PLACES;
pub use suggestions::Suggestions;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wutong_model::spec::{Audience, BalanceDrawing, ExamKind, Stage};
use wutong_model::{Analysis, GroupView, Level, Reason, Reported, Severity, Verdict};

/// Version of the shape of [`SchoolProfile`].
pub const SCHEMA_VERSION: &str = "1.3";

/// The metrics of [`SubjectProfile::values`], in order. Ranks are not among them.
pub const HEADLINE_METRICS: &[&str] = &[
    "n_roster",
    "n_expected",
    "n_valid",
    "n_absent",
    "n_violation",
    "participation_rate",
    "mean",
    "sd",
    "p10",
    "q1",
    "median",
    "q3",
    "p90",
    "top_27_mean",
    "middle_46_mean",
    "bottom_27_mean",
    "score_rate",
    "excellence_rate",
    "good_rate",
    "pass_rate",
    "low_rate",
    "over_mean_rate",
    "mean_gap",
    "t_score",
    "school_effect",
    "between_class_icc",
];

/// The metrics of [`PeerSubject::values`], in order.
pub const PEER_METRICS: &[&str] = &["n_valid", "mean", "score_rate", "excellence_rate", "pass_rate", "low_rate"];

/// One school in one exam, beside its region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SchoolProfile {
    /// Version of this shape.
    pub schema_version: String,
    /// The exam.
    pub exam: ExamHead,
    /// The school.
    pub school: SchoolHead,
    /// Who will read it.
    pub audience: Audience,
    /// May the schools of this exam be compared?
    #[schemars(with = "String")]
    pub verdict: Verdict,
    /// Findings that concern the school or the whole exam.
    pub findings: Vec<ProfileFinding>,
    /// The few things that the marks say of the school, the most important first.
    pub insights: Vec<ProfileInsight>,
    /// Subjects in the order of the exam, the total last.
    pub subjects: Vec<SubjectProfile>,
    /// The schools that share an attribute with this one, where the reader may see them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub peers: Vec<PeerGroup>,
    /// Groups of the school's pupils, such as girls and boys, where the exam states them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special_groups: Vec<SpecialGroup>,
    /// Classes in natural order of their names.
    pub classes: Vec<ClassProfile>,
    /// What the exam asks for beside the metrics; empty where it asks for nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<ProfileAnswer>,
    /// Every value of the school and its classes that is missing, except where a metric is not defined.
    pub withheld: Vec<WithheldValue>,
    /// How the balance of subjects is drawn.
    #[serde(default, skip_serializing_if = "BalanceDrawing::is_default")]
    pub balance: BalanceDrawing,
    /// How the numbers were formed and what they rest on.
    pub notes: ProfileNotes,
}

/// The exam of a profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExamHead {
    /// Identifier.
    pub id: String,
    /// Title as printed.
    pub title: String,
    /// Date as printed.
    pub date: Option<String>,
    /// Name of the region.
    pub region: Option<String>,
    /// Stage of schooling.
    pub stage: Stage,
    /// Grade, 1 to 12.
    pub grade: u8,
    /// Kind of exam.
    pub kind: ExamKind,
    /// Number of schools of the exam.
    pub n_schools: u64,
    /// Number of counties that have schools; where there are several, relative metrics are held against the county.
    #[serde(default)]
    pub n_counties: u64,
}

impl ExamHead {
    /// Whether there is one school and nothing to hold it against.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.n_schools < 2
    }
}

/// The school of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SchoolHead {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// County, where the exam has counties.
    pub county: Option<String>,
    /// Attributes of the school list.
    pub attributes: BTreeMap<String, String>,
}

/// A finding with its sentences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileFinding {
    /// Id of the check.
    pub id: String,
    /// Severity.
    pub severity: Severity,
    /// Level that it speaks of.
    pub level: Level,
    /// Subject id, where one subject is concerned.
    pub subject: Option<String>,
    /// The observed quantity.
    pub metric: String,
    /// Observed value.
    pub value: f64,
    /// What it was held against.
    pub reference: f64,
    /// The sentence in Chinese.
    pub text_zh: String,
    /// The sentence in English.
    pub text_en: String,
}

/// A statement about the school that is more than chance, with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileInsight {
    /// Id of the rule; `wutong findings` lists them.
    pub id: String,
    /// Subject id, where one subject is concerned.
    pub subject: Option<String>,
    /// Metric of the value.
    pub metric: String,
    /// Observed value.
    pub value: f64,
    /// What it was held against.
    pub reference: f64,
    /// 95 % interval of the value.
    pub interval: Option<(f64, f64)>,
    /// Effect size, free of units.
    pub effect: f64,
    /// Probability by chance, adjusted for every comparison of the exam.
    pub p_adjusted: f64,
    /// Pupils it rests on.
    pub n: u64,
    /// The sentence in Chinese.
    pub text_zh: String,
    /// The sentence in English.
    pub text_en: String,
    /// What may be done about it, in Chinese and in English; none where the table of suggestions has no line for the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<(String, String)>,
}

/// The schools that share an attribute: town, residence, education group, category ...
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeerGroup {
    /// Attribute.
    pub attribute: String,
    /// What the schools share.
    pub value: String,
    /// One entry a subject, the total last.
    pub subjects: Vec<PeerSubject>,
}

/// One subject of schools that share an attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeerSubject {
    /// Subject id, or `total`.
    pub subject: String,
    /// Number of schools with pupils who have a mark in the subject.
    pub n_schools: u64,
    /// One entry for each of [`PEER_METRICS`], in that order.
    pub values: Vec<PeerValue>,
}

/// One metric of schools that share an attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeerValue {
    /// Metric id.
    pub metric: String,
    /// Value.
    pub value: Reported<f64>,
}

/// Pupils of the school who share an attribute, beside those of the region who do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SpecialGroup {
    /// Attribute.
    pub attribute: String,
    /// What the pupils share.
    pub value: String,
    /// One entry a subject, the total last.
    pub subjects: Vec<SpecialSubject>,
}

/// One subject of pupils who share an attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SpecialSubject {
    /// Subject id, or `total`.
    pub subject: String,
    /// One entry for each of [`PEER_METRICS`], in that order: pupils of the school, and of the region.
    pub values: Vec<ProfileValue>,
}

/// One subject of the school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubjectProfile {
    /// Subject id, or `total`.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Full mark in points.
    pub full_mark: f64,
    /// May the schools be compared in this subject?
    #[schemars(with = "String")]
    pub verdict: Verdict,
    /// Decimals that a mark of this subject may have.
    pub decimals: u8,
    /// Cut marks in points.
    pub cuts: CutMarks,
    /// One entry for each of [`HEADLINE_METRICS`], in that order.
    pub values: Vec<ProfileValue>,
    /// Marks of the school.
    pub distribution: MarkTable,
    /// Marks of the region.
    pub region_distribution: MarkTable,
}

/// Cut marks in points: a pupil reaches a cut with this mark or a higher one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CutMarks {
    /// 超优
    pub top: f64,
    /// 优秀
    pub excellence: f64,
    /// 良好
    pub good: f64,
    /// 及格
    pub pass: f64,
    /// 低分: marks below.
    pub low: f64,
}

/// One metric of the school and of the region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileValue {
    /// Metric id.
    pub metric: String,
    /// Value of the school.
    pub school: Reported<f64>,
    /// Value of the region.
    pub region: Reported<f64>,
}

/// A one-mark table (一分一段表) in two columns, ascending by mark; empty where it is withheld.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MarkTable {
    /// Marks in points.
    pub marks: Vec<f64>,
    /// Pupils with that mark.
    pub counts: Vec<u64>,
}

/// A class of the school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassProfile {
    /// Identifier.
    pub id: String,
    /// Name; empty when the exam has no classes.
    pub name: String,
    /// One entry a subject, the total last.
    pub subjects: Vec<ClassSubject>,
}

/// One subject of a class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassSubject {
    /// Subject id, or `total`.
    pub subject: String,
    /// Pupils whose mark counts.
    pub n_valid: Reported<f64>,
    /// Mean mark in points.
    pub mean: Reported<f64>,
    /// Share at or above the excellence cut.
    pub excellence_rate: Reported<f64>,
    /// Share at or above the pass cut.
    pub pass_rate: Reported<f64>,
    /// Share below the low cut.
    pub low_rate: Reported<f64>,
}

impl ClassSubject {
    /// Its values with their metric ids.
    #[must_use]
    pub fn values(&self) -> [(&'static str, Reported<f64>); 5] {
        [
            ("n_valid", self.n_valid),
            ("mean", self.mean),
            ("excellence_rate", self.excellence_rate),
            ("pass_rate", self.pass_rate),
            ("low_rate", self.low_rate),
        ]
    }
}

/// A value that is missing, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WithheldValue {
    /// Class, by name, where it is a class that lacks the value.
    pub class: Option<String>,
    /// Subject id, or `total`.
    pub subject: String,
    /// Metric id.
    pub metric: String,
    /// Why.
    pub reason: Reason,
}

impl SchoolProfile {
    /// The profile of a school, with the suggestions that travel inside.
    #[must_use]
    pub fn new(analysis: &Analysis, school: GroupView<'_>) -> Self {
        Self::with_suggestions(analysis, school, &Suggestions::default())
    }

    /// The profile with a centre's own suggestions.
    #[must_use]
    pub fn with_suggestions(analysis: &Analysis, school: GroupView<'_>, suggestions: &Suggestions) -> Self {
        build::profile(analysis, school, suggestions)
    }
}

impl SubjectProfile {
    /// The values of a metric; `None` for a metric that is not among [`HEADLINE_METRICS`].
    #[must_use]
    pub fn value(&self, metric: &str) -> Option<&ProfileValue> {
        self.values.iter().find(|value| value.metric == metric)
    }
}
