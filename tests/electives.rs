//! Totals of pupils who choose: 3+1+2, 3+3. Counted by hand, counted again from drawn marks, read from files, and guarded.

use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use wutong::model::Status;
use wutong::stats::FrequencyTable;
use wutong::stats::assigned::{Options, Paper, convert, scheme};
use wutong::{Analysis, Level, Summaries, summarise};
use wutong_testkit::{Pupil, book, spec};

use crate::cli::wutong;
use crate::lines::{analyse, get, workers};

/// Two schools of five. One pupil chose chemistry and stayed away, one has four marks, one has two and blanks, one was
/// absent from everything; one total of the sheet is wrong. The second school writes dashes beside what was not chosen.
const TEN: &str = "学校,班级,考号,语文,数学,英语,物理,历史,化学,生物,政治,地理,总分
甲校,1,1001,100,110,90,80,,70,60,,,510
甲校,1,1002,90,100,80,,75,,,65,70,480
甲校,1,1003,120,130,110,90,,85,,,88,623
甲校,1,1004,80,70,60,50,,缺考,45,,,305
甲校,1,1005,100,100,100,70,60,50,40,,,520
乙校,1,2006,110,90,100,-,60,-,-,70,80,510
乙校,1,2007,95,85,105,65,-,55,75,-,-,480
乙校,1,2008,缺考,缺考,缺考,,,,,,,
乙校,1,2009,70,60,80,40,,30,,,,280
乙校,1,2010,130,120,140,95,,90,,,85,650
";

const PAPERS: [(&str, &str, u32); 9] = [
    ("chinese", "语文", 150),
    ("math", "数学", 150),
    ("english", "英语", 150),
    ("physics", "物理", 100),
    ("history", "历史", 100),
    ("chemistry", "化学", 100),
    ("biology", "生物", 100),
    ("politics", "政治", 100),
    ("geography", "地理", 100),
];
const NUMBER: &str = "electives = 3";
const GROUPS: &str = "electives = [{ subjects = ['physics', 'history'], number = 1 }, \
    { subjects = ['chemistry', 'biology', 'politics', 'geography'], number = 2 }]";

fn papers() -> String {
    let paper = |(at, (id, name, full)): (usize, &(&str, &str, u32))| {
        format!("{{ id = '{id}', name = '{name}', full_mark = {full}, decimals = 0, elective = {} }}", at > 2)
    };
    format!("subject = [{}]\n", PAPERS.iter().enumerate().map(paper).collect::<Vec<_>>().join(", "))
}

fn exam(folder: &Path, total: &str) -> std::path::PathBuf {
    std::fs::write(folder.join("scores.csv"), TEN).expect("written");
    let text = format!(
        "source = [{{ path = 'scores.csv' }}]\n{}privacy = {{ min_cell = 1 }}\nexam = {{ id = 'out', title = '高三联考', stage = 'senior', \
         grade = 12, kind = 'research' }}\n[total]\n{total}\n",
        papers()
    );
    let path = folder.join("exam.toml");
    std::fs::write(&path, text).expect("written");
    path
}

/// A cell of `group_metrics.csv`.
fn metric(table: &str, group: &str, subject: &str, id: &str) -> Option<f64> {
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let at = |name: &str| header.iter().position(|own| *own == name).expect(name);
    let row = lines.find(|row| row[at("group_name")] == group && row[at("subject")] == subject).expect("the row");
    row[at(id)].parse().ok()
}

#[test]
fn ten_pupils_by_hand() {
    for total in [NUMBER, GROUPS] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = exam(folder.path(), total);
        let run = wutong(&["run", path.to_str().expect("a path"), "--format", "html,xlsx,json,csv"]);
        assert_ne!(run.code, 2, "{}", run.words);
        let out = folder.path().join("out");
        let read = |name: &str| std::fs::read_to_string(out.join(name)).expect(name);
        let table = read("tables/group_metrics.csv");
        for (group, id, expected) in [
            // 510 + 480 + 623 and 510 + 480 + 660.
            ("甲校", "n_valid", 3.0),
            ("甲校", "mean", 1613.0 / 3.0),
            ("乙校", "n_valid", 3.0),
            ("乙校", "mean", 550.0),
            ("甲校", "n_expected", 5.0),
            ("甲校", "n_absent", 1.0),
            ("甲校", "participation_rate", 0.6),
            // Absent from everything, and a blank that nothing explains.
            ("乙校", "n_expected", 5.0),
            ("乙校", "n_absent", 2.0),
            // 0.85 of 750 is 637.5; all six have 450 and more.
            ("乙校", "excellence_rate", 1.0 / 3.0),
            ("甲校", "pass_rate", 1.0),
            // 90 of 150 and 60 of 100 in all six subjects of their own: 1002 has 80 in English, 2007 85 in mathematics.
            ("甲校", "all_pass_rate", 2.0 / 3.0),
            ("乙校", "all_pass_rate", 2.0 / 3.0),
        ] {
            let found = metric(&table, group, "total", id).unwrap_or_else(|| panic!("{group} {id}"));
            assert!((found - expected).abs() < 1e-9, "{total}: {group} {id} is {found}, not {expected}");
        }
        // Dashes beside three chosen subjects are no absences.
        for (subject, valid, absent) in [("chemistry", 3.0, 0.0), ("physics", 3.0, 0.0), ("politics", 1.0, 0.0)] {
            assert_eq!(metric(&table, "乙校", subject, "n_valid"), Some(valid), "{subject}");
            assert_eq!(metric(&table, "乙校", subject, "n_absent"), Some(absent), "{subject}");
        }
        assert_eq!(metric(&table, "甲校", "chemistry", "n_absent"), Some(1.0));
        let quarantine = read("quarantine.csv");
        let told = |kind: &str| quarantine.lines().filter(|line| line.contains(kind)).collect::<Vec<_>>();
        let counts = told("elective-count");
        assert!(counts.len() == 2 && counts.iter().all(|line| line.contains("scores.csv")), "{counts:?}");
        assert!(counts.iter().any(|line| line.contains(",6,")), "row 6 has four: {counts:?}");
        assert!(counts.iter().any(|line| line.contains(",10,")), "row 10 has two: {counts:?}");
        let sums = told("total-mismatch");
        assert!(sums.len() == 1 && sums[0].contains("650") && sums[0].contains("660"), "{sums:?}");
        // What the total is the sum of is said in the report and in its data.
        let names = std::fs::read_dir(out.join("schools")).expect("schools").flatten().map(|entry| entry.path());
        let (pages, data): (Vec<_>, Vec<_>) = names
            .filter(|path| path.extension().is_some_and(|own| own == "html" || own == "json"))
            .partition(|path| path.extension().is_some_and(|own| own == "html"));
        assert!(!pages.is_empty() && !data.is_empty());
        for page in pages.iter().chain([&out.join("bulletin.html")]) {
            let text = std::fs::read_to_string(page).expect("a page");
            assert!(text.contains("总分为以下各科之和：语文、数学、英语；物理、历史"), "{}", page.display());
        }
        let profile: Value = serde_json::from_slice(&std::fs::read(&data[0]).expect("data")).expect("JSON");
        let choices = profile["notes"]["total"]["choices"].as_array().expect("choices");
        let numbers: Vec<u64> = choices.iter().filter_map(|choice| choice["number"].as_u64()).collect();
        assert_eq!(numbers, if total == NUMBER { vec![3] } else { vec![1, 2] });
        // Reports are made again from what was written.
        let again = wutong(&["report", "--from", out.to_str().expect("a path"), "--format", "html"]);
        assert_eq!(again.code, run.code, "{}", again.words);
        assert!(read("bulletin.html").contains("中所选的"));
    }
}

/// Numbers from a seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Pupils of three schools: one of physics and history and two of the other four, some absent, some with one too many.
fn drawn(seed: u64, n: usize) -> Vec<Pupil> {
    let mut draw = Draw(seed.wrapping_mul(0x9E6C_63D0_876A_68E5) + 11);
    let pupil = |at: usize| {
        let mut taken = [true, true, true, false, false, false, false, false, false];
        taken[3 + draw.below(2) as usize] = true;
        let first = draw.below(4) as usize;
        taken[5 + first] = true;
        taken[5 + (first + 1 + draw.below(3) as usize) % 4] = true;
        match draw.below(20) {
            0 => taken[5 + draw.below(4) as usize] = true,
            1 => taken[3 + draw.below(6) as usize] = false,
            _ => {}
        }
        let marks = PAPERS.iter().zip(taken).map(|((.., full), taken)| match draw.below(25) {
            _ if !taken => Err(Status::NotTaken),
            0 => Err(Status::Absent),
            _ => Ok(1 + draw.below(u64::from(*full)) as i32),
        });
        Pupil {
            county: String::new(),
            school: format!("s{}", at % 3),
            class: format!("{}", at % 2),
            id: format!("{at:05}"),
            marks: marks.collect(),
        }
    };
    (0..n).map(pupil).collect()
}

/// The total of a pupil, written down once more: by number, or by groups.
fn naive(marks: &[Option<i32>], groups: bool) -> Option<i32> {
    let common: i32 = marks[..3].iter().copied().sum::<Option<i32>>()?;
    let taken = |from: usize, to: usize| marks[from..to].iter().flatten().count();
    let is_whole = if groups { taken(3, 5) == 1 && taken(5, 9) == 2 } else { taken(3, 9) == 3 };
    is_whole.then(|| common + marks[3..].iter().flatten().sum::<i32>())
}

fn marks_of(pupil: &Pupil, absent_is_zero: bool) -> Vec<Option<i32>> {
    let mark = |mark: &Result<i32, Status>| match mark {
        Ok(mark) => Some(*mark),
        Err(Status::Absent) if absent_is_zero => Some(0),
        Err(_) => None,
    };
    pupil.marks.iter().map(mark).collect()
}

fn totals(summaries: &Summaries) -> FrequencyTable {
    let classes = summaries.schools().iter().flat_map(|school| &school.classes);
    FrequencyTable::sum_of(classes.map(|class| &class.subjects[PAPERS.len()].table))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whole or in parts that are merged, the totals are those of a plain count.
    #[test]
    fn totals_are_sums_of_what_pupils_chose(seed in 0u64..1_000_000, groups: bool, zero: bool) {
        let pupils = drawn(seed, 90);
        let status = if zero { "status = { absent = 'zero' }\n" } else { "" };
        let exam = spec(&format!("{}{status}[total]\n{}", papers(), if groups { GROUPS } else { NUMBER }));
        let summarised = |pupils: &[Pupil]| summarise(&book(pupils), &exam, &[], &[], &workers(1));
        let mut expected: Vec<i32> = pupils.iter().filter_map(|pupil| naive(&marks_of(pupil, zero), groups)).collect();
        prop_assert!(expected.len() > 20);
        let whole = summarised(&pupils);
        prop_assert_eq!(totals(&whole), FrequencyTable::from_marks(&mut expected));
        let parts = pupils.chunks(40).map(summarised);
        let merged = parts.reduce(|a, b| a.merge(b).expect("one specification")).expect("parts");
        prop_assert_eq!(merged, whole);
    }
}

/// Lines and totals of assigned marks rest on the pupils who have a total.
#[test]
fn lines_and_assigned_totals() {
    let pupils = drawn(5, 240);
    let assigned =
        papers().replace("elective = true }", "elective = true, assigned = { scheme = '3+1+2', minimum_n = 1 } }");
    for (total, groups) in [(NUMBER, false), (GROUPS, true)] {
        let exam = spec(&format!(
            "{assigned}line = [{{ id = 'one', mark = 400 }}]\nprivacy = {{ min_cell = 1 }}\n[total]\nassigned = true\n{total}"
        ));
        let analysis = analyse(&pupils, &exam);
        let marks: Vec<Vec<Option<i32>>> = pupils.iter().map(|pupil| marks_of(pupil, false)).collect();
        let value = |table, subject: &str, entry: &str, metric: &str| {
            get(&analysis, table, (Level::Region, "R"), (subject, entry), metric).value().expect("a value")
        };
        let online = |subject: Option<usize>| {
            let has = |marks: &&Vec<Option<i32>>| subject.is_none_or(|subject| marks[subject].is_some());
            marks.iter().filter(has).filter(|marks| naive(marks, groups).is_some_and(|total| total >= 400)).count()
        };
        assert_eq!(value(&analysis.answers.lines, "total", "one", "n_online"), online(None) as f64);
        assert_eq!(value(&analysis.answers.lines, "history", "one", "n_online"), online(Some(4)) as f64);
        let options = Options { minimum_n: 1, ..Options::default() };
        let conversions: Vec<_> = (3..9)
            .map(|subject| {
                let mut own: Vec<i32> = marks.iter().filter_map(|marks| marks[subject]).collect();
                let table = FrequencyTable::from_marks(&mut own);
                let paper = Paper { full: 100, ticks_per_point: 1 };
                convert(scheme("3+1+2").expect("a scheme"), &table, paper, &options).expect("converted")
            })
            .collect();
        let of_pupil = |marks: &Vec<Option<i32>>| {
            naive(marks, groups)?;
            let common: i32 = marks[..3].iter().flatten().sum();
            let chosen = marks[3..].iter().zip(&conversions);
            Some(common + chosen.filter_map(|(mark, own)| own.of((*mark)?)).sum::<i32>())
        };
        let totals: Vec<f64> = marks.iter().filter_map(of_pupil).map(f64::from).collect();
        let table = &analysis.answers.assigned;
        assert_eq!(value(table, "total", "total", "n_assigned"), totals.len() as f64);
        let mean = totals.iter().sum::<f64>() / totals.len() as f64;
        assert!((value(table, "total", "total", "assigned_mean") - mean).abs() < 1e-9);
    }
}

#[test]
fn assigned_marks_of_one_choice_have_one_highest_mark() {
    let of = |scheme: &str| {
        papers().replacen("elective = true }", &format!("elective = true, assigned = {{ scheme = '{scheme}' }} }}"), 1)
    };
    let exam = |scheme: &str| spec(&format!("{}[total]\nassigned = true\n{NUMBER}", of(scheme)));
    wutong::check_requests(&exam("3+1+2")).expect("100 and 100");
    let error = wutong::check_requests(&exam("shanghai")).expect_err("70 and 100").to_string();
    assert!(error.contains("physics 70, history 100") && error.contains("total.electives"), "{error}");
}

/// Sheets of 3+1+2 as a centre receives them.
fn sheet(n: usize, header: &str, row: impl Fn(usize) -> String) -> String {
    let rows: String = (0..n).map(|at| format!("一中,{},{},{}\n", 1 + at % 2, 10_001 + at, row(at))).collect();
    format!("学校,班级,考号,{header}\n{rows}")
}

const NINE: &str = "语文,数学,英语,物理,历史,化学,生物,政治,地理,总分";

/// The cells of a pupil who took these electives; nobody has more than 88 in history.
fn cells(at: usize, taken: &[usize]) -> String {
    let mark = |subject: usize| match subject {
        0..=2 => 70 + (at * 7 + subject * 13) % 75,
        4 => 40 + (at * 11) % 49,
        _ => 35 + (at * 17 + subject * 5) % 65,
    };
    let has = |subject: &usize| *subject < 3 || taken.contains(subject);
    let text = |subject: usize| if has(&subject) { mark(subject).to_string() } else { String::new() };
    let total: usize = (0..9).filter(has).map(mark).sum();
    (0..9).map(text).chain([total.to_string()]).collect::<Vec<_>>().join(",")
}

fn chosen(at: usize) -> Vec<usize> {
    let pairs = [[5, 6], [5, 8], [6, 8], [7, 8]];
    let [a, b] = pairs[at % 4];
    // Nearly everybody takes physics.
    vec![if at.is_multiple_of(7) { 4 } else { 3 }, a, b]
}

fn init(text: &str) -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("高三联考.csv"), text).expect("written");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let made = wutong(&["init", &path("高三联考.csv"), "-o", &path("exam.toml")]);
    assert_eq!(made.code, 0, "{}", made.words);
    let toml = std::fs::read_to_string(folder.path().join("exam.toml")).expect("a specification");
    wutong::ExamSpec::from_toml(&toml).expect(&toml);
    (toml, folder)
}

#[test]
fn init_counts_electives() {
    let (toml, folder) = init(&sheet(80, NINE, |at| cells(at, &chosen(at))));
    assert!(toml.contains("[total]\nelectives = 3"), "{toml}");
    assert!(!toml.contains("选考几科") && !toml.contains("许多空白"), "{toml}");
    assert_eq!(toml.matches("elective = true").count(), 6, "physics too, which nearly everybody takes: {toml}");
    assert_eq!(toml.matches("full_mark = 100").count(), 6, "history has the full mark of the others: {toml}");
    let path = folder.path().join("exam.toml");
    let run = wutong(&[
        "run",
        path.to_str().expect("a path"),
        "--format",
        "csv",
        "--out",
        folder.path().join("out").to_str().expect("a path"),
    ]);
    assert_ne!(run.code, 2, "{}", run.words);
    let table = std::fs::read_to_string(folder.path().join("out/tables/group_metrics.csv")).expect("a table");
    assert_eq!(metric(&table, "一中", "total", "n_valid"), Some(80.0));
}

#[test]
fn init_counts_one_language_by_itself() {
    let header = "语文,数学,英语,日语,物理,历史,化学,生物,政治,地理,总分";
    let text = sheet(80, header, |at| {
        let all = cells(at, &chosen(at));
        let mut cells: Vec<&str> = all.split(',').collect();
        cells.insert(3, "");
        if at % 3 == 0 {
            cells.swap(2, 3);
        }
        cells.join(",")
    });
    let (toml, _folder) = init(&text);
    assert!(toml.contains("electives = [{ subjects = [\"english\", \"japanese\"], number = 1 }, {"), "{toml}");
    assert!(toml.contains("\"geography\"], number = 3 }]") && !toml.contains("选考几科"), "{toml}");
}

#[test]
fn init_asks_where_pupils_differ_or_totals_are_of_something_else() {
    let odd = sheet(80, NINE, |at| if at % 3 == 0 { cells(at, &chosen(at)[..2]) } else { cells(at, &chosen(at)) });
    let of_three = sheet(80, NINE, |at| {
        let all = cells(at, &chosen(at));
        let mut cells: Vec<String> = all.split(',').map(str::to_owned).collect();
        cells[9] = cells[..3].iter().map(|cell| cell.parse::<usize>().expect("a mark")).sum::<usize>().to_string();
        cells.join(",")
    });
    let stated =
        sheet(80, &NINE.replace("历史", "历史（满分90）").replace("物理", "物理（满分100）"), |at| {
            cells(at, &chosen(at))
        });
    for text in [odd, of_three, stated] {
        let (toml, _folder) = init(&text);
        assert!(!toml.contains("[total]\nelectives") && toml.contains("electives = 3；"), "{toml}");
    }
}

/// A region of nine schools of 60 pupils in two counties, each with two of four electives, and what some of them lack.
fn region(lacks: impl Fn(usize, usize) -> bool) -> Vec<Pupil> {
    let mark = |row: usize, subject: usize| 30 + ((row * 17 + subject * 29 + row / 7 + row / 60 * 3) % 65) as i32;
    let taken =
        |row: usize, subject: usize| subject < 2 || [[2, 3], [3, 4], [4, 5], [2, 5]][row % 4].contains(&subject);
    let of = |row: usize, subject: usize| match taken(row, subject) {
        false => Err(Status::NotTaken),
        true if lacks(row, subject) => Err(Status::Absent),
        true => Ok(mark(row, subject)),
    };
    let pupil = |row: usize| Pupil {
        county: ["east", "west"][row / 60 % 2].into(),
        school: format!("s{}", row / 60),
        class: "k".into(),
        id: format!("{row:04}"),
        marks: (0..6).map(|subject| of(row, subject)).collect(),
    };
    (0..540).map(pupil).collect()
}

fn given(pupils: &[Pupil], audience: &str) -> Analysis {
    let paper = |at: usize| format!("{{ id = 'p{at}', full_mark = 100, decimals = 0, elective = {} }}", at > 1);
    let papers = (0..6).map(paper).collect::<Vec<_>>().join(", ");
    analyse(
        pupils,
        &spec(&format!(
            "subject = [{papers}]\ntotal = {{ electives = 2 }}\nprivacy = {{ audience = '{audience}', min_cell = 10 }}"
        )),
    )
}

/// Sums of the subjects less that of the total are the marks of those who lack one: of one pupil who was absent from an elective,
/// or of three who sat their electives and nothing else.
#[test]
fn marks_of_few_do_not_follow_from_totals() {
    let absent: &dyn Fn(usize, usize) -> bool = &|row, subject| (row, subject) == (245, 3);
    let partial: &dyn Fn(usize, usize) -> bool = &|row, subject| [243, 245, 250].contains(&row) && subject < 2;
    for lacks in [absent, partial] {
        let pupils = region(lacks);
        let marks: Vec<i32> = pupils
            .iter()
            .filter(|pupil| pupil.marks.contains(&Err(Status::Absent)))
            .flat_map(|pupil| pupil.marks.iter().flatten().copied())
            .collect();
        let sum = |analysis: &Analysis, group: usize| -> Option<f64> {
            let get = |subject: usize, metric: &str| analysis.metrics.get(group, subject, metric).value();
            let sum = |subject: usize| Some(get(subject, "n_valid")? * get(subject, "mean")?);
            Some((0..6).map(sum).sum::<Option<f64>>()? - sum(6)?)
        };
        let inside = given(&pupils, "bureau_internal");
        let theirs = f64::from(marks.iter().sum::<i32>());
        assert!((sum(&inside, 0).expect("means") - theirs).abs() < 1e-6, "inside, their marks follow");
        for audience in ["school", "public"] {
            let analysis = given(&pupils, audience);
            for (position, group) in analysis.groups.iter().enumerate() {
                let above = matches!(group.level, Level::Region | Level::County);
                let holds = group.level == Level::Region || group.id == "east";
                if above && holds {
                    assert_eq!(sum(&analysis, position), None, "{audience} {}", group.id);
                    assert!((0..6).all(|at| analysis.metrics.get(position, at, "mean").value().is_some()));
                } else if above {
                    assert!(sum(&analysis, position).is_some(), "{audience} {}", group.id);
                }
            }
        }
        // Where nobody lacks anything, nothing is withheld.
        let whole = given(&region(|_, _| false), "public");
        assert!(sum(&whole, 0).expect("means").abs() < 0.005 * 540.0 * 7.0);
    }
}
