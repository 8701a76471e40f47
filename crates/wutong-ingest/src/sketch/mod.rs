//! What a set of files looks like, and the specification that would read them.

mod guess;
mod scan;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use wutong_model::spec::{IdScope, RawLimits};

use crate::alias;
use crate::cell::fold;
use crate::error::IngestError;
use crate::feed::Sheets;
use crate::format::{Opening, read_file};
use crate::sketch::scan::{Marks, ScannedSheet, Scanner};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    /// A two-way specification table.
    Blueprint,
    /// None of these.
    Unknown,
}

/// One of the files.
#[derive(Debug, Clone, PartialEq)]
pub struct SketchedFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub kind: FileKind,
    /// Rows below the headers.
    pub rows: u64,
    /// Whether it has a school column.
    pub has_school: bool,
    /// Subject of an item file or blueprint, where its name tells.
    pub subject: Option<String>,
    /// Headers of subject columns that must be named because another column looks the same.
    pub chosen: BTreeMap<String, String>,
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
}

/// Something that only a person can say.
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
    /// What is unsure.
    pub questions: Vec<Question>,
    /// Within what identifiers seem to be unique.
    pub id_scope: IdScope,
    /// Name of the region, where all rows are of one county.
    pub region: Option<String>,
    /// Title of the exam, as the titles above the tables have it in common.
    pub title: Option<String>,
}

/// Looks at files.
///
/// # Errors
/// [`IngestError`] for a file that cannot be read at all. A file that cannot be understood is a question.
pub fn sketch(paths: &[PathBuf]) -> Result<Sketch, IngestError> {
    let mut found = Found::default();
    for path in paths {
        let name = path.to_string_lossy().replace('\\', "/");
        let mut scanner = Scanner::default();
        read_file(path, Opening::all(&name, RawLimits::default()), &mut Sheets::into(&mut scanner))?;
        found.file(path, scanner.sheets);
    }
    Ok(found.finish())
}

#[derive(Default)]
struct Found {
    files: Vec<SketchedFile>,
    order: Vec<String>,
    names: BTreeMap<String, String>,
    marks: BTreeMap<String, Marks>,
    stated: BTreeMap<String, Vec<f64>>,
    pupils: Vec<[u64; 3]>,
    counties: BTreeSet<String>,
    titles: Vec<String>,
    questions: Vec<Question>,
}

impl Found {
    fn ask(&mut self, zh: String, en: String) {
        let question = Question { zh, en };
        if !self.questions.contains(&question) {
            self.questions.push(question);
        }
    }

    fn file(&mut self, path: &Path, sheets: Vec<ScannedSheet>) {
        let kind = sheets.iter().map(|sheet| sheet.kind).min().unwrap_or(FileKind::Unknown);
        let of_kind: Vec<ScannedSheet> = sheets.into_iter().filter(|sheet| sheet.kind == kind).collect();
        let mut file = SketchedFile {
            path: path.to_owned(),
            kind,
            rows: of_kind.iter().map(|sheet| sheet.rows).sum(),
            has_school: of_kind.iter().all(|sheet| sheet.has_school),
            subject: subject_of_name(path),
            chosen: BTreeMap::new(),
        };
        let shown = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match kind {
            FileKind::Scores => of_kind.into_iter().for_each(|sheet| self.scores(&shown, sheet, &mut file)),
            FileKind::Schools => self.counties.extend(of_kind.into_iter().flat_map(|sheet| sheet.counties)),
            FileKind::Unknown => self.ask(
                format!("{shown} 看不出是什么表，没有写入；若是成绩表请检查表头"),
                format!("{shown} looks like no known table and was left out; if it holds scores, check its header"),
            ),
            FileKind::Items | FileKind::Blueprint if file.subject.is_none() => {
                self.ask(format!("{shown} 是哪一科的？"), format!("{shown}: of which subject is it?"));
            }
            _ => {}
        }
        if kind == FileKind::Scores && !file.has_school {
            let stem = stem(path);
            self.ask(
                format!("{shown} 没有学校列，暂以文件名“{stem}”为学校"),
                format!("{shown} has no school column; its name '{stem}' is taken for the school"),
            );
        }
        self.files.push(file);
    }

    fn scores(&mut self, shown: &str, sheet: ScannedSheet, file: &mut SketchedFile) {
        for column in sheet.subjects {
            let id = column.id.to_owned();
            if let Some(second) = column.rival {
                self.ask(
                    format!("{shown}：“{}”和“{second}”都像 {id} 的成绩，暂用前者", column.header),
                    format!("{shown}: '{}' and '{second}' both look like {id}; the first is used", column.header),
                );
                file.chosen.insert(id.clone(), column.header.clone());
            }
            if !self.order.contains(&id) {
                self.order.push(id.clone());
                self.names.insert(id.clone(), column.name);
            }
            self.stated.entry(id.clone()).or_default().extend(column.stated);
            self.marks.entry(id).or_default().merge(&column.marks);
        }
        for header in sheet.unknown_numeric {
            self.ask(
                format!("“{header}”是学科吗？若是请添加 [[subject]] 并在 columns 中指定"),
                format!("is '{header}' a subject? if so, add a [[subject]] and name it in columns"),
            );
        }
        self.pupils.extend(sheet.pupils);
        self.counties.extend(sheet.counties);
        self.titles.extend(sheet.title);
    }

    fn finish(mut self) -> Sketch {
        let order = std::mem::take(&mut self.order);
        let subjects = order.into_iter().map(|id| self.subject(id)).collect::<Vec<_>>();
        if subjects.is_empty() {
            self.ask(
                "没有找到任何学科的成绩列，下面的学科只是示例".to_owned(),
                "no column of a subject was found; the subject below is an example".to_owned(),
            );
        }
        let id_scope = guess::id_scope(&mut self.pupils);
        if id_scope != IdScope::Exam {
            self.ask(
                "不同学校或班级的学生用了相同的考号，已设 id_unique_within；请确认".to_owned(),
                "identifiers repeat across schools or classes, so id_unique_within is set; please confirm".to_owned(),
            );
        }
        let region = if self.counties.len() == 1 { self.counties.pop_first() } else { None };
        let Self { files, questions, titles, .. } = self;
        let title = guess::title(&titles);
        Sketch { files, subjects, questions, id_scope, region, title }
    }

    fn subject(&mut self, id: String) -> SketchedSubject {
        let marks = self.marks.remove(&id).unwrap_or_default();
        let name = self.names.remove(&id).unwrap_or_else(|| id.clone());
        let stated = self.stated.remove(&id).unwrap_or_default();
        let inferred = guess::full_mark(&marks);
        let is_stated = !stated.is_empty();
        let full_mark = guess::most_frequent(&stated).unwrap_or(inferred.full_mark);
        if stated.iter().any(|other| other.to_bits() != full_mark.to_bits()) {
            self.ask(
                format!("{name}：各文件表头写的满分不同，暂用 {full_mark}"),
                format!("{id}: headers state different full marks; {full_mark} is used"),
            );
        }
        if !is_stated && inferred.is_doubtful {
            self.ask(
                format!("{name}：满分是 {full_mark} 吗？最高分只有 {}", inferred.usual_maximum),
                format!("{id}: is the full mark {full_mark}? the highest mark is {}", inferred.usual_maximum),
            );
        }
        if marks.maximum > full_mark {
            self.ask(
                format!("{name}：最高的分数 {} 超过满分 {full_mark}，将被搁置；满分对吗？", marks.maximum),
                format!(
                    "{id}: the mark {} is above {full_mark} and will be set aside; is the full mark right?",
                    marks.maximum
                ),
            );
        }
        SketchedSubject { decimals: guess::decimals(&marks), maximum: marks.maximum, id, name, full_mark, is_stated }
    }
}

/// The subject that a file name speaks of: `math.csv`, `blueprint_math.csv`, `数学小题分.xlsx`.
fn subject_of_name(path: &Path) -> Option<String> {
    let stem = fold(&stem(path));
    let whole = stem.split(['_', '-', '.', ' ']).find_map(alias::known_subject);
    let within = || {
        let named = |names: &&[&str]| names.iter().any(|name| !name.is_ascii() && stem.contains(name));
        alias::SUBJECTS.iter().find(|(_, _, names)| named(names)).map(|(id, ..)| *id)
    };
    whole.or_else(within).map(str::to_owned)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
