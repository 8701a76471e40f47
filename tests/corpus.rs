//! Every file of `fixtures/malformed` gives exactly the diagnostics beside it, never a panic, and stops no other file.
//!
//! The expectations are written by hand from what a reader should be told; nothing rewrites them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use wutong::Ingested;
use wutong::model::{Problem, ProblemKind, Status};
use wutong::report::Lang;
use wutong::report::words::cure;

/// Cases that the corpus holds at the least.
const FEWEST: usize = 60;
/// Pupils of `good.csv` with their ticks in Chinese and mathematics; `None` for the one who was absent.
const GOOD: [(&str, Option<i32>, Option<i32>); 6] = [
    ("90001", Some(885), Some(970)),
    ("90002", Some(760), Some(615)),
    ("90003", Some(930), Some(1100)),
    ("90004", Some(1015), Some(840)),
    ("90005", Some(690), None),
    ("90006", Some(0), Some(1200)),
];

#[test]
fn each_file_gives_the_diagnostics_beside_it() {
    let corpus = wutong_testkit::fixture("malformed");
    let cases = cases(&corpus);
    assert!(cases.len() >= FEWEST, "{} cases", cases.len());
    let mut report = String::new();
    for (name, case) in &cases {
        let found = std::panic::catch_unwind(|| diagnostics(&corpus, name, case));
        let found = found.unwrap_or_else(|_| vec!["panic".to_owned()]);
        let expected = std::fs::read_to_string(corpus.join(format!("{name}.expected"))).unwrap_or_default();
        let expected: Vec<String> = expected.lines().map(str::to_owned).collect();
        if found != expected {
            let _ = writeln!(report, "{name}\n{}", difference(&expected, &found));
        }
    }
    assert!(report.is_empty(), "expected (-) and found (+) differ:\n{report}");
}

#[test]
fn each_expectation_has_its_case() {
    let corpus = wutong_testkit::fixture("malformed");
    let cases = cases(&corpus);
    for name in stems(&corpus, |path| path.extension().is_some_and(|extension| extension == "expected")).keys() {
        assert!(cases.contains_key(name), "{name}.expected has no case");
    }
    let numbers: std::collections::BTreeSet<&str> = cases.keys().filter_map(|name| name.get(..3)).collect();
    assert_eq!(numbers.len(), cases.len(), "every case has a number of its own");
}

/// Name of each case, and its file or folder; a case without either is one of the specification alone.
fn cases(corpus: &Path) -> BTreeMap<String, Option<PathBuf>> {
    let of = |wanted: fn(&str) -> bool| {
        stems(corpus, move |path| wanted(&path.extension().unwrap_or_default().to_string_lossy()))
    };
    let mut cases: BTreeMap<String, Option<PathBuf>> =
        of(|extension| extension == "toml").into_keys().map(|name| (name, None)).collect();
    let files = of(|extension| !matches!(extension, "toml" | "expected"));
    cases.extend(files.into_iter().map(|(name, path)| (name, Some(path))));
    cases
}

/// Entries whose name begins with a number, by their name up to the first point.
fn stems(corpus: &Path, wanted: impl Fn(&Path) -> bool) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(corpus).expect("a corpus").map(|entry| entry.expect("an entry").path());
    entries
        .filter(|path| wanted(path))
        .map(|path| (file_name(&path).split('.').next().unwrap_or_default().to_owned(), path))
        .filter(|(name, _)| name.starts_with(|c: char| c.is_ascii_digit()))
        .collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Lines that one has and the other has not.
fn difference(expected: &[String], found: &[String]) -> String {
    let missing = expected.iter().filter(|line| !found.contains(line)).map(|line| format!("  - {line}\n"));
    let extra = found.iter().filter(|line| !expected.contains(line)).map(|line| format!("  + {line}\n"));
    let lines: String = missing.chain(extra).collect();
    if lines.is_empty() { format!("  the order differs:\n  + {}\n", found.join("\n  + ")) } else { lines }
}

/// What reading the case says, one line each.
fn diagnostics(corpus: &Path, name: &str, case: &Option<PathBuf>) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let base = folder.path();
    std::fs::copy(corpus.join("good.csv"), base.join("good.csv")).expect("copied");
    let own = std::fs::read_to_string(corpus.join(format!("{name}.toml")));
    let shared = || std::fs::read_to_string(corpus.join("exam.toml")).expect("a specification");
    let label = case.as_deref().map(file_name).unwrap_or_default();
    std::fs::write(base.join("exam.toml"), own.unwrap_or_else(|_| shared().replace("{CASE}", &label)))
        .expect("written");
    if let Some(case) = case {
        copy(case, &base.join(&label));
    }
    match read(base) {
        Ok(ingested) => {
            good_pupils_are_whole(&ingested, name);
            lines(&ingested)
        }
        Err(error) => {
            assert!(!error.zh().is_empty(), "{name}: no message in Chinese");
            vec![format!("error | {}", on_one_line(&error.to_string()).replace(&*base.to_string_lossy(), "FOLDER"))]
        }
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        std::fs::copy(from, to).expect("copied");
        return;
    }
    std::fs::create_dir(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        copy(&path, &to.join(file_name(&path)));
    }
}

fn read(base: &Path) -> Result<Ingested, wutong::Error> {
    let (spec, sources) = wutong::open(base.join("exam.toml"))?;
    Ok(wutong::ingest::read(&spec, &sources, &())?)
}

/// The file beside the case is read as if it were alone, and every account adds up.
fn good_pupils_are_whole(ingested: &Ingested, name: &str) {
    let book = &ingested.book;
    for (id, chinese, math) in GOOD {
        let rows: Vec<usize> = (0..book.n_pupils()).filter(|row| book.ids.get(*row) == id).collect();
        let [row] = rows.as_slice() else { panic!("{name}: pupil {id} of good.csv stands {} times", rows.len()) };
        for (subject, ticks) in [chinese, math].into_iter().enumerate().take(book.subjects.len()) {
            let column = &book.subjects[subject];
            let found = (column.status[*row] == Status::Present).then_some(column.ticks[*row]);
            assert_eq!(found, ticks, "{name}: pupil {id} of good.csv, subject {subject}");
        }
    }
    for account in &ingested.accounts {
        assert_eq!(account.rows_read, account.kept + account.set_aside + account.not_data, "{name}: {account:?}");
    }
}

fn lines(ingested: &Ingested) -> Vec<String> {
    let of_case = |file: &str| file != "good.csv";
    let problems = ingested.problems.iter().map(problem);
    let accounts = ingested.accounts.iter().filter(|account| of_case(&account.file)).map(|account| {
        format!(
            "account | {} | {} | {} = {} kept + {} aside + {} not data, {} cells",
            account.file,
            or_dash(&account.sheet),
            account.rows_read,
            account.kept,
            account.set_aside,
            account.not_data,
            account.cells_set_aside
        )
    });
    let claims = ingested.claims.iter().filter(|claim| of_case(&claim.place.file)).map(|claim| {
        let aspect = serde_json::to_value(claim.aspect).expect("an aspect has a name");
        format!(
            "claim | {} | {} | {} | {} | {}",
            claim.place.file,
            or_dash(&claim.subject),
            aspect.as_str().unwrap_or_default(),
            claim.found,
            claim.required
        )
    });
    problems.chain(accounts).chain(claims).collect()
}

/// One problem as the corpus writes it; it says where, what, and what to do in both languages.
fn problem(problem: &Problem) -> String {
    let place = &problem.place;
    assert!(!place.file.is_empty(), "{problem:?}");
    for lang in [Lang::Zh, Lang::En] {
        assert!(!cure(problem, lang).is_empty(), "{problem:?}");
    }
    let row = if place.row == 0 { "-".to_owned() } else { place.row.to_string() };
    let (sheet, column) = (or_dash(&place.sheet), or_dash(&place.column));
    let start = format!(
        "{} | {} | {sheet} | {row} | {column} | found: {}",
        problem.kind.id(),
        place.file,
        or_dash(&on_one_line(&problem.text))
    );
    // The text of an unread file is the error in full, with what was expected and the cure.
    if problem.kind == ProblemKind::UnreadFile {
        assert!(problem.expected.contains(&place.file), "{problem:?}");
        return start;
    }
    format!("{start} | expected: {} | do: {}", or_dash(&problem.expected), cure(problem, Lang::En))
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

/// Line ends, and what a terminal would act on, made visible.
fn on_one_line(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}
