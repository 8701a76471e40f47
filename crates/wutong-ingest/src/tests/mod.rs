//! Files in, score book out.

mod accounting;
mod beside;
mod by_name;
mod called;
mod corrections;
mod damage;
mod deliveries;
mod duplicates;
mod errors;
mod exams;
mod formats;
mod goes_on;
mod grades;
mod halves;
mod hostile;
mod identity;
mod item_tables;
mod items;
mod labelled;
mod lists;
mod mended;
mod no_subjects;
mod nobody;
mod not_chosen;
mod numbered;
mod of_class;
mod parts;
mod places;
mod privacy;
mod ranks;
mod registers;
mod restarts;
mod rosters;
mod short_names;
mod signs;
mod silent;
mod sketches;
mod spellings;
mod told;
mod tracks;
mod units;
mod unlisted;
mod unsaid;
mod workbooks;
mod written;

use std::path::Path;

use rust_xlsxwriter::Workbook;
use tempfile::TempDir;
use wutong_model::{ExamSpec, ProblemKind, Status};

use crate::{IngestError, Ingested, Sources, read};

/// A folder with files, and the specification that stands in it.
struct Exam {
    folder: TempDir,
    spec: String,
}

const SUBJECTS: &str = "[[subject]]\nid = 'chinese'\nname = '语文'\nfull_mark = 120\ndecimals = 1\n\
                        [[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 120\ndecimals = 1\n";

impl Exam {
    /// Two subjects out of 120; `sources` is the rest of the specification.
    fn new(sources: &str) -> Self {
        Self::with_subjects(sources, SUBJECTS)
    }

    fn with_subjects(sources: &str, subjects: &str) -> Self {
        let spec = format!(
            "[exam]\nid = 'x'\ntitle = 'X'\nstage = 'junior'\ngrade = 9\nkind = 'research'\n{subjects}\n{sources}"
        );
        Self { folder: tempfile::tempdir().expect("a temporary folder"), spec }
    }

    /// An exam with one CSV file.
    fn csv(text: &str) -> Self {
        Self::new("[[source]]\npath = 'scores.csv'").file("scores.csv", text.as_bytes())
    }

    fn file(self, name: &str, bytes: &[u8]) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        std::fs::write(path, bytes).expect("written");
        self
    }

    /// A workbook; cells that are numbers are written as numbers.
    fn workbook(self, name: &str, sheets: &[(&str, &str)]) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        workbook(&path, sheets);
        self
    }

    fn read(&self) -> Result<Ingested, IngestError> {
        let spec = ExamSpec::from_toml(&self.spec).expect("a valid specification");
        read(&spec, &Sources::files(&spec, self.folder.path()), &())
    }

    /// What is read on as many threads as there are parts of files.
    fn at_once(&self) -> Ingested {
        let spec = ExamSpec::from_toml(&self.spec).expect("a valid specification");
        let sources = Sources::files(&spec, self.folder.path());
        let found = crate::read_on(&spec, &sources, &(), &at_once);
        found.unwrap_or_else(|error| std::panic::panic_any(error.to_string()))
    }

    fn ok(&self) -> Ingested {
        let found = self.read().unwrap_or_else(|error| std::panic::panic_any(error.to_string()));
        accounts_add_up(&found);
        found
    }

    /// What is said of a file that is not read although others are; both languages must hold these words.
    fn unread(&self, words: &[&str]) -> String {
        let found = self.ok();
        let unread = |problem: &&wutong_model::Problem| problem.kind == ProblemKind::UnreadFile;
        let problem = found.problems.iter().find(unread).expect("a file that is not read");
        for text in [&problem.text, &problem.expected] {
            for word in words {
                assert!(text.contains(word), "'{word}' is not in: {text}");
            }
        }
        problem.text.clone()
    }

    /// The message in English and Chinese; both must hold these words.
    fn error(&self, words: &[&str]) -> String {
        let error = self.read().expect_err("an error");
        for text in [error.to_string(), error.zh()] {
            for word in words {
                assert!(text.contains(word), "'{word}' is not in: {text}");
            }
        }
        assert!(error.zh().chars().any(|c| c > '\u{3000}'), "{}", error.zh());
        error.to_string()
    }
}

/// Runs every job on a thread of its own.
fn at_once(n: usize, job: &(dyn Fn(usize) + Sync)) {
    std::thread::scope(|scope| (0..n).for_each(|task| _ = scope.spawn(move || job(task))));
}

fn workbook(path: &Path, sheets: &[(&str, &str)]) {
    let mut workbook = Workbook::new();
    for (name, text) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).expect("a valid name");
        for (row, line) in (0u32..).zip(text.lines()) {
            for (column, cell) in (0u16..).zip(line.split(',')) {
                let outcome = match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).map(|_| ()),
                    Err(_) if cell.is_empty() => Ok(()),
                    Err(_) => sheet.write_string(row, column, cell).map(|_| ()),
                };
                outcome.expect("written");
            }
        }
    }
    workbook.save(path).expect("saved");
}

/// Every row is kept, set aside or no data, and the kept ones are the pupils of the book.
fn accounts_add_up(found: &Ingested) {
    for account in &found.accounts {
        assert_eq!(account.rows_read, account.kept + account.set_aside + account.not_data, "{account:?}");
    }
    let cells: u64 = found.accounts.iter().map(|account| account.cells_set_aside).sum();
    let is_cell = |problem: &&wutong_model::Problem| problem.subject.is_some() && !problem.kind.is_remark();
    let bad_cells = found.problems.iter().filter(is_cell).count();
    assert_eq!(cells, bad_cells as u64);
}

/// `school/class/id chinese math` of every pupil; a status by its first letters.
fn lines(found: &Ingested) -> Vec<String> {
    let book = &found.book;
    let mark = |subject: usize, row: usize| match book.subjects[subject].status[row] {
        Status::Present => book.subjects[subject].ticks[row].to_string(),
        status => status.id().to_owned(),
    };
    let mut lines = Vec::new();
    for county in &book.counties {
        for school in &book.schools[county.schools.clone()] {
            for class in &book.classes[school.classes.clone()] {
                for row in class.rows.clone() {
                    let marks: Vec<String> = (0..book.subjects.len()).map(|subject| mark(subject, row)).collect();
                    let place = [&county.name, &school.id, &class.name].map(String::as_str).join("/");
                    lines.push(format!("{place}/{} {}", book.ids.get(row), marks.join(" ")));
                }
            }
        }
    }
    assert_eq!(lines.len(), book.n_pupils());
    lines
}

/// `kind file:row column 'text'` of every problem.
fn problems(found: &Ingested) -> Vec<String> {
    let shown = |problem: &wutong_model::Problem| {
        let place = &problem.place;
        format!("{} {}:{} {} '{}'", problem.kind.id(), place.file, place.row, place.column, problem.text)
    };
    found.problems.iter().map(shown).collect()
}

fn kinds(found: &Ingested) -> Vec<ProblemKind> {
    found.problems.iter().map(|problem| problem.kind).collect()
}

fn of_kind(found: &Ingested, kind: &str) -> Vec<String> {
    problems(found).into_iter().filter(|problem| problem.starts_with(kind)).collect()
}
