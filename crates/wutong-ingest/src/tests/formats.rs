//! The same marks in every format give the same book.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, DictionaryArray, Float64Array, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray,
};
use arrow::datatypes::Int32Type;

use super::*;

const TEXT: &str = "区县,学校,班级,考号,语文,数学\n东县,一中,1,20250001,100,85.5\n东县,一中,1,20250002,,0\n西县,二中,2,20250003,99.5,120\n";

fn reference() -> Ingested {
    Exam::csv(TEXT).ok()
}

fn batch() -> RecordBatch {
    let counties: DictionaryArray<Int32Type> = ["东县", "东县", "西县"].into_iter().collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("county", Arc::new(counties)),
        ("school", Arc::new(StringViewArray::from(vec!["一中", "一中", "二中"]))),
        ("class", Arc::new(LargeStringArray::from(vec!["1", "1", "2"]))),
        ("student_id", Arc::new(Int64Array::from(vec![20_250_001, 20_250_002, 20_250_003]))),
        ("chinese", Arc::new(Float64Array::from(vec![Some(100.0), None, Some(99.5)]))),
        ("math", Arc::new(StringArray::from(vec!["85.5", "0", "120"]))),
    ];
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}

fn spec() -> ExamSpec {
    ExamSpec::from_toml(&Exam::new("").spec).expect("valid")
}

#[test]
fn workbooks() {
    let exam = Exam::new("[[source]]\npath = 'scores.xlsx'")
        .workbook("scores.xlsx", &[("成绩", &format!("一次联考成绩\n{TEXT}平均分,,,,99.75,68.5\n")), ("Sheet2", "")]);
    let found = exam.ok();
    assert_eq!(found.book, reference().book);
    assert_eq!(found.accounts.len(), 1, "the blank sheet has no account");
    assert_eq!((found.accounts[0].sheet.as_str(), found.accounts[0].not_data), ("成绩", 3));
    assert_eq!(found.inputs[0].0, "scores.xlsx");
}

#[test]
fn summaries_beside_the_pupils_are_not_read() {
    let exam = Exam::new("[[source]]\npath = 'scores.xlsx'").workbook(
        "scores.xlsx",
        &[
            ("汇总", "学校,语文,数学\n一中,100,42.75\n二中,99.5,120\n"),
            ("班级", "班级,语文,数学\n1,100,42.75\n"),
            ("成绩", TEXT),
        ],
    );
    let found = exam.ok();
    assert_eq!(found.book, reference().book);
    assert!(found.problems.is_empty(), "a summary lacks no pupils: {:?}", problems(&found));
    let read: Vec<_> = found.accounts.iter().map(|account| (account.kept, account.not_data)).collect();
    assert_eq!(read.iter().filter(|(kept, _)| *kept == 0).count(), 2, "{read:?}");
}

#[test]
fn encodings() {
    for (name, bytes) in [
        ("gb18030", encoding_rs::GB18030.encode(TEXT).0.into_owned()),
        ("bom", ["\u{feff}", TEXT].concat().into_bytes()),
        (
            "utf-16",
            TEXT.encode_utf16().fold(vec![0xff, 0xfe], |mut bytes, unit| {
                bytes.extend(unit.to_le_bytes());
                bytes
            }),
        ),
        ("tabs", TEXT.replace(',', "\t").into_bytes()),
        ("semicolons", TEXT.replace(',', ";").into_bytes()),
        ("windows", TEXT.replace('\n', "\r\n").into_bytes()),
        (
            "ascii, then gbk",
            encoding_rs::GBK
                .encode(&TEXT.replace("区县,学校,班级,考号,语文,数学", "county,school,class,id,chinese,math"))
                .0
                .into_owned(),
        ),
    ] {
        let found = Exam::new("[[source]]\npath = 'scores.csv'").file("scores.csv", &bytes).ok();
        assert_eq!(found.book, reference().book, "{name}");
    }
    let big5 = encoding_rs::BIG5.encode("學校,班級,考號,語文,數學\n一中,1,1,2,3\n").0.into_owned();
    let source = "[[source]]\npath = 'scores.csv'\nencoding = 'big5'\ncolumns = { school = '學校', class = '班級', id = '考號', chinese = '語文', math = '數學' }";
    assert_eq!(lines(&Exam::new(source).file("scores.csv", &big5).ok()), ["/一中/1/1 20 30"]);
}

#[test]
fn record_batches() {
    let found = read(&spec(), &Sources::from(batch()), &()).expect("readable");
    assert_eq!(found.book, reference().book);
    assert_eq!(found.accounts[0].file, "table");
    let rows: Vec<RecordBatch> = [2, 0, 1].into_iter().map(|row| batch().slice(row, 1)).collect();
    assert_eq!(read(&spec(), &Sources::batches("rows", rows), &()).expect("readable").book, found.book);
    let parts = Sources::from(batch().slice(0, 1)).and(Sources::batches("rest", vec![batch().slice(1, 2)]));
    assert_eq!(read(&spec(), &parts, &()).expect("readable").book, found.book);
}

/// Identifiers of a table are looked at together; what is odd about one of them is seen all the same.
#[test]
fn identifiers_in_a_column_of_texts() {
    let mut ids: Vec<String> = (100..180).map(|number| format!("2025{number}")).collect();
    for (row, odd) in
        [(30, "2025 130"), (41, "A2025141"), (42, ""), (55, "平均分"), (56, "２０２５１５６"), (70, "2025171")]
    {
        odd.clone_into(&mut ids[row]);
    }
    let lines: Vec<String> = ids.iter().map(|id| format!("一中,1,{id},{},80\n", id.len())).collect();
    let text = Exam::csv(&format!("school,class,student_id,chinese,math\n{}", lines.concat())).ok();
    let n = ids.len();
    let marks = ids.iter().map(|id| f64::from(u8::try_from(id.len()).expect("short")));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("school", Arc::new(StringArray::from(vec!["一中"; n]))),
        ("class", Arc::new(StringArray::from(vec!["1"; n]))),
        ("student_id", Arc::new(StringArray::from(ids.clone()))),
        ("chinese", Arc::new(Float64Array::from_iter_values(marks))),
        ("math", Arc::new(Float64Array::from(vec![80.0; n]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    for parts in [vec![n], vec![25, 20, n - 45], vec![31, n - 31]] {
        let from = |at: usize| parts[..at].iter().sum::<usize>();
        let rows = (0..parts.len()).map(|at| batch.slice(from(at), parts[at])).collect();
        let table = read(&spec(), &Sources::batches("rows", rows), &()).expect("readable");
        accounts_add_up(&table);
        assert_eq!(table.book, text.book, "{parts:?}");
        assert_eq!(kinds(&table), kinds(&text), "{parts:?}");
        let counts =
            |found: &Ingested| (found.accounts[0].kept, found.accounts[0].set_aside, found.accounts[0].not_data);
        assert_eq!(counts(&table), counts(&text), "{parts:?}");
    }
    assert_eq!((text.book.n_pupils(), kinds(&text).len()), (77, 2), "{:?}", problems(&text));
}

#[test]
fn parquet_files() {
    let exam = Exam::new("[[source]]\npath = 'scores.parquet'");
    let file = std::fs::File::create(exam.folder.path().join("scores.parquet")).expect("created");
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch().schema(), None).expect("a writer");
    writer.write(&batch()).expect("written");
    writer.close().expect("closed");
    let found = exam.ok();
    assert_eq!(found.book, reference().book);
    assert_eq!(found.inputs[0].1.len(), 64);
}

/// Columns are unpacked side by side, several rows at once; the book, the row numbers of problems and the account are those
/// of the table in memory, whatever the row groups and threads.
#[test]
fn large_parquet_files() {
    const N: usize = 150_000;
    let half_points = |row: usize| (row % 241) as f64 / 2.0;
    let marks = (0..N).map(|row| (row % 977 != 0).then_some(if row == 55_555 { 900.0 } else { half_points(row) }));
    let words = (0..N).map(|row| if row % 83 == 0 { "缺考".to_owned() } else { half_points(row).to_string() });
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("school", Arc::new(StringArray::from_iter_values((0..N).map(|row| ["一中", "二中", "三中"][row * 3 / N])))),
        ("class", Arc::new(StringArray::from_iter_values((0..N).map(|row| (row / 1000).to_string())))),
        ("student_id", Arc::new(StringArray::from_iter_values((0..N).map(|row| (20_000_000 + row).to_string())))),
        ("chinese", Arc::new(Float64Array::from_iter(marks))),
        ("math", Arc::new(StringArray::from_iter_values(words))),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let whole = read(&spec(), &Sources::from(batch.clone()), &()).expect("readable");
    let at =
        |found: &Ingested| found.problems.iter().map(|problem| (problem.kind, problem.place.row)).collect::<Vec<_>>();
    assert!(at(&whole).contains(&(ProblemKind::MarkAboveFull, 55_557)), "{:?}", at(&whole));
    let absent = whole.book.subjects[1].status.iter().filter(|status| **status == wutong_model::Status::Absent);
    assert_eq!((whole.book.n_pupils(), absent.count()), (N, N.div_ceil(83)));
    for rows_in_group in [1 << 20, 50_000] {
        let exam = Exam::new("[[source]]\npath = 'scores.parquet'");
        let file = std::fs::File::create(exam.folder.path().join("scores.parquet")).expect("created");
        let properties =
            parquet::file::properties::WriterProperties::builder().set_max_row_group_row_count(Some(rows_in_group));
        let mut writer =
            parquet::arrow::ArrowWriter::try_new(file, batch.schema(), Some(properties.build())).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        for found in [exam.ok(), exam.at_once()] {
            assert!(found.book == whole.book, "{rows_in_group}");
            assert_eq!(at(&found), at(&whole), "{rows_in_group}");
            accounts_add_up(&found);
        }
    }
}

#[test]
fn arrow_files_and_streams() {
    use arrow::ipc::CompressionType;
    use arrow::ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
    for compression in [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)] {
        let options = IpcWriteOptions::default().try_with_compression(compression).expect("options");
        let mut file = Vec::new();
        let mut writer =
            FileWriter::try_new_with_options(&mut file, &batch().schema(), options.clone()).expect("a writer");
        writer.write(&batch()).and_then(|()| writer.finish()).expect("written");
        drop(writer);
        let mut stream = Vec::new();
        let mut writer = StreamWriter::try_new_with_options(&mut stream, &batch().schema(), options).expect("a writer");
        writer.write(&batch()).and_then(|()| writer.finish()).expect("written");
        drop(writer);
        for (name, bytes) in [("scores.feather", &file), ("scores.arrow", &stream)] {
            let exam = Exam::new(&format!("[[source]]\npath = '{name}'")).file(name, bytes);
            assert_eq!(exam.ok().book, reference().book, "{name} {compression:?}");
            Exam::new(&format!("[[source]]\npath = '{name}'")).file(name, &bytes[..bytes.len() / 2]).error(&[name]);
        }
    }
}

#[test]
fn readers_are_read_once() {
    let batches =
        arrow::array::RecordBatchIterator::new([Ok(batch().slice(0, 1)), Ok(batch().slice(1, 2))], batch().schema());
    let sources = Sources::reader("stream", batches);
    let again = sources.clone();
    assert_eq!(read(&spec(), &sources, &()).expect("readable").book, reference().book);
    let error = read(&spec(), &again, &()).expect_err("consumed");
    assert!(matches!(error, IngestError::Consumed { .. }), "{error}");
    let failing = [Ok(batch()), Err(arrow::error::ArrowError::ComputeError("gone".to_owned()))];
    let failing = arrow::array::RecordBatchIterator::new(failing, batch().schema());
    let error = read(&spec(), &Sources::reader("stream", failing), &()).expect_err("failed");
    assert!(error.to_string().starts_with("stream: "), "{error}");
}

#[test]
fn columns_without_text_or_numbers_are_refused() {
    let flags: ArrayRef = Arc::new(arrow::array::BooleanArray::from(vec![true]));
    let batch = RecordBatch::try_from_iter(vec![("math", flags)]).expect("a batch");
    let error = read(&spec(), &Sources::from(batch), &()).expect_err("refused");
    assert!(error.to_string().contains("'math' has type Boolean"), "{error}");
}

#[cfg(feature = "polars")]
#[test]
fn data_frames() {
    use polars::prelude::{DataFrame, IntoLazy, NamedFrom, Series};
    let columns = vec![
        Series::new("county".into(), ["东县", "东县", "西县"]).into(),
        Series::new("school".into(), ["一中", "一中", "二中"]).into(),
        Series::new("class".into(), [1i32, 1, 2]).into(),
        Series::new("student_id".into(), [20_250_001i64, 20_250_002, 20_250_003]).into(),
        Series::new("chinese".into(), [Some(100.0), None, Some(99.5)]).into(),
        Series::new("math".into(), [85.5, 0.0, 120.0]).into(),
    ];
    let frame = DataFrame::new(3, columns).expect("columns of one length");
    assert_eq!(read(&spec(), &Sources::from(frame.clone()), &()).expect("readable").book, reference().book);
    let found = read(&spec(), &Sources::from(frame.lazy()), &()).expect("readable");
    assert_eq!(found.book, reference().book);
}
