//! The analysis: everything a run has found out, ready for writers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::TOTAL;
use crate::answer::Answers;
use crate::finding::{COMPLIANCE, ELSEWHERE, Finding, Severity, Verdict, told_to};
use crate::insight::Insight;
use crate::problem::{Problem, SheetAccount};
use crate::pupil::OwnLevels;
use crate::spec::ExamSpec;
use crate::table::MetricTable;
use crate::view::GroupView;

/// Level of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The whole exam.
    Region,
    /// A county or district of it.
    County,
    /// A school.
    School,
    /// A class.
    Class,
    /// Schools that share an attribute of the school list: residence, town, education group, category.
    Dimension,
}

impl Level {
    /// The name used in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::County => "county",
            Self::School => "school",
            Self::Class => "class",
            Self::Dimension => "dimension",
        }
    }
}

/// Why a value is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Reason {
    /// Fewer pupils or units than the metric needs.
    TooFew,
    /// All values are equal.
    NoVariation,
    /// An iterative estimate did not converge.
    NotConverged,
    /// The comparability verdict is refused.
    NotComparable,
    /// Too few pupils to be shown to this audience.
    Suppressed,
    /// The metric is not defined at this level or for this subject.
    NotApplicable,
    /// The input that the metric needs was not supplied (for example the roster).
    NotSupplied,
    /// The audience may not see it.
    Audience,
    /// The denominator is zero.
    ZeroDenominator,
    /// Two inputs contradict each other (for example more pupils sat than the roster expects).
    Contradiction,
    /// Large enough itself, hidden so that a suppressed value does not follow by subtraction.
    ComplementarySuppressed,
    /// All, or all but a few, of the pupils: the share is not shown to this audience.
    TopCoded,
    /// None, or only a few, of the pupils: the share is not shown to this audience.
    BottomCoded,
    /// A circumstance is the same in all schools, or follows from the others.
    Collinear,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 14] = [
        Self::TooFew,
        Self::NoVariation,
        Self::NotConverged,
        Self::NotComparable,
        Self::Suppressed,
        Self::NotApplicable,
        Self::NotSupplied,
        Self::Audience,
        Self::ZeroDenominator,
        Self::Contradiction,
        Self::ComplementarySuppressed,
        Self::TopCoded,
        Self::BottomCoded,
        Self::Collinear,
    ];

    /// The name used in `tables/withheld`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::TooFew => "too_few",
            Self::NoVariation => "no_variation",
            Self::NotConverged => "not_converged",
            Self::NotComparable => "not_comparable",
            Self::Suppressed => "suppressed",
            Self::NotApplicable => "not_applicable",
            Self::NotSupplied => "not_supplied",
            Self::Audience => "audience",
            Self::ZeroDenominator => "zero_denominator",
            Self::Contradiction => "contradiction",
            Self::ComplementarySuppressed => "complementary_suppressed",
            Self::TopCoded => "top_coded",
            Self::BottomCoded => "bottom_coded",
            Self::Collinear => "collinear",
        }
    }
}

/// A value, or the reason why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reported<T> {
    /// The value, with the bounds of its interval where one is defined.
    Estimate {
        /// The value.
        value: T,
        /// Lower and upper bound.
        interval: Option<(T, T)>,
    },
    /// Withheld, and why.
    Withheld(Reason),
}

impl<T: Copy> Reported<T> {
    /// The value, if it was not withheld.
    #[must_use]
    pub fn value(&self) -> Option<T> {
        match self {
            Self::Estimate { value, .. } => Some(*value),
            Self::Withheld(_) => None,
        }
    }

    /// The bounds of the interval, if there is one.
    #[must_use]
    pub fn interval(&self) -> Option<(T, T)> {
        match self {
            Self::Estimate { interval, .. } => *interval,
            Self::Withheld(_) => None,
        }
    }

    /// The reason, if the value was withheld.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Estimate { .. } => None,
            Self::Withheld(reason) => Some(*reason),
        }
    }
}

/// A group of pupils: the region, a county, a school, a class, or the schools that share an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Level.
    pub level: Level,
    /// Unique within the level; a class is `SCHOOL/CLASS`. Of a dimension, the value that its schools share.
    pub id: String,
    /// Name.
    pub name: String,
    /// Position of the parent in [`Analysis::groups`].
    pub parent: Option<usize>,
    /// Attributes of a school (town, residence, education group ...); of a dimension, the one that its schools share.
    pub attributes: BTreeMap<String, String>,
}

impl Group {
    /// The level as tables name it: that of a dimension is the attribute.
    #[must_use]
    pub fn level_id(&self) -> &str {
        match self.level {
            Level::Dimension => self.attributes.keys().next().map_or(Level::Dimension.id(), String::as_str),
            level => level.id(),
        }
    }
}

/// A subject of the analysis; the total is the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysedSubject {
    /// Subject id, or `total`.
    pub id: String,
    /// Name.
    pub name: String,
    /// Full mark in ticks.
    pub full_ticks: i64,
    /// Decimals of a tick.
    pub decimals: u8,
}

/// One mark of a distribution and how many pupils have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkCount {
    /// Mark in ticks.
    pub ticks: i64,
    /// Number of pupils.
    pub count: u64,
}

/// The one-mark table (一分一段表) of a group and subject, ascending by mark. Empty below `min_cell`.
///
/// For readers outside the centre it holds bands instead of marks, each with its lower end as the mark: a band reaches to
/// the next entry, the last one to the full mark.
pub type Distribution = Vec<MarkCount>;

/// Where the numbers come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of Wutong.
    pub version: String,
    /// SHA-256 of the specification as applied.
    pub specification: String,
    /// File and SHA-256 of every input.
    pub inputs: Vec<(String, String)>,
}

/// The result of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The specification that was applied.
    pub spec: ExamSpec,
    /// Subjects, the total last.
    pub subjects: Vec<AnalysedSubject>,
    /// Groups: region, counties, schools, classes, each level sorted by id; those that the audience may know of.
    pub groups: Vec<Group>,
    /// Number of schools of the exam, also where the audience may not know which.
    pub n_schools: usize,
    /// Number of counties that have schools, also where the reader is told of one alone.
    pub n_counties: usize,
    /// Every metric of every group and subject.
    pub metrics: MetricTable,
    /// One-mark tables, indexed like the rows of `metrics`; empty for classes.
    pub distributions: Vec<Distribution>,
    /// One-mark tables of groups whose comparison is refused, by row: for a page of the group alone.
    pub set_apart: BTreeMap<usize, Distribution>,
    /// Answers to what the exam asks for beside the metrics.
    pub answers: Answers,
    /// Findings of the checks.
    pub findings: Vec<Finding>,
    /// May these schools be compared?
    pub verdict: Verdict,
    /// What the marks say of schools and subjects, the most important first.
    pub insights: Vec<Insight>,
    /// What pupils may read of themselves, in the order of schools, classes and identifiers; for that audience alone.
    pub pupils: Vec<OwnLevels>,
    /// Rows and cells set aside.
    pub problems: Vec<Problem>,
    /// Row accounting, one entry a sheet.
    pub accounts: Vec<SheetAccount>,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

/// A group or subject that the analysis does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no {what} '{wanted}' in this analysis; it holds {known}")]
pub struct NotFound {
    /// `school`, `subject` ...
    pub what: &'static str,
    /// What was asked for.
    pub wanted: String,
    /// The first few that exist.
    pub known: String,
}

impl NotFound {
    pub(crate) fn new<'a>(what: &'static str, wanted: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let mut names: Vec<&str> = known.take(13).collect();
        if names.len() == 13 {
            names[12] = "...";
        }
        Self { what, wanted: wanted.to_owned(), known: names.join(", ") }
    }
}

impl Analysis {
    /// May the schools be compared in one subject, by its position?
    ///
    /// Findings that name no subject speak of all; a total is as good as the worst of its subjects.
    #[must_use]
    pub fn subject_verdict(&self, subject: usize) -> Verdict {
        Verdict::of(self.subject_reasons(subject))
    }

    /// The findings of the gravest severity, from `warn` on, that decide the verdict on one subject.
    pub fn subject_reasons(&self, subject: usize) -> impl Iterator<Item = &Finding> {
        let id = &self.subjects[subject].id;
        let members: &[usize] = if id == TOTAL { &self.spec.total.members } else { &[] };
        let concerns = move |finding: &&Finding| {
            finding
                .scope
                .subject
                .as_ref()
                .is_none_or(|own| own == id || members.iter().any(|&member| self.subjects[member].id == *own))
        };
        let gravest = self.findings.iter().filter(concerns).map(|finding| finding.severity).max();
        let decides = move |finding: &&Finding| finding.severity > Severity::Note && Some(finding.severity) == gravest;
        self.findings.iter().filter(concerns).filter(decides)
    }

    /// Number of subjects, the total included where it says more than the one subject of the exam.
    #[must_use]
    pub fn n_told_subjects(&self) -> usize {
        self.subjects.len() - usize::from(self.spec.subjects.len() == 1)
    }

    /// Whether an output may hold several schools: the law can leave only the region and each school by itself.
    #[must_use]
    pub fn may_list_schools(&self) -> bool {
        !self.findings.iter().any(|finding| finding.id == COMPLIANCE && finding.severity == Severity::Block)
    }

    /// What is said of some groups, and of the exam as a whole.
    fn insights_of(&self, groups: &[usize]) -> Vec<Insight> {
        let is_kept = |insight: &&Insight| {
            let scope = &insight.scope;
            groups
                .iter()
                .map(|&group| &self.groups[group])
                .any(|group| group.level == scope.level && group.id == scope.group_id)
        };
        self.insights.iter().filter(is_kept).cloned().collect()
    }

    /// The same without any group but the region.
    #[must_use]
    pub fn region_alone(&self) -> Self {
        self.of_groups(|position, _| position == 0)
    }

    /// The analysis of some of the groups. A group whose parent is not among them hangs on the nearest one that is.
    #[must_use]
    pub fn of_groups(&self, keep: impl Fn(usize, &Group) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.groups.len()).filter(|&group| keep(group, &self.groups[group])).collect();
        let group = |position: usize| {
            let mut group = self.groups[position].clone();
            let mut parent = group.parent;
            group.parent = loop {
                match parent.map(|parent| (parent, kept.binary_search(&parent))) {
                    None => break None,
                    Some((_, Ok(position))) => break Some(position),
                    Some((absent, Err(_))) => parent = self.groups[absent].parent,
                }
            };
            group
        };
        let n_subjects = self.metrics.n_subjects;
        let rows: Vec<usize> =
            kept.iter().flat_map(|&group| (0..n_subjects).map(move |subject| group * n_subjects + subject)).collect();
        Self {
            spec: self.spec.clone(),
            subjects: self.subjects.clone(),
            groups: kept.iter().map(|&position| group(position)).collect(),
            n_schools: self.n_schools,
            n_counties: self.n_counties,
            metrics: MetricTable {
                n_subjects,
                columns: self.metrics.columns.iter().map(|column| column.of_rows(&rows)).collect(),
            },
            distributions: rows.iter().map(|&row| self.distributions[row].clone()).collect(),
            set_apart: rows
                .iter()
                .enumerate()
                .filter_map(|(new, row)| Some((new, self.set_apart.get(row)?.clone())))
                .collect(),
            findings: self.findings.clone(),
            verdict: self.verdict,
            insights: self.insights_of(&kept),
            answers: self.answers.of_groups(&kept),
            pupils: Vec::new(),
            problems: self.problems.clone(),
            accounts: self.accounts.clone(),
            provenance: self.provenance.clone(),
        }
    }

    /// The findings that decide the verdict on the exam.
    pub fn reasons(&self) -> impl Iterator<Item = &Finding> {
        let severity = match self.verdict {
            Verdict::Refused => Severity::Block,
            Verdict::WithCaution | Verdict::Comparable => Severity::Warn,
        };
        self.findings.iter().filter(move |finding| finding.severity == severity)
    }

    /// What one school may read: itself, its classes, and what it is part of; findings about these.
    #[must_use]
    pub fn of_school(&self, school: GroupView<'_>) -> Self {
        let own = school.position();
        let county = school.group().parent;
        let mut part = self.of_groups(|position, group| match group.level {
            Level::Region => true,
            Level::County => Some(position) == county,
            Level::School => position == own,
            Level::Class => group.parent == Some(own),
            // Its girls and boys, and those of the region.
            Level::Dimension => {
                let own_part = |part: &Group| part.parent == Some(own) && part.level == Level::Dimension;
                let mut parts = self.groups.iter().filter(|part| own_part(part));
                own_part(group) || group.parent == Some(0) && parts.any(|part| part.level_id() == group.level_id())
            }
        });
        // Region, by whatever name: a finding on an unread file has the name of the file, which policy has taken from it.
        let speaks = |finding: &Finding| {
            let scope = &finding.scope;
            let is_own = |group: &Group| group.level == scope.level && group.id == scope.group_id;
            scope.level == Level::Region || part.groups.iter().any(is_own)
        };
        part.findings = told_to(&part.findings, self.spec.region(), ELSEWHERE, speaks);
        part
    }

    /// The whole exam.
    #[must_use]
    pub fn region(&self) -> GroupView<'_> {
        GroupView::new(self, 0)
    }

    /// A school by id or by name.
    ///
    /// # Errors
    /// [`NotFound`] if there is no such school.
    pub fn school(&self, id_or_name: &str) -> Result<GroupView<'_>, NotFound> {
        self.schools()
            .find(|school| school.group().id == id_or_name)
            .or_else(|| self.schools().find(|school| school.group().name == id_or_name))
            .ok_or_else(|| NotFound::new("school", id_or_name, self.schools().map(|school| school.group().id.as_str())))
    }

    /// All schools, by id.
    pub fn schools(&self) -> impl Iterator<Item = GroupView<'_>> {
        self.level(Level::School)
    }

    /// All groups of a level, by id.
    pub fn level(&self, level: Level) -> impl Iterator<Item = GroupView<'_>> {
        (0..self.groups.len())
            .filter(move |&position| self.groups[position].level == level)
            .map(|position| GroupView::new(self, position))
    }

    /// A group by level and id.
    #[must_use]
    pub fn find(&self, level: Level, id: &str) -> Option<GroupView<'_>> {
        self.level(level).find(|view| view.group().id == id)
    }
}
