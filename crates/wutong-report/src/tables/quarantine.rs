//! `quarantine.csv`: every row and cell that was set aside, for the people who mend them.
//!
//! The last column is theirs: what they write into it goes back into the files with `wutong run --with quarantine.csv`.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use wutong_model::{Problem, ProblemKind};

use super::text::without_formula;
use crate::error::ReportError;
use crate::words::{self, Lang};

/// Writes the file, sorted as the problems are.
pub(crate) fn quarantine(problems: &[Problem], path: &Path, lang: Lang) -> Result<(), ReportError> {
    let fail = |source| ReportError::write(path, source);
    let mut file = BufWriter::new(File::create(path).map_err(fail)?);
    // A spreadsheet takes text without the mark for the local code page.
    file.write_all("\u{feff}".as_bytes()).map_err(fail)?;
    let mut writer = csv::Writer::from_writer(file);
    rows(&mut writer, problems, lang).map_err(|error| fail(error.into()))?;
    writer.flush().map_err(fail)
}

/// What stands in the file; of an unread file that is unknown, and what is wrong stands beside the cure.
fn original(problem: &Problem) -> &str {
    if problem.kind == ProblemKind::UnreadFile { "" } else { &problem.text }
}

fn rows(writer: &mut csv::Writer<BufWriter<File>>, problems: &[Problem], lang: Lang) -> Result<(), csv::Error> {
    writer.write_record(["file", "sheet", "row", "column", "original_text", "problem", "what_to_do", "corrected"])?;
    for problem in problems {
        let place = &problem.place;
        let row = if place.row == 0 { String::new() } else { place.row.to_string() };
        let cure = words::cure(problem, lang);
        writer.write_record([
            without_formula(&place.file).as_ref(),
            &without_formula(&place.sheet),
            &row,
            &without_formula(&place.column),
            &without_formula(original(problem)),
            problem.kind.id(),
            &without_formula(&cure),
            "",
        ])?;
    }
    Ok(())
}
