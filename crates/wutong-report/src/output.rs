//! The output folder: everything a run writes, whole or not at all.

mod export;
mod folder;
mod formats;
mod record;
mod reports;
#[cfg(test)]
mod tests;
mod unfinished;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wutong_model::spec::Audience;
use wutong_model::{Analysis, GroupView, Level};

use crate::error::ReportError;
use crate::profile::{self, Bulletin, ClassReport, PupilReport, SchoolProfile, SubjectReport};
use crate::tables::{self, TableFormats};
use crate::words::{self, Lang};

use reports::Reports;

pub use folder::check_target;
pub use formats::{Formats, REPORT_FORMATS};
pub use reports::{Each, Failure, Press, Written, rebuild};
pub use unfinished::{Interrupted, interrupt};

/// What a run knows of itself and an analysis does not; goes into `run.json`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunRecord {
    /// Threads that computed.
    pub threads: usize,
    /// Seed, where anything was drawn.
    pub seed: Option<u64>,
    /// Seconds by phase, in order.
    pub timings: Vec<(String, f64)>,
    /// Who takes the output out, as the caller says.
    pub exported_by: Option<String>,
    /// When, as the caller says: Wutong reads no clock.
    pub exported_at: Option<String>,
}

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteOptions {
    /// Formats.
    pub formats: Formats,
    /// Language of everything that people read.
    pub lang: Lang,
    /// Whether every class has a report of its own.
    pub classes: bool,
}

/// Room that is kept free until the reports are written: on a disk that fills up meanwhile, the pages that fit are of use
/// only with the page that leads to them and the record of those that failed.
const KEPT_FREE: usize = 1 << 20;

/// Writes the output folder.
///
/// Everything goes into a folder beside it first; a folder of an earlier run is replaced at the very end, and stays as it
/// is when anything fails before. A report that fails is listed in the result and in `run.json`, and stops no other.
///
/// # Errors
/// [`ReportError`] with the path of the file or folder that could not be written, and the cure.
pub fn write(
    analysis: &Analysis,
    record: &RunRecord,
    out: &Path,
    options: &WriteOptions,
    press: &Press<'_>,
) -> Result<Written, ReportError> {
    let staging = folder::Staging::new(out)?;
    let (failures, mut remarks) = fill(analysis, record, (staging.path(), out), options, press)
        // Nobody knows the folder that the files are written to first.
        .map_err(|error| error.moved(staging.path(), out))?;
    if let Some(left) = staging.replace()? {
        remarks.push(words::left_behind(&left.file, &left.folder, options.lang));
    }
    Ok(Written { folder: out.to_owned(), failures, remarks })
}

/// Gives the room away that was kept free, if there is any.
fn make_room(room: &Path) {
    let _ = std::fs::remove_file(room);
}

/// Writes everything into the first of the folders; the second will be its name.
fn fill(
    analysis: &Analysis,
    record: &RunRecord,
    (root, out): (&Path, &Path),
    options: &WriteOptions,
    press: &Press<'_>,
) -> Result<(Vec<Failure>, Vec<String>), ReportError> {
    let reports = Reports::new(root, options, press).with_records(&["check.json", "run.json"]);
    let room = root.join(".room");
    // Where there is no room for it either, whatever fits is written.
    let _ = std::fs::write(&room, vec![0; KEPT_FREE]).inspect_err(|_| make_room(&room));
    match analysis.spec.raw.privacy.audience {
        Audience::School => write_for_schools(analysis, record, root, (options, press), &reports)?,
        Audience::StudentParent => write_for_pupils(analysis, root, (options, press), &reports)?,
        audience => {
            // The law can leave only the region and each school by itself.
            let alone = (!analysis.may_list_schools()).then(|| analysis.region_alone());
            let whole = alone.as_ref().unwrap_or(analysis);
            write_tables(whole, root, options, press.progress)?;
            if !audience.is_outside() {
                tables::quarantine(&analysis.problems, &root.join("quarantine.csv"), options.lang)?;
            }
            write_json(&root.join("check.json"), record::check(analysis))?;
            let bulletin = Bulletin::with_suggestions(whole, press.templates.suggestions());
            write_reports(analysis, whole, &bulletin, root, (options, press), &reports)?;
            make_room(&room);
            reports.index(&bulletin);
            if !audience.is_outside() {
                export::log(analysis, record, root, out)?;
            }
        }
    }
    make_room(&room);
    let (failures, remarks) = reports.finish();
    let moved = |failure: Failure| Failure { error: failure.error.moved(root, out), ..failure };
    let failures: Vec<Failure> = failures.into_iter().map(moved).collect();
    // The last one: a folder with it is complete.
    write_json(&root.join("run.json"), record::run(analysis, record, options, &failures))?;
    Ok((failures, remarks))
}

/// Writes the quarantine of a run that has no pupil left, and so no output folder: beside that folder, under a name that
/// no file has, since another run may be reading the last one.
///
/// # Errors
/// [`ReportError`] if the file cannot be written.
pub fn write_quarantine(problems: &[wutong_model::Problem], out: &Path, lang: Lang) -> Result<PathBuf, ReportError> {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let free = |number: u32| {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        Some(out.with_file_name(format!("{name}-quarantine{number}.csv"))).filter(|path| !path.exists())
    };
    let path = (1..).find_map(free).unwrap_or_else(|| out.with_extension("quarantine.csv"));
    tables::quarantine(problems, &path, lang)?;
    Ok(path)
}

/// `tables` and `workbook.xlsx`.
fn write_tables(
    analysis: &Analysis,
    root: &Path,
    options: &WriteOptions,
    progress: &dyn Fn(&str),
) -> Result<(), ReportError> {
    let formats = options.formats;
    if formats.csv || formats.parquet {
        progress("tables");
        let folder = make_folder(root.join("tables"))?;
        tables::write_tables(analysis, &folder, TableFormats { csv: formats.csv, parquet: formats.parquet })?;
    }
    #[cfg(feature = "xlsx")]
    if formats.xlsx {
        progress("workbook.xlsx");
        crate::workbook::write(analysis, &root.join("workbook.xlsx"), options.lang)?;
    }
    Ok(())
}

/// The reports of the region (`whole`) and its subjects and, for readers who may see all of them, of the schools.
///
/// The bulletin is the longest by far: it comes first, so that nobody waits for it at the end, and its memory serves the
/// others after it.
fn write_reports(
    analysis: &Analysis,
    whole: &Analysis,
    bulletin: &Bulletin,
    root: &Path,
    (options, press): (&WriteOptions, &Press<'_>),
    reports: &Reports<'_>,
) -> Result<(), ReportError> {
    let subjects = subjects(whole, bulletin, options);
    let lists_schools = !analysis.spec.raw.privacy.audience.is_outside() && options.formats.has_reports();
    let schools: Vec<GroupView<'_>> = if lists_schools { analysis.schools().collect() } else { Vec::new() };
    if lists_schools {
        make_folder(root.join("schools"))?;
    }
    if !subjects.is_empty() {
        make_folder(root.join("subjects"))?;
    }
    let of_schools = schools.iter().map(|school| format!("schools/{}", file_stem(*school)));
    let of_subjects = subjects.iter().map(|subject| format!("subjects/{}", subject.file_stem()));
    let stems: Vec<String> = of_schools.chain(of_subjects).collect();
    let to_come = reports.files(&stems);
    (press.progress)("reports");
    (press.each)(stems.len() + 1, &|at| {
        let Some(at) = at.checked_sub(1) else { return reports.bulletin(bulletin, &to_come) };
        match at.checked_sub(schools.len()) {
            Some(subject) => reports.subject(&subjects[subject], &stems[at]),
            None => {
                let profile = SchoolProfile::with_suggestions(analysis, schools[at], press.templates.suggestions());
                reports.school(&profile, (&stems[at], &stems[at]));
            }
        }
    });
    if options.classes && lists_schools {
        write_all_classes(analysis, &schools, root, press, reports)?;
    }
    Ok(())
}

/// The reports of the classes of all schools.
fn write_all_classes(
    analysis: &Analysis,
    schools: &[GroupView<'_>],
    root: &Path,
    press: &Press<'_>,
    reports: &Reports<'_>,
) -> Result<(), ReportError> {
    (press.progress)("classes");
    let classes = make_folder(root.join("classes"))?;
    let folders: Vec<String> = schools.iter().map(|school| file_stem(*school)).collect();
    folders.iter().try_for_each(|folder| make_folder(classes.join(folder)).map(|_| ()))?;
    (press.each)(schools.len(), &|at| {
        write_classes(analysis, schools[at], &format!("classes/{}", folders[at]), reports);
    });
    Ok(())
}

/// The reports of the classes of a school, into a folder that exists.
fn write_classes(analysis: &Analysis, school: GroupView<'_>, folder: &str, reports: &Reports<'_>) {
    for class in school.children() {
        if let Some(report) = ClassReport::new(analysis, class) {
            reports.class(&report, &format!("{folder}/{}", report.file_stem()));
        }
    }
}

/// The reports of all subjects.
fn subjects(analysis: &Analysis, bulletin: &Bulletin, options: &WriteOptions) -> Vec<SubjectReport> {
    if options.formats.has_reports() { SubjectReport::all(analysis, bulletin) } else { Vec::new() }
}

fn file_stem(school: GroupView<'_>) -> String {
    profile::school_file_stem(&school.group().id, &school.group().name)
}

/// One folder a school, each of which can be handed out alone: it holds that school and the whole, and no other school.
fn write_for_schools(
    analysis: &Analysis,
    record: &RunRecord,
    root: &Path,
    (options, press): (&WriteOptions, &Press<'_>),
    reports: &Reports<'_>,
) -> Result<(), ReportError> {
    let schools = make_folder(root.join("schools"))?;
    let quiet = |_: &str| ();
    for school in analysis.schools() {
        let (id, part) = (&school.group().id, analysis.of_school(school));
        let name = profile::school_file_stem(id, id);
        let folder = make_folder(schools.join(&name))?;
        (press.progress)(&format!("schools/{id}"));
        write_tables(&part, &folder, options, &quiet)?;
        for own in part.schools() {
            let profile = SchoolProfile::with_suggestions(&part, own, press.templates.suggestions());
            reports.school(&profile, (&format!("schools/{name}/index"), &format!("schools/{name}/profile")));
            if options.classes && options.formats.has_reports() {
                make_folder(folder.join("classes"))?;
                write_classes(&part, own, &format!("schools/{name}/classes"), reports);
            }
        }
        write_json(&folder.join("check.json"), record::check(&part))?;
        write_json(&folder.join("run.json"), record::run(&part, record, options, &[]))?;
    }
    let whole = analysis.of_groups(|_, group| group.level == Level::Region);
    write_json(&root.join("check.json"), record::check_of_region(&whole))
}

/// One report a pupil, each of which can be handed out alone. Nothing else is written of anybody: tables and workbooks set
/// pupils or schools side by side.
fn write_for_pupils(
    analysis: &Analysis,
    root: &Path,
    (options, press): (&WriteOptions, &Press<'_>),
    reports: &Reports<'_>,
) -> Result<(), ReportError> {
    let of_many = options.formats.of_many();
    if !of_many.is_empty() {
        reports.remark(words::nothing_for_pupils(&of_many.join(", "), options.lang));
    }
    (press.progress)("pupils");
    let pupils = make_folder(root.join("pupils"))?;
    let folders: BTreeSet<String> = analysis.pupils.iter().map(profile::pupil_folder).collect();
    for folder in folders {
        let path = pupils.join(folder);
        std::fs::create_dir_all(&path).map_err(|source| ReportError::write(&path, source))?;
    }
    let blank = PupilReport::blank(analysis);
    (press.each)(analysis.pupils.len(), &|at| {
        let pupil = &analysis.pupils[at];
        let name = profile::school_file_stem(&pupil.id, &pupil.id);
        reports.pupil(&blank.of(pupil), &format!("pupils/{}/{name}", profile::pupil_folder(pupil)));
    });
    write_json(&root.join("check.json"), record::check(analysis))
}

fn make_folder(path: PathBuf) -> Result<PathBuf, ReportError> {
    std::fs::create_dir(&path).map_err(|source| ReportError::write(&path, source))?;
    Ok(path)
}

fn write_json(path: &Path, text: serde_json::Result<String>) -> Result<(), ReportError> {
    let text = text.map_err(|error| ReportError::write(path, error.into()))?;
    write_file(path, &text)
}

fn write_file(path: &Path, text: &str) -> Result<(), ReportError> {
    std::fs::write(path, text).map_err(|source| ReportError::write(path, source))
}
