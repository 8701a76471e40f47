//! Mapping files of sources: read, applied, and written for the next exam.

use std::path::Path;

use sha2::{Digest, Sha256};
use wutong_model::SpecError;
use wutong_model::spec::{RawMapping, RawSource};

use crate::alias;
use crate::error::IngestError;

/// Roles that a column can have beside a subject.
const ROLES: [&str; 10] =
    ["id", "name", "county", "school", "school_code", "class", "gender", "subject", "mark", "total"];

/// A mapping file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// It is not there, or not text.
    #[error("{file}: the mapping file cannot be read ({reason}); {}", cure(.path))]
    Unreadable {
        /// Mapping file as named.
        file: String,
        /// Path of the source that names it.
        path: String,
        /// What is in the way.
        reason: String,
    },
    /// It says something that cannot be.
    #[error("{file}: {source}")]
    Wrong {
        /// Mapping file as named.
        file: String,
        /// Line, key and cure.
        source: Box<SpecError>,
    },
}

fn cure(path: &str) -> String {
    if path.is_empty() { "check its name".to_owned() } else { format!("correct mapping in the [[source]] of {path}") }
}

impl MappingError {
    /// The message in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Unreadable { file, path, reason } => {
                let cure = match path.as_str() {
                    "" => "请核对文件名".to_owned(),
                    path => format!("请改正 {path} 的 [[source]] 中的 mapping"),
                };
                format!("{file}：无法读取映射文件（{reason}）；{cure}")
            }
            Self::Wrong { file, source } => format!("{file}：{}", source.zh()),
        }
    }
}

/// Fills a source from its mapping file; the file's SHA-256.
///
/// Columns of subjects that the exam does not have are passed over: one mapping serves all exams of a system.
///
/// # Errors
/// [`MappingError`] with file, line and cure.
pub(crate) fn apply(
    source: &mut RawSource,
    base: &Path,
    file: &str,
    subjects: &[String],
) -> Result<String, IngestError> {
    let unreadable =
        |reason: String| MappingError::Unreadable { file: file.to_owned(), path: source.path.clone(), reason };
    let bytes = std::fs::read(base.join(file)).map_err(|error| unreadable(error.to_string()))?;
    let digest = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let text = String::from_utf8(bytes).map_err(|_| unreadable("not UTF-8 text".to_owned()))?;
    let wrong = |error| MappingError::Wrong { file: file.to_owned(), source: Box::new(error) };
    let mapping = RawMapping::from_toml(text.strip_prefix('\u{feff}').unwrap_or(&text)).map_err(wrong)?;
    let of_this_exam = |key: &str| subjects.iter().any(|id| id == key);
    mapping.check_roles(|key| of_this_exam(key) || alias::subject_name(key).is_some()).map_err(wrong)?;
    mapping.fill(source, |key| ROLES.contains(&key) || of_this_exam(key));
    Ok(digest)
}

/// Whether a key of `columns` is a role, not a subject.
pub(crate) fn is_role(key: &str) -> bool {
    ROLES.contains(&key)
}

/// What a mapping file says of any source.
///
/// # Errors
/// [`MappingError`] with file, line and cure.
pub fn open(path: &Path) -> Result<RawSource, IngestError> {
    let mut source = RawSource::default();
    let subjects: Vec<String> = alias::SUBJECTS.iter().map(|(id, ..)| (*id).to_owned()).collect();
    apply(&mut source, Path::new(""), &path.to_string_lossy(), &subjects)?;
    Ok(source)
}

/// The text of a mapping file that holds what a source says of its exam system.
#[must_use]
pub fn save(source: &RawSource, name: &str) -> String {
    RawMapping::of(source, name).to_toml()
}
