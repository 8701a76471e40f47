//! A refused subject sets no schools side by side, whoever reads; and everybody is told why, each school of itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::wutong;
use crate::leaks::texts;

/// Schools with the pupils of each of two classes, and those of the first class who were absent from mathematics.
const SCHOOLS: [(&str, &str, u64, u64); 7] = [
    ("A01", "青藤中学", 40, 13),
    ("A02", "白石滩中学", 45, 6),
    ("A03", "望江路中学", 50, 0),
    ("B01", "南湖中学", 35, 11),
    ("B02", "杏林中学", 47, 0),
    ("B03", "云台山中学", 51, 0),
    ("B04", "雁门中学", 44, 0),
];
const MORE: &str = "[levels]\n[imbalance]\n\
    [[bands]]\nid = 'tens'\nwidth = 10\n[[composite]]\nid = 'own'\nexpression = 'mean'\nsubjects = ['math']\n";

/// A district whose participation in mathematics is low in three schools, and that `[checks]` refuses for it; with `parts` it
/// has counties, boys and girls.
fn district(folder: &Path, severity: &str, more: &str, parts: bool) -> PathBuf {
    let mut state = 11u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut list = format!("学校代码,学校名称,城乡{}\n", if parts { ",区县" } else { "" });
    let mut text = format!("学校代码,学校,班级,考号{},语文,数学,英语\n", if parts { ",性别" } else { "" });
    for (school, (code, name, size, absent)) in SCHOOLS.into_iter().enumerate() {
        let county = match code.starts_with('A') {
            _ if !parts => "",
            true => ",东区",
            false => ",西区",
        };
        list.push_str(&format!("{code},{name},{}{county}\n", if school % 2 == 0 { "城区" } else { "农村" }));
        for (class, number) in (1..=2).flat_map(|class| (0..size).map(move |number| (class, number))) {
            let mut mark = |shift: u64| (20 + shift + draw(41) + draw(34)).to_string();
            let (chinese, english) = (mark(0), mark(3));
            let math = if class == 1 && number < absent { "缺考".to_owned() } else { mark(school as u64) };
            let gender = match number % 2 {
                _ if !parts => "",
                0 => ",女",
                _ => ",男",
            };
            text.push_str(&format!(
                "{code},{name},9{class:02},{code}{class}{number:03}{gender},{chinese},{math},{english}\n"
            ));
        }
    }
    std::fs::write(folder.join("scores.csv"), text).expect("written");
    std::fs::write(folder.join("schools.csv"), list).expect("written");
    let subject = |id: &str, name: &str| format!("[[subject]]\nid = '{id}'\nname = '{name}'\nfull_mark = 100\n");
    let exam = format!(
        "[exam]\nid = 'mock'\ntitle = '一模'\nstage = 'junior'\ngrade = 9\nkind = 'graduation_mock'\nregion = '梧桐区'\n\
         [[source]]\npath = 'scores.csv'\n[[source]]\npath = 'schools.csv'\nkind = 'schools'\n{}{}{}\
         [checks]\nlow-participation = '{severity}'\n{more}",
        subject("chinese", "语文"),
        subject("math", "数学"),
        subject("english", "英语")
    );
    std::fs::write(folder.join("exam.toml"), exam).expect("written");
    folder.join("exam.toml")
}

fn run(exam: &Path, audience: &str) -> PathBuf {
    let out = exam.with_file_name(format!("out-{audience}"));
    let (exam, target) = (exam.to_string_lossy().into_owned(), out.to_string_lossy().into_owned());
    let args = [
        "run",
        &exam,
        "--audience",
        audience,
        "--classes",
        "--format",
        "html,xlsx,csv,parquet,json,docx",
        "--out",
        &target,
    ];
    let outcome = wutong(&args);
    assert!(outcome.code <= 1, "{audience}: {}", outcome.words);
    out
}

/// Rows of a table of text without quotes.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).expect("a table");
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Means of mathematics and the total by group, as the table tells them, but those of which another number begins alike.
fn means(out: &Path) -> Vec<(String, String, String)> {
    let table = rows(&out.join("tables/group_metrics.csv"));
    let at = |name: &str| table[0].iter().position(|head| head == name).expect("a column");
    let (level, group, subject, mean) = (at("level"), at("group_id"), at("subject"), at("mean"));
    let is_meant = |row: &&Vec<String>| ["math", "total"].contains(&row[subject].as_str()) && !row[mean].is_empty();
    let others: BTreeSet<String> =
        table[1..].iter().filter(|row| !is_meant(row)).flatten().map(|cell| cell.chars().take(8).collect()).collect();
    let is_alone = |row: &&Vec<String>| !others.contains(&row[mean].chars().take(8).collect::<String>());
    let told = table[1..].iter().filter(is_meant).filter(is_alone);
    told.map(|row| (row[level].clone(), row[group].clone(), row[mean].clone())).collect()
}

/// Files outside the pages of single schools and classes in which the first digits of a number stand.
fn holding(out: &Path, number: &str) -> Vec<PathBuf> {
    let start: String = number.chars().take(8).collect();
    let shared = texts(out).into_iter().filter(|(path, _)| {
        let inside = path.strip_prefix(out).expect("inside");
        !inside.starts_with("schools") && !inside.starts_with("classes")
    });
    shared.filter(|(_, text)| text.contains(&start)).map(|(path, _)| path).collect()
}

#[test]
fn a_refused_subject_sets_no_schools_side_by_side() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = {
        let out = run(&district(folder.path(), "warn", MORE, true), "bureau_internal");
        let all = means(&out);
        let schools: Vec<_> = all.iter().filter(|mean| mean.0 == "school" && mean.2.len() >= 8).collect();
        assert!(schools.len() >= 9, "{schools:?}");
        // What the search finds where it is not refused.
        for (_, group, mean) in &schools {
            let found = holding(&out, mean);
            assert!(found.len() >= 3, "{group} {mean}: {found:?}");
        }
        all
    };
    let exam = district(folder.path(), "block", MORE, true);
    let out = run(&exam, "bureau_internal");
    let told = means(&out);
    assert!(told.iter().all(|mean| mean.0 == "region" || mean.0 == "gender" && !mean.1.contains('/')), "{told:?}");
    let apart: Vec<_> =
        all.iter().filter(|mean| mean.0 != "region" && mean.2.len() >= 8 && !told.contains(mean)).collect();
    assert!(apart.len() > 40, "{} means", apart.len());
    for (level, group, mean) in &apart {
        let found = holding(&out, mean);
        assert!(found.is_empty(), "{level} {group} {mean}: {found:?}");
    }
    // Every column of such a row is empty for its reason, but who sat.
    let table = rows(&out.join("tables/group_metrics.csv"));
    let sat = ["n_roster", "n_expected", "n_valid", "n_absent", "n_violation", "participation_rate"];
    for row in table[1..].iter().filter(|row| row[1] == "school" && row[5] == "math") {
        for (head, cell) in table[0].iter().zip(row).skip(7) {
            assert!(cell.is_empty() || sat.iter().any(|id| head == id), "{head} of {}: {cell}", row[2]);
        }
    }
    let withheld = std::fs::read_to_string(out.join("tables/withheld.csv")).expect("a table");
    assert!(withheld.contains("school,A03,math,mean,not_comparable"), "the reason stands where the number would");
    assert!(!withheld.contains("school,A03,chinese,mean,"), "the other subjects are compared");
    for (table, column) in [("levels", 2), ("composites", 2), ("score_distribution", 3)] {
        let named = rows(&out.join(format!("tables/{table}.csv")));
        let at = named[0].iter().position(|head| head == "subject").unwrap_or(column);
        let own = named[1..].iter().filter(|row| row[at] == "math" && row.contains(&"school".to_owned()));
        let full: Vec<_> = own.filter(|row| row.iter().any(|cell| cell.contains('.') && cell.len() > 5)).collect();
        assert!(full.is_empty(), "{table}: {full:?}");
    }
    let page = std::fs::read_to_string(out.join("bulletin.html")).expect("the bulletin");
    assert!(page.contains("不具可比性"), "the page says why");
    // The page of a school keeps its own values, without the region's.
    for (_, code, mean) in apart.iter().filter(|mean| mean.0 == "school") {
        let mut files = std::fs::read_dir(out.join("schools")).expect("schools").flatten().map(|entry| entry.path());
        let own = files.find(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            name.starts_with(code.as_str()) && name.ends_with(".json")
        });
        let text = std::fs::read_to_string(own.expect("a profile")).expect("a profile");
        let start: String = mean.chars().take(8).collect();
        assert!(text.contains(&start), "{code} {mean}");
    }
    let public = run(&exam, "public");
    let told = means(&public);
    assert!(told.iter().all(|mean| ["region", "gender"].contains(&mean.0.as_str())) && !told.is_empty(), "{told:?}");
    let outside = run(&exam, "school");
    let own = means(&outside.join("schools/A03"));
    assert!(own.iter().any(|mean| mean.0 == "school") && own.iter().all(|mean| mean.0 != "region"), "{own:?}");
}

#[test]
fn an_override_compares_again_and_one_for_nothing_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = "[override]\nmath = '缺考经核实为体育加试'\nenglish = '多余'\n";
    let exam = district(folder.path(), "block", more, true);
    let out = run(&exam, "bureau_internal");
    assert!(means(&out).iter().any(|mean| mean.0 == "school"), "what is overridden is compared");
    let check: Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("check.json")).expect("a record")).expect("JSON");
    let idle: Vec<&Value> = check["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|each| each["id"] == "override-not-needed")
        .collect();
    let [idle] = idle[..] else { panic!("{idle:?}") };
    assert_eq!((&idle["subject"], &idle["severity"]), (&"english".into(), &"note".into()));
    assert!(idle["text_zh"].as_str().is_some_and(|text| text.contains("英语") && text.contains("不起作用")), "{idle}");
    assert!(idle["text_en"].as_str().is_some_and(|text| text.contains("nothing refuses")), "{idle}");
    let exam = district(folder.path(), "block", "[override]\nphysics = '有理由'\n", true);
    for (lang, known) in [("en", "chinese, math, english"), ("zh", "chinese、math、english")] {
        let outcome = wutong(&["run", &exam.to_string_lossy(), "--lang", lang]);
        assert!(outcome.code == 2 && outcome.words.contains(known), "{}", outcome.words);
    }
}

/// The findings that a profile tells, in both languages, on participation.
fn told(profile: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(profile).expect("a profile");
    let profile: Value = serde_json::from_str(&text).expect("JSON");
    let findings = profile["findings"].as_array().expect("findings").iter();
    let text = |finding: &Value, key: &str| finding[key].as_str().expect("a sentence").to_owned();
    findings
        .filter(|finding| finding["id"] == "low-participation")
        .map(|finding| (text(finding, "text_zh"), text(finding, "text_en")))
        .collect()
}

#[test]
fn a_school_is_told_of_itself_and_not_of_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let exam = district(folder.path(), "warn", "", false);
    let out = run(&exam, "school");
    let others = ("其他学校：数学参考率偏低。".to_owned(), "Other schools: participation in 数学 is low.".to_owned());
    let of = |code: &str| told(&out.join(format!("schools/{code}/profile.json")));
    // 67 of 80 sat: its own number.
    let own = of("A01");
    assert_eq!(own.len(), 2, "{own:?}");
    assert!(own.contains(&others), "{own:?}");
    assert!(
        own.iter().any(|told| told.0.contains("青藤中学数学参考率为83.75%") && told.1.contains("83.75%")),
        "{own:?}"
    );
    // Six of 90 were absent: no number from which they follow.
    let few = of("A02");
    assert!(few.len() == 2 && few.contains(&others), "{few:?}");
    let named = few.iter().find(|told| **told != others).expect("its own");
    assert!(named.0.starts_with("白石滩中学：数学参考率偏低") && !named.0.contains('%'), "{named:?}");
    assert!(named.1.starts_with("白石滩中学: participation in 数学 is low") && !named.1.contains('%'), "{named:?}");
    for code in ["A03", "B02", "B03", "B04"] {
        assert_eq!(of(code), std::slice::from_ref(&others), "{code}");
    }
    for (code, ..) in SCHOOLS {
        for (path, text) in texts(&out.join("schools").join(code)) {
            if path.extension().is_some_and(|end| end == "html") {
                let lines: Vec<&str> = text.lines().filter(|line| line.contains("参考率偏低")).collect();
                let once: BTreeSet<&&str> = lines.iter().collect();
                assert_eq!(lines.len(), once.len(), "{}: {lines:?}", path.display());
            }
        }
    }
    let public = std::fs::read_to_string(run(&exam, "public").join("check.json")).expect("a record");
    assert!(public.contains("部分学校：数学参考率偏低。") && !public.contains("83.7"), "{public}");
    // The centre's page of a school may be handed to it: it says no more of others.
    let inside = run(&exam, "bureau_internal");
    let page = std::fs::read_dir(inside.join("schools")).expect("schools").flatten().map(|entry| entry.path());
    let page = page.into_iter().find(|path| {
        let name = path.file_name().expect("a name").to_string_lossy();
        name.starts_with("A03") && name.ends_with(".json")
    });
    assert_eq!(told(&page.expect("a profile")), [others]);
}
