//! Ctrl-C in the middle of a run leaves nothing half-written.
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
