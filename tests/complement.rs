//! Which school is withheld for the sake of a small one: the nearest, and no more than are needed.

use std::path::Path;

use wutong::model::Reason;
use wutong::{Analysis, Level, Workers, finish, summarise};
use wutong_testkit::{Pupil, book, spec};

use crate::cli::wutong;

const ATTRIBUTES: [&str; 3] = ["residence", "ownership", "trust"];

/// A school: its pupils and the values of [`ATTRIBUTES`].
type School = (&'static str, u64, [&'static str; 3]);

fn analyse(schools: &[School]) -> Analysis {
    let pupil = |school: &str, number: u64| Pupil {
        county: String::new(),
        school: school.to_owned(),
        class: String::new(),
        id: format!("{school}-{number}"),
        marks: vec![Ok((20 + number * 7 % 60) as i32)],
    };
    let pupils: Vec<Pupil> =
        schools.iter().flat_map(|school| (0..school.1).map(move |number| pupil(school.0, number))).collect();
    let mut book = book(&pupils);
    for school in &mut book.schools {
        let (.., values) = schools.iter().find(|own| own.0 == school.id).expect("the school");
        school.attributes =
            ATTRIBUTES.into_iter().zip(values).map(|(name, value)| (name.into(), (*value).into())).collect();
    }
    let exam = spec("subject = [{ id = 'math', full_mark = 100, decimals = 0 }]\n");
    let workers = Workers::new(Some(1)).expect("a thread");
    finish(&summarise(&book, &exam, &[], &[], &workers), &exam, &workers)
}

/// Groups whose mean is hidden, and why.
fn hidden(analysis: &Analysis) -> Vec<(String, Reason)> {
    let reason = |position: usize| analysis.metrics.get(position, 0, "mean").reason();
    let groups = analysis.groups.iter().enumerate();
    let mut hidden: Vec<_> = groups.filter_map(|(at, group)| Some((group.id.clone(), reason(at)?))).collect();
    hidden.sort_by(|a, b| a.0.cmp(&b.0));
    hidden
}

/// Eight schools of 20 to 60 pupils in two values of each attribute.
const OTHERS: [School; 8] = [
    ("a", 20, ["rural", "public", "east"]),
    ("b", 24, ["rural", "private", "west"]),
    ("c", 28, ["urban", "private", "east"]),
    ("d", 32, ["urban", "public", "east"]),
    ("e", 36, ["rural", "private", "east"]),
    ("f", 40, ["urban", "private", "west"]),
    ("g", 44, ["rural", "public", "east"]),
    ("h", 60, ["urban", "private", "west"]),
];

/// One school that lies in the same categories covers all of their sums; smaller ones would each cover one.
#[test]
fn one_school_of_the_same_circumstances_is_enough() {
    let alike = [("small", 4, ["urban", "public", "west"]), ("alike", 50, ["urban", "public", "west"])];
    let schools: Vec<School> = OTHERS.into_iter().chain(alike).collect();
    let complement = Reason::ComplementarySuppressed;
    assert_eq!(
        hidden(&analyse(&schools)),
        [("alike".to_owned(), complement), ("small".to_owned(), Reason::Suppressed)]
    );
}

/// Where none is alike, one school is hidden still; the rest is made up by rows of the breakdown in which the two differ.
#[test]
fn rows_of_a_breakdown_go_before_a_second_school() {
    let schools: Vec<School> = OTHERS.into_iter().chain([("small", 4, ["urban", "public", "west"])]).collect();
    let analysis = analyse(&schools);
    let complement = Reason::ComplementarySuppressed;
    // d differs from it in one attribute, and so do f and h, which are larger.
    let expected = [("d", complement), ("east", complement), ("small", Reason::Suppressed), ("west", complement)];
    assert_eq!(hidden(&analysis), expected.map(|(id, reason)| (id.to_owned(), reason)));
    let shown =
        analysis.level(Level::Dimension).filter(|group| group.subject("math").expect("math").mean.value().is_some());
    assert_eq!(shown.count(), 4, "residence and ownership stay");
}

fn write(folder: &Path) -> String {
    let mut scores = String::from("学校代码,学校,班级,考号,数学\n");
    for (code, name, n) in
        [("1001", "青藤中学", 4), ("1002", "白石中学", 270), ("1003", "望江中学", 300), ("1004", "南湖中学", 320)]
    {
        for number in 0..n {
            scores += &format!("{code},{name},{}班,{code}{number:03},{}\n", 1 + number % 6, 30 + number * 7 % 60);
        }
    }
    std::fs::write(folder.join("scores.csv"), scores).expect("written");
    let exam = "[exam]\nid = 'x'\ntitle = '联考'\nstage = 'junior'\ngrade = 9\nkind = 'graduation_mock'\n\
        [[source]]\npath = 'scores.csv'\n[[subject]]\nid = 'math'\nname = '数学'\nfull_mark = 100\n\
        [[bands]]\nid = 'tens'\nwidth = 10\nsubjects = ['math']\n";
    std::fs::write(folder.join("exam.toml"), exam).expect("written");
    folder.join("exam.toml").to_string_lossy().into_owned()
}

/// A page says why it holds no marks: a large school is not told that it is small, and no other school is named.
#[test]
fn a_school_withheld_for_another_is_told_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let exam = write(folder.path());
    for (lang, own, other, few) in [
        (
            "zh",
            "本校人数很少，分数不予显示",
            "本校人数并不少；为防止由此推算出另一所人数很少的学校",
            "人数过少，不予显示",
        ),
        ("en", "The school has few pupils", "The school is not a small one", "Too few pupils to be shown"),
    ] {
        for audience in ["bureau_internal", "school"] {
            let out = folder.path().join(format!("{audience}-{lang}"));
            let target = out.to_string_lossy().into_owned();
            let args = ["run", &exam, "--audience", audience, "--lang", lang, "--format", "html,csv", "--out", &target];
            let outcome = wutong(&args);
            assert!(outcome.code <= 1, "{}", outcome.words);
            let page = |code: &str| {
                let texts = crate::leaks::texts(&out.join("schools"));
                let of_school = |path: &Path| {
                    path.to_string_lossy().contains(&format!("schools/{code}"))
                        && path.extension().is_some_and(|end| end == "html")
                };
                texts.into_iter().find(|(path, _)| of_school(path)).expect("a page").1
            };
            let (small, large, whole) = (page("1001"), page("1002"), page("1004"));
            assert!(small.contains(own) && !small.contains(other), "{audience} {lang}");
            assert!(large.contains(other) && !large.contains(own), "{audience} {lang}");
            assert!(small.contains(few) && !large.contains(few), "{audience} {lang}");
            assert!(!large.contains("青藤") && !large.contains("1001"), "{audience} {lang}: names the small school");
            assert!(!whole.contains(own) && !whole.contains(other), "{audience} {lang}");
            // Bounds of bands without their pupils tell nothing of the school.
            assert_eq!(whole.contains("40≤x"), (audience, lang) == ("bureau_internal", "zh"));
            assert!(!large.contains("40≤x"), "{audience} {lang}");
        }
    }
}
