//! Ctrl-C and a full disk in the middle of a run leave nothing half-written.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

fn wutong() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wutong"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let district = folder.path().join("district");
    let made = wutong().args(["demo", "--only-files", "--students", "20000", "--out"]).arg(&district).status();
    assert!(made.expect("started").success());
    let out = folder.path().join("out");
    let mut run = wutong().arg("run").arg(district.join("exam.toml")).arg("--out").arg(&out).spawn().expect("started");
    // The folder in the making appears when everything is computed; then there is plenty left to write.
    let writing = || names(folder.path()).iter().any(|name| name.contains(".partial-"));
    while run.try_wait().expect("a child").is_none() && !writing() {
        std::thread::sleep(Duration::from_millis(2));
    }
    let _ = Command::new("kill").arg("-INT").arg(run.id().to_string()).status();
    let code = run.wait().expect("a child").code();
    // Whoever is too late to interrupt finds a complete folder.
    let expected: &[&str] = if code == Some(130) { &["district"] } else { &["district", "out"] };
    let mut found = names(folder.path());
    found.sort();
    assert_eq!(found, expected, "exit code {code:?}");
    assert!(code == Some(130) || out.join("run.json").is_file());
}

/// Runs with files limited to so many blocks of 512 bytes: writing more fails as it does on a full disk.
fn limited(blocks: u32, district: &Path, out: &Path) -> Option<i32> {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut run = Command::new("sh");
    run.args(["-c", &script, env!("CARGO_BIN_EXE_wutong"), "run"]).arg(district.join("exam.toml"));
    run.args(["--format", "html,json", "--out"]).arg(out).stdout(Stdio::null()).stderr(Stdio::null());
    run.status().expect("started").code()
}

#[test]
fn a_full_disk_costs_what_does_not_fit() {
    let folder = tempfile::tempdir().expect("a folder");
    let district = folder.path().join("district");
    let made = wutong().args(["demo", "--only-files", "--students", "4000", "--out"]).arg(&district).status();
    assert!(made.expect("started").success());
    let out = folder.path().join("out");
    assert_eq!(limited(1_000_000, &district, &out), Some(0));
    let whole = names(&out.join("schools"));
    // The bulletin is the largest file; the pages of schools still fit.
    let size = |file: &Path| std::fs::metadata(file).expect("a file").len();
    let largest = whole.iter().map(|name| size(&out.join("schools").join(name))).max().expect("pages");
    let bulletin = size(&out.join("bulletin.html"));
    assert!(bulletin > largest + 2048, "{bulletin} {largest}");
    let between = u32::try_from(largest / 512 + 2).expect("a small file");
    assert_eq!(limited(between, &district, &out), Some(1), "done, but for what did not fit");
    assert_eq!(names(&out.join("schools")).len(), whole.len(), "every school has its page");
    assert!(!out.join("bulletin.html").exists() && !out.join("bulletin.html.partial").exists());
    let run = std::fs::read_to_string(out.join("run.json")).expect("the record");
    assert!(run.contains("bulletin.html"), "the record names what is missing");
    // Where not even the record fits, the folder of the run before stays as it is.
    assert_eq!(limited(1, &district, &out), Some(2));
    assert_eq!(names(&out.join("schools")).len(), whole.len());
    let mut left = names(folder.path());
    left.sort();
    assert_eq!(left, ["district", "out"]);
}
