//! The report of one class: what it says beside its school and the region, as one serialisable value.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wutong_model::spec::Audience;
use wutong_model::{Analysis, EntryTable, GroupView, Reason, Reported, SubjectView, Verdict};

use super::build::{self, PaperOf};
use super::{CutMarks, ExamHead, ProfileFinding, ProfileNotes, SCHEMA_VERSION, SchoolHead, school_file_stem};

/// The metrics of [`ClassPaper::values`], in order.
const METRICS: [&str; 15] = [
    "n_expected",
    "n_valid",
    "n_absent",
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
    "pass_rate",
    "low_rate",
];

/// One class in one exam, beside its school and the region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassReport {
    /// Version of this shape.
    pub schema_version: String,
    /// The exam.
    pub exam: ExamHead,
    /// The school.
    pub school: SchoolHead,
    /// The class.
    pub class: ClassHead,
    /// Who will read it.
    pub audience: Audience,
    /// May the schools of this exam be compared?
    #[schemars(with = "String")]
    pub verdict: Verdict,
    /// Findings that concern the school or the whole exam: what the verdict rests on.
    pub findings: Vec<ProfileFinding>,
    /// Subjects in the order of the exam, the total last.
    pub subjects: Vec<ClassPaper>,
    /// Items, knowledge points, ability levels and item types; empty where no item marks were read.
    pub parts: Vec<ClassPart>,
    /// How the numbers were formed and what they rest on.
    pub notes: ProfileNotes,
}

/// The class of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClassHead {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Number of classes of the school.
    pub n_classes: u64,
}

/// One subject of the class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassPaper {
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
    /// Values of the class, of its school and of the region.
    pub values: Vec<ClassValue>,
}

/// One metric of the class, its school and the region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassValue {
    /// Metric id.
    pub metric: String,
    /// Value of the class.
    pub class: Reported<f64>,
    /// Value of its school.
    pub school: Reported<f64>,
    /// Value of the region.
    pub region: Reported<f64>,
}

/// An item, or items on the same matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassPart {
    /// Subject id.
    pub subject: String,
    /// `item`, `knowledge_point`, `ability` or `item_type`.
    pub dimension: String,
    /// Its name in Chinese and in English.
    pub name: (String, String),
    /// Further facts: full mark, knowledge points, items ...
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    /// Score rate.
    pub score_rate: ClassValue,
}

impl ClassReport {
    /// The report of a class of an analysis; nothing for a group without a school, or where an exam names no classes.
    #[must_use]
    pub fn new(analysis: &Analysis, class: GroupView<'_>) -> Option<Self> {
        let class = class.alone();
        let school = class.parent()?.alone();
        let (group, own) = (school.group(), class.group());
        if own.name.is_empty() {
            return None;
        }
        let is_refused = |position: usize| analysis.subject_verdict(position) == Verdict::Refused;
        let views = class.told_subjects().zip(school.told_subjects()).zip(analysis.region().told_subjects());
        let papers = views.enumerate().map(|(position, ((class, school), region))| {
            let mut paper = paper(PaperOf::new(&analysis.spec, position, class.subject()), [class, school, region]);
            paper.verdict = analysis.subject_verdict(position);
            // Two numbers side by side are a comparison, in a file as on a page.
            if is_refused(position) {
                paper.values.iter_mut().for_each(|value| value.region = Reported::Withheld(Reason::NotComparable));
            }
            paper
        });
        let tables = [&analysis.answers.knowledge_points, &analysis.answers.items];
        let groups = [class.position(), school.position(), 0];
        Some(Self {
            schema_version: SCHEMA_VERSION.to_owned(),
            exam: build::exam_head(analysis),
            school: build::school_head(school),
            class: ClassHead {
                id: own.id.clone(),
                name: own.name.clone(),
                n_classes: school.children().count() as u64,
            },
            audience: analysis.spec.raw.privacy.audience,
            verdict: analysis.verdict,
            findings: build::findings(analysis, school),
            subjects: papers.collect(),
            parts: tables.into_iter().flat_map(|table| parts(analysis, table, groups)).collect(),
            notes: build::notes(analysis, Some(group)),
        })
    }

    /// File name of the report, without ending; classes of a school have different names.
    #[must_use]
    pub fn file_stem(&self) -> String {
        school_file_stem(&self.class.name, &self.class.name)
    }
}

impl ClassPaper {
    /// The values of a metric; `None` for one that a class report does not hold.
    #[must_use]
    pub fn value(&self, metric: &str) -> Option<&ClassValue> {
        self.values.iter().find(|value| value.metric == metric)
    }
}

fn paper(paper: PaperOf, [class, school, region]: [SubjectView<'_>; 3]) -> ClassPaper {
    let subject = class.subject();
    let value = |metric: &str| ClassValue {
        metric: metric.to_owned(),
        class: class.metric(metric),
        school: school.metric(metric),
        region: region.metric(metric),
    };
    ClassPaper {
        id: subject.id.clone(),
        name: subject.name.clone(),
        full_mark: paper.full_mark,
        verdict: Verdict::Comparable,
        decimals: subject.decimals,
        cuts: paper.cuts,
        values: METRICS.map(value).into(),
    }
}

/// Parts of which the class has a row, beside the rows of its school and of the region.
fn parts(analysis: &Analysis, table: &EntryTable, [class, school, region]: [usize; 3]) -> Vec<ClassPart> {
    let start = table.rows.partition_point(|row| row.group < class);
    let own = table.rows[start..].iter().take_while(|row| row.group == class);
    let part = |row: &wutong_model::EntryRow| {
        let entry = &table.entries[row.entry];
        let details: BTreeMap<String, String> =
            entry.details.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
        let dimension = details.get("dimension").cloned().unwrap_or_else(|| "item".to_owned());
        let metric = if dimension == "item" { "facility" } else { "item_score_rate" };
        let column = table.columns.iter().find(|column| column.id == metric)?;
        let of = |group: usize| {
            let found = table.row_of(group, row.subject, row.entry);
            found.map_or(Reported::Withheld(Reason::NotSupplied), |found| column.get_alone(found))
        };
        let is_refused = analysis.subject_verdict(row.subject) == Verdict::Refused;
        Some(ClassPart {
            subject: analysis.subjects.get(row.subject)?.id.clone(),
            dimension,
            name: entry.name.clone(),
            details,
            score_rate: ClassValue {
                metric: metric.to_owned(),
                class: of(class),
                school: of(school),
                region: if is_refused { Reported::Withheld(Reason::NotComparable) } else { of(region) },
            },
        })
    };
    own.filter_map(part).collect()
}
