//! What can stop a command.

use std::path::PathBuf;

use wutong::report::{Lang, ReportError};

/// What can stop a command.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error(transparent)]
    Run(#[from] wutong::Error),
    #[error("{source}\nevery row set aside: {}; fill in 'corrected' and run again with --with", path.display())]
    Nobody {
        #[source]
        source: wutong::Error,
        path: PathBuf,
    },
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error(transparent)]
    Synth(#[from] wutong_synth::SynthError),
    #[error("no metric '{wanted}'; {hint}")]
    UnknownMetric { wanted: String, hint: String },
    #[error("{} exists and is not an earlier demo; choose another folder with --out", .0.display())]
    DemoFolder(PathBuf),
    #[error("{} exists; choose another name with -o, or remove it", .0.display())]
    Exists(PathBuf),
    #[error(
        "{} exists and is left alone: pseudonyms made under a key that is lost can never be linked again; choose another \
         name, or use this key",
        .0.display()
    )]
    KeyExists(PathBuf),
    #[error(
        "{} lies in {}, which this run replaces, and what was filled in would be lost; copy it out of there and name the copy \
         with --with",
        file.display(),
        out.display()
    )]
    CorrectionsInOutput { file: PathBuf, out: PathBuf },
    #[error("cannot write {}: {source}", path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("cannot print: {0}")]
    Print(#[from] std::io::Error),
}

impl From<wutong::ingest::IngestError> for CliError {
    fn from(error: wutong::ingest::IngestError) -> Self {
        Self::Run(error.into())
    }
}

impl CliError {
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Print(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }

    pub(crate) fn text(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Run(error) => error.zh(),
            Self::Nobody { source, path } => {
                format!("{}\n待核的每一行见 {}，填好 corrected 一列后用 --with 再次运行", source.zh(), path.display())
            }
            Self::Report(error) => error.zh(),
            Self::Synth(error) => format!("无法生成虚拟学区：{error}"),
            Self::UnknownMetric { wanted, hint } => format!("没有名为“{wanted}”的指标；{hint}"),
            Self::DemoFolder(path) => format!("{} 已存在，且不是以前生成的演示，请用 --out 另选文件夹", path.display()),
            Self::Exists(path) => format!("{} 已存在，请用 -o 另取名字，或先删除它", path.display()),
            Self::KeyExists(path) => format!(
                "{} 已存在，未作改动：密钥一旦丢失，用它生成的化名就无法再对接。请另取名字，或直接使用这个密钥",
                path.display()
            ),
            Self::CorrectionsInOutput { file, out } => format!(
                "{} 在本次运行要替换的输出文件夹 {} 中，填好的内容会丢失；请先把它复制到该文件夹之外，再用 --with 指定",
                file.display(),
                out.display()
            ),
            Self::Write { path, source } => format!("无法写入 {}：{source}", path.display()),
            Self::Print(error) => format!("无法输出：{error}"),
        }
    }
}
