//! The notes of a profile: rules, limits and row accounting.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wutong_model::spec::{Bands, Denominator, DifferenceFormula, ExamSpec};
use wutong_model::{Reported, Treatment};

/// How the numbers were formed and what they rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileNotes {
    /// Denominator of the rates.
    pub denominator: Denominator,
    /// Whether `good` and `pass` include the bands above them.
    pub bands: Bands,
    /// What the total of a pupil is the sum of, where pupils choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<TotalNote>,
    /// What is done with pupils without a mark.
    pub treatments: Vec<StatusTreatment>,
    /// Smallest group whose figures are shown.
    pub min_cell: u32,
    /// Smallest school that enters the statistics between schools.
    pub min_school_size: u32,
    /// The difference between schools.
    pub difference: DifferenceNote,
    /// Row accounting of the whole run, by kind of source.
    pub accounting: Vec<RowAccount>,
    /// Rows and cells of this school that were set aside, by kind of problem.
    pub problems: Vec<ProblemCount>,
    /// Version of the program.
    pub version: String,
}

/// What the total of a pupil is the sum of: the subjects that everybody takes, and so many of each group of others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TotalNote {
    /// Names of the subjects that everybody takes.
    pub common: Vec<String>,
    /// The groups among which pupils choose.
    pub choices: Vec<ChoiceNote>,
}

/// One group of subjects among which pupils choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChoiceNote {
    /// Names of the subjects.
    pub subjects: Vec<String>,
    /// How many of them enter the total of a pupil.
    pub number: usize,
}

impl TotalNote {
    /// What a specification says; nothing where all subjects of the total are common.
    #[must_use]
    pub fn of(spec: &ExamSpec) -> Option<Self> {
        let name = |subject: usize| spec.subjects[subject].name.clone();
        let choices: Vec<ChoiceNote> = spec
            .total
            .choices
            .iter()
            .map(|choice| ChoiceNote {
                subjects: choice.members.iter().map(|&member| name(member)).collect(),
                number: choice.number,
            })
            .collect();
        (!choices.is_empty()).then(|| Self { common: spec.total.common().map(name).collect(), choices })
    }
}

/// What is done with one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusTreatment {
    /// Status, as in `exam.toml`.
    pub status: String,
    /// Treatment.
    pub treatment: Treatment,
}

/// The region's difference between schools (校际差异率) and how it is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DifferenceNote {
    /// Formula that is judged.
    pub formula: DifferenceFormula,
    /// Limit that it is judged against.
    pub limit: f64,
    /// One entry a subject, the total last.
    pub subjects: Vec<SubjectDifference>,
}

/// The region's difference between schools in one subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubjectDifference {
    /// Subject id, or `total`.
    pub subject: String,
    /// The difference rate.
    pub value: Reported<f64>,
}

/// Rows of one kind of source: `rows_read = kept + set_aside + not_data`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowAccount {
    /// What the rows are: `scores`, `roster`, `schools` ...
    pub kind: String,
    /// Rows that hold anything.
    pub rows_read: u64,
    /// Rows used.
    pub kept: u64,
    /// Rows in the quarantine.
    pub set_aside: u64,
    /// Title, header and footer rows.
    pub not_data: u64,
    /// Single cells of kept rows in the quarantine.
    pub cells_set_aside: u64,
}

/// How often a problem occurred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProblemCount {
    /// Kind of problem.
    pub kind: String,
    /// How often.
    pub count: u64,
}
