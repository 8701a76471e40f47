//! Items and knowledge points of the demo district, counted again from its files.

use std::collections::BTreeMap;

use wutong::model::EntryTable;
use wutong::report::profile::{Bulletin, ClassReport, SubjectReport};
use wutong::report::{Lang, SchoolProfile, document};
use wutong::{Analysis, Level, Reported};
use wutong_testkit::fixture;

/// Marks of one pupil by item; nothing where the cell is blank.
type Script = Vec<Option<f64>>;

/// A table of the fixture without quotes: header and rows.
fn read(name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let text = std::fs::read_to_string(fixture("district").join(name)).expect(name);
    let mut lines =
        text.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').map(str::to_owned).collect());
    (lines.next().expect("a header"), lines.collect())
}

/// Scripts by school and class, of pupils with a mark in at least one item.
fn scripts() -> BTreeMap<(String, String), Vec<Script>> {
    let mut scripts: BTreeMap<_, Vec<Script>> = BTreeMap::new();
    for row in read("items/math.csv").1 {
        let script: Script = row[3..].iter().map(|cell| cell.parse().ok()).collect();
        if script.iter().any(Option::is_some) {
            scripts.entry((row[1].clone(), row[2].clone())).or_default().push(script);
        }
    }
    scripts
}

/// Earned over possible of some items, a blank as zero, and the number of pupils.
fn rate<'a>(scripts: impl Iterator<Item = &'a Script>, items: &[usize], full: &[f64]) -> (f64, f64) {
    let (mut earned, mut possible, mut n) = (0.0, 0.0, 0.0);
    for script in scripts {
        earned += items.iter().map(|&item| script[item].unwrap_or(0.0)).sum::<f64>();
        possible += items.iter().map(|&item| full[item]).sum::<f64>();
        n += 1.0;
    }
    (earned / possible, n)
}

fn found(analysis: &Analysis, table: &EntryTable, group: usize, entry: &str, metric: &str) -> Option<f64> {
    let math = analysis.subjects.iter().position(|subject| subject.id == "math").expect("mathematics");
    table.column(metric).expect(metric).get(table.find(group, math, entry)?).value()
}

#[test]
fn facilities_and_score_rates_are_those_of_the_files() {
    let (spec, sources) = wutong::open(fixture("district/exam.toml")).expect("the fixture");
    let analysis = wutong::run(&spec, sources).expect("the fixture can be read");
    let (_, blueprint) = read("blueprint_math.csv");
    let full: Vec<f64> = blueprint.iter().map(|row| row[1].parse().expect("a full mark")).collect();
    let scripts = scripts();
    let (items, groups) = (&analysis.answers.items, &analysis.answers.knowledge_points);
    let mut compared = 0;
    let mut check = |found: Option<f64>, expected: f64, what: &str| {
        let found = found.unwrap_or_else(|| panic!("{what} is missing"));
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{what}: {found} {expected}");
        compared += 1;
    };
    for (position, group) in analysis.groups.iter().enumerate() {
        let is_in = |school: &str, class: &str| match group.level {
            Level::Region => true,
            Level::School => school == group.name,
            Level::Class => {
                let parent = group.parent.map(|parent| &analysis.groups[parent]).expect("a class has a school");
                parent.name == school && group.name == class
            }
            Level::County | Level::Dimension => false,
        };
        let own: Vec<&Script> = scripts
            .iter()
            .filter(|((school, class), _)| is_in(school, class))
            .flat_map(|(_, scripts)| scripts)
            .collect();
        // Groups of fewer pupils are hidden.
        if own.len() < 5 {
            continue;
        }
        for (item, row) in blueprint.iter().enumerate() {
            let (facility, n) = rate(own.iter().copied(), &[item], &full);
            let what = format!("{} item {}", group.name, row[0]);
            check(found(&analysis, items, position, &row[0], "facility"), facility, &what);
            check(found(&analysis, items, position, &row[0], "n"), n, &what);
        }
        for column in [2, 4, 5] {
            let mut names: Vec<&str> = blueprint.iter().map(|row| row[column].as_str()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                let members: Vec<usize> =
                    (0..blueprint.len()).filter(|&item| blueprint[item][column] == name).collect();
                let expected = rate(own.iter().copied(), &members, &full).0;
                let what = format!("{} {name}", group.name);
                check(found(&analysis, groups, position, name, "item_score_rate"), expected, &what);
            }
        }
    }
    assert!(compared > 5000, "{compared} values of the region, 27 schools and their classes");
}

#[test]
fn reports_of_subjects_and_classes_hold_the_values_of_the_tables() {
    let (spec, sources) = wutong::open(fixture("district/exam.toml")).expect("the fixture");
    let analysis = wutong::run(&spec, sources).expect("the fixture can be read");
    let math = analysis.subjects.iter().position(|subject| subject.id == "math").expect("mathematics");
    let of = |group: usize, dimension: &str, name: &str| {
        let items = dimension == "item";
        let table = if items { &analysis.answers.items } else { &analysis.answers.knowledge_points };
        let is_meant = |entry: &wutong::model::Entry| {
            entry.id == name && (items || entry.details.contains(&("dimension", dimension.to_owned())))
        };
        let entry = table.entries.iter().position(is_meant).expect(name);
        let row = table.row_of(group, math, entry);
        let column = table.column(if items { "facility" } else { "item_score_rate" }).expect("the column");
        row.and_then(|row| column.get(row).value())
    };
    let bulletin = Bulletin::new(&analysis);
    let report = SubjectReport::all(&analysis, &bulletin).into_iter().find(|report| report.id() == "math");
    let report = report.expect("mathematics");
    assert_eq!(report.region.subjects.len(), 1, "nothing of other subjects");
    let mut compared = 0;
    for part in &report.parts {
        let value = part.value(part.metric()).and_then(|value| value.value());
        assert_eq!(value, of(0, &part.dimension, &part.name.0), "{}", part.name.0);
        for (school, value) in report.region.of_level("school").zip(&part.schools) {
            let view = analysis.find(Level::School, &school.id).expect("a school");
            assert_eq!(
                value.value(),
                of(view.position(), &part.dimension, &part.name.0),
                "{} {}",
                school.name,
                part.name.0
            );
            compared += 1;
        }
    }
    for class in analysis.level(Level::Class) {
        let school = class.parent().expect("a school");
        let report = ClassReport::new(&analysis, class).expect("a class has a school");
        for (position, paper) in report.subjects.iter().enumerate() {
            let mean = |group: wutong::model::GroupView<'_>| group.subjects().nth(position).expect("a subject").mean;
            let value = paper.value("mean").expect("the mean");
            assert_eq!((value.class, value.school, value.region), (mean(class), mean(school), mean(analysis.region())));
        }
        for part in &report.parts {
            let [own, school, region] =
                [class.position(), school.position(), 0].map(|group| of(group, &part.dimension, &part.name.0));
            let value = &part.score_rate;
            assert_eq!(
                (value.class.value(), value.school.value(), value.region.value()),
                (own, school, region),
                "{}",
                part.name.0
            );
            compared += 1;
        }
    }
    assert!(compared > 2000, "{compared} score rates of 27 schools and their classes");
}

#[test]
fn the_report_of_a_school_holds_its_items_by_class() {
    let (spec, sources) = wutong::open(fixture("district/exam.toml")).expect("the fixture");
    let analysis = wutong::run(&spec, sources).expect("the fixture can be read");
    let mut compared = 0;
    for school in analysis.schools() {
        let profile = SchoolProfile::new(&analysis, school);
        let classes: Vec<ClassReport> =
            school.children().filter_map(|class| ClassReport::new(&analysis, class)).collect();
        let rows = profile.answers.iter().filter(|answer| ["items", "knowledge_points"].contains(&&*answer.table));
        for row in rows.flat_map(|answer| &answer.rows) {
            assert_eq!(row.classes.len(), if classes.len() > 1 { classes.len() } else { 0 }, "{}", school.group().name);
            for (class, rate) in profile.classes.iter().zip(&row.classes) {
                let report = classes.iter().find(|report| report.class.id == class.id).expect("a report a class");
                let dimension = row.details.get("dimension").map_or("item", String::as_str);
                let is_meant = |part: &&wutong::report::profile::ClassPart| {
                    part.dimension == dimension && part.name == row.name && part.subject == row.subject
                };
                let part = report.parts.iter().find(is_meant).expect("a part");
                assert_eq!(rate.value, part.score_rate.class, "{} {} {}", school.group().name, class.name, row.name.0);
                compared += usize::from(rate.value.value().is_some());
            }
        }
        // What the page says of a class is what the profile holds.
        let page = serde_json::to_string(&document::school(&profile, Lang::Zh)).expect("JSON");
        let has_classes = profile.answers.iter().flat_map(|answer| &answer.rows).any(|row| !row.classes.is_empty());
        assert_eq!(page.contains("各班知识点得分率"), has_classes, "{}", school.group().name);
    }
    assert!(compared > 1000, "{compared} score rates of classes");
}

#[test]
fn the_balance_of_subjects_can_be_drawn_about_a_centre() {
    let text = std::fs::read_to_string(fixture("district/exam.toml")).expect("the fixture");
    let asked = |setting: &str| wutong::model::ExamSpec::from_toml(&format!("{text}\n{setting}"));
    let (spec, sources) = wutong::open(fixture("district/exam.toml")).expect("the fixture");
    let mut analysis = wutong::run(&spec, sources).expect("the fixture can be read");
    let mut drawing = |setting: &str| {
        analysis.spec.raw.report = asked(setting).expect("a drawing").raw.report;
        let profile = SchoolProfile::new(&analysis, analysis.schools().next().expect("a school"));
        let document = document::school(&profile, Lang::Zh);
        wutong::report::docx::docx(&document).expect("every shape can be printed in Word");
        let section = document.sections.into_iter().find(|section| section.id == "balance").expect("the section");
        let drawings = section.blocks.into_iter().filter_map(|block| match block {
            document::Block::Figure(figure) => figure.svg,
            _ => None,
        });
        (profile, drawings.collect::<String>())
    };
    let (profile, radar) = drawing("[report]\nbalance = 'radar'\n");
    for subject in profile.subjects.iter().filter(|subject| subject.id != wutong::TOTAL) {
        let rate = subject.value("score_rate").expect("a score rate");
        let percent = |value: Option<f64>| wutong::report::print::percent(value.expect("a large school"));
        let numbers = format!("{} / {}", percent(rate.school.value()), percent(rate.region.value()));
        assert!(radar.contains(&subject.name) && radar.contains(&numbers), "{}: {numbers}", subject.name);
    }
    assert!(!radar.contains("NaN"));
    let (_, dots) = drawing("");
    assert!(dots != radar && dots.contains("百分点"), "dots with intervals where nothing is asked for");
    let error = asked("[report]\nbalance = 'pie'\n").expect_err("no such drawing").to_string();
    assert!(error.contains("radar") && error.contains("dots"), "{error}");
}

#[test]
fn the_shares_of_an_item_add_up() {
    let (spec, sources) = wutong::open(fixture("district/exam.toml")).expect("the fixture");
    let analysis = wutong::run(&spec, sources).expect("the fixture can be read");
    let items = &analysis.answers.items;
    let value = |metric: &str, row: usize| items.column(metric).expect(metric).get(row);
    for row in 0..items.rows.len() {
        let (Some(blank), Some(zero)) = (value("blank_rate", row).value(), value("zero_rate", row).value()) else {
            continue;
        };
        assert!(blank <= zero, "a blank earns nothing");
        let facility = value("facility", row);
        if let (Some(rate), Some((lower, upper))) = (facility.value(), facility.interval()) {
            assert!((0.0..=rate).contains(&lower) && (rate..=1.0).contains(&upper));
        }
    }
}

/// The bulletin's paper of mathematics: items by facility, and the knowledge points five points or more below the subject.
#[test]
fn the_bulletin_says_where_the_whole_region_is_weak() {
    let (spec, sources) = wutong::open(fixture("district/exam.toml")).expect("the fixture");
    let analysis = wutong::run(&spec, sources).expect("the fixture can be read");
    let bulletin = Bulletin::new(&analysis);
    let paper = bulletin.papers.iter().find(|paper| paper.subject == "math").expect("mathematics has items");
    let (_, blueprint) = read("blueprint_math.csv");
    let full: Vec<f64> = blueprint.iter().map(|row| row[1].parse().expect("a full mark")).collect();
    let scripts = scripts();
    let all = || scripts.values().flatten();
    let mut kinds = [(0, 0.0); 3];
    for item in 0..full.len() {
        let facility = rate(all(), &[item], &full).0;
        let kind = &mut kinds[if facility > 0.7 {
            0
        } else if facility < 0.4 {
            2
        } else {
            1
        }];
        *kind = (kind.0 + 1, kind.1 + full[item]);
    }
    assert_eq!(paper.difficulty.map(|kind| (kind.n, kind.full_mark)), kinds);
    assert!(kinds.iter().all(|kind| kind.0 > 1), "{kinds:?}");

    let value = |subjects: &[wutong::report::profile::PeerValue], metric: &str| {
        subjects.iter().find(|value| value.metric == metric).and_then(|value| value.value.value())
    };
    let math = bulletin.subjects.iter().find(|subject| subject.id == "math").expect("mathematics");
    let whole = value(&math.values, "score_rate").expect("a rate");
    let mut points: Vec<&str> = blueprint.iter().map(|row| row[4].as_str()).collect();
    points.sort_unstable();
    points.dedup();
    let members = |name: &str| -> Vec<usize> { (0..full.len()).filter(|&item| blueprint[item][4] == name).collect() };
    let mut expected: Vec<(f64, &str)> = Vec::new();
    for name in points {
        let own = rate(all(), &members(name), &full).0;
        let worth: f64 = members(name).iter().map(|&item| full[item]).sum();
        if own <= whole - 0.05 && (members(name).len() > 1 || worth >= 0.05 * math.full_mark) {
            expected.push((own, name));
        }
    }
    expected.sort_by(|left, right| left.0.total_cmp(&right.0));
    expected.truncate(5);
    assert!(!expected.is_empty());
    assert_eq!(
        paper.weak.iter().map(|point| point.name.0.as_str()).collect::<Vec<_>>(),
        expected.iter().map(|each| each.1).collect::<Vec<_>>()
    );
    for (point, (own, name)) in paper.weak.iter().zip(&expected) {
        assert!(matches!(point.score_rate, Reported::Estimate { value, .. } if (value - own).abs() < 1e-12), "{name}");
        let mut counts = (0, 0);
        for school in bulletin.of_level("school") {
            let own: Vec<&Script> =
                scripts.iter().filter(|((of, _), _)| *of == school.name).flat_map(|(_, scripts)| scripts).collect();
            let subject = school.subjects.iter().find(|subject| subject.subject == "math").expect("mathematics");
            if let (Some(whole), true) = (value(&subject.values, "score_rate"), own.len() >= 5) {
                counts.1 += 1;
                counts.0 += u64::from(rate(own.into_iter(), &members(name), &full).0 < whole);
            }
        }
        assert_eq!(point.lower_in, Some(counts), "{name}");
    }
    let text = serde_json::to_string(&document::bulletin(&bulletin, Lang::Zh)).expect("a document is JSON");
    assert!(text.contains("共同薄弱点") && paper.weak.iter().all(|point| text.contains(&point.name.0)));
    let ability = |table: &EntryTable| -> Vec<String> {
        let is_ability = |entry: &&wutong::model::Entry| entry.details.contains(&("dimension", "ability".to_owned()));
        table.entries.iter().filter(is_ability).map(|entry| entry.id.clone()).collect()
    };
    assert_eq!(ability(&analysis.answers.knowledge_points)[..4], ["识记", "理解", "应用", "分析"]);
}
