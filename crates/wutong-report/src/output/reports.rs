//! Reports in every form: one that fails is listed and stops no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{Formats, REPORT_FORMATS, WriteOptions};
use crate::document::{self, Document};
use crate::error::ReportError;
use crate::profile::{self, Bulletin, ClassReport, PupilReport, SchoolProfile, SubjectReport};
use crate::templates::Templates;
use crate::words;

/// Runs a job once for every number below the first argument.
pub type Each<'a> = dyn Fn(usize, &(dyn Fn(usize) + Sync)) + Sync + 'a;

/// What a caller lends to the writing.
#[derive(Clone, Copy)]
pub struct Press<'a> {
    /// Templates.
    pub templates: &'a Templates,
    /// Runs a job once for every number below the first argument, on as many threads as it likes.
    pub each: &'a Each<'a>,
    /// Is told what is being written.
    pub progress: &'a (dyn Fn(&str) + Sync),
}

impl Default for Press<'_> {
    /// The templates that travel inside, one thread, nobody who listens.
    fn default() -> Self {
        static BUILT_IN: LazyLock<Templates> = LazyLock::new(Templates::default);
        Self { templates: &BUILT_IN, each: &|n, job| (0..n).for_each(job), progress: &|_| () }
    }
}

/// A report that could not be written.
#[derive(Debug)]
pub struct Failure {
    /// The file, within the output folder.
    pub file: String,
    /// Why not.
    pub error: ReportError,
}

/// What a run has written.
#[derive(Debug)]
pub struct Written {
    /// The output folder.
    pub folder: PathBuf,
    /// Reports that are not in it, in the order of their files.
    pub failures: Vec<Failure>,
    /// What has to be said of those that are: characters that no font has.
    pub remarks: Vec<String>,
}

/// Writes reports below a folder and remembers those that failed.
pub(super) struct Reports<'a> {
    root: &'a Path,
    options: &'a WriteOptions,
    press: &'a Press<'a>,
    failures: Mutex<Vec<Failure>>,
    /// Characters without a font; the same ones stand in many reports.
    remarks: Mutex<BTreeSet<String>>,
    /// Forms whose template is broken: what fails for one school would fail for all.
    broken: [AtomicBool; 3],
    /// Files that are written after the page that leads to them.
    to_come: &'static [&'static str],
}

impl<'a> Reports<'a> {
    pub(super) fn new(root: &'a Path, options: &'a WriteOptions, press: &'a Press<'a>) -> Self {
        Self {
            root,
            options,
            press,
            failures: Mutex::new(
                press
                    .templates
                    .faults()
                    .into_iter()
                    .map(|(file, error)| Failure { file: file.to_owned(), error })
                    .collect(),
            ),
            remarks: Mutex::default(),
            broken: Default::default(),
            to_come: &[],
        }
    }

    /// The same with files that will be written after the page that leads to all others.
    pub(super) fn with_records(self, to_come: &'static [&'static str]) -> Self {
        Self { to_come, ..self }
    }

    /// Whether the folder holds a file or folder of this name, or will hold it.
    fn has(&self, file: &str) -> bool {
        self.to_come.contains(&file) || self.root.join(file).exists()
    }

    /// Has something said of the whole.
    pub(super) fn remark(&self, remark: String) {
        self.remarks.lock().unwrap_or_else(PoisonError::into_inner).insert(remark);
    }

    /// What could not be written, in the order of the files, and what has to be said of the rest.
    pub(super) fn finish(self) -> (Vec<Failure>, Vec<String>) {
        let mut failures = self.failures.into_inner().unwrap_or_else(PoisonError::into_inner);
        failures.sort_by(|left, right| left.file.cmp(&right.file));
        let remarks = self.remarks.into_inner().unwrap_or_else(PoisonError::into_inner);
        (failures, remarks.into_iter().collect())
    }

    /// The bulletin, with links to these files too, which are yet to be written.
    pub(super) fn bulletin(&self, bulletin: &Bulletin, to_come: &BTreeSet<String>) {
        self.json(bulletin, "bulletin.json");
        let has = |file: &str| to_come.contains(file) || self.has(file);
        let document = || document::bulletin(bulletin, self.options.lang).without_dead_links(&has);
        self.document(document, "bulletin", self.options.formats);
    }

    /// The files of reports under these names without ending.
    pub(super) fn files(&self, stems: &[String]) -> BTreeSet<String> {
        let Formats { html, pdf, docx, .. } = self.options.formats;
        let forms = REPORT_FORMATS.into_iter().zip([html, pdf, docx]).filter(|(_, wanted)| *wanted);
        forms.flat_map(|(form, _)| stems.iter().map(move |stem| format!("{stem}.{form}"))).collect()
    }

    /// The page that leads to all others, to be written after them; one that is there already is not left behind them.
    pub(super) fn index(&self, bulletin: &Bulletin) {
        let page = Formats { html: self.options.formats.html || self.has("index.html"), ..Formats::NONE };
        let has = |file: &str| self.has(file);
        let document = || document::overview(bulletin, &has, self.options.lang).without_dead_links(&has);
        self.document(document, "index", page);
    }

    /// One school, its profile and its reports under these names without ending.
    pub(super) fn school(&self, profile: &SchoolProfile, (report, data): (&str, &str)) {
        self.json(profile, &format!("{data}.json"));
        self.document(|| document::school(profile, self.options.lang), report, self.options.formats);
    }

    /// One subject, under this name without ending.
    pub(super) fn subject(&self, report: &SubjectReport, stem: &str) {
        self.json(report, &format!("{stem}.json"));
        self.document(|| document::subject(report, self.options.lang), stem, self.options.formats);
    }

    /// One class, under this name without ending.
    pub(super) fn class(&self, report: &ClassReport, stem: &str) {
        self.json(report, &format!("{stem}.json"));
        self.document(|| document::class(report, self.options.lang), stem, self.options.formats);
    }

    /// One pupil, under this name without ending.
    pub(super) fn pupil(&self, report: &PupilReport, stem: &str) {
        self.json(report, &format!("{stem}.json"));
        self.document(|| document::pupil(report, self.options.lang), stem, self.options.formats);
    }

    fn json(&self, model: &impl serde::Serialize, file: &str) {
        if self.options.formats.json {
            self.put(file, Ok(profile::json(model).into_bytes()));
        }
    }

    fn document(&self, document: impl FnOnce() -> Document, stem: &str, formats: Formats) {
        let wanted = [formats.html, formats.pdf, formats.docx];
        if wanted == [false; 3] {
            return;
        }
        let document = document().with_identity(self.press.templates);
        for (form, (name, broken)) in REPORT_FORMATS.into_iter().zip(&self.broken).enumerate() {
            if wanted[form] && !broken.load(Ordering::Relaxed) {
                let bytes = self.form(&document, name);
                let is_broken = matches!(&bytes, Err(error) if error.is_of_template());
                if is_broken && broken.swap(true, Ordering::Relaxed) {
                    continue;
                }
                // Which report met the broken template first depends on the threads; it is every report's.
                self.put(&format!("{}.{name}", if is_broken { "*" } else { stem }), bytes);
            }
        }
    }

    fn form(&self, document: &Document, form: &str) -> Result<Vec<u8>, ReportError> {
        match form {
            #[cfg(feature = "html")]
            "html" => crate::html::page(document, self.press.templates, self.options.lang).map(String::into_bytes),
            #[cfg(feature = "pdf")]
            "pdf" => self.pdf(document),
            #[cfg(feature = "docx")]
            "docx" => crate::docx::docx(document),
            _ => {
                let _ = document;
                Err(ReportError::FormatUnavailable { found: form.to_owned(), available: Formats::all().names() })
            }
        }
    }

    #[cfg(feature = "pdf")]
    fn pdf(&self, document: &Document) -> Result<Vec<u8>, ReportError> {
        let pdf = crate::pdf::pdf(document, self.press.templates)?;
        if !pdf.missing.is_empty() {
            let mut remarks = self.remarks.lock().unwrap_or_else(PoisonError::into_inner);
            remarks.extend(pdf.missing.iter().map(|missing| missing.words(self.options.lang)));
        }
        Ok(pdf.bytes)
    }

    /// A file as a whole or not at all.
    fn put(&self, file: &str, bytes: Result<Vec<u8>, ReportError>) {
        let path = self.root.join(file);
        let written = bytes.and_then(|bytes| replace(&path, &bytes));
        if let Err(error) = written {
            let failure = Failure { file: file.to_owned(), error };
            self.failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
        }
    }
}

/// Puts a file in place of an earlier one in one step.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let done = fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    done.map_err(|source| {
        let _ = fs::remove_file(&partial);
        ReportError::write(path, source)
    })
}

/// Makes the reports of an output folder again from its profiles, in place and without the marks.
///
/// The page that leads to all others is made again too, whatever the formats, and lists what is there then. Where the bulletin
/// has no profile (`bulletin.json`), that page says of the region what the profiles of the schools say.
///
/// # Errors
/// [`ReportError::NeedsMarks`] for a format that is no report, [`ReportError::NoProfiles`] for a folder without profiles,
/// [`ReportError::Profile`] for one that cannot be read.
pub fn rebuild(folder: &Path, options: &WriteOptions, press: &Press<'_>) -> Result<Written, ReportError> {
    if let Some(found) = options.formats.beyond_profiles() {
        return Err(ReportError::NeedsMarks { found });
    }
    let reports = Reports::new(folder, options, press);
    let bulletin = folder.join("bulletin.json");
    let bulletin: Option<Bulletin> = bulletin.is_file().then(|| read(&bulletin)).transpose()?;
    let models = models(folder)?;
    if bulletin.is_none() && models.is_empty() {
        return Err(ReportError::NoProfiles { path: folder.to_owned() });
    }
    if press.templates.has_own_suggestions() {
        reports.remark(words::suggestions_are_kept(options.lang).to_owned());
    }
    (press.progress)("reports");
    let broken: Mutex<Vec<Failure>> = Mutex::default();
    (press.each)(models.len(), &|at| {
        let Model { kind, file, report } = &models[at];
        let path = folder.join(file);
        let made = match kind {
            Kind::School => read(&path).map(|profile| reports.school(&profile, (report, report))),
            Kind::Subject => read(&path).map(|subject| reports.subject(&subject, report)),
            Kind::Class => read(&path).map(|class| reports.class(&class, report)),
            Kind::Pupil => read(&path).map(|pupil| reports.pupil(&pupil, report)),
        };
        if let Err(error) = made {
            let failure = Failure { file: file.clone(), error };
            broken.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
        }
    });
    match bulletin {
        Some(bulletin) => {
            reports.bulletin(&bulletin, &BTreeSet::new());
            reports.index(&bulletin);
        }
        None => {
            if let Some(bulletin) = Bulletin::of_profiles(profiles(folder, &models)) {
                reports.index(&bulletin);
            }
        }
    }
    let (mut failures, remarks) = reports.finish();
    failures.extend(broken.into_inner().unwrap_or_else(PoisonError::into_inner));
    failures.sort_by(|left, right| left.file.cmp(&right.file));
    Ok(Written { folder: folder.to_owned(), failures, remarks })
}

/// The profiles of schools that lie side by side, each with the name of its reports; one that cannot be read is listed
/// as a failure elsewhere. Schools with a folder each are handed out alone, and no page leads to all of them.
fn profiles<'a>(folder: &'a Path, models: &'a [Model]) -> impl Iterator<Item = (String, SchoolProfile)> + 'a {
    let of_school = models.iter().filter(|model| matches!(model.kind, Kind::School));
    of_school.filter_map(|model| {
        let stem = model.report.strip_prefix("schools/").filter(|stem| !stem.contains('/'))?;
        Some((stem.to_owned(), read(&folder.join(&model.file)).ok()?))
    })
}

/// A profile or report that was written as JSON.
struct Model {
    kind: Kind,
    /// The file, within the output folder.
    file: String,
    /// The report made of it, without ending.
    report: String,
}

#[derive(Clone, Copy)]
enum Kind {
    School,
    Subject,
    Class,
    Pupil,
}

/// Everything that reports are made of: `subjects/ID-NAME.json`, `schools/CODE-NAME.json`, `classes/SCHOOL/CLASS.json`;
/// `schools/CODE/profile.json` and `schools/CODE/classes/CLASS.json` where every school has a folder of its own;
/// `pupils/CODE/CLASS/ID.json`.
fn models(folder: &Path) -> Result<Vec<Model>, ReportError> {
    let mut found = Vec::new();
    let mut add = |kind: Kind, inside: &str| -> Result<(), ReportError> {
        for name in names(&folder.join(inside))? {
            if let Some(stem) = name.strip_suffix(".json") {
                let report = format!("{inside}/{stem}");
                found.push(Model { kind, file: format!("{report}.json"), report });
            }
        }
        Ok(())
    };
    add(Kind::Subject, "subjects")?;
    add(Kind::School, "schools")?;
    for school in names(&folder.join("classes"))? {
        add(Kind::Class, &format!("classes/{school}"))?;
    }
    for school in names(&folder.join("pupils"))? {
        let school = format!("pupils/{school}");
        add(Kind::Pupil, &school)?;
        for class in names(&folder.join(&school))? {
            add(Kind::Pupil, &format!("{school}/{class}"))?;
        }
    }
    let schools = names(&folder.join("schools"))?;
    for school in &schools {
        add(Kind::Class, &format!("schools/{school}/classes"))?;
    }
    for school in schools {
        let file = format!("schools/{school}/profile.json");
        if folder.join(&file).is_file() {
            found.push(Model { kind: Kind::School, file, report: format!("schools/{school}/index") });
        }
    }
    Ok(found)
}

/// Names of the entries of a folder, in order; none where there is no such folder.
fn names(folder: &Path) -> Result<Vec<String>, ReportError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let fail = |source| ReportError::Profile { path: folder.to_owned(), why: format!("{source}") };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        names.push(entry.map_err(fail)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn read<T: for<'a> serde::Deserialize<'a>>(path: &Path) -> Result<T, ReportError> {
    let fail = |why: String| ReportError::Profile { path: path.to_owned(), why };
    let text = fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| fail(error.to_string()))
}
