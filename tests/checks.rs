//! Every check has a small exam that passes it and one that does not, read from files as a centre has them.

use std::collections::BTreeSet;
use std::path::Path;

use wutong::check::{CHECKS, OVERRIDDEN, OVERRIDE, UNNAMED, UNTOLD};
use wutong::model::spec::Audience;
use wutong::{Analysis, ExamSpec, Level, Verdict, open, run};
use wutong_testkit::fixture;

use crate::cli::wutong;

fn analysis(check: &str, side: &str) -> Analysis {
    let (spec, sources) = open(fixture(&format!("checks/{check}/{side}/exam.toml"))).expect("a specification");
    run(&spec, sources).unwrap_or_else(|error| panic!("{check}/{side}: {error}"))
}

fn said(analysis: &Analysis) -> BTreeSet<&'static str> {
    analysis.findings.iter().map(|finding| finding.id).collect()
}

#[test]
fn every_check_fires_on_what_fails_and_not_on_what_passes() {
    for check in CHECKS {
        let (pass, fail) = (analysis(check.id, "pass"), analysis(check.id, "fail"));
        assert!(!said(&pass).contains(check.id), "{}/pass: {:?}", check.id, pass.findings);
        let found: Vec<_> = fail.findings.iter().filter(|finding| finding.id == check.id).collect();
        assert!(!found.is_empty(), "{}/fail: {:?}", check.id, fail.findings);
        assert!(found.iter().all(|finding| finding.severity == check.severity), "{found:?}");
        assert!(found.iter().all(|finding| check.sentences.contains(&finding.template)), "{found:?}");
    }
}

/// One thing at a time: the failing exam differs from the passing one in what its check says.
#[test]
fn failing_exams_fail_one_check() {
    for check in CHECKS {
        let (pass, fail) = (said(&analysis(check.id, "pass")), said(&analysis(check.id, "fail")));
        let more: Vec<_> = fail.difference(&pass).copied().collect();
        assert_eq!(more, [check.id], "{}: {pass:?} against {fail:?}", check.id);
    }
}

#[test]
fn every_folder_belongs_to_a_check() {
    let folders = std::fs::read_dir(fixture("checks")).expect("the folder").flatten();
    let names: BTreeSet<String> = folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, CHECKS.iter().map(|check| check.id.to_owned()).collect());
}

/// Rates over expected pupils, counted from the file by hand: absent pupils count below and not above.
#[test]
fn rates_over_expected_pupils_stand_beside_the_others() {
    let (pass, fail) = (analysis("low-participation", "pass"), analysis("low-participation", "fail"));
    let ill = pass.school("甲校").expect("the school").position();
    assert!(pass.answers.expected_rates.find(ill, 0, "expected").is_none(), "one in twenty may be ill");
    let scores = std::fs::read_to_string(fixture("checks/low-participation/fail/scores.csv")).expect("a file");
    let cells: Vec<&str> =
        scores.lines().filter(|line| line.starts_with("甲校")).filter_map(|line| line.split(',').nth(3)).collect();
    let reached = |cut: i32| cells.iter().filter(|cell| cell.parse().is_ok_and(|mark: i32| mark >= cut)).count() as f64;
    let table = &fail.answers.expected_rates;
    let school = fail.school("甲校").expect("the school").position();
    let row = table.find(school, 0, "expected").expect("a row");
    let value = |metric: &str| table.column(metric).expect(metric).get(row).value();
    assert_eq!(cells.len(), 20);
    assert_eq!(value("pass_rate"), Some(reached(60) / 20.0));
    assert_eq!(value("good_rate"), Some(reached(70) / 20.0));
    assert_eq!(value("participation_rate"), Some(18.0 / 20.0));
    let other = fail.school("乙校").expect("the school").position();
    assert!(table.find(other, 0, "expected").is_none(), "all sat there");
}

/// A reader who may not know which school it is still learns what the verdict rests on.
#[test]
fn a_verdict_outside_has_its_reason_without_the_school() {
    let exam = fixture("checks/low-participation/fail/exam.toml");
    let (spec, sources) = open(&exam).expect("a specification");
    let mut raw = spec.raw.clone();
    for audience in [Audience::Public, Audience::School] {
        raw.privacy.audience = audience;
        let spec = ExamSpec::new(raw.clone()).expect("a specification");
        let found = run(&spec, sources.clone()).expect("an analysis");
        assert_eq!(found.verdict, Verdict::WithCaution);
        // A school's part says it of others, and the school itself of itself.
        let part = found.school("乙校").map(|school| found.of_school(school)).unwrap_or_else(|_| found.clone());
        let reasons: Vec<_> = part.reasons().filter(|finding| finding.scope.level == Level::Region).collect();
        let [reason] = reasons[..] else { panic!("{reasons:?}") };
        assert_eq!(
            (reason.id, reason.metric),
            ("low-participation", if audience == Audience::School { "n_elsewhere" } else { "n_untold" })
        );
        let other = found.school("乙校").map(|school| found.of_school(school).findings);
        let told = other.unwrap_or_else(|_| found.findings.clone());
        assert!(told.iter().all(|finding| finding.scope.group_name != "甲校"), "{told:?}");
        assert!(told.iter().any(|finding| finding.id == "low-participation"), "{told:?}");
    }
}

/// Every sentence of a finding that stands in the sources is in both listings, under both languages; and a run says none that
/// its id does not have.
#[test]
fn every_finding_is_listed() {
    let listed = wutong(&["findings", "--json"]).out;
    let texts = ["zh", "en"].map(|lang| wutong(&["findings", "--lang", lang]).out);
    let listing: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    let mut known = BTreeSet::new();
    strings(&listing, &mut known);
    let mut templates = 0;
    for krate in ["wutong-check", "wutong-engine"] {
        for text in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates").join(krate).join("src")) {
            for (lang, sentence) in text.split("Template {").skip(1).flat_map(sentences) {
                let printed = &texts[usize::from(lang == "en")];
                assert!(known.contains(&sentence) && printed.contains(&sentence), "{krate}: {sentence}");
                templates += 1;
            }
        }
    }
    assert!(templates > 80, "only {templates} sentences were found in the sources");
    for check in CHECKS {
        for audience in [Audience::BureauInternal, Audience::Public] {
            let path = fixture(&format!("checks/{}/fail/exam.toml", check.id));
            let (spec, sources) = open(path).expect("a specification");
            let mut raw = spec.raw.clone();
            raw.privacy.audience = audience;
            let analysis = run(&ExamSpec::new(raw).expect("a specification"), sources).expect("an analysis");
            for finding in &analysis.findings {
                let sentence = finding.template.en;
                let of_id = CHECKS.iter().find(|check| check.id == finding.id);
                let own = of_id.is_some_and(|check| check.sentences.iter().any(|own| own.en == sentence));
                let untold = of_id.is_some_and(|check| check.untold.en == sentence && finding.metric == "n_untold");
                let shared = untold
                    || finding.id == UNNAMED && sentence == UNTOLD.en
                    || finding.id == OVERRIDE && sentence == OVERRIDDEN.en;
                assert!(own || shared, "{finding:?}");
            }
        }
    }
}

/// Chinese and English of one template, where both are plain texts.
fn sentences(after: &str) -> Vec<(&'static str, String)> {
    let text = |lang: &'static str| {
        let (_, rest) = after.split_once(&format!("{lang}: \""))?;
        let end = rest.char_indices().find(|&(at, mark)| mark == '"' && !rest[..at].ends_with('\\'))?.0;
        Some((lang, rest[..end].replace("\\\"", "\"")))
    };
    [text("zh"), text("en")].into_iter().flatten().collect()
}

fn strings(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => drop(found.insert(text.clone())),
        serde_json::Value::Array(values) => values.iter().for_each(|each| strings(each, found)),
        serde_json::Value::Object(values) => values.values().for_each(|each| strings(each, found)),
        _ => {}
    }
}

/// Source files that hold no tests.
fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts.extend(sources(&path));
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            texts.push(std::fs::read_to_string(&path).expect("a source file"));
        }
    }
    texts
}

/// Copies a fixture's files into a folder of their own, with something added to its specification.
fn copied(check: &str, more: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(fixture(&format!("checks/{check}"))).expect("the fixture").flatten() {
        let to = folder.path().join(entry.file_name());
        std::fs::write(&to, std::fs::read(entry.path()).expect("a file")).expect("written");
    }
    let exam = folder.path().join("exam.toml");
    let text = std::fs::read_to_string(&exam).expect("the specification");
    std::fs::write(&exam, format!("{text}\n{more}\n")).expect("written");
    (folder, exam)
}

/// Two halves of an exam, each marked by its own key, are two papers once they are merged.
#[test]
fn merged_papers_are_two_versions() {
    let (folder, exam) = copied("paper-version/pass", "");
    let workers = wutong::Workers::new(Some(1)).expect("a thread");
    let (spec, sources) = open(&exam).expect("a specification");
    let half = || {
        let found = wutong::read(&spec, &sources, &(), &workers).expect("read");
        wutong::summarise(&found.book, &spec, &found.problems, &found.claims, &workers).with_items(
            &found.book,
            &found.items,
            &workers,
        )
    };
    let first = half();
    let alike = wutong::finish(&half().merge(half()).expect("one specification"), &spec, &workers);
    assert!(!said(&alike).contains("paper-version"), "{:?}", alike.findings);
    let blueprint = folder.path().join("blueprint.csv");
    let text = std::fs::read_to_string(&blueprint).expect("the table of the paper");
    std::fs::write(&blueprint, text.replacen(",B\n", ",C\n", 1)).expect("written");
    let merged = wutong::finish(&first.merge(half()).expect("one specification"), &spec, &workers);
    let of_version: Vec<_> = merged
        .findings
        .iter()
        .filter(|finding| finding.id == "paper-version" && finding.metric == "n_papers")
        .map(|finding| (finding.value, finding.reference, finding.scope.level))
        .collect();
    assert_eq!(of_version, [(2.0, 1.0, Level::Region)]);
    assert_eq!(merged.verdict, Verdict::Refused);
}

/// A page that a school did not hand out leaves its items unanswered, the easiest of all here; that is no other paper.
#[test]
fn a_page_that_was_not_scanned_is_no_other_paper() {
    let (folder, exam) = copied("paper-version/pass", "");
    let options = folder.path().join("options.csv");
    let text = std::fs::read_to_string(&options).expect("the answers");
    let blank = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if line.starts_with('1') {
            (cells[2], cells[3]) = ("", "");
        }
        cells.join(",")
    };
    std::fs::write(&options, text.lines().map(blank).collect::<Vec<_>>().join("\n")).expect("written");
    let (spec, sources) = open(&exam).expect("a specification");
    let found = said(&wutong::run(&spec, sources).expect("read"));
    assert!(found.contains("blank-items") && !found.contains("paper-version"), "{found:?}");
}

/// Every output of a run says in its first lines which refusal was overridden, and why.
#[test]
fn an_override_stands_first_in_every_output() {
    let reason = "两校满分经核对一致";
    let (folder, exam) = copied("paper-mismatch/fail", &format!("[override]\nmath = \"{reason}\""));
    let exam = exam.to_string_lossy().into_owned();
    for audience in ["bureau_internal", "school", "public"] {
        let out = folder.path().join(audience);
        let target = out.to_string_lossy().into_owned();
        let args = ["run", &exam, "--audience", audience, "--classes", "--format", "html,xlsx,json", "--out", &target];
        let outcome = wutong(&args);
        let first = outcome.words.lines().find(|line| line.trim_start().starts_with('[')).expect("a finding");
        assert!(first.contains(reason), "{audience}: {}", outcome.words);
        let mut pages = 0;
        for path in files(&out) {
            let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
            let text = match end {
                "html" => std::fs::read_to_string(&path).expect("a page"),
                "xlsx" => {
                    let mut book = zip::ZipArchive::new(std::fs::File::open(&path).expect("a book")).expect("a book");
                    let mut part = book.by_name("xl/sharedStrings.xml").expect("its texts");
                    let mut text = String::new();
                    std::io::Read::read_to_string(&mut part, &mut text).expect("its texts");
                    text
                }
                _ => continue,
            };
            let at = text.find(reason).unwrap_or_else(|| panic!("{} does not say it", path.display()));
            // Nothing else that the checks found, and no table, stands before it.
            let others = ["其他学校", "满分写为", "<table"];
            let before = others.iter().filter_map(|other| text.find(other)).min();
            assert!(end == "xlsx" || before.is_none_or(|before| at < before), "{}", path.display());
            pages += 1;
        }
        assert!(pages > 1, "{audience}: {pages} outputs");
    }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// A page of a school whose subject is refused because of another school says why, and does not name that school.
#[test]
fn a_refusal_because_of_others_has_its_reason_on_every_page() {
    let found = analysis("paper-version", "fail");
    assert_eq!(found.verdict, Verdict::Refused);
    let own = found.school("甲校").expect("the school");
    let profile = wutong::report::SchoolProfile::new(&found, own);
    let told: Vec<_> = profile.findings.iter().filter(|finding| finding.id == "paper-version").collect();
    assert!(!told.is_empty() && told.iter().all(|finding| !finding.text_zh.contains("丙校")), "{told:?}");
    assert!(told[0].text_zh.contains("其他学校") && told[0].text_en.contains("Other schools"), "{told:?}");
    let (folder, exam) = copied("paper-version/fail", "");
    let target = folder.path().join("out").to_string_lossy().into_owned();
    let exam = exam.to_string_lossy().into_owned();
    // What the terminal says of a run for schools is for all of them.
    let outcome = wutong(&["run", &exam, "--audience", "school", "--format", "json", "--out", &target]);
    for school in ["甲校", "乙校", "丙校"] {
        assert!(!outcome.words.contains(school), "{}", outcome.words);
    }
}

/// What an exam asks for beside the metrics is not for outside, and an output that lacks it says so.
#[test]
fn what_is_for_the_centre_alone_is_said_to_be() {
    let more = "[[bands]]\nid = 'tens'\nwidth = 10\n[[line]]\nid = 'key'\nshare = 0.4";
    let (_folder, exam) = copied("paper-mismatch/pass", more);
    let (spec, sources) = open(&exam).expect("a specification");
    let mut raw = spec.raw.clone();
    for audience in [Audience::BureauInternal, Audience::School, Audience::Public] {
        raw.privacy.audience = audience;
        let found = run(&ExamSpec::new(raw.clone()).expect("a specification"), sources.clone()).expect("an analysis");
        let said: Vec<_> = found.findings.iter().filter(|finding| finding.id == wutong::check::INSIDE).collect();
        match (audience, &said[..]) {
            (Audience::BureauInternal, []) => assert!(!found.answers.lines.is_empty(), "lines are answered inside"),
            (Audience::School | Audience::Public, [one]) => {
                assert_eq!(one.note.as_deref(), Some("[[line]] [[bands]]"));
                assert_eq!(found.verdict, Verdict::WithCaution.min(found.verdict), "a note changes no verdict");
            }
            other => panic!("{other:?}"),
        }
    }
}
