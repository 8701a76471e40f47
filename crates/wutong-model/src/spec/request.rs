//! What an exam may ask for beside the metrics of every exam: lines, targets, indices, assigned marks, levels.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[[line]]`: a line of the total, by a mark or by a share of the pupils.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawLine {
    /// Identifier.
    pub id: String,
    /// Name as printed.
    pub name: Option<String>,
    /// The line as a mark of the total, in points.
    pub mark: Option<f64>,
    /// The line as the share of all pupils who are to be on it: the mark at that rank, everybody at it included.
    pub share: Option<f64>,
    /// How the lines of the subjects follow; where not given `given` if `subjects` names marks, otherwise proportional
    /// for subjects that everybody takes and `same_share` for elective ones.
    pub method: Option<RawLineMethod>,
    /// Lines of subjects in points, for `method = "given"`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub subjects: BTreeMap<String, f64>,
    /// Which pupils lie close to the line of the total.
    pub borderline: Option<RawBorderline>,
}

/// How the line of a subject follows from the line of the total (有效分).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RawLineMethod {
    /// In proportion to the mean of the pupils on line.
    Proportional,
    /// The mark that lets in the same share of pupils.
    SameShare,
    /// As `subjects` says.
    Given,
}

/// `borderline = { below = 10, above = 0, limit = 100 }`
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawBorderline {
    /// Points below the line that are close.
    pub below: f64,
    /// Points above the line that are close; 0 for the side below alone.
    #[serde(default)]
    pub above: f64,
    /// At most so many pupils of the whole exam, the nearest first.
    pub limit: Option<u64>,
}

/// `[[target]]`: a value that was agreed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTarget {
    /// Metric id.
    pub metric: String,
    /// The value agreed: a fraction for rates, points for means, pupils for counts.
    pub value: f64,
    /// School by id or name, or the value of an attribute of the school list; every school where not given.
    pub group: Option<String>,
    /// Subject id; the total where not given.
    pub subject: Option<String>,
    /// Line id, for a metric of a line.
    pub line: Option<String>,
}

/// `[[composite]]`: an index (综合指数), by a preset or an expression over metrics.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawComposite {
    /// Identifier.
    pub id: String,
    /// Name as printed.
    pub name: Option<String>,
    /// An index in use, by its id.
    pub preset: Option<String>,
    /// An expression over metric ids: `60 * ratio_to_best(mean) + 40 * pass_rate`.
    pub expression: Option<String>,
    /// Subjects that it is computed for, each by itself; the total where not given.
    pub subjects: Option<Vec<String>>,
    /// Weights of subjects: the index is then their weighted mean.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, f64>,
    /// Attribute of the school list; the best school is then sought among those with the same value.
    pub category: Option<String>,
    /// Line id: the index may then use the columns of that line, for the total (`high_seg`, `indicator_students`).
    pub line: Option<String>,
    /// Share of the last third by total that is left out from below, for `bottom_third`; 0.05 where not given.
    pub drop: Option<f64>,
    /// Ids of indices that stand before this one, each with its weight, for `grand`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, f64>,
}

/// `[[bands]]`: a distribution table; exactly one of `width`, `cuts`, `parts`, `shares` and `places`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawBands {
    /// Identifier.
    pub id: String,
    /// Name as printed.
    pub name: Option<String>,
    /// Bands of marks of so many points each (分数段), from zero to the full mark.
    pub width: Option<f64>,
    /// Bands of marks between these marks, in points, and from the last one to the full mark; for named subjects.
    pub cuts: Option<Vec<f64>>,
    /// Bands of marks of so many equal parts of the full mark.
    pub parts: Option<u32>,
    /// Grades by shares of the exam's pupils from the top (等第), in any unit: `[25, 25, 25, 20, 5]`.
    pub shares: Option<Vec<u32>>,
    /// The first so many places of the exam (名次段), each counted from the first: `[10, 30, 50, 100]`.
    pub places: Option<Vec<u64>>,
    /// Subjects; every subject and the total where not given.
    pub subjects: Option<Vec<String>>,
}

/// `[[contextual]]`: effects of schools beside those of the same circumstances.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawContextual {
    /// Identifier.
    pub id: String,
    /// Name as printed.
    pub name: Option<String>,
    /// Attributes of the school list whose values are kinds, such as residence or category.
    #[serde(default)]
    pub attributes: Vec<String>,
    /// The kind that the others are held against, by attribute; where not given that of most schools.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reference: BTreeMap<String, String>,
    /// Attributes of the school list whose values are numbers.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Whether the size of the school counts, in hundreds of pupils with a valid mark.
    #[serde(default)]
    pub size: bool,
    /// Subjects; every subject and the total where not given.
    pub subjects: Option<Vec<String>>,
}

/// `[bundle]`: education groups valued as one (集团捆绑评价), a local rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawBundle {
    /// Attribute of the school list that names the education group; `group` where not given.
    pub attribute: Option<String>,
    /// Weights of the parts of a group's value.
    pub weights: RawBundleWeights,
    /// Share of the group's value in what a campus is credited with; 0.5 where not given.
    pub alpha: Option<f64>,
    /// Range of the campuses' mean standard scores in the year of comparison, by education group.
    pub base_range: BTreeMap<String, f64>,
    /// Value added by education group, from elsewhere.
    pub value_added: BTreeMap<String, f64>,
    /// Leading school by education group, by id or name.
    pub core: BTreeMap<String, String>,
    /// Subjects; the total where not given.
    pub subjects: Option<Vec<String>>,
}

/// `weights = { pooled = 0.5, convergence = 0.25, value_added = 0.25 }`
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawBundleWeights {
    /// Of the mean standard score of all pupils of the group.
    pub pooled: f64,
    /// Of the convergence of its campuses.
    pub convergence: f64,
    /// Of the value added.
    pub value_added: f64,
}

impl Default for RawBundleWeights {
    fn default() -> Self {
        Self { pooled: 0.5, convergence: 0.25, value_added: 0.25 }
    }
}

/// `[subject.assigned]`: raw marks into assigned marks (等级赋分).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawAssigned {
    /// Scheme: `3+1+2`, `guangdong`, `shandong`, `zhejiang-21`, `shanghai`, `beijing`, `tianjin`, `hainan-subject`.
    pub scheme: String,
    /// Which boundary mark stands for a share that no mark hits.
    #[serde(default)]
    pub boundary: AssignedBoundary,
    /// From where shares are counted.
    #[serde(default)]
    pub cumulation: AssignedCumulation,
    /// Highest raw mark of the first band.
    #[serde(default)]
    pub first: AssignedEnd,
    /// Lowest raw mark of the last band.
    #[serde(default)]
    pub last: AssignedEnd,
    /// Upper raw bound of the other bands.
    #[serde(default)]
    pub start: AssignedStart,
    /// What a band with a single raw mark gives.
    #[serde(default)]
    pub one_value: AssignedOneValue,
    /// What becomes of a raw mark of zero.
    #[serde(default)]
    pub zero: AssignedZero,
    /// Fewest pupils for a conversion; 30 where not given.
    pub minimum_n: Option<u64>,
}

/// Which boundary mark stands for a share; equal marks are never split, an exact hit always wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignedBoundary {
    /// The first mark whose cumulative share is at least the target.
    UpperMin,
    /// The last mark whose cumulative share is at most the target.
    LowerMax,
    /// The nearer one; on equal distance the larger share.
    #[default]
    NearMax,
    /// The nearer one; on equal distance the smaller share.
    NearMin,
}

/// From where shares are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignedCumulation {
    /// From the top.
    #[default]
    Fixed,
    /// From the share really reached so far.
    Restart,
}

/// The raw mark at an end of the scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignedEnd {
    /// Of the examinees.
    #[default]
    Real,
    /// Of the paper.
    Paper,
}

/// The upper raw bound of every band but the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignedStart {
    /// One point below the band above.
    Step,
    /// The lower bound of the band above.
    Share,
    /// The highest mark that a pupil of the band has.
    #[default]
    Observed,
}

/// What a band with a single raw mark gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignedOneValue {
    /// The highest assigned mark of the band.
    #[default]
    ToMax,
    /// The lowest.
    ToMin,
    /// Their mean.
    ToMean,
}

/// What becomes of a raw mark of zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignedZero {
    /// Not ranked, no assigned mark.
    #[default]
    Unassigned,
    /// Not ranked, the lowest assigned mark.
    Floor,
    /// Ranked like any other mark.
    Ranked,
}

/// `[levels]`: local levels I to IV (本地分级，非国测等级).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawLevels {
    /// Where the levels begin.
    pub cuts: RawLevelCuts,
    /// When a subject counts as having reached a level.
    pub rule: RawLevelRule,
}

/// `cuts = { two = 0.60, three = 0.70, four = 0.85 }`, shares of the full mark.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawLevelCuts {
    /// Level II begins.
    pub two: f64,
    /// Level III begins.
    pub three: f64,
    /// Level IV begins.
    pub four: f64,
}

impl Default for RawLevelCuts {
    fn default() -> Self {
        Self { two: 0.60, three: 0.70, four: 0.85 }
    }
}

/// `rule = { level = 3, share = 0.85 }`
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawLevelRule {
    /// The level, 2 to 4.
    pub level: u8,
    /// Share of the pupils who must be at it or above.
    pub share: f64,
}

impl Default for RawLevelRule {
    fn default() -> Self {
        Self { level: 3, share: 0.85 }
    }
}

/// `[imbalance]`: imbalance between subjects (偏科).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawImbalance {
    /// A pupil is flagged whose standard scores spread by more.
    pub flag: f64,
}

impl Default for RawImbalance {
    fn default() -> Self {
        Self { flag: 1.0 }
    }
}
