//! What can go wrong while an analysis is written.

use std::path::{Path, PathBuf};

/// An output that could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A page could not be filled in.
    #[cfg(feature = "html")]
    #[error("page template '{name}' could not be filled in")]
    Template {
        /// Name of the template.
        name: &'static str,
        /// What the template engine says.
        #[source]
        source: minijinja::Error,
    },
    /// A file or folder could not be written.
    #[error("cannot write {}: {source}; check that the disk has room and that the folder can be written", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The output folder holds something that no run wrote.
    #[error(
        "{} exists and holds no run.json of Wutong, so it is left alone; choose another output folder or empty this one",
        path.display()
    )]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// The output folder cannot be a folder.
    #[error("{} cannot be an output folder: {why}; choose another one", path.display())]
    NoFolder {
        /// What was given.
        path: PathBuf,
        /// Why not.
        why: &'static str,
    },
    /// A format that does not exist.
    #[error("unknown output format '{found}'; known: {}", known.join(", "))]
    UnknownFormat {
        /// What was asked for.
        found: String,
        /// Formats that exist.
        known: &'static [&'static str],
    },
    /// A format that this build or version cannot write.
    #[error("output format '{found}' is not available in this version; available: {}", available.join(", "))]
    FormatUnavailable {
        /// What was asked for.
        found: String,
        /// Formats that can be written.
        available: Vec<&'static str>,
    },
}

impl ReportError {
    /// A file or folder that could not be written.
    pub(crate) fn write(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            #[cfg(feature = "html")]
            Self::Template { name, source } => format!("页面模板“{name}”无法填写：{source}"),
            Self::Io { path, source } => {
                format!("无法写入 {}：{source}。请检查磁盘空间和文件夹的写入权限", path.display())
            }
            Self::NotOurs { path } => {
                format!(
                    "{} 已存在且不含梧桐写出的 run.json，未作改动。请另选输出文件夹，或先清空该文件夹",
                    path.display()
                )
            }
            Self::NoFolder { path, .. } => format!("{} 不能作为输出文件夹，请另选一个", path.display()),
            Self::UnknownFormat { found, known } => {
                format!("没有“{found}”这种输出格式；可用的有：{}", known.join("、"))
            }
            Self::FormatUnavailable { found, available } => {
                format!("本版本尚不能输出“{found}”；可用的有：{}", available.join("、"))
            }
        }
    }
}
