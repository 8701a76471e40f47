//! One run of ingestion, from the specification to the score book.

use std::collections::{BTreeMap, BTreeSet};

use wutong_model::spec::{RawSource, SourceKind};
use wutong_model::{ExamSpec, PaperClaim, Problem, ScoreBook, SheetAccount};

use crate::cell::fold;
use crate::correction::{Corrected, CorrectionReader, Corrections};
use crate::error::IngestError;
use crate::feed::{Body, Sheets};
use crate::format::{Opening, read_file, read_input};
use crate::items::{Blueprint, BlueprintReader, ItemReader};
use crate::list::{ListReader, Lists};
use crate::outcome;
use crate::pseudonym::{self, Key};
use crate::score::ScoreReader;
use crate::source::{Input, Inputs, Sources};
use crate::staging::Staging;
use crate::subject::SubjectNames;
use crate::wording::nearest;
use crate::{assemble, classes, duplicates, identity, schools, similar};

/// Told how far reading has come.
pub trait Progress {
    /// The file `name`, number `index` (from 0) of `of`, is opened.
    fn file(&self, name: &str, index: usize, of: usize);
    /// `n` more rows have been read.
    fn rows(&self, n: u64);
}

impl Progress for () {
    fn file(&self, _: &str, _: usize, _: usize) {}
    fn rows(&self, _: u64) {}
}

/// What the inputs hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ingested {
    /// Every mark.
    pub book: ScoreBook,
    /// Rows and cells that could not be used, sorted by place.
    pub problems: Vec<Problem>,
    /// What files say of papers beside the specification; only where they differ from it.
    pub claims: Vec<PaperClaim>,
    /// Row accounting, one entry a sheet, sorted.
    pub accounts: Vec<SheetAccount>,
    /// File and SHA-256 of every file read, sorted; tables in memory have none.
    pub inputs: Vec<(String, String)>,
}

/// Reads every source of the specification.
///
/// The result does not depend on the order of files, batches or rows.
///
/// # Errors
/// [`IngestError`] for input that cannot be read at all or contradicts the specification; bad rows and cells are
/// problems of the result instead.
pub fn read(spec: &ExamSpec, sources: &Sources, progress: &dyn Progress) -> Result<Ingested, IngestError> {
    let inputs = sources.resolve()?;
    // A key that cannot be read is better known before an hour of reading.
    let key = spec.raw.pupils.key.as_deref().map(|file| Key::read(sources.base(), file)).transpose()?;
    let names = SubjectNames::new(&spec.subjects);
    let mut run = Run {
        spec,
        sources,
        inputs: &inputs,
        progress,
        digests: inputs.digests.clone(),
        corrections: Corrections::default(),
        result: Ingested::default(),
    };
    run.corrections()?;
    let blueprints = run.blueprints()?;
    run.item_files(&blueprints)?;
    let lists = run.lists()?;
    let staging = run.scores(&names)?;
    let Run { digests, corrections, result, .. } = run;
    let result = Ingested { inputs: digests.into_iter().collect(), ..result };
    let (mut result, is_made) = finish(spec, staging, (lists, corrections), result)?;
    // The last step of all: whatever matches pupils by their identifiers has done so.
    pseudonym::conceal(&mut result.book, &is_made, spec.raw.pupils.id_unique_within, key.as_ref());
    Ok(result)
}

struct Run<'a> {
    spec: &'a ExamSpec,
    sources: &'a Sources,
    inputs: &'a Inputs,
    progress: &'a dyn Progress,
    digests: BTreeMap<String, String>,
    corrections: Corrections,
    result: Ingested,
}

impl<'a> Run<'a> {
    /// The inputs of a kind, with their sources and their numbers.
    fn of_kind(&self, wanted: impl Fn(SourceKind) -> bool) -> Vec<(usize, &'a Input, &'a RawSource)> {
        let inputs = self.inputs;
        let sourced = |(index, input): (usize, &'a Input)| (index, input, &inputs.sources[input.source]);
        inputs.inputs.iter().enumerate().map(sourced).filter(|(.., source)| wanted(source.kind)).collect()
    }

    fn open(
        &mut self,
        input: &Input,
        source: &RawSource,
        index: usize,
        body: &mut impl Body,
    ) -> Result<(), IngestError> {
        self.progress.file(&input.name, index, self.inputs.inputs.len());
        let opening =
            Opening { name: &input.name, sheet: source.sheet.as_deref(), encoding: source.encoding.as_deref() };
        let mut body = Corrected::new(body, &input.name, &self.corrections);
        if let Some(digest) = read_input(self.sources.payload(input), opening, &mut Sheets::into(&mut body))? {
            self.digests.insert(input.name.clone(), digest);
        }
        Ok(())
    }

    fn corrections(&mut self) -> Result<(), IngestError> {
        let mut corrections = Corrections::default();
        for (index, input, source) in self.of_kind(|kind| kind == SourceKind::Corrections) {
            let mut reader = CorrectionReader::new(&input.name, &mut corrections);
            self.open(input, source, index, &mut reader)?;
            reader.close()?;
        }
        corrections.settle();
        self.corrections = corrections;
        Ok(())
    }

    fn blueprints(&mut self) -> Result<BTreeMap<&'a str, Blueprint>, IngestError> {
        let mut blueprints = BTreeMap::new();
        let Some(base) = self.sources.base() else { return Ok(blueprints) };
        for subject in &self.spec.subjects {
            let Some(file) = &subject.items else { continue };
            let mut reader = BlueprintReader::new(file, &mut self.result.accounts);
            let opening = Opening { name: file, sheet: None, encoding: None };
            let digest = read_file(&base.join(file), opening, &mut Sheets::into(&mut reader))?;
            let (blueprint, claim) = reader.close(subject)?;
            self.result.claims.extend(claim);
            self.digests.insert(file.clone(), digest);
            blueprints.insert(subject.id.as_str(), blueprint);
        }
        Ok(blueprints)
    }

    fn item_files(&mut self, blueprints: &BTreeMap<&str, Blueprint>) -> Result<(), IngestError> {
        let wanted = |kind| matches!(kind, SourceKind::Items | SourceKind::Options | SourceKind::Marking);
        for (index, input, source) in self.of_kind(wanted) {
            let blueprint = source.subject.as_deref().and_then(|subject| blueprints.get(subject));
            let mut reader = ItemReader::new(&input.name, source, blueprint);
            self.open(input, source, index, &mut reader)?;
            self.result.accounts.append(&mut reader.accounts);
            self.result.claims.append(&mut reader.claims);
        }
        Ok(())
    }

    fn lists(&mut self) -> Result<Lists, IngestError> {
        let mut lists = Lists::default();
        for (index, input, source) in self.of_kind(|kind| matches!(kind, SourceKind::Schools | SourceKind::Roster)) {
            let mut reader = ListReader::new(&input.name, source, &mut lists);
            self.open(input, source, index, &mut reader)?;
            check_named(source, &[&reader.headers])?;
            reader.close()?;
        }
        Ok(lists)
    }

    fn scores(&mut self, names: &SubjectNames) -> Result<Staging, IngestError> {
        let files = self.of_kind(|kind| kind == SourceKind::Scores);
        let Some((.., first)) = files.first() else { return Err(IngestError::NoSource) };
        let mut reader = ScoreReader::new(self.spec, names, first, self.progress);
        let mut sheets_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, input, source) in &files {
            let before = reader.staging.score_sheets.len();
            reader.open(&input.name, source);
            self.open(input, source, *index, &mut reader)?;
            let closed = reader.close();
            let sheets = sheets_of.entry(input.source).or_default();
            sheets.extend(before..reader.staging.score_sheets.len());
            if let Err(error) = closed {
                // The wrong name of a column is the likelier cause, and the better cure.
                check_named(source, &headers(&reader.staging, sheets))?;
                return Err(error);
            }
        }
        for (source, sheets) in &sheets_of {
            let headers = headers(&reader.staging, sheets);
            if headers.iter().any(|headers| !headers.is_empty()) {
                check_named(&self.inputs.sources[*source], &headers)?;
            }
        }
        let staging = reader.staging;
        check_subjects(self.spec, &staging, files.len())?;
        Ok(staging)
    }
}

fn headers<'s>(staging: &'s Staging, sheets: &[usize]) -> Vec<&'s Vec<String>> {
    sheets.iter().map(|sheet| &staging.score_sheets[*sheet].columns.headers).collect()
}

/// Every header that the specification names stands in some sheet of its source.
fn check_named(source: &RawSource, headers: &[&Vec<String>]) -> Result<(), IngestError> {
    let all = || headers.iter().flat_map(|headers| headers.iter()).map(String::as_str);
    match source.columns.iter().find(|(_, named)| all().all(|header| fold(header) != fold(named))) {
        None => Ok(()),
        Some((role, named)) => Err(IngestError::NamedColumn {
            path: source.path.clone(),
            role: role.clone(),
            header: named.clone(),
            nearest: nearest(named, all()),
        }),
    }
}

fn check_subjects(spec: &ExamSpec, staging: &Staging, files: usize) -> Result<(), IngestError> {
    let sheets = || staging.score_sheets.iter().filter(|sheet| sheet.has_header && !sheet.dropped);
    if staging.len() == 0 {
        let set_aside = sheets().map(|sheet| sheet.counts.set_aside).sum();
        return Err(IngestError::NoPupil { files, set_aside });
    }
    let missing = |position: &usize| sheets().all(|sheet| sheet.columns.subjects[*position].is_none());
    match (0..spec.subjects.len()).find(missing) {
        None => Ok(()),
        Some(position) => {
            let subject = &spec.subjects[position];
            Err(IngestError::SubjectMissing { subject: subject.id.clone(), name: subject.name.clone(), files })
        }
    }
}

fn finish(
    spec: &ExamSpec,
    mut staging: Staging,
    (mut lists, corrections): (Lists, Corrections),
    mut result: Ingested,
) -> Result<(Ingested, Vec<bool>), IngestError> {
    let mut rows_of = vec![0u64; staging.site_names.named().count()];
    for (row, site) in staging.sites.iter().enumerate() {
        rows_of[*site as usize] += u64::from(staging.is_used(row));
    }
    let schools = schools::resolve(&staging.site_names, &rows_of, &lists.schools);
    for site in &mut staging.sites {
        *site = schools.of_site[*site as usize];
    }
    let mut classes = std::mem::take(&mut staging.classes);
    let units = classes::resolve(&staging.sites, &mut classes, staging.class_names.texts());
    staging.classes = classes;
    let outcomes = duplicates::resolve(&mut staging, spec.raw.pupils.id_unique_within, &corrections)?;
    outcome::report(spec, &mut staging, (&schools, &units), &outcomes, &mut result);
    outcome::unlisted(&staging, &schools, &lists, &mut result);
    outcome::offered(spec, &staging, &schools, &outcomes, &mut result);
    let files = staging.score_sheets.iter().map(|sheet| sheet.file.as_str()).collect::<BTreeSet<_>>().len();
    let used = outcome::used_rows(&staging, &outcomes);
    let school_of = |row: usize| schools.units[staging.sites[row] as usize].id.as_str();
    result.problems.extend(identity::bad_numbers(&staging, school_of));
    result.problems.extend(similar::remarks(&staging, &schools, spec.raw.exam.region.as_deref().unwrap_or("")));
    let (book, is_made) = assemble::assemble(&mut staging, &schools, &units, used);
    result.book = book;
    if result.book.n_pupils() == 0 {
        let set_aside =
            result.accounts.iter().filter(|sheet| sheet.kind == "scores").map(|sheet| sheet.set_aside).sum();
        return Err(IngestError::NoPupil { files, set_aside });
    }
    assemble::enter_roster(&mut result.book, &schools, &mut lists);
    outcome::idle_list_rows(&result.book, &schools, &mut lists);
    result.accounts.append(&mut lists.accounts);
    result.problems.append(&mut lists.problems);
    let (mut unused, mut accounts) = corrections.unused();
    result.problems.append(&mut unused);
    result.accounts.append(&mut accounts);
    result.accounts.sort();
    identity::mask_problems(&mut result.problems);
    result.problems.sort();
    result.claims.sort_by(|a, b| (&a.place, &a.subject, a.aspect).cmp(&(&b.place, &b.subject, b.aspect)));
    Ok((result, is_made))
}
