//! What pupils and parents are given: own levels, counted again here from the marks, and nothing of anybody else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::wutong;
use crate::leaks::texts;

/// Six schools of two classes; full marks 100 and 150; some are absent, some do not take the elective.
const SCHOOLS: [(&str, &str); 6] = [
    ("A1", "青藤中学"),
    ("B2", "白石滩中学"),
    ("C3", "望江路中学"),
    ("D4", "南湖中学"),
    ("E5", "杏林中学"),
    ("F6", "云台山中学"),
];
const SUBJECTS: [(&str, &str, u32); 2] = [("math", "数学", 150), ("art", "美术", 100)];
/// Shares of the full mark where D, C, B and A begin, as documented.
const CUTS: [f64; 4] = [0.4, 0.6, 0.7, 0.85];

struct Pupil {
    id: String,
    school: usize,
    class: u32,
    marks: [Result<u32, &'static str>; 2],
}

fn pupils() -> Vec<Pupil> {
    let mut state = 3u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut all = Vec::new();
    for school in 0..SCHOOLS.len() {
        for class in 1..=2 {
            for number in 0..20 {
                let math = 20 + u32::try_from(draw(131)).expect("small");
                // Art has too few pupils in every school for places among schools.
                let art = if number < 4 { Ok(u32::try_from(draw(101)).expect("small")) } else { Err("not_taken") };
                let math = if number == 7 { Err("absent") } else { Ok(math) };
                let id = format!("K{}{class}{number:02}", school + 1);
                all.push(Pupil { id, school, class, marks: [math, art] });
            }
        }
    }
    all
}

fn exam(folder: &Path, stage: &str, more: &str) -> PathBuf {
    let mut text = String::from("学校代码,学校,班级,考号,姓名,数学,美术\n");
    for pupil in pupils() {
        let (code, name) = SCHOOLS[pupil.school];
        let cell = |mark: Result<u32, &str>| match mark {
            Ok(mark) => mark.to_string(),
            Err("absent") => "缺考".to_owned(),
            Err(_) => "未选".to_owned(),
        };
        let [math, art] = pupil.marks.map(cell);
        writeln!(text, "{code},{name},{}班,{},欧阳{},{math},{art}", pupil.class, pupil.id, pupil.id).expect("text");
    }
    std::fs::write(folder.join("scores.csv"), text).expect("written");
    let (grade, kind) = if stage == "senior" { (12, "senior_joint") } else { (9, "graduation_mock") };
    let spec = format!(
        "[exam]\nid = 'own'\ntitle = '联考'\nstage = '{stage}'\ngrade = {grade}\nkind = '{kind}'\n\
         [[source]]\npath = 'scores.csv'\n[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 150\n\
         [[subject]]\nid = 'art'\nname = '美术'\nfull_mark = 100\nelective = true\n[total]\nsubjects = ['math']\n{more}"
    );
    std::fs::write(folder.join("exam.toml"), spec).expect("written");
    folder.join("exam.toml")
}

fn run(exam: &Path, out: &str, format: &[&str]) -> (PathBuf, String) {
    let folder = exam.with_file_name(out);
    let (exam, target) = (exam.to_string_lossy().into_owned(), folder.to_string_lossy().into_owned());
    let mut args = vec!["run", &exam, "--audience", "student_parent", "--out", &target];
    args.extend(format);
    let outcome = wutong(&args);
    assert!(outcome.code <= 1, "{}", outcome.words);
    (folder, outcome.words)
}

fn file(folder: &Path, pupil: &Pupil, form: &str) -> PathBuf {
    folder.join(format!("pupils/{}/{}班/{}.{form}", SCHOOLS[pupil.school].0, pupil.class, pupil.id))
}

fn sheets(folder: &Path) -> BTreeMap<String, Value> {
    let read = |pupil: &Pupil| {
        let text = std::fs::read_to_string(file(folder, pupil, "json")).expect("a sheet a pupil");
        (pupil.id.clone(), serde_json::from_str(&text).expect("json"))
    };
    pupils().iter().map(read).collect()
}

/// Level by counting the cuts, in the words of the definition.
fn level(mark: u32, full: u32) -> &'static str {
    let reached = CUTS.iter().filter(|&&cut| f64::from(mark) >= (cut * f64::from(full) - 1e-9)).count();
    ["E", "D", "C", "B", "A"][reached]
}

/// The fifth by standing all pupils in a row.
fn fifth(mark: u32, all: &[u32]) -> f64 {
    let better = all.iter().filter(|&&other| other > mark).count();
    (1..=5)
        .find(|fifth| better * 5 < fifth * all.len())
        .map_or(0.0, |fifth| f64::from(u32::try_from(fifth).expect("5")))
}

#[test]
fn every_pupil_reads_the_own_levels() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, _) = run(&exam(folder.path(), "senior", ""), "senior", &["--format", "json"]);
    let sheets = sheets(&out);
    let all: Vec<u32> = pupils().iter().filter_map(|pupil| pupil.marks[0].ok()).collect();
    assert_eq!(all.len(), 228);
    for pupil in pupils() {
        let sheet = &sheets[&pupil.id];
        assert_eq!(sheet["school"], SCHOOLS[pupil.school].1);
        for (position, (id, _, full)) in SUBJECTS.into_iter().enumerate() {
            let own = &sheet["subjects"][position];
            assert_eq!(own["id"], id);
            match pupil.marks[position] {
                Ok(mark) => {
                    assert_eq!(own["level"], level(mark, full), "{} {id}", pupil.id);
                    let expected = if id == "math" { Value::from(fifth(mark, &all)) } else { Value::from("audience") };
                    let given = own["fifth"].pointer("/estimate/value").or(own["fifth"].get("withheld"));
                    assert_eq!(given, Some(&expected), "{} {id}: {}", pupil.id, own["fifth"]);
                }
                Err(status) => {
                    assert_eq!((&own["status"], &own["level"]), (&Value::from(status), &Value::Null), "{}", pupil.id);
                }
            }
        }
        // The total is mathematics alone.
        assert_eq!(sheet["subjects"][2]["level"], sheet["subjects"][0]["level"]);
    }
}

#[test]
fn a_sheet_tells_nothing_of_anybody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let exam = exam(folder.path(), "senior", "");
    let (out, words) = run(&exam, "forms", &["--format", "html,docx,json,csv,xlsx"]);
    assert!(words.contains("csv"), "that there are no tables is said: {words}");
    let all = pupils();
    let found = texts(&out);
    assert_eq!(found.len(), all.len() * 3 + 2, "three forms a pupil, check.json and run.json");
    for pupil in &all {
        for form in ["html", "docx", "json"] {
            let text = &found[&file(&out, pupil, form)];
            assert!(text.contains(&pupil.id), "{form}");
            for other in all.iter().filter(|other| other.id != pupil.id) {
                assert!(!text.contains(&other.id), "{form}: {} in the sheet of {}", other.id, pupil.id);
            }
            let others = SCHOOLS.iter().enumerate().filter(|(at, _)| *at != pupil.school);
            others.for_each(|(_, (_, name))| assert!(!text.contains(name), "{form}: another school"));
            assert!(!text.contains("欧阳"), "{form}: a name");
        }
    }
    for record in ["check.json", "run.json"] {
        let text = &found[&out.join(record)];
        assert!(all.iter().all(|pupil| !text.contains(&pupil.id)), "{record}: an identifier");
        assert!(SCHOOLS.iter().all(|(_, name)| !text.contains(name)), "{record}: a school");
    }
}

#[test]
fn compulsory_education_knows_no_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, _) = run(&exam(folder.path(), "junior", ""), "junior", &["--format", "json,html"]);
    for (id, sheet) in sheets(&out) {
        for subject in sheet["subjects"].as_array().expect("subjects") {
            assert!(subject["fifth"].get("estimate").is_none(), "{id}");
        }
    }
    let page = std::fs::read_to_string(file(&out, &pupils()[0], "html")).expect("a page");
    assert!(page.contains("教基厅函〔2021〕34号") && !page.contains("20%"), "the page says why");
}

#[test]
fn a_refused_comparison_gives_levels_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let exam = exam(folder.path(), "senior", "[checks]\nunseen-marking = 'block'\n");
    let (out, _) = run(&exam, "refused", &["--format", "json"]);
    for (id, sheet) in sheets(&out) {
        assert_eq!(sheet["verdict"], "refused");
        let math = &sheet["subjects"][0];
        if math["level"] != Value::Null {
            assert_eq!(math["fifth"]["withheld"], "not_comparable", "{id}");
        }
    }
}

#[test]
fn the_cuts_of_another_paper_give_no_level() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut other = String::from("学校代码,学校,班级,考号,姓名,数学（满分100）,美术\n");
    (0..12).for_each(|at| writeln!(other, "G7,石桥中学,1班,G{at:02},欧阳,{},未选", 40 + at * 5).expect("text"));
    std::fs::write(folder.path().join("other.csv"), other).expect("written");
    let exam = exam(folder.path(), "senior", "[[source]]\npath = 'other.csv'\n");
    let (out, words) = run(&exam, "other", &["--format", "json"]);
    assert!(words.contains("数学"), "the verdict names the subject: {words}");
    for (id, sheet) in sheets(&out) {
        // Mathematics and the total, which is mathematics.
        for position in [0, 2] {
            assert_eq!(sheet["subjects"][position]["level"], Value::Null, "{id}: {words}");
        }
    }
}

#[test]
fn sheets_are_made_again_from_their_models() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, _) = run(&exam(folder.path(), "senior", ""), "again", &["--format", "json,html"]);
    let page = file(&out, &pupils()[0], "html");
    let first = std::fs::read_to_string(&page).expect("a page");
    std::fs::remove_file(&page).expect("removed");
    let outcome = wutong(&["report", "--from", &out.to_string_lossy(), "--format", "html"]);
    assert_eq!(outcome.code, 0, "{}", outcome.words);
    assert_eq!(std::fs::read_to_string(&page).expect("made again"), first);
}
