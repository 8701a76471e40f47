//! The bulletin: what a report about the whole region says, as one serialisable value.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wutong_model::spec::Audience;
use wutong_model::{Analysis, Finding, Group, GroupView, Level, Reported, Severity, SubjectView, Verdict};

use super::build::{self, PaperOf};
use super::paper::{self, PaperSummary};
use super::{
    CutMarks, ExamHead, GroupAnswer, MarkTable, PeerValue, ProfileFinding, ProfileInsight, ProfileNotes,
    SCHEMA_VERSION, Suggestions, answers, school_file_stem,
};
use crate::words;

/// The metrics of [`RegionSubject::values`], in order.
pub const REGION_METRICS: &[&str] = &[
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
    "score_rate",
    "excellence_rate",
    "good_rate",
    "pass_rate",
    "low_rate",
    "full_mark_rate",
    "skewness",
    "excess_kurtosis",
    "qq_correlation",
    "bimodality_coefficient",
    "share_within_1sd",
    "share_within_2sd",
    "difference_rate",
    "between_school_icc",
    "between_school_icc_reml",
    "between_school_eta_squared",
    "between_school_cv",
    "between_school_sd_rate",
    "variance_share_county",
    "variance_share_school",
    "variance_share_class",
    "variance_share_pupil",
];

/// The metrics of [`GroupSubject::values`], in order; a rank is withheld where the audience may not see it.
pub const GROUP_METRICS: &[&str] = &[
    "n_expected",
    "n_valid",
    "n_absent",
    "participation_rate",
    "mean",
    "sd",
    "score_rate",
    "excellence_rate",
    "good_rate",
    "pass_rate",
    "low_rate",
    "t_score",
    "mean_gap",
    "school_effect",
    "school_effect_place",
    "rank",
];

/// The region in one exam.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bulletin {
    /// Version of this shape.
    pub schema_version: String,
    /// The exam.
    pub exam: ExamHead,
    /// Who will read it.
    pub audience: Audience,
    /// May the schools of this exam be compared?
    #[schemars(with = "String")]
    pub verdict: Verdict,
    /// Findings of the checks.
    pub findings: Vec<ProfileFinding>,
    /// What the marks say, the most important first; schools are named to the centre alone.
    pub insights: Vec<ProfileInsight>,
    /// Subjects in the order of the exam, the total last.
    pub subjects: Vec<RegionSubject>,
    /// Counties, schools, and groups by attribute, where the reader may see them; schools by code.
    pub groups: Vec<BulletinGroup>,
    /// Lines and targets that the exam asks for, over the region and by school; the centre alone has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<GroupAnswer>,
    /// The papers of which item marks were read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<PaperSummary>,
    /// Number of rows and cells set aside or to be looked at.
    pub n_problems: u64,
    /// How the numbers were formed and what they rest on.
    pub notes: ProfileNotes,
}

/// One subject of the region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegionSubject {
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
    /// One entry for each of [`REGION_METRICS`], in that order.
    pub values: Vec<PeerValue>,
    /// Marks of the region.
    pub distribution: MarkTable,
}

/// A county, a school, or the schools that share an attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BulletinGroup {
    /// `county`, `school`, or the attribute that the schools share.
    pub level: String,
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Name of the county of a school.
    pub county: Option<String>,
    /// File name of its profile, without ending.
    pub file: Option<String>,
    /// One entry a subject, the total last.
    pub subjects: Vec<GroupSubject>,
}

/// One subject of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupSubject {
    /// Subject id, or `total`.
    pub subject: String,
    /// One entry for each of [`GROUP_METRICS`], in that order.
    pub values: Vec<PeerValue>,
}

impl Bulletin {
    /// The bulletin of an analysis, with the suggestions that travel inside.
    #[must_use]
    pub fn new(analysis: &Analysis) -> Self {
        Self::with_suggestions(analysis, &Suggestions::default())
    }

    /// The bulletin with a centre's own suggestions.
    #[must_use]
    pub fn with_suggestions(analysis: &Analysis, suggestions: &Suggestions) -> Self {
        let listed = analysis.spec.raw.privacy.audience == Audience::BureauInternal;
        let shown = |level: Level| match level {
            Level::County | Level::Dimension => true,
            Level::School => listed,
            Level::Region | Level::Class => false,
        };
        let groups = [Level::County, Level::School, Level::Dimension].into_iter().filter(|&level| shown(level));
        let groups: Vec<BulletinGroup> =
            groups.flat_map(|level| analysis.level(level)).filter(is_of_region).map(group).collect();
        let subjects = subjects(analysis);
        Self {
            schema_version: SCHEMA_VERSION.to_owned(),
            exam: build::exam_head(analysis),
            audience: analysis.spec.raw.privacy.audience,
            verdict: analysis.verdict,
            findings: findings(analysis),
            insights: words::listed_insights(analysis)
                .map(|insight| build::insight(analysis, insight, suggestions))
                .collect(),
            papers: paper::papers(analysis, &subjects, &groups),
            subjects,
            groups,
            answers: if listed { answers::by_group(analysis) } else { Vec::new() },
            n_problems: analysis.problems.len() as u64,
            notes: build::notes(analysis, None),
        }
    }

    /// What the bulletin says of one subject, and nothing of another.
    #[must_use]
    pub fn of_subject(&self, id: &str) -> Self {
        let mut part = self.clone();
        part.subjects.retain(|subject| subject.id == id);
        part.groups.iter_mut().for_each(|group| group.subjects.retain(|subject| subject.subject == id));
        part.findings.retain(|finding| finding.subject.as_deref().is_none_or(|subject| subject == id));
        part.answers.retain(|row| row.subject == id);
        part.papers.retain(|paper| paper.subject == id);
        // What is said of a school all round is said of this subject too.
        part.insights.retain(|insight| insight.subject.as_deref().is_none_or(|subject| subject == id));
        part.notes.difference.subjects.retain(|entry| entry.subject == id);
        part.verdict = part.subjects.first().map_or(self.verdict, |subject| subject.verdict);
        part
    }

    /// Groups of a level.
    pub fn of_level<'a>(&'a self, level: &'a str) -> impl Iterator<Item = &'a BulletinGroup> {
        self.groups.iter().filter(move |group| group.level == level)
    }
}

impl RegionSubject {
    /// File name of the report of the subject, without ending.
    #[must_use]
    pub fn file_stem(&self) -> String {
        school_file_stem(&self.id, &self.name)
    }

    /// A value by its metric.
    #[must_use]
    pub fn value(&self, metric: &str) -> Option<Reported<f64>> {
        self.values.iter().find(|value| value.metric == metric).map(|value| value.value)
    }
}

impl BulletinGroup {
    /// A value by subject and metric.
    #[must_use]
    pub fn value(&self, subject: &str, metric: &str) -> Option<Reported<f64>> {
        let values = &self.subjects.iter().find(|each| each.subject == subject)?.values;
        values.iter().find(|value| value.metric == metric).map(|value| value.value)
    }
}

fn findings(analysis: &Analysis) -> Vec<ProfileFinding> {
    let told = analysis.findings.iter().filter(|finding| finding.severity != Severity::Ignore).cloned();
    build::merged(analysis, &told.collect::<Vec<Finding>>())
}

fn subjects(analysis: &Analysis) -> Vec<RegionSubject> {
    let one = |(position, view): (usize, SubjectView<'_>)| {
        let paper = PaperOf::new(&analysis.spec, position, view.subject());
        RegionSubject {
            id: view.subject().id.clone(),
            name: view.subject().name.clone(),
            full_mark: paper.full_mark,
            verdict: analysis.subject_verdict(position),
            decimals: view.subject().decimals,
            cuts: paper.cuts,
            values: values(view, REGION_METRICS),
            distribution: build::mark_table(view.distribution(), view.subject().decimals),
        }
    };
    analysis.region().told_subjects().enumerate().map(one).collect()
}

/// Whether a group is one of the region's; the girls of a school stand in its own report.
fn is_of_region(view: &GroupView<'_>) -> bool {
    view.group().level != Level::Dimension || view.group().parent == Some(0)
}

fn group(view: GroupView<'_>) -> BulletinGroup {
    let group: &Group = view.group();
    let subject = |each: SubjectView<'_>| GroupSubject {
        subject: each.subject().id.clone(),
        values: values(each, GROUP_METRICS),
    };
    BulletinGroup {
        level: group.level_id().to_owned(),
        id: group.id.clone(),
        name: group.name.clone(),
        county: build::county(view),
        file: (group.level == Level::School).then(|| school_file_stem(&group.id, &group.name)),
        subjects: view.told_subjects().map(subject).collect(),
    }
}

fn values(view: SubjectView<'_>, metrics: &[&str]) -> Vec<PeerValue> {
    let value = |metric: &&str| PeerValue { metric: (*metric).to_owned(), value: view.metric(metric) };
    metrics.iter().map(value).collect()
}
