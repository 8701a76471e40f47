//! Reports in every form: one that fails is listed and stops no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{Formats, WriteOptions};
use crate::document::{self, Document};
use crate::error::ReportError;
use crate::profile::{self, Bulletin, SchoolProfile};
use crate::templates::Templates;

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
}

/// The forms of a document.
const FORMS: [&str; 3] = ["html", "pdf", "docx"];

impl<'a> Reports<'a> {
    pub(super) fn new(root: &'a Path, options: &'a WriteOptions, press: &'a Press<'a>) -> Self {
        Self { root, options, press, failures: Mutex::default(), remarks: Mutex::default(), broken: Default::default() }
    }

    /// What could not be written, in the order of the files, and what has to be said of the rest.
    pub(super) fn finish(self) -> (Vec<Failure>, Vec<String>) {
        let mut failures = self.failures.into_inner().unwrap_or_else(PoisonError::into_inner);
        failures.sort_by(|left, right| left.file.cmp(&right.file));
        let remarks = self.remarks.into_inner().unwrap_or_else(PoisonError::into_inner);
        (failures, remarks.into_iter().collect())
    }

    /// The bulletin, and the page that leads to all others.
    pub(super) fn region(&self, bulletin: &Bulletin) {
        let lang = self.options.lang;
        (self.press.progress)("bulletin");
        self.json(bulletin, "bulletin.json");
        self.document(|| document::bulletin(bulletin, lang), "bulletin", self.options.formats);
        let page = Formats { html: self.options.formats.html, ..Formats::NONE };
        self.document(|| document::overview(bulletin, self.options.formats, lang), "index", page);
    }

    /// One school, its profile and its reports under these names without ending.
    pub(super) fn school(&self, profile: &SchoolProfile, (report, data): (&str, &str)) {
        self.json(profile, &format!("{data}.json"));
        self.document(|| document::school(profile, self.options.lang), report, self.options.formats);
    }

    /// The same from a profile that was written before.
    pub(super) fn school_again(&self, profile: &SchoolProfile, report: &str) {
        self.document(|| document::school(profile, self.options.lang), report, self.options.formats);
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
        for (form, (name, broken)) in FORMS.into_iter().zip(&self.broken).enumerate() {
            if wanted[form] && !broken.load(Ordering::Relaxed) {
                let bytes = self.form(&document, name);
                if matches!(&bytes, Err(error) if error.is_of_template()) && broken.swap(true, Ordering::Relaxed) {
                    continue;
                }
                self.put(&format!("{stem}.{name}"), bytes);
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
/// # Errors
/// [`ReportError::NoProfiles`] for a folder without profiles, [`ReportError::Profile`] for one that cannot be read.
pub fn rebuild(folder: &Path, options: &WriteOptions, press: &Press<'_>) -> Result<Written, ReportError> {
    let options = WriteOptions { formats: Formats { json: false, ..options.formats }, lang: options.lang };
    let reports = Reports::new(folder, &options, press);
    let bulletin = folder.join("bulletin.json");
    let has_bulletin = bulletin.is_file();
    if has_bulletin {
        reports.region(&read(&bulletin)?);
    }
    let schools = schools(folder)?;
    if !has_bulletin && schools.is_empty() {
        return Err(ReportError::NoProfiles { path: folder.to_owned() });
    }
    (press.progress)("schools");
    let broken: Mutex<Vec<Failure>> = Mutex::default();
    (press.each)(schools.len(), &|at| {
        let (file, report) = &schools[at];
        match read(&folder.join(file)) {
            Ok(profile) => reports.school_again(&profile, report),
            Err(error) => {
                let failure = Failure { file: file.clone(), error };
                broken.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
            }
        }
    });
    let (mut failures, remarks) = reports.finish();
    failures.extend(broken.into_inner().unwrap_or_else(PoisonError::into_inner));
    failures.sort_by(|left, right| left.file.cmp(&right.file));
    Ok(Written { folder: folder.to_owned(), failures, remarks })
}

/// Profiles of schools with the names of their reports: `schools/CODE-NAME.json`, or `schools/CODE/profile.json` where
/// every school has a folder of its own.
fn schools(folder: &Path) -> Result<Vec<(String, String)>, ReportError> {
    let schools = folder.join("schools");
    if !schools.is_dir() {
        return Ok(Vec::new());
    }
    let fail = |source| ReportError::Profile { path: schools.clone(), why: format!("{source}") };
    let mut found = Vec::new();
    for entry in fs::read_dir(&schools).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.join("profile.json").is_file() {
            found.push((format!("schools/{name}/profile.json"), format!("schools/{name}/index")));
        } else if let Some(stem) = name.strip_suffix(".json") {
            found.push((format!("schools/{name}"), format!("schools/{stem}")));
        }
    }
    found.sort();
    Ok(found)
}

fn read<T: for<'a> serde::Deserialize<'a>>(path: &Path) -> Result<T, ReportError> {
    let fail = |why: String| ReportError::Profile { path: path.to_owned(), why };
    let text = fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| fail(error.to_string()))
}
