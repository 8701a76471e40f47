//! The output folder as a reader finds it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Failure, Formats, Press, RunRecord, WriteOptions, rebuild, write};
use crate::error::ReportError;
use crate::tables::fixture;
use crate::templates::Templates;
use crate::words::Lang;

fn run(out: &Path, formats: Formats) -> Result<PathBuf, ReportError> {
    let record = RunRecord {
        threads: 2,
        seed: None,
        timings: vec![("read".into(), 0.5), ("compute".into(), 0.25)],
        ..RunRecord::default()
    };
    write(
        &fixture::analysis(),
        &record,
        out,
        &WriteOptions { formats, lang: Lang::Zh, classes: false },
        &Press::default(),
    )
    .map(|written| written.folder)
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.insert(path.clone(), std::fs::read(&path).expect("readable"));
        }
    }
    files
}

#[test]
fn two_runs_write_the_same_bytes() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let out = root.path().join("x-1");
    run(&out, Formats::all()).expect("nothing is in the way");
    let first = files(&out);
    // The second run also shows that a folder of ours is replaced.
    run(&out, Formats::all()).expect("the folder is ours");
    let second = files(&out);
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in &first {
        assert!(second.get(path) == Some(bytes), "{} differs", path.display());
    }
    for name in ["run.json", "check.json", "quarantine.csv", "tables/group_metrics.csv", "tables/withheld.csv"] {
        assert!(first.contains_key(&out.join(name)), "{name}");
    }
}

#[test]
fn records_are_written_even_without_formats() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let out = root.path().join("x-1");
    run(&out, Formats::NONE).expect("nothing is in the way");
    let names: Vec<_> = files(&out).into_keys().collect();
    assert_eq!(names, ["check.json", "exports.log", "quarantine.csv", "run.json"].map(|name| out.join(name)));
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(out.join(name)).expect("written")).expect("JSON")
    };
    let (check, run) = (json("check.json"), json("run.json"));
    assert_eq!(check["verdict"], "with_caution");
    assert_eq!(check["findings"][0]["text_zh"], "二中仅 3 人。");
    assert_eq!(check["reasons"], serde_json::json!(["small-school"]));
    assert_eq!(check["insights"][0]["text_zh"], "一中数学低 6.50 分（4.00 ~ 9.00）");
    assert_eq!(
        run["subjects"][0],
        serde_json::json!({"id": "math", "verdict": "with_caution", "reasons": ["small-school"]})
    );
    assert_eq!(check["problems"]["mark-above-full"], 1);
    assert_eq!(check["rows"]["totals"]["scores"]["rows_read"], 9);
    assert_eq!(run["specification"]["applied"]["exam"]["id"], "x-1");
    assert_eq!(run["seed"], serde_json::Value::Null);
    assert_eq!(run["timings"]["compute"], 0.25);
    assert_eq!(run["metrics"][1], "mean");
}

#[test]
fn a_foreign_folder_is_refused_before_anything_is_written() {
    let root = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(root.path().join("thesis.doc"), "years of work").expect("can be written");
    let error = run(root.path(), Formats::NONE).expect_err("it is not ours");
    assert!(matches!(&error, ReportError::NotOurs { path } if path == root.path()));
    assert!(error.to_string().contains("choose another output folder") && error.zh().contains("另选输出文件夹"));
    assert_eq!(files(root.path()).len(), 1);
}

fn print(out: &Path, templates: &Templates) -> Vec<Failure> {
    let options = WriteOptions { formats: Formats { json: true, csv: true, ..FORMS }, lang: Lang::Zh, classes: true };
    let press = Press { templates, ..Press::default() };
    write(&fixture::analysis(), &RunRecord::default(), out, &options, &press).expect("nothing is in the way").failures
}

/// The forms of a report that this build can write.
const FORMS: Formats =
    Formats { html: cfg!(feature = "html"), pdf: cfg!(feature = "pdf"), docx: cfg!(feature = "docx"), ..Formats::NONE };

#[test]
fn reports_are_made_again_from_profiles() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let out = root.path().join("x-1");
    assert!(print(&out, &Templates::default()).is_empty());
    let first = files(&out);
    let reports = |files: &BTreeMap<PathBuf, Vec<u8>>| -> Vec<PathBuf> {
        let is_form = |path: &&PathBuf| {
            path.extension().is_some_and(|end| ["html", "pdf", "docx"].iter().any(|form| end == *form))
        };
        files.keys().filter(is_form).cloned().collect()
    };
    let written = reports(&first);
    assert!(written.len() > 3, "{written:?}");
    for path in &written {
        std::fs::remove_file(path).expect("written");
    }
    let options = WriteOptions { formats: FORMS, lang: Lang::Zh, classes: true };
    let again = rebuild(&out, &options, &Press::default()).expect("profiles are there");
    assert!(again.failures.is_empty());
    let second = files(&out);
    assert_eq!(reports(&second), written);
    assert!(written.iter().any(|path| path.starts_with(out.join("classes"))), "{written:?}");
    for path in &written {
        assert!(first.get(path) == second.get(path), "{} differs", path.display());
    }
    let empty = root.path().join("empty");
    std::fs::create_dir(&empty).expect("can be made");
    assert!(matches!(rebuild(&empty, &options, &Press::default()), Err(ReportError::NoProfiles { .. })));
}

#[cfg(feature = "html")]
#[test]
fn a_broken_template_costs_its_own_form_alone() {
    let root = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(root.path().join("parts.html"), "{% macro x() %}\n{{ 1 + }}\n{% endmacro %}")
        .expect("can be written");
    let templates = Templates::open(root.path()).expect("pages are judged when they are filled in");
    let out = root.path().join("x-1");
    let failures = print(&out, &templates);
    assert_eq!(failures.len(), 1, "told once, not once a school");
    let text = failures[0].error.to_string();
    assert!(text.contains("parts.html") && text.contains(":2") || text.contains("line 2"), "{text}");
    assert!(out.join("bulletin.json").is_file() && out.join("tables/group_metrics.csv").is_file());
    let run = std::fs::read_to_string(out.join("run.json")).expect("written");
    assert!(run.contains("parts.html"), "the record names it");
}

#[cfg(feature = "html")]
#[test]
fn a_centre_prints_its_own_name_and_colour() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let identity = "name = '滨江区教研室'\nseal = '（盖章）'\naccent = '#7a1f1f'";
    std::fs::write(root.path().join("identity.toml"), identity).expect("can be written");
    let templates = Templates::open(root.path()).expect("a colour");
    let out = root.path().join("x-1");
    assert!(print(&out, &templates).is_empty());
    let page = std::fs::read_to_string(out.join("bulletin.html")).expect("written");
    assert!(page.contains("滨江区教研室") && page.contains("（盖章）") && page.contains("#7a1f1f"));
    assert!(!page.contains("#1f5f8b"), "no drawing keeps the other colour");
}

/// Where the links of a page lead.
#[cfg(feature = "html")]
fn links(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).expect("a page");
    let targets = text.split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    targets
        .filter(|target| !target.starts_with('#'))
        .map(|target| target.replace("&#x2f;", "/").replace("%20", " "))
        .collect()
}

/// Names of the profiles of schools, without ending.
#[cfg(feature = "html")]
fn profiles(out: &Path) -> Vec<String> {
    let names = files(&out.join("schools")).into_keys().map(|path| path.to_string_lossy().into_owned());
    let stem = |name: String| Some(Path::new(name.strip_suffix(".json")?).file_name()?.to_string_lossy().into_owned());
    names.filter_map(stem).collect()
}

#[cfg(all(feature = "html", feature = "docx"))]
#[test]
fn the_page_that_leads_to_all_others_lists_what_is_there() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let out = root.path().join("x-1");
    let json = WriteOptions { formats: Formats { json: true, ..Formats::NONE }, lang: Lang::Zh, classes: false };
    write(&fixture::analysis(), &RunRecord::default(), &out, &json, &Press::default()).expect("nothing is in the way");
    assert!(!out.join("index.html").exists());
    let again = |formats: &str| {
        let options = WriteOptions { formats: Formats::parse(formats).expect("formats"), ..json };
        rebuild(&out, &options, &Press::default()).expect("profiles are there")
    };
    let all_lead_somewhere = |links: &[String]| links.iter().all(|link| out.join(link).exists());
    again("html");
    let first = links(&out.join("index.html"));
    let schools = |links: &[String]| -> Vec<String> {
        links.iter().filter(|link| link.starts_with("schools/") && *link != "schools/").cloned().collect()
    };
    let pages: Vec<String> = profiles(&out).iter().map(|stem| format!("schools/{stem}.html")).collect();
    assert_eq!(schools(&first), pages, "every school");
    assert!(all_lead_somewhere(&first) && !first.iter().any(|link| link == "bulletin.docx"), "{first:?}");

    // A form that is made later stands on the page that was there before.
    again("docx");
    let second = links(&out.join("index.html"));
    assert!(second.iter().any(|link| link == "bulletin.docx") && all_lead_somewhere(&second), "{second:?}");

    // What is gone is not led to, and where the page of a school is missing its Word file stands in for it.
    let remove = |file: &str| std::fs::remove_file(out.join(file)).expect("written");
    [pages[1].as_str(), "bulletin.html", "quarantine.csv", "run.json"].into_iter().for_each(remove);
    let last = profiles(&out).pop().expect("two schools");
    std::fs::write(out.join(format!("schools/{last}.json")), "{}").expect("can be written");
    let failed: Vec<String> = again("html").failures.into_iter().map(|failure| failure.file).collect();
    assert_eq!(failed, [format!("schools/{last}.json")]);
    let third = links(&out.join("index.html"));
    assert!(all_lead_somewhere(&third), "{third:?}");
    assert_eq!(schools(&third), [pages[0].clone(), format!("schools/{last}.docx")]);

    // Without the bulletin's own profile the page says what those of the schools say.
    [&*format!("schools/{last}.json"), "bulletin.json", "bulletin.html"].into_iter().for_each(remove);
    assert!(again("html").failures.is_empty());
    let fourth = links(&out.join("index.html"));
    assert!(all_lead_somewhere(&fourth), "{fourth:?}");
    assert_eq!(schools(&fourth), pages[..1], "of the profiles that are there");
    let page = std::fs::read_to_string(out.join("index.html")).expect("a page");
    assert!(page.contains("一中") && page.contains("数学"));
    assert!(!out.join("bulletin.html").exists(), "the bulletin needs its own profile");
}

#[test]
fn a_folder_that_cannot_be_made_is_told_with_its_cure() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let file = root.path().join("a-file");
    std::fs::write(&file, "in the way").expect("can be written");
    let error = run(&file.join("x-1"), Formats::NONE).expect_err("a file holds no folder");
    assert!(error.to_string().contains("a-file") && error.zh().contains("a-file"), "{error}");
    assert!(error.zh().contains("请"), "a cure: {}", error.zh());
    assert_eq!(std::fs::read_to_string(&file).expect("as it was"), "in the way");
}

#[test]
fn what_needs_the_marks_is_not_made_from_profiles() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let out = root.path().join("x-1");
    run(&out, Formats { json: true, ..Formats::NONE }).expect("nothing is in the way");
    for found in ["json", "csv"] {
        let options =
            WriteOptions { formats: Formats::parse(found).expect("a format"), lang: Lang::Zh, classes: false };
        let error = rebuild(&out, &options, &Press::default()).expect_err(found);
        assert!(matches!(&error, ReportError::NeedsMarks { found: named } if *named == found), "{error}");
        for text in [error.to_string(), error.zh()] {
            assert!(text.contains("wutong run --format") && text.contains("docx"), "a cure: {text}");
        }
    }
}
