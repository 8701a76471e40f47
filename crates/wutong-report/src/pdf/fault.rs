//! What is wrong with a template, where, and what to do.

use typst::diag::SourceDiagnostic;
use typst::{World, WorldExt};

/// The first error of a template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplateFault {
    /// The template, or the file that it shows.
    pub file: String,
    /// Line and column, from 1.
    pub place: Option<(usize, usize)>,
    /// What the typesetter says.
    pub message: String,
    /// What it advises.
    pub hints: Vec<String>,
}

impl TemplateFault {
    /// An error or warning of the typesetter.
    pub(super) fn new(world: &dyn World, diagnostic: &SourceDiagnostic) -> Self {
        let mut fault = Self {
            file: "report.typ".to_owned(),
            place: None,
            message: diagnostic.message.to_string(),
            hints: diagnostic.hints.iter().map(|hint| hint.v.to_string()).collect(),
        };
        // What fails inside a called function is better shown where the template calls it.
        let spans = std::iter::once(diagnostic.span).chain(diagnostic.trace.iter().map(|point| point.span.into()));
        for span in spans {
            let (Some(id), Some(range)) = (span.id(), world.range(span)) else { continue };
            let Some(place) = world.source(id).ok().and_then(|source| source.lines().byte_to_line_column(range.start))
            else {
                continue;
            };
            fault.file = id.get().vpath().get_without_slash().to_owned();
            fault.place = Some((place.0 + 1, place.1 + 1));
            break;
        }
        fault
    }

    /// A report that could not be set for a reason outside the templates.
    pub(super) fn outside(message: String) -> Self {
        Self { file: "report.typ".to_owned(), message, ..Self::default() }
    }

    /// The whole message.
    pub(crate) fn english(&self) -> String {
        let place = self.place.map(|(line, column)| format!(", line {line}, column {column}")).unwrap_or_default();
        let hints: String = self.hints.iter().map(|hint| format!(" ({hint})")).collect();
        format!(
            "report template {}{place}: {}{hints}; correct it there, or take the file away and the built-in one serves",
            self.file, self.message
        )
    }

    /// The whole message in Chinese, with the words of the typesetter where there are no Chinese ones.
    pub(crate) fn chinese(&self) -> String {
        let place = self.place.map(|(line, column)| format!(" 第 {line} 行第 {column} 列")).unwrap_or_default();
        let hints: String = self.hints.iter().map(|hint| format!("（{hint}）")).collect();
        let what =
            meaning(&self.message).map_or_else(|| self.message.clone(), |zh| format!("{zh}（{}）", self.message));
        format!("报告模板 {}{place}有误：{what}{hints}。请改正该处，或移走该文件以使用内置模板", self.file)
    }
}

/// The commonest errors in Chinese.
fn meaning(message: &str) -> Option<&'static str> {
    let known = [
        ("unknown variable", "变量未定义"),
        ("unclosed delimiter", "括号未闭合"),
        ("unexpected closing bracket", "多余的右括号"),
        ("unclosed string", "引号未闭合"),
        ("expected expression", "缺少表达式"),
        ("expected ", "类型或写法不符"),
        ("unexpected ", "多余的内容"),
        ("dictionary does not contain key", "没有这一项数据"),
        ("file not found", "找不到文件"),
        ("cannot ", "不支持这种运算"),
        ("missing argument", "缺少参数"),
    ];
    known.iter().find(|(start, _)| message.starts_with(start)).map(|(_, zh)| *zh)
}
