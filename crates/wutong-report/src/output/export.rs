//! `exports.log`: who took an internal output out, when, for whom, and which files, one line of JSON an export.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use serde::Serialize;
use sha2::{Digest, Sha256};
use wutong_model::Analysis;

use super::RunRecord;
use crate::error::ReportError;

const NAME: &str = "exports.log";

#[derive(Serialize)]
struct Export<'a> {
    exam_id: &'a str,
    audience: &'static str,
    confidentiality: Option<&'static str>,
    exported_by: Option<&'a str>,
    exported_at: Option<&'a str>,
    wutong: &'a str,
    /// Every file by its path in the folder; `run.json` holds timings and is left out.
    files: BTreeMap<String, String>,
}

/// Writes the log: the lines of the folder that is replaced, then the one of this export.
pub(super) fn log(analysis: &Analysis, record: &RunRecord, root: &Path, out: &Path) -> Result<(), ReportError> {
    let path = root.join(NAME);
    let fail = |source| ReportError::write(&path, source);
    let mut files = BTreeMap::new();
    digests(root, "", &mut files).map_err(fail)?;
    let audience = analysis.spec.raw.privacy.audience;
    let export = Export {
        exam_id: &analysis.spec.raw.exam.id,
        audience: audience.id(),
        confidentiality: crate::words::confidentiality(audience, crate::words::Lang::Zh),
        exported_by: record.exported_by.as_deref(),
        exported_at: record.exported_at.as_deref(),
        wutong: &analysis.provenance.version,
        files,
    };
    let line = serde_json::to_string(&export).map_err(|error| fail(error.into()))?;
    let earlier = match fs::read_to_string(out.join(NAME)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(ReportError::write(&out.join(NAME), error)),
    };
    // The same run again, with the same name and time, is the same export.
    let mut text: String = earlier.lines().filter(|known| *known != line).flat_map(|known| [known, "\n"]).collect();
    text.push_str(&line);
    text.push('\n');
    fs::write(&path, text).map_err(fail)
}

fn digests(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            digests(&entry.path(), &format!("{name}/"), files)?;
        } else {
            let mut hash = Sha256::new();
            io::copy(&mut fs::File::open(entry.path())?, &mut hash)?;
            let mut digest = String::with_capacity(64);
            for byte in hash.finalize() {
                let _ = write!(digest, "{byte:02x}");
            }
            files.insert(name, digest);
        }
    }
    Ok(())
}
