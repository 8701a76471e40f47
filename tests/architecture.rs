//! The shape of the workspace is the one ARCHITECTURE.md draws.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn metadata() -> serde_json::Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(root());
    let output = command.output().expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

/// Normal dependencies of each package.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("dependencies").iter();
            let normal = dependencies.filter(|dependency| dependency["kind"].is_null());
            let names = normal.map(|dependency| dependency["name"].as_str().expect("a name").to_owned());
            (package["name"].as_str().expect("a name").to_owned(), names.collect())
        })
        .collect()
}

/// The table of ARCHITECTURE.md: crate -> crates it may depend on.
fn drawn() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let full = |name: &str| {
            let name = name.trim().trim_matches('`');
            if name == "wutong" { name.to_owned() } else { format!("wutong-{name}") }
        };
        let arrows = cells[3].split(',').map(str::trim).filter(|name| name.starts_with('`'));
        (full(cells[1]), arrows.map(full).collect())
    })
    .collect()
}

#[test]
fn every_arrow_is_drawn() {
    let drawn = drawn();
    assert!(drawn.len() >= 10, "ARCHITECTURE.md has a table of crates");
    for (package, dependencies) in dependencies() {
        if ["wutong-tests", "wutong-benches", "wutong-fuzz"].contains(&package.as_str()) {
            continue;
        }
        let allowed = drawn.get(&package).unwrap_or_else(|| panic!("{package} is not in ARCHITECTURE.md"));
        for dependency in dependencies.iter().filter(|name| name.starts_with("wutong")) {
            assert!(allowed.contains(dependency), "ARCHITECTURE.md draws no arrow {package} -> {dependency}");
        }
    }
}

#[test]
fn only_the_engine_names_rayon() {
    let users: Vec<String> = dependencies()
        .into_iter()
        .filter(|(_, dependencies)| dependencies.contains("rayon"))
        .map(|(package, _)| package)
        .collect();
    assert_eq!(users, ["wutong-engine"]);
    for (path, text) in sources("crates") {
        let inside = path.components().any(|part| part.as_os_str() == "wutong-engine");
        assert!(inside || !text.contains("rayon::"), "{} names rayon", path.display());
    }
}

#[test]
fn stats_and_check_know_no_files_threads_or_clocks() {
    for crate_name in ["crates/wutong-stats", "crates/wutong-check", "crates/wutong-model"] {
        for (path, text) in sources(crate_name) {
            for word in ["std::fs", "std::thread", "std::time", "std::io", "std::net", "std::env"] {
                assert!(!text.contains(word), "{} names {word}", path.display());
            }
        }
    }
}

/// The report reads the catalogue of `stats` and no formula.
#[test]
fn the_report_computes_no_statistic() {
    let formulas =
        ["Moments", "FrequencyTable", "OneWay", "MixedFit", "NestedVariance", "wilson_interval", "quantile("];
    for (path, text) in sources("crates/wutong-report") {
        for formula in formulas {
            assert!(!text.contains(formula), "{} names {formula}", path.display());
        }
    }
}

/// Heavy dependencies stay out of the core.
#[test]
fn the_core_is_light() {
    let all = dependencies();
    for core in ["wutong-model", "wutong-stats", "wutong-check", "wutong-engine"] {
        for heavy in ["polars", "arrow", "parquet", "calamine", "tokio", "typst", "rust_xlsxwriter"] {
            assert!(!all[core].contains(heavy), "{core} depends on {heavy}");
        }
    }
}

#[test]
fn the_root_is_tidy() {
    let allowed = [
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "benches",
        "crates",
        "fixtures",
        "tests",
    ];
    let listed = Command::new("git").args(["ls-files"]).current_dir(root()).output();
    // Outside a checkout (a source archive) there is nothing to list.
    let Some(listed) = listed.ok().filter(|listed| listed.status.success()) else { return };
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let tops: BTreeSet<&str> =
        listed.lines().map(|path| path.trim_matches('"').split('/').next().unwrap_or(path)).collect();
    assert!(tops.contains("Cargo.toml"), "git lists the workspace");
    let strange: Vec<&str> = tops.into_iter().filter(|top| !top.starts_with('.') && !allowed.contains(top)).collect();
    assert_eq!(strange, Vec::<&str>::new());
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the workspace").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source file");
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds sources");
    found
}
