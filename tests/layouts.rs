//! Every layout in which score tables come: read as it is, and by the specification that a sketch of it suggests.

use std::path::{Path, PathBuf};

use wutong::model::mark_text;
use wutong::{ExamSpec, Ingested, Sources};
use wutong_testkit::fixture;

/// Layouts that `wutong init` cannot describe without an edit, and why.
const NEEDS_EDIT: [(&str, &str); 0] = [];

/// The folders of fixtures, in order.
fn layouts() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(fixture("layouts")).expect("a folder of fixtures");
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// One line a pupil and subject: school, class, identifier, subject, mark, status; sorted.
fn lines(spec: &ExamSpec, ingested: &Ingested) -> Vec<String> {
    let book = &ingested.book;
    let mut lines = Vec::new();
    for school in &book.schools {
        for class in &book.classes[school.classes.clone()] {
            for row in class.rows.clone() {
                for (subject, column) in spec.subjects.iter().zip(&book.subjects) {
                    let status = column.status[row].id();
                    let mark = match status {
                        "present" => mark_text(column.ticks[row].into(), subject.decimals),
                        _ => String::new(),
                    };
                    let (id, subject) = (book.ids.get(row), &subject.id);
                    lines.push(format!("{},{},{id},{subject},{mark},{status}", school.name, class.name));
                }
            }
        }
    }
    lines.sort();
    lines
}

fn truth(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("truth.csv")).expect("the truth");
    let mut lines: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
    lines.sort();
    lines
}

/// The files of a layout, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join("scores")).expect("a folder of scores");
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// What differs between the truth and what was read, and whether every row is accounted for.
fn difference(spec: &ExamSpec, folder: &Path) -> Result<(), String> {
    let ingested = wutong::ingest::read(spec, &Sources::files(spec, folder), &()).map_err(|error| error.to_string())?;
    for account in &ingested.accounts {
        if account.rows_read != account.kept + account.set_aside + account.not_data {
            return Err(format!("rows are lost: {account:?}"));
        }
    }
    let (found, expected) = (lines(spec, &ingested), truth(folder));
    if found == expected {
        return Ok(());
    }
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| those.binary_search(line).is_err()).take(8).cloned().collect()
    };
    let (missing, added) = (only(&expected, &found), only(&found, &expected));
    let problems: Vec<_> = ingested.problems.iter().take(5).collect();
    let columns: Vec<_> = ingested.accounts.iter().map(|account| &account.columns).take(2).collect();
    Err(format!("expected {missing:#?}\nfound {added:#?}\nproblems {problems:#?}\ncolumns {columns:#?}"))
}

#[test]
fn every_layout_is_read_without_a_mapping_of_columns() {
    let folders = layouts();
    assert!(folders.len() >= 18, "{folders:?}");
    let mut wrong = Vec::new();
    for folder in &folders {
        let (spec, _) = wutong::open(folder.join("exam.toml")).expect("a specification");
        if let Err(difference) = difference(&spec, folder) {
            wrong.push(format!("{}: {difference}", name(folder)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_init_writes_reads_its_files_without_an_edit() {
    let (mut edited, mut total, mut report) = (Vec::new(), 0, String::new());
    for folder in layouts() {
        total += 1;
        let text = wutong::ingest::sketch(&files(&folder)).expect("readable").to_toml(&folder);
        let read = ExamSpec::from_toml(&text).map_err(|error| error.to_string());
        if let Err(difference) = read.and_then(|spec| difference(&spec, &folder)) {
            report.push_str(&format!("{}: {difference}\n{text}\n\n", name(&folder)));
            edited.push(name(&folder));
        }
    }
    let known: Vec<&str> = NEEDS_EDIT.iter().map(|(layout, _)| *layout).collect();
    assert_eq!(edited, known, "{report}");
    assert!((total - edited.len()) * 5 >= total * 4, "{} of {total} need an edit", edited.len());
}
