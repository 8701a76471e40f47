//! What an exam asks for, checked and in ticks.

use super::RawLineMethod;

/// The subject id under which an index over several subjects is reported.
pub const WEIGHTED: &str = "weighted";

/// An exact share: `part` of `whole`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExactShare {
    /// Numerator.
    pub part: u64,
    /// Denominator.
    pub whole: u64,
}

/// Everything that an exam asks for beside the metrics of every exam.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Requests {
    /// Lines of the total.
    pub lines: Vec<Line>,
    /// Targets.
    pub targets: Vec<Target>,
    /// Indices.
    pub composites: Vec<Composite>,
    /// Local levels.
    pub levels: Option<Levels>,
    /// The flag of imbalance between subjects.
    pub imbalance: Option<f64>,
    /// Distribution tables.
    pub bands: Vec<BandTable>,
    /// Effects of schools beside those of the same circumstances.
    pub contextual: Vec<Contextual>,
    /// Education groups valued as one.
    pub bundle: Option<Bundle>,
    /// Whether a total of assigned marks is asked for.
    pub assigned_total: bool,
}

impl Requests {
    /// Whether an answer needs to know which marks belong to one pupil.
    #[must_use]
    pub fn need_joint_marks(&self) -> bool {
        !self.lines.is_empty() || self.imbalance.is_some() || self.assigned_total
    }
}

/// A line of the total.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Line {
    /// Identifier.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Where it lies.
    pub at: LineAt,
    /// How the lines of subjects follow; the default of each subject where `None`.
    pub method: Option<RawLineMethod>,
    /// Lines of the subjects in their ticks, where given.
    pub given: Vec<Option<i64>>,
    /// Which pupils are close.
    pub borderline: Option<Close>,
}

/// Where a line of the total lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineAt {
    /// At a mark, in ticks of the total.
    Mark(i64),
    /// At the mark that this share of the pupils reaches.
    Share(ExactShare),
}

/// Which pupils lie close to a line, in ticks of the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    /// Ticks below.
    pub below: i64,
    /// Ticks above; `None` for the side below alone.
    pub above: Option<i64>,
    /// At most so many pupils of the exam.
    pub limit: Option<u64>,
}

/// A target.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Target {
    /// Metric id.
    pub metric: String,
    /// The value agreed.
    pub value: f64,
    /// School or category; every school where `None`.
    pub group: Option<String>,
    /// Position of the subject, the total behind the others.
    pub subject: usize,
    /// Position of the line.
    pub line: Option<usize>,
}

/// An index.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Composite {
    /// Identifier.
    pub id: String,
    /// Name as printed; empty where a preset names it.
    pub name: String,
    /// Preset or expression.
    pub form: CompositeForm,
    /// Subjects, each by itself or weighted to one.
    pub over: CompositeOver,
    /// Attribute inside which the best school is sought.
    pub category: Option<String>,
    /// Position of the line whose columns it may use.
    pub line: Option<usize>,
    /// Share of the last third that is left out from below, where given.
    pub dropped: Option<ExactShare>,
    /// Indices that it adds up: position and weight.
    pub parts: Vec<(usize, f64)>,
}

/// How an index is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompositeForm {
    /// A preset, by id.
    Preset(String),
    /// An expression over metrics.
    Expression(String),
}

/// The subjects of an index, by position.
#[derive(Debug, Clone, PartialEq)]
pub enum CompositeOver {
    /// Each by itself.
    Each(Vec<usize>),
    /// The weighted mean: subject and weight.
    Weighted(Vec<(usize, f64)>),
}

/// Local levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// Shares of the full mark at which the levels II, III and IV begin.
    pub cuts: [ExactShare; 3],
    /// Level of the rule, 2 to 4.
    pub level: u8,
    /// Share of the pupils who must be at it or above.
    pub share: ExactShare,
}

/// A distribution table.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BandTable {
    /// Identifier.
    pub id: String,
    /// Name as printed, in Chinese and in English.
    pub name: (String, String),
    /// How the bands are cut.
    pub form: BandForm,
    /// Subjects by position, ascending; the total behind the others.
    pub subjects: Vec<usize>,
}

/// How the bands of a distribution table are cut.
#[derive(Debug, Clone, PartialEq)]
pub enum BandForm {
    /// Of so many points.
    Width(f64),
    /// Between these marks in points, ascending.
    Cuts(Vec<f64>),
    /// Equal parts of the full mark.
    Parts(u32),
    /// Shares of the exam's pupils from the top.
    Shares(Vec<u32>),
    /// The first places of the exam.
    Places(Vec<u64>),
}

/// A model of schools in their circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contextual {
    /// Identifier.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Attributes of kinds, each with the kind that the others are held against, if one is named.
    pub kinds: Vec<(String, Option<String>)>,
    /// Attributes of numbers.
    pub numbers: Vec<String>,
    /// Whether the size of the school counts.
    pub size: bool,
    /// Subjects by position, ascending; the total behind the others.
    pub subjects: Vec<usize>,
}

/// How education groups are valued.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Bundle {
    /// Attribute of the school list.
    pub attribute: String,
    /// Weights: all pupils together, convergence of campuses, value added.
    pub weights: [f64; 3],
    /// Share of the group's value in a campus's credit.
    pub alpha: f64,
    /// Range of the campuses in the year of comparison, by group.
    pub base_range: std::collections::BTreeMap<String, f64>,
    /// Value added, by group.
    pub value_added: std::collections::BTreeMap<String, f64>,
    /// Leading school, by group.
    pub core: std::collections::BTreeMap<String, String>,
    /// Subjects by position, ascending; the total behind the others.
    pub subjects: Vec<usize>,
}
