//! One run of ingestion, from the specification to the score book.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use wutong_model::spec::{IdScope, RawSource, SourceKind};
use wutong_model::{ExamSpec, ItemBook, PaperAspect, PaperClaim, Place, Problem, ProblemKind, ScoreBook, SheetAccount};

use crate::by_id;
use crate::by_name;
use crate::correction::{Corrected, CorrectionReader, Corrections};
use crate::error::IngestError;
use crate::feed::{Body, Sheets};
use crate::format::{Opening, detected_encoding, read_file, read_input};
use crate::items::{self, BlueprintReader, ItemReader, ItemStaging, Pupils};
use crate::list::{ListContext, ListReader, ListedSchool, Lists};
use crate::one_class;
use crate::outcome;
use crate::paths::{archived, label, through};
use crate::pseudonym::{self, Key};
use crate::roster::{self, Meant};
use crate::source::{Input, Inputs, Payload, Sources};
use crate::staging::Staging;
use crate::subject::Vocabulary;
use crate::veil::Veil;
use crate::{
    assemble, campus, classes, county_folders, duplicates, electives, identity, mistyped, schools, scores, shared_code,
    sheet_classes, similar, step, summed, views, zeros,
};

/// Told how far reading has come.
pub trait Progress: Sync {
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
    /// Items, options and markings of the subjects that have any, in the order of the specification.
    pub items: Vec<ItemBook>,
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
/// The result does not depend on the order of files, batches or rows. A file that cannot be read does not stop the
/// others: it is a problem and a claim of the result, and its comparison is refused elsewhere.
///
/// # Errors
/// [`IngestError`] if no file of scores can be read, or if the input contradicts the specification; bad rows and cells
/// are problems of the result instead.
pub fn read(spec: &ExamSpec, sources: &Sources, progress: &dyn Progress) -> Result<Ingested, IngestError> {
    read_on(spec, sources, progress, ALONE)
}

/// Runs a job once for every number below a limit, in any order and on any thread.
pub type Each<'a> = &'a (dyn Fn(usize, &(dyn Fn(usize) + Sync)) + Sync + 'a);

/// One thread.
pub(crate) const ALONE: Each<'static> = &|n, job| (0..n).for_each(job);

/// What a job makes of every number below a limit, in their order.
pub(crate) fn each_of<T: Send + Sync>(each: Each<'_>, n: usize, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let slots: Vec<OnceLock<T>> = (0..n).map(|_| OnceLock::new()).collect();
    each(n, &|number| _ = slots[number].set(job(number)));
    slots.into_iter().map(|slot| slot.into_inner().expect("a job is run once for every number")).collect()
}

/// As [`read`], with the files of scores read side by side on the caller's threads.
///
/// # Errors
/// As [`read`].
pub fn read_on(
    spec: &ExamSpec,
    sources: &Sources,
    progress: &dyn Progress,
    each: Each<'_>,
) -> Result<Ingested, IngestError> {
    let veil = Veil::of(spec);
    read_under(spec, sources, progress, each).map_err(|error| veil.error(error))
}

fn read_under(
    spec: &ExamSpec,
    sources: &Sources,
    progress: &dyn Progress,
    each: Each<'_>,
) -> Result<Ingested, IngestError> {
    let inputs = sources.resolve(spec.raw.limits)?;
    // A key that cannot be read is better known before an hour of reading.
    let key = spec.raw.pupils.key.as_deref().map(|file| Key::read(sources.base(), file)).transpose()?;
    let vocabulary = Vocabulary::of(&spec.subjects);
    let mut run = Run {
        spec,
        sources,
        inputs: &inputs,
        progress,
        each,
        digests: inputs.digests.clone(),
        corrections: Corrections::default(),
        result: Ingested::default(),
    };
    run.corrections()?;
    let items = run.blueprints(&vocabulary)?;
    let items = run.item_files(&vocabulary, items)?;
    let lists = run.lists()?;
    let has_scores = !run.of_kind(|kind| kind == SourceKind::Scores).is_empty();
    let staging = if has_scores {
        scores::read(&mut run, (&vocabulary, &lists), items.is_by_name())?
    } else {
        let mut staging = summed::staging(&spec.subjects, &items, spec.raw.pupils.id_unique_within)?;
        let lost = by_id::settle(&mut staging, &lists.homes, spec.raw.pupils.key.is_some());
        if let Some((_, error)) = lost.into_iter().next() {
            return Err(Veil::of(spec).error(error));
        }
        scores::check_subjects(spec, &staging, (inputs.inputs.len(), &run.result.problems))?;
        staging
    };
    let Run { digests, corrections, result, .. } = run;
    let result = Ingested { inputs: digests.into_iter().collect(), ..result };
    let (mut result, is_made) = finish(spec, staging, Beside { lists, items, corrections }, result, each)?;
    // The last step of all: whatever matches pupils by their identifiers has done so.
    pseudonym::conceal(&mut result.book, &is_made, spec.raw.pupils.id_unique_within, key.as_ref());
    Ok(result)
}

/// Reads a file that the specification names by itself, which may lie in an archive; its digest.
fn read_beside(
    base: &Path,
    file: &str,
    opening: Opening<'_>,
    sheets: &mut Sheets<'_, BlueprintReader<'_>>,
) -> Result<Option<String>, IngestError> {
    let Some((archive, _)) = through(base, file).filter(|_| !base.join(file).exists()) else {
        return read_file(&base.join(file), opening, sheets).map(Some);
    };
    let members = archived(&archive, &label(base, &archive), opening.limits);
    let member = members.iter().find(|member| member.name == file).and_then(|member| member.packed.as_ref());
    let missing = || IngestError::MissingFile { file: file.to_owned(), folder: base.display().to_string() };
    read_input(Payload::Member(member.ok_or_else(missing)?), opening, sheets)
}

/// What was read beside the marks.
struct Beside {
    lists: Lists,
    items: ItemStaging,
    corrections: Corrections,
}

/// One run of reading.
pub(crate) struct Run<'a> {
    pub(crate) spec: &'a ExamSpec,
    pub(crate) sources: &'a Sources,
    pub(crate) inputs: &'a Inputs,
    pub(crate) progress: &'a dyn Progress,
    pub(crate) each: Each<'a>,
    pub(crate) digests: BTreeMap<String, String>,
    pub(crate) corrections: Corrections,
    pub(crate) result: Ingested,
}

impl<'a> Run<'a> {
    /// The inputs of a kind, with their sources and their numbers.
    pub(crate) fn of_kind(&self, wanted: impl Fn(SourceKind) -> bool) -> Vec<(usize, &'a Input, &'a RawSource)> {
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
        let digest = self.open_one(input, source, index, body)?;
        self.digests.extend(digest.map(|digest| (input.name.clone(), digest)));
        Ok(())
    }

    /// How an input is to be opened.
    pub(crate) fn opening<'o>(&self, input: &'o Input, source: &'o RawSource) -> Opening<'o>
    where
        'a: 'o,
    {
        Opening {
            name: &input.name,
            sheet: source.sheet.as_deref(),
            encoding: source.encoding.as_deref(),
            limits: self.spec.raw.limits,
            each: self.each,
        }
    }

    /// An error with what is known beside it: that a header is not found may be the fault of the encoding that the
    /// specification names.
    pub(crate) fn explained(&self, error: IngestError, input: &Input, source: &RawSource) -> IngestError {
        let Some(label) = &source.encoding else { return error };
        let opening = Opening { encoding: None, ..self.opening(input, source) };
        match error {
            IngestError::NoHeader { file, sheet, rows, sample, wanted, .. } => {
                let detected = detected_encoding(self.sources.payload(input), opening);
                let encoding = detected.map(|detected| Box::new((label.clone(), detected.to_lowercase())));
                IngestError::NoHeader { file, sheet, rows, sample, wanted, encoding }
            }
            other => other,
        }
    }

    /// Feeds one input to a body; its digest.
    pub(crate) fn open_one(
        &self,
        input: &Input,
        source: &RawSource,
        index: usize,
        body: &mut impl Body,
    ) -> Result<Option<String>, IngestError> {
        self.progress.file(&input.name, index, self.inputs.inputs.len());
        let opening = self.opening(input, source);
        let mut body = Corrected::new(body, &input.name, &self.corrections);
        read_input(self.sources.payload(input), opening, &mut Sheets::into(&mut body))
    }

    /// A file that could not be read, beside others that were; whether it is of marks is told by the aspect.
    pub(crate) fn unread(&mut self, input: &Input, error: &IngestError, aspect: PaperAspect) {
        let place = Place { file: input.name.clone(), ..Place::default() };
        self.result.claims.push(PaperClaim {
            place: place.clone(),
            school: None,
            subject: String::new(),
            aspect,
            found: 0.0,
            required: 1.0,
        });
        self.result.problems.push(Problem {
            place,
            text: error.to_string(),
            kind: ProblemKind::UnreadFile,
            expected: error.zh(),
            school: None,
            subject: None,
        });
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

    fn blueprints(&mut self, vocabulary: &Vocabulary) -> Result<ItemStaging, IngestError> {
        let mut staging = ItemStaging::default();
        let Some(base) = self.sources.base() else { return Ok(staging) };
        for (position, subject) in self.spec.subjects.iter().enumerate() {
            let Some(file) = &subject.items else { continue };
            let mut reader = BlueprintReader::new(file, subject, vocabulary);
            let opening = Opening::all(file, self.spec.raw.limits);
            let digest = read_beside(base, file, opening, &mut Sheets::into(&mut reader))?;
            self.result.accounts.append(&mut reader.accounts);
            self.result.problems.append(&mut reader.problems);
            let is_key = reader.is_key;
            let (blueprint, claim) = reader.close()?;
            if is_key {
                staging.keys.insert(position, false);
            }
            self.result.claims.extend(claim);
            self.digests.extend(digest.map(|digest| (file.clone(), digest)));
            staging.blueprints.insert(position, blueprint);
        }
        Ok(staging)
    }

    fn item_files(&mut self, vocabulary: &Vocabulary, staging: ItemStaging) -> Result<ItemStaging, IngestError> {
        let wanted = |kind| matches!(kind, SourceKind::Items | SourceKind::Options | SourceKind::Marking);
        let files = self.of_kind(wanted);
        let Some((.., first)) = files.first() else { return Ok(staging) };
        let mut reader = ItemReader::new(self.spec, vocabulary, first, staging);
        let mut headers: BTreeMap<usize, Vec<Vec<String>>> = BTreeMap::new();
        // Without files of scores the marks are the sums of the items.
        let has_scores = !self.of_kind(|kind| kind == SourceKind::Scores).is_empty();
        let aspect = if has_scores { PaperAspect::ReadableBeside } else { PaperAspect::Readable };
        for (index, input, source) in files {
            reader.open(&input.name, source);
            let before = reader.staging.sheets.len();
            let opened = self.open(input, source, index, &mut reader);
            let closed = opened.and_then(|()| reader.close());
            let known = headers.entry(input.source).or_default();
            known.append(&mut reader.headers);
            if let Err(error) = closed {
                // The wrong name of a column is the likelier cause, and the better cure.
                scores::check_named(source, &known.iter().collect::<Vec<_>>())?;
                reader.staging.sheets.truncate(before);
                self.unread(input, &Veil::of(self.spec).error(error), aspect);
            }
        }
        for (source, headers) in &headers {
            scores::check_named(&self.inputs.sources[*source], &headers.iter().collect::<Vec<_>>())?;
        }
        Ok(reader.staging)
    }

    fn lists(&mut self) -> Result<Lists, IngestError> {
        let mut lists = Lists::default();
        let context = ListContext { grade: self.spec.raw.exam.grade, scope: self.spec.raw.pupils.id_unique_within };
        for (index, input, source) in self.of_kind(|kind| matches!(kind, SourceKind::Schools | SourceKind::Roster)) {
            let before = lists.extent();
            let mut reader = ListReader::new(&input.name, source, context, &mut lists);
            let opened = self.open(input, source, index, &mut reader);
            if !reader.headers.is_empty() {
                scores::check_named(source, &[&reader.headers])?;
            }
            if let Err(error) = opened.and_then(|()| reader.close()) {
                // What the file has said before it broke off is not the whole of it.
                lists.go_back(&before);
                self.unread(input, &Veil::of(self.spec).error(error), PaperAspect::ReadableBeside);
            }
        }
        lists.join_schools();
        Ok(lists)
    }
}

fn finish(
    spec: &ExamSpec,
    mut staging: Staging,
    Beside { mut lists, items, corrections }: Beside,
    mut result: Ingested,
    each: Each<'_>,
) -> Result<(Ingested, Vec<bool>), IngestError> {
    electives::not_chosen(&spec.subjects, &mut staging);
    county_folders::tell(&mut staging);
    if spec.raw.pupils.id_unique_within == IdScope::Class {
        sheet_classes::name(&mut staging);
    }
    let counted = shared_code::count(&staging);
    let rows_of: Vec<u64> = counted.iter().map(|counted| counted.map_or(0, |(_, rows)| rows)).collect();
    let mut veil = Veil::of(spec);
    let names = |school: &'_ ListedSchool| -> Vec<String> {
        [&school.code, &school.name].into_iter().chain(&school.other_names).cloned().collect()
    };
    let listed: Vec<String> = lists.schools.iter().flat_map(names).collect();
    let listed = listed.iter().map(String::as_str);
    veil.learn(&mut staging, &rows_of, listed);
    let plain: BTreeSet<&str> = spec.subjects.iter().filter_map(|subject| subject.items.as_deref()).collect();
    step::report(&spec.subjects, &mut staging, each);
    let schools = schools::resolve(&staging.site_names, &rows_of, &lists.schools);
    for site in &mut staging.sites {
        *site = schools.of_site[*site as usize];
    }
    campus::settle(&mut staging);
    let restored = zeros::restore(spec, &mut staging, &schools);
    result.problems.extend(restored);
    let mut classes = std::mem::take(&mut staging.classes);
    let mut units = classes::resolve(&staging.sites, &mut classes, staging.class_names.texts());
    staging.classes = classes;
    let is_told = (spec.raw.pupils.id_unique_within, spec.raw.exam.grade);
    one_class::unite(&mut staging, (&schools, &mut units), is_told);
    if spec.raw.pupils.id_unique_within == IdScope::Exam {
        mistyped::join(&mut staging, &schools, &units, spec.raw.pupils.key.is_some());
    }
    let named = by_name::settle(&mut staging, &schools, &units);
    result.problems.extend(named.remarks);
    let by_name = (named.groups, named.outcomes);
    let outcomes = duplicates::resolve(&mut staging, (&schools, &mut units), spec, by_name, &corrections)?;
    let used = outcome::used_rows(&staging, &outcomes);
    electives::settle(&spec.total.choices, &mut staging, &used);
    electives::report(spec, &mut staging, &schools, &used);
    result.problems.extend(by_name::without_id(&staging, &schools, &used));
    outcome::report(spec, &mut staging, (&schools, &units), &outcomes, &mut result);
    outcome::unlisted(&staging, &schools, &lists, &mut result);
    outcome::offered(spec, &staging, &schools, &outcomes, &mut result);
    let files = staging.score_sheets.iter().map(|sheet| sheet.file.as_str()).collect::<BTreeSet<_>>().len();
    let school_of = |row: usize| schools.units[staging.sites[row] as usize].id.as_str();
    result.problems.extend(identity::bad_numbers(&staging, spec.raw.pupils.key.is_some(), school_of));
    let region = spec.raw.exam.region.as_deref().unwrap_or("");
    result.problems.extend(similar::remarks(&staging, &schools, region));
    result.problems.extend(shared_code::remarks(&staging, &schools, &counted, region));
    result.problems.extend(outcome::all_zeros(&staging, &schools, &used));
    views::missing_from_parts(&mut staging, &spec.subjects, &used);
    let (book, is_made, order) = assemble::assemble(&mut staging, &spec.subjects, (&schools, &units), used, each);
    result.book = book;
    if result.book.n_pupils() == 0 {
        let set_aside =
            result.accounts.iter().filter(|sheet| sheet.kind == "scores").map(|sheet| sheet.set_aside).sum();
        veil.problems(&mut result.problems, &plain);
        result.problems.sort();
        return Err(IngestError::nobody(files, set_aside, result.problems));
    }
    let book = std::mem::take(&mut result.book);
    let meant = Meant::new(&book, &schools, &lists);
    if !items.is_empty() || !lists.pupils.is_empty() {
        let scope = spec.raw.pupils.id_unique_within;
        let pupils = Pupils::new(&book, scope, &staging.site_names, &schools);
        roster::expect_pupils(&book, (&pupils, scope), &meant, &mut lists);
        let pupils = if items.is_by_name() { pupils.with_names(&staging, &order) } else { pupils };
        items::resolve(spec, items, &pupils, &book, &mut result);
    }
    result.book = book;
    roster::enter(&mut result.book, &meant, &mut lists);
    outcome::idle_list_rows(&result.book, &schools, &mut lists);
    result.accounts.append(&mut lists.accounts);
    result.problems.append(&mut lists.problems);
    let (mut unused, mut accounts) = corrections.unused(&veil);
    result.problems.append(&mut unused);
    result.accounts.append(&mut accounts);
    veil.cover(&mut result, &plain);
    result.accounts.sort();
    result.problems.sort();
    result.claims.sort_by(|a, b| (&a.place, &a.subject, a.aspect).cmp(&(&b.place, &b.subject, b.aspect)));
    Ok((result, is_made))
}
