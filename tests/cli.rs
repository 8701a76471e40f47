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
    let known = wutong::stats::CATALOGUE.len() + wutong::stats::ON_REQUEST.len();
    assert_eq!((listed.code, listed.out.lines().count()), (0, known));
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
    assert!(schema["mapping.toml"]["properties"]["mapping"].is_object());
    assert!(schema["school_profile"]["properties"]["schema_version"].is_object());
}

#[test]
fn usage() {
    assert_eq!(wutong(&["--help"]).code, 0);
    let wrong = wutong(&["runn", "exam.toml"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.out.is_empty() && wrong.words.contains("run"), "{}", wrong.words);
    assert_eq!(wutong(&["run", "exam.toml", "--threads", "100000"]).code, 2, "no machine has so many cores");
    let format = wutong(&["run", "exam.toml", "--format", "odt", "--lang", "en"]);
    assert_eq!(format.code, 2);
    assert!(format.words.contains("odt") && format.words.contains("html"), "{}", format.words);
    // Whoever has no such word reads which there are, in either language.
    let audience = wutong(&["run", "exam.toml", "--audience", "teacher"]);
    assert_eq!(audience.code, 2);
    for words in ["“teacher”", "可用：bureau_internal", "invalid value 'teacher'"] {
        assert!(audience.words.contains(words), "{}", audience.words);
    }
    assert!(wrong.words.contains("没有“runn”这个命令"), "{}", wrong.words);
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
    // Other programs write files of this name too.
    std::fs::write(out.join("run.json"), "{\"name\": \"training\", \"loss\": 0.25}").expect("written");
    let spec = wutong_testkit::fixture("district/exam.toml");
    let outcome = wutong(&["run", &spec.to_string_lossy(), "--out", &out.to_string_lossy(), "--lang", "en"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.words.contains("run.json"), "{}", outcome.words);
    assert_eq!(std::fs::read_to_string(out.join("thesis.txt")).expect("still there"), "years of work");
}

/// Six pupils of two schools, and what is wrong with some of them.
const MENDABLE: &str = "学校,班级,考号,数学\n甲中学,1,1,=1+1\n甲中学,1,2,80\n甲中学,1,3,70\n乙中学,1,4,60\n乙中学,1,5,90\n\
                        乙中学,1,5,50\n,1,6,40\n";

/// A folder with these marks, and the path of its specification.
fn mendable() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = "[exam]\nid = 'x'\ntitle = 'X'\nstage = 'junior'\ngrade = 9\nkind = 'research'\n[[source]]\npath = 's.csv'\n\
                [[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 100\n[privacy]\nmin_cell = 1\n";
    std::fs::write(folder.path().join("exam.toml"), spec).expect("written");
    std::fs::write(folder.path().join("s.csv"), MENDABLE).expect("written");
    let path = folder.path().join("exam.toml").to_string_lossy().into_owned();
    (folder, path)
}

#[test]
fn a_filled_quarantine_mends_the_next_run() {
    let (folder, spec) = mendable();
    assert_eq!(wutong(&["run", &spec, "--format", "csv"]).code, 0);
    let path = folder.path().join("x/quarantine.csv");
    let text = std::fs::read_to_string(&path).expect("text");
    assert!(text.contains(",'=1+1,not-a-mark,"), "{text}");
    let fill = |line: &str| match line {
        line if line.contains("not-a-mark") => format!("{line}85\r\n"),
        line if line.contains(",7,,") => format!("{line}删除\r\n"),
        line => format!("{line}\r\n"),
    };
    let filled = folder.path().join("filled.csv");
    std::fs::write(&filled, text.lines().map(fill).collect::<String>()).expect("written");
    let filled = filled.to_string_lossy();
    let checked = wutong(&["check", &spec, "--with", &filled, "--lang", "en"]);
    assert!(checked.out.contains("s.csv: 8 rows read = 5 kept + 2 set aside + 1 not data"), "{}", checked.out);
    assert!(checked.out.contains("columns read: class=班级, id=考号, math=数学, school=学校"), "{}", checked.out);
    assert!(!checked.out.contains("not-a-mark") && !checked.out.contains("never"), "{}", checked.out);
    assert_eq!(wutong(&["run", &spec, "--format", "csv", "--with", &filled]).code, 0);
    let text = std::fs::read_to_string(&path).expect("text");
    assert_eq!(text.lines().count(), 2, "only the row without a school is left: {text}");
    let run: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("x/run.json")).expect("text")).expect("JSON");
    let sheets = run["rows"]["sheets"].as_array().expect("accounts");
    assert!(sheets.iter().any(|sheet| sheet["columns"]["math"] == "数学"));
    assert!(run["inputs"].as_array().is_some_and(|inputs| inputs.len() == 2), "{}", run["inputs"]);
    let inside = wutong(&["run", &spec, "--with", &path.to_string_lossy(), "--lang", "en"]);
    assert!(inside.code == 2 && inside.words.contains("copy it out of there"), "{}", inside.words);
    assert_eq!(std::fs::read_to_string(&path).expect("text"), text, "what someone may have filled in is left alone");
    let missing = wutong(&["run", &spec, "--with", "no-such-file.csv", "--lang", "en"]);
    assert!(missing.code == 2 && missing.words.contains("no-such-file.csv"), "{}", missing.words);
}

/// Rows of a file that cannot be read are nobody's; the record names it among the accounts of rows.
#[test]
fn a_file_that_cannot_be_read_is_accounted_for() {
    let (folder, spec) = mendable();
    let text = std::fs::read_to_string(&spec).expect("text");
    std::fs::write(&spec, text.replace("'s.csv'", "'s*'")).expect("written");
    std::fs::write(folder.path().join("second.xlsx"), "no workbook").expect("written");
    assert_eq!(wutong(&["run", &spec, "--format", "csv"]).code, 1, "refused");
    let run: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("x/run.json")).expect("text")).expect("JSON");
    assert_eq!(run["rows"]["unread"], serde_json::json!(["second.xlsx"]));
    let named =
        |of: &serde_json::Value| of.as_array().expect("a list").iter().any(|each| each["file"] == "second.xlsx");
    assert!(!named(&run["inputs"]) && !named(&run["rows"]["sheets"]), "{run}");
    assert_eq!(run["reasons"][0], "unread-file");
}

/// Without a pupil there is no output folder; what was set aside stands beside it, can be filled in, and is never replaced.
#[test]
fn a_run_without_pupils_leaves_its_quarantine() {
    let (folder, spec) = mendable();
    std::fs::write(folder.path().join("s.csv"), "学校,班级,考号,数学\n,1,1,80\n,1,2,70\n").expect("written");
    let outcome = wutong(&["run", &spec, "--lang", "en"]);
    let path = folder.path().join("x-quarantine.csv");
    assert!(outcome.code == 2 && outcome.words.contains("x-quarantine.csv"), "{}", outcome.words);
    assert!(!folder.path().join("x").exists());
    let text = std::fs::read_to_string(&path).expect("text");
    assert_eq!(text.lines().count(), 3, "{text}");
    let fill = |(at, line): (usize, &str)| if at == 0 { format!("{line}\r\n") } else { format!("{line}删除\r\n") };
    let filled: String = text.lines().enumerate().map(fill).collect();
    std::fs::write(&path, &filled).expect("written");
    assert_eq!(wutong(&["run", &spec, "--with", &path.to_string_lossy()]).code, 2);
    assert_eq!(std::fs::read_to_string(&path).expect("text"), filled);
    assert_eq!(wutong(&["run", &spec, "--lang", "zh"]).code, 2);
    assert!(folder.path().join("x-quarantine-2.csv").exists());
    // Pupils and schools are no business of other readers.
    let outside = wutong(&["run", &spec, "--audience", "public", "--out", &folder.path().join("p").to_string_lossy()]);
    assert!(outside.code == 2 && !folder.path().join("p-quarantine.csv").exists(), "{}", outside.words);
}

#[test]
fn a_key_makes_pseudonyms() {
    let (folder, spec) = mendable();
    let key = folder.path().join("centre.key").to_string_lossy().into_owned();
    assert_eq!(wutong(&["key", &key]).code, 0);
    let again = wutong(&["key", &key, "--lang", "en"]);
    assert!(again.code == 2 && again.words.contains("left alone"), "{}", again.words);
    let text = std::fs::read_to_string(&spec).expect("text") + "[pupils]\nkey = 'centre.key'\n";
    std::fs::write(&spec, text).expect("written");
    let (spec, sources) = wutong::open(&spec).expect("a specification");
    let found = wutong::ingest::read(&spec, &sources, &()).expect("readable");
    assert!(found.book.n_pupils() > 0 && found.book.ids.get(0).len() == 32);
}
