//! The file of one school: a workbook, or GBK text.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::SynthError;
use crate::delivery::{Line, List, mark_text, points};
use crate::specification::{DATE, TITLE};
use crate::subject::N_SUBJECTS;

/// Identity columns before the first subject.
const FIRST_SUBJECT: u16 = 4;
const TOTAL: u16 = FIRST_SUBJECT + N_SUBJECTS as u16;

/// Writes a list as a workbook.
pub(crate) fn write_workbook(list: &List<'_>, path: &Path) -> Result<(), SynthError> {
    let write = || -> Result<(), XlsxError> {
        let mut workbook = Workbook::new();
        // A fixed time of creation: the same draw gives the same bytes.
        let created = ExcelDateTime::from_ymd(2025, 4, 21)?.and_hms(9, 0, 0)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let sheet = if list.delivery.exported {
            // Written row by row with the texts in place.
            workbook.add_worksheet_with_constant_memory()?
        } else {
            workbook.add_worksheet()
        };
        fill(sheet, list)?;
        workbook.save(path)
    };
    write().map_err(|source| SynthError::Workbook { path: path.to_owned(), source })
}

fn fill(sheet: &mut Worksheet, list: &List<'_>) -> Result<(), XlsxError> {
    let centred = Format::new().set_align(FormatAlign::Center).set_bold();
    sheet.set_name("成绩")?;
    sheet.set_column_width(0, 13)?;
    sheet.set_column_width(2, 24)?;
    sheet.merge_range(0, 0, 0, TOTAL, &format!("{TITLE}成绩表（{}）", list.school), &centred)?;
    let mut row = 1;
    if list.delivery.note {
        sheet.write_string(row, 0, format!("单位：教务处    日期：{DATE}"))?;
        row += 1;
    }
    for (column, word) in (0..).zip(list.delivery.header()) {
        sheet.write_string_with_format(row, column, word, &centred)?;
    }
    for line in list.lines {
        row += 1;
        fill_line(sheet, row, line, list)?;
    }
    fill_footer(sheet, row + 1, list)
}

fn fill_line(sheet: &mut Worksheet, row: u32, line: &Line, list: &List<'_>) -> Result<(), XlsxError> {
    sheet.write_string(row, 0, &line.id)?;
    sheet.write_string(row, 1, &line.name)?;
    sheet.write_string(row, 2, list.school)?;
    sheet.write_string(row, 3, &list.classes[line.class])?;
    for (column, cell) in (FIRST_SUBJECT..).zip(line.cells) {
        match cell.mark().map(u32::from) {
            Some(mark) if list.delivery.text_marks => sheet.write_string(row, column, mark_text(mark))?,
            Some(mark) => sheet.write_number(row, column, points(mark))?,
            None => match list.delivery.word(cell) {
                "" => continue,
                word => sheet.write_string(row, column, word)?,
            },
        };
    }
    if let Some(total) = line.total() {
        sheet.write_number(row, TOTAL, points(total))?;
    }
    Ok(())
}

/// The means and the signatures that schools add below their lists.
fn fill_footer(sheet: &mut Worksheet, row: u32, list: &List<'_>) -> Result<(), XlsxError> {
    sheet.write_string(row, 0, "平均分")?;
    for (column, subject) in (FIRST_SUBJECT..).zip(0..N_SUBJECTS) {
        let marks = list.lines.iter().filter_map(|line| line.cells[subject].mark());
        write_mean(sheet, row, column, marks.map(u32::from))?;
    }
    write_mean(sheet, row, TOTAL, list.lines.iter().filter_map(Line::total))?;
    sheet.write_string(row + 1, 0, "制表人：张桐一    审核：李梧二")?;
    Ok(())
}

fn write_mean(sheet: &mut Worksheet, row: u32, column: u16, marks: impl Iterator<Item = u32>) -> Result<(), XlsxError> {
    let (n, sum) = marks.fold((0u32, 0u64), |(n, sum), mark| (n + 1, sum + u64::from(mark)));
    if n > 0 {
        let mean = sum as f64 / 2.0 / f64::from(n);
        sheet.write_number(row, column, (mean * 100.0).round() / 100.0)?;
    }
    Ok(())
}

/// A list as CSV in GBK with carriage returns, the way an older school office exports it.
pub(crate) fn gbk_text(list: &List<'_>, path: &Path) -> Result<Vec<u8>, SynthError> {
    let csv_error = |source| SynthError::Csv { path: path.to_owned(), source };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(list.delivery.header()).map_err(csv_error)?;
    for line in list.lines {
        let identity = [&line.id, &line.name, list.school, &list.classes[line.class]].map(str::to_owned);
        let marks = line.cells.iter().map(|cell| match cell.mark() {
            Some(mark) => mark_text(u32::from(mark)),
            None => list.delivery.word(*cell).to_owned(),
        });
        let total = line.total().map(mark_text).unwrap_or_default();
        writer.write_record(identity.into_iter().chain(marks).chain([total])).map_err(csv_error)?;
    }
    let bytes =
        writer.into_inner().map_err(|error| SynthError::Io { path: path.to_owned(), source: error.into_error() })?;
    let text = String::from_utf8_lossy(&bytes);
    match encoding_rs::GBK.encode(&text) {
        (encoded, _, false) => Ok(encoded.into_owned()),
        (_, _, true) => Err(SynthError::Encoding { path: path.to_owned(), encoding: "GBK" }),
    }
}
