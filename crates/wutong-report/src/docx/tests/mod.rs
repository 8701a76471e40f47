//! What a word processor finds in the file.

mod fixture;
mod reader;

use std::collections::BTreeSet;

use fixture::{LONG, document};
use reader::Package;

use crate::document::{Block, Cell, Document, Figure, Table};
use crate::error::ReportError;

fn package(document: &Document) -> Package {
    Package::open(&super::docx(document).expect("the document is written"))
}

#[test]
fn parts_and_relationships_hold_together() {
    for kind in ["school", "bulletin"] {
        package(&document(kind, 9)).assert_whole();
    }
}

#[test]
fn every_style_in_use_is_defined() {
    let package = package(&document("bulletin", 9));
    let defined: BTreeSet<String> = package.values("word/styles.xml", "w:style", "w:styleId").into_iter().collect();
    for part in ["word/document.xml", "word/header1.xml", "word/header2.xml", "word/footer1.xml", "word/numbering.xml"]
    {
        for tag in ["w:pStyle", "w:rStyle", "w:tblStyle"] {
            for style in package.values(part, tag, "w:val") {
                assert!(defined.contains(&style), "{part}: {style}");
            }
        }
    }
    for style in package.values("word/styles.xml", "w:basedOn", "w:val") {
        assert!(defined.contains(&style), "basedOn {style}");
    }
}

#[test]
fn a_centre_has_its_name_seal_and_colour() {
    let plain = document("school", 9);
    let mut own = plain.clone();
    own.identity.name = "滨江区教研室".to_owned();
    own.identity.seal = "滨江区教研室（盖章）".to_owned();
    own.identity.accent = "#7a1f1f".to_owned();
    let (plain, own) = (package(&plain), package(&own));
    assert_eq!(own.paragraphs("Overline"), [format!("滨江区教研室 · {}", plain.paragraphs("Overline")[0])]);
    assert_eq!((own.paragraphs("Seal"), plain.paragraphs("Seal").len()), (vec!["滨江区教研室（盖章）".to_owned()], 0));
    let is_coloured = |package: &Package| package.text("word/styles.xml").contains("7A1F1F");
    assert!(is_coloured(&own) && !is_coloured(&plain));
}

#[test]
fn tables_say_the_numbers_of_the_document() {
    let document = document("school", 9);
    let found = package(&document).tables();
    let tables: Vec<&Table> = document
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
        .collect();
    assert_eq!(tables.len(), 4);
    for table in tables {
        let first = &table.rows[0].names[0].text;
        let rows = found
            .iter()
            .find(|rows| rows.len() == table.rows.len() + 1 && rows[1][0].starts_with(first.as_str()))
            .unwrap_or_else(|| panic!("no table for {}", table.caption));
        for (row, printed) in table.rows.iter().zip(&rows[1..]) {
            assert_eq!(printed.len(), row.names.len() + row.cells.len());
            for (name, printed) in row.names.iter().zip(printed) {
                assert!(printed.starts_with(&name.text), "{printed}");
            }
            for (cell, printed) in row.cells.iter().zip(&printed[row.names.len()..]) {
                assert_eq!(*printed, expected(cell), "{}", table.caption);
            }
        }
    }
}

#[test]
fn thirty_subjects_stand_in_parts_beside_their_classes() {
    let package = package(&document("school", 30));
    let captions: Vec<String> =
        package.paragraphs("Caption").into_iter().filter(|caption| caption.contains("各班各学科平均分")).collect();
    let expected = (1..=captions.len()).map(|part| format!("表 4　各班各学科平均分 ({part}/{})[1]", captions.len()));
    assert!(captions.len() > 1);
    assert_eq!(captions, expected.collect::<Vec<_>>(), "the parts share a number");
    let tables = package.tables();
    let of_classes: Vec<_> = tables.iter().filter(|rows| rows[0][0] == "班级").collect();
    assert_eq!(of_classes.len(), captions.len());
    assert!(of_classes.iter().all(|rows| rows[6][0] == "九（6）班"));
    let n_columns: usize = of_classes.iter().map(|rows| rows[0].len() - 1).sum();
    assert_eq!(n_columns, 30);
}

/// What a cell of a column with a noted head says.
fn expected(cell: &Cell) -> String {
    let mark = match cell.mark {
        "up" => "▲",
        "down" => "▼",
        "same" => "＝",
        _ => "",
    };
    let note = cell.note.map(|note| format!("注{note}")).unwrap_or_default();
    let under: Vec<&str> = [&cell.reference, &cell.difference].into_iter().flatten().map(String::as_str).collect();
    let under = if under.is_empty() { String::new() } else { format!("\n{}", under.join(" ")) };
    format!("{mark}{}{note}{under}", cell.text)
}

#[test]
fn note_marks_lead_to_the_notes() {
    let document = document("bulletin", 9);
    let package = package(&document);
    let bookmarks = package.values("word/document.xml", "w:bookmarkStart", "w:name");
    let unique: BTreeSet<&String> = bookmarks.iter().collect();
    assert_eq!(unique.len(), bookmarks.len(), "a name marks one place");
    let ids: BTreeSet<String> = package.values("word/document.xml", "w:bookmarkStart", "w:id").into_iter().collect();
    assert_eq!(ids.len(), bookmarks.len());
    let anchors = package.values("word/document.xml", "w:hyperlink", "w:anchor");
    for anchor in &anchors {
        assert!(unique.contains(anchor), "{anchor} leads nowhere");
    }
    // Six heads of the first table, the captions of two that show one metric, two names of rows, five cards.
    assert_eq!(anchors.iter().filter(|anchor| anchor.starts_with("metric_")).count(), 6 + 2 + 2 + 5);
    for note in &document.metrics {
        assert!(unique.contains(&format!("metric_{}", note.number)), "{}", note.id);
    }
    // A note that a mark leads to leads back to the first of its marks.
    for note in ["metric_1", "missing_1"] {
        let n_marks = anchors.iter().filter(|anchor| *anchor == note).count();
        assert!(n_marks > 0, "{note} has a mark");
        assert_eq!(anchors.iter().filter(|anchor| **anchor == format!("from_{note}")).count(), 1, "{note}");
    }
}

#[test]
fn long_reports_have_a_table_of_contents() {
    let bulletin = document("bulletin", 9);
    let contents = package(&bulletin).paragraphs("TOC1");
    let titles: Vec<String> = bulletin.sections.iter().map(|section| section.title.clone()).collect();
    assert_eq!(contents[0], "最重要的发现");
    assert_eq!(contents[1..=titles.len()], titles[..]);
    assert_eq!(contents.last(), Some(&bulletin.metrics_title));
    let subject = package(&document("subject", 9));
    assert!(!subject.paragraphs("TOC1").is_empty() && subject.text("word/settings.xml").contains("updateFields"));
    let school = package(&document("school", 9));
    assert!(school.paragraphs("TOC1").is_empty());
    assert!(!school.text("word/settings.xml").contains("updateFields"), "no question when it is opened");
}

#[test]
fn rows_stay_whole_and_heads_repeat() {
    let package = package(&document("school", 9));
    let count = |tag: &str| package.count("word/document.xml", tag);
    assert_eq!(count("w:tr"), count("w:cantSplit"));
    assert_eq!(count("w:tblHeader"), 5, "four tables and the notes");
}

#[test]
fn captions_are_counted_and_drawings_described() {
    let document = document("school", 9);
    let package = package(&document);
    assert_eq!(
        package.paragraphs("Caption"),
        [
            "表 1　各学科主要指标与全区的比较",
            "表 2　各校各学科平均分[1]",
            "表 3　目标达成",
            "表 4　各班各学科平均分[1]"
        ]
    );
    let figures = package.paragraphs("FigureCaption");
    // Small drawings side by side have titles alone, as in print.
    assert_eq!((figures[0].as_str(), figures[10].as_str(), figures.len()), ("图 1　总分", "图 2　平均分与标准差", 12));
    let described = package.values("word/document.xml", "wp:docPr", "descr");
    assert_eq!(described.len(), 11, "one subject has no drawing");
    assert_eq!(described[0], "总分的分布：本校与全区");
    assert!(package.paragraphs("Empty").contains(&"人数过少，不予显示".to_owned()));
}

#[test]
fn every_page_says_exam_confidentiality_and_page() {
    let package = package(&document("school", 1));
    let header = package.text("word/header2.xml");
    for words in ["梧桐区2026年春季九年级期末联考", "枫林中学", "内部资料 仅限教研部门使用"]
    {
        assert!(header.contains(words), "{words}");
    }
    assert!(package.text("word/header1.xml").contains("内部资料"));
    let fields = package.values("word/footer1.xml", "w:fldSimple", "w:instr");
    assert_eq!(fields, [" PAGE ", " NUMPAGES "]);
}

#[test]
fn nothing_of_time_and_machine_is_stored() {
    let document = document("bulletin", 9);
    let bytes = super::docx(&document).expect("written");
    assert_eq!(bytes, super::docx(&document).expect("written"));
    let properties = Package::open(&bytes).text("docProps/core.xml").to_owned();
    assert!(properties.contains("<dc:title>梧桐区学业质量分析报告</dc:title>"));
    for tag in ["creator", "created", "modified", "lastModifiedBy"] {
        assert!(!properties.contains(tag), "{tag}");
    }
}

#[test]
fn any_text_gives_well_formed_parts() {
    let mut document = document("bulletin", 2);
    document.title = format!("<w:p> & \"{LONG}\" \u{0}\u{8}\u{FFFE} 𠮷");
    document.overline = LONG.into();
    document.sections[0].title = document.title.clone();
    let package = package(&document);
    package.assert_whole();
    assert!(package.paragraphs("Title")[0].contains("<w:p> & \""));
    assert!(package.text("word/header2.xml").contains("内部资料"), "a long name does not displace it");
}

#[test]
fn an_empty_document_is_a_file() {
    package(&Document::default()).assert_whole();
}

#[test]
fn a_drawing_that_cannot_be_printed_is_refused_by_name() {
    let svg = r#"<svg viewBox="0 0 9 9"><foreignObject/></svg>"#.to_owned();
    let figure = Figure { title: "雷达图".into(), svg: Some(svg), missing: String::new() };
    let document = Document { opening: vec![Block::Figure(figure)], ..Document::default() };
    let error = super::docx(&document).expect_err("a shape would be missing on paper");
    assert!(matches!(&error, ReportError::Drawing { title, .. } if title == "雷达图"));
    assert!(error.to_string().contains("<foreignObject>") && error.zh().contains("雷达图"));
}
