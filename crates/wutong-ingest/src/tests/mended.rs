//! Texts, archives and sheets in which a pupil would go missing without a word.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use wutong_model::spec::RawLimits;

use super::workbooks::shown_within;
use super::*;
use crate::{Damage, Excess};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/malformed").join(name)
}

/// A file of the corpus, row by row.
fn rows(name: &str) -> Result<Vec<String>, IngestError> {
    shown_within(&fixture(name), RawLimits::default())
}

fn text(bytes: &[u8]) -> Result<Vec<String>, IngestError> {
    let exam = Exam::new("").file("a.csv", bytes);
    shown_within(&exam.folder.path().join("a.csv"), RawLimits::default())
}

fn open_quote(bytes: &[u8]) -> (u64, Option<u64>) {
    match text(bytes) {
        Err(IngestError::OpenQuote { row, lines, .. }) => (row, lines),
        other => std::panic::panic_any(format!("{other:?}")),
    }
}

#[test]
fn open_quotes_are_found_wherever_they_end() {
    let found = rows("207-open-quote-to-the-end.csv").expect_err("an open quote");
    assert!(found.to_string().contains("opens in row 3 is not closed;"), "{found}");
    assert!(found.zh().contains("第 3 行的双引号没有闭合"), "{}", found.zh());
    assert_eq!(open_quote(b"s,c,m\n\na,\"1,2\nb,3,4"), (3, None));
    assert_eq!(open_quote(b"s,c,m\r\na,1,2\r\nb,\"3,4\r\n"), (3, None));
    assert_eq!(open_quote(b"s,\"c\nd\",m\na,1,2\nb,3,\"4"), (3, None));
    let many = format!("s,c,m\na,1,\"2\n{}", "b,3,4\n".repeat(60));
    assert_eq!(open_quote(many.as_bytes()), (2, Some(50)));
    // A quotation mark of a later row closes the one that was left open.
    assert_eq!(open_quote(b"s,c,m\na,1,2\nb,\"3,4\nc,\"5\",6\nd,7,8\n"), (3, None));
    assert_eq!(open_quote(b"s,c,m\na,1,2\nb,\"3,4\nc,5,6\nd,7,\"8\ne,9,9\n"), (3, None));
    for whole in
        ["s,c,m\na,\"1\n\",2\n", "s,c,m\na,1,\"2\n\"", "s,c,m\na,1,\"x, y\nz\"\n", "\"s\",\"c\"\n\"a\",\"\"\"\""]
    {
        text(whole.as_bytes()).expect("closed");
    }
}

#[test]
fn one_bad_row_spoils_no_other() {
    for (name, third) in
        [("202-pasted-from-another-encoding.csv", "南岭中学|1|10002|70|优"), ("203-broken-character.csv", "�")]
    {
        let rows = rows(name).expect("readable");
        assert!(rows.iter().any(|row| row.contains("学校")), "{rows:?}");
        assert!(rows.iter().any(|row| row.starts_with("2:") && row.contains("南岭中学")), "{rows:?}");
        let last = rows.last().expect("rows").replace([' ', ','], "|").replace("||", "|");
        assert!(last.contains("南岭中学") && third.split('|').all(|cell| last.contains(cell)), "{last}");
    }
}

#[test]
fn returns_alone_end_rows() {
    let rows = rows("201-lone-carriage-returns.csv").expect("readable");
    let numbers: Vec<&str> = rows.iter().skip(1).filter_map(|row| row.split(':').next()).collect();
    assert_eq!(numbers, ["1", "2", "3"], "{rows:?}");
}

#[test]
fn formulas_without_values_are_shown() {
    let rows = rows("204-formula-without-value.xlsx").expect("readable").concat();
    assert!(rows.contains("=SUM(D3:D9)"), "{rows}");
}

#[test]
fn what_is_no_mark_is_named_with_its_row() {
    for (name, row, found) in [
        ("201-lone-carriage-returns.csv", 3, "优"),
        ("202-pasted-from-another-encoding.csv", 3, "优"),
        ("203-broken-character.csv", 3, "\u{fffd}"),
        ("204-formula-without-value.xlsx", 2, "=SUM(D3:D9)"),
    ] {
        let exam = Exam::new(&format!("[[source]]\npath = '{name}'"))
            .file(name, &std::fs::read(fixture(name)).expect("a fixture"));
        let result = exam.ok();
        let [problem] = result.problems.as_slice() else {
            std::panic::panic_any(format!("{name}: {:?}", result.problems))
        };
        assert_eq!((problem.kind, problem.place.row, problem.text.as_str()), (ProblemKind::NotAMark, row, found));
        let [account] = result.accounts.as_slice() else {
            std::panic::panic_any(format!("{name}: {:?}", result.accounts))
        };
        assert_eq!((account.rows_read, account.kept, account.cells_set_aside), (3, 2, 1), "{name}");
    }
}

#[test]
fn a_cell_has_one_value() {
    let error = rows("205-cell-twice.xlsx").expect_err("broken");
    assert!(matches!(error, IngestError::Broken { damage: Damage::Worksheet, .. }), "{error:?}");
}

#[test]
fn names_that_climb_are_names() {
    let exam = Exam::new("[[source]]\npath = 'a.zip'")
        .file("a.zip", &std::fs::read(fixture("206-names-that-climb.zip")).expect("a fixture"));
    let found = exam.ok();
    let files: Vec<&str> = found.accounts.iter().map(|account| account.file.as_str()).collect();
    assert_eq!(files, ["a.zip/../climbs.csv", "a.zip/b.csv"]);
    assert!(!exam.folder.path().join("../climbs.csv").exists());
}

#[test]
fn files_of_other_programs_are_named() {
    let good = "学校,班级,考号,语文,数学\n一中,1,7,100,85\n".as_bytes();
    let xls = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/formats/scores.xls");
    let exam = Exam::new("[[source]]\npath = 'marks'")
        .file("marks/a.csv", good)
        .file("marks/b.et", &std::fs::read(xls).expect("a fixture"))
        .file("marks/c.pdf", b"%PDF-1.4");
    assert!(exam.ok().accounts.iter().any(|account| account.file == "marks/b.et" && account.kept > 0));
    exam.file("marks/d.rar", b"Rar!\x1a\x07").unread(&["marks/d.rar", "RAR"]);
}

#[test]
fn packed_bombs() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv.gz");
    let mut packed =
        flate2::write::GzEncoder::new(std::fs::File::create(&path).expect("created"), flate2::Compression::default());
    packed.write_all(&vec![b','; 20 << 20]).expect("written");
    packed.finish().expect("finished");
    let error = shown_within(&path, RawLimits::default()).expect_err("refused");
    assert!(matches!(error, IngestError::TooLarge { what: Excess::Ratio, .. }), "{error:?}");
    let limits = RawLimits { ratio: 5_000, unpacked_mb: 10, ..RawLimits::default() };
    let error = shown_within(&path, limits).expect_err("refused");
    assert!(matches!(error, IngestError::TooLarge { what: Excess::Unpacked, .. }), "{error:?}");
}

#[test]
fn what_is_no_text_is_called_so() {
    for bytes in [&b"\x03\x01\x00\x00\x00\x00\x02\x00\x00\x07abc"[..], &[1, 2, 3, 4, 5, 200]] {
        let error = text(bytes).expect_err("no text");
        assert!(matches!(error, IngestError::Broken { damage: Damage::NotText, .. }), "{error:?}");
    }
    assert_eq!(text(b"a,\0b\0\n1,2\n\0\0\0\0\0\0\0").expect("readable").len(), 4);
}

#[test]
fn cures_name_what_is_near() {
    let error = Exam::csv("学校,班级,考号,语文,数字\n一中,1班,001,100,1\n").error(&["math", "数字"]);
    assert!(error.contains("the nearest is '数字'"), "{error}");
    let title = "成绩,,\n".repeat(25);
    let error =
        Exam::csv(&format!("{title}学校,班级,考号,语文,数学\n一中,1班,001,100,1\n")).error(&["scores.csv", "20"]);
    assert!(error.contains("delete the rows above it"), "{error}");
}
