//! `exam.toml` as written: spelling is checked here, meaning in [`super::ExamSpec`].

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::{
    RawAssigned, RawBands, RawBundle, RawComposite, RawContextual, RawImbalance, RawLevels, RawLine, RawTarget,
};
use crate::finding::Severity;
use crate::mark::{Status, Treatment};

/// `exam.toml`: the specification of one joint exam.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSpec {
    /// The exam.
    pub exam: RawExam,
    /// Where the marks come from; may be empty for marks handed over in memory.
    #[serde(default)]
    pub source: Vec<RawSource>,
    /// The subjects.
    pub subject: Vec<RawSubject>,
    /// The total.
    #[serde(default)]
    pub total: RawTotal,
    /// What to do with pupils without a mark, by status.
    #[serde(default)]
    pub status: RawStatus,
    /// How rates are formed.
    #[serde(default)]
    pub rates: RawRates,
    /// How the difference between schools is judged.
    #[serde(default)]
    pub difference: RawDifference,
    /// What marking data are held against.
    #[serde(default)]
    pub marking: RawMarking,
    /// What may be shown to whom.
    #[serde(default)]
    pub privacy: RawPrivacy,
    /// How reports are drawn.
    #[serde(default, skip_serializing_if = "RawReport::is_default")]
    pub report: RawReport,
    /// Lines of the total.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub line: Vec<RawLine>,
    /// Targets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<RawTarget>,
    /// Indices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub composite: Vec<RawComposite>,
    /// Distribution tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<RawBands>,
    /// Effects of schools beside those of the same circumstances.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contextual: Vec<RawContextual>,
    /// Education groups valued as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<RawBundle>,
    /// Local levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<RawLevels>,
    /// Imbalance between subjects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imbalance: Option<RawImbalance>,
    /// How pupils are told apart.
    #[serde(default)]
    pub pupils: RawPupils,
    /// How much an input may ask for.
    #[serde(default)]
    pub limits: RawLimits,
    /// Severity of each check, by id.
    #[serde(default)]
    pub checks: BTreeMap<String, Severity>,
    /// Subjects that are compared although a check refuses it, by id, each with the reason; it is printed.
    #[serde(default, rename = "override", skip_serializing_if = "BTreeMap::is_empty")]
    pub overrides: BTreeMap<String, String>,
}

/// `[exam]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawExam {
    /// Identifier, also the name of the output folder.
    pub id: String,
    /// Title as printed.
    pub title: String,
    /// Stage of schooling.
    pub stage: Stage,
    /// Grade, 1 to 12.
    pub grade: u8,
    /// Kind of exam.
    pub kind: ExamKind,
    /// Date as printed.
    pub date: Option<String>,
    /// Name of the region; also the id of the region level.
    pub region: Option<String>,
    /// Legal basis, where the kind of exam needs one.
    pub legal_basis: Option<String>,
    /// The `run.json` of the exam that this one is held against, relative to this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}

/// Stage of schooling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 小学
    Primary,
    /// 初中
    Junior,
    /// 高中
    Senior,
}

/// Kind of exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExamKind {
    /// 毕业年级模拟考试
    GraduationMock,
    /// 高中联考
    SeniorJoint,
    /// 学校期末考试
    SchoolFinal,
    /// 抽样质量监测
    SampledMonitoring,
    /// 研究
    Research,
}

/// `[[source]]`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSource {
    /// File, or glob, relative to `exam.toml`; a path may lead into an archive: `all.zip/marks/*.xlsx`.
    pub path: String,
    /// What the rows are.
    #[serde(default)]
    pub kind: SourceKind,
    /// Worksheet to read; all sheets that hold marks otherwise.
    pub sheet: Option<String>,
    /// Column of each role (`id`, `name`, `county`, `school`, `class`) and subject id, by header text.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Text encoding; detected otherwise.
    pub encoding: Option<String>,
    /// Subject of an item, option or marking source.
    pub subject: Option<String>,
    /// School of every row, for files without a school column; `{file}` and `{sheet}` stand for their names.
    pub school: Option<String>,
    /// Class of every row, for sheets without a class column; `{file}` and `{sheet}` stand for their names.
    pub class: Option<String>,
    /// File with a `[mapping]` that fills in what this source leaves out, relative to `exam.toml`.
    pub mapping: Option<String>,
    /// Words that stand for a status, beside those every run knows: `{ "病假" = "absent" }`.
    #[serde(default)]
    pub status_words: BTreeMap<String, Status>,
    /// Headers of columns to leave out.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// What the rows of a source are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// One row a pupil, one column a subject.
    #[default]
    Scores,
    /// One row a pupil, one column an item.
    Items,
    /// One row a pupil, one column an item, chosen options.
    Options,
    /// Marks of the single markers.
    Marking,
    /// Pupils enrolled and expected.
    Roster,
    /// The school list.
    Schools,
    /// A `quarantine.csv` whose column `corrected` has been filled in.
    Corrections,
}

/// `[[subject]]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawSubject {
    /// Identifier.
    pub id: String,
    /// Name as printed, and as looked for in headers.
    pub name: Option<String>,
    /// Full mark of the paper, in points.
    pub full_mark: f64,
    /// Lowest possible mark.
    pub min_mark: Option<f64>,
    /// Decimals a mark may have, 0 to 6; 2 where not given.
    pub decimals: Option<u8>,
    /// Cuts.
    #[serde(default)]
    pub cuts: RawCuts,
    /// Two-way specification table (双向细目表), relative to `exam.toml`.
    pub items: Option<String>,
    /// Step of the marks in points, such as 0.5; marks off it are pointed out. Found from the marks where not given.
    pub step: Option<f64>,
    /// Whether pupils choose the subject: a blank is then not taken instead of absent.
    #[serde(default)]
    pub elective: bool,
    /// Which marks are analysed where a sheet has both.
    #[serde(default)]
    pub marks: Marks,
    /// Assigned marks beside raw ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigned: Option<RawAssigned>,
}

/// Which marks of a subject are analysed; the others are kept beside them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Marks {
    /// 原始分, 卷面分
    #[default]
    Raw,
    /// 赋分, 等级分, 折合分
    Scaled,
}

/// `cuts = { excellence = 0.85, pass = { mark = 72 } }`
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCuts {
    /// 优秀; 0.85 where not given.
    pub excellence: Option<RawCut>,
    /// 良好; 0.70 where not given.
    pub good: Option<RawCut>,
    /// 及格; 0.60 where not given.
    pub pass: Option<RawCut>,
    /// 低分, marks below; 0.40 where not given.
    pub low: Option<RawCut>,
    /// 超优; 0.90 where not given.
    pub top: Option<RawCut>,
}

/// A cut as a share of the full mark, or as a mark.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RawCut {
    /// Share of the full mark.
    Share(f64),
    /// Mark in points.
    Mark {
        /// The mark.
        mark: f64,
    },
}

/// `[total]`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTotal {
    /// Subjects that make up the total; all where not given.
    pub subjects: Option<Vec<String>>,
    /// Elective subjects in the total of each pupil, where pupils choose: `3` for 3+1+2 and 3+3. All of them where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub electives: Option<RawElectives>,
    /// Cuts of the total.
    #[serde(default)]
    pub cuts: RawCuts,
    /// Whether a total of assigned marks (赋分总分) stands beside that of raw ones.
    #[serde(default)]
    pub assigned: bool,
}

/// `total.electives`: how many elective subjects the total of a pupil is made of, beside those that everybody takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum RawElectives {
    /// So many of all elective subjects of the total.
    Number(usize),
    /// So many of each group: one of physics and history, two of four others; one foreign language.
    Groups(Vec<RawChoice>),
}

/// By hand, because an untagged enum does not say what it expected.
impl<'de> Deserialize<'de> for RawElectives {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = RawElectives;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("how many electives")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<RawElectives, E> {
                let found = || E::invalid_value(de::Unexpected::Signed(number), &self);
                usize::try_from(number).map(RawElectives::Number).map_err(|_| found())
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<RawElectives, E> {
                let found = || E::invalid_value(de::Unexpected::Unsigned(number), &self);
                usize::try_from(number).map(RawElectives::Number).map_err(|_| found())
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, groups: A) -> Result<RawElectives, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(groups)).map(RawElectives::Groups)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// One group of `total.electives`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawChoice {
    /// Subjects among which pupils choose.
    pub subjects: Vec<String>,
    /// How many of them a pupil takes.
    pub number: usize,
}

/// `[status]`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawStatus {
    /// 缺考
    pub absent: Treatment,
    /// 违纪, 作弊
    pub violation: Treatment,
    /// 缺卷, 未扫描
    pub lost: Treatment,
    /// 免考
    pub exempt: Treatment,
    /// 缓考
    pub deferred: Treatment,
    /// 未选
    pub not_taken: Treatment,
    /// 转出
    pub withdrawn: Treatment,
}

/// `[rates]`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawRates {
    /// Denominator of rates.
    pub denominator: Denominator,
    /// Whether `good` and `pass` include the bands above them.
    pub bands: Bands,
}

/// Denominator of rates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Denominator {
    /// 实考: pupils whose mark counts.
    #[default]
    Actual,
    /// 应考: pupils who were to sit.
    Expected,
    /// 在籍: pupils enrolled.
    Roster,
}

impl Denominator {
    /// The name used in `exam.toml` and in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Expected => "expected",
            Self::Roster => "roster",
        }
    }
}

/// Whether bands include the ones above them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bands {
    /// 及格 includes 良好 and 优秀.
    #[default]
    Cumulative,
    /// Each pupil is in one band.
    Exclusive,
}

/// `[difference]`
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawDifference {
    /// The formula that is judged.
    pub formula: DifferenceFormula,
    /// The limit it is judged against.
    pub limit: f64,
    /// Schools with fewer valid marks are left out of between-school statistics.
    pub min_school_size: u32,
}

impl Default for RawDifference {
    fn default() -> Self {
        Self { formula: DifferenceFormula::IccAnova, limit: 0.15, min_school_size: 10 }
    }
}

/// Formula of the difference between schools (校际差异率).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceFormula {
    /// Intraclass correlation, one-way random ANOVA.
    IccAnova,
    /// Intraclass correlation, restricted maximum likelihood.
    IccReml,
    /// Between share of the sum of squares.
    EtaSquared,
    /// Pupil-weighted coefficient of variation of school means.
    Cv,
    /// Pupil-weighted standard deviation of school means over the full mark.
    SdRate,
}

impl DifferenceFormula {
    /// Metric id of the formula.
    #[must_use]
    pub fn metric(self) -> &'static str {
        match self {
            Self::IccAnova => "between_school_icc",
            Self::IccReml => "between_school_icc_reml",
            Self::EtaSquared => "between_school_eta_squared",
            Self::Cv => "between_school_cv",
            Self::SdRate => "between_school_sd_rate",
        }
    }
}

/// `[marking]`
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawMarking {
    /// Share of the scripts marked twice that may go to a third marker before caution is asked for.
    pub third_rate: f64,
}

impl Default for RawMarking {
    fn default() -> Self {
        Self { third_rate: 0.15 }
    }
}

/// `[report]`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawReport {
    /// How a school's balance of subjects is drawn.
    pub balance: BalanceDrawing,
}

impl RawReport {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How a school's balance of subjects is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BalanceDrawing {
    /// Differences to the region with their intervals, one row a subject.
    #[default]
    Dots,
    /// Score rates of school and region about a centre, without intervals; dots where fewer than three subjects have them.
    Radar,
}

impl BalanceDrawing {
    /// Whether it is what a specification means that names none.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// `[privacy]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawPrivacy {
    /// Who will read the output.
    pub audience: Audience,
    /// Smallest group whose figures are shown; 5 for `bureau_internal`, 10 otherwise, and no less than that. Only
    /// `bureau_internal` of the kind `research`, whose marks are no pupils' results, may go lower.
    pub min_cell: Option<u32>,
    /// Whether pupils' names may appear; never outside the centre.
    pub names: bool,
    /// Attributes of the school list by which results are broken down; every one that sorts schools, and is no number
    /// or telephone by its name (人数, 电话), where not given.
    pub dimensions: Option<Vec<String>>,
}

/// Who reads the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The centre itself.
    #[default]
    BureauInternal,
    /// A school.
    School,
    /// Everybody.
    Public,
    /// Pupils and parents.
    StudentParent,
}

impl Audience {
    /// The name used in `exam.toml`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::BureauInternal => "bureau_internal",
            Self::School => "school",
            Self::Public => "public",
            Self::StudentParent => "student_parent",
        }
    }

    /// Whether ranks may be shown.
    #[must_use]
    pub fn sees_ranks(self) -> bool {
        self == Self::BureauInternal
    }

    /// Whether the reader stands outside the centre.
    #[must_use]
    pub fn is_outside(self) -> bool {
        self != Self::BureauInternal
    }

    /// Smallest group whose figures are shown where the specification names none, and the least that it may name.
    #[must_use]
    pub fn default_min_cell(self) -> u32 {
        if self == Self::BureauInternal { 5 } else { 10 }
    }
}

/// `[limits]`: what a file may ask of the machine before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawLimits {
    /// Largest size of a file once unpacked, in megabytes.
    pub unpacked_mb: u64,
    /// Largest ratio of unpacked to packed size, for files above a few megabytes unpacked.
    pub ratio: u64,
    /// Most cells that a worksheet may declare or hold.
    pub cells: u64,
    /// Most merged ranges that a worksheet may have.
    pub merged_ranges: u64,
    /// Most files that an archive may hold.
    pub files: u64,
}

impl Default for RawLimits {
    fn default() -> Self {
        Self { unpacked_mb: 2048, ratio: 300, cells: 1_000_000_000, merged_ranges: 200_000, files: 20_000 }
    }
}

/// `[pupils]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawPupils {
    /// Within what a pupil identifier names one pupil.
    pub id_unique_within: IdScope,
    /// Key file of the centre, relative to `exam.toml`: identifiers become pseudonyms (HMAC-SHA-256) under it.
    pub key: Option<String>,
}

/// Within what a pupil identifier names one pupil.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdScope {
    /// The whole exam (考号).
    #[default]
    Exam,
    /// The school.
    School,
    /// The class (seat numbers).
    Class,
}
