//! All files of scores: read side by side, put together in the order of their names.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::{IdScope, RawSource, SourceKind};
use wutong_model::{ExamSpec, PaperAspect, Problem, ProblemKind, SubjectColumn};

use crate::by_id;
use crate::by_name;
use crate::cell::fold;
use crate::cut::{self, CutFile};
use crate::error::IngestError;
use crate::list::Lists;
use crate::mistyped;
use crate::noted;
use crate::numbered_sheets;
use crate::organiser;
use crate::placed;
use crate::read::{Run, each_of};
use crate::resits;
use crate::scaled;
use crate::score::{ScoreContext, ScoreReader};
use crate::sheet_classes;
use crate::source::Input;
use crate::staging::Staging;
use crate::subject::Vocabulary;
use crate::summaries;
use crate::veil::Veil;
use crate::wording::{distance, nearest};

/// What became of a file.
pub(crate) struct FileRead {
    staging: Staging,
    digest: Option<String>,
    error: Option<IngestError>,
}

impl FileRead {
    /// The outcome of opening a file and of judging what it held.
    pub(crate) fn of(opened: Result<Option<String>, IngestError>, reader: ScoreReader<'_>) -> Self {
        let (staging, judged) = reader.close();
        match opened {
            Ok(digest) => Self { staging, digest, error: judged },
            Err(error) => Self { staging, digest: None, error: Some(error) },
        }
    }
}

/// Reads the score files of a run. `keeps_names` asks for the names of all pupils, because sheets beside the scores tell
/// pupils by their names alone.
///
/// # Errors
/// No file can be read, a name in the specification fits nothing, a subject is nowhere.
pub(crate) fn read(
    run: &mut Run<'_>,
    (vocabulary, lists): (&Vocabulary, &Lists),
    keeps_names: bool,
) -> Result<Staging, IngestError> {
    let files = run.of_kind(|kind| kind == SourceKind::Scores);
    let subjects = &run.spec.subjects;
    let conceals = run.spec.raw.pupils.key.is_some();
    let is_by_id = run.spec.raw.pupils.id_unique_within == IdScope::Exam;
    let grade = run.spec.raw.exam.grade;
    let (progress, each) = (run.progress, run.each);
    let context = ScoreContext { subjects, vocabulary, progress, each, conceals, is_by_id, keeps_names, grade };
    let mut reads = files_of(run, &files, context);
    // Large files are spared the names of their pupils; that they are wanted is known when all headers are.
    let stagings: Vec<&Staging> = reads.iter().flatten().map(|read| &read.staging).collect();
    let wants_names = || match run.spec.raw.pupils.id_unique_within {
        IdScope::Exam => placed::differ(&stagings) || mistyped::may_be(&stagings),
        IdScope::School => false,
        IdScope::Class => sheet_classes::want_names(&stagings),
    };
    if !keeps_names && (by_name::are_mixed(&stagings) || wants_names()) {
        reads = files_of(run, &files, ScoreContext { keeps_names: true, ..context });
    }
    let marks = vec![SubjectColumn::default(); subjects.len()];
    let mut staging = Staging { marks, ..Staging::default() };
    let mut headers_of: BTreeMap<usize, Vec<Vec<String>>> = BTreeMap::new();
    let mut errors = Vec::new();
    for ((_, input, _), read) in files.iter().zip(reads) {
        let read = read.expect("every file has been read");
        let headers = read.staging.score_sheets.iter().map(|sheet| sheet.columns.headers.clone());
        headers_of.entry(input.source).or_default().extend(headers);
        run.digests.extend(read.digest.map(|digest| (input.name.clone(), digest)));
        match read.error {
            None => staging.append(read.staging),
            Some(error) => errors.push((*input, Veil::of(run.spec).error(error))),
        }
    }
    organiser::settle(&mut staging);
    for (file, error) in by_id::settle(&mut staging, &lists.homes, run.spec.raw.pupils.key.is_some()) {
        errors.extend(files.iter().find(|(_, input, _)| input.name == file).map(|(_, input, _)| (*input, error)));
    }
    summaries::leave_out(&mut staging);
    let codes: BTreeSet<String> = lists.schools.iter().map(|school| fold(&school.code)).collect();
    numbered_sheets::settle(&mut staging, (grade, &codes));
    if is_by_id {
        resits::settle(&mut staging);
        scaled::settle(&mut staging, &run.spec.subjects);
    }
    noted::apply(&mut staging, is_by_id, run.spec.raw.pupils.key.is_some());
    if is_by_id {
        noted::settle_listed(&mut staging, &lists.statuses);
    }
    for (source, headers) in &headers_of {
        if headers.iter().any(|headers| !headers.is_empty()) {
            // The wrong name of a column is the likelier cause of an error, and the better cure.
            check_named(&run.inputs.sources[*source], &headers.iter().collect::<Vec<_>>())?;
        }
    }
    if errors.len() >= files.len() && staging.len() == 0 {
        return Err(together(errors.into_iter().map(|(_, error)| error)));
    }
    for (input, error) in &errors {
        run.unread(input, error, PaperAspect::Readable);
    }
    let checked = check_subjects(run.spec, &staging, (files.len(), &run.result.problems));
    if let Err(error @ IngestError::SubjectMissing { .. }) = checked {
        // A file that cannot be read may be the one with the subject, and the likelier cause.
        return Err(together(errors.into_iter().map(|(_, error)| error).chain([error])));
    }
    checked?;
    Ok(staging)
}

/// Reads every file, on whatever threads there are.
fn files_of(run: &Run<'_>, files: &[(usize, &Input, &RawSource)], context: ScoreContext<'_>) -> Vec<Option<FileRead>> {
    let whole = |at: usize| {
        let (index, input, source) = files[at];
        let mut reader = ScoreReader::new(context, &input.name, source);
        let opened = run.open_one(input, source, index, &mut reader);
        let read = FileRead::of(opened, reader);
        FileRead { error: read.error.map(|error| run.explained(error, input, source)), ..read }
    };
    let cut: Vec<Option<CutFile<'_>>> =
        files.iter().map(|(index, input, source)| CutFile::begin(run, context, (*index, input, source))).collect();
    let mut reads = cut::read(cut, run.each);
    let missing: Vec<usize> = (0..files.len()).filter(|at| reads[*at].is_none()).collect();
    let wholes = each_of(run.each, missing.len(), |position| whole(missing[position]));
    for (at, read) in missing.into_iter().zip(wholes) {
        reads[at] = Some(read);
    }
    reads
}

/// Several errors as one.
fn together(mut errors: impl Iterator<Item = IngestError>) -> IngestError {
    let Some(first) = errors.next() else { return IngestError::NoSource };
    let rest: Vec<IngestError> = errors.collect();
    if rest.is_empty() { first } else { IngestError::Files { first: Box::new(first), rest } }
}

/// Every header that the specification names stands in some sheet of its source.
pub(crate) fn check_named(source: &RawSource, headers: &[&Vec<String>]) -> Result<(), IngestError> {
    let all = || headers.iter().flat_map(|headers| headers.iter()).map(String::as_str);
    let bears = |header: &str, named: &str| {
        fold(header) == fold(named) || header.rsplit('/').next().is_some_and(|leaf| fold(leaf) == fold(named))
    };
    let is_letters = |named: &str| named.len() <= 3 && named.bytes().all(|byte| byte.is_ascii_uppercase());
    let lacks = |named: &str| all().all(|header| !bears(header, named)) && !is_letters(named);
    match source.columns.iter().find(|(_, named)| lacks(named)) {
        None => Ok(()),
        Some((role, named)) => Err(IngestError::NamedColumn {
            path: source.path.clone(),
            role: role.clone(),
            header: named.clone(),
            nearest: nearest(named, all()),
        }),
    }
}

pub(crate) fn check_subjects(
    spec: &ExamSpec,
    staging: &Staging,
    (files, problems): (usize, &[Problem]),
) -> Result<(), IngestError> {
    let sheets = || staging.score_sheets.iter().filter(|sheet| sheet.has_header && !sheet.dropped);
    if staging.len() == 0 {
        let set_aside = sheets().map(|sheet| sheet.counts.set_aside).sum();
        let found = staging.problems.iter().map(|problem| Problem {
            place: staging.place(problem.sheet, problem.row, problem.column.clone()),
            text: problem.text.clone(),
            kind: problem.kind,
            expected: problem.expected.clone(),
            school: None,
            subject: problem.subject.map(|subject| spec.subjects[subject].id.clone()),
        });
        let mut problems: Vec<Problem> = problems.iter().cloned().chain(found).collect();
        Veil::of(spec).problems(&mut problems, &BTreeSet::new());
        problems.sort();
        return Err(IngestError::nobody(files, set_aside, problems));
    }
    let missing = |position: &usize| sheets().all(|sheet| sheet.columns.subjects[*position].is_none());
    match (0..spec.subjects.len()).find(missing) {
        None => Ok(()),
        Some(position) => {
            let subject = &spec.subjects[position];
            let is_near = |header: &&str| distance(&subject.name, header.trim()) == 1;
            let unused = sheets().flat_map(|sheet| {
                let headers = sheet.columns.headers.iter().enumerate();
                headers.filter(|(column, _)| !sheet.columns.subjects.contains(&Some(*column))).map(|(_, header)| header)
            });
            let nearest = unused.map(String::as_str).filter(is_near).min().map(str::to_owned);
            let (subject, name) = (subject.id.clone(), subject.name.clone());
            let below_other = staging.problems.iter().find(|problem| problem.kind == ProblemKind::OtherHeader);
            if let Some(problem) = below_other {
                let place = staging.place(problem.sheet, problem.row, String::new());
                let row = place.row.saturating_sub(1);
                return Err(IngestError::StackedTables { file: place.file, sheet: place.sheet, row, subject, name });
            }
            Err(IngestError::SubjectMissing { subject, name, files, nearest })
        }
    }
}
