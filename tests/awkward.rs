//! Reports of exams that are awkward to print: names, numbers of subjects, schools without a mark, files in the way.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use wutong::report::output::{Formats, Press, RunRecord, WriteOptions, Written, rebuild, write};
use wutong::report::{Lang, SchoolProfile, Templates, document, pdf};
use wutong::{Analysis, TOTAL};

/// Code, name and pupils; of the school without a mark all are absent.
const SCHOOLS: [(&str, &str, usize); 6] = [
    ("201", "第一中学", 40),
    ("202", "第一中学", 36),
    ("203", "斜/杠:星*问?引\"左<右>竖|", 30),
    (
        "204",
        "滨江区教育科学研究院附属实验外国语学校北校区初级中学部滨江区教育科学研究院附属实验外国语学校北校区初级中学",
        12,
    ),
    ("205", "全部缺考学校", 15),
    ("206", "。...", 31),
];
const WITHOUT_MARK: &str = "205";

/// Files of an exam of so many subjects, as a centre keeps them.
fn exam(folder: &Path, n_subjects: usize) -> Analysis {
    let mut scores = "考号,学校代码,学校,班级".to_owned();
    let mut exam = "[exam]\nid = \"awkward\"\ntitle = \"联考\"\nstage = \"junior\"\ngrade = 9\nkind = \"graduation_mock\"\n\
        [[source]]\npath = \"scores.csv\"\n[source.columns]\nid = \"考号\"\nschool_code = \"学校代码\"\nschool = \"学校\"\nclass = \"班级\"\n"
        .to_owned();
    let mut subjects = String::new();
    for subject in 0..n_subjects {
        let _ = write!(scores, ",科目{subject}");
        let _ = writeln!(exam, "s{subject} = \"科目{subject}\"");
        let _ = write!(subjects, "[[subject]]\nid = \"s{subject}\"\nname = \"科目{subject}\"\nfull_mark = 100\n");
    }
    scores.push('\n');
    let mut state = 11u64;
    for (code, name, n) in SCHOOLS {
        for pupil in 0..n {
            let name = name.replace('"', "\"\"");
            let _ = write!(scores, "{code}{pupil:04},{code},\"{name}\",{}", 1 + pupil % 2);
            for _ in 0..n_subjects {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let mark = 30 + (state >> 33) % 71;
                let _ = if code == WITHOUT_MARK { write!(scores, ",缺考") } else { write!(scores, ",{mark}") };
            }
            scores.push('\n');
        }
    }
    std::fs::write(folder.join("scores.csv"), scores).expect("written");
    std::fs::write(folder.join("exam.toml"), exam + &subjects).expect("written");
    let (spec, sources) = wutong::open(folder.join("exam.toml")).expect("the specification");
    wutong::run(&spec, sources).expect("the file can be read")
}

fn print(analysis: &Analysis, formats: &str, out: &Path) -> Written {
    let options = WriteOptions { formats: Formats::parse(formats).expect("formats"), lang: Lang::Zh, classes: true };
    write(analysis, &RunRecord::default(), out, &options, &Press::default()).expect("written")
}

/// Files of a folder with an ending.
fn with_ending(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == ending)).collect();
    files.sort();
    files
}

#[test]
fn one_subject_is_an_exam() {
    let folder = tempfile::tempdir().expect("a folder");
    let analysis = exam(folder.path(), 1);
    let out = folder.path().join("out");
    let written = print(&analysis, "html,pdf,docx,xlsx,json,csv", &out);
    assert!(written.failures.is_empty(), "{:?}", written.failures);
    for ending in ["html", "pdf", "docx", "json"] {
        let files = with_ending(&out.join("schools"), ending);
        assert_eq!(files.len(), SCHOOLS.len(), "two schools of one name have a {ending} each: {files:?}");
    }
    let page = |code: &str| {
        let files = with_ending(&out.join("schools"), "html");
        let is_own = |path: &&PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(code));
        std::fs::read_to_string(files.iter().find(is_own).expect(code)).expect(code)
    };
    for code in ["201", "202"] {
        assert!(page(code).contains("第一中学") && page(code).contains(code), "name and code tell them apart");
    }
    let named: Vec<&str> = analysis.schools().map(|school| school.group().name.as_str()).take(2).collect();
    assert_eq!(named, ["第一中学（201）", "第一中学（202）"], "whatever speaks of one of them says which");
    assert!(with_ending(&out.join("schools"), "pdf").iter().any(|path| path.ends_with("201-第一中学.pdf")));
    assert_eq!(with_ending(&out.join("subjects"), "pdf").len(), 1, "the only subject has its report");
    assert!(page("203").contains("斜&#x2f;杠:星*问?引&quot;左&lt;右&gt;竖|"), "the page has the name as it is");
    assert!(page("204").contains(SCHOOLS[3].1), "a long name is printed whole");
    let without = page(WITHOUT_MARK);
    assert!(without.contains("缺考") && without.contains("未给出的数值") && !without.contains("NaN"));
}

#[test]
fn thirty_subjects_fit_every_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let analysis = exam(folder.path(), 30);
    let out = folder.path().join("out");
    let written = print(&analysis, "html,docx,xlsx,json", &out);
    assert!(written.failures.is_empty(), "{:?}", written.failures);
    assert_eq!(with_ending(&out.join("subjects"), "html").len(), 30);
    let page = with_ending(&out.join("schools"), "html").swap_remove(0);
    assert!(std::fs::metadata(&page).expect("a page").len() < 400_000, "a page of thirty subjects still opens fast");
    let school = analysis.schools().next().expect("a school");
    assert!(analysis.subjects.iter().any(|subject| subject.id == TOTAL));
    let report = document::school(&SchoolProfile::new(&analysis, school), Lang::Zh);
    assert!(pdf::pdf(&report, &Templates::default()).expect("it can be set").bytes.starts_with(b"%PDF"));
}

#[test]
fn a_file_in_the_way_costs_that_file_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let analysis = exam(folder.path(), 1);
    let out = folder.path().join("out");
    print(&analysis, "html,json", &out);
    // What another program holds open cannot be replaced; a folder of that name cannot either, on any system.
    let held = with_ending(&out.join("schools"), "html").swap_remove(1);
    std::fs::remove_file(&held).expect("written");
    std::fs::create_dir_all(held.join("inside")).expect("made");
    let others = with_ending(&out.join("schools"), "html").into_iter().filter(|path| *path != held);
    let others: Vec<PathBuf> = others.inspect(|path| std::fs::remove_file(path).expect("written")).collect();
    let options = WriteOptions { formats: Formats::parse("html").expect("a format"), lang: Lang::Zh, classes: true };
    let again = rebuild(&out, &options, &Press::default()).expect("the profiles are there");
    let failed: Vec<PathBuf> = again.failures.iter().map(|failure| out.join(&failure.file)).collect();
    assert_eq!(failed, std::slice::from_ref(&held), "{:?}", again.failures);
    let text = again.failures[0].error.zh();
    assert!(text.contains("关闭正打开它的程序"), "a cure: {text}");
    assert!(others.iter().all(|path| path.is_file()), "all others are there again");
    assert!(held.join("inside").is_dir() && with_ending(&out.join("schools"), "partial").is_empty());
}
