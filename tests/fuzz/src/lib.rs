//! What any bytes are fed to: each function reads them through the public interface and must not panic.
//!
//! Ordinary functions, so that a test replays the corpus without a fuzzer: `tests/fuzzed.rs`.

use std::path::Path;

use wutong::{ExamSpec, Ingested, Sources};

const EXAM: &str = "exam = { id = 'x', title = 'X', stage = 'junior', grade = 9, kind = 'research' }\n";
const SUBJECTS: &str = "[[subject]]\nid = 'chinese'\nname = '语文'\nfull_mark = 120\ndecimals = 1\n\
    [[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 120\ndecimals = 1\n\
    [[subject]]\nid = 'english'\nname = '英语'\nfull_mark = 120\nelective = true\n";
/// A file that lets a run begin, whatever the bytes are.
const SOUND: &str = "学校,班级,考号,语文,数学,英语\n一中,1班,1,80,90.5,70\n一中,1班,2,缺考,0,\n";
/// A school for tables without such a column, so that more of them are read to their end.
const SOURCE: &str = "school = '一中'\n";
/// Small limits: what is refused for its size need not be tried at length.
const LIMITS: &str = "[limits]\nunpacked_mb = 16\nratio = 100\ncells = 200000\nmerged_ranges = 1000\n";

/// A text file of marks.
///
/// # Panics
/// If a row is lost, or if the specification that the file suggests cannot be read.
pub fn csv(bytes: &[u8]) {
    scores("marks.csv", bytes);
}

/// A workbook of marks.
///
/// # Panics
/// As [`csv`].
pub fn xlsx(bytes: &[u8]) {
    scores("marks.xlsx", bytes);
}

/// A specification; where it is sound, so is what is made from it.
///
/// # Panics
/// If reading it twice gives two results.
pub fn exam_toml(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let canonical = || ExamSpec::from_toml(text).map(|spec| spec.canonical()).map_err(|error| error.zh());
    let first = canonical();
    assert_eq!(first.is_ok(), canonical().is_ok(), "read twice");
    if let Ok(first) = first {
        assert_eq!(Ok(first), canonical(), "read twice");
    }
}

/// A table of item marks beside a sound file of marks.
///
/// # Panics
/// If a row is lost.
pub fn item_columns(bytes: &[u8]) {
    let items = "[[source]]\npath = 'items.csv'\nkind = 'items'\nsubject = 'math'\nschool = '一中'\n";
    let sound = "[[source]]\npath = 'sound.csv'\n";
    let text = [EXAM, sound, items, SUBJECTS, LIMITS].concat();
    in_folder(&[("sound.csv", SOUND.as_bytes()), ("items.csv", bytes)], |folder| read(&text, folder));
}

fn scores(name: &str, bytes: &[u8]) {
    let source = format!("[[source]]\npath = '{name}'\n{SOURCE}");
    let text = [EXAM, &source, SUBJECTS, LIMITS].concat();
    in_folder(&[(name, bytes)], |folder| {
        read(&text, folder);
        if let Ok(sketch) = wutong::ingest::sketch(&[folder.join(name)]) {
            let written = sketch.to_toml(folder);
            let parsed = ExamSpec::from_toml(&written);
            assert!(parsed.is_ok(), "init writes what cannot be read: {:?}\n{written}", parsed.err());
        }
    });
}

/// Calls with a folder that holds these files.
fn in_folder(files: &[(&str, &[u8])], call: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().expect("a folder for a few kilobytes");
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).expect("a file of a few kilobytes");
    }
    call(folder.path());
}

fn read(text: &str, folder: &Path) {
    let spec = ExamSpec::from_toml(text).expect("the fixed specification is sound");
    match wutong::ingest::read(&spec, &Sources::files(&spec, folder), &()) {
        Ok(ingested) => every_row_is_accounted_for(&ingested),
        Err(error) => assert!(!error.to_string().is_empty() && !error.zh().is_empty()),
    }
}

fn every_row_is_accounted_for(ingested: &Ingested) {
    for account in &ingested.accounts {
        assert_eq!(account.rows_read, account.kept + account.set_aside + account.not_data, "{account:?}");
    }
    let book = &ingested.book;
    for column in &book.subjects {
        assert_eq!((column.ticks.len(), column.status.len()), (book.n_pupils(), book.n_pupils()));
    }
    assert_eq!(book.classes.last().map_or(0, |class| class.rows.end), book.n_pupils());
}
