//! Pages of a small exam made by hand.

mod fixture;

use wutong_model::{Reason, Verdict};

use super::page;
use crate::document::{bulletin, class, overview, school, subject};
use crate::error::ReportError;
use crate::profile::{Bulletin, ClassReport, SchoolProfile, SubjectReport, json, school_file_stem};
use crate::templates::Templates;
use crate::words::{self, Lang};

fn school_page(profile: &SchoolProfile, lang: Lang) -> Result<String, ReportError> {
    page(&school(profile, lang), &Templates::default(), lang)
}

fn index_page(bulletin: &Bulletin, lang: Lang) -> Result<String, ReportError> {
    page(&overview(bulletin, &|_| true, lang), &Templates::default(), lang)
}

fn pages(lang: Lang) -> Vec<String> {
    let analysis = fixture::analysis();
    let mut pages: Vec<String> = analysis
        .schools()
        .map(|school| school_page(&SchoolProfile::new(&analysis, school), lang).expect("the template fits"))
        .collect();
    let whole = Bulletin::new(&analysis);
    for report in SubjectReport::all(&analysis, &whole) {
        pages.push(page(&subject(&report, lang), &Templates::default(), lang).expect("the template fits"));
    }
    for view in analysis.level(wutong_model::Level::Class) {
        let report = ClassReport::new(&analysis, view).expect("a class has a school");
        pages.push(page(&class(&report, lang), &Templates::default(), lang).expect("the template fits"));
    }
    pages.push(index_page(&whole, lang).expect("the template fits"));
    pages.push(page(&bulletin(&whole, lang), &Templates::default(), lang).expect("the template fits"));
    pages
}

#[test]
fn pages_fetch_nothing_and_run_nothing() {
    for lang in [Lang::Zh, Lang::En] {
        for page in pages(lang) {
            for forbidden in ["http", "<script", "<link", "<img", "@import", "url(", "src=", "NaN", "inf%"] {
                assert!(!page.contains(forbidden), "{forbidden}");
            }
            assert!(page.len() < 400_000, "{} bytes", page.len());
        }
    }
}

#[test]
fn the_index_links_to_every_school() {
    let analysis = fixture::analysis();
    let page = index_page(&Bulletin::new(&analysis), Lang::Zh).expect("the template fits");
    for school in analysis.schools() {
        let group = school.group();
        let link = crate::document::link(&school_file_stem(&group.id, &group.name));
        assert!(page.contains(&escaped(&format!("schools/{link}.html"))), "{}", group.name);
    }
}

/// Equal, but for the last bit of a number, which the parser may miss when it is built for speed.
fn alike(left: &serde_json::Value, right: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (left, right) {
        (Number(left), Number(right)) => match (left.as_f64(), right.as_f64()) {
            (Some(left), Some(right)) => (left - right).abs() <= f64::EPSILON * left.abs(),
            (left, right) => left == right,
        },
        (Array(left), Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| alike(left, right))
        }
        (Object(left), Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| alike(value, other)))
        }
        (left, right) => left == right,
    }
}

/// Text as the template engine prints it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#x27;")
        .replace('/', "&#x2f;")
}

#[test]
fn missing_values_print_their_reason() {
    let analysis = fixture::analysis();
    for (lang, note) in [(Lang::Zh, "注1"), (Lang::En, "Note 1")] {
        let school = analysis.school("3304").expect("a school with a small class");
        let profile = SchoolProfile::new(&analysis, school);
        assert!(profile.withheld.iter().any(|value| value.reason == Reason::Suppressed && value.class.is_some()));
        let page = school_page(&profile, lang).expect("the template fits");
        assert!(page.contains(words::reason(Reason::Suppressed, lang)), "the reason is named");
        assert!(page.contains(note));
    }
}

#[test]
fn names_are_escaped() {
    let analysis = fixture::analysis();
    let school = analysis.schools().find(|school| school.group().name.contains('<')).expect("an awkward name");
    let page = school_page(&SchoolProfile::new(&analysis, school), Lang::Zh).expect("the template fits");
    let index = index_page(&Bulletin::new(&analysis), Lang::Zh).expect("the template fits");
    for page in [page, index] {
        assert!(!page.contains("<b>&\""), "the name is no markup");
        assert!(page.contains("&lt;b&gt;&amp;&quot;"));
    }
}

#[test]
fn a_profile_survives_json() {
    let analysis = fixture::analysis();
    for school in analysis.schools() {
        let profile = SchoolProfile::new(&analysis, school);
        let text = json(&profile);
        let read: SchoolProfile = serde_json::from_str(&text).expect("a profile");
        let value = |profile: &SchoolProfile| serde_json::to_value(profile).expect("a value");
        assert!(alike(&value(&read), &value(&profile)), "{}", profile.school.name);
        assert_eq!(school_page(&read, Lang::Zh).ok(), school_page(&profile, Lang::Zh).ok());
    }
    assert!(serde_json::to_string(&schemars::schema_for!(SchoolProfile)).is_ok());
}

#[test]
fn a_refused_comparison_shows_no_region() {
    let mut analysis = fixture::analysis();
    analysis.verdict = Verdict::Refused;
    analysis.findings[0].severity = wutong_model::Severity::Block;
    let school = analysis.schools().next().expect("a school");
    let page = school_page(&SchoolProfile::new(&analysis, school), Lang::Zh).expect("the template fits");
    assert!(page.contains("不宜比较"));
    for mark in ["▲", "▼"] {
        assert!(!page.split("班级情况").next().unwrap_or("").contains(mark), "{mark} before the classes");
    }
    let index = index_page(&Bulletin::new(&analysis), Lang::Zh).expect("the template fits");
    assert!(!index.contains("class=\"strip\""));
}

#[test]
fn an_exam_of_one_school_compares_nothing() {
    let analysis = fixture::analysis_of(&[("1".to_owned(), "独校", &[30], 0)]);
    let school = analysis.schools().next().expect("a school");
    let page = school_page(&SchoolProfile::new(&analysis, school), Lang::Zh).expect("the template fits");
    assert!(page.contains("只有一所学校") && page.contains("只有一个班级"));
    assert!(!page.contains("▲") && !page.contains("学科均衡"));
    assert!(
        index_page(&Bulletin::new(&analysis), Lang::Zh)
            .expect("the template fits")
            .contains(&escaped("schools/1-独校.html"))
    );
}

#[test]
fn an_index_holds_three_hundred_schools() {
    let schools: Vec<_> =
        (0..300i64).map(|number| (format!("{}", 1000 + number), "中学", [20, 20].as_slice(), number % 7 - 3)).collect();
    let page = index_page(&Bulletin::new(&fixture::analysis_of(&schools)), Lang::Zh).expect("the template fits");
    let links =
        page.split("href=\"schools&#x2f;").filter(|rest| rest.split('"').next().unwrap_or("").ends_with(".html"));
    assert_eq!(links.count(), 300);
    assert!(page.len() < 600_000, "{} bytes", page.len());
}

#[test]
fn the_index_links_to_what_was_written() {
    let whole = Bulletin::new(&fixture::analysis());
    let has = |file: &str| ["bulletin.html", "quarantine.csv", "subjects/math-数学.html"].contains(&file);
    let page = page(&overview(&whole, &has, Lang::Zh), &Templates::default(), Lang::Zh).expect("the template fits");
    assert!(
        page.contains(&escaped("subjects/math-数学.html")) && !page.contains(&escaped("subjects/chinese-语文.html"))
    );
    assert!(!page.contains("workbook.xlsx") && !page.contains("tables/") && page.contains("quarantine.csv"));
}
