//! Every output folder opened as its reader: no other school, no pupil, no small number of pupils, in no file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use wutong_testkit::spec;

use crate::cli::wutong;

/// Schools, and the pupils of each of their two classes.
const SCHOOLS: [(&str, &str, u64); 6] = [
    ("310101", "青藤初级中学", 64),
    ("310102", "白石滩学校", 5),
    ("310103", "望江路中学", 48),
    ("310104", "南湖实验学校", 71),
    ("310105", "杏林九年一贯制学校", 36),
    ("310106", "云台山寄宿中学", 55),
];
const WATERMARK: &str = "内部资料 · 仅供教研使用";
const MIN_CELL: f64 = 10.0;
/// Quantities of findings that count pupils, or follow from a few.
const PUPILS_COUNTED: [&str; 10] = [
    "n_above_cut",
    "n_equal_pairs",
    "n_without_items",
    "n_mismatches",
    "conflicting_rows",
    "contested_marks",
    "ambiguous_rows",
    "marks_beyond_paper",
    "share_beyond_paper",
    "score_rate_elsewhere",
];

/// Identifier and name of a pupil, both nowhere but in the sheets.
fn pupil(school: usize, class: u64, number: u64) -> (String, String) {
    let code = SCHOOLS[school].0;
    (
        format!("E{code}{class}{number:03}"),
        format!("欧阳{}", (b'A' + school as u8) as char).to_owned() + &format!("{class}{number:03}"),
    )
}

/// A district of six schools, one of them small, as one file a school, and its specification.
fn district(folder: &Path) -> PathBuf {
    std::fs::create_dir(folder.join("scores")).expect("a folder");
    let mut state = 7u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut list = String::from("学校代码,学校名称,城乡\n");
    for (position, (code, name, size)) in SCHOOLS.into_iter().enumerate() {
        list.push_str(&format!("{code},{name},{}\n", if position % 2 == 0 { "城区" } else { "农村" }));
        let mut text = String::from("学校代码,学校,班级,考号,姓名,性别,语文,数学\n");
        for class in 1..=2 {
            for number in 0..size {
                let (id, pupil) = pupil(position, class, number);
                let mark = |draw: u64| {
                    if draw.is_multiple_of(37) { "缺考".to_owned() } else { (30 + draw % 71).to_string() }
                };
                let (chinese, math) = (mark(draw(7100)), mark(draw(7100)));
                // One cell that nobody can read, so that there is a quarantine.
                let math = if number == 3 { "八十".to_owned() } else { math };
                // A school with few girls, whose boys are nearly all of its pupils.
                let gender = if number % if position == 3 { 20 } else { 2 } == 0 { "女" } else { "男" };
                text.push_str(&format!("{code},{name},9{class:02},{id},{pupil},{gender},{chinese},{math}\n"));
            }
        }
        std::fs::write(folder.join(format!("scores/{name}.csv")), text).expect("written");
    }
    std::fs::write(folder.join("schools.csv"), list).expect("written");
    let exam = "[exam]\nid = 'mock'\ntitle = '一模'\nstage = 'junior'\ngrade = 9\nkind = 'graduation_mock'\nregion = '梧桐区'\n\
        [[source]]\npath = 'scores/*.csv'\n[[source]]\npath = 'schools.csv'\nkind = 'schools'\n\
        [[subject]]\nid = 'chinese'\nname = '语文'\nfull_mark = 100\n[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 100\n";
    std::fs::write(folder.join("exam.toml"), exam).expect("written");
    folder.join("exam.toml")
}

fn run(exam: &Path, audience: &str, extra: &[&str]) -> PathBuf {
    let out = exam.with_file_name(audience);
    let (exam, target) = (exam.to_string_lossy().into_owned(), out.to_string_lossy().into_owned());
    let mut args = vec!["run", &exam, "--audience", audience, "--out", &target];
    args.extend(extra);
    let outcome = wutong(&args);
    assert!(outcome.code <= 1, "{audience}: {}", outcome.words);
    out
}

/// Everything that stands in the files of a folder, names of files included, as text.
pub(crate) fn texts(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut texts = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts.extend(self::texts(&path));
            continue;
        }
        let mut text = path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned() + "\n";
        match path.extension().and_then(|end| end.to_str()) {
            Some("xlsx" | "docx") => {
                let mut parts = zip::ZipArchive::new(File::open(&path).expect("a package")).expect("a package");
                for part in 0..parts.len() {
                    let mut part = parts.by_index(part).expect("a part");
                    text.push_str(&format!("{}\n", part.name().expect("a name")));
                    let mut bytes = Vec::new();
                    part.read_to_end(&mut bytes).expect("a part can be read");
                    text.push_str(&String::from_utf8_lossy(&bytes));
                    // Drawings hold their texts in UTF-16.
                    let units: Vec<u16> =
                        bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
                    text.push_str(&String::from_utf16_lossy(&units));
                }
            }
            // Its pages are those of the other forms, compressed; what is plain is what it says of itself.
            Some("pdf") => {
                text.push_str(&String::from_utf8_lossy(&std::fs::read(&path).expect("a report")));
            }
            Some("parquet") => {
                let reader = SerializedFileReader::new(File::open(&path).expect("a table")).expect("a table");
                text.push_str(&format!("{:?}", reader.metadata().file_metadata().key_value_metadata()));
                for row in reader.get_row_iter(None).expect("rows") {
                    text.push_str(&format!("{}\n", row.expect("a row")));
                }
            }
            _ => text.push_str(&std::fs::read_to_string(&path).expect("text")),
        }
        texts.insert(path, text);
    }
    texts
}

/// No pupil, and none of these schools.
fn search(texts: &BTreeMap<PathBuf, String>, others: &[(&str, &str, u64)]) {
    let mut pupils = BTreeSet::new();
    for (school, (_, _, size)) in SCHOOLS.into_iter().enumerate() {
        for (id, name) in (1..=2).flat_map(|class| (0..size).map(move |number| pupil(school, class, number))) {
            pupils.extend([id, name]);
        }
    }
    for (path, text) in texts {
        let words = text.split(|character: char| !character.is_alphanumeric());
        for word in words {
            assert!(!pupils.contains(word), "{}: pupil {word}", path.display());
            for (code, name, _) in others {
                assert!(word != *code, "{}: school {code}", path.display());
                assert!(!word.contains(name), "{}: school {name}", path.display());
            }
        }
    }
}

/// No count of pupils between zero and the smallest cell, in tables and profiles.
fn no_small_counts(folder: &Path) {
    let mut looked_at = 0;
    for (path, text) in texts(folder) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        if name == "group_metrics.csv" || name == "score_distribution.csv" {
            let mut lines = text.lines().skip(1);
            let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
            for line in lines {
                for (column, cell) in header.iter().zip(line.split(',')) {
                    if column.starts_with("n_") || column.ends_with("count") {
                        let count: f64 = cell.parse().unwrap_or(0.0);
                        assert!(count == 0.0 || count >= MIN_CELL, "{}: {column} in {line}", path.display());
                        looked_at += 1;
                    }
                }
            }
        }
        if name == "findings.csv" {
            for line in text.lines().skip(2) {
                let metric = line.split(',').find(|cell| PUPILS_COUNTED.contains(cell));
                assert!(metric.is_none(), "{}: {line}", path.display());
            }
        }
        if name == "profile.json" {
            let profile: serde_json::Value =
                serde_json::from_str(text.split_once('\n').expect("the name").1).expect("JSON");
            for subject in profile["subjects"].as_array().expect("subjects") {
                for value in subject["values"].as_array().expect("values") {
                    let count = value["school"]["estimate"]["value"].as_f64().unwrap_or(0.0);
                    let is_count = value["metric"].as_str().is_some_and(|metric| metric.starts_with("n_"));
                    assert!(!is_count || count == 0.0 || count >= MIN_CELL, "{}: {value}", path.display());
                    looked_at += 1;
                }
                for count in subject["distribution"]["counts"].as_array().expect("counts") {
                    let count = count.as_f64().expect("a count");
                    assert!(count == 0.0 || count >= MIN_CELL, "{}: {subject}", path.display());
                }
            }
        }
    }
    assert!(looked_at > 20, "{looked_at} counts looked at");
}

/// Whether a record holds a digest of an input.
fn digests(run: &str) -> bool {
    let run: serde_json::Value = serde_json::from_str(run).expect("a record");
    let inputs = run["inputs"].as_array().expect("inputs");
    assert!(!inputs.is_empty());
    inputs.iter().any(|input| input.get("sha256").is_some())
}

#[test]
fn a_school_reads_itself_and_the_region() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = run(&district(folder.path()), "school", &[]);
    let root: Vec<_> = std::fs::read_dir(&out).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert!(root.len() == 3, "run.json, check.json and schools: {root:?}");
    for name in ["run.json", "check.json"] {
        let text = std::fs::read_to_string(out.join(name)).expect(name);
        search(&BTreeMap::from([(out.join(name), text)]), &SCHOOLS);
    }
    for own in SCHOOLS {
        let school = out.join("schools").join(own.0);
        let others: Vec<_> = SCHOOLS.into_iter().filter(|other| *other != own).collect();
        let texts = texts(&school);
        for name in
            ["index.html", "profile.json", "workbook.xlsx", "tables/group_metrics.csv", "tables/group_metrics.parquet"]
        {
            assert!(texts.contains_key(&school.join(name)), "{}/{name}", own.0);
        }
        search(&texts, &others);
        no_small_counts(&school);
        // The digest of a small file tells whoever guesses its content that the guess is right.
        let record = std::fs::read_to_string(school.join("run.json")).expect("the record");
        assert!(!digests(&record), "{}", own.0);
        assert!(
            texts[&school.join("index.html")].contains(WATERMARK)
                && texts[&school.join("workbook.xlsx")].contains(WATERMARK)
        );
    }
    let table = std::fs::read_to_string(out.join("schools/310102/tables/withheld.csv")).expect("a table");
    assert!(table.contains("school,310102,total,n_valid,suppressed"), "{table}");
    // Its pupils must not follow from the region and the others.
    let count = |code: &str| {
        let table = std::fs::read_to_string(out.join(format!("schools/{code}/tables/withheld.csv"))).expect("a table");
        table.contains(&format!("school,{code},total,n_valid,complementary_suppressed"))
    };
    assert_eq!(SCHOOLS.iter().filter(|school| count(school.0)).count(), 1, "one school is hidden beside the small one");
}

#[test]
fn the_public_reads_the_region() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = run(&district(folder.path()), "public", &[]);
    for name in ["schools", "quarantine.csv", "exports.log"] {
        assert!(!out.join(name).exists(), "{name}");
    }
    let texts = texts(&out);
    assert!(texts.len() > 10 && texts[&out.join("index.html")].contains("一模"));
    search(&texts, &SCHOOLS);
    no_small_counts(&out);
    assert!(texts.values().all(|text| !text.contains(WATERMARK)), "nothing public is confidential");
}

#[test]
fn the_centre_reads_everything_and_its_exports_are_logged() {
    let folder = tempfile::tempdir().expect("a folder");
    let exam = district(folder.path());
    let who = ["--exported-by", "王老师", "--exported-at", "2025-04-20 09:00"];
    let out = run(&exam, "bureau_internal", &who);
    let texts = texts(&out);
    for page in texts.keys().filter(|path| path.extension().is_some_and(|end| end == "html" || end == "xlsx")) {
        assert!(texts[page].contains(WATERMARK), "{}", page.display());
    }
    assert!(digests(&std::fs::read_to_string(out.join("run.json")).expect("the record")));
    let log = || std::fs::read_to_string(out.join("exports.log")).expect("the log");
    assert_eq!(log().lines().count(), 1);
    let line: serde_json::Value = serde_json::from_str(&log()).expect("JSON");
    assert_eq!((&line["exported_by"], &line["exported_at"]), (&"王老师".into(), &"2025-04-20 09:00".into()));
    assert_eq!(line["audience"], "bureau_internal");
    assert!(line["files"]["workbook.xlsx"].as_str().is_some_and(|digest| digest.len() == 64));
    run(&exam, "bureau_internal", &who);
    assert_eq!(log().lines().count(), 1, "the same export is logged once");
    run(&exam, "bureau_internal", &["--exported-by", "李老师"]);
    assert_eq!(log().lines().count(), 2, "the log outlives the folder that is replaced");
}

#[test]
fn rules_that_cannot_be_are_refused_with_a_cure() {
    let folder = tempfile::tempdir().expect("a folder");
    let exam = district(folder.path());
    let text = std::fs::read_to_string(&exam).expect("the specification");
    for (privacy, words) in [
        ("audience = 'public'\nmin_cell = 5", "at least 10"),
        ("min_cell = 3", "at least 5"),
        ("audience = 'school'\nnames = true", "privacy.names"),
        ("audience = 'student_parent'\nmin_cell = 5", "at least 10"),
        ("audience = 'everybody'", "known: bureau_internal"),
        ("dimensions = ['residenz']", "they state gender, residence"),
    ] {
        std::fs::write(&exam, format!("{text}[privacy]\n{privacy}\n")).expect("written");
        let outcome = wutong(&["run", &exam.to_string_lossy(), "--lang", "en"]);
        assert!(outcome.code == 2 && outcome.words.contains(words), "{privacy}: {}", outcome.words);
    }
    let list = std::fs::read_to_string(folder.path().join("schools.csv")).expect("the list");
    std::fs::write(folder.path().join("schools.csv"), list.replacen("城区", "镇区", 1)).expect("written");
    std::fs::write(&exam, format!("{text}[privacy]\naudience = 'public'\ndimensions = ['residence']\n"))
        .expect("written");
    let outcome = wutong(&["run", &exam.to_string_lossy(), "--lang", "en"]);
    assert!(outcome.code == 2 && outcome.words.contains("is 1 school(s)"), "{}", outcome.words);
    let outcome = wutong(&["run", &exam.to_string_lossy()]);
    assert!(outcome.words.contains("请在学校名单中合并取值"), "{}", outcome.words);
    // Nobody named it: it is left out instead.
    std::fs::write(&exam, &text).expect("written");
    let out = run(&exam, "public", &[]);
    let groups = std::fs::read_to_string(out.join("tables/group_metrics.csv")).expect("a table");
    assert!(!groups.contains("镇区"), "a category of one school is that school");
    assert!(
        spec("subject = [{ id = 'm', full_mark = 100 }]\nprivacy = { min_cell = 1 }").min_cell == 1,
        "no pupils' results"
    );
}
