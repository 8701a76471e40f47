//! Which formats a run writes.

use crate::error::ReportError;

/// Formats that exist, in the order in which they are listed.
const KNOWN: &[&str] = &["html", "pdf", "docx", "xlsx", "json", "csv", "parquet"];

/// Formats of reports: what profiles are enough for.
pub const REPORT_FORMATS: [&str; 3] = ["html", "pdf", "docx"];

/// Formats to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    /// Pages for people.
    pub html: bool,
    /// Reports to print.
    pub pdf: bool,
    /// Reports to edit.
    pub docx: bool,
    /// `workbook.xlsx`.
    pub xlsx: bool,
    /// School profiles as JSON.
    pub json: bool,
    /// Tables as CSV.
    pub csv: bool,
    /// Tables as Parquet.
    pub parquet: bool,
}

impl Formats {
    /// None of them: only the records of the run are written.
    pub const NONE: Self =
        Self { html: false, pdf: false, docx: false, xlsx: false, json: false, csv: false, parquet: false };

    /// Whether there are reports among them, or the profiles that reports are made of.
    #[must_use]
    pub fn has_reports(self) -> bool {
        self.html || self.pdf || self.docx || self.json
    }

    /// The first format that cannot be made of profiles; none where all can.
    pub(super) fn beyond_profiles(self) -> Option<&'static str> {
        self.names().into_iter().find(|name| !REPORT_FORMATS.contains(name))
    }

    /// The formats that set pupils or schools side by side.
    pub(super) fn of_many(self) -> Vec<&'static str> {
        self.names().into_iter().filter(|name| *name != "json" && !REPORT_FORMATS.contains(name)).collect()
    }

    /// Everything that this build can write.
    #[must_use]
    pub fn all() -> Self {
        let mut all = Self::NONE;
        for name in KNOWN {
            if let Some(format) = all.slot(name) {
                *format = true;
            }
        }
        all
    }

    /// Reads a list such as `html,csv`.
    ///
    /// # Errors
    /// [`ReportError::UnknownFormat`] with the known names, or [`ReportError::FormatUnavailable`] with the names that this
    /// version and build can write.
    pub fn parse(list: &str) -> Result<Self, ReportError> {
        let mut formats = Self::NONE;
        for name in list.split(',').map(str::trim) {
            if !KNOWN.contains(&name) {
                return Err(ReportError::UnknownFormat { found: name.to_owned(), known: KNOWN });
            }
            match formats.slot(name) {
                Some(format) => *format = true,
                None => {
                    let available = Self::all().names();
                    return Err(ReportError::FormatUnavailable { found: name.to_owned(), available });
                }
            }
        }
        Ok(formats)
    }

    /// Names of the formats that are switched on.
    #[must_use]
    pub fn names(mut self) -> Vec<&'static str> {
        KNOWN.iter().copied().filter(|name| self.slot(name).is_some_and(|format| *format)).collect()
    }

    /// The switch of a format; none where this version or build cannot write it.
    fn slot(&mut self, name: &str) -> Option<&mut bool> {
        match name {
            "html" if cfg!(feature = "html") => Some(&mut self.html),
            "pdf" if cfg!(feature = "pdf") => Some(&mut self.pdf),
            "docx" if cfg!(feature = "docx") => Some(&mut self.docx),
            "xlsx" if cfg!(feature = "xlsx") => Some(&mut self.xlsx),
            "json" => Some(&mut self.json),
            "csv" => Some(&mut self.csv),
            "parquet" if cfg!(feature = "parquet") => Some(&mut self.parquet),
            _ => None,
        }
    }
}

impl Default for Formats {
    fn default() -> Self {
        Self::all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        let formats = Formats::parse("json, csv").expect("both are known");
        assert_eq!(formats, Formats { json: true, csv: true, ..Formats::NONE });
        assert_eq!(formats.names(), ["json", "csv"]);
    }

    #[test]
    fn what_cannot_be_written_says_what_can() {
        for (list, words) in
            [("xls", "known: html, pdf, docx, xlsx, json, csv, parquet"), ("csv,", "unknown output format ''")]
        {
            let text = Formats::parse(list).expect_err(list).to_string();
            assert!(text.contains(words), "{list}: {text}");
        }
    }
}
