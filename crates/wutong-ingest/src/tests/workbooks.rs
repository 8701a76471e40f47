//! Every format gives the same cells: merged ranges carried, hidden sheets flagged, dates as dates.

use std::io::Write;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{ExcelDateTime, Format};
use wutong_model::spec::RawLimits;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::cell::{OwnedRow, Row};
use crate::format::{Opening, Sheet, SheetSink, read_file};

/// Rows of sheets as text: `成绩 typed` and `3: 东县|一中|...`.
#[derive(Default)]
pub(super) struct Shown(pub(super) Vec<String>);

impl SheetSink for Shown {
    fn begin(&mut self, sheet: Sheet<'_>) -> Result<(), IngestError> {
        let typed = if sheet.is_typed { " typed" } else { "" };
        let hidden = if sheet.is_hidden { " hidden" } else { "" };
        self.0.push(format!("{}{typed}{hidden}", sheet.name));
        Ok(())
    }

    fn row(&mut self, number: u32, row: &dyn Row) -> Result<(), IngestError> {
        let texts = OwnedRow::copy(number, row).texts();
        self.0.push(format!("{number}: {}", texts.join("|").trim_end_matches('|')));
        Ok(())
    }

    fn end(&mut self) -> Result<(), IngestError> {
        Ok(())
    }
}

pub(super) fn shown_within(path: &Path, limits: RawLimits) -> Result<Vec<String>, IngestError> {
    let mut shown = Shown::default();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    read_file(path, Opening::all(&name, limits), &mut shown)?;
    Ok(shown.0)
}

fn shown(path: &Path) -> Vec<String> {
    shown_within(path, RawLimits::default()).unwrap_or_else(|error| std::panic::panic_any(error.to_string()))
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/formats").join(name)
}

const SHOWN: [&str; 8] = [
    "成绩 typed",
    "1: 一次联考成绩|一次联考成绩|一次联考成绩|一次联考成绩|一次联考成绩|一次联考成绩|一次联考成绩",
    "2: 区县|学校|班级|考号|语文|数学|日期",
    "3: 东县|一中|1|20250001|100|85.5|2025-06-26",
    "4: 东县|一中|1|20250002||0|2025-06-26",
    "5: 西县|二中|2|20250003|99.5|120|2025-06-26",
    "旧 typed hidden",
    "1: 备注",
];

/// The workbook of `fixtures/formats/make.py`.
fn save_xlsx(path: &Path) {
    let mut book = Workbook::new();
    let plain = Format::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let date = ExcelDateTime::parse_from_str("2025-06-26").expect("a date");
    let mut save = || -> Result<(), rust_xlsxwriter::XlsxError> {
        let sheet = book.add_worksheet().set_name("成绩")?;
        sheet.merge_range(0, 0, 0, 6, "一次联考成绩", &plain)?;
        sheet.write_row(1, 0, ["区县", "学校", "班级", "考号", "语文", "数学", "日期"])?;
        sheet.merge_range(2, 0, 3, 0, "东县", &plain)?;
        sheet.merge_range(2, 1, 3, 1, "一中", &plain)?;
        sheet.write_row(2, 2, [1.0, 20_250_001.0, 100.0, 85.5])?;
        sheet.write_row(3, 2, [1.0, 20_250_002.0])?.write(3, 5, 0)?;
        sheet.write_row(4, 0, ["西县", "二中", "2", "20250003"])?.write_row(4, 4, [99.5, 120.0])?;
        for row in 2..5 {
            sheet.write_with_format(row, 6, &date, &day)?;
        }
        book.add_worksheet().set_name("旧")?.set_hidden(true).write(0, 0, "备注")?;
        book.save(path)
    };
    save().expect("saved");
}

#[test]
fn workbooks_of_all_kinds_are_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let xlsx = folder.path().join("scores.xlsx");
    save_xlsx(&xlsx);
    assert_eq!(shown(&xlsx), SHOWN);
    for name in ["scores.xls", "scores.ods"] {
        assert_eq!(shown(&fixture(name)), SHOWN, "{name}");
    }
    for name in ["scores.xls", "scores.ods"] {
        let renamed = folder.path().join("renamed.csv");
        std::fs::copy(fixture(name), &renamed).expect("copied");
        assert_eq!(shown(&renamed), SHOWN, "{name} under a wrong name");
    }
}

#[test]
fn one_sheet_of_several() {
    for name in ["scores.xls", "scores.ods"] {
        let exam = Exam::new(&format!("[[source]]\npath = '{name}'\nsheet = '成积'"));
        std::fs::copy(fixture(name), exam.folder.path().join(name)).expect("copied");
        exam.error(&[name, "成积", "成绩", "旧"]);
    }
}

/// A zip archive of these files.
pub(super) fn archive(path: &Path, files: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(std::fs::File::create(path).expect("created"));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("started");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("finished");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("written");
    packed.finish().expect("finished")
}

const CSV: &[u8] = "学校,班级,考号,语文,数学\n一中,1,7,100,85\n".as_bytes();

#[test]
fn archives_are_the_files_in_them() {
    let exam = Exam::new("[[source]]\npath = 'all.zip'");
    let folder = exam.folder.path();
    let inner = folder.join("inner.bin");
    archive(&inner, &[("b.csv", "学校,班级,考号,语文,数学\n二中,1,8,90,80\n".as_bytes())]);
    let inner_bytes = std::fs::read(&inner).expect("read");
    let hidden: [(&str, &[u8]); 4] =
        [("__MACOSX/._a.csv", b"junk"), (".DS_Store", b"junk"), ("~$x.xlsx", b"junk"), ("readme.md", b"junk")];
    let mut files = vec![("东县/a.csv.gz", gzip(CSV)), ("西县.zip", inner_bytes)];
    files.extend(hidden.map(|(name, bytes)| (name, bytes.to_vec())));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    archive(&folder.join("all.zip"), &files);
    let found = exam.ok();
    assert_eq!(lines(&found), ["/一中/1/7 1000 850", "/二中/1/8 900 800"]);
    let names: Vec<&str> = found.inputs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["all.zip/东县/a.csv.gz", "all.zip/西县.zip/b.csv"]);
    let empty = Exam::new("[[source]]\npath = 'empty.zip'");
    archive(&empty.folder.path().join("empty.zip"), &[("readme.md", b"nothing")]);
    empty.error(&["empty.zip"]);
}

#[test]
fn names_in_archives_are_decoded() {
    let exam = Exam::new("[[source]]\npath = 'all.zip'");
    let path = exam.folder.path().join("all.zip");
    archive(&path, &[("一中成绩.csv", CSV)]);
    // As Windows writes them: GBK, without the flag of UTF-8; names of as many bytes so that no offset moves.
    let name = encoding_rs::GBK.encode("一中成绩").0.into_owned();
    let utf8 = "一中成绩".as_bytes();
    let mut bytes = std::fs::read(&path).expect("read");
    let padded: Vec<u8> = name.iter().copied().chain(std::iter::repeat_n(b'x', utf8.len() - name.len())).collect();
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&bytes[at..], utf8) {
        bytes[at + found..at + found + utf8.len()].copy_from_slice(&padded);
        at += found;
    }
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let start = memchr::memmem::find(&bytes, signature).expect("a header");
        bytes[start + flags + 1] &= !8;
    }
    std::fs::write(&path, bytes).expect("written");
    assert_eq!(exam.ok().inputs[0].0, "all.zip/一中成绩xxxx.csv");
}

#[test]
fn folders_are_the_files_in_them() {
    let exam = Exam::new("[[source]]\npath = 'scores'")
        .file("scores/b/one.csv", CSV)
        .file("scores/a.tsv", &CSV.iter().map(|b| if *b == b',' { b'\t' } else { *b }).collect::<Vec<u8>>())
        .file("scores/.hidden/x.csv", b"junk")
        .file("scores/~$a.xlsx", b"junk")
        .file("scores/notes.md", b"junk");
    let names: Vec<String> = exam.ok().inputs.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["scores/a.tsv", "scores/b/one.csv"]);
    Exam::new("[[source]]\npath = 'scores'").file("scores/notes.md", b"").error(&["scores", "[[source]]"]);
}

#[test]
fn text_under_the_name_of_a_workbook() {
    let tabs = "学校\t班级\t考号\t语文\t数学\n一中\t1\t7\t100\t85\n";
    for bytes in [tabs.as_bytes().to_vec(), encoding_rs::GBK.encode(tabs).0.into_owned()] {
        let exam = Exam::new("[[source]]\npath = 'a.xls'").file("a.xls", &bytes);
        assert_eq!(lines(&exam.ok()), ["/一中/1/7 1000 850"]);
    }
    let page = "<table><tr><th>学校<th>班级<th>考号<th>语文<th>数学<tr><td rowspan=2>一中<td>1<td>7<td>100<td>85\
                <tr><td>2<td>8<td>&#57;0<td><p>缺考</p></table>";
    for bytes in [page.as_bytes().to_vec(), encoding_rs::GBK.encode(page).0.into_owned()] {
        let exam = Exam::new("[[source]]\npath = 'a.xls'").file("a.xls", &bytes);
        assert_eq!(lines(&exam.ok()), ["/一中/1/7 1000 850", "/一中/2/8 900 absent"]);
    }
    let page = Exam::new("[[source]]\npath = 'a.xls'").file("a.xls", b"<html><p>login</p></html>");
    page.error(&["a.xls", "Excel"]);
}

#[test]
fn a_header_in_a_table_of_its_own() {
    let page = "<table><tr><th>学校<th>班级<th>考号<th>语文<th>数学</table><div><table>\
                <tr><td>一中<td>1<td>7<td>100<span style='display:none'>9</span><td x:num='85.5'>86</table></div>";
    let exam = Exam::new("[[source]]\npath = 'a.html'").file("a.html", page.as_bytes());
    assert_eq!(lines(&exam.ok()), ["/一中/1/7 1000 855"]);
}

#[test]
fn headers_merged_over_columns() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.xlsx");
    let mut book = Workbook::new();
    let plain = Format::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 1, 0, "考号", &plain).expect("merged");
    sheet.merge_range(0, 1, 0, 16_383, "语文", &plain).expect("merged");
    sheet.write_row(1, 1, ["客观", "主观"]).expect("written");
    sheet.write_row(2, 0, [7, 60, 30]).expect("written");
    sheet.merge_range(3, 0, 2_000, 2, "", &plain).expect("merged");
    book.save(&path).expect("saved");
    assert_eq!(shown(&path), ["Sheet1 typed", "1: 考号|语文|语文", "2: 考号|客观|主观", "3: 7|60|30"]);
}

#[test]
fn encodings_without_marks() {
    let text = std::str::from_utf8(CSV).expect("UTF-8").replace(',', ";");
    let pairs: [fn(u16) -> [u8; 2]; 2] = [u16::to_le_bytes, u16::to_be_bytes];
    for pair in pairs {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(pair).collect();
        let exam = Exam::new("[[source]]\npath = 'a.txt'").file("a.txt", &bytes);
        assert_eq!(lines(&exam.ok()), ["/一中/1/7 1000 850"]);
    }
}

/// In a workbook as in a text file: a second header far down may be wider than the table above.
#[test]
fn a_wider_table_below_the_first_fifty_rows_keeps_its_columns() {
    let first: String = (0..60).map(|n| format!("一中,1,{},80,90\n", 1000 + n)).collect();
    let second: String = (0..3).map(|n| format!("二中,1,{},x,x,70,60\n", 2000 + n)).collect();
    let text = format!("学校,班级,考号,语文,数学\n{first}学校,班级,考号,座位,考场,语文,数学\n{second}");
    let found = Exam::new("[[source]]\npath = 's.xlsx'").workbook("s.xlsx", &[("成绩", &text)]).ok();
    assert_eq!(lines(&found), lines(&Exam::csv(&text).ok()));
    assert_eq!(lines(&found)[62], "/二中/1/2002 700 600");
}
