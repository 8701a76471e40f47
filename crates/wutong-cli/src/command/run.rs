//! `wutong run`: the main job.

use std::path::{Path, PathBuf};
use std::time::Instant;

use wutong::ingest::IngestError;
use wutong::model::Verdict;
use wutong::model::spec::Audience;
use wutong::report::output::{self, Formats, Press, RunRecord, WriteOptions};
use wutong::report::{Lang, Templates};
use wutong::{ExamSpec, Sources, Workers};

use super::{corrected, summary, templates};
use crate::args::RunArgs;
use crate::console::Console;
use crate::error::CliError;
use crate::{DONE, REFUSED};

pub(crate) fn run(args: &RunArgs, lang: Lang, console: &mut Console) -> Result<u8, CliError> {
    let named = args.format.as_deref().map(Formats::parse).transpose()?;
    let templates = templates(args.templates.as_deref())?;
    let (mut spec, sources) = wutong::open(&args.spec)?;
    let sources = corrected(sources, &args.with);
    if let Some(audience) = args.audience() {
        let mut raw = spec.raw.clone();
        raw.privacy.audience = audience;
        let wrong = |source| wutong::Error::spec(&args.spec, source);
        let previous = spec.previous.take();
        spec = ExamSpec::new(raw).map_err(wrong)?;
        spec.previous = previous;
    }
    let formats = named.unwrap_or_else(|| formats_for(spec.raw.privacy.audience));
    let out = args.out.clone().unwrap_or_else(|| beside(&args.spec, &spec));
    for file in &args.with {
        outside(file, &out)?;
    }
    let job = Job {
        spec,
        sources,
        out,
        options: WriteOptions { formats, lang, classes: args.classes },
        templates,
        threads: args.threads.map(usize::from),
        seed: None,
        exported_by: args.exported_by.clone(),
        exported_at: args.exported_at.clone(),
    };
    job.run(console)
}

/// Formats where none are named: all of them. A sheet for each of tens of thousands of pupils is read, and printed where
/// one is wanted.
fn formats_for(audience: Audience) -> Formats {
    let all = Formats::all();
    if audience == Audience::StudentParent { Formats { html: all.html, ..Formats::NONE } } else { all }
}

/// A quarantine that someone has filled in must not be replaced by the run that reads it.
fn outside(file: &Path, out: &Path) -> Result<(), CliError> {
    match (file.canonicalize(), out.canonicalize()) {
        (Ok(file_at), Ok(out_at)) if file_at.starts_with(&out_at) => {
            Err(CliError::CorrectionsInOutput { file: file.to_owned(), out: out.to_owned() })
        }
        _ => Ok(()),
    }
}

/// The folder named after the exam beside the specification.
pub(crate) fn beside(path: &Path, spec: &ExamSpec) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(&spec.raw.exam.id)
}

/// Everything one run needs.
pub(crate) struct Job {
    pub(crate) spec: ExamSpec,
    pub(crate) sources: Sources,
    pub(crate) out: PathBuf,
    pub(crate) options: WriteOptions,
    pub(crate) templates: Templates,
    pub(crate) threads: Option<usize>,
    pub(crate) seed: Option<u64>,
    pub(crate) exported_by: Option<String>,
    pub(crate) exported_at: Option<String>,
}

impl Job {
    /// The error; where no pupil is left, with the file that says why.
    fn set_aside(&self, error: wutong::Error) -> CliError {
        let wutong::Error::Ingest(ingest) = &error else { return error.into() };
        match &**ingest {
            IngestError::NoPupil { quarantine, .. }
                if !quarantine.is_empty() && !self.spec.raw.privacy.audience.is_outside() =>
            {
                match output::write_quarantine(quarantine, &self.out, self.options.lang) {
                    Ok(path) => CliError::Nobody { source: error, path },
                    Err(report) => report.into(),
                }
            }
            _ => error.into(),
        }
    }

    pub(crate) fn run(self, console: &mut Console) -> Result<u8, CliError> {
        let lang = self.options.lang;
        let audience = self.spec.raw.privacy.audience;
        output::check_target(&self.out)?;
        let workers = Workers::new(self.threads).map_err(wutong::Error::from)?;
        let bar = console.progress(lang);
        let mut timings = Vec::new();
        let mut clock = Instant::now();
        let mut lap = |name: &str| {
            timings.push((name.to_owned(), clock.elapsed().as_secs_f64()));
            clock = Instant::now();
        };
        let read = wutong::read(&self.spec, &self.sources, &bar, &workers);
        let ingested = read.map_err(|error| self.set_aside(error))?;
        lap("read");
        bar.phase(lang.pick("计算", "computing"));
        let analysis = wutong::analyse(&self.spec, ingested, &workers);
        lap("analyse");
        let record = RunRecord {
            threads: workers.threads(),
            seed: self.seed,
            timings,
            exported_by: self.exported_by,
            exported_at: self.exported_at,
        };
        let writing = |what: &str| bar.phase(&format!("{} {what}", lang.pick("写出", "writing")));
        let each = |n: usize, job: &(dyn Fn(usize) + Sync)| workers.each(n, job);
        let press = Press { templates: &self.templates, each: &each, progress: &writing };
        let written = output::write(&analysis, &record, &self.out, &self.options, &press)?;
        bar.finish();
        summary::accounting(&analysis, lang, console);
        summary::findings(&analysis, lang, console);
        summary::insights(&analysis, lang, console);
        summary::failures(&written, lang, console);
        summary::where_to_look(&self.out, (self.options.formats, audience), lang, console);
        let complete = written.failures.is_empty() && analysis.verdict != Verdict::Refused;
        Ok(if complete { DONE } else { REFUSED })
    }
}
