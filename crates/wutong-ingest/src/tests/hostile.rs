//! Files that claim or hold more than they should end in an error that says so, quickly.

use std::fmt::Write as _;
use std::path::PathBuf;

use wutong_model::spec::RawLimits;

use super::workbooks::{archive, shown_within};
use super::*;
use crate::{Damage, Excess};

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
const RELATIONSHIPS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
     <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
     Target=\"xl/workbook.xml\"/></Relationships>";
const WORKBOOK: &str = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
     <sheet name=\"成绩\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const SHEETS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
     <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
     Target=\"worksheets/sheet1.xml\"/></Relationships>";

/// A workbook with one sheet, `成绩`, and perhaps shared texts.
pub(super) fn workbook(sheet: &str, texts: Option<&str>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.xlsx");
    let mut files = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONSHIPS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", SHEETS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    files.extend(texts.map(|texts| ("xl/sharedStrings.xml", texts.as_bytes())));
    archive(&path, &files);
    (folder, path)
}

pub(super) fn worksheet(before: &str, rows: &str, after: &str) -> String {
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{before}<sheetData>{rows}\
         </sheetData>{after}</worksheet>"
    )
}

const ROWS: &str = "<row r=\"1\"><c r=\"A1\"><v>7</v></c><c r=\"B1\" s=\"1\"/></row>";

/// Rows of numbers that pack badly.
fn noise(cells: u64) -> String {
    let (mut state, mut rows) = (1u64, String::new());
    for cell in 0..cells {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let opening = if cell % 16 == 0 { if cell == 0 { "<row>" } else { "</row><row>" } } else { "" };
        let _ = write!(rows, "{opening}<c><v>{}</v></c>", state);
    }
    rows + "</row>"
}

/// A file is refused for this, and says so in two languages.
fn refused(path: &std::path::Path, limits: RawLimits, expected: Excess, words: &[&str]) {
    let error = shown_within(path, limits).expect_err("refused");
    for text in [error.to_string(), error.zh()] {
        for word in words {
            assert!(text.contains(word), "'{word}' is not in: {text}");
        }
    }
    assert!(matches!(error, IngestError::TooLarge { what, .. } if what == expected), "{error:?}");
}

fn broken(path: &std::path::Path, expected: Damage) {
    let error = shown_within(path, RawLimits::default()).expect_err("broken");
    assert!(matches!(&error, IngestError::Broken { damage, .. } if *damage == expected), "{error:?}");
    assert_ne!(error.zh(), error.to_string());
}

#[test]
fn billions_of_cells_are_refused_by_their_claim() {
    let (_folder, path) = workbook(&worksheet("<dimension ref=\"A1:XFD1048576\"/>", &noise(1 << 20), ""), None);
    assert!(std::fs::metadata(&path).expect("a file").len() > 10 << 20, "a large workbook even when packed");
    let words = ["a.xlsx", "成绩", "A1:XFD1048576", "17179869184", "1000000000", "[limits]"];
    refused(&path, RawLimits::default(), Excess::ClaimedCells, &words);
    let (_folder, path) = workbook(&worksheet("<dimension ref=\"A1:XFD5000\"/>", ROWS, ""), None);
    assert_eq!(shown_within(&path, RawLimits::default()).expect("readable"), ["成绩 typed", "1: 7"]);
}

#[test]
fn impossible_claims_are_damage() {
    for claim in ["B2:A1", "A0", "A1:ZZZZ1", "A1:A9999999999", "1:2", ""] {
        let (_folder, path) = workbook(&worksheet(&format!("<dimension ref=\"{claim}\"/>"), ROWS, ""), None);
        broken(&path, Damage::Worksheet);
    }
    for cell in ["ZZZZZZ1", "A1048577"] {
        let row = format!("<row><c r=\"{cell}\"><v>1</v></c></row>");
        let (_folder, path) = workbook(&worksheet("", &row, ""), None);
        broken(&path, Damage::Worksheet);
    }
}

#[test]
fn empty_styled_cells_cost_nothing_and_count() {
    let mut rows = String::from(ROWS);
    for row in 2..5_000 {
        let _ = write!(rows, "<row r=\"{row}\">");
        rows.push_str(&"<c s=\"1\"/>".repeat(20));
        rows.push_str("</row>");
    }
    for dimension in ["", "<dimension ref=\"A1\"/>"] {
        let (_folder, path) = workbook(&worksheet(dimension, &rows, ""), None);
        assert_eq!(shown_within(&path, RawLimits::default()).expect("readable").len(), 2);
        let limits = RawLimits { cells: 50_000, ..RawLimits::default() };
        refused(&path, limits, Excess::Cells, &["a.xlsx", "成绩", "50000"]);
    }
}

#[test]
fn bombs() {
    let zeros = " ".repeat(20 << 20);
    let (_folder, path) = workbook(&worksheet("", ROWS, &zeros), None);
    refused(&path, RawLimits::default(), Excess::Ratio, &["a.xlsx", "300"]);
    let limits = RawLimits { ratio: 5_000, unpacked_mb: 10, ..RawLimits::default() };
    refused(&path, limits, Excess::Unpacked, &["a.xlsx", "10"]);
    let (_folder, path) = workbook(&worksheet("", ROWS, &" ".repeat(40 << 20)), None);
    let limits = RawLimits { ratio: 5_000, ..RawLimits::default() };
    refused(&path, limits, Excess::Text, &["a.xlsx", "32"]);
    let texts = format!("<sst>{}</sst>", "<si/>".repeat(2 << 20));
    let (_folder, path) = workbook(&worksheet("", ROWS, ""), Some(&texts));
    let limits = RawLimits { ratio: 5_000, unpacked_mb: 100, ..RawLimits::default() };
    refused(&path, limits, Excess::SharedTexts, &["a.xlsx", "25"]);
}

#[test]
fn archives_that_lie_about_sizes() {
    let (folder, path) = workbook(&worksheet("", ROWS, ""), None);
    let mut bytes = std::fs::read(&path).expect("read");
    let directory = memchr::memmem::rfind(&bytes, b"xl/worksheets").expect("an entry") - 46;
    bytes[directory + 24..directory + 28].copy_from_slice(&5u32.to_le_bytes());
    std::fs::write(&path, bytes).expect("written");
    broken(&path, Damage::Archive);
    drop(folder);
}

#[test]
fn entities_are_not_expanded() {
    let laughs = "<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
                  <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    let row = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&c;</t></is></c><c r=\"B1\"><v>1</v></c></row>";
    let (_folder, path) = workbook(&format!("{laughs}{}", worksheet("", row, "")), None);
    // An error will do, and a cell without the entity; what it stands for will not.
    if let Ok(rows) = shown_within(&path, RawLimits::default()) {
        assert!(!rows.concat().contains("ha"), "{rows:?}");
    }
}

#[test]
fn merged_ranges() {
    let mut merges = String::from("<mergeCells>");
    for row in 1..2_000 {
        let _ = write!(merges, "<mergeCell ref=\"A{row}:XFD1048576\"/>");
    }
    merges.push_str("</mergeCells>");
    let rows: String = (1..2_000).fold(String::new(), |mut rows, row| {
        let _ = write!(rows, "<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c><c r=\"B{row}\"><v>1</v></c></row>");
        rows
    });
    let (_folder, path) = workbook(&worksheet("", &rows, &merges), None);
    assert_eq!(shown_within(&path, RawLimits::default()).expect("readable").len(), 2_000);
    let limits = RawLimits { merged_ranges: 1_000, ..RawLimits::default() };
    refused(&path, limits, Excess::MergedRanges, &["a.xlsx", "1000", "merged_ranges"]);
}

#[test]
fn merged_ranges_under_another_namespace() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>mergeCells</t></is></c><c r=\"B1\"><v>1</v></c></row>\
                <row r=\"2\"><c r=\"B2\"><v>2</v></c></row>";
    let sheet = worksheet("", rows, "<mergeCells count=\"1\"><mergeCell ref=\"A1:A2\"/></mergeCells><pageMargins/>");
    let prefixed = sheet.replace('<', "<x:").replace("<x:/", "</x:");
    for sheet in [sheet, prefixed] {
        let (_folder, path) = workbook(&sheet, None);
        let found = shown_within(&path, RawLimits::default()).expect("readable");
        assert_eq!(found, ["成绩 typed", "1: mergeCells|1", "2: mergeCells|2"], "{sheet}");
    }
}

/// A spreadsheet with one table, `成绩`.
pub(super) fn spreadsheet(rows: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.ods");
    let content = format!("<office:body><table:table table:name=\"成绩\">{rows}</table:table></office:body>");
    let mime: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    archive(&path, &[("mimetype", mime), ("content.xml", content.as_bytes())]);
    (folder, path)
}

#[test]
fn repeated_cells_and_rows() {
    let value = "<table:table-cell office:value-type=\"float\" office:value=\"7\"/>";
    let many = value.replace("/>", " table:number-columns-repeated=\"16384\"/>");
    let blank = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
    let row = |cells: &str, times: u64| {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    };
    let good = row(value, 2) + &row(blank, 1_048_570) + &row(value, 1);
    let (_folder, path) = spreadsheet(&good);
    let found = shown_within(&path, RawLimits::default()).expect("readable");
    assert_eq!(found, ["成绩 typed", "1: 7", "2: 7", "1048573: 7"]);
    let (_folder, path) = spreadsheet(&row(value, 1_048_576));
    refused(&path, RawLimits::default(), Excess::RepeatedRow, &["a.ods", "成绩", "1048576"]);
    let (_folder, path) = spreadsheet(&row(&many, 10_000).repeat(7));
    let limits = RawLimits { cells: 100_000_000, ..RawLimits::default() };
    refused(&path, limits, Excess::Cells, &["a.ods", "成绩", "100000000"]);
    let (_folder, path) = spreadsheet("<table:table-row><table:table-cell><text:p>x");
    broken(&path, Damage::Spreadsheet);
}
