//! What a look at files finds: the files, the subjects they hold, and what only a person can say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use wutong_model::Status;
use wutong_model::spec::{IdScope, RawChoice};

use crate::sketch::schools::SchoolOrigin;

/// What a file holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FileKind {
    /// One row a pupil, one column a subject.
    Scores,
    /// Pupils enrolled and expected.
    Roster,
    /// The school list.
    Schools,
    /// One row a pupil, one column an item.
    Items,
    /// The same with chosen options.
    Options,
    /// First, second and third marks.
    Marking,
    /// A two-way specification table.
    Blueprint,
    /// Pupils who were absent or broke a rule.
    Noted,
    /// One row a pupil with school and class, and no marks: it is not read.
    Pupils,
    /// None of these.
    #[default]
    Unknown,
    /// It cannot be read.
    Unreadable,
}

/// One of the files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SketchedFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub kind: FileKind,
    /// Rows below the headers.
    pub rows: u64,
    /// Whether it has a school column.
    pub has_school: bool,
    /// Where the schools of its rows are to be found.
    pub school: SchoolOrigin,
    /// How many pupils of each school and class a list of pupils holds.
    pub listed: BTreeMap<[String; 2], u64>,
    /// Subject of an item file or blueprint, where its name tells.
    pub subject: Option<String>,
    /// The one sheet that is to be read, where each holds another exam of the same pupils.
    pub sheet: Option<String>,
    /// Kinds of item sources that it is too: items beside marks, options beside items.
    pub also: Vec<FileKind>,
    /// Its marks are of a subject that nothing names: it is no source before somebody has said it.
    pub is_nameless: bool,
    /// Sheets beside those of scores that hold numbers of pupils enrolled or expected.
    pub rosters: Vec<String>,
    /// Headers of subject columns that must be named because another column looks the same.
    pub chosen: BTreeMap<String, String>,
    /// Headers of columns that are not to be read: of subjects that have grades alone.
    pub ignored: BTreeSet<String>,
    /// Header of each role and subject, as a mapping would name it.
    pub columns: BTreeMap<String, String>,
}

/// A subject that the files hold.
#[derive(Debug, Clone, PartialEq)]
pub struct SketchedSubject {
    /// Usual id.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Full mark: stated by a header, or inferred from the largest mark.
    pub full_mark: f64,
    /// Whether a header states the full mark.
    pub is_stated: bool,
    /// Largest mark seen.
    pub maximum: f64,
    /// Decimals seen.
    pub decimals: u8,
    /// Whether pupils seem to choose it.
    pub elective: bool,
    /// File of its two-way specification table.
    pub items: Option<PathBuf>,
    /// Whether the full mark is the sum of that table.
    pub is_full_of_items: bool,
}

/// Something that only a person can say, or that he should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What a set of files looks like.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sketch {
    /// The files, in the order given.
    pub files: Vec<SketchedFile>,
    /// The subjects, in the order of their columns.
    pub subjects: Vec<SketchedSubject>,
    /// How many electives everybody takes, in groups; nothing where that is not one number.
    pub choices: Vec<RawChoice>,
    /// What is unsure.
    pub questions: Vec<Question>,
    /// What needs no answer: files that are of no use here, full marks that were inferred.
    pub remarks: Vec<Question>,
    /// Within what identifiers seem to be unique.
    pub id_scope: IdScope,
    /// Name of the region, where all rows are of one county.
    pub region: Option<String>,
    /// Title of the exam, as the titles above the tables have it in common.
    pub title: Option<String>,
    /// Grade that the classes are named after.
    pub grade: Option<u8>,
    /// Signs and texts in columns of marks that are no usual status, with what they mean.
    pub status_words: BTreeMap<String, Status>,
    /// Mapping file that the sources of scores are to name.
    pub mapping: Option<String>,
}
