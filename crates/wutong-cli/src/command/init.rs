//! `wutong init`: a specification to review, inferred from files.

use std::path::{Path, PathBuf};

use wutong::ingest::{open_mapping, sketch_with};
use wutong::report::Lang;

use crate::DONE;
use crate::console::Console;
use crate::error::CliError;

/// What is to be inferred from, and where to.
pub(crate) struct Init<'a> {
    pub(crate) files: &'a [PathBuf],
    pub(crate) output: &'a Path,
    pub(crate) mapping: Option<&'a Path>,
    pub(crate) save_mapping: Option<&'a Path>,
}

pub(crate) fn run(init: &Init<'_>, lang: Lang, console: &mut Console) -> Result<u8, CliError> {
    for path in [Some(init.output), init.save_mapping].into_iter().flatten() {
        if path.exists() {
            return Err(CliError::Exists(path.to_owned()));
        }
    }
    let known = init.mapping.map(open_mapping).transpose()?.unwrap_or_default();
    let mut sketch = sketch_with(init.files, &known)?;
    let base = init.output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    sketch.mapping = init.save_mapping.or(init.mapping).map(|path| relative(path, base));
    if let Some(path) = init.save_mapping {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        write(path, &sketch.to_mapping(&name))?;
        console.say(&match lang {
            Lang::Zh => format!("已保存列的对应关系 {}，下次用 wutong init FILES --mapping {0}", path.display()),
            Lang::En => format!("saved the mapping {}; next time: wutong init FILES --mapping {0}", path.display()),
        });
    }
    let text = sketch.to_toml(base);
    write(init.output, &text)?;
    console.say(&match lang {
        Lang::Zh => format!("已写出 {}，请检查后运行：wutong run {0}", init.output.display()),
        Lang::En => format!("wrote {}; review it, then: wutong run {0}", init.output.display()),
    });
    // What cannot be run as it is had better say so at once.
    if let Err(error) = wutong::ExamSpec::from_toml(&text) {
        console.say(&match lang {
            Lang::Zh => format!("  ? 还不能运行，请先改正：{}", error.zh()),
            Lang::En => format!("  ? it cannot be run as it is; correct first: {error}"),
        });
    }
    for remark in &sketch.remarks {
        console.say(&format!("  · {}", lang.pick(&remark.zh, &remark.en)));
    }
    for question in &sketch.questions {
        console.say(&format!("  ? {}", lang.pick(&question.zh, &question.en)));
    }
    Ok(DONE)
}

fn write(path: &Path, text: &str) -> Result<(), CliError> {
    std::fs::write(path, text).map_err(|source| CliError::Write { path: path.to_owned(), source })
}

/// A path as it is seen from a folder, where it lies below it; the whole path otherwise.
fn relative(path: &Path, base: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (path, base) = (absolute(path), absolute(base));
    path.strip_prefix(&base).unwrap_or(&path).to_string_lossy().replace('\\', "/")
}
