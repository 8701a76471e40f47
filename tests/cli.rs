//! The command in process: text, exit codes, and what stands in the output folder.

use std::ffi::OsString;

use wutong_cli::{Console, run};

/// What a command printed, and its exit code.
pub(crate) struct Outcome {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) words: String,
}

/// Runs `wutong` with these arguments.
pub(crate) fn wutong(args: &[&str]) -> Outcome {
    let (mut out, mut words) = (Vec::new(), Vec::new());
    let args = std::iter::once("wutong").chain(args.iter().copied()).map(OsString::from);
    let code = run(args, Console { out: &mut out, words: &mut words, terminal: false });
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Outcome { code, out: text(out), words: text(words) }
}

#[test]
fn metrics_and_explain() {
    let listed = wutong(&["metrics"]);
    assert_eq!((listed.code, listed.out.lines().count()), (0, wutong::stats::CATALOGUE.len()));
    let json: serde_json::Value = serde_json::from_str(&wutong(&["metrics", "--json"]).out).expect("JSON");
    assert_eq!(json[0]["id"], "n_roster");
    let explained = wutong(&["explain", "excellence_rate"]);
    assert_eq!(explained.code, 0);
    for text in ["优秀率", "Wilson", "分母"] {
        assert!(explained.out.contains(text), "{}", explained.out);
    }
    let unknown = wutong(&["explain", "excelence", "--lang", "en"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.out.is_empty() && unknown.words.contains("wutong metrics"), "{}", unknown.words);
}

#[test]
fn schema_is_json_schema() {
    let schema: serde_json::Value = serde_json::from_str(&wutong(&["schema"]).out).expect("JSON");
    assert!(schema["exam.toml"]["properties"]["difference"].is_object());
    assert!(schema["school_profile"]["properties"]["schema_version"].is_object());
}

#[test]
fn usage() {
    assert_eq!(wutong(&["--help"]).code, 0);
    let wrong = wutong(&["runn", "exam.toml"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.out.is_empty() && wrong.words.contains("run"), "{}", wrong.words);
    assert_eq!(wutong(&["run", "exam.toml", "--threads", "100000"]).code, 2, "no machine has so many cores");
    let format = wutong(&["run", "exam.toml", "--format", "pdf", "--lang", "en"]);
    assert_eq!(format.code, 2);
    assert!(format.words.contains("pdf") && format.words.contains("html"), "{}", format.words);
}

/// A pipe whose reader has gone away.
struct Closed;

impl std::io::Write for Closed {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_success() {
    let mut words = Vec::new();
    let args = ["wutong", "metrics"].map(OsString::from);
    assert_eq!(run(args, Console { out: &mut Closed, words: &mut words, terminal: false }), 0);
    assert!(words.is_empty());
}

#[test]
fn a_folder_that_wutong_did_not_write_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("mine");
    std::fs::create_dir(&out).expect("made");
    std::fs::write(out.join("thesis.txt"), "years of work").expect("written");
    let spec = wutong_testkit::fixture("district/exam.toml");
    let outcome = wutong(&["run", &spec.to_string_lossy(), "--out", &out.to_string_lossy(), "--lang", "en"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.words.contains("run.json"), "{}", outcome.words);
    assert_eq!(std::fs::read_to_string(out.join("thesis.txt")).expect("still there"), "years of work");
}
