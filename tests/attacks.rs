//! Ways in which readers outside the centre have worked out what was hidden from them, each closed.

use std::path::Path;

use serde_json::Value;
use wutong::model::Status;
use wutong::model::spec::Audience;
use wutong::{Analysis, ExamSpec, Level, Reason, Workers, finish, summarise};
use wutong_testkit::{Pupil, book, pupils, spec};

use crate::cli::wutong;
use crate::leaks::texts;

fn analyse(pupils: &[Pupil], audience: Audience, tables: &str) -> Analysis {
    let exam = spec(tables);
    let mut raw = exam.raw.clone();
    raw.privacy.audience = audience;
    let exam = ExamSpec::new(raw).expect("the same exam for another reader");
    let workers = Workers::new(Some(2)).expect("threads");
    finish(&summarise(&book(pupils), &exam, &[], &[], &workers), &exam, &workers)
}

fn reason(analysis: &Analysis, group: (Level, &str), subject: &str, metric: &str) -> Option<Reason> {
    let view = analysis.find(group.0, group.1).expect("the group");
    view.subject(subject).expect("the subject").metric(metric).reason()
}

/// So many pupils of a school, with marks in steps about a middle.
fn school(county: &str, name: &str, n: usize, middle: i32) -> Vec<Pupil> {
    let one = |at: usize| Pupil {
        county: county.to_owned(),
        school: name.to_owned(),
        class: "1".to_owned(),
        id: format!("{name}{at:03}"),
        marks: vec![Ok(middle + i32::try_from(at * 7 % 41).expect("small") - 20)],
    };
    (0..n).map(one).collect()
}

const MATH: &str = "subject = [{ id = 'math', full_mark = 100, decimals = 0 }]\n";

#[test]
fn figures_between_few_schools_count_those_that_enter_them() {
    // Eight schools, of which three take the elective: three sizes and means, and four equations.
    let names = ["A", "B", "C", "D", "E", "F", "G", "H"];
    let exam = "subject = [{ id = 'math', full_mark = 100, decimals = 0 }, { id = 'art', full_mark = 100, decimals = 0, \
        elective = true }]\ntotal = { subjects = ['math'] }\n";
    let mut all: Vec<Pupil> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        for mut pupil in school("", name, 60 + at, 50 + i32::try_from(at).expect("small")) {
            let art = if at < 3 { pupil.marks[0].map(|mark| mark + 5) } else { Err(Status::NotTaken) };
            pupil.marks.push(art);
            all.push(pupil);
        }
    }
    let analysis = analyse(&all, Audience::School, exam);
    for metric in ["difference_rate", "between_school_eta_squared", "between_school_cv", "variance_share_school"] {
        assert_eq!(reason(&analysis, (Level::Region, "R"), "art", metric), Some(Reason::Audience), "{metric}");
        assert_eq!(reason(&analysis, (Level::Region, "R"), "math", metric), None, "{metric}");
    }
    for metric in ["school_effect", "shrinkage_factor", "mean_gap_p_adjusted"] {
        assert!(reason(&analysis, (Level::School, "A"), "art", metric).is_some(), "{metric}");
        assert_eq!(reason(&analysis, (Level::School, "A"), "math", metric), None, "{metric}");
    }
    // Seven schools, of which two have pupils enough to enter.
    let small = names[..7].iter().enumerate().flat_map(|(at, name)| school("", name, if at < 2 { 40 } else { 6 }, 50));
    let analysis = analyse(&small.collect::<Vec<_>>(), Audience::Public, MATH);
    assert_eq!(reason(&analysis, (Level::Region, "R"), "math", "difference_rate"), Some(Reason::Audience));
}

#[test]
fn a_county_that_is_one_school_takes_the_counties_share_with_it() {
    let exam = |alone: bool| -> Vec<Pupil> {
        let of = |at: usize| if alone && at > 0 || !alone && at.is_multiple_of(2) { "East" } else { "West" };
        (0..8).flat_map(|at| school(of(at), &format!("S{at}"), 50, 45 + i32::try_from(at).expect("small"))).collect()
    };
    for audience in [Audience::Public, Audience::School] {
        for metric in ["variance_share_county", "variance_share_school", "variance_share_pupil"] {
            let of = |alone: bool| reason(&analyse(&exam(alone), audience, MATH), (Level::Region, "R"), "math", metric);
            assert_eq!((of(true), of(false)), (Some(Reason::Audience), None), "{audience:?} {metric}");
        }
    }
}

#[test]
fn a_quantile_is_a_count_below_a_mark() {
    // The weak school holds all but seven of the pupils below the median of the region.
    let weak: Vec<i32> = (0..50).map(|at| 20 + at % 40).collect();
    let strong: Vec<i32> = (0..64).map(|at| if at < 7 { 60 } else { 67 + at % 25 }).collect();
    let (weak, strong) = (weak.as_slice(), strong.as_slice());
    let (first, rest) = strong.split_at(22);
    let (second, third) = rest.split_at(21);
    let all = pupils(&[("weak", weak), ("a", first), ("b", second), ("c", third)]);
    let analysis = analyse(&all, Audience::School, MATH);
    assert_eq!(reason(&analysis, (Level::Region, "R"), "math", "median"), Some(Reason::Suppressed));
    // Four schools alike: half of any three are enough.
    let even = (0..4).flat_map(|at| school("", &format!("S{at}"), 60, 55)).collect::<Vec<_>>();
    assert_eq!(reason(&analyse(&even, Audience::School, MATH), (Level::Region, "R"), "math", "median"), None);
}

#[test]
fn few_pupils_far_below_do_not_show_in_the_shape() {
    let tail = |n: usize| -> Vec<Pupil> {
        let mut all: Vec<Pupil> = (0..3).flat_map(|at| school("", &format!("S{at}"), 300, 75)).collect();
        all.iter_mut().step_by(900 / n).take(n).for_each(|pupil| pupil.marks[0] = Ok(5));
        all
    };
    let public = |n: usize, metric: &str| {
        reason(&analyse(&tail(n), Audience::Public, MATH), (Level::Region, "R"), "math", metric)
    };
    for metric in ["skewness", "excess_kurtosis", "mean_absolute_deviation"] {
        assert!(public(3, metric).is_some(), "{metric}: three below the low line");
        assert_eq!(public(90, metric), None, "{metric}: ninety may be told");
    }
    assert!(public(3, "low_rate").is_some() && public(3, "mean").is_none());
}

#[test]
fn silence_on_participation_tells_no_number() {
    // A school of twenty and two of eight may miss one pupil in all without being low.
    let sizes = [("a", 20), ("b", 8), ("c", 8)];
    for absent in [0, 1] {
        let mut all: Vec<Pupil> = sizes.iter().flat_map(|&(name, n)| school("", name, n, 55)).collect();
        all.iter_mut().take(absent).for_each(|pupil| pupil.marks[0] = Err(Status::Absent));
        let analysis = analyse(&all, Audience::Public, MATH);
        for metric in ["n_absent", "n_expected", "participation_rate"] {
            let why = reason(&analysis, (Level::Region, "R"), "math", metric);
            assert_eq!(why, Some(Reason::Suppressed), "{metric} with {absent} absent");
        }
    }
}

#[test]
fn the_public_keeps_the_region_whatever_the_towns() {
    // Two towns of one school each, beside residence, category and education group.
    let folder = tempfile::tempdir().expect("a folder");
    let district = folder.path().join("district").to_string_lossy().into_owned();
    let made = wutong(&["demo", "--students", "20000", "--only-files", "--out", &district]);
    assert_eq!(made.code, 0, "{}", made.words);
    let out = folder.path().join("public");
    let exam = format!("{district}/exam.toml");
    let run = wutong(&["run", &exam, "--audience", "public", "--out", &out.to_string_lossy(), "--format", "csv"]);
    assert!(run.code <= 1, "{}", run.words);
    let table = std::fs::read_to_string(out.join("tables/group_metrics.csv")).expect("a table");
    let head: Vec<&str> = table.lines().next().expect("a header").split(',').collect();
    let column = |name: &str| head.iter().position(|own| *own == name).expect("a column");
    let (level, n, mean) = (column("level"), column("n_valid"), column("mean"));
    let region: Vec<Vec<&str>> =
        table.lines().map(|line| line.split(',').collect()).filter(|row: &Vec<&str>| row[level] == "region").collect();
    assert_eq!(region.len(), 10, "nine subjects and the total");
    assert!(region.iter().all(|row| !row[n].is_empty() && !row[mean].is_empty()), "{region:?}");
}

#[test]
fn texts_of_the_centre_name_no_school_outside() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut scores = String::from("学校代码,学校,班级,考号,数学\n");
    let names = ["青藤中学", "赤松中学", "白石滩中学", "望江路中学", "南湖中学", "杏林中学"];
    for (at, name) in names.into_iter().enumerate() {
        for number in 0..30 {
            // Low participation in one school refuses the subject.
            let mark = if at == 1 && number < 8 { "缺考".to_owned() } else { (40 + number * 7 % 50).to_string() };
            scores += &format!("31010{at},{name},1班,K{at}{number:02},{mark}\n");
        }
    }
    std::fs::create_dir(folder.path().join("赤松中学命题")).expect("a folder");
    std::fs::write(folder.path().join("赤松中学命题/bp.csv"), "题号,满分,知识点\n1,100,数与式\n").expect("written");
    std::fs::write(folder.path().join("scores.csv"), scores).expect("written");
    let exam = folder.path().join("exam.toml");
    std::fs::write(
        &exam,
        "[exam]\nid = 'x'\ntitle = '联考'\nstage = 'junior'\ngrade = 9\nkind = 'graduation_mock'\n[[source]]\npath = 'scores.csv'\n\
         [[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 100\nitems = '赤松中学命题/bp.csv'\n[total]\nsubjects = ['math']\n\
         [checks]\nlow-participation = 'block'\n[override]\nmath = '赤松中学另有补考，按惯例比较'\n",
    )
    .expect("written");
    let run = |audience: &str| {
        let out = folder.path().join(audience);
        let target = out.to_string_lossy().into_owned();
        let outcome = wutong(&[
            "run",
            &exam.to_string_lossy(),
            "--audience",
            audience,
            "--out",
            &target,
            "--format",
            "json,csv,html",
        ]);
        assert!(outcome.code <= 1, "{}", outcome.words);
        out
    };
    let holds = |folder: &Path| texts(folder).into_values().any(|text| text.contains("赤松中学"));
    assert!(holds(&run("bureau_internal")), "the centre reads its own reason");
    assert!(!holds(&run("public")));
    let schools = run("school").join("schools");
    for at in [0, 2, 3, 4, 5] {
        let own = schools.join(format!("31010{at}"));
        assert!(!holds(&own), "{}", own.display());
        let record: Value =
            serde_json::from_str(&std::fs::read_to_string(own.join("run.json")).expect("a record")).expect("JSON");
        assert!(record["overrides"]["math"].as_str().is_some_and(|reason| reason.contains("见中心内部材料")));
    }
}
