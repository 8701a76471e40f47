//! Whether a file was replaced or written to while it was read: then what was read may be of two versions of it.

use std::path::Path;
use std::time::SystemTime;

/// What a file system says of a file as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileState {
    length: u64,
    modified: Option<SystemTime>,
    /// Number of the file on its disk, where there is one: a file that was put in its place has another.
    number: u64,
}

impl FileState {
    /// The state of a file; `None` if it is gone.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let data = std::fs::metadata(path).ok()?;
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&data);
        #[cfg(not(unix))]
        let number = 0;
        Some(Self { length: data.len(), modified: data.modified().ok(), number })
    }
}
