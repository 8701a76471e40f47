//! Damaged files, and formats that are not read, end in an error with a cure and never in a panic.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use wutong_model::spec::RawLimits;

use super::workbooks::{archive, shown_within};
use super::*;
use crate::Damage;

/// Small files of every kind.
fn files(folder: &Path) -> Vec<PathBuf> {
    workbook(&folder.join("a.xlsx"), &[("成绩", "学校,语文\n一中,1\n")]);
    let column: ArrayRef = Arc::new(StringArray::from(vec!["一中", "二中", "三中"]));
    let batch = RecordBatch::try_from_iter(vec![("学校", column)]).expect("a batch");
    let file = |name: &str| std::fs::File::create(folder.join(name)).expect("created");
    let mut writer = arrow::ipc::writer::FileWriter::try_new(file("a.arrow"), &batch.schema()).expect("a writer");
    writer.write(&batch).and_then(|()| writer.finish()).expect("written");
    let mut writer = arrow::ipc::writer::StreamWriter::try_new(file("b.arrow"), &batch.schema()).expect("a writer");
    writer.write(&batch).and_then(|()| writer.finish()).expect("written");
    let mut writer = parquet::arrow::ArrowWriter::try_new(file("a.parquet"), batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/formats");
    let own = ["a.xlsx", "a.arrow", "b.arrow", "a.parquet"].map(|name| folder.join(name));
    own.into_iter().chain(["scores.xls", "scores.ods"].map(|name| fixtures.join(name))).collect()
}

#[test]
fn flipped_bytes_never_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut state = 7u64;
    for path in files(folder.path()) {
        let bytes = std::fs::read(&path).expect("read");
        let flipped = folder.path().join("flipped");
        for _ in 0..400 {
            let mut bytes = bytes.clone();
            for _ in 0..3 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = usize::try_from(state >> 33).expect("31 bits") % bytes.len();
                bytes[at] = state.to_le_bytes()[3];
            }
            std::fs::write(&flipped, bytes).expect("written");
            let limits = RawLimits { unpacked_mb: 64, ..RawLimits::default() };
            if let Err(error) = shown_within(&flipped, limits) {
                assert!(error.zh().starts_with("flipped"), "{error}");
            }
        }
    }
}

#[test]
fn cut_off_files_are_damage() {
    let exam = Exam::csv("").workbook("a.xlsx", &[("成绩", "学校,语文\n一中,1\n")]);
    let folder = exam.folder.path();
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/formats");
    let files = [
        (folder.join("a.xlsx"), Damage::Archive),
        (fixtures.join("scores.xls"), Damage::OldWorkbook),
        (fixtures.join("scores.ods"), Damage::Archive),
    ];
    for (path, damage) in files {
        let bytes = std::fs::read(&path).expect("read");
        let cut = folder.join("cut");
        for part in [3, 2] {
            std::fs::write(&cut, &bytes[..bytes.len() * (part - 1) / part]).expect("written");
            let error = shown_within(&cut, RawLimits::default()).expect_err("broken");
            assert!(matches!(&error, IngestError::Broken { damage: found, .. } if *found == damage), "{error:?}");
        }
    }
}

#[test]
fn formats_that_are_not_read_have_a_cure() {
    let exam = |name: &str| Exam::new(&format!("[[source]]\npath = '{name}'"));
    let binary = exam("a.xlsb");
    archive(&binary.folder.path().join("a.xlsb"), &[("[Content_Types].xml", b""), ("xl/workbook.bin", b"")]);
    binary.error(&["a.xlsb", ".xlsx"]);
    exam("a.csv").file("a.csv", b"%PDF-1.7").error(&["a.csv", "PDF", ".xlsx"]);
    let locked = exam("a.ods");
    archive(
        &locked.folder.path().join("a.ods"),
        &[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
            ("content.xml", b"\x01\x02"),
        ],
    );
    let error = locked.read().expect_err("locked");
    assert!(matches!(error, IngestError::Password { .. }), "{error:?}");
    assert!(error.to_string().contains("remove the password"));
    let locked = exam("a.xlsx");
    let path = locked.folder.path().join("a.xlsx");
    let mut container = cfb::create(&path).expect("created");
    container.create_stream("/EncryptedPackage").expect("a stream");
    container.flush().expect("flushed");
    let error = locked.read().expect_err("locked");
    assert!(matches!(error, IngestError::Password { .. }), "{error:?}");
}
