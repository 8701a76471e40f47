//! A table of marks in every layout.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use polars::prelude::{Column, DataFrame};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::table::{Entry, LEAD, Table};

/// How a text file is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf8Marked,
    Gb18030,
    Utf16,
}

impl Encoding {
    pub(super) const ALL: [Self; 4] = [Self::Utf8, Self::Utf8Marked, Self::Gb18030, Self::Utf16];

    fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf8Marked => format!("\u{feff}{text}").into_bytes(),
            Self::Gb18030 => encoding_rs::GB18030.encode(text).0.into_owned(),
            Self::Utf16 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        }
    }
}

/// Writes the files of a layout into a folder; its source.
type Writer = fn(&Table, &Path) -> String;

/// Layouts that are files.
pub(super) const FILES: [(&str, Writer); 11] = [
    ("wide workbook", |table, folder| {
        workbook(&folder.join("marks.xlsx"), &[("成绩".to_owned(), table.wide())]);
        "path = 'marks.xlsx'".to_owned()
    }),
    ("two-line header with merged cells", two_lines),
    ("title and footers in a workbook", |table, folder| {
        workbook(&folder.join("marks.xlsx"), &[("成绩".to_owned(), framed(table))]);
        "path = 'marks.xlsx'".to_owned()
    }),
    ("title and footers in a text file", |table, folder| {
        text_file(&folder.join("marks.csv"), &framed(table), ',', Encoding::Utf8);
        "path = 'marks.csv'".to_owned()
    }),
    ("long table", |table, folder| {
        text_file(&folder.join("marks.csv"), &long(table), ',', Encoding::Utf8);
        "path = 'marks.csv'".to_owned()
    }),
    ("sheet per subject", sheet_per_subject),
    ("sheet per class", sheet_per_class),
    ("sheet per school", |table, folder| {
        let lead = &LEAD[1..];
        let sheet = |school: &str| (school.to_owned(), table.rows(lead, |line| line.school == school));
        workbook(&folder.join("marks.xlsx"), &table.schools().into_iter().map(sheet).collect::<Vec<_>>());
        "path = 'marks.xlsx'\nschool = '{sheet}'".to_owned()
    }),
    ("file per school", |table, folder| {
        for school in table.schools() {
            let rows = table.rows(&LEAD[1..], |line| line.school == school);
            text_file(&folder.join(format!("{school}.csv")), &rows, ',', Encoding::Gb18030);
        }
        "path = '*.csv'\nschool = '{file}'".to_owned()
    }),
    ("packed with gzip", |table, folder| {
        let file = std::fs::File::create(folder.join("marks.csv.gz")).expect("a file");
        let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        packed.write_all(&Encoding::Utf8.encode(&text(&table.wide(), ','))).expect("written");
        packed.finish().expect("written");
        "path = 'marks.csv.gz'".to_owned()
    }),
    ("archive with a file per school", |table, folder| {
        let file = std::fs::File::create(folder.join("all.zip")).expect("a file");
        let mut archive = zip::ZipWriter::new(file);
        for school in table.schools() {
            let rows = table.rows(&LEAD[1..], |line| line.school == school);
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(format!("{school}.csv"), options).expect("written");
            archive.write_all(&Encoding::Utf8Marked.encode(&text(&rows, ';'))).expect("written");
        }
        archive.finish().expect("written");
        "path = 'all.zip'\nschool = '{file}'".to_owned()
    }),
];

fn text(rows: &[Vec<Entry>], separator: char) -> String {
    let quoted = |entry: &Entry| match entry.as_str() {
        text if text.contains([separator, '"', '\n', ',', ';', '\t']) => format!("\"{}\"", text.replace('"', "\"\"")),
        text => text.to_owned(),
    };
    let line = |row: &Vec<Entry>| row.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string()) + "\r\n";
    rows.iter().map(line).collect()
}

/// Writes rows as text.
pub(super) fn text_file(path: &Path, rows: &[Vec<Entry>], separator: char, encoding: Encoding) {
    std::fs::write(path, encoding.encode(&text(rows, separator))).expect("written");
}

fn put(sheet: &mut Worksheet, row: usize, column: usize, entry: &Entry) {
    let (row, column) = (u32::try_from(row).expect("few rows"), u16::try_from(column).expect("few columns"));
    let written = match entry {
        Entry::Text(text) if text.is_empty() => return,
        Entry::Text(text) => sheet.write_string(row, column, text).map(|_| ()),
        Entry::Number(text) => sheet.write_number(row, column, text.parse::<f64>().expect("a number")).map(|_| ()),
    };
    written.expect("written");
}

fn workbook(path: &Path, sheets: &[(String, Vec<Vec<Entry>>)]) {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(name).expect("a valid name");
        for (number, row) in rows.iter().enumerate() {
            row.iter().enumerate().for_each(|(column, entry)| put(sheet, number, column, entry));
        }
    }
    workbook.save(path).expect("saved");
}

/// 得分 and 名次 below each subject, the other headers two cells high.
fn two_lines(table: &Table, folder: &Path) -> String {
    let mut workbook = Workbook::new();
    let (sheet, format) = (workbook.add_worksheet(), Format::new());
    for (column, head) in (0u16..).zip(LEAD) {
        sheet.merge_range(0, column, 1, column, head, &format).expect("merged");
    }
    for (column, subject) in (4u16..).step_by(2).zip(&table.subjects) {
        sheet.merge_range(0, column, 0, column + 1, subject.name, &format).expect("merged");
        sheet.write_string(1, column, "得分").expect("written");
        sheet.write_string(1, column + 1, "名次").expect("written");
    }
    for (number, line) in table.pupils.iter().enumerate() {
        let lead = line.lead(&LEAD);
        lead.iter().enumerate().for_each(|(column, entry)| put(sheet, number + 2, column, entry));
        for subject in 0..table.subjects.len() {
            put(sheet, number + 2, 4 + 2 * subject, &table.entry(line, subject));
            put(sheet, number + 2, 5 + 2 * subject, &Entry::Number((number + 1).to_string()));
        }
    }
    workbook.save(folder.join("marks.xlsx")).expect("saved");
    "path = 'marks.xlsx'".to_owned()
}

/// A title above the table, footers below it.
fn framed(table: &Table) -> Vec<Vec<Entry>> {
    let numbers = table.subjects.iter().map(|_| Entry::Number("61.5".to_owned()));
    let mean = ["平均分", "", "", ""].map(Entry::text).into_iter().chain(numbers).collect();
    let mut rows = vec![vec![Entry::text("2025年九年级期末联考成绩表")], vec![Entry::text("考试时间：6月26日")]];
    rows.extend(table.wide());
    rows.extend([mean, vec![Entry::text("制表人：教务处")]]);
    rows
}

fn long(table: &Table) -> Vec<Vec<Entry>> {
    let mut rows = vec![LEAD.iter().chain(&["科目", "成绩"]).map(|head| Entry::text(head)).collect()];
    for line in &table.pupils {
        for (subject, paper) in table.subjects.iter().enumerate() {
            let own = [Entry::text(paper.name), table.entry(line, subject)];
            rows.push(line.lead(&LEAD).into_iter().chain(own).collect());
        }
    }
    rows
}

fn sheet_per_subject(table: &Table, folder: &Path) -> String {
    let sheet = |(subject, name): (usize, &str)| {
        let mut rows: Vec<Vec<Entry>> = vec![LEAD.iter().chain(&["得分"]).map(|head| Entry::text(head)).collect()];
        for line in &table.pupils {
            rows.push(line.lead(&LEAD).into_iter().chain([table.entry(line, subject)]).collect());
        }
        (name.to_owned(), rows)
    };
    let names = table.subjects.iter().map(|subject| subject.name).enumerate();
    workbook(&folder.join("marks.xlsx"), &names.map(sheet).collect::<Vec<_>>());
    "path = 'marks.xlsx'".to_owned()
}

/// A workbook a school, a sheet a class.
fn sheet_per_class(table: &Table, folder: &Path) -> String {
    for school in table.schools() {
        let own = table.pupils.iter().filter(|line| line.school == school);
        let classes: BTreeSet<&str> = own.map(|line| line.class.as_str()).collect();
        let sheet = |class: &str| {
            let rows = table.rows(&LEAD[2..], |line| line.school == school && line.class == class);
            (class.to_owned(), rows)
        };
        workbook(&folder.join(format!("{school}.xlsx")), &classes.into_iter().map(sheet).collect::<Vec<_>>());
    }
    "path = '*.xlsx'\nschool = '{file}'\nclass = '{sheet}'".to_owned()
}

/// A column in memory: texts, or numbers where no cell holds a word.
enum Cells {
    Texts(Vec<Option<String>>),
    Numbers(Vec<Option<f64>>),
}

fn columns(table: &Table) -> Vec<(String, Cells)> {
    let mut rows = table.wide().into_iter();
    let head = rows.next().unwrap_or_default();
    let rows: Vec<Vec<Entry>> = rows.collect();
    let column = |(at, head): (usize, Entry)| {
        let filled = || rows.iter().map(|row| Some(&row[at]).filter(|entry| !entry.as_str().is_empty()));
        let is_words = at < LEAD.len() || filled().flatten().any(|entry| matches!(entry, Entry::Text(_)));
        let number = |entry: &Entry| entry.as_str().parse::<f64>().expect("a number");
        let cells = if is_words {
            Cells::Texts(filled().map(|entry| entry.map(|entry| entry.as_str().to_owned())).collect())
        } else {
            Cells::Numbers(filled().map(|entry| entry.map(number)).collect())
        };
        (head.as_str().to_owned(), cells)
    };
    head.into_iter().enumerate().map(column).collect()
}

/// The table as a record batch.
pub(super) fn batch(table: &Table) -> RecordBatch {
    let array = |(name, cells): (String, Cells)| -> (String, ArrayRef) {
        match cells {
            Cells::Texts(texts) => (name, Arc::new(StringArray::from(texts))),
            Cells::Numbers(numbers) => (name, Arc::new(Float64Array::from(numbers))),
        }
    };
    RecordBatch::try_from_iter_with_nullable(
        columns(table).into_iter().map(array).map(|(name, array)| (name, array, true)),
    )
    .expect("columns of one length")
}

/// The table as a data frame.
pub(super) fn frame(table: &Table) -> DataFrame {
    let column = |(name, cells): (String, Cells)| match cells {
        Cells::Texts(texts) => Column::new(name.into(), texts),
        Cells::Numbers(numbers) => Column::new(name.into(), numbers),
    };
    DataFrame::new(table.pupils.len(), columns(table).into_iter().map(column).collect()).expect("columns of one length")
}
