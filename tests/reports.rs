//! What reports say to those who read them: one school, lines and targets in the bulletin, a class in short.

use wutong::report::document::{self, Block, Document, Role, Table};
use wutong::report::{Bulletin, ClassReport, Lang, SchoolProfile};
use wutong::{Analysis, Level};
use wutong_testkit::{Pupil, spec};

use crate::lines::{OPEN, TWO, analyse, ten};

fn blocks(document: &Document) -> impl Iterator<Item = &Block> {
    document.opening.iter().chain(document.sections.iter().flat_map(|section| &section.blocks))
}

fn tables(document: &Document) -> impl Iterator<Item = &Table> {
    blocks(document).filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

/// The texts of the cells below some heads, row by row, behind the name of the row.
fn cells<'t>(table: &'t Table, heads: &[&str]) -> Vec<Vec<&'t str>> {
    let at = |wanted: &&str| table.heads.iter().position(|head| head.text == *wanted).expect("a head") - table.n_names;
    let columns: Vec<usize> = heads.iter().map(at).collect();
    let row = |row: &'t document::Row| {
        let name = row.names.last().map_or("", |name| name.text.as_str());
        std::iter::once(name).chain(columns.iter().map(|&at| row.cells[at].text.as_str())).collect()
    };
    table.rows.iter().map(row).collect()
}

fn texts(document: &Document) -> String {
    serde_json::to_string(document).expect("a document is JSON")
}

fn profile(analysis: &Analysis, school: &str) -> Document {
    let school = analysis.find(Level::School, school).expect("the school");
    document::school(&SchoolProfile::new(analysis, school), Lang::Zh)
}

#[test]
fn one_school_is_told_once_what_it_cannot_be_compared_in() {
    let pupils: Vec<Pupil> = ten().into_iter().filter(|pupil| pupil.school == "X").collect();
    let analysis = analyse(&pupils, &spec(&format!("{TWO}{OPEN}")));
    let bulletin = Bulletin::new(&analysis);
    let has_file = |_: &str| true;
    let all = [
        profile(&analysis, "X"),
        document::bulletin(&bulletin, Lang::Zh),
        document::overview(&bulletin, &has_file, Lang::Zh),
    ];
    for document in all {
        let kind = document.kind;
        let verdict = blocks(&document).find_map(|block| match block {
            Block::Verdict(verdict) => Some(verdict),
            _ => None,
        });
        let verdict = verdict.expect("a verdict");
        assert!(verdict.meaning.contains("只有一所学校"), "{kind}: {}", verdict.meaning);
        assert!(verdict.findings.iter().all(|finding| !finding.text.contains("校际")), "{kind}");
        let text = texts(&document).replace(&verdict.meaning, "");
        for word in ["全区", "校际", "T分", "学校效应", "与全体之差"] {
            assert!(!text.contains(word), "{kind} speaks of {word}");
        }
        // Nothing is held against itself.
        for table in tables(&document).filter(|table| !table.caption.contains('班')) {
            assert!(table.rows.iter().flat_map(|row| &row.cells).all(|cell| cell.difference.is_none()), "{kind}");
        }
    }
    // Two schools are compared, and told so.
    let two = profile(&analyse(&ten(), &spec(&format!("{TWO}{OPEN}"))), "X");
    assert!(texts(&two).contains("全体") && texts(&two).contains("T分"));
}

/// The line of the total is at 150: four pupils of X reach it. That of a is (150 / 165) × 85 = 77.27: 100, 90, 80 of them, two
/// more whose total is below, and one without a total.
#[test]
fn the_bulletin_has_lines_whose_columns_add_up() {
    let asked = "line = [{ id = 'key', share = 0.4 }]\n\
        target = [{ metric = 'pass_rate', subject = 'a', value = 0.5 }]\n";
    let analysis = analyse(&ten(), &spec(&format!("{TWO}{OPEN}{asked}")));
    let document = document::bulletin(&Bulletin::new(&analysis), Lang::Zh);
    let find = |caption: &str| {
        let found = tables(&document).find(|table| table.caption.contains(caption));
        found.unwrap_or_else(|| panic!("no table {caption}"))
    };
    let schools = find("各校上线情况");
    assert!(schools.caption.contains("前40%线") && schools.caption.contains("150"), "{}", schools.caption);
    assert_eq!(
        cells(schools, &["上线人数", "上线率"]),
        [["X", "4", "66.67%"], ["Y", "0", "0.00%"], ["全体", "4", "44.44%"]]
    );
    let heads = ["分数线", "单上线人数", "双上线人数", "仅单科上线人数", "错位人数", "命中率", "贡献率"];
    let subjects = cells(find("有效分与上线人数"), &heads);
    assert_eq!(subjects[0], ["a", "77.27", "6", "3", "2", "1", "50.00%", "75.00%"]);
    assert!(texts(&document).contains("没有总分的也在分母之中"), "six on the line of a, of whom one has no total");
    // All of X pass in a; of Y two of four.
    assert_eq!(
        cells(find("a：及格率"), &["实际值", "目标值"]),
        [["X", "100.00%", "50.00%"], ["Y", "50.00%", "50.00%"]]
    );
    // Readers outside are not told who reaches what.
    let public = "privacy = { audience = 'public' }\ndifference = { min_school_size = 2 }\n";
    let outside = analyse(&ten(), &spec(&format!("{TWO}{public}{asked}")));
    assert!(Bulletin::new(&outside).answers.is_empty());
}

/// Totals of X 1: 180 170 160 150; of X 180 170 160 150 140 130; of all also 120 110 100.
#[test]
fn a_class_is_told_in_short_how_it_stands() {
    let summary = |analysis: &Analysis| {
        let class = analysis.find(Level::School, "X").expect("X").children().next().expect("a class");
        let report = ClassReport::new(analysis, class).expect("a report");
        let document = document::class(&report, Lang::Zh);
        let section = document.sections.iter().find(|section| section.id == "findings")?;
        let Block::List { items, .. } = &section.blocks[0] else { panic!("a list") };
        Some(items.iter().flatten().map(|span| span.text.clone()).collect::<Vec<_>>())
    };
    let told = summary(&analyse(&ten(), &spec(&format!("{TWO}{OPEN}")))).expect("four pupils are enough");
    assert!(told[0].starts_with("总分平均分 165.00 分（4 人），全校 155.00，差 +10.00 分"), "{told:?}");
    assert!(told[0].ends_with("全体 140.00，差 +25.00 分。"), "{told:?}");
    // Of the class 4 of 4, of the school 6 of 6, of all 7 of 9 reach 120 of 200.
    assert!(told[1].contains("及格率 100.00%（全校 100.00%，全体 77.78%）"), "{told:?}");
    // A class of four is too small where five are asked for.
    let small = "privacy = { min_cell = 5 }\ndifference = { min_school_size = 2 }\n";
    assert_eq!(summary(&analyse(&ten(), &spec(&format!("{TWO}{small}")))), None);
}

#[test]
fn the_numbers_beside_findings_are_explained() {
    // One hundred pupils of each school, and a mean of S that is far below.
    let marks = |low: i32| (0..100).map(move |at| low + at % 20).collect::<Vec<i32>>();
    let (weak, strong) = (marks(30), marks(60));
    let mut pupils = wutong_testkit::pupils(&[("S", &weak[..]), ("T", &strong[..]), ("U", &strong[..])]);
    for (at, pupil) in pupils.iter_mut().enumerate() {
        pupil.class = (at % 4 + 1).to_string();
    }
    let one = "subject = [{ id = 'a', full_mark = 100, decimals = 0 }]\n";
    let analysis = analyse(&pupils, &spec(one));
    let document = profile(&analysis, "S");
    let is_told = blocks(&document).any(|block| match block {
        Block::List { items, .. } => items.iter().flatten().any(|span| span.text.contains("校正P值")),
        _ => false,
    });
    assert!(is_told, "S is weak");
    let terms: Vec<&str> = document.metrics.iter().map(|note| note.term.as_str()).collect();
    assert!(terms.contains(&"效应量") && terms.contains(&"校正P值"), "{terms:?}");
    let is_rule = |block: &Block| match block {
        Block::Text { role: Role::Small, spans } => spans.iter().any(|span| span.text.contains("指标含义与公式")),
        _ => false,
    };
    assert!(blocks(&document).any(is_rule));
}

/// Schools of two counties are held against their own; the page says so, and where the T score has its 50.
#[test]
fn where_there_are_counties_pages_say_what_schools_are_held_against() {
    let analysis = |counties: [&str; 2]| {
        let of = |pupil: Pupil| Pupil { county: counties[usize::from(pupil.school == "Y")].into(), ..pupil };
        analyse(&ten().into_iter().map(of).collect::<Vec<_>>(), &spec(&format!("{TWO}{OPEN}")))
    };
    let told = texts(&profile(&analysis(["东县", "西县"]), "X"));
    assert!(told.contains("东县为 50，标准差 10") && told.contains("都与东县的其他考生相比"), "{told}");
    let one = texts(&profile(&analysis(["东县", "东县"]), "X"));
    assert!(one.contains("全体为 50，标准差 10") && !one.contains("其他考生相比"), "{one}");
}
