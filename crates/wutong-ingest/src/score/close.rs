//! The sheets of a file, judged together.

use std::collections::BTreeSet;

use wutong_model::ProblemKind;

use super::ScoreReader;
use crate::error::IngestError;
use crate::feed::HEAD_ROWS;
use crate::layout::school_in;
use crate::staging::{RowProblem, ScoreSheet, Staging};
use crate::trouble::Damage;

impl ScoreReader<'_> {
    /// Judges the sheets of the file together.
    ///
    /// An error if no sheet of the file holds scores although it holds cells, or if one lacks its school column.
    pub(crate) fn close(mut self) -> (Staging, Option<IngestError>) {
        let sheets = &mut self.staging.score_sheets;
        let any_with_id = sheets.iter().any(|sheet| sheet.has_header && sheet.columns.id.is_some());
        if any_with_id {
            // Beside a sheet of pupils, one without identifiers is a summary by class or school.
            for sheet in sheets.iter_mut().filter(|sheet| {
                sheet.has_header && sheet.columns.id.is_none() && (sheet.columns.name.is_none() || sheet.is_hidden)
            }) {
                sheet.dropped = true;
                sheet.has_header = false;
                sheet.counts.disregard();
            }
        }
        self.drop_summaries();
        self.recall_strays();
        self.drop_file_school();
        for (position, error) in std::mem::take(&mut self.rejected) {
            let has_id = self.staging.score_sheets[position].columns.id.is_some();
            if has_id || !any_with_id {
                return (self.staging, Some(error));
            }
        }
        let sheets = &self.staging.score_sheets;
        if sheets.is_empty() {
            // A workbook that has lost its list of sheets.
            let (file, sheet) = (self.file.to_owned(), String::new());
            let error = IngestError::Broken { file, sheet, damage: Damage::Workbook, source: None };
            return (self.staging, Some(error));
        }
        match sheets.iter().find(|sheet| sheet.counts.read > 0) {
            Some(first) if sheets.iter().all(|sheet| !sheet.has_header && !sheet.is_list) => {
                let error = IngestError::NoHeader {
                    file: self.file.to_owned(),
                    sheet: first.sheet.clone(),
                    rows: HEAD_ROWS.min(usize::try_from(first.counts.read).unwrap_or(HEAD_ROWS)),
                    sample: std::mem::take(&mut self.first_row),
                    wanted: self
                        .context
                        .subjects
                        .iter()
                        .map(|subject| subject.name.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                    encoding: None,
                };
                (self.staging, Some(error))
            }
            _ => {
                self.note_empty_sheets();
                (self.staging, None)
            }
        }
    }

    /// Beside a sheet that names pupils, one with a row a school and neither names nor identifiers nor classes is a summary.
    fn drop_summaries(&mut self) {
        let sheets = &mut self.staging.score_sheets;
        let is_named = |sheet: &&ScoreSheet| sheet.has_header && sheet.columns.name.is_some() && sheet.counts.kept > 0;
        if !sheets.iter().any(|sheet| is_named(&sheet)) {
            return;
        }
        for (number, sheet) in (0u32..).zip(sheets) {
            let columns = &sheet.columns;
            let says_who = columns.id.or(columns.name).or(columns.class).is_some() || columns.long.is_some();
            if !sheet.has_header || says_who || columns.school.or(columns.code).is_none() {
                continue;
            }
            let sites = self.staging.sheets.iter().zip(&self.staging.sites).filter(|(of, _)| **of == number);
            let mut seen = BTreeSet::new();
            if sites.map(|(_, site)| site).all(|site| seen.insert(site)) {
                (sheet.dropped, sheet.has_header) = (true, false);
                sheet.counts.disregard();
            }
        }
    }

    /// A file whose sheets are of several schools is named after none of them.
    fn drop_file_school(&mut self) {
        if self.staging.problems.iter().all(|problem| problem.kind != ProblemKind::FileSchool) {
            return;
        }
        let schools: BTreeSet<&u32> = self.staging.sites.iter().collect();
        if schools.len() > 1 {
            self.staging.problems.retain(|problem| problem.kind != ProblemKind::FileSchool);
        }
    }

    /// Rows that look like those of pupils in sheets that are not read are no titles.
    fn recall_strays(&mut self) {
        for (number, sheet) in (0u32..).zip(&mut self.staging.score_sheets).filter(|(_, sheet)| !sheet.has_header) {
            if let Some((rows, first)) = sheet.strays.of_pupils(self.headings.lengths()) {
                sheet.counts.recall(rows);
                let problem = RowProblem::of_sheet(number, ProblemKind::NoHeader);
                self.staging.problems.push(RowProblem { row: first, text: rows.to_string(), ..problem });
            }
        }
    }

    /// Sheets without pupils: worth a word unless they are the blank spares of a new workbook.
    fn note_empty_sheets(&mut self) {
        let only = self.staging.score_sheets.len() == 1;
        for (position, sheet) in self.staging.score_sheets.iter().enumerate() {
            let empty = sheet.counts.kept == 0 && sheet.counts.set_aside == 0;
            // Statistics, specification tables and instructions lack no pupils.
            let is_for_pupils = sheet.has_header || school_in(&sheet.sheet).is_some();
            if empty && (only || is_for_pupils && !sheet.dropped && sheet.counts.read > 0) {
                let sheet = u32::try_from(position).expect("fewer sheets than rows");
                self.staging.problems.push(RowProblem::of_sheet(sheet, ProblemKind::EmptySheet));
            }
        }
    }
}
