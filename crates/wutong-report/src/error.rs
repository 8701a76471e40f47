//! What can go wrong while an analysis is written.

use std::path::{Path, PathBuf};

use crate::profile::{PLACES, Suggestions};

/// An output that could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A page could not be filled in.
    #[cfg(feature = "html")]
    #[error("{}: {source}; compare it with what `wutong templates export` writes", path.display())]
    Template {
        /// The template.
        path: PathBuf,
        /// What the template engine says, with its line.
        #[source]
        source: minijinja::Error,
    },
    /// A template of a PDF report is wrong.
    #[cfg(feature = "pdf")]
    #[error("{}", .0.english())]
    PdfTemplate(Box<crate::pdf::TemplateFault>),
    /// The folder of templates cannot be read.
    #[error("cannot read the templates in {}: {source}; give a folder that `wutong templates export` wrote", path.display())]
    TemplateFolder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file among the templates that is none.
    #[error("{}: no template has this name; known: {}", path.display(), template_names())]
    UnknownTemplate {
        /// The file.
        path: PathBuf,
    },
    /// A table among the templates that cannot be read.
    #[error("{}: {source}compare it with what `wutong templates export` writes", path.display())]
    TemplateToml {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its line.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A colour that is none.
    #[error("{}: '{found}' is no colour; write accent = \"#rrggbb\", for example \"#1f5f8b\"", path.display())]
    TemplateColour {
        /// The file.
        path: PathBuf,
        /// What it says.
        found: String,
    },
    /// A suggestion for a rule that is none, or with a place that nothing fills.
    #[error("{}: {}", path.display(), suggestion_fault(rule, found.as_deref()))]
    TemplateSuggestion {
        /// The file.
        path: PathBuf,
        /// The section.
        rule: String,
        /// The place; none if there is no such rule.
        found: Option<String>,
    },
    /// An export would replace a template that someone may have edited.
    #[error("{} exists and is left alone; export to an empty folder", path.display())]
    TemplateExists {
        /// The file.
        path: PathBuf,
    },
    /// A folder that holds no profiles.
    #[error("{} holds neither bulletin.json nor schools/*.json; give the folder of a run that wrote the format json", path.display())]
    NoProfiles {
        /// The folder.
        path: PathBuf,
    },
    /// A profile that cannot be read.
    #[error("{}: {why}; it has to be as a run of this version wrote it: run the exam again", path.display())]
    Profile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A drawing holds what the Word writer cannot print.
    #[cfg(feature = "docx")]
    #[error(
        "drawing '{title}' holds {what}, which a Word document cannot show as meant; draw it with lines, rectangles, circles and texts"
    )]
    Drawing {
        /// Title of the figure.
        title: String,
        /// What it holds.
        what: String,
    },
    /// The parts of a Word document could not be packed.
    #[cfg(feature = "docx")]
    #[error("the Word document could not be packed: {source}; it may be too large")]
    Package {
        /// What the packer says.
        source: zip::result::ZipError,
    },
    /// A file or folder could not be written.
    #[error("cannot write {}: {source}; check that the disk has room, that the folder can be written, and that \
             no other program has the file open", path.display())]
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
    /// A format that needs more than profiles.
    #[error(
        "'{found}' cannot be made from an output folder, which keeps reports and no marks; leave it out ({}), or run the exam \
         again with `wutong run --format {found}`",
        crate::output::REPORT_FORMATS.join(", ")
    )]
    NeedsMarks {
        /// What was asked for.
        found: &'static str,
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

    /// Has the file told by the path that it will have, where it was written below another folder first.
    pub(crate) fn moved(mut self, from: &Path, to: &Path) -> Self {
        if let Self::Io { path, .. } = &mut self
            && let Ok(inside) = path.strip_prefix(from)
        {
            *path = if inside.as_os_str().is_empty() { to.to_owned() } else { to.join(inside) };
        }
        self
    }

    /// Whether a template is at fault, and not what it was filled with.
    pub(crate) fn is_of_template(&self) -> bool {
        match self {
            #[cfg(feature = "html")]
            Self::Template { .. } => true,
            #[cfg(feature = "pdf")]
            Self::PdfTemplate(_) => true,
            _ => false,
        }
    }

    /// Whether it is a table of templates, in whose place the one that travels inside stands.
    #[must_use]
    pub fn is_of_table(&self) -> bool {
        matches!(self, Self::TemplateToml { .. } | Self::TemplateColour { .. } | Self::TemplateSuggestion { .. })
    }

    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            #[cfg(feature = "html")]
            Self::Template { path, source } => {
                format!("{}：{source}。请与 wutong templates export 写出的文件对照", path.display())
            }
            Self::TemplateFolder { path, source } => {
                format!("无法读取模板文件夹 {}：{source}。请给出 wutong templates export 写出的文件夹", path.display())
            }
            Self::UnknownTemplate { path } => {
                format!("{}：没有这个名称的模板；可用的有：{}", path.display(), template_names())
            }
            Self::TemplateToml { path, source } => {
                format!("{}：{source}请与 wutong templates export 写出的文件对照", path.display())
            }
            Self::TemplateColour { path, found } => {
                format!("{}：“{found}”不是颜色，请写作 accent = \"#rrggbb\"，例如 \"#1f5f8b\"", path.display())
            }
            Self::TemplateSuggestion { path, rule, found: None } => {
                format!("{}：没有名为 [{rule}] 的发现；可用的有：{}", path.display(), rules())
            }
            Self::TemplateSuggestion { path, rule, found: Some(found) } => {
                format!("{}：[{rule}] 中的 {found} 无法填入；可用的有：{}", path.display(), PLACES.join(" "))
            }
            Self::TemplateExists { path } => format!("{} 已存在，未作改动。请导出到空文件夹", path.display()),
            Self::NoProfiles { path } => format!(
                "{} 中既没有 bulletin.json 也没有 schools/*.json；请给出输出过 json 格式的结果文件夹",
                path.display()
            ),
            Self::Profile { path, why } => {
                format!("{}：{why}。文件须为本版本所写，请重新运行 wutong run", path.display())
            }
            #[cfg(feature = "docx")]
            Self::Drawing { title, what } => {
                format!("图“{title}”含有 {what}，无法在 Word 文档中如实呈现。请只用直线、矩形、圆和文字作图")
            }
            #[cfg(feature = "docx")]
            Self::Package { source } => format!("Word 文档无法打包：{source}。文档可能过大"),
            #[cfg(feature = "pdf")]
            Self::PdfTemplate(fault) => fault.chinese(),
            Self::Io { path, source } => {
                format!("无法写入 {}：{source}。请检查磁盘空间和文件夹的写入权限，并关闭正打开它的程序", path.display())
            }
            Self::NotOurs { path } => {
                format!(
                    "{} 已存在且不含梧桐写出的 run.json，未作改动。请另选输出文件夹，或先清空该文件夹",
                    path.display()
                )
            }
            Self::NoFolder { path, .. } => format!("{} 不能作为输出文件夹，请另选一个", path.display()),
            Self::NeedsMarks { found } => format!(
                "结果文件夹只存报告内容，不存成绩，不能由它生成 {found}。请去掉该格式（可选 {}），或用 wutong run --format {found} 重新运行",
                crate::output::REPORT_FORMATS.join("、")
            ),
            Self::UnknownFormat { found, known } => {
                format!("没有“{found}”这种输出格式；可用的有：{}", known.join("、"))
            }
            Self::FormatUnavailable { found, available } => {
                format!("本版本尚不能输出“{found}”；可用的有：{}", available.join("、"))
            }
        }
    }
}

fn suggestion_fault(rule: &str, found: Option<&str>) -> String {
    match found {
        None => format!("there is no finding [{rule}]; known: {}", rules()),
        Some(found) => format!("{found} in [{rule}] is no place; known: {}", PLACES.join(" ")),
    }
}

fn rules() -> String {
    Suggestions::default().rules().collect::<Vec<_>>().join(", ")
}

fn template_names() -> String {
    crate::templates::BUILT_IN.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_by_the_name_that_it_will_have() {
        let full = || std::io::Error::from(std::io::ErrorKind::StorageFull);
        let told = |path: &str| {
            let error = ReportError::write(Path::new(path), full());
            error.moved(Path::new("/disk/.out.partial-1"), Path::new("exam/out")).zh()
        };
        assert!(told("/disk/.out.partial-1/schools/1.pdf").starts_with("无法写入 exam/out/schools/1.pdf："));
        assert!(told("/disk/.out.partial-1").starts_with("无法写入 exam/out："));
        assert!(told("/disk/other").starts_with("无法写入 /disk/other："));
    }
}
