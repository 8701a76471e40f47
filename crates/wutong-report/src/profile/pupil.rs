//! What one pupil and the parents read: own levels, and nothing of anybody else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wutong_model::{Analysis, Grade, OwnLevels, Reported, Status, Verdict};

use super::build::{self, PaperOf};
use super::{CutMarks, ExamHead, ProfileFinding, SCHEMA_VERSION, school_file_stem};

/// The own levels of one pupil in one exam.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PupilReport {
    /// Version of this shape.
    pub schema_version: String,
    /// The exam.
    pub exam: ExamHead,
    /// Code of the school.
    pub school_id: String,
    /// Name of the school.
    pub school: String,
    /// Name of the class; empty where the exam has none.
    pub class: String,
    /// Identifier, or pseudonym.
    pub pupil: String,
    /// May the schools of this exam be compared?
    #[schemars(with = "String")]
    pub verdict: Verdict,
    /// Findings on the exam as a whole: what the verdict rests on.
    pub findings: Vec<ProfileFinding>,
    /// Subjects in the order of the exam, the total last.
    pub subjects: Vec<PupilSubject>,
    /// Version of the program.
    pub version: String,
}

/// One subject of the pupil.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PupilSubject {
    /// Subject id, or `total`.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Full mark in points.
    pub full_mark: f64,
    /// Cut marks in points: where the levels begin.
    pub cuts: CutMarks,
    /// May the schools be compared in this subject?
    #[schemars(with = "String")]
    pub verdict: Verdict,
    /// Why there is, or is not, a mark.
    pub status: Status,
    /// The level, A the highest; none without a mark.
    pub level: Option<Grade>,
    /// The fifth of all pupils in which the mark lies, 1 the highest.
    pub fifth: Reported<f64>,
}

impl PupilReport {
    /// What all reports of an analysis share; [`PupilReport::of`] adds the pupil.
    #[must_use]
    pub fn blank(analysis: &Analysis) -> Self {
        let subject = |(position, subject): (usize, &wutong_model::AnalysedSubject)| {
            let PaperOf { full_mark, cuts } = PaperOf::new(&analysis.spec, position, subject);
            PupilSubject {
                id: subject.id.clone(),
                name: subject.name.clone(),
                full_mark,
                cuts,
                verdict: analysis.subject_verdict(position),
                status: Status::NotTaken,
                level: None,
                fifth: Reported::Withheld(wutong_model::Reason::NotApplicable),
            }
        };
        Self {
            schema_version: SCHEMA_VERSION.to_owned(),
            exam: build::exam_head(analysis),
            school_id: String::new(),
            school: String::new(),
            class: String::new(),
            pupil: String::new(),
            verdict: analysis.verdict,
            findings: build::merged(analysis, &analysis.findings),
            subjects: analysis.subjects[..analysis.n_told_subjects()].iter().enumerate().map(subject).collect(),
            version: analysis.provenance.version.clone(),
        }
    }

    /// The report of one pupil.
    #[must_use]
    pub fn of(&self, pupil: &OwnLevels) -> Self {
        let mut report = Self {
            school_id: pupil.school_id.clone(),
            school: pupil.school.clone(),
            class: pupil.class.clone(),
            pupil: pupil.id.clone(),
            ..self.clone()
        };
        for (subject, own) in report.subjects.iter_mut().zip(&pupil.subjects) {
            (subject.status, subject.level, subject.fifth) = (own.status, own.grade, own.fifth);
        }
        report
    }
}

/// Folder of the reports of a pupil's class, below `pupils`.
#[must_use]
pub fn pupil_folder(pupil: &OwnLevels) -> String {
    let school = school_file_stem(&pupil.school_id, &pupil.school_id);
    if pupil.class.is_empty() { school } else { format!("{school}/{}", school_file_stem(&pupil.class, &pupil.class)) }
}
