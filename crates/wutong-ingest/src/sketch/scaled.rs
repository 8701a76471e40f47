//! Sheets and files that are named after scaled marks, beside those of the papers: 赋分 and 原始分.

use std::collections::BTreeSet;
use std::path::Path;

use crate::layout::{MarkKind, marks_named};
use crate::sketch::scan::ScannedSheet;
use crate::sketch::{FileKind, Found};
use crate::subject::Vocabulary;

impl Found {
    /// Notes the subjects of sheets that are not named after scaled marks.
    pub(super) fn note_raw(&mut self, files: &[(&Path, &[ScannedSheet])], vocabulary: &Vocabulary) {
        for (path, sheets) in files {
            let path = path.to_string_lossy();
            let is_raw = |sheet: &&ScannedSheet| {
                sheet.kind == FileKind::Scores && marks_named(&path, &sheet.name) != Some(MarkKind::Scaled)
            };
            let subjects = sheets.iter().filter(is_raw).flat_map(|sheet| &sheet.subjects);
            self.raw.extend(subjects.map(|of| vocabulary.id(of.subject).to_owned()));
        }
    }

    /// Says of sheets that are named after scaled marks that those of the others are analysed.
    pub(super) fn ask_scaled(&mut self) {
        let (scaled, others): (Vec<_>, Vec<_>) = self.named.iter().partition(|(_, is_scaled, _)| *is_scaled);
        let has_raw = |ids: &BTreeSet<String>| others.iter().any(|(.., other)| !ids.is_disjoint(other));
        let beside: Vec<String> =
            scaled.iter().filter(|(.., ids)| has_raw(ids)).map(|(shown, ..)| shown.clone()).collect();
        if !beside.is_empty() {
            let all = beside.join("、");
            self.ask(
                format!("{all} 按名称是赋分（折算分）成绩，同样的学科另有卷面成绩：分析卷面成绩，赋分一并列出；要分析赋分请在该 [[subject]] 设 marks = \"scaled\""),
                format!(
                    "{all} holds scaled marks by its name, and other sheets those of the papers: these are analysed and the scaled \
                     ones stand beside them; for the others set marks = \"scaled\" in the [[subject]]"
                ),
            );
        }
    }
}
