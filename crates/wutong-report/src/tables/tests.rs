//! The tables as a reader finds them.

use std::collections::BTreeSet;
use std::path::Path;

use super::{TableFormats, fixture, quarantine, write_tables};
use crate::words::Lang;

#[cfg(feature = "parquet")]
const TABLES: [&str; 5] = ["group_metrics", "withheld", "score_distribution", "findings", "problems"];

/// Header and rows of a CSV table.
fn read_csv(folder: &Path, name: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(folder.join(format!("{name}.csv")))
        .expect("the table was written");
    reader.records().map(|record| record.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn written() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let formats = TableFormats { csv: true, parquet: true };
    write_tables(&fixture::analysis(), folder.path(), formats).expect("nothing is in the way");
    folder
}

#[test]
fn every_empty_cell_has_one_reason_and_no_other_cell_has_one() {
    let folder = written();
    let metrics = read_csv(folder.path(), "group_metrics");
    let header = &metrics[0];
    assert_eq!(header[..7], ["exam_id", "level", "group_id", "group_name", "parent_id", "subject", "denominator"]);
    assert_eq!(header[7..], ["n_valid", "mean", "mean_lower", "mean_upper", "sd", "difference_rate"]);
    let mut empty = BTreeSet::new();
    for row in &metrics[1..] {
        for (name, cell) in header.iter().zip(row).skip(7).filter(|(_, cell)| cell.is_empty()) {
            empty.insert([&row[1], &row[2], &row[5], name, cell].map(String::clone)[..4].to_vec());
        }
    }
    let withheld = read_csv(folder.path(), "withheld");
    let listed: Vec<Vec<String>> = withheld[1..].iter().map(|row| row[..4].to_vec()).collect();
    assert_eq!(listed.len(), empty.len(), "each cell once");
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), empty);
    let bound = ["region", "region", "total", "mean_lower", "too_few"];
    assert!(!withheld.iter().any(|row| row[..] == bound), "this one has bounds");
    let bound = ["county", "东区", "art", "mean_lower", "too_few"];
    assert!(withheld.iter().any(|row| row[..] == bound), "a value without bounds: {withheld:?}");
}

#[test]
fn numbers_and_texts_are_written_plainly() {
    let folder = written();
    let text = std::fs::read_to_string(folder.path().join("group_metrics.csv")).expect("the table was written");
    assert!(text.starts_with("exam_id,level") && !text.contains('\r'));
    assert!(text.contains("x-1,region,region,region,,math,actual,0,-1,-1.1,-0.9,-1,-1\n"), "{text}");
    assert!(text.contains("x-1,school,001,\"一中, \"\"本部\"\"\",东区,"), "{text}");
    assert!(text.contains("x-1,school,'=2,二中,东区,") && text.contains("'-1班,001,"), "{text}");
    let problems = read_csv(folder.path(), "problems");
    assert_eq!(problems, [["id", "count"], ["mark-above-full", "1"], ["mark-below-minimum", "1"]]);
    let findings = read_csv(folder.path(), "findings");
    assert_eq!(findings[1][..4], ["small-school", "warn", "school", "'=2"]);
    assert_eq!(findings[1][4..10], ["", "n_valid", "3", "20.5", "二中仅 3 人。", "二中: 3, \"few\"."]);
    assert_eq!(findings[1][10..], ["check", "", "", "", "", "", ""]);
    assert_eq!(findings[2][..8], ["weak-subject", "note", "school", "001", "math", "mean_gap", "-6.5", "0"]);
    assert_eq!(findings[2][8..10], ["一中数学低 6.50 分（4.00 ~ 9.00）", "一中 数学: 6.50, p <0.001, 80"]);
    assert_eq!(findings[2][10..], ["insight", "-9", "-4", "-0.5", "0.0001", "80", "1.5"]);
}

#[test]
fn one_mark_tables_run_downwards() {
    let folder = written();
    let rows = read_csv(folder.path(), "score_distribution");
    assert_eq!(rows.len(), 1 + 3 * 3 * 3, "no rows for the small school and the class");
    assert_eq!(rows[1], ["region", "region", "math", "120", "2", "2", "0.3333333333333333"]);
    assert_eq!(rows[2], ["region", "region", "math", "84", "1", "3", "0.5"]);
    assert_eq!(rows[3], ["region", "region", "math", "48", "3", "6", "1"]);
}

#[test]
fn the_quarantine_opens_in_a_spreadsheet() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("quarantine.csv");
    quarantine(&fixture::analysis().problems, &path, Lang::En).expect("nothing is in the way");
    let text = std::fs::read_to_string(&path).expect("the file was written");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("\u{feff}file,sheet,row,column,original_text,problem,what_to_do,corrected"));
    assert!(lines.next().is_some_and(|line| line.starts_with("a.xlsx,,7,数学,121,mark-above-full,")));
    assert!(lines.next().is_some_and(|line| line.starts_with("a.xlsx,,7,数学,'-5,mark-below-minimum,")));
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_the_same_rows() {
    use arrow::array::{Array as _, AsArray as _};
    use arrow::datatypes::{DataType, Float64Type, Int64Type};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    let folder = written();
    for table in TABLES {
        let expected = read_csv(folder.path(), table);
        let file = std::fs::File::open(folder.path().join(format!("{table}.parquet"))).expect("the table was written");
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file");
        let metadata = builder.metadata().file_metadata().clone();
        let entries = metadata.key_value_metadata().expect("the exam is stated");
        assert!(entries.iter().any(|entry| entry.key == "wutong.table" && entry.value.as_deref() == Some(table)));
        assert!(!entries.iter().any(|entry| entry.key == "ARROW:schema"), "readers see plain columns");
        let mut rows = vec![builder.schema().fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>()];
        for batch in builder.build().expect("readable") {
            let batch = batch.expect("readable");
            for row in 0..batch.num_rows() {
                let cell = |column: &arrow::array::ArrayRef| match column.data_type() {
                    _ if column.is_null(row) => String::new(),
                    DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
                    DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
                    _ => super::text::without_formula(column.as_string::<i32>().value(row)).into_owned(),
                };
                rows.push(batch.columns().iter().map(cell).collect());
            }
        }
        assert_eq!(rows, expected, "{table}");
    }
}
