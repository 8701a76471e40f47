//! The workbook, read back as the parts that Excel finds in it.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use wutong::model::spec::Audience;
use wutong::report::{Lang, workbook};
use wutong::{Analysis, TOTAL};
use wutong_testkit::fixture;

/// Parts of a workbook by name.
struct Book(BTreeMap<String, String>);

impl Book {
    fn write(analysis: &Analysis, lang: Lang) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("workbook.xlsx");
        workbook::write(analysis, &path, lang).expect("written");
        Self::read(&path)
    }

    fn read(path: &Path) -> Self {
        let mut archive = zip::ZipArchive::new(std::fs::File::open(path).expect("a file")).expect("an archive");
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).expect("an entry");
            let mut text = String::new();
            if entry.read_to_string(&mut text).is_ok() {
                parts.insert(entry.name().expect("a name").into_owned(), text);
            }
        }
        Self(parts)
    }

    /// Names of the sheets in their order.
    fn sheets(&self) -> Vec<String> {
        let names = self.0["xl/workbook.xml"].split("<sheet name=\"").skip(1);
        names.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    }

    fn sheet(&self, name: &str) -> &str {
        let at = self.sheets().iter().position(|each| each == name).expect(name);
        &self.0[&format!("xl/worksheets/sheet{}.xml", at + 1)]
    }

    /// The number of a cell, that of its formula where it has one; none where words stand there.
    fn number(&self, sheet: &str, cell: &str) -> Option<f64> {
        let (_, rest) = self.sheet(sheet).split_once(&format!("<c r=\"{cell}\""))?;
        let (cell, _) = rest.split_once("</c>")?;
        if cell.contains("t=\"s\"") || cell.contains("t=\"inlineStr\"") {
            return None;
        }
        cell.split_once("<v>")?.1.split_once("</v>")?.0.parse().ok()
    }

    fn charts(&self) -> impl Iterator<Item = &String> {
        self.0.iter().filter(|(name, _)| name.starts_with("xl/charts/chart")).map(|(_, text)| text)
    }
}

fn district() -> Analysis {
    let (spec, sources) = wutong::open(fixture("district/exam.toml")).expect("the fixture");
    wutong::run(&spec, sources).expect("the fixture can be read")
}

fn close(found: Option<f64>, expected: Option<f64>, what: &str) {
    match (found, expected) {
        (Some(found), Some(expected)) => assert!((found - expected).abs() < 1e-9, "{what}: {found} {expected}"),
        (found, expected) => assert_eq!(found, expected, "{what}"),
    }
}

#[test]
fn schools_stand_beside_the_whole_with_native_charts() {
    let analysis = district();
    let book = Book::write(&analysis, Lang::Zh);
    let sheets = book.sheets();
    for name in ["学校对照", "校际图", "各校分数段", "各校均衡", "小题·数学"] {
        assert!(sheets.iter().any(|each| each == name), "{name}: {sheets:?}");
    }
    let total = analysis.subjects.len() - 1;
    let rate = |group: usize, subject: usize| analysis.metrics.get(group, subject, "score_rate").value();
    let mut compared = 0;
    for (row, school) in (5..).zip(analysis.schools()) {
        for subject in 0..total {
            let column = char::from(b'B' + u8::try_from(subject).expect("few subjects"));
            let expected = rate(school.position(), subject).zip(rate(0, subject)).map(|(own, all)| (own - all) * 100.0);
            let found = book.number("各校均衡", &format!("{column}{row}"));
            close(found, expected, &format!("{} {column}{row}", school.group().name));
            compared += usize::from(expected.is_some());
        }
        let shares: Vec<f64> =
            (b'C'..=b'L').filter_map(|at| book.number("各校分数段", &format!("{}{row}", char::from(at)))).collect();
        let has_marks = analysis.metrics.get(school.position(), total, "mean").value().is_some();
        assert_eq!(shares.len(), if has_marks { 10 } else { 0 }, "{}", school.group().name);
        assert!(!has_marks || (shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
    assert!(compared > 200, "{compared} differences of 27 schools");
    // The school that is chosen first is the first one, with the values that the formulas give.
    let sheet = book.sheet("学校对照");
    assert!(sheet.contains("<dataValidation ") && sheet.contains("INDEX('各校均衡'!") && sheet.contains("MATCH($B$3"));
    for (row, column) in (7..17).zip(b'C'..=b'L') {
        for (own, of) in [("B", 5), ("C", 4)] {
            let share = book.number("各校分数段", &format!("{}{of}", char::from(column)));
            close(book.number("学校对照", &format!("{own}{row}")), share, &format!("{own}{row}"));
        }
    }
    let charts: Vec<&String> = book.charts().collect();
    assert!(charts.len() >= 8, "{} charts", charts.len());
    let has = |words: &[&str]| charts.iter().any(|chart| words.iter().all(|word| chart.contains(word)));
    assert!(has(&["校际图", "<c:errBars>", "<c:lineChart>"]), "effects with their intervals");
    assert!(has(&["校际图", "<c:scatterChart>"]), "mean by spread");
    assert!(has(&["校际差异", "<c:errBars>", "<c:barChart>", "<c:lineChart>"]), "difference rates and their limit");
    assert!(has(&["学校对照", "<c:barChart>", "<c:lineChart>"]), "a distribution beside that of the whole");
    assert!(has(&["全体概况", "stacked", "<c:errBars>"]), "boxes");
}

#[test]
fn every_table_is_ready_for_print() {
    let book = Book::write(&district(), Lang::Zh);
    let names = &book.0["xl/workbook.xml"];
    for sheet in book.sheets() {
        let text = book.sheet(&sheet);
        assert!(text.contains("paperSize=\"9\"") && text.contains("fitToPage=\"1\""), "{sheet}");
        assert!(text.contains("<headerFooter"), "{sheet}");
        let is_table = sheet != "说明";
        assert!(
            names.contains(&format!("'{sheet}'!$")) || names.contains(&format!("{sheet}!$")),
            "{sheet}: print area"
        );
        assert!(!is_table || ["学校对照"].contains(&&*sheet) || text.contains("<autoFilter "), "{sheet}");
    }
    // Names of rules are told in words.
    let words = &book.0["xl/sharedStrings.xml"];
    for rule in ["weak-subject", "all-round-low", "long-tail", "wide-spread", "class-gap", "unequal-schools"] {
        assert!(!words.contains(rule), "{rule}");
    }
}

#[test]
fn tables_on_request_have_sheets_of_their_own_in_either_language() {
    let (spec, sources) = wutong::open(fixture("district/exam.toml")).expect("the fixture");
    let mut raw = spec.raw;
    raw.bands.push(serde_json::from_str("{\"id\": \"tens\", \"width\": 50}").expect("bands"));
    raw.line.push(serde_json::from_str("{\"id\": \"key\", \"share\": 0.4}").expect("a line"));
    let spec = wutong::ExamSpec::new(raw).expect("a specification");
    let analysis = wutong::run(&spec, sources).expect("an analysis");
    for (lang, total) in [(Lang::Zh, "总分"), (Lang::En, "Total")] {
        let book = Book::write(&analysis, lang);
        let mut sheets = book.sheets();
        let n = sheets.len();
        sheets.sort();
        sheets.dedup();
        assert_eq!(sheets.len(), n, "{sheets:?}");
        let words: String =
            book.0.iter().filter(|(name, _)| !name.starts_with("docProps")).map(|(_, text)| text.as_str()).collect();
        assert!(words.contains(total));
        assert_eq!(words.contains("总分"), lang == Lang::Zh, "the total has its name in the language of the reader");
    }
}

#[test]
fn no_reader_outside_sees_schools_side_by_side() {
    let mut analysis = district();
    let inside = Book::write(&analysis, Lang::En).sheets();
    assert!(inside.iter().any(|each| each == "One school"), "{inside:?}");
    analysis.spec.raw.privacy.audience = Audience::Public;
    let sheets = Book::write(&analysis, Lang::En).sheets();
    for name in ["One school", "School charts", "School bands", "Balance"] {
        assert!(!sheets.iter().any(|each| each == name), "{sheets:?}");
    }
    assert!(!sheets.iter().any(|each| each.starts_with("Items ")), "{sheets:?}");
    assert!(analysis.subjects.iter().any(|subject| subject.id == TOTAL));
}

/// The end of the printed area of a sheet, its last row counted from 1.
fn printed_rows(book: &Book, sheet: &str) -> u32 {
    let names = &book.0["xl/workbook.xml"];
    let area = names.split("<definedName ").filter(|name| name.contains("Print_Area"));
    let area = area.map(|name| name.split('<').next().unwrap_or_default()).find(|name| name.contains(sheet));
    let end = area.and_then(|area| area.rsplit('$').next()).expect("a print area");
    end.parse().expect("a row")
}

#[test]
fn paper_has_what_is_read_on_paper() {
    let (spec, sources) = wutong::open(fixture("district/exam.toml")).expect("the fixture");
    let mut raw = spec.raw;
    raw.line.push(serde_json::from_str("{\"id\": \"key\", \"share\": 0.4}").expect("a line"));
    let spec = wutong::ExamSpec::new(raw).expect("a specification");
    let analysis = wutong::run(&spec, sources).expect("an analysis");
    let book = Book::write(&analysis, Lang::Zh);
    let total = analysis.subjects.len() - 1;
    let marks = analysis.distributions[analysis.metrics.row(0, total)].len();
    // Title, two notes and the heads stand above the marks of the total.
    assert_eq!(printed_rows(&book, "一分一段"), 4 + u32::try_from(marks).expect("few marks"));
    assert!(book.sheet("一分一段").matches("<row ").count() > 4 + marks, "the subjects follow on the screen");
    let lines = &analysis.answers.lines;
    let above = lines.rows.iter().filter(|row| analysis.groups[row.group].level != wutong::Level::Class).count();
    assert!(above < lines.rows.len(), "classes have rows");
    assert_eq!(printed_rows(&book, "上线与有效分"), 4 + u32::try_from(above).expect("few rows"));
}

#[test]
fn the_workbook_opens_on_a_school_with_an_interval_and_holds_every_interval() {
    let marks = |low: i32, n: i32| (0..n).map(|at| low + at % 30).collect::<Vec<i32>>();
    let (few, low, high) = (marks(40, 4), marks(30, 60), marks(55, 60));
    let pupils = wutong_testkit::pupils(&[("A", &few[..]), ("B", &low[..]), ("C", &high[..])]);
    // Marks of four pupils are not shown, and those of B would tell them.
    let spec = wutong_testkit::spec("subject = [{ id = 'a', full_mark = 100, decimals = 0 }]\n");
    let analysis = crate::lines::analyse(&pupils, &spec);
    let book = Book::write(&analysis, Lang::Zh);
    for (row, column) in (7..17).zip(b'C'..=b'L') {
        let of_c = book.number("各校分数段", &format!("{}7", char::from(column)));
        assert!(of_c.is_some(), "{row}");
        close(book.number("学校对照", &format!("B{row}")), of_c, &format!("B{row}"));
    }
    let rate = analysis.metrics.get(0, 0, "difference_rate");
    let (_, upper) = rate.interval().expect("two schools are large enough");
    let chart = book.charts().find(|chart| chart.contains("各科校际差异率与限值")).expect("the chart");
    let (_, rest) = chart.split_once("<c:max val=\"").expect("an axis with an end");
    let end: f64 = rest.split('"').next().unwrap_or_default().parse().expect("a number");
    assert!(end >= upper && end >= 0.15 && end <= 2.0 * upper.max(0.15), "{end} for {upper}");
}
