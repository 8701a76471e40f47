//! The notes of a profile: rules, limits and row accounting.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wutong_model::spec::{Bands, Denominator, DifferenceFormula};
use wutong_model::{Reported, Treatment};

/// How the numbers were formed and what they rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileNotes {
    /// Denominator of the rates.
    pub denominator: Denominator,
    /// Whether `good` and `pass` include the bands above them.
    pub bands: Bands,
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
